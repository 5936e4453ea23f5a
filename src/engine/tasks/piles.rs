//! Piles: who works through all of one task, record after record.

use super::held::{held_by, seat_name};
use crate::{
    model::{
        Id, Record,
        work::{Held, TaskRun},
    },
    policy::{Begin, Policy},
};

/// Who works through a pile of a task is found under this name.
pub(in crate::engine) fn pile(task: &str) -> Id {
    format!("~pile/{task}").into()
}

/// What a record adds for those who look whether somebody works through a pile.
pub(super) fn piles(record: &Record, piled: impl Fn(&TaskRun) -> bool) -> Vec<(Id, Held)> {
    let begun = held_by(record).into_iter().filter(|(_, held)| held.begun);
    let mut all: Vec<(Id, Held)> = begun
        .filter(|(_, held)| record.task(held.n).is_some_and(&piled))
        .map(|(_, held)| (pile(&held.task), held))
        .collect();
    all.dedup();
    all
}

/// The same for seats that somebody has claimed at a step that is worked through so.
pub(super) fn of_seats(policy: &Policy, record: &Record) -> Vec<(Id, Held)> {
    let mut all = Vec::new();
    for run in record.running() {
        let Some(chain) = policy.chain(&run.chain, &record.workflow) else { continue };
        for (reached, seat) in run.open_seats().filter(|(_, seat)| seat.claimed.is_some()) {
            if chain.step(&reached.step).is_some_and(|step| step.begin == Begin::Pile) {
                let name = seat_name(&run.chain, &reached.step);
                let held = Held { record: record.id.clone(), n: seat.task, task: name.clone(), begun: true };
                all.push((pile(&name), held));
            }
        }
    }
    all
}
