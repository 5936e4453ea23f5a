//! `[decision.x]`: named steps and what is answered with them.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use petgraph::{algo::kosaraju_scc, graph::DiGraph};

use crate::{
    compiler::{
        Cx, findings, formula,
        names::{DecisionNames, Names},
        proofs,
        site::Site,
        syntax::{Key, Keys, Kind, Node, Reader, places},
    },
    model::{Id, Type},
    policy::{Decision, DecisionOutput, DecisionStep},
    script::{Expect, Expr, Local},
};

/// All decisions.
pub(in crate::compiler) fn decisions<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>) -> IndexMap<Id, Decision> {
    let mut all = IndexMap::new();
    for (id, written) in &names.decisions {
        Reader::quiet(cx, written.definition.table, places::DECISION);
        all.extend(one(cx, names, id, written).map(|decision| (id.clone(), decision)));
    }
    all
}

/// The types of what decisions answer, each after those its formulas ask. Says nothing.
pub(in crate::compiler) fn decision_types<'a>(cx: &'a Cx<'a>, names: &mut Names<'a>) {
    for id in order(names) {
        let Some(written) = names.decisions.get(&id) else { continue };
        let (decision, _) = cx.silently(|| one(cx, names, &id, written));
        let types = decision.map(|decision| {
            decision.outputs.iter().map(|output| (output.id.clone(), kept(output.value.ty()))).collect()
        });
        if let (Some(types), Some(written)) = (types, names.decisions.get_mut(&id)) {
            written.outputs = types;
        }
    }
}

/// The type of a value that is kept: rows are kept by their ids.
fn kept(ty: &Type) -> Type {
    match ty {
        Type::Rows(of) => Type::List(Box::new(Type::Ref(of.clone()))),
        ty => ty.clone(),
    }
}

/// The decisions, each after those it asks.
fn order(names: &Names<'_>) -> Vec<Id> {
    let mut graph: DiGraph<Id, ()> = DiGraph::new();
    let nodes: BTreeMap<&Id, _> = names.decisions.keys().map(|id| (id, graph.add_node(id.clone()))).collect();
    for (id, written) in &names.decisions {
        let texts = ["step", "out"].into_iter().filter_map(|key| written.definition.table.get(key));
        let mut words = Vec::new();
        texts.for_each(|node| texts_below(node, &mut words));
        for (word, _) in words.iter().flat_map(|text| formula::words(text)).filter(|(_, called)| *called) {
            if let (Some(from), Some(to)) = (nodes.get(id), nodes.get(&Id::from(word))) {
                graph.update_edge(*from, *to, ());
            }
        }
    }
    kosaraju_scc(&graph).into_iter().flatten().map(|node| graph[node].clone()).collect()
}

fn texts_below(node: &Node, texts: &mut Vec<String>) {
    match &node.kind {
        Kind::Text(text) => texts.push(text.clone()),
        Kind::Table(table) => table.entries.iter().for_each(|(_, node)| texts_below(node, texts)),
        _ => {}
    }
}

/// A step or output as it is written: its formulas, and what people call it.
struct Written<'c> {
    key: &'c Key,
    value: &'c Node,
    when: Option<&'c Node>,
    title: String,
}

fn entries<'c>(
    cx: &'c Cx<'c>,
    names: &Names<'c>,
    reader: &Reader<'c>,
    of: &str,
    keys: &'static Keys,
) -> Vec<Written<'c>> {
    let one = |(key, node): &'c (Key, Node)| {
        if !findings::is_name(&key.name) {
            cx.report(findings::bad_name(&key.text(), "a step of a decision"));
        }
        let Some(table) = node.table() else {
            return Some(Written { key, value: node, when: None, title: key.name.clone() });
        };
        let entry = Reader::open(cx, table, keys);
        if !entry.has("value") {
            entry.missing("value", key.span);
        }
        let when = if keys.has("when") { entry.get("when") } else { None };
        Some(Written { key, value: entry.get("value")?, when, title: names.title(&entry, &key.name) })
    };
    reader.pairs(of).iter().filter_map(one).collect()
}

