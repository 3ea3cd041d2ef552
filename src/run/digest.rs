//! `klar digest`: what an approval can carry to say what it approved.

use super::{configuration, on_threads, pack};
use crate::discover::{self, FilePath};
use crate::expr;
use crate::finding::Finding;
use crate::policy::Pack;
use crate::read::Node;
use crate::source::Lang;
use crate::store::{Store as _, WorkTree};
use std::path::{Path, PathBuf};

/// Which files.
#[derive(Clone, Debug)]
pub struct DigestOptions {
    /// The working folder.
    pub start: PathBuf,
    /// The files.
    pub files: Vec<PathBuf>,
    /// The folder of a policy pack; none means that of the project, or the embedded one.
    pub policy: Option<PathBuf>,
}

/// The digests of some files.
#[derive(Debug)]
pub struct DigestOutcome {
    /// Each file that could be read, as it was given, with its digest in hexadecimal.
    pub digests: Vec<(PathBuf, String)>,
    /// Why the others have none.
    pub findings: Vec<Finding>,
    /// The language that the project asks for.
    pub language: Option<Lang>,
}

/// Computes the digests: of a document of a known kind that of its content, its approvals left out; of any other file
/// that of its bytes.
pub fn digest(options: &DigestOptions) -> DigestOutcome {
    on_threads(Some(1), || {
        let first = options.files.first().map_or_else(PathBuf::new, |file| options.start.join(file));
        let project = discover::project(&first);
        let (config, mut findings) = configuration(&WorkTree, &project);
        let given = options.policy.as_ref().map(|policy| options.start.join(policy));
        let policy = given.or_else(|| Some(project.root.join(config.policy.as_ref()?)));
        let ready = pack::ready(&WorkTree, &project.root, policy.as_deref());
        let pack = ready.map_err(|faults| findings.extend(faults)).ok();
        let mut digests = Vec::new();
        for (pack, file) in pack.iter().flat_map(|pack| options.files.iter().map(move |file| (pack, file))) {
            match of(pack, &options.start.join(file), file) {
                Ok(digest) => digests.push((file.clone(), digest)),
                Err(faults) => findings.extend(faults),
            }
        }
        DigestOutcome { digests, findings, language: config.language }
    })
}

/// The digest of one file.
fn of(pack: &Pack, full: &Path, given: &Path) -> Result<String, Vec<Finding>> {
    let shown = given.to_string_lossy().into_owned();
    let file = FilePath { shown, full: discover::absolute(full), unsaved: None };
    if !given.extension().is_some_and(|end| end == "yaml" || end == "yml") {
        return WorkTree.digest(&file).map_err(|fault| vec![fault]);
    }
    let bytes = WorkTree.bytes(&file).map_err(|fault| vec![fault])?;
    let (tree, faults) = pack.secrets.parse(&file.shown, bytes);
    // What cannot be read as a document has no content that could be approved.
    let tree = tree.ok_or(faults)?;
    let kind = tree.root.get("kind").and_then(Node::as_str);
    match kind.and_then(|kind| pack.kind(kind)) {
        Some(schema) => Ok(expr::content(&tree, Some(schema))),
        None => WorkTree.digest(&file).map_err(|fault| vec![fault]),
    }
}
