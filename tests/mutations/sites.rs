//! Where a file of TOML can be damaged: its headers, pairs, keys and scalars, as byte ranges.

use std::ops::Range;

use toml_parser::{
    Source,
    parser::{Event, EventKind, parse_document},
};

/// The places of one file.
#[derive(Default)]
pub struct Sites {
    /// Lines of `[stage.lead]`, with their line breaks.
    pub headers: Vec<Range<usize>>,
    /// Whole pairs that are lines, or several, of their own.
    pub pairs: Vec<Range<usize>>,
    /// Keys, in headers and inline tables too.
    pub keys: Vec<Range<usize>>,
    /// Scalars, with their quotes.
    pub scalars: Vec<Range<usize>>,
    /// `=` between key and value.
    pub equals: Vec<Range<usize>>,
    /// Commas and closing brackets of lists and inline tables.
    pub marks: Vec<Range<usize>>,
}

impl Sites {
    pub fn of(text: &str) -> Sites {
        let tokens = Source::new(text).lex().into_vec();
        let mut events: Vec<Event> = Vec::new();
        let mut errors: Vec<toml_parser::ParseError> = Vec::new();
        parse_document(&tokens, &mut events, &mut errors);
        let mut sites = Sites::default();
        let (mut depth, mut in_header, mut pair) = (0, false, None);
        for event in &events {
            let range = event.span().start()..event.span().end();
            match event.kind() {
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                    sites.headers.push(line(text, range.start));
                    in_header = true;
                }
                EventKind::StdTableClose | EventKind::ArrayTableClose => in_header = false,
                EventKind::InlineTableOpen | EventKind::ArrayOpen => depth += 1,
                EventKind::InlineTableClose | EventKind::ArrayClose => {
                    depth -= 1;
                    sites.marks.push(range);
                }
                EventKind::ValueSep => sites.marks.push(range),
                EventKind::KeyValSep => sites.equals.push(range),
                EventKind::Scalar => sites.scalars.push(range),
                EventKind::SimpleKey => {
                    if depth == 0 && !in_header && pair.is_none() {
                        pair = Some(range.start);
                    }
                    sites.keys.push(range);
                }
                EventKind::Newline if depth == 0 => {
                    sites.pairs.extend(pair.take().map(|start| line_start(text, start)..range.end));
                }
                _ => {}
            }
        }
        sites.pairs.extend(pair.map(|start| line_start(text, start)..text.len()));
        sites
    }
}

pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |n| n + 1)
}

/// The line a place is in, with its line break.
pub fn line(text: &str, at: usize) -> Range<usize> {
    let end = text[at..].find('\n').map_or(text.len(), |n| at + n + 1);
    line_start(text, at)..end
}

/// The table a place is in: from its header to the next one.
pub fn table(text: &str, at: usize) -> Range<usize> {
    let headers = Sites::of(text).headers;
    let start = headers.iter().rev().find(|header| header.start <= at).map_or(0, |header| header.start);
    let end = headers.iter().find(|header| header.start > at).map_or(text.len(), |header| header.start);
    start..end
}
