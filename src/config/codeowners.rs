//! CODEOWNERS: who has to approve changes of which files, as the services that keep repositories read it.
//!
//! The format is described by GitHub (About code owners) and GitLab (Syntax of `CODEOWNERS` file): a pattern like those of
//! `.gitignore` and owners on each line, the last line that fits counts. GitLab also has sections, each for itself, and files
//! that are excluded. Where the two differ, a file is read as each of them that may read it does.

use crate::finding::Label;
use crate::source::{SourceFile, Span, Text};
use globset::{GlobBuilder, GlobMatcher};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How large a file GitHub reads, in bytes. One that is larger has no code owners.
const MOST_BYTES: usize = 3_000_000;

/// A service that keeps repositories, and reads the file in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// GitHub: no sections and no exclusions, patterns like those of `.gitignore`.
    GitHub,
    /// GitLab: sections and exclusions, patterns like those of a shell.
    GitLab,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::GitHub, Self::GitLab];

    /// The places where the service looks for the file, from the top of the repository, in its order.
    pub fn places(self) -> [&'static str; 3] {
        match self {
            Self::GitHub => [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"],
            Self::GitLab => ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"],
        }
    }
}

/// A file of code owners, as a service reads it.
#[derive(Debug)]
pub struct CodeOwners {
    file: Arc<SourceFile>,
    /// The sections, by name.
    sections: BTreeMap<String, Section>,
}

/// The lines of a section.
#[derive(Debug, Default)]
struct Section {
    /// Whether its owners have to approve. Of headings with the same name, one that asks for it is enough.
    required: bool,
    lines: Vec<Line>,
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
    /// Whether it takes files out of the section, whatever other lines say.
    excludes: bool,
    /// Whether the service may pass it over, since something else stands among its owners.
    doubtful: bool,
}

impl CodeOwners {
    /// Reads the file shown as `shown` as a service does.
    pub fn parse(shown: &str, bytes: Vec<u8>, service: Service) -> Self {
        let file = Arc::new(SourceFile::new(shown, bytes));
        let mut sections: BTreeMap<String, Section> = BTreeMap::new();
        let mut heading = Heading { required: true, ..Heading::default() };
        let mut start = 0;
        let ignored = service == Service::GitHub && file.text().len() > MOST_BYTES;
        for text in file.text().split_inclusive('\n').take_while(|_| !ignored) {
            let at = Label {
                file: Arc::clone(&file),
                span: Span::new(start, start + text.trim_end().len()),
                node: String::new(),
                text: Text::default(),
            };
            start += text.len();
            if let Some(found) = Heading::parse(text) {
                // What only one service knows, the other passes over.
                heading = if service == Service::GitLab { found } else { heading };
            } else if let Some(line) = Line::parse(text, at, service, &heading.owners) {
                let section = sections.entry(heading.name.clone()).or_default();
                section.required |= heading.required;
                section.lines.push(line);
            }
        }
        Self { file, sections }
    }

