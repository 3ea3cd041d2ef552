//! The one place that makes text of users and files safe for a terminal and for the log of a CI service.
//!
//! A character that would act on a terminal, or that cannot be seen, is shown as `<U+202E>`. The beginnings of
//! commands to the services that run pipelines (`##[`, `##vso[` anywhere in a line, `::` at its start) are
//! broken by a space.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Each character of a line of a file with its offset and what to show for it. Tabs are left as they are.
pub(super) fn characters(line: &str) -> impl Iterator<Item = (usize, Cow<'_, str>)> {
    line.char_indices().map(move |(at, character)| {
        let rest = line.get(at..).unwrap_or_default();
        let shown = if begins_command(rest) {
            Cow::Borrowed("# ")
        } else if is_hidden(character) && character != '\t' {
            Cow::Owned(format!("<U+{:04X}>", u32::from(character)))
        } else {
            Cow::Borrowed(rest.get(..character.len_utf8()).unwrap_or_default())
        };
        (at, shown)
    })
}

/// A line of a file, with tabs as they are.
pub(super) fn line(text: &str) -> String {
    characters(text).map(|(_, piece)| piece).collect()
}

/// A name, such as that of a file: everything in it is made visible.
pub(super) fn name(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (_, piece) in characters(text) {
        match piece.as_ref() {
            "\t" => shown.push_str("<U+0009>"),
            ":" if shown.ends_with(':') => shown.push_str(" :"),
            piece => shown.push_str(piece),
        }
    }
    shown
}

/// A message as a single line: line breaks and tabs become spaces, everything else hidden is made visible.
pub fn one_line(text: &str) -> String {
    name(&text.trim().replace(['\n', '\t'], " "))
}

/// JSON text with every hidden character, and the start of every command, as an escape.
pub(super) fn json(serialised: &str) -> String {
    let mut safe = String::with_capacity(serialised.len());
    for (at, character) in serialised.char_indices() {
        let hidden = is_hidden(character) && character != '\n';
        if hidden || begins_command(serialised.get(at..).unwrap_or_default()) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                write!(safe, "\\u{unit:04x}").ok();
            }
        } else {
            safe.push(character);
        }
    }
    safe
}

/// Whether a command to a CI service (`##[error]`, `##vso[task.complete]`) begins here.
fn begins_command(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("##") else { return false };
    rest.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).starts_with('[')
}

/// Whether a character acts on a terminal or is not seen: the control characters, the separators of lines and
/// paragraphs, and what Unicode calls `Default_Ignorable_Code_Point`: zero-width and bidirectional controls,
/// fillers, variation selectors, tags.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_become_visible() {
        for (text, shown) in [
            ("Påhittad e\u{301} 漢字", "Påhittad e\u{301} 漢字"),
            ("sta\u{200b}tus", "sta<U+200B>tus"),
            ("\u{1b}[2Jred", "<U+001B>[2Jred"),
            ("a\u{202e}b\u{2066}", "a<U+202E>b<U+2066>"),
            ("a\rb\u{7f}\u{9b}", "a<U+000D>b<U+007F><U+009B>"),
            ("tag\u{e0041}", "tag<U+E0041>"),
        ] {
            assert_eq!(one_line(text), shown);
        }
    }

    #[test]
    fn messages_are_one_line_and_names_hide_no_line_break() {
        assert_eq!(one_line("first\nsecond\tthird\n"), "first second third");
        assert_eq!(name("a\n\tb"), "a<U+000A><U+0009>b");
    }

    #[test]
    fn commands_to_ci_services_are_broken() {
        for (text, shown) in [
            ("::error file=a::b", ": :error file=a: :b"),
            (":::", ": : :"),
            ("##[error]x", "# #[error]x"),
            ("###[group]", "## #[group]"),
            ("a ##vso[task.complete]", "a # #vso[task.complete]"),
            ("## Parties [1]", "## Parties [1]"),
        ] {
            assert_eq!(one_line(text), shown);
        }
    }

    #[test]
    fn json_keeps_its_meaning_and_its_line_breaks() {
        let value = serde_json::json!({ "a": "##[error]\u{202e}\u{7f}\u{e0041}å\u{1b}" });
        let safe = json(&serde_json::to_string_pretty(&value).unwrap());
        assert_eq!(safe, "{\n  \"a\": \"\\u0023#[error]\\u202e\\u007f\\udb40\\udc41å\\u001b\"\n}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }
}
