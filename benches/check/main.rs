//! How long `klar check` takes, and how much memory, beside the least that reading the same files can take.
//!
//! Every figure is that of a process of its own: this program starts itself, or the binary of klar, for each
//! measurement. `docs/performance.md` says how to run it and how to read what it prints.

#![expect(
    clippy::cast_precision_loss,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "figures are small, one that fails has nothing to report, and the floor reads files itself"
)]

#[path = "../generate/mod.rs"]
mod generate;
mod measure;
mod tables;
mod work;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use work::Work;

/// One case in so many has a fault.
const EVERY: usize = 20;

/// What was asked for on the command line.
enum Task {
    /// Measure everything, the times with so many cases.
    Measure(usize),
    /// Write so many cases into a folder.
    Write(usize, PathBuf),
    /// Do one work on so many threads, for the process that measures it.
    Work(Work, usize, PathBuf),
}

fn main() {
    match task() {
        Task::Work(work, threads, folder) => work.run(&folder, threads),
        Task::Write(cases, folder) => {
            let faulty = write_cases(&folder, cases, EVERY);
            print(&format!("{cases} cases, {faulty} of them with a fault\n"));
        }
        Task::Measure(cases) => {
            print(&[tables::times(cases), tables::memory(), tables::cold_start()].join("\n"));
        }
    }
}

/// Reads `[--cases N] [--write FOLDER]`, or what this program tells itself: `--work NAME THREADS FOLDER`.
fn task() -> Task {
    let (mut cases, mut folder) = (1_000, None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut next = || words.next().unwrap();
        match word.as_str() {
            "--cases" => cases = next().parse().unwrap(),
            "--write" => folder = Some(PathBuf::from(next())),
            "--work" => return Task::Work(Work::named(&next()), next().parse().unwrap(), next().into()),
            _ => {} // `cargo bench` adds `--bench`.
        }
    }
    folder.map_or(Task::Measure(cases), |folder| Task::Write(cases, folder))
}

/// Writes the cases, one at a time: the processes that are measured start from the memory of this one. Gives
/// how many of them have a fault.
fn write_cases(folder: &Path, cases: usize, every: usize) -> usize {
    let written = generate::cases(1, every).take(cases).inspect(|case| case.write(folder));
    written.filter(|case| case.fault.is_some()).count()
}

fn print(report: &str) {
    std::io::stdout().write_all(report.as_bytes()).unwrap();
}
