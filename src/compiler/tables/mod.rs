//! `[table.x]`, `[decision.x]`, `[list.x]`: how the company decides, written as rows and steps.

mod cells;
mod decisions;
mod lists;
mod proofs;
mod written;

pub(super) use decisions::{decision_types, decisions};
pub(super) use lists::list;

use std::collections::BTreeMap;

pub(in crate::compiler) use cells::read as cell;

use indexmap::IndexMap;
use petgraph::{algo::kosaraju_scc, graph::DiGraph};
use written::{Heading, Row};

use super::{
    Cx, findings,
    names::{Names, TableNames},
    site::Site,
    syntax::{Kind, Node, Reader, Text, places},
    types,
};
use crate::{
    model::{Id, Type, Value},
    policy::{Cell, Decision, Given, Hit, Index, Table, TableInput, TableRow, locals},
    script::Expect,
};

/// All tables that are on, in file order.
pub(super) fn compile<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>) -> IndexMap<Id, Table> {
    let mut tables = IndexMap::new();
    for (id, written) in &names.tables {
        let table = one(cx, names, id, written);
        if written.definition.off.is_none() {
            tables.insert(id.clone(), table);
        }
    }
    tables
}

fn one<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, id: &Id, written: &'a TableNames<'a>) -> Table {
    let reader = Reader::quiet(cx, written.definition.table, places::TABLE);
    reader.bool("off");
    reader.word("hit", &Hit::WORDS);
    let nothing = reader.word("nothing", &[("refuse", true), ("none", false)]);
    let before = cx.reported();
    let (spans, rows): (Vec<_>, Vec<TableRow>) = rows(cx, names, written, &reader).into_iter().unzip();
    let types: Vec<Type> = written.inputs.iter().map(|(_, ty)| ty.clone()).collect();
    let table = Table {
        id: id.clone(),
        title: names.title(&reader, id),
        hit: written.hit,
        inputs: inputs(cx, names, written, &reader),
        outputs: written.outputs.clone(),
        index: Index::of(&types, &rows, &names.calendar),
        rows,
        default: default(cx, names, written, &reader),
        refuse_nothing: nothing.unwrap_or(false),
        place: cx.place(written.definition.key.span, id),
    };
    outputs_fit(cx, &table, &reader);
    // What follows from one mistake is no second one.
    if cx.reported() == before {
        let silent = table.refuse_nothing || nothing.is_some();
        proofs::prove(cx, &names.org, &names.calendar, &table, &spans, written.definition.key.span, silent);
    }
    table
}

/// Whether the outputs are such that the hit policy can make something of them.
fn outputs_fit(cx: &Cx<'_>, table: &Table, reader: &Reader<'_>) {
    let numeric = |ty: &Type| ty.is_numeric() || matches!(ty, Type::Any);
    let ordered = |ty: &Type| numeric(ty) || matches!(ty, Type::Date | Type::DateTime | Type::Duration);
    let wrong = |fits: &dyn Fn(&Type) -> bool| table.outputs.iter().find(|(_, ty)| !fits(ty));
    let at = reader.key_span("hit");
    let bad = match table.hit {
        Hit::Sum => wrong(&numeric),
        Hit::Min | Hit::Max => wrong(&ordered),
        _ => None,
    };
    if let Some((id, ty)) = bad {
        cx.report(findings::hit_output(at, table.hit.word(), id, ty));
    }
    let ranked = table.outputs.iter().any(|(_, ty)| matches!(ty, Type::Choice(_)));
    if matches!(table.hit, Hit::Priority | Hit::Ordered) && !ranked {
        cx.report(findings::hit_without_order(at, table.hit.word()));
    }
}

fn inputs<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, written: &TableNames<'a>, reader: &Reader<'a>) -> Vec<TableInput> {
    let locals = locals::table_input(written.inputs.iter().cloned());
    let site = Site::bare(cx, names).with(&locals);
    let pairs = reader.pairs("in").iter();
    let input = |((_, node), (id, ty)): (&'a (_, Node), &(Id, Type))| {
        let column = node.table().map(|table| Reader::quiet(cx, table, places::TABLE_IN));
        let value = column.and_then(|column| column.get("value"));
        let alias = value.and_then(|node| alias(written, node));
        let value = match alias {
            Some(_) => None,
            None => column.and_then(|column| site.formula(&column, "value", Expect::Of(ty.clone()))),
        };
        let word = column.map_or_else(|| node.text(), |column| column.table.get("type").and_then(Node::text));
        let own = word.and_then(|word| names.types.bounds(&word));
        let range = match (column.and_then(|column| column.get("range")), own) {
            (Some(node), _) => cells::read(site, node, ty),
            (None, own) => own.and_then(|own| types::range(cx, names, own, ty)),
        };
        let pattern = own.and_then(|own| types::pattern(&Reader::quiet(cx, own, places::TYPE), ty));
        TableInput { id: id.clone(), alias, ty: ty.clone(), value, range, pattern }
    };
    pairs.zip(&written.inputs).map(input).collect()
}

/// `value = "days_overdue"`: a plain name that means nothing else is another name of the argument.
fn alias(written: &TableNames<'_>, node: &Node) -> Option<Id> {
    let text: Text = node.text()?;
    let known = |name: &str| {
        matches!(name, "none" | "true" | "false" | "now" | "today" | "actor")
            || written.inputs.iter().any(|(id, _)| **id == *name)
    };
    (findings::is_name(&text) && !known(&text)).then(|| Id::from(&*text.value))
}

