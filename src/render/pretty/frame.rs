//! Which lines of which files a finding shows, cut and made safe, and where its labels stand in them.

use crate::finding::Label;
use crate::render::{Options, sanitise};
use crate::source::{Lang, Position, SourceFile, Span};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The most labels of one finding that are drawn.
pub(in super::super) const LABELS: usize = 12;

/// The least and the most characters that are shown before and after a label of a line that is cut.
const LEAST_REACH: usize = 12;
const MOST_REACH: usize = 120;

/// The columns beside a line that its number, of up to three digits, and the frame take.
const GUTTER: usize = 7;

/// What is left out is more bytes than this; less is not worth a gap.
const GAP: usize = 4;

/// A run of lines of one file, as shown.
#[derive(Debug)]
pub(in super::super) struct Frame {
    /// The file's name, safe to show.
    pub name: String,
    /// The number of the first line, from 0.
    pub first: usize,
    /// The lines, cut and safe, each with a line break.
    pub text: String,
    /// The labels, by place.
    pub marks: Vec<Mark>,
    /// Whether there is nothing to show: the file is empty, or was not read, and no label says anything.
    pub empty: bool,
}

/// A label.
#[derive(Clone, Debug)]
pub(in super::super) struct Mark {
    /// The label's bytes: in its line at first, in the text of the frame once that is made.
    pub bytes: Range<usize>,
    /// Where it stands in the file.
    pub position: Position,
    /// Whether this is the finding's primary label.
    pub primary: bool,
    /// What it says, in lines; empty where it says nothing.
    pub text: String,
}

impl Mark {
    /// The line, from 0.
    fn line(&self) -> usize {
        (self.position.line as usize).saturating_sub(1)
    }

    /// Whether two labels would be drawn over each other.
    fn overlaps(&self, other: &Self) -> bool {
        let width = |mark: &Self| mark.bytes.end.max(mark.bytes.start + 1);
        self.line() == other.line() && self.bytes.start < width(other) && other.bytes.start < width(self)
    }
}

impl Frame {
    /// The number of the last line, from 1.
    pub(super) fn last_line(&self) -> usize {
        self.first + self.text.lines().count()
    }
}

/// The frames of a primary label and others: the primary label's first, then the others of its file, then the other
/// files. Each shows `context` lines more before and after its labels, as far as the file has them.
pub(in super::super) fn frames(
    primary: &Label,
    related: &[Label],
    context: usize,
    options: &Options,
) -> Vec<Frame> {
    let mut files: Vec<(&Arc<SourceFile>, Vec<Mark>)> = Vec::new();
    for (index, label) in std::iter::once(primary).chain(related).take(LABELS).enumerate() {
        let mark = mark(label, index == 0, options);
        match files.iter_mut().find(|(file, _)| file.path() == label.file.path()) {
            Some((_, marks)) => marks.push(mark),
            None => files.push((&label.file, vec![mark])),
        }
    }
    let mut frames: Vec<Frame> = Vec::new();
    for (file, marks) in files {
        for mut layer in layers(marks) {
            layer.sort_by_key(|mark| (mark.line(), mark.bytes.start));
            let near = |one: &Mark, next: &Mark| next.line() - one.line() <= 2.max(2 * context);
            frames.extend(layer.chunk_by(near).map(|marks| frame(file, marks, context, options)));
        }
    }
    frames.sort_by_key(|frame| !frame.marks.iter().any(|mark| mark.primary));
    frames
}

/// A label on its (first) line.
fn mark(label: &Label, primary: bool, options: &Options) -> Mark {
    let position = label.start();
    let line = content(&label.file, (position.line as usize).saturating_sub(1)).range();
    let start = (position.offset as usize).clamp(line.start, line.end);
    let end = (label.end().offset as usize).clamp(start, line.end);
    Mark {
        bytes: start - line.start..end - line.start,
        position,
        primary,
        text: sanitise::one_line(label.text.get(options.lang)),
    }
}

/// The bytes of a line without line break and byte order mark.
fn content(file: &SourceFile, line: usize) -> Span {
    let span = file.line_span(line);
    let mark = if file.slice(span).starts_with('\u{feff}') && line == 0 { 3 } else { 0 };
    Span::new(span.start as usize + mark, span.end as usize)
}

/// Labels in groups that can each be drawn without covering one another. Labels on the same bytes become one.
fn layers(marks: Vec<Mark>) -> Vec<Vec<Mark>> {
    let mut layers: Vec<Vec<Mark>> = Vec::new();
    for mark in marks {
        let same = |other: &&mut Mark| other.line() == mark.line() && other.bytes == mark.bytes;
        if let Some(twin) = layers.iter_mut().flatten().find(same) {
            join(&mut twin.text, &mark.text);
        } else if let Some(layer) =
            layers.iter_mut().find(|layer| !layer.iter().any(|one| one.overlaps(&mark)))
        {
            layer.push(mark);
        } else {
            layers.push(vec![mark]);
        }
    }
    layers
}

