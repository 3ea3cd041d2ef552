//! What the tests of a pack show of its rules, and which mistakes they would not notice.

use super::clauses::cell;
use super::sanitise::{json, one_line};
use crate::expr::Condition;
use crate::policy_test::{Coverage, Mutation, RuleCoverage};
use crate::source::Lang;
use serde::Serialize;
use std::io;

/// A form in which coverage is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverageFormat {
    /// What is missing, and the totals.
    Text,
    /// A table of the rules, in Markdown.
    Markdown,
    /// Data.
    Json,
}

/// Writes the coverage to `out`. An error is that of the writer.
pub fn coverage(
    coverage: &Coverage,
    format: CoverageFormat,
    lang: Lang,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        CoverageFormat::Text => text(coverage, lang, out),
        CoverageFormat::Markdown => markdown(coverage, lang, out),
        CoverageFormat::Json => {
            let text = serde_json::to_string_pretty(&data(coverage))?;
            writeln!(out, "{}", json(&text))
        }
    }
}

fn text(coverage: &Coverage, lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    for rule in &coverage.rules {
        for gap in gaps(rule, lang) {
            writeln!(out, "{}:{}: {}: {}", one_line(&rule.place.0), rule.place.1, rule.id, one_line(&gap))?;
        }
    }
    if let Some(uncited) = uncited(coverage, lang) {
        writeln!(out, "{uncited}")?;
    }
    writeln!(out, "{}", totals(coverage, lang))
}

fn markdown(coverage: &Coverage, lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    let (heading, columns) = match lang {
        Lang::Sv => (
            "Testtäckning",
            "| Regel | Tester där den slår till | Tester där den är uppfylld | Villkorssvar |",
        ),
        Lang::En => {
            ("Coverage", "| Rule | Tests where it fires | Tests where it is met | Answers of conditions |")
        }
    };
    writeln!(out, "# {heading}\n\n{}\n\n{columns}\n|---|---|---|---|", totals(coverage, lang))?;
    for rule in &coverage.rules {
        let (given, possible) = answers(std::slice::from_ref(rule));
        writeln!(out, "| `{}` | {} | {} | {given}/{possible} |", cell(&rule.id), rule.fires, rule.met)?;
    }
    Ok(())
}

/// What the tests do not show of a rule.
fn gaps(rule: &RuleCoverage, lang: Lang) -> Vec<String> {
    let mut gaps = Vec::new();
    if rule.fires == 0 {
        gaps.push(match lang {
            Lang::Sv => "inget test visar att regeln slår till".to_owned(),
            Lang::En => "no test shows that the rule fires".to_owned(),
        });
    }
    if rule.met == 0 {
        gaps.push(match lang {
            Lang::Sv => "inget test visar att regeln är uppfylld".to_owned(),
            Lang::En => "no test shows that the rule is met".to_owned(),
        });
    }
    for (line, _) in rule.rows.iter().filter(|(_, reached)| !reached) {
        gaps.push(match lang {
            Lang::Sv => format!("raden på rad {line} i tabellen avgör inte i något test"),
            Lang::En => format!("the row on line {line} of the table decides in no test"),
        });
    }
    for (part, Condition { words, seen, .. }) in &rule.conditions {
        let never = match (seen.yes, seen.no) {
            (false, _) => ("aldrig sant", "never true"),
            (_, false) => ("aldrig falskt", "never false"),
            _ => continue,
        };
        gaps.push(match lang {
            Lang::Sv => format!("i `{part}`: {} vid `{words}`", never.0),
            Lang::En => format!("in `{part}`: {} at `{words}`", never.1),
        });
    }
    gaps
}

/// How many answers the conditions of rules gave, of how many: true and false count, absent is not asked for.
fn answers(rules: &[RuleCoverage]) -> (usize, usize) {
    let conditions = rules.iter().flat_map(|rule| &rule.conditions);
    conditions.fold((0, 0), |(given, possible), (_, condition)| {
        let both = usize::from(condition.seen.yes) + usize::from(condition.seen.no);
        (given + both, possible + 2)
    })
}

