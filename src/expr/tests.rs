//! Expressions on small trees: values, absence, places, types and limits; and agreement with the `cel` crate.

use super::*;
use crate::read;
use crate::source::{Date, Lang};

/// A case with two parties and three documents, and expressions on it.
const CASE: &str = "kind: case
stage: two
count: 2
ratio: 0.5
open: null
roles: { lead: a, members: [a, b] }
parties:
  - { id: a, name: Alfa, number: '1' }
  - { id: b, name: Beta, number: '1' }
";
const DOCUMENTS: [&str; 3] = [
    "kind: report\nby: a\non: 2026-01-31\nreview: { status: approved }\n",
    "kind: report\nby: b\non: 2026-02-28\n",
    "kind: order\nby: a\nat: '2026-01-01T23:30:00+01:00'\n",
];

/// Other cases of the project.
const OTHERS: [&str; 4] = [
    "id: w\nstage: one\nlead: { name: Alfa }\nsince: 2026-01-31\n",
    "id: x\nstage: two\nlead: { name: Beta }\nsince: 2026-01-31\n",
    "id: y\nstage: two\nlead: { name: Alfa }\n",
    "id: z\nstage: two\ncount: 2\n",
];

static NONE: std::sync::LazyLock<Digests> = std::sync::LazyLock::new(Digests::default);

fn tree(name: &str, text: &str) -> read::Tree {
    read::parse(&format!("{name}.yaml"), text.as_bytes().to_vec()).0.unwrap()
}

fn trees() -> Vec<read::Tree> {
    let texts = std::iter::once(CASE).chain(DOCUMENTS).enumerate();
    texts.map(|(name, text)| tree(&name.to_string(), text)).collect()
}

fn other_cases() -> Cases {
    let names = ["w", "x", "y", "z"].into_iter().zip(OTHERS);
    Cases::new(names.map(|(name, text)| Arc::new(tree(name, text))).collect())
}

fn scope<'a>(trees: &'a [read::Tree], cases: &'a Cases) -> Scope<'a> {
    let places: Vec<Place<'_>> = trees.iter().map(|tree| Place { tree, node: &tree.root }).collect();
    Scope {
        case: places[0],
        documents: Documents::new(places[1..].to_vec()),
        others: Others::new(cases, &trees[0]),
        moves: None,
        schemas: Vec::new(),
        digests: &NONE,
        before: Before::Stood { case: places[0], documents: Documents::new(places[1..2].to_vec()) },
        placeholders: Vec::new(),
        parameters: BTreeMap::new(),
        as_of: Date::parse("2026-03-01").unwrap(),
        answers: Answers::default(),
    }
}

fn environment() -> Environment {
    let mut environment = Environment::default();
    for root in [Root::Case, Root::Parameters] {
        environment.roots.insert(root, Type::Any);
    }
    environment.roots.insert(Root::Cases, Type::List(Arc::new(Type::Any)));
    environment.roots.insert(Root::BeforeCase, Type::Any);
    environment.roots.insert(Root::AsOf, Type::Date);
    let kind = |names: &[&str]| {
        let fields = names.iter().map(|name| ((*name).to_owned(), Type::Any)).collect();
        Type::Map(Arc::new(MapType { fields, rest: None }))
    };
    let kinds = BTreeMap::from([
        ("report".to_owned(), kind(&["kind", "by", "on", "review"])),
        ("order".to_owned(), kind(&["kind", "by", "at"])),
    ]);
    let document = Type::Document(Arc::new(Vocabulary { kinds }), None);
    let documents = Type::List(Arc::new(document));
    environment.roots.insert(Root::BeforeDocuments, documents.clone());
    environment.roots.insert(Root::Documents, documents);
    let mut functions = Functions::default();
    let body = "case.parties.filter(p, p.id == id)[0]";
    assert_eq!(functions.define("party", vec!["id".into()], body, &environment), []);
    assert_eq!(functions.define("person", vec!["of".into()], "of.lead.name", &environment), []);
    assert_eq!(
        functions.define("known", vec!["id".into()], "['x', id].filter(i, i == id)[0]", &environment),
        []
    );
    let items = vec!["1"; 60].join(",");
    let body = format!("[{items}].all(a, [{items}].all(b, [{items}].all(c, true)))");
    assert_eq!(functions.define("slow", Vec::new(), &body, &environment), []);
    environment.functions = Arc::new(functions);
    environment
}

