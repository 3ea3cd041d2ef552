//! The dates of a report: drawn along a line, and the same in a table.
//!
//! Places along the line are in per cent of its width, so that a drawing gets wider and narrower without its signs and
//! its words getting larger and smaller.

use super::super::ReadyReport;
use super::super::sentences as say;
use super::{Prose, heading, one_line, prose};
use crate::readiness::{Action, CaseReadiness, Change, Dated, Since, Timing};
use crate::source::{Date, Lang};
use std::collections::BTreeMap;

/// The most dates that are drawn.
const DRAWN: usize = 12;

/// Signs that are nearer to each other than this, in per cent of the width, stand above each other.
const NEAR: i64 = 10;

/// The most rows of signs: one for each date.
const ROWS: i64 = 12;

/// The height of a row of signs, and that of what is below them.
const ROW: i64 = 30;
const BASE: i64 = 44;

/// The steps between the marks of months, in months, and how many of these fit.
const STEPS: [i64; 11] = [1, 2, 3, 6, 12, 24, 60, 120, 600, 6_000, 24_000];
const MARKS: i64 = 4;

/// Dates along a line.
pub(super) struct Timeline {
    pub(super) height: i64,
    /// Where the line is.
    pub(super) axis: i64,
    pub(super) signs: Vec<Mark>,
    pub(super) months: Vec<(String, String)>,
    /// Where the date of the judgement is.
    pub(super) now: String,
    /// Which side of that date its words stand on: `start` or `end`.
    pub(super) now_anchor: &'static str,
    /// How many dates are in the table alone.
    pub(super) more: usize,
    pub(super) rows: Vec<Row>,
}

/// A date on the line.
pub(super) struct Mark {
    pub(super) number: usize,
    pub(super) kind: &'static str,
    pub(super) x: String,
    pub(super) y: i64,
}

/// What a date is about.
pub(super) struct Row {
    /// The number of the date on the line.
    pub(super) number: usize,
    pub(super) date: String,
    pub(super) kind: &'static str,
    /// What kind of date it is, in words.
    pub(super) word: Prose,
    pub(super) what: Prose,
    pub(super) who: Option<String>,
    /// The case: its anchor on the page, and its id.
    pub(super) case: Option<(String, String)>,
}

struct Event {
    date: Date,
    kind: &'static str,
    word: Prose,
    what: Prose,
    who: Option<String>,
    case: Option<(String, String)>,
}

/// The dates of one case: its deadlines, since when something is open, and what coming days change.
pub(super) fn of_case(report: &ReadyReport, case: &CaseReadiness, lang: Lang) -> Option<Timeline> {
    let mut events: Vec<Event> =
        report.deadlines().iter().map(|dated| of_deadline(report, dated, lang)).collect();
    for action in report.current(case) {
        if let Some(Since::State(date)) = case.since(action.item) {
            let word = match lang {
                Lang::Sv => "har väntat sedan dess",
                Lang::En => "waiting since then",
            };
            events.push(Event {
                date,
                kind: "since",
                word: prose(word),
                what: heading(&say::named(&action, lang)),
                who: Some(one_line(&say::turn(action.item, lang))),
                case: None,
            });
        }
    }
    let changes = case.forecast.iter().flat_map(|forecast| &forecast.changes);
    events.extend(changes.flat_map(|change| of_change(change, lang)));
    draw(report.as_of, events)
}

/// The dates of all cases that are still ahead, or were missed.
/// `anchor` tells where on the page a case is.
pub(super) fn of_cases(
    report: &ReadyReport,
    anchor: &dyn Fn(&CaseReadiness) -> String,
    lang: Lang,
) -> Option<Timeline> {
    let deadlines = report.deadlines();
    let open = deadlines.iter().filter(|dated| dated.timing.is_open());
    let event = |dated: &Dated<'_>| {
        let case = Some((anchor(dated.case), one_line(&dated.case.id)));
        Event { case, ..of_deadline(report, dated, lang) }
    };
    draw(report.as_of, open.map(event).collect())
}

fn of_deadline(report: &ReadyReport, dated: &Dated<'_>, lang: Lang) -> Event {
    let done = dated.deadline.done.filter(|_| dated.timing == Timing::Done);
    Event {
        date: done.unwrap_or(dated.deadline.due),
        kind: dated.timing.code(),
        word: prose(&say::timed(dated.deadline, dated.timing, report.as_of, lang)),
        what: heading(&say::named(&dated.action, lang)),
        who: dated.timing.is_open().then(|| one_line(&say::turn(dated.action.item, lang))),
        case: None,
    }
}

fn of_change(change: &Change, lang: Lang) -> Vec<Event> {
    let [arises, clears] = match lang {
        Lang::Sv => ["hindrar från den dagen, om inget ändras", "hindrar inte längre"],
        Lang::En => ["in the way from that day on, unless something changes", "no longer in the way"],
    };
    let each = [("arises", arises, &change.arises), ("clears", clears, &change.clears)];
    let mut events = Vec::new();
    for (kind, word, list) in each {
        for arising in list {
            let requirement = &arising.requirement;
            let Some(item) = requirement.items.first() else { continue };
            let action = Action { gate: arising.gate, requirement, item };
            events.push(Event {
                date: change.date,
                kind,
                word: prose(word),
                what: heading(&say::named(&action, lang)),
                who: Some(one_line(&say::turn(item, lang))),
                case: None,
            });
        }
    }
    events
}

