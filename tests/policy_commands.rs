//! `klar policy …` as its users see it: output and exit status.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::path::Path;
use std::process::Command;

/// Runs the binary in `folder` with a clean environment: exit status, standard output and standard error.
fn klar(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_klar"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let status = output.status.code().unwrap();
    format!("{}{}exit {status}", text(&output.stdout), text(&output.stderr))
}

fn tested(arguments: &[&str]) -> String {
    klar(Path::new("fixtures/tested"), arguments)
}

/// A copy of the tested pack and its case with one text replaced in one file.
fn changed(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new("fixtures/tested") {
        let entry = entry.unwrap();
        let target = copy.path().join(entry.path().strip_prefix("fixtures/tested").unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).unwrap();
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
    let path = copy.path().join(file);
    let text = String::from_utf8(klar::read::bytes(&path, file).unwrap()).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    std::fs::write(path, text.replace(from, to)).unwrap();
    copy
}

#[test]
fn a_pack_in_order_is_counted() {
    insta::assert_snapshot!(tested(&["policy", "check", "pack"]), @"
    no findings in policy tested 1: 1 process, 1 document kind, 3 rules, 2 clauses
    exit 0
    ");
    insta::assert_snapshot!(tested(&["policy", "check", "pack", "--lang", "sv"]), @"
    inga anmärkningar i regelpaketet tested 1: 1 process, 1 dokumentslag, 3 regler, 2 satser
    exit 0
    ");
}

#[test]
fn dead_policy_is_a_warning() {
    let copy = changed("pack/processes/visit.yaml", "parameters.leastGuests", "2");
    insta::assert_snapshot!(klar(copy.path(), &["policy", "check", "pack"]), @"
    warning[policy/unused]: nothing uses `leastGuests` of `parameters`
       ╭─[pack/pack.yaml:8:3]
     8 │   leastGuests:
       ·   ───────────
       ╰────

    1 warning in policy tested 1: 1 process, 1 document kind, 3 rules, 2 clauses
    next: correct the pack and run `klar policy check` again
    exit 1
    ");
}

#[test]
fn a_function_of_a_process_that_nothing_calls_is_dead() {
    let own = "functions:\n  idle: { parameters: [], is: case.guests }\nrules:";
    let copy = changed("pack/processes/visit.yaml", "rules:", own);
    let said = klar(copy.path(), &["policy", "check", "pack", "--format", "concise"]);
    assert!(said.contains("warning[policy/unused] nothing uses `idle` of `functions`"), "{said}");
}

#[test]
fn a_clause_without_a_rule_needs_a_reason() {
    let from = "    unchecked: { sv: Det syns inte i ärendet., en: A case does not show it. }\n";
    let copy = changed("pack/clauses/handbook.yaml", from, "");
    let said = klar(copy.path(), &["policy", "check", "pack", "--format", "concise"]);
    assert!(said.contains("warning[policy/uncited-clause] no rule rests on the clause `HB-2`"), "{said}");
}

#[test]
fn a_condition_that_is_constant_is_refused() {
    for (constant, code) in [
        ("1 < 2", "policy/constant"),
        ("size(self) >= 0", "policy/expression"),
        ("case.kind == 'case'", "policy/expression"),
    ] {
        let copy = changed("pack/processes/visit.yaml", "size(self) >= parameters.leastGuests", constant);
        let said = klar(copy.path(), &["policy", "check", "pack", "--format", "concise"]);
        assert!(said.contains(&format!("error[{code}]")) && said.ends_with("exit 2"), "{constant}: {said}");
    }
}

#[test]
fn a_table_has_no_gap_no_overlap_and_no_row_that_never_decides() {
    for (from, to, said) in [
        (
            "        - when: {}\n          then: { status: awaiting }\n",
            "",
            "no row fits when `crowded` = `true`, `room` = `null`, `music` = `loud`",
        ),
        (
            "- when: { music: soft }",
            "- when: { room: small }",
            "the row and row 1 both fit when `crowded` = `true`, `room` = `small`, `music` = `loud`, but decide otherwise",
        ),
        ("- when: { music: soft }", "- when: {}", "the row never decides"),
        ("music: loud, room: small", "music: loud, rom: small", "the table has no input `rom`"),
        (
            "music: loud, room: small",
            "music: lowd, room: small",
            "this column can never have the value `lowd`",
        ),
        (
            "room: case.room,",
            "room: size(case.guests),",
            "an input of a table has to have finitely many values",
        ),
        ("room: case.room,", "room: case.rom,", "the schema has no field `rom`"),
        (
            "    decide:\n",
            "    assert: has(case.room)\n    decide:\n",
            "a rule has exactly one of `assert`, `require`, `decide`, `due` and `approver`",
        ),
    ] {
        let copy = changed("pack/processes/visit.yaml", from, to);
        let found = klar(copy.path(), &["policy", "check", "pack", "--format", "concise"]);
        assert!(found.contains(said) && found.ends_with("exit 2"), "{to}: {found}");
    }
}

#[test]
fn a_table_shows_the_row_that_decides() {
    let copy = changed("cases/visit/case.yaml", "room: small", "room: small\nmusic: loud");
    let arguments = ["check", "cases", "--policy", "pack", "--as-of", "2026-01-01"];
    insta::assert_snapshot!(klar(copy.path(), &arguments), @"
    error[visit/music]: the music is too loud for a small room
        ╭─[cases/visit/case.yaml:7:8]
      6 │ room: small
        ·       ──┬──
        ·         ╰── `room` of the table
      7 │ music: loud
        ·        ────
        ╰────
        ╭─[pack/processes/visit.yaml:28:11]
     28 │         - when: { music: loud, room: small }
        ·           ─────────────────┬────────────────
        ·                            ╰── the row that decides
        ╰────
      source: HB-1, The handbook, chapter 1

    1 error in 1 case; 1 file, 3 rules, judged as of 2026-01-01 by policy tested 1
    next: correct the error and run `klar check` again
    exit 1
    ");
}

#[test]
fn absence_decides_only_where_a_row_asks_for_it() {
    // A row asks for a room that is not given; none asks whether it is crowded when no guests are given.
    for (change, status) in [("music: loud", "under-review"), ("music: soft", "met"), ("crowd", "awaiting")] {
        let copy = match change {
            "crowd" => changed("cases/visit/case.yaml", "guests: [a, b]", "music: loud"),
            _ => changed("cases/visit/case.yaml", "room: small", change),
        };
        if change == "crowd" {
            let path = copy.path().join("cases/visit/case.yaml");
            let text = String::from_utf8(klar::read::bytes(&path, "case.yaml").unwrap()).unwrap();
            std::fs::write(path, text.replace("small", "large")).unwrap();
        }
        let test = format!(
            "base: ../../cases/visit\nasOf: 2026-01-01\ntests:\n  - name: absent room\n    expect:\n      - {{ rule: visit/music, status: {status} }}\n"
        );
        std::fs::write(copy.path().join("pack/tests/visit.yaml"), test).unwrap();
        let said = klar(copy.path(), &["policy", "test", "pack"]);
        assert_eq!(said, "1 test, all passed\nexit 0", "{change}");
    }
}

#[test]
fn a_value_that_is_refused_breaks_no_table() {
    let copy = changed(
        "pack/processes/visit.yaml",
        "        - when: {}\n",
        "        - when: { music: loud, crowded: true, room: null }\n",
    );
    let case =
        "kind: case\nid: visit\nprocess: visit\nstage: planned\nguests: [a, b]\nroom: small\nmusic: lowd\n";
    std::fs::write(copy.path().join("cases/visit/case.yaml"), case).unwrap();
    let arguments = ["check", "cases", "--policy", "pack", "--as-of", "2026-01-01", "--format", "concise"];
    insta::assert_snapshot!(klar(copy.path(), &arguments), @r"
    cases/visit/case.yaml:7:8: error[schema/unknown-value] `lowd` is not a possible value of `music`
    1 error in 1 case; 1 file, 3 rules, judged as of 2026-01-01 by policy tested 1
    exit 1
    ");
}

#[test]
fn a_recommendation_cannot_be_an_error() {
    let copy = changed(
        "pack/clauses/handbook.yaml",
        "modality: obligation\n    check: mechanical",
        "modality: recommendation\n    check: mechanical",
    );
    let said = klar(copy.path(), &["policy", "check", "pack", "--format", "concise"]);
    assert_eq!(said.matches("error[policy/level]").count(), 3, "{said}");
}

#[test]
fn passing_and_failing_tests_are_told_apart() {
    insta::assert_snapshot!(tested(&["policy", "test", "pack"]), @"
    4 tests, all passed
    exit 0
    ");
    let copy = changed("pack/tests/visit.yaml", "at: \"case.yaml#/guests\"", "at: \"case.yaml#/room\"");
    insta::assert_snapshot!(klar(copy.path(), &["policy", "test", "pack"]), @"
    pack/tests/visit.yaml: one guest is not enough
      visit/guests
        status: deficient
        - at: case.yaml#/room
        - message: 1 gäster
        + subject: case.yaml#/guests
        + level: error
        + at: case.yaml#/guests
        + message: 1 gäster är för få
        + message: 1 guests are too few
        + code: visit/guests
      visit/guests
        - nothing else
        + level: error
        + at: case.yaml#/guests
        + message: 1 gäster är för få
        + message: 1 guests are too few
        + code: visit/guests

    4 tests, 1 failed
    exit 1
    ");
}

#[test]
fn a_rule_that_does_not_exist_fulfils_no_expectation() {
    let copy = changed("pack/tests/visit.yaml", "rule: visit/guests", "rule: visit/guest");
    let said = klar(copy.path(), &["policy", "test", "pack"]);
    assert!(said.contains("no rule `visit/guest` ran; did you mean `visit/guests`?"), "{said}");
    assert!(said.ends_with("exit 1"), "{said}");
}

#[test]
fn filters_choose_tests_and_none_is_not_a_pass() {
    assert!(
        tested(&["policy", "test", "pack", "--filter", "visit/guests"]).starts_with("1 test, all passed")
    );
    assert_eq!(tested(&["policy", "test", "pack", "--filter", "nothing"]), "no test to run\nexit 2");
}

#[test]
fn build_servers_get_junit() {
    let said = tested(&["policy", "test", "pack", "--format", "junit"]);
    let suite = r#"<testsuite name="pack/tests/visit.yaml" tests="4" skipped="0" errors="0" failures="0">"#;
    assert!(said.contains(suite), "{said}");
}

#[test]
fn coverage_names_what_no_test_shows() {
    insta::assert_snapshot!(tested(&["policy", "coverage", "pack", "--threshold", "100"]), @"
    pack/processes/visit.yaml:14: visit/room: no test shows that the rule fires
    pack/processes/visit.yaml:14: visit/room: in `assert`: never false at `case.room == 'large' || size(case.guests) < 4`
    pack/processes/visit.yaml:14: visit/room: in `assert`: never true at `case.room == 'large' || size(case.gu…`
    pack/processes/visit.yaml:14: visit/room: in `assert`: never false at `…e' || size(case.guests) < 4`
    pack/processes/visit.yaml:19: visit/music: the row on line 32 of the table decides in no test
    pack/processes/visit.yaml:19: visit/music: the row on line 34 of the table decides in no test
    pack/processes/visit.yaml:19: visit/music: the row on line 36 of the table decides in no test
    clauses without a rule: HB-2
    2 of 3 rules (66 %) are shown both to fire and to be met; 7 of 10 answers of conditions; 1 of 2 clauses that can be checked have a rule, 1 one that is shown to fire and to be met; 0 clauses are informational
    exit 1
    ");
    assert!(tested(&["policy", "coverage", "pack", "--threshold", "50"]).ends_with("exit 0"));
    assert!(tested(&["policy", "coverage", "pack", "--format", "json"]).contains(r#""percent": 66"#));
    assert!(
        tested(&["policy", "coverage", "pack", "--format", "markdown"])
            .contains("| `visit/room` | 0 | 4 | 3/6 |")
    );
}

#[test]
fn mutants_that_no_test_notices_are_listed() {
    insta::assert_snapshot!(tested(&["policy", "mutate", "pack", "--threshold", "90"]), @"
    pack/processes/visit.yaml:7: visit/guests: `expect` removed in `expect`
    pack/processes/visit.yaml:14: visit/room: left side of `||` dropped in `assert`: case.room == 'large' || size(case.guests) < 4
    pack/processes/visit.yaml:14: visit/room: `==` made `!=` in `assert`: case.room == 'large' || size(case.guests) < 4
    pack/processes/visit.yaml:14: visit/room: text replaced in `assert`: case.room == 'large' || size(case.guests) < 4
    pack/processes/visit.yaml:14: visit/room: `<` made `<=` in `assert`: case.room == 'large' || size(case.guests) < 4
    pack/processes/visit.yaml:14: visit/room: figure raised by one in `assert`: case.room == 'large' || size(case.guests) < 4
    pack/processes/visit.yaml:19: visit/music: `>` made `>=` in `decide`: size(case.guests) > 2
    pack/processes/visit.yaml:19: visit/music: figure raised by one in `decide`: size(case.guests) > 2
    pack/processes/visit.yaml:19: visit/music: `row` removed in `row`: on line 32
    pack/processes/visit.yaml:19: visit/music: `row` removed in `row`: on line 34
    pack/processes/visit.yaml:19: visit/music: `row` removed in `row`: on line 36
    5 of 16 mutants (31 %) are noticed by the tests
    exit 1
    ");
}

#[test]
fn a_deadline_is_to_be_shown_from_both_sides() {
    let from = "    assert: case.room == 'large' || size(case.guests) < 4\n";
    let to = "    due: \"'2026-06-01'\"\n    done: case.opensOn\n";
    let copy = changed("pack/processes/visit.yaml", from, to);
    let of_rule = |command| {
        let said = klar(copy.path(), &["policy", command, "pack"]);
        said.lines().filter(|line| line.contains("visit/room")).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(of_rule("coverage"), @"
    pack/processes/visit.yaml:14: visit/room: no test shows that the rule fires
    pack/processes/visit.yaml:14: visit/room: no test shows that the rule is met
    pack/processes/visit.yaml:14: visit/room: in `due`: never true at `done <= due`
    pack/processes/visit.yaml:14: visit/room: in `due`: never false at `asOf <= due`
    ");
    insta::assert_snapshot!(of_rule("mutate"), @"
    pack/processes/visit.yaml:14: visit/room: a day earlier in `due`: '2026-06-01'
    pack/processes/visit.yaml:14: visit/room: a day later in `due`: '2026-06-01'
    ");
    let path = copy.path().join("cases/visit/case.yaml");
    let text = String::from_utf8(klar::read::bytes(&path, "case.yaml").unwrap()).unwrap();
    std::fs::write(path, format!("{text}opensOn: 2026-06-02\n")).unwrap();
    let arguments = ["check", "cases", "--policy", "pack", "--as-of", "2026-01-01", "--format"];
    let said = klar(copy.path(), &[&arguments[..], &["json"]].concat());
    assert!(said.contains(r#""due": "2026-06-01""#), "{said}");
    insta::assert_snapshot!(klar(copy.path(), &[&arguments[..], &["pretty", "--lang", "sv"]].concat()), @"
    fel[visit/room]: rummet är för litet
       ╭─[cases/visit/case.yaml:7:10]
     7 │ opensOn: 2026-06-02
       ·          ─────┬────
       ·               ╰── senast 2026-06-01
       ╰────
      källa: HB-1, Handboken, kapitel 1

    1 fel i 1 ärende; 1 fil, 3 regler, bedömt per 2026-01-01 enligt regelpaketet tested 1
    nästa steg: rätta felet och kör `klar check` igen
    exit 1
    ");
}

#[test]
fn a_rule_may_apply_from_a_date_on() {
    let copy = changed("pack/processes/visit.yaml", "    expect: 1..\n", "    effectiveFrom: 2026-01-01\n");
    let said = klar(copy.path(), &["policy", "mutate", "pack"]);
    let mutant = "visit/guests: `effectiveFrom` removed in `effectiveFrom`: 2026-01-01\n";
    assert!(said.contains(mutant), "{said}");
    let said = klar(copy.path(), &["explain", "visit/guests", "--policy", "pack"]);
    assert!(said.contains("applies from: 2026-01-01\n"), "{said}");
    let path = copy.path().join("cases/visit/case.yaml");
    std::fs::write(&path, "kind: case\nid: v\nprocess: visit\nstage: planned\nguests: []\nroom: small\n")
        .unwrap();
    for (date, end) in [("2025-12-31", "exit 0"), ("2026-01-01", "exit 1")] {
        let said = klar(copy.path(), &["check", "cases", "--policy", "pack", "--as-of", date]);
        assert!(said.ends_with(end), "{said}");
    }
}

#[test]
fn the_embedded_pack_is_in_order() {
    let said = klar(Path::new("."), &["policy", "check", "policies/inera"]);
    assert!(said.starts_with("no findings in policy inera") && said.ends_with("exit 0"), "{said}");
    let embedded = klar(Path::new("."), &["policy", "check"]);
    assert_eq!(said, embedded);
}

#[test]
fn every_rule_of_the_embedded_pack_is_shown_to_fire_and_to_be_met() {
    let said = klar(Path::new("."), &["policy", "coverage", "policies/inera", "--threshold", "100"]);
    assert!(said.ends_with("exit 0"), "{said}");
}
