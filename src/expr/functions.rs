//! The functions that expressions can call: one table, which the documentation repeats row by row.

use super::scope::Scope;
use super::types::{TextType, Type};
use super::value::{Absence, Halt, Plain, Value};
use crate::source::Date;

/// One function.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is written.
    pub usage: &'static str,
    /// What it gives, in English.
    pub about: &'static str,
    /// Whether it may also be written behind its first value: `x.name(…)`.
    pub(super) method: bool,
    pub(super) parameters: &'static [Parameter],
    /// The type of the result, from those of the values.
    pub(super) result: fn(&[Type]) -> Type,
    pub(super) run: for<'a> fn(&[Value<'a>], &Scope<'a>) -> Result<Value<'a>, Halt<'a>>,
}

/// What a function takes in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parameter {
    /// A list, a mapping or a text.
    Sized,
    List,
    Dates,
    /// A calendar date.
    Date,
    /// A calendar date, or an instant.
    Moment,
    Int,
    Text,
    /// A document, or the path of a file.
    Content,
}

/// Every function.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "size",
        usage: "size(x)",
        about: "the number of items, entries or characters",
        method: true,
        parameters: &[Parameter::Sized],
        result: |_| Type::Int,
        run: |values, _| size(values),
    },
    Function {
        name: "distinct",
        usage: "distinct(list)",
        about: "the list with each value once",
        method: false,
        parameters: &[Parameter::List],
        result: |types| types.first().cloned().unwrap_or(Type::Any),
        run: |values, _| distinct(values),
    },
    Function {
        name: "date",
        usage: "date(x)",
        about: "the calendar date in Sweden of an instant; a date as it is",
        method: false,
        parameters: &[Parameter::Moment],
        result: |_| Type::Date,
        run: |values, _| moment(value(values, 0)?).map(Value::Date),
    },
    Function {
        name: "earliest",
        usage: "earliest(list)",
        about: "the first of some dates",
        method: false,
        parameters: &[Parameter::Dates],
        result: |_| Type::Date,
        run: |values, _| extreme(value(values, 0)?, |dates| dates.into_iter().min()),
    },
    Function {
        name: "latest",
        usage: "latest(list)",
        about: "the last of some dates",
        method: false,
        parameters: &[Parameter::Dates],
        result: |_| Type::Date,
        run: |values, _| extreme(value(values, 0)?, |dates| dates.into_iter().max()),
    },
    Function {
        name: "plusMonths",
        usage: "plusMonths(date, n)",
        about: "the date n calendar months later, clamped to the month",
        method: false,
        parameters: &[Parameter::Date, Parameter::Int],
        result: |_| Type::Date,
        run: |values, _| shifted(values, 1, Date::plus_months),
    },
    Function {
        name: "minusMonths",
        usage: "minusMonths(date, n)",
        about: "the date n calendar months earlier, clamped to the month",
        method: false,
        parameters: &[Parameter::Date, Parameter::Int],
        result: |_| Type::Date,
        run: |values, _| shifted(values, -1, Date::plus_months),
    },
    Function {
        name: "plusDays",
        usage: "plusDays(date, n)",
        about: "the date n days later",
        method: false,
        parameters: &[Parameter::Date, Parameter::Int],
        result: |_| Type::Date,
        run: |values, _| shifted(values, 1, Date::plus_days),
    },
    Function {
        name: "minusDays",
        usage: "minusDays(date, n)",
        about: "the date n days earlier",
        method: false,
        parameters: &[Parameter::Date, Parameter::Int],
        result: |_| Type::Date,
        run: |values, _| shifted(values, -1, Date::plus_days),
    },
    Function {
        name: "startsWith",
        usage: "x.startsWith(y)",
        about: "whether a text starts with another",
        method: true,
        parameters: &[Parameter::Text, Parameter::Text],
        result: |_| Type::Bool,
        run: |values, _| Ok(Value::Bool(text(value(values, 0)?)?.starts_with(text(value(values, 1)?)?))),
    },
    Function {
        name: "endsWith",
        usage: "x.endsWith(y)",
        about: "whether a text ends with another",
        method: true,
        parameters: &[Parameter::Text, Parameter::Text],
        result: |_| Type::Bool,
        run: |values, _| Ok(Value::Bool(text(value(values, 0)?)?.ends_with(text(value(values, 1)?)?))),
    },
    Function {
        name: "contains",
        usage: "x.contains(y)",
        about: "whether a text contains another",
        method: true,
        parameters: &[Parameter::Text, Parameter::Text],
        result: |_| Type::Bool,
        run: |values, _| Ok(Value::Bool(text(value(values, 0)?)?.contains(text(value(values, 1)?)?))),
    },
    Function {
        name: "mayMove",
        usage: "mayMove(from, to)",
        about: "whether a case can come from one stage of its process to another, by the moves that the process allows",
        method: false,
        parameters: &[Parameter::Text, Parameter::Text],
        result: |_| Type::Bool,
        run: |values, scope| {
            let (from, to) = (text(value(values, 0)?)?, text(value(values, 1)?)?);
            let allowed =
                scope.moves.and_then(|moves| moves.get(from)).is_some_and(|stages| stages.contains(to));
            Ok(Value::Bool(allowed))
        },
    },
    Function {
        name: "digest",
        usage: "digest(x)",
        about: "the SHA-256 of a document's content, its `approval` left out; of the path of an attachment, that of the file",
        method: false,
        parameters: &[Parameter::Content],
        result: |_| Type::Text(TextType::default()),
        run: |values, scope| digest(value(values, 0)?, scope),
    },
];

