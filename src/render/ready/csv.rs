//! Tables for spreadsheets (RFC 4180, with a byte order mark, since that is how Excel knows UTF-8). Swedish tables have
//! semicolons between their fields, because Excel reads commas as decimals there.
//!
//! No field can become a formula: what begins like one gets an apostrophe in front. Fields are quoted, and hold no line
//! breaks.

use super::super::Options;
use super::super::sanitise::one_line;
use super::super::words;
use super::ReadyReport;
use super::sentences as say;
use crate::finding::{Finding, Label, Level, Status};
use crate::readiness::{Action, CaseReadiness, Gate, Progress, Since};
use crate::source::Lang;
use std::io;

/// Writes one row for each requirement and subject, and for each fault.
pub(super) fn items(report: &ReadyReport, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = options.lang;
    let mut table = Table { out, lang };
    table.begin()?;
    table.row(match lang {
        Lang::Sv => [
            "ärende",
            "mapp",
            "process",
            "ärendets steg",
            "grind",
            "krav",
            "titel",
            "nivå",
            "status",
            "gäller",
            "vad",
            "gör så här",
            "vems tur (roll)",
            "vems tur (part)",
            "vems tur",
            "senast",
            "klart",
            "öppet sedan",
            "underlag",
            "fil",
            "rad",
            "källor",
            "antaganden",
        ],
        Lang::En => [
            "case",
            "folder",
            "process",
            "stage of the case",
            "gate",
            "requirement",
            "title",
            "level",
            "status",
            "about",
            "what",
            "what to do",
            "whose turn (role)",
            "whose turn (party)",
            "whose turn",
            "due",
            "done",
            "open since",
            "document",
            "file",
            "line",
            "sources",
            "assumptions",
        ],
    })?;
    let assumed = say::assumptions(report).join("; ");
    for finding in &report.findings {
        table.row(fault(None, finding, &assumed, lang))?;
    }
    for case in &report.cases {
        for finding in &case.faults {
            table.row(fault(Some(case), finding, &assumed, lang))?;
        }
        let Some(progress) = &case.progress else { continue };
        for action in progress.every().iter().filter(|action| report.wants(action)) {
            table.row(item(case, progress, action, &assumed, lang))?;
        }
    }
    Ok(())
}

/// Writes one row for each case.
pub(super) fn cases(report: &ReadyReport, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = options.lang;
    let mut table = Table { out, lang };
    table.begin()?;
    table.row(match lang {
        Lang::Sv => [
            "ärende",
            "mapp",
            "process",
            "steg",
            "bedömning",
            "redo till och med",
            "nästa grind",
            "krav uppfyllda",
            "krav",
            "att göra",
            "fel i filerna",
            "vems tur först",
            "öppet sedan",
            "nästa datum",
            "vad då",
            "hindras från",
            "antaganden",
        ],
        Lang::En => [
            "case",
            "folder",
            "process",
            "stage",
            "verdict",
            "ready up to",
            "next gate",
            "requirements met",
            "requirements",
            "to do",
            "errors in the files",
            "whose turn first",
            "open since",
            "next date",
            "what then",
            "in the way from",
            "assumptions",
        ],
    })?;
    let deadlines = report.deadlines();
    let assumed = say::assumptions(report).join("; ");
    for case in &report.cases {
        let current = report.current(case);
        let oldest =
            current.iter().filter_map(|action| case.since(action.item)).min_by_key(|since| since.date());
        let progress = case.progress.as_ref();
        let titled = |at: Option<usize>| {
            progress.zip(at).map(|(progress, at)| say::stage(progress, at, lang)).unwrap_or_default()
        };
        let next = progress.and_then(Progress::next);
        let gate = progress.zip(next).and_then(|(progress, next)| progress.gates.get(next));
        let (met, of) = gate.map(Gate::counts).unzip();
        let coming = deadlines.iter().find(|dated| dated.timing.is_open() && std::ptr::eq(dated.case, case));
        let worse = case.forecast.as_ref().and_then(|forecast| forecast.worsens());
        table.row([
            case.id.clone(),
            case.path.clone(),
            progress.map(|progress| progress.process.title.get(lang).to_owned()).unwrap_or_default(),
            titled(progress.map(|progress| progress.stage)),
            say::answer(case, lang).to_owned(),
            titled(progress.and_then(Progress::achieved)),
            titled(next),
            number(met),
            number(of),
            current.len().to_string(),
            case.blocking_faults().count().to_string(),
            current.first().map(|action| say::turn(action.item, lang)).unwrap_or_default(),
            since(oldest),
            coming.map(|dated| dated.deadline.due.to_string()).unwrap_or_default(),
            coming.map(|dated| say::named(&dated.action, lang)).unwrap_or_default(),
            worse.map(|change| change.date.to_string()).unwrap_or_default(),
            assumed.clone(),
        ])?;
    }
    Ok(())
}

