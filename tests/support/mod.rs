//! What the test drivers share: annotated fixtures, and the comparison with what they announce.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::panic,
    reason = "a test that cannot read its fixtures has failed"
)]

use klar::finding::Finding;
use similar::TextDiff;
use std::fs;
use std::path::{Path, PathBuf};

/// A finding that a fixture announces.
struct Announced {
    line: usize,
    code: String,
    part: String,
}

/// The YAML files of a folder below `fixtures`, by name.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "yaml")).collect();
    files.sort();
    assert!(!files.is_empty(), "{} has no fixtures", folder.display());
    files
}

/// Reads every file of a folder below `fixtures` with `read`, and compares the findings with those that the
/// file announces (`fixtures/README.md` says how). Panics with the differences.
pub(crate) fn check(folder: &str, read: impl Fn(&Path, Vec<u8>) -> Vec<Finding>) {
    let wrong: Vec<String> = files(folder).iter().filter_map(|path| compare(path, &read)).collect();
    assert!(wrong.is_empty(), "{} fixtures differ:\n\n{}", wrong.len(), wrong.join("\n"));
}

/// The difference between what the file at `path` announces (-) and what was found (+), if there is one.
fn compare(path: &Path, read: &impl Fn(&Path, Vec<u8>) -> Vec<Finding>) -> Option<String> {
    let bytes = fs::read(path).unwrap();
    let announced = announced(path, &bytes);
    let findings = read(path, bytes);
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
    let name = path.file_name().unwrap().to_string_lossy();
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

/// What a fixture announces.
fn announced(path: &Path, bytes: &[u8]) -> Vec<Announced> {
    if let Ok(text) = fs::read_to_string(path.with_extension("expect")) {
        let row = |row: &str| {
            let (line, rest) = row.split_once(':').unwrap();
            announcement(line.parse().unwrap(), rest)
        };
        return text.lines().map(row).collect();
    }
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
    let lines = text.split('\n').zip(1..);
    lines
        .flat_map(|(text, line)| text.split("# error:").skip(1).map(move |rest| announcement(line, rest)))
        .collect()
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
