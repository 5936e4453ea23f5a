//! How events change a run: it never refuses and asks no rule.

use crate::{
    engine::Stamp,
    model::{
        Body, Id, Record,
        record::{Back, ChainRun, ChainState, Clocks, LeftOver, Lent, Seat, SeatState, StepRun, StepState},
    },
};

/// Folds what happened to a chain into its record; whether the event was one of a chain.
pub fn fold(record: &mut Record, stamp: Stamp, body: &Body) -> bool {
    let at = stamp.moment;
    match body {
        Body::Submitted { run, chain, transition, edge, goal, token, from, requester, ask, choices } => {
            let clocks = record.token(*token).map(|token| Clocks {
                stopped: at,
                entered: token.entered,
                timers: token.timers.clone(),
            });
            record.chains.push(ChainRun {
                id: *run,
                chain: chain.clone(),
                transition: transition.clone(),
                edge: *edge,
                goal: goal.clone(),
                token: *token,
                from: from.clone(),
                requester: requester.clone(),
                ask: ask.clone(),
                started: at,
                state: ChainState::Running,
                ended: None,
                steps: Vec::new(),
                branch: None,
                choices: choices.clone(),
                back: None,
                clocks,
            });
        }
        Body::Resubmitted { run, ask, choices } => {
            let token = run_of(record, *run).map(|run| run.token);
            let clocks = token.and_then(|token| record.token(token)).map(|token| Clocks {
                stopped: at,
                entered: token.entered,
                timers: token.timers.clone(),
            });
            if let Some(run) = run_mut(record, *run) {
                run.ask = ask.clone();
                run.choices.extend(choices.clone());
                run.back = None;
                run.clocks = clocks;
            }
        }
        Body::Branched { run, branch } => {
            if let Some(run) = run_mut(record, *run) {
                run.branch = Some(branch.clone());
            }
        }
        Body::Chosen { run, choices } => {
            if let Some(run) = run_mut(record, *run) {
                run.choices.extend(choices.clone());
            }
        }
        Body::StepReached { run, step, skipped, copied, by } => {
            let state = match (skipped, copied) {
                (true, _) => StepState::Skipped,
                (false, Some(_)) => StepState::Copied,
                (false, None) => StepState::Open,
            };
            if let Some(run) = run_mut(record, *run) {
                run.steps.push(StepRun {
                    step: step.clone(),
                    since: at,
                    state,
                    seats: Vec::new(),
                    undone: false,
                    by: *by,
                    left: LeftOver::Cancel,
                    made: Vec::new(),
                });
            }
        }
        Body::StepMade { run, step, records } => {
            if let Some(step) = step_mut(record, *run, step) {
                step.made.extend(records.iter().cloned());
            }
        }
        Body::SeatOpened { run, step, task, place, holders, timers, because: _, weight, after, beside } => {
            record.tasks = record.tasks.max(*task);
            if let Some(step) = step_mut(record, *run, step) {
                let mut seat = Seat::open(*task, place.clone(), holders.clone(), at, timers.clone());
                seat.weight = *weight;
                seat.after = *after;
                seat.beside = *beside;
                if after.is_some() {
                    seat.state = SeatState::Planned;
                }
                step.seats.push(seat);
            }
        }
        Body::StepEnded { run, step, yes, left } => {
            if let Some(step) = step_mut(record, *run, step) {
                step_ended(step, *yes, *left);
            }
        }
        Body::ChainEnded { run, outcome, .. } => {
            if let Some(run) = run_mut(record, *run) {
                run.state = *outcome;
                run.ended = Some(at);
                run.back = None;
                for step in run.steps.iter_mut().filter(|step| step.state == StepState::Open) {
                    step.state = StepState::Cancelled;
                    close_seats(step, &SeatState::Cancelled);
                }
            }
        }
        Body::Returned { run, step, task, to, closed, undone, comment } => {
            if let Some(task) = task.and_then(|task| seat_mut(record, task)) {
                task.state = SeatState::Returned { by: Some(stamp.actor.clone()), at, comment: comment.clone() };
            }
            if let Some(run) = run_mut(record, *run) {
                let gone = SeatState::Returned { by: None, at, comment: None };
                for reached in run.steps.iter_mut().filter(|reached| reached.stands()) {
                    if closed.contains(&reached.step) && reached.state == StepState::Open {
                        reached.state = StepState::Returned;
                        close_seats(reached, &gone);
                    } else if undone.contains(&reached.step) {
                        reached.undone = true;
                        close_seats(reached, &gone);
                    }
                }
                run.branch = None;
                if to.is_empty() {
                    run.back = Some(Back { since: at, step: step.clone() });
                }
            }
        }
        Body::Voided { run, tasks, steps, .. } => {
            tasks.iter().for_each(|task| _ = seat_mut(record, *task).map(|seat| seat.void = true));
            if let Some(run) = run_mut(record, *run) {
                for reached in run.steps.iter_mut().filter(|reached| reached.stands()) {
                    if steps.contains(&reached.step) && reached.state != StepState::Open {
                        reached.undone = true;
                    }
                }
            }
        }
        Body::TakenBack { task, undone } => taken_back(record, *task, undone),
        _ => return seat(record, stamp, body),
    }
    true
}

