//! Schemas and documents to findings, as tables.

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
    let lines = properties.lines().map(|line| format!("  {line}\n")).collect::<String>();
    let text = format!("title: {{ sv: prov, en: test }}\ntype: object\nadditionalProperties: false\n{beside}\nproperties:\n{lines}");
    compiled(&text)
}

fn compiled(text: &str) -> Schema {
    let shared = BTreeMap::from([("common.yaml".to_owned(), tree(SHARED))]);
    let (schema, faults) = compile(&tree(text), &shared, &formats());
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

#[test]
fn exploring() {
    let schema = schema(
        "kind: { const: e2e-report }
customer: { type: string, reference: party, title: { sv: kund, en: customer organisation } }
version: { type: string }
submittedOn: { type: string, format: date }
signedAt: { type: string, format: instant }
number: { type: string, format: organisation-number }
review: { $ref: common.yaml#/$defs/review }
pilots: { type: array, minItems: 2, uniqueItems: true, items: { type: string, reference: party } }
count: { type: integer, minimum: 1, maximum: 9 }
flag: { type: boolean }",
        "required: [kind, customer]",
    );
    for document in [
        "kind: e2e-report\ncustomer: a\nversion: 1.10\n",
        "kind: e2e-raport\ncustmer: a\n",
        "kind: e2e-report\n",
        "kind: e2e-report\ncustomer:\nreview: aproved\n",
        "kind: e2e-report\ncustomer: a\nreview: { status: aproved, decidedOn: 2026-2-3, decided: x }\n",
        "kind: e2e-report\ncustomer: a\nreview:\n  status: approved\npilots: a\ncount: \"3\"\nflag: ja\n",
        "kind: e2e-report\ncustomer: a\npilots: [a]\ncount: 0\nnumber: 555990-1004\nsignedAt: 2026-02-03\n",
        "kind: e2e-report\ncustomer: a\npilots: [a, b, a]\ncount: 10\nnumber: 5559901003\nsubmittedOn: 20260203\n",
        "[a]\n", "", "a\n",
    ] {
        println!("--- {document}{}", shown(&check(&tree(document), &schema)));
    }
}
