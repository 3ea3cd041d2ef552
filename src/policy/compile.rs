//! The compiler of packs: everything that is wrong with a pack, or the pack.

use super::dead;
use super::faults::Faults;
use super::load::{self, PackFile};
use super::processes::{self, Shared};
use super::vocabulary::{self, word};
use super::{Pack, Process};
use crate::finding::Finding;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Compiles the pack that consists of `files`; `shown` names it in messages.
///
/// Gives the pack, or the findings that say why there is none, never both.
pub fn compile(files: Vec<PackFile>, shown: &str) -> Result<Pack, Vec<Finding>> {
    let mut faults = Faults::default();
    let Some(parts) = load::load(files, shown, &mut faults) else { return Err(faults.0) };
    let formats = vocabulary::formats(&parts.pack, &mut faults);
    let kinds = vocabulary::kinds(&parts, &formats, &mut faults);
    if !faults.0.is_empty() {
        return Err(faults.0);
    }
    let base = vocabulary::base(&parts.pack, &kinds, &mut faults);
    if !faults.0.is_empty() {
        // Every rule that calls a broken function would be reported as broken too.
        return Err(faults.0);
    }
    let references = vocabulary::references(&parts.pack, &base, &mut faults);
    let parameters = vocabulary::parameters(&parts.pack, &mut faults);
    let owners = processes::owners(&parts.pack, &base, &mut faults);
    let clauses = processes::clauses(&parts, &mut faults);
    let shared = Shared { parts: &parts, base: &base, kinds: &kinds, owners: &owners, clauses: &clauses };
    let processes: BTreeMap<String, Process> = processes::processes(&shared, &mut faults);
    if !faults.0.is_empty() {
        return Err(faults.0);
    }
    let warnings = dead::warnings(&parts, &processes, &clauses);
    let root = &parts.pack.root;
    Ok(Pack {
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
