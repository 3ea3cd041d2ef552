//! A pack that is known to be right: what is in it is read and compiled when it is asked for.
//!
//! Files are found by their names, so a process is called like its file, and so is a rule set.

use super::faults::Faults;
use super::load::{self, PackFile, Parts};
use super::processes::{self, Owner, Shared};
use super::vocabulary::{self, word, words};
use super::{Clause, Pack, Placeholders, Process, changes, secrets};
use crate::expr::{Environment, Functions, Parser, Root, Type};
use crate::read::{self, Tree};
use crate::source::Digest;
use crate::structure::{self, Formats, Schema};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

/// What a pack is made from.
#[derive(Debug)]
pub(super) struct Proven {
    pack: Arc<Tree>,
    /// The other files, by name.
    files: BTreeMap<String, File>,
    formats: Formats,
    /// What expressions can refer to; what it is is not looked at.
    functions: Arc<Functions>,
    roots: BTreeMap<Root, Type>,
    owners: BTreeMap<String, Owner>,
    /// The files with definitions only, by file name.
    shared: OnceLock<BTreeMap<String, Arc<Tree>>>,
}

/// A file, and its tree when it has been read.
#[derive(Debug)]
struct File {
    file: PackFile,
    tree: OnceLock<Option<Arc<Tree>>>,
}

/// The pack that consists of `files`, which are known to be a pack without faults and without warnings. `None` where
/// it turns out that they are not.
pub(super) fn open(files: Vec<PackFile>, digest: Digest) -> Option<Pack> {
    let mut faults = Faults::default();
    let by_name = |file: PackFile| (file.name.clone(), File { file, tree: OnceLock::new() });
    let mut files: BTreeMap<String, File> = files.into_iter().map(by_name).collect();
    let tree = files.remove("pack.yaml")?.tree()?;
    let base = vocabulary::base(Rc::new(Parser::for_proven()), &tree, &BTreeMap::new(), &mut faults);
    let proven = Proven {
        formats: vocabulary::formats(&tree, &mut faults),
        functions: Arc::clone(&base.functions),
        roots: base.roots.clone(),
        owners: processes::owners(&tree, &base, &mut faults),
        pack: Arc::clone(&tree),
        files,
        shared: OnceLock::new(),
    };
    let root = &tree.root;
    let pack = Pack {
        name: word(root, "name").to_owned(),
        version: word(root, "version").to_owned(),
        title: vocabulary::text(root.get("title")),
        digest,
        references: vocabulary::references(&tree, &base, &mut faults),
        parameters: vocabulary::parameters(&tree, &mut faults),
        exceptions: super::exceptions::exceptions(&tree),
        changes: changes::changes(&tree, None, &mut faults),
        secrets: secrets::secrets(&tree, &[], |list| proven.list(list), &mut faults),
        placeholders: Placeholders::of(&tree, &mut faults),
        warnings: Vec::new(),
        kinds: super::pack::Named::yet(proven.names("documents/").filter(|kind| !proven.is_shared(kind))),
        processes: super::pack::Named::yet(proven.names("processes/")),
        clauses: super::pack::Named::yet(proven.names("clauses/")),
        proven: Some(proven),
        tree,
    };
    faults.0.is_empty().then_some(pack)
}

impl File {
    fn tree(&self) -> Option<Arc<Tree>> {
        let PackFile { shown, bytes, .. } = &self.file;
        let read = || read::parse(shown, bytes.to_vec()).0.map(Arc::new);
        self.tree.get_or_init(read).clone()
    }
}

impl Proven {
    /// The names of the files in a folder, without folder and ending.
    fn names(&self, folder: &str) -> impl Iterator<Item = String> {
        let names = self.files.keys().filter_map(move |name| name.strip_prefix(folder));
        names.map(|name| load::stem(name).to_owned())
    }

    fn tree(&self, folder: &str, name: &str) -> Option<Arc<Tree>> {
        self.files.get(&format!("{folder}{name}.yaml"))?.tree()
    }

    /// Whether a file of the documents has definitions only: no other key starts a line.
    fn is_shared(&self, name: &str) -> bool {
        let Some(file) = self.files.get(&format!("documents/{name}.yaml")) else { return false };
        let starts =
            |line: &&[u8]| line.first().is_some_and(|byte| !matches!(byte, b' ' | b'#' | b'-' | b'\r'));
        let defines = |line: &[u8]| line.starts_with(b"$defs:") || line.starts_with(b"$comment:");
        file.file.bytes.split(|byte| *byte == b'\n').filter(starts).all(defines)
    }

    /// The files with definitions only.
    fn shared(&self) -> &BTreeMap<String, Arc<Tree>> {
        self.shared.get_or_init(|| {
            let names = self.names("documents/").filter(|name| self.is_shared(name));
            names.filter_map(|name| Some((format!("{name}.yaml"), self.tree("documents/", &name)?))).collect()
        })
    }

    /// The bytes of a list.
    fn list(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        Some(self.files.get(&format!("lists/{name}.yaml"))?.file.bytes.clone())
    }

    /// The kind of documents with a name.
    pub(super) fn kind(&self, name: &str) -> Option<Schema> {
        structure::proven(&*self.tree("documents/", name)?, self.shared(), &self.formats)
    }

    /// The process with an id.
    pub(super) fn process(&self, id: &str) -> Option<Process> {
        let tree = self.tree("processes/", id)?;
        let sets =
            words(&tree.root, "include").filter_map(|include| self.tree("rules/", word(include, "ruleSet")));
        let parts = Parts {
            pack: Arc::clone(&self.pack),
            clauses: Vec::new(),
            documents: BTreeMap::new(),
            shared: BTreeMap::new(),
            rule_sets: sets.collect(),
            processes: Vec::new(),
            lists: BTreeMap::new(),
            digest: Digest::from(""),
        };
        let mut faults = Faults::default();
        let base = Environment {
            parser: Rc::new(Parser::for_proven()),
            functions: Arc::clone(&self.functions),
            roots: self.roots.clone(),
        };
        let shared = Shared { parts: &parts, base: &base, owners: &self.owners, known: None };
        let process = processes::process(&tree, &shared, &mut faults);
        faults.0.is_empty().then_some(process)
    }

    /// The clauses in a file.
    pub(super) fn clauses(&self, file: &str) -> Option<BTreeMap<String, Clause>> {
        let mut clauses = BTreeMap::new();
        processes::clauses_in(
            &*self.tree("clauses/", file)?,
            &self.pack,
            &mut clauses,
            &mut Faults::default(),
        );
        Some(clauses)
    }

    /// Whether a file of clauses seems to hold the one with this id.
    pub(super) fn mentions(&self, file: &str, id: &str) -> bool {
        let text =
            self.files.get(&format!("clauses/{file}.yaml")).map(|file| str::from_utf8(&file.file.bytes));
        text.is_some_and(|text| text.is_ok_and(|text| text.contains(&format!("id: {id}\n"))))
    }

    /// Whether any rule or function may use `cases`: the word stands in its file.
    pub(super) fn mention_other_cases(&self) -> bool {
        let names = |text: &str| text.contains("cases");
        let part = |name: &str| name.starts_with("rules/") || name.starts_with("processes/");
        let files = self.files.iter().filter(|(name, _)| part(name)).map(|(_, file)| &*file.file.bytes);
        let mut texts = files.map(str::from_utf8);
        names(self.pack.file.text()) || texts.any(|text| text.is_ok_and(names))
    }
}
