//! Where cases and the policy come from: paths, `klar.yaml` and `--policy`.

use crate::runner::Project;
use insta::assert_snapshot;

const CASE: &str = "cases/iutkr-complete/case.yaml";

#[test]
fn nothing_to_check_is_not_a_pass() {
    let project = Project::new();
    assert_snapshot!(project.run("check"), @r"
    error[case/none-found]: there is no case in `.`
       ╭─[.]
       ╰────
      help: A case is a folder with a `case.yaml`. Give a folder that has one in it or below it.

    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 0 cases; 0 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
    project.write("documents/report.yaml", "kind: e2e-report\n");
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[case/none-found]: det finns inget ärende i `.`
       ╭─[.]
       ╰────
      hjälp: Ett ärende är en mapp med en `case.yaml`. Ange en mapp som har en sådan i sig eller under
             sig.

    kontrollen är ofullständig: 1 problem hindrade att allt lästes och bedömdes
    1 sökväg lästes inte; `--format json` räknar upp dem med skäl
    1 fel; 0 ärenden; 0 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: åtgärda det som hindrade kontrollen och kör `klar check` igen
    ---- exit status 2
    ");
}

#[test]
fn a_path_that_does_not_exist_has_a_suggestion() {
    let project = Project::with("iutkr-complete");
    assert_snapshot!(project.run("check cases/iutkr-complet"), @r"
    error[io/not-found]: `cases/iutkr-complet` does not exist
       ╭─[cases/iutkr-complet]
       ╰────
      help: Did you mean `cases/iutkr-complete`?

    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 0 cases; 0 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
    assert_snapshot!(project.run("check --lang sv cases/iutkr-complete nowhere"), @r"
    fel[io/not-found]: `nowhere` finns inte
       ╭─[nowhere]
       ╰────
      hjälp: Kontrollera sökvägen. På kommandoraden utgår den från arbetsmappen, i klar.yaml från den
             filens mapp.

    kontrollen är ofullständig: 1 problem hindrade att allt lästes och bedömdes
    1 fel; 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: åtgärda det som hindrade kontrollen och kör `klar check` igen
    ---- exit status 2
    ");
}

#[test]
fn a_file_stands_for_its_case() {
    let project = Project::with("iutkr-complete");
    let shown = project.run("check cases/iutkr-complete/documents/startup-meeting.yaml");
    assert_eq!(shown, project.run("check"));
    project.write("loose.yaml", "kind: e2e-report\n");
    assert_snapshot!(project.run("check loose.yaml"), @r"
    error[case/no-case]: `loose.yaml` belongs to no case
       ╭─[loose.yaml]
       ╰────
      help: No folder above the file has a `case.yaml`. Put the file in the folder of its case, or
            create `case.yaml` there.

    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 0 cases; 0 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
}

#[test]
fn the_configuration_says_language_policy_and_cases() {
    let project = Project::with("iutkr-complete");
    project.add("iutkr-step-0").copy("policies/inera", "regler").edit(
        CASE,
        "pilotCustomers",
        "pilotCustommers",
    );
    project.write("klar.yaml", "language: sv\npolicy: regler\ncases: [cases/iutkr-step-0]\n");
    assert_snapshot!(project.run("check"), @r"
    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    inga anmärkningar i 1 ärende; 2 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera
      2026.11.0
    iutkr-step-0 har passerat step-0 (steg 0 (förberedande aktiviteter)); kravet för step-1 (steg 1
      (uppstartsmöte och underlag för QA)) är inte uppfyllt
    ---- exit status 0
    ");
    assert_snapshot!(project.run("check --lang en cases/iutkr-complete --format concise"), @r"
    cases/iutkr-complete/case.yaml:6:33: error[schema/unknown-property] there is no key `pilotCustommers` in `roles`
    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    ---- exit status 1
    ");
}

#[test]
fn a_misspelt_setting_stops_nothing_but_is_never_a_pass() {
    let project = Project::with("iutkr-complete");
    project.write("klar.yaml", "langage: sv\n");
    assert_snapshot!(project.run("check"), @"
    error[schema/unknown-property]: there is no key `langage`
       ╭─[klar.yaml:1:1]
     1 │ langage: sv
       · ───┬───
       ·    ╰── did you mean `language`?
       ╰────
      help: did you mean `language`? Possible keys: `language`, `policy`, `cases`, `waivers` and
            `owners`

    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
    project.write("klar.yaml", "language: se\n");
    assert_snapshot!(project.run("check --format concise"), @r"
    klar.yaml:1:11: error[schema/unknown-value] `se` is not a possible value of `language`
    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    ---- exit status 2
    ");
    project.write("klar.yaml", "language: [sv\n");
    assert_snapshot!(project.run("check --format concise"), @r"
    klar.yaml:1:11: error[yaml/syntax] `[` is never closed
    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    ---- exit status 2
    ");
}

#[test]
fn a_folder_of_cases_that_does_not_exist_is_an_error() {
    let project = Project::with("iutkr-complete");
    project.write("klar.yaml", "cases: [ärenden]\n");
    assert_snapshot!(project.run("check"), @r"
    error[io/not-found]: `ärenden` does not exist
       ╭─[ärenden]
       ╰────
      help: Check the path. On the command line it starts at the working folder, in klar.yaml at the
            folder of that file.

    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 0 cases; 0 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
}

#[test]
fn with_a_broken_policy_no_case_is_judged() {
    let project = Project::with("iutkr-complete");
    project.copy("policies/inera", "regler").edit(CASE, "pilotCustomers", "pilotCustommers");
    project.edit(
        "regler/processes/agent-connection-iutkr.yaml",
        "case.service == 'iutkr'",
        "case.servce == 'iutkr'",
    );
    assert_snapshot!(project.run("check --policy regler"), @r"
    error[policy/expression]: the schema has no field `servce`
        ╭─[regler/processes/agent-connection-iutkr.yaml:83:18]
     83 │     assert: case.servce == 'iutkr'
        ·                  ──────
        ╰────
      help: did you mean `service`?

    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 0 cases; 0 files, no rules, as of 2026-03-01
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
    project.write("klar.yaml", "policy: regler\n");
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[policy/expression]: fältet `servce` finns inte i schemat
        ╭─[regler/processes/agent-connection-iutkr.yaml:83:18]
     83 │     assert: case.servce == 'iutkr'
        ·                  ──────
        ╰────
      hjälp: menade du `service`?

    kontrollen är ofullständig: 1 problem hindrade att allt lästes och bedömdes
    1 fel; 0 ärenden; 0 filer, inga regler, per 2026-03-01
    nästa steg: åtgärda det som hindrade kontrollen och kör `klar check` igen
    ---- exit status 2
    ");
    assert_snapshot!(project.run("check --policy regle --format concise"), @r"
    regle:1:1: error[io/not-found] `regle` does not exist
    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 0 cases; 0 files, no rules, as of 2026-03-01
    ---- exit status 2
    ");
    assert_snapshot!(project.run("check -q --policy cases"), @r"
    error[policy/no-pack]: there is no policy pack here
       ╭─[cases]
       ╰────
      help: give the folder that holds the pack's pack.yaml

    the check is incomplete: 1 problem kept it from reading and judging everything
    1 error; 0 cases; 0 files, no rules, as of 2026-03-01
    ---- exit status 2
    ");
}

/// The schema of cases is called `case.yaml` too.
#[test]
fn the_policy_is_not_searched_for_cases() {
    let project = Project::with("iutkr-complete");
    project.copy("policies/inera", "regler").write("klar.yaml", "policy: regler\n");
    assert_eq!(project.run("check"), Project::with("iutkr-complete").run("check"));
    assert!(project.run("check regler").contains("exit status 2"));
    let below = project.run("check --policy ./cases/../regler cases/iutkr-complete --format concise");
    assert!(below.contains("\nno findings in 1 case"), "{below}");
}

#[test]
fn one_case_that_cannot_be_read_leaves_the_others_judged() {
    let project = Project::with("iutkr-complete");
    project.add("iutkr-step-1").edit(CASE, "pilotCustomers", "pilotCustommers");
    project.remove("cases/iutkr-step-1/case.yaml");
    std::fs::create_dir(project.path("cases/iutkr-step-1/case.yaml")).unwrap();
    assert_snapshot!(project.run("check"), @r"
    error[schema/unknown-property]: there is no key `pilotCustommers` in `roles`
       ╭─[cases/iutkr-complete/case.yaml:6:33]
     6 │ roles: { agent: exempelagenten, pilotCustommers: [fiktiva-vardcentralen, region-pahittad] }
       ·                                 ───────┬───────
       ·                                        ╰── did you mean `pilotCustomers`?
       ╰────
      help: did you mean `pilotCustomers`? Possible keys: `agent`, `pilotCustomers`, `customer`,
            `connecting` and `orderer`

    error[io/not-regular]: `cases/iutkr-step-1/case.yaml` is not a regular file
       ╭─[cases/iutkr-step-1/case.yaml]
       ╰────
      help: Replace it with a regular file, or remove it.

    the check is incomplete: 1 problem kept it from reading and judging everything
    2 errors in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct what stopped the check and run `klar check` again
    ---- exit status 2
    ");
}

/// A case whose own file cannot be understood is not judged, and says so; the others are.
#[test]
fn a_case_with_broken_yaml_is_a_finding_beside_the_others() {
    let project = Project::with("iutkr-complete");
    project.add("iutkr-step-1").write("cases/iutkr-step-1/case.yaml", "kind: case\nid: [\n");
    assert_snapshot!(project.run("check"), @r"
    error[yaml/syntax]: `[` is never closed
       ╭─[cases/iutkr-step-1/case.yaml:2:5]
     2 │ id: [
       ·     ─
       ╰────
      help: Write `]` after the last value. If `[` is part of a text, put the text in quotes.

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 of 2 cases; 18 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

#[test]
fn several_cases_are_counted_one_by_one() {
    let project = Project::with("iutkr-complete");
    project.add("iutkr-step-1").add("iutkr-step-2").edit(CASE, "pilotCustomers", "pilotCustommers");
    project.edit("cases/iutkr-step-1/case.yaml", "stage: step-1", "stage: step-2");
    assert_snapshot!(project.run("check -q --lang sv --format concise"), @r"
    cases/iutkr-complete/case.yaml:6:33: fel[schema/unknown-property] nyckeln `pilotCustommers` finns inte i `roles`
    cases/iutkr-step-1/case.yaml:6:17: fel[iutkr/startup-meeting] ärendet har inget uppstartsmöte mellan Inera och Exempelagenten AB
    cases/iutkr-step-1/case.yaml:6:50: fel[iutkr/connection-data-qa] Underlag anslutning NKRR QA är inte inskickat för Fiktiva Vårdcentralen AB
    cases/iutkr-step-1/case.yaml:6:50: fel[iutkr/tak-order-qa] TAK-beställning för QA är inte inskickad för Fiktiva Vårdcentralen AB
    cases/iutkr-step-1/case.yaml:6:73: fel[iutkr/connection-data-qa] Underlag anslutning NKRR QA är inte inskickat för Region Påhittad
    cases/iutkr-step-1/case.yaml:6:73: fel[iutkr/tak-order-qa] TAK-beställning för QA är inte inskickad för Region Påhittad
    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    6 fel i 2 av 3 ärenden; 27 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    ---- exit status 1
    ");
    let shown = project.run("check --lang sv");
    let (_, closing) = shown.rsplit_once("\n\n").unwrap();
    let closing: Vec<&str> = closing.lines().map(str::trim_start).collect();
    assert_snapshot!(closing.join("\n"), @r"
    iutkr-complete: 1 fel
    iutkr-step-1: 5 fel
    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    6 fel i 2 av 3 ärenden; 27 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera
    2026.11.0
    nästa steg: rätta felen och kör `klar check` igen
    ---- exit status 1
    ");
}
