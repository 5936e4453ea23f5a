//! Approval chains: who is asked, in which order, how seats decide together, and what follows from the answers.
//!
//! A chain as the policy says it. What has been asked and answered so far is the record's ([`crate::model::record`]).

mod acts;
mod deadline;
mod mode;
mod returns;
mod seat;
mod step;

pub use crate::model::record::LeftOver;
pub use acts::{Allow, CommentRule, Permit, StepAct};
pub use deadline::{Deadline, DeadlineAct, DeadlineFrom, DeadlineRung, Remind};
pub use mode::Mode;
pub use returns::{OnReject, Resume, ReturnTo};
pub use seat::{Choose, ChooseCount, Chooser, Nobody, SamePerson, SeatRule, SelfRule};
pub use step::{Else, Process, Step, StepKind};

use indexmap::IndexMap;

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
    /// What happens to a step that names branches when none of the chain's branches holds.
    pub no_branch: NoBranch,
    /// Who may call it back.
    pub withdraw: People,
    /// Fields whose change voids the approvals that relied on them.
    pub material: Vec<Id>,
    /// Conditions named once, in order; the first that holds is taken.
    pub branches: Vec<NamedBranch>,
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
    /// What its steps' forms ask besides fields, as step and id: the names behind `form.`, in order.
    pub forms: Vec<(Id, Id)>,
    /// The table whose matching rows are steps.
    pub steps_from: Option<StepsFrom>,
    /// Its steps, in order; those of a table first.
    pub steps: Vec<Step>,
    /// The kind of record whose fields it reads.
    pub of: Id,
    /// The same chain as it reads records of other kinds that use it, by their workflow.
    pub others: IndexMap<Id, Chain>,
}

impl Chain {
    /// The chain as it reads records of each kind that uses it.
    pub fn everywhere(&self) -> impl Iterator<Item = &Chain> {
        std::iter::once(self).chain(self.others.values())
    }
}

/// A table whose matching rows are steps of a chain. Each row is compiled as a [`Step`] that says which row it is.
#[derive(Debug)]
pub struct StepsFrom {
    /// The table.
    pub table: Id,
    /// Its inputs, computed on the record, in the order of its `in`.
    pub inputs: Vec<Expr>,
}

/// A condition of a chain with a name.
#[derive(Debug)]
pub struct NamedBranch {
    /// Its name.
    pub id: Id,
    /// When it is this one; none: `"else"`.
    pub when: Option<Expr>,
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

/// What happens to a step that names branches when none of the chain's branches holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoBranch {
    /// The submission or decision that would reach it is refused.
    #[default]
    Refuse,
    /// It is passed over.
    Skip,
}

impl Chain {
    /// A step by id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| &*step.id == id)
    }
}
