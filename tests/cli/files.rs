//! Files that are no plain files, or too much to read.

use crate::runner::Project;
use insta::assert_snapshot;

const DOCUMENTS: &str = "cases/iutkr-complete/documents";

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let project = Project::with("iutkr-complete");
    project.write(&format!("{DOCUMENTS}/large.yaml"), "a".repeat((5 << 20) + 1));
    assert_snapshot!(project.run("check"), @r"
    error[io/too-large]: `cases/iutkr-complete/documents/large.yaml` is larger than 5 MiB, the most that
      is read
       ╭─[cases/iutkr-complete/documents/large.yaml]
       ╰────
      help: Split the content into several files, or put long texts in an attachment.

    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
}

#[test]
fn aliases_that_multiply_are_refused() {
    let level = |level: usize| {
        let alias = format!("*a{}", level - 1);
        format!("a{level}: &a{level} [{alias}, {alias}, {alias}, {alias}, {alias}]\n")
    };
    let laughs: String = std::iter::once("a0: &a0 [ha, ha]\n".to_owned()).chain((1..30).map(level)).collect();
    let project = Project::with("iutkr-complete");
    project.write(&format!("{DOCUMENTS}/laughs.yaml"), laughs);
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[yaml/limit]: med det som upprepas här får filen fler än 100000 värden
       ╭─[cases/iutkr-complete/documents/laughs.yaml:8:10]
     8 │ a7: &a7 [*a6, *a6, *a6, *a6, *a6]
       ·          ───
       ╰────
      hjälp: Upprepa mindre, eller skriv ut värdena i flera filer.

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
}

#[test]
fn deep_nesting_is_refused() {
    let project = Project::with("iutkr-complete");
    project.write(&format!("{DOCUMENTS}/brackets.yaml"), "[".repeat(100_000));
    project.write(&format!("{DOCUMENTS}/items.yaml"), format!("{}x\n", "- ".repeat(20_000)));
    assert_snapshot!(project.run("check --format concise"), @r"
    cases/iutkr-complete/documents/brackets.yaml:1:65: error[yaml/limit] here are more than 64 levels inside each other
    cases/iutkr-complete/documents/items.yaml:1:129: error[yaml/limit] here are more than 64 levels inside each other
    N rules did not run, as they compare with an earlier version: give `--base`
    2 errors in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    ---- exit status 1
    ");
}

#[test]
fn a_file_in_another_encoding_says_how_to_save_it() {
    let project = Project::with("iutkr-complete");
    project.write(&format!("{DOCUMENTS}/latin.yaml"), b"kind: e2e-report\nid: l\xe5n\n");
    assert_snapshot!(project.run("check"), @r"
    error[yaml/not-utf8]: the byte 0xE5 is not valid UTF-8
       ╭─[cases/iutkr-complete/documents/latin.yaml:2:6]
     2 │ id: l?n
       ·      ─
       ╰────
      help: The file was probably saved as Windows-1252 (ANSI), in which the byte is `å`. Open the file
            and save it as UTF-8 (in Notepad: File, Save as, Encoding).

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

#[cfg(unix)]
mod unix {
    use super::*;
    use rustix::fs::{CWD, Mode};
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    #[test]
    fn links_are_not_followed() {
        let project = Project::with("iutkr-complete");
        project.write("secret.yaml", "kind: e2e-report\nid: secret\n");
        symlink(project.path("secret.yaml"), project.path(&format!("{DOCUMENTS}/link.yaml"))).unwrap();
        symlink("/", project.path("cases/iutkr-complete/attachments")).unwrap();
        assert_snapshot!(project.run("check"), @r"
    error[io/link]: `cases/iutkr-complete/attachments` is a link, and links are not followed
       ╭─[cases/iutkr-complete/attachments]
       ╰────
      help: Put a copy of the file or folder here instead of the link.

    error[io/link]: `cases/iutkr-complete/documents/link.yaml` is a link, and links are not followed
       ╭─[cases/iutkr-complete/documents/link.yaml]
       ╰────
      help: Put a copy of the file or folder here instead of the link.

    the check is incomplete: 2 problems kept it from reading and judging everything
    1 path passed over; `--format json` lists them with the reason
    2 errors; 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
    }

    #[test]
    fn a_case_behind_a_link_is_not_a_pass() {
        let project = Project::with("iutkr-complete");
        symlink(project.path("cases/iutkr-complete"), project.path("link")).unwrap();
        assert_snapshot!(project.run("check link"), @r"
    error[io/link]: `link` is a link, and links are not followed
       ╭─[link]
       ╰────
      help: Put a copy of the file or folder here instead of the link.

    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 0 cases; 0 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
    }

    #[test]
    fn a_pipe_does_not_block() {
        let project = Project::with("iutkr-complete");
        let pipe = |name: &str| {
            rustix::fs::mkfifoat(CWD, project.path(name), Mode::RUSR | Mode::WUSR).unwrap();
        };
        pipe(&format!("{DOCUMENTS}/pipe.yaml"));
        assert_snapshot!(project.run("check"), @r"
    error[io/not-regular]: `cases/iutkr-complete/documents/pipe.yaml` is not a regular file
       ╭─[cases/iutkr-complete/documents/pipe.yaml]
       ╰────
      help: Replace it with a regular file, or remove it.

    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
        pipe("klar.yaml");
        assert_snapshot!(project.run("check --format concise"), @r"
    cases/iutkr-complete/documents/pipe.yaml:1:1: error[io/not-regular] `cases/iutkr-complete/documents/pipe.yaml` is not a regular file
    klar.yaml:1:1: error[io/not-regular] `klar.yaml` is not a regular file
    the check is incomplete: 2 problems kept it from reading and judging everything
    2 errors; 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    ---- exit status 2
    ");
    }

    #[test]
    fn a_pipe_in_a_policy_does_not_block() {
        let project = Project::with("iutkr-step-0");
        project.copy("fixtures/packs/valid", "regler");
        let pipe = project.path("regler/rules/pipe.yaml");
        rustix::fs::mkfifoat(CWD, pipe, Mode::RUSR | Mode::WUSR).unwrap();
        assert_snapshot!(project.run("check --format concise --policy regler"), @r"
    regler/rules/pipe.yaml:1:1: error[io/not-regular] `regler/rules/pipe.yaml` is not a regular file
    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 0 cases; 0 files, no rules, as of 2026-03-01
    ---- exit status 2
    ");
    }

    #[test]
    fn a_file_that_may_not_be_read_is_not_a_pass() {
        let project = Project::with("iutkr-complete");
        let file = project.path(&format!("{DOCUMENTS}/startup-meeting.yaml"));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).unwrap();
        // Who may read everything, such as the user of a container, has nothing to see here.
        if std::fs::read(&file).is_err() {
            let shown = project.run("check --format concise");
            assert!(shown.contains("error[io/unreadable]") && shown.ends_with("exit status 2\n"), "{shown}");
        }
    }
}
