//! What is measured: the steps of a check, each with all those before it.

use granit_parser::{Options, Parser};
use klar::discover::{self, Project};
use klar::policy;
use klar::read::{self, LIMITS};
use klar::run;
use klar::source::Date;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Something to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Compiling the embedded pack, which is part of every check.
    Pack,
    /// Compiling the same pack as one from a folder is compiled, with every check of it.
    WholePack,
    /// Finding the files.
    Walk,
    /// Reading them and parsing them to events that nobody uses: the floor.
    Events,
    /// Reading them into spanned trees.
    Trees,
    /// `klar check`, without printing.
    Check,
}

impl Work {
    /// What has nothing to do with the cases.
    pub(crate) const ON_PACK: [Self; 2] = [Self::Pack, Self::WholePack];

    /// What the number of cases makes a difference to.
    pub(crate) const ON_CASES: [Self; 4] = [Self::Walk, Self::Events, Self::Trees, Self::Check];

    pub(crate) fn named(name: &str) -> Self {
        let mut all = Self::ON_CASES.into_iter().chain(Self::ON_PACK);
        all.find(|work| work.name() == name).unwrap()
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Walk => "walk",
            Self::Events => "events",
            Self::Trees => "trees",
            Self::Check => "check",
            Self::Pack => "pack",
            Self::WholePack => "whole-pack",
        }
    }

    /// What the table calls it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Walk => "find the files",
            Self::Events => "… read and parse them to events (the floor)",
            Self::Trees => "… build spanned trees",
            Self::Check => "check the cases, the pack included",
            Self::Pack => "compile the embedded pack",
            Self::WholePack => "compile a pack like it from a folder",
        }
    }

    /// Does the work with the cases below `folder`.
    pub(crate) fn run(self, folder: &Path, threads: usize) {
        match self {
            Self::Walk => drop(black_box(files(folder))),
            Self::Events => on_threads(threads, || files(folder).par_iter().for_each(|path| events(path))),
            Self::Trees => on_threads(threads, || trees(folder)),
            Self::Check => drop(black_box(run::check(&options(folder, threads)))),
            Self::Pack => drop(black_box(policy::ready().unwrap())),
            Self::WholePack => drop(black_box(run::pack(None).unwrap())),
        }
    }
}

/// The date that the cases are judged at: later than everything that happens in them.
fn as_of() -> Date {
    Date::parse("2026-03-01").unwrap()
}

fn options(folder: &Path, threads: usize) -> run::Options {
    run::Options { threads: Some(threads), ..run::Options::new(folder.to_owned(), as_of()) }
}

fn on_threads(threads: usize, work: impl FnOnce() + Send) {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work);
}

/// The YAML files below a folder, in no particular order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let found = WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path());
    found.filter(|path| path.extension().is_some_and(|ending| ending == "yaml")).collect()
}

/// Parses a file as the reader does, and does nothing with what comes out.
fn events(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    for event in Parser::new_from_str_with_options(&text, parser_options()) {
        if black_box(event).is_err() {
            return;
        }
    }
}

/// The options of the reader.
fn parser_options() -> Options {
    granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        max_buffered_comment_events: LIMITS.nodes,
        flow_nesting_limit: LIMITS.depth,
        block_nesting_limit: LIMITS.depth,
    }
}

/// Finds and reads the files as a check does, one case after the other on each thread.
fn trees(folder: &Path) {
    let project: Project = discover::project(folder);
    discover::cases(&project, &[]).cases.par_iter().for_each(|case| {
        for file in [&case.case].into_iter().chain(&case.documents) {
            let bytes = read::bytes(&file.full, &file.shown).unwrap();
            drop(black_box(read::parse(&file.shown, bytes)));
        }
    });
}
