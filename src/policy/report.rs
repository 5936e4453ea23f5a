//! Reports, and the matrices they show: what is put together for people to read.

use super::People;
use crate::{model::Id, script::Expr};

/// A report.
#[derive(Debug)]
pub struct Report {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// The period it is about, as written: `previous month`.
    pub period: String,
    /// The files it is made as.
    pub formats: Vec<Format>,
    /// Who gets it.
    pub to: People,
    /// What it shows, in order.
    pub parts: Vec<ReportPart>,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A page with plots.
    Html,
    /// A workbook.
    Xlsx,
    /// Plain rows.
    Csv,
}

/// A part of a report.
#[derive(Debug)]
pub struct ReportPart {
    /// Its heading.
    pub title: Option<String>,
    /// What it shows.
    pub subject: Subject,
    /// How.
    pub show: Show,
    /// By which dimensions.
    pub by: Vec<Id>,
    /// What it is compared with.
    pub compare: Vec<Compare>,
}

/// What a part of a report shows.
#[derive(Debug)]
pub enum Subject {
    /// Figures.
    Figures(Vec<Id>),
    /// Records of a workflow.
    Records {
        /// The workflow.
        of: Id,
        /// Which of them; none: all.
        filter: Option<Expr>,
        /// Fields, in order; none: its label.
        columns: Vec<Id>,
    },
    /// A forecast.
    Forecast(Id),
    /// An analysis.
    Analysis(Id),
    /// A scorecard.
    Scorecard(Id),
    /// The warnings that stand.
    Warnings,
    /// A matrix.
    Matrix(Id),
    /// Who may do what: of these roles; empty: of all.
    Rights(Vec<Id>),
}

/// How a part is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// Rows and columns.
    #[default]
    Table,
    /// Bars side by side.
    Bars,
    /// A line over time.
    Trend,
    /// Stages, each with what is left.
    Funnel,
    /// Coloured cells.
    Heat,
    /// One line each.
    List,
}

/// What a figure is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// Its target.
    Target,
    /// The period before.
    Previous,
    /// The same period a year before.
    LastYear,
}

/// Many to many: risks × controls.
#[derive(Debug)]
pub struct Matrix {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// The workflow whose records are its rows.
    pub rows: Id,
    /// The workflow whose records are its columns.
    pub columns: Id,
    /// The field of a column's record that names its rows.
    pub through: Id,
    /// What a cell shows: computed on the column's record; none: a mark.
    pub cell: Option<Expr>,
}
