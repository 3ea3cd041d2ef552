//! Text to a tree of the `cel` crate, whose names are not resolved yet.

use super::Fault;
use crate::source::Span;
use cel::common::ast::{IdedExpr, SourceInfo};
use cel::parser::PrattParser;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// The longest expression, in bytes. The parser recurses over its input, so this bounds its stack.
const LONGEST: usize = 2048;

/// How deep brackets may be nested.
const DEEPEST: usize = 32;

/// Parses the expressions of a pack, and what is written in several places only once.
#[derive(Debug, Default)]
pub struct Parser {
    known: RefCell<BTreeMap<Box<str>, Parsed>>,
    proven: bool,
}

impl Parser {
    /// A parser for expressions that are known to be right. It is some thirty times as fast, and what it gives has
    /// no places. Nor are the types of the expressions looked at.
    pub fn for_proven() -> Self {
        Self { proven: true, ..Self::default() }
    }

    /// Whether the expressions are known to be right.
    pub fn is_for_proven(&self) -> bool {
        self.proven
    }

    /// What `source` says.
    pub(super) fn parse(&self, source: &str) -> Result<Parsed, Vec<Fault>> {
        if let Some(known) = self.known.borrow().get(source) {
            return Ok(known.clone());
        }
        let quick = if self.proven { Parsed::read_quickly(source) } else { None };
        let parsed = quick.map_or_else(|| Parsed::read(source), Ok)?;
        self.known.borrow_mut().insert(source.into(), parsed.clone());
        Ok(parsed)
    }
}

/// An expression as the `cel` crate parsed it, names unresolved.
#[derive(Clone, Debug)]
pub(super) struct Parsed {
    pub(super) tree: Arc<IdedExpr>,
    pub(super) info: Arc<SourceInfo>,
}

impl Parsed {
    /// Parses with the other parser of the `cel` crate, which gives no places; `None` where it finds fault.
    fn read_quickly(source: &str) -> Option<Self> {
        let tree = PrattParser::new().parse(source).ok()?;
        let mut info = SourceInfo::default();
        info.source.push_str(source);
        Some(Self { tree: Arc::new(tree), info: Arc::new(info) })
    }

    /// Parses with the `cel` crate, within the limits that keep it from overflowing its stack.
    fn read(source: &str) -> Result<Self, Vec<Fault>> {
        let whole = Span::new(0, source.len());
        if source.len() > LONGEST {
            let found = source.len();
            let message = text!(
                sv: "uttrycket är {found} byte långt, men får vara högst {LONGEST}",
                en: "the expression is {found} bytes long, but at most {LONGEST} are allowed",
            );
            return Err(vec![Fault::new(whole, message)]);
        }
        if let Some(at) = too_deep(source) {
            let message = text!(
                sv: "uttrycket har fler än {DEEPEST} parenteser i varandra",
                en: "the expression nests more than {DEEPEST} brackets",
            );
            return Err(vec![Fault::new(Span::new(at, at + 1), message)]);
        }
        match PARSER.parser().parse_with_source_info(source) {
            Ok((tree, info)) => Ok(Self { tree: Arc::new(tree), info: Arc::new(info) }),
            // One mistake makes the parser stumble on; only its first complaint is about the mistake.
            Err(errors) => {
                Err(errors.errors.first().map(|error| syntax_fault(source, error)).into_iter().collect())
            }
        }
    }
}

/// The standard environment of CEL, for its parser alone.
static PARSER: LazyLock<cel::Env> = LazyLock::new(cel::Env::stdlib);

/// The offset of the bracket that is nested too deep, if any. Brackets in texts count too: it is only a guard.
fn too_deep(source: &str) -> Option<usize> {
    let mut depth = 0_usize;
    source.bytes().enumerate().find_map(|(at, byte)| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth > DEEPEST).then_some(at)
    })
}

/// The parser's complaint in our words.
fn syntax_fault(source: &str, error: &cel::ParseError) -> Fault {
    let at = offset(source, error.pos);
    let rest = source.get(at..).unwrap_or_default();
    let word: String = rest.chars().take_while(|c| !c.is_whitespace()).take(20).collect();
    let span = Span::new(at, at + word.len());
    let said = error.msg.strip_prefix("Syntax error: ").unwrap_or(&error.msg);
    let bracket = said.strip_prefix("missing '").and_then(|rest| rest.split('\'').next());
    let message = if let Some(bracket) = bracket {
        text!(sv: "här saknas `{bracket}`", en: "a `{bracket}` is missing here")
    } else if rest.is_empty() || said.contains("'<EOF>'") {
        text!(sv: "uttrycket slutar för tidigt", en: "the expression ends too early")
    } else if said.starts_with("token recognition error") {
        text!(sv: "`{word}` kan inte stå i ett uttryck", en: "`{word}` cannot stand in an expression")
    } else if said.contains("must be a simple name") {
        text!(sv: "här ska variabelns namn stå", en: "the name of the variable belongs here")
    } else if said.contains("has() macro") {
        text!(sv: "`has` tar ett fält, som i `has(x.y)`", en: "`has` takes a field, as in `has(x.y)`")
    } else {
        text!(sv: "`{word}` är oväntat här", en: "`{word}` is not expected here")
    };
    let help = (!word.is_ascii()).then(|| {
        text!(
            sv: "namn i uttryck skrivs med a–z; text skrivs inom citattecken: 'så här'",
            en: "names in expressions are written with a–z; text is put in quotes: 'like this'",
        )
    });
    Fault::new(span, message).with_help(help)
}

/// The byte offset of a line and column (both from 1, columns in characters).
fn offset(source: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line - 1).unwrap_or(0);
    let column = usize::try_from(column - 1).unwrap_or(0);
    let before: usize = source.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = source.get(before..).unwrap_or_default();
    before + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}
