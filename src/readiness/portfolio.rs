//! Many cases side by side: how far each has come, who has waited for longest, and which rules are in the way.

use super::CaseReadiness;
use super::actions::{Action, Since};
use super::progress::{Progress, Titled};
use crate::finding::Owner;
use crate::source::Text;
use std::collections::{BTreeMap, BTreeSet};

/// Many cases side by side.
#[derive(Debug)]
pub struct Portfolio<'a> {
    /// The cases by process, in the order of the processes' ids.
    pub tables: Vec<Table<'a>>,
    /// The cases of which nothing can be told.
    pub unknown: Vec<&'a CaseReadiness>,
    /// Whose turn it is, whoever has had something open for longest first.
    pub parties: Vec<Party<'a>>,
    /// The rules that keep cases from going on, by how many cases they do.
    pub rules: Vec<RuleCount<'a>>,
}

/// The cases of one process.
#[derive(Debug)]
pub struct Table<'a> {
    /// The process.
    pub process: &'a Titled,
    /// Its stages in order.
    pub stages: Vec<&'a Titled>,
    /// The cases, by path.
    pub lines: Vec<Line<'a>>,
}

/// One case in a table.
#[derive(Debug)]
pub struct Line<'a> {
    /// The case.
    pub case: &'a CaseReadiness,
    /// How far it has come.
    pub progress: &'a Progress,
    /// What to do now.
    pub current: Vec<Action<'a>>,
    /// Since when the oldest of that has been open; `None` where nothing is, or where nothing tells.
    pub oldest: Option<Since>,
}

/// Somebody whose turn it is.
#[derive(Debug)]
pub struct Party<'a> {
    /// Who; `None` for what no rule says it of.
    pub owner: Option<&'a Owner>,
    /// How many things are open.
    pub items: usize,
    /// In how many cases.
    pub cases: usize,
    /// What has been open for longest, in which case, and since when that is known to be.
    pub oldest: (&'a CaseReadiness, Action<'a>, Option<Since>),
}

/// A rule that keeps cases from going on.
#[derive(Debug)]
pub struct RuleCount<'a> {
    /// The rule's id.
    pub rule: &'a str,
    /// Its title.
    pub title: &'a Text,
    /// How many things it asks for that are not there.
    pub items: usize,
    /// In how many cases.
    pub cases: usize,
}

/// Puts cases side by side. With an actor, only what is that party's turn counts.
pub fn portfolio<'a>(cases: &'a [CaseReadiness], actor: Option<&str>) -> Portfolio<'a> {
    let mut tables: BTreeMap<&str, Table<'_>> = BTreeMap::new();
    for case in cases {
        let Some(progress) = &case.progress else { continue };
        let table = tables.entry(&progress.process.id).or_insert_with(|| Table {
            process: &progress.process,
            stages: progress.gates.iter().map(|gate| &gate.stage).collect(),
            lines: Vec::new(),
        });
        let mut current = progress.current();
        current.retain(|action| actor.is_none_or(|actor| action.is_of(actor)));
        let oldest =
            current.iter().filter_map(|action| case.since(action.item)).min_by_key(|since| since.date());
        table.lines.push(Line { case, progress, current, oldest });
    }
    let tables: Vec<Table<'_>> = tables.into_values().collect();
    let (parties, rules) = (parties(&tables), rules(&tables));
    let unknown = cases.iter().filter(|case| case.progress.is_none()).collect();
    Portfolio { tables, unknown, parties, rules }
}

/// Everything that is open now, with its case.
fn open<'t, 'a>(
    tables: &'t [Table<'a>],
) -> impl Iterator<Item = (&'a CaseReadiness, Action<'a>)> + use<'t, 'a> {
    let lines = tables.iter().flat_map(|table| &table.lines);
    lines.flat_map(|line| line.current.iter().map(|action| (line.case, *action)))
}

fn parties<'a>(tables: &[Table<'a>]) -> Vec<Party<'a>> {
    let mut by_party: BTreeMap<_, Vec<(&CaseReadiness, Action<'_>)>> = BTreeMap::new();
    for (case, action) in open(tables) {
        let owner = action.item.owner.as_ref();
        let key = owner.map(|owner| (&owner.role, &owner.party, &owner.name));
        by_party.entry(key).or_default().push((case, action));
    }
    let party = |open: Vec<(&'a CaseReadiness, Action<'a>)>| {
        let dated = open.iter().map(|(case, action)| (*case, *action, case.since(action.item)));
        let oldest = dated.min_by_key(|(_, _, since)| (since.is_none(), since.map(Since::date)))?;
        let cases: BTreeSet<&str> = open.iter().map(|(case, _)| case.path.as_str()).collect();
        let owner = oldest.1.item.owner.as_ref();
        Some(Party { owner, items: open.len(), cases: cases.len(), oldest })
    };
    let mut parties: Vec<Party<'_>> = by_party.into_values().filter_map(party).collect();
    parties.sort_by_key(|party| (party.oldest.2.is_none(), party.oldest.2.map(Since::date)));
    parties
}

fn rules<'a>(tables: &[Table<'a>]) -> Vec<RuleCount<'a>> {
    let mut by_rule: BTreeMap<&str, (&Text, usize, BTreeSet<&str>)> = BTreeMap::new();
    for (case, action) in open(tables) {
        let requirement = action.requirement;
        let (_, items, cases) =
            by_rule.entry(&requirement.rule).or_insert_with(|| (&requirement.title, 0, BTreeSet::new()));
        *items += 1;
        cases.insert(&case.path);
    }
    let count = |(rule, (title, items, cases)): (&'a str, (&'a Text, usize, BTreeSet<&str>))| RuleCount {
        rule,
        title,
        items,
        cases: cases.len(),
    };
    let mut rules: Vec<RuleCount<'_>> = by_rule.into_iter().map(count).collect();
    rules.sort_by_key(|rule| (std::cmp::Reverse(rule.cases), std::cmp::Reverse(rule.items)));
    rules
}
