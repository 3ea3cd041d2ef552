//! What readiness calls things, in both languages: headings, statuses, dates, whose turn it is. Like the sentences, what
//! comes from here may hold text of users.

use super::super::words::{self, Noun, count};
use crate::evaluate::Deadline;
use crate::finding::{Citation, Finding, Label, Owner, Status};
use crate::readiness::{
    Action, Answer, CaseReadiness, GateState, Item, Progress, Requirement, Since, Timing, Verdict,
};
use crate::source::{Date, Lang};

/// A part of a report, for its heading.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Heading {
    /// Faults of the files.
    Faults,
    /// What to do now.
    Next,
    /// Requirements without a gate that are not met.
    Always,
    /// What is lacking and waived.
    Waived,
    /// What does not block.
    Advice,
    /// The dates until a day.
    Dates(Date),
    /// What the coming days change.
    Forecast,
    /// What the coming days make worse, over several cases.
    Coming,
    /// Cases that could not be judged.
    Unknown,
    /// Whose turn it is, over several cases.
    Parties,
    /// The requirements that hold cases back.
    Rules,
}

impl Heading {
    /// Its words.
    pub(in super::super) fn words(self, lang: Lang) -> String {
        let (sv, en) = match self {
            Self::Faults => ("Rätta först i filerna", "Correct in the files first"),
            Self::Next => ("Gör det här härnäst", "Do this next"),
            Self::Always => {
                ("Krav i alla steg som inte är uppfyllda", "Requirements in every stage that are not met")
            }
            Self::Waived => ("Saknas men är undantaget", "Lacking, but waived"),
            Self::Advice => ("Att tänka på, utan att det hindrar", "Worth knowing, and not in the way"),
            Self::Dates(until) => {
                return match lang {
                    Lang::Sv => format!("Datum till och med {until}"),
                    Lang::En => format!("Dates until {until}"),
                };
            }
            Self::Forecast => ("Om inget annat ändras i filerna", "If nothing else changes in the files"),
            Self::Coming => (
                "Hindrar från ett kommande datum, om inget ändras i filerna",
                "In the way from a coming date, unless the files change",
            ),
            Self::Unknown => ("Gick inte att bedöma", "Could not be judged"),
            Self::Parties => ("Vems tur det är, längst väntan först", "Whose turn it is, longest wait first"),
            Self::Rules => ("Krav som håller tillbaka ärenden", "Requirements that hold cases back"),
        };
        match lang {
            Lang::Sv => sv,
            Lang::En => en,
        }
        .to_owned()
    }

    /// The heading of the requirements of a stage.
    pub(in super::super) fn requirements(stage: &str, lang: Lang) -> String {
        match lang {
            Lang::Sv => format!("Krav för {}", the_stage(stage, lang)),
            Lang::En => format!("Requirements for {}", the_stage(stage, lang)),
        }
    }
}

/// What is noted of one thing to do, for the word before it.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Note {
    Turn,
    Help,
    Place,
    When,
    Open,
    Source,
}

impl Note {
    /// The word.
    pub(in super::super) fn word(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Turn, Lang::Sv) => "vems tur",
            (Self::Turn, Lang::En) => "whose turn",
            (Self::Help, Lang::Sv) => "gör så här",
            (Self::Help, Lang::En) => "what to do",
            (Self::Place, Lang::Sv) => "plats",
            (Self::Place, Lang::En) => "place",
            (Self::When, Lang::Sv) => "när",
            (Self::When, Lang::En) => "when",
            (Self::Open, Lang::Sv) => "öppet",
            (Self::Open, Lang::En) => "open",
            (Self::Source, Lang::Sv) => "källa",
            (Self::Source, Lang::En) => "source",
        }
    }
}

/// Somebody whose turn it is.
pub(in super::super) fn owner(owner: Option<&Owner>, lang: Lang) -> &str {
    match (owner, lang) {
        (Some(owner), _) => owner.name.get(lang),
        (None, Lang::Sv) => "reglerna säger inte vem",
        (None, Lang::En) => "the rules do not say who",
    }
}

/// What a stage is called.
pub(in super::super) fn stage(progress: &Progress, at: usize, lang: Lang) -> String {
    let gate = progress.gates.get(at);
    gate.map(|gate| gate.stage.title.get(lang).to_owned()).unwrap_or_default()
}

/// What a stage is called within a sentence: a title that does not begin with the word for a stage follows it, and stands
/// in quotes, as it may itself be a sentence.
pub(in super::super) fn the_stage(title: &str, lang: Lang) -> String {
    let first = title.split(' ').next().unwrap_or_default();
    match lang {
        _ if ["steg", "step", "stage"].contains(&first) => title.to_owned(),
        Lang::Sv => format!("steget ”{title}”"),
        Lang::En => format!("the stage “{title}”"),
    }
}

/// What the gate of something to do is called.
pub(in super::super) fn gate(progress: &Progress, gate: Option<usize>, lang: Lang) -> String {
    match (gate, lang) {
        (Some(at), _) => stage(progress, at, lang),
        (None, Lang::Sv) => "alla steg".to_owned(),
        (None, Lang::En) => "every stage".to_owned(),
    }
}

