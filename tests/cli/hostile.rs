//! Nothing that a case says, or is called, acts on a terminal or on a service that runs pipelines.

use crate::repository::git;
use crate::runner::Project;

/// Text that has harmed terminals, logs and parsers.
const HOSTILE: [&str; 12] = [
    "\u{1b}[2J\u{1b}[31mred",
    "\u{1b}]0;title\u{7}",
    "\u{9b}31m",
    "over\rwritten",
    "a\u{8}b\u{7f}",
    "\u{202e}dezilaer\u{202c}",
    "sta\u{200b}tus",
    "::error file=a,line=1::forged",
    "x\n::error::forged",
    "##[error]forged",
    "x ##vso[task.complete result=Succeeded]",
    "\u{e0041}\u{2028}\u{85}",
];

/// Runs every way to show the result, and checks what each of them prints.
fn check(project: &Project) {
    let formats = [
        "pretty --lang en",
        "pretty --lang sv",
        "concise",
        "json",
        "sarif",
        "gitlab",
        "junit",
        "rdjson",
        "markdown",
    ];
    for format in formats {
        let shown = project.run(&format!("check --format {format} --color always"));
        check_shown(&shown);
        assert!(!shown.contains("exit status 0"), "{shown}");
    }
    for format in ["pretty --lang en", "pretty --lang sv", "json", "markdown", "letter"] {
        check_shown(&project.run(&format!("ready --target step-1 --format {format} --color always")));
    }
    let shown = project.run("check --format github");
    let commands = shown.lines().filter(|line| line.starts_with("::"));
    for command in commands {
        let (head, _) = command.trim_start_matches(':').split_once("::").unwrap();
        assert!(["error file=", "warning file=", "notice file="].iter().any(|start| head.starts_with(start)));
    }
    check_shown(&shown.lines().filter(|line| !line.starts_with("::")).collect::<Vec<_>>().join("\n"));
}

fn check_shown(shown: &str) {
    let plain = without_colour(shown);
    let raw = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
            || matches!(c, '\u{e0000}'..='\u{e0fff}')
    };
    if let Some(found) = plain.chars().find(|c| raw(*c)) {
        panic!("{found:?} in {plain:?}");
    }
    for line in plain.lines() {
        let forged = line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso[");
        assert!(!forged, "{line:?}");
    }
}

/// The text without the escape sequences that set a colour.
fn without_colour(shown: &str) -> String {
    let mut plain = String::new();
    let mut rest = shown;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap();
        let (_, after) = after.split_at(end);
        rest = after.strip_prefix('m').unwrap_or_else(|| panic!("not a colour: {after:?}"));
    }
    plain + rest
}

