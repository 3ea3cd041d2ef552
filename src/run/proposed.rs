//! What a change would make of the policy, the configuration and the exceptions that it is judged by. It is read, so that
//! what is wrong with it is found, and it is said; it does not count until the base has it.

use super::approvers::unknown_roles;
use super::versions::{Held, Versions};
use super::{configuration, pack, waivers};
use crate::config::{self, Config, Entry, Key, Known};
use crate::discover::{self, FilePath, Project};
use crate::evaluate::Waivers;
use crate::finding::{Finding, Label, Level};
use crate::policy::Pack;
use crate::read::Secrets;
use crate::source::{Date, Text};
use crate::store::{Store, WorkTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How many files of a policy are named.
const FILES_NAMED: usize = 5;

/// What decides, as the base has it.
pub(super) struct Decided<'a> {
    pub(super) versions: &'a Versions,
    pub(super) project: &'a Project,
    pub(super) config: &'a Config,
    /// The folder of the policy; `None` for the embedded one.
    pub(super) policy: Option<&'a Path>,
    pub(super) pack: Option<&'a Pack>,
    /// Whether the command line names the policy, and the configuration does not.
    pub(super) named: bool,
    pub(super) as_of: Date,
}

impl Decided<'_> {
    /// Holds the present version against it, and leaves those of its waivers that the present version still has: what
    /// a change takes away is gone at once. The findings say what else the change would make of it.
    pub(super) fn proposed(&self, waivers: &mut Vec<Entry>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let config = self.configuration(&mut findings);
        self.policy(&config, &mut findings);
        self.waivers(&config, waivers, &mut findings);
        findings
    }

    /// The configuration of the present version.
    fn configuration(&self, findings: &mut Vec<Finding>) -> Config {
        let held = &self.versions.own;
        let Some(path) = &self.project.config else { return self.config.clone() };
        let Some(changed) = changed(held, path) else { return self.config.clone() };
        let name = held.name();
        let message = text!(
            sv: "ändringen av `klar.yaml` gäller först när den finns i `{name}`",
            en: "the change of `klar.yaml` counts once it is in `{name}`",
        );
        let help = text!(
            sv: "Ärendena är bedömda med inställningarna i `{name}`: en ändring bestämmer inte hur den själv bedöms.",
            en: "The cases are judged with the configuration in `{name}`: a change does not decide how it is judged itself.",
        );
        findings.push(note("base/configuration", message, help, discover::place(&changed)));
        let (config, faults) = configuration(&WorkTree, self.project);
        findings.extend(faults);
        findings.extend(self.pack.iter().flat_map(|pack| unknown_roles(pack, &config)));
        config
    }

    /// Says which files of the policy change, and compiles what they come to, or what the present version is the first
    /// to name.
    fn policy(&self, config: &Config, findings: &mut Vec<Finding>) {
        let decided = self.policy;
        let renamed = config.policy != self.config.policy && !self.named;
        let folder = |policy: &String| discover::absolute(&self.project.root.join(policy));
        let present =
            if renamed { config.policy.as_ref().map(folder) } else { decided.map(Path::to_path_buf) };
        let held = decided.and_then(|folder| Some((folder, self.versions.holding(folder)?)));
        let changed = held.map(|(folder, held)| (held, changed_files(held, folder)));
        let changed = changed.filter(|(_, files)| !files.is_empty());
        findings.extend(changed.as_ref().map(|(held, files)| policy_changes(held, files)));
        if let Some(folder) = present.filter(|_| changed.is_some() || renamed) {
            let compiled = pack::pack_below(&WorkTree, &self.project.root, Some(&folder));
            findings.extend(compiled.err().into_iter().flatten());
        }
    }

    /// Says which waivers are added or changed, and leaves those that both versions have.
    fn waivers(&self, config: &Config, decided: &mut Vec<Entry>, findings: &mut Vec<Finding>) {
        let none = Secrets::default();
        let secrets = self.pack.map_or(&none, |pack| &pack.secrets);
        let held = &self.versions.own;
        let now = waivers::read_file(&WorkTree, self.project, config, secrets);
        if !now.findings.is_empty() {
            findings.extend(now.findings);
            return;
        }
        let parting = waivers::read_file(&*held.parting, self.project, self.config, secrets).entries;
        let among = |entries: &[Entry], entry: &Entry| entries.iter().any(|other| other.says_the_same(entry));
        let new = now.entries.iter().filter(|entry| !among(decided, entry) && !among(&parting, entry));
        let new: Vec<Entry> = new.cloned().collect();
        let known = |entry: &Entry| decided.iter().any(|other| other.waiver.id == entry.waiver.id);
        findings.extend(new.iter().map(|entry| waiver_counts_later(held.name(), entry, known(entry))));
        if let Some(pack) = self.pack {
            findings.extend(Waivers::new(pack, new, self.as_of).1);
        }
        let mut present: BTreeMap<String, Entry> =
            now.entries.into_iter().map(|entry| (entry.waiver.id.clone(), entry)).collect();
        // Where both say the same, places are those of the present file.
        let kept = std::mem::take(decided).into_iter().filter_map(|entry| {
            let now = present.remove(&entry.waiver.id)?;
            Some(if now.says_the_same(&entry) { now } else { entry })
        });
        *decided = kept.collect();
    }
}

