//! `klar ready`: the same judgements as those of `klar check`, rolled up.

use super::Options;
use super::assume::Assumed;
use super::case::{Ahead, CaseResult, Terms};
use super::report::policy_id;
use super::setup::Setup;
use crate::discover::CaseFiles;
use crate::finding::{self, Finding};
use crate::readiness::{self, CaseReadiness, Progress};
use crate::render::ReadyReport;
use crate::source::{Date, Lang, Text, suggest};
use std::collections::BTreeSet;

pub use super::assume::Assume;

/// What to say of the readiness of which cases.
#[derive(Clone, Debug)]
pub struct ReadyOptions {
    /// The cases, the policy and the date.
    pub judge: Options,
    /// The stage that is asked about; none means the one that each case is in.
    pub target: Option<String>,
    /// The role or the party whose to-do list is wanted; none means everybody's.
    pub actor: Option<String>,
    /// The last day to look ahead to.
    pub until: Date,
    /// What is taken for what stands in the files.
    pub assume: Vec<Assume>,
}

/// What `klar ready` found.
#[derive(Debug)]
pub struct ReadyOutcome {
    /// The report; the error says which question has no answer.
    pub report: Result<ReadyReport, Text>,
    /// The language that the project asks for.
    pub language: Option<Lang>,
}

/// Rolls up what cases come to.
pub fn ready(options: &ReadyOptions) -> ReadyOutcome {
    let setup = Setup::new(&options.judge);
    let language = setup.config.language;
    ReadyOutcome { report: report(options, &setup), language }
}

fn report(options: &ReadyOptions, setup: &Setup) -> Result<ReadyReport, Text> {
    let as_of = options.judge.as_of;
    let cases = &setup.found.cases;
    let assumed = match &setup.pack {
        Some(pack) => Assumed::new(pack, cases, &options.judge.start, &options.assume)?,
        None => Assumed::default(),
    };
    let (mut results, mut shared, mut without) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(terms) = setup.terms(&options.judge) {
        let ahead = Ahead { target: options.target.clone(), until: options.until };
        let terms = Terms { ahead: Some(ahead), ..terms };
        (results, shared) = setup.judge(&options.judge, &terms, cases);
        if !assumed.shown.is_empty() {
            without = results;
            (results, shared) = setup.judge(&options.judge, &terms, &assumed.put_into(cases));
        }
    }
    let mut without = without.into_iter();
    let cases = results.into_iter().zip(cases).map(|(result, files)| {
        let before = without.next().and_then(|result| result.ahead).map(|(progress, _)| progress);
        let mut case = of_case(result, files, &shared);
        if assumed.concerns(files) {
            let with = case.progress.as_ref();
            case.assumed = before.zip(with).map(|(before, with)| readiness::Assumed::between(&before, with));
            assumed.relocate(&mut case);
        }
        case
    });
    let cases: Vec<CaseReadiness> = cases.collect();
    if let Some(actor) = &options.actor {
        known_actor(actor, &cases)?;
    }
    let mut findings = setup.findings.clone();
    finding::sort(&mut findings);
    Ok(ReadyReport {
        as_of,
        policy: setup.pack.as_deref().map(policy_id),
        target: options.target.clone(),
        actor: options.actor.clone(),
        until: options.until,
        assumptions: assumed.shown,
        cases,
        findings,
        skipped: setup.skipped(),
    })
}

/// What there is to say of a case, with what was found of it beside other cases.
fn of_case(result: CaseResult<'_>, files: &CaseFiles, shared: &[Finding]) -> CaseReadiness {
    let mut faults = result.findings;
    let own = |finding: &&Finding| {
        let mut labels = std::iter::once(&finding.primary).chain(&finding.related);
        labels.any(|label| label.file.path() == files.case.shown)
    };
    faults.extend(shared.iter().filter(own).cloned());
    finding::sort(&mut faults);
    let (progress, forecast) = result.ahead.unzip();
    CaseReadiness {
        id: result.summary.id,
        path: result.summary.path,
        whole: result.whole,
        faults,
        progress,
        forecast,
        assumed: None,
    }
}

/// Checks that something can be the turn of `actor` in some case. Where no case can be told anything of, nobody is
/// known, and that is not the actor's fault.
fn known_actor(actor: &str, cases: &[CaseReadiness]) -> Result<(), Text> {
    let progress = || cases.iter().filter_map(|case| case.progress.as_ref());
    let items = progress().flat_map(Progress::requirements).flat_map(|requirement| &requirement.items);
    let owners = items.filter_map(|item| item.owner.as_ref());
    let mut known: BTreeSet<&str> =
        owners.flat_map(|owner| std::iter::once(owner.role.as_str()).chain(owner.party.as_deref())).collect();
    known.extend(progress().flat_map(|progress| &progress.deciders).map(String::as_str));
    if known.contains(actor) || known.is_empty() {
        return Ok(());
    }
    let (sv, en) = match suggest(actor, known.iter().copied()) {
        Some(near) => (format!("menade du `{near}`?"), format!("did you mean `{near}`?")),
        None => {
            let known: Vec<&str> = known.into_iter().collect();
            let known = known.join("`, `");
            (format!("de som kan stå på tur är `{known}`"), format!("it can be the turn of `{known}`"))
        }
    };
    Err(text!(
        sv: "inget i ärendena är någonsin `{actor}`s tur; {sv}",
        en: "nothing in the cases is ever the turn of `{actor}`; {en}",
    ))
}
