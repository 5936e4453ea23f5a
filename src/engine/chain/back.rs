//! Ways back: returning to who asked, to the step before or to a named one, and taking one's own decision back.

use crate::{
    engine::{Refused, work::Work},
    model::{
        Body, Code, Id, Record, Refusal, Said,
        record::{ChainRun, Seat, SeatState, StepState},
    },
    policy::{Chain, CommentRule, Resume, ReturnTo, Step, StepAct},
    said,
};

use super::{chain_locals, decide, find_run, seat_of, transition_locals, walk};

impl<'a> Work<'a> {
    /// An approver sends it back.
    pub(super) fn return_task(
        &mut self,
        task: &str,
        step: Option<&str>,
        to: Option<&str>,
        comment: Option<&str>,
    ) -> Result<Id, Refused> {
        let (_, id, task) = self.my_seat(task, step, StepAct::Return)?;
        let record = self.get(&id)?;
        let (run, reached, _) = seat_of(&record, task)?;
        let chain = self.chain(&record.workflow, &run.chain)?;
        let gone = || {
            Refusal::new(
                Code::Closed,
                said!("the policy has no step `{}` any more", "政策中已没有步骤 `{}`", reached.step),
            )
        };
        let step = chain.step(&reached.step).ok_or_else(gone)?;
        if step.comment == CommentRule::Always {
            decide::owed(step.comment, true, comment)?;
        }
        let to = match to {
            None | Some("requester") => ReturnTo::Requester,
            Some("previous") => ReturnTo::Previous,
            Some(named) => ReturnTo::Step(named.into()),
        };
        if reached.state != StepState::Open || !walk::can_return(chain, &record, run, step, &to) {
            let target = match &to {
                ReturnTo::Step(named) => said!("step `{named}`", "步骤 `{named}`"),
                _ => Said::new("who asked", "申请人"),
            };
            let from = &step.id;
            return Err(Refusal::new(
                Code::NotAllowedHere,
                said!(
                    "step `{from}` can't be returned to {target}: only to one that was decided before it",
                    "步骤 `{from}` 不能退回到{target}：只能退回到在它之前审批过的步骤";
                    target
                ),
            )
            .with("step", &*step.id));
        }
        let run = run.id;
        drop(record);
        self.cause = Some(task);
        self.go_back(&id, run, step, &to, Some(task), comment.map(str::to_owned))?;
        Ok(id)
    }

    /// The chain goes back from a step: what was reached from the target is closed, and the target is asked again.
    pub(super) fn go_back(
        &mut self,
        id: &Id,
        run: u32,
        step: &Step,
        to: &ReturnTo,
        task: Option<u32>,
        comment: Option<String>,
    ) -> Result<(), Refused> {
        let chain = self.chain_of(id, run)?;
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let targets = match to {
            ReturnTo::Requester => Vec::new(),
            ReturnTo::Previous => walk::before(chain, state, step),
            ReturnTo::Step(named) => vec![named.clone()],
        };
        let (closed, undone) = swept(chain, state, step, &targets);
        drop(record);
        let to_requester = targets.is_empty();
        let because = match task {
            Some(task) => self.in_place_of(id, task)?,
            None => None,
        };
        let step = step.id.clone();
        self.emit(id, Body::Returned { run, step, task, to: targets, closed, undone, comment, because })?;
        match to_requester {
            true => self.hand_back(id, run),
            false => self.go_on(id, run),
        }
    }

    /// The token goes back to where it was submitted from, its clocks as they stood, or to where `returned` says.
    fn hand_back(&mut self, id: &Id, run: u32) -> Result<(), Refused> {
        let record = self.get(id)?;
        let state = find_run(&record, run)?.clone();
        let rules = self.rules_of(&record)?;
        let stands = record.token(state.token).map(|token| token.stage.clone());
        drop(record);
        let Some(transition) = rules.taken(&state) else {
            return Ok(());
        };
        let locals = transition_locals(transition, &state);
        self.apply_set(id, &transition.returned.effects, &locals)?;
        match &transition.returned.to {
            Some(to) if stands.as_ref() != Some(to) => {
                self.leave(id, state.token)?;
                self.arrive(id, state.token, to)?;
            }
            None if stands.as_ref() != Some(&state.from) => self.come_back(id, &state)?,
            _ => {}
        }
        self.apply_rest(id, &transition.returned.effects, &locals)
    }

    /// Going back is no new entry: the clocks go on where they stopped.
    pub(super) fn come_back(&mut self, id: &Id, run: &ChainRun) -> Result<(), Refused> {
        self.leave(id, run.token)?;
        let Some(clocks) = &run.clocks else {
            return self.arrive(id, run.token, &run.from);
        };
        let record = self.get(id)?;
        let timers = self.timers_back(&record, &run.from, clocks)?;
        drop(record);
        let (token, stage) = (run.token, run.from.clone());
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let known = record.token(token).map(|token| (token.rounds.clone(), token.late.clone()));
        let (rounds, late) = known.unwrap_or_default();
        let lock = match rules.stages.get(&stage) {
            Some(rule) => self.lock_of(rules, &record, (token, &late), rule)?,
            None => None,
        };
        drop(record);
        self.emit(id, Body::Entered { token, stage, timers, since: Some(clocks.entered), rounds, late, lock })?;
        self.take_up_tasks(id, run.token, &run.from, clocks.stopped)?;
        self.stay_clocked(id, run.token)
    }

