//! Where the result goes: standard output, and files that are either written whole or left as they were.

use crate::render::{Format, Options, ReadyFormat, one_line};
use crate::source::{Lang, Text};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Forms of a result, one of which the user chooses by its word.
pub(super) trait Choice: Copy + Send + Sync + 'static {
    /// Every form, in the order in which they are listed for users.
    const LIST: &'static [Self];

    /// The word on the command line.
    fn word(self) -> &'static str;
}

impl Choice for Format {
    const LIST: &'static [Self] = &Self::ALL;

    fn word(self) -> &'static str {
        self.code()
    }
}

impl Choice for ReadyFormat {
    const LIST: &'static [Self] = &Self::ALL;

    fn word(self) -> &'static str {
        self.code()
    }
}

/// The form that a word stands for.
fn by_word<F: Choice>(word: &str) -> Option<F> {
    F::LIST.iter().copied().find(|format| format.word() == word)
}

/// A file that the result is also written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output<F> {
    /// The form.
    format: F,
    /// The file.
    path: PathBuf,
}

impl<F: Choice> Output<F> {
    /// Reads the value of `--output`: `FORMAT=FILE`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (code, path) =
            text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or("give FORMAT=FILE")?;
        let codes = F::LIST.iter().map(|format| format.word()).collect::<Vec<_>>().join(", ");
        let format =
            by_word(code).ok_or_else(|| format!("`{code}` is not a format; the formats are {codes}"))?;
        Ok(Self { format, path: path.into() })
    }
}

impl<F: Choice> Output<F> {
    /// The form.
    pub(super) fn format(&self) -> F {
        self.format
    }
}

/// A file that two outputs would be written to.
pub(super) fn clash<F>(outputs: &[Output<F>]) -> Option<&Path> {
    let mut paths: Vec<&Path> = outputs.iter().map(|output| output.path.as_path()).collect();
    paths.sort_unstable();
    paths.windows(2).find_map(|pair| match pair {
        [one, other] if one == other => Some(*one),
        _ => None,
    })
}

/// What `--format` takes.
pub(super) fn formats<F: Choice>() -> impl clap::builder::TypedValueParser<Value = F> {
    PossibleValuesParser::new(F::LIST.iter().map(|format| format.word()))
        .try_map(|code| by_word(&code).ok_or("not a format"))
}

/// Writes the result everywhere it was asked for. Says what could not be written, and gives whether all was.
pub(super) fn write<F: Choice>(
    outputs: &[Output<F>],
    format: F,
    options: &Options,
    render: impl Fn(F, &Options, &mut dyn io::Write) -> io::Result<()>,
) -> bool {
    let in_files = Options { color: false, unicode: true, width: 100, quiet: 0, ..*options };
    let mut whole = true;
    for Output { format, path } in outputs {
        whole &= replace(path, path, options.lang, |out| render(*format, &in_files, out));
    }
    print(options.lang, |out| render(format, options, out)) && whole
}

