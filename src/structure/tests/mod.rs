//! Schemas and documents to findings, as tables. What the tables share is here.

mod check;
mod compile;
mod shape;
mod tree;

use super::*;
use crate::source::Lang;
use tree::tree;

/// The forms of a pack, for tests.
fn formats() -> Formats {
    let mut formats = Formats::default();
    let title = text!(sv: "organisationsnummer", en: "organisation number");
    let pattern = "^[0-9]{2}[2-9][0-9]{3}-[0-9]{4}$";
    let number =
        Format::new("organisation-number".into(), title, "555990-1003".into(), None, pattern, Some(11), true);
    assert!(formats.add(number.unwrap()));
    formats
}

/// The schema of a mapping with these properties, and what else stands beside them.
fn schema(properties: &str, beside: &str) -> Schema {
    let indented = properties.replace('\n', "\n  ");
    let head = "title: { sv: prov, en: test }\ntype: object\nadditionalProperties: false";
    compiled(&format!("{head}\n{beside}\nproperties:\n  {indented}\n"))
}

fn compiled(text: &str) -> Schema {
    let shared = BTreeMap::from([("common.yaml".to_owned(), Arc::new(tree(SHARED)))]);
    let Compilation { schema, faults, .. } = compile(&tree(text), &shared, &formats());
    schema.unwrap_or_else(|| panic!("{}", shown(&faults)))
}

const SHARED: &str = "\
$comment: shared
$defs:
  review:
    title: { sv: granskning, en: review }
    type: object
    additionalProperties: false
    required: [status, decidedOn]
    properties:
      status: { enum: [draft, submitted, approved, rejected] }
      decidedOn: { type: string, format: date }
      decidedBy: { type: string, reference: party }
  loop: { $ref: '#/$defs/loop' }
";

/// The findings as `code line:column marked | sv | en | help en`, one per line.
fn shown(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let place = &finding.primary;
        let start = place.start();
        let help = finding.help.as_ref().map_or("", |help| help.get(Lang::En));
        let marked = place.file.slice(place.span);
        let Text { sv, en } = &finding.message;
        format!("{} {}:{} {marked:?} | {sv} | {en} | {help}", finding.code, start.line, start.column)
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}
