//! Delimited text into cells: RFC 4180 with any separator, both kinds of line ends, quoted line breaks.
//!
//! A reader of our own, because rows are answered by their line: it counts lines where quoted cells and CRLF meet,
//! knows where a quote was opened that nobody closes, and has a bound on how long a row may be.

use std::io::BufRead;

use super::source::Broken;

/// How long a row may be: beyond that a quote was forgotten or it is no table.
pub const ROW_BYTES_MAX: usize = 16 << 20;

/// A row as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The line it begins at, from 1.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
    /// What is wrong with its quotes.
    pub wrong: Option<&'static str>,
}

/// Rows of delimited text.
pub struct Records<R> {
    input: R,
    separator: u8,
    line: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum Within {
    /// Nothing of the cell has been seen.
    Start,
    /// A cell without quotes.
    Bare,
    /// A quoted cell.
    Quotes,
    /// Behind a quote that ends the cell or is the first of two.
    Quote,
}

impl<R: BufRead> Records<R> {
    /// The rows of a text whose cells are separated by this byte.
    pub fn new(input: R, separator: u8) -> Records<R> {
        Records { input, separator, line: 1 }
    }

    /// The next row that is not an empty line; none at the end.
    pub fn next(&mut self) -> Result<Option<Record>, Broken> {
        loop {
            match self.peek()? {
                None => return Ok(None),
                Some(b'\n' | b'\r') => self.end_line()?,
                Some(_) => return self.record().map(Some),
            }
        }
    }

    fn record(&mut self) -> Result<Record, Broken> {
        let mut record = Record { line: self.line, cells: Vec::new(), wrong: None };
        let (mut within, mut cell, mut bytes, mut opened) = (Within::Start, Vec::new(), 0_usize, self.line);
        loop {
            let Some(byte) = self.peek()? else {
                if within == Within::Quotes {
                    return Err(Broken::at(opened, "a quote is opened here and never closed"));
                }
                break;
            };
            if within != Within::Quotes && matches!(byte, b'\n' | b'\r') {
                self.end_line()?;
                break;
            }
            self.input.consume(1);
            bytes += 1;
            if bytes > ROW_BYTES_MAX {
                let max = ROW_BYTES_MAX >> 20;
                return Err(Broken::at(record.line, format!("a row of more than {max} MB: is a quote not closed?")));
            }
            within = match (within, byte) {
                (Within::Quotes, b'"') => Within::Quote,
                (Within::Quotes, _) => {
                    self.line += u64::from(byte == b'\n');
                    cell.push(byte);
                    Within::Quotes
                }
                (_, separator) if separator == self.separator => {
                    record.cells.push(text(std::mem::take(&mut cell)));
                    Within::Start
                }
                (Within::Start, b'"') => {
                    opened = self.line;
                    Within::Quotes
                }
                (Within::Quote, b'"') => {
                    cell.push(b'"');
                    Within::Quotes
                }
                (before, _) => {
                    if before == Within::Quote {
                        record.wrong = Some("text behind a closing quote; quotes within quotes are doubled");
                    }
                    cell.push(byte);
                    Within::Bare
                }
            };
        }
        record.cells.push(text(cell));
        Ok(record)
    }

    fn peek(&mut self) -> Result<Option<u8>, Broken> {
        match self.input.fill_buf() {
            Ok(bytes) => Ok(bytes.first().copied()),
            Err(error) => Err(Broken::at(self.line, format!("can't be read: {error}"))),
        }
    }

    /// Takes `\n`, `\r\n` or a `\r` alone.
    fn end_line(&mut self) -> Result<(), Broken> {
        self.line += 1;
        let is_return = self.peek()? == Some(b'\r');
        self.input.consume(1);
        if is_return && self.peek()? == Some(b'\n') {
            self.input.consume(1);
        }
        Ok(())
    }
}

/// What was decoded is UTF-8, and it is cut at ASCII only.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<Record>, Broken> {
        let mut records = Records::new(text.as_bytes(), b',');
        let mut all = Vec::new();
        while let Some(record) = records.next()? {
            all.push(record);
        }
        Ok(all)
    }

    fn cells(text: &str) -> Vec<(u64, Vec<String>)> {
        all(text).unwrap().into_iter().map(|record| (record.line, record.cells)).collect()
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn lines_are_counted_through_quotes_and_every_kind_of_end() {
        assert_eq!(
            cells("a,b\r\n\r\n\"x\r\ny\",\"say \"\"hi\"\"\"\n\nc,\rd,e"),
            [row(1, &["a", "b"]), row(3, &["x\r\ny", "say \"hi\""]), row(6, &["c", ""]), row(7, &["d", "e"])]
        );
        assert_eq!(cells(""), []);
        assert_eq!(cells("\n\n"), []);
        assert_eq!(cells("a"), [row(1, &["a"])]);
        assert_eq!(cells(",\n"), [row(1, &["", ""])]);
        assert_eq!(cells("\"\"\n"), [row(1, &[""])]);
    }

    #[test]
    fn a_quote_in_the_middle_of_a_bare_cell_is_a_quote() {
        assert_eq!(cells("5\" disk,ok"), [row(1, &["5\" disk", "ok"])]);
    }

    #[test]
    fn a_quote_nobody_closes_is_named_by_its_line() {
        let broken = all("a,b\n1,\"two\nthree\n4,5\n").unwrap_err();
        assert_eq!((broken.line, broken.message.contains("never closed")), (Some(2), true));
    }

    #[test]
    fn text_behind_a_closing_quote_spoils_its_row_only() {
        let rows = all("\"He said \"hi\"\",b\nc,d\n").unwrap();
        assert!(rows[0].wrong.is_some() && rows[1].wrong.is_none());
        assert_eq!(rows[1].line, 2);
    }

    #[test]
    fn a_megabyte_is_a_cell_and_a_row_has_a_bound() {
        let long = "x".repeat(1 << 20);
        assert_eq!(cells(&format!("a,{long}\n"))[0].1[1], long);
        let broken = all(&format!("a\n\"{}\"\n", "y".repeat(ROW_BYTES_MAX))).unwrap_err();
        assert_eq!(broken.line, Some(2));
    }
}
