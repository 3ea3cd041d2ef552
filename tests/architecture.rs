//! The flow as a law: modules import only from those before them, effects happen only where they may, third-party
//! crates stay in their module, and the engine knows no word of any domain.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, in its helpers too, and reads its own sources"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order of the flow: each imports only from those before it.
const ORDER: &[&str] = &[
    "source",
    "finding",
    "discover",
    "read",
    "store",
    "structure",
    "config",
    "expr",
    "policy",
    "diff",
    "evaluate",
    "readiness",
    "policy_test",
    "render",
    "run",
    "cli",
];

/// What only certain modules may do: the text that shows it, and the modules.
const EFFECTS: &[(&str, &[&str])] = &[
    ("std::fs", &["discover", "read", "cli"]),
    ("File::open", &["read"]),
    ("WalkDir", &["discover"]),
    ("std::env", &["cli"]),
    ("Timestamp::now", &["cli"]),
    ("Instant::now", &["cli"]),
    ("std::process", &["store", "cli"]),
    ("stdout()", &["cli"]),
    ("stderr()", &["cli"]),
    ("println!", &[]),
    ("eprintln!", &[]),
    ("std::thread", &["cli"]),
    ("Command::new", &["store"]),
    ("rayon::", &["run", "policy_test"]),
];

/// Which crates stay inside which modules.
const CRATES: &[(&str, &[&str])] = &[
    ("granit_parser::", &["read"]),
    ("jsonschema", &["structure"]),
    ("cel::", &["expr"]),
    ("miette::", &["render"]),
    ("askama::", &["render"]),
    ("clap::", &["cli"]),
    ("include_dir::", &["policy"]),
    ("serde_json::", &["structure", "render"]),
    ("serde_yaml::", &["policy_test"]),
    ("similar::", &["source", "render"]),
    ("quick_junit::", &["render"]),
    ("jiff::", &["source", "cli"]),
    ("globset::", &["config"]),
];

/// Words of the domain that the embedded policies are about. None of them belongs into the engine.
const DOMAIN: &[&str] = &[
    "inera",
    "iutkr",
    "agent",
    "pilot",
    "customer",
    "kund",
    "npö",
    "webcert",
    "journal",
    "sithst",
    "hsa",
    "tak-order",
    "nkrr",
    "ntjp",
    "e2e",
    "certif",
    "vårdgivare",
    "register",
    "self-declaration",
    "självdeklaration",
    "organisation",
];

/// Where a word of the domain is allowed after all: as a part of another word.
const HARMLESS: &[&str] = &["sekund", "kunde"];

struct Module {
    name: String,
    path: PathBuf,
    /// The lines before the tests of the file, comments left out.
    code: String,
    /// The whole text before the tests.
    text: String,
}

#[test]
fn modules_import_only_from_those_before_them() {
    let rank: BTreeMap<&str, usize> = ORDER.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let mut wrong = Vec::new();
    for module in modules() {
        let own = rank
            .get(module.name.as_str())
            .copied()
            .unwrap_or_else(|| panic!("{} is in no known module: add it to ORDER", module.path.display()));
        for (at, _) in module.code.match_indices("crate::") {
            let rest = &module.code[at + 7..];
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if rank.get(name.as_str()).is_some_and(|theirs| *theirs > own) {
                wrong.push(format!("{} imports `{name}`, which comes later", module.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn effects_happen_only_where_they_may() {
    assert_only_in(EFFECTS);
}

#[test]
fn third_party_types_stay_in_their_module() {
    assert_only_in(CRATES);
}

#[test]
fn the_engine_knows_no_word_of_the_domain() {
    let mut wrong = Vec::new();
    let schemas =
        files(Path::new("src")).into_iter().filter(|path| path.extension().is_some_and(|e| e == "yaml"));
    let schemas = schemas.chain(files(Path::new("templates")));
    let schemas = schemas.map(|path| (fs::read_to_string(&path).unwrap(), path));
    for (text, path) in modules().into_iter().map(|module| (module.text, module.path)).chain(schemas) {
        let text = text.to_lowercase();
        let text = HARMLESS.iter().fold(text, |text, word| text.replace(word, ""));
        for word in DOMAIN {
            if let Some(at) = text.find(word) {
                let line = text[..at].lines().count();
                wrong.push(format!("{}:{line} says `{word}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_opens_with_what_belongs_in_it() {
    let bare: Vec<_> = modules().into_iter().filter(|module| !module.text.starts_with("//!")).collect();
    assert!(bare.is_empty(), "{:?}", bare.iter().map(|module| &module.path).collect::<Vec<_>>());
}

fn assert_only_in(laws: &[(&str, &[&str])]) {
    let mut wrong = Vec::new();
    for module in modules() {
        for (sign, allowed) in laws {
            if !allowed.contains(&module.name.as_str()) && module.code.contains(sign) {
                wrong.push(format!("{} uses `{sign}`", module.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The source files that belong to a module of the flow.
fn modules() -> Vec<Module> {
    let paths = files(Path::new("src")).into_iter().filter(|path| {
        path.extension().is_some_and(|ending| ending == "rs")
            && !path.ends_with("lib.rs")
            && !path.ends_with("main.rs")
            && !path.ends_with("tests.rs")
            && !path.components().any(|part| part.as_os_str() == "tests")
    });
    let modules: Vec<Module> = paths
        .map(|path| {
            let below = path.strip_prefix("src").unwrap();
            let first = below.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
            let name = first.trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            Module { name, path, code: code.collect::<Vec<_>>().join("\n"), text }
        })
        .collect();
    assert!(modules.len() > 20, "the sources were not found");
    modules
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
