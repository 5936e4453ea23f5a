//! Text. Positions and lengths count characters.

use regex::Regex;

use super::{Function, Gives, Run, Takes, number, text_of, whole, wrong};
use crate::{
    model::{Said, Type, Value, number as numbers},
    said,
    script::frame::{Fault, FaultKind, Frame},
};

const ONE: &[(&str, Takes)] = &[("t", Takes::Text)];
const TWO: &[(&str, Takes)] = &[("t", Takes::Text), ("part", Takes::Text)];
const CUT: &[(&str, Takes)] = &[("t", Takes::Text), ("n", Takes::Amount)];

pub(super) static FUNCTIONS: &[Function] = &[
    test("contains", TWO, |v, _| Ok(Value::Bool(text_of(v, 0)?.contains(&**text_of(v, 1)?))))
        .docs("Whether part occurs in t.", "contains(company, '集团')"),
    test("starts_with", TWO, |v, _| Ok(Value::Bool(text_of(v, 0)?.starts_with(&**text_of(v, 1)?))))
        .docs("Whether t begins with part.", "starts_with(code, 'HT-')"),
    test("ends_with", TWO, |v, _| Ok(Value::Bool(text_of(v, 0)?.ends_with(&**text_of(v, 1)?))))
        .docs("Whether t ends in part.", "ends_with(email, '.cn')"),
    test("matches", &[("t", Takes::Text), ("pattern", Takes::Pattern)], |v, _| {
        let pattern = pattern(text_of(v, 1)?).map_err(|said| Fault::new(FaultKind::Argument, said))?;
        Ok(Value::Bool(pattern.is_match(text_of(v, 0)?)))
    })
    .docs("Whether the pattern, a regular expression, fits the whole of t.", "matches(tax_no, '[0-9A-Z]{18}')"),
    make("length", ONE, Type::Number, |v, _| Ok(Value::int(text_of(v, 0)?.chars().count() as i64)))
        .docs("How many characters t has.", "length(tax_no) == 18"),
    make("upper", ONE, Type::Text, |v, _| Ok(Value::text(text_of(v, 0)?.to_uppercase())))
        .docs("t in capitals.", "upper(code)"),
    make("lower", ONE, Type::Text, |v, _| Ok(Value::text(text_of(v, 0)?.to_lowercase())))
        .docs("t in small letters.", "lower(email)"),
    make("trim", ONE, Type::Text, |v, _| Ok(Value::text(text_of(v, 0)?.trim())))
        .docs("t without blanks around it.", "trim(company)"),
    make("left", CUT, Type::Text, |v, _| {
        let n = whole(v, 1, 0, i64::MAX)? as usize;
        Ok(Value::text(text_of(v, 0)?.chars().take(n).collect::<String>()))
    })
    .docs("The first n characters of t.", "left(code, 2)"),
    make("right", CUT, Type::Text, |v, _| {
        let n = whole(v, 1, 0, i64::MAX)? as usize;
        let t = text_of(v, 0)?;
        let skip = t.chars().count().saturating_sub(n);
        Ok(Value::text(t.chars().skip(skip).collect::<String>()))
    })
    .docs("The last n characters of t.", "right(phone, 4)"),
    make("mid", &[("t", Takes::Text), ("start", Takes::Amount), ("n", Takes::Amount)], Type::Text, |v, _| {
        let start = whole(v, 1, 1, i64::MAX)? as usize - 1;
        let n = whole(v, 2, 0, i64::MAX)? as usize;
        Ok(Value::text(text_of(v, 0)?.chars().skip(start).take(n).collect::<String>()))
    })
    .docs("n characters of t from the start-th, which counts from 1.", "mid(id_card, 7, 8)"),
    make("replace", &[("t", Takes::Text), ("part", Takes::Text), ("with", Takes::Text)], Type::Text, |v, _| {
        let replaced = text_of(v, 0)?.replace(&**text_of(v, 1)?, text_of(v, 2)?);
        bounded(replaced)
    })
    .docs("t with every part replaced.", "replace(phone, ' ', '')"),
    make("join", &[("list", Takes::List), ("between", Takes::Text)], Type::Text, |v, _| {
        let between = match v.len() {
            1 => "、",
            _ => text_of(v, 1)?,
        };
        let Some(Value::List(items)) = v.first() else {
            return Err(wrong(v.first(), ("a list", "列表")));
        };
        let texts = items.iter().filter(|item| !item.is_none()).map(Value::to_string);
        bounded(texts.collect::<Vec<_>>().join(between))
    })
    .optional(1)
    .docs("The elements of a list as one text.", "join(distinct(lines, product), ', ')"),
    make("text", &[("x", Takes::Any), ("format", Takes::Text)], Type::Text, |v, frame| match v.len() {
        1 => Ok(Value::text(v[0].to_string())),
        _ => formatted(&v[0], text_of(v, 1)?, frame).map(Value::text),
    })
    .optional(1)
    .docs("x as text; numbers by `#,##0.00` or `0%`, dates by `yyyy-MM-dd HH:mm`.", "text(amount, '#,##0.00')"),
    make("number", ONE, Type::Number, |v, _| Ok(numbers::parse(text_of(v, 0)?).map_or(Value::None, Value::Number)))
        .docs("The number a text shows; none where it shows none.", "number(answer)"),
    make("digits", ONE, Type::Text, |v, _| {
        let wide = half_width(text_of(v, 0)?);
        Ok(Value::text(wide.chars().filter(char::is_ascii_digit).collect::<String>()))
    })
    .docs("Only the digits of t.", "digits(phone)"),
    make("similar", &[("a", Takes::Text), ("b", Takes::Text)], Type::Number, |v, _| {
        Ok(Value::Number(alike(text_of(v, 0)?, text_of(v, 1)?)))
    })
    .docs(
        "How alike two texts are, 0 to 1, whatever their case, width and spaces (Jaro).",
        "similar(company, record.company) > 0.85",
    ),
    make("half_width", ONE, Type::Text, |v, _| Ok(Value::text(half_width(text_of(v, 0)?))))
        .docs("t with full-width letters, digits and signs made ASCII.", "half_width(code)"),
];

