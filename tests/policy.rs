//! Runs the policy tests of the embedded pack, and holds that every rule is shown to fire and to stay silent.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, in its helpers too"
)]

use klar::finding::Status;
use klar::policy_test::{self, Tested};
use klar::render::{self, ListFormat, Options, PageFormat};
use klar::run;
use klar::source::{Date, Lang};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The folders of policy tests, with the pack that each of them tests.
fn suites() -> Vec<PathBuf> {
    let packs = std::fs::read_dir("policies").unwrap().map(|entry| entry.unwrap().path());
    packs.filter(|path| path.is_dir()).collect()
}

fn tested(pack_folder: &Path) -> (klar::policy::Pack, Vec<Tested>) {
    let pack = run::pack(Some(pack_folder)).unwrap_or_else(|faults| {
        let faults: Vec<_> =
            faults.iter().map(|fault| format!("{}: {}", fault.code, fault.message.en)).collect();
        panic!("the pack does not compile:\n{}", faults.join("\n"));
    });
    let mut tests = Vec::new();
    for path in policy_test::files(pack_folder).0 {
        let (prepared, faults) = policy_test::read(&pack, &path, &[]);
        let faults: Vec<_> = faults.iter().map(|fault| &fault.message.en).collect();
        assert!(faults.is_empty(), "{}: {faults:?}", path.display());
        tests.extend(prepared.iter().map(|test| policy_test::run(&pack, test, None)));
    }
    (pack, tests)
}

#[test]
fn policy_tests_pass() {
    for suite in suites() {
        let (_, tests) = tested(&suite);
        assert!(!tests.is_empty());
        let failed: Vec<String> = tests
            .iter()
            .filter(|test| !test.failures.is_empty())
            .map(|test| format!("{}\n  {:#?}", test.name, test.failures))
            .collect();
        assert!(failed.is_empty(), "{} of {} failed\n{}", failed.len(), tests.len(), failed.join("\n"));
    }
}

#[test]
fn every_rule_is_shown_to_fire_and_to_stay_silent() {
    for suite in suites() {
        let (pack, tests) = tested(&suite);
        let mut seen: BTreeMap<&str, BTreeSet<Status>> = BTreeMap::new();
        for (rule, status) in tests.iter().flat_map(|test| &test.seen) {
            seen.entry(rule).or_default().insert(*status);
        }
        let silent = |statuses: &BTreeSet<Status>| statuses.contains(&Status::Met);
        let fired = |statuses: &BTreeSet<Status>| statuses.iter().any(|status| !status.satisfied());
        let missing: Vec<_> = pack
            .processes()
            .flat_map(|process| &process.rules)
            .filter(|rule| !seen.get(rule.id.as_str()).is_some_and(|seen| silent(seen) && fired(seen)))
            .map(|rule| (rule.id.as_str(), seen.get(rule.id.as_str())))
            .collect();
        assert!(missing.is_empty(), "not shown both to fire and to be met: {missing:#?}");
    }
}

#[test]
fn the_pages_of_clauses_are_current() {
    let options =
        run::PolicyOptions { folder: None, as_of: Date::parse("2026-01-01").unwrap(), threads: None };
    let matrix = run::policy_clauses(&options, Path::new("policies/inera")).unwrap();
    for (lang, page) in [(Lang::En, "docs/clauses.md"), (Lang::Sv, "docs/clauses.sv.md")] {
        let mut made = Vec::new();
        render::clauses(&matrix, ListFormat::Markdown, lang, &mut made).unwrap();
        let code = lang.code();
        assert!(
            String::from_utf8(made).unwrap() == std::fs::read_to_string(page).unwrap(),
            "{page} is not current: klar policy list --clauses policies/inera --lang {code} > {page}"
        );
    }
}

/// Writes the pages anew when `KLAR_UPDATE` is set.
#[test]
fn the_pages_of_rules_are_current() {
    let as_of = Date::parse("2026-01-01").unwrap();
    let pages = run::rule_pages(Path::new("policies/inera"), as_of).unwrap();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for page in &pages {
        let area = page.id.split('/').next().unwrap();
        for (lang, ending) in [(Lang::En, "md"), (Lang::Sv, "sv.md")] {
            let options = Options {
                lang,
                color: false,
                width: 100,
                unicode: true,
                quiet: 0,
                most: None,
                statistics: false,
            };
            let file = files.entry(format!("docs/rules/{area}.{ending}")).or_default();
            if !file.is_empty() {
                file.push(b'\n');
            }
            render::page(page, PageFormat::Markdown, &options, file).unwrap();
        }
    }
    for (path, made) in files {
        if std::env::var_os("KLAR_UPDATE").is_some() {
            std::fs::create_dir_all("docs/rules").unwrap();
            std::fs::write(&path, made).unwrap();
        } else {
            let current = std::fs::read(&path).unwrap_or_default() == made;
            assert!(current, "{path} is not current: KLAR_UPDATE=1 cargo test --test policy");
        }
    }
}
