//! Markdown, for the summary of a job and for a comment on a change.
//!
//! Text of users cannot form markup, links, mentions or images: what could begin them is written as a reference to the
//! character, or broken by an empty comment.

use super::items::{Item, Standing, items};
use super::sanitise::{name, one_line};
use super::words;
use super::{Options, Report, closing};
use crate::finding::Level;
use crate::source::Lang;
use std::fmt::Write as _;
use std::io;

/// What a comment that klar wrote is found by, so that it can be updated.
const MARK: &str = "<!-- klar -->";

/// Writes the report to `out`.
pub(super) fn check(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let (mut whole, rows) = (head(report, options.lang), rows(report, options));
    for row in &rows.shown {
        whole.push_str(row);
    }
    if rows.hidden > 0 {
        let more = closing::more(rows.hidden, words::Noun::Finding, options.lang);
        // Writing to a string cannot fail.
        write!(whole, "\n{more}\n").ok();
    }
    out.write_all(whole.as_bytes())
}

/// The same with at most so many bytes: whole findings are left out, and it says how many.
pub fn summary(report: &Report, lang: Lang, bytes: usize) -> String {
    let options =
        Options { lang, color: false, width: 100, unicode: true, quiet: 0, most: None, statistics: false };
    let (mut whole, rows) = (head(report, lang), rows(report, &options));
    let rows = rows.shown;
    let mut hidden = 0;
    for row in &rows {
        // Room is left for the line that says how many there are.
        if hidden > 0 || whole.len() + row.len() + 200 > bytes {
            hidden += usize::from(row.starts_with("| "));
        } else {
            whole.push_str(row);
        }
    }
    if hidden > 0 {
        let more = closing::more(hidden, words::Noun::Finding, lang);
        // Writing to a string cannot fail.
        write!(whole, "\n{more}\n").ok();
    }
    if whole.len() > bytes { String::new() } else { whole }
}

/// What stands first: how it went, and in what.
fn head(report: &Report, lang: Lang) -> String {
    let errors = report.count(Level::Error) > 0;
    let verdict = match (report.evaluated(), errors, report.complete(), lang) {
        (true, true, _, Lang::Sv) => "fel att rätta",
        (true, true, _, Lang::En) => "errors to correct",
        (true, false, true, Lang::Sv) => "inga fel",
        (true, false, true, Lang::En) => "no errors",
        (_, _, _, Lang::Sv) => "ofullständig kontroll",
        (_, _, _, Lang::En) => "incomplete check",
    };
    let mut head = format!("{MARK}\n## klar: {verdict}\n\n{}\n", text(&closing::counts(report, lang)));
    if let Some(unchanged) = closing::unchanged(report, lang) {
        // Writing to a string cannot fail.
        write!(head, "\n{}\n", text(&unchanged)).ok();
    }
    if let Some(incomplete) = closing::incomplete(report, lang) {
        // Writing to a string cannot fail.
        write!(head, "\n**{}**\n", text(&incomplete)).ok();
    }
    head
}

/// Pieces of the report, each a whole line or a whole heading.
struct Rows {
    shown: Vec<String>,
    hidden: usize,
}

fn rows(report: &Report, options: &Options) -> Rows {
    let lang = options.lang;
    let mut items = items(report);
    items.retain(|item| item.standing != Standing::Known);
    items.sort_by_key(|item| (item.standing != Standing::Counts, std::cmp::Reverse(item.finding.level)));
    let hidden = items.len().saturating_sub(options.most.unwrap_or(usize::MAX));
    items.truncate(options.most.unwrap_or(usize::MAX));
    let mut shown = Vec::new();
    let counting = items.iter().filter(|item| item.standing == Standing::Counts);
    let waived = items.iter().filter(|item| item.standing == Standing::Waived);
    let headings = match lang {
        Lang::Sv => ["| Nivå | Regel | Plats | Vad |", "| Undantag | Regel | Plats | Vad |"],
        Lang::En => ["| Level | Rule | Place | What |", "| Waiver | Rule | Place | What |"],
    };
    for (heading, items) in headings.into_iter().zip([counting.collect::<Vec<_>>(), waived.collect()]) {
        if !items.is_empty() {
            shown.push(format!("\n{heading}\n|---|---|---|---|\n"));
        }
        shown.extend(items.into_iter().map(|item| row(item, lang)));
    }
    Rows { shown, hidden }
}

/// A row of the table.
fn row(item: &Item<'_>, lang: Lang) -> String {
    let finding = item.finding;
    let start = finding.primary.start();
    let first = match &finding.waiver {
        Some(waiver) if item.standing == Standing::Waived => code(&waiver.id),
        _ => words::level(finding.level, lang).to_owned(),
    };
    let place = format!("{}:{}:{}", name(finding.primary.file.path()), start.line, start.column);
    let mut what = text(finding.message.get(lang));
    let help = finding.help.as_ref().map(|help| text(help.get(lang))).filter(|help| !help.is_empty());
    for more in item.apart(lang).map(|apart| text(&apart)).into_iter().chain(help) {
        // Writing to a string cannot fail.
        write!(what, "<br>{more}").ok();
    }
    format!("| {first} | {} | {} | {what} |\n", code(&finding.code), code(&place))
}

/// Text in which nothing is markup but the code between backticks.
pub(super) fn text(words: &str) -> String {
    let line = one_line(words);
    let parts: Vec<&str> = line.split('`').collect();
    let mut safe = String::new();
    for (at, part) in parts.iter().enumerate() {
        // A backtick without its other one stands for itself.
        match (at % 2 == 1, at + 1 < parts.len()) {
            (true, true) => safe.push_str(&code(part)),
            (true, false) => safe.extend(["&#96;", &plain(part)]),
            (false, _) => safe.push_str(&plain(part)),
        }
    }
    safe
}

/// Text as code.
fn code(words: &str) -> String {
    // Addresses become links here, too.
    let safe = references(&name(words)).replace("://", ":<!-- -->//").replace('@', "@<!-- -->");
    format!("<code>{}</code>", safe.replace("www.", "www<!-- -->."))
}

/// Text without markup, and without what services make links or pictures of.
fn plain(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for part in words.split_inclusive(['@', '#', ':']) {
        let (before, mark) = part.split_at(part.trim_end_matches(['@', '#', ':']).len());
        safe.push_str(&references(before));
        safe.push_str(mark);
        if !mark.is_empty() {
            safe.push_str("<!-- -->");
        }
    }
    safe.replace(":<!-- --> ", ": ").replace("www.", "www<!-- -->.")
}

/// Text with a reference in the place of each character that markup is made of.
fn references(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for character in words.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '<' | '>' | '&' | '!' | '|'
            | '~' | '$' | '^' | '=' | '"' | '\'' => {
                // Writing to a string cannot fail.
                write!(safe, "&#{};", u32::from(character)).ok();
            }
            _ => safe.push(character),
        }
    }
    safe
}
