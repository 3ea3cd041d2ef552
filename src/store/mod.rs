//! Where the files of a project come from: the file system, or a revision in git.
//!
//! What reads cases, configuration or packs takes a [`Store`], and cannot tell which of the two it is: the same
//! search, the same limits, the same reader. Of git only objects are read, by running `git` with every hook and every
//! setting of the repository that could run something switched off.

mod batch;
mod fault;
mod git;
mod repository;
mod snapshot;

pub use repository::{Commit, Repository};
pub use snapshot::Snapshot;

use crate::discover::{self, FilePath, Found, Project};
use crate::finding::Finding;
use crate::read;
use std::fmt;
use std::path::{Path, PathBuf};

/// The files of a pack, each with its path in the pack, and what kept some from being found.
pub type PackFiles = (Vec<(String, FilePath)>, Vec<Finding>);

/// Where files come from.
pub trait Store: fmt::Debug + Send + Sync {
    /// The cases that `paths` stand for; those of the whole project where there are none.
    fn cases(&self, project: &Project, paths: &[PathBuf]) -> Found;

    /// The files of the pack in `folder`, shown relative to `root`, the root of the project, where they lie below it.
    fn pack(&self, root: &Path, folder: &Path) -> PackFiles;

    /// The file at `below`, a path from `root`, the root of the project, whether it is there or not.
    fn file(&self, root: &Path, below: &str) -> FilePath;

    /// Whether there is anything at a path.
    fn exists(&self, path: &FilePath) -> bool;

    /// The bytes of a file. A file that cannot be read gives a finding that leaves the run incomplete.
    #[expect(clippy::result_large_err, reason = "there is at most one for each file")]
    fn bytes(&self, path: &FilePath) -> Result<Vec<u8>, Finding>;

    /// The bytes of a file of text within the limits of reading; nothing of any other.
    fn text(&self, path: &FilePath) -> Option<Vec<u8>>;

    /// The SHA-256 of the bytes of a file, in lower-case hexadecimal, also of one that is too large to be read whole.
    #[expect(clippy::result_large_err, reason = "there is at most one for each file")]
    fn digest(&self, path: &FilePath) -> Result<String, Finding>;
}

/// The files as they lie on disk.
#[derive(Clone, Copy, Debug)]
pub struct WorkTree;

impl Store for WorkTree {
    fn cases(&self, project: &Project, paths: &[PathBuf]) -> Found {
        discover::cases(project, paths)
    }

    fn pack(&self, root: &Path, folder: &Path) -> PackFiles {
        discover::pack(root, folder)
    }

    fn file(&self, root: &Path, below: &str) -> FilePath {
        FilePath { shown: below.to_owned(), full: root.join(below), unsaved: None }
    }

    fn exists(&self, path: &FilePath) -> bool {
        path.unsaved.is_some() || discover::exists(&path.full)
    }

    fn bytes(&self, path: &FilePath) -> Result<Vec<u8>, Finding> {
        match &path.unsaved {
            Some(bytes) => Ok(bytes.to_vec()),
            None => read::bytes(&path.full, &path.shown),
        }
    }

    fn text(&self, path: &FilePath) -> Option<Vec<u8>> {
        read::text(&path.full)
    }

    fn digest(&self, path: &FilePath) -> Result<String, Finding> {
        read::digest(&path.full, &path.shown)
    }
}
