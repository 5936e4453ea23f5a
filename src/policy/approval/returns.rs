//! Ways back: what a no leads to, and where a chain goes on afterwards.

use crate::model::Id;

/// Where a chain goes back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnTo {
    /// To who asked, who may change things and submit again.
    Requester,
    /// To the steps the returning one follows, skipped ones passed over.
    Previous,
    /// To an earlier step.
    Step(Id),
}

/// What a no leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnReject {
    /// The chain ends rejected.
    End,
    /// The next step is asked all the same; at its end the chain is rejected.
    Continue,
    /// The chain goes back.
    Return(ReturnTo),
}

/// Where a chain goes on when what a step returned is submitted again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resume {
    /// Straight back at the step that returned it.
    #[default]
    Here,
    /// All again.
    Start,
    /// At those whose material facts have changed since they decided, then at the one that returned it.
    Changed,
}
