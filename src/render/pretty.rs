//! Findings as a compiler shows them: heading, the places drawn in their files, and what to do. Then the closing.

mod draw;
pub(super) mod frame;

use super::sanitise::{name, one_line};
use super::words::{self, Noun};
use super::{Options, Report, closing, items, statistics};
use crate::finding::{Finding, Level};
use crate::source::Lang;
use std::io;

/// The most findings that are drawn; the others are counted.
const DRAWN: usize = 100;

/// Writes the report to `out`.
pub(super) fn check(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    if options.statistics {
        for line in statistics::lines(report, options.lang) {
            writeln!(out, "{line}")?;
        }
        writeln!(out)?;
    } else {
        for finding in report.findings.iter().take(options.most.unwrap_or(DRAWN)) {
            writeln!(out, "{}", self::finding(finding, options))?;
        }
        waived(report, options, out)?;
    }
    for line in closing_lines(report, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The findings that are waived, each with its waiver below it.
fn waived(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = options.lang;
    let most = options.most.unwrap_or(DRAWN);
    for finding in report.waived.iter().take(most) {
        let start = finding.primary.start();
        let path = name(finding.primary.file.path());
        let level = format!("{}[{}]", words::waived(lang), name(&finding.code));
        let level = paint(&level, level_style(Level::Note), options);
        let message = one_line(finding.message.get(lang));
        writeln!(out, "{}", fill(&format!("{level}: {message}"), "", "  ", options))?;
        writeln!(out, "  {path}:{}:{}", start.line, start.column)?;
        let waiver = finding.waiver.iter().map(|waiver| items::waiver(waiver, lang)).collect::<String>();
        writeln!(out, "{}", fill(&waiver, "  ", "    ", options))?;
        writeln!(out)?;
    }
    let hidden = report.waived.len().saturating_sub(most);
    if hidden > 0 {
        writeln!(out, "{}\n", closing::more(hidden, Noun::Finding, lang))?;
    }
    Ok(())
}

/// One finding, each line ended.
pub(super) fn finding(finding: &Finding, options: &Options) -> String {
    let lang = options.lang;
    let level = format!("{}[{}]", words::level(finding.level, lang), name(&finding.code));
    let heading = format!(
        "{}: {}",
        paint(&level, level_style(finding.level), options),
        one_line(finding.message.get(lang))
    );
    let mut text = fill(&heading, "", "  ", options);
    text.push('\n');
    text.push_str(&draw::snippets(finding, options));
    for (word, value) in notes(finding, lang) {
        text.push_str(&note(word, &value, options));
        text.push('\n');
    }
    text
}

/// What stands below the snippets, each with the word before it.
fn notes(finding: &Finding, lang: Lang) -> Vec<(&'static str, String)> {
    let (help, turn, source) = match lang {
        Lang::Sv => ("hjälp", "vems tur", "källa"),
        Lang::En => ("help", "whose turn", "source"),
    };
    let mut notes = Vec::new();
    if let Some(text) = finding.help.as_ref().filter(|text| !text.get(lang).is_empty()) {
        notes.push((help, one_line(text.get(lang))));
    }
    if let Some(owner) = &finding.owner {
        let name = one_line(owner.name.get(lang));
        let waiting = words::waiting(finding.status, lang).map(|word| format!(", {word}"));
        notes.push((turn, name + &waiting.unwrap_or_default()));
    }
    let since = match lang {
        Lang::Sv => "sedan förut",
        Lang::En => "not new",
    };
    notes.extend(items::old(finding, lang).map(|old| (since, old.to_owned())));
    let sources = words::sources(&finding.citations, lang);
    notes.extend(sources.iter().map(|place| (source, one_line(place))));
    notes
}

/// The places of a finding alone, drawn in their files.
pub(super) fn places(finding: &Finding, options: &Options) -> String {
    draw::snippets(finding, options)
}

/// A note with its word, wrapped under itself.
pub(super) fn note(word: &str, value: &str, options: &Options) -> String {
    let indent = " ".repeat(word.chars().count() + 4);
    let word = self::word(word, options);
    fill(value, &format!("  {word} "), &indent, options)
}

/// The word before a note, or above a list.
pub(super) fn word(word: &str, options: &Options) -> String {
    paint(&format!("{word}:"), "36", options)
}

/// An item of a list below a note, wrapped under itself.
pub(super) fn item(value: &str, options: &Options) -> String {
    fill(value, "    - ", "      ", options)
}

/// The lines after the findings; the last one says what to do.
fn closing_lines(report: &Report, options: &Options) -> Vec<String> {
    let lang = options.lang;
    let mut lines = Vec::new();
    let hidden = report.findings.len().saturating_sub(options.most.unwrap_or(DRAWN));
    if hidden > 0 && !options.statistics {
        let more = closing::more(hidden, Noun::Finding, lang);
        lines.push(match lang {
            Lang::Sv => format!("{more}; `--format concise` visar alla"),
            Lang::En => format!("{more}; `--format concise` shows them all"),
        });
    }
    lines.extend(
        closing::incomplete(report, lang).map(|text| paint(&text, level_style(Level::Error), options)),
    );
    if options.quiet == 0 {
        lines.extend(closing::by_case(report, lang).into_iter().map(|line| format!("  {line}")));
        lines.extend(closing::skipped(report, lang));
        lines.extend(closing::unchanged(report, lang));
        lines.extend(closing::not_run(report, lang));
    }
    lines.push(closing::counts(report, lang));
    if options.quiet == 0 {
        lines.extend(closing::next(report, lang));
    }
    lines.iter().map(|line| fill(line, "", "  ", options)).collect()
}

/// Text wrapped between words to the width.
pub(super) fn fill(text: &str, first: &str, rest: &str, options: &Options) -> String {
    let wrapping = textwrap::Options::new(options.width.max(40))
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, wrapping)
}

/// The style of a level, as the parameters of an SGR sequence.
pub(super) fn level_style(level: Level) -> &'static str {
    match level {
        Level::Error => "1;31",
        Level::Warning => "1;33",
        Level::Note => "1;36",
    }
}

/// Text in a style, where colour is wanted.
pub(super) fn paint(text: &str, style: &str, options: &Options) -> String {
    if options.color { format!("\u{1b}[{style}m{text}\u{1b}[0m") } else { text.to_owned() }
}
