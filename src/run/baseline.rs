//! A baseline, used on what a run found. It never covers what a gate asks unless the pack allows that.

use super::versions::Versions;
use super::{Options, proposed};
use crate::config::{self, Key, Known};
use crate::discover;
use crate::finding::{Effect, Finding, Label, Level};
use crate::policy::Pack;
use crate::read::{self, Secrets};
use crate::render::NotRun;
use crate::source::Text;
use std::collections::{BTreeMap, BTreeSet};

/// The entries of the baseline; `None` where there is no file and one is to be written. Where a base is given, those
/// that both versions have; the ids of the cases that one is taken from are `lifted`.
pub(super) fn known(
    options: &Options,
    versions: Option<&Versions>,
    pack: Option<&Pack>,
    (lifted, findings): (&mut BTreeSet<String>, &mut Vec<Finding>),
) -> Option<Vec<Known>> {
    let none = Secrets::default();
    let secrets = pack.map_or(&none, |pack| &pack.secrets);
    let given = options.baseline.as_ref()?;
    let path = discover::absolute(&options.start.join(given));
    if options.write_baseline && !discover::exists(&path) {
        return None;
    }
    let (known, faults) = match versions.and_then(|versions| versions.holding(&path)) {
        Some(held) if discover::exists(&path) => proposed::baseline(held, &path, secrets, lifted),
        _ => match read::bytes(&path, &discover::shown(given)) {
            Ok(bytes) => config::parse_baseline(&discover::shown(given), bytes, secrets),
            Err(fault) => (Vec::new(), vec![fault]),
        },
    };
    findings.extend(faults);
    Some(known)
}

/// What a baseline makes of findings.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// Those that count, with what there is to say of the baseline itself.
    pub(super) findings: Vec<Finding>,
    /// Those that are known.
    pub(super) known: Vec<Finding>,
    /// The baseline as it should be written, where it is to be.
    pub(super) written: Option<String>,
}

/// A baseline that is to be used, and perhaps written.
#[derive(Debug)]
pub(super) struct Baseline<'a> {
    pub(super) pack: &'a Pack,
    /// Its entries; `None` where there is no file yet.
    pub(super) entries: Option<Vec<Known>>,
    /// Whether it is to be written.
    pub(super) write: bool,
    /// The folder of each case, by its id.
    pub(super) folders: BTreeMap<&'a str, &'a str>,
    /// The cases that were judged whole.
    pub(super) judged: &'a BTreeSet<String>,
    /// The rules that did not run.
    pub(super) not_run: &'a BTreeMap<&'a str, NotRun>,
}

impl Baseline<'_> {
    /// Parts the findings that the baseline knows from the others.
    pub(super) fn sort(self, findings: Vec<Finding>) -> Sorted {
        let places: BTreeMap<&Key, &Label> =
            self.entries.iter().flatten().map(|known| (&known.key, &known.at)).collect();
        let (mut sorted, mut used, mut refused) = (Sorted::default(), BTreeSet::new(), BTreeMap::new());
        for finding in findings {
            let key = self.key(&finding);
            let entry = key.as_ref().and_then(|key| places.get_key_value(key));
            let allowed = key.is_some() && self.allows(&finding);
            match (entry, allowed) {
                (Some((known, _)), true) => {
                    used.insert((*known).clone());
                    sorted.known.push(finding);
                }
                (None, true) if self.write && self.entries.is_none() => {
                    used.extend(key);
                    sorted.known.push(finding);
                }
                (Some((known, at)), false) => {
                    refused.insert((*known).clone(), gate_rule(at, &finding));
                    sorted.findings.push(finding);
                }
                _ => sorted.findings.push(finding),
            }
        }
        let left = |key: &Key| !used.contains(key) && !refused.contains_key(key);
        let judged =
            |key: &Key| self.judged.contains(&key.case) && !self.not_run.contains_key(key.rule.as_str());
        let unjudged = |key: &&Key| left(key) && !judged(key);
        if self.write {
            let kept: BTreeSet<&Key> = used.iter().chain(places.keys().copied().filter(unjudged)).collect();
            sorted.written = Some(config::write_baseline(kept.into_iter()));
        } else {
            let gone = places.iter().filter(|(key, _)| left(key) && judged(key));
            sorted.findings.extend(gone.map(|(key, at)| unused(key, at)));
            sorted.findings.extend(refused.into_values());
        }
        sorted
    }

    /// What a finding on a case is known by.
    fn key(&self, finding: &Finding) -> Option<Key> {
        let case = finding.case.as_ref()?;
        let folder = self.folders.get(case.as_str())?;
        Some(Key { case: case.clone(), rule: finding.code.clone(), node: finding.primary.address(folder) })
    }

    /// Whether a baseline may cover a finding: one of a rule without a gate or of a rule that the pack names, or one of
    /// klar's own below an error. An error of klar's own can keep rules of gates from being judged.
    fn allows(&self, finding: &Finding) -> bool {
        match (finding.status, &finding.gate) {
            _ if finding.effect == Effect::Incomplete => false,
            (None, _) => finding.level < Level::Error && !finding.code.starts_with("waiver/"),
            (Some(_), None) => true,
            (Some(_), Some(_)) => self.pack.exceptions.baseline.contains(&finding.code),
        }
    }
}

fn unused(key: &Key, at: &Label) -> Finding {
    let Key { rule, case, .. } = key;
    let message = text!(
        sv: "`{rule}` i `{case}` är rättad och behövs inte längre i utgångsläget",
        en: "`{rule}` in `{case}` is corrected and no longer needed in the baseline",
    );
    let help = text!(
        sv: "kör samma kommando med `--write-baseline`, eller ta bort raden",
        en: "run the same command with `--write-baseline`, or remove the line",
    );
    let finding = Finding::error("baseline/unused", message, at.clone()).with_help(help);
    finding.in_case(case).at_level(Level::Warning)
}

fn gate_rule(at: &Label, found: &Finding) -> Finding {
    let code = &found.code;
    let message = text!(
        sv: "ett utgångsläge får inte täcka `{code}`",
        en: "a baseline must not cover `{code}`",
    );
    let help = text!(
        sv: "rätta ärendet, eller ge ett undantag; krav vid en grind täcks bara om regelpaketet anger det under `baseline`",
        en: "correct the case, or give a waiver; what a gate asks is covered only where the pack says so under `baseline`",
    );
    let there = Label { text: Text::default(), ..found.primary.clone() };
    let mut finding = Finding::error("baseline/not-allowed", message, at.clone()).with_help(help);
    finding.case.clone_from(&found.case);
    finding.with_related(there).at_level(Level::Warning)
}
