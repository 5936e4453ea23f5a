//! A page as CSV: its tables one below the other, each under its title, a blank line between.

use super::{Page, Table};

/// The page as CSV, with a byte order mark, which spreadsheets need to read Chinese.
pub fn csv(page: &Page) -> String {
    let mut out = String::from("\u{feff}");
    line(&mut out, [page.title.as_str()].into_iter());
    for (name, value) in &page.facts {
        line(&mut out, [name.as_str(), value.as_str()].into_iter());
    }
    for part in &page.parts {
        for table in &part.tables {
            out.push_str("\r\n");
            let titles = [part.title.as_str(), table.title.as_str()];
            line(&mut out, titles.into_iter().filter(|title| !title.is_empty()));
            rows(&mut out, table);
        }
    }
    out
}

fn rows(out: &mut String, table: &Table) {
    line(out, table.columns.iter().map(|column| column.title.as_str()));
    for row in &table.rows {
        let cells: Vec<String> = row.cells.iter().map(|cell| cell.text("; ")).collect();
        line(out, cells.iter().map(String::as_str));
    }
}

fn line<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (n, cell) in cells.enumerate() {
        if n > 0 {
            out.push(',');
        }
        // What begins like a formula would be one in a spreadsheet, whoever wrote it.
        let formula = cell.starts_with(['=', '+', '@', '\t', '\r'])
            || cell.starts_with('-') && cell.parse::<rust_decimal::Decimal>().is_err();
        if formula || cell.contains([',', '"', '\n', '\r']) {
            let shield = if formula { "'" } else { "" };
            out.push_str(&format!("\"{shield}{}\"", cell.replace('"', "\"\"")));
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}
