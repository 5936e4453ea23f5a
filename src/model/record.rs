//! A record as it stands: its fields, the tokens that show where it is, the approval chains that run on it.
//!
//! A record is the fold of its events and nothing else; only `engine::fold` changes one. What is derived from it
//! (inbox lines, timers, index entries) is computed elsewhere and never stored here.

mod chain;
mod fields;

pub use chain::{Back, ChainRun, ChainState, Clocks, LeftOver, Lent, Seat, SeatState, StepRun, StepState};
pub use fields::{Fields, Layout};

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    Actor, Id,
    clock::{ClockRun, Resting},
    outside::{CallRun, CallState},
    time::Timestamp,
    work::{Checked, Seeking, TaskRun},
};

/// The slot of `owner`, the field every record has; it comes first in every layout.
pub const OWNER: usize = 0;

/// How many marks a record carries with it.
const MARKS_MAX: usize = 64;

/// A record: one lead, one contract, one receivable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its id, unique over all workflows.
    pub id: Id,
    /// The workflow it runs in: the file's id.
    pub workflow: Id,
    /// Rises with every change a person or rule made to it; `--if-version` is compared with this.
    pub version: u64,
    /// The policy version that decided its last event.
    pub policy: u64,
    /// Business time of its creation.
    pub created_at: Timestamp,
    /// Who created it.
    pub created_by: Actor,
    /// Business time of its last event.
    pub changed_at: Timestamp,
    /// The fields, `owner` first.
    pub fields: Fields,
    /// Where it stands: one token per open path. Empty for reference data and after an end that removed all.
    pub tokens: Vec<Token>,
    /// The outcome of the end it reached; none while it is open.
    pub outcome: Option<Id>,
    /// Every stay in a stage, in order of entry.
    pub stays: Vec<Stay>,
    /// Approval chains, running and ended, oldest first.
    pub chains: Vec<ChainRun>,
    /// How often each transition has been taken.
    pub fired: BTreeMap<Id, u32>,
    /// The record whose step made this one.
    pub parent: Option<Id>,
    /// Number of the last task made on it; tasks are `<record>~<n>`.
    pub tasks: u32,
    /// Number of the last token put on it.
    pub tokens_put: u32,
    /// Tasks, open and over, in the order of their numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub work: Vec<TaskRun>,
    /// Items checked off where its tokens stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checked: Vec<Checked>,
    /// Who has taken each transition, each once.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub movers: BTreeMap<Id, Vec<Id>>,
    /// Positions in the journal of the latest groups that hold its events, rising. Earlier ones are kept beside it.
    pub marks: Vec<u64>,
    /// When each field changed last, after its creation.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub changes: BTreeMap<Id, Timestamp>,
    /// What it has taken from balances, account by account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<Hold>,
    /// What others have taken from it, where it is an account of a balance.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub accounts: BTreeMap<Id, Account>,
    /// Clocks over several stages that run, in file order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<ClockRun>,
    /// Clocks of stays that stand still because their token stands elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resting: Vec<Resting>,
    /// Other records that transitions of this one have used up, and how often each had reached what was waited for; 0:
    /// it had not yet.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub taken: BTreeMap<Id, BTreeMap<Id, u32>>,
    /// Programs that were asked, in the order of their numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<CallRun>,
    /// How its owner is looked for, while nobody owns it and it is not in a pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seeking: Option<Seeking>,
    /// When its owner took it, where it had none before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<Timestamp>,
    /// Files and addresses put beside it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Linked>,
    /// The entry of `recycle` its owner came by it through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recycled: Option<u32>,
    /// The pipeline it runs in, where that is another than its workflow's own; [`Record::pipeline`] knows both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Id>,
}

/// A file or an address beside a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// The path or address, as given.
    pub to: String,
    /// Who put it there.
    pub by: Option<Id>,
    /// When.
    pub at: Timestamp,
}

/// What a record has taken from an account of a balance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hold {
    /// The balance.
    pub balance: Id,
    /// The record that is the account.
    pub account: Id,
    /// How much is reserved for it.
    pub reserved: Decimal,
    /// How much it waits for.
    pub waits: Decimal,
}

