//! How far a run has come, on a terminal, when it takes longer than a second.

use super::settings::Surroundings;
use super::{Display, output};
use crate::run::{Options, Progress};
use crate::source::Lang;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often it is shown.
const PACE: Duration = Duration::from_millis(200);

/// Does `work`, and shows how far it has come where somebody is there to see it.
pub(super) fn shown<T>(
    options: &mut Options,
    surroundings: &Surroundings,
    display: &Display,
    work: impl FnOnce(&Options) -> T,
) -> T {
    if !surroundings.watched || display.quiet > 0 {
        return work(options);
    }
    let progress = Arc::new(Progress::default());
    options.progress = Some(Arc::clone(&progress));
    let lang = surroundings.options(display, None).lang;
    let (done, waiting) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let (mut wait, mut shown) = (PATIENCE, false);
            while waiting.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                output::note(&line(progress.so_far(), lang));
                (wait, shown) = (PACE, true);
            }
            if shown {
                // The line is cleared: what follows is the result.
                output::note("\r\u{1b}[K");
            }
        });
        let result = work(options);
        drop(done);
        result
    })
}

fn line((done, total): (usize, usize), lang: Lang) -> String {
    match lang {
        Lang::Sv => format!("\r{done} av {total} ärenden\u{1b}[K"),
        Lang::En => format!("\r{done} of {total} cases\u{1b}[K"),
    }
}
