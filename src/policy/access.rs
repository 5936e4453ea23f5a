//! Who sees a record and who may change it, down to a field.

use indexmap::IndexMap;

use super::People;
use crate::model::Id;

/// What `[access]` says. People see the `holder`: each of those who hold open work on the record.
#[derive(Debug, Default)]
pub struct Access {
    /// Who sees a record; none: everyone.
    pub see: Option<People>,
    /// Who may change one; none: its owner and who holds open work on it.
    pub change: Option<People>,
    /// Who sees open work; none: who sees the record.
    pub task: Option<People>,
    /// Fields that fewer people see or change.
    pub fields: IndexMap<Id, FieldAccess>,
}

/// Who sees and who changes one field.
#[derive(Debug, Default)]
pub struct FieldAccess {
    /// Who sees it; none: who sees the record.
    pub see: Option<People>,
    /// Who may change it; none: who may change the record.
    pub change: Option<People>,
}
