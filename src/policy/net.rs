//! The net a workflow is: where the tokens of a transition come from, where they go, when a join fires.
//!
//! One record is a set of tokens. What is said here of joins and rounds is said once: the engine moves real tokens by it
//! and the proofs move imagined ones.

use std::collections::BTreeSet;

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{Effects, Given, Outcome};
use crate::{model::Id, script::Expr};

/// Where a transition leads.
#[derive(Debug, Default)]
pub enum To {
    /// It acts without moving: the token stays, and nothing begins anew.
    #[default]
    Nowhere,
    /// Into each of these stages; several begin a round.
    Stages(Vec<Id>),
    /// Into the first whose condition holds.
    First(Vec<Opening>),
    /// Into all whose conditions hold; they begin a round.
    Each {
        /// The stages.
        branches: Vec<Opening>,
        /// Where it leads when none holds.
        none: Option<Id>,
    },
    /// This path ends and the record goes on.
    Nothing,
}

/// A stage a transition may lead to.
#[derive(Debug)]
pub struct Opening {
    /// The stage.
    pub stage: Id,
    /// When; none: always.
    pub when: Option<Expr>,
}

impl To {
    /// The one stage it leads to in every case; none where there are several, or none.
    pub fn single(&self) -> Option<&Id> {
        match self {
            To::Stages(stages) => stages.first().filter(|_| stages.len() == 1),
            _ => None,
        }
    }

    /// Every stage it may lead to, each as often as it is written.
    pub fn stages(&self) -> Vec<&Id> {
        match self {
            To::Nowhere | To::Nothing => Vec::new(),
            To::Stages(stages) => stages.iter().collect(),
            To::First(branches) => branches.iter().map(|branch| &branch.stage).collect(),
            To::Each { branches, none } => branches.iter().map(|branch| &branch.stage).chain(none).collect(),
        }
    }

    /// Whether it may lead to that stage.
    pub fn leads_to(&self, stage: &str) -> bool {
        self.stages().into_iter().any(|to| &**to == stage)
    }

    /// Whether the token leaves the stage it stands in.
    pub fn moves(&self) -> bool {
        !matches!(self, To::Nowhere)
    }

    /// Whether it begins a round: several entries that are opened together.
    pub fn splits(&self) -> bool {
        match self {
            To::Stages(stages) => stages.len() > 1,
            To::Each { .. } => true,
            To::Nowhere | To::First(_) | To::Nothing => false,
        }
    }
}

/// What a join waits for and what becomes of the rest.
#[derive(Debug)]
pub struct Join {
    /// What arrives.
    pub of: Arrivals,
    /// How many are enough.
    pub need: Enough,
    /// What becomes of those that come later.
    pub rest: Rest,
    /// Fires with so many at once, again and again.
    pub every: Option<u32>,
    /// Fires with one child of each kind for which this has equal values.
    pub matching: Vec<Expr>,
    /// For each of its stages, the stages from which it can still be reached, by their places in the file.
    pub coming: Vec<BTreeSet<usize>>,
}

/// What arrives at a join.
#[derive(Debug)]
pub enum Arrivals {
    /// Tokens, in these stages: by their places in the file.
    Stages(Vec<usize>),
    /// Linked records of these workflows, as soon as they have reached one of those marks.
    Children {
        /// The workflows.
        workflows: Vec<Id>,
        /// What each of them must have reached, in the same order.
        reaches: Vec<Vec<Mark>>,
    },
}

/// Something a record can have reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It has ever entered that stage.
    Stage(Id),
    /// It has ended with that outcome.
    Outcome(Id),
    /// It has ended, however.
    End,
}

/// How many arrivals are enough.
#[derive(Debug)]
pub enum Enough {
    /// All that can still come.
    All,
    /// So many.
    Count(u32),
    /// That share of those that are there or can still come, from 0 to 1.
    Share(Decimal),
    /// As soon as this holds of `arrived`.
    When(Box<Expr>),
}

/// What becomes of those that come after a join has fired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rest {
    /// They go on and end where they arrive.
    #[default]
    Absorb,
    /// They are removed at once.
    Cancel,
    /// As `Absorb`; until the last has ended, no new round opens towards the join.
    Hold,
}

/// What from outside or from another record makes a transition fire.
#[derive(Debug)]
pub enum On {
    /// A child reaches a mark: `child.x` is its field.
    Child {
        /// Its workflow.
        workflow: Id,
        /// What it reaches.
        reaches: Vec<Mark>,
    },
    /// Any record of a workflow does.
    Record {
        /// Its workflow.
        workflow: Id,
        /// Which of them: on that record, `record.x` is this one.
        such: Option<Box<Expr>>,
        /// What it reaches.
        reaches: Vec<Mark>,
    },
    /// Something happens outside: `event.x` is what came in.
    Event {
        /// Its name.
        name: Id,
        /// Which of them.
        such: Option<Box<Expr>>,
        /// What makes it the same event: the same key comes in once.
        key: Option<Box<Expr>>,
        /// How long it is kept where nobody waits for it; none: it is dropped and recorded.
        keep: Option<Box<Expr>>,
    },
}

/// A program that is asked when a token enters a stage; the token is not ready until it has answered.
#[derive(Debug)]
pub struct Call {
    /// The channel it goes out by.
    pub channel: Id,
    /// What it is given.
    pub with: Vec<(Id, Given)>,
    /// How long it may take; none: for ever.
    pub within: Option<Expr>,
    /// How often it is asked again.
    pub retry: u32,
    /// The names behind `answer.` in what follows, in order.
    pub answers: Vec<Id>,
    /// What its answer does.
    pub answer: Effects,
    /// What happens where it fails or does not answer in time.
    pub failure: Outcome,
}

