//! Where the policy pack comes from.

use super::on_threads;
use crate::finding::Finding;
use crate::policy::{self, Pack, PackFile};
use crate::store::{Store, WorkTree};
use std::path::Path;
use std::sync::Arc;

/// The pack in `folder` of `store`, its files shown relative to `root`, or the embedded one, for judging cases with. The
/// findings say why there is none.
pub(super) fn ready(
    store: &dyn Store,
    root: &Path,
    folder: Option<&Path>,
) -> Result<Arc<Pack>, Vec<Finding>> {
    match folder {
        Some(folder) => on_threads(Some(1), || pack_below(store, root, Some(folder)).map(Arc::new)),
        None => policy::ready(),
    }
}

/// The pack in `folder`, compiled with every check; the embedded one where no folder is given. The findings say why
/// there is none.
pub fn pack(folder: Option<&Path>) -> Result<Pack, Vec<Finding>> {
    pack_below(&WorkTree, Path::new(""), folder)
}

/// The same, with the files of the pack shown relative to `root` where they lie below it.
pub(super) fn pack_below(
    store: &dyn Store,
    root: &Path,
    folder: Option<&Path>,
) -> Result<Pack, Vec<Finding>> {
    let Some(folder) = folder else { return policy::compile(policy::embedded(), "policies") };
    let mut files = Vec::new();
    let (found, mut faults) = store.pack(root, folder);
    for (name, path) in found {
        match store.bytes(&path) {
            Ok(bytes) => files.push(PackFile { name, shown: path.shown, bytes: bytes.into() }),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    policy::compile(files, &folder.strip_prefix(root).unwrap_or(folder).to_string_lossy())
}