/// What an expression comes to, in words.
fn outcome(source: &str) -> String {
    outcome_with(source, &other_cases(), None)
}

fn outcome_with(source: &str, cases: &Cases, tally: Option<&Tally>) -> String {
    let trees = trees();
    let scope = scope(&trees, cases);
    let (expression, _) = match compile(source, &environment(), Wanted::Anything) {
        Ok(compiled) => compiled,
        Err(faults) => return faults.iter().map(fault).collect::<Vec<_>>().join("; "),
    };
    let mut evaluator = Evaluator::new(&scope).counting(tally);
    match evaluator.value(&expression) {
        Ok(value) => shown(&value),
        Err(Halt::Absent(absence)) => {
            let within = absence.within.map(|place| pointer(&place)).unwrap_or_default();
            format!("absent {} in {within}", absence.field.unwrap_or("item"))
        }
        Err(Halt::Unusable(place)) => format!("unusable {}", pointer(&place)),
        Err(Halt::Broken(why)) => format!("broken: {}", why.get(Lang::En)),
    }
}

fn fault(fault: &Fault) -> String {
    let Span { start, end } = fault.span;
    let help = fault.help.as_ref().map(|help| format!(" ({})", help.en)).unwrap_or_default();
    format!("{start}..{end}: {}{help}", fault.message.en)
}

fn pointer(place: &Place<'_>) -> String {
    format!("{}#{}", place.tree.file.path(), place.tree.locate(place.node).unwrap().pointer)
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Node(place) => pointer(place),
        Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Text(text) => format!("'{text}'"),
        Value::Date(date) => date.to_string(),
    }
}

fn assert_outcomes(table: &[(&str, &str)]) {
    for (source, expected) in table {
        assert_eq!(outcome(source), *expected, "{source}");
    }
}

#[test]
fn what_is_selected_keeps_its_place() {
    assert_outcomes(&[
        ("case.roles.members", "0.yaml#/roles/members"),
        ("case.roles.members[1]", "0.yaml#/roles/members/1"),
        ("documents.filter(d, d.kind == 'report')", "[1.yaml#, 2.yaml#]"),
        ("documents.filter(d, d.kind == 'report' && d.by == 'b')", "[2.yaml#]"),
        ("documents.filter(d, d.kind == 'report').map(d, d.on)", "[1.yaml#/on, 2.yaml#/on]"),
        ("distinct(case.parties.map(p, p.number))", "[0.yaml#/parties/0/number]"),
        ("case.stage == 'two' ? case.count : case.ratio", "0.yaml#/count"),
        ("party('b').name", "0.yaml#/parties/1/name"),
        ("case.roles.members.map(m, party(m).name)", "[0.yaml#/parties/0/name, 0.yaml#/parties/1/name]"),
    ]);
}

#[test]
fn absence_follows_the_logic_of_errors() {
    assert_outcomes(&[
        ("case.roles.deputy", "absent deputy in 0.yaml#/roles"),
        ("case.open.field", "absent field in 0.yaml#/open"),
        ("case.roles.members[2]", "absent item in 0.yaml#/roles/members"),
        ("false && case.nothing", "false"),
        ("case.nothing && false", "false"),
        ("true && case.nothing", "absent nothing in 0.yaml#"),
        ("true || case.nothing", "true"),
        ("case.nothing || true", "true"),
        ("case.nothing || false", "absent nothing in 0.yaml#"),
        ("!case.nothing", "absent nothing in 0.yaml#"),
        ("has(case.nothing)", "false"),
        ("has(case.nothing.more)", "false"),
        ("has(case.roles.lead)", "true"),
        ("has(case.open)", "true"),
        ("case.open == null", "true"),
        ("documents.exists(d, d.kind == 'report' && d.review.status == 'approved')", "true"),
        (
            "documents.filter(d, d.kind == 'report').all(d, d.review.status == 'approved')",
            "absent review in 2.yaml#",
        ),
        ("documents.filter(d, d.kind == 'report').all(d, d.review.status == 'rejected')", "false"),
        (
            "documents.filter(d, d.kind == 'report').filter(d, d.review.status == 'approved')",
            "absent review in 2.yaml#",
        ),
        ("earliest(documents.filter(d, d.kind == 'order' && d.by == 'b').map(d, d.at))", "absent item in "),
        ("case.open <= asOf", "absent item in 0.yaml#/open"),
    ]);
}