/// What happened to one seat.
fn seat(record: &mut Record, stamp: Stamp, body: &Body) -> bool {
    let at = stamp.moment;
    let (Body::SeatHanded { task, .. }
    | Body::SeatHeld { task, .. }
    | Body::SeatStarted { task, .. }
    | Body::Claimed { task, .. }
    | Body::Released { task }
    | Body::Lent { task, .. }
    | Body::GivenBack { task, .. }
    | Body::Abstained { task, .. }
    | Body::SignerRemoved { task, .. }
    | Body::Reminded { task, .. }
    | Body::Decided { task, .. }) = body
    else {
        return false;
    };
    let Some(seat) = seat_mut(record, *task) else {
        return true;
    };
    match body {
        Body::SeatHanded { holders, .. } => {
            let before = std::mem::replace(&mut seat.holders, holders.clone());
            seat.former.extend(before.into_iter().filter(|id| !holders.contains(id)));
            seat.claimed = None;
            seat.lent = None;
        }
        Body::SeatHeld { after, .. } => {
            seat.state = SeatState::Planned;
            seat.after = Some(*after);
        }
        Body::SeatStarted { timers, .. } => {
            seat.state = SeatState::Open;
            seat.since = at;
            if !timers.is_empty() {
                seat.timers = timers.clone();
            }
        }
        Body::Claimed { timers, .. } => {
            seat.claimed = stamp.actor.person().cloned();
            seat.timers.extend(timers.iter().cloned());
        }
        Body::Released { .. } => {
            seat.claimed = None;
            seat.timers.retain(|timer| !timer.name.starts_with(super::deadlines::DEADLINE) || timer.fired);
        }
        Body::Lent { to, last, .. } => {
            let by = std::mem::replace(&mut seat.holders, vec![to.clone()]);
            seat.lent = Some(Lent { by, to: to.clone(), last: *last });
            seat.claimed = None;
        }
        Body::GivenBack { .. } => {
            if let Some(lent) = seat.lent.take() {
                seat.former.push(lent.to);
                seat.holders = lent.by;
            }
        }
        Body::Abstained { comment, .. } => {
            seat.state = SeatState::Abstained { by: stamp.actor.clone(), at, comment: comment.clone() };
        }
        Body::SignerRemoved { .. } => seat.state = SeatState::Removed,
        Body::Reminded { next, .. } => seat.timers.extend(next.iter().cloned()),
        Body::Decided { yes, comment, form, facts, .. } => {
            seat.state = SeatState::Decided { yes: *yes, by: stamp.actor.clone(), at, comment: comment.clone() };
            seat.form.extend(form.clone());
            seat.facts = facts.clone();
        }
        _ => {}
    }
    true
}

fn step_ended(step: &mut StepRun, yes: bool, left: LeftOver) {
    // A step that was passed over unasked, because the policy no longer has it, was nobody's yes.
    let unasked = !step.seats.is_empty() && step.seats.iter().all(|seat| seat.state.is_open());
    step.state = match (unasked, yes) {
        (true, _) => StepState::Cancelled,
        (false, true) => StepState::Approved,
        (false, false) => StepState::Rejected,
    };
    step.left = left;
    if left == LeftOver::Cancel || unasked {
        close_seats(step, if unasked { &SeatState::Cancelled } else { &SeatState::NotNeeded });
    }
}

/// A decision is open again, with all that its step had closed; what it led to counts no more.
fn taken_back(record: &mut Record, task: u32, undone: &[Id]) {
    let Some(run) = record.seat(task).map(|(run, _, _)| run.id) else {
        return;
    };
    let Some(run) = run_mut(record, run) else { return };
    for reached in run.steps.iter_mut().filter(|reached| reached.stands()) {
        if reached.seats.iter().any(|seat| seat.task == task) {
            reached.state = StepState::Open;
            reached.left = LeftOver::Cancel;
            for seat in &mut reached.seats {
                if seat.task == task || seat.state == SeatState::NotNeeded {
                    seat.state = SeatState::Open;
                }
            }
        } else if undone.contains(&reached.step) {
            reached.undone = true;
            if reached.state == StepState::Open {
                reached.state = StepState::Cancelled;
            }
            close_seats(reached, &SeatState::Cancelled);
        }
    }
}

fn run_of(record: &Record, run: u32) -> Option<&ChainRun> {
    record.chains.iter().find(|r| r.id == run)
}

fn run_mut(record: &mut Record, run: u32) -> Option<&mut ChainRun> {
    record.chains.iter_mut().find(|r| r.id == run)
}

/// The latest run of a step.
fn step_mut<'r>(record: &'r mut Record, run: u32, step: &Id) -> Option<&'r mut StepRun> {
    run_mut(record, run)?.steps.iter_mut().rev().find(|reached| reached.step == *step)
}

/// A seat by its task.
pub(in crate::engine) fn seat_mut(record: &mut Record, task: u32) -> Option<&mut Seat> {
    record
        .chains
        .iter_mut()
        .rev()
        .flat_map(|run| &mut run.steps)
        .flat_map(|step| &mut step.seats)
        .find(|seat| seat.task == task)
}

fn close_seats(step: &mut StepRun, state: &SeatState) {
    let open = |seat: &&mut Seat| matches!(seat.state, SeatState::Open | SeatState::Planned);
    step.seats.iter_mut().filter(open).for_each(|seat| seat.state = state.clone());
}
