//! What happened, in words.

use super::DiffReport;
use crate::diff::{Attachment, CaseDiff, DocumentDiff, Edit, Side, What};
use crate::read::Value;
use crate::render::sanitise::one_line;
use crate::render::words::{Noun, count};
use crate::source::Lang;

/// The most characters of a value that are shown.
const LONGEST: usize = 80;

/// The way and what happened there, in one line: `minutes: 40 became 45`.
pub(super) fn edit(edit: &Edit, lang: Lang) -> String {
    let names: Vec<&str> = edit.way.iter().map(|name| name.get(lang)).collect();
    let (way, item) = names.split_at(names.len().saturating_sub(edit.items));
    let way = way.join(", ");
    let happened = happened(edit, &item.join(" "), lang);
    one_line(&if way.is_empty() { happened } else { format!("{way}: {happened}") })
}

fn happened(edit: &Edit, item: &str, lang: Lang) -> String {
    let value = |side: &Option<Side>| side.as_ref().and_then(value);
    let what = match (item, value(&edit.new).or_else(|| value(&edit.old))) {
        ("", Some(value)) => format!(" `{value}`"),
        ("", None) => String::new(),
        (item, _) => format!(" {item}"),
    };
    match (edit.what, lang) {
        (What::Added, Lang::Sv) => format!("lagt till{what}"),
        (What::Added, Lang::En) => format!("added{what}"),
        (What::Removed, Lang::Sv) => format!("tagit bort{what}"),
        (What::Removed, Lang::En) => format!("removed{what}"),
        (What::Moved, Lang::Sv) => format!("flyttat{what}"),
        (What::Moved, Lang::En) => format!("moved{what}"),
        (What::Changed, lang) => match (value(&edit.old), value(&edit.new), lang) {
            (Some(old), Some(new), Lang::Sv) => format!("`{old}` blev `{new}`"),
            (Some(old), Some(new), Lang::En) => format!("`{old}` became `{new}`"),
            (_, _, Lang::Sv) => "ändrat".to_owned(),
            (_, _, Lang::En) => "changed".to_owned(),
        },
    }
}

/// A value as a text shows it; `None` for a collection.
fn value(side: &Side) -> Option<String> {
    let text = match side.value.as_ref()? {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::List(_) | Value::Map(_) => return None,
    };
    // What could end the quotes around it shows others.
    let text = text.replace('`', "'");
    Some(match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    })
}

/// The sign of what happened.
pub(super) fn sign(what: What) -> &'static str {
    match what {
        What::Added => "+",
        What::Removed => "-",
        What::Changed => "~",
        What::Moved => ">",
    }
}

/// The kinds of change that an edit is: title and clauses.
pub(super) fn kinds(edit: &Edit, report: &DiffReport, lang: Lang) -> Vec<String> {
    let kinds = edit.kinds.iter().filter_map(|at| report.kinds.get(*at)).map(|kind| {
        let clauses: Vec<&str> = kind.citations.iter().map(|citation| citation.clause.as_str()).collect();
        let title = one_line(kind.title.get(lang));
        if clauses.is_empty() { title } else { format!("{title} ({})", clauses.join(", ")) }
    });
    kinds.collect()
}

/// Where an edit is: lines of the old and the new file.
pub(super) fn lines(edit: &Edit, lang: Lang) -> String {
    let line = |side: &Option<Side>| side.as_ref().map(|side| side.label.start().line);
    match (line(&edit.old), line(&edit.new), lang) {
        (Some(old), Some(new), Lang::Sv) if old != new => format!("rad {old} → {new}"),
        (Some(old), Some(new), Lang::En) if old != new => format!("line {old} → {new}"),
        (Some(line), _, Lang::Sv) | (None, Some(line), Lang::Sv) => format!("rad {line}"),
        (Some(line), _, Lang::En) | (None, Some(line), Lang::En) => format!("line {line}"),
        (None, None, _) => String::new(),
    }
}

/// A case with what happened to it as a whole.
pub(super) fn case(case: &CaseDiff, lang: Lang) -> String {
    let id = one_line(&case.id);
    let moved = case.old.as_ref().zip(case.new.as_ref()).filter(|_| case.moved);
    match (case.what, moved, lang) {
        (Some(What::Added), _, Lang::Sv) => format!("{id}: nytt ärende"),
        (Some(What::Added), _, Lang::En) => format!("{id}: new case"),
        (Some(What::Removed), _, Lang::Sv) => format!("{id}: ärendet är borttaget"),
        (Some(What::Removed), _, Lang::En) => format!("{id}: the case is gone"),
        (_, Some((old, new)), _) => format!("{id} ({} → {})", one_line(old), one_line(new)),
        _ => id,
    }
}

