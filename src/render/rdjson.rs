//! The Reviewdog Diagnostic Format (`rdjson`), which reviewdog turns into comments on a change.
//!
//! Its columns count bytes of UTF-8, from 1, as the description of the format says.

use super::items::{Item, items};
use super::sanitise::{self, name, one_line};
use super::{Options, Report};
use crate::finding::{Label, Level};
use crate::source::{Lang, Unit};
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Output {
    source: Source,
    diagnostics: Vec<Entry>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Entry {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related>,
}

#[derive(Serialize)]
struct Code {
    value: String,
}

#[derive(Serialize)]
struct Related {
    #[serde(skip_serializing_if = "String::is_empty")]
    message: String,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
}

/// Writes the report to `out`.
pub(super) fn check(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let diagnostics = items(report).iter().map(|item| entry(item, report, options.lang)).collect();
    let output = Output { source: Source { name: env!("CARGO_PKG_NAME") }, diagnostics };
    writeln!(out, "{}", sanitise::json(&serde_json::to_string_pretty(&output)?))
}

fn entry(item: &Item<'_>, report: &Report, lang: Lang) -> Entry {
    let related = |label: &Label| Related {
        message: one_line(label.text.get(lang)),
        location: location(label, report),
    };
    Entry {
        message: item.sentence(lang),
        location: location(&item.finding.primary, report),
        severity: match item.level() {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Note => "INFO",
        },
        code: Code { value: name(&item.finding.code) },
        related_locations: item.finding.related.iter().map(related).collect(),
    }
}

fn location(label: &Label, report: &Report) -> Location {
    let point = |offset| Point {
        line: label.file.position(offset).line,
        column: label.file.column(offset, Unit::Bytes),
    };
    Location {
        path: name(&[&report.below, label.file.path()].concat()),
        range: Range { start: point(label.span.start), end: point(label.span.end) },
    }
}
