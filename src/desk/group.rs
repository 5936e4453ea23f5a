//! The single writer: commands in, one group of events to the store, answers out.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    sync::Arc,
};

use super::{
    Clock, Trouble, absorb, codec, handover,
    heeding::CameTo,
    judge, keys, outside, policies, recount, schedules,
    state::{State, fault},
    targets,
};
use crate::{
    engine::{self, Due, Refused, View},
    model::{
        Act, Actor, Body, Code, Command, Event, Id, Record, Refusal,
        event::{Draft, Hash},
        time::{Duration, Timestamp},
    },
    policy::Policy,
    said,
    script::Fault,
    store::{Group, Store},
};

/// How many events are replayed before what follows from them is handed to the store.
const REPLAY_EVENTS: usize = 2_000;

/// How many timers at least fire in one group, where so many are due.
const TIMERS_MAX: usize = 256;

/// How often one record settles after one command because others around it change.
const SETTLED_MAX: usize = 100;

/// How often one record heeds others after one command: each of many children may set it going once.
const HEEDED_MAX: usize = 1_000;

/// A command and who gives it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The command.
    pub command: Command,
    /// Who gives it.
    pub actor: Actor,
    /// How what was done is written as an answer's data: kept under the command's idempotency key.
    pub writing: fn(&State, &Done, &Actor) -> serde_json::Value,
}

/// What a command that was done answers with.
#[derive(Clone, Debug)]
pub struct Done {
    /// The record that was meant, as the command left it.
    pub record: Option<Arc<Record>>,
    /// Numbers of the events that followed; none where nothing was left to do.
    pub events: Vec<u64>,
    /// Whether the record that was meant is new.
    pub created: bool,
    /// The answer's data, where an idempotency key brought back an earlier one.
    pub again: Option<serde_json::Value>,
    /// When it was decided.
    pub at: Timestamp,
    /// What became of an event that came in.
    pub came: Option<CameTo>,
}

/// Why a command was not done.
#[derive(Clone, Debug)]
pub enum Reply {
    /// The rules say no.
    Refused(Refused),
    /// The store could not keep it: nothing of it was done.
    Failure(String),
}

/// What a command answers with.
pub type Answer = Result<Done, Reply>;

/// What is due.
enum Happening {
    /// A timer of a record.
    Timer(Act),
    /// A schedule, at the moment it comes round.
    Schedule(Id, Timestamp),
}

/// The one who decides and commits.
pub(super) struct Writer {
    state: State,
    store: Arc<dyn Store>,
    /// The hash of the last event.
    hash: Hash,
    next_seq: u64,
    /// Events of the group at hand, encoded.
    pending: Vec<Vec<u8>>,
    /// Whether a rule may have sent something that has yet to come in here.
    sends_here: bool,
}

impl Writer {
    /// A writer over a store that is brought up to its journal's end, under the policy given: as a new version where
    /// the store has not seen it last.
    pub fn open(
        store: Arc<dyn Store>,
        mut policy: Arc<Policy>,
        clock: &Clock,
    ) -> Result<(Writer, Arc<Policy>), Trouble> {
        let now = clock.now();
        let mut writer = Writer {
            state: State::new(store.clone(), policy.clone(), now),
            next_seq: store.next_seq(),
            hash: last_hash(&*store)?,
            store,
            pending: Vec::new(),
            sends_here: true,
        };
        writer.catch_up()?;
        let last = policies::last_taken(&writer.state)?;
        let Writer { state, store, hash, next_seq, pending, sends_here } = writer;
        drop(state);
        let same = last.as_ref().is_some_and(|last| last.fingerprint == policy.fingerprint);
        let version = last.as_ref().map_or(1, |last| if same { last.version } else { last.version + 1 });
        if policy.version != version {
            let held = || Trouble::State("the policy is held elsewhere while its desk opens".into());
            Arc::get_mut(&mut policy).ok_or_else(held)?.version = version;
        }
        let state = State::new(store.clone(), policy.clone(), now);
        let mut writer = Writer { state, store, hash, next_seq, pending, sends_here };
        if !same {
            writer.put_in_force(last.map(|last| last.files))?;
        }
        Ok((writer, policy))
    }

