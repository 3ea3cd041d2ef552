//! Digests that are computed when they are shown.

use std::fmt;
use std::sync::{Arc, LazyLock};

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