/// What is taken from an account of a balance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// How much is reserved, by all.
    pub reserved: Decimal,
    /// Who waits for how much, first come first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub queue: Vec<(Id, Decimal)>,
}

/// One open path of a record: it stands in exactly one stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    /// Unique within the record, rising with age.
    pub id: u32,
    /// The stage it stands in.
    pub stage: Id,
    /// Business time of its entry.
    pub entered: Timestamp,
    /// What will happen by itself while it stands here.
    pub timers: Vec<Timer>,
    /// The rounds it belongs to, the innermost last: what was opened together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<u32>,
    /// The joins it comes late for, as its transition and edge name them (`edge_key`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late: Vec<Id>,
    /// The lock of its stage, filled in as it entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<Id>,
    /// The lock it waits for, to go on by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queued: Option<Queued>,
}

impl Token {
    /// A token in a stage where nothing happens by itself.
    pub fn new(id: u32, stage: impl Into<Id>, entered: Timestamp) -> Token {
        Token {
            id,
            stage: stage.into(),
            entered,
            timers: Vec::new(),
            rounds: Vec::new(),
            late: Vec::new(),
            lock: None,
            queued: None,
        }
    }
}

/// A turn that is waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queued {
    /// The transition that waits, as its transition and edge name it (`edge_key`).
    pub transition: Id,
    /// The lock it waits for.
    pub lock: Id,
    /// Since when.
    pub since: Timestamp,
    /// Its place in the line of all who wait: the lower comes first.
    pub place: u64,
}

/// Something that happens by itself at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timer {
    /// What it is for, unique on its token or seat: `sla`, `overdue:1`, `after:send_reminder`, `deadline:0`.
    pub name: Id,
    /// When.
    pub due: Timestamp,
    /// Whether it has fired.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fired: bool,
    /// Whether what it was to do has been done without the token leaving: it does it once a stay.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub acted: bool,
    /// On a clock: the moment its length counts from, put off by as long as it has stood still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Since when it stands still: until it goes on it does not fire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Timestamp>,
}

impl Timer {
    /// A timer that has not fired.
    pub fn new(name: impl AsRef<str>, due: Timestamp) -> Timer {
        Timer { name: name.as_ref().into(), due, fired: false, acted: false, from: None, stopped: None }
    }

    /// Whether it will fire by itself: one that stands still does only where its time was up before.
    pub fn is_pending(&self) -> bool {
        !self.fired && self.stopped.is_none_or(|stopped| self.due <= stopped)
    }

    /// Whether its time was up at a moment: one that stands still gets no later.
    pub fn is_up(&self, at: Timestamp) -> bool {
        self.due <= self.stopped.unwrap_or(at)
    }
}

/// A stay of a token in a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stay {
    /// The stage.
    pub stage: Id,
    /// The token.
    pub token: u32,
    /// Business time of entry.
    pub entered: Timestamp,
    /// Business time of leaving; none while it stands there.
    pub left: Option<Timestamp>,
}

impl Record {
    /// A record of these fields that stands nowhere yet and to which nothing has happened.
    pub fn new(id: Id, workflow: Id, policy: u64, at: Timestamp, by: Actor, fields: Fields) -> Record {
        Record {
            id,
            workflow,
            version: 0,
            policy,
            created_at: at,
            created_by: by,
            changed_at: at,
            fields,
            tokens: Vec::new(),
            outcome: None,
            stays: Vec::new(),
            chains: Vec::new(),
            fired: BTreeMap::new(),
            parent: None,
            tasks: 0,
            tokens_put: 0,
            work: Vec::new(),
            checked: Vec::new(),
            movers: BTreeMap::new(),
            marks: Vec::new(),
            changes: BTreeMap::new(),
            holds: Vec::new(),
            accounts: BTreeMap::new(),
            clocks: Vec::new(),
            resting: Vec::new(),
            taken: BTreeMap::new(),
            calls: Vec::new(),
            seeking: None,
            claimed: None,
            links: Vec::new(),
            recycled: None,
            pipeline: None,
        }
    }

