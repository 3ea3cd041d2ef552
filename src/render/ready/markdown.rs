//! Readiness as Markdown: a comment on a pull request, or a page.
//!
//! What users wrote can never become markup: every character that Markdown or a service that shows it gives a meaning
//! is taken that meaning, in [`escape()`] or in [`code()`], and nothing of users is written otherwise.

mod escape;

use super::super::words::{Noun, count};
use super::super::{Options, closing};
use super::ReadyReport;
use super::sentences::{self as say, Heading, Note};
use crate::finding::{Level, Status};
use crate::readiness::{
    Action, CaseReadiness, Dated, Gate, GateState, Progress, Requirement, Timing, Verdict,
};
use crate::source::Lang;
use escape::{code, escape};
use std::fmt::Write as _;
use std::io;

/// What a later comment can find this one by, to take its place.
const MARK: &str = "<!-- klar ready -->";

/// The most things to do that are shown for one case.
const SHOWN: usize = 20;

/// The most cases, and the most rows of other tables, that are shown.
const LISTED: usize = 100;

/// Writes the report to `out`.
pub(super) fn ready(report: &ReadyReport, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let page = Page { report, lang: options.lang };
    let mut blocks = vec![MARK.to_owned()];
    blocks.extend(page.heading());
    match report.cases.as_slice() {
        [case] => blocks.extend(page.case(case)),
        _ => blocks.extend(page.cases()),
    }
    blocks.push(escape(&say::basis(report, options.lang)));
    writeln!(out, "{}", blocks.join("\n\n"))
}

#[derive(Clone, Copy)]
struct Page<'a> {
    report: &'a ReadyReport,
    lang: Lang,
}

