//! Readiness for people at a terminal: one case in full, or several side by side. Every status stands in words; signs
//! and colour only repeat them.

use super::super::pretty::{self, fill, note, paint};
use super::super::sanitise::one_line;
use super::super::words::{Noun, count};
use super::super::{Options, closing};
use super::ReadyReport;
use super::sentences as say;
use crate::finding::{Level, Status};
use crate::readiness::{
    Action, CaseReadiness, Dated, Forecast, Gate, GateState, Line, Portfolio, Progress, Requirement, Since,
    Table, Timing, Verdict,
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

impl<'a> Page<'a> {
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
            lines.push(self.strong(&format!("{} — {}", case.id, progress.process.title.get(self.lang))));
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
        let heading = match self.lang {
            Lang::Sv => "Krav i alla steg som inte är uppfyllda",
            Lang::En => "Requirements in every stage that are not met",
        };
        let always = if always.is_empty() { always } else { self.section(heading, always) };
        always.into_iter().chain(progress.working().into_iter().flat_map(|gate| self.gate(gate))).collect()
    }

    /// What is lacking and waived, with the waivers.
    fn waived(self, progress: &Progress) -> Vec<String> {
        let lines: Vec<String> =
            say::waived(progress, self.lang).iter().map(|line| self.item(line)).collect();
        if lines.is_empty() { lines } else { self.section(say::waived_heading(self.lang), lines) }
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
        let title = one_line(gate.stage.title.get(self.lang));
        let heading = match self.lang {
            Lang::Sv => format!("Krav för {title}"),
            Lang::En => format!("Requirements for {title}"),
        };
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
            return lines;
        }
        let heading = match self.lang {
            Lang::Sv => "Gör det här härnäst",
            Lang::En => "Do this next",
        };
        self.section(heading, lines)
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
        let [turn, help, place, by, since, source] = match self.lang {
            Lang::Sv => ["vems tur", "gör så här", "plats", "när", "öppet", "källa"],
            Lang::En => ["whose turn", "what to do", "place", "when", "open", "source"],
        };
        let mut note = |word: &str, value: &str| {
            let line = note(word, &one_line(value), self.options);
            lines.push(line.lines().map(|line| format!("   {line}")).collect::<Vec<_>>().join("\n"));
        };
        note(turn, &say::turn(item, self.lang));
        if let Some(text) = &item.help {
            note(help, text.get(self.lang));
        }
        note(place, &say::place(&item.place));
        if let Some(deadline) = item.deadline {
            let timing = Timing::of(deadline, self.report.as_of);
            note(by, &say::due(deadline, timing, self.report.as_of, self.lang));
        }
        note(since, &say::since(case.since(item), self.lang));
        for place in say::sources(&action.requirement.citations, self.lang) {
            note(source, &place);
        }
        lines
    }

    /// What is recommended or likely wrong.
    fn advice(self, progress: &Progress) -> Vec<String> {
        let advice = progress.advice().into_iter().filter(|action| self.report.concerns(action));
        let lines: Vec<String> = advice.map(|action| self.item(&say::named(&action, self.lang))).collect();
        let heading = match self.lang {
            Lang::Sv => "Att tänka på, utan att det hindrar",
            Lang::En => "Worth knowing, and not in the way",
        };
        if lines.is_empty() { lines } else { self.section(heading, lines) }
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
        let until = self.report.until;
        let heading = match self.lang {
            Lang::Sv => format!("Datum till och med {until}"),
            Lang::En => format!("Dates until {until}"),
        };
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
        let heading = match self.lang {
            Lang::Sv => "Om inget annat ändras i filerna",
            Lang::En => "If nothing else changes in the files",
        };
        if lines.is_empty() { lines } else { self.section(heading, lines) }
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

    /// Several cases side by side.
    fn cases(self, cases: &[CaseReadiness]) -> Vec<String> {
        let portfolio = self.report.portfolio();
        let mut lines = Vec::new();
        if self.options.quiet == 0 {
            lines.extend(portfolio.tables.iter().flat_map(|table| self.table(table)));
            if !portfolio.tables.is_empty() {
                lines.push(String::new());
                lines.push(self.line(say::legend(self.lang, self.options.unicode)));
                let dated = portfolio.tables.iter().flat_map(|table| &table.lines);
                if dated.into_iter().any(|line| matches!(line.oldest, Some(Since::LastDate(_)))) {
                    lines.push(self.line(match self.lang {
                        Lang::Sv => "* inget senare datum finns i ärendet",
                        Lang::En => "* the case holds no later date",
                    }));
                }
            }
            lines.extend(self.unknown(&portfolio));
            lines.extend(self.parties(&portfolio));
            lines.extend(self.rules(&portfolio));
            lines.extend(self.dates(&self.report.deadlines()));
            lines.extend(self.coming(cases));
            lines.push(String::new());
        }
        lines
    }

    /// The cases of a process in columns.
    fn table(self, table: &Table<'_>) -> Vec<String> {
        let header = match self.lang {
            Lang::Sv => {
                ["", "ärende", "steg", "bedömning", "nästa grind", "att göra", "öppet", "vems tur först"]
            }
            Lang::En => ["", "case", "stage", "verdict", "next gate", "to do", "open", "whose turn first"],
        };
        let rows: Vec<[String; 8]> = std::iter::once(header.map(str::to_owned))
            .chain(table.lines.iter().map(|line| self.row(line)))
            .collect();
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..header.len()).map(width).collect();
        let lines = rows.iter().zip(std::iter::once(None).chain(table.lines.iter().map(Some)));
        let lines = lines.map(|(row, line)| {
            let cells = row.iter().zip(&widths).skip(1);
            let cells: Vec<String> = cells.map(|(cell, width)| format!("{cell:width$}")).collect();
            let gates = table.stages.len();
            let signs = match line {
                Some(line) => {
                    let signs = line.progress.gates.iter().enumerate();
                    signs.map(|(at, gate)| self.gate_sign(line.case, at, gate)).collect()
                }
                None => " ".repeat(gates),
            };
            format!("  {signs}  {}", cells.join("  ")).trim_end().to_owned()
        });
        let stages: Vec<&str> = table.stages.iter().map(|stage| stage.id.as_str()).collect();
        let arrow = if self.options.unicode { " → " } else { " > " };
        let heading = format!("{}: {}", table.process.title.get(self.lang), stages.join(arrow));
        self.section(&heading, lines.collect())
    }

    /// A case in columns; the first is left for the signs of its gates.
    fn row(self, line: &Line<'_>) -> [String; 8] {
        let Line { case, progress, current, oldest } = line;
        let id = |at: usize| progress.gates.get(at).map(|gate| one_line(&gate.stage.id)).unwrap_or_default();
        let next = progress.next().and_then(|at| progress.gates.get(at));
        let next = next.map(|gate| {
            let (met, of) = gate.counts();
            format!("{} {met}/{of}", one_line(&gate.stage.id))
        });
        let open = oldest.map(|since| match since {
            Since::State(date) => date.to_string(),
            Since::LastDate(date) => format!("{date}*"),
        });
        let turn = current.first().map(|action| one_line(&say::turn(action.item, self.lang)));
        let turn = say::faults_first(case, self.lang).map(|faults| one_line(&faults)).or(turn);
        let to_do = current.len().to_string();
        let verdict = say::verdict(case.verdict(), self.lang).to_owned();
        [
            String::new(),
            one_line(&case.id),
            id(progress.stage),
            verdict,
            next.unwrap_or_default(),
            to_do,
            open.unwrap_or_default(),
            turn.unwrap_or_default(),
        ]
    }

    fn unknown(self, portfolio: &Portfolio<'_>) -> Vec<String> {
        let line = |case: &&CaseReadiness| {
            let fault = case.faults.iter().max_by_key(|fault| fault.level);
            let why = fault.map(|fault| say::fault(fault, self.lang)).unwrap_or_default();
            self.item(&format!("{}: {why}", case.path))
        };
        let lines: Vec<String> = portfolio.unknown.iter().map(line).collect();
        let heading = match self.lang {
            Lang::Sv => "Gick inte att bedöma",
            Lang::En => "Could not be judged",
        };
        if lines.is_empty() { lines } else { self.section(heading, lines) }
    }

    fn parties(self, portfolio: &Portfolio<'_>) -> Vec<String> {
        let line = |party: &crate::readiness::Party<'_>| {
            let who = match (party.owner, self.lang) {
                (Some(owner), _) => owner.name.get(self.lang),
                (None, Lang::Sv) => "reglerna säger inte vem",
                (None, Lang::En) => "the rules do not say who",
            };
            let (items, cases) =
                (count(party.items, Noun::Item, self.lang), count(party.cases, Noun::Case, self.lang));
            let (case, action, since) = &party.oldest;
            let (matter, since) = (say::named(action, self.lang), say::since(*since, self.lang));
            self.item(&match self.lang {
                Lang::Sv => format!("{who}: {items} i {cases}; äldst i {}: {matter} ({since})", case.id),
                Lang::En => format!("{who}: {items} in {cases}; oldest in {}: {matter} ({since})", case.id),
            })
        };
        let mut lines: Vec<String> = portfolio.parties.iter().take(LISTED).map(line).collect();
        if portfolio.parties.len() > LISTED {
            let hidden = portfolio.parties.len() - LISTED;
            lines.push(format!("  {}", closing::more(hidden, Noun::Party, self.lang)));
        }
        let heading = match self.lang {
            Lang::Sv => "Vems tur, den som har väntat längst först",
            Lang::En => "Whose turn, whoever has waited for longest first",
        };
        if lines.is_empty() { lines } else { self.section(heading, lines) }
    }

    fn rules(self, portfolio: &Portfolio<'_>) -> Vec<String> {
        let line = |rule: &crate::readiness::RuleCount<'_>| {
            let (title, cases) = (rule.title.get(self.lang), count(rule.cases, Noun::Case, self.lang));
            self.item(&format!("{title} ({}): {cases}", rule.rule))
        };
        let mut lines: Vec<String> = portfolio.rules.iter().take(LISTED).map(line).collect();
        if portfolio.rules.len() > LISTED {
            lines.push(format!("  {}", closing::more(portfolio.rules.len() - LISTED, Noun::Rule, self.lang)));
        }
        let heading = match self.lang {
            Lang::Sv => "Krav som håller tillbaka ärenden",
            Lang::En => "Requirements that hold cases back",
        };
        if lines.is_empty() { lines } else { self.section(heading, lines) }
    }

    /// The cases that the coming days make worse, with the first date.
    fn coming(self, cases: &[CaseReadiness]) -> Vec<String> {
        let worse = cases.iter().filter_map(|case| {
            let change = case.forecast.as_ref()?.worsens()?;
            let arising = &change.arises.first()?.requirement;
            let item = arising.items.first()?;
            let matter = say::matter(arising, item, self.lang);
            Some(self.item(&format!("{} {}: {matter}", change.date, case.id)))
        });
        let mut lines: Vec<String> = worse.collect();
        lines.sort();
        let heading = match self.lang {
            Lang::Sv => "Om inget ändras i filerna hindrar det här från",
            Lang::En => "If nothing changes in the files, this is in the way from",
        };
        if lines.is_empty() { lines } else { self.section(heading, lines) }
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
