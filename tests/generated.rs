//! Made-up cases: those with a planted fault have the finding that it calls for, and no others have any.

#[path = "../benches/generate/mod.rs"]
mod generate;

use generate::Fault;
use klar::run::{self, Options};
use klar::source::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The rule or check that sees a fault.
fn code(fault: Fault) -> &'static str {
    match fault {
        Fault::RejectedReport | Fault::DeletedReport => "connection-tests/e2e-approved",
        Fault::EarlyOrder => "iutkr/qa-after-startup",
        Fault::MisspeltKey => "schema/unknown-property",
        Fault::Tab => "yaml/tab",
        Fault::MissingAttestation => "agent-assignment/attestation",
        Fault::WrongAuthor => "agent/submitted-by-agent",
        Fault::SameNumber => "pilot-customers/minimum",
    }
}

#[test]
fn exactly_the_cases_with_a_fault_have_findings() {
    let folder = tempfile::tempdir().unwrap();
    let cases: Vec<_> = generate::cases(1, 5).take(60).collect();
    for case in &cases {
        case.write(folder.path());
    }
    let planted: BTreeMap<&str, Fault> =
        cases.iter().filter_map(|case| Some((case.id.as_str(), case.fault?))).collect();
    let kinds: BTreeSet<Fault> = planted.values().copied().collect();
    assert!(planted.len() == 12 && kinds.len() == Fault::ALL.len(), "{planted:?}");

    let report =
        run::check(&Options::new(folder.path().to_owned(), Date::parse("2026-03-01").unwrap())).report;

    assert_eq!(report.cases.len(), cases.len());
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for finding in &report.findings {
        found.entry(finding.case.as_deref().unwrap_or("none")).or_default().push(&finding.code);
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), planted.keys().collect::<Vec<_>>(), "{found:?}");
    for (case, fault) in planted {
        assert!(found[case].contains(&code(fault)), "{case}: {fault:?} gives {:?}", found[case]);
    }
}
