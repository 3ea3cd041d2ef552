//! Documents against schemas: every kind of finding, its place and its words.

use super::*;

/// Checks a table of documents. After each `---` line (with a remark) stand a document and, behind `=>`, all
/// findings that it must have: code and place, the text that is marked, and a part of the Swedish message, of the
/// English message and of the English help.
fn table(schema: &Schema, cases: &str) {
    for case in cases.split("---").skip(1) {
        let (_, case) = case.split_once('\n').unwrap();
        let (document, expected) = case.split_at(case.find("=> ").unwrap_or(case.len()));
        let got = check(&tree(document), schema);
        let context = format!("for\n{document}\ngot\n{}", shown(&got));
        let expected: Vec<&str> = expected.lines().map(|line| line.strip_prefix("=> ").unwrap()).collect();
        assert_eq!(got.is_empty(), valid_as_json(&tree(document), schema), "{context}");
        assert_eq!(got.len(), expected.len(), "{context}");
        for (got, expected) in got.iter().zip(expected) {
            matches(got, &expected.split('|').map(str::trim).collect::<Vec<_>>(), &context);
        }
    }
}

/// Whether the validator finds a copy of the document valid, as plain JSON and in the draft of the schemas.
fn valid_as_json(tree: &Tree, schema: &Schema) -> bool {
    let mut options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    for format in schema.formats.iter() {
        let test = Arc::clone(format);
        options = options.with_format(format.name.clone(), move |text: &str| test.accepts(text));
    }
    options.build(&schema.json).unwrap().is_valid(&json::to_json(&tree.root))
}

fn matches(got: &Finding, expected: &[&str], context: &str) {
    let [at, marked, sv, en, help] = expected else { panic!("{expected:?} has other than five parts") };
    let start = got.primary.start();
    assert_eq!(format!("{} {}:{}", got.code, start.line, start.column), *at, "{context}");
    assert_eq!(got.primary.file.slice(got.primary.span), *marked, "{context}");
    let given = got.help.clone().unwrap_or_default();
    for (words, part) in [(&got.message.sv, sv), (&got.message.en, en), (&given.en, help)] {
        assert!(words.contains(part), "{words:?} lacks {part:?}\n{context}");
    }
    assert_eq!(given.sv.matches('`').count(), given.en.matches('`').count(), "{given:?}");
    assert_eq!((got.level, got.effect), (finding::Level::Error, finding::Effect::Verdict), "{context}");
}

#[test]
fn unknown_keys() {
    let schema = schema(
        "customer: { type: string }\nsubmittedOn: { type: string }\nreview: { $ref: common.yaml#/$defs/review }",
        "required: [customer]",
    );
    table(
        &schema,
        r"
---
customer: a
submitted_on: b
=> schema/unknown-property 2:1 | submitted_on | nyckeln `submitted_on` finns inte | there is no key `submitted_on` | did you mean `submittedOn`? Possible keys: `customer`, `submittedOn` and `review`
--- A misspelt key that was meant to be the missing one is one finding.
custmer: a
=> schema/unknown-property 1:1 | custmer | finns inte | no key | did you mean `customer`?
--- A key that is there already is never what was meant.
customer: a
Customer: b
=> schema/unknown-property 2:1 | Customer | finns inte | no key | possible keys
--- The key exists, but one level further in.
customer: a
decidedOn: 2026-01-01
=> schema/unknown-property 2:1 | decidedOn | finns inte | no key | `decidedOn` belongs in `review`. Possible
---
customer: a
review: { status: draft, decidedOn: 2026-01-01, x/y~z: 1 }
=> schema/unknown-property 2:49 | x/y~z | nyckeln `x/y~z` finns inte i `review` | there is no key `x/y~z` in `review` | possible keys: `status`, `decidedOn` and `decidedBy`
---
kund: a
=> schema/unknown-property 1:1 | kund | `kund` finns inte | no key `kund` | possible keys
=> schema/missing-property 1:1 | kund: a | `customer` saknas | `customer` is missing | add `customer: …`
",
    );
}

