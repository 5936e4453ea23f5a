//! The mends of TOML that are certain: with one of them a piece can be read, and it can mean nothing else.

use std::ops::Range;

use super::pieces::reads;
use crate::{model::Said, said};

/// A mend of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::compiler) struct Mend {
    /// What of the piece goes.
    pub at: Range<usize>,
    /// What comes instead.
    pub with: String,
    /// What is wrong.
    pub message: Said,
    /// Whether it is a key that lacks its quotes.
    pub key: bool,
}

/// The mend of a piece that can't be read, where there is one.
pub(super) fn mend(raw: &str) -> Option<Mend> {
    let all: [fn(&str) -> Option<Mend>; 14] = [
        bare_key,
        wide_signs,
        double_equals,
        colon,
        header,
        wrong_comment,
        bare_value,
        open_text,
        unopened_text,
        run_on_text,
        open_brackets,
        missing_comma,
        backslash,
        extra_end,
    ];
    all.into_iter().filter_map(|mend| mend(raw)).find(|mend| reads(&mended(raw, mend)))
}

fn mended(raw: &str, mend: &Mend) -> String {
    let before = raw.get(..mend.at.start).unwrap_or_default();
    format!("{before}{}{}", mend.with, raw.get(mend.at.end..).unwrap_or_default())
}

fn of(at: Range<usize>, with: impl Into<String>, message: Said) -> Option<Mend> {
    Some(Mend { at, with: with.into(), message, key: false })
}

/// Where the value of a pair begins and ends, without comment-free blanks at its ends.
fn value(raw: &str) -> Option<Range<usize>> {
    let start = raw.find('=')? + 1;
    let rest = raw.get(start..)?;
    let start = start + (rest.len() - rest.trim_start().len());
    Some(start..raw.trim_end().len()).filter(|range| range.start < range.end)
}

/// The key of a pair, or the path of a header.
fn key(raw: &str) -> Option<Range<usize>> {
    let start = raw.len() - raw.trim_start_matches([' ', '\t', '[']).len();
    let rest = raw.get(start..)?;
    let end = match raw.trim_start().starts_with('[') {
        true => rest.find(']')?,
        false => rest.find('=')?,
    };
    let text = rest.get(..end)?.trim_end();
    (!text.is_empty()).then_some(start..start + text.len())
}

/// `金额 = 1`, `[stage.赢单]`: each part with other signs than a-z stands in quotes.
fn bare_key(raw: &str) -> Option<Mend> {
    let at = key(raw)?;
    let text = raw.get(at.clone())?;
    if text.contains(['"', '\'', ' ', '\t']) {
        return None;
    }
    let mut offset = at.start;
    for part in text.split('.') {
        let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let word = |c: char| bare(c) || c.is_alphanumeric();
        if !part.is_empty() && part.chars().all(word) && !part.chars().all(bare) {
            let quote = |part: &str| match part.chars().all(bare) {
                true => part.to_owned(),
                false => format!("\"{part}\""),
            };
            // Several parts are one mend, told of the first.
            let whole: Vec<String> = text.split('.').map(quote).collect();
            let others = text.split('.').filter(|part| !part.chars().all(bare)).count();
            let message = said!("the key `{part}` must stand in quotes", "键 `{part}` 要加引号");
            let (at, with) = match others {
                1 => (offset..offset + part.len(), quote(part)),
                _ => (at, whole.join(".")),
            };
            return Some(Mend { at, with, message, key: true });
        }
        offset += part.len() + 1;
    }
    // A key of an inline table.
    inner_key(raw)
}

fn inner_key(raw: &str) -> Option<Mend> {
    let value = value(raw)?;
    let text = raw.get(value.clone())?.strip_prefix('{')?;
    let mut at = value.start + 1;
    for part in text.split_inclusive([',', '{']) {
        if let Some((name, _)) = part.split_once('=') {
            let word = name.trim();
            let start = at + (name.len() - name.trim_start().len());
            let plain = word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
            if !word.is_empty() && plain && !word.is_ascii() {
                let message = said!("the key `{word}` must stand in quotes", "键 `{word}` 要加引号");
                return Some(Mend { at: start..start + word.len(), with: format!("\"{word}\""), message, key: true });
            }
        }
        at += part.len();
    }
    None
}

