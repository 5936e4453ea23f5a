//! One line of JSON after another, both ways, with a bound on each.

use std::io::{self, BufRead, Write};

use serde::Serialize;

/// How long a line may be.
pub(super) const LINE_BYTES_MAX: usize = 16 << 20;

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Got {
    /// A line, without its end.
    Line(Vec<u8>),
    /// A line beyond the bound; what follows it can be read.
    TooLong,
    /// Nothing more.
    End,
}

/// Reads a line of at most so many bytes. A last line without an end is not whole and counts as the end.
pub(super) fn read(from: &mut impl BufRead, bytes_max: usize) -> io::Result<Got> {
    let mut line = Vec::new();
    let mut too_long = false;
    loop {
        let chunk = match from.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            return Ok(Got::End);
        }
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let part = &chunk[..end.unwrap_or(chunk.len())];
        too_long |= line.len() + part.len() > bytes_max;
        if too_long {
            line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        let used = part.len() + usize::from(end.is_some());
        from.consume(used);
        if end.is_some() {
            return Ok(if too_long { Got::TooLong } else { Got::Line(line) });
        }
    }
}

/// Writes a value as a line, at once.
pub(super) fn write(to: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    to.write_all(&line)?;
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_too_long_does_not_take_the_next_one_along() {
        let mut from = io::BufReader::with_capacity(4, &b"short\nmuch too long\nok\nhalf"[..]);
        let mut read = || read(&mut from, 6).unwrap();
        assert_eq!(read(), Got::Line(b"short".to_vec()));
        assert_eq!(read(), Got::TooLong);
        assert_eq!(read(), Got::Line(b"ok".to_vec()));
        assert_eq!(read(), Got::End);
    }
}
