//! Mutants: the texts of a policy with one thing changed, each a mistake somebody could make. A test that notices none
//! of them does not test that rule.

use super::{
    Sources,
    names::off,
    parse_texts,
    source::{Files, Kind as FileKind, Span},
    syntax::{Kind, Node, Table},
};

/// How many mutants there are at most.
const MUTANTS_MAX: usize = 5_000;

/// A policy with one thing changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What is changed, by its keys: `transition.win.when`.
    pub what: String,
    /// What was there.
    pub was: String,
    /// What stands there now.
    pub now: String,
    span: (u32, u32),
}

impl Mutant {
    /// The texts with this change in them.
    pub fn of(&self, sources: &Sources) -> Sources {
        let mut text = sources.text(&self.file).cloned().unwrap_or_default();
        let range = self.span.0 as usize..self.span.1 as usize;
        if text.get(range.clone()).is_some() {
            text.replace_range(range, &self.now);
        }
        sources.clone().with(&self.file, text)
    }
}

/// Every mutant of a policy, in the order of the files.
pub fn mutants(sources: &Sources) -> Vec<Mutant> {
    let files = Files::of(sources);
    let mut found = Found { files: &files, all: Vec::new() };
    for doc in parse_texts(&files) {
        if matches!(doc.kind, FileKind::Workflow | FileKind::Rules) {
            found.table(&doc.root, &mut Vec::new());
        }
    }
    found.all.truncate(MUTANTS_MAX);
    found.all
}

/// Keys that hold a condition or a formula.
const FORMULAS: [&str; 12] =
    ["when", "must", "is", "where", "yellow", "red", "blue", "clear", "formula", "sla", "value", "required"];
/// Keys whose condition may be taken away.
const CONDITIONS: [&str; 3] = ["when", "must", "is"];
/// Keys that hold a length of time.
const SPANS: [&str; 6] = ["sla", "deadline", "after", "hold", "within", "limit"];
/// Keys that are on or off.
const SWITCHES: [&str; 6] = ["locked", "required", "unique", "veto", "everyone", "auto"];
/// Keys that list what must be there or who may.
const LISTS: [&str; 4] = ["require", "who", "withdraw", "editable"];
/// Definitions that decide nothing.
const SILENT: [&str; 5] = ["import", "title", "label", "id_format", "notify"];

struct Found<'f> {
    files: &'f Files,
    all: Vec<Mutant>,
}

impl Found<'_> {
    fn table(&mut self, table: &Table, path: &mut Vec<String>) {
        if off(table).is_some() {
            return;
        }
        for (key, node) in table.entries.iter().filter(|(key, _)| !SILENT.contains(&&*key.name)) {
            path.push(key.name.clone());
            self.key(&key.name, node, path);
            path.pop();
        }
    }

    fn key(&mut self, key: &str, node: &Node, path: &mut Vec<String>) {
        let in_levels = path.iter().rev().nth(1).is_some_and(|above| above == "levels");
        match &node.kind {
            Kind::Table(table) => return self.table(table, path),
            Kind::List(rows) if key == "rows" => rows.iter().flat_map(Node::entries).for_each(|cell| {
                self.cell(cell, path);
            }),
            Kind::List(items) if LISTS.contains(&key) => self.shorter(node, items, path),
            Kind::List(items) => {
                for item in items {
                    match &item.kind {
                        Kind::Table(table) => self.table(table, path),
                        _ if FORMULAS.contains(&key) => self.key(key, item, path),
                        _ => {}
                    }
                }
                return;
            }
            Kind::Bool(on) if SWITCHES.contains(&key) => self.add(node.span, &(!on).to_string(), path),
            Kind::Number(Some(_)) if ["min", "max", "value", "at_least"].contains(&key) => self.number(node.span, path),
            Kind::Text(text) if key == "mode" && text == "all" => self.add(node.span, "\"any\"", path),
            Kind::Text(text) if key == "mode" && text == "any" => self.add(node.span, "\"all\"", path),
            Kind::Text(text) if key == "who" && text != "anyone" => self.add(node.span, "\"anyone\"", path),
            Kind::Text(_) if SPANS.contains(&key) => self.longer(node.span, path),
            _ => {}
        }
        if matches!(node.kind, Kind::Text(_)) && (FORMULAS.contains(&key) || in_levels) {
            if CONDITIONS.contains(&key) {
                self.add(node.span, "\"true\"", path);
            }
            self.formula(node.span, path);
        }
    }

    fn add(&mut self, span: Span, now: &str, path: &[String]) {
        let spot = self.files.spot(span.file, span.start);
        self.all.push(Mutant {
            file: self.files.path(span.file).to_owned(),
            line: spot.line,
            column: spot.column,
            what: path.join("."),
            was: self.files.text(span).to_owned(),
            now: now.to_owned(),
            span: (span.start, span.end),
        });
    }

    /// A list with one entry less; one entry alone is left: who is nobody is another rule, not a weaker one.
    fn shorter(&mut self, list: &Node, items: &[Node], path: &[String]) {
        for (n, item) in items.iter().enumerate() {
            let rest = items.iter().enumerate().filter(|(other, _)| *other != n);
            let rest: Vec<&str> = rest.map(|(_, other)| self.files.text(other.span)).collect();
            if rest.is_empty() && path.last().is_some_and(|key| key != "require") || rest.iter().any(|t| t.is_empty()) {
                continue;
            }
            let now = format!("[{}]", rest.join(", "));
            let spot = self.files.spot(item.span.file, item.span.start);
            self.all.push(Mutant {
                file: self.files.path(list.span.file).to_owned(),
                line: spot.line,
                column: spot.column,
                what: path.join("."),
                was: self.files.text(list.span).to_owned(),
                now,
                span: (list.span.start, list.span.end),
            });
        }
    }

    /// A cell of a table: its numbers, comparisons and truth.
    fn cell(&mut self, cell: &Node, path: &[String]) {
        match &cell.kind {
            Kind::Number(Some(_)) => self.number(cell.span, path),
            Kind::Bool(on) => self.add(cell.span, &(!on).to_string(), path),
            Kind::Text(_) => self.formula(cell.span, path),
            _ => {}
        }
    }

    /// A number one step further.
    fn number(&mut self, span: Span, path: &[String]) {
        if let Some(next) = next_number(self.files.text(span)) {
            self.add(span, &next, path);
        }
    }

    /// Twice the time: a bare `2bd` becomes `4bd`.
    fn longer(&mut self, span: Span, path: &[String]) {
        let text = self.files.text(span);
        let inner = text.trim_matches(['"', '\'']);
        let digits = inner.chars().take_while(char::is_ascii_digit).count();
        let unit = &inner[digits..];
        if let Ok(n) = inner[..digits].parse::<u64>()
            && !unit.is_empty()
            && unit.chars().all(|c| c.is_ascii_alphabetic())
        {
            self.add(span, &format!("\"{}{unit}\"", n.saturating_mul(2)), path);
        }
    }

    /// A formula: each comparison turned, each number moved, each `and` an `or`.
    fn formula(&mut self, span: Span, path: &[String]) {
        let text = self.files.text(span).to_owned();
        for (at, was, now) in tokens(&text) {
            let start = span.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            let end = start.saturating_add(u32::try_from(was.len()).unwrap_or(u32::MAX));
            self.add(Span { file: span.file, start, end }, &now, path);
        }
    }
}

