//! The drawing of frames. Nothing outside this file knows the library that draws.

use super::frame::{self, Frame, Mark};
use crate::finding::{Finding, Level};
use crate::render::Options;
use crate::render::closing;
use crate::render::words::Noun;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use std::fmt;

/// The places of a finding, drawn in their files, each line ended.
pub(super) fn snippets(finding: &Finding, options: &Options) -> String {
    let frames = frame::frames(&finding.primary, &finding.related, 0, options);
    let digits = |frame: &Frame| frame.last_line().to_string().len();
    let widest = frames.iter().map(digits).max().unwrap_or_default();
    let mut text = String::new();
    for frame in &frames {
        let indent = " ".repeat(widest - digits(frame));
        for line in draw(frame, finding.level, options).lines() {
            text.extend([&indent, line.trim_end(), "\n"]);
        }
    }
    let hidden = (finding.related.len() + 1).saturating_sub(frame::LABELS);
    if hidden > 0 {
        text.extend(["  ", &closing::more(hidden, Noun::Place, options.lang), "\n"]);
    }
    text
}

/// One frame; where there is nothing to show, only the name.
fn draw(frame: &Frame, level: Level, options: &Options) -> String {
    if frame.empty {
        let (corner, foot) = if options.unicode { ("╭─", "╰────") } else { (",-", "`----") };
        return format!("   {corner}[{}]\n   {foot}\n", frame.name);
    }
    let handler = GraphicalReportHandler::new_themed(theme(frame, level, options))
        .with_context_lines(1)
        .with_links(false)
        .tab_width(2);
    let mut drawn = String::new();
    // Writing to a string cannot fail.
    handler.render_report(&mut drawn, frame).ok();
    // The first line is the library's own heading, which is empty here.
    drawn.split_once('\n').map(|(_, snippet)| snippet.to_owned()).unwrap_or_default()
}

/// The characters and colours: the primary label in the colour of the level, the others in blue.
fn theme(frame: &Frame, level: Level, options: &Options) -> GraphicalTheme {
    let characters = if options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let mut styles = ThemeStyles::none();
    if options.color {
        let ansi = ThemeStyles::ansi();
        let primary = match level {
            Level::Error => ansi.error.bold(),
            Level::Warning => ansi.warning.bold(),
            Level::Note => ansi.advice.bold(),
        };
        let secondary = styles.link.blue().bold();
        styles.link = ansi.linum;
        styles.linum = ansi.linum;
        styles.highlights =
            frame.marks.iter().map(|mark| if mark.primary { primary } else { secondary }).collect();
    }
    GraphicalTheme { characters, styles }
}

impl fmt::Display for Frame {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Frame {}

impl Diagnostic for Frame {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.marks.iter().map(label)))
    }
}

/// A label as the library wants it.
fn label(mark: &Mark) -> LabeledSpan {
    let text = (!mark.text.is_empty()).then(|| mark.text.clone());
    let span = (mark.bytes.start, mark.bytes.len());
    if mark.primary {
        LabeledSpan::new_primary_with_span(text, span)
    } else {
        LabeledSpan::new_with_span(text, span)
    }
}

impl SourceCode for Frame {
    /// Gives the whole frame, as it holds what is to be shown and nothing else. Without context, the place of the
    /// label at `span` is wanted, for the frame's upper edge.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (line, column) = if before + after > 0 {
            (self.first, 0)
        } else {
            let mark = self.marks.iter().find(|mark| mark.bytes.start == span.offset());
            let (line, column) =
                mark.map_or((0, 0), |mark| (mark.position.line as usize, mark.position.column as usize));
            (line.saturating_sub(1), column.saturating_sub(1))
        };
        let whole = (0, self.text.len()).into();
        let lines = self.text.lines().count();
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes(),
            whole,
            line,
            column,
            lines,
        )))
    }
}
