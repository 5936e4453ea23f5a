//! `[table.x]`: decision tables.

mod cells;
mod proofs;

pub(in crate::compiler) use cells::read as cell;

use indexmap::IndexMap;

use super::{
    Cx, findings,
    names::{Names, TableNames},
    site::Site,
    syntax::{Kind, Node, Reader, places},
};
use crate::{
    model::{Id, Type},
    policy::{Given, Hit, Table, TableInput, TableRow, locals},
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
    let later = ["any", "priority", "ordered", "collect", "sum", "min", "max", "count"];
    let hit = reader.word_or_later("hit", &[("unique", Hit::Unique), ("first", Hit::First)], &later);
    let nothing = reader.word("nothing", &[("refuse", true), ("none", false)]);
    let hit = hit.unwrap_or_default();
    let rows = rows(cx, names, written, &reader);
    proofs::prove(cx, hit, &rows);
    Table {
        id: id.clone(),
        hit,
        inputs: inputs(cx, names, written, &reader),
        outputs: written.outputs.clone(),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        default: default(cx, names, written, &reader),
        refuse_nothing: nothing.unwrap_or(false),
        place: cx.place(written.definition.key.span, id),
    }
}

fn inputs<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, written: &TableNames<'a>, reader: &Reader<'a>) -> Vec<TableInput> {
    let locals = locals::table_input(written.inputs.iter().cloned());
    let site = Site::bare(cx, names).with(&locals);
    let pairs = reader.pairs("in").iter();
    let input = |((_, node), (id, ty)): (&'a (_, Node), &(Id, Type))| {
        let column = node.table().map(|table| Reader::quiet(cx, table, places::TABLE_IN));
        let value = column.and_then(|column| site.formula(&column, "value", Expect::Of(ty.clone())));
        let range = column.and_then(|column| column.get("range"));
        TableInput { id: id.clone(), ty: ty.clone(), value, range: range.and_then(|node| cells::read(site, node, ty)) }
    };
    pairs.zip(&written.inputs).map(input).collect()
}

fn rows<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    written: &TableNames<'a>,
    reader: &Reader<'a>,
) -> Vec<(crate::compiler::source::Span, TableRow)> {
    let Some(node) = reader.get("rows") else {
        // Rows that come from a file do not run yet and have been refused.
        if reader.table.get("rows_from").is_none() {
            reader.missing("rows", written.definition.key.span);
        }
        return Vec::new();
    };
    let Kind::List(rows) = &node.kind else {
        cx.wrong::<()>(node, "rows", "a list of rows");
        return Vec::new();
    };
    let (inputs, outputs) = (written.inputs.len(), written.outputs.len());
    let mut all = Vec::new();
    for row in rows {
        let Kind::List(nodes) = &row.kind else {
            cx.wrong::<()>(row, "rows", "rows in [ ]");
            continue;
        };
        if nodes.len() != inputs + outputs {
            cx.report(findings::row_length(row.span, nodes.len(), inputs, outputs));
            continue;
        }
        let (left, right) = nodes.split_at(inputs);
        let cells = left.iter().zip(&written.inputs).map(|(node, (_, ty))| {
            let locals = locals::table(written.inputs.iter().cloned(), ty.clone());
            cells::read(Site::bare(cx, names).with(&locals), node, ty)
        });
        let cells: Vec<_> = cells.collect();
        let answers: Vec<_> = right
            .iter()
            .zip(&written.outputs)
            .map(|(node, (id, ty))| answer(cx, names, written, node, ty, id))
            .collect();
        let both = (cells.into_iter().collect::<Option<Vec<_>>>(), answers.into_iter().collect::<Option<Vec<_>>>());
        if let (Some(cells), Some(answers)) = both {
            let line = cx.files.spot(row.span.file, row.span.start).line;
            all.push((row.span, TableRow { cells, answers, line }));
        }
    }
    all
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
    Site::bare(cx, names).with(&locals).given(node, ty, id)
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
                None => Some(Given::Value(crate::model::Value::None)),
            };
            outputs.iter().map(one).collect()
        }
    };
    answers.into_iter().collect()
}
