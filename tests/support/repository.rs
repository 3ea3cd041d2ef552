//! A git repository in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A repository whose only author is the test.
pub(crate) struct Scratch(TempDir);

impl Scratch {
    /// An empty repository with the branch `main`.
    pub(crate) fn new() -> Self {
        let scratch = Self(tempfile::tempdir().unwrap());
        scratch.git("init -q -b main");
        scratch
    }

    /// The path of a file.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    /// Writes a file.
    pub(crate) fn write(&self, file: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Runs git, with words as arguments, and gives what it prints.
    pub(crate) fn git(&self, words: &str) -> String {
        git(self.0.path(), words)
    }

    /// Commits everything.
    pub(crate) fn commit(&self) -> &Self {
        self.git("add -A");
        self.git("commit -q --allow-empty -m change");
        self
    }
}

/// Runs git in a folder, with nothing of the surroundings.
pub(crate) fn git(folder: &Path, words: &str) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).stdin(Stdio::null());
    command.envs([("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null")]);
    for name in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{name}_NAME"), "Test").env(format!("GIT_{name}_EMAIL"), "test@example.org");
        command.env(format!("GIT_{name}_DATE"), "2026-01-01T12:00:00Z");
    }
    let output = command.args(words.split_whitespace()).output().unwrap();
    assert!(output.status.success(), "git {words}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
