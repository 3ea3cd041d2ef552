//! Cases beside each other: ids that they share, and rules that look at other cases than their own.

use crate::runner::Project;
use insta::assert_snapshot;

/// A rule of the example pack that looks at other cases.
const RULE: &str = "
  - id: event/own-day
    title: { sv: Dagen är ledig, en: The day is free }
    cites: [B-2]
    assert: \"!cases.exists(c, c.date == case.date && c.stage != 'held')\"
    at: case.date
    related:
      - { at: \"cases.filter(c, c.date == case.date && c.stage != 'held')[0].date\", label: { sv: upptagen här, en: taken here } }
    message: { sv: 'evenemanget {cases.filter(c, c.date == case.date)[0].id} är samma dag', en: 'the event {cases.filter(c, c.date == case.date)[0].id} is on the same day' }
";

const AUTUMN: &str = "kind: case
id: autumn-meeting
process: event
stage: planned
speakers: [alva, bo]
date: 2026-05-20
people:
  - { id: alva, name: Alva Påhittad }
  - { id: bo, name: Bo Exempel }
";

/// The example of the pages with that rule, and a second event on the same day.
fn events() -> Project {
    let project = Project::new();
    project.copy("docs/example", ".").edit(
        "policy/processes/event.yaml",
        "\nrules:\n",
        &format!("\nrules:{RULE}"),
    );
    project.edit(
        "policy/processes/event.yaml",
        "include:\n  - ruleSet: talks               # `leaveOut: [talks/slides]` would leave that rule out\n",
        "",
    );
    std::fs::remove_dir_all(project.path("policy/rules")).unwrap();
    project.write("cases/autumn/case.yaml", AUTUMN);
    project.edit("cases/spring-meeting/case.yaml", "announcedOn: 2026-05-10", "announcedOn: 2026-05-01");
    project
}

#[test]
fn an_id_that_several_cases_have_is_one_finding() {
    let project = Project::with("iutkr-step-0");
    project
        .copy("fixtures/cases/iutkr-step-0", "cases/other")
        .copy("fixtures/cases/iutkr-step-0", "cases/third");
    assert_snapshot!(project.run("check"), @r"
    error[case/duplicate-case-id]: several cases of the project have the id `iutkr-step-0`
       ╭─[cases/third/case.yaml:2:5]
     2 │ id: iutkr-step-0
       ·     ────────────
       ╰────
       ╭─[cases/iutkr-step-0/case.yaml:2:5]
     2 │ id: iutkr-step-0
       ·     ──────┬─────
       ·           ╰── already used here
       ╰────
       ╭─[cases/other/case.yaml:2:5]
     2 │ id: iutkr-step-0
       ·     ──────┬─────
       ·           ╰── already used here
       ╰────
      help: give each case an id of its own

      iutkr-step-0: 1 error
      iutkr-step-0: 1 error
      iutkr-step-0: 1 error
    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 3 of 3 cases; 6 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check cases/other --lang sv"), @r"
    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    inga anmärkningar i 1 ärende; 2 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera
      2026.11.0
    iutkr-step-0 har passerat step-0 (steg 0 (förberedande aktiviteter)); kravet för step-1 (steg 1
      (uppstartsmöte och underlag för QA)) är inte uppfyllt
    ---- exit status 0
    ");
}

#[test]
fn a_rule_sees_every_case_of_the_project_whichever_are_checked() {
    let project = events();
    assert_snapshot!(project.run("check --as-of 2026-05-12"), @r"
    error[event/own-day]: the event spring-meeting is on the same day
       ╭─[cases/autumn/case.yaml:6:7]
     6 │ date: 2026-05-20
       ·       ──────────
       ╰────
       ╭─[cases/spring-meeting/case.yaml:7:7]
     7 │ date: 2026-05-20
       ·       ─────┬────
       ·            ╰── taken here
       ╰────
      source: B-2, The bylaws v4 (adopted in 2025), § 2

    error[event/own-day]: the event autumn-meeting is on the same day
       ╭─[cases/spring-meeting/case.yaml:7:7]
     7 │ date: 2026-05-20
       ·       ──────────
       ╰────
       ╭─[cases/autumn/case.yaml:6:7]
     6 │ date: 2026-05-20
       ·       ─────┬────
       ·            ╰── taken here
       ╰────
      source: B-2, The bylaws v4 (adopted in 2025), § 2

      autumn-meeting: 1 error
      spring-meeting: 1 error
    2 errors in 2 of 2 cases; 4 files, N rules, judged as of 2026-05-12 by policy events 1.0
    next: correct the errors and run `klar check` again
    ---- exit status 1
    ");
    let one = project.run("check --as-of 2026-05-12 cases/spring-meeting");
    assert_snapshot!(one, @r"
    error[event/own-day]: the event autumn-meeting is on the same day
       ╭─[cases/spring-meeting/case.yaml:7:7]
     7 │ date: 2026-05-20
       ·       ──────────
       ╰────
       ╭─[cases/autumn/case.yaml:6:7]
     6 │ date: 2026-05-20
       ·       ─────┬────
       ·            ╰── taken here
       ╰────
      source: B-2, The bylaws v4 (adopted in 2025), § 2

    1 error in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
    assert_eq!(project.run("check --as-of 2026-05-12 cases/spring-meeting/talk-bo.yaml"), one);
    // An id is held against all of them, too.
    project.edit("cases/autumn/case.yaml", "id: autumn-meeting", "id: spring-meeting");
    assert_snapshot!(project.run("check --as-of 2026-05-12 cases/autumn --format concise"), @r"
    cases/autumn/case.yaml:2:5: error[case/duplicate-case-id] several cases of the project have the id `spring-meeting`
    cases/autumn/case.yaml:6:7: error[event/own-day] the event spring-meeting is on the same day
    2 errors in 1 case; 1 file, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check --as-of 2026-05-12 cases/spring-meeting --format concise"), @r"
    cases/spring-meeting/case.yaml:2:5: error[case/duplicate-case-id] several cases of the project have the id `spring-meeting`
    cases/spring-meeting/case.yaml:7:7: error[event/own-day] the event spring-meeting is on the same day
    2 errors in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
}

#[test]
fn a_case_that_is_not_as_it_should_be_is_not_seen() {
    let project = events();
    for (from, to) in
        [("date: 2026-05-20", "date: [2026-05-20]"), ("date: [2026-05-20]", "date: [2026-05-20")]
    {
        project.edit("cases/autumn/case.yaml", from, to);
        let shown = project.run("check --as-of 2026-05-12 cases/spring-meeting");
        assert!(shown.starts_with("no findings in 1 case; "), "{shown}");
    }
    assert_snapshot!(project.run("check --as-of 2026-05-12 --format concise"), @r"
    cases/autumn/case.yaml:6:7: error[yaml/syntax] `[` is never closed
    1 error in 1 of 2 cases; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
}

#[test]
fn without_a_project_the_cases_that_are_asked_for_are_all_there_are() {
    let project = events();
    project.remove("klar.yaml");
    let shown = project.run("check --policy policy --as-of 2026-05-12 cases/spring-meeting");
    assert!(shown.starts_with("no findings in 1 case; "), "{shown}");
    let shown = project.run("check --policy policy --as-of 2026-05-12 cases/spring-meeting cases/autumn");
    assert!(shown.contains("2 errors in 2 of 2 cases; "), "{shown}");
}

#[test]
fn explain_says_that_a_rule_looks_at_other_cases() {
    assert_snapshot!(events().run("explain event/own-day --policy policy"), @r"
    rule event/own-day: The day is free

      asks: `!cases.exists(c, c.date == case.date && c.stage != 'held')`
      looks at: the other cases of the project: the answer can change when one of them changes
      level: error
      gate: none; it holds in every stage
      rests on: B-2: Members are given notice in good time. (The bylaws v4 (adopted in 2025), § 2)
    ---- exit status 0
    ");
}

/// Tests of the pack of [`events`]: `autumn` lies beside `spring-meeting`, and is on the same day.
const TESTS: &str = r#"
asOf: 2026-05-12
base: ../../cases/spring-meeting
cases: [../../cases/spring-meeting/, ../../cases/autumn]
tests:
  - name: the same day
    expect: [{ rule: event/own-day, status: deficient, at: "case.yaml#/date", message: autumn-meeting }]
  - name: no other case
    cases: []
    expect: [{ rule: event/own-day, status: met }]
  - name: another day
    change: [{ set: "../autumn/case.yaml#/date", to: 2026-11-01 }]
    expect: [{ rule: event/own-day, status: met }]
  - name: the other case taken away
    change: [{ remove: ../autumn/case.yaml }]
    expect: [{ rule: event/own-day, status: met }]
  - name: the other case without a day
    change: [{ remove: "../autumn/case.yaml#/date" }]
    expect: [{ rule: event/own-day, status: awaiting, at: "../autumn/case.yaml#" }]
  - name: one more case, and one that is not as its schema says
    change:
      - { rename: ../autumn/case.yaml, to: ../a/case.yaml }
      - { set: "../a/case.yaml#/stage", to: 1 }
      - { add: ../b/case.yaml, content: { kind: case, id: b, process: event, stage: planned, date: 2026-05-20, people: [{ id: bo, name: b }] } }
    expect: [{ rule: event/own-day, status: deficient, message: the event b is }]
    others: satisfied
  - name: the id of another case
    change: [{ set: "../autumn/case.yaml#/id", to: spring-meeting }, { set: "../autumn/case.yaml#/stage", to: held }]
    expect: [{ code: case/duplicate-case-id, at: "case.yaml#/id" }]
    others: satisfied
  - name: seen from the other side
    base: ../../cases/autumn
    expect: [{ rule: event/own-day, status: deficient, message: spring-meeting }]
"#;

#[test]
fn policy_tests_have_other_cases() {
    let project = events();
    project.remove("policy/tests/event.yaml").write("policy/tests/others.yaml", TESTS);
    assert_snapshot!(project.run("policy test policy"), @r"
    8 tests, all passed
    ---- exit status 0
    ");
    // What takes part in no answer is no part of a test.
    project.write(
        "policy/tests/others.yaml",
        "
asOf: 2026-05-12
base: ../../cases/spring-meeting
cases: [../../cases/autumn]
tests:
  - { name: a document of another case, change: [{ add: ../autumn/talk-x.yaml, content: {} }] }
  - { name: a folder without a case, cases: [../../cases] }
  - { name: the same name twice, cases: [../../cases/autumn, ../../copy/autumn] }
",
    );
    project.copy("docs/example/cases/spring-meeting", "copy/autumn");
    assert_snapshot!(project.run("policy test policy"), @r"
    policy/tests/others.yaml: a document of another case
      ../autumn/talk-x.yaml is not the case.yaml of another case: ../folder/case.yaml

    policy/tests/others.yaml: a folder without a case
      the base ../../cases holds no case

    policy/tests/others.yaml: the same name twice
      two of the other cases lie in folders called autumn

    3 tests, 3 failed
    ---- exit status 1
    ");
}
