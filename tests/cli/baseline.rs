//! A baseline: what it covers, what it must not, and how it becomes shorter.

use crate::runner::Project;
use insta::assert_snapshot;
use std::fs;

/// The example of the pages, with a rule without a gate that the case does not fulfil, in the last stage.
fn events() -> Project {
    let project = Project::new();
    project.copy("docs/example", ".");
    project.edit(
        "policy/processes/event.yaml",
        "  - id: event/notice\n",
        "  - id: event/members\n    title: { sv: Alla är medlemmar, en: All are members }\n    cites: [B-1]\n    \
         for: case.people\n    assert: has(self.member)\n    message: { sv: inte medlem, en: no member }\n\n  \
         - id: event/notice\n",
    );
    project.edit("cases/spring-meeting/case.yaml", "stage: announced", "stage: held");
    let allowance = "waivers: { maximumDays: 90 }\nbaseline: { gateRules: [talks/slides] }\n";
    project.edit("policy/pack.yaml", "waivers: { maximumDays: 90 } ", allowance);
    project
}

fn check(project: &Project, more: &str) -> String {
    project.run(&format!("check --as-of 2026-05-12 --format concise --baseline known.yaml {more}"))
}

#[test]
fn a_baseline_covers_rules_without_gates_and_those_that_the_pack_names() {
    let project = events();
    assert_snapshot!(check(&project, "--write-baseline"), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    N rules did not run, as they compare with an earlier version: give `--base`
    2 errors, 2 known in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    assert_snapshot!(fs::read_to_string(project.path("known.yaml")).unwrap(), @r#"
    # Known findings, written by `klar check --write-baseline`. The list only becomes shorter.
    findings:
      - { case: "spring-meeting", rule: "event/members", node: "case.yaml#/people/1" }
      - { case: "spring-meeting", rule: "talks/slides", node: "talk-bo.yaml#" }
    "#);
    assert_eq!(check(&project, ""), check(&project, "--write-baseline"));
    project.edit("cases/spring-meeting/case.yaml", "kind: case\n", "# Two lines\n# more\nkind: case\n");
    assert!(check(&project, "").contains("2 known"), "lines do not matter");
}

#[test]
fn a_baseline_only_becomes_shorter() {
    let project = events();
    check(&project, "--write-baseline");
    let before = fs::read_to_string(project.path("known.yaml")).unwrap();
    project.edit("cases/spring-meeting/case.yaml", "member: 1234-4", "phone: no");
    check(&project, "--write-baseline");
    assert_eq!(fs::read_to_string(project.path("known.yaml")).unwrap(), before, "nothing is added");
    project.edit("cases/spring-meeting/case.yaml", "name: Bo Exempel", "name: Bo Exempel, member: 1234-4");
    assert!(
        check(&project, "")
            .contains("warning[baseline/unused] `event/members` in `spring-meeting` is corrected")
    );
    check(&project, "--write-baseline");
    assert_eq!(
        fs::read_to_string(project.path("known.yaml")).unwrap().lines().count(),
        before.lines().count() - 1
    );
}

#[test]
fn a_baseline_covers_nothing_else_that_a_gate_asks() {
    let project = events();
    project.write(
        "known.yaml",
        "findings:\n- { case: spring-meeting, rule: talks/approved, node: \"case.yaml#/speakers/1\" }\n",
    );
    assert_snapshot!(check(&project, ""), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    cases/spring-meeting/case.yaml:11:5: error[event/members] no member
    cases/spring-meeting/talk-bo.yaml:1:1: note[talks/slides] the slides of the talk are missing
    known.yaml:2:33: warning[baseline/not-allowed] a baseline must not cover `talks/approved`
    N rules did not run, as they compare with an earlier version: give `--base`
    3 errors, 1 warning, 1 note in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
}

#[test]
fn an_incomplete_run_writes_no_baseline() {
    let project = events();
    let shown = check(&project, "--write-baseline missing");
    assert!(shown.contains("the baseline is not written") && shown.ends_with("exit status 2\n"), "{shown}");
    assert!(!project.path("known.yaml").exists());
    assert_snapshot!(check(&project, "-q --format pretty --max-findings 1"), @r"
    ---- standard error
    error: the argument '--format <FORMAT>' cannot be used multiple times

    Usage: klar check [OPTIONS] [PATH]...

    For more information, try '--help'.
    ---- exit status 2
    ");
}
