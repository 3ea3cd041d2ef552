//! Deadlines: the date by which something has to be done, and the one on which it is.

use super::Body;
use super::rules::Compiler;
use crate::expr::Wanted;
use crate::read::Node;

impl Compiler<'_> {
    /// The deadline of a rule that is due at the date in `node`.
    pub(super) fn deadline(&mut self, node: &Node) -> Option<Body> {
        let due = self.expression(node, self.base, Wanted::Date);
        let Some(node) = self.node.get("done") else {
            let message = text!(
                sv: "bredvid `due` ska `done` säga när det är gjort", en: "beside `due`, `done` has to say when it is done",
            );
            self.faults.at_key(self.tree, self.node, "due", "policy/rule", message);
            return None;
        };
        let done = self.expression(node, self.base, Wanted::Date)?;
        if done.is_constant() {
            let message = text!(
                sv: "datumet är samma för alla ärenden", en: "the date is the same for every case",
            );
            self.faults.at(self.tree, node, "policy/constant", message, None);
        }
        Some(Body::Due { due: due?, done })
    }

    /// Refuses a `done` that nothing is held against.
    pub(super) fn no_done_without_due(&mut self) {
        if self.node.get("done").is_some() && self.node.get("due").is_none() {
            let message = text!(sv: "`done` hör ihop med `due`", en: "`done` belongs to `due`");
            self.faults.at_key(self.tree, self.node, "done", "policy/rule", message);
        }
    }
}
