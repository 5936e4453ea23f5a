//! What has happened: the truth everything else is derived from.
//!
//! Events name things by id and never by a slot or number of one policy version, so they can be read under any later
//! one. They are past tense, immutable and chained: each carries a hash over itself and the one before.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    Actor, Id, Value,
    clock::ClockRun,
    record::{ChainState, LeftOver, Timer, is_zero},
    target::Adjustment,
    time::Timestamp,
    work::{Leave, Seeking, TaskRun},
};

/// Half of a BLAKE3 hash. It has no key: it shows a change that left the later events alone, not a rehashed journal.
pub type Hash = [u8; 16];

/// One event as it lies in the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its number, from 1, without gaps.
    pub seq: u64,
    /// The record it belongs to; none for what concerns the whole store.
    pub record: Option<Id>,
    /// When it was decided.
    pub at: Timestamp,
    /// The business time it counts at, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Timestamp>,
    /// Who did it.
    pub actor: Actor,
    /// The policy version that decided it.
    pub policy: u64,
    /// What happened.
    pub body: Body,
    /// BLAKE3 over the hash of the event before and this event without its hash.
    #[serde(with = "hash_bytes")]
    pub hash: Hash,
}

impl Event {
    /// The business time the event counts at.
    pub fn moment(&self) -> Timestamp {
        self.as_of.unwrap_or(self.at)
    }
}

