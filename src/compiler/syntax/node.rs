//! The tree of a TOML file.

use std::fmt;

use rust_decimal::Decimal;
use toml::value::Datetime;

use crate::compiler::source::Span;

/// A value with its place.
#[derive(Clone, Debug)]
pub(in crate::compiler) struct Node {
    pub span: Span,
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(in crate::compiler) enum Kind {
    Text(String),
    /// None where it has more digits than we can count with, or is no number at all (`inf`).
    Number(Option<Decimal>),
    Bool(bool),
    Date(Datetime),
    List(Vec<Node>),
    Table(Table),
}

/// A table; keys in the order they are written.
#[derive(Clone, Debug)]
pub(in crate::compiler) struct Table {
    /// Where it is written; its header where it has one.
    pub span: Span,
    pub entries: Vec<(Key, Node)>,
}

/// A key with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::compiler) struct Key {
    pub name: String,
    pub span: Span,
}

/// A text with its place, quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::compiler) struct Text {
    pub value: String,
    pub span: Span,
}

impl Text {
    pub fn new(value: impl Into<String>, span: Span) -> Text {
        Text { value: value.into(), span }
    }
}

impl std::ops::Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}

impl Key {
    pub fn text(&self) -> Text {
        Text::new(&self.name, self.span)
    }
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, node)| node)
    }

    pub fn entry(&self, key: &str) -> Option<&(Key, Node)> {
        self.entries.iter().find(|(name, _)| name.name == key)
    }

    /// Where a key is written; the table where it is not.
    pub fn key_span(&self, key: &str) -> Span {
        self.entry(key).map_or(self.span, |(key, _)| key.span)
    }
}

impl Node {
    /// A text that stands at a place of its own: a key read as a value.
    pub fn text_at(text: &str, span: Span) -> Node {
        Node { span, kind: Kind::Text(text.to_owned()) }
    }

    pub fn text(&self) -> Option<Text> {
        match &self.kind {
            Kind::Text(text) => Some(Text::new(text, self.span)),
            _ => None,
        }
    }

    pub fn table(&self) -> Option<&Table> {
        match &self.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The entries of a list; where one entry stands without brackets, that one.
    pub fn entries(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// What it is, as a sentence says it.
    pub fn word(&self) -> &'static str {
        match self.kind {
            Kind::Text(_) => "text",
            Kind::Number(_) => "a number",
            Kind::Bool(_) => "true or false",
            Kind::Date(_) => "a date",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
        }
    }
}
