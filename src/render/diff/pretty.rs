//! Differences for a terminal: what happened, as a list, then the text in which it happened.

use super::{DiffReport, lines, words};
use crate::diff::DocumentDiff;
use crate::render::pretty;
use crate::render::{Options, sanitise, words as common};
use std::io;

/// The styles of what happened, as parameters of SGR sequences.
const REMOVED: &str = "31";
const ADDED: &str = "32";
const EMPHASIS: &str = "7";

/// Writes differences to `out`.
pub(super) fn diff(report: &DiffReport, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = options.lang;
    for finding in &report.findings {
        writeln!(out, "{}", pretty::finding(finding, options))?;
    }
    for case in &report.cases {
        writeln!(out, "{}", pretty::paint(&words::case(case, lang), "1", options))?;
        let mut apart = true;
        for document in &case.documents {
            // Documents of which one line says all stand below each other.
            let detailed = document.edits.iter().any(|edit| !edit.way.is_empty());
            if std::mem::replace(&mut apart, detailed) || detailed {
                writeln!(out)?;
            }
            writeln!(out, "  {}", words::document(document, lang))?;
            if detailed {
                edits(document, report, options, out)?;
                if options.quiet == 0 {
                    text(document, options, out)?;
                }
            }
        }
        if !case.attachments.is_empty() {
            writeln!(out)?;
        }
        for file in &case.attachments {
            writeln!(out, "  {} {}", words::sign(file.what), words::attachment(file, lang))?;
        }
        writeln!(out)?;
    }
    if let Some(incomplete) = words::incomplete(report, lang) {
        writeln!(out, "{}", pretty::paint(&incomplete, REMOVED, options))?;
    }
    writeln!(out, "{}", words::total(report, lang))
}

/// What happened in a document, a line each.
fn edits(
    document: &DocumentDiff,
    report: &DiffReport,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = options.lang;
    for edit in &document.edits {
        let kinds = words::kinds(edit, report, lang);
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let kinds =
            if kinds.is_empty() { String::new() } else { format!(" – {}", common::list(&kinds, lang)) };
        let sign = words::sign(edit.what);
        let style = match sign {
            "+" => ADDED,
            "-" => REMOVED,
            _ => "36",
        };
        let line = format!(
            "{} {}{kinds} ({})",
            pretty::paint(sign, style, options),
            words::edit(edit, lang),
            words::lines(edit, lang)
        );
        writeln!(out, "{}", pretty::fill(&line, "    ", "      ", options))?;
    }
    Ok(())
}

/// The lines in which a document changed. What changed inside a line is shown in colour, or by a line below it.
fn text(document: &DocumentDiff, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let gap = if options.unicode { "      ⋯" } else { "      ..." };
    for (at, hunk) in lines::hunks(document).iter().enumerate() {
        writeln!(out, "{}", if at > 0 { gap } else { "" })?;
        for line in hunk {
            let style = match line.sign {
                '-' => REMOVED,
                '+' => ADDED,
                _ => "0",
            };
            let (mut shown, mut below) = (String::new(), String::new());
            for (changed, piece) in &line.pieces {
                let safe = sanitise::line(piece);
                let mark = if *changed && !safe.trim().is_empty() { '^' } else { ' ' };
                below.extend(safe.chars().map(|_| mark));
                let style = if *changed { format!("{style};{EMPHASIS}") } else { style.to_owned() };
                shown.push_str(&pretty::paint(&safe, &style, options));
            }
            let sign = pretty::paint(&line.sign.to_string(), style, options);
            writeln!(out, "{}", format!("      {sign} {shown}").trim_end())?;
            // Of a line that is new or gone as a whole, its sign says enough.
            let partly = line.pieces.iter().any(|(changed, piece)| !changed && !piece.trim().is_empty());
            if !options.color && partly && below.contains('^') {
                writeln!(out, "        {}", below.trim_end())?;
            }
        }
    }
    Ok(())
}
