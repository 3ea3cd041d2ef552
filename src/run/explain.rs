//! `klar explain`: what an id stands for, looked up in the pack and among klar's own codes.

use super::{on_threads, pack, table};
use crate::finding::{self, Finding, Label, Level};
use crate::policy::{Body as RuleBody, Clause, Conflict, Pack, Process, Rule, Subjects};
use crate::policy_test::{self, Prepared};
use crate::read::{self, Node};
use crate::render::{Body, Example, Page, RuleInfo};
use crate::source::{Date, Text, suggest};
use crate::structure::Schema;
use std::collections::BTreeSet;
use std::path::Path;

/// Why there is no explanation.
#[derive(Debug)]
pub enum Unexplained {
    /// The pack cannot be used.
    Pack(Vec<Finding>),
    /// Nothing has this id; the nearest that there is.
    Unknown(Option<String>),
}

/// Explains `id` with the pack in `folder`, or the embedded one, as things stand on `as_of`.
///
/// An id can be that of a rule, a clause, a process, a stage, a kind of document, or a code of klar's own.
pub fn explain(folder: Option<&Path>, as_of: Date, id: &str) -> Result<Page, Unexplained> {
    on_threads(Some(1), || {
        let pack = pack(folder).map_err(Unexplained::Pack)?;
        let codes = codes();
        let is_rule = pack.processes().flat_map(|process| &process.rules).any(|rule| rule.id == id);
        let tests = if is_rule { tests(&pack, folder) } else { Vec::new() };
        let found = rule(&pack, &tests, as_of, id)
            .or_else(|| pack.clause(id).map(|clause| clause_page(&pack, id, clause)))
            .or_else(|| pack.process(id).map(process_page))
            .or_else(|| stage(&pack, id))
            .or_else(|| pack.kind(id).map(|schema| kind_page(&pack, id, schema)))
            .or_else(|| {
                codes.iter().find(|code| code.get("code").and_then(Node::as_str) == Some(id)).map(code_page)
            });
        found.ok_or_else(|| Unexplained::Unknown(nearest(&pack, &codes, id)))
    })
}

/// The explanations of all rules of the pack in `folder`, in the order of their ids.
pub fn rule_pages(folder: &Path, as_of: Date) -> Result<Vec<Page>, Vec<Finding>> {
    on_threads(Some(1), || {
        let pack = pack(Some(folder))?;
        let rules = pack.processes().flat_map(|process| &process.rules);
        let ids: BTreeSet<&str> = rules.map(|rule| rule.id.as_str()).collect();
        let tests = tests(&pack, Some(folder));
        let page = |id| rule(&pack, &tests, as_of, id);
        Ok(ids.into_iter().filter_map(page).collect())
    })
}

/// The id that is most like one that does not exist.
fn nearest(pack: &Pack, codes: &[Node], id: &str) -> Option<String> {
    let rules = pack.processes().flat_map(|process| &process.rules).map(|rule| rule.id.as_str());
    let stages = pack.processes().flat_map(|process| &process.stages).map(|stage| stage.id.as_str());
    let codes = codes.iter().filter_map(|code| code.get("code")?.as_str());
    let clauses = pack.clauses();
    let named = clauses.keys().copied().chain(pack.process_ids()).chain(pack.kind_names());
    suggest(id, rules.chain(stages).chain(codes).chain(named)).map(str::to_owned)
}

/// The explanations of klar's own codes.
fn codes() -> Vec<Node> {
    let (tree, _) = read::parse("codes.yaml", include_str!("codes.yaml").as_bytes().to_vec());
    tree.and_then(|tree| tree.root.get("codes").map(|codes| codes.items().to_vec())).unwrap_or_default()
}

/// What klar says of its own codes among those that are `wanted`, in the order of these.
pub(super) fn own_codes(wanted: &BTreeSet<&str>) -> Vec<RuleInfo> {
    if !wanted.iter().any(|code| finding::is_own(code)) {
        return Vec::new();
    }
    let known = codes();
    let info = |wanted: &&str| {
        let code = known.iter().find(|code| code.get("code").and_then(Node::as_str) == Some(*wanted))?;
        Some(RuleInfo {
            id: (*wanted).to_owned(),
            title: text_of(code.get("means")),
            help: Some(text_of(code.get("do"))),
            level: Level::Error,
            citations: Vec::new(),
        })
    };
    wanted.iter().filter_map(info).collect()
}

fn text_of(node: Option<&Node>) -> Text {
    Text::each(|lang| {
        node.and_then(|node| node.get(lang.code())).and_then(Node::as_str).unwrap_or_default().to_owned()
    })
}

