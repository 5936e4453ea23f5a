//! A page of tables: what a report says, before it is a file.
//!
//! Whoever makes a report puts it into a [`Page`]; the writers make [`html()`], [`xlsx()`], [`csv()`] or [`json()`] of it. They know
//! nothing of policies and compute nothing.

mod csv;
mod html;
mod json;
#[cfg(test)]
mod tests;
mod xlsx;
mod zip;

use crate::model::Lang;

pub use csv::csv;
pub use html::html;
pub use json::json;
pub use xlsx::xlsx;

/// A report as it is read.
#[derive(Debug, Default)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// The language of words that writers add.
    pub lang: Lang,
    /// What it is of, when, for whom: short lines under the title, name and value.
    pub facts: Vec<(String, String)>,
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

/// A part of a report.
#[derive(Debug, Default)]
pub struct Part {
    /// Its heading.
    pub title: String,
    /// What it shows.
    pub tables: Vec<Table>,
}

/// A table.
#[derive(Debug, Default)]
pub struct Table {
    /// Its heading; empty where the part's says enough.
    pub title: String,
    /// A sentence under it: how it is to be read.
    pub note: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// What stands above it.
    pub title: String,
    /// Whether figures stand in it.
    pub right: bool,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// How it strikes.
    pub tone: Tone,
    /// Its cells, in the order of the columns.
    pub cells: Vec<Cell>,
}

/// How a row strikes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Like any other.
    #[default]
    Plain,
    /// Worth a look.
    Care,
    /// Wrong.
    Bad,
    /// Over, gone.
    Dim,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// Several, each for itself.
    Many(Vec<String>),
    /// A figure as it is read, with how much of the greatest it is, where it is drawn as a bar.
    Bar(String, f64),
}

impl Default for Cell {
    fn default() -> Cell {
        Cell::Text(String::new())
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Cell {
        Cell::Text(text.into())
    }
}

impl Cell {
    /// As one text.
    pub fn text(&self, between: &str) -> String {
        match self {
            Cell::Text(text) | Cell::Bar(text, _) => text.clone(),
            Cell::Many(all) => all.join(between),
        }
    }
}

impl Table {
    /// A table with these columns. A name that ends in `>` stands for a column of figures.
    pub fn new(title: impl Into<String>, columns: &[&str]) -> Table {
        let column = |name: &&str| Column { title: name.trim_end_matches('>').to_owned(), right: name.ends_with('>') };
        Table { title: title.into(), columns: columns.iter().map(column).collect(), ..Table::default() }
    }

    /// One row more.
    pub fn row(&mut self, tone: Tone, cells: Vec<Cell>) {
        self.rows.push(Row { tone, cells });
    }
}
