//! `[kpi.x]`: formulas over measures and other KPIs.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use petgraph::{algo::kosaraju_scc, graph::DiGraph};

use crate::{
    compiler::{
        Cx, findings,
        names::{Definition, Names},
        org,
        site::Site,
        syntax::{Reader, places},
    },
    model::{Id, Type},
    policy::{Better, Kpi},
    script::{Expect, Local},
};

/// All KPIs, each after those its formula names.
pub(in crate::compiler) fn compile<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>) -> IndexMap<Id, Kpi> {
    let mut kpis = IndexMap::new();
    for id in order(cx, names) {
        let Some(definition) = names.kpis.get(&id) else {
            continue;
        };
        kpis.extend(one(cx, names, definition).map(|kpi| (id, kpi)));
    }
    kpis
}

/// The types of KPIs, each after those its formula names. Says nothing.
pub(in crate::compiler) fn types<'a>(cx: &'a Cx<'a>, names: &mut Names<'a>) {
    let (order, _) = cx.silently(|| order(cx, names));
    for id in order {
        let Some(definition) = names.kpis.get(&id).copied() else {
            continue;
        };
        let (ty, _) = cx.silently(|| one(cx, names, &definition).map(|kpi| kpi.formula.ty().clone()));
        if let (Some(ty), true) = (ty, names.kpis.contains_key(&id)) {
            names.figures.insert(id, ty);
        }
    }
}

fn one(cx: &Cx<'_>, names: &Names<'_>, definition: &Definition<'_>) -> Option<Kpi> {
    let reader = Reader::open(cx, definition.table, places::KPI);
    let id = definition.id();
    if !reader.has("formula") {
        reader.missing("formula", definition.key.span);
    }
    let figures = named(definition, names);
    let local = |id: &Id| Local { path: id.clone(), ty: names.figures.get(id).cloned().unwrap_or(Type::Any) };
    // The figures it does not name come behind, so that a slip of the pen is told what is near.
    let others = names.figures.keys().filter(|id| !figures.contains(id));
    let locals: Vec<Local> = figures.iter().chain(others).map(local).collect();
    let site = Site::bare(cx, names).with(&locals).for_figures();
    let formula = site.formula(&reader, "formula", Expect::Number);
    let words = [("number", Type::Number), ("money", Type::Money), ("percent", Type::Percent)];
    let shown: Vec<(&str, usize)> = words.iter().enumerate().map(|(n, (word, _))| (*word, n)).collect();
    let shown_as = reader.word_or_later("shown_as", &shown, &["duration"]).and_then(|n| words.get(n));
    let better = reader.word("better", &[("higher", Better::Higher), ("lower", Better::Lower)]).unwrap_or_default();
    let title = names.title(&reader, &id);
    let formula = formula?;
    Some(Kpi {
        id,
        title,
        shown_as: shown_as.map_or_else(|| formula.ty().clone(), |(_, ty)| ty.clone()),
        formula,
        figures,
        better,
    })
}

fn named(definition: &Definition<'_>, names: &Names<'_>) -> Vec<Id> {
    let text = definition.table.get("formula").and_then(|node| node.text());
    text.map_or_else(Vec::new, |text| named_in(&text, names))
}

/// The figures a formula names, in the order they come: words outside quotes that are no calls and follow no dot.
pub(super) fn named_in(text: &str, names: &Names<'_>) -> Vec<Id> {
    let mut all: Vec<Id> = Vec::new();
    for word in words(text) {
        if let Some((id, _)) = names.figures.get_key_value(word)
            && !all.contains(id)
        {
            all.push(id.clone());
        }
    }
    all
}

fn words(text: &str) -> Vec<&str> {
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    let mut all = Vec::new();
    let mut quote: Option<char> = None;
    let mut begin: Option<usize> = None;
    let mut before = ' ';
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if quote.is_none() && is_word(c) {
            begin.get_or_insert(at);
            continue;
        }
        if let Some(start) = begin.take() {
            if before != '.' {
                all.push(&text[start..at]);
            }
            before = ' ';
        }
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '\'' | '"') => quote = Some(c),
            None => {}
        }
        if !c.is_whitespace() {
            before = c;
        }
    }
    all
}

/// The order in which KPIs can be computed; those that wait for each other are reported and left out.
fn order(cx: &Cx<'_>, names: &Names<'_>) -> Vec<Id> {
    let mut graph: DiGraph<Id, ()> = DiGraph::new();
    let nodes: BTreeMap<&Id, _> = names.kpis.keys().map(|id| (id, graph.add_node(id.clone()))).collect();
    for (id, definition) in &names.kpis {
        for figure in named(definition, names) {
            if let (Some(from), Some(to)) = (nodes.get(id), nodes.get(&figure)) {
                graph.add_edge(*from, *to, ());
            }
        }
    }
    let mut order = Vec::new();
    // Components come with what they need before them.
    for mut component in kosaraju_scc(&graph) {
        let circular = component.len() > 1 || component.first().is_some_and(|n| graph.contains_edge(*n, *n));
        if !circular {
            order.extend(component.into_iter().map(|n| graph[n].clone()));
            continue;
        }
        component.sort();
        let circle: Vec<Id> = crate::compiler::proofs::circle(&graph, &component);
        if let Some(first) = circle.first().and_then(|id| names.kpis.get(id)) {
            cx.report(findings::circular_kpis(first.key.span, &org::round(&circle)));
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_named_outside_quotes_and_behind_no_dot() {
        assert_eq!(words("won / (won + lost) + setting.won"), ["won", "won", "lost", "setting"]);
        assert_eq!(words("回款 / 应收 == 'won'"), ["回款", "应收"]);
        assert_eq!(words(""), Vec::<&str>::new());
    }
}
