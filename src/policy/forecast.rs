//! Looking ahead and behind: forecasts of a figure, and what drives an outcome.

use super::People;
use crate::{
    model::{Id, time::Duration},
    script::Expr,
};

/// A forecast of a figure.
#[derive(Debug)]
pub struct Forecast {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// The measure or KPI.
    pub kpi: Id,
    /// By which dimensions.
    pub by: Vec<Id>,
    /// How far ahead.
    pub ahead: Duration,
    /// How.
    pub method: Method,
    /// Who may state a figure of their own.
    pub adjust: People,
}

/// How a forecast is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// Whichever would have been nearest in the past.
    #[default]
    Best,
    /// As the same season was.
    Season,
    /// Along a line.
    Trend,
    /// What is open, by the chance of its stage.
    Pipeline,
    /// The mean of what was.
    Average,
}

/// What drives an outcome.
#[derive(Debug)]
pub struct Analysis {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// The workflow whose records it looks at.
    pub of: Id,
    /// Which of them; none: all.
    pub filter: Option<Expr>,
    /// What is explained.
    pub explain: Option<Expr>,
    /// What may explain it.
    pub with: Vec<(Id, Expr)>,
    /// Into how many groups of their like the records fall.
    pub groups: Option<u32>,
}

/// A figure that comes from outside.
#[derive(Debug)]
pub struct Input {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Its dimensions.
    pub by: Vec<Id>,
    /// How long a period is.
    pub period: crate::model::time::Grain,
    /// The file it comes from; none: it is stated by command.
    pub from: Option<String>,
    /// Its type.
    pub ty: crate::model::Type,
}
