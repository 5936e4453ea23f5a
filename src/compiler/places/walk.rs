//! Walking a file along the table of the language: what each key and value in it is.

use super::{Keys, Keyword, Kind, Thing};
use crate::compiler::syntax::{self, Key, Node, Table};

/// Something met on the way.
#[derive(Clone, Copy, Debug)]
pub(in crate::compiler) enum Met<'t> {
    /// A key of a place; no keyword where the language has none of that name there.
    Key { keys: &'static Keys, keyword: Option<&'static Keyword>, key: &'t Key, value: &'t Node },
    /// The id of a definition, or of a thing something is said for.
    Name { thing: Thing, defines: bool, key: &'t Key, value: &'t Node },
    /// A value that holds no table.
    Value { kind: Kind, node: &'t Node },
}

/// Walks a table of a place, in the order in which it is written.
pub(in crate::compiler) fn walk<'t>(keys: &'static Keys, table: &'t Table, visit: &mut dyn FnMut(Met<'t>)) {
    for (key, node) in &table.entries {
        let keyword = keys.get(&key.name);
        visit(Met::Key { keys, keyword, key, value: node });
        if let Some(kind) = keyword.map(|keyword| keyword.kind).or(keys.others) {
            value(kind, node, visit);
        }
    }
}

fn value<'t>(kind: Kind, node: &'t Node, visit: &mut dyn FnMut(Met<'t>)) {
    match (kind, &node.kind) {
        (Kind::OneOf(forms), _) => match forms.iter().copied().max_by_key(|form| fit(*form, node)) {
            Some(form) => value(form, node, visit),
            None => visit(Met::Value { kind, node }),
        },
        (Kind::Several(inner), _) => node.entries().iter().for_each(|entry| value(*inner, entry, visit)),
        (Kind::Rows(inner), syntax::Kind::List(rows)) => {
            rows.iter().flat_map(Node::entries).for_each(|cell| value(*inner, cell, visit));
        }
        (Kind::In(keys), syntax::Kind::Table(table)) => walk(keys(), table, visit),
        (Kind::Named(thing, inner) | Kind::By(thing, inner), syntax::Kind::Table(table)) => {
            let defines = matches!(kind, Kind::Named(..));
            for (key, node) in &table.entries {
                visit(Met::Name { thing, defines, key, value: node });
                value(*inner, node, visit);
            }
        }
        _ => visit(Met::Value { kind, node }),
    }
}

/// How well a value fits a form; of equals the last written is taken.
fn fit(form: Kind, node: &Node) -> u8 {
    match (form, &node.kind) {
        (Kind::OneOf(forms), _) => forms.iter().map(|form| fit(*form, node)).max().unwrap_or_default(),
        (Kind::In(keys), syntax::Kind::Table(table)) => {
            match table.entries.iter().filter(|(key, _)| keys().has(&key.name)).count() {
                _ if table.entries.is_empty() => 3,
                0 => 1,
                known if known == table.entries.len() => 5,
                _ => 3,
            }
        }
        (Kind::Named(..) | Kind::By(..), syntax::Kind::Table(_)) => 4,
        (Kind::Several(inner), syntax::Kind::List(items)) => {
            3 + items.first().map_or(0, |item| fit(*inner, item).min(1))
        }
        (Kind::Rows(_), syntax::Kind::List(_)) => 4,
        (Kind::Several(inner), _) => fit(*inner, node),
        (Kind::In(_) | Kind::Named(..) | Kind::By(..) | Kind::Rows(_), _) => 0,
        (Kind::Words(words), syntax::Kind::Text(text)) if words.contains(&text.as_str()) => 4,
        (Kind::Words(_), _) => 1,
        (Kind::Truth, syntax::Kind::Bool(_)) => 4,
        (Kind::Whole | Kind::Number, syntax::Kind::Number(_)) => 4,
        (Kind::Truth | Kind::Whole | Kind::Number, _) => 1,
        (Kind::Title, syntax::Kind::Table(_)) => 2,
        (_, syntax::Kind::Text(_)) => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compiler::places;

    #[test]
    fn a_file_is_met_key_by_key_in_the_order_in_which_it_is_written() {
        let text = "[stage.open]\non_enter = { set = { at = '=now' } }\n[transition.go]\nfrom = '*'\nauto = true\n";
        let (root, _) = syntax::parse(0, text);
        let mut met = Vec::new();
        walk(places::WORKFLOW, &root, &mut |spot| {
            met.push(match spot {
                Met::Key { keys, key, value, .. } => format!("{} of {}: {}", key.name, keys.place, value.word()),
                Met::Name { thing, defines, key, value } => {
                    format!("{thing:?} {} {defines}: {}", key.name, value.word())
                }
                Met::Value { kind, node } => format!("{kind:?}: {}", node.word()),
            });
        });
        let expected = [
            "stage of a workflow: a table",
            "Stage open true: a table",
            "on_enter of a stage: a table",
            "set of effects: a table",
            "Field at false: text",
            "Value: text",
            "transition of a workflow: a table",
            "Transition go true: a table",
            "from of a transition: text",
            "Words([\"*\"]): text",
            "auto of a transition: true or false",
            "Truth: true or false",
        ];
        assert_eq!(met, expected);
    }
}
