//! Errors of the YAML parser: which of the common mistakes each of them stands for, and where that was made.

use super::events::Builder;
use super::suspect::{Sort, Suspect};
use super::syntax_fault as say;
use super::{Limits, fault, suspect_fault};
use crate::finding::Finding;
use crate::source::{SourceFile, Span};
use granit_parser::{ErrorKind as Kind, ScanError};
use std::sync::Arc;

/// The directives before the document, other than `%YAML 1.2`.
pub(super) fn directives(file: &Arc<SourceFile>) -> Vec<Finding> {
    let lines = (0..file.line_count()).map(|line| file.line_span(line));
    let prologue = lines.take_while(|line| {
        let text = file.slice(*line).trim_start_matches('\u{feff}');
        text.starts_with('%') || text.trim_start().is_empty() || text.trim_start().starts_with('#')
    });
    let directives =
        prologue.filter(|line| file.slice(*line).trim_start_matches('\u{feff}').starts_with('%'));
    let refused = directives.filter(|line| {
        let mut words = file.slice(*line).trim_start_matches('\u{feff}').split_whitespace();
        (words.next(), words.next()) != (Some("%YAML"), Some("1.2"))
    });
    refused.take(1).map(|line| say::directive(file, line)).collect()
}

/// Up to where the characters of the text are to be judged, when the parser stopped at `error`: to the end of
/// that line, or of the line with the tab that the parser did not want.
pub(super) fn failed_at(file: &SourceFile, error: &ScanError, suspects: &[Suspect]) -> u32 {
    let at = offset(error);
    let mut tabs = suspects.iter().filter(|suspect| suspect.sort == Sort::Tab && suspect.span.end > at);
    let at = match tabs.next() {
        Some(tab) if about_tabs(error.kind()) => tab.span.start,
        _ => at,
    };
    file.line_span(file.line_at(at)).end.max(at + 1)
}

/// The finding for an error of the parser.
pub(super) fn finding(
    file: &Arc<SourceFile>,
    error: &ScanError,
    builder: &Builder<'_>,
    limits: &Limits,
) -> Finding {
    let at = offset(error);
    let place = Place { file, at, line: file.line_span(file.line_at(at)) };
    let text = file.text();
    match error.kind() {
        Kind::RecursionLimitExceeded => fault::too_deep(file, place.character(), limits.depth),
        Kind::TooManyComments => fault::too_many_nodes(file, place.character(), limits.nodes),
        kind if about_tabs(kind) => {
            let ahead = text.get(at as usize..).and_then(|rest| rest.find('\t')).unwrap_or(0);
            let tab = at as usize + ahead;
            suspect_fault::tab(file, Span::new(tab, tab + 1))
        }
        Kind::UnclosedQuotedScalar
        | Kind::InvalidQuotedScalarIndent
        | Kind::DocumentIndicatorInQuotedScalar => place.open_quote(builder.reached()),
        Kind::UnclosedFlowCollection { open } => say::unclosed(file, place.character(), *open, None),
        Kind::MismatchedFlowCollectionEnd { open, close } => {
            say::mismatched(file, place.character(), *open, *close)
        }
        Kind::MisplacedFlowCollectionEnd => say::unopened(file, place.character()),
        kind => match builder.open_bracket() {
            Some(start) => place.in_brackets(start, error),
            None => {
                place.in_block(kind).unwrap_or_else(|| say::other(file, place.character(), &error.info()))
            }
        },
    }
}

fn offset(error: &ScanError) -> u32 {
    Span::new(error.marker().byte_offset().unwrap_or(0), 0).start
}

/// Whether an error is about a tab.
fn about_tabs(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::TabNotAllowed
            | Kind::TabInBlockIndentation
            | Kind::TabInIndentation
            | Kind::TabAtBlockScalarStart
            | Kind::TabInPlainScalar
    )
}

