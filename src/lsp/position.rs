//! Places in a text as the protocol counts them: lines from 0, columns in UTF-16 units.

use std::ops::Range;

use serde_json::{Value as Json, json};

/// The byte a position of the protocol stands at; the nearest one where the text is shorter.
pub(super) fn offset(text: &str, position: &Json) -> usize {
    let line = usize::try_from(position["line"].as_u64().unwrap_or_default()).unwrap_or(usize::MAX);
    let units = usize::try_from(position["character"].as_u64().unwrap_or_default()).unwrap_or(usize::MAX);
    let start = match line {
        0 => 0,
        line => text.match_indices('\n').nth(line - 1).map_or(text.len(), |(at, _)| at + 1),
    };
    let rest = text.get(start..).unwrap_or_default().split('\n').next().unwrap_or_default();
    let mut seen = 0;
    for (at, letter) in rest.char_indices() {
        if seen >= units {
            return start + at;
        }
        seen += letter.len_utf16();
    }
    start + rest.len()
}

/// The position of a byte.
pub(super) fn position(text: &str, offset: usize) -> Json {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count();
    let units: usize = before.rsplit('\n').next().unwrap_or_default().chars().map(char::len_utf16).sum();
    json!({"line": line, "character": units})
}

/// The range of some bytes.
pub(super) fn range(text: &str, bytes: &Range<usize>) -> Json {
    json!({"start": position(text, bytes.start), "end": position(text, bytes.end)})
}

/// The range of the whole text.
pub(super) fn whole(text: &str) -> Json {
    range(text, &(0..text.len()))
}

/// The range between two places as findings count them: lines and columns in characters, from 1.
pub(super) fn between(text: &str, from: (u32, u32), to: (u32, u32)) -> Json {
    json!({"start": spot(text, from), "end": spot(text, to)})
}

fn spot(text: &str, (line, column): (u32, u32)) -> Json {
    let (line, column) = (line.saturating_sub(1), column.saturating_sub(1));
    let written = text.split('\n').nth(line as usize).unwrap_or_default();
    let units: usize = written.chars().take(column as usize).map(char::len_utf16).sum();
    json!({"line": line, "character": units})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_utf16() {
        let text = "a\n华𝄞b = 1\n";
        let at = json!({"line": 1, "character": 3});
        assert_eq!(&text[offset(text, &at)..], "b = 1\n");
        assert_eq!(position(text, offset(text, &at)), at);
        assert_eq!(between(text, (2, 3), (2, 4))["start"], at);
        assert_eq!(offset(text, &json!({"line": 9, "character": 9})), text.len());
        assert_eq!(offset(text, &json!({"line": 0, "character": 9})), 1);
    }
}
