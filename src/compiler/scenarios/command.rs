//! Commands of steps, in the one form every command has. What a command means is not known here: a verb the engine
//! learns works in a step as it is.

use serde_json::Map;

use super::{Story, json, known::Meant};
use crate::{
    compiler::{
        findings,
        names::WorkflowNames,
        syntax::{Kind, Node, Table, Text},
    },
    model::{Command, Id, Type, command::VERBS},
    policy::{Workflow, scenario::Order},
};

/// Verbs whose value is no record.
const NO_RECORD: [&str; 6] = ["new", "event", "decide", "leave", "adjust", "import"];

impl<'c> Story<'_, 'c> {
    /// A command. `strict`: it must be done, so that what can be seen to be wrong already is reported; one that must be
    /// refused may be wrong on purpose.
    pub(super) fn order(&mut self, table: &'c Table, strict: bool) -> Option<Order> {
        let cx = self.room.cx;
        let mut form: Map<_, _> =
            table.entries.iter().map(|(key, node)| (key.name.clone(), json::of(cx, node, &key.name))).collect();
        let name = form.remove("name").and_then(|_| cx.text(table.get("name")?, "name"));
        form.remove("now");
        let found: Vec<&str> = VERBS.iter().copied().filter(|verb| form.contains_key(*verb)).collect();
        // As the command itself is read: `comment` beside another verb is the reason given with it.
        let verb = *found.iter().find(|verb| found.len() == 1 || **verb != "comment")?;
        if let Err(refusal) = Command::from_json(form.clone().into()) {
            let stray = |key: &str| refusal.message.contains(&format!("`{key}`"));
            let at = table.entries.iter().find(|(key, _)| stray(&key.name)).map_or(table.span, |(key, _)| key.span);
            self.known.lose();
            cx.report(findings::no_command(at, &refusal.message));
            return None;
        }
        let target = cx.text(table.get(verb)?, verb)?;
        let workflow = self.target(verb, &target, strict);
        if let (Some(by), true) = (table.get("as"), strict) {
            let by = cx.text(by, "as")?;
            self.person(&by);
        }
        if verb == "new" && strict && table.get("as").is_none() {
            let owner = table.get("with").and_then(Node::table).is_some_and(|with| with.get("owner").is_some());
            if !owner {
                cx.report(findings::no_actor(table.key_span("new")));
            }
        }
        if let Some(workflow) = workflow {
            self.given(table, verb, workflow, strict);
            if verb == "new"
                && let Some(name) = &name
            {
                self.known.give(cx, name, Some(workflow.name().clone()));
            }
        } else if let ("new", Some(name)) = (verb, &name) {
            // What it is of is wrong, and has been told.
            self.known.give(cx, name, None);
        }
        Some(Order {
            says_who: form.contains_key("as"),
            form,
            verb: Id::from(verb),
            name: name.map(|name| Id::from(&*name.value)),
        })
    }

    /// The workflow of what a command is about, where it is known.
    fn target(&self, verb: &str, target: &Text, strict: bool) -> Option<&'c Workflow> {
        let id = match (verb, NO_RECORD.contains(&verb)) {
            ("new", _) => self.flow(target)?,
            (_, true) => return None,
            (_, false) if !strict && !self.known.has(target) => return None,
            (_, false) => match self.known.meant(self.room.cx, target) {
                Meant::Record(workflow) => workflow,
                Meant::Some | Meant::Unknown => return None,
            },
        };
        self.room.policy.workflow(&id)
    }

    /// What a command gives: fields, or answers to what its transition asks.
    fn given(&self, table: &'c Table, verb: &str, workflow: &Workflow, strict: bool) {
        let cx = self.room.cx;
        let with = table.get("with").and_then(Node::table).map_or(&[][..], |with| &with.entries);
        let mut asked: Option<Vec<Id>> = None;
        if verb == "move" {
            let Some(to) = table.get("do").and_then(Node::text) else { return };
            let Some(transition) = workflow.transition(&to) else {
                let is_off = |names: &WorkflowNames<'_>| names.transitions.contains_key(&*to.value);
                let is_written = self.room.names.flow(workflow.name()).is_some_and(is_off);
                if !workflow.stages.contains_key(&*to.value) && !is_written && strict {
                    let known = workflow.transitions.keys().chain(workflow.drawn.keys()).map(|id| &**id);
                    cx.report(findings::unknown_transition(to.span, &to, workflow.name(), known));
                }
                return;
            };
            asked = Some(transition.ask.iter().map(|ask| ask.id.clone()).collect());
        }
        if let Some(step) = table.get("step").and_then(Node::text).filter(|_| strict) {
            let chains = workflow.transitions.values().flat_map(|transition| &transition.approval);
            let chains = chains.filter_map(|approval| self.room.policy.chains.get(&approval.chain));
            let steps: Vec<&str> = chains.flat_map(|chain| &chain.steps).map(|step| &*step.id).collect();
            if !steps.is_empty() && !steps.contains(&&*step) {
                cx.report(findings::unknown_word(&step, "step", &steps));
            }
        }
        if !strict || !["new", "set", "move"].contains(&verb) {
            return;
        }
        for (key, node) in with {
            let name = key.name.strip_prefix("ask.").unwrap_or(&key.name);
            let name = name.split('.').next().unwrap_or(name);
            match &asked {
                Some(asked) if !asked.iter().any(|ask| **ask == *name) => {
                    let fields = asked.iter().map(|id| &**id);
                    cx.report(findings::not_asked(&key.text(), fields));
                }
                Some(_) => {}
                None => match workflow.field(name) {
                    Some(field) => self.value(node, &field.ty),
                    None => {
                        let known = workflow.fields.iter().map(|field| &*field.id);
                        cx.report(findings::unknown_field(&key.text(), &workflow.id, known));
                    }
                },
            }
        }
    }

    /// A value whose type names what there is: choices and people.
    pub(super) fn value(&self, node: &Node, ty: &Type) {
        let plain = matches!(ty, Type::Text | Type::Number | Type::Money | Type::Percent | Type::Bool | Type::Date);
        if plain && matches!(node.kind, Kind::Table(_)) {
            return self.room.cx.wrong_type::<()>(node, "with", ty).unwrap_or_default();
        }
        let Some(text) = node.text().filter(|text| !text.is_empty() && !text.starts_with('@')) else { return };
        match ty {
            Type::Choice(choices)
                if !choices.values.iter().any(|(value, title)| **value == *text.value || *title == text.value) =>
            {
                self.room.cx.report(findings::unknown_choice(node.span, &text, choices));
            }
            Type::Person => _ = self.person(&text),
            Type::List(of) if matches!(node.kind, Kind::List(_)) => {
                node.entries().iter().for_each(|entry| self.value(entry, of));
            }
            _ => {}
        }
    }
}