#[test]
fn a_mapping_without_keys_says_so() {
    let nothing = compiled("title: { sv: a, en: a }\ntype: object\nadditionalProperties: false\n");
    table(
        &nothing,
        r"
---
a: 1
=> schema/unknown-property 1:1 | a | finns inte | no key | no keys are possible here
",
    );
}

#[test]
fn many_possible_keys_are_cut_off() {
    let properties: Vec<String> = (0..20).map(|number| format!("key{number}: {{}}")).collect();
    let help = check(&tree("other: 1\n"), &schema(&properties.join("\n"), ""))[0].help.clone().unwrap();
    assert!(help.en.ends_with("`key11` and 8 more"), "{}", help.en);
    assert!(help.sv.ends_with("`key11` och 8 till"), "{}", help.sv);
}

#[test]
fn missing_keys() {
    let schema = schema(
        "kind: { const: report }
customer: { type: string, title: { sv: kund, en: customer organisation } }
owner: { type: string, title: { sv: ägare, en: Owner } }
submittedOn: { type: string, format: date }
status: { enum: [draft, approved] }
review: { $ref: common.yaml#/$defs/review }
parties: { type: array, items: { type: object, additionalProperties: false, required: [id], properties: { id: { type: string, examples: [region-x] } } } }
paid: { type: boolean }",
        "required: [kind, customer, owner, submittedOn, status, review, parties, paid]",
    );
    table(
        &schema,
        r"
---
# a comment first

kind: report
parties:
  - id: a
  - {}
=> schema/missing-property 3:1 | kind: report | `customer` (kund) saknas | `customer` (customer organisation) is missing | add `customer: …` to the file
=> schema/missing-property 3:1 | kind: report | `owner` (ägare) saknas | `owner` is missing | add `owner: …`
=> schema/missing-property 3:1 | kind: report | `paid` saknas | `paid` is missing | `paid: …` to the file: `true` or `false`
=> schema/missing-property 3:1 | kind: report | `review` (granskning) saknas | `review` is missing | add `review: { decidedOn: …, status: … }` to the file
=> schema/missing-property 3:1 | kind: report | `status` saknas | `status` is missing | add `status: …` to the file: one of `draft` and `approved`
=> schema/missing-property 3:1 | kind: report | `submittedOn` saknas | `submittedOn` is missing | such as `2026-01-31`
=> schema/missing-property 6:5 | {} | `id` saknas i post 2 i `parties` | `id` is missing in item 2 of `parties` | add `id: …` to item 2 of `parties`, such as `region-x`
",
    );
    let label = &check(&tree("{}\n"), &schema)[0].primary;
    assert_eq!((label.node.as_str(), label.text.en.as_str()), ("", "`customer` is missing here"));
}

const UNKNOWN_VALUES: &str = r#"
---
kind: e2e-raport
=> schema/unknown-value 1:7 | e2e-raport | `e2e-raport` är inget möjligt värde för `kind` | `e2e-raport` is not a possible value of `kind` | write `e2e-report`, the only possible value
---
status: Under review
=> schema/unknown-value 1:9 | Under review | inget möjligt värde | not a possible value | did you mean `under-review`? Possible values: `draft`, `under-review` and `approved`
---
status: rejected
=> schema/unknown-value 1:9 | rejected | inget möjligt | not a possible | possible values: `draft`
---
version: 1.0
=> schema/wrong-type 1:10 | 1.0 | `version` ska vara en text, men är ett tal | `version` should be a text, but is a number | `version: "1.0"`
---
version: 3.0
=> schema/wrong-type 1:10 | 3.0 | en text | a text | possible values: `1.0` and `2.0`
---
level: 3
flag: false
=> schema/unknown-value 1:8 | 3 | `3` är inget möjligt värde | `3` is not | possible values: `1` and `2`
=> schema/unknown-value 2:7 | false | `false` är inget möjligt värde | `false` is not | write `true`, the only
---
level: "1"
=> schema/wrong-type 1:8 | "1" | ska vara ett tal, men är en text | should be a number | write `1` without quotes
---
status:
=> schema/wrong-type 1:1 | status | `status` har inget värde | `status` has no value | write `status: …`: one of `draft`, `under-review` and `approved`, or remove the key
---
status: [draft]
=> schema/wrong-type 1:9 | [draft] | ska vara en text, men är en lista | should be a text, but is a list | write just the value, without a list
---
maybe: null
---
maybe:
---
maybe: 1
=> schema/wrong-type 1:8 | 1 | en text eller `null` | a text or `null` | possible values
"#;

#[test]
fn unknown_values() {
    let schema = schema(
        "kind: { const: e2e-report }
status: { enum: [draft, under-review, approved] }
version: { enum: ['1.0', '2.0'] }
level: { enum: [1, 2] }
flag: { const: true }
maybe: { enum: [yes-please, null] }",
        "",
    );
    table(&schema, UNKNOWN_VALUES);
}

const WRONG_TYPES: &str = r#"
---
version: 1.10
=> schema/wrong-type 1:10 | 1.10 | `version` ska vara en text, men är ett tal | `version` should be a text, but is a number | `version: "1.10"`
---
version: true
=> schema/wrong-type 1:10 | true | men är `true` | but is `true` | `version: "true"`
---
version: null
=> schema/wrong-type 1:10 | null | men är `null` | but is `null` | write `version: …`
---
version:
=> schema/wrong-type 1:1 | version | `version` har inget värde | `version` has no value | write `version: …`
---
version: a
on: 20260203
number: 5559901003
=> schema/wrong-type 2:5 | 20260203 | ska vara ett datum | should be a date | did you mean `2026-02-03`?
=> schema/wrong-type 3:9 | 5559901003 | en text (organisationsnummer) | a text (organisation number) | write for example `555990-1003`
---
version: a
count: 1.5
share: "0.5"
flag: ja
=> schema/wrong-type 2:8 | 1.5 | ska vara ett heltal, men är ett tal | a whole number, but is a number |
=> schema/wrong-type 3:8 | "0.5" | ska vara ett tal, men är en text | a number, but is a text | write `0.5` without quotes
=> schema/wrong-type 4:7 | ja | `true` eller `false` | `true` or `false` | write `true` without quotes
---
version: a
list: b
=> schema/wrong-type 2:7 | b | ska vara en lista, men är en text | a list, but is a text | write it as a list: `[b]`
---
version: a
list:
  b: 1
=> schema/wrong-type 3:3 | b: 1 | men är nycklar med värden | but is a mapping | `- `
---
version: a
list: [b, 3, { c: 1 }]
=> schema/wrong-type 2:11 | 3 | post 2 i `list` ska vara en text | item 2 of `list` should be a text | : `"3"`
=> schema/wrong-type 2:14 | { c: 1 } | post 3 i `list` | item 3 of `list` |
---
version: a
review: aproved
=> schema/wrong-type 2:9 | aproved | ska vara nycklar med värden (`nyckel: värde`), men är en text | should be a mapping (`key: value`), but is a text | did you mean `review: { status: approved, decidedOn: … }`?
---
version: a
review: done
=> schema/wrong-type 2:9 | done | nycklar med värden | a mapping | write `review: { decidedOn: …, status: … }`. Possible keys: `decidedBy`, `decidedOn` and `status`
---
version: a
review: [a]
open: b
=> schema/wrong-type 2:9 | [a] | men är en lista | but is a list | write `review: {
=> schema/wrong-type 3:7 | b | nycklar med värden | a mapping | write `open: { …: … }`.
---
version: a
maybe: null
either: 1
nothing: null
open: { a: b }
---
version: a
maybe: 1
either: [a]
nothing: 1
=> schema/wrong-type 2:8 | 1 | en text eller `null`, men är ett heltal | a text or `null`, but is a whole number | `maybe: "1"`
=> schema/wrong-type 3:9 | [a] | ett heltal eller en text | a whole number or a text | without a list
=> schema/wrong-type 4:10 | 1 | ska vara `null` | should be `null` |
---
- a
=> schema/wrong-type 1:1 | - a | filen ska vara nycklar | the file should be a mapping | write `{ version: … }`
---
version: a
share: .nan
=> schema/wrong-type 2:8 | .nan | ska vara ett tal | should be a number |
"#;

#[test]
fn wrong_types() {
    let schema = schema(
        "version: { type: string }
on: { type: string, format: date }
number: { type: string, format: organisation-number }
count: { type: integer }
share: { type: number }
flag: { type: boolean }
list: { type: array, items: { type: string } }
review: { $ref: common.yaml#/$defs/review }
open: { type: object, additionalProperties: { type: string } }
maybe: { type: [string, 'null'] }
either: { type: [string, integer] }
nothing: { type: 'null' }",
        "required: [version]",
    );
    table(&schema, WRONG_TYPES);
}

#[test]
fn forms_of_text() {
    let schema = schema(
        "on: { type: string, format: date }
at: { type: string, format: instant }
number: { type: string, format: organisation-number }
file: { type: string, format: attachment }",
        "",
    );
    for (written, meant) in [
        ("2026-2-3", Some("2026-02-03")),
        ("2026/02/03", Some("2026-02-03")),
        ("2026.2.3", Some("2026-02-03")),
        ("\"20260203\"", Some("2026-02-03")),
        ("2026-02-03T10:00:00", Some("2026-02-03")),
        ("2026-02-03T23:30:00Z", Some("2026-02-04")),
        ("2026-02-30", None),
        ("03/02/2026", None),
        ("imorgon", None),
        ("2026-02", None),
        ("å026-02-03", None),
        ("\"20260ä3\"", None),
    ] {
        let findings = check(&tree(&format!("on: {written}\n")), &schema);
        assert_eq!(findings.len(), 1, "{written}");
        let help = &findings[0].help.clone().unwrap().en;
        assert_eq!(help.starts_with("did you mean"), meant.is_some(), "{written}: {help}");
        assert!(help.contains(&format!("`{}`", meant.unwrap_or("2026-01-31"))), "{written}: {help}");
    }
    table(
        &schema,
        r"
---
on: 2026-02-30
=> schema/format 1:5 | 2026-02-30 | datumet `2026-02-30` finns inte i kalendern | the date `2026-02-30` is not in the calendar | write a date as YYYY-MM-DD, for example `2026-01-31`
---
on: 2026-02-03T10:00:00+01:00
=> schema/format 1:5 | 2026-02-03T10:00:00+01:00 | är en tidpunkt, inte bara ett datum | is a point in time, not just a date | did you mean `2026-02-03`?
---
on: snart
=> schema/format 1:5 | snart | `snart` är inget datum | `snart` is not a date | for example `2026-01-31`
---
at: 2026-02-03
=> schema/format 1:5 | 2026-02-03 | ett datum utan klockslag | a date without a time of day | for example `2026-02-03T09:30:00+01:00`
---
at: 2026-02-03 10:00:00
=> schema/format 1:5 | 2026-02-03 10:00:00 | säger inte skillnaden mot UTC | does not say the offset | write `2026-02-03T10:00:00+01:00`
---
at: nu
=> schema/format 1:5 | nu | ingen tidpunkt | not a point in time | 2026-01-31T09:30:00+01:00
---
number: 555990-1004
=> schema/format 1:9 | 555990-1004 | kontrollsiffran i `555990-1004` stämmer inte | the check digit of `555990-1004` is wrong | check the figures
---
number: SE5559901003
=> schema/format 1:9 | SE5559901003 | för långt som organisationsnummer: högst 11 | too long as organisation number | write for example `555990-1003`
---
number: x
=> schema/format 1:9 | x | inte giltigt som organisationsnummer | not valid as organisation number | `555990-1003`
---
file: ../hemligt.pdf
=> schema/format 1:7 | ../hemligt.pdf | ingen sökväg inom ärendets mapp | not a path within the case's folder | without `..`
",
    );
    let wrong = check(&tree("number: 555990-1004\n"), &schema);
    assert!(!wrong[0].help.clone().unwrap().en.contains("1003"), "the right check digit is not told");
}

#[test]
fn bounds() {
    let schema = schema(
        "text: { type: string, minLength: 2, maxLength: 3 }
name: { type: string, minLength: 1 }
code: { type: string, pattern: '^[A-Z]{3}$', examples: [ABC] }
bare: { type: string, pattern: '^[a-z]+$' }
count: { type: integer, minimum: 1, maximum: 9 }
list: { type: array, minItems: 2, maxItems: 3, uniqueItems: true, items: {} }",
        "",
    );
    table(
        &schema,
        r"
---
text: a
=> schema/value 1:7 | a | har 1 tecken | has 1 character | write at least 2 characters
---
text: åäöå
=> schema/value 1:7 | åäöå | har 4 tecken | has 4 characters | write at most 3
---
name: ''
=> schema/value 1:7 | '' | texten i `name` är tom | the text of `name` is empty | at least 1 character
---
code: abc
bare: A
=> schema/value 1:7 | abc | så som `code` ska vara | the way `code` should be | for example `ABC`; the text must match
=> schema/value 2:7 | A | så som | the way | must match the pattern `^[a-z]+$`
---
count: 0
=> schema/value 1:8 | 0 | `0` är för litet för `count` | too small | at least 1
---
count: 10
=> schema/value 1:8 | 10 | `10` är för stort | too large | at most 9
---
list:
  - a
=> schema/value 1:1 | list | listan `list` har 1 post | has 1 item | at least 2 items
---
list: []
=> schema/value 1:1 | list | listan `list` är tom | is empty | at least 2 items
---
list: [a, b, c, d]
=> schema/value 1:1 | list | har 4 poster | has 4 items | at most 3 items
---
list: [a, b, a]
=> schema/value 1:14 | a | `a` står två gånger | `a` is twice in `list` | remove one
---
list: [{ x: 1, y: 2 }, { y: 2, x: 1 }]
=> schema/value 1:24 | { y: 2, x: 1 } | samma värde står två gånger | the same value | remove one
---
list: [1, '1', true]
--- Several causes at one node are several findings.
list: [a, a, a, a]
=> schema/value 1:1 | list | har 4 poster | has 4 items | at most 3
=> schema/value 1:11 | a | två gånger | twice | remove
",
    );
    let twice = check(&tree("list: [a, b, a]\n"), &schema);
    assert_eq!(twice[0].related[0].start().column, 8, "the earlier one is shown too");
}

const ONE_OF: &str = "\
title: { sv: prov, en: test }
oneOf:
  - type: object
    additionalProperties: false
    required: [kind, bookedOn]
    properties:
      kind: { const: meeting }
      bookedOn: { type: string, format: date }
      by: { type: string, reference: party }
  - type: object
    additionalProperties: false
    required: [kind, file]
    properties:
      kind: { const: report }
      file: { type: string, format: attachment }
      by: { type: string }
";

#[test]
fn the_form_that_a_constant_tells_is_the_one_that_counts() {
    table(
        &compiled(ONE_OF),
        r"
---
kind: meeting
bookedOn: 2026-01-01
---
kind: report
file: a.pdf
---
kind: meating
file: a.pdf
=> schema/unknown-value 1:7 | meating | inget möjligt värde för `kind` | not a possible value of `kind` | did you mean `meeting`? Possible values: `meeting` and `report`
---
file: a.pdf
=> schema/missing-property 1:1 | file: a.pdf | `kind` saknas | `kind` is missing | one of `meeting` and `report`
---
kind: report
bookedOn: 2026-01-01
=> schema/missing-property 1:1 | kind: report | `file` saknas | `file` is missing | add `file: …`
=> schema/unknown-property 2:1 | bookedOn | `bookedOn` finns inte | no key `bookedOn` | possible keys: `kind`, `file` and `by`
---
kind: 1
=> schema/wrong-type 1:7 | 1 | ska vara en text | should be a text | possible values
---
[]
=> schema/wrong-type 1:1 | [] | filen ska vara nycklar | the file should be a mapping | write `{ kind: … }`
",
    );
}

#[test]
fn a_condition_holds_where_it_applies() {
    let schema = schema(
        "status: { enum: [open, closed] }\nclosedOn: { type: string, format: date }\nway: { type: string }",
        "required: [status]
allOf:
  - if: { properties: { status: { const: closed } }, required: [status] }
    then: { required: [closedOn], properties: { way: { enum: [letter, mail] } } }",
    );
    table(
        &schema,
        r"
---
status: open
way: any
---
status: closed
way: leter
=> schema/missing-property 1:1 | status: closed | `closedOn` saknas | `closedOn` is missing | such as `2026-01-31`
=> schema/unknown-value 2:6 | leter | inget möjligt värde | not a possible value | did you mean `letter`?
",
    );
}

#[test]
fn one_cause_at_one_node_is_one_finding() {
    let schema = schema("a: { type: string, enum: [x], minLength: 3, pattern: '^x$', format: date }", "");
    for document in ["a: 1\n", "a: y\n"] {
        assert_eq!(check(&tree(document), &schema).len(), 1, "{document}");
    }
}

#[test]
fn behind_an_alias_both_places_are_labelled() {
    let schema = schema("a: {}\nreview: { $ref: common.yaml#/$defs/review }", "");
    let mut tree = tree("a: { status: aproved, decidedOn: 2026-01-01 }\nreview: alias\n");
    let crate::read::Value::Map(entries) = &mut tree.root.value else { panic!("a mapping") };
    let written = entries[0].value.clone();
    let at = entries[1].value.span;
    entries[1].value = Node { span: at, defined: Some(written.span), ..written };
    let findings = check(&tree, &schema);
    assert_eq!(findings.len(), 1);
    let label = |label: &crate::finding::Label| (label.start().line, label.text.en.clone());
    assert_eq!(label(&findings[0].primary), (1, "did you mean `approved`?".to_owned()));
    assert_eq!(findings[0].related.iter().map(label).collect::<Vec<_>>(), [(2, "used here".to_owned())]);
    assert_eq!(findings[0].primary.node, "/review/status");
}

#[test]
fn user_text_in_messages_is_bounded() {
    let schema = schema("a: { enum: [x] }", "");
    let findings = check(&tree(&format!("a: {}\n", "lång ".repeat(10_000))), &schema);
    assert!(findings[0].message.sv.len() < 200);
}

#[test]
fn a_schema_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Schema>();
    shared::<Formats>();
}

#[test]
fn thousands_of_faults_are_cut_off_and_said_to_be() {
    let schema = schema("list: { type: array, items: { type: string } }", "");
    let items = "1, ".repeat(20_000);
    let keys: Vec<String> = (0..20_000).map(|number| format!("k{number}: 1")).collect();
    for document in [format!("list: [{items}]\n"), keys.join("\n")] {
        let findings = check(&tree(&document), &schema);
        assert_eq!(findings.len(), 1001);
        assert_eq!(findings[1000].code, "schema/too-many");
    }
}

#[test]
fn a_key_may_be_called_like_a_keyword() {
    let schema = schema(
        "$ref: { type: string }\n$id: { type: string }\n$schema: { type: string }\ntype: { type: string }\nif: { type: string }\nproperties: { type: string }",
        "",
    );
    let document = "$ref: a\n$id: b\n$schema: c\ntype: d\nif: e\nproperties: 1\n";
    let findings = check(&tree(document), &schema);
    assert_eq!(findings.len(), 1, "{}", shown(&findings));
    assert_eq!(findings[0].primary.start().line, 6);
}
