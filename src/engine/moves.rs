//! Moving: a person's transition, the policy's own, and what taking one means.

use std::{borrow::Cow, collections::BTreeMap};

use super::{Refused, View, people, work::Work};
use crate::{
    model::{
        Actor, Body, Code, Id, Record, Refusal, Value,
        command::With,
        event::Draft,
        record::{ChainRun, ChainState, Token},
        time::Timestamp,
    },
    policy::{DutyAct, Need, Policy, Transition, Workflow},
};

/// How many automatic steps one command may lead to on one record before it is taken for an endless loop.
const AUTOMATIC_MAX: usize = 100;

impl<'a> Work<'a> {
    pub fn move_record(&mut self, id: &Id, to: &Id, with: &With, at: Option<&str>) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let rules = self.workflow(&record.workflow)?;
        if let Some((run, token)) = self.sent_back(&record, to) {
            return self.submit_again(id, to, with, run, token);
        }
        let (transition, token) = self.choose(rules, &record, to, at)?;
        let answers = self.read_asks(rules, &transition.ask, with)?;
        let locals = locals(transition, None, &answers);
        let asked = with_answers(&record, transition, &answers);
        self.may_move(rules, &asked, transition, &locals)?;
        keep_waiting(rules, &record, transition, token.id)?;
        if !transition.anywhere && !leads_back(rules, transition, &token) && self.overriding.is_none() {
            self.must_be_ready(&record, &token)?;
        }
        if let Some(person) = self.person()? {
            let act = DutyAct::Move(record.workflow.clone(), transition.id.clone());
            self.kept_apart(&record, &act, &person)?;
        }
        self.pass(&transition.when, &asked, &locals)?;
        self.answered(&asked, transition, &locals)?;
        let (token, from) = (token.id, token.stage.clone());
        drop(asked);
        drop(record);
        self.set_out(id, transition, token, &from, answers)?;
        Ok(id.clone())
    }

    /// Makes a move again whose chain was sent back: from wherever the record stands, with the old answers.
    fn submit_again(&mut self, id: &Id, to: &Id, with: &With, run: u32, token: u32) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let rules = self.workflow(&record.workflow)?;
        let transition = rules
            .transition(to)
            .ok_or_else(|| Refusal::new(Code::NotFound, format!("{} has no transition `{to}`", rules.id)))?;
        let back = record.chains.iter().find(|one| one.id == run);
        let mut answers = back.map(|back| back.ask.clone()).unwrap_or_default();
        answers.extend(self.read_asks(rules, &transition.ask, with)?);
        let requester = back.and_then(|back| back.requester.as_ref());
        let locals = locals(transition, requester, &answers);
        let asked = with_answers(&record, transition, &answers);
        if self.actor.person() != requester {
            self.may_move(rules, &asked, transition, &locals)?;
        }
        self.pass(&transition.when, &asked, &locals)?;
        self.answered(&asked, transition, &locals)?;
        drop(asked);
        drop(record);
        if self.overriding.is_some() {
            self.withdraw_from(id, token)?;
            self.take(id, transition, token, None, answers)?;
            return Ok(id.clone());
        }
        self.resubmit(id, transition, run, answers)?;
        Ok(id.clone())
    }

    pub fn cancel(&mut self, id: &Id, comment: Option<&str>) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let rules = self.workflow(&record.workflow)?;
        if record.is_closed() {
            return Err(Refusal::new(Code::Closed, format!("{id} has ended already")).with("record", &**id));
        }
        let verb = match rules.transitions.get("cancel") {
            Some(cancel) => cancel.id.clone(),
            None => {
                let mut ends = rules.stages.values().filter(|stage| stage.end.as_deref() == Some("cancelled"));
                match (ends.next(), ends.next()) {
                    (Some(end), None) => end.id.clone(),
                    _ => {
                        return Err(Refusal::new(
                            Code::NotAllowedHere,
                            format!("{} has neither a transition `cancel` nor one end `cancelled`", rules.id),
                        ));
                    }
                }
            }
        };
        drop(record);
        if let Some(comment) = comment {
            self.comment(id, comment)?;
        }
        match rules.transition(&verb) {
            Some(_) => self.move_record(id, &verb, &With::new(), None),
            None => self.go(id, &verb),
        }
    }

    /// The owner's way to an end that no transition leads to.
    fn go(&mut self, id: &Id, stage: &Id) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let person = self.person()?;
        if let (Some(person), false) = (&person, self.trusted)
            && record.owner() != Some(person)
        {
            return Err(super::access::not_permitted(person, "cancel it", None));
        }
        let Some(token) = record.tokens.first() else {
            return Ok(id.clone());
        };
        let (token, from) = (token.id, token.stage.clone());
        if let Some(run) = record.chain_on(token) {
            return Err(kept(&record, run));
        }
        drop(record);
        self.leave(id, token)?;
        self.emit(id, moved(stage, token, &from, Some(stage), None, BTreeMap::new()))?;
        self.arrive(id, token, stage)?;
        Ok(id.clone())
    }

    /// The transition a command names and the token it would take.
    fn choose(
        &self,
        rules: &'a Workflow,
        record: &Record,
        to: &Id,
        at: Option<&str>,
    ) -> Result<(&'a Transition, Token), Refused> {
        let standing: Vec<&str> = record.stages().map(|stage| &**stage).collect();
        let transition = rules.transition(to).ok_or_else(|| {
            let known: Vec<&str> = rules.transitions.keys().chain(rules.drawn.keys()).map(|id| &**id).collect();
            Refusal::new(Code::NotFound, format!("{} has no transition `{to}`", rules.id)).with("transitions", known)
        })?;
        let anywhere = transition.drawn && self.is_excepted(rules, record)?;
        let fits = |token: &&Token| {
            at.is_none_or(|at| &*token.stage == at)
                && (transition.from.contains(&token.stage)
                    || (anywhere && Some(&token.stage) != transition.to.single()))
        };
        match record.tokens.iter().find(fits) {
            Some(token) => Ok((transition, token.clone())),
            None => {
                let from: Vec<&str> = transition.from.iter().map(|id| &**id).collect();
                Err(Refusal::new(
                    Code::NotInStage,
                    format!("`{to}` begins in {}; {} stands in {}", from.join(" or "), record.id, standing.join(", ")),
                )
                .with("from", from)
                .with("stages", standing))
            }
        }
    }

    pub fn is_excepted(&self, rules: &Workflow, record: &Record) -> Result<bool, Refused> {
        match self.actor.person() {
            Some(person) if !rules.moves.except.is_empty() => {
                Ok(people::includes(&rules.moves.except, person, &self.frame(record, &[]))?)
            }
            _ => Ok(false),
        }
    }

    /// What a transition asks and must be answered, is. An import answers what it can.
    fn answered(&self, asked: &Record, transition: &Transition, locals: &[Value]) -> Result<(), Refused> {
        let mut missing = Vec::new();
        for (n, ask) in transition.ask.iter().enumerate() {
            let needed = match &ask.required {
                Need::Never => false,
                Need::Always => true,
                Need::When(when) => when.holds(&self.frame(asked, locals))? == Some(true),
            };
            let value = match ask.is_field {
                true => asked.fields.get(&ask.id),
                false => locals.get(n + 1),
            };
            if needed && value.is_none_or(Value::is_blank) {
                missing.push((&*ask.id, ask.title.as_str()));
            }
        }
        if missing.is_empty() || self.overriding.is_some() {
            return Ok(());
        }
        let titles: Vec<&str> = missing.iter().map(|(_, title)| *title).collect();
        let ids: Vec<&str> = missing.iter().map(|(id, _)| *id).collect();
        Err(Refusal::new(Code::MissingFields, format!("`{}` asks for {}", transition.id, titles.join(", ")))
            .with("fields", ids))
    }

    /// Sets out on a transition: at once, or by submitting it to the chain that has to approve it.
    pub fn set_out(
        &mut self,
        id: &Id,
        transition: &'a Transition,
        token: u32,
        from: &Id,
        answers: BTreeMap<Id, Value>,
    ) -> Result<(), Refused> {
        // Who has it back goes on with it where the record may stand meanwhile; all else calls the chain off.
        let goes_along = self.get(id)?.chain_on(token).is_some_and(|run| run.back.is_some()) && !transition.anywhere;
        if !goes_along || self.actor == Actor::Policy {
            self.withdraw_from(id, token)?;
        }
        if self.overriding.is_some() {
            return self.take(id, transition, token, None, answers);
        }
        let record = self.get(id)?;
        let asked = with_answers(&record, transition, &answers);
        let all = locals(transition, None, &answers);
        for approval in &transition.approval {
            let applies = match &approval.when {
                None => true,
                Some(when) => when.holds(&self.frame(&asked, &all))? == Some(true),
            };
            if applies {
                drop(asked);
                drop(record);
                return self.submit(id, transition, &approval.chain, token, from, answers);
            }
        }
        if transition.approval_or_refuse {
            return Err(Refusal::new(Code::Guard, format!("no approval of `{}` applies to this case", transition.id)));
        }
        drop(asked);
        drop(record);
        self.take(id, transition, token, None, answers)
    }

    /// Takes a transition: fields, tokens, then everything else it does.
    pub fn take(
        &mut self,
        id: &Id,
        transition: &Transition,
        token: u32,
        requester: Option<&Id>,
        answers: BTreeMap<Id, Value>,
    ) -> Result<(), Refused> {
        let all = locals(transition, requester, &answers);
        let (fields, own): (BTreeMap<Id, Value>, BTreeMap<Id, Value>) =
            answers.into_iter().partition(|(name, _)| transition.ask.iter().any(|ask| ask.is_field && ask.id == *name));
        self.change(id, fields)?;
        self.apply_set(id, &transition.effects, &all)?;
        let from = self.get(id)?.token(token).map(|token| token.stage.clone()).unwrap_or_default();
        if transition.to.moves() {
            self.leave(id, token)?;
        }
        self.emit(id, moved(&transition.id, token, &from, transition.to.single(), self.overriding.clone(), own))?;
        if let Some(to) = transition.to.single() {
            self.arrive(id, token, to)?;
        }
        self.apply_rest(id, &transition.effects, &all)
    }

    /// A token enters a stage; an end closes the record and removes the others.
    pub fn arrive(&mut self, id: &Id, token: u32, stage: &Id) -> Result<(), Refused> {
        self.enter(id, token, stage)?;
        let record = self.get(id)?;
        let rules = self.workflow(&record.workflow)?;
        if let Some(outcome) = rules.stages.get(stage).and_then(|stage| stage.end.clone()) {
            let others: Vec<u32> = record.tokens.iter().map(|t| t.id).filter(|t| *t != token).collect();
            drop(record);
            for other in others {
                self.withdraw_from(id, other)?;
                self.leave(id, other)?;
                self.emit(id, Body::Removed { token: other })?;
            }
            self.end_tasks(id)?;
            self.emit(id, Body::Closed { outcome })?;
        }
        Ok(())
    }

    /// What stood on a stage is over when its token leaves it: open work is not needed any more, an overdue warning
    /// clears.
    pub fn leave(&mut self, id: &Id, token: u32) -> Result<(), Refused> {
        self.leave_tasks(id, token)?;
        let record = self.get(id)?;
        let Some(token) = record.token(token) else {
            return Ok(());
        };
        let stage = token.stage.clone();
        let overdue = token.timers.iter().any(|timer| timer.fired && super::timers::is_sla(&timer.name));
        let rules = self.policy.workflow(&record.workflow);
        let warning = super::timers::overdue_warning(&record.workflow, &stage);
        drop(record);
        if overdue {
            self.emit(id, super::timers::cleared(warning))?;
        }
        match rules.and_then(|rules| rules.stages.get(&stage)) {
            Some(rule) => self.apply(id, &rule.on_leave, &[]),
            None => Ok(()),
        }
    }

    /// Lets automatic transitions fire on everything touched, until nothing more can.
    pub fn rest(&mut self) -> Result<(), Refused> {
        if self.is_idle() {
            return Ok(());
        }
        self.keep_facts()?;
        self.as_policy(|work| {
            let mut steps = BTreeMap::new();
            loop {
                let mut fired = false;
                for id in work.touched_ids() {
                    fired |= work.settle_record(&id, &mut steps)?;
                }
                fired |= work.keep_processes()?;
                if !fired {
                    return Ok(());
                }
            }
        })
    }

    /// Lets what is automatic on one record fire; what that touches comes to rest with the command.
    pub fn settle_on(&mut self, id: &Id) -> Result<(), Refused> {
        self.as_policy(|work| work.settle_record(id, &mut BTreeMap::new()).map(drop))
    }

    fn settle_record(&mut self, id: &Id, steps: &mut BTreeMap<Id, Vec<Id>>) -> Result<bool, Refused> {
        let mut fired = self.find_room(id)? | self.recycle(id)?;
        while let Some((transition, token)) = self.next_automatic(id)? {
            let taken = steps.entry(id.clone()).or_default();
            taken.push(transition.id.clone());
            if taken.len() > AUTOMATIC_MAX {
                return Err(endless(id, taken));
            }
            let from = self.get(id)?.token(token).map(|token| token.stage.clone()).unwrap_or_default();
            self.set_out(id, transition, token, &from, BTreeMap::new())?;
            fired = true;
        }
        Ok(fired)
    }

    /// The first automatic transition that can fire on a record: oldest token first, then in file order.
    fn next_automatic(&self, id: &Id) -> Result<Option<(&'a Transition, u32)>, Refused> {
        let record = self.get(id)?;
        let rules = self.workflow(&record.workflow)?;
        for token in &record.tokens {
            let run = record.chain_on(token.id);
            for transition in rules.transitions.values().filter(|t| t.from.contains(&token.stage)) {
                let after = super::timers::is_after_due(token, &transition.id);
                // A running chain keeps its token, but for timers and what may be done from anywhere.
                let free = run.is_none_or(|run| run.transition != transition.id && (after || transition.anywhere));
                if (transition.auto || after)
                    && free
                    && tried(&record, token, transition).is_none()
                    && (after || transition.anywhere || self.unfinished(&record, token)?.is_empty())
                    && self.all_hold(&transition.when, &record, &locals(transition, None, &BTreeMap::new()))?
                {
                    return Ok(Some((transition, token.id)));
                }
            }
        }
        Ok(None)
    }
}

