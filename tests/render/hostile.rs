//! Nothing that a file, a file name or a policy says can act on a terminal or on a CI service, or make drawing fail.

use crate::build::{PLAIN, at, case, file, full, report, rule, shown, waiver};
use crate::formats;
use crate::html::{harmless, html, structure};
use crate::progress;
use klar::finding::{Age, Citation, Finding, Owner, Status};
use klar::render::{
    self, BaseId, CaseSummary, Fate, Format, NotRun, Options, PolicyId, ReadyFormat, Report, RuleFate,
    RuleInfo, Skipped,
};
use klar::source::{Lang, Text};

/// Text that has harmed terminals, logs and parsers.
const HOSTILE: [&str; 32] = [
    "\u{1b}[2J\u{1b}[31mred",
    "\u{1b}]8;;https://example.org\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}]0;title\u{7}",
    "\u{9b}31m\u{9d}0;x\u{9c}",
    "over\rwritten",
    "a\u{8}\u{8}b\u{7f}",
    "\0\u{1}\u{2}",
    "a\u{b}b\u{c}c\u{85}d\u{2028}e\u{2029}f",
    "\u{202e}dezilaer\u{202c}",
    "\u{2066}\u{2067}\u{2068}\u{2069}\u{200e}\u{200f}\u{61c}",
    "sta\u{200b}tus\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}",
    "\u{e0041}\u{e0042}\u{fe0f}\u{e0100}\u{3164}",
    "::error file=a,line=1::forged",
    "\n::error::forged",
    "\r\n::set-output name=a::b",
    "  ::add-mask::x",
    "##[error]forged",
    "text ###[group]forged",
    "##vso[task.complete result=Succeeded]",
    "##VsO[task.setvariable variable=a]b",
    "word word word word word word word word word word word word word word ::error::wrapped",
    "\t\ttabs\t",
    "e\u{301}\u{302}\u{303}漢字👩‍⚕️",
    "\"quotes\" \\u001b `ticks` <b> $(x) %0A",
    "%0A::error::x,line=9:: %25 %3A",
    "]]> <![CDATA[ &amp; <!ENTITY x SYSTEM 'file:///etc/passwd'>",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[link](https://example.org) ![image](https://example.org/x.png) https://example.org www.example.org",
    "@everyone #12 GH-12 | cell | *bold* _it_ ~~x~~ # heading\n\n# heading\n- item\n> quote",
    "`unclosed [1] (2) `` ``` \n```\ncode\n```",
    "[a](1) [b](javascript:alert) {0} \\",
    "<!-- klar --> <details open> </code></td></table>",
];

/// Text that would be markup, or would end some, if it were let through.
const MARKUP: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></style></svg><script>alert(1)</script>",
    "--><!-- x",
    "]]><![CDATA[<b>",
    "&lt;b&gt; &amp; &#60;i&#62; &copy",
    "javascript:alert(1)",
    "<a href=\"https://example.org\">x</a>",
    "{{ 7 * 7 }} {% if x %} {# x #}",
    "`<b>` and `</code><i>`",
    "<2026-11-21> `2026-11-21`",
];

