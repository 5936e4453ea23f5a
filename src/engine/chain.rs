//! Approval chains: submitted, filled step by step, decided, withdrawn.
//!
//! The chain counts its own seats. While it runs its token waits; with its outcome the transition completes or the
//! token goes back. Nothing is deleted: what is no longer needed is closed and stays in the trail.

use std::{borrow::Cow, collections::BTreeMap};

use super::{Refused, moves, people, timers, work::Work};
use crate::{
    model::{
        Actor, Body, Code, Id, Record, Refusal, Value,
        record::{ChainRun, ChainState, Seat, SeatState, StepRun, StepState, split_task},
    },
    policy::{
        Chain, CommentRule, Effects, Else, Mode, NoStep, Nobody, Outcome, Place, PlaceKind, SamePerson, SelfRule, Step,
        Transition, Workflow,
    },
};

/// A seat about to be opened.
struct Filling {
    place: Id,
    holders: Vec<Id>,
    because: Option<String>,
    /// Why it counts as approved at once.
    filled: Option<String>,
}

/// What a step that has been reached leads to.
enum Reached {
    /// Somebody is asked.
    Waits,
    /// It is through: the next one.
    Goes,
    /// The chain is over.
    Ends(ChainState),
}

impl<'a> Work<'a> {
    /// Hands a transition to its chain.
    pub fn submit(
        &mut self,
        id: &Id,
        transition: &'a Transition,
        chain: &Id,
        token: u32,
        from: &Id,
        ask: BTreeMap<Id, Value>,
    ) -> Result<(), Refused> {
        let record = self.get(id)?;
        let run = record.chains.len() as u32 + 1;
        let requester = self.actor.person().or(self.mover.as_ref()).or(record.owner()).cloned();
        drop(record);
        let all = moves::locals(transition, requester.as_ref(), &ask);
        self.emit(
            id,
            Body::Submitted {
                run,
                chain: chain.clone(),
                transition: transition.id.clone(),
                token,
                from: from.clone(),
                requester,
                ask,
            },
        )?;
        self.apply(id, &transition.submitted, &all)?;
        if let Some(meanwhile) = &transition.meanwhile {
            self.leave(id, token)?;
            self.enter(id, token, meanwhile)?;
        }
        self.go_on(id, run)
    }

    /// Reaches the next steps until one waits or the chain ends.
    fn go_on(&mut self, id: &Id, run: u32) -> Result<(), Refused> {
        let chain = self.chain_of(id, run)?;
        loop {
            let record = self.get(id)?;
            let state = find_run(&record, run)?;
            // A step that the policy no longer has is no place to go on from.
            let place = |reached: &StepRun| chain.steps.iter().position(|step| step.id == reached.step);
            let next = state.steps.iter().rev().find_map(place).map_or(0, |n| n + 1);
            let Some(step) = chain.steps.get(next) else {
                let idle = [StepState::Skipped, StepState::Cancelled];
                let applied = state.steps.iter().any(|step| !idle.contains(&step.state));
                drop(record);
                return match (applied, chain.no_step) {
                    (true, _) | (false, NoStep::Approve) => self.end(id, run, ChainState::Approved, None),
                    (false, NoStep::Reject) => self.end(id, run, ChainState::Rejected, None),
                    (false, NoStep::Refuse) => {
                        Err(Refusal::new(Code::Nobody, format!("no step of approval `{}` applies to {id}", chain.id))
                            .with("approval", &*chain.id))
                    }
                };
            };
            drop(record);
            match self.reach(id, run, chain, step)? {
                Reached::Waits => return Ok(()),
                Reached::Goes => {}
                Reached::Ends(state) => return self.end(id, run, state, None),
            }
        }
    }

