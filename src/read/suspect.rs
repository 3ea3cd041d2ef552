//! Characters that look like something else, or like nothing: where they stand, and whether that is a fault.

use super::suspect_fault as fault;
use crate::finding::Finding;
use crate::source::{SourceFile, Span, invisible};
use granit_parser::ScalarStyle;
use std::sync::Arc;

/// One or several characters of one sort, next to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Suspect {
    pub(super) span: Span,
    pub(super) sort: Sort,
    /// The first of them.
    pub(super) character: char,
}

/// What is suspicious about a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// YAML does not allow it, as NUL or ESC.
    Control,
    /// It cannot be seen, or it changes the direction of writing.
    Hidden,
    /// It looks like a space, and is not one to YAML.
    Space,
    /// It looks like a quotation mark, and is not one to YAML.
    Quote,
    /// A tab with nothing but blanks before it on its line.
    Tab,
}

/// The place of a scalar or comment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    pub(super) span: Span,
    pub(super) role: Role,
}

/// What a region is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    PlainKey,
    PlainValue,
    QuotedKey,
    /// Text in quotes or in a block.
    Prose,
    Comment,
}

impl Role {
    /// The role of a scalar.
    pub(super) fn of(style: ScalarStyle, key: bool) -> Self {
        match (style, key) {
            (ScalarStyle::Plain, true) => Self::PlainKey,
            (ScalarStyle::Plain, false) => Self::PlainValue,
            (_, true) => Self::QuotedKey,
            (_, false) => Self::Prose,
        }
    }
}

/// Finds the suspicious characters of a text, in one pass over its bytes.
pub(super) fn scan(text: &str) -> Vec<Suspect> {
    let mut found: Vec<Suspect> = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while let Some(rest) = text.as_bytes().get(at..)
        && let Some(ahead) = next_worth_a_look(rest)
    {
        at += ahead;
        let Some(rest) = text.get(at..) else { break };
        let Some(character) = rest.chars().next() else { break };
        let end = at + character.len_utf8();
        match sort_of(character) {
            Some(Sort::Tab) => {
                let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
                if starts_line(text, at) {
                    found.push(Suspect { span: Span::new(at, at + blanks), sort: Sort::Tab, character });
                }
                at += blanks;
                continue;
            }
            Some(Sort::Hidden) if character == '\u{200d}' && joins(text, at, end) => {}
            Some(sort) => match found.last_mut() {
                Some(last) if last.sort == sort && last.span.end as usize == at && sort != Sort::Quote => {
                    last.span = Span::new(last.span.start as usize, end);
                }
                _ => found.push(Suspect { span: Span::new(at, end), sort, character }),
            },
            None => {}
        }
        at = end;
    }
    found
}

/// The offset of the first byte that is worth a look.
fn next_worth_a_look(bytes: &[u8]) -> Option<usize> {
    // Most texts have none. Without a way out in the middle, the compiler looks at a whole chunk at once.
    const CHUNK: usize = 32;
    let any = |chunk: &[u8]| chunk.iter().fold(false, |any, byte| any | worth_a_look(*byte));
    let passed = bytes.chunks(CHUNK).take_while(|chunk| !any(chunk)).count() * CHUNK;
    let ahead = bytes.get(passed..)?.iter().position(|byte| worth_a_look(*byte))?;
    Some(passed + ahead)
}

/// Whether a byte is, or begins, a character that may be suspicious.
fn worth_a_look(byte: u8) -> bool {
    matches!(byte, 0..=0x09 | 0x0B | 0x0C | 0x0E..=0x1F | 0x7F | 0xC2 | 0xD8 | 0xE1..=0xE3 | 0xEF | 0xF3)
}

/// What is suspicious about a character, if anything.
fn sort_of(character: char) -> Option<Sort> {
    match character {
        '\t' => Some(Sort::Tab),
        '\0'..='\x1f' | '\x7f' => Some(Sort::Control),
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            Some(Sort::Space)
        }
        '\u{2018}'..='\u{201f}' => Some(Sort::Quote),
        _ if invisible(character) => Some(Sort::Hidden),
        _ => None,
    }
}

/// Whether only blanks stand before `at` on its line.
fn starts_line(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().trim_end_matches(' ');
    before.is_empty() || before.ends_with(['\n', '\r', '\u{feff}'])
}

/// Whether the zero-width joiner at `at` joins two emoji to one.
fn joins(text: &str, at: usize, end: usize) -> bool {
    let emoji = |character: char| matches!(character, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}');
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let after = text.get(end..).and_then(|after| after.chars().next());
    before.is_some_and(emoji) && after.is_some_and(emoji)
}

/// What is known about the text when its suspicious characters are judged.
pub(super) struct Context<'a> {
    file: &'a Arc<SourceFile>,
    /// In the order of the file.
    regions: Vec<Region>,
    /// Up to where the text is to be judged by what stands around; the parser came no further.
    reached: u32,
}

impl<'a> Context<'a> {
    /// The context for a file that was read up to `reached`, its scalars and comments being `regions`.
    pub(super) fn new(file: &'a Arc<SourceFile>, mut regions: Vec<Region>, reached: u32) -> Self {
        regions.sort_by_key(|region| region.span);
        Self { file, regions, reached }
    }

