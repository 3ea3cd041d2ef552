//! What readiness says in words, in both languages. Every format for people takes its sentences from here, and makes
//! them safe for its own surroundings: what comes from here may hold text of users.

use super::super::items;
use super::super::words::{self, Noun, count};
use super::ReadyReport;
use crate::evaluate::Deadline;
use crate::finding::{Citation, Finding, Status};
use crate::readiness::{
    Action, Assumed, CaseReadiness, Change, Gate, GateState, Item, Progress, Requirement, Since, Timing,
    Verdict,
};
use crate::source::{Date, Lang};
use std::collections::BTreeSet;

/// The answer on a case, in one sentence without a full stop.
pub(in super::super) fn headline(case: &CaseReadiness, lang: Lang) -> String {
    let id = &case.id;
    let Some(progress) = case.progress.as_ref().filter(|_| case.verdict() != Verdict::Unknown) else {
        return match lang {
            Lang::Sv => {
                format!("det går inte att säga hur långt {id} har kommit: allt kunde inte läsas och bedömas")
            }
            Lang::En => {
                format!("it cannot be told how far {id} has come: not everything could be read and judged")
            }
        };
    };
    match (progress.target, case.verdict()) {
        (Some(target), Verdict::Ready) => {
            let stage = stage(progress, target, lang);
            match lang {
                Lang::Sv => format!("ja: {id} är redo för {stage}"),
                Lang::En => format!("yes: {id} is ready for {stage}"),
            }
        }
        (Some(target), _) => refused(case, progress, target, lang),
        (None, Verdict::Ready) => ahead(id, progress, lang),
        (None, _) => {
            let (stage, rest) = (stage(progress, progress.stage, lang), remaining(case, progress, lang));
            match lang {
                Lang::Sv => format!("{id} är i {stage}, men allt är inte i ordning där: {rest}"),
                Lang::En => format!("{id} is in {stage}, but not everything is in order there: {rest}"),
            }
        }
    }
}

/// Why a case is not ready for the stage that was asked about.
fn refused(case: &CaseReadiness, progress: &Progress, target: usize, lang: Lang) -> String {
    let (id, stage) = (&case.id, stage(progress, target, lang));
    if progress.blocking().is_empty() && case.blocking_faults().next().is_none() {
        return match lang {
            Lang::Sv => format!("nej: inget krav för {stage} gäller {id}, så inget visar att ärendet är där"),
            Lang::En => {
                format!("no: no requirement for {stage} applies to {id}, so nothing shows that it is there")
            }
        };
    }
    let rest = remaining(case, progress, lang);
    match lang {
        Lang::Sv => format!("nej: {id} är inte redo för {stage}: {rest}"),
        Lang::En => format!("no: {id} is not ready for {stage}: {rest}"),
    }
}

/// What is in the way, in numbers: `2 requirements are not met, 1 error in the files`.
fn remaining(case: &CaseReadiness, progress: &Progress, lang: Lang) -> String {
    let rules: BTreeSet<&str> =
        progress.blocking().iter().map(|action| action.requirement.rule.as_str()).collect();
    let faults = case.blocking_faults().count();
    let open = match (rules.len(), lang) {
        (0, _) => None,
        (number, Lang::Sv) => {
            let fulfilled = if number == 1 { "uppfyllt" } else { "uppfyllda" };
            Some(format!("{} är inte {fulfilled}", count(number, Noun::Requirement, lang)))
        }
        (number, Lang::En) => {
            let are = if number == 1 { "is" } else { "are" };
            Some(format!("{} {are} not met", count(number, Noun::Requirement, lang)))
        }
    };
    let faults = (faults > 0).then(|| match lang {
        Lang::Sv => format!("{} i filerna", count(faults, Noun::Error, lang)),
        Lang::En => format!("{} in the files", count(faults, Noun::Error, lang)),
    });
    let parts: Vec<String> = open.into_iter().chain(faults).collect();
    parts.join(", ")
}

