//! The rows of a table by what they test: equalities by search among the constants, intervals too, the rows of all
//! columns met as sets of bits. What it costs hardly grows with the number of rows.

use super::{Cell, Partition, Ranges, TableRow, sets::Sets};
use crate::model::{Type, Value, time::Calendar};

/// The index of a table.
#[derive(Clone, Debug, Default)]
pub struct Index {
    rows: usize,
    columns: Vec<Column>,
    /// Of each row the cells the columns say nothing of: formulas, and tests of another kind.
    loose: Vec<Box<[usize]>>,
}

#[derive(Clone, Debug)]
struct Column {
    /// Which input it is.
    input: usize,
    partition: Partition,
    sets: Sets,
}

/// Sets of this many words lie on the stack: two thousand rows.
const WORDS_INLINE: usize = 32;

impl Index {
    /// Sorts rows by what they test.
    pub fn of(types: &[Type], rows: &[TableRow], calendar: &Calendar) -> Index {
        let mut loose: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
        let mut columns = Vec::new();
        for (input, ty) in types.iter().enumerate() {
            let cells = || rows.iter().filter_map(|row| row.cells.get(input));
            let mut tested = false;
            let partition = Partition::of(ty, cells(), calendar);
            let all: Ranges = partition.as_ref().map(|p| vec![(0, p.none())]).unwrap_or_default();
            let mut ranges = Vec::with_capacity(rows.len());
            for (row, cell) in cells().enumerate() {
                let known = partition.as_ref().and_then(|partition| partition.ranges(cell, calendar));
                if known.is_none() && !matches!(cell, Cell::Any) {
                    loose[row].push(input);
                }
                let known = known.unwrap_or_else(|| all.clone());
                tested |= known != all;
                ranges.push(known);
            }
            if let (Some(partition), true) = (partition, tested) {
                columns.push(Column { input, sets: Sets::of(&ranges, partition.count()), partition });
            }
        }
        let loose = loose.into_iter().map(Vec::into_boxed_slice).collect();
        Index { rows: rows.len(), columns, loose }
    }

    /// Visits the rows that may match these values, in order, each with the cells of it that are still to be asked;
    /// `visit` says whether to go on. False: a value has another shape than its column's, and every row is to be asked.
    #[inline]
    pub fn visit<E>(
        &self,
        values: &[Value],
        calendar: &Calendar,
        mut visit: impl FnMut(usize, &[usize]) -> Result<bool, E>,
    ) -> Result<bool, E> {
        let words = self.rows.div_ceil(64);
        let mut inline = [0_u64; 2 * WORDS_INLINE];
        let mut heap = Vec::new();
        let space = match words <= WORDS_INLINE {
            true => &mut inline[..2 * words],
            false => {
                heap.resize(2 * words, 0);
                &mut heap[..]
            }
        };
        let (found, spare) = space.split_at_mut(words);
        found.fill(u64::MAX);
        if let (Some(last), rest @ 1..) = (found.last_mut(), self.rows % 64) {
            *last = (1 << rest) - 1;
        }
        for column in &self.columns {
            let Some(segment) = values.get(column.input).and_then(|value| column.partition.segment(value, calendar))
            else {
                return Ok(false);
            };
            column.sets.narrow(segment, found, spare);
        }
        for (word, bits) in found.iter().enumerate() {
            let mut bits = *bits;
            while bits != 0 {
                let row = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let loose = self.loose.get(row).map(|cells| &**cells).unwrap_or_default();
                if !visit(row, loose)? {
                    return Ok(true);
                }
            }
        }
        Ok(true)
    }
}
