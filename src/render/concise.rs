//! One line for each finding: `path:line:column: error[code] message`, then the counts.

use super::sanitise::{name, one_line};
use super::{Options, Report, closing, words};
use crate::finding::Finding;
use crate::source::Lang;
use std::io;

/// Writes the report to `out`.
pub(super) fn check(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in &report.findings {
        writeln!(out, "{}", line(finding, options.lang))?;
    }
    if let Some(incomplete) = closing::incomplete(report, options.lang) {
        writeln!(out, "{incomplete}")?;
    }
    if let Some(not_run) = closing::not_run(report, options.lang) {
        writeln!(out, "{not_run}")?;
    }
    writeln!(out, "{}", closing::counts(report, options.lang))
}

/// The line for one finding.
fn line(finding: &Finding, lang: Lang) -> String {
    let start = finding.primary.start();
    format!(
        "{}:{}:{}: {}[{}] {}",
        name(finding.primary.file.path()),
        start.line,
        start.column,
        words::level(finding.level, lang),
        name(&finding.code),
        one_line(finding.message.get(lang)),
    )
}
