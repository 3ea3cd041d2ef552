//! Which cases and documents of two versions belong together.

use super::nodes::{Comparer, side};
use super::{Edit, What};
use crate::policy::{ChangeKind, Pack};
use crate::read::{Node, Tree};
use crate::source::{SourceFile, Text};
use crate::structure::Shape;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// A case in one version.
#[derive(Debug)]
pub struct Version {
    /// Its folder as it is shown.
    pub folder: String,
    /// Where that lies, seen from the root of the version.
    pub place: PathBuf,
    /// The case's own file, `case.yaml`, and its documents, each with its path from the folder.
    pub files: Vec<(String, Tree)>,
    /// The paths of those that could not be read, of which nothing can be said.
    pub unread: BTreeSet<String>,
    /// The digests of its other files, by their path from the folder.
    pub attachments: BTreeMap<String, String>,
}

/// The differences of a case.
#[derive(Debug)]
pub struct CaseDiff {
    /// Its id; its folder where it has none.
    pub id: String,
    /// Whether it is new or gone.
    pub what: Option<What>,
    /// Its folder then.
    pub old: Option<String>,
    /// Its folder now.
    pub new: Option<String>,
    /// Whether it lies elsewhere than it did.
    pub moved: bool,
    /// The documents that differ.
    pub documents: Vec<DocumentDiff>,
    /// The other files that differ.
    pub attachments: Vec<Attachment>,
}

/// The differences of a document.
#[derive(Debug)]
pub struct DocumentDiff {
    /// Its kind; empty where it names none.
    pub kind: String,
    /// What that is called.
    pub title: Text,
    /// Its id.
    pub id: Option<String>,
    /// What happened to it as a whole; `Changed` where only parts of it differ.
    pub what: What,
    /// Its path from the folder of the case then.
    pub old: Option<String>,
    /// Its path from the folder of the case now.
    pub new: Option<String>,
    /// Both versions of the file.
    pub files: [Option<Arc<SourceFile>>; 2],
    /// What differs in it. A document that is new or gone is one edit.
    pub edits: Vec<Edit>,
}

/// A file of a case that is no document, and differs.
#[derive(Debug)]
pub struct Attachment {
    /// Its path from the folder of the case.
    pub path: String,
    /// The path that it had, where it is another.
    pub from: Option<String>,
    /// What happened to it.
    pub what: What,
}

impl CaseDiff {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.what.is_none() && !self.moved && self.documents.is_empty() && self.attachments.is_empty()
    }
}

impl Version {
    /// The id that the case gives itself.
    pub fn id(&self) -> Option<&str> {
        self.files.iter().find(|(path, _)| path == "case.yaml").and_then(|(_, tree)| word(tree, "id"))
    }

    fn names(&self) -> Names {
        names(self.files.iter().filter(|(path, _)| path != "case.yaml").map(|(_, tree)| tree))
    }
}

/// Documents by kind and id.
pub type Names = BTreeSet<(String, String)>;

/// The documents among some files of a case that have a kind and an id.
pub fn names<'t>(documents: impl IntoIterator<Item = &'t Tree>) -> Names {
    let name = |tree: &Tree| Some((word(tree, "kind")?.to_owned(), word(tree, "id")?.to_owned()));
    documents.into_iter().filter_map(name).collect()
}

/// Whether a case is another one under a new id and in a new folder: it has most of the documents that the other had.
pub fn succeeds(now: &Names, then: &Names) -> bool {
    then.intersection(now).count() * 2 > then.len()
}

/// Compares the cases of two versions. A case is the same by its id, else by its folder, else by its documents. Gives
/// how many there are in either, and those that differ.
pub fn cases(pack: &Pack, old: &[Version], new: &[Version]) -> (usize, Vec<CaseDiff>) {
    let mut left: Vec<&Version> = old.iter().collect();
    let mut found = Vec::new();
    let mut take = |fits: &dyn Fn(&Version) -> bool| {
        let at = left.iter().position(|version| fits(version))?;
        Some(left.remove(at))
    };
    let ids: BTreeSet<&str> = new.iter().filter_map(Version::id).collect();
    let by_id = new.iter().map(|now| (now, take(&|then| now.id().is_some() && then.id() == now.id())));
    let by_id: Vec<_> = by_id.collect();
    for (now, then) in by_id {
        let moved_on = |then: &Version| then.id().is_some_and(|id| ids.contains(id));
        let same_folder = |then: &Version| then.place == now.place && !moved_on(then);
        found.push((then.or_else(|| take(&same_folder)), Some(now)));
    }
    for (then, now) in &mut found {
        let Some(now) = now.filter(|_| then.is_none()) else { continue };
        let (names, moved_on) = (now.names(), |then: &Version| then.id().is_some_and(|id| ids.contains(id)));
        *then = take(&|then| !moved_on(then) && succeeds(&names, &then.names()));
    }
    found.extend(left.into_iter().map(|then| (Some(then), None)));
    let compared = found.len();
    let diffs = found.into_iter().map(|(old, new)| case(pack, old, new));
    (compared, diffs.filter(|diff| !diff.is_empty()).collect())
}

