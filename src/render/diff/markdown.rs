//! Differences for a page, such as the description of a pull request.

use super::{DiffReport, lines, words};
use crate::diff::DocumentDiff;
use crate::render::clauses::escape;
use crate::render::explain::{fence, inline};
use crate::render::{Options, sanitise, words as common};
use std::io;

/// Writes differences to `out`.
pub(super) fn diff(report: &DiffReport, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = options.lang;
    for finding in &report.findings {
        writeln!(out, "- **{}**: {}", escape(&finding.code), inline(finding.message.get(lang)))?;
    }
    for case in &report.cases {
        writeln!(out, "## {}", inline(&words::case(case, lang)))?;
        for document in &case.documents {
            writeln!(out, "\n### {}", inline(&words::document(document, lang)))?;
            list(document, report, options, out)?;
            text(document, out)?;
        }
        if !case.attachments.is_empty() {
            writeln!(out)?;
        }
        for file in &case.attachments {
            writeln!(out, "- {}", inline(&words::attachment(file, lang)))?;
        }
        writeln!(out)?;
    }
    if let Some(incomplete) = words::incomplete(report, lang) {
        writeln!(out, "{incomplete}\n")?;
    }
    writeln!(out, "{}", inline(&words::total(report, lang)))
}

/// What happened in a document, as a list.
fn list(
    document: &DocumentDiff,
    report: &DiffReport,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = options.lang;
    let mut edits = document.edits.iter().filter(|edit| !edit.way.is_empty()).peekable();
    if edits.peek().is_some() {
        writeln!(out)?;
    }
    for edit in edits {
        let kinds = words::kinds(edit, report, lang);
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let kinds = if kinds.is_empty() {
            String::new()
        } else {
            format!(" – **{}**", escape(&common::list(&kinds, lang)))
        };
        writeln!(out, "- {}{kinds} ({})", inline(&words::edit(edit, lang)), words::lines(edit, lang))?;
    }
    Ok(())
}

/// The lines in which a document changed.
fn text(document: &DocumentDiff, out: &mut dyn io::Write) -> io::Result<()> {
    let hunks = lines::hunks(document);
    if hunks.is_empty() {
        return Ok(());
    }
    let line = |line: &lines::Line| {
        let pieces = line.pieces.iter().map(|(_, piece)| piece.as_str()).collect::<String>();
        format!("{}{}", line.sign, sanitise::line(&pieces)).trim_end().to_owned()
    };
    let hunks: Vec<String> =
        hunks.iter().map(|hunk| hunk.iter().map(line).collect::<Vec<_>>().join("\n")).collect();
    let body = hunks.join("\n@@\n");
    let fence = fence(&body);
    writeln!(out, "\n{fence}diff\n{body}\n{fence}")
}
