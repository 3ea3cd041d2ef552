//! Digests of what a case holds, for rules on what was approved.
//!
//! The digest of a document is the SHA-256 of its content in canonical form (`read::canonical`), without the parts that
//! its schema marks with `approval`: who approves writes into the same file. Another order of keys, quotes or comments
//! makes no difference. The digest of any other file is that of its bytes.

use super::value::Place;
use crate::read::{self, Tree};
use crate::source::Hasher;
use crate::structure::{self, Schema};
use std::fmt;
use std::sync::OnceLock;

/// Gives the digest of a file of the case by its path from the folder; `None` where it cannot be read.
type Attached = Box<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The digests of a case, each computed when it is first asked for.
pub struct Digests {
    attached: Attached,
    known: OnceLock<Box<Known>>,
}

/// A digest that was computed, and the next one. That they are never dropped before the whole lets expressions keep
/// them.
struct Known {
    of: Of,
    digest: Option<String>,
    next: OnceLock<Box<Self>>,
}

/// What a digest is of.
#[derive(PartialEq, Eq)]
enum Of {
    /// The document whose tree is at this address.
    Document(usize),
    /// The file at this path.
    File(String),
}

impl Digests {
    /// Digests of a case whose other files `attached` digests.
    pub fn new(attached: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { attached: Box::new(attached), known: OnceLock::new() }
    }

    /// The digest of a document of a kind with this schema.
    pub(super) fn of_document(&self, document: Place<'_>, schema: Option<&Schema>) -> Option<&str> {
        let tree = document.tree;
        let compute = || Some(content(tree, schema));
        self.get(Of::Document(std::ptr::from_ref(tree).addr()), compute)
    }

    /// The digest of another file of the case.
    pub(super) fn of_file(&self, path: &str) -> Option<&str> {
        self.get(Of::File(path.to_owned()), || (self.attached)(path))
    }

    fn get(&self, of: Of, compute: impl FnOnce() -> Option<String>) -> Option<&str> {
        let mut slot = &self.known;
        while let Some(known) = slot.get() {
            if known.of == of {
                return known.digest.as_deref();
            }
            slot = &known.next;
        }
        let known = Known { of, digest: compute(), next: OnceLock::new() };
        slot.get_or_init(|| Box::new(known)).digest.as_deref()
    }
}

/// The digest of the content of a document.
pub fn content(tree: &Tree, schema: Option<&Schema>) -> String {
    let approvals = schema.map(|schema| structure::approvals(tree, schema)).unwrap_or_default();
    Hasher::of(read::canonical_without(&tree.root, &approvals).as_bytes())
}

impl Default for Digests {
    /// Those of a case without other files.
    fn default() -> Self {
        Self::new(|_| None)
    }
}

impl fmt::Debug for Digests {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Digests")
    }
}
