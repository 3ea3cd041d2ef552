//! The page over several cases: who has waited for longest, which dates come, and the cases by gate. What is shown of
//! the cases can be narrowed by links alone: each link leads to a mark on the page, and the style sheet hides the rows
//! that do not belong to the mark.

use super::super::super::words::{Noun, count};
use super::super::{ReadyReport, sentences as say};
use super::glance::{self, Tally};
use super::stages::gate_sign;
use super::timeline::{self, Timeline};
use super::{Basis, Kind, Prose, Sign, Words, basis, capitalised, heading, one_line, prose, sentence};
use crate::finding::Owner;
use crate::readiness::{Action, CaseReadiness, Line, Party, Portfolio, Since, Table};
use crate::source::{Date, Lang};
use askama::Template;
use std::collections::BTreeMap;

/// The most cases that are shown at once of those that have waited for longest.
const OLDEST: usize = 10;

/// The most lines of a list that are shown at once.
const FIRST: usize = 20;

/// The page over several cases.
#[derive(Template)]
#[template(path = "ready/portfolio.html")]
pub(super) struct Page {
    w: Words,
    basis: Basis,
    title: String,
    headline: Prose,
    target: Option<String>,
    until: Date,
    first: usize,
    tallies: Vec<Tally>,
    /// What matters most, each with the anchor of the part that says more.
    glance: Vec<(&'static str, Prose)>,
    /// How many of the oldest are shown at once.
    first_oldest: usize,
    waiting: Vec<Turn>,
    oldest: Vec<Old>,
    dates: Option<Timeline>,
    coming: Vec<Coming>,
    tables: Vec<Process>,
    rules: Vec<Rule>,
    unknown: Vec<Unknown>,
}

/// Somebody whose turn it is; also a mark to narrow the page to.
struct Turn {
    anchor: String,
    name: String,
    items: String,
    cases: String,
    oldest: Old,
}

/// What has been open for longest in a case.
struct Old {
    case: String,
    /// The anchor of the case on the page.
    anchor: String,
    answer: Sign,
    what: Prose,
    who: String,
    since: Prose,
}

/// What a coming date puts in the way of a case.
struct Coming {
    date: String,
    case: String,
    anchor: String,
    what: Prose,
}

/// The cases of a process.
struct Process {
    anchor: String,
    title: String,
    cases: String,
    marks: String,
    stages: Vec<Group>,
}

/// The cases in a stage.
struct Group {
    title: String,
    cases: String,
    marks: String,
    rows: Vec<Row>,
}

/// A case.
struct Row {
    anchor: String,
    id: String,
    /// Its folder, where the id does not tell it.
    path: Option<String>,
    marks: String,
    verdict: Sign,
    /// The gates of its process, and what they say in words.
    gates: Vec<Sign>,
    gates_words: String,
    next: Vec<Step>,
    since: Prose,
}

/// Something to do in a case.
struct Step {
    what: Prose,
    who: String,
}

/// A rule that keeps cases from going on.
struct Rule {
    code: String,
    title: String,
    cases: String,
    items: String,
}

/// A case of which nothing can be told.
struct Unknown {
    id: String,
    path: String,
    why: Vec<Prose>,
}

/// The anchors of the parties, and those of the cases.
struct Anchors<'a> {
    parties: BTreeMap<Key<'a>, String>,
    cases: BTreeMap<*const CaseReadiness, String>,
}

impl Anchors<'_> {
    /// The anchor of a case; the same case is the same object.
    fn case(&self, case: &CaseReadiness) -> String {
        self.cases.get(&std::ptr::from_ref(case)).cloned().unwrap_or_default()
    }
}

/// What tells a party from others.
type Key<'a> = Option<(&'a str, Option<&'a str>, &'a str)>;

fn key(owner: Option<&Owner>, lang: Lang) -> Key<'_> {
    owner.map(|owner| (owner.role.as_str(), owner.party.as_deref(), owner.name.get(lang)))
}

