//! Bytes to spanned tree, with every limit. The only YAML reader, for cases and policies alike.
//!
//! The reader accepts YAML 1.2 without the parts that make a file mean something else than it looks like: no
//! tags, no merge keys, no keys that are not text, one document for each file. Whatever is wrong becomes a
//! finding with its place, and the reading goes on where it can.

mod anchors;
mod canonical;
mod encoding;
mod events;
mod fault;
mod finish;
mod inside;
mod keys;
mod open;
mod places;
mod scalar;
mod secret;
mod suspect;
mod suspect_fault;
mod syntax;
mod syntax_fault;
mod tree;

use encoding::Encoding;

pub use canonical::{canonical, canonical_without};
pub use inside::inside;
pub use open::{MOST_DIGESTED, bytes, digest, is_text, text};
pub(crate) use open::{too_large, too_large_to_digest};
pub use secret::{Numbers, Secret, Secrets};
pub use tree::{Comment, Entry, Located, Node, Tree, Value};

use crate::finding::{self, Finding};
use crate::source::SourceFile;
use std::sync::Arc;

/// How much is read of one file. What goes beyond is refused, never cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The size of the file, in bytes.
    pub bytes: usize,
    /// How deep mappings and sequences may lie in each other; the outermost has depth 1.
    pub depth: usize,
    /// How many values, keys and comments there may be. What stands behind an alias counts each time that the
    /// alias is used, a text there once more for every 64 bytes.
    pub nodes: usize,
    /// How many findings are made before the reading stops.
    pub findings: usize,
}

/// The limits for every file.
pub const LIMITS: Limits = Limits { bytes: 5 << 20, depth: 64, nodes: 100_000, findings: 1_000 };

/// Reads the YAML file that findings call `shown` and that consists of `bytes`.
///
/// Gives the tree, and what is wrong with the file in the order of [`finding::sort`]. There is no tree when
/// the text could not be read to its end. A tree that comes with findings has the shape of the file, but what
/// stands at a finding is a stand-in: the first of two equal keys, null for an alias that leads nowhere, text
/// for a number that is too large.
pub fn parse(shown: &str, bytes: Vec<u8>) -> (Option<Tree>, Vec<Finding>) {
    parse_within(shown, bytes, &LIMITS)
}

/// The same as [`parse`], with other limits.
pub fn parse_within(shown: &str, bytes: Vec<u8>, limits: &Limits) -> (Option<Tree>, Vec<Finding>) {
    let (size, encoding) = (bytes.len(), encoding::of(&bytes));
    let file = Arc::new(SourceFile::new(shown, bytes));
    parse_file(&file, size, &encoding, limits)
}

