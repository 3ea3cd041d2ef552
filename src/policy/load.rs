//! Files of a pack to trees, each checked against the schema of its place in the pack.

use super::faults::Faults;
use crate::finding::{Finding, Label};
use crate::read::{self, Tree};
use crate::source::{Digest, SourceFile, Text};
use crate::structure::{self, Formats, Schema};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file of a pack.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// Its path in the pack, with `/`.
    pub name: String,
    /// Its path as shown.
    pub shown: String,
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
}

/// The trees of a pack by what they are for.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) pack: Arc<Tree>,
    pub(super) clauses: Vec<Arc<Tree>>,
    /// By kind: the file's name without its ending.
    pub(super) documents: BTreeMap<String, Arc<Tree>>,
    /// Files with definitions only, by file name.
    pub(super) shared: BTreeMap<String, Arc<Tree>>,
    pub(super) rule_sets: Vec<Arc<Tree>>,
    pub(super) processes: Vec<Arc<Tree>>,
    /// By name: the file's name without its ending.
    pub(super) lists: BTreeMap<String, Arc<Tree>>,
    pub(super) digest: Digest,
}

/// The part of a pack that a file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Pack,
    Clauses,
    Document,
    Rules,
    Process,
    List,
}

/// Reads the files of a pack; `None` when any of them is not as it should be.
pub(super) fn load(files: Vec<PackFile>, shown: &str, faults: &mut Faults) -> Option<Parts> {
    if !files.iter().any(|file| file.name == "pack.yaml") {
        faults.0.push(no_pack(shown));
        return None;
    }
    let digest = Digest::from(digest(&files).as_str());
    let schemas = Schemas::compile(faults)?;
    let mut by_role: BTreeMap<Role, Vec<(String, Arc<Tree>)>> = BTreeMap::new();
    for file in files {
        let Some(role) = role(&file.name) else {
            faults.0.push(stray(&file));
            continue;
        };
        let (tree, findings) = read::parse(&file.shown, file.bytes.into_owned());
        faults.0.extend(findings.into_iter().map(Finding::incomplete));
        let Some(tree) = tree else { continue };
        if let Some(schema) = schemas.of(role) {
            faults.0.extend(structure::check(&tree, schema).into_iter().map(Finding::incomplete));
        }
        by_role.entry(role).or_default().push((file.name, Arc::new(tree)));
    }
    let mut take = |role| by_role.remove(&role).unwrap_or_default();
    let pack = take(Role::Pack).into_iter().next().map(|(_, tree)| tree);
    let (shared, documents) = take(Role::Document).into_iter().partition(|(_, tree)| is_shared(tree));
    let trees = |list: Vec<(String, Arc<Tree>)>| list.into_iter().map(|(_, tree)| tree).collect();
    let parts = Parts {
        pack: pack?,
        clauses: trees(take(Role::Clauses)),
        documents: keyed(documents, |name| stem(name).to_owned()),
        shared: keyed(shared, |name| name.rsplit('/').next().unwrap_or(name).to_owned()),
        rule_sets: trees(take(Role::Rules)),
        processes: trees(take(Role::Process)),
        lists: keyed(take(Role::List), |name| stem(name).to_owned()),
        digest,
    };
    faults.0.is_empty().then_some(parts)
}

fn keyed(list: Vec<(String, Arc<Tree>)>, key: fn(&str) -> String) -> BTreeMap<String, Arc<Tree>> {
    list.into_iter().map(|(name, tree)| (key(&name), tree)).collect()
}

/// What a file is for, by where it lies.
fn role(name: &str) -> Option<Role> {
    let yaml = |rest: &str| rest.strip_suffix(".yaml").is_some_and(|stem| !stem.contains('/'));
    match name.split_once('/') {
        None => (name == "pack.yaml").then_some(Role::Pack),
        Some(("clauses", rest)) if yaml(rest) => Some(Role::Clauses),
        Some(("documents", rest)) if yaml(rest) => Some(Role::Document),
        Some(("rules", rest)) if yaml(rest) => Some(Role::Rules),
        Some(("processes", rest)) if yaml(rest) => Some(Role::Process),
        Some(("lists", rest)) if yaml(rest) => Some(Role::List),
        _ => None,
    }
}

/// Whether a schema file only defines what others use.
fn is_shared(tree: &Tree) -> bool {
    tree.root.entries().iter().all(|entry| matches!(&*entry.key, "$defs" | "$comment"))
}

/// The file's name without folders and ending.
pub(super) fn stem(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.strip_suffix(".yaml").unwrap_or(file)
}

/// SHA-256 over the names and contents, each with its length in front, in the order of the names.
pub(super) fn digest(files: &[PackFile]) -> String {
    let mut sorted: Vec<&PackFile> = files.iter().collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    let mut hash = Sha256::new();
    for file in sorted {
        for part in [file.name.as_bytes(), &file.bytes] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    crate::source::hexadecimal(&hash.finalize())
}

/// A finding on a file as a whole.
fn on_file(shown: &str, code: &str, message: Text, help: Text) -> Finding {
    let file = Arc::new(SourceFile::new(shown, Vec::new()));
    let label =
        Label { file, span: crate::source::Span::default(), node: String::new(), text: Text::default() };
    Finding::error(code, message, label).with_help(help).incomplete()
}

fn stray(file: &PackFile) -> Finding {
    on_file(
        &file.shown,
        "policy/stray-file",
        text!(sv: "filen har ingen uppgift i regelpaketet", en: "the file has no part in the policy pack"),
        text!(
            sv: "regelpaketet läser pack.yaml och *.yaml i clauses, documents, rules, processes, lists och tests",
            en: "a pack consists of pack.yaml and of *.yaml in clauses, documents, rules, processes, lists and tests",
        ),
    )
}

fn no_pack(shown: &str) -> Finding {
    on_file(
        shown,
        "policy/no-pack",
        text!(sv: "här finns inget regelpaket", en: "there is no policy pack here"),
        text!(
            sv: "ange mappen med regelpaketets pack.yaml",
            en: "give the folder that holds the pack's pack.yaml",
        ),
    )
}

/// klar's own schemas of the files of a pack.
struct Schemas(BTreeMap<Role, Schema>);

impl Schemas {
    fn compile(faults: &mut Faults) -> Option<Self> {
        let mut read = |name: &str, text: &str| {
            let (tree, findings) = read::parse(&format!("schema:{name}"), text.as_bytes().to_vec());
            faults.0.extend(findings.into_iter().map(Finding::incomplete));
            tree
        };
        let common = read("common.yaml", include_str!("schemas/common.yaml"))?;
        let sources = [
            (Role::Pack, read("pack.yaml", include_str!("schemas/pack.yaml"))?),
            (Role::Clauses, read("clauses.yaml", include_str!("schemas/clauses.yaml"))?),
            (Role::Rules, read("rules.yaml", include_str!("schemas/rules.yaml"))?),
            (Role::Process, read("process.yaml", include_str!("schemas/process.yaml"))?),
            (Role::List, read("list.yaml", include_str!("schemas/list.yaml"))?),
        ];
        let shared = BTreeMap::from([("common.yaml".to_owned(), Arc::new(common))]);
        let mut compiled = BTreeMap::new();
        for (role, tree) in sources {
            let made = structure::compile(&tree, &shared, &Formats::default());
            faults.0.extend(made.faults);
            compiled.insert(role, made.schema?);
        }
        Some(Self(compiled))
    }

    fn of(&self, role: Role) -> Option<&Schema> {
        self.0.get(&role)
    }
}
