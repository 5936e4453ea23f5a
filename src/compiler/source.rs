//! The texts a policy is written in, and places in them.
//!
//! [`World`] is the seam to files; what is compiled is always a [`Sources`] value, so that one text has one answer.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    ops::Range,
};

/// Where a policy's texts come from: a folder, a test, an editor's unsaved buffers.
pub trait World {
    /// The paths of all files below the policy folder, relative to it, with `/` between the parts.
    ///
    /// # Errors
    /// The folder can't be read.
    fn files(&self) -> io::Result<Vec<String>>;

    /// The text of one of them; of a spreadsheet (`.xlsx`) its first sheet as CSV, a line for each of its rows.
    ///
    /// # Errors
    /// The file can't be read, or is no UTF-8.
    fn read(&self, path: &str) -> io::Result<String>;
}

/// The texts of a policy, by path relative to its folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    files: BTreeMap<String, String>,
}

impl Sources {
    /// Takes those of these texts that belong to a policy: what the language names, and the rows that those name.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Sources {
        let mut files: BTreeMap<String, String> = files.into_iter().filter(|(path, _)| belongs(path)).collect();
        let named = named_rows(&files);
        files.retain(|path, _| !holds_rows(path) || named.contains(path));
        Sources { files }
    }

    /// Reads what belongs to the policy from a world.
    ///
    /// # Errors
    /// The first file that can't be read.
    pub fn of(world: &dyn World) -> io::Result<Sources> {
        let (rows, texts): (Vec<String>, Vec<String>) =
            world.files()?.into_iter().filter(|path| belongs(path)).partition(|path| holds_rows(path));
        let read =
            |path: &str| world.read(path).map_err(|error| io::Error::new(error.kind(), format!("{path}: {error}")));
        let mut files = BTreeMap::new();
        for path in texts {
            let text = read(&path)?;
            files.insert(path, text);
        }
        let named = named_rows(&files);
        for path in rows.into_iter().filter(|path| named.contains(path)) {
            let text = read(&path)?;
            files.insert(path, text);
        }
        Ok(Sources { files })
    }

    /// The texts by path.
    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// BLAKE3 over all paths and texts, in hex: equal when and only when the texts are.
    pub fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in self.files.iter().flat_map(|(path, text)| [path, text]) {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// The files of rows that these texts name (`rows_from = "terms.csv"`): beside the file that names them, or at the top of
/// the folder. Others that lie there are none of the policy's business.
fn named_rows(files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".toml")) {
        for ending in ROWS {
            for (at, _) in text.match_indices(ending) {
                let end = at + ending.len();
                let quote = text[end..].chars().next().filter(|c| matches!(c, '"' | '\''));
                let start = quote.and_then(|quote| text[..at].rfind(quote));
                if let Some(name) = start.and_then(|start| text.get(start + 1..end)) {
                    named.extend(places_of(path, name));
                }
            }
        }
    }
    named
}

/// Where a file of rows may lie that a file names.
pub(super) fn places_of(path: &str, name: &str) -> [String; 2] {
    let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    [format!("{folder}{name}"), name.to_owned()]
}

/// How the names of files with rows end.
const ROWS: [&str; 3] = [".csv", ".tsv", ".xlsx"];

/// Whether a file holds rows that a definition may take (`rows_from`).
pub fn holds_rows(path: &str) -> bool {
    kind(path) == Some(Kind::Rows)
}

/// Whether a file is part of the policy: the manifest, the organisation, workflows, rules; and files with rows, where
/// one of those names them.
pub fn belongs(path: &str) -> bool {
    kind(path).is_some()
}

/// What a file of a policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Manifest,
    Org,
    Workflow,
    Rules,
    Script,
    Rows,
}

pub(super) fn kind(path: &str) -> Option<Kind> {
    let in_folder = |folder: &str, end: &str| {
        path.strip_prefix(folder)
            .and_then(|file| file.strip_suffix(end))
            .is_some_and(|name| !name.is_empty() && !name.contains('/') && !name.starts_with('.'))
    };
    match path {
        "salesflow.toml" => Some(Kind::Manifest),
        "org.toml" => Some(Kind::Org),
        _ if in_folder("org/", ".toml") => Some(Kind::Org),
        _ if in_folder("workflows/", ".toml") => Some(Kind::Workflow),
        _ if in_folder("rules/", ".toml") => Some(Kind::Rules),
        _ if in_folder("rules/", ".rhai") => Some(Kind::Script),
        _ if ROWS
            .iter()
            .any(|end| ["", "org/", "workflows/", "rules/"].iter().any(|folder| in_folder(folder, end))) =>
        {
            Some(Kind::Rows)
        }
        _ => None,
    }
}