    /// The finding for a suspicious character; `None` where it does no harm.
    pub(super) fn finding(&self, suspect: Suspect) -> Option<Finding> {
        let region = self.region(suspect.span.start);
        match suspect.sort {
            Sort::Control => Some(fault::control(self.file, suspect)),
            Sort::Hidden => Some(fault::hidden(self.file, suspect)),
            Sort::Space => self.space(suspect, region).then(|| fault::space(self.file, suspect)),
            Sort::Quote => self.quoted(suspect, region).map(|span| fault::quote(self.file, suspect, span)),
            Sort::Tab => self.tab(suspect, region).then(|| fault::tab(self.file, suspect.span)),
        }
    }

    /// The region in which the byte at `at` stands.
    fn region(&self, at: u32) -> Option<Region> {
        let after = self.regions.partition_point(|region| region.span.start <= at);
        let region = self.regions.get(after.checked_sub(1)?)?;
        (at < region.span.end).then_some(*region)
    }

    /// Whether an odd space stands where YAML would see an ordinary one as structure.
    fn space(&self, suspect: Suspect, region: Option<Region>) -> bool {
        match region {
            Some(Region { role: Role::PlainKey | Role::QuotedKey, .. }) => true,
            Some(Region { role: Role::Prose | Role::Comment, .. }) => false,
            Some(Region { role: Role::PlainValue, span }) => {
                suspect.span.end >= span.end || self.after_structure(suspect.span.start)
            }
            None => suspect.span.start < self.reached && self.beside_structure(suspect.span),
        }
    }

    /// Whether what stands before `at` on its line, blanks left out, is nothing or a sign of structure.
    fn after_structure(&self, at: u32) -> bool {
        let line = self.file.line_span(self.file.line_at(at));
        let before = self.file.slice(Span { start: line.start, end: at });
        let before = before.trim_end_matches([' ', '\t']).trim_start_matches(['\u{feff}', ' ', '\t']);
        before.ends_with([':', '[', '{', ','])
            || before.trim_start_matches("- ").trim_matches(['-', '?']).is_empty()
    }

    /// Whether a sign of structure or nothing stands on either side.
    fn beside_structure(&self, span: Span) -> bool {
        let line = self.file.line_span(self.file.line_at(span.start));
        let after = self.file.slice(Span { start: span.end, end: line.end.max(span.end) });
        let after = after.trim_start_matches([' ', '\t']);
        after.is_empty() || after.starts_with([':', ']', '}', ',']) || self.after_structure(span.start)
    }

    /// What a quotation mark embraces, if it begins a key or value and so seems to be meant as one of YAML's.
    fn quoted(&self, suspect: Suspect, region: Option<Region>) -> Option<Span> {
        let at = suspect.span.start;
        match region {
            Some(Region { role: Role::PlainKey | Role::PlainValue, span }) if span.start == at => Some(span),
            None if at < self.reached && self.after_structure(at) => {
                let line = self.file.line_span(self.file.line_at(at));
                Some(Span { start: at, end: line.end })
            }
            _ => None,
        }
    }

    /// Whether a tab at the start of a line is indentation: not in text, and not on a blank line.
    fn tab(&self, suspect: Suspect, region: Option<Region>) -> bool {
        let line = self.file.line_span(self.file.line_at(suspect.span.start));
        let inside = region.is_some_and(|region| matches!(region.role, Role::Prose | Role::QuotedKey));
        !inside
            && suspect.span.end < line.end
            && suspect.span.start < self.reached
            && !self.comment_at(suspect.span.end)
    }

    /// Whether a comment starts at `at`.
    fn comment_at(&self, at: u32) -> bool {
        self.region(at).is_some_and(|region| region.role == Role::Comment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorts(text: &str) -> Vec<(usize, usize, Sort)> {
        let found = scan(text);
        found.iter().map(|found| (found.span.start as usize, found.span.end as usize, found.sort)).collect()
    }

    #[test]
    fn ordinary_text_is_not_suspicious() {
        let text = "\u{feff}namn: Åsa Öberg – ”nja”\r\nemoji: 👩‍💻 ✔️ 🏳️‍🌈\rkomma:\tja # é ñ ß 日本\n";
        let found = sorts(text);
        assert!(found.iter().all(|(.., sort)| *sort == Sort::Quote), "{found:?}");
    }

    #[test]
    fn neighbours_of_one_sort_are_one_suspect() {
        assert_eq!(sorts("\u{a0}\u{a0}a"), [(0, 4, Sort::Space)]);
        assert_eq!(sorts("a\n \t \tb\tc"), [(3, 6, Sort::Tab)]);
        assert_eq!(sorts("\0\x1b\x7f"), [(0, 3, Sort::Control)]);
        assert_eq!(sorts("a\u{200b}\u{202e}b\u{85}"), [(1, 7, Sort::Hidden), (8, 10, Sort::Hidden)]);
        assert_eq!(sorts("a\u{feff}"), [(1, 4, Sort::Hidden)]);
        assert_eq!(sorts("a\u{200d}b"), [(1, 4, Sort::Hidden)], "joins no emoji");
    }
}
