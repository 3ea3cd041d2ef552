//! Values of the wrong type: what they are, what they should be, and how that is written.

use super::{choices, did_you_mean, example, form, joined, kind_of, property, shown};
use crate::finding::Finding;
use crate::read::Value;
use crate::source::{Lang, Text, suggest};
use crate::structure::format::{DATE, Format, Formats, INSTANT};
use crate::structure::shape::{MapShape, Shape};
use crate::structure::spot::Spot;

const CODE: &str = "schema/wrong-type";

/// The finding for a value that is of none of `types`.
pub(in crate::structure) fn wrong_type(spot: &Spot<'_>, types: &[String], formats: &Formats) -> Finding {
    if spot.is_blank() {
        return without_value(spot, formats);
    }
    let (name, is, wanted) = (spot.name(), kind_of(spot.node), wanted(spot.shape, types, formats));
    let message = Text {
        sv: format!("{} ska vara {}, men är {}", name.sv, wanted.sv, is.sv),
        en: format!("{} should be {}, but is {}", name.en, wanted.en, is.en),
    };
    let finding = Finding::error(CODE, message, spot.label(Text::default()));
    match help(spot, types, formats) {
        Some(help) => finding.with_help(help),
        None => finding,
    }
}

/// The finding for a key without a value.
fn without_value(spot: &Spot<'_>, formats: &Formats) -> Finding {
    let Text { sv, en } = spot.name();
    let message = text!(sv: "{sv} har inget värde", en: "{en} has no value");
    let label = text!(sv: "värdet saknas", en: "the value is missing");
    Finding::error(CODE, message, spot.label(label)).with_help(to_fill_in(spot, formats))
}

/// What to write where there is nothing, or `null`.
fn to_fill_in(spot: &Spot<'_>, formats: &Formats) -> Text {
    let Some(key) = spot.own_key() else {
        return match spot.shape.as_map() {
            Some(map) => as_mapping(spot, map),
            None => {
                text!(sv: "skriv ett värde, eller ta bort raden", en: "write a value, or remove the line")
            }
        };
    };
    let value = example::value(spot.shape);
    let hint = property::hint(spot.shape, formats).unwrap_or_default();
    let may_go = spot.field.is_none_or(|field| !field.required);
    Text::each(|lang| {
        let (write, or) = match lang {
            Lang::Sv => ("skriv", ", eller ta bort nyckeln"),
            Lang::En => ("write", ", or remove the key"),
        };
        format!("{write} `{key}: {value}`{}{}", hint.get(lang), if may_go { or } else { "" })
    })
}

/// What the value should be, with its article.
fn wanted(shape: &Shape, types: &[String], formats: &Formats) -> Text {
    let null = |name: &&String| *name == "null";
    let in_order = types.iter().filter(|name| !null(name)).chain(types.iter().filter(null));
    let words: Vec<Text> = in_order.map(|name| type_words(name, shape, formats)).collect();
    Text::each(|lang| {
        let or = match lang {
            Lang::Sv => " eller ",
            Lang::En => " or ",
        };
        words.iter().map(|words| words.get(lang)).collect::<Vec<_>>().join(or)
    })
}

fn type_words(name: &str, shape: &Shape, formats: &Formats) -> Text {
    match name {
        "string" => text_words(format_of(shape, formats)),
        "integer" => text!(sv: "ett heltal", en: "a whole number"),
        "number" => text!(sv: "ett tal", en: "a number"),
        "boolean" => text!(sv: "`true` eller `false`", en: "`true` or `false`"),
        "array" => text!(sv: "en lista", en: "a list"),
        "object" => text!(sv: "nycklar med värden (`nyckel: värde`)", en: "a mapping (`key: value`)"),
        _ => text!(sv: "`null`", en: "`null`"),
    }
}

fn text_words(format: Option<&Format>) -> Text {
    match format.map(|format| (format.name.as_str(), &format.title)) {
        None => text!(sv: "en text", en: "a text"),
        Some((DATE, _)) => text!(sv: "ett datum", en: "a date"),
        Some((INSTANT, _)) => text!(sv: "en tidpunkt", en: "a point in time"),
        Some((_, Text { sv, en })) => text!(sv: "en text ({sv})", en: "a text ({en})"),
    }
}

fn format_of<'f>(shape: &Shape, formats: &'f Formats) -> Option<&'f Format> {
    shape
        .as_text()
        .and_then(|text| text.format.as_ref())
        .and_then(|name| formats.get(name))
        .map(|format| &**format)
}

