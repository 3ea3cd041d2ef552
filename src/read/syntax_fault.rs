//! How errors of the YAML parser are worded.

use super::fault::{error, excerpt, label};
use crate::finding::Finding;
use crate::source::{SourceFile, Span, Text};
use std::sync::Arc;

type File = Arc<SourceFile>;

fn syntax(file: &File, span: Span, message: Text, help: Text) -> Finding {
    error(file, "yaml/syntax", span, message, help)
}

pub(super) fn directive(file: &File, line: Span) -> Finding {
    let shown = file.slice(line).trim_start_matches('\u{feff}').split(" #").next().unwrap_or_default();
    let shown = excerpt(shown.trim_end());
    let message = text!(
        sv: "`{shown}` är ett direktiv till YAML, och bara `%YAML 1.2` är tillåtet",
        en: "`{shown}` is a directive to YAML, and only `%YAML 1.2` is allowed",
    );
    let help = text!(
        sv: "Ta bort raden. Är det en nyckel, sätt den inom citattecken.",
        en: "Remove the line. If it is a key, put it in quotes.",
    );
    syntax(file, line, message, help)
}

pub(super) fn unclosed(file: &File, opener: Span, open: char, stopped: Option<Span>) -> Finding {
    let close = closing(open);
    let message = text!(sv: "`{open}` stängs aldrig", en: "`{open}` is never closed");
    let help = text!(
        sv: "Skriv `{close}` efter det sista värdet. Är `{open}` en del av en text, sätt texten inom citattecken.",
        en: "Write `{close}` after the last value. If `{open}` is part of a text, put the text in quotes.",
    );
    let finding = syntax(file, opener, message, help);
    let Some(stopped) = stopped else { return finding };
    finding.with_related(label(
        file,
        stopped,
        text!(sv: "hit men inte längre går det att läsa", en: "it can be read up to here"),
    ))
}

pub(super) fn mismatched(file: &File, opener: Span, open: char, close: char) -> Finding {
    let right = closing(open);
    let message = text!(sv: "`{open}` stängs med `{close}`", en: "`{open}` is closed with `{close}`");
    let help = text!(
        sv: "Stäng med `{right}`, eller ändra `{open}`.",
        en: "Close it with `{right}`, or change `{open}`.",
    );
    syntax(file, opener, message, help)
}

/// The bracket that closes `open`.
fn closing(open: char) -> char {
    if open == '[' { ']' } else { '}' }
}

pub(super) fn unopened(file: &File, span: Span) -> Finding {
    let shown = file.slice(span);
    let message =
        text!(sv: "`{shown}` stänger något som inte är öppnat", en: "`{shown}` closes what was not opened");
    let help = text!(
        sv: "Ta bort den. Är den en del av en text, sätt texten inom citattecken.",
        en: "Remove it. If it is part of a text, put the text in quotes.",
    );
    syntax(file, span, message, help)
}

pub(super) fn stray_comma(file: &File, span: Span) -> Finding {
    let message = text!(sv: "ett värde saknas före kommatecknet", en: "there is no value before the comma");
    let help = text!(
        sv: "Ta bort kommatecknet eller skriv värdet.",
        en: "Remove the comma, or write the value.",
    );
    syntax(file, span, message, help)
}

pub(super) fn in_brackets(file: &File, span: Span, opener: Span, open: char) -> Finding {
    let close = closing(open);
    let message = text!(
        sv: "detta kan inte stå mellan `{open}` och `{close}`",
        en: "this cannot stand between `{open}` and `{close}`",
    );
    let help = text!(
        sv: "Skilj värdena åt med kommatecken, och sätt text med tecknen `: [ ] {{ }} ,` inom citattecken.",
        en: "Put commas between the values, and quotes around text with the characters `: [ ] {{ }} ,`.",
    );
    let related = label(file, opener, text!(sv: "öppnas här", en: "opened here"));
    syntax(file, span, message, help).with_related(related)
}

pub(super) fn open_quote(file: &File, opener: Span, quote: char, stopped: Option<Span>) -> Finding {
    let message = text!(
        sv: "texten som börjar med `{quote}` avslutas inte",
        en: "the text that starts with `{quote}` does not end",
    );
    let help = text!(
        sv: "Skriv `{quote}` där texten slutar. Ska den gå över flera rader, dra in de följande raderna.",
        en: "Write `{quote}` where the text ends. If it is to go on for several lines, indent the following ones.",
    );
    let finding = syntax(file, opener, message, help);
    let Some(stopped) = stopped else { return finding };
    finding.with_related(label(
        file,
        stopped,
        text!(sv: "hit men inte längre går det att läsa", en: "it can be read up to here"),
    ))
}

