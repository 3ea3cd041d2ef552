//! The stages of a case: drawn as a track, and in words with the requirements of each.

use super::super::ReadyReport;
use super::super::sentences as say;
use super::{Prose, Sign, Words, heading, one_line, stage_anchor};
use crate::finding::{Level, Status};
use crate::readiness::{CaseReadiness, Gate, GateState, Item, Progress, Requirement, Verdict};
use crate::source::Lang;
use std::collections::BTreeMap;

/// The stages in order, to be drawn as a line of nodes.
pub(super) struct Track {
    pub(super) nodes: Vec<Node>,
    /// The whole in one sentence, for whoever does not see it.
    pub(super) words: String,
    /// Whether the titles have room below their nodes.
    pub(super) narrow: bool,
}

/// A stage on the track.
pub(super) struct Node {
    /// The anchor of the stage on the page.
    pub(super) anchor: String,
    pub(super) title: String,
    pub(super) sign: Sign,
    pub(super) counts: String,
    pub(super) here: bool,
    pub(super) asked: bool,
    /// Where the node stands, and where that before it does, in per cent of the width.
    pub(super) x: String,
    pub(super) before: Option<String>,
    /// Whether the way to it is passed.
    pub(super) passed: bool,
}

/// A stage with its requirements.
pub(super) struct Stage {
    pub(super) anchor: String,
    pub(super) title: String,
    pub(super) sign: Sign,
    pub(super) counts: String,
    pub(super) here: bool,
    pub(super) asked: bool,
    /// Whether its requirements are to be seen at once.
    pub(super) open: bool,
    pub(super) requirements: Vec<Row>,
}

/// A requirement.
pub(super) struct Row {
    pub(super) title: String,
    pub(super) sign: Sign,
    /// Whether it is recommended, and keeps no gate closed.
    pub(super) advice: bool,
    /// The anchor of the first thing that is open.
    pub(super) detail: Option<String>,
    /// What became of each subject, where there are several.
    pub(super) parts: Vec<(String, Sign)>,
    /// What is waived, and how long.
    pub(super) waived: Vec<Prose>,
    pub(super) sources: Vec<String>,
}

/// The most stages whose titles stand below their nodes.
const SIDE_BY_SIDE: usize = 6;

/// The anchors of the details on a page, by the rule and by the place of the item among those of the rule.
pub(super) type Anchors<'a> = BTreeMap<(&'a str, usize), String>;

/// The track of a case.
pub(super) fn track(case: &CaseReadiness, progress: &Progress, lang: Lang) -> Track {
    let of = progress.gates.len();
    let reached = progress.achieved();
    let nodes = progress.gates.iter().enumerate().map(|(at, gate)| Node {
        anchor: stage_anchor(Some(at)),
        title: one_line(gate.stage.title.get(lang)),
        sign: gate_sign(case, at, gate, lang),
        counts: say::counts(gate, lang),
        here: at == progress.stage,
        asked: progress.target == Some(at),
        x: middle(at, of),
        before: at.checked_sub(1).map(|before| middle(before, of)),
        passed: reached.is_some_and(|reached| at <= reached) && case.verdict() != Verdict::Unknown,
    });
    Track { nodes: nodes.collect(), words: in_words(progress, lang), narrow: of > SIDE_BY_SIDE }
}

