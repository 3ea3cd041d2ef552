//! The compiler of packs: everything that is wrong with a pack, or the pack.

use super::dead;
use super::faults::Faults;
use super::load::{self, PackFile};
use super::processes::{self, Shared};
use super::vocabulary::{self, word};
use super::{Pack, Process};
use crate::finding::{self, Finding};
use std::collections::BTreeMap;
use std::sync::Arc;

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
    let base = vocabulary::base(&parts.pack, &kinds, faults);
    if !faults.0.is_empty() {
        // Every rule that calls a broken function would be reported as broken too.
        return None;
    }
    let references = vocabulary::references(&parts.pack, &base, faults);
    let parameters = vocabulary::parameters(&parts.pack, faults);
    let owners = processes::owners(&parts.pack, &base, faults);
    let clauses = processes::clauses(&parts, faults);
    processes::rule_sets(&parts, faults);
    let shared = Shared { parts: &parts, base: &base, kinds: &kinds, owners: &owners, clauses: &clauses };
    let processes: BTreeMap<String, Process> = processes::processes(&shared, faults);
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
        kinds,
        processes,
        references,
        parameters,
        clauses,
        warnings,
        tree: Arc::clone(&parts.pack),
    })
}