fn code_page(code: &Node) -> Page {
    let source = |key, caption| {
        let text = code.get(key).and_then(Node::as_str)?;
        Some(Example { caption, body: Body::Source(text.to_owned()) })
    };
    let wrong = source("wrong", text!(sv: "Fel:", en: "Wrong:"));
    let right = source("right", text!(sv: "Rätt:", en: "Right:"));
    Page {
        id: code.get("code").and_then(Node::as_str).unwrap_or_default().to_owned(),
        sort: text!(sv: "kod", en: "code"),
        title: text_of(code.get("means")),
        facts: vec![(text!(sv: "gör så här", en: "what to do"), vec![text_of(code.get("do"))])],
        examples: wrong.into_iter().chain(right).collect(),
    }
}

fn rule(pack: &Pack, tests: &[Prepared], as_of: Date, id: &str) -> Option<Page> {
    let mut processes = pack.processes().filter_map(|process| {
        let rule = process.rules.iter().find(|rule| rule.id == id)?;
        Some((process, rule))
    });
    let (process, rule) = processes.next()?;
    let examples = examples(pack, tests, id);
    let fires = examples.iter().find_map(|example| match &example.body {
        Body::Finding(finding) => Some(&**finding),
        _ => None,
    });
    let mut facts = vec![(text!(sv: "kräver", en: "asks"), asks(pack, rule, fires))];
    if let Some(when) = &rule.when {
        facts.push((text!(sv: "när", en: "when"), vec![Text::same(format!("`{}`", words(&when.source)))]));
    }
    if let Some(from) = rule.effective_from {
        facts.push((text!(sv: "gäller från", en: "applies from"), vec![Text::same(from.to_string())]));
    }
    if rule.looks_at_other_cases() {
        let others = text!(
            sv: "de andra ärendena i projektet: svaret kan ändras när ett av dem ändras",
            en: "the other cases of the project: the answer can change when one of them changes",
        );
        facts.push((text!(sv: "ser till", en: "looks at"), vec![others]));
    }
    if rule.looks_at_before {
        let before = text!(
            sv: "ärendet som det var tidigare: regeln körs bara med `--base`",
            en: "the case as it stood before: the rule runs only with `--base`",
        );
        facts.push((text!(sv: "jämför med", en: "compares with"), vec![before]));
    }
    facts.push((text!(sv: "nivå", en: "level"), vec![level(rule.level)]));
    let gate = rule.gate.and_then(|gate| process.stages.get(gate));
    facts.push((
        text!(sv: "grind", en: "gate"),
        vec![match gate {
            Some(stage) => Text {
                sv: format!("{} ({})", stage.id, stage.title.sv),
                en: format!("{} ({})", stage.id, stage.title.en),
            },
            None => text!(sv: "ingen; gäller i alla steg", en: "none; it holds in every stage"),
        }],
    ));
    if !rule.waivable {
        let never = text!(sv: "nej; regeln kan inte undantas", en: "no; the rule cannot be waived");
        facts.push((text!(sv: "undantag", en: "waivers"), vec![never]));
    }
    if let Some(owner) = &rule.owner {
        facts.push((text!(sv: "vems tur", en: "whose turn"), vec![owner.title.clone()]));
    }
    let clauses: Vec<Text> =
        rule.cites.iter().filter_map(|id| Some(clause_line(id, pack.clause(id)?))).collect();
    if !clauses.is_empty() {
        facts.push((text!(sv: "vilar på", en: "rests on"), clauses));
    }
    facts.extend(conflicts(pack, &rule.cites));
    let parameters = parameters(pack, rule, as_of);
    if !parameters.is_empty() {
        facts.push((text!(sv: "parametrar", en: "parameters"), parameters));
    }
    Some(Page {
        id: id.to_owned(),
        sort: text!(sv: "regel", en: "rule"),
        title: rule.title.clone(),
        facts,
        examples,
    })
}

/// The tests of the pack, for examples.
fn tests(pack: &Pack, folder: Option<&Path>) -> Vec<Prepared> {
    match folder {
        None => policy_test::embedded(pack),
        Some(folder) => {
            let files = policy_test::files(folder).0;
            files.iter().flat_map(|file| policy_test::read(pack, file, &[]).0).collect()
        }
    }
}

