//! `klar digest`: what an approval can carry to say what it approved.

use super::settings::Surroundings;
use super::{Display, INCOMPLETE, nowhere, output};
use crate::render::one_line;
use crate::run::{self, DigestOptions};
use crate::source::Text;
use clap::Args;
use std::path::PathBuf;

/// Print the SHA-256 that says what was approved
///
/// Of a document it is that of the content, whatever the order of keys, the quotes and the comments, and without the
/// part that records the approval. Of any other file it is that of its bytes, as sha256sum prints it.
///
/// The exit status is 2 when a file could not be read.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct DigestArguments {
    /// Documents and attachments of cases
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Use the policy pack in this folder
    #[arg(long, value_name = "DIR")]
    policy: Option<PathBuf>,

    #[command(flatten)]
    display: Display,
}

/// What stands first in the help.
const EXAMPLES: &str = "\
Examples:
  klar digest cases/my-case/report.yaml
  klar digest cases/my-case/attachments/*";

/// Runs the command and gives the exit status.
pub(super) fn run(arguments: &DigestArguments) -> u8 {
    let surroundings = Surroundings::of_process();
    let Some(start) = surroundings.folder.clone() else { return nowhere(&surroundings, &arguments.display) };
    let (files, policy) = (arguments.files.clone(), arguments.policy.clone());
    let outcome = run::digest(&DigestOptions { start, files, policy });
    let options = surroundings.options(&arguments.display, outcome.language);
    for finding in &outcome.findings {
        let (path, line) = (finding.primary.file.path(), finding.primary.start().line);
        let message = finding.message.get(options.lang);
        let place = if message.contains(path) { String::new() } else { format!("{path}:{line}: ") };
        output::complain(options.lang, &Text::same(format!("{place}{message}")));
    }
    let written = output::print(options.lang, |out| {
        outcome
            .digests
            .iter()
            .try_for_each(|(path, digest)| writeln!(out, "{digest}  {}", one_line(&path.to_string_lossy())))
    });
    if written && outcome.findings.is_empty() { 0 } else { INCOMPLETE }
}
