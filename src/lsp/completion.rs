//! What may be written next: keys by place, words, ids of what is defined, names and functions in expressions.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{
    cursor::{self, Cursor},
    hover,
    index::At,
    position,
};
use crate::{
    compiler::{
        self,
        places::{Keys, Kind, Thing},
    },
    model::Lang,
    script::functions,
};

/// Names every expression may use.
const NAMES: &[&str] = &[
    "actor",
    "now",
    "today",
    "none",
    "true",
    "false",
    "owner",
    "id",
    "label",
    "stage",
    "outcome",
    "created_at",
    "created_by",
    "changed_at",
    "requester",
    "person",
    "record",
    "ask",
    "old",
    "event",
    "setting",
    "value",
    "target",
    "attainment",
    "elapsed",
];

/// The protocol's numbers for kinds of completions.
const FUNCTION: u8 = 3;
const FIELD: u8 = 5;
const PROPERTY: u8 = 10;
const WORD: u8 = 20;
const NAME: u8 = 21;

/// What may be written at a place.
pub(super) fn completion(at: &At, lang: Lang) -> Json {
    let text = at.policy.text(&at.file);
    let cursor = cursor::cursor(text, at.offset);
    let Some(root) = compiler::root(&at.file) else { return json!([]) };
    let mut offered = Offered { at, lang, cursor: &cursor, items: BTreeMap::new() };
    match cursor.typed.strip_prefix('[').map(|typed| typed.trim_start_matches('[')) {
        Some(typed) if !cursor.is_value => offered.header(root, typed),
        _ => {
            let kinds = kinds(root, &cursor.path);
            match cursor.is_value {
                true => kinds.into_iter().for_each(|kind| offered.value(kind)),
                false => kinds.into_iter().for_each(|kind| offered.keys(kind)),
            }
            if cursor.path.is_empty() && !cursor.is_value {
                offered.keys_of(root);
            }
        }
    }
    Json::Array(offered.items.into_values().collect())
}

/// What the value below some keys may be.
fn kinds(root: &'static Keys, path: &[String]) -> Vec<Kind> {
    let Some((first, rest)) = path.split_first() else { return Vec::new() };
    let first = root.get(first).map(|keyword| keyword.kind).or(root.others);
    rest.iter().fold(first.into_iter().collect(), |kinds: Vec<Kind>, key| {
        let mut below = Vec::new();
        kinds.into_iter().for_each(|kind| step(kind, key, &mut below));
        below
    })
}

fn step(kind: Kind, key: &str, below: &mut Vec<Kind>) {
    match kind {
        Kind::In(keys) => below.extend(keys().get(key).map(|keyword| keyword.kind).or(keys().others)),
        Kind::Named(_, inner) | Kind::By(_, inner) => below.push(*inner),
        Kind::Several(inner) => step(*inner, key, below),
        Kind::OneOf(forms) => forms.iter().for_each(|form| step(*form, key, below)),
        _ => {}
    }
}

/// What is offered, by label: nothing twice.
struct Offered<'a> {
    at: &'a At,
    lang: Lang,
    cursor: &'a Cursor,
    items: BTreeMap<String, Json>,
}