/// Reads a file of so many bytes in that encoding.
fn parse_file(
    file: &Arc<SourceFile>,
    size: usize,
    encoding: &Encoding,
    limits: &Limits,
) -> (Option<Tree>, Vec<Finding>) {
    if size > limits.bytes {
        return (None, vec![fault::too_many_bytes(file, limits.bytes)]);
    }
    if let Some(finding) = encoding::finding(file, encoding) {
        return (None, vec![finding]);
    }
    let (tree, mut findings) = finish::read(file, limits);
    finding::sort(&mut findings);
    (tree, findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn codes(text: &str, limits: &Limits) -> Vec<String> {
        let findings = parse_within("a.yaml", text.as_bytes().to_vec(), limits).1;
        findings.into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn each_limit_holds_from_the_first_step_beyond_it() {
        let small = Limits { bytes: 30, depth: 3, nodes: 10, findings: 3 };
        let rows = [
            ("bytes", "a".repeat(30), "a".repeat(31)),
            ("depth in brackets", "[[[]]]".to_owned(), "[[[[]]]]".to_owned()),
            ("depth in blocks", "a:\n b:\n  c: 1".to_owned(), "a:\n b:\n  c:\n   d: 1".to_owned()),
            ("depth of both", "- - [1]".to_owned(), "- - [{}]".to_owned()),
            ("depth of a pair", "[[a: 1]]".to_owned(), "[[[a: 1]]]".to_owned()),
            ("depth behind an alias", "- &a [1]\n- [*a]".to_owned(), "- &a [1]\n- [[*a]]".to_owned()),
            ("nodes of a list", "[1,2,3,4,5,6,7,8,9]".to_owned(), "[1,2,3,4,5,6,7,8,9,0]".to_owned()),
            (
                "nodes of a map",
                "{a: 1, b: 2, c: 3, d: }".to_owned(),
                "{a: 1, b: 2, c: 3, d: , e: }".to_owned(),
            ),
            ("comments", format!("1\n{}", "#\n".repeat(9)), format!("1\n{}", "#\n".repeat(10))),
            (
                "nodes behind aliases",
                "[&a [1, 2], *a, *a]".replace("*a, ", "3, "),
                "[&a [1, 2], *a, *a]".to_owned(),
            ),
        ];
        for (what, within, beyond) in rows {
            assert_eq!(codes(&within, &small), [""; 0], "{what}: {within}");
            assert_eq!(codes(&beyond, &small), ["yaml/limit"], "{what}: {beyond}");
        }
    }

    #[test]
    fn long_texts_behind_aliases_count_by_their_length() {
        let small = Limits { nodes: 20, ..LIMITS };
        let text = |length: usize| format!("- &a {}\n- [*a, *a, *a]", "x".repeat(length));
        assert_eq!(codes(&text(63), &small), [""; 0]);
        assert_eq!(codes(&text(640), &small), ["yaml/limit"]);
    }

    #[test]
    fn findings_are_limited_too() {
        let small = Limits { findings: 3, ..LIMITS };
        for (line, code) in [
            ("- !a b\n", "yaml/tag"),
            ("- *a\n", "yaml/unknown-alias"),
            ("- ”\n", "yaml/suspicious-character"),
        ] {
            assert_eq!(codes(&line.repeat(3), &small), [code; 3]);
            let more = codes(&line.repeat(50), &small);
            assert!(
                more.len() <= 4 && more.iter().all(|found| found == code || found == "yaml/limit"),
                "{more:?}"
            );
            assert!(more.contains(&"yaml/limit".to_owned()), "{more:?}");
        }
    }

    #[test]
    fn hostile_files_are_refused_within_a_second() {
        let mut laughs = String::from("- &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..30 {
            let below = format!("*a{}, ", level - 1).repeat(9);
            laughs.push_str(&["- &a", &level.to_string(), " [", &below, "]\n"].concat());
        }
        let anchors: Vec<String> = (0..60).map(|level| format!("&a{level} [")).collect();
        let nested = format!("{}{}{}", anchors.concat(), "1,".repeat(50_000), "]".repeat(60));
        let files = [
            laughs,
            nested,
            format!("- &a {}\n{}", "x".repeat(100_000), "- *a\n".repeat(20_000)),
            "[".repeat(1_000_000),
            "- ".repeat(1_000_000),
            "? ".repeat(100_000),
            "a: ".repeat(100_000),
            "- *a\n".repeat(90_000),
            "a: 1\n".repeat(45_000),
            "\t".repeat(5_000_000),
            "\u{a0}x".repeat(1_000_000),
            format!("[{}]", "”a, ".repeat(1_000_000)),
            "#\n".repeat(2_000_000),
            "\"".repeat(1_000_000),
            format!("a: '{}", "x\n".repeat(1_000_000)),
            format!("{}a: b: c", "- x\n".repeat(40_000)),
        ];
        for file in files {
            let start = Instant::now();
            let shown: String = file.chars().take(20).collect();
            let (_, findings) = parse("a.yaml", file.into_bytes());
            assert!(!findings.is_empty(), "{shown}");
            let bound = if cfg!(debug_assertions) { 10 } else { 1 };
            assert!(start.elapsed() < Duration::from_secs(bound), "{shown}: {:?}", start.elapsed());
        }
    }

    #[test]
    fn blocks_end_with_their_last_child_and_empty_values_follow_the_colon() {
        let text = "a:\n- - x\n\n# end\nb:\nc: |\n\n  text\n\n\nd: |\n\ne: &x-y\n  - 1\n";
        let (tree, findings) = parse("a.yaml", text.as_bytes().to_vec());
        assert!(findings.is_empty(), "{findings:?}");
        let tree = tree.unwrap();
        let slice = |key: &str| tree.file.slice(tree.root.get(key).unwrap().span);
        assert_eq!(slice("a"), "- - x");
        assert_eq!(slice("b"), "");
        assert_eq!(tree.root.get("b").unwrap().span.start, 18, "after the colon");
        assert_eq!(slice("c"), "text");
        assert_eq!(slice("d"), "|");
        assert_eq!(slice("e"), "- 1");
    }

    #[test]
    fn an_alias_knows_both_places() {
        let text = "a: &a { b: 1 }\nc: *a\nd: &d\n- *a\ne: *d\n";
        let tree = parse("a.yaml", text.as_bytes().to_vec()).0.unwrap();
        let alias = tree.root.get("c").unwrap();
        assert_eq!(tree.file.slice(alias.span), "*a");
        assert_eq!(tree.file.slice(alias.defined.unwrap()), "{ b: 1 }");
        let located = tree.locate(tree.root.pointer("/e/0/b").unwrap()).unwrap();
        assert_eq!((located.pointer.as_str(), tree.file.slice(located.alias.unwrap())), ("/e/0/b", "*a"));
    }
}
