//! Each of these faults, alone in an otherwise complete case, is one finding in the right place, in both languages.

use crate::runner::Project;
use insta::assert_snapshot;

const CASE: &str = "cases/iutkr-complete/case.yaml";

/// A document of the complete case.
fn file(name: &str) -> String {
    format!("cases/iutkr-complete/documents/{name}.yaml")
}

#[test]
fn a_pilot_customer_is_removed() {
    let project = Project::with("iutkr-complete");
    project.edit(
        CASE,
        "pilotCustomers: [fiktiva-vardcentralen, region-pahittad]",
        "pilotCustomers: [fiktiva-vardcentralen]",
    );
    assert_snapshot!(project.run("check --lang sv"), @r#"
    fel[pilot-customers/minimum]: ärendet har 1 av minst 2 pilotkunder med olika organisationsnummer
        ╭─[cases/iutkr-complete/case.yaml:6:49]
      6 │ roles: { agent: exempelagenten, pilotCustomers: [fiktiva-vardcentralen] }
        ·                                                 ───────────┬───────────
        ·                                                            ╰── pilotkunderna
        ╰────
        ╭─[cases/iutkr-complete/case.yaml:14:25]
     14 │     organisationNumber: "555990-3009"
        ·                         ──────┬──────
        ·                               ╰── den första pilotkundens organisationsnummer
        ╰────
      hjälp: Ange pilotkunderna under `roles.pilotCustomers`. Varje pilotkund ska vara en egen
             organisation.
      vems tur: Exempelagenten AB (agenten)
      källa: IUT-06 och IUT-07, Ny agentanslutning v3 (en äldre version), steg 0
      källa: AGT-22, Teckna agentavtal och vara agent, anslut ett system

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    "#);
    assert_snapshot!(project.run("check --lang en"), @r#"
    error[pilot-customers/minimum]: the case has 1 of at least 2 pilot customers with different
      organisation numbers
        ╭─[cases/iutkr-complete/case.yaml:6:49]
      6 │ roles: { agent: exempelagenten, pilotCustomers: [fiktiva-vardcentralen] }
        ·                                                 ───────────┬───────────
        ·                                                            ╰── the pilot customers
        ╰────
        ╭─[cases/iutkr-complete/case.yaml:14:25]
     14 │     organisationNumber: "555990-3009"
        ·                         ──────┬──────
        ·                               ╰── the first pilot customer's organisation number
        ╰────
      help: Name the pilot customers at `roles.pilotCustomers`. Each has to be an organisation of its
            own.
      whose turn: Exempelagenten AB (the agent)
      source: IUT-06 and IUT-07, New agent connection v3 (an old version), step 0
      source: AGT-22, Sign an agent agreement and be an agent, connect a system

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    "#);
}

#[test]
fn an_e2e_report_is_rejected() {
    let project = Project::with("iutkr-complete");
    project.edit(&file("e2e-report-region-pahittad"), "status: approved", "status: rejected");
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[connection-tests/e2e-approved]: E2E-underlaget från Region Påhittad är underkänt
        ╭─[cases/iutkr-complete/case.yaml:6:73]
      6 │ roles: { agent: exempelagenten, pilotCustomers: [fiktiva-vardcentralen, region-pahittad] }
        ·                                                                         ───────┬───────
        ·                                                                                ╰── den här pilotkunden
        ╰────
        ╭─[cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml:12:19]
     12 │ review: { status: rejected, decidedBy: inera, decidedOn: 2026-01-08, reference: CS123472 }
        ·                   ────┬───
        ·                       ╰── `rejected`; steg 3 (inför produktionsmiljön) kräver godkänt
        ╰────
      hjälp: Pilotkunden redovisar end-to-end-testerna i ett E2E-underlag, rättar eventuella brister och
             skickar det till Inera.
      vems tur: Region Påhittad (pilotkunden)
      källa: IUT-28, Ny agentanslutning v3 (en äldre version), steg 2
      källa: IUT-31 och IUT-32, Ny agentanslutning v3 (en äldre version), förutsättningar för steg 3
      källa: AGT-20, Teckna agentavtal och vara agent, anslut ett system

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check --lang en"), @r"
    error[connection-tests/e2e-approved]: the E2E report of Region Påhittad is rejected
        ╭─[cases/iutkr-complete/case.yaml:6:73]
      6 │ roles: { agent: exempelagenten, pilotCustomers: [fiktiva-vardcentralen, region-pahittad] }
        ·                                                                         ───────┬───────
        ·                                                                                ╰── this pilot customer
        ╰────
        ╭─[cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml:12:19]
     12 │ review: { status: rejected, decidedBy: inera, decidedOn: 2026-01-08, reference: CS123472 }
        ·                   ────┬───
        ·                       ╰── `rejected`; step 3 (towards the production environment) needs it approved
        ╰────
      help: The pilot customer reports the end-to-end tests in an E2E report, corrects what is wrong, if
            anything, and sends it to Inera.
      whose turn: Region Påhittad (the pilot customer)
      source: IUT-28, New agent connection v3 (an old version), step 2
      source: IUT-31 and IUT-32, New agent connection v3 (an old version), prerequisites of step 3
      source: AGT-20, Sign an agent agreement and be an agent, connect a system

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

#[test]
fn an_e2e_report_is_deleted() {
    let project = Project::with("iutkr-complete");
    project.remove(&file("e2e-report-region-pahittad"));
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[connection-tests/e2e-approved]: Region Påhittad har inget godkänt E2E-underlag
       ╭─[cases/iutkr-complete/case.yaml:6:73]
     6 │ roles: { agent: exempelagenten, pilotCustomers: [fiktiva-vardcentralen, region-pahittad] }
       ·                                                                         ───────┬───────
       ·                                                                                ╰── den här pilotkunden
       ╰────
      hjälp: Pilotkunden redovisar end-to-end-testerna i ett E2E-underlag, rättar eventuella brister och
             skickar det till Inera.
      vems tur: Region Påhittad (pilotkunden), inväntas
      källa: IUT-28, Ny agentanslutning v3 (en äldre version), steg 2
      källa: IUT-31 och IUT-32, Ny agentanslutning v3 (en äldre version), förutsättningar för steg 3
      källa: AGT-20, Teckna agentavtal och vara agent, anslut ett system

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 15 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check --lang en"), @r"
    error[connection-tests/e2e-approved]: Region Påhittad has no approved E2E report
       ╭─[cases/iutkr-complete/case.yaml:6:73]
     6 │ roles: { agent: exempelagenten, pilotCustomers: [fiktiva-vardcentralen, region-pahittad] }
       ·                                                                         ───────┬───────
       ·                                                                                ╰── this pilot customer
       ╰────
      help: The pilot customer reports the end-to-end tests in an E2E report, corrects what is wrong, if
            anything, and sends it to Inera.
      whose turn: Region Påhittad (the pilot customer), awaited
      source: IUT-28, New agent connection v3 (an old version), step 2
      source: IUT-31 and IUT-32, New agent connection v3 (an old version), prerequisites of step 3
      source: AGT-20, Sign an agent agreement and be an agent, connect a system

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 15 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

#[test]
fn the_agent_submits_an_e2e_report_of_a_pilot_customer() {
    let project = Project::with("iutkr-complete");
    project.edit(
        &file("e2e-report-region-pahittad"),
        "submittedBy: region-pahittad",
        "submittedBy: exempelagenten",
    );
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[connection-tests/e2e-by-pilot-customer]: E2E-underlaget för Region Påhittad är inskickat av
      Exempelagenten AB, men ska komma från pilotkunden själv
       ╭─[cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml:3:14]
     3 │ submittedBy: exempelagenten
       ·              ───────┬──────
       ·                     ╰── inte pilotkunden
       ╰────
       ╭─[cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml:6:11]
     6 │ customer: region-pahittad
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
    assert_snapshot!(project.run("check --lang en"), @r"
    error[connection-tests/e2e-by-pilot-customer]: the E2E report for Region Påhittad was submitted by
      Exempelagenten AB, but has to come from the pilot customer itself
       ╭─[cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml:3:14]
     3 │ submittedBy: exempelagenten
       ·              ───────┬──────
       ·                     ╰── not the pilot customer
       ╰────
       ╭─[cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml:6:11]
     6 │ customer: region-pahittad
       ·           ───────┬───────
       ·                  ╰── the pilot customer that the report is about
       ╰────
      help: Each pilot customer reports its end-to-end tests. The agent reports in the self-declaration.
      whose turn: Region Påhittad (the pilot customer)
      source: IUT-28, New agent connection v3 (an old version), step 2

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

#[test]
fn an_order_for_qa_comes_before_the_startup_meeting() {
    let project = Project::with("iutkr-complete");
    project.edit(&file("tak-order-qa-region-pahittad"), "submittedOn: 2025-11-10", "submittedOn: 2025-11-01");
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[iutkr/qa-after-startup]: `tak-qa-region-pahittad` skickades in 2025-11-01, före uppstartsmötet
      2025-11-03
       ╭─[cases/iutkr-complete/documents/tak-order-qa-region-pahittad.yaml:4:14]
     4 │ submittedOn: 2025-11-01
       ·              ──────────
       ╰────
       ╭─[cases/iutkr-complete/documents/startup-meeting.yaml:5:9]
     5 │ heldOn: 2025-11-03
       ·         ─────┬────
       ·              ╰── uppstartsmötet hölls den här dagen
       ╰────
      hjälp: Underlagen för QA skickas in efter uppstartsmötet. Samma dag går bra.
      vems tur: Exempelagenten AB (agenten)
      källa: IUT-17, IUT-18 och IUT-19, Ny agentanslutning v3 (en äldre version), steg 1

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check --lang en"), @r"
    error[iutkr/qa-after-startup]: `tak-qa-region-pahittad` was submitted on 2025-11-01, before the
      startup meeting on 2025-11-03
       ╭─[cases/iutkr-complete/documents/tak-order-qa-region-pahittad.yaml:4:14]
     4 │ submittedOn: 2025-11-01
       ·              ──────────
       ╰────
       ╭─[cases/iutkr-complete/documents/startup-meeting.yaml:5:9]
     5 │ heldOn: 2025-11-03
       ·         ─────┬────
       ·              ╰── the startup meeting was held on this day
       ╰────
      help: The QA documents are submitted after the startup meeting. The same day is fine.
      whose turn: Exempelagenten AB (the agent)
      source: IUT-17, IUT-18 and IUT-19, New agent connection v3 (an old version), step 1

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

#[test]
fn connection_data_for_qa_is_submitted_but_not_configured() {
    let project = Project::with("iutkr-complete");
    project.edit(
        &file("connection-data-qa-region-pahittad"),
        "status: configured\nconfiguredOn: 2025-11-17\n",
        "status: submitted\n",
    );
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[iutkr/connection-data-qa]: Underlag anslutning NKRR QA för Region Påhittad är inskickat, men
      inte konfigurerat
       ╭─[cases/iutkr-complete/case.yaml:6:73]
     6 │ roles: { agent: exempelagenten, pilotCustomers: [fiktiva-vardcentralen, region-pahittad] }
       ·                                                                         ───────┬───────
       ·                                                                                ╰── den här pilotkunden
       ╰────
       ╭─[cases/iutkr-complete/documents/connection-data-qa-region-pahittad.yaml:9:9]
     9 │ status: submitted
       ·         ────┬────
       ·             ╰── `submitted`; steg 2 (tester i QA-miljön) kräver konfigurerat
       ╰────
      hjälp: Invänta beslutet. Inget behöver göras om inte granskningen kräver komplettering.
      vems tur: Inera, under granskning
      källa: IUT-18 och IUT-20, Ny agentanslutning v3 (en äldre version), steg 1
      källa: IUT-21, Ny agentanslutning v3 (en äldre version), förutsättningar för steg 2

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: inget att rätta nu; besluten ovan inväntas
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check --lang en"), @r"
    error[iutkr/connection-data-qa]: Underlag anslutning NKRR QA for Region Påhittad is submitted, but
      not configured
       ╭─[cases/iutkr-complete/case.yaml:6:73]
     6 │ roles: { agent: exempelagenten, pilotCustomers: [fiktiva-vardcentralen, region-pahittad] }
       ·                                                                         ───────┬───────
       ·                                                                                ╰── this pilot customer
       ╰────
       ╭─[cases/iutkr-complete/documents/connection-data-qa-region-pahittad.yaml:9:9]
     9 │ status: submitted
       ·         ────┬────
       ·             ╰── `submitted`; step 2 (tests in the QA environment) needs it configured
       ╰────
      help: Wait for the decision. There is nothing to do unless the review asks for more.
      whose turn: Inera, under review
      source: IUT-18 and IUT-20, New agent connection v3 (an old version), step 1
      source: IUT-21, New agent connection v3 (an old version), prerequisites of step 2

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: nothing to correct now; the decisions above are awaited
    ---- exit status 1
    ");
}

#[test]
fn both_pilot_customers_have_the_same_organisation_number() {
    let project = Project::with("iutkr-complete");
    project.edit(CASE, "299000-1006", "555990-3009");
    assert_snapshot!(project.run("check --lang sv"), @r#"
    fel[pilot-customers/minimum]: ärendet har 1 av minst 2 pilotkunder med olika organisationsnummer
        ╭─[cases/iutkr-complete/case.yaml:6:49]
      6 │ roles: { agent: exempelagenten, pilotCustomers: [fiktiva-vardcentralen, region-pahittad] }
        ·                                                 ────────────────────┬───────────────────
        ·                                                                     ╰── pilotkunderna
        ╰────
        ╭─[cases/iutkr-complete/case.yaml:14:25]
     14 │     organisationNumber: "555990-3009"
        ·                         ──────┬──────
        ·                               ╰── den första pilotkundens organisationsnummer
        ╰────
        ╭─[cases/iutkr-complete/case.yaml:22:25]
     22 │     organisationNumber: "555990-3009"
        ·                         ──────┬──────
        ·                               ╰── den andra pilotkundens organisationsnummer
        ╰────
      hjälp: Ange pilotkunderna under `roles.pilotCustomers`. Varje pilotkund ska vara en egen
             organisation.
      vems tur: Exempelagenten AB (agenten)
      källa: IUT-06 och IUT-07, Ny agentanslutning v3 (en äldre version), steg 0
      källa: AGT-22, Teckna agentavtal och vara agent, anslut ett system

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    "#);
    assert_snapshot!(project.run("check --lang en"), @r#"
    error[pilot-customers/minimum]: the case has 1 of at least 2 pilot customers with different
      organisation numbers
        ╭─[cases/iutkr-complete/case.yaml:6:49]
      6 │ roles: { agent: exempelagenten, pilotCustomers: [fiktiva-vardcentralen, region-pahittad] }
        ·                                                 ────────────────────┬───────────────────
        ·                                                                     ╰── the pilot customers
        ╰────
        ╭─[cases/iutkr-complete/case.yaml:14:25]
     14 │     organisationNumber: "555990-3009"
        ·                         ──────┬──────
        ·                               ╰── the first pilot customer's organisation number
        ╰────
        ╭─[cases/iutkr-complete/case.yaml:22:25]
     22 │     organisationNumber: "555990-3009"
        ·                         ──────┬──────
        ·                               ╰── the second pilot customer's organisation number
        ╰────
      help: Name the pilot customers at `roles.pilotCustomers`. Each has to be an organisation of its
            own.
      whose turn: Exempelagenten AB (the agent)
      source: IUT-06 and IUT-07, New agent connection v3 (an old version), step 0
      source: AGT-22, Sign an agent agreement and be an agent, connect a system

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    "#);
}

#[test]
fn the_pilot_customers_connect_to_different_registers() {
    let project = Project::with("iutkr-complete");
    project
        .edit(
            CASE,
            "signedOn: 2019-05-02 } }\n    qualityRegister: exempelregistret",
            "signedOn: 2019-05-02 } }\n    qualityRegister: annatregister",
        )
        .edit(
            CASE,
            "qualityRegisters: [",
            "qualityRegisters: [{ id: annatregister, name: Annat, exists: true }, ",
        );
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[iutkr/same-quality-register]: Region Påhittad ska ansluta till `annatregister`, men Fiktiva
      Vårdcentralen AB till `exempelregistret`
        ╭─[cases/iutkr-complete/case.yaml:27:22]
     27 │     qualityRegister: annatregister
        ·                      ──────┬──────
        ·                            ╰── ett annat register
        ╰────
        ╭─[cases/iutkr-complete/case.yaml:19:22]
     19 │     qualityRegister: exempelregistret
        ·                      ────────┬───────
        ·                              ╰── den första pilotkundens register
        ╰────
      hjälp: Alla pilotkunder ska ansluta till det register som ärendet gäller. Rätta `qualityRegister`
             eller byt pilotkund.
      vems tur: Region Påhittad (pilotkunden)
      källa: IUT-06, Ny agentanslutning v3 (en äldre version), steg 0

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check --lang en"), @r"
    error[iutkr/same-quality-register]: Region Påhittad is to connect to `annatregister`, but Fiktiva
      Vårdcentralen AB to `exempelregistret`
        ╭─[cases/iutkr-complete/case.yaml:27:22]
     27 │     qualityRegister: annatregister
        ·                      ──────┬──────
        ·                            ╰── another register
        ╰────
        ╭─[cases/iutkr-complete/case.yaml:19:22]
     19 │     qualityRegister: exempelregistret
        ·                      ────────┬───────
        ·                              ╰── the first pilot customer's register
        ╰────
      help: All pilot customers have to connect to the register of the case. Correct `qualityRegister`
            or change the pilot customer.
      whose turn: Region Påhittad (the pilot customer)
      source: IUT-06, New agent connection v3 (an old version), step 0

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

#[test]
fn the_attestation_is_removed() {
    let project = Project::with("iutkr-complete");
    project.edit(
            &file("agent-assignment-application"),
            "attestation: { attestedBy: exempelagenten, signerRole: attester, method: bankid, attestedAt: \"2025-10-22T08:40:00+02:00\" }\n",
            "",
        );
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[agent-assignment/attestation]: beställningen av Agentuppdrag är inte attesterad
       ╭─[cases/iutkr-complete/documents/agent-assignment-application.yaml:1:1]
     1 │ kind: agent-assignment-application  # Ansökan om Agentuppdrag
       · ─────────────────┬────────────────
       ·                  ╰── `attestation` saknas här
       ╰────
       ╭─[cases/iutkr-complete/documents/agent-assignment-application.yaml:9:67]
     9 │ technicalReview: { status: approved, decidedBy: inera, decidedOn: 2025-10-20 }
       ·                                                                   ─────┬────
       ·                                                                        ╰── granskningen godkändes den här dagen
       ╰────
      hjälp: Attestera beställningen när granskningen är godkänd och skriv attesten under `attestation`.
      vems tur: Exempelagenten AB (agenten), inväntas
      källa: IUT-12, Ny agentanslutning v3 (en äldre version), steg 0

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check --lang en"), @r"
    error[agent-assignment/attestation]: the order of the agent assignment is not attested
       ╭─[cases/iutkr-complete/documents/agent-assignment-application.yaml:1:1]
     1 │ kind: agent-assignment-application  # Ansökan om Agentuppdrag
       · ─────────────────┬────────────────
       ·                  ╰── `attestation` is missing here
       ╰────
       ╭─[cases/iutkr-complete/documents/agent-assignment-application.yaml:9:67]
     9 │ technicalReview: { status: approved, decidedBy: inera, decidedOn: 2025-10-20 }
       ·                                                                   ─────┬────
       ·                                                                        ╰── the review was approved on this day
       ╰────
      help: Attest the order once the review is approved and write the attestation at `attestation`.
      whose turn: Exempelagenten AB (the agent), awaited
      source: IUT-12, New agent connection v3 (an old version), step 0

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

#[test]
fn a_key_is_misspelt() {
    let project = Project::with("iutkr-complete");
    project.edit(CASE, "pilotCustomers", "pilotCustommers");
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[schema/unknown-property]: nyckeln `pilotCustommers` finns inte i `roles`
       ╭─[cases/iutkr-complete/case.yaml:6:33]
     6 │ roles: { agent: exempelagenten, pilotCustommers: [fiktiva-vardcentralen, region-pahittad] }
       ·                                 ───────┬───────
       ·                                        ╰── menade du `pilotCustomers`?
       ╰────
      hjälp: menade du `pilotCustomers`? Möjliga nycklar: `agent`, `pilotCustomers`, `customer`,
             `connecting` och `orderer`

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check --lang en"), @r"
    error[schema/unknown-property]: there is no key `pilotCustommers` in `roles`
       ╭─[cases/iutkr-complete/case.yaml:6:33]
     6 │ roles: { agent: exempelagenten, pilotCustommers: [fiktiva-vardcentralen, region-pahittad] }
       ·                                 ───────┬───────
       ·                                        ╰── did you mean `pilotCustomers`?
       ╰────
      help: did you mean `pilotCustomers`? Possible keys: `agent`, `pilotCustomers`, `customer`,
            `connecting` and `orderer`

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

#[test]
fn a_value_stands_where_keys_belong() {
    let project = Project::with("iutkr-complete");
    project.edit(
        &file("e2e-report-region-pahittad"),
        "{ status: approved, decidedBy: inera, decidedOn: 2026-01-08, reference: CS123472 }",
        "aproved",
    );
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[schema/wrong-type]: `review` ska vara nycklar med värden (`nyckel: värde`), men är en text
        ╭─[cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml:12:9]
     12 │ review: aproved
        ·         ───────
        ╰────
      hjälp: menade du `review: { status: approved }`?

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    1 fel i 1 ärende; 16 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felet och kör `klar check` igen
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check --lang en"), @r"
    error[schema/wrong-type]: `review` should be a mapping (`key: value`), but is a text
        ╭─[cases/iutkr-complete/documents/e2e-report-region-pahittad.yaml:12:9]
     12 │ review: aproved
        ·         ───────
        ╰────
      help: did you mean `review: { status: approved }`?

    N rules did not run, as they compare with an earlier version: give `--base`
    1 error in 1 case; 16 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the error and run `klar check` again
    ---- exit status 1
    ");
}

#[test]
fn a_line_is_indented_with_a_tab() {
    let project = Project::with("iutkr-complete");
    project.edit(
        &file("connection-start-form"),
        "pilotCustomers: [fiktiva-vardcentralen, region-pahittad]",
        "pilotCustomers:\n\t- fiktiva-vardcentralen\n\t- region-pahittad",
    );
    assert_snapshot!(project.run("check --lang sv"), @r"
    fel[yaml/tab]: raden är indragen med tabb
       ╭─[cases/iutkr-complete/documents/connection-start-form.yaml:8:1]
     8 │   - fiktiva-vardcentralen
       · ──
       ╰────
      hjälp: Använd mellanslag, till exempel två för varje nivå. Ställ in redigeraren så att
             tabbtangenten ger mellanslag.

    fel[yaml/tab]: raden är indragen med tabb
       ╭─[cases/iutkr-complete/documents/connection-start-form.yaml:9:1]
     9 │   - region-pahittad
       · ──
       ╰────
      hjälp: Använd mellanslag, till exempel två för varje nivå. Ställ in redigeraren så att
             tabbtangenten ger mellanslag.

    N regler kördes inte, för de jämför med en tidigare version: ange `--base`
    2 fel i 1 ärende; 15 filer, N regler, bedömt per 2026-03-01 enligt regelpaketet inera 2026.11.0
    nästa steg: rätta felen och kör `klar check` igen
    ---- exit status 1
    ");
    assert_snapshot!(project.run("check --lang en"), @r"
    error[yaml/tab]: the line is indented with a tab
       ╭─[cases/iutkr-complete/documents/connection-start-form.yaml:8:1]
     8 │   - fiktiva-vardcentralen
       · ──
       ╰────
      help: Use spaces, such as two for each level. Set the editor so that the tab key gives spaces.

    error[yaml/tab]: the line is indented with a tab
       ╭─[cases/iutkr-complete/documents/connection-start-form.yaml:9:1]
     9 │   - region-pahittad
       · ──
       ╰────
      help: Use spaces, such as two for each level. Set the editor so that the tab key gives spaces.

    N rules did not run, as they compare with an earlier version: give `--base`
    2 errors in 1 case; 15 files, N rules, judged as of 2026-03-01 by policy inera 2026.11.0
    next: correct the errors and run `klar check` again
    ---- exit status 1
    ");
}
