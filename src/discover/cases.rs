//! The search for cases and the files that belong to each.

use super::names::{self, Kind};
use super::project::{absolute, exists};
use super::{Project, fault};
use crate::finding::{self, Finding};
use crate::source::Text;
use crate::text;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// A file or folder: where it is, and how it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilePath {
    /// How it is shown: relative to the project's root, with `/`, and with escapes for what cannot be shown.
    pub shown: String,
    /// The path to open, absolute.
    pub full: PathBuf,
}

/// A case: a folder with a `case.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFiles {
    /// The folder.
    pub folder: FilePath,
    /// Its `case.yaml`.
    pub case: FilePath,
    /// Every other YAML file at any depth below the folder, in the order of their shown paths.
    pub documents: Vec<FilePath>,
    /// Every regular file below the folder, relative to it and with `/`: what attachments may refer to.
    pub files: BTreeSet<String>,
}

/// A file or folder that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The path as it is shown.
    pub path: String,
    /// Why.
    pub reason: Text,
}

/// What a search found.
#[derive(Debug, Default)]
pub struct Found {
    /// The cases, in the order of their shown paths.
    pub cases: Vec<CaseFiles>,
    /// What was passed over below the given paths.
    pub skipped: Vec<Skipped>,
    /// Everything that kept a case or document from being found whole.
    pub findings: Vec<Finding>,
}

/// The cases that `paths` stand for; the whole project where there are none.
///
/// A folder stands for the cases in it and below it. A file or folder inside a case stands for that case. The
/// order of the paths makes no difference, nor does giving one twice.
pub fn cases(project: &Project, paths: &[PathBuf]) -> Found {
    let given: BTreeSet<PathBuf> = match paths {
        [] => BTreeSet::from([project.root.clone()]),
        paths => paths.iter().map(|path| absolute(path)).collect(),
    };
    let mut search = Search {
        root: &project.root,
        config: project.config.as_deref(),
        given: &given,
        starts: BTreeMap::new(),
        seen: BTreeSet::new(),
        found: Found::default(),
    };
    for path in &given {
        search.give(path);
    }
    for (start, scope) in search.uncovered() {
        search.walk(&start, scope);
    }
    search.finish()
}

/// How much a walk from a folder takes in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Scope {
    /// The case of the folder alone.
    Case,
    /// Every case in the folder and below it.
    All,
}

/// A search under way.
struct Search<'a> {
    root: &'a Path,
    config: Option<&'a Path>,
    /// The paths that were asked for.
    given: &'a BTreeSet<PathBuf>,
    /// The folders to walk.
    starts: BTreeMap<PathBuf, Scope>,
    /// Where a case or a fault was found.
    seen: BTreeSet<PathBuf>,
    found: Found,
}

/// A case whose folder the walk is in.
struct Open {
    /// How deep the folder lies.
    depth: usize,
    /// The case so far.
    case: CaseFiles,
    /// Whether its `case.yaml` can be read.
    usable: bool,
}

