//! A new entry in a file of waivers: everything else in the file, comments too, stays as it is.

use super::super::baseline::quoted;
use super::{Entry, address, parse};
use crate::read::{self, Secrets, Value};
use crate::source::{Date, Lang, Text, invisible};

/// What an entry to write says beside its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWaiver {
    /// The id of the rule.
    pub rule: String,
    /// The id of the case.
    pub case: String,
    /// The place in the case; `None` stands for every place.
    pub node: Option<String>,
    /// Why it is given.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Where more is said of it.
    pub reference: Option<String>,
    /// The last day on which it counts.
    pub until: Date,
}

/// The file shown as `shown` that consists of `bytes`, with one entry more, whose id is `id`; a new file where there are
/// no bytes. The error says why the entry cannot be written there.
pub fn append(
    shown: &str,
    bytes: Option<&[u8]>,
    id: &str,
    new: &NewWaiver,
    lang: Lang,
) -> Result<Vec<u8>, Text> {
    let entry = Written { id, new };
    let scalars = entry.fields().into_iter().map(|(_, value)| value);
    if scalars.flat_map(|value| value.chars().collect::<Vec<_>>()).any(invisible) {
        return Err(text!(
            sv: "undantagets texter får inte ha radbrytningar eller osynliga tecken",
            en: "the texts of a waiver cannot have line breaks or invisible characters",
        ));
    }
    let written = match bytes {
        Some(bytes) => inserted(shown, bytes, entry),
        None => Some(format!("{}\nwaivers:\n{}", heading(lang), entry.block("  ", "\n"))),
    };
    written.map(String::into_bytes).filter(|written| holds(shown, bytes, written, entry)).ok_or_else(|| {
        text!(
            sv: "`{shown}` är skriven så att undantaget inte kan läggas till; lägg till det för hand",
            en: "`{shown}` is written in a way that keeps the waiver from being added; add it by hand",
        )
    })
}

fn heading(lang: Lang) -> &'static str {
    match lang {
        Lang::Sv => "# Undantag: vad som får vara som det är ett tag, varför, och vem som svarar för det.",
        Lang::En => "# Waivers: what may stay as it is for a while, why, and who answers for it.",
    }
}

/// The text with the entry behind the last one of the list.
fn inserted(shown: &str, bytes: &[u8], new: Written<'_>) -> Option<String> {
    let (tree, _) = read::parse(shown, bytes.to_vec());
    let tree = tree?;
    let text = str::from_utf8(bytes).ok()?;
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let list = tree.root.get("waivers")?;
    let flow = text.get(list.span.range())?.starts_with('[');
    let (from, to, added) = match &list.value {
        Value::List(items) if flow && items.is_empty() => {
            let start = text.get(..list.span.start as usize)?.trim_end_matches(' ').len();
            (start, list.span.end as usize, format!("{end}{}", new.block("  ", end).trim_end()))
        }
        Value::List(_) if flow => {
            let before = (list.span.end as usize).checked_sub(1)?;
            (before, before, format!(", {}", new.flow()))
        }
        Value::List(_) => {
            let line = tree.file.line_span(tree.file.line_at(list.span.end));
            let indent = tree.file.position(list.span.start).column as usize - 1;
            let entry = new.block(&" ".repeat(indent), end);
            (line.end as usize, line.end as usize, format!("{end}{}", entry.trim_end()))
        }
        _ => return None,
    };
    let mut whole = [text.get(..from)?, &added, text.get(to..)?].concat();
    if !whole.ends_with('\n') {
        whole.push_str(end);
    }
    Some(whole)
}

/// Whether the new file has the entries of the old one, and the new entry.
fn holds(shown: &str, old: Option<&[u8]>, written: &[u8], Written { id, new }: Written<'_>) -> bool {
    let entries = |bytes: &[u8]| parse(shown, bytes.to_vec(), &Secrets::default());
    let (before, _) = old.map(entries).unwrap_or_default();
    let (after, faults) = entries(written);
    let says = |entry: &Entry| (entry.waiver.id.clone(), NewWaiver::from(entry));
    let same = |(one, other): (&Entry, &Entry)| says(one) == says(other);
    let wanted = NewWaiver { node: new.node.as_deref().map(address), ..new.clone() };
    faults.is_empty()
        && after.len() == before.len() + 1
        && before.iter().zip(&after).all(same)
        && after.last().is_some_and(|entry| says(entry) == (id.to_owned(), wanted))
}

impl From<&Entry> for NewWaiver {
    fn from(entry: &Entry) -> Self {
        let waiver = &entry.waiver;
        Self {
            rule: entry.rule.clone(),
            case: entry.case.clone(),
            node: entry.node.clone(),
            reason: waiver.reason.clone(),
            owner: waiver.owner.clone(),
            reference: waiver.reference.clone(),
            until: waiver.until,
        }
    }
}

/// An entry with its id.
#[derive(Clone, Copy)]
struct Written<'a> {
    id: &'a str,
    new: &'a NewWaiver,
}

