//! The compiler of packs: everything that is wrong with a pack, or the pack.

use super::dead;
use super::embedded::{EMBEDDED, embedded};
use super::faults::Faults;
use super::load::{self, PackFile};
use super::processes::{self, Shared};
use super::vocabulary::{self, word};
use super::{Pack, Process};
use crate::finding::{self, Finding};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Compiles the pack that consists of `files`; `shown` names it in messages.
///
/// Gives the pack, or the findings that say why there is none, in the order of [`finding::sort`]; never both.
pub fn compile(files: Vec<PackFile>, shown: &str) -> Result<Pack, Vec<Finding>> {
    compile_with(Care::Whole, files, shown)
}

/// The embedded pack, compiled for judging cases with, and once for each process.
///
/// Tests have shown that there is nothing to find in it, so that it is not looked at as closely as a pack from a
/// folder, and has no warnings. Should anything be wrong with it all the same, the findings are those of
/// [`compile`].
pub fn ready() -> Result<Arc<Pack>, Vec<Finding>> {
    static PACK: OnceLock<Result<Arc<Pack>, Vec<Finding>>> = OnceLock::new();
    let quickly = || compile_with(Care::Proven, embedded(), EMBEDDED);
    let pack = || quickly().or_else(|_| compile(embedded(), EMBEDDED)).map(Arc::new);
    PACK.get_or_init(pack).clone()
}

/// How closely a pack is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// Everything is checked.
    Whole,
    /// The files are as klar's schemas say, the expressions can be parsed without places for faults, and nothing
    /// is without effect.
    Proven,
}

fn compile_with(care: Care, files: Vec<PackFile>, shown: &str) -> Result<Pack, Vec<Finding>> {
    let mut faults = Faults::default();
    compile_all(care, files, shown, &mut faults).filter(|_| faults.0.is_empty()).ok_or_else(|| {
        finding::sort(&mut faults.0);
        faults.0
    })
}

/// The pack, if there is one; whether it can be used is for the faults to say.
fn compile_all(care: Care, files: Vec<PackFile>, shown: &str, faults: &mut Faults) -> Option<Pack> {
    let parts = load::load(care, files, shown, faults)?;
    let formats = vocabulary::formats(&parts.pack, faults);
    if !faults.0.is_empty() {
        // Every schema that names a broken format would be reported as broken too.
        return None;
    }
    let kinds = vocabulary::kinds(&parts, &formats, faults);
    if care == Care::Whole {
        vocabulary::shared(&parts, &formats, faults);
    }
    if !faults.0.is_empty() {
        return None;
    }
    let base = vocabulary::base(care, &parts.pack, &kinds, faults);
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
    let warnings = match care {
        Care::Whole => dead::warnings(&parts, &processes, &clauses),
        Care::Proven => Vec::new(),
    };
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

    /// Were it otherwise, the embedded pack would be compiled twice.
    #[test]
    fn packs_are_the_same_whether_they_are_looked_at_closely_or_not() {
        same(embedded);
        for pack in &EXAMPLES {
            same(|| pack_of(pack));
        }
    }

    fn same(files: impl Fn() -> Vec<PackFile>) {
        let [whole, proven] =
            [Care::Whole, Care::Proven].map(|care| compile_with(care, files(), EMBEDDED).unwrap());
        assert!(whole.warnings.is_empty(), "{:?}", whole.warnings);
        // The places of expressions are what is saved.
        let spans = Regex::new(r"Span \{ start: \d+, end: \d+ \}").unwrap();
        let shown = |pack: &Pack| spans.replace_all(&format!("{pack:?}"), "…").into_owned();
        let (whole, proven) = (shown(&whole), shown(&proven));
        let differing = whole.split(',').zip(proven.split(',')).find(|(whole, proven)| whole != proven);
        assert_eq!(differing, None);
        assert_eq!(whole.len(), proven.len());
    }
}
