//! Seats: who is asked at a step, and who is not.

use crate::{model::Id, policy::People, script::Expr};

/// One entry of a step's `who`. A role, a unit, several places together are one seat that any of them can fill; an
/// expression alone gives one seat per person.
#[derive(Debug)]
pub struct SeatRule {
    /// As written, for the trail.
    pub text: Id,
    /// Who.
    pub who: People,
    /// What it weighs; several seats of one entry share it. None: one each.
    pub weight: Option<Expr>,
    /// Asked only when this holds.
    pub when: Option<Expr>,
    /// What must hold of the `person`.
    pub fits: Option<Expr>,
}

/// People that somebody picks for a step.
#[derive(Debug)]
pub struct Choose {
    /// Who picks.
    pub who: Chooser,
    /// Of whom.
    pub from: People,
    /// How many.
    pub count: ChooseCount,
    /// Who it is when nobody was picked.
    pub default: People,
}

/// Who picks people for a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chooser {
    /// The requester, when submitting.
    #[default]
    Requester,
    /// Whoever decides the step before, when deciding.
    Previous,
}

/// How many people are picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChooseCount {
    /// So many.
    Exactly(usize),
    /// One or more.
    Any,
}

/// How often one person is asked in a chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SamePerson {
    /// Once: an approval given counts for every later seat that only they hold.
    #[default]
    Once,
    /// Not twice in a row.
    Adjacent,
    /// At every step.
    EveryStep,
}

/// What happens when the approver is the requester.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SelfRule {
    /// Their manager is asked instead.
    #[default]
    Escalate,
    /// The seat counts as approved.
    Skip,
    /// They are asked.
    Ask,
    /// The submission or decision is refused: `separation_of_duties`.
    Refuse,
}

/// What happens when no person holds a seat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nobody {
    /// The requester's managers' line, then the manifest's `last_resort`.
    #[default]
    Escalate,
    /// The seat is passed over.
    Skip,
    /// The submission or decision is refused: `nobody`.
    Refuse,
}
