//! Tasks: work that stands in a stage, who it comes to and what may be done with it.

use std::collections::BTreeMap;

use super::{Ask, Effects, Need, People};
use crate::{
    model::Id,
    script::{Expr, Template},
};

/// Work in a stage, with a holder and a life.
#[derive(Debug)]
pub struct Task {
    /// Its id, unique within its workflow.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Made only when this holds as its stage is entered.
    pub when: Option<Expr>,
    /// Whether it must be done before the record may go on.
    pub required: Need,
    /// How its holder is found.
    pub finding: Finding,
    /// When it counts as begun.
    pub begin: Begin,
    /// What is filled in as it is done.
    pub form: Vec<Ask>,
    /// Tasks of the same stage that come before.
    pub needs: Vec<Id>,
    /// May be begun only while one of these stages is open; empty: always.
    pub during: Vec<Id>,
    /// Stages in which it may be done before its turn.
    pub ahead: Vec<Id>,
    /// Whether it is taken in the order of the inbox only.
    pub strict: bool,
    /// How long it may take.
    pub deadline: Option<TaskDeadline>,
    /// What happens around its deadline, in the order it is written.
    pub on_deadline: Vec<TaskRung>,
    /// How often its holders are reminded.
    pub remind: Option<TaskReminder>,
    /// What may be done with it besides doing it.
    pub allow: TaskAllow,
    /// What follows when it is done.
    pub effects: Effects,
}

/// How the holder of work is found.
#[derive(Debug, Default)]
pub struct Finding {
    /// Who may hold it; none: the owner of the record.
    pub who: Option<People>,
    /// What must hold of the `person`.
    pub fits: Option<Expr>,
    /// How it is handed out.
    pub give: Give,
    /// Who of those that fit, where one is picked.
    pub pick: Pick,
    /// What `pick = "best"` goes by: highest first. Sees the `person`.
    pub best: Option<Expr>,
    /// How many one person may hold. Sees the `person`.
    pub limit: Option<Expr>,
    /// Whether it may come again to who declined it or gave it back.
    pub again: bool,
    /// Tasks whose holders may not hold it.
    pub not_same_as: Vec<Id>,
    /// The task whose holder gets it if possible.
    pub prefer_same_as: Vec<Id>,
}

/// How work is handed out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Give {
    /// To all that fit; the first taker has it.
    #[default]
    Offer,
    /// To one after another, who may decline.
    OfferOne,
    /// To one, bound.
    One,
    /// To each, one piece a person.
    All,
}

impl Give {
    /// Whether one of those that fit is picked.
    pub fn picks(self) -> bool {
        matches!(self, Give::OfferOne | Give::One)
    }
}

/// Who of those that fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pick {
    /// Who has the least open.
    #[default]
    LeastLoad,
    /// One after another.
    RoundRobin,
    /// Whom chance says: the same for a record and task at every replay.
    Random,
    /// Of whom `best` is highest.
    Best,
}

/// When work counts as begun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Begin {
    /// When its holder says so.
    #[default]
    ByHand,
    /// When somebody takes it, or it is allocated to them.
    OnClaim,
    /// At once.
    OnCreation,
    /// At once for who has ended the task before it on the same record, where they may hold it.
    Chain,
    /// As the same task on another record ends, for the same person.
    Pile,
}

/// How long work may take.
#[derive(Debug)]
pub struct TaskDeadline {
    /// Whether it runs from the start; else from when it is offered.
    pub from_start: bool,
    /// How long.
    pub limit: Expr,
}

/// Something that happens around a task's deadline.
#[derive(Debug)]
pub struct TaskRung {
    /// How long after the deadline; with `before`: ahead of it. None: at the deadline.
    pub offset: Option<Expr>,
    /// Whether it comes ahead of the deadline.
    pub before: bool,
    /// Only when this holds.
    pub when: Option<Expr>,
    /// What becomes of the task.
    pub act: Option<TaskDue>,
    /// What its holders are told by a reminder; none: a standing sentence.
    pub text: Option<Template>,
    /// The level the overdue warning has from then on.
    pub level: Option<Id>,
    /// What else happens.
    pub effects: Effects,
}

