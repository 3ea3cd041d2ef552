//! What is known of the files below some folders without reading them, to see whether anything changed.

use super::names::passed_over;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;
use walkdir::WalkDir;

/// The files with their sizes and times of change.
pub type Stamps = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// The stamps of the files below `folders`. Links are not followed, and folders that hold no cases are left out.
pub fn stamps(folders: &[PathBuf]) -> Stamps {
    let mut stamps = Stamps::new();
    for folder in folders {
        let walk = WalkDir::new(folder).follow_links(false).into_iter();
        let wanted = walk.filter_entry(|entry| entry.depth() == 0 || !passed_over(entry.file_name()));
        for entry in wanted.flatten().filter(|entry| entry.file_type().is_file()) {
            if let Ok(metadata) = entry.metadata() {
                stamps.insert(entry.into_path(), (metadata.len(), metadata.modified().ok()));
            }
        }
    }
    stamps
}
