//! What if: values that are taken for what stands in the files of a case.

use crate::discover::{self, CaseFiles, FilePath};
use crate::finding::{Finding, Label, Level};
use crate::policy::Pack;
use crate::policy_test;
use crate::read::{self, Node, Tree, Value};
use crate::readiness::{CaseReadiness, Progress};
use crate::render::Assumption;
use crate::source::{Text, suggest};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A value to be taken for what stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assume {
    /// The file: its path, or its path from the folder of the case.
    pub path: String,
    /// The node, as a JSON Pointer.
    pub pointer: String,
    /// The value, a YAML scalar.
    pub value: String,
}

/// Assumptions, with the files that they are about.
#[derive(Debug, Default)]
pub(super) struct Assumed {
    /// What is assumed.
    pub(super) shown: Vec<Assumption>,
    /// What is taken to stand in the files, by their paths.
    replaced: BTreeMap<PathBuf, Arc<[u8]>>,
    /// What does stand there, by the path as it is shown: places are those of the real files.
    real: BTreeMap<String, Tree>,
}

impl Assumed {
    /// Finds the files among those of `cases` and makes the changes. The error says which assumption cannot be made.
    pub(super) fn new(
        pack: &Pack,
        cases: &[CaseFiles],
        start: &Path,
        assumes: &[Assume],
    ) -> Result<Self, Text> {
        let mut assumed = Self::default();
        for assume in assumes {
            let file = file(cases, start, &assume.path)?;
            let value = value(assume)?;
            let bytes = match assumed.replaced.get(&file.full) {
                Some(bytes) => bytes.to_vec(),
                None => assumed.read(pack, file)?,
            };
            let Assume { path, pointer, .. } = assume;
            let changed = policy_test::assume(&bytes, pointer, &value).map_err(|_| {
                text!(
                    sv: "i `{path}` går det inte att sätta `{pointer}`: antagandet ska peka på en nyckel eller en plats i en lista, där det som står ovanför finns",
                    en: "in `{path}`, `{pointer}` cannot be set: an assumption has to point to a key, or to an item of a list, below something that is there",
                )
            })?;
            assumed.replaced.insert(file.full.clone(), changed.into());
            assumed.shown.push(Assumption {
                path: file.shown.clone(),
                node: pointer.clone(),
                value: pack.secrets.hide(&assume.value).into_owned(),
            });
        }
        Ok(assumed)
    }

    /// Reads a file as it is.
    fn read(&mut self, pack: &Pack, file: &FilePath) -> Result<Vec<u8>, Text> {
        let bytes = read::bytes(&file.full, &file.shown).map_err(|fault| fault.message)?;
        if let (Some(tree), _) = pack.secrets.parse(&file.shown, bytes.clone()) {
            self.real.insert(file.shown.clone(), tree);
        }
        Ok(bytes)
    }

    /// The cases with what is assumed in the place of what their files hold.
    pub(super) fn put_into(&self, cases: &[CaseFiles]) -> Vec<CaseFiles> {
        let mut cases = cases.to_vec();
        for case in &mut cases {
            for file in std::iter::once(&mut case.case).chain(&mut case.documents) {
                file.unsaved = self.replaced.get(&file.full).cloned().or(file.unsaved.take());
            }
        }
        cases
    }

    /// Whether something of this case is assumed.
    pub(super) fn concerns(&self, case: &CaseFiles) -> bool {
        std::iter::once(&case.case).chain(&case.documents).any(|file| self.replaced.contains_key(&file.full))
    }

    /// Makes everything that is said of a case point into its real files.
    pub(super) fn relocate(&self, case: &mut CaseReadiness) {
        let faults = case.faults.iter_mut().flat_map(labels_of);
        faults.for_each(|label| self.relocate_label(label));
        case.progress.iter_mut().flat_map(Progress::labels_mut).for_each(|label| self.relocate_label(label));
        let changes = case.forecast.iter_mut().flat_map(|forecast| &mut forecast.changes);
        let arising = changes.flat_map(|change| change.arises.iter_mut().chain(&mut change.clears));
        let labels = arising.flat_map(|arising| arising.requirement.labels_mut());
        labels.for_each(|label| self.relocate_label(label));
    }

    fn relocate_label(&self, label: &mut Label) {
        if let Some(tree) = self.real.get(label.file.path())
            && !Arc::ptr_eq(&tree.file, &label.file)
        {
            *label = tree.label_near(&label.node, std::mem::take(&mut label.text));
        }
    }
}

fn labels_of(finding: &mut Finding) -> impl Iterator<Item = &mut Label> {
    std::iter::once(&mut finding.primary).chain(&mut finding.related)
}

/// The one file that a path stands for.
fn file<'f>(cases: &'f [CaseFiles], start: &Path, path: &str) -> Result<&'f FilePath, Text> {
    let full = discover::absolute(&start.join(path));
    let all = || {
        cases.iter().flat_map(|case| {
            let files = std::iter::once(&case.case).chain(&case.documents);
            files.map(move |file| (file, within(case, file)))
        })
    };
    if let Some((file, _)) = all().find(|(file, _)| file.full == full || file.shown == path) {
        return Ok(file);
    }
    let found: Vec<&FilePath> = all().filter(|(_, within)| within == path).map(|(file, _)| file).collect();
    match found.as_slice() {
        [file] => Ok(file),
        [] => {
            let names: Vec<String> = all().map(|(_, within)| within).collect();
            let near = suggest(path, names.iter().map(String::as_str));
            let (mut sv, mut en) = near
                .map(|near| (format!("; menade du `{near}`?"), format!("; did you mean `{near}`?")))
                .unwrap_or_default();
            if sv.is_empty() && cases.is_empty() {
                (sv, en) = ("; här finns inga ärenden".to_owned(), "; there are no cases here".to_owned());
            }
            Err(text!(
                sv: "det finns ingen fil `{path}` i ärendena att anta något om{sv}",
                en: "no case has a file `{path}` to assume something of{en}",
            ))
        }
        [first, ..] => {
            let (count, first) = (found.len(), &first.shown);
            Err(text!(
                sv: "{count} ärenden har en fil `{path}`; ange vilken, till exempel `{first}`",
                en: "{count} cases have a file `{path}`; say which, for example `{first}`",
            ))
        }
    }
}

/// The path of a file from the folder of its case.
fn within(case: &CaseFiles, file: &FilePath) -> String {
    let below = file.full.strip_prefix(&case.folder.full).unwrap_or(&file.full);
    below.to_string_lossy().replace('\\', "/")
}

/// The value of an assumption, which has to be a scalar.
fn value(assume: &Assume) -> Result<Node, Text> {
    let (tree, findings) = read::parse("--assume", assume.value.as_bytes().to_vec());
    let sound = findings.iter().all(|finding| finding.level < Level::Error);
    let root = tree.map(|tree| tree.root).filter(|_| sound);
    root.filter(|root| !matches!(root.value, Value::List(_) | Value::Map(_))).ok_or_else(|| {
        let value = &assume.value;
        text!(
            sv: "`{value}` är inte ett enkelt värde; sätt citattecken om det är text: '\"{value}\"'",
            en: "`{value}` is no single value; put quotes around it where it is text: '\"{value}\"'",
        )
    })
}
