//! SHA-256 digests: of bytes that are written, and those that are computed when they are shown.

use super::hexadecimal;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::io;
use std::sync::{Arc, LazyLock};

/// Takes the SHA-256 of what is written to it.
#[derive(Clone, Debug, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// The digest of some bytes, in lower-case hexadecimal: what `sha256sum` prints.
    pub fn of(bytes: &[u8]) -> String {
        hexadecimal(&Sha256::digest(bytes))
    }

    /// The digest of what was written.
    pub fn finish(self) -> String {
        hexadecimal(&self.0.finalize())
    }
}

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A digest in hexadecimal, computed when it is first asked for.
#[derive(Clone)]
pub struct Digest(Arc<LazyLock<String, Compute>>);

type Compute = Box<dyn FnOnce() -> String + Send + Sync>;

impl Digest {
    /// The digest that `compute` gives.
    pub fn new(compute: impl FnOnce() -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(compute))))
    }

    /// The digest.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Digest {
    fn from(digest: &str) -> Self {
        let digest = digest.to_owned();
        Self::new(|| digest)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(out)
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Digest {}
