//! The inputs of a table as a space: each column cut into segments, each row a box of stretches of them.

use crate::{
    model::{Id, Type, Value, number, people::Org, time::Calendar},
    policy::{Cell, Partition, Ranges, Sample, Table},
};

/// The space of a table.
pub(super) struct Space {
    columns: Vec<Column>,
}

struct Column {
    input: Id,
    ty: Type,
    /// None of a column whose tests cannot be told apart by constants: it is one segment, and they may hold or not.
    partition: Option<Partition>,
    /// The segments that hold a value the column may have; that of none among them.
    domain: Ranges,
    /// A value no cell names, where there is one.
    other: Option<Value>,
    /// The segments each row's cell passes; none where that is not known.
    cells: Vec<Option<Ranges>>,
}

/// A segment for each column.
pub(super) type Point = Vec<u32>;
/// Stretches of segments for each column.
pub(super) type Block = Vec<Ranges>;

impl Space {
    pub fn of(table: &Table, org: &Org, calendar: &Calendar) -> Space {
        let columns = table.inputs.iter().enumerate().map(|(at, input)| {
            let cells = || table.rows.iter().filter_map(|row| row.cells.get(at));
            let partition = Partition::of(&input.ty, cells().chain(&input.range), calendar);
            let other = partition.as_ref().and_then(|partition| other(&input.ty, partition, org));
            let domain = match &partition {
                Some(partition) => domain(partition, input.range.as_ref(), other.is_some(), &input.ty, calendar),
                None => vec![(0, 0)],
            };
            let passes = |cell: &Cell| match (&partition, cell) {
                (_, Cell::Any) => Some(domain.clone()),
                (Some(partition), cell) => Some(both(&partition.ranges(cell, calendar)?, &domain)),
                (None, _) => None,
            };
            let cells = cells().map(passes).collect();
            Column { input: input.id.clone(), ty: input.ty.clone(), partition, domain, other, cells }
        });
        Space { columns: columns.collect() }
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// Whether every cell of a column passes everything.
    pub fn is_idle(&self, column: usize) -> bool {
        let Some(column) = self.columns.get(column) else { return false };
        column.cells.iter().all(|cell| cell.as_ref() == Some(&column.domain))
    }

    /// The column whose cell no value of it passes.
    pub fn empty_column(&self, row: usize) -> Option<usize> {
        let empty = |column: &Column| column.cells.get(row).and_then(Option::as_ref).is_some_and(Vec::is_empty);
        self.columns.iter().position(empty)
    }

    /// Whether it is known of every input whether the row matches.
    pub fn is_certain(&self, row: usize) -> bool {
        self.columns.iter().all(|column| column.cells.get(row).is_some_and(Option::is_some))
    }

    /// The stretches a row's cell passes or may pass.
    pub fn cell(&self, column: usize, row: usize) -> &Ranges {
        static NOTHING: Ranges = Vec::new();
        let Some(column) = self.columns.get(column) else { return &NOTHING };
        column.cells.get(row).and_then(Option::as_ref).unwrap_or(&column.domain)
    }

    /// Everything a row matches or may match.
    pub fn row(&self, row: usize) -> Block {
        (0..self.columns.len()).map(|column| self.cell(column, row).clone()).collect()
    }

    /// All inputs that have every value.
    pub fn whole(&self) -> Block {
        let valued = |column: &Column| match &column.partition {
            Some(partition) => both(&column.domain, &vec![(0, partition.none().saturating_sub(1))]),
            None => column.domain.clone(),
        };
        self.columns.iter().map(valued).collect()
    }

    /// Whether two rows match, or may match, one input.
    pub fn meet(&self, a: usize, b: usize) -> bool {
        (0..self.columns.len()).all(|column| meets(self.cell(column, a), self.cell(column, b)))
    }

    /// An input that both rows match, as a sentence says it.
    pub fn meeting(&self, a: usize, b: usize) -> Option<String> {
        let point: Option<Point> = (0..self.columns.len())
            .map(|column| both(self.cell(column, a), self.cell(column, b)).first().map(|(first, _)| *first))
            .collect();
        point.map(|point| self.example(&point))
    }

    /// `grade = C, overdue = 45`: the columns that matter.
    pub fn example(&self, point: &Point) -> String {
        let matters = |(at, _): &(usize, &Column)| !self.is_idle(*at);
        let said: Vec<String> = self
            .columns
            .iter()
            .enumerate()
            .filter(matters)
            .filter_map(|(at, column)| Some(format!("{} = {}", column.input, column.shown(*point.get(at)?))))
            .collect();
        said.join(", ")
    }
}

impl Column {
    fn shown(&self, segment: u32) -> String {
        let sample = self.partition.as_ref().map_or(Sample::Other, |partition| partition.sample(segment));
        let value = match (sample, &self.other) {
            (Sample::Value(value), _) => value,
            (_, Some(other)) => other.clone(),
            _ => return "…".into(),
        };
        match (&self.ty, &value) {
            (Type::Percent, Value::Number(n)) => {
                let percent = n.checked_mul(rust_decimal::Decimal::ONE_HUNDRED);
                percent.map_or_else(|| value.to_string(), |n| format!("{}%", number::plain(n)))
            }
            (Type::Text, Value::Text(text)) => format!("'{text}'"),
            _ => value.to_string(),
        }
    }
}

/// A value of a column of texts that no cell names.
fn other(ty: &Type, partition: &Partition, org: &Org) -> Option<Value> {
    let named = partition.texts()?;
    let is_named = |id: &Id| named.binary_search(id).is_ok();
    let free = |id: &&Id| !is_named(id);
    let found = match ty {
        Type::Choice(choices) => choices.values.iter().map(|(id, _)| id).find(free).cloned(),
        Type::Person => org.people.keys().find(free).cloned(),
        Type::Unit => org.units.keys().find(free).cloned(),
        Type::Role => org.roles.keys().find(free).cloned(),
        _ => {
            let plain = ["other", "another", "…"].map(Id::from);
            plain.iter().find(free).cloned().or_else(|| Some("……".into()))
        }
    };
    found.map(Value::Text)
}

fn domain(partition: &Partition, range: Option<&Cell>, has_other: bool, ty: &Type, calendar: &Calendar) -> Ranges {
    let none = partition.none();
    let known = |segment: u32| match (partition.sample(segment), ty) {
        (Sample::Empty, _) => false,
        (Sample::Other, _) => partition.texts().is_none() || has_other,
        // What a cell names and the choice does not have has been reported.
        (Sample::Value(Value::Text(id)), Type::Choice(choices)) => choices.has(&id),
        (Sample::Value(_), _) => true,
    };
    let allowed = range.and_then(|range| partition.ranges(range, calendar)).unwrap_or_else(|| vec![(0, none)]);
    let within = |segment: u32| segment == none || allowed.iter().any(|(a, b)| (*a..=*b).contains(&segment));
    let mut out: Ranges = Vec::new();
    for segment in (0..=none).filter(|segment| within(*segment) && known(*segment)) {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == segment => *last = segment,
            _ => out.push((segment, segment)),
        }
    }
    out
}

