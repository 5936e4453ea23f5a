//! Reading a file that is no TOML as far as that goes.
//!
//! What is wrong is found piece by piece. A piece whose mend is certain is read as mended; of any other its key stays,
//! with a gap for its value, so that what it declares is missed nowhere. Spans are those of the file as it is written.

use std::ops::Range;

use toml::de::DeTable;

use super::{
    mend::{Mend, mend},
    pieces::{Kind, Piece, pieces, reads},
};
use crate::compiler::{
    findings::{self, Draft},
    source::Span,
};

/// With this a key begins that stands for something unread.
pub(super) const GAP: char = '\0';

/// What could be made of a file.
pub(super) struct Recovered {
    /// A text that can be read.
    pub text: String,
    /// Where its bytes come from.
    pub origin: Origin,
    /// What is wrong with the file.
    pub drafts: Vec<Draft>,
    /// The pieces that are not in the text.
    pub unread: Vec<String>,
    /// Whether these may declare names.
    pub lost: bool,
}

/// Where the bytes of one text stand in another: stretches, each moved as a whole.
#[derive(Default)]
pub(super) struct Origin(Vec<(usize, usize, usize)>);

impl Origin {
    /// The place in the file.
    pub fn of(&self, at: usize) -> usize {
        let behind = self.0.partition_point(|(made, ..)| *made <= at);
        match behind.checked_sub(1).and_then(|index| self.0.get(index)) {
            Some((made, written, length)) => written + (at - made).min(*length),
            None => at,
        }
    }
}

/// Makes a readable text of one that is not.
pub(super) fn recover(file: u32, text: &str) -> Recovered {
    let mut making = Making {
        file,
        made: Recovered {
            text: String::with_capacity(text.len()),
            origin: Origin::default(),
            drafts: Vec::new(),
            unread: Vec::new(),
            lost: false,
        },
        gaps: 0,
    };
    let pieces = pieces(text);
    // Fields declare themselves one by one, in a header or as a key below it.
    let mut below_fields = false;
    for piece in &pieces {
        let raw = text.get(piece.range.clone()).unwrap_or_default();
        if piece.kind == Kind::Header {
            below_fields = raw.trim_start().starts_with("[field]");
        }
        match DeTable::parse_recoverable(raw).1.first() {
            None => making.copy(raw, piece.range.start),
            Some(error) => making.piece(raw, piece, error, below_fields),
        }
    }
    let mut made = making.made;
    let doubled = doubled(file, text, &pieces, &made);
    made.lost |= doubled.iter().any(|(_, other)| *other);
    made.drafts.extend(doubled.into_iter().map(|(draft, _)| draft));
    made
}

struct Making {
    file: u32,
    made: Recovered,
    gaps: usize,
}

impl Making {
    fn copy(&mut self, raw: &str, from: usize) {
        let made = &mut self.made;
        made.origin.0.push((made.text.len(), from, raw.len()));
        made.text.push_str(raw);
    }

    /// A word that is not in the file; it stands at one place of it.
    fn insert(&mut self, word: &str, at: usize) {
        let made = &mut self.made;
        made.origin.0.push((made.text.len(), at, 0));
        made.text.push_str(word);
    }

    fn piece(&mut self, raw: &str, piece: &Piece, error: &toml::de::Error, below_fields: bool) {
        let start = piece.range.start;
        if let Some(mend) = mend(raw) {
            let span = Span::new(self.file, start + mend.at.start..start + mend.at.end);
            self.made.drafts.push(findings::toml_mended(span, &mend));
            self.mended(raw, start, &mend);
            return;
        }
        let at = match piece.kind {
            Kind::Header => raw.len() - raw.trim_start().len()..raw.trim_end().len(),
            _ => visible(raw, shown(raw, error)),
        };
        let span = Span::new(self.file, start + at.start..start + at.end);
        let mut draft = match piece.kind {
            Kind::Header => findings::toml_header(span),
            _ => findings::toml_syntax(span, error.message()),
        };
        if let Some(opened) = opened(raw).filter(|opened| !at.contains(opened)) {
            let here = Span::new(self.file, start + opened..start + opened + 1);
            draft = draft.label(here, ("opened here", "在这里打开"));
        }
        self.made.drafts.push(draft);
        self.made.unread.push(raw.to_owned());
        match piece.kind {
            Kind::Blank => self.copy("\n", start),
            Kind::Header => self.header(raw, start),
            Kind::Pair => self.pair(raw, start, below_fields),
        }
    }

