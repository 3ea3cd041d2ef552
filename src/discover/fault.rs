//! How faults with files and folders are worded.

use crate::finding::{Finding, Label};
use crate::source::{SourceFile, Span, Text};
use std::io;
use std::sync::Arc;

/// A label on the file or folder `shown` as such, of which nothing was read.
pub(crate) fn place(shown: &str) -> Label {
    let file = Arc::new(SourceFile::new(shown, Vec::new()));
    Label { file, span: Span::default(), node: String::new(), text: Text::default() }
}

/// There is nothing at the path; `nearest` is a name that is there and much like it.
pub(crate) fn not_found(shown: &str, nearest: Option<&str>) -> Finding {
    let message = text!(sv: "`{shown}` finns inte", en: "`{shown}` does not exist");
    let help = match nearest {
        Some(nearest) => text!(sv: "Menade du `{nearest}`?", en: "Did you mean `{nearest}`?"),
        None => text!(
            sv: "Kontrollera sökvägen. På kommandoraden utgår den från arbetsmappen, i klar.yaml från den filens mapp.",
            en: "Check the path. On the command line it starts at the working folder, in klar.yaml at the folder of that file.",
        ),
    };
    incomplete("io/not-found", message, shown).with_help(help)
}

/// The file or folder is there and cannot be read.
pub(crate) fn unreadable(shown: &str, error: &io::Error) -> Finding {
    let message = if error.kind() == io::ErrorKind::PermissionDenied {
        text!(sv: "behörighet att läsa `{shown}` saknas", en: "permission to read `{shown}` is missing")
    } else {
        text!(sv: "`{shown}` går inte att läsa: {error}", en: "`{shown}` cannot be read: {error}")
    };
    incomplete("io/unreadable", message, shown).with_help(text!(
        sv: "Se till att den som kör kommandot får läsa filen eller mappen.",
        en: "Make sure that whoever runs the command may read the file or folder.",
    ))
}

/// What stands there is a folder, a pipe or a device.
pub(crate) fn not_regular(shown: &str) -> Finding {
    let message = text!(sv: "`{shown}` är inte en vanlig fil", en: "`{shown}` is not a regular file");
    incomplete("io/not-regular", message, shown).with_help(text!(
        sv: "Ersätt den med en vanlig fil eller ta bort den.",
        en: "Replace it with a regular file, or remove it.",
    ))
}

/// What stands there is a link.
pub(crate) fn link(shown: &str) -> Finding {
    let message = text!(
        sv: "`{shown}` är en länk, och länkar följs inte",
        en: "`{shown}` is a link, and links are not followed",
    );
    incomplete("io/link", message, shown).with_help(text!(
        sv: "Lägg en kopia av filen eller mappen här i stället för länken.",
        en: "Put a copy of the file or folder here instead of the link.",
    ))
}

/// A YAML file was given that is part of no case.
pub(crate) fn no_case(shown: &str) -> Finding {
    let message = text!(sv: "`{shown}` hör inte till något ärende", en: "`{shown}` belongs to no case");
    incomplete("case/no-case", message, shown).with_help(text!(
        sv: "Ingen mapp ovanför filen har en `case.yaml`. Lägg filen i ärendets mapp eller skapa `case.yaml` där.",
        en: "No folder above the file has a `case.yaml`. Put the file in the folder of its case, or create `case.yaml` there.",
    ))
}

/// A folder was given in which there is no case.
pub(super) fn none_found(shown: &str) -> Finding {
    let message = text!(sv: "det finns inget ärende i `{shown}`", en: "there is no case in `{shown}`");
    incomplete("case/none-found", message, shown).with_help(text!(
        sv: "Ett ärende är en mapp med en `case.yaml`. Ange en mapp som har en sådan i sig eller under sig.",
        en: "A case is a folder with a `case.yaml`. Give a folder that has one in it or below it.",
    ))
}

/// A file is called almost `case.yaml`.
pub(super) fn misnamed(shown: &str, name: &str) -> Finding {
    let message = text!(
        sv: "`{name}` läses inte som ett ärende, för den heter inte `case.yaml`",
        en: "`{name}` is not read as a case, since its name is not `case.yaml`",
    );
    incomplete("case/misnamed", message, shown).with_help(text!(
        sv: "Byt namn på filen till `case.yaml`, eller ta bort den om mappen redan har en sådan fil.",
        en: "Rename the file to `case.yaml`, or remove it if the folder already has such a file.",
    ))
}

/// Two files of a case have names that only their letter case tells apart.
pub(super) fn name_clash(shown: &str, other: &str) -> Finding {
    let message = text!(
        sv: "filnamnet skiljer sig bara i stora och små bokstäver från `{other}`",
        en: "the file name differs from `{other}` in letter case only",
    );
    Finding::error("io/name-clash", message, place(shown))
        .with_help(text!(
            sv: "Byt namn på den ena filen. På Windows och macOS får de inte plats bredvid varandra.",
            en: "Rename one of the files. On Windows and macOS there is no room for both.",
        ))
        .with_related(place(other))
}

/// An error that leaves the run incomplete.
fn incomplete(code: &str, message: Text, shown: &str) -> Finding {
    Finding::error(code, message, place(shown)).incomplete()
}
