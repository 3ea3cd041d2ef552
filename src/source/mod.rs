//! What every other module stands on: files with their text, places in them, calendar dates, bilingual text.
//!
//! No YAML, no JSON and no rendering here.

mod date;
mod file;
mod invisible;
mod text;

pub use date::Date;
pub use file::{Position, SourceFile, Span};
pub use invisible::invisible;
pub use text::{Lang, Text};
