//! Rows that a policy keeps in a file of their own: `people_from = "people.csv"`. A file is part of the policy where one
//! of its TOML files names it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Cx, findings,
    source::Span,
    syntax::{Node, Text, csv},
    texts::is_text,
};
use crate::model::{Value, number};

/// How the names of files of rows end. What a spreadsheet holds is read as CSV.
const ENDINGS: [&str; 3] = [".csv", ".tsv", ".xlsx"];

/// Whether a path is that of a file of rows.
pub fn is_data(path: &str) -> bool {
    ENDINGS.iter().any(|ending| path.ends_with(ending))
        && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}

/// Where the files of rows may lie that these texts name: beside the text, or in the policy's folder.
pub(super) fn named_in(files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".toml")) {
        for name in quoted(text) {
            named.insert(below(path, name));
            named.insert(name.to_owned());
        }
    }
    named.retain(|path| is_data(path));
    named
}

/// The path of a name, seen from the folder of a file; none where it leads out of the policy.
pub(super) fn beside(file: &str, name: &str) -> Option<String> {
    let path = below(file, name);
    (is_data(&path) || is_text(&path)).then_some(path)
}

/// A name put into the folder of a file.
pub(super) fn below(file: &str, name: &str) -> String {
    let folder = file.rsplit_once('/').map(|(folder, _)| folder);
    folder.map_or_else(|| name.to_owned(), |folder| format!("{folder}/{name}"))
}

/// What stands in quotes and ends like a file of rows.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    ENDINGS.into_iter().flat_map(|ending| text.match_indices(ending)).filter_map(|(at, ending)| {
        let end = at + ending.len();
        let quote = text[end..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let line = text[..at].rfind('\n').map_or(0, |n| n + 1);
        let start = text[line..at].rfind(quote).map(|n| line + n + 1)?;
        Some(&text[start..end])
    })
}

/// A file of rows, read.
pub(super) struct Rows {
    pub headings: Vec<Text>,
    pub rows: Vec<Vec<Text>>,
}

impl Rows {
    /// The place of a column.
    pub fn column(&self, heading: &str) -> Option<usize> {
        self.headings.iter().position(|text| text.value == heading)
    }

    /// Where its headings stand.
    pub fn heading_span(&self) -> Span {
        self.row_span(&self.headings)
    }

    /// Where a row stands.
    pub fn row_span(&self, row: &[Text]) -> Span {
        match (row.first(), row.last()) {
            (Some(first), Some(last)) => Span { end: last.span.end, ..first.span },
            _ => Span::top(0),
        }
    }
}

/// The rows of the file that another names; none, and a finding, where there is no such file or it can't be split.
pub(super) fn rows(cx: &Cx<'_>, from: u32, name: &Text) -> Option<Rows> {
    let Some((file, source)) = cx.files.data(from, name) else {
        cx.report(findings::no_such_file(name));
        return None;
    };
    let lines = match csv::lines(file, &source.path, &source.text) {
        Ok(lines) => lines.into_iter(),
        Err(draft) => {
            cx.report(draft);
            return None;
        }
    };
    let text = |cell: &Node| cell.text().unwrap_or_else(|| Text::new("", cell.span));
    let mut lines = lines.map(|line| (line.span, line.cells.iter().map(text).collect::<Vec<_>>()));
    let (_, headings) = lines.next().unwrap_or((Span::top(file), Vec::new()));
    let rows = lines.filter_map(|(span, row)| {
        if row.len() != headings.len() {
            cx.report(findings::ragged_row(span, row.len(), headings.len()));
        }
        (row.len() == headings.len()).then_some(row)
    });
    let rows = rows.collect();
    Some(Rows { headings, rows })
}

/// Several things in one cell: `pumps; valves`.
pub(super) fn parts(cell: &Text) -> Vec<Text> {
    let parts = cell.value.split([';', '；', '、', '|']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| Text::new(part, cell.span)).collect()
}

/// A value by its shape: yes or no, a number, a date, else text; a list where its column holds lists.
pub(super) fn shaped(cell: &Text, list: bool) -> Value {
    let one = |text: &str| match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => {
            let number = number::parse(text).filter(|n| number::plain(*n) == text).map(Value::Number);
            let date = || crate::model::time::parse_date(text).ok().map(Value::Date);
            number.or_else(date).unwrap_or_else(|| Value::text(text))
        }
    };
    match list {
        true => Value::List(parts(cell).iter().map(|part| one(part)).collect()),
        false => one(&cell.value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compiler::testing::{check, compiled};

    #[test]
    fn what_a_text_names_in_quotes_is_part_of_the_policy() {
        let files =
            BTreeMap::from([("org/east.toml".to_owned(), "people_from = \"people.csv\" # not other.csv\n".to_owned())]);
        assert_eq!(named_in(&files), BTreeSet::from(["org/people.csv".to_owned(), "people.csv".to_owned()]));
        let out = BTreeMap::from([("org.toml".to_owned(), "people_from = '../people.csv'".to_owned())]);
        assert_eq!(named_in(&out), BTreeSet::new());
    }

    #[test]
    fn people_come_from_a_file_of_rows() {
        let text = "# file: org.toml\npeople_from = \"people.csv\"\n[unit.sales]\nhead = \"bo\"\n[role.rep]\n[role.boss]\n\
                    # file: people.csv\n\u{feff}id,name,unit,roles,joined,skills,\"level\"\r\n\
                    ana,\"Ana, the \"\"first\"\"\",sales,rep; boss,2024-03-01,pumps、valves,3\r\n\nbo,,sales,,,pumps,\n";
        let org = compiled(text).policy.unwrap().org;
        assert_eq!(org.people["ana"].name, "Ana, the \"first\"");
        assert_eq!(org.people["ana"].roles.len(), 2);
        assert_eq!(org.attribute("ana", "level"), Value::int(3));
        assert_eq!(org.attribute("bo", "skills"), Value::List([Value::text("pumps")].into()));
        assert_eq!((org.people["bo"].name.as_str(), org.attribute("bo", "level")), ("bo", Value::None));
    }

    #[test]
    fn what_is_wrong_in_a_row_is_shown_there() {
        check(
            r#"
# file: org.toml
people_from = "people.csv"
[person.ana]
# file: people.csv
id,unit
ana,
#^^ E0011 person `ana` is written twice
bo,nowhere
#  ^^^^^^^ E0104 there is no unit `nowhere`
cy
#^ E0124 this row has 1 cell, and there are 2 headings
"#,
        );
    }
}
