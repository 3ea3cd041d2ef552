//! Forms that a text can be asked to have: the built-in ones, and those of a pack.

use crate::source::{Date, Text, luhn_holds};
use regex::{Regex, RegexBuilder};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A form of text, for the schema keyword `format`.
#[derive(Debug)]
pub struct Format {
    /// The name in schemas.
    pub name: String,
    /// What a text of this form is, without article.
    pub title: Text,
    /// A text of this form.
    pub example: String,
    /// What to do about a text that has another form.
    pub help: Option<Text>,
    test: Test,
}

/// What decides whether a text has the form.
#[derive(Debug)]
enum Test {
    Date,
    Instant,
    Attachment,
    Pattern { regex: Regex, max_length: Option<usize>, luhn: bool },
}

/// Why a text does not have a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mismatch {
    /// It is built in another way.
    Form,
    /// It has more characters than this.
    TooLong(usize),
    /// It is built right, but its check digit is wrong.
    CheckDigit,
}

impl Format {
    /// A form of a pack: texts that match `pattern` (a regular expression of JSON Schema, without look-around
    /// and back-references), have at most `max_length` characters and, with `luhn`, digits whose Luhn sum is
    /// right. The error says which of the two, `pattern` or `example`, cannot be used, and why.
    pub fn new(
        name: String,
        title: Text,
        example: String,
        help: Option<Text>,
        pattern: &str,
        max_length: Option<usize>,
        luhn: bool,
    ) -> Result<Self, (&'static str, Text)> {
        let regex = regex(pattern).map_err(|why| ("pattern", why))?;
        let test = Test::Pattern { regex, max_length, luhn };
        let format = Self { name, title, example, help, test };
        if format.accepts(&format.example) {
            return Ok(format);
        }
        let example = &format.example;
        let why = text!(
            sv: "exemplet `{example}` har inte den form som det ska visa",
            en: "the example `{example}` does not have the form that it is to show"
        );
        Err(("example", why))
    }

    /// Whether `text` has this form.
    pub fn accepts(&self, text: &str) -> bool {
        self.mismatch(text).is_none()
    }

    /// Why `text` does not have this form; nothing where it has it.
    pub(super) fn mismatch(&self, text: &str) -> Option<Mismatch> {
        let form = |right: bool| (!right).then_some(Mismatch::Form);
        match &self.test {
            Test::Date => form(Date::parse(text).is_some()),
            Test::Instant => form(Date::of_instant(text).is_some()),
            Test::Attachment => form(is_path_below(text)),
            Test::Pattern { regex, max_length, luhn } => match max_length {
                Some(most) if text.chars().count() > *most => Some(Mismatch::TooLong(*most)),
                _ if !regex.is_match(text) => Some(Mismatch::Form),
                _ => (*luhn && !luhn_holds(text)).then_some(Mismatch::CheckDigit),
            },
        }
    }

    fn built_in(name: &str, title: Text, example: &str, help: Text, test: Test) -> Self {
        Self { name: name.into(), title, example: example.into(), help: Some(help), test }
    }
}

/// The forms that schemas may name.
#[derive(Clone, Debug)]
pub struct Formats(BTreeMap<String, Arc<Format>>);

impl Default for Formats {
    /// The built-in forms: `date`, `instant` and `attachment`.
    fn default() -> Self {
        let built_in = [
            Format::built_in(
                DATE,
                text!(sv: "datum", en: "date"),
                "2026-01-31",
                text!(sv: "skriv ett datum som ÅÅÅÅ-MM-DD", en: "write a date as YYYY-MM-DD"),
                Test::Date,
            ),
            Format::built_in(
                INSTANT,
                text!(sv: "tidpunkt", en: "point in time"),
                "2026-01-31T09:30:00+01:00",
                text!(
                    sv: "skriv datum, klockslag och skillnad mot UTC",
                    en: "write the date, the time of day and the offset from UTC"
                ),
                Test::Instant,
            ),
            Format::built_in(
                ATTACHMENT,
                text!(sv: "sökväg till en bilaga", en: "path of an attachment"),
                "attachments/report.pdf",
                text!(
                    sv: "skriv sökvägen från ärendets mapp, med `/` mellan delarna och utan `..`",
                    en: "write the path from the case's folder, with `/` between its parts and without `..`"
                ),
                Test::Attachment,
            ),
        ];
        Self(built_in.into_iter().map(|format| (format.name.clone(), Arc::new(format))).collect())
    }
}

/// How many bytes a regular expression may take once it is compiled.
pub(super) const LARGEST_REGEX: usize = 1 << 20;

