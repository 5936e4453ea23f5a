//! Tables: a header, a rule, columns as wide as they must be; figures on the right.

use comfy_table::{Attribute, Cell as Drawn, CellAlignment, Color, ContentArrangement, LineStyle, TableStyle};

use super::paint::Tone;

/// A table for people.
pub(in crate::cli) struct Table {
    header: Vec<String>,
    right: Vec<bool>,
    rows: Vec<Vec<Cell>>,
}

/// One cell.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    /// Text in a tone.
    pub fn toned(text: impl Into<String>, tone: Tone) -> Cell {
        Cell { text: text.into(), tone }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Cell {
        Cell::toned(text, Tone::Plain)
    }
}

impl Table {
    /// A table with these columns. A name that ends in `>` stands for a column of figures.
    pub fn new<S: AsRef<str>>(columns: &[S]) -> Table {
        let columns = columns.iter().map(AsRef::as_ref);
        let (header, right) = columns
            .map(|name: &str| match name.strip_suffix('>') {
                Some(name) => (name.to_owned(), true),
                None => (name.to_owned(), false),
            })
            .unzip();
        Table { header, right, rows: Vec::new() }
    }

    /// One row more.
    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Puts every column on the right in which only numbers stand.
    pub fn numbers_right(mut self) -> Table {
        for (at, right) in self.right.iter_mut().enumerate() {
            let mut filled =
                self.rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.text.is_empty()).peekable();
            *right |= filled.peek().is_some() && filled.all(|cell| is_number(&cell.text));
        }
        self
    }

    /// The table as text; columns nothing stands in are left out.
    pub fn draw(&self) -> String {
        let kept: Vec<usize> = (0..self.header.len()).filter(|at| self.holds(*at)).collect();
        let mut table = comfy_table::Table::new();
        let rule = LineStyle::none().fill('─');
        table.load_style(TableStyle::new().header_separator(rule));
        table.enforce_styling();
        table.style_text_only();
        if let Some(width) = width() {
            table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
        }
        let header = kept.iter().map(|at| drawn(&Cell::toned(self.header[*at].trim(), Tone::Strong)));
        table.set_header(header.collect::<Vec<_>>());
        for row in &self.rows {
            table.add_row(kept.iter().map(|at| row.get(*at).map_or_else(|| Drawn::new(""), drawn)).collect::<Vec<_>>());
        }
        for (column, at) in table.column_iter_mut().zip(&kept) {
            column.set_padding((0, 2));
            if self.right[*at] {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let mut out = String::new();
        for line in table.lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    fn holds(&self, at: usize) -> bool {
        self.rows.is_empty() || self.rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.text.is_empty()))
    }
}

fn drawn(cell: &Cell) -> Drawn {
    let drawn = Drawn::new(&cell.text);
    // An empty cell in colour would leave blanks at the end of a line.
    let tone = if cell.text.is_empty() { Tone::Plain } else { cell.tone };
    match tone {
        Tone::Plain => drawn,
        Tone::Strong => drawn.add_attribute(Attribute::Bold),
        Tone::Dim => drawn.add_attribute(Attribute::Dim),
        Tone::Good => drawn.fg(Color::DarkGreen),
        Tone::Care => drawn.fg(Color::DarkYellow),
        Tone::Bad => drawn.fg(Color::DarkRed),
        Tone::Type => drawn.fg(Color::DarkCyan),
    }
}

fn is_number(text: &str) -> bool {
    let text = text.strip_suffix('%').unwrap_or(text);
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && text.replace(',', "").parse::<rust_decimal::Decimal>().is_ok()
}

/// How wide lines may be: the terminal, or `COLUMNS`; none where the output goes to a file or pipe.
pub(in crate::cli) fn width() -> Option<u16> {
    let named = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let known = named.or_else(|| comfy_table::Table::new().width());
    known.map(|width: u16| width.max(40))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn columns_stand_straight_under_chinese_and_figures_on_the_right() {
        let mut table = Table::new(&["name", "amount", "empty"]);
        table.row(vec!["新线项目".into(), Cell::toned("2,000", Tone::Bad), "".into()]);
        table.row(vec!["x".into(), "15".into(), "".into()]);
        assert_eq!(
            plain(&table.numbers_right().draw()),
            "name      amount\n──────────────────\n新线项目   2,000\nx             15\n"
        );
    }

    #[test]
    fn a_table_without_rows_keeps_its_header() {
        assert!(Table::new(&["a>", "b"]).draw().contains('b'));
    }
}
