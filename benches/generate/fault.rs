//! What can be made wrong in a case that is right.

use super::Files;
use super::random::Random;
use klar::source::Date;

/// A fault, planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// A report is rejected.
    RejectedReport,
    /// A report is missing.
    DeletedReport,
    /// An order is older than the meeting that comes before it.
    EarlyOrder,
    /// A key is misspelt.
    MisspeltKey,
    /// A line starts with a tab.
    Tab,
    /// An application is not attested.
    MissingAttestation,
    /// A form is submitted by somebody else.
    WrongAuthor,
    /// Two parties have the same organisation number.
    SameNumber,
}

impl Fault {
    /// Every fault.
    pub(crate) const ALL: [Self; 8] = [
        Self::RejectedReport,
        Self::DeletedReport,
        Self::EarlyOrder,
        Self::MisspeltKey,
        Self::Tab,
        Self::MissingAttestation,
        Self::WrongAuthor,
        Self::SameNumber,
    ];

    /// The fault of the case with this number: one case of each `every`, at a place that the seed chooses.
    pub(super) fn of_case(number: usize, seed: u64, every: usize) -> Option<Self> {
        let (turn, place) = ((number - 1) / every, (number - 1) % every);
        let chosen = Random::new(!seed, turn).below(every);
        Self::ALL.get(turn % Self::ALL.len()).copied().filter(|_| place == chosen)
    }

    /// The first of the models that has what the fault needs.
    pub(super) fn first_model(self) -> usize {
        match self {
            Self::MisspeltKey | Self::Tab | Self::WrongAuthor | Self::SameNumber => 0,
            Self::MissingAttestation => 1,
            Self::EarlyOrder => 2,
            Self::RejectedReport | Self::DeletedReport => 3,
        }
    }

    /// Makes the fault.
    pub(super) fn plant(self, files: &mut Files) {
        match self {
            Self::RejectedReport => {
                edit(files, "e2e-report", |text| text.replace("status: approved", "status: rejected"));
            }
            Self::DeletedReport => {
                let name = name_of(files, "e2e-report");
                files.remove(&name);
            }
            Self::EarlyOrder => edit(files, "tak-order-qa", submitted_earlier),
            Self::MisspeltKey => {
                edit(files, "connection-start-form", |text| text.replace("system:", "sytsem:"));
            }
            Self::Tab => {
                edit(files, "connection-start-form", |text| {
                    text.replace("pilotCustomers: ", "pilotCustomers:\n\t")
                });
            }
            Self::MissingAttestation => {
                edit(files, "agent-assignment-application", |text| without(text, "attestation:"));
            }
            Self::WrongAuthor => edit(files, "connection-start-form", submitted_by_customer),
            Self::SameNumber => edit(files, "case.yaml", same_number),
        }
    }
}

/// The last file whose path has `part` in it.
fn name_of(files: &Files, part: &str) -> String {
    files.keys().rfind(|name| name.contains(part)).unwrap().clone()
}

/// Changes the last file whose path has `part` in it.
fn edit(files: &mut Files, part: &str, change: impl FnOnce(&str) -> String) {
    let content = files.get_mut(&name_of(files, part)).unwrap();
    let changed = change(content);
    assert_ne!(*content, changed, "{part} has nothing to change");
    *content = changed;
}

/// The text without the line that starts with `key`.
fn without(text: &str, key: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with(key)).collect()
}

/// The text with the first customer as the one who submitted it.
fn submitted_by_customer(text: &str) -> String {
    let (_, customers) = text.split_once("pilotCustomers: [").unwrap();
    let (customer, _) = customers.split_once(',').unwrap();
    let author = format!("submittedBy: {customer}\n");
    text.split_inclusive('\n')
        .map(|line| if line.starts_with("submittedBy:") { &author } else { line })
        .collect()
}

/// The text with the date of submission two months earlier.
fn submitted_earlier(text: &str) -> String {
    let (before, rest) = text.split_once("submittedOn: ").unwrap();
    let (date, after) = rest.split_once('\n').unwrap();
    let earlier = Date::parse(date).unwrap().plus_months(-2).unwrap();
    format!("{before}submittedOn: {earlier}\n{after}")
}

/// The text with the second organisation number for the third as well.
fn same_number(text: &str) -> String {
    let numbers: Vec<&str> =
        text.split("organisationNumber: ").skip(1).filter_map(|rest| rest.lines().next()).collect();
    let [_, second, third] = numbers.as_slice() else { return text.to_owned() };
    text.replace(third, second)
}