impl Search<'_> {
    /// Takes one given path: a folder to walk, or a fault.
    fn give(&mut self, path: &Path) {
        if let Some(link) = self.first_link(path) {
            return self.report(&link, fault::link(&self.shown(&link)));
        }
        let kind = match path.symlink_metadata() {
            Ok(metadata) => metadata.file_type(),
            Err(error) => {
                let finding = self.absent(path, &error);
                return self.report(path, finding);
            }
        };
        let inside = |above: &&Path| above.starts_with(self.root) || !path.starts_with(self.root);
        let mut above = path.ancestors().take_while(inside);
        let case = above.find(|above| exists(&above.join("case.yaml")));
        let (start, scope) = match case {
            Some(case) if case == path => (path, Scope::All),
            Some(case) => (case, Scope::Case),
            None if kind.is_dir() => (path, Scope::All),
            None => return self.report(path, self.outside(path, kind.is_file())),
        };
        let known = self.starts.entry(start.to_path_buf()).or_insert(scope);
        *known = scope.max(*known);
    }

    /// The first link on the way from the root of the project to `path`.
    fn first_link(&self, path: &Path) -> Option<PathBuf> {
        let inside = |part: &&Path| *part != self.root && (part.starts_with(self.root) || *part == path);
        let parts: Vec<&Path> = path.ancestors().filter(inside).collect();
        parts.into_iter().rev().find(|part| part.is_symlink()).map(Path::to_path_buf)
    }

    /// The fault of a given path at which there is nothing to be seen.
    fn absent(&self, path: &Path, error: &io::Error) -> Finding {
        if error.kind() != io::ErrorKind::NotFound && error.kind() != io::ErrorKind::NotADirectory {
            return fault::unreadable(&self.shown(path), error);
        }
        fault::not_found(&self.shown(path), self.nearest(path).as_deref())
    }

    /// The path beside `path` whose name is most like its name.
    fn nearest(&self, path: &Path) -> Option<String> {
        let folder = path.parent()?;
        let entries = folder.read_dir().ok()?.flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let name =
            similar::get_close_matches(path.file_name()?.to_str()?, &names, 1, 0.6).first().copied()?;
        Some(self.shown(&folder.join(name)))
    }

    /// The fault of a given file that is part of no case.
    fn outside(&self, path: &Path, regular: bool) -> Finding {
        let shown = self.shown(path);
        match path.file_name().map(|name| (name, names::kind(name))) {
            _ if !regular => fault::not_regular(&shown),
            Some((name, Kind::Misnamed)) => fault::misnamed(&shown, &names::shown(Path::new(name))),
            _ => fault::no_case(&shown),
        }
    }

    /// The folders to walk, without those that the walk of another reaches.
    fn uncovered(&self) -> Vec<(PathBuf, Scope)> {
        let starts = self.starts.iter().filter(|(start, _)| {
            !self.starts.iter().any(|(above, scope)| *scope == Scope::All && reaches(above, start))
        });
        starts.map(|(start, scope)| (start.clone(), *scope)).collect()
    }

    /// Walks one folder.
    fn walk(&mut self, start: &Path, scope: Scope) {
        let mut open: Vec<Open> = Vec::new();
        let walk = WalkDir::new(start).follow_links(false).follow_root_links(false).sort_by_file_name();
        let mut walk = walk.into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.unreadable(start, error);
                    continue;
                }
            };
            while let Some(done) = open.pop_if(|case| case.depth >= entry.depth()) {
                self.close(done);
            }
            if !entry.file_type().is_dir() {
                self.file(&entry, open.last_mut());
            } else if !self.enter(&entry, scope, &mut open) {
                walk.skip_current_dir();
            }
        }
        while let Some(done) = open.pop() {
            self.close(done);
        }
    }

    /// Reports what the walk could not read.
    fn unreadable(&mut self, start: &Path, error: walkdir::Error) {
        let path = error.path().unwrap_or(start).to_path_buf();
        let finding = fault::unreadable(&self.shown(&path), &io::Error::from(error));
        self.report(&path, finding);
    }

    /// Whether the walk goes into a folder; notes the case that starts there.
    fn enter(&mut self, entry: &DirEntry, scope: Scope, open: &mut Vec<Open>) -> bool {
        let path = entry.path();
        let asked_for = || !open.is_empty() && self.given.iter().any(|given| given.starts_with(path));
        if entry.depth() > 0 && names::passed_over(entry.file_name()) && !asked_for() {
            self.skip(path, passed_over_reason(entry.file_name()));
            return false;
        }
        if names::kind(entry.file_name()) == Kind::Case && entry.depth() > 0 {
            self.report(path, fault::not_regular(&self.shown(path)));
            open.last_mut().into_iter().for_each(|case| case.usable = false);
            return false;
        }
        let case = path.join("case.yaml");
        if !exists(&case) {
            return true;
        }
        if entry.depth() > 0 && scope == Scope::Case {
            return false;
        }
        let (folder, case) = (self.file_path(path), self.file_path(&case));
        let case = CaseFiles { folder, case, documents: Vec::new(), files: BTreeSet::new() };
        open.push(Open { depth: entry.depth(), case, usable: true });
        true
    }

    /// Sorts one file into its case.
    fn file(&mut self, entry: &DirEntry, open: Option<&mut Open>) {
        let (path, kind) = (entry.path(), names::kind(entry.file_name()));
        if !entry.file_type().is_file() {
            return self.irregular(entry, kind, open);
        }
        match kind {
            Kind::Misnamed => {
                let name = names::shown(Path::new(entry.file_name()));
                self.report(path, fault::misnamed(&self.shown(path), &name));
            }
            Kind::Disguised => self.skip(path, disguised_reason()),
            Kind::Document if open.is_none() && self.config != Some(path) => {
                self.skip(path, no_case_reason());
            }
            Kind::Document | Kind::Case | Kind::Other => {}
        }
        let Some(open) = open else { return };
        let case = &mut open.case;
        case.files.insert(names::shown(path.strip_prefix(&case.folder.full).unwrap_or(path)));
        if kind == Kind::Document {
            case.documents.push(FilePath::new(self.root, path));
        }
    }

    /// Reports a link, or a pipe or device with the name of a YAML file. Outside cases they are passed over.
    fn irregular(&mut self, entry: &DirEntry, kind: Kind, open: Option<&mut Open>) {
        let (path, shown) = (entry.path(), self.shown(entry.path()));
        let link = entry.path_is_symlink();
        match open {
            Some(open) if link || kind != Kind::Other => {
                open.usable &= kind != Kind::Case;
                self.report(path, if link { fault::link(&shown) } else { fault::not_regular(&shown) });
            }
            _ => self.skip(path, irregular_reason(link)),
        }
    }

    /// Takes leave of a case that was walked whole.
    fn close(&mut self, open: Open) {
        if !open.usable {
            return;
        }
        let mut names = BTreeMap::new();
        for file in &open.case.files {
            if let Some(other) = names.insert(file.to_lowercase(), file) {
                let shown = |file: &str| self.shown(&open.case.folder.full.join(file));
                self.found.findings.push(fault::name_clash(&shown(file), &shown(other)));
            }
        }
        self.seen.insert(open.case.folder.full.clone());
        self.found.cases.push(open.case);
    }

    /// Puts what was found in order, and reports the given folders in which there was nothing.
    fn finish(mut self) -> Found {
        let empty = self.starts.keys().filter(|start| !self.seen.iter().any(|seen| seen.starts_with(start)));
        let empty: Vec<Finding> = empty.map(|start| fault::none_found(&self.shown(start))).collect();
        self.found.findings.extend(empty);
        finding::sort(&mut self.found.findings);
        self.found.cases.sort_by(|a, b| a.folder.cmp(&b.folder));
        self.found.cases.dedup();
        for case in &mut self.found.cases {
            case.documents.sort();
        }
        self.found.skipped.sort();
        self.found.skipped.dedup();
        self.found
    }

    fn report(&mut self, path: &Path, finding: Finding) {
        self.seen.insert(path.to_path_buf());
        self.found.findings.push(finding);
    }

    fn skip(&mut self, path: &Path, reason: Text) {
        self.found.skipped.push(Skipped { path: self.shown(path), reason });
    }

    fn shown(&self, path: &Path) -> String {
        names::shown(path.strip_prefix(self.root).unwrap_or(path))
    }

    fn file_path(&self, path: &Path) -> FilePath {
        FilePath::new(self.root, path)
    }
}