    /// The policy in force.
    pub fn policy(&self) -> Arc<Policy> {
        self.state.policy.clone()
    }

    /// A writer for a trial: it is never asked to commit.
    pub fn that_keeps_nothing(store: Arc<dyn Store>, policy: Arc<Policy>, now: Timestamp) -> Writer {
        Writer {
            state: State::new(store.clone(), policy, now),
            next_seq: store.next_seq(),
            hash: Hash::default(),
            store,
            pending: Vec::new(),
            sends_here: false,
        }
    }

    /// Decides a command and commits nothing; those after it see what it led to.
    pub fn try_out(&mut self, request: &Request, now: Timestamp) -> Answer {
        self.state.now = now;
        let answer = self.one(request);
        self.pending.clear();
        answer.unwrap_or_else(|trouble| {
            self.forget();
            Err(Reply::Failure(trouble.to_string()))
        })
    }

    /// The moment it is.
    pub(super) fn now(&self) -> Timestamp {
        self.state.now
    }

    /// The records as the writer sees them.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Replays what the journal has and the derived data have not; how many events that was.
    pub fn catch_up(&mut self) -> Result<u64, Trouble> {
        let through = self.store.derived_through();
        let mut replayed = 0;
        let mut wrong: Option<Trouble> = None;
        let store = self.store.clone();
        let mut since_derive = 0;
        store.events(through + 1, &mut |entry| {
            let step = (|| -> Result<(), Trouble> {
                let mut events = Vec::with_capacity(entry.events.len());
                for bytes in &entry.events {
                    events.push(codec::event(bytes).map_err(|error| {
                        Trouble::State(format!("an event from {} on cannot be read: {error}", entry.first_seq))
                    })?);
                }
                absorb::absorb(&mut self.state, &events, entry.position.0)?;
                replayed += events.len() as u64;
                since_derive += events.len();
                if since_derive >= REPLAY_EVENTS {
                    since_derive = 0;
                    let last = entry.first_seq + entry.events.len() as u64 - 1;
                    self.store.derive(self.state.take_writes(), last)?;
                }
                Ok(())
            })();
            match step {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    wrong = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
        if replayed > 0 {
            self.store.derive(self.state.take_writes(), self.store.next_seq() - 1)?;
        }
        Ok(replayed)
    }

    /// Forgets what is not committed.
    pub fn forget(&mut self) {
        self.state.forget();
        self.pending.clear();
        self.next_seq = self.store.next_seq();
        if let Ok(hash) = last_hash(&*self.store) {
            self.hash = hash;
        }
    }

    /// Answers commands as one group.
    pub fn group(&mut self, requests: Vec<Request>, clock: &Clock) -> Vec<Answer> {
        self.state.now = clock.now();
        if let Err(trouble) = self.begin_day() {
            self.forget();
            return requests.iter().map(|_| Err(Reply::Failure(trouble.to_string()))).collect();
        }
        let mut answers = Vec::with_capacity(requests.len());
        for request in &requests {
            self.state.now = clock.now();
            match self.one(request) {
                Ok(answer) => answers.push(answer),
                Err(trouble) => {
                    self.forget();
                    return requests.iter().map(|_| Err(Reply::Failure(trouble.to_string()))).collect();
                }
            }
        }
        if let Err(trouble) = self.commit() {
            // Nothing of the group is on disk: what was only refused stays refused, the rest has failed.
            for answer in &mut answers {
                if answer.is_ok() {
                    *answer = Err(Reply::Failure(trouble.to_string()));
                }
            }
        }
        self.come_in();
        answers
    }

    /// What rules have sent here comes in. What cannot now is derived from its event, and comes in with the next group.
    fn come_in(&mut self) {
        if !std::mem::take(&mut self.sends_here) {
            return;
        }
        if self.take_in_sent().is_err() {
            self.forget();
            self.sends_here = true;
        }
    }

    pub(super) fn one(&mut self, request: &Request) -> Result<Answer, Trouble> {
        let command = &request.command;
        let command_hash = command.key.as_ref().map(|_| fingerprint(command, &request.actor));
        if let Some(key) = &command.key
            && let Some(answer) = self.answered(key, command_hash.as_deref().unwrap_or_default())?
        {
            return Ok(answer);
        }
        let decision = match engine::decide(&self.state.policy, &self.state, &request.actor, self.state.now, command) {
            Ok(decision) => decision,
            Err(refusal) => return Ok(Err(Reply::Refused(refusal))),
        };
        let is_new = |draft: &Draft| draft.record == decision.record && matches!(draft.body, Body::Created { .. });
        let created = decision.events.iter().any(is_new);
        let (mut seqs, came) = self.write_and_meet(decision.events)?;
        let record = match &decision.record {
            Some(id) => self.state.record(id)?,
            None => None,
        };
        let done = Done { record, events: seqs.clone(), created, again: None, at: self.state.now, came };
        if let (Some(key), Some(hash)) = (&command.key, command_hash) {
            let answer = (request.writing)(&self.state, &done, &request.actor);
            let body = Body::Answered { key: key.clone(), command: hash, answer };
            let draft = Draft { record: None, as_of: None, actor: request.actor.clone(), body };
            seqs.extend(self.absorb(vec![draft])?.0);
        }
        Ok(Ok(Done { events: seqs, ..done }))
    }

    /// The answer an idempotency key stands for; a conflict where it stands for another command.
    fn answered(&self, key: &str, command: &str) -> Result<Option<Answer>, Trouble> {
        let Some(cell) = self.state.get(&keys::answer(key)).map_err(fault)? else { return Ok(None) };
        let event: Event = codec::decode(&cell.bytes()).map_err(Trouble::State)?;
        let Body::Answered { command: before, answer, .. } = event.body else {
            return Err(Trouble::State(format!("the answer of key `{key}` cannot be read")));
        };
        Ok(Some(match before == command {
            true => {
                let (record, events, created, again) = (None, Vec::new(), false, Some(answer));
                Ok(Done { record, events, created, again, at: event.at, came: None })
            }
            false => Err(Reply::Refused(
                Refusal::new(
                    Code::Conflict,
                    said!("the key `{key}` was used for another command", "键 `{key}` 已用于另一条命令"),
                )
                .with("idempotency_key", key),
            )),
        }))
    }

    /// Writes decided events down; what they say has come in from outside meets whoever waits for it.
    fn write_and_meet(&mut self, drafts: Vec<Draft>) -> Result<(Vec<u64>, Option<CameTo>), Trouble> {
        match drafts.as_slice() {
            [Draft { body: Body::EventCame { .. }, .. }] => {
                let (mut seqs, _, events) = self.absorb_shown(drafts)?;
                let mut to = None;
                for came in events.iter().filter_map(outside::came) {
                    to = Some(self.meet_all(&came, &mut seqs)?);
                }
                Ok((seqs, to))
            }
            _ => Ok((self.write(drafts)?, None)),
        }
    }

    /// Writes decided events down, and whatever follows: linked records that settle, warnings that change.
    pub(super) fn write(&mut self, drafts: Vec<Draft>) -> Result<Vec<u64>, Trouble> {
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        let (mut seqs, mut touched) = self.absorb(drafts)?;
        let mut due = self.set_going(&touched)?;
        let mut heeding = self.heeding(&touched)?;
        let mut often: BTreeMap<Id, usize> = BTreeMap::new();
        while let Some((id, heeds)) = next_of(&mut due, &mut heeding) {
            let times = often.entry(id.clone()).or_default();
            *times += 1;
            // Two records that set each other going for ever rest here; the next change of either goes on.
            if *times > if heeds { HEEDED_MAX } else { SETTLED_MAX } {
                continue;
            }
            let also = match heeds {
                true => self.heed(&id, &mut seqs)?,
                false => self.settle(&id, &mut seqs)?,
            };
            due.extend(self.set_going(&also)?);
            heeding.extend(self.heeding(&also)?);
            touched.add(also);
        }
        let warnings = judge::after(&self.state, &touched)?;
        if !warnings.is_empty() {
            seqs.extend(self.absorb(warnings)?.0);
        }
        Ok(seqs)
    }

    /// Lets what is automatic on a record fire. What its own rules refuse leaves it as it was; `why` shows it.
    fn settle(&mut self, id: &Id, seqs: &mut Vec<u64>) -> Result<absorb::Touched, Trouble> {
        match engine::settle(&self.state.policy, &self.state, self.state.now, id) {
            Ok(drafts) if !drafts.is_empty() => {
                let (more, touched) = self.absorb(drafts)?;
                seqs.extend(more);
                Ok(touched)
            }
            Ok(_) | Err(_) => Ok(absorb::Touched::default()),
        }
    }

    /// Open records with automatic transitions that look at what has changed: records around it, figures.
    fn set_going(&self, touched: &absorb::Touched) -> Result<BTreeSet<Id>, Fault> {
        let reach = self.state.reach();
        let mut found = BTreeSet::new();
        for id in &touched.around {
            let open = self.state.record(id)?.filter(|record| !record.is_closed());
            if open.is_some_and(|record| reach.moves_with_others(&record.workflow)) {
                found.insert(id.clone());
            }
        }
        let workflows: BTreeSet<Id> =
            touched.linked.iter().filter_map(|id| Some(self.state.record(id).ok()??.workflow.clone())).collect();
        for workflow in workflows.iter().filter(|workflow| reach.waits_for_room(workflow)) {
            let planned = self.state.held(engine::PLANNED, workflow)?;
            found.extend(planned.into_iter().map(|held| held.record).filter(|id| !touched.linked.contains(id)));
        }
        let measures = touched.cells.iter().map(|(measure, _)| measure).collect();
        for workflow in reach.moved_by(&measures) {
            found.extend(self.open_records(&workflow)?);
        }
        Ok(found)
    }

    /// The open records of a workflow, oldest first.
    fn open_records(&self, workflow: &str) -> Result<Vec<Id>, Fault> {
        let mut open = Vec::new();
        for id in self.state.of_workflow(workflow)? {
            open.extend(self.state.record(&id)?.filter(|record| !record.is_closed()).map(|record| record.id.clone()));
        }
        Ok(open)
    }

    /// Lets what is automatic on the open records of these workflows fire, and what follows.
    fn settle_all(&mut self, workflows: &[Id]) -> Result<(), Trouble> {
        for workflow in workflows {
            for id in self.open_records(workflow)? {
                if let Ok(drafts) = engine::settle(&self.state.policy, &self.state, self.state.now, &id) {
                    self.write(drafts)?;
                }
            }
        }
        Ok(())
    }

    /// Drops what is held in memory too, and replays the whole journal.
    pub fn rebuild(&mut self, now: Timestamp) -> Result<u64, Trouble> {
        self.forget();
        self.state.now = now;
        self.catch_up()
    }

    /// Numbers, times and chains events, folds them and derives what follows.
    pub(super) fn absorb(&mut self, drafts: Vec<Draft>) -> Result<(Vec<u64>, absorb::Touched), Trouble> {
        self.absorb_shown(drafts).map(|(seqs, touched, _)| (seqs, touched))
    }

    /// The same, and the events as they are now written.
    pub(super) fn absorb_shown(
        &mut self,
        drafts: Vec<Draft>,
    ) -> Result<(Vec<u64>, absorb::Touched, Vec<Event>), Trouble> {
        let at = self.state.now;
        let mut events = Vec::with_capacity(drafts.len());
        for Draft { record, as_of, actor, body } in drafts {
            let event = Event {
                seq: self.next_seq,
                record,
                at,
                as_of,
                actor,
                policy: self.state.policy.version,
                body,
                hash: Hash::default(),
            };
            let (event, bytes) = codec::seal(event, &self.hash);
            self.hash = event.hash;
            self.next_seq += 1;
            self.sends_here |= matches!(event.body, Body::Sent { channel: None, .. });
            self.pending.push(bytes);
            events.push(event);
        }
        let touched = absorb::absorb(&mut self.state, &events, self.store.next_position().0)?;
        Ok((events.iter().map(|event| event.seq).collect(), touched, events))
    }

    /// Makes the group durable.
    pub(super) fn commit(&mut self) -> Result<(), Trouble> {
        let writes = self.state.take_writes();
        let events = std::mem::take(&mut self.pending);
        let result = match (events.is_empty(), writes.is_empty()) {
            (true, true) => return Ok(()),
            (true, false) => self.store.derive(writes, self.store.next_seq() - 1),
            (false, _) => self.store.commit(Group { events, writes }).map(drop),
        };
        result.map_err(|failure| {
            self.forget();
            Trouble::from(failure)
        })
    }

    /// Fires what is due at a moment, earliest first; how many timers fired.
    pub fn tick(&mut self, now: Timestamp) -> Result<usize, Trouble> {
        self.state.now = now;
        let done = (|| {
            self.begin_day()?;
            self.commit()?;
            let (mut fired, mut kept) = (self.end_kept(now)?, 0);
            loop {
                // What is sent here comes in with the next group, never in the middle of one.
                if self.sends_here {
                    self.commit()?;
                    self.come_in();
                }
                let due = self.due(now)?;
                if due.is_empty() {
                    self.commit()?;
                    return Ok(fired);
                }
                for (key, due) in due {
                    fired += usize::from(match due {
                        Happening::Timer(act) => self.fire(key, act)?,
                        Happening::Schedule(id, due) => self.occur(key, &id, due)?,
                    });
                }
                if fired - kept >= TIMERS_MAX {
                    self.commit()?;
                    kept = fired;
                }
            }
        })();
        if done.is_err() {
            self.forget();
        }
        done
    }

    /// A timer comes due; whether it still does.
    fn fire(&mut self, key: Vec<u8>, act: Act) -> Result<bool, Trouble> {
        let now = self.state.now;
        let command = Command::from(act);
        let decision = engine::decide(&self.state.policy, &self.state, &Actor::Policy, now, &command)
            .map_err(|refusal| Trouble::State(refusal.message.to_string()))?;
        if decision.events.is_empty() {
            // Nobody's any more: a key that outlived its timer.
            self.state.put(key, None);
            return Ok(false);
        }
        self.write(decision.events)?;
        Ok(true)
    }

    /// A schedule comes round, for each of those it is for; whether it still does.
    fn occur(&mut self, key: Vec<u8>, id: &Id, due: Timestamp) -> Result<bool, Trouble> {
        let policy = self.policy();
        let Some(schedule) = policy.schedules.get(id) else {
            self.state.put(key, None);
            return Ok(false);
        };
        let next = schedule.every.next_after(due, &policy.calendar, schedule.holiday);
        let as_of = (due < self.state.now).then_some(due);
        let occurred = Body::Occurred { schedule: id.clone(), due, next };
        self.absorb(vec![Draft { as_of, ..schedules::draft(occurred) }])?;
        let refused = |whom: Option<&engine::For>, refusal: Refused| {
            let (person, record) = match whom {
                Some(engine::For::Person(person)) => (Some(person.clone()), None),
                Some(engine::For::Record(record)) => (None, Some(record.clone())),
                Some(engine::For::Rated(whom)) => (whom.owner.clone(), None),
                _ => (None, None),
            };
            let body = Body::OccurrenceRefused { schedule: id.clone(), due, person, refused: refusal.message.into() };
            Draft { record, as_of, ..schedules::draft(body) }
        };
        let now = self.state.now;
        let all = match engine::all_for(&policy, &self.state, now, schedule, due) {
            Ok(all) => all,
            Err(refusal) => {
                self.absorb(vec![refused(None, refusal)])?;
                return Ok(true);
            }
        };
        for whom in all {
            match engine::occur(&policy, &self.state, now, schedule, due, &whom) {
                Ok(drafts) => _ = self.write(drafts)?,
                Err(refusal) => _ = self.absorb(vec![refused(Some(&whom), refusal)])?,
            }
        }
        Ok(true)
    }

    /// What is due first, and all that is at the same moment: what these lead to may be due before the rest.
    fn due(&self, now: Timestamp) -> Result<Vec<(Vec<u8>, Happening)>, Trouble> {
        let mut due = Vec::new();
        let mut first = None;
        let mut wrong = None;
        self.state
            .scan(&keys::timers(), None, &mut |key, cell| {
                let at = keys::timer_due(key).filter(|at| *at <= first.unwrap_or(now));
                if due.len() == TIMERS_MAX || at.is_none() {
                    return ControlFlow::Break(());
                }
                first = at;
                match codec::decode::<(Id, Due)>(&cell.bytes()) {
                    Ok((record, one)) => {
                        let happening = match schedules::of_timer(&record, &one) {
                            Some(id) => Happening::Schedule(id, one.due),
                            None => {
                                let Due { due, token, task, timer, .. } = one;
                                Happening::Timer(Act::Due { record, token, task, timer, due })
                            }
                        };
                        due.push((key.to_vec(), happening));
                        ControlFlow::Continue(())
                    }
                    Err(error) => {
                        wrong = Some(codec::damaged("a timer", &error));
                        ControlFlow::Break(())
                    }
                }
            })
            .map_err(fault)?;
        match wrong {
            Some(wrong) => Err(wrong.into()),
            None => Ok(due),
        }
    }

    /// The moment something happens by itself next: a timer, or the beginning of the next local day.
    pub fn next_due(&mut self, now: Timestamp) -> Result<Timestamp, Trouble> {
        let calendar = &self.state.policy.calendar;
        let today = calendar.local_date(now);
        let tomorrow = calendar.add_to_date(today, &Duration::days(1)).map_or(now, |day| calendar.start_of_day(day));
        let mut next = tomorrow;
        for prefix in [keys::timers(), keys::kept_until_all()] {
            self.state
                .scan(&prefix, None, &mut |key, _| {
                    next = keys::timer_due(key).map_or(next, |due| due.min(next));
                    ControlFlow::Break(())
                })
                .map_err(fault)?;
        }
        Ok(next)
    }

    /// Where a new local day has begun: figures and warnings that look at the date are judged anew.
    fn begin_day(&mut self) -> Result<(), Trouble> {
        let today = self.state.policy.calendar.local_date(self.state.now);
        let key = keys::meta("day");
        let before = self.state.get(&key).map_err(fault)?;
        if before.as_ref().is_some_and(|cell| *cell.bytes() == *today.to_string().as_bytes()) {
            return Ok(());
        }
        let before = before.and_then(|cell| std::str::from_utf8(&cell.bytes()).ok()?.parse().ok());
        self.state.put(key, Some(crate::store::Cell::new(today.to_string().into_bytes())));
        recount::timed(&mut self.state, before)?;
        let drafts = judge::new_day(&self.state)?;
        self.absorb(drafts)?;
        let due = self.state.reach().moved_by_time();
        self.settle_all(&due)?;
        let due = handover::due(&self.state)?;
        self.hand_over(due)
    }

    /// Lets what somebody who has left still holds go to others, and what waits for room be served where somebody has
    /// come back.
    fn hand_over(&mut self, due: BTreeSet<Id>) -> Result<(), Trouble> {
        for id in due {
            if let Ok(drafts) = engine::settle(&self.state.policy, &self.state, self.state.now, &id) {
                self.write(drafts)?;
            }
        }
        Ok(())
    }

    /// Takes a policy between two groups, or says which records it would strand.
    pub fn take_policy(&mut self, mut policy: Policy, now: Timestamp) -> Result<policies::Taken, Trouble> {
        self.state.now = now;
        let current = self.policy();
        if policy.fingerprint == current.fingerprint {
            // After a broken edit the mend is written down too, so that the log does not end with the rejection.
            if policies::last_rejected(&self.state)?.is_some() {
                self.note_in_force()?;
                self.commit()?;
            }
            return Ok(policies::Taken::Unchanged { version: current.version });
        }
        let stranded = policies::stranded(&self.state, &policy)?;
        if !stranded.is_empty() {
            return Ok(policies::Taken::Stranded { records: stranded });
        }
        policy.version = current.version + 1;
        let version = policy.version;
        self.state.take_policy(Arc::new(policy));
        match self.put_in_force(Some(current.files.clone())) {
            Ok(()) => Ok(policies::Taken::InForce { version }),
            Err(trouble) => {
                self.state.take_policy(current);
                self.forget();
                Err(trouble)
            }
        }
    }

    /// Writes down that the state's policy is in force.
    fn note_in_force(&mut self) -> Result<(), Trouble> {
        let policy = self.policy();
        let body = Body::PolicyTaken {
            version: policy.version,
            fingerprint: policy.fingerprint.clone(),
            files: policy.files.clone(),
        };
        self.absorb(vec![Draft { record: None, as_of: None, actor: Actor::Policy, body }]).map(drop)
    }

    /// The state's policy comes into force: written down, and everything that follows from it derived.
    fn put_in_force(&mut self, before: Option<policies::Files>) -> Result<(), Trouble> {
        self.note_in_force()?;
        self.commit()?;
        recount::after_policy(&mut self.state, before.as_ref())?;
        for id in policies::clocked(&self.state)? {
            if let Ok(drafts) = engine::set_clocks(&self.state.policy, &self.state, self.state.now, &id) {
                self.write(drafts)?;
            }
        }
        let restated = targets::restated(&self.state)?;
        self.absorb(restated)?;
        let mut drafts = policies::removed_warnings(&self.state)?;
        drafts.extend(judge::new_day(&self.state)?);
        drafts.extend(schedules::in_force(&self.state)?);
        self.absorb(drafts)?;
        let due = handover::due(&self.state)?.into_iter().chain(handover::of_strangers(&self.state)?).collect();
        self.hand_over(due)?;
        let with_chains: BTreeSet<Id> = policies::passed_over(&self.state)?;
        for id in with_chains {
            if let Ok(drafts) = engine::settle(&self.state.policy, &self.state, self.state.now, &id) {
                self.write(drafts)?;
            }
        }
        self.commit()
    }

    /// Writes down that a changed policy did not compile, once per state of its files.
    pub fn reject_policy(
        &mut self,
        fingerprint: &str,
        findings: Vec<serde_json::Value>,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        self.state.now = now;
        if policies::last_rejected(&self.state)?.as_deref() == Some(fingerprint) {
            return Ok(());
        }
        let body = Body::PolicyRejected { fingerprint: fingerprint.to_owned(), findings };
        self.absorb(vec![Draft { record: None, as_of: None, actor: Actor::Policy, body }])?;
        self.commit()
    }
}

/// Who is looked at next, and whether for what others have reached: first whoever settles by itself.
fn next_of(due: &mut BTreeSet<Id>, heeding: &mut BTreeSet<Id>) -> Option<(Id, bool)> {
    due.pop_first().map(|id| (id, false)).or_else(|| heeding.pop_first().map(|id| (id, true)))
}

/// What an idempotency key stands for: the command and who gave it.
fn fingerprint(command: &Command, actor: &Actor) -> String {
    let bytes = codec::encode(&(command.act_json(), actor, command.as_of.as_deref(), command.if_version));
    blake3::hash(&bytes).to_hex().to_string()
}

/// The hash of the last event in the journal; zeros before the first.
fn last_hash(store: &dyn Store) -> Result<Hash, Trouble> {
    let mut hash = Ok(Hash::default());
    let last = store.next_seq() - 1;
    if last > 0 {
        store.events(last, &mut |entry| {
            if let Some(bytes) = entry.events.last() {
                hash = codec::event(bytes).map(|event| event.hash);
            }
            ControlFlow::Continue(())
        })?;
    }
    hash.map_err(|error| Trouble::State(format!("event {last} cannot be read: {error}")))
}
