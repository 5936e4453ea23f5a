//! What stands where in a file of a policy: keys, definitions, names of other things, formulas. For editors.
//!
//! It reads what can be read: a file with a fault in it still has an outline of the rest.

use std::ops::Range;

use super::{
    places::{self, FILES, Keys, Keyword, Kind, Met, Thing},
    source, syntax,
};

/// Something that stands in a file.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Its bytes, without quotes.
    pub range: Range<usize>,
    /// What it is.
    pub what: What,
}

/// What something in a file is.
#[derive(Clone, Debug)]
pub enum What {
    /// A key of a place; none where the language has none of that name there.
    Key(&'static Keys, Option<&'static Keyword>),
    /// The id of a definition, with its title and what it says of itself.
    Defines { thing: Thing, id: String, title: Option<String>, about: String },
    /// The id of something defined elsewhere.
    Names { thing: Thing, id: String },
    /// An expression, a value or template with one, a place for people, a test.
    Formula(Kind),
}

/// What stands in a file of a policy, in the order in which it is written; nothing for a file that is none of a policy.
pub fn outline(path: &str, text: &str) -> Vec<Spot> {
    let Some(keys) = root(path) else { return Vec::new() };
    let (table, _) = syntax::parse(0, text);
    let mut spots = Vec::new();
    places::walk(keys, &table, &mut |met| spots.extend(spot(text, met)));
    spots
}

/// The place at which a file of a policy begins.
pub fn root(path: &str) -> Option<&'static Keys> {
    let name = match source::kind(path) {
        Some(source::Kind::Manifest) => "salesflow",
        Some(source::Kind::Org) => "org",
        Some(source::Kind::Workflow) => "workflow",
        Some(source::Kind::Rules) => "rules",
        _ if source::is_test(path) && path.ends_with(".toml") => "scenario",
        _ => return None,
    };
    FILES.iter().find(|(file, ..)| *file == name).map(|(_, keys, _)| *keys)
}

fn spot(text: &str, met: Met<'_>) -> Option<Spot> {
    match met {
        Met::Key { keys, key, value, .. } if keys.name == "STEP" && key.name == "id" => {
            let id = value.text()?.value;
            let what = What::Defines { thing: Thing::Step, id, title: None, about: String::new() };
            Some(Spot { range: inner(text, value.span), what })
        }
        Met::Key { keys, keyword, key, .. } => {
            Some(Spot { range: inner(text, key.span), what: What::Key(keys, keyword) })
        }
        Met::Name { thing, defines: true, key, value } => {
            let table = value.table();
            let said = |key: &str| table.and_then(|table| table.get(key)).and_then(syntax::Node::text);
            let title = said("title").or_else(|| said("name")).map(|text| text.value);
            let about = ["type", "of", "formula", "value"];
            let about = about.into_iter().filter_map(|key| Some(format!("{key} = {}", said(key)?)));
            let about = about.collect::<Vec<_>>().join(", ");
            let what = What::Defines { thing, id: key.name.clone(), title, about };
            Some(Spot { range: inner(text, key.span), what })
        }
        Met::Name { thing, key, .. } => {
            Some(Spot { range: inner(text, key.span), what: What::Names { thing, id: key.name.clone() } })
        }
        Met::Value { kind, node } => {
            let id = node.text()?.value;
            let what = match kind {
                Kind::Id(thing) => What::Names { thing, id },
                Kind::Formula(_) | Kind::Template | Kind::People | Kind::Value | Kind::Test => What::Formula(kind),
                _ => return None,
            };
            Some(Spot { range: inner(text, node.span), what })
        }
    }
}

/// The bytes between the quotes, where there are quotes.
fn inner(text: &str, span: source::Span) -> Range<usize> {
    let (start, end) = (span.start as usize, span.end as usize);
    let raw = text.get(start..end).unwrap_or_default();
    let quotes =
        ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| raw.starts_with(quote) && raw.len() >= 2 * quote.len());
    let cut = quotes.map_or(0, str::len);
    start + cut..end.saturating_sub(cut).max(start + cut)
}
