//! `klar diff`: two folders, and revisions from git.

use crate::repository::git;
use crate::runner::Project;
use insta::assert_snapshot;
use serde_json::Value;

const CASE: &str = "cases/spring-meeting/case.yaml";
const TALK: &str = "cases/spring-meeting/talk-alva.yaml";

/// A repository with the example of the page on the language, and another version of its case on disk.
fn project() -> Project {
    let project = Project::new();
    project.copy("docs/example/policy", "policy").copy("docs/example/cases", "cases");
    project.write("klar.yaml", "policy: policy\ncases: [cases]\n");
    git(&project.path(""), "init -q -b main");
    git(&project.path(""), "add -A");
    git(&project.path(""), "commit -q -m first");
    project.edit(CASE, "speakers: [alva, bo]", "speakers: [bo, alva, kim]");
    project.edit(CASE, "announcedOn: 2026-05-10\n", "");
    project.edit(CASE, "Bo Exempel }", "Bo Exempel }\n  - { id: kim, name: Kim Låtsas }");
    project.edit(TALK, "minutes: 40", "minutes: 45 # longer");
    project.edit(TALK, "slides/engines.txt", "slides/motorer.txt");
    git(&project.path(""), "mv cases/spring-meeting/talk-bo.yaml cases/spring-meeting/bo.yaml");
    git(
        &project.path(""),
        "mv cases/spring-meeting/slides/engines.txt cases/spring-meeting/slides/motorer.txt",
    );
    project
}

