//! The versions of a project that a run with a base knows beside the present one: that of the revision itself, which
//! decides, and that where the histories part, which the present one is compared with.

use crate::discover::{self, FilePath, Project};
use crate::finding::Finding;
use crate::store::{Repository, Snapshot, Store};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The earlier versions of a project.
#[derive(Debug)]
pub(super) struct Versions {
    /// Those of the folder of the project.
    pub(super) own: Held,
    /// Those of the whole repository, where the project is a folder in it.
    whole: Option<Held>,
}

/// The versions of a folder.
#[derive(Debug)]
pub(super) struct Held {
    /// The folder.
    pub(super) root: PathBuf,
    /// The revision itself: policy, configuration and exceptions are read from it.
    pub(super) tip: Arc<Snapshot>,
    /// The commit where the history of the present version parts from that of the revision.
    pub(super) parting: Arc<Snapshot>,
}

impl Versions {
    /// The versions of the project around `start` for `revision`, with the project as the revision has it: a `klar.yaml`
    /// that only the present version has makes no project. A repository within that of the `working` folder, which a
    /// change can bring along, decides nothing.
    pub(super) fn open(
        (working, start): (&Path, &Path),
        project: &Project,
        revision: &str,
    ) -> Result<(Self, Project), Box<Finding>> {
        let around = Repository::of(working).ok().filter(|around| project.root.starts_with(around.top()));
        let repository = match around {
            Some(around) => around,
            None => Repository::of(&project.root)?,
        };
        let (given, head) = (repository.commit(revision)?, repository.head()?);
        let parting = repository.only_merge_base(&given, &head)?;
        let held = |root: &Path| -> Result<Held, Box<Finding>> {
            let repository = repository.with_root(root);
            let tip = Arc::new(repository.snapshot(&given)?);
            let same = given.id == parting.id;
            let parting = if same { Arc::clone(&tip) } else { Arc::new(repository.snapshot(&parting)?) };
            Ok(Held { root: root.to_path_buf(), tip, parting })
        };
        let whole = held(repository.top())?;
        let project = discover::project_where(start, |folder| whole.has(&folder.join("klar.yaml")));
        if let Some(link) = whole.linked_project() {
            return Err(link.into());
        }
        let at_top = project.root == whole.root;
        let (own, whole) = if at_top { (whole, None) } else { (held(&project.root)?, Some(whole)) };
        Ok((Self { own, whole }, project))
    }

    /// The versions of the whole repository.
    pub(super) fn top(&self) -> &Held {
        self.whole.as_ref().unwrap_or(&self.own)
    }

    /// The versions of the folder that holds `path`; `None` where that lies outside of the repository.
    pub(super) fn holding(&self, path: &Path) -> Option<&Held> {
        std::iter::once(&self.own).chain(&self.whole).find(|held| path.starts_with(&held.root))
    }
}

impl Held {
    /// What the revision is called.
    pub(super) fn name(&self) -> &str {
        &self.tip.commit.name
    }

    /// Whether the revision is where the histories part: it has nothing that the present version lacks.
    pub(super) fn is_up_to_date(&self) -> bool {
        self.tip.commit.id == self.parting.commit.id
    }

    /// The file at `path` as `store` has it.
    pub(super) fn file(&self, store: &dyn Store, path: &Path) -> FilePath {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        store.file(&self.root, &below.to_string_lossy())
    }

    /// A link in the place of a folder in which the revision has a project: whoever works there works elsewhere.
    fn linked_project(&self) -> Option<Finding> {
        let folders = self.tip.folders_with("klar.yaml");
        let mut ways = folders.flat_map(Path::ancestors).filter(|way| !way.as_os_str().is_empty());
        let link = ways.find(|way| self.root.join(way).is_symlink())?;
        Some(discover::link(&discover::shown(link)))
    }

    /// Whether the revision has something at `path`.
    fn has(&self, path: &Path) -> bool {
        path.starts_with(&self.root) && self.tip.exists(&self.file(&*self.tip, path))
    }
}