    fn mended(&mut self, raw: &str, start: usize, mend: &Mend) {
        self.copy(raw.get(..mend.at.start).unwrap_or_default(), start);
        // As far as the two are alike from their ends the words keep their places.
        let old = raw.get(mend.at.clone()).unwrap_or_default();
        let lead = old.char_indices().zip(mend.with.chars()).find(|((_, a), b)| a != b);
        let lead = lead.map_or(old.len().min(mend.with.len()), |((at, _), _)| at);
        self.copy(old.get(..lead).unwrap_or_default(), start + mend.at.start);
        self.insert(mend.with.get(lead..).unwrap_or_default(), start + mend.at.start + lead);
        self.copy(raw.get(mend.at.end..).unwrap_or_default(), start + mend.at.end);
    }

    fn header(&mut self, raw: &str, start: usize) {
        let indent = raw.len() - raw.trim_start_matches([' ', '\t', '[']).len();
        let path = raw.get(indent..).unwrap_or_default();
        let path = path.split([']', '#', '\n', '\r']).next().unwrap_or_default().trim_end();
        let several = raw.trim_start().starts_with("[[");
        let (open, close) = if several { ("[[", "]]\n") } else { ("[", "]\n") };
        self.insert(open, start);
        match reads(&format!("[{path}]")) {
            true => self.copy(path, start + indent),
            false => self.gap(start),
        }
        self.insert(close, start + indent + path.len());
    }

    fn pair(&mut self, raw: &str, start: usize, below_fields: bool) {
        let end = raw.find(['=', '\n']).unwrap_or(raw.len());
        let (before, rest) = raw.split_at(end);
        let word = before.split_whitespace().next().unwrap_or_default();
        let key = [before, word].into_iter().find(|key| !key.trim().is_empty() && reads(&format!("{key} = 0")));
        match key {
            Some(key) => self.copy(key, start),
            None => self.gap(start),
        }
        let holds_keys = rest.trim_start_matches(['=', ' ', '\t']).starts_with(['{', '[']);
        self.made.lost |= holds_keys && !below_fields;
        self.insert(" = { \"\\u0000\" = 0 }\n", start + end);
    }

    fn gap(&mut self, at: usize) {
        self.gaps += 1;
        self.made.lost = true;
        let name = format!("\"\\u0000{}\"", self.gaps);
        self.insert(&name, at);
    }
}

/// Keys and tables written twice: what only the whole shows. Whether each may be of another table, which has lost its
/// header.
fn doubled(file: u32, text: &str, pieces: &[Piece], made: &Recovered) -> Vec<(Draft, bool)> {
    let mut drafts = Vec::new();
    let mut told: Option<usize> = None;
    let mut last: Option<usize> = None;
    for error in DeTable::parse_recoverable(&made.text).1 {
        let range = error.span().unwrap_or(0..0);
        let range = made.origin.of(range.start)..made.origin.of(range.end);
        let index = pieces.partition_point(|piece| piece.range.end <= range.start);
        let header = pieces.iter().take(index + 1).rposition(|piece| piece.kind == Kind::Header);
        // A table that is there twice, and each of its keys with it, is one mistake.
        if told.is_some() && told == header {
            continue;
        }
        let Some(piece) = pieces.get(index) else { continue };
        if piece.kind == Kind::Header {
            told = header;
        }
        // Nor are the keys of a table that has lost its header more than one.
        if follows(pieces, last, index) {
            last = Some(index);
            continue;
        }
        last = Some(index);
        let span = Span::new(file, range.clone());
        let draft = findings::toml_syntax(span, error.message());
        let other = piece.kind == Kind::Pair && !says_again(text, pieces, index);
        let draft = match first(text, pieces, index, header) {
            Some(first) => draft.label(Span::new(file, first), ("first written here", "第一次写在这里")),
            None => draft,
        };
        drafts.push((draft, other));
    }
    drafts
}

