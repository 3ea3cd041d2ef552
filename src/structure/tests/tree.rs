//! A document for tests, from its text.

use crate::read::{Entry, Node, Tree, Value};
use crate::source::{SourceFile, Span};
use granit_parser::{Event, Parser, ScalarStyle};
use std::sync::Arc;

enum Frame {
    List(Span, Vec<Node>),
    Map(Span, Option<Node>, Vec<Entry>),
}

/// The tree of a text that is valid YAML without aliases.
pub(super) fn tree(text: &str) -> Tree {
    let file = Arc::new(SourceFile::new("test.yaml", text.as_bytes().to_vec()));
    let (mut frames, mut root) = (Vec::new(), None);
    for event in Parser::new_from_str(text) {
        let (event, place) = event.unwrap();
        let range = place.byte_range().unwrap_or(0..0);
        let span = Span::new(range.start, range.end);
        let value = match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) => plain(&text),
            Event::Scalar(text, ..) => Value::Text(text.as_ref().into()),
            Event::SequenceStart(..) => {
                frames.push(Frame::List(span, Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                frames.push(Frame::Map(span, None, Vec::new()));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (mut whole, last, value) = match frames.pop().unwrap() {
                    Frame::List(at, items) => {
                        (at, items.last().map(|item| item.span.end), Value::List(items))
                    }
                    Frame::Map(at, _, entries) => (
                        at,
                        entries.last().map(|entry| entry.value.span.end.max(entry.key_span.end)),
                        Value::Map(entries),
                    ),
                };
                whole.end = if span.is_empty() { last.unwrap_or(whole.end) } else { span.end };
                add(&mut frames, &mut root, Node { span: whole, defined: None, value });
                continue;
            }
            _ => continue,
        };
        add(&mut frames, &mut root, Node { span, defined: None, value });
    }
    let root = root.unwrap_or(Node { span: Span::default(), defined: None, value: Value::Null });
    Tree { file, root, comments: Vec::new() }
}

fn add(frames: &mut [Frame], root: &mut Option<Node>, node: Node) {
    match frames.last_mut() {
        None => *root = Some(node),
        Some(Frame::List(_, items)) => items.push(node),
        Some(Frame::Map(_, key @ None, _)) => *key = Some(node),
        Some(Frame::Map(_, key, entries)) => {
            let key = key.take().unwrap();
            let name = key.as_str().expect("keys of tests are texts").into();
            entries.push(Entry { key: name, key_span: key.span, value: node });
        }
    }
}

fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        ".nan" => Value::Float(f64::NAN),
        _ if !text.starts_with(|first: char| first.is_ascii_digit() || first == '-') => {
            Value::Text(text.into())
        }
        _ => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(number), _) => Value::Int(number),
            (_, Ok(number)) => Value::Float(number),
            _ => Value::Text(text.into()),
        },
    }
}
