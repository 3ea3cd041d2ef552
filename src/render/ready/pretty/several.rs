//! Several cases side by side: a table for each process, whose turn it is, what holds cases back, and what is coming.

use super::super::super::closing;
use super::super::super::sanitise::one_line;
use super::super::super::words::{Noun, count};
use super::super::sentences::{self as say, Heading};
use super::{LISTED, Page, fill};
use crate::readiness::{CaseReadiness, Line, Party, Portfolio, RuleCount, Since, Table};
use crate::source::Lang;

impl Page<'_> {
    /// Several cases side by side.
    pub(super) fn cases(self, cases: &[CaseReadiness]) -> Vec<String> {
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
                        Lang::Sv => "* ärendets senaste datum",
                        Lang::En => "* the last date in the case",
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
            Lang::Sv => [
                "",
                "ärende",
                "steg",
                "bedömning",
                "nästa grind",
                "att göra",
                "öppet sedan",
                "vems tur först",
            ],
            Lang::En => {
                ["", "case", "stage", "verdict", "next gate", "to do", "open since", "whose turn first"]
            }
        };
        let rows: Vec<[String; 8]> = std::iter::once(header.map(str::to_owned))
            .chain(table.lines.iter().map(|line| self.row(line)))
            .collect();
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..header.len()).map(width).collect();
        let stages: Vec<&str> = table.stages.iter().map(|stage| stage.id.as_str()).collect();
        let arrow = if self.options.unicode { " → " } else { " > " };
        let heading = format!("{}: {}", table.process.title.get(self.lang), stages.join(arrow));
        let whole = widths.iter().sum::<usize>() + 2 * widths.len() + table.stages.len();
        if whole > self.options.width {
            let bodies = rows.iter().skip(1).zip(&table.lines);
            let lines = bodies.flat_map(|(row, line)| self.narrow(&header, row, line));
            return self.section(&heading, lines.collect());
        }
        let lines = rows.iter().zip(std::iter::once(None).chain(table.lines.iter().map(Some)));
        let lines = lines.map(|(row, line)| {
            let cells = row.iter().zip(&widths).skip(1);
            let cells: Vec<String> = cells.map(|(cell, width)| format!("{cell:width$}")).collect();
            let signs = line.map_or_else(|| " ".repeat(table.stages.len()), |line| self.signs(line));
            format!("  {signs}  {}", cells.join("  ")).trim_end().to_owned()
        });
        self.section(&heading, lines.collect())
    }

    /// The signs of the gates of a case.
    fn signs(self, line: &Line<'_>) -> String {
        let gates = line.progress.gates.iter().enumerate();
        gates.map(|(at, gate)| self.gate_sign(line.case, at, gate)).collect()
    }

    /// A case where there is no room for columns: what else there is to say stands below its id, and what does not speak
    /// for itself after the word for its column.
    fn narrow(self, header: &[&str; 8], row: &[String; 8], line: &Line<'_>) -> [String; 2] {
        let [_, case, stage, verdict, next, to_do, open, turn] = row;
        let [_, _, _, _, next_word, to_do_word, open_word, _] = header;
        let known = |word: &str, value: &str| match value {
            "" | "0" => String::new(),
            _ => format!("{word} {value}"),
        };
        let (open, next) = (known(open_word, open), known(next_word, next));
        let rest = [stage.clone(), verdict.clone(), open, next, known(to_do_word, to_do), turn.clone()];
        let rest: Vec<String> = rest.into_iter().filter(|part| !part.is_empty()).collect();
        let indent = " ".repeat(6);
        [format!("  {}  {case}", self.signs(line)), fill(&rest.join("; "), &indent, &indent, self.options)]
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
        let faults = say::faults_first(case, self.lang).map(|faults| one_line(&faults));
        let turn = say::lacks_target(case, self.lang).map(one_line).or(faults).or(turn);
        let to_do = current.len().to_string();
        let verdict = say::answer(case, self.lang).to_owned();
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
        let heading = Heading::Unknown.words(self.lang);
        if lines.is_empty() { lines } else { self.section(&heading, lines) }
    }

    fn parties(self, portfolio: &Portfolio<'_>) -> Vec<String> {
        let line = |party: &Party<'_>| {
            let who = say::owner(party.owner, self.lang);
            let (items, cases) =
                (count(party.items, Noun::Item, self.lang), count(party.cases, Noun::Case, self.lang));
            let (case, action, since) = &party.oldest;
            let (matter, since) =
                (say::named(action, self.lang), say::since(*since, self.report.as_of, self.lang));
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
        let heading = Heading::Parties.words(self.lang);
        if lines.is_empty() { lines } else { self.section(&heading, lines) }
    }

    fn rules(self, portfolio: &Portfolio<'_>) -> Vec<String> {
        let line = |rule: &RuleCount<'_>| {
            let (title, cases) = (rule.title.get(self.lang), count(rule.cases, Noun::Case, self.lang));
            self.item(&format!("{title} ({}): {cases}", rule.rule))
        };
        let mut lines: Vec<String> = portfolio.rules.iter().take(LISTED).map(line).collect();
        if portfolio.rules.len() > LISTED {
            lines.push(format!("  {}", closing::more(portfolio.rules.len() - LISTED, Noun::Rule, self.lang)));
        }
        let heading = Heading::Rules.words(self.lang);
        if lines.is_empty() { lines } else { self.section(&heading, lines) }
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
        let heading = Heading::Coming.words(self.lang);
        if lines.is_empty() { lines } else { self.section(&heading, lines) }
    }
}