/// How to write what was likely meant.
fn help(spot: &Spot<'_>, types: &[String], formats: &Formats) -> Option<Text> {
    let takes = |name: &str| types.iter().any(|one| one == name);
    match &spot.node.value {
        Value::Null => Some(to_fill_in(spot, formats)),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) if takes("string") => Some(as_text(spot, formats)),
        Value::Map(_) if takes("array") => Some(
            text!(sv: "skriv det som en lista, med `- ` före varje post", en: "write it as a list, with `- ` before each item"),
        ),
        Value::List(items) if takes("string") && items.len() == 1 => {
            Some(text!(sv: "skriv bara ett värde, utan lista", en: "write just the value, without a list"))
        }
        Value::Map(_) => None,
        _ if takes("array") => spot.written().map(as_list),
        _ if takes("object") => spot.shape.as_map().map(|map| as_mapping(spot, map)),
        Value::Text(text) => without_quotes(text, types),
        _ => None,
    }
}

/// A scalar where a text is wanted: in quotes, if that would do; otherwise what the text should be.
fn as_text(spot: &Spot<'_>, formats: &Formats) -> Text {
    let written = spot.written().unwrap_or_default();
    match format_of(spot.shape, formats) {
        Some(format) if format.name == DATE => form::date_help(written, format),
        Some(format) if !format.accepts(written) => form::general_help(format),
        _ => {
            let options = spot.shape.as_text().map_or(&[][..], |text| &text.values);
            if options.is_empty() || options.iter().any(|option| option == written) {
                return in_quotes(spot, written);
            }
            super::value::help(suggest(written, options.iter().map(String::as_str)), options, spot.shape)
        }
    }
}

fn in_quotes(spot: &Spot<'_>, written: &str) -> Text {
    let entry = spot.own_key().map_or_else(String::new, |key| format!("{key}: "));
    text!(
        sv: "sätt citattecken om värdet, så är det en text: `{entry}\"{written}\"`",
        en: "put the value in quotes to make it a text: `{entry}\"{written}\"`"
    )
}

fn as_list(written: &str) -> Text {
    text!(sv: "skriv det som en lista: `[{written}]`", en: "write it as a list: `[{written}]`")
}

/// A value where a mapping is wanted: the outline of the mapping, with the value where it was likely meant.
fn as_mapping(spot: &Spot<'_>, map: &MapShape) -> Text {
    let entry = |value: String| match spot.own_key() {
        Some(key) => format!("{key}: {value}"),
        None => value,
    };
    let meant = spot.node.as_str().and_then(|text| meant_field(text, map));
    if meant.is_some() {
        return did_you_mean(&entry(example::mapping(map, meant)));
    }
    let outline = entry(example::mapping(map, None));
    let keys: Vec<&str> = map.fields.keys().map(String::as_str).collect();
    let Text { sv, en } = choices(&keys);
    let form = text!(sv: "skriv `{outline}`.", en: "write `{outline}`.");
    if keys.is_empty() {
        return form;
    }
    joined(Some(form), text!(sv: "möjliga nycklar: {sv}", en: "possible keys: {en}"))
}

/// The field one of whose possible values was likely meant by a text, and that value.
fn meant_field<'m>(text: &str, map: &'m MapShape) -> Option<(&'m str, &'m str)> {
    map.fields.iter().find_map(|(key, field)| {
        let values = &field.shape.as_text()?.values;
        Some((key.as_str(), suggest(text, values.iter().map(String::as_str))?))
    })
}

/// A text where a number or truth value is wanted, if it is one in quotes or in words.
fn without_quotes(text: &str, types: &[String]) -> Option<Text> {
    let takes = |name: &str| types.iter().any(|one| one == name);
    let number = (takes("integer") && text.parse::<i64>().is_ok())
        || (takes("number") && text.parse::<f64>().is_ok_and(f64::is_finite));
    let value = match text.to_lowercase().as_str() {
        "true" | "yes" | "ja" | "on" if takes("boolean") => "true".to_owned(),
        "false" | "no" | "nej" | "off" if takes("boolean") => "false".to_owned(),
        _ if number => shown(text),
        _ => return None,
    };
    Some(text!(sv: "skriv `{value}` utan citattecken", en: "write `{value}` without quotes"))
}