/// Where the parser stopped.
struct Place<'a> {
    file: &'a Arc<SourceFile>,
    at: u32,
    /// The line of that place, without its line break.
    line: Span,
}

impl Place<'_> {
    /// The character at which the parser stopped; nothing at the end of the text.
    fn character(&self) -> Span {
        let rest = self.file.text().get(self.at as usize..).unwrap_or_default();
        let length =
            rest.chars().next().filter(|next| !matches!(next, '\n' | '\r')).map_or(0, char::len_utf8);
        Span::new(self.at as usize, self.at as usize + length)
    }

    /// The content of a line, without indentation and comment.
    fn content(&self, line: Span) -> Span {
        let text = self.file.slice(line);
        let body = text.trim_start_matches(['\u{feff}', ' ', '\t']);
        let start = line.start as usize + text.len() - body.len();
        let body = body.split(" #").next().unwrap_or_default().trim_end();
        Span::new(start, start + body.len())
    }

    /// The nearest line above with content, and that content.
    fn above(&self) -> Option<Span> {
        let lines = (0..self.file.line_at(self.at)).rev().map(|line| self.content(self.file.line_span(line)));
        lines.into_iter().find(|content| {
            let text = self.file.slice(*content);
            !text.is_empty() && !text.starts_with('#')
        })
    }

    /// How many characters stand before a content on its line.
    fn indent(&self, content: Span) -> u32 {
        self.file.position(content.start).column - 1
    }

    /// A quoted text that runs on; it starts after what was `reached`.
    fn open_quote(&self, reached: usize) -> Finding {
        let text = self.file.text();
        let start = text
            .get(reached..)
            .and_then(|rest| rest.find(['"', '\'']))
            .map_or(self.at as usize, |ahead| reached + ahead);
        let quote = text.get(start..).and_then(|rest| rest.chars().next()).unwrap_or('"');
        let stopped = (start != self.at as usize).then(|| self.character());
        say::open_quote(self.file, Span::new(start, start + 1), quote, stopped)
    }

    /// An error between the brackets that open at `start`.
    fn in_brackets(&self, start: usize, error: &ScanError) -> Finding {
        let opener = Span::new(start, start + 1);
        let open = self.file.slice(opener).chars().next().unwrap_or('[');
        if self.file.line_at(opener.start) != self.file.line_at(self.at) {
            return say::unclosed(self.file, opener, open, Some(self.character()));
        }
        match error.kind() {
            Kind::UnexpectedCharacter { character } => self.reserved(*character, true),
            Kind::UnexpectedEofImplicitFlowMapping
            | Kind::UnexpectedEofFlowSequence
            | Kind::UnexpectedEofFlowMapping => say::stray_comma(self.file, self.character()),
            _ => say::in_brackets(self.file, self.character(), opener, open),
        }
    }

    /// An error outside brackets; `None` for the rarer ones.
    fn in_block(&self, kind: &Kind) -> Option<Finding> {
        Some(match kind {
            Kind::UnexpectedCharacter { character } => self.reserved(*character, false),
            Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement => self.colon()?,
            Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => self.no_colon(self.content(self.line)),
            Kind::ExpectedBlockMappingKey | Kind::UnexpectedEofBlockMapping | Kind::InvalidIndentation => {
                self.misfit()
            }
            Kind::ExpectedBlockSequenceEntry => {
                say::not_an_item(self.file, self.content(self.line), self.above())
            }
            Kind::BlockSequenceEntryNotAllowed => say::item_on_line(self.file, self.character()),
            Kind::InvalidTrailingDoubleQuotedScalar | Kind::InvalidTrailingSingleQuotedScalar => {
                say::after_quote(
                    self.file,
                    Span { end: self.content(self.line).end.max(self.at), ..self.character() },
                )
            }
            Kind::UnknownQuotedScalarEscape
            | Kind::InvalidQuotedScalarHexEscape
            | Kind::InvalidUnicodeEscape => self.escape(),
            Kind::CommentInterceptedScalar => self.comment(),
            Kind::MissingAnchorOrAliasName => say::no_name(self.file, self.character()),
            Kind::InvalidBlockScalarHeader => say::block_head(self.file, self.character()),
            Kind::BomInsideDocument => say::mark_inside(self.file, self.character()),
            _ => return None,
        })
    }

    /// A character that YAML reserves, at the start of a value.
    fn reserved(&self, character: char, in_brackets: bool) -> Finding {
        let value = Span { start: self.at, end: self.content(self.line).end.max(self.at) };
        let value = self.file.slice(value);
        let end = if in_brackets { value.find([',', ']', '}']) } else { None };
        let value = value.get(..end.unwrap_or(value.len())).unwrap_or_default();
        say::reserved(self.file, self.character(), character, value)
    }

    /// A backslash in a text in double quotes that starts at the error, or goes on there.
    fn escape(&self) -> Finding {
        let rest = self.file.text().get(self.at as usize..).unwrap_or_default();
        let mut pairs = rest.char_indices().zip(rest.chars().skip(1));
        let mut wrong = None;
        while let Some(((at, sign), next)) = pairs.next() {
            if sign == '\\' && !"0abtnvfre \"/\\N_LP\t\r\n".contains(next) {
                wrong = Some(Span::new(self.at as usize + at, self.at as usize + at + 1 + next.len_utf8()));
                break;
            }
            if sign == '\\' {
                pairs.next();
            }
        }
        say::escape(self.file, wrong.unwrap_or_else(|| self.character()))
    }

    /// A colon where none can be.
    fn colon(&self) -> Option<Finding> {
        let content = self.content(self.line);
        let before = self.file.slice(Span { start: content.start, end: self.at });
        let above = self.above();
        if let Some(first) = before.find(": ") {
            let value = Span { start: content.start + Span::new(first + 2, 0).start, end: content.end };
            return Some(say::colon_in_text(self.file, self.character(), value));
        }
        let above = above?;
        let line = self.file.slice(above);
        if !line.contains(": ") && !line.ends_with(':') {
            return Some(self.no_colon(above));
        }
        if self.indent(content) > self.indent(above) {
            return Some(say::too_far_in(self.file, content, above));
        }
        None
    }

    /// A comment between two lines of what the parser takes for one text.
    fn comment(&self) -> Finding {
        let content = self.content(self.line);
        let text = self.file.slice(content);
        if text.contains(": ") || text.starts_with("- ") {
            return say::comment_in_text(self.file, self.character());
        }
        self.no_colon(content)
    }

    /// A line that is neither a key nor an item.
    fn no_colon(&self, content: Span) -> Finding {
        let text = self.file.slice(content);
        let colon = text
            .find(':')
            .filter(|colon| *colon > 0 && !text.get(colon + 1..).is_some_and(|rest| rest.starts_with("//")));
        match colon {
            Some(colon) => {
                let at = content.start as usize + colon;
                say::space_after_colon(self.file, Span::new(at, at + 1), content)
            }
            None => say::neither(self.file, content),
        }
    }

    /// A line whose indentation or beginning fits nothing above it.
    fn misfit(&self) -> Finding {
        let content = self.content(self.line);
        let text = self.file.slice(content);
        if let (Some(above), true) = (self.above(), text.starts_with("- ") || text == "-")
            && self.indent(content) <= self.indent(above)
            && !self.file.slice(above).starts_with('-')
        {
            return say::item_among_keys(self.file, content, above);
        }
        let indent = self.indent(content);
        let lines = (0..self.file.line_at(self.at)).rev().map(|line| self.content(self.file.line_span(line)));
        let outer =
            lines.filter(|line| !line.is_empty()).map(|line| self.indent(line)).find(|other| *other < indent);
        let inner = self.above().map(|above| self.indent(above)).filter(|inner| *inner > indent);
        say::misfit(self.file, content, indent, outer, inner)
    }
}