/// The page over the cases of a report.
pub(super) fn page(report: &ReadyReport, lang: Lang) -> Page {
    let words = Words(lang);
    let portfolio = report.portfolio();
    let anchors = anchors(&portfolio, lang);
    let tables = portfolio.tables.iter().enumerate();
    let oldest = oldest(report, &portfolio, &anchors, lang);
    let first = oldest.first();
    Page {
        w: words,
        basis: basis(report, lang),
        title: count(report.cases.len(), Noun::Case, lang),
        headline: sentence(&say::summary(report, lang)),
        target: report.target.as_ref().map(|target| one_line(target)),
        until: report.until,
        first: FIRST,
        tallies: glance::tallies(report, words),
        glance: glance::glance(report, first.map(|old| (old.case.as_str(), &old.since)), lang),
        first_oldest: OLDEST,
        waiting: portfolio.parties.iter().map(|party| turn(report, party, &anchors, lang)).collect(),
        oldest,
        dates: timeline::of_cases(report, &|case| anchors.case(case), lang),
        coming: coming(&report.cases, &anchors, lang),
        tables: tables.map(|(at, table)| process(report, table, at, &anchors, lang)).collect(),
        rules: rules(&portfolio, lang),
        unknown: portfolio.unknown.iter().map(|case| unknown(case, lang)).collect(),
    }
}

fn anchors<'a>(portfolio: &Portfolio<'a>, lang: Lang) -> Anchors<'a> {
    let parties = portfolio.parties.iter().enumerate();
    let lines = portfolio.tables.iter().flat_map(|table| &table.lines).enumerate();
    Anchors {
        parties: parties.map(|(at, party)| (key(party.owner, lang), format!("turn-{}", at + 1))).collect(),
        cases: lines.map(|(at, line)| (std::ptr::from_ref(line.case), format!("case-{}", at + 1))).collect(),
    }
}

fn turn(report: &ReadyReport, party: &Party<'_>, anchors: &Anchors<'_>, lang: Lang) -> Turn {
    let (case, action, since) = &party.oldest;
    Turn {
        anchor: anchors.parties.get(&key(party.owner, lang)).cloned().unwrap_or_default(),
        name: one_line(say::owner(party.owner, lang)),
        items: party.items.to_string(),
        cases: party.cases.to_string(),
        oldest: old(report, case, action, *since, anchors, lang),
    }
}

fn old(
    report: &ReadyReport,
    case: &CaseReadiness,
    action: &Action<'_>,
    since: Option<Since>,
    anchors: &Anchors<'_>,
    lang: Lang,
) -> Old {
    Old {
        case: one_line(&case.id),
        anchor: anchors.case(case),
        answer: Sign::answer(case, Words(lang)),
        what: heading(&say::named(action, lang)),
        who: one_line(&say::turn(action.item, lang)),
        since: prose(&say::since(since, report.as_of, lang)),
    }
}

/// The cases in which something is open, whatever has been so for longest first. Those of which nothing tells since when
/// come last.
fn oldest(report: &ReadyReport, portfolio: &Portfolio<'_>, anchors: &Anchors<'_>, lang: Lang) -> Vec<Old> {
    let lines = portfolio.tables.iter().flat_map(|table| &table.lines);
    let mut open: Vec<(Option<Date>, &Line<'_>, &Action<'_>)> = lines
        .filter_map(|line| {
            let since = |action: &&Action<'_>| line.case.since(action.item).map(Since::date);
            let first = line.current.iter().min_by_key(|action| (since(action).is_none(), since(action)))?;
            Some((since(&first), line, first))
        })
        .collect();
    open.sort_by_key(|(since, ..)| (since.is_none(), *since));
    open.iter()
        .map(|(_, line, action)| old(report, line.case, action, line.case.since(action.item), anchors, lang))
        .collect()
}

/// What coming days put in the way, the first of it in each case, by date.
fn coming(cases: &[CaseReadiness], anchors: &Anchors<'_>, lang: Lang) -> Vec<Coming> {
    let mut coming: Vec<Coming> = cases
        .iter()
        .filter_map(|case| {
            let change = case.forecast.as_ref()?.worsens()?;
            let requirement = &change.arises.first()?.requirement;
            let item = requirement.items.first()?;
            Some(Coming {
                date: change.date.to_string(),
                case: one_line(&case.id),
                anchor: anchors.case(case),
                what: heading(say::matter(requirement, item, lang)),
            })
        })
        .collect();
    coming.sort_by(|a, b| a.date.cmp(&b.date));
    coming
}

