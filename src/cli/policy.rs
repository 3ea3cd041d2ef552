//! `klar policy`: what an author of policies does with a pack.

use super::settings::Surroundings;
use super::{Display, FINDINGS, FailOn, INCOMPLETE, date, nowhere, output, status};
use crate::finding::Finding;
use crate::policy_test::TestRun;
use crate::render::{self, CoverageFormat, Format, ListFormat, Options, TestFormat};
use crate::run::{self, PolicyOptions};
use crate::source::Date;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Check and test policy packs
#[derive(Debug, Subcommand)]
pub(super) enum PolicyCommand {
    Check(CheckArguments),
    Test(TestArguments),
    List(ListArguments),
    Coverage(CoverageArguments),
    Mutate(MutateArguments),
}

/// Compile a pack and report everything that is wrong with it or has no effect
///
/// The exit status is 0 when the pack is in order, 1 when it has warnings at or above --fail-on, 2 when it cannot
/// be used.
#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Folder of the pack; the embedded pack when left out
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,

    /// Form of the result
    #[arg(long, value_name = "FORMAT", default_value = Format::Pretty.code(), value_parser = output::formats::<Format>())]
    format: Format,

    /// Exit with status 1 from this level on
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Warning)]
    fail_on: FailOn,

    /// Mark the result with this date (YYYY-MM-DD); today's date in Sweden when left out
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,

    #[command(flatten)]
    display: Display,
}

/// Run the tests of a pack
///
/// The exit status is 0 when all tests pass, 1 when one fails, 2 when the pack or a file of tests cannot be used, or
/// when there is no test to run.
#[derive(Debug, Args)]
pub(super) struct TestArguments {
    /// Folder of the pack
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Only tests whose name, or a rule that they expect something of, contains this; can be given several times
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,

    /// Form of the result
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = TestFormatChoice::Pretty)]
    format: TestFormatChoice,

    /// Number of files of tests that are run at the same time
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,

    #[command(flatten)]
    display: Display,
}

/// List what a pack holds
#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// Folder of the pack
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// List the clauses, with the rules that rest on them and the tests that show these to fire
    #[arg(long, required = true)]
    clauses: bool,

    /// Form of the list
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ListFormatChoice::Markdown)]
    format: ListFormatChoice,

    #[command(flatten)]
    display: Display,
}

/// Show what the tests of a pack show of its rules
///
/// The exit status is 1 when fewer rules than --threshold asks for are shown both to fire and to be met.
#[derive(Debug, Args)]
pub(super) struct CoverageArguments {
    /// Folder of the pack
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Least share of rules, in percent, that have to be shown both to fire and to be met
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=100))]
    threshold: u8,

    /// Form of the result
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = CoverageFormatChoice::Text)]
    format: CoverageFormatChoice,

    #[command(flatten)]
    display: Display,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum CoverageFormatChoice {
    Text,
    Markdown,
    Json,
}

