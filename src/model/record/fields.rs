//! The values of a record's fields, and the names that stand for their slots.

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::{Id, Value};

/// The names of a record's fields, in slot order: slot n of a record holds field `names[n]`.
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Layout {
    names: Vec<Id>,
    slots: BTreeMap<Id, usize>,
}

impl Layout {
    /// A layout of these names, which must differ. `owner` is put first if it is not there.
    pub fn new(names: impl IntoIterator<Item = Id>) -> Layout {
        let mut layout = Layout::default();
        layout.add(Id::from("owner"));
        names.into_iter().for_each(|name| layout.add(name));
        layout
    }

    /// A layout of these names and no others: the columns of a row.
    pub fn of_columns(names: impl IntoIterator<Item = Id>) -> Layout {
        let mut layout = Layout::default();
        names.into_iter().for_each(|name| layout.add(name));
        layout
    }

    fn add(&mut self, name: Id) {
        if !self.slots.contains_key(&name) {
            self.slots.insert(name.clone(), self.names.len());
            self.names.push(name);
        }
    }

    /// The slot of a field.
    pub fn slot(&self, name: &str) -> Option<usize> {
        self.slots.get(name).copied()
    }

    /// The names in slot order.
    pub fn names(&self) -> &[Id] {
        &self.names
    }
}

/// The values of a record's fields in the slots of a layout. Stored by name, so a later policy can read them.
#[derive(Clone, Debug, PartialEq)]
pub struct Fields {
    layout: Arc<Layout>,
    values: Vec<Value>,
    /// Values of fields that this layout does not have: kept, so that nothing is lost when a field goes.
    former: BTreeMap<Id, Value>,
}

impl Fields {
    /// All fields empty.
    pub fn empty(layout: Arc<Layout>) -> Fields {
        let values = vec![Value::None; layout.names.len()];
        Fields { layout, values, former: BTreeMap::new() }
    }

    /// The values in slot order.
    pub fn slots(&self) -> &[Value] {
        &self.values
    }

    /// The value in a slot.
    pub fn at(&self, slot: usize) -> &Value {
        self.values.get(slot).unwrap_or(&Value::None)
    }

    /// The value of a field by name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.layout.slot(name).map(|slot| &self.values[slot]).or_else(|| self.former.get(name))
    }

    /// Sets a field by name.
    pub fn set(&mut self, name: &Id, value: Value) {
        match self.layout.slot(name) {
            Some(slot) => self.values[slot] = value,
            None => _ = self.former.insert(name.clone(), value),
        }
    }

    /// Name and value of every field that holds something, in slot order.
    pub fn filled(&self) -> impl Iterator<Item = (&Id, &Value)> {
        self.layout.names.iter().zip(&self.values).filter(|(_, value)| !value.is_none())
    }

    /// The same values in another layout.
    pub fn adopt(&mut self, layout: &Arc<Layout>) {
        if Arc::ptr_eq(&self.layout, layout) {
            return;
        }
        let before = std::mem::replace(self, Fields::empty(layout.clone()));
        for (name, value) in before.layout.names.iter().zip(before.values) {
            if !value.is_none() {
                self.set(name, value);
            }
        }
        before.former.into_iter().for_each(|(name, value)| self.set(&name, value));
    }

    /// Whether the values stand in this very layout.
    pub fn is_laid_out(&self, layout: &Arc<Layout>) -> bool {
        Arc::ptr_eq(&self.layout, layout)
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let former = self.former.iter().filter(|(_, value)| !value.is_none());
        serializer.collect_map(self.filled().chain(former).collect::<Vec<_>>())
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Named;
        impl<'de> de::Visitor<'de> for Named {
            type Value = Fields;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of field values")
            }
            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut former = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<Id, Value>()? {
                    former.insert(name, value);
                }
                let mut fields = Fields::empty(Arc::default());
                fields.former = former;
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Named)
    }
}
