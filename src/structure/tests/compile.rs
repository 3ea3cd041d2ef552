//! Schemas with faults: each is found, in its place, with what to do.

use super::*;

/// The faults of a property's schema, each as `line:column marked | en | help`.
fn faults(property: &str) -> String {
    faults_of(&format!(
        "title: {{ sv: a, en: a }}\ntype: object\nadditionalProperties: false\nproperties:\n  a: {property}\n"
    ))
}

fn faults_of(text: &str) -> String {
    let shared = BTreeMap::from([("common.yaml".to_owned(), Arc::new(tree(SHARED)))]);
    let Compilation { schema, faults, .. } = compile(&tree(text), &shared, &formats());
    assert_eq!(schema.is_none(), !faults.is_empty(), "a faulty schema is not used");
    for fault in &faults {
        assert_eq!((fault.code.as_str(), fault.effect), ("policy/schema", finding::Effect::Incomplete));
        assert!(!fault.message.sv.is_empty() && !fault.message.en.is_empty());
    }
    let line = |fault: &Finding| {
        let (start, marked) = (fault.primary.start(), fault.primary.file.slice(fault.primary.span));
        let help = fault.help.as_ref().map_or("", |help| help.get(Lang::En));
        format!("{}:{} {marked} | {} | {help}", start.line, start.column, fault.message.en)
    };
    faults.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The schema of a property, and the faults that it has.
const FAULTS: &str = r#"
{ typ: string }
=> 5:8 typ | `typ` is not a keyword of schemas | did you mean `type`?

{ anyOf: [] }
=> 5:8 anyOf | `anyOf` is not a keyword of schemas |

{ not: {} }
=> 5:8 not | `not` is not a keyword of schemas |

{ type: strng }
=> 5:14 strng | there is no type `strng` | did you mean `string`?

{ type: [string, bool] }
=> 5:23 bool | there is no type `bool` | did you mean `boolean`?

{ type: 1 }
=> 5:14 1 | `type` takes the name of a type, or a list of types |

{ type: object }
=> 5:6 { type: object } | the schema does not say whether other keys are allowed | add `additionalProperties: false`, or a schema for them

{ type: object, additionalProperties: true }
=> 5:44 true | `additionalProperties` takes `false` or a schema |

{ type: object, additionalProperties: false, required: [b] }
=> 5:62 b | there is no key `b` |

{ type: string, format: dat }
=> 5:30 dat | there is no format `dat` | did you mean `date`?

{ type: string, format: email }
=> 5:30 email | there is no format `email` | there is `attachment`, `date`, `instant` and `organisation-number`

{ type: string, pattern: '(' }
=> 5:31 '(' | `(` is not a regular expression that can be used | regular expressions have neither look-around (`(?=…)`) nor back-references (`\1`)

{ type: string, pattern: '(?=a)' }
=> 5:31 '(?=a)' | `(?=a)` is not a regular expression that can be used | regular expressions have neither look-around (`(?=…)`) nor back-references (`\1`)

{ pattern: a }
=> 5:8 pattern | `pattern` says nothing without `type: string` | add `type: string` beside it

{ type: integer, minLength: 1 }
=> 5:23 minLength | `minLength` says nothing without `type: string` | add `type: string` beside it

{ type: string, minLength: -1 }
=> 5:33 -1 | `minLength` takes a whole number from 0 |

{ enum: [] }
=> 5:14 [] | `enum` takes a list of plain values, each once |

{ enum: [a, a] }
=> 5:14 [a, a] | `enum` takes a list of plain values, each once |

{ enum: [[a]] }
=> 5:14 [[a]] | `enum` takes a list of plain values, each once |

{ type: string, enum: ['1.0', 1.10] }
=> 5:36 1.10 | `1.10` is a number, but `type` is `string` | write "1.10"

{ type: integer, const: a }
=> 5:30 a | `a` is a text, but `type` is `integer` |

{ title: text }
=> 5:15 text | `title` takes text in both languages: `{ sv: …, en: … }` |

{ title: { sv: a } }
=> 5:15 { sv: a } | `title` takes text in both languages: `{ sv: …, en: … }` |

{ title: { sv: a, en: b, no: c } }
=> 5:15 { sv: a, en: b, no: c } | `title` takes text in both languages: `{ sv: …, en: … }` |

text
=> 5:6 text | a schema is a mapping of keywords |

{ $ref: x.yaml#/$defs/review }
=> 5:14 x.yaml#/$defs/review | there is no shared file `x.yaml` | there is `common.yaml`

{ $ref: comon.yaml#/$defs/review }
=> 5:14 comon.yaml#/$defs/review | there is no shared file `comon.yaml` | did you mean `common.yaml`?

{ $ref: common.yaml#/$defs/reviw }
=> 5:14 common.yaml#/$defs/reviw | there is no definition `reviw` | did you mean `review`?

{ $ref: 'https://example.com/a' }
=> 5:14 'https://example.com/a' | `$ref` leads to `#/$defs/…` or to `file.yaml#/$defs/…` |

{ $ref: common.yaml#/$defs/review, type: object, additionalProperties: false }
=> 5:41 type | `type` cannot stand beside `$ref` |
=> 5:55 additionalProperties | `additionalProperties` cannot stand beside `$ref` |

{ $ref: common.yaml#/$defs/loop }
=> 12:11 $ref | the reference leads back to itself |

{ if: {}, then: {} }
=> 5:8 if | `if` belongs in an item of `allOf` |
=> 5:16 then | `then` belongs in an item of `allOf` |

{ allOf: [{ type: string }] }
=> 5:16 { type: string } | each item of `allOf` has an `if` and a `then` |

{ oneOf: [{ type: string }, { type: integer }] }
=> 5:8 oneOf | the branches of `oneOf` cannot be told apart | let each branch be a `type: object` where the same key has a `const` of its own

{ type: object, additionalProperties: { typ: string } }
=> 5:46 typ | `typ` is not a keyword of schemas | did you mean `type`?

{ type: array, items: { typ: string } }
=> 5:30 typ | `typ` is not a keyword of schemas | did you mean `type`?

"#;

#[test]
fn every_fault_of_a_schema_is_found() {
    for case in FAULTS.trim().split("\n\n") {
        let (property, expected) = case.split_once('\n').unwrap();
        let got: Vec<String> =
            faults(property).lines().map(|line| format!("=> {}", line.trim_end())).collect();
        assert_eq!(got.join("\n"), expected, "{property}");
    }
}

#[test]
fn what_is_right_has_no_fault() {
    for property in [
        "{}",
        "{ type: [string, integer], minLength: 1, minimum: 1 }",
        "{ type: array, items: {}, uniqueItems: true, examples: [anything], $comment: x }",
        "{ $ref: common.yaml#/$defs/review, title: { sv: a, en: b }, $comment: c }",
        "{ type: object, additionalProperties: {}, required: [anything] }",
    ] {
        assert_eq!(faults(property), "", "{property}");
    }
}

#[test]
fn a_condition_must_speak_of_what_can_be() {
    let with = |condition: &str, then: &str| {
        faults_of(&format!(
            "title: {{ sv: a, en: a }}\ntype: object\nadditionalProperties: false\nproperties:\n  status: {{ enum: [open, closed] }}\n  sub: {{ type: object, additionalProperties: false, properties: {{ deep: {{}} }} }}\nallOf:\n  - if: {condition}\n    then: {then}\n"
        ))
    };
    let right = "{ properties: { status: { const: open } }, required: [status] }";
    assert_eq!(with(right, "{ properties: { sub: { required: [deep] } } }"), "");
    for (condition, then, expected) in [
        (
            "{ properties: { stats: { const: open } } }",
            "{}",
            "8:25 stats | there is no key `stats` | did you mean `status`?",
        ),
        (
            "{ properties: { status: { const: opn } } }",
            "{}",
            "8:42 opn | there is no value `opn` | did you mean `open`?",
        ),
        (right, "{ required: [stats] }", "9:24 stats | there is no key `stats` | did you mean `status`?"),
        (
            right,
            "{ properties: { sub: { required: [dep] } } }",
            "9:45 dep | there is no key `dep` | did you mean `deep`?",
        ),
        (
            right,
            "{ $ref: common.yaml#/$defs/review }",
            "9:13 $ref | `$ref` cannot stand in a condition | write it at the property itself",
        ),
        (
            right,
            "{ properties: { status: { reference: party } } }",
            "9:37 reference | `reference` cannot stand in a condition | write it at the property itself",
        ),
        (
            right,
            "{ additionalProperties: false }",
            "9:13 additionalProperties | `additionalProperties` cannot stand in a condition | write it at the property itself",
        ),
        (
            right,
            "{ requird: [status] }",
            "9:13 requird | `requird` is not a keyword of schemas | did you mean `required`?",
        ),
    ] {
        assert_eq!(with(condition, then), expected, "{condition} {then}");
    }
}

#[test]
fn a_schema_has_a_title() {
    assert_eq!(
        faults_of("type: object\nadditionalProperties: false\n"),
        "1:1 type: object | the schema has no title | add `title: { sv: …, en: … }`"
    );
    assert_eq!(
        faults_of("- a\n"),
        "1:1 - a | a schema is a mapping of keywords | \n1:1 - a | the schema has no title | add `title: { sv: …, en: … }`"
    );
}

#[test]
fn definitions_that_nothing_uses_are_checked_too() {
    let text = "title: { sv: a, en: a }\n$defs:\n  a: { $ref: '#/$defs/b' }\n  b: { $ref: '#/$defs/a' }\n  c: { typ: string }\n";
    assert_eq!(
        faults_of(text),
        "4:8 $ref | the reference leads back to itself | \n5:8 typ | `typ` is not a keyword of schemas | did you mean `type`?"
    );
    let file = tree(SHARED);
    let shared = BTreeMap::from([("common.yaml".to_owned(), Arc::new(tree(SHARED)))]);
    let (references, faults) = check_shared(&file, &shared, &formats());
    assert_eq!((references.len(), faults.len()), (1, 1), "{}", super::shown(&faults));
}

/// A schema that refers to the first of some definitions, each of which is made from the name of the next.
fn chain(length: usize, definition: impl Fn(String) -> String) -> String {
    let lines = (0..length).map(|level| format!("  d{level}: {}\n", definition(format!("d{}", level + 1))));
    let lines: Vec<String> = lines.collect();
    format!("title: {{ sv: a, en: a }}\n$ref: '#/$defs/d0'\n$defs:\n{}  d{length}: {{}}\n", lines.concat())
}

#[test]
fn references_that_multiply_are_bounded() {
    let twice = |next: String| {
        let inner = format!("{{ $ref: '#/$defs/{next}' }}");
        format!("{{ type: object, additionalProperties: false, properties: {{ a: {inner}, b: {inner} }} }}")
    };
    assert_eq!(faults_of(&chain(5, twice)), "");
    assert!(faults_of(&chain(30, twice)).contains("too large"));
}

#[test]
fn a_long_chain_of_references_is_bounded() {
    let once = |next: String| format!("{{ $ref: '#/$defs/{next}' }}");
    assert_eq!(faults_of(&chain(20, once)), "");
    assert!(faults_of(&chain(5000, once)).contains("too large"));
}
