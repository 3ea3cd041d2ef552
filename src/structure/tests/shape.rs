//! Schemas as types, and the texts of a document that a schema marks.

use super::*;

fn shape(properties: &str, pointer: &[&str]) -> Shape {
    let schema = schema(properties, "required: [a]");
    pointer.iter().fold(schema.shape, |shape, key| shape.field(key).unwrap().clone())
}

#[test]
fn each_type_has_its_shape() {
    let text = |values: &[&str]| {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Shape::Text(Arc::new(TextShape { values, ..TextShape::default() }))
    };
    let nullable = |shape| Shape::Nullable(Arc::new(shape));
    for (schema, expected) in [
        ("{}", Shape::Any),
        ("{ type: string }", text(&[])),
        ("{ const: x }", text(&["x"])),
        ("{ enum: [x, y] }", text(&["x", "y"])),
        ("{ enum: [x, null] }", nullable(text(&["x"]))),
        ("{ enum: [1, 2] }", Shape::Int),
        ("{ enum: [1, 2.5] }", Shape::Number),
        ("{ enum: [1, x] }", Shape::Any),
        ("{ type: integer }", Shape::Int),
        ("{ type: [number, integer] }", Shape::Number),
        ("{ type: number }", Shape::Number),
        ("{ type: boolean }", Shape::Bool),
        ("{ type: 'null' }", Shape::Null),
        ("{ type: [string, 'null'] }", nullable(text(&[]))),
        ("{ type: [string, 'null'], enum: [x] }", text(&["x"])),
        ("{ type: [string, integer] }", Shape::Any),
        ("{ type: array, items: { type: integer } }", Shape::List(Arc::new(Shape::Int))),
        ("{ type: array }", Shape::List(Arc::new(Shape::Any))),
        ("{ type: [array, 'null'], items: { type: integer } }", nullable(Shape::List(Arc::new(Shape::Int)))),
    ] {
        assert_eq!(shape(&format!("a: {schema}"), &["a"]), expected, "{schema}");
    }
}

#[test]
fn a_mapping_knows_its_fields() {
    let schema = schema(
        "a: { $ref: common.yaml#/$defs/review, title: { sv: x, en: y } }\nb: { type: object, additionalProperties: { type: integer } }",
        "required: [a]",
    );
    let map = schema.shape.as_map().unwrap();
    let a = &map.fields["a"];
    assert!(a.required && !map.fields["b"].required);
    assert_eq!(a.title.as_ref().unwrap().en, "y", "a title beside `$ref` counts");
    assert_eq!(a.shape.field("decidedBy").unwrap().as_text().unwrap().reference.as_deref(), Some("party"));
    assert_eq!(a.shape.field("nothing"), None);
    assert_eq!(schema.shape.field("b").unwrap().field("anything"), Some(&Shape::Int));
}

#[test]
fn references_are_noted_where_they_are_written() {
    let shared = BTreeMap::from([("common.yaml".to_owned(), Arc::new(tree(SHARED)))]);
    let text = "title: { sv: prov, en: test }\n$ref: common.yaml#/$defs/review\n";
    let references = compile(&tree(text), &shared, &formats()).references;
    let places: Vec<_> =
        references.iter().map(|known| (known.list.as_str(), known.label.start().line)).collect();
    assert_eq!(places, [("party", 11)]);
}

const FORMS: &str = "\
title: { sv: prov, en: test }
oneOf:
  - { type: object, additionalProperties: false, required: [is, on], properties: { is: { const: a }, on: { type: string, format: date }, who: { type: string, reference: party }, x: { type: integer } } }
  - { type: object, additionalProperties: false, required: [is, on], properties: { is: { const: b }, on: { type: string, format: date }, who: { type: string }, x: { type: string } } }
";

#[test]
fn the_forms_of_a_choice_are_merged() {
    let schema = compiled(FORMS);
    let map = schema.shape.as_map().unwrap();
    assert_eq!(map.fields["is"].shape.as_text().unwrap().values, ["a", "b"]);
    assert!(map.fields["is"].required && map.fields["on"].required && !map.fields["who"].required);
    assert_eq!(map.fields["on"].shape.as_text().unwrap().format.as_deref(), Some("date"));
    assert_eq!(map.fields["who"].shape.as_text().unwrap().reference, None, "only one form says so");
    assert_eq!(map.fields["x"].shape, Shape::Any);
}

#[test]
fn texts_are_marked_by_the_form_that_the_document_has() {
    let schema = compiled(FORMS);
    let marked_in = |text: &str| marked(&tree(text), &schema).len();
    assert_eq!(marked_in("is: a\non: 2026-01-01\nwho: x\n"), 1);
    assert_eq!(marked_in("is: b\non: 2026-01-01\nwho: x\n"), 0);
}

#[test]
fn references_and_attachments_are_found_at_any_depth() {
    let schema = schema(
        "who: { type: array, items: { type: string, reference: party } }
files: { type: object, additionalProperties: { type: string, format: attachment } }
review: { $ref: common.yaml#/$defs/review }",
        "",
    );
    let tree = tree("files: { a: x.pdf, b: 3 }\nwho: [p, 1, q]\nreview: { decidedBy: r }\nother: s\n");
    let found: Vec<(&str, Mark<'_>)> =
        marked(&tree, &schema).iter().map(|marked| (marked.node.as_str().unwrap(), marked.what)).collect();
    let party = Mark::Reference("party");
    assert_eq!(found, [("x.pdf", Mark::Attachment), ("p", party), ("q", party), ("r", party)]);
}
