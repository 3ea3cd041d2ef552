//! Who has to approve a change of a file, held against who may decide on what it says.

use crate::config::CodeOwners;
use crate::finding::Label;
use std::collections::{BTreeMap, BTreeSet};

/// Who has to approve changes in a repository, and who has which role.
#[derive(Debug, Default)]
pub struct Approvers {
    /// The people and teams that have each role, in small letters.
    roles: BTreeMap<String, BTreeSet<String>>,
    codeowners: Option<CodeOwners>,
    /// The way from the top of the repository to the project, with `/` at its end.
    below: String,
}

/// What is known of the approval of a change.
#[derive(Debug)]
pub(super) enum Approval {
    /// Somebody with the role has to approve it.
    Needed,
    /// Others can approve it, or nobody has to; the place says why, where there is one.
    Open(Option<Label>),
}

impl Approvers {
    /// Approvers with these roles, by what `codeowners` says of files below `below`.
    pub fn new(
        roles: impl IntoIterator<Item = (String, Vec<String>)>,
        codeowners: Option<CodeOwners>,
        below: String,
    ) -> Self {
        let small = |people: Vec<String>| people.iter().map(|name| name.to_ascii_lowercase()).collect();
        let roles = roles.into_iter().map(|(role, people)| (role, small(people)));
        Self { roles: roles.collect(), codeowners, below }
    }

    /// Whether it is known who has a role.
    pub fn knows(&self, role: &str) -> bool {
        self.roles.contains_key(role)
    }

    /// Whether a change of the file at `path`, from the root of the project, needs the approval of somebody with a role.
    /// Where a line names several, each of them can give it.
    pub(super) fn approval(&self, role: &str, path: &str) -> Approval {
        let path = format!("{}{path}", self.below);
        let Some(codeowners) = &self.codeowners else { return Approval::Open(None) };
        let known = self.roles.get(role);
        let has_role = |name: &String| known.is_some_and(|known| known.contains(&name.to_ascii_lowercase()));
        let mut open = None;
        for line in codeowners.lines(&path) {
            if !line.owners.is_empty() && line.owners.iter().all(has_role) {
                return Approval::Needed;
            }
            let others: Vec<&str> =
                line.owners.iter().filter(|name| !has_role(name)).map(String::as_str).collect();
            let text = match others.join(" ") {
                others if others.is_empty() => text!(
                    sv: "enligt den här raden behöver ingen godkänna ändringen",
                    en: "by this line nobody has to approve the change",
                ),
                others => text!(
                    sv: "enligt den här raden kan {others} godkänna ändringen",
                    en: "by this line {others} can approve the change",
                ),
            };
            open.get_or_insert(Label { text, ..line.at.clone() });
        }
        let text = text!(sv: "ingen rad gäller filen", en: "no line is about the file");
        Approval::Open(Some(open.unwrap_or_else(|| Label { text, ..codeowners.label() })))
    }
}
