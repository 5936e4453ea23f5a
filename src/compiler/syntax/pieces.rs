//! A TOML file in pieces, each a header or a key with its value, for a file in which some of them can't be read.
//!
//! A piece that is not closed ends where the next one plainly begins, so that one forgotten bracket spoils one piece.

use std::ops::Range;

use toml::de::DeTable;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Blank lines and comments.
    Blank,
    /// `[stage.lead]`, `[[approval.x.step]]`.
    Header,
    /// `key = value`, or something that should be.
    Pair,
}

/// A stretch of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub kind: Kind,
    pub range: Range<usize>,
}

/// All pieces; together they are the whole text.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let line = rest.split_inclusive('\n').next().unwrap_or(rest);
        let (kind, length) = match line.trim_start().chars().next() {
            None | Some('#' | '\u{feff}') if line.trim_start_matches('\u{feff}').trim().is_empty() => {
                (Kind::Blank, line.len())
            }
            Some('#') => (Kind::Blank, line.len()),
            Some('[') => (Kind::Header, line.len()),
            _ => (Kind::Pair, pair(rest)),
        };
        pieces.push(Piece { kind, range: at..at + length });
        at += length;
    }
    pieces
}

/// How long the pair at the beginning of a text is.
fn pair(text: &str) -> usize {
    let mut scan = Scan::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && scan.open() && (is_header(line) || (is_pair(line) && !scan.may_hold_a_pair())) {
            return at;
        }
        scan.line(line);
        at += line.len();
        if !scan.open() {
            return at;
        }
    }
    // Open to the end of the file: whatever looks like the next piece is taken for one.
    let mut at = text.split_inclusive('\n').next().map_or(0, str::len);
    for line in text.get(at..).unwrap_or_default().split_inclusive('\n') {
        if is_header(line) || is_pair(line) {
            return at;
        }
        at += line.len();
    }
    at
}

/// Whether a line is a table's header: it begins with a bare key, so that no row of a list is taken for one.
fn is_header(line: &str) -> bool {
    let line = line.trim_end();
    let Some(inner) = line.strip_prefix('[') else {
        return false;
    };
    let bare = inner.trim_start_matches('[').trim_start().chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    bare && !inner.contains(',') && reads(line)
}

/// Whether a line at the margin begins with a key and `=`.
fn is_pair(line: &str) -> bool {
    let Some((key, _)) = line.split_once('=') else {
        return false;
    };
    let margin = line.chars().next().is_some_and(|c| c == '"' || c == '_' || c.is_alphanumeric());
    margin && !key.contains(['{', '[', ',', '#']) && reads(&format!("{key} = 0"))
}

/// Whether a text is TOML.
pub(super) fn reads(text: &str) -> bool {
    DeTable::parse_recoverable(text).1.is_empty()
}

/// What is open behind the characters read so far.
#[derive(Default)]
struct Scan {
    brackets: Vec<char>,
    /// The quotes of a text over several lines.
    long: Option<&'static str>,
    /// The last character that is neither blank nor comment.
    last: Option<char>,
}

impl Scan {
    fn open(&self) -> bool {
        !self.brackets.is_empty() || self.long.is_some()
    }

    /// An inline table over several lines, behind a comma or its brace.
    fn may_hold_a_pair(&self) -> bool {
        self.long.is_some() || (self.brackets.last() == Some(&'{') && matches!(self.last, Some('{' | ',')))
    }

    fn line(&mut self, line: &str) {
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            if let Some(quotes) = self.long {
                match rest.find(quotes) {
                    Some(end) => {
                        rest = rest.get(end + 3..).unwrap_or_default();
                        self.long = None;
                    }
                    None => return,
                }
                continue;
            }
            let long = ["\"\"\"", "'''"].into_iter().find(|quotes| rest.starts_with(quotes));
            if let Some(quotes) = long {
                self.long = Some(quotes);
                rest = rest.get(3..).unwrap_or_default();
                continue;
            }
            let mut taken = c.len_utf8();
            match c {
                '#' => return,
                '"' | '\'' => taken = text(rest, c),
                '[' | '{' => self.brackets.push(c),
                ']' | '}' => _ = self.brackets.pop(),
                _ => {}
            }
            if !c.is_whitespace() {
                self.last = Some(c);
            }
            rest = rest.get(taken..).unwrap_or_default();
        }
    }
}

/// How long the text in quotes at the beginning of a line is; to the end of the line where it is not closed.
fn text(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<&str> {
        pieces(text).into_iter().filter(|p| p.kind != Kind::Blank).map(|p| text[p.range].trim_end()).collect()
    }

    #[test]
    fn a_piece_goes_on_as_long_as_something_is_open() {
        let text = "a = 1\n# note\nrows = [\n  [\"x\"], # ]\n]\n[b.c]\nd = { e = [1,\n2] }\nf = '''\ng = 1\n'''\n";
        assert_eq!(
            shown(text),
            ["a = 1", "rows = [\n  [\"x\"], # ]\n]", "[b.c]", "d = { e = [1,\n2] }", "f = '''\ng = 1\n'''"]
        );
    }

    #[test]
    fn what_is_not_closed_ends_where_the_next_begins() {
        assert_eq!(shown("a = [1, 2\nb = 3\n[x]\ny = 1\n"), ["a = [1, 2", "b = 3", "[x]", "y = 1"]);
        assert_eq!(
            shown("rows = [\n[\"A\", 1,\n[\"B\", 2],\n]\n[next]\nx = 1"),
            ["rows = [\n[\"A\", 1,\n[\"B\", 2],\n]", "[next]", "x = 1"]
        );
        assert_eq!(shown("a = '''x\nb = 1\n"), ["a = '''x", "b = 1"]);
        assert_eq!(shown("a = \"x\nb = 1\n"), ["a = \"x", "b = 1"]);
    }

    #[test]
    fn the_pieces_are_the_whole_text() {
        for text in ["", "\u{feff}a = 1\n\n", "[[a\r\n=\r\n\"", "a = \"\"\"", "x", "\n\n]"] {
            let all: String = pieces(text).into_iter().map(|piece| &text[piece.range]).collect();
            assert_eq!(all, text);
        }
    }
}