/// Puts dates along a line; `None` where there are none.
fn draw(as_of: Date, mut events: Vec<Event>) -> Option<Timeline> {
    events.sort_by_key(|event| event.date);
    let mut numbers: BTreeMap<Date, usize> = BTreeMap::new();
    for event in &events {
        let next = numbers.len() + 1;
        numbers.entry(event.date).or_insert(next);
    }
    let drawn: Vec<&Event> = first_of_each(&events).into_iter().take(DRAWN).collect();
    let start = drawn.first()?.date.min(as_of);
    let end = drawn.last()?.date.max(as_of);
    let line = Axis::between(start, end);
    let mut signs: Vec<(i64, Mark)> = Vec::new();
    for (at, event) in drawn.iter().enumerate() {
        let place = line.place(event.date);
        let taken = |row: i64| signs.iter().any(|(other, sign)| sign.y == row && place - other < NEAR * 1000);
        let row = (0..ROWS).find(|row| !taken(*row)).unwrap_or_default();
        signs.push((place, Mark { number: at + 1, kind: event.kind, x: percent(place), y: row }));
    }
    let rows = signs.iter().map(|(_, sign)| sign.y).max().unwrap_or_default() + 1;
    let axis = rows * ROW + 22;
    let signs = signs.into_iter().map(|(_, sign)| Mark { y: axis - 24 - sign.y * ROW, ..sign });
    let now = line.place(as_of);
    Some(Timeline {
        height: axis + BASE,
        axis,
        signs: signs.collect(),
        months: line.months().into_iter().map(|(place, month)| (percent(place), month)).collect(),
        now: percent(now),
        now_anchor: if now > 60_000 { "end" } else { "start" },
        more: numbers.len().saturating_sub(DRAWN),
        rows: events.into_iter().map(|event| row(event, &numbers)).collect(),
    })
}

/// One event for each date: that of the kind that says most.
fn first_of_each(events: &[Event]) -> Vec<&Event> {
    const WEIGHT: [&str; 7] = ["overdue", "open", "arises", "late", "done", "clears", "since"];
    let weight = |event: &&Event| WEIGHT.iter().position(|kind| *kind == event.kind);
    events.chunk_by(|a, b| a.date == b.date).filter_map(|day| day.iter().min_by_key(weight)).collect()
}

fn row(event: Event, numbers: &BTreeMap<Date, usize>) -> Row {
    Row {
        number: numbers.get(&event.date).copied().unwrap_or_default(),
        date: event.date.to_string(),
        kind: event.kind,
        word: event.word,
        what: event.what,
        who: event.who,
        case: event.case,
    }
}

/// A line from one date to another, with room on both sides.
struct Axis {
    start: Date,
    days: i64,
}

impl Axis {
    fn between(start: Date, end: Date) -> Self {
        let days = start.days_until(end).max(20);
        let margin = days / 14 + 1;
        Self { start: start.plus_days(-margin).unwrap_or(start), days: days + 2 * margin }
    }

    /// The place of a date, in thousandths of a per cent.
    fn place(&self, date: Date) -> i64 {
        self.start.days_until(date) * 100_000 / self.days
    }

    /// The beginnings of some months, with what they are called.
    fn months(&self) -> Vec<(i64, String)> {
        let fits = |step: &&i64| self.days / (30 * **step) <= MARKS;
        let step = STEPS.iter().find(fits).copied().unwrap_or(24_000);
        let first = |date: Date| date.to_string().get(..7).map(str::to_owned);
        let mut months = Vec::new();
        let mut month = first(self.start).and_then(|month| Date::parse(&format!("{month}-01")));
        while let Some(date) = month.filter(|date| self.place(*date) <= 94_000) {
            if self.place(date) >= 3_000 {
                months.extend(first(date).map(|month| (self.place(date), month)));
            }
            month = date.plus_months(step);
        }
        months
    }
}

fn percent(thousandths: i64) -> String {
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(date: &str, kind: &'static str) -> Event {
        let date = Date::parse(date).unwrap();
        Event { date, kind, word: Vec::new(), what: Vec::new(), who: None, case: None }
    }

    fn drawn(events: Vec<Event>) -> Timeline {
        draw(Date::parse("2026-11-21").unwrap(), events).unwrap()
    }

    #[test]
    fn without_dates_there_is_no_line() {
        assert!(draw(Date::parse("2026-11-21").unwrap(), Vec::new()).is_none());
    }

    #[test]
    fn signs_that_are_near_stand_above_each_other_and_in_the_order_of_their_dates() {
        let line = drawn(vec![
            event("2027-01-31", "open"),
            event("2026-11-20", "since"),
            event("2026-11-23", "open"),
        ]);
        let places: Vec<(usize, &str, i64)> =
            line.signs.iter().map(|sign| (sign.number, sign.kind, line.axis - sign.y)).collect();
        assert_eq!(places, [(1, "since", 24), (2, "open", 54), (3, "open", 24)]);
    }

    #[test]
    fn dates_on_one_day_are_one_sign_of_the_kind_that_matters_most() {
        let line = drawn(vec![event("2026-12-01", "since"), event("2026-12-01", "overdue")]);
        assert_eq!(line.signs.len(), 1);
        assert_eq!(line.signs.first().map(|sign| sign.kind), Some("overdue"));
        assert_eq!(line.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 1]);
    }

    #[test]
    fn any_span_of_time_has_a_few_months_marked_within_the_line() {
        for end in ["2026-11-22", "2027-03-01", "2028-11-21", "2036-01-01", "9999-12-31"] {
            let line = drawn(vec![event(end, "open")]);
            assert!((1..=6).contains(&line.months.len()), "{end}: {:?}", line.months);
        }
    }
}