/// Full-width quotes, commas, brackets, blanks outside text.
fn wide_signs(raw: &str) -> Option<Mend> {
    let mut out = String::new();
    let mut found: Option<(Range<usize>, char)> = None;
    let mut quote: Option<char> = None;
    for (at, c) in raw.char_indices() {
        let narrow = match (quote, c) {
            (Some('”'), '“' | '”' | '＂') | (None, '“' | '”' | '＂') => "\"",
            (Some('’'), '‘' | '’' | '＇') | (None, '‘' | '’' | '＇') => "'",
            (Some(_), _) => "",
            (None, '＝') => "=",
            (None, '，' | '、') => ",",
            (None, '：') => "=",
            (None, '［' | '【') => "[",
            (None, '］' | '】') => "]",
            (None, '｛') => "{",
            (None, '｝') => "}",
            (None, '．') => ".",
            (None, '\u{3000}' | '\u{a0}') => " ",
            _ => "",
        };
        quote = match (quote, c) {
            // To the end of the line it is a comment.
            (Some('#'), '\n') => None,
            (Some('#'), _) | (None, '#') => Some('#'),
            (None, '"' | '\'') => Some(c),
            (None, '“' | '”' | '＂') => Some('”'),
            (None, '‘' | '’' | '＇') => Some('’'),
            (Some('”'), '“' | '”' | '＂') | (Some('’'), '‘' | '’' | '＇') => None,
            // A text that begins with one kind of quote may end with the other.
            (Some('”'), '"') | (Some('’'), '\'') => None,
            (Some(open), c) if c == open => None,
            (quote, _) => quote,
        };
        match narrow {
            "" => out.push(c),
            narrow => {
                let end = at + c.len_utf8();
                found = Some(match found {
                    Some((range, first)) => (range.start..end, first),
                    None => (at..end, c),
                });
                out.push_str(narrow);
            }
        }
    }
    let (range, first) = found?;
    let behind = raw.len() - range.end;
    let with = out.get(range.start..out.len() - behind)?.to_owned();
    let message = match first {
        '\u{3000}' | '\u{a0}' => said!("this is no plain blank", "这不是普通的空格"),
        _ => said!("`{first}` is a full-width sign", "`{first}` 是全角符号"),
    };
    of(range, with, message)
}

/// `a == 3`.
fn double_equals(raw: &str) -> Option<Mend> {
    let at = raw.find("==")?;
    let length = raw.get(at..)?.bytes().take_while(|byte| *byte == b'=').count();
    of(at..at + length, "=", said!("one `=` is enough here", "这里一个 `=` 就够了"))
}

/// `a: 3`.
fn colon(raw: &str) -> Option<Mend> {
    let at = raw.find(':')?;
    let before = raw.get(..at)?.trim();
    let is_key = !before.is_empty() && before.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    let with = if raw.get(..at)?.ends_with(' ') { "=" } else { " =" };
    is_key.then(|| of(at..at + 1, with, said!("a key and its value stand around `=`", "键和值之间要用 `=`")))?
}

/// `won"`, `["a", b"]`: the quote at the beginning is missing.
fn unopened_text(raw: &str) -> Option<Mend> {
    let (start, end) = (words(raw)?).into_iter().find_map(|word| match word {
        Word::Bare(range) if raw.get(range.end..)?.starts_with('"') => Some((range.start, range.end)),
        _ => None,
    })?;
    let text = raw.get(start..end)?;
    of(start..end + 1, format!("\"{text}\""), said!("an opening quote is missing", "缺少开头的引号"))
}

/// `{ a = "x, b = "y" }`, `["a, "b"]`: the text before runs on to the next one's quote.
fn run_on_text(raw: &str) -> Option<Mend> {
    let run_on = words(raw)?.into_iter().find_map(|word| match word {
        // What stands right behind a text belongs to something else.
        Word::Text(text) if !raw.get(text.end..)?.starts_with([' ', ',', ']', '}', '\n', '\r', '\t', '#']) => {
            Some(text)
        }
        _ => None,
    })?;
    let inner = raw.get(run_on.clone())?;
    let (at, more) = (inner.find(',')?, inner.matches(',').count() > 1);
    let text = inner.get(..at)?;
    let message = said!("a closing quote is missing", "缺少结尾的引号");
    (!more).then(|| of(run_on.start..run_on.start + at, format!("{text}\""), message))?
}

