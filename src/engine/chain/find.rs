//! Finding the task a command means, and saying why there is none.

use std::sync::Arc;

use crate::{
    engine::{Refused, people, work::Work},
    model::{
        Code, Id, Record, Refusal,
        record::{ChainRun, Seat, SeatState, StepRun, split_task},
    },
    said,
};

use super::{chain_locals, seat_of};

impl<'a> Work<'a> {
    /// The task a command means: by its own id, or by the record's where one is open for that person.
    pub(super) fn find_task(&self, task: &str, step: Option<&str>, person: &Id) -> Result<(Arc<Record>, u32), Refused> {
        self.find_seat(task, step, person, |seat| self.is_asked(seat, person))
    }

    /// The task a command means that is lent by somebody or to them.
    pub(super) fn find_lent(&self, task: &str, step: Option<&str>, person: &Id) -> Result<(Arc<Record>, u32), Refused> {
        self.find_seat(task, step, person, |seat| {
            seat.lent.as_ref().is_some_and(|lent| lent.to == *person || lent.by.contains(person))
        })
    }

    fn find_seat(
        &self,
        task: &str,
        step: Option<&str>,
        person: &Id,
        fits: impl Fn(&Seat) -> bool,
    ) -> Result<(Arc<Record>, u32), Refused> {
        if let Some((record, number)) = split_task(task) {
            let record = self.get(record)?;
            seat_of(&record, number)?;
            return Ok((record, number));
        }
        let record = self.get(task)?;
        let open = record.running().flat_map(ChainRun::open_seats);
        let left = record.chains.iter().flat_map(|run| run.left_seats());
        let mine: Vec<(&StepRun, &Seat)> = open
            .chain(left)
            .filter(|(reached, seat)| fits(seat) && step.is_none_or(|step| &*reached.step == step))
            .collect();
        match mine.as_slice() {
            [(_, seat)] => Ok((record.clone(), seat.task)),
            [] => Err(self.no_task(&record, step, person)),
            several => {
                let tasks: Vec<String> = several.iter().map(|(_, seat)| record.task_id(seat.task)).collect();
                Err(Refusal::new(
                    Code::Usage,
                    said!(
                        "{person} holds several tasks of {task}: name one",
                        "{person} 在 {task} 上有多个任务：请指明一个"
                    ),
                )
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
            let seat = seats.find(|seat| self.is_or_was_asked(seat, person))?;
            let at = record.task_id(seat.task);
            Some(match &seat.state {
                SeatState::Decided { by, .. } if by.person() != Some(person) && seat.holders.contains(person) => {
                    Refusal::new(Code::Conflict, said!("{at} has been decided by {by} already", "{at} 已由 {by} 审批"))
                }
                SeatState::Open if seat.holders.contains(person) && seat.claimed.is_some() => {
                    let claimer = seat.claimed.as_deref().unwrap_or_default();
                    Refusal::new(
                        Code::Conflict,
                        said!("{at} has been claimed by {claimer}", "{at} 已被 {claimer} 认领"),
                    )
                }
                SeatState::Planned => {
                    Refusal::new(Code::Waiting, said!("it is not the turn of {at} yet", "还没轮到 {at}"))
                }
                _ if seat.lent.as_ref().is_some_and(|lent| lent.by.contains(person)) => Refusal::new(
                    Code::Waiting,
                    said!("{at} is lent: it comes back with an opinion", "{at} 已转出征询：有了意见就会回来"),
                ),
                _ => Refusal::new(
                    Code::Closed,
                    said!("{person} has nothing more to decide on {id}", "{person} 在 {id} 上已没有要审批的"),
                ),
            })
        };
        if let Some(refusal) = record.running().find_map(held) {
            return refusal;
        }
        let later = record.running().any(|run| {
            let Some(chain) = self.policy.chain(&run.chain, &record.workflow) else {
                return false;
            };
            let locals = chain_locals(chain, run, None);
            let frame = self.frame(record, &locals);
            chain
                .steps
                .iter()
                .filter(|step| run.standing(&step.id).is_none_or(|reached| reached.seats.iter().any(Seat::is_full)))
                .filter(|s| step.is_none_or(|step| &*s.id == step))
                .flat_map(|step| &step.seats)
                .any(|seat| people::includes(&seat.who, person, &frame).unwrap_or(false))
        });
        if later {
            return Refusal::new(
                Code::Waiting,
                said!("it is not {person}'s turn on {id} yet", "{id} 还没轮到 {person}"),
            )
            .with("record", &**id);
        }
        match record.chains.iter().rev().find_map(held) {
            Some(refusal) => refusal,
            None => Refusal::new(
                Code::NotPermitted,
                said!("{person} has nothing to decide on {id}", "{person} 在 {id} 上没有要审批的"),
            ),
        }
        .with("record", &**id)
    }

    /// Whether somebody held a seat until it was handed on.
    pub(super) fn had(&self, _record: &Record, _run: &ChainRun, seat: &Seat, person: &Id) -> bool {
        let lent = seat.lent.as_ref().is_some_and(|lent| lent.by.contains(person));
        lent || seat.former.contains(person)
    }
}