type Body = fn(&[Value], &Frame) -> Result<Value, Fault>;

const fn make(name: &'static str, takes: &'static [(&'static str, Takes)], gives: Type, run: Body) -> Function {
    Function::new("text", name, takes, Gives::Is(gives), Run::Values(run))
}

const fn test(name: &'static str, takes: &'static [(&'static str, Takes)], run: Body) -> Function {
    make(name, takes, Type::Bool, run)
}

/// How long a text may become, in bytes.
const TEXT_BYTES_MAX: usize = 1 << 20;

fn bounded(text: String) -> Result<Value, Fault> {
    match text.len() <= TEXT_BYTES_MAX {
        true => Ok(Value::text(text)),
        false => Err(Fault::new(FaultKind::Overflow, ("a text has more than 1 MB", "文本超过 1 MB"))),
    }
}

/// A pattern over a whole text; what is wrong with it otherwise.
pub(in crate::script) fn pattern(text: &str) -> Result<Regex, Said> {
    regex::RegexBuilder::new(&format!("^(?:{text})$")).size_limit(1 << 20).build().map_err(|error| {
        let last = error.to_string();
        let reason = last.lines().last().unwrap_or_default().trim().to_owned();
        said!("`{text}` is no pattern: {reason}", "`{text}` 不是匹配式：{reason}")
    })
}

/// A text as duplicates are looked for: without case, width and spaces.
pub fn plain(text: &str) -> String {
    half_width(text).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect()
}

/// How alike two texts are, 0 to 1, to four digits.
pub fn alike(a: &str, b: &str) -> rust_decimal::Decimal {
    let likeness = strsim::jaro(&plain(a), &plain(b));
    rust_decimal::Decimal::new((likeness * 10_000.0).round() as i64, 4)
}

fn half_width(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    };
    text.chars().map(narrow).collect()
}

fn formatted(value: &Value, format: &str, frame: &Frame) -> Result<String, Fault> {
    let number = match value {
        Value::Date(_) | Value::Moment(_) => return super::dates::by_pattern(value, format, frame),
        Value::Number(_) => number(std::slice::from_ref(value), 0)?,
        other => return Ok(other.to_string()),
    };
    let digit = |c: char| matches!(c, '0' | '#' | ',' | '.');
    let (Some(first), Some(last)) = (format.find(digit), format.rfind(digit)) else {
        return Ok(format.to_owned());
    };
    let (before, shape, after) = (&format[..first], &format[first..=last], &format[last + 1..]);
    let number = match after.starts_with('%') {
        true => number
            .checked_mul(rust_decimal::Decimal::ONE_HUNDRED)
            .ok_or_else(|| Fault::new(FaultKind::Overflow, ("a number has more than 28 digits", "数字超过 28 位")))?,
        false => number,
    };
    let places = shape.split_once('.').map_or("", |(_, places)| places);
    let least = places.matches('0').count();
    let mut text = numbers::grouped(number, places.len().min(28) as u32);
    if !shape.contains(',') {
        text.retain(|c| c != ',');
    }
    // A `#` behind the point stands for a digit only where there is one.
    while text.contains('.') && text.ends_with('0') {
        let shown = text.rsplit('.').next().map_or(0, str::len);
        if shown <= least {
            break;
        }
        text.pop();
    }
    let text = text.strip_suffix('.').unwrap_or(&text);
    Ok(format!("{before}{text}{after}"))
}
