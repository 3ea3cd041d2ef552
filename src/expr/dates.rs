//! Expressions that give dates: the date, and where it stands.

use super::evaluate::Evaluator;
use super::functions::{date, moment};
use super::syntax::{Expression, Kind};
use super::value::{Halt, Place};
use crate::source::Date;

impl<'a> Evaluator<'a, '_> {
    /// The value of an expression that gives a date.
    pub fn date(&mut self, expression: &'a Expression) -> Result<Date, Halt<'a>> {
        date(&self.value(expression)?)
    }

    /// Where the date stands that an expression gives; also where it is that of an instant, or the first or last of
    /// several.
    pub fn place_of_date(&mut self, expression: &'a Expression) -> Option<Place<'a>> {
        let value = self.value(expression).ok()?;
        let sought = date(&value).ok()?;
        if let Some(place) = value.place() {
            return Some(place);
        }
        let Kind::Call(function, args) = &expression.root.kind else { return None };
        let [arg] = args.as_slice() else { return None };
        let of = self.expr(arg).ok().filter(|_| ["date", "earliest", "latest"].contains(&function.name))?;
        let mut all = of.items().into_iter().flatten().chain(std::iter::once(of));
        all.find(|each| moment(each).is_ok_and(|each| each == sought))?.place()
    }
}