    fn reach(&mut self, id: &Id, run: u32, chain: &Chain, step: &Step) -> Result<Reached, Refused> {
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let asked = self.as_asked(&record, state)?;
        let locals = chain_locals(chain, state);
        if let Some(when) = &step.when
            && when.holds(&self.frame(&asked, &locals))? != Some(true)
        {
            drop(asked);
            drop(record);
            self.emit(id, Body::StepReached { run, step: step.id.clone(), skipped: true })?;
            return Ok(match step.otherwise {
                Else::Skip => Reached::Goes,
                Else::Approve => Reached::Ends(ChainState::Approved),
                Else::Reject => Reached::Ends(ChainState::Rejected),
            });
        }
        let fillings = self.fill(&asked, state, chain, step, &locals)?;
        let due = timers::of_seat(self, step, &asked, &locals)?;
        drop(asked);
        drop(record);
        self.emit(id, Body::StepReached { run, step: step.id.clone(), skipped: false })?;
        for filling in fillings {
            let task = self.get(id)?.tasks + 1;
            self.emit(
                id,
                Body::SeatOpened {
                    run,
                    step: step.id.clone(),
                    task,
                    place: filling.place,
                    holders: filling.holders,
                    timers: if filling.filled.is_some() { Vec::new() } else { due.clone() },
                    because: filling.because,
                },
            )?;
            if let Some(because) = filling.filled {
                self.as_policy(|work| {
                    work.emit(id, Body::Decided { task, yes: true, comment: None, because: Some(because) })
                })?;
            }
        }
        self.judge(id, run, step)
    }

    /// Who sits on a step: one seat per role, unit or person named, one per person an expression gives.
    fn fill(
        &self,
        record: &Record,
        run: &ChainRun,
        chain: &Chain,
        step: &Step,
        locals: &[Value],
    ) -> Result<Vec<Filling>, Refused> {
        let frame = self.frame(record, locals);
        let mut fillings = Vec::new();
        for place in &step.who {
            let holders = people::resolve(place, &frame)?;
            match place.kind {
                PlaceKind::Expr(_) if !holders.is_empty() => {
                    for holder in holders {
                        fillings.extend(self.seat(record, run, chain, step, place, vec![holder])?);
                    }
                }
                _ => fillings.extend(self.seat(record, run, chain, step, place, holders)?),
            }
        }
        Ok(fillings)
    }

    /// One seat, after the rules for nobody, for the requester, and for who has decided before.
    fn seat(
        &self,
        record: &Record,
        run: &ChainRun,
        chain: &Chain,
        step: &Step,
        place: &Place,
        mut holders: Vec<Id>,
    ) -> Result<Option<Filling>, Refused> {
        let filling = |holders: Vec<Id>, because: Option<String>, filled: Option<String>| {
            Some(Filling { place: place.text.clone(), holders, because, filled })
        };
        // Whoever the seat comes to, who has approved before is not asked again.
        let asked = |holders: Vec<Id>, because: Option<String>| {
            let before = match holders.as_slice() {
                [only] => decided_before(run, chain.same_person, only),
                _ => None,
            };
            let filled = before.map(|before| format!("{} has approved at step `{before}`", holders[0]));
            filling(holders, because, filled)
        };
        if holders.is_empty() {
            return match chain.nobody {
                Nobody::Skip => Ok(None),
                Nobody::Refuse => Err(empty_seat(record, chain, step, place)),
                Nobody::Escalate => {
                    let above = self.escalate(record, chain, step, place, run.requester.as_ref())?;
                    Ok(asked(above, Some(format!("nobody holds {}", place.text))))
                }
            };
        }
        if let Some(requester) = &run.requester
            && holders.contains(requester)
            && chain.self_rule != SelfRule::Ask
        {
            match (holders.len(), chain.self_rule) {
                (1, SelfRule::Skip) => {
                    return Ok(filling(holders, None, Some(format!("{requester} is the requester"))));
                }
                (1, SelfRule::Refuse) => {
                    return Err(Refusal::new(
                        Code::SeparationOfDuties,
                        format!("{requester} asked for this and would have to approve it at step `{}`", step.id),
                    )
                    .with("approval", &*chain.id)
                    .with("step", &*step.id)
                    .with("person", &**requester));
                }
                (1, _) => {
                    let above = self.escalate(record, chain, step, place, Some(requester))?;
                    return Ok(asked(above, Some(format!("{requester} is the requester"))));
                }
                _ => holders.retain(|holder| holder != requester),
            }
        }
        Ok(asked(holders, None))
    }

