//! `klar.yaml`, the configuration of a project, its exceptions (`waivers.yaml` and baselines), and who approves its changes.
//! An unknown key is an error.

mod baseline;
mod codeowners;
mod waivers;

pub use baseline::{Key, Known, parse as parse_baseline, written as write_baseline};
pub use codeowners::{CodeOwners, Line as OwnersLine, Service};
pub use waivers::{Entry, NewWaiver, append, free_id, parse as parse_waivers};

use crate::finding::{Effect, Finding, Label, Level};
use crate::read::{self, Node, Tree};
use crate::source::{Lang, Text};
use crate::structure::{self, Formats};
use std::collections::BTreeMap;

/// What a project may set.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The language of the output.
    pub language: Option<Lang>,
    /// The folder of the policy pack, relative to the project.
    pub policy: Option<String>,
    /// The folders that hold the cases, relative to the project; the whole project where there are none.
    pub cases: Vec<String>,
    /// The file of waivers, relative to the project.
    pub waivers: Option<String>,
    /// Who has which role among those that review changes.
    pub owners: Vec<Owners>,
}

/// Who has a role.
#[derive(Clone, Debug)]
pub struct Owners {
    /// The role's id in the pack.
    pub role: String,
    /// Where that stands.
    pub at: Label,
    /// People and teams, as the service that keeps the repository calls them.
    pub people: Vec<String>,
}

/// Reads the configuration from the bytes of the file shown as `shown`. Any fault makes the run incomplete: a
/// setting that is not understood could change the verdict.
pub fn parse(shown: &str, bytes: Vec<u8>) -> (Config, Vec<Finding>) {
    let schema = ("schema:klar.yaml", include_str!("schema.yaml"));
    let (tree, findings) = checked(read::parse(shown, bytes), schema);
    (tree.map(|tree| from(&tree)).unwrap_or_default(), findings)
}

/// A file that was read, held against a schema of klar's own. Any fault makes the run incomplete.
fn checked(
    (tree, mut findings): (Option<Tree>, Vec<Finding>),
    (name, schema): (&str, &str),
) -> (Option<Tree>, Vec<Finding>) {
    if let Some(tree) = &tree
        && let (Some(schema_tree), _) = read::parse(name, schema.as_bytes().to_vec())
    {
        let schema = structure::proven(&schema_tree, &BTreeMap::new(), &Formats::default());
        findings.extend(schema.iter().flat_map(|schema| structure::check(tree, schema)));
    }
    let stop = |finding: Finding| if finding.level > Level::Note { finding.incomplete() } else { finding };
    (tree, findings.into_iter().map(stop).collect())
}

/// Whether something is wrong with a file, so that what it says is not used.
fn stops(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.effect == Effect::Incomplete)
}

fn from(tree: &Tree) -> Config {
    let root = &tree.root;
    let word = |key| root.get(key).and_then(Node::as_str);
    let texts = |node: &Node| node.items().iter().filter_map(Node::as_str).map(str::to_owned).collect();
    let owners = root.get("owners").into_iter().flat_map(|owners| {
        owners.entries().iter().map(|entry| Owners {
            role: entry.key.to_string(),
            at: tree.label_key(owners, &entry.key, Text::default()),
            people: texts(&entry.value),
        })
    });
    Config {
        language: word("language").and_then(|code| Lang::ALL.into_iter().find(|lang| lang.code() == code)),
        policy: word("policy").map(str::to_owned),
        waivers: word("waivers").map(str::to_owned),
        cases: root.get("cases").map(texts).unwrap_or_default(),
        owners: owners.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They are used without being looked at again.
    #[test]
    fn the_schemas_have_no_faults() {
        for schema in
            [include_str!("schema.yaml"), include_str!("waivers.yaml"), include_str!("baseline.yaml")]
        {
            let (tree, faults) = read::parse("schema", schema.as_bytes().to_vec());
            assert!(faults.is_empty(), "{faults:?}");
            let compiled = structure::compile(&tree.unwrap(), &BTreeMap::new(), &Formats::default());
            assert!(compiled.schema.is_some() && compiled.faults.is_empty(), "{:?}", compiled.faults);
        }
    }
}
