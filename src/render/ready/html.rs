//! Readiness as one page of HTML, for a browser, for e-mail and for paper: no script, and nothing from elsewhere.
//!
//! The files below fill the templates in `templates/ready`, which hold all markup. Whatever comes from a file or from a
//! policy is a `String` there, made visible by `one_line` and escaped by the template.

mod case;
mod detail;
mod glance;
mod portfolio;
mod stages;
mod timeline;

use super::super::Options;
use super::super::sanitise::one_line;
use super::ReadyReport;
use super::sentences as say;
use crate::finding::{Level, Status};
use crate::readiness::{Answer, CaseReadiness, Progress, Verdict};
use crate::source::{Date, Lang};
use askama::Template;
use detail::Detail;
use std::collections::BTreeSet;
use std::io;

/// Writes the report to `out`: the page of the only case, or one over all cases.
pub(super) fn ready(report: &ReadyReport, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    match report.cases.as_slice() {
        [case] => write(&case::page(report, case, options.lang), out),
        _ => write(&portfolio::page(report, options.lang), out),
    }
}

/// Writes a page without the lines that only the templates need.
fn write(page: &impl Template, out: &mut dyn io::Write) -> io::Result<()> {
    let text = page.render().map_err(io::Error::other)?;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The language of a page: the templates hold each of their texts in both.
#[derive(Clone, Copy)]
struct Words(Lang);

impl Words {
    /// The wording of a text in the language of the page.
    fn say<'t>(self, sv: &'t str, en: &'t str) -> &'t str {
        match self.0 {
            Lang::Sv => sv,
            Lang::En => en,
        }
    }

    /// The heading of a part that other formats have, too.
    fn heading(self, heading: say::Heading) -> String {
        heading.words(self.0)
    }

    /// The word before a note, with a capital.
    fn note(self, note: say::Note) -> String {
        capitalised(note.word(self.0))
    }

    /// The code of the language, for the attribute `lang`.
    fn code(self) -> &'static str {
        self.0.code()
    }
}

/// A word with the sign that repeats it. The sign is the name of a drawing and of a colour in the templates.
#[derive(Clone, Copy, Debug)]
struct Sign {
    icon: &'static str,
    word: &'static str,
}

impl Sign {
    fn status(status: Status, lang: Lang) -> Self {
        Self { icon: status.code(), word: say::status(status, lang) }
    }

    fn level(level: Level, lang: Lang) -> Self {
        Self { icon: level.code(), word: super::super::words::level(level, lang) }
    }

    /// The answer on a case in two words; with a stage that was asked about, on whether it is ready for that.
    fn verdict(verdict: Verdict, asked: bool, words: Words) -> Self {
        let word = match (verdict, asked) {
            (Verdict::Ready, true) => words.say("redo", "ready"),
            (Verdict::Blocked, true) => words.say("inte redo", "not ready"),
            _ => say::verdict(verdict, words.0),
        };
        Self { icon: verdict.code(), word }
    }

    /// The answer on a case.
    fn answer(case: &CaseReadiness, words: Words) -> Self {
        match case.answer() {
            Answer::Closed => Self::closed(words),
            Answer::Ongoing => Self::ongoing(words),
            Answer::Verdict(verdict) => Self::verdict(verdict, case.asked(), words),
        }
    }

    /// The answer on a case that has ended without going on.
    fn closed(words: Words) -> Self {
        Self { icon: "closed", word: say::closed(words.0) }
    }

    /// The answer on a case that is in order and not at its end.
    fn ongoing(words: Words) -> Self {
        Self { icon: "ongoing", word: say::ongoing(words.0) }
    }
}

/// Text in pieces: what stands between backticks is a word of a file, and set apart; a date is told as such.
type Prose = Vec<Piece>;

#[derive(Clone)]
struct Piece {
    kind: Kind,
    text: String,
}

#[derive(Clone, Copy)]
enum Kind {
    Plain,
    Code,
    Date,
}