/// A stretch of bytes in one of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub file: u32,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The first byte of a file.
    pub fn top(file: u32) -> Span {
        Span { file, start: 0, end: 0 }
    }

    pub fn new(file: u32, range: Range<usize>) -> Span {
        // A file beyond 4 GiB is cut off here; its spans all point at its end.
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file, start: byte(range.start), end: byte(range.end.max(range.start)) }
    }
}

/// One file of the policy being compiled.
#[derive(Debug)]
pub(super) struct File {
    pub path: String,
    pub text: String,
    pub kind: Kind,
    lines: Vec<usize>,
}

/// The files in the order they are read and findings are listed: manifest, organisation, workflows, rules, scripts, rows.
#[derive(Debug)]
pub(super) struct Files(Vec<File>);

/// Where something is, as people count: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub line: u32,
    pub column: u32,
}

impl Files {
    pub fn of(sources: &Sources) -> Files {
        let mut files: Vec<File> = sources
            .files
            .iter()
            .filter_map(|(path, text)| {
                let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
                Some(File {
                    path: path.clone(),
                    text: text.clone(),
                    kind: kind(path)?,
                    lines: std::iter::once(0).chain(starts.map(|(at, _)| at + 1)).collect(),
                })
            })
            .collect();
        files.sort_by(|a, b| (a.kind, &a.path).cmp(&(b.kind, &b.path)));
        Files(files)
    }

    pub fn all(&self) -> impl Iterator<Item = (u32, &File)> {
        (0u32..).zip(&self.0)
    }

    /// The file of rows that a file names.
    pub fn rows(&self, by: u32, name: &str) -> Option<(u32, &File)> {
        let places = places_of(self.path(by), name);
        places.iter().find_map(|place| self.all().find(|(_, file)| file.kind == Kind::Rows && file.path == *place))
    }

    pub fn path(&self, file: u32) -> &str {
        self.0.get(file as usize).map_or("salesflow.toml", |file| &file.path)
    }

    /// The text below a span.
    pub fn text(&self, span: Span) -> &str {
        self.0
            .get(span.file as usize)
            .and_then(|file| file.text.get(span.start as usize..span.end as usize))
            .unwrap_or_default()
    }

    pub fn spot(&self, file: u32, at: u32) -> Spot {
        let Some(file) = self.0.get(file as usize) else {
            return Spot { line: 1, column: 1 };
        };
        let at = (at as usize).min(file.text.len());
        let line = file.lines.partition_point(|start| *start <= at).max(1) - 1;
        let start = file.lines.get(line).copied().unwrap_or(0);
        let column = file.text.get(start..at).map_or(0, |before| before.chars().count());
        let count = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
        Spot { line: count(line), column: count(column) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_belong_where_a_file_names_them() {
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let sources = Sources::new([
            file("rules/a.toml", "[table.a]\nrows_from = \"beside.csv\"\n[list.b]\nrows_from = 'top.xlsx'"),
            file("rules/beside.csv", "a"),
            file("top.xlsx", "b"),
            file("rules/other.csv", "c"),
            file("exported.csv", "d"),
        ]);
        assert_eq!(sources.files().keys().collect::<Vec<_>>(), ["rules/a.toml", "rules/beside.csv", "top.xlsx"]);
    }

    #[test]
    fn what_belongs_is_what_the_language_names() {
        for path in
            ["salesflow.toml", "org.toml", "org/east.toml", "workflows/lead.toml", "rules/a.toml", "rules/a.rhai"]
        {
            assert!(belongs(path), "{path}");
        }
        for path in ["tests/a.toml", "workflows/deep/a.toml", "rules/.a.toml", "README.md", "workflows/.toml"] {
            assert!(!belongs(path), "{path}");
        }
    }

    #[test]
    fn the_fingerprint_knows_where_a_path_ends() {
        let one = |path: &str, text: &str| Sources::new([(path.into(), text.into())]).fingerprint();
        assert_eq!(one("rules/a.toml", "x"), one("rules/a.toml", "x"));
        assert_ne!(one("rules/a.toml", "x"), one("rules/b.toml", "x"));
        assert_ne!(one("rules/a.toml", "x"), one("rules/a.toml", "y"));
    }

    #[test]
    fn columns_count_characters() {
        let files = Files::of(&Sources::new([("org.toml".into(), "a\n回款 = 1".into())]));
        assert_eq!(files.spot(0, 2 + 7), Spot { line: 2, column: 4 });
    }
}