fn item(
    case: &CaseReadiness,
    progress: &Progress,
    action: &Action<'_>,
    assumed: &str,
    lang: Lang,
) -> [String; 23] {
    let Action { gate, requirement, item } = action;
    let owner = item.owner.as_ref();
    let open = !item.status.satisfied();
    let clauses: Vec<&str> = requirement.citations.iter().map(|citation| citation.clause.as_str()).collect();
    let [file, line] = place(&item.place);
    [
        case.id.clone(),
        case.path.clone(),
        progress.process.title.get(lang).to_owned(),
        say::stage(progress, progress.stage, lang),
        say::gate(progress, *gate, lang),
        requirement.rule.clone(),
        requirement.title.get(lang).to_owned(),
        level(requirement.level, lang).to_owned(),
        say::status(item.status, lang).to_owned(),
        item.subject.as_ref().map(|subject| subject.name.clone()).unwrap_or_default(),
        item.message.as_ref().map(|message| message.get(lang).to_owned()).unwrap_or_default(),
        item.help.as_ref().map(|help| help.get(lang).to_owned()).unwrap_or_default(),
        owner.map(|owner| owner.role.clone()).unwrap_or_default(),
        owner.and_then(|owner| owner.party.clone()).unwrap_or_default(),
        if open || item.status == Status::Pending { say::turn(item, lang) } else { String::new() },
        item.deadline.map(|deadline| deadline.due.to_string()).unwrap_or_default(),
        item.deadline.and_then(|deadline| deadline.done).map(|done| done.to_string()).unwrap_or_default(),
        if open { since(case.since(item)) } else { String::new() },
        item.document.title.get(lang).to_owned(),
        file,
        line,
        clauses.join(", "),
        assumed.to_owned(),
    ]
}

/// What is wrong with the files of a case, or with what surrounds the cases.
fn fault(case: Option<&CaseReadiness>, finding: &Finding, assumed: &str, lang: Lang) -> [String; 23] {
    let progress = case.and_then(|case| case.progress.as_ref());
    let [file, line] = place(&finding.primary);
    let mut row: [String; 23] = Default::default();
    let known = [
        (0, case.map(|case| case.id.clone()).unwrap_or_default()),
        (1, case.map(|case| case.path.clone()).unwrap_or_default()),
        (2, progress.map(|progress| progress.process.title.get(lang).to_owned()).unwrap_or_default()),
        (3, progress.map(|progress| say::stage(progress, progress.stage, lang)).unwrap_or_default()),
        (5, finding.code.clone()),
        (7, words::level(finding.level, lang).to_owned()),
        (8, if lang == Lang::Sv { "fel i filerna" } else { "fault of the files" }.to_owned()),
        (10, finding.message.get(lang).to_owned()),
        (11, finding.help.as_ref().map(|help| help.get(lang).to_owned()).unwrap_or_default()),
        (19, file),
        (20, line),
        (22, assumed.to_owned()),
    ];
    for (at, value) in known {
        if let Some(field) = row.get_mut(at) {
            *field = value;
        }
    }
    row
}

fn place(label: &Label) -> [String; 2] {
    [label.file.path().to_owned(), label.start().line.to_string()]
}

fn since(since: Option<Since>) -> String {
    since.map(|since| since.date().to_string()).unwrap_or_default()
}

fn number(number: Option<usize>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// How much a requirement weighs.
fn level(level: Level, lang: Lang) -> &'static str {
    match (level, lang) {
        (Level::Error, Lang::Sv) => "krav",
        (Level::Error, Lang::En) => "requirement",
        (Level::Warning, Lang::Sv) => "hindrar inte",
        (Level::Warning, Lang::En) => "does not block",
        (Level::Note, Lang::Sv) => "rekommendation",
        (Level::Note, Lang::En) => "recommendation",
    }
}

/// A table on its way out.
struct Table<'o> {
    out: &'o mut dyn io::Write,
    lang: Lang,
}

impl Table<'_> {
    fn begin(&mut self) -> io::Result<()> {
        self.out.write_all("\u{feff}".as_bytes())
    }

    fn row<const N: usize>(&mut self, fields: [impl AsRef<str>; N]) -> io::Result<()> {
        let separator = match self.lang {
            Lang::Sv => ";",
            Lang::En => ",",
        };
        let fields = fields.map(|text| field(text.as_ref()));
        write!(self.out, "{}\r\n", fields.join(separator))
    }
}

/// A text as a field: quoted, on one line, and never a formula.
fn field(text: &str) -> String {
    let line = one_line(text);
    let formula = line.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, line.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_never_formulas() {
        for (text, written) in [
            ("", "\"\""),
            ("a;b,c", "\"a;b,c\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("=1+1", "\"'=1+1\""),
            (" \t=1+1", "\"'=1+1\""),
            ("+46", "\"'+46\""),
            ("-2", "\"'-2\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\u{ff1d}1", "\"'\u{ff1d}1\""),
            ("a\r\nb", "\"a<U+000D> b\""),
            ("2026-11-21", "\"2026-11-21\""),
        ] {
            assert_eq!(field(text), written, "{text:?}");
        }
    }
}
