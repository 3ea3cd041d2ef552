//! A request for supplements: a letter on each case that says what is missing, by document, with the sources that ask
//! for it. Plain text, for a case handler to read through and send.

use super::super::sanitise::one_line;
use super::super::{Options, words};
use super::ReadyReport;
use super::sentences as say;
use crate::finding::Status;
use crate::readiness::{Action, CaseReadiness, Document, Progress, Timing};
use crate::source::Lang;
use std::collections::BTreeSet;
use std::io;

/// The width of a line.
const WIDTH: usize = 80;

/// What stands between two letters.
const BETWEEN: &str = "* * *";

/// Writes the letters to `out`.
pub(super) fn ready(report: &ReadyReport, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let letters = report.cases.iter().map(|case| Letter { report, case, lang: options.lang }.lines());
    let letters: Vec<String> = letters.map(|lines| lines.join("\n")).collect();
    let faults = report.findings.iter().map(|fault| one_line(&say::fault(fault, options.lang)));
    let faults: Vec<String> = faults.collect();
    if !faults.is_empty() {
        writeln!(out, "{}\n", faults.join("\n"))?;
    }
    writeln!(out, "{}", letters.join(&format!("\n\n{BETWEEN}\n\n")))
}

/// A letter on a case.
#[derive(Clone, Copy)]
struct Letter<'a> {
    report: &'a ReadyReport,
    case: &'a CaseReadiness,
    lang: Lang,
}