/// A stretch of a value.
enum Word {
    /// With its quotes.
    Text(Range<usize>),
    /// Outside of quotes, without blanks around it.
    Bare(Range<usize>),
}

/// The texts and bare words of a value, in order.
fn words(raw: &str) -> Option<Vec<Word>> {
    let value = value(raw)?;
    let mut words = Vec::new();
    let mut at = value.start;
    while at < value.end {
        let rest = raw.get(at..value.end)?;
        let first = rest.chars().next()?;
        let length = match first {
            '"' => rest.get(1..)?.find('"').map_or(rest.len(), |n| n + 2),
            '[' | ']' | '{' | '}' | ',' | '=' | ' ' | '\t' | '\n' | '\r' => first.len_utf8(),
            _ => rest.find(['"', '[', ']', '{', '}', ',', '=', '\n']).unwrap_or(rest.len()),
        };
        match first {
            '"' => words.push(Word::Text(at..at + length)),
            '[' | ']' | '{' | '}' | ',' | '=' | ' ' | '\t' | '\n' | '\r' => {}
            _ => words.push(Word::Bare(at..at + length)),
        }
        at += length;
    }
    Some(words)
}

/// `[stage.won`, `[stage.won]]`, `[[x]`.
fn header(raw: &str) -> Option<Mend> {
    let line = raw.trim_end();
    let opens = line.trim_start().bytes().take_while(|byte| *byte == b'[').count();
    if opens == 0 || opens > 2 {
        return None;
    }
    let path = line.trim_end_matches(']');
    let closes = line.len() - path.len();
    let wanted = "]".repeat(opens);
    let message = match closes < opens {
        true => said!("`{wanted}` is missing", "缺少 `{wanted}`"),
        false => said!("there is one `]` too many", "多了一个 `]`"),
    };
    let start = line.len() - line.trim_start().len();
    of(start..line.len(), format!("{}{wanted}", path.get(start..)?), message)
}

/// `3 // why`, `3 -- why`.
fn wrong_comment(raw: &str) -> Option<Mend> {
    let at = raw.find("//").or_else(|| raw.find("--"))?;
    of(at..at + 2, "#", said!("a comment begins with `#`", "注释以 `#` 开头"))
}

/// A value that should stand in quotes, or a number, date or truth value written in another way.
fn bare_value(raw: &str) -> Option<Mend> {
    let mut at = value(raw)?;
    let text = raw.get(at.clone())?;
    // What stands behind `#` is a comment.
    if let Some(comment) = text.find('#') {
        at.end = at.start + text.get(..comment)?.trim_end().len();
    }
    let text = raw.get(at.clone())?;
    let lower = text.to_lowercase();
    if let Some(plain) = text.strip_suffix([';', ',', '；', '。']) {
        let end = at.start + plain.trim_end().len();
        let sign = text.get(plain.len()..)?;
        return of(end..at.end, "", said!("`{sign}` does not belong here", "这里不要 `{sign}`"));
    }
    if matches!(lower.as_str(), "true" | "false") {
        return of(at, lower, said!("true and false are written in small letters", "true 和 false 要小写"));
    }
    if let Some(fraction) = percent(text) {
        let message =
            said!("a percentage is a fraction: {text} is {fraction}", "百分比要写成小数：{text} 是 {fraction}");
        return of(at, fraction, message);
    }
    if let Some(date) = date(text) {
        return of(at, date, said!("a date is written like 2026-03-05", "日期要写成 2026-03-05"));
    }
    if let Some(number) = number(text) {
        return of(at, number, said!("this is not how a number is written", "数字不能这样写"));
    }
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '+' | '.' | '_' | '-');
    let odd = text.contains(['"', '\'', '[', ']', '{', '}', '=', '\\', '\n', '“', '”', '‘', '’', '#']);
    let yes = matches!(lower.as_str(), "yes" | "no" | "on" | "off" | "null" | "none" | "nil" | "是" | "否");
    if odd || yes || text.starts_with('(') || text.chars().all(is_digit) {
        return None;
    }
    of(at, format!("\"{text}\""), said!("text stands in quotes", "文本要加引号"))
}

