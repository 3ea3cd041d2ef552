//! The walk through one folder: which case each file belongs to.

use super::cases::{CaseFiles, FilePath, Scope, Search};
use super::fault;
use super::names::{self, Kind};
use super::project::exists;
use crate::source::Text;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use walkdir::{DirEntry, WalkDir};

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
    /// Walks one folder.
    pub(super) fn walk(&mut self, start: &Path, scope: Scope) {
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
        if self.packs.iter().any(|pack| pack == path) && path != self.root {
            return false;
        }
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
        let (folder, case) = (FilePath::new(self.root, path), FilePath::new(self.root, &case));
        let case = CaseFiles { folder, case, documents: Vec::new(), files: BTreeMap::new() };
        open.push(Open { depth: entry.depth(), case, usable: true });
        true
    }

    /// Sorts one file into its case.
    fn file(&mut self, entry: &DirEntry, open: Option<&mut Open>) {
        let (path, kind) = (entry.path(), names::kind(entry.file_name()));
        let own = |path: &Path| self.config == Some(path) || self.waivers == Some(path);
        if !entry.file_type().is_file() {
            return self.irregular(entry, kind, open);
        }
        match kind {
            Kind::Misnamed => {
                let name = names::shown(Path::new(entry.file_name()));
                self.report(path, fault::misnamed(&self.shown(path), &name));
            }
            Kind::Disguised => self.skip(path, disguised_reason()),
            Kind::Document if own(path) => return,
            Kind::Document if open.is_none() => {
                self.skip(path, no_case_reason());
            }
            Kind::Document | Kind::Case | Kind::Other => {}
        }
        let Some(open) = open else { return };
        let case = &mut open.case;
        let below = path.strip_prefix(&case.folder.full).unwrap_or(path);
        case.files.insert(names::shown(below), below.to_path_buf());
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
        for file in open.case.files.keys() {
            if let Some(other) = names.insert(file.to_lowercase(), file) {
                let shown = |file: &str| self.shown(&open.case.folder.full.join(file));
                self.found.findings.push(fault::name_clash(&shown(file), &shown(other)));
            }
        }
        self.seen.insert(open.case.folder.full.clone());
        self.found.cases.push(open.case);
    }
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
