//! How often each code was found, in the place of the findings.

use super::sanitise::name;
use super::{Report, words};
use crate::finding::Level;
use crate::source::Lang;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A line for each code, the most frequent first: its number, its level, itself.
pub(super) fn lines(report: &Report, lang: Lang) -> Vec<String> {
    let mut counts: BTreeMap<(Level, &str), usize> = BTreeMap::new();
    for finding in &report.findings {
        *counts.entry((finding.level, &finding.code)).or_default() += 1;
    }
    let mut counts: Vec<((Level, &str), usize)> = counts.into_iter().collect();
    counts.sort_by_key(|((level, code), count)| (Reverse(*count), Reverse(*level), *code));
    let digits = counts.first().map_or(0, |(_, most)| most.to_string().len());
    let line = |((level, code), count): ((Level, &str), usize)| {
        format!("{count:digits$} {}[{}]", words::level(level, lang), name(code))
    };
    counts.into_iter().map(line).collect()
}
