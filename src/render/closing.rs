//! What a report ends with: how much was found, in what, and what to do next. The last line matters most.

use super::sanitise::one_line;
use super::words::{self, Noun, count};
use super::{CaseSummary, NotRun, Report, Subject};
use crate::finding::{Age, Effect, Level, Status};
use crate::readiness::NextGate;
use crate::source::{Lang, Text};
use std::collections::BTreeMap;

/// The most cases that are listed with their counts.
const CASES_LISTED: usize = 20;

/// The levels, worst first.
const LEVELS: [Level; 3] = [Level::Error, Level::Warning, Level::Note];

/// How much was found, and in what: `3 errors in 2 of 14 cases; 120 files, 62 rules, judged as of …`.
pub(super) fn counts(report: &Report, lang: Lang) -> String {
    if let Subject::Pack { processes, kinds, clauses } = report.subject {
        return pack_counts(report, [processes, kinds, clauses], lang);
    }
    let found = found(report, lang);
    let files = count(report.files, Noun::File, lang);
    let rules = count(report.rules, Noun::Rule, lang);
    let date = report.as_of;
    let policy =
        report.policy.as_ref().map(|policy| one_line(&format!("{} {}", policy.name, policy.version)));
    match (policy, lang) {
        (Some(policy), Lang::Sv) => {
            format!("{found}; {files}, {rules}, bedömt per {date} enligt regelpaketet {policy}")
        }
        (Some(policy), Lang::En) => {
            format!("{found}; {files}, {rules}, judged as of {date} by policy {policy}")
        }
        (None, Lang::Sv) => format!("{found}; {files}, inga regler, per {date}"),
        (None, Lang::En) => format!("{found}; {files}, no rules, as of {date}"),
    }
}

/// What a pack holds, and how much is wrong with it.
fn pack_counts(report: &Report, [processes, kinds, clauses]: [usize; 3], lang: Lang) -> String {
    let found = levels(|level| report.count(level), lang).unwrap_or_else(|| match lang {
        Lang::Sv => "inga anmärkningar".to_owned(),
        Lang::En => "no findings".to_owned(),
    });
    let Some(policy) = &report.policy else {
        return match lang {
            Lang::Sv => format!("{found}; regelpaketet kan inte användas"),
            Lang::En => format!("{found}; the policy pack cannot be used"),
        };
    };
    let policy = one_line(&format!("{} {}", policy.name, policy.version));
    let held = [
        (processes, Noun::Process),
        (kinds, Noun::Kind),
        (report.rules, Noun::Rule),
        (clauses, Noun::Clause),
    ]
    .map(|(number, noun)| count(number, noun, lang))
    .join(", ");
    match lang {
        Lang::Sv => format!("{found} i regelpaketet {policy}: {held}"),
        Lang::En => format!("{found} in policy {policy}: {held}"),
    }
}

/// That the run is incomplete, and why; `None` for a complete one.
pub(super) fn incomplete(report: &Report, lang: Lang) -> Option<String> {
    if report.evaluated() || report.subject != Subject::Cases {
        return None;
    }
    let stopped = report.findings.iter().filter(|finding| finding.effect == Effect::Incomplete).count();
    let problems = count(stopped, Noun::Problem, lang);
    Some(match (stopped, lang) {
        (0, Lang::Sv) => "kontrollen är ofullständig: ingen policy kunde användas".to_owned(),
        (0, Lang::En) => "the check is incomplete: no policy could be used".to_owned(),
        (_, Lang::Sv) => {
            format!("kontrollen är ofullständig: {problems} hindrade att allt lästes och bedömdes")
        }
        (_, Lang::En) => {
            format!("the check is incomplete: {problems} kept it from reading and judging everything")
        }
    })
}

/// The cases with findings and how many each has, where there are several such cases.
pub(super) fn by_case(report: &Report, lang: Lang) -> Vec<String> {
    let tally = tally(report);
    let cases = report.cases.iter().filter_map(|case| {
        let found = levels(|level| tally.get(&(case.id.as_str(), level)).copied().unwrap_or(0), lang)?;
        Some(format!("{}: {found}", one_line(&case.id)))
    });
    let mut lines: Vec<String> = cases.collect();
    if lines.len() < 2 {
        return Vec::new();
    }
    let hidden = lines.len().saturating_sub(CASES_LISTED);
    if hidden > 0 {
        lines.truncate(CASES_LISTED);
        lines.push(more(hidden, Noun::Case, lang));
    }
    lines
}

/// What was passed over, in one line.
pub(super) fn skipped(report: &Report, lang: Lang) -> Option<String> {
    let paths = count(report.skipped.len(), Noun::Path, lang);
    match (report.skipped.len(), lang) {
        (0, _) => None,
        (_, Lang::Sv) => Some(format!("{paths} lästes inte; `--format json` räknar upp dem med skäl")),
        (_, Lang::En) => Some(format!("{paths} passed over; `--format json` lists them with the reason")),
    }
}