/// What becomes of a task whose time is up.
#[derive(Debug)]
pub enum TaskDue {
    /// Its holders' managers get it.
    Escalate,
    /// Its holders are told.
    Remind,
    /// It is passed over.
    Skip,
    /// Others get it.
    To(People),
}

/// How often the holders of a task are reminded.
#[derive(Debug)]
pub struct TaskReminder {
    /// How long between two reminders, and before the first.
    pub every: Expr,
    /// How many there are; none: as long as it is open.
    pub at_most: Option<u32>,
}

/// An act on a task that a policy may allow or forbid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskAct {
    /// Take it.
    Claim,
    /// Not take it.
    Decline,
    /// Put it back to those it was offered to.
    Release,
    /// Give it to somebody for good; the work is kept.
    Transfer,
    /// Lend it; it comes back when done.
    Delegate,
    /// Give it back to be handed out anew.
    GiveBack,
    /// Begin anew; the work is dropped.
    Restart,
    /// Let it rest.
    Suspend,
    /// Pass it over.
    Skip,
    /// Do it once more.
    Redo,
    /// Call in others.
    AddHelp,
    /// Write something on it.
    Comment,
}

impl TaskAct {
    /// Every act with the word for it in `allow`.
    pub const WORDS: [(&str, TaskAct); 12] = [
        ("claim", TaskAct::Claim),
        ("decline", TaskAct::Decline),
        ("release", TaskAct::Release),
        ("transfer", TaskAct::Transfer),
        ("delegate", TaskAct::Delegate),
        ("give_back", TaskAct::GiveBack),
        ("restart", TaskAct::Restart),
        ("suspend", TaskAct::Suspend),
        ("skip", TaskAct::Skip),
        ("redo", TaskAct::Redo),
        ("add_help", TaskAct::AddHelp),
        ("comment", TaskAct::Comment),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        TaskAct::WORDS.iter().find(|(_, act)| *act == self).map_or("", |(word, _)| word)
    }

    /// Whether it is allowed unless it is forbidden by name.
    fn needs_no_leave(self) -> bool {
        matches!(self, TaskAct::Claim | TaskAct::Decline | TaskAct::Release | TaskAct::Comment)
    }

    /// Whether it is allowed where `allow` says nothing of it: what changes who holds a task is, what changes what is
    /// done is not.
    fn is_usual(self) -> bool {
        !matches!(self, TaskAct::Restart | TaskAct::Skip | TaskAct::Redo)
    }
}

/// Which acts a task allows.
#[derive(Debug, Default)]
pub struct TaskAllow(BTreeMap<TaskAct, TaskPermit>);

/// Whether an act is allowed.
#[derive(Debug)]
pub enum TaskPermit {
    /// To nobody.
    No,
    /// To those who hold it.
    Yes,
    /// To these people.
    To(People),
}

impl TaskAllow {
    /// These acts and those that need no leave; the others are forbidden.
    pub fn only(acts: impl IntoIterator<Item = TaskAct>) -> TaskAllow {
        let all = TaskAct::WORDS.iter().map(|(_, act)| *act);
        let mut allow = TaskAllow(all.filter(|act| !act.needs_no_leave()).map(|act| (act, TaskPermit::No)).collect());
        acts.into_iter().for_each(|act| allow.say(act, TaskPermit::Yes));
        allow
    }

    /// Says of one act whether it is allowed.
    pub fn say(&mut self, act: TaskAct, permit: TaskPermit) {
        self.0.insert(act, permit);
    }

    /// Whether an act is allowed: as said, else as usual.
    pub fn permit(&self, act: TaskAct) -> &TaskPermit {
        match self.0.get(&act) {
            Some(permit) => permit,
            None if act.is_usual() => &TaskPermit::Yes,
            None => &TaskPermit::No,
        }
    }
}

/// A line of a checklist: the short form of a task.
#[derive(Debug)]
pub struct Item {
    /// Its id; its title where none is given.
    pub id: Id,
    /// What people see.
    pub title: String,
    /// Who checks it off; none: who may change the record.
    pub who: Option<People>,
    /// Wanted only while this holds.
    pub when: Option<Expr>,
    /// Whether it must be done before the record may go on.
    pub required: Need,
}
