//! The formats for services, each read by something that is not klar: a closed schema of the documented fields, a
//! parser, or the steps of the service itself written down once more.

use crate::build::{PLAIN, at, everything, file, report, shown, small};
use insta::assert_snapshot;
use klar::finding::{Finding, Level};
use klar::render::{self, Format, Options, Report};
use klar::source::{Lang, Text};
use pulldown_cmark::{Event, Options as Extensions, Parser, Tag};
use roxmltree::{Document, Node};
use serde_json::Value;
use std::collections::BTreeMap;

const SARIF: &str = include_str!("schemas/sarif.json");
const GITLAB: &str = include_str!("schemas/gitlab.json");
const RDJSON: &str = include_str!("schemas/rdjson.json");

fn json(report: &Report, format: Format) -> Value {
    serde_json::from_str(&shown(report, format, &PLAIN)).unwrap()
}

/// Checks every format for services.
pub(crate) fn check_all(report: &Report) {
    for lang in Lang::ALL {
        let options = Options { lang, ..PLAIN };
        check_markdown(&shown(report, Format::Markdown, &options));
        check_junit(&shown(report, Format::Junit, &options));
        for line in shown(report, Format::Github, &options).lines().filter(|line| line.starts_with("::")) {
            assert!(is_annotation(line), "{line}");
        }
        for (format, schema) in [(Format::Sarif, SARIF), (Format::Gitlab, GITLAB), (Format::Rdjson, RDJSON)] {
            let schema = serde_json::from_str(schema).unwrap();
            let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
            let output = serde_json::from_str(&shown(report, format, &options)).unwrap();
            let faults: Vec<String> = validator.iter_errors(&output).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty(), "{format:?}: {faults:?}");
        }
        check_sarif(&json(report, Format::Sarif));
    }
}

/// Whether a line is an annotation, by the steps with which the runner reads commands: what lies between `::` and the
/// next `::`, a word, properties divided by commas.
pub(crate) fn is_annotation(line: &str) -> bool {
    let Some((head, message)) = line.strip_prefix("::").and_then(|rest| rest.split_once("::")) else {
        return false;
    };
    let Some((command, properties)) = head.split_once(' ') else { return false };
    let known = ["file", "line", "endLine", "col", "endColumn", "title"];
    let pairs: Vec<(&str, &str)> = properties.split(',').filter_map(|pair| pair.split_once('=')).collect();
    let numbers = pairs.iter().filter(|(name, _)| !["file", "title"].contains(name));
    ["error", "warning", "notice"].contains(&command)
        && pairs.len() == properties.split(',').count()
        && pairs.iter().all(|(name, value)| known.contains(name) && !value.is_empty())
        && numbers.into_iter().all(|(_, value)| value.parse::<u32>().is_ok_and(|number| number > 0))
        && !message.is_empty()
}

/// Checks what a schema cannot say of SARIF: indices and identities.
fn check_sarif(log: &Value) {
    let run = &log["runs"][0];
    let rules: Vec<&str> = run["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    let mut prints = Vec::new();
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index], result["ruleId"].as_str().unwrap());
        let links = links(result["message"]["text"].as_str().unwrap());
        let related = result["relatedLocations"].as_array().map_or(0, Vec::len);
        assert_eq!(links, related, "{}", result["message"]["text"]);
        prints.push(result["partialFingerprints"]["klarFinding/v1"].as_str().unwrap());
    }
    let all = prints.len();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), all, "two results have the same fingerprint");
}

/// How many links a message has: `[words](number)`, where a backslash keeps the next character from meaning anything.
fn links(message: &str) -> usize {
    let (mut open, mut links, mut escaped) = (false, 0, false);
    let characters: Vec<char> = message.chars().collect();
    for (at, character) in characters.iter().enumerate() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => open = true,
            ']' if open && characters.get(at + 1) == Some(&'(') => (open, links) = (false, links + 1),
            _ => {}
        }
    }
    links
}