/// An expression on one line.
pub(super) fn words(source: &str) -> String {
    source.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a rule asks, in words and expressions; `example` is a finding of it.
fn asks(pack: &Pack, rule: &Rule, example: Option<&Finding>) -> Vec<Text> {
    let mut lines = Vec::new();
    match &rule.subjects {
        Subjects::Case => {}
        Subjects::One(one) => {
            let of = words(&one.source);
            lines.push(text!(sv: "om `{of}`:", en: "of `{of}`:"));
        }
        Subjects::Each(each) => {
            let of = words(&each.source);
            lines.push(text!(sv: "för var och en av `{of}`:", en: "for each of `{of}`:"));
        }
    }
    lines.push(match &rule.body {
        RuleBody::Assert(condition) => Text::same(format!("`{}`", words(&condition.source))),
        RuleBody::Decide(table) => {
            lines.extend(table::lines(table, example));
            return lines;
        }
        RuleBody::Approver(owner) => {
            let Text { sv, en } = &owner.title;
            text!(
                sv: "ändringen ska godkännas av {sv}, enligt CODEOWNERS i basen",
                en: "the change has to be approved by {en}, as CODEOWNERS of the base says",
            )
        }
        RuleBody::Due { due, done } => {
            let (due, done) = (words(&due.source), words(&done.source));
            text!(sv: "`{done}` senast `{due}`", en: "`{done}` by `{due}`")
        }
        RuleBody::Require(requirement) => {
            let state = requirement.state.as_ref().map(|state| &state.title);
            let filter = requirement.filter.as_ref().map(|filter| format!(" (`{}`)", words(&filter.source)));
            let title = pack.kind(&requirement.kind).map(|kind| kind.title.clone()).unwrap_or_default();
            let filter = filter.unwrap_or_default();
            Text {
                sv: format!(
                    "{}{filter}{}",
                    title.sv,
                    state.map(|state| format!(", {}", state.sv)).unwrap_or_default()
                ),
                en: format!(
                    "{}{filter}{}",
                    title.en,
                    state.map(|state| format!(", {}", state.en)).unwrap_or_default()
                ),
            }
        }
    });
    lines
}

fn level(level: Level) -> Text {
    match level {
        Level::Error => text!(sv: "fel", en: "error"),
        Level::Warning => text!(sv: "varning", en: "warning"),
        Level::Note => text!(sv: "notis (en rekommendation)", en: "note (a recommendation)"),
    }
}

/// A clause with what it says and where it stands.
fn clause_line(id: &str, clause: &Clause) -> Text {
    let place = clause.place();
    Text::each(|lang| format!("{id}: {} ({})", clause.text.get(lang), place.get(lang)))
}

/// Where the sources say different things about some clauses, and what the pack makes of it.
fn conflicts(pack: &Pack, clauses: &[String]) -> Option<(Text, Vec<Text>)> {
    let line = |conflict: Conflict| {
        let clauses = conflict.clauses.join(", ");
        Text::each(|lang| {
            format!("{} ({clauses}). {}", conflict.title.get(lang), conflict.resolution.get(lang))
        })
    };
    let lines: Vec<Text> = pack.conflicts_of(clauses).into_iter().map(line).collect();
    let name = text!(sv: "källorna säger olika", en: "the sources differ");
    (!lines.is_empty()).then_some((name, lines))
}

/// The parameters that a rule uses, with the values that count.
fn parameters(pack: &Pack, rule: &Rule, as_of: Date) -> Vec<Text> {
    let mut names: Vec<&str> = rule.expressions().flat_map(crate::expr::Expression::parameters).collect();
    names.sort_unstable();
    names.dedup();
    let value = |name: &str| {
        let (_, pointer) = pack.parameters_at(as_of).find(|(known, _)| *known == name)?;
        let span = pack.tree.root.pointer(pointer)?.span;
        Some(Text::same(format!("{name} = {} ({as_of})", pack.tree.file.slice(span))))
    };
    names.into_iter().filter_map(value).collect()
}

/// A wrong and a right example, from the tests.
fn examples(pack: &Pack, tests: &[Prepared], rule: &str) -> Vec<Example> {
    let Some((name, finding, right)) = policy_test::example(pack, tests, rule) else { return Vec::new() };
    let mut right = right.into_iter();
    let right = right.next().map(|first| Example {
        caption: text!(sv: "Rätt:", en: "Right:"),
        body: Body::Place(Box::new(places(first, right))),
    });
    let wrong = Example {
        caption: text!(sv: "Fel (test: {name}):", en: "Wrong (test: {name}):"),
        body: Body::Finding(Box::new(finding)),
    };
    std::iter::once(wrong).chain(right).collect()
}

/// Places to be drawn, with nothing wrong about them.
fn places(first: Label, rest: impl Iterator<Item = Label>) -> Finding {
    rest.fold(Finding::error("", Text::default(), first).at_level(Level::Note), Finding::with_related)
}

fn clause_page(pack: &Pack, id: &str, clause: &Clause) -> Page {
    let rules = pack.processes().flat_map(|process| &process.rules);
    let resting = rules.filter(|rule| rule.cites.iter().any(|cited| cited == id));
    let mut resting: Vec<Text> =
        resting.map(|rule| Text::each(|lang| format!("`{}`: {}", rule.id, rule.title.get(lang)))).collect();
    resting.dedup();
    let mut facts = vec![
        (text!(sv: "källa", en: "source"), vec![clause.place()]),
        (text!(sv: "art", en: "modality"), vec![Text::same(&clause.modality)]),
        (text!(sv: "kontroll", en: "check"), vec![Text::same(&clause.check)]),
    ];
    if !resting.is_empty() {
        facts.push((text!(sv: "regler", en: "rules"), resting));
    }
    facts.extend(conflicts(pack, &[id.to_owned()]));
    if let Some(why) = &clause.unchecked {
        facts.push((text!(sv: "ingen regel", en: "no rule"), vec![why.clone()]));
    }
    Page {
        id: id.to_owned(),
        sort: text!(sv: "sats", en: "clause"),
        title: clause.text.clone(),
        facts,
        examples: Vec::new(),
    }
}

fn process_page(process: &Process) -> Page {
    let stages = process
        .stages
        .iter()
        .map(|stage| Text::each(|lang| format!("`{}`: {}", stage.id, stage.title.get(lang))));
    let documents = process.documents.iter().map(|kind| Text::same(format!("`{kind}`")));
    Page {
        id: process.id.clone(),
        sort: text!(sv: "process", en: "process"),
        title: process.title.clone(),
        facts: vec![
            (text!(sv: "steg", en: "stages"), stages.collect()),
            (text!(sv: "dokument", en: "documents"), documents.collect()),
            (text!(sv: "regler", en: "rules"), vec![Text::same(process.rules.len().to_string())]),
        ],
        examples: Vec::new(),
    }
}

/// The stages called `id`, of one process or of several.
fn stage(pack: &Pack, id: &str) -> Option<Page> {
    let found = pack.processes().filter_map(|process| {
        let at = process.stages.iter().position(|stage| stage.id == id)?;
        Some((process, at, process.stages.get(at)?))
    });
    let mut facts = Vec::new();
    let mut title = Text::default();
    for (process, at, stage) in found {
        title = stage.title.clone();
        let rules = process.rules.iter().filter(|rule| rule.gate == Some(at));
        let lines = rules.map(|rule| Text::each(|lang| format!("`{}`: {}", rule.id, rule.title.get(lang))));
        facts.push((text!(sv: "process", en: "process"), vec![Text::same(format!("`{}`", process.id))]));
        facts.push((text!(sv: "krav vid grinden", en: "the gate asks"), lines.collect()));
    }
    (!facts.is_empty()).then(|| Page {
        id: id.to_owned(),
        sort: text!(sv: "steg", en: "stage"),
        title,
        facts,
        examples: Vec::new(),
    })
}

fn kind_page(pack: &Pack, id: &str, schema: &Schema) -> Page {
    let processes = pack.processes().filter(|process| process.documents.iter().any(|kind| kind == id));
    let processes: Vec<Text> = processes.map(|process| Text::same(format!("`{}`", process.id))).collect();
    let mut facts = Vec::new();
    if let Some(description) = &schema.description {
        facts.push((text!(sv: "är", en: "is"), vec![description.clone()]));
    }
    if !processes.is_empty() {
        facts.push((text!(sv: "hör till", en: "belongs to"), processes));
    }
    let fields = schema.shape.as_map().map(|map| &map.fields).into_iter().flatten();
    let keys = fields.map(|(key, field)| {
        let title = field.title.clone().unwrap_or_default();
        Text {
            sv: format!("`{key}`{}{}", if field.required { " (krävs)" } else { "" }, dash(&title.sv)),
            en: format!("`{key}`{}{}", if field.required { " (required)" } else { "" }, dash(&title.en)),
        }
    });
    facts.push((text!(sv: "nycklar", en: "keys"), keys.collect()));
    Page {
        id: id.to_owned(),
        sort: text!(sv: "dokumentslag", en: "document kind"),
        title: schema.title.clone(),
        facts,
        examples: Vec::new(),
    }
}

fn dash(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(": {title}") }
}