/// What a case with nothing in its way waits for.
fn ahead(id: &str, progress: &Progress, lang: Lang) -> String {
    let here = stage(progress, progress.stage, lang);
    let reached = progress.achieved().filter(|at| *at > progress.stage).map(|at| stage(progress, at, lang));
    let next = progress.next().and_then(|at| progress.gates.get(at)).map(|gate| waits(gate, lang));
    match (reached, next, lang) {
        (None, None, Lang::Sv) => {
            format!("{id} är i {here}, det sista steget, och allt som krävs är uppfyllt")
        }
        (None, None, Lang::En) => {
            format!("{id} is in {here}, the last stage, and all that is required is met")
        }
        (None, Some(next), Lang::Sv) => {
            format!("{id} är i {here}, och det som krävs där är uppfyllt; {next}")
        }
        (None, Some(next), Lang::En) => {
            format!("{id} is in {here}, and what is required there is met; {next}")
        }
        (Some(reached), None, Lang::Sv) => {
            format!("{id} är i {here} och redo för {reached}, det sista steget")
        }
        (Some(reached), None, Lang::En) => {
            format!("{id} is in {here} and ready for {reached}, the last stage")
        }
        (Some(reached), Some(next), Lang::Sv) => format!("{id} är i {here} och redo för {reached}; {next}"),
        (Some(reached), Some(next), Lang::En) => format!("{id} is in {here} and ready for {reached}; {next}"),
    }
}

/// What a gate waits for: `1 of 3 requirements for step 2 is met`.
fn waits(gate: &Gate, lang: Lang) -> String {
    let stage = gate.stage.title.get(lang);
    match (gate.counts(), lang) {
        ((_, 0), Lang::Sv) => format!("inget krav för {stage} gäller ärendet än"),
        ((_, 0), Lang::En) => format!("no requirement for {stage} applies to the case yet"),
        ((met, of), Lang::Sv) => {
            let fulfilled = if met == 1 || of == 1 { "uppfyllt" } else { "uppfyllda" };
            format!("{met} av {of} krav för {stage} är {fulfilled}")
        }
        ((met, of), Lang::En) => {
            let are = if met == 1 || of == 1 { "is" } else { "are" };
            format!("{met} of {} for {stage} {are} met", count(of, Noun::Requirement, lang))
        }
    }
}

/// How many requirements of a gate are met: `1 of 3 requirements met`.
pub(in super::super) fn counts(gate: &Gate, lang: Lang) -> String {
    match (gate.counts(), lang) {
        ((_, 0), Lang::Sv) => "inget krav gäller".to_owned(),
        ((_, 0), Lang::En) => "no requirement applies".to_owned(),
        ((met, of), Lang::Sv) => {
            format!("{met} av {of} krav {}", if met == 1 || of == 1 { "uppfyllt" } else { "uppfyllda" })
        }
        ((met, of), Lang::En) => format!("{met} of {} met", count(of, Noun::Requirement, lang)),
    }
}

/// What a stage is called.
pub(in super::super) fn stage(progress: &Progress, at: usize, lang: Lang) -> String {
    let gate = progress.gates.get(at);
    gate.map(|gate| gate.stage.title.get(lang).to_owned()).unwrap_or_default()
}

/// What the gate of something to do is called.
pub(in super::super) fn gate(progress: &Progress, gate: Option<usize>, lang: Lang) -> String {
    match (gate, lang) {
        (Some(at), _) => stage(progress, at, lang),
        (None, Lang::Sv) => "alla steg".to_owned(),
        (None, Lang::En) => "every stage".to_owned(),
    }
}

/// What stands above the list of what is waived.
pub(in super::super) fn waived_heading(lang: Lang) -> &'static str {
    match lang {
        Lang::Sv => "Saknas men är undantaget",
        Lang::En => "Lacking, but waived",
    }
}

/// What is lacking and waived: what it is, and the waiver.
pub(in super::super) fn waived(progress: &Progress, lang: Lang) -> Vec<String> {
    let waived = progress.waived().into_iter().filter_map(|action| {
        let waiver = items::waiver(action.item.waiver.as_deref()?, lang);
        Some(format!("{}; {waiver}", matter(action.requirement, action.item, lang)))
    });
    waived.collect()
}

