//! `steps_from = "table:…"`: each row of a decision table is a step; its columns are named like a step's keys.

use crate::{
    compiler::{
        findings,
        site::Site,
        syntax::{Key, Kind, Node, Reader, Table, Text},
    },
    policy::StepsFrom,
    script::Expect,
};

/// A row as the step it is.
pub(super) struct Row {
    pub number: usize,
    pub table: Table,
}

pub(super) fn read<'a>(site: Site<'a>, reader: &Reader<'a>) -> Option<(StepsFrom, Vec<Row>)> {
    let text = reader.text("steps_from")?;
    let Some(name) = text.strip_prefix("table:").map(str::trim) else {
        return site.cx.wrong(reader.get("steps_from")?, "steps_from", "a table: \"table:approval_matrix\"");
    };
    let tables = &site.names.tables;
    let Some((id, written)) = tables.get_key_value(name) else {
        site.cx.report(findings::unknown_table(&text, name, tables.keys().map(|id| &**id)));
        return None;
    };
    site.cx.mention(name);
    if let Some(off) = written.definition.off {
        site.cx.report(findings::off_used(text.span, "the table", name, off));
    }
    // The table is asked with what the record says under the names of its inputs.
    let names = written.definition.table.get("in").and_then(Node::table);
    let inputs = written.inputs.iter().map(|(input, ty)| {
        let span = names.map_or(text.span, |table| table.key_span(input));
        let expect = if *ty == crate::model::Type::Any { Expect::Any } else { Expect::Of(ty.clone()) };
        site.expression(&Text::new(&**input, span), expect)
    });
    let inputs = inputs.collect::<Option<Vec<_>>>()?;
    let rows = rows(id, written.inputs.len(), written.definition.table);
    Some((StepsFrom { table: id.clone(), inputs }, rows))
}

fn rows(id: &str, inputs: usize, table: &Table) -> Vec<Row> {
    let columns = table.get("out").and_then(Node::table).map_or(&[][..], |out| &out.entries);
    let rows = table.get("rows").map_or(&[][..], Node::entries);
    let mut all = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let Kind::List(cells) = &row.kind else { continue };
        let answers = cells.get(inputs..).unwrap_or_default();
        let mut entries: Vec<(Key, Node)> =
            columns.iter().zip(answers).filter_map(|((key, _), cell)| Some((key.clone(), said(cell)?))).collect();
        if !columns.iter().any(|(key, _)| key.name == "id") {
            let key = Key { name: "id".into(), span: row.span };
            entries.push((key, Node { span: row.span, kind: Kind::Text(format!("{id}.{}", number + 1)) }));
        }
        all.push(Row { number, table: Table { span: row.span, entries } });
    }
    all
}

/// What a cell says; `-`, `none` and nothing are not said, `=` begins what is a formula anyway.
fn said(cell: &Node) -> Option<Node> {
    match &cell.kind {
        Kind::Text(text) if matches!(text.trim(), "-" | "none" | "") => None,
        Kind::Text(text) => {
            let text = text.strip_prefix('=').unwrap_or(text);
            Some(Node { span: cell.span, kind: Kind::Text(text.to_owned()) })
        }
        _ => Some(cell.clone()),
    }
}