fn percent(text: &str) -> Option<String> {
    let digits = text.strip_suffix(['%', '％'])?.trim_end();
    let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let fraction = crate::model::number::parse(&format!("{digits}%")).filter(|_| plain && !digits.is_empty())?;
    Some(crate::model::number::plain(fraction))
}

/// `2026/3/5`, `2026-3-5`, `2026.3.5`, `2026年3月5日`.
fn date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', '-', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let [year, month, day] = parts[..] else {
        return None;
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || ![year, month, day].into_iter().all(digits) {
        return None;
    }
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    crate::model::time::parse_date(&date).ok().map(|_| date)
}

/// `1,000`, `.5`, `5.`, `１２`.
fn number(text: &str) -> Option<String> {
    let narrow: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            '，' => ',',
            c => c,
        })
        .collect();
    let groups: Vec<&str> = narrow.split(',').collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if let [first, rest @ ..] = &groups[..]
        && !rest.is_empty()
        && digits(first)
        && first.len() <= 3
        && rest.iter().all(|part| digits(part) && part.len() == 3)
    {
        return Some(groups.concat());
    }
    if let Some(fraction) = narrow.strip_prefix('.').filter(|part| digits(part)) {
        return Some(format!("0.{fraction}"));
    }
    if let Some(whole) = narrow.strip_suffix('.').filter(|part| digits(part)) {
        return Some(whole.to_owned());
    }
    (narrow != text && crate::model::number::parse(&narrow).is_some()).then_some(narrow)
}

/// `"Deals`: the quote at the end of the line, before brackets that close there.
fn open_text(raw: &str) -> Option<Mend> {
    let line = raw.trim_end();
    if line.contains('\n') || line.contains("\"\"\"") || line.contains("'''") {
        return None;
    }
    let quote = ['"', '\''].into_iter().find(|quote| line.matches(*quote).count() % 2 == 1)?;
    let message = || said!("a closing {quote} is missing", "缺少结尾的引号 {quote}");
    // Brackets at the end may be text or not: the longest text that can be read is not always the one that was meant,
    // so that only one place may be left.
    let mut ends: Vec<usize> = Vec::new();
    let mut end = line.len();
    loop {
        ends.push(end);
        let before = line.get(..end)?.trim_end();
        match before.chars().next_back() {
            Some(last @ (']' | '}')) => end = before.get(..before.len() - last.len_utf8())?.trim_end().len(),
            _ => break,
        }
    }
    let closes = |at: usize| format!("{}{quote}{}", &line[..at], &line[at..]);
    let mut good = ends.into_iter().filter(|at| reads(&closes(*at)));
    let (at, None) = (good.next()?, good.next()) else {
        return None;
    };
    let start = line.get(..at)?.rfind(quote)?;
    if line.get(..at)?.contains('#') {
        return None;
    }
    of(start..at, format!("{}{quote}", line.get(start..at)?), message())
}

/// `from = ["a", "b"`: what is open at the end of its only line.
fn open_brackets(raw: &str) -> Option<Mend> {
    let line = raw.trim_end();
    if line.contains('\n') || line.contains('#') {
        return None;
    }
    let mut open: Vec<char> = Vec::new();
    let mut quote: Option<char> = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(opened), c) if c == opened => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') => open.push(']'),
            (None, '{') => open.push('}'),
            (None, ']' | '}') if open.last() == Some(&c) => _ = open.pop(),
            _ => {}
        }
    }
    if line.trim_start().starts_with('[') || open.is_empty() {
        return None;
    }
    let closing: String = open.into_iter().rev().collect();
    let value = value(raw)?;
    let with = format!("{}{closing}", raw.get(value.clone())?);
    of(value, with, said!("`{closing}` is missing", "缺少 `{closing}`"))
}

/// `["a" "b"]`, `{ a = 1 b = 2 }`.
fn missing_comma(raw: &str) -> Option<Mend> {
    let error = toml::de::DeTable::parse_recoverable(raw).1.into_iter().next()?;
    let mut before = raw.get(..error.span()?.start)?.trim_end();
    if error.message().starts_with("extra assignment") {
        // The key behind the blank was taken for part of the value.
        before = before.get(..before.rfind(char::is_whitespace)?)?.trim_end();
    } else if !error.message().starts_with("missing comma") {
        return None;
    }
    let word = |c: char| c.is_whitespace() || matches!(c, ',' | '[' | '{');
    let start = before.rfind(word).map_or(0, |at| at + 1);
    let with = format!("{},", before.get(start..)?);
    of(start..before.len(), with, said!("a comma is missing", "缺少逗号"))
}