    /// The requester's nearest manager who is there, else the manifest's last resort. Never nobody.
    fn escalate(
        &self,
        record: &Record,
        chain: &Chain,
        step: &Step,
        place: &Place,
        requester: Option<&Id>,
    ) -> Result<Vec<Id>, Refused> {
        let org = &self.policy.org;
        let today = self.today();
        let manager = requester
            .into_iter()
            .flat_map(|requester| org.managers_of(requester))
            .find(|manager| org.is_here(manager, today));
        let above = match manager {
            Some(manager) => vec![manager],
            None => {
                let mut last = people::resolve_all(&self.policy.manifest.last_resort, &self.frame(record, &[]))?;
                last.retain(|id| Some(id) != requester);
                last
            }
        };
        match above.is_empty() {
            true => Err(empty_seat(record, chain, step, place)),
            false => Ok(above),
        }
    }

    /// Whether a step has come to its result.
    fn judge(&mut self, id: &Id, run: u32, step: &Step) -> Result<Reached, Refused> {
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let reached = state.steps.iter().rev().find(|reached| reached.step == step.id);
        let result = reached.and_then(|reached| result(step.mode, reached));
        drop(record);
        let Some(yes) = result else {
            return Ok(Reached::Waits);
        };
        self.emit(id, Body::StepEnded { run, step: step.id.clone(), yes })?;
        Ok(if yes { Reached::Goes } else { Reached::Ends(ChainState::Rejected) })
    }

    /// Says yes or no at a seat.
    pub fn decide_seat(
        &mut self,
        task: &str,
        step: Option<&str>,
        yes: bool,
        comment: Option<&str>,
    ) -> Result<Id, Refused> {
        let person = self.person()?.ok_or_else(|| Refusal::new(Code::NotPermitted, "a decision needs a person"))?;
        let (record, task) = self.find_task(task, step, &person)?;
        let (run, reached, seat) = seat_of(&record, task)?;
        if !seat.holders.contains(&person) {
            if self.had(&record, run, seat, &person) {
                return Err(Refusal::new(Code::Closed, format!("{} has been handed on", record.task_id(task))));
            }
            return Err(Refusal::new(
                Code::NotPermitted,
                format!("{} is not {person}'s to decide: it waits for {}", record.task_id(task), list(&seat.holders)),
            )
            .with("holders", seat.holders.iter().map(|id| &**id).collect::<Vec<_>>()));
        }
        match &seat.state {
            SeatState::Open => {}
            SeatState::Decided { by, .. } => {
                return Err(Refusal::new(
                    Code::Conflict,
                    format!("{} has been decided by {by} already", record.task_id(task)),
                ));
            }
            SeatState::NotNeeded | SeatState::Cancelled => {
                return Err(Refusal::new(Code::Closed, format!("{} is closed", record.task_id(task))));
            }
        }
        let chain = self.chain(&run.chain)?;
        let rule = chain.steps.iter().find(|s| s.id == reached.step).map_or(CommentRule::OnReject, |s| s.comment);
        let owed = match rule {
            CommentRule::Never => false,
            CommentRule::OnReject => !yes,
            CommentRule::Always => true,
        };
        if owed && comment.is_none_or(|comment| comment.trim().is_empty()) {
            return Err(Refusal::new(Code::MissingFields, "this decision needs a reason: give a comment")
                .with("fields", vec!["comment"]));
        }
        let (id, run) = (record.id.clone(), run.id);
        drop(record);
        self.decided(&id, run, task, yes, comment.map(str::to_owned), None)?;
        Ok(id)
    }

    /// A seat is decided, by its holder or by a deadline; the chain goes on.
    pub fn decided(
        &mut self,
        id: &Id,
        run: u32,
        task: u32,
        yes: bool,
        comment: Option<String>,
        because: Option<String>,
    ) -> Result<(), Refused> {
        self.emit(id, Body::Decided { task, yes, comment: comment.clone(), because })?;
        let chain = self.chain_of(id, run)?;
        let record = self.get(id)?;
        let (_, reached, _) = seat_of(&record, task)?;
        let step = reached.step.clone();
        drop(record);
        let Some(step) = chain.steps.iter().find(|s| s.id == step) else {
            return self.go_on(id, run);
        };
        match self.judge(id, run, step)? {
            Reached::Waits => Ok(()),
            Reached::Goes => self.go_on(id, run),
            Reached::Ends(state) => self.end(id, run, state, comment),
        }
    }

