//! What readiness says in whole sentences, in both languages. Every format for people takes them from here, and makes
//! them safe for its own surroundings: what comes from here may hold text of users.

use super::super::items;
use super::super::words::{self, Noun, count};
use super::ReadyReport;
use crate::readiness::{Assumed, CaseReadiness, Change, Gate, Progress, Verdict};
use crate::source::Lang;
use std::collections::BTreeSet;

pub(super) use super::terms::{
    Heading, Note, answer, closed, due, fault, gate, gate_state, legend, matter, named, nothing_for, ongoing,
    owner, place, since, sources, stage, status, the_stage, timed, turn, verdict,
};

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
            let stage = in_sentence(progress, target, lang);
            match lang {
                Lang::Sv => format!("ja: {id} är redo för {stage}"),
                Lang::En => format!("yes: {id} is ready for {stage}"),
            }
        }
        (Some(target), _) => refused(case, progress, target, lang),
        (None, Verdict::Ready) => ahead(id, progress, lang),
        (None, _) => {
            let (stage, rest) =
                (in_sentence(progress, progress.stage, lang), remaining(case, progress, lang));
            match lang {
                Lang::Sv => format!("{id} är i {stage}, men allt är inte i ordning där: {rest}"),
                Lang::En => format!("{id} is in {stage}, but not everything is in order there: {rest}"),
            }
        }
    }
}

/// What the stage at a place is called within a sentence.
pub(in super::super) fn in_sentence(progress: &Progress, at: usize, lang: Lang) -> String {
    the_stage(&stage(progress, at, lang), lang)
}

/// Why a case is not ready for the stage that was asked about.
fn refused(case: &CaseReadiness, progress: &Progress, target: usize, lang: Lang) -> String {
    let (id, stage) = (&case.id, in_sentence(progress, target, lang));
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
    let here = in_sentence(progress, progress.stage, lang);
    if progress.closed {
        return match lang {
            Lang::Sv => format!("{id} är avslutat i {here} och går inte vidare"),
            Lang::En => format!("{id} is closed in {here} and goes no further"),
        };
    }
    let reached = progress.achieved().filter(|at| *at > progress.stage);
    let reached = reached.map(|at| in_sentence(progress, at, lang));
    let next = progress.next().and_then(|at| progress.gates.get(at)).map(|gate| waits(gate, lang));
    match (reached, next, lang) {
        (None, None, Lang::Sv) => {
            format!("{id} är i {here}, som är det sista, och allt som krävs är uppfyllt")
        }
        (None, None, Lang::En) => {
            format!("{id} is in {here}, which is the last, and all that is required is met")
        }
        (None, Some(next), Lang::Sv) => {
            format!("{id} är i {here}, och det som krävs där är uppfyllt; {next}")
        }
        (None, Some(next), Lang::En) => {
            format!("{id} is in {here}, and what is required there is met; {next}")
        }
        (Some(reached), None, Lang::Sv) => {
            format!("{id} är i {here} och redo för {reached}, som är det sista")
        }
        (Some(reached), None, Lang::En) => {
            format!("{id} is in {here} and ready for {reached}, which is the last")
        }
        (Some(reached), Some(next), Lang::Sv) => format!("{id} är i {here} och redo för {reached}; {next}"),
        (Some(reached), Some(next), Lang::En) => format!("{id} is in {here} and ready for {reached}; {next}"),
    }
}

/// What a gate waits for: `1 of 3 requirements for step 2 is met`.
fn waits(gate: &Gate, lang: Lang) -> String {
    let stage = the_stage(gate.stage.title.get(lang), lang);
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

/// What is lacking and waived: what it is, and the waiver.
pub(in super::super) fn waived(progress: &Progress, lang: Lang) -> Vec<String> {
    let waived = progress.waived().into_iter().filter_map(|action| {
        let waiver = items::waiver(action.item.waiver.as_deref()?, lang);
        Some(format!("{}; {waiver}", matter(action.requirement, action.item, lang)))
    });
    waived.collect()
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
        let names: Vec<String> = gates.iter().map(|at| in_sentence(progress, *at, lang)).collect();
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
    let of_these = of_these(report, lang);
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
            format!(
                "{all}: {ready} i ordning i sitt steg{of_these}, {blocked} med något som hindrar{unknown}"
            )
        }
        (None, Lang::En) => {
            format!(
                "{all}: {ready} in order in their stage{of_these}, {blocked} with something in the way{unknown}"
            )
        }
    }
}

/// How many of the cases that are in order have come to an end: `, 2 of them in the last, 1 closed`.
fn of_these(report: &ReadyReport, lang: Lang) -> String {
    let finished = report.cases.iter().filter(|case| case.finished()).count();
    let closed = report.cases.iter().filter(|case| case.closed()).count();
    match (finished, closed, lang) {
        (0, 0, _) => String::new(),
        (_, 0, Lang::Sv) => format!(", varav {finished} i det sista"),
        (_, 0, Lang::En) => format!(", {finished} of them in the last"),
        (0, _, Lang::Sv) => format!(", varav {closed} avslutade"),
        (0, _, Lang::En) => format!(", {closed} of them closed"),
        (_, _, Lang::Sv) => format!(", varav {finished} i det sista och {closed} avslutade"),
        (_, _, Lang::En) => format!(", {finished} of them in the last and {closed} closed"),
    }
}

/// The code of the finding that a process lacks the stage that was asked about: no fault of the files.
const UNKNOWN_TARGET: &str = "case/unknown-target";

/// That the process lacks the stage that was asked about; `None` where it does not.
pub(in super::super) fn lacks_target(case: &CaseReadiness, lang: Lang) -> Option<&str> {
    let fault = case.faults.iter().find(|fault| fault.code == UNKNOWN_TARGET);
    fault.map(|fault| fault.message.get(lang))
}

/// That faults of the files come first; `None` where there are none.
pub(in super::super) fn faults_first(case: &CaseReadiness, lang: Lang) -> Option<String> {
    let faults = case.blocking_faults().filter(|fault| fault.code != UNKNOWN_TARGET).count();
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
