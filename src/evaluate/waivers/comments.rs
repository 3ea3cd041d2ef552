//! Comments that point to waivers: `# klar: waive[rule] W-12`. They tell whoever reads the case where the exception
//! stands; they waive nothing themselves.

use super::{Waivers, words};
use crate::finding::{Finding, Label};
use crate::read::Tree;
use crate::source::Text;
use std::sync::Arc;

/// What begins a comment that is addressed to klar.
const ADDRESS: &str = "klar:";

/// The findings on comments in a file of the case `case` that do not point to a waiver for it.
pub(in crate::evaluate) fn comments(tree: &Tree, case: &str, waivers: &Waivers) -> Vec<Finding> {
    let addressed = tree.comments.iter().filter_map(|comment| {
        let text = comment.text.trim().strip_prefix(ADDRESS)?.trim();
        let file = Arc::clone(&tree.file);
        Some((text, Label { file, span: comment.span, node: String::new(), text: Text::default() }))
    });
    addressed.filter_map(|(text, label)| finding(text, label, case, waivers)).collect()
}

fn finding(text: &str, label: Label, case: &str, waivers: &Waivers) -> Option<Finding> {
    let pointed = text.strip_prefix("waive[").and_then(|rest| rest.split_once(']'));
    let pointed = pointed.map(|(rule, id)| (rule.trim(), id.trim()));
    let Some((rule, id)) = pointed.filter(|(_, id)| !id.is_empty() && !id.contains(char::is_whitespace))
    else {
        return Some(words::not_understood(label));
    };
    let entries = || waivers.entries.iter().map(|held| &held.entry);
    let Some(entry) = entries().find(|entry| entry.waiver.id == id) else {
        return Some(words::unknown_id(label, id, entries().map(|entry| entry.waiver.id.as_str())));
    };
    (entry.rule != rule || entry.case != case).then(|| words::other(label, entry))
}
