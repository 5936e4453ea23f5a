//! The texts a policy is written in, and places in them.
//!
//! [`World`] is the seam to files; what is compiled is always a [`Sources`] value, so that one text has one answer.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    ops::Range,
};

use super::{data, made, texts};

/// Where a policy's texts come from: a folder, a test, an editor's unsaved buffers.
pub trait World {
    /// The paths of all files below the policy folder, relative to it, with `/` between the parts.
    ///
    /// # Errors
    /// The folder can't be read.
    fn files(&self) -> io::Result<Vec<String>>;

    /// The text of one of them; of a spreadsheet its first sheet as CSV, a line for each of its rows.
    ///
    /// # Errors
    /// The file can't be read, or is no UTF-8.
    fn read(&self, path: &str) -> io::Result<String>;
}

/// The texts of a policy, by path relative to its folder, and beside them those of its tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    files: BTreeMap<String, String>,
    tests: BTreeMap<String, String>,
}

impl Sources {
    /// Takes those of these texts that belong to a policy or its tests.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Sources {
        let (mut files, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
            files.into_iter().partition(|(path, _)| belongs(path));
        let named = named_in(&files);
        let (named, rest): (BTreeMap<_, _>, BTreeMap<_, _>) =
            others.into_iter().partition(|(path, _)| named.contains(path));
        files.extend(named);
        let others = other_policies(rest.keys());
        let tests = rest.into_iter().filter(|(path, _)| is_test(path) && !is_below(path, &others));
        Sources { files, tests: tests.collect() }
    }

    /// One text alone, whether or not it belongs to a policy.
    pub(super) fn alone(path: &str, text: &str) -> Sources {
        let one = BTreeMap::from([(path.to_owned(), text.to_owned())]);
        match is_test(path) {
            true => Sources { files: BTreeMap::new(), tests: one },
            false => Sources { files: one, tests: BTreeMap::new() },
        }
    }

    /// Reads what belongs to the policy from a world. Its tests stay where they are: nobody who runs a policy needs
    /// them.
    ///
    /// # Errors
    /// The first file that can't be read.
    pub fn of(world: &dyn World) -> io::Result<Sources> {
        let mut files = read(world, world.files()?.iter().filter(|path| belongs(path)))?;
        for path in named_in(&files) {
            match world.read(&path) {
                Ok(text) => _ = files.insert(path, text),
                // The compiler says where it is named.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(io::Error::new(error.kind(), format!("{path}: {error}"))),
            }
        }
        Ok(Sources { files, ..Sources::default() })
    }

    /// The same with its tests.
    ///
    /// # Errors
    /// The first file that can't be read.
    pub fn with_tests(world: &dyn World) -> io::Result<Sources> {
        let all = world.files()?;
        let others = other_policies(all.iter());
        let mut sources = Sources::of(world)?;
        let is_own = |path: &&String| is_test(path) && !is_below(path, &others) && !sources.files.contains_key(*path);
        sources.tests = read(world, all.iter().filter(is_own))?;
        Ok(sources)
    }

    /// The texts of the policy by path.
    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// The texts of its tests by path: no part of what makes a version of the policy.
    pub fn tests(&self) -> &BTreeMap<String, String> {
        &self.tests
    }

    /// One of the texts, the policy's or its tests'.
    pub fn text(&self, path: &str) -> Option<&String> {
        self.files.get(path).or_else(|| self.tests.get(path))
    }

    /// The same with one text in place of another.
    pub fn with(mut self, path: &str, text: String) -> Sources {
        let all = if is_test(path) && !self.files.contains_key(path) { &mut self.tests } else { &mut self.files };
        all.insert(path.to_owned(), text);
        self
    }

    /// BLAKE3 over all paths and texts of the policy, in hex: equal when and only when they are. Tests do not count.
    pub fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in self.files.iter().flat_map(|(path, text)| [path, text]) {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

fn read<'p>(world: &dyn World, paths: impl Iterator<Item = &'p String>) -> io::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for path in paths {
        let text = world.read(path).map_err(|error| io::Error::new(error.kind(), format!("{path}: {error}")))?;
        files.insert(path.clone(), text);
    }
    Ok(files)
}

/// The files of rows and of text that these texts name.
fn named_in(files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut named = data::named_in(files);
    named.extend(texts::named_in(files));
    named
}

/// The folders of other policies below this one.
fn other_policies<'p>(paths: impl Iterator<Item = &'p String>) -> Vec<String> {
    paths.filter_map(|path| path.strip_suffix("/salesflow.toml")).map(|folder| format!("{folder}/")).collect()
}

fn is_below(path: &str, folders: &[String]) -> bool {
    folders.iter().any(|folder| path.starts_with(folder))
}

/// Whether a file holds tests of the policy, or rows of them; if no folder on the way is another policy's.
pub fn is_test(path: &str) -> bool {
    let hidden = |part: &str| part.is_empty() || part.starts_with('.');
    path.strip_prefix("tests/")
        .is_some_and(|rest| !rest.split('/').any(hidden) && (rest.ends_with(".toml") || rest.ends_with(".csv")))
}

