//! Options, the form of the output, and the exit status.

use crate::runner::{Project, without_rule_count};
use insta::assert_snapshot;
use std::fs;

const CASE: &str = "cases/iutkr-complete/case.yaml";

/// A project with one error, and one with a note.
fn broken() -> Project {
    let project = Project::with("iutkr-complete");
    project.edit(CASE, "pilotCustomers", "pilotCustommers");
    project
}

fn noted() -> Project {
    let project = Project::with("iutkr-complete");
    project.remove("cases/iutkr-complete/documents/production-validation.yaml");
    project
}

/// The last line: the exit status.
fn status(shown: &str) -> &str {
    shown.lines().last().unwrap().trim_start_matches("---- exit status ")
}

#[test]
fn the_level_to_fail_on_decides_the_exit_status() {
    for (project, level, expected) in [
        (broken(), "error", "1"),
        (broken(), "warning", "1"),
        (broken(), "never", "0"),
        (noted(), "error", "0"),
        (noted(), "warning", "0"),
        (noted(), "note", "1"),
        (noted(), "never", "0"),
    ] {
        assert_eq!(status(&project.run(&format!("check --fail-on {level}"))), expected, "{level}");
    }
}

#[test]
fn the_format_does_not_change_the_exit_status() {
    for format in ["pretty", "concise", "json", "github", "sarif", "gitlab", "junit", "rdjson", "markdown"] {
        for (project, expected) in [(broken(), "1"), (noted(), "0"), (Project::new(), "2")] {
            let shown = project.run(&format!("check --format {format}"));
            assert_eq!(status(&shown), expected, "{format}: {shown}");
        }
    }
}

