//! The names steps have given to records so far, each with the workflow of its record.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

use indexmap::IndexMap;

use crate::{
    compiler::{Cx, findings, source::Span, syntax::Text},
    model::Id,
};

/// Names of records.
#[derive(Default)]
pub(super) struct Known {
    named: IndexMap<Id, Named>,
    /// Names that no step has given, as far as they have been reported: each is once.
    told: RefCell<BTreeSet<String>>,
    /// Whether a step that could not be read, or a beginning that is not there, may have given names.
    lost: Cell<bool>,
}

struct Named {
    workflow: Option<Id>,
    span: Span,
}

/// What a text that should be a record's name is.
pub(super) enum Meant {
    /// A record of this workflow.
    Record(Id),
    /// A record of which nothing is known before it runs.
    Some,
    /// Nothing; it has been reported.
    Unknown,
}

impl Known {
    /// A record gets a name.
    pub fn give(&mut self, cx: &Cx<'_>, name: &Text, workflow: Option<Id>) {
        if let Some(first) = self.named.get(&*name.value).filter(|first| first.span != name.span) {
            cx.report(findings::doubled(name, "the record", first.span));
        }
        self.named.insert(Id::from(&*name.value), Named { workflow, span: name.span });
    }

    /// Whether that is a name.
    pub fn has(&self, name: &str) -> bool {
        self.named.contains_key(name.strip_prefix('@').unwrap_or(name))
    }

    /// The record a step means: by name, `@name`, or by an id as they are given.
    pub fn meant(&self, cx: &Cx<'_>, text: &Text) -> Meant {
        let name = text.strip_prefix('@').unwrap_or(text);
        match self.named.get(name) {
            Some(Named { workflow: Some(workflow), .. }) => Meant::Record(workflow.clone()),
            Some(_) => Meant::Some,
            None if looks_like_an_id(text) => Meant::Some,
            None => {
                self.report(cx, text, name);
                Meant::Unknown
            }
        }
    }

    /// Reports every `'@name'` in an expression that no step has given.
    pub fn check_quoted(&self, cx: &Cx<'_>, text: &Text) {
        for name in quoted(text) {
            if !self.has(name) {
                self.report(cx, text, name);
            }
        }
    }

    /// Notes that names may have been given which are not known here.
    pub fn lose(&self) {
        self.lost.set(true);
    }

    fn report(&self, cx: &Cx<'_>, text: &Text, name: &str) {
        if self.lost.get() || !self.told.borrow_mut().insert(name.to_owned()) {
            return;
        }
        cx.report(findings::unknown_record(text.span, name, self.named.keys().map(|id| &**id)));
    }
}

/// `DEAL-000001`, `DEAL-000001~2`: what no step has given may still be an id.
fn looks_like_an_id(text: &str) -> bool {
    text.contains(['-', '~']) && text.ends_with(|c: char| c.is_ascii_digit())
}

/// The names behind `'@` in an expression.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\'', '"']).filter_map(|part| part.strip_prefix('@')).filter(|name| !name.is_empty())
}
