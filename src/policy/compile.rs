//! The compiler of packs: everything that is wrong with a pack, or the pack.

use super::embedded::{EMBEDDED, embedded};
use super::faults::Faults;
use super::load::{self, PackFile};
use super::pack::{Named, Pack};
use super::processes::{self, Known, Shared};
use super::vocabulary::{self, word};
use super::{Placeholders, Process, changes, conflicts, dead, exceptions, proven, secrets};
use crate::finding::{self, Finding};
use crate::source::Digest;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

/// Compiles the pack that consists of `files`; `shown` names it in messages.
///
/// Gives the pack, or the findings that say why there is none, in the order of [`finding::sort`]; never both.
pub fn compile(files: Vec<PackFile>, shown: &str) -> Result<Pack, Vec<Finding>> {
    let mut faults = Faults::default();
    compile_all(files, shown, &mut faults).filter(|_| faults.0.is_empty()).ok_or_else(|| {
        finding::sort(&mut faults.0);
        faults.0
    })
}

/// The embedded pack, for judging cases with, and one for the whole program.
///
/// Tests have shown that there is nothing to find in it, so that each part of it is read and compiled when it is asked
/// for, and not looked at closely. Should anything be wrong with it all the same, the findings are those of
/// [`compile`].
pub fn ready() -> Result<Arc<Pack>, Vec<Finding>> {
    static PACK: OnceLock<Result<Arc<Pack>, Vec<Finding>>> = OnceLock::new();
    let opened = || proven::open(embedded(), Digest::new(|| load::digest(&embedded())));
    let pack = || opened().map_or_else(|| compile(embedded(), EMBEDDED), Ok).map(Arc::new);
    PACK.get_or_init(pack).clone()
}

/// The pack, if there is one; whether it can be used is for the faults to say.
fn compile_all(files: Vec<PackFile>, shown: &str, faults: &mut Faults) -> Option<Pack> {
    let parts = load::load(files, shown, faults)?;
    let formats = vocabulary::formats(&parts.pack, faults);
    if !faults.0.is_empty() {
        // Every schema that names a broken format would be reported as broken too.
        return None;
    }
    let kinds = vocabulary::kinds(&parts, &formats, faults);
    vocabulary::shared(&parts, &formats, faults);
    if !faults.0.is_empty() {
        return None;
    }
    let base = vocabulary::base(Rc::default(), &parts.pack, &kinds, faults);
    if !faults.0.is_empty() {
        // Every rule that calls a broken function would be reported as broken too.
        return None;
    }
    let references = vocabulary::references(&parts.pack, &base, faults);
    let parameters = vocabulary::parameters(&parts.pack, faults);
    let names: Vec<&str> = parts.lists.keys().map(String::as_str).collect();
    let list = |name: &str| Some(parts.lists.get(name)?.file.text().as_bytes().to_vec().into());
    let secrets = secrets::secrets(&parts.pack, &names, list, faults);
    let placeholders = Placeholders::of(&parts.pack, faults);
    let owners = processes::owners(&parts.pack, &base, faults);
    let clauses = processes::clauses(&parts, faults);
    let changes = changes::changes(&parts.pack, Some((&kinds, &clauses)), faults);
    conflicts::check(&parts.pack, &clauses, faults);
    processes::rule_sets(&parts, faults);
    let known = Some(Known { kinds: &kinds, clauses: &clauses });
    let shared = Shared { parts: &parts, base: &base, owners: &owners, known };
    let processes: BTreeMap<String, Process> = processes::processes(&shared, faults);
    exceptions::check(&parts.pack, &clauses, &processes, faults);
    if !faults.0.is_empty() {
        return None;
    }
    let warnings = dead::warnings(&parts, &processes, &clauses);
    let root = &parts.pack.root;
    Some(Pack {
        name: word(root, "name").to_owned(),
        version: word(root, "version").to_owned(),
        title: vocabulary::text(root.get("title")),
        digest: parts.digest.clone(),
        references,
        parameters,
        exceptions: exceptions::exceptions(&parts.pack),
        changes,
        secrets,
        placeholders,
        warnings,
        tree: Arc::clone(&parts.pack),
        kinds: Named::made(kinds),
        processes: Named::made(processes),
        clauses: Named::made(BTreeMap::from([(String::new(), clauses)])),
        proven: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::embedded::pack_of;
    use super::*;
    use include_dir::{Dir, include_dir};
    use regex::Regex;

    /// A pack with every body of rules, so that what the embedded one happens to do without is looked at, too.
    static EXAMPLES: [Dir<'_>; 2] = [
        include_dir!("$CARGO_MANIFEST_DIR/docs/example/policy"),
        include_dir!("$CARGO_MANIFEST_DIR/fixtures/tested/pack"),
    ];

    /// Were it otherwise, cases would be judged by another pack than the one that has been tested.
    #[test]
    fn packs_are_the_same_whether_they_are_looked_at_closely_or_not() {
        same(embedded());
        for pack in &EXAMPLES {
            same(pack_of(pack));
        }
    }

    fn same(files: Vec<PackFile>) {
        let whole = compile(files.clone(), EMBEDDED).unwrap();
        let opened = proven::open(files, whole.digest.clone()).unwrap();
        assert!(whole.warnings.is_empty(), "{:?}", whole.warnings);
        let [whole, opened] = [whole, opened].map(|pack| shown(&pack));
        let differing = whole.split(',').zip(opened.split(',')).find(|(whole, opened)| whole != opened);
        assert_eq!(differing, None);
        assert_eq!(whole.len(), opened.len());
    }

    /// Everything in a pack, without the places of expressions, which only a close look knows.
    fn shown(pack: &Pack) -> String {
        let kinds: Vec<_> = pack.kind_names().map(|name| (name, pack.kind(name))).collect();
        let processes: Vec<_> = pack.process_ids().map(|id| (id, pack.process(id))).collect();
        let Pack { name, version, title, digest, references, parameters, exceptions, .. } = pack;
        let Pack { secrets, placeholders, tree, .. } = pack;
        let rest = (name, version, title, digest, references, parameters, exceptions, secrets);
        let rest = (rest, placeholders, tree);
        let spans = Regex::new(r"Span \{ start: \d+, end: \d+ \}").unwrap();
        spans.replace_all(&format!("{kinds:?}{processes:?}{:?}{rest:?}", pack.clauses()), "…").into_owned()
    }

    #[test]
    fn each_clause_is_found_alone() {
        let opened = || proven::open(embedded(), Digest::from("")).unwrap();
        for id in opened().clauses().keys() {
            assert!(opened().clause(id).is_some(), "{id}");
        }
        assert!(opened().clause("no such clause").is_none());
    }
}
