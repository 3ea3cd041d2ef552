//! Text that nothing may show, such as personal numbers: found and hidden before anything else sees the file.
//!
//! What such text looks like is for a policy pack to say. Here its digits become stars in the text of the file, so that
//! no message, no drawing and no format can hold them; places and the digest stay those of the file as it is.

use super::{LIMITS, Tree, encoding, fault, parse_file};
use crate::finding::{self, Finding, Label, Level};
use crate::source::{SourceFile, Span, Text, luhn_holds, starred};
use regex::Regex;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// A kind of text that nothing may show.
#[derive(Debug)]
pub struct Secret {
    /// What it looks like. Only what stands apart counts: no letter or digit before it, and none after it.
    pub pattern: Regex,
    /// How many digits at the end have a right Luhn sum, where they are to have one.
    pub checked: Option<usize>,
    /// How many digits at the end are hidden.
    pub hidden: usize,
    /// The headline of the finding.
    pub message: Text,
    /// What to do.
    pub help: Option<Text>,
    /// Numbers that look like it and are harmless, with the headline for them. They are hidden, too.
    pub harmless: Option<(Numbers, Text)>,
}

/// A list of numbers, read when it is first asked for.
#[derive(Debug)]
pub struct Numbers {
    text: Cow<'static, [u8]>,
    sorted: OnceLock<Vec<u64>>,
}

impl Numbers {
    /// The numbers in a text: its words that consist of digits.
    pub fn new(text: Cow<'static, [u8]>) -> Self {
        Self { text, sorted: OnceLock::new() }
    }

    /// The numbers, smallest first.
    fn sorted(&self) -> &[u64] {
        self.sorted.get_or_init(|| {
            let words = self.text.split(u8::is_ascii_whitespace);
            let number = |word| str::from_utf8(word).ok()?.parse().ok();
            let mut sorted: Vec<u64> = words.filter_map(number).collect();
            sorted.sort_unstable();
            sorted
        })
    }

    /// Whether a number of the list is written with these digits, or ends with them.
    fn have(&self, digits: &str) -> bool {
        let Ok(number) = digits.parse::<u64>() else { return false };
        let numbers = self.sorted();
        let longest = numbers.last().map_or(0, |last| last.ilog10() as usize + 1);
        let Some(power) = u32::try_from(digits.len()).ok().and_then(|length| 10_u64.checked_pow(length))
        else {
            return false;
        };
        // What may stand before the digits: nothing, or a century of two digits.
        let centuries = if digits.len() + 2 == longest { 0..100 } else { 0..1 };
        let mut candidates = centuries.map(|century| number + century * power);
        candidates.any(|number| numbers.binary_search(&number).is_ok())
    }
}

/// Text that nothing may show, where it was found.
struct Hit {
    span: Span,
    secret: usize,
    harmless: bool,
}

/// Everything that nothing may show.
#[derive(Debug, Default)]
pub struct Secrets(pub Vec<Secret>);

