//! Who approves a change: CODEOWNERS of the base, and the roles that klar.yaml of the base gives.

use crate::repository::git;
use crate::runner::Project;
use insta::assert_snapshot;

/// A repository in which the board decides, with a branch on which somebody else does.
fn project() -> Project {
    let project = Project::new();
    project.copy("docs/example", ".");
    project.write("klar.yaml", "policy: policy\ncases: [cases]\nowners: { board: ['@example/board'] }\n");
    project.write(
        ".github/CODEOWNERS",
        "# Who approves what.\n* @example/speakers\n/cases/*/talk-alva.yaml @example/board\n",
    );
    project.edit("cases/spring-meeting/case.yaml", "2026-05-10", "2026-05-06");
    git(&project.path(""), "init -q -b main");
    git(&project.path(""), "add -A");
    git(&project.path(""), "commit -q -m change");
    git(&project.path(""), "checkout -q -b work");
    project.edit("cases/spring-meeting/talk-bo.yaml", "submitted", "approved, decidedOn: 2026-04-21");
    project
}

const CHECK: &str = "check --as-of 2026-05-12 --base main";

#[test]
fn whoever_approves_the_own_work_is_told_so() {
    let project = project();
    assert_snapshot!(project.run(CHECK), @"
    error[talks/decided-by-board]: others than the board can approve the decision on `compilers`
       ╭─[cases/spring-meeting/talk-bo.yaml:4:19]
     4 │ review: { status: approved, decidedOn: 2026-04-21 }
       ·                   ────────
       ╰────
       ╭─[main:.github/CODEOWNERS:2:1]
     2 │ * @example/speakers
       · ─────────┬─────────
       ·          ╰── by this line @example/speakers can approve the change
       ╰────
      help: Let the board own the file in CODEOWNERS.
      whose turn: the board
      source: B-3, The bylaws v4 (adopted in 2025), § 3

    1 error (1 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
    assert_snapshot!(project.run(&format!("{CHECK} --lang sv")), @"
    fel[talks/decided-by-board]: andra än styrelsen kan godkänna beslutet om `compilers`
       ╭─[cases/spring-meeting/talk-bo.yaml:4:19]
     4 │ review: { status: approved, decidedOn: 2026-04-21 }
       ·                   ────────
       ╰────
       ╭─[main:.github/CODEOWNERS:2:1]
     2 │ * @example/speakers
       · ─────────┬─────────
       ·          ╰── enligt den här raden kan @example/speakers godkänna ändringen
       ╰────
      hjälp: Ange styrelsen som ägare till filen i CODEOWNERS.
      vems tur: styrelsen
      källa: B-3, Stadgarna v4 (antagna 2025), § 3

    1 fel (1 ny sedan main) i 1 ärende; 3 filer, N regler, bedömt per 2026-05-12 enligt regelpaketet
      events 1.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
    // What the change itself says of owners does not count.
    project.write(".github/CODEOWNERS", "* @example/board\n");
    project
        .write("klar.yaml", "policy: policy\nowners: { board: ['@example/board', '@example/speakers'] }\n");
    assert_snapshot!(project.run(&format!("{CHECK} --format concise")), @"
    cases/spring-meeting/talk-bo.yaml:4:19: error[talks/decided-by-board] others than the board can approve the decision on `compilers`
    klar.yaml:1:1: note[base/configuration] the change of `klar.yaml` counts once it is in `main`
    1 error, 1 note (1 new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 1
    ");
}

#[test]
fn what_the_board_has_to_approve_is_in_order() {
    let project = project();
    git(&project.path(""), "stash -q");
    project.edit("cases/spring-meeting/talk-alva.yaml", "approved", "rejected");
    let shown = project.run(&format!("{CHECK} --format concise"));
    assert!(shown.contains("talks/unchanged") && !shown.contains("talks/decided-by-board"), "{shown}");
}

#[test]
fn a_new_case_has_decisions_to_approve_too() {
    let project = project();
    project.copy("docs/example/cases/spring-meeting", "cases/autumn-meeting");
    project.edit("cases/autumn-meeting/case.yaml", "id: spring-meeting", "id: autumn-meeting");
    let shown = project.run(&format!("{CHECK} --format concise cases/autumn-meeting"));
    assert!(!shown.contains("talks/decided-by-board"), "{shown}");
    project.edit("cases/autumn-meeting/talk-bo.yaml", "submitted", "approved, decidedOn: 2026-04-21");
    let shown = project.run(&format!("{CHECK} --format concise cases/autumn-meeting"));
    assert!(shown.contains("talks/decided-by-board"), "{shown}");
}

#[test]
fn roles_that_nobody_has_or_no_rule_knows_are_named() {
    let project = project();
    git(&project.path(""), "stash -q");
    git(&project.path(""), "checkout -q main");
    project.write(
        "klar.yaml",
        "policy: policy\ncases: [cases]\nowners: { bord: ['@example/board'], x: [me] }\n",
    );
    assert_snapshot!(project.run(&format!("{CHECK} --format concise")), @"
    cases/spring-meeting/case.yaml:6:18: error[talks/approved] the talk by Bo Exempel is under review; was there before the change
    klar.yaml:1:1: note[base/configuration] the change of `klar.yaml` counts once it is in `main`
    klar.yaml:3:11: error[base/unknown-role] by the policy there is nothing that the role `bord` has to approve
    klar.yaml:3:37: error[base/unknown-role] by the policy there is nothing that the role `x` has to approve
    klar.yaml:3:41: error[schema/value] `me` is not written the way item 1 of `x` should be
    the check is incomplete: 3 problems kept it from reading and judging everything
    4 errors, 1 note (none new since main) in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 2
    ");
    git(&project.path(""), "commit -q -a -m change");
    assert_snapshot!(project.run(&format!("{CHECK} --format concise --lang sv")), @"
    cases/spring-meeting/case.yaml:6:18: fel[talks/approved] föredraget av Bo Exempel granskas; fanns före ändringen
    main:klar.yaml:3:11: fel[base/unknown-role] rollen `bord` ska inte godkänna något enligt regelpaketet
    main:klar.yaml:3:37: fel[base/unknown-role] rollen `x` ska inte godkänna något enligt regelpaketet
    main:klar.yaml:3:41: fel[schema/value] `me` är inte skrivet så som post 1 i `x` ska vara
    kontrollen är ofullständig: 3 problem hindrade att allt lästes och bedömdes
    4 fel (inget nytt sedan main) i 1 ärende; 3 filer, N regler, bedömt per 2026-05-12 enligt regelpaketet events 1.0
    ---- exit status 2
    ");
    project.write("klar.yaml", "policy: policy\ncases: [cases]\n");
    git(&project.path(""), "commit -q -a -m change");
    project.edit("cases/spring-meeting/talk-bo.yaml", "submitted", "approved, decidedOn: 2026-04-21");
    assert_snapshot!(project.run(&format!("{CHECK} --format concise")), @"
    N rule on who approves changes did not run: say in klar.yaml who has the role
    no findings in 1 case; 3 files, N rules, judged as of 2026-05-12 by policy events 1.0
    ---- exit status 0
    ");
    assert_snapshot!(project.run(&format!("{CHECK} --format concise --lang sv")), @"
    N regel om vem som ska godkänna ändringar kördes inte: ange i klar.yaml vem som har rollen
    inga anmärkningar i 1 ärende; 3 filer, N regler, bedömt per 2026-05-12 enligt regelpaketet events 1.0
    ---- exit status 0
    ");
    let json = project.run(&format!("{CHECK} --format json"));
    assert!(json.contains(r#""reason": "no-owners""#), "{json}");
}

#[test]
fn without_code_owners_anybody_may_approve() {
    let project = project();
    git(&project.path(""), "stash -q");
    git(&project.path(""), "checkout -q main");
    git(&project.path(""), "mv .github/CODEOWNERS docs.txt");
    git(&project.path(""), "commit -q -m change");
    git(&project.path(""), "stash pop -q");
    let shown = project.run(&format!("{CHECK} --format concise"));
    assert!(shown.contains("error[talks/decided-by-board]"), "{shown}");
    // They may lie in other places, and a project in a folder of the repository.
    project
        .write("docs/CODEOWNERS", "/inner/cases/ @example/board\n")
        .copy("docs/example/cases", "inner/cases");
    project.write("inner/klar.yaml", "policy: ../policy\nowners: { board: ['@example/board'] }\n");
    git(&project.path(""), "add -A");
    git(&project.path(""), "commit -q -m change");
    project.edit("inner/cases/spring-meeting/talk-bo.yaml", "submitted", "rejected, decidedOn: 2026-04-21");
    let shown = project.run(&format!("{CHECK} --format concise inner/cases"));
    assert!(shown.contains("error[talks/approved]") && !shown.contains("talks/decided-by-board"), "{shown}");
    project.edit("docs/CODEOWNERS", "/inner", "/cases");
    git(&project.path(""), "commit -q -a -m change");
    project.edit("inner/cases/spring-meeting/talk-bo.yaml", "rejected", "approved");
    let shown = project.run(&format!("{CHECK} --format concise inner/cases"));
    assert!(shown.contains("error[talks/decided-by-board]"), "{shown}");
}
