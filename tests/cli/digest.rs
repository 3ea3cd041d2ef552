//! `klar digest`, and approvals that carry what it prints.

use crate::runner::Project;
use insta::assert_snapshot;

const TALK: &str = "cases/spring-meeting/talk-alva.yaml";

fn project() -> Project {
    let project = Project::new();
    project.copy("docs/example/policy", "policy").copy("docs/example/cases", "cases");
    project.write("klar.yaml", "policy: policy\ncases: [cases]\n");
    project
}

#[test]
fn a_digest_is_of_the_content_and_not_of_how_it_is_written() {
    let project = project();
    let first = project.run(&format!("digest {TALK}"));
    project.write(
        TALK,
        "review: { status: draft, sha256: x }\n# a comment\nspeaker: \"alva\"\nminutes: 40\nslides: slides/engines.txt\n\
         id: 'engines'\nkind: talk\n",
    );
    assert_eq!(project.run(&format!("digest {TALK}")), first);
    project.edit(TALK, "minutes: 40", "minutes: 41");
    assert_ne!(project.run(&format!("digest {TALK}")), first);
    let own = project.path("").join("policy");
    let told = project.run(&format!("digest {TALK} --policy {}", own.display()));
    assert!(told.ends_with(&format!("  {TALK}\n---- exit status 0\n")), "{told}");
}

#[test]
fn an_approval_with_a_digest_is_for_that_content_alone() {
    let project = project();
    let digest = project.run(&format!("digest {TALK}"));
    let digest = digest.split_whitespace().next().unwrap();
    project.edit(TALK, "2026-04-20 }", &format!("2026-04-20, sha256: {digest} }}"));
    assert!(!project.run("check --as-of 2026-05-01").contains("talks/as-approved"));
    project.edit(TALK, "minutes: 40", "minutes: 45");
    let shown = project.run("check --as-of 2026-05-01");
    let finding = shown.split("\n\n").find(|part| part.contains("talks/as-approved")).unwrap();
    assert_snapshot!(finding, @r"
    error[talks/as-approved]: the talk `engines` is not what was approved
       ╭─[cases/spring-meeting/talk-alva.yaml:6:60]
     6 │ …cidedOn: 2026-04-20, sha256: 05c4f9dcbf33001a76a75554856eb…3757e25003cfd3f6bcd32a7d802c7 }
       ·                               ─────────────────────────────┬─────────────────────────────
       ·                                                            ╰── this was approved
       ╰────
       ╭─[cases/spring-meeting/talk-alva.yaml:2:5]
     2 │ id: engines
       ·     ───┬───
       ·        ╰── this is daf45001b4cb30f58bc2446796009f960f622c8353399a4cca0c0e41864e08ab
       ╰────
      help: Submit it for a new decision.
      whose turn: the speaker
      source: B-3, The bylaws v4 (adopted in 2025), § 3
    ");
}

#[test]
fn files_that_cannot_be_digested_are_named() {
    let project = project();
    project.write("broken.yaml", "kind: talk\n\tid: a\n").write("other.yaml", "a: 1\n");
    project.write("cases/spring-meeting/plan.pdf", [0xff, 0x00]);
    assert_snapshot!(project.run("digest other.yaml broken.yaml nowhere cases/spring-meeting/plan.pdf"), @r"
    37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae  other.yaml
    ea5dbf9596d187e9500f23e9a680109475341cf4e81f7e043f7d97152c10772f  cases/spring-meeting/plan.pdf
    ---- standard error
    klar: broken.yaml:2: the line is indented with a tab
    klar: `nowhere` does not exist
    ---- exit status 2
    ");
    assert_snapshot!(project.run("digest other.yaml --policy nowhere --lang sv"), @r"
    ---- standard error
    klar: `nowhere` finns inte
    ---- exit status 2
    ");
}
