//! Where the cursor stands in a text that may not be TOML yet: below which keys, at a key or in a value.

/// Where something could be written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// The keys from the top of the file to the value or table the cursor is in.
    pub path: Vec<String>,
    /// Whether a value is wanted there, else a key.
    pub is_value: bool,
    /// Whether it stands in quotes.
    pub in_quotes: bool,
    /// What has been typed of the value, or of the key.
    pub typed: String,
}

/// Reads a text up to the cursor.
pub(super) fn cursor(text: &str, offset: usize) -> Cursor {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let mut reading = Reading::default();
    let mut lines = before.split('\n').peekable();
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        // A header at the start of a line ends whatever was left open above it.
        if let Some(header) = header(line).filter(|_| !is_last) {
            reading = Reading { header, ..Reading::default() };
            continue;
        }
        reading.line(line);
        if !is_last {
            reading.end_line();
        }
    }
    reading.finish()
}

/// The keys of a header line.
fn header(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix('[')?.trim_start_matches('[');
    let (inner, rest) = inner.split_once(']')?;
    let rest = rest.trim_start_matches(']').trim_start();
    (rest.is_empty() || rest.starts_with('#')).then(|| keys(inner))
}

/// The parts of a dotted key.
fn keys(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quote = None;
    for letter in text.chars() {
        match quote {
            Some(open) if letter == open => quote = None,
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            None if letter == '.' => parts.push(String::new()),
            None if letter.is_whitespace() => {}
            _ => parts.last_mut().into_iter().for_each(|part| part.push(letter)),
        }
    }
    parts
}

#[derive(Default)]
struct Reading {
    header: Vec<String>,
    /// Brackets that are open: whether each is a table, and the keys that led into it.
    open: Vec<(bool, Vec<String>)>,
    /// The key whose value is being read.
    key: Option<Vec<String>>,
    quote: Option<char>,
    typed: String,
}

impl Reading {
    fn is_in_list(&self) -> bool {
        self.open.last().is_some_and(|(is_table, _)| !is_table)
    }

    fn is_value(&self) -> bool {
        self.is_in_list() || self.key.is_some()
    }

    fn line(&mut self, line: &str) {
        for letter in line.chars() {
            match letter {
                _ if self.quote == Some(letter) => {
                    self.quote = None;
                    self.keep(letter);
                }
                _ if self.quote.is_some() => self.typed.push(letter),
                '"' | '\'' => {
                    self.quote = Some(letter);
                    self.keep(letter);
                }
                '#' => return,
                '[' if self.is_value() => self.enter(false),
                '{' if self.is_value() => self.enter(true),
                ']' | '}' if self.is_value() || !self.open.is_empty() => self.leave(),
                ',' => {
                    self.typed.clear();
                    if !self.is_in_list() {
                        self.key = None;
                    }
                }
                '=' if !self.is_value() => {
                    self.key = Some(keys(&std::mem::take(&mut self.typed)));
                }
                _ if letter.is_whitespace() && self.typed.is_empty() => {}
                _ => self.typed.push(letter),
            }
        }
    }

    /// A quote is part of a key that is being typed, and begins or ends a value.
    fn keep(&mut self, quote: char) {
        match self.is_value() {
            true => self.typed.clear(),
            false => self.typed.push(quote),
        }
    }

    fn enter(&mut self, is_table: bool) {
        self.typed.clear();
        self.open.push((is_table, self.key.take().unwrap_or_default()));
    }

    fn leave(&mut self) {
        self.typed.clear();
        if let Some((_, key)) = self.open.pop() {
            self.key = Some(key);
        }
    }

    fn end_line(&mut self) {
        self.quote = None;
        self.typed.clear();
        if self.open.is_empty() {
            self.key = None;
        }
    }

    fn finish(self) -> Cursor {
        let is_value = self.is_value();
        let mut path = self.header;
        path.extend(self.open.into_iter().flat_map(|(_, keys)| keys));
        path.extend(self.key.into_iter().flatten());
        Cursor { path, is_value, in_quotes: self.quote.is_some(), typed: self.typed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn at(text: &str, path: &[&str], is_value: bool, typed: &str) {
        let found = cursor(text, text.len());
        let found = (found.path.iter().map(String::as_str).collect::<Vec<_>>(), found.is_value, found.typed);
        assert_eq!(found, (path.to_vec(), is_value, typed.to_owned()));
    }

    #[test]
    fn the_cursor_is_found_in_half_written_text() {
        at("", &[], false, "");
        at("ti", &[], false, "ti");
        at("[stage.lead]\nti", &["stage", "lead"], false, "ti");
        at("[stage.lead]\nsla = ", &["stage", "lead", "sla"], true, "");
        at("[stage.\"l.e\"]\nsla = \"5b", &["stage", "l.e", "sla"], true, "5b");
        at("[transition.x]\nfrom = [\"a\", \"b", &["transition", "x", "from"], true, "b");
        at("[field]\nx = { type = \"money\", mi", &["field", "x"], false, "mi");
        at("[field]\nx = { type = \"", &["field", "x", "type"], true, "");
        at("[t]\ncreate = [{ workflow = \"w\", with = { a", &["t", "create", "with"], false, "a");
        at("[t]\nopen = [\n  { a = 1 },\n[u] # new\nb = ", &["u", "b"], true, "");
        at("a = [1, 2]\nb", &[], false, "b");
        at("a = 'x' # b = ", &["a"], true, "");
    }
}