impl Secrets {
    /// The text with its secrets hidden. It is as long as it was.
    pub fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let hits = self.find(text);
        if hits.is_empty() {
            return Cow::Borrowed(text);
        }
        let hidden: Vec<Span> = hits.iter().map(|hit| self.hidden(text, hit)).collect();
        Cow::Owned(starred(text, &hidden))
    }

    /// The same as [`super::parse`], with secrets hidden and reported.
    pub fn parse(&self, shown: &str, bytes: Vec<u8>) -> (Option<Tree>, Vec<Finding>) {
        if self.0.is_empty() {
            return super::parse(shown, bytes);
        }
        let (size, encoding) = (bytes.len(), encoding::of(&bytes));
        let (file, hits) = self.open(shown, bytes);
        let (tree, mut findings) = parse_file(&file, size, &encoding, &LIMITS);
        findings.extend(self.findings(&file, tree.as_ref(), &hits));
        finding::sort(&mut findings);
        (tree, findings)
    }

    /// What a file that is not read as YAML holds of secrets.
    pub fn look(&self, shown: &str, bytes: Vec<u8>) -> Vec<Finding> {
        let (file, hits) = self.open(shown, bytes);
        self.findings(&file, None, &hits)
    }

    /// The finding on the name of a file or folder that holds a secret, at `label`.
    pub fn in_name(&self, name: &str, label: Label) -> Option<Finding> {
        let hit = self.find(name).into_iter().next()?;
        let finding = self.finding(&hit, label)?;
        let message = Text {
            sv: format!("{}, i namnet på filen eller mappen", finding.message.sv),
            en: format!("{}, in the name of the file or folder", finding.message.en),
        };
        Some(Finding { message, ..finding })
    }

    fn open(&self, shown: &str, bytes: Vec<u8>) -> (Arc<SourceFile>, Vec<Hit>) {
        let file = SourceFile::new(self.hide(shown), bytes);
        let text = file.text();
        if text.contains('\0') {
            // In an encoding with two bytes for a digit, none is found, and none may be shown either.
            let whole = [Span::new(0, text.len())];
            return (Arc::new(file.starred(&whole)), Vec::new());
        }
        let hits = self.find(text);
        let hidden: Vec<Span> = hits.iter().map(|hit| self.hidden(text, hit)).collect();
        (Arc::new(file.starred(&hidden)), hits)
    }

    fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for (index, secret) in self.0.iter().enumerate() {
            let mut from = 0;
            while let Some(found) = secret.pattern.find_at(text, from) {
                let fits = apart(text, found.range()) && secret.sum_holds(found.as_str());
                if fits {
                    let span = Span::new(found.start(), found.end());
                    // Whether the first of very many are harmless is looked up, and of the rest it is not assumed.
                    let digits = digits(found.as_str());
                    let harmless = hits.len() < LIMITS.findings
                        && secret.harmless.as_ref().is_some_and(|(numbers, _)| numbers.have(&digits));
                    hits.push(Hit { span, secret: index, harmless });
                }
                let rest = text.get(found.start()..).unwrap_or_default();
                let next = found.start() + rest.chars().next().map_or(1, char::len_utf8);
                from = if fits { found.end().max(next) } else { next };
                if from > text.len() {
                    break;
                }
            }
        }
        hits.sort_by_key(|hit| hit.span);
        hits
    }

    /// The bytes of a hit that are hidden: from the first of its last digits.
    fn hidden(&self, text: &str, hit: &Hit) -> Span {
        let found = text.get(hit.span.range()).unwrap_or_default();
        let hidden = self.0.get(hit.secret).map_or(usize::MAX, |secret| secret.hidden);
        let mut places = found.char_indices().rev().filter(|(_, letter)| letter.is_ascii_digit());
        let start = places.nth(hidden.saturating_sub(1)).map_or(0, |(at, _)| at);
        Span::new(hit.span.start as usize + start, hit.span.end as usize)
    }

    fn findings(&self, file: &Arc<SourceFile>, tree: Option<&Tree>, hits: &[Hit]) -> Vec<Finding> {
        let label = |hit: &Hit| {
            let node = tree.map(|tree| tree.pointer_at(hit.span.start)).unwrap_or_default();
            Label { file: Arc::clone(file), span: hit.span, node, text: Text::default() }
        };
        let shown = hits.iter().take(LIMITS.findings);
        let mut findings: Vec<Finding> = shown.filter_map(|hit| self.finding(hit, label(hit))).collect();
        if let Some(next) = hits.get(LIMITS.findings) {
            findings.push(fault::too_many_findings(file, next.span, LIMITS.findings));
        }
        findings
    }

    fn finding(&self, hit: &Hit, label: Label) -> Option<Finding> {
        let secret = self.0.get(hit.secret)?;
        let finding = match &secret.harmless {
            Some((_, message)) if hit.harmless => {
                Finding::error("case/harmless-secret", message.clone(), label).at_level(Level::Note)
            }
            _ => Finding::error("case/secret", secret.message.clone(), label),
        };
        Some(Finding { help: secret.help.clone().filter(|_| !hit.harmless), ..finding })
    }
}

