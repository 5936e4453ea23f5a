//! `[import.x]`: how rows from other systems become records.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::checks;
use crate::{
    compiler::{
        findings, formula,
        names::WorkflowNames,
        site::Site,
        syntax::{Key, Kind, Node, Reader, Table, Text, places},
    },
    model::{Id, Type, command::OnDouble},
    policy::{Clean, Import, ImportMove, ImportReject, Transition, locals},
    said,
    script::{Expect, Expr},
};

const CLEANS: &[(&str, Clean)] = &[
    ("trim", Clean::Trim),
    ("half_width", Clean::HalfWidth),
    ("digits", Clean::Digits),
    ("upper", Clean::Upper),
    ("lower", Clean::Lower),
    ("one_space", Clean::OneSpace),
];

/// All imports of a workflow.
pub(super) fn compile<'a>(
    site: Site<'a>,
    written: &'a WorkflowNames<'a>,
    transitions: &IndexMap<Id, Transition>,
    drawn: &IndexMap<Id, Transition>,
) -> IndexMap<Id, Import> {
    let one = |(key, table): (&'a Key, &'a Table)| {
        let row = headings(table);
        let locals = locals::import(row.iter().map(String::as_str));
        let import = Importing { site: site.with(&locals), written, transitions, drawn };
        (Id::from(&*key.name), import.read(key, table, row.clone()))
    };
    written.reader.named("import").into_iter().map(one).collect()
}

struct Importing<'a> {
    site: Site<'a>,
    written: &'a WorkflowNames<'a>,
    transitions: &'a IndexMap<Id, Transition>,
    drawn: &'a IndexMap<Id, Transition>,
}

impl<'a> Importing<'a> {
    fn read(&self, key: &Key, table: &Table, row: Vec<String>) -> Import {
        let site = self.site;
        let reader = Reader::open(site.cx, table, places::IMPORT);
        if !reader.has("columns") {
            reader.missing("columns", key.span);
        }
        let on_double = [("update", OnDouble::Update), ("skip", OnDouble::Skip), ("reject", OnDouble::Reject)];
        Import {
            id: Id::from(&*key.name),
            workflow: self.written.id.clone(),
            columns: self.columns(&reader),
            clean: self.clean(&reader),
            key: site.fields(&reader, "key"),
            reject: self.reject(&reader),
            on_double: reader.word_or_later("on_double", &on_double, &["review"]).unwrap_or_default(),
            dates: reader.text("dates").map(|text| text.value),
            created: reader.get("created").and_then(|node| self.value(node, "created")),
            moves: self.moves(&reader),
            row,
        }
    }

    fn columns(&self, reader: &Reader<'_>) -> Vec<(String, String)> {
        let pairs = reader.pairs("columns").iter();
        let read = |(heading, node): &(Key, Node)| {
            let text = self.site.cx.text(node, &heading.name)?;
            self.column(&text)?;
            Some((heading.name.clone(), text.value))
        };
        pairs.filter_map(read).collect()
    }

    /// A field, or a field of the record a field names.
    fn column(&self, text: &Text) -> Option<()> {
        let cx = self.site.cx;
        let Some((first, second)) = text.split_once('.') else {
            let id = self.site.field(text)?;
            if self.written.fields.get(&id)?.computed {
                cx.report(findings::computed_set(text.span, &id));
            }
            return Some(());
        };
        let first = self.site.field(&Text::new(first, text.span))?;
        match &self.written.fields.get(&first)?.ty {
            Type::Ref(of) => {
                let fields = &self.site.names.workflows.get(of)?.fields;
                if !fields.contains_key(second) && second != "id" {
                    let field = Text::new(second, text.span);
                    cx.report(findings::unknown_field(&field, of, fields.keys().map(|id| &**id)));
                }
            }
            Type::Any => {}
            ty => {
                let ty = ty.said();
                let message = said!(
                    "`{first}` names no other record: it is of type {ty}",
                    "`{first}` 不指向其他记录：它是{ty}"; ty
                );
                cx.report(findings::unreadable(text.span, message));
            }
        }
        Some(())
    }

    fn clean(&self, reader: &Reader<'_>) -> BTreeMap<Id, Vec<Clean>> {
        let mut all = BTreeMap::new();
        for (key, node) in reader.pairs("clean") {
            let Some(field) = self.site.field(&key.text()) else {
                continue;
            };
            all.insert(field, cleans(self.site, node, &key.name));
        }
        all
    }

