//! Places that the parser gives otherwise than people see them.

use crate::source::{SourceFile, Span};

/// The place of an empty value: after the colon, where the parser puts it before.
pub(super) fn empty(file: &SourceFile, span: Span) -> Span {
    let start = span.start as usize;
    let rest = file.text().get(start..).unwrap_or_default();
    let content = rest.trim_start_matches([' ', '\t']);
    if !content.starts_with(':') {
        return span;
    }
    let after = start + rest.len() - content.len() + 1;
    Span::new(after, after)
}

/// The place of a block scalar: its lines, without blank ones around them. Where there are none, it is the `|`
/// or `>`, which stands after `before`.
pub(super) fn block(file: &SourceFile, span: Span, before: usize) -> Span {
    let written = file.slice(span);
    let body = written.trim_start_matches(['\n', '\r', ' ']);
    let start = span.start as usize + written.len() - body.len();
    let body = body.trim_end();
    if !body.is_empty() {
        return Span::new(start, start + body.len());
    }
    let head = file.text().get(before..span.start as usize).unwrap_or_default();
    let sign = before + head.rfind(['|', '>']).unwrap_or(0);
    Span::new(sign, sign + 1)
}

/// Where a block sequence under a key starts: at the first dash. Where the sequence is not indented more than
/// the key, the parser gives the first item instead, as `sequence`.
pub(super) fn first_dash(file: &SourceFile, key: Span, sequence: Span) -> usize {
    let (key, sequence) = (key.end as usize, sequence.start as usize);
    let between = file.text().get(key..sequence).unwrap_or_default();
    let mut line_start = key;
    for line in between.split_inclusive(['\n', '\r']) {
        let content = line.trim_start_matches(' ');
        if line_start > key && content.starts_with('-') {
            return line_start + line.len() - content.len();
        }
        line_start += line.len();
    }
    sequence
}
