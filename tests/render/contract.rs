//! The JSON output against its published description.

use crate::build::{PLAIN, case, full, report, shown, small};
use insta::assert_snapshot;
use klar::finding::Level;
use klar::render::{CaseSummary, Format, Options, Report, Skipped};
use klar::source::{Lang, Text};
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../docs/check.schema.json");

fn json(report: &Report, lang: Lang) -> Value {
    serde_json::from_str(&shown(report, Format::Json, &Options { lang, ..PLAIN })).unwrap()
}

/// A report with every optional part.
fn everything() -> Report {
    let mut report = report(vec![full(), small("exempel").at_level(Level::Note)]);
    report.skipped = vec![Skipped { path: "a.txt".into(), reason: Text::same("not YAML") }];
    report
}

/// A report without any optional part.
fn nothing() -> Report {
    let mut report = report(Vec::new());
    report.policy = None;
    report.cases = vec![CaseSummary { process: None, stage: None, ..case("exempel") }];
    report
}

#[test]
fn output_fulfils_the_published_schema() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for report in [everything(), nothing()] {
        let output = json(&report, Lang::En);
        let faults: Vec<String> = validator.iter_errors(&output).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
}

#[test]
fn the_schema_is_closed_and_describes_every_property() {
    closed_and_described(SCHEMA);
}

/// Checks that a published schema leaves nothing open and nothing unsaid.
pub(crate) fn closed_and_described(schema: &str) {
    fn look(schema: &Value, place: &str) {
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            assert_eq!(schema["additionalProperties"], Value::Bool(false), "{place}");
            let mut names: Vec<&str> = properties.keys().map(String::as_str).collect();
            let mut required: Vec<&str> =
                schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            names.sort_unstable();
            required.sort_unstable();
            assert_eq!(names, required, "{place}");
            for (name, property) in properties {
                assert!(property["description"].is_string(), "{place}/{name}");
            }
        }
        let parts = schema.as_object().into_iter().flatten();
        parts.for_each(|(name, part)| look(part, &format!("{place}/{name}")));
    }
    look(&serde_json::from_str(schema).unwrap(), "");
}

/// The names of the fields, in order.
pub(crate) fn outline(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let fields: Vec<String> =
                map.iter().map(|(name, part)| format!("{name}{}", outline(part))).collect();
            format!(" {{{}}}", fields.join(", "))
        }
        Value::Array(items) => items.first().map(|item| format!(" [{}]", outline(item))).unwrap_or_default(),
        _ => String::new(),
    }
}

#[test]
fn the_order_of_the_fields_is_part_of_the_contract() {
    let output = json(&everything(), Lang::En);
    let fields = output.as_object().unwrap().iter().map(|(name, part)| format!("{name}{}", outline(part)));
    assert_snapshot!(fields.collect::<Vec<_>>().join("\n"), @"
    version
    tool {name, version}
    asOf
    policy {name, version, digest}
    base
    complete
    counts {cases, files, rules, unchanged, error, warning, note, waived, known}
    cases [ {id, path, process, stage}]
    findings [ {code, level, status, case, gate, due, owner, clauses [], message, help, primary {path, node, label, start {line, column, offset}, end {line, column, offset}}, related [ {path, node, label, start {line, column, offset}, end {line, column, offset}}], waiver, new}]
    waived
    known
    notRun
    skipped [ {path, reason}]
    ");
}

#[test]
fn values_are_written_as_described() {
    let output = json(&everything(), Lang::Sv);
    let finding = &output["findings"][0];
    for (value, expected) in [
        (&output["version"], json!(1)),
        (&output["asOf"], json!("2026-11-21")),
        (&output["counts"]["note"], json!(1)),
        (&finding["message"], json!("pilotkunden Region Påhittad har inget godkänt E2E-underlag")),
        (&finding["owner"], json!("pilot-customer")),
        (&finding["due"], json!("2026-01-31")),
        (&finding["clauses"], json!(["IUT-32", "AGT-22", "IUT-33"])),
        (&finding["primary"]["node"], json!("/roles/pilotCustomers/1")),
        (&finding["primary"]["start"], json!({ "line": 8, "column": 47, "offset": 53 })),
        (&finding["primary"]["end"], json!({ "line": 8, "column": 62, "offset": 68 })),
        (&output["findings"][1]["owner"], Value::Null),
        (&output["findings"][1]["due"], Value::Null),
    ] {
        assert_eq!(value, &expected);
    }
}

#[test]
fn the_language_changes_nothing_but_texts_for_people() {
    fn without_texts(mut value: Value) -> Value {
        match &mut value {
            Value::Object(map) => {
                for text in ["message", "help", "label", "reason"] {
                    map.remove(text);
                }
                map.values_mut().for_each(|part| *part = without_texts(part.take()));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| *item = without_texts(item.take())),
            _ => {}
        }
        value
    }
    let (swedish, english) = (json(&everything(), Lang::Sv), json(&everything(), Lang::En));
    assert_ne!(swedish, english);
    assert_eq!(without_texts(swedish), without_texts(english));
}
