//! `klar ready`: the questions that can be asked, and the exit statuses that answer them.

use crate::runner::{AS_OF, Project, fixture_cases};
use insta::assert_snapshot;
use std::collections::BTreeMap;
use std::fs;

/// The exit status that a text of the runner ends with.
fn status(shown: &str) -> u8 {
    shown.trim_end().rsplit(' ').next().unwrap().parse().unwrap()
}

/// What stands below a heading, up to the next empty line.
fn section<'s>(shown: &'s str, heading: &str) -> &'s str {
    let (_, rest) =
        shown.split_once(&format!("{heading}:\n")).unwrap_or_else(|| panic!("{heading}: {shown}"));
    rest.split("\n\n").next().unwrap().trim()
}

#[test]
fn the_exit_status_answers_whether_a_stage_may_be_entered() {
    let project = Project::with("iutkr-step-1");
    project.add("iutkr-step-3");
    for (question, expected) in [
        ("cases/iutkr-step-1", 0),
        ("cases/iutkr-step-1 --target step-0", 0),
        ("cases/iutkr-step-1 --target step-1", 0),
        ("cases/iutkr-step-1 --target step-2", 1),
        ("cases/iutkr-step-1 --target step-2 -qq", 1),
        ("cases/iutkr-step-1 --target step-2 --format json", 1),
        ("--target step-1", 0),
        ("--target step-3", 1),
        ("--target step-9", 2),
        ("", 0),
        ("cases/nothing", 2),
        ("--policy nowhere", 2),
    ] {
        let shown = project.run(&format!("ready {question}"));
        assert_eq!(status(&shown), expected, "{question}:\n{shown}");
    }
}