/// A text as it stands.
fn prose(text: &str) -> Prose {
    let text = one_line(text);
    let paired = text.matches('`').count().is_multiple_of(2);
    let mut pieces = Vec::new();
    // A control character is not left in the text.
    for (at, part) in text.split(if paired { '`' } else { '\0' }).enumerate() {
        if at % 2 == 1 {
            pieces.push(Piece { kind: Kind::Code, text: part.to_owned() });
        } else {
            pieces.extend(dated(part));
        }
    }
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// A text without words of files.
fn dated(text: &str) -> Prose {
    let mut pieces = Vec::new();
    let mut rest = text;
    let date = |at: usize, text: &str| text.get(at..at + 10).is_some_and(|ten| Date::parse(ten).is_some());
    while let Some(at) = (0..rest.len()).find(|at| date(*at, rest)) {
        let (before, from) = rest.split_at_checked(at).unwrap_or_default();
        let (date, after) = from.split_at_checked(10).unwrap_or_default();
        pieces.push(Piece { kind: Kind::Plain, text: before.to_owned() });
        pieces.push(Piece { kind: Kind::Date, text: date.to_owned() });
        rest = after;
    }
    pieces.push(Piece { kind: Kind::Plain, text: rest.to_owned() });
    pieces
}

/// A clause as a heading: with a capital where it begins with a common word. What may be a name stays as it is.
fn heading(text: &str) -> Prose {
    prose(&capitalised(text))
}

/// A clause as a sentence.
fn sentence(text: &str) -> Prose {
    let text = capitalised(text.trim());
    let end = if text.ends_with(['.', '!', '?', ':']) { "" } else { "." };
    prose(&format!("{text}{end}"))
}

fn capitalised(text: &str) -> String {
    let first = text.split([' ', ',', ':']).next().unwrap_or_default();
    let mut letters = text.chars();
    match letters.next() {
        Some(letter) if first.chars().all(char::is_alphabetic) => {
            letter.to_uppercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// What a report rests on, and what is to be known before anything in it: the same for every page.
struct Basis {
    as_of: String,
    policy: Option<Policy>,
    version: &'static str,
    /// Who decides, according to the policy.
    deciders: Vec<String>,
    assumptions: Vec<String>,
    /// Whose turn alone is shown.
    actor: Option<String>,
    /// What kept klar from its work.
    findings: Vec<Detail>,
    skipped: Vec<(String, String)>,
    complete: bool,
}

struct Policy {
    name: String,
    version: String,
    digest: String,
}

fn basis(report: &ReadyReport, lang: Lang) -> Basis {
    let findings = report.findings.iter().enumerate();
    let policy = report.policy.as_ref().map(|policy| Policy {
        name: one_line(&policy.name),
        version: one_line(&policy.version),
        digest: one_line(policy.digest.as_str()),
    });
    let skipped = report.skipped.iter();
    Basis {
        as_of: report.as_of.to_string(),
        policy,
        version: env!("CARGO_PKG_VERSION"),
        deciders: deciders(&report.cases, lang),
        assumptions: say::assumptions(report).iter().map(|line| one_line(line)).collect(),
        actor: report.actor.as_ref().map(|actor| one_line(actor)),
        findings: findings
            .map(|(at, finding)| detail::of_finding(finding, format!("finding-{}", at + 1), lang))
            .collect(),
        skipped: skipped.map(|path| (one_line(&path.path), one_line(path.reason.get(lang)))).collect(),
        complete: report.complete(),
    }
}

/// The names of those who decide on something in these cases.
fn deciders(cases: &[CaseReadiness], lang: Lang) -> Vec<String> {
    let mut names = BTreeSet::new();
    for progress in cases.iter().filter_map(|case| case.progress.as_ref()) {
        let items = progress.requirements().flat_map(|requirement| &requirement.items);
        let owners = items.filter_map(|item| item.owner.as_ref());
        let deciding = owners.filter(|owner| progress.deciders.contains(&owner.role));
        names.extend(deciding.map(|owner| one_line(owner.name.get(lang))));
    }
    names.into_iter().collect()
}

/// Where on the page a stage is, by its place among the gates.
fn stage_anchor(at: Option<usize>) -> String {
    at.map_or_else(|| "stage-all".to_owned(), |at| format!("stage-{}", at + 1))
}

/// What the stage is called whose gate something keeps closed.
fn gate_word(progress: &Progress, at: Option<usize>, lang: Lang) -> String {
    one_line(&say::gate(progress, at, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with what is set apart in brackets.
    fn shown(prose: &Prose) -> String {
        let piece = |piece: &Piece| match piece.kind {
            Kind::Plain => piece.text.clone(),
            Kind::Code => format!("[code {}]", piece.text),
            Kind::Date => format!("[date {}]", piece.text),
        };
        prose.iter().map(piece).collect()
    }

    #[test]
    fn words_of_files_and_dates_are_set_apart() {
        for (text, expected) in [
            ("no key `a` in `b`", "no key [code a] in [code b]"),
            ("`2026-01-02` by 2026-01-03", "[code 2026-01-02] by [date 2026-01-03]"),
            ("2026-02-30 is no date, å2026-02-28é is", "2026-02-30 is no date, å[date 2026-02-28]é is"),
            ("an odd ` stays", "an odd ` stays"),
            ("", ""),
        ] {
            assert_eq!(shown(&prose(text)), expected);
        }
    }

    #[test]
    fn a_sentence_has_a_capital_where_no_name_is_changed_by_it() {
        for (text, expected) in [
            ("ärendet är här", "Ärendet är här."),
            ("no: it is not", "No: it is not."),
            ("my-case is here", "my-case is here."),
            ("`a` is here!", "[code a] is here!"),
        ] {
            assert_eq!(shown(&sentence(text)), expected);
        }
    }
}
