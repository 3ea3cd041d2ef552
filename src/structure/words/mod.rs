//! What the findings say: one file per kind of fault, and here what they have in common.

pub(super) mod bounds;
mod example;
pub(super) mod form;
pub(super) mod kind;
pub(super) mod property;
pub(super) mod value;

use crate::read::{Node, Value};
use crate::source::{Lang, Text};

/// How many names a list in a message has at most.
const MOST_LISTED: usize = 12;

/// How many characters of the user's text a message repeats at most.
const MOST_SHOWN: usize = 60;

/// "did you mean …".
pub(super) fn did_you_mean(guess: &str) -> Text {
    text!(sv: "menade du `{guess}`?", en: "did you mean `{guess}`?")
}

/// Two sentences, one after the other; the first may be missing.
fn joined(first: Option<Text>, second: Text) -> Text {
    match first {
        None => second,
        Some(first) => Text::each(|lang| format!("{} {}", first.get(lang), upper(second.get(lang)))),
    }
}

/// The words with a first letter in upper case.
fn upper(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Some names as "`a`, `b` and `c`", cut off where there are many.
pub(super) fn choices(names: &[impl AsRef<str>]) -> Text {
    let listed: Vec<String> =
        names.iter().take(MOST_LISTED).map(|name| format!("`{}`", shown(name.as_ref()))).collect();
    let more = names.len() - listed.len();
    Text::each(|lang| {
        let and = match lang {
            Lang::Sv => "och",
            Lang::En => "and",
        };
        match (listed.split_last(), lang) {
            (Some((last, before)), _) if more == 0 && !before.is_empty() => {
                format!("{} {and} {last}", before.join(", "))
            }
            (_, _) if more == 0 => listed.concat(),
            (_, Lang::Sv) => format!("{} {and} {more} till", listed.join(", ")),
            (_, Lang::En) => format!("{} {and} {more} more", listed.join(", ")),
        }
    })
}

/// The user's text on one line and not too long.
fn shown(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST_SHOWN {
        return line;
    }
    line.chars().take(MOST_SHOWN).chain(['…']).collect()
}

/// What a value is, with its article.
pub(super) fn kind_of(node: &Node) -> Text {
    match &node.value {
        Value::Null => text!(sv: "`null`", en: "`null`"),
        Value::Bool(value) => text!(sv: "`{value}`", en: "`{value}`"),
        Value::Int(_) => text!(sv: "ett heltal", en: "a whole number"),
        Value::Float(_) => text!(sv: "ett tal", en: "a number"),
        Value::Text(_) => text!(sv: "en text", en: "a text"),
        Value::List(_) => text!(sv: "en lista", en: "a list"),
        Value::Map(_) => text!(sv: "nycklar med värden", en: "a mapping of keys to values"),
    }
}

/// A text as a YAML scalar on one line: in quotes where it would otherwise be read as something else.
fn as_yaml(text: &str) -> String {
    let special = |letter: char| letter.is_control() || matches!(letter, '"' | '\\');
    let looks_like_another_type = text.parse::<f64>().is_ok()
        || matches!(text.to_ascii_lowercase().as_str(), "" | "~" | "null" | "true" | "false");
    let starts = text.starts_with(|first: char| "-?:,[]{}#&*!|>'\"%@` ".contains(first));
    let breaks = text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']);
    let in_flow = text.contains(['[', ']', '{', '}', ',']);
    if text.contains(special) {
        return format!("{text:?}");
    }
    if looks_like_another_type || starts || breaks || in_flow {
        format!("\"{text}\"")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!(choices(&["a"]).sv, "`a`");
        assert_eq!(choices(&["a", "b"]).en, "`a` and `b`");
        assert_eq!(choices(&["a", "b", "c"]).sv, "`a`, `b` och `c`");
        let many: Vec<String> = (0..15).map(|number| number.to_string()).collect();
        assert!(choices(&many).en.ends_with("`11` and 3 more"));
        assert_eq!(choices(&[""; 0]).en, "");
    }

    #[test]
    fn a_long_text_is_cut_and_put_on_one_line() {
        assert_eq!(shown("a\n  b"), "a b");
        assert_eq!(shown(&"å".repeat(61)).chars().count(), 61);
    }

    #[test]
    fn a_text_is_quoted_where_yaml_would_read_something_else() {
        for (text, expected) in [
            ("approved", "approved"),
            ("1.10", "\"1.10\""),
            ("true", "\"true\""),
            ("", "\"\""),
            ("a: b", "\"a: b\""),
            ("2026-01-31", "2026-01-31"),
            ("- a", "\"- a\""),
            ("a, b", "\"a, b\""),
            ("a\"b", "\"a\\\"b\""),
        ] {
            assert_eq!(as_yaml(text), expected);
        }
    }
}