/// A report in which `text` stands wherever somebody else decides what stands there.
fn saying(text: &str) -> Report {
    let source = file(text, &format!("{text}key: {text}\n- {text}\n{text}"));
    let length = source.text().len();
    let mut finding = Finding::error(text, Text::same(text), at(&source, length / 3, length / 2, text))
        .with_related(at(&source, 0, length, text))
        .with_related(at(&source, length, length, text))
        .with_help(Text::same(text));
    finding.case = Some(text.into());
    finding.gate = Some(text.into());
    finding.owner = Some(Owner { role: text.into(), party: Some(text.into()), name: Text::same(text) });
    finding.citations = vec![Citation { clause: text.into(), place: Text::same(text) }];
    finding.primary.node = text.into();
    let mut report = report(vec![full(), finding]);
    report.policy = Some(PolicyId { name: text.into(), version: text.into(), digest: "".into() });
    report.cases = vec![case("exempel"), CaseSummary { stage_title: Some(Text::same(text)), ..case(text) }];
    report.skipped = vec![Skipped { path: text.into(), reason: Text::same(text) }];
    let hidden = report.findings[1].clone();
    report.waived = vec![Finding { waiver: Some(waiver(text)), ..hidden.clone() }];
    report.known = vec![hidden];
    report.base = Some(BaseId { revision: text.into(), tip: text.into(), commit: text.into() });
    report.not_run = vec![(text.into(), NotRun::NoBase), (text.into(), NotRun::NoOwners)];
    report.findings[1].age = Some(Age::New);
    report.known[0].age = Some(Age::Old);
    report.below = text.into();
    let info = RuleInfo { title: Text::same(text), help: Some(Text::same(text)), ..rule(text) };
    report.catalogue = vec![info];
    let fate = Fate { status: Status::Deficient, upcoming: false, waived: true };
    report.cases[1].rules = vec![RuleFate { rule: 0, fate }];
    report
}

/// Every way to show a report.
fn ways() -> Vec<(Format, Options)> {
    let mut ways = Vec::new();
    for format in Format::ALL {
        for lang in Lang::ALL {
            for (color, unicode, width) in [(false, true, 100), (true, true, 40), (false, false, 60)] {
                ways.push((
                    format,
                    Options { lang, color, width, unicode, quiet: 0, most: None, statistics: false },
                ));
            }
        }
    }
    ways
}

/// Every way to show readiness that says `text`, with how it was shown.
fn readiness(text: &str) -> Vec<(String, String)> {
    let mut shown = Vec::new();
    for report in progress::saying(text) {
        for format in ReadyFormat::ALL {
            for (_, options) in ways().into_iter().filter(|(format, _)| *format == Format::Pretty) {
                // A page looks the same wherever it is written.
                if format == ReadyFormat::Html && (options.color || !options.unicode) {
                    continue;
                }
                let how = format!("{format:?} of {} cases with {options:?}", report.cases.len());
                shown.push((how, progress::shown(&report, format, &options)));
            }
        }
    }
    shown
}

/// The text without what a format asks for at the end of a line or at its start, and without our colours.
fn plain(text: &str) -> String {
    without_colour(&text.replace("\r\n", "\n")).trim_start_matches('\u{feff}').to_owned()
}

/// The text without the sequences that set colours.
fn without_colour(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap().to_owned();
    for part in parts {
        let (parameters, rest) = part.split_once('m').unwrap();
        assert!(parameters.chars().all(|c| c.is_ascii_digit() || c == ';'), "{parameters:?}");
        plain.push_str(rest);
    }
    plain
}

/// Whether a character can do harm. Written down here once more, on purpose.
fn harmful(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(u32::from(character),
            0xad | 0x61c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfe0f
            | 0x3164 | 0xe0000..=0xe0fff)
}

#[test]
fn nothing_reaches_the_terminal_but_our_own_colours() {
    for text in HOSTILE {
        for (format, options) in ways() {
            let shown = shown(&saying(text), format, &options);
            let plain = if options.color { without_colour(&shown) } else { shown };
            let found: Vec<char> = plain.chars().filter(|character| harmful(*character)).collect();
            assert!(found.is_empty(), "{text:?} in {format:?} with {options:?}: {found:?}\n{plain}");
        }
    }
}

#[test]
fn nothing_becomes_markup() {
    for text in MARKUP.into_iter().chain(HOSTILE) {
        let reports = progress::saying(text).into_iter().zip(progress::saying(&harmless(text)));
        for (hostile, harmless) in reports {
            let [hostile, harmless] = [hostile, harmless].map(|report| structure(&html(&report, Lang::Sv)));
            assert_eq!(hostile, harmless, "{text:?}");
        }
    }
}