impl<'a> Letter<'a> {
    fn lines(self) -> Vec<String> {
        let Some(progress) = &self.case.progress else {
            let mut lines = self.head(false);
            lines.extend(self.unreadable());
            return lines;
        };
        // Whoever decides writes the letter, and does not get it.
        let writes = self.report.actor.as_ref().is_some_and(|actor| progress.deciders.contains(actor));
        let current = if writes { progress.current() } else { self.report.current(self.case) };
        let supplied = |action: &&Action<'_>| {
            let decided =
                action.item.owner.as_ref().is_some_and(|owner| progress.deciders.contains(&owner.role));
            action.item.status != Status::UnderReview && !decided
        };
        let (asked, waiting): (Vec<&Action<'_>>, Vec<&Action<'_>>) = current.iter().partition(supplied);
        let faults: Vec<_> = self.case.blocking_faults().collect();
        let complete = asked.is_empty() && faults.is_empty();
        let mut lines = self.head(complete);
        lines.extend(self.addressed(progress, &asked));
        lines.push(String::new());
        lines.push(self.opening(progress, complete));
        if !faults.is_empty() {
            let heading = match self.lang {
                Lang::Sv => "Fel i filerna som behöver rättas först:",
                Lang::En => "Errors in the files that have to be corrected first:",
            };
            lines.extend([String::new(), heading.to_owned()]);
            lines.extend(faults.iter().map(|fault| wrapped("- ", &say::fault(fault, self.lang))));
        }
        lines.extend(self.by_document(&asked));
        if !waiting.is_empty() {
            let heading = match self.lang {
                Lang::Sv => "Det här gör eller beslutar vi, och ni behöver inte göra något åt det nu:",
                Lang::En => {
                    "This is for us to do or to decide, and there is nothing for you to do about it now:"
                }
            };
            lines.extend([String::new(), wrapped("", heading)]);
            let matter = |action: &&Action<'_>| wrapped("- ", &sentence(&say::named(action, self.lang)));
            lines.extend(waiting.iter().map(matter));
        }
        lines.extend(self.ending(progress, complete));
        lines
    }

    /// How to answer, what the letter rests on, and from whom it is where the policy names one who decides.
    fn ending(self, progress: &Progress, complete: bool) -> Vec<String> {
        let (id, basis) = (&self.case.id, say::basis(self.report, self.lang));
        let [answer, rests, greeting] = match self.lang {
            Lang::Sv => [
                format!("Ange ärende {id} när ni svarar på brevet."),
                format!("Brevet bygger på ärendets filer. Ärendet är {basis}."),
                "Med vänlig hälsning".to_owned(),
            ],
            Lang::En => [
                format!("Name the case, {id}, when you answer this letter."),
                format!("This letter rests on the files of the case, which was {basis}."),
                "Yours sincerely".to_owned(),
            ],
        };
        let mut lines = Vec::new();
        if !complete {
            lines.extend([String::new(), wrapped("", &answer)]);
        }
        lines.extend([String::new(), wrapped("", &rests)]);
        if let [name] = self.deciders(progress).as_slice() {
            lines.extend([String::new(), greeting, wrapped("", name)]);
        }
        lines
    }

    /// The names of those who decide on something in the case.
    fn deciders(self, progress: &Progress) -> Vec<&str> {
        let items = progress.requirements().flat_map(|requirement| &requirement.items);
        let owners = items.filter_map(|item| item.owner.as_ref());
        let deciding = owners.filter(|owner| progress.deciders.contains(&owner.role));
        let names: BTreeSet<&str> = deciding.map(|owner| owner.name.get(self.lang)).collect();
        names.into_iter().collect()
    }

    /// What the letter is, and which case it is about.
    fn head(self, complete: bool) -> Vec<String> {
        let (case, date) = match self.lang {
            Lang::Sv => ("Ärende", "Datum"),
            Lang::En => ("Case", "Date"),
        };
        let title = match (complete, self.lang) {
            (false, Lang::Sv) => "Begäran om komplettering",
            (false, Lang::En) => "Request for supplements",
            (true, Lang::Sv) => "Ingen komplettering behövs",
            (true, Lang::En) => "No supplements are needed",
        };
        let process = self.case.progress.as_ref();
        let process = process.map(|progress| format!(", {}", progress.process.title.get(self.lang)));
        let mut lines = vec![title.to_owned(), String::new()];
        if let Some(heading) = say::assumption_heading(self.report, self.lang) {
            lines.push(wrapped("", &format!("{}:", heading.to_uppercase())));
            lines.extend(say::assumptions(self.report).iter().map(|line| wrapped("- ", line)));
            lines.push(String::new());
        }
        lines
            .push(wrapped(&format!("{case}: "), &format!("{}{}", self.case.id, process.unwrap_or_default())));
        lines.push(format!("{date}: {}", self.report.as_of));
        lines
    }

    /// To whom, and what for.
    fn addressed(self, progress: &Progress, asked: &[&Action<'_>]) -> Vec<String> {
        let (to, about) = match self.lang {
            Lang::Sv => ("Till", "Gäller"),
            Lang::En => ("To", "About"),
        };
        let mut names: Vec<&str> = Vec::new();
        for owner in asked.iter().filter_map(|action| action.item.owner.as_ref()) {
            let name = owner.name.get(self.lang);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let mut lines = Vec::new();
        if !names.is_empty() {
            lines.push(wrapped(&format!("{to}: "), &words::list(&names, self.lang)));
        }
        lines.push(wrapped(&format!("{about}: "), &say::stage(progress, stage(progress), self.lang)));
        lines
    }

    fn opening(self, progress: &Progress, complete: bool) -> String {
        let stage = say::in_sentence(progress, stage(progress), self.lang);
        wrapped(
            "",
            &match (complete, self.lang) {
                (true, Lang::Sv) if self.case.closed() => {
                    "Ärendet är avslutat. Ni behöver inte komplettera något.".to_owned()
                }
                (true, Lang::En) if self.case.closed() => {
                    "The case is closed. There is nothing for you to supply.".to_owned()
                }
                (true, Lang::Sv) => {
                    format!("Vi har gått igenom ärendet inför {stage}. Ni behöver inte komplettera något.")
                }
                (true, Lang::En) => format!(
                    "We have gone through the case with a view to {stage}. There is nothing for you to supply."
                ),
                (false, Lang::Sv) => format!(
                    "Vi har gått igenom ärendet inför {stage}. Innan det kan gå vidare behöver följande kompletteras eller rättas."
                ),
                (false, Lang::En) => format!(
                    "We have gone through the case with a view to {stage}. Before it can go on, the following has to be supplied or corrected."
                ),
            },
        )
    }

    /// What is asked for, by the document that it is about.
    fn by_document(self, asked: &[&Action<'a>]) -> Vec<String> {
        let mut by_document: Vec<(&Document, Vec<&Action<'_>>)> = Vec::new();
        for action in asked {
            match by_document.iter_mut().find(|(known, _)| **known == action.item.document) {
                Some((_, actions)) => actions.push(action),
                None => by_document.push((&action.item.document, vec![action])),
            }
        }
        let mut lines = Vec::new();
        for (number, (document, actions)) in by_document.into_iter().enumerate() {
            let title = document.title.get(self.lang);
            let name = match (&document.path, self.lang) {
                (Some(path), _) => format!("{title} ({})", self.inside(path)),
                (None, Lang::Sv) => format!("{title} (saknas)"),
                (None, Lang::En) => format!("{title} (missing)"),
            };
            lines.push(String::new());
            lines.push(wrapped(&format!("{}. ", number + 1), &name));
            let of_rule = actions.chunk_by(|one, other| one.requirement.rule == other.requirement.rule);
            lines.extend(of_rule.flat_map(|actions| self.asked(actions)));
        }
        lines
    }

    /// A path as it is called within the folder of the case, where it is in there.
    fn inside(self, path: &str) -> &str {
        let rest = path.strip_prefix(&self.case.path).and_then(|rest| rest.strip_prefix('/'));
        rest.unwrap_or(path)
    }

    /// What one rule asks for, with what is to be said of all that only once.
    fn asked(self, actions: &[&Action<'_>]) -> Vec<String> {
        let [help, by, who, source] = match self.lang {
            Lang::Sv => ["Gör så här", "När", "Av", "Källa"],
            Lang::En => ["What to do", "When", "By", "Source"],
        };
        let matter = |action: &&Action<'_>| wrapped("   - ", &sentence(&say::named(action, self.lang)));
        let mut lines: Vec<String> = actions.iter().map(matter).collect();
        let mut note = |word: &str, value: &str| {
            let line = wrapped(&format!("     {word}: "), value);
            if !lines.contains(&line) {
                lines.push(line);
            }
        };
        for Action { item, .. } in actions {
            if let Some(text) = &item.help {
                note(help, text.get(self.lang));
            }
            if let Some(deadline) = item.deadline {
                let timing = Timing::of(deadline, self.report.as_of);
                note(by, &say::due(deadline, timing, self.report.as_of, self.lang));
            }
            if let Some(owner) = &item.owner {
                note(who, owner.name.get(self.lang));
            }
        }
        for place in actions.iter().flat_map(|action| say::sources(&action.requirement.citations, self.lang))
        {
            note(source, &place);
        }
        lines
    }

    /// What to say of a case that cannot be judged.
    fn unreadable(self) -> Vec<String> {
        let text = match self.lang {
            Lang::Sv => {
                "Ärendet kunde inte läsas, så det går inte att säga vad som saknas. Det här behöver rättas först."
            }
            Lang::En => {
                "The case could not be read, so it cannot be said what is missing. This has to be corrected first."
            }
        };
        let faults = self.case.faults.iter().map(|fault| wrapped("- ", &say::fault(fault, self.lang)));
        [String::new(), wrapped("", text), String::new()].into_iter().chain(faults).collect()
    }
}

/// The stage that the case is on its way to, by its place.
fn stage(progress: &Progress) -> usize {
    let blocked = !progress.blocking().is_empty() || progress.target.is_some();
    if blocked { progress.wanted() } else { progress.next().unwrap_or(progress.wanted()) }
}

/// A headline as a sentence.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}

/// Text after its beginning, wrapped below the first letter of what begins it.
fn wrapped(first: &str, text: &str) -> String {
    let marker = first.ends_with("- ") || first.ends_with(". ");
    let spaces = first.len() - first.trim_start().len();
    let indent = " ".repeat(if marker { first.len() } else { spaces });
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(&one_line(text), options)
}
