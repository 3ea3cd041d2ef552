//! Annotations of GitHub Actions: a workflow command for each finding, then the counts.
//!
//! The form of a command, and what has to be escaped in it, is that of the toolkit of Actions. A service shows at most
//! ten annotations of a kind for each step; the job summary has the rest.

use super::items::{Item, Standing, items};
use super::sanitise::{name, one_line};
use super::{Options, Report, closing};
use crate::finding::{Age, Level};
use crate::source::Lang;
use std::fmt::Write as _;
use std::io;

/// The most annotations of a kind.
const MOST: usize = 10;

/// Writes the report to `out`.
pub(super) fn check(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let items = items(report);
    let mut hidden = 0;
    for level in [Level::Error, Level::Warning, Level::Note] {
        let of_level = items.iter().filter(|item| item.level() == level && item.standing != Standing::Known);
        let mut of_level: Vec<&Item<'_>> = of_level.collect();
        // What is new and what keeps a gate closed first, what is waived last.
        let old = |item: &Item<'_>| item.finding.age == Some(Age::Old);
        of_level
            .sort_by_key(|item| (item.standing != Standing::Counts, old(item), item.finding.gate.is_none()));
        hidden += of_level.len().saturating_sub(MOST);
        for item in of_level.into_iter().take(MOST) {
            writeln!(out, "{}", command(item, report, options.lang))?;
        }
    }
    match (hidden, options.lang) {
        (0, _) => {}
        (_, Lang::Sv) => writeln!(out, "+{hidden} till; sammanfattningen av jobbet har alla")?,
        (_, Lang::En) => writeln!(out, "+{hidden} more; the job summary has them all")?,
    }
    if let Some(unchanged) = closing::unchanged(report, options.lang) {
        writeln!(out, "{unchanged}")?;
    }
    if let Some(incomplete) = closing::incomplete(report, options.lang) {
        writeln!(out, "{incomplete}")?;
    }
    writeln!(out, "{}", closing::counts(report, options.lang))
}

/// The command for one finding.
fn command(item: &Item<'_>, report: &Report, lang: Lang) -> String {
    let primary = &item.finding.primary;
    let (start, end) = (primary.start(), primary.end());
    let kind = match item.level() {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut command =
        format!("::{kind} file={}", property(&name(&[&report.below, primary.file.path()].concat())));
    // Columns are only understood within one line. Writing to a string cannot fail.
    write!(command, ",line={},endLine={}", start.line, end.line).ok();
    if start.line == end.line {
        write!(command, ",col={},endColumn={}", start.column, end.column.max(start.column)).ok();
    }
    let title = property(&name(&item.finding.code));
    let mut lines = vec![item.apart(lang), Some(one_line(item.finding.message.get(lang)))];
    lines.push(item.finding.help.as_ref().map(|help| one_line(help.get(lang))));
    let lines: Vec<String> = lines.into_iter().flatten().filter(|line| !line.is_empty()).collect();
    format!("{command},title={title}::{}", data(&lines.join("\n")))
}

/// A value among the properties of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