/// The findings that the baseline at `path` knows in the base and still knows in the present version, and what there is
/// to say of those that it adds. The ids of the cases of those that it takes away are `lifted`.
pub(super) fn baseline(
    held: &Held,
    path: &Path,
    secrets: &Secrets,
    lifted: &mut BTreeSet<String>,
) -> (Vec<Known>, Vec<Finding>) {
    let parse = |store: &dyn Store| {
        let file = held.file(store, path);
        if !store.exists(&file) {
            return (Vec::new(), Vec::new());
        }
        match store.bytes(&file) {
            Ok(bytes) => config::parse_baseline(&file.shown, bytes, secrets),
            Err(fault) => (Vec::new(), vec![fault]),
        }
    };
    let [(decided, faults), (now, more)] = [parse(&*held.tip), parse(&WorkTree)];
    let mut findings: Vec<Finding> = faults.into_iter().chain(more).collect();
    if !findings.is_empty() {
        return (decided, findings);
    }
    let earlier = parse(&*held.parting).0;
    let known: BTreeSet<&Key> = decided.iter().chain(&earlier).map(|known| &known.key).collect();
    if let Some(first) = now.iter().find(|line| !known.contains(&line.key)) {
        let name = held.name();
        let message = text!(
            sv: "nya rader i utgångsläget gäller först när de finns i `{name}`",
            en: "new lines of the baseline count once they are in `{name}`",
        );
        let help = text!(
            sv: "Ett utgångsläge blir bara kortare. Rätta ärendet, eller be om ett undantag.",
            en: "A baseline only becomes shorter. Correct the case, or ask for a waiver.",
        );
        findings.push(note("base/baseline", message, help, first.at.clone()));
    }
    let now: BTreeMap<Key, Known> = now.into_iter().map(|known| (known.key.clone(), known)).collect();
    let lost = decided.iter().filter(|known| !now.contains_key(&known.key));
    lifted.extend(lost.map(|known| known.key.case.clone()));
    (decided.iter().filter_map(|known| now.get(&known.key).cloned()).collect(), findings)
}

/// How a file is shown that is not as it was where the histories part; `None` for one that is.
fn changed(held: &Held, path: &Path) -> Option<String> {
    let (now, then) = (held.file(&WorkTree, path), held.file(&*held.parting, path));
    let shown = |there: bool| if there { now.shown.clone() } else { then.shown.clone() };
    match (WorkTree.exists(&now), held.parting.exists(&then)) {
        (false, false) => None,
        (true, true) => (!held.parting.is_same(&now)).then(|| now.shown.clone()),
        (there, _) => Some(shown(there)),
    }
}

/// The files of a policy that are not as they were, as they are shown.
fn changed_files(held: &Held, folder: &Path) -> Vec<String> {
    let files = |store: &dyn Store| -> BTreeMap<String, FilePath> {
        store.pack(&held.root, folder).0.into_iter().collect()
    };
    let (now, then) = (files(&WorkTree), files(&*held.parting));
    let same = |name: &String, path: &FilePath| then.contains_key(name) && held.parting.is_same(path);
    let changed = now.iter().filter(|(name, path)| !same(name, path)).map(|(_, path)| path.shown.clone());
    let removed =
        then.iter().filter(|(name, _)| !now.contains_key(*name)).map(|(_, path)| path.shown.clone());
    changed.chain(removed).collect()
}

/// The base has no policy where one is asked for.
pub(super) fn no_policy(held: &Held, folder: &Path) -> Finding {
    let (name, shown) = (held.name(), held.file(&WorkTree, folder).shown);
    let message = text!(
        sv: "`{name}` har inget regelpaket i `{shown}`",
        en: "`{name}` has no policy pack in `{shown}`",
    );
    let help = text!(
        sv: "Med `--base` bedöms ändringen enligt regelpaketet i `{name}`. Lägg in det där först, eller utelämna `--base`.",
        en: "With `--base`, the change is judged by the policy in `{name}`. Put the pack there first, or leave out `--base`.",
    );
    let label = discover::place(&held.file(&*held.tip, folder).shown);
    Finding::error("policy/no-pack", message, label).with_help(help).incomplete()
}

fn policy_changes(held: &Held, changed: &[String]) -> Finding {
    let (name, number) = (held.name(), changed.len());
    let (filer, files) = if number == 1 { ("fil", "file") } else { ("filer", "files") };
    let message = text!(
        sv: "regelpaketet ändras i {number} {filer}; det gäller först när det finns i `{name}`",
        en: "the policy changes in {number} {files}; that counts once it is in `{name}`",
    );
    let help = text!(
        sv: "Ärendena är bedömda enligt regelpaketet i `{name}`. Kör utan `--base` för att se vad ändringen leder till.",
        en: "The cases are judged by the policy in `{name}`. Run without `--base` to see what the new one says.",
    );
    let mut places = changed.iter().take(FILES_NAMED).map(|path| discover::place(path));
    let first = places.next().unwrap_or_else(|| discover::place("."));
    let finding = note("base/policy", message, help, first);
    places.fold(finding, Finding::with_related)
}

fn waiver_counts_later(name: &str, entry: &Entry, known: bool) -> Finding {
    let id = &entry.waiver.id;
    let message = if known {
        text!(
            sv: "ändringen av undantaget `{id}` gäller först när den finns i `{name}`",
            en: "the change of the waiver `{id}` counts once it is in `{name}`",
        )
    } else {
        text!(
            sv: "undantaget `{id}` gäller först när det finns i `{name}`",
            en: "the waiver `{id}` counts once it is in `{name}`",
        )
    };
    let help = text!(
        sv: "Lägg undantaget i en egen ändring, som den som får besluta om det godkänner.",
        en: "Put the waiver into a change of its own, for whoever may decide on it to approve.",
    );
    waiver(message, help, entry)
}

fn waiver(message: Text, help: Text, entry: &Entry) -> Finding {
    note("base/waiver", message, help, entry.waiver.origin.clone()).in_case(&entry.case)
}

fn note(code: &str, message: Text, help: Text, label: Label) -> Finding {
    Finding::error(code, message, label).with_help(help).at_level(Level::Note)
}
