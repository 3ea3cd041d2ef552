//! What a value could look like, as one line of YAML with `…` where the author decides.

use super::as_yaml;
use crate::structure::format::Formats;
use crate::structure::shape::{MapShape, Shape};

/// What stands for a value that only the author knows.
const OPEN: &str = "…";

/// A value of that shape: the only one there is, or its outline.
pub(super) fn value(shape: &Shape) -> String {
    match shape.present() {
        Shape::Text(text) => match &text.values[..] {
            [only] => as_yaml(only),
            _ => OPEN.to_owned(),
        },
        Shape::List(_) => format!("[{OPEN}]"),
        Shape::Map(map) => mapping(map, None),
        _ => OPEN.to_owned(),
    }
}

/// A mapping of that shape with all the keys that it must have, one of which may have a value already.
pub(super) fn mapping(map: &MapShape, known: Option<(&str, &str)>) -> String {
    let needed =
        map.fields.iter().filter(|(key, field)| field.required && known.is_none_or(|(k, _)| k != *key));
    let first = known.map(|(key, value)| format!("{key}: {}", as_yaml(value)));
    let rest = needed.map(|(key, field)| match field.shape.present() {
        Shape::Map(_) => format!("{key}: {{{OPEN}}}"),
        _ => format!("{key}: {}", value(&field.shape)),
    });
    let mut entries: Vec<String> = first.into_iter().chain(rest).collect();
    if entries.is_empty() {
        let key = map.fields.keys().next().map_or(OPEN, String::as_str);
        entries.push(format!("{key}: {OPEN}"));
    }
    format!("{{ {} }}", entries.join(", "))
}

/// A text that would do as a value of that shape, in YAML: from the schema's examples, or of its form.
pub(super) fn of_text(shape: &Shape, formats: &Formats) -> Option<String> {
    let text = shape.as_text()?;
    let of_form =
        || text.format.as_ref().and_then(|name| formats.get(name)).map(|format| format.example.clone());
    text.example.clone().or_else(of_form).map(|example| as_yaml(&example))
}
