//! Texts that do not have their form: what the form is, and what was likely meant.

use super::{as_yaml, did_you_mean, joined, shown, upper};
use crate::finding::Finding;
use crate::source::{Date, Text};
use crate::structure::format::{ATTACHMENT, DATE, Format, INSTANT, Mismatch};
use crate::structure::spot::Spot;

/// The finding for a text that does not have the form `format`.
pub(in crate::structure) fn mismatch(spot: &Spot<'_>, format: &Format) -> Option<Finding> {
    let text = spot.node.as_str()?;
    let (message, help) = match format.name.as_str() {
        DATE => date(text, format),
        INSTANT => instant(text, format),
        ATTACHMENT => attachment(text, format),
        _ => of_pack(text, format),
    };
    Some(Finding::error("schema/format", message, spot.label(Text::default())).with_help(help))
}

fn date(text: &str, format: &Format) -> (Text, Text) {
    let value = shown(text);
    if Date::of_instant(text).is_some() {
        let message = text!(
            sv: "`{value}` är en tidpunkt, inte bara ett datum",
            en: "`{value}` is a point in time, not just a date"
        );
        return (message, date_help(text, format));
    }
    let message = if has_shape_of_date(text) {
        text!(sv: "datumet `{value}` finns inte i kalendern", en: "the date `{value}` is not in the calendar")
    } else {
        text!(sv: "`{value}` är inget datum", en: "`{value}` is not a date")
    };
    (message, date_help(text, format))
}

/// What to write instead of `text` where a date is wanted.
pub(super) fn date_help(text: &str, format: &Format) -> Text {
    let guess = meant_date(text).map(|guess| did_you_mean(&guess.to_string()));
    joined(guess, general_help(format))
}

/// The form in words, with an example.
pub(super) fn general_help(format: &Format) -> Text {
    let example = as_yaml(&format.example);
    let example = text!(sv: "till exempel `{example}`", en: "for example `{example}`");
    match &format.help {
        Some(help) => Text::each(|lang| match help.get(lang) {
            sentence if sentence.ends_with('.') => format!("{sentence} {}", upper(example.get(lang))),
            clause => format!("{clause}, {}", example.get(lang)),
        }),
        None => Text { sv: format!("skriv {}", example.sv), en: format!("write {}", example.en) },
    }
}

/// The date that was meant, where that can be told: year, month and day in that order, with other separators or
/// without leading zeros; or an instant.
pub(super) fn meant_date(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(date) = Date::of_instant(text) {
        return Some(date);
    }
    let day = text.split_once(['T', ' ']).filter(|(day, _)| day.len() == 10).map_or(text, |(day, _)| day);
    let parts: Vec<&str> = day.split(['-', '/', '.', ' ']).collect();
    let spelled = match parts[..] {
        [year, month, day] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        [whole] if whole.len() == 8 && whole.is_ascii() => {
            format!("{}-{}-{}", whole.get(..4)?, whole.get(4..6)?, whole.get(6..)?)
        }
        _ => return None,
    };
    Date::parse(&spelled)
}

/// Whether the text is written as a date, be it in the calendar or not.
fn has_shape_of_date(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
}

fn instant(text: &str, format: &Format) -> (Text, Text) {
    let value = shown(text);
    let with_offset = format!("{}+01:00", text.replacen(' ', "T", 1));
    if Date::parse(text).is_some() {
        let message = text!(
            sv: "`{value}` är ett datum utan klockslag",
            en: "`{value}` is a date without a time of day"
        );
        let help = text!(
            sv: "lägg till klockslag och skillnad mot UTC, till exempel `{value}T09:30:00+01:00`",
            en: "add the time of day and the offset from UTC, for example `{value}T09:30:00+01:00`"
        );
        return (message, help);
    }
    if Date::of_instant(&with_offset).is_some() {
        let message = text!(
            sv: "`{value}` säger inte skillnaden mot UTC",
            en: "`{value}` does not say the offset from UTC"
        );
        let help = text!(
            sv: "skriv `{with_offset}`, under sommartid `+02:00`",
            en: "write `{with_offset}`, or `+02:00` in summer"
        );
        return (message, help);
    }
    (text!(sv: "`{value}` är ingen tidpunkt", en: "`{value}` is not a point in time"), general_help(format))
}

fn attachment(text: &str, format: &Format) -> (Text, Text) {
    let value = shown(text);
    let message = text!(
        sv: "`{value}` är ingen sökväg inom ärendets mapp",
        en: "`{value}` is not a path within the case's folder"
    );
    (message, general_help(format))
}

fn of_pack(text: &str, format: &Format) -> (Text, Text) {
    let value = shown(text);
    let Text { sv, en } = &format.title;
    let message = match format.mismatch(text) {
        Some(Mismatch::CheckDigit) => {
            let message = text!(sv: "kontrollsiffran i `{value}` stämmer inte", en: "the check digit of `{value}` is wrong");
            let help = text!(
                sv: "kontrollera siffrorna mot originalet",
                en: "check the figures against the original"
            );
            return (message, help);
        }
        Some(Mismatch::TooLong(most)) => text!(
            sv: "`{value}` är för långt som {sv}: högst {most} tecken",
            en: "`{value}` is too long as {en}: at most {most} characters"
        ),
        _ => text!(sv: "`{value}` är inte giltigt som {sv}", en: "`{value}` is not valid as {en}"),
    };
    (message, general_help(format))
}