/// An event that is decided but not yet numbered, timed and chained.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The record it belongs to.
    pub record: Option<Id>,
    /// The business time it counts at; none: the moment it is decided.
    pub as_of: Option<Timestamp>,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub body: Body,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// A record came to be. Its first stage is entered by an `Entered` of its own.
    Created {
        /// Its workflow.
        workflow: Id,
        /// The fields it was given, `owner` among them.
        fields: BTreeMap<Id, Value>,
        /// The record whose step made it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<Id>,
        /// The pipeline it runs in, where that is another than its workflow's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pipeline: Option<Id>,
        /// The sequence its id was numbered by.
        sequence: Id,
        /// Its number in that sequence.
        number: u64,
    },
    /// Fields took new values; `none` empties one.
    Changed {
        /// The new values.
        fields: BTreeMap<Id, Value>,
    },
    /// A transition was taken.
    Moved {
        /// The transition, or the stage it went to where the move has no name.
        transition: Id,
        /// The token that was taken.
        token: u32,
        /// Where it stood.
        from: Id,
        /// Where it went; none where the transition acts without moving.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Id>,
        /// Why an administrator overrode a rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deviation: Option<String>,
        /// What was asked while moving.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        ask: BTreeMap<Id, Value>,
        /// Which edge of the transition's `path`, from 0.
        #[serde(default, skip_serializing_if = "is_zero")]
        edge: usize,
        /// Where it went, where that is several stages; or what it opened beside a token that stays.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        opens: Vec<Id>,
    },
    /// A join took tokens: the first goes on, the others have arrived in it.
    Joined {
        /// The join, as its transition and edge name it (`edge_key`).
        join: Id,
        /// The token that goes on.
        token: u32,
        /// The others it took.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<u32>,
        /// The rounds that go on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rounds: Vec<u32>,
        /// Tokens that come late for it from now on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        late: Vec<u32>,
    },
    /// A token can't go on by itself before a lock is free.
    Queued {
        /// The token.
        token: u32,
        /// The transition, as its transition and edge name it (`edge_key`).
        transition: Id,
        /// The lock.
        lock: Id,
        /// Its place in the line of all who wait.
        place: u64,
    },
    /// A timer of a token was set to another moment.
    TimerSet {
        /// The token.
        token: u32,
        /// Its name.
        timer: Id,
        /// When; none: not at all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Timestamp>,
    },
    /// A token entered a stage (and left the one it stood in).
    Entered {
        /// The token; a new one on creation.
        token: u32,
        /// The stage.
        stage: Id,
        /// What will happen by itself while it stands here.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        timers: Vec<Timer>,
        /// When it had entered before, where it comes back and its clocks go on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Timestamp>,
        /// The rounds it belongs to.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rounds: Vec<u32>,
        /// The joins it comes late for.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        late: Vec<Id>,
        /// The lock of the stage, filled in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lock: Option<Id>,
    },
    /// A token left the record without entering another stage.
    Removed {
        /// The token.
        token: u32,
        /// Why.
        #[serde(default, skip_serializing_if = "RemovedBy::is_usual")]
        because: RemovedBy,
    },
    /// The record reached an end.
    Closed {
        /// The end's outcome.
        outcome: Id,
    },
    /// A move was handed to an approval chain.
    Submitted {
        /// Number of the run within the record.
        run: u32,
        /// The chain.
        chain: Id,
        /// The transition it decides.
        transition: Id,
        /// Which edge of its `path`, from 0.
        #[serde(default, skip_serializing_if = "is_zero")]
        edge: usize,
        /// Where a deviation leads.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        goal: Option<Id>,
        /// The token that waits.
        token: u32,
        /// The stage the token stood in.
        from: Id,
        /// Who asked.
        requester: Option<Id>,
        /// What was asked.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        ask: BTreeMap<Id, Value>,
        /// Whom the requester has picked, by step.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        choices: BTreeMap<Id, Vec<Id>>,
    },
    /// The branch of a chain was decided.
    Branched {
        /// The run.
        run: u32,
        /// Which; empty: none holds.
        branch: Id,
    },
    /// People were picked for later steps with a decision.
    Chosen {
        /// The run.
        run: u32,
        /// Whom, by step.
        choices: BTreeMap<Id, Vec<Id>>,
    },
    /// A step was reached.
    StepReached {
        /// The run.
        run: u32,
        /// The step.
        step: Id,
        /// Whether its condition failed, so that it asks nobody.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        skipped: bool,
        /// Whom it tells, where it is a copy and asks nobody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        copied: Option<Vec<Id>>,
        /// The decision it was reached by.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<u32>,
    },
    /// A step that is a process of its own has made the records it waits for.
    StepMade {
        /// The run.
        run: u32,
        /// The step.
        step: Id,
        /// The records.
        records: Vec<Id>,
    },
    /// A seat was opened: somebody is asked.
    SeatOpened {
        /// The run.
        run: u32,
        /// The step.
        step: Id,
        /// Number of the task within the record.
        task: u32,
        /// The people place it was filled from, as written.
        place: Id,
        /// Who may decide it.
        holders: Vec<Id>,
        /// Its deadlines.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        timers: Vec<Timer>,
        /// Why others than the place names were asked (`nobody`, `self`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
        /// What it weighs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        weight: Option<Decimal>,
        /// The task that is decided first: until then it is planned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<u32>,
        /// The task whose holder has added it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beside: Option<u32>,
    },
    /// A seat has to wait for another: a signer was added before it.
    SeatHeld {
        /// The task.
        task: u32,
        /// The task it waits for.
        after: u32,
    },
    /// The turn of a planned seat has come.
    SeatStarted {
        /// The task.
        task: u32,
        /// Its deadlines.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        timers: Vec<Timer>,
    },
    /// One of the holders has taken a seat for themselves.
    Claimed {
        /// The task.
        task: u32,
        /// Deadlines that run from here.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        timers: Vec<Timer>,
        /// Whose it is, where it came to them by itself; none: who has taken it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Id>,
    },
    /// Who had claimed a seat has given it back to all its holders.
    Released {
        /// The task.
        task: u32,
    },
    /// A seat was lent for an opinion.
    Lent {
        /// The task.
        task: u32,
        /// Who is asked.
        to: Id,
        /// Whether what they say decides.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        last: bool,
    },
    /// A lent seat has come back, with an opinion or without.
    GivenBack {
        /// The task.
        task: u32,
        /// The opinion.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        yes: Option<bool>,
        /// What was said with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// Neither yes nor no.
    Abstained {
        /// The task.
        task: u32,
        /// The reason given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
        /// Why it was theirs to do: in whose place they did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// A signer was taken out.
    SignerRemoved {
        /// The task.
        task: u32,
        /// The reason given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// A chain was sent back.
    Returned {
        /// The run.
        run: u32,
        /// The step that sent it back.
        step: Id,
        /// Why it was theirs to do: in whose place they did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
        /// The task it was sent back from; none where the policy did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<u32>,
        /// The steps it went back to; none: to who asked.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        to: Vec<Id>,
        /// Steps that were open and are closed by it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        closed: Vec<Id>,
        /// Steps whose result counts no more.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        undone: Vec<Id>,
        /// The reason given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// What was sent back to who asked was submitted again.
    Resubmitted {
        /// The run.
        run: u32,
        /// What was asked, old answers among it.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        ask: BTreeMap<Id, Value>,
        /// Whom the requester has picked, by step.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        choices: BTreeMap<Id, Vec<Id>>,
    },
    /// Approvals count no more: a fact they relied on has changed.
    Voided {
        /// The run.
        run: u32,
        /// The tasks they were given at.
        tasks: Vec<u32>,
        /// The steps among whose results they were.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        steps: Vec<Id>,
        /// The facts that have changed.
        facts: Vec<Id>,
    },
    /// Somebody took their own decision back.
    TakenBack {
        /// The task.
        task: u32,
        /// Steps that it had led to.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        undone: Vec<Id>,
    },
    /// Who is asked was reminded.
    Reminded {
        /// The task.
        task: u32,
        /// The next reminder.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<Timer>,
    },
    /// Somebody was sent a copy.
    Copied {
        /// The task it was sent from.
        task: u32,
        /// To whom.
        to: Vec<Id>,
    },
    /// An open seat got other holders (a deadline escalated it).
    SeatHanded {
        /// The task.
        task: u32,
        /// Who may decide it now.
        holders: Vec<Id>,
        /// Why.
        because: String,
    },
    /// A seat was decided.
    Decided {
        /// The task.
        task: u32,
        /// Yes or no.
        yes: bool,
        /// The reason given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
        /// Why nobody was asked: the same person had decided before, a deadline passed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
        /// What was filled in with it, besides fields.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        form: BTreeMap<Id, Value>,
        /// The material facts it saw.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        facts: BTreeMap<Id, Value>,
    },
    /// A step came to its result; seats left open are no longer needed.
    StepEnded {
        /// The run.
        run: u32,
        /// The step.
        step: Id,
        /// Yes or no.
        yes: bool,
        /// What becomes of seats that are still open.
        #[serde(default, skip_serializing_if = "is_usual")]
        left: LeftOver,
    },
    /// A chain came to its outcome; what was open in it is closed.
    ChainEnded {
        /// The run.
        run: u32,
        /// Approved, rejected or withdrawn.
        outcome: ChainState,
        /// The reason given with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// Something was done with a task: how it stands now.
    TaskActed {
        /// What was done: `made`, `claimed`, `started`, `done` …
        act: Id,
        /// The task as it stands.
        task: Box<TaskRun>,
        /// The reason given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
        /// Why it came to others, or who acted in whose place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// An item of a checklist was checked off, or was not after all.
    ItemChecked {
        /// The token.
        token: u32,
        /// The stage.
        stage: Id,
        /// The item.
        item: Id,
        /// Whether it is done.
        done: bool,
    },
    /// It was somebody's turn in a sequence that goes round.
    Turned {
        /// The sequence.
        sequence: Id,
        /// The place behind the one whose turn it was.
        number: u64,
    },
    /// The owner of a record is looked for, or no more: it falls to the pool.
    Sought {
        /// How; none: no more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seeking: Option<Seeking>,
        /// Why, where it is not the usual way.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// A record has changed hands by an entry of `recycle`.
    Recycled {
        /// The entry, from 0.
        entry: u32,
    },
    /// Somebody is away.
    LeaveSet {
        /// Who, when, and who stands in.
        leave: Leave,
    },
    /// Somebody is not away after all.
    LeaveCleared {
        /// Who.
        person: Id,
        /// The leave that began at this moment; none: all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Timestamp>,
    },
    /// A target, or a part of it, took another value.
    TargetChanged {
        /// What became of it.
        change: Adjustment,
        /// What the policy had stated, as a fingerprint.
        stated: String,
    },
    /// The policy stated a target anew that had been changed: what was changed holds no more.
    TargetRestated {
        /// The target.
        target: Id,
        /// What it states, as a fingerprint; empty: the target is gone.
        stated: String,
        /// Its value; none where it is gone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<Decimal>,
    },
    /// A timer came due and was acted on.
    TimerFired {
        /// The token it stands on; none for a seat's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<u32>,
        /// The task it stands on; none for a token's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<u32>,
        /// Its name.
        timer: Id,
        /// The moment it was due.
        due: Timestamp,
        /// Why what it was to do was refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refused: Option<String>,
    },
    /// The clock of a stay stands still or goes on: its timers as they stand now; none: what rested is over.
    StayClocked {
        /// The token.
        token: u32,
        /// The stage.
        stage: Id,
        /// The timers.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        timers: Vec<Timer>,
    },
    /// A clock over several stages began, stands still, goes on, is due at another moment, or has ended.
    Clocked {
        /// The clock as it stands now; without timers where it has ended.
        run: ClockRun,
        /// Why it ended: `until`, `closed`, `when`, `removed`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ended: Option<String>,
    },
    /// A schedule is in force: when it comes round next.
    Scheduled {
        /// The schedule.
        schedule: Id,
        /// Its rhythm, as it is written.
        every: String,
        /// Its place in file order.
        place: u32,
        /// The moment it counts from.
        since: Timestamp,
        /// When; none: never, or no more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<Timestamp>,
    },
    /// A schedule came round, and what it says is done with this commit.
    Occurred {
        /// The schedule.
        schedule: Id,
        /// The moment it was due.
        due: Timestamp,
        /// When it comes round next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<Timestamp>,
    },
    /// What a schedule was to do for one of those it is for was refused; the others are none the worse.
    OccurrenceRefused {
        /// The schedule.
        schedule: Id,
        /// The moment it was due.
        due: Timestamp,
        /// The person, where it is for people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<Id>,
        /// Why.
        refused: String,
    },
    /// Somebody wrote something.
    Commented {
        /// What.
        text: String,
    },
    /// Somebody put a file or an address beside it.
    Linked {
        /// The path or address, as given.
        to: String,
    },
    /// People were told something: goes to the outbox.
    Noticed {
        /// Who is told.
        to: Vec<Id>,
        /// What they are told.
        text: String,
    },
    /// An event went out, or came in here where no channel is named.
    Sent {
        /// The channel.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<Id>,
        /// Its name.
        event: Id,
        /// What it carries.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        with: BTreeMap<Id, Value>,
    },
    /// Something happened outside: it came in here.
    EventCame {
        /// Its name.
        event: Id,
        /// What it carries.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        with: BTreeMap<Id, Value>,
        /// The key it came in under, if it said one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
        /// The keys that came in with it for the first time, as the rules that ask for them write them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keys: Vec<String>,
        /// The event of this store that it is, where a rule sent it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sent: Option<u64>,
    },
    /// A record took what had come in; where a new record was refused, none.
    EventMet {
        /// The number of the event that came in.
        came: u64,
        /// Its name.
        event: Id,
        /// The transition it set going; `new` where it made the record.
        rule: Id,
        /// Why what it was to do was refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refused: Option<String>,
    },
    /// Nobody waited for what had come in: it is kept until somebody does.
    EventKept {
        /// The number of the event that came in.
        came: u64,
        /// Its name.
        event: Id,
        /// Until when.
        until: Timestamp,
    },
    /// Nobody took what had come in: it is over.
    EventDropped {
        /// The number of the event that came in.
        came: u64,
        /// Its name.
        event: Id,
        /// What kept a rule from looking at it, if anything did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// Another record has set a transition of this one going.
    MarkTaken {
        /// The transition.
        transition: Id,
        /// The other record.
        of: Id,
        /// How often it had reached what the transition waits for.
        times: u32,
    },
    /// A join has taken records linked to this one.
    ChildrenTaken {
        /// The transition.
        transition: Id,
        /// Those it took.
        taken: Vec<Id>,
        /// The others, which are used up with them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rest: Vec<Id>,
    },
    /// A program was asked: goes out by its channel.
    Called {
        /// Number of the call among the record's tasks.
        call: u32,
        /// The token that waits.
        token: u32,
        /// The stage that asks.
        stage: Id,
        /// The channel.
        channel: Id,
        /// What it is told.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        with: BTreeMap<Id, Value>,
        /// Which time it is asked, from 1.
        attempt: u32,
        /// When it is asked again, or given up.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        timers: Vec<Timer>,
    },
    /// A program has answered.
    CallAnswered {
        /// The call.
        call: u32,
        /// What it said.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        with: BTreeMap<Id, Value>,
        /// Whether nobody waited for it any more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        late: bool,
    },
    /// A program has failed, or did not answer in time.
    CallFailed {
        /// The call.
        call: u32,
        /// Why.
        because: String,
        /// Whether nobody waited for it any more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        late: bool,
    },
    /// The record was put below another, or below none.
    Attached {
        /// The one above it now.
        parent: Option<Id>,
    },
    /// The record reserved of an account, used it up, gave it back, or was served.
    Held {
        /// The balance.
        balance: Id,
        /// The account.
        account: Id,
        /// By how much what is reserved rose.
        reserved: Decimal,
        /// By how much what is waited for rose.
        waits: Decimal,
    },
    /// The same on the account's side.
    Taken {
        /// The balance.
        balance: Id,
        /// The record.
        by: Id,
        /// By how much what is reserved rose.
        reserved: Decimal,
        /// By how much what is waited for rose.
        waits: Decimal,
    },
    /// A warning rose, changed its level or cleared.
    Warned {
        /// The warning, or `<workflow>.<stage>` for an overdue stay.
        warning: Id,
        /// The dimensions of the series it speaks of.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        by: BTreeMap<Id, Value>,
        /// The period it speaks of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        period: Option<String>,
        /// The level it has now; none: cleared.
        level: Option<Id>,
        /// The figure it was judged on.
        #[serde(default, skip_serializing_if = "Value::is_none")]
        value: Value,
        /// The target it was judged against.
        #[serde(default, skip_serializing_if = "Value::is_none")]
        target: Value,
        /// Why it cleared without its condition: `period_over`, `ended`, `removed`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// A policy came into force.
    PolicyTaken {
        /// Its version: 1, 2, 3 …
        version: u64,
        /// BLAKE3 of its files.
        fingerprint: String,
        /// Its files, by path: so that every version can be read again.
        files: BTreeMap<String, String>,
    },
    /// A changed policy did not compile and was not taken.
    PolicyRejected {
        /// BLAKE3 of its files.
        fingerprint: String,
        /// What is wrong with it, as the findings of `check --json`.
        findings: Vec<serde_json::Value>,
    },
    /// A command with an idempotency key was answered; the same command gets the same answer again.
    Answered {
        /// The key.
        key: String,
        /// BLAKE3 of the command.
        command: String,
        /// The answer's data.
        answer: serde_json::Value,
    },
}

impl Body {
    /// The word for it in JSON and in `show --history`.
    pub fn kind(&self) -> &'static str {
        match self {
            Body::Created { .. } => "created",
            Body::Changed { .. } => "changed",
            Body::Moved { .. } => "moved",
            Body::Joined { .. } => "joined",
            Body::Queued { .. } => "queued",
            Body::TimerSet { .. } => "timer_set",
            Body::Entered { .. } => "entered",
            Body::Removed { .. } => "removed",
            Body::Closed { .. } => "closed",
            Body::Submitted { .. } => "submitted",
            Body::Branched { .. } => "branched",
            Body::Chosen { .. } => "chosen",
            Body::StepReached { .. } => "step_reached",
            Body::StepMade { .. } => "step_made",
            Body::SeatOpened { .. } => "seat_opened",
            Body::SeatHeld { .. } => "seat_held",
            Body::SeatStarted { .. } => "seat_started",
            Body::Claimed { .. } => "claimed",
            Body::Released { .. } => "released",
            Body::Lent { .. } => "lent",
            Body::GivenBack { .. } => "given_back",
            Body::Abstained { .. } => "abstained",
            Body::SignerRemoved { .. } => "signer_removed",
            Body::Returned { .. } => "returned",
            Body::Resubmitted { .. } => "resubmitted",
            Body::Voided { .. } => "voided",
            Body::TakenBack { .. } => "taken_back",
            Body::Reminded { .. } => "reminded",
            Body::Copied { .. } => "copied",
            Body::SeatHanded { .. } => "seat_handed",
            Body::Decided { .. } => "decided",
            Body::StepEnded { .. } => "step_ended",
            Body::ChainEnded { .. } => "chain_ended",
            Body::TaskActed { .. } => "task_acted",
            Body::ItemChecked { .. } => "item_checked",
            Body::Turned { .. } => "turned",
            Body::Sought { .. } => "sought",
            Body::Recycled { .. } => "recycled",
            Body::LeaveSet { .. } => "leave_set",
            Body::LeaveCleared { .. } => "leave_cleared",
            Body::TargetChanged { .. } => "target_changed",
            Body::TargetRestated { .. } => "target_restated",
            Body::TimerFired { .. } => "timer_fired",
            Body::StayClocked { .. } => "stay_clocked",
            Body::Clocked { .. } => "clocked",
            Body::Scheduled { .. } => "scheduled",
            Body::Occurred { .. } => "occurred",
            Body::OccurrenceRefused { .. } => "occurrence_refused",
            Body::Commented { .. } => "commented",
            Body::Linked { .. } => "linked",
            Body::Noticed { .. } => "noticed",
            Body::Sent { .. } => "sent",
            Body::EventCame { .. } => "event_came",
            Body::EventMet { .. } => "event_met",
            Body::EventKept { .. } => "event_kept",
            Body::EventDropped { .. } => "event_dropped",
            Body::MarkTaken { .. } => "mark_taken",
            Body::ChildrenTaken { .. } => "children_taken",
            Body::Called { .. } => "called",
            Body::CallAnswered { .. } => "call_answered",
            Body::CallFailed { .. } => "call_failed",
            Body::Attached { .. } => "attached",
            Body::Held { .. } => "held",
            Body::Taken { .. } => "taken",
            Body::Warned { .. } => "warned",
            Body::PolicyTaken { .. } => "policy_taken",
            Body::PolicyRejected { .. } => "policy_rejected",
            Body::Answered { .. } => "answered",
        }
    }
}

/// Why a token left its record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovedBy {
    /// The record came to its end.
    #[default]
    End,
    /// Its own path came to an end.
    PathEnded,
    /// A transition closed the stage it stood in.
    Closed,
    /// It came late for a join that takes no more.
    Late,
    /// A join needed it no more.
    NotNeeded,
}

impl RemovedBy {
    fn is_usual(&self) -> bool {
        *self == RemovedBy::End
    }

    /// The word for it in JSON.
    pub fn word(self) -> &'static str {
        match self {
            RemovedBy::End => "end",
            RemovedBy::PathEnded => "path_ended",
            RemovedBy::Closed => "closed",
            RemovedBy::Late => "late",
            RemovedBy::NotNeeded => "not_needed",
        }
    }
}

fn is_usual(left: &LeftOver) -> bool {
    *left == LeftOver::Cancel
}

mod hash_bytes {
    use serde::{Deserializer, Serializer, de::Error};

    use super::Hash;

    pub fn serialize<S: Serializer>(hash: &Hash, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(hash)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
        struct Bytes;
        impl<'de> serde::de::Visitor<'de> for Bytes {
            type Value = Hash;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("16 bytes")
            }
            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Hash, E> {
                bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Hash, A::Error> {
                let mut hash = Hash::default();
                for (i, byte) in hash.iter_mut().enumerate() {
                    *byte = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(i, &"16 bytes"))?;
                }
                Ok(hash)
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}
