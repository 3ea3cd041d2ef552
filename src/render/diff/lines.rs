//! The text of a document that changed, line by line, with what changed inside each line.

use crate::diff::DocumentDiff;
use similar::{ChangeTag, TextDiff};

/// The most lines that a file may have for its text to be compared.
const MOST_LINES: usize = 5_000;

/// The most characters of a piece of a line that are shown.
const LONGEST: usize = 120;

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
    // Other line breaks are no difference.
    let [old, new] = [old, new].map(|file| file.text().replace("\r\n", "\n"));
    if old.lines().count() > MOST_LINES || new.lines().count() > MOST_LINES {
        return Vec::new();
    }
    let diff = TextDiff::from_lines(&old, &new);
    let groups = diff.grouped_ops(CONTEXT);
    let line = |change: similar::InlineChange<'_, str>| Line {
        sign: match change.tag() {
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => ' ',
        },
        pieces: change
            .iter_strings_lossy()
            .map(|(changed, piece)| (changed, shortened(piece.trim_end_matches('\n'))))
            .collect(),
    };
    groups
        .iter()
        .map(|group| group.iter().flat_map(|op| diff.iter_inline_changes(op)).map(line).collect())
        .collect()
}

/// A piece of a line: of a long one its beginning and its end, so that what stands beside it is seen.
fn shortened(piece: &str) -> String {
    let beginning = piece.char_indices().nth(LONGEST / 2).map(|(at, _)| at);
    let end = piece.char_indices().rev().nth(LONGEST / 2 - 1).map(|(at, _)| at);
    let ends = beginning.zip(end).filter(|(beginning, end)| beginning < end);
    let parts = ends.and_then(|(beginning, end)| Some((piece.get(..beginning)?, piece.get(end..)?)));
    parts.map_or_else(|| piece.to_owned(), |(beginning, end)| format!("{beginning}…{end}"))
}
