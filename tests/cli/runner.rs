//! The built program in a folder of its own, with nothing of the surroundings but what a test sets.

use regex::{Captures, Regex};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{LazyLock, mpsc};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// The date on which every test judges.
pub(crate) const AS_OF: &str = "2026-03-01";

/// How long one run may take. Where it takes longer it is stuck.
const LIMIT: Duration = Duration::from_mins(1);

/// A folder with the files of a project.
pub(crate) struct Project(TempDir);

impl Project {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A project with a copy of a fixture case in `cases`.
    pub(crate) fn with(case: &str) -> Self {
        let project = Self::new();
        project.add(case);
        project
    }

    /// Adds a copy of a fixture case to `cases`.
    pub(crate) fn add(&self, case: &str) -> &Self {
        self.copy(&format!("fixtures/cases/{case}"), &format!("cases/{case}"))
    }

    /// Copies a folder of this repository.
    pub(crate) fn copy(&self, from: &str, to: &str) -> &Self {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(from), &self.path(to));
        self
    }

    /// The path of a file of the project.
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

    /// Replaces the one place in a file that says `from`.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) -> &Self {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{file}: {from}");
        self.write(file, text.replace(from, to))
    }

    /// Removes a file.
    pub(crate) fn remove(&self, file: &str) -> &Self {
        fs::remove_file(self.path(file)).unwrap();
        self
    }

    /// What a command line prints, and its exit status.
    pub(crate) fn run(&self, arguments: &str) -> String {
        self.run_with(arguments, "")
    }

    /// The same with variables, written as `NAME=value`.
    pub(crate) fn run_with(&self, arguments: &str, variables: &str) -> String {
        shown(&self.output(arguments.split_whitespace().map(OsString::from), variables))
    }

    /// The plain outcome of a command line. The date is added where it has none.
    pub(crate) fn output(&self, arguments: impl IntoIterator<Item = OsString>, variables: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_klar"));
        command.current_dir(self.0.path()).stdin(Stdio::null()).env_clear();
        command.envs([("COLUMNS", "100"), ("LANG", "C.UTF-8")]);
        command.envs(variables.split_whitespace().map(|pair| pair.split_once('=').unwrap()));
        let mut arguments: Vec<OsString> = arguments.into_iter().collect();
        let dated = arguments.iter().any(|argument| argument == "--as-of");
        if arguments.first().is_some_and(|first| first == "check" || first == "ready") && !dated {
            arguments.insert(1, format!("--as-of={AS_OF}").into());
        }
        command.args(arguments);
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(command.output()).ok());
        let Ok(output) = receiver.recv_timeout(LIMIT) else { panic!("the program is stuck") };
        output.unwrap()
    }
}

/// The number of rules in a closing line, or in JSON.
static RULES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?<json>"rules": )?\b[0-9]+(?<words> rules?\b| regler\b| regel\b)?"#).unwrap()
});

/// Standard output, standard error where there is any, and the exit status. How many rules the policy has is left
/// out, since that changes with every rule; the examples of the README hold the number.
fn shown(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let heading = if output.stderr.is_empty() { "" } else { "---- standard error\n" };
    let (result, rest, status) = (text(&output.stdout), text(&output.stderr), output.status.code().unwrap());
    without_rule_count(&format!("{result}{heading}{rest}---- exit status {status}\n"))
}

/// A text of the program without the number of rules.
pub(crate) fn without_rule_count(text: &str) -> String {
    let without = |found: &Captures<'_>| match (found.name("json"), found.name("words")) {
        (Some(json), _) => format!("{}0", json.as_str()),
        (None, Some(words)) => format!("N{}", words.as_str()),
        (None, None) => found[0].to_owned(),
    };
    RULES.replace_all(text, without).into_owned()
}

/// The names of the fixture cases.
pub(crate) fn fixture_cases() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
