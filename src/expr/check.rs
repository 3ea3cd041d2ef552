//! The type check: what an expression gets wrong is found before any case is read.

use super::functions::Parameter;
use super::syntax::{Comparison, Expr, Expression, Field, Kind, Loop, LoopKind, Root};
use super::types::{Form, TextType, Type};
use super::{Fault, Wanted};
use crate::source::{Date, Span, Text, suggest};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The type of an expression, and everything that is wrong with it. The first `parameters` variables on the
/// stack may be anything.
pub(super) fn infer(
    expression: &Expression,
    roots: &BTreeMap<Root, Type>,
    parameters: usize,
) -> (Type, Vec<Fault>) {
    let mut checker = Checker { roots, locals: vec![Type::Any; parameters], faults: Vec::new() };
    let found = checker.expr(&expression.root);
    let mut faults = checker.faults;
    faults.dedup();
    (found, faults)
}

/// The fault of an expression whose value is not what its place asks for.
pub(super) fn wrong_result(expression: &Expression, found: &Type, wanted: Wanted) -> Fault {
    let found = found.name();
    let wanted = match wanted {
        Wanted::Condition => Type::Bool.name(),
        Wanted::List => Type::List(Arc::new(Type::Any)).name(),
        Wanted::Date => Type::Date.name(),
        Wanted::Shown => text!(sv: "något som kan visas i en text", en: "something that a text can show"),
        Wanted::Anything => Type::Any.name(),
    };
    let message = Text::each(|lang| match lang {
        crate::source::Lang::Sv => {
            format!("uttrycket ger {}, men här behövs {}", found.get(lang), wanted.get(lang))
        }
        crate::source::Lang::En => {
            format!("the expression gives {}, but {} is needed here", found.get(lang), wanted.get(lang))
        }
    });
    Fault::new(Span::new(0, expression.source.len()), message)
}

struct Checker<'a> {
    roots: &'a BTreeMap<Root, Type>,
    locals: Vec<Type>,
    faults: Vec<Fault>,
}

