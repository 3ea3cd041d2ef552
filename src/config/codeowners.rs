//! CODEOWNERS: who has to approve changes of which files, as the services that keep repositories read it.
//!
//! The format is described by GitHub (About code owners) and GitLab (Code Owners syntax): a pattern like those of
//! `.gitignore` and owners on each line, the last line that fits counts; GitLab also has sections, each for itself.

use crate::finding::Label;
use crate::source::{SourceFile, Span, Text};
use globset::{GlobBuilder, GlobMatcher};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The places where services look for the file, from the top of the repository, in their order.
pub const PLACES: [&str; 4] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// A file of code owners.
#[derive(Debug)]
pub struct CodeOwners {
    file: Arc<SourceFile>,
    /// The lines of each section that asks for approval, by its name.
    sections: BTreeMap<String, Vec<Line>>,
}

/// A line of the file.
#[derive(Debug)]
pub struct Line {
    /// What the pattern stands for.
    globs: Vec<GlobMatcher>,
    /// Who has to approve: names of people and teams, and addresses. Nobody has to where there are none.
    pub owners: Vec<String>,
    /// Its place in the file.
    pub at: Label,
}

impl CodeOwners {
    /// Reads the file shown as `shown`. A line that is not understood is passed over, as the services do.
    pub fn parse(shown: &str, bytes: Vec<u8>) -> Self {
        let file = Arc::new(SourceFile::new(shown, bytes));
        let mut sections: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        let mut section = Section::default();
        let mut start = 0;
        for text in file.text().split_inclusive('\n') {
            let at = Label {
                file: Arc::clone(&file),
                span: Span::new(start, start + text.trim_end().len()),
                node: String::new(),
                text: Text::default(),
            };
            start += text.len();
            let mut words = words(text).into_iter();
            match words.next() {
                None => {}
                Some(first) if first.starts_with('[') || first.starts_with("^[") => {
                    section = Section::parse(text);
                }
                Some(pattern) => {
                    let own: Vec<String> = words.filter(|word| word.contains('@')).collect();
                    // A pattern after `!` takes files out.
                    let (pattern, out) =
                        pattern.strip_prefix('!').map_or((&*pattern, false), |rest| (rest, true));
                    let owners = match (out, own.is_empty()) {
                        (true, _) => Vec::new(),
                        (false, true) => section.owners.clone(),
                        (false, false) => own,
                    };
                    if let (Some(globs), false) = (globs(pattern), section.optional) {
                        let lines = sections.entry(section.name.clone()).or_default();
                        lines.push(Line { globs, owners, at });
                    }
                }
            }
        }
        Self { file, sections }
    }

    /// The lines that say who has to approve a change of the file at `path`, from the top of the repository and with `/`:
    /// the last that fits, of each section.
    pub fn lines<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Line> {
        self.sections.values().filter_map(move |lines| {
            lines.iter().rev().find(|line| line.globs.iter().any(|glob| glob.is_match(path)))
        })
    }

    /// The file as such.
    pub fn label(&self) -> Label {
        Label {
            file: Arc::clone(&self.file),
            span: Span::default(),
            node: String::new(),
            text: Text::default(),
        }
    }
}

/// What the heading of a section says. Lines before any have none.
#[derive(Debug, Default)]
struct Section {
    name: String,
    /// Whether its owners need not approve.
    optional: bool,
    /// Those of lines that name none.
    owners: Vec<String>,
}

impl Section {
    /// Reads `[Name]`, `[Name][2] @owner` or `^[Name]`. Sections with the same name are one.
    fn parse(line: &str) -> Self {
        let line = line.trim();
        let (line, optional) = line.strip_prefix('^').map_or((line, false), |rest| (rest, true));
        let (name, rest) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')).unwrap_or((line, ""));
        let owners = words(rest).into_iter().filter(|word| word.contains('@'));
        Self { name: name.trim().to_lowercase(), optional, owners: owners.collect() }
    }
}

/// The words of a line up to a comment; a space or `#` after a backslash is part of a word.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '#' if word.is_empty() => break,
            '\\' => match characters.next() {
                Some(next @ (' ' | '#')) => word.push(next),
                Some(next) => word.extend(['\\', next]),
                None => {}
            },
            _ if character.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            _ => word.push(character),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// What a pattern fits: with a `/` at its beginning or within it, paths from the top, else names anywhere. A folder
