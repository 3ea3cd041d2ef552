//! Two versions of a case, compared as trees: what was added, removed, changed and moved.
//!
//! Values are compared, not lines: another order of keys, quotes or comments is no difference. The items of a list are
//! told apart by what its schema declares as their `identity`, else by their `id`. What changed is called by the titles
//! of the schemas, and by the kinds of change that the pack tells apart.

mod documents;
mod lists;
mod nodes;

pub use crate::policy::What;
pub use documents::{Attachment, CaseDiff, DocumentDiff, Names, Version, cases, names, succeeds};

use crate::finding::Label;
use crate::read;
use crate::source::Text;

/// One difference.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What happened.
    pub what: What,
    /// The titles on the way to it, from the outermost one; that of an item is what the item is called.
    pub way: Vec<Text>,
    /// How many of them, at the end, name what was added, removed or moved itself: 1 for an item of a list, else 0.
    pub items: usize,
    /// Where it stood.
    pub old: Option<Side>,
    /// Where it stands.
    pub new: Option<Side>,
    /// The kinds of change that it is, by their place among those of the pack.
    pub kinds: Vec<usize>,
}

/// One side of a difference.
#[derive(Clone, Debug)]
pub struct Side {
    /// The place.
    pub label: Label,
    /// The value, where it is no collection.
    pub value: Option<read::Value>,
}
