//! The single writer: commands in, one group of events to the store, answers out.

mod due;
mod following;
mod in_force;
mod replay;

use std::sync::Arc;

use super::{
    Clock, Trouble, codec,
    heeding::CameTo,
    keys, outside, policies,
    state::{State, fault},
};
use crate::{
    engine::{self, Refused, View},
    model::{
        Actor, Body, Code, Command, Event, Record, Refusal,
        event::{Draft, Hash},
        time::Timestamp,
    },
    policy::Policy,
    said,
    store::{Group, Store},
};
use replay::last_hash;

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
        let (mut seqs, came) = self.write_and_meet(decision.events, decision.left)?;
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
    fn write_and_meet(
        &mut self,
        drafts: Vec<Draft>,
        left: Vec<Arc<Record>>,
    ) -> Result<(Vec<u64>, Option<CameTo>), Trouble> {
        match drafts.as_slice() {
            [Draft { body: Body::EventCame { .. }, .. }] => {
                let (mut seqs, _, events) = self.absorb_shown(drafts)?;
                let mut to = None;
                for came in events.iter().filter_map(outside::came) {
                    to = Some(self.meet_all(&came, &mut seqs)?);
                }
                Ok((seqs, to))
            }
            _ => Ok((self.write_left(drafts, left)?, None)),
        }
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
}

/// What an idempotency key stands for: the command and who gave it.
fn fingerprint(command: &Command, actor: &Actor) -> String {
    let bytes = codec::encode(&(command.act_json(), actor, command.as_of.as_deref(), command.if_version));
    blake3::hash(&bytes).to_hex().to_string()
}