/// A token as a join sees it.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'a> {
    /// Its number: the lower, the older.
    pub token: u32,
    /// The place of its stage in the file.
    pub stage: usize,
    /// Whether what is to be done in its stage is done.
    pub ready: bool,
    /// The rounds it belongs to, the innermost last.
    pub rounds: &'a [u32],
    /// Whether it is late for this join.
    pub late: bool,
}

/// What a join that fires takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firing {
    /// The tokens, oldest first.
    pub taken: Vec<u32>,
    /// The rounds that go on: those around the one it ends.
    pub rounds: Vec<u32>,
    /// What of the round it ended is late from now on.
    pub late: Vec<u32>,
}

impl Join {
    /// Its stages, where tokens arrive at it.
    pub fn stages(&self) -> &[usize] {
        match &self.of {
            Arrivals::Stages(stages) => stages,
            Arrivals::Children { .. } => &[],
        }
    }

    /// Whether a stage is one of its own or leads to one.
    pub fn is_ahead_of(&self, stage: usize) -> bool {
        self.stages().contains(&stage) || self.coming.iter().any(|from| from.contains(&stage))
    }

    /// What it takes where it fires, with the tokens as they stand, oldest first. `holds` says whether so many arrivals
    /// are enough where an expression decides.
    pub fn firing<E>(
        &self,
        spots: &[Spot<'_>],
        holds: impl FnMut(&[u32]) -> Result<bool, E>,
    ) -> Result<Option<Firing>, E> {
        self.firing_of(spots, usize::MAX, holds)
    }

    /// The same where so many are taken for any higher number: what imagines tokens does not imagine hundreds.
    pub fn firing_of<E>(
        &self,
        spots: &[Spot<'_>],
        most: usize,
        mut holds: impl FnMut(&[u32]) -> Result<bool, E>,
    ) -> Result<Option<Firing>, E> {
        let stages = self.stages();
        let here: Vec<&Spot<'_>> = spots.iter().filter(|spot| !spot.late && stages.contains(&spot.stage)).collect();
        let ready: Vec<&Spot<'_>> = here.iter().copied().filter(|spot| spot.ready).collect();
        if ready.is_empty() {
            return Ok(None);
        }
        if let (Enough::All, None) = (&self.need, self.every) {
            let waits = ready.len() < here.len() || self.empty_and_coming(spots);
            return Ok((!waits).then(|| self.take(spots, &ready, None)));
        }
        for round in rounds_of(&ready) {
            let of_round = |spot: &&&Spot<'_>| round.is_none_or(|round| spot.rounds.contains(&round));
            let arrived: Vec<&Spot<'_>> = ready.iter().filter(of_round).copied().collect();
            let count = match (self.every, &self.need) {
                (Some(every), _) => every as usize,
                (None, Enough::Count(count)) => *count as usize,
                (None, Enough::Share(share)) => {
                    let all = spots.iter().filter(|spot| !spot.late && self.is_ahead_of(spot.stage));
                    let all = all.filter(|spot| round.is_none_or(|round| spot.rounds.contains(&round))).count();
                    (Decimal::from(all) * share).ceil().to_usize().unwrap_or(usize::MAX).max(1)
                }
                (None, Enough::When(_)) => {
                    let tokens: Vec<u32> = arrived.iter().map(|spot| spot.token).collect();
                    if holds(&tokens)? { arrived.len() } else { usize::MAX }
                }
                (None, Enough::All) => arrived.len(),
            };
            let count = match &self.need {
                Enough::When(_) if self.every.is_none() => count,
                _ => count.min(most),
            };
            if (1..=arrived.len()).contains(&count) {
                return Ok(Some(self.take(spots, &arrived[..count], round)));
            }
        }
        Ok(None)
    }

    /// Whether one of its stages is empty and can still be reached.
    fn empty_and_coming(&self, spots: &[Spot<'_>]) -> bool {
        let stages = self.stages();
        let on_the_way = |spot: &&Spot<'_>| !spot.late && !stages.contains(&spot.stage);
        stages.iter().zip(&self.coming).any(|(stage, from)| {
            let empty = !spots.iter().any(|spot| !spot.late && spot.stage == *stage);
            empty && spots.iter().filter(on_the_way).any(|spot| from.contains(&spot.stage))
        })
    }

    fn take(&self, spots: &[Spot<'_>], taken: &[&Spot<'_>], round: Option<u32>) -> Firing {
        // The round it ends is the innermost that all it took belong to.
        let mut common: Vec<u32> = taken.first().map(|spot| spot.rounds.to_vec()).unwrap_or_default();
        for spot in taken {
            let same = common.iter().zip(spot.rounds).take_while(|(a, b)| a == b).count();
            common.truncate(same);
        }
        let ended = common.pop();
        let numbers: Vec<u32> = taken.iter().map(|spot| spot.token).collect();
        let counted = self.every.is_none() && !matches!(self.need, Enough::All);
        let of_round = |spot: &&Spot<'_>| round.or(ended).is_none_or(|round| spot.rounds.contains(&round));
        let late = spots.iter().filter(|spot| counted && !spot.late && self.is_ahead_of(spot.stage)).filter(of_round);
        let late = late.map(|spot| spot.token).filter(|token| !numbers.contains(token)).collect();
        Firing { taken: numbers, rounds: common, late }
    }
}

/// The innermost rounds of some tokens, each once; none stands for tokens of no round.
fn rounds_of(spots: &[&Spot<'_>]) -> Vec<Option<u32>> {
    let mut rounds = Vec::new();
    for spot in spots {
        let round = spot.rounds.last().copied();
        if !rounds.contains(&round) {
            rounds.push(round);
        }
    }
    rounds
}
