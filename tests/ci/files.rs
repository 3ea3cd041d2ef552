//! The files that services read.

use klar::read::{self, Node, Tree};
use klar::structure::{self, Formats};
use regex::Regex;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A YAML file of the repository.
pub(crate) fn yaml(path: &str) -> Tree {
    let bytes = fs::read(Path::new(ROOT).join(path)).unwrap();
    let (tree, faults) = read::parse(path, bytes);
    assert!(faults.is_empty(), "{path}: {faults:?}");
    tree.unwrap()
}

fn words<'n>(node: &'n Node, path: &[&str]) -> &'n Node {
    path.iter().fold(node, |node, key| node.get(key).unwrap_or_else(|| panic!("no {key}")))
}

#[test]
fn every_file_is_as_its_service_reads_it() {
    for (path, schema) in [
        ("action.yml", "action"),
        ("docs/ci/github.yml", "workflow"),
        (".github/workflows/ci.yml", "workflow"),
        ("docs/ci/gitlab.yml", "gitlab"),
        (".pre-commit-hooks.yaml", "hooks"),
        ("docs/ci/pre-commit-config.yaml", "pre-commit-config"),
    ] {
        let schema = yaml(&format!("tests/ci/schemas/{schema}.yaml"));
        let compiled = structure::compile(&schema, &BTreeMap::new(), &Formats::default());
        assert!(compiled.faults.is_empty(), "{path}: {:?}", compiled.faults);
        let faults = structure::check(&yaml(path), &compiled.schema.unwrap());
        let faults: Vec<String> = faults
            .iter()
            .map(|fault| format!("{}: {}", fault.primary.start().line, fault.message.en))
            .collect();
        assert!(faults.is_empty(), "{path}: {faults:?}");
    }
}

#[test]
fn the_action_hands_every_input_over_and_sets_every_output() {
    let tree = yaml("action.yml");
    let keys = |node: &Node| -> BTreeSet<String> {
        node.entries().iter().map(|entry| entry.key.to_string()).collect()
    };
    let step = &words(&tree.root, &["runs", "steps"]).items()[0];
    let inside = Regex::new(r"^\$\{\{ inputs\.([a-z-]+) \}\}$").unwrap();
    let handed: BTreeSet<String> = words(step, &["env"])
        .entries()
        .iter()
        .map(|entry| {
            let input = inside.captures(entry.value.as_str().unwrap()).unwrap()[1].to_owned();
            assert_eq!(*entry.key, format!("KLAR_{}", input.to_uppercase().replace('-', "_")));
            input
        })
        .collect();
    assert_eq!(handed, keys(words(&tree.root, &["inputs"])));
    let script = fs::read_to_string(Path::new(ROOT).join(".ci/action")).unwrap();
    let set = Regex::new("printf '([a-z-]+)=%s").unwrap();
    let set: BTreeSet<String> = set.captures_iter(&script).map(|found| found[1].to_owned()).collect();
    assert_eq!(set, keys(words(&tree.root, &["outputs"])));
    let run = words(step, &["run"]).as_str().unwrap();
    assert_eq!(run, "\"$GITHUB_ACTION_PATH/.ci/action\"");
}

#[test]
fn workflows_give_the_action_what_it_takes() {
    let action = yaml("action.yml");
    let uses = Regex::new(r"uses: (\S+)").unwrap();
    let commit = Regex::new("@[0-9a-f]{40}$").unwrap();
    let commands = Regex::new(r"(?m)^ *-? ?run: .*$").unwrap();
    for path in ["docs/ci/github.yml", ".github/workflows/ci.yml"] {
        let workflow = yaml(path);
        let steps = words(&workflow.root, &["jobs", "klar", "steps"]).items();
        let step = steps.iter().find(|step| step.get("id").is_some()).unwrap();
        for entry in words(step, &["with"]).entries() {
            assert!(words(&action.root, &["inputs"]).get(&entry.key).is_some(), "{path}: {}", entry.key);
        }
        let formats = klar::render::Format::ALL.map(klar::render::Format::code);
        let outputs = words(step, &["with"]).get("outputs").and_then(Node::as_str).unwrap_or_default();
        for line in outputs.lines() {
            assert!(formats.contains(&line.split_once('=').unwrap().0), "{line}");
        }
        // Nobody's branch or title becomes part of a command, and every foreign action is one commit of it.
        let text = fs::read_to_string(Path::new(ROOT).join(path)).unwrap();
        assert!(text.contains("permissions: {}") && !text.contains("pull_request_target:"), "{path}");
        for used in uses.captures_iter(&text) {
            assert!(&used[1] == "./" || commit.is_match(&used[1]), "{path}: {}", &used[1]);
        }
        assert!(!commands.find_iter(&text).any(|run| run.as_str().contains("${{")), "{path}");
    }
}

