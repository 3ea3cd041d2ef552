//! The machine-readable form, version 1: a contract, described by `docs/ready.schema.json`.

mod shape;

use super::super::Options;
use super::super::json::{self, Tool};
use super::ReadyReport;
use crate::finding::{Citation, Owner};
use crate::readiness::{
    Action, Arising, CaseReadiness, Change, Dated, Forecast, Gate, Item, Progress, Requirement, Since,
    Titled, Verdict,
};
use crate::source::Lang;
use serde::{Serialize, Serializer};
use shape::{
    About, Assumed, Assumption, Case, Changed, Clause, Counts, Deadline, Foreseen, Known, Name, Oldest,
    Output, Part, Party, Required, RuleCount, Short, Stage, Step, Who,
};
use std::io;

/// Writes the report to `out`.
pub(super) fn ready(report: &ReadyReport, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    json::write(&output(report, options.lang), out)
}

fn output(report: &ReadyReport, lang: Lang) -> Output<'_> {
    let portfolio = report.portfolio();
    let parties = portfolio.parties.iter().map(|party| {
        let (case, action, since) = party.oldest;
        let oldest = Oldest { case: &case.id, rule: &action.requirement.rule, since: since.map(known) };
        let owner = party.owner.map(|owner| who(owner, lang));
        Party { owner, items: party.items, cases: party.cases, oldest }
    });
    let rules = portfolio.rules.iter().map(|rule| RuleCount {
        rule: rule.rule,
        title: rule.title.get(lang),
        items: rule.items,
        cases: rule.cases,
    });
    Output {
        version: 1,
        tool: Tool::THIS,
        as_of: report.as_of.to_string(),
        until: report.until.to_string(),
        policy: report.policy.as_ref().map(json::policy),
        complete: report.complete(),
        target: report.target.as_deref(),
        actor: report.actor.as_deref(),
        assumptions: report.assumptions.iter().map(assumption).collect(),
        counts: Counts {
            cases: report.cases.len(),
            ready: report.count(Verdict::Ready),
            blocked: report.count(Verdict::Blocked),
            unknown: report.count(Verdict::Unknown),
        },
        cases: Cases { report, lang },
        deadlines: report.deadlines().iter().map(|dated| deadline(dated, lang)).collect(),
        parties: parties.collect(),
        rules: rules.collect(),
        findings: report.findings.iter().map(|finding| json::entry(finding, lang)).collect(),
        skipped: report.skipped.iter().map(|skipped| json::passed(skipped, lang)).collect(),
    }
}

/// The cases, each made when it is written: that of one case is much.
pub(super) struct Cases<'a> {
    report: &'a ReadyReport,
    lang: Lang,
}

impl Serialize for Cases<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { report, lang } = *self;
        serializer.collect_seq(report.cases.iter().map(|found| case(report, found, lang)))
    }
}

fn assumption(assumption: &super::Assumption) -> Assumption<'_> {
    Assumption { path: &assumption.path, node: &assumption.node, value: &assumption.value }
}

fn case<'a>(report: &ReadyReport, case: &'a CaseReadiness, lang: Lang) -> Case<'a> {
    let progress = case.progress.as_ref();
    let id = |at: usize| progress.and_then(|progress| gate_id(progress, Some(at)));
    let required = |requirement| self::required(case, requirement, lang);
    let gates = progress.iter().flat_map(|progress| &progress.gates);
    let stage = |gate: &'a Gate| {
        let (met, of) = gate.counts();
        let requirements = gate.requirements.iter().map(required).collect();
        let Titled { id, title } = &gate.stage;
        Stage { id, title: title.get(lang), gate: gate.state().code(), met, of, requirements }
    };
    let step = |action: Action<'a>| Step {
        rule: &action.requirement.rule,
        gate: progress.and_then(|progress| gate_id(progress, action.gate)),
        title: action.requirement.title.get(lang),
        part: part(case, action.item, lang),
    };
    Case {
        id: &case.id,
        path: &case.path,
        verdict: case.verdict().code(),
        process: progress.map(|progress| name(&progress.process, lang)),
        stage: progress.and_then(|progress| id(progress.stage)),
        wanted: progress.and_then(|progress| id(progress.wanted())),
        achieved: progress.and_then(|progress| id(progress.achieved()?)),
        next: progress.and_then(|progress| id(progress.next()?)),
        closed: progress.is_some_and(|progress| progress.closed),
        last_date: progress.and_then(|progress| progress.last_date).map(|date| date.to_string()),
        stages: gates.map(stage).collect(),
        always: progress.iter().flat_map(|progress| &progress.always).map(required).collect(),
        actions: report.current(case).into_iter().map(step).collect(),
        faults: case.faults.iter().map(|fault| json::entry(fault, lang)).collect(),
        forecast: progress
            .zip(case.forecast.as_ref())
            .map(|(progress, found)| forecast(progress, found, lang)),
        assumed: progress.zip(case.assumed.as_ref()).map(|(progress, assumed)| Assumed {
            opens: assumed.opens.iter().filter_map(|at| gate_id(progress, Some(*at))).collect(),
            closes: assumed.closes.iter().filter_map(|at| gate_id(progress, Some(*at))).collect(),
            open_before: assumed.open_before,
            open_after: assumed.open_after,
        }),
    }
}

