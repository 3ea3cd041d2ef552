//! A document for tests, from its text.

use crate::read::{self, Tree};

/// The tree of a text that is valid YAML.
pub(super) fn tree(text: &str) -> Tree {
    let (tree, findings) = read::parse("test.yaml", text.as_bytes().to_vec());
    assert!(findings.is_empty(), "{text}: {:?}", findings.first().map(|finding| &finding.message.en));
    tree.unwrap()
}