#[test]
fn dates_are_compared_as_dates() {
    assert_outcomes(&[
        ("documents.filter(d, d.kind == 'report')[0].on < asOf", "true"),
        ("date(documents.filter(d, d.kind == 'order')[0].at)", "2026-01-01"),
        ("minusMonths(date('2026-04-30'), 2)", "2026-02-28"),
        ("plusDays(date('2026-12-31'), 1)", "2027-01-01"),
        ("latest(documents.filter(d, d.kind == 'report').map(d, d.on))", "2026-02-28"),
        ("documents.filter(d, d.kind == 'report')[0].by < asOf", "unusable 1.yaml#/by"),
    ]);
}

#[test]
fn faults_are_found_before_any_case_is_read() {
    assert_outcomes(&[
        ("caces.x", "0..5: there is no `caces` here (did you mean `cases`?)"),
        ("sizes(case)", "0..5: there is no function `sizes` (did you mean `size`?)"),
        ("size(case, 1)", "0..4: `size` is written `size(x)`, but 2 value(s) are given"),
        ("party()", "0..5: `party(id)` takes 1 value(s), but 0 are given"),
        (
            "documents.filter(d, d.kind == 'reprot')",
            "30..38: there is no document kind `reprot` (did you mean `report`?)",
        ),
        (
            "documents.filter(d, d.kind == 'report' && d.att == 'x')",
            "44..47: the schema has no field `att` (the fields are `by`, `kind`, `on`, `review`)",
        ),
        (
            "documents.exists(d, d.at == d.nothing)",
            "30..37: the schema has no field `nothing` (the fields are `at`, `by`, `kind`, `on`, `review`)",
        ),
        ("1 + 'a'", "4..7: a number is needed here, but this is a text"),
        ("'a' == 1", "4..6: a text and a whole number can never be equal"),
        ("'a' in ['b', 'c']", "4..6: can never be `a`: the values are `b`, `c`"),
        ("'a' < 'b'", "4..5: numbers and dates have an order, but this is a text"),
        (
            "'2026-01-01T00:00:00Z' < asOf",
            "23..24: numbers and dates have an order, but this is an instant (compare `date(…)`, the date on which the instant fell)",
        ),
        ("case ==", "7..7: the expression ends too early"),
        ("(case", "5..5: a `)` is missing here"),
        (
            "case.å",
            "5..7: `å` cannot stand in an expression (names in expressions are written with a–z; text is put in quotes: 'like this')",
        ),
        ("case || || case", "8..10: `||` is not expected here"),
        ("{'a': 1}", "0..1: mappings cannot be written in an expression"),
        ("has(case)", "4..9: `has` takes a field, as in `has(x.y)`"),
        ("1u", "0..2: whole numbers are written without `u`, texts without `b`"),
    ]);
}

#[test]
fn expressions_beyond_the_limits_are_refused_before_they_hurt() {
    let long = format!("1{}", "+1".repeat(10_000));
    assert!(outcome(&long).contains("at most 2048"), "{}", outcome(&long));
    let deep = format!("{}1{}", "(".repeat(100), ")".repeat(100));
    assert!(outcome(&deep).contains("more than 32 brackets"));
    let nested = "documents.all(a, documents.all(b, documents.all(c, documents.all(d, true))))";
    assert!(outcome(nested).contains("more than 3 macros"));
    // As much as is allowed fits the stack that packs are compiled on.
    let most = || outcome(&format!("1{}", "+1".repeat(1000)));
    let thread = std::thread::Builder::new().stack_size(16 << 20).spawn(most).unwrap();
    assert_eq!(thread.join().unwrap(), "1001");
}

#[test]
fn an_expression_that_takes_too_many_steps_is_broken_not_true() {
    let items = vec!["1"; 130].join(",");
    let source = format!("[{items}].all(a, [{items}].all(b, [{items}].all(c, a + b + c > 0)))");
    assert!(outcome(&source).starts_with("broken: the rule takes more than"), "{}", outcome(&source));
}

