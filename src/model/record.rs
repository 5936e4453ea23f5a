//! A record as it stands: its fields, the tokens that show where it is, the approval chains that run on it.
//!
//! A record is the fold of its events and nothing else; only `engine::fold` changes one. What is derived from it
//! (inbox lines, timers, index entries) is computed elsewhere and never stored here.

use std::{collections::BTreeMap, fmt, sync::Arc};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{
    Actor, Id, Said, Value,
    clock::{ClockRun, Resting},
    outside::{CallRun, CallState},
    time::Timestamp,
    work::{Checked, Seeking, TaskRun},
};

/// The slot of `owner`, the field every record has; it comes first in every layout.
pub const OWNER: usize = 0;

/// The names of a record's fields, in slot order: slot n of a record holds field `names[n]`.
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Layout {
    names: Vec<Id>,
    slots: BTreeMap<Id, usize>,
}

impl Layout {
    /// A layout of these names, which must differ. `owner` is put first if it is not there.
    pub fn new(names: impl IntoIterator<Item = Id>) -> Layout {
        let mut layout = Layout::default();
        layout.add(Id::from("owner"));
        names.into_iter().for_each(|name| layout.add(name));
        layout
    }

    /// A layout of these names and no others: the columns of a row.
    pub fn of_columns(names: impl IntoIterator<Item = Id>) -> Layout {
        let mut layout = Layout::default();
        names.into_iter().for_each(|name| layout.add(name));
        layout
    }

    fn add(&mut self, name: Id) {
        if !self.slots.contains_key(&name) {
            self.slots.insert(name.clone(), self.names.len());
            self.names.push(name);
        }
    }

    /// The slot of a field.
    pub fn slot(&self, name: &str) -> Option<usize> {
        self.slots.get(name).copied()
    }

    /// The names in slot order.
    pub fn names(&self) -> &[Id] {
        &self.names
    }
}

/// The values of a record's fields in the slots of a layout. Stored by name, so a later policy can read them.
#[derive(Clone, Debug, PartialEq)]
pub struct Fields {
    layout: Arc<Layout>,
    values: Vec<Value>,
    /// Values of fields that this layout does not have: kept, so that nothing is lost when a field goes.
    former: BTreeMap<Id, Value>,
}

impl Fields {
    /// All fields empty.
    pub fn empty(layout: Arc<Layout>) -> Fields {
        let values = vec![Value::None; layout.names.len()];
        Fields { layout, values, former: BTreeMap::new() }
    }

    /// The values in slot order.
    pub fn slots(&self) -> &[Value] {
        &self.values
    }

    /// The value in a slot.
    pub fn at(&self, slot: usize) -> &Value {
        self.values.get(slot).unwrap_or(&Value::None)
    }

    /// The value of a field by name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.layout.slot(name).map(|slot| &self.values[slot]).or_else(|| self.former.get(name))
    }

    /// Sets a field by name.
    pub fn set(&mut self, name: &Id, value: Value) {
        match self.layout.slot(name) {
            Some(slot) => self.values[slot] = value,
            None => _ = self.former.insert(name.clone(), value),
        }
    }

    /// Name and value of every field that holds something, in slot order.
    pub fn filled(&self) -> impl Iterator<Item = (&Id, &Value)> {
        self.layout.names.iter().zip(&self.values).filter(|(_, value)| !value.is_none())
    }

    /// The same values in another layout.
    pub fn adopt(&mut self, layout: &Arc<Layout>) {
        if Arc::ptr_eq(&self.layout, layout) {
            return;
        }
        let before = std::mem::replace(self, Fields::empty(layout.clone()));
        for (name, value) in before.layout.names.iter().zip(before.values) {
            if !value.is_none() {
                self.set(name, value);
            }
        }
        before.former.into_iter().for_each(|(name, value)| self.set(&name, value));
    }

    /// Whether the values stand in this very layout.
    pub fn is_laid_out(&self, layout: &Arc<Layout>) -> bool {
        Arc::ptr_eq(&self.layout, layout)
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let former = self.former.iter().filter(|(_, value)| !value.is_none());
        serializer.collect_map(self.filled().chain(former).collect::<Vec<_>>())
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Named;
        impl<'de> de::Visitor<'de> for Named {
            type Value = Fields;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of field values")
            }
            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut former = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<Id, Value>()? {
                    former.insert(name, value);
                }
                let mut fields = Fields::empty(Arc::default());
                fields.former = former;
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Named)
    }
}

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
    /// Positions in the journal of the groups that hold its events, rising.
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
    /// The entry of `recycle` its owner came by it through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recycled: Option<u32>,
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
            recycled: None,
        }
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