/// Whether a file is part of the policy: the manifest, the organisation, workflows, rules.
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
    Test,
    /// Rows or a text that another file names: `people_from = "people.csv"`, `text = "file:texts/signed.md"`.
    Data,
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
        _ => None,
    }
}

/// A stretch of bytes in one of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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
    /// The definition it was made from, where nobody wrote it.
    pub made_from: Option<Span>,
    lines: Vec<usize>,
}

impl File {
    fn new(path: &str, text: &str, kind: Kind) -> File {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        File {
            path: path.to_owned(),
            text: text.to_owned(),
            kind,
            made_from: None,
            lines: std::iter::once(0).chain(starts.map(|(at, _)| at + 1)).collect(),
        }
    }

    /// The file's name without folder and ending: a workflow's id.
    pub fn name(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.strip_suffix(".toml").unwrap_or(name)
    }
}

/// The files in the order they are read and findings are listed: manifest, organisation, workflows, rules, scripts,
/// tests.
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
        let of_test = |path: &str| if path.ends_with(".toml") { Kind::Test } else { Kind::Data };
        let tests = sources.tests.iter().map(|file| (file, of_test(file.0)));
        let kind = |path: &str| kind(path).or((data::is_data(path) || texts::is_text(path)).then_some(Kind::Data));
        // Only a text that is looked at alone may be of no kind.
        let files = sources.files.iter().map(|file| (file, kind(file.0).unwrap_or(Kind::Rules)));
        let mut files: Vec<File> = files.chain(tests).map(|((path, text), kind)| File::new(path, text, kind)).collect();
        files.sort_by(|a, b| (a.kind, &a.path).cmp(&(b.kind, &b.path)));
        Files(files)
    }

    /// The same with the workflows that scorecards and incentives stand for, behind all that somebody wrote.
    pub fn with_made(mut self) -> Files {
        for made in made::texts(&self) {
            let path = format!("{}/{}.toml", self.path(made.from.file), made.id);
            self.0.push(File { made_from: Some(made.from), ..File::new(&path, &made.text, Kind::Workflow) });
        }
        self
    }

    /// The definition a place was made from; the place itself where somebody wrote it.
    pub fn written_at(&self, span: Span) -> Span {
        self.0.get(span.file as usize).and_then(|file| file.made_from).unwrap_or(span)
    }

    /// Whether nobody wrote a file.
    pub fn is_made(&self, file: u32) -> bool {
        self.0.get(file as usize).is_some_and(|file| file.made_from.is_some())
    }

    pub fn all(&self) -> impl Iterator<Item = (u32, &File)> {
        (0u32..).zip(&self.0)
    }

    pub fn path(&self, file: u32) -> &str {
        self.0.get(file as usize).map_or("salesflow.toml", |file| &file.path)
    }

    /// Whether a file holds tests.
    pub fn is_test(&self, file: u32) -> bool {
        self.0.get(file as usize).is_some_and(|file| is_test(&file.path))
    }

    /// The file of rows or of text that another file names: beside it, else from the policy's folder.
    pub fn data(&self, from: u32, name: &str) -> Option<(u32, &File)> {
        let beside = data::beside(self.path(from), name)?;
        let found = |path: &str| self.all().find(|(_, file)| file.kind == Kind::Data && file.path == path);
        found(&beside).or_else(|| found(name))
    }

    /// The text below a span.
    pub fn text(&self, span: Span) -> &str {
        self.0
            .get(span.file as usize)
            .and_then(|file| file.text.get(span.start as usize..span.end as usize))
            .unwrap_or_default()
    }

    /// Whether a file says a word anywhere but at that place.
    pub fn says(&self, file: u32, word: &str, but: Span) -> bool {
        let (Some(found), false) = (self.0.get(file as usize), word.is_empty()) else { return false };
        let is_word = |c: char| c == '_' || c.is_alphanumeric();
        let whole = |at: usize| {
            let before = found.text.get(..at).and_then(|text| text.chars().next_back());
            let after = found.text.get(at + word.len()..).and_then(|text| text.chars().next());
            !before.is_some_and(is_word) && !after.is_some_and(is_word)
        };
        let here = |at: usize| but.file == file && at == but.start as usize;
        found.text.match_indices(word).any(|(at, _)| whole(at) && !here(at))
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
    fn tests_lie_beside_the_policy_and_change_nothing_of_it() {
        let text = |path: &str| (path.to_owned(), "x = 1".to_owned());
        let alone = Sources::new([text("salesflow.toml")]);
        let tested = Sources::new(
            ["salesflow.toml", "tests/a.toml", "tests/deep/b.toml", "tests/c/salesflow.toml", "tests/c/tests/d.toml"]
                .map(text),
        );
        assert_eq!(tested.tests().keys().collect::<Vec<_>>(), ["tests/a.toml", "tests/deep/b.toml"]);
        assert_eq!((tested.fingerprint(), tested.files()), (alone.fingerprint(), alone.files()));
        assert!(!is_test("tests/.hidden/a.toml") && !is_test("tests/a.rs") && !is_test("rules/a.toml"));
    }

    #[test]
    fn columns_count_characters() {
        let files = Files::of(&Sources::new([("org.toml".into(), "a\n回款 = 1".into())]));
        assert_eq!(files.spot(0, 2 + 7), Spot { line: 2, column: 4 });
    }
}
