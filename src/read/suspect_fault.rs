//! How suspicious characters are worded.

use super::fault::{error, excerpt};
use super::suspect::Suspect;
use crate::finding::Finding;
use crate::source::{SourceFile, Span, Text};
use std::sync::Arc;

/// A character that YAML does not allow.
pub(super) fn control(file: &Arc<SourceFile>, suspect: Suspect) -> Finding {
    let code = u32::from(suspect.character);
    let name = match suspect.character {
        '\0' => " (NUL)",
        '\x07' => " (BEL)",
        '\x08' => " (BS)",
        '\x1b' => " (ESC)",
        '\x7f' => " (DEL)",
        _ => "",
    };
    let message = text!(
        sv: "styrtecknet U+{code:04X}{name} är inte tillåtet",
        en: "the control character U+{code:04X}{name} is not allowed",
    );
    let help = text!(
        sv: "Ta bort det. Behövs det i en text, skriv `\\x{code:02x}` inom dubbla citattecken.",
        en: "Remove it. If a text needs it, write `\\x{code:02x}` in double quotes.",
    );
    error(file, "yaml/control-character", suspect.span, message, help)
}

/// A character that cannot be seen.
pub(super) fn hidden(file: &Arc<SourceFile>, suspect: Suspect) -> Finding {
    let code = u32::from(suspect.character);
    let (message, harm) = if turns(suspect.character) {
        (
            text!(
                sv: "det osynliga tecknet U+{code:04X} ändrar skrivriktningen",
                en: "the invisible character U+{code:04X} changes the direction of writing",
            ),
            text!(sv: "Texten kan se ut att säga något annat än den gör.", en: "The text may look as if it said something else than it does."),
        )
    } else {
        (
            text!(sv: "det osynliga tecknet U+{code:04X} står här", en: "the invisible character U+{code:04X} stands here"),
            text!(sv: "Det följer ofta med text som klistras in.", en: "It often comes with text that is pasted."),
        )
    };
    let remove = text!(sv: "Ta bort det.", en: "Remove it.");
    let help = Text::each(|lang| format!("{} {}", remove.get(lang), harm.get(lang)));
    error(file, "yaml/suspicious-character", suspect.span, message, help)
}

/// Whether a character steers the direction of writing.
fn turns(character: char) -> bool {
    matches!(character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A character that looks like a space, where a space would mean something.
pub(super) fn space(file: &Arc<SourceFile>, suspect: Suspect) -> Finding {
    let code = u32::from(suspect.character);
    let message = match suspect.character {
        '\u{a0}' | '\u{202f}' => text!(
            sv: "hårt mellanslag (U+{code:04X}) där YAML bara förstår vanligt mellanslag",
            en: "no-break space (U+{code:04X}) where YAML understands ordinary spaces only",
        ),
        _ => text!(
            sv: "ovanligt mellanslag (U+{code:04X}) där YAML bara förstår vanligt mellanslag",
            en: "unusual space (U+{code:04X}) where YAML understands ordinary spaces only",
        ),
    };
    let help = text!(
        sv: "Ersätt det med vanligt mellanslag. Det följer ofta med text som klistras in.",
        en: "Replace it with an ordinary space. It often comes with text that is pasted.",
    );
    error(file, "yaml/suspicious-character", suspect.span, message, help)
}

/// A quotation mark of prose at the start of a key or value, which is all of `scalar`.
pub(super) fn quote(file: &Arc<SourceFile>, suspect: Suspect, scalar: Span) -> Finding {
    let mark = suspect.character;
    let message = text!(
        sv: "`{mark}` är inte ett citattecken i YAML, utan blir en del av texten",
        en: "`{mark}` is not a quotation mark in YAML, but becomes part of the text",
    );
    let line = corrected(file, scalar);
    let help = text!(
        sv: "Använd raka citattecken: `{line}`",
        en: "Use straight quotation marks: `{line}`",
    );
    error(file, "yaml/suspicious-character", suspect.span, message, help)
}

/// Whether a character is a quotation mark of prose.
fn is_mark(character: char) -> bool {
    ('\u{2018}'..='\u{201f}').contains(&character)
}

/// The line of a scalar as it is to be, with straight quotation marks around the text: instead of the marks of
/// prose where those embrace all of it, around them where they do not. Of a long line, only the scalar.
fn corrected(file: &SourceFile, scalar: Span) -> String {
    let line = file.line_span(file.line_at(scalar.start));
    let rest = file.slice(Span { start: scalar.start, end: line.end.min(scalar.start.saturating_add(400)) });
    let written = rest.get(..file.slice(scalar).len()).unwrap_or(rest);
    let content = rest.split(" #").next().unwrap_or_default().trim_end();
    // A scalar that ends before its closing mark was cut by a character that needs the quotes.
    let cut = !written.trim_start_matches(is_mark).contains(is_mark);
    let reach = if cut { content } else { written };
    let inner = reach.trim_start_matches(is_mark);
    let (text, after) = inner.split_at_checked(inner.rfind(is_mark).unwrap_or(0)).unwrap_or_default();
    let after = after.trim_start_matches(is_mark);
    let ends = after.trim_start();
    let embraced = !text.is_empty() && (ends.is_empty() || ends.starts_with([':', ',', ']', '}']));
    let (text, end) = if embraced { (text, reach.len() - after.len()) } else { (reach, reach.len()) };
    let after = content.get(end..).unwrap_or_default();
    let before = file.slice(Span { start: line.start, end: scalar.start }).trim_start_matches('\u{feff}');
    let before = if before.len() > 60 { "" } else { before };
    let quote = if text.contains('"') { '\'' } else { '"' };
    excerpt(format!("{before}{quote}{text}{quote}{after}").trim())
}

/// A tab where YAML wants spaces.
pub(super) fn tab(file: &Arc<SourceFile>, span: Span) -> Finding {
    let message = text!(sv: "raden är indragen med tabb", en: "the line is indented with a tab");
    let help = text!(
        sv: "Använd mellanslag, till exempel två för varje nivå. Ställ in redigeraren så att tabbtangenten ger mellanslag.",
        en: "Use spaces, such as two for each level. Set the editor so that the tab key gives spaces.",
    );
    error(file, "yaml/tab", span, message, help)
}

#[cfg(test)]
mod tests {
    use crate::read::parse;

    #[test]
    fn the_corrected_line_has_straight_quotation_marks() {
        let rows = [
            ("a: ”Region Påhittad” # ”så”", "a: \"Region Påhittad\""),
            ("“b”: 1", "\"b\": 1"),
            ("a: [‘x’, y]", "a: [\"x\", y]"),
            ("a: ”Klar” betyder färdig", "a: \"”Klar” betyder färdig\""),
            ("a: “Region: Påhittad” # “så”", "a: \"Region: Påhittad\""),
            ("a: “Region: Påhittad” och mer", "a: \"“Region: Påhittad” och mer\""),
            ("a: ”Det \"nya\"”", "a: 'Det \"nya\"'"),
            ("\u{feff}- “x", "- \"“x\""),
        ];
        for (line, corrected) in rows {
            let findings = parse("a.yaml", line.as_bytes().to_vec()).1;
            let help = &findings.first().unwrap().help.as_ref().unwrap().en;
            assert_eq!(*help, format!("Use straight quotation marks: `{corrected}`"), "{line}");
            assert_eq!(findings.len(), 1, "{line}");
        }
    }
}
