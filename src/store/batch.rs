//! Contents of objects, from one `git cat-file` that is asked for them one by one.

use super::{fault, git};
use crate::finding::Finding;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// The longest line that comes before a content, in bytes.
const HEADING: u64 = 200;

/// A running `git cat-file --batch`.
#[derive(Debug)]
pub(super) struct Batch {
    child: Child,
    /// `None` once it is to end.
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Batch {
    /// Starts it.
    pub(super) fn start(git: &Path) -> Result<Self, Box<Finding>> {
        let mut command = git::command(git, &["cat-file", "--batch"]);
        let mut child = command.stdin(Stdio::piped()).spawn().map_err(|error| git::not_started(&error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(questions), Some(answers)) => {
                Ok(Self { child, questions: Some(questions), answers: BufReader::new(answers) })
            }
            _ => Err(fault::failed("cat-file").into()),
        }
    }

    /// Writes the content of the object `id`, which is known to have `size` bytes, to `sink`. Gives whether the
    /// repository has it.
    pub(super) fn content(
        &mut self,
        id: &str,
        size: u64,
        sink: &mut dyn io::Write,
    ) -> Result<bool, Box<Finding>> {
        let failed = |error: io::Error| Box::new(fault::failed(&error.to_string()));
        let odd = || Box::new(fault::failed("cat-file"));
        let questions = self.questions.as_mut().ok_or_else(odd)?;
        questions.write_all(format!("{id}\n").as_bytes()).and_then(|()| questions.flush()).map_err(failed)?;
        let mut heading = Vec::new();
        self.answers.by_ref().take(HEADING).read_until(b'\n', &mut heading).map_err(failed)?;
        let heading = str::from_utf8(&heading).unwrap_or_default().trim_end();
        match heading.split(' ').collect::<Vec<_>>()[..] {
            [_, "missing"] => return Ok(false),
            [found, "blob", given] if found == id && given.parse() == Ok(size) => {}
            _ => return Err(odd()),
        }
        let copied = io::copy(&mut self.answers.by_ref().take(size), sink).map_err(failed)?;
        // A line break follows each content.
        let mut end = [0];
        self.answers.read_exact(&mut end).map_err(failed)?;
        if copied == size && end == *b"\n" { Ok(true) } else { Err(odd()) }
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // Without questions it ends by itself; should it not, it is ended.
        drop(self.questions.take());
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
