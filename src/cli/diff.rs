//! `klar diff`: what differs between two versions.

use super::settings::Surroundings;
use super::{Display, INCOMPLETE, nowhere, output};
use crate::render::{self, DiffFormat};
use crate::run::{self, Between, DiffOptions};
use clap::Args;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Show what differs between two versions of cases
///
/// Cases are compared as data: another order of keys, quotes or comments is no difference.
///
/// The exit status is 0 when everything was compared, whether anything differs or not, and 2 when something could not
/// be read.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct DiffArguments {
    /// A folder; or a revision in git, A..B, or A...B for what B has since it parted from A
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// After a folder, the folder to compare it with; then cases, or folders with cases
    #[arg(value_name = "NEW")]
    rest: Vec<PathBuf>,

    /// Form of the result
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = DiffFormatChoice::Pretty)]
    format: DiffFormatChoice,

    /// Use the policy pack in this folder
    #[arg(long, value_name = "DIR")]
    policy: Option<PathBuf>,

    #[command(flatten)]
    display: Display,
}

/// What stands first in the help.
const EXAMPLES: &str = "\
Examples:
  klar diff main..HEAD cases/my-case        two revisions
  klar diff main                            a revision, and the files on disk
  klar diff sent/my-case cases/my-case      two folders";

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum DiffFormatChoice {
    Pretty,
    Markdown,
    Json,
}

/// Runs the command and gives the exit status.
pub(super) fn run(arguments: &DiffArguments) -> u8 {
    let surroundings = Surroundings::of_process();
    let Some(start) = surroundings.folder.clone() else { return nowhere(&surroundings, &arguments.display) };
    let (between, paths) = between(arguments, &start);
    let policy = arguments.policy.clone();
    let outcome = run::diff(&DiffOptions { start, between, paths, policy });
    let options = surroundings.options(&arguments.display, outcome.language);
    let format = match arguments.format {
        DiffFormatChoice::Pretty => DiffFormat::Pretty,
        DiffFormatChoice::Markdown => DiffFormat::Markdown,
        DiffFormatChoice::Json => DiffFormat::Json,
    };
    let report = &outcome.report;
    let written = output::print(options.lang, |out| render::diff(report, format, &options, out));
    if written && report.findings.is_empty() { 0 } else { INCOMPLETE }
}

/// What is to be compared: two folders where the first is one, else revisions.
fn between(arguments: &DiffArguments, start: &Path) -> (Between, Vec<PathBuf>) {
    let revisions = arguments.old.to_str().filter(|_| !start.join(&arguments.old).is_dir());
    match (revisions, arguments.rest.split_first()) {
        (None, Some((new, paths))) => (Between::Folders(arguments.old.clone(), new.clone()), paths.to_vec()),
        (Some(revisions), _) => (Between::revisions(revisions), arguments.rest.clone()),
        // A folder alone may be called like a branch.
        (None, None) => {
            let name = arguments.old.as_os_str();
            (Between::revisions(&OsStr::to_string_lossy(name)), Vec::new())
        }
    }
}
