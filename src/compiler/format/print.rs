//! From the items of a file to its canonical text.

use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr;

use super::read::{Entry, Group, Item, Note, Value};

/// How wide a line may be before its list is broken.
const COLUMNS_MAX: usize = 120;

/// The text of a file.
pub(super) fn document(items: &[Item]) -> String {
    let mut out = String::new();
    let mut aligned = aligned(items);
    for (index, item) in items.iter().enumerate() {
        if wants_blank(items, index) {
            out.push('\n');
        }
        let start = out.len();
        match item {
            Item::Blank => continue,
            Item::Comment(text) => out += text,
            Item::Header { text, note } => {
                out += text;
                behind(&mut out, start, note.as_ref());
            }
            Item::Pair { key, value, note, .. } => {
                out += key;
                let Aligned { width, text } = aligned.remove(&index).unwrap_or_default();
                pad(&mut out, start, width);
                out += " = ";
                let column = out.get(start..).unwrap_or_default().width();
                out += &text.unwrap_or_else(|| whole(value, column));
                let last = out.rfind('\n').map_or(0, |at| at + 1).max(start);
                behind(&mut out, last, note.as_ref());
            }
        }
        out.push('\n');
    }
    out
}

/// Whether an empty line stands before an item.
fn wants_blank(items: &[Item], index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|before| items.get(before));
    let Some(item) = items.get(index) else { return false };
    if matches!(item, Item::Blank) || before.is_none() {
        return false;
    }
    let was_blank = matches!(before, Some(Item::Blank));
    let previous = items.get(..index).unwrap_or_default().iter().rev().find(|item| !matches!(item, Item::Blank));
    match (item, previous) {
        (_, None) => false,
        // What is said of a table stands right below its name.
        (Item::Pair { .. }, Some(Item::Header { .. })) => false,
        // Tables without keys of their own may stand close together.
        (Item::Header { .. }, Some(Item::Header { .. })) => was_blank,
        (Item::Header { .. }, Some(Item::Comment(_))) => was_blank,
        (Item::Header { .. }, _) => true,
        // A comment right above a table belongs to it.
        (Item::Comment(_), Some(Item::Pair { .. })) if leads_to_header(items, index) => true,
        _ => was_blank,
    }
}

/// Whether a comment and those below it stand right above a table.
fn leads_to_header(items: &[Item], index: usize) -> bool {
    let next = items.get(index..).unwrap_or_default().iter().find(|item| !matches!(item, Item::Comment(_)));
    matches!(next, Some(Item::Header { .. }))
}

/// What a pair has in common with those it stands in columns with.
#[derive(Default)]
struct Aligned {
    /// The width to which its key is filled up.
    width: usize,
    /// Its value, where that is a table whose entries stand in columns.
    text: Option<String>,
}

/// The pairs of a block whose `=` stood below each other keep doing so, and so do the entries of their tables.
fn aligned(items: &[Item]) -> BTreeMap<usize, Aligned> {
    let mut found = BTreeMap::new();
    let mut at = 0;
    for block in items.chunk_by(|a, b| !ends_block(a) && !ends_block(b)) {
        let mut columns: BTreeMap<usize, Vec<(usize, &str, &Value)>> = BTreeMap::new();
        for (index, item) in (at..).zip(block) {
            if let Item::Pair { key, equals, value, .. } = item {
                columns.entry(*equals).or_default().push((index, key, value));
            }
        }
        at += block.len();
        for pairs in columns.into_values() {
            let width = pairs.iter().map(|(_, key, _)| key.width()).max().unwrap_or_default();
            let texts = tables(pairs.iter().map(|(_, _, value)| *value));
            found.extend(pairs.iter().zip(texts).map(|((index, ..), text)| (*index, Aligned { width, text })));
        }
    }
    found
}

fn ends_block(item: &Item) -> bool {
    matches!(item, Item::Blank | Item::Header { .. })
}

/// The inline tables among some values that stand below each other: what began in one column keeps doing so.
fn tables<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<Option<String>> {
    let groups: Vec<Option<&Group>> = values.map(plain_table).collect();
    let mut lines: Vec<String> = vec![String::from("{ "); groups.len()];
    let mut is_aligned = true;
    let most = groups.iter().flatten().map(|group| group.entries.len()).max().unwrap_or_default();
    for nth in 0..most {
        let entries = || groups.iter().map(|group| group.and_then(|group| group.entries.get(nth)));
        let begins: Vec<_> = entries().flatten().map(|entry| (entry.column, &entry.key)).collect();
        is_aligned &= nth == 0 || begins.len() > 1 && begins.windows(2).all(|two| two.first() == two.last());
        if nth > 0 {
            lines
                .iter_mut()
                .zip(entries())
                .filter(|(_, entry)| entry.is_some())
                .for_each(|(line, _)| line.push_str(", "));
        }
        let here = lines.iter().zip(entries()).filter(|(_, entry)| entry.is_some());
        let width = here.map(|(line, _)| line.width()).max().unwrap_or_default();
        for (line, entry) in lines.iter_mut().zip(entries()) {
            if let Some(entry) = entry {
                if is_aligned {
                    pad(line, 0, width);
                }
                *line += &pair(entry, 0);
            }
        }
    }
    groups.iter().zip(lines).map(|(group, line)| group.map(|_| line + " }")).collect()
}