    pub fn withdraw(&mut self, id: &Id, comment: Option<&str>) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let Some(run) = record.running().next() else {
            return Err(match record.chains.last() {
                Some(last) => Refusal::new(Code::Closed, format!("approval `{}` has ended", last.chain)),
                None => Refusal::new(Code::NotAllowedHere, format!("nothing of {id} is being approved")),
            });
        };
        let chain = self.chain(&run.chain)?;
        let locals = chain_locals(chain, run);
        let person = self.person()?;
        if let (Some(person), false) = (&person, self.admin)
            && !people::includes(&chain.withdraw, person, &self.frame(&record, &locals))?
        {
            return Err(super::access::not_permitted(person, "withdraw it", Some(&chain.withdraw)));
        }
        let run = run.id;
        drop(record);
        self.end(id, run, ChainState::Withdrawn, comment.map(str::to_owned))?;
        Ok(id.clone())
    }

    /// Withdraws the chain on a token whose record goes another way, if one runs: with its effects, but not its `to`.
    pub fn withdraw_from(&mut self, id: &Id, token: u32) -> Result<(), Refused> {
        let record = self.get(id)?;
        let Some(run) = record.chain_on(token).cloned() else {
            return Ok(());
        };
        let transition = self.workflow(&record.workflow)?.transition(&run.transition);
        drop(record);
        self.emit(id, Body::ChainEnded { run: run.id, outcome: ChainState::Withdrawn, comment: None })?;
        match transition {
            Some(transition) => {
                let locals = moves::locals(transition, run.requester.as_ref(), &run.ask);
                self.apply(id, &transition.withdrawn.effects, &locals)
            }
            None => Ok(()),
        }
    }

    /// Goes on where the policy no longer has the step that is being asked.
    pub fn pass_over(&mut self, id: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let gone: Vec<(u32, Id)> = record
            .running()
            .filter_map(|run| {
                let chain = self.policy.chains.get(&run.chain)?;
                let open = run.steps.iter().find(|step| step.state == StepState::Open)?;
                let is_gone = chain.steps.iter().all(|step| step.id != open.step);
                is_gone.then(|| (run.id, open.step.clone()))
            })
            .collect();
        drop(record);
        for (run, step) in gone {
            self.emit(id, Body::StepEnded { run, step, yes: true })?;
            self.go_on(id, run)?;
        }
        Ok(())
    }

    /// A chain comes to its outcome: the transition completes, or the token goes back.
    fn end(&mut self, id: &Id, run: u32, outcome: ChainState, comment: Option<String>) -> Result<(), Refused> {
        self.emit(id, Body::ChainEnded { run, outcome, comment })?;
        let record = self.get(id)?;
        let state = find_run(&record, run)?.clone();
        let rules = self.workflow(&record.workflow)?;
        let stands = record.token(state.token).map(|token| token.stage.clone());
        drop(record);
        let Some(transition) = rules.transition(&state.transition) else {
            return Ok(());
        };
        if outcome == ChainState::Approved {
            return self.take(id, transition, state.token, state.requester.as_ref(), state.ask);
        }
        let empty = Outcome { to: None, effects: Effects::default() };
        let after = match outcome {
            ChainState::Rejected => &transition.rejected,
            ChainState::Withdrawn => &transition.withdrawn,
            _ => &empty,
        };
        let locals = moves::locals(transition, state.requester.as_ref(), &state.ask);
        self.apply_set(id, &after.effects, &locals)?;
        let to = after.to.as_ref().unwrap_or(&state.from);
        if stands.as_ref() != Some(to) {
            self.leave(id, state.token)?;
            self.arrive(id, state.token, to)?;
        }
        self.apply_rest(id, &after.effects, &locals)
    }

    /// The task a command means: by its own id, or by the record's where one is open for that person.
    fn find_task(&self, task: &str, step: Option<&str>, person: &Id) -> Result<(std::sync::Arc<Record>, u32), Refused> {
        if let Some((record, number)) = split_task(task) {
            let record = self.get(record)?;
            seat_of(&record, number)?;
            return Ok((record, number));
        }
        let record = self.get(task)?;
        let mine: Vec<(&StepRun, &Seat)> = record
            .running()
            .flat_map(ChainRun::open_seats)
            .filter(|(reached, seat)| seat.holders.contains(person) && step.is_none_or(|step| &*reached.step == step))
            .collect();
        match mine.as_slice() {
            [(_, seat)] => Ok((record.clone(), seat.task)),
            [] => Err(self.no_task(&record, step, person)),
            several => {
                let tasks: Vec<String> = several.iter().map(|(_, seat)| record.task_id(seat.task)).collect();
                Err(Refusal::new(Code::Usage, format!("{person} holds several tasks of {task}: name one"))
                    .with("tasks", tasks))
            }
        }
    }

    /// Why somebody has nothing to decide: never theirs, not yet, or no more.
    fn no_task(&self, record: &Record, step: Option<&str>, person: &Id) -> Refused {
        let id = &record.id;
        // The last seat they held in a run; one that a deadline has handed on was theirs too.
        let held = |run: &'_ ChainRun| {
            let fits = |reached: &&StepRun| step.is_none_or(|step| &*reached.step == step);
            let mut seats = run.steps.iter().rev().filter(fits).flat_map(|reached| reached.seats.iter().rev());
            let seat = seats.find(|seat| seat.holders.contains(person) || self.had(record, run, seat, person))?;
            Some(match &seat.state {
                SeatState::Decided { by, .. } if by.person() != Some(person) && seat.holders.contains(person) => {
                    Refusal::new(
                        Code::Conflict,
                        format!("{} has been decided by {by} already", record.task_id(seat.task)),
                    )
                }
                _ => Refusal::new(Code::Closed, format!("{person} has nothing more to decide on {id}")),
            })
        };
        if let Some(refusal) = record.running().find_map(held) {
            return refusal;
        }
        let later = record.running().any(|run| {
            let Some(chain) = self.policy.chains.get(&run.chain) else {
                return false;
            };
            let locals = chain_locals(chain, run);
            let frame = self.frame(record, &locals);
            let reached = |step: &&Step| !run.steps.iter().any(|r| r.step == step.id);
            chain
                .steps
                .iter()
                .filter(reached)
                .filter(|s| step.is_none_or(|step| &*s.id == step))
                .any(|step| people::includes(&step.who, person, &frame).unwrap_or(false))
        });
        if later {
            return Refusal::new(Code::Waiting, format!("it is not {person}'s turn on {id} yet")).with("record", &**id);
        }
        match record.chains.iter().rev().find_map(held) {
            Some(refusal) => refusal,
            None => Refusal::new(Code::NotPermitted, format!("{person} has nothing to decide on {id}")),
        }
        .with("record", &**id)
    }

    /// Whether somebody held a seat until its deadline handed it on.
    fn had(&self, record: &Record, run: &ChainRun, seat: &Seat, person: &Id) -> bool {
        let Some(chain) = self.policy.chains.get(&run.chain).filter(|_| seat.timers.iter().any(|timer| timer.fired))
        else {
            return false;
        };
        let locals = chain_locals(chain, run);
        let mut places = chain.steps.iter().flat_map(|step| &step.who).filter(|place| place.text == seat.place);
        run.requester.as_ref() != Some(person)
            && places.any(|place| {
                people::resolve(place, &self.frame(record, &locals)).is_ok_and(|holders| holders.contains(person))
            })
    }

    pub fn chain(&self, id: &str) -> Result<&'a Chain, Refused> {
        self.policy.chains.get(id).ok_or_else(|| {
            Refusal::new(Code::Fault, format!("the policy has no approval `{id}` any more")).with("kind", "missing")
        })
    }

    fn chain_of(&self, id: &Id, run: u32) -> Result<&'a Chain, Refused> {
        let record = self.get(id)?;
        self.chain(&find_run(&record, run)?.chain)
    }

    /// The record as the approvers of one run see it: a field that was asked reads as its answer.
    fn as_asked<'r>(&self, record: &'r Record, run: &ChainRun) -> Result<Cow<'r, Record>, Refused> {
        let rules = self.workflow(&record.workflow)?;
        Ok(match rules.transition(&run.transition) {
            Some(transition) => moves::with_answers(record, transition, &run.ask),
            None => Cow::Borrowed(record),
        })
    }

    /// The record with the answers of all its running chains in place.
    pub fn as_approvers_see<'r>(&self, rules: &Workflow, record: &'r Record) -> Cow<'r, Record> {
        let mut seen = Cow::Borrowed(record);
        for run in record.running() {
            if let Some(transition) = rules.transition(&run.transition)
                && let Cow::Owned(asked) = moves::with_answers(&seen, transition, &run.ask)
            {
                seen = Cow::Owned(asked);
            }
        }
        seen
    }
}