/// The middle of one of `of` equal parts, in per cent.
fn middle(at: usize, of: usize) -> String {
    let thousandths = (2 * at + 1) * 50_000 / of.max(1);
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

/// What the track shows, in one sentence.
fn in_words(progress: &Progress, lang: Lang) -> String {
    let open = progress.gates.iter().filter(|gate| gate.state() == GateState::Open).count();
    let of = progress.gates.len();
    let here = say::in_sentence(progress, progress.stage, lang);
    one_line(&match lang {
        Lang::Sv => {
            format!("{of} steg i ordning. Ärendet är i {here}. Alla krav är uppfyllda för {open} av dem.")
        }
        Lang::En => format!(
            "{of} stages in order. The case is in {here}. All requirements are met for {open} of them."
        ),
    })
}

/// The state of a gate as the track shows it: one that is closed stands in the way only up to the stage in question, and
/// one behind a closed one is not reached. Nothing can be told of a case that was not judged.
pub(super) fn gate_sign(case: &CaseReadiness, at: usize, gate: &Gate, lang: Lang) -> Sign {
    let words = Words(lang);
    let Some(progress) = case.progress.as_ref().filter(|_| case.verdict() != Verdict::Unknown) else {
        return Sign::verdict(Verdict::Unknown, false, words);
    };
    let state = gate.state();
    let status = match state {
        GateState::Open if progress.barred(at) => {
            return Sign {
                icon: "barred",
                word: words
                    .say("uppfyllda, men ett tidigare steg återstår", "met, but an earlier stage is left"),
            };
        }
        GateState::Open => Status::Met,
        GateState::Unasked => Status::NotApplicable,
        GateState::Closed if at <= progress.wanted().max(progress.stage) => Status::Deficient,
        GateState::Closed => Status::Awaiting,
    };
    let word = match status {
        Status::Met => words.say("alla krav uppfyllda", "all requirements met"),
        Status::Deficient => words.say("hindrar ärendet", "in the way of the case"),
        Status::Awaiting => words.say("krav återstår", "requirements are left"),
        _ => say::gate_state(state, lang),
    };
    Sign { icon: status.code(), word }
}

/// The stages of a case with their requirements; what has to hold in every stage comes first.
pub(super) fn stages(
    report: &ReadyReport,
    case: &CaseReadiness,
    anchors: &Anchors<'_>,
    lang: Lang,
) -> Vec<Stage> {
    let Some(progress) = &case.progress else { return Vec::new() };
    let rows =
        |requirements: &[Requirement]| requirements.iter().map(|found| row(found, anchors, lang)).collect();
    let mut stages = Vec::new();
    if !progress.always.is_empty() {
        let always = Gate { stage: progress.process.clone(), requirements: progress.always.clone() };
        let status =
            progress.always.iter().filter(|found| found.level == Level::Error).map(Requirement::status);
        let met = status.clone().all(Status::satisfied);
        stages.push(Stage {
            anchor: stage_anchor(None),
            title: one_line(&say::gate(progress, None, lang)),
            sign: Sign::status(if met { Status::Met } else { Status::Deficient }, lang),
            counts: say::counts(&always, lang),
            here: false,
            asked: false,
            open: !met,
            requirements: rows(&progress.always),
        });
    }
    let next = progress.next();
    for (at, gate) in progress.gates.iter().enumerate() {
        let closed = gate.state() == GateState::Closed && at <= progress.wanted();
        stages.push(Stage {
            anchor: stage_anchor(Some(at)),
            title: one_line(gate.stage.title.get(lang)),
            sign: gate_sign(case, at, gate, lang),
            counts: say::counts(gate, lang),
            here: at == progress.stage,
            asked: report.target.is_some() && progress.target == Some(at),
            open: closed || Some(at) == next || at == progress.wanted(),
            requirements: rows(&gate.requirements),
        });
    }
    stages
}

fn row(requirement: &Requirement, anchors: &Anchors<'_>, lang: Lang) -> Row {
    let mut items = 0..requirement.items.len();
    let detail = items.find_map(|at| anchors.get(&(requirement.rule.as_str(), at)));
    let name = |item: &Item| item.subject.as_ref().map(|subject| one_line(&subject.name));
    let parts =
        requirement.items.iter().filter_map(|item| Some((name(item)?, Sign::status(item.status, lang))));
    let waived = requirement.items.iter().filter(|item| item.status == Status::Waived);
    let several = requirement.items.len() > 1;
    Row {
        title: one_line(requirement.title.get(lang)),
        sign: Sign::status(requirement.status(), lang),
        advice: requirement.level < Level::Error,
        detail: detail.cloned(),
        parts: if several { parts.collect() } else { Vec::new() },
        waived: waived.filter_map(|item| Some(heading(item.message.as_ref()?.get(lang)))).collect(),
        sources: say::sources(&requirement.citations, lang).iter().map(|place| one_line(place)).collect(),
    }
}