impl Offered<'_> {
    /// The keys of a table that is being written.
    fn keys(&mut self, kind: Kind) {
        match kind {
            Kind::In(keys) => self.keys_of(keys()),
            Kind::By(thing, _) => self.ids(thing, |id| format!("{} = ", key(id))),
            Kind::Several(inner) => self.keys(*inner),
            Kind::OneOf(forms) => forms.iter().for_each(|form| self.keys(*form)),
            _ => {}
        }
    }

    fn keys_of(&mut self, keys: &'static Keys) {
        for keyword in keys.all() {
            let text = hover::key(keys, keyword, self.lang);
            let sort = if keys.runs(keyword.name) { "1" } else { "2" };
            let insert = format!("{} = ", keyword.name);
            self.offer(
                keyword.name,
                &insert,
                PROPERTY,
                keyword.said(self.lang),
                Some(text),
                sort,
                self.cursor.typed.len(),
            );
        }
    }

    /// The names of tables in a header that is being written: `[sta`, `[stage.`.
    fn header(&mut self, root: &'static Keys, typed: &str) {
        let (first, rest) = typed.split_once('.').map_or((typed, None), |(first, rest)| (first, Some(rest)));
        match rest {
            None => {
                for keyword in root.all() {
                    let text = hover::key(root, keyword, self.lang);
                    let name = keyword.name;
                    self.offer(name, name, PROPERTY, keyword.said(self.lang), Some(text), "1", typed.len());
                }
            }
            Some(rest) => {
                let kind = root.get(first).map(|keyword| keyword.kind);
                if let Some(Kind::In(keys)) = kind {
                    for keyword in keys().all() {
                        self.offer(
                            keyword.name,
                            keyword.name,
                            PROPERTY,
                            keyword.said(self.lang),
                            None,
                            "1",
                            rest.len(),
                        );
                    }
                }
            }
        }
    }

    fn value(&mut self, kind: Kind) {
        match kind {
            Kind::Words(words) => {
                for word in words {
                    self.text(word, WORD, "");
                }
            }
            Kind::Truth => {
                for word in ["true", "false"] {
                    self.offer(word, word, WORD, "", None, "1", self.cursor.typed.len());
                }
            }
            Kind::Id(thing) => self.ids_as_text(thing, ""),
            Kind::People => {
                for (thing, prefix) in [(Thing::Role, "role:"), (Thing::Unit, "unit:"), (Thing::Person, "person:")] {
                    self.ids_as_text(thing, prefix);
                }
                for word in ["anyone", "owner", "requester", "manager_of(owner)", "manager_of(requester)"] {
                    self.text(word, WORD, "");
                }
                if self.cursor.typed.contains('(') {
                    self.expression();
                }
            }
            Kind::Formula(_) if self.cursor.in_quotes => self.expression(),
            Kind::Value if self.cursor.in_quotes && self.cursor.typed.starts_with('=') => self.expression(),
            Kind::Test if self.cursor.in_quotes && self.cursor.typed.starts_with('=') => self.expression(),
            Kind::Template if self.cursor.in_quotes => {
                let open = self.cursor.typed.rfind('{');
                if open.is_some_and(|open| !self.cursor.typed.get(open..).is_some_and(|rest| rest.contains('}'))) {
                    self.expression();
                }
            }
            Kind::Several(inner) | Kind::Rows(inner) => self.value(*inner),
            Kind::OneOf(forms) => forms.iter().for_each(|form| self.value(*form)),
            _ => {}
        }
    }

    /// Names and functions in an expression.
    fn expression(&mut self) {
        let typed = &self.cursor.typed;
        let word =
            typed.rfind(|letter: char| letter != '_' && !letter.is_alphanumeric()).map_or(typed.as_str(), |at| {
                typed.get(at..).map_or("", |rest| rest.trim_start_matches(|c: char| c != '_' && !c.is_alphanumeric()))
            });
        let length = word.len();
        let before = typed.get(..typed.len() - length).unwrap_or_default();
        let is_local = self.at.file.starts_with("workflows/");
        for definition in self.at.policy.definitions() {
            let detail = definition.title.as_deref().unwrap_or(&definition.about);
            let fits = match definition.thing {
                Thing::Setting => before.ends_with("setting."),
                _ if before.ends_with("setting.") => false,
                Thing::Field | Thing::Lines => !is_local || definition.file == self.at.file,
                Thing::Figure | Thing::Table => true,
                Thing::Stage => before.ends_with(['\'', '"']) && (!is_local || definition.file == self.at.file),
                Thing::Chain | Thing::Role | Thing::Unit => before.ends_with(['\'', '"']),
                _ => false,
            };
            if fits {
                self.offer(&definition.id, &definition.id, FIELD, detail, None, "1", length);
            }
        }
        if before.ends_with(['.', '\'']) {
            return;
        }
        for name in NAMES {
            self.offer(name, name, NAME, "", None, "2", length);
        }
        for function in functions::all() {
            let text = hover::called(function);
            let signature = function.signature();
            self.offer(function.name, &format!("{}(", function.name), FUNCTION, &signature, Some(text), "3", length);
        }
    }

    fn ids(&mut self, thing: Thing, insert: impl Fn(&str) -> String) {
        for definition in self.of(thing) {
            let detail = definition.title.as_deref().unwrap_or(&definition.about);
            self.offer(&definition.id, &insert(&definition.id), FIELD, detail, None, "1", self.cursor.typed.len());
        }
    }

    fn ids_as_text(&mut self, thing: Thing, prefix: &str) {
        for definition in self.of(thing) {
            let detail = definition.title.as_deref().unwrap_or_default();
            self.text(&format!("{prefix}{}", definition.id), FIELD, detail);
        }
    }

    /// The things of a kind that can be meant here.
    fn of(&self, thing: Thing) -> Vec<super::index::Definition> {
        let here = |definition: &super::index::Definition| definition.file == self.at.file;
        let all = self.at.policy.definitions().filter(|definition| definition.thing == thing);
        let all: Vec<_> = all.collect();
        let local: Vec<_> = all.iter().filter(|definition| here(definition)).cloned().collect();
        if local.is_empty() { all } else { local }
    }

    /// A text, in quotes where there are none yet.
    fn text(&mut self, label: &str, kind: u8, detail: &str) {
        let insert = if self.cursor.in_quotes { label.to_owned() } else { format!("\"{label}\"") };
        self.offer(label, &insert, kind, detail, None, "1", self.cursor.typed.len());
    }

    #[expect(clippy::too_many_arguments, reason = "one line for each part of an item; a struct would say them twice")]
    fn offer(
        &mut self,
        label: &str,
        insert: &str,
        kind: u8,
        detail: &str,
        about: Option<String>,
        sort: &str,
        typed: usize,
    ) {
        let text = self.at.policy.text(&self.at.file);
        let range = position::range(text, &(self.at.offset.saturating_sub(typed)..self.at.offset));
        let mut item = json!({
            "label": label,
            "kind": kind,
            "detail": detail,
            "sortText": format!("{sort}{label}"),
            "filterText": label,
            "textEdit": {"range": range, "newText": insert},
        });
        if let Some(about) = about {
            item["documentation"] = json!({"kind": "markdown", "value": about});
        }
        self.items.entry(label.to_owned()).or_insert(item);
    }
}

/// An id as a key: in quotes where TOML wants them.
fn key(id: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    match !id.is_empty() && id.chars().all(is_bare) {
        true => id.to_owned(),
        false => format!("\"{id}\""),
    }
}
