//! Rows of a CSV or TSV file as the compiler reads them: every cell a text that knows its place.
//!
//! The separator is a tab in `.tsv`; otherwise the one the first line shows: a comma, a semicolon or a tab.

use super::{Kind, Node};
use crate::compiler::{
    findings::{self, Draft},
    source::Span,
};

/// A line of a file: its cells, and the stretch they stand in.
#[derive(Clone, Debug)]
pub(in crate::compiler) struct Line {
    pub span: Span,
    pub cells: Vec<Node>,
}

impl Line {
    /// Whether nothing stands in it.
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| matches!(&cell.kind, Kind::Text(text) if text.is_empty()))
    }
}

/// The lines of a file that are not blank; the first holds the headings.
pub(in crate::compiler) fn lines(file: u32, path: &str, text: &str) -> Result<Vec<Line>, Draft> {
    let separator = match path.ends_with(".tsv") {
        true => b'\t',
        false => separator(text),
    };
    let bytes = text.as_bytes();
    // Spreadsheets mark UTF-8 with a first character that is none.
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut lines = Vec::new();
    while at < bytes.len() {
        let start = at;
        let mut cells = Vec::new();
        let end = loop {
            let (cell, after) = cell(file, text, at, separator)?;
            cells.push(cell);
            match bytes.get(after) {
                Some(byte) if *byte == separator => at = after + 1,
                _ => break after,
            }
        };
        let line = Line { span: Span::new(file, start..end), cells };
        if !line.is_blank() {
            lines.push(line);
        }
        at = match bytes.get(end..) {
            Some([b'\r', b'\n', ..]) => end + 2,
            _ => end + 1,
        };
    }
    Ok(lines)
}

fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: char| first.matches(separator).count();
    let best = [(',', b','), (';', b';'), ('\t', b'\t')].into_iter().rev().max_by_key(|(sign, _)| count(*sign));
    best.map_or(b',', |(_, byte)| byte)
}

/// The cell that begins at a byte, and the byte behind it.
fn cell(file: u32, text: &str, start: usize, separator: u8) -> Result<(Node, usize), Draft> {
    let bytes = text.as_bytes();
    let node = |span: Span, text: String| Node { span, kind: Kind::Text(text) };
    if bytes.get(start) != Some(&b'"') {
        let ends = |byte: &u8| *byte == separator || matches!(byte, b'\n' | b'\r');
        let end = bytes[start..].iter().position(ends).map_or(bytes.len(), |at| start + at);
        let value = text.get(start..end).unwrap_or_default().trim().to_owned();
        return Ok((node(Span::new(file, start..end), value), end));
    }
    let mut value = String::new();
    let mut from = start + 1;
    loop {
        let Some(quote) = bytes.get(from..).and_then(|rest| rest.iter().position(|byte| *byte == b'"')) else {
            return Err(findings::open_quote(Span::new(file, start..start + 1)));
        };
        let quote = from + quote;
        value.push_str(text.get(from..quote).unwrap_or_default());
        if bytes.get(quote + 1) == Some(&b'"') {
            value.push('"');
            from = quote + 2;
            continue;
        }
        // What stands between the closing quote and the separator belongs to nothing.
        let ends = |byte: &u8| *byte == separator || matches!(byte, b'\n' | b'\r');
        let end = bytes[quote + 1..].iter().position(ends).map_or(bytes.len(), |at| quote + 1 + at);
        return Ok((node(Span::new(file, start..end), value.trim().to_owned()), end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        let lines = lines(0, "a.csv", text).expect("it is well formed");
        let cell = |node: &Node| node.text().map(|text| text.value).unwrap_or_default();
        lines.iter().map(|line| line.cells.iter().map(cell).collect()).collect()
    }

    #[test]
    fn cells_are_parted_quoted_and_trimmed() {
        assert_eq!(texts("a,b\r\n\"x, y\",\"say \"\"so\"\"\"\n"), [["a", "b"], ["x, y", "say \"so\""]]);
        assert_eq!(texts("\u{feff}等级;额度\nA; 5 \n\n;\n"), [["等级", "额度"], ["A", "5"]]);
        assert_eq!(texts("a\tb\n1\t2"), [["a", "b"], ["1", "2"]]);
        assert_eq!(texts(""), Vec::<Vec<String>>::new());
    }

    #[test]
    fn a_cell_knows_its_place_and_an_open_quote_is_found() {
        let text = "a,b\n1,\"x\ny\"\n2,z\n";
        let lines = lines(0, "a.csv", text).expect("it is well formed");
        let below = |span: Span| &text[span.start as usize..span.end as usize];
        assert_eq!(below(lines[1].cells[1].span), "\"x\ny\"");
        assert_eq!(below(lines[2].span), "2,z");
        assert!(super::lines(0, "a.csv", "a\n\"b\n").is_err());
    }
}