#[test]
fn a_call_that_was_made_before_takes_as_many_steps_again() {
    assert_eq!(outcome("slow()"), "true");
    assert!(outcome("slow() && slow()").starts_with("broken: the rule takes more than"));
}

#[test]
fn other_cases_keep_their_places() {
    assert_outcomes(&[
        ("cases", "[w.yaml#, x.yaml#, y.yaml#, z.yaml#]"),
        ("cases.filter(c, c.stage == case.stage)", "[x.yaml#, y.yaml#, z.yaml#]"),
        ("cases.filter(c, c.stage == 'two' && c.id != 'y').map(c, c.id)", "[x.yaml#/id, z.yaml#/id]"),
        ("cases.exists_one(c, c.stage == 'one')", "true"),
        ("cases.map(c, c.id == 'y', c.lead.name)", "[y.yaml#/lead/name]"),
        ("cases.filter(c, c.stage == 'three')", "[]"),
        ("cases.filter(c, c.lead.name == 'Alfa')", "absent lead in z.yaml#"),
        ("cases.exists(c, c.lead.name == 'Alfa')", "true"),
        ("cases.exists(c, c.lead.name == 'Gamma')", "absent lead in z.yaml#"),
        ("cases.exists(c, c.id == case.nothing)", "absent nothing in 0.yaml#"),
    ]);
    let trees = trees();
    let own = Arc::new(trees.into_iter().next().unwrap());
    let cases = Cases::new(vec![Arc::new(tree("x", OTHERS[1])), Arc::clone(&own)]);
    assert_eq!(Others::new(&cases, &own).all().len(), 1);
}

#[test]
fn digests_are_of_documents_and_of_files() {
    let digests = Digests::new(|path| (path == "a.txt").then(|| "00ff".to_owned()));
    let (trees, cases) = (trees(), Cases::default());
    let whole = crate::source::Hasher::of(read::canonical(&trees[1].root).as_bytes());
    let rows = [
        ("digest(documents.filter(d, d.kind == 'report')[0])", format!("'{whole}'")),
        ("digest(documents[0]) == digest(documents[1])", "false".to_owned()),
        ("digest(documents[0]) == digest(before.documents[0])", "true".to_owned()),
        ("digest('a.txt')", "'00ff'".to_owned()),
        ("digest('b.txt')", "absent".to_owned()),
        ("digest(case.roles)", "unusable".to_owned()),
    ];
    for (source, expected) in rows {
        let (expression, _) = compile(source, &environment(), Wanted::Anything).unwrap();
        let scope = Scope { digests: &digests, ..scope(&trees, &cases) };
        let found = match Evaluator::new(&scope).value(&expression) {
            Ok(value) => shown(&value),
            Err(Halt::Absent(_)) => "absent".to_owned(),
            Err(Halt::Unusable(_)) => "unusable".to_owned(),
            Err(Halt::Broken(why)) => why.en,
        };
        assert_eq!(found, expected, "{source}");
    }
    assert_outcomes(&[(
        "digest(1)",
        "7..8: a document or the path of an attachment is needed here, but this is a whole number",
    )]);
}

#[test]
fn a_case_moves_as_its_process_allows() {
    let to = |stages: &[&str]| stages.iter().map(|stage| (*stage).to_owned()).collect();
    let moves = Moves::from([("one".to_owned(), to(&["two", "three"])), ("two".to_owned(), to(&["three"]))]);
    let (trees, cases) = (trees(), Cases::default());
    for (source, expected) in [
        ("mayMove('one', 'three')", "true"),
        ("mayMove(case.stage, 'three')", "true"),
        ("mayMove(case.stage, 'one')", "false"),
        ("mayMove('four', 'one')", "false"),
    ] {
        let (expression, _) = compile(source, &environment(), Wanted::Condition).unwrap();
        let scope = Scope { moves: Some(&moves), ..scope(&trees, &cases) };
        assert_eq!(shown(&Evaluator::new(&scope).value(&expression).unwrap()), expected, "{source}");
    }
}

