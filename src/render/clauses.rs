//! The clauses of a pack with what checks them: a page for reviewers, and the same as data.

use super::sanitise::{json, one_line};
use crate::source::{Lang, Text};
use serde::Serialize;
use std::io;

/// The clauses of a pack.
#[derive(Debug)]
pub struct ClauseMatrix {
    /// The pack's title.
    pub title: Text,
    /// Each source with its clauses, in the order of their ids.
    pub sources: Vec<SourceClauses>,
}

/// A source with its clauses.
#[derive(Debug)]
pub struct SourceClauses {
    /// The source with its version and status.
    pub source: Text,
    /// Its clauses.
    pub clauses: Vec<ClauseRow>,
}

/// A clause with what checks it.
#[derive(Debug)]
pub struct ClauseRow {
    /// Its id.
    pub id: String,
    /// Where it stands in its source.
    pub section: Text,
    /// How binding it is.
    pub modality: String,
    /// How it can be checked.
    pub check: String,
    /// What it says.
    pub text: Text,
    /// Why no rule checks it, where none does.
    pub unchecked: Option<Text>,
    /// The rules that rest on it.
    pub rules: Vec<RuleTests>,
}

/// A rule with its tests.
#[derive(Debug)]
pub struct RuleTests {
    /// Its id.
    pub id: String,
    /// How many tests show that it fires.
    pub fires: usize,
}

/// A form in which clauses are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFormat {
    /// A page in Markdown.
    Markdown,
    /// Data.
    Json,
}

/// Writes the clauses to `out`. An error is that of the writer.
pub fn clauses(
    matrix: &ClauseMatrix,
    format: ListFormat,
    lang: Lang,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        ListFormat::Markdown => markdown(matrix, lang, out),
        ListFormat::Json => {
            let text = serde_json::to_string_pretty(&data(matrix, lang))?;
            writeln!(out, "{}", json(&text))
        }
    }
}

fn markdown(matrix: &ClauseMatrix, lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    let (heading, columns) = match lang {
        Lang::Sv => (
            "Satser och regler",
            "| Sats | Avsnitt | Art | Säger | Kontrolleras av (antal tester som visar det) |",
        ),
        Lang::En => {
            ("Clauses and rules", "| Clause | Section | Modality | Says | Checked by (tests that show it) |")
        }
    };
    writeln!(out, "# {heading}: {}", cell(matrix.title.get(lang)))?;
    for source in &matrix.sources {
        writeln!(out, "\n## {}\n\n{columns}\n|---|---|---|---|---|", cell(source.source.get(lang)))?;
        for row in &source.clauses {
            let checked = checked(row, lang);
            let (section, text) = (cell(row.section.get(lang)), cell(row.text.get(lang)));
            writeln!(
                out,
                "| {} | {section} | {} | {text} | {checked} |",
                row.id,
                modality(&row.modality, lang)
            )?;
        }
    }
    Ok(())
}

/// The rules of a clause with their tests, or why there is none.
fn checked(row: &ClauseRow, lang: Lang) -> String {
    if let Some(why) = &row.unchecked {
        return cell(why.get(lang));
    }
    if row.rules.is_empty() {
        return match lang {
            Lang::Sv => "upplysning, inget att kontrollera".to_owned(),
            Lang::En => "information, nothing to check".to_owned(),
        };
    }
    let rules: Vec<String> = row.rules.iter().map(|rule| format!("`{}` ({})", rule.id, rule.fires)).collect();
    rules.join(", ")
}

/// The word for how binding a clause is.
fn modality(code: &str, lang: Lang) -> &str {
    match (code, lang) {
        ("obligation", Lang::Sv) => "skyldighet",
        ("permission", Lang::Sv) => "tillåtelse",
        ("prohibition", Lang::Sv) => "förbud",
        ("recommendation", Lang::Sv) => "rekommendation",
        ("reserved", Lang::Sv) => "förbehållet",
        ("definition", Lang::Sv) => "definition",
        (_, Lang::Sv) => "upplysning",
        (code, Lang::En) => code,
    }
}

/// A text that stays inside its cell and is no markup.
pub(super) fn cell(text: &str) -> String {
    escape(&one_line(text))
}

/// A text of one line that is no markup.
pub(super) fn escape(text: &str) -> String {
    let special =
        |c: char| matches!(c, '|' | '<' | '>' | '[' | ']' | '*' | '_' | '`' | '\\' | '#' | '!' | '@');
    text.chars().fold(String::new(), |mut safe, c| {
        if special(c) {
            safe.push('\\');
        }
        safe.push(c);
        safe
    })
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    source: &'a str,
    section: &'a str,
    modality: &'a str,
    check: &'a str,
    text: &'a str,
    unchecked: Option<&'a str>,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
struct Rule<'a> {
    id: &'a str,
    fires: usize,
}

fn data(matrix: &ClauseMatrix, lang: Lang) -> Vec<Row<'_>> {
    let rows = matrix.sources.iter().flat_map(|source| source.clauses.iter().map(move |row| (source, row)));
    rows.map(|(source, row)| Row {
        id: &row.id,
        source: source.source.get(lang),
        section: row.section.get(lang),
        modality: &row.modality,
        check: &row.check,
        text: row.text.get(lang),
        unchecked: row.unchecked.as_ref().map(|why| why.get(lang)),
        rules: row.rules.iter().map(|rule| Rule { id: &rule.id, fires: rule.fires }).collect(),
    })
    .collect()
}
