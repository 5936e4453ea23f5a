//! From the text of a TOML file to its tree.

use rust_decimal::Decimal;
use toml::de::{DeTable, DeValue};

use super::{Key, Kind, Node, Table};
use crate::{
    compiler::{
        findings::{self, Draft},
        source::Span,
    },
    model::number,
};

/// The tree of a file and what is wrong with its syntax.
pub(in crate::compiler) fn parse(file: u32, text: &str) -> (Table, Vec<Draft>) {
    // An editor on Windows may write a byte order mark; TOML allows it, its spans count it.
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut table = table(file, root.get_ref(), Span::top(file));
    let drafts = errors
        .iter()
        .map(|error| {
            let range = error.span().unwrap_or(0..0);
            let range = range.start.min(text.len())..range.end.min(text.len());
            let below = text.get(range.clone()).unwrap_or_default();
            findings::toml_syntax(Span::new(file, range), below, error.message())
        })
        .collect();
    outline(&mut table);
    (table, drafts)
}

fn table(file: u32, entries: &DeTable<'_>, span: Span) -> Table {
    let entries = entries.iter().map(|(key, value)| {
        let name = Key { name: key.get_ref().to_string(), span: Span::new(file, key.span()) };
        (name, node(file, value.get_ref(), Span::new(file, value.span())))
    });
    Table { span, entries: entries.collect() }
}

fn node(file: u32, value: &DeValue<'_>, span: Span) -> Node {
    let kind = match value {
        DeValue::String(text) => Kind::Text(text.to_string()),
        DeValue::Integer(n) if n.radix() == 10 => Kind::Number(number::parse(n.as_str())),
        DeValue::Integer(n) => {
            let whole = i128::from_str_radix(n.as_str(), n.radix()).ok();
            Kind::Number(whole.and_then(|n| Decimal::try_from_i128_with_scale(n, 0).ok()))
        }
        DeValue::Float(n) => Kind::Number(number::parse(n.as_str())),
        DeValue::Boolean(b) => Kind::Bool(*b),
        DeValue::Datetime(at) => Kind::Date(*at),
        DeValue::Array(items) => {
            Kind::List(items.iter().map(|item| node(file, item.get_ref(), Span::new(file, item.span()))).collect())
        }
        DeValue::Table(entries) => Kind::Table(table(file, entries, span)),
    };
    Node { span, kind }
}

// A table that is only named on the way to another has no place of its own but its name's.
fn outline(table: &mut Table) {
    for (key, node) in &mut table.entries {
        if let Kind::Table(inner) = &mut node.kind {
            if inner.span.start == inner.span.end {
                inner.span = key.span;
            }
            outline(inner);
        }
    }
}
