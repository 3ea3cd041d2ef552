//! Cases that both the change and the base have changed since they parted: what is judged is then not what merging gives.

use super::base::Base;
use super::touched::is_same;
use crate::discover::{self, CaseFiles};
use crate::finding::Finding;
use crate::policy::Pack;

/// The findings on those of the cases that are neither as they were at `parting` nor as they are at `tip`, where these two
/// differ. For all others, comparing with the one is comparing with the other, whichever commits the histories share.
pub(super) fn behind(pack: &Pack, parting: &Base, tip: &Base, cases: &[CaseFiles]) -> Vec<Finding> {
    let concerned = cases.iter().filter(|case| {
        let id = parting.id_now(pack, case);
        let (then, ahead) =
            (parting.counterpart(pack, case, id.as_deref()), tip.counterpart(pack, case, id.as_deref()));
        let same =
            |base: &Base, other: Option<&CaseFiles>| other.is_some_and(|other| is_same(base, other, case));
        let agree = match (then, ahead) {
            (None, None) => true,
            (Some(then), Some(ahead)) => agree((parting, then), (tip, ahead)),
            (Some(_), None) | (None, Some(_)) => false,
        };
        !agree && !same(parting, then) && !same(tip, ahead)
    });
    let (name, commit) = (&tip.snapshot.commit.name, &parting.snapshot.commit.name);
    concerned.map(|case| finding(&case.case.shown, name, commit)).collect()
}

/// Whether two earlier versions have the same case, with the same files.
fn agree((one, first): (&Base, &CaseFiles), (other, second): (&Base, &CaseFiles)) -> bool {
    let file = |below: &std::path::PathBuf| discover::FilePath {
        shown: String::new(),
        full: first.folder.full.join(below),
        unsaved: None,
    };
    first.folder.full == second.folder.full
        && first.files == second.files
        && first.files.values().all(|below| one.snapshot.agrees(&other.snapshot, &file(below)))
}

fn finding(shown: &str, name: &str, commit: &str) -> Finding {
    let message = text!(
        sv: "ärendet har ändrats också i `{name}` sedan `{commit}`, som ändringen utgår från",
        en: "the case has changed in `{name}`, too, since `{commit}`, which the change starts from",
    );
    let help = text!(
        sv: "Slå först ihop `{name}` med grenen, så att det som bedöms är det som blir av ändringen.",
        en: "Merge `{name}` into the branch first, so that what is judged is what becomes of the change.",
    );
    Finding::error("base/behind", message, discover::place(shown)).with_help(help).incomplete()
}
