//! Walking: which steps are reached next, and what each of them is.

use crate::{
    engine::{Refused, table, work::Work},
    model::{
        Body, Code, Id, Record, Refusal,
        record::{ChainRun, ChainState, StepState},
    },
    policy::{Chain, Else, NoBranch, NoStep, ReturnTo, Step, StepKind},
    said,
    script::Frame,
};

use super::{Reached, chain_locals, find_run};

/// How many steps one command may reach in one run before it is taken for an endless loop of returns.
const STEPS_MAX: usize = 200;

impl<'a> Work<'a> {
    /// Reaches every step whose turn has come, until all wait or the chain ends.
    pub(super) fn go_on(&mut self, id: &Id, run: u32) -> Result<(), Refused> {
        let chain = self.chain_of(id, run)?;
        let begun = find_run(&*self.get(id)?, run)?.steps.len();
        loop {
            let record = self.get(id)?;
            let state = find_run(&record, run)?;
            if !state.is_running() || state.back.is_some() {
                return Ok(());
            }
            if state.steps.len() > begun + STEPS_MAX {
                return Err(Refusal::new(
                    Code::Fault,
                    said!("approval `{}` never comes to rest", "审批链 `{}` 停不下来", chain.id),
                )
                .with("kind", "automatic_loop"));
            }
            let next = chain.steps.iter().find(|step| is_due(chain, state, step) || is_early(&record, state, step));
            let waits = state.steps.iter().any(|reached| reached.state == StepState::Open && reached.stands());
            drop(record);
            let Some(step) = next else {
                return if waits { Ok(()) } else { self.through(id, run, chain) };
            };
            match self.reach(id, run, chain, step)? {
                Reached::Waits | Reached::Goes => {}
                Reached::Went => return Ok(()),
                Reached::Ends(state) => return self.end(id, run, state, None),
            }
        }
    }

    /// No step is left: the chain comes to its outcome.
    fn through(&mut self, id: &Id, run: u32, chain: &Chain) -> Result<(), Refused> {
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let idle = [StepState::Skipped, StepState::Cancelled, StepState::Copied, StepState::Returned];
        let applied = state.steps.iter().any(|step| !idle.contains(&step.state));
        let refused = state.steps.iter().any(|step| step.state == StepState::Rejected && step.stands());
        drop(record);
        match (applied, refused, chain.no_step) {
            (true, true, _) => self.end(id, run, ChainState::Rejected, None),
            (true, false, _) | (false, _, NoStep::Approve) => self.end(id, run, ChainState::Approved, None),
            (false, _, NoStep::Reject) => self.end(id, run, ChainState::Rejected, None),
            (false, _, NoStep::Refuse) => Err(Refusal::new(
                Code::Nobody,
                said!("no step of approval `{}` applies to {id}", "审批链 `{}` 没有适用于 {id} 的步骤", chain.id),
            )
            .with("approval", &*chain.id)),
        }
    }

    fn reach(&mut self, id: &Id, run: u32, chain: &'a Chain, step: &'a Step) -> Result<Reached, Refused> {
        if let Some(passed) = self.passed(id, run, chain, step)? {
            self.reached(id, run, step, true, None)?;
            return Ok(passed);
        }
        match &step.kind {
            StepKind::Asks => self.open_step(id, run, chain, step),
            StepKind::Copies => {
                self.copies(id, run, chain, step)?;
                Ok(Reached::Goes)
            }
            StepKind::Returns(to) => {
                self.reached(id, run, step, false, None)?;
                self.go_back(id, run, step, to, None, None)?;
                Ok(Reached::Went)
            }
            StepKind::Runs(process) => self.run_process(id, run, chain, step, process),
        }
    }

    /// Writes down that a step is reached.
    pub(super) fn reached(
        &mut self,
        id: &Id,
        run: u32,
        step: &Step,
        skipped: bool,
        copied: Option<Vec<Id>>,
    ) -> Result<(), Refused> {
        let by = self.cause;
        self.emit(id, Body::StepReached { run, step: step.id.clone(), skipped, copied, by })
    }

    /// What passing a step over leads to, where its branch, row or condition does not hold.
    fn passed(&mut self, id: &Id, run: u32, chain: &Chain, step: &Step) -> Result<Option<Reached>, Refused> {
        if !step.branches.is_empty() && !self.on_branch(id, run, chain, step)? {
            return Ok(Some(Reached::Goes));
        }
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let asked = self.as_asked(&record, state)?;
        let locals = chain_locals(chain, state, Some(step));
        let frame = self.frame(&asked, &locals);
        if let (Some(row), Some(from)) = (step.row, &chain.steps_from)
            && !matching(self, from, row, &frame)?
        {
            return Ok(Some(Reached::Goes));
        }
        match &step.when {
            Some(when) if when.holds(&frame)? != Some(true) => Ok(Some(match step.otherwise {
                Else::Skip => Reached::Goes,
                Else::Approve => Reached::Ends(ChainState::Approved),
                Else::Reject => Reached::Ends(ChainState::Rejected),
            })),
            _ => Ok(None),
        }
    }

