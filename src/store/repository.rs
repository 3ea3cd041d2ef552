//! A repository: its commits by name, and the files of each.

use super::snapshot::Snapshot;
use super::{fault, git};
use crate::discover;
use crate::finding::Finding;
use crate::source::suggest;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How many bytes the name of a commit, or a list of names, may take.
const NAMES: u64 = 1 << 20;

/// How many digits of an id git shows, at least. A shorter name is rather a word.
const SHORTEST_ID: usize = 7;

/// The repository that a project lies in.
#[derive(Clone, Debug)]
pub struct Repository {
    /// Its `.git`.
    git: PathBuf,
    /// The root of the project.
    root: PathBuf,
    /// The way from the top of the repository to the root of the project.
    prefix: PathBuf,
    /// Whether a part of the history was left out when it was cloned.
    shallow: bool,
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// What it is called: the name that was given, or the beginning of its id where that is none.
    pub name: String,
    /// Its id, in hexadecimal.
    pub id: String,
}

impl Repository {
    /// The repository that the project with this root lies in.
    pub fn of(root: &Path) -> Result<Self, Box<Finding>> {
        let git = discover::repository(root).ok_or_else(fault::no_repository)?;
        let given = git::run(&git, &["rev-parse", "--is-shallow-repository"], NAMES)?;
        let shallow = given.line().ok_or_else(fault::no_repository)? == "true";
        let repository = Self { git, root: PathBuf::new(), prefix: PathBuf::new(), shallow };
        Ok(repository.with_root(root))
    }

    /// The top folder of its files.
    pub fn top(&self) -> &Path {
        self.git.parent().unwrap_or(&self.root)
    }

    /// The same repository, for a project with another root.
    #[must_use]
    pub fn with_root(&self, root: &Path) -> Self {
        let prefix = root.strip_prefix(self.top()).unwrap_or(Path::new("")).to_path_buf();
        Self { root: root.to_path_buf(), prefix, ..self.clone() }
    }

    /// The commit that `name` stands for: a branch, a tag, an id, or anything else that git takes for one commit.
    pub fn commit(&self, name: &str) -> Result<Commit, Box<Finding>> {
        let plain = !name.is_empty() && !name.starts_with('-') && !name.contains(char::is_control);
        let wanted = format!("{name}^{{commit}}");
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted];
        let given = if plain { Some(git::run(&self.git, &arguments, NAMES)?) } else { None };
        match given.as_ref().and_then(git::Given::line).filter(|id| is_id(id)) {
            Some(id) if self.is_ambiguous(name, id)? => Err(fault::ambiguous_revision(name).into()),
            Some(id) if id == name => Ok(Commit { name: short(id), id: id.to_owned() }),
            Some(id) => Ok(Commit { name: name.to_owned(), id: id.to_owned() }),
            None => {
                let near = self.nearest(name)?;
                Err(fault::unknown_revision(name, near.as_deref(), self.shallow).into())
            }
        }
    }

    /// Whether a name is that of several references which do not stand for the same, or of one that looks like the
    /// beginning of another commit's id: whoever may add a tag must not take the place of a branch.
    fn is_ambiguous(&self, name: &str, id: &str) -> Result<bool, Box<Finding>> {
        let plain = name.split(['~', '^', ':']).next().unwrap_or(name);
        let plain = plain.split_once("@{").map_or(plain, |(plain, _)| plain);
        if plain.is_empty() || id == name {
            return Ok(false);
        }
        let (tags, heads, remotes) =
            (format!("refs/tags/{plain}"), format!("refs/heads/{plain}"), format!("refs/remotes/{plain}"));
        let remote_head = format!("{remotes}/HEAD");
        let places = [plain, &format!("refs/{plain}"), &tags, &heads, &remotes, &remote_head];
        let format = "--format=%(refname) %(objectname) %(*objectname)";
        let given = git::run(&self.git, &[&["for-each-ref", format], &places[..]].concat(), NAMES)?;
        let mut commits = BTreeSet::new();
        for line in given.lines().unwrap_or_default() {
            let mut words = line.split(' ');
            let known = words.next().is_some_and(|reference| places.contains(&reference));
            // An annotated tag stands for what it is a tag of.
            commits.extend(words.rfind(|id| !id.is_empty()).filter(|_| known));
        }
        let abbreviates = plain.len() >= SHORTEST_ID && plain.bytes().all(|byte| byte.is_ascii_hexdigit());
        if abbreviates && commits.iter().any(|commit| !commit.starts_with(plain)) {
            let given = git::run(&self.git, &["rev-parse", &format!("--disambiguate={plain}")], NAMES)?;
            return Ok(given.line().is_some());
        }
        Ok(commits.len() > 1)
    }

    /// The commit that the work tree is based on.
    pub fn head(&self) -> Result<Commit, Box<Finding>> {
        self.commit("HEAD")
    }

    /// The commit at which the history of two commits parted. It has the name of the first where it is the first, and
    /// otherwise the beginning of its id.
    pub fn merge_base(&self, one: &Commit, other: &Commit) -> Result<Commit, Box<Finding>> {
        let given = git::run(&self.git, &["merge-base", &one.id, &other.id], NAMES)?;
        match given.line().filter(|id| is_id(id)) {
            Some(id) if id == one.id => Ok(one.clone()),
            Some(id) => Ok(Commit { name: short(id), id: id.to_owned() }),
            None => Err(fault::no_merge_base(&one.name, &other.name, self.shallow).into()),
        }
    }

    /// The same where there is but one such commit. Two branches that were merged into each other have more: what the one
    /// has changed is then not what it differs in from any of them.
    pub fn only_merge_base(&self, one: &Commit, other: &Commit) -> Result<Commit, Box<Finding>> {
        let given = git::run(&self.git, &["merge-base", "--all", &one.id, &other.id], NAMES)?;
        match given.lines() {
            Some(several) if several.len() > 1 => Err(fault::merge_bases(&one.name, &other.name).into()),
            _ => self.merge_base(one, other),
        }
    }

    /// The files of the project as they stood at a commit.
    pub fn snapshot(&self, commit: &Commit) -> Result<Snapshot, Box<Finding>> {
        Snapshot::take(&self.git, &self.root, &self.prefix, commit)
    }

    /// The name of a branch or tag that is much like one that there is not; first of all that of a remote.
    fn nearest(&self, name: &str) -> Result<Option<String>, Box<Finding>> {
        let format = "--format=%(refname:short)";
        let kinds = ["refs/heads", "refs/tags", "refs/remotes"];
        let arguments = [&["for-each-ref", "--count=10000", format], &kinds[..]].concat();
        let given = git::run(&self.git, &arguments, NAMES)?;
        let names = given.lines().unwrap_or_default();
        let of_remote = names.iter().find(|known| known.split_once('/').is_some_and(|(_, own)| own == name));
        let near = of_remote.copied().or_else(|| suggest(name, names.iter().copied()));
        Ok(near.map(str::to_owned))
    }
}

/// The beginning of an id, long enough to tell it from others.
fn short(id: &str) -> String {
    id.chars().take(12).collect()
}

/// Whether a text is the id of an object.
pub(super) fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