/// An inline table with entries, all of them on one line.
fn plain_table(value: &Value) -> Option<&Group> {
    match value {
        Value::Group(group) if !group.is_list && !group.entries.is_empty() => {
            (!written(value, 0).contains('\n')).then_some(group)
        }
        _ => None,
    }
}

/// Fills the line that begins at `start` up to a width.
fn pad(out: &mut String, start: usize, width: usize) {
    let now = out.get(start..).unwrap_or_default().width();
    out.extend(std::iter::repeat_n(' ', width.saturating_sub(now)));
}

/// A comment behind a line: in its column where there is room.
fn behind(out: &mut String, start: usize, note: Option<&Note>) {
    if let Some(note) = note {
        let now = out.get(start..).unwrap_or_default().width();
        let column = if note.column > now { note.column } else { now + 2 };
        pad(out, start, column);
        *out += &note.text;
    }
}

/// A value behind a key that ends at a column; a list that does not fit is broken.
fn whole(value: &Value, column: usize) -> String {
    let text = written(value, 0);
    match value {
        Value::Group(group) if group.is_list && !group.is_broken && column + text.width() > COLUMNS_MAX => {
            broken(group, 0)
        }
        _ => text,
    }
}

fn written(value: &Value, indent: usize) -> String {
    match value {
        Value::Scalar(text) => text.clone(),
        Value::Group(group) if group.is_broken => broken(group, indent),
        Value::Group(group) => {
            let entries: Vec<String> = group.entries.iter().map(|entry| pair(entry, indent)).collect();
            match (group.is_list, entries.is_empty()) {
                (true, _) => format!("[{}]", entries.join(", ")),
                (false, true) => "{}".to_owned(),
                (false, false) => format!("{{ {} }}", entries.join(", ")),
            }
        }
    }
}

fn pair(entry: &Entry, indent: usize) -> String {
    let value = written(&entry.value, indent);
    match &entry.key {
        Some(key) => format!("{key} = {value}"),
        None => value,
    }
}

/// A list or table with one entry a line.
fn broken(group: &Group, indent: usize) -> String {
    let (open, close) = if group.is_list { ('[', ']') } else { ('{', '}') };
    let inner = " ".repeat(indent + 2);
    let mut out = format!("{open}\n");
    let comment = |out: &mut String, text: &str| {
        if !text.is_empty() {
            *out += &inner;
            *out += text;
        }
        out.push('\n');
    };
    let rows = rows(group).unwrap_or_else(|| tables(group.entries.iter().map(|entry| &entry.value)));
    for (index, entry) in group.entries.iter().enumerate() {
        entry.above.iter().for_each(|text| comment(&mut out, text));
        let start = out.len();
        out += &inner;
        let row = rows.get(index).cloned().flatten().filter(|_| entry.key.is_none());
        out += &row.unwrap_or_else(|| pair(entry, indent + 2));
        out.push(',');
        let last = out.rfind('\n').map_or(0, |at| at + 1).max(start);
        behind(&mut out, last, entry.note.as_ref());
        out.push('\n');
    }
    group.tail.iter().for_each(|text| comment(&mut out, text));
    out += &" ".repeat(indent);
    out.push(close);
    out
}

/// Rows of as many cells each, in columns; none where the entries are no such rows, or would become too wide.
fn rows(group: &Group) -> Option<Vec<Option<String>>> {
    let cells: Vec<Vec<String>> = group.entries.iter().map(row).collect::<Option<_>>()?;
    let count = cells.first().map(Vec::len).filter(|count| *count > 1)?;
    if cells.len() < 2 || cells.iter().any(|row| row.len() != count) {
        return None;
    }
    let width = |column: usize| cells.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
    let widths: Vec<usize> = (0..count).filter_map(width).collect();
    if widths.iter().sum::<usize>() + 2 * count + 3 > COLUMNS_MAX {
        return None;
    }
    Some(cells.iter().map(|row| Some(columns(row, &widths))).collect())
}

fn columns(row: &[String], widths: &[usize]) -> String {
    let mut line = String::from("[");
    for (index, (cell, width)) in row.iter().zip(widths).enumerate() {
        line += cell;
        if index + 1 < row.len() {
            line.push_str(", ");
            line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width())));
        }
    }
    line.push(']');
    line
}

fn row(entry: &Entry) -> Option<Vec<String>> {
    match &entry.value {
        Value::Group(group) if group.is_list && !group.is_broken => {
            let cells: Vec<String> = group.entries.iter().map(|cell| written(&cell.value, 0)).collect();
            cells.iter().all(|cell| !cell.contains('\n')).then_some(cells)
        }
        _ => None,
    }
}
