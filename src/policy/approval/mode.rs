//! How seats decide together (会签, 或签, 顺签, 票签).

use crate::script::Expr;

/// How seats decide together.
#[derive(Debug, Default, PartialEq)]
pub enum Mode {
    /// All must say yes (会签).
    #[default]
    All,
    /// The first yes decides; a no only when all said no (或签).
    Any,
    /// The first answer decides, yes or no (竞签).
    First,
    /// One after the other, all must say yes (顺签).
    Sequence,
    /// So many must say yes (票签).
    AtLeast(Expr),
    /// This part of the seats must say yes, from above 0 to 1.
    Share(Expr),
    /// Yes must weigh this part of all weights, from above 0 to 1.
    Weight(Expr),
}

impl Mode {
    /// Whether yes and no are counted.
    pub fn is_counted(&self) -> bool {
        matches!(self, Mode::AtLeast(_) | Mode::Share(_) | Mode::Weight(_))
    }
}