pub(super) fn after_quote(file: &File, span: Span) -> Finding {
    let shown = excerpt(file.slice(span));
    let message = text!(
        sv: "`{shown}` står efter det avslutande citattecknet",
        en: "`{shown}` stands after the closing quotation mark",
    );
    let help = text!(
        sv: "Låt citattecknen omfatta hela texten. Citattecken inuti skrivs `\\\"` i en text inom `\"`.",
        en: "Put the quotation marks around the whole text. One inside is written `\\\"` in text between `\"`.",
    );
    syntax(file, span, message, help)
}

pub(super) fn escape(file: &File, span: Span) -> Finding {
    let message = text!(
        sv: "omvänt snedstreck inom `\"` följs av ett tecken som inte betyder något där",
        en: "a backslash between `\"` is followed by a character that means nothing there",
    );
    let help = text!(
        sv: "Skriv `\\\\` för ett omvänt snedstreck, eller sätt texten inom `'` i stället.",
        en: "Write `\\\\` for a backslash, or put the text between `'` instead.",
    );
    syntax(file, span, message, help)
}

pub(super) fn reserved(file: &File, span: Span, character: char, value: &str) -> Finding {
    let shown = character.escape_debug();
    let message = if character == '`' {
        text!(sv: "ett värde kan inte börja med grav accent", en: "a value cannot start with a backtick")
    } else {
        text!(sv: "ett värde kan inte börja med `{shown}`", en: "a value cannot start with `{shown}`")
    };
    let value = quoted(value);
    let help = text!(sv: "Sätt det inom citattecken: `{value}`", en: "Put it in quotes: `{value}`");
    syntax(file, span, message, help)
}

/// Text as it is to be written in quotes.
fn quoted(text: &str) -> String {
    let quote = if text.contains(['"', '\\']) { '\'' } else { '"' };
    let text = if quote == '\'' { text.replace('\'', "''") } else { text.to_owned() };
    format!("{quote}{}{quote}", excerpt(&text))
}

pub(super) fn colon_in_text(file: &File, span: Span, value: Span) -> Finding {
    let message = text!(
        sv: "kolon följt av mellanslag står i en text utan citattecken",
        en: "a colon followed by a space stands in text without quotes",
    );
    let value = quoted(file.slice(value));
    let help = text!(
        sv: "Sätt hela värdet inom citattecken: `{value}`",
        en: "Put the whole value in quotes: `{value}`",
    );
    syntax(file, span, message, help)
}

pub(super) fn space_after_colon(file: &File, colon: Span, content: Span) -> Finding {
    let message = text!(sv: "mellanslag saknas efter kolonet", en: "a space is missing after the colon");
    let key = file.slice(Span { start: content.start, end: colon.end });
    let value = file.slice(Span { start: colon.end, end: content.end });
    let line = excerpt(&format!("{key} {value}"));
    let help = text!(sv: "Skriv `{line}`", en: "Write `{line}`");
    syntax(file, colon, message, help)
}

pub(super) fn neither(file: &File, content: Span) -> Finding {
    let shown = excerpt(file.slice(content));
    let message = text!(
        sv: "`{shown}` är varken en nyckel med värde eller en punkt i en lista",
        en: "`{shown}` is neither a key with a value nor an item of a list",
    );
    let help = text!(
        sv: "Skriv `nyckel: värde` eller `- värde`. Hör raden till texten ovanför, dra in den eller sätt texten inom citattecken.",
        en: "Write `key: value` or `- value`. If the line belongs to the text above, indent it or put the text in quotes.",
    );
    syntax(file, content, message, help)
}

pub(super) fn too_far_in(file: &File, content: Span, above: Span) -> Finding {
    let message = text!(
        sv: "raden är mer indragen än raden ovanför, som redan har ett värde",
        en: "the line is indented more than the one above it, which has a value already",
    );
    let help = text!(
        sv: "Dra in båda raderna lika mycket, eller ta bort värdet ovanför om raden hör dit.",
        en: "Indent both lines alike, or remove the value above if the line belongs there.",
    );
    let related = label(file, above, text!(sv: "raden ovanför", en: "the line above"));
    syntax(file, content, message, help).with_related(related)
}

