//! What the drivers of annotated fixtures share.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot read its fixtures has failed"
)]

mod announced;

use klar::finding::Finding;
use std::fs;
use std::path::{Path, PathBuf};

/// The YAML files of a folder below `fixtures`, by name.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "yaml")).collect();
    files.sort();
    assert!(!files.is_empty(), "{} has no fixtures", folder.display());
    files
}

/// Reads every file of a folder below `fixtures` with `read`, and compares the findings with those that the
/// file announces (`fixtures/README.md` says how). Panics with the differences.
pub(crate) fn check(folder: &str, read: impl Fn(&Path, Vec<u8>) -> Vec<Finding>) {
    let wrong: Vec<String> = files(folder).iter().filter_map(|path| compare(path, &read)).collect();
    assert!(wrong.is_empty(), "{} fixtures differ:\n\n{}", wrong.len(), wrong.join("\n"));
}

/// The difference between what the file at `path` announces and what was found, if there is one.
fn compare(path: &Path, read: &impl Fn(&Path, Vec<u8>) -> Vec<Finding>) -> Option<String> {
    let bytes = fs::read(path).unwrap();
    let announced = match fs::read_to_string(path.with_extension("expect")) {
        Ok(rows) => announced::in_rows(&rows),
        Err(_) => announced::in_comments(&bytes),
    };
    let findings = read(path, bytes);
    let name = path.file_name().unwrap().to_string_lossy();
    announced::difference(&name, &announced, &findings.iter().collect::<Vec<_>>())
}
