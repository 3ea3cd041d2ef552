//! What a rule becomes: every row of the tables in the language's description, with rules that show it.
//!
//! `fixtures/semantics.yaml` repeats the rows. Each of its examples is one rule, put into the example pack in the
//! place of all others, and then judged by a policy test.

use crate::markdown::rows;
use klar::run::{self, PolicyOptions};
use klar::source::Date;
use serde_yaml::{Mapping, Value, from_str, to_string};
use similar::TextDiff;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const HEADER: &str = "| Situation | Becomes |";

#[test]
fn every_row_is_shown_by_rules() {
    let page = fs::read_to_string("docs/policy-language.md").unwrap();
    let known: Vec<String> =
        rows(&page, HEADER).iter().map(|row| format!("{}: {}\n", row[0], row[1])).collect();
    let fixture: Value = from_str(&fs::read_to_string("fixtures/semantics.yaml").unwrap()).unwrap();
    let shown = fixture["rows"].as_sequence().unwrap();
    let named = shown.iter().map(|row| format!("{}: {}\n", word(row, "situation"), word(row, "becomes")));
    let (known, named) = (known.concat(), named.collect::<String>());
    let diff = TextDiff::from_lines(&known, &named);
    assert!(known == named, "{}", diff.unified_diff().header("the page", "fixtures/semantics.yaml"));
    let wrong: Vec<String> = shown.iter().flat_map(|row| failures(row, &fixture["parameters"])).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn word(row: &Value, key: &str) -> String {
    row[key].as_str().unwrap_or_else(|| panic!("no `{key}` in {row:?}")).to_owned()
}

/// What is not as the examples of a row say.
fn failures(row: &Value, parameters: &Value) -> Vec<String> {
    let examples = row["examples"].as_sequence().unwrap();
    assert!(!examples.is_empty(), "no examples of {}", word(row, "situation"));
    let failing = examples.iter().flat_map(|example| {
        let folder = pack(example, parameters);
        let options =
            PolicyOptions { folder: None, as_of: Date::parse("2026-05-12").unwrap(), threads: Some(1) };
        let run = run::policy_test(&options, folder.path(), &[]);
        let faults: Vec<&str> = run.findings.iter().map(|fault| fault.message.en.as_str()).collect();
        assert!(faults.is_empty() && run.tests.len() == 1, "{example:?}: {faults:?}");
        run.tests.into_iter().flat_map(|(_, test)| test.failures).collect::<Vec<_>>()
    });
    failing.map(|failure| format!("{}: {failure:#?}", word(row, "situation"))).collect()
}

/// The example pack with the rule of `example` alone, and with one test.
fn pack(example: &Value, parameters: &Value) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new("docs/example/policy"), folder.path());
    // The rule set of the example would be a fault, now that nothing includes it.
    fs::remove_dir_all(folder.path().join("rules")).unwrap();
    let process = folder.path().join("processes/event.yaml");
    let rule = completed(example["rule"].as_mapping().unwrap().clone());
    change(&process, |root| {
        root.remove("include");
        root.insert("rules".into(), Value::Sequence(vec![rule.into()]));
    });
    change(&folder.path().join("pack.yaml"), |root| {
        let known = root["parameters"].as_mapping_mut().unwrap();
        known.extend(parameters.as_mapping().unwrap().clone());
    });
    fs::create_dir_all(folder.path().join("tests")).unwrap();
    fs::write(folder.path().join("tests/one.yaml"), to_string(&test(example)).unwrap()).unwrap();
    folder
}

/// A rule with the parts that every rule has.
fn completed(rule: Mapping) -> Mapping {
    let common = "id: row/rule\ntitle: { sv: a, en: a }\ncites: []\nmessage: { sv: a, en: b }";
    let mut whole: Mapping = from_str(common).unwrap();
    whole.extend(rule);
    whole
}

/// A file with one policy test: what the example says of the case, and `expect`, on the example case.
fn test(example: &Value) -> Mapping {
    let mut test: Mapping = from_str("name: one").unwrap();
    for key in ["before", "change", "owners", "codeowners", "others"] {
        test.extend(example.get(key).map(|value| (key.into(), value.clone())));
    }
    let expected = example["expect"].as_sequence().unwrap().iter().map(|expected| {
        let mut expected = expected.as_mapping().unwrap().clone();
        if !expected.contains_key("code") {
            expected.insert("rule".into(), "row/rule".into());
        }
        Value::from(expected)
    });
    test.insert("expect".into(), expected.collect::<Vec<_>>().into());
    let base = fs::canonicalize("docs/example/cases/spring-meeting").unwrap();
    let mut file: Mapping = from_str("asOf: 2026-05-12").unwrap();
    file.insert("base".into(), base.to_string_lossy().as_ref().into());
    file.insert("tests".into(), vec![Value::from(test)].into());
    file
}

/// Changes a YAML file.
fn change(path: &Path, change: impl FnOnce(&mut Mapping)) {
    let mut root: Mapping = from_str(&fs::read_to_string(path).unwrap()).unwrap();
    change(&mut root);
    fs::write(path, to_string(&root).unwrap()).unwrap();
}

/// Copies a pack without its tests.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let (path, target) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_file() {
            fs::copy(path, target).unwrap();
        } else if !path.ends_with("tests") {
            fs::create_dir(&target).unwrap();
            copy(&path, &target);
        }
    }
}