/// The word for a status.
pub(in super::super) fn status(status: Status, lang: Lang) -> &'static str {
    match (status, lang) {
        (Status::Met, Lang::Sv) => "uppfyllt",
        (Status::Met, Lang::En) => "met",
        (Status::NotApplicable, Lang::Sv) => "gäller inte",
        (Status::NotApplicable, Lang::En) => "does not apply",
        (Status::Pending, Lang::Sv) => "tid kvar",
        (Status::Pending, Lang::En) => "time left",
        (Status::Waived, Lang::Sv) => "undantag",
        (Status::Waived, Lang::En) => "waived",
        (Status::UnderReview, Lang::Sv) => "under granskning",
        (Status::UnderReview, Lang::En) => "under review",
        (Status::Awaiting, Lang::Sv) => "saknas",
        (Status::Awaiting, Lang::En) => "missing",
        (Status::Deficient, Lang::Sv) => "brister",
        (Status::Deficient, Lang::En) => "deficient",
    }
}

/// What the signs of gates mean.
pub(in super::super) fn legend(lang: Lang, unicode: bool) -> &'static str {
    match (lang, unicode) {
        (Lang::Sv, true) => {
            "✓ öppen grind, · öppen men inte nådd, ○ inte öppen, ✗ hindrar, – inget krav gäller"
        }
        (Lang::Sv, false) => {
            "x öppen grind, . öppen men inte nådd, o inte öppen, ! hindrar, - inget krav gäller"
        }
        (Lang::En, true) => {
            "✓ open gate, · open but not reached, ○ not open, ✗ in the way, – no requirement applies"
        }
        (Lang::En, false) => {
            "x open gate, . open but not reached, o not open, ! in the way, - no requirement applies"
        }
    }
}

/// The words for a verdict.
pub(in super::super) fn verdict(verdict: Verdict, lang: Lang) -> &'static str {
    match (verdict, lang) {
        (Verdict::Ready, Lang::Sv) => "i ordning",
        (Verdict::Ready, Lang::En) => "in order",
        (Verdict::Blocked, Lang::Sv) => "något hindrar",
        (Verdict::Blocked, Lang::En) => "something in the way",
        (Verdict::Unknown, Lang::Sv) => "gick inte att bedöma",
        (Verdict::Unknown, Lang::En) => "could not be judged",
    }
}

/// The word for the state of a gate.
pub(in super::super) fn gate_state(state: GateState, lang: Lang) -> &'static str {
    match (state, lang) {
        (GateState::Open, Lang::Sv) => "öppen",
        (GateState::Open, Lang::En) => "open",
        (GateState::Closed, Lang::Sv) => "inte öppen",
        (GateState::Closed, Lang::En) => "not open",
        (GateState::Unasked, Lang::Sv) => "inget krav gäller",
        (GateState::Unasked, Lang::En) => "no requirement applies",
    }
}

/// What is to be done, in the words of its finding; where another finding says it, in those of the rule.
pub(in super::super) fn matter<'a>(requirement: &'a Requirement, item: &'a Item, lang: Lang) -> &'a str {
    item.message.as_ref().unwrap_or(&requirement.title).get(lang)
}

/// Whose turn it is, and for what: `Exempel AB (the host), to correct`.
pub(in super::super) fn turn(item: &Item, lang: Lang) -> String {
    let who = match (&item.owner, lang) {
        (Some(owner), _) => owner.name.get(lang),
        (None, Lang::Sv) => "reglerna säger inte vem",
        (None, Lang::En) => "the rules do not say who",
    };
    let what = match (item.status, lang) {
        (Status::Deficient, Lang::Sv) => ", att rätta",
        (Status::Deficient, Lang::En) => ", to correct",
        (Status::UnderReview, Lang::Sv) => ", att besluta",
        (Status::UnderReview, Lang::En) => ", to decide",
        _ => "",
    };
    format!("{who}{what}")
}

/// Since when something has been open.
pub(in super::super) fn since(since: Option<Since>, lang: Lang) -> String {
    match (since, lang) {
        (Some(Since::State(date)), Lang::Sv) => format!("sedan {date}"),
        (Some(Since::State(date)), Lang::En) => format!("since {date}"),
        (Some(Since::LastDate(date)), Lang::Sv) => format!("inget senare datum än {date} finns i ärendet"),
        (Some(Since::LastDate(date)), Lang::En) => format!("the case holds no later date than {date}"),
        (None, Lang::Sv) => "inget datum i ärendet visar sedan när".to_owned(),
        (None, Lang::En) => "no date of the case tells since when".to_owned(),
    }
}

