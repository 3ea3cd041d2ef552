//! The page of one case: the verdict, what to do next, how far it has come, its dates, and every detail.

use super::super::super::words::{Noun, count};
use super::super::{ReadyReport, sentences as say};
use super::detail::{self, Detail};
use super::stages::{self, Anchors, Stage, Track};
use super::timeline::{self, Timeline};
use super::{Basis, Kind, Prose, Sign, Words, basis, heading, one_line, prose, sentence};
use crate::finding::{Effect, Level, Status};
use crate::readiness::{Action, CaseReadiness, Progress, Requirement};
use crate::source::{Date, Lang};
use askama::Template;

/// The most things to do that are shown at once.
const FIRST: usize = 10;

/// The page of a case.
#[derive(Template)]
#[template(path = "ready/case.html")]
pub(super) struct Page {
    w: Words,
    basis: Basis,
    id: String,
    path: String,
    process: Option<String>,
    verdict: Sign,
    headline: Prose,
    /// What the assumptions change.
    assumed: Vec<Prose>,
    /// What to do now, by the places among `details`.
    todo: Vec<usize>,
    /// Whose turn it is, and for how many things.
    turns: Vec<(String, String)>,
    /// Whether the case has ended without going on.
    closed: bool,
    /// What has time left, up to the last date that was asked about.
    later: Vec<Later>,
    /// That faults of the files come first.
    faults_first: Option<Prose>,
    /// What is recommended and not followed, or likely wrong, by the places among `details`.
    advice: Vec<usize>,
    /// How many things to do are shown at once.
    first: usize,
    track: Option<Track>,
    dates: Option<Timeline>,
    /// The last date that was judged, where not all could be.
    cut: Option<String>,
    until: Date,
    stages: Vec<Stage>,
    /// Faults of the files first, then what is open, then what is recommended.
    details: Vec<Detail>,
}

impl Page {
    /// What to do now: what is shown at once, then the rest.
    fn to_do(&self, rest: bool) -> impl Iterator<Item = &Detail> {
        let (skipped, taken) = if rest { (self.first, usize::MAX) } else { (0, self.first) };
        self.todo.iter().skip(skipped).take(taken).filter_map(|at| self.details.get(*at))
    }

    /// What is recommended and not followed, or likely wrong.
    fn advised(&self) -> impl Iterator<Item = &Detail> {
        self.advice.iter().filter_map(|at| self.details.get(*at))
    }
}

/// Something that does not have to be done yet.
struct Later {
    title: Prose,
    turn: String,
    due: Prose,
}

/// The page of `case`.
pub(super) fn page(report: &ReadyReport, case: &CaseReadiness, lang: Lang) -> Page {
    let words = Words(lang);
    let mut details = faults(case, lang);
    let mut todo: Vec<usize> = (0..case.faults.len()).filter(|at| stands_in_the_way(case, *at)).collect();
    let advice = case.progress.iter().flat_map(Progress::advice).collect::<Vec<_>>();
    let (now, mut advised) = (report.current(case), Vec::new());
    let mut anchors = Anchors::new();
    for (requirement, action, at) in open(report, case) {
        let id = format!("item-{}", details.len() - case.faults.len() + 1);
        if now.iter().any(|now| std::ptr::eq(now.item, action.item)) {
            todo.push(details.len());
        }
        if advice.iter().any(|advice| std::ptr::eq(advice.item, action.item)) {
            advised.push(details.len());
        }
        details.push(detail::of_action(report, case, &action, id.clone(), lang));
        anchors.insert((requirement.rule.as_str(), at), id);
    }
    let progress = case.progress.as_ref();
    let assumed =
        progress.zip(case.assumed.as_ref()).map(|(progress, assumed)| say::assumed(progress, assumed, lang));
    let cut =
        case.forecast.as_ref().filter(|forecast| forecast.cut).map(|forecast| forecast.until.to_string());
    Page {
        w: words,
        basis: basis(report, lang),
        id: one_line(&case.id),
        path: one_line(&case.path),
        process: progress.map(|progress| one_line(progress.process.title.get(lang))),
        verdict: Sign::answer(case, words),
        headline: sentence(&say::headline(case, lang)),
        assumed: assumed.iter().flatten().map(|words| sentence(words)).collect(),
        todo,
        turns: turns(&now, lang),
        closed: case.closed(),
        later: later(report, lang),
        faults_first: say::faults_first(case, lang).map(|words| sentence(&words)),
        advice: advised,
        first: FIRST,
        track: progress
            .filter(|progress| !progress.gates.is_empty())
            .map(|progress| stages::track(case, progress, lang)),
        dates: timeline::of_case(report, case, lang),
        cut,
        until: report.until,
        stages: stages::stages(report, case, &anchors, lang),
        details,
    }
}