#[test]
fn concise_has_one_line_for_each_finding() {
    assert_snapshot!(broken().run("check --format concise"), @r"
    cases/iutkr-complete/case.yaml:6:33: error[schema/unknown-property] there is no key `pilotCustommers` in `roles`
    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    ---- exit status 1
    ");
    assert_snapshot!(broken().run("check --format concise --lang sv"), @r"
    cases/iutkr-complete/case.yaml:6:33: fel[schema/unknown-property] nyckeln `pilotCustommers` finns inte i `roles`
    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    ---- exit status 1
    ");
}

#[test]
#[expect(clippy::too_many_lines, reason = "the whole of an output is shown")]
fn json_is_for_programs() {
    let shown = broken().run("check --format json");
    let digest = shown.split('"').find(|word| word.starts_with("sha256:")).unwrap();
    assert_snapshot!(shown.replace(digest, "sha256:…"), @r#"
    {
      "version": 1,
      "tool": {
        "name": "klar",
        "version": "0.1.0"
      },
      "asOf": "2026-03-01",
      "policy": {
        "name": "inera",
        "version": "2026.11.0",
        "digest": "sha256:…"
      },
      "base": null,
      "complete": true,
      "counts": {
        "cases": 1,
        "files": 16,
        "rules": 0,
        "unchanged": 0,
        "error": 1,
        "warning": 0,
        "note": 0,
        "waived": 0,
        "known": 0
      },
      "cases": [
        {
          "id": "iutkr-complete",
          "path": "cases/iutkr-complete",
          "process": "agent-connection-iutkr",
          "stage": "step-4"
        }
      ],
      "findings": [
        {
          "code": "schema/unknown-property",
          "level": "error",
          "status": null,
          "case": "iutkr-complete",
          "gate": null,
          "due": null,
          "owner": null,
          "clauses": [],
          "message": "there is no key `pilotCustommers` in `roles`",
          "help": "did you mean `pilotCustomers`? Possible keys: `agent`, `pilotCustomers`, `customer`, `connecting` and `orderer`",
          "primary": {
            "path": "cases/iutkr-complete/case.yaml",
            "node": "/roles/pilotCustommers",
            "label": "did you mean `pilotCustomers`?",
            "start": {
              "line": 6,
              "column": 33,
              "offset": 170
            },
            "end": {
              "line": 6,
              "column": 48,
              "offset": 185
            }
          },
          "related": [],
          "waiver": null,
          "new": null
        }
      ],
      "waived": [],
      "known": [],
      "notRun": [
        {
          "rule": "agent-assignment/attestation-unchanged",
          "reason": "no-base"
        },
        {
          "rule": "agent-assignment/review-unchanged",
          "reason": "no-base"
        },
        {
          "rule": "agent-assignment/technical-decision-approver",
          "reason": "no-base"
        },
        {
          "rule": "common/approved-unchanged",
          "reason": "no-base"
        },
        {
          "rule": "common/decision-approver",
          "reason": "no-base"
        },
        {
          "rule": "common/decision-unchanged",
          "reason": "no-base"
        },
        {
          "rule": "common/same-case",
          "reason": "no-base"
        },
        {
          "rule": "common/same-documents",
          "reason": "no-base"
        },
        {
          "rule": "common/same-parties",
          "reason": "no-base"
        },
        {
          "rule": "common/stage-moves",
          "reason": "no-base"
        },
        {
          "rule": "orders/configuration-approver",
          "reason": "no-base"
        }
      ],
      "skipped": []
    }
    ---- exit status 1
    "#);
}

#[test]
fn json_fulfils_its_published_schema() {
    let schema = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/check.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let rejected = Project::with("iutkr-complete");
    rejected.edit(
        "cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml",
        "status: approved",
        "status: rejected",
    );
    let policy = broken();
    policy.write("klar.yaml", "policy: cases\n");
    for project in [broken(), noted(), rejected, policy, Project::new()] {
        let shown = project.run("check --format json");
        let (json, _) = shown.split_once("---- ").unwrap();
        let json = serde_json::from_str(json).unwrap();
        let faults: Vec<String> = validator.iter_errors(&json).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?} in {shown}");
    }
}

#[test]
fn the_language_changes_nothing_but_words() {
    let keys = |lang: &str| {
        let shown = broken().run(&format!("check --format json --lang {lang}"));
        let plain = shown.lines().filter(|line| {
            let line = line.trim_start();
            !["\"message\"", "\"help\"", "\"label\"", "\"ownerName\""].iter().any(|key| line.starts_with(key))
        });
        plain.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(keys("sv"), keys("en"));
}

#[test]
fn results_are_written_to_files_beside_the_output() {
    let project = broken();
    let shown =
        project.run("check --format concise --output json=a.json --output pretty=b.txt --color always");
    assert_eq!(status(&shown), "1");
    let read = |name: &str| without_rule_count(&fs::read_to_string(project.path(name)).unwrap());
    let exit =
        |shown: &str| shown.lines().filter(|line| !line.starts_with("----")).collect::<Vec<_>>().join("\n");
    assert_eq!(read("a.json").trim_end(), exit(&project.run("check --format json")));
    assert_eq!(read("b.txt").trim_end(), exit(&project.run("check --format pretty")));
}

#[test]
fn a_result_that_cannot_be_written_is_an_error() {
    let project = noted();
    assert_snapshot!(project.run("check -q --output json=missing/a.json"), @r"
    note[iutkr/production-validation]: the connection is not validated in the production environment
       ╭─[cases/iutkr-complete/case.yaml:5:8]
     5 │ stage: step-4
       ·        ───┬──
       ·           ╰── Validation in the production environment is missing
       ╰────
      help: Validate the connection, for example by supervised registration, and add the result to the
            case as a `production-validation`.
      whose turn: Exempelagenten AB (the agent), awaited
      source: IUT-36, New agent connection v3 (an old version), step 4

    1 note in 1 case; 15 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    ---- standard error
    klar: `missing/a.json` could not be written: the folder does not exist
    ---- exit status 2
    ");
    assert_snapshot!(project.run("check -q --output json=a --output concise=a"), @r"
    ---- standard error
    error: `a` is given twice as a file to write to

    Usage: klar <COMMAND>

    For more information, try '--help'.
    ---- exit status 2
    ");
}

#[test]
fn quiet_leaves_out_what_is_not_a_finding() {
    assert_snapshot!(noted().run("check -q"), @r"
    note[iutkr/production-validation]: the connection is not validated in the production environment
       ╭─[cases/iutkr-complete/case.yaml:5:8]
     5 │ stage: step-4
       ·        ───┬──
       ·           ╰── Validation in the production environment is missing
       ╰────
      help: Validate the connection, for example by supervised registration, and add the result to the
            case as a `production-validation`.
      whose turn: Exempelagenten AB (the agent), awaited
      source: IUT-36, New agent connection v3 (an old version), step 4

    1 note in 1 case; 15 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    ---- exit status 0
    ");
    assert_snapshot!(noted().run("check -qq"), @"---- exit status 0");
    assert_snapshot!(broken().run("check -qq"), @"---- exit status 1");
}

#[test]
fn what_klar_does_not_know_is_refused() {
    let project = Project::new();
    assert_snapshot!(project.run("check --fomat json"), @r"
    ---- standard error
    error: unexpected argument '--fomat' found

      tip: a similar argument exists: '--format'

    Usage: klar check --as-of <DATE> --format <FORMAT> [PATH]...

    For more information, try '--help'.
    ---- exit status 2
    ");
    assert_snapshot!(project.run("check --format xml"), @r"
    ---- standard error
    error: invalid value 'xml' for '--format <FORMAT>'
      [possible values: pretty, concise, json, github, sarif, gitlab, junit, rdjson, markdown]

    For more information, try '--help'.
    ---- exit status 2
    ");
    assert_snapshot!(project.run("check --as-of 2026-02-30"), @r"
    ---- standard error
    error: invalid value '2026-02-30' for '--as-of <DATE>': not a date of the form YYYY-MM-DD that exists

    For more information, try '--help'.
    ---- exit status 2
    ");
    assert_snapshot!(project.run("chek"), @r"
    ---- standard error
    error: unrecognized subcommand 'chek'

      tip: a similar subcommand exists: 'check'

    Usage: klar <COMMAND>

    For more information, try '--help'.
    ---- exit status 2
    ");
}

#[test]
fn help_shows_examples_first_and_fits_eighty_columns() {
    let project = Project::new();
    let shown = project.run_with("check --help", "COLUMNS=80");
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    assert_snapshot!(shown, @"
    Examples:
      klar check                                all cases below the working folder
      klar check cases/my-case --lang sv        one case, in Swedish
      klar check --output json=result.json      also write the result to a file
      klar check --as-of 2027-01-31             judge as of another date
      klar check --base origin/main             judge a change by the policy there

    Check cases against the policy

    The exit status is 0 when everything was read, every rule ran and nothing was
    found at or above --fail-on; 1 when something was found; 2 when something could
    not be evaluated, read or written.

    Usage: klar check [OPTIONS] [PATH]...

    Arguments:
      [PATH]...
              Cases, or folders with cases; the working folder when left out; `-`
              reads one file from standard input

    Options:
          --format <FORMAT>
              Form of the result on standard output
              
              [default: pretty]
              [possible values: pretty, concise, json, github, sarif, gitlab, junit,
              rdjson, markdown]

          --output <FORMAT=FILE>
              Also write the result to a file; can be given several times

          --as-of <DATE>
              Judge as of this date (YYYY-MM-DD); today's date in Sweden when left
              out

          --policy <DIR>
              Use the policy pack in this folder

          --base <REVISION>
              Judge by the policy, configuration and waivers of this revision in
              git, and compare the cases with it
              
              Cases are compared with the commit at which the history of HEAD parts
              from that of the revision.

          --changed
              Judge only the cases that have changed since --base, and those that
              name one of them

          --fail-on <LEVEL>
              Exit with status 1 from this level on
              
              [default: error]
              [possible values: error, warning, note, never]

          --baseline <FILE>
              Leave out the findings that this file knows

          --write-baseline
              Write the findings to the file of --baseline, or shorten the list
              there

          --max-findings <N>
              Show so many findings at most, or `none` for no limit; the formats for
              programs always have all

          --statistics
              Show how often each code was found, in the place of the findings

          --timing
              Say on standard error how long the rules took

          --stdin-filename <PATH>
              The path of the file that is read from standard input

      -w, --watch
              Check again whenever a file changes

          --lang <LANG>
              Language of the result; else that of klar.yaml, else that of the
              environment
              
              [possible values: sv, en]

          --color <WHEN>
              When to use colour
              
              [default: auto]
              [possible values: auto, always, never]

      -q, --quiet...
              Only findings and counts; twice: nothing on standard output

      -h, --help
              Print help (see a summary with '-h')
    ---- exit status 0
    ");
}

#[test]
fn the_language_comes_from_the_option_or_the_environment() {
    let swedish = |arguments: &str, variables: &str| {
        let shown = noted().run_with(arguments, variables);
        shown.contains("notis[")
    };
    assert!(swedish("check", "LANG=sv_SE.UTF-8"));
    assert!(swedish("check --lang sv", "LANG=en_GB.UTF-8"));
    assert!(!swedish("check --lang en", "LANG=sv_SE.UTF-8"));
    assert!(!swedish("check", "LANG=sv_SE.UTF-8 LC_ALL=en_GB.UTF-8"));
}

#[test]
fn colour_is_used_where_it_is_asked_for() {
    for (arguments, variables, coloured) in [
        ("check", "", false),
        ("check", "FORCE_COLOR=1", true),
        ("check", "CLICOLOR_FORCE=1", true),
        ("check", "FORCE_COLOR=0", false),
        ("check", "NO_COLOR=1 FORCE_COLOR=1", false),
        ("check", "NO_COLOR=1 CLICOLOR_FORCE=1", false),
        ("check --color always", "NO_COLOR=1", true),
        ("check --color never", "FORCE_COLOR=1", false),
        ("check --color always --format concise", "", false),
        ("check --color always --format json", "", false),
    ] {
        let shown = broken().run_with(arguments, variables);
        assert_eq!(shown.contains('\u{1b}'), coloured, "{arguments} {variables}");
    }
}

/// Colour adds escape sequences and changes nothing else.
#[test]
fn colour_changes_no_words() {
    let project = broken();
    let mut coloured = project.run("check --color always");
    while let Some((before, rest)) = coloured.split_once("\u{1b}[") {
        let (_, after) = rest.split_once('m').unwrap();
        coloured = format!("{before}{after}");
    }
    assert_eq!(coloured, project.run("check --color never"));
}

#[test]
fn box_characters_need_a_locale_that_has_them() {
    assert!(broken().run("check").contains("╭─["));
    let plain = broken().run_with("check", "LANG=C");
    assert!(plain.contains(",-[") && plain.is_ascii(), "{plain}");
}
