//! A series: the values of some dimensions, in order.

use std::{cmp::Ordering, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::model::{Type, Value, value::Choices};

/// The values of a series' dimensions, in the order its figure, question or warning names them. Ordered, so that it
/// can be a key: none first, then by value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Series(pub Vec<Value>);

impl Eq for Series {}

impl PartialOrd for Series {
    fn partial_cmp(&self, other: &Series) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Series {
    fn cmp(&self, other: &Series) -> Ordering {
        compare_all(&self.0, &other.0)
    }
}

fn compare_all(a: &[Value], b: &[Value]) -> Ordering {
    let both = a.iter().zip(b);
    both.map(|(a, b)| compare(a, b)).find(|order| order.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
}

/// The order of any two values: by shape, then by value.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Moment(a), Value::Moment(b)) => a.cmp(b),
        (Value::Duration(a), Value::Duration(b)) => a.to_string().cmp(&b.to_string()),
        (Value::List(a), Value::List(b)) => compare_all(a, b),
        _ => shape(a).cmp(&shape(b)),
    }
}

fn shape(value: &Value) -> u8 {
    match value {
        Value::None => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::Text(_) => 3,
        Value::Date(_) => 4,
        Value::Moment(_) => 5,
        Value::Duration(_) => 6,
        Value::List(_) => 7,
        Value::Row(_) => 8,
    }
}

/// The order people expect: choices as they are written, everything else by value.
pub(super) fn compare_as(a: &Value, b: &Value, ty: Option<&Type>) -> Ordering {
    let rank = |choices: &Arc<Choices>, value: &Value| {
        let id = value.as_text()?;
        choices.values.iter().position(|(known, _)| known == id)
    };
    if let Some(Type::Choice(choices)) = ty
        && let (Some(a), Some(b)) = (rank(choices, a), rank(choices, b))
    {
        return a.cmp(&b);
    }
    compare(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Id;

    #[test]
    fn values_of_any_shape_stand_in_one_order() {
        let mut all = [Value::text("b"), Value::int(10), Value::None, Value::text("a"), Value::int(9)];
        all.sort_by(compare);
        let shown: Vec<String> = all.iter().map(Value::to_string).collect();
        assert_eq!(shown, ["none", "9", "10", "a", "b"]);
    }

    #[test]
    fn choices_stand_as_they_are_written() {
        let values = ["华东", "华南", "北"].map(|id| (Id::from(id), id.to_owned()));
        let ty = Type::Choice(Arc::new(Choices { values: values.into() }));
        let order = |a, b| compare_as(&Value::text(a), &Value::text(b), Some(&ty));
        assert_eq!(order("华东", "北"), Ordering::Less);
        assert_eq!(compare_as(&Value::None, &Value::text("华东"), Some(&ty)), Ordering::Less);
    }
}