    /// Takes one's own decision back, as long as nobody has acted on what it led to.
    pub(super) fn take_back(&mut self, task: &str, step: Option<&str>) -> Result<Id, Refused> {
        let person = self
            .person()?
            .ok_or_else(|| Refusal::new(Code::NotPermitted, ("taking back needs a person", "收回决定须由人来做")))?;
        let (record, task) = self.decided_by(task, step, &person)?;
        let (run, reached, seat) = seat_of(&record, task)?;
        let at = record.task_id(task);
        let mine = match &seat.state {
            SeatState::Decided { by, .. } | SeatState::Abstained { by, .. } => by.person() == Some(&person),
            _ => false,
        };
        if !mine {
            return Err(Refusal::new(
                Code::NotPermitted,
                said!("{at} was not decided by {person}", "{at} 不是由 {person} 审批的"),
            ));
        }
        if !run.is_running() || reached.undone || seat.void {
            return Err(Refusal::new(Code::Closed, said!("what {at} decided is over", "{at} 所审批的已经结束")));
        }
        let chain = self.chain(&record.workflow, &run.chain)?;
        if let Some(step) = chain.step(&reached.step) {
            self.allowed(&record, run, step, StepAct::TakeBack, &person)?;
        }
        let later = opened_by(run, task);
        let acted = |id: &&Id| {
            let opened = run.steps.iter().filter(|reached| reached.stands() && reached.step == **id);
            opened.flat_map(|reached| &reached.seats).any(has_acted)
        };
        let next = reached.seats.iter().any(|other| other.after == Some(task) && has_acted(other));
        if next || later.iter().any(|step| acted(&step)) || run.back.is_some() {
            return Err(Refusal::new(
                Code::Conflict,
                said!("somebody has acted on what {at} led to", "{at} 的结果已有人接着处理"),
            ));
        }
        let id = record.id.clone();
        drop(record);
        self.emit(&id, Body::TakenBack { task, undone: later })?;
        Ok(id)
    }

    /// What a person has decided: by its task, or the last they decided on a record.
    fn decided_by(
        &self,
        task: &str,
        step: Option<&str>,
        person: &Id,
    ) -> Result<(std::sync::Arc<Record>, u32), Refused> {
        if let Some((record, number)) = crate::model::record::split_task(task) {
            let record = self.get(record)?;
            seat_of(&record, number)?;
            return Ok((record, number));
        }
        let record = self.get(task)?;
        let mine = |seat: &&Seat| match &seat.state {
            SeatState::Decided { by, .. } | SeatState::Abstained { by, .. } => by.person() == Some(person),
            _ => false,
        };
        let runs = record.chains.iter().rev();
        let steps = runs.flat_map(|run| run.steps.iter().rev()).filter(|s| step.is_none_or(|step| *s.step == *step));
        let last = steps.flat_map(|reached| reached.seats.iter().rev()).find(mine).map(|seat| seat.task);
        match last {
            Some(task) => Ok((record, task)),
            None => Err(Refusal::new(
                Code::NotPermitted,
                said!("{person} has decided nothing on {task}", "{person} 没有审批过 {task}"),
            )),
        }
    }

    /// The locals a chain's people places see.
    pub(super) fn locals_of(
        &self,
        record: &Record,
        run: &ChainRun,
        step: Option<&Step>,
    ) -> Result<Vec<crate::model::Value>, Refused> {
        Ok(chain_locals(self.chain(&record.workflow, &run.chain)?, run, step))
    }
}

/// The steps a return closes, and those whose result counts no more.
fn swept(chain: &Chain, run: &ChainRun, from: &Step, targets: &[Id]) -> (Vec<Id>, Vec<Id>) {
    let reached: Vec<Id> = match targets.is_empty() {
        true => chain.steps.iter().map(|step| step.id.clone()).collect(),
        false => targets.iter().flat_map(|target| walk::behind(chain, target)).collect(),
    };
    let mut closed = vec![from.id.clone()];
    let mut undone: Vec<Id> = targets.to_vec();
    // Where it sent itself back, or its no did, it has its result already: that result counts no more.
    undone.push(from.id.clone());
    for step in run.steps.iter().filter(|step| step.stands() && reached.contains(&step.step)) {
        match (step.state, from.resume) {
            (StepState::Open, _) => closed.push(step.step.clone()),
            (_, Resume::Start) => undone.push(step.step.clone()),
            (StepState::Skipped | StepState::Copied, Resume::Changed) => undone.push(step.step.clone()),
            _ => {}
        }
    }
    for list in [&mut closed, &mut undone] {
        list.sort();
        list.dedup();
    }
    (closed, undone)
}

/// The steps that a decision has led to, directly or through steps that were passed over.
fn opened_by(run: &ChainRun, task: u32) -> Vec<Id> {
    let opened = run.steps.iter().filter(|reached| reached.stands() && reached.by == Some(task));
    let mut all: Vec<Id> = opened.map(|reached| reached.step.clone()).collect();
    all.dedup();
    all
}

/// Whether somebody has done something with a seat.
fn has_acted(seat: &Seat) -> bool {
    let decided = match &seat.state {
        SeatState::Decided { by, .. } | SeatState::Abstained { by, .. } => by.person().is_some(),
        SeatState::Returned { by, .. } => by.is_some(),
        SeatState::Removed => true,
        _ => false,
    };
    decided || seat.claimed.is_some() || seat.lent.is_some() || seat.beside.is_some() || !seat.former.is_empty()
}
