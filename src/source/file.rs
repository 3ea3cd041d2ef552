//! A file that was read, and places in it. The only arithmetic of lines and columns is here.

use super::Hasher;

/// A range of bytes in one file, end excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The offset of the first byte.
    pub start: u32,
    /// The offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` up to `end`; an `end` before `start` counts as `start`.
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Self { start, end: end.max(start) }
    }

    /// The range as indices for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether the range holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A place in a file as people and formats write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in Unicode characters.
    pub column: u32,
    /// The offset from the start of the file, in bytes.
    pub offset: u32,
}

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Unicode characters.
    Characters,
    /// Code units of UTF-16.
    Utf16,
    /// Bytes of UTF-8.
    Bytes,
}

/// One file as it was read: its name, its text, and where its lines start.
///
/// Verdicts, places and digests all come from these same bytes.
#[derive(Debug)]
pub struct SourceFile {
    path: String,
    text: String,
    /// The bytes, where they are not those of the text.
    raw: Option<Vec<u8>>,
    /// Offsets of the first byte of each line.
    lines: Vec<u32>,
}

impl SourceFile {
    /// A file called `path` (as shown: relative, with `/`) whose bytes are `bytes`.
    ///
    /// A byte that is not part of valid UTF-8 appears in [`text`](Self::text) as `?`, so that offsets stay
    /// those of the bytes; the reader refuses such a file, and needs its text only to show the place.
    pub fn new(path: impl Into<String>, bytes: Vec<u8>) -> Self {
        let (text, raw) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => (with_stand_ins(error.as_bytes()), Some(error.into_bytes())),
        };
        let lines = line_starts(&text);
        Self { path: path.into(), text, raw, lines }
    }

    /// The same file, with stars for the digits in some ranges of its text. Its digest stays that of its bytes.
    #[must_use]
    pub fn starred(self, ranges: &[Span]) -> Self {
        if ranges.is_empty() {
            return self;
        }
        let text = starred(&self.text, ranges);
        let raw = Some(self.raw.unwrap_or_else(|| self.text.into_bytes()));
        Self { text, raw, ..self }
    }

    /// The name to show, relative to the project and with `/` between its parts.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The SHA-256 of the file's bytes, in lower-case hexadecimal.
    pub fn digest(&self) -> String {
        Hasher::of(self.raw.as_deref().unwrap_or(self.text.as_bytes()))
    }

    /// The text of a range; empty where the range is not inside the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The number of lines; a file that ends in a line break has one more, empty line.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The line that holds the byte at `offset`, counted from 0.
    pub fn line_at(&self, offset: u32) -> usize {
        self.lines.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The bytes of line `line` (from 0), its line break left out.
    pub fn line_span(&self, line: usize) -> Span {
        let start = self.lines.get(line).copied().unwrap_or(0) as usize;
        let end = self.lines.get(line + 1).map_or(self.text.len(), |next| *next as usize);
        let content = self.text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r']);
        Span::new(start, start + content.len())
    }

    /// The line and column of a byte offset. An offset inside a character counts as that character's, one
    /// past the end as the end.
    pub fn position(&self, offset: u32) -> Position {
        let offset = self.text.floor_char_boundary(offset as usize);
        let byte = u32::try_from(offset).unwrap_or(u32::MAX);
        let line = self.line_at(byte);
        Position {
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            column: self.column(byte, Unit::Characters),
            offset: byte,
        }
    }

    /// The column of a byte offset, from 1, in another unit than a [`Position`] has. The rules for odd offsets are those
    /// of [`position`](Self::position).
    pub fn column(&self, offset: u32, unit: Unit) -> u32 {
        let offset = self.text.floor_char_boundary(offset as usize);
        let byte = u32::try_from(offset).unwrap_or(u32::MAX);
        let start = self.lines.get(self.line_at(byte)).copied().unwrap_or(0) as usize;
        let before = self.text.get(start..offset).unwrap_or_default();
        let before = before.strip_prefix('\u{feff}').unwrap_or(before);
        let length = match unit {
            Unit::Characters => before.chars().count(),
            Unit::Utf16 => before.encode_utf16().count(),
            Unit::Bytes => before.len(),
        };
        u32::try_from(length + 1).unwrap_or(u32::MAX)
    }
}

/// The text with stars for the digits in some ranges, which are in order; it is as long as before.
pub fn starred(text: &str, ranges: &[Span]) -> String {
    let mut starred = String::with_capacity(text.len());
    let mut done = 0;
    for range in ranges {
        let range = done.max(range.start as usize)..range.end as usize;
        let Some((before, inside)) = text.get(done..range.start).zip(text.get(range.clone())) else {
            continue;
        };
        starred.push_str(before);
        starred.extend(inside.chars().map(|letter| if letter.is_ascii_digit() { '*' } else { letter }));
        done = range.end;
    }
    starred + text.get(done..).unwrap_or_default()
}

/// Bytes in lower-case hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// The bytes as text, each byte outside valid UTF-8 replaced by one `?`.
fn with_stand_ins(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

/// Where each line starts. YAML breaks lines at LF, CRLF and a lone CR.
fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let breaks = bytes.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    std::iter::once(0).chain(breaks.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_lf_crlf_and_cr() {
        let file = SourceFile::new("a.yaml", b"a\nb\r\nc\rd".to_vec());
        assert_eq!(file.line_count(), 4);
        let shown: Vec<&str> = (0..4).map(|line| file.slice(file.line_span(line))).collect();
        assert_eq!(shown, ["a", "b", "c", "d"]);
    }

    #[test]
    fn columns_count_characters_and_not_the_byte_order_mark() {
        let file = SourceFile::new("a.yaml", "\u{feff}å: é\n".as_bytes().to_vec());
        assert_eq!(file.position(7), Position { line: 1, column: 4, offset: 7 });
        assert_eq!(file.position(8).column, 4, "inside a character");
        assert_eq!(file.position(9999).line, 2, "past the end");
        let file = SourceFile::new("a.yaml", "\u{feff}å𝄞x\n".as_bytes().to_vec());
        let columns = [Unit::Characters, Unit::Utf16, Unit::Bytes].map(|unit| file.column(9, unit));
        assert_eq!(columns, [3, 4, 7]);
    }

    #[test]
    fn bytes_outside_utf8_keep_their_offsets() {
        let file = SourceFile::new("a.yaml", b"name: P\xe5hittad".to_vec());
        assert_eq!(file.text(), "name: P?hittad");
    }

    #[test]
    fn the_digest_is_that_of_sha256sum() {
        let file = SourceFile::new("a.yaml", b"abc".to_vec());
        assert!(file.digest().starts_with("ba7816bf8f01cfea414140de5dae2223b00361a3"));
        let file = SourceFile::new("a.yaml", vec![0xe5]);
        assert!(file.digest().starts_with("ab61ba11a38b007ff98baa3ab20e2a584e15269f"));
    }
}
