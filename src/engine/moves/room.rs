//! Room: what keeps a token from entering a stage. A stage holds one token unless it says `many`; of all stages with one
//! lock a token holds it alone; and a join that holds lets no new round open before the last one has drained.
//!
//! A person is refused. What fires by itself waits: its try is taken back as if it had never been, and made again as soon
//! as something changes; who waits for a lock of many records stands in a queue, first come first served.

use super::{Found, tokens::Standing};
use crate::{
    engine::{Entry, Refused, Work},
    model::{
        Body, Code, Id, Record, Refusal,
        record::{Queued, Token},
    },
    policy::{Rest, Stage, To, Transition, Workflow},
    said,
    script::Context,
};

/// The index of locks that count over all records.
const LOCK: &str = "lock";
/// The index of those who wait for one.
const QUEUE: &str = "lock queue";
/// The sequence by which places in the line are numbered.
pub(crate) const LINE: &str = "lock line";

/// The entries of a record's locks, and of those it waits for, that count over all records.
pub(in crate::engine) fn lock_entries(rules: &Workflow, record: &Record) -> Vec<Entry> {
    let mut entries = Vec::new();
    for token in &record.tokens {
        let wide = rules.stages.get(&token.stage).is_some_and(is_wide);
        if let (Some(lock), true) = (&token.lock, wide) {
            entries.push(Entry { index: LOCK.into(), key: lock.to_string() });
        }
        if let Some(queued) = &token.queued {
            entries.push(Entry { index: QUEUE.into(), key: queued.lock.to_string() });
        }
    }
    entries
}

/// Whether a stage's lock counts over all records: it has values in it.
fn is_wide(stage: &Stage) -> bool {
    stage.lock.as_ref().is_some_and(|lock| lock.expressions().next().is_some())
}

/// Whether a token holds the lock of its stage. One that is ready for a join does not.
pub(in crate::engine) fn holds_lock(
    work: &Work<'_>,
    rules: &Workflow,
    record: &Record,
    token: &Token,
) -> Result<bool, Refused> {
    let joins = rules.edges().any(|edge| edge.join.is_some() && edge.from.contains(&token.stage));
    Ok(token.lock.is_some() && !(joins && work.is_ready(record, token)?))
}

impl<'a> Work<'a> {
    /// Sees to it that a token may enter a stage, and fills in the lock it takes with it.
    pub(in crate::engine) fn lock_of(
        &self,
        rules: &Workflow,
        record: &Record,
        (token, late): (u32, &[Id]),
        stage: &Stage,
    ) -> Result<Option<Id>, Refused> {
        if stage.end.is_none() && !stage.many && late.is_empty() {
            let full = record.tokens.iter().any(|t| t.id != token && t.stage == stage.id && t.late.is_empty());
            if full {
                return Err(Refusal::new(
                    Code::Waiting,
                    said!(
                        "{} stands in `{}` already, which holds one path at a time",
                        "{} 已在 `{}`，该阶段同时只容一条路",
                        record.id,
                        stage.id
                    ),
                )
                .with("record", &*record.id)
                .with("full", &*stage.id));
            }
        }
        let Some(lock) = &stage.lock else { return Ok(None) };
        let text = Id::from(lock.render(&self.frame(record, &[]))?);
        match self.lock_holder(rules, record, token, &text, is_wide(stage))? {
            None => Ok(Some(text)),
            Some(holder) => Err(held(record, &holder, &text, &stage.id)),
        }
    }

    /// Sees to it that nobody else holds the lock of a token.
    pub(super) fn lock_is_free(&self, rules: &Workflow, record: &Record, token: &Token) -> Result<(), Refused> {
        let (Some(lock), Some(stage)) = (&token.lock, rules.stages.get(&token.stage)) else { return Ok(()) };
        match self.lock_holder(rules, record, token.id, lock, is_wide(stage))? {
            None => Ok(()),
            Some(holder) => Err(held(record, &holder, lock, &stage.id)),
        }
    }

    fn lock_holder(
        &self,
        rules: &Workflow,
        record: &Record,
        token: u32,
        lock: &Id,
        wide: bool,
    ) -> Result<Option<Id>, Refused> {
        for other in record.tokens.iter().filter(|other| other.id != token && other.lock.as_ref() == Some(lock)) {
            if holds_lock(self, rules, record, other)? {
                return Ok(Some(record.id.clone()));
            }
        }
        if !wide {
            return Ok(None);
        }
        let mut others = self.view.holders(LOCK, lock)?;
        others.extend(self.touched_ids().into_iter().filter(|id| !others.contains(id)).collect::<Vec<_>>());
        for id in others.into_iter().filter(|id| *id != record.id) {
            let Some(other) = Context::record(self, &id)? else { continue };
            let Some(rules) = self.policy.rules_of(&other) else { continue };
            let same = other
                .tokens
                .iter()
                .filter(|one| one.lock.as_ref() == Some(lock) && rules.stages.get(&one.stage).is_some_and(is_wide));
            for one in same {
                if holds_lock(self, rules, &other, one)? {
                    return Ok(Some(id));
                }
            }
        }
        Ok(None)
    }

