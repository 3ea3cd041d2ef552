//! Evaluation: an expression, a scope, a value that knows its place.
//!
//! Absence is an outcome, and follows CEL's logic of errors: `false && absent` is false, `true || absent` is
//! true, whatever else needs the absent value is absent.

use super::functions::{date, unusable};
use super::lookup::Lookup;
use super::scope::{Call, Scope};
use super::syntax::{Comparison, Expr, Expression, Field, Kind, Root};
use super::tally::Tally;
use super::value::{Absence, Halt, Items, Outcome, Place, Plain, Value};
use crate::read;
use crate::source::Date;
use std::rc::Rc;

/// How many steps one rule may take for one case.
const FUEL: u32 = 1_000_000;

/// Evaluates the expressions of one rule for one subject.
#[derive(Debug)]
pub struct Evaluator<'a, 's> {
    scope: &'s Scope<'a>,
    this: Option<Value<'a>>,
    document: Option<Place<'a>>,
    due: Option<Date>,
    pub(super) locals: Vec<Value<'a>>,
    fuel: u32,
    tally: Option<&'s Tally>,
}

impl<'a, 's> Evaluator<'a, 's> {
    /// An evaluator with its own allowance of steps.
    pub fn new(scope: &'s Scope<'a>) -> Self {
        Self { scope, this: None, document: None, due: None, locals: Vec::new(), fuel: FUEL, tally: None }
    }

    /// The same, noting the answers of all conditions in `tally`.
    #[must_use]
    pub fn counting(mut self, tally: Option<&'s Tally>) -> Self {
        self.tally = tally;
        self
    }

    /// The scope that expressions are evaluated in.
    pub fn scope(&self) -> &'s Scope<'a> {
        self.scope
    }