/// Whether it is a drawn move back in file order: what is to be done where the token stands does not keep it.
fn leads_back(rules: &Workflow, transition: &Transition, token: &Token) -> bool {
    let place = |stage: &Id| rules.stages.get_index_of(stage);
    let to = transition.to.single().and_then(place);
    let open = transition.to.single().and_then(|to| rules.stages.get(to)).is_some_and(|stage| stage.end.is_none());
    transition.drawn && open && to < place(&token.stage)
}

/// A chain that runs on the token keeps it, but for what may be done from anywhere. One that is back with who asked lets
/// it go where `returned` has sent it, on towards where the move begins.
fn keep_waiting(rules: &Workflow, record: &Record, transition: &Transition, token: u32) -> Result<(), Refused> {
    let Some(run) = record.chain_on(token).filter(|_| !transition.anywhere) else {
        return Ok(());
    };
    let back = rules.transition(&run.transition).filter(|_| run.back.is_some());
    let towards = back
        .filter(|back| back.returned.to.is_some() && !transition.drawn)
        .is_some_and(|back| transition.to.stages().iter().any(|to| leads_to(rules, to, &back.from)));
    if towards { Ok(()) } else { Err(kept(record, run)) }
}

/// Whether written moves lead from a stage to one of these.
fn leads_to(rules: &Workflow, from: &Id, goals: &[Id]) -> bool {
    let mut seen = vec![from];
    let mut next = 0;
    while let Some(stage) = seen.get(next).copied() {
        if goals.contains(stage) {
            return true;
        }
        let edges = rules.transitions.values().flat_map(Transition::edges);
        let on = edges.filter(|edge| edge.from.contains(stage)).flat_map(|edge| edge.to.stages());
        for to in on {
            if !seen.contains(&to) {
                seen.push(to);
            }
        }
        next += 1;
    }
    false
}