fn name(titled: &Titled, lang: Lang) -> Name<'_> {
    Name { id: &titled.id, title: titled.title.get(lang) }
}

/// The id of a stage by its place.
fn gate_id(progress: &Progress, at: Option<usize>) -> Option<&str> {
    Some(&progress.gates.get(at?)?.stage.id)
}

fn required<'a>(case: &'a CaseReadiness, requirement: &'a Requirement, lang: Lang) -> Required<'a> {
    let clause = |citation: &'a Citation| Clause { id: &citation.clause, source: citation.place.get(lang) };
    Required {
        rule: &requirement.rule,
        title: requirement.title.get(lang),
        level: requirement.level.code(),
        status: requirement.status().code(),
        clauses: requirement.citations.iter().map(clause).collect(),
        items: requirement.items.iter().map(|item| part(case, item, lang)).collect(),
    }
}

fn part<'a>(case: &CaseReadiness, item: &'a Item, lang: Lang) -> Part<'a> {
    let since = if item.status.satisfied() { None } else { case.since(item) };
    Part {
        subject: item.subject.as_ref().map(|subject| subject.name.as_str()),
        status: item.status.code(),
        message: item.message.as_ref().map(|message| message.get(lang)),
        help: item.help.as_ref().map(|help| help.get(lang)),
        owner: item.owner.as_ref().map(|owner| who(owner, lang)),
        due: item.deadline.map(|deadline| deadline.due.to_string()),
        done: item.deadline.and_then(|deadline| deadline.done).map(|done| done.to_string()),
        since: since.map(known),
        document: About { title: item.document.title.get(lang), path: item.document.path.as_deref() },
        place: json::place(&item.place, lang),
        related: item.related.iter().map(|label| json::place(label, lang)).collect(),
        waiver: item.waiver.as_deref().map(json::exception),
    }
}

fn who(owner: &Owner, lang: Lang) -> Who<'_> {
    Who { role: &owner.role, party: owner.party.as_deref(), name: owner.name.get(lang) }
}

fn known(since: Since) -> Known {
    Known { date: since.date().to_string(), basis: since.basis() }
}

fn forecast<'a>(progress: &'a Progress, forecast: &'a Forecast, lang: Lang) -> Foreseen<'a> {
    let short = |arising: &'a Arising| {
        let requirement = &arising.requirement;
        let item = requirement.items.first();
        Short {
            rule: &requirement.rule,
            gate: gate_id(progress, arising.gate),
            title: requirement.title.get(lang),
            subject: item.and_then(|item| item.subject.as_ref()).map(|subject| subject.name.as_str()),
            status: requirement.status().code(),
            message: item.and_then(|item| item.message.as_ref()).map(|message| message.get(lang)),
        }
    };
    let change = |change: &'a Change| Changed {
        date: change.date.to_string(),
        ready: change.ready,
        arises: change.arises.iter().map(short).collect(),
        clears: change.clears.iter().map(short).collect(),
    };
    Foreseen {
        until: forecast.until.to_string(),
        complete: !forecast.cut,
        changes: forecast.changes.iter().map(change).collect(),
    }
}

fn deadline<'a>(dated: &Dated<'a>, lang: Lang) -> Deadline<'a> {
    let Dated { case, action, deadline, timing } = *dated;
    let item = action.item;
    Deadline {
        case: &case.id,
        rule: &action.requirement.rule,
        gate: case.progress.as_ref().and_then(|progress| gate_id(progress, action.gate)),
        title: action.requirement.title.get(lang),
        subject: item.subject.as_ref().map(|subject| subject.name.as_str()),
        due: deadline.due.to_string(),
        done: deadline.done.map(|done| done.to_string()),
        timing: timing.code(),
        owner: item.owner.as_ref().map(|owner| who(owner, lang)),
        place: json::place(&item.place, lang),
    }
}