    /// What `self` means.
    pub fn this(&self) -> Option<&Value<'a>> {
        self.this.as_ref()
    }

    /// Sets what `self` means from now on.
    pub fn set_this(&mut self, this: Value<'a>) {
        self.this = Some(this);
    }

    /// Sets what `document` means from now on.
    pub fn set_document(&mut self, document: Place<'a>) {
        self.document = Some(document);
    }

    /// Sets what `due` means from now on; `None` where it has no value.
    pub fn set_due(&mut self, due: Option<Date>) {
        self.due = due;
    }

    /// Notes the answer to a question about the value of an expression, such as whether a date has passed.
    pub fn answered(&self, expression: &Expression, answer: bool) {
        if let Some(tally) = self.tally {
            tally.note_value(expression, answer);
        }
    }

    /// Notes that something was reached that is no condition, such as a row of a table.
    pub fn reached<T>(&self, what: &T) {
        if let Some(tally) = self.tally {
            tally.reach(what);
        }
    }

    /// The value of an expression.
    pub fn value(&mut self, expression: &'a Expression) -> Result<Value<'a>, Halt<'a>> {
        self.locals.clear();
        self.expr(&expression.root).map_err(|halt| *halt)
    }

    /// The value of a condition.
    pub fn condition(&mut self, expression: &'a Expression) -> Result<bool, Halt<'a>> {
        self.locals.clear();
        self.truth(&expression.root).map_err(|halt| *halt)
    }

    pub(super) fn expr(&mut self, expr: &'a Expr) -> Outcome<'a> {
        self.fuel = self.fuel.checked_sub(1).ok_or_else(too_costly)?;
        Ok(match &expr.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Int(value) => Value::Int(*value),
            Kind::Float(value) => Value::Float(*value),
            Kind::Text(text) => Value::Text(text),
            Kind::List(items) => {
                let items = items.iter().map(|item| self.expr(item)).collect::<Result<Vec<_>, _>>()?;
                Value::List(items.into())
            }
            Kind::Root(root) => self.root(*root)?,
            Kind::Local(slot) => self.locals.get(*slot).cloned().unwrap_or(Value::Null),
            Kind::Field(field) => self.field(field)?,
            Kind::Has(field) => Value::Bool(self.has(field)?),
            Kind::Index(of, index) => self.index(of, index)?,
            Kind::Not(operand) => Value::Bool(!self.truth(operand)?),
            Kind::And(left, right) => Value::Bool(self.both(left, right, false)?),
            Kind::Or(left, right) => Value::Bool(self.both(left, right, true)?),
            Kind::Choose(condition, yes, no) => {
                let branch = if self.truth(condition)? { yes } else { no };
                self.expr(branch)?
            }
            Kind::Compare(comparison, left, right) => {
                let (left, right) = (self.expr(left)?, self.expr(right)?);
                Value::Bool(compare(*comparison, &left, &right)?)
            }
            Kind::In(item, list) => Value::Bool(self.is_in(item, list)?),
            Kind::Negate(operand) => {
                self.arithmetic(&Value::Int(0), operand, i64::checked_sub, |a, b| a - b)?
            }
            Kind::Add(left, right) => {
                let left = self.expr(left)?;
                self.arithmetic(&left, right, i64::checked_add, |a, b| a + b)?
            }
            Kind::Subtract(left, right) => {
                let left = self.expr(left)?;
                self.arithmetic(&left, right, i64::checked_sub, |a, b| a - b)?
            }
            Kind::Loop(whole) => self.repeat(whole)?,
            Kind::Call(function, args) => {
                let values = args.iter().map(|arg| self.expr(arg)).collect::<Result<Vec<_>, _>>()?;
                (function.run)(&values, self.scope)?
            }
            Kind::Apply(name, args, body) => match known_call(name, args) {
                Some(call) => self.answer(call, args, body)?,
                None => self.apply(args, body)?,
            },
            Kind::DocumentsOf(Root::BeforeDocuments, kind) => {
                self.scope.before.documents_of(kind).ok_or_else(unbound)?
            }
            Kind::DocumentsOf(_, kind) => self.scope.documents.list_of(kind),
        })
    }

    /// What a call gives, by evaluating it only the first time. It costs as many steps each time.
    fn answer(&mut self, call: Call<'a>, args: &'a [Expr], body: &'a Expr) -> Outcome<'a> {
        if let Some((outcome, steps)) = self.scope.answers.get(call) {
            self.fuel = self.fuel.checked_sub(steps).ok_or_else(too_costly)?;
            return outcome;
        }
        let before = self.fuel;
        let outcome = self.apply(args, body);
        if !outcome.as_ref().is_err_and(|halt| halt.is_broken()) {
            self.scope.answers.keep(call, outcome.clone(), before - self.fuel);
        }
        outcome
    }

    /// The value of the key of a lookup for one of the other cases, with an allowance of steps of its own.
    pub(super) fn key_of(&self, lookup: &'a Lookup, case: Value<'a>) -> Outcome<'a> {
        let mut evaluator = Evaluator::new(self.scope);
        evaluator.locals.resize(lookup.slot, Value::Null);
        evaluator.locals.push(case);
        evaluator.expr(&lookup.key)
    }

    /// Whether the answers of conditions are counted.
    pub(super) fn counts(&self) -> bool {
        self.tally.is_some()
    }

    /// The value of `body` with `args` on the stack.
    fn apply(&mut self, args: &'a [Expr], body: &'a Expr) -> Outcome<'a> {
        let outer = self.locals.len();
        // None of them may be on the stack while the others are evaluated.
        if let [arg] = args {
            let value = self.expr(arg)?;
            self.locals.push(value);
        } else {
            let values = args.iter().map(|arg| self.expr(arg)).collect::<Result<Vec<_>, _>>()?;
            self.locals.extend(values);
        }
        let found = self.expr(body);
        self.locals.truncate(outer);
        found
    }

    fn root(&self, root: Root) -> Outcome<'a> {
        match root {
            Root::Case => Ok(Value::Node(self.scope.case)),
            Root::Documents => Ok(Value::List(Rc::clone(&self.scope.documents.all))),
            Root::Cases => Ok(Value::List(self.scope.others.all())),
            Root::BeforeCase => self.scope.before.case().map(Value::Node).ok_or_else(|| unbound().into()),
            Root::BeforeDocuments => self.scope.before.documents().ok_or_else(|| unbound().into()),
            Root::This => self.this.clone().ok_or_else(|| unbound().into()),
            Root::Document => self.document.map(Value::Node).ok_or_else(|| unbound().into()),
            Root::AsOf => Ok(Value::Date(self.scope.as_of)),
            Root::Due => self.due.map(Value::Date).ok_or_else(|| unbound().into()),
            // Only ever the left side of a field, which `field` looks up itself.
            Root::Parameters => Err(unbound().into()),
        }
    }

    fn field(&mut self, field: &'a Field) -> Outcome<'a> {
        if matches!(field.of.kind, Kind::Root(Root::Parameters)) {
            let found = self.scope.parameters.get(&*field.name).map(|place| Value::Node(*place));
            return found.ok_or_else(|| no_parameter(&field.name).into());
        }
        let of = self.expr(&field.of)?;
        let place = of.place().ok_or_else(|| unusable(&of))?;
        let absent = || Halt::Absent(Absence { within: Some(place), field: Some(&field.name) });
        match &place.node.value {
            read::Value::Map(_) => {
                let node = place.node.get(&field.name).ok_or_else(absent)?;
                let found = Place { tree: place.tree, node };
                if self.scope.placeholders.contains(&found) {
                    return Err(Halt::Absent(Absence { within: Some(found), field: None }).into());
                }
                Ok(Value::Node(found))
            }
            read::Value::Null => Err(absent().into()),
            _ => Err(Halt::Unusable(place).into()),
        }
    }

    /// Whether a field is there. A field of something absent is not.
    fn has(&mut self, field: &'a Field) -> Outcome<'a, bool> {
        match self.field(field) {
            Ok(_) => Ok(true),
            Err(halt) if matches!(*halt, Halt::Absent(_)) => Ok(false),
            Err(other) => Err(other),
        }
    }

    fn index(&mut self, of: &'a Expr, index: &'a Expr) -> Outcome<'a> {
        let (list, index) = (self.expr(of)?, self.expr(index)?);
        let mut items = self.items(&list)?;
        let Plain::Int(at) = index.plain() else { return Err(unusable(&index).into()) };
        let item = usize::try_from(at).ok().and_then(|at| items.nth(at));
        item.ok_or_else(|| Halt::Absent(Absence { within: list.place(), field: None }).into())
    }

    fn is_in(&mut self, item: &'a Expr, list: &'a Expr) -> Outcome<'a, bool> {
        let item = self.expr(item)?;
        // A list that is written out is mostly one of a few texts, and need not be made.
        if let Kind::List(others) = &list.kind {
            let alike = |other| self.expr(other).map(|other| other.alike(&item));
            return others.iter().map(alike).try_fold(false, |found, alike| Ok(found | alike?));
        }
        let list = self.expr(list)?;
        Ok(self.items(&list)?.any(|other| other.alike(&item)))
    }

    pub(super) fn truth(&mut self, expr: &'a Expr) -> Outcome<'a, bool> {
        let answer = self.expr(expr).and_then(|value| match value.plain() {
            Plain::Bool(value) => Ok(value),
            _ => Err(unusable(&value).into()),
        });
        if let Some(tally) = self.tally {
            tally.note(expr, answer.as_ref().ok().copied());
        }
        answer
    }

    /// `&&` and `||`: `decisive` on either side decides, whatever the other side is.
    fn both(&mut self, left: &'a Expr, right: &'a Expr, decisive: bool) -> Outcome<'a, bool> {
        let left = self.truth(left);
        let settles = |side: &Outcome<'a, bool>| match side {
            Ok(value) => *value == decisive,
            Err(halt) => halt.is_broken(),
        };
        if settles(&left) {
            return left;
        }
        let right = self.truth(right);
        if settles(&right) || left.is_ok() { right } else { left }
    }

    /// The items of a list, each of which counts as a step.
    pub(super) fn items(&mut self, list: &Value<'a>) -> Outcome<'a, Items<'a>> {
        let items = list.items().ok_or_else(|| unusable(list))?;
        let cost = u32::try_from(items.len()).unwrap_or(u32::MAX);
        self.fuel = self.fuel.checked_sub(cost).ok_or_else(too_costly)?;
        Ok(items)
    }

    fn arithmetic(
        &mut self,
        left: &Value<'a>,
        right: &'a Expr,
        whole: fn(i64, i64) -> Option<i64>,
        other: fn(f64, f64) -> f64,
    ) -> Outcome<'a> {
        let right = self.expr(right)?;
        match (left.plain(), right.plain()) {
            (Plain::Int(a), Plain::Int(b)) => whole(a, b).map(Value::Int).ok_or_else(|| {
                let why = text!(
                    sv: "talet blir större än 64 bitar rymmer",
                    en: "the number becomes larger than 64 bits hold",
                );
                Halt::Broken(why).into()
            }),
            (a, b) => match (a.number(), b.number()) {
                (Some(a), Some(b)) => Ok(Value::Float(other(a, b))),
                (None, _) => Err(unusable(left).into()),
                _ => Err(unusable(&right).into()),
            },
        }
    }
}

