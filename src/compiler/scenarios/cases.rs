//! Cases: a table asked row by row, each row a small scenario of its own.

use serde_json::{Value as Json, json};

use super::{Room, json};
use crate::{
    compiler::{
        data, findings,
        source::Span,
        syntax::{Kind, Node, Reader, Text, places},
    },
    model::Id,
    policy::{
        Table,
        scenario::{Deed, Scenario, Step},
    },
    said,
};

impl<'c> Room<'c> {
    /// The rows of all cases of a file.
    pub(super) fn cases(&self, file: &Reader<'c>) -> Vec<Scenario> {
        let mut all = Vec::new();
        for (key, table) in file.named("cases") {
            let reader = Reader::open(self.cx, table, places::CASES);
            let Some(asked) = self.policy.tables.get(&*key.name) else {
                let known = self.policy.tables.keys().map(|id| &**id);
                self.cx.report(findings::unknown_table(&key.text(), &key.name, known));
                continue;
            };
            let columns = self.columns(&reader, "in", asked.inputs.iter().map(|input| &*input.id).collect());
            let outputs = self.columns(&reader, "out", asked.outputs.iter().map(|(id, _)| &**id).collect());
            let (Some(inputs), Some(outputs)) = (columns, outputs) else { continue };
            let mut n = 0;
            for (span, cells) in self.rows(&reader, &inputs, &outputs) {
                n += 1;
                if let Some(cells) = cells {
                    all.push(self.case(asked, n, span, (&inputs, &outputs), cells));
                }
            }
        }
        all
    }

    fn columns(&self, reader: &Reader<'c>, key: &str, known: Vec<&str>) -> Option<Vec<Id>> {
        if !reader.has(key) {
            reader.missing(key, reader.span());
            return None;
        }
        let texts = reader.texts(key);
        let mut wrong = false;
        for text in texts.iter().filter(|text| !known.contains(&&***text)) {
            self.cx.report(findings::unknown_word(text, key, &known));
            wrong = true;
        }
        (!wrong).then(|| texts.iter().map(|text| Id::from(&*text.value)).collect())
    }

    /// The rows, written here or in a file; none where one has another length.
    fn rows(&self, reader: &Reader<'c>, inputs: &[Id], outputs: &[Id]) -> Vec<(Span, Option<Vec<Json>>)> {
        let width = inputs.len() + outputs.len();
        let mut rows = Vec::new();
        for row in reader.get("rows").map_or(&[][..], Node::entries) {
            let cells = match &row.kind {
                Kind::List(cells) if cells.len() == width => {
                    Some(cells.iter().map(|cell| json::of(self.cx, cell, "rows")).collect())
                }
                Kind::List(cells) => {
                    let (has, inputs, outputs) = (cells.len(), inputs.len(), outputs.len());
                    self.cx.report(findings::row_length(row.span, has, inputs, outputs));
                    None
                }
                _ => self.cx.wrong(row, "rows", "rows of cells"),
            };
            rows.push((row.span, cells));
        }
        if let Some(name) = reader.text("rows_from")
            && let Some(read) = data::rows(self.cx, name.span.file, &name)
        {
            let places: Vec<Option<usize>> = inputs.iter().chain(outputs).map(|id| read.column(id)).collect();
            if let Some(missing) = inputs.iter().chain(outputs).zip(&places).find(|(_, place)| place.is_none()) {
                let missing = missing.0;
                let message = said!("this file has no column `{missing}`", "这个文件没有列 `{missing}`");
                self.cx.report(findings::unreadable(name.span, message));
                return rows;
            }
            let cell = |row: &[Text], at: &Option<usize>| json!(at.and_then(|at| row.get(at)).map(|text| &text.value));
            for row in &read.rows {
                rows.push((read.row_span(row), Some(places.iter().map(|at| cell(row, at)).collect())));
            }
        }
        rows
    }

    fn case(
        &self,
        table: &Table,
        number: usize,
        span: Span,
        (inputs, outputs): (&[Id], &[Id]),
        cells: Vec<Json>,
    ) -> Scenario {
        let mut cells = inputs.iter().chain(outputs).cloned().zip(cells);
        let given = cells.by_ref().take(inputs.len()).collect();
        let expected = cells.collect();
        let place = self.cx.place(span, self.cx.files.text(span));
        Scenario {
            name: format!("{} {number}", table.id).as_str().into(),
            place: place.clone(),
            now: self.beginning(),
            on: Vec::new(),
            steps: vec![Step { place, now: None, deed: Deed::Case { table: table.id.clone(), given, expected } }],
            is_broken: false,
        }
    }
}
