//! Conditions on the other cases that an index can answer: `key(c) == value`, alone or as a part of an `&&`, where the
//! key looks at nothing but the case `c`, and the value at anything but it.

use super::syntax::{Comparison, Expr, Kind, Loop, LoopKind, Root};
use std::fmt::Write as _;

/// A comparison that cases can be looked up by.
#[derive(Clone, Debug)]
pub(super) struct Lookup {
    /// What the key is, wherever it stands: the same name, the same key.
    pub(super) name: Box<str>,
    /// The key: an expression of the loop's variable alone.
    pub(super) key: Expr,
    /// The place of the loop's variable on the stack.
    pub(super) slot: usize,
    /// What the key is compared with: an expression without the loop's variable.
    pub(super) value: Expr,
    /// Whether the condition is nothing but this comparison.
    pub(super) alone: bool,
}

/// Finds the lookups of every macro in an expression anew.
pub(super) fn plan_all(expr: &mut Expr) {
    expr.for_each_child(&mut plan_all);
    if let Kind::Loop(whole) = &mut expr.kind {
        plan(whole);
    }
}

/// Finds the lookups of a macro.
pub(super) fn plan(whole: &mut Loop) {
    let condition = match whole.kind {
        LoopKind::Filter | LoopKind::Exists | LoopKind::ExistsOne => Some(&whole.body),
        LoopKind::Map => whole.only.as_ref(),
        LoopKind::All => None,
    };
    let mut lookups = Vec::new();
    if let (Kind::Root(Root::Cases), Some(condition)) = (&whole.over.kind, condition) {
        collect(condition, whole.slot, true, &mut lookups);
    }
    whole.lookups = lookups;
}

/// The lookups among the operands of `&&`.
fn collect(condition: &Expr, slot: usize, alone: bool, found: &mut Vec<Lookup>) {
    match &condition.kind {
        Kind::And(left, right) => {
            collect(left, slot, false, found);
            collect(right, slot, false, found);
        }
        Kind::Compare(Comparison::Equal, left, right) => {
            let sides = [(left, right), (right, left)];
            let lookup = sides.into_iter().find_map(|(key, value)| {
                let name = name(key, slot).filter(|_| !mentions(value, slot))?;
                let (key, value) = ((**key).clone(), (**value).clone());
                Some(Lookup { name, key, slot, value, alone })
            });
            found.extend(lookup);
        }
        _ => {}
    }
}

/// Whether a part uses the variable at `slot`.
fn mentions(expr: &Expr, slot: usize) -> bool {
    let mut found = false;
    expr.walk(&mut |part| found |= matches!(part.kind, Kind::Local(at) if at == slot));
    found
}

/// What to call a key: the same wherever it is written. `None` where it is no key, since something else than the
/// variable at `slot` takes part in it.
fn name(key: &Expr, slot: usize) -> Option<Box<str>> {
    let mut name = String::new();
    (mentions(key, slot) && describe(key, slot, &mut name)).then(|| name.into())
}

/// Appends a description of a part; `false` where it sees more than the variable at `slot`.
fn describe(expr: &Expr, slot: usize, out: &mut String) -> bool {
    let written = match &expr.kind {
        Kind::Root(_) | Kind::DocumentsOf(..) => return false,
        Kind::Local(at) => match at.checked_sub(slot) {
            Some(above) => write!(out, "${above}"),
            None => return false,
        },
        Kind::Null => write!(out, "null"),
        Kind::Bool(value) => write!(out, "{value}"),
        Kind::Int(value) => write!(out, "{value}"),
        Kind::Float(value) => write!(out, "{value:?}"),
        Kind::Text(value) => write!(out, "{value:?}"),
        Kind::List(_) => write!(out, "list"),
        Kind::Field(field) => write!(out, "field {:?}", field.name),
        Kind::Has(field) => write!(out, "has {:?}", field.name),
        Kind::Index(..) => write!(out, "index"),
        Kind::Not(_) => write!(out, "not"),
        Kind::Negate(_) => write!(out, "negate"),
        Kind::And(..) => write!(out, "and"),
        Kind::Or(..) => write!(out, "or"),
        Kind::Choose(..) => write!(out, "choose"),
        Kind::Compare(comparison, ..) => write!(out, "{comparison:?}"),
        Kind::In(..) => write!(out, "in"),
        Kind::Add(..) => write!(out, "add"),
        Kind::Subtract(..) => write!(out, "subtract"),
        Kind::Loop(inner) => write!(out, "{:?} {}", inner.kind, inner.only.is_some()),
        Kind::Call(function, _) => write!(out, "call {}", function.name),
        Kind::Apply(function, ..) => write!(out, "apply {function:?}"),
    };
    out.push('(');
    let whole = written.is_ok() && expr.children().into_iter().all(|child| describe(child, slot, out));
    out.push(')');
    whole
}