    /// A token that opens several stages begins a round; not while a join they lead to holds the last one.
    pub(super) fn new_round(&self, id: &Id, standing: Standing, stages: &[Id]) -> Result<Standing, Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let places: Vec<usize> = stages.iter().filter_map(|stage| rules.stages.get_index_of(stage)).collect();
        for edge in rules.transitions.values().flat_map(Transition::edges) {
            let Some(join) = edge.join.as_ref().filter(|join| join.rest == Rest::Hold) else { continue };
            let key = edge.key();
            let late = record.tokens.iter().any(|token| token.late.contains(&key));
            if late && places.iter().any(|place| join.is_ahead_of(*place)) {
                return Err(Refusal::new(
                    Code::Waiting,
                    said!(
                        "`{}` still waits for the last of its round before: no new one opens before",
                        "`{}` 还在等上一轮的最后一条路，在此之前不能开始新的一轮",
                        edge.id
                    ),
                )
                .with("record", &**id)
                .with("holds", &*key));
            }
        }
        let last = record.tokens.iter().flat_map(|token| &token.rounds).chain(&standing.rounds).max();
        let round = last.map_or(0, |last| last + 1);
        let mut rounds = standing.rounds;
        rounds.push(round);
        Ok(Standing { rounds, ..standing })
    }

    /// Sets out on something that fires by itself; where it has no room it is as if it had not been tried. Whether it
    /// has fired.
    pub(super) fn try_out(&mut self, id: &Id, found: &Found<'a>) -> Result<bool, Refused> {
        if !self.may_lack_room(id, found)? {
            self.set_out(id, found, Default::default())?;
            return Ok(true);
        }
        let saved = self.save();
        match self.set_out(id, found, Default::default()) {
            Ok(()) => Ok(true),
            Err(refusal) if is_lack(&refusal) => {
                self.go_back_to(saved);
                if let Some(lock) = refusal.details.get("lock").and_then(|lock| lock.as_str()) {
                    self.queue_up(id, found, lock.into())?;
                }
                Ok(false)
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// Whether it might find no room: where one token goes from one stage to another without lock, it does.
    fn may_lack_room(&self, id: &Id, found: &Found<'_>) -> Result<bool, Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let transition = found.transition;
        let plain = matches!(transition.to, To::Stages(_) | To::Nowhere | To::Nothing) && !transition.stay;
        let to = transition.to.stages();
        let entered = to.iter().copied().chain(&transition.meanwhile);
        let locked = entered.filter_map(|stage| rules.stages.get(stage)).any(|stage| stage.lock.is_some());
        Ok(!plain || locked || record.tokens.len() > 1 || to.len() > 1)
    }

    fn queue_up(&mut self, id: &Id, found: &Found<'_>, lock: Id) -> Result<(), Refused> {
        let (token, transition) = (found.token, found.transition.key());
        let waits = |queued: &Queued| queued.transition == transition && queued.lock == lock;
        match self.get(id)?.token(token).is_some_and(|token| token.queued.as_ref().is_some_and(waits)) {
            true => Ok(()),
            false => {
                let place = self.next_number(LINE)?;
                self.emit(id, Body::Queued { token, transition, lock, place })
            }
        }
    }

    /// Those who wait for locks that this command has freed, in the order they came.
    pub(super) fn next_in_line(&self) -> Result<Vec<Id>, Refused> {
        let mut waiting = Vec::new();
        for lock in self.freed()? {
            for id in self.view.holders(QUEUE, &lock)? {
                let Some(record) = Context::record(self, &id)? else { continue };
                let places = record.tokens.iter().filter_map(|token| token.queued.as_ref());
                let place = places.filter(|queued| queued.lock == lock).map(|queued| queued.place).min();
                waiting.extend(place.map(|place| (place, id)));
            }
        }
        waiting.sort();
        waiting.dedup();
        Ok(waiting.into_iter().map(|(_, id)| id).collect())
    }

    /// Locks over all records that somebody held before this command and nobody who held them then does now.
    fn freed(&self) -> Result<Vec<Id>, Refused> {
        let mut freed = Vec::new();
        for id in self.touched_ids() {
            let Some(touched) = self.touched(&id) else { continue };
            let Some(before) = &touched.before else { continue };
            let Some(rules) = self.policy.rules_of(before) else { continue };
            for token in &before.tokens {
                let wide = rules.stages.get(&token.stage).is_some_and(is_wide);
                let Some(lock) = token.lock.as_ref().filter(|_| wide) else { continue };
                let mut held = false;
                for now in touched.now.tokens.iter().filter(|now| now.lock.as_ref() == Some(lock)) {
                    held |= holds_lock(self, rules, &touched.now, now)?;
                }
                if !held && !freed.contains(lock) {
                    freed.push(lock.clone());
                }
            }
        }
        Ok(freed)
    }
}

/// The refusal where somebody holds a lock.
fn held(record: &Record, holder: &Id, lock: &Id, stage: &Id) -> Refused {
    Refusal::new(
        Code::Queued,
        said!(
            "{holder} holds `{lock}`: {} can be at work in `{stage}` once it is free",
            "{holder} 占用着 `{lock}`：等它空出来，{} 才能在 `{stage}` 开工",
            record.id
        ),
    )
    .with("record", &*record.id)
    .with("lock", &**lock)
    .with("held_by", &**holder)
}

/// Whether a refusal only says that there is no room yet, or no way open.
fn is_lack(refusal: &Refusal) -> bool {
    let says = |key: &str| refusal.details.contains_key(key);
    match refusal.code {
        Code::Waiting => says("full") || says("holds"),
        Code::Queued => says("lock"),
        Code::Guard => says("ways"),
        _ => false,
    }
}
