//! Running git as a test does: with nothing of the surroundings.

use std::path::Path;
use std::process::{Command, Stdio};

/// Runs git in a folder, with words as arguments, and gives what it prints.
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
