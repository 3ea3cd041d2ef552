//! "Did you mean": which word of some was most likely meant.

use similar::TextDiff;

/// How alike two words must be to be taken for each other: twice the characters that they share in order, over
/// all their characters.
const ALIKE: f32 = 0.72;

/// Words with more characters than this are not compared, since comparing takes quadratic time.
const LONGEST: usize = 100;

/// The word among `among` that was most likely meant by `word`, or nothing where none is near.
///
/// The spelling of word boundaries (`submittedOn`, `submitted-on`, `Submitted on`), upper and lower case and the
/// rings and dots of `å`, `ä` and `ö` make no difference. Words that are told apart by their figures (`step-1`,
/// `step-2`) are never taken for each other. Of equally near words the first counts.
pub fn suggest<'a>(word: &str, among: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    let mut best: Option<(f32, &str)> = None;
    for candidate in among {
        let alike = likeness(&word, &plain(candidate));
        if alike >= ALIKE && best.is_none_or(|(most, _)| alike > most) {
            best = Some((alike, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How alike two plain words are, from 0 to 1.
fn likeness(word: &str, candidate: &str) -> f32 {
    if word == candidate && !word.is_empty() {
        return 1.0;
    }
    let lengths = [word.chars().count(), candidate.chars().count()];
    if lengths.iter().any(|length| !(3..=LONGEST).contains(length)) || differ_in_figures(word, candidate) {
        return 0.0;
    }
    TextDiff::from_chars(word, candidate).ratio()
}

/// The word in lower case, without marks on letters and without word boundaries.
fn plain(word: &str) -> String {
    let letters = word.chars().flat_map(char::to_lowercase);
    letters
        .filter(|letter| !matches!(letter, '-' | '_' | ' ' | '.'))
        .map(|letter| match letter {
            'å' | 'ä' | 'á' | 'à' | 'æ' => 'a',
            'ö' | 'ø' | 'ó' => 'o',
            'é' | 'è' | 'ë' => 'e',
            'ü' => 'u',
            other => other,
        })
        .collect()
}

/// Whether both words have figures, and not the same ones.
fn differ_in_figures(word: &str, candidate: &str) -> bool {
    let figures = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
    let (word, candidate) = (figures(word), figures(candidate));
    !word.is_empty() && !candidate.is_empty() && word != candidate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_finds_the_one_that_was_meant() {
        let words = [
            "customer",
            "customers",
            "submittedOn",
            "submittedBy",
            "status",
            "approved",
            "rejected",
            "under-review",
            "organisationNumber",
            "kind",
            "name",
            "qa",
            "särskild",
            "e2e-report",
            "stage",
        ];
        let cases = [
            ("custmer", "customer"),
            ("customr", "customer"),
            ("Customer", "customer"),
            ("costumers", "customers"),
            ("submitted_on", "submittedOn"),
            ("submitted-by", "submittedBy"),
            ("submittedon", "submittedOn"),
            ("staus", "status"),
            ("aproved", "approved"),
            ("underReview", "under-review"),
            ("organizationNumber", "organisationNumber"),
            ("knid", "kind"),
            ("namn", "name"),
            ("QA", "qa"),
            ("sarskild", "särskild"),
            ("e2e_raport", "e2e-report"),
            ("stge", "stage"),
        ];
        for (typed, meant) in cases {
            assert_eq!(suggest(typed, words.into_iter()), Some(meant), "{typed}");
        }
    }

    #[test]
    fn nothing_far_away_is_suggested() {
        let cases = [
            ("customer", "status"),
            ("kund", "kind-of-thing"),
            ("id", "in"),
            ("sv", "en"),
            ("approved", "rejected"),
            ("prod", "qa"),
            ("step-3", "step-2"),
            ("IUT-31", "IUT-32"),
            ("2026", "2027"),
            ("", "kind"),
            ("kind", ""),
            ("consumer", "customer"),
            ("date", "stage"),
            ("-", ""),
        ];
        for (typed, candidate) in cases {
            assert_eq!(suggest(typed, [candidate].into_iter()), None, "{typed} is not {candidate}");
        }
    }

    #[test]
    fn the_nearest_counts_and_then_the_first() {
        assert_eq!(suggest("custome", ["customers", "customer"].into_iter()), Some("customer"));
        assert_eq!(suggest("party-x", ["party-a", "party-b"].into_iter()), Some("party-a"));
        assert_eq!(suggest(&"x".repeat(10_000), ["xxx"].into_iter()), None, "too long to compare");
    }
}
