//! What a change could do so that it is judged more mildly than the base would judge it, each once.

use crate::repository::git;
use crate::runner::Project;
use insta::assert_snapshot;

/// A repository whose branch `main` is in order, with the branch `work` upon it.
fn project() -> Project {
    let project = Project::new();
    project.copy("docs/example", ".");
    project.write("klar.yaml", "policy: policy\ncases: [cases]\nowners: { board: ['@example/board'] }\n");
    project.write(".github/CODEOWNERS", "* @example/speakers\n");
    project.edit("cases/spring-meeting/case.yaml", "2026-05-10", "2026-05-06");
    project.edit(BO, "submitted", "approved, decidedOn: 2026-04-21");
    git(&project.path(""), "init -q -b main");
    commit(&project);
    git(&project.path(""), "checkout -q -b work");
    project
}

fn commit(project: &Project) {
    git(&project.path(""), "add -A");
    git(&project.path(""), "commit -q -m change");
}

const CASE: &str = "cases/spring-meeting/case.yaml";
const ALVA: &str = "cases/spring-meeting/talk-alva.yaml";
const BO: &str = "cases/spring-meeting/talk-bo.yaml";
const CHECK: &str = "check --as-of 2026-05-12 --base main --format concise";

/// Leaves a commit in the history of `main` at which `file` held `text`, and a branch that starts there and is as `main`.
fn parted_where(project: &Project, file: &str, text: &str) {
    let good = std::fs::read(project.path(file)).unwrap();
    git(&project.path(""), "checkout -q main");
    project.write(file, text);
    commit(project);
    git(&project.path(""), "branch -q -f work");
    project.write(file, good);
    commit(project);
    git(&project.path(""), "checkout -q work");
    git(&project.path(""), "checkout -q main -- .");
}

