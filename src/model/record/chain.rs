//! A run of an approval chain as it stands on a record: its steps, their seats, what each has answered.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Timer, is_zero};
use crate::model::{Actor, Id, Said, Value, time::Timestamp, work::Checked};

/// A run of an approval chain on a token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChainRun {
    /// Unique within the record.
    pub id: u32,
    /// The chain of the policy.
    pub chain: Id,
    /// The transition it decides.
    pub transition: Id,
    /// Which edge of its `path`, from 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub edge: usize,
    /// Where a deviation leads; none on all other transitions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<Id>,
    /// The token that waits for it.
    pub token: u32,
    /// The stage the token stood in when it was submitted.
    pub from: Id,
    /// Who asked.
    pub requester: Option<Id>,
    /// What was asked on submission, for the transition and its effects.
    pub ask: BTreeMap<Id, Value>,
    /// When it was submitted.
    pub started: Timestamp,
    /// How it stands.
    pub state: ChainState,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// The steps reached so far, in order; one that was asked again is there once more.
    pub steps: Vec<StepRun>,
    /// The branch that was taken, empty where none held; none: not decided yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<Id>,
    /// Whom somebody has picked, by step.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub choices: BTreeMap<Id, Vec<Id>>,
    /// While it is back with the requester.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<Back>,
    /// How the token's clocks stood when it left its stage for the time of the chain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clocks: Option<Clocks>,
}

/// A chain that is back with who asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Back {
    /// Since when.
    pub since: Timestamp,
    /// The step that sent it back.
    pub step: Id,
}

/// How the clocks of a token stood when they were stopped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clocks {
    /// When.
    pub stopped: Timestamp,
    /// When its stage had been entered.
    pub entered: Timestamp,
    /// Its timers.
    pub timers: Vec<Timer>,
    /// The items that were checked off there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checked: Vec<Checked>,
}

/// How a chain stands; `none` where none was ever submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChainState {
    /// Seats are open.
    Running,
    /// Every step said yes; the move was made.
    Approved,
    /// A step said no.
    Rejected,
    /// Called back by who may.
    Withdrawn,
}

impl ChainState {
    /// The word in expressions and JSON.
    pub fn word(self) -> &'static str {
        match self {
            ChainState::Running => "running",
            ChainState::Approved => "approved",
            ChainState::Rejected => "rejected",
            ChainState::Withdrawn => "withdrawn",
        }
    }

    /// The same in sentences, in every language.
    pub fn said(self) -> Said {
        let zh = match self {
            ChainState::Running => "在进行",
            ChainState::Approved => "已通过",
            ChainState::Rejected => "已驳回",
            ChainState::Withdrawn => "已撤回",
        };
        Said::new(self.word(), zh)
    }
}

/// A step of a run that has been reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepRun {
    /// The step of the chain.
    pub step: Id,
    /// When it was reached.
    pub since: Timestamp,
    /// How it stands.
    pub state: StepState,
    /// Its seats, in order; none on a skipped step.
    pub seats: Vec<Seat>,
    /// Whether it counts no more: it was returned past, taken back, or a fact it relied on has changed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undone: bool,
    /// The decision it was reached by; none: by the submission or the policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<u32>,
    /// What became of seats that were open at its result.
    #[serde(default, skip_serializing_if = "LeftOver::is_usual")]
    pub left: LeftOver,
    /// The records it has made and waits for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub made: Vec<Id>,
}

/// What becomes of seats that are open when their step has come to its result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOver {
    /// They are no longer needed.
    #[default]
    Cancel,
    /// They stay open beside the chain; what they answer is filed and counted nowhere.
    Absorb,
    /// As absorb, and nothing may be submitted to this chain again until they are gone.
    Hold,
}

impl LeftOver {
    fn is_usual(&self) -> bool {
        *self == LeftOver::Cancel
    }
}

/// How a step of a chain stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Waiting for its seats.
    Open,
    /// Yes.
    Approved,
    /// No.
    Rejected,
    /// Its condition did not hold.
    Skipped,
    /// It told people and asked nobody.
    Copied,
    /// It was sent back, or lay behind what was.
    Returned,
    /// The chain ended otherwise while it was open.
    Cancelled,
}

/// One place at a step: one decision to be made, by any of its holders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seat {
    /// Number of its task within the record.
    pub task: u32,
    /// The people place it was filled from, as written.
    pub place: Id,
    /// Who may decide it.
    pub holders: Vec<Id>,
    /// When it was opened.
    pub since: Timestamp,
    /// Its deadlines.
    pub timers: Vec<Timer>,
    /// How it stands.
    pub state: SeatState,
    /// What it weighs; none: one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Decimal>,
    /// The task that is decided before it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u32>,
    /// The task whose holder has added it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<u32>,
    /// Which of its holders has claimed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<Id>,
    /// While somebody else is asked for an opinion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lent: Option<Lent>,
    /// Who held it before it was handed on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Id>,
    /// The facts the decision saw.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<Id, Value>,
    /// What was filled in with the decision.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub form: BTreeMap<Id, Value>,
    /// Whether a fact it relied on has changed since, so that it counts no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub void: bool,
}

