//! The syntax tree of an expression, with every name resolved.

use super::functions::Function;
use super::lookup::Lookup;
use crate::source::Span;

/// An expression that can be evaluated.
#[derive(Clone, Debug)]
pub struct Expression {
    /// The expression's text.
    pub source: Box<str>,
    pub(super) root: Expr,
    pub(super) sees: Sees,
}

/// What an expression sees, also through the functions that it calls.
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own that can be seen or not")]
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sees {
    /// Anything that can differ from case to case, or from day to day.
    pub(super) anything: bool,
    /// The other cases of the project.
    pub(super) cases: bool,
    /// The date of the judgement.
    pub(super) date: bool,
    /// The case as it stood before.
    pub(super) before: bool,
}

/// A name that is in scope without being declared in the expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// The case's own file.
    Case,
    /// The case's other files.
    Documents,
    /// The other cases of the project.
    Cases,
    /// The case's own file as it stood before.
    BeforeCase,
    /// The case's other files as they stood before.
    BeforeDocuments,
    /// The subject of a rule.
    This,
    /// The document that is looked at.
    Document,
    /// The date of the judgement.
    AsOf,
    /// The parameters of the pack.
    Parameters,
    /// The date by which something has to be done.
    Due,
}

impl Root {
    /// Every root.
    pub const ALL: [Self; 10] = [
        Self::Case,
        Self::Documents,
        Self::Cases,
        Self::BeforeCase,
        Self::BeforeDocuments,
        Self::This,
        Self::Document,
        Self::AsOf,
        Self::Parameters,
        Self::Due,
    ];

    /// The name in expressions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Documents => "documents",
            Self::Cases => "cases",
            Self::BeforeCase => "before.case",
            Self::BeforeDocuments => "before.documents",
            Self::This => "self",
            Self::Document => "document",
            Self::AsOf => "asOf",
            Self::Parameters => "parameters",
            Self::Due => "due",
        }
    }
}

/// A part of an expression, and the bytes of the expression's text that it is reported at.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Box<str>),
    List(Vec<Expr>),
    Root(Root),
    /// A variable of a macro or a function: its place on the stack, counted from the bottom.
    Local(usize),
    Field(Box<Field>),
    Has(Box<Field>),
    Index(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Choose(Box<Expr>, Box<Expr>, Box<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    In(Box<Expr>, Box<Expr>),
    Add(Box<Expr>, Box<Expr>),
    Subtract(Box<Expr>, Box<Expr>),
    Loop(Box<Loop>),
    Call(&'static Function, Vec<Expr>),
    /// A call of a function of the pack: its name, the arguments, and its body with them on the stack.
    Apply(Box<str>, Vec<Expr>, Box<Expr>),
    /// `documents.filter(d, d.kind == kind)`, which has an index; also of `before.documents`.
    DocumentsOf(Root, Box<str>),
}

/// `of.name`.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) of: Expr,
    pub(super) name: Box<str>,
}

/// A macro over a list: `over.macro(variable, body)`. The variable is `Kind::Local(slot)` in the body.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    pub(super) kind: LoopKind,
    pub(super) over: Expr,
    pub(super) slot: usize,
    /// The condition of a `map` with three parts.
    pub(super) only: Option<Expr>,
    pub(super) body: Expr,
    /// Where the macro goes through the other cases: what its condition lets them be looked up by.
    pub(super) lookups: Vec<Lookup>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoopKind {
    All,
    Exists,
    ExistsOne,
    Map,
    Filter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    /// Whether it asks for an order, not only for equality.
    pub(super) fn orders(self) -> bool {
        !matches!(self, Self::Equal | Self::Unequal)
    }

    /// What the comparison makes of an order.
    pub(super) fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

impl Expression {
    /// The parameters of the pack that the expression uses, those in the functions that it calls included.
    pub fn parameters(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.root.walk(&mut |expr| {
            if let Kind::Field(field) | Kind::Has(field) = &expr.kind
                && matches!(field.of.kind, Kind::Root(Root::Parameters))
            {
                names.push(&*field.name);
            }
        });
        names
    }

    /// The functions of the pack that the expression calls, directly or in the functions that it calls.
    pub fn functions(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.root.walk(&mut |expr| {
            if let Kind::Apply(name, ..) = &expr.kind {
                names.push(&**name);
            }
        });
        names
    }

    /// Whether the value depends on the other cases of the project.
    pub fn looks_at_other_cases(&self) -> bool {
        self.sees.cases
    }

    /// Whether the value depends on the date of the judgement itself.
    pub fn looks_at_the_date(&self) -> bool {
        self.sees.date
    }

    /// Whether the value depends on the case as it stood before.
    pub fn looks_at_before(&self) -> bool {
        self.sees.before
    }

    /// Whether the value is the same for every case: nothing of a case takes part in it.
    pub fn is_constant(&self) -> bool {
        !self.sees.anything
    }
}

impl Expr {
    /// Calls `visit` with this part and every part of it, however deep.
    pub(super) fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Self)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The direct parts.
    pub(super) fn children(&self) -> Vec<&Self> {
        match &self.kind {
            Kind::Null
            | Kind::Bool(_)
            | Kind::Int(_)
            | Kind::Float(_)
            | Kind::Text(_)
            | Kind::Root(_)
            | Kind::Local(_)
            | Kind::DocumentsOf(..) => Vec::new(),
            Kind::List(items) | Kind::Call(_, items) => items.iter().collect(),
            Kind::Field(field) | Kind::Has(field) => vec![&field.of],
            Kind::Not(a) | Kind::Negate(a) => vec![a],
            Kind::Index(a, b)
            | Kind::And(a, b)
            | Kind::Or(a, b)
            | Kind::Compare(_, a, b)
            | Kind::In(a, b)
            | Kind::Add(a, b)
            | Kind::Subtract(a, b) => vec![a, b],
            Kind::Choose(a, b, c) => vec![a, b, c],
            Kind::Loop(whole) => {
                let only = whole.only.iter();
                std::iter::once(&whole.over).chain(only).chain(std::iter::once(&whole.body)).collect()
            }
            Kind::Apply(_, args, body) => args.iter().chain(std::iter::once(&**body)).collect(),
        }
    }

    /// Calls `visit` with every direct part.
    pub(super) fn for_each_child(&mut self, visit: &mut dyn FnMut(&mut Self)) {
        match &mut self.kind {
            Kind::Null
            | Kind::Bool(_)
            | Kind::Int(_)
            | Kind::Float(_)
            | Kind::Text(_)
            | Kind::Root(_)
            | Kind::Local(_)
            | Kind::DocumentsOf(..) => {}
            Kind::List(items) | Kind::Call(_, items) => items.iter_mut().for_each(visit),
            Kind::Field(field) | Kind::Has(field) => visit(&mut field.of),
            Kind::Not(a) | Kind::Negate(a) => visit(a),
            Kind::Index(a, b)
            | Kind::And(a, b)
            | Kind::Or(a, b)
            | Kind::Compare(_, a, b)
            | Kind::In(a, b)
            | Kind::Add(a, b)
            | Kind::Subtract(a, b) => {
                visit(a);
                visit(b);
            }
            Kind::Choose(a, b, c) => {
                visit(a);
                visit(b);
                visit(c);
            }
            Kind::Loop(whole) => {
                visit(&mut whole.over);
                whole.only.iter_mut().for_each(&mut *visit);
                visit(&mut whole.body);
            }
            Kind::Apply(_, args, body) => {
                args.iter_mut().for_each(&mut *visit);
                visit(body);
            }
        }
    }
}
