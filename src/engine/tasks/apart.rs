//! Work that must not be in one hand with other work, however it gets there: taken, begun, done in somebody's place or
//! passed on. Whom it comes to by itself is `hold`'s matter.

use super::{Refused, Work, act::Meant, hold::doers};
use crate::{
    engine::{access::not_permitted, people},
    model::{Code, Id, Refusal},
    said,
};

impl Work<'_> {
    /// Refuses a task to somebody who has done what must not be in one hand with it.
    pub(super) fn kept_from(&self, meant: &Meant<'_>, person: &Id) -> Result<(), Refused> {
        self.apart(&meant.id, &meant.task.id, person)?;
        let record = self.get(&meant.id)?;
        let not_same_as = &meant.task.finding.not_same_as;
        let met = not_same_as.iter().find(|name| doers(&record, name).contains(person));
        match met.filter(|_| meant.run.helps.is_none()) {
            None => Ok(()),
            Some(other) => Err(Refusal::new(
                Code::SeparationOfDuties,
                said!(
                    "{person} did `{other}`, which must not be in one hand with `{}`",
                    "{person} 做过 `{other}`，它与 `{}` 不能由同一人做",
                    meant.task.id
                ),
            )
            .with("person", &**person)),
        }
    }

    /// Whom a task is lent to, where nothing keeps it from them.
    pub(super) fn borrower(&self, meant: &Meant<'_>, to: &Id) -> Result<Id, Refused> {
        let to = self.colleague(to)?;
        self.kept_from(meant, &to)?;
        Ok(to)
    }

    /// Whom a task goes to for good, where it could have come to them.
    pub(super) fn successor(&self, meant: &Meant<'_>, to: &Id) -> Result<Id, Refused> {
        let to = self.borrower(meant, to)?;
        self.could_come_to(meant, &to)?;
        Ok(to)
    }

    /// Refuses to give a task for good to somebody it could not have come to.
    fn could_come_to(&self, meant: &Meant<'_>, person: &Id) -> Result<(), Refused> {
        let record = self.get(&meant.id)?;
        let frame = self.frame(&record, &[]);
        let finding = &meant.task.finding;
        let who = finding.who.as_ref();
        let is_of = who.map_or(Ok(true), |who| people::includes(who, person, &frame))?;
        if self.admin || is_of && people::fits(finding.fits.as_ref(), 0, person, &frame)? {
            return Ok(());
        }
        Err(not_permitted(person, said!("hold `{}`", "承担 `{}`", meant.task.id), who))
    }
}
