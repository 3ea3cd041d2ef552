//! How faults with git and its revisions are worded.

use crate::discover;
use crate::finding::Finding;
use crate::source::Text;

/// The folder lies in no repository.
pub(super) fn no_repository() -> Finding {
    let message = text!(
        sv: "projektet ligger inte i ett git-arkiv, så det finns ingen tidigare version att läsa",
        en: "the project does not lie in a git repository, so there is no earlier version to read",
    );
    incomplete("git/no-repository", message).with_help(text!(
        sv: "Kör kommandot i en klonad kopia av arkivet, eller utelämna revisionen.",
        en: "Run the command in a clone of the repository, or leave out the revision.",
    ))
}

/// There is no program called git.
pub(super) fn no_git() -> Finding {
    let message = text!(sv: "programmet `git` finns inte i sökvägen", en: "there is no program `git` in the search path");
    incomplete("git/missing", message).with_help(text!(
        sv: "Installera git, eller utelämna revisionen.", en: "Install git, or leave out the revision.",
    ))
}

/// Git could not do what it was asked to.
pub(super) fn failed(why: &str) -> Finding {
    let message =
        text!(sv: "git kunde inte läsa arkivet: {why}", en: "git could not read the repository: {why}");
    incomplete("git/failed", message).with_help(text!(
        sv: "Kör `git fsck` för att se om arkivet är helt.",
        en: "Run `git fsck` to see whether the repository is whole.",
    ))
}

/// A revision has more, or something larger, than is read.
pub(super) fn too_much(what: &str) -> Finding {
    let message = text!(
        sv: "`git {what}` gav mer än vad som läses av en revision",
        en: "`git {what}` gave more than is read of a revision",
    );
    incomplete("git/limit", message).with_help(text!(
        sv: "Lägg ärendena i ett eget arkiv, eller sätt projektets rot (`klar.yaml`) i en mapp med färre filer.",
        en: "Keep the cases in a repository of their own, or put the project's root (`klar.yaml`) into a folder with fewer files.",
    ))
}

/// There is no such revision; `near` is one that there is and that is much like it.
pub(super) fn unknown_revision(name: &str, near: Option<&str>, shallow: bool) -> Finding {
    let message = text!(sv: "revisionen `{name}` finns inte", en: "there is no revision `{name}`");
    let help = match (near, shallow) {
        (Some(near), _) => text!(sv: "Menade du `{near}`?", en: "Did you mean `{near}`?"),
        (None, true) => deepen(),
        (None, false) => text!(
            sv: "Ange en gren, en tagg eller id för en incheckning. Hämta den först om den bara finns på servern.",
            en: "Give a branch, a tag or the id of a commit. Fetch it first if only the server has it.",
        ),
    };
    incomplete("git/unknown-revision", message).with_help(help)
}

/// A name stands for several commits.
pub(super) fn ambiguous_revision(name: &str) -> Finding {
    let message = text!(
        sv: "`{name}` är namnet på flera grenar eller taggar som inte är lika",
        en: "`{name}` is the name of several branches or tags that are not the same",
    );
    incomplete("git/ambiguous-revision", message).with_help(text!(
        sv: "Ange hela namnet, såsom `refs/heads/{name}` eller `refs/remotes/{name}`, eller hela id för incheckningen.",
        en: "Give the whole name, such as `refs/heads/{name}` or `refs/remotes/{name}`, or the whole id of the commit.",
    ))
}

/// Two commits have no history in common.
pub(super) fn no_merge_base(one: &str, other: &str, shallow: bool) -> Finding {
    let message = text!(
        sv: "`{one}` och `{other}` har ingen gemensam historik",
        en: "`{one}` and `{other}` have no history in common",
    );
    let help = if shallow {
        deepen()
    } else {
        text!(
            sv: "Ange en revision som grenen utgår från.", en: "Give a revision that the branch started from.",
        )
    };
    incomplete("git/no-merge-base", message).with_help(help)
}

/// Two commits have parted more than once.
pub(super) fn merge_bases(one: &str, other: &str) -> Finding {
    let message = text!(
        sv: "`{one}` och `{other}` är sammanslagna med varandra kors och tvärs, så det går inte att säga vad som är ändringen",
        en: "`{one}` and `{other}` were merged into each other crosswise, so it cannot be said what the change is",
    );
    incomplete("git/merge-bases", message).with_help(text!(
        sv: "Slå ihop `{one}` med grenen en gång till.", en: "Merge `{one}` into the branch once more.",
    ))
}

/// A clone lacks an object.
pub(super) fn missing(shown: &str) -> Finding {
    let message = text!(
        sv: "`{shown}` finns i revisionen, men innehållet saknas i den klonade kopian",
        en: "`{shown}` is in the revision, but its content is not in the clone",
    );
    let help = text!(
        sv: "Kopian är inte hel. Klona arkivet utan `--filter`, eller hämta det som saknas med `git fetch --refetch`.",
        en: "The clone is not whole. Clone the repository without `--filter`, or fetch what is missing with `git fetch --refetch`.",
    );
    Finding::error("git/missing-object", message, discover::place(shown)).with_help(help).incomplete()
}

/// A case lies in a submodule.
pub(super) fn in_submodule(shown: &str) -> Finding {
    let message = text!(
        sv: "`{shown}` ligger i en undermodul, vars tidigare versioner finns i ett annat arkiv",
        en: "`{shown}` lies in a submodule, whose earlier versions are in another repository",
    );
    let help = text!(
        sv: "Kör klar i undermodulen, med en revision av den.",
        en: "Run klar in the submodule, with a revision of it.",
    );
    Finding::error("git/submodule", message, discover::place(shown)).with_help(help).incomplete()
}

/// How to get the whole history.
fn deepen() -> Text {
    text!(
        sv: "Kopian är inte hel. Hämta hela historiken med `git fetch --unshallow`, i GitHub Actions med `fetch-depth: 0`.",
        en: "The clone is not whole. Fetch all of the history with `git fetch --unshallow`, in GitHub Actions with `fetch-depth: 0`.",
    )
}

/// An error that leaves the run incomplete.
fn incomplete(code: &str, message: Text) -> Finding {
    Finding::error(code, message, discover::place(".")).incomplete()
}
