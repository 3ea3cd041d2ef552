//! What the `cel` crate parsed to our syntax tree, with every name resolved.

use super::functions;
use super::lookup;
use super::parse::Parsed;
use super::syntax::{Comparison, Expr, Expression, Field, Kind, Loop, LoopKind, Root, Sees};
use super::types::Type;
use super::{Fault, Functions};
use crate::source::{Span, Text, suggest};
use cel::common::ast::{
    CallExpr, ComprehensionExpr, Expr as Cel, IdedExpr, LiteralValue, SourceInfo, operators,
};
use std::collections::BTreeMap;

/// How deep macros over lists may be nested: the cost of an expression is the size of the lists to this power.
const DEEPEST_LOOP: usize = 3;

/// What stands before the names of things as they stood at an earlier version.
const BEFORE: &str = "before";

/// How many parts an expression may have, the bodies of the functions that it calls included.
const LARGEST: usize = 4000;

/// Resolves the names of an expression: the roots, `parameters` as the first variables on the stack, and the
/// functions of the pack.
pub(super) fn lower(
    parsed: &Parsed,
    functions: &Functions,
    roots: &BTreeMap<Root, Type>,
    parameters: &[String],
) -> Result<Expression, Vec<Fault>> {
    let mut lowering = Lowering::new(&parsed.info, functions, roots, functions.0.len());
    lowering.locals.extend_from_slice(parameters);
    let root = lowering.expr(&parsed.tree);
    lowering.finish(&parsed.info.source, root)
}

/// The state of lowering one expression.
struct Lowering<'a> {
    info: &'a SourceInfo,
    functions: &'a Functions,
    roots: &'a BTreeMap<Root, Type>,
    /// How many of the pack's functions may be called: those that are defined before.
    known: usize,
    /// The variables in scope, by place on the stack.
    locals: Vec<String>,
    loops: usize,
    parts: usize,
    sees: Sees,
    faults: Vec<Fault>,
}

impl<'a> Lowering<'a> {
    fn new(
        info: &'a SourceInfo,
        functions: &'a Functions,
        roots: &'a BTreeMap<Root, Type>,
        known: usize,
    ) -> Self {
        Self {
            info,
            functions,
            roots,
            known,
            locals: Vec::new(),
            loops: 0,
            parts: 0,
            sees: Sees::default(),
            faults: Vec::new(),
        }
    }

    /// The finished expression, or everything that is wrong with it.
    fn finish(mut self, source: &str, root: Expr) -> Result<Expression, Vec<Fault>> {
        if self.parts > LARGEST {
            let message = text!(
                sv: "uttrycket har fler än {LARGEST} delar med de funktioner som det anropar",
                en: "the expression has more than {LARGEST} parts with the functions that it calls",
            );
            self.faults.push(Fault::new(Span::new(0, source.len()), message));
        }
        if self.faults.is_empty() {
            Ok(Expression { source: source.into(), root, sees: self.sees })
        } else {
            Err(self.faults)
        }
    }

    /// Where the parser puts a node: for calls the `(` or the operator, for fields the `.`.
    fn mark(&self, id: u64) -> Span {
        let (start, last) = self.info.offset_for(id).unwrap_or_default();
        Span { start, end: last + 1 }
    }

    /// The bytes of the name that follows the mark of a field.
    fn name_after(&self, mark: Span, name: &str) -> Span {
        let rest = self.info.source.get(mark.end as usize..).unwrap_or_default();
        let start = mark.end as usize + rest.find(name).unwrap_or(0);
        Span::new(start, start + name.len())
    }

    /// The bytes of the name that stands before the mark of a call.
    fn name_before(&self, mark: Span, name: &str) -> Span {
        let before = self.info.source.get(..mark.start as usize).unwrap_or_default();
        before.rfind(name).map_or(mark, |start| Span::new(start, start + name.len()))
    }

    fn fault(&mut self, span: Span, message: Text, help: Option<Text>) -> Kind {
        self.faults.push(Fault::new(span, message).with_help(help));
        Kind::Null
    }