#[test]
fn differences_read_like_a_release_note() {
    let project = project();
    assert_snapshot!(project.run("diff main"), @r"
    spring-meeting

      Event `spring-meeting` (case.yaml)
        > speakers: moved `bo` (line 6)
        + speakers: added `kim` – new speaker (B-1) (line 6)
        + people: added `Kim Låtsas` (line 11)
        - date of the notice: removed `2026-05-10` (line 8)

            organiser: bo
          - speakers: [alva, bo]
                             ^^
          + speakers: [bo, alva, kim]
                       ^^^^      ^^^
            date: 2026-05-20
          - announcedOn: 2026-05-10
            people:
          ⋯
              - { id: bo, name: Bo Exempel }
          +   - { id: kim, name: Kim Låtsas }

      Talk `compilers` (talk-bo.yaml → bo.yaml): the document has moved

      Talk `engines` (talk-alva.yaml)
        ~ `minutes`: `40` became `45` (line 4)
        ~ slides: `slides/engines.txt` became `slides/motorer.txt` – another talk (line 5)

            speaker: alva
          - minutes: 40
                     ^^
          - slides: slides/engines.txt
                           ^^^^^^^^^^^
          + minutes: 45 # longer
                     ^^^^^^^^^^^
          + slides: slides/motorer.txt
                           ^^^^^^^^^^^
            review: { status: approved, decidedOn: 2026-04-20 }

      > attachments: `slides/engines.txt` has moved to `slides/motorer.txt`

    8 differences between main and the files on disk, in 1 of 1 case
    ---- exit status 0
    ");
    assert_snapshot!(project.run("diff main --lang sv -q"), @r"
    spring-meeting

      Evenemang `spring-meeting` (case.yaml)
        > talare: flyttat `bo` (rad 6)
        + talare: lagt till `kim` – ny talare (B-1) (rad 6)
        + personer: lagt till `Kim Låtsas` (rad 11)
        - kallelsens datum: tagit bort `2026-05-10` (rad 8)

      Föredrag `compilers` (talk-bo.yaml → bo.yaml): dokumentet är flyttat

      Föredrag `engines` (talk-alva.yaml)
        ~ `minutes`: `40` blev `45` (rad 4)
        ~ bilder: `slides/engines.txt` blev `slides/motorer.txt` – ett annat föredrag (rad 5)

      > bilagor: `slides/engines.txt` är flyttad till `slides/motorer.txt`

    8 skillnader mellan main och filerna på disk, i 1 av 1 ärende
    ---- exit status 0
    ");
}

#[test]
fn differences_are_a_page_or_coloured() {
    let project = project();
    assert_snapshot!(project.run("diff main --format markdown"), @r"
    ## spring-meeting

    ### Event `spring-meeting` (case.yaml)

    - speakers: moved `bo` (line 6)
    - speakers: added `kim` – **new speaker (B-1)** (line 6)
    - people: added `Kim Låtsas` (line 11)
    - date of the notice: removed `2026-05-10` (line 8)

    ```diff
     organiser: bo
    -speakers: [alva, bo]
    +speakers: [bo, alva, kim]
     date: 2026-05-20
    -announcedOn: 2026-05-10
     people:
    @@
       - { id: bo, name: Bo Exempel }
    +  - { id: kim, name: Kim Låtsas }
    ```

    ### Talk `compilers` (talk-bo.yaml → bo.yaml): the document has moved

    ### Talk `engines` (talk-alva.yaml)

    - `minutes`: `40` became `45` (line 4)
    - slides: `slides/engines.txt` became `slides/motorer.txt` – **another talk** (line 5)

    ```diff
     speaker: alva
    -minutes: 40
    -slides: slides/engines.txt
    +minutes: 45 # longer
    +slides: slides/motorer.txt
     review: { status: approved, decidedOn: 2026-04-20 }
    ```

    - attachments: `slides/engines.txt` has moved to `slides/motorer.txt`

    8 differences between main and the files on disk, in 1 of 1 case
    ---- exit status 0
    ");
    let colour = project.run("diff main --color always");
    assert!(colour.contains("\u{1b}[31mminutes: \u{1b}[0m\u{1b}[31;7m40\u{1b}[0m"), "{colour}");
    assert!(colour.contains("\u{1b}[32mminutes: \u{1b}[0m\u{1b}[32;7m45"), "{colour}");
}

#[test]
fn revisions_are_compared_with_each_other_or_with_the_disk() {
    let project = project();
    let last = |arguments: &str| {
        let shown = project.run(arguments);
        shown.lines().rev().nth(1).unwrap().to_owned()
    };
    assert_eq!(last("diff main..HEAD"), "no differences between main and HEAD in 1 case");
    git(&project.path(""), "checkout -q -b work");
    git(&project.path(""), "commit -q -a -m second");
    assert_eq!(last("diff HEAD"), "no differences between HEAD and the files on disk in 1 case");
    let on_disk = "8 differences between main and the files on disk, in 1 of 1 case";
    assert_eq!(last("diff main"), on_disk);
    let folder = "cases/spring-meeting";
    assert_eq!(last(&format!("diff main..HEAD {folder}")), on_disk.replace("the files on disk", "HEAD"));
    assert_eq!(last(&format!("diff ..work {TALK}")), "no differences between HEAD and work in 1 case");
    git(&project.path(""), "checkout -q main");
    project.write("later", "");
    project.edit(CASE, "date: 2026-05-20", "date: 2026-05-27");
    git(&project.path(""), "add -A");
    git(&project.path(""), "commit -q -m later");
    assert!(last("diff main..work").starts_with("9 differences"), "{}", last("diff main..work"));
    assert!(last("diff main...work").starts_with("8 differences"), "{}", last("diff main...work"));
}

#[test]
fn cases_may_be_new_or_gone_or_elsewhere() {
    let project = project();
    git(&project.path(""), "mv cases/spring-meeting cases/2026");
    project.copy("docs/example/cases/spring-meeting", "cases/autumn-meeting");
    project.edit("cases/autumn-meeting/case.yaml", "id: spring-meeting", "id: autumn-meeting");
    assert_snapshot!(project.run("diff main -q"), @r"
    spring-meeting (main:cases/spring-meeting → cases/2026)

      Event `spring-meeting` (case.yaml)
        > speakers: moved `bo` (line 6)
        + speakers: added `kim` – new speaker (B-1) (line 6)
        + people: added `Kim Låtsas` (line 11)
        - date of the notice: removed `2026-05-10` (line 8)

      Talk `compilers` (talk-bo.yaml → bo.yaml): the document has moved

      Talk `engines` (talk-alva.yaml)
        ~ `minutes`: `40` became `45` (line 4)
        ~ slides: `slides/engines.txt` became `slides/motorer.txt` – another talk (line 5)

      > attachments: `slides/engines.txt` has moved to `slides/motorer.txt`

    autumn-meeting: new case

      Event `autumn-meeting` (case.yaml): new document
      Talk `engines` (talk-alva.yaml): new document
      Talk `compilers` (talk-bo.yaml): new document

      + attachments: added `slides/engines.txt`

    13 differences between main and the files on disk, in 2 of 2 cases
    ---- exit status 0
    ");
    std::fs::remove_dir_all(project.path("cases/2026")).unwrap();
    project.edit("cases/autumn-meeting/talk-alva.yaml", "id: engines", "id: motors");
    project.edit("cases/autumn-meeting/talk-bo.yaml", "id: compilers", "id: parsers");
    assert_snapshot!(project.run("diff main --lang sv -q"), @r"
    autumn-meeting: nytt ärende

      Evenemang `autumn-meeting` (case.yaml): nytt dokument
      Föredrag `motors` (talk-alva.yaml): nytt dokument
      Föredrag `parsers` (talk-bo.yaml): nytt dokument

      + bilagor: lagt till `slides/engines.txt`

    spring-meeting: ärendet är borttaget

      Evenemang `spring-meeting` (case.yaml): dokumentet är borttaget
      Föredrag `engines` (talk-alva.yaml): dokumentet är borttaget
      Föredrag `compilers` (talk-bo.yaml): dokumentet är borttaget

      - bilagor: tagit bort `slides/engines.txt`

    8 skillnader mellan main och filerna på disk, i 2 av 2 ärenden
    ---- exit status 0
    ");
}

#[test]
fn what_cannot_be_compared_ends_the_run() {
    let project = project();
    project.write(TALK, "a: b: c\n");
    assert_snapshot!(project.run("diff main --format markdown"), @r"
    - **yaml/syntax**: a colon followed by a space stands in text without quotes
    ## spring-meeting

    ### Event `spring-meeting` (case.yaml)

    - speakers: moved `bo` (line 6)
    - speakers: added `kim` – **new speaker (B-1)** (line 6)
    - people: added `Kim Låtsas` (line 11)
    - date of the notice: removed `2026-05-10` (line 8)

    ```diff
     organiser: bo
    -speakers: [alva, bo]
    +speakers: [bo, alva, kim]
     date: 2026-05-20
    -announcedOn: 2026-05-10
     people:
    @@
       - { id: bo, name: Bo Exempel }
    +  - { id: kim, name: Kim Låtsas }
    ```

    ### Talk `compilers` (talk-bo.yaml → bo.yaml): the document has moved

    - attachments: `slides/engines.txt` has moved to `slides/motorer.txt`

    the comparison is incomplete: 1 problem kept it from comparing everything

    6 differences between main and the files on disk, in 1 of 1 case
    ---- exit status 2
    ");
    assert_snapshot!(project.run("diff main cases/nowhere"), @r"
    error[case/none-found]: there is no case in `cases/nowhere`
       ╭─[cases/nowhere]
       ╰────
      help: A case is a folder with a `case.yaml`. Give a folder that has one in it or below it.

    nothing was compared
    ---- exit status 2
    ");
    assert_snapshot!(project.run("diff mian --lang sv"), @r"
    fel[git/unknown-revision]: revisionen `mian` finns inte
       ╭─[.]
       ╰────
      hjälp: Menade du `main`?

    inget jämfördes
    ---- exit status 2
    ");
}

#[test]
fn another_order_and_other_quotes_are_no_difference() {
    let project = project();
    git(&project.path(""), "reset -q --hard");
    project.write(
        TALK,
        "# the same\nspeaker: \"alva\"\nid: engines\nkind: 'talk'\nreview:\n  decidedOn: 2026-04-20\n  status: approved\n\
         slides: slides/engines.txt\nminutes: 40\n",
    );
    assert_snapshot!(project.run("diff main"), @r"
    no differences between main and the files on disk in 1 case
    ---- exit status 0
    ");
    let other = Project::new();
    other.copy("docs/example/cases/spring-meeting", "old").copy("docs/example/cases/spring-meeting", "new");
    other.edit("new/case.yaml", "id: spring-meeting", "id: renamed");
    assert_snapshot!(other.run("diff old new -q"), @r"
    renamed

      Case `renamed` (case.yaml)
        ~ id: `spring-meeting` became `renamed` (line 2)

    1 difference between old and new, in 1 of 1 case
    ---- exit status 0
    ");
}

#[test]
fn the_json_result_fulfils_its_schema() {
    let schema: Value = serde_json::from_str(include_str!("../../docs/diff.schema.json")).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let project = project();
    project.copy("docs/example/cases/spring-meeting", "cases/autumn-meeting");
    project.edit("cases/autumn-meeting/case.yaml", "id: spring-meeting", "id: autumn-meeting");
    for arguments in ["diff main", "diff main..HEAD", "diff nowhere", "diff policy cases"] {
        let output = project.run(&format!("{arguments} --format json"));
        let (json, _) = output.split_once("---- ").unwrap();
        let value: Value = serde_json::from_str(json).unwrap();
        let faults: Vec<String> = validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{arguments}: {faults:?}");
    }
}

#[test]
fn files_with_names_that_are_shown_escaped_are_compared() {
    let project = project();
    git(&project.path(""), "reset -q --hard");
    project.write("cases/spring-meeting/a\nb.txt", "first");
    git(&project.path(""), "add -A");
    git(&project.path(""), "commit -q -m odd");
    project.write("cases/spring-meeting/a\nb.txt", "second");
    project.write("cases/spring-meeting/r\u{202e}å.txt", "new");
    assert_snapshot!(project.run("diff main"), @r"
    spring-meeting

      ~ attachments: `a\nb.txt` has other content
      + attachments: added `r\u{202e}å.txt`

    2 differences between main and the files on disk, in 1 of 1 case
    ---- exit status 0
    ");
}

#[test]
fn a_folder_that_is_not_there_is_no_case_that_is_gone() {
    let project = project();
    let shown = project.run("diff cases/spring-meeting cases/autumn-meeting -q");
    assert!(shown.contains("`cases/autumn-meeting` does not exist"), "{shown}");
    assert!(shown.ends_with("nothing was compared\n---- exit status 2\n"), "{shown}");
}

#[test]
fn a_case_that_only_lies_elsewhere_has_moved() {
    let project = project();
    git(&project.path(""), "reset -q --hard");
    git(&project.path(""), "mv cases/spring-meeting cases/2026");
    assert_snapshot!(project.run("diff main"), @r"
    spring-meeting (main:cases/spring-meeting → cases/2026)

    1 difference between main and the files on disk, in 1 of 1 case
    ---- exit status 0
    ");
}

#[test]
fn the_repository_is_that_of_the_first_path() {
    let project = project();
    let elsewhere = Project::new();
    let path = project.path("cases/spring-meeting").into_os_string();
    let output = elsewhere.output(["diff", "main", "-q"].map(Into::into).into_iter().chain([path]), "");
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("differences between main and the files on disk, in 1 of 1 case"), "{shown}");
}

#[test]
fn other_line_breaks_and_long_lines_leave_the_text_readable() {
    let project = project();
    git(&project.path(""), "reset -q --hard");
    let text = std::fs::read_to_string(project.path(TALK)).unwrap().replace('\n', "\r\n");
    project.write(
        TALK,
        text.replace("minutes: 40", &format!("minutes: {}45 # {}", " ".repeat(300), "a".repeat(900))),
    );
    let shown = project.run("diff main");
    assert!(shown.contains("\n        speaker: alva\n      - minutes: 40\n                 ^^\n"), "{shown}");
    assert!(shown.contains("    45 # aaaa") && shown.contains("aaaa…aaaa"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() < 300), "{shown}");
}

#[test]
fn no_value_is_markup_of_a_page() {
    let project = project();
    git(&project.path(""), "reset -q --hard");
    let hostile = "[a](b) <img src=x> ```js` **c** ``";
    project.edit(CASE, "Bo Exempel", &format!("'{hostile}'"));
    let page = project.run("diff main --format markdown");
    let line = page.lines().find(|line| line.starts_with("- people")).unwrap();
    assert_snapshot!(line, @"- people, `[a](b) <img src=x> '''js' **c** ''`, `name`: `Bo Exempel` became `[a](b) <img src=x> '''js' **c** ''` (line 11)");
}

#[test]
fn a_case_with_a_new_id_in_a_new_folder_is_compared_with_what_it_was() {
    let project = project();
    git(&project.path(""), "reset -q --hard");
    git(&project.path(""), "mv cases/spring-meeting cases/2026");
    project.edit("cases/2026/case.yaml", "id: spring-meeting", "id: other-meeting");
    assert_snapshot!(project.run("diff main -q"), @r"
    other-meeting (main:cases/spring-meeting → cases/2026)

      Event `other-meeting` (case.yaml)
        ~ `id`: `spring-meeting` became `other-meeting` (line 2)

    2 differences between main and the files on disk, in 1 of 1 case
    ---- exit status 0
    ");
}

#[test]
fn a_moved_case_is_compared_when_only_one_of_its_folders_is_asked_for() {
    let project = project();
    git(&project.path(""), "reset -q --hard");
    git(&project.path(""), "mv cases/spring-meeting cases/2026");
    for folder in ["cases/spring-meeting", "cases/2026"] {
        let shown = project.run(&format!("diff main {folder}"));
        assert!(
            shown.starts_with("spring-meeting (main:cases/spring-meeting → cases/2026)\n\n1 diff"),
            "{shown}"
        );
    }
}
