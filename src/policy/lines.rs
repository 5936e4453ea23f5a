//! Line items: rows of typed columns.

use std::sync::Arc;

use super::Field;
use crate::{
    model::{Id, Layout},
    script::Expr,
};

/// The line items a field of a workflow holds.
#[derive(Debug)]
pub struct Lines {
    /// The field.
    pub id: Id,
    /// The kind of row, as expressions name it: `order.lines`.
    pub kind: Id,
    /// Slots of its columns.
    pub layout: Arc<Layout>,
    /// Its columns, in slot order. Their expressions stand on a row, the record around it.
    pub columns: Vec<Field>,
}

/// A column that is each row's part of an amount.
#[derive(Debug)]
pub struct Part {
    /// The amount, on the record.
    pub of: Expr,
    /// The row's share, on the row. The parts add up to the amount, however the shares add up.
    pub share: Expr,
}

impl Lines {
    /// A column by its id.
    pub fn column(&self, id: &str) -> Option<&Field> {
        self.layout.slot(id).and_then(|slot| self.columns.get(slot))
    }
}
