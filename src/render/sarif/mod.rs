//! SARIF 2.1.0, with what code scanning services ask for: rules with texts, relative encoded paths, fingerprints.

mod log;

use super::items::{Item, Standing, items};
use super::markdown;
use super::sanitise::{self, one_line};
use super::{Options, Report, RuleInfo, closing};
use crate::finding::{Label, Level};
use crate::source::{Lang, Unit};
use log::{
    ArtifactLocation, AutomationDetails, Configuration, Descriptor, DescriptorProperties, Driver,
    Fingerprints, Help, Invocation, Location, Log, Message, Notification, PhysicalLocation, Region, ResultOf,
    Run, RunProperties, Suppression, Tool,
};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

/// The most results of a run that services take; the worst ones are kept.
const RESULTS: usize = 25_000;

/// The most characters of a description that services take.
const LONGEST: usize = 1_024;

/// The most other places of a result that are listed.
const PLACES: usize = 100;

/// Writes the report to `out`.
pub(super) fn check(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(&logged(report, options.lang))?;
    writeln!(out, "{}", sanitise::json(&text))
}

fn logged(report: &Report, lang: Lang) -> Log {
    let mut items = items(report);
    let left_out = items.len().saturating_sub(RESULTS);
    if left_out > 0 {
        items.sort_by_key(|item| std::cmp::Reverse(item.level()));
        items.truncate(RESULTS);
    }
    let mut rules: BTreeMap<&str, Descriptor> =
        report.catalogue.iter().map(|rule| (rule.id.as_str(), descriptor(rule, lang))).collect();
    for item in &items {
        rules.entry(&item.finding.code).or_insert_with(|| unlisted(item, lang));
    }
    let index: BTreeMap<&str, usize> = rules.keys().copied().zip(0..).collect();
    let result = |item: &Item<'_>| {
        let rule = index.get(item.finding.code.as_str()).copied().unwrap_or_default();
        result(item, rule, report, lang)
    };
    let results = items.iter().map(result).collect();
    let version = env!("CARGO_PKG_VERSION");
    let policy = report.policy.as_ref();
    Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version,
                    semantic_version: version,
                    language: lang.code(),
                    rules: rules.into_values().collect(),
                },
            },
            automation_details: AutomationDetails { id: "klar/" },
            invocations: [Invocation {
                execution_successful: report.complete(),
                tool_execution_notifications: notifications(report, left_out, lang),
            }],
            column_kind: "utf16CodeUnits",
            results,
            properties: RunProperties {
                as_of: report.as_of.to_string(),
                policy: policy.map(|policy| one_line(&format!("{} {}", policy.name, policy.version))),
                policy_digest: policy.map(|policy| format!("sha256:{}", policy.digest.as_str())),
                complete: report.complete(),
            },
        }],
    }
}

/// What there is to say of the run itself.
fn notifications(report: &Report, left_out: usize, lang: Lang) -> Vec<Notification> {
    let left_out = (left_out > 0).then(|| match lang {
        Lang::Sv => format!("{left_out} anmärkningar får inte plats; de värsta är med"),
        Lang::En => format!("there is no room for {left_out} findings; the worst are listed"),
    });
    let incomplete = closing::incomplete(report, lang).map(|text| ("error", text));
    let left_out = left_out.map(|text| ("warning", text));
    let notification = |(level, text)| Notification { level, message: Message { text } };
    incomplete.into_iter().chain(left_out).map(notification).collect()
}

fn descriptor(rule: &RuleInfo, lang: Lang) -> Descriptor {
    let title = some(&one_line(rule.title.get(lang)), &rule.id);
    let mut lines = vec![title.clone()];
    lines.extend(rule.help.as_ref().map(|help| one_line(help.get(lang))).filter(|help| !help.is_empty()));
    for citation in &rule.citations {
        lines.push(one_line(&format!("{}: {}", citation.clause, citation.place.get(lang))));
    }
    let paragraphs: Vec<String> = lines.iter().map(|line| markdown::text(line)).collect();
    Descriptor {
        id: one_line(&rule.id),
        short_description: Message { text: short(&title) },
        full_description: Message { text: short(&sentences(&lines)) },
        help: Help { text: lines.join("\n"), markdown: paragraphs.join("\n\n") },
        default_configuration: Configuration { level: rule.level.code() },
        properties: DescriptorProperties {
            tags: ["policy"],
            precision: "very-high",
            severity: match rule.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "recommendation",
            },
        },
    }
}

/// The rule of a finding that the catalogue of the report lacks.
fn unlisted(item: &Item<'_>, lang: Lang) -> Descriptor {
    let finding = item.finding;
    let info = RuleInfo {
        id: finding.code.clone(),
        title: finding.message.clone(),
        help: finding.help.clone(),
        level: finding.level,
        citations: finding.citations.clone(),
    };
    descriptor(&info, lang)
}

fn result(item: &Item<'_>, rule_index: usize, report: &Report, lang: Lang) -> ResultOf {
    let related = item.finding.related.iter().take(PLACES).zip(1..);
    let mut text = some(&escaped(&item.sentence(lang)), &item.finding.code);
    for (label, id) in related.clone() {
        let words = some(&escaped(&one_line(label.text.get(lang))), &escaped(&one_line(label.file.path())));
        // Writing to a string cannot fail.
        write!(text, " [{words}]({id})").ok();
    }
    let excuse = item.excuse(lang).filter(|_| item.standing != Standing::Counts);
    let suppression = |justification| Suppression { kind: "external", status: "accepted", justification };
    ResultOf {
        rule_id: one_line(&item.finding.code),
        rule_index,
        level: item.level().code(),
        message: Message { text },
        locations: [location(&item.finding.primary, None, report, lang)],
        related_locations: related.map(|(label, id)| location(label, Some(id), report, lang)).collect(),
        partial_fingerprints: Fingerprints { finding: item.fingerprint.clone() },
        suppressions: excuse.map(suppression).into_iter().collect(),
    }
}

fn location(label: &Label, id: Option<usize>, report: &Report, lang: Lang) -> Location {
    let text = one_line(label.text.get(lang));
    let (start, end) = (label.span.start, label.span.end);
    let column = |offset| label.file.column(offset, Unit::Utf16);
    Location {
        id,
        physical: PhysicalLocation {
            artifact_location: ArtifactLocation {
                uri: uri(&[&report.below, label.file.path()].concat()),
                uri_base_id: "%SRCROOT%",
            },
            region: Region {
                start_line: label.file.position(start).line,
                start_column: column(start),
                end_line: label.file.position(end).line,
                end_column: column(end),
            },
        },
        message: (!text.is_empty()).then_some(Message { text }),
    }
}

/// A path as a relative reference (RFC 3986): all but its unreserved characters is encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => write!(uri, "%{byte:02X}").unwrap_or_default(),
        }
    }
    uri
}

/// The lines as sentences one after the other.
fn sentences(lines: &[String]) -> String {
    let plain: Vec<&str> = lines.iter().map(|line| line.trim_end_matches('.')).collect();
    plain.join(". ") + "."
}

/// Text in which no link begins: brackets stand for links in messages.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// The text, or another one where it is empty.
fn some(text: &str, otherwise: &str) -> String {
    if text.is_empty() { one_line(otherwise) } else { text.to_owned() }
}

/// The beginning of a text that is too long for a description.
fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
