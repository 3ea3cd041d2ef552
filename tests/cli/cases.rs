//! Cases as they should be, and what is wrong with a case as a whole.

use crate::runner::{Project, fixture_cases};
use insta::assert_snapshot;

const CASE: &str = "cases/iutkr-complete/case.yaml";

#[test]
fn a_complete_case_and_every_earlier_stage_are_silent() {
    let cases = fixture_cases();
    assert!(cases.len() >= 80);
    let project = Project::new();
    for case in &cases {
        project.add(case);
    }
    let shown = project.run("check --as-of 2026-11-21");
    let all = format!("`--base`\nno findings in {} cases; ", cases.len());
    assert!(
        shown.contains(&all) && shown.lines().count() == 3 && shown.ends_with("exit status 0\n"),
        "{shown}"
    );
    assert_snapshot!(Project::with("iutkr-complete").run("check --lang sv"), @r"
    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    inga anmärkningar i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera
      2026.11.0
    iutkr-complete har passerat step-4 (steg 4 (anslutningen är färdig)), som är det sista steget
    ---- exit status 0
    ");
    assert_snapshot!(Project::with("iutkr-step-1").run("check"), @r"
    N rules did not run, as they compare with an earlier version: give `--base`
    no findings in 1 case; 3 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    iutkr-step-1 has passed step-1 (step 1 (startup meeting and documents for QA)); 0 of 3 requirements
      for step-2 (step 2 (tests in the QA environment)) are met
    ---- exit status 0
    ");
}

#[test]
fn a_validation_that_is_missing_is_a_note() {
    let project = Project::with("iutkr-complete");
    project.remove("cases/iutkr-complete/documents/production-validation.yaml");
    assert_snapshot!(project.run("check --lang sv"), @r"
    notis[iutkr/production-validation]: anslutningen är inte validerad i produktionsmiljön
       ╭─[cases/iutkr-complete/case.yaml:5:8]
     5 │ stage: step-4
       ·        ───┬──
       ·           ╰── Validering i produktionsmiljön saknas
       ╰────
      hjälp: Validera anslutningen, till exempel genom övervakad registrering, och lägg resultatet i
             ärendet som en `production-validation`.
      vems tur: Exempelagenten AB (agenten), inväntas
      källa: IUT-36, Ny agentanslutning v3 (en äldre version), steg 4

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 notis i 1 ärende; 15 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    iutkr-complete har passerat step-4 (steg 4 (anslutningen är färdig)), som är det sista steget
    ---- exit status 0
    ");
    assert_snapshot!(project.run("check --fail-on note --format concise"), @r"
    cases/iutkr-complete/case.yaml:5:8: note[iutkr/production-validation] the connection is not validated in the production environment
    N rules did not run, as they compare with an earlier version: give `--base`
    1 note in 1 case; 15 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    ---- exit status 1
    ");
}

#[test]
fn a_process_without_rules_is_an_error() {
    let project = Project::with("iutkr-complete");
    project.edit(CASE, "process: agent-connection-iutkr", "process: agent-connection-iutk");
    assert_snapshot!(project.run("check"), @r"
    error[case/unknown-process]: there are no rules for the process `agent-connection-iutk`
       ╭─[cases/iutkr-complete/case.yaml:3:10]
     3 │ process: agent-connection-iutk        # Ny agentanslutning (IUTKR)
       ·          ─────────────────────
       ╰────
      help: did you mean `agent-connection-iutkr`?

    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
    project.edit(CASE, "process: agent-connection-iutk ", "process: konferens ");
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[case/unknown-process]: det finns inga regler för processen `konferens`
       ╭─[cases/iutkr-complete/case.yaml:3:10]
     3 │ process: konferens        # Ny agentanslutning (IUTKR)
       ·          ─────────
       ╰────
      hjälp: de som finns är `agent-agreement`, `agent-connection`, `agent-connection-iutkr`,
             `agent-connection-pu`, `agent-termination`, `annual-self-declaration`, `contract-upgrade`,
             `customer-connection`, `first-time-certification`, `recertification`

    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
}

#[test]
fn a_stage_that_the_process_does_not_have_is_an_error() {
    let project = Project::with("iutkr-complete");
    project.edit(CASE, "stage: step-4", "stage: step-5");
    assert_snapshot!(project.run("check"), @r"
    error[case/unknown-stage]: the process `agent-connection-iutkr` has no stage `step-5`
       ╭─[cases/iutkr-complete/case.yaml:5:8]
     5 │ stage: step-5
       ·        ──────
       ╰────
      help: these exist: `step-0`, `step-1`, `step-2`, `step-3`, `step-4`

    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

#[test]
fn a_case_without_process_or_stage_is_an_error() {
    let project = Project::with("iutkr-complete");
    project.edit(CASE, "stage: step-4\n", "");
    assert_snapshot!(project.run("check"), @r"
    error[schema/missing-property]: `stage` is missing
       ╭─[cases/iutkr-complete/case.yaml:1:1]
     1 │ kind: case  # Ärende
       · ─────┬────
       ·      ╰── `stage` is missing here
       ╰────
      help: add `stage: …` to the file, such as `step-1`

    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

#[test]
fn two_documents_cannot_have_the_same_id() {
    let project = Project::with("iutkr-complete");
    project.edit("cases/iutkr-complete/documents/startup-meeting.yaml", "id: uppstart-001", "id: start-001");
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[case/duplicate-id]: två filer har id `start-001`
       ╭─[cases/iutkr-complete/documents/startup-meeting.yaml:2:5]
     2 │ id: start-001
       ·     ─────────
       ╰────
       ╭─[cases/iutkr-complete/documents/connection-start-form.yaml:2:5]
     2 │ id: start-001
       ·     ────┬────
       ·         ╰── används först här
       ╰────
      hjälp: ge varje dokument i ärendet ett eget id

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
}

#[test]
fn an_attachment_has_to_be_there() {
    let project = Project::with("iutkr-complete");
    project.remove("cases/iutkr-complete/testresultat/getformdata-2025-11-28.xml");
    assert_snapshot!(project.run("check"), @r"
    error[case/missing-attachment]: the attachment `testresultat/getformdata-2025-11-28.xml` does not
      exist
        ╭─[cases/iutkr-complete/documents/connection-self-declaration.yaml:16:118]
     16 │ …nForm: null, schemaDeviations: false, evidence: [testresultat/getformdata-2025-11-28.xml] }
        ·                                                   ───────────────────────────────────────
        ╰────
      help: put the file into the case's folder; the path starts at the folder of case.yaml

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
    project.write("cases/iutkr-complete/testresultat/getformdata-2025-11-29.xml", "");
    assert_snapshot!(project.run("check --format concise --lang sv"), @r"
    cases/iutkr-complete/documents/connection-self-declaration.yaml:16:118: fel[case/missing-attachment] bilagan `testresultat/getformdata-2025-11-28.xml` finns inte
    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    ---- exit status 1
    ");
}

#[test]
fn a_reference_has_to_lead_somewhere() {
    let project = Project::with("iutkr-complete");
    let file = "cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml";
    project.edit(file, "customer: region-pahittad", "customer: region-pahitad");
    assert_snapshot!(project.run("check"), @r"
    error[case/unresolved-reference]: the case has no party with the id `region-pahitad`
       ╭─[cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml:6:11]
     6 │ customer: region-pahitad
       ·           ──────────────
       ╰────
      help: did you mean `region-pahittad`?

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

#[test]
fn a_name_that_leads_nowhere_is_one_finding_however_often_it_is_used() {
    let project = Project::with("iutkr-step-1");
    project.edit("cases/iutkr-step-1/case.yaml", "- id: region-pahittad", "- id: region-pahitad");
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[case/unresolved-reference]: ärendet saknar part med id `region-pahittad`
       ╭─[cases/iutkr-step-1/case.yaml:6:73]
     6 │ roles: { agent: exempelagenten, pilotCustomers: [fiktiva-vardcentralen, region-pahittad] }
       ·                                                                         ───────────────
       ╰────
       ╭─[cases/iutkr-step-1/documents/agent-assignment-application.yaml:7:41]
     7 │ pilotCustomers: [fiktiva-vardcentralen, region-pahittad]
       ·                                         ───────┬───────
       ·                                                ╰── även här
       ╰────
       ╭─[cases/iutkr-step-1/documents/connection-start-form.yaml:7:41]
     7 │ pilotCustomers: [fiktiva-vardcentralen, region-pahittad]
       ·                                         ───────┬───────
       ·                                                ╰── även här
       ╰────
      hjälp: menade du `region-pahitad`?

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 3 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
}

/// Without the list a name leads nowhere either.
#[test]
fn a_name_from_a_list_that_is_not_there_leads_nowhere() {
    let project = Project::with("iutkr-step-0");
    let text = std::fs::read_to_string(project.path("cases/iutkr-step-0/case.yaml")).unwrap();
    let (before, after) = text.split_once("systems:").unwrap();
    let (_, after) = after.split_once("contracts:").unwrap();
    project.write("cases/iutkr-step-0/case.yaml", format!("{before}contracts:{after}"));
    assert_snapshot!(project.run("check"), @r"
    error[case/unresolved-reference]: the case has no system with the id `journal-x`
       ╭─[cases/iutkr-step-0/documents/connection-start-form.yaml:6:9]
     6 │ system: journal-x
       ·         ─────────
       ╰────
      help: add it to the case, or correct the name

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 2 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

/// The version is a text in quotes; without them it is a number, and the same contract no longer.
#[test]
fn a_version_without_quotes_is_one_finding() {
    let project = Project::with("iutkr-complete");
    project.edit(CASE, "{ name: GetFormData, version: \"1.2\"", "{ name: GetFormData, version: 1.2");
    assert_snapshot!(project.run("check --lang sv"), @r#"
    fel[schema/wrong-type]: `version` ska vara en text, men är ett tal
        ╭─[cases/iutkr-complete/case.yaml:37:35]
     37 │   - { name: GetFormData, version: 1.2, namespaceUrn: "urn:riv:followup:qualityregistry:nkrr…
        ·                                   ───
        ╰────
      hjälp: sätt citattecken om värdet, så är det en text: `version: "1.2"`

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    "#);
}

#[test]
fn a_document_says_which_kind_it_is() {
    let project = Project::with("iutkr-complete");
    project.write("cases/iutkr-complete/documents/notes.yaml", "id: notes\ntext: remember\n");
    project.write("cases/iutkr-complete/documents/rapport.yaml", "kind: e2e-rapport\nid: rapport\n");
    assert_snapshot!(project.run("check"), @r"
    error[case/missing-kind]: the document does not say its kind
       ╭─[cases/iutkr-complete/documents/notes.yaml:1:1]
     1 │ id: notes
       · ─────────
       ╰────
      help: write the kind at the top, for example `kind: connection-start-form`

    error[case/unknown-kind]: there is no document kind `e2e-rapport`
       ╭─[cases/iutkr-complete/documents/rapport.yaml:1:7]
     1 │ kind: e2e-rapport
       ·       ───────────
       ╰────
      help: did you mean `e2e-report`?

    N rules did not run, as they compare with an earlier version: give `--base`
    2 errors in 1 case; 18 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the errors and run `klar check` again
    ---- exit status 1
    ");
}

/// A finding behind an alias is shown where it is written and where the alias puts it.
#[test]
fn both_ends_of_an_alias_are_shown() {
    let project = Project::with("iutkr-complete");
    project.edit(
        CASE,
        "agent: exempelagenten, pilotCustomers:",
        "agent: &agent exempelagenten, pilotCustomers:",
    );
    project.edit(
        CASE,
        "[fiktiva-vardcentralen, region-pahittad]",
        "[fiktiva-vardcentralen, region-pahittad, *agent]",
    );
    assert_snapshot!(project.run("check"), @r#"
    error[agent/own-customer]: Exempelagenten AB (555990-1003) is both agent and pilot customer
        ╭─[cases/iutkr-complete/case.yaml:6:97]
      6 │ roles: { agent: &agent exempelagenten, pilotCustomers: [fik…len, region-pahittad, *agent] }
        ·                        ───────┬──────                                             ───┬──
        ·                               │                                                      ╰── this pilot customer
        ·                               ╰── the agent
        ╰────
        ╭─[cases/iutkr-complete/case.yaml:10:25]
     10 │     organisationNumber: "555990-1003"
        ·                         ──────┬──────
        ·                               ╰── the same organisation number as the agent
        ╰────
      help: An agent may not use the services on its own account. Name another organisation as pilot
            customer.
      whose turn: Exempelagenten AB (the agent)
      source: AGT-05, Sign an agent agreement and be an agent, introduction
      source: IUT-06, New agent connection v3 (an old version), step 0

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    "#);
}

/// The same where a rule looks at a value that an alias repeats.
#[test]
fn a_rule_shows_both_ends_of_an_alias() {
    let project = Project::with("iutkr-complete");
    let file = "cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml";
    project.edit(
        file,
        "id: e2e-region-pahittad\nsubmittedBy: region-pahittad",
        "id: e2e-region-pahittad\nsubmittedBy: *agent",
    );
    project.edit(
        file,
        "kind: e2e-report",
        "participants: [region-pahittad, &agent exempelagenten]\nkind: e2e-report",
    );
    project.edit(file, "\nparticipants: [region-pahittad, exempelagenten]", "");
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[connection-tests/e2e-by-pilot-customer]: E2E-underlaget för Region Påhittad är inskickat av
      Exempelagenten AB, men ska komma från pilotkunden själv
       ╭─[cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml:4:14]
     4 │ submittedBy: *agent
       ·              ───┬──
       ·                 ╰── inte pilotkunden
       ╰────
       ╭─[cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml:1:40]
     1 │ participants: [region-pahittad, &agent exempelagenten]
       ·                                        ───────┬──────
       ·                                               ╰── skrivet här
       ╰────
       ╭─[cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml:7:11]
     7 │ customer: region-pahittad
       ·           ───────┬───────
       ·                  ╰── den pilotkund som underlaget gäller
       ╰────
      hjälp: Varje pilotkund redovisar sina end-to-end-tester. Agenten redovisar i självdeklarationen.
      vems tur: Region Påhittad (pilotkunden)
      källa: IUT-28, Ny agentanslutning v3 (en äldre version), steg 2

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
}

#[test]
fn a_value_that_only_an_alias_puts_in_the_wrong_place_is_shown_at_both() {
    let project = Project::with("iutkr-complete");
    let file = "cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml";
    project.edit(file, "submittedBy: region-pahittad", "submittedBy: &pilot region-pahittad");
    project.edit(file, "environment: qa", "environment: *pilot");
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[schema/unknown-value]: `region-pahittad` är inget möjligt värde för `environment`
       ╭─[cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml:5:14]
     3 │ submittedBy: &pilot region-pahittad
       ·                     ───────┬───────
       ·                            ╰── skrivet här
     4 │ submittedOn: 2025-12-10
     5 │ environment: *pilot
       ·              ───┬──
       ·                 ╰── inget möjligt värde
       ╰────
      hjälp: möjliga värden: `qa` och `prod`

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
}

#[test]
fn what_inera_has_the_last_word_on_is_called_provisional() {
    let project = Project::with("recertification-described");
    let case = "cases/recertification-described/case.yaml";
    let text = std::fs::read_to_string(project.path(case)).unwrap();
    let function = "    - { id: signera, name: Signera intyg }\n  contracts:";
    project.write(case, text.replacen("  contracts:", function, 1));
    for (lang, said) in
        [("en", "provisional until Inera has decided"), ("sv", "preliminär tills Inera har avgjort")]
    {
        let shown = project.run(&format!("check --lang {lang}"));
        assert!(
            shown.contains("[recertification/derived-type]")
                && shown.contains("row that decides") == (lang == "en")
        );
        assert!(shown.split_whitespace().collect::<Vec<_>>().join(" ").contains(said), "{shown}");
    }
}

#[test]
fn explain_shows_a_table_with_its_inputs_and_the_row_that_decides() {
    let shown = Project::new().run("explain recertification/derived-type --lang sv");
    let table: Vec<&str> = shown.lines().skip_while(|line| !line.contains("kräver")).take(11).collect();
    assert_snapshot!(table.join("\n"), @r"
      kräver:
        - för var och en av `recordedNotices()`:
        - `assessed` är `has(self.ineraAssessment.changeType)`
        - `declared` är `self.changeType`
        - `functions` är `isFunctionChange(case.certifiedDescription)`
        - rad 1: `assessed` = `true`: uppfyllt
        - rad 2: `assessed` = `false`, `declared` = `bug-fix`, `functions` = `true`: brister ← avgör i
          exemplet nedan
        - rad 3: `assessed` = `false`, `declared` = `function-change`, `functions` = `false`: brister
        - rad 4: `assessed` = `false`, `declared` = `bug-fix`, `functions` = `false`: uppfyllt
        - rad 5: `assessed` = `false`, `declared` = `function-change`, `functions` = `true`: uppfyllt
    ");
}