/// Whose turn it is now, in the order of what they have to do, each with how much that is.
fn turns(now: &[Action<'_>], lang: Lang) -> Vec<(String, String)> {
    let mut turns: Vec<(&str, usize)> = Vec::new();
    for action in now {
        let name = say::owner(action.item.owner.as_ref(), lang);
        match turns.iter_mut().find(|(known, _)| *known == name) {
            Some((_, items)) => *items += 1,
            None => turns.push((name, 1)),
        }
    }
    turns.into_iter().map(|(name, items)| (one_line(name), count(items, Noun::Item, lang))).collect()
}

/// What has time left. What ends with a waiver is done already, and stands among the dates alone.
fn later(report: &ReadyReport, lang: Lang) -> Vec<Later> {
    let deadlines = report.deadlines();
    let pending = deadlines.iter().filter(|dated| dated.action.item.status == Status::Pending);
    let later = pending.map(|dated| Later {
        title: heading(&say::named(&dated.action, lang)),
        turn: one_line(&say::turn(dated.action.item, lang)),
        due: prose(&say::due(dated.deadline, dated.timing, report.as_of, lang)),
    });
    later.collect()
}

fn faults(case: &CaseReadiness, lang: Lang) -> Vec<Detail> {
    let faults = case.faults.iter().enumerate();
    faults.map(|(at, fault)| detail::of_finding(fault, format!("fault-{}", at + 1), lang)).collect()
}

/// Whether a fault has to be corrected before the case can go on.
fn stands_in_the_way(case: &CaseReadiness, at: usize) -> bool {
    let fault = case.faults.get(at);
    fault.is_some_and(|fault| fault.level == Level::Error || fault.effect == Effect::Incomplete)
}

/// Everything that is not met: what keeps gates closed first, then what is recommended; each with its requirement and
/// its place among the items of that.
fn open<'a>(report: &ReadyReport, case: &'a CaseReadiness) -> Vec<(&'a Requirement, Action<'a>, usize)> {
    let mut open: Vec<(&Requirement, Action<'_>, usize)> = Vec::new();
    for (gate, requirement) in case.progress.iter().flat_map(requirements) {
        // What has no message is said by a fault of the files.
        let items = requirement.items.iter().enumerate();
        let unmet = items.filter(|(_, item)| !item.status.satisfied() && item.message.is_some());
        open.extend(unmet.map(|(at, item)| (requirement, Action { gate, requirement, item }, at)));
    }
    open.retain(|(_, action, _)| report.concerns(action));
    open.sort_by_key(|(requirement, ..)| requirement.level < Level::Error);
    open
}

/// Every requirement with its gate, those that hold in every stage first.
fn requirements(progress: &Progress) -> impl Iterator<Item = (Option<usize>, &Requirement)> {
    let always = progress.always.iter().map(|requirement| (None, requirement));
    let gates = progress.gates.iter().enumerate();
    always.chain(gates.flat_map(|(at, gate)| gate.requirements.iter().map(move |found| (Some(at), found))))
}
