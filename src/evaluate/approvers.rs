//! Who has to approve a change of a file, held against who may decide on what it says.

use crate::config::{CodeOwners, OwnersLine};
use crate::finding::Label;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Tells whether a change leaves the file at a path, from the root of the project, as it was.
type Untouched = Box<dyn Fn(&str) -> bool + Send + Sync>;

/// Who has to approve changes in a repository, and who has which role.
pub struct Approvers {
    /// The people and teams that have each role, in small letters.
    roles: BTreeMap<String, BTreeSet<String>>,
    /// What the code owners have to approve, by each service that may be asked.
    codeowners: Vec<CodeOwners>,
    /// The way from the top of the repository to the project, with `/` at its end.
    below: String,
    untouched: Untouched,
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
    /// Approvers with these roles, by what `codeowners` says of files below `below`. Nobody is asked for a file that is
    /// `untouched`.
    pub fn new(
        roles: impl IntoIterator<Item = (String, Vec<String>)>,
        codeowners: Vec<CodeOwners>,
        below: String,
        untouched: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Self {
        let small = |people: Vec<String>| people.iter().map(|name| name.to_ascii_lowercase()).collect();
        let roles = roles.into_iter().map(|(role, people)| (role, small(people)));
        Self { roles: roles.collect(), codeowners, below, untouched: Box::new(untouched) }
    }

    /// Whether it is known who has a role.
    pub fn knows(&self, role: &str) -> bool {
        self.roles.contains_key(role)
    }

    /// Whether a change of the file at `path`, from the root of the project and as it is shown, needs the approval of somebody
    /// with a role, whichever service is asked. Where a line names several, each of them can give it.
    pub(super) fn approval(&self, role: &str, path: &str) -> Approval {
        let untouched = (self.untouched)(path);
        let path = format!("{}{path}", self.below);
        let open = self.codeowners.iter().find_map(|codeowners| self.open(codeowners, role, &path));
        let not_asked = || {
            let text = text!(
                sv: "ändringen berör inte filen som beslutet står i, så ingen behöver godkänna den",
                en: "the change does not touch the file that holds the decision, so nobody has to approve it",
            );
            Some(Label { text, ..self.codeowners.first()?.label() })
        };
        match open {
            Some(label) => Approval::Open(Some(label)),
            None if untouched || self.codeowners.is_empty() => Approval::Open(not_asked()),
            None => Approval::Needed,
        }
    }

    /// Why others can approve a change of a file, by the code owners of one service; `None` where they cannot.
    fn open(&self, codeowners: &CodeOwners, role: &str, path: &str) -> Option<Label> {
        // A name with escapes, or with digits that are hidden, is not what a service holds against a line.
        if path.contains(['\\', '*']) {
            let text = text!(
                sv: "filens namn har tecken som gör att det inte går att säga vilken rad som gäller",
                en: "the name of the file has characters for which it cannot be said which line counts",
            );
            return Some(Label { text, ..codeowners.label() });
        }
        let known = self.roles.get(role);
        let has_role = |name: &String| known.is_some_and(|known| known.contains(&name.to_ascii_lowercase()));
        let mut open = None;
        for lines in codeowners.lines(path) {
            let other = lines.iter().find(|line| line.owners.is_empty() || !line.owners.iter().all(has_role));
            match other {
                None => return None,
                Some(line) => open = open.or_else(|| Some(others(line, has_role))),
            }
        }
        let text = text!(sv: "ingen rad gäller filen", en: "no line is about the file");
        Some(open.unwrap_or_else(|| Label { text, ..codeowners.label() }))
    }
}

impl fmt::Debug for Approvers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Approvers").field("roles", &self.roles).finish_non_exhaustive()
    }
}

/// A line, with whoever can approve a change by it.
fn others(line: &OwnersLine, has_role: impl Fn(&String) -> bool) -> Label {
    let others = line.owners.iter().filter(|name| !has_role(name));
    let others: Vec<&str> = others.map(String::as_str).collect();
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
    Label { text, ..line.at.clone() }
}
