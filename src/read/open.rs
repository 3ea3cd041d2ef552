//! Opening a file safely. The only place that opens files.

use super::LIMITS;
use crate::discover;
use crate::finding::Finding;
use crate::source::Hasher;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

/// How many bytes of a file are digested.
pub const MOST_DIGESTED: u64 = 1 << 30;

/// The bytes of the file at `path`, which findings call `shown`.
///
/// Only a regular file is read, never what a link leads to, and at most [`LIMITS`] allow. Opening never waits
/// for the other end of a pipe. A file that cannot be read gives a finding that leaves the run incomplete:
/// `io/not-found`, `io/link`, `io/not-regular`, `io/too-large` or `io/unreadable`.
#[expect(clippy::result_large_err, reason = "there is at most one for each file")]
pub fn bytes(path: &Path, shown: &str) -> Result<Vec<u8>, Finding> {
    read(&open_regular(path, shown)?, shown)
}

/// Opens a regular file.
#[expect(clippy::result_large_err, reason = "there is at most one for each file")]
fn open_regular(path: &Path, shown: &str) -> Result<File, Finding> {
    let kind = path.symlink_metadata().map_err(|error| unreadable(shown, &error))?.file_type();
    if kind.is_symlink() {
        return Err(discover::link(shown));
    }
    if !kind.is_file() {
        return Err(discover::not_regular(shown));
    }
    match open(path) {
        Ok(file) => Ok(file),
        Err(_) if path.is_symlink() => Err(discover::link(shown)),
        Err(error) => Err(unreadable(shown, &error)),
    }
}

/// The SHA-256 of the bytes of the file at `path`, in lower-case hexadecimal: what `sha256sum` prints. The same files
/// are read as by [`bytes`], up to [`MOST_DIGESTED`] bytes; nothing of them is kept.
#[expect(clippy::result_large_err, reason = "there is at most one for each file")]
pub fn digest(path: &Path, shown: &str) -> Result<String, Finding> {
    let file = open_regular(path, shown)?;
    let mut hash = Hasher::default();
    let copied =
        io::copy(&mut file.take(MOST_DIGESTED + 1), &mut hash).map_err(|error| unreadable(shown, &error))?;
    if copied > MOST_DIGESTED {
        return Err(too_large_to_digest(shown));
    }
    Ok(hash.finish())
}

/// How many bytes at the beginning of a file tell text from something else.
const BEGINNING: usize = 1024;

/// The bytes of the file at `path`, if it is a regular file of text within [`LIMITS`]; nothing otherwise. Of a file
/// that begins with something else than text, no more than the beginning is read.
pub fn text(path: &Path) -> Option<Vec<u8>> {
    if !path.symlink_metadata().ok()?.is_file() {
        return None;
    }
    let mut file = open(path).ok()?;
    let mut bytes = Vec::new();
    (&mut file).take(BEGINNING as u64).read_to_end(&mut bytes).ok()?;
    if !begins_as_text(&bytes) {
        return None;
    }
    file.take(LIMITS.bytes as u64).read_to_end(&mut bytes).ok()?;
    (bytes.len() <= LIMITS.bytes && is_text(&bytes)).then_some(bytes)
}

/// Whether a file with these bytes is one of text.
pub fn is_text(bytes: &[u8]) -> bool {
    begins_as_text(bytes.get(..BEGINNING).unwrap_or(bytes)) && str::from_utf8(bytes).is_ok()
}

fn begins_as_text(beginning: &[u8]) -> bool {
    // A character may be cut at the end of the beginning.
    let whole = str::from_utf8(beginning).map_or_else(|error| error.error_len().is_none(), |_| true);
    whole && !beginning.contains(&0)
}