/// Whether a pair is there a second time as it is, word for word.
fn says_again(text: &str, pieces: &[Piece], index: usize) -> bool {
    let raw = |piece: &Piece| text.get(piece.range.clone()).unwrap_or_default().trim().to_owned();
    let before = pieces.get(..index).unwrap_or_default();
    pieces.get(index).is_some_and(|piece| before.iter().any(|other| raw(other) == raw(piece)))
}

/// Whether a pair stands right below the one that was told last.
fn follows(pieces: &[Piece], last: Option<usize>, index: usize) -> bool {
    let between = last.and_then(|last| pieces.get(last + 1..=index));
    between.is_some_and(|between| !between.is_empty() && between.iter().all(|piece| piece.kind != Kind::Header))
}

/// Where what a piece says again was said first.
fn first(text: &str, pieces: &[Piece], index: usize, header: Option<usize>) -> Option<Range<usize>> {
    let says = |piece: &Piece| {
        let raw = text.get(piece.range.clone()).unwrap_or_default();
        let end = match piece.kind {
            Kind::Header => raw.find(']').map_or(raw.len(), |at| at + 1),
            _ => raw.find('=').unwrap_or(raw.len()),
        };
        let said = raw.get(..end).unwrap_or_default();
        let indent = said.len() - said.trim_start().len();
        let start = piece.range.start + indent;
        (said.trim().to_owned(), start..start + said.trim().len())
    };
    let piece = pieces.get(index)?;
    let from = if piece.kind == Kind::Header { 0 } else { header.map_or(0, |header| header + 1) };
    let (name, _) = says(piece);
    let before = pieces.get(from..index)?.iter().filter(|other| other.kind == piece.kind);
    before.map(says).find(|(other, _)| *other == name).map(|(_, range)| range)
}

/// Where the parser sees the fault; of a text that lacks its first quote the word it would begin with.
fn shown(raw: &str, error: &toml::de::Error) -> Range<usize> {
    let at = error.span().unwrap_or(0..0);
    match error.message().starts_with("missing opening quote") {
        true => {
            at.start..raw.get(at.start..).and_then(|rest| rest.find(['"', '\''])).map_or(at.end, |n| at.start + n + 1)
        }
        false => at,
    }
}

/// A place that can be seen: an empty one, or one in blank space, is moved to the character before it.
fn visible(raw: &str, at: Range<usize>) -> Range<usize> {
    let at = at.start.min(raw.len())..at.end.min(raw.len());
    let below = raw.get(at.clone()).unwrap_or_default();
    if !below.trim().is_empty() {
        let start = at.start + (below.len() - below.trim_start().len());
        return start..start + below.trim().len();
    }
    let before = raw.get(..at.end).unwrap_or(raw).trim_end();
    // A text that nothing closes is shown from its beginning.
    if before.matches('"').count() % 2 == 1 {
        return before.rfind("\"\"\"").or_else(|| before.rfind('"')).unwrap_or_default()..before.len();
    }
    match before.char_indices().next_back() {
        Some((start, c)) => start..start + c.len_utf8(),
        None => 0..raw.chars().next().map_or(0, char::len_utf8),
    }
}

/// The first bracket of a value that nothing closes.
fn opened(raw: &str) -> Option<usize> {
    let value = raw.find('=')?;
    let rest = raw.get(value..)?;
    let open = rest.find(['[', '{']).map(|at| value + at)?;
    let count = |signs: [char; 2]| rest.matches(|c| signs.contains(&c)).count();
    (count(['[', '{']) > count([']', '}'])).then_some(open)
}
