//! The first sheet of a spreadsheet as CSV: a line for each of its rows, so that a line's number is the row's.

use std::io::{Cursor, Read};

use calamine::{Data, ExcelDateTime, Range, Reader, Xlsx};

use super::source::{Broken, Text};
use crate::model::number;

/// The most cells a sheet may have: a bound, so that a wrong file cannot fill the memory.
const CELLS_MAX: usize = 4_000_000;

/// The text of a file of rows: a spreadsheet's first sheet as CSV, anything else decoded.
pub fn rows_as_text(path: &str, bytes: Vec<u8>) -> Result<String, Broken> {
    if path.to_lowercase().ends_with(".xlsx") {
        return sheet_as_csv(bytes);
    }
    let mut text = String::new();
    let read = Text::from_bytes(bytes)?.reader().read_to_string(&mut text);
    read.map_err(|error| Broken::whole(format!("can't be read: {error}")))?;
    Ok(text)
}

fn sheet_as_csv(bytes: Vec<u8>) -> Result<String, Broken> {
    let unread = |error: calamine::XlsxError| Broken::whole(format!("can't be read as a spreadsheet: {error}"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unread)?;
    let sheet = book.worksheet_range_at(0).ok_or_else(|| Broken::whole("has no sheet"))?;
    let sheet: Range<Data> = sheet.map_err(unread)?;
    let Some((rows, columns)) = sheet.end() else {
        return Ok(String::new());
    };
    if (rows as usize + 1).saturating_mul(columns as usize + 1) > CELLS_MAX {
        return Err(Broken::whole(format!("has more than {CELLS_MAX} cells")));
    }
    let mut out = String::new();
    for row in 0..=rows {
        let cells = (0..=columns).map(|column| sheet.get_value((row, column)).map(cell).unwrap_or_default());
        let line: Vec<String> = cells.map(|text| quoted(&text)).collect();
        if line.iter().any(|text| !text.is_empty()) {
            out.push_str(&line.join(","));
        }
        out.push('\n');
    }
    Ok(out)
}

/// A cell as people would type it; on one line.
fn cell(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::Int(n) => n.to_string(),
        // The shortest text that reads as the same number is what its writer typed.
        Data::Float(n) => number::parse(&n.to_string()).map_or_else(|| n.to_string(), number::plain),
        Data::Bool(yes) => yes.to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.replace(['\r', '\n'], " "),
        Data::DateTime(at) => moment(at),
        Data::Error(error) => error.to_string(),
    }
}

fn moment(at: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
    }
}

fn quoted(text: &str) -> String {
    match text.contains([',', '"']) || text.starts_with(char::is_whitespace) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A workbook of one sheet, made by hand: texts, numbers, a truth value and a date in the second row.
    const BOOK: &[u8] = include_bytes!("../../tests/data/terms.xlsx");

    #[test]
    fn a_sheet_becomes_a_line_for_each_row() {
        let text = rows_as_text("rules/terms.xlsx", BOOK.to_vec()).expect("a workbook");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            ["等级,额度,比例,起,备注", "\"A, B\",2000000,0.15,2026-03-01,\"说 \"\"好\"\"\"", "", "-,0,0,,"]
        );
    }

    #[test]
    fn what_is_no_spreadsheet_is_said_so() {
        assert!(rows_as_text("a.xlsx", b"grade,limit\n".to_vec()).is_err());
        let gbk = rows_as_text("a.csv", vec![0xB5, 0xC8, 0xBC, 0xB6, b'\n']).expect("GB18030");
        assert_eq!(gbk, "等级\n");
    }
}
