//! Telling people: the same event in the words each of them may read. What somebody may not see is absent from what
//! they are told, and from the reasons a command is refused with.

use super::{Refused, Sight, work::Work};
use crate::{
    model::{Actor, Id, Record, Value},
    script::{Fault, Frame},
};

/// What people read, written on a record as one of them sees it.
pub(super) type Words<'w> = &'w dyn Fn(&Frame) -> Result<String, Fault>;

impl Work<'_> {
    /// Tells people something about a record once everything else is done.
    pub fn tell(&mut self, id: &Id, to: Vec<Id>, locals: &[Value], words: Words) -> Result<(), Refused> {
        if to.is_empty() {
            return Ok(());
        }
        let record = self.get(id)?;
        let mut notices: Vec<(String, Vec<Id>)> = Vec::new();
        let mut whole: Option<String> = None;
        for person in to {
            let sight = Sight::of(self.policy, self, &Actor::Person(person.clone()), self.now)?;
            // What goes outside says what its policy writes; it is nobody's eyes.
            let text = match sight.is_clear() || person.contains(':') {
                true => match &whole {
                    Some(text) => text.clone(),
                    None => whole.insert(words(&self.frame(&record, locals))?).clone(),
                },
                false => self.in_words_for(&sight, &record, locals, words)?,
            };
            match notices.iter_mut().find(|(known, _)| *known == text) {
                Some((_, people)) => people.push(person),
                None => notices.push((text, vec![person])),
            }
        }
        notices.into_iter().for_each(|(text, people)| self.note_notice(id, people, text));
        Ok(())
    }

    /// What whoever gave the command reads of a record when it is refused.
    pub fn said<T>(
        &self,
        record: &Record,
        locals: &[Value],
        say: impl Fn(&Frame) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let sight = Sight::of(self.policy, self, &self.reader, self.now)?;
        if sight.is_clear() {
            return say(&self.frame(record, locals));
        }
        let seen = sight.masked(record)?;
        let old = self.frame(record, locals).old.map(|old| sight.masked(old)).transpose()?;
        let through = sight.through();
        let frame = sight.frame_on(&through, &seen, locals);
        say(&Frame { old: old.as_deref(), now: self.moment, today: self.today(), ..frame })
    }

    /// Whether whoever gave the command sees a record: what they may not see is not named to them.
    pub fn reader_sees(&self, id: &Id) -> Result<bool, Fault> {
        let sight = Sight::of(self.policy, self, &self.reader, self.now)?;
        match crate::script::Context::record(self, id)? {
            Some(record) => sight.sees(&record),
            None => Ok(true),
        }
    }

    fn in_words_for(&self, sight: &Sight, record: &Record, locals: &[Value], words: Words) -> Result<String, Fault> {
        let seen = sight.masked(record)?;
        let whole = self.frame(record, locals);
        let old = whole.old.map(|old| sight.masked(old)).transpose()?;
        let through = sight.through();
        let frame = sight.frame_on(&through, &seen, locals);
        let frame = Frame { old: old.as_deref(), actor: &self.actor, now: whole.now, today: whole.today, ..frame };
        // What can't be said without what is absent is called by the record's id.
        Ok(words(&frame).unwrap_or_else(|_| record.id.to_string()))
    }
}

/// How the record of a frame is called.
pub(super) fn called(frame: &Frame) -> Result<String, Fault> {
    match frame.record {
        Some(record) => frame.context.label(record, frame),
        None => Ok(String::new()),
    }
}
