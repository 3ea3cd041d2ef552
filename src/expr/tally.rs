//! Which answers the conditions of an expression have given, over many evaluations.

use super::syntax::{Expr, Expression, Kind};
use crate::source::Span;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// The answers that a condition has given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// It has been true.
    pub yes: bool,
    /// It has been false.
    pub no: bool,
    /// Something that it needs has been absent.
    pub absent: bool,
}

impl Seen {
    /// The answers of both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { yes: self.yes || other.yes, no: self.no || other.no, absent: self.absent || other.absent }
    }
}

/// A condition inside an expression with the answers that it has given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Its bytes in the text of the expression, or the place of its operator.
    pub span: Span,
    /// What it is: a word of the expression's text near its place.
    pub words: String,
    /// The answers.
    pub seen: Seen,
}

/// Collects answers. Evaluators that share a tally add to it.
#[derive(Debug, Default)]
pub struct Tally {
    conditions: RefCell<BTreeMap<usize, Seen>>,
    reached: RefCell<BTreeSet<usize>>,
}

impl Tally {
    /// Notes an answer of a condition; `None` where it had no value.
    pub(super) fn note(&self, expr: &Expr, answer: Option<bool>) {
        let mut all = self.conditions.borrow_mut();
        let seen = all.entry(std::ptr::from_ref(expr).addr()).or_default();
        match answer {
            Some(true) => seen.yes = true,
            Some(false) => seen.no = true,
            None => seen.absent = true,
        }
    }

    /// Notes the answer to a question about the value of an expression.
    pub(super) fn note_value(&self, expression: &Expression, answer: bool) {
        let mut all = self.conditions.borrow_mut();
        let seen = all.entry(std::ptr::from_ref(&expression.source).addr()).or_default();
        if answer {
            seen.yes = true;
        } else {
            seen.no = true;
        }
    }

    /// The answers to the question about the value of an expression.
    pub fn of_value(&self, expression: &Expression) -> Option<Seen> {
        self.conditions.borrow().get(&std::ptr::from_ref(&expression.source).addr()).copied()
    }

    /// Notes that something was reached.
    pub(super) fn reach<T>(&self, what: &T) {
        self.reached.borrow_mut().insert(std::ptr::from_ref(what).addr());
    }

    /// Whether something was reached.
    pub fn has_reached<T>(&self, what: &T) -> bool {
        self.reached.borrow().contains(&std::ptr::from_ref(what).addr())
    }

    /// The conditions of an expression: the whole, where it is one, and every operand of `&&`, `||`, `!` and `?:`
    /// and every body of `all`, `exists` and `filter`. Those inside functions of the pack are left out.
    pub fn conditions(&self, expression: &Expression) -> Vec<Condition> {
        let mut found = Vec::new();
        self.collect(&expression.root, expression, &mut found);
        found
    }

    fn collect(&self, expr: &Expr, whole: &Expression, found: &mut Vec<Condition>) {
        if let Some(seen) = self.conditions.borrow().get(&std::ptr::from_ref(expr).addr()) {
            found.push(Condition { span: expr.span, words: near(&whole.source, expr.span), seen: *seen });
        }
        let children = match &expr.kind {
            Kind::Apply(_, args, _) => args.iter().collect(),
            _ => expr.children(),
        };
        for child in children {
            self.collect(child, whole, found);
        }
    }
}

/// A few words of `source` around `span`.
fn near(source: &str, span: Span) -> String {
    const AROUND: usize = 24;
    let from = source.floor_char_boundary((span.start as usize).saturating_sub(AROUND));
    let to = source.ceil_char_boundary((span.end as usize + AROUND).min(source.len()));
    let (before, after) = (if from > 0 { "…" } else { "" }, if to < source.len() { "…" } else { "" });
    let words = source.get(from..to).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{before}{words}{after}")
}