impl FilePath {
    /// The path `full` of a project whose root is `root`.
    fn new(root: &Path, full: &Path) -> Self {
        let shown = names::shown(full.strip_prefix(root).unwrap_or(full));
        Self { shown, full: full.to_path_buf() }
    }
}

/// Whether a walk from `above` comes to `start`, another folder.
fn reaches(above: &Path, start: &Path) -> bool {
    let Ok(way) = start.strip_prefix(above) else { return false };
    way.components().next().is_some() && !way.components().any(|part| names::passed_over(part.as_os_str()))
}

fn passed_over_reason(name: &OsStr) -> Text {
    if name.as_encoded_bytes().starts_with(b".") {
        return text!(sv: "dold mapp", en: "hidden folder");
    }
    text!(sv: "mapp som byggverktyg skapar", en: "folder that build tools make")
}

fn disguised_reason() -> Text {
    text!(
        sv: "namnet slutar inte på `.yaml` eller `.yml`",
        en: "the name does not end in `.yaml` or `.yml`",
    )
}

fn no_case_reason() -> Text {
    text!(
        sv: "ingen mapp ovanför filen har en `case.yaml`",
        en: "no folder above the file has a `case.yaml`",
    )
}

fn irregular_reason(link: bool) -> Text {
    if link {
        return text!(sv: "länkar följs inte", en: "links are not followed");
    }
    text!(sv: "inte en vanlig fil", en: "not a regular file")
}

