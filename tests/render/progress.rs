//! Readiness built by hand.

use crate::build::{at, file, full, waiver};
use klar::evaluate::Deadline;
use klar::finding::{Citation, Finding, Level, Owner, Status};
use klar::readiness::{
    Arising, Assumed, CaseReadiness, Change, Document, Forecast, Gate, Item, Progress, Requirement, Subject,
    Titled,
};
use klar::render::{self, Assumption, Options, PolicyId, ReadyFormat, ReadyReport, Skipped};
use klar::source::{Date, Text};
use std::collections::BTreeSet;

pub(crate) fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// Something of a pack whose title is its id.
pub(crate) fn titled(id: &str) -> Titled {
    Titled { id: id.into(), title: Text::same(id) }
}

/// What became of a rule for one subject, with `text` wherever somebody else decides what stands there.
pub(crate) fn item(status: Status, text: &str) -> Item {
    let source = file(text, &format!("{text}key: {text}\n- {text}\n{text}"));
    let place = at(&source, 0, source.text().len() / 2, text);
    let said = (!status.satisfied()).then(|| Text::same(text));
    Item {
        subject: Some(Subject { name: text.into(), place: place.clone() }),
        status,
        related: vec![place.clone()],
        place,
        message: said.clone(),
        help: said,
        owner: Some(Owner { role: text.into(), party: Some(text.into()), name: Text::same(text) }),
        deadline: None,
        document: Document { title: Text::same(text), path: Some(text.into()) },
        since: None,
        waiver: (status == Status::Waived).then(|| waiver(text)),
    }
}

/// A rule with what became of it.
pub(crate) fn requirement(rule: &str, items: Vec<Item>) -> Requirement {
    let citations = vec![Citation { clause: rule.into(), place: Text::same(rule) }];
    Requirement { rule: rule.into(), title: Text::same(rule), level: Level::Error, citations, items }
}

/// An item that has to be done by a date.
pub(crate) fn due(item: Item, due: &str, done: Option<&str>) -> Item {
    Item { deadline: Some(Deadline { due: date(due), done: done.map(date) }), ..item }
}

/// A gate of a stage with these requirements.
pub(crate) fn gate(stage: &str, requirements: Vec<Requirement>) -> Gate {
    Gate { stage: titled(stage), requirements }
}

/// A way through a process with these gates, in the first stage.
pub(crate) fn progress(gates: Vec<Gate>, always: Vec<Requirement>) -> Progress {
    let deciders = BTreeSet::from(["board".to_owned()]);
    let last_date = Some(date("2026-11-02"));
    Progress {
        process: titled("connection"),
        stage: 0,
        target: None,
        closed: false,
        gates,
        always,
        deciders,
        last_date,
    }
}

/// A case that was read whole.
pub(crate) fn case(id: &str, progress: Option<Progress>) -> CaseReadiness {
    CaseReadiness {
        id: id.into(),
        path: format!("cases/{id}"),
        whole: progress.is_some(),
        faults: Vec::new(),
        progress,
        forecast: None,
        assumed: None,
    }
}

/// A report of a complete run over these cases.
pub(crate) fn report(cases: Vec<CaseReadiness>) -> ReadyReport {
    ReadyReport {
        as_of: date("2026-11-21"),
        policy: Some(PolicyId {
            name: "inera".into(),
            version: "2026.11.0".into(),
            digest: "ab".repeat(32).as_str().into(),
        }),
        target: None,
        actor: None,
        until: date("2027-02-19"),
        assumptions: Vec::new(),
        cases,
        findings: Vec::new(),
        skipped: Vec::new(),
    }
}

/// A case with every part that there can be, with `text` wherever somebody else decides what stands there.
fn case_saying(text: &str) -> CaseReadiness {
    let all = [Status::Met, Status::NotApplicable, Status::UnderReview, Status::Awaiting, Status::Deficient];
    let each = all.map(|status| item(status, text)).to_vec();
    let advice = Requirement { level: Level::Note, ..requirement(text, vec![item(Status::Deficient, text)]) };
    let dated = vec![
        due(item(Status::Pending, text), "2026-12-24", None),
        item(Status::Waived, text),
        due(item(Status::Deficient, text), "2026-11-01", None),
        due(item(Status::Met, text), "2026-11-01", Some("2026-10-01")),
    ];
    let consequence = Item { message: None, help: None, owner: None, ..item(Status::Awaiting, text) };
    let decided = Item { since: Some(date("2026-10-10")), ..item(Status::UnderReview, text) };
    let undecided = requirement(text, vec![decided, consequence]);
    let gates = vec![
        gate(text, vec![requirement(text, vec![item(Status::Met, text)])]),
        gate(text, vec![requirement(text, each.clone()), advice.clone(), undecided]),
        gate(text, vec![requirement(text, vec![item(Status::NotApplicable, text)])]),
    ];
    let always = vec![requirement(text, dated), advice, requirement(text, each)];
    let mut progress = progress(gates, always);
    progress.process = titled(text);
    let source = file(text, text);
    let mut fault =
        Finding::error(text, Text::same(text), at(&source, 0, text.len(), text)).with_help(Text::same(text));
    fault.primary.node = text.into();
    let arising =
        || Arising { gate: Some(1), requirement: requirement(text, vec![item(Status::Deficient, text)]) };
    let changes = vec![Change {
        date: date("2026-12-25"),
        ready: false,
        arises: vec![arising()],
        clears: vec![arising()],
    }];
    CaseReadiness {
        id: text.into(),
        path: text.into(),
        whole: true,
        faults: vec![full(), fault],
        progress: Some(progress),
        forecast: Some(Forecast { until: date("2027-02-19"), cut: true, changes }),
        assumed: Some(Assumed { opens: vec![1], closes: vec![2], open_before: 3, open_after: 2 }),
    }
}

/// Reports of one case, of several, and of one that could not be read, with `text` wherever somebody else decides what
/// stands there.
pub(crate) fn saying(text: &str) -> [ReadyReport; 3] {
    let unread = || {
        let mut unread = case(text, None);
        unread.path = text.into();
        unread.faults = case_saying(text).faults;
        unread
    };
    [vec![case_saying(text)], vec![case_saying(text), unread(), case_saying(text)], vec![unread()]].map(
        |cases| {
            let mut report = report(cases);
            report.policy = Some(PolicyId { name: text.into(), version: text.into(), digest: "".into() });
            report.assumptions =
                vec![Assumption { path: text.into(), node: text.into(), value: text.into() }];
            report.findings = report.cases.iter().flat_map(|case| case.faults.clone()).collect();
            report.skipped = vec![Skipped { path: text.into(), reason: Text::same(text) }];
            report
        },
    )
}

pub(crate) fn shown(report: &ReadyReport, format: ReadyFormat, options: &Options) -> String {
    let mut out = Vec::new();
    render::ready(report, format, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
