//! `[list.x]`: plain rows.

use super::written::{self, Heading};
use crate::{
    compiler::{
        Cx, findings,
        names::{ListNames, Names},
        syntax::{Kind, Reader, places},
        value,
    },
    model::{Id, Value},
    policy::List,
};

/// A list with its rows; what is wrong with them is reported.
pub(in crate::compiler) fn list<'a>(cx: &'a Cx<'a>, names: &Names<'a>, id: &Id, written: &ListNames<'a>) -> List {
    let reader = Reader::quiet(cx, written.definition.table, places::LIST);
    let headings = Heading::of(&reader, "columns", written.columns.iter().map(|(id, _)| id));
    let columns = written.columns.len();
    let wrong = |span, cells| cx.report(findings::list_row_length(span, cells, columns));
    let rows = written::rows(cx, &reader, &headings, written.definition.key.span, wrong);
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let cells = row.cells.iter().zip(&written.columns).map(|(node, (id, ty))| match &node.kind {
            Kind::Text(text) if row.from_file && text.is_empty() => Some(Value::None),
            _ => value::typed(cx, names, node, ty, id),
        });
        if let Some(values) = cells.collect::<Vec<_>>().into_iter().collect::<Option<Vec<Value>>>() {
            all.push(Value::List(values.into()));
        }
    }
    List {
        id: id.clone(),
        title: names.title(&reader, id),
        columns: written.columns.clone(),
        rows: Value::List(all.into()),
    }
}
