//! The words that the formats for people share, in both languages.

use crate::finding::{Citation, Level, Status};
use crate::source::Lang;

/// Something that is counted.
#[derive(Clone, Copy)]
pub(super) enum Noun {
    Error,
    Warning,
    Note,
    Finding,
    Problem,
    Case,
    File,
    Rule,
    Place,
    Path,
    Process,
    Kind,
    Clause,
    Test,
    Requirement,
    Day,
    Item,
    Date,
    Party,
}

impl Noun {
    /// The forms for one and for any other number.
    fn forms(self, lang: Lang) -> (&'static str, &'static str) {
        match (self, lang) {
            (Self::Error, Lang::Sv) => ("fel", "fel"),
            (Self::Error, Lang::En) => ("error", "errors"),
            (Self::Warning, Lang::Sv) => ("varning", "varningar"),
            (Self::Warning, Lang::En) => ("warning", "warnings"),
            (Self::Note, Lang::Sv) => ("notis", "notiser"),
            (Self::Note, Lang::En) => ("note", "notes"),
            (Self::Finding, Lang::Sv) => ("anmärkning", "anmärkningar"),
            (Self::Finding, Lang::En) => ("finding", "findings"),
            (Self::Problem, Lang::Sv) => ("problem", "problem"),
            (Self::Problem, Lang::En) => ("problem", "problems"),
            (Self::Case, Lang::Sv) => ("ärende", "ärenden"),
            (Self::Case, Lang::En) => ("case", "cases"),
            (Self::File, Lang::Sv) => ("fil", "filer"),
            (Self::File, Lang::En) => ("file", "files"),
            (Self::Rule, Lang::Sv) => ("regel", "regler"),
            (Self::Rule, Lang::En) => ("rule", "rules"),
            (Self::Place, Lang::Sv) => ("plats", "platser"),
            (Self::Place, Lang::En) => ("place", "places"),
            (Self::Path, Lang::Sv) => ("sökväg", "sökvägar"),
            (Self::Path, Lang::En) => ("path", "paths"),
            (Self::Process, Lang::Sv) => ("process", "processer"),
            (Self::Process, Lang::En) => ("process", "processes"),
            (Self::Kind, Lang::Sv) => ("dokumentslag", "dokumentslag"),
            (Self::Kind, Lang::En) => ("document kind", "document kinds"),
            (Self::Clause, Lang::Sv) => ("sats", "satser"),
            (Self::Clause, Lang::En) => ("clause", "clauses"),
            (Self::Test, Lang::Sv) => ("test", "tester"),
            (Self::Test, Lang::En) => ("test", "tests"),
            (Self::Requirement, Lang::Sv) => ("krav", "krav"),
            (Self::Requirement, Lang::En) => ("requirement", "requirements"),
            (Self::Day, Lang::Sv) => ("dag", "dagar"),
            (Self::Day, Lang::En) => ("day", "days"),
            (Self::Item, Lang::Sv) => ("punkt", "punkter"),
            (Self::Item, Lang::En) => ("item", "items"),
            (Self::Date, Lang::Sv) => ("datum", "datum"),
            (Self::Date, Lang::En) => ("date", "dates"),
            (Self::Party, Lang::Sv) => ("part", "parter"),
            (Self::Party, Lang::En) => ("party", "parties"),
        }
    }

    /// The form that goes with `number`.
    pub(super) fn form(self, number: usize, lang: Lang) -> &'static str {
        let (one, many) = self.forms(lang);
        if number == 1 { one } else { many }
    }
}

/// The noun for findings of a level.
pub(super) fn noun(level: Level) -> Noun {
    match level {
        Level::Error => Noun::Error,
        Level::Warning => Noun::Warning,
        Level::Note => Noun::Note,
    }
}

/// The word for a level: `error`, `fel`.
pub(super) fn level(level: Level, lang: Lang) -> &'static str {
    noun(level).form(1, lang)
}

/// The word that stands for the level of a finding that is waived.
pub(super) fn waived(lang: Lang) -> &'static str {
    match lang {
        Lang::Sv => "undantag",
        Lang::En => "waived",
    }
}

/// A number with its noun: `1 case`, `0 cases`.
pub(super) fn count(number: usize, noun: Noun, lang: Lang) -> String {
    format!("{number} {}", noun.form(number, lang))
}

/// The items as a list in a sentence: `a, b and c`.
pub(super) fn list(items: &[&str], lang: Lang) -> String {
    let and = match lang {
        Lang::Sv => "och",
        Lang::En => "and",
    };
    match items {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [head @ .., last] => format!("{} {and} {last}", head.join(", ")),
    }
}

/// The clauses that a rule rests on, one text for each place that they stand in.
pub(super) fn sources(citations: &[Citation], lang: Lang) -> Vec<String> {
    let mut places: Vec<(&str, Vec<&str>)> = Vec::new();
    for citation in citations {
        let place = citation.place.get(lang);
        match places.iter_mut().find(|(known, _)| *known == place) {
            Some((_, clauses)) => clauses.push(&citation.clause),
            None => places.push((place, vec![&citation.clause])),
        }
    }
    let text = |(place, clauses): &(&str, Vec<&str>)| {
        let clauses = list(clauses, lang);
        if place.is_empty() { clauses } else { format!("{clauses}, {place}") }
    };
    places.iter().map(text).collect()
}

/// The word for a status that waits for somebody; nothing for the others, whose message says enough.
pub(super) fn waiting(status: Option<Status>, lang: Lang) -> Option<&'static str> {
    match (status?, lang) {
        (Status::Awaiting, Lang::Sv) => Some("inväntas"),
        (Status::Awaiting, Lang::En) => Some("awaited"),
        (Status::UnderReview, Lang::Sv) => Some("under granskning"),
        (Status::UnderReview, Lang::En) => Some("under review"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_everything_else_plural() {
        assert_eq!(count(1, Noun::Warning, Lang::En), "1 warning");
        assert_eq!(count(0, Noun::Case, Lang::En), "0 cases");
        assert_eq!(count(1, Noun::Case, Lang::Sv), "1 ärende");
        assert_eq!(count(2, Noun::Finding, Lang::Sv), "2 anmärkningar");
    }

    #[test]
    fn a_list_reads_as_in_a_sentence() {
        assert_eq!(list(&[], Lang::En), "");
        assert_eq!(list(&["A"], Lang::En), "A");
        assert_eq!(list(&["A", "B", "C"], Lang::Sv), "A, B och C");
    }
}
