//! How far a run has come, for whoever waits for it.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How many cases there are, and how many of them are judged.
#[derive(Debug, Default)]
pub struct Progress {
    total: AtomicUsize,
    done: AtomicUsize,
}

impl Progress {
    /// Notes how many cases there are.
    pub(super) fn begin(&self, total: usize) {
        self.total.store(total, Ordering::Relaxed);
    }

    /// Notes that one more case is judged.
    pub(super) fn advance(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// How many cases are judged, and how many there are.
    pub fn so_far(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
}