/// The word for a status.
pub(in super::super) fn status(status: Status, lang: Lang) -> &'static str {
    match (status, lang) {
        (Status::Met, Lang::Sv) => "uppfyllt",
        (Status::Met, Lang::En) => "met",
        (Status::NotApplicable, Lang::Sv) => "gäller inte",
        (Status::NotApplicable, Lang::En) => "does not apply",
        (Status::Pending, Lang::Sv) => "tid kvar",
        (Status::Pending, Lang::En) => "time left",
        (Status::Waived, Lang::Sv) => "undantaget",
        (Status::Waived, Lang::En) => "waived",
        (Status::UnderReview, Lang::Sv) => "under granskning",
        (Status::UnderReview, Lang::En) => "under review",
        (Status::Awaiting, Lang::Sv) => "saknas",
        (Status::Awaiting, Lang::En) => "missing",
        (Status::Deficient, Lang::Sv) => "brister",
        (Status::Deficient, Lang::En) => "deficient",
    }
}

/// What the signs of gates mean.
pub(in super::super) fn legend(lang: Lang, unicode: bool) -> &'static str {
    match (lang, unicode) {
        (Lang::Sv, true) => {
            "✓ öppen grind, · öppen men inte nådd, ○ inte öppen, ✗ hindrar, – inget krav gäller"
        }
        (Lang::Sv, false) => {
            "x öppen grind, . öppen men inte nådd, o inte öppen, ! hindrar, - inget krav gäller"
        }
        (Lang::En, true) => {
            "✓ open gate, · open but not reached, ○ not open, ✗ in the way, – no requirement applies"
        }
        (Lang::En, false) => {
            "x open gate, . open but not reached, o not open, ! in the way, - no requirement applies"
        }
    }
}

/// The words for the answer on a case.
pub(in super::super) fn answer(case: &CaseReadiness, lang: Lang) -> &'static str {
    match case.answer() {
        Answer::Closed => closed(lang),
        Answer::Ongoing => ongoing(lang),
        Answer::Verdict(known) => verdict(known, lang),
    }
}

/// The words for a case that has ended without going on.
pub(in super::super) fn closed(lang: Lang) -> &'static str {
    match lang {
        Lang::Sv => "avslutat",
        Lang::En => "closed",
    }
}

/// The words for a case that is in order in its stage, and has stages left.
pub(in super::super) fn ongoing(lang: Lang) -> &'static str {
    match lang {
        Lang::Sv => "i ordning så långt",
        Lang::En => "in order so far",
    }
}

/// The words for a verdict.
pub(in super::super) fn verdict(verdict: Verdict, lang: Lang) -> &'static str {
    match (verdict, lang) {
        (Verdict::Ready, Lang::Sv) => "i ordning",
        (Verdict::Ready, Lang::En) => "in order",
        (Verdict::Blocked, Lang::Sv) => "något hindrar",
        (Verdict::Blocked, Lang::En) => "something in the way",
        (Verdict::Unknown, Lang::Sv) => "gick inte att bedöma",
        (Verdict::Unknown, Lang::En) => "could not be judged",
    }
}

/// The word for the state of a gate.
pub(in super::super) fn gate_state(state: GateState, lang: Lang) -> &'static str {
    match (state, lang) {
        (GateState::Open, Lang::Sv) => "öppen",
        (GateState::Open, Lang::En) => "open",
        (GateState::Closed, Lang::Sv) => "inte öppen",
        (GateState::Closed, Lang::En) => "not open",
        (GateState::Unasked, Lang::Sv) => "inget krav gäller",
        (GateState::Unasked, Lang::En) => "no requirement applies",
    }
}

/// What is to be done, in the words of its finding; where another finding says it, in those of the rule.
pub(in super::super) fn matter<'a>(requirement: &'a Requirement, item: &'a Item, lang: Lang) -> &'a str {
    item.message.as_ref().unwrap_or(&requirement.title).get(lang)
}

/// That a party has nothing to do or to decide now.
pub(in super::super) fn nothing_for(actor: &str, lang: Lang) -> String {
    match lang {
        Lang::Sv => format!("`{actor}` har inget att göra nu"),
        Lang::En => format!("`{actor}` has nothing to do now"),
    }
}

/// Whose turn it is, and for what: `Exempel AB (the host), to correct`.
pub(in super::super) fn turn(item: &Item, lang: Lang) -> String {
    let who = owner(item.owner.as_ref(), lang);
    let what = match (item.status, lang) {
        (Status::Deficient, Lang::Sv) => ", att rätta",
        (Status::Deficient, Lang::En) => ", to correct",
        (Status::UnderReview, Lang::Sv) => ", att besluta",
        (Status::UnderReview, Lang::En) => ", to decide",
        _ => "",
    };
    format!("{who}{what}")
}