/// The function called `name`.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// A value that is not of the type that its place asks for: the data's fault where it stands in a file,
/// otherwise the expression's.
pub(super) fn unusable<'a>(value: &Value<'a>) -> Halt<'a> {
    match value.place() {
        Some(place) => Halt::Unusable(place),
        None => Halt::Broken(text!(
            sv: "uttrycket räknar med ett värde av fel typ",
            en: "the expression computes with a value of the wrong type",
        )),
    }
}

fn value<'v, 'a>(values: &'v [Value<'a>], index: usize) -> Result<&'v Value<'a>, Halt<'a>> {
    values.get(index).ok_or_else(|| {
        Halt::Broken(text!(sv: "ett värde saknas i anropet", en: "a value is missing in the call"))
    })
}

/// The digest of a document or of a file of the case. A file that cannot be read has none.
fn digest<'a>(of: &Value<'a>, scope: &Scope<'a>) -> Result<Value<'a>, Halt<'a>> {
    let found = match (of.plain(), of.place()) {
        (Plain::Text(path), _) => scope.digests.of_file(path),
        (Plain::Map(..), Some(place)) if std::ptr::eq(place.node, &raw const place.tree.root) => {
            scope.digests.of_document(place, scope.schema_of(place))
        }
        _ => return Err(unusable(of)),
    };
    found.map(Value::Text).ok_or(Halt::Absent(Absence { within: of.place(), field: None }))
}

fn size<'a>(values: &[Value<'a>]) -> Result<Value<'a>, Halt<'a>> {
    let value = value(values, 0)?;
    let size = match value.plain() {
        Plain::Text(text) => text.chars().count(),
        Plain::Values(items) => items.len(),
        Plain::Nodes(_, items) => items.len(),
        Plain::Map(_, entries) => entries.len(),
        _ => return Err(unusable(value)),
    };
    Ok(Value::Int(i64::try_from(size).unwrap_or(i64::MAX)))
}

fn distinct<'a>(values: &[Value<'a>]) -> Result<Value<'a>, Halt<'a>> {
    let list = value(values, 0)?;
    let mut kept: Vec<Value<'a>> = Vec::new();
    for item in list.items().ok_or_else(|| unusable(list))? {
        if !kept.iter().any(|known| known.alike(&item)) {
            kept.push(item);
        }
    }
    Ok(Value::List(kept.into()))
}

fn text<'a>(value: &Value<'a>) -> Result<&'a str, Halt<'a>> {
    match value.plain() {
        Plain::Text(text) => Ok(text),
        _ => Err(unusable(value)),
    }
}

/// A value as a calendar date. A `null` is a date that is not known yet.
pub(super) fn date<'a>(value: &Value<'a>) -> Result<Date, Halt<'a>> {
    match value.plain() {
        Plain::Date(date) => Ok(date),
        Plain::Text(text) => Date::parse(text).ok_or_else(|| unusable(value)),
        Plain::Null => Err(Halt::Absent(Absence { within: value.place(), field: None })),
        _ => Err(unusable(value)),
    }
}

/// A date, or the date of an instant.
pub(super) fn moment<'a>(value: &Value<'a>) -> Result<Date, Halt<'a>> {
    match value.plain() {
        Plain::Text(text) => Date::of_instant(text).map_or_else(|| date(value), Ok),
        _ => date(value),
    }
}

fn extreme<'a>(list: &Value<'a>, choose: fn(Vec<Date>) -> Option<Date>) -> Result<Value<'a>, Halt<'a>> {
    let items = list.items().ok_or_else(|| unusable(list))?;
    let dates = items.map(|item| date(&item)).collect::<Result<_, _>>()?;
    let absent = || Halt::Absent(Absence { within: list.place(), field: None });
    choose(dates).map(Value::Date).ok_or_else(absent)
}

fn shifted<'a>(
    values: &[Value<'a>],
    sign: i64,
    shift: fn(Date, i64) -> Option<Date>,
) -> Result<Value<'a>, Halt<'a>> {
    let (from, by) = (value(values, 0)?, value(values, 1)?);
    let Plain::Int(by) = by.plain() else { return Err(unusable(by)) };
    let moved = by.checked_mul(sign).and_then(|by| shift(date(from).ok()?, by));
    match moved {
        Some(date) => Ok(Value::Date(date)),
        None => Err(date(from).err().unwrap_or_else(|| {
            Halt::Broken(text!(
                sv: "datumet hamnar utanför kalendern",
                en: "the date falls outside the calendar",
            ))
        })),
    }
}
