//! Keys that a mapping has twice.

use super::Entry;
use crate::source::Span;
use std::collections::BTreeSet;

/// A key that a mapping has already.
pub(super) struct Repeated {
    pub(super) key: Box<str>,
    pub(super) span: Span,
    /// Where it is for the first time.
    pub(super) first: Span,
}

/// Takes the entries out of `entries` whose key is that of an earlier one.
pub(super) fn take_repeated(entries: &mut Vec<Entry>) -> Vec<Repeated> {
    let found = duplicates(entries);
    if found.is_empty() {
        return Vec::new();
    }
    let repeated = found.iter().filter_map(|(first, again)| {
        let (first, again) = (entries.get(*first)?, entries.get(*again)?);
        Some(Repeated { key: again.key.clone(), span: again.key_span, first: first.key_span })
    });
    let repeated = repeated.collect();
    let gone: BTreeSet<usize> = found.iter().map(|(_, again)| *again).collect();
    let mut index = 0..;
    entries.retain(|_| index.next().is_some_and(|index| !gone.contains(&index)));
    repeated
}

/// Which entries repeat the key of an earlier one: the indices of the first one and of the repetition.
fn duplicates(entries: &[Entry]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    if entries.len() <= 16 {
        for (index, entry) in entries.iter().enumerate() {
            let first = entries.iter().position(|first| first.key == entry.key);
            found.extend(first.filter(|first| *first < index).map(|first| (first, index)));
        }
        return found;
    }
    let mut sorted: Vec<(&str, usize)> = entries.iter().map(|entry| &*entry.key).zip(0..).collect();
    sorted.sort_unstable();
    for same in sorted.chunk_by(|a, b| a.0 == b.0) {
        if let [(_, first), rest @ ..] = same {
            found.extend(rest.iter().map(|(_, again)| (*first, *again)));
        }
    }
    found
}