/// Reads a file that is open; what it is, is asked again, since it may have been replaced.
#[expect(clippy::result_large_err, reason = "there is at most one for each file")]
fn read(file: &File, shown: &str) -> Result<Vec<u8>, Finding> {
    let metadata = file.metadata().map_err(|error| unreadable(shown, &error))?;
    if !metadata.is_file() {
        return Err(discover::not_regular(shown));
    }
    let limit = LIMITS.bytes as u64;
    if metadata.len() > limit {
        return Err(too_large(shown));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| unreadable(shown, &error))?;
    if bytes.len() > LIMITS.bytes { Err(too_large(shown)) } else { Ok(bytes) }
}

/// Opens a file for reading; refuses a link in its last part, and does not wait.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    OpenOptions::new().read(true).custom_flags(flags.cast_signed()).open(path)
}

/// Opens a file for reading.
#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

fn unreadable(shown: &str, error: &io::Error) -> Finding {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => discover::not_found(shown, None),
        _ => discover::unreadable(shown, error),
    }
}

/// A file is larger than what is read.
pub(crate) fn too_large(shown: &str) -> Finding {
    let megabytes = LIMITS.bytes >> 20;
    let message = text!(
        sv: "`{shown}` är större än {megabytes} MiB, som är det mesta som läses",
        en: "`{shown}` is larger than {megabytes} MiB, the most that is read",
    );
    let help = text!(
        sv: "Dela upp innehållet på flera filer, eller lägg stora texter i en bilaga.",
        en: "Split the content into several files, or put long texts in an attachment.",
    );
    Finding::error("io/too-large", message, discover::place(shown)).with_help(help).incomplete()
}

/// A file is larger than what is digested.
pub(crate) fn too_large_to_digest(shown: &str) -> Finding {
    let message = text!(
        sv: "`{shown}` är större än 1 GiB, som är det mesta som en kontrollsumma räknas på",
        en: "`{shown}` is larger than 1 GiB, the most that a digest is computed of",
    );
    let help = text!(sv: "Lägg en mindre fil i ärendet.", en: "Put a smaller file into the case.");
    Finding::error("io/too-large", message, discover::place(shown)).with_help(help).incomplete()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Effect;
    use std::fs;

    fn code(path: &Path) -> String {
        let finding = bytes(path, "x.yaml").unwrap_err();
        assert_eq!(finding.effect, Effect::Incomplete);
        assert_eq!(finding.primary.file.path(), "x.yaml");
        finding.code
    }

    #[test]
    fn a_file_is_read_up_to_the_limit_and_not_beyond() {
        let folder = tempfile::tempdir().unwrap();
        for (size, fits) in [(LIMITS.bytes - 1, true), (LIMITS.bytes, true), (LIMITS.bytes + 1, false)] {
            let path = folder.path().join(size.to_string());
            fs::write(&path, vec![b'#'; size]).unwrap();
            assert_eq!(bytes(&path, "x.yaml").is_ok(), fits, "{size} bytes");
        }
        assert_eq!(code(&folder.path().join((LIMITS.bytes + 1).to_string())), "io/too-large");
    }

    #[test]
    fn only_regular_files_are_read() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(code(folder.path()), "io/not-regular");
        assert_eq!(code(&folder.path().join("absent")), "io/not-found");
    }

    #[cfg(unix)]
    #[test]
    fn neither_links_nor_devices_nor_pipes_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link.yaml");
        std::os::unix::fs::symlink("/etc/hostname", &link).unwrap();
        assert_eq!(code(&link), "io/link");
        assert!(open(&link).is_err(), "replaced in between");
        assert_eq!(code(Path::new("/dev/zero")), "io/not-regular");
        assert_eq!(read(&open(Path::new("/dev/null")).unwrap(), "x").unwrap_err().code, "io/not-regular");
        let pipe = folder.path().join("pipe.yaml");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        assert_eq!(code(&pipe), "io/not-regular");
        let opened = open(&pipe).unwrap();
        assert_eq!(read(&opened, "x").unwrap_err().code, "io/not-regular", "replaced in between");
    }
}
