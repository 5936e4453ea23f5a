//! Approval chains: who is asked, in which order, and what follows from the answers.

use super::People;
use crate::{model::Id, script::Expr};

/// A chain.
#[derive(Debug)]
pub struct Chain {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Fields approvers see first.
    pub show: Vec<Id>,
    /// How often one person is asked.
    pub same_person: SamePerson,
    /// What happens when the approver is the requester.
    pub self_rule: SelfRule,
    /// What happens when nobody holds a seat.
    pub nobody: Nobody,
    /// What happens when no step applies.
    pub no_step: NoStep,
    /// Who may call it back.
    pub withdraw: People,
    /// Whether people can't edit the record while it runs.
    pub locked: bool,
    /// Fields that stay open while it is locked.
    pub editable: Vec<Id>,
    /// Whom its lock does not bind; `approver` is [`Chain::approver_edits`].
    pub editable_by: People,
    /// Whether those who hold an open seat may edit.
    pub approver_edits: bool,
    /// What transitions that use it ask: the names behind `ask.` in its expressions, in order.
    pub asks: Vec<Id>,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

/// A step: one or several seats asked together.
#[derive(Debug)]
pub struct Step {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Who is asked. A role or unit is one seat; an expression gives one seat per person.
    pub who: People,
    /// Asked only when this holds as the step is reached.
    pub when: Option<Expr>,
    /// What happens when it does not.
    pub otherwise: Else,
    /// How the seats decide together.
    pub mode: Mode,
    /// How long a seat may stay open.
    pub deadline: Option<Expr>,
    /// What happens when it has.
    pub on_deadline: OnDeadline,
    /// When a reason is owed.
    pub comment: CommentRule,
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

/// What happens when no step of a chain applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoStep {
    /// The submission is refused.
    #[default]
    Refuse,
    /// The chain approves.
    Approve,
    /// The chain rejects.
    Reject,
}

/// What happens when a step's condition does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Else {
    /// The next step is reached.
    #[default]
    Skip,
    /// The chain ends approved.
    Approve,
    /// The chain ends rejected.
    Reject,
}

/// How seats decide together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// All must say yes; one no ends it (会签).
    #[default]
    All,
    /// The first yes decides; a no only when all said no (或签).
    Any,
}

/// What happens when a seat stays open too long.
#[derive(Debug, Default)]
pub enum OnDeadline {
    /// Its holders' managers are asked instead.
    #[default]
    Escalate,
    /// It counts as a yes.
    Approve,
    /// It counts as a no.
    Reject,
    /// Its holders are told.
    Remind,
    /// Others are asked instead.
    To(People),
}

/// When a reason is owed with a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CommentRule {
    /// Never.
    Never,
    /// With a no.
    #[default]
    OnReject,
    /// Always.
    Always,
}
