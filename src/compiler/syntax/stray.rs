//! Keys that a place does not have: a slip of the pen each, or together the body of a table whose header is gone.
//!
//! Only what is wrong and how often it is told. What a key means is the business of whoever reads its table.

use super::{Key, Keys, Kind, Node, Table};
use crate::{
    compiler::{Cx, findings},
    model::near,
};

/// Reports keys that do not belong in a table: those near to one that does each by itself, all others at once.
pub(super) fn report(cx: &Cx<'_>, unknown: &[(&Key, &Node)], keys: &'static Keys) {
    let (near, far): (Vec<_>, Vec<_>) = unknown.iter().partition(|(key, _)| is_near(&key.name, keys));
    for (key, value) in near {
        // What stands below it, names and all, is not read.
        if matches!(value.kind, Kind::Table(_) | Kind::List(_)) && keys.declares() {
            cx.lose_in(key.span.file);
        }
        cx.report(findings::unknown_key(key, keys));
    }
    match far[..] {
        [] => {}
        [(key, value)] => {
            if matches!(value.kind, Kind::Table(_)) && keys.declares() {
                cx.lose_in(key.span.file);
            }
            cx.report(findings::unknown_key(key, keys));
        }
        _ => {
            // They may well be what a table above them declared.
            cx.lose_in(far[0].0.span.file);
            let far: Vec<&Key> = far.iter().map(|(key, _)| *key).collect();
            cx.report(findings::unknown_keys(&far, keys));
        }
    }
}

fn is_near(name: &str, keys: &'static Keys) -> bool {
    near::nearest(name, keys.all().map(|keyword| keyword.name)).is_some()
}

/// Whether a key that is missing is there under a wrong name, or what stands in the table is another's.
pub(super) fn explains(table: &Table, missing: &str, keys: &'static Keys) -> bool {
    let unknown = || table.entries.iter().map(|(key, _)| &*key.name).filter(|name| !keys.has(name));
    keys.others.is_none() && (unknown().count() > 1 || unknown().any(|name| near::nearest(name, [missing]).is_some()))
}

/// Whether several keys of a table are none of its place: then a header is missing above them, and has been told.
pub(super) fn several(table: &Table, keys: &'static Keys) -> bool {
    keys.others.is_none() && table.entries.iter().filter(|(key, _)| !keys.has(&key.name)).nth(1).is_some()
}

/// Reports values that stand where definitions should, by id: together they are one that has lost its id. Whether there
/// are any.
pub(super) fn nameless(cx: &Cx<'_>, key: &str, table: &Table) -> bool {
    let plain = table.entries.iter().filter(|(_, node)| node.table().is_none());
    let plain: Vec<&Key> = plain.map(|(key, _)| key).collect();
    let [first, _, ..] = plain[..] else { return false };
    cx.lose_in(first.span.file);
    cx.report(findings::nameless(key, &plain));
    true
}

/// Everything a table says counts as said.
pub(super) fn mention(cx: &Cx<'_>, table: &Table) {
    table.entries.iter().for_each(|(_, node)| mention_node(cx, node));
}

fn mention_node(cx: &Cx<'_>, node: &Node) {
    match &node.kind {
        Kind::Text(text) => cx.mention(text),
        Kind::List(items) => items.iter().for_each(|item| mention_node(cx, item)),
        Kind::Table(table) => mention(cx, table),
        _ => {}
    }
}
