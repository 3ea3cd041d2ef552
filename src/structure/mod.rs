//! JSON Schema to findings on the right token, with likely meant words; and schemas as types.
//!
//! A schema is compiled once ([`compile()`]) and then used for any number of documents ([`check()`],
//! [`marked`]). The validator is built when it is first needed, so that a run pays only for the kinds that it
//! meets. No file system and no network: shared definitions are handed in.

mod cause;
mod check;
mod combine;
mod compile;
mod fault;
mod format;
mod json;
mod keyword;
mod shape;
mod sound;
mod spot;
#[cfg(test)]
mod tests;
mod words;

pub use check::check;
pub use compile::Reference;
pub use format::{Format, Formats, regex};
pub use shape::{Field, MapShape, Shape, TextShape};

use crate::finding::{self, Finding};
use crate::read::{Node, Tree};
use crate::source::Text;
use compile::{Compiled, Compiler, Place};
use json::Spanned;
use jsonschema::{Draft, PatternOptions, Validator};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A schema that was compiled without faults.
#[derive(Debug)]
pub struct Schema {
    /// What the schema describes.
    pub title: Text,
    /// More about it.
    pub description: Option<Text>,
    /// The schema as a type.
    pub shape: Shape,
    formats: Formats,
    json: serde_json::Value,
    validator: OnceLock<Option<Validator<Spanned>>>,
}

/// A text of a document that stands for something else.
#[derive(Clone, Copy, Debug)]
pub struct Marked<'t> {
    /// The text.
    pub node: &'t Node,
    /// What it stands for.
    pub what: Mark<'t>,
}

/// What a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark<'t> {
    /// An item of the list with that name.
    Reference(&'t str),
    /// A file below the case's folder.
    Attachment,
}

/// What comes of compiling a schema.
#[derive(Debug)]
pub struct Compilation {
    /// The schema, where it has no faults.
    pub schema: Option<Schema>,
    /// Where it says `reference`, in the order of the file; whether those lists exist is for the pack.
    pub references: Vec<Reference>,
    /// All faults of the schema, and of the definitions that it uses.
    pub faults: Vec<Finding>,
}

/// Compiles the schema in `schema`. `shared` holds the files of shared definitions by name.
pub fn compile(schema: &Tree, shared: &BTreeMap<String, Arc<Tree>>, formats: &Formats) -> Compilation {
    let mut compiler = Compiler::new(shared, formats, false);
    let root = Place { tree: schema, node: &schema.root };
    let whole = compiler.schema(root);
    compiler.definitions(root);
    if schema.root.get("title").is_none() && whole.title.is_none() {
        let message = text!(sv: "schemat har ingen titel", en: "the schema has no title");
        let help = text!(sv: "lägg till `title: {{ sv: …, en: … }}`", en: "add `title: {{ sv: …, en: … }}`");
        compiler.fault(root.label(), (message, Some(help)));
    }
    let (faults, references) = (in_order(compiler.faults), compiler.references);
    let schema = if faults.is_empty() { made(whole, formats) } else { None };
    Compilation { schema, references, faults }
}

/// The same schema as [`compile()`] gives, of one that is known to have no faults.
pub fn proven(schema: &Tree, shared: &BTreeMap<String, Arc<Tree>>, formats: &Formats) -> Option<Schema> {
    let root = Place { tree: schema, node: &schema.root };
    made(Compiler::new(shared, formats, true).schema(root), formats)
}

fn made(whole: Compiled, formats: &Formats) -> Option<Schema> {
    Some(Schema {
        title: whole.title?,
        description: whole.description,
        shape: whole.shape,
        formats: formats.clone(),
        json: whole.json,
        validator: OnceLock::new(),
    })
}

/// All faults of a file of shared definitions, one of `shared`, whether anything uses them or not; and where they
/// say `reference`.
pub fn check_shared(
    file: &Tree,
    shared: &BTreeMap<String, Arc<Tree>>,
    formats: &Formats,
) -> (Vec<Reference>, Vec<Finding>) {
    let mut compiler = Compiler::new(shared, formats, false);
    let root = Place { tree: file, node: &file.root };
    compiler.check_keywords(root);
    compiler.definitions(root);
    (compiler.references, in_order(compiler.faults))
}

/// Every text of a document that its schema marks as a reference or as an attachment, in the order of the file.
pub fn marked<'t>(tree: &'t Tree, schema: &'t Schema) -> Vec<Marked<'t>> {
    let mut marked = Vec::new();
    schema.shape.each_text(&tree.root, &mut |node, text| {
        if let Some(list) = &text.reference {
            marked.push(Marked { node, what: Mark::Reference(list) });
        }
        if text.format.as_deref() == Some(format::ATTACHMENT) {
            marked.push(Marked { node, what: Mark::Attachment });
        }
    });
    marked
}

/// The parts of a document that its schema marks as approvals of it.
pub fn approvals<'t>(tree: &'t Tree, schema: &Schema) -> Vec<&'t Node> {
    let mut found = Vec::new();
    schema.shape.each_approval(&tree.root, &mut |node| found.push(node));
    found
}

fn in_order(mut faults: Vec<Finding>) -> Vec<Finding> {
    finding::sort(&mut faults);
    faults
}

impl Schema {
    /// The validator, built when it is first asked for. There is none where the schema is too large for it.
    fn validator(&self) -> Option<&Validator<Spanned>> {
        self.validator.get_or_init(|| self.build()).as_ref()
    }

    /// What compiling leaves of a schema means the same in draft 2020-12, in which schemas are written, and in
    /// draft 7. The validator first checks a schema against the schema of its draft, and that of draft 7 is
    /// ready a millisecond or two earlier.
    fn build(&self) -> Option<Validator<Spanned>> {
        let mut options = jsonschema::options_for::<Spanned>()
            .with_draft(Draft::Draft7)
            .offline()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(false)
            .with_pattern_options(PatternOptions::regex().size_limit(format::LARGEST_REGEX));
        for format in self.formats.iter() {
            let test = Arc::clone(format);
            options = options.with_format(format.name.clone(), move |text: &str| test.accepts(text));
        }
        options.build(&self.json).ok()
    }

    /// The keys that are named beside the keyword at a path of the compiled schema, in its order.
    fn keys_beside(&self, keyword: &str) -> Vec<String> {
        let parent = keyword.rsplit_once('/').map_or("", |(parent, _)| parent);
        let properties = self.json.pointer(parent).and_then(|schema| schema.get("properties"));
        properties
            .and_then(|named| named.as_object())
            .map_or_else(Vec::new, |named| named.keys().cloned().collect())
    }
}
