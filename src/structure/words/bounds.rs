//! Values of the right type that are too short, too long, too small, too great, or there twice.

use super::shown;
use crate::finding::Finding;
use crate::read::Node;
use crate::source::{Lang, Text};
use crate::structure::cause::Bound;
use crate::structure::spot::Spot;

const CODE: &str = "schema/value";

/// The finding for a text that does not match a regular expression.
pub(in crate::structure) fn pattern(spot: &Spot<'_>, pattern: &str) -> Finding {
    let value = shown(spot.node.as_str().unwrap_or_default());
    let Text { sv, en } = spot.name();
    let message = text!(
        sv: "`{value}` är inte skrivet så som {sv} ska vara",
        en: "`{value}` is not written the way {en} should be"
    );
    let example = spot.shape.as_text().and_then(|text| text.example.as_ref());
    let help = match example {
        Some(example) => text!(
            sv: "skriv till exempel `{example}`; texten ska passa mönstret `{pattern}`",
            en: "write for example `{example}`; the text must match the pattern `{pattern}`"
        ),
        None => {
            text!(sv: "texten ska passa mönstret `{pattern}`", en: "the text must match the pattern `{pattern}`")
        }
    };
    Finding::error(CODE, message, spot.label(Text::default())).with_help(help)
}

/// The finding for a value beyond a limit.
pub(in crate::structure) fn bound(spot: &Spot<'_>, bound: Bound, limit: &str) -> Finding {
    let label = match bound {
        Bound::MinItems | Bound::MaxItems => spot.label_by_key(Text::default()),
        _ => spot.label(Text::default()),
    };
    let (message, help) = match bound {
        Bound::Minimum | Bound::Maximum => number(spot, bound, limit),
        Bound::MinLength | Bound::MaxLength => length(spot, bound, limit),
        Bound::MinItems | Bound::MaxItems => items(spot, bound, limit),
    };
    Finding::error(CODE, message, label).with_help(help)
}

fn number(spot: &Spot<'_>, bound: Bound, limit: &str) -> (Text, Text) {
    let value = spot.written().unwrap_or("…");
    let Text { sv, en } = spot.name();
    if bound == Bound::Minimum {
        return (
            text!(sv: "`{value}` är för litet för {sv}", en: "`{value}` is too small for {en}"),
            text!(sv: "skriv ett tal som är minst {limit}", en: "write a number that is at least {limit}"),
        );
    }
    (
        text!(sv: "`{value}` är för stort för {sv}", en: "`{value}` is too large for {en}"),
        text!(sv: "skriv ett tal som är högst {limit}", en: "write a number that is at most {limit}"),
    )
}

fn length(spot: &Spot<'_>, bound: Bound, limit: &str) -> (Text, Text) {
    let Text { sv, en } = spot.name();
    let length = spot.node.as_str().map_or(0, |text| text.chars().count());
    let message = if length == 0 {
        text!(sv: "texten i {sv} är tom", en: "the text of {en} is empty")
    } else {
        let unit = if length == 1 { "character" } else { "characters" };
        text!(sv: "texten i {sv} har {length} tecken", en: "the text of {en} has {length} {unit}")
    };
    let unit = if limit == "1" { "character" } else { "characters" };
    let help = match bound {
        Bound::MinLength => text!(sv: "skriv minst {limit} tecken", en: "write at least {limit} {unit}"),
        _ => text!(sv: "skriv högst {limit} tecken", en: "write at most {limit} {unit}"),
    };
    (message, help)
}

fn items(spot: &Spot<'_>, bound: Bound, limit: &str) -> (Text, Text) {
    let Text { sv, en } = spot.name();
    let number = spot.node.items().len();
    let message = if number == 0 {
        text!(sv: "listan {sv} är tom", en: "the list {en} is empty")
    } else {
        let (poster, items) = (posts(number, Lang::Sv), posts(number, Lang::En));
        text!(sv: "listan {sv} har {number} {poster}", en: "the list {en} has {number} {items}")
    };
    let count = limit.parse().unwrap_or(0);
    let (poster, items) = (posts(count, Lang::Sv), posts(count, Lang::En));
    let help = match bound {
        Bound::MinItems => text!(sv: "skriv minst {limit} {poster}", en: "write at least {limit} {items}"),
        _ => text!(sv: "skriv högst {limit} {poster}", en: "write at most {limit} {items}"),
    };
    (message, help)
}

/// The word for that many items.
fn posts(number: usize, lang: Lang) -> &'static str {
    match (lang, number) {
        (Lang::Sv, 1) => "post",
        (Lang::Sv, _) => "poster",
        (Lang::En, 1) => "item",
        (Lang::En, _) => "items",
    }
}

/// The finding for a list with an item that is there twice: the later one, and the earlier one.
pub(in crate::structure) fn repeated(spot: &Spot<'_>, (later, earlier): (&Node, &Node)) -> Finding {
    let Text { sv, en } = spot.name();
    let message = match later.as_str().map(shown) {
        Some(value) => text!(sv: "`{value}` står två gånger i {sv}", en: "`{value}` is twice in {en}"),
        None => text!(sv: "samma värde står två gånger i {sv}", en: "the same value is twice in {en}"),
    };
    let first = text!(sv: "finns redan här", en: "already here");
    let again = text!(sv: "en gång till", en: "once more");
    Finding::error(CODE, message, spot.tree.label(later, again))
        .with_related(spot.tree.label(earlier, first))
        .with_help(text!(sv: "ta bort det ena", en: "remove one of them"))
}

/// The finding for a value that breaks the schema in a way that has no words of its own.
pub(in crate::structure) fn other(spot: &Spot<'_>) -> Finding {
    let Text { sv, en } = spot.name();
    let message = text!(sv: "{sv} stämmer inte med schemat", en: "{en} does not agree with the schema");
    Finding::error(CODE, message, spot.label(Text::default()))
}
