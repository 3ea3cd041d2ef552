//! The script of the action, run as a runner runs it, with files in the place of the runner's own.

use crate::repository::git;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// What a run of the action leaves behind.
struct Run {
    status: i32,
    log: String,
    outputs: BTreeMap<String, String>,
    summary: String,
    folder: TempDir,
}

/// Runs the action in a workspace with a copy of the example of the pages, with these inputs.
fn run(inputs: &[(&str, &str)]) -> Run {
    run_prepared(inputs, |_| {})
}

/// The same with a workspace that something is done to first.
fn run_prepared(inputs: &[(&str, &str)], prepare: impl FnOnce(&Path)) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("workspace");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/example"), &workspace);
    prepare(&workspace);
    fs::create_dir(folder.path().join("temp")).unwrap();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("output"), "").unwrap();
    let mut command = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/action"));
    command.current_dir(&workspace).env_clear();
    command.envs([
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("KLAR_AS_OF", "2026-05-12"),
        ("GITHUB_ACTIONS", "true"),
    ]);
    command.env("KLAR_BINARY", env!("CARGO_BIN_EXE_klar"));
    command.env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR"));
    command.env("RUNNER_TEMP", file("temp")).env("GITHUB_OUTPUT", file("output"));
    command.env("GITHUB_STEP_SUMMARY", file("summary")).envs(inputs.iter().copied());
    let output = command.output().unwrap();
    let outputs = fs::read_to_string(file("output")).unwrap();
    let outputs = outputs.lines().map(|line| line.split_once('=').unwrap());
    Run {
        status: output.status.code().unwrap(),
        log: String::from_utf8([output.stdout, output.stderr].concat()).unwrap(),
        outputs: outputs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        summary: fs::read_to_string(file("summary")).unwrap_or_default(),
        folder,
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, target) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(path, target).unwrap();
        }
    }
}

fn outputs<'r>(run: &'r Run, names: &[&str]) -> Vec<&'r str> {
    names.iter().map(|name| run.outputs[*name].as_str()).collect()
}

const COUNTS: [&str; 5] = ["verdict", "errors", "warnings", "notes", "waived"];

#[test]
fn findings_become_annotations_outputs_and_a_summary() {
    let run = run(&[("KLAR_OUTPUTS", "sarif=klar.sarif\njunit=junit.xml\n")]);
    assert_eq!(run.status, 1, "{}", run.log);
    assert_eq!(outputs(&run, &COUNTS), ["findings", "2", "0", "0", "0"]);
    assert!(run.log.starts_with("::error file=cases/spring-meeting/case.yaml,line=6,"), "{}", run.log);
    assert!(run.summary.contains("## klar: errors to correct") && run.summary.contains("talks/approved"));
    assert!(run.outputs["policy-digest"].starts_with("sha256:") && run.outputs["policy-digest"].len() == 71);
    let report: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&run.outputs["report"]).unwrap()).unwrap();
    assert_eq!(report["policy"]["digest"], run.outputs["policy-digest"]);
    for file in ["klar.sarif", "junit.xml"] {
        assert!(run.folder.path().join("workspace").join(file).is_file(), "{file}");
    }
}

#[test]
fn the_verdict_follows_the_exit_status() {
    let passed = run(&[("KLAR_AS_OF", "2026-05-12"), ("KLAR_FAIL_ON", "never")]);
    assert_eq!((passed.status, outputs(&passed, &COUNTS)[0]), (0, "passed"), "{}", passed.log);
    for broken in [
        ("KLAR_PATHS", "nowhere"),
        ("KLAR_POLICY", "nowhere"),
        ("KLAR_FAIL_ON", "sometimes"),
        ("KLAR_BINARY", "/bin/nothing"),
        ("KLAR_OUTPUTS", "json"),
    ] {
        let run = run(&[broken]);
        assert_eq!((run.status, outputs(&run, &COUNTS)[0]), (2, "incomplete"), "{broken:?}: {}", run.log);
    }
}

/// The base decides, and `changed` leaves out what a change does not touch.
#[test]
fn a_base_is_handed_over() {
    let run = run_prepared(&[("KLAR_BASE", "main"), ("KLAR_CHANGED", "true")], |workspace| {
        git(workspace, "init -q -b main");
        git(workspace, "add -A");
        git(workspace, "commit -q -m first");
        fs::remove_file(workspace.join("cases/spring-meeting/talk-bo.yaml")).unwrap();
        let pack = workspace.join("policy/pack.yaml");
        let text = fs::read_to_string(&pack).unwrap().replace("value: 14", "value: 1");
        fs::write(pack, text).unwrap();
    });
    assert_eq!(outputs(&run, &COUNTS), ["findings", "2", "0", "1", "0"], "{}", run.log);
    assert!(run.log.contains("title=base/policy::"), "{}", run.log);
    for broken in [("KLAR_BASE", "nowhere"), ("KLAR_CHANGED", "yes"), ("KLAR_CHANGED", "true")] {
        let run = self::run(&[broken]);
        assert_eq!((run.status, outputs(&run, &COUNTS)[0]), (2, "incomplete"), "{broken:?}: {}", run.log);
    }
}

/// An input is a value, whatever it looks like, and no file can set an output.
#[test]
fn inputs_and_files_cannot_run_or_forge_anything() {
    let hostile =
        "$(touch forged)\n`touch forged`\n; touch forged\n--output=json=forged\n-rf\n' \"\nverdict=passed";
    for name in [
        "KLAR_PATHS",
        "KLAR_POLICY",
        "KLAR_LANG",
        "KLAR_BASELINE",
        "KLAR_BASE",
        "KLAR_CHANGED",
        "KLAR_OUTPUTS",
    ] {
        let run = run(&[(name, hostile)]);
        assert_eq!((run.status, run.outputs["verdict"].as_str()), (2, "incomplete"), "{name}: {}", run.log);
        assert!(!run.folder.path().join("workspace/forged").exists(), "{name}");
        assert_eq!(run.outputs.len(), 7, "{name}");
    }
    let file = run(&[("KLAR_PATHS", "cases/spring-meeting\ncases/none\"\n    \"error\": 0,\n")]);
    assert_eq!(outputs(&file, &COUNTS)[..2], ["incomplete", "4"], "{}", file.log);
}
