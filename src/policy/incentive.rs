//! Incentives: commission by tiers, pools that a team shares, what is taken back.

use rust_decimal::Decimal;

use super::{Counted, People};
use crate::{
    model::{
        Id,
        time::{Grain, Rhythm},
    },
    script::Expr,
};

/// An incentive.
#[derive(Debug)]
pub struct Incentive {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Who gets it.
    pub paid: Paid,
    /// For how long at a time.
    pub period: Grain,
    /// Paid only when this holds. The locals are `policy::locals::score`.
    pub when: Option<Expr>,
    /// How much.
    pub amount: Reward,
    /// The figure `attainment` is of; none: the base.
    pub attained: Option<Counted>,
    /// What the amount is multiplied by.
    pub factor: Option<Expr>,
    /// The most anybody gets.
    pub cap: Option<Expr>,
    /// What is taken back.
    pub clawback: Option<Clawback>,
    /// Which of them; none: all. The local is `person`.
    pub filter: Option<Expr>,
    /// When a statement is fixed, after the period's end; none: at its end.
    pub close: Option<Rhythm>,
    /// The chain that approves each statement.
    pub approval: Option<Id>,
}

/// Who gets an incentive.
#[derive(Debug)]
pub enum Paid {
    /// These people, each by their own figures.
    People(People),
    /// Every unit, to be shared among its people.
    Units,
}

/// How much an incentive is.
#[derive(Debug)]
pub enum Reward {
    /// A share of a figure that rises with it.
    Tiers {
        /// The figure.
        base: Counted,
        /// From this amount on, that rate on the part above; rising.
        tiers: Vec<(Decimal, Decimal)>,
    },
    /// An amount a unit's people share by a figure.
    Pool {
        /// How much there is, a formula over figures.
        pool: Expr,
        /// The figures of the unit its locals stand for, behind those of `policy::locals::score`.
        figures: Vec<Counted>,
        /// The figure of a person by which it is shared.
        share: Counted,
    },
}

/// What is taken back of what was paid.
#[derive(Debug)]
pub struct Clawback {
    /// The figure: how much came back.
    pub of: Counted,
    /// The dimension over which it is matched with what was paid on.
    pub through: Option<Id>,
    /// At which rate; none: the one paid on the same.
    pub rate: Option<Expr>,
}
