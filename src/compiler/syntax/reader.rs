//! A table being read: its keys are checked as it is opened, its values as they are asked for.

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{Key, Keys, Kind, Node, Table, Text, stray};
use crate::{
    compiler::{Cx, findings, source::Span},
    model::Type,
    said,
};

/// A table of a known place.
#[derive(Clone, Copy)]
pub(in crate::compiler) struct Reader<'c> {
    pub cx: &'c Cx<'c>,
    pub table: &'c Table,
    keys: &'static Keys,
}

impl<'c> Reader<'c> {
    /// Opens a table, reporting every key that does not belong there or does not run yet.
    pub fn open(cx: &'c Cx<'c>, table: &'c Table, keys: &'static Keys) -> Reader<'c> {
        let mut unknown = Vec::new();
        for (key, value) in &table.entries {
            match key.name.as_str() {
                name if keys.runs(name) => {}
                // Of a place in which nothing runs, whoever leads there has said so.
                name if keys.has(name) && !keys.runs_nothing() => {
                    let place = findings::phrase(keys.place);
                    let what = said!("`{name}` of {place}", "{place}的 `{name}`"; place);
                    cx.report(findings::not_yet(key.span, what));
                }
                _ if keys.has(&key.name) => {}
                _ if keys.others.is_some() => {
                    findings::near_key(key, keys, table).into_iter().for_each(|draft| cx.report(draft));
                }
                "off" => cx.report(findings::structure_off(key, value, keys.place)),
                _ => unknown.push((key, value)),
            }
        }
        stray::report(cx, &unknown, keys);
        Reader { cx, table, keys }
    }

    /// Opens the same table again without reporting its keys once more.
    pub fn quiet(cx: &'c Cx<'c>, table: &'c Table, keys: &'static Keys) -> Reader<'c> {
        Reader { cx, table, keys }
    }

    pub fn get(&self, key: &str) -> Option<&'c Node> {
        debug_assert!(self.keys.has(key), "`{key}` is not a key of {}", self.keys.place);
        self.table.get(key)
    }

    /// Whether a key belongs here at all.
    pub fn knows(&self, key: &str) -> bool {
        self.keys.has(key)
    }

    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub fn span(&self) -> Span {
        self.table.span
    }

    /// Where a key is written; the table where it is not.
    pub fn key_span(&self, key: &str) -> Span {
        self.table.key_span(key)
    }

    pub fn text(&self, key: &str) -> Option<Text> {
        self.cx.text(self.get(key)?, key)
    }

    /// A text that must be there; `at` is where the finding points if it is not.
    pub fn needed_text(&self, key: &str, at: Span) -> Option<Text> {
        if self.get(key).is_none() {
            self.missing(key, at);
        }
        self.text(key)
    }

    /// Reports that a key must be there.
    pub fn missing(&self, key: &str, at: Span) {
        // The definition is not read on: what it names is used all the same.
        stray::mention(self.cx, self.table);
        if !self.table.gap && !stray::explains(self.table, key, self.keys) {
            self.cx.report(findings::missing_key(at, key, self.keys.place));
        }
    }

    pub fn bool(&self, key: &str) -> Option<bool> {
        let node = self.get(key)?;
        match node.kind {
            Kind::Bool(value) => Some(value),
            _ => self.cx.wrong(node, key, "true or false"),
        }
    }

    pub fn yes(&self, key: &str) -> bool {
        self.bool(key).unwrap_or(false)
    }

    pub fn int(&self, key: &str) -> Option<i64> {
        let node = self.get(key)?;
        match self.cx.number(node, key)? {
            n if n.fract().is_zero() => n.to_i64().or_else(|| self.cx.wrong(node, key, "a whole number")),
            _ => self.cx.wrong(node, key, "a whole number"),
        }
    }

    /// A list of texts, or one without brackets; empty where it is not given.
    pub fn texts(&self, key: &str) -> Vec<Text> {
        let entries = self.get(key).map_or(&[][..], Node::entries);
        entries.iter().filter_map(|node| self.cx.text(node, key)).collect()
    }

    pub fn table(&self, key: &str) -> Option<&'c Table> {
        self.cx.table(self.get(key)?, key)
    }

    /// A list of tables, or one without brackets.
    pub fn tables(&self, key: &str) -> Vec<&'c Table> {
        let entries = self.get(key).map_or(&[][..], Node::entries);
        entries.iter().filter_map(|node| self.cx.table(node, key)).collect()
    }

    /// The definitions below a key: `[stage.lead]` is `lead` below `stage`.
    pub fn named(&self, key: &str) -> Vec<(&'c Key, &'c Table)> {
        let several = stray::several(self.table, self.keys);
        let Some(table) = (if several { self.get(key).and_then(Node::table) } else { self.table(key) }) else {
            return Vec::new();
        };
        if stray::nameless(self.cx, key, table) {
            return table.entries.iter().filter_map(|(name, node)| Some((name, node.table()?))).collect();
        }
        table.entries.iter().filter_map(|(name, node)| Some((name, self.cx.table(node, &name.name)?))).collect()
    }

    /// Keys and values below a key.
    pub fn pairs(&self, key: &str) -> &'c [(Key, Node)] {
        self.table(key).map_or(&[], |table| &table.entries)
    }

    /// One of some words.
    pub fn word<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let node = self.get(key)?;
        self.cx.word(node, key, words, &[])
    }

    /// One of some words, of which some do not run yet.
    pub fn word_or_later<T: Copy>(&self, key: &str, words: &[(&str, T)], later: &[&str]) -> Option<T> {
        let node = self.get(key)?;
        self.cx.word(node, key, words, later)
    }
}

