//! Scorecards: how people, units or records are rated in a period, and what follows from the grade.

use rust_decimal::Decimal;

use super::{Cell, Counted, Effects, People};
use crate::{
    model::{
        Id,
        time::{Grain, Rhythm},
    },
    script::Expr,
};

/// A scorecard.
#[derive(Debug)]
pub struct Scorecard {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Who or what is rated.
    pub rated: Rated,
    /// For how long at a time.
    pub period: Grain,
    /// When it is fixed, after the period's end; none: at its end.
    pub close: Option<Rhythm>,
    /// What counts, with weights that add up to 1.
    pub items: Vec<ScoreItem>,
    /// Grades with the scores they stand for, in file order.
    pub grades: Vec<(Id, Cell)>,
    /// What follows from a grade: on the record that is rated, else on the scorecard's own. The local is `person`.
    pub then: Vec<(Id, Effects)>,
    /// What follows from every grade.
    pub any: Effects,
    /// Which of them; none: all. The local is `person`, or the `unit`; of records none.
    pub filter: Option<Expr>,
    /// What happens where an item has no value, unless the item says otherwise.
    pub missing: Missing,
    /// The chain in which a rating is reviewed once more.
    pub appeal: Option<Id>,
}

/// Who or what is rated.
#[derive(Debug)]
pub enum Rated {
    /// These people.
    People(People),
    /// Every unit.
    Units,
    /// The records of a workflow.
    Records(Id),
}

/// Something that counts.
#[derive(Debug)]
pub struct ScoreItem {
    /// What people call it.
    pub title: String,
    /// Where its value comes from.
    pub source: ItemSource,
    /// Its share of the whole.
    pub weight: Decimal,
    /// The score its value gives; none: the value itself. The locals are `policy::locals::score`.
    pub score: Option<Expr>,
    /// Counts only where this holds.
    pub when: Option<Expr>,
    /// What happens where it has no value; none: as the card says.
    pub missing: Option<Missing>,
}

/// Where an item's value comes from.
#[derive(Debug)]
pub enum ItemSource {
    /// A measure or KPI of whoever is rated.
    Figure(Counted),
    /// What people say.
    Voices(Voices),
    /// A formula on the record that is rated.
    Formula(Box<Expr>),
}

/// What several people say of somebody (360°).
#[derive(Debug)]
pub struct Voices {
    /// The input's id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Each voice with its weight; they add up to 1.
    pub from: Vec<Voice>,
    /// What happens where a voice is missing.
    pub missing: Missing,
}

/// One voice.
#[derive(Debug)]
pub struct Voice {
    /// Its name: `上级`.
    pub name: Id,
    /// Its share.
    pub weight: Decimal,
    /// Who speaks. The local is `person`.
    pub who: People,
    /// The figure that speaks in their stead.
    pub figure: Option<Counted>,
}

/// What happens where a value is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missing {
    /// The others weigh more.
    #[default]
    Reweigh,
    /// It counts as 0.
    Zero,
    /// The card waits for it.
    Wait,
    /// The score is none.
    None,
}
