//! Reading what came in with a command: raw values become values of the fields they are meant for, or a refusal that
//! says for which field and why. People, units, roles and records must exist.

use std::collections::BTreeMap;

use regex::Regex;
use serde_json::Value as Json;

use super::{Entry, Refused, index, rules::out_of_bounds, work::Work};
use crate::{
    model::{Code, Id, Refusal, Row, Said, Type, Value, command::With, json},
    policy::{Ask, Field, Lines, Workflow},
    said,
};

/// Field values a command gives, by field.
pub(super) type Given = BTreeMap<Id, Value>;

impl Work<'_> {
    /// Reads fields of a record. Every wrong one is named, not just the first.
    pub fn read_fields(&self, workflow: &Workflow, with: &With) -> Result<Given, Refused> {
        let mut given = Given::new();
        let mut wrong = Vec::new();
        for (name, raw) in with {
            let (name, lookup) = match name.split_once('.') {
                Some((field, by)) => (Id::from(field), Some(by)),
                None => (name.clone(), None),
            };
            let value = match workflow.field(&name) {
                None => Err(no_field(workflow, &name)),
                Some(field) if field.is_computed() => {
                    Err(said!("`{name}` is computed and can't be set", "`{name}` 是计算字段，不能填写"))
                }
                Some(field) => match lookup {
                    Some(by) => self.look_up(&field.ty, by, raw)?,
                    None => self.read_field(field, raw)?,
                },
            };
            match value {
                Ok(value) => _ = given.insert(name, value),
                Err(message) => wrong.push((name, message)),
            }
        }
        match wrong.is_empty() {
            true => Ok(given),
            false => Err(invalid(wrong)),
        }
    }

    /// Reads what a transition asks: answers that are fields, and answers of its own.
    pub fn read_asks(&self, workflow: &Workflow, asks: &[Ask], with: &With) -> Result<Given, Refused> {
        let mut given = Given::new();
        let mut wrong = Vec::new();
        for (name, raw) in with {
            let plain = name.strip_prefix("ask.").unwrap_or(name);
            let (plain, lookup) = plain.split_once('.').map_or((plain, None), |(field, by)| (field, Some(by)));
            let value = match asks.iter().find(|ask| &*ask.id == plain) {
                None => {
                    let asked: Vec<&str> = asks.iter().map(|ask| &*ask.id).collect();
                    Err(match asked.as_slice() {
                        [] => said!(
                            "this move asks nothing, so `{plain}` can't be given; use `set` for fields",
                            "这个流转不要填写任何内容，不能给 `{plain}`；改字段请用 `set`"
                        ),
                        asked => said!(
                            "this move asks {}, not `{plain}`",
                            "这个流转要填写 {}，而不是 `{plain}`",
                            asked.join(", ")
                        ),
                    })
                }
                Some(ask) => match (lookup, ask.is_field.then(|| workflow.field(&ask.id)).flatten()) {
                    (Some(by), _) => self.look_up(&ask.ty, by, raw)?,
                    (None, Some(field)) => self.read_field(field, raw)?,
                    (None, None) => self.read_answer(ask, raw)?,
                },
            };
            match value {
                Ok(value) => _ = given.insert(Id::from(plain), value),
                Err(message) => wrong.push((Id::from(plain), message)),
            }
        }
        match wrong.is_empty() {
            true => Ok(given),
            false => Err(invalid(wrong)),
        }
    }

    /// Reads rows: a list of objects, each with its columns, and its `id` where it is known.
    fn read_rows(&self, lines: &Lines, raw: &Json) -> Result<Result<Value, Said>, Refused> {
        let parsed: Json;
        let raw = match raw {
            Json::String(text) if text.trim().is_empty() => return Ok(Ok(Value::List(Default::default()))),
            Json::String(text) => match serde_json::from_str(text) {
                Ok(json) => {
                    parsed = json;
                    &parsed
                }
                Err(_) => return Ok(Err(no_rows())),
            },
            raw => raw,
        };
        let items = match raw {
            Json::Null => &[][..],
            Json::Array(items) => items,
            Json::Object(_) => std::slice::from_ref(raw),
            _ => return Ok(Err(no_rows())),
        };
        let mut rows = Vec::with_capacity(items.len());
        for (n, item) in items.iter().enumerate() {
            let Json::Object(columns) = item else {
                return Ok(Err(said!(
                    "row {}: a row is an object with its columns",
                    "第 {} 行：一行是写明各列的对象",
                    n + 1
                )));
            };
            let mut row = Row::new("".into(), BTreeMap::new());
            for (name, raw) in columns {
                if name == "id" {
                    row.id = raw.as_str().map_or_else(|| raw.to_string(), str::to_owned).into();
                    continue;
                }
                let value = match lines.column(name) {
                    None => Err(no_column(lines, name)),
                    // What is computed may come back as it was shown; it is computed anew.
                    Some(column) if column.is_computed() => continue,
                    Some(column) => self.read_field(column, raw)?,
                };
                match value {
                    Ok(value) => _ = row.values.insert(Id::from(&**name), value),
                    Err(message) => {
                        let row = n + 1;
                        return Ok(Err(
                            said!("row {row}: {name}: {message}", "第 {row} 行：{name}：{message}"; message),
                        ));
                    }
                }
            }
            rows.push(Value::Row(row.into()));
        }
        Ok(Ok(Value::List(rows.into())))
    }

    fn read_field(&self, field: &Field, raw: &Json) -> Result<Result<Value, Said>, Refused> {
        let value = self.read_value(&field.ty, raw)?;
        Ok(value.and_then(|value| matching(field.pattern.as_ref(), value)))
    }

    /// Reads an answer that is no field: within its bounds, which its own record does not move.
    fn read_answer(&self, ask: &Ask, raw: &Json) -> Result<Result<Value, Said>, Refused> {
        let value = self.read_value(&ask.ty, raw)?;
        match value.and_then(|value| matching(ask.pattern.as_ref(), value)) {
            Ok(value) => Ok(match out_of_bounds(&ask.ty, (&ask.min, &ask.max), &value, &self.bare(&[]))? {
                Some(message) => Err(message),
                None => Ok(value),
            }),
            wrong => Ok(wrong),
        }
    }

    /// Reads a value of a type; what it names must exist.
    pub fn read_value(&self, ty: &Type, raw: &Json) -> Result<Result<Value, Said>, Refused> {
        if let Type::Rows(kind) = ty
            && let Some(lines) = self.policy.lines(kind)
        {
            return self.read_rows(lines, raw);
        }
        let read = match json::read(raw, ty, self.policy.manifest.minor_digits, &self.policy.calendar) {
            Ok(value) => value,
            Err(message) => return Ok(Err(message)),
        };
        let known = self.known(ty, read)?;
        self.only_seen(ty, known)
    }

    /// What somebody may not see they can't refer to either: it is not there for them.
    fn only_seen(&self, ty: &Type, known: Result<Value, Said>) -> Result<Result<Value, Said>, Refused> {
        let of = match ty {
            Type::Ref(of) => of,
            Type::List(item) => match &**item {
                Type::Ref(of) => of,
                _ => return Ok(known),
            },
            _ => return Ok(known),
        };
        let (Ok(value), sight) = (&known, self.sight()?) else {
            return Ok(known);
        };
        let one = std::slice::from_ref(value);
        let ids = if value.as_text().is_some() { one } else { value.items() };
        for id in ids.iter().filter(|_| !sight.is_clear()).filter_map(Value::as_text) {
            let record = crate::script::Context::record(self, id)?;
            if record.is_some_and(|record| !sight.sees(&record).unwrap_or(false)) {
                return Ok(Err(said!("there is no {of} `{id}`", "没有 {of} `{id}`")));
            }
        }
        Ok(known)
    }

    fn known(&self, ty: &Type, value: Value) -> Result<Result<Value, Said>, Refused> {
        if let (Type::List(of), Value::List(items)) = (ty, &value) {
            let mut known = Vec::with_capacity(items.len());
            for item in items.iter() {
                match self.known(of, item.clone())? {
                    Ok(item) => known.push(item),
                    Err(message) => return Ok(Err(message)),
                }
            }
            return Ok(Ok(Value::List(known.into())));
        }
        let Some(text) = value.as_text() else {
            return Ok(Ok(value));
        };
        let org = &self.policy.org;
        Ok(match ty {
            Type::Person => match org.find(text) {
                Some(id) => Ok(Value::Text(id.clone())),
                None => Err(said!("nobody is called `{text}`", "没有人叫 `{text}`")),
            },
            Type::Unit if !org.units.contains_key(&**text) => {
                Err(said!("there is no unit `{text}`", "没有部门 `{text}`"))
            }
            Type::Role if !org.roles.contains_key(&**text) => {
                Err(said!("there is no role `{text}`", "没有角色 `{text}`"))
            }
            Type::Ref(of) => match crate::script::Context::record(self, text)? {
                Some(record) if record.workflow == *of => Ok(value),
                _ => Err(said!("there is no {of} `{text}`", "没有 {of} `{text}`")),
            },
            _ => Ok(value),
        })
    }

    /// Finds a ref by a unique field of what it refers to.
    fn look_up(&self, ty: &Type, by: &str, raw: &Json) -> Result<Result<Value, Said>, Refused> {
        let Type::Ref(of) = ty else {
            return Ok(Err(said!("`.{by}` works on a ref field only", "`.{by}` 只能用于引用字段")));
        };
        let workflow = self.workflow(of)?;
        let Some(field) = workflow.field(by).filter(|field| field.unique) else {
            return Ok(Err(said!(
                "`{of}` has no unique field `{by}` to be found by",
                "`{of}` 没有可用来查找的唯一字段 `{by}`"
            )));
        };
        let value = match self.read_value(&field.ty, raw)? {
            Ok(Value::None) => return Ok(Ok(Value::None)),
            Ok(value) => value,
            Err(message) => return Ok(Err(message)),
        };
        let entry = Entry { index: index::unique_index(workflow, by), key: index::key_text([&value]) };
        let missing = || said!("there is no {of} whose {by} is `{value}`", "没有 {by} 为 `{value}` 的 {of}");
        Ok(match self.holder_of(&entry, None)? {
            Some(id) => self.only_seen(ty, Ok(Value::Text(id)))?.map_err(|_| missing()),
            None => Err(missing()),
        })
    }

    /// The value a formula or constant gives, as one of a type: rounded where it is money, existing where it names
    /// something.
    pub fn fit(&self, what: &str, ty: &Type, value: Value) -> Result<Value, Refused> {
        let value = match (ty, value) {
            (Type::Money, Value::Number(n)) => {
                Value::Number(crate::model::number::round(n, self.policy.manifest.minor_digits))
            }
            // Rows are taken column by column, by who keeps them.
            (Type::Rows(_), value) => return Ok(value),
            (Type::Date, Value::Moment(at)) => Value::Date(self.policy.calendar.local_date(at)),
            (Type::DateTime, Value::Date(date)) => Value::Moment(self.policy.calendar.start_of_day(date)),
            (Type::Choice(choices), Value::Text(id)) if !choices.has(&id) => {
                return Err(invalid(vec![(
                    what.into(),
                    said!("`{id}` is not one of its values", "`{id}` 不是可选值"),
                )]));
            }
            (_, value) => value,
        };
        self.known(ty, value)?.map_err(|message| invalid(vec![(what.into(), message)]))
    }
}