/// A text as a YAML scalar in double quotes, with its characters as they are where YAML allows that.
fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        c if c.is_control() => format!("\\x{:02x}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

#[test]
fn values_and_keys_of_documents() {
    let project = Project::with("iutkr-complete");
    for (number, text) in HOSTILE.into_iter().enumerate() {
        let value = quoted(text);
        let report = format!(
            "kind: e2e-report\nid: {value}\n{value}: {value}\nsubmittedBy: {value}\ncustomer: {value}\n\
             service: {value}\nenvironment: {value}\nreview: {{ status: {value}, decidedOn: {value} }}\n\
             contracts: [{{ name: {value}, version: {value} }}]\n"
        );
        let folder = "cases/iutkr-complete/documents";
        project.write(&format!("{folder}/hostile-{number}.yaml"), report);
        project.write(&format!("{folder}/kind-{number}.yaml"), format!("kind: {value}\nid: a{number}\n"));
    }
    check(&project);
}

#[test]
fn values_and_keys_of_the_case() {
    let project = Project::new();
    for (number, text) in HOSTILE.into_iter().enumerate() {
        for stage in ["step-4", text] {
            let (folder, value) = (format!("cases/{number}-{}", stage.len()), quoted(text));
            let case = format!("{folder}/case.yaml");
            project.copy("fixtures/cases/iutkr-complete", &folder);
            project.edit(&case, "id: iutkr-complete", &format!("id: {value}"));
            project.edit(&case, "name: Region Påhittad", &format!("name: {value}"));
            project.edit(&case, "299000-1006", "555990-3009");
            project.edit(&case, "stage: step-4", &format!("stage: {}", quoted(stage)));
        }
    }
    check(&project);
}

/// The characters as they are, where YAML does not allow them or they stand outside quotes.
#[test]
fn bytes_that_are_no_yaml() {
    let project = Project::with("iutkr-complete");
    for (number, text) in HOSTILE.into_iter().enumerate() {
        let file = format!("cases/iutkr-complete/documents/raw-{number}.yaml");
        project.write(&file, format!("kind: {text}\n\t{text}: [{text}\n"));
        project.write(&file.replace("raw", "plain"), format!("{text}\n"));
    }
    check(&project);
}

#[test]
fn configurations() {
    for text in HOSTILE {
        let project = Project::with("iutkr-step-0");
        let value = quoted(text);
        project.write(
            "klar.yaml",
            format!("{value}: {value}\nlanguage: {value}\npolicy: {value}\ncases: [{value}]\n"),
        );
        check_shown(&project.run("check --color always"));
        project.write("klar.yaml", format!("{text}: {text}\n"));
        check_shown(&project.run("check --format concise --color always"));
    }
}

#[test]
fn waivers_and_baselines() {
    let project = Project::with("iutkr-step-0");
    let entry = |[id, rule, node, text, until]: [&str; 5]| {
        format!(
            "- {{ id: {id}, rule: {rule}, case: x, node: {node}, reason: {text}, owner: {text}, until: {until} }}\n"
        )
    };
    let values = HOSTILE.map(quoted);
    let broken = values.iter().map(|value| entry([value; 5])).collect::<String>();
    project.write("waivers.yaml", format!("waivers:\n{broken}"));
    check(&project);
    let sound = values.iter().enumerate().map(|(number, value)| {
        entry([&format!("W-{number}"), value, "a#b", value, "2026-05-01"])
            .replace("case: x", &format!("case: {value}"))
    });
    project.write("waivers.yaml", format!("waivers:\n{}", sound.collect::<String>()));
    let comments = HOSTILE.map(|text| format!("# klar: waive[{text}] {text}\n# klar: {text}\n"));
    let comments =
        comments.map(|text| text.replace("x\n::error::forged", "x ::error::forged").replace('\r', " "));
    project.write("cases/iutkr-step-0/x.yaml", format!("{}kind: x\n", comments.concat()));
    check(&project);
    let known = values
        .map(|value| format!("- {{ case: {value}, rule: {value}, node: {value}, {value}: {value} }}\n"));
    project.write("known.yaml", format!("findings:\n{}", known.concat()));
    check_shown(&project.run("check --baseline known.yaml --color always"));
}

#[test]
fn code_owners_and_what_a_change_proposes() {
    let project = Project::new();
    project.copy("docs/example", ".");
    let people = HOSTILE.map(|text| quoted(&format!("@{}", text.replace([' ', '\n', '\r', '='], ""))));
    project.write(
        "klar.yaml",
        format!(
            "policy: policy\nowners: {{ board: ['@example/board'], {}: [{}] }}\n",
            people[8],
            people.join(", ")
        ),
    );
    let one_line = HOSTILE.map(|text| text.replace(['\n', '\r', '\u{85}', '\u{2028}'], ""));
    git(&project.path(""), "init -q -b main");
    git(&project.path(""), "add -A");
    git(&project.path(""), "commit -q -m change");
    for (number, text) in one_line.iter().enumerate() {
        let owner = text.replace(' ', "");
        project.write("CODEOWNERS", format!("::error::forged @{owner}\n* @{owner} {text} # {text}\n"));
        project.write("klar.yaml", "policy: policy\nowners: { board: ['@example/board'] }\n");
        git(&project.path(""), "add -A");
        git(&project.path(""), "commit -q --allow-empty -m change");
        // Git takes these names, and klar those without control characters; others are refused.
        let branch = format!(
            "a{}{number}",
            text.replace(
                |c: char| c.is_control() || c.is_ascii() && !c.is_ascii_alphanumeric() && c != '#',
                ""
            )
        );
        git(&project.path(""), &format!("branch -f {branch}"));
        project.edit("cases/spring-meeting/talk-bo.yaml", "submitted", "approved, decidedOn: 2026-04-21");
        project.write(
            "waivers.yaml",
            format!(
                "waivers:\n- {{ id: W-{number}, rule: event/notice, case: spring-meeting, reason: {0}, owner: {0}, until: 2026-05-01 }}\n",
                quoted(text)
            ),
        );
        for format in ["pretty", "concise", "json", "sarif", "gitlab", "junit", "rdjson", "markdown"] {
            let shown = project.run(&format!("check --base {branch} --format {format} --color always"));
            check_shown(&shown);
            assert!(shown.contains("talks/decided-by-board"), "{shown}");
        }
        let arguments = ["check", "--base", HOSTILE[number], "--format", "pretty"];
        check_shown(std::str::from_utf8(&project.output(arguments.map(Into::into), "").stdout).unwrap());
        git(&project.path(""), "checkout -q -- cases");
        project.remove("waivers.yaml");
    }
}

#[test]
fn policies() {
    let project = Project::with("iutkr-complete");
    project.copy("fixtures/packs/valid", "regler").write("klar.yaml", "policy: regler\n");
    for (number, text) in HOSTILE.into_iter().enumerate() {
        let value = quoted(text);
        let rules = format!("ruleSet: {value}\n{value}: {value}\ntitle: {{ sv: a, en: b }}\nrules: []\n");
        project.write(&format!("regler/rules/hostile-{number}.yaml"), rules);
    }
    check(&project);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt as _;

    #[test]
    fn names_of_files_and_folders() {
        let project = Project::new();
        let names = HOSTILE.map(str::as_bytes);
        let names = names.into_iter().chain([b"l\xe5n\xff".as_slice(), b"-rf", b"%0A::error::x", b"##[x]"]);
        let names: Vec<&OsStr> = names.map(OsStr::from_bytes).collect();
        fs::create_dir(project.path("empty")).unwrap();
        let file = |name: &OsStr| OsStr::from_bytes(&[name.as_bytes(), b".yaml"].concat()).to_owned();
        for name in &names {
            project.copy("fixtures/cases/iutkr-step-0", "cases/new");
            let folder = project.path("cases").join(name);
            fs::rename(project.path("cases/new"), &folder).unwrap();
            fs::write(folder.join("documents").join(file(name)), "kind: [\n").unwrap();
            fs::write(folder.join(file(name)), "kind: e2e-report\n").unwrap();
            fs::write(project.path("empty").join(file(name)), "").unwrap();
        }
        check(&project);
        let missing = names.iter().map(|name| project.path("cases").join(name).join("missing"));
        let outside = names.iter().map(|name| project.path("empty").join(file(name)));
        let paths = missing.chain(outside).map(Into::into);
        let output = project.output(["check".into(), "--".into()].into_iter().chain(paths), "");
        assert_eq!(output.status.code(), Some(2));
        check_shown(&String::from_utf8(output.stdout).unwrap());
    }

    #[test]
    fn names_of_policies_and_results() {
        let project = Project::with("iutkr-step-0");
        project.copy("fixtures/packs/valid", "regler");
        let run = |arguments: [&str; 3]| {
            let output = project.output(arguments.map(Into::into), "");
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            check_shown(&String::from_utf8(output.stdout).unwrap());
            check_shown(&String::from_utf8(output.stderr).unwrap());
        };
        for name in HOSTILE {
            fs::write(project.path("regler/rules").join(format!("{name}.yaml")), "[").unwrap();
            run(["check", "--policy", name]);
            run(["check", "--output", &format!("json=missing/{name}")]);
            run(["check", "--format", name]);
            run(["check", name, &format!("--{name}")]);
        }
        run(["check", "--policy", "regler"]);
    }
}

/// A number that the embedded policy says that nothing may show, wherever a case can have it.
#[test]
fn a_secret_is_in_no_output() {
    let number = "811228-9874";
    let whole =
        format!("kind: case # {number}\nid: {number}\nprocess: \"{number}\"\nstage: {number}\n{number}: 1\n");
    let documents = [
        format!("kind: {number}\n"),
        format!("kind: tak-order\nid: [{number}\n"),
        format!("- *{number}\n- \"{number}\n"),
        format!("\t{number}\n"),
    ];
    let project = Project::new();
    project.write("cases/a/case.yaml", &whole);
    for (at, document) in documents.iter().enumerate() {
        project.write(&format!("cases/a/{at}.yaml"), document);
    }
    project
        .write(&format!("cases/{number}/case.yaml"), &whole)
        .write(&format!("cases/{number}/{number}/{number}.yaml"), "kind: a\n")
        .write(&format!("cases/{number}/{number}.txt"), format!("{number} and {}", number.replace('-', "")))
        .write(&format!("cases/{number}/{number}.yaml.txt"), "a: 1");
    for format in ["pretty --lang en", "pretty --lang sv", "concise", "json"] {
        let shown = project.run(&format!("check --format {format}"));
        assert!(shown.contains("case/secret") && shown.contains("8112**-****"), "{shown}");
        for secret in ["9874", "811228"] {
            assert!(!shown.contains(secret), "{secret} in {format}: {shown}");
        }
    }
}

#[cfg(unix)]
#[test]
fn an_attachment_whose_name_is_shown_escaped_keeps_no_secret() {
    let project = Project::with("iutkr-step-0");
    project.write("cases/iutkr-step-0/a\nb.txt", "kund 811228-9874\n");
    let shown = project.run("check --format concise");
    assert!(shown.contains("case/secret") && !shown.contains("9874"), "{shown}");
}