fn case(pack: &Pack, old: Option<&Version>, new: Option<&Version>) -> CaseDiff {
    let what = match (old, new) {
        (None, _) => Some(What::Added),
        (_, None) => Some(What::Removed),
        _ => None,
    };
    let known = new.or(old);
    let id = known.map(|version| version.id().unwrap_or(&version.folder).to_owned());
    let mut documents = Vec::new();
    let unread = |version: Option<&Version>, path: &str| version.is_some_and(|one| one.unread.contains(path));
    for (then, now) in paired(files(old), files(new)) {
        match (then, now) {
            (Some((path, _)), None) if unread(new, path) => {}
            (None, Some((path, _))) if unread(old, path) => {}
            _ => documents.extend(document(pack, then, now)),
        }
    }
    CaseDiff {
        id: id.unwrap_or_default(),
        what,
        old: old.map(|version| version.folder.clone()),
        new: new.map(|version| version.folder.clone()),
        moved: old.zip(new).is_some_and(|(old, new)| old.place != new.place),
        documents,
        attachments: attachments(old, new),
    }
}

type File = (String, Tree);

fn files(version: Option<&Version>) -> Vec<&File> {
    version.map(|version| version.files.iter().collect()).unwrap_or_default()
}

/// Documents that belong together: by kind and id, else by kind and path. Those of the new version come first, in
/// their order.
fn paired<'v>(mut old: Vec<&'v File>, new: Vec<&'v File>) -> Vec<(Option<&'v File>, Option<&'v File>)> {
    let mut take = |fits: &dyn Fn(&File) -> bool| {
        let at = old.iter().position(|file| fits(file))?;
        Some(old.remove(at))
    };
    let same = |a: &Tree, b: &Tree, key| word(a, key).is_some() && word(a, key) == word(b, key);
    let named: Vec<_> = new
        .into_iter()
        .map(|now| (take(&|then| same(&then.1, &now.1, "kind") && same(&then.1, &now.1, "id")), now))
        .collect();
    let mut pairs: Vec<(Option<&File>, Option<&File>)> = Vec::with_capacity(named.len());
    for (then, now) in named {
        let alike = |then: &File| then.0 == now.0 && word(&then.1, "kind") == word(&now.1, "kind");
        pairs.push((then.or_else(|| take(&alike)), Some(now)));
    }
    pairs.extend(old.into_iter().map(|then| (Some(then), None)));
    pairs
}

/// The differences of a document; `None` where there are none.
fn document<'v>(pack: &Pack, old: Option<&'v File>, new: Option<&'v File>) -> Option<DocumentDiff> {
    let (_, known) = new.or(old)?;
    let kind = word(known, "kind").unwrap_or_default();
    let schema = pack.kind(kind);
    let shape = schema.map_or(&Shape::Any, |schema| &schema.shape);
    let kinds: Vec<(usize, &ChangeKind)> =
        pack.changes.iter().enumerate().filter(|(_, change)| change.document == kind).collect();
    let whole = |what, old: Option<&File>, new: Option<&File>| Edit {
        what,
        way: Vec::new(),
        items: 0,
        old: old.map(|(_, tree)| side(tree, &tree.root)),
        new: new.map(|(_, tree)| side(tree, &tree.root)),
        kinds: Vec::new(),
    };
    let (what, edits) = match (old, new) {
        (Some(then), Some(now)) => {
            let mut comparer = Comparer { old: &then.1, new: &now.1, kinds, edits: Vec::new() };
            comparer.compare(shape);
            let moved = then.0 != now.0;
            let edits = comparer.edits;
            match (edits.is_empty(), moved) {
                (true, false) => return None,
                (true, true) => (What::Moved, vec![whole(What::Moved, old, new)]),
                (false, _) => (What::Changed, edits),
            }
        }
        (None, _) => (What::Added, vec![whole(What::Added, old, new)]),
        (_, None) => (What::Removed, vec![whole(What::Removed, old, new)]),
    };
    Some(DocumentDiff {
        kind: kind.to_owned(),
        title: schema.map_or_else(|| Text::same(format!("`{kind}`")), |schema| schema.title.clone()),
        id: word(known, "id").map(str::to_owned),
        what,
        old: old.map(|(path, _)| path.clone()),
        new: new.map(|(path, _)| path.clone()),
        files: [old, new].map(|file| file.map(|(_, tree)| Arc::clone(&tree.file))),
        edits,
    })
}

/// The other files that differ, by path. One that is gone and one that is new with the same content are one that moved.
fn attachments(old: Option<&Version>, new: Option<&Version>) -> Vec<Attachment> {
    let none = BTreeMap::new();
    let then = old.map_or(&none, |version| &version.attachments);
    let now = new.map_or(&none, |version| &version.attachments);
    let paths: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let gone = then.iter().filter(|(path, _)| !now.contains_key(*path));
    let mut gone: Vec<(&String, &String)> = gone.collect();
    let mut files = Vec::new();
    for path in paths {
        let (from, what) = match (then.get(path), now.get(path)) {
            (None, digest) => match gone.iter().position(|(_, held)| Some(*held) == digest) {
                Some(at) => (Some(gone.remove(at).0.clone()), What::Moved),
                None => (None, What::Added),
            },
            (_, None) => (None, What::Removed),
            (before, after) if before != after => (None, What::Changed),
            _ => continue,
        };
        files.push(Attachment { path: path.clone(), from, what });
    }
    let moved: BTreeSet<String> = files.iter().filter_map(|file| file.from.clone()).collect();
    files.retain(|file| file.what != What::Removed || !moved.contains(&file.path));
    files
}

/// The text under a key of a document.
fn word<'t>(tree: &'t Tree, key: &str) -> Option<&'t str> {
    tree.root.get(key).and_then(Node::as_str)
}