/// A comparison of two values. Equality is of all values, order of numbers and of dates.
fn compare<'a>(comparison: Comparison, left: &Value<'a>, right: &Value<'a>) -> Result<bool, Halt<'a>> {
    if !comparison.orders() {
        return Ok(left.alike(right) == (comparison == Comparison::Equal));
    }
    let order = match (left.plain(), right.plain()) {
        (Plain::Int(a), Plain::Int(b)) => a.cmp(&b),
        (a, b) => match (a.number(), b.number()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => date(left)?.cmp(&date(right)?),
        },
    };
    Ok(comparison.holds(order))
}

/// The call of a function without arguments, or with a text that is written out.
fn known_call<'a>(name: &'a str, args: &'a [Expr]) -> Option<Call<'a>> {
    match args {
        [] => Some((name, None)),
        [Expr { kind: Kind::Text(text), .. }] => Some((name, Some(text))),
        _ => None,
    }
}

fn unbound<'a>() -> Halt<'a> {
    Halt::Broken(text!(
        sv: "uttrycket använder ett namn som inte har något värde här",
        en: "the expression uses a name that has no value here",
    ))
}

fn no_parameter<'a>(name: &str) -> Halt<'a> {
    Halt::Broken(text!(
        sv: "parametern `{name}` har inget värde för det här datumet",
        en: "the parameter `{name}` has no value for this date",
    ))
}

fn too_costly<'a>() -> Halt<'a> {
    Halt::Broken(text!(
        sv: "regeln tar fler än {FUEL} steg för det här ärendet",
        en: "the rule takes more than {FUEL} steps for this case",
    ))
}
