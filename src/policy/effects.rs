//! Effects: what happens besides moving. The same wherever something happens.

use super::{Given, People, Short};
use crate::{
    model::Id,
    script::{Expr, Place, Template},
};

/// What happens besides moving, in this order.
#[derive(Debug, Default)]
pub struct Effects {
    /// Fields that take new values, in order.
    pub set: Vec<(Id, Given)>,
    /// Rows that go.
    pub remove: Vec<Remove>,
    /// Rows that are added.
    pub add: Vec<Add>,
    /// Records that are made.
    pub create: Vec<Create>,
    /// Other records that are changed.
    pub update: Vec<Update>,
    /// Linked records that are moved on.
    pub advance: Vec<Advance>,
    /// Linked records that are cancelled.
    pub cancel: Vec<Cancel>,
    /// What is taken from balances.
    pub reserve: Vec<Take>,
    /// What of it is used up.
    pub used: Vec<Take>,
    /// What of it is given back.
    pub free: Vec<Take>,
    /// Targets that are changed.
    pub adjust: Vec<Adjust>,
    /// Events that go out.
    pub send: Vec<Send>,
    /// People who are told.
    pub notify: Vec<Notice>,
}

impl Effects {
    /// Whether nothing happens.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
            && self.remove.is_empty()
            && self.add.is_empty()
            && self.create.is_empty()
            && self.update.is_empty()
            && self.advance.is_empty()
            && self.cancel.is_empty()
            && self.reserve.is_empty()
            && self.used.is_empty()
            && self.free.is_empty()
            && self.adjust.is_empty()
            && self.send.is_empty()
            && self.notify.is_empty()
    }
}

/// How often something is done. With `each`, all other expressions beside it stand on the row, the record around it.
#[derive(Debug, Default)]
pub struct Times {
    /// Once for each of these rows.
    pub each: Option<Expr>,
    /// That many times.
    pub count: Option<Expr>,
    /// Only where this holds.
    pub when: Option<Expr>,
}

/// Rows that are added.
#[derive(Debug)]
pub struct Add {
    /// The lines.
    pub lines: Id,
    /// How often.
    pub times: Times,
    /// The columns.
    pub with: Vec<(Id, Given)>,
}

/// Rows that go.
#[derive(Debug)]
pub struct Remove {
    /// The lines.
    pub lines: Id,
    /// Which of them, on the row; none: all.
    pub filter: Option<Expr>,
    /// Only where this holds, on the record.
    pub when: Option<Expr>,
}

/// A record that is made: a child.
#[derive(Debug)]
pub struct Create {
    /// Its workflow.
    pub workflow: Id,
    /// Its fields.
    pub with: Vec<(Id, Given)>,
    /// How often.
    pub times: Times,
    /// Where it is written, for faults.
    pub place: Place,
}

/// Other records that are changed. Bare names are the rule's record, `other.x` is the one that is changed.
#[derive(Debug)]
pub struct Update {
    /// Which.
    pub target: Target,
    /// Their new values.
    pub set: Vec<(Id, Given)>,
    /// Whether they are changed at all.
    pub when: Option<Expr>,
}

/// Which records an update changes.
#[derive(Debug)]
pub enum Target {
    /// The one a `ref` field names.
    Field(Id),
    /// Those of a workflow for which this holds of `other`; without a condition all.
    Workflow(Id, Option<Box<Expr>>),
}

/// Linked records that are moved on.
#[derive(Debug)]
pub struct Advance {
    /// Their workflow.
    pub workflow: Id,
    /// The transition they take.
    pub transition: Id,
    /// What it asks.
    pub with: Vec<(Id, Given)>,
    /// Which of them: their names are bare, `record.x` is this one.
    pub filter: Option<Expr>,
    /// Only where this holds, on this record.
    pub when: Option<Expr>,
}

/// Linked records that are cancelled.
#[derive(Debug)]
pub struct Cancel {
    /// Their workflow.
    pub workflow: Id,
    /// Which of them: their names are bare, `record.x` is this one.
    pub filter: Option<Expr>,
    /// Only where this holds, on this record.
    pub when: Option<Expr>,
}

/// Something reserved of a balance, used up or given back.
#[derive(Debug)]
pub struct Take {
    /// The balance.
    pub balance: Id,
    /// How often.
    pub times: Times,
    /// The account's key; empty: the one a `ref` field names, or all accounts this record has taken from.
    pub key: Vec<(Id, Given)>,
    /// How much; none: all there is.
    pub amount: Option<Given>,
    /// What happens where there is not enough, if not what the balance says.
    pub short: Option<Short>,
}

/// A target that is changed.
#[derive(Debug)]
pub struct Adjust {
    /// The target: its id, or what gives it.
    pub target: Given,
    /// Which part of it.
    pub by: Vec<(Id, Given)>,
    /// The period.
    pub period: Option<Given>,
    /// The new value.
    pub value: Given,
    /// Whether the other parts make up for it.
    pub spread: bool,
    /// Why.
    pub reason: Option<Given>,
    /// Only where this holds.
    pub when: Option<Expr>,
}

/// An event that goes out.
#[derive(Debug)]
pub struct Send {
    /// The channel; none: it comes in here.
    pub channel: Option<Id>,
    /// Its name.
    pub event: Id,
    /// What it carries.
    pub with: Vec<(Id, Given)>,
    /// How often.
    pub times: Times,
}

/// People who are told something.
#[derive(Debug)]
pub struct Notice {
    /// Who.
    pub to: People,
    /// What; none: a standing sentence.
    pub text: Option<Template>,
    /// Whether they are told at all.
    pub when: Option<Expr>,
}
