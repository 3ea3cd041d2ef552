//! How `klar explain` shows a decision table: its inputs, its rows, and the row that decides in the example.

use crate::finding::{Finding, Status};
use crate::policy::{Row, Table};
use crate::source::Text;

/// The inputs of a table, then its rows by their number. The row that `example` points at is marked.
pub(super) fn lines(table: &Table, example: Option<&Finding>) -> Vec<Text> {
    let inputs = table.inputs.iter().map(|(name, expression)| {
        let of = super::explain::words(&expression.source);
        text!(sv: "`{name}` är `{of}`", en: "`{name}` is `{of}`")
    });
    let rows = table.rows.iter().enumerate().map(|(at, row)| {
        let (number, says, decides) = (at + 1, says(table, row), decides(row, example));
        Text {
            sv: format!("rad {number}: {}{}", says.sv, decides.sv),
            en: format!("row {number}: {}{}", says.en, decides.en),
        }
    });
    inputs.chain(rows).collect()
}

/// What a row says: its values, and what it decides.
fn says(table: &Table, row: &Row) -> Text {
    let cells = table.inputs.iter().zip(&row.cells).filter_map(|((name, _), cell)| {
        let values: Vec<String> = cell.as_ref()?.iter().map(ToString::to_string).collect();
        Some(format!("`{name}` = `{}`", values.join("`/`")))
    });
    let cells = cells.collect::<Vec<_>>().join(", ");
    let status = status(row.status);
    if cells.is_empty() {
        return Text { sv: format!("annars: {}", status.sv), en: format!("otherwise: {}", status.en) };
    }
    Text::each(|lang| format!("{cells}: {}", status.get(lang)))
}

/// A mark on the row that decides in the example.
fn decides(row: &Row, example: Option<&Finding>) -> Text {
    let mut places = example.into_iter().flat_map(|finding| &finding.related);
    if places.any(|place| place.marks_same(&row.origin)) {
        text!(sv: " ← avgör i exemplet nedan", en: " ← decides in the example below")
    } else {
        Text::default()
    }
}

/// The word for what a row decides.
fn status(status: Status) -> Text {
    match status {
        Status::Met => text!(sv: "uppfyllt", en: "met"),
        Status::NotApplicable => text!(sv: "gäller inte", en: "does not apply"),
        Status::UnderReview => text!(sv: "under granskning", en: "under review"),
        Status::Awaiting => text!(sv: "saknas", en: "missing"),
        Status::Deficient => text!(sv: "brister", en: "deficient"),
        Status::Pending => text!(sv: "tid kvar", en: "time left"),
        Status::Waived => text!(sv: "undantaget", en: "waived"),
    }
}