impl Secret {
    fn sum_holds(&self, found: &str) -> bool {
        let Some(checked) = self.checked else { return true };
        let digits = digits(found);
        digits
            .len()
            .checked_sub(checked)
            .is_some_and(|from| luhn_holds(digits.get(from..).unwrap_or_default()))
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Whether no letter and no digit touches a range of the text.
fn apart(text: &str, range: std::ops::Range<usize>) -> bool {
    let before = text.get(..range.start).and_then(|text| text.chars().next_back());
    let after = text.get(range.end..).and_then(|text| text.chars().next());
    !before.into_iter().chain(after).any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seven digits that stand apart, of which the last is a check digit; three of them are hidden.
    fn secrets() -> Secrets {
        Secrets(vec![Secret {
            pattern: Regex::new("[0-9]{6}-?[0-9]").unwrap(),
            checked: Some(7),
            hidden: 3,
            message: Text::same("a secret"),
            help: Some(Text::same("remove it")),
            harmless: Some((
                Numbers::new("title: 12\n 191000009 18".as_bytes().into()),
                Text::same("a test"),
            )),
        }])
    }

    #[test]
    fn digits_are_hidden_where_the_text_stands_apart_and_its_sum_is_right() {
        for (text, shown) in [
            ("a 123456-6 b", "a 1234**-* b"),
            ("1234566,1234567;0000000", "1234***,1234567;0000***"),
            ("x1234566 1234566x 12345660 å1234566", "x1234566 1234566x 12345660 å1234566"),
            ("é1234566, 01234566 1234566", "é1234566, 01234566 1234***"),
            ("\"1234566\"", "\"1234***\""),
        ] {
            assert_eq!(secrets().hide(text), shown);
        }
    }

    #[test]
    fn places_and_digest_stay_those_of_the_file() {
        let text = "å: 1\nb: [x, 123456-6] # 1000009\n";
        let (tree, findings) = secrets().parse("a/1234566.yaml", text.as_bytes().to_vec());
        let tree = tree.unwrap();
        assert_eq!(tree.file.path(), "a/1234***.yaml");
        assert_eq!(tree.file.text(), "å: 1\nb: [x, 1234**-*] # 1000***\n");
        assert_eq!(tree.file.digest(), SourceFile::new("b", text.as_bytes().to_vec()).digest());
        let shown = findings.iter().map(|finding| {
            let place = &finding.primary;
            (finding.code.as_str(), finding.level, finding.help.is_some(), place.node.as_str(), place.span)
        });
        let expected = [
            ("case/secret", Level::Error, true, "/b/1", Span::new(13, 21)),
            ("case/harmless-secret", Level::Note, false, "", Span::new(25, 32)),
        ];
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_cannot_be_read_hides_its_secrets_too() {
        let wide: Vec<u8> = "a: 1234566".bytes().flat_map(|byte| [byte, 0]).collect();
        for bytes in [b"a: [1234566".to_vec(), b"\xe5 1234566".to_vec(), wide] {
            let (tree, findings) = secrets().parse("a.yaml", bytes);
            assert!(tree.is_none() && !findings.is_empty());
            let text = findings.first().unwrap().primary.file.text();
            assert!(!text.replace('\0', "").contains("1234566"), "{text:?}");
        }
    }

    #[test]
    fn very_many_are_all_hidden_and_counted_once() {
        let text = "- 1234566\n".repeat(3 * LIMITS.findings);
        let (tree, findings) = secrets().parse("a.yaml", text.into_bytes());
        assert!(!tree.unwrap().file.text().contains("1234566"));
        assert_eq!(findings.len(), LIMITS.findings + 1);
    }
}
