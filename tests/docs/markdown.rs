//! The little of Markdown that the pages are made of: fenced blocks, and tables.

/// A part of a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part<'p> {
    /// Lines outside fenced blocks.
    Prose(Vec<&'p str>),
    /// A fenced block: the words behind the opening fence, and the lines inside.
    Block { info: &'p str, lines: Vec<&'p str> },
}

/// Divides a page into prose and fenced blocks. A fence starts in the first column.
pub(crate) fn parts(page: &str) -> Vec<Part<'_>> {
    let mut parts = vec![Part::Prose(Vec::new())];
    for line in page.lines() {
        let fence = line.strip_prefix("```");
        match (parts.last_mut().unwrap(), fence) {
            (Part::Prose(_), Some(info)) => parts.push(Part::Block { info, lines: Vec::new() }),
            (Part::Block { .. }, Some("")) => parts.push(Part::Prose(Vec::new())),
            (Part::Prose(lines) | Part::Block { lines, .. }, _) => lines.push(line),
        }
    }
    assert!(matches!(parts.last(), Some(Part::Prose(_))), "a fenced block is not closed");
    parts
}

/// The cells of the rows of all tables whose header is `header`, such as `| Code | Means |`.
pub(crate) fn rows<'p>(page: &'p str, header: &str) -> Vec<Vec<&'p str>> {
    let mut rows = Vec::new();
    let mut lines = page.lines();
    while lines.by_ref().any(|line| line == header) {
        let body = lines.by_ref().skip(1).take_while(|line| line.starts_with('|'));
        rows.extend(body.map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect::<Vec<_>>()));
    }
    assert!(!rows.is_empty(), "there is no table {header}");
    rows
}
