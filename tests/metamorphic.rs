//! What does not change the meaning of a case changes nothing of what is found: comments, line breaks, a byte order
//! mark, the order of keys, the names and folders of documents. And one fault is one finding.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot read its fixtures has failed"
)]

use klar::policy::Pack;
use klar::source::Date;
use klar::{discover, run};
use serde_yaml::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The files of a case, by their path in its folder.
type Files = BTreeMap<String, Vec<u8>>;

/// A way to write a case anew.
type Rewriting = fn(Files) -> Files;

const REWRITINGS: [(&str, Rewriting); 7] = [
    ("with comments", |files| each_line(files, |line| format!("# c: [\n{line} # d: {{\n"))),
    ("with CRLF", |files| each_line(files, |line| format!("{line}\r\n"))),
    ("with a byte order mark", |files| each_document(files, |text| format!("\u{feff}{text}"))),
    ("with all of these", |files| {
        let files = each_line(files, |line| format!("# å\r\n{line} # ä\r\n"));
        each_document(files, |text| format!("\u{feff}# ö\r\n{text}\r\n"))
    }),
    ("in other words", |files| each_tree(files, |tree| tree)),
    ("with keys in another order", |files| each_tree(files, reversed)),
    ("with documents elsewhere", moved),
];

/// What is changed in the complete case: file, what it says, what it is to say.
const FAULTS: [(&str, &str, &str); 12] = [
    (
        "case.yaml",
        "pilotCustomers: [fiktiva-vardcentralen, region-pahittad]",
        "pilotCustomers: [region-pahittad]",
    ),
    ("case.yaml", "299000-1006", "555990-3009"),
    ("case.yaml", "299000-1006", "299000-1007"),
    ("case.yaml", "pilotCustomers", "pilotCustommers"),
    ("case.yaml", "stage: step-4", "stage: step-5"),
    ("case.yaml", "id: region-pahittad", "id: region"),
    ("documents/e2e-report-region-pahittad.yaml", "status: approved", "status: rejected"),
    ("documents/e2e-report-region-pahittad.yaml", "customer: region-pahittad", "customer: exempelagenten"),
    (
        "documents/e2e-report-region-pahittad.yaml",
        "submittedBy: region-pahittad",
        "submittedBy: exempelagenten",
    ),
    ("documents/tak-order-qa-region-pahittad.yaml", "submittedOn: 2025-11-10", "submittedOn: 2025-11-01"),
    ("documents/connection-data-qa-region-pahittad.yaml", "status: configured", "status: submitted"),
    ("documents/agent-assignment-application.yaml", "attestedAt:", "atestedAt:"),
];

#[test]
fn rewriting_a_case_keeps_what_there_is_to_say() {
    let pack = pack();
    let mut silent = 0;
    for folder in folders("fixtures/cases") {
        let files = read(&folder);
        // Cases of later days, and those that rest on another case, have something to say here.
        let expected = findings(&pack, &files);
        silent += usize::from(expected.is_empty());
        for (name, rewrite) in REWRITINGS {
            assert_eq!(findings(&pack, &rewrite(files.clone())), expected, "{folder} {name}");
        }
    }
    assert!(silent > 20, "{silent}");
}

#[test]
fn rewriting_a_broken_case_keeps_its_findings() {
    let pack = pack();
    let complete = read("fixtures/cases/iutkr-complete");
    let faults =
        FAULTS.into_iter().map(|(file, from, to)| (to.to_owned(), changed(complete.clone(), file, from, to)));
    let fixtures = folders("fixtures/cases-broken").into_iter().map(|folder| (folder.clone(), read(&folder)));
    for (fault, files) in faults.chain(fixtures) {
        let expected = findings(&pack, &files);
        assert!(!expected.is_empty(), "{fault}: nothing found");
        for (name, rewrite) in REWRITINGS {
            assert_eq!(findings(&pack, &rewrite(files.clone())), expected, "{fault} {name}");
        }
    }
}

/// The schema's finding stands for everything that rules could say of the same value.
#[test]
fn a_value_of_a_wrong_type_is_one_finding() {
    let pack = pack();
    let complete = read("fixtures/cases/iutkr-complete");
    let twins = |name: &str| name.contains("fiktiva") || name.contains("prod-");
    let documents = complete.iter().filter(|(name, _)| is_yaml(name) && !twins(name));
    let mut tried = 0;
    for (name, bytes) in documents {
        let tree: Value = serde_yaml::from_slice(bytes).unwrap();
        for (index, twin) in with_one_wrong_value(&tree).into_iter().enumerate() {
            let mut files = complete.clone();
            files.insert(name.clone(), serde_yaml::to_string(&twin).unwrap().into_bytes());
            let found = findings(&pack, &files);
            // A party without id is unknown wherever it is named.
            let only = |(code, ..): &&(String, _, String)| code != "connection-tests/known-participants";
            let codes: Vec<&str> = found.iter().filter(only).map(|(code, ..)| code.as_str()).collect();
            let kind = ["schema/wrong-type", "case/missing-kind", "case/unknown-kind"];
            let right = codes.len() == 1 && codes.iter().all(|code| kind.contains(code));
            assert!(right, "{name}, value {index}: {found:#?}");
            tried += 1;
        }
    }
    assert!(tried > 150, "{tried}");
}