/// Adds a line to the text of a label, unless it says that already.
fn join(text: &mut String, line: &str) {
    if line.is_empty() || text.lines().any(|known| known == line) {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// The frame around labels that stand near each other, sorted by place.
fn frame(file: &SourceFile, marks: &[Mark], context: usize, options: &Options) -> Frame {
    let first = marks.first().map_or(0, Mark::line).saturating_sub(context);
    let last = marks.last().map_or(0, Mark::line);
    let end = file.line_count().saturating_sub(if file.text().ends_with('\n') { 2 } else { 1 });
    let last = last.max(end.min(last + context));
    let empty = file.text().is_empty() && marks.iter().all(|mark| mark.text.is_empty());
    let name = sanitise::name(file.path());
    let mut frame = Frame { name, first, text: String::new(), marks: Vec::new(), empty };
    for line in first..=last {
        let here = || marks.iter().filter(|mark| mark.line() == line);
        let points: Vec<usize> = here().flat_map(|mark| [mark.bytes.start, mark.bytes.end]).collect();
        let start = frame.text.len();
        let places = excerpt(file.slice(content(file, line)), &points, options, &mut frame.text);
        let shown = |point: usize| places.get(&point).map_or(start, |place| *place);
        let silent = here().all(|mark| mark.text.is_empty());
        frame.marks.extend(here().map(|mark| Mark {
            bytes: shown(mark.bytes.start)..shown(mark.bytes.end),
            text: if silent || !mark.text.is_empty() { mark.text.clone() } else { here_word(options.lang) },
            ..*mark
        }));
        frame.text.push('\n');
    }
    frame
}

/// What a label without words says beside labels with words, from which a line would lead to nothing otherwise.
fn here_word(lang: Lang) -> String {
    match lang {
        Lang::Sv => "här".to_owned(),
        Lang::En => "here".to_owned(),
    }
}

/// Appends `line` to `out`, safe, and cut around `points` where it is too long. Gives for each byte offset of the
/// line that is shown its offset in `out`.
fn excerpt(line: &str, points: &[usize], options: &Options, out: &mut String) -> BTreeMap<usize, usize> {
    let ellipsis = if options.unicode { "…" } else { "..." };
    let mut places = BTreeMap::new();
    let mut shown = 0;
    for window in windows(line, points, options.width) {
        if window.start > shown {
            out.push_str(ellipsis);
        }
        for (at, piece) in sanitise::characters(line.get(window.clone()).unwrap_or_default()) {
            places.insert(window.start + at, out.len());
            out.push_str(&piece);
        }
        places.insert(window.end, out.len());
        shown = window.end;
    }
    if shown < line.len() {
        out.push_str(ellipsis);
    }
    places
}

/// The parts of a line to show: all of it where it fits into `width` columns beside the line number, else as much
/// as fits of what is near `points`, the offsets of labels; the beginning where there are none.
fn windows(line: &str, points: &[usize], width: usize) -> Vec<Range<usize>> {
    let room = width.saturating_sub(GUTTER).max(40);
    if line.chars().nth(room).is_none() {
        return std::iter::once(0..line.len()).collect();
    }
    if points.is_empty() {
        return std::iter::once(around(line, 0, room)).collect();
    }
    let fits = |windows: &[Range<usize>]| {
        let texts = windows.iter().map(|window| line.get(window.clone()).unwrap_or_default());
        texts.map(|text| text.chars().take(room).count() + 1).sum::<usize>() < room
    };
    let mut shown = near(line, points, LEAST_REACH);
    for reach in LEAST_REACH..=MOST_REACH {
        let wider = near(line, points, reach);
        if !fits(&wider) {
            break;
        }
        shown = wider;
    }
    shown
}

/// The parts of a line that are within `reach` characters of a point.
fn near(line: &str, points: &[usize], reach: usize) -> Vec<Range<usize>> {
    let mut near: Vec<Range<usize>> = points.iter().map(|point| around(line, *point, reach)).collect();
    near.sort_by_key(|window| window.start);
    merged(&near, line.len())
}

/// The windows, sorted by start, with those made one that are hardly apart; an end of the line that is hardly
/// outside is taken in.
fn merged(windows: &[Range<usize>], length: usize) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for window in windows {
        let start = if window.start <= GAP { 0 } else { window.start };
        let end = if window.end + GAP >= length { length } else { window.end };
        match merged.last_mut() {
            Some(last) if start <= last.end + GAP => last.end = last.end.max(end),
            _ => merged.push(start..end),
        }
    }
    merged
}

/// The bytes of up to `reach` characters before and after an offset.
fn around(line: &str, point: usize, reach: usize) -> Range<usize> {
    let (before, after) = line.split_at_checked(point).unwrap_or((line, ""));
    let start = before.char_indices().rev().take(reach).last().map_or(point, |(at, _)| at);
    let end = after.char_indices().nth(reach).map_or(line.len(), |(at, _)| point + at);
    start..end
}
