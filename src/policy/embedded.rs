//! The pack that comes with the program.

use super::load::PackFile;
use include_dir::{Dir, DirEntry, include_dir};

static POLICIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/policies");

/// What messages call the embedded pack.
pub(super) const EMBEDDED: &str = "policies";

/// The files of the embedded pack: the first folder below `policies/`, without its tests.
pub fn embedded() -> Vec<PackFile> {
    let mut files = Vec::new();
    if let Some(pack) = POLICIES.dirs().min_by_key(|dir| dir.path()) {
        collect(pack, pack, &mut files);
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

fn collect(pack: &Dir<'_>, folder: &Dir<'_>, files: &mut Vec<PackFile>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) if inner.path().ends_with("tests") => {}
            DirEntry::Dir(inner) => collect(pack, inner, files),
            DirEntry::File(file) => {
                let name = file.path().strip_prefix(pack.path()).unwrap_or(file.path());
                let name = name.to_string_lossy().replace('\\', "/");
                let shown = format!("policies/{}", file.path().to_string_lossy().replace('\\', "/"));
                files.push(PackFile { name, shown, bytes: file.contents().to_vec() });
            }
        }
    }
}
