//! Line items: rows of typed columns in a field of a record.
//!
//! A row is kept by name, so that a later policy can read it. In expressions it stands on a frame as a record does,
//! laid out by its columns; [`Row::place`] says whose it is.

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Actor, Id, Layout, Record, Value, record::Fields, time::Timestamp};

/// A line item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its id within the field: `1`, `2` …
    pub id: Id,
    /// Its columns, those that are empty left out.
    pub values: BTreeMap<Id, Value>,
    /// Whose it is. Known while an expression looks at it; what is kept has none.
    #[serde(skip)]
    pub place: Option<RowPlace>,
}

/// Whose a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPlace {
    /// The record it belongs to.
    pub record: Id,
    /// The kind of row: `order.lines`.
    pub kind: Id,
}

/// The kind of a workflow's lines, as expressions and policies name it.
pub fn kind_of(workflow: &str, lines: &str) -> Id {
    format!("{workflow}.{lines}").into()
}

/// Workflow and lines of a kind of row; none where it is a kind of record.
pub fn split_kind(kind: &str) -> Option<(&str, &str)> {
    kind.split_once('.')
}

impl Row {
    /// A row as it is kept.
    pub fn new(id: Id, values: BTreeMap<Id, Value>) -> Row {
        Row { id, values, place: None }
    }

    /// The same as it is kept, whoever looked at it.
    pub fn kept(&self) -> Row {
        Row { place: None, ..self.clone() }
    }

    /// The same as a record, for a frame to stand on: the values in the slots of its columns.
    pub fn as_record(&self, layout: &Arc<Layout>) -> Record {
        let mut fields = Fields::empty(layout.clone());
        self.values.iter().for_each(|(name, value)| fields.set(name, value.clone()));
        let kind = self.place.as_ref().map_or_else(|| Id::from(""), |place| place.kind.clone());
        let mut record = Record::new(self.id.clone(), kind, 0, Timestamp::UNIX_EPOCH, Actor::Policy, fields);
        record.parent = self.place.as_ref().map(|place| place.record.clone());
        record
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (n, (name, value)) in self.values.iter().enumerate() {
            write!(f, "{}{name}: {value}", if n > 0 { ", " } else { "" })?;
        }
        f.write_str("}")
    }
}
