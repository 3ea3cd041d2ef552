//! The text of a document that changed, line by line, with what changed inside each line.

use crate::diff::DocumentDiff;
use similar::{ChangeTag, TextDiff};

/// The most lines that a file may have for its text to be compared.
const MOST_LINES: usize = 5_000;

/// How many lines are shown around what changed.
const CONTEXT: usize = 1;

/// A line of either version.
#[derive(Debug)]
pub(super) struct Line {
    /// `-`, `+` or a space.
    pub(super) sign: char,
    /// Its pieces, each with whether it changed within the line.
    pub(super) pieces: Vec<(bool, String)>,
}

/// Runs of lines in which a document changed; none where it is new, gone, the same, or has too many lines.
pub(super) fn hunks(document: &DocumentDiff) -> Vec<Vec<Line>> {
    let [Some(old), Some(new)] = &document.files else { return Vec::new() };
    let (old, new) = (old.text(), new.text());
    if old.lines().count() > MOST_LINES || new.lines().count() > MOST_LINES {
        return Vec::new();
    }
    let diff = TextDiff::from_lines(old, new);
    let groups = diff.grouped_ops(CONTEXT);
    let line = |change: similar::InlineChange<'_, str>| Line {
        sign: match change.tag() {
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => ' ',
        },
        pieces: change
            .iter_strings_lossy()
            .map(|(changed, piece)| (changed, piece.trim_end_matches(['\n', '\r']).to_owned()))
            .collect(),
    };
    groups
        .iter()
        .map(|group| group.iter().flat_map(|op| diff.iter_inline_changes(op)).map(line).collect())
        .collect()
}