    /// Whether the chain has taken one of a step's branches; decided as the first step that names one is reached.
    fn on_branch(&mut self, id: &Id, run: u32, chain: &Chain, step: &Step) -> Result<bool, Refused> {
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let branch = match &state.branch {
            Some(branch) => branch.clone(),
            None => {
                let asked = self.as_asked(&record, state)?;
                let branch = taken(chain, &self.frame(&asked, &chain_locals(chain, state, Some(step))))?;
                drop(asked);
                drop(record);
                self.emit(id, Body::Branched { run, branch: branch.clone() })?;
                branch
            }
        };
        if branch.is_empty() && chain.no_branch == NoBranch::Refuse {
            let names: Vec<&str> = chain.branches.iter().map(|branch| &*branch.id).collect();
            return Err(Refusal::new(
                Code::Nobody,
                said!(
                    "no branch of approval `{}` holds for {id}: {}",
                    "审批链 `{}` 没有对 {id} 成立的分支：{}",
                    chain.id,
                    names.join(", ")
                ),
            )
            .with("approval", &*chain.id)
            .with("branches", names));
        }
        Ok(step.branches.contains(&branch))
    }

    /// Goes on where the policy no longer has the step that is being asked.
    pub fn pass_over(&mut self, id: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let mut gone: Vec<(u32, Id)> = Vec::new();
        for run in record.running() {
            let Some(chain) = self.policy.chain(&run.chain, &record.workflow) else { continue };
            let open = run.steps.iter().filter(|step| step.state == StepState::Open && !step.undone);
            gone.extend(open.filter(|open| chain.step(&open.step).is_none()).map(|open| (run.id, open.step.clone())));
        }
        drop(record);
        for (run, step) in gone {
            self.emit(id, Body::StepEnded { run, step, yes: true, left: Default::default() })?;
            self.go_on(id, run)?;
        }
        Ok(())
    }
}

/// The first branch that holds; empty where none does.
fn taken(chain: &Chain, frame: &Frame) -> Result<Id, Refused> {
    for branch in &chain.branches {
        let holds = match &branch.when {
            Some(when) => when.holds(frame)? == Some(true),
            None => true,
        };
        if holds {
            return Ok(branch.id.clone());
        }
    }
    Ok(Id::default())
}

/// Whether the row of a chain's table that a step is matches the record.
fn matching(work: &Work, from: &crate::policy::StepsFrom, row: usize, frame: &Frame) -> Result<bool, Refused> {
    let arguments = from.inputs.iter().map(|input| input.value(frame)).collect::<Result<Vec<_>, _>>()?;
    Ok(table::rows(work.policy, &from.table, &arguments, frame)?.contains(&row))
}

/// Whether a step's turn has come: it does not stand, and all it follows are done.
fn is_due(chain: &Chain, run: &ChainRun, step: &Step) -> bool {
    run.standing(&step.id).is_none()
        && !is_passed(chain, run, step)
        && ahead(chain, step).iter().filter_map(|id| chain.step(id)).all(|before| is_done(chain, run, before))
}

/// Whether a step may be asked before its turn: the record stands where it says, and it has not been asked, or in vain.
fn is_early(record: &Record, run: &ChainRun, step: &Step) -> bool {
    step.ahead.iter().any(|stage| record.is_in(stage)) && run.standing(&step.id).is_none()
}

/// The steps that come before one, directly or through others: each has to be done, also where one was asked again.
fn ahead<'c>(chain: &'c Chain, step: &'c Step) -> Vec<&'c Id> {
    let mut found: Vec<&Id> = step.follows.iter().collect();
    let mut next = 0;
    while let Some(before) = found.get(next).and_then(|id| chain.step(id)) {
        for id in &before.follows {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        next += 1;
    }
    found
}

fn is_done(chain: &Chain, run: &ChainRun, step: &Step) -> bool {
    match run.standing(&step.id) {
        Some(reached) => reached.state != StepState::Open,
        None => is_passed(chain, run, step),
    }
}

/// Whether the chain had gone past a step before the policy had it: one that follows it has been reached, and it never was.
fn is_passed(chain: &Chain, run: &ChainRun, step: &Step) -> bool {
    let known = |id: &Id| run.steps.iter().any(|reached| reached.step == *id);
    // What is asked before its turn tells nothing of those it follows.
    let in_turn = |id: &&Id| chain.step(id).is_none_or(|step| step.ahead.is_empty());
    !known(&step.id) && behind(chain, &step.id).iter().filter(in_turn).any(known)
}

/// The steps that wait for one, directly or through others, in order.
pub(super) fn behind(chain: &Chain, step: &Id) -> Vec<Id> {
    let mut found: Vec<Id> = Vec::new();
    // Steps are written behind those they follow, so one pass sees them all.
    for later in &chain.steps {
        if later.follows.iter().any(|before| before == step || found.contains(before)) {
            found.push(later.id.clone());
        }
    }
    found
}

/// The steps a step follows that have been asked, those passed over looked through; empty where there are none.
pub(super) fn before(chain: &Chain, run: &ChainRun, step: &Step) -> Vec<Id> {
    let mut found: Vec<Id> = Vec::new();
    let mut open: Vec<&Id> = step.follows.iter().collect();
    while let Some(id) = open.pop() {
        let asked = run.standing(id).is_some_and(|reached| {
            matches!(reached.state, StepState::Approved | StepState::Rejected | StepState::Open)
        });
        match asked {
            true if !found.contains(id) => found.push(id.clone()),
            true => {}
            false => open.extend(chain.step(id).into_iter().flat_map(|step| &step.follows)),
        }
    }
    found
}

/// Whether a way back leads somewhere now.
pub(super) fn can_return(chain: &Chain, record: &Record, run: &ChainRun, step: &Step, to: &ReturnTo) -> bool {
    match to {
        ReturnTo::Requester | ReturnTo::Previous => run.requester.is_some() && !record.is_closed(),
        ReturnTo::Step(id) => {
            let asked = run
                .standing(id)
                .is_some_and(|reached| matches!(reached.state, StepState::Approved | StepState::Rejected));
            asked && behind(chain, id).contains(&step.id)
        }
    }
}
