//! What klar has to say about its input: inert data, with every place already a span.
//!
//! A finding is made by the stage that saw the fault, put in order by [`sort`], and worded for a reader by
//! `render`. Nothing here reads files or knows a rule.

use crate::source::{Date, Position, SourceFile, Span, Text};
use std::sync::Arc;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Worth knowing: a recommendation that was not followed.
    Note,
    /// Likely wrong, or soon wrong.
    Warning,
    /// Wrong: the case cannot go on like this.
    Error,
}

impl Level {
    /// The word in machine formats.
    pub fn code(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What became of a rule for one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// What the rule asks for is there.
    Met,
    /// The rule does not concern this subject.
    NotApplicable,
    /// What the rule asks for is not there yet, and there is still time: nothing is wrong.
    Pending,
    /// What is lacking is excepted by a waiver. A judgement keeps the status below it; where gates are rolled up, this
    /// takes its place.
    Waived,
    /// The information is there, and somebody has yet to decide on it.
    UnderReview,
    /// The information is not there yet.
    Awaiting,
    /// The information is there, and it is wrong.
    Deficient,
}

impl Status {
    /// The word in machine formats and policy tests.
    pub fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotApplicable => "not-applicable",
            Self::Pending => "pending",
            Self::Waived => "waived",
            Self::UnderReview => "under-review",
            Self::Awaiting => "awaiting",
            Self::Deficient => "deficient",
        }
    }

    /// Whether a gate may open with this status.
    pub fn satisfied(self) -> bool {
        matches!(self, Self::Met | Self::NotApplicable | Self::Pending | Self::Waived)
    }
}

/// What a finding does to the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It counts against the case; the run itself is whole.
    Verdict,
    /// Something could not be evaluated: the run is incomplete, and the exit status is 2.
    Incomplete,
}

/// One place that takes part in a finding.
#[derive(Clone, Debug)]
pub struct Label {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The bytes that are marked.
    pub span: Span,
    /// The node as a JSON Pointer into the file; empty for the whole file.
    pub node: String,
    /// What is to be said at this place; may be empty.
    pub text: Text,
}

impl Label {
    /// Whether another label marks the same bytes of the same file.
    pub fn marks_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.file, &other.file) && self.span == other.span
    }

    /// The node as waivers and baselines name it: the path of the file from the folder `folder` of its case, `#`, and
    /// the JSON Pointer, such as `case.yaml#/roles/0`. It does not change when lines do.
    pub fn address(&self, folder: &str) -> String {
        let path = self.file.path();
        let below = path.strip_prefix(folder).and_then(|path| path.strip_prefix('/')).unwrap_or(path);
        format!("{below}#{}", self.node)
    }

    /// The line and column where the marked bytes start.
    pub fn start(&self) -> Position {
        self.file.position(self.span.start)
    }

    /// The line and column after the marked bytes.
    pub fn end(&self) -> Position {
        self.file.position(self.span.end)
    }
}

/// A clause that a rule rests on, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The clause's id.
    pub clause: String,
    /// The source, its version and status, and the section.
    pub place: Text,
}

/// The areas of klar's own codes.
const OWN: [&str; 9] = ["yaml", "schema", "case", "policy", "io", "git", "base", "waiver", "baseline"];

/// Whether a code is one of klar's own, by its area, and not the id of a rule: what it says of a file has to be put right.
pub fn is_own(code: &str) -> bool {
    OWN.contains(&code.split('/').next().unwrap_or_default())
}

/// Whether a finding was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// It was not.
    New,
    /// It was.
    Old,
}

/// Who can do something about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The role's id in the pack.
    pub role: String,
    /// The id of the party that has the role in this case, where that is known.
    pub party: Option<String>,
    /// The role's title, or the party that has the role in this case, by name.
    pub name: Text,
}

/// An exception: what may stay as it is for a while, why, and who answers for it.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Its id.
    pub id: String,
    /// Why it was given.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Where more is said of it, such as the number of a decision.
    pub reference: Option<String>,
    /// The last day on which it counts.
    pub until: Date,
    /// Its place in the file of waivers.
    pub origin: Label,
}

/// One thing to report.
#[derive(Clone, Debug)]
pub struct Finding {
    /// One of klar's own, such as `yaml/tab`, or the id of a rule.
    pub code: String,
    /// How much it weighs.
    pub level: Level,
    /// What it does to the run.
    pub effect: Effect,
    /// The status of the rule, for findings that come from one.
    pub status: Option<Status>,
    /// The id of the case.
    pub case: Option<String>,
    /// The stage whose gate the rule belongs to.
    pub gate: Option<String>,
    /// The date by which something had to be done, or has to be, for findings about that.
    pub due: Option<Date>,
    /// Who can act.
    pub owner: Option<Owner>,
    /// The clauses that the rule rests on.
    pub citations: Vec<Citation>,
    /// One clause that stands alone, without a full stop.
    pub message: Text,
    /// What to do.
    pub help: Option<Text>,
    /// The place that decided.
    pub primary: Label,
    /// Other places that took part.
    pub related: Vec<Label>,
    /// The waiver that takes the finding away from the verdict.
    pub waiver: Option<Arc<Waiver>>,
    /// Whether it was there at the earlier version that the case was compared with; `None` where there was none.
    pub age: Option<Age>,
}

impl Finding {
    /// An error that counts against the case, with `message` at `primary`.
    pub fn error(code: impl Into<String>, message: Text, primary: Label) -> Self {
        Self {
            code: code.into(),
            level: Level::Error,
            effect: Effect::Verdict,
            status: None,
            case: None,
            gate: None,
            due: None,
            owner: None,
            citations: Vec::new(),
            message,
            help: None,
            primary,
            related: Vec::new(),
            waiver: None,
            age: None,
        }
    }

    /// The same with a help text.
    #[must_use]
    pub fn with_help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// The same with one more place.
    #[must_use]
    pub fn with_related(mut self, label: Label) -> Self {
        self.related.push(label);
        self
    }

    /// The same on the case with this id.
    #[must_use]
    pub fn in_case(mut self, id: &str) -> Self {
        self.case = Some(id.to_owned());
        self
    }

    /// The same at another level.
    #[must_use]
    pub fn at_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// The same, making the run incomplete.
    #[must_use]
    pub fn incomplete(mut self) -> Self {
        self.effect = Effect::Incomplete;
        self
    }
}

/// Puts findings in the one order that every format uses: by file, place, level (worst first), code, message.
/// Findings that are alike in all of that are kept once.
pub fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| key(a).cmp(&key(b)));
    findings.dedup_by(|a, b| key(a) == key(b));
}

/// What findings are ordered by.
fn key(finding: &Finding) -> impl Ord + '_ {
    let place = &finding.primary;
    (
        place.file.path(),
        place.span,
        std::cmp::Reverse(finding.level),
        finding.code.as_str(),
        &finding.message,
        place.node.as_str(),
    )
}
