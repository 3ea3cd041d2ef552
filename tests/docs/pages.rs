//! Every example on the pages is what the program prints, what stands in the file, or what the code holds.
//!
//! - A block `console` whose commands are all `$ klar …` or `$ cargo run -- …` shows what the program prints; the
//!   last line is `? N` where the exit status N is not 0.
//! - A block `yaml PATH` is the file at that path.
//! - The tables of functions, of document kinds and of codes list what there is.

use crate::markdown::{Part, parts};
use klar::source::Lang;
use serde_yaml::Value;
use similar::TextDiff;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The pages: those at the root, and those below `docs`.
pub(crate) fn pages() -> Vec<PathBuf> {
    let folders = [PathBuf::from(ROOT), Path::new(ROOT).join("docs")];
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut pages: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages.sort();
    assert!(pages.len() > 5, "the pages were not found");
    pages
}

#[test]
fn pages_show_what_is_so() {
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let mut wrong = Vec::new();
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let truth = rewritten(&page);
        if page == truth {
            continue;
        }
        if update {
            fs::write(&path, &truth).unwrap();
        }
        let name = path.file_name().unwrap().to_string_lossy();
        let diff = TextDiff::from_lines(&page, &truth);
        wrong.push(diff.unified_diff().header(&format!("{name}: the page"), "what is so").to_string());
    }
    let hint = "UPDATE_DOCS=1 cargo test --test docs writes the pages anew";
    assert!(wrong.is_empty() || update, "{hint}\n\n{}", wrong.join("\n"));
}

#[test]
fn links_lead_to_files() {
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        for target in page.split("](").skip(1).filter_map(|rest| rest.split_once(')')) {
            let file = target.0.split('#').next().unwrap();
            let there = file.is_empty() || file.contains("://") || path.with_file_name(file).exists();
            assert!(there, "{} links to {}, which is not there", path.display(), target.0);
        }
    }
}

/// The page as it should be.
fn rewritten(page: &str) -> String {
    let mut truth = String::new();
    for part in parts(page) {
        match part {
            Part::Prose(lines) => truth.push_str(&prose(&lines)),
            Part::Block { info, lines } => {
                let inside = block(info, &lines).unwrap_or_else(|| ended(&lines));
                truth.push_str(&["```", info, "\n", &inside, "```\n"].concat());
            }
        }
    }
    truth
}

/// The lines, each with its end.
fn ended(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

/// Prose with the rows of known tables as they should be.
fn prose(lines: &[&str]) -> String {
    let mut truth = String::new();
    let mut lines = lines.iter().peekable();
    let mut section = "";
    while let Some(line) = lines.next() {
        truth.push_str(&ended(&[line]));
        section = if line.starts_with('#') { line } else { section };
        let Some(rows) = table(line, section) else { continue };
        truth.push_str(&ended(&[lines.next().unwrap()]));
        truth.push_str(&rows.concat());
        while lines.next_if(|line| line.starts_with('|')).is_some() {}
    }
    truth
}

/// The rows of the table with that header below the heading `section`, where they follow from the program.
fn table(header: &str, section: &str) -> Option<Vec<String>> {
    match header {
        "| Code | Means | What to do |" => {
            let text = fs::read_to_string("src/run/codes.yaml").unwrap();
            let file: Value = serde_yaml::from_str(&text).unwrap();
            let codes = file["codes"].as_sequence().unwrap().iter().map(|code| {
                let [id, means, act] = [&code["code"], &code["means"]["en"], &code["do"]["en"]]
                    .map(|text| text.as_str().unwrap().replace('|', "\\|"));
                let own = section.contains(&format!("`{}/…`", id.split('/').next().unwrap()));
                own.then(|| format!("| `{id}` | {means} | {act} |\n"))
            });
            Some(codes.flatten().collect())
        }
        "| Function | Gives |" => {
            let functions = klar::expr::FUNCTIONS.iter();
            Some(
                functions
                    .map(|function| format!("| `{}` | {} |\n", function.usage, function.about))
                    .collect(),
            )
        }
        "| Kind | In English | In Swedish |" => {
            let pack = klar::run::pack(None).unwrap();
            let kinds: BTreeSet<&String> = pack.processes().flat_map(|process| &process.documents).collect();
            let kinds = kinds.into_iter().filter_map(|kind| {
                let title = &pack.kind(kind)?.title;
                Some(format!("| `{kind}` | {} | {} |\n", title.get(Lang::En), title.get(Lang::Sv)))
            });
            Some(kinds.collect())
        }
        "| Process | In English | In Swedish | Stages |" => {
            let pack = klar::run::pack(None).unwrap();
            let rows = pack.processes().map(|process| {
                let stages: Vec<String> =
                    process.stages.iter().map(|stage| format!("`{}`", stage.id)).collect();
                let (title, stages) = (&process.title, stages.join(", "));
                format!(
                    "| `{}` | {} | {} | {stages} |\n",
                    process.id,
                    title.get(Lang::En),
                    title.get(Lang::Sv)
                )
            });
            Some(rows.collect())
        }
        _ => None,
    }
}

/// What should stand in a block, where it is one that shows something.
fn block(info: &str, lines: &[&str]) -> Option<String> {
    if let Some(path) = info.strip_prefix("yaml ") {
        let text = fs::read_to_string(Path::new(ROOT).join(path));
        return Some(text.unwrap_or_else(|error| panic!("{path}: {error}")));
    }
    let commands: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix("$ ")).collect();
    let typed: Option<Vec<&str>> = commands.iter().map(|command| arguments(command)).collect();
    let typed = typed.filter(|typed| info == "console" && !typed.is_empty())?;
    let shown = commands.iter().zip(typed).map(|(command, typed)| format!("$ {command}\n{}", printed(typed)));
    Some(shown.collect::<Vec<_>>().join("\n"))
}

/// The arguments of a command that runs the program.
fn arguments(command: &str) -> Option<&str> {
    command.strip_prefix("klar ").or_else(|| command.strip_prefix("cargo run -- "))
}

/// What the program prints, with its exit status.
fn printed(arguments: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klar"));
    command.args(arguments.split_whitespace()).current_dir(ROOT).env_clear().env("COLUMNS", "100");
    let output = command.output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let status = output.status.code().filter(|status| *status != 0).map(|status| format!("? {status}"));
    let lines = text.lines().map(str::trim_end).chain(status.as_deref());
    ended(&lines.collect::<Vec<_>>())
}
