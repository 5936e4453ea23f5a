//! Files as rows: CSV, TSV and JSON lines, row by row, each with its line.
//!
//! A file is looked through once before its first row is given: its encoding, separator and headings are known by then,
//! how many rows it has, and whether anything in it cannot be read at all. What is wrong with one row is that row's
//! matter and stops no other.

use std::{collections::BTreeMap, io::BufRead, path::Path};

use serde_json::{Map, Value as Json};

use super::{
    cells::{ROW_BYTES_MAX, Record, Records},
    source::{Broken, Decoded, Text},
};

/// How many headings a file may have.
const HEADINGS_MAX: usize = 10_000;

/// A file of rows.
#[derive(Clone, Debug)]
pub struct Table {
    text: Text,
    form: Form,
    headings: Vec<String>,
    count: u64,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A line of headings, then cells separated by this byte.
    Cells(u8),
    /// A JSON object per line.
    Objects,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The line it begins at, from 1.
    pub line: u64,
    /// Its cells in the order of the headings; null where a JSON object has none. More or fewer where it is `wrong`.
    pub cells: Vec<Json>,
    /// Why it can't be taken as a row.
    pub wrong: Option<String>,
    /// The line itself, where it should be a JSON object and is none.
    pub text: Option<String>,
}

impl Table {
    /// Opens a file; its name's ending says how rows are written, its beginning does where the ending does not.
    pub fn open(path: &Path) -> Result<Table, Broken> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
        Table::of(Text::open(path)?, &ending)
    }

    /// The same for a text, with the ending its file would have.
    pub fn of(text: Text, ending: &str) -> Result<Table, Broken> {
        let (first, skipped) = first_line(&text)?;
        let begins = first.trim_start().chars().next();
        let form = match ending {
            "jsonl" | "ndjson" => Form::Objects,
            "tsv" | "tab" => Form::Cells(b'\t'),
            "csv" => Form::Cells(skipped.unwrap_or_else(|| separator(&first))),
            _ if begins == Some('{') => Form::Objects,
            _ => Form::Cells(skipped.unwrap_or_else(|| separator(&first))),
        };
        if form == Form::Objects && begins == Some('[') {
            return Err(Broken::at(1, "a JSON list; one object per line is wanted"));
        }
        let mut table = Table { text, form, headings: Vec::new(), count: 0 };
        table.look_through()?;
        Ok(table)
    }

    /// Its headings, without blanks around them, in the order of the file.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// How its rows are written.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The text it is read from.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// How many rows it has.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Headings that come twice.
    pub fn doubled(&self) -> Vec<&str> {
        let mut doubled = Vec::new();
        for (at, heading) in self.headings.iter().enumerate() {
            let before = self.headings[..at].contains(heading);
            if before && !heading.is_empty() && !doubled.contains(&heading.as_str()) {
                doubled.push(heading.as_str());
            }
        }
        doubled
    }

    /// Its rows from the first on.
    pub fn rows(&self) -> Result<Rows<'_>, Broken> {
        let reader = self.text.reader();
        let lines = match self.form {
            Form::Cells(separator) => {
                let mut records = Records::new(reader, separator);
                heading_row(&mut records)?;
                Lines::Cells(records)
            }
            Form::Objects => {
                let places = self.headings.iter().enumerate().map(|(at, heading)| (heading.as_str(), at)).collect();
                Lines::Objects(Objects { reader, line: 0 }, places)
            }
        };
        Ok(Rows { table: self, lines })
    }

    fn look_through(&mut self) -> Result<(), Broken> {
        match self.form {
            Form::Cells(separator) => {
                let mut records = Records::new(self.text.reader(), separator);
                let Some(headings) = heading_row(&mut records)? else {
                    return Err(Broken::whole("is empty: its first line should hold the headings"));
                };
                if let Some(wrong) = headings.wrong {
                    return Err(Broken::at(headings.line, wrong));
                }
                self.headings = headings.cells.iter().map(|heading| heading.trim().to_owned()).collect();
                while let Some(record) = records.next()? {
                    self.count += u64::from(!is_blank(&record.cells));
                }
            }
            Form::Objects => {
                let mut known = BTreeMap::new();
                let mut objects = Objects { reader: self.text.reader(), line: 0 };
                while let Some((line, object)) = objects.next()? {
                    self.count += 1;
                    for heading in object.iter().flat_map(|object| object.keys()).map(|key| key.trim()) {
                        if known.insert(heading.to_owned(), ()).is_none() {
                            self.headings.push(heading.to_owned());
                        }
                    }
                    if self.headings.len() > HEADINGS_MAX {
                        return Err(Broken::at(line, format!("more than {HEADINGS_MAX} different keys")));
                    }
                }
            }
        }
        match self.headings.len() > HEADINGS_MAX {
            true => Err(Broken::whole(format!("more than {HEADINGS_MAX} headings"))),
            false => Ok(()),
        }
    }
}

/// Rows of a file. After an error there are no more.
pub struct Rows<'t> {
    table: &'t Table,
    lines: Lines<'t>,
}

enum Lines<'t> {
    Cells(Records<Decoded>),
    Objects(Objects<Decoded>, BTreeMap<&'t str, usize>),
    Ended,
}