#[cfg(test)]
mod tests {
    use super::super::project;
    use super::*;
    use crate::finding::Effect;
    use std::fs;
    use tempfile::TempDir;

    /// A project with these files, each holding its own name.
    fn tree(files: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        folder
    }

    fn search(folder: &TempDir, paths: &[&str]) -> Found {
        let project = Project { root: folder.path().to_path_buf(), config: None };
        let paths: Vec<PathBuf> = paths.iter().map(|path| folder.path().join(path)).collect();
        cases(&project, &paths)
    }

    /// Each case with its documents, shown.
    fn shown(found: &Found) -> Vec<String> {
        let documents = |case: &CaseFiles| {
            let documents: Vec<&str> =
                case.documents.iter().map(|document| document.shown.as_str()).collect();
            format!("{}: {}", case.folder.shown, documents.join(" "))
        };
        found.cases.iter().map(documents).collect()
    }

    fn faults(found: &Found) -> Vec<(String, String)> {
        let row = |finding: &Finding| (finding.code.clone(), finding.primary.file.path().to_owned());
        found.findings.iter().map(row).collect()
    }

    fn skipped(found: &Found) -> Vec<&str> {
        found.skipped.iter().map(|skipped| skipped.path.as_str()).collect()
    }

    fn fault(code: &str, path: &str) -> (String, String) {
        (code.to_owned(), path.to_owned())
    }

    const FILES: &[&str] = &[
        "klar.yaml",
        "cases/b/case.yaml",
        "cases/a/case.yaml",
        "cases/a/one.yaml",
        "cases/a/deep/er/two.YML",
        "cases/a/deep/bild.png",
        "cases/a/nested/case.yaml",
        "cases/a/nested/three.yaml",
        "cases/a/.git/x.yaml",
        "cases/a/report.yaml.txt",
        "cases/.hidden/case.yaml",
        "target/case.yaml",
        "stray.yaml",
    ];

    #[test]
    fn a_case_has_the_yaml_files_below_it_but_not_those_of_a_nested_case() {
        let folder = tree(FILES);
        let found = search(&folder, &[]);
        assert_eq!(
            shown(&found),
            [
                "cases/a: cases/a/deep/er/two.YML cases/a/one.yaml",
                "cases/a/nested: cases/a/nested/three.yaml",
                "cases/b: ",
            ]
        );
        assert!(found.findings.is_empty(), "{:?}", found.findings);
        let files: Vec<&str> = found.cases[0].files.iter().map(String::as_str).collect();
        assert_eq!(files, ["case.yaml", "deep/bild.png", "deep/er/two.YML", "one.yaml", "report.yaml.txt"]);
        assert_eq!(found.cases[0].case.full, folder.path().join("cases/a/case.yaml"));
    }

