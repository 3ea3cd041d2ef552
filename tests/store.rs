//! Files as they stood at a revision, from repositories in all conditions.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, in its helpers too, and reads what was written"
)]

#[path = "support/repository.rs"]
mod repository;

use klar::discover::{FilePath, Project};
use klar::finding::Finding;
use klar::source::Lang;
use klar::store::{Repository, Snapshot, Store as _, WorkTree};
use repository::git;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A repository whose only author is the test.
struct Scratch(TempDir);

impl Scratch {
    /// An empty repository with the branch `main`.
    fn new() -> Self {
        let scratch = Self(tempfile::tempdir().unwrap());
        scratch.git("init -q -b main");
        scratch
    }

    /// The path of a file.
    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    /// Writes a file.
    fn write(&self, file: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Runs git, with words as arguments, and gives what it prints.
    fn git(&self, words: &str) -> String {
        git(self.0.path(), words)
    }

    /// Commits everything.
    fn commit(&self) -> &Self {
        self.git("add -A");
        self.git("commit -q --allow-empty -m change");
        self
    }
}

/// A repository with a case, of which a branch has another version.
fn two_versions() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("cases/a/case.yaml", "id: a\n").write("cases/a/report.yaml", "id: old\n").commit();
    scratch.git("checkout -q -b work");
    scratch.write("cases/a/report.yaml", "id: new\n").write("cases/b/case.yaml", "id: b\n").commit();
    scratch
}

fn project(scratch: &Scratch, below: &str) -> Project {
    Project { root: scratch.path(below), config: None, marked: true, packs: Vec::new(), waivers: None }
}

fn snapshot(scratch: &Scratch, below: &str, revision: &str) -> Snapshot {
    let repository = Repository::of(&project(scratch, below).root).unwrap();
    repository.snapshot(&repository.commit(revision).unwrap()).unwrap()
}

/// What reading each file of the cases of a snapshot gives.
fn contents(scratch: &Scratch, below: &str, snapshot: &Snapshot) -> Vec<String> {
    let found = snapshot.cases(&project(scratch, below), &[]);
    let files = found.cases.iter().flat_map(|case| std::iter::once(&case.case).chain(&case.documents));
    let shown = |path: &FilePath| {
        let text = snapshot.bytes(path).map(|bytes| String::from_utf8(bytes).unwrap());
        format!("{}: {}", path.shown, text.unwrap_or_else(|finding| finding.code))
    };
    files.map(shown).chain(found.findings.iter().map(|finding| finding.code.clone())).collect()
}

/// Code, message and help of a finding.
fn said(finding: &Finding) -> String {
    let help = finding.help.as_ref().map(|help| help.get(Lang::En)).unwrap_or_default();
    format!("{}: {} ({help})", finding.code, finding.message.get(Lang::En))
}

#[test]
fn a_revision_is_read_and_not_the_work_tree() {
    let scratch = two_versions();
    scratch.write("cases/a/report.yaml", "id: not committed\n");
    let main = snapshot(&scratch, "", "main");
    assert_eq!(
        contents(&scratch, "", &main),
        ["main:cases/a/case.yaml: id: a\n", "main:cases/a/report.yaml: id: old\n"]
    );
    let head = snapshot(&scratch, "", "HEAD");
    assert_eq!(
        contents(&scratch, "", &head),
        [
            "HEAD:cases/a/case.yaml: id: a\n",
            "HEAD:cases/a/report.yaml: id: new\n",
            "HEAD:cases/b/case.yaml: id: b\n"
        ]
    );
}

#[test]
fn a_project_may_be_a_folder_of_its_repository() {
    let scratch = two_versions();
    let main = snapshot(&scratch, "cases", "main");
    assert_eq!(
        contents(&scratch, "cases", &main),
        ["main:a/case.yaml: id: a\n", "main:a/report.yaml: id: old\n"]
    );
    let missing = main.file(&scratch.path("cases"), "klar.yaml");
    assert_eq!(main.bytes(&missing).unwrap_err().code, "io/not-found");
}

#[test]
fn the_merge_base_is_where_a_branch_started() {
    let scratch = two_versions();
    scratch.git("checkout -q main");
    scratch.write("later", "").commit();
    scratch.git("checkout -q work");
    let repository = Repository::of(&scratch.path("")).unwrap();
    let (main, head) = (repository.commit("main").unwrap(), repository.head().unwrap());
    let base = repository.merge_base(&main, &head).unwrap();
    assert_eq!(base.id, scratch.git("rev-parse main~1"));
    assert_eq!(base.name, base.id.chars().take(12).collect::<String>());
    assert_eq!(repository.merge_base(&base, &head).unwrap(), base);
}

#[test]
fn what_changed_is_told_by_the_content() {
    let scratch = two_versions();
    scratch.write("crlf", "a\r\nb\r\n");
    let main = snapshot(&scratch, "", "main");
    let same = |path: &str| main.is_same(&WorkTree.file(&scratch.path(""), path));
    assert!(same("cases/a/case.yaml"));
    assert!(!same("cases/a/report.yaml"), "another content");
    assert!(!same("cases/b/case.yaml"), "was not there");
    assert!(!same("cases/c/case.yaml"), "is nowhere");
    scratch.write("cases/a/case.yaml", "id: a\r\n");
    assert!(same("cases/a/case.yaml"), "line breaks are no change");
}

