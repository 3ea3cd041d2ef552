//! What readiness looks like, format by format.

use crate::build::PLAIN;
use crate::progress::{case, date, due, gate, item, progress, report, requirement, saying, shown};
use insta::assert_snapshot;
use klar::finding::{Finding, Owner, Status};
use klar::readiness::{CaseReadiness, Item, Progress};
use klar::render::{Options, ReadyFormat, ReadyReport};
use klar::source::{Lang, Text};
use pulldown_cmark::{Event, Options as Extensions, Parser};

const SWEDISH: Options = Options { lang: Lang::Sv, ..PLAIN };

/// An item of a party of its own.
fn of(role: &str, name: &str, item: Item) -> Item {
    Item { owner: Some(Owner { role: role.into(), party: None, name: Text::same(name) }), ..item }
}

/// A small case: its first gate is open, the second waits for two parties.
fn small() -> Progress {
    let mut reviewed = of("board", "The board", item(Status::UnderReview, "report.yaml"));
    reviewed.since = Some(date("2026-11-05"));
    let missing = of("agent", "Exempel AB", item(Status::Awaiting, "case.yaml"));
    progress(
        vec![
            gate("start", vec![requirement("a/begun", vec![item(Status::Met, "case.yaml")])]),
            gate("tests", vec![requirement("a/report", vec![reviewed, missing])]),
        ],
        vec![requirement(
            "a/notice",
            vec![of("agent", "Exempel AB", due(item(Status::Pending, "notice.yaml"), "2026-12-24", None))],
        )],
    )
}

fn one() -> ReadyReport {
    report(vec![case("exempel", Some(small()))])
}

