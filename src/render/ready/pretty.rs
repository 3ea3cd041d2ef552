//! Readiness for people at a terminal: one case in full, or several side by side. Every status stands in words; signs
//! and colour only repeat them.

mod several;

use super::super::pretty::{self, fill, note, paint};
use super::super::sanitise::one_line;
use super::super::words::{Noun, count};
use super::super::{Options, closing};
use super::ReadyReport;
use super::sentences::{self as say, Heading, Note};
use crate::finding::{Level, Status};
use crate::readiness::{
    Action, CaseReadiness, Dated, Forecast, Gate, GateState, Progress, Requirement, Timing, Verdict,
};
use crate::source::Lang;
use std::io;

/// The most things to do that are shown with everything there is to say of them.
const SHOWN: usize = 10;

/// The most lines of a list over several cases, for all but the cases themselves.
const LISTED: usize = 12;

/// Writes the report to `out`.
pub(super) fn ready(report: &ReadyReport, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let page = Page { report, options, lang: options.lang };
    let mut lines = page.heading();
    match report.cases.as_slice() {
        [case] => lines.extend(page.case(case)),
        cases => lines.extend(page.cases(cases)),
    }
    lines.extend(page.closing());
    let mut lines = lines.as_slice();
    while let [first, rest @ ..] = lines
        && first.is_empty()
    {
        lines = rest;
    }
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// A report on its way to the terminal.
#[derive(Clone, Copy)]
struct Page<'a> {
    report: &'a ReadyReport,
    options: &'a Options,
    lang: Lang,
}

