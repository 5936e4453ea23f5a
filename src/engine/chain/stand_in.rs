//! Who acts at a seat: its holders, and who stands in for one of them while they are away.

use crate::{
    engine::{Refused, tasks::stands_in, work::Work},
    model::{
        Code, Id, Refusal,
        record::{ChainRun, Seat, StepRun},
    },
    said,
};

use super::seat_of;

impl Work<'_> {
    /// For which holder of a seat somebody acts: for themselves, or for one they stand in for.
    pub(super) fn acts_for(&self, seat: &Seat, person: &Id) -> Result<Option<Id>, Refused> {
        Ok(stands_in(self, person, &seat.holders, self.moment)?)
    }

    /// Whether a seat is somebody's to decide: theirs, or of somebody they stand in for.
    pub(super) fn is_asked(&self, seat: &Seat, person: &Id) -> bool {
        matches!(stands_in(self, person, seat.asked(), self.moment), Ok(Some(_)))
    }

    /// The same, or was until it was handed on.
    pub(super) fn is_or_was_asked(&self, seat: &Seat, person: &Id) -> bool {
        let lent = seat.lent.as_ref().is_some_and(|lent| lent.by.contains(person));
        lent || seat.former.contains(person) || matches!(self.acts_for(seat, person), Ok(Some(_)))
    }

    /// Why whoever acts may do what is a seat's holder's to do: in whose place; none where they hold it themselves.
    pub(super) fn in_place_of(&self, id: &Id, task: u32) -> Result<Option<String>, Refused> {
        let Some(person) = self.actor.person().cloned() else {
            return Ok(None);
        };
        let record = self.get(id)?;
        let (_, _, seat) = seat_of(&record, task)?;
        let holder = self.acts_for(seat, &person)?.filter(|holder| *holder != person);
        Ok(holder.map(|holder| format!("in place of {holder}")))
    }

    /// Whoever stands in must not have decided what this step may not share.
    pub(super) fn may_stand_in(
        &self,
        kind: &Id,
        run: &ChainRun,
        reached: &StepRun,
        person: &Id,
    ) -> Result<(), Refused> {
        let Some(step) = self.policy.chain(&run.chain, kind).and_then(|chain| chain.step(&reached.step)) else {
            return Ok(());
        };
        let decided = step.not_same_as.iter().filter_map(|step| run.standing(step));
        match decided.into_iter().find(|before| before.deciders().contains(&person)) {
            None => Ok(()),
            Some(before) => Err(Refusal::new(
                Code::SeparationOfDuties,
                said!(
                    "{person} has decided step `{}` and may not decide step `{}` too",
                    "{person} 已审批步骤 `{}`，不能再审批步骤 `{}`",
                    before.step,
                    reached.step
                ),
            )
            .with("person", &**person)
            .with("step", &*reached.step)),
        }
    }
}
