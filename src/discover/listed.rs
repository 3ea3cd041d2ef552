//! The same search among files that are listed elsewhere than in the file system, such as those of a revision.

use super::cases::{CaseFiles, FilePath, Found};
use super::names::{self, Kind};
use super::project::absolute;
use super::{Project, fault};
use crate::finding;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// What a listed path stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// A regular file.
    File,
    /// A link.
    Link,
    /// Anything else.
    Other,
}

/// Files by their path from the root of the project.
#[derive(Clone, Debug)]
pub struct Listing {
    /// What stands before the paths as they are shown: `main:`.
    pub label: String,
    /// The files.
    pub files: BTreeMap<PathBuf, Listed>,
}

impl Listing {
    /// The file at `below`, a path from the root of the project, whether it is listed or not.
    pub fn path(&self, root: &Path, below: &Path) -> FilePath {
        let shown = format!("{}{}", self.label, names::shown(below));
        FilePath { shown, full: root.join(below), unsaved: None }
    }

    /// The cases that `paths` stand for; all of them where there are none. As in the file system, hidden folders
    /// are passed over unless a path leads into them. A path at which there is no case gives none.
    pub fn cases(&self, project: &Project, paths: &[PathBuf]) -> Found {
        let given: BTreeSet<PathBuf> = match paths {
            [] => BTreeSet::from([project.root.clone()]),
            paths => paths.iter().map(|path| absolute(path)).collect(),
        };
        let is_case = |path: &Path| path.file_name().is_some_and(|name| names::kind(name) == Kind::Case);
        let cases = self.files.iter().filter(|(path, what)| **what == Listed::File && is_case(path));
        let folders: BTreeSet<&Path> = cases.filter_map(|(path, _)| path.parent()).collect();
        let around = |given: &Path, folder: &Path| {
            let below = given.strip_prefix(&project.root).unwrap_or(given);
            below.ancestors().find(|above| folders.contains(above)) == Some(folder)
        };
        let meant = |folder: &Path| {
            let full = project.root.join(folder);
            given.iter().any(|given| full.starts_with(given) || around(given, folder))
                && !passed_over(folder, project, &given)
        };
        let mut found: BTreeMap<&Path, CaseFiles> = BTreeMap::new();
        for folder in folders.iter().copied().filter(|folder| meant(folder)) {
            found.insert(folder, self.case(&project.root, folder));
        }
        let mut all = Found::default();
        for (path, what) in &self.files {
            let Some(folder) = path.ancestors().skip(1).find(|above| folders.contains(above)) else {
                continue;
            };
            let Some(case) = found.get_mut(folder) else { continue };
            let (Ok(below), Some(name)) = (path.strip_prefix(folder), path.file_name()) else { continue };
            if below.parent().is_some_and(|parent| passed_over(parent, project, &BTreeSet::new())) {
                continue;
            }
            let file = self.path(&project.root, path);
            let own = [&project.config, &project.waivers].into_iter().flatten().any(|own| *own == file.full);
            match (what, names::kind(name)) {
                (Listed::File, Kind::Document) if own => {}
                (Listed::File, kind) => {
                    case.files.insert(names::shown(below), below.to_path_buf());
                    case.documents.extend((kind == Kind::Document).then_some(file));
                }
                (Listed::Link, _) => all.findings.push(fault::link(&file.shown)),
                (Listed::Other, Kind::Other) => {}
                (Listed::Other, _) => all.findings.push(fault::not_regular(&file.shown)),
            }
        }
        finding::sort(&mut all.findings);
        all.cases = found.into_values().collect();
        all.cases.sort_by(|a, b| a.folder.cmp(&b.folder));
        all
    }

