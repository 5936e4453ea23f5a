//! Which rows of a table meet: some input matches both.

use super::{cover::Steps, space::Space};

/// Of each row those it meets.
pub(super) struct Touching {
    before: Vec<Vec<u32>>,
    after: Vec<Vec<u32>>,
}

impl Touching {
    /// Finds them by sweeping over the column that tells most rows apart. Where the steps run out some are missing.
    pub fn of(space: &Space, reachable: &[bool], steps: &mut Steps) -> Touching {
        let rows = reachable.len();
        let mut touching = Touching { before: vec![Vec::new(); rows], after: vec![Vec::new(); rows] };
        let hull = |column: usize, row: usize| -> Option<(u32, u32)> {
            let cell = space.cell(column, row);
            Some((cell.first()?.0, cell.last()?.1))
        };
        let width = |column: usize| -> u64 {
            (0..rows).filter_map(|row| hull(column, row)).map(|(first, last)| u64::from(last - first)).sum()
        };
        // Widths are counted in segments of each column's own, so they are taken as a share of the widest.
        let share = |column: usize| {
            let widest = (0..rows).filter_map(|row| hull(column, row)).map(|(_, last)| u64::from(last) + 1).max();
            width(column).saturating_mul(1_000_000) / widest.unwrap_or(1)
        };
        let Some(sweep) = (0..space.columns()).min_by_key(|column| share(*column)) else {
            return touching;
        };
        let known = (0..rows).filter(|row| reachable.get(*row) == Some(&true));
        let mut order: Vec<((u32, u32), usize)> = known.filter_map(|row| Some((hull(sweep, row)?, row))).collect();
        order.sort_unstable();
        for (n, ((_, last), row)) in order.iter().enumerate() {
            for ((first, _), other) in order.iter().skip(n + 1) {
                if first > last || !steps.take(1) {
                    break;
                }
                if space.meet(*row, *other) {
                    touching.note(*row.min(other), *row.max(other));
                }
            }
        }
        touching.before.iter_mut().for_each(|rows| rows.sort_unstable());
        touching
    }

    fn note(&mut self, earlier: usize, later: usize) {
        let number = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
        if let Some(rows) = self.before.get_mut(later) {
            rows.push(number(earlier));
        }
        if let Some(rows) = self.after.get_mut(earlier) {
            rows.push(number(later));
        }
    }

    /// The rows written before it that it meets, in order.
    pub fn before(&self, row: usize) -> &[u32] {
        self.before.get(row).map(Vec::as_slice).unwrap_or_default()
    }

    /// All rows it meets.
    pub fn all(&self, row: usize) -> impl Iterator<Item = u32> {
        let after = self.after.get(row).map(Vec::as_slice).unwrap_or_default();
        self.before(row).iter().chain(after).copied()
    }
}