/// The tree as often as it has plain values, each time with another one replaced by one of a wrong type.
fn with_one_wrong_value(tree: &Value) -> Vec<Value> {
    let wrong = |seed: usize| match seed % 3 {
        0 => Value::Null,
        1 => 7.into(),
        _ => Value::Sequence(Vec::new()),
    };
    match tree {
        Value::Mapping(entries) => {
            let with = |(key, value): (&Value, &Value)| {
                let replaced = with_one_wrong_value(value).into_iter();
                let twin = |value| {
                    let mut twin = entries.clone();
                    twin.insert(key.clone(), value);
                    Value::Mapping(twin)
                };
                replaced.map(twin).collect::<Vec<_>>()
            };
            entries.iter().flat_map(with).collect()
        }
        Value::Sequence(items) => {
            let with = |(index, item): (usize, &Value)| {
                let replaced = with_one_wrong_value(item).into_iter();
                let twin = |value: Value| {
                    let (before, after) = items.split_at(index);
                    Value::Sequence(
                        before.iter().cloned().chain([value]).chain(after.iter().skip(1).cloned()).collect(),
                    )
                };
                replaced.map(twin).collect::<Vec<_>>()
            };
            items.iter().enumerate().flat_map(with).collect()
        }
        Value::Null => vec![wrong(1)],
        plain => vec![wrong(format!("{plain:?}").len())],
    }
}

/// What is found in a case: code, status and message of each finding. Messages name their subject.
fn findings(pack: &Pack, files: &Files) -> BTreeSet<(String, Option<&'static str>, String)> {
    let root = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let found = discover::cases(&discover::project(root.path()), &[root.path().to_path_buf()]);
    assert!(found.findings.is_empty() && found.cases.len() == 1, "{found:?}");
    let as_of = Date::parse("2026-03-01").unwrap();
    let results = found.cases.iter().flat_map(|case| run::judge_files(pack, case, as_of).findings);
    results
        .map(|finding| (finding.code, finding.status.map(klar::finding::Status::code), finding.message.en))
        .collect()
}

fn pack() -> Pack {
    run::pack(None).unwrap()
}

/// The folders in a folder of this repository.
fn folders(parent: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(parent);
    let names = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name());
    let mut folders: Vec<String> = names.map(|name| format!("{parent}/{}", name.to_string_lossy())).collect();
    folders.sort();
    assert!(!folders.is_empty());
    folders
}

/// The files below a folder of this repository.
fn read(folder: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Files::new();
    let mut open = vec![root.clone()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    files
}

/// The files with the one place in `file` changed that says `from`.
fn changed(mut files: Files, file: &str, from: &str, to: &str) -> Files {
    let text = String::from_utf8(files.remove(file).unwrap()).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{file}: {from}");
    files.insert(file.to_owned(), text.replace(from, to).into_bytes());
    files
}

fn is_yaml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "yaml")
}

/// Rewrites the text of every document.
fn each_document(files: Files, rewrite: impl Fn(&str) -> String) -> Files {
    let one = |(name, bytes): (String, Vec<u8>)| {
        let bytes =
            if is_yaml(&name) { rewrite(std::str::from_utf8(&bytes).unwrap()).into_bytes() } else { bytes };
        (name, bytes)
    };
    files.into_iter().map(one).collect()
}

fn each_line(files: Files, rewrite: impl Fn(&str) -> String) -> Files {
    each_document(files, |text| text.lines().map(&rewrite).collect())
}

/// Rewrites the content of every document that can be read, and has it written by another program.
fn each_tree(files: Files, rewrite: impl Fn(Value) -> Value) -> Files {
    each_document(files, |text| match serde_yaml::from_str(text) {
        Ok(tree) => serde_yaml::to_string(&rewrite(tree)).unwrap(),
        Err(_) => text.to_owned(),
    })
}

/// The same content with the last key of every mapping first.
fn reversed(tree: Value) -> Value {
    match tree {
        Value::Mapping(entries) => {
            let entries: Vec<_> = entries.into_iter().map(|(key, value)| (key, reversed(value))).collect();
            Value::Mapping(entries.into_iter().rev().collect())
        }
        Value::Sequence(items) => items.into_iter().map(reversed).collect(),
        other => other,
    }
}

/// The documents in the reverse order, under other names and at different depths, beside files that mean nothing.
fn moved(files: Files) -> Files {
    let (documents, mut moved): (Files, Files) =
        files.into_iter().partition(|(name, _)| name.starts_with("documents/"));
    for (index, (_, bytes)) in documents.into_iter().rev().enumerate() {
        let ending = if index % 2 == 0 { "yaml" } else { "YML" };
        moved.insert(format!("{}underlag å {index}.{ending}", "deeper/".repeat(index % 4)), bytes);
    }
    moved.insert("README.md".to_owned(), b"kind: [".to_vec());
    moved.insert("deeper/notes.txt".to_owned(), b"\xff".to_vec());
    moved
}
