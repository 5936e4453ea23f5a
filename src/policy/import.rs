//! How rows from other systems become records: columns, cleaning, keys, dates, the moves they have made.

use std::collections::BTreeMap;

use crate::{
    model::{Id, command::OnDouble},
    script::{Expr, Template},
};

/// A mapping: one `[import.x]` table.
#[derive(Debug)]
pub struct Import {
    /// Its id.
    pub id: Id,
    /// The workflow its rows become records of.
    pub workflow: Id,
    /// Column heading → field; `other.field` finds a ref by a field of it. In file order.
    pub columns: Vec<(String, String)>,
    /// Field → how its text is cleaned, in order.
    pub clean: BTreeMap<Id, Vec<Clean>>,
    /// Fields that together say which record a row is; empty: every row is new.
    pub key: Vec<Id>,
    /// Rows that are not taken.
    pub reject: Vec<ImportReject>,
    /// What happens to a row whose record is there already.
    pub on_double: OnDouble,
    /// How dates are written there, besides ISO: `M/D/YYYY`.
    pub dates: Option<String>,
    /// Business time of the creation. Text is read as a date as written there.
    pub created: Option<Expr>,
    /// Moves each row has made, in order.
    pub moves: Vec<ImportMove>,
    /// The headings that `row.x` names in the expressions here; their locals, in this order.
    pub row: Vec<String>,
}

/// How a text is cleaned.
#[derive(Clone, Debug, PartialEq)]
pub enum Clean {
    /// Blanks at both ends go.
    Trim,
    /// Full-width letters, digits and punctuation become half-width.
    HalfWidth,
    /// All but digits go.
    Digits,
    /// Capitals.
    Upper,
    /// Small letters.
    Lower,
    /// Runs of blanks become one.
    OneSpace,
    /// That text becomes this one, others stay.
    Map(BTreeMap<String, String>),
}

/// Rows that are not taken.
#[derive(Debug)]
pub struct ImportReject {
    /// Which; bare names are the cleaned fields.
    pub when: Expr,
    /// The reason kept with the row.
    pub otherwise: Option<Template>,
}

/// A move a row has made.
#[derive(Debug)]
pub struct ImportMove {
    /// The transition, or the stage.
    pub to: Id,
    /// Its business time. Text is read as a date as written there.
    pub at: Option<Expr>,
    /// Whether this row has made it.
    pub when: Option<Expr>,
    /// What is asked while moving: the asked id and its value.
    pub with: Vec<(Id, Expr)>,
}
