//! The same input gives the same bytes, whatever the order of work.

use crate::runner::{Project, fixture_cases};
use std::ffi::OsString;

/// The fixture cases of some processes, and the same with faults.
fn everything() -> (Project, Vec<String>) {
    let project = Project::new();
    let mut paths = Vec::new();
    let some = |case: &String| ["iutkr", "customer"].iter().any(|start| case.starts_with(start));
    for case in fixture_cases().into_iter().filter(some) {
        project.add(&case);
        let broken = format!("broken/{case}");
        project.copy(&format!("fixtures/cases/{case}"), &broken);
        if case.starts_with("iutkr") {
            let form = format!("{broken}/documents/connection-start-form.yaml");
            project.edit(&format!("{broken}/case.yaml"), "pilotCustomers: [", "pilotCustomers: [nobody, ");
            project.edit(&form, "service: iutkr", "service: pu");
        }
        paths.extend([format!("cases/{case}"), broken]);
    }
    (project, paths)
}

#[test]
fn threads_make_no_difference() {
    let (project, _) = everything();
    for format in ["pretty", "json"] {
        let run = |threads: usize| project.run(&format!("check --format {format} --threads {threads}"));
        let one = run(1);
        assert!(one.contains("nobody"), "{one}");
        for threads in [2, 8] {
            assert_eq!(run(threads), one, "{format}: {threads} threads");
        }
    }
}

#[test]
fn threads_make_no_difference_to_readiness() {
    let (project, _) = everything();
    for format in ["pretty", "html", "json", "csv", "ics"] {
        let run = |threads: usize| project.run(&format!("ready --format {format} --threads {threads}"));
        let one = run(1);
        assert!(one.contains("exit status 0"), "{one}");
        assert_eq!(run(4), one, "{format}");
    }
}

#[test]
fn the_order_of_paths_makes_no_difference() {
    let (project, paths) = everything();
    for format in ["pretty", "json"] {
        let run = |paths: &[String]| {
            let options = ["check", "--format", format].map(OsString::from);
            let output = project.output(options.into_iter().chain(paths.iter().map(OsString::from)), "");
            assert_eq!(output.status.code(), Some(1));
            output.stdout
        };
        let first = run(&paths);
        let mut shuffled = paths.clone();
        for step in [1, 3, 7] {
            shuffled.reverse();
            shuffled.rotate_left(step);
            assert!(run(&shuffled) == first, "{format}: {shuffled:?}");
        }
        let twice: Vec<String> = paths.iter().chain(&shuffled).cloned().collect();
        assert!(run(&twice) == first, "{format}: each path twice");
    }
}

#[test]
fn the_folder_above_makes_no_difference() {
    let (first, _) = everything();
    let (second, _) = everything();
    for format in ["pretty", "json"] {
        let command = format!("check --format {format}");
        assert_eq!(first.run(&command), second.run(&command));
    }
}
