//! The search for cases and the files that belong to each.

use super::names::{self, Kind};
use super::project::{absolute, exists};
use super::{Project, fault};
use crate::finding::{self, Finding};
use crate::source::{Text, suggest};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file or folder: where it is, and how it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilePath {
    /// How it is shown: relative to the project's root, with `/`, and with escapes for what cannot be shown.
    pub shown: String,
    /// The path to open, absolute.
    pub full: PathBuf,
    /// What the file is to hold, where that is not what is on disk.
    pub unsaved: Option<Arc<[u8]>>,
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
    /// Every regular file below the folder, with its path from there: as it is shown, which is what attachments may refer
    /// to, and as it is.
    pub files: BTreeMap<String, PathBuf>,
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
        waivers: project.waivers.as_deref(),
        packs: &project.packs,
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

/// The finding on a path in or below which there is no case.
pub fn no_case_in(project: &Project, path: &Path) -> Finding {
    fault::none_found(&names::shown(path.strip_prefix(&project.root).unwrap_or(path)))
}

/// How much a walk from a folder takes in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    /// The case of the folder alone.
    Case,
    /// Every case in the folder and below it.
    All,
}

/// A search under way.
pub(super) struct Search<'a> {
    pub(super) root: &'a Path,
    pub(super) config: Option<&'a Path>,
    pub(super) waivers: Option<&'a Path>,
    pub(super) packs: &'a [PathBuf],
    /// The paths that were asked for.
    pub(super) given: &'a BTreeSet<PathBuf>,
    /// The folders to walk.
    starts: BTreeMap<PathBuf, Scope>,
    /// Where a case or a fault was found.
    pub(super) seen: BTreeSet<PathBuf>,
    pub(super) found: Found,
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
        let name = suggest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
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

    pub(super) fn report(&mut self, path: &Path, finding: Finding) {
        self.seen.insert(path.to_path_buf());
        self.found.findings.push(finding);
    }

    pub(super) fn skip(&mut self, path: &Path, reason: Text) {
        self.found.skipped.push(Skipped { path: self.shown(path), reason });
    }

    pub(super) fn shown(&self, path: &Path) -> String {
        names::shown(path.strip_prefix(self.root).unwrap_or(path))
    }
}

impl CaseFiles {
    /// The files that are neither `case.yaml` nor a document, such as attachments.
    pub fn others(&self) -> impl Iterator<Item = FilePath> {
        let read = std::iter::once(&self.case).chain(&self.documents);
        let read: BTreeSet<&Path> = read.map(|file| file.full.as_path()).collect();
        let files = self.files.iter().map(|(name, path)| self.file(name, path));
        files.filter(move |file| !read.contains(file.full.as_path()))
    }

    /// The file of the case that is shown as `name` below its folder, and is at `path` there.
    fn file(&self, name: &str, path: &Path) -> FilePath {
        let folder = &self.folder;
        let shown = if folder.shown == "." { name.to_owned() } else { format!("{}/{name}", folder.shown) };
        FilePath { shown, full: folder.full.join(path), unsaved: None }
    }
}

impl FilePath {
    /// The path `full` of a project whose root is `root`.
    pub(super) fn new(root: &Path, full: &Path) -> Self {
        let shown = names::shown(full.strip_prefix(root).unwrap_or(full));
        Self { shown, full: full.to_path_buf(), unsaved: None }
    }
}

/// Whether a walk from `above` comes to `start`, another folder.
fn reaches(above: &Path, start: &Path) -> bool {
    let Ok(way) = start.strip_prefix(above) else { return false };
    way.components().next().is_some() && !way.components().any(|part| names::passed_over(part.as_os_str()))
}

#[cfg(test)]
mod tests {
    use super::super::project;
    use super::*;
    use crate::finding::Effect;
    use std::ffi::OsStr;
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
        let project = Project {
            root: folder.path().to_path_buf(),
            config: None,
            marked: true,
            packs: Vec::new(),
            waivers: None,
        };
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
        let files: Vec<&str> = found.cases[0].files.keys().map(String::as_str).collect();
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
        assert_eq!(
            found,
            Project {
                root: root.to_path_buf(),
                config: Some(root.join("klar.yaml")),
                marked: true,
                packs: Vec::new(),
                waivers: None,
            }
        );
        fs::remove_file(root.join("klar.yaml")).unwrap();
        assert_eq!(
            project(&root.join("x/y")),
            Project { root: root.join("x"), config: None, marked: true, packs: Vec::new(), waivers: None }
        );
    }
}