fn one<'a>(cx: &'a Cx<'a>, names: &Names<'a>, id: &Id, written: &DecisionNames<'a>) -> Option<Decision> {
    let reader = Reader::quiet(cx, written.definition.table, places::DECISION);
    let steps = entries(cx, names, &reader, "step", places::DECISION_STEP);
    let outputs = entries(cx, names, &reader, "out", places::DECISION_OUT);
    let inputs = written.inputs.iter().map(|(id, ty)| Local { path: id.clone(), ty: ty.clone() });
    let names_of_steps = steps.iter().map(|step| Local::new(&step.key.name, Type::Any));
    let mut locals: Vec<Local> = inputs.chain(names_of_steps).collect();
    let first_step = written.inputs.len();
    for (n, step) in steps.iter().enumerate() {
        if written.inputs.iter().any(|(input, _)| **input == *step.key.name) {
            let input = reader.table("in").map_or(step.key.span, |table| table.key_span(&step.key.name));
            cx.report(findings::doubled(&step.key.text(), "name", input));
        }
        locals[first_step + n].path = Id::from(&*step.key.name);
    }
    let mut compiled: BTreeMap<usize, DecisionStep> = BTreeMap::new();
    for at in step_order(cx, &steps) {
        let step = &steps[at];
        let expr = |node: &Node, key: &str, expect: Expect| -> Option<Expr> {
            let site = Site::bare(cx, names).with(&locals);
            let expr = formula::formula(cx, &site.scope, node, key, expect)?;
            no_figures(cx, node, &expr);
            Some(expr)
        };
        let value = expr(step.value, "value", Expect::Any);
        let when = step.when.map(|node| expr(node, "when", Expect::Condition));
        let (Some(value), when) = (value, when.map_or(Some(None), |when| when.map(Some))) else {
            continue;
        };
        let id = Id::from(&*step.key.name);
        let ty = kept(value.ty());
        let step = when.map(|when| DecisionStep { id, title: step.title.clone(), value, when });
        compiled.extend(step.map(|step| (at, step)));
        locals[first_step + at].ty = ty;
    }
    let site = Site::bare(cx, names).with(&locals);
    let answers: Vec<Option<DecisionOutput>> = outputs
        .iter()
        .map(|output| {
            let value = formula::formula(cx, &site.scope, output.value, "out", Expect::Any)?;
            no_figures(cx, output.value, &value);
            Some(DecisionOutput { id: Id::from(&*output.key.name), title: output.title.clone(), value })
        })
        .collect();
    let whole = compiled.len() == steps.len();
    Some(Decision {
        id: id.clone(),
        title: names.title(&reader, id),
        inputs: written.inputs.clone(),
        steps: whole.then(|| compiled.into_values().collect())?,
        outputs: answers.into_iter().collect::<Option<Vec<_>>>()?,
        place: cx.place(written.definition.key.span, id),
    })
}

/// Figures come in as arguments only, so that one question has one answer.
pub(super) fn no_figures(cx: &Cx<'_>, node: &Node, expr: &Expr) {
    if let Some(figure) = expr.reads().figures.iter().next() {
        cx.report(findings::figure_in_table(node.span, figure));
    }
}

/// The steps, each after those it reads; those that wait for each other are reported and left out.
fn step_order(cx: &Cx<'_>, steps: &[Written<'_>]) -> Vec<usize> {
    let mut graph: DiGraph<Id, ()> = DiGraph::new();
    let nodes: Vec<_> = steps.iter().map(|step| graph.add_node(Id::from(&*step.key.name))).collect();
    for (step, from) in steps.iter().zip(&nodes) {
        let texts = [Some(step.value), step.when];
        let texts: Vec<String> = texts.into_iter().flatten().filter_map(Node::text).map(|text| text.value).collect();
        for (word, _) in texts.iter().flat_map(|text| formula::words(text)).filter(|(_, called)| !called) {
            let to = steps.iter().zip(&nodes).find(|(other, _)| *other.key.name == *word);
            if let Some((_, to)) = to {
                graph.update_edge(*from, *to, ());
            }
        }
    }
    let mut order = Vec::new();
    for mut component in kosaraju_scc(&graph) {
        let circular = component.len() > 1 || component.first().is_some_and(|n| graph.contains_edge(*n, *n));
        if !circular {
            order.extend(component.into_iter().map(|node| node.index()));
            continue;
        }
        component.sort();
        let circle = proofs::circle(&graph, &component);
        if let Some(first) = component.first().and_then(|node| steps.get(node.index())) {
            cx.report(findings::circular_tables(first.key.span, &circle));
        }
    }
    order
}