#[test]
fn a_branch_from_where_the_case_was_broken_is_no_way_around_its_rules() {
    let project = project();
    parted_where(&project, CASE, "kind: case\n\tid: x\n");
    project.edit(ALVA, "minutes: 40", "minutes: 45");
    let parting = git(&project.path(""), "rev-parse --short=12 work");
    let shown = project.run(CHECK).replace(&parting, "COMMIT");
    assert_snapshot!(shown, @"
    COMMIT:cases/spring-meeting/case.yaml:2:1: warning[case/faulty-base] the case had faults at `COMMIT`, so not everything can be compared
    cases/spring-meeting/case.yaml:1:1: error[base/behind] the case has changed in `main`, too, since `COMMIT`, which the change starts from
    cases/spring-meeting/talk-alva.yaml:6:19: error[talks/decided-by-board] others than the board can approve the decision on `engines`
    cases/spring-meeting/talk-bo.yaml:4:19: error[talks/decided-by-board] others than the board can approve the decision on `compilers`
    the check is incomplete: 1 problem kept it from reading and judging everything
    3 errors, 1 warning (3 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
    commit(&project);
    git(&project.path(""), "merge -q -s ours main");
    let shown = project.run(CHECK);
    assert!(shown.contains("error[talks/unchanged]") && !shown.contains("base/behind"), "{shown}");
}

#[test]
fn a_branch_from_before_a_decision_does_not_hide_it() {
    let project = project();
    let earlier = std::fs::read_to_string(project.path(ALVA)).unwrap();
    parted_where(&project, ALVA, &earlier.replace("approved, decidedOn: 2026-04-20", "submitted"));
    assert!(!project.run(CHECK).contains("base/behind"), "the branch is as `main`");
    project.edit(ALVA, "minutes: 40", "minutes: 45");
    for changed in ["", "--changed"] {
        let shown = project.run(&format!("{CHECK} {changed}"));
        assert!(shown.contains("error[base/behind]") && shown.contains("status 2"), "{shown}");
    }
}

#[test]
fn what_only_one_side_changes_is_not_behind() {
    let project = project();
    git(&project.path(""), "checkout -q main");
    project.copy("docs/example/cases/spring-meeting", "cases/autumn-meeting");
    project.edit("cases/autumn-meeting/case.yaml", "id: spring-meeting", "id: autumn-meeting");
    commit(&project);
    git(&project.path(""), "checkout -q work");
    project.edit(CASE, "2026-05-06", "2026-05-05");
    assert!(project.run(CHECK).contains("no findings"), "main has another case");
    project.copy("docs/example/cases/spring-meeting", "cases/winter-meeting");
    project.edit("cases/winter-meeting/case.yaml", "id: spring-meeting", "id: autumn-meeting");
    assert!(project.run(CHECK).contains("error[base/behind]"), "main has this case, too");
}

#[test]
fn a_crosswise_merge_does_not_hide_what_the_change_is() {
    let project = project();
    let git = |words: &str| git(&project.path(""), words);
    // Both sides have both changes, each merged the other way round. Compared with the one, nothing is new.
    git("checkout -q -b one main");
    project.edit(ALVA, "approved, decidedOn: 2026-04-20", "submitted");
    commit(&project);
    git("checkout -q -b two main");
    project.write("other.txt", "x");
    commit(&project);
    git("merge -q one");
    git("checkout -q one");
    git("merge -q two~1");
    git("branch -q -f main two");
    git("checkout -q -B work one");
    project.edit(ALVA, "submitted", "approved, decidedOn: 2026-04-20");
    let shown = project.run(CHECK);
    assert!(shown.contains("error[git/merge-bases]") && shown.contains("status 2"), "{shown}");
    git("stash -q");
    git("merge -q main");
    git("stash pop -q");
    let shown = project.run(CHECK);
    assert!(shown.contains("error[talks/decided-by-board]"), "{shown}");
}

#[test]
fn a_tag_does_not_take_the_place_of_the_base() {
    let project = project();
    project.edit(ALVA, "minutes: 40", "minutes: 45");
    commit(&project);
    git(&project.path(""), "tag main");
    assert_snapshot!(project.run(CHECK), @"
    .:1:1: error[git/ambiguous-revision] `main` is the name of several branches or tags that are not the same
    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
    let shown = project.run(&CHECK.replace("main", "refs/heads/main"));
    assert!(shown.contains("error[talks/unchanged]"), "{shown}");
    let shown = project.run(&CHECK.replace("main", "main~0"));
    assert!(shown.contains("error[git/ambiguous-revision]"), "{shown}");
    // Names that stand for the same are one.
    git(&project.path(""), "tag -f -a -m same main refs/heads/main");
    assert!(project.run(CHECK).contains("error[talks/unchanged]"));
    let start = git(&project.path(""), "rev-parse --short=8 refs/heads/main");
    assert!(project.run(&CHECK.replace("main", &start)).contains("error[talks/unchanged]"));
    git(&project.path(""), &format!("branch {start} work"));
    let shown = project.run(&CHECK.replace("main", &start));
    assert!(shown.contains("error[git/ambiguous-revision]"), "{shown}");
}

#[test]
fn a_repository_within_the_repository_decides_nothing() {
    let project = project();
    project.edit("cases/spring-meeting/case.yaml", "2026-05-06", "2026-05-10");
    project.copy("docs/example/policy", "cases/policy");
    project.edit("cases/policy/pack.yaml", "value: 14", "value: 1");
    project.write("cases/klar.yaml", "policy: policy\n");
    git(&project.path("cases"), "init -q -b main");
    git(&project.path("cases"), "add -A");
    git(&project.path("cases"), "commit -q -m inner");
    let shown = project.run(&format!("{CHECK} cases"));
    assert!(shown.contains("error[event/notice]"), "{shown}");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_working_folder_leads_to_no_other_rules() {
    let project = Project::new();
    project.copy("docs/example", "events").add("iutkr-step-1");
    git(&project.path(""), "init -q -b main");
    commit(&project);
    std::fs::remove_dir_all(project.path("events")).unwrap();
    std::os::unix::fs::symlink("cases", project.path("events")).unwrap();
    let shown = project.run("check --base main --format concise");
    assert!(shown.contains("events:1:1: error[io/link]") && shown.contains("status 2"), "{shown}");
}

#[test]
fn a_new_policy_hides_no_cases_among_its_tests() {
    let project = project();
    project
        .copy("docs/example/policy", "cases/new")
        .copy("docs/example/cases/spring-meeting", "cases/new/tests/x");
    project.edit("cases/new/tests/x/case.yaml", "id: spring-meeting", "id: x");
    project.edit("klar.yaml", "policy: policy", "policy: cases/new");
    let shown = project.run(CHECK);
    assert!(shown.contains("cases/new/tests/x/case.yaml:8:14: error[event/notice]"), "{shown}");
}

#[test]
fn what_a_change_means_to_other_cases_is_found_with_changed_alone() {
    let project = Project::new();
    project.add("first-time-certified").add("first-time-application");
    let (certified, other) =
        ("cases/first-time-certified/case.yaml", "cases/first-time-application/case.yaml");
    project.write("klar.yaml", "cases: [cases]\n");
    git(&project.path(""), "init -q -b main");
    commit(&project);
    let check = "check --as-of 2026-11-24 --base main --format concise --changed";
    let text = std::fs::read_to_string(project.path(other)).unwrap();
    let consumer = text.lines().skip_while(|line| !line.starts_with("consumer:")).nth(1).unwrap();
    // Neither of the two has the id of the other.
    project.edit(certified, "  id: patientvy\n", &format!("{consumer}\n"));
    let shown = project.run(check);
    assert!(!shown.contains("not judged"), "{shown}");
    let shown = project.run(&format!("{check} cases/first-time-application"));
    assert!(!shown.contains("not judged"), "{shown}");
}

#[test]
fn whoever_loses_an_exception_is_judged_with_changed_alone() {
    let project = project();
    git(&project.path(""), "checkout -q main");
    project.edit(CASE, "2026-05-06", "2026-05-10");
    let waiver = "waivers:\n  - id: w-1\n    rule: event/notice\n    case: spring-meeting\n    reason: agreed\n    owner: the board\n    until: 2026-06-30\n";
    project.write("waivers.yaml", waiver);
    commit(&project);
    git(&project.path(""), "checkout -q -B work");
    let check = format!("{CHECK} --changed");
    assert!(project.run(&check).contains("status 0"));
    project.write("waivers.yaml", "waivers: []\n");
    let shown = project.run(&check);
    assert!(shown.contains("error[event/notice]"), "{shown}");
    git(&project.path(""), "checkout -q main");
    project.edit(ALVA, "2026-04-20", &format!("2026-04-20, sha256: \"{}\"", "0".repeat(64)));
    project.run("check --as-of 2026-05-12 --baseline known.yaml --write-baseline");
    commit(&project);
    let check = format!("{check} --baseline known.yaml");
    assert!(project.run(&check).contains("status 0"));
    project.write("known.yaml", "findings: []\n");
    let shown = project.run(&check);
    assert!(shown.contains("error[talks/as-approved]"), "{shown}");
}

#[test]
fn an_id_written_with_escapes_is_still_shared() {
    let project = project();
    git(&project.path(""), "checkout -q main");
    project.edit(CASE, "id: spring-meeting", "id: \"spring\\x2dmeeting\"");
    commit(&project);
    project.copy("docs/example/cases/spring-meeting", "cases/other");
    let shown = project.run(&format!("{CHECK} --changed"));
    assert!(shown.contains("error[case/duplicate-case-id]"), "{shown}");
}

#[test]
fn code_owners_of_every_service_have_to_be_the_right_ones() {
    let board = "* @example/board\n";
    for (files, open) in [
        (&[("CODEOWNERS", board)][..], false),
        (&[(".gitlab/CODEOWNERS", board)], false),
        (&[("CODEOWNERS", board), (".github/CODEOWNERS", "* @example/speakers\n")], true),
        (&[("CODEOWNERS", "* @example/speakers\n"), (".github/CODEOWNERS", board)], true),
        // Only one of the two has sections.
        (&[("CODEOWNERS", "[Board]\n* @example/board\n[Others]\n* @example/speakers\n")], true),
        (&[(".gitlab/CODEOWNERS", "[Board]\n* @example/board\n[Others]\n* @example/speakers\n")], false),
        // Only one of the two takes the folder for all that is below it.
        (&[("CODEOWNERS", "/cases @example/board\n")], true),
        (&[(".github/CODEOWNERS", "/cases @example/board\n")], false),
        (
            &[("CODEOWNERS", "* @example/board\nspring-meeting/ @example/board # for @example/speakers\n")],
            true,
        ),
        (&[("CODEOWNERS", "* @example/board\n!/cases/\n/cases/ @example/board\n")], true),
    ] {
        let project = project();
        git(&project.path(""), "checkout -q main");
        project.remove(".github/CODEOWNERS");
        project.edit(BO, "approved, decidedOn: 2026-04-21", "submitted");
        for (file, text) in files {
            project.write(file, text);
        }
        commit(&project);
        project.edit(BO, "submitted", "approved, decidedOn: 2026-04-21");
        let shown = project.run(CHECK);
        assert_eq!(shown.contains("error[talks/decided-by-board]"), open, "{files:?}\n{shown}");
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_is_shown_with_escapes_is_held_against_no_line() {
    let project = project();
    git(&project.path(""), "checkout -q main");
    project.write(".github/CODEOWNERS", "* @example/speakers\n/cases/*/board\\\\* @example/board\n");
    commit(&project);
    project.remove(BO);
    project.write(
        "cases/spring-meeting/board\u{202e}.yaml",
        "kind: talk\nid: x\nspeaker: bo\nreview: { status: approved, decidedOn: 2026-04-21 }\n",
    );
    let shown = project.run(CHECK);
    assert!(shown.contains("error[talks/decided-by-board]"), "{shown}");
}

#[test]
fn a_decision_in_a_file_that_does_not_change_is_approved_by_nobody() {
    let project = project();
    git(&project.path(""), "checkout -q main");
    project.write(".github/CODEOWNERS", "* @example/speakers\ntalk-*.yaml @example/board\n");
    let case = std::fs::read(project.path(CASE)).unwrap();
    project.remove(CASE).write("cases/other/case.yaml", &case);
    project.edit("cases/other/case.yaml", "[alva, bo]", "[]");
    commit(&project);
    // The talks that were approved for another case are those of a new one.
    project.write(CASE, &case).edit(CASE, "id: spring-meeting", "id: autumn-meeting");
    let shown = project.run(CHECK);
    assert!(shown.contains("talk-alva.yaml:6:19: error[talks/decided-by-board]"), "{shown}");
    // What a change touches, the board has to approve.
    project.edit(ALVA, "minutes: 40", "minutes: 45");
    let shown = project.run(CHECK);
    assert!(!shown.contains("talk-alva.yaml:6:19: error[talks/decided-by-board]"), "{shown}");
}

#[test]
fn whoever_mends_a_broken_case_does_not_decide() {
    let project = project();
    git(&project.path(""), "checkout -q main");
    let good = std::fs::read(project.path(CASE)).unwrap();
    project.write(CASE, "kind: case\n\tid: x\n");
    project.edit(BO, "approved, decidedOn: 2026-04-21", "submitted");
    commit(&project);
    project.write(CASE, good);
    project.edit(BO, "submitted", "approved, decidedOn: 2026-04-21");
    let shown = project.run(CHECK);
    assert!(shown.contains("talk-bo.yaml:4:19: error[talks/decided-by-board]"), "{shown}");
}

#[test]
fn a_decision_by_an_alias_or_in_a_case_within_a_case_is_one() {
    let project = project();
    git(&project.path(""), "checkout -q main");
    project.edit(BO, "approved, decidedOn: 2026-04-21", "submitted");
    commit(&project);
    let alias =
        "kind: talk\nid: compilers\nspeaker: bo\nreview: { status: &a approved, decidedOn: 2026-04-21 }\n";
    project.write(BO, alias.replace("&a approved, decidedOn: 2026-04-21", "submitted"));
    let other = alias.replace("compilers", "x").replace("speaker: bo", "speaker: bo\ntopic: &t approved");
    project.write("cases/spring-meeting/talk-x.yaml", other.replace("&a approved", "*t"));
    let shown = project.run(CHECK);
    assert!(shown.contains("talk-x.yaml:5:19: error[talks/decided-by-board]"), "{shown}");
    project.write("cases/spring-meeting/inner/case.yaml", std::fs::read(project.path(CASE)).unwrap());
    project.edit("cases/spring-meeting/inner/case.yaml", "id: spring-meeting", "id: inner");
    git(
        &project.path(""),
        "mv cases/spring-meeting/talk-alva.yaml cases/spring-meeting/inner/talk-alva.yaml",
    );
    let shown = project.run(CHECK);
    assert!(shown.contains("inner/talk-alva.yaml:6:19: error[talks/decided-by-board]"), "{shown}");
    assert!(shown.contains("error[talks/unchanged] the approved talk `engines` has changed"), "{shown}");
}

#[test]
fn an_attachment_with_other_line_breaks_is_touched() {
    let project = project();
    git(&project.path(""), "checkout -q main");
    let shown = || project.run(&format!("{CHECK} --changed"));
    assert!(shown().contains("1 case was not judged"));
    project.write("cases/spring-meeting/slides/engines.txt", "a\r\nb\r\n");
    git(&project.path(""), "-c core.autocrlf=false commit -q -a -m change");
    project.write("cases/spring-meeting/slides/engines.txt", "a\nb\n");
    assert!(!shown().contains("was not judged"));
}

#[test]
fn what_git_would_put_in_the_place_of_the_base_is_not_read() {
    let project = project();
    project.edit(ALVA, "minutes: 40", "minutes: 45");
    commit(&project);
    git(&project.path(""), "replace main work");
    assert!(project.run(CHECK).contains("error[talks/unchanged]"));
    git(&project.path(""), "replace -d main");
    // Merges of several branches at once, and a base that goes on, make no difference.
    for name in ["one", "two"] {
        git(&project.path(""), &format!("checkout -q -b {name} main"));
        project.write(&format!("{name}.txt"), name);
        commit(&project);
    }
    git(&project.path(""), "checkout -q work");
    git(&project.path(""), "merge -q one two");
    git(&project.path(""), "branch -q -f main one");
    assert!(project.run(CHECK).contains("error[talks/unchanged]"));
}