    /// The files of the pack in `folder`, each with its path in the pack, in the order of these paths; `None` where
    /// there is no pack. What is no part of a pack is left out, as in the file system.
    pub fn pack(&self, root: &Path, folder: &Path) -> Option<Vec<(String, FilePath)>> {
        let folder = folder.strip_prefix(root).ok()?;
        let is_hidden = |part: &OsStr| part.as_encoded_bytes().starts_with(b".");
        let part_of_pack = |below: &Path| {
            let first = below.components().next().map(Component::as_os_str);
            let beside = below.components().count() == 1;
            let yaml = below.extension().is_some_and(|end| end == "yaml" || end == "yml");
            !below.components().any(|part| is_hidden(part.as_os_str()))
                && (beside || first.is_some_and(|first| first != "tests"))
                && (yaml || !beside)
        };
        let files = self.files.iter().filter(|(_, what)| **what == Listed::File).filter_map(|(path, _)| {
            let below = path.strip_prefix(folder).ok().filter(|below| part_of_pack(below))?;
            Some((names::shown(below), self.path(root, path)))
        });
        let files: Vec<_> = files.collect();
        files.iter().any(|(name, _)| name == "pack.yaml").then_some(files)
    }

    /// A case whose files are yet to be found.
    fn case(&self, root: &Path, folder: &Path) -> CaseFiles {
        CaseFiles {
            folder: self.path(root, folder),
            case: self.path(root, &folder.join("case.yaml")),
            documents: Vec::new(),
            files: BTreeMap::new(),
        }
    }
}

/// Whether a folder of the project lies in one that is passed over, and no given path leads into that.
fn passed_over(folder: &Path, project: &Project, given: &BTreeSet<PathBuf>) -> bool {
    folder.ancestors().any(|part| {
        let full = project.root.join(part);
        let policy = project.packs.contains(&full) && full != project.root;
        let hidden = part.file_name().is_some_and(names::passed_over);
        policy || (hidden && !given.iter().any(|given| given.starts_with(&full)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_files_belong_to_cases_as_those_on_disk_do() {
        let files = [
            ("a/case.yaml", Listed::File),
            ("a/report.yaml", Listed::File),
            ("a/waivers.yaml", Listed::File),
            ("a/more/photo.png", Listed::File),
            ("a/more/link.yaml", Listed::Link),
            ("a/more/.hidden/x.yaml", Listed::File),
            ("a/inner/case.yaml", Listed::File),
            ("a/inner/order.yml", Listed::File),
            ("b/case.yaml", Listed::Link),
            (".old/case.yaml", Listed::File),
            ("policy/case.yaml", Listed::File),
            ("loose.yaml", Listed::File),
        ];
        let files = files.into_iter().map(|(path, what)| (PathBuf::from(path), what)).collect();
        let listing = Listing { label: "main:".to_owned(), files };
        let project = Project {
            root: "/p".into(),
            config: Some("/p/klar.yaml".into()),
            marked: true,
            packs: vec!["/p/policy".into()],
            waivers: Some("/p/a/waivers.yaml".into()),
        };
        let shown = |paths: &[&str]| -> Vec<String> {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            let found = listing.cases(&project, &paths);
            let cases = found.cases.iter().map(|case| {
                let documents: Vec<&str> = case.documents.iter().map(|path| path.shown.as_str()).collect();
                let files: BTreeSet<&String> = case.files.keys().collect();
                format!("{} [{}] {files:?}", case.case.shown, documents.join(", "))
            });
            cases.chain(found.findings.iter().map(|finding| finding.code.clone())).collect()
        };
        let all = [
            r#"main:a/case.yaml [main:a/report.yaml] {"case.yaml", "more/photo.png", "report.yaml"}"#,
            r#"main:a/inner/case.yaml [main:a/inner/order.yml] {"case.yaml", "order.yml"}"#,
            "io/link",
        ];
        assert_eq!(shown(&[]), all);
        assert_eq!(shown(&["/p/a"]), all);
        assert_eq!(shown(&["/p/a/inner"]), [all[1]]);
        assert_eq!(shown(&["/p/a/report.yaml"]), [all[0], "io/link"]);
        assert_eq!(shown(&["/p/.old"]), [r#"main:.old/case.yaml [] {"case.yaml"}"#]);
        assert_eq!(shown(&["/p/c"]), [""; 0]);
    }
}
