//! Everything there is to say of one thing to do, or of one fault: the matter, what to do, the sources, and the places
//! as they stand in their files.

use super::super::super::pretty::frame::{self, Frame, Mark};
use super::super::super::{Options, closing, words::Noun};
use super::super::{ReadyReport, sentences as say};
use super::{Prose, Sign, gate_word, heading, one_line, prose, sentence, stage_anchor};
use crate::finding::{Citation, Finding, Label};
use crate::readiness::{Action, CaseReadiness, Timing};
use crate::source::Lang;

/// How many lines are shown before and after those with a mark.
const CONTEXT: usize = 2;

/// How wide a line may get before it is cut around its marks, in characters.
const WIDTH: usize = 160;

/// What is shown for a tab.
const TAB: &str = "  ";

/// One thing to do, or one fault.
pub(super) struct Detail {
    /// Its anchor on the page.
    pub(super) id: String,
    pub(super) sign: Sign,
    pub(super) title: Prose,
    /// What the rule asks, where the title does not say so itself.
    pub(super) rule_title: Option<Prose>,
    /// The id of the rule, or the code of the fault.
    pub(super) code: String,
    /// The anchor and the title of the stage whose gate it keeps closed.
    pub(super) gate: Option<(String, String)>,
    pub(super) help: Option<Prose>,
    pub(super) turn: Option<String>,
    pub(super) since: Option<Prose>,
    pub(super) due: Option<Prose>,
    pub(super) overdue: bool,
    pub(super) sources: Vec<String>,
    /// Where to look, where nothing else tells it from another.
    pub(super) place: Option<String>,
    pub(super) snippets: Vec<Snippet>,
    /// That there are more places than are shown.
    pub(super) more: Option<String>,
}

/// Some lines of a file.
pub(super) struct Snippet {
    pub(super) path: String,
    /// The place of the first mark: `12:19`.
    pub(super) place: String,
    pub(super) lines: Vec<Line>,
}

/// A line, or what is said below one.
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) pieces: Vec<Marked>,
    /// What the marks of the line say, each with whether it is the primary one.
    pub(super) notes: Vec<(bool, Prose)>,
}

/// A piece of a line: plain, marked as what decided, or marked as what takes part.
pub(super) struct Marked {
    pub(super) class: &'static str,
    pub(super) text: String,
}

/// What there is to say of a fault.
pub(super) fn of_finding(finding: &Finding, id: String, lang: Lang) -> Detail {
    Detail {
        id,
        sign: Sign::level(finding.level, lang),
        title: heading(finding.message.get(lang)),
        rule_title: None,
        code: one_line(&finding.code),
        gate: None,
        help: finding.help.as_ref().map(|help| sentence(help.get(lang))),
        turn: finding.owner.as_ref().map(|owner| one_line(owner.name.get(lang))),
        since: None,
        due: None,
        overdue: false,
        sources: sources(&finding.citations, lang),
        place: Some(one_line(&say::place(&finding.primary))),
        snippets: snippets(&finding.primary, &finding.related, lang),
        more: more(&finding.related, lang),
    }
}

/// What there is to say of something to do.
pub(super) fn of_action(
    report: &ReadyReport,
    case: &CaseReadiness,
    action: &Action<'_>,
    id: String,
    lang: Lang,
) -> Detail {
    let Action { gate, requirement, item } = *action;
    let timing = item.deadline.map(|deadline| Timing::of(deadline, report.as_of));
    let due = item.deadline.zip(timing);
    let gate_title = case.progress.as_ref().map(|progress| gate_word(progress, gate, lang));
    Detail {
        id,
        sign: Sign::status(item.status, lang),
        title: heading(&say::named(action, lang)),
        rule_title: item.message.is_some().then(|| heading(requirement.title.get(lang))),
        code: one_line(&requirement.rule),
        gate: gate_title.map(|title| (stage_anchor(gate), title)),
        help: item.help.as_ref().map(|help| sentence(help.get(lang))),
        turn: Some(one_line(&say::turn(item, lang))),
        since: Some(prose(&say::since(case.since(item), report.as_of, lang))),
        due: due.map(|(deadline, timing)| prose(&say::due(deadline, timing, report.as_of, lang))),
        overdue: timing == Some(Timing::Overdue),
        sources: sources(&requirement.citations, lang),
        place: None,
        snippets: snippets(&item.place, &item.related, lang),
        more: more(&item.related, lang),
    }
}

fn sources(citations: &[Citation], lang: Lang) -> Vec<String> {
    say::sources(citations, lang).iter().map(|place| one_line(place)).collect()
}

fn more(related: &[Label], lang: Lang) -> Option<String> {
    let hidden = (related.len() + 1).saturating_sub(frame::LABELS);
    (hidden > 0).then(|| closing::more(hidden, Noun::Place, lang))
}

fn snippets(primary: &Label, related: &[Label], lang: Lang) -> Vec<Snippet> {
    let options =
        Options { lang, color: false, width: WIDTH, unicode: true, quiet: 0, most: None, statistics: false };
    frame::frames(primary, related, CONTEXT, &options).iter().map(snippet).collect()
}

fn snippet(frame: &Frame) -> Snippet {
    let first = frame.marks.iter().find(|mark| mark.primary).or(frame.marks.first());
    let place = first.map(|mark| format!("{}:{}", mark.position.line, mark.position.column));
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, text) in frame.text.split_inclusive('\n').enumerate() {
        let end = start + text.len();
        let here = |mark: &&Mark| mark.bytes.start >= start && mark.bytes.start < end;
        let marks: Vec<&Mark> = frame.marks.iter().filter(here).collect();
        lines.push(line(frame.first + at + 1, text.trim_end_matches('\n'), start, &marks));
        start = end;
    }
    let lines = if frame.empty { Vec::new() } else { lines };
    Snippet { path: frame.name.clone(), place: place.unwrap_or_default(), lines }
}

/// A line whose text begins at `start`, with the marks in it, by place.
fn line(number: usize, text: &str, start: usize, marks: &[&Mark]) -> Line {
    let mut pieces = Vec::new();
    let mut notes = Vec::new();
    let mut push = |class: &'static str, text: Option<&str>| {
        let text = text.unwrap_or_default().replace('\t', TAB);
        if !text.is_empty() || !class.is_empty() {
            pieces.push(Marked { class, text });
        }
    };
    let mut done = 0;
    for mark in marks {
        let (from, to) = (mark.bytes.start.saturating_sub(start), mark.bytes.end.saturating_sub(start));
        push("", text.get(done..from));
        push(if mark.primary { "primary" } else { "related" }, text.get(from..to));
        done = to.max(done);
        notes.extend(mark.text.lines().map(|words| (mark.primary, prose(words))));
    }
    push("", text.get(done..));
    Line { number, pieces, notes }
}
