//! The waivers of a project: their file, and a new entry in it.

use super::{Options, check};
use crate::config::{self, Config, Entry, NewWaiver};
use crate::discover::{self, Project};
use crate::finding::Finding;
use crate::read::Secrets;
use crate::source::{Lang, Text, suggest};
use crate::store::{Store, WorkTree};
use std::path::{Path, PathBuf};

/// The name of the file, where the configuration gives none.
const FILE: &str = "waivers.yaml";

/// What the file of waivers says: its entries, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct WaiverFile {
    /// The bytes; `None` where there is no file, or it cannot be read.
    pub(super) bytes: Option<Vec<u8>>,
    pub(super) entries: Vec<Entry>,
    pub(super) findings: Vec<Finding>,
}

/// Where the waivers of a project are: the file, and how it is shown.
pub(super) fn place(project: &Project, config: &Config) -> (PathBuf, String) {
    let shown = config.waivers.as_deref().unwrap_or(FILE);
    (discover::absolute(&project.root.join(shown)), shown.to_owned())
}

/// Reads the waivers of a project. There need not be any, unless the configuration names their file.
pub(super) fn read_file(
    store: &dyn Store,
    project: &Project,
    config: &Config,
    secrets: &Secrets,
) -> WaiverFile {
    let (path, shown) = place(project, config);
    let below = path.strip_prefix(&project.root).map(Path::to_string_lossy);
    let file = store.file(&project.root, below.as_deref().unwrap_or(&shown));
    if config.waivers.is_none() && !store.exists(&file) {
        return WaiverFile::default();
    }
    match store.bytes(&file) {
        Ok(bytes) => {
            let (entries, findings) = config::parse_waivers(&file.shown, bytes.clone(), secrets);
            WaiverFile { bytes: Some(bytes), entries, findings }
        }
        Err(fault) => WaiverFile { findings: vec![fault], ..WaiverFile::default() },
    }
}

/// A waiver that can be written.
#[derive(Debug)]
pub struct Granted {
    /// Its id.
    pub id: String,
    /// The file to write.
    pub path: PathBuf,
    /// How it is shown.
    pub shown: String,
    /// What the file is to hold.
    pub bytes: Vec<u8>,
    /// What it takes away.
    pub covers: Vec<Finding>,
}

/// The file of waivers with an entry more, for what `klar check` finds now. Without an `id`, the entry has the first free
/// one. The error says why there can be none.
pub fn waive(options: &Options, id: Option<&str>, wanted: &NewWaiver, lang: Lang) -> Result<Granted, Text> {
    let outcome = check(options);
    let found = outcome.report.findings;
    if wanted.reason.trim().is_empty() || wanted.owner.trim().is_empty() {
        return Err(text!(
            sv: "ett undantag behöver ett skäl och någon som svarar för det",
            en: "a waiver needs a reason and somebody who answers for it",
        ));
    }
    let (_, project) = super::project(options);
    let (config, _) = super::configuration(&WorkTree, &project);
    let file = read_file(&WorkTree, &project, &config, &Secrets::default());
    let (path, shown) = place(&project, &config);
    if let Some(fault) = file.findings.first() {
        let (line, message) = (fault.primary.start().line, &fault.message);
        return Err(Text {
            sv: format!("rätta först {shown}:{line}: {}", message.sv),
            en: format!("correct {shown}:{line} first: {}", message.en),
        });
    }
    let id = id.map_or_else(|| config::free_id(&file.entries), str::to_owned);
    let bytes = config::append(&shown, file.bytes.as_deref(), &id, wanted, lang)?;
    let tried = check(&Options { waivers: Some(bytes.clone()), ..options.clone() }).report;
    let own = format!("/waivers/{}/", file.entries.len());
    let about = |finding: &&Finding| {
        finding.code.starts_with("waiver/")
            && finding.primary.file.path() == shown
            && finding.primary.node.starts_with(&own)
    };
    if let Some(fault) = tried.findings.iter().find(about) {
        let missing = matches!(fault.code.as_str(), "waiver/unused" | "waiver/unknown-case");
        return Err(if missing { nothing(wanted, &found) } else { said(fault) });
    }
    let covers = tried.waived.into_iter();
    let covers: Vec<Finding> =
        covers.filter(|finding| finding.waiver.as_ref().is_some_and(|waiver| waiver.id == id)).collect();
    if covers.is_empty() {
        return Err(nothing(wanted, &found));
    }
    Ok(Granted { id, path, shown, bytes, covers })
}

/// What a finding on the new entry says.
fn said(fault: &Finding) -> Text {
    let help = fault.help.clone().unwrap_or_default();
    Text::each(|lang| format!("{}; {}", fault.message.get(lang), help.get(lang)))
}

/// There is no such finding, with what was most likely meant.
fn nothing(wanted: &NewWaiver, found: &[Finding]) -> Text {
    let (rule, case) = (&wanted.rule, &wanted.case);
    let cases = || found.iter().filter_map(|finding| finding.case.as_deref());
    let in_case = found.iter().filter(|finding| finding.case.as_deref() == Some(case));
    let near = suggest(rule, in_case.map(|finding| finding.code.as_str())).filter(|near| near != rule);
    let near_case = suggest(case, cases()).filter(|near| near != case && !cases().any(|known| known == case));
    let message = text!(
        sv: "`klar check` har ingen sådan anmärkning: `{rule}` i `{case}`",
        en: "`klar check` has no such finding: `{rule}` in `{case}`",
    );
    match (near, near_case) {
        (Some(near), _) | (None, Some(near)) => Text {
            sv: format!("{}; menade du `{near}`?", message.sv),
            en: format!("{}; did you mean `{near}`?", message.en),
        },
        (None, None) => message,
    }
}
