//! What something is and why: a rule, a clause, a stage, a kind of document, a code of klar's own.

use super::Options;
use super::clauses::{cell, escape};
use super::pretty;
use super::sanitise::{json, name, one_line};
use crate::finding::Finding;
use crate::source::{Lang, Text};
use serde::Serialize;
use std::io;

/// An explanation.
#[derive(Debug)]
pub struct Page {
    /// The id that was asked for.
    pub id: String,
    /// What it is the id of.
    pub sort: Text,
    /// What it is called.
    pub title: Text,
    /// What there is to know, in order: a name with its values.
    pub facts: Vec<(Text, Vec<Text>)>,
    /// Examples.
    pub examples: Vec<Example>,
}

/// An example.
#[derive(Debug)]
pub struct Example {
    /// What it shows.
    pub caption: Text,
    /// The example itself.
    pub body: Body,
}

/// What an example consists of.
#[derive(Debug)]
pub enum Body {
    /// A finding, as klar shows it.
    Finding(Box<Finding>),
    /// A place that is as it should be.
    Place(Box<Finding>),
    /// A text.
    Source(String),
}

/// A form in which an explanation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageFormat {
    /// For a terminal.
    Text,
    /// For a page.
    Markdown,
    /// For programs.
    Json,
}

/// Writes an explanation to `out`. An error is that of the writer.
pub fn page(page: &Page, format: PageFormat, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        PageFormat::Text => text(page, options, out),
        PageFormat::Markdown => markdown(page, options, out),
        PageFormat::Json => {
            let text = serde_json::to_string_pretty(&data(page, options))?;
            writeln!(out, "{}", json(&text))
        }
    }
}

fn text(page: &Page, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = options.lang;
    let (sort, title) = (one_line(page.sort.get(lang)), one_line(page.title.get(lang)));
    writeln!(out, "{sort} {}: {title}\n", one_line(&page.id))?;
    for (name, values) in &page.facts {
        if let [value] = values.as_slice() {
            writeln!(out, "{}", pretty::note(name.get(lang), &one_line(value.get(lang)), options))?;
            continue;
        }
        writeln!(out, "  {}", pretty::word(name.get(lang), options))?;
        for value in values {
            writeln!(out, "{}", pretty::item(&one_line(value.get(lang)), options))?;
        }
    }
    for example in &page.examples {
        writeln!(out, "\n{}\n", one_line(example.caption.get(lang)))?;
        write!(out, "{}", shown(&example.body, options))?;
    }
    Ok(())
}

fn markdown(page: &Page, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = options.lang;
    writeln!(out, "# `{}`\n\n{}\n", page.id, cell(page.title.get(lang)))?;
    for (name, values) in &page.facts {
        match values.as_slice() {
            [value] => writeln!(out, "- **{}**: {}", name.get(lang), inline(value.get(lang)))?,
            values => {
                writeln!(out, "- **{}**:", name.get(lang))?;
                for value in values {
                    writeln!(out, "  - {}", inline(value.get(lang)))?;
                }
            }
        }
    }
    let plain = Options { color: false, unicode: true, width: 100, ..*options };
    for example in &page.examples {
        let body = shown(&example.body, &plain);
        let fence = fence(&body);
        writeln!(out, "\n{}\n\n{fence}text\n{}\n{fence}", cell(example.caption.get(lang)), body.trim_end())?;
    }
    Ok(())
}

/// A text whose parts between single backticks stay code, and whose other parts are no markup. Runs of several belong to
/// the part that they stand in.
pub(super) fn inline(text: &str) -> String {
    let text = one_line(text);
    let (mut shown, mut rest) = (String::new(), text.as_str());
    while let Some((before, code, after)) = first_code(rest) {
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        let ticks = "`".repeat(longest + 1);
        let pad = if longest > 0 { " " } else { "" };
        for part in [&escape(before), &ticks, pad, code, pad, &ticks] {
            shown.push_str(part);
        }
        rest = after;
    }
    shown + &escape(rest)
}

/// What stands before, in and after the first code of a text; `None` where it has none.
fn first_code(text: &str) -> Option<(&str, &str, &str)> {
    let mut opened = None;
    for (at, _) in text.match_indices('`') {
        let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
        if before.ends_with('`') || after.starts_with('`') {
            continue;
        }
        match opened {
            None => opened = Some(at),
            Some(start) => return Some((text.get(..start)?, text.get(start + 1..at)?, after)),
        }
    }
    None
}

/// A fence that is longer than any run of backticks inside.
pub(super) fn fence(body: &str) -> String {
    let longest = body.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(longest.max(2) + 1)
}

fn shown(body: &Body, options: &Options) -> String {
    match body {
        Body::Finding(finding) => pretty::finding(finding, options),
        Body::Place(finding) => pretty::places(finding, options),
        Body::Source(source) => {
            let line = |line: &str| format!("    {}\n", name(&line.replace('\t', "→")));
            source.lines().map(line).collect()
        }
    }
}

#[derive(Serialize)]
struct Data<'a> {
    version: u32,
    id: &'a str,
    sort: &'a str,
    title: &'a str,
    facts: Vec<Fact<'a>>,
    examples: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Fact<'a> {
    name: &'a str,
    values: Vec<&'a str>,
}

#[derive(Serialize)]
struct Shown<'a> {
    caption: &'a str,
    text: String,
}

fn data<'a>(page: &'a Page, options: &Options) -> Data<'a> {
    let lang: Lang = options.lang;
    let plain = Options { color: false, unicode: true, width: 100, ..*options };
    let fact = |(name, values): &'a (Text, Vec<Text>)| Fact {
        name: name.get(lang),
        values: values.iter().map(|value| value.get(lang)).collect(),
    };
    let example = |example: &'a Example| Shown {
        caption: example.caption.get(lang),
        text: shown(&example.body, &plain),
    };
    Data {
        version: 1,
        id: &page.id,
        sort: page.sort.get(lang),
        title: page.title.get(lang),
        facts: page.facts.iter().map(fact).collect(),
        examples: page.examples.iter().map(example).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::inline;

    #[test]
    fn what_stands_outside_code_is_no_markup_however_many_backticks_there_are() {
        for (text, shown) in [
            ("a `b` [c]", r"a `b` \[c\]"),
            ("`<b>", r"\`\<b\>"),
            ("`<b> ``` <i>`", "```` <b> ``` <i> ````"),
            ("`<b> ```", r"\`\<b\> \`\`\`"),
            ("`a`, `<b>`` <i>`", "`a`, ``` <b>`` <i> ```"),
        ] {
            assert_eq!(inline(text), shown);
        }
    }
}
