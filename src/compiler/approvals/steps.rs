//! The steps of a chain together: what each may say of those before it.

use indexmap::IndexMap;

use super::{
    Known,
    step::{self, Usual},
    table::Row,
};
use crate::{
    compiler::{
        findings,
        names::off,
        site::Site,
        source::Span,
        syntax::{Node, Reader, Table, Text},
    },
    model::Id,
    policy::{NamedBranch, Step},
};

/// What a step may name: itself and the others, the chain's branches.
pub(super) struct Around<'a> {
    /// Every written step with its place in the chain, those that are off too.
    pub order: &'a IndexMap<Id, (usize, Span)>,
    /// Steps that run, before this one.
    pub before: &'a [Step],
    /// This step's place.
    pub at: usize,
    /// The names of branches.
    pub branches: &'a [NamedBranch],
    /// Whether the chain names material facts.
    pub material: bool,
}

pub(super) fn compile(
    site: Site<'_>,
    known: &Known<'_>,
    chain: &Reader<'_>,
    branches: &[NamedBranch],
    rows: &[Row],
    material: bool,
) -> Vec<Step> {
    let written: Vec<(&Table, Option<usize>)> = rows
        .iter()
        .map(|row| (&row.table, Some(row.number)))
        .chain(chain.tables("step").into_iter().map(|table| (table, None)))
        .collect();
    if written.is_empty() && !chain.has("steps_from") {
        site.cx.report(findings::no_steps(known.definition.key));
    }
    let order = order(site, written.iter().map(|(table, _)| *table));
    let usual = Usual { chain: *chain };
    let mut steps: Vec<Step> = Vec::new();
    for (at, (table, row)) in written.into_iter().enumerate() {
        let around = Around { order: &order, before: &steps, at, branches, material };
        let step = step::compile(site, table, &usual, &around, known);
        if let (Some(mut step), None) = (step, off(table)) {
            step.row = row;
            steps.push(step);
        }
    }
    idle_branches(site, chain, branches, &steps);
    steps
}

/// The steps as written, by id; a second of one name is reported.
fn order<'a>(site: Site<'_>, tables: impl Iterator<Item = &'a Table>) -> IndexMap<Id, (usize, Span)> {
    let mut order: IndexMap<Id, (usize, Span)> = IndexMap::new();
    for (at, table) in tables.enumerate() {
        let Some(text) = table.get("id").and_then(Node::text) else {
            continue;
        };
        match order.get(&*text.value) {
            Some((_, first)) => site.cx.report(findings::doubled(&text, "the step", *first)),
            None => _ = order.insert(Id::from(&*text.value), (at, text.span)),
        }
    }
    order
}

fn idle_branches(site: Site<'_>, chain: &Reader<'_>, branches: &[NamedBranch], steps: &[Step]) {
    for branch in branches.iter().filter(|branch| steps.iter().all(|step| !step.branches.contains(&branch.id))) {
        if let Some((key, _)) = chain.pairs("branch").iter().find(|(key, _)| *key.name == *branch.id) {
            site.cx.report(findings::dead_branch(key, false));
        }
    }
}

impl Around<'_> {
    /// A step written before this one; others are reported. One that is off stands for nobody.
    pub fn earlier(&self, site: Site<'_>, text: &Text, key: &str) -> Option<Id> {
        match self.order.get(&*text.value) {
            None => {
                site.cx.report(findings::no_such_step(text, self.order.keys().map(|id| &**id)));
                None
            }
            Some((at, span)) if *at >= self.at => {
                site.cx.report(findings::later_step(text, key, *at == self.at, *span));
                None
            }
            Some(_) => self.before.iter().find(|step| *step.id == *text.value).map(|step| step.id.clone()),
        }
    }

    /// The steps a step waits for where it does not say: the one before it.
    pub fn last(&self) -> Vec<Id> {
        self.before.last().map(|step| step.id.clone()).into_iter().collect()
    }
}
