//! A place where expressions stand: which names they may use there, and what reads them.

use super::{
    Cx, findings, formula,
    names::{Names, WorkflowNames},
    people,
    syntax::{Node, Reader, Text},
    value,
};
use crate::{
    model::{Id, Type},
    policy::{Given, Guard, Need, People},
    script::{Expect, Expr, Local, Scope, Template},
};

/// Everything that is needed to read formulas at one place.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    pub cx: &'a Cx<'a>,
    pub names: &'a Names<'a>,
    pub scope: Scope<'a>,
    /// The file whose stages and transitions are meant here, where it is a further pipeline.
    pub flow: Option<&'a WorkflowNames<'a>>,
}

impl<'a> Site<'a> {
    /// Nothing but what is known everywhere.
    pub fn bare(cx: &'a Cx<'a>, names: &'a Names<'a>) -> Site<'a> {
        Site { cx, names, scope: Scope::bare(names), flow: None }
    }

    /// On a record of a workflow.
    pub fn on(cx: &'a Cx<'a>, names: &'a Names<'a>, workflow: &'a str) -> Site<'a> {
        Site { cx, names, scope: Scope::on(names, workflow), flow: None }
    }

    /// In the file of a workflow or of a further pipeline.
    pub fn of(cx: &'a Cx<'a>, names: &'a Names<'a>, written: &'a WorkflowNames<'a>) -> Site<'a> {
        Site { flow: Some(written), ..Site::on(cx, names, &written.id) }
    }

    /// The same with names that come in with the frame.
    pub fn with<'b>(self, locals: &'b [Local]) -> Site<'b>
    where
        'a: 'b,
    {
        Site { scope: Scope { locals, ..self.scope }, ..self }
    }

    /// The same where the record before this command can be asked for.
    pub fn with_old(self) -> Site<'a> {
        Site { scope: Scope { old: true, ..self.scope }, ..self }
    }

    /// The same on rows of a kind: their names are bare, the record here is around them.
    pub fn on_rows<'b>(self, kind: &'b str) -> Site<'b>
    where
        'a: 'b,
    {
        let around = self.scope.record;
        Site { scope: Scope { record: Some(kind), around, old: false, ..self.scope }, flow: None, ..self }
    }

    /// The same where division by zero is none.
    pub fn for_figures(self) -> Site<'a> {
        Site { scope: Scope { figures: true, ..self.scope }, ..self }
    }

    /// The workflow whose names are bare here.
    pub fn workflow(&self) -> Option<&'a WorkflowNames<'a>> {
        let kind = self.scope.record?;
        self.flow.or_else(|| self.names.workflows.get(kind))
    }

    pub fn condition(&self, reader: &Reader<'_>, key: &str) -> Option<Expr> {
        formula::condition(self.cx, &self.scope, reader.get(key)?, key)
    }

    pub fn formula(&self, reader: &Reader<'_>, key: &str, expect: Expect) -> Option<Expr> {
        formula::formula(self.cx, &self.scope, reader.get(key)?, key, expect)
    }

    pub fn duration(&self, reader: &Reader<'_>, key: &str) -> Option<Expr> {
        formula::duration(self.cx, &self.scope, reader.get(key)?, key)
    }

    pub fn expression(&self, text: &Text, expect: Expect) -> Option<Expr> {
        formula::expression(self.cx, &self.scope, text, 0, expect)
    }

    pub fn template(&self, reader: &Reader<'_>, key: &str) -> Option<Template> {
        formula::template(self.cx, &self.scope, reader.get(key)?, key)
    }

    /// The people of a key; nobody where it is not given.
    pub fn people(&self, reader: &Reader<'_>, key: &str) -> People {
        reader.get(key).map(|node| self.people_of(node, key)).unwrap_or_default()
    }

    /// Those who are told by a key: people, channels, addresses outside.
    pub fn told(&self, reader: &Reader<'_>, key: &str) -> People {
        let read = |node| people::told(self.cx, &self.scope, self.names, node, key);
        reader.get(key).map(read).unwrap_or_default()
    }

    pub fn people_of(&self, node: &Node, key: &str) -> People {
        people::read(self.cx, &self.scope, self.names, node, key)
    }

    /// A value, or a formula behind `=`.
    pub fn given(&self, node: &Node, ty: &Type, key: &str) -> Option<Given> {
        match node.text() {
            Some(text) if text.starts_with('=') => {
                let expect = match ty {
                    Type::Any => Expect::Any,
                    ty => Expect::Of(ty.clone()),
                };
                let expr = formula::expression(self.cx, &self.scope, &text, 1, expect)?;
                Some(Given::Formula(Box::new(expr)))
            }
            _ => value::typed(self.cx, self.names, node, ty, key).map(Given::Value),
        }
    }

    /// Whether something must be filled: true, false, or while a condition holds.
    pub fn need(&self, reader: &Reader<'_>, key: &str, unless_said: bool) -> Need {
        let said = |yes| if yes { Need::Always } else { Need::Never };
        match reader.get(key).map(|node| &node.kind) {
            None => said(unless_said),
            Some(super::syntax::Kind::Bool(yes)) => said(*yes),
            Some(_) => self.condition(reader, key).map_or(Need::Never, |when| Need::When(Box::new(when))),
        }
    }

    /// `when`, one condition or several, each with its sentence or that of `otherwise`.
    pub fn guards(&self, reader: &Reader<'_>) -> Vec<Guard> {
        let Some(node) = reader.get("when") else {
            if let (Some(otherwise), false) = (reader.get("otherwise"), reader.table.gap) {
                self.cx.report(findings::missing_key(otherwise.span, "when", "a sentence for when it fails"));
            }
            return Vec::new();
        };
        node.entries().iter().filter_map(|entry| self.guard(reader, entry)).collect()
    }

    fn guard(&self, reader: &Reader<'_>, entry: &Node) -> Option<Guard> {
        let own = entry.table().map(|table| Reader::open(self.cx, table, super::syntax::places::GUARD));
        match own {
            Some(guard) => {
                if !guard.has("is") {
                    guard.missing("is", guard.span());
                }
                let otherwise = self.template(&guard, "otherwise").or_else(|| self.template(reader, "otherwise"));
                Some(Guard { is: self.condition(&guard, "is")?, otherwise })
            }
            None => Some(Guard {
                is: formula::condition(self.cx, &self.scope, entry, "when")?,
                otherwise: self.template(reader, "otherwise"),
            }),
        }
    }

    /// The fields a key names; those that are not are reported.
    pub fn fields(&self, reader: &Reader<'_>, key: &str) -> Vec<Id> {
        reader.texts(key).iter().filter_map(|text| self.field(text)).collect()
    }

    /// A field of the workflow here.
    pub fn field(&self, text: &Text) -> Option<Id> {
        let workflow = self.workflow()?;
        if let Some((id, _)) = workflow.fields.get_key_value(&*text.value) {
            return Some(id.clone());
        }
        self.cx.report(findings::unknown_field(text, &workflow.id, workflow.fields.keys().map(|id| &**id)));
        None
    }

    /// A stage of the workflow here.
    pub fn stage(&self, text: &Text) -> Option<Id> {
        let workflow = self.workflow()?;
        if let Some((id, _)) = workflow.stages.get_key_value(&*text.value) {
            return Some(id.clone());
        }
        let known = workflow.stages.keys().map(|id| &**id);
        self.cx.report(findings::unknown_stage(text.span, text, known));
        None
    }
}