/// That rules did not run, a line for each reason. What stopped the run says more.
pub(super) fn not_run(report: &Report, lang: Lang) -> Vec<String> {
    if !report.evaluated() {
        return Vec::new();
    }
    let line = |why: NotRun| {
        let number = report.not_run.iter().filter(|(_, reason)| *reason == why).count();
        let rules = count(number, Noun::Rule, lang);
        let den = if number == 1 { "den" } else { "de" };
        (number > 0).then(|| match (why, lang, number) {
            (NotRun::NoBase, Lang::Sv, _) => {
                format!("{rules} kördes inte, för {den} jämför med en tidigare version: ange `--base`")
            }
            (NotRun::NoBase, Lang::En, 1) => {
                format!("{rules} did not run, as it compares with an earlier version: give `--base`")
            }
            (NotRun::NoBase, Lang::En, _) => {
                format!("{rules} did not run, as they compare with an earlier version: give `--base`")
            }
            (NotRun::NoOwners, Lang::Sv, _) => format!(
                "{rules} om vem som ska godkänna ändringar kördes inte: ange i klar.yaml vem som har rollen"
            ),
            (NotRun::NoOwners, Lang::En, _) => {
                format!("{rules} on who approves changes did not run: say in klar.yaml who has the role")
            }
        })
    };
    [NotRun::NoBase, NotRun::NoOwners].into_iter().filter_map(line).collect()
}

/// `+50 more findings`.
pub(super) fn more(hidden: usize, noun: Noun, lang: Lang) -> String {
    match lang {
        Lang::Sv => format!("+{} till", count(hidden, noun, lang)),
        Lang::En => format!("+{hidden} more {}", noun.form(hidden, lang)),
    }
}

/// What to do next, or how far the only case has come.
pub(super) fn next(report: &Report, lang: Lang) -> Option<String> {
    let errors = || report.findings.iter().filter(|finding| finding.level == Level::Error);
    if report.subject != Subject::Cases {
        let wrong = !report.findings.is_empty();
        return wrong.then(|| match lang {
            Lang::Sv => "nästa steg: rätta regelpaketet och kör `klar policy check` igen".to_owned(),
            Lang::En => "next: correct the pack and run `klar policy check` again".to_owned(),
        });
    }
    let step = if !report.evaluated() {
        Some(Text {
            sv: "åtgärda det som hindrade kontrollen och kör `klar check` igen".to_owned(),
            en: "correct what stopped the check and run `klar check` again".to_owned(),
        })
    } else if errors().next().is_none() {
        None
    } else if errors().all(|finding| finding.status == Some(Status::UnderReview)) {
        Some(Text {
            sv: "inget att rätta nu; besluten ovan inväntas".to_owned(),
            en: "nothing to correct now; the decisions above are awaited".to_owned(),
        })
    } else {
        let (fel, them) = if errors().count() == 1 { ("felet", "error") } else { ("felen", "errors") };
        Some(Text {
            sv: format!("rätta {fel} och kör `klar check` igen"),
            en: format!("correct the {them} and run `klar check` again"),
        })
    };
    match (step, report.cases.as_slice()) {
        (Some(step), _) => Some(match lang {
            Lang::Sv => format!("nästa steg: {}", step.sv),
            Lang::En => format!("next: {}", step.en),
        }),
        (None, [case]) => reached(case, lang),
        (None, _) => None,
    }
}

/// How far a case without errors has come.
fn reached(case: &CaseSummary, lang: Lang) -> Option<String> {
    let id = one_line(&case.id);
    let stage = titled(case.stage.as_deref()?, case.stage_title.as_ref(), lang);
    if case.closed {
        return Some(match lang {
            Lang::Sv => format!("{id} är avslutat efter {stage}"),
            Lang::En => format!("{id} is closed after {stage}"),
        });
    }
    let ahead = case.next.as_ref().map(|gate| ahead(gate, lang));
    Some(match (ahead, lang) {
        (Some(ahead), Lang::Sv) => format!("{id} har passerat {stage}; {ahead}"),
        (Some(ahead), Lang::En) => format!("{id} has passed {stage}; {ahead}"),
        (None, Lang::Sv) => format!("{id} har passerat {stage}, som är det sista steget"),
        (None, Lang::En) => format!("{id} has passed {stage}, which is the last stage"),
    })
}

