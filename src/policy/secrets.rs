//! What a pack says that nothing may show: `secrets` of pack.yaml, with the lists that they refer to.

use super::faults::Faults;
use super::vocabulary::{text, word};
use crate::read::{Node, Numbers, Secret, Secrets, Tree, Value};
use crate::structure;
use std::borrow::Cow;

/// The secrets of a pack. `list` gives the file of a list by its name.
pub(super) fn secrets(
    pack: &Tree,
    names: &[&str],
    list: impl Fn(&str) -> Option<Cow<'static, [u8]>>,
    faults: &mut Faults,
) -> Secrets {
    let mut secrets = Secrets::default();
    for entry in pack.root.get("secrets").map(Node::entries).unwrap_or_default() {
        let node = &entry.value;
        let pattern = match structure::regex(word(node, "pattern")) {
            Ok(pattern) => pattern,
            Err(why) => {
                faults.at(pack, node.get("pattern").unwrap_or(node), "policy/secret", why, None);
                continue;
            }
        };
        let harmless = node.get("harmless").and_then(|harmless| {
            let named = harmless.get("list")?;
            let name = named.as_str()?;
            let Some(numbers) = list(name) else {
                let message = text!(sv: "listan `{name}` finns inte", en: "there is no list `{name}`");
                faults.unknown((pack, named), "policy/secret", message, names.iter().copied());
                return None;
            };
            Some((Numbers::new(numbers), text(harmless.get("message"))))
        });
        secrets.0.push(Secret {
            pattern,
            checked: node.get("checksum").and_then(|checksum| number(checksum, "luhn")),
            hidden: number(node, "hidden").unwrap_or(usize::MAX),
            message: text(node.get("message")),
            help: node.get("help").map(|help| text(Some(help))),
            harmless,
        });
    }
    secrets
}

fn number(node: &Node, key: &str) -> Option<usize> {
    match node.get(key)?.value {
        Value::Int(number) => usize::try_from(number).ok(),
        _ => None,
    }
}
