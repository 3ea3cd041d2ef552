//! Every broken pack gives the faults that it announces, and no others.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot read its fixtures has failed"
)]

#[path = "support/announced.rs"]
mod announced;

use klar::finding::{Effect, Finding};
use klar::run;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A pack: its files with their contents, by their path in the pack.
type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn packs_have_the_faults_that_they_announce() {
    let folders = fs::read_dir(folder("")).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = folders.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    let wrong: Vec<String> = names.iter().flat_map(|name| differences(name)).collect();
    assert!(wrong.is_empty(), "{} files differ:\n\n{}", wrong.len(), wrong.join("\n"));
}

/// The line alone would not show that a fault is marked in the right place of its string.
#[test]
fn faults_of_expressions_are_marked_inside_the_string() {
    for (name, marked) in [
        ("syntax", ["", "&&", "=", "and"].as_slice()),
        ("syntax-in-blocks", &["|", "hots", "color", "rom", "rom", ""]),
        ("name-with-letters", &["ålder", "å", "å", "å"]),
        ("misspelt-field", &["hots", "nmae", "color", "gests", "arivesOn", "rom", "gest", "neme"]),
        ("misspelt-placeholder", &["namn", "{", "}", ""]),
        ("placeholder-in-one-language", &["{self.name} does not come", "gästen"]),
        (
            "impossible-value",
            &["==", "'grene'", "==", "<", "case.host", "case.host", "name", "minusMonths", "'repotr'"],
        ),
    ] {
        let files = [files(&folder("valid")), files(&folder(name))].into_iter().flatten().collect();
        let faults = faults(&files);
        let found: Vec<&str> =
            faults.iter().map(|(_, fault)| fault.primary.file.slice(fault.primary.span)).collect();
        assert_eq!(found, marked, "{name}");
    }
}

#[test]
fn what_was_likely_meant_is_said() {
    for name in ["misspelt-field", "unknown-key", "unknown-kind", "unknown-name", "unknown-reference"] {
        let files = [files(&folder("valid")), files(&folder(name))].into_iter().flatten().collect();
        // Clauses are told apart by their figures, and `case` is a kind that exists.
        let has_likely = |(_, fault): &(String, Finding)| {
            fault.code != "policy/clause" && !fault.message.en.contains("`case`")
        };
        for (file, fault) in faults(&files).into_iter().filter(has_likely) {
            let said = fault.help.as_ref().is_some_and(|help| {
                help.en.starts_with("did you mean `") && help.sv.starts_with("menade du `")
            });
            assert!(said, "{name}/{file}: {} ({:?})", fault.message.en, fault.help);
        }
    }
}

/// What differs between the faults of a pack and what its files announce.
fn differences(name: &str) -> Vec<String> {
    let files = [files(&folder("valid")), files(&folder(name))].into_iter().flatten().collect();
    let faults = faults(&files);
    let known: BTreeSet<&String> = files.keys().chain(faults.iter().map(|(file, _)| file)).collect();
    let compare = |file: &String| {
        let announced = match files.get(&format!("{}.expect", file.trim_end_matches(".yaml"))) {
            Some(rows) => announced::in_rows(std::str::from_utf8(rows).unwrap()),
            None => announced::in_comments(files.get(file).map_or(&[][..], Vec::as_slice)),
        };
        let here: Vec<&Finding> =
            faults.iter().filter(|(at, _)| at == file).map(|(_, finding)| finding).collect();
        announced::difference(&format!("{name}/{file}"), &announced, &here)
    };
    known.into_iter().filter_map(compare).collect()
}

/// The faults of a pack, each with the file that it is in. All of them make a run incomplete, and say what is
/// wrong in both languages at a place that is in the file.
fn faults(files: &Files) -> Vec<(String, Finding)> {
    let pack = on_disk(files);
    let faults = run::pack(Some(pack.path())).err().unwrap_or_default();
    let within = |fault: Finding| {
        let Finding { effect, message, primary, .. } = &fault;
        assert_eq!(*effect, Effect::Incomplete, "{fault:?}");
        assert!(!message.sv.is_empty() && message.sv != message.en, "{fault:?}");
        assert!(primary.file.text().get(primary.span.range()).is_some(), "{fault:?}");
        let file = primary.file.path().strip_prefix(&*pack.path().to_string_lossy()).unwrap();
        (file.trim_start_matches('/').to_owned(), fault)
    };
    faults.into_iter().map(within).collect()
}

/// A folder that holds the pack.
fn on_disk(files: &Files) -> TempDir {
    let pack = tempfile::tempdir().unwrap();
    for (name, bytes) in files.iter().filter(|(name, _)| !name.ends_with(".expect")) {
        let path = pack.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    pack
}

/// A folder below `fixtures/packs`.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/packs").join(name)
}