/// Writes a file whole, or leaves it as it was. Says what could not be written to the file shown as `shown`, and gives
/// whether it was.
pub(super) fn replace(
    path: &Path,
    shown: &Path,
    lang: Lang,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> bool {
    let written = write_file(path, write);
    if let Err(error) = &written {
        unwritten(shown, error, lang);
    }
    written.is_ok()
}

/// Adds what `text` makes of the room that is left to a file of at most so many bytes. Says what could not be written,
/// and gives whether it was.
pub(super) fn append(path: &Path, most: usize, text: impl FnOnce(usize) -> String, lang: Lang) -> bool {
    let written = (|| {
        let mut file = fs::OpenOptions::new().append(true).create(true).open(path)?;
        let taken = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
        file.write_all(text(most.saturating_sub(taken)).as_bytes())
    })();
    if let Err(error) = &written {
        unwritten(path, error, lang);
    }
    written.is_ok()
}

/// Says that a file could not be written.
fn unwritten(shown: &Path, error: &io::Error, lang: Lang) {
    let (path, why) = (shown.display(), why(error));
    let message = Text {
        sv: format!("`{path}` kunde inte skrivas: {}", why.sv),
        en: format!("`{path}` could not be written: {}", why.en),
    };
    complain(lang, &message);
}

/// Writes to standard output. Says what could not be written, and gives whether all was.
pub(super) fn print(lang: Lang, write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> bool {
    let written = write_stream(io::stdout().lock(), write);
    if let Err(error) = &written {
        let why = why(error);
        let message = Text {
            sv: format!("resultatet kunde inte skrivas: {}", why.sv),
            en: format!("the result could not be written: {}", why.en),
        };
        complain(lang, &message);
    }
    written.is_ok()
}

/// Writes to standard output or its like. A reader that has gone away has seen enough: that is no error.
fn write_stream(
    stream: impl io::Write,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(stream);
    let written = write(&mut out).and_then(|()| out.flush());
    // What is left in the buffer after an error must not be tried again.
    drop(out.into_parts());
    written.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// Writes one file, by way of a new file beside it that takes its place once it is whole and on disk.
fn write_file(path: &Path, write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|known| !known.is_file()) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    // The error of the library would name the new file, whose name is random.
    let mut file = new_file().tempfile_in(folder).map_err(|error| io::Error::from(error.kind()))?;
    let mut out = BufWriter::new(&mut file);
    write(&mut out)?;
    out.flush()?;
    drop(out);
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// How the new file is made: readable for those whom the process lets read its files.
fn new_file() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".klar-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

/// Prints the help, or what is wrong with the command line. What the user typed may be the name of a file that
/// somebody else chose, so it is made safe like any other text.
pub(super) fn explain(error: &clap::Error) {
    let plain = error.to_string();
    let safe: String = plain.split_inclusive('\n').map(safe_line).collect();
    // There is nowhere left to say that this failed.
    if error.use_stderr() && safe != plain {
        io::stderr().write_all(safe.as_bytes()).ok();
    } else {
        error.print().ok();
    }
}

/// A line without anything that acts on a terminal or on the log of a CI service, with its indentation.
fn safe_line(line: &str) -> String {
    let text = line.trim_start_matches(' ');
    let indent = " ".repeat(line.len() - text.len());
    let end = if text.ends_with('\n') { "\n" } else { "" };
    format!("{indent}{}{end}", one_line(text))
}

/// Why something could not be written. What has no words here is said as the system says it.
pub(super) fn why(error: &io::Error) -> Text {
    match error.kind() {
        io::ErrorKind::NotFound => text!(sv: "mappen finns inte", en: "the folder does not exist"),
        io::ErrorKind::PermissionDenied => text!(sv: "behörighet saknas", en: "permission is missing"),
        io::ErrorKind::StorageFull => text!(sv: "disken är full", en: "the disk is full"),
        io::ErrorKind::InvalidInput => {
            text!(sv: "där finns något annat än en vanlig fil", en: "what is there is not a regular file")
        }
        _ => Text::same(error.to_string()),
    }
}

/// Says on standard error what went wrong.
pub(super) fn complain(lang: Lang, message: &Text) {
    say(lang, message);
}

/// Says something on standard error, on a line of its own.
pub(super) fn say(lang: Lang, message: &Text) {
    note(&format!("klar: {}\n", one_line(message.get(lang))));
}

/// Writes text of klar's own to standard error, as it is.
pub(super) fn note(text: &str) {
    // There is nowhere left to say that this failed.
    io::stderr().write_all(text.as_bytes()).ok();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::CheckArguments;
    use crate::cli::tests::{arguments, report};
    use crate::render;
    use std::collections::BTreeSet;

    const PLAIN: Options = Options {
        lang: Lang::En,
        color: true,
        width: 30,
        unicode: false,
        quiet: 2,
        most: None,
        statistics: false,
    };

    /// Writes the result of a check where the arguments ask for it.
    fn write_check(arguments: &CheckArguments) -> bool {
        let found = report(&[]);
        write(&arguments.output, arguments.format, &PLAIN, |format, options, out| {
            render::check(&found, format, options, out)
        })
    }

    /// The names of what is in a folder.
    fn names(folder: &Path) -> BTreeSet<String> {
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
        fs::read_dir(folder).unwrap().map(name).collect()
    }

    #[test]
    fn an_output_is_a_format_and_a_file() {
        let output = Output::<Format>::parse("json=a=b.json").unwrap();
        assert_eq!(output, Output { format: Format::Json, path: "a=b.json".into() });
        for wrong in ["json", "json=", "=a", "xml=a"] {
            assert!(Output::<Format>::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn two_results_cannot_go_to_one_file() {
        assert_eq!(clash(&arguments("--output json=a --output concise=b").output), None);
        let twice = arguments("--output json=a --output pretty=b --output concise=./a --output pretty=a");
        assert_eq!(clash(&twice.output), Some(Path::new("a")));
    }

    #[test]
    fn files_are_replaced_whole_and_are_never_quiet() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("result.json");
        fs::write(&path, "old").unwrap();
        let typed = format!("-qq --output json={}", path.display());
        assert!(write_check(&arguments(&typed)));
        #[expect(clippy::disallowed_methods, reason = "the test looks at what was written")]
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("{\n  \"version\": 1,"), "{text}");
        assert_eq!(names(folder.path()), BTreeSet::from(["result.json".to_owned()]));
    }

    #[test]
    fn what_cannot_be_written_is_an_error_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("taken")).unwrap();
        for target in ["taken", "missing/result.json"] {
            let typed = format!("-qq --output json={}", folder.path().join(target).display());
            assert!(!write_check(&arguments(&typed)), "{target}");
        }
        assert_eq!(names(folder.path()), BTreeSet::from(["taken".to_owned()]));
    }

    /// A stream that fails in one way, and counts how often it was tried.
    struct Broken(io::ErrorKind, usize);

    impl io::Write for &mut Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            self.1 += 1;
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_goes_away_is_no_error_but_a_full_disk_is() {
        for (kind, fine) in [(io::ErrorKind::BrokenPipe, true), (io::ErrorKind::StorageFull, false)] {
            let mut stream = Broken(kind, 0);
            let written = write_stream(&mut stream, |out| {
                render::check(&report(&[]), Format::Json, &Options { quiet: 0, ..PLAIN }, out)
            });
            assert_eq!((written.is_ok(), stream.1), (fine, 1), "{kind:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_replaced_by_a_file() {
        let typed = "-qq --output json=/dev/null";
        assert!(!write_check(&arguments(typed)));
    }

    #[cfg(unix)]
    #[test]
    fn a_result_is_as_readable_as_other_new_files() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        fs::write(folder.path().join("other"), "").unwrap();
        let typed = format!("-qq --output concise={}", folder.path().join("result").display());
        assert!(write_check(&arguments(&typed)));
        assert_eq!(mode("result"), mode("other"));
    }
}
