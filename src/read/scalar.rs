//! Plain scalars as values: the core schema of YAML 1.2, <https://yaml.org/spec/1.2.2/#103-core-schema>.

use super::Value;

/// A plain scalar, resolved.
pub(super) enum Resolved {
    /// The value; text keeps being the caller's.
    Value(Value),
    /// Text.
    Text,
    /// A number that does not fit in 64 bits.
    TooLarge,
}

/// What an unquoted scalar means. Only the spellings of the core schema are anything else than text: `yes`,
/// `1_000`, `0b1`, `12:30` and dates are text, and `0123` is 123.
pub(super) fn resolve(text: &str) -> Resolved {
    let value = match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Value::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Value::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Value::Float(f64::NEG_INFINITY),
        _ if text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) => {
            return number(text);
        }
        _ => return Resolved::Text,
    };
    Resolved::Value(value)
}

/// What looks like the beginning of a number.
fn number(text: &str) -> Resolved {
    for (prefix, radix) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            return if all(digits, |digit| digit.is_digit(radix)) {
                i64::from_str_radix(digits, radix).map_or(Resolved::TooLarge, whole)
            } else {
                Resolved::Text
            };
        }
    }
    if all(text.strip_prefix(['+', '-']).unwrap_or(text), |digit| digit.is_ascii_digit()) {
        return text.parse().map_or(Resolved::TooLarge, whole);
    }
    if !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) {
        return Resolved::Text;
    }
    match text.parse::<f64>() {
        Ok(float) if float.is_finite() => Resolved::Value(Value::Float(float)),
        Ok(_) => Resolved::TooLarge,
        Err(_) => Resolved::Text,
    }
}

fn whole(number: i64) -> Resolved {
    Resolved::Value(Value::Int(number))
}

/// Whether there are digits, and nothing else.
fn all(digits: &str, digit: impl Fn(char) -> bool) -> bool {
    !digits.is_empty() && digits.chars().all(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_spellings_of_the_core_schema_are_not_text() {
        let rows = [
            ("0123", "Int(123)"),
            ("-0", "Int(0)"),
            ("+12", "Int(12)"),
            ("0o17", "Int(15)"),
            ("0xFf", "Int(255)"),
            ("9223372036854775807", "Int(9223372036854775807)"),
            ("-9223372036854775808", "Int(-9223372036854775808)"),
            ("1.10", "Float(1.1)"),
            ("1.", "Float(1.0)"),
            (".5", "Float(0.5)"),
            ("-1e-3", "Float(-0.001)"),
            (".INF", "Float(inf)"),
            ("TRUE", "Bool(true)"),
            ("~", "Null"),
        ];
        for (text, wanted) in rows {
            let Resolved::Value(value) = resolve(text) else { panic!("{text} is not resolved") };
            assert_eq!(format!("{value:?}"), wanted, "{text}");
        }
        for text in [
            "yes",
            "NO",
            "on",
            "tRUE",
            "nUll",
            "1_000",
            "0b11",
            "12:30",
            "2026-01-02",
            "0o8",
            "0x",
            "-0x1",
            "+-1",
            "--1",
            "+",
            "-",
            ".",
            "..",
            "1e",
            "e1",
            "1.2.3",
            "inf",
            "nan",
            "infinity",
            "-.nan",
            "1,5",
            "٣",
        ] {
            assert!(matches!(resolve(text), Resolved::Text), "{text}");
        }
        for text in ["9223372036854775808", "-9223372036854775809", "0xFFFFFFFFFFFFFFFFF", "1e999"] {
            assert!(matches!(resolve(text), Resolved::TooLarge), "{text}");
        }
    }
}