/// The files below a folder.
fn files(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    files
}

/// The valid pack with a rule whose condition is `condition`.
fn asserting(condition: &str) -> Files {
    let mut files = files(&folder("valid"));
    let rule = format!(
        "ruleSet: common\n\
         title: {{ sv: a, en: b }}\n\
         rules:\n\
         - id: common/long\n\
        \x20 title: {{ sv: a, en: b }}\n\
        \x20 cites: []\n\
        \x20 assert: \"{condition}\"\n\
        \x20 message: {{ sv: a, en: b }}\n"
    );
    files.insert("rules/common.yaml".to_owned(), rule.into_bytes());
    files
}

/// The faults of the valid pack with a rule whose condition is `condition`, as code and line.
fn found(condition: &str) -> Vec<String> {
    let row = |(file, fault): (String, Finding)| {
        format!("{file}:{} {} {}", fault.primary.start().line, fault.code, fault.message.en)
    };
    faults(&asserting(condition)).into_iter().map(row).collect()
}

#[test]
fn an_expression_of_any_size_is_refused_or_understood() {
    let cases = [
        ("ten thousand additions", format!("{}1 == 1", "1 + ".repeat(10_000))),
        ("ten thousand additions of texts", format!("{}'' == ''", "'' + ".repeat(10_000))),
        ("brackets", format!("{}true{}", "(".repeat(100_000), ")".repeat(100_000))),
        ("open brackets", "(".repeat(5_000)),
        ("lists in lists", format!("{}{} == []", "[".repeat(300), "]".repeat(300))),
        ("fields", format!("case{}", ".a".repeat(2_000))),
        ("places", format!("case.guests{} == 1", "[0]".repeat(600))),
        ("choices", format!("{}true", "true ? true : ".repeat(2_000))),
    ];
    for (name, condition) in cases {
        let found = found(&condition);
        let expected = |row: &String| row.starts_with("rules/common.yaml:7 policy/expression ");
        assert!(found.len() == 1 && found.iter().all(expected), "{name}: {found:#?}");
    }
    let deep = format!("{}has(case.host) && {}(1 + 1 == 2)", "!".repeat(1_500), "(true) && ".repeat(30));
    assert_eq!(found(&deep), Vec::<String>::new());
}

#[test]
fn functions_that_multiply_are_refused() {
    let mut files = files(&folder("valid"));
    let double = |at: usize| format!("  f{at}: {{ parameters: [], is: \"f{0}() + f{0}()\" }}\n", at - 1);
    let chain: String = (1..30).map(double).collect();
    let pack = String::from_utf8(files.remove("pack.yaml").unwrap()).unwrap();
    let first = "functions:\n  f0: { parameters: [], is: \"1\" }\n";
    files.insert("pack.yaml".into(), pack.replace("functions:\n", &format!("{first}{chain}")).into_bytes());
    let faults = faults(&files);
    assert!(!faults.is_empty());
    assert!(faults.iter().all(|(file, fault)| file == "pack.yaml" && fault.code == "policy/expression"));
}

#[test]
fn a_folder_without_pack_yaml_is_no_pack() {
    let mut files = files(&folder("valid"));
    files.remove("pack.yaml");
    let faults = faults(&files);
    let [(file, fault)] = &faults[..] else { panic!("{faults:?}") };
    assert_eq!((file.as_str(), fault.code.as_str()), ("", "policy/no-pack"));
}

#[test]
fn a_pack_that_is_not_there_is_a_finding() {
    let faults = run::pack(Some(Path::new("no/such/folder"))).unwrap_err();
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code.as_str()).collect();
    assert_eq!(codes, ["io/not-found"]);
}

#[test]
fn what_lies_beside_pack_yaml_and_the_tests_are_no_part_of_the_pack() {
    let mut files = files(&folder("valid"));
    for name in ["README.md", "LICENSE", "tests/visit.yaml", "tests/deeper/a.txt", ".git/config"] {
        files.insert(name.into(), b": [".to_vec());
    }
    assert!(faults(&files).is_empty());
}

/// The digest stands for the content of the pack, not for where it lies.
#[test]
fn a_pack_has_the_same_digest_wherever_it_lies() {
    let valid = files(&folder("valid"));
    let digest = |files: &Files| run::pack(Some(on_disk(files).path())).unwrap().digest;
    assert_eq!(digest(&valid), digest(&valid));
    let mut other = valid.clone();
    other.get_mut("rules/common.yaml").unwrap().push(b'\n');
    assert_ne!(digest(&valid), digest(&other));
}
