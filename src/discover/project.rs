//! The root of the project.

use std::path::{Component, Path, PathBuf};

/// A project: the folder that paths are shown relative to, and its configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The root folder, absolute.
    pub root: PathBuf,
    /// The configuration file, where there is one.
    pub config: Option<PathBuf>,
    /// Whether the root is marked as one, by `klar.yaml` or `.git`.
    pub marked: bool,
    /// The folders of policy packs, absolute: no cases are looked for there.
    pub packs: Vec<PathBuf>,
    /// The file of waivers, absolute: it is no document of a case.
    pub waivers: Option<PathBuf>,
}

/// The name of the configuration file.
const CONFIG: &str = "klar.yaml";

/// The project that `start`, a file or folder, belongs to: the nearest folder at or above it with a
/// `klar.yaml`, else the nearest with a `.git`, else `start` itself.
pub fn project(start: &Path) -> Project {
    project_where(start, |folder| exists(&folder.join(CONFIG)))
}

/// The same where `configured` tells which folders have a `klar.yaml`. One that lies on disk at the root is the
/// configuration in any case, so that it is no document of a case.
pub fn project_where(start: &Path, configured: impl Fn(&Path) -> bool) -> Project {
    let start = absolute(start);
    let folder = match start.parent() {
        Some(parent) if start.is_file() => parent,
        _ => &start,
    };
    let configured = folder.ancestors().find(|above| configured(above));
    let marked = configured.or_else(|| folder.ancestors().find(|above| exists(&above.join(".git"))));
    let root = marked.unwrap_or(folder).to_path_buf();
    let config = root.join(CONFIG);
    Project {
        config: (configured.is_some() || exists(&config)).then_some(config),
        root,
        marked: marked.is_some(),
        packs: Vec::new(),
        waivers: None,
    }
}

/// The `.git` of the repository that a folder of the project lies in: the nearest at or above it.
pub fn repository(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|above| above.join(".git")).find(|git| exists(git))
}

/// The path from the root of the file system, without `.` and `..`. Links stay as they are written.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    full.components().fold(PathBuf::new(), |mut plain, part| {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            _ => plain.push(part),
        }
        plain
    })
}

/// The way from the top of the repository that holds `root` down to it, with `/` at its end; empty where `root` is the
/// top, or lies in no repository. Services that keep code show files by their path from the top.
pub fn below_repository(root: &Path) -> String {
    let top = root.ancestors().find(|above| exists(&above.join(".git")));
    let below = top.and_then(|top| root.strip_prefix(top).ok()).map(super::names::shown);
    below.filter(|below| below != ".").map(|below| below + "/").unwrap_or_default()
}

/// Whether there is anything at `path`, be it a link that leads nowhere.
pub(crate) fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
