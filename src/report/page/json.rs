//! A page as JSON, for programs and for whoever draws it elsewhere.

use serde_json::{Value, json};

use super::{Cell, Page, Table, Tone};

/// The page as JSON. This shape is an API:
///
/// ```json
/// { "title": "权限复核", "facts": [{ "name": "日期", "value": "2026-03-02" }],
///   "parts": [{ "title": "权限", "tables": [{ "title": "人员", "note": "",
///     "columns": [{ "title": "姓名", "right": false }],
///     "rows": [{ "tone": "plain", "cells": ["李娜", ["新建商机", "签约"]] }] }] }] }
/// ```
///
/// A cell is a text, or a list of texts; `tone` is `plain`, `care`, `bad` or `dim`.
pub fn json(page: &Page) -> Value {
    let parts = page.parts.iter();
    json!({
        "title": page.title,
        "facts": page.facts.iter().map(|(name, value)| json!({"name": name, "value": value})).collect::<Vec<_>>(),
        "parts": parts.map(|part| json!({"title": part.title, "tables": part.tables.iter().map(table).collect::<Vec<_>>()})).collect::<Vec<_>>(),
    })
}

fn table(table: &Table) -> Value {
    let row =
        |row: &super::Row| json!({"tone": tone(row.tone), "cells": row.cells.iter().map(cell).collect::<Vec<_>>()});
    json!({
        "title": table.title,
        "note": table.note,
        "columns": table.columns.iter().map(|it| json!({"title": it.title, "right": it.right})).collect::<Vec<_>>(),
        "rows": table.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) | Cell::Bar(text, _) => json!(text),
        Cell::Many(all) => json!(all),
    }
}

pub(super) fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Care => "care",
        Tone::Bad => "bad",
        Tone::Dim => "dim",
    }
}
