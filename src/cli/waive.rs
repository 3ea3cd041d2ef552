//! `klar waive`: a new entry in the file of waivers, for what `klar check` finds.

use super::settings::Surroundings;
use super::{Display, INCOMPLETE, date, nowhere, output};
use crate::config::NewWaiver;
use crate::render::{self, one_line};
use crate::run;
use crate::source::{Date, Lang};
use clap::Args;
use std::path::{Path, PathBuf};

/// Add an exception for a finding to the file of waivers
///
/// The finding has to be one that `klar check` has now. The comments of the file stay as they are. The exit status is 2
/// when nothing was written.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct WaiveArguments {
    /// The rule, as the finding has it in brackets
    #[arg(value_name = "RULE")]
    rule: String,

    /// The id of the case
    #[arg(value_name = "CASE")]
    case: String,

    /// One place alone: FILE#POINTER, the file seen from the folder of the case
    #[arg(value_name = "NODE")]
    node: Option<String>,

    /// Why the finding may stay
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// Who answers for it
    #[arg(long, value_name = "TEXT")]
    owner: String,

    /// The last day on which it counts (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Date,

    /// Where more is said of it, such as the number of a decision
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,

    /// The id of the entry; the first free one of the form W-1 when left out
    #[arg(long, value_name = "ID")]
    id: Option<String>,

    /// Use the policy pack in this folder
    #[arg(long, value_name = "DIR")]
    policy: Option<PathBuf>,

    /// Judge as of this date (YYYY-MM-DD); today's date in Sweden when left out
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,

    #[command(flatten)]
    display: Display,
}

/// What stands first in the help.
const EXAMPLES: &str = "\
Example:
  klar waive area/rule my-case case.yaml#/stage \\
    --reason 'The test environment opens in March' --owner 'The team' --until 2027-03-31";

/// Runs the command and gives the exit status.
pub(super) fn run(arguments: &WaiveArguments) -> u8 {
    let surroundings = Surroundings::of_process();
    let (Some(start), Some(as_of)) = (surroundings.folder.clone(), arguments.as_of.or(surroundings.today))
    else {
        return nowhere(&surroundings, &arguments.display);
    };
    let options = run::Options { policy: arguments.policy.clone(), ..run::Options::new(start, as_of) };
    let wanted = NewWaiver {
        rule: arguments.rule.clone(),
        case: arguments.case.clone(),
        node: arguments.node.clone(),
        reason: arguments.reason.clone(),
        owner: arguments.owner.clone(),
        reference: arguments.reference.clone(),
        until: arguments.until,
    };
    let display = surroundings.options(&arguments.display, run::language(&options));
    let lang = display.lang;
    let granted = match run::waive(&options, arguments.id.as_deref(), &wanted, lang) {
        Ok(granted) => granted,
        Err(why) => {
            output::complain(lang, &why);
            return INCOMPLETE;
        }
    };
    let bytes = &granted.bytes;
    if !output::replace(&granted.path, Path::new(&granted.shown), lang, |out| out.write_all(bytes)) {
        return INCOMPLETE;
    }
    let (id, shown) = (one_line(&granted.id), one_line(&granted.shown));
    let heading = match lang {
        Lang::Sv => format!("{id} står nu i {shown} och undantar:"),
        Lang::En => format!("{id} is now in {shown} and waives:"),
    };
    let written = display.quiet > 0
        || output::print(lang, |out| {
            writeln!(out, "{heading}")?;
            render::lines(&granted.covers, lang, out)
        });
    if written { 0 } else { INCOMPLETE }
}
