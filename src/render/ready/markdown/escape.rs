//! Text of users as Markdown that means nothing but itself.

use super::super::super::sanitise::one_line;

/// Text that means itself: on one line, and without anything that Markdown, HTML, or a service that links names,
/// numbers and addresses gives a meaning.
pub(super) fn escape(text: &str) -> String {
    /// What keeps two characters apart without being seen.
    const APART: &str = "<!-- -->";
    let line = one_line(text);
    let mut safe = String::with_capacity(line.len() + 16);
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    for (at, character) in line.char_indices() {
        let rest = line.get(at + character.len_utf8()..).unwrap_or_default();
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '@' => safe.extend(["@", APART]),
            '#' => safe.extend(["\\#", APART]),
            ':' if begins_emoji(rest) => safe.extend([":", APART]),
            ':' if rest.starts_with("//") => safe.push_str("\\:"),
            '.' if safe.to_ascii_lowercase().ends_with("www") => safe.push_str("\\."),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => safe.extend(['\\', character]),
            '-' | '+' | '=' if at == 0 => safe.extend(['\\', character]),
            '.' | ')' if at > 0 && at == line.len() - numbered.len() => safe.extend(['\\', character]),
            _ => safe.push(character),
        }
    }
    safe
}

/// Whether the rest after a colon makes it the beginning of `:name:`.
fn begins_emoji(rest: &str) -> bool {
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-');
    let end = rest.trim_start_matches(name);
    end.len() < rest.len() && end.starts_with(':')
}

/// Text as code: nothing in it has a meaning. It must not stand in a table.
pub(super) fn code(text: &str) -> String {
    let line = one_line(text);
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 || line.starts_with(' ') { " " } else { "" };
    if line.is_empty() { String::new() } else { format!("{fence}{pad}{line}{pad}{fence}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_no_meaning_to_markdown() {
        for (text, written) in [
            ("Region Påhittad (kunden)", "Region Påhittad (kunden)"),
            ("*a* _b_ `c` ~d~", "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~"),
            ("[a](b) ![c](d)", "\\[a\\](b) !\\[c\\](d)"),
            ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
            ("# a\n## b", "\\#<!-- --> a \\#<!-- -->\\#<!-- --> b"),
            ("- a", "\\- a"),
            ("1. a 2. b", "1\\. a 2. b"),
            ("a | b", "a \\| b"),
            ("@team #12", "@<!-- -->team \\#<!-- -->12"),
            ("https://example.org www.example.org", "https\\://example.org www\\.example.org"),
            (":tada: 8:60", ":<!-- -->tada: 8:60"),
        ] {
            assert_eq!(escape(text), written, "{text}");
        }
    }

    #[test]
    fn code_is_closed_by_its_own_end_alone() {
        for (text, written) in [("a", "`a`"), ("", ""), ("a`b", "`` a`b ``"), ("``", "``` `` ```")] {
            assert_eq!(code(text), written, "{text}");
        }
    }
}
