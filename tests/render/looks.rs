//! Reports as they look.

use crate::build::{PLAIN, at, case, closing, drawn, file, full, label, pretty, report, shown, small};
use insta::assert_snapshot;
use klar::finding::{Finding, Level, Status};
use klar::readiness::NextGate;
use klar::render::{CaseSummary, Format, Options, Report, Skipped};
use klar::source::{Lang, Text};
use klar::text;

#[test]
fn a_finding_over_two_files_reads_as_one() {
    assert_snapshot!(pretty(&report(vec![full()])), @r"
    error[iutkr/e2e-approved]: pilot customer Region Påhittad has no approved E2E report
        ╭─[cases/exempel/case.yaml:8:47]
      8 │ roles: { agent: ax, pilotCustomers: [fiktiva, region-pahittad] }
        ·                                               ───────┬───────
        ·                                                      ╰── this pilot customer
        ╰────
        ╭─[cases/exempel/documents/e2e.yaml:12:19]
     12 │ review: { status: rejected, decidedOn: 2026-01-08 }
        ·                   ────┬───
        ·                       ╰── rejected; step-3 needs it approved
        ╰────
      help: correct the report and submit it again
      whose turn: Region Påhittad
      source: IUT-32 and IUT-33, New agent v3 (an old version), step 3
      source: AGT-22, Becoming an agent, section 2

    1 error in 1 case; 14 files, 62 rules, judged as of 2026-11-21 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ");
}

#[test]
fn the_same_in_swedish_on_a_narrow_terminal_without_box_characters() {
    let options = Options { lang: Lang::Sv, width: 50, unicode: false, ..PLAIN };
    assert_snapshot!(shown(&report(vec![full()]), Format::Pretty, &options), @r"
    fel[iutkr/e2e-approved]: pilotkunden Region
      Påhittad har inget godkänt E2E-underlag
        ,-[cases/exempel/case.yaml:8:47]
      8 | ...otCustomers: [fiktiva, region-pahittad] }
        :                           ^^^^^^^|^^^^^^^
        :                                  `-- den här pilotkunden
        `----
        ,-[cases/exempel/documents/e2e.yaml:12:19]
     12 | review: { status: rejected, decidedOn: 20...
        :                   ^^^^|^^^
        :                       `-- avslaget; step-3 kräver godkänt
        `----
      hjälp: rätta underlaget och lämna in det igen
      vems tur: Region Påhittad
      källa: IUT-32 och IUT-33, Ny agent v3 (en äldre
             version), steg 3
      källa: AGT-22, Bli agent, avsnitt 2

    1 fel i 1 ärende; 14 filer, 62 regler, bedömt per
      2026-11-21 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ");
}

#[test]
fn colour_marks_level_labels_and_notes() {
    let text = shown(&report(vec![full()]), Format::Pretty, &Options { color: true, ..PLAIN });
    assert_snapshot!(text.replace('\u{1b}', "^"), @r"
    ^[1;31merror[iutkr/e2e-approved]^[0m: pilot customer Region Påhittad has no approved E2E report
        ╭─[^[2mcases/exempel/case.yaml:8:47^[0m]
      ^[2m8^[0m │ roles: { agent: ax, pilotCustomers: [fiktiva, region-pahittad] }
        · ^[31;1m                                              ───────┬───────^[0m
        ·                                                      ^[31;1m╰── ^[31;1mthis pilot customer^[0m^[0m
        ╰────
        ╭─[^[2mcases/exempel/documents/e2e.yaml:12:19^[0m]
     ^[2m12^[0m │ review: { status: rejected, decidedOn: 2026-01-08 }
        · ^[34;1m                  ────┬───^[0m
        ·                       ^[34;1m╰── ^[34;1mrejected; step-3 needs it approved^[0m^[0m
        ╰────
      ^[36mhelp:^[0m correct the report and submit it again
      ^[36mwhose turn:^[0m Region Påhittad
      ^[36msource:^[0m IUT-32 and IUT-33, New agent v3 (an old version), step 3
      ^[36msource:^[0m AGT-22, Becoming an agent, section 2

    1 error in 1 case; 14 files, 62 rules, judged as of 2026-11-21 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ");
}

#[test]
fn what_waits_for_somebody_says_so() {
    let mut finding = full();
    finding.status = Some(Status::UnderReview);
    finding.help = None;
    finding.citations.clear();
    let options = Options { lang: Lang::Sv, ..PLAIN };
    assert_snapshot!(shown(&report(vec![finding]), Format::Pretty, &options), @r"
    fel[iutkr/e2e-approved]: pilotkunden Region Påhittad har inget godkänt E2E-underlag
        ╭─[cases/exempel/case.yaml:8:47]
      8 │ roles: { agent: ax, pilotCustomers: [fiktiva, region-pahittad] }
        ·                                               ───────┬───────
        ·                                                      ╰── den här pilotkunden
        ╰────
        ╭─[cases/exempel/documents/e2e.yaml:12:19]
     12 │ review: { status: rejected, decidedOn: 2026-01-08 }
        ·                   ────┬───
        ·                       ╰── avslaget; step-3 kräver godkänt
        ╰────
      vems tur: Region Påhittad, under granskning

    1 fel i 1 ärende; 14 filer, 62 regler, bedömt per 2026-11-21 enligt regelpaketet inera 2026.11.0
    nästa steg: inget att rätta nu; besluten ovan inväntas
    ");
}

#[test]
fn labels_far_apart_are_shown_apart() {
    let lines: Vec<String> = (1..=30).map(|line| format!("key{line}: value")).collect();
    let file = file("a.yaml", &lines.join("\n"));
    let finding = Finding::error("a/b", Text::same("three places"), label(&file, "key20", "primary"))
        .with_related(label(&file, "key3:", "far"))
        .with_related(label(&file, "key22", "near"));
    assert_snapshot!(drawn(finding), @r"
    error[a/b]: three places
        ╭─[a.yaml:20:1]
     20 │ key20: value
        · ──┬──
        ·   ╰── primary
     21 │ key21: value
     22 │ key22: value
        · ──┬──
        ·   ╰── near
        ╰────
        ╭─[a.yaml:3:1]
      3 │ key3: value
        · ──┬──
        ·   ╰── far
        ╰────
    ");
}

#[test]
fn labels_on_one_line_stand_side_by_side_and_overlapping_ones_apart() {
    let file = file("a.yaml", "map: { a: x, b: y }\n");
    let finding = Finding::error("a/b", Text::same("several"), label(&file, "x", "primary"))
        .with_related(label(&file, "y", "beside"))
        .with_related(label(&file, "x", "on the same bytes"))
        .with_related(label(&file, "{ a: x, b: y }", "around"));
    assert_snapshot!(drawn(finding), @r"
    error[a/b]: several
       ╭─[a.yaml:1:11]
     1 │ map: { a: x, b: y }
       ·           ┬     ┬
       ·           │     ╰── beside
       ·           ╰─┤ primary
       ·             │ on the same bytes
       ╰────
       ╭─[a.yaml:1:6]
     1 │ map: { a: x, b: y }
       ·      ───────┬──────
       ·             ╰── around
       ╰────
    ");
}

#[test]
fn labels_stand_under_wide_combining_and_tabbed_text() {
    let file = file("a.yaml", "\u{feff}漢字: e\u{301}å one\n\tkey:\ttwo\nemoji 👍: three\n");
    let finding = Finding::error("a/b", Text::same("aligned"), label(&file, "one", "1"))
        .with_related(label(&file, "two", "2"))
        .with_related(label(&file, "three", "3"));
    // The combining mark has no width; without it the snapshot is easier to read.
    assert_snapshot!(drawn(finding).replace('\u{301}', ""), @r"
    error[a/b]: aligned
       ╭─[a.yaml:1:9]
     1 │ 漢字: eå one
       ·          ─┬─
       ·           ╰── 1
     2 │   key:  two
       ·         ─┬─
       ·          ╰── 2
     3 │ emoji 👍: three
       ·           ──┬──
       ·             ╰── 3
       ╰────
    ");
}

#[test]
fn what_is_missing_at_the_end_has_a_caret() {
    let whole = file("a.yaml", "a: 1\n");
    let open = file("b.yaml", "b:");
    let empty = file("c.yaml", "");
    let finding = Finding::error("a/b", Text::same("missing"), at(&whole, 5, 5, "after the line break"))
        .with_related(at(&open, 2, 2, "after the last byte"))
        .with_related(at(&empty, 0, 0, "in an empty file"));
    assert_snapshot!(drawn(finding), @r"
    error[a/b]: missing
       ╭─[a.yaml:2:1]
     2 │
       · ▲
       · ╰── after the line break
       ╰────
       ╭─[b.yaml:1:3]
     1 │ b:
       ·   ▲
       ·   ╰── after the last byte
       ╰────
       ╭─[c.yaml:1:1]
     1 │
       · ▲
       · ╰── in an empty file
       ╰────
    ");
}

#[test]
fn of_several_lines_the_first_is_marked() {
    let file = file("a.yaml", "list:\r\n  - a\r\n  - b\r\n");
    let finding = Finding::error("a/b", Text::same("too few"), at(&file, 0, file.text().len(), "here"));
    assert_snapshot!(drawn(finding), @r"
    error[a/b]: too few
       ╭─[a.yaml:1:1]
     1 │ list:
       · ──┬──
       ·   ╰── here
       ╰────
    ");
}

#[test]
fn long_lines_are_cut_around_their_labels() {
    let filler = "åäö, ".repeat(2000);
    let file = file("a.yaml", &format!("k: [{filler}first, {filler}second, {filler}]\n"));
    let finding = Finding::error("a/b", Text::same("long"), label(&file, "first", "one"))
        .with_related(label(&file, "second", "two"));
    assert_snapshot!(drawn(finding), @r"
    error[a/b]: long
       ╭─[a.yaml:1:10005]
     1 │ …äö, åäö, åäö, åäö, first, åäö, åäö, åäö, åä…äö, åäö, åäö, åäö, second, åäö, åäö, åäö, åä…
       ·                     ──┬──                                       ───┬──
       ·                       │                                            ╰── two
       ·                       ╰── one
       ╰────
    ");
}

#[test]
fn a_long_label_keeps_its_ends() {
    let file = file("a.yaml", &format!("text: start {} end # comment\n", "x".repeat(5000)));
    let finding =
        Finding::error("a/b", Text::same("long"), at(&file, 6, file.text().len() - 11, "all of this"));
    assert_snapshot!(drawn(finding), @r"
    error[a/b]: long
       ╭─[a.yaml:1:7]
     1 │ text: start xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx end # comment
       ·       ─────────────────────────────────────┬─────────────────────────────────────
       ·                                            ╰── all of this
       ╰────
    ");
}

#[test]
fn hidden_characters_are_shown_and_labels_stay_in_place() {
    let file = file("case\n\u{202e}.yaml", "a: \u{1b}[31m\u{200b}b # ##[error]::\n");
    let message = Text::same("key `\u{1b}]0;x\u{7}` is\nwrong ##[error] ::error::");
    let finding = Finding::error("a/b", message, label(&file, "b", "here\r"));
    assert_snapshot!(drawn(finding), @r"
    error[a/b]: key `<U+001B>]0;x<U+0007>` is wrong # #[error] : :error: :
       ╭─[case<U+000A><U+202E>.yaml:1:10]
     1 │ a: <U+001B>[31m<U+200B>b # # #[error]::
       ·                        ┬
       ·                        ╰── here
       ╰────
    ");
}

#[test]
fn only_some_of_many_labels_are_drawn() {
    let file = file("a.yaml", "a: b\n");
    let mut finding = Finding::error("a/b", Text::same("many"), label(&file, "a", ""));
    finding.related = (0..20).map(|_| label(&file, "b", "again")).collect();
    assert_snapshot!(drawn(finding), @r"
    error[a/b]: many
       ╭─[a.yaml:1:1]
     1 │ a: b
       · ┬  ┬
       · │  ╰── again
       · ╰── here
       ╰────
      +9 more places
    ");
}

#[test]
fn concise_has_a_line_for_each_finding() {
    let findings = vec![full(), small("annat").at_level(Level::Warning)];
    let options = Options { lang: Lang::Sv, ..PLAIN };
    assert_snapshot!(shown(&report(findings), Format::Concise, &options), @r"
    cases/exempel/case.yaml:8:47: fel[iutkr/e2e-approved] pilotkunden Region Påhittad har inget godkänt E2E-underlag
    cases/annat/case.yaml:1:5: varning[area/rule] wrong
    1 fel, 1 varning i 1 ärende; 14 filer, 62 regler, bedömt per 2026-11-21 enligt regelpaketet inera 2026.11.0
    ");
}

#[test]
fn at_most_a_hundred_findings_are_drawn_and_all_are_counted() {
    let text = pretty(&report((0..150).map(|_| small("exempel")).collect()));
    assert_eq!(text.matches("error[area/rule]").count(), 100);
    let closing = text.rsplit("\n\n").next().unwrap();
    assert_snapshot!(closing, @r"
    +50 more findings; `--format concise` shows them all
    150 errors in 1 case; 14 files, 62 rules, judged as of 2026-11-21 by policy inera 2026.11.0
    next: correct the errors and run `klar check` again
    ");
    let concise = shown(&report((0..150).map(|_| small("exempel")).collect()), Format::Concise, &PLAIN);
    assert_eq!(concise.lines().count(), 151);
}

#[test]
fn several_cases_are_counted_one_by_one() {
    let mut report =
        report(vec![small("a"), small("b").at_level(Level::Note), small("b").at_level(Level::Note)]);
    report.cases = ["a", "b", "c"].map(case).to_vec();
    report.skipped = vec![Skipped { path: "notes.txt".into(), reason: Text::same("not YAML") }];
    assert_snapshot!(closing(&report, Lang::En), @r"
      a: 1 error
      b: 2 notes
    1 path passed over; `--format json` lists them with the reason
    1 error, 2 notes in 2 of 3 cases; 14 files, 62 rules, judged as of 2026-11-21 by policy inera
      2026.11.0
    next: correct the error and run `klar check` again
    ");
    assert_snapshot!(closing(&report, Lang::Sv), @r"
      a: 1 fel
      b: 2 notiser
    1 sökväg lästes inte; `--format json` räknar upp dem med skäl
    1 fel, 2 notiser i 2 av 3 ärenden; 14 filer, 62 regler, bedömt per 2026-11-21 enligt regelpaketet
      inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ");
}

#[test]
fn an_incomplete_run_says_so_and_claims_nothing() {
    let mut report = report(vec![small("exempel").incomplete()]);
    assert_snapshot!(closing(&report, Lang::En), @r"
    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error in 1 case; 14 files, 62 rules, judged as of 2026-11-21 by policy inera 2026.11.0
    next: correct what stopped the check and run `klar check` again
    ");
    report.findings.clear();
    report.policy = None;
    report.cases.clear();
    assert_snapshot!(closing(&report, Lang::Sv), @r"
    kontrollen är ofullständig: ingen policy kunde användas
    inga anmärkningar i 0 ärenden; 14 filer, inga regler, per 2026-11-21
    nästa steg: åtgärda det som hindrade kontrollen och kör `klar check` igen
    ");
}

#[test]
fn decisions_of_others_are_not_for_the_reader_to_correct() {
    let mut finding = small("exempel");
    finding.status = Some(Status::UnderReview);
    assert_snapshot!(closing(&report(vec![finding]), Lang::En), @r"
    1 error in 1 case; 14 files, 62 rules, judged as of 2026-11-21 by policy inera 2026.11.0
    next: nothing to correct now; the decisions above are awaited
    ");
}

#[test]
fn a_fault_outside_the_cases_is_not_counted_as_theirs() {
    let mut finding = small("exempel");
    finding.case = None;
    assert_snapshot!(closing(&report(vec![finding]), Lang::Sv), @r"
    1 fel; 1 ärende; 14 filer, 62 regler, bedömt per 2026-11-21 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ");
}

/// A report without findings, whose only case has met `met` of `of` requirements of the next gate.
fn passed(met: usize, of: usize) -> Report {
    let mut report = report(Vec::new());
    let title = text!(sv: "produktion", en: "production");
    let next = Some(NextGate { stage: "step-4".into(), title, met, of });
    report.cases = vec![CaseSummary { next, ..case("exempel") }];
    report
}

#[test]
fn without_findings_the_next_gate_is_what_matters() {
    assert_snapshot!(pretty(&passed(3, 7)), @r"
    no findings in 1 case; 14 files, 62 rules, judged as of 2026-11-21 by policy inera 2026.11.0
    exempel has passed step-3 (test environment); 3 of 7 requirements for step-4 (production) are met
    ");
    assert_snapshot!(closing(&passed(1, 7), Lang::Sv), @r"
    inga anmärkningar i 1 ärende; 14 filer, 62 regler, bedömt per 2026-11-21 enligt regelpaketet inera
      2026.11.0
    exempel har passerat step-3 (testmiljö); 1 av 7 krav för step-4 (produktion) är uppfyllt
    ");
    let sentences = [(0, 0), (0, 1), (1, 1), (7, 7)].map(|(met, of)| {
        let report = passed(met, of);
        let last = |lang| {
            let text = shown(&report, Format::Pretty, &Options { lang, width: 200, ..PLAIN });
            text.lines().last().unwrap().to_owned()
        };
        format!("{}\n{}", last(Lang::En), last(Lang::Sv))
    });
    assert_snapshot!(sentences.join("\n"), @r"
    exempel has passed step-3 (test environment); no requirement for step-4 (production) has been judged yet
    exempel har passerat step-3 (testmiljö); inget krav för step-4 (produktion) har bedömts än
    exempel has passed step-3 (test environment); the requirement for step-4 (production) is not met
    exempel har passerat step-3 (testmiljö); kravet för step-4 (produktion) är inte uppfyllt
    exempel has passed step-3 (test environment); the requirement for step-4 (production) is met
    exempel har passerat step-3 (testmiljö); kravet för step-4 (produktion) är uppfyllt
    exempel has passed step-3 (test environment); all 7 requirements for step-4 (production) are met
    exempel har passerat step-3 (testmiljö); alla 7 krav för step-4 (produktion) är uppfyllda
    ");
    assert_snapshot!(closing(&report(Vec::new()), Lang::En), @r"
    no findings in 1 case; 14 files, 62 rules, judged as of 2026-11-21 by policy inera 2026.11.0
    exempel has passed step-3 (test environment), which is the last stage
    ");
}

#[test]
fn quiet_leaves_findings_and_counts_then_nothing() {
    let report = report(vec![small("exempel")]);
    for format in Format::ALL {
        assert_eq!(shown(&report, format, &Options { quiet: 2, ..PLAIN }), "", "{format:?}");
    }
    assert_snapshot!(shown(&report, Format::Pretty, &Options { quiet: 1, ..PLAIN }), @r"
    error[area/rule]: wrong
       ╭─[cases/exempel/case.yaml:1:5]
     1 │ id: x
       ·     ─
       ╰────

    1 error in 1 case; 14 files, 62 rules, judged as of 2026-11-21 by policy inera 2026.11.0
    ");
}
