//! Bytes to spanned tree, with every limit. The only YAML reader, for cases and policies alike.

mod tree;

pub use tree::{Comment, Entry, Located, Node, Tree, Value};
