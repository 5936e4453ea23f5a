//! What a policy defines and where it is named.

use std::ops::Range;

use serde_json::{Value as Json, json};

use super::{documents::Policy, position};
use crate::compiler::{self, Spot, What, places::Thing};

/// A place in a policy.
pub(super) struct At {
    pub policy: Index,
    pub file: String,
    pub offset: usize,
}

/// A policy with what stands in its files.
pub(super) struct Index {
    policy: Policy,
    files: Vec<(String, Vec<Spot>)>,
}

/// A definition.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    pub thing: Thing,
    pub id: String,
    pub title: Option<String>,
    pub about: String,
    pub file: String,
    pub range: Range<usize>,
}

/// What stands below the cursor.
pub(super) enum Below {
    /// A key, by the spot it is.
    Key(Spot),
    /// A name of something, perhaps of several things that could be meant.
    Name { id: String, of: Vec<Definition> },
    /// A function of the language.
    Function(&'static crate::script::functions::Function),
}

impl Index {
    pub fn of(policy: &Policy) -> Index {
        let files = policy.texts.iter().map(|(path, text)| (path.clone(), compiler::outline(path, text))).collect();
        Index { policy: policy.clone(), files }
    }

    /// The text of a file.
    pub fn text(&self, file: &str) -> &str {
        self.policy.texts.get(file).map(String::as_str).unwrap_or_default()
    }

    /// What stands in a file.
    pub fn spots(&self, file: &str) -> &[Spot] {
        self.files.iter().find(|(path, _)| path == file).map(|(_, spots)| spots.as_slice()).unwrap_or_default()
    }

    /// Every definition; a workflow is defined by its file.
    pub fn definitions(&self) -> impl Iterator<Item = Definition> + '_ {
        let workflows = self.policy.texts.keys().filter_map(|path| {
            let id = path.strip_prefix("workflows/")?.strip_suffix(".toml")?.to_owned();
            let (thing, about) = (Thing::Workflow, String::new());
            Some(Definition { thing, id, title: None, about, file: path.clone(), range: 0..0 })
        });
        let written = self.files.iter().flat_map(|(file, spots)| {
            spots.iter().filter_map(|spot| match &spot.what {
                What::Defines { thing, id, title, about } => Some(Definition {
                    thing: *thing,
                    id: id.clone(),
                    title: title.clone(),
                    about: about.clone(),
                    file: file.clone(),
                    range: spot.range.clone(),
                }),
                _ => None,
            })
        });
        workflows.chain(written)
    }

    /// What an id can mean in a file: things of its own file come first, and alone where they fit.
    pub fn find(&self, file: &str, id: &str, thing: Option<Thing>) -> Vec<Definition> {
        let all: Vec<Definition> = self.definitions().filter(|definition| definition.id == id).collect();
        let of_kind: Vec<Definition> =
            all.iter().filter(|definition| thing.is_none_or(|thing| alike(thing, definition.thing))).cloned().collect();
        let fitting = if of_kind.is_empty() { all } else { of_kind };
        let (here, elsewhere): (Vec<_>, Vec<_>) = fitting.into_iter().partition(|definition| definition.file == file);
        if here.is_empty() { elsewhere } else { here }
    }

    fn location(&self, file: &str, range: &Range<usize>) -> Json {
        json!({"uri": self.policy.uri(file), "range": position::range(self.text(file), range)})
    }
}

/// Whether a name of one kind may be defined as another: dimensions are fields, levels of warnings colours.
fn alike(named: Thing, defined: Thing) -> bool {
    named == defined || matches!((named, defined), (Thing::Dimension, Thing::Field) | (Thing::Column, Thing::Field))
}

/// Whether a thing belongs to its file: its name means something else in another.
fn is_local(thing: Thing) -> bool {
    use Thing::*;
    matches!(
        thing,
        Stage | Field | Transition | Check | Reaction | Lines | Column | Task | Import | Step | Branch | Clock
    )
}

