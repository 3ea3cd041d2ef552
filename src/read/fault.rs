//! How faults of the structure are worded: keys, aliases, tags, numbers, documents and limits.

use crate::finding::{Finding, Label};
use crate::source::{SourceFile, Span, Text};
use std::sync::Arc;

/// A label on a range of the file.
pub(super) fn label(file: &Arc<SourceFile>, span: Span, text: Text) -> Label {
    Label { file: Arc::clone(file), span, node: String::new(), text }
}

/// A finding at a range of the file.
pub(super) fn error(file: &Arc<SourceFile>, code: &str, span: Span, message: Text, help: Text) -> Finding {
    Finding::error(code, message, label(file, span, Text::default())).with_help(help)
}

/// Text of the file to be quoted in a message: at most 40 characters of its first line.
pub(super) fn excerpt(text: &str) -> String {
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    let mut shown: String = line.chars().take(40).collect();
    if shown.len() < text.trim_end().len() {
        shown.push('…');
    }
    shown
}

pub(super) fn duplicate_key(file: &Arc<SourceFile>, key: &str, span: Span, first: Span) -> Finding {
    let key = excerpt(key);
    let message = text!(sv: "nyckeln `{key}` finns redan", en: "the key `{key}` is there already");
    let help = text!(
        sv: "Behåll en av raderna. Hör de till olika saker, ge dem olika namn eller skriv dem som en lista.",
        en: "Keep one of the two. If they are about different things, give them different names or write a list.",
    );
    let first = label(file, first, text!(sv: "första gången här", en: "the first time here"));
    error(file, "yaml/duplicate-key", span, message, help).with_related(first)
}

pub(super) fn merge_key(file: &Arc<SourceFile>, span: Span) -> Finding {
    let message = text!(
        sv: "`<<` för in andra nycklar, och det stöds inte",
        en: "`<<` merges in other keys, which is not supported",
    );
    let help = text!(
        sv: "Skriv ut nycklarna här. Ett helt värde kan upprepas med ett alias, `nyckel: *namn`.",
        en: "Write the keys out here. A whole value can be repeated with an alias, `key: *name`.",
    );
    error(file, "yaml/merge-key", span, message, help)
}

pub(super) fn tag(file: &Arc<SourceFile>, span: Span) -> Finding {
    let shown = excerpt(file.slice(span));
    let message = text!(sv: "taggen `{shown}` är inte tillåten", en: "the tag `{shown}` is not allowed");
    let help = if shown == "!!str" {
        text!(
            sv: "Ta bort taggen. Sätt värdet inom citattecken om det ska läsas som text.",
            en: "Remove the tag. Put the value in quotes if it is to be read as text.",
        )
    } else {
        text!(
            sv: "Ta bort taggen. Börjar värdet med `!`, sätt det inom citattecken.",
            en: "Remove the tag. If the value itself starts with `!`, put it in quotes.",
        )
    };
    error(file, "yaml/tag", span, message, help)
}

/// A key that YAML reads as a number, a truth value or null.
pub(super) fn scalar_key(file: &Arc<SourceFile>, key: &str, span: Span) -> Finding {
    if key.is_empty() {
        let message = text!(sv: "nyckel saknas före kolonet", en: "there is no key before the colon");
        let help = text!(
            sv: "Skriv nyckeln före kolonet: `nyckel: värde`.",
            en: "Write the key before the colon: `key: value`.",
        );
        return error(file, "yaml/non-string-key", span, message, help);
    }
    let key = excerpt(key);
    let message = text!(sv: "nyckeln `{key}` är inte en text", en: "the key `{key}` is not text");
    let help = text!(sv: "Sätt den inom citattecken: `\"{key}\":`", en: "Put it in quotes: `\"{key}\":`");
    error(file, "yaml/non-string-key", span, message, help)
}

/// A key that is a mapping, a sequence or an alias.
pub(super) fn other_key(file: &Arc<SourceFile>, span: Span) -> Finding {
    let shown = excerpt(file.slice(span));
    let message = text!(
        sv: "`{shown}` kan inte vara en nyckel, för den är inte en text",
        en: "`{shown}` cannot be a key, since it is not text",
    );
    let help = text!(
        sv: "Skriv nyckeln som text. Sätt den inom citattecken om den börjar med `[`, `{{` eller `*`.",
        en: "Write the key as text. Put it in quotes if it starts with `[`, `{{` or `*`.",
    );
    error(file, "yaml/non-string-key", span, message, help)
}

