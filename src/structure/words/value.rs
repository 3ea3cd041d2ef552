//! Values that are not among the possible ones.

use super::{as_yaml, choices, did_you_mean, joined, shown};
use crate::finding::Finding;
use crate::source::{Text, suggest};
use crate::structure::shape::Shape;
use crate::structure::spot::Spot;

/// The finding for a value that is none of `options`, though of a type that these have.
pub(in crate::structure) fn unknown_value(spot: &Spot<'_>, options: &[String]) -> Finding {
    let text = spot.node.as_str().or_else(|| spot.written()).unwrap_or_default();
    let guess = suggest(text, options.iter().map(String::as_str));
    let label =
        guess.map_or_else(|| text!(sv: "inget möjligt värde", en: "not a possible value"), did_you_mean);
    let value = shown(text);
    let Text { sv, en } = spot.name();
    let message = text!(
        sv: "`{value}` är inget möjligt värde för {sv}",
        en: "`{value}` is not a possible value of {en}"
    );
    Finding::error("schema/unknown-value", message, spot.label(label))
        .with_help(help(guess, options, spot.shape))
}

/// Which value was meant, and which there are.
pub(super) fn help(guess: Option<&str>, options: &[String], shape: &Shape) -> Text {
    if let [only] = options
        && !shape.nullable()
    {
        let only = if shape.as_text().is_some() { as_yaml(only) } else { only.clone() };
        return text!(sv: "skriv `{only}`, det enda möjliga värdet", en: "write `{only}`, the only possible value");
    }
    let Text { sv, en } = choices(options);
    joined(guess.map(did_you_mean), text!(sv: "möjliga värden: {sv}", en: "possible values: {en}"))
}
