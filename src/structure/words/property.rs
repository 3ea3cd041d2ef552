//! Keys that are there and should not be, and keys that are not there and should be.

use super::{choices, did_you_mean, example, joined, shown};
use crate::finding::Finding;
use crate::source::{Text, suggest};
use crate::structure::cause::Cause;
use crate::structure::check::MOST_FINDINGS;
use crate::structure::format::Formats;
use crate::structure::shape::{Field, Shape};
use crate::structure::spot::Spot;

/// The findings for keys of one mapping. A misspelt key that was meant to be a missing one is one finding; a key
/// that is there already is never what was meant.
pub(in crate::structure) fn unknown_and_missing(
    spot: &Spot<'_>,
    causes: &[Cause],
    formats: &Formats,
) -> Vec<Finding> {
    let mut meant = Vec::new();
    let mut findings = Vec::new();
    for cause in causes {
        let Cause::Unknown(keys, known) = cause else { continue };
        let free: Vec<&str> =
            known.iter().map(String::as_str).filter(|known| spot.node.entry(known).is_none()).collect();
        for key in keys.iter().take(MOST_FINDINGS + 1) {
            let guess = suggest(key, free.iter().copied());
            meant.extend(guess);
            findings.push(unknown(spot, key, known, guess));
        }
    }
    for cause in causes {
        if let Cause::Missing(key) = cause
            && !meant.contains(&key.as_str())
        {
            findings.push(missing(spot, key, formats));
        }
    }
    findings
}

fn unknown(spot: &Spot<'_>, key: &str, known: &[String], guess: Option<&str>) -> Finding {
    let name = shown(key);
    let message = if spot.is_root() {
        text!(sv: "nyckeln `{name}` finns inte", en: "there is no key `{name}`")
    } else {
        let Text { sv, en } = spot.name();
        text!(sv: "nyckeln `{name}` finns inte i {sv}", en: "there is no key `{name}` in {en}")
    };
    let label = match guess {
        Some(guess) => did_you_mean(guess),
        None => text!(sv: "okänd nyckel", en: "unknown key"),
    };
    let hint = guess.map(did_you_mean).or_else(|| elsewhere(spot, key));
    Finding::error("schema/unknown-property", message, spot.label_key(key, label))
        .with_help(joined(hint, possible(known)))
}

fn possible(known: &[String]) -> Text {
    if known.is_empty() {
        return text!(sv: "här kan det inte stå några nycklar", en: "no keys are possible here");
    }
    let Text { sv, en } = choices(known);
    text!(sv: "möjliga nycklar: {sv}", en: "possible keys: {en}")
}

/// A hint that the key belongs one level further in, where exactly one key of the mapping can hold it.
fn elsewhere(spot: &Spot<'_>, key: &str) -> Option<Text> {
    let fields = &spot.shape.as_map()?.fields;
    let holds = |field: &Field| field.shape.as_map().is_some_and(|map| map.fields.contains_key(key));
    let mut holders = fields.iter().filter(|(_, field)| holds(field)).map(|(name, _)| name);
    let only = holders.next().filter(|_| holders.next().is_none())?;
    Some(text!(sv: "`{key}` hör hemma i `{only}`.", en: "`{key}` belongs in `{only}`."))
}

fn missing(spot: &Spot<'_>, key: &str, formats: &Formats) -> Finding {
    let field = spot.shape.as_map().and_then(|map| map.fields.get(key));
    let title = field.and_then(|field| field.title.as_ref());
    let named = Text::each(|lang| match title.map(|title| title.get(lang)) {
        Some(title) if !title.eq_ignore_ascii_case(key) => format!("`{key}` ({title})"),
        _ => format!("`{key}`"),
    });
    let Text { sv, en } = &named;
    let message = if spot.is_root() {
        text!(sv: "{sv} saknas", en: "{en} is missing")
    } else {
        let Text { sv: where_sv, en: where_en } = spot.name();
        text!(sv: "{sv} saknas i {where_sv}", en: "{en} is missing in {where_en}")
    };
    let label = text!(sv: "`{key}` saknas här", en: "`{key}` is missing here");
    let shape = field.map_or(&Shape::Any, |field| &field.shape);
    Finding::error("schema/missing-property", message, spot.label(label))
        .with_help(add(spot, key, shape, formats))
}

/// What to add, and where.
fn add(spot: &Spot<'_>, key: &str, shape: &Shape, formats: &Formats) -> Text {
    let value = example::value(shape);
    let Text { sv, en } = spot.name();
    let what = text!(sv: "lägg till `{key}: {value}` i {sv}", en: "add `{key}: {value}` to {en}");
    let Some(hint) = hint(shape, formats) else { return what };
    Text::each(|lang| format!("{}{}", what.get(lang), hint.get(lang)))
}

/// What can stand for the open value, to be put after it.
pub(super) fn hint(shape: &Shape, formats: &Formats) -> Option<Text> {
    if let Some(text) = shape.as_text().filter(|text| text.values.len() > 1) {
        let Text { sv, en } = choices(&text.values);
        return Some(text!(sv: ": en av {sv}", en: ": one of {en}"));
    }
    if let Some(example) = example::of_text(shape, formats) {
        return Some(text!(sv: ", till exempel `{example}`", en: ", such as `{example}`"));
    }
    match shape.present() {
        Shape::Bool => Some(text!(sv: ": `true` eller `false`", en: ": `true` or `false`")),
        Shape::Int => Some(text!(sv: ": ett heltal", en: ": a whole number")),
        Shape::Number => Some(text!(sv: ": ett tal", en: ": a number")),
        _ => None,
    }
}