/// Make small mistakes in the rules of a pack, and list those that its tests do not notice
///
/// The exit status is 1 when fewer mistakes than --threshold asks for are noticed.
#[derive(Debug, Args)]
pub(super) struct MutateArguments {
    /// Folder of the pack
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Least share of mistakes, in percent, that have to be noticed
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=100))]
    threshold: u8,

    /// Number of threads
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,

    #[command(flatten)]
    display: Display,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum ListFormatChoice {
    Markdown,
    Json,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum TestFormatChoice {
    Pretty,
    Junit,
}

/// Runs a subcommand and gives the exit status.
pub(super) fn run(command: &PolicyCommand) -> u8 {
    match command {
        PolicyCommand::Check(arguments) => check(arguments),
        PolicyCommand::Test(arguments) => test(arguments),
        PolicyCommand::List(arguments) => list(arguments),
        PolicyCommand::Coverage(arguments) => coverage(arguments),
        PolicyCommand::Mutate(arguments) => mutate(arguments),
    }
}

fn check(arguments: &CheckArguments) -> u8 {
    let surroundings = Surroundings::of_process();
    let Some(as_of) = arguments.as_of.or(surroundings.today) else {
        return nowhere(&surroundings, &arguments.display);
    };
    let folder = arguments.folder.clone();
    let report = run::policy_check(&PolicyOptions { folder, as_of, threads: None });
    let options = surroundings.options(&arguments.display, None);
    let written = output::print(options.lang, |out| render::check(&report, arguments.format, &options, out));
    if written { status(&report, arguments.fail_on) } else { INCOMPLETE }
}

fn test(arguments: &TestArguments) -> u8 {
    let surroundings = Surroundings::of_process();
    let Some(as_of) = surroundings.today else { return nowhere(&surroundings, &arguments.display) };
    let folder = arguments.folder.clone();
    let options = PolicyOptions { folder: Some(folder), as_of, threads: arguments.jobs };
    let outcome = run::policy_test(&options, &arguments.folder, &arguments.filter);
    let display = surroundings.options(&arguments.display, None);
    let format = match arguments.format {
        TestFormatChoice::Pretty => TestFormat::Pretty,
        TestFormatChoice::Junit => TestFormat::Junit,
    };
    let written = output::print(display.lang, |out| render::tests(&outcome, format, &display, out));
    let failed = outcome.tests.iter().any(|(_, test)| !test.failures.is_empty());
    match (written, outcome.findings.is_empty() && !outcome.tests.is_empty()) {
        (true, true) if failed => FINDINGS,
        (true, true) => 0,
        _ => INCOMPLETE,
    }
}

fn list(arguments: &ListArguments) -> u8 {
    let surroundings = Surroundings::of_process();
    let Some(as_of) = surroundings.today else { return nowhere(&surroundings, &arguments.display) };
    let options = PolicyOptions { folder: None, as_of, threads: None };
    let display = surroundings.options(&arguments.display, None);
    let format = match arguments.format {
        ListFormatChoice::Markdown => ListFormat::Markdown,
        ListFormatChoice::Json => ListFormat::Json,
    };
    match run::policy_clauses(&options, &arguments.folder) {
        Ok(matrix) => {
            let written =
                output::print(display.lang, |out| render::clauses(&matrix, format, display.lang, out));
            if written { 0 } else { INCOMPLETE }
        }
        Err(findings) => unusable(findings, &display),
    }
}

/// Shows why a pack or its tests cannot be used.
fn unusable(findings: Vec<Finding>, display: &Options) -> u8 {
    let run = TestRun { tests: Vec::new(), findings };
    output::print(display.lang, |out| render::tests(&run, TestFormat::Pretty, display, out));
    INCOMPLETE
}

fn coverage(arguments: &CoverageArguments) -> u8 {
    let display = Surroundings::of_process().options(&arguments.display, None);
    let format = match arguments.format {
        CoverageFormatChoice::Text => CoverageFormat::Text,
        CoverageFormatChoice::Markdown => CoverageFormat::Markdown,
        CoverageFormatChoice::Json => CoverageFormat::Json,
    };
    match run::policy_coverage(&arguments.folder) {
        Ok(found) => {
            let lang = display.lang;
            let written = output::print(lang, |out| render::coverage(&found, format, lang, out));
            graded(written, found.percent(), arguments.threshold)
        }
        Err(findings) => unusable(findings, &display),
    }
}

fn mutate(arguments: &MutateArguments) -> u8 {
    let display = Surroundings::of_process().options(&arguments.display, None);
    match run::policy_mutate(&arguments.folder, arguments.jobs) {
        Ok(found) => {
            let written = output::print(display.lang, |out| render::mutation(&found, display.lang, out));
            graded(written, found.percent(), arguments.threshold)
        }
        Err(findings) => unusable(findings, &display),
    }
}

/// The exit status for a share that has to reach a threshold.
fn graded(written: bool, percent: usize, threshold: u8) -> u8 {
    match written {
        false => INCOMPLETE,
        true if percent < usize::from(threshold) => FINDINGS,
        true => 0,
    }
}