fn totals(coverage: &Coverage, lang: Lang) -> String {
    let shown = coverage.rules.iter().filter(|rule| rule.shown()).count();
    let (all, percent) = (coverage.rules.len(), coverage.percent());
    let (given, possible) = answers(&coverage.rules);
    let Coverage { checkable, shown: proven, informational, .. } = coverage;
    let cited = checkable - coverage.uncited.len();
    match lang {
        Lang::Sv => format!(
            "{shown} av {all} regler ({percent} %) visas både slå till och vara uppfyllda; {given} av {possible} \
             villkorssvar; {cited} av {checkable} prövbara satser har en regel, {proven} en som visas slå till och vara \
             uppfylld; {informational} satser är upplysningar"
        ),
        Lang::En => format!(
            "{shown} of {all} rules ({percent} %) are shown both to fire and to be met; {given} of {possible} \
             answers of conditions; {cited} of {checkable} clauses that can be checked have a rule, {proven} one that is \
             shown to fire and to be met; {informational} clauses are informational"
        ),
    }
}

/// The clauses that no rule cites.
fn uncited(coverage: &Coverage, lang: Lang) -> Option<String> {
    let ids = coverage.uncited.join(", ");
    let words = match lang {
        Lang::Sv => "satser utan regel",
        Lang::En => "clauses without a rule",
    };
    (!ids.is_empty()).then(|| format!("{words}: {}", one_line(&ids)))
}

#[derive(Serialize)]
struct Data<'a> {
    percent: usize,
    checkable: usize,
    shown: usize,
    uncited: &'a [String],
    informational: usize,
    rules: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    path: &'a str,
    line: u32,
    fires: usize,
    met: usize,
    rows: Vec<TableRow>,
    conditions: Vec<Answer<'a>>,
}

#[derive(Serialize)]
struct TableRow {
    line: u32,
    decided: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    part: &'a str,
    at: &'a str,
    yes: bool,
    no: bool,
    absent: bool,
}

fn data(coverage: &Coverage) -> Data<'_> {
    let answer = |(part, condition): &'_ (&'static str, Condition)| (*part, condition.seen);
    let rows = coverage.rules.iter().map(|rule| Row {
        id: &rule.id,
        path: &rule.place.0,
        line: rule.place.1,
        fires: rule.fires,
        met: rule.met,
        rows: rule.rows.iter().map(|(line, decided)| TableRow { line: *line, decided: *decided }).collect(),
        conditions: rule
            .conditions
            .iter()
            .map(|condition| {
                let (part, seen) = answer(condition);
                Answer { part, at: &condition.1.words, yes: seen.yes, no: seen.no, absent: seen.absent }
            })
            .collect(),
    });
    Data {
        percent: coverage.percent(),
        checkable: coverage.checkable,
        shown: coverage.shown,
        uncited: &coverage.uncited,
        informational: coverage.informational,
        rules: rows.collect(),
    }
}

/// Writes the mutants that no test noticed, and the score, to `out`. An error is that of the writer.
pub fn mutation(mutation: &Mutation, lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    for survivor in &mutation.survivors {
        let (path, line) = &survivor.place;
        let source = survivor.source.split_whitespace().collect::<Vec<_>>().join(" ");
        let source = if source.is_empty() { source } else { format!(": {source}") };
        let (rule, change, part) = (&survivor.rule, one_line(&survivor.change), survivor.part);
        writeln!(out, "{}:{line}: {rule}: {change} in `{part}`{}", one_line(path), one_line(&source))?;
    }
    let (all, survived) = (mutation.mutants, mutation.survivors.len());
    let noticed = all - survived;
    let percent = mutation.percent();
    match lang {
        Lang::Sv => writeln!(out, "{noticed} av {all} mutanter ({percent} %) upptäcks av testerna"),
        Lang::En => writeln!(out, "{noticed} of {all} mutants ({percent} %) are noticed by the tests"),
    }
}
