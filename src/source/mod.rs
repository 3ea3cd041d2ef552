//! What every other module stands on: files with their text, places in them, calendar dates, bilingual text,
//! likely meant words, digests, check digits, and characters that cannot be seen.
//!
//! No YAML, no JSON and no rendering here.

#[macro_use]
mod text;

mod date;
mod digest;
mod file;
mod invisible;
mod luhn;
mod suggest;

pub use date::Date;
pub use digest::{Digest, Hasher};
pub use file::{Position, SourceFile, Span, Unit, hexadecimal, starred};
pub use invisible::invisible;
pub use luhn::luhn_holds;
pub use suggest::suggest;
pub use text::{Lang, Text};