#[test]
fn a_stage_that_the_process_lacks_is_a_finding() {
    let project = Project::with("iutkr-step-1");
    let shown = project.run("ready --target steg-2");
    assert_snapshot!(shown.split("\n\n").next().unwrap(), @"
    error[case/unknown-target]: the process `agent-connection-iutkr` has no stage `steg-2` to ask about
       ╭─[cases/iutkr-step-1/case.yaml:3:10]
     3 │ process: agent-connection-iutkr        # Ny agentanslutning (IUTKR)
       ·          ──────────────────────
       ╰────
      help: did you mean `--target step-2`?
    ");
    assert!(project.run("ready --target step2").contains("did you mean `--target step-2`?"));
}

#[test]
fn a_case_that_cannot_be_read_gives_no_answer() {
    let project = Project::with("iutkr-step-1");
    project.edit("cases/iutkr-step-1/documents/connection-start-form.yaml", "kind:", "\tkind:");
    for question in ["ready", "ready --target step-1"] {
        let shown = project.run(question);
        assert_eq!(status(&shown), 2, "{shown}");
        assert!(shown.contains("it cannot be told how far iutkr-step-1 has come"), "{shown}");
    }
    project.write("cases/iutkr-step-1/case.yaml", "[");
    let shown = project.run("ready --letter --lang sv");
    assert_eq!(status(&shown), 2, "{shown}");
    assert!(shown.contains("Ärendet kunde inte läsas"), "{shown}");
}

#[test]
fn an_error_of_the_files_is_in_the_way_of_every_stage() {
    let project = Project::with("iutkr-step-1");
    project.edit("cases/iutkr-step-1/case.yaml", "pilotCustomers", "pilotCustommers");
    let shown = project.run("ready --target step-0");
    assert_eq!(status(&shown), 1, "{shown}");
    assert_snapshot!(section(&shown, "Do this next"), @"
    1. first correct 1 error in the files; 1 item cannot be judged before that
    ");
}

#[test]
fn an_actor_is_a_role_or_a_party() {
    let project = Project::with("iutkr-step-2");
    for (actor, mine, others) in [
        ("agent", "iutkr/connection-data-prod", "connection-tests/e2e-approved"),
        ("pilot-customer", "connection-tests/e2e-approved", "connection-tests/self-declaration-approved"),
        ("region-pahittad", "\"region-pahittad\"", "\"fiktiva-vardcentralen\""),
        ("exempelagenten", "connection-tests/self-declaration-approved", "connection-tests/e2e-approved"),
    ] {
        let shown = project.run(&format!("ready --actor {actor} --format csv"));
        assert!(shown.contains(mine) && !shown.contains(others), "{actor}:\n{shown}");
        assert_eq!(status(&shown), 0, "{shown}");
    }
    assert_snapshot!(project.run("ready --actor region-pahitad --lang sv"), @"
    ---- standard error
    klar: inget i ärendena är någonsin `region-pahitad`s tur; menade du `region-pahittad`?
    ---- exit status 2
    ");
    let unknown = project.run("ready --actor nobody");
    assert!(unknown.contains("it can be the turn of `agent`,") && status(&unknown) == 2, "{unknown}");
}

const REPORT: &str = "documents/e2e-report-region-pahittad.yaml";

#[test]
fn an_assumption_shows_which_gates_would_open() {
    let project = Project::with("iutkr-step-3");
    let case = "cases/iutkr-step-3";
    project.edit(&format!("{case}/{REPORT}"), "status: approved", "status: under-review");
    let shown = project.run(&format!("ready --assume {REPORT}#/review/status=approved"));
    assert_snapshot!(shown.split("iutkr-step-3: ").next().unwrap(), @"
    Assumption: this holds if the files said the following, which they do not:
      - cases/iutkr-step-3/documents/e2e-report-region-pahittad.yaml#/review/status = approved
    ");
    assert!(
        shown.contains("- the gate to step 3 (towards the production environment) would open\n"),
        "{shown}"
    );
    for format in ["html", "json", "markdown", "csv", "csv-cases", "letter"] {
        let shown =
            project.run(&format!("ready --assume {REPORT}#/review/status=approved --format {format}"));
        assert!(shown.contains("approved") && shown.to_lowercase().contains("assum"), "{format}: {shown}");
    }
    let real = project.run("ready --target step-3");
    let assumed = project.run(&format!("ready --target step-3 --assume {REPORT}#/review/status=approved"));
    assert_eq!((status(&real), status(&assumed)), (1, 0), "{real}{assumed}");
    let file = fs::read_to_string(project.path(&format!("{case}/{REPORT}"))).unwrap();
    assert!(file.contains("under-review"), "the file itself stays as it is");
}

#[test]
fn places_are_those_of_the_real_file_whatever_is_assumed() {
    let project = Project::with("iutkr-step-3");
    let assume =
        format!("ready --format json --assume {REPORT}#/review/status=rejected --assume {REPORT}#/x=1");
    let shown = project.run(&assume);
    let json: serde_json::Value = serde_json::from_str(shown.split("---- ").next().unwrap()).unwrap();
    let related = json["cases"][0]["actions"][0]["related"].as_array().unwrap();
    let place = related.iter().find(|place| place["node"] == "/review/status").unwrap();
    let text = fs::read_to_string(project.path(&format!("cases/iutkr-step-3/{REPORT}"))).unwrap();
    let line =
        text.lines().nth(usize::try_from(place["start"]["line"].as_u64().unwrap()).unwrap() - 1).unwrap();
    assert!(line.contains("status: approved"), "{line}");
    // A key that is not there is pointed at where it would be.
    assert_eq!(json["cases"][0]["faults"][0]["primary"]["node"], "");
}

#[test]
fn an_assumption_that_cannot_be_made_is_refused() {
    let project = Project::with("iutkr-step-2");
    project.add("iutkr-step-3");
    for (assume, why) in [
        (
            "documents/e2e-report-region-pahitad.yaml#/a=1",
            "did you mean `documents/e2e-report-region-pahittad.yaml`?",
        ),
        (
            "case.yaml#/stage=step-4",
            "2 cases have a file `case.yaml`; say which, for example `cases/iutkr-step-2/case.yaml`",
        ),
        ("cases/iutkr-step-2/case.yaml#/roles/x/y=1", "`/roles/x/y` cannot be set"),
        ("cases/iutkr-step-2/case.yaml#/stage=[a]", "`[a]` is no single value"),
        ("cases/iutkr-step-2/case.yaml#/stage=a:b:\u{20}c", "is no single value"),
        ("cases/iutkr-step-2/case.yaml", "FILE#/POINTER=VALUE"),
    ] {
        let output = project.output(["ready", "--lang=en", "--assume", assume].map(Into::into), "");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(why) && output.status.code() == Some(2), "{assume}:\n{error}");
        assert!(output.stdout.is_empty(), "{assume}");
    }
    let known = project.run("ready --assume cases/iutkr-step-2/case.yaml#/stage=step-0");
    assert_eq!(status(&known), 0, "{known}");
}

#[test]
fn coming_dates_say_what_they_change() {
    let project = Project::with("first-time-reservations-open");
    let run = |options: &str| project.run(&format!("ready --as-of 2026-11-21 {options}"));
    let shown = run("");
    assert_snapshot!(section(&shown, "If nothing else changes in the files"), @"
    from 2026-12-19 on, not everything is in order any more:
        - then in the way: the deviation AVV-3 was not corrected by 2026-12-18
    ");
    assert_snapshot!(section(&shown, "Dates until 2027-02-19"), @"
    - by 2026-12-18, in 27 days: The deviations are corrected in time (AVV-3); Region Påhittad (the
        orderer)
    ");
    assert!(!run("--within 3w").contains("2026-12-18"), "three weeks end before");
    assert!(run("--within 1m").contains("2026-12-18"));
    // On that day itself, the verdict is what was foreseen.
    let then = project.run("ready --as-of 2026-12-19 --target certified");
    assert_eq!(status(&then), 1, "{then}");
    assert_eq!(status(&run("--target certified")), 0);
}

#[test]
fn what_is_foreseen_for_a_date_is_so_on_that_date() {
    let project = Project::new();
    for case in fixture_cases() {
        project.add(&case);
    }
    let run = |as_of: &str, cases: &str| -> serde_json::Value {
        let shown = project.run(&format!("ready {cases} --format json --within 6m --as-of {as_of}"));
        serde_json::from_str(shown.split("---- ").next().unwrap()).unwrap()
    };
    let mut foreseen: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    for case in run("2026-11-21", "")["cases"].as_array().unwrap() {
        for change in case["forecast"]["changes"].as_array().unwrap() {
            let (id, ready) = (case["id"].as_str().unwrap(), change["ready"].as_bool().unwrap());
            let date = change["date"].as_str().unwrap().to_owned();
            foreseen.entry(date).or_default().push((id.to_owned(), ready));
        }
    }
    assert!(!foreseen.is_empty());
    for (date, cases) in foreseen {
        let paths: Vec<String> = cases.iter().map(|(id, _)| format!("cases/{id}")).collect();
        let then = run(&date, &paths.join(" "));
        for (id, ready) in cases {
            let case = then["cases"].as_array().unwrap().iter().find(|case| case["id"] == *id).unwrap();
            assert_eq!(case["verdict"] == "ready", ready, "{id} on {date}");
        }
    }
}

#[test]
fn a_case_with_very_many_dates_is_looked_at_only_so_far_and_says_so() {
    let project = Project::with("iutkr-step-1");
    let dates: String =
        (1..=28).flat_map(|day| (4..=6).map(move |month| format!("2026-{month:02}-{day:02}, "))).collect();
    let case = fs::read_to_string(project.path("cases/iutkr-step-1/case.yaml")).unwrap();
    project.write("cases/iutkr-step-1/case.yaml", format!("{case}dates: [{dates}]\n"));
    let shown = project.run("ready --within 6m --lang sv");
    assert_snapshot!(section(&shown, "Om inget annat ändras i filerna"), @"så många datum finns i ärendet att bara tiden till och med 2026-06-06 är bedömd");
}

#[test]
fn every_fixture_case_is_in_order_in_its_stage() {
    let project = Project::new();
    for case in fixture_cases() {
        project.add(&case);
    }
    let shown = project.run("ready --as-of 2026-11-21").split_whitespace().collect::<Vec<_>>().join(" ");
    let count = fixture_cases().len();
    let opening = format!("{count} cases: {count} in order in their stage, ");
    let closing = " closed, 0 with something in the way";
    assert!(shown.contains(&opening) && shown.contains(closing) && status(&shown) == 0, "{shown}");
}

#[test]
fn what_is_ready_for_a_stage_has_no_errors_there() {
    for (case, stages) in [
        ("iutkr-step-2", ["step-0", "step-1", "step-2", "step-3", "step-4"]),
        ("customer-npo-ordered", ["noticed", "checked", "ordered", "agent-confirmed", "may-connect"]),
        ("agent-connection-reviewed", ["started", "applied", "reviewed", "invoiced", "attested"]),
    ] {
        for stage in stages {
            let project = Project::with(case);
            let ready = status(&project.run(&format!("ready --target {stage} --as-of 2026-11-21")));
            let text = fs::read_to_string(project.path(&format!("cases/{case}/case.yaml"))).unwrap();
            let moved = text.lines().map(|line| match line.split_once("stage: ") {
                Some(("", _)) => format!("stage: {stage}\n"),
                _ => format!("{line}\n"),
            });
            project.write(&format!("cases/{case}/case.yaml"), moved.collect::<String>());
            let check = status(&project.run("check --as-of 2026-11-21"));
            assert_eq!(ready, check, "{case} in {stage}");
        }
    }
}

#[test]
fn results_go_to_files_that_are_whole_or_not_there() {
    let project = Project::with("iutkr-step-1");
    project.write("taken/keep", "");
    let files = [
        ("ics", "dates.ics", "BEGIN:VCALENDAR\r\n"),
        ("csv-cases", "cases.csv", "\u{feff}\"case\""),
        ("letter", "letter.txt", "Request"),
        ("html", "page.html", "<!doctype html>\n<html lang=\"en\">"),
    ];
    let outputs = files.map(|(format, file, _)| format!(" --output {format}={file}"));
    let shown = project.run(&format!("ready -qq{}", outputs.concat()));
    assert_eq!(shown, "---- exit status 0\n");
    for (_, file, start) in files {
        assert!(fs::read_to_string(project.path(file)).unwrap().starts_with(start), "{file}");
    }
    let shown = project.run("ready -qq --output json=taken --output json=none/a.json");
    assert_eq!(status(&shown), 2, "{shown}");
    assert_eq!(fs::read_dir(project.path("taken")).unwrap().count(), 1);
    let twice = project.run("ready --output csv=a --output json=a");
    assert!(twice.contains("`a` is given twice") && status(&twice) == 2, "{twice}");
}

#[test]
fn a_letter_is_a_format_of_its_own() {
    let project = Project::with("iutkr-step-1");
    let letter = project.run("ready --letter --lang sv");
    assert_eq!(letter, project.run("ready --format letter --lang sv"));
    assert!(letter.starts_with("Begäran om komplettering\n") && letter.contains(AS_OF), "{letter}");
    assert_eq!(status(&project.run("ready --letter --format json")), 2);
}

/// The page of some cases in Swedish without its markup, a space between the pieces.
fn page(project: &Project, question: &str) -> String {
    let html = project.run(&format!("ready {question} --as-of 2026-11-21 --lang sv --format html"));
    let (_, body) = html.split_once("<main").unwrap();
    let words = body.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text);
    words.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_page_tells_at_the_top_what_is_left_and_whose_turn_it_is() {
    for (case, expected) in [
        // A refusal in a later stage leaves this one in order, and the case is not done.
        (
            "customer-npo-declined",
            "I ordning så långt customer-npo-declined är i steget ”agentens anmälan”, och det som krävs där är \
             uppfyllt; 1 av 3 krav för steget ”Ineras kontroll av kunden” är uppfyllt. På tur: Exempelagenten AB \
             (agenten) (1 punkt) och Påhittade kommun (kunden) (1 punkt) ",
        ),
        // A title that names itself a stage does so once.
        ("iutkr-step-1", "iutkr-step-1 är i steg 1 (uppstartsmöte och underlag för QA), och "),
        // What has time left is something to do.
        (
            "first-time-reservations-open",
            "Gör det här härnäst Inget hindrar ärendet nu, men det här ska bli klart i tid. Avvikelserna rättas i \
             tid (AVV-3) senast 2026-12-18 , om 27 dagar Vems tur: Region Påhittad (beställaren) ",
        ),
        ("iutkr-complete", "Gör det här härnäst Inget att göra nu. "),
    ]
    .map(|(case, expected)| (case, expected.to_lowercase()))
    {
        let page = page(&Project::with(case), "").to_lowercase();
        assert!(page.contains(&expected), "{case}: {expected}\n{page}");
    }
}

#[test]
fn a_page_over_cases_tells_at_the_top_what_is_late_and_which_case_has_waited() {
    let project = Project::with("customer-npo-declined");
    for case in ["first-time-reservations-open", "first-time-waiting", "iutkr-complete", "iutkr-step-1"] {
        project.add(case);
    }
    let coming = page(&project, "");
    let expected = "2 punkter ska vara klara senast 2027-02-19 , den första senast 2026-12-18 \
                    iutkr-step-1 har väntat längst: i 395 dagar, sedan 2025-10-22 , ärendets senaste datum";
    assert!(coming.contains(expected), "{coming}");
    let counts = "0 något hindrar 3 i ordning så långt 2 i ordning, i sista steget 0 gick inte att bedöma";
    assert!(coming.contains(counts), "{coming}");
    let late = project.run("ready --as-of 2026-12-20 --lang sv --format html");
    assert!(late.contains(">2 punkter är försenade<"), "{late}");
}

#[test]
fn a_refusal_counts_from_the_day_of_the_decision() {
    let shown = Project::with("agent-agreement-rejected").run("ready --as-of 2026-11-21 --lang sv");
    let (_, refused) = shown.split_once("har fått avslag").unwrap();
    assert!(refused.contains("öppet: i 58 dagar, sedan 2026-09-24\n"), "{shown}");
}

#[test]
fn nobody_is_asked_for_what_those_who_decide_have_yet_to_do() {
    let letter = Project::with("recertification-tested").run("ready --letter --as-of 2026-11-21 --lang sv");
    assert_snapshot!(letter, @"
    Ingen komplettering behövs

    Ärende: recertification-tested, Omcertifiering
    Datum: 2026-11-21
    Gäller: den nya versionen är certifierad

    Vi har gått igenom ärendet inför steget ”den nya versionen är certifierad”. Ni
    behöver inte komplettera något.

    Det här gör eller beslutar vi, och ni behöver inte göra något åt det nu:
    - Exempelagenten AB har inte fått något beslut om certifieringen.

    Brevet bygger på ärendets filer. Ärendet är bedömt per 2026-11-21 enligt
    regelpaketet inera 2026.11.0.

    Med vänlig hälsning
    Inera
    ---- exit status 0
    ");
}

#[test]
fn what_only_those_who_decide_can_write_is_asked_of_nobody() {
    for case in ["recertification-tested", "annual-provsvar-submitted", "first-time-aborted"] {
        let letter = Project::with(case).run("ready --letter --as-of 2026-11-21 --lang sv");
        assert!(
            letter.starts_with("Ingen komplettering behövs\n") && !letter.contains("\nTill: "),
            "{letter}"
        );
    }
}

/// Whoever decides is the sender: there is nothing to ask of them, and the others are still asked.
#[test]
fn a_letter_for_whoever_decides_asks_the_others() {
    let project = Project::with("customer-npo-declined");
    let letter = |more: &str| project.run(&format!("ready --letter --as-of 2026-11-21 --lang sv {more}"));
    assert!(letter("").starts_with("Begäran om komplettering\n"), "{}", letter(""));
    assert_eq!(letter("--actor inera"), letter(""));
}

#[test]
fn a_letter_calls_files_what_they_are_called_in_the_case() {
    let letter = Project::with("customer-npo-declined").run("ready --letter --as-of 2026-11-21 --lang sv");
    assert!(letter.contains("\n2. Ärende (case.yaml)\n"), "{letter}");
}

#[test]
fn a_gate_in_the_way_has_a_sign_of_its_own_in_markdown() {
    let project = Project::with("iutkr-step-1");
    project.edit("cases/iutkr-step-1/case.yaml", "stage: step-1", "stage: step-2");
    let one = project.run("ready --lang sv --format markdown");
    assert!(one.contains("| ✗ inte öppen |") && one.contains("| ○ inte öppen |"), "{one}");
    project.add("iutkr-step-3");
    let several = project.run("ready --lang sv --format markdown");
    assert!(several.contains("| iutkr-step-1 | ✓ | ✓ | **\\[✗\\]** | ○ | ○ |"), "{several}");
}

#[test]
fn nothing_is_asked_for_in_a_case_that_is_closed() {
    let project = Project::with("first-time-offer-declined");
    let shown = project.run("ready --as-of 2026-11-21");
    let check = project.run("check --as-of 2026-11-21 --lang sv");
    assert!(check.contains("first-time-offer-declined är avslutat efter offer-agreement ("), "{check}");
    let closed = "first-time-offer-declined is closed in the stage “offer and agreement” and goes no further\n\njudged";
    assert!(shown.contains(closed), "{shown}");
    let letter = project.run("ready --as-of 2026-11-21 --letter --lang sv");
    assert!(letter.contains("\nÄrendet är avslutat. Ni behöver inte komplettera något.\n"), "{letter}");
    let page = page(&project, "");
    assert!(page.contains("Ärendet är avslutat, och inget mer ska göras i det."), "{page}");
    let json = project.run("ready --as-of 2026-11-21 --format json");
    assert!(json.contains("\"next\": null,\n      \"closed\": true,"), "{json}");
    // The stage that is asked about is still not reached, and before the day of the closure the case goes on.
    assert_eq!(status(&project.run("ready --as-of 2026-11-21 --target certified")), 1);
    assert!(project.run("ready --as-of 2026-03-01").contains("Do this next:"));
}

#[test]
fn cases_stand_in_columns_only_where_these_fit() {
    let project = Project::with("customer-npo-declined");
    project.add("iutkr-complete");
    let narrow = project.run_with("ready --as-of 2026-11-21 --lang sv", "COLUMNS=70");
    assert_snapshot!(narrow.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n"), @"
    Ny agentanslutning (IUTKR): step-0 → step-1 → step-2 → step-3 →
      step-4:
      ✓✓✓✓✓  iutkr-complete
          step-4; i ordning

    Anslut en kund: noticed → checked → ordered → agent-confirmed →
      may-connect:
      ✓○○○○  customer-npo-declined
          noticed; i ordning så långt; öppet sedan 2026-01-26; nästa grind
          checked 1/3; att göra 2; Exempelagenten AB (agenten), att rätta
    ");
    let tables = |shown: &str| shown.split("\n\n✓").next().unwrap().to_owned();
    assert!(tables(&narrow).lines().all(|line| line.chars().count() <= 70), "{narrow}");
    let wide = project.run_with("ready --as-of 2026-11-21 --lang sv", "COLUMNS=150");
    assert!(wide.contains("  nästa grind  att göra  öppet sedan  vems tur först\n"), "{wide}");
}

#[test]
fn a_party_without_anything_to_do_is_told_so() {
    let project = Project::with("iutkr-step-1");
    let shown = project.run("ready --actor region-pahittad --lang sv");
    assert_eq!(section(&shown, "Gör det här härnäst"), "- `region-pahittad` har inget att göra nu");
    let markdown = project.run("ready --actor region-pahittad --format markdown");
    assert!(
        markdown.contains("### Do this next\n\n\\`region-pahittad\\` has nothing to do now"),
        "{markdown}"
    );
}

#[test]
fn a_process_that_lacks_the_stage_is_no_fault_of_the_files() {
    let project = Project::with("pu-tests");
    project.add("iutkr-step-2");
    let shown = project.run("ready --target step-2 --lang sv");
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        shown.contains("processen `agent-connection-pu` har inget steg `step-2` att fråga om"),
        "{shown}"
    );
    assert!(!shown.contains("fel i filerna"), "{shown}");
}
