//! Texts with expressions in them: `{size(self)} of {parameters.minimum}`.

use super::evaluate::Evaluator;
use super::syntax::Expression;
use super::value::{Plain, Value};
use super::{Environment, Fault, Wanted, compile};
use crate::source::{Lang, Span, Text};

/// A text in both languages with expressions to fill in.
#[derive(Clone, Debug, Default)]
pub struct Template {
    sv: Vec<Part>,
    en: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Words(String),
    Value(Box<Expression>),
}

impl Template {
    /// Compiles both wordings. The faults are given per language, with spans inside that language's text.
    pub fn compile(text: &Text, environment: &Environment) -> Result<Self, Vec<(Lang, Fault)>> {
        let mut faults = Vec::new();
        let mut parts = |lang| {
            let (parts, found) = split(text.get(lang), environment);
            faults.extend(found.into_iter().map(|fault| (lang, fault)));
            parts
        };
        let template = Self { sv: parts(Lang::Sv), en: parts(Lang::En) };
        if faults.is_empty() {
            let missing = |from: &[Part], to: &[Part]| {
                let there: Vec<&str> = placeholders(to).collect();
                placeholders(from).find(|name| !there.contains(name)).map(str::to_owned)
            };
            let only_sv = missing(&template.sv, &template.en).map(|name| (Lang::En, name));
            let only_en = missing(&template.en, &template.sv).map(|name| (Lang::Sv, name));
            faults.extend(only_sv.into_iter().chain(only_en).map(|(lang, name)| {
                let message = text!(
                    sv: "`{{{name}}}` finns bara på det andra språket",
                    en: "`{{{name}}}` is only in the other language",
                );
                (lang, Fault::new(Span::new(0, text.get(lang).len()), message))
            }));
        }
        if faults.is_empty() { Ok(template) } else { Err(faults) }
    }

    /// The expressions of both wordings.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.sv.iter().chain(&self.en).filter_map(|part| match part {
            Part::Words(_) => None,
            Part::Value(expression) => Some(&**expression),
        })
    }

    /// The text with `…` in the place of each value.
    pub fn outline(&self) -> Text {
        let words = |parts: &[Part]| {
            let part = |part: &Part| match part {
                Part::Words(words) => words.clone(),
                Part::Value(_) => "…".to_owned(),
            };
            parts.iter().map(part).collect()
        };
        Text { sv: words(&self.sv), en: words(&self.en) }
    }

    /// The text with the values filled in. What has no value is shown as missing.
    pub fn fill<'a>(&'a self, evaluator: &mut Evaluator<'a, '_>) -> Text {
        let mut words = |parts: &'a [Part], lang| -> String {
            parts
                .iter()
                .map(|part| match part {
                    Part::Words(words) => words.clone(),
                    Part::Value(expression) => match evaluator.value(expression) {
                        Ok(value) => shown(&value, lang),
                        Err(_) => missing(lang).to_owned(),
                    },
                })
                .collect()
        };
        Text { sv: words(&self.sv, Lang::Sv), en: words(&self.en, Lang::En) }
    }
}

/// The words for a value that is not there.
fn missing(lang: Lang) -> &'static str {
    match lang {
        Lang::Sv => "(saknas)",
        Lang::En => "(missing)",
    }
}

/// A value as a message shows it.
fn shown(value: &Value<'_>, lang: Lang) -> String {
    match value.plain() {
        Plain::Null => missing(lang).to_owned(),
        Plain::Bool(value) => match (lang, value) {
            (Lang::Sv, true) => "sant",
            (Lang::Sv, false) => "falskt",
            (Lang::En, true) => "true",
            (Lang::En, false) => "false",
        }
        .to_owned(),
        Plain::Int(number) => number.to_string(),
        Plain::Float(number) => number.to_string(),
        Plain::Text(text) => text.to_owned(),
        Plain::Date(date) => date.to_string(),
        Plain::Map(..) => "…".to_owned(),
        Plain::Values(_) | Plain::Nodes(..) => {
            let items = value.items().into_iter().flatten();
            items.map(|item| shown(&item, lang)).collect::<Vec<_>>().join(", ")
        }
    }
}

fn placeholders(parts: &[Part]) -> impl Iterator<Item = &str> {
    parts.iter().filter_map(|part| match part {
        Part::Words(_) => None,
        Part::Value(expression) => Some(&*expression.source),
    })
}

/// Splits a text at its placeholders and compiles them.
fn split(text: &str, environment: &Environment) -> (Vec<Part>, Vec<Fault>) {
    let (mut parts, mut faults) = (Vec::new(), Vec::new());
    let mut words = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        words.push_str(before);
        let start = text.len() - from.len();
        let doubled = from.starts_with("{{") || from.starts_with("}}");
        if doubled {
            words.extend(from.chars().next());
            rest = from.get(2..).unwrap_or_default();
            continue;
        }
        let inside = from.strip_prefix('{').and_then(|inside| inside.split_once('}'));
        let Some((source, after)) = inside else {
            let message = text!(
                sv: "klammern saknar sin motsvarighet; skriv `{{{{` eller `}}}}` för en klammer i texten",
                en: "the brace has no counterpart; write `{{{{` or `}}}}` for a brace in the text",
            );
            faults.push(Fault::new(Span::new(start, start + 1), message));
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        match compile(source, environment, Wanted::Shown) {
            Ok((expression, _)) => {
                parts.extend((!words.is_empty()).then(|| Part::Words(std::mem::take(&mut words))));
                parts.push(Part::Value(Box::new(expression)));
            }
            Err(found) => faults.extend(found.into_iter().map(|fault| {
                let shift = |at: u32| at as usize + start + 1;
                let span = Span::new(shift(fault.span.start), shift(fault.span.end));
                Fault { span, ..fault }
            })),
        }
        rest = after;
    }
    words.push_str(rest);
    parts.extend((!words.is_empty()).then_some(Part::Words(words)));
    (parts, faults)
}
