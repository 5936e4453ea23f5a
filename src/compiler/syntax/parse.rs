//! From the text of a TOML file to its tree.

use rust_decimal::Decimal;
use toml::de::{DeTable, DeValue};

use super::{
    Key, Kind, Node, Table,
    recover::{GAP, Origin, recover},
};
use crate::{
    compiler::{findings::Draft, source::Span},
    model::number,
};

/// What a file says.
pub(in crate::compiler) struct Parsed {
    pub root: Table,
    /// What is wrong with its syntax.
    pub drafts: Vec<Draft>,
    /// The pieces of it that could not be read.
    pub unread: Vec<String>,
    /// Whether these may declare names that others use.
    pub lost: bool,
}

/// The tree of a file and what is wrong with its syntax.
pub(in crate::compiler) fn parse(file: u32, text: &str) -> Parsed {
    // An editor on Windows may write a byte order mark; TOML allows it, its spans count it.
    let (root, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        let root = tree(file, root.get_ref(), &Origin::default());
        return Parsed { root, drafts: Vec::new(), unread: Vec::new(), lost: false };
    }
    let made = recover(file, text);
    let (root, _) = DeTable::parse_recoverable(&made.text);
    let root = tree(file, root.get_ref(), &made.origin);
    Parsed { root, drafts: made.drafts, unread: made.unread, lost: made.lost }
}

fn tree(file: u32, entries: &DeTable<'_>, origin: &Origin) -> Table {
    let mut root = Tree { file, origin }.table(entries, Span::top(file));
    outline(&mut root);
    root
}

/// Makes a tree; what it was read from may not be the file as it is written.
struct Tree<'o> {
    file: u32,
    origin: &'o Origin,
}

impl Tree<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, self.origin.of(range.start)..self.origin.of(range.end))
    }

    fn table(&self, entries: &DeTable<'_>, span: Span) -> Table {
        let gap = entries.iter().any(|(key, _)| key.get_ref().starts_with(GAP));
        let read = entries.iter().filter(|(key, _)| !key.get_ref().starts_with(GAP));
        let entries = read.map(|(key, value)| {
            let name = Key { name: key.get_ref().to_string(), span: self.span(key.span()) };
            (name, self.node(value.get_ref(), self.span(value.span())))
        });
        Table { span, entries: entries.collect(), gap }
    }

    fn node(&self, value: &DeValue<'_>, span: Span) -> Node {
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
                Kind::List(items.iter().map(|item| self.node(item.get_ref(), self.span(item.span()))).collect())
            }
            DeValue::Table(entries) => Kind::Table(self.table(entries, span)),
        };
        Node { span, kind }
    }
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
