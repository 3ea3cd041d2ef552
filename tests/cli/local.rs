//! What helps while one works on a case: a file from an editor, counts, times, and checking again by itself.

use crate::runner::Project;
use insta::assert_snapshot;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

fn events() -> Project {
    let project = Project::new();
    project.copy("docs/example", ".");
    project
}

fn klar(project: &Project, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klar"));
    command.current_dir(project.path("")).env_clear().env("LANG", "C.UTF-8");
    command
        .args(["check", "--as-of", "2026-05-12", "--format", "concise"])
        .args(arguments.split_whitespace());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What is found where `content` stands in the place of a file.
fn with_stdin(project: &Project, name: &str, content: &str) -> String {
    let mut child = klar(project, &format!("- --stdin-filename {name}")).spawn().unwrap();
    child.stdin.take().unwrap().write_all(content.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let status = output.status.code().unwrap();
    format!(
        "{}{}---- exit status {status}\n",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn a_file_can_be_read_from_standard_input() {
    let project = events();
    let talk = "kind: talk\nid: compilers\nspeaker: bo\nreview: { status: rejected }\n";
    assert_snapshot!(with_stdin(&project, "cases/spring-meeting/talk-bo.yaml", talk), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is rejected
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    cases/spring-meeting/talk-bo.yaml:4:9: error[schema/missing-property] `decidedOn` is missing in `review`
    2 rules did not run, as they compare with an earlier version: give `--base`
    3 errors in 1 case; 3 files, 5 rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    let new = "kind: talk\nid: new\nspeakr: bo\n";
    assert_snapshot!(with_stdin(&project, "cases/spring-meeting/new/deep/talk.yaml", new), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review
    cases/spring-meeting/case.yaml:8:14: error[event/notice] notice was not given by 2026-05-06
    cases/spring-meeting/new/deep/talk.yaml:3:1: error[schema/unknown-property] there is no key `speakr`
    2 rules did not run, as they compare with an earlier version: give `--base`
    3 errors in 1 case; 4 files, 5 rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    let case = "kind: [\n";
    assert_snapshot!(with_stdin(&project, "cases/spring-meeting/case.yaml", case), @r"
    cases/spring-meeting/case.yaml:1:7: error[yaml/syntax] `[` is never closed
    1 error in 1 case; 2 files, 0 rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    assert_snapshot!(with_stdin(&project, "policy/x.yaml", "a: b\n"), @r"
    policy:1:1: error[case/none-found] there is no case in `policy`
    policy/x.yaml:1:1: error[case/no-case] `policy/x.yaml` belongs to no case
    the check is incomplete: 2 problems kept it from reading and judging everything
    2 errors; 0 cases; 0 files, 0 rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
    let huge = format!("# {}\n", "x".repeat(5 << 20));
    assert!(with_stdin(&project, "cases/spring-meeting/talk-bo.yaml", &huge).contains("error[yaml/limit]"));
}

#[test]
fn statistics_stand_in_the_place_of_findings() {
    let project = events();
    project.edit("cases/spring-meeting/talk-bo.yaml", "speaker: bo", "speakr: bo");
    assert_snapshot!(project.run("check --as-of 2026-05-12 --statistics --format concise"), @"
    1 error[event/notice]
    1 error[schema/unknown-property]
    N rules did not run, as they compare with an earlier version: give `--base`
    2 errors in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check --as-of 2026-05-12 --statistics --lang sv"), @"
    1 fel[event/notice]
    1 fel[schema/unknown-property]

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    2 fel i 1 ärende; 3 filer, N regler, bedömt per 2026-05-12 enligt regelpaketet events 1.0
    nästa steg: rätta felen och kör `klar check` igen
    ---- exit status 1
    ");
}

#[test]
fn no_more_findings_are_shown_than_asked_for_but_all_are_counted() {
    let project = events();
    let shown =
        |most: &str| project.run(&format!("check --as-of 2026-05-12 --format concise --max-findings {most}"));
    assert_snapshot!(shown("1"), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review
    +1 more finding
    N rules did not run, as they compare with an earlier version: give `--base`
    2 errors in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
    assert!(
        shown("0").starts_with("+2 more findings\n") && shown("0").contains("\n2 errors"),
        "{}",
        shown("0")
    );
    assert!(!shown("none").contains("more findings"));
    let pretty = project.run("check --as-of 2026-05-12 --max-findings 1");
    assert!(pretty.contains("+1 more finding; ") && pretty.contains("\n2 errors in 1 case"), "{pretty}");
    let json = project.run("check --as-of 2026-05-12 --format json --max-findings 1");
    assert_eq!(json.matches("\"code\":").count(), 2);
}

#[test]
fn times_are_no_part_of_the_result() {
    let project = events();
    let plain = project.run("check --as-of 2026-05-12");
    let timed = project.run("check --as-of 2026-05-12 --timing");
    let (result, rest) = timed.split_once("---- standard error\n").unwrap();
    assert!(plain.starts_with(result), "{timed}");
    let rules = ["event/notice", "event/two-speakers", "talks/approved", "talks/slides", "all N rules"];
    assert!(rules.iter().all(|rule| rest.contains(&format!(" ms  {rule}\n"))), "{rest}");
}

/// Waits for a line that ends a run and begins with `start`.
fn wait_for(lines: &mpsc::Receiver<String>, start: &str) {
    while !lines.recv_timeout(Duration::from_secs(30)).unwrap().starts_with(start) {}
}

#[test]
fn a_change_is_checked_by_itself() {
    let project = events();
    let mut child = klar(&project, "--watch").spawn().unwrap();
    let (sender, lines) = mpsc::channel();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    wait_for(&lines, "2 errors in 1 case");
    project.edit("cases/spring-meeting/talk-bo.yaml", "submitted", "approved, decidedOn: 2026-05-01");
    wait_for(&lines, "1 error in 1 case");
    project.edit("cases/spring-meeting/case.yaml", "announcedOn: 2026-05-10", "announcedOn: 2026-05-01");
    wait_for(&lines, "no findings in 1 case");
    child.kill().unwrap();
    child.wait().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.starts_with("klar: waiting for changes; Ctrl-C ends\n"), "{said}");
}