impl Page<'_> {
    /// What is assumed, and what kept klar from its work.
    fn heading(self) -> Vec<String> {
        let assumptions = say::assumption_heading(self.report, self.lang).map(|heading| {
            let list = say::assumptions(self.report);
            let list: Vec<String> = list.iter().map(|line| format!("> - {}", code(line))).collect();
            format!("> **{heading}:**\n>\n{}", list.join("\n"))
        });
        let faults = self.report.findings.iter().map(|fault| escape(&say::fault(fault, self.lang)));
        let faults = list(&faults.collect::<Vec<_>>());
        assumptions.into_iter().chain(faults).collect()
    }

    fn case(self, case: &CaseReadiness) -> Vec<String> {
        let mut blocks = vec![format!("## {}", escape(&say::headline(case, self.lang)))];
        let Some(progress) = &case.progress else {
            blocks.extend(self.faults(case));
            return blocks;
        };
        blocks.push(escape(progress.process.title.get(self.lang)));
        if let Some(assumed) = &case.assumed {
            let sentences = say::assumed(progress, assumed, self.lang);
            blocks.extend(list(&sentences.iter().map(|sentence| escape(sentence)).collect::<Vec<_>>()));
        }
        blocks.push(self.track(case, progress));
        blocks.extend(self.faults(case));
        blocks.extend(self.to_do(case));
        blocks.extend(self.gates(progress));
        let waived: Vec<String> = say::waived(progress, self.lang).iter().map(|line| escape(line)).collect();
        blocks.extend(titled(&Heading::Waived.words(self.lang), list(&waived)));
        let advice = progress.advice().into_iter().filter(|action| self.report.concerns(action));
        let advice = list(&advice.map(|action| escape(&say::named(&action, self.lang))).collect::<Vec<_>>());
        blocks.extend(titled(&Heading::Advice.words(self.lang), advice));
        blocks.extend(self.dates(&self.report.deadlines()));
        blocks.extend(self.forecast(case, progress));
        blocks
    }

    /// The stages as a table.
    fn track(self, case: &CaseReadiness, progress: &Progress) -> String {
        let mut table = match self.lang {
            Lang::Sv => "| Steg | Grind | Krav | |\n|---|---|---|---|".to_owned(),
            Lang::En => "| Stage | Gate | Requirements | |\n|---|---|---|---|".to_owned(),
        };
        for (at, gate) in progress.gates.iter().enumerate() {
            let here = (at == progress.stage).then_some(match self.lang {
                Lang::Sv => "ärendet är här",
                Lang::En => "the case is here",
            });
            let asked = (Some(at) == progress.target).then_some(match self.lang {
                Lang::Sv => "frågan gäller det här steget",
                Lang::En => "this stage was asked about",
            });
            let marks: Vec<&str> = here.into_iter().chain(asked).collect();
            let sign = sign(case, progress, at, gate);
            let (title, state) =
                (escape(gate.stage.title.get(self.lang)), say::gate_state(gate.state(), self.lang));
            let counts = say::counts(gate, self.lang);
            // Writing to a string cannot fail.
            write!(table, "\n| {title} | {sign} {state} | {counts} | {} |", marks.join(", ")).ok();
        }
        table
    }

    fn faults(self, case: &CaseReadiness) -> Vec<String> {
        let faults = case.faults.iter().map(|fault| {
            let message = escape(fault.message.get(self.lang));
            let help = fault.help.as_ref().map(|help| format!(". {}", escape(help.get(self.lang))));
            format!("{}: {message}{}", code(&say::place(&fault.primary)), help.unwrap_or_default())
        });
        titled(&Heading::Faults.words(self.lang), list(&faults.collect::<Vec<_>>()))
    }

    fn to_do(self, case: &CaseReadiness) -> Vec<String> {
        let current = self.report.current(case);
        let mut steps: Vec<String> = current
            .iter()
            .take(SHOWN)
            .enumerate()
            .map(|(at, action)| self.step(case, action, at + 1))
            .collect();
        if current.len() > SHOWN {
            steps.push(format!("\n{}", closing::more(current.len() - SHOWN, Noun::Item, self.lang)));
        }
        if let (true, Some(actor)) = (steps.is_empty(), &self.report.actor) {
            steps.push(escape(&say::nothing_for(actor, self.lang)));
        }
        titled(&Heading::Next.words(self.lang), (!steps.is_empty()).then(|| steps.join("\n")))
    }

    fn step(self, case: &CaseReadiness, action: &Action<'_>, number: usize) -> String {
        let item = action.item;
        let mut notes = vec![(Note::Turn, escape(&say::turn(item, self.lang)))];
        notes.extend(item.help.as_ref().map(|text| (Note::Help, escape(text.get(self.lang)))));
        notes.push((Note::Place, code(&say::place(&item.place))));
        if let Some(deadline) = item.deadline {
            let timing = Timing::of(deadline, self.report.as_of);
            notes.push((Note::When, say::due(deadline, timing, self.report.as_of, self.lang)));
        }
        notes.push((Note::Open, say::since(case.since(item), self.report.as_of, self.lang)));
        let sources = say::sources(&action.requirement.citations, self.lang);
        notes.extend(sources.iter().map(|place| (Note::Source, escape(place))));
        let first = format!("{number}. ");
        let indent = " ".repeat(first.len());
        let mut step = format!("{first}**{}**", escape(&say::named(action, self.lang)));
        for (note, value) in notes {
            write!(step, "\n{indent}- {}: {value}", note.word(self.lang)).ok();
        }
        step
    }

    /// The requirements of the gates to work on.
    fn gates(self, progress: &Progress) -> Vec<String> {
        let open =
            progress.always.iter().filter(|found| !found.status().satisfied() && found.level == Level::Error);
        let always = titled(&Heading::Always.words(self.lang), self.requirements(open));
        let gates = progress.working().into_iter().flat_map(|gate| {
            let applying = gate.requirements.iter().filter(|found| found.status() != Status::NotApplicable);
            let stage = escape(gate.stage.title.get(self.lang));
            titled(&Heading::requirements(&stage, self.lang), self.requirements(applying))
        });
        always.into_iter().chain(gates).collect()
    }

    /// Requirements as a table, where there are any.
    fn requirements<'r>(self, requirements: impl Iterator<Item = &'r Requirement>) -> Option<String> {
        let rows: Vec<String> = requirements
            .map(|requirement| {
                let advice = match (requirement.level < Level::Error, self.lang) {
                    (false, _) => "",
                    (true, Lang::Sv) => " (hindrar inte)",
                    (true, Lang::En) => " (does not block)",
                };
                let status = say::status(requirement.status(), self.lang);
                format!("| {status}{advice} | {} |", escape(requirement.title.get(self.lang)))
            })
            .collect();
        let header = match self.lang {
            Lang::Sv => "| Status | Krav |\n|---|---|",
            Lang::En => "| Status | Requirement |\n|---|---|",
        };
        (!rows.is_empty()).then(|| format!("{header}\n{}", rows.join("\n")))
    }

    fn dates(self, dates: &[Dated<'_>]) -> Vec<String> {
        let several = self.report.cases.len() != 1;
        let open = dates.iter().filter(|dated| dated.timing.is_open()).take(LISTED);
        let lines = open.map(|dated| {
            let due = say::due(dated.deadline, dated.timing, self.report.as_of, self.lang);
            let case = if several { format!("{}: ", dated.case.id) } else { String::new() };
            let (matter, turn) =
                (say::named(&dated.action, self.lang), say::turn(dated.action.item, self.lang));
            escape(&format!("{due}: {case}{matter}; {turn}"))
        });
        titled(&Heading::Dates(self.report.until).words(self.lang), list(&lines.collect::<Vec<_>>()))
    }

    fn forecast(self, case: &CaseReadiness, progress: &Progress) -> Vec<String> {
        let changes = case.forecast.iter().flat_map(|forecast| &forecast.changes);
        let mut ready = progress.ready();
        let mut lines = Vec::new();
        for change in changes {
            let mut line = say::change(change, ready, self.lang);
            let (arises, clears) = match self.lang {
                Lang::Sv => ("hindrar då", "hindrar inte längre"),
                Lang::En => ("then in the way", "no longer in the way"),
            };
            for (word, list) in [(arises, &change.arises), (clears, &change.clears)] {
                for arising in list {
                    let Some(item) = arising.requirement.items.first() else { continue };
                    let action = Action { gate: arising.gate, requirement: &arising.requirement, item };
                    write!(line, "\n  - {word}: {}", escape(&say::named(&action, self.lang))).ok();
                }
            }
            ready = change.ready;
            lines.push(line);
        }
        titled(&Heading::Forecast.words(self.lang), list(&lines))
    }

    /// Several cases side by side.
    fn cases(self) -> Vec<String> {
        let portfolio = self.report.portfolio();
        let mut blocks = vec![format!("## {}", escape(&say::summary(self.report, self.lang)))];
        for table in &portfolio.tables {
            let stages = table.stages.iter().map(|stage| format!(" {} |", escape(&stage.id)));
            let (case, to_do) = match self.lang {
                Lang::Sv => ("Ärende", "Att göra | Vems tur först | Öppet |"),
                Lang::En => ("Case", "To do | Whose turn first | Open |"),
            };
            let mut text = format!("| {case} |{} {to_do}\n", stages.collect::<String>());
            write!(text, "|{}", "---|".repeat(table.stages.len() + 4)).ok();
            for line in table.lines.iter().take(LISTED) {
                let gates = line.progress.gates.iter().enumerate();
                let signs = gates.map(|(at, gate)| {
                    let sign = sign(line.case, line.progress, at, gate);
                    if at == line.progress.stage {
                        format!(" **\\[{sign}\\]** |")
                    } else {
                        format!(" {sign} |")
                    }
                });
                let turn = line.current.first().map(|action| escape(&say::turn(action.item, self.lang)));
                let open = if line.current.is_empty() {
                    String::new()
                } else {
                    say::since(line.oldest, self.report.as_of, self.lang)
                };
                let (id, signs, items) =
                    (escape(&line.case.id), signs.collect::<String>(), line.current.len());
                let turn = turn.unwrap_or_default();
                write!(text, "\n| {id} |{signs} {items} | {turn} | {open} |").ok();
            }
            blocks.extend(titled(&escape(table.process.title.get(self.lang)), Some(text)));
            if table.lines.len() > LISTED {
                blocks.push(closing::more(table.lines.len() - LISTED, Noun::Case, self.lang));
            }
        }
        blocks.push(
            escape(say::legend(self.lang, true))
                + match self.lang {
                    Lang::Sv => "; **\\[ \\]** ärendet är här",
                    Lang::En => "; **\\[ \\]** the case is here",
                },
        );
        let unknown = portfolio.unknown.iter().map(|case| {
            let fault = case.faults.iter().max_by_key(|fault| fault.level);
            let why = fault.map(|fault| escape(&say::fault(fault, self.lang))).unwrap_or_default();
            format!("{}: {why}", escape(&case.path))
        });
        blocks.extend(titled(&Heading::Unknown.words(self.lang), list(&unknown.collect::<Vec<_>>())));
        blocks.extend(self.parties());
        blocks.extend(self.dates(&self.report.deadlines()));
        blocks
    }

    fn parties(self) -> Vec<String> {
        let portfolio = self.report.portfolio();
        let lines = portfolio.parties.iter().take(LISTED).map(|party| {
            let who = say::owner(party.owner, self.lang);
            let (items, cases) =
                (count(party.items, Noun::Item, self.lang), count(party.cases, Noun::Case, self.lang));
            let (case, action, since) = &party.oldest;
            let (matter, since) =
                (say::named(action, self.lang), say::since(*since, self.report.as_of, self.lang));
            escape(&match self.lang {
                Lang::Sv => format!("{who}: {items} i {cases}; äldst i {}: {matter} ({since})", case.id),
                Lang::En => format!("{who}: {items} in {cases}; oldest in {}: {matter} ({since})", case.id),
            })
        });
        titled(&Heading::Parties.words(self.lang), list(&lines.collect::<Vec<_>>()))
    }
}

/// The sign of a gate. One that is open has not been reached where one before it is closed.
/// One that is closed stands in the way up to the stage in question. Nothing can be told of a case that was not judged.
fn sign(case: &CaseReadiness, progress: &Progress, at: usize, gate: &Gate) -> &'static str {
    match gate.state() {
        _ if case.verdict() == Verdict::Unknown => "?",
        GateState::Open if progress.barred(at) => "·",
        GateState::Open => "✓",
        GateState::Closed if at <= progress.wanted().max(progress.stage) => "✗",
        GateState::Closed => "○",
        GateState::Unasked => "–",
    }
}

/// A list, where it has items. They are markup already.
fn list(items: &[String]) -> Option<String> {
    let items: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
    (!items.is_empty()).then(|| items.join("\n"))
}

/// A block below a heading, where there is one. Both are markup already.
fn titled(heading: &str, block: Option<String>) -> Vec<String> {
    block.into_iter().flat_map(|block| [format!("### {heading}"), block]).collect()
}