/// How a deadline stands: `by 2027-01-31, in 12 days`.
pub(in super::super) fn due(deadline: Deadline, timing: Timing, as_of: Date, lang: Lang) -> String {
    let Deadline { due, done } = deadline;
    let days = |days: i64| count(usize::try_from(days.abs()).unwrap_or(usize::MAX), Noun::Day, lang);
    let left = as_of.days_until(due);
    match (timing, lang) {
        (Timing::Overdue, Lang::Sv) => format!("skulle vara klart {due}, för {} sedan", days(left)),
        (Timing::Overdue, Lang::En) => format!("was due on {due}, {} ago", days(left)),
        (Timing::Open, Lang::Sv) if left == 0 => format!("senast {due}, i dag"),
        (Timing::Open, Lang::En) if left == 0 => format!("by {due}, today"),
        (Timing::Open, Lang::Sv) => format!("senast {due}, om {}", days(left)),
        (Timing::Open, Lang::En) => format!("by {due}, in {}", days(left)),
        (Timing::Late, Lang::Sv) => format!("klart {}, efter {due}", shown(done)),
        (Timing::Late, Lang::En) => format!("done on {}, after {due}", shown(done)),
        (Timing::Done, Lang::Sv) => format!("klart {}, i tid till {due}", shown(done)),
        (Timing::Done, Lang::En) => format!("done on {}, in time for {due}", shown(done)),
    }
}

fn shown(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// The sources of a requirement: the clauses with their places.
pub(in super::super) fn sources(citations: &[Citation], lang: Lang) -> Vec<String> {
    words::sources(citations, lang)
}

/// What a coming date changes: `from 2027-01-31 on, the case is no longer in order`.
pub(in super::super) fn change(change: &Change, ready_before: bool, lang: Lang) -> String {
    let date = change.date;
    match (ready_before, change.ready, lang) {
        (true, false, Lang::Sv) => format!("från {date} är allt inte längre i ordning"),
        (true, false, Lang::En) => format!("from {date} on, not everything is in order any more"),
        (false, true, Lang::Sv) => format!("från {date} är allt i ordning"),
        (false, true, Lang::En) => format!("from {date} on, everything is in order"),
        (.., Lang::Sv) => format!("{date} ändras det här"),
        (.., Lang::En) => format!("on {date}, this changes"),
    }
}

/// What assumptions change.
pub(in super::super) fn assumed(progress: &Progress, assumed: &Assumed, lang: Lang) -> Vec<String> {
    let named = |gates: &[usize]| {
        let names: Vec<String> = gates.iter().map(|at| stage(progress, *at, lang)).collect();
        words::list(&names.iter().map(String::as_str).collect::<Vec<_>>(), lang)
    };
    let (opens, closes) = (named(&assumed.opens), named(&assumed.closes));
    let mut sentences = Vec::new();
    if !assumed.opens.is_empty() {
        sentences.push(match lang {
            Lang::Sv => format!("då öppnas grinden till {opens}"),
            Lang::En => format!("the gate to {opens} would open"),
        });
    }
    if !assumed.closes.is_empty() {
        sentences.push(match lang {
            Lang::Sv => format!("då stängs grinden till {closes}"),
            Lang::En => format!("the gate to {closes} would close"),
        });
    }
    if sentences.is_empty() {
        sentences.push(match lang {
            Lang::Sv => "ingen grind öppnas eller stängs".to_owned(),
            Lang::En => "no gate would open or close".to_owned(),
        });
    }
    let (before, after) = (assumed.open_before, assumed.open_after);
    sentences.push(match lang {
        Lang::Sv => format!("{after} öppna punkter i stället för {before}"),
        Lang::En => format!("{after} open items instead of {before}"),
    });
    sentences
}

/// What heads every output that rests on assumptions; `None` where nothing is assumed.
pub(in super::super) fn assumption_heading(report: &ReadyReport, lang: Lang) -> Option<&'static str> {
    (!report.assumptions.is_empty()).then_some(match lang {
        Lang::Sv => "Antagande: det här gäller om följande står i filerna, vilket det inte gör",
        Lang::En => "Assumption: this holds if the files said the following, which they do not",
    })
}

