//! A step: seats that are asked together, a copy, a way back, or a sub-process.

use super::{Allow, Choose, CommentRule, Deadline, DeadlineRung, Mode, OnReject, Remind, Resume, ReturnTo, SeatRule};
use crate::{
    model::{Id, record::LeftOver},
    policy::{Ask, Begin, Create, Effects, Finding, People},
    script::Expr,
};

/// A step of a chain.
#[derive(Debug)]
pub struct Step {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// What it is.
    pub kind: StepKind,
    /// The steps it waits for, all of them; empty: reached as the chain begins. They are written before it.
    pub follows: Vec<Id>,
    /// The branches it belongs to; empty: any.
    pub branches: Vec<Id>,
    /// The row of the chain's table it is, where it comes from one: asked only when that row matches.
    pub row: Option<usize>,
    /// Asked only when this holds as the step is reached.
    pub when: Option<Expr>,
    /// What happens when it does not.
    pub otherwise: Else,
    /// Who is asked: one entry each, as written.
    pub seats: Vec<SeatRule>,
    /// Whether every holder of a role or unit is a seat of their own.
    pub everyone: bool,
    /// How the seats decide together.
    pub mode: Mode,
    /// How the holders of a seat are found, of those its entry names: handed out, picked, limited.
    pub finding: Finding,
    /// When a seat counts as begun.
    pub begin: Begin,
    /// Tasks and steps that must be over before a seat is decided.
    pub needs: Vec<Id>,
    /// A seat is decided only while one of these stages is open; empty: always.
    pub during: Vec<Id>,
    /// Stages in which it is asked before its turn.
    pub ahead: Vec<Id>,
    /// Whether its seats are decided in the order of the inbox only.
    pub strict: bool,
    /// Whether what is delegated does not come back.
    pub last: bool,
    /// Whether one no ends the step; noes are counted otherwise.
    pub veto: bool,
    /// What becomes of seats that are open when the step has come to its result.
    pub rest: LeftOver,
    /// Steps whose approvers may not sit here.
    pub not_same_as: Vec<Id>,
    /// Steps whose approvers sit here if they can.
    pub prefer_same_as: Vec<Id>,
    /// Whether, asked again after a return, the same people are.
    pub same_people: bool,
    /// Who picks people for it, of whom.
    pub choose: Option<Choose>,
    /// How long a seat may stay open.
    pub deadline: Option<Deadline>,
    /// What happens around the deadline, in order.
    pub on_deadline: Vec<DeadlineRung>,
    /// How often its holders are reminded.
    pub remind: Option<Remind>,
    /// What is asked with a decision.
    pub form: Vec<Ask>,
    /// When a reason is owed.
    pub comment: CommentRule,
    /// What its approvers may do besides deciding.
    pub allow: Allow,
    /// What a no leads to: the first that is possible.
    pub on_reject: Vec<OnReject>,
    /// Where the chain goes on when what this step returned is submitted again.
    pub resume: Resume,
    /// Who gets a copy as it is reached.
    pub cc: People,
    /// What asking does.
    pub asked: Effects,
    /// What a yes of the step does.
    pub approved: Effects,
    /// What a no of the step does.
    pub rejected: Effects,
}

/// What a step is.
#[derive(Debug, Default)]
pub enum StepKind {
    /// It asks its seats.
    #[default]
    Asks,
    /// It tells people and never waits (抄送).
    Copies,
    /// It sends the chain back as soon as it is reached.
    Returns(ReturnTo),
    /// It makes records and waits until they have got somewhere.
    Runs(Process),
}

/// Records that a step makes and waits for.
#[derive(Debug)]
pub struct Process {
    /// What is made.
    pub create: Vec<Create>,
    /// The stages or outcomes that count as a yes; `end` is any end.
    pub reaches: Vec<Id>,
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