impl Rows<'_> {
    fn read(&mut self) -> Result<Option<Row>, Broken> {
        let wanted = self.table.headings.len();
        match &mut self.lines {
            Lines::Ended => Ok(None),
            Lines::Cells(records) => {
                while let Some(record) = records.next()? {
                    // Spreadsheets write rows of nothing below the last one.
                    if !is_blank(&record.cells) {
                        return Ok(Some(of_cells(record, wanted)));
                    }
                }
                Ok(None)
            }
            Lines::Objects(objects, places) => {
                let Some((line, object)) = objects.next()? else { return Ok(None) };
                let mut row = Row { line, cells: vec![Json::Null; wanted], wrong: None, text: None };
                match object {
                    Err((wrong, text)) => (row.wrong, row.text) = (Some(wrong), Some(text)),
                    Ok(object) => {
                        for (key, value) in object {
                            if value.is_array() || value.is_object() {
                                let what = "holds a list or an object, where one value is wanted";
                                row.wrong.get_or_insert_with(|| format!("`{}` {what}", key.trim()));
                            }
                            if let Some(at) = places.get(key.trim()) {
                                row.cells[*at] = value;
                            }
                        }
                    }
                }
                Ok(Some(row))
            }
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.read().transpose();
        if !matches!(row, Some(Ok(_))) {
            self.lines = Lines::Ended;
        }
        row
    }
}

fn of_cells(record: Record, wanted: usize) -> Row {
    let many = record.cells.len();
    let wrong = record.wrong.map(str::to_owned);
    let wrong = wrong.or_else(|| (many != wanted).then(|| format!("{many} cells, where there are {wanted} headings")));
    Row { line: record.line, cells: record.cells.into_iter().map(Json::String).collect(), wrong, text: None }
}

fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

/// The row of headings, past a line that only names the separator.
fn heading_row<R: BufRead>(records: &mut Records<R>) -> Result<Option<Record>, Broken> {
    let row = records.next()?;
    // `sep=;` is `sep=` and nothing once it is split there.
    match row {
        Some(Record { ref cells, .. }) if cells[0].starts_with("sep=") && cells[1..].iter().all(String::is_empty) => {
            records.next()
        }
        row => Ok(row),
    }
}

/// The first line that is not empty, and the separator that a `sep=` line before it names.
fn first_line(text: &Text) -> Result<(String, Option<u8>), Broken> {
    let mut objects = Objects { reader: text.reader(), line: 0 };
    while let Some(line) = objects.text()? {
        let trimmed = line.trim_end();
        if let Some(named) = trimmed.strip_prefix("sep=") {
            let named = if line.starts_with("sep=\t") { b"\t" } else { named.as_bytes() };
            return Ok((line.clone(), named.first().copied().filter(u8::is_ascii)));
        }
        if !trimmed.is_empty() {
            return Ok((line, None));
        }
    }
    Ok((String::new(), None))
}

/// What separates the cells of a line of headings: the one of `,` `;` and tab there is most of outside quotes.
fn separator(headings: &str) -> u8 {
    let mut quoted = false;
    let mut many = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in headings.bytes() {
        quoted ^= byte == b'"';
        many.iter_mut().filter(|(separator, _)| !quoted && *separator == byte).for_each(|(_, many)| *many += 1);
    }
    let mut best = many[0];
    for candidate in many {
        if candidate.1 > best.1 {
            best = candidate;
        }
    }
    best.0
}

/// JSON objects, one per line.
struct Objects<R> {
    reader: R,
    line: u64,
}

/// An object; or why a line is none, and the line.
type Object = Result<Map<String, Json>, (String, String)>;

impl<R: BufRead> Objects<R> {
    /// The next line that is not blank, with its object or why it is none.
    fn next(&mut self) -> Result<Option<(u64, Object)>, Broken> {
        while let Some(text) = self.text()? {
            if text.trim().is_empty() {
                continue;
            }
            let wrong = match serde_json::from_str(text.trim_end()) {
                Ok(Json::Object(object)) => return Ok(Some((self.line, Ok(object)))),
                Ok(_) => "no JSON object".to_owned(),
                Err(error) => format!("no JSON: {}", without_line(&error.to_string())),
            };
            let object = Err((wrong, text.trim_end().to_owned()));
            return Ok(Some((self.line, object)));
        }
        Ok(None)
    }

    fn text(&mut self) -> Result<Option<String>, Broken> {
        self.line += 1;
        let mut bytes = Vec::new();
        let mut bounded = std::io::Read::take(&mut self.reader, ROW_BYTES_MAX as u64 + 1);
        bounded
            .read_until(b'\n', &mut bytes)
            .map_err(|error| Broken::at(self.line, format!("can't be read: {error}")))?;
        if bytes.len() > ROW_BYTES_MAX {
            return Err(Broken::at(self.line, format!("a line of more than {} MB", ROW_BYTES_MAX >> 20)));
        }
        Ok((!bytes.is_empty()).then(|| String::from_utf8_lossy(&bytes).into_owned()))
    }
}

/// serde counts lines within the line it was given, always the first.
fn without_line(message: &str) -> String {
    message.replace(" at line 1 column", " at column")
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
