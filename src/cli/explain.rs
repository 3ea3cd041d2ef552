//! `klar explain`: what an id stands for.

use super::settings::Surroundings;
use super::{Display, INCOMPLETE, date, nowhere, output};
use crate::policy_test::TestRun;
use crate::render::{self, PageFormat, TestFormat, one_line};
use crate::run::{self, Unexplained};
use crate::source::Date;
use clap::Args;
use std::path::PathBuf;

/// Explain a rule, a clause, a process, a stage, a kind of document or a code
///
/// The exit status is 2 when nothing has this id.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct ExplainArguments {
    /// The id, such as the code of a finding
    #[arg(value_name = "ID")]
    id: String,

    /// Form of the explanation
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = PageFormatChoice::Text)]
    format: PageFormatChoice,

    /// Use the policy pack in this folder
    #[arg(long, value_name = "DIR")]
    policy: Option<PathBuf>,

    /// Give the parameters as of this date (YYYY-MM-DD); today's date in Sweden when left out
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,

    #[command(flatten)]
    display: Display,
}

/// What stands first in the help.
const EXAMPLES: &str = "\
Examples:
  klar explain yaml/tab
  klar explain schema/unknown-property --lang sv";

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum PageFormatChoice {
    Text,
    Markdown,
    Json,
}

/// Runs the command and gives the exit status.
pub(super) fn run(arguments: &ExplainArguments) -> u8 {
    let surroundings = Surroundings::of_process();
    let Some(as_of) = arguments.as_of.or(surroundings.today) else {
        return nowhere(&surroundings, &arguments.display);
    };
    let display = surroundings.options(&arguments.display, None);
    let format = match arguments.format {
        PageFormatChoice::Text => PageFormat::Text,
        PageFormatChoice::Markdown => PageFormat::Markdown,
        PageFormatChoice::Json => PageFormat::Json,
    };
    match run::explain(arguments.policy.as_deref(), as_of, &arguments.id) {
        Ok(page) => {
            let written = output::print(display.lang, |out| render::page(&page, format, &display, out));
            if written { 0 } else { INCOMPLETE }
        }
        Err(Unexplained::Pack(findings)) => {
            let run = TestRun { tests: Vec::new(), findings };
            output::print(display.lang, |out| render::tests(&run, TestFormat::Pretty, &display, out));
            INCOMPLETE
        }
        Err(Unexplained::Unknown(near)) => {
            let id = one_line(&arguments.id);
            let message = match near {
                Some(near) => text!(
                    sv: "inget har id `{id}`; menade du `{near}`?",
                    en: "nothing has the id `{id}`; did you mean `{near}`?",
                ),
                None => text!(sv: "inget har id `{id}`", en: "nothing has the id `{id}`"),
            };
            output::complain(display.lang, &message);
            INCOMPLETE
        }
    }
}