    /// The pipeline it runs in: the file that says its stages and transitions.
    pub fn pipeline(&self) -> &Id {
        self.pipeline.as_ref().unwrap_or(&self.workflow)
    }

    /// Notes that the group at a position in the journal holds events of it. Gives back the marks it no longer carries:
    /// a record that a hundred thousand others draw on stays as light as any.
    pub fn mark(&mut self, position: u64) -> Option<Vec<u64>> {
        if self.marks.last() == Some(&position) {
            return None;
        }
        let full = self.marks.len() >= MARKS_MAX;
        let page = full.then(|| std::mem::take(&mut self.marks));
        self.marks.push(position);
        page
    }

    /// A call by its number.
    pub fn call(&self, n: u32) -> Option<&CallRun> {
        self.calls.iter().find(|call| call.n == n)
    }

    /// The calls that have not been answered.
    pub fn open_calls(&self) -> impl Iterator<Item = &CallRun> {
        self.calls.iter().filter(|call| call.state == CallState::Waiting)
    }

    /// What it has taken from a balance, account by account.
    pub fn holds_of(&self, balance: &str) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(move |hold| &*hold.balance == balance)
    }

    /// Who owns it.
    pub fn owner(&self) -> Option<&Id> {
        self.fields.at(OWNER).as_text()
    }

    /// Those it is offered to while nobody owns it.
    pub fn offered(&self) -> &[Id] {
        match &self.seeking {
            Some(seeking) if self.owner().is_none() => &seeking.offered,
            _ => &[],
        }
    }

    /// Whether it has reached an end.
    pub fn is_closed(&self) -> bool {
        self.outcome.is_some()
    }

    /// The stages its tokens stand in, oldest token first.
    pub fn stages(&self) -> impl Iterator<Item = &Id> {
        self.tokens.iter().map(|token| &token.stage)
    }

    /// Whether a token stands in that stage.
    pub fn is_in(&self, stage: &str) -> bool {
        self.tokens.iter().any(|token| &*token.stage == stage)
    }

    /// A token by its number.
    pub fn token(&self, id: u32) -> Option<&Token> {
        self.tokens.iter().find(|token| token.id == id)
    }

    /// The chain that runs on a token, if one does.
    pub fn chain_on(&self, token: u32) -> Option<&ChainRun> {
        self.chains.iter().find(|run| run.is_running() && run.token == token)
    }

    /// The chains that run.
    pub fn running(&self) -> impl Iterator<Item = &ChainRun> {
        self.chains.iter().filter(|run| run.is_running())
    }

    /// The seat of a task, with its run and step.
    pub fn seat(&self, task: u32) -> Option<(&ChainRun, &StepRun, &Seat)> {
        self.chains.iter().find_map(|run| {
            run.steps
                .iter()
                .find_map(|step| step.seats.iter().find(|seat| seat.task == task).map(|seat| (run, step, seat)))
        })
    }

    /// A task by its number.
    pub fn task(&self, n: u32) -> Option<&TaskRun> {
        self.work.iter().find(|run| run.n == n)
    }

    /// The tasks that somebody has or could take.
    pub fn open_work(&self) -> impl Iterator<Item = &TaskRun> {
        self.work.iter().filter(|run| run.state.is_open())
    }

    /// The latest run of a task of the policy.
    pub fn latest(&self, task: &str) -> Option<&TaskRun> {
        self.work.iter().rev().find(|run| *run.task == *task && run.helps.is_none())
    }

    /// The id of a task of this record.
    pub fn task_id(&self, task: u32) -> String {
        format!("{}~{task}", self.id)
    }
}

/// What names an edge of a workflow: its transition, with its number behind all but the first.
pub fn edge_key(transition: &Id, edge: usize) -> Id {
    match edge {
        0 => transition.clone(),
        n => format!("{transition}#{n}").into(),
    }
}

/// Whether a number says nothing that is not usual.
pub(crate) fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Splits a task's id into the record's and the task's number.
pub fn split_task(id: &str) -> Option<(&str, u32)> {
    let (record, task) = id.rsplit_once('~')?;
    Some((record, task.parse().ok()?))
}
