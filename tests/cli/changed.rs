//! `--changed`, and findings that were there before.

use crate::repository::git;
use crate::runner::Project;
use insta::assert_snapshot;

/// A repository with three cases on the branch `main`, one of them with a fault.
fn project() -> Project {
    let project = Project::new();
    project.copy("docs/example", ".");
    project.write("klar.yaml", "policy: policy\ncases: [cases]\n");
    for name in ["autumn", "winter"] {
        let folder = format!("cases/{name}-meeting");
        project.copy("docs/example/cases/spring-meeting", &folder);
        project.edit(&format!("{folder}/case.yaml"), "id: spring-meeting", &format!("id: {name}-meeting"));
        project.edit(&format!("{folder}/case.yaml"), "2026-05-10", "2026-05-06");
        project.edit(&format!("{folder}/talk-bo.yaml"), "submitted", "approved, decidedOn: 2026-04-21");
    }
    git(&project.path(""), "init -q -b main");
    git(&project.path(""), "add -A");
    git(&project.path(""), "commit -q -m change");
    project
}

const CHECK: &str = "check --as-of 2026-05-12 --base main --format concise";

#[test]
fn findings_that_were_there_before_are_told_from_new_ones() {
    let project = project();
    let autumn = "cases/autumn-meeting/case.yaml";
    project.edit(autumn, "2026-05-06", "2026-05-08");
    project.edit("cases/spring-meeting/case.yaml", "speakers: [alva, bo]", "speakers: [bo, alva]");
    assert_snapshot!(project.run(CHECK), @"
    cases/autumn-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    cases/spring-meeting/case.yaml:6:12: error[talks/approved] the talk by Bo Exempel is under review; was there before the change
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06; was there before the change
    N rule on who approves changes did not run: say in klar.yaml who has the role
    3 errors (1 new since main) in 2 of 3 cases; 9 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    assert_snapshot!(project.run(&format!("{CHECK} --lang sv")), @"
    cases/autumn-meeting/case.yaml:8:14: fel[event/notice] kallelsen gick inte ut senast 2026-05-06
    cases/spring-meeting/case.yaml:6:12: fel[talks/approved] föredraget av Bo Exempel granskas; fanns före ändringen
    cases/spring-meeting/case.yaml:8:14: fel[event/notice] kallelsen gick inte ut senast 2026-05-06; fanns före ändringen
    N regel om vem som ska godkänna ändringar kördes inte: ange i klar.yaml vem som har rollen
    3 fel (1 ny sedan main) i 2 av 3 ärenden; 9 filer, N regler, bedömt per 2026-05-12 enligt regelpaketet events 1.0
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check --as-of 2026-05-12 --base main --max-findings 1 cases/spring-meeting"), @"
    error[talks/approved]: the talk by Bo Exempel is under review
       ╭─[cases/spring-meeting/case.yaml:6:12]
     6 │ speakers: [bo, alva]
       ·            ─┬
       ·             ╰── this speaker
       ╰────
       ╭─[cases/spring-meeting/talk-bo.yaml:4:19]
     4 │ review: { status: submitted }
       ·                   ────┬────
       ·                       ╰── `submitted`; the notice needs it approved
       ╰────
      help: Wait for the decision. There is nothing to do unless the review asks for more.
      whose turn: the board, under review
      not new: was there before the change
      source: B-3, The bylaws v4 (adopted in 2025), § 3

    +1 more finding; `--format concise` shows them all
    N rule on who approves changes did not run: say in klar.yaml who has the role
    2 errors (none new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events
      1.0
    next: correct the errors and run `klar check` again
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check --as-of 2026-05-12 --base main --format github"), @"
    ::error file=cases/autumn-meeting/case.yaml,line=8,endLine=8,col=14,endColumn=24,title=event/notice::notice was not given by 2026-05-06
    ::error file=cases/spring-meeting/case.yaml,line=6,endLine=6,col=12,endColumn=14,title=talks/approved::was there before the change%0Athe talk by Bo Exempel is under review%0AWait for the decision. There is nothing to do unless the review asks for more.
    ::error file=cases/spring-meeting/case.yaml,line=8,endLine=8,col=14,endColumn=24,title=event/notice::was there before the change%0Anotice was not given by 2026-05-06
    3 errors (1 new since main) in 2 of 3 cases; 9 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    let json = project.run("check --as-of 2026-05-12 --base main --format json");
    assert_eq!(
        (json.matches(r#""new": false"#).count(), json.matches(r#""new": true"#).count()),
        (2, 1),
        "{json}"
    );
    assert!(!project.run("check --as-of 2026-05-12 --format json").contains(r#""new": true"#));
}

#[test]
fn a_secret_that_a_change_brings_into_an_attachment_is_new() {
    let project = project();
    let slides = "cases/winter-meeting/slides/engines.txt";
    project.write(slides, "B91-0000");
    let secret = || project.run(CHECK).lines().find(|line| line.contains(slides)).unwrap().to_owned();
    assert_snapshot!(secret(), @"cases/winter-meeting/slides/engines.txt:1:1: error[case/secret] this looks like a door code");
    git(&project.path(""), "add -A");
    git(&project.path(""), "commit -q -m change");
    assert_snapshot!(secret(), @"cases/winter-meeting/slides/engines.txt:1:1: error[case/secret] this looks like a door code; was there before the change");
}

#[test]
fn only_what_a_change_touches_is_judged() {
    let project = project();
    let changed = &format!("{CHECK} --changed");
    assert_snapshot!(project.run(changed), @"
    3 cases were not judged, since the change does not touch them
    no findings in 0 cases; 0 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 0
    ");
    project.edit("cases/autumn-meeting/case.yaml", "2026-05-06", "2026-05-08");
    assert_snapshot!(project.run(changed), @"
    cases/autumn-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    2 cases were not judged, since the change does not touch them
    N rule on who approves changes did not run: say in klar.yaml who has the role
    1 error (1 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    assert_snapshot!(project.run(&format!("{changed} --lang sv cases/winter-meeting")), @"
    1 ärende bedömdes inte, eftersom ändringen inte berör det
    inga anmärkningar i 0 ärenden; 0 filer, N regler, bedömt per 2026-05-12 enligt regelpaketet events 1.0
    ---- exit status 0
    ");
    // A case that names one that is touched may depend on it.
    project.edit("cases/winter-meeting/talk-alva.yaml", "minutes: 40", "minutes: 40 # as in autumn-meeting");
    git(&project.path(""), "commit -q -a -m change");
    project.edit("cases/autumn-meeting/talk-alva.yaml", "minutes: 40", "minutes: 45");
    assert_snapshot!(project.run(changed), @"
    cases/autumn-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06; was there before the change
    cases/autumn-meeting/talk-alva.yaml:2:5: error[talks/unchanged] the approved talk `engines` has changed
    1 case was not judged, since the change does not touch it
    N rule on who approves changes did not run: say in klar.yaml who has the role
    2 errors (1 new since main) in 1 of 2 cases; 6 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    // So may one that is added, whose id another case has, and one that names a case that is gone.
    std::fs::remove_dir_all(project.path("cases/autumn-meeting")).unwrap();
    project.copy("docs/example/cases/spring-meeting", "cases/new-meeting");
    assert_snapshot!(project.run(changed), @"
    cases/new-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review; was there before the change
    cases/new-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06; was there before the change
    cases/spring-meeting/case.yaml:2:5: error[case/duplicate-case-id] several cases of the project have the id `spring-meeting`
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    main:cases/autumn-meeting/case.yaml:1:1: warning[case/gone] the case is no longer there
    N rule on who approves changes did not run: say in klar.yaml who has the role
    5 errors, 1 warning (2 new since main) in 2 of 3 cases; 9 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
}

#[test]
fn other_files_of_a_case_belong_to_it() {
    let project = project();
    let changed = &format!("{CHECK} --changed");
    let large = "x".repeat(20 << 20);
    project.write("cases/winter-meeting/slides/a.txt", &large).write("README", "outside of the cases");
    git(&project.path(""), "add -A");
    git(&project.path(""), "commit -q -m change");
    project.write("README", "still outside");
    assert_snapshot!(project.run(changed), @"
    3 cases were not judged, since the change does not touch them
    no findings in 0 cases; 0 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 0
    ");
    project.write("cases/winter-meeting/slides/a.txt", large.replace("xx", "xy"));
    assert_snapshot!(project.run(changed), @"
    2 cases were not judged, since the change does not touch them
    N rule on who approves changes did not run: say in klar.yaml who has the role
    no findings in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 0
    ");
    project.remove("cases/winter-meeting/slides/a.txt");
    project.write("cases/autumn-meeting/new.txt", "new");
    assert_snapshot!(project.run(changed), @"
    1 case was not judged, since the change does not touch it
    N rule on who approves changes did not run: say in klar.yaml who has the role
    no findings in 2 cases; 6 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 0
    ");
    assert_snapshot!(project.run("check --changed"), @"
    ---- standard error
    error: the following required arguments were not provided:
      --base <REVISION>

    Usage: klar check --base <REVISION> --as-of <DATE> --changed [PATH]...

    For more information, try '--help'.
    ---- exit status 2
    ");
}
