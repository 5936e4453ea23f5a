//! Tables as functions: the names and types of their inputs and outputs.

use indexmap::IndexMap;

use super::{Definition, TypeNames, WorkflowNames};
use crate::{
    compiler::{
        Cx, findings,
        syntax::{Key, Keys, Kind, Node, Reader, Text, places},
    },
    model::{Id, Type},
};

/// A table as others see it.
pub(in crate::compiler) struct TableNames<'c> {
    pub definition: Definition<'c>,
    pub inputs: Vec<(Id, Type)>,
    pub outputs: Vec<(Id, Type)>,
}

pub(super) fn gather<'c>(
    cx: &'c Cx<'c>,
    rules: &[Reader<'c>],
    types: &TypeNames,
    workflows: &IndexMap<Id, WorkflowNames<'c>>,
) -> IndexMap<Id, TableNames<'c>> {
    let mut tables = IndexMap::new();
    for (id, definition) in super::definitions(cx, rules, "table", "table") {
        if !findings::is_name(&id) {
            cx.report(findings::bad_name(&definition.key.text(), "a table"));
        }
        let reader = Reader::open(cx, definition.table, places::TABLE);
        let columns = |key: &str, keys: &'static Keys| -> Vec<(Id, Type)> {
            if !reader.has(key) {
                reader.missing(key, definition.key.span);
            }
            let typed = |(name, node): &'c (Key, Node)| {
                if !findings::is_name(&name.name) {
                    cx.report(findings::bad_name(&name.text(), "a column"));
                }
                (Id::from(&*name.name), column(cx, types, workflows, node, &name.text(), keys))
            };
            reader.pairs(key).iter().map(typed).collect()
        };
        let (inputs, outputs) = (columns("in", places::TABLE_IN), columns("out", places::TABLE_OUT));
        tables.insert(id, TableNames { definition, inputs, outputs });
    }
    tables
}

/// The type of a column: a word, a field it is borrowed from, or a table with `type`.
fn column<'c>(
    cx: &'c Cx<'c>,
    types: &TypeNames,
    workflows: &IndexMap<Id, WorkflowNames<'c>>,
    node: &'c Node,
    name: &Text,
    keys: &'static Keys,
) -> Type {
    match &node.kind {
        Kind::Table(table) => {
            let reader = Reader::open(cx, table, keys);
            match reader.needed_text("type", name.span) {
                Some(word) if word.contains('.') => borrowed(cx, workflows, &word),
                Some(word) => types.of(cx, &word, table),
                None => Type::Any,
            }
        }
        _ => match cx.text(node, name) {
            Some(word) if word.contains('.') => borrowed(cx, workflows, &word),
            Some(word) => match (&*word, types.plain(&word)) {
                (_, Some(ty)) => ty,
                // Words that need more beside them say so themselves.
                _ => types.of(
                    cx,
                    &word,
                    &crate::compiler::syntax::Table { span: node.span, entries: Vec::new(), gap: false },
                ),
            },
            None => Type::Any,
        },
    }
}

/// `customer.grade`: the type of that field.
fn borrowed<'c>(cx: &'c Cx<'c>, workflows: &IndexMap<Id, WorkflowNames<'c>>, word: &Text) -> Type {
    let (workflow, field) = word.split_once('.').unwrap_or((word, ""));
    let Some(names) = workflows.get(workflow) else {
        let text = Text::new(workflow, word.span);
        cx.report(findings::unknown_workflow(&text, workflows.keys().map(|id| &**id)));
        return Type::Any;
    };
    match names.fields.get(field) {
        Some(field) => field.ty.clone(),
        None => {
            let text = Text::new(field, word.span);
            cx.report(findings::unknown_field(&text, workflow, names.fields.keys().map(|id| &**id)));
            Type::Any
        }
    }
}
