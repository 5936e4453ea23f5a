//! Types: the words of the language, and `[type.x]` of the policy.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::{
    compiler::{
        Cx, findings,
        syntax::{Kind, Node, Reader, Table, Text, places},
    },
    model::{Id, Type, value::Choices},
};

const WORDS: &[&str] = &[
    "text", "number", "money", "percent", "bool", "date", "datetime", "duration", "choice", "person", "people", "unit",
    "role", "ref", "list", "link",
];

/// The types a field may be of.
#[derive(Default)]
pub(in crate::compiler) struct TypeNames<'c> {
    own: IndexMap<Id, Own<'c>>,
    /// What a `ref` may be of: all workflows, known before any is read.
    workflows: Vec<Id>,
    /// Further pipelines, and whose records each moves.
    pipelines: IndexMap<Id, Id>,
}

/// A type of one's own.
struct Own<'c> {
    ty: Type,
    /// The definition whose `min`, `max` and `pattern` hold: its own, or that of the type it is made from.
    bounds: Option<&'c Table>,
}

pub(super) fn gather<'c>(
    cx: &'c Cx<'c>,
    rules: &[Reader<'c>],
    workflows: Vec<Id>,
    pipelines: IndexMap<Id, Id>,
) -> TypeNames<'c> {
    let mut types = TypeNames { own: IndexMap::new(), workflows, pipelines };
    for (key, table) in rules.iter().flat_map(|rules| rules.named("type")) {
        let reader = Reader::open(cx, table, places::TYPE);
        let id = Id::from(&*key.name);
        if WORDS.contains(&&*key.name) || types.own.contains_key(&id) {
            cx.report(findings::doubled(&key.text(), "type", key.span));
            continue;
        }
        let word = reader.needed_text("type", key.span);
        let ty = word.as_ref().map_or(Type::Any, |word| types.of(cx, word, table));
        let bounded = ["min", "max", "pattern"].iter().any(|key| reader.has(key));
        let bounds = match bounded {
            true => Some(table),
            false => word.and_then(|word| types.bounds(&word)),
        };
        types.own.insert(id, Own { ty, bounds });
    }
    types
}

impl<'c> TypeNames<'c> {
    fn no_workflow(&self, text: &Text) -> findings::Draft {
        match self.pipelines.get(&*text.value) {
            Some(of) => findings::pipeline_named(text, of),
            None => findings::unknown_workflow(text, self.workflows.iter().map(|id| &**id)),
        }
    }

    /// The definition that bounds the values of a type of one's own, where one does.
    pub fn bounds(&self, word: &str) -> Option<&'c Table> {
        self.own.get(word)?.bounds
    }

    /// The types that are bounded, and by what.
    pub fn bounded(&self) -> impl Iterator<Item = (&Type, &'c Table)> {
        self.own.values().filter_map(|own| Some((&own.ty, own.bounds?)))
    }

    /// The type a word names, with `of` and `values` of the table beside it. [`Type::Any`] where it is wrong.
    pub fn of(&self, cx: &Cx<'_>, word: &Text, table: &Table) -> Type {
        let broken = |draft| {
            cx.report(draft);
            Type::Any
        };
        match &**word {
            "choice" => self.choice(cx, word, table),
            "ref" => match table.get("of").map(|node| cx.text(node, "of")) {
                None if table.gap => Type::Any,
                None => broken(findings::missing_key(word.span, "of", "a ref")),
                Some(None) => Type::Any,
                Some(Some(of)) if self.workflows.iter().any(|id| **id == *of) => Type::Ref(Id::from(&*of.value)),
                Some(Some(of)) => broken(self.no_workflow(&of)),
            },
            "list" => match table.get("of").map(|node| cx.text(node, "of")) {
                None if table.gap => Type::Any,
                None => broken(findings::missing_key(word.span, "of", "a list")),
                Some(None) => Type::Any,
                Some(Some(of)) if &*of == "choice" => Type::List(Box::new(self.choice(cx, word, table))),
                Some(Some(of)) if self.workflows.iter().any(|id| **id == *of) => {
                    Type::List(Box::new(Type::Ref(Id::from(&*of.value))))
                }
                Some(Some(of)) => match self.plain(&of) {
                    Some(ty) => Type::List(Box::new(ty)),
                    None => broken(findings::unknown_type(&of, self.known())),
                },
            },
            "lines" => broken(findings::lines_type(word)),
            _ => self.plain(word).unwrap_or_else(|| broken(findings::unknown_type(word, self.known()))),
        }
    }

    /// A type that a word alone names.
    pub fn plain(&self, word: &str) -> Option<Type> {
        Some(match word {
            // A file or an address: text that people follow.
            "text" | "link" => Type::Text,
            "number" => Type::Number,
            "money" => Type::Money,
            "percent" => Type::Percent,
            "bool" => Type::Bool,
            "date" => Type::Date,
            "datetime" => Type::DateTime,
            "duration" => Type::Duration,
            "person" => Type::Person,
            "people" => Type::List(Box::new(Type::Person)),
            "unit" => Type::Unit,
            "role" => Type::Role,
            _ => return self.own.get(word).map(|own| own.ty.clone()),
        })
    }

    fn known(&self) -> impl Iterator<Item = &str> {
        WORDS.iter().copied().chain(self.own.keys().map(|id| &**id))
    }

    fn choice(&self, cx: &Cx<'_>, word: &Text, table: &Table) -> Type {
        let Some(values) = table.get("values") else {
            if !table.gap {
                cx.report(findings::missing_key(word.span, "values", "a choice"));
            }
            return Type::Any;
        };
        if values.is_gap() {
            return Type::Any;
        }
        let mut choices = Choices { values: Vec::new() };
        for node in values.entries() {
            let Some((id, title)) = value(cx, node) else {
                continue;
            };
            if choices.has(&id) {
                cx.report(findings::doubled(&Text::new(&*id, node.span), "value", values.span));
            }
            choices.values.push((id, title));
        }
        Type::Choice(Arc::new(choices))
    }
}

fn value(cx: &Cx<'_>, node: &Node) -> Option<(Id, String)> {
    match &node.kind {
        Kind::Table(table) => {
            let reader = Reader::open(cx, table, places::CHOICE);
            let is = reader.needed_text("is", table.span)?;
            let title = reader.text("title").map_or_else(|| is.value.clone(), |text| text.value);
            Some((Id::from(&*is.value), title))
        }
        _ => cx.text(node, "values").map(|text| (Id::from(&*text.value), text.value)),
    }
}
