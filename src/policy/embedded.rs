//! The pack that comes with the program.

use super::load::PackFile;
use include_dir::{Dir, DirEntry, include_dir};
use std::path::Path;

static POLICIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/policies");

/// The cases that the tests of the embedded pack start from.
static CASES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/cases");

/// What messages call the embedded pack.
pub(super) const EMBEDDED: &str = "policies";

/// The files of the embedded pack: the first folder below `policies/`, without its tests.
pub fn embedded() -> Vec<PackFile> {
    POLICIES.dirs().min_by_key(|dir| dir.path()).map(pack_of).unwrap_or_default()
}

/// The files of the pack in a folder, without its tests.
pub(super) fn pack_of(folder: &'static Dir<'static>) -> Vec<PackFile> {
    files_of(Some(folder), |folder| !folder.ends_with("tests"))
}

/// The files of tests of the embedded pack.
pub fn embedded_tests() -> Vec<PackFile> {
    let pack = POLICIES.dirs().min_by_key(|dir| dir.path());
    let tests = pack.and_then(|pack| pack.dirs().find(|folder| folder.path().ends_with("tests")));
    files_of(tests, |_| true)
}

/// The files of the case in the folder `name`, by their path from it.
pub fn embedded_case(name: &str) -> Vec<PackFile> {
    files_of(CASES.get_dir(name), |_| true)
}

/// The files below a folder, in the order of their names, in the folders that `part` lets through.
fn files_of(folder: Option<&'static Dir<'static>>, part: fn(&Path) -> bool) -> Vec<PackFile> {
    let mut files = Vec::new();
    if let Some(folder) = folder {
        collect(folder, folder, part, &mut files);
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

fn collect(
    pack: &Dir<'_>,
    folder: &'static Dir<'static>,
    part: fn(&Path) -> bool,
    files: &mut Vec<PackFile>,
) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) if !part(inner.path()) => {}
            DirEntry::Dir(inner) => collect(pack, inner, part, files),
            DirEntry::File(file) => {
                let name = file.path().strip_prefix(pack.path()).unwrap_or(file.path());
                let name = name.to_string_lossy().replace('\\', "/");
                let shown = format!("policies/{}", file.path().to_string_lossy().replace('\\', "/"));
                files.push(PackFile { name, shown, bytes: file.contents().into() });
            }
        }
    }
}