    #[test]
    fn what_is_passed_over_is_listed() {
        let folder = tree(FILES);
        let wanted =
            ["cases/.hidden", "cases/a/.git", "cases/a/report.yaml.txt", "klar.yaml", "stray.yaml", "target"];
        assert_eq!(skipped(&search(&folder, &[])), wanted);
        let project = project(&folder.path().join("cases/a"));
        assert_eq!(project.root, folder.path());
        assert!(cases(&project, &[]).skipped.iter().all(|skipped| skipped.path != "klar.yaml"));
    }

    #[test]
    fn paths_may_come_in_any_order_and_overlap() {
        let folder = tree(FILES);
        let whole = shown(&search(&folder, &[]));
        for paths in [
            &["cases", "cases/a"][..],
            &["cases/a/one.yaml", "cases"],
            &["cases/b", "cases/a", "cases/./a/../a"],
        ] {
            assert_eq!(shown(&search(&folder, paths)), whole, "{paths:?}");
        }
    }

    #[test]
    fn a_path_inside_a_case_stands_for_that_case_alone() {
        let folder = tree(FILES);
        for path in ["cases/a/one.yaml", "cases/a/case.yaml", "cases/a/deep", "cases/a/deep/bild.png"] {
            assert_eq!(
                shown(&search(&folder, &[path])),
                ["cases/a: cases/a/deep/er/two.YML cases/a/one.yaml"],
                "{path}"
            );
        }
        assert_eq!(shown(&search(&folder, &["cases/a/nested/three.yaml"])).len(), 1);
    }

    #[test]
    fn given_paths_count_even_where_they_would_be_passed_over() {
        let folder = tree(FILES);
        assert_eq!(shown(&search(&folder, &["target"])), ["target: "]);
        assert_eq!(shown(&search(&folder, &["cases", "cases/.hidden/case.yaml"])).len(), 4);
        let inside = search(&folder, &["cases/a/.git/x.yaml"]);
        assert!(shown(&inside)[0].contains("cases/a/.git/x.yaml"));
    }

    #[test]
    fn paths_that_lead_nowhere_are_reported() {
        let folder = tree(FILES);
        let found = search(&folder, &["case", "stray.yaml", "cases/a/one.yml", "absent/case.yaml"]);
        assert_eq!(
            faults(&found),
            [
                fault("io/not-found", "absent/case.yaml"),
                fault("io/not-found", "case"),
                fault("io/not-found", "cases/a/one.yml"),
                fault("case/no-case", "stray.yaml"),
            ]
        );
        assert!(found.findings.iter().all(|finding| finding.effect == Effect::Incomplete));
        let help = |index: usize| found.findings[index].help.as_ref().unwrap().en.as_str();
        assert_eq!((help(1), help(2)), ("Did you mean `cases`?", "Did you mean `cases/a/one.yaml`?"));
    }

    #[test]
    fn a_folder_without_cases_is_reported() {
        let folder = tree(&["empty/readme.txt", "full/case.yaml"]);
        assert_eq!(faults(&search(&folder, &["empty", "full"])), [fault("case/none-found", "empty")]);
        assert_eq!(faults(&search(&folder, &["empty"])), [fault("case/none-found", "empty")]);
        fs::remove_file(folder.path().join("full/case.yaml")).unwrap();
        assert_eq!(faults(&search(&folder, &[])), [fault("case/none-found", ".")]);
    }

    #[test]
    fn files_called_almost_case_yaml_are_reported() {
        let folder = tree(&["a/case.yml", "b/Case.yaml", "c/case.yaml", "c/CASE.YML"]);
        let found = search(&folder, &[]);
        let wanted = ["a/case.yml", "b/Case.yaml", "c/CASE.YML"].map(|path| fault("case/misnamed", path));
        assert_eq!(faults(&found), wanted);
        assert_eq!(faults(&search(&folder, &["a/case.yml"])), wanted[..1]);
        assert_eq!(shown(&found), ["c: "]);
    }