/// stands for everything below it, but `*` at the end of a path only for what lies right there.
fn globs(pattern: &str) -> Option<Vec<GlobMatcher>> {
    let inner = pattern.trim_matches('/');
    if inner.is_empty() {
        return None;
    }
    let anchored = pattern.strip_suffix('/').unwrap_or(pattern).contains('/');
    // Classes and alternatives mean nothing here.
    let mut glob = String::from(if anchored || inner.starts_with("**/") { "" } else { "**/" });
    for character in inner.chars() {
        if matches!(character, '[' | ']' | '{' | '}') {
            glob.push('\\');
        }
        glob.push(character);
    }
    let flat = anchored && inner.ends_with("/*");
    let below = format!("{glob}/**");
    let globs = match (pattern.ends_with('/'), flat || inner.ends_with("**")) {
        (true, _) => vec![below],
        (false, true) => vec![glob],
        (false, false) => vec![glob, below],
    };
    let build = |glob: &String| {
        GlobBuilder::new(glob)
            .literal_separator(true)
            .backslash_escape(true)
            .build()
            .map(|glob| glob.compile_matcher())
    };
    globs.iter().map(build).collect::<Result<_, _>>().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The owners that decide for a file, of each section.
    fn owners(text: &str, path: &str) -> Vec<String> {
        let owners = CodeOwners::parse("CODEOWNERS", text.as_bytes().to_vec());
        owners.lines(path).map(|line| line.owners.join(" ")).collect()
    }

    #[test]
    fn patterns_fit_as_services_read_them() {
        for (pattern, fits, others) in [
            ("*", &["a", "a/b.yaml"][..], &[][..]),
            ("*.yaml", &["a.yaml", "x/y/a.yaml"], &["a.yml"]),
            ("/cases/", &["cases/a/case.yaml"], &["cases", "x/cases/a"]),
            ("cases/", &["cases/a", "x/cases/a"], &["cases"]),
            ("review", &["review", "a/review", "a/review/b"], &["a/reviews"]),
            ("/cases/a", &["cases/a", "cases/a/b/c"], &["cases/ab", "x/cases/a"]),
            ("cases/*", &["cases/a"], &["cases/a/b", "x/cases/a"]),
            ("cases/**", &["cases/a", "cases/a/b"], &["cases"]),
            ("cases/**/decisions", &["cases/decisions", "cases/a/b/decisions/c"], &["decisions/c"]),
            ("**/decisions", &["decisions/a", "x/decisions/a"], &["x/decision"]),
            ("a[b]{c,d}", &["a[b]{c,d}"], &["ab", "abc", "abd"]),
            ("with\\ space", &["with space"], &["with"]),
            ("\\#a", &["#a"], &["a"]),
            ("a?c", &["abc"], &["a/c"]),
        ] {
            let text = format!("{pattern} @x");
            assert!(fits.iter().all(|path| owners(&text, path) == ["@x"]), "{pattern} fits {fits:?}");
            assert!(others.iter().all(|path| owners(&text, path).is_empty()), "{pattern}: {others:?}");
        }
    }

    #[test]
    fn the_last_line_that_fits_decides() {
        let text = "# all\n* @a a@example.org # not me@example.org\n\n/free/\n/x/ @b\n!/x/y\n/ @c\n";
        assert_eq!(owners(text, "z"), ["@a a@example.org"]);
        assert_eq!(owners(text, "free/z"), [""]);
        assert_eq!(owners(text, "x/z"), ["@b"]);
        assert_eq!(owners(text, "x/y"), [""]);
    }

    #[test]
    fn each_section_decides_for_itself() {
        let text = "* @a\n[One][2] @one\nx\ny @two\n^[May]\n* @nobody\n[ONE]\nz\n";
        assert_eq!(owners(text, "x"), ["@a", "@one"]);
        assert_eq!(owners(text, "y"), ["@a", "@two"]);
        assert_eq!(owners(text, "z"), ["@a", ""]);
    }
}
