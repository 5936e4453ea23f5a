//! Tables, decisions and lists as expressions name them: their inputs and outputs with their types.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::{Definition, TypeNames, WorkflowNames};
use crate::{
    compiler::{
        Cx, findings,
        source::Span,
        syntax::{Key, Keys, Kind, Node, Reader, Text, places},
    },
    model::{Id, Type},
    policy::Hit,
};

/// A table as others see it.
pub(in crate::compiler) struct TableNames<'c> {
    pub definition: Definition<'c>,
    pub hit: Hit,
    pub inputs: Vec<(Id, Type)>,
    pub outputs: Vec<(Id, Type)>,
}

/// A decision as others see it.
pub(in crate::compiler) struct DecisionNames<'c> {
    pub definition: Definition<'c>,
    pub inputs: Vec<(Id, Type)>,
    /// What it answers; of types nobody knows until its steps have been read.
    pub outputs: Vec<(Id, Type)>,
}

/// A list as others see it.
pub(in crate::compiler) struct ListNames<'c> {
    pub definition: Definition<'c>,
    pub columns: Vec<(Id, Type)>,
}

/// What a policy declares of each kind.
#[derive(Default)]
pub(in crate::compiler) struct Rows<'c> {
    pub tables: IndexMap<Id, TableNames<'c>>,
    pub decisions: IndexMap<Id, DecisionNames<'c>>,
    pub lists: IndexMap<Id, ListNames<'c>>,
}

pub(super) fn gather<'c>(
    cx: &'c Cx<'c>,
    rules: &[Reader<'c>],
    types: &TypeNames<'c>,
    workflows: &IndexMap<Id, WorkflowNames<'c>>,
) -> Rows<'c> {
    let columns = Columns { cx, types, workflows };
    let mut all = Rows::default();
    for (id, definition) in super::definitions(cx, rules, "table", "table") {
        let reader = columns.open(&id, definition, "a table", places::TABLE);
        let inputs = columns.read(&reader, definition, "in", places::TABLE_IN);
        let outputs = columns.read(&reader, definition, "out", places::TABLE_OUT);
        let hit = definition.table.get("hit").and_then(Node::text);
        let hit = hit.and_then(|text| Hit::WORDS.iter().find(|(word, _)| *word == &*text).map(|(_, hit)| *hit));
        all.tables.insert(id, TableNames { definition, hit: hit.unwrap_or_default(), inputs, outputs });
    }
    for (id, definition) in super::definitions(cx, rules, "decision", "decision") {
        let reader = columns.open(&id, definition, "a decision", places::DECISION);
        let inputs = columns.read(&reader, definition, "in", places::TABLE_IN);
        if !reader.has("out") {
            reader.missing("out", definition.key.span);
        }
        let outputs = reader.pairs("out").iter().map(|(key, _)| (Id::from(&*key.name), Type::Any)).collect();
        all.decisions.insert(id, DecisionNames { definition, inputs, outputs });
    }
    for (id, definition) in super::definitions(cx, rules, "list", "list") {
        let reader = columns.open(&id, definition, "a list", places::LIST);
        let columns = columns.read(&reader, definition, "columns", places::LIST_COLUMN);
        all.lists.insert(id, ListNames { definition, columns });
    }
    one_name_each(cx, &all);
    all
}

/// Tables and decisions are called, lists are named: no two may share a name.
fn one_name_each(cx: &Cx<'_>, all: &Rows<'_>) {
    let tables = all.tables.iter().map(|(id, table)| (id, table.definition.key, "table"));
    let decisions = all.decisions.iter().map(|(id, decision)| (id, decision.definition.key, "decision"));
    let lists = all.lists.iter().map(|(id, list)| (id, list.definition.key, "list"));
    let mut first: BTreeMap<&Id, Span> = BTreeMap::new();
    for (id, key, what) in tables.chain(decisions).chain(lists) {
        match first.get(id) {
            Some(first) => cx.report(findings::doubled(&key.text(), what, *first)),
            None => _ = first.insert(id, key.span),
        }
    }
}

/// Reads columns with their types.
struct Columns<'c, 'n> {
    cx: &'c Cx<'c>,
    types: &'n TypeNames<'c>,
    workflows: &'n IndexMap<Id, WorkflowNames<'c>>,
}

impl<'c> Columns<'c, '_> {
    fn open(&self, id: &Id, definition: Definition<'c>, what: &str, keys: &'static Keys) -> Reader<'c> {
        if !findings::is_name(id) {
            self.cx.report(findings::bad_name(&definition.key.text(), what));
        }
        Reader::open(self.cx, definition.table, keys)
    }

    fn read(&self, reader: &Reader<'c>, of: Definition<'c>, key: &str, keys: &'static Keys) -> Vec<(Id, Type)> {
        if !reader.has(key) {
            reader.missing(key, of.key.span);
        }
        let typed = |(name, node): &'c (Key, Node)| {
            if !findings::is_name(&name.name) {
                self.cx.report(findings::bad_name(&name.text(), "a column"));
            }
            (Id::from(&*name.name), self.column(node, &name.text(), keys))
        };
        reader.pairs(key).iter().map(typed).collect()
    }

    /// The type of a column: a word, a field it is borrowed from, or a table with `type`.
    fn column(&self, node: &'c Node, name: &Text, keys: &'static Keys) -> Type {
        let nothing = |span| crate::compiler::syntax::Table { span, entries: Vec::new(), gap: false };
        match &node.kind {
            Kind::Table(table) => {
                let reader = Reader::open(self.cx, table, keys);
                match reader.needed_text("type", name.span) {
                    Some(word) => self.word(&word, || self.types.of(self.cx, &word, table)),
                    None => Type::Any,
                }
            }
            _ => match self.cx.text(node, name) {
                // Words that need more beside them say so themselves.
                Some(word) => self.word(&word, || self.types.of(self.cx, &word, &nothing(node.span))),
                None => Type::Any,
            },
        }
    }

    fn word(&self, word: &Text, otherwise: impl FnOnce() -> Type) -> Type {
        match (self.types.plain(word), word.split_once('.')) {
            (Some(ty), _) => ty,
            (None, Some((workflow, field))) => self.borrowed(word, workflow, field),
            // A kind of record: one of them, by its id.
            (None, None) if self.workflows.contains_key(&*word.value) => Type::Ref(Id::from(&*word.value)),
            (None, None) => otherwise(),
        }
    }

    /// `customer.grade`: the type of that field.
    fn borrowed(&self, word: &Text, workflow: &str, field: &str) -> Type {
        let Some(names) = self.workflows.get(workflow) else {
            let text = Text::new(workflow, word.span);
            self.cx.report(findings::unknown_workflow(&text, self.workflows.keys().map(|id| &**id)));
            return Type::Any;
        };
        match names.fields.get(field) {
            Some(field) => field.ty.clone(),
            None => {
                let text = Text::new(field, word.span);
                self.cx.report(findings::unknown_field(&text, workflow, names.fields.keys().map(|id| &**id)));
                Type::Any
            }
        }
    }
}
