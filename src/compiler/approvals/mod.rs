//! `[approval.x]`: chains and their steps.
//!
//! A chain is compiled against each workflow whose transitions name it. What one step says of another (`follows`,
//! `not_same_as`, `return_to`) is looked up here; what only the whole policy shows is proved in `proofs`.

mod acts;
mod chain;
mod ladder;
mod modes;
mod returns;
mod seats;
mod step;
mod steps;
mod table;

pub(super) use modes::is_never;

use indexmap::IndexMap;

use super::{
    Cx,
    names::{AskName, Definition, Names, asks as ask_names},
    site::Site,
    syntax::{Kind, Node, Table, Text},
};
use crate::{
    model::{Id, Type},
    policy::{Chain, locals},
};

/// Where a chain is used.
struct Use<'a> {
    workflow: Id,
    asks: Vec<(&'a Text, &'a Type)>,
}

/// What a chain is compiled with besides its site.
struct Known<'a> {
    definition: &'a Definition<'a>,
    /// The names behind `ask.`.
    asks: Vec<Id>,
    /// What each step's form asks, by the step's id.
    forms: &'a IndexMap<Id, Vec<AskName<'a>>>,
}

/// All chains that are on and used, in file order.
pub(super) fn compile<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>) -> IndexMap<Id, Chain> {
    let uses = uses(names);
    let mut chains = IndexMap::new();
    for (id, definition) in &names.chains {
        let uses = uses.get(id).map_or(&[][..], Vec::as_slice);
        let Some(workflow) = workflow(cx, names, definition, uses) else {
            continue;
        };
        let asked = |of: &str| asks(uses.iter().filter(|one| &*one.workflow == of));
        let mut chain = on(cx, names, workflow, definition, asked(workflow));
        // Other kinds of record have other fields: the same words are read once more, and what is wrong for all is told
        // once.
        for other in uses.iter().map(|one| &one.workflow).filter(|other| &***other != workflow) {
            if let Some((of, _)) = names.workflows.get_key_value(other)
                && !chain.others.contains_key(of)
            {
                let same = on(cx, names, of, definition, asked(of));
                chain.others.insert(of.clone(), same);
            }
        }
        if definition.off.is_none() {
            chains.insert(id.clone(), chain);
        }
    }
    chains
}

/// Compiles a chain against a workflow.
fn on<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    workflow: &'a str,
    definition: &'a Definition<'a>,
    asks: Vec<(Id, Type)>,
) -> Chain {
    let forms = forms(cx, names, workflow, definition.table);
    let typed = forms.iter().flat_map(|(step, asks)| {
        let own = asks.iter().filter(|ask| !ask.is_field);
        own.map(move |ask| ((step.clone(), Id::from(&*ask.id.value)), ask.ty.clone()))
    });
    let locals = locals::chain(asks.clone(), typed);
    let known = Known { definition, asks: asks.into_iter().map(|(id, _)| id).collect(), forms: &forms };
    chain::compile(Site::on(cx, names, workflow).with(&locals), &known)
}

/// What the forms of a chain's steps ask.
fn forms<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, workflow: &str, chain: &'a Table) -> IndexMap<Id, Vec<AskName<'a>>> {
    let Some(written) = names.workflows.get(workflow) else {
        return IndexMap::new();
    };
    let steps = chain.get("step").map_or(&[][..], Node::entries).iter().filter_map(Node::table);
    let form = |step: &'a Table| {
        let id = step.get("id").and_then(Node::text)?;
        let asks = ask_names(cx, &written.fields, &names.types, step.get("form"), workflow);
        Some((Id::from(&*id.value), asks))
    };
    steps.filter_map(form).collect()
}

/// Which transitions name which chain, from the text alone.
fn uses<'a>(names: &'a Names<'a>) -> IndexMap<Id, Vec<Use<'a>>> {
    let mut uses: IndexMap<Id, Vec<Use<'a>>> = IndexMap::new();
    for written in names.flows() {
        let workflow = &written.id;
        let transitions = written.transitions.values().chain(&written.deviation);
        for transition in transitions.flat_map(|transition| transition.all()) {
            let entries = transition.table.get("approval").map_or(&[][..], Node::entries);
            for text in entries.iter().filter_map(chain_name) {
                let Some((id, _)) = names.chains.get_key_value(&*text.value) else {
                    continue;
                };
                let asks = transition.asks.iter().map(|ask| (&ask.id, &ask.ty)).collect();
                uses.entry(id.clone()).or_default().push(Use { workflow: workflow.clone(), asks });
            }
        }
    }
    uses
}

fn chain_name(entry: &Node) -> Option<Text> {
    match &entry.kind {
        Kind::Table(table) => table.get("chain")?.text(),
        _ => entry.text(),
    }
}

/// The workflow a chain belongs to first. One that nothing uses belongs to the first whose names it knows.
fn workflow<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    definition: &'a Definition<'a>,
    uses: &[Use<'_>],
) -> Option<&'a str> {
    if let Some(first) = uses.first() {
        return names.workflows.get_key_value(&first.workflow).map(|(id, _)| &**id);
    }
    let tries = names.workflows.keys().filter(|id| !names.workflows[*id].stages.is_empty());
    let mut faults = tries.map(|id| (cx.silently(|| on(cx, names, id, definition, Vec::new())).1, &**id));
    let first = faults.next()?;
    let best = faults.fold(first, |best, one| if one.0 < best.0 { one } else { best });
    Some(best.1)
}

/// What the transitions that use a chain ask, each name once; one that is asked in two types may be either.
fn asks<'u>(uses: impl Iterator<Item = &'u Use<'u>>) -> Vec<(Id, Type)> {
    let mut all: IndexMap<Id, Type> = IndexMap::new();
    for (id, ty) in uses.flat_map(|one| &one.asks) {
        let known = all.entry(Id::from(&*id.value)).or_insert_with(|| (*ty).clone());
        if *known != **ty {
            *known = Type::Any;
        }
    }
    all.into_iter().collect()
}
