//! Exceptions: what they take away, what is said of those that do not, and how one is added.

use crate::runner::Project;
use insta::assert_snapshot;
use std::ffi::OsString;
use std::fs;

/// The example of the pages, judged where two rules of it have something to say.
fn events() -> Project {
    let project = Project::new();
    project.copy("docs/example", ".");
    project
}

/// The same with these entries of `waivers.yaml`, after what all entries have in common.
fn waived(entries: &[&str]) -> Project {
    let project = events();
    let lines: Vec<String> = entries
        .iter()
        .map(|entry| format!("- {{ reason: r, owner: o, case: spring-meeting, {entry} }}\n"))
        .collect();
    project.write("waivers.yaml", format!("waivers:\n{}", lines.concat()));
    project
}

fn check(project: &Project) -> String {
    project.run("check --as-of 2026-05-12 --format concise")
}

const TALK: &str = "id: W-1, rule: talks/approved";
const NOTICE: &str = "id: W-2, rule: event/notice";

#[test]
fn a_waived_finding_is_shown_and_counted_but_no_error() {
    let project = waived(&[&format!("{TALK}, until: 2026-06-01"), &format!("{NOTICE}, until: 2026-05-12")]);
    assert_snapshot!(check(&project), @"
    cases/spring-meeting/case.yaml:6:18: waived[talks/approved] the talk by Bo Exempel is under review; waived by W-1 until 2026-06-01 (r; o)
    cases/spring-meeting/case.yaml:8:14: waived[event/notice] notice was not given by 2026-05-06; waived by W-2 until 2026-05-12 (r; o)
    N rules did not run, as they compare with an earlier version: give `--base`
    no findings, 2 waived in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 0
    ");
    assert_snapshot!(project.run("check --as-of 2026-05-12 --lang sv"), @"
    undantag[talks/approved]: föredraget av Bo Exempel granskas
      cases/spring-meeting/case.yaml:6:18
      undantag W-1 till och med 2026-06-01 (r; o)

    undantag[event/notice]: kallelsen gick inte ut senast 2026-05-06
      cases/spring-meeting/case.yaml:8:14
      undantag W-2 till och med 2026-05-12 (r; o)

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    inga anmärkningar, 2 med undantag i 1 ärende; 3 filer, N regler, bedömt per 2026-05-12 enligt
      regelpaketet events 1.0
    spring-meeting har passerat announced (kallelsen); inget krav för held (evenemanget) har bedömts än
    ---- exit status 0
    ");
    let shown = project.run("check --as-of 2026-05-12 --format json");
    let json: serde_json::Value = serde_json::from_str(shown.split("----").next().unwrap()).unwrap();
    assert_eq!((&json["counts"]["waived"], &json["counts"]["error"]), (&2.into(), &0.into()));
    assert_eq!(json["waived"][0]["waiver"]["id"], "W-1");
    assert_eq!(json["waived"][0]["status"], "under-review");
    assert_eq!(json["findings"], serde_json::json!([]));
}

#[test]
fn an_entry_is_about_one_place_where_it_names_one() {
    for (node, covers) in [
        ("case.yaml#/speakers/1", true),
        ("/speakers/1", true),
        ("/speakers/0", false),
        ("talk-bo.yaml#/review/status", false),
    ] {
        let project = waived(&[&format!("{TALK}, node: \"{node}\", until: 2026-06-01")]);
        let shown = check(&project);
        assert_eq!(shown.contains("waived[talks/approved]"), covers, "{node}: {shown}");
        assert_eq!(shown.contains("warning[waiver/unused]"), !covers, "{node}: {shown}");
    }
}

#[test]
fn the_day_after_the_last_one_the_finding_is_back() {
    let project = waived(&[&format!("{TALK}, until: 2026-05-11"), &format!("{NOTICE}, until: 2026-06-01")]);
    assert_snapshot!(check(&project), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review
    waivers.yaml:2:86: error[waiver/expired] the waiver `W-1` counted until 2026-05-11, and what it was for is still there
    cases/spring-meeting/case.yaml:8:14: waived[event/notice] notice was not given by 2026-05-06; waived by W-2 until 2026-06-01 (r; o)
    N rules did not run, as they compare with an earlier version: give `--base`
    2 errors, 1 waived in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    project.edit("cases/spring-meeting/talk-bo.yaml", "submitted", "approved, decidedOn: 2026-05-01");
    assert_snapshot!(check(&project), @"
    waivers.yaml:2:86: warning[waiver/expired] the waiver `W-1` counted until 2026-05-11 and is no longer needed
    cases/spring-meeting/case.yaml:8:14: waived[event/notice] notice was not given by 2026-05-06; waived by W-2 until 2026-06-01 (r; o)
    N rules did not run, as they compare with an earlier version: give `--base`
    1 warning, 1 waived in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 0
    ");
}

#[test]
fn an_entry_that_must_not_be_counts_for_nothing() {
    let project = waived(&[
        "id: W-1, rule: talks/aproved, until: 2026-06-01",
        "id: W-2, rule: event/notice, until: 2026-08-11",
        "id: W-3, rule: schema/format, until: 2026-06-01",
        "id: W-4, rule: talks/approved, case: spring-meting, until: 2026-06-01",
    ]);
    project.write(
        "waivers.yaml",
        fs::read_to_string(project.path("waivers.yaml")).unwrap().replacen(
            "case: spring-meeting, id: W-4",
            "id: W-4",
            1,
        ),
    );
    assert_snapshot!(check(&project), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    waivers.yaml:2:63: error[waiver/unknown-rule] there is no rule `talks/aproved`
    waivers.yaml:3:84: error[waiver/too-long] the waiver `W-2` reaches further than 90 days, so it does not count
    waivers.yaml:4:63: error[waiver/not-waivable] `schema/format` cannot be waived
    waivers.yaml:5:63: error[waiver/unknown-case] there is no case `spring-meting`
    N rules did not run, as they compare with an earlier version: give `--base`
    6 errors in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
}

#[test]
fn rules_and_packs_can_forbid_waivers() {
    let project = waived(&[&format!("{TALK}, until: 2026-06-01")]);
    project.edit(
        "policy/rules/talks.yaml",
        "    gate: announced\n",
        "    gate: announced\n    waivable: false\n",
    );
    assert!(check(&project).contains("error[waiver/not-waivable] `talks/approved` cannot be waived"));
    assert!(project.run("explain talks/approved --policy policy").contains("the rule cannot be waived"));
    project.edit("policy/pack.yaml", "waivers: { maximumDays: 90 }", "");
    project.edit("policy/rules/talks.yaml", "    gate: announced\n    waivable: false\n", "");
    assert!(
        check(&project).contains("error[waiver/not-waivable] the policy pack events does not allow waivers")
    );
}

#[test]
fn an_entry_for_a_later_gate_is_used_before_the_case_comes_there() {
    let project = waived(&["id: W-1, rule: talks/slides, until: 2026-06-01"]);
    assert!(!check(&project).contains("waiver/unused"));
    project.write(
        "cases/spring-meeting/talk-bo.yaml",
        "kind: talk\nid: b\nspeaker: bo\nslides: slides/engines.txt\n",
    );
    assert!(check(&project).contains("warning[waiver/unused]"));
}

/// What another finding says already has no place of its own: nobody can tell whether an entry is for it.
#[test]
fn an_entry_is_not_called_unused_where_another_finding_hides_what_it_is_for() {
    let project = waived(&[&format!("{TALK}, node: /speakers/1, until: 2026-06-01")]);
    project.edit("cases/spring-meeting/talk-bo.yaml", "speaker: bo", "speakr: bo");
    assert!(!check(&project).contains("waiver/unused"), "{}", check(&project));
}

#[test]
fn a_case_that_is_not_looked_at_says_nothing_of_its_entries() {
    let project = waived(&["id: W-1, rule: talks/slides, until: 2026-06-01"]);
    project.write(
        "cases/other/case.yaml",
        fs::read_to_string(project.path("cases/spring-meeting/case.yaml")).unwrap(),
    );
    project.edit("cases/other/case.yaml", "id: spring-meeting", "id: other");
    let shown = project.run("check cases/other --as-of 2026-05-12 --format concise");
    assert!(!shown.contains("waiver/"), "{shown}");
}

#[test]
fn a_comment_points_to_an_entry_and_waives_nothing() {
    let project = waived(&[&format!("{TALK}, until: 2026-06-01")]);
    project.edit(
        "cases/spring-meeting/case.yaml",
        "speakers: [alva, bo]",
        "speakers: [alva, bo] # klar: waive[talks/approved] W-1",
    );
    project.edit(
        "cases/spring-meeting/case.yaml",
        "date: 2026-05-20",
        "date: 2026-05-20 # klar: waive[event/notice] W-1",
    );
    project.edit(
        "cases/spring-meeting/talk-bo.yaml",
        "speaker: bo",
        "speaker: bo # klar: waive[talks/approved] W-2",
    );
    project.edit("cases/spring-meeting/talk-alva.yaml", "minutes: 40", "minutes: 40 # klar: ignore");
    assert_snapshot!(check(&project), @"
    cases/spring-meeting/case.yaml:7:18: error[waiver/wrong-comment] the waiver `W-1` is about the rule `talks/approved` in the case `spring-meeting`
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    cases/spring-meeting/talk-alva.yaml:4:13: error[waiver/wrong-comment] the comment is addressed to klar but is not understood
    cases/spring-meeting/talk-bo.yaml:3:13: error[waiver/unknown-id] there is no waiver `W-2`
    cases/spring-meeting/case.yaml:6:18: waived[talks/approved] the talk by Bo Exempel is under review; waived by W-1 until 2026-06-01 (r; o)
    N rules did not run, as they compare with an earlier version: give `--base`
    4 errors, 1 waived in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    project.write(
        "cases/spring-meeting/text.yaml",
        "kind: talk\nid: text\nspeaker: |\n  # klar: waive[a/b] W-9\n",
    );
    assert!(!check(&project).contains("no waiver `W-9`"), "text is no comment");
}

#[test]
fn what_is_wrong_with_the_file_stops_the_run() {
    let project = events();
    project.write(
        "waivers.yaml",
        "waivers:\n- { id: W-1, rule: a, case: b, reason: ' ', owner: o, until: 2026-06-01 }\n\
         - { id: W-1, rule: a, case: b, reason: r, owner: o, until: 2026-06-01 }\n\
         - { id: W-2, rule: a, case: b, reason: r, until: soon, unless: x }\n",
    );
    assert_snapshot!(check(&project), @r"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    waivers.yaml:4:3: error[schema/missing-property] `owner` is missing in item 3 of `waivers`
    waivers.yaml:4:50: error[schema/format] `soon` is not a date
    waivers.yaml:4:56: error[schema/unknown-property] there is no key `unless` in item 3 of `waivers`
    the check is incomplete: 3 problems kept it from reading and judging everything
    5 errors in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
    project.write(
        "waivers.yaml",
        "waivers:\n- { id: W-1, rule: a, case: b, reason: ' ', owner: o, until: 2026-06-01 }\n\
         - { id: W-1, rule: a, case: b, reason: r, owner: o, until: 2026-06-01 }\n",
    );
    assert_snapshot!(check(&project), @r"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    waivers.yaml:2:40: error[waiver/blank] `reason` of the waiver is empty
    waivers.yaml:3:9: error[waiver/duplicate-id] two waivers have the id `W-1`
    the check is incomplete: 2 problems kept it from reading and judging everything
    4 errors in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
    project.remove("waivers.yaml").write("klar.yaml", "policy: policy\nwaivers: exceptions/all.yaml\n");
    assert_snapshot!(check(&project), @r"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    exceptions/all.yaml:1:1: error[io/not-found] `exceptions/all.yaml` does not exist
    the check is incomplete: 1 problem kept it from reading and judging everything
    3 errors in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
    project.write("exceptions/all.yaml", "waivers: []\n");
    assert!(check(&project).ends_with("exit status 1\n"));
}

/// `klar waive` with arguments that may hold spaces.
fn waive(project: &Project, arguments: &[&str]) -> String {
    let all = ["waive"].iter().chain(arguments).chain(&["--as-of", "2026-05-12"]);
    let output = project.output(all.map(OsString::from), "");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    format!(
        "{}{}---- exit status {}\n",
        text(&output.stdout),
        text(&output.stderr),
        output.status.code().unwrap()
    )
}

#[test]
fn an_entry_can_be_added_for_what_is_found() {
    let project = events();
    let common = ["--reason", "Bo is away: see the minutes", "--owner", "The board", "--until", "2026-06-01"];
    let with = |what: &[&str]| waive(&project, &[what, &common].concat());
    assert_snapshot!(with(&["talks/approved", "spring-meeting", "/speakers/1", "--reference", "M-7"]), @r"
    W-1 is now in waivers.yaml and waives:
    cases/spring-meeting/case.yaml:6:18: waived[talks/approved] the talk by Bo Exempel is under review; waived by W-1 until 2026-06-01 (Bo is away: see the minutes; The board, M-7)
    ---- exit status 0
    ");
    assert_snapshot!(with(&["event/notice", "spring-meeting", "--lang", "sv"]), @r"
    W-2 står nu i waivers.yaml och undantar:
    cases/spring-meeting/case.yaml:8:14: undantag[event/notice] kallelsen gick inte ut senast 2026-05-06; undantag W-2 till och med 2026-06-01 (Bo is away: see the minutes; The board)
    ---- exit status 0
    ");
    assert_snapshot!(fs::read_to_string(project.path("waivers.yaml")).unwrap(), @r#"
    # Waivers: what may stay as it is for a while, why, and who answers for it.
    waivers:
      - id: W-1
        rule: talks/approved
        case: spring-meeting
        node: "/speakers/1"
        reason: "Bo is away: see the minutes"
        owner: The board
        reference: M-7
        until: 2026-06-01
      - id: W-2
        rule: event/notice
        case: spring-meeting
        reason: "Bo is away: see the minutes"
        owner: The board
        until: 2026-06-01
    "#);
    assert!(check(&project).ends_with("exit status 0\n"));
    assert_snapshot!(with(&["event/notice", "spring-meeting"]), @r"
    klar: `klar check` has no such finding: `event/notice` in `spring-meeting`
    ---- exit status 2
    ");
}

#[test]
fn nothing_is_written_for_what_is_not_found_or_must_not_be() {
    let project = events();
    let with = |rule: &str, case: &str, owner: &str, until: &str| {
        waive(&project, &[rule, case, "--reason", "r", "--owner", owner, "--until", until])
    };
    let tries = [
        with("talks/aproved", "spring-meeting", "o", "2026-06-01"),
        with("talks/approved", "spring-metting", "o", "2026-06-01"),
        with("schema/format", "spring-meeting", "o", "2026-06-01"),
        with("talks/approved", "spring-meeting", " ", "2026-06-01"),
        with("talks/approved", "spring-meeting", "o\u{202e}", "2026-06-01"),
        with("talks/approved", "spring-meeting", "o", "2027-06-01"),
        with("talks/approved", "spring-meeting", "o", "2026-05-01"),
    ];
    assert_snapshot!(tries.concat(), @r"
    klar: there is no rule `talks/aproved`; did you mean `talks/approved`?
    ---- exit status 2
    klar: `klar check` has no such finding: `talks/approved` in `spring-metting`; did you mean `spring-meeting`?
    ---- exit status 2
    klar: `schema/format` cannot be waived; the code comes from klar itself and not from a rule; correct the file instead
    ---- exit status 2
    klar: a waiver needs a reason and somebody who answers for it
    ---- exit status 2
    klar: the texts of a waiver cannot have line breaks or invisible characters
    ---- exit status 2
    klar: the waiver `W-1` reaches further than 90 days, so it does not count; choose a day up to 2026-08-10
    ---- exit status 2
    klar: the waiver `W-1` counted until 2026-05-01, and what it was for is still there; correct the case and remove the waiver, or let whoever answers for it decide on a new day
    ---- exit status 2
    ");
    assert!(!project.path("waivers.yaml").exists());
    project.write("waivers.yaml", "waivers: [\n");
    assert_snapshot!(with("talks/approved", "spring-meeting", "o", "2026-06-01"), @r"
    klar: correct waivers.yaml:1 first: `[` is never closed
    ---- exit status 2
    ");
}

#[test]
fn a_gate_opens_with_a_waiver_and_says_so() {
    let project = waived(&[&format!("{TALK}, until: 2026-06-01"), &format!("{NOTICE}, until: 2026-06-01")]);
    assert_snapshot!(project.run("ready --as-of 2026-05-12 --target announced"), @"
    spring-meeting: Event
      ✓ the planning  1 of 1 requirement met
      ✓ the notice    2 of 2 requirements met  ← the case is here, this stage was asked about
      – the event     no requirement applies

    yes: spring-meeting is ready for the stage “the notice”

    Requirements for the stage “the event”:
      ✗ Slides are shared: deficient, 1 of 2 parts done (does not block)

    Lacking, but waived:
      - the talk by Bo Exempel is under review; waived by W-1 until 2026-06-01 (r; o)
      - notice was not given by 2026-05-06; waived by W-2 until 2026-06-01 (r; o)

    Dates until 2026-08-10:
      - by 2026-06-01, in 20 days: the talk by Bo Exempel is under review (waiver W-1 ends); the board
      - by 2026-06-01, in 20 days: notice was not given by 2026-05-06 (waiver W-2 ends); Bo Exempel (the
        organiser)

    If nothing else changes in the files:
      from 2026-06-02 on, not everything is in order any more:
        - then in the way: notice was not given by 2026-05-06
        - then in the way: the talk by Bo Exempel is under review

    judged as of 2026-05-12 by policy events 1.0
    ---- exit status 0
    ");
    let shown = project.run("ready --as-of 2026-05-12 --lang sv --format markdown");
    assert!(shown.contains("undantag W-1 till och med 2026-06-01"), "{shown}");
    let json = project.run("ready --as-of 2026-05-12 --format json");
    assert_eq!(json.matches("\"status\": \"waived\"").count(), 4, "{json}");
    assert!(project.run("ready --as-of 2026-06-02 --target announced").ends_with("exit status 1\n"));
}
