//! What an annotated file announces, and how that differs from what was found. `fixtures/README.md` has the form.

#![expect(clippy::panic, reason = "a fixture that cannot be understood has failed")]

use klar::finding::Finding;
use similar::TextDiff;

/// A finding that a fixture announces.
pub(crate) struct Announced {
    line: usize,
    code: String,
    part: String,
}

/// What the text of a fixture announces.
pub(crate) fn in_comments(bytes: &[u8]) -> Vec<Announced> {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
    let lines = text.split('\n').zip(1..);
    lines
        .flat_map(|(text, line)| text.split("# error:").skip(1).map(move |rest| announcement(line, rest)))
        .collect()
}

/// What the file beside a fixture that cannot have comments announces.
pub(crate) fn in_rows(text: &str) -> Vec<Announced> {
    let row = |row: &str| {
        let (line, rest) = row.split_once(':').unwrap();
        announcement(line.parse().unwrap(), rest)
    };
    text.lines().map(row).collect()
}

/// The difference between what the file `name` announces (-) and what was found (+), if there is one.
pub(crate) fn difference(name: &str, announced: &[Announced], findings: &[&Finding]) -> Option<String> {
    let expected = lines(announced.iter().map(|wanted| row(wanted.line, &wanted.code, &wanted.part)));
    let actual = lines(findings.iter().map(|finding| {
        let line = finding.primary.start().line as usize;
        let part = announced.iter().find(|wanted| {
            let messages = [&finding.message.sv, &finding.message.en];
            wanted.line == line
                && wanted.code == finding.code
                && messages.iter().any(|message| message.contains(&wanted.part))
        });
        row(line, &finding.code, part.map_or(&finding.message.en, |wanted| &wanted.part))
    }));
    if expected == actual {
        return None;
    }
    let diff = TextDiff::from_lines(&expected, &actual);
    Some(diff.unified_diff().context_radius(9).header(&format!("{name}: announced"), "found").to_string())
}

fn row(line: usize, code: &str, part: &str) -> String {
    format!("{line:4}: [{code}] {part}\n")
}

/// The rows in order, as one text.
fn lines(rows: impl Iterator<Item = String>) -> String {
    let mut rows: Vec<String> = rows.collect();
    rows.sort();
    rows.concat()
}

/// Reads `[code] "part of the message"`.
fn announcement(line: usize, text: &str) -> Announced {
    let wrong = || -> ! { panic!("line {line}: an announcement is `[code] \"part\"`, not `{text}`") };
    let Some((code, rest)) = text.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("] \""))
    else {
        wrong()
    };
    let Some((part, _)) = rest.rsplit_once('"') else { wrong() };
    Announced { line, code: code.to_owned(), part: part.to_owned() }
}