/// A seat that is lent for an opinion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lent {
    /// Whose it is.
    pub by: Vec<Id>,
    /// Who is asked.
    pub to: Id,
    /// Whether what they say decides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub last: bool,
}

impl Seat {
    /// A seat that is being asked.
    pub fn open(task: u32, place: Id, holders: Vec<Id>, since: Timestamp, timers: Vec<Timer>) -> Seat {
        Seat {
            task,
            place,
            holders,
            since,
            timers,
            state: SeatState::Open,
            weight: None,
            after: None,
            beside: None,
            claimed: None,
            lent: None,
            former: Vec::new(),
            facts: BTreeMap::new(),
            form: BTreeMap::new(),
            void: false,
        }
    }

    /// Who is asked: who has claimed it, else all who hold it.
    pub fn asked(&self) -> &[Id] {
        match &self.claimed {
            Some(one) => std::slice::from_ref(one),
            None => &self.holders,
        }
    }

    /// Whether it waits until somebody has room for it.
    pub fn is_full(&self) -> bool {
        self.state == SeatState::Planned && self.holders.is_empty()
    }

    /// The answer, where it counts: yes or no.
    pub fn answer(&self) -> Option<bool> {
        match &self.state {
            SeatState::Decided { yes, .. } if !self.void => Some(*yes),
            _ => None,
        }
    }

    /// Whether its answer, once it is there, counts towards the step's result.
    pub fn counts(&self) -> bool {
        let is_out =
            matches!(self.state, SeatState::Abstained { .. } | SeatState::Removed | SeatState::Returned { .. });
        !is_out && !self.void
    }
}

/// How a seat stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatState {
    /// Its turn has not come.
    Planned,
    /// Nobody has decided yet.
    Open,
    /// Decided, or filled by an earlier decision of the same person.
    Decided {
        /// Yes or no.
        yes: bool,
        /// Who; the policy where a deadline decided.
        by: Actor,
        /// When.
        at: Timestamp,
        /// The reason given.
        comment: Option<String>,
    },
    /// Neither yes nor no.
    Abstained {
        /// Who.
        by: Actor,
        /// When.
        at: Timestamp,
        /// The reason given.
        comment: Option<String>,
    },
    /// Sent back from here; none: closed because something was sent back past it.
    Returned {
        /// Who.
        by: Option<Actor>,
        /// When.
        at: Timestamp,
        /// The reason given.
        comment: Option<String>,
    },
    /// Its signer was taken out.
    Removed,
    /// The step was decided without it.
    NotNeeded,
    /// The chain ended (withdrawn, rejected elsewhere) while it was open.
    Cancelled,
}

impl SeatState {
    /// Whether a decision is still awaited.
    pub fn is_open(&self) -> bool {
        matches!(self, SeatState::Open)
    }
}

impl ChainRun {
    /// Whether it still runs.
    pub fn is_running(&self) -> bool {
        self.state == ChainState::Running
    }

    /// The open seats, with their step.
    pub fn open_seats(&self) -> impl Iterator<Item = (&StepRun, &Seat)> {
        self.seats_of(|step| step.state == StepState::Open)
    }

    /// The seats that are still open though their step has its result: what they answer is filed.
    pub fn left_seats(&self) -> impl Iterator<Item = (&StepRun, &Seat)> {
        self.seats_of(|step| step.state != StepState::Open && step.left != LeftOver::Cancel)
    }

    fn seats_of(&self, which: impl Fn(&StepRun) -> bool) -> impl Iterator<Item = (&StepRun, &Seat)> {
        let steps = self.steps.iter().filter(move |step| which(step));
        steps.flat_map(|step| step.seats.iter().filter(|seat| seat.state.is_open()).map(move |seat| (step, seat)))
    }

    /// How a step stands now: its latest run that counts.
    pub fn standing(&self, step: &str) -> Option<&StepRun> {
        self.steps.iter().rev().find(|run| *run.step == *step && run.stands())
    }
}

impl StepRun {
    /// Whether it counts: it is open or has come to a result that stands.
    pub fn stands(&self) -> bool {
        !self.undone && !matches!(self.state, StepState::Returned | StepState::Cancelled)
    }

    /// The people whose decision counts here, each once.
    pub fn deciders(&self) -> Vec<&Id> {
        let mut all = Vec::new();
        for seat in &self.seats {
            if let SeatState::Decided { by: Actor::Person(by), .. } = &seat.state
                && !seat.void
                && !all.contains(&by)
            {
                all.push(by);
            }
        }
        all
    }
}
