//! The code quality report of GitLab: an array with an object for each finding.
//!
//! The fields are those that its documentation lists. A service that compares two reports takes findings with the same
//! fingerprint for one.

use super::items::{Item, items};
use super::sanitise::{self, name};
use super::{Options, Report};
use crate::finding::Level;
use crate::source::Lang;
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Writes the report to `out`.
pub(super) fn check(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let issues: Vec<Issue> = items(report).iter().map(|item| issue(item, report, options.lang)).collect();
    writeln!(out, "{}", sanitise::json(&serde_json::to_string_pretty(&issues)?))
}

fn issue(item: &Item<'_>, report: &Report, lang: Lang) -> Issue {
    let primary = &item.finding.primary;
    let severity = match item.level() {
        Level::Error if item.finding.gate.is_some() => "blocker",
        Level::Error => "major",
        Level::Warning => "minor",
        Level::Note => "info",
    };
    Issue {
        description: item.sentence(lang),
        check_name: name(&item.finding.code),
        fingerprint: item.fingerprint.clone(),
        severity,
        location: Location {
            path: name(&[&report.below, primary.file.path()].concat()),
            lines: Lines { begin: primary.start().line, end: primary.end().line },
        },
    }
}
