//! What a process costs.

use std::process::{Command, Stdio};
use std::time::Instant;
use wait4::Wait4 as _;

/// What a process cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// The time that passed, in milliseconds.
    pub(crate) wall: f64,
    /// The time of the processors, of the process and of the system for it, in milliseconds.
    pub(crate) cpu: f64,
    /// The most memory that it had at any time, in MiB. On Linux it is not less than that of this process.
    pub(crate) memory: f64,
}

/// Runs a process to its end, its output thrown away.
pub(crate) fn cost_of(command: &mut Command) -> Cost {
    let start = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    let used = child.wait4().unwrap();
    let wall = start.elapsed();
    // 1 says that there are findings.
    assert!(matches!(used.status.code(), Some(0 | 1)), "{command:?}: {}", used.status);
    let usage = used.rusage;
    Cost {
        wall: wall.as_secs_f64() * 1e3,
        cpu: (usage.utime + usage.stime).as_secs_f64() * 1e3,
        memory: usage.maxrss as f64 / f64::from(1 << 20),
    }
}

/// The middle one of several values.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap()
}
