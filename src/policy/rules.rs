//! Rules as written to rules that can run.

use super::Base;
use super::faults::Faults;
use super::processes::Context;
use super::vocabulary::{document_type, text, with, word, words};
use super::{Body, Count, OwnerRule, Requirement, Rule, Subjects};
use crate::expr::{self, Expression, Root, Template, Type, Wanted};
use crate::finding::{Label, Level};
use crate::read::{Node, Tree, Value};
use crate::source::{Date, Text};
use std::sync::Arc;

/// Compiles one rule of a file; `None` when it is not as it should be.
pub(super) fn rule(
    tree: &Tree,
    node: &Node,
    pointer: &str,
    context: &Context<'_>,
    faults: &mut Faults,
) -> Option<Rule> {
    let before = faults.0.len();
    let (subjects, this) = subjects(tree, node, &context.base, faults);
    let inside = with(&context.base, Root::This, this);
    let with_due = node.get("due").map(|_| with(&inside, Root::Due, Type::Date));
    let texts = with_due.as_ref().unwrap_or(&inside);
    let mut compiler = Compiler { tree, node, base: &inside, texts, faults };
    compiler.level_fits_the_clauses(context);
    // Every part is compiled, also after a faulty one, so that all faults are found at once.
    let body = compiler.body(context);
    let (gate, owner, cites) = (compiler.gate(context), compiler.owner(context), compiler.cites(context));
    let when = node.get("when").and_then(|when| compiler.condition(when, &inside));
    let at = compiler.optional("at", Wanted::Anything);
    let (expect, label, related) =
        (compiler.count(node.get("expect")), compiler.template("label"), compiler.related());
    let (message, help) = (compiler.template("message"), compiler.template("help"));
    let (awaiting, under_review) = (compiler.template("awaiting"), compiler.template("underReview"));
    let mut rule = Rule {
        id: word(node, "id").to_owned(),
        title: text(node.get("title")),
        level: level(word(node, "level")),
        gate,
        effective_from: Date::parse(word(node, "effectiveFrom")),
        owner,
        cites,
        subjects: subjects?,
        expect,
        when,
        body: body?,
        at,
        label,
        related,
        message: message.unwrap_or_default(),
        awaiting,
        under_review,
        help,
        waivable: !matches!(node.get("waivable").map(|waivable| &waivable.value), Some(Value::Bool(false))),
        looks_at_before: false,
        origin: origin(tree, node, pointer),
    };
    let looks_at_before = rule.approver().is_some() || rule.expressions().any(Expression::looks_at_before);
    rule.looks_at_before = looks_at_before;
    (faults.0.len() == before).then_some(rule)
}

/// The place of something that has an id.
pub(super) fn origin(tree: &Tree, node: &Node, pointer: &str) -> Label {
    Label {
        file: Arc::clone(&tree.file),
        span: node.get("id").unwrap_or(node).span,
        node: format!("{pointer}/id"),
        text: Text::default(),
    }
}

fn level(word: &str) -> Level {
    match word {
        "warning" => Level::Warning,
        "note" => Level::Note,
        _ => Level::Error,
    }
}

/// What the rule looks at, and the type of `self`.
fn subjects(tree: &Tree, node: &Node, base: &Base, faults: &mut Faults) -> (Option<Subjects>, Type) {
    let case = || base.roots.get(&Root::Case).cloned().unwrap_or(Type::Any);
    let mut compile =
        |node: &Node, wanted| match expr::compile(node.as_str().unwrap_or_default(), base, wanted) {
            Ok(found) => Some(found),
            Err(found) => {
                faults.expression(tree, node, found);
                None
            }
        };
    match (node.get("on"), node.get("for")) {
        (Some(_), Some(each)) => {
            let message = text!(
                sv: "en regel har antingen `on` eller `for`", en: "a rule has either `on` or `for`",
            );
            faults.at(tree, each, "policy/rule", message, None);
            (None, Type::Any)
        }
        (Some(one), None) => match compile(one, Wanted::Anything) {
            Some((expression, found)) => (Some(Subjects::One(expression)), found),
            None => (None, Type::Any),
        },
        (None, Some(each)) => match compile(each, Wanted::List) {
            Some((expression, found)) => {
                let item = found.item_type();
                (Some(Subjects::Each(expression)), item)
            }
            None => (None, Type::Any),
        },
        (None, None) => (Some(Subjects::Case), case()),
    }
}