/// What can be changed in the raw text of a formula, quotes and all: where, what is there, what it becomes.
fn tokens(text: &str) -> Vec<(usize, &str, String)> {
    const OPERATORS: [(&str, &str); 10] = [
        (">=", ">"),
        ("<=", "<"),
        ("==", "!="),
        ("!=", "=="),
        ("&&", "||"),
        ("||", "&&"),
        (" and ", " or "),
        (" or ", " and "),
        (">", ">="),
        ("<", "<="),
    ];
    let mut found = Vec::new();
    let outer = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let mut inside: Option<char> = None;
    let mut at = outer.map_or(0, char::len_utf8);
    let mut before = ' ';
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if let Some(quote) = inside {
            inside = (c != quote).then_some(quote);
        } else if matches!(c, '"' | '\'') && Some(c) != outer {
            inside = Some(c);
        } else if let Some((was, now)) = OPERATORS.iter().find(|(was, _)| rest.starts_with(was)) {
            found.push((at, &rest[..was.len()], (*now).to_owned()));
            before = ' ';
            at += was.len();
            continue;
        } else if c.is_ascii_digit() && !before.is_alphanumeric() && before != '_' && before != '.' {
            let is_part = |c: char| c.is_ascii_digit() || matches!(c, '_' | '.');
            let mut end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            // `[1..5)`: two numbers with dots between them.
            end = rest[..end].find("..").unwrap_or(end);
            let follows = rest[end..].chars().next().unwrap_or(' ');
            if let Some(next) = next_number(&rest[..end]).filter(|_| !follows.is_alphabetic()) {
                found.push((at, &rest[..end], next));
            }
            before = '0';
            at += end.max(1);
            continue;
        }
        before = if rest.starts_with("..") { ' ' } else { c };
        at += if rest.starts_with("..") { 2 } else { c.len_utf8() };
    }
    found
}

/// The number after one, as it is written: `10` → `11`, `0.15` → `0.16`.
fn next_number(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    let number: rust_decimal::Decimal = plain.parse().ok()?;
    let step = rust_decimal::Decimal::new(1, number.scale());
    Some(number.checked_add(step)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_has_a_mutant_for_each_comparison_and_number() {
        let all = |text| tokens(text).into_iter().map(|(_, was, now)| format!("{was}→{now}")).collect::<Vec<_>>();
        assert_eq!(all("\"amount >= 1_000 and grade == 'A1'\""), [">=→>", "1_000→1001", " and → or ", "==→!="]);
        assert_eq!(all("'x < 0.15 || days_2 != 3'"), ["<→<=", "0.15→0.16", "||→&&", "!=→==", "3→4"]);
        assert_eq!(all("\"[30..60)\""), ["30→31", "60→61"]);
        assert_eq!(all("\"entered('won') + '5bd' 回款 > 5\""), [">→>=", "5→6"]);
    }
}