/// A document with what happened to it as a whole.
pub(super) fn document(document: &DocumentDiff, lang: Lang) -> String {
    let title = one_line(document.title.get(lang));
    let id = document.id.as_ref().map(|id| format!(" `{}`", one_line(id))).unwrap_or_default();
    let path = one_line(document.new.as_ref().or(document.old.as_ref()).map_or("", String::as_str));
    let from = document.old.as_ref().filter(|old| document.new.as_ref().is_some_and(|new| new != *old));
    let path = from.map_or_else(|| path.clone(), |from| format!("{} → {path}", one_line(from)));
    let what = match (document.what, lang) {
        (What::Added, Lang::Sv) => ": nytt dokument",
        (What::Added, Lang::En) => ": new document",
        (What::Removed, Lang::Sv) => ": dokumentet är borttaget",
        (What::Removed, Lang::En) => ": the document is gone",
        (What::Moved, Lang::Sv) => ": dokumentet är flyttat",
        (What::Moved, Lang::En) => ": the document has moved",
        (What::Changed, _) => "",
    };
    format!("{title}{id} ({path}){what}")
}

/// What happened to a file that is no document.
pub(super) fn attachment(file: &Attachment, lang: Lang) -> String {
    let path = one_line(&file.path);
    if let Some(from) = &file.from {
        let from = one_line(from);
        return match lang {
            Lang::Sv => format!("bilagor: `{from}` är flyttad till `{path}`"),
            Lang::En => format!("attachments: `{from}` has moved to `{path}`"),
        };
    }
    match (file.what, lang) {
        (What::Added, Lang::Sv) => format!("bilagor: lagt till `{path}`"),
        (What::Added, Lang::En) => format!("attachments: added `{path}`"),
        (What::Removed, Lang::Sv) => format!("bilagor: tagit bort `{path}`"),
        (What::Removed, Lang::En) => format!("attachments: removed `{path}`"),
        (_, Lang::Sv) => format!("bilagor: `{path}` har annat innehåll"),
        (_, Lang::En) => format!("attachments: `{path}` has other content"),
    }
}

/// That not everything could be compared; `None` where it was, or where nothing was.
pub(super) fn incomplete(report: &DiffReport, lang: Lang) -> Option<String> {
    if report.findings.is_empty() || report.compared == 0 {
        return None;
    }
    let problems = count(report.findings.len(), Noun::Problem, lang);
    Some(match lang {
        Lang::Sv => format!("jämförelsen är ofullständig: {problems} hindrade att allt jämfördes"),
        Lang::En => {
            format!("the comparison is incomplete: {problems} kept it from comparing everything")
        }
    })
}

/// How much differs.
pub(super) fn total(report: &DiffReport, lang: Lang) -> String {
    if report.compared == 0 {
        return match lang {
            Lang::Sv => "inget jämfördes".to_owned(),
            Lang::En => "nothing was compared".to_owned(),
        };
    }
    let cases = count(report.compared, Noun::Case, lang);
    let old = one_line(&report.old);
    let edits: usize = report
        .cases
        .iter()
        .map(|case| {
            let documents: usize = case.documents.iter().map(|document| document.edits.len()).sum();
            usize::from(case.moved) + documents + case.attachments.len()
        })
        .sum();
    let new = match (report.new.as_str(), lang) {
        ("", Lang::Sv) => "filerna på disk".to_owned(),
        ("", Lang::En) => "the files on disk".to_owned(),
        (new, _) => one_line(new),
    };
    let differing = report.cases.len();
    match (edits, lang) {
        (0, Lang::Sv) => format!("inga skillnader mellan {old} och {new} i {cases}"),
        (0, Lang::En) => format!("no differences between {old} and {new} in {cases}"),
        (1, Lang::Sv) => format!("1 skillnad mellan {old} och {new}, i {differing} av {cases}"),
        (1, Lang::En) => format!("1 difference between {old} and {new}, in {differing} of {cases}"),
        (_, Lang::Sv) => format!("{edits} skillnader mellan {old} och {new}, i {differing} av {cases}"),
        (_, Lang::En) => format!("{edits} differences between {old} and {new}, in {differing} of {cases}"),
    }
}
