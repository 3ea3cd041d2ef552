//! The base decides: policy, configuration and exceptions are those that it has, and a change to them is said.

use crate::repository::git;
use crate::runner::Project;
use insta::assert_snapshot;

/// A repository whose branch `main` is in order.
fn project() -> Project {
    let project = Project::new();
    project.copy("docs/example", ".");
    project.write("klar.yaml", "policy: policy\ncases: [cases]\n");
    project.edit("cases/spring-meeting/case.yaml", "2026-05-10", "2026-05-06");
    project.edit("cases/spring-meeting/talk-bo.yaml", "submitted", "approved, decidedOn: 2026-04-21");
    git(&project.path(""), "init -q -b main");
    commit(&project);
    git(&project.path(""), "checkout -q -b work");
    project
}

fn commit(project: &Project) {
    git(&project.path(""), "add -A");
    git(&project.path(""), "commit -q -m change");
}

/// The same with a branch that breaks two rules.
fn wrong() -> Project {
    let project = project();
    project.edit("cases/spring-meeting/case.yaml", "2026-05-06", "2026-05-10");
    project.edit(
        "cases/spring-meeting/talk-bo.yaml",
        "approved, decidedOn: 2026-04-21",
        "rejected, decidedOn: 2026-04-21",
    );
    project
}

const CHECK: &str = "check --as-of 2026-05-12 --base main --format concise";

