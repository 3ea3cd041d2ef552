//! The machine-readable form of differences, version 1: a contract, described by `docs/diff.schema.json`.

use super::{DiffReport, KindOfChange};
use crate::diff::{CaseDiff, DocumentDiff, Edit, Side};
use crate::finding::Finding;
use crate::read::Value;
use crate::render::{Options, sanitise};
use crate::source::{Lang, Position};
use serde::Serialize;
use serde_json::Value as JsonValue;
use std::io;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    tool: Tool,
    old: &'a str,
    new: Option<&'a str>,
    policy: Option<Policy<'a>>,
    complete: bool,
    compared: usize,
    cases: Vec<Case<'a>>,
    findings: Vec<Fault<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Policy<'a> {
    name: &'a str,
    version: &'a str,
    digest: String,
}

#[derive(Serialize)]
struct Case<'a> {
    id: &'a str,
    change: &'static str,
    old: Option<&'a str>,
    new: Option<&'a str>,
    documents: Vec<Document<'a>>,
    attachments: Vec<Attachment<'a>>,
}

#[derive(Serialize)]
struct Document<'a> {
    kind: &'a str,
    title: &'a str,
    id: Option<&'a str>,
    change: &'static str,
    old: Option<&'a str>,
    new: Option<&'a str>,
    edits: Vec<Difference<'a>>,
}

#[derive(Serialize)]
struct Difference<'a> {
    change: &'static str,
    way: Vec<&'a str>,
    kinds: Vec<Kind<'a>>,
    old: Option<Place<'a>>,
    new: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Kind<'a> {
    id: &'a str,
    title: &'a str,
    clauses: Vec<&'a str>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    node: &'a str,
    start: Point,
    end: Point,
    value: JsonValue,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    offset: u32,
}

#[derive(Serialize)]
struct Attachment<'a> {
    path: &'a str,
    from: Option<&'a str>,
    change: &'static str,
}

#[derive(Serialize)]
struct Fault<'a> {
    code: &'a str,
    path: &'a str,
    message: &'a str,
}

/// Writes differences to `out`.
pub(super) fn diff(report: &DiffReport, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(&output(report, options.lang))?;
    writeln!(out, "{}", sanitise::json(&text))
}

fn output(report: &DiffReport, lang: Lang) -> Output<'_> {
    let policy = report.policy.as_ref();
    Output {
        version: 1,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        old: &report.old,
        new: (!report.new.is_empty()).then_some(&*report.new),
        policy: policy.map(|policy| Policy {
            name: &policy.name,
            version: &policy.version,
            digest: format!("sha256:{}", policy.digest.as_str()),
        }),
        complete: report.findings.is_empty(),
        compared: report.compared,
        cases: report.cases.iter().map(|found| case(found, report, lang)).collect(),
        findings: report.findings.iter().map(|finding| fault(finding, lang)).collect(),
    }
}

fn case<'a>(case: &'a CaseDiff, report: &'a DiffReport, lang: Lang) -> Case<'a> {
    let attachments = case.attachments.iter().map(|file| Attachment {
        path: &file.path,
        from: file.from.as_deref(),
        change: file.what.code(),
    });
    Case {
        id: &case.id,
        change: case.what.map_or("changed", crate::diff::What::code),
        old: case.old.as_deref(),
        new: case.new.as_deref(),
        documents: case.documents.iter().map(|found| document(found, report, lang)).collect(),
        attachments: attachments.collect(),
    }
}

fn document<'a>(document: &'a DocumentDiff, report: &'a DiffReport, lang: Lang) -> Document<'a> {
    Document {
        kind: &document.kind,
        title: document.title.get(lang),
        id: document.id.as_deref(),
        change: document.what.code(),
        old: document.old.as_deref(),
        new: document.new.as_deref(),
        edits: document.edits.iter().map(|edit| change(edit, report, lang)).collect(),
    }
}

fn change<'a>(edit: &'a Edit, report: &'a DiffReport, lang: Lang) -> Difference<'a> {
    let kinds = edit.kinds.iter().filter_map(|at| report.kinds.get(*at));
    Difference {
        change: edit.what.code(),
        way: edit.way.iter().map(|name| name.get(lang)).collect(),
        kinds: kinds.map(|found| kind(found, lang)).collect(),
        old: edit.old.as_ref().map(place),
        new: edit.new.as_ref().map(place),
    }
}

fn kind(kind: &KindOfChange, lang: Lang) -> Kind<'_> {
    Kind {
        id: &kind.id,
        title: kind.title.get(lang),
        clauses: kind.citations.iter().map(|citation| citation.clause.as_str()).collect(),
    }
}

fn place(side: &Side) -> Place<'_> {
    let label = &side.label;
    Place {
        path: label.file.path(),
        node: &label.node,
        start: point(label.start()),
        end: point(label.end()),
        value: side.value.as_ref().map_or(JsonValue::Null, value),
    }
}

fn point(position: Position) -> Point {
    Point { line: position.line, column: position.column, offset: position.offset }
}

/// A value that is no collection.
fn value(value: &Value) -> JsonValue {
    match value {
        Value::Null | Value::List(_) | Value::Map(_) => JsonValue::Null,
        Value::Bool(value) => JsonValue::Bool(*value),
        Value::Int(number) => JsonValue::from(*number),
        Value::Float(number) => JsonValue::from(*number),
        Value::Text(text) => JsonValue::from(&**text),
    }
}

fn fault(finding: &Finding, lang: Lang) -> Fault<'_> {
    Fault { code: &finding.code, path: finding.primary.file.path(), message: finding.message.get(lang) }
}
