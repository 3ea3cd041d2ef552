//! Every annotated fixture gives the findings that it announces, and no others; and what the reader promises
//! of every file holds for all of them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot read its fixtures has failed"
)]

mod support;

use klar::finding::Finding;
use klar::policy::Pack;
use klar::read::{Node, Tree, Value, parse};
use klar::source::Span;
use klar::{run, structure};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn the_reader_finds_what_the_fixtures_announce() {
    support::check("read", |path, bytes| read(path, bytes).1);
}

#[test]
fn the_schemas_find_what_the_fixtures_announce() {
    let pack = pack();
    support::check("structure", |path, bytes| check(&pack, path, bytes));
}

/// A thousand faults in one file are shown by a test of the module, not by a fixture.
#[test]
fn every_fault_of_structure_has_a_fixture() {
    let pack = pack();
    let files = support::files("structure");
    let found = files.iter().flat_map(|path| check(&pack, path, fs::read(path).unwrap()));
    let codes: BTreeSet<String> = found.map(|finding| finding.code).collect();
    let wanted = ["format", "missing-property", "unknown-property", "unknown-value", "value", "wrong-type"];
    assert_eq!(codes, wanted.map(|code| format!("schema/{code}")).into());
}

#[test]
fn findings_have_words_in_both_languages() {
    let pack = pack();
    let read = support::files("read").into_iter().map(|path| {
        let bytes = fs::read(&path).unwrap();
        (read(&path, bytes).1, path)
    });
    let checked = support::files("structure").into_iter().map(|path| {
        let bytes = fs::read(&path).unwrap();
        (check(&pack, &path, bytes), path)
    });
    for (findings, path) in read.chain(checked) {
        for finding in findings {
            let help = finding.help.as_ref().unwrap();
            for (message, help) in [(&finding.message.sv, &help.sv), (&finding.message.en, &help.en)] {
                assert!(!message.is_empty() && !message.ends_with('.'), "{}: {message}", path.display());
                assert!(!help.is_empty() && !help.ends_with([',', ':', ';']), "{}: {help}", path.display());
            }
            assert_ne!(finding.message.sv, finding.message.en, "{}", path.display());
        }
    }
}

#[test]
fn spans_lie_in_the_text_in_each_other_and_in_order() {
    for path in support::files("read") {
        let bytes = fs::read(&path).unwrap();
        for twin in [bytes.clone(), with_crlf(&bytes), with_mark(&bytes)] {
            check_spans(&path, twin);
        }
    }
}

#[test]
fn line_breaks_and_byte_order_mark_make_no_difference() {
    for path in support::files("read") {
        let bytes = fs::read(&path).unwrap();
        let plain = outcome(&path, bytes.clone());
        assert_eq!(outcome(&path, with_crlf(&bytes)), plain, "{} with CRLF", path.display());
        if str::from_utf8(&bytes).is_ok_and(|text| !text.contains('\0')) {
            assert_eq!(outcome(&path, with_mark(&bytes)), plain, "{} with a mark", path.display());
        }
    }
}

#[test]
fn values_are_those_of_another_reader() {
    let clean = support::files("read").into_iter().filter(|path| name(path).starts_with("clean-"));
    for path in clean {
        let bytes = fs::read(&path).unwrap();
        let text = str::from_utf8(&bytes).unwrap().trim_start_matches('\u{feff}').to_owned();
        let theirs: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        let ours = read(&path, bytes).0.unwrap();
        assert_eq!(plain(&ours.root), theirs, "{}", path.display());
    }
}

/// Files with bytes changed, removed and repeated at places that a fixed sequence of numbers chooses.
#[test]
fn no_file_makes_the_reader_panic() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % limit.max(1)
    };
    let signs = "\n\t :-?[]{},&*!|>'\"%@`#~\\\r\u{a0}\u{feff}”åx1<".as_bytes();
    for path in support::files("read") {
        let original = fs::read(&path).unwrap();
        for _ in 0..40 {
            let mut bytes = original.clone();
            for _ in 0..=below(3) {
                let at = below(bytes.len());
                match below(3) {
                    0 if !bytes.is_empty() => drop(bytes.remove(at)),
                    1 => bytes.insert(at, signs[below(signs.len())]),
                    _ => bytes.truncate(at),
                }
            }
            check_spans(&path, bytes);
        }
    }
}

fn read(path: &Path, bytes: Vec<u8>) -> (Option<Tree>, Vec<Finding>) {
    parse(&name(path), bytes)
}

