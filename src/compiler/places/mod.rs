//! The keys of the language: for every place, which keys belong there, whether this version runs them, what kind of
//! value each holds and what it is for, in English and Chinese.
//!
//! This is the one table of the language. The compiler refuses by it; the reference, the schemas for editors, the
//! formatter and the language server are made from it. What a key *does* is not written here. A key of the language
//! that does not run yet says `later`: it is read and checked like any other, and refused by name, never taken for a
//! slip of the pen.
//!
//! A new key is one line of its place: `run "sla": SPAN, "How long …", "可以停留多久 …";`.

#[macro_use]
mod macros;

mod approvals;
mod balances;
mod effects;
mod fields;
mod figures;
mod imports;
mod kind;
mod manifest;
mod organisation;
mod reach;
mod results;
mod said;
mod saving;
mod scenarios;
mod schedules;
mod stages;
mod tables;
mod transitions;
mod walk;
mod warnings;
mod work;
mod workflow;

pub use approvals::*;
pub use balances::*;
pub use effects::*;
pub use fields::*;
pub use figures::*;
pub use imports::*;
pub use kind::{Gives, Kind, Thing};
pub use manifest::*;
pub use organisation::*;
pub use reach::every_place;
pub use results::*;
pub use saving::*;
pub use scenarios::*;
pub use schedules::*;
pub use stages::*;
pub use tables::*;
pub use transitions::*;
pub(in crate::compiler) use walk::{Met, walk};
pub use warnings::*;
pub use work::*;
pub use workflow::*;

use crate::model::Lang;

/// The keys of a place.
#[derive(Debug)]
pub struct Keys {
    /// Its name among the places: `TRANSITION`.
    pub name: &'static str,
    /// What the place is, as a sentence says it.
    pub place: &'static str,
    /// The same in Chinese.
    pub zh: &'static str,
    /// Its own keys, in the order a reader wants to meet them.
    pub own: &'static [Keyword],
    /// Keys it shares with other places, and which of them run here.
    pub shared: &'static [Shared],
    /// What every other key holds, where people may add keys of their own.
    pub others: Option<Kind>,
}

/// A key of the language at its place.
#[derive(Debug)]
pub struct Keyword {
    pub name: &'static str,
    /// Whether this version runs it.
    pub run: bool,
    pub kind: Kind,
    /// What it is for.
    pub en: &'static str,
    /// The same in Chinese.
    pub zh: &'static str,
    /// What holds without it, as it would be written; none where the sentence says it or there is nothing to say.
    pub default: Option<&'static str>,
}

/// A group of keys that stand in several places.
#[derive(Debug)]
pub struct Shared {
    pub keys: &'static [Keyword],
    /// Those that run where the group is used.
    pub run: &'static [&'static str],
}

impl Keys {
    /// A key by its name.
    pub fn get(&self, key: &str) -> Option<&'static Keyword> {
        let shared = self.shared.iter().flat_map(|group| group.keys);
        self.own.iter().chain(shared).find(|keyword| keyword.name == key)
    }

    /// Whether the language has that key there.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Whether this version runs that key there.
    pub fn runs(&self, key: &str) -> bool {
        match self.own.iter().find(|keyword| keyword.name == key) {
            Some(keyword) => keyword.run,
            None => self.shared.iter().any(|group| group.run.contains(&key)),
        }
    }

    /// Whether definitions stand there, by id.
    pub fn declares(&self) -> bool {
        self.all().any(|keyword| keyword.kind.names())
    }

    /// Whether this version runs no key there at all.
    pub fn runs_nothing(&self) -> bool {
        self.own.iter().all(|keyword| !keyword.run) && self.shared.iter().all(|group| group.run.is_empty())
    }

    /// Every key, its own first.
    pub fn all(&self) -> impl Iterator<Item = &'static Keyword> + use<> {
        self.own.iter().chain(self.shared.iter().flat_map(|group| group.keys))
    }

    /// What the place is, as a sentence says it.
    pub fn said(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.place,
            Lang::Zh => self.zh,
        }
    }
}

impl Keyword {
    /// What it is for.
    pub fn said(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

/// The kinds of files, with the place each begins at and where such files lie.
pub const FILES: [(&str, &Keys, &str); 5] = [
    ("salesflow", MANIFEST, "salesflow.toml"),
    ("org", ORG, "org.toml, org/*.toml"),
    ("workflow", WORKFLOW, "workflows/*.toml"),
    ("rules", RULES, "rules/*.toml"),
    ("scenario", SCENARIOS, "tests/**/*.toml"),
];
