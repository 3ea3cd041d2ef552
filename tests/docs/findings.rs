//! The page of findings names every code that the program itself can give, and no other.

use crate::markdown::rows;
use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_code_of_the_program_is_explained() {
    let page = fs::read_to_string("docs/findings.md").unwrap();
    let rows = rows(&page, "| Code | Means | What to do |");
    let explained: Vec<String> = rows.iter().map(|row| row[0].trim_matches('`').to_owned()).collect();
    let mut given = BTreeSet::new();
    codes(Path::new("src"), &mut given);
    assert!(given.len() > 40, "the codes were not found");
    let as_set: BTreeSet<String> = explained.iter().cloned().collect();
    assert_eq!(as_set.len(), explained.len(), "a code is explained twice");
    let unexplained: Vec<_> = given.difference(&as_set).collect();
    let unknown: Vec<_> = as_set.difference(&given).collect();
    assert!(unexplained.is_empty(), "docs/findings.md lacks {unexplained:?}");
    assert!(unknown.is_empty(), "docs/findings.md explains {unknown:?}, which nothing gives");
    assert!(rows.iter().all(|row| row.len() == 3 && row.iter().all(|cell| !cell.is_empty())));
}

/// What `klar explain` says of the codes is kept in a file of its own.
#[test]
fn every_code_on_the_page_can_be_explained() {
    let page = fs::read_to_string("docs/findings.md").unwrap();
    let rows = rows(&page, "| Code | Means | What to do |");
    let on_page: BTreeSet<String> = rows.iter().map(|row| row[0].trim_matches('`').to_owned()).collect();
    let file: serde_yaml::Value =
        serde_yaml::from_str(&fs::read_to_string("src/run/codes.yaml").unwrap()).unwrap();
    let codes = file["codes"].as_sequence().unwrap();
    let explained: BTreeSet<String> =
        codes.iter().map(|code| code["code"].as_str().unwrap().to_owned()).collect();
    assert_eq!(on_page, explained);
    for code in codes {
        for text in ["means", "do"] {
            for lang in ["sv", "en"] {
                assert!(code[text][lang].as_str().is_some_and(|words| !words.is_empty()), "{code:?}");
            }
        }
    }
}

/// Notes the codes that stand as literals in the sources below `folder`, those in tests left out.
fn codes(folder: &Path, found: &mut BTreeSet<String>) {
    let code = Regex::new(r#""((?:yaml|schema|case|io|policy)/[a-z0-9-]+)""#).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let test = path.file_stem().is_some_and(|name| name == "tests");
        if path.is_dir() && !test {
            codes(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !test {
            let text = fs::read_to_string(&path).unwrap();
            let code_only = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            found.extend(code.captures_iter(code_only).map(|found| found[1].to_owned()));
        }
    }
}
