//! Running `git`: arguments as a list, nothing of the surroundings but its own objects, and nothing that it could run
//! in turn.
//!
//! The repository is named by its `.git`, so that git looks for none and asks nobody whether the folder is safe: what
//! that question guards against, running what a strange repository says, cannot happen here. There is no work tree,
//! index, pager, filter, external diff or network in any command that is used.

use super::fault;
use crate::finding::Finding;
use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};

/// Variables that would lead git to other objects or settings than those of the repository. Hooks of git set them.
const REMOVED: [&str; 17] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// Variables that every command gets. Git reads `/dev/null` as an empty file on Windows, too.
const SET: [(&str, &str); 10] = [
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_CONFIG_SYSTEM", "/dev/null"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_PAGER", "cat"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("LC_ALL", "C"),
];

/// Settings that go before those of the repository.
const SETTINGS: [&str; 3] = ["core.fsmonitor=false", "core.hooksPath=/dev/null", "protocol.allow=never"];

/// What a command gave.
#[derive(Debug)]
pub(super) struct Given {
    /// Its exit status; `None` where a signal ended it.
    pub(super) status: Option<i32>,
    /// What it printed.
    pub(super) output: Vec<u8>,
}

impl Given {
    /// The output as lines of text, where the command succeeded.
    pub(super) fn lines(&self) -> Option<Vec<&str>> {
        let text = str::from_utf8(&self.output).ok().filter(|_| self.status == Some(0))?;
        Some(text.lines().collect())
    }

    /// The only line of the output.
    pub(super) fn line(&self) -> Option<&str> {
        self.lines()?.first().copied().filter(|line| !line.is_empty())
    }
}

/// A command of git on the repository whose `.git` is at `git`.
pub(super) fn command(git: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    for name in REMOVED {
        command.env_remove(name);
    }
    command.envs(SET).arg("--no-pager").arg("--git-dir").arg(git);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    if let Some(folder) = git.parent() {
        command.current_dir(folder);
    }
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// Runs a command that prints at most `most` bytes; one that prints more is ended, and a finding.
pub(super) fn run(git: &Path, arguments: &[&str], most: u64) -> Result<Given, Box<Finding>> {
    let mut child = command(git, arguments).spawn().map_err(|error| not_started(&error))?;
    let mut output = Vec::new();
    let read = child.stdout.take().map(|stdout| stdout.take(most + 1).read_to_end(&mut output));
    if output.len() as u64 > most {
        child.kill().ok();
        child.wait().ok();
        return Err(fault::too_much(arguments.first().copied().unwrap_or_default()).into());
    }
    let status = child.wait().map_err(|error| not_started(&error))?;
    if let Some(Err(error)) = read {
        return Err(not_started(&error));
    }
    Ok(Given { status: status.code(), output })
}

/// What kept git from being run.
pub(super) fn not_started(error: &io::Error) -> Box<Finding> {
    Box::new(if error.kind() == io::ErrorKind::NotFound {
        fault::no_git()
    } else {
        fault::failed(&error.to_string())
    })
}
