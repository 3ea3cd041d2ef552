//! The files of a policy pack on disk.

use super::FilePath;
use super::fault::{link, not_found, not_regular, unreadable};
use super::names::shown;
use crate::finding::Finding;
use std::path::Path;
use walkdir::WalkDir;

/// The files of the pack in `folder`, each with its path in the pack, in the order of these paths. They are shown
/// relative to `root` where they lie below it.
///
/// The folder `tests`, hidden files and folders, and files beside `pack.yaml` (a README, say) are not part of a
/// pack. Links are not followed; they are findings.
pub fn pack(root: &Path, folder: &Path) -> (Vec<(String, FilePath)>, Vec<Finding>) {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    let shown_below = |path: &Path| shown(path.strip_prefix(root).unwrap_or(path));
    if !folder.is_dir() {
        return (files, vec![not_found(&shown_below(folder), None)]);
    }
    let walk = WalkDir::new(folder).follow_links(false).sort_by_file_name().into_iter();
    let kept = walk.filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || (entry.depth() == 1 && name == "tests"))
    });
    for entry in kept {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = shown_below(error.path().unwrap_or(folder));
                faults.push(unreadable(&path, &error.into()));
                continue;
            }
        };
        let name = entry.path().strip_prefix(folder).map(shown).unwrap_or_default();
        let full = entry.path().to_path_buf();
        let path = FilePath { shown: shown_below(&full), full };
        let beside = name != "pack.yaml" && !name.contains('/');
        if entry.path_is_symlink() {
            faults.push(link(&path.shown));
        } else if entry.file_type().is_file() && !beside {
            files.push((name, path));
        } else if !entry.file_type().is_dir() && !beside {
            faults.push(not_regular(&path.shown));
        }
    }
    (files, faults)
}