pub(super) fn misfit(
    file: &File,
    content: Span,
    indent: u32,
    outer: Option<u32>,
    inner: Option<u32>,
) -> Finding {
    let message = text!(
        sv: "raden är indragen med {indent} mellanslag, och det passar inte med raderna ovanför",
        en: "the line is indented by {indent}, which does not fit the lines above it",
    );
    let help = match (outer, inner) {
        (Some(outer), Some(inner)) => text!(
            sv: "Börja raden med lika många mellanslag som raderna den hör ihop med: {outer} eller {inner}.",
            en: "Start the line with as many spaces as the lines that it belongs with: {outer} or {inner}.",
        ),
        (Some(only), None) | (None, Some(only)) => text!(
            sv: "Börja raden med lika många mellanslag som raderna den hör ihop med, troligen {only}.",
            en: "Start the line with as many spaces as the lines that it belongs with, probably {only}.",
        ),
        (None, None) => text!(
            sv: "Skriv raden som `nyckel: värde`, lika långt in som de andra.",
            en: "Write the line as `key: value`, as far in as the others.",
        ),
    };
    syntax(file, content, message, help)
}

pub(super) fn item_among_keys(file: &File, content: Span, above: Span) -> Finding {
    let message = text!(
        sv: "en punkt i en lista står bland nycklar",
        en: "an item of a list stands among keys",
    );
    let help = text!(
        sv: "Skriv en nyckel ovanför listan, `nyckel:`, eller ta bort strecket.",
        en: "Write a key above the list, `key:`, or remove the dash.",
    );
    let related = label(file, above, text!(sv: "en nyckel på samma nivå", en: "a key at the same level"));
    syntax(file, content, message, help).with_related(related)
}

pub(super) fn not_an_item(file: &File, content: Span, above: Option<Span>) -> Finding {
    let shown = excerpt(file.slice(content));
    let message = text!(
        sv: "`{shown}` står bland punkterna i en lista utan att börja med `- `",
        en: "`{shown}` stands among the items of a list without starting with `- `",
    );
    let help = text!(
        sv: "Skriv `- ` före, eller dra in raden om den hör till punkten ovanför.",
        en: "Write `- ` before it, or indent the line if it belongs to the item above.",
    );
    let finding = syntax(file, content, message, help);
    let Some(above) = above else { return finding };
    finding.with_related(label(file, above, text!(sv: "raden ovanför", en: "the line above")))
}

pub(super) fn item_on_line(file: &File, span: Span) -> Finding {
    let message = text!(
        sv: "en lista med streck kan inte börja på samma rad som sin nyckel",
        en: "a list with dashes cannot start on the line of its key",
    );
    let help = text!(
        sv: "Börja listan på nästa rad. Är strecket en del av en text, sätt texten inom citattecken.",
        en: "Start the list on the next line. If the dash is part of a text, put the text in quotes.",
    );
    syntax(file, span, message, help)
}

pub(super) fn comment_in_text(file: &File, span: Span) -> Finding {
    let message = text!(
        sv: "texten fortsätter efter en kommentar",
        en: "the text goes on after a comment",
    );
    let help = text!(
        sv: "Flytta kommentaren till en egen rad ovanför, eller sätt texten inom citattecken om `#` hör till den.",
        en: "Move the comment to a line of its own above, or put the text in quotes if `#` belongs to it.",
    );
    syntax(file, span, message, help)
}

pub(super) fn no_name(file: &File, span: Span) -> Finding {
    let shown = file.slice(span);
    let message = text!(sv: "ett namn saknas efter `{shown}`", en: "there is no name after `{shown}`");
    let help = text!(
        sv: "Är `{shown}` en del av en text, sätt texten inom citattecken.",
        en: "If `{shown}` is part of a text, put the text in quotes.",
    );
    syntax(file, span, message, help)
}

pub(super) fn block_head(file: &File, span: Span) -> Finding {
    let shown = file.slice(span);
    let message = text!(
        sv: "text står på samma rad som `{shown}`",
        en: "there is text on the line of `{shown}`",
    );
    let help = text!(
        sv: "Börja texten på nästa rad, indragen, eller sätt den inom citattecken.",
        en: "Start the text on the next line, indented, or put it in quotes.",
    );
    syntax(file, span, message, help)
}

pub(super) fn mark_inside(file: &File, span: Span) -> Finding {
    let message = text!(
        sv: "en byteordningsmarkering (U+FEFF) står inuti filen",
        en: "a byte order mark (U+FEFF) stands inside the file",
    );
    let help = text!(
        sv: "Ta bort det osynliga tecknet. Det hör bara hemma allra först i en fil.",
        en: "Remove the invisible character. It belongs at the very start of a file only.",
    );
    syntax(file, span, message, help)
}

/// An error without wording of its own; `info` is the parser's.
pub(super) fn other(file: &File, span: Span, info: &str) -> Finding {
    let message = text!(
        sv: "det går inte att läsa detta som YAML ({info})",
        en: "this cannot be read as YAML ({info})",
    );
    let help = text!(
        sv: "Jämför raden med raderna ovanför. Är det en text, sätt den inom citattecken.",
        en: "Compare the line with those above it. If it is text, put it in quotes.",
    );
    syntax(file, span, message, help)
}
