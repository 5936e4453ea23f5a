//! Work on a record: tasks with a holder and a life, items that are checked off; and who is away when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Id, Record, Said, Value, record::Timer, time::Timestamp};

/// A task as it stands, or stood, on a token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRun {
    /// Its number within the record; its id is `<record>~<n>`.
    pub n: u32,
    /// The task of the policy.
    pub task: Id,
    /// The stage it belongs to.
    pub stage: Id,
    /// The token it stands on.
    pub token: u32,
    /// How it stands.
    pub state: TaskState,
    /// Whether it is the owner's, whoever that is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_owner: bool,
    /// Those it has been offered to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<Id>,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Id>,
    /// Who has lent it: it comes back to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lender: Option<Id>,
    /// The task it helps with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helps: Option<u32>,
    /// Whether its turn has not come yet: its stage is still ahead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ahead: bool,
    /// Those who declined it or gave it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Id>,
    /// Since when it waits as it does.
    pub since: Timestamp,
    /// When it was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// Since when it rests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended: Option<Timestamp>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// Who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Id>,
    /// What was filled in besides fields of the record.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub form: BTreeMap<Id, Value>,
    /// What will happen by itself while it is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timers: Vec<Timer>,
}

/// How a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Something else comes first, or nobody has room for it yet.
    Planned,
    /// Put to people; nobody has taken it.
    Offered,
    /// Somebody has it.
    Allocated,
    /// Somebody works on it.
    Started,
    /// It rests.
    Suspended,
    /// It was done.
    Done,
    /// It was passed over.
    Skipped,
    /// What it stood on was removed.
    Cancelled,
    /// The record went on without it.
    NotNeeded,
}

impl TaskState {
    /// The word programs see.
    pub fn word(self) -> &'static str {
        match self {
            TaskState::Planned => "planned",
            TaskState::Offered => "offered",
            TaskState::Allocated => "allocated",
            TaskState::Started => "started",
            TaskState::Suspended => "suspended",
            TaskState::Done => "done",
            TaskState::Skipped => "skipped",
            TaskState::Cancelled => "cancelled",
            TaskState::NotNeeded => "not_needed",
        }
    }

    /// The same in sentences, in every language.
    pub fn said(self) -> Said {
        let zh = match self {
            TaskState::Planned => "还未派出",
            TaskState::Offered => "待认领",
            TaskState::Allocated => "已分派",
            TaskState::Started => "进行中",
            TaskState::Suspended => "已暂停",
            TaskState::Done => "已完成",
            TaskState::Skipped => "已跳过",
            TaskState::Cancelled => "已取消",
            TaskState::NotNeeded => "不再需要",
        };
        Said::new(self.word(), zh)
    }

    /// Whether somebody has it or could take it.
    pub fn is_open(self) -> bool {
        matches!(self, TaskState::Offered | TaskState::Allocated | TaskState::Started | TaskState::Suspended)
    }

    /// Whether nothing more is to be done.
    pub fn is_over(self) -> bool {
        !self.is_open() && self != TaskState::Planned
    }

    /// Whether what needed it may go on.
    pub fn is_through(self) -> bool {
        matches!(self, TaskState::Done | TaskState::Skipped)
    }
}

impl TaskRun {
    /// Who has it or may take it, where it is open.
    pub fn holders<'r>(&'r self, record: &'r Record) -> &'r [Id] {
        match (self.state, self.of_owner) {
            (TaskState::Offered, _) => &self.offered,
            (state, true) if state.is_open() => record.owner().map(std::slice::from_ref).unwrap_or_default(),
            (state, false) if state.is_open() => self.holder.as_slice(),
            _ => &[],
        }
    }

    /// When it is due.
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.iter().find(|timer| &*timer.name == "deadline").map(|timer| timer.due)
    }
}

/// An item that has been checked off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// The token that stands in the stage.
    pub token: u32,
    /// The stage.
    pub stage: Id,
    /// The item.
    pub item: Id,
    /// Who checked it off.
    pub by: Option<Id>,
    /// When.
    pub at: Timestamp,
}

/// Somebody is away, from a moment until another, which is the first they are back at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// Who.
    pub person: Id,
    /// From when.
    pub from: Timestamp,
    /// Until when; none: until it is taken back.
    pub until: Option<Timestamp>,
    /// Who stands in.
    pub stand_in: Option<Id>,
}

impl Leave {
    /// Whether they are away at a moment.
    pub fn covers(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// That a record which nobody owns is to be somebody's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seeking {
    /// How its owner is looked for.
    pub how: Sought,
    /// Those it has been offered to: the first taker owns it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<Id>,
    /// Those who declined it or gave it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Id>,
}

/// How the owner of a record is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sought {
    /// It is put to people.
    Offered,
    /// It waits until somebody has room for it.
    Full,
}

impl Sought {
    /// The word programs see.
    pub fn word(self) -> &'static str {
        match self {
            Sought::Offered => "offered",
            Sought::Full => "full",
        }
    }
}

/// What somebody holds: an open record they own, or a piece of open work.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Held {
    /// The record.
    pub record: Id,
    /// The task's number; 0 where they own the record.
    pub n: u32,
    /// The task; empty where they own the record.
    pub task: Id,
    /// Whether it has been begun.
    pub begun: bool,
}