/// What pre-commit does with a hook: its entry, and behind it the files that fit.
#[test]
fn the_hooks_check_the_cases_of_changed_files() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let folder = tempfile::tempdir().unwrap();
    let (fine, wrong) = ("cases/fine/case.yaml", "cases/wrong/documents/connection-start-form.yaml");
    copy("fixtures/cases/iutkr-step-0", &folder.path().join("cases/fine"));
    copy("fixtures/cases-broken/iutkr-tab", &folder.path().join("cases/wrong"));
    let run = |id: &str, changed: &[&str]| {
        let hook = hooks.root.items().iter().find(|hook| words(hook, &["id"]).as_str() == Some(id)).unwrap();
        let entry = words(hook, &["entry"]).as_str().unwrap();
        let mut typed = entry.split_whitespace();
        assert_eq!(typed.next(), Some("klar"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_klar"));
        command.current_dir(folder.path()).args(typed).args(["--as-of", "2026-11-21"]);
        if let Some(files) = hook.get("files") {
            let fits = Regex::new(files.as_str().unwrap()).unwrap();
            command.args(changed.iter().filter(|file| fits.is_match(file)));
        }
        command.output().unwrap().status.code().unwrap()
    };
    assert_eq!(run("klar", &[fine]), 0);
    assert_eq!(run("klar", &[fine, "README.md", "klar.yaml"]), 0);
    assert_eq!(run("klar", &[fine, wrong]), 1);
    assert_eq!(run("klar-all", &[]), 1);
}

fn copy(from: &str, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(Path::new(ROOT).join(from)).unwrap() {
        let (path, name) = (entry.as_ref().unwrap().path(), entry.unwrap().file_name());
        if path.is_dir() {
            copy(&format!("{from}/{}", name.to_string_lossy()), &to.join(name));
        } else {
            fs::copy(path, to.join(name)).unwrap();
        }
    }
}

#[test]
fn the_problem_matcher_understands_each_line_of_the_concise_format() {
    let text = fs::read_to_string(Path::new(ROOT).join("docs/ci/problem-matcher.json")).unwrap();
    let matchers: Value = serde_json::from_str(&text).unwrap();
    for lang in ["sv", "en"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_klar"));
        command.current_dir(ROOT).args([
            "check",
            "fixtures/cases-broken/iutkr-tab",
            "--format",
            "concise",
            "--lang",
            lang,
        ]);
        let output =
            String::from_utf8(command.args(["--as-of", "2026-11-21"]).output().unwrap().stdout).unwrap();
        let mut found = Vec::new();
        for line in output.lines() {
            for matcher in matchers["problemMatcher"].as_array().unwrap() {
                let pattern = &matcher["pattern"][0];
                let Some(groups) = Regex::new(pattern["regexp"].as_str().unwrap()).unwrap().captures(line)
                else {
                    continue;
                };
                let part = |name: &str| {
                    let group = usize::try_from(pattern[name].as_u64().unwrap()).unwrap();
                    groups[group].to_owned()
                };
                found.push((
                    matcher["severity"].as_str().unwrap(),
                    part("line"),
                    part("column"),
                    part("code"),
                ));
                assert!(Path::new(ROOT).join(part("file")).is_file(), "{line}");
            }
        }
        let fault = |line: &str| ("error", line.to_owned(), "1".to_owned(), "yaml/tab".to_owned());
        assert_eq!(found, [fault("8"), fault("9")], "{output}");
    }
}

#[test]
fn the_image_is_made_of_what_is_there() {
    let text = fs::read_to_string(Path::new(ROOT).join("Dockerfile")).unwrap();
    let ignored = fs::read_to_string(Path::new(ROOT).join(".dockerignore")).unwrap();
    let copied: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("COPY "))
        .filter(|rest| !rest.starts_with("--from"))
        .flat_map(|rest| rest.split_whitespace().rev().skip(1))
        .collect();
    assert!(copied.len() > 6, "{copied:?}");
    for path in &copied {
        assert!(Path::new(ROOT).join(path).exists(), "{path}");
        assert!(ignored.lines().any(|line| line == format!("!{path}")), "{path} is not sent to the build");
    }
    // What is compiled in has to be there: all folders but those for people and for tests.
    for entry in fs::read_dir(ROOT).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
        let name = entry.file_name().into_string().unwrap();
        let apart = name.starts_with('.') || ["docs", "target", "tests"].contains(&name.as_str());
        assert!(apart || copied.contains(&name.as_str()), "{name} is not in the image");
    }
    let version = format!("rust:{}-", env!("CARGO_PKG_RUST_VERSION"));
    assert!(
        text.contains(&version)
            && text.contains("\nUSER 65534:65534\n")
            && text.contains("ENTRYPOINT [\"klar\"]")
    );
    let gitlab = fs::read_to_string(Path::new(ROOT).join("docs/ci/gitlab.yml")).unwrap();
    assert!(gitlab.contains(&version));
}