impl At {
    /// What stands below the cursor.
    pub fn below(&self) -> Option<Below> {
        let spots = self.policy.spots(&self.file);
        let spot = spots.iter().rev().find(|spot| spot.range.start <= self.offset && self.offset <= spot.range.end)?;
        match &spot.what {
            What::Key(..) => Some(Below::Key(spot.clone())),
            What::Defines { thing, id, .. } | What::Names { thing, id } => {
                Some(Below::Name { id: id.clone(), of: self.policy.find(&self.file, id, Some(*thing)) })
            }
            What::Formula(_) => self.word(spot),
        }
    }

    fn word(&self, spot: &Spot) -> Option<Below> {
        let text = self.policy.text(&self.file);
        let word = words(text.get(spot.range.clone())?)
            .into_iter()
            .find(|word| (word.start..=word.end).contains(&(self.offset - spot.range.start)))?;
        let inside = text.get(spot.range.clone())?;
        let id = inside.get(word.clone())?;
        let is_call = inside.get(word.end..).is_some_and(|rest| rest.trim_start().starts_with('('));
        if let Some(function) = crate::script::functions::find(id).filter(|_| is_call) {
            return Some(Below::Function(function));
        }
        let before = inside.get(..word.start).unwrap_or_default();
        let thing =
            [("role:", Thing::Role), ("person:", Thing::Person), ("unit:", Thing::Unit), ("setting.", Thing::Setting)];
        let thing = thing.into_iter().find(|(prefix, _)| before.ends_with(prefix)).map(|(_, thing)| thing);
        Some(Below::Name { id: id.to_owned(), of: self.policy.find(&self.file, id, thing) })
    }
}

/// The words of an expression, those in quotes included.
pub(super) fn words(text: &str) -> Vec<Range<usize>> {
    let is_word = |letter: char| letter == '_' || letter.is_alphanumeric();
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        match words.last_mut() {
            _ if !is_word(letter) => {}
            Some(word) if word.end == at => word.end = end,
            _ => words.push(at..end),
        }
    }
    // An id with a dot in it, as people have: `person:li.na`.
    let mut joined: Vec<Range<usize>> = Vec::new();
    for word in words {
        match joined.last_mut() {
            Some(last)
                if text.get(last.end..word.start) == Some(".")
                    && text.get(..last.start).is_some_and(|before| before.ends_with("person:")) =>
            {
                last.end = word.end;
            }
            _ => joined.push(word),
        }
    }
    joined
}

/// Where what is below the cursor is defined.
pub(super) fn definitions(at: &At) -> Json {
    let of = match at.below() {
        Some(Below::Name { of, .. }) => of,
        _ => Vec::new(),
    };
    of.iter().map(|definition| at.policy.location(&definition.file, &definition.range)).collect()
}

/// Where what is below the cursor is named, its definition included.
pub(super) fn references(at: &At) -> Json {
    let Some(Below::Name { id, of }) = at.below() else { return json!([]) };
    of.iter()
        .flat_map(|definition| uses(&at.policy, definition, &id))
        .map(|(file, range)| at.policy.location(&file, &range))
        .collect()
}

/// Where a definition is named.
pub(super) fn uses(policy: &Index, definition: &Definition, id: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    for (file, spots) in &policy.files {
        if is_local(definition.thing) && *file != definition.file && file.starts_with("workflows/") {
            continue;
        }
        for spot in spots {
            match &spot.what {
                What::Defines { thing, id: named, .. } if named == id && *thing == definition.thing => {
                    found.push((file.clone(), spot.range.clone()));
                }
                What::Names { thing, id: named } if named == id && alike(*thing, definition.thing) => {
                    found.push((file.clone(), spot.range.clone()));
                }
                What::Formula(_) => {
                    let text = policy.text(file).get(spot.range.clone()).unwrap_or_default();
                    let words = words(text).into_iter().filter(|word| text.get(word.clone()) == Some(id));
                    let start = spot.range.start;
                    found.extend(words.map(|word| (file.clone(), start + word.start..start + word.end)));
                }
                _ => {}
            }
        }
    }
    found
}
