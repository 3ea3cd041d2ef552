//! `klar check`: the run, and everything that is written because of it.

use super::settings::Surroundings;
use super::{CheckArguments, FINDINGS, FailOn, INCOMPLETE, nowhere, output, progress, watch};
use crate::read;
use crate::render::{self, Format, Options, Report};
use crate::run::{self, CheckOutcome, Unsaved};
use crate::source::{Lang, Text};
use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

/// The most bytes of the summaries of one step that GitHub takes.
const SUMMARY: usize = 1 << 20;

/// How many rules are listed with the time that they took.
const TIMED: usize = 20;

/// Runs the command and gives the exit status.
pub(super) fn run(arguments: &CheckArguments) -> u8 {
    let surroundings = Surroundings::of_process();
    if arguments.watch { watch::run(arguments, &surroundings) } else { once(arguments, &surroundings) }
}

/// Checks once.
pub(super) fn once(arguments: &CheckArguments, surroundings: &Surroundings) -> u8 {
    let Some(mut options) = options(arguments, surroundings) else {
        return nowhere(surroundings, &arguments.display);
    };
    if let Some(name) = &arguments.stdin_filename {
        match from_stdin() {
            Ok(bytes) => {
                let unsaved = Unsaved { path: options.start.join(name), bytes: bytes.into() };
                options.paths = vec![unsaved.nearest().to_path_buf()];
                options.unsaved = Some(unsaved);
            }
            Err(error) => {
                let lang = surroundings.options(&arguments.display, None).lang;
                let why = output::why(&error);
                let message = Text {
                    sv: format!("det går inte att läsa från standard in: {}", why.sv),
                    en: format!("standard input cannot be read: {}", why.en),
                };
                output::complain(lang, &message);
                return INCOMPLETE;
            }
        }
    }
    let outcome = progress::shown(&mut options, surroundings, &arguments.display, run::check);
    let mut display = surroundings.options(&arguments.display, outcome.language);
    display.most = arguments.max_findings.map(|most| most.0);
    display.statistics = arguments.statistics;
    let written = write(&outcome, arguments, &display, surroundings, &options.start);
    if arguments.timing {
        output::note(&times(&outcome.times, display.lang));
    }
    if written { status(&outcome.report, arguments.fail_on) } else { INCOMPLETE }
}

/// What the run is asked for; `None` where the working folder or the date is not known.
fn options(arguments: &CheckArguments, surroundings: &Surroundings) -> Option<run::Options> {
    let start = surroundings.folder.clone()?;
    let as_of = arguments.as_of.or(surroundings.today)?;
    Some(run::Options {
        paths: arguments.paths.clone(),
        policy: arguments.policy.clone(),
        base: arguments.base.clone(),
        changed: arguments.changed,
        threads: arguments.threads,
        baseline: arguments.baseline.clone(),
        write_baseline: arguments.write_baseline,
        detail: arguments.formats().any(Format::lists_rules),
        clock: arguments.timing.then_some(super::settings::elapsed),
        ..run::Options::new(start, as_of)
    })
}

/// The bytes of standard input, one more than a file may have at most.
fn from_stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(read::LIMITS.bytes as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Writes the result everywhere, and the files that go with it. Gives whether all was written.
fn write(
    outcome: &CheckOutcome,
    arguments: &CheckArguments,
    display: &Options,
    surroundings: &Surroundings,
    start: &Path,
) -> bool {
    let mut whole = output::write(&arguments.output, arguments.format, display, |format, options, out| {
        render::check(&outcome.report, format, options, out)
    });
    if let (Some(text), Some(path)) = (&outcome.baseline, &arguments.baseline) {
        whole &= write_baseline(text, &outcome.report, path, start, display.lang);
    }
    if let (true, Some(path)) =
        (arguments.formats().any(|format| format == Format::Github), surroundings.summary())
    {
        let summary = |room| render::summary(&outcome.report, display.lang, room);
        whole &= output::append(Path::new(path), SUMMARY, summary, display.lang);
    }
    whole
}

/// Writes the baseline, unless something could not be judged: it would lose entries that are still needed.
fn write_baseline(text: &str, report: &Report, path: &Path, start: &Path, lang: Lang) -> bool {
    if !report.evaluated() {
        let message = text!(
            sv: "utgångsläget skrivs inte, eftersom kontrollen är ofullständig",
            en: "the baseline is not written, since the check is incomplete",
        );
        output::complain(lang, &message);
        return false;
    }
    output::replace(&start.join(path), path, lang, |out| out.write_all(text.as_bytes()))
}

/// The rules that took longest, and all of them together.
fn times(times: &[(String, Duration)], lang: Lang) -> String {
    let mut sorted: Vec<&(String, Duration)> = times.iter().collect();
    sorted.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    let millis = |time: Duration| format!("{:9.3} ms", time.as_secs_f64() * 1000.0);
    let lines = sorted.iter().take(TIMED).map(|(rule, time)| format!("{}  {rule}\n", millis(*time)));
    let all = millis(times.iter().map(|(_, time)| *time).sum());
    let rules = times.len();
    let last = match lang {
        Lang::Sv => format!("{all}  alla {rules} regler\n"),
        Lang::En => format!("{all}  all {rules} rules\n"),
    };
    lines.chain([last]).collect()
}

/// The exit status for a report. It depends on nothing else, least of all on the format.
pub(super) fn status(report: &Report, fail_on: FailOn) -> u8 {
    let fails = |level| fail_on.level().is_some_and(|least| level >= least);
    if !report.evaluated() {
        INCOMPLETE
    } else if report.findings.iter().any(|finding| fails(finding.level)) {
        FINDINGS
    } else if report.complete() {
        0
    } else {
        // What was not judged is never a pass, whatever --fail-on says.
        INCOMPLETE
    }
}