/// The locals of a chain's expressions (`policy::locals::chain`).
pub(super) fn chain_locals(chain: &Chain, run: &ChainRun) -> Vec<Value> {
    let requester = run.requester.clone().map_or(Value::None, Value::Text);
    let asks = chain.asks.iter().map(|id| run.ask.get(id).cloned().unwrap_or(Value::None));
    std::iter::once(requester).chain(asks).collect()
}

/// The result of a step, once it is certain.
fn result(mode: Mode, step: &StepRun) -> Option<bool> {
    let answers = || {
        step.seats.iter().map(|seat| match seat.state {
            SeatState::Decided { yes, .. } => Some(yes),
            _ => None,
        })
    };
    let all_answered = answers().all(|answer| answer.is_some());
    match mode {
        Mode::All if answers().any(|answer| answer == Some(false)) => Some(false),
        Mode::All => all_answered.then_some(true),
        Mode::Any if answers().any(|answer| answer == Some(true)) => Some(true),
        // No seat at all: every one was passed over, so the step stands in nobody's way.
        Mode::Any => all_answered.then_some(step.seats.is_empty()),
    }
}

fn decided_before<'r>(run: &'r ChainRun, rule: SamePerson, person: &Id) -> Option<&'r Id> {
    let asked = run.steps.iter().rev().filter(|step| step.state != StepState::Skipped);
    let look_at = match rule {
        SamePerson::EveryStep => 0,
        SamePerson::Adjacent => 1,
        SamePerson::Once => usize::MAX,
    };
    asked.take(look_at).find_map(|step| {
        let approved = |seat: &Seat| match &seat.state {
            SeatState::Decided { yes: true, by: Actor::Person(by), .. } => by == person,
            // Filled as it was opened, because that one person had approved before; a deadline comes later.
            SeatState::Decided { yes: true, by: Actor::Policy, at, .. } => {
                *at == seat.since && seat.holders.as_slice() == std::slice::from_ref(person)
            }
            _ => false,
        };
        step.seats.iter().any(approved).then_some(&step.step)
    })
}

fn find_run(record: &Record, run: u32) -> Result<&ChainRun, Refused> {
    record
        .chains
        .iter()
        .find(|r| r.id == run)
        .ok_or_else(|| Refusal::new(Code::NotFound, format!("{} has no approval run {run}", record.id)))
}

fn seat_of(record: &Record, task: u32) -> Result<(&ChainRun, &StepRun, &Seat), Refused> {
    record
        .seat(task)
        .ok_or_else(|| Refusal::new(Code::NotFound, format!("there is no task `{}`", record.task_id(task))))
}

fn empty_seat(record: &Record, chain: &Chain, step: &Step, place: &Place) -> Refused {
    Refusal::new(
        Code::Nobody,
        format!("nobody can decide step `{}` of approval `{}`: {} is nobody", step.id, chain.id, place.text),
    )
    .with("record", &*record.id)
    .with("approval", &*chain.id)
    .with("step", &*step.id)
    .with("who", &*place.text)
}

fn list(ids: &[Id]) -> String {
    ids.iter().map(|id| &**id).collect::<Vec<_>>().join(", ")
}