fn no_rows() -> Said {
    Said::new("rows are a list of objects, like [{\"qty\": 2}]", "行是对象的列表，例如 [{\"qty\": 2}]")
}

fn no_column(lines: &Lines, name: &str) -> Said {
    near(&lines.kind, lines.layout.names(), name)
}

fn no_field(workflow: &Workflow, name: &str) -> Said {
    near(&workflow.id, workflow.layout.names(), name)
}

fn near(of: &str, names: &[Id], name: &str) -> Said {
    let near = names
        .iter()
        .map(|known| (strsim::osa_distance(known, name), known))
        .min()
        .filter(|(distance, _)| *distance <= 2.max(name.chars().count() / 3));
    match near {
        Some((_, near)) => {
            said!("{} has no field `{name}`; did you mean `{near}`?", "{} 没有字段 `{name}`；是否指 `{near}`？", of)
        }
        None => said!("{} has no field `{name}`", "{} 没有字段 `{name}`", of),
    }
}

/// The refusal of values that do not fit.
pub(super) fn invalid(wrong: Vec<(Id, Said)>) -> Refused {
    let about = |(field, message): &(Id, Said)| said!("{field}: {message}", "{field}：{message}"; message);
    let message = Said::joined(&wrong.iter().map(about).collect::<Vec<_>>(), ("; ", "；"));
    let fields: Vec<&str> = wrong.iter().map(|(field, _)| &**field).collect();
    Refusal::new(Code::InvalidValue, message).with("fields", fields)
}

/// A text that must match a pattern as a whole.
fn matching(pattern: Option<&Regex>, value: Value) -> Result<Value, Said> {
    match (pattern, value.as_text()) {
        (Some(pattern), Some(text)) if !pattern.is_match(text) => {
            Err(said!("`{text}` does not match the pattern {}", "`{text}` 不符合格式 {}", pattern.as_str()))
        }
        _ => Ok(value),
    }
}