/// Compiles the parts of one rule.
pub(super) struct Compiler<'a> {
    pub(super) tree: &'a Tree,
    pub(super) node: &'a Node,
    /// What the expressions of the rule can refer to.
    pub(super) base: &'a Base,
    /// The same for those in its texts.
    texts: &'a Base,
    pub(super) faults: &'a mut Faults,
}

impl Compiler<'_> {
    fn optional(&mut self, key: &str, wanted: Wanted) -> Option<Expression> {
        let node = self.node.get(key)?;
        self.expression(node, self.base, wanted)
    }

    pub(super) fn expression(&mut self, node: &Node, base: &Base, wanted: Wanted) -> Option<Expression> {
        match expr::compile(node.as_str().unwrap_or_default(), base, wanted) {
            Ok((expression, _)) => Some(expression),
            Err(found) => {
                self.faults.expression(self.tree, node, found);
                None
            }
        }
    }

    fn template(&mut self, key: &str) -> Option<Template> {
        let node = self.node.get(key)?;
        self.template_of(node)
    }

    pub(super) fn template_of(&mut self, node: &Node) -> Option<Template> {
        match Template::compile(&text(Some(node)), self.texts) {
            Ok(template) => Some(template),
            Err(found) => {
                self.faults.template(self.tree, node, found);
                None
            }
        }
    }

    fn related(&mut self) -> Vec<(Expression, Option<Template>)> {
        let nodes: Vec<&Node> = words(self.node, "related").collect();
        let mut related = Vec::new();
        for node in nodes {
            let at = node.get("at").and_then(|at| self.expression(at, self.base, Wanted::Anything));
            let label = node.get("label").and_then(|label| self.template_of(label));
            related.extend(at.map(|at| (at, label)));
        }
        related
    }

    fn gate(&mut self, context: &Context<'_>) -> Option<usize> {
        let node = self.node.get("gate")?;
        let name = node.as_str().unwrap_or_default();
        if !context.gates.knows(name) {
            let process = context.process;
            let message = if context.gates.of_set {
                text!(sv: "regeluppsättningen har ingen grind `{name}`", en: "the rule set has no gate `{name}`")
            } else {
                text!(
                    sv: "processen `{process}` har inget steg `{name}`",
                    en: "the process `{process}` has no stage `{name}`",
                )
            };
            self.faults.unknown((self.tree, node), "policy/gate", message, context.gates.names());
        }
        context.gates.stage(name)
    }

    fn owner(&mut self, context: &Context<'_>) -> Option<OwnerRule> {
        let node = self.node.get("owner")?;
        let role = if node.as_str().is_some() { node } else { node.get("role")? };
        let owner = self.owner_called(self.tree, role, context)?;
        let own = node.get("name").and_then(|name| self.expression(name, self.base, Wanted::Shown));
        Some(OwnerRule { name: own.or(owner.name), ..owner })
    }

    /// The owner that a node of a file names.
    pub(super) fn owner_called(
        &mut self,
        tree: &Tree,
        role: &Node,
        context: &Context<'_>,
    ) -> Option<OwnerRule> {
        let name = role.as_str().unwrap_or_default();
        let Some(owner) = context.owners.get(name) else {
            let message = text!(sv: "ansvarig `{name}` finns inte", en: "there is no owner `{name}`");
            let known = context.owners.keys().map(String::as_str);
            self.faults.unknown((tree, role), "policy/owner", message, known);
            return None;
        };
        Some(OwnerRule { role: name.to_owned(), title: owner.title.clone(), name: owner.name.clone() })
    }

    /// The clauses that the rule rests on.
    fn cites(&mut self, context: &Context<'_>) -> Vec<String> {
        let (tree, cites) = context.cites.of_rule(self.tree, self.node);
        if let Some(known) = context.known {
            self.faults.clauses(tree, cites, known.clauses);
        }
        cites.iter().filter_map(Node::as_str).map(str::to_owned).collect()
    }

    /// Reads `1`, `1..` or `1..2`.
    fn count(&mut self, node: Option<&Node>) -> Option<Count> {
        let node = node?;
        let read = |word: &str| word.parse::<usize>().ok();
        let count = match &node.value {
            Value::Int(number) => {
                usize::try_from(*number).ok().map(|number| Count { least: number, most: Some(number) })
            }
            Value::Text(word) => match word.split_once("..") {
                Some((least, "")) => read(least).map(|least| Count { least, most: None }),
                Some((least, most)) => {
                    read(least).zip(read(most)).map(|(least, most)| Count { least, most: Some(most) })
                }
                None => read(word).map(|number| Count { least: number, most: Some(number) }),
            },
            _ => None,
        };
        let count = count.filter(|count| count.most.is_none_or(|most| count.least <= most));
        if count.is_none() {
            let message = text!(sv: "det här är inget antal", en: "this is not a count");
            let help = text!(
                sv: "skriv till exempel `1..` (minst ett), `1` (precis ett) eller `1..2`",
                en: "write for example `1..` (at least one), `1` (exactly one) or `1..2`",
            );
            self.faults.at(self.tree, node, "policy/count", message, Some(help));
        }
        count
    }

    /// Refuses an error that rests on recommendations alone.
    fn level_fits_the_clauses(&mut self, context: &Context<'_>) {
        let (_, cites) = context.cites.of_rule(self.tree, self.node);
        let mut cited = cites.iter().filter_map(Node::as_str).peekable();
        let Some(known) = context.known else { return };
        let recommends =
            |id: &str| known.clauses.get(id).is_some_and(|clause| clause.modality == "recommendation");
        if cited.peek().is_some() && cited.all(recommends) && level(word(self.node, "level")) > Level::Note {
            let message = text!(
                sv: "regeln vilar bara på rekommendationer, men är inte en notis",
                en: "the rule rests on recommendations alone, but is not a note",
            );
            let help = text!(sv: "skriv `level: note`", en: "write `level: note`");
            let place = self.node.get("level").or_else(|| self.node.get("id")).unwrap_or(self.node);
            self.faults.at(self.tree, place, "policy/level", message, Some(help));
        }
    }

    /// A condition; it has to depend on the case.
    fn condition(&mut self, node: &Node, base: &Base) -> Option<Expression> {
        let condition = self.expression(node, base, Wanted::Condition)?;
        if condition.is_constant() {
            self.faults.constant(self.tree, node);
        }
        Some(condition)
    }

    fn body(&mut self, context: &Context<'_>) -> Option<Body> {
        self.no_done_without_due();
        let node = self.node;
        let bodies = ["assert", "require", "decide", "due", "approver"].map(|key| node.get(key));
        match bodies {
            [Some(condition), None, None, None, None] => {
                self.condition(condition, self.base).map(Body::Assert)
            }
            [None, Some(node), None, None, None] => {
                self.requirement(node, context).map(|requirement| Body::Require(Box::new(requirement)))
            }
            [None, None, Some(node), None, None] => self.table(node, context).map(Body::Decide),
            [None, None, None, Some(node), None] => self.deadline(node),
            [None, None, None, None, Some(node)] => {
                self.owner_called(self.tree, node, context).map(Body::Approver)
            }
            _ => {
                let message = text!(
                    sv: "en regel har precis en av `assert`, `require`, `decide`, `due` och `approver`",
                    en: "a rule has exactly one of `assert`, `require`, `decide`, `due` and `approver`",
                );
                self.faults.at(self.tree, self.node, "policy/rule", message, None);
                None
            }
        }
    }

    fn requirement(&mut self, node: &Node, context: &Context<'_>) -> Option<Requirement> {
        let kind_node = node.get("document")?;
        let kind = kind_node.as_str().unwrap_or_default();
        if !context.documents.iter().any(|known| known == kind) {
            let process = context.process;
            let message = text!(
                sv: "dokumentslaget `{kind}` hör inte till processen `{process}`",
                en: "the document kind `{kind}` does not belong to the process `{process}`",
            );
            let known = context.documents.iter().map(String::as_str);
            self.faults.unknown((self.tree, kind_node), "policy/kind", message, known);
            return None;
        }
        let inside = with(self.base, Root::Document, document_type(self.base, kind));
        let filter = node.get("where").map(|filter| self.condition(filter, &inside));
        let state = node.get("status").map(|state| self.state(state, &inside, context));
        let count = match node.get("count") {
            Some(count) => self.count(Some(count))?,
            None => Count { least: 1, most: None },
        };
        Some(Requirement {
            kind: kind.to_owned(),
            filter: filter.map_or(Some(None), |found| found.map(Some))?,
            state: state.map_or(Some(None), |found| found.map(Some))?,
            count,
        })
    }
}
