//! Places inside a scalar: where the bytes of its value are written in the file.

use super::tree::{Node, Tree};
use crate::source::Span;
use std::ops::Range;

/// The bytes of the file that write the bytes `range` of the text of `node`.
///
/// Quotes, escapes, folding and indentation make the written text longer than the value; the two are followed
/// side by side. A node that is not text gives its own span.
pub fn inside(tree: &Tree, node: &Node, range: &Range<usize>) -> Span {
    let Some(value) = node.as_str() else { return node.span };
    let written_at = node.defined.unwrap_or(node.span);
    let written = tree.file.slice(written_at);
    let quote = written.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let mut offsets = Vec::with_capacity(value.len() + 1);
    let mut at = quote.map_or(0, char::len_utf8);
    for wanted in value.chars() {
        at = skip_to(written, at, wanted);
        offsets.extend(std::iter::repeat_n(at, wanted.len_utf8()));
        let doubled = quote == Some('\'') && wanted == '\'';
        at += if doubled { 2 } else { wanted.len_utf8() };
    }
    let end = at.min(written.len());
    offsets.push(end);
    let place = |index: usize| written_at.start as usize + offsets.get(index).copied().unwrap_or(end);
    let last = range.end.saturating_sub(1).max(range.start);
    let stop = if range.is_empty() { place(range.start) } else { place(last) + 1 };
    Span::new(place(range.start), stop)
}

/// The offset in `written`, from `at`, of the character that writes `wanted`. A folded line break writes a space.
/// Where an escape hides the character, the offset stays.
fn skip_to(written: &str, at: usize, wanted: char) -> usize {
    let rest = written.get(at..).unwrap_or_default();
    let writes = |c: char| c == wanted || (wanted == ' ' && c == '\n');
    let ignored = |c: char| c.is_whitespace() || c == '\\';
    for (step, c) in rest.char_indices() {
        if writes(c) {
            return at + step;
        }
        if !ignored(c) {
            break;
        }
    }
    at
}
