//! The command line: what the user can type, and the way from there to an exit status.

mod check;
mod diff;
mod digest;
mod explain;
mod output;
mod policy;
mod progress;
mod ready;
mod settings;
mod waive;
mod watch;

use crate::finding::Level;
use crate::render::Format;
use crate::source::{Date, Lang};
use check::status;
use clap::error::ErrorKind;
use clap::{ArgAction, Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use output::Output;
use settings::Surroundings;
use std::ffi::OsString;
use std::io::Write as _;
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The exit status when there are findings at or above the level to fail on.
const FINDINGS: u8 = 1;

/// The exit status when something could not be evaluated, read, written or understood.
const INCOMPLETE: u8 = 2;

/// What the user typed.
#[derive(Debug, Parser)]
#[command(name = "klar", version, about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(CheckArguments),
    Ready(ready::ReadyArguments),
    Diff(diff::DiffArguments),
    Digest(digest::DigestArguments),
    Explain(explain::ExplainArguments),
    Waive(waive::WaiveArguments),
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
}

/// Check cases against the policy
///
/// The exit status is 0 when everything was read, every rule ran and nothing was found at or above --fail-on;
/// 1 when something was found; 2 when something could not be evaluated, read or written.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "they are the flags of the command line")]
struct CheckArguments {
    /// Cases, or folders with cases; the working folder when left out; `-` reads one file from standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Form of the result on standard output
    #[arg(long, value_name = "FORMAT", default_value = Format::Pretty.code(), value_parser = output::formats::<Format>())]
    format: Format,

    /// Also write the result to a file; can be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = Output::<Format>::parse)]
    output: Vec<Output<Format>>,

    /// Judge as of this date (YYYY-MM-DD); today's date in Sweden when left out
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,

    /// Use the policy pack in this folder
    #[arg(long, value_name = "DIR")]
    policy: Option<PathBuf>,

    /// Judge by the policy, configuration and waivers of this revision in git, and compare the cases with it
    ///
    /// Cases are compared with the commit at which the history of HEAD parts from that of the revision.
    #[arg(long, value_name = "REVISION")]
    base: Option<String>,

    /// Judge only the cases that have changed since --base, and those that name one of them
    #[arg(long, requires = "base")]
    changed: bool,

    /// Exit with status 1 from this level on
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Error)]
    fail_on: FailOn,

    /// Leave out the findings that this file knows
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Write the findings to the file of --baseline, or shorten the list there
    #[arg(long, requires = "baseline")]
    write_baseline: bool,

    /// Show so many findings at most, or `none` for no limit; the formats for programs always have all
    #[arg(long, value_name = "N", value_parser = most)]
    max_findings: Option<Most>,

    /// Show how often each code was found, in the place of the findings
    #[arg(long)]
    statistics: bool,

    /// Say on standard error how long the rules took
    #[arg(long)]
    timing: bool,

    /// The path of the file that is read from standard input
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,

    /// Check again whenever a file changes
    #[arg(short, long)]
    watch: bool,

    #[command(flatten)]
    display: Display,

    /// Number of threads
    #[arg(long, value_name = "N", hide = true)]
    threads: Option<usize>,
}

impl CheckArguments {
    /// Every format that the result is written in.
    fn formats(&self) -> impl Iterator<Item = Format> {
        std::iter::once(self.format).chain(self.output.iter().map(Output::format))
    }
}

/// The most findings to show.
#[derive(Clone, Copy, Debug)]
struct Most(usize);

/// How the result is to look.
#[derive(Debug, Args)]
struct Display {
    /// Language of the result; else that of klar.yaml, else that of the environment
    #[arg(long, value_enum, value_name = "LANG")]
    lang: Option<LangChoice>,

    /// When to use colour
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    color: ColorChoice,

    /// Only findings and counts; twice: nothing on standard output
    #[arg(short, long, action = ArgAction::Count)]
    quiet: u8,
}

/// What stands first in the help of `check`.
const EXAMPLES: &str = "\
Examples:
  klar check                                all cases below the working folder
  klar check cases/my-case --lang sv        one case, in Swedish
  klar check --output json=result.json      also write the result to a file
  klar check --as-of 2027-01-31             judge as of another date
  klar check --base origin/main             judge a change by the policy there";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LangChoice {
    Sv,
    En,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ColorChoice {
    Auto,
    Always,
    Never,
}

