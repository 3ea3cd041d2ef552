//! The reading of one text: what is looked at before the parser runs, and after.

use super::events::Builder;
use super::suspect::{self, Suspect};
use super::{Limits, Tree, Value, fault, syntax};
use crate::finding::Finding;
use crate::source::{SourceFile, Span, suggest};
use granit_parser::{ErrorKind, Options, Parser, ScanError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How the parser came to its end.
enum End {
    /// It read the whole text.
    Whole,
    /// The builder stopped it: at a limit, or at a second document.
    Stopped,
    /// It met an error.
    Failed(ScanError),
}

/// Reads the text of a file.
pub(super) fn read(file: &Arc<SourceFile>, limits: &Limits) -> (Option<Tree>, Vec<Finding>) {
    let suspects = suspect::scan(file.text());
    let mut builder = Builder::new(file, limits, !suspects.is_empty());
    builder.findings.extend(syntax::directives(file));
    let end = run(file, limits, &mut builder);
    let reached = match &end {
        End::Whole => u32::MAX,
        End::Stopped => Span::new(builder.reached(), 0).start,
        End::Failed(error) => syntax::failed_at(file, error, &suspects),
    };
    unknown_aliases(file, &mut builder, limits);
    suspicious(file, &mut builder, &suspects, reached, limits);
    if let End::Failed(error) = end {
        let finding = syntax::finding(file, &error, &builder, limits);
        builder.abandon();
        if !explained(file, &error, &finding, &builder.findings) {
            builder.findings.push(finding);
        }
    }
    finish(file, builder)
}

/// Runs the parser.
fn run<'a>(file: &'a Arc<SourceFile>, limits: &Limits, builder: &mut Builder<'a>) -> End {
    for event in Parser::new_from_str_with_options(file.text(), options(limits)) {
        match event {
            Ok((event, place)) => {
                if builder.event(event, &place).is_break() {
                    return End::Stopped;
                }
            }
            Err(error) => return End::Failed(error),
        }
    }
    End::Whole
}

fn options(limits: &Limits) -> Options {
    granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        max_buffered_comment_events: limits.nodes,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
    }
}

/// Whether there is a finding already on the line of a syntax error, of which the error is a consequence.
fn explained(file: &SourceFile, error: &ScanError, finding: &Finding, findings: &[Finding]) -> bool {
    if *error.kind() == ErrorKind::ExpectedDocumentStart
        && findings.iter().any(|known| known.code == "yaml/syntax")
    {
        return true; // A line that starts with `%` was reported already.
    }
    let at = error.marker().byte_offset().unwrap_or(0);
    let lines = [Span::new(at, at).start, finding.primary.span.start].map(|at| file.line_at(at));
    findings.iter().any(|known| lines.contains(&file.line_at(known.primary.span.start)))
}

/// Reports the aliases without an anchor before them.
fn unknown_aliases(file: &Arc<SourceFile>, builder: &mut Builder<'_>, limits: &Limits) {
    let anchors: BTreeMap<&str, Span> =
        builder.anchors.names.iter().rev().map(|(name, span)| (&**name, *span)).collect();
    let names: Vec<&str> = anchors.keys().copied().collect();
    for (name, span) in builder.unknown.iter().take(limits.findings) {
        let nearest = if names.len() <= 100 { nearest(name, &names) } else { None };
        let later = anchors.get(&**name).copied();
        builder.findings.push(fault::unknown_alias(file, (name, *span), later, nearest));
    }
}

/// Reports the suspicious characters, as far as there is room for findings.
fn suspicious(
    file: &Arc<SourceFile>,
    builder: &mut Builder<'_>,
    suspects: &[Suspect],
    reached: u32,
    limits: &Limits,
) {
    let room = limits.findings.saturating_sub(builder.findings.len());
    let context = suspect::Context::new(file, std::mem::take(&mut builder.regions), reached);
    let mut findings: Vec<Finding> =
        suspects.iter().filter_map(|suspect| context.finding(*suspect)).take(room + 1).collect();
    if findings.len() > room
        && let Some(last) = findings.pop()
    {
        findings.push(fault::too_many_findings(file, last.primary.span, limits.findings));
    }
    builder.findings.extend(findings);
}

/// The one of `names` that is most like `name`.
fn nearest<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    suggest(name, names.iter().copied())
}

/// The tree, if there is one, and the findings.
fn finish(file: &Arc<SourceFile>, builder: Builder<'_>) -> (Option<Tree>, Vec<Finding>) {
    let Builder { root, comments, mut findings, .. } = builder;
    let root = root.filter(|root| root.value != Value::Null || !root.span.is_empty());
    if root.is_none() && findings.is_empty() {
        findings.push(fault::empty(file));
    }
    (root.map(|root| Tree { file: Arc::clone(file), root, comments }), findings)
}
