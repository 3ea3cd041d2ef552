//! `klar check --watch`: checks anew whenever a file of the project changes.
//!
//! The files are looked at again and again, by size and time of change. That works on every file system, and needs
//! nothing of the operating system.

use super::settings::Surroundings;
use super::{CheckArguments, check, output};
use crate::discover::{self, Stamps};
use crate::source::Text;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

/// How often the files are looked at.
const PACE: Duration = Duration::from_millis(400);

/// Checks until the process is ended.
pub(super) fn run(arguments: &CheckArguments, surroundings: &Surroundings) -> u8 {
    let mut known: Option<Stamps> = None;
    loop {
        let folders = folders(arguments, surroundings);
        let mut now = discover::stamps(&folders);
        if known.as_ref() != Some(&now) {
            now = settled(now, &folders);
            let lang = surroundings.options(&arguments.display, None).lang;
            if surroundings.terminal {
                output::print(lang, |out| write!(out, "\u{1b}[2J\u{1b}[H"));
            }
            check::once(arguments, surroundings);
            output::say(lang, &waiting());
            known = Some(now);
        }
        thread::sleep(PACE);
    }
}

/// The stamps once nothing changes any more: a file may be half written.
fn settled(mut stamps: Stamps, folders: &[PathBuf]) -> Stamps {
    loop {
        thread::sleep(PACE / 4);
        let now = discover::stamps(folders);
        if now == stamps {
            return now;
        }
        stamps = now;
    }
}

/// The folders to look at: the project, and the policy pack where it lies elsewhere.
fn folders(arguments: &CheckArguments, surroundings: &Surroundings) -> Vec<PathBuf> {
    let Some(start) = &surroundings.folder else { return Vec::new() };
    let first = arguments.paths.first().map_or_else(|| start.clone(), |path| start.join(path));
    let policy = arguments.policy.as_ref().map(|policy| start.join(policy));
    std::iter::once(discover::project(&first).root).chain(policy).collect()
}

fn waiting() -> Text {
    text!(
        sv: "väntar på ändringar; Ctrl-C avslutar",
        en: "waiting for changes; Ctrl-C ends",
    )
}
