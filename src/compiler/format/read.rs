//! From the parser's events to the items of a file, comments and line breaks included.

use toml_parser::{
    Source,
    parser::{Event, EventKind, parse_document},
};
use unicode_width::UnicodeWidthStr;

use super::strings;

/// A line of a file, or a pair that may take several.
#[derive(Debug)]
pub(super) enum Item {
    /// One blank line or several.
    Blank,
    /// A comment with a line of its own.
    Comment(String),
    /// `[stage.lead]`.
    Header { text: String, note: Option<Note> },
    /// `key = value`; `equals` is the column of its `=`.
    Pair { key: String, equals: usize, value: Value, note: Option<Note> },
}

/// A comment behind something, and the column it stood in.
#[derive(Debug)]
pub(super) struct Note {
    pub text: String,
    pub column: usize,
}

/// A value.
#[derive(Debug)]
pub(super) enum Value {
    Scalar(String),
    Group(Group),
}

/// A list or an inline table.
#[derive(Debug)]
pub(super) struct Group {
    pub is_list: bool,
    pub entries: Vec<Entry>,
    /// Whether it was written over several lines.
    pub is_broken: bool,
    /// Comments behind its last entry.
    pub tail: Vec<String>,
}

/// An entry of a list, or a pair of an inline table.
#[derive(Debug)]
pub(super) struct Entry {
    /// Comments above it; an empty one is a blank line.
    pub above: Vec<String>,
    pub key: Option<String>,
    /// The column it began in.
    pub column: usize,
    pub value: Value,
    pub note: Option<Note>,
}

/// The items of a file that is known to be TOML.
pub(super) fn document(text: &str) -> Vec<Item> {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut events: Vec<Event> = Vec::new();
    let mut errors: Vec<toml_parser::ParseError> = Vec::new();
    parse_document(&tokens, &mut events, &mut errors);
    Reader { text, events: &events, at: 0 }.document()
}

struct Reader<'t> {
    text: &'t str,
    events: &'t [Event],
    at: usize,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<EventKind> {
        self.events.get(self.at).map(Event::kind)
    }

    fn below(&self) -> &'t str {
        let span = self.events.get(self.at).map(Event::span);
        span.and_then(|span| self.text.get(span.start()..span.end())).unwrap_or_default()
    }

    /// The display column at which the present event begins.
    fn column(&self) -> usize {
        let start = self.events.get(self.at).map_or(self.text.len(), |event| event.span().start());
        let before = self.text.get(..start).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().width()
    }

    fn blanks(&mut self) {
        while self.peek() == Some(EventKind::Whitespace) {
            self.at += 1;
        }
    }

    fn document(mut self) -> Vec<Item> {
        let mut items = Vec::new();
        let mut is_line_empty = true;
        while let Some(kind) = self.peek() {
            match kind {
                EventKind::Newline => {
                    if is_line_empty && !matches!(items.last(), None | Some(Item::Blank)) {
                        items.push(Item::Blank);
                    }
                    is_line_empty = true;
                    self.at += 1;
                }
                EventKind::Comment => {
                    items.push(Item::Comment(self.below().trim_end().to_owned()));
                    is_line_empty = false;
                    self.at += 1;
                }
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                    items.push(self.header());
                    is_line_empty = false;
                }
                EventKind::SimpleKey => {
                    items.push(self.pair());
                    is_line_empty = false;
                }
                _ => self.at += 1,
            }
        }
        items
    }

    fn header(&mut self) -> Item {
        let mut text = self.below().to_owned();
        self.at += 1;
        text += &self.keys();
        text += self.below();
        self.at += 1;
        Item::Header { text, note: self.note() }
    }

    /// A key, perhaps of several parts; up to what ends it.
    fn keys(&mut self) -> String {
        let mut keys = String::new();
        loop {
            match self.peek() {
                Some(EventKind::Whitespace) => {}
                Some(EventKind::SimpleKey) => keys += &strings::key(self.below()),
                Some(EventKind::KeySep) => keys.push('.'),
                _ => return keys,
            }
            self.at += 1;
        }
    }

    /// A comment on the rest of the line.
    fn note(&mut self) -> Option<Note> {
        self.blanks();
        let is_comment = self.peek() == Some(EventKind::Comment);
        let note = is_comment.then(|| Note { text: self.below().trim_end().to_owned(), column: self.column() });
        self.at += usize::from(is_comment);
        note
    }

    fn pair(&mut self) -> Item {
        let key = self.keys();
        let equals = self.column();
        self.at += 1;
        let value = self.value();
        Item::Pair { key, equals, value, note: self.note() }
    }

    fn value(&mut self) -> Value {
        self.blanks();
        match self.peek() {
            Some(EventKind::ArrayOpen) => Value::Group(self.group(true, EventKind::ArrayClose)),
            Some(EventKind::InlineTableOpen) => Value::Group(self.group(false, EventKind::InlineTableClose)),
            _ => {
                let text = strings::scalar(self.below());
                self.at += 1;
                Value::Scalar(text)
            }
        }
    }

    fn group(&mut self, is_list: bool, close: EventKind) -> Group {
        self.at += 1;
        let mut group = Group { is_list, entries: Vec::new(), is_broken: false, tail: Vec::new() };
        let mut above: Vec<String> = Vec::new();
        let (mut is_line_empty, mut is_line_new) = (false, false);
        // Whether the last entry began its line, so that the column behind it means something.
        let mut began = false;
        while let Some(kind) = self.peek() {
            match kind {
                _ if kind == close => {
                    self.at += 1;
                    break;
                }
                EventKind::Newline => {
                    group.is_broken = true;
                    if is_line_empty && above.last().is_none_or(|line| !line.is_empty()) {
                        above.push(String::new());
                    }
                    (is_line_empty, is_line_new) = (true, true);
                    self.at += 1;
                }
                EventKind::Comment => {
                    let text = self.below().trim_end().to_owned();
                    let column = if began { self.column() } else { 0 };
                    group.is_broken = true;
                    match group.entries.last_mut() {
                        Some(entry) if !is_line_new && entry.note.is_none() => entry.note = Some(Note { text, column }),
                        _ => above.push(text),
                    }
                    is_line_empty = false;
                    self.at += 1;
                }
                EventKind::SimpleKey => {
                    let column = self.column();
                    let key = Some(self.keys());
                    self.at += 1;
                    let value = self.value();
                    group.entries.push(Entry { above: std::mem::take(&mut above), key, column, value, note: None });
                    began = is_line_new;
                    (is_line_empty, is_line_new) = (false, false);
                }
                EventKind::Scalar | EventKind::ArrayOpen | EventKind::InlineTableOpen => {
                    let column = self.column();
                    let value = self.value();
                    let above = std::mem::take(&mut above);
                    group.entries.push(Entry { above, key: None, column, value, note: None });
                    began = is_line_new;
                    (is_line_empty, is_line_new) = (false, false);
                }
                _ => self.at += 1,
            }
        }
        // A blank line means something between two entries only.
        if let Some(first) = group.entries.first_mut() {
            let blanks = first.above.iter().take_while(|line| line.is_empty()).count();
            first.above.drain(..blanks);
        }
        above.retain(|line| !line.is_empty());
        group.tail = above;
        group
    }
}