/// How long something has been open, and since when.
pub(in super::super) fn since(since: Option<Since>, as_of: Date, lang: Lang) -> String {
    let Some(since) = since else {
        return match lang {
            Lang::Sv => "inget datum i ärendet visar sedan när".to_owned(),
            Lang::En => "no date of the case tells since when".to_owned(),
        };
    };
    let date = since.date();
    let days = usize::try_from(date.days_until(as_of)).unwrap_or_default();
    let shown = count(days, Noun::Day, lang);
    let sentence = match (days, lang) {
        (0, Lang::Sv) => format!("sedan {date}"),
        (0, Lang::En) => format!("since {date}"),
        (_, Lang::Sv) => format!("i {shown}, sedan {date}"),
        (_, Lang::En) => format!("for {shown}, since {date}"),
    };
    match (since, lang) {
        (Since::State(_), _) => sentence,
        (Since::LastDate(_), Lang::Sv) => format!("{sentence}, ärendets senaste datum"),
        (Since::LastDate(_), Lang::En) => format!("{sentence}, the last date in the case"),
    }
}

/// How a deadline stands: `by 2027-01-31, in 12 days`.
pub(in super::super) fn due(deadline: Deadline, timing: Timing, as_of: Date, lang: Lang) -> String {
    let Deadline { due, done } = deadline;
    let days = |days: i64| count(usize::try_from(days.abs()).unwrap_or(usize::MAX), Noun::Day, lang);
    let left = as_of.days_until(due);
    match (timing, lang) {
        (Timing::Overdue, Lang::Sv) => format!("skulle vara klart {due}, för {} sedan", days(left)),
        (Timing::Overdue, Lang::En) => format!("was due on {due}, {} ago", days(left)),
        (Timing::Open, Lang::Sv) if left == 0 => format!("senast {due}, i dag"),
        (Timing::Open, Lang::En) if left == 0 => format!("by {due}, today"),
        (Timing::Open, Lang::Sv) => format!("senast {due}, om {}", days(left)),
        (Timing::Open, Lang::En) => format!("by {due}, in {}", days(left)),
        (Timing::Late, Lang::Sv) => format!("klart {}, efter {due}", shown(done)),
        (Timing::Late, Lang::En) => format!("done on {}, after {due}", shown(done)),
        (Timing::Done, Lang::Sv) => format!("klart {}, i tid (senast {due})", shown(done)),
        (Timing::Done, Lang::En) => format!("done on {}, in time for {due}", shown(done)),
    }
}

/// How a deadline stands, beside its date: `due in 12 days`. What was done in time stands beside the date of that.
pub(in super::super) fn timed(deadline: Deadline, timing: Timing, as_of: Date, lang: Lang) -> String {
    let Deadline { due, done } = deadline;
    let left = as_of.days_until(due);
    let days = count(usize::try_from(left.abs()).unwrap_or(usize::MAX), Noun::Day, lang);
    match (timing, lang) {
        (Timing::Overdue, Lang::Sv) => format!("skulle ha varit klart för {days} sedan"),
        (Timing::Overdue, Lang::En) => format!("was due {days} ago"),
        (Timing::Open, Lang::Sv) if left == 0 => "ska vara klart i dag".to_owned(),
        (Timing::Open, Lang::En) if left == 0 => "due today".to_owned(),
        (Timing::Open, Lang::Sv) => format!("ska vara klart om {days}"),
        (Timing::Open, Lang::En) => format!("due in {days}"),
        (Timing::Late, Lang::Sv) => format!("klart för sent, den {}", shown(done)),
        (Timing::Late, Lang::En) => format!("done too late, on {}", shown(done)),
        (Timing::Done, Lang::Sv) => format!("klart i tid (senast {due})"),
        (Timing::Done, Lang::En) => format!("done, in time for {due}"),
    }
}

fn shown(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// The sources of a requirement: the clauses with their places.
pub(in super::super) fn sources(citations: &[Citation], lang: Lang) -> Vec<String> {
    words::sources(citations, lang)
}

/// The place of a fault or an item: `path:line:column`.
pub(in super::super) fn place(label: &Label) -> String {
    let start = label.start();
    format!("{}:{}:{}", label.file.path(), start.line, start.column)
}

/// What can be said of a fault in one line.
pub(in super::super) fn fault(fault: &Finding, lang: Lang) -> String {
    format!("{}: {}", place(&fault.primary), fault.message.get(lang))
}

/// The name of something to do in a list over cases: the matter, and the subject where it is not told by the matter.
pub(in super::super) fn named(action: &Action<'_>, lang: Lang) -> String {
    let matter = matter(action.requirement, action.item, lang);
    match (&action.item.subject, &action.item.message, &action.item.waiver, lang) {
        // Its date is the one on which the waiver ends.
        (_, _, Some(waiver), Lang::Sv) => format!("{matter} (undantag {} upphör)", waiver.id),
        (_, _, Some(waiver), Lang::En) => format!("{matter} (waiver {} ends)", waiver.id),
        (Some(subject), None, ..) => format!("{matter} ({})", subject.name),
        _ => matter.to_owned(),
    }
}