#[test]
fn readiness_acts_on_no_terminal_and_on_no_ci_service() {
    for text in HOSTILE {
        for (how, shown) in readiness(text) {
            let plain = plain(&shown);
            let found: Vec<char> = plain.chars().filter(|character| harmful(*character)).collect();
            assert!(found.is_empty(), "{text:?} in {how}: {found:?}\n{plain}");
            for line in plain.lines() {
                let lower = line.to_ascii_lowercase();
                let command = lower.contains("##[") || lower.contains("##vso[");
                assert!(!command && !lower.trim_start().starts_with("::"), "{text:?} in {how}: {line}");
            }
        }
    }
}

#[test]
fn no_line_is_a_command_to_a_ci_service() {
    for text in HOSTILE {
        for (format, options) in ways() {
            for line in without_colour(&shown(&saying(text), format, &options)).lines() {
                let lower = line.to_ascii_lowercase();
                let command = lower.contains("##[") || lower.contains("##vso[");
                let own = format == Format::Github && formats::is_annotation(line);
                let forged = command || (lower.trim_start().starts_with("::") && !own);
                assert!(!forged, "{text:?} in {format:?}: {line}");
            }
        }
    }
}

#[test]
fn concise_has_one_line_for_each_finding_whatever_it_says() {
    for text in HOSTILE {
        let shown = shown(&saying(text), Format::Concise, &PLAIN);
        assert_eq!(shown.lines().count(), 6, "{text:?}:\n{shown}");
    }
}

#[test]
fn json_says_exactly_what_was_said() {
    for text in HOSTILE {
        let value: serde_json::Value =
            serde_json::from_str(&shown(&saying(text), Format::Json, &PLAIN)).unwrap();
        assert_eq!(value["findings"][1]["message"], text);
        assert_eq!(value["findings"][1]["primary"]["path"], text);
    }
}

/// The summary of a job is no less open to what others write.
#[test]
fn every_format_is_well_formed_whatever_is_in_it() {
    for text in HOSTILE {
        let report = saying(text);
        formats::check_all(&report);
        formats::check_markdown(&render::summary(&report, Lang::Sv, 100_000));
    }
}

/// Every pair of offsets in a text with everything that makes offsets hard, in and outside of it.
#[test]
fn any_two_spans_can_be_drawn() {
    let source = file("a.yaml", "\u{feff}å: é\r\n\t漢\u{202e}\r\n\r##[x]\n");
    let beyond = source.text().len() + 2;
    for start in 0..=beyond {
        for end in start..=beyond {
            let finding = Finding::error("a/b", Text::same("m"), at(&source, start, end, "one"))
                .with_related(at(&source, end, end, "two"))
                .with_related(at(&source, end / 2, start, "three"));
            let text = shown(&report(vec![finding]), Format::Pretty, &PLAIN);
            for label in ["one", "two", "three"] {
                assert!(text.contains(label), "{label} of {start}..{end}:\n{text}");
            }
        }
    }
}

#[test]
fn spans_of_long_lines_can_be_drawn_wherever_they_are() {
    let source = file("a.yaml", &"å漢e\u{301}\u{202e}##[".repeat(60));
    let length = source.text().len();
    for start in (0..length).step_by(7) {
        for end in (start..length).step_by(61) {
            let finding = Finding::error("a/b", Text::same("m"), at(&source, start, end, "one"));
            let text = shown(&report(vec![finding]), Format::Pretty, &Options { width: 40, ..PLAIN });
            assert!(text.contains("one") && !text.contains("##["), "{start}..{end}:\n{text}");
        }
    }
}

#[test]
fn a_huge_line_costs_little_output() {
    let source = file("a.yaml", &"x".repeat(4_000_000));
    let finding = Finding::error("a/b", Text::same("m"), at(&source, 2_000_000, 3_000_000, "one"));
    let text = shown(&report(vec![finding]), Format::Pretty, &PLAIN);
    assert!(text.len() < 2000, "{}", text.len());
}