impl Page<'_> {
    /// What comes before everything: what is assumed, and what kept klar from its work.
    fn heading(self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(heading) = say::assumption_heading(self.report, self.lang) {
            lines.push(paint(&self.line(&format!("{heading}:")), "1;35", self.options));
            let assumptions = say::assumptions(self.report);
            lines.extend(assumptions.iter().map(|line| self.item(line)));
            lines.push(String::new());
        }
        lines.extend(self.report.findings.iter().map(|finding| pretty::finding(finding, self.options)));
        lines
    }

    /// One case in full.
    fn case(self, case: &CaseReadiness) -> Vec<String> {
        let mut lines = Vec::new();
        lines.extend(case.faults.iter().map(|fault| pretty::finding(fault, self.options)));
        let headline = say::headline(case, self.lang);
        let Some(progress) = &case.progress else {
            lines.push(self.strong(&headline));
            return lines;
        };
        if self.options.quiet == 0 {
            lines.push(self.strong(&format!("{}: {}", case.id, progress.process.title.get(self.lang))));
            lines.extend(self.track(case, progress));
            lines.push(String::new());
        }
        lines.push(self.strong(&headline));
        if let Some(assumed) = &case.assumed {
            let sentences = say::assumed(progress, assumed, self.lang);
            lines.extend(sentences.iter().map(|sentence| self.item(sentence)));
        }
        if self.options.quiet == 0 {
            lines.extend(self.gates(progress));
            lines.extend(self.waived(progress));
            lines.extend(self.to_do(case));
            lines.extend(self.advice(progress));
            lines.extend(self.dates(&self.report.deadlines()));
            lines.extend(self.forecast(case, progress));
        }
        lines
    }

    /// The stages in order, each with its sign and how many requirements are met.
    fn track(self, case: &CaseReadiness, progress: &Progress) -> Vec<String> {
        let titles: Vec<String> =
            progress.gates.iter().map(|gate| one_line(gate.stage.title.get(self.lang))).collect();
        let width = titles.iter().map(|title| title.chars().count()).max().unwrap_or(0).min(60);
        let gates = progress.gates.iter().enumerate().zip(&titles);
        gates
            .map(|((at, gate), title)| {
                let sign = self.gate_sign(case, at, gate);
                let pad = " ".repeat(width.saturating_sub(title.chars().count()));
                let marks = self.marks(progress, at);
                format!("  {sign} {title}{pad}  {}{marks}", say::counts(gate, self.lang))
            })
            .collect()
    }

    /// What the track says beside a stage: that the case is there, that it was asked about.
    fn marks(self, progress: &Progress, at: usize) -> String {
        let here = (at == progress.stage).then_some(match self.lang {
            Lang::Sv => "ärendet är här",
            Lang::En => "the case is here",
        });
        let asked = (Some(at) == progress.target).then_some(match self.lang {
            Lang::Sv => "frågan gäller det här steget",
            Lang::En => "this stage was asked about",
        });
        let marks: Vec<&str> = here.into_iter().chain(asked).collect();
        let arrow = if self.options.unicode { "←" } else { "<-" };
        if marks.is_empty() { String::new() } else { format!("  {arrow} {}", marks.join(", ")) }
    }

    /// The sign of a gate; a question mark where the case cannot be judged.
    fn gate_sign(self, case: &CaseReadiness, at: usize, gate: &Gate) -> String {
        let Some(progress) = case.progress.as_ref().filter(|_| case.verdict() != Verdict::Unknown) else {
            return "?".to_owned();
        };
        let status = match gate.state() {
            GateState::Open if progress.barred(at) => Status::Pending,
            GateState::Open => Status::Met,
            GateState::Unasked => Status::NotApplicable,
            GateState::Closed if at <= progress.wanted().max(progress.stage) => Status::Deficient,
            GateState::Closed => Status::Awaiting,
        };
        self.sign(status)
    }

    /// The requirements of the gates to work on, each with its status.
    fn gates(self, progress: &Progress) -> Vec<String> {
        let open =
            progress.always.iter().filter(|found| !found.status().satisfied() && found.level == Level::Error);
        let always: Vec<String> = open.map(|requirement| self.requirement(requirement)).collect();
        let heading = Heading::Always.words(self.lang);
        let always = if always.is_empty() { always } else { self.section(&heading, always) };
        always.into_iter().chain(progress.working().into_iter().flat_map(|gate| self.gate(gate))).collect()
    }

    /// What is lacking and waived, with the waivers.
    fn waived(self, progress: &Progress) -> Vec<String> {
        let lines: Vec<String> =
            say::waived(progress, self.lang).iter().map(|line| self.item(line)).collect();
        if lines.is_empty() { lines } else { self.section(&Heading::Waived.words(self.lang), lines) }
    }

    fn gate(self, gate: &Gate) -> Vec<String> {
        let applying = gate.requirements.iter().filter(|found| found.status() != Status::NotApplicable);
        let mut lines: Vec<String> = applying.map(|requirement| self.requirement(requirement)).collect();
        let passed_over = gate.requirements.len() - lines.len();
        if passed_over > 0 {
            let requirements = count(passed_over, Noun::Requirement, self.lang);
            let rest = match self.lang {
                Lang::Sv => format!("{requirements} gäller inte ärendet"),
                Lang::En => format!("{requirements} not applying to the case"),
            };
            lines.push(format!("  {} {rest}", self.sign(Status::NotApplicable)));
        }
        if lines.is_empty() {
            return lines;
        }
        let heading = Heading::requirements(gate.stage.title.get(self.lang), self.lang);
        self.section(&heading, lines)
    }

    fn requirement(self, requirement: &Requirement) -> String {
        let status = requirement.status();
        let title = one_line(requirement.title.get(self.lang));
        let mut subjects = String::new();
        if requirement.items.len() > 1 {
            let applying: Vec<Status> = requirement.items.iter().map(|item| item.status).collect();
            let met = applying.iter().filter(|status| status.satisfied()).count();
            subjects = match self.lang {
                Lang::Sv => format!(", {met} av {} delar klara", applying.len()),
                Lang::En => format!(", {met} of {} parts done", applying.len()),
            };
        }
        let advice = if requirement.level < Level::Error {
            match self.lang {
                Lang::Sv => " (hindrar inte)",
                Lang::En => " (does not block)",
            }
        } else {
            ""
        };
        let text = format!("{title}: {}{subjects}{advice}", say::status(status, self.lang));
        fill(&text, &format!("  {} ", self.sign(status)), "    ", self.options)
    }

    /// What to do next, and who does it.
    fn to_do(self, case: &CaseReadiness) -> Vec<String> {
        let current = self.report.current(case);
        let faults = say::faults_first(case, self.lang);
        let mut lines: Vec<String> = faults.iter().map(|faults| self.step(1, faults)).collect();
        let before = lines.len();
        for (at, action) in current.iter().take(SHOWN).enumerate() {
            lines.extend(self.action(case, action, before + at + 1));
        }
        if current.len() > SHOWN {
            let more = closing::more(current.len() - SHOWN, Noun::Item, self.lang);
            lines.push(match self.lang {
                Lang::Sv => format!("  {more}; `--format csv` eller `json` visar alla"),
                Lang::En => format!("  {more}; `--format csv` or `json` shows them all"),
            });
        }
        if lines.is_empty() {
            return self.nothing(case);
        }
        let heading = Heading::Next.words(self.lang);
        self.section(&heading, lines)
    }

    /// That the actor, where there is one, has nothing to do.
    fn nothing(self, case: &CaseReadiness) -> Vec<String> {
        let actor = self.report.actor.iter().filter(|_| case.verdict() != Verdict::Unknown);
        let lines: Vec<String> = actor.map(|actor| self.item(&say::nothing_for(actor, self.lang))).collect();
        let heading = Heading::Next.words(self.lang);
        if lines.is_empty() { lines } else { self.section(&heading, lines) }
    }

    /// The first line of one thing to do.
    fn step(self, number: usize, text: &str) -> String {
        let first = format!("  {number}. ");
        fill(&one_line(text), &first, &" ".repeat(first.len()), self.options)
    }

    /// One thing to do with everything there is to say of it.
    fn action(self, case: &CaseReadiness, action: &Action<'_>, number: usize) -> Vec<String> {
        let item = action.item;
        let first = format!("  {number}. ");
        let rest = " ".repeat(first.len());
        let mut lines = vec![fill(&one_line(&say::named(action, self.lang)), &first, &rest, self.options)];
        let mut note = |what: Note, value: &str| {
            let line = note(what.word(self.lang), &one_line(value), self.options);
            lines.push(line.lines().map(|line| format!("   {line}")).collect::<Vec<_>>().join("\n"));
        };
        note(Note::Turn, &say::turn(item, self.lang));
        if let Some(text) = &item.help {
            note(Note::Help, text.get(self.lang));
        }
        note(Note::Place, &say::place(&item.place));
        if let Some(deadline) = item.deadline {
            let timing = Timing::of(deadline, self.report.as_of);
            note(Note::When, &say::due(deadline, timing, self.report.as_of, self.lang));
        }
        note(Note::Open, &say::since(case.since(item), self.report.as_of, self.lang));
        for place in say::sources(&action.requirement.citations, self.lang) {
            note(Note::Source, &place);
        }
        lines
    }

    /// What is recommended or likely wrong.
    fn advice(self, progress: &Progress) -> Vec<String> {
        let advice = progress.advice().into_iter().filter(|action| self.report.concerns(action));
        let lines: Vec<String> = advice.map(|action| self.item(&say::named(&action, self.lang))).collect();
        let heading = Heading::Advice.words(self.lang);
        if lines.is_empty() { lines } else { self.section(&heading, lines) }
    }

    /// The dates by which something has to be done.
    fn dates(self, dates: &[Dated<'_>]) -> Vec<String> {
        let open: Vec<&Dated<'_>> = dates.iter().filter(|dated| dated.timing.is_open()).collect();
        let several = self.report.cases.len() > 1;
        let line = |dated: &&Dated<'_>| {
            let due = say::due(dated.deadline, dated.timing, self.report.as_of, self.lang);
            let case = if several { format!("{}: ", dated.case.id) } else { String::new() };
            let matter = say::named(&dated.action, self.lang);
            self.item(&format!("{due}: {case}{matter}; {}", say::turn(dated.action.item, self.lang)))
        };
        let mut lines: Vec<String> = open.iter().take(LISTED).map(line).collect();
        if open.len() > LISTED {
            lines.push(format!("  {}", closing::more(open.len() - LISTED, Noun::Date, self.lang)));
        }
        let heading = Heading::Dates(self.report.until).words(self.lang);
        if lines.is_empty() { lines } else { self.section(&heading, lines) }
    }

    /// What the coming days change.
    fn forecast(self, case: &CaseReadiness, progress: &Progress) -> Vec<String> {
        let Some(forecast) = &case.forecast else { return Vec::new() };
        let mut lines = Vec::new();
        let mut ready = progress.ready();
        for change in &forecast.changes {
            lines.push(fill(
                &format!("{}:", say::change(change, ready, self.lang)),
                "  ",
                "    ",
                self.options,
            ));
            let (arises, clears) = match self.lang {
                Lang::Sv => ("hindrar då", "hindrar inte längre"),
                Lang::En => ("then in the way", "no longer in the way"),
            };
            let each = [(arises, &change.arises), (clears, &change.clears)];
            for (word, list) in each {
                for arising in list {
                    let requirement = &arising.requirement;
                    let Some(item) = requirement.items.first() else { continue };
                    let action = Action { gate: arising.gate, requirement, item };
                    let text = one_line(&say::named(&action, self.lang));
                    lines.push(fill(&format!("{word}: {text}"), "    - ", "      ", self.options));
                }
            }
            ready = change.ready;
        }
        lines.extend(self.cut(forecast));
        let heading = Heading::Forecast.words(self.lang);
        if lines.is_empty() { lines } else { self.section(&heading, lines) }
    }

    fn cut(self, forecast: &Forecast) -> Option<String> {
        let until = forecast.until;
        forecast.cut.then(|| match self.lang {
            Lang::Sv => {
                format!("  så många datum finns i ärendet att bara tiden till och med {until} är bedömd")
            }
            Lang::En => {
                format!("  there are so many dates in the case that only the time until {until} was judged")
            }
        })
    }

    /// The last lines: how many cases there are, and on what the report rests.
    fn closing(self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.report.cases.len() == 1 && self.options.quiet == 0 {
            lines.push(String::new());
        }
        if self.report.cases.len() != 1 {
            lines.push(self.strong(&say::summary(self.report, self.lang)));
        }
        lines.push(self.line(&say::basis(self.report, self.lang)));
        lines
    }

    fn section(self, heading: &str, lines: Vec<String>) -> Vec<String> {
        let heading = self.strong(&format!("{heading}:"));
        [String::new(), heading].into_iter().chain(lines).collect()
    }

    fn strong(self, text: &str) -> String {
        paint(&self.line(text), "1", self.options)
    }

    fn line(self, text: &str) -> String {
        fill(&one_line(text), "", "  ", self.options)
    }

    fn item(self, text: &str) -> String {
        fill(&one_line(text), "  - ", "    ", self.options)
    }

    /// The sign of a status, which its word stands beside.
    fn sign(self, status: Status) -> String {
        let (unicode, ascii, style) = match status {
            Status::Met => ("✓", "x", "32"),
            Status::NotApplicable => ("–", "-", "2"),
            Status::Pending => ("·", ".", "36"),
            Status::Waived => ("◇", "~", "36"),
            Status::UnderReview => ("◐", "?", "33"),
            Status::Awaiting => ("○", "o", "33"),
            Status::Deficient => ("✗", "!", "31"),
        };
        paint(if self.options.unicode { unicode } else { ascii }, style, self.options)
    }
}
