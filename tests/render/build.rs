//! Reports built by hand.

use klar::finding::{Citation, Finding, Label, Level, Owner, Status, Waiver};
use klar::render::{self, CaseSummary, Fate, Format, Options, PolicyId, Report, RuleFate, RuleInfo, Subject};
use klar::source::{Date, Lang, SourceFile, Span, Text};
use klar::text;
use std::sync::Arc;

pub(crate) const PLAIN: Options = Options {
    lang: Lang::En,
    color: false,
    width: 100,
    unicode: true,
    quiet: 0,
    most: None,
    statistics: false,
};

pub(crate) fn file(path: &str, text: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile::new(path, text.as_bytes().to_vec()))
}

/// A label on some bytes.
pub(crate) fn at(file: &Arc<SourceFile>, start: usize, end: usize, text: &str) -> Label {
    let span = Span::new(start, end);
    Label { file: Arc::clone(file), span, node: String::new(), text: Text::same(text) }
}

/// A label on the first place in `file` where `marked` stands.
pub(crate) fn label(file: &Arc<SourceFile>, marked: &str, text: &str) -> Label {
    let start = file.text().find(marked).unwrap();
    at(file, start, start + marked.len(), text)
}

pub(crate) fn case(id: &str) -> CaseSummary {
    CaseSummary {
        id: id.into(),
        path: format!("cases/{id}"),
        process: Some("connection".into()),
        stage: Some("step-3".into()),
        stage_title: Some(text!(sv: "testmiljö", en: "test environment")),
        closed: false,
        next: None,
        rules: Vec::new(),
    }
}

/// A report of a complete run over one case.
pub(crate) fn report(findings: Vec<Finding>) -> Report {
    Report {
        subject: Subject::Cases,
        as_of: Date::parse("2026-11-21").unwrap(),
        policy: Some(PolicyId {
            name: "inera".into(),
            version: "2026.11.0".into(),
            digest: "ab".repeat(32).as_str().into(),
        }),
        base: None,
        not_run: Vec::new(),
        files: 14,
        rules: 62,
        unchanged: 0,
        unjudged: 0,
        cases: vec![case("exempel")],
        findings,
        waived: Vec::new(),
        known: Vec::new(),
        skipped: Vec::new(),
        below: String::new(),
        catalogue: Vec::new(),
    }
}

/// A finding over two files with everything that a finding can have.
pub(crate) fn full() -> Finding {
    let case = file(
        "cases/exempel/case.yaml",
        &format!("{}roles: {{ agent: ax, pilotCustomers: [fiktiva, region-pahittad] }}\n", "\n".repeat(7)),
    );
    let document = file(
        "cases/exempel/documents/e2e.yaml",
        &format!("{}review: {{ status: rejected, decidedOn: 2026-01-08 }}\n", "\n".repeat(11)),
    );
    let mut primary = label(&case, "region-pahittad", "");
    primary.text = text!(sv: "den här pilotkunden", en: "this pilot customer");
    primary.node = "/roles/pilotCustomers/1".into();
    let mut related = label(&document, "rejected", "");
    related.text = text!(sv: "avslaget; step-3 kräver godkänt", en: "rejected; step-3 needs it approved");
    let message = text!(
        sv: "pilotkunden Region Påhittad har inget godkänt E2E-underlag",
        en: "pilot customer Region Påhittad has no approved E2E report",
    );
    let help =
        text!(sv: "rätta underlaget och lämna in det igen", en: "correct the report and submit it again");
    let place =
        text!(sv: "Ny agent v3 (en äldre version), steg 3", en: "New agent v3 (an old version), step 3");
    let other = text!(sv: "Bli agent, avsnitt 2", en: "Becoming an agent, section 2");
    let citation = |clause: &str, place: &Text| Citation { clause: clause.into(), place: place.clone() };
    let mut finding =
        Finding::error("iutkr/e2e-approved", message, primary).with_related(related).with_help(help);
    finding.case = Some("exempel".into());
    finding.gate = Some("step-3".into());
    finding.due = Date::parse("2026-01-31");
    finding.status = Some(Status::Deficient);
    finding.owner = Some(Owner {
        role: "pilot-customer".into(),
        party: Some("region-pahittad".into()),
        name: Text::same("Region Påhittad"),
    });
    finding.citations =
        vec![citation("IUT-32", &place), citation("AGT-22", &other), citation("IUT-33", &place)];
    finding
}

/// A waiver of `W-1`.
pub(crate) fn waiver(words: &str) -> Arc<Waiver> {
    let file = file("waivers.yaml", "waivers:\n- { id: W-1, rule: area/rule }\n");
    Arc::new(Waiver {
        id: "W-1".into(),
        reason: words.into(),
        owner: words.into(),
        reference: Some(words.into()),
        until: Date::parse("2026-12-31").unwrap(),
        origin: label(&file, "W-1", ""),
    })
}

/// A rule of the catalogue.
pub(crate) fn rule(id: &str) -> RuleInfo {
    RuleInfo {
        id: id.into(),
        title: text!(sv: "Något finns", en: "Something is there"),
        help: Some(text!(sv: "lägg till det", en: "add it")),
        level: Level::Error,
        citations: full().citations,
    }
}

/// A report with something of everything: findings that count, are waived and are known, and every fate of rules.
pub(crate) fn everything() -> Report {
    let mut waived = small("exempel");
    waived.waiver = Some(waiver("reasons"));
    let mut open = small("exempel").at_level(Level::Warning);
    open.code = "schema/value".into();
    let mut outside = small("exempel").incomplete();
    outside.case = None;
    outside.code = "io/unreadable".into();
    let mut report = report(vec![full(), open, outside]);
    report.waived = vec![waived];
    report.known = vec![small("exempel").at_level(Level::Note)];
    report.below = "sub folder/".into();
    let ids = ["area/rule", "iutkr/e2e-approved", "a/met", "a/upcoming", "a/not", "a/hidden", "a/pending"];
    report.catalogue = ids.map(rule).into();
    let met = Fate { status: Status::Met, upcoming: false, waived: false };
    let fates = [
        Fate { waived: true, ..met },
        Fate { status: Status::Deficient, ..met },
        met,
        Fate { status: Status::Awaiting, upcoming: true, ..met },
        Fate { status: Status::NotApplicable, ..met },
        Fate { status: Status::Awaiting, ..met },
        Fate { status: Status::Pending, ..met },
    ];
    report.cases[0].rules =
        fates.into_iter().enumerate().map(|(rule, fate)| RuleFate { rule, fate }).collect();
    report
}

/// A small finding in a case.
pub(crate) fn small(case: &str) -> Finding {
    let file = file(&format!("cases/{case}/case.yaml"), "id: x\n");
    let mut finding = Finding::error("area/rule", Text::same("wrong"), label(&file, "x", ""));
    finding.case = Some(case.into());
    finding
}

pub(crate) fn shown(report: &Report, format: Format, options: &Options) -> String {
    let mut out = Vec::new();
    render::check(report, format, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The pretty format in English.
pub(crate) fn pretty(report: &Report) -> String {
    shown(report, Format::Pretty, &PLAIN)
}

/// The findings alone, in the pretty format.
pub(crate) fn drawn(finding: Finding) -> String {
    let text = pretty(&report(vec![finding]));
    text.split("\n\n").next().unwrap().to_owned()
}

/// What stands below the findings.
pub(crate) fn closing(report: &Report, lang: Lang) -> String {
    let text = shown(report, Format::Pretty, &Options { lang, ..PLAIN });
    text.rsplit("\n\n").next().unwrap().to_owned()
}