impl Checker<'_> {
    /// Notes a fault; what it is found in may then be anything, so that one mistake is reported once.
    fn fault(&mut self, span: Span, message: Text, help: Option<Text>) -> Type {
        self.faults.push(Fault::new(span, message).with_help(help));
        Type::Any
    }

    fn expr(&mut self, expr: &Expr) -> Type {
        match &expr.kind {
            Kind::Null => Type::Null,
            Kind::Bool(_) => Type::Bool,
            Kind::Int(_) => Type::Int,
            Kind::Float(_) => Type::Number,
            Kind::Text(text) => literal(text),
            Kind::List(items) => {
                let types: Vec<Type> = items.iter().map(|item| self.expr(item)).collect();
                let item = types.into_iter().reduce(|a, b| a.join(&b)).unwrap_or(Type::Any);
                Type::List(Arc::new(item))
            }
            Kind::Root(root) => self.roots.get(root).cloned().unwrap_or(Type::Any),
            Kind::Local(slot) => self.locals.get(*slot).cloned().unwrap_or(Type::Any),
            Kind::Field(field) => self.field(field, expr.span),
            Kind::Has(field) => {
                self.field(field, expr.span);
                Type::Bool
            }
            Kind::Index(of, index) => self.index(of, index),
            Kind::Not(operand) => {
                self.condition(operand);
                Type::Bool
            }
            Kind::Negate(operand) => self.number(operand),
            Kind::And(left, right) => {
                self.condition(left);
                let before = self.narrow(left);
                self.condition(right);
                self.restore(before);
                Type::Bool
            }
            Kind::Or(left, right) => {
                self.condition(left);
                self.condition(right);
                Type::Bool
            }
            Kind::Choose(condition, yes, no) => {
                self.condition(condition);
                let before = self.narrow(condition);
                let yes = self.expr(yes);
                self.restore(before);
                let no = self.expr(no);
                yes.join(&no)
            }
            Kind::Compare(comparison, left, right) => self.compare(*comparison, left, right, expr.span),
            Kind::In(item, list) => self.contains(item, list, expr.span),
            Kind::Add(left, right) | Kind::Subtract(left, right) => {
                let (left, right) = (self.number(left), self.number(right));
                left.join(&right)
            }
            Kind::Loop(whole) => self.repeat(whole, expr.span),
            Kind::Call(function, args) => {
                let types: Vec<Type> = args.iter().map(|arg| self.expr(arg)).collect();
                for ((arg, found), parameter) in args.iter().zip(&types).zip(function.parameters) {
                    self.argument(arg, found, *parameter);
                }
                (function.result)(&types)
            }
            Kind::Apply(_, args, body) => {
                let types: Vec<Type> = args.iter().map(|arg| self.expr(arg)).collect();
                let outer = self.locals.len();
                self.locals.extend(types);
                let found = self.expr(body);
                self.locals.truncate(outer);
                // The body of a function that has faults is left empty.
                if matches!(body.kind, Kind::Null) { Type::Any } else { found }
            }
            Kind::DocumentsOf(of, kind) => self.documents_of(*of, kind, expr.span),
        }
    }

    fn field(&mut self, field: &Field, span: Span) -> Type {
        let of = self.expr(&field.of);
        let name = &*field.name;
        let known = match of.field(name) {
            Ok(found) => return found,
            Err(known) => known,
        };
        if known.is_empty() {
            let of = of.name();
            let message = Text {
                sv: format!("`.{name}` går inte, för det framför är {}", of.sv),
                en: format!("`.{name}` is not possible, since what stands before it is {}", of.en),
            };
            return self.fault(span, message, None);
        }
        let help = match suggest(name, known.iter().map(String::as_str)) {
            Some(near) => text!(sv: "menade du `{near}`?", en: "did you mean `{near}`?"),
            None => {
                let known = known.join("`, `");
                text!(sv: "fälten är `{known}`", en: "the fields are `{known}`")
            }
        };
        let message =
            text!(sv: "fältet `{name}` finns inte i schemat", en: "the schema has no field `{name}`");
        self.fault(span, message, Some(help))
    }

    fn index(&mut self, of: &Expr, index: &Expr) -> Type {
        let (list, at) = (self.expr(of), self.expr(index));
        let Some(item) = list.item() else {
            let found = list.name();
            let message = Text {
                sv: format!("`[…]` tar ur en lista, men det här är {}", found.sv),
                en: format!("`[…]` takes from a list, but this is {}", found.en),
            };
            return self.fault(of.span, message, None);
        };
        if !matches!(at.solid(), Type::Int | Type::Any) {
            let message =
                text!(sv: "platsen i en lista är ett heltal", en: "the place in a list is a whole number");
            self.fault(index.span, message, None);
        }
        item
    }

    fn condition(&mut self, expr: &Expr) {
        let found = self.expr(expr);
        if !found.serves(Wanted::Condition) {
            let found = found.name();
            let message = Text {
                sv: format!("här behövs sant eller falskt, men det här är {}", found.sv),
                en: format!("true or false is needed here, but this is {}", found.en),
            };
            self.fault(expr.span, message, None);
        }
    }

    fn number(&mut self, expr: &Expr) -> Type {
        let found = self.expr(expr);
        if found.is_number() || matches!(found.solid(), Type::Any) {
            return found;
        }
        let found = found.name();
        let message = Text {
            sv: format!("här behövs ett tal, men det här är {}", found.sv),
            en: format!("a number is needed here, but this is {}", found.en),
        };
        self.fault(expr.span, message, None)
    }

    /// After `variable.kind == 'x' &&`, the variable is a document of that kind. Gives what to restore.
    fn narrow(&mut self, condition: &Expr) -> Option<(usize, Type)> {
        let (slot, kind) = known_kind(condition)?;
        let local = self.locals.get_mut(slot)?;
        let Type::Document(vocabulary, None) = local.solid() else { return None };
        let narrowed = Type::Document(Arc::clone(vocabulary), Some(kind.into()));
        Some((slot, std::mem::replace(local, narrowed)))
    }

    fn restore(&mut self, before: Option<(usize, Type)>) {
        if let Some((slot, before)) = before
            && let Some(local) = self.locals.get_mut(slot)
        {
            *local = before;
        }
    }

    fn compare(&mut self, comparison: Comparison, left: &Expr, right: &Expr, span: Span) -> Type {
        let (a, b) = (self.expr(left), self.expr(right));
        let message = if comparison.orders() { unordered(&a, &b) } else { never_equal(&a, &b) };
        if let Some((message, help)) = message.or_else(|| always(comparison, (left, &a), (right, &b))) {
            self.fault(span, message, help);
        }
        Type::Bool
    }

    fn contains(&mut self, item: &Expr, list: &Expr, span: Span) -> Type {
        let written_out = matches!(item.kind, Kind::Text(_));
        let (item, found) = (self.expr(item), self.expr(list));
        let impossible = if written_out { Vec::new() } else { never_among(&item, list) };
        match found.item() {
            _ if !impossible.is_empty() => self.faults.extend(impossible),
            Some(each) => {
                if let Some((message, help)) = never_equal(&item, &each) {
                    self.fault(span, message, help);
                }
            }
            None => {
                let found = found.name();
                let message = Text {
                    sv: format!("`in` letar i en lista, men det här är {}", found.sv),
                    en: format!("`in` looks in a list, but this is {}", found.en),
                };
                self.fault(list.span, message, None);
            }
        }
        Type::Bool
    }

    fn repeat(&mut self, whole: &Loop, span: Span) -> Type {
        let over = self.expr(&whole.over);
        let item = over.item().unwrap_or_else(|| {
            let found = over.name();
            let message = Text {
                sv: format!("makrot går igenom en lista, men det framför är {}", found.sv),
                en: format!("the macro goes through a list, but what stands before it is {}", found.en),
            };
            self.fault(span, message, None)
        });
        self.locals.truncate(whole.slot);
        self.locals.push(item.clone());
        let found = match whole.kind {
            LoopKind::Map => {
                let before = whole.only.as_ref().and_then(|only| {
                    self.condition(only);
                    self.narrow(only)
                });
                let body = self.expr(&whole.body);
                self.restore(before);
                Type::List(Arc::new(body))
            }
            LoopKind::Filter => {
                self.condition(&whole.body);
                let narrowed = self.narrow_whole(&whole.body);
                Type::List(Arc::new(narrowed.unwrap_or(item)))
            }
            LoopKind::All | LoopKind::Exists | LoopKind::ExistsOne => {
                self.condition(&whole.body);
                Type::Bool
            }
        };
        self.locals.truncate(whole.slot);
        found
    }

    /// The type of the items that a filter on their kind lets through.
    fn narrow_whole(&mut self, body: &Expr) -> Option<Type> {
        let (slot, _) = known_kind(body)?;
        self.narrow(body)?;
        self.locals.get(slot).cloned()
    }

    fn argument(&mut self, arg: &Expr, found: &Type, parameter: Parameter) {
        let solid = found.solid();
        let fits = matches!(solid, Type::Any)
            || match parameter {
                Parameter::Sized => matches!(solid, Type::List(_) | Type::Map(_) | Type::Text(_)),
                Parameter::List => matches!(solid, Type::List(_)),
                Parameter::Dates => {
                    solid.item().is_some_and(|item| item.is_date() || matches!(item.solid(), Type::Any))
                }
                Parameter::Date => solid.is_date(),
                Parameter::Moment => {
                    solid.is_date() || matches!(solid, Type::Text(TextType { form: Form::Instant, .. }))
                }
                Parameter::Int => matches!(solid, Type::Int),
                Parameter::Text => matches!(solid, Type::Text(_)),
                Parameter::Content => matches!(solid, Type::Document(..) | Type::Map(_) | Type::Text(_)),
            };
        if !fits {
            let (found, wanted) = (found.name(), parameter.name());
            let message = Text {
                sv: format!("här behövs {}, men det här är {}", wanted.sv, found.sv),
                en: format!("{} is needed here, but this is {}", wanted.en, found.en),
            };
            self.fault(arg.span, message, None);
        }
    }

    fn documents_of(&mut self, of: Root, kind: &str, span: Span) -> Type {
        let Some(Type::List(item)) = self.roots.get(&of) else { return Type::Any };
        let Type::Document(vocabulary, _) = &**item else { return Type::Any };
        let vocabulary = Arc::clone(vocabulary);
        if !vocabulary.kinds.contains_key(kind) {
            let near = suggest(kind, vocabulary.kinds.keys().map(String::as_str));
            let help = near.map(|near| text!(sv: "menade du `{near}`?", en: "did you mean `{near}`?"));
            let message =
                text!(sv: "dokumentslaget `{kind}` finns inte", en: "there is no document kind `{kind}`");
            self.fault(span, message, help);
        }
        Type::List(Arc::new(Type::Document(vocabulary, Some(kind.into()))))
    }
}

