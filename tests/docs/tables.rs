//! Tables in the pages that explain what there is: they name all of it, and nothing else.

use crate::markdown::rows;
use klar::expr::Root;
use regex::Regex;
use serde_yaml::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The words in backticks in the first column of the tables with that header; each may be there once.
fn named(page: &str, header: &str) -> BTreeSet<String> {
    let word = Regex::new("`([^`]+)`").unwrap();
    let page = fs::read_to_string(page).unwrap();
    let rows = rows(&page, header);
    let first: Vec<&str> = rows.iter().filter_map(|row| row.first().copied()).collect();
    let words: Vec<String> =
        first.iter().flat_map(|cell| word.captures_iter(cell)).map(|found| found[1].to_owned()).collect();
    let set: BTreeSet<String> = words.iter().cloned().collect();
    assert_eq!(set.len(), words.len(), "{header} names something twice");
    set
}

/// What `pattern` captures in a source file, tests left out.
fn captured(path: &Path, pattern: &str) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    Regex::new(pattern).unwrap().captures_iter(code).map(|found| found[1].to_owned()).collect()
}

fn assert_same(page: &BTreeSet<String>, code: &BTreeSet<String>) {
    let lacking: Vec<_> = code.difference(page).collect();
    let unknown: Vec<_> = page.difference(code).collect();
    assert!(lacking.is_empty() && unknown.is_empty(), "the page lacks {lacking:?}, and invents {unknown:?}");
}

#[test]
fn every_code_of_the_program_is_explained() {
    let mut given = BTreeSet::new();
    codes(Path::new("src"), &mut given);
    assert!(given.len() > 40, "the codes were not found");
    assert_same(&named("docs/findings.md", "| Code | Means | What to do |"), &given);
}

/// What `klar explain` says of the codes is kept in a file of its own.
#[test]
fn codes_are_explained_in_both_languages() {
    let codes: Value = serde_yaml::from_str(&fs::read_to_string("src/run/codes.yaml").unwrap()).unwrap();
    for code in codes["codes"].as_sequence().unwrap() {
        for (text, lang) in [("means", "sv"), ("means", "en"), ("do", "sv"), ("do", "en")] {
            assert!(code[text][lang].as_str().is_some_and(|words| !words.is_empty()), "{code:?}");
        }
    }
}

#[test]
fn every_keyword_of_schemas_is_listed() {
    let keywords = captured(Path::new("src/structure/keyword.rs"), r#"keyword\("([^"]+)""#);
    assert!(keywords.len() > 20, "the keywords were not found");
    let page = named("docs/policy-language.md", "| Keywords | What klar asks of them |");
    assert_same(&page, &keywords.into_iter().collect());
}

#[test]
fn every_key_of_a_rule_is_listed() {
    let schema = fs::read_to_string("src/policy/schemas/common.yaml").unwrap();
    let schema: Value = serde_yaml::from_str(&schema).unwrap();
    let keys = schema["$defs"]["rules"]["items"]["properties"].as_mapping().unwrap().keys();
    let keys = keys.map(|key| key.as_str().unwrap().to_owned()).collect();
    assert_same(&named("docs/policy-language.md", "| Key of a rule | Says |"), &keys);
}

#[test]
fn every_name_in_expressions_is_listed() {
    let names = Root::ALL.iter().map(|root| root.name().to_owned()).collect();
    assert_same(&named("docs/policy-language.md", "| Name | Is |"), &names);
}

#[test]
fn the_modules_are_listed_in_their_order() {
    let modules = captured(Path::new("src/lib.rs"), "pub mod ([a-z_]+);");
    let page = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let listed = rows(&page, "| Module | Holds | Never |");
    let listed: Vec<&str> = listed.iter().map(|row| row[0].trim_matches('`')).collect();
    assert_eq!(listed, modules);
}

/// Notes the codes that stand as literals in the sources below `folder`, those in tests left out.
fn codes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let test = path.file_stem().is_some_and(|name| name == "tests");
        if path.is_dir() && !test {
            codes(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !test {
            found.extend(captured(
                &path,
                r#""((?:yaml|schema|case|io|git|policy|waiver|baseline|base)/[a-z0-9-]+)""#,
            ));
        }
    }
}
