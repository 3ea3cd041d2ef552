//! Everything that was found, what counts and what does not, as the formats for machines list it.

use super::{Report, sanitise::one_line};
use crate::finding::{Age, Finding, Level, Waiver};
use crate::source::{Lang, hexadecimal};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// A finding, and whether it counts.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    pub(super) finding: &'a Finding,
    pub(super) standing: Standing,
    /// What the finding is recognised by in another run: made of rule, case and node, so that it stays the same when
    /// lines move. No two findings of a report have the same.
    pub(super) fingerprint: String,
}

/// Whether a finding counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It does.
    Counts,
    /// A waiver takes it away.
    Waived,
    /// A baseline knows it.
    Known,
}

/// The findings that count, then the waived and the known ones, each in the order of the report.
pub(super) fn items(report: &Report) -> Vec<Item<'_>> {
    let folders: BTreeMap<&str, &str> =
        report.cases.iter().map(|case| (case.id.as_str(), case.path.as_str())).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut item = |finding, standing| {
        let key = key(finding, &folders);
        let before = seen.entry(key.clone()).or_default();
        *before += 1;
        let key = if *before == 1 { key } else { format!("{key}\0{before}") };
        Item { finding, standing, fingerprint: hexadecimal(&Sha256::digest(key)) }
    };
    let groups = [
        (&report.findings, Standing::Counts),
        (&report.waived, Standing::Waived),
        (&report.known, Standing::Known),
    ];
    let mut items = Vec::new();
    for (findings, standing) in groups {
        items.extend(findings.iter().map(|finding| item(finding, standing)));
    }
    items
}

/// Rule, case and node.
fn key(finding: &Finding, folders: &BTreeMap<&str, &str>) -> String {
    let case = finding.case.as_deref().unwrap_or_default();
    let folder = folders.get(case).copied().unwrap_or_default();
    format!("{}\0{case}\0{}", finding.code, finding.primary.address(folder))
}

impl Item<'_> {
    /// How much the finding weighs here: one that does not count is a note.
    pub(super) fn level(&self) -> Level {
        if self.standing == Standing::Counts { self.finding.level } else { Level::Note }
    }

    /// Why the finding does not count.
    pub(super) fn excuse(&self, lang: Lang) -> Option<String> {
        match (self.standing, &self.finding.waiver, lang) {
            (Standing::Waived, Some(waiver), _) => Some(self::waiver(waiver, lang)),
            (Standing::Known, _, Lang::Sv) => Some("känd: står i utgångsläget".to_owned()),
            (Standing::Known, _, Lang::En) => Some("known: listed in the baseline".to_owned()),
            _ => None,
        }
    }

    /// What sets the finding apart: why it does not count, or that the change is not to blame for it.
    pub(super) fn apart(&self, lang: Lang) -> Option<String> {
        self.excuse(lang).or_else(|| old(self.finding, lang).map(str::to_owned))
    }

    /// What was found on one line, what sets it apart before it, and what to do behind it.
    pub(super) fn sentence(&self, lang: Lang) -> String {
        let excuse = self.apart(lang).map(|apart| format!("{apart}: ")).unwrap_or_default();
        let message = one_line(self.finding.message.get(lang));
        let help = self.finding.help.as_ref().map(|help| one_line(help.get(lang)));
        let help = help.filter(|help| !help.is_empty()).map(|help| format!(". {}", capital(&help)));
        format!("{excuse}{message}{}", help.unwrap_or_default())
    }
}

/// That a finding was there before; `None` for a new one, and where nothing is known of it.
pub(super) fn old(finding: &Finding, lang: Lang) -> Option<&'static str> {
    (finding.age == Some(Age::Old)).then_some(match lang {
        Lang::Sv => "fanns före ändringen",
        Lang::En => "was there before the change",
    })
}

/// Which waiver takes a finding away, until when, why, and who answers for it: `waived by W-1 until …`.
pub(super) fn waiver(waiver: &Waiver, lang: Lang) -> String {
    let reference = waiver.reference.as_ref().map(|reference| format!(", {reference}")).unwrap_or_default();
    let (id, until, reason, owner) = (&waiver.id, waiver.until, &waiver.reason, &waiver.owner);
    one_line(&match lang {
        Lang::Sv => format!("undantag {id} till och med {until} ({reason}; {owner}{reference})"),
        Lang::En => format!("waived by {id} until {until} ({reason}; {owner}{reference})"),
    })
}

/// The text with a capital at its start.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
