//! Evaluation: an expression, a scope, a value that knows its place.
//!
//! Absence is an outcome, and follows CEL's logic of errors: `false && absent` is false, `true || absent` is
//! true, whatever else needs the absent value is absent.

use super::functions::{date, unusable};
use super::scope::Scope;
use super::syntax::{Comparison, Expr, Expression, Field, Kind, Loop, LoopKind, Root};
use super::tally::Tally;
use super::value::{Absence, Halt, Items, Place, Plain, Value};
use crate::read;
use std::rc::Rc;

/// How many steps one rule may take for one case.
const FUEL: u32 = 1_000_000;

/// Evaluates the expressions of one rule for one subject.
#[derive(Debug)]
pub struct Evaluator<'a, 's> {
    scope: &'s Scope<'a>,
    this: Option<Value<'a>>,
    document: Option<Place<'a>>,
    locals: Vec<Value<'a>>,
    fuel: u32,
    tally: Option<&'s Tally>,
}

/// A value, or why there is none. That is the rarer case, and on the heap, so that values stay small.
type Outcome<'a, T = Value<'a>> = Result<T, Box<Halt<'a>>>;

impl<'a, 's> Evaluator<'a, 's> {
    /// An evaluator with its own allowance of steps.
    pub fn new(scope: &'s Scope<'a>) -> Self {
        Self { scope, this: None, document: None, locals: Vec::new(), fuel: FUEL, tally: None }
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

    /// Sets what `self` means from now on.
    pub fn set_this(&mut self, this: Value<'a>) {
        self.this = Some(this);
    }

    /// Sets what `document` means from now on.
    pub fn set_document(&mut self, document: Place<'a>) {
        self.document = Some(document);
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

    fn expr(&mut self, expr: &'a Expr) -> Outcome<'a> {
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
            Kind::In(item, list) => {
                let (item, list) = (self.expr(item)?, self.expr(list)?);
                let mut items = self.items(&list)?;
                Value::Bool(items.any(|other| other.alike(&item)))
            }
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
                (function.run)(&values)?
            }
            Kind::Apply(_, args, body) => self.apply(args, body)?,
            Kind::DocumentsOf(kind) => self.scope.documents.list_of(kind),
        })
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
        let unbound = || {
            Halt::Broken(text!(
                sv: "uttrycket använder ett namn som inte har något värde här",
                en: "the expression uses a name that has no value here",
            ))
        };
        match root {
            Root::Case => Ok(Value::Node(self.scope.case)),
            Root::Documents => Ok(Value::List(Rc::clone(&self.scope.documents.all))),
            Root::This => self.this.clone().ok_or_else(|| unbound().into()),
            Root::Document => self.document.map(Value::Node).ok_or_else(|| unbound().into()),
            Root::AsOf => Ok(Value::Date(self.scope.as_of)),
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
                Ok(Value::Node(Place { tree: place.tree, node }))
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

    fn truth(&mut self, expr: &'a Expr) -> Outcome<'a, bool> {
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

    fn items(&mut self, list: &Value<'a>) -> Outcome<'a, Items<'a>> {
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

    fn repeat(&mut self, whole: &'a Loop) -> Outcome<'a> {
        let over = self.expr(&whole.over)?;
        let items = self.items(&over)?;
        let found = match whole.kind {
            LoopKind::Map => self.map(whole, items),
            LoopKind::Filter => self.filter(whole, items).map(|kept| Value::List(kept.into())),
            LoopKind::ExistsOne => self.filter(whole, items).map(|kept| Value::Bool(kept.len() == 1)),
            LoopKind::All => self.quantify(whole, items, false),
            LoopKind::Exists => self.quantify(whole, items, true),
        };
        self.locals.truncate(whole.slot);
        found
    }

    /// Makes `item` the variable of a loop.
    fn bind(&mut self, whole: &Loop, item: Value<'a>) {
        self.locals.truncate(whole.slot);
        self.locals.push(item);
    }

    fn map(&mut self, whole: &'a Loop, items: Items<'a>) -> Outcome<'a> {
        let mut made = Vec::with_capacity(items.len());
        for item in items {
            self.bind(whole, item);
            let wanted = match &whole.only {
                Some(only) => self.truth(only)?,
                None => true,
            };
            if wanted {
                made.push(self.expr(&whole.body)?);
            }
        }
        Ok(Value::List(made.into()))
    }

    fn filter(&mut self, whole: &'a Loop, items: Items<'a>) -> Outcome<'a, Vec<Value<'a>>> {
        let mut kept = Vec::new();
        for item in items {
            self.bind(whole, item.clone());
            if self.truth(&whole.body)? {
                kept.push(item);
            }
        }
        Ok(kept)
    }

    /// `all` and `exists`: an item for which the body is `decisive` decides; otherwise an absence prevails.
    fn quantify(&mut self, whole: &'a Loop, items: Items<'a>, decisive: bool) -> Outcome<'a> {
        let mut halted = None;
        for item in items {
            self.bind(whole, item);
            match self.truth(&whole.body) {
                Ok(value) if value == decisive => return Ok(Value::Bool(decisive)),
                Ok(_) => {}
                Err(halt) if halt.is_broken() => return Err(halt),
                Err(halt) => halted = halted.or(Some(halt)),
            }
        }
        halted.map_or(Ok(Value::Bool(!decisive)), Err)
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
