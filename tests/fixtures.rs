//! Every annotated fixture gives the findings that it announces, and no others.

mod support;

#[test]
fn the_reader_finds_what_the_fixtures_announce() {
    support::check("read", |path, bytes| {
        let shown = path.file_name().unwrap().to_string_lossy();
        klar::read::parse(&shown, bytes).1
    });
}
