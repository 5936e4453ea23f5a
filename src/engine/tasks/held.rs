//! What people hold: open records they own, pieces of open work. What limits, loads and inbox orders are counted by.

use super::{Refused, Work};
use crate::model::{
    Id, Record,
    work::{Held, Sought, TaskState},
};

/// What a record gives people to hold: who, and what.
pub(crate) fn held_by(record: &Record) -> Vec<(Id, Held)> {
    if record.is_closed() {
        return Vec::new();
    }
    let line = |n: u32, task: Id, begun: bool| Held { record: record.id.clone(), n, task, begun };
    let owner = record.owner().map(|owner| (owner.clone(), line(0, "".into(), false)));
    let work = record.open_work().flat_map(|run| {
        let begun = run.state == TaskState::Started;
        run.holders(record).iter().map(move |holder| (holder.clone(), line(run.n, run.task.clone(), begun)))
    });
    let seats = record
        .running()
        .flat_map(|run| run.open_seats().map(move |(step, seat)| (seat_name(&run.chain, &step.step), seat)))
        .flat_map(|(name, seat)| {
            let begun = seat.claimed.is_some();
            seat.asked().iter().map(move |holder| (holder.clone(), line(seat.task, name.clone(), begun)))
        });
    let mut all: Vec<(Id, Held)> = owner.into_iter().chain(work).chain(seats).collect();
    all.sort();
    all.dedup();
    all
}

/// The name under which what people hold at the seats of a step is counted.
pub(in crate::engine) fn seat_name(chain: &str, step: &str) -> Id {
    format!("{chain}/{step}").into()
}

/// The name under which tasks are found that wait for somebody to have room.
pub(crate) const PLANNED: &str = "~planned";

/// What of a record waits for somebody to have room: itself, while it has no owner, and tasks; and those that wait for
/// what comes before them.
pub(crate) fn planned(record: &Record) -> Vec<Held> {
    let planned = record.work.iter().filter(|run| run.state == TaskState::Planned && !record.is_closed());
    let tasks = planned.map(|run| Held { record: record.id.clone(), n: run.n, task: run.task.clone(), begun: false });
    let seeks = record.seeking.as_ref().is_some_and(|seeking| seeking.how == Sought::Full) && !record.is_closed();
    let owner = seeks.then(|| Held { record: record.id.clone(), n: 0, task: "".into(), begun: false });
    let full = record.running().flat_map(|run| run.steps.iter().map(move |step| (run, step)));
    let seats = full.filter(|(_, step)| step.stands()).flat_map(|(run, step)| {
        let waiting = step.seats.iter().filter(|seat| seat.is_full());
        waiting.map(|seat| Held {
            record: record.id.clone(),
            n: seat.task,
            task: seat_name(&run.chain, &step.step),
            begun: false,
        })
    });
    owner.into_iter().chain(tasks).chain(seats).collect()
}

impl Work<'_> {
    /// What somebody holds in a workflow, as this command has left it so far.
    pub(in crate::engine) fn held(&self, person: &Id, workflow: &str) -> Result<Vec<Held>, Refused> {
        let mut held = self.view.held(person, workflow)?;
        held.retain(|line| self.touched(&line.record).is_none());
        for id in self.touched_ids() {
            if let Some(touched) = self.touched(&id).filter(|touched| *touched.now.workflow == *workflow) {
                held.extend(held_by(&touched.now).into_iter().filter(|(who, _)| who == person).map(|(_, line)| line));
            }
        }
        Ok(held)
    }
}