impl From<LangChoice> for Lang {
    fn from(choice: LangChoice) -> Self {
        match choice {
            LangChoice::Sv => Self::Sv,
            LangChoice::En => Self::En,
        }
    }
}

impl FailOn {
    /// The least level that fails; `None` where nothing does.
    fn level(self) -> Option<Level> {
        match self {
            Self::Error => Some(Level::Error),
            Self::Warning => Some(Level::Warning),
            Self::Note => Some(Level::Note),
            Self::Never => None,
        }
    }
}

/// Runs the command line of this process, and gives its exit status.
pub fn main() -> ExitCode {
    panic::set_hook(Box::new(report_fault));
    let status = panic::catch_unwind(|| run(std::env::args_os())).unwrap_or(INCOMPLETE);
    ExitCode::from(status)
}

/// Runs a command line.
fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    match parse(arguments) {
        Ok(Arguments { command: Command::Check(arguments) }) => check::run(&arguments),
        Ok(Arguments { command: Command::Ready(arguments) }) => ready::run(&arguments),
        Ok(Arguments { command: Command::Diff(arguments) }) => diff::run(&arguments),
        Ok(Arguments { command: Command::Digest(arguments) }) => digest::run(&arguments),
        Ok(Arguments { command: Command::Explain(arguments) }) => explain::run(&arguments),
        Ok(Arguments { command: Command::Waive(arguments) }) => waive::run(&arguments),
        Ok(Arguments { command: Command::Policy(command) }) => policy::run(&command),
        Err(error) => {
            output::explain(&error);
            u8::try_from(error.exit_code()).unwrap_or(INCOMPLETE)
        }
    }
}

/// Reads a command line, with what cannot be said of one argument alone.
fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, clap::Error> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let message = match &arguments.command {
        Command::Check(check) => conflict(check),
        Command::Ready(ready) => output::clash(&ready.output).map(twice),
        _ => None,
    };
    match message {
        Some(message) => Err(Arguments::command().error(ErrorKind::ArgumentConflict, message)),
        None => Ok(arguments),
    }
}

fn twice(path: &Path) -> String {
    format!("`{}` is given twice as a file to write to", path.display())
}

/// What does not go together among the arguments of `klar check`.
fn conflict(check: &CheckArguments) -> Option<String> {
    if let Some(path) = output::clash(&check.output) {
        return Some(twice(path));
    }
    let stdin = check.paths.iter().any(|path| path.as_os_str() == "-");
    let message = match (stdin, &check.stdin_filename) {
        (true, None) => "`-` needs --stdin-filename, the path of the file",
        (false, Some(_)) => "--stdin-filename needs `-` as the only PATH",
        (true, _) if check.paths.len() > 1 => "`-` can only be the only PATH",
        (true, _) if check.watch => "--watch cannot read from standard input",
        (_, _) if check.base.is_some() && check.write_baseline => "--base does not go with --write-baseline",
        (_, _) if check.watch && check.write_baseline => "--watch does not go with --write-baseline",
        _ => return None,
    };
    Some(message.to_owned())
}

/// Says that the working folder or the date is not known.
fn nowhere(surroundings: &Surroundings, display: &Display) -> u8 {
    let message = text!(
        sv: "arbetsmappen eller dagens datum går inte att avgöra",
        en: "the working folder or today's date cannot be determined",
    );
    output::complain(surroundings.options(display, None).lang, &message);
    INCOMPLETE
}

/// Reads the value of `--as-of`.
fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "not a date of the form YYYY-MM-DD that exists".to_owned())
}

/// Reads the value of `--max-findings`.
fn most(text: &str) -> Result<Most, String> {
    let number = if text == "none" { Some(usize::MAX) } else { text.parse().ok() };
    number.map(Most).ok_or_else(|| "not a number, and not `none`".to_owned())
}

/// Says that klar itself is at fault. What went wrong stays unsaid, as it may hold text of a case.
fn report_fault(info: &PanicHookInfo<'_>) {
    let place =
        info.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
    let message = format!(
        "klar: internt fel{place}; inget kan sägas om ärendena\n\
         klar: internal error{place}; nothing can be said about the cases\n"
    );
    // There is nowhere left to say that this failed.
    std::io::stderr().write_all(message.as_bytes()).ok();
}

#[cfg(test)]
mod tests;
