//! The rows of a table or list as they are written: in the definition, or in a file that `rows_from` names.
//!
//! Rows of a definition hold a cell for each column, in order. A file has a line of headings, which are the columns' ids
//! or titles in any order; a heading that begins with `#` is for people only.

use std::borrow::Cow;

use crate::{
    compiler::{
        Cx, findings,
        source::Span,
        syntax::{Kind, Node, Reader, Text, csv},
    },
    model::Id,
};

/// A row with one cell for each column, in their order.
pub(super) struct Row<'c> {
    pub span: Span,
    pub cells: Vec<Cow<'c, Node>>,
    /// Whether it stands in a file of rows, where every cell is text and an empty one says nothing.
    pub from_file: bool,
}

/// A column as rows may name it.
pub(super) struct Heading {
    pub id: Id,
    pub title: Option<String>,
}

impl Heading {
    /// The headings of columns, with what people call them.
    pub fn of<'i>(reader: &Reader<'_>, key: &str, ids: impl Iterator<Item = &'i Id>) -> Vec<Heading> {
        let pairs = reader.pairs(key);
        let title = |id: &Id| {
            let (_, node) = pairs.iter().find(|(key, _)| *key.name == **id)?;
            node.table()?.get("title")?.text().map(|text| text.value)
        };
        ids.map(|id| Heading { id: id.clone(), title: title(id) }).collect()
    }
}

/// All rows of a definition: those it holds, then those of its file. `wrong` reports a row of another length.
pub(super) fn rows<'c>(
    cx: &'c Cx<'c>,
    reader: &Reader<'c>,
    headings: &[Heading],
    missing: Span,
    wrong: impl Fn(Span, usize),
) -> Vec<Row<'c>> {
    let mut all = Vec::new();
    match reader.get("rows") {
        Some(node) => held(cx, node, headings.len(), &wrong, &mut all),
        None if !reader.has("rows_from") => reader.missing("rows", missing),
        None => {}
    }
    if let Some(name) = reader.text("rows_from") {
        of_file(cx, &name, headings, &mut all);
    }
    all
}

fn held<'c>(cx: &'c Cx<'c>, node: &'c Node, columns: usize, wrong: &impl Fn(Span, usize), all: &mut Vec<Row<'c>>) {
    let Kind::List(rows) = &node.kind else {
        cx.wrong::<()>(node, "rows", "a list of rows");
        return;
    };
    for row in rows {
        let cells: Vec<Cow<'c, Node>> = match &row.kind {
            Kind::List(cells) => cells.iter().map(Cow::Borrowed).collect(),
            // Where there is one column a row is its value.
            _ if columns == 1 => vec![Cow::Borrowed(row)],
            _ => {
                cx.wrong::<()>(row, "rows", "rows in [ ]");
                continue;
            }
        };
        match cells.len() == columns {
            true => all.push(Row { span: row.span, cells, from_file: false }),
            false => wrong(row.span, cells.len()),
        }
    }
}

fn of_file<'c>(cx: &'c Cx<'c>, name: &Text, headings: &[Heading], all: &mut Vec<Row<'c>>) {
    let Some((file, source)) = cx.files.data(name.span.file, name) else {
        return cx.report(findings::no_such_file(name));
    };
    let mut lines = match csv::lines(file, &source.path, &source.text) {
        Ok(lines) => lines.into_iter(),
        Err(draft) => return cx.report(draft),
    };
    let Some(first) = lines.next() else {
        return cx.report(findings::rows_file_heading(Span::top(file), headings.iter().map(|heading| &*heading.id)));
    };
    let Some(places) = places(cx, first.span, &first.cells, headings) else {
        return;
    };
    for line in lines {
        let blank = |at: usize| {
            let end = Span { start: line.span.end, ..line.span };
            line.cells.get(at).cloned().unwrap_or(Node { span: end, kind: Kind::Text(String::new()) })
        };
        let cells = places.iter().map(|at| Cow::Owned(blank(*at))).collect();
        if line.cells.len() > first.cells.len() {
            cx.report(findings::ragged_row(line.span, line.cells.len(), first.cells.len()));
            continue;
        }
        all.push(Row { span: line.span, cells, from_file: true });
    }
}

/// Where each column stands in the file; none where a heading is missing or unknown.
fn places(cx: &Cx<'_>, line: Span, cells: &[Node], headings: &[Heading]) -> Option<Vec<usize>> {
    let text = |cell: &Node| cell.text().map(|text| text.value).unwrap_or_default();
    let is = |heading: &Heading, text: &str| *heading.id == *text || heading.title.as_deref() == Some(text);
    let ids = || headings.iter().map(|heading| &*heading.id);
    let before = cx.reported();
    for cell in cells {
        let text = text(cell);
        let for_people = text.is_empty() || text.starts_with('#');
        if !for_people && !headings.iter().any(|heading| is(heading, &text)) {
            cx.report(findings::unknown_heading(cell.span, &text, ids()));
        }
    }
    let mut places = Vec::new();
    for heading in headings {
        match cells.iter().position(|cell| is(heading, &text(cell))) {
            Some(at) => places.push(at),
            // A misspelt heading is one mistake, not two.
            None if cx.reported() == before => cx.report(findings::missing_heading(line, &heading.id)),
            None => {}
        }
    }
    (cx.reported() == before).then_some(places)
}
