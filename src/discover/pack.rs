//! The files of a policy pack on disk.

use super::FilePath;
use super::fault::{link, not_found, not_regular, unreadable};
use super::names::shown;
use crate::finding::Finding;
use std::path::Path;
use walkdir::{DirEntry, WalkDir};

/// The files of the pack in `folder`, each with its path in the pack, in the order of these paths. They are shown
/// relative to `root` where they lie below it.
///
/// The folder `tests`, hidden files and folders, and files beside `pack.yaml` that are not YAML (a README, say) are
/// not part of a pack. A folder without `pack.yaml` has no files. Links are not followed; they are findings.
pub fn pack(root: &Path, folder: &Path) -> (Vec<(String, FilePath)>, Vec<Finding>) {
    if folder.is_dir() && !folder.join("pack.yaml").is_file() {
        // No pack: what else lies there is not read.
        return (Vec::new(), Vec::new());
    }
    let part = |entry: &DirEntry| !(entry.depth() == 1 && entry.file_name() == "tests");
    let yaml = |name: &str| Path::new(name).extension().is_some_and(|end| end == "yaml" || end == "yml");
    walk(root, folder, part, |name| name.contains('/') || yaml(name))
}

/// The files of policy tests of the pack in `folder`, in the order of their names: the YAML files in its folder
/// `tests`.
pub fn tests(folder: &Path) -> (Vec<FilePath>, Vec<Finding>) {
    let tests = folder.join("tests");
    let (files, faults) = walk(Path::new(""), &tests, |entry| entry.depth() < 2, |_| true);
    let yaml =
        files.into_iter().filter(|(name, _)| Path::new(name).extension().is_some_and(|end| end == "yaml"));
    (yaml.map(|(_, path)| path).collect(), faults)
}

/// The files below `folder` whose folders are not hidden and that `part` lets through, with their path from it.
fn walk(
    root: &Path,
    folder: &Path,
    part: impl Fn(&DirEntry) -> bool,
    wanted: impl Fn(&str) -> bool,
) -> (Vec<(String, FilePath)>, Vec<Finding>) {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    let shown_below = |path: &Path| shown(path.strip_prefix(root).unwrap_or(path));
    if !folder.is_dir() {
        return (files, vec![not_found(&shown_below(folder), None)]);
    }
    let walk = WalkDir::new(folder).follow_links(false).sort_by_file_name().into_iter();
    let hidden = |entry: &DirEntry| entry.file_name().to_string_lossy().starts_with('.');
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || (!hidden(entry) && part(entry))) {
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
        let path = FilePath { shown: shown_below(&full), full, unsaved: None };
        let beside = name != "pack.yaml" && !name.contains('/');
        if entry.path_is_symlink() {
            faults.push(link(&path.shown));
        } else if entry.file_type().is_file() && wanted(&name) {
            files.push((name, path));
        } else if !entry.file_type().is_dir() && !beside {
            faults.push(not_regular(&path.shown));
        }
    }
    (files, faults)
}
