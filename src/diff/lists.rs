//! Which items of two lists are the same item.

use crate::read::{self, Node, Value};
use std::collections::BTreeMap;

/// Items of two lists that belong together, by their place in each; `None` where there is no such item.
pub(super) type Pair = (Option<usize>, Option<usize>);

/// Pairs the items of two lists: those of the new one in their order, then those that are gone. Items are told apart
/// by the values of the keys `identity` where all have them, else by their `id`, else by their whole value; what is
/// then left over is paired in order.
pub(super) fn pairs(old: &[Node], new: &[Node], identity: &[String]) -> Vec<Pair> {
    let by_id = ["id".to_owned()];
    let names = [identity, &by_id].into_iter().find_map(|keys| {
        let all = |items: &[Node]| items.iter().map(|item| name(item, keys)).collect::<Option<Vec<_>>>();
        Some((all(old)?, all(new)?)).filter(|_| !keys.is_empty())
    });
    match names {
        Some((old, new)) => matched(&old, &new),
        None => {
            let values = |items: &[Node]| items.iter().map(read::canonical).collect::<Vec<_>>();
            let scalars = old.iter().chain(new).all(is_scalar);
            let pairs = matched(&values(old), &values(new));
            if scalars { pairs } else { rest_in_order(pairs) }
        }
    }
}

/// Which of the pairs have another order than before: all but the most that can keep theirs.
pub(super) fn moved(pairs: &[Pair]) -> Vec<bool> {
    let both: Vec<(usize, usize)> = pairs
        .iter()
        .enumerate()
        .filter_map(|(at, (old, new))| old.zip(*new).map(|(old, _)| (at, old)))
        .collect();
    // For each length, where the run of that length ends that ends earliest in the old order; and what is before each.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(both.len());
    let old_of = |at: usize| both.get(at).map_or(0, |(_, old)| *old);
    for (at, (_, old)) in both.iter().enumerate() {
        let length = ends.partition_point(|end| old_of(*end) < *old);
        before.push(length.checked_sub(1).and_then(|last| ends.get(last).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut moved: Vec<bool> = pairs.iter().map(|(old, new)| old.is_some() && new.is_some()).collect();
    let mut place = ends.last().copied();
    while let Some(at) = place {
        if let Some(slot) = both.get(at).and_then(|(pair, _)| moved.get_mut(*pair)) {
            *slot = false;
        }
        place = before.get(at).copied().flatten();
    }
    moved
}

/// What an item is called: the values of some of its keys. `None` where it lacks one, or has a collection there.
pub(super) fn name(item: &Node, keys: &[String]) -> Option<String> {
    let parts: Option<Vec<String>> = keys.iter().map(|key| item.get(key).and_then(text)).collect();
    parts.map(|parts| parts.join(" "))
}

/// A value that is no collection, as text; `None` for null, too.
pub(super) fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Float(_) => Some(read::canonical(node)),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// Whether a value is no collection.
pub(super) fn is_scalar(node: &Node) -> bool {
    !matches!(node.value, Value::List(_) | Value::Map(_))
}

/// Pairs equal names, the first with the first where there are several.
fn matched(old: &[String], new: &[String]) -> Vec<Pair> {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, name) in old.iter().enumerate().rev() {
        places.entry(name).or_default().push(at);
    }
    let mut pairs: Vec<Pair> = Vec::with_capacity(new.len());
    for (at, name) in new.iter().enumerate() {
        pairs.push((places.get_mut(name.as_str()).and_then(Vec::pop), Some(at)));
    }
    let mut gone: Vec<usize> = places.into_values().flatten().collect();
    gone.sort_unstable();
    pairs.extend(gone.into_iter().map(|at| (Some(at), None)));
    pairs
}

/// Pairs what has no counterpart in the order of both lists.
fn rest_in_order(pairs: Vec<Pair>) -> Vec<Pair> {
    let mut gone = pairs
        .iter()
        .filter(|pair| pair.1.is_none())
        .filter_map(|pair| pair.0)
        .collect::<Vec<_>>()
        .into_iter();
    let mut all: Vec<Pair> = pairs
        .into_iter()
        .filter(|pair| pair.1.is_some())
        .map(|(old, new)| (old.or_else(|| gone.next()), new))
        .collect();
    all.extend(gone.map(|at| (Some(at), None)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(yaml: &str) -> Vec<Node> {
        read::parse("a.yaml", yaml.as_bytes().to_vec()).0.unwrap().root.items().to_vec()
    }

    /// Pairs as `old-new`, those that moved with a star.
    fn shown(old: &str, new: &str, identity: &[&str]) -> String {
        let identity: Vec<String> = identity.iter().map(|key| (*key).to_owned()).collect();
        let pairs = pairs(&items(old), &items(new), &identity);
        let place = |at: Option<usize>| at.map_or("_".to_owned(), |at| at.to_string());
        let moved = moved(&pairs);
        let each = pairs.iter().zip(&moved).map(|((old, new), moved)| {
            format!("{}-{}{}", place(*old), place(*new), if *moved { "*" } else { "" })
        });
        each.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn items_are_told_apart_by_identity_then_id_then_value() {
        let rows: [(&str, &str, &[&str], &str); 9] = [
            ("[{ id: a }, { id: b }]", "[{ id: b, x: 1 }, { id: c }]", &[], "1-0 _-1 0-_"),
            ("[{ n: a, v: 1 }, { n: a, v: 2 }]", "[{ n: a, v: 2, x: 1 }]", &["n", "v"], "1-0 0-_"),
            ("[{ n: a }, { n: b }]", "[{ n: b }]", &["n", "v"], "1-0 0-_"),
            ("[a, b, c]", "[c, a, b]", &[], "2-0* 0-1 1-2"),
            ("[a, a, b]", "[a, b, a]", &[], "0-0 2-1* 1-2"),
            ("[{ x: 1 }, { x: 2 }]", "[{ x: 2 }, { x: 3 }]", &[], "1-0* 0-1"),
            ("[{ id: a }, { x: 1 }]", "[{ id: a }, { x: 2 }]", &[], "0-0 1-1"),
            ("[]", "[1, 2]", &[], "_-0 _-1"),
            ("[d, c, b, a]", "[a, b, c, d]", &[], "3-0* 2-1* 1-2* 0-3"),
        ];
        for (old, new, identity, expected) in rows {
            assert_eq!(shown(old, new, identity), expected, "{old} {new}");
        }
    }
}