    fn expr(&mut self, cel: &IdedExpr) -> Expr {
        self.parts += 1;
        let span = self.mark(cel.id);
        if self.parts > LARGEST {
            return Expr { kind: Kind::Null, span };
        }
        match &cel.expr {
            Cel::Literal(literal) => Expr { kind: self.literal(literal, span), span },
            Cel::Ident(name) => Expr { kind: self.variable(name, span), span },
            Cel::Select(select) if self.is_before(&select.operand) && !select.test => {
                let span = self.name_after(span, &select.field);
                Expr { kind: self.variable(&format!("{BEFORE}.{}", select.field), span), span }
            }
            Cel::Select(select) => {
                let of = self.expr(&select.operand);
                let span = self.name_after(span, &select.field);
                let field = Box::new(Field { of, name: select.field.as_str().into() });
                let kind = if select.test { Kind::Has(field) } else { Kind::Field(field) };
                Expr { kind, span }
            }
            Cel::List(list) => {
                Expr { kind: Kind::List(list.elements.iter().map(|item| self.expr(item)).collect()), span }
            }
            Cel::Call(call) => self.call(call, span),
            Cel::Comprehension(comprehension) => self.comprehension(comprehension, span),
            Cel::Map(_) | Cel::Struct(_) | Cel::Unspecified => {
                let message = text!(
                    sv: "mappningar kan inte skrivas i ett uttryck",
                    en: "mappings cannot be written in an expression",
                );
                Expr { kind: self.fault(span, message, None), span }
            }
        }
    }

    fn literal(&mut self, literal: &LiteralValue, span: Span) -> Kind {
        match literal {
            LiteralValue::Null => Kind::Null,
            LiteralValue::Boolean(value) => Kind::Bool(*value.inner()),
            LiteralValue::Int(value) => Kind::Int(*value.inner()),
            LiteralValue::Double(value) => Kind::Float(*value.inner()),
            LiteralValue::String(value) => Kind::Text(value.inner().into()),
            LiteralValue::UInt(_) | LiteralValue::Bytes(_) => {
                let message = text!(
                    sv: "hela tal skrivs utan `u`, text utan `b`",
                    en: "whole numbers are written without `u`, texts without `b`",
                );
                self.fault(span, message, None)
            }
        }
    }

    fn variable(&mut self, name: &str, span: Span) -> Kind {
        if let Some(slot) = self.locals.iter().rposition(|local| local == name) {
            return Kind::Local(slot);
        }
        let roots = self.roots;
        if let Some(root) = roots.keys().find(|root| root.name() == name) {
            self.sees.anything = true;
            self.sees.cases |= *root == Root::Cases;
            self.sees.date |= *root == Root::AsOf;
            self.sees.before |= matches!(root, Root::BeforeCase | Root::BeforeDocuments);
            return Kind::Root(*root);
        }
        let known = roots.keys().map(|root| root.name()).chain(self.locals.iter().map(String::as_str));
        let names: Vec<&str> = known.collect();
        let help = match suggest(name, names.iter().copied()) {
            Some(near) => text!(sv: "menade du `{near}`?", en: "did you mean `{near}`?"),
            None => {
                let names = names.join("`, `");
                text!(sv: "här finns `{names}`", en: "these exist here: `{names}`")
            }
        };
        let message = text!(sv: "`{name}` finns inte här", en: "there is no `{name}` here");
        self.fault(span, message, Some(help))
    }

    /// Whether a part is the name before which the earlier version of something stands, and not a variable.
    fn is_before(&self, cel: &IdedExpr) -> bool {
        matches!(&cel.expr, Cel::Ident(name) if name == BEFORE && !self.locals.iter().any(|local| local == name))
    }

    fn call(&mut self, call: &CallExpr, mark: Span) -> Expr {
        let name = call.func_name.as_str();
        let args: Vec<Expr> =
            call.target.iter().map(|target| &**target).chain(&call.args).map(|arg| self.expr(arg)).collect();
        let operator = operator(name, args);
        match operator {
            Ok(kind) => Expr { kind, span: mark },
            Err(args) => {
                let span = self.name_before(mark, name);
                Expr { kind: self.function(name, args, call.target.is_some(), span), span }
            }
        }
    }

    /// A call by name: of a function of ours, or of the pack.
    fn function(&mut self, name: &str, args: Vec<Expr>, method: bool, span: Span) -> Kind {
        if let Some(function) = functions::find(name) {
            let wanted = function.parameters.len();
            if args.len() != wanted || (method && !function.method) {
                let (usage, found) = (function.usage, args.len());
                let message = text!(
                    sv: "`{name}` skrivs `{usage}`, men här står {found} värde(n)",
                    en: "`{name}` is written `{usage}`, but {found} value(s) are given",
                );
                return self.fault(span, message, None);
            }
            return Kind::Call(function, args);
        }
        match self.functions.position(name, self.known) {
            Some(position) if !method => self.apply(position, args, span),
            _ => self.unknown_function(name, span),
        }
    }

