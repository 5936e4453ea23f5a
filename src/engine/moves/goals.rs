//! Where a transition leads: `to` with its conditions decided on the record as `set` has left it.

use super::Found;
use crate::{
    engine::{Refused, work::Work},
    model::{Code, Id, Record, Refusal, Value},
    policy::{Opening, To, Transition},
    said,
};

/// What becomes of the token that is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Goals {
    /// It stays as it is.
    Stays,
    /// Its path ends.
    Nothing,
    /// It goes into the first of these stages, new ones into the others.
    Opens(Vec<Id>),
}

impl Work<'_> {
    /// Where it leads now. Nowhere, where none of its conditions holds: that is a refusal.
    pub(super) fn goals(&self, id: &Id, found: &Found<'_>, locals: &[Value]) -> Result<Goals, Refused> {
        if let Some(goal) = &found.goal {
            return Ok(Goals::Opens(vec![goal.clone()]));
        }
        let record = self.get(id)?;
        Ok(match &found.transition.to {
            To::Nowhere => Goals::Stays,
            To::Nothing => Goals::Nothing,
            To::Stages(stages) => Goals::Opens(stages.clone()),
            To::First(branches) => {
                let mut open = Vec::new();
                for branch in branches {
                    if self.is_open(&record, branch, locals)? {
                        open.push(branch.stage.clone());
                        break;
                    }
                }
                some_of(open, found.transition, branches)?
            }
            To::Each { branches, none } => {
                let mut open = Vec::new();
                for branch in branches {
                    if self.is_open(&record, branch, locals)? {
                        open.push(branch.stage.clone());
                    }
                }
                if open.is_empty() {
                    open.extend(none.clone());
                }
                some_of(open, found.transition, branches)?
            }
        })
    }

    fn is_open(&self, record: &Record, branch: &Opening, locals: &[Value]) -> Result<bool, Refused> {
        Ok(match &branch.when {
            None => true,
            Some(when) => when.holds(&self.frame(record, locals))? == Some(true),
        })
    }
}

fn some_of(open: Vec<Id>, transition: &Transition, branches: &[Opening]) -> Result<Goals, Refused> {
    if !open.is_empty() {
        return Ok(Goals::Opens(open));
    }
    let ways: Vec<String> = branches
        .iter()
        .map(|branch| match &branch.when {
            Some(when) => format!("{} ({})", branch.stage, when.text()),
            None => branch.stage.to_string(),
        })
        .collect();
    Err(Refusal::new(
        Code::Guard,
        said!(
            "`{}` leads nowhere: none of these holds: {}",
            "`{}` 无处可去：以下条件都不成立：{}",
            transition.id,
            ways.join(", ")
        ),
    )
    .with("ways", ways))
}
