//! The tables of the report, in Markdown.

use super::measure::{Cost, cost_of, median};
use super::work::Work;
use super::{EVERY, write_cases};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// How often each work is measured; the works take turns.
const ROUNDS: usize = 9;

/// How often a start is measured.
const STARTS: usize = 40;

/// How many cases the peaks of memory are measured with.
const SIZES: [usize; 3] = [100, 1_000, 4_000];

/// The time of every work, on one thread and on all processors.
pub(crate) fn times(cases: usize) -> String {
    let folder = tempfile::tempdir().unwrap();
    write_cases(folder.path(), cases, EVERY);
    let all = std::thread::available_parallelism().unwrap().get();
    let mut rows: Vec<(Work, usize)> = Work::ON_PACK.map(|work| (work, 1)).into();
    rows.extend([1, all].iter().flat_map(|threads| Work::ON_CASES.map(|work| (work, *threads))));
    let costs = in_turns(ROUNDS, rows.len(), |row| {
        let (work, threads) = rows.get(row).copied().unwrap();
        cost_of(this_program().args(["--work", work.name(), &threads.to_string()]).arg(folder.path()))
    });
    let mut table = format!(
        "| {cases} cases | threads | wall, ms | CPU, ms | CPU per case, µs | CPU, times the floor |\n\
         |---|--:|--:|--:|--:|--:|\n"
    );
    let cpu = |costs: &[Cost]| median(costs.iter().map(|cost| cost.cpu));
    for ((work, threads), own) in rows.iter().zip(&costs) {
        let same_threads = rows.iter().zip(&costs).filter(|((_, other), _)| other == threads);
        let floor = same_threads.filter(|((work, _), _)| *work == Work::Events).map(|(_, costs)| cpu(costs));
        let (wall, cpu) = (median(own.iter().map(|cost| cost.wall)), cpu(own));
        let (per_case, ratio) = (cpu * 1e3 / cases as f64, cpu / median(floor));
        let title = work.title();
        writeln!(table, "| {title} | {threads} | {wall:.0} | {cpu:.0} | {per_case:.0} | {ratio:.2} |")
            .unwrap();
    }
    table
}

/// The most memory that `klar check` has at any time, by the number of cases.
pub(crate) fn memory() -> String {
    let mut table = "| cases | with a fault | memory, MiB |\n|--:|--:|--:|\n".to_owned();
    for every in [EVERY, usize::MAX] {
        for cases in SIZES {
            let folder = tempfile::tempdir().unwrap();
            let faulty = write_cases(folder.path(), cases, every);
            let peaks = in_turns(3, 1, |_| cost_of(&mut klar_check(folder.path())));
            let peak = median(peaks.iter().flatten().map(|cost| cost.memory));
            writeln!(table, "| {cases} | {faulty} | {peak:.1} |").unwrap();
        }
    }
    table
}

/// How long one case takes from the start of the process to its end, beside processes that do nothing.
pub(crate) fn cold_start() -> String {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases/iutkr-complete");
    let rows = ["`true`, an empty process", "`klar --version`", "`klar check` of one case"];
    let costs = in_turns(STARTS, rows.len(), |row| match row {
        0 => cost_of(&mut Command::new("true")),
        1 => cost_of(Command::new(env!("CARGO_BIN_EXE_klar")).arg("--version")),
        _ => cost_of(&mut klar_check(&case)),
    });
    let mut table = "| start | wall, ms | CPU, ms |\n|---|--:|--:|\n".to_owned();
    for (title, costs) in rows.iter().zip(&costs) {
        let (wall, cpu) =
            (median(costs.iter().map(|cost| cost.wall)), median(costs.iter().map(|cost| cost.cpu)));
        writeln!(table, "| {title} | {wall:.1} | {cpu:.1} |").unwrap();
    }
    table
}

/// Measures each of so many rows, in turns, so often. The first turn only warms the caches and does not count.
fn in_turns(turns: usize, rows: usize, measure: impl Fn(usize) -> Cost) -> Vec<Vec<Cost>> {
    let mut costs = vec![Vec::with_capacity(turns); rows];
    for turn in 0..=turns {
        for (row, costs) in costs.iter_mut().enumerate() {
            let cost = measure(row);
            costs.extend((turn > 0).then_some(cost));
        }
    }
    costs
}

fn this_program() -> Command {
    Command::new(std::env::current_exe().unwrap())
}

/// The binary, on every case below a folder.
fn klar_check(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klar"));
    command.args(["check", "--as-of", "2026-03-01"]).arg(folder);
    command
}