    fn reject(&self, reader: &Reader<'_>) -> Vec<ImportReject> {
        let read = |table| {
            let reader = Reader::open(self.site.cx, table, places::IMPORT_REJECT);
            if !reader.has("when") {
                reader.missing("when", reader.span());
            }
            let otherwise = self.site.template(&reader, "otherwise");
            Some(ImportReject { when: self.site.condition(&reader, "when")?, otherwise })
        };
        reader.tables("reject").into_iter().filter_map(read).collect()
    }

    fn moves(&self, reader: &Reader<'_>) -> Vec<ImportMove> {
        let read = |table: &Table| {
            let reader = Reader::open(self.site.cx, table, places::IMPORT_MOVE);
            let name = reader.needed_text("do", table.span)?;
            let to = checks::transition(self.site, self.written, self.drawn, name.span, &name)?;
            let asks = self.transitions.get(&to).map_or(&[][..], |transition| &transition.ask);
            let asked = |key: &Key| asks.iter().any(|ask| *ask.id == *key.name);
            let mut with = Vec::new();
            for (key, node) in reader.pairs("with") {
                if !asked(key) && !self.written.fields.contains_key(&*key.name) {
                    let known = asks.iter().map(|ask| &*ask.id);
                    self.site.cx.report(findings::unknown_field(&key.text(), &self.written.id, known));
                }
                with.extend(self.value(node, &key.name).map(|expr| (Id::from(&*key.name), expr)));
            }
            Some(ImportMove {
                to,
                at: self.site.formula(&reader, "at", Expect::Any),
                when: self.site.condition(&reader, "when"),
                with,
            })
        };
        reader.tables("moves").into_iter().filter_map(read).collect()
    }

    /// A value, or a formula behind `=`, both as an expression.
    fn value(&self, node: &Node, key: &str) -> Option<Expr> {
        let (cx, scope) = (self.site.cx, &self.site.scope);
        match node.text() {
            Some(text) if text.starts_with('=') => formula::expression(cx, scope, &text, 1, Expect::Any),
            _ => formula::literal(cx, scope, node, key, Expect::Any),
        }
    }
}

fn cleans(site: Site<'_>, node: &Node, key: &str) -> Vec<Clean> {
    if let Kind::Table(map) = &node.kind {
        let pairs = map.entries.iter();
        let pair = |(from, to): &(Key, Node)| Some((from.name.clone(), site.cx.text(to, &from.name)?.value));
        return vec![Clean::Map(pairs.filter_map(pair).collect())];
    }
    let mut all = Vec::new();
    for entry in node.entries() {
        if let Kind::Table(_) = entry.kind {
            all.extend(cleans(site, entry, key));
            continue;
        }
        let Some(text) = site.cx.text(entry, key) else {
            continue;
        };
        for word in text.split([',', '，', '、']).map(str::trim).filter(|word| !word.is_empty()) {
            match CLEANS.iter().find(|(name, _)| *name == word) {
                Some((_, clean)) => all.push(clean.clone()),
                None => {
                    let known: Vec<&str> = CLEANS.iter().map(|(name, _)| *name).collect();
                    site.cx.report(findings::unknown_word(&Text::new(word, text.span), "clean", &known));
                }
            }
        }
    }
    all
}

/// The headings that `row.x` names anywhere in an import, in the order they come.
fn headings(table: &Table) -> Vec<String> {
    let mut all = Vec::new();
    walk(table, &mut all);
    all
}

fn walk(table: &Table, all: &mut Vec<String>) {
    for (_, node) in &table.entries {
        texts(node, all);
    }
}

fn texts(node: &Node, all: &mut Vec<String>) {
    match &node.kind {
        Kind::Text(text) => rows(text, all),
        Kind::List(items) => items.iter().for_each(|item| texts(item, all)),
        Kind::Table(table) => walk(table, all),
        _ => {}
    }
}

fn rows(text: &str, all: &mut Vec<String>) {
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    for (at, found) in text.match_indices("row.") {
        let begins = !text[..at].ends_with(|c: char| is_word(c) || c == '.');
        let rest = &text[at + found.len()..];
        let heading: String = rest.chars().take_while(|c| is_word(*c)).collect();
        if begins && !heading.is_empty() && !all.contains(&heading) {
            all.push(heading);
        }
    }
}
