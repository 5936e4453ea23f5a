//! What a policy defines, and where it is written: read off the text alone, for whoever counts or switches definitions.

use super::{
    Doc,
    names::off,
    parse_texts,
    source::{Files, Kind, Sources, Span},
    syntax::{Node, Table},
};
use crate::model::Id;

/// Of what kind a part of a policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A stage, `deal.open`.
    Stage,
    /// A written transition, `deal.win`.
    Transition,
    /// A step of an approval chain, `contract.manager`.
    Step,
    /// A row of a table, `credit_terms 3`.
    Row,
    /// A level of a warning, `late red`.
    Level,
    /// A rule about saving, `deal.no_shrinking`.
    Check,
}

impl Part {
    /// The word for several of it.
    pub fn word(self) -> &'static str {
        match self {
            Part::Stage => "stages",
            Part::Transition => "transitions",
            Part::Step => "approval steps",
            Part::Row => "table rows",
            Part::Level => "warning levels",
            Part::Check => "checks",
        }
    }
}

/// One part of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Of what kind it is.
    pub part: Part,
    /// What it is called.
    pub id: Id,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// Everything a policy defines that can be exercised, in the order of the files; what is off is left out.
pub fn parts(sources: &Sources) -> Vec<Written> {
    let files = Files::of(sources);
    let docs = parse_texts(&files);
    let mut found = Found { files: &files, all: Vec::new() };
    for doc in &docs {
        match doc.kind {
            Kind::Workflow => found.workflow(doc),
            Kind::Rules => found.rules(&doc.root),
            _ => {}
        }
    }
    found.all
}

/// The same texts with these definitions switched on: `check.x`, `transition.y`.
pub fn switched_on(sources: &Sources, on: &[Id]) -> Sources {
    let files = Files::of(sources);
    let mut edits: Vec<Span> = Vec::new();
    for doc in parse_texts(&files) {
        for name in on {
            let Some((kind, id)) = name.split_once('.') else { continue };
            let table = doc.root.get(kind).and_then(Node::table).and_then(|all| all.get(id)).and_then(Node::table);
            if let Some(table) = table.filter(|table| off(table).is_some()) {
                edits.extend(table.get("off").map(|node| node.span));
            }
        }
    }
    // From the end of each file on, so that places before stay where they are.
    edits.sort_by(|a, b| b.cmp(a));
    edits.into_iter().fold(sources.clone(), |sources, span| {
        let path = files.path(span.file);
        let mut text = sources.text(path).cloned().unwrap_or_default();
        text.replace_range(span.start as usize..span.end as usize, "false");
        sources.with(path, text)
    })
}

/// Whether something of that name is written that can be switched on.
pub(super) fn can_switch(docs: &[Doc], name: &str) -> bool {
    let Some((kind, id)) = name.split_once('.') else { return false };
    docs.iter().any(|doc| {
        let all = doc.root.get(kind).and_then(Node::table);
        all.and_then(|all| all.get(id)).and_then(Node::table).is_some_and(|table| off(table).is_some())
    })
}

struct Found<'f> {
    files: &'f Files,
    all: Vec<Written>,
}

impl Found<'_> {
    fn add(&mut self, part: Part, id: &str, span: Span) {
        let line = self.files.spot(span.file, span.start).line;
        self.all.push(Written { part, id: id.into(), file: self.files.path(span.file).to_owned(), line });
    }

    fn workflow(&mut self, doc: &Doc) {
        for (key, part) in [("stage", Part::Stage), ("transition", Part::Transition), ("check", Part::Check)] {
            for (name, span, _) in definitions(&doc.root, key) {
                self.add(part, &format!("{}.{name}", doc.id), span);
            }
        }
    }

    fn rules(&mut self, root: &Table) {
        for (chain, _, table) in definitions(root, "approval") {
            for step in table.get("step").map_or(&[][..], Node::entries).iter().filter_map(Node::table) {
                let is_off = off(step).is_some() || step.get("who").is_none();
                if let Some(id) = step.get("id").and_then(Node::text).filter(|_| !is_off) {
                    self.add(Part::Step, &format!("{chain}.{id}"), id.span);
                }
            }
        }
        for (table, _, written) in definitions(root, "table") {
            for (n, row) in written.get("rows").map_or(&[][..], Node::entries).iter().enumerate() {
                self.add(Part::Row, &format!("{table} {}", n + 1), row.span);
            }
        }
        for (warning, _, table) in definitions(root, "warning") {
            let levels = table.get("levels").and_then(Node::table).map_or(&[][..], |levels| &levels.entries);
            let colours = table.entries.iter().filter(|(key, _)| ["blue", "yellow", "red"].contains(&&*key.name));
            for (key, _) in colours.chain(levels) {
                self.add(Part::Level, &format!("{warning} {}", key.name), key.span);
            }
        }
    }
}

/// The definitions below a key that are not off: name, place, table.
fn definitions<'t>(root: &'t Table, key: &str) -> impl Iterator<Item = (&'t str, Span, &'t Table)> {
    let all = root.get(key).and_then(Node::table).map_or(&[][..], |table| &table.entries);
    let tables = all.iter().filter_map(|(name, node)| Some((name.name.as_str(), name.span, node.table()?)));
    tables.filter(|(.., table)| off(table).is_none())
}