/// The variable and the kind of `variable.kind == 'x'`, also at the front of an `&&`.
fn known_kind(condition: &Expr) -> Option<(usize, &str)> {
    match &condition.kind {
        Kind::And(left, right) => known_kind(left).or_else(|| known_kind(right)),
        Kind::Compare(Comparison::Equal, left, right) => match (&left.kind, &right.kind) {
            (Kind::Field(field), Kind::Text(kind)) if &*field.name == "kind" => match field.of.kind {
                Kind::Local(slot) => Some((slot, kind)),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// The type of a text that is written out: that text alone.
fn literal(text: &str) -> Type {
    let form = if Date::parse(text).is_some() {
        Form::Date
    } else if Date::of_instant(text).is_some() {
        Form::Instant
    } else {
        Form::Plain
    };
    Type::Text(TextType { values: Some([text.to_owned()].into()), form })
}

/// Why two values can never be equal, if so.
fn never_equal(a: &Type, b: &Type) -> Option<(Text, Option<Text>)> {
    if let (Type::Null, Type::Nullable(_) | Type::Null) | (Type::Nullable(_), Type::Null) = (a, b) {
        return None;
    }
    let (left, right) = (a.solid(), b.solid());
    let may = match (left, right) {
        (Type::Text(x), Type::Text(y)) => return different_texts(x, y),
        (Type::List(x), Type::List(y)) => return never_equal(x, y),
        (Type::Any, _)
        | (_, Type::Any)
        | (Type::Bool, Type::Bool)
        | (Type::Map(_), Type::Map(_))
        | (Type::Document(..), Type::Document(..)) => true,
        _ => (left.is_date() && right.is_date()) || (left.is_number() && right.is_number()),
    };
    if may {
        return None;
    }
    let (left, right) = (left.name(), right.name());
    let message = Text {
        sv: format!("{} och {} kan aldrig vara lika", left.sv, right.sv),
        en: format!("{} and {} can never be equal", left.en, right.en),
    };
    Some((message, None))
}

/// Why a comparison always comes out the same, if so: two texts that can only be alike, or a size that is
/// compared with zero.
fn always(
    comparison: Comparison,
    (left, a): (&Expr, &Type),
    (right, b): (&Expr, &Type),
) -> Option<(Text, Option<Text>)> {
    let alike = !comparison.orders() && sole_value(a).is_some_and(|value| sole_value(b) == Some(value));
    let size = matches!(&left.kind, Kind::Call(function, _) if function.name == "size");
    let zero = matches!(
        (comparison, &right.kind),
        (Comparison::AtLeast | Comparison::Less, Kind::Int(0)) | (Comparison::Greater, Kind::Int(..=-1))
    );
    let constant = alike || (size && zero);
    if !constant {
        return None;
    }
    let message = text!(
        sv: "jämförelsen ger alltid samma svar", en: "the comparison always gives the same answer",
    );
    Some((message, None))
}

/// The only value that a text can have, if it is known.
fn sole_value(found: &Type) -> Option<&str> {
    let mut values = found.text_values();
    values.next().filter(|_| values.next().is_none())
}

/// What is wrong with the texts of a list that is written out, none of which may be one that `item` can never be.
fn never_among(item: &Type, list: &Expr) -> Vec<Fault> {
    let Kind::List(items) = &list.kind else { return Vec::new() };
    let faults = items.iter().filter_map(|each| {
        let Kind::Text(text) = &each.kind else { return None };
        let (message, help) = never_equal(item, &literal(text))?;
        Some(Fault::new(each.span, message).with_help(help))
    });
    faults.collect()
}

/// Why two texts can never be equal, if so: they have no value in common.
fn different_texts(a: &TextType, b: &TextType) -> Option<(Text, Option<Text>)> {
    let (Some(a), Some(b)) = (&a.values, &b.values) else { return None };
    if a.iter().any(|value| b.contains(value)) {
        return None;
    }
    let (one, many) = if a.len() == 1 { (a, b) } else { (b, a) };
    let value = one.first()?;
    let choices = many.join("`, `");
    let message = text!(
        sv: "kan aldrig vara `{value}`: värdena är `{choices}`",
        en: "can never be `{value}`: the values are `{choices}`",
    );
    let near = suggest(value, many.iter().map(String::as_str));
    Some((message, near.map(|near| text!(sv: "menade du `{near}`?", en: "did you mean `{near}`?"))))
}

/// Why two values have no order, if so.
fn unordered(a: &Type, b: &Type) -> Option<(Text, Option<Text>)> {
    let known = |found: &Type| matches!(found.solid(), Type::Any) || found.is_date() || found.is_number();
    if let Some(odd) = [a, b].into_iter().find(|found| !known(found)) {
        let instant = matches!(odd.solid(), Type::Text(TextType { form: Form::Instant, .. }));
        let help = instant.then(|| {
            text!(
                sv: "jämför `date(…)`, det datum då tidpunkten inföll",
                en: "compare `date(…)`, the date on which the instant fell",
            )
        });
        let name = odd.name();
        let message = Text {
            sv: format!("ordning finns mellan tal och mellan datum, men det här är {}", name.sv),
            en: format!("numbers and dates have an order, but this is {}", name.en),
        };
        return Some((message, help));
    }
    let mixed = (a.is_date() && b.is_number()) || (a.is_number() && b.is_date());
    mixed.then(|| {
        let message = text!(
            sv: "ett datum och ett tal går inte att jämföra",
            en: "a date and a number cannot be compared",
        );
        (message, None)
    })
}

impl Parameter {
    /// What is wanted, in messages.
    fn name(self) -> Text {
        match self {
            Self::Sized => text!(
                sv: "en lista, en mappning eller en text",
                en: "a list, a mapping or a text",
            ),
            Self::List => text!(sv: "en lista", en: "a list"),
            Self::Dates => text!(sv: "en lista med datum", en: "a list of dates"),
            Self::Date => text!(sv: "ett datum", en: "a date"),
            Self::Moment => text!(sv: "ett datum eller en tidpunkt", en: "a date or an instant"),
            Self::Int => text!(sv: "ett heltal", en: "a whole number"),
            Self::Text => text!(sv: "en text", en: "a text"),
            Self::Content => text!(
                sv: "ett dokument eller sökvägen till en bilaga",
                en: "a document or the path of an attachment",
            ),
        }
    }
}