#[test]
fn revisions_that_cannot_be_had_say_why() {
    let scratch = two_versions();
    let at = |root: &Path, name: &str| {
        let found = Repository::of(root).and_then(|repository| repository.commit(name));
        found.map_or_else(|finding| said(&finding), |commit| commit.name)
    };
    let root = scratch.path("");
    assert_eq!(at(&root, "mian"), "git/unknown-revision: there is no revision `mian` (Did you mean `main`?)");
    for name in ["", "--help", "main..HEAD", "HEAD:cases", "a\nb", "main:cases/a/case.yaml"] {
        assert!(at(&root, name).starts_with("git/unknown-revision: "), "{name}: {}", at(&root, name));
    }
    let elsewhere = tempfile::tempdir().unwrap();
    assert!(at(elsewhere.path(), "main").starts_with("git/no-repository: "));
    fs::create_dir(elsewhere.path().join(".git")).unwrap();
    assert!(at(elsewhere.path(), "main").starts_with("git/no-repository: "));
    let empty = Scratch::new();
    assert!(at(&empty.path(""), "HEAD").starts_with("git/unknown-revision: "));
}

#[test]
fn a_shallow_clone_says_how_to_get_the_rest() {
    let scratch = two_versions();
    let clone = tempfile::tempdir().unwrap();
    let from = scratch.path("").display().to_string();
    git(clone.path(), &format!("clone -q --depth 1 --no-single-branch file://{from} clone"));
    let repository = Repository::of(&clone.path().join("clone")).unwrap();
    let (work, main) = (repository.commit("HEAD").unwrap(), repository.commit("origin/main").unwrap());
    let told = said(&repository.merge_base(&main, &work).unwrap_err());
    assert!(told.starts_with("git/no-merge-base: `origin/main` and `HEAD`"), "{told}");
    assert!(told.contains("fetch-depth: 0"), "{told}");
    let told = said(&repository.commit("main").unwrap_err());
    assert!(told.ends_with("(Did you mean `origin/main`?)"), "{told}");
    let told = said(&repository.commit("v1.0").unwrap_err());
    assert!(told.contains("git fetch --unshallow"), "{told}");
}

#[cfg(unix)]
#[test]
fn links_submodules_and_large_files_are_not_read() {
    let scratch = two_versions();
    std::os::unix::fs::symlink("/etc/hostname", scratch.path("cases/a/link.yaml")).unwrap();
    scratch.write("cases/a/large.yaml", vec![b'#'; (5 << 20) + 1]).commit();
    let own = scratch.path("").display().to_string();
    scratch.git(&format!(
        "-c protocol.file.allow=always submodule --quiet add -b main {own} cases/a/module.yaml"
    ));
    scratch.commit();
    let head = snapshot(&scratch, "", "HEAD");
    let told: Vec<String> =
        contents(&scratch, "", &head).into_iter().filter(|told| told.contains("io/")).collect();
    assert_eq!(told, ["HEAD:cases/a/large.yaml: io/too-large", "io/link", "io/not-regular"]);
}

/// Hooks, filters and programs that the configuration of a repository names are its author's, not the user's.
#[cfg(unix)]
#[test]
fn nothing_of_the_repository_is_run() {
    let scratch = two_versions();
    let marker = scratch.path("marker");
    let script = scratch.path("script");
    scratch.write("script", format!("#!/bin/sh\ntouch {}\ncat\n", marker.display()));
    fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    scratch.write(".gitattributes", "* filter=evil diff=evil\n").commit();
    let hooks = ["post-index-change", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman"];
    for hook in hooks {
        fs::copy(&script, scratch.path(&format!(".git/hooks/{hook}"))).unwrap();
    }
    let config = fs::read_to_string(scratch.path(".git/config")).unwrap();
    let script = script.display();
    let evil = format!(
        "[core]\n\tfsmonitor = {script}\n\tpager = {script}\n\teditor = {script}\n\tsshCommand = {script}\n\
         [pager]\n\trev-parse = true\n\tls-tree = true\n\tcat-file = true\n\
         [filter \"evil\"]\n\tclean = {script}\n\tsmudge = {script}\n\trequired = true\n\
         [diff]\n\texternal = {script}\n[diff \"evil\"]\n\ttextconv = {script}\n\tcommand = {script}\n\
         [alias]\n\tls-tree = !{script}\n\tcat-file = !{script}\n[gpg]\n\tprogram = {script}\n"
    );
    scratch.write(".git/config", config + &evil);
    let main = snapshot(&scratch, "", "main");
    assert_eq!(contents(&scratch, "", &main).len(), 2);
    assert!(!main.is_same(&WorkTree.file(&scratch.path(""), "cases/a/report.yaml")));
    let repository = Repository::of(&scratch.path("")).unwrap();
    repository.merge_base(&main.commit, &repository.head().unwrap()).unwrap();
    assert!(!marker.exists());
}
