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
    // For each byte of the value, where the character that it is part of starts and ends in the written text.
    let mut places = Vec::with_capacity(value.len());
    let mut at = quote.map_or(0, char::len_utf8);
    for wanted in value.chars() {
        let (start, end) = writing(written, at, wanted, quote);
        places.extend(std::iter::repeat_n((start, end), wanted.len_utf8()));
        at = end;
    }
    let place = |index: usize| places.get(index).copied().unwrap_or((at, at));
    let (start, _) = place(range.start);
    let stop = if range.is_empty() { start } else { place(range.end.saturating_sub(1)).1 };
    Span::new(written_at.start as usize + start, written_at.start as usize + stop.max(start))
}

/// Where in `written`, from `at`, the character `wanted` is written: it may be escaped or doubled, a folded line
/// break writes a space, and there may be white space before it that writes nothing.
fn writing(written: &str, at: usize, wanted: char, quote: Option<char>) -> (usize, usize) {
    let rest = written.get(at..).unwrap_or_default();
    let writes = |c: char| c == wanted || (wanted == ' ' && c == '\n');
    let mut letters = rest.char_indices();
    while let Some((step, c)) = letters.next() {
        let start = at + step;
        if quote == Some('"') && c == '\\' {
            match letters.next() {
                // The line goes on in the next one.
                Some((_, '\n' | '\r')) | None => continue,
                Some((_, escape)) => return (start, start + escape_length(escape)),
            }
        }
        if writes(c) {
            let doubled = quote == Some('\'') && c == '\'';
            return (start, start + if doubled { 2 } else { c.len_utf8() });
        }
        if !c.is_whitespace() {
            break;
        }
    }
    (at, at + rest.chars().next().map_or(0, char::len_utf8))
}

/// How many bytes an escape has whose letter is `letter`, the backslash included.
fn escape_length(letter: char) -> usize {
    match letter {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        other => 1 + other.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::parse;

    /// In each text the letter `Z` is looked for in the value, and must be marked where it is written.
    #[test]
    fn a_place_in_a_value_is_found_however_it_is_written() {
        for text in [
            "aZb",
            "'a''å''Zb'",
            "\"a\\\"å\\n\\u00e5\\x41\\U0001F600\\\\Zb\"",
            "\"a\\\n   bZ\"",
            "'a  \n   å\n\n  Z b'",
            "\"å\n  bZ\"",
            "a b\n  c \\ Z",
            "|\n  å\n\n   bZ\n  c\n",
            ">-\n  å b\n  c\n\n  Z d\n",
            ">-\n  a\r\n  å Z\r\n",
        ] {
            let (tree, findings) = parse("a.yaml", format!("key: {text}\n").into_bytes());
            let tree = tree.unwrap();
            let node = tree.root.get("key").unwrap();
            let at = node.as_str().unwrap().find('Z').unwrap();
            let span = inside(&tree, node, &(at..at + 1));
            assert_eq!((tree.file.slice(span), findings.len()), ("Z", 0), "{text:?}");
        }
    }

    /// A span that ended in the middle of a letter could not be shown.
    #[test]
    fn a_letter_of_several_bytes_is_marked_whole() {
        let (tree, _) = parse("a.yaml", "key: rå = 1\n".as_bytes().to_vec());
        let tree = tree.unwrap();
        let node = tree.root.get("key").unwrap();
        assert_eq!(tree.file.slice(inside(&tree, node, &(1..3))), "å");
        assert_eq!(tree.file.slice(inside(&tree, node, &(0..3))), "rå");
    }
}