    /// A call of a function of the pack: its body, with the arguments as the first variables of its stack.
    fn apply(&mut self, position: usize, args: Vec<Expr>, span: Span) -> Kind {
        let Some(definition) = self.functions.0.get(position) else { return Kind::Null };
        let name = &definition.name;
        let wanted = definition.parameters.len();
        if args.len() != wanted {
            let parameters = definition.parameters.join(", ");
            let found = args.len();
            let message = text!(
                sv: "`{name}({parameters})` tar {wanted} värde(n), men här står {found}",
                en: "`{name}({parameters})` takes {wanted} value(s), but {found} are given",
            );
            return self.fault(span, message, None);
        }
        if definition.faulty {
            let nothing = Expr { kind: Kind::Null, span };
            return Kind::Apply(name.as_str().into(), args, Box::new(nothing));
        }
        let mut inner = Lowering::new(&definition.body.info, self.functions, self.roots, position);
        inner.parts = self.parts;
        inner.sees = self.sees;
        inner.loops = self.loops;
        // The body sees its parameters alone, but its variables lie above those of the call on the stack.
        inner.locals = self.locals.iter().map(|_| String::new()).collect();
        inner.locals.extend(definition.parameters.iter().cloned());
        let mut body = inner.expr(&definition.body.tree);
        self.parts = inner.parts;
        self.sees = inner.sees;
        place_all(&mut body, span);
        Kind::Apply(name.as_str().into(), args, Box::new(body))
    }

    fn unknown_function(&mut self, name: &str, span: Span) -> Kind {
        let ours = functions::FUNCTIONS.iter().map(|function| function.name);
        let own = self.functions.0.iter().take(self.known).map(|definition| definition.name.as_str());
        let macros = ["has", "all", "exists", "exists_one", "map", "filter"];
        let known: Vec<&str> = ours.chain(macros).chain(own).collect();
        let near = suggest(name, known.iter().copied());
        let help = near.map(|near| text!(sv: "menade du `{near}`?", en: "did you mean `{near}`?"));
        let message = text!(sv: "funktionen `{name}` finns inte", en: "there is no function `{name}`");
        self.fault(span, message, help)
    }

    fn comprehension(&mut self, cel: &ComprehensionExpr, mark: Span) -> Expr {
        let over = self.expr(&cel.iter_range);
        let Some((kind, only, body)) = parts_of(cel) else {
            let message = text!(sv: "det här makrot finns inte", en: "there is no such macro");
            return Expr { kind: self.fault(mark, message, None), span: mark };
        };
        self.loops += 1;
        if self.loops > DEEPEST_LOOP {
            let message = text!(
                sv: "fler än {DEEPEST_LOOP} makron i varandra",
                en: "more than {DEEPEST_LOOP} macros are nested",
            );
            self.fault(mark, message, None);
        }
        let slot = self.locals.len();
        self.locals.push(cel.iter_var.clone());
        let only = only.map(|only| self.expr(only));
        let body = self.expr(body);
        self.locals.pop();
        self.loops -= 1;
        let span = self.name_before(mark, kind.name());
        let mut whole = Loop { kind, over, slot, only, body, lookups: Vec::new() };
        lookup::plan(&mut whole);
        indexed(whole, span)
    }
}

/// Gives every part of a function's body the place of the call, since its own is in another text.
fn place_all(expr: &mut Expr, span: Span) {
    expr.span = span;
    expr.for_each_child(&mut |child| place_all(child, span));
}

/// The operators of CEL; anything else gives the arguments back.
fn operator(name: &str, args: Vec<Expr>) -> Result<Kind, Vec<Expr>> {
    let mut boxed = args.into_iter().map(Box::new);
    let (first, second, third) = (boxed.next(), boxed.next(), boxed.next());
    let compare = |comparison: Comparison| move |a, b| Kind::Compare(comparison, a, b);
    Ok(match (name, first, second, third) {
        (operators::LOGICAL_NOT, Some(a), None, None) => Kind::Not(a),
        (operators::NEGATE, Some(a), None, None) => Kind::Negate(a),
        (operators::LOGICAL_AND, Some(a), Some(b), None) => Kind::And(a, b),
        (operators::LOGICAL_OR, Some(a), Some(b), None) => Kind::Or(a, b),
        (operators::CONDITIONAL, Some(a), Some(b), Some(c)) => Kind::Choose(a, b, c),
        (operators::EQUALS, Some(a), Some(b), None) => compare(Comparison::Equal)(a, b),
        (operators::NOT_EQUALS, Some(a), Some(b), None) => compare(Comparison::Unequal)(a, b),
        (operators::LESS, Some(a), Some(b), None) => compare(Comparison::Less)(a, b),
        (operators::LESS_EQUALS, Some(a), Some(b), None) => compare(Comparison::AtMost)(a, b),
        (operators::GREATER, Some(a), Some(b), None) => compare(Comparison::Greater)(a, b),
        (operators::GREATER_EQUALS, Some(a), Some(b), None) => compare(Comparison::AtLeast)(a, b),
        (operators::IN, Some(a), Some(b), None) => Kind::In(a, b),
        (operators::ADD, Some(a), Some(b), None) => Kind::Add(a, b),
        (operators::SUBSTRACT, Some(a), Some(b), None) => Kind::Subtract(a, b),
        (operators::INDEX, Some(a), Some(b), None) => Kind::Index(a, b),
        (_, first, second, third) => {
            let rest = first.into_iter().chain(second).chain(third).chain(boxed);
            return Err(rest.map(|arg| *arg).collect());
        }
    })
}

