//! What approvers may do besides saying yes or no.

use std::collections::BTreeMap;

use crate::policy::People;

/// An act on a seat besides deciding it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepAct {
    /// Send it back (退回).
    Return,
    /// Give the seat away for good (转办).
    Transfer,
    /// Ask somebody for an opinion; it comes back (委派).
    Delegate,
    /// Ask somebody who decides before (前加签).
    AddBefore,
    /// Ask somebody who decides beside (并加签).
    AddBeside,
    /// Ask somebody who decides after (后加签).
    AddAfter,
    /// Take a signer out (减签).
    Remove,
    /// Send a copy (抄送).
    Copy,
    /// Take an offered seat for oneself.
    Claim,
    /// Give a claimed seat back to all its holders.
    Release,
    /// Write something.
    Comment,
    /// Remind who is asked (催办).
    Remind,
    /// Neither yes nor no (弃权).
    Abstain,
    /// Take one's own decision back (拿回).
    TakeBack,
}

impl StepAct {
    /// Every act with the word for it in `allow`.
    pub const WORDS: [(&str, StepAct); 14] = [
        ("return", StepAct::Return),
        ("transfer", StepAct::Transfer),
        ("delegate", StepAct::Delegate),
        ("add_before", StepAct::AddBefore),
        ("add_beside", StepAct::AddBeside),
        ("add_after", StepAct::AddAfter),
        ("remove", StepAct::Remove),
        ("copy", StepAct::Copy),
        ("claim", StepAct::Claim),
        ("release", StepAct::Release),
        ("comment", StepAct::Comment),
        ("remind", StepAct::Remind),
        ("abstain", StepAct::Abstain),
        ("take_back", StepAct::TakeBack),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        StepAct::WORDS.iter().find(|(_, act)| *act == self).map_or("", |(word, _)| word)
    }

    /// Whether it is allowed where `allow` is not written.
    fn is_usual(self) -> bool {
        matches!(self, StepAct::Return | StepAct::Transfer | StepAct::Delegate) || self.needs_none()
    }

    /// Whether it is allowed unless it is forbidden, whatever a list of `allow` names.
    pub fn needs_none(self) -> bool {
        use StepAct::*;
        matches!(self, Claim | Release | Comment | Remind | Abstain | TakeBack)
    }
}

/// Which acts a step allows.
#[derive(Debug, Default)]
pub struct Allow(BTreeMap<StepAct, Permit>);

/// Whether an act is allowed.
#[derive(Debug)]
pub enum Permit {
    /// To nobody.
    No,
    /// To those whose seat it is.
    Yes,
    /// To these people.
    To(People),
}

impl Allow {
    /// These acts and those that need no leave; the others are forbidden.
    pub fn only(acts: impl IntoIterator<Item = StepAct>) -> Allow {
        let mut allow = Allow(StepAct::WORDS.iter().map(|(_, act)| (*act, Permit::No)).collect());
        let free = StepAct::WORDS.iter().map(|(_, act)| *act).filter(|act| act.needs_none());
        free.chain(acts).for_each(|act| allow.say(act, Permit::Yes));
        allow
    }

    /// Says of one act whether it is allowed.
    pub fn say(&mut self, act: StepAct, permit: Permit) {
        self.0.insert(act, permit);
    }

    /// Whether an act is allowed: as said, else as usual.
    pub fn permit(&self, act: StepAct) -> &Permit {
        match self.0.get(&act) {
            Some(permit) => permit,
            None if act.is_usual() => &Permit::Yes,
            None => &Permit::No,
        }
    }
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
