//! The files of a project as they stood at a commit.

use super::batch::Batch;
use super::repository::{Commit, is_id};
use super::{PackFiles, Store, WorkTree, fault, git};
use crate::discover::{self, FilePath, Found, Listed, Listing, Project};
use crate::finding::Finding;
use crate::read;
use crate::source::Hasher;
use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// How many bytes the list of all files may take: some half a million files.
const LISTING: u64 = 64 << 20;

/// The files of a project as they stood at a commit. Only the list of them is in memory.
#[derive(Debug)]
pub struct Snapshot {
    /// The commit.
    pub commit: Commit,
    git: PathBuf,
    root: PathBuf,
    listing: Listing,
    /// What the regular files hold, by their path from the root of the project.
    blobs: BTreeMap<PathBuf, Blob>,
    batch: Mutex<Option<Batch>>,
}

/// The content of a file.
#[derive(Debug)]
struct Blob {
    id: String,
    /// In bytes; `None` where the repository does not hold it.
    size: Option<u64>,
}

impl Snapshot {
    /// The files below `prefix`, the way from the top of the repository to the root of the project.
    pub(super) fn take(
        git: &Path,
        root: &Path,
        prefix: &Path,
        commit: &Commit,
    ) -> Result<Self, Box<Finding>> {
        let given = git::run(git, &["ls-tree", "-r", "-z", "-l", "--full-tree", &commit.id], LISTING)?;
        if given.status != Some(0) {
            return Err(fault::failed("ls-tree").into());
        }
        let mut files = BTreeMap::new();
        let mut blobs = BTreeMap::new();
        for entry in given.output.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
            let (what, path, blob) = entry_of(entry).ok_or_else(|| fault::failed("ls-tree"))?;
            let Ok(below) = path.strip_prefix(prefix) else { continue };
            // A tree can hold names that no file system would.
            if !below.components().all(|part| matches!(part, Component::Normal(_))) {
                continue;
            }
            files.insert(below.to_path_buf(), what);
            if what == Listed::File {
                blobs.insert(below.to_path_buf(), blob);
            }
        }
        let listing = Listing { label: format!("{}:", commit.name), files };
        let (git, root) = (git.to_path_buf(), root.to_path_buf());
        Ok(Self { commit: commit.clone(), git, root, listing, blobs, batch: Mutex::default() })
    }

    /// Whether there was anything in a folder.
    pub fn has_below(&self, folder: &Path) -> bool {
        let Ok(below) = folder.strip_prefix(&self.root) else { return false };
        self.listing
            .files
            .range(below.to_path_buf()..)
            .next()
            .is_some_and(|(path, _)| path.starts_with(below))
    }

    /// The finding on a folder that lies in a submodule, whose files another repository has.
    pub fn in_submodule(&self, folder: &FilePath) -> Option<Finding> {
        let below = folder.full.strip_prefix(&self.root).ok()?;
        let other = below.ancestors().any(|path| self.listing.files.get(path) == Some(&Listed::Other));
        other.then(|| fault::in_submodule(&folder.shown))
    }

    /// Whether a file has now the content that it had. What differs in line breaks alone is the same. A file that
    /// cannot be read is not.
    pub fn is_same(&self, now: &FilePath) -> bool {
        let below = now.full.strip_prefix(&self.root).unwrap_or(&now.full);
        let Some(Blob { size: Some(size), .. }) = self.blobs.get(below) else { return false };
        let then = self.listing.path(&self.root, below);
        if *size > read::LIMITS.bytes as u64 {
            let digests = WorkTree.digest(now).ok().zip(self.digest(&then).ok());
            return digests.is_some_and(|(now, then)| now == then);
        }
        let contents = WorkTree.bytes(now).ok().zip(self.content(&then).ok());
        contents.is_some_and(|(now, then)| now == then || without_returns(&now) == without_returns(&then))
    }

    /// Whether a file has now the bytes that it had. A file that cannot be read has not.
    pub fn is_identical(&self, now: &FilePath) -> bool {
        let below = now.full.strip_prefix(&self.root).unwrap_or(&now.full);
        let then = self.listing.path(&self.root, below);
        let digests = WorkTree.digest(now).ok().zip(self.digest(&then).ok());
        digests.is_some_and(|(now, then)| now == then)
    }

    /// Whether another version of the project has the same file, of the same content.
    pub fn agrees(&self, other: &Self, path: &FilePath) -> bool {
        let below = path.full.strip_prefix(&self.root).unwrap_or(&path.full);
        let id = |snapshot: &Self| snapshot.blobs.get(below).map(|blob| blob.id.clone());
        id(self).is_some_and(|own| id(other).as_ref() == Some(&own))
    }

    /// The folders that hold a file of this name, from the root of the project.
    pub fn folders_with(&self, name: &str) -> impl Iterator<Item = &Path> {
        let files =
            self.listing.files.keys().filter(move |path| path.file_name().is_some_and(|own| own == name));
        files.filter_map(|path| path.parent())
    }

    /// The content of a file.
    fn content(&self, path: &FilePath) -> Result<Vec<u8>, Box<Finding>> {
        let mut content = Vec::new();
        self.copy(path, read::LIMITS.bytes as u64, read::too_large, &mut content)?;
        Ok(content)
    }

    /// Writes the content of a file to `sink`; `beyond` is said of one with more than `most` bytes.
    fn copy(
        &self,
        path: &FilePath,
        most: u64,
        beyond: fn(&str) -> Finding,
        sink: &mut dyn io::Write,
    ) -> Result<(), Box<Finding>> {
        let below = path.full.strip_prefix(&self.root).unwrap_or(&path.full);
        let blob = self.blobs.get(below).ok_or_else(|| match self.listing.files.get(below) {
            Some(Listed::Link) => discover::link(&path.shown),
            Some(_) => discover::not_regular(&path.shown),
            None => discover::not_found(&path.shown, None),
        })?;
        let size = blob.size.ok_or_else(|| fault::missing(&path.shown))?;
        if size > most {
            return Err(beyond(&path.shown).into());
        }
        let mut batch = self.batch.lock().unwrap_or_else(PoisonError::into_inner);
        let mut running = match batch.take() {
            Some(running) => running,
            None => Batch::start(&self.git)?,
        };
        // After a fault the next one starts anew.
        let there = running.content(&blob.id, size, sink)?;
        *batch = Some(running);
        if there { Ok(()) } else { Err(fault::missing(&path.shown).into()) }
    }
}