/// The embedded pack.
fn pack() -> Pack {
    run::pack(None).unwrap()
}

/// What the schema of the file's kind finds.
fn check(pack: &Pack, path: &Path, bytes: Vec<u8>) -> Vec<Finding> {
    let (tree, mut findings) = read(path, bytes);
    let tree = tree.unwrap();
    let kind = tree.root.get("kind").and_then(Node::as_str).unwrap();
    let Some(schema) = pack.kind(kind) else { panic!("{}: no kind `{kind}`", path.display()) };
    findings.extend(structure::check(&tree, schema));
    findings
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// The same file with CRLF for every LF.
fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut twin = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' && at.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b'\r') {
            twin.push(b'\r');
        }
        twin.push(*byte);
    }
    if bytes.contains(&0) { bytes.to_vec() } else { twin }
}

/// The same file with a byte order mark.
fn with_mark(bytes: &[u8]) -> Vec<u8> {
    let mark = "\u{feff}".as_bytes();
    if bytes.starts_with(mark) { bytes.to_vec() } else { [mark, bytes].concat() }
}

/// What a reader of the findings and the tree sees.
fn outcome(path: &Path, bytes: Vec<u8>) -> Vec<String> {
    let (tree, findings) = read(path, bytes);
    let mut seen: Vec<String> = findings
        .iter()
        .map(|finding| {
            let (start, end) = (finding.primary.start(), finding.primary.end());
            let (code, message, help) = (&finding.code, &finding.message, &finding.help);
            format!("{code} {}:{}-{}:{} {message:?} {help:?}", start.line, start.column, end.line, end.column)
        })
        .collect();
    seen.extend(tree.map(|tree| format!("{:?}", plain(&tree.root))));
    seen
}

/// A node as a value of the other reader.
fn plain(node: &Node) -> serde_yaml::Value {
    match &node.value {
        Value::Null => serde_yaml::Value::Null,
        Value::Bool(bool) => (*bool).into(),
        Value::Int(int) => (*int).into(),
        Value::Float(float) => (*float).into(),
        Value::Text(text) => text.to_string().into(),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Map(entries) => {
            let entries = entries.iter().map(|entry| (entry.key.to_string().into(), plain(&entry.value)));
            serde_yaml::Value::Mapping(entries.collect())
        }
    }
}

/// Checks every span of what is read from `bytes`.
fn check_spans(path: &Path, bytes: Vec<u8>) {
    let shown = format!("{}: {:?}", path.display(), String::from_utf8_lossy(&bytes));
    let (tree, findings) = read(path, bytes);
    assert!(tree.is_some() || !findings.is_empty(), "{shown}: nothing said");
    for finding in &findings {
        for label in [&finding.primary].into_iter().chain(&finding.related) {
            assert!(label.file.text().get(label.span.range()).is_some(), "{shown}: {finding:?}");
        }
    }
    let Some(tree) = tree else { return };
    let text = tree.file.text();
    for comment in &tree.comments {
        assert_eq!(text.get(comment.span.range()), Some(&*format!("#{}", comment.text)), "{shown}");
    }
    let mut nodes = vec![(&tree.root, Span::new(0, text.len()))];
    while let Some((node, parent)) = nodes.pop() {
        assert!(text.get(node.span.range()).is_some(), "{shown}: {:?}", node.span);
        assert!(
            parent.start <= node.span.start && node.span.end <= parent.end,
            "{shown}: {node:?} in {parent:?}"
        );
        if node.defined.is_some() {
            assert!(tree.file.slice(node.span).starts_with('*'), "{shown}: {:?}", node.span);
            continue;
        }
        let mut children = Vec::new();
        children.extend(node.items().iter().map(|item| (item, item.span)));
        for entry in node.entries() {
            assert!(entry.key_span.end <= entry.value.span.start, "{shown}: {entry:?}");
            let both = Span { start: entry.key_span.start, end: entry.value.span.end };
            children.push((&entry.value, both));
        }
        let in_order = children.is_sorted_by(|(_, before), (_, after)| before.end <= after.start);
        assert!(in_order, "{shown}: {children:?}");
        nodes.extend(children.iter().map(|(child, _)| (*child, node.span)));
        if let Value::Text(value) = &node.value
            && !tree.file.slice(node.span).starts_with(['"', '\''])
            && !value.contains(['\n', ' '])
        {
            assert!(tree.file.slice(node.span).contains(&**value), "{shown}: {node:?}");
        }
    }
}