#[test]
fn the_case_as_it_stood_before_has_its_own_documents() {
    assert_outcomes(&[
        ("before.case.stage", "0.yaml#/stage"),
        ("before.documents", "[1.yaml#]"),
        ("before.documents.filter(d, d.kind == 'report' && d.by == 'a')", "[1.yaml#]"),
        ("before.documents.filter(d, d.kind == 'order')", "[]"),
        ("documents.filter(d, !before.documents.exists(b, b == d))", "[2.yaml#, 3.yaml#]"),
        ("[1].map(before, before + 1)", "[2]"),
        (
            "before.documents.filter(d, d.kind == 'reprot')",
            "37..45: there is no document kind `reprot` (did you mean `report`?)",
        ),
        ("before.cases", "7..12: there is no `before.cases` here (did you mean `before.case`?)"),
        ("before", "0..6: there is no `before` here (did you mean `before.case`?)"),
        ("has(before.case)", "4..10: there is no `before` here (did you mean `before.case`?)"),
    ]);
    let looks = |source| compile(source, &environment(), Wanted::Anything).unwrap().0.looks_at_before();
    assert!(looks("before.case.stage") && looks("before.documents.exists(d, d.by == 'a')"));
    assert!(!looks("case.stage") && !looks("[1].map(before, before)"));
}

/// Where the answers of conditions are counted, every case is looked at, with the same outcome.
#[test]
fn an_index_gives_what_looking_at_every_case_gives() {
    let keys = [
        "c.id",
        "c.stage",
        "c.lead.name",
        "c.since",
        "c.count",
        "c.nothing",
        "person(c)",
        "(has(c.since) ? c.since : c.id)",
        "c.lead",
        "[c].filter(d, d.id != 'w')[0].lead.name",
    ];
    let values = [
        "'y'",
        "case.stage",
        "date('2026-01-31')",
        "case.count",
        "case.nothing",
        "case.roles.lead",
        "party('b').name",
        "case.parties.map(p, p.name)[0]",
    ];
    let rest = ["false", "case.nothing", "c.count == 2", "c.stage == 'two'"];
    let mut conditions = Vec::new();
    for (key, value) in keys.iter().flat_map(|key| values.iter().map(move |value| (key, value))) {
        conditions.extend([format!("{key} == {value}"), format!("{value} == {key}")]);
        for rest in rest.iter().filter(|_| value.contains("case.")) {
            conditions.extend([format!("{key} == {value} && {rest}"), format!("{rest} && {key} == {value}")]);
        }
    }
    let environment = environment();
    let sources = conditions.iter().flat_map(|condition| {
        let macros = ["filter(c, %)", "exists(c, %)", "exists_one(c, %)", "map(c, %, c.id)"];
        macros.map(|with| format!("cases.{}", with.replace('%', condition)))
    });
    let compiled: Vec<Expression> =
        sources.map(|source| compile(&source, &environment, Wanted::Anything).unwrap().0).collect();
    let (trees, tally) = (trees(), Tally::default());
    for cases in [other_cases(), Cases::default(), Cases::new(vec![Arc::new(tree("z", OTHERS[3]))])] {
        let scope = scope(&trees, &cases);
        for expression in &compiled {
            let looked_up = format!("{:?}", Evaluator::new(&scope).value(expression));
            let whole = format!("{:?}", Evaluator::new(&scope).counting(Some(&tally)).value(expression));
            assert_eq!(looked_up, whole, "{}", expression.source);
        }
    }
}

#[test]
fn looking_up_a_case_takes_few_steps_however_many_there_are() {
    let numbered = |number: usize| {
        Arc::new(tree(&number.to_string(), &format!("id: c{number}\nlead: {{ name: Beta }}\n")))
    };
    let cases = Cases::new((0..2000).map(numbered).collect());
    let ids = (0..50).map(|number| format!("'c{number}'")).collect::<Vec<_>>().join(",");
    let each = |condition: &str| format!("[{ids}].all(a, [{ids}].all(b, cases.exists(c, {condition})))");
    for condition in
        ["c.id == a", "a == c.id && size(b) > 1", "person(c) == 'Beta' && c.id == b", "known(c.id) == b"]
    {
        assert_eq!(outcome_with(&each(condition), &cases, None), "true", "{condition}");
    }
    let costly = outcome_with(&each("c.id == a || c.id == b"), &cases, None);
    assert!(costly.starts_with("broken: the rule takes more than"), "{costly}");
}