/// What two stretches have in common.
pub(super) fn both(a: &Ranges, b: &Ranges) -> Ranges {
    let (mut out, mut i, mut j) = (Vec::new(), 0, 0);
    while let (Some((a1, a2)), Some((b1, b2))) = (a.get(i), b.get(j)) {
        let (first, last) = (*a1.max(b1), *a2.min(b2));
        if first <= last {
            out.push((first, last));
        }
        match a2 < b2 {
            true => i += 1,
            false => j += 1,
        }
    }
    out
}

/// Whether all of the second lies in the first. Neither has two stretches that touch: they would be one.
pub(super) fn holds(all: &Ranges, part: &Ranges) -> bool {
    let mut from = all.iter().peekable();
    part.iter().all(|(first, last)| {
        while from.next_if(|(_, end)| end < first).is_some() {}
        from.peek().is_some_and(|(start, end)| start <= first && last <= end)
    })
}

/// Whether two stretches have anything in common.
fn meets(a: &Ranges, b: &Ranges) -> bool {
    let (mut i, mut j) = (0, 0);
    while let (Some((a1, a2)), Some((b1, b2))) = (a.get(i), b.get(j)) {
        if a1.max(b1) <= a2.min(b2) {
            return true;
        }
        match a2 < b2 {
            true => i += 1,
            false => j += 1,
        }
    }
    false
}
