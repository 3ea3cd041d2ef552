//! Bytes to spanned tree, with every limit. The only YAML reader, for cases and policies alike.
//!
//! The reader accepts YAML 1.2 without the parts that make a file mean something else than it looks like: no
//! tags, no merge keys, no keys that are not text, one document for each file. Whatever is wrong becomes a
//! finding with its place, and the reading goes on where it can.

mod encoding;
mod events;
mod fault;
mod finish;
mod open;
mod scalar;
mod suspect;
mod suspect_fault;
mod syntax;
mod syntax_fault;
mod tree;

pub use open::bytes;
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
    if size > limits.bytes {
        return (None, vec![fault::too_many_bytes(&file, limits.bytes)]);
    }
    if let Some(finding) = encoding::finding(&file, &encoding) {
        return (None, vec![finding]);
    }
    let (tree, mut findings) = finish::read(&file, limits);
    finding::sort(&mut findings);
    (tree, findings)
}
