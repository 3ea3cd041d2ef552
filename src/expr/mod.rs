//! The expression language: CEL over the spanned tree.
//!
//! Expressions are parsed by the `cel` crate and lowered to a small syntax tree of our own, which is checked
//! against the document schemas and evaluated here. Every value that an expression selects is a node of the
//! tree and keeps its place; an absent field is an outcome of its own that names the place where it belongs.
//! No rules, no levels and no clock.

mod cases;
mod check;
mod dates;
mod digests;
mod evaluate;
mod functions;
mod lookup;
mod lower;
mod mutate;
mod parse;
mod repeat;
mod scope;
mod syntax;
mod tally;
mod template;
#[cfg(test)]
mod tests;
mod types;
mod value;

pub use cases::{Cases, Others};
pub use digests::{Digests, content};
pub use evaluate::Evaluator;
pub use functions::{FUNCTIONS, Function};
pub use mutate::Mutant;
pub use parse::Parser;
pub use scope::{Answers, Before, Documents, Moves, Scope};
pub use syntax::{Expression, Root};
pub use tally::{Condition, Seen, Tally};
pub use template::Template;
pub use types::{MapType, TextType, Type, Vocabulary};
pub use value::{Absence, Halt, Items, Place, Value};

use crate::source::{Span, Text};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// Something wrong with an expression. The span is one of bytes inside the expression's own text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, inside the expression.
    pub span: Span,
    /// What is wrong.
    pub message: Text,
    /// What to do about it.
    pub help: Option<Text>,
}

impl Fault {
    /// A fault without a help text.
    pub(crate) fn new(span: Span, message: Text) -> Self {
        Self { span, message, help: None }
    }

    /// The same with a help text.
    pub(crate) fn with_help(mut self, help: Option<Text>) -> Self {
        self.help = help;
        self
    }
}

/// The functions that a pack defines. A function may call those that are defined before it.
#[derive(Clone, Debug, Default)]
pub struct Functions(Vec<Definition>);

/// A function that the pack defines: an expression with parameters.
#[derive(Clone, Debug)]
struct Definition {
    name: String,
    parameters: Vec<String>,
    body: parse::Parsed,
    /// Whether the body has faults: they are reported where it is defined, and not again where it is called.
    faulty: bool,
}

impl Functions {
    /// Defines one more function. Its body is checked with the roots of `environment`, the parameters being of
    /// any type; the faults have spans inside `body`.
    pub fn define(
        &mut self,
        name: &str,
        parameters: Vec<String>,
        body: &str,
        environment: &Environment,
    ) -> Vec<Fault> {
        let parsed = match environment.parser.parse(body) {
            Ok(parsed) => parsed,
            Err(faults) => return faults,
        };
        let roots = &environment.roots;
        let check = || match lower::lower(&parsed, self, roots, &parameters) {
            Ok(expression) => check::infer(&expression, roots, parameters.len()).1,
            Err(faults) => faults,
        };
        let faults = if environment.parser.is_for_proven() { Vec::new() } else { check() };
        let faulty = !faults.is_empty();
        self.0.push(Definition { name: name.to_owned(), parameters, body: parsed, faulty });
        faults
    }

    /// Whether there is a function called `name`.
    pub fn has(&self, name: &str) -> bool {
        self.position(name, self.0.len()).is_some()
    }

    /// The place of the function called `name`, among the first `known`.
    fn position(&self, name: &str, known: usize) -> Option<usize> {
        self.0.iter().take(known).position(|definition| definition.name == name)
    }
}

/// What an expression may refer to.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// What parses the expressions.
    pub parser: Rc<Parser>,
    /// The functions of the pack.
    pub functions: Arc<Functions>,
    /// The types of the roots that are in scope.
    pub roots: BTreeMap<Root, Type>,
}

/// What the value of an expression has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// True or false.
    Condition,
    /// A list, one subject per item.
    List,
    /// A calendar date.
    Date,
    /// Something that a message can show: a text, a number, a date, or a list of these.
    Shown,
    /// Any value.
    Anything,
}

/// Compiles `source`, with all its faults.
///
/// The expression is given when it can be evaluated; then the type is that of its value, or anything where the
/// expression is known to be right.
pub fn compile(
    source: &str,
    environment: &Environment,
    wanted: Wanted,
) -> Result<(Expression, Type), Vec<Fault>> {
    let parsed = environment.parser.parse(source)?;
    let expression = lower::lower(&parsed, &environment.functions, &environment.roots, &[])?;
    if environment.parser.is_for_proven() {
        return Ok((expression, Type::Any));
    }
    let (found, mut faults) = check::infer(&expression, &environment.roots, 0);
    if faults.is_empty() && !found.serves(wanted) {
        faults.push(check::wrong_result(&expression, &found, wanted));
    }
    if faults.is_empty() { Ok((expression, found)) } else { Err(faults) }
}