/// An alias without an anchor. `later` is where an anchor of that name stands after it, `nearest` the name
/// that is most like it.
pub(super) fn unknown_alias(
    file: &Arc<SourceFile>,
    (name, span): (&str, Span),
    later: Option<Span>,
    nearest: Option<&str>,
) -> Finding {
    let name = excerpt(name);
    let message =
        text!(sv: "det finns inget `&{name}` före `*{name}`", en: "there is no `&{name}` before `*{name}`");
    let help = match (later, nearest) {
        (Some(_), _) => text!(
            sv: "Flytta `&{name}` till det första stället och `*{name}` till de senare.",
            en: "Move `&{name}` to the first of the places, and `*{name}` to the later ones.",
        ),
        (None, Some(nearest)) => text!(sv: "Menade du `*{nearest}`?", en: "Did you mean `*{nearest}`?"),
        (None, None) => text!(
            sv: "Skriv ut värdet. Är det en text som börjar med `*`, sätt den inom citattecken: `\"*{name}\"`",
            en: "Write the value out. If it is text that starts with `*`, put it in quotes: `\"*{name}\"`",
        ),
    };
    let finding = error(file, "yaml/unknown-alias", span, message, help);
    let Some(later) = later else { return finding };
    finding.with_related(label(file, later, text!(sv: "här, längre ned", en: "here, further down")))
}

pub(super) fn recursive_alias(file: &Arc<SourceFile>, span: Span, anchor: Span) -> Finding {
    let name = excerpt(file.slice(span));
    let message = text!(
        sv: "`{name}` står inuti det som den ska upprepa",
        en: "`{name}` stands inside what it is to repeat",
    );
    let help = text!(
        sv: "Skriv ut värdet i stället för att hänvisa till det.",
        en: "Write the value out instead of referring to it.",
    );
    let related = label(file, anchor, text!(sv: "det som upprepas", en: "what is repeated"));
    error(file, "yaml/recursive-alias", span, message, help).with_related(related)
}

pub(super) fn number(file: &Arc<SourceFile>, span: Span) -> Finding {
    let shown = excerpt(file.slice(span));
    let message = text!(
        sv: "talet `{shown}` är för stort för att läsas som ett tal",
        en: "the number `{shown}` is too large to be read as a number",
    );
    let help = text!(
        sv: "Sätt det inom citattecken om det är en beteckning: `\"{shown}\"`",
        en: "Put it in quotes if it is an identifier: `\"{shown}\"`",
    );
    error(file, "yaml/number", span, message, help)
}

pub(super) fn several_documents(file: &Arc<SourceFile>, span: Span) -> Finding {
    let line = file.line_span(file.line_at(span.start));
    let span = if span.is_empty() { Span { start: span.start, end: line.end.max(span.start) } } else { span };
    let message =
        text!(sv: "filen innehåller mer än ett dokument", en: "the file holds more than one document");
    let help = text!(
        sv: "Lägg det som följer i en egen fil, eller ta bort raden om den bara är en avdelare.",
        en: "Put what follows in a file of its own, or remove the line if it is only a divider.",
    );
    error(file, "yaml/several-documents", span, message, help)
}

pub(super) fn empty(file: &Arc<SourceFile>) -> Finding {
    let message = text!(sv: "filen har inget innehåll", en: "the file has no content");
    let help = text!(
        sv: "Skriv innehållet eller ta bort filen.",
        en: "Write the content, or remove the file.",
    );
    error(file, "yaml/empty", Span::default(), message, help)
}

pub(super) fn too_many_bytes(file: &Arc<SourceFile>, limit: usize) -> Finding {
    let message = text!(
        sv: "filen är större än {limit} byte, som är det mesta som läses",
        en: "the file is larger than {limit} bytes, the most that is read",
    );
    error(file, "yaml/limit", Span::default(), message, split_up())
}

pub(super) fn too_deep(file: &Arc<SourceFile>, span: Span, limit: usize) -> Finding {
    let message = text!(
        sv: "här är mer än {limit} nivåer i varandra",
        en: "here are more than {limit} levels inside each other",
    );
    let help = text!(
        sv: "Gör strukturen plattare, eller ta bort överflödiga klammer.",
        en: "Make the structure flatter, or remove superfluous brackets.",
    );
    error(file, "yaml/limit", span, message, help)
}

pub(super) fn too_many_nodes(file: &Arc<SourceFile>, span: Span, limit: usize) -> Finding {
    let message = text!(
        sv: "filen har fler än {limit} värden, nycklar och kommentarer",
        en: "the file has more than {limit} values, keys and comments",
    );
    error(file, "yaml/limit", span, message, split_up())
}

pub(super) fn too_much_repeated(file: &Arc<SourceFile>, span: Span, limit: usize) -> Finding {
    let message = text!(
        sv: "med det som upprepas här får filen fler än {limit} värden",
        en: "with what is repeated here, the file has more than {limit} values",
    );
    let help = text!(
        sv: "Upprepa mindre, eller skriv ut värdena i flera filer.",
        en: "Repeat less, or write the values out in several files.",
    );
    error(file, "yaml/limit", span, message, help)
}

pub(super) fn too_many_findings(file: &Arc<SourceFile>, span: Span, limit: usize) -> Finding {
    let message = text!(
        sv: "filen har fler än {limit} fel, och resten visas inte",
        en: "the file has more than {limit} faults, and the rest is not shown",
    );
    let help = text!(
        sv: "Rätta de fel som visas och kör igen.",
        en: "Correct the faults that are shown, and run again.",
    );
    error(file, "yaml/limit", span, message, help)
}

fn split_up() -> Text {
    text!(sv: "Dela upp innehållet på flera filer.", en: "Split the content into several files.")
}