#[test]
fn mutants_of_a_condition_on_other_cases_are_not_looked_up_like_it() {
    let (expression, _) = compile("cases.filter(c, c.stage == 'one')", &environment(), Wanted::List).unwrap();
    let mutants = expression.mutants();
    let (trees, cases) = (trees(), other_cases());
    let scope = scope(&trees, &cases);
    let outcomes = mutants.iter().map(|mutant| {
        let value = Evaluator::new(&scope).value(&mutant.expression).map(|value| shown(&value));
        format!("{}: {}", mutant.change, value.unwrap())
    });
    assert_eq!(
        outcomes.collect::<Vec<_>>(),
        [
            "`filter` dropped: [w.yaml#, x.yaml#, y.yaml#, z.yaml#]",
            "`==` made `!=`: [x.yaml#, y.yaml#, z.yaml#]",
            "text replaced: []",
        ]
    );
}

/// On plain values, without files, every outcome is that of the `cel` crate's own interpreter.
#[test]
fn plain_expressions_agree_with_the_cel_crate() {
    let sources = [
        "1 + 2 - 3",
        "-(4 - 6)",
        "1 < 2 && 2 <= 2",
        "3 >= 4 || 3 > 2",
        "1 == 1.0",
        "1.5 + 1.0",
        "!(1 == 2)",
        "true ? 1 : 2",
        "false ? 1 : 2",
        "[1, 2][0] != 2",
        "2 in [1, 2, 3]",
        "'x' in ['a', 'b', 'x']",
        "[1, 2, 3].all(x, x > 0)",
        "[1, 2, 3].exists(x, x == 2)",
        "[1, 2, 2].exists_one(x, x == 2)",
        "[1, 2, 3].map(x, x + 1) == [2, 3, 4]",
        "[1, 2, 3].filter(x, x > 1) == [2, 3]",
        "[1, 2, 3].map(x, x > 1, x - 1) == [1, 2]",
        "size([1, 2])",
        "size('åäö')",
        "[1, 2].size()",
        "'abc'.startsWith('ab')",
        "'abc'.endsWith('bc')",
        "'abc'.contains('b')",
        "[[1], [2]][1][0]",
        "[1, 2] == [1, 2]",
        "[1, 2] == [2, 1]",
        "null == null",
        "[].all(x, x == 1)",
        "[].exists(x, x == 1)",
        "[1, 2].exists(x, [3, 4].all(y, x < y))",
        "false || true && false",
    ];
    for source in sources {
        let program = cel::Program::compile(source).unwrap();
        let theirs = match program.execute(&cel::Context::default()).unwrap() {
            cel::Value::Bool(value) => value.to_string(),
            cel::Value::Int(value) => value.to_string(),
            cel::Value::Float(value) => value.to_string(),
            other => panic!("{source}: {other:?}"),
        };
        assert_eq!(outcome(source), theirs, "{source}");
    }
}

#[test]
fn a_text_is_filled_in_with_values() {
    let (trees, cases) = (trees(), Cases::default());
    let scope = scope(&trees, &cases);
    let text = Text {
        sv: "{size(case.parties)} parter: {case.roles.members}, {{}} {case.nothing}".to_owned(),
        en: "{case.roles.members} and {case.nothing}, {size(case.parties)} in all".to_owned(),
    };
    let template = Template::compile(&text, &environment()).unwrap();
    let filled = template.fill(&mut Evaluator::new(&scope));
    assert_eq!(filled.sv, "2 parter: a, b, {} (saknas)");
    assert_eq!(filled.en, "a, b and (missing), 2 in all");
}

#[test]
fn both_languages_fill_in_the_same_values() {
    let text = Text { sv: "{case.stage}".to_owned(), en: "no value {".to_owned() };
    let faults = Template::compile(&text, &environment()).unwrap_err();
    let said: Vec<_> = faults.iter().map(|(lang, found)| (lang.code(), fault(found))).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].1.starts_with("9..10: the brace has no counterpart"), "{said:?}");
    let text = Text { sv: "{case.stage}".to_owned(), en: "{case.stages}".to_owned() };
    let faults = Template::compile(&text, &environment()).unwrap_err();
    let said: Vec<_> = faults.iter().map(|(lang, found)| (lang.code(), found.message.en.clone())).collect();
    assert_eq!(
        said,
        [
            ("en", "`{case.stage}` is only in the other language".to_owned()),
            ("sv", "`{case.stages}` is only in the other language".to_owned()),
        ]
    );
}