/// The name of the built-in form of calendar dates.
pub(super) const DATE: &str = "date";
/// The name of the built-in form of instants.
pub(super) const INSTANT: &str = "instant";
/// The name of the built-in form of paths to attachments.
pub(super) const ATTACHMENT: &str = "attachment";

impl Formats {
    /// Adds a form. Gives `false`, and leaves things as they are, where the name is taken.
    pub fn add(&mut self, format: Format) -> bool {
        let free = !self.0.contains_key(&format.name);
        if free {
            self.0.insert(format.name.clone(), Arc::new(format));
        }
        free
    }

    /// The form called `name`.
    pub fn get(&self, name: &str) -> Option<&Arc<Format>> {
        self.0.get(name)
    }

    /// The forms, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Format>> {
        self.0.values()
    }
}

/// Compiles a regular expression of JSON Schema (ECMA-262 without look-around and back-references), or says why
/// it cannot be used.
pub fn regex(pattern: &str) -> Result<Regex, Text> {
    let translated = jsonschema_regex::to_rust_regex(pattern).ok();
    let compile = |pattern| RegexBuilder::new(pattern).size_limit(LARGEST_REGEX).build();
    match translated.as_deref().map(compile) {
        Some(Ok(regex)) => Ok(regex),
        Some(Err(regex::Error::CompiledTooBig(_))) => Err(text!(
            sv: "det reguljära uttrycket `{pattern}` är för stort",
            en: "the regular expression `{pattern}` is too large"
        )),
        _ => Err(text!(
            sv: "`{pattern}` är inget reguljärt uttryck som går att använda",
            en: "`{pattern}` is not a regular expression that can be used"
        )),
    }
}

/// Whether the text is a relative path that stays below its folder, written with `/`.
fn is_path_below(path: &str) -> bool {
    let plain = |letter: char| !letter.is_control() && !matches!(letter, '\\' | ':');
    let part = |part: &str| !matches!(part, "" | "." | "..") && part.chars().all(plain);
    path.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(
        pattern: &str,
        max_length: Option<usize>,
        luhn: bool,
        example: &str,
    ) -> Result<Format, (&'static str, Text)> {
        Format::new("x".into(), Text::same("x"), example.into(), None, pattern, max_length, luhn)
    }

    #[test]
    fn built_in_forms() {
        let formats = Formats::default();
        let accepts = |name: &str, text: &str| formats.get(name).unwrap().accepts(text);
        for right in ["bilaga.pdf", "attachments/a b.pdf", "å/ä/ö.txt"] {
            assert!(accepts("attachment", right), "{right}");
        }
        for wrong in
            ["", "/etc/passwd", "../a", "a/../b", "a//b", "a/", "C:\\a", "C:/a", "a\\b", "./a", "a\nb"]
        {
            assert!(!accepts("attachment", wrong), "{wrong}");
        }
        assert!(accepts("date", "2024-02-29") && !accepts("date", "2026-02-29"));
        assert!(accepts("instant", "2026-02-03T09:00:00+01:00") && !accepts("instant", "2026-02-03"));
        for format in formats.iter() {
            assert!(format.accepts(&format.example), "{}", format.name);
        }
    }

    #[test]
    fn a_pack_form_has_pattern_length_and_checksum() {
        let number = format("^[0-9]{6}-[0-9]{4}$", Some(11), true, "555990-1003").unwrap();
        let cases = [
            ("555990-1003", None),
            ("555990-1004", Some(Mismatch::CheckDigit)),
            ("5559901003", Some(Mismatch::Form)),
            ("555990-1003\n", Some(Mismatch::TooLong(11))),
            ("555990-100٣", Some(Mismatch::Form)),
        ];
        for (text, expected) in cases {
            assert_eq!(number.mismatch(text), expected, "{text}");
        }
    }

    #[test]
    fn digits_of_other_scripts_are_no_digits_for_a_pattern() {
        assert!(!format(r"^\d{2}$", None, false, "12").unwrap().accepts("٣٣"));
    }

    #[test]
    fn a_pattern_that_cannot_be_used_is_refused() {
        for pattern in ["(", "(?=a)", r"(a)\1", "a{1000}{1000}{1000}"] {
            assert!(format(pattern, None, false, "a").is_err(), "{pattern}");
        }
        let (part, wrong) = format("^b$", None, false, "a").unwrap_err();
        assert!(part == "example" && wrong.en.contains("example"), "{}", wrong.en);
    }

    #[test]
    fn a_name_is_taken_once() {
        let mut formats = Formats::default();
        assert!(formats.add(format("a", None, false, "a").unwrap()));
        assert!(!formats.add(format("a", None, false, "a").unwrap()));
    }
}
