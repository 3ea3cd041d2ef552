//! The macros, which evaluate their body for each item of a list.

use super::evaluate::Evaluator;
use super::syntax::{Loop, LoopKind};
use super::value::{Items, Outcome, Plain, Value};

impl<'a> Evaluator<'a, '_> {
    /// What a macro gives.
    pub(super) fn repeat(&mut self, whole: &'a Loop) -> Outcome<'a> {
        let over = match self.looked_up(whole) {
            Some(found) => found,
            None => self.expr(&whole.over)?,
        };
        let items = self.items(&over)?;
        let found = match whole.kind {
            LoopKind::Map => self.map(whole, items),
            LoopKind::Filter => self.filter(whole, items).map(|kept| Value::List(kept.into())),
            LoopKind::ExistsOne => self.filter(whole, items).map(|kept| Value::Bool(kept.len() == 1)),
            LoopKind::All => self.quantify(whole, items, false),
            LoopKind::Exists => self.quantify(whole, items, true),
        };
        self.locals.truncate(whole.slot);
        found
    }

    /// The cases for which the condition of a macro may hold, where an index knows them; for the others it is false.
    /// Where the answers of conditions are counted, each case is looked at.
    fn looked_up(&mut self, whole: &'a Loop) -> Option<Value<'a>> {
        if whole.lookups.is_empty() || self.counts() {
            return None;
        }
        // The places of variables inside the values are counted from above that of the macro.
        self.bind(whole, Value::Null);
        let mut wanted = Vec::new();
        for lookup in &whole.lookups {
            match self.expr(&lookup.value).as_ref().map(Value::plain) {
                Ok(Plain::Text(text)) => wanted.push((lookup, text.into())),
                Ok(Plain::Date(date)) => wanted.push((lookup, date.to_string().into())),
                // The first case shows what is absent, as all would.
                Err(_) if lookup.alone => return Some(self.scope().others.first()),
                _ => {}
            }
        }
        self.scope().others.found(&wanted, self).map(Value::List)
    }

    /// Makes `item` the variable of a loop.
    fn bind(&mut self, whole: &Loop, item: Value<'a>) {
        self.locals.truncate(whole.slot);
        self.locals.push(item);
    }

    fn map(&mut self, whole: &'a Loop, items: Items<'a>) -> Outcome<'a> {
        let mut made = Vec::with_capacity(items.len());
        for item in items {
            self.bind(whole, item);
            let wanted = match &whole.only {
                Some(only) => self.truth(only)?,
                None => true,
            };
            if wanted {
                made.push(self.expr(&whole.body)?);
            }
        }
        Ok(Value::List(made.into()))
    }

    fn filter(&mut self, whole: &'a Loop, items: Items<'a>) -> Outcome<'a, Vec<Value<'a>>> {
        let mut kept = Vec::new();
        for item in items {
            self.bind(whole, item.clone());
            if self.truth(&whole.body)? {
                kept.push(item);
            }
        }
        Ok(kept)
    }

    /// `all` and `exists`: an item for which the body is `decisive` decides; otherwise an absence prevails.
    fn quantify(&mut self, whole: &'a Loop, items: Items<'a>, decisive: bool) -> Outcome<'a> {
        let mut halted = None;
        for item in items {
            self.bind(whole, item);
            match self.truth(&whole.body) {
                Ok(value) if value == decisive => return Ok(Value::Bool(decisive)),
                Ok(_) => {}
                Err(halt) if halt.is_broken() => return Err(halt),
                Err(halt) => halted = halted.or(Some(halt)),
            }
        }
        halted.map_or(Ok(Value::Bool(!decisive)), Err)
    }
}
