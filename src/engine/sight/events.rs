//! Events as one person reads them: those of records they see, without what is absent for them.

use std::collections::BTreeMap;

use super::Sight;
use crate::{
    model::{Body, Event, Id, Record, Value},
    script::Fault,
};

impl Sight<'_> {
    /// An event for these eyes; none where it is not theirs to see.
    ///
    /// # Errors
    /// Where a place of `[access]` fails.
    pub fn event(&self, event: Event) -> Result<Option<Event>, Fault> {
        let Some((_, person)) = self.looker() else {
            return Ok(Some(event));
        };
        let Some(id) = &event.record else {
            // What a key stands for is an answer to who used it; what came in is for the records it concerns.
            let theirs = !matches!(event.body, Body::Answered { .. }) || event.actor.person() == Some(person);
            return Ok(without(event.body.clone(), &[], person).filter(|_| theirs).map(|body| Event { body, ..event }));
        };
        let Some(record) = self.context.record(id)? else {
            return Ok(None);
        };
        if !self.sees(&record)? || !self.sees_what_it_asks(&record, &event.body)? {
            return Ok(None);
        }
        let hidden = self.hidden(&record)?;
        Ok(match hidden.is_empty() {
            true => Some(event),
            false => without(event.body, &hidden, person).map(|body| Event { body, ..event }),
        })
    }

    fn sees_what_it_asks(&self, record: &Record, body: &Body) -> Result<bool, Fault> {
        match body {
            Body::TaskActed { task, .. } => self.sees_task(record, task.n),
            Body::SeatOpened { task, .. }
            | Body::SeatHanded { task, .. }
            | Body::SeatHeld { task, .. }
            | Body::SeatStarted { task, .. }
            | Body::Claimed { task, .. }
            | Body::Released { task }
            | Body::Lent { task, .. }
            | Body::GivenBack { task, .. }
            | Body::Reminded { task, .. } => self.sees_task(record, *task),
            _ => Ok(true),
        }
    }
}

/// What an event carries, less what is absent; none where nothing is left of it.
fn without(mut body: Body, hidden: &[Id], person: &Id) -> Option<Body> {
    let clean = |values: &mut BTreeMap<Id, Value>| values.retain(|name, _| !hidden.contains(name));
    match &mut body {
        Body::Created { fields, .. } => clean(fields),
        Body::Changed { fields } => {
            clean(fields);
            if fields.is_empty() {
                return None;
            }
        }
        Body::Moved { ask, .. } | Body::Submitted { ask, .. } | Body::Resubmitted { ask, .. } => clean(ask),
        Body::Decided { form, facts, .. } => {
            clean(form);
            clean(facts);
        }
        Body::TaskActed { task, .. } => clean(&mut task.form),
        // What went out or came in, and what others were told, is made of fields nobody can tell any more.
        Body::Sent { with, .. }
        | Body::EventCame { with, .. }
        | Body::Called { with, .. }
        | Body::CallAnswered { with, .. } => with.clear(),
        Body::TargetChanged { change, .. } => change.reason = None,
        Body::Noticed { to, text } if !to.contains(person) => text.clear(),
        // Why something was refused is told with the values that were seen.
        Body::EventMet { refused: Some(why), .. }
        | Body::TimerFired { refused: Some(why), .. }
        | Body::OccurrenceRefused { refused: why, .. }
        | Body::EventDropped { because: Some(why), .. } => why.clear(),
        _ => {}
    }
    Some(body)
}