fn process(report: &ReadyReport, table: &Table<'_>, at: usize, anchors: &Anchors<'_>, lang: Lang) -> Process {
    let stages = table.stages.iter().enumerate().filter_map(|(at, stage)| {
        let here = table.lines.iter().filter(|line| line.progress.stage == at);
        let rows: Vec<Row> = here.map(|line| row(report, line, anchors, lang)).collect();
        (!rows.is_empty()).then(|| Group {
            title: capitalised(&one_line(stage.title.get(lang))),
            cases: count(rows.len(), Noun::Case, lang),
            marks: all_marks(rows.iter().map(|row| row.marks.as_str())),
            rows,
        })
    });
    let stages: Vec<Group> = stages.collect();
    Process {
        anchor: format!("process-{}", at + 1),
        title: one_line(table.process.title.get(lang)),
        cases: count(table.lines.len(), Noun::Case, lang),
        marks: all_marks(stages.iter().map(|stage| stage.marks.as_str())),
        stages,
    }
}

/// The marks that some of the lists hold.
fn all_marks<'m>(lists: impl Iterator<Item = &'m str>) -> String {
    let marks: std::collections::BTreeSet<&str> = lists.flat_map(|marks| marks.split(' ')).collect();
    marks.into_iter().collect::<Vec<_>>().join(" ")
}

fn row(report: &ReadyReport, line: &Line<'_>, anchors: &Anchors<'_>, lang: Lang) -> Row {
    let Line { case, progress, current, oldest } = line;
    let parties =
        current.iter().filter_map(|action| anchors.parties.get(&key(action.item.owner.as_ref(), lang)));
    let answer = Sign::answer(case, Words(lang));
    let mark = format!("only-{}", answer.icon);
    let marks: Vec<&str> = std::iter::once(mark.as_str()).chain(parties.map(String::as_str)).collect();
    let gates = progress.gates.iter().enumerate();
    let gates: Vec<Sign> = gates.map(|(at, gate)| gate_sign(case, at, gate, lang)).collect();
    let titled = progress.gates.iter().zip(&gates);
    let words: Vec<String> =
        titled.map(|(gate, sign)| format!("{}: {}", gate.stage.title.get(lang), sign.word)).collect();
    let faults = case.blocking_faults().map(|fault| Step {
        what: heading(&say::fault(fault, lang)),
        who: Words(lang).say("fel i filerna", "error in the files").to_owned(),
    });
    let steps = current.iter().map(|action| Step {
        what: heading(&say::named(action, lang)),
        who: one_line(&say::turn(action.item, lang)),
    });
    let next: Vec<Step> = faults.chain(steps).collect();
    let above = case.path.strip_suffix(case.id.as_str());
    let named = above.is_some_and(|above| above.is_empty() || above.ends_with('/'));
    Row {
        anchor: anchors.case(case),
        id: one_line(&case.id),
        path: (!named).then(|| one_line(&case.path)),
        marks: all_marks(marks.into_iter()),
        verdict: answer,
        gates,
        gates_words: one_line(&words.join("; ")),
        since: if current.is_empty() { Vec::new() } else { prose(&say::since(*oldest, report.as_of, lang)) },
        next,
    }
}

fn rules(portfolio: &Portfolio<'_>, lang: Lang) -> Vec<Rule> {
    let rule = |rule: &crate::readiness::RuleCount<'_>| Rule {
        code: one_line(rule.rule),
        title: one_line(rule.title.get(lang)),
        cases: rule.cases.to_string(),
        items: rule.items.to_string(),
    };
    portfolio.rules.iter().map(rule).collect()
}

fn unknown(case: &CaseReadiness, lang: Lang) -> Unknown {
    Unknown {
        id: one_line(&case.id),
        path: one_line(&case.path),
        why: case.blocking_faults().take(3).map(|fault| heading(&say::fault(fault, lang))).collect(),
    }
}