/// Checks `JUnit` XML by what the schema that Jenkins uses says: the elements, their order and attributes, and counts
/// that are those of what is there.
fn check_junit(xml: &str) {
    let document = Document::parse(xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let count = |node: &Node<'_, '_>, name: &str| node.attribute(name).unwrap().parse::<usize>().unwrap();
    let mut tests = 0;
    for suite in root.children().filter(Node::is_element) {
        assert_eq!(suite.tag_name().name(), "testsuite");
        assert!(suite.has_attribute("name"));
        let cases: Vec<_> = suite.children().filter(Node::is_element).collect();
        assert_eq!(count(&suite, "tests"), cases.len());
        tests += cases.len();
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for case in cases {
            assert_eq!(case.tag_name().name(), "testcase");
            assert!(case.has_attribute("name") && case.has_attribute("classname"));
            for part in case.children().filter(Node::is_element) {
                let name = part.tag_name().name();
                assert!(["skipped", "error", "failure", "system-out"].contains(&name), "{name}");
                *kinds.entry(name).or_default() += 1;
            }
        }
        for (attribute, element) in [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")] {
            assert_eq!(count(&suite, attribute), kinds.get(element).copied().unwrap_or(0), "{attribute}");
        }
    }
    assert_eq!(count(&root, "tests"), tests);
}

/// Checks that Markdown has the form that klar gives it, and no link, image, heading or HTML of anybody else.
pub(crate) fn check_markdown(markdown: &str) {
    let extensions = Extensions::ENABLE_TABLES | Extensions::ENABLE_STRIKETHROUGH | Extensions::ENABLE_GFM;
    let (mut headings, mut cells) = (0, 0);
    for event in Parser::new_ext(markdown, extensions) {
        match event {
            Event::Start(Tag::Heading { .. }) => headings += 1,
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                assert!(cells == 0 || cells == 4, "a row of {cells} cells: {markdown}");
                cells = 0;
            }
            Event::Start(Tag::TableCell) => cells += 1,
            Event::Start(Tag::Paragraph | Tag::Table(_) | Tag::HtmlBlock | Tag::Strong) => {}
            Event::Start(tag) => panic!("{tag:?} in {markdown}"),
            Event::Code(_) | Event::Rule => panic!("{event:?} in {markdown}"),
            Event::Html(html) | Event::InlineHtml(html) => {
                let known = ["<!-- klar -->", "<!-- -->", "<code>", "</code>", "<br>"];
                assert!(known.contains(&html.trim()), "{html:?} in {markdown}");
            }
            Event::Text(text) => {
                let linked = text.contains("://") || text.contains("www.");
                assert!(!linked || !markdown.contains(&*text), "{text:?} becomes a link in {markdown}");
            }
            _ => {}
        }
    }
    assert_eq!(headings, 1, "{markdown}");
}

#[test]
fn every_format_fulfils_what_its_readers_expect() {
    check_all(&everything());
    check_all(&report(Vec::new()));
    let mut nothing = report(Vec::new());
    nothing.policy = None;
    nothing.cases.clear();
    check_all(&nothing);
}

#[test]
fn the_worst_ten_of_each_kind_become_annotations() {
    let source = file("cases/exempel/case.yaml", &"x\n".repeat(60));
    let finding = |line: usize| {
        let level = if line < 30 { Level::Note } else { Level::Error };
        let mut finding =
            Finding::error("a/b", Text::same(format!("no {line}")), at(&source, line * 2, line * 2 + 1, ""));
        finding.gate = (line > 45).then(|| "step-1".to_owned());
        finding.at_level(level)
    };
    let report = report((0..60).map(finding).collect());
    let output = shown(&report, Format::Github, &PLAIN);
    let of = |kind: &str| output.lines().filter(|line| line.starts_with(kind)).count();
    assert_eq!((of("::error "), of("::notice "), of("::warning ")), (10, 10, 0));
    assert!(output.contains("no 46") && output.contains("no 55") && !output.contains("no 56"), "{output}");
    assert!(output.contains("\n+40 more; the job summary has them all\n"), "{output}");
}

