//! Critical sections at the end of a command: a path that was ready to be joined has let go of its lock; where something
//! makes it unready again it needs the lock once more, and somebody else may hold it by now.

use super::room::holds_lock;
use crate::{
    engine::{Refused, Work},
    model::{Record, record::Token},
    policy::Workflow,
};

impl Work<'_> {
    /// Refuses what would have two paths hold one lock.
    pub(in crate::engine) fn locks_hold(&self) -> Result<(), Refused> {
        for id in self.touched_ids() {
            let Some(touched) = self.touched(&id) else { continue };
            let Some(before) = &touched.before else { continue };
            let rules = self.rules_of(&touched.now)?;
            for token in touched.now.tokens.iter().filter(|token| token.lock.is_some()) {
                if self.takes_up(rules, before, &touched.now, token)? {
                    self.lock_is_free(rules, &touched.now, token)?;
                }
            }
        }
        Ok(())
    }

    /// Whether a token that stands where it stood holds its lock again.
    fn takes_up(&self, rules: &Workflow, before: &Record, now: &Record, token: &Token) -> Result<bool, Refused> {
        let same = |old: &&Token| old.stage == token.stage && old.lock == token.lock && old.entered == token.entered;
        let Some(old) = before.token(token.id).filter(same) else { return Ok(false) };
        Ok(!holds_lock(self, rules, before, old)? && holds_lock(self, rules, now, token)?)
    }
}
