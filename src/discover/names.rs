//! Names of files: how they are shown, and what they say about the file.

use crate::source::invisible;
use std::ffi::OsStr;
use std::path::{Component, Path};

/// The path as it is shown: its parts with `/` between them, everything that a terminal would not show as
/// itself written as an escape. An absolute path keeps its beginning.
pub(crate) fn shown(path: &Path) -> String {
    let mut shown = String::new();
    for part in path.components() {
        if part == Component::RootDir {
            shown.push('/');
            continue;
        }
        if !shown.is_empty() && !shown.ends_with('/') {
            shown.push('/');
        }
        escape(part.as_os_str(), &mut shown);
    }
    if shown.is_empty() { ".".to_owned() } else { shown }
}

/// Appends one part of a path, with `\n`, `\x1b`, `\u{202e}` and `\xF6` for what cannot be shown.
fn escape(part: &OsStr, shown: &mut String) {
    let plain = |byte| matches!(byte, b' '..=b'[' | b']'..=b'~');
    if let Some(part) = part.to_str().filter(|part| part.bytes().all(plain)) {
        return shown.push_str(part);
    }
    for chunk in part.as_encoded_bytes().utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\\' | '\n' | '\r' | '\t' => shown.extend(character.escape_default()),
                '\0'..='\x7f' if invisible(character) => {
                    hex(u32::from(character), char::to_ascii_lowercase, shown);
                }
                _ if invisible(character) => shown.extend(character.escape_unicode()),
                _ => shown.push(character),
            }
        }
        for byte in chunk.invalid() {
            hex(u32::from(*byte), char::to_ascii_uppercase, shown);
        }
    }
}

/// Appends `\x` and the two hexadecimal digits of a byte, in the given letter case.
fn hex(byte: u32, case: fn(&char) -> char, shown: &mut String) {
    shown.push_str("\\x");
    for digit in [byte >> 4, byte & 15] {
        shown.extend(char::from_digit(digit, 16).map(|digit| case(&digit)));
    }
}

/// What a name says about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `case.yaml`.
    Case,
    /// Almost `case.yaml`: another letter case, or the ending `.yml`.
    Misnamed,
    /// Any other YAML file.
    Document,
    /// YAML in all but its ending, such as `report.yaml.txt`.
    Disguised,
    /// Anything else.
    Other,
}

/// What the name of a file says about it. The letter case of the ending does not matter.
pub(super) fn kind(name: &OsStr) -> Kind {
    let Some(name) = name.to_str() else {
        let bytes = name.as_encoded_bytes().to_ascii_lowercase();
        let yaml = bytes.ends_with(b".yaml") || bytes.ends_with(b".yml");
        return if yaml { Kind::Document } else { Kind::Other };
    };
    let lower = name.to_lowercase();
    match lower.rsplit_once('.') {
        _ if name == "case.yaml" => Kind::Case,
        Some(("case", "yaml" | "yml")) => Kind::Misnamed,
        Some((_, "yaml" | "yml")) => Kind::Document,
        Some((before, _)) if matches!(before.rsplit_once('.'), Some((_, "yaml" | "yml"))) => Kind::Disguised,
        Some((_, "yaml~" | "yml~")) => Kind::Disguised,
        _ => Kind::Other,
    }
}

/// Whether a folder of this name is passed over: hidden ones, and those of build tools.
pub(super) fn passed_over(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".") || name == "target" || name == "node_modules"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_never_show_control_characters() {
        let shown = shown(Path::new("a\nb/\u{1b}[2J/\u{202e}c/å\\d"));
        assert_eq!(shown, "a\\nb/\\x1b[2J/\\u{202e}c/å\\\\d");
    }

    #[cfg(unix)]
    #[test]
    fn bytes_outside_utf8_are_shown_as_escapes() {
        use std::os::unix::ffi::OsStrExt as _;
        assert_eq!(shown(Path::new(OsStr::from_bytes(b"p\xf6.yaml"))), "p\\xF6.yaml");
        assert_eq!(kind(OsStr::from_bytes(b"p\xf6.YAML")), Kind::Document);
    }

    #[test]
    fn a_name_says_what_the_file_is() {
        let rows = [
            ("case.yaml", Kind::Case),
            ("case.yml", Kind::Misnamed),
            ("Case.yaml", Kind::Misnamed),
            ("showcase.yaml", Kind::Document),
            ("rapport.YML", Kind::Document),
            ("rapport.yaml.txt", Kind::Disguised),
            ("rapport.yaml~", Kind::Disguised),
            ("rapport.pdf", Kind::Other),
            (".yaml", Kind::Document),
        ];
        for (name, wanted) in rows {
            assert_eq!(kind(OsStr::new(name)), wanted, "{name}");
        }
    }
}
