//! Decision tables: rows of values for some inputs, of which the first that fits decides.
//!
//! The inputs have finitely many values, so a table is looked at as a whole when it is compiled: each combination
//! of values has a row, no row is without a combination, and no two rows that decide otherwise fit the same one. A
//! table that is known to be right is only read.

use super::processes::Context;
use super::rules::Compiler;
use super::vocabulary::word;
use super::{Cell, Row, Table};
use crate::expr::{self, Type, Wanted};
use crate::finding::Status;
use crate::read::{Node, Value};
use crate::source::Text;

/// How many combinations of values a table may have.
const COMBINATIONS: usize = 4096;

/// An input with the values that it can have.
struct Input {
    name: String,
    values: Vec<Cell>,
}

impl Compiler<'_> {
    /// The decision table in `node`.
    pub(super) fn table(&mut self, node: &Node, context: &Context<'_>) -> Option<Table> {
        let before = self.faults.0.len();
        let (mut inputs, mut expressions) = (Vec::new(), Vec::new());
        for entry in node.get("inputs").map(Node::entries).unwrap_or_default() {
            let source = entry.value.as_str().unwrap_or_default();
            match expr::compile(source, self.base, Wanted::Anything) {
                Ok((expression, found)) => {
                    if let Some(values) = self.finite(&entry.value, &found) {
                        inputs.push(Input { name: entry.key.to_string(), values });
                        expressions.push((entry.key.to_string(), expression));
                    }
                }
                Err(found) => self.faults.expression(self.tree, &entry.value, found),
            }
        }
        let decided_by = node.get("decidedBy").and_then(|role| self.owner_called(self.tree, role, context));
        let nodes = node.get("rows").map(Node::items).unwrap_or_default();
        if self.faults.0.len() > before {
            return None;
        }
        // Absence is a value of an input where some row asks for it; elsewhere the rule awaits the input.
        for input in &mut inputs {
            let asked =
                |row: &Node| row.get("when").and_then(|when| when.get(&input.name)).is_some_and(asks_absence);
            if nodes.iter().any(asked) {
                input.values.push(Cell::Absent);
            }
        }
        let rows: Vec<Row> = nodes.iter().filter_map(|row| self.row(row, &inputs)).collect();
        if self.faults.0.len() > before {
            return None;
        }
        if !self.is_proven() {
            self.whole(node, nodes, &rows, &inputs);
        }
        (self.faults.0.len() == before).then_some(Table { inputs: expressions, rows, decided_by })
    }

    /// Whether tables are known to be right; then the types of their inputs are not known.
    fn is_proven(&self) -> bool {
        self.base.parser.is_for_proven()
    }

    /// The values of an input: those of a truth value, or of a text whose values the schema lists.
    fn finite(&mut self, node: &Node, found: &Type) -> Option<Vec<Cell>> {
        if self.is_proven() {
            return Some(Vec::new());
        }
        if found.serves_condition() {
            return Some(vec![Cell::Bool(true), Cell::Bool(false)]);
        }
        let values: Vec<Cell> = found.text_values().map(|value| Cell::Text(value.to_owned())).collect();
        if values.is_empty() {
            let message = text!(
                sv: "indata till en tabell ska ha ett ändligt antal värden",
                en: "an input of a table has to have finitely many values",
            );
            let help = text!(
                sv: "skriv ett villkor, eller ett fält vars värden schemat räknar upp",
                en: "write a condition, or a field whose values the schema lists",
            );
            self.faults.at(self.tree, node, "policy/table", message, Some(help));
            return None;
        }
        Some(values)
    }

    fn row(&mut self, node: &Node, inputs: &[Input]) -> Option<Row> {
        let mut cells: Vec<Option<Vec<Cell>>> = vec![None; inputs.len()];
        for entry in node.get("when").map(Node::entries).unwrap_or_default() {
            let Some(at) = inputs.iter().position(|input| *input.name == *entry.key) else {
                let name = &entry.key;
                let message =
                    text!(sv: "tabellen har inga indata `{name}`", en: "the table has no input `{name}`");
                self.faults.at_key(self.tree, node.get("when")?, name, "policy/table", message);
                continue;
            };
            let given = match &entry.value.value {
                Value::List(items) => items.iter().collect(),
                _ => vec![&entry.value],
            };
            let known = inputs.get(at).map(|input| input.values.as_slice()).unwrap_or_default();
            let cells_of = given.into_iter().filter_map(|value| self.cell(value, known)).collect();
            if let Some(slot) = cells.get_mut(at) {
                *slot = Some(cells_of);
            }
        }
        let then = node.get("then")?;
        let message = then.get("message").and_then(|message| self.template_of(message));
        let origin = self.tree.label(node, Text::default());
        Some(Row { cells, status: status(word(then, "status")), message, origin })
    }

    /// A value of a row, which its input has to be able to have.
    fn cell(&mut self, node: &Node, known: &[Cell]) -> Option<Cell> {
        let cell = match &node.value {
            Value::Bool(value) => Cell::Bool(*value),
            Value::Null => Cell::Absent,
            Value::Text(value) => Cell::Text(value.to_string()),
            _ => Cell::Text(String::new()),
        };
        if self.is_proven() || known.contains(&cell) {
            return Some(cell);
        }
        let words: Vec<String> = known.iter().map(Cell::to_string).collect();
        let message = text!(
            sv: "den här kolumnen kan aldrig ha värdet `{cell}`", en: "this column can never have the value `{cell}`",
        );
        self.faults.unknown((self.tree, node), "policy/table", message, words.iter().map(String::as_str));
        None
    }

    /// Looks at every combination of values: each needs a row, and only one that decides.
    fn whole(&mut self, node: &Node, nodes: &[Node], rows: &[Row], inputs: &[Input]) {
        let count = inputs.iter().try_fold(1_usize, |count, input| count.checked_mul(input.values.len()));
        let Some(count) = count.filter(|count| *count <= COMBINATIONS) else {
            let message = text!(
                sv: "tabellen har fler än {COMBINATIONS} kombinationer av värden",
                en: "the table has more than {COMBINATIONS} combinations of values",
            );
            self.faults.at_key(self.tree, node, "inputs", "policy/table", message);
            return;
        };
        let mut reached = vec![false; rows.len()];
        let (mut gap, mut overlap) = (None, None);
        for number in 0..count {
            let combination = combination(number, inputs);
            let fitting: Vec<usize> = (0..rows.len())
                .filter(|at| rows.get(*at).is_some_and(|row| row.fits(&combination)))
                .collect();
            match fitting.as_slice() {
                [] => gap = gap.or(Some(combination)),
                [first, rest @ ..] => {
                    if let Some(reached) = reached.get_mut(*first) {
                        *reached = true;
                    }
                    let other = rest.iter().find(|at| differ(rows.get(*first), rows.get(**at)));
                    overlap = overlap.or_else(|| other.map(|other| (*first, *other, combination)));
                }
            }
        }
        if let Some(combination) = gap {
            let words = described(&combination, inputs);
            let message = text!(sv: "ingen rad passar när {words}", en: "no row fits when {words}");
            self.faults.at_key(self.tree, node, "rows", "policy/table", message);
        }
        if let Some((first, other, combination)) = overlap {
            let (words, first) = (described(&combination, inputs), first + 1);
            let message = text!(
                sv: "raden och rad {first} passar båda när {words}, men avgör olika",
                en: "the row and row {first} both fit when {words}, but decide otherwise",
            );
            if let Some(row) = nodes.get(other) {
                self.faults.at(self.tree, row, "policy/table", message, None);
            }
        }
        for (row, _) in nodes.iter().zip(&reached).filter(|(_, reached)| !**reached) {
            let message = text!(sv: "raden avgör aldrig", en: "the row never decides");
            self.faults.at(self.tree, row, "policy/table", message, None);
        }
    }
}

