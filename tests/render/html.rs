//! The page of HTML, read again by a parser of its own.

use crate::build::PLAIN;
use crate::progress::{case, report, saying, shown};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use klar::render::{Options, ReadyFormat, ReadyReport};
use klar::source::Lang;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;

/// A start or an end of an element, with its attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) end: bool,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What a browser makes of a page: its tags, and its comments and faults, of which there are to be none.
#[derive(Default)]
struct Seen {
    tags: RefCell<Vec<Tag>>,
    others: RefCell<Vec<String>>,
}

impl TokenSink for Seen {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                let attributes = tag.attrs.iter();
                let attributes: Vec<_> =
                    attributes.map(|found| (found.name.local.to_string(), found.value.to_string())).collect();
                let end = tag.kind == TagKind::EndTag;
                let raw = match name.as_str() {
                    "style" if !end => Some(RawKind::Rawtext),
                    "title" if !end => Some(RawKind::Rcdata),
                    _ => None,
                };
                self.tags.borrow_mut().push(Tag { name, end, attributes });
                return raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
            }
            Token::CommentToken(text) => self.others.borrow_mut().push(format!("comment: {text}")),
            Token::ParseError(error) => self.others.borrow_mut().push(format!("error: {error}")),
            Token::NullCharacterToken => self.others.borrow_mut().push("null".to_owned()),
            Token::DoctypeToken(_) | Token::CharacterTokens(_) | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

/// The tags of a page.
pub(crate) fn tags(page: &str) -> Vec<Tag> {
    let tokenizer =
        Tokenizer::new(Seen::default(), TokenizerOpts { exact_errors: true, ..Default::default() });
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(page));
    assert!(matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done));
    tokenizer.end();
    assert_eq!(tokenizer.sink.others.take(), Vec::<String>::new(), "{page}");
    tokenizer.sink.tags.take()
}

/// The elements of a page in order, with the names of their attributes. Those that only set a word of a file or a date
/// apart are left out: what stands between backticks is set apart.
pub(crate) fn structure(page: &str) -> Vec<String> {
    let tags = tags(page).into_iter().filter(|tag| !["code", "time"].contains(&tag.name.as_str()));
    let names = |tag: &Tag| tag.attributes.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>().join(" ");
    tags.map(|tag| format!("{}{} {}", if tag.end { "/" } else { "" }, tag.name, names(&tag))).collect()
}

/// A text of the same shape as another, in which nothing can be taken for markup.
pub(crate) fn harmless(text: &str) -> String {
    let kept = |letter: char| matches!(letter, '\n' | '\r' | ' ' | '`');
    let same = |letter: char| if kept(letter) { letter.to_string() } else { "x".repeat(letter.len_utf8()) };
    text.chars().map(same).collect()
}

pub(crate) fn html(report: &ReadyReport, lang: Lang) -> String {
    shown(report, ReadyFormat::Html, &Options { lang, ..PLAIN })
}

/// Reports with every part that there can be, and with none.
fn pages() -> Vec<String> {
    let mut reports: Vec<ReadyReport> = saying("text").into_iter().collect();
    reports.push(report(Vec::new()));
    reports.push(report(vec![case("exempel", None)]));
    reports.push(ReadyReport { policy: None, actor: Some("board".into()), ..report(Vec::new()) });
    reports.iter().flat_map(|report| Lang::ALL.map(|lang| html(report, lang))).collect()
}

#[test]
fn a_page_needs_nothing_from_elsewhere_and_runs_nothing() {
    for page in pages() {
        for tag in tags(&page) {
            assert!(
                !["script", "link", "img", "iframe", "object", "form", "base"].contains(&tag.name.as_str())
            );
            for (name, value) in &tag.attributes {
                assert!(!name.starts_with("on") && name != "style" && name != "src", "{name}={value}");
                assert!(name != "href" || value.starts_with('#'), "{value}");
            }
        }
        assert!(!page.contains("url(") && !page.contains("@import"), "{page}");
        assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'"), "{page}");
    }
}

#[test]
fn every_anchor_leads_somewhere_and_no_two_places_share_a_name() {
    for page in pages() {
        let tags = tags(&page);
        let ids: Vec<&str> = tags.iter().filter_map(|tag| tag.attribute("id")).collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "{ids:?}");
        for tag in &tags {
            let to = tag.attribute("href").and_then(|href| href.strip_prefix('#'));
            for id in to.into_iter().chain(tag.attribute("aria-labelledby")) {
                assert!(known.contains(id), "{id}");
            }
        }
    }
}

#[test]
fn headings_are_in_order_and_every_element_is_closed() {
    const EMPTY: [&str; 3] = ["meta", "br", "!doctype"];
    for page in pages() {
        let (mut open, mut level) = (Vec::new(), 0);
        for tag in tags(&page) {
            if let Some(number) = tag.name.strip_prefix('h').and_then(|number| number.parse::<u32>().ok()) {
                assert!(tag.end || number <= level + 1, "{} after h{level}", tag.name);
                level = number;
            }
            let closed = page.contains(&format!("<{}/>", tag.name));
            if tag.end {
                assert_eq!(open.pop(), Some(tag.name));
            } else if !EMPTY.contains(&tag.name.as_str()) && !closed && !drawn_at_once(&tag.name) {
                open.push(tag.name);
            }
        }
        assert_eq!(open, Vec::<String>::new());
    }
}

/// Elements of drawings that hold nothing.
fn drawn_at_once(name: &str) -> bool {
    ["use", "path", "circle", "rect", "line"].contains(&name)
}

#[test]
fn the_language_changes_words_and_nothing_else() {
    for report in saying("text") {
        let [swedish, english] = Lang::ALL.map(|lang| html(&report, lang));
        assert_ne!(swedish, english);
        assert_eq!(structure(&swedish), structure(&english));
        assert!(swedish.contains("<html lang=\"sv\">") && english.contains("<html lang=\"en\">"));
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test reads the sources of this crate")]
fn words_in_templates_are_in_both_languages() {
    for entry in fs::read_dir("templates/ready").unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("|safe") && !text.contains("| safe"), "{} is not escaped", path.display());
        if path.extension().is_some_and(|ending| ending == "html") {
            let parts = [
                ("{% block style %}", "{% endblock %}"),
                ("{#", "#}"),
                ("{%", "%}"),
                ("{{", "}}"),
                ("<style>", "</style>"),
                ("<", ">"),
            ];
            let bare = parts.iter().fold(text, |text, (opening, closing)| outside(&text, opening, closing));
            let words = bare.replace("klar", "");
            let left: Vec<&str> =
                words.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).collect();
            assert_eq!(left, Vec::<&str>::new(), "{} says something in one language only", path.display());
        }
    }
}

/// A text without what stands between an opening and a closing.
fn outside(text: &str, opening: &str, closing: &str) -> String {
    let mut parts = text.split(opening);
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once(closing).map_or(part, |(_, after)| after));
    first + &rest.collect::<Vec<_>>().concat()
}