    /// The lines that say who has to approve a change of the file at `path`, from the top of the repository and with `/`,
    /// for each section that asks for approval: the last that fits, with those before it that count where the service passes
    /// that one over.
    pub fn lines<'a>(&'a self, path: &'a str) -> impl Iterator<Item = Vec<&'a Line>> {
        let required = self.sections.values().filter(|section| section.required);
        required.map(|section| section.lines_for(path)).filter(|lines| !lines.is_empty())
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

impl Section {
    fn lines_for(&self, path: &str) -> Vec<&Line> {
        let fitting =
            || self.lines.iter().rev().filter(|line| line.globs.iter().any(|glob| glob.is_match(path)));
        if let Some(out) = fitting().find(|line| line.excludes) {
            return vec![out];
        }
        let certain = fitting().position(|line| !line.doubtful).map_or(usize::MAX, |at| at + 1);
        fitting().take(certain).collect()
    }
}

impl Line {
    /// Reads a line; `None` for one without a pattern that the service knows. `owners` are those of lines that name none.
    fn parse(text: &str, at: Label, service: Service, owners: &[String]) -> Option<Self> {
        let mut words = words(text, service).into_iter();
        let first = words.next()?;
        let (pattern, excludes) = first.strip_prefix('!').map_or((&*first, false), |rest| (rest, true));
        let (own, other): (Vec<String>, Vec<String>) = words.partition(|word| word.contains('@'));
        let (globs, doubtful) = match service {
            Service::GitHub if excludes => return None,
            Service::GitHub => (ignoring(pattern)?, !other.is_empty()),
            Service::GitLab => (in_shell(pattern)?, false),
        };
        let owners = match (excludes, own.is_empty()) {
            (true, _) => Vec::new(),
            (false, true) => owners.to_vec(),
            (false, false) => own,
        };
        Some(Self { globs, owners, at, excludes, doubtful })
    }
}

/// What the heading of a section says. Lines before any have none.
#[derive(Debug, Default)]
struct Heading {
    name: String,
    /// Whether its owners have to approve.
    required: bool,
    /// Those of lines that name none.
    owners: Vec<String>,
}

impl Heading {
    /// Reads `[Name]`, `[Name][2] @owner` or `^[Name]`; `None` for any other line.
    fn parse(line: &str) -> Option<Self> {
        let line = line.trim();
        let (line, required) = line.strip_prefix('^').map_or((line, true), |rest| (rest, false));
        let rest = line.strip_prefix('[')?;
        let (name, rest) = rest.split_once(']').unwrap_or((rest, ""));
        let owners = words(rest, Service::GitLab).into_iter().filter(|word| word.contains('@'));
        Some(Self { name: name.trim().to_lowercase(), required, owners: owners.collect() })
    }
}

/// The words of a line; a space or `#` after a backslash is part of a word. A comment begins at any word on GitHub; on
/// GitLab only at the first, and whoever is named in another is an owner.
fn words(line: &str, service: Service) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '#' if word.is_empty() && (service == Service::GitHub || words.is_empty()) => break,
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

/// What a pattern fits on GitHub: with a `/` at its beginning or within it, paths from the top, else names anywhere. A folder
/// stands for everything below it, but `*` at the end of a path only for what lies right there.
fn ignoring(pattern: &str) -> Option<Vec<GlobMatcher>> {
    let inner = pattern.trim_matches('/');
    if inner.is_empty() {
        return None;
    }
    let anchored = pattern.strip_suffix('/').unwrap_or(pattern).contains('/');
    let beginning = if anchored || inner.starts_with("**/") { "" } else { "**/" };
    let glob = format!("{beginning}{}", escaped(inner, &['[', ']', '{', '}']));
    let flat = anchored && inner.ends_with("/*");
    let below = format!("{glob}/**");
    let globs = match (pattern.ends_with('/'), flat || inner.ends_with("**")) {
        (true, _) => vec![below],
        (false, true) => vec![glob],
        (false, false) => vec![glob, below],
    };
    globs.iter().map(|glob| built(glob)).collect()
}

/// What a pattern fits on GitLab: with a `/` at its beginning, paths from the top, else the end of any path. Only with a `/`
/// at its end does a folder stand for what is below it; `**` spans folders only where a `/` follows.
fn in_shell(pattern: &str) -> Option<Vec<GlobMatcher>> {
    if pattern == "*" {
        return Some(vec![built("**")?]);
    }
    let beginning = if pattern.starts_with('/') { "" } else { "**/" };
    let inner = pattern.trim_start_matches('/');
    let (inner, end) = inner.strip_suffix('/').map_or((inner, ""), |inner| (inner, "/**"));
    let mut parts: Vec<String> = inner.split('/').map(|part| escaped(part, &['{', '}'])).collect();
    let last = parts.len().saturating_sub(usize::from(end.is_empty()));
    for (at, part) in parts.iter_mut().enumerate() {
        while part.contains("**") && (at >= last || part != "**") {
            *part = part.replace("**", "*");
        }
    }
    let glob = format!("{beginning}{}{end}", parts.join("/"));
    let plain = || escaped(&glob, &['[', ']']);
    Some(vec![built(&glob).or_else(|| built(&plain()))?])
}

/// The text with a backslash before some characters, which are to mean nothing.
fn escaped(text: &str, plain: &[char]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        escaped.extend(plain.contains(&character).then_some('\\'));
        escaped.push(character);
    }
    escaped
}

fn built(glob: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(glob).literal_separator(true).backslash_escape(true).build();
    glob.ok().map(|glob| glob.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The owners that decide for a file, of each section and each line that may be the one that counts.
    fn owners_on(service: Service, text: &str, path: &str) -> Vec<String> {
        let owners = CodeOwners::parse("CODEOWNERS", text.as_bytes().to_vec(), service);
        owners.lines(path).flatten().map(|line| line.owners.join(" ")).collect()
    }

    fn owners(text: &str, path: &str) -> Vec<String> {
        owners_on(Service::GitHub, text, path)
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
    fn patterns_fit_as_those_of_a_shell_on_gitlab() {
        for (pattern, fits, others) in [
            ("*", &["a", "a/b.yaml", ".a/b"][..], &[][..]),
            ("*.yaml", &["a.yaml", "x/y/a.yaml"], &["a.yml"]),
            ("/cases/", &["cases/a/case.yaml"], &["cases", "x/cases/a"]),
            ("cases/*/a/", &["cases/x/a/b/c", "x/cases/x/a/b"], &["cases/a/b"]),
            ("review", &["review", "a/review"], &["a/review/b"]),
            ("/cases/a", &["cases/a"], &["cases/a/b"]),
            ("cases/*", &["cases/a", "x/cases/a"], &["cases/a/b"]),
            ("/cases/**", &["cases/a"], &["cases/a/b"]),
            ("/cases/**/a", &["cases/a", "cases/x/y/a"], &["x/cases/a"]),
            ("/cases/**/", &["cases/a", "cases/a/b"], &["cases"]),
            ("/a**b", &["ab", "axb"], &["a/b"]),
            ("/a[bc]d{e}", &["abd{e}", "acd{e}"], &["a[bc]d{e}", "abde"]),
            ("/a[b", &["a[b"], &["ab"]),
            ("with\\ space", &["with space"], &["with"]),
            ("\\#a", &["#a"], &["a"]),
        ] {
            let owners = |path| owners_on(Service::GitLab, &format!("{pattern} @x"), path);
            assert!(fits.iter().all(|path| owners(path) == ["@x"]), "{pattern} fits {fits:?}");
            assert!(others.iter().all(|path| owners(path).is_empty()), "{pattern}: {others:?}");
        }
    }

    #[test]
    fn the_last_line_that_fits_decides() {
        let text = "# all\n* @a a@example.org # not me@example.org\n\n/free/\n/x/ @b\n!/x/y\n/ @c\n";
        assert_eq!(owners(text, "z"), ["@a a@example.org"]);
        assert_eq!(owners(text, "free/z"), [""]);
        assert_eq!(owners(text, "x/z"), ["@b"]);
    }

    #[test]
    fn files_are_excluded_for_good_on_gitlab_alone() {
        let text = "* @a\n!/x/\n/x/y @b\n";
        assert_eq!(owners_on(Service::GitLab, text, "x/y"), [""]);
        assert_eq!(owners(text, "x/y"), ["@b"]);
    }

    #[test]
    fn who_is_named_in_a_comment_after_a_pattern_is_an_owner_on_gitlab_alone() {
        let text = "# @no\n/x @a # and @b\n";
        assert_eq!(owners_on(Service::GitLab, text, "x"), ["@a @b"]);
        assert_eq!(owners(text, "x"), ["@a"]);
    }

    #[test]
    fn a_line_that_github_may_pass_over_does_not_decide_alone() {
        let text = "* @a\n/x @b\n/x nobody @c\n";
        assert_eq!(owners(text, "x"), ["@c", "@b"]);
        assert_eq!(owners("/x nobody @c\n", "x"), ["@c"]);
    }

    #[test]
    fn each_section_decides_for_itself() {
        let text = "* @a\n[One][2] @one\nx\ny @two\n^[May]\n* @nobody\n[ONE]\nz\n^[two]\nx @c\n[Two]\nz @d";
        let owners = |path| owners_on(Service::GitLab, text, path);
        assert_eq!(owners("x"), ["@a", "@one", "@c"]);
        assert_eq!(owners("y"), ["@a", "@two"]);
        assert_eq!(owners("z"), ["@a", "", "@d"]);
        // Elsewhere there are no sections.
        assert_eq!(owners_on(Service::GitHub, text, "x"), ["@c"]);
        assert_eq!(owners_on(Service::GitHub, text, "q"), ["@nobody"]);
    }
}
