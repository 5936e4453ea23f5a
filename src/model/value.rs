//! What a field, an answer or a formula can hold, and of what kind it is.
//!
//! A [`Value`] knows only its shape; its meaning (money or percent, choice or person) is the [`Type`] beside it, which
//! the compiler knows everywhere. Ids of people, units, roles, records and choices are text.

use std::{cmp::Ordering, fmt, sync::Arc};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    Id, Lang, Row, Said, number,
    time::{Calendar, Date, Duration, Timestamp},
};

/// One value. Serialised with a one-letter tag, so that stored bytes say what they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// No value.
    #[default]
    #[serde(rename = "-")]
    None,
    /// Yes or no.
    #[serde(rename = "b")]
    Bool(bool),
    /// A number, an amount of money in major units, or a percentage as a fraction.
    #[serde(rename = "n")]
    Number(Decimal),
    /// Text; also the id of a choice, person, unit, role or record.
    #[serde(rename = "t")]
    Text(Id),
    /// A day in the policy's calendar.
    #[serde(rename = "d")]
    Date(Date),
    /// A moment.
    #[serde(rename = "m")]
    Moment(Timestamp),
    /// A length of time.
    #[serde(rename = "u")]
    Duration(Arc<Duration>),
    /// Several values.
    #[serde(rename = "l")]
    List(Arc<[Value]>),
    /// A line item.
    #[serde(rename = "r")]
    Row(Arc<Row>),
}

/// What a value means. Static: every expression has one when the policy is compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `none` and nothing else; fits everywhere.
    None,
    /// A plain number.
    Number,
    /// An amount in the policy's currency.
    Money,
    /// A fraction shown as a percentage.
    Percent,
    /// Any text.
    Text,
    /// Yes or no.
    Bool,
    /// A day.
    Date,
    /// A moment.
    DateTime,
    /// A length of time.
    Duration,
    /// One of named values.
    Choice(Arc<Choices>),
    /// Somebody of the organisation.
    Person,
    /// A unit of the organisation.
    Unit,
    /// A role of the organisation.
    Role,
    /// A record of that workflow, by id.
    Ref(Id),
    /// Several of one type.
    List(Box<Type>),
    /// Records of a workflow as rows, as `children('contract')` gives them. Lives only inside expressions.
    Rows(Id),
    /// The named outputs of a table: lives only inside expressions, always followed by `.name`.
    Answer(Id),
    /// Known only when it runs (the result of a script function).
    Any,
}

/// The values of a choice, in the order written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Id and title of each.
    pub values: Vec<(Id, String)>,
}

impl Choices {
    /// Whether this id is one of the values.
    pub fn has(&self, id: &str) -> bool {
        self.values.iter().any(|(value, _)| &**value == id)
    }

    /// The title people see for an id; the id itself where it is unknown.
    pub fn title<'a>(&'a self, id: &'a str) -> &'a str {
        self.values.iter().find(|(value, _)| &**value == id).map_or(id, |(_, title)| title)
    }
}

impl Type {
    /// Whether arithmetic works on it.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Type::Number | Type::Money | Type::Percent)
    }

    /// The word for it in the policy language.
    pub fn word(&self) -> String {
        match self {
            Type::None => "none".into(),
            Type::Number => "number".into(),
            Type::Money => "money".into(),
            Type::Percent => "percent".into(),
            Type::Text => "text".into(),
            Type::Bool => "bool".into(),
            Type::Date => "date".into(),
            Type::DateTime => "datetime".into(),
            Type::Duration => "duration".into(),
            Type::Choice(_) => "choice".into(),
            Type::Person => "person".into(),
            Type::Unit => "unit".into(),
            Type::Role => "role".into(),
            Type::Ref(of) => format!("ref of {of}"),
            Type::List(of) => format!("list of {}", of.word()),
            Type::Rows(of) => format!("rows of {of}"),
            Type::Answer(of) => format!("answer of table {of}"),
            Type::Any => "any".into(),
        }
    }

    /// The same for sentences in every language.
    pub fn said(&self) -> Said {
        let zh = match self {
            Type::None => "空值".into(),
            Type::Number => "数字".into(),
            Type::Money => "金额".into(),
            Type::Percent => "百分比".into(),
            Type::Text => "文本".into(),
            Type::Bool => "是非".into(),
            Type::Date => "日期".into(),
            Type::DateTime => "时刻".into(),
            Type::Duration => "时长".into(),
            Type::Choice(_) => "选项".into(),
            Type::Person => "人员".into(),
            Type::Unit => "部门".into(),
            Type::Role => "角色".into(),
            Type::Ref(of) => format!("指向 {of} 的引用"),
            Type::List(of) => format!("{}列表", of.said().text(Lang::Zh)),
            Type::Rows(of) => format!("{of} 的多条记录"),
            Type::Answer(of) => format!("决策表 {of} 的回答"),
            Type::Any => "任意值".into(),
        };
        Said::new(self.word(), zh)
    }
}

impl Value {
    /// Text from anything that reads as text.
    pub fn text(text: impl AsRef<str>) -> Value {
        Value::Text(text.as_ref().into())
    }

    /// A whole number.
    pub fn int(n: i64) -> Value {
        Value::Number(n.into())
    }

    /// Whether there is no value.
    pub fn is_none(&self) -> bool {
        matches!(self, Value::None)
    }

    /// Blank: no value, blank text, or no rows (semantics, section 2).
    pub fn is_blank(&self) -> bool {
        match self {
            Value::None => true,
            Value::Text(text) => text.trim().is_empty(),
            Value::List(items) => items.is_empty(),
            _ => false,
        }
    }

    /// The text or id, if it is one.
    pub fn as_text(&self) -> Option<&Id> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The line item, if it is one.
    pub fn as_row(&self) -> Option<&Arc<Row>> {
        match self {
            Value::Row(row) => Some(row),
            _ => None,
        }
    }

    /// The elements of a list; nothing where it is none.
    pub fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<Decimal> {
        match self {
            Value::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// The order of two values of one shape; none where either is `none` or the shapes differ. A day meets a moment
    /// as that day's beginning in the calendar's zone; two lengths of time are compared by their usual lengths.
    pub fn compare(&self, other: &Value, calendar: &Calendar) -> Option<Ordering> {
        Some(match (self, other) {
            (Value::Number(a), Value::Number(b)) => a.cmp(b),
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            (Value::Date(a), Value::Date(b)) => a.cmp(b),
            (Value::Moment(a), Value::Moment(b)) => a.cmp(b),
            (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
            (Value::Date(a), Value::Moment(b)) => calendar.start_of_day(*a).cmp(b),
            (Value::Moment(a), Value::Date(b)) => a.cmp(&calendar.start_of_day(*b)),
            (Value::Duration(a), Value::Duration(b)) => a.approx_seconds(calendar).cmp(&b.approx_seconds(calendar)),
            (Value::List(a), Value::List(b)) if a == b => Ordering::Equal,
            _ => return None,
        })
    }
}

/// The value as programs and logs read it; people's form depends on the type (see [`super::json`]).
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::None => f.write_str("none"),
            Value::Bool(b) => write!(f, "{b}"),
            Value::Number(n) => f.write_str(&number::plain(*n)),
            Value::Text(t) => f.write_str(t),
            Value::Date(d) => write!(f, "{d}"),
            Value::Moment(m) => write!(f, "{m}"),
            Value::Duration(d) => write!(f, "{d}"),
            Value::Row(row) => write!(f, "{row}"),
            Value::List(items) => {
                f.write_str("[")?;
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{item}")?;
                }
                f.write_str("]")
            }
        }
    }
}
