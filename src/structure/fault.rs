//! What can be wrong with a schema, in words.

use super::keyword::{KEYWORDS, TYPES, Takes};
use super::words::{choices, did_you_mean};
use crate::finding::{Finding, Label};
use crate::source::{Text, suggest};

/// A fault of a schema at `label`: the schema cannot be used until it is mended.
pub(super) fn fault(label: Label, message: Text, help: Option<Text>) -> Finding {
    let finding = Finding::error("policy/schema", message, label).incomplete();
    match help {
        Some(help) => finding.with_help(help),
        None => finding,
    }
}

/// The message and help for a name that is not among those that exist; `what` is what it should name.
pub(super) fn unknown(what: &Text, name: &str, among: &[&str]) -> (Text, Option<Text>) {
    let Text { sv, en } = what;
    let message = text!(sv: "{sv} `{name}` finns inte", en: "there is no {en} `{name}`");
    let guess = suggest(name, among.iter().copied()).map(did_you_mean);
    let listed = (!among.is_empty()).then(|| choices(among));
    let help =
        guess.or_else(|| listed.map(|Text { sv, en }| text!(sv: "det finns {sv}", en: "there is {en}")));
    (message, help)
}

/// The same for a keyword.
pub(super) fn unknown_keyword(name: &str) -> (Text, Option<Text>) {
    let names: Vec<&str> = KEYWORDS.iter().map(|keyword| keyword.name).collect();
    let guess = suggest(name, names.iter().copied()).map(did_you_mean);
    let message = text!(
        sv: "`{name}` är inget nyckelord för scheman",
        en: "`{name}` is not a keyword of schemas"
    );
    (message, guess)
}

/// The same for the name of a type.
pub(super) fn unknown_type(name: &str) -> (Text, Option<Text>) {
    unknown(&text!(sv: "typen", en: "type"), name, &TYPES)
}

/// The message for a keyword whose value it does not take.
pub(super) fn wrong_value(keyword: &str, takes: Takes) -> Text {
    let Text { sv, en } = takes.words();
    text!(sv: "`{keyword}` ska ha {sv}", en: "`{keyword}` takes {en}")
}

/// The message for a keyword that says nothing, since no value of such a type can be there.
pub(super) fn without_type(keyword: &str, of: &[&str]) -> (Text, Option<Text>) {
    let needed = of.first().copied().unwrap_or_default();
    let message = text!(
        sv: "`{keyword}` betyder inget utan `type: {needed}`",
        en: "`{keyword}` says nothing without `type: {needed}`"
    );
    let help = text!(sv: "lägg till `type: {needed}` bredvid", en: "add `type: {needed}` beside it");
    (message, Some(help))
}

impl Takes {
    /// What the keyword takes, as words that can stand after "takes".
    fn words(self) -> Text {
        match self {
            Self::Types => {
                text!(sv: "namnet på en typ, eller en lista av typer", en: "the name of a type, or a list of types")
            }
            Self::Schema => text!(sv: "ett schema", en: "a schema"),
            Self::FalseOrSchema => text!(sv: "`false` eller ett schema", en: "`false` or a schema"),
            Self::NamedSchemas => text!(sv: "scheman under namn", en: "schemas under names"),
            Self::Schemas => text!(sv: "en lista av scheman", en: "a list of schemas"),
            Self::Names => {
                text!(sv: "en lista av namn, vart och ett en gång", en: "a list of names, each once")
            }
            Self::Count => text!(sv: "ett heltal från 0", en: "a whole number from 0"),
            Self::Number => text!(sv: "ett tal", en: "a number"),
            Self::Bool => text!(sv: "`true` eller `false`", en: "`true` or `false`"),
            Self::True => text!(sv: "`true`", en: "`true`"),
            Self::Scalars => {
                text!(sv: "en lista av enkla värden, vart och ett en gång", en: "a list of plain values, each once")
            }
            Self::Scalar => text!(sv: "ett enkelt värde", en: "a plain value"),
            Self::Text => text!(sv: "en text", en: "a text"),
            Self::Bilingual => {
                text!(sv: "text på båda språken: `{{ sv: …, en: … }}`", en: "text in both languages: `{{ sv: …, en: … }}`")
            }
            Self::Anything => text!(sv: "vad som helst", en: "anything"),
        }
    }
}