fn rows<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    written: &TableNames<'a>,
    reader: &Reader<'a>,
) -> Vec<(super::source::Span, TableRow)> {
    let (inputs, outputs) = (written.inputs.len(), written.outputs.len());
    let mut headings = Heading::of(reader, "in", written.inputs.iter().map(|(id, _)| id));
    headings.extend(Heading::of(reader, "out", written.outputs.iter().map(|(id, _)| id)));
    // Where columns are not written at all, that has been told, and nothing of the rows can be.
    let told = !reader.has("in") || !reader.has("out");
    let wrong = |span, cells| {
        if !told {
            cx.report(findings::row_length(span, cells, inputs, outputs));
        }
    };
    let rows = written::rows(cx, reader, &headings, written.definition.key.span, wrong);
    rows.iter().filter_map(|row| Some((row.span, one_row(cx, names, written, row)?))).collect()
}

fn one_row<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, written: &TableNames<'a>, row: &Row<'_>) -> Option<TableRow> {
    let blank = |node: &Node| row.from_file && matches!(&node.kind, Kind::Text(text) if text.is_empty());
    let (left, right) = row.cells.split_at(written.inputs.len());
    let cells = left.iter().zip(&written.inputs).map(|(node, (_, ty))| match blank(node) {
        true => Some(Cell::Any),
        false => {
            let locals = locals::table(written.inputs.iter().cloned(), ty.clone());
            cells::read(Site::bare(cx, names).with(&locals), node, ty)
        }
    });
    let cells: Vec<_> = cells.collect();
    let answers = right.iter().zip(&written.outputs).map(|(node, (id, ty))| match blank(node) {
        true => Some(Given::Value(Value::None)),
        false => answer(cx, names, written, node, ty, id),
    });
    let answers: Vec<_> = answers.collect();
    let (cells, answers) = (cells.into_iter().collect::<Option<_>>()?, answers.into_iter().collect::<Option<_>>()?);
    let line = cx.files.spot(row.span.file, row.span.start).line;
    Some(TableRow { cells, answers, file: cx.files.path(row.span.file).into(), line })
}

fn answer<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    written: &TableNames<'a>,
    node: &Node,
    ty: &Type,
    id: &str,
) -> Option<Given> {
    let locals = locals::table(written.inputs.iter().cloned(), Type::None);
    let answer = Site::bare(cx, names).with(&locals).given(node, ty, id)?;
    if let Given::Formula(formula) = &answer {
        decisions::no_figures(cx, node, formula);
    }
    Some(answer)
}

/// The answer where no row matches: by name, or alone where there is one output.
fn default<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    written: &TableNames<'a>,
    reader: &Reader<'a>,
) -> Option<Vec<Given>> {
    let node = reader.get("default")?;
    let answers: Vec<Option<Given>> = match (node.table(), &written.outputs[..]) {
        (None, [(id, ty)]) => vec![answer(cx, names, written, node, ty, id)],
        (None, _) => {
            return cx.wrong(node, "default", "a value for each output, like { limit = 0 }");
        }
        (Some(table), outputs) => {
            let known = || written.outputs.iter().map(|(id, _)| &**id);
            for (key, _) in table.entries.iter().filter(|(key, _)| !known().any(|id| id == key.name)) {
                cx.report(findings::unknown_output(key, known()));
            }
            let one = |(id, ty): &(Id, Type)| match table.get(id) {
                Some(node) => answer(cx, names, written, node, ty, id),
                None => Some(Given::Value(Value::None)),
            };
            outputs.iter().map(one).collect()
        }
    };
    answers.into_iter().collect()
}

/// Tables and decisions that ask each other would never come to an answer.
pub(super) fn no_circles(
    cx: &Cx<'_>,
    names: &Names<'_>,
    tables: &IndexMap<Id, Table>,
    decisions: &IndexMap<Id, Decision>,
) {
    let mut graph: DiGraph<Id, ()> = DiGraph::new();
    let nodes: BTreeMap<&Id, _> =
        tables.keys().chain(decisions.keys()).map(|id| (id, graph.add_node(id.clone()))).collect();
    let mut ask = |id: &Id, expr: &crate::script::Expr| {
        for other in &expr.reads().tables {
            if let (Some(from), Some(to)) = (nodes.get(id), nodes.get(other)) {
                graph.update_edge(*from, *to, ());
            }
        }
    };
    tables.iter().for_each(|(id, table)| table.expressions().for_each(|expr| ask(id, expr)));
    decisions.iter().for_each(|(id, decision)| decision.expressions().for_each(|expr| ask(id, expr)));
    for mut component in kosaraju_scc(&graph) {
        let circular = component.len() > 1 || component.first().is_some_and(|n| graph.contains_edge(*n, *n));
        if circular {
            component.sort();
            let circle = super::proofs::circle(&graph, &component);
            let definition = circle.first().and_then(|id| {
                let table = names.tables.get(id).map(|table| table.definition);
                table.or_else(|| names.decisions.get(id).map(|decision| decision.definition))
            });
            if let Some(definition) = definition {
                cx.report(findings::circular_tables(definition.key.span, &circle));
            }
        }
    }
}
