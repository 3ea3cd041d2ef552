//! Mutants of an expression: the same with one small mistake. Tests that do not notice one leave a gap.

use super::syntax::{Comparison, Expr, Expression, Kind, LoopKind};
use super::{functions, lookup};
use crate::source::Span;

/// An expression with one mistake.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What was changed, in English.
    pub change: String,
    /// The bytes of the expression's text where it was changed.
    pub span: Span,
    /// The changed expression.
    pub expression: Expression,
}

impl Expression {
    /// Every mutant: comparisons turned, operands of `&&` and `||` dropped, negations dropped, figures and texts
    /// replaced, `all` and `exists` swapped. The functions of the pack that the expression calls stay as they are.
    pub fn mutants(&self) -> Vec<Mutant> {
        let whole = |(change, span, mut root)| {
            lookup::plan_all(&mut root);
            Mutant { change, span, expression: Self { source: self.source.clone(), root, sees: self.sees } }
        };
        variants(&self.root).into_iter().map(whole).collect()
    }

    /// The mutants of a date: a day earlier, and a day later.
    pub fn moved(&self) -> Vec<Mutant> {
        let Some(function) = functions::find("plusDays") else { return Vec::new() };
        let span = self.root.span;
        let moved = |(change, days): (&str, i64)| {
            let args = vec![self.root.clone(), Expr { kind: Kind::Int(days), span }];
            let root = Expr { kind: Kind::Call(function, args), span };
            Mutant {
                change: change.to_owned(),
                span,
                expression: Self { source: self.source.clone(), root, sees: self.sees },
            }
        };
        [("a day earlier", -1), ("a day later", 1)].into_iter().map(moved).collect()
    }
}

/// A description of a change, where it is, and the changed expression.
type Variant = (String, Span, Expr);

/// The mutants of a part: itself changed, and itself with one part of it changed.
fn variants(expr: &Expr) -> Vec<Variant> {
    let mut found = own(expr);
    let within_body = matches!(expr.kind, Kind::Apply(..));
    let last = expr.children().len().saturating_sub(1);
    for (index, child) in expr.children().into_iter().enumerate() {
        if within_body && index == last {
            continue;
        }
        for (change, span, variant) in variants(child) {
            let mut parent = expr.clone();
            let mut at = 0;
            let mut variant = Some(variant);
            parent.for_each_child(&mut |slot| {
                if at == index
                    && let Some(variant) = variant.take()
                {
                    *slot = variant;
                }
                at += 1;
            });
            found.push((change, span, parent));
        }
    }
    found
}

/// The mutants of a part that change the part itself.
fn own(expr: &Expr) -> Vec<Variant> {
    let changed = |change: &str, kind| (change.to_owned(), expr.span, Expr { kind, span: expr.span });
    let instead = |change: &str, part: &Expr| (change.to_owned(), expr.span, part.clone());
    match &expr.kind {
        Kind::And(left, right) => {
            vec![instead("right side of `&&` dropped", left), instead("left side of `&&` dropped", right)]
        }
        Kind::Or(left, right) => {
            vec![instead("right side of `||` dropped", left), instead("left side of `||` dropped", right)]
        }
        Kind::Not(inner) => vec![instead("`!` dropped", inner)],
        Kind::Compare(comparison, left, right) => {
            let (other, change) = turned(*comparison);
            vec![changed(change, Kind::Compare(other, left.clone(), right.clone()))]
        }
        Kind::In(..) => vec![changed("`in` negated", Kind::Not(Box::new(expr.clone())))],
        Kind::Int(value) => vec![changed("figure raised by one", Kind::Int(value.saturating_add(1)))],
        Kind::Bool(value) => vec![changed("truth value turned", Kind::Bool(!value))],
        Kind::Text(_) => vec![changed("text replaced", Kind::Text("\u{0}".into()))],
        Kind::Loop(whole) => match whole.kind {
            LoopKind::All | LoopKind::Exists => {
                let mut other = whole.clone();
                let all = whole.kind == LoopKind::All;
                other.kind = if all { LoopKind::Exists } else { LoopKind::All };
                let change = if all { "`all` made `exists`" } else { "`exists` made `all`" };
                vec![changed(change, Kind::Loop(other))]
            }
            LoopKind::Filter => vec![instead("`filter` dropped", &whole.over)],
            LoopKind::ExistsOne | LoopKind::Map => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// A comparison that differs from another where it matters.
fn turned(comparison: Comparison) -> (Comparison, &'static str) {
    match comparison {
        Comparison::Equal => (Comparison::Unequal, "`==` made `!=`"),
        Comparison::Unequal => (Comparison::Equal, "`!=` made `==`"),
        Comparison::Less => (Comparison::AtMost, "`<` made `<=`"),
        Comparison::AtMost => (Comparison::Less, "`<=` made `<`"),
        Comparison::Greater => (Comparison::AtLeast, "`>` made `>=`"),
        Comparison::AtLeast => (Comparison::Greater, "`>=` made `>`"),
    }
}
