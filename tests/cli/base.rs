//! `--base`: rules on what may change, with revisions from git.

use crate::repository::git;
use crate::runner::Project;
use insta::assert_snapshot;

/// A repository with the example of the page on the language: the policy, and a case on the branch `main`.
fn project() -> Project {
    let project = Project::new();
    project.copy("docs/example/policy", "policy").copy("docs/example/cases", "cases");
    project.write("klar.yaml", "policy: policy\ncases: [cases]\n");
    project.edit("cases/spring-meeting/case.yaml", "2026-05-10", "2026-05-06");
    project.edit("cases/spring-meeting/talk-bo.yaml", "submitted", "approved, decidedOn: 2026-04-21");
    project.edit(
        "cases/spring-meeting/talk-bo.yaml",
        "speaker: bo",
        "speaker: bo\nslides: slides/engines.txt",
    );
    git(&project.path(""), "init -q -b main");
    commit(&project);
    project
}

fn commit(project: &Project) {
    git(&project.path(""), "add -A");
    git(&project.path(""), "commit -q -m change");
}

const TALK: &str = "cases/spring-meeting/talk-alva.yaml";

#[test]
fn an_approved_document_that_changes_is_shown_in_both_versions() {
    let project = project();
    project.edit(TALK, "minutes: 40", "minutes: 45");
    let all = "check --as-of 2026-05-01 --base main";
    assert_snapshot!(project.run(all), @"
    error[talks/unchanged]: the approved talk `engines` has changed
       ╭─[cases/spring-meeting/talk-alva.yaml:2:5]
     2 │ id: engines
       ·     ───┬───
       ·        ╰── this is how it is now
       ╰────
       ╭─[main:cases/spring-meeting/talk-alva.yaml:6:19]
     6 │ review: { status: approved, decidedOn: 2026-04-20 }
       ·                   ────┬───
       ·                       ╰── this is how it was approved
       ╰────
      help: Change it back or submit a new talk.
      whose turn: the speaker
      source: B-3, The bylaws v4 (adopted in 2025), § 3

    N rule on who approves changes did not run: say in klar.yaml who has the role
    1 error (1 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-01 by policy events 1.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
    assert_snapshot!(project.run(&format!("{all} --lang sv --format concise")), @"
    cases/spring-meeting/talk-alva.yaml:2:5: fel[talks/unchanged] det godkända föredraget `engines` har ändrats
    N regel om vem som ska godkänna ändringar kördes inte: ange i klar.yaml vem som har rollen
    1 fel (1 ny sedan main) i 1 ärende; 3 filer, N regler, bedömt per 2026-05-01 enligt regelpaketet events 1.0
    ---- exit status 1
    ");
    commit(&project);
    assert!(project.run(all).contains("no findings"), "the change is in main");
    git(&project.path(""), "checkout -q -b work main~1");
    assert!(project.run(all).contains("no findings"), "what others do later is not compared");
    project.remove(TALK);
    let base = git(&project.path(""), "rev-parse --short=12 main~1");
    let shown = project.run(&format!("{all} --format concise")).replace(&base, "COMMIT");
    assert_snapshot!(shown, @"
    COMMIT:cases/spring-meeting/talk-alva.yaml:1:1: error[talks/unchanged] the approved talk `engines` has changed
    cases/spring-meeting/case.yaml:1:1: error[base/behind] the case has changed in `main`, too, since `COMMIT`, which the change starts from
    cases/spring-meeting/case.yaml:6:12: error[talks/approved] Alva Påhittad has no finished talk
    the check is incomplete: 1 problem kept it from reading and judging everything
    3 errors (2 new since main) in 1 case; 2 files, N rules, judged as of 2026-05-01 by policy events 1.0
    ---- exit status 2
    ");
}

#[test]
fn rules_that_compare_are_named_when_they_do_not_run() {
    let project = project();
    assert_snapshot!(project.run("check --as-of 2026-05-01"), @"
    N rules did not run, as they compare with an earlier version: give `--base`
    no findings in 1 case; 3 files, N rules, judged as of 2026-05-01 by policy events 1.0
    spring-meeting has passed announced (the notice); no requirement for held (the event) has been
      judged yet
    ---- exit status 0
    ");
    let json = project.run("check --as-of 2026-05-01 --format json");
    assert!(json.contains(r#""base": null"#) && json.contains(r#""complete": true"#), "{json}");
    assert!(
        json.contains(r#""rule": "talks/unchanged","#) && json.contains(r#""reason": "no-base""#),
        "{json}"
    );
    let json = project.run("check --as-of 2026-05-01 --base main --format json");
    assert!(json.contains(r#""revision": "main","#) && !json.contains("no-base"), "{json}");
}

#[test]
fn a_case_is_found_wherever_it_lay() {
    let project = project();
    git(&project.path(""), "mv cases/spring-meeting cases/2026");
    project.edit("cases/2026/talk-alva.yaml", "minutes: 40", "minutes: 45");
    project.copy("docs/example/cases/spring-meeting", "cases/spring-meeting");
    project.edit("cases/spring-meeting/case.yaml", "id: spring-meeting", "id: another-meeting");
    let all = "check --as-of 2026-05-01 --base main --format concise";
    assert_snapshot!(project.run(all), @"
    cases/2026/talk-alva.yaml:2:5: error[talks/unchanged] the approved talk `engines` has changed
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    N rule on who approves changes did not run: say in klar.yaml who has the role
    3 errors (3 new since main) in 2 of 2 cases; 6 files, N rules, judged as of 2026-05-01 by policy events 1.0
    ---- exit status 1
    ");
    project.edit("cases/2026/case.yaml", "id: spring-meeting", "id: renamed");
    assert_snapshot!(project.run(all), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    N rule on who approves changes did not run: say in klar.yaml who has the role
    3 errors (3 new since main) in 1 of 2 cases; 6 files, N rules, judged as of 2026-05-01 by policy events 1.0
    ---- exit status 1
    ");
}

#[test]
fn faults_of_the_earlier_version_are_a_warning() {
    let project = project();
    let good = std::fs::read_to_string(project.path(TALK)).unwrap();
    project.write(TALK, "kind: talk\n\tid: engines\n").edit(
        "cases/spring-meeting/talk-bo.yaml",
        "speaker: bo",
        "speaker: boo",
    );
    commit(&project);
    project.write(TALK, good);
    assert_snapshot!(project.run("check --as-of 2026-05-01 --base main"), @"
    error[case/unresolved-reference]: the case has no person with the id `boo`
       ╭─[cases/spring-meeting/talk-bo.yaml:3:10]
     3 │ speaker: boo
       ·          ───
       ╰────
      help: these exist: `alva`, `bo`
      not new: was there before the change

    warning[case/faulty-base]: the case had faults at `main`, so not everything can be compared
       ╭─[main:cases/spring-meeting/talk-alva.yaml:2:1]
     2 │   id: engines
       · ─┬
       ·  ╰── the line is indented with a tab
       ╰────
      help: This was the only fault then.

    N rule on who approves changes did not run: say in klar.yaml who has the role
    1 error, 1 warning (1 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-01 by policy
      events 1.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
    std::fs::remove_dir_all(project.path("cases/spring-meeting")).unwrap();
    assert_snapshot!(project.run("check --as-of 2026-05-01 --base main --format concise"), @r"
    cases:1:1: error[case/none-found] there is no case in `cases`
    main:cases/spring-meeting/case.yaml:1:1: warning[case/gone] the case is no longer there
    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error, 1 warning; 0 cases; 0 files, N rules, judged as of 2026-05-01 by policy events 1.0
    ---- exit status 2
    ");
}

#[test]
fn a_revision_that_cannot_be_read_ends_the_run() {
    let project = project();
    assert_snapshot!(project.run("check --as-of 2026-05-01 --base mian"), @r"
    error[git/unknown-revision]: there is no revision `mian`
       ╭─[.]
       ╰────
      help: Did you mean `main`?

    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 1 case; 3 files, N rules, judged as of 2026-05-01 by policy events 1.0
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
    assert_snapshot!(project.run("check --as-of 2026-05-01 --lang sv --base=--no"), @r"
    fel[git/unknown-revision]: revisionen `--no` finns inte
       ╭─[.]
       ╰────
      hjälp: Ange en gren, en tagg eller id för en incheckning. Hämta den först om den bara finns på
             servern.

    kontrollen är ofullständig: 1 problem hindrade att allt lästes och bedömdes
    1 fel; 1 ärende; 3 filer, N regler, bedömt per 2026-05-01 enligt regelpaketet events 1.0
    nästa steg: åtgärda det som hindrade kontrollen och kör `klar check` igen
    ---- exit status 2
    ");
    let elsewhere = Project::new();
    elsewhere.copy("docs/example/policy", "policy").copy("docs/example/cases", "cases");
    let told = elsewhere.run("check --as-of 2026-05-20 --policy policy --base main --format concise");
    assert_snapshot!(told, @r"
    .:1:1: error[git/no-repository] the project does not lie in a git repository, so there is no earlier version to read
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    the check is incomplete: 1 problem kept it from reading and judging everything
    3 errors in 1 case; 3 files, N rules, judged as of 2026-05-20 by policy events 1.0
    ---- exit status 2
    ");
    assert_snapshot!(project.run_with("check --as-of 2026-05-01 --base main --format concise", "PATH=/nowhere"), @r"
    .:1:1: error[git/missing] there is no program `git` in the search path
    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 1 case; 3 files, N rules, judged as of 2026-05-01 by policy events 1.0
    ---- exit status 2
    ");
}

#[test]
fn what_the_clone_lacks_of_the_base_is_not_taken_for_a_fault_of_it() {
    let project = project();
    let id = git(&project.path(""), &format!("rev-parse main:{TALK}"));
    let (folder, name) = id.split_at(2);
    project.remove(&format!(".git/objects/{folder}/{name}"));
    project.edit(TALK, "minutes: 40", "minutes: 45");
    assert_snapshot!(project.run("check --as-of 2026-05-01 --base main"), @r"
    error[git/missing-object]: `main:cases/spring-meeting/talk-alva.yaml` is in the revision, but its
      content is not in the clone
       ╭─[main:cases/spring-meeting/talk-alva.yaml]
       ╰────
      help: The clone is not whole. Clone the repository without `--filter`, or fetch what is missing
            with `git fetch --refetch`.
      not new: was there before the change

    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error (none new since main) in 1 case; 3 files, N rules, judged as of 2026-05-01 by policy events
      1.0
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
}

#[test]
fn a_case_in_a_submodule_is_no_new_case() {
    let project = project();
    git(&project.path("cases/spring-meeting"), "init -q -b main");
    git(&project.path("cases/spring-meeting"), "add -A");
    git(&project.path("cases/spring-meeting"), "commit -q -m inner");
    git(&project.path(""), "rm -r -q --cached cases/spring-meeting");
    git(&project.path(""), "add cases/spring-meeting");
    git(&project.path(""), "commit -q -m submodule");
    assert_snapshot!(project.run("check --as-of 2026-05-01 --base main --lang sv"), @r"
    fel[git/submodule]: `cases/spring-meeting` ligger i en undermodul, vars tidigare versioner finns i
      ett annat arkiv
       ╭─[cases/spring-meeting]
       ╰────
      hjälp: Kör klar i undermodulen, med en revision av den.

    kontrollen är ofullständig: 1 problem hindrade att allt lästes och bedömdes
    1 sökväg lästes inte; `--format json` räknar upp dem med skäl
    1 fel (1 ny sedan main) i 1 ärende; 3 filer, N regler, bedömt per 2026-05-01 enligt regelpaketet
      events 1.0
    nästa steg: åtgärda det som hindrade kontrollen och kör `klar check` igen
    ---- exit status 2
    ");
}

#[test]
fn a_case_that_was_moved_is_found_when_only_its_new_folder_is_asked_for() {
    let project = project();
    git(&project.path(""), "mv cases/spring-meeting cases/2026");
    project.edit("cases/2026/talk-alva.yaml", "minutes: 40", "minutes: 45");
    let shown = project.run("check cases/2026 --as-of 2026-05-01 --base main --format concise");
    assert!(shown.contains("error[talks/unchanged]"), "{shown}");
}

#[test]
fn a_case_with_a_new_id_in_a_new_folder_is_no_new_case() {
    let project = project();
    git(&project.path(""), "mv cases/spring-meeting cases/2026");
    project.edit("cases/2026/case.yaml", "id: spring-meeting", "id: other-meeting");
    project.edit("cases/2026/talk-alva.yaml", "minutes: 40", "minutes: 45");
    for paths in ["", "cases", "cases/2026"] {
        let shown = project.run(&format!("check {paths} --as-of 2026-05-01 --base main --format concise"));
        assert!(shown.contains("error[talks/unchanged]") && !shown.contains("case/gone"), "{shown}");
    }
    // A case of its own beside the one that is gone is new.
    project.write("cases/2026/talk-alva.yaml", "kind: talk\nid: x\nspeaker: alva\nminutes: 40\n");
    let shown = project.run("check --as-of 2026-05-01 --base main --format concise");
    assert!(!shown.contains("talks/unchanged") && shown.contains("warning[case/gone]"), "{shown}");
}