#[test]
fn annotations_name_the_place_from_the_top_of_the_repository() {
    assert_snapshot!(shown(&everything(), Format::Github, &PLAIN), @r"
    ::error file=sub folder/cases/exempel/case.yaml,line=8,endLine=8,col=47,endColumn=62,title=iutkr/e2e-approved::pilot customer Region Påhittad has no approved E2E report%0Acorrect the report and submit it again
    ::error file=sub folder/cases/exempel/case.yaml,line=1,endLine=1,col=5,endColumn=6,title=io/unreadable::wrong
    ::warning file=sub folder/cases/exempel/case.yaml,line=1,endLine=1,col=5,endColumn=6,title=schema/value::wrong
    ::notice file=sub folder/cases/exempel/case.yaml,line=1,endLine=1,col=5,endColumn=6,title=area/rule::waived by W-1 until 2026-12-31 (reasons; reasons, reasons)%0Awrong
    the check is incomplete: 1 problem kept it from reading and judging everything
    2 errors, 1 warning, 1 waived, 1 known in 1 case; 14 files, 62 rules, judged as of 2026-11-21 by policy inera 2026.11.0
    ");
}

#[test]
fn the_summary_says_everything_in_a_table() {
    assert_snapshot!(shown(&everything(), Format::Markdown, &Options { lang: Lang::Sv, ..PLAIN }), @r"
    <!-- klar -->
    ## klar: ofullständig kontroll

    2 fel, 1 varning, 1 med undantag, 1 känd i 1 ärende; 14 filer, 62 regler, bedömt per 2026-11-21 enligt regelpaketet inera 2026.11.0

    **kontrollen är ofullständig: 1 problem hindrade att allt lästes och bedömdes**

    | Nivå | Regel | Plats | Vad |
    |---|---|---|---|
    | fel | <code>iutkr/e2e-approved</code> | <code>cases/exempel/case.yaml:8:47</code> | pilotkunden Region Påhittad har inget godkänt E2E-underlag<br>rätta underlaget och lämna in det igen |
    | fel | <code>io/unreadable</code> | <code>cases/exempel/case.yaml:1:5</code> | wrong |
    | varning | <code>schema/value</code> | <code>cases/exempel/case.yaml:1:5</code> | wrong |

    | Undantag | Regel | Plats | Vad |
    |---|---|---|---|
    | <code>W-1</code> | <code>area/rule</code> | <code>cases/exempel/case.yaml:1:5</code> | wrong<br>undantag W-1 till och med 2026-12-31 &#40;reasons; reasons, reasons&#41; |
    ");
}

#[test]
fn a_summary_that_is_too_long_leaves_out_whole_findings() {
    let report = report((0..200).map(|number| small(&format!("case-{number}"))).collect());
    let whole = render::summary(&report, Lang::En, 1 << 20);
    assert_eq!(whole, shown(&report, Format::Markdown, &PLAIN));
    for bytes in [300, 2_000, whole.len() - 1] {
        let part = render::summary(&report, Lang::En, bytes);
        check_markdown(&part);
        assert!(part.len() <= bytes && part.contains("more findings"), "{bytes}: {part}");
    }
    assert_eq!(render::summary(&report, Lang::En, 10), "");
}

#[test]
fn each_rule_of_a_case_is_a_test_case() {
    assert_snapshot!(shown(&everything(), Format::Junit, &PLAIN), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="klar" tests="9" skipped="3" failures="1" errors="2">
        <testsuite name="klar" tests="1" skipped="0" errors="1" failures="0">
            <testcase name="io/unreadable" classname="klar">
                <error message="wrong" type="error">cases/exempel/case.yaml:1:5: error: wrong</error>
            </testcase>
        </testsuite>
        <testsuite name="exempel" tests="8" skipped="3" errors="1" failures="1">
            <testcase name="area/rule" classname="exempel">
                <skipped message="waived by W-1 until 2026-12-31 (reasons; reasons, reasons)"/>
            </testcase>
            <testcase name="iutkr/e2e-approved" classname="exempel">
                <failure message="pilot customer Region Påhittad has no approved E2E report" type="error">cases/exempel/case.yaml:8:47: error: pilot customer Region Påhittad has no approved E2E report. Correct the report and submit it again</failure>
            </testcase>
            <testcase name="a/met" classname="exempel"/>
            <testcase name="a/upcoming" classname="exempel">
                <skipped message="asked for in a later stage"/>
            </testcase>
            <testcase name="a/not" classname="exempel">
                <skipped message="does not apply here"/>
            </testcase>
            <testcase name="a/hidden" classname="exempel">
                <error message="cannot be judged before another finding is put right"/>
            </testcase>
            <testcase name="a/pending" classname="exempel"/>
            <testcase name="schema/value" classname="exempel">
                <system-out>cases/exempel/case.yaml:1:5: warning: wrong</system-out>
            </testcase>
        </testsuite>
    </testsuites>
    "#);
}

#[test]
fn sarif_says_what_code_scanning_needs() {
    let log = json(&everything(), Format::Sarif);
    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], Value::Bool(false));
    assert_snapshot!(serde_json::to_string_pretty(&run["results"][0]).unwrap(), @r#"
    {
      "ruleId": "iutkr/e2e-approved",
      "ruleIndex": 7,
      "level": "error",
      "message": {
        "text": "pilot customer Region Påhittad has no approved E2E report. Correct the report and submit it again [rejected; step-3 needs it approved](1)"
      },
      "locations": [
        {
          "physicalLocation": {
            "artifactLocation": {
              "uri": "sub%20folder/cases/exempel/case.yaml",
              "uriBaseId": "%SRCROOT%"
            },
            "region": {
              "startLine": 8,
              "startColumn": 47,
              "endLine": 8,
              "endColumn": 62
            }
          },
          "message": {
            "text": "this pilot customer"
          }
        }
      ],
      "relatedLocations": [
        {
          "id": 1,
          "physicalLocation": {
            "artifactLocation": {
              "uri": "sub%20folder/cases/exempel/documents/e2e.yaml",
              "uriBaseId": "%SRCROOT%"
            },
            "region": {
              "startLine": 12,
              "startColumn": 19,
              "endLine": 12,
              "endColumn": 27
            }
          },
          "message": {
            "text": "rejected; step-3 needs it approved"
          }
        }
      ],
      "partialFingerprints": {
        "klarFinding/v1": "72da9acb13e6c838eaa52723513237bf55974a8768108c8934fff6e2014008c0"
      }
    }
    "#);
    let levels: Vec<_> = run["results"].as_array().unwrap().iter().map(|result| &result["level"]).collect();
    assert_eq!(levels, ["error", "warning", "error", "note", "note"]);
    assert_eq!(run["results"][3]["suppressions"][0]["kind"], "external");
    let complete = json(&report(Vec::new()), Format::Sarif);
    assert_eq!(complete["runs"][0]["invocations"][0]["executionSuccessful"], Value::Bool(true));
}

#[test]
fn more_results_than_a_service_takes_are_cut_from_the_mildest() {
    let source = file("cases/exempel/case.yaml", "x\n");
    let finding = |number: usize| {
        let level = if number.is_multiple_of(2) { Level::Note } else { Level::Error };
        Finding::error("a/b", Text::same(number.to_string()), at(&source, 0, 1, "")).at_level(level)
    };
    let log = json(&report((0..25_010).map(finding).collect()), Format::Sarif);
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let errors = results.iter().filter(|result| result["level"] == "error").count();
    assert_eq!((results.len(), errors), (25_000, 12_505));
    let said = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert_eq!(said, "there is no room for 10 findings; the worst are listed");
}

#[test]
fn fingerprints_stay_when_lines_move_and_differ_between_findings() {
    let print = |text: &str, message: &str| {
        let source = file("cases/exempel/case.yaml", text);
        let start = text.find('x').unwrap();
        let mut finding = Finding::error("a/b", Text::same(message), at(&source, start, start + 1, ""));
        finding.primary.node = "/id".into();
        finding.case = Some("exempel".into());
        json(&report(vec![finding.clone(), finding]), Format::Gitlab)
    };
    let (one, other) = (print("id: x\n", "a"), print("# moved\n\nid: x\n", "b"));
    let prints = |value: &Value| [0, 1].map(|at| value[at]["fingerprint"].as_str().unwrap().to_owned());
    assert_eq!(prints(&one), prints(&other));
    assert_ne!(prints(&one)[0], prints(&one)[1]);
}

#[test]
fn columns_count_what_each_format_says() {
    let source = file("cases/å ä/case.yaml", "𝄞å: x\n");
    let start = source.text().find('x').unwrap();
    let report = report(vec![Finding::error("a/b", Text::same("m"), at(&source, start, start + 1, ""))]);
    let location = &json(&report, Format::Sarif)["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(location["region"]["startColumn"], 6);
    assert_eq!(location["artifactLocation"]["uri"], "cases/%C3%A5%20%C3%A4/case.yaml");
    assert_eq!(json(&report, Format::Rdjson)["diagnostics"][0]["location"]["range"]["start"]["column"], 9);
    assert!(shown(&report, Format::Github, &PLAIN).contains(",col=5,"));
}

#[test]
fn the_severity_at_gitlab_tells_gates_from_the_rest() {
    let report = everything();
    let severities: Vec<String> = json(&report, Format::Gitlab)
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| issue["severity"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(severities, ["blocker", "minor", "major", "info", "info"]);
}