impl Written<'_> {
    /// The keys with their values, in the order in which they are written.
    fn fields(self) -> Vec<(&'static str, String)> {
        let new = self.new;
        let fields = [
            ("id", Some(self.id.to_owned())),
            ("rule", Some(new.rule.clone())),
            ("case", Some(new.case.clone())),
            ("node", new.node.clone()),
            ("reason", Some(new.reason.clone())),
            ("owner", Some(new.owner.clone())),
            ("reference", new.reference.clone()),
            ("until", Some(new.until.to_string())),
        ];
        fields.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }

    /// The entry as an item of a list in block style.
    fn block(self, indent: &str, end: &str) -> String {
        let line = |(at, (key, value)): (usize, (&str, String))| {
            let dash = if at == 0 { "- " } else { "  " };
            let value = if is_plain(&value) || key == "until" { value } else { quoted(&value) };
            format!("{indent}{dash}{key}: {value}{end}")
        };
        self.fields().into_iter().enumerate().map(line).collect()
    }

    /// The entry as an item of a list in flow style.
    fn flow(self) -> String {
        let pairs: Vec<String> =
            self.fields().iter().map(|(key, value)| format!("{key}: {}", quoted(value))).collect();
        format!("{{ {} }}", pairs.join(", "))
    }
}

/// Whether YAML reads the text as itself without quotes.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | ',' | '(' | ')');
    text.starts_with(char::is_alphabetic)
        && text.chars().all(plain)
        && !text.ends_with(' ')
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off"
        )
}

/// The first id of the form `W-1` that no entry has.
pub fn free_id(entries: &[Entry]) -> String {
    let taken = |id: &String| entries.iter().any(|entry| entry.waiver.id == *id);
    // One of so many is free: there is one more than there are entries.
    (1..=entries.len() + 1).map(|number| format!("W-{number}")).find(|id| !taken(id)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    fn new() -> NewWaiver {
        NewWaiver {
            rule: "area/rule".into(),
            case: "2026".into(),
            node: Some("/stage".into()),
            reason: "Öppnar i mars: \"senare\"".into(),
            owner: "Gruppen (a, b)".into(),
            reference: None,
            until: Date::parse("2026-12-31").unwrap(),
        }
    }

    fn appended(before: &str) -> String {
        let written = append("waivers.yaml", Some(before.as_bytes()), "W-2", &new(), Lang::En);
        written.map_or_else(|why| why.en, |bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn what_stands_in_the_file_stays_as_it_is() {
        let old = "# Ours\nwaivers: # all\n- { id: W-1, rule: a/b, case: c, reason: r, owner: o, until: 2026-01-01 } # last\n# end";
        assert_snapshot!(appended(old), @r#"
        # Ours
        waivers: # all
        - { id: W-1, rule: a/b, case: c, reason: r, owner: o, until: 2026-01-01 } # last
        - id: W-2
          rule: area/rule
          case: "2026"
          node: "/stage"
          reason: "Öppnar i mars: \"senare\""
          owner: Gruppen (a, b)
          until: 2026-12-31
        # end
        "#);
    }

    #[test]
    fn lists_in_flow_style_and_empty_ones_take_an_entry_too() {
        assert_snapshot!(appended("waivers: [] # none\n"), @r#"
        waivers:
          - id: W-2
            rule: area/rule
            case: "2026"
            node: "/stage"
            reason: "Öppnar i mars: \"senare\""
            owner: Gruppen (a, b)
            until: 2026-12-31 # none
        "#);
        let old = "waivers: [{ id: W-1, rule: a/b, case: c, reason: r, owner: o, until: 2026-01-01 }]\r\n";
        assert_snapshot!(appended(old).replace('\r', "<CR>"), @r#"waivers: [{ id: W-1, rule: a/b, case: c, reason: r, owner: o, until: 2026-01-01 }, { id: "W-2", rule: "area/rule", case: "2026", node: "/stage", reason: "Öppnar i mars: \"senare\"", owner: "Gruppen (a, b)", until: "2026-12-31" }]<CR>"#);
        assert!(appended("waivers: []\r\n").matches("\r\n").count() == 8);
    }

    #[test]
    fn what_would_not_be_read_as_it_is_meant_is_refused() {
        for old in ["waivers: *a\n", "other: []\n", "waivers: { a: b }\n", "[", "waivers: []\nmore: 1\n"] {
            assert!(appended(old).contains("add it by hand"), "{old}");
        }
        for reason in ["a\nb", "a\u{202e}b", "a\u{1b}"] {
            let new = NewWaiver { reason: reason.into(), ..new() };
            let refused = append("waivers.yaml", None, "W-2", &new, Lang::En).unwrap_err();
            assert!(refused.en.contains("line breaks"), "{reason:?}");
        }
    }

    #[test]
    fn a_new_file_says_what_it_is_for() {
        let written = append("waivers.yaml", None, "W-2", &new(), Lang::Sv).unwrap();
        assert!(String::from_utf8(written).unwrap().starts_with("# Undantag: "));
    }

    #[test]
    fn an_id_is_free_when_no_entry_has_it() {
        let text = "waivers:\n- { id: W-1, rule: a/b, case: c, reason: r, owner: o, until: 2026-01-01 }\n";
        assert_eq!(free_id(&parse("w", text.as_bytes().to_vec(), &Secrets::default()).0), "W-2");
        assert_eq!(free_id(&[]), "W-1");
    }
}
