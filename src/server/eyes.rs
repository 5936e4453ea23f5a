//! Whose eyes an answer is made for: the records as they stand, and what of them one person sees. What that is the
//! engine says; shapes ask it before they show something.

use std::ops::Deref;

use crate::{
    desk::State,
    engine::Sight,
    model::{Actor, Record},
    script::Fault,
};

/// The records, seen by somebody.
pub(super) struct Eyes<'e> {
    state: &'e State,
    /// What they see.
    pub sight: &'e Sight<'e>,
}

impl Deref for Eyes<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        self.state
    }
}

/// Looks at records with the eyes of whoever reads.
pub(super) fn look<T, E: From<Fault>>(
    state: &State,
    reader: &Actor,
    look: impl FnOnce(&Eyes) -> Result<T, E>,
) -> Result<T, E> {
    let glass = state.glass();
    let sight = Sight::of(&state.policy, &glass, reader, state.now)?;
    look(&Eyes { state, sight: &sight })
}

impl Eyes<'_> {
    /// Whether they see a record; not where the rules that say so fail.
    pub fn sees(&self, record: &Record) -> bool {
        self.sight.sees(record).unwrap_or(false)
    }
}