/// Whether a value of a row is, or holds, the absence of the input.
fn asks_absence(node: &Node) -> bool {
    matches!(node.value, Value::Null) || node.items().iter().any(|item| matches!(item.value, Value::Null))
}

/// The combination with a number: one value of each input.
fn combination(mut number: usize, inputs: &[Input]) -> Vec<Cell> {
    let mut values = Vec::with_capacity(inputs.len());
    for input in inputs {
        values.extend(input.values.get(number % input.values.len()).cloned());
        number /= input.values.len();
    }
    values
}

/// Whether two rows decide otherwise. A last row that fits everything is what is left over, and differs from none.
fn differ(first: Option<&Row>, other: Option<&Row>) -> bool {
    match (first, other) {
        (Some(first), Some(other)) => {
            let rest = other.cells.iter().all(Option::is_none);
            !rest && first.status != other.status
        }
        _ => false,
    }
}

fn described(combination: &[Cell], inputs: &[Input]) -> String {
    let parts = inputs.iter().zip(combination).map(|(input, cell)| format!("`{}` = `{cell}`", input.name));
    parts.collect::<Vec<_>>().join(", ")
}

fn status(word: &str) -> Status {
    match word {
        "met" => Status::Met,
        "not-applicable" => Status::NotApplicable,
        "under-review" => Status::UnderReview,
        "awaiting" => Status::Awaiting,
        _ => Status::Deficient,
    }
}

impl Row {
    /// Whether the row fits values of all inputs, in their order.
    pub fn fits(&self, values: &[Cell]) -> bool {
        let fits = |(cell, value): (&Option<Vec<Cell>>, &Cell)| {
            cell.as_ref().is_none_or(|possible| possible.contains(value))
        };
        self.cells.iter().zip(values).all(fits)
    }
}