/// `"\d+"`, `"C:\data"`: text with backslashes stands in single quotes.
fn backslash(raw: &str) -> Option<Mend> {
    let at = value(raw)?;
    let mut from = at.start;
    while let Some(open) = raw.get(from..at.end)?.find('"').map(|n| from + n) {
        let close = open + 1 + raw.get(open + 1..at.end)?.find('"')?;
        let inner = raw.get(open + 1..close)?;
        if inner.contains('\\') && !inner.contains('\'') {
            let message = said!(
                "a `\\` in \"…\" begins an escape: write such text in '…'",
                "\"…\" 里的 `\\` 是转义符：这样的文本请写在 '…' 里"
            );
            return of(open..close + 1, format!("'{inner}'"), message);
        }
        from = close + 1;
    }
    None
}

/// A bracket or quote too many at the end of a line.
fn extra_end(raw: &str) -> Option<Mend> {
    let line = raw.trim_end();
    let (start, last) = line.char_indices().next_back()?;
    let sign = matches!(last, ']' | '}' | '"' | '\'' | ')');
    (sign && !line.contains('\n'))
        .then(|| of(start..line.len(), "", said!("there is one `{last}` too many", "多了一个 `{last}`")))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(raw: &str) -> Option<String> {
        mend(raw).map(|mend| mended(raw, &mend))
    }

    #[test]
    fn usual_mistakes_have_one_mend() {
        for (wrong, right) in [
            ("金额 = 1", "\"金额\" = 1"),
            ("[stage.赢单]", "[stage.\"赢单\"]"),
            ("set = { 金额 = 1 }", "set = { \"金额\" = 1 }"),
            ("title = “线索”", "title = \"线索\""),
            ("title ＝ \"x\"", "title = \"x\""),
            ("from = [\"a\"，\"b\"]", "from = [\"a\",\"b\"]"),
            ("a == 3", "a = 3"),
            ("a: 3", "a = 3"),
            ("[stage.won", "[stage.won]"),
            ("[stage.won]]", "[stage.won]"),
            ("[[approval.x.step]", "[[approval.x.step]]"),
            ("a = 3 // why", "a = 3 # why"),
            ("title = Deals", "title = \"Deals\""),
            ("title = Big deals # why", "title = \"Big deals\" # why"),
            ("a = 3;", "a = 3"),
            ("a = True", "a = true"),
            ("a = 15%", "a = 0.15"),
            ("a = 2026/3/5", "a = 2026-03-05"),
            ("a = 2026-3-5", "a = 2026-03-05"),
            ("a = 1,000,000", "a = 1000000"),
            ("a = .5", "a = 0.5"),
            ("a = 5bd", "a = \"5bd\""),
            ("title = \"Deals", "title = \"Deals\""),
            ("who = [\"role:a\", \"role:b]", "who = [\"role:a\", \"role:b\"]"),
            ("from = [\"a\", \"b\"", "from = [\"a\", \"b\"]"),
            ("f = { type = \"money\", min = 0", "f = { type = \"money\", min = 0}"),
            ("from = [\"a\" \"b\"]", "from = [\"a\", \"b\"]"),
            ("f = { type = \"money\" min = 0 }", "f = { type = \"money\", min = 0 }"),
            ("pattern = \"\\d+\"", "pattern = '\\d+'"),
            ("from = [\"a\"]]", "from = [\"a\"]"),
        ] {
            assert_eq!(done(wrong).as_deref(), Some(right), "{wrong}");
        }
    }

    #[test]
    fn what_may_mean_several_things_is_left_alone() {
        for wrong in
            ["a = yes", "a = null", "a = 'it's'", "title = \"say \"hi\" now\"", "a = 01", "a", "= 3", "a = (1, 2)"]
        {
            assert_eq!(done(wrong), None, "{wrong}");
        }
    }
}