/// What the next gate waits for.
fn ahead(gate: &NextGate, lang: Lang) -> String {
    let stage = titled(&gate.stage, Some(&gate.title), lang);
    let NextGate { met, of, .. } = gate;
    match (met, of, lang) {
        (_, 0, Lang::Sv) => format!("inget krav för {stage} har bedömts än"),
        (_, 0, Lang::En) => format!("no requirement for {stage} has been judged yet"),
        (0, 1, Lang::Sv) => format!("kravet för {stage} är inte uppfyllt"),
        (0, 1, Lang::En) => format!("the requirement for {stage} is not met"),
        (1, 1, Lang::Sv) => format!("kravet för {stage} är uppfyllt"),
        (1, 1, Lang::En) => format!("the requirement for {stage} is met"),
        (met, of, Lang::Sv) if met == of => format!("alla {of} krav för {stage} är uppfyllda"),
        (met, of, Lang::En) if met == of => format!("all {of} requirements for {stage} are met"),
        (met, of, Lang::Sv) => {
            let fulfilled = if *met == 1 { "uppfyllt" } else { "uppfyllda" };
            format!("{met} av {of} krav för {stage} är {fulfilled}")
        }
        (met, of, Lang::En) => {
            let are = if *met == 1 { "is" } else { "are" };
            format!("{met} of {of} requirements for {stage} {are} met")
        }
    }
}

/// A stage's id with its title, where that says more.
fn titled(id: &str, title: Option<&Text>, lang: Lang) -> String {
    match title.map(|title| title.get(lang)) {
        Some(title) if !title.is_empty() && title != id => one_line(&format!("{id} ({title})")),
        _ => one_line(id),
    }
}

/// `3 errors, 1 warning in 2 of 14 cases`.
fn found(report: &Report, lang: Lang) -> String {
    let total = count(report.cases.len(), Noun::Case, lang);
    let excused = excused(report, lang);
    let Some(found) = levels(|level| report.count(level), lang) else {
        return match lang {
            Lang::Sv => format!("inga anmärkningar{excused} i {total}"),
            Lang::En => format!("no findings{excused} in {total}"),
        };
    };
    let found = found + &excused + &new(report, lang);
    let tally = tally(report);
    let concerned =
        |case: &&CaseSummary| LEVELS.iter().any(|level| tally.contains_key(&(case.id.as_str(), *level)));
    match (report.cases.iter().filter(concerned).count(), report.cases.len(), lang) {
        (0, ..) => format!("{found}; {total}"),
        (_, 1, Lang::Sv) => format!("{found} i {total}"),
        (_, 1, Lang::En) => format!("{found} in {total}"),
        (some, _, Lang::Sv) => format!("{found} i {some} av {total}"),
        (some, _, Lang::En) => format!("{found} in {some} of {total}"),
    }
}

/// How many of the findings are new, where that is known: ` (2 new since main)`.
fn new(report: &Report, lang: Lang) -> String {
    let Some(base) = &report.base else { return String::new() };
    let aged = || report.findings.iter().filter_map(|finding| finding.age);
    let name = if base.revision == base.tip { base.tip.get(..12) } else { None };
    let name = one_line(name.unwrap_or(&base.revision));
    match (aged().count(), aged().filter(|age| *age == Age::New).count(), lang) {
        (0, ..) => String::new(),
        (_, 0, Lang::Sv) => format!(" (inget nytt sedan {name})"),
        (_, 0, Lang::En) => format!(" (none new since {name})"),
        (_, 1, Lang::Sv) => format!(" (1 ny sedan {name})"),
        (_, new, Lang::Sv) => format!(" ({new} nya sedan {name})"),
        (_, new, Lang::En) => format!(" ({new} new since {name})"),
    }
}

/// That cases were left out since nothing touched them, in one line.
pub(super) fn unchanged(report: &Report, lang: Lang) -> Option<String> {
    let cases = count(report.unchanged, Noun::Case, lang);
    match (report.unchanged, lang) {
        (0, _) => None,
        (1, Lang::Sv) => Some(format!("{cases} bedömdes inte, eftersom ändringen inte berör det")),
        (_, Lang::Sv) => Some(format!("{cases} bedömdes inte, eftersom ändringen inte berör dem")),
        (1, Lang::En) => Some(format!("{cases} was not judged, since the change does not touch it")),
        (_, Lang::En) => Some(format!("{cases} were not judged, since the change does not touch them")),
    }
}

/// How many findings do not count: `, 1 waived, 3 known`.
fn excused(report: &Report, lang: Lang) -> String {
    let (waived, known) = (report.waived.len(), report.known.len());
    let parts = match lang {
        Lang::Sv => [(waived, "med undantag"), (known, if known == 1 { "känd" } else { "kända" })],
        Lang::En => [(waived, "waived"), (known, "known")],
    };
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts.map(|(number, word)| format!(", {number} {word}")).collect();
    parts.concat()
}

/// The levels that occur with their numbers, worst first.
fn levels(number: impl Fn(Level) -> usize, lang: Lang) -> Option<String> {
    let parts: Vec<String> = LEVELS
        .into_iter()
        .map(|level| (level, number(level)))
        .filter(|(_, number)| *number > 0)
        .map(|(level, number)| count(number, words::noun(level), lang))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// How many findings each case has at each level.
fn tally(report: &Report) -> BTreeMap<(&str, Level), usize> {
    let mut tally = BTreeMap::new();
    for finding in &report.findings {
        if let Some(case) = &finding.case {
            *tally.entry((case.as_str(), finding.level)).or_insert(0) += 1;
        }
    }
    tally
}
