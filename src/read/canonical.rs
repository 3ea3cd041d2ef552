//! The one text of a value: the same for values that are equal, however they are written.
//!
//! It is JSON in the form of RFC 8785 (JSON Canonicalization Scheme): keys sorted by their UTF-16 code units, no white
//! space, strings with as few escapes as possible, numbers as ECMAScript writes them. Whole numbers keep all their
//! digits, also beyond 2⁵³. A number that is not finite, which JSON does not have, is `null`.

use super::tree::{Entry, Node, Value};
use std::fmt::Write as _;

/// The canonical text of a value.
pub fn canonical(node: &Node) -> String {
    canonical_without(node, &[])
}

/// The same without some of the values below it: they and their keys are left out.
pub fn canonical_without(node: &Node, left_out: &[&Node]) -> String {
    let mut text = String::new();
    write(node, left_out, &mut text);
    text
}

fn write(node: &Node, left_out: &[&Node], text: &mut String) {
    let stays = |node: &Node| !left_out.iter().any(|other| std::ptr::eq(*other, node));
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Int(number) => text.push_str(&number.to_string()),
        Value::Float(number) => text.push_str(&float(*number)),
        Value::Text(value) => string(value, text),
        Value::List(items) => {
            text.push('[');
            for (at, item) in items.iter().filter(|item| stays(item)).enumerate() {
                text.push_str(if at > 0 { "," } else { "" });
                write(item, left_out, text);
            }
            text.push(']');
        }
        Value::Map(entries) => {
            let mut sorted: Vec<&Entry> = entries.iter().filter(|entry| stays(&entry.value)).collect();
            sorted.sort_by(|a, b| a.key.encode_utf16().cmp(b.key.encode_utf16()));
            text.push('{');
            for (at, entry) in sorted.into_iter().enumerate() {
                text.push_str(if at > 0 { "," } else { "" });
                string(&entry.key, text);
                text.push(':');
                write(&entry.value, left_out, text);
            }
            text.push('}');
        }
    }
}

/// A number as ECMAScript writes it: whole ones without a fraction, very large and very small ones with an exponent.
fn float(number: f64) -> String {
    let size = number.abs();
    if !number.is_finite() {
        "null".to_owned()
    } else if size == 0.0 {
        "0".to_owned()
    } else if (1e-6..1e21).contains(&size) {
        number.to_string()
    } else if size >= 1.0 {
        format!("{number:e}").replace('e', "e+")
    } else {
        format!("{number:e}")
    }
}

fn string(value: &str, text: &mut String) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '\0'..='\u{1f}' => {
                // Writing to a string cannot fail.
                write!(text, "\\u{:04x}", u32::from(character)).ok();
            }
            _ => text.push(character),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::parse;

    #[test]
    fn equal_values_have_one_text() {
        let rows = [
            ("{ b: 1, a: [true, null, ~, 'x'] }", r#"{"a":[true,null,null,"x"],"b":1}"#),
            ("a: |\n  två\n  rader\n", r#"{"a":"två\nrader\n"}"#),
            ("[1.0, 0.5, 1e21, 1e-7, -0.0, 100.0, 1.5e300, .inf]", "[1,0.5,1e+21,1e-7,0,100,1.5e+300,null]"),
            ("[9223372036854775807, 2026-01-31]", r#"[9223372036854775807,"2026-01-31"]"#),
            ("{ \"\\U0001F600\": 1, \"\\uFF61\": 2, é: 3 }", "{\"é\":3,\"😀\":1,\"｡\":2}"),
            ("\"\\\"\\\\\\x01\\b\"", r#""\"\\\u0001\b""#),
        ];
        for (yaml, expected) in rows {
            let tree = parse("a.yaml", yaml.as_bytes().to_vec()).0.unwrap();
            assert_eq!(canonical(&tree.root), expected, "{yaml}");
        }
    }

    #[test]
    fn parts_can_be_left_out() {
        let tree = parse("a.yaml", b"{ a: 1, review: { a: 1 }, c: [1, 2] }".to_vec()).0.unwrap();
        let left_out = [tree.root.get("review").unwrap(), tree.root.pointer("/c/0").unwrap()];
        assert_eq!(canonical_without(&tree.root, &left_out), r#"{"a":1,"c":[2]}"#);
    }
}
