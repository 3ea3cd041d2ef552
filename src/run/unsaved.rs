//! A file whose content is handed in, such as that of an editor: it stands in the place of what is on disk.

use crate::discover::{self, CaseFiles, FilePath, Project};
use crate::finding::Finding;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file with the content that it is to have.
#[derive(Clone, Debug)]
pub struct Unsaved {
    /// Its path, absolute. There need not be a file.
    pub path: PathBuf,
    /// Its content.
    pub bytes: Arc<[u8]>,
}

impl Unsaved {
    /// The path to look for cases at: the file, or the nearest folder that is there.
    pub fn nearest(&self) -> &Path {
        self.path.ancestors().find(|path| discover::exists(path)).unwrap_or(&self.path)
    }

    /// Puts the file into the case that it belongs to, and leaves only that one. A file of no case is a finding.
    pub(super) fn put_into(&self, project: &Project, cases: &mut Vec<CaseFiles>) -> Option<Finding> {
        let path = discover::absolute(&self.path);
        cases.retain(|case| path.starts_with(&case.folder.full));
        let deepest = cases.iter().map(|case| case.folder.full.components().count()).max();
        cases.retain(|case| Some(case.folder.full.components().count()) == deepest);
        let Some(case) = cases.first_mut() else { return Some(discover::no_case(&shown(project, &path))) };
        let mut known = std::iter::once(&mut case.case).chain(&mut case.documents);
        if let Some(file) = known.find(|file| file.full == path) {
            file.unsaved = Some(Arc::clone(&self.bytes));
            return None;
        }
        let below = path.strip_prefix(&case.folder.full).unwrap_or(&path);
        case.files.insert(discover::shown(below), below.to_path_buf());
        case.documents.push(FilePath {
            shown: shown(project, &path),
            full: path,
            unsaved: Some(Arc::clone(&self.bytes)),
        });
        case.documents.sort();
        None
    }
}

fn shown(project: &Project, path: &Path) -> String {
    discover::shown(path.strip_prefix(&project.root).unwrap_or(path))
}