impl<'c> Cx<'c> {
    pub fn text(&self, node: &Node, key: &str) -> Option<Text> {
        node.text().or_else(|| self.wrong(node, key, "text"))
    }

    pub fn table<'n>(&self, node: &'n Node, key: &str) -> Option<&'n Table> {
        node.table().or_else(|| self.wrong(node, key, "a table"))
    }

    pub fn number(&self, node: &Node, key: &str) -> Option<Decimal> {
        match &node.kind {
            Kind::Number(Some(n)) => Some(*n),
            Kind::Number(None) => {
                self.report(findings::unreadable(
                    node.span,
                    ("this is no number that can be counted with exactly", "这不是能精确计算的数字"),
                ));
                None
            }
            _ => self.wrong(node, key, "a number"),
        }
    }

    pub fn word<T: Copy>(&self, node: &Node, key: &str, words: &[(&str, T)], later: &[&str]) -> Option<T> {
        let text = self.text(node, key)?;
        let found = words.iter().find(|(word, _)| **word == *text).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.report(match later.contains(&&*text) {
                true => findings::not_yet(text.span, said!("`{key} = \"{text}\"`", "`{key} = \"{text}\"`")),
                false => findings::unknown_word(&text, key, &known),
            });
        }
        found
    }

    /// Reports a value of another shape than the key holds.
    pub fn wrong<T>(&self, node: &Node, key: &str, needs: &str) -> Option<T> {
        if node.is_gap() {
            return None;
        }
        let draft = findings::wrong_shape(node, key, findings::shape(needs));
        self.report(match self.meant(node, needs) {
            Some(meant) => draft.fix(meant),
            None => draft,
        });
        None
    }

    /// What was certainly meant: the same value with quotes, or without.
    fn meant(&self, node: &Node, needs: &str) -> Option<String> {
        match (&node.kind, needs) {
            (Kind::Number(Some(_)) | Kind::Date(_), "text") => Some(format!("\"{}\"", self.files.text(node.span))),
            (Kind::Text(text), "a number" | "a whole number") => {
                let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
                let number = crate::model::number::parse(text).filter(|_| plain)?;
                Some(crate::model::number::plain(number))
            }
            (Kind::Text(text), "true or false") => {
                let lower = text.trim().to_lowercase();
                matches!(lower.as_str(), "true" | "false").then_some(lower)
            }
            _ => None,
        }
    }

    /// Reports a value of another type than the key holds.
    pub fn wrong_type<T>(&self, node: &Node, key: &str, ty: &Type) -> Option<T> {
        if node.is_gap() {
            return None;
        }
        let ty = ty.said();
        self.report(findings::wrong_shape(node, key, said!("a value of type {ty}", "{ty}类型的值"; ty)));
        None
    }
}
