//! One line for each finding: `path:line:column: error[code] message`, then the counts.

use super::sanitise::{name, one_line};
use super::words::Noun;
use super::{Options, Report, closing, items, statistics, words};
use crate::finding::Finding;
use crate::source::Lang;
use std::io;

/// Writes the report to `out`.
pub(super) fn check(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = options.lang;
    if options.statistics {
        for line in statistics::lines(report, lang) {
            writeln!(out, "{line}")?;
        }
    } else {
        let most = options.most.unwrap_or(usize::MAX);
        let all = report.findings.iter().chain(&report.waived);
        for finding in all.clone().take(most) {
            writeln!(out, "{}", line(finding, lang))?;
        }
        let hidden = all.count().saturating_sub(most);
        if hidden > 0 {
            writeln!(out, "{}", closing::more(hidden, Noun::Finding, lang))?;
        }
    }
    if let Some(incomplete) = closing::incomplete(report, options.lang) {
        writeln!(out, "{incomplete}")?;
    }
    if let Some(unchanged) = closing::unchanged(report, options.lang) {
        writeln!(out, "{unchanged}")?;
    }
    for not_run in closing::not_run(report, options.lang) {
        writeln!(out, "{not_run}")?;
    }
    writeln!(out, "{}", closing::counts(report, options.lang))
}

/// Writes a line for each of some findings.
pub fn lines(findings: &[Finding], lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    findings.iter().try_for_each(|finding| writeln!(out, "{}", line(finding, lang)))
}

/// The line for one finding.
fn line(finding: &Finding, lang: Lang) -> String {
    let start = finding.primary.start();
    let (level, apart) = match (&finding.waiver, items::old(finding, lang)) {
        (Some(waiver), _) => (words::waived(lang), format!("; {}", items::waiver(waiver, lang))),
        (None, Some(old)) => (words::level(finding.level, lang), format!("; {old}")),
        (None, None) => (words::level(finding.level, lang), String::new()),
    };
    format!(
        "{}:{}:{}: {level}[{}] {}{apart}",
        name(finding.primary.file.path()),
        start.line,
        start.column,
        name(&finding.code),
        one_line(finding.message.get(lang)),
    )
}