#[test]
fn a_good_change_passes() {
    let project = project();
    project.edit("cases/spring-meeting/case.yaml", "announcedOn: 2026-05-06", "announcedOn: 2026-05-05");
    assert_snapshot!(project.run(CHECK), @"
    N rule on who approves changes did not run: say in klar.yaml who has the role
    no findings in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 0
    ");
}

#[test]
fn a_change_that_weakens_the_policy_is_judged_by_the_old_one() {
    let project = wrong();
    std::fs::remove_file(project.path("policy/tests/event.yaml")).unwrap();
    project.edit("policy/processes/event.yaml", "id: event/notice", "id: event/notice\n    level: note");
    project.edit("policy/pack.yaml", "value: 14", "value: 1");
    assert_snapshot!(project.run("check --as-of 2026-05-12 --base main"), @"
    error[talks/approved]: the talk by Bo Exempel is rejected
       ╭─[cases/spring-meeting/case.yaml:6:18]
     6 │ speakers: [alva, bo]
       ·                  ─┬
       ·                   ╰── this speaker
       ╰────
       ╭─[cases/spring-meeting/talk-bo.yaml:4:19]
     4 │ review: { status: rejected, decidedOn: 2026-04-21 }
       ·                   ────┬───
       ·                       ╰── `rejected`; the notice needs it approved
       ╰────
      help: Submit the talk as a `talk`.
      whose turn: Bo Exempel (the speaker)
      source: B-3, The bylaws v4 (adopted in 2025), § 3

    error[event/notice]: notice was not given by 2026-05-06
       ╭─[cases/spring-meeting/case.yaml:8:14]
     7 │ date: 2026-05-20
       ·       ─────┬────
       ·            ╰── the day of the event
     8 │ announcedOn: 2026-05-10
       ·              ─────┬────
       ·                   ╰── by 2026-05-06
       ╰────
      whose turn: Bo Exempel (the organiser)
      source: B-2, The bylaws v4 (adopted in 2025), § 2

    error[talks/unchanged]: the approved talk `compilers` has changed
       ╭─[cases/spring-meeting/talk-bo.yaml:2:5]
     2 │ id: compilers
       ·     ────┬────
       ·         ╰── this is how it is now
       ╰────
       ╭─[main:cases/spring-meeting/talk-bo.yaml:4:19]
     4 │ review: { status: approved, decidedOn: 2026-04-21 }
       ·                   ────┬───
       ·                       ╰── this is how it was approved
       ╰────
      help: Change it back or submit a new talk.
      whose turn: the speaker
      source: B-3, The bylaws v4 (adopted in 2025), § 3

    note[base/policy]: the policy changes in 2 files; that counts once it is in `main`
       ╭─[policy/pack.yaml]
       ╰────
       ╭─[policy/processes/event.yaml]
       ╰────
      help: The cases are judged by the policy in `main`. Run without `--base` to see what the new one
            says.

    N rule on who approves changes did not run: say in klar.yaml who has the role
    3 errors, 1 note (3 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy
      events 1.0
    next: correct the errors and run `klar check` again
    ---- exit status 1
    ");
    assert_snapshot!(project.run(&format!("{CHECK} --lang sv --policy policy")), @"
    cases/spring-meeting/case.yaml:6:18: fel[talks/approved] föredraget av Bo Exempel är avslaget
    cases/spring-meeting/case.yaml:8:14: fel[event/notice] kallelsen gick inte ut senast 2026-05-06
    cases/spring-meeting/talk-bo.yaml:2:5: fel[talks/unchanged] det godkända föredraget `compilers` har ändrats
    policy/pack.yaml:1:1: notis[base/policy] regelpaketet ändras i 2 filer; det gäller först när det finns i `main`
    N regel om vem som ska godkänna ändringar kördes inte: ange i klar.yaml vem som har rollen
    3 fel, 1 notis (3 nya sedan main) i 1 ärende; 3 filer, N regler, bedömt per 2026-05-12 enligt regelpaketet events 1.0
    ---- exit status 1
    ");
}

#[test]
fn the_policy_is_that_of_the_base_as_it_is_now() {
    let project = wrong();
    project.edit("policy/pack.yaml", "value: 14", "value: 1");
    commit(&project);
    git(&project.path(""), "checkout -q -b later main");
    project.edit("policy/pack.yaml", "The association's events", "Events");
    commit(&project);
    git(&project.path(""), "branch -q -f main");
    git(&project.path(""), "checkout -q work");
    assert_snapshot!(project.run(CHECK), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    policy/pack.yaml:1:1: note[base/policy] the policy changes in 1 file; that counts once it is in `main`
    N rule on who approves changes did not run: say in klar.yaml who has the role
    3 errors, 1 note (3 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
}

#[test]
fn a_policy_that_does_not_compile_is_a_fault_of_the_change() {
    let project = project();
    project.edit("policy/pack.yaml", "submitted", "submited");
    assert_snapshot!(project.run(CHECK), @"
    policy/pack.yaml:1:1: note[base/policy] the policy changes in 1 file; that counts once it is in `main`
    policy/rules/talks.yaml:10:73: error[policy/state] the state `approved` does not say what `submitted` means
    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error, 1 note; 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
    std::fs::remove_dir_all(project.path("policy")).unwrap();
    assert_snapshot!(project.run(CHECK), @"
    main:policy/clauses/bylaws.yaml:1:1: note[base/policy] the policy changes in 8 files; that counts once it is in `main`
    policy:1:1: error[io/not-found] `policy` does not exist
    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error, 1 note; 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
    project.write("klar.yaml", "policy: new\ncases: [cases]\n");
    assert_snapshot!(project.run(CHECK), @"
    klar.yaml:1:1: note[base/configuration] the change of `klar.yaml` counts once it is in `main`
    main:policy/clauses/bylaws.yaml:1:1: note[base/policy] the policy changes in 8 files; that counts once it is in `main`
    new:1:1: error[io/not-found] `new` does not exist
    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error, 2 notes; 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
}

#[test]
fn a_change_of_the_configuration_does_not_count() {
    let project = wrong();
    project.write("klar.yaml", "cases: [elsewhere]\nwaivers: more.yaml\n");
    assert_snapshot!(project.run(CHECK), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    klar.yaml:1:1: note[base/configuration] the change of `klar.yaml` counts once it is in `main`
    more.yaml:1:1: error[io/not-found] `more.yaml` does not exist
    the check is incomplete: 1 problem kept it from reading and judging everything
    4 errors, 1 note (3 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
    project.remove("klar.yaml");
    assert_snapshot!(project.run(CHECK), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    main:klar.yaml:1:1: note[base/configuration] the change of `klar.yaml` counts once it is in `main`
    N rule on who approves changes did not run: say in klar.yaml who has the role
    3 errors, 1 note (3 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    project.write("klar.yaml", "cases: cases\n");
    assert_snapshot!(project.run(CHECK), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    klar.yaml:1:1: note[base/configuration] the change of `klar.yaml` counts once it is in `main`
    klar.yaml:1:8: error[schema/wrong-type] `cases` should be a list, but is a text
    the check is incomplete: 1 problem kept it from reading and judging everything
    4 errors, 1 note (3 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
}

#[test]
fn the_project_is_where_the_base_has_it() {
    let project = wrong();
    project.write("cases/klar.yaml", "language: sv\n");
    let from_below = project.output(
        ["check", "--as-of", "2026-05-12", "--base", "main", "--format", "concise", "cases/spring-meeting"]
            .map(Into::into),
        "",
    );
    assert_snapshot!(String::from_utf8(from_below.stdout).unwrap(), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    1 rule on who approves changes did not run: say in klar.yaml who has the role
    3 errors (3 new since main) in 1 case; 3 files, 6 rules, judged as of 2026-05-12 by policy events 1.0
    ");
}

#[test]
fn a_waiver_counts_once_the_base_has_it() {
    let project = wrong();
    let entry = |id: &str, rule: &str, until: &str| {
        format!(
            "  - {{ id: {id}, rule: {rule}, case: spring-meeting, reason: r, owner: o, until: {until} }}\n"
        )
    };
    let (notice, talk) =
        (entry("W-1", "event/notice", "2026-06-01"), entry("W-2", "talks/approved", "2026-06-01"));
    project.write("waivers.yaml", format!("waivers:\n{notice}{talk}"));
    assert_snapshot!(project.run(CHECK), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    waivers.yaml:2:11: note[base/waiver] the waiver `W-1` counts once it is in `main`
    waivers.yaml:3:11: note[base/waiver] the waiver `W-2` counts once it is in `main`
    N rule on who approves changes did not run: say in klar.yaml who has the role
    3 errors, 2 notes (3 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    git(&project.path(""), "stash -q -u");
    git(&project.path(""), "checkout -q main");
    project.write("waivers.yaml", format!("waivers:\n{notice}"));
    commit(&project);
    git(&project.path(""), "checkout -q work");
    git(&project.path(""), "rebase -q main");
    git(&project.path(""), "checkout -q stash@{0} -- cases");
    // What the base has counts; another last day and another entry do not, and one that is taken away is gone.
    let longer = entry("W-1", "event/notice", "2026-07-01");
    project.write("waivers.yaml", format!("waivers:\n{longer}{talk}"));
    assert_snapshot!(project.run(CHECK), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    waivers.yaml:2:11: note[base/waiver] the change of the waiver `W-1` counts once it is in `main`
    waivers.yaml:3:11: note[base/waiver] the waiver `W-2` counts once it is in `main`
    cases/spring-meeting/case.yaml:8:14: waived[event/notice] notice was not given by 2026-05-06; waived by W-1 until 2026-06-01 (r; o)
    N rule on who approves changes did not run: say in klar.yaml who has the role
    2 errors, 2 notes, 1 waived (2 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    project.write("waivers.yaml", "waivers: []\n");
    assert_snapshot!(project.run(CHECK), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    N rule on who approves changes did not run: say in klar.yaml who has the role
    3 errors (3 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    let far = entry("W-3", "event/notices", "2026-07-01");
    project.write("waivers.yaml", format!("waivers:\n{notice}{far}"));
    assert_snapshot!(project.run(CHECK), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    waivers.yaml:3:11: note[base/waiver] the waiver `W-3` counts once it is in `main`
    waivers.yaml:3:22: error[waiver/unknown-rule] there is no rule `event/notices`
    cases/spring-meeting/case.yaml:8:14: waived[event/notice] notice was not given by 2026-05-06; waived by W-1 until 2026-06-01 (r; o)
    N rule on who approves changes did not run: say in klar.yaml who has the role
    3 errors, 1 note, 1 waived (2 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    project.write("waivers.yaml", "waivers: [\n");
    assert_snapshot!(project.run(CHECK), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    waivers.yaml:1:10: error[yaml/syntax] `[` is never closed
    cases/spring-meeting/case.yaml:8:14: waived[event/notice] notice was not given by 2026-05-06; waived by W-1 until 2026-06-01 (r; o)
    the check is incomplete: 1 problem kept it from reading and judging everything
    3 errors, 1 waived (2 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
}

#[test]
fn a_baseline_only_becomes_shorter() {
    let project = project();
    git(&project.path(""), "checkout -q main");
    let may = "waivers: { maximumDays: 90 }\nbaseline: { gateRules: [event/notice, talks/approved] }";
    project.edit("policy/pack.yaml", "waivers: { maximumDays: 90 }", may);
    project.edit("cases/spring-meeting/case.yaml", "2026-05-06", "2026-05-10");
    project.run("check --as-of 2026-05-12 --baseline known.yaml --write-baseline");
    commit(&project);
    git(&project.path(""), "checkout -q -b work-2");
    let check = format!("{CHECK} --baseline known.yaml");
    assert_snapshot!(project.run(&check), @"
    N rule on who approves changes did not run: say in klar.yaml who has the role
    no findings, 1 known in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 0
    ");
    project.edit("cases/spring-meeting/talk-bo.yaml", "approved, decidedOn", "rejected, decidedOn");
    project.run("check --as-of 2026-05-12 --baseline more.yaml --write-baseline");
    let more = std::fs::read_to_string(project.path("more.yaml")).unwrap();
    project.write("known.yaml", more);
    assert_snapshot!(project.run(&check), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    known.yaml:4:37: note[base/baseline] new lines of the baseline count once they are in `main`
    N rule on who approves changes did not run: say in klar.yaml who has the role
    2 errors, 1 note, 1 known (2 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    assert_snapshot!(project.run(&check.replace("known", "more")), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06; was there before the change
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    more.yaml:3:37: note[base/baseline] new lines of the baseline count once they are in `main`
    N rule on who approves changes did not run: say in klar.yaml who has the role
    3 errors, 1 note (2 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    project.write("known.yaml", "findings: []\n");
    assert_snapshot!(project.run(&check), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06; was there before the change
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    N rule on who approves changes did not run: say in klar.yaml who has the role
    3 errors (2 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    assert_snapshot!(project.run(&check.replace("known", "nowhere")), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06; was there before the change
    cases/spring-meeting/talk-bo.yaml:2:5: error[talks/unchanged] the approved talk `compilers` has changed
    nowhere.yaml:1:1: error[io/not-found] `nowhere.yaml` does not exist
    the check is incomplete: 1 problem kept it from reading and judging everything
    4 errors (2 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
    assert_snapshot!(project.run(&format!("{check} --write-baseline")), @"
    ---- standard error
    error: --base does not go with --write-baseline

    Usage: klar <COMMAND>

    For more information, try '--help'.
    ---- exit status 2
    ");
}

/// Taking klar into use: the base has neither a configuration nor a policy.
#[test]
fn a_policy_that_is_new_is_no_case() {
    let project = Project::new();
    project.copy("fixtures/cases/iutkr-step-1", "cases/one");
    git(&project.path(""), "init -q -b main");
    commit(&project);
    project.copy("policies/inera", "policy").write("klar.yaml", "policy: policy\n");
    let check = "check --as-of 2026-11-21 --base main";
    assert_snapshot!(project.run(&format!("{check} --format concise")), @"
    klar.yaml:1:1: note[base/configuration] the change of `klar.yaml` counts once it is in `main`
    N rules on who approves changes did not run: say in klar.yaml who has the role
    1 note; 1 case; 3 files, N rules, judged as of 2026-11-21 by policy inera 2026.11.0
    ---- exit status 0
    ");
    assert_snapshot!(project.run(&format!("{check} --policy policy")), @"
    note[base/configuration]: the change of `klar.yaml` counts once it is in `main`
       ╭─[klar.yaml]
       ╰────
      help: The cases are judged with the configuration in `main`: a change does not decide how it is
            judged itself.

    error[policy/no-pack]: `main` has no policy pack in `policy`
       ╭─[main:policy]
       ╰────
      help: With `--base`, the change is judged by the policy in `main`. Put the pack there first, or
            leave out `--base`.

    note[base/policy]: the policy changes in 57 files; that counts once it is in `main`
       ╭─[policy/clauses/agt.yaml]
       ╰────
       ╭─[policy/clauses/cap.yaml]
       ╰────
       ╭─[policy/clauses/crt-annual.yaml]
       ╰────
       ╭─[policy/clauses/crt-recertification.yaml]
       ╰────
       ╭─[policy/clauses/crt.yaml]
       ╰────
      help: The cases are judged by the policy in `main`. Run without `--base` to see what the new one
            says.

    the check is incomplete: 1 problem kept it from reading and judging everything
    1 path passed over; `--format json` lists them with the reason
    1 error, 2 notes; 0 cases; 0 files, no rules, as of 2026-11-21
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
    // Cases of the base do not disappear because somebody calls their folder a policy.
    std::fs::remove_dir_all(project.path("policy")).unwrap();
    project.write("klar.yaml", "policy: cases\n").write("cases/pack.yaml", "name: a\n");
    let shown = project.run(&format!("{check} --format concise"));
    assert!(shown.contains("1 case; 3 files"), "{shown}");
}