#[test]
fn one_case_is_shown_with_what_to_do_next() {
    assert_snapshot!(shown(&one(), ReadyFormat::Pretty, &PLAIN), @"
    exempel: connection
      ✓ start  1 of 1 requirement met  ← the case is here
      ○ tests  0 of 1 requirement met

    exempel is in the stage “start”, and what is required there is met; 0 of 1 requirement for the stage
      “tests” is met

    Requirements for the stage “tests”:
      ○ a/report: missing, 0 of 2 parts done

    Do this next:
      1. report.yaml
         whose turn: The board, to decide
         what to do: report.yaml
         place: report.yaml:1:1
         open: for 16 days, since 2026-11-05
         source: a/report, a/report
      2. case.yaml
         whose turn: Exempel AB
         what to do: case.yaml
         place: case.yaml:1:1
         open: for 19 days, since 2026-11-02, the last date in the case
         source: a/report, a/report

    Dates until 2027-02-19:
      - by 2026-12-24, in 33 days: a/notice (notice.yaml); Exempel AB

    judged as of 2026-11-21 by policy inera 2026.11.0
    ");
}

#[test]
fn several_cases_are_shown_side_by_side() {
    let mut second = small();
    second.stage = 1;
    let unread = CaseReadiness { faults: vec![crate::build::small("oläst")], ..case("oläst", None) };
    let report = report(vec![case("exempel", Some(small())), case("hindrat", Some(second)), unread]);
    assert_snapshot!(shown(&report, ReadyFormat::Pretty, &SWEDISH), @"
    connection: start → tests:
          ärende   steg   bedömning           nästa grind  att göra  öppet sedan  vems tur först
      ✓○  exempel  start  i ordning så långt  tests 0/1    2         2026-11-02*  The board, att besluta
      ✓✗  hindrat  tests  något hindrar                    2         2026-11-02*  The board, att besluta

    ✓ öppen grind, · öppen men inte nådd, ○ inte öppen, ✗ hindrar, – inget krav gäller
    * ärendets senaste datum

    Gick inte att bedöma:
      - cases/oläst: cases/oläst/case.yaml:1:5: wrong

    Vems tur det är, längst väntan först:
      - Exempel AB: 2 punkter i 2 ärenden; äldst i exempel: case.yaml (i 19 dagar, sedan 2026-11-02,
        ärendets senaste datum)
      - The board: 2 punkter i 2 ärenden; äldst i exempel: report.yaml (i 16 dagar, sedan 2026-11-05)

    Krav som håller tillbaka ärenden:
      - a/report (a/report): 2 ärenden

    Datum till och med 2027-02-19:
      - senast 2026-12-24, om 33 dagar: exempel: a/notice (notice.yaml); Exempel AB
      - senast 2026-12-24, om 33 dagar: hindrat: a/notice (notice.yaml); Exempel AB

    3 ärenden: 1 i ordning i sitt steg, 1 med något som hindrar, 1 gick inte att bedöma
    bedömt per 2026-11-21 enligt regelpaketet inera 2026.11.0
    ");
}

#[test]
fn a_letter_asks_for_what_others_have_to_supply() {
    assert_snapshot!(shown(&one(), ReadyFormat::Letter, &SWEDISH), @"
    Begäran om komplettering

    Ärende: exempel, connection
    Datum: 2026-11-21
    Till: Exempel AB
    Gäller: tests

    Vi har gått igenom ärendet inför steget ”tests”. Innan det kan gå vidare behöver
    följande kompletteras eller rättas.

    1. case.yaml (case.yaml)
       - Case.yaml.
         Gör så här: case.yaml
         Av: Exempel AB
         Källa: a/report, a/report

    Det här gör eller beslutar vi, och ni behöver inte göra något åt det nu:
    - Report.yaml.

    Ange ärende exempel när ni svarar på brevet.

    Brevet bygger på ärendets filer. Ärendet är bedömt per 2026-11-21 enligt
    regelpaketet inera 2026.11.0.

    Med vänlig hälsning
    The board
    ");
}

#[test]
fn markdown_is_a_comment_that_can_be_found_again() {
    assert_snapshot!(shown(&one(), ReadyFormat::Markdown, &PLAIN), @"
    <!-- klar ready -->

    ## exempel is in the stage “start”, and what is required there is met; 0 of 1 requirement for the stage “tests” is met

    connection

    | Stage | Gate | Requirements | |
    |---|---|---|---|
    | start | ✓ open | 1 of 1 requirement met | the case is here |
    | tests | ○ not open | 0 of 1 requirement met |  |

    ### Do this next

    1. **report.yaml**
       - whose turn: The board, to decide
       - what to do: report.yaml
       - place: `report.yaml:1:1`
       - open: for 16 days, since 2026-11-05
       - source: a/report, a/report
    2. **case.yaml**
       - whose turn: Exempel AB
       - what to do: case.yaml
       - place: `case.yaml:1:1`
       - open: for 19 days, since 2026-11-02, the last date in the case
       - source: a/report, a/report

    ### Requirements for the stage “tests”

    | Status | Requirement |
    |---|---|
    | missing | a/report |

    ### Dates until 2027-02-19

    - by 2026-12-24, in 33 days: a/notice (notice.yaml); Exempel AB

    judged as of 2026-11-21 by policy inera 2026.11.0
    ");
}

#[test]
fn a_calendar_has_what_is_still_to_be_done() {
    let shown = shown(&one(), ReadyFormat::Ics, &PLAIN);
    assert!(shown.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{shown}");
    assert_snapshot!(shown.replace("\r\n", "\n"), @r"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//klar//klar ready//EN
    CALSCALE:GREGORIAN
    METHOD:PUBLISH
    X-WR-CALNAME:klar: dates of cases
    BEGIN:VEVENT
    UID:87cba873f7e9cf08f75b33b8b9519aef@klar
    DTSTAMP:20261121T000000Z
    DTSTART;VALUE=DATE:20261224
    DTEND;VALUE=DATE:20261225
    SUMMARY:exempel: a/notice (notice.yaml)
    DESCRIPTION:a/notice (notice.yaml)\nExempel AB\na/notice\, a/notice\nnotice
     .yaml:1:1\njudged as of 2026-11-21 by policy inera 2026.11.0
    TRANSP:TRANSPARENT
    END:VEVENT
    END:VCALENDAR
    ");
}

#[test]
fn an_event_keeps_its_id_when_its_date_moves() {
    let uid = |due_on: &str| {
        let mut progress = small();
        progress.always[0].items[0] = due(progress.always[0].items[0].clone(), due_on, None);
        let shown = shown(&report(vec![case("exempel", Some(progress))]), ReadyFormat::Ics, &PLAIN);
        shown.lines().find(|line| line.starts_with("UID:")).unwrap().to_owned()
    };
    assert_eq!(uid("2026-12-24"), uid("2027-01-07"));
}

#[test]
fn tables_have_one_width_and_swedish_ones_semicolons() {
    for format in [ReadyFormat::Csv, ReadyFormat::CsvCases] {
        for (options, separator) in [(PLAIN, "\",\""), (SWEDISH, "\";\"")] {
            for report in saying("text").into_iter().chain([one()]) {
                let table = shown(&report, format, &options);
                let rows: Vec<&str> =
                    table.strip_prefix('\u{feff}').unwrap().split_terminator("\r\n").collect();
                let widths: Vec<usize> = rows.iter().map(|row| row.split(separator).count()).collect();
                assert!(rows.len() > 1 && widths.iter().all(|width| *width == widths[0]), "{table}");
            }
        }
    }
}

#[test]
fn no_cell_is_a_formula() {
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "=cmd|' /C calc'!A0"] {
        for report in saying(text) {
            for format in [ReadyFormat::Csv, ReadyFormat::CsvCases] {
                let table = shown(&report, format, &PLAIN);
                let cells =
                    table.trim_start_matches('\u{feff}').split("\r\n").flat_map(|row| row.split("\",\""));
                for cell in cells.map(|cell| cell.trim_start_matches('"')) {
                    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{text:?}: {cell}");
                }
            }
        }
    }
}

#[test]
fn an_actor_sees_only_what_is_that_partys_turn() {
    let report = ReadyReport { actor: Some("board".into()), ..one() };
    for format in [ReadyFormat::Pretty, ReadyFormat::Markdown, ReadyFormat::Csv] {
        let shown = shown(&report, format, &PLAIN);
        assert!(shown.contains("The board") && !shown.contains("Exempel AB"), "{format:?}:\n{shown}");
    }
}

#[test]
fn every_format_says_what_is_assumed() {
    for report in saying("said") {
        for format in ReadyFormat::ALL {
            let shown = shown(&report, format, &PLAIN).replace("\r\n ", "");
            let dates = report.deadlines().iter().any(|dated| dated.timing.is_open());
            let assumed = ["said#said = said", "said\\#<!-- -->said = said", "\"assumptions\": [\n    {"];
            let nothing_to_say = format == ReadyFormat::Ics && !dates
                || format == ReadyFormat::CsvCases && report.cases.is_empty();
            assert!(
                nothing_to_say || assumed.iter().any(|mark| shown.contains(mark)),
                "{format:?}:\n{shown}"
            );
        }
    }
}

/// Text that Markdown, or a service that shows it, gives a meaning; hidden characters have tests of their own.
const MARKUP: [&str; 22] = [
    "*a* **b** _c_ __d__ ~~e~~",
    "[a](https://example.org) ![b](c) [d][e] [^f] <g@h>",
    "[a]: b",
    "<script>alert(1)</script><img src=x onerror=y><!-- a -->",
    "</details><b>&amp;&lt;",
    "# a",
    "### a",
    "- a",
    "+ a",
    "* a",
    "1. a",
    "12) a",
    "> a",
    "    a",
    "```\na\n```",
    "~~~",
    "---",
    "===",
    "a | b | c |",
    "a\\\\|b\\",
    "`a` ``b`` $c$ $$d$$",
    "a\n\n# b\n\n| c |\n|---|\n\n- d",
];

/// A document as Markdown means it, without what its texts say.
fn structure(markdown: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for event in Parser::new_ext(markdown, Extensions::all().difference(Extensions::ENABLE_SMART_PUNCTUATION))
    {
        let part = match event {
            // What keeps two characters apart.
            Event::InlineHtml(html) if &*html == "<!-- -->" => continue,
            Event::Text(_) => "text".to_owned(),
            Event::Code(_) => "code".to_owned(),
            other => format!("{other:?}"),
        };
        if part != "text" || parts.last().is_none_or(|last| last != "text") {
            parts.push(part);
        }
    }
    parts
}

#[test]
fn text_of_users_is_never_markup() {
    for (at, plain) in saying("said").iter().enumerate() {
        let wanted = structure(&shown(plain, ReadyFormat::Markdown, &PLAIN));
        for text in MARKUP {
            let markdown = shown(&saying(text)[at], ReadyFormat::Markdown, &PLAIN);
            assert_eq!(structure(&markdown), wanted, "{text:?}:\n{markdown}");
        }
    }
}

#[test]
fn nothing_is_linked_and_nobody_is_mentioned() {
    for text in ["@team/all", "a@example.org", "see #12", "https://example.org", "www.example.org", ":tada:"]
    {
        for report in saying(text) {
            let markdown = shown(&report, ReadyFormat::Markdown, &PLAIN);
            // In code, nothing has a meaning.
            let outside: String = markdown.split('`').step_by(2).collect();
            assert!(!outside.contains(text), "{text}:\n{outside}");
        }
    }
}

#[test]
fn a_fault_comes_first_and_hides_what_follows_from_it() {
    let mut case = case("exempel", Some(small()));
    let missing = &mut case.progress.as_mut().unwrap().gates[0].requirements[0].items[0];
    (missing.status, missing.message) = (Status::Awaiting, None);
    let file = crate::build::file("case.yaml", "a: b\n");
    case.faults = vec![Finding::error("yaml/x", Text::same("wrong"), crate::build::label(&file, "b", ""))];
    let shown = shown(&report(vec![case]), ReadyFormat::Pretty, &PLAIN);
    let next = shown.split("Do this next:\n").nth(1).unwrap();
    assert_snapshot!(next, @"
      1. first correct 1 error in the files; 1 item cannot be judged before that

    Dates until 2027-02-19:
      - by 2026-12-24, in 33 days: a/notice (notice.yaml); Exempel AB

    judged as of 2026-11-21 by policy inera 2026.11.0
    ");
}
