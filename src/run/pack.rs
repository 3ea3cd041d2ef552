//! Where the policy pack comes from.

use crate::discover;
use crate::finding::Finding;
use crate::policy::{self, Pack, PackFile};
use crate::read;
use std::path::Path;

/// The pack in `folder`, compiled; the embedded one where no folder is given. The findings say why there is none.
pub fn pack(folder: Option<&Path>) -> Result<Pack, Vec<Finding>> {
    match folder {
        Some(folder) => pack_in(folder, None),
        None => policy::compile(policy::embedded(), "policies"),
    }
}

/// The pack in `folder`, its files shown from `root` where one is given.
pub(super) fn pack_in(folder: &Path, root: Option<&Path>) -> Result<Pack, Vec<Finding>> {
    let root = root.and_then(Path::to_str);
    let from_root = |shown: String| match root.and_then(|root| shown.strip_prefix(root)) {
        Some(rest) => rest.trim_start_matches('/').to_owned(),
        None => shown,
    };
    let mut files = Vec::new();
    let (found, mut faults) = discover::pack(folder);
    for (name, path) in found {
        match read::bytes(&path.full, &path.shown) {
            Ok(bytes) => files.push(PackFile { name, shown: from_root(path.shown), bytes }),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    policy::compile(files, &from_root(folder.to_string_lossy().into_owned()))
}
