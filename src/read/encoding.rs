//! Files that are not UTF-8: which byte says so, and in what they were probably saved.

use crate::finding::{Finding, Label};
use crate::source::{SourceFile, Span, Text};
use std::sync::Arc;

/// What the bytes show about their encoding.
pub(super) enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16 or UTF-32, by its first bytes.
    Wide(&'static str),
    /// Something else: the first byte that is not UTF-8, its offset, and whether the file ends within a
    /// character there.
    Other(usize, u8, bool),
}

/// Looks at the bytes of a file.
pub(super) fn of(bytes: &[u8]) -> Encoding {
    match *bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Encoding::Wide("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Encoding::Wide("UTF-16"),
        [first, 0, second, 0, ..] | [0, first, 0, second, ..] if first != 0 && second != 0 => {
            return Encoding::Wide("UTF-16");
        }
        _ => {}
    }
    match str::from_utf8(bytes) {
        Ok(_) => Encoding::Utf8,
        Err(error) => {
            let at = error.valid_up_to();
            let byte = bytes.get(at).copied().unwrap_or_default();
            Encoding::Other(at, byte, error.error_len().is_none())
        }
    }
}

/// The finding for a file in another encoding; `None` for UTF-8.
pub(super) fn finding(file: &Arc<SourceFile>, encoding: &Encoding) -> Option<Finding> {
    let (span, message, guess) = match *encoding {
        Encoding::Utf8 => return None,
        Encoding::Wide(name) => (
            Span::default(),
            text!(sv: "filen är sparad som {name}, inte som UTF-8", en: "the file is saved as {name}, not as UTF-8"),
            Text::default(),
        ),
        Encoding::Other(at, byte, cut) => (
            Span::new(at, at + 1),
            text!(
                sv: "byten 0x{byte:02X} är inte giltig UTF-8",
                en: "the byte 0x{byte:02X} is not valid UTF-8",
            ),
            if cut { ends_within() } else { as_windows_1252(byte) },
        ),
    };
    let advice = text!(
        sv: "Öppna filen och spara den som UTF-8 (i Anteckningar: Arkiv, Spara som, Kodning).",
        en: "Open the file and save it as UTF-8 (in Notepad: File, Save as, Encoding).",
    );
    let help = Text::each(|lang| format!("{}{}", guess.get(lang), advice.get(lang)));
    let label = Label { file: Arc::clone(file), span, node: String::new(), text: Text::default() };
    Some(Finding::error("yaml/not-utf8", message, label).with_help(help))
}

fn ends_within() -> Text {
    text!(
        sv: "Filen slutar mitt i ett tecken och är troligen avkortad. ",
        en: "The file ends in the middle of a character and was probably cut off. ",
    )
}

/// What the byte stands for in the encoding that old Windows programs save in.
fn as_windows_1252(byte: u8) -> Text {
    let Some(character) = windows_1252(byte) else { return Text::default() };
    text!(
        sv: "Filen är troligen sparad som Windows-1252 (ANSI), där byten är `{character}`. ",
        en: "The file was probably saved as Windows-1252 (ANSI), in which the byte is `{character}`. ",
    )
}

/// The character of a byte from 0x80 in Windows-1252, after
/// <https://encoding.spec.whatwg.org/index-windows-1252.txt>. A byte without a visible character has none.
fn windows_1252(byte: u8) -> Option<char> {
    const FROM_80_TO_9F: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
    let character = match byte {
        0..0x80 => return None,
        0x80..0xA0 => FROM_80_TO_9F.chars().nth(usize::from(byte - 0x80))?,
        _ => char::from(byte),
    };
    (!matches!(character, ' ' | '\u{a0}' | '\u{ad}')).then_some(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_stand_for_the_characters_of_windows_1252() {
        let rows =
            [(0xE5, 'å'), (0xD6, 'Ö'), (0x80, '€'), (0x8A, 'Š'), (0x93, '“'), (0x94, '”'), (0x9F, 'Ÿ')];
        for (byte, character) in rows {
            assert_eq!(windows_1252(byte), Some(character), "{byte:#x}");
        }
        for none in [0x41, 0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xA0] {
            assert_eq!(windows_1252(none), None, "{none:#x}");
        }
    }

    #[test]
    fn wide_encodings_are_known_by_their_first_bytes() {
        for wide in [&b"\xFF\xFEa\0"[..], b"\xFE\xFF\0a", b"a\0:\0", b"\0a\0:", b"\xFF\xFE\0\0"] {
            assert!(matches!(of(wide), Encoding::Wide(_)), "{wide:?}");
        }
        for utf8 in [&b""[..], b"a", "å: ö".as_bytes(), b"a\0", b"\0\0\0\0"] {
            assert!(matches!(of(utf8), Encoding::Utf8), "{utf8:?}");
        }
    }
}
