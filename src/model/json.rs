//! Values as programs write and read them: money and decimals are JSON strings, moments RFC 3339 in the policy's zone.
//!
//! Reading is by type and forgiving about form (people type `15%`, `2026-03-02`, `是`), never about meaning.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::{
    Said, Type, Value, number,
    time::{Calendar, Duration},
};
use crate::said;

/// The value as JSON.
pub fn write(value: &Value, calendar: &Calendar) -> Json {
    match value {
        Value::None => Json::Null,
        Value::Bool(b) => json!(b),
        Value::Number(n) => Json::String(number::plain(*n)),
        Value::Text(text) => json!(text),
        Value::Date(date) => json!(date.to_string()),
        Value::Moment(at) => json!(calendar.format_timestamp(*at)),
        Value::Duration(d) => json!(d.to_string()),
        Value::List(items) => items.iter().map(|item| write(item, calendar)).collect(),
        Value::Row(row) => {
            let values = row.values.iter().map(|(name, value)| (name.to_string(), write(value, calendar)));
            std::iter::once(("id".to_owned(), json!(row.id))).chain(values).collect::<serde_json::Map<_, _>>().into()
        }
    }
}

/// Reads a raw value as one of that type. The error says what would be right. References, people, units and roles are
/// read as ids only; whether they exist is the engine's question.
pub fn read(raw: &Json, ty: &Type, minor_digits: u32, calendar: &Calendar) -> Result<Value, Said> {
    let text = match raw {
        Json::Null => return Ok(Value::None),
        Json::String(text) => text.trim(),
        _ => "",
    };
    if matches!(raw, Json::String(_)) && text.is_empty() {
        return Ok(Value::None);
    }
    let wrong = |en: &str, zh: &str| Said::new(format!("{raw} is not {en}"), format!("{raw} 不是{zh}"));
    Ok(match ty {
        Type::None => return Err(wrong("empty", "空值")),
        Type::Number => {
            Value::Number(read_number(raw).ok_or_else(|| wrong("a number, like 1200.5", "数字，例如 1200.5"))?)
        }
        Type::Percent => Value::Number(
            read_number(raw)
                .ok_or_else(|| wrong("a fraction or percentage, like 0.15 or 15%", "小数或百分比，例如 0.15 或 15%"))?,
        ),
        Type::Money => {
            let amount =
                read_number(raw).ok_or_else(|| wrong("an amount of money, like 1200.50", "金额，例如 1200.50"))?;
            Value::Number(number::round(amount, minor_digits))
        }
        Type::Bool => match (raw, text) {
            (Json::Bool(b), _) => Value::Bool(*b),
            (_, "true" | "yes" | "Yes" | "TRUE" | "True" | "是" | "1") => Value::Bool(true),
            (_, "false" | "no" | "No" | "FALSE" | "False" | "否" | "0") => Value::Bool(false),
            _ => return Err(wrong("true or false", "是非值（true 或 false）")),
        },
        Type::Date => Value::Date(
            calendar.parse_date(text).map_err(|_| wrong("a date, like 2026-03-02", "日期，例如 2026-03-02"))?,
        ),
        Type::DateTime => Value::Moment(calendar.parse_timestamp(text).map_err(|_| {
            wrong("a moment, like 2026-03-02T09:00 or 2026-03-02", "时刻，例如 2026-03-02T09:00 或 2026-03-02")
        })?),
        Type::Duration => Value::Duration(Arc::new(
            Duration::parse(text).map_err(|_| wrong("a length of time, like 5bd or 4h", "时长，例如 5bd 或 4h"))?,
        )),
        Type::Choice(choices) => {
            let id = plain_text(raw).ok_or_else(|| wrong("one of the choices", "可选值"))?;
            let value = choices.values.iter().find(|(value, _)| **value == *id);
            let value = value.or_else(|| choices.values.iter().find(|(_, title)| *title == id));
            match value {
                Some((value, _)) => Value::Text(value.clone()),
                None => {
                    let all: Vec<&str> = choices.values.iter().map(|(value, _)| &**value).collect();
                    return Err(said!("{raw} is not one of {}", "{raw} 不是以下之一：{}", all.join(", ")));
                }
            }
        }
        Type::Text => Value::text(plain_text(raw).ok_or_else(|| wrong("text", "文本"))?),
        Type::Person | Type::Unit | Type::Role | Type::Ref(_) => {
            Value::text(plain_text(raw).ok_or_else(|| wrong("an id", "标识"))?.trim())
        }
        Type::List(of) => match raw {
            Json::Array(items) => Value::List(
                items.iter().map(|item| read(item, of, minor_digits, calendar)).collect::<Result<Vec<_>, _>>()?.into(),
            ),
            one => Value::List(Arc::new([read(one, of, minor_digits, calendar)?])),
        },
        Type::Rows(_) | Type::Answer(_) | Type::Any => {
            return Err(wrong("something a field can hold", "字段能存的值"));
        }
    })
}

fn read_number(raw: &Json) -> Option<Decimal> {
    match raw {
        // The shortest text of a JSON number is what its writer wrote, up to the 17 digits a JSON reader keeps.
        Json::Number(n) => number::parse(&n.to_string()),
        Json::String(text) => number::parse(text),
        _ => None,
    }
}

fn plain_text(raw: &Json) -> Option<String> {
    match raw {
        Json::String(text) => Some(text.clone()),
        Json::Number(n) => Some(n.to_string()),
        Json::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}
