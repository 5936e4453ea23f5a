//! Where each character of a TOML string stands in the file: through quotes, escapes and line joins.

use crate::compiler::source::Span;

/// The place of every character of a string.
#[derive(Clone, Debug)]
pub(in crate::compiler) struct Quoting {
    whole: Span,
    /// The byte in the file at which character n begins; one more for the end. Empty where we could not tell.
    starts: Vec<u32>,
}

impl Quoting {
    /// Reads the raw text below a string's span, quotes included; `value` is what the string says.
    pub fn of(whole: Span, raw: &str, value: &str) -> Quoting {
        // A text from a file of its own stands there as it is.
        let offsets = if raw == value { Some(plain(raw)) } else { offsets(raw) };
        let offsets = offsets.filter(|offsets| offsets.len() == value.chars().count() + 1);
        let starts = offsets.unwrap_or_default();
        let starts = starts.into_iter().map(|at| whole.start.saturating_add(at)).collect();
        Quoting { whole, starts }
    }

    /// The span of some characters of the string.
    pub fn span(&self, start: usize, end: usize) -> Span {
        match (self.starts.get(start), self.starts.get(end.max(start))) {
            (Some(start), Some(end)) => Span { file: self.whole.file, start: *start, end: *end },
            _ => self.whole,
        }
    }
}

fn plain(raw: &str) -> Vec<u32> {
    let starts = raw.char_indices().map(|(at, _)| at).chain([raw.len()]);
    starts.map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect()
}

fn offsets(raw: &str) -> Option<Vec<u32>> {
    let (quote, escapes) = match raw {
        _ if raw.starts_with("'''") => ("'''", false),
        _ if raw.starts_with("\"\"\"") => ("\"\"\"", true),
        _ if raw.starts_with('\'') => ("'", false),
        _ if raw.starts_with('"') => ("\"", true),
        _ => return None,
    };
    let inner = raw.strip_prefix(quote)?.strip_suffix(quote)?;
    let mut at = quote.len();
    let mut rest = inner;
    if quote.len() == 3 {
        let cut = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
        at += rest.len() - cut.len();
        rest = cut;
    }
    let mut starts = Vec::with_capacity(rest.len() + 1);
    while let Some(first) = rest.chars().next() {
        let (makes, takes) = match first {
            '\\' if escapes => escape(rest),
            _ => (1, first.len_utf8()),
        };
        if makes > 0 {
            starts.push(u32::try_from(at).ok()?);
        }
        at += takes;
        rest = rest.get(takes..)?;
    }
    starts.push(u32::try_from(at).ok()?);
    Some(starts)
}

/// How many characters an escape makes, and how many bytes it takes.
fn escape(rest: &str) -> (usize, usize) {
    match rest.chars().nth(1) {
        Some('u') => (1, 6),
        Some('U') => (1, 10),
        Some('x') => (1, 4),
        Some(c) if c.is_whitespace() => {
            let after = rest[1..].trim_start_matches([' ', '\t', '\r', '\n']);
            (0, rest.len() - after.len())
        }
        Some(c) => (1, 1 + c.len_utf8()),
        None => (1, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below<'a>(raw: &'a str, value: &str, range: (usize, usize)) -> &'a str {
        let whole = Span { file: 0, start: 0, end: raw.len() as u32 };
        let span = Quoting::of(whole, raw, value).span(range.0, range.1);
        &raw[span.start as usize..span.end as usize]
    }

    #[test]
    fn literal_strings_map_one_to_one() {
        assert_eq!(below("'回款率 > x'", "回款率 > x", (6, 7)), "x");
        assert_eq!(below("'''\n回款 > x'''", "回款 > x", (5, 6)), "x");
    }

    #[test]
    fn escapes_are_walked() {
        assert_eq!(below(r#""a \"b\" \u4E2D c""#, "a \"b\" 中 c", (8, 9)), "c");
        assert_eq!(below(r#""a \"b\" \u4E2D c""#, "a \"b\" 中 c", (6, 7)), r"\u4E2D");
        assert_eq!(below("\"\"\"a \\\n   b\"\"\"", "a b", (2, 3)), "b");
    }

    #[test]
    fn what_does_not_add_up_is_the_whole_string() {
        assert_eq!(below("'ab'", "abc", (0, 1)), "'ab'");
    }
}
