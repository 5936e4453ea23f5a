//! Text as a picture sees it: how wide it is, where it breaks.

use unicode_width::UnicodeWidthChar;

/// How wide a text is at a size: wide characters are one em, others about six tenths, so that what is drawn with any of
/// the fonts fits.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

fn em(c: char) -> f64 {
    match (c, c.width().unwrap_or(0)) {
        (_, 0) => 0.0,
        ('m' | 'w' | 'M' | 'W' | '@' | '%', _) => 0.9,
        ('i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | '!', _) => 0.34,
        ('A'..='Z', _) => 0.7,
        (_, 1) => 0.6,
        _ => 1.0,
    }
}

/// The text on lines no wider than this, at most so many; what is left out is shown by an ellipsis.
pub(super) fn wrap(text: &str, size: f64, width_max: f64, lines_max: usize) -> Vec<String> {
    let em_max = width_max / size;
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for word in words(text) {
        let wide: f64 = word.trim_end().chars().map(em).sum();
        if used > 0.0 && used + wide > em_max {
            lines.push(String::new());
            used = 0.0;
        }
        for c in word.chars() {
            if used + em(c) > em_max && used > 0.0 && c != ' ' {
                lines.push(String::new());
                used = 0.0;
            }
            if used > 0.0 || c != ' ' {
                used += em(c);
                last(&mut lines).push(c);
            }
        }
    }
    if lines.len() > lines_max {
        lines.truncate(lines_max.max(1));
        let line = last(&mut lines);
        while line.chars().map(em).sum::<f64>() + 1.0 > em_max && line.pop().is_some() {}
        line.truncate(line.trim_end().len());
        line.push('…');
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn last(lines: &mut Vec<String>) -> &mut String {
    if lines.is_empty() {
        lines.push(String::new());
    }
    let end = lines.len() - 1;
    &mut lines[end]
}

/// What may not be broken: words with the spaces behind them, single wide characters with the punctuation behind them.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (place, c) in text.char_indices() {
        let breaks = before.is_some_and(|b| {
            let wide = |c: char| em(c) == 1.0;
            let clings = "，。、；：！？）】》”’…".contains(c);
            let opens = "（【《“‘".contains(b);
            !clings && !opens && c != ' ' && (b == ' ' || wide(b) || wide(c))
        });
        if breaks {
            words.push(&text[start..place]);
            start = place;
        }
        before = Some(c);
    }
    words.push(&text[start..]);
    words
}

/// Text for XML: what it may not hold is a space.
pub(in super::super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A coordinate: one decimal, no `.0` and no `-0`.
pub(super) fn n(x: f64) -> String {
    let tenths = (x * 10.0).round() as i64;
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => {
            let sign = if tenths < 0 { "-" } else { "" };
            format!("{sign}{}.{}", tenths.abs() / 10, rest.abs())
        }
    }
}
