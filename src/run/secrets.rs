//! What nothing may show, in the names of files and folders and in files that are not read as YAML.

use crate::discover::{self, CaseFiles, FilePath, Found};
use crate::finding::{Finding, Label};
use crate::policy::Pack;
use crate::source::{SourceFile, Text};
use crate::store::Store;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Hides the secrets in the names of everything that was found, and adds a finding for each file or folder whose name
/// holds one.
pub(super) fn hide_in_names(pack: &Pack, found: &mut Found) {
    if pack.secrets.0.is_empty() {
        return;
    }
    let mut named = BTreeSet::new();
    for case in &found.cases {
        let attached = case.files.keys().map(|path| below(&case.folder, path));
        attached.chain([case.folder.shown.clone()]).for_each(|path| collect(pack, &path, &mut named));
    }
    hide_in_paths(pack, &mut found.cases);
    for skipped in &mut found.skipped {
        skipped.path = pack.secrets.hide(&skipped.path).into_owned();
    }
    for finding in &mut found.findings {
        for label in std::iter::once(&mut finding.primary).chain(&mut finding.related) {
            collect(pack, label.file.path(), &mut named);
            *label = Label { file: hidden(pack, &label.file), ..label.clone() };
        }
        finding.message = Text::each(|lang| pack.secrets.hide(finding.message.get(lang)).into_owned());
    }
    found.findings.extend(named.iter().filter_map(|path| in_name(pack, path)));
}

/// Hides the secrets in the names of cases and their files.
pub(super) fn hide_in_paths(pack: &Pack, cases: &mut [CaseFiles]) {
    let hide = |path: &mut FilePath| path.shown = pack.secrets.hide(&path.shown).into_owned();
    for case in cases {
        [&mut case.folder, &mut case.case].into_iter().chain(&mut case.documents).for_each(hide);
    }
}

/// The findings on secrets in the files of a case that are text and are not read as YAML, such as attachments.
pub(super) fn elsewhere(store: &dyn Store, pack: &Pack, files: &CaseFiles) -> Vec<Finding> {
    if pack.secrets.0.is_empty() {
        return Vec::new();
    }
    let text = |path: FilePath| Some((store.text(&path)?, path.shown));
    files.others().filter_map(text).flat_map(|(bytes, shown)| pack.secrets.look(&shown, bytes)).collect()
}

/// How a file below a folder is shown.
fn below(folder: &FilePath, path: &str) -> String {
    if folder.shown == "." { path.to_owned() } else { format!("{}/{path}", folder.shown) }
}

/// The parts of a path that end with a name that holds a secret.
fn collect(pack: &Pack, path: &str, named: &mut BTreeSet<String>) {
    if pack.secrets.hide(path) == path {
        return;
    }
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    for part in ends.filter_map(|end| path.get(..end)) {
        let name = part.rsplit('/').next().unwrap_or_default();
        if pack.secrets.hide(name) != name {
            named.insert(part.to_owned());
        }
    }
}

/// The finding on a path whose last name holds a secret.
fn in_name(pack: &Pack, path: &str) -> Option<Finding> {
    let name = path.rsplit('/').next().unwrap_or_default();
    pack.secrets.in_name(name, discover::place(&pack.secrets.hide(path)))
}

/// The file under a name that holds no secret.
fn hidden(pack: &Pack, file: &Arc<SourceFile>) -> Arc<SourceFile> {
    match pack.secrets.hide(file.path()) {
        path if path == file.path() => Arc::clone(file),
        path => Arc::new(SourceFile::new(path, file.text().as_bytes().to_vec())),
    }
}
