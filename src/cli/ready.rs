//! `klar ready`: how far cases have come, what is in the way, and whose turn it is.

use super::output::{self, Output};
use super::settings::Surroundings;
use super::{Display, FINDINGS, INCOMPLETE, date, nowhere};
use crate::readiness::Verdict;
use crate::render::{self, ReadyFormat, ReadyReport};
use crate::run::{self, Assume, ReadyOptions};
use crate::source::Date;
use clap::Args;
use std::path::PathBuf;

/// Say how far cases have come, what is in the way, whose turn it is, and by when
///
/// With --target, the exit status is 0 when every case is ready for that stage, and 1 when one is not. Without it the
/// exit status is 0. Either way it is 2 when something could not be read, judged, understood or written.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct ReadyArguments {
    /// Cases, or folders with cases; the working folder when left out
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Ask whether the cases may enter this stage; the stage that each is in when left out
    #[arg(long, value_name = "STAGE")]
    target: Option<String>,

    /// Only what is the turn of this role or party, by its id
    #[arg(long, value_name = "ROLE")]
    actor: Option<String>,

    /// How far to look ahead: days (90d), weeks (12w) or months (3m)
    #[arg(long, value_name = "TIME", default_value = "90d", value_parser = Ahead::parse)]
    within: Ahead,

    /// What if: take VALUE for what stands at a node of a file; can be given several times
    #[arg(long, value_name = "FILE#/POINTER=VALUE", value_parser = assume)]
    assume: Vec<Assume>,

    /// Form of the result on standard output
    #[arg(long, value_name = "FORMAT", default_value = ReadyFormat::Pretty.code(),
          value_parser = output::formats::<ReadyFormat>())]
    format: ReadyFormat,

    /// Write a request for supplements: a letter that says what is missing, for a case handler to send
    #[arg(long, conflicts_with = "format")]
    letter: bool,

    /// Also write the result to a file; can be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = Output::<ReadyFormat>::parse)]
    pub(super) output: Vec<Output<ReadyFormat>>,

    /// Judge as of this date (YYYY-MM-DD); today's date in Sweden when left out
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,

    /// Use the policy pack in this folder
    #[arg(long, value_name = "DIR")]
    policy: Option<PathBuf>,

    #[command(flatten)]
    display: Display,

    /// Number of threads
    #[arg(long, value_name = "N", hide = true)]
    threads: Option<usize>,
}

/// What stands first in the help of `ready`.
const EXAMPLES: &str = "\
Examples:
  klar ready cases/my-case                       one case: what to do next, and who does it
  klar ready cases/my-case --target step-2       may it enter this stage?
  klar ready --within 6m                         all cases, with dates half a year ahead
  klar ready cases/my-case --letter --lang sv    a request for supplements, in Swedish
  klar ready --output csv=open.csv               also write a table for a spreadsheet
  klar ready cases/my-case --assume documents/report.yaml#/review/status=approved";

/// The furthest that can be looked ahead, in days.
const FURTHEST: i64 = 3660;

/// How far to look ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ahead {
    Days(i64),
    Months(i64),
}

impl Ahead {
    /// Reads the value of `--within`.
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "give a number with d, w or m: 90d, 12w, 3m, at most ten years".to_owned();
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let number: i64 = digits.parse().map_err(|_| wrong())?;
        let (days, ahead) = match text.strip_prefix(digits) {
            Some("d") => (1, Self::Days(number)),
            Some("w") => (7, Self::Days(number.saturating_mul(7))),
            Some("m") => (30, Self::Months(number)),
            _ => return Err(wrong()),
        };
        if (0..=FURTHEST).contains(&number.saturating_mul(days)) { Ok(ahead) } else { Err(wrong()) }
    }

    /// The last date of that time; `as_of` itself where there is no date so late.
    fn until(self, as_of: Date) -> Date {
        let until = match self {
            Self::Days(days) => as_of.plus_days(days),
            Self::Months(months) => as_of.plus_months(months),
        };
        until.unwrap_or(as_of)
    }
}

/// Reads the value of `--assume`.
fn assume(text: &str) -> Result<Assume, String> {
    let parts = text.split_once('#').and_then(|(path, rest)| Some((path, rest.split_once('=')?)));
    match parts {
        Some((path, (pointer, value))) if !path.is_empty() && pointer.starts_with('/') => {
            Ok(Assume { path: path.to_owned(), pointer: pointer.to_owned(), value: value.to_owned() })
        }
        _ => {
            Err("give FILE#/POINTER=VALUE, such as documents/report.yaml#/review/status=approved".to_owned())
        }
    }
}

/// `klar ready`.
pub(super) fn run(arguments: &ReadyArguments) -> u8 {
    let surroundings = Surroundings::of_process();
    let (Some(start), Some(as_of)) = (surroundings.folder.clone(), arguments.as_of.or(surroundings.today))
    else {
        return nowhere(&surroundings, &arguments.display);
    };
    let outcome = run::ready(&ReadyOptions {
        judge: run::Options {
            paths: arguments.paths.clone(),
            policy: arguments.policy.clone(),
            threads: arguments.threads,
            ..run::Options::new(start, as_of)
        },
        target: arguments.target.clone(),
        actor: arguments.actor.clone(),
        until: arguments.within.until(as_of),
        assume: arguments.assume.clone(),
    });
    let options = surroundings.options(&arguments.display, outcome.language);
    let report = match outcome.report {
        Ok(report) => report,
        Err(why) => {
            output::complain(options.lang, &why);
            return INCOMPLETE;
        }
    };
    let format = if arguments.letter { ReadyFormat::Letter } else { arguments.format };
    let written = output::write(&arguments.output, format, &options, |format, options, out| {
        render::ready(&report, format, options, out)
    });
    if written { status(&report) } else { INCOMPLETE }
}

/// The exit status for a report.
fn status(report: &ReadyReport) -> u8 {
    match report.verdict() {
        _ if !report.complete() => INCOMPLETE,
        Some(Verdict::Blocked) if report.target.is_some() => FINDINGS,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_ahead_is_a_number_with_a_unit() {
        for (text, ahead) in [
            ("90d", Some(Ahead::Days(90))),
            ("0d", Some(Ahead::Days(0))),
            ("2w", Some(Ahead::Days(14))),
            ("3m", Some(Ahead::Months(3))),
            ("120m", Some(Ahead::Months(120))),
            ("", None),
            ("d", None),
            ("90", None),
            ("-1d", None),
            ("1y", None),
            ("9 d", None),
            ("99999999999999999999d", None),
            ("9000000000000000000w", None),
            ("3661d", None),
        ] {
            assert_eq!(Ahead::parse(text).ok(), ahead, "{text}");
        }
    }

    #[test]
    fn the_last_day_exists_even_at_the_end_of_time() {
        let date = |text| Date::parse(text).unwrap();
        assert_eq!(Ahead::Days(90).until(date("2026-11-21")), date("2027-02-19"));
        assert_eq!(Ahead::Months(3).until(date("2026-11-30")), date("2027-02-28"));
        assert_eq!(Ahead::Days(90).until(date("9999-12-01")), date("9999-12-01"));
    }

    #[test]
    fn an_assumption_names_a_file_a_node_and_a_value() {
        let made = assume("a/b.yaml#/c/d=e=f").unwrap();
        assert_eq!([made.path, made.pointer, made.value], ["a/b.yaml", "/c/d", "e=f"]);
        for wrong in ["", "a.yaml", "a.yaml#/b", "a.yaml#b=c", "#/b=c", "a.yaml=c"] {
            assert!(assume(wrong).is_err(), "{wrong}");
        }
    }
}