/// Which macro a comprehension was made by, with its condition (of a `map`) and its body.
fn parts_of(cel: &ComprehensionExpr) -> Option<(LoopKind, Option<&IdedExpr>, &IdedExpr)> {
    let Cel::Call(step) = &cel.loop_step.expr else { return None };
    let (first, second) = (step.args.first()?, step.args.get(1)?);
    Some(match (&cel.accu_init.expr, step.func_name.as_str()) {
        (Cel::Literal(LiteralValue::Boolean(_)), operators::LOGICAL_AND) => (LoopKind::All, None, second),
        (Cel::Literal(LiteralValue::Boolean(_)), operators::LOGICAL_OR) => (LoopKind::Exists, None, second),
        (Cel::Literal(LiteralValue::Int(_)), operators::CONDITIONAL) => (LoopKind::ExistsOne, None, first),
        (Cel::List(_), operators::ADD) => (LoopKind::Map, None, sole_item(second)?),
        (Cel::List(_), operators::CONDITIONAL) => {
            let Cel::Call(add) = &second.expr else { return None };
            let kept = sole_item(add.args.get(1)?)?;
            match &kept.expr {
                Cel::Ident(name) if *name == cel.iter_var => (LoopKind::Filter, None, first),
                _ => (LoopKind::Map, Some(first), kept),
            }
        }
        _ => return None,
    })
}

/// The only element of a list that is written out.
fn sole_item(list: &IdedExpr) -> Option<&IdedExpr> {
    match &list.expr {
        Cel::List(list) => list.elements.first(),
        _ => None,
    }
}

/// The loop, or the look-up in the index of documents that does the same.
///
/// `documents.filter(d, d.kind == 'x')` is the index itself, and of `d.kind == 'x' && rest` only the rest is
/// left to be filtered.
fn indexed(mut whole: Loop, span: Span) -> Expr {
    let narrows = matches!(whole.kind, LoopKind::Filter | LoopKind::Exists | LoopKind::ExistsOne);
    let of = match whole.over.kind {
        Kind::Root(of @ (Root::Documents | Root::BeforeDocuments)) if narrows => of,
        _ => return Expr { kind: Kind::Loop(Box::new(whole)), span },
    };
    match split_kind(whole.body, whole.slot, of) {
        (Some(of_kind), None) if whole.kind == LoopKind::Filter => return of_kind,
        (of_kind, rest) => {
            whole.over = of_kind.unwrap_or(whole.over);
            whole.body = rest.unwrap_or(Expr { kind: Kind::Bool(true), span });
        }
    }
    Expr { kind: Kind::Loop(Box::new(whole)), span }
}

/// Takes `variable.kind == 'name'` off the front of a condition: the documents of that kind, and what is left.
fn split_kind(body: Expr, slot: usize, of: Root) -> (Option<Expr>, Option<Expr>) {
    match body.kind {
        Kind::Compare(Comparison::Equal, left, right) => match (&left.kind, &right.kind) {
            (Kind::Field(field), Kind::Text(name))
                if &*field.name == "kind" && matches!(field.of.kind, Kind::Local(at) if at == slot) =>
            {
                (Some(Expr { kind: Kind::DocumentsOf(of, name.clone()), span: right.span }), None)
            }
            _ => {
                let kind = Kind::Compare(Comparison::Equal, left, right);
                (None, Some(Expr { kind, span: body.span }))
            }
        },
        Kind::And(left, right) => {
            let (of_kind, rest) = split_kind(*left, slot, of);
            let kind = match rest {
                None => return (of_kind, Some(*right)),
                Some(rest) => Kind::And(Box::new(rest), right),
            };
            (of_kind, Some(Expr { kind, span: body.span }))
        }
        kind => (None, Some(Expr { kind, span: body.span })),
    }
}

impl LoopKind {
    /// The macro's name.
    fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Exists => "exists",
            Self::ExistsOne => "exists_one",
            Self::Map => "map",
            Self::Filter => "filter",
        }
    }
}
