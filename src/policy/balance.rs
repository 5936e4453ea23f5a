//! Balances: stock, budget and credit are one idea. An account is a record; others reserve of it, use and give back.

use crate::model::Id;

/// A balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// The kind of record that is an account.
    pub of: Id,
    /// The fields by which an account is found; none: only a `ref` field names one.
    pub key: Vec<Id>,
    /// The field with the total.
    pub total: Id,
    /// The field that using raises; none: using lowers the total.
    pub spent: Option<Id>,
    /// What happens where there is not enough.
    pub short: Short,
}

/// What happens where a balance has not enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Short {
    /// It is refused.
    #[default]
    Refuse,
    /// It waits, first come first served.
    Wait,
    /// It is taken all the same.
    Allow,
}