fn kept(record: &Record, run: &ChainRun) -> Refused {
    Refusal::new(Code::Waiting, format!("{} waits for approval `{}` of `{}`", record.id, run.chain, run.transition))
        .with("approval", &*run.chain)
        .with("transition", &*run.transition)
}

/// The chain in which a transition has failed since its token entered the stage: by itself it is not tried again. Going
/// back to where it was submitted from is no new entry.
pub(super) fn tried<'r>(record: &'r Record, token: &Token, transition: &Transition) -> Option<&'r ChainRun> {
    record.chains.iter().rev().find(|run| {
        let here = run.started >= token.entered || (run.from == token.stage && run.ended == Some(token.entered));
        run.transition == transition.id && run.token == token.id && here && run.state != ChainState::Approved
    })
}

/// The locals of a transition's expressions (`policy::locals::transition`).
pub(super) fn locals(transition: &Transition, requester: Option<&Id>, answers: &BTreeMap<Id, Value>) -> Vec<Value> {
    let requester = requester.cloned().map_or(Value::None, Value::Text);
    let answers = transition.ask.iter().map(|ask| answers.get(&ask.id).cloned().unwrap_or(Value::None));
    std::iter::once(requester).chain(answers).collect()
}

/// The record with those answers in place that are fields of it.
pub(super) fn with_answers<'r>(
    record: &'r Record,
    transition: &Transition,
    answers: &BTreeMap<Id, Value>,
) -> Cow<'r, Record> {
    let mut asked = Cow::Borrowed(record);
    for ask in transition.ask.iter().filter(|ask| ask.is_field) {
        if let Some(value) = answers.get(&ask.id) {
            asked.to_mut().fields.set(&ask.id, value.clone());
        }
    }
    asked
}

