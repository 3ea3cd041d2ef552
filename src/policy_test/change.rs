//! Changes to the files of a base case. The changed file is written anew as YAML and read like any other.

use crate::read::{Node, Value};
use crate::source::Hasher;
use serde_yaml::{Mapping, Value as Yaml};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The files of a case.
#[derive(Clone, Debug)]
pub(super) struct Files {
    /// The YAML files with their bytes, by their path from the case's folder.
    pub(super) yaml: BTreeMap<String, Vec<u8>>,
    /// The paths of all files.
    pub(super) all: BTreeSet<String>,
    /// The digests of the files that are not YAML.
    pub(super) digests: BTreeMap<String, String>,
}

/// Makes one change; the error says why it cannot be made.
pub(super) fn apply(files: &mut Files, change: &Node) -> Result<(), String> {
    let word = |key| change.get(key).and_then(Node::as_str);
    if let Some(target) = word("set") {
        let to = change.get("to").ok_or("a `set` needs `to`")?;
        return edit(files, target, |parent, key| put(parent, key, yaml(to)));
    }
    if let Some(target) = word("remove") {
        if target.contains('#') {
            return edit(files, target, take);
        }
        files.yaml.remove(target);
        files.digests.remove(target);
        if files.all.remove(target) {
            return Ok(());
        }
        return Err(format!("there is no file {target}: {}", list(files)));
    }
    if let Some(target) = word("rename") {
        let to = word("to").ok_or("a `rename` needs `to`, a path")?.to_owned();
        if !files.all.remove(target) {
            return Err(format!("there is no file {target}: {}", list(files)));
        }
        if let Some(bytes) = files.yaml.remove(target) {
            files.yaml.insert(to.clone(), bytes);
        }
        if let Some(digest) = files.digests.remove(target) {
            files.digests.insert(to.clone(), digest);
        }
        files.all.insert(to);
        return Ok(());
    }
    if let Some(target) = word("add") {
        let content = change.get("content").ok_or("an `add` needs `content`")?;
        files.all.insert(target.to_owned());
        let bytes = match content.as_str() {
            Some(text) => text.as_bytes().to_vec(),
            None => write(&yaml(content))?,
        };
        // Any other file is only there to be referred to, by its name or by its digest.
        if Path::new(target).extension().is_some_and(|end| end == "yaml" || end == "yml") {
            files.yaml.insert(target.to_owned(), bytes);
        } else {
            files.digests.insert(target.to_owned(), Hasher::of(&bytes));
        }
        return Ok(());
    }
    Err("a change has `set`, `remove`, `rename` or `add`".to_owned())
}

fn list(files: &Files) -> String {
    files.all.iter().cloned().collect::<Vec<_>>().join(", ")
}

/// The YAML file with these bytes, in which the node at a JSON Pointer has another value. A key that a mapping lacks is
/// added. The error says why there is none.
pub fn assume(bytes: &[u8], pointer: &str, value: &Node) -> Result<Vec<u8>, String> {
    edited(bytes, pointer, |parent, key| put(parent, key, yaml(value)))
}

/// Changes the node at `target`, which is `file#/pointer`, by what `change` does to its parent and last step.
fn edit(
    files: &mut Files,
    target: &str,
    change: impl FnOnce(&mut Yaml, &str) -> Result<(), String>,
) -> Result<(), String> {
    let (name, pointer) = target.split_once('#').ok_or_else(|| format!("{target} names no node: file#/…"))?;
    let known = list(files);
    let bytes = files.yaml.get_mut(name).ok_or_else(|| format!("there is no file {name}: {known}"))?;
    *bytes = edited(bytes, pointer, change)?;
    Ok(())
}

/// The file after `change` to the parent of the node at `pointer` and the last step to it.
fn edited(
    bytes: &[u8],
    pointer: &str,
    change: impl FnOnce(&mut Yaml, &str) -> Result<(), String>,
) -> Result<Vec<u8>, String> {
    let mut document: Yaml = serde_yaml::from_slice(bytes).map_err(|error| error.to_string())?;
    let steps: Vec<String> =
        pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    let (last, way) = steps.split_last().ok_or_else(|| format!("`{pointer}` is the whole file"))?;
    let parent = way.iter().try_fold(&mut document, |node, step| child(node, step));
    change(parent.ok_or_else(|| format!("`{pointer}` leads nowhere"))?, last)?;
    write(&document)
}

fn child<'y>(node: &'y mut Yaml, step: &str) -> Option<&'y mut Yaml> {
    match node {
        Yaml::Sequence(items) => items.get_mut(step.parse::<usize>().ok()?),
        Yaml::Mapping(map) => map.get_mut(step),
        _ => None,
    }
}

fn put(parent: &mut Yaml, key: &str, value: Yaml) -> Result<(), String> {
    match parent {
        Yaml::Mapping(map) => {
            map.insert(key.into(), value);
            return Ok(());
        }
        Yaml::Sequence(items) if key == "-" => {
            items.push(value);
            return Ok(());
        }
        Yaml::Sequence(items) => {
            if let Some(item) = key.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                *item = value;
                return Ok(());
            }
        }
        _ => {}
    }
    Err(format!("`{key}` cannot be set there"))
}

fn take(parent: &mut Yaml, key: &str) -> Result<(), String> {
    let taken = match parent {
        Yaml::Mapping(map) => map.remove(key).is_some(),
        Yaml::Sequence(items) => match key.parse::<usize>() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                true
            }
            _ => false,
        },
        _ => false,
    };
    if taken { Ok(()) } else { Err(format!("there is no `{key}` to remove")) }
}

/// A node as a value that can be written.
fn yaml(node: &Node) -> Yaml {
    match &node.value {
        Value::Null => Yaml::Null,
        Value::Bool(value) => Yaml::Bool(*value),
        Value::Int(value) => Yaml::Number((*value).into()),
        Value::Float(value) => Yaml::Number((*value).into()),
        Value::Text(text) => Yaml::String(text.to_string()),
        Value::List(items) => Yaml::Sequence(items.iter().map(yaml).collect()),
        Value::Map(entries) => {
            let pairs = entries.iter().map(|entry| (Yaml::String(entry.key.to_string()), yaml(&entry.value)));
            Yaml::Mapping(pairs.collect::<Mapping>())
        }
    }
}

fn write(document: &Yaml) -> Result<Vec<u8>, String> {
    serde_yaml::to_string(document).map(String::into_bytes).map_err(|error| error.to_string())
}