    #[test]
    fn names_that_differ_in_letter_case_alone_clash() {
        let folder = tree(&["a/case.yaml", "a/Rapport.yaml", "a/rapport.yaml", "a/b/rapport.yaml"]);
        let found = search(&folder, &[]);
        assert_eq!(faults(&found), [fault("io/name-clash", "a/rapport.yaml")]);
        assert_eq!(found.findings[0].related[0].file.path(), "a/Rapport.yaml");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_named_and_not_followed() {
        use std::os::unix::fs::symlink;
        let folder = tree(&["secret/case.yaml", "secret/x.yaml", "p/a/case.yaml", "p/b/x.yaml"]);
        let at = |path: &str| folder.path().join(path);
        symlink(at("secret/x.yaml"), at("p/a/x.yaml")).unwrap();
        symlink(at("secret"), at("p/a/folder")).unwrap();
        symlink("nowhere", at("p/a/dangling")).unwrap();
        symlink(at("p"), at("p/a/loop")).unwrap();
        symlink(at("secret/case.yaml"), at("p/b/case.yaml")).unwrap();
        symlink(at("secret"), at("p/outside")).unwrap();
        let found = search(&folder, &["p"]);
        let links = ["p/a/dangling", "p/a/folder", "p/a/loop", "p/a/x.yaml", "p/b/case.yaml"];
        assert_eq!(faults(&found), links.map(|path| fault("io/link", path)));
        assert_eq!(shown(&found), ["p/a: "]);
        assert_eq!(found.cases[0].files.len(), 1);
        assert_eq!(skipped(&found), ["p/outside"]);
        for through in ["p/outside", "p/outside/case.yaml", "p/a/folder/case.yaml"] {
            let found = search(&folder, &[through]);
            assert_eq!(found.findings[0].code, "io/link", "{through}");
            assert!(found.cases.is_empty(), "{through}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn pipes_and_folders_in_the_place_of_files_are_reported() {
        let folder = tree(&["a/case.yaml", "b/case.yaml/x.yaml", "b/y.yaml"]);
        for pipe in ["a/pipe.yaml", "a/pipe"] {
            let status = std::process::Command::new("mkfifo").arg(folder.path().join(pipe)).status();
            assert!(status.unwrap().success());
        }
        let found = search(&folder, &[]);
        let wanted = ["a/pipe.yaml", "b/case.yaml"].map(|path| fault("io/not-regular", path));
        assert_eq!(faults(&found), wanted);
        assert_eq!(shown(&found), ["a: "]);
        assert_eq!(skipped(&found), ["a/pipe"]);
    }

    #[cfg(unix)]
    #[test]
    fn hostile_names_are_shown_with_escapes() {
        use std::os::unix::ffi::OsStrExt as _;
        let folder = tree(&["a/case.yaml", "a/new\nline.yaml"]);
        fs::write(folder.path().join("a").join(OsStr::from_bytes(b"p\xf6.yaml")), "").unwrap();
        assert_eq!(shown(&search(&folder, &[])), ["a: a/new\\nline.yaml a/p\\xF6.yaml"]);
    }

    #[test]
    fn the_project_is_the_nearest_folder_with_a_configuration() {
        let folder = tree(&["klar.yaml", "x/.git/HEAD", "x/y/case.yaml"]);
        let root = folder.path();
        let found = project(&root.join("x/y/case.yaml"));
        assert_eq!(found, Project { root: root.to_path_buf(), config: Some(root.join("klar.yaml")) });
        fs::remove_file(root.join("klar.yaml")).unwrap();
        assert_eq!(project(&root.join("x/y")), Project { root: root.join("x"), config: None });
    }
}
