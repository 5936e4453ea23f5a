//! A page as a workbook: a sheet for each part, its tables one below the other.
//!
//! Written by hand: a workbook of plain cells is five small files in a zip that is not even compressed, and a library for
//! it would be larger than all reports together.

use super::{Page, Part, Table, zip::Zip};
use crate::report::markup::escaped;

/// How long the name of a sheet may be.
const NAME_MAX: usize = 31;

/// What a sheet's name may not hold.
const NOT_IN_A_NAME: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// What a cell is.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    /// A number, where it reads as one.
    Figure,
    Heading,
}

/// The page as a workbook.
pub fn xlsx(page: &Page) -> Vec<u8> {
    let names = names(page);
    let mut zip = Zip::default();
    zip.add("[Content_Types].xml", &types(names.len()));
    zip.add("_rels/.rels", &relations(&[("officeDocument", "xl/workbook.xml".to_owned())]));
    zip.add("xl/workbook.xml", &workbook(&names));
    let sheets = (1..=names.len()).map(|n| ("worksheet", format!("worksheets/sheet{n}.xml")));
    let parts: Vec<_> = sheets.chain([("styles", "styles.xml".to_owned())]).collect();
    zip.add("xl/_rels/workbook.xml.rels", &relations(&parts));
    zip.add("xl/styles.xml", &styles());
    for (n, part) in page.parts.iter().enumerate() {
        zip.add(&format!("xl/worksheets/sheet{}.xml", n + 1), &sheet(page, part));
    }
    if page.parts.is_empty() {
        zip.add("xl/worksheets/sheet1.xml", &sheet(page, &Part::default()));
    }
    zip.end()
}

/// Names of the sheets, no two the same; a workbook has at least one.
fn names(page: &Page) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in &page.parts {
        let plain: String = part.title.chars().map(|c| if NOT_IN_A_NAME.contains(&c) { ' ' } else { c }).collect();
        let plain = plain.trim().trim_matches('\'').to_owned();
        let wanted = if plain.is_empty() { "Sheet".to_owned() } else { plain };
        let mut name: String = wanted.chars().take(NAME_MAX).collect();
        let taken = |name: &str| names.iter().any(|known| known.to_lowercase() == name.to_lowercase());
        for n in 2.. {
            if !taken(&name) {
                break;
            }
            let end = format!(" {n}");
            name = wanted.chars().take(NAME_MAX - end.len()).chain(end.chars()).collect();
        }
        names.push(name);
    }
    if names.is_empty() {
        names.push("Sheet".to_owned());
    }
    names
}

fn types(sheets: usize) -> String {
    let of = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let sheets: String = (1..=sheets)
        .map(|n| format!("<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{of}.worksheet+xml\"/>"))
        .collect();
    format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{of}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{of}.styles+xml\"/>{sheets}</Types>"
    )
}

fn relations(to: &[(&str, String)]) -> String {
    let all: String = (1..)
        .zip(to)
        .map(|(n, (kind, target))| {
            format!("<Relationship Id=\"rId{n}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
        })
        .collect();
    format!("{HEAD}<Relationships xmlns=\"{RELATIONS}\">{all}</Relationships>")
}

fn workbook(names: &[String]) -> String {
    let sheets: String = (1..)
        .zip(names)
        .map(|(n, name)| format!("<sheet name=\"{}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>", escaped(name)))
        .collect();
    format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{sheets}</sheets></workbook>")
}

fn styles() -> String {
    format!(
        "{HEAD}<styleSheet xmlns=\"{MAIN}\"><fonts count=\"2\"><font><sz val=\"11\"/></font><font><b/><sz val=\"11\"/></font></fonts>\
         <fills count=\"1\"><fill><patternFill patternType=\"none\"/></fill></fills><borders count=\"1\"><border/></borders>\
         <cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf fontId=\"0\"/><xf fontId=\"1\" applyFont=\"1\"/></cellXfs></styleSheet>"
    )
}

fn sheet(page: &Page, part: &Part) -> String {
    let mut rows = Rows::default();
    rows.put(&[(page.title.as_str(), Kind::Heading)]);
    for (name, value) in &page.facts {
        rows.put(&[(name.as_str(), Kind::Text), (value.as_str(), Kind::Text)]);
    }
    for table in &part.tables {
        rows.gap();
        rows.table(table);
    }
    format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>{}</sheetData></worksheet>", rows.xml)
}

#[derive(Default)]
struct Rows {
    xml: String,
    at: usize,
}

impl Rows {
    fn gap(&mut self) {
        self.at += 1;
    }

    fn put(&mut self, cells: &[(&str, Kind)]) {
        self.at += 1;
        self.xml.push_str(&format!("<row r=\"{}\">", self.at));
        for (column, (text, kind)) in cells.iter().enumerate() {
            let place = format!("{}{}", letters(column), self.at);
            let number = number(text).filter(|_| *kind == Kind::Figure);
            // The styles below number a heading's 1.
            let style = u8::from(*kind == Kind::Heading);
            match number {
                Some(number) => self.xml.push_str(&format!("<c r=\"{place}\"><v>{number}</v></c>")),
                _ if text.is_empty() => {}
                _ => self.xml.push_str(&format!(
                    "<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                    escaped(text)
                )),
            }
        }
        self.xml.push_str("</row>");
    }

    fn table(&mut self, table: &Table) {
        if !table.title.is_empty() {
            self.put(&[(table.title.as_str(), Kind::Heading)]);
        }
        if !table.note.is_empty() {
            self.put(&[(table.note.as_str(), Kind::Text)]);
        }
        let titles: Vec<_> = table.columns.iter().map(|column| (column.title.as_str(), Kind::Heading)).collect();
        self.put(&titles);
        for row in &table.rows {
            let cells: Vec<String> = row.cells.iter().map(|cell| cell.text("; ")).collect();
            // Only what stands in a column of figures is a number: an id of digits is none.
            let kind = |n: usize| match table.columns.get(n) {
                Some(column) if column.right => Kind::Figure,
                _ => Kind::Text,
            };
            self.put(&cells.iter().enumerate().map(|(n, text)| (text.as_str(), kind(n))).collect::<Vec<_>>());
        }
    }
}

/// A number as a cell holds it.
fn number(text: &str) -> Option<rust_decimal::Decimal> {
    let is_plain = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    is_plain.then(|| text.replace(',', "").parse().ok()).flatten()
}

/// A column's letters: A, B … Z, AA.
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        match column / 26 {
            0 => break,
            more => column = more - 1,
        }
    }
    letters.into_iter().rev().collect()
}