impl Store for Snapshot {
    fn cases(&self, project: &Project, paths: &[PathBuf]) -> Found {
        self.listing.cases(project, paths)
    }

    fn pack(&self, root: &Path, folder: &Path) -> PackFiles {
        match self.listing.pack(root, folder) {
            Some(files) => (files, Vec::new()),
            None => (Vec::new(), Vec::new()),
        }
    }

    fn file(&self, root: &Path, below: &str) -> FilePath {
        self.listing.path(root, Path::new(below))
    }

    fn exists(&self, path: &FilePath) -> bool {
        path.full.strip_prefix(&self.root).is_ok_and(|below| self.listing.files.contains_key(below))
    }

    fn bytes(&self, path: &FilePath) -> Result<Vec<u8>, Finding> {
        self.content(path).map_err(|finding| *finding)
    }

    fn text(&self, path: &FilePath) -> Option<Vec<u8>> {
        self.content(path).ok().filter(|bytes| read::is_text(bytes))
    }

    fn digest(&self, path: &FilePath) -> Result<String, Finding> {
        let mut hash = Hasher::default();
        let copied = self.copy(path, read::MOST_DIGESTED, read::too_large_to_digest, &mut hash);
        copied.map(|()| hash.finish()).map_err(|finding| *finding)
    }
}

/// The bytes with `\n` in the place of `\r\n`.
fn without_returns(bytes: &[u8]) -> Vec<u8> {
    let (mut plain, mut rest) = (Vec::with_capacity(bytes.len()), bytes);
    while let [first, after @ ..] = rest {
        if !(*first == b'\r' && after.first() == Some(&b'\n')) {
            plain.push(*first);
        }
        rest = after;
    }
    plain
}

/// What a line of `git ls-tree -l` says: `mode type id size<TAB>path`.
fn entry_of(entry: &[u8]) -> Option<(Listed, PathBuf, Blob)> {
    let tab = entry.iter().position(|byte| *byte == b'\t')?;
    let (head, path) = entry.split_at_checked(tab)?;
    let mut words = str::from_utf8(head).ok()?.split_ascii_whitespace();
    let (mode, _, id, size) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let what = match mode {
        "100644" | "100755" | "100664" => Listed::File,
        "120000" => Listed::Link,
        _ => Listed::Other,
    };
    let blob = Blob { id: id.to_owned(), size: size.parse().ok() };
    is_id(id).then(|| Some((what, path_of(path.get(1..)?), blob)))?
}

/// A path as git has it, with `/` between its parts.
#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    std::ffi::OsStr::from_bytes(bytes).into()
}

/// A path as git has it, with `/` between its parts.
#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}
