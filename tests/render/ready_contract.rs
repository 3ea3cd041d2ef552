//! The JSON output of readiness against its published description.

use crate::build::PLAIN;
use crate::contract::{closed_and_described, outline};
use crate::progress::{report, saying, shown};
use insta::assert_snapshot;
use klar::render::{Options, ReadyFormat, ReadyReport};
use klar::source::Lang;
use serde_json::Value;

const SCHEMA: &str = include_str!("../../docs/ready.schema.json");

fn json(report: &ReadyReport, lang: Lang) -> Value {
    serde_json::from_str(&shown(report, ReadyFormat::Json, &Options { lang, ..PLAIN })).unwrap()
}

/// Reports with every part, and one with none.
fn reports() -> Vec<ReadyReport> {
    let mut reports: Vec<ReadyReport> = saying("said/so").into();
    for report in &mut reports {
        report.policy = self::report(Vec::new()).policy;
    }
    reports.push(ReadyReport { policy: None, ..report(Vec::new()) });
    reports
}

#[test]
fn output_fulfils_the_published_schema() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for report in reports() {
        let output = json(&report, Lang::En);
        let faults: Vec<String> = validator
            .iter_errors(&output)
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}

#[test]
fn the_schema_is_closed_and_describes_every_property() {
    closed_and_described(SCHEMA);
}

#[test]
fn the_order_of_the_fields_is_part_of_the_contract() {
    let output = json(&reports()[0], Lang::En);
    let fields = output.as_object().unwrap().iter().map(|(name, part)| format!("{name}{}", outline(part)));
    assert_snapshot!(fields.collect::<Vec<_>>().join("\n"), @"
    version
    tool {name, version}
    asOf
    until
    policy {name, version, digest}
    complete
    target
    actor
    assumptions [ {path, node, value}]
    counts {cases, ready, blocked, unknown}
    cases [ {id, path, verdict, process {id, title}, stage, wanted, achieved, next, closed, lastDate, stages [ {id, title, gate, met, of, requirements [ {rule, title, level, status, clauses [ {id, source}], items [ {subject, status, message, help, owner {role, party, name}, due, done, since, document {title, path}, place {path, node, label, start {line, column, offset}, end {line, column, offset}}, related [ {path, node, label, start {line, column, offset}, end {line, column, offset}}], waiver}]}]}], always [ {rule, title, level, status, clauses [ {id, source}], items [ {subject, status, message, help, owner {role, party, name}, due, done, since, document {title, path}, place {path, node, label, start {line, column, offset}, end {line, column, offset}}, related [ {path, node, label, start {line, column, offset}, end {line, column, offset}}], waiver}]}], actions [ {rule, gate, title, subject, status, message, help, owner {role, party, name}, due, done, since {date, basis}, document {title, path}, place {path, node, label, start {line, column, offset}, end {line, column, offset}}, related [ {path, node, label, start {line, column, offset}, end {line, column, offset}}], waiver}], faults [ {code, level, status, case, gate, due, owner, clauses [], message, help, primary {path, node, label, start {line, column, offset}, end {line, column, offset}}, related [ {path, node, label, start {line, column, offset}, end {line, column, offset}}], waiver, new}], forecast {until, complete, changes [ {date, ready, arises [ {rule, gate, title, subject, status, message}], clears [ {rule, gate, title, subject, status, message}]}]}, assumed {opens [], closes [], openBefore, openAfter}}]
    deadlines [ {case, rule, gate, title, subject, due, done, timing, owner {role, party, name}, place {path, node, label, start {line, column, offset}, end {line, column, offset}}}]
    parties [ {owner {role, party, name}, items, cases, oldest {case, rule, since {date, basis}}}]
    rules [ {rule, title, items, cases}]
    findings [ {code, level, status, case, gate, due, owner, clauses [], message, help, primary {path, node, label, start {line, column, offset}, end {line, column, offset}}, related [ {path, node, label, start {line, column, offset}, end {line, column, offset}}], waiver, new}]
    skipped [ {path, reason}]
    ");
}

#[test]
fn the_language_changes_nothing_but_texts_for_people() {
    fn without_texts(mut value: Value) -> Value {
        match &mut value {
            Value::Object(map) => {
                for text in ["message", "help", "label"] {
                    map.remove(text);
                }
                map.values_mut().for_each(|part| *part = without_texts(part.take()));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| *item = without_texts(item.take())),
            _ => {}
        }
        value
    }
    // The texts of this report are the same in both languages but for those of one fault.
    let (swedish, english) = (json(&reports()[0], Lang::Sv), json(&reports()[0], Lang::En));
    assert_ne!(swedish, english);
    assert_eq!(without_texts(swedish), without_texts(english));
}
