//! The dates by which something is still to be done, as a calendar (RFC 5545): one all-day event for each.
//!
//! The id of an event follows from the case, the rule and its subject alone: when a date moves, the calendar moves the
//! event instead of adding another.

use super::super::Options;
use super::super::sanitise::one_line;
use super::ReadyReport;
use super::sentences as say;
use crate::readiness::Dated;
use crate::source::{Date, Lang, hexadecimal};
use sha2::{Digest as _, Sha256};
use std::io;

/// How many octets a line may have, its end not counted (RFC 5545, section 3.1).
const LINE: usize = 75;

/// Writes the calendar to `out`.
pub(super) fn ready(report: &ReadyReport, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = options.lang;
    let name = match lang {
        Lang::Sv => "klar: datum i ärenden",
        Lang::En => "klar: dates of cases",
    };
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//klar//klar ready//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        format!("X-WR-CALNAME:{}", text(name)),
    ];
    for dated in report.deadlines().iter().filter(|dated| dated.timing.is_open()) {
        lines.extend(event(report, dated, lang));
    }
    lines.push("END:VCALENDAR".to_owned());
    for line in lines {
        out.write_all(folded(&line).as_bytes())?;
    }
    Ok(())
}

fn event(report: &ReadyReport, dated: &Dated<'_>, lang: Lang) -> Vec<String> {
    let (action, due) = (&dated.action, dated.deadline.due);
    let after = due.plus_days(1).unwrap_or(due);
    vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@klar", uid(dated)),
        format!("DTSTAMP:{}T000000Z", day(report.as_of)),
        format!("DTSTART;VALUE=DATE:{}", day(due)),
        format!("DTEND;VALUE=DATE:{}", day(after)),
        format!("SUMMARY:{}", text(&format!("{}: {}", dated.case.id, say::named(action, lang)))),
        format!("DESCRIPTION:{}", description(report, dated, lang)),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
    ]
}

/// What there is to say of a date, a line each.
fn description(report: &ReadyReport, dated: &Dated<'_>, lang: Lang) -> String {
    let item = dated.action.item;
    let assumptions = say::assumption_heading(report, lang).map(|heading| {
        let list = say::assumptions(report).join("; ");
        format!("{heading}: {list}")
    });
    let help = item.help.as_ref().map(|help| help.get(lang).to_owned());
    let lines = assumptions
        .into_iter()
        .chain([say::named(&dated.action, lang), say::turn(item, lang)])
        .chain(help)
        .chain(say::sources(&dated.action.requirement.citations, lang))
        .chain([say::place(&item.place), say::basis(report, lang)]);
    lines.map(|line| text(&line)).collect::<Vec<_>>().join("\\n")
}

/// The id of an event.
fn uid(dated: &Dated<'_>) -> String {
    let subject = dated.action.item.subject.as_ref().map(|subject| subject.name.as_str());
    let parts =
        [&dated.case.id, &dated.case.path, &dated.action.requirement.rule, subject.unwrap_or_default()];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hexadecimal(&hash.finalize()).chars().take(32).collect()
}

/// A date as `20270131`.
fn day(date: Date) -> String {
    date.to_string().replace('-', "")
}

/// A text as a value (RFC 5545, section 3.3.11).
fn text(value: &str) -> String {
    one_line(value).replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

/// A line folded between characters, with its end. The space that begins a continuation counts.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + line.len() / LINE * 3 + 2);
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > LINE {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(character);
        length += character.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped() {
        assert_eq!(text("a, b; c\\d: \"e\"\nf"), "a\\, b\\; c\\\\d: \"e\" f");
        assert_eq!(text("x\r\nEND:VEVENT"), "x<U+000D> END:VEVENT");
    }

    #[test]
    fn lines_are_folded_at_75_octets_between_characters() {
        for line in ["a".repeat(75), "a".repeat(76), "å".repeat(200), "a漢".repeat(100), "👩".repeat(60)]
        {
            let folded = folded(&line);
            let parts: Vec<&str> = folded.strip_suffix("\r\n").unwrap().split("\r\n").collect();
            assert!(parts.iter().all(|part| part.len() <= LINE), "{folded}");
            assert!(parts.iter().skip(1).all(|part| part.starts_with(' ')), "{folded}");
            assert_eq!(folded.strip_suffix("\r\n").unwrap().replace("\r\n ", ""), line);
        }
        assert_eq!(folded(&"a".repeat(75)).matches("\r\n").count(), 1);
        assert_eq!(folded(&"a".repeat(76)).matches("\r\n").count(), 2);
    }
}