fn moved(
    transition: &Id,
    token: u32,
    from: &Id,
    to: Option<&Id>,
    deviation: Option<String>,
    ask: BTreeMap<Id, Value>,
) -> Body {
    Body::Moved { transition: transition.clone(), token, from: from.clone(), to: to.cloned(), deviation, ask }
}

fn endless(id: &Id, taken: &[Id]) -> Refused {
    // The loop is what recurs at the end: from the last time the last transition was taken before.
    let last = taken.last().cloned().unwrap_or_default();
    let start = taken[..taken.len() - 1].iter().rposition(|t| *t == last).unwrap_or(0);
    let ring: Vec<&str> = taken[start..].iter().map(|t| &**t).collect();
    Refusal::new(Code::Fault, format!("automatic transitions of {id} never come to rest: {}", ring.join(" → ")))
        .with("kind", "automatic_loop")
        .with("record", &**id)
        .with("loop", ring)
}

/// Lets a record's automatic transitions fire where something it looks at has changed.
pub(super) fn settle(policy: &Policy, view: &dyn View, now: Timestamp, record: &Id) -> Result<Vec<Draft>, Refused> {
    let mut work = Work::quiet(policy, view, Actor::Policy, now);
    if work.get(record)?.is_closed() {
        return Ok(Vec::new());
    }
    work.as_policy(|work| work.pass_over(record))?;
    work.as_policy(|work| work.take_over(record))?;
    work.as_policy(|work| work.hand_out_planned(record))?;
    work.as_policy(|work| work.fill_waiting_seats(record))?;
    work.settle_on(record)?;
    work.finish()
}