/// The assumptions, a line each: `documents/a.yaml#/review/status = approved`.
pub(in super::super) fn assumptions(report: &ReadyReport) -> Vec<String> {
    let line = |assumption: &super::Assumption| {
        format!("{}#{} = {}", assumption.path, assumption.node, assumption.value)
    };
    report.assumptions.iter().map(line).collect()
}

/// The place of a fault or an item: `path:line:column`.
pub(in super::super) fn place(label: &crate::finding::Label) -> String {
    let start = label.start();
    format!("{}:{}:{}", label.file.path(), start.line, start.column)
}

/// What the report says of itself: the date, the policy.
pub(in super::super) fn basis(report: &ReadyReport, lang: Lang) -> String {
    let (date, policy) = (report.as_of, report.policy.as_ref());
    match (policy.map(|policy| format!("{} {}", policy.name, policy.version)), lang) {
        (Some(policy), Lang::Sv) => format!("bedömt per {date} enligt regelpaketet {policy}"),
        (Some(policy), Lang::En) => format!("judged as of {date} by policy {policy}"),
        (None, Lang::Sv) => format!("inga regler kunde användas; per {date}"),
        (None, Lang::En) => format!("no policy could be used; as of {date}"),
    }
}

/// How many cases there are, and how many are in order: `2 of 14 cases are not ready for step-2`.
pub(in super::super) fn summary(report: &ReadyReport, lang: Lang) -> String {
    let all = count(report.cases.len(), Noun::Case, lang);
    let (ready, blocked, unknown) =
        (report.count(Verdict::Ready), report.count(Verdict::Blocked), report.count(Verdict::Unknown));
    let unknown = match (unknown, lang) {
        (0, _) => String::new(),
        (number, Lang::Sv) => format!(", {number} gick inte att bedöma"),
        (number, Lang::En) => format!(", {number} could not be judged"),
    };
    match (&report.target, lang) {
        (Some(target), Lang::Sv) => {
            format!("{all}: {ready} redo för {target}, {blocked} inte redo{unknown}")
        }
        (Some(target), Lang::En) => {
            format!("{all}: {ready} ready for {target}, {blocked} not ready{unknown}")
        }
        (None, Lang::Sv) => {
            format!("{all}: {ready} i ordning i sitt steg, {blocked} med något som hindrar{unknown}")
        }
        (None, Lang::En) => {
            format!("{all}: {ready} in order in their stage, {blocked} with something in the way{unknown}")
        }
    }
}

/// That faults of the files come first; `None` where there are none.
pub(in super::super) fn faults_first(case: &CaseReadiness, lang: Lang) -> Option<String> {
    let faults = case.blocking_faults().count();
    let open = case.progress.iter().flat_map(Progress::blocking);
    let hidden = open.filter(|action| action.item.message.is_none()).count();
    let errors = count(faults, Noun::Error, lang);
    match (faults, hidden, lang) {
        (0, ..) => None,
        (_, 0, Lang::Sv) => Some(format!("rätta först {errors} i filerna")),
        (_, 0, Lang::En) => Some(format!("first correct {errors} in the files")),
        (.., Lang::Sv) => Some(format!(
            "rätta först {errors} i filerna; {} går inte att bedöma förrän dess",
            count(hidden, Noun::Item, lang)
        )),
        (.., Lang::En) => Some(format!(
            "first correct {errors} in the files; {} cannot be judged before that",
            count(hidden, Noun::Item, lang)
        )),
    }
}

/// What can be said of a fault in one line.
pub(in super::super) fn fault(fault: &Finding, lang: Lang) -> String {
    format!("{}: {}", place(&fault.primary), fault.message.get(lang))
}

/// The name of something to do in a list over cases: the matter, and the subject where it is not told by the matter.
pub(in super::super) fn named(action: &Action<'_>, lang: Lang) -> String {
    let matter = matter(action.requirement, action.item, lang);
    match (&action.item.subject, &action.item.message, &action.item.waiver, lang) {
        // Its date is the one on which the waiver ends.
        (_, _, Some(waiver), Lang::Sv) => format!("{matter} (undantag {} upphör)", waiver.id),
        (_, _, Some(waiver), Lang::En) => format!("{matter} (waiver {} ends)", waiver.id),
        (Some(subject), None, ..) => format!("{matter} ({})", subject.name),
        _ => matter.to_owned(),
    }
}
