//! People places: who may, who is asked, who is told.

use crate::{model::Id, script::Expr};

/// Where people are named: any of these places.
pub type People = Vec<Place>;

/// One entry of a people place, and one seat where a step's `who` lists it.
#[derive(Debug)]
pub struct Place {
    /// As written: `role:finance@east`, `manager_of(owner)`.
    pub text: Id,
    /// What it means.
    pub kind: PlaceKind,
}

/// What an entry of a people place means.
#[derive(Debug)]
pub enum PlaceKind {
    /// Whoever holds a role, in a unit and below where one is named.
    Role {
        /// The role.
        role: Id,
        /// The unit.
        unit: Option<Id>,
    },
    /// One person.
    Person(Id),
    /// Everybody of a unit and those below it.
    Unit(Id),
    /// The same of the unit the expression gives.
    UnitOf(Box<Expr>),
    /// Everybody of the organisation.
    Anyone,
    /// No person of the organisation: a channel (`channel:x`) or an address outside (`mail:x@y.z`) that is told.
    Address(Id),
    /// Whoever the expression gives: a person, or a list of people.
    Expr(Box<Expr>),
    /// Those of these places who fit, while a condition holds: `{ who = …, where = …, when = … }`.
    Group(Box<Group>),
}

/// People with conditions.
#[derive(Debug)]
pub struct Group {
    /// Of whom.
    pub who: People,
    /// Meant only when this holds.
    pub when: Option<Expr>,
    /// What must hold of the `person`.
    pub fits: Option<Expr>,
    /// The local that `person` is.
    pub person: usize,
}
