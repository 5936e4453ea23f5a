//! Whether some rows together match everything in a block of inputs, and if not, an input they leave out.

use std::collections::BTreeSet;

use super::space::{Block, Point, Space, both, holds};
use crate::policy::Ranges;

/// What is known of a block.
pub(super) enum Cover {
    /// The rows match all of it; those that have a part in it.
    Whole(Vec<u32>),
    /// They leave this input out.
    Free(Point),
    /// Too many combinations to be sure.
    Unknown,
}

/// How much work the proofs of one table may be.
pub(super) struct Steps(u64);

/// Enough for every table people write by hand; a few hundredths of a second.
const STEPS_MAX: u64 = 3_000_000;

impl Steps {
    pub fn begin() -> Steps {
        Steps(STEPS_MAX)
    }

    /// Takes some; false where there are none left.
    pub fn take(&mut self, steps: u64) -> bool {
        self.0 = self.0.saturating_sub(steps);
        self.0 > 0
    }

    pub fn ran_out(&self) -> bool {
        self.0 == 0
    }
}

/// Looks for an input in a block that no row matches.
pub(super) fn cover(space: &Space, block: &Block, rows: &[u32], steps: &mut Steps) -> Cover {
    if block.iter().any(Vec::is_empty) {
        return Cover::Whole(Vec::new());
    }
    // One row that does it alone says most.
    let alone = rows.iter().find(|row| {
        let covers = |(column, stretch): (usize, &Ranges)| holds(space.cell(column, **row as usize), stretch);
        block.iter().enumerate().all(covers)
    });
    if let Some(row) = alone {
        return Cover::Whole(vec![*row]);
    }
    let mut search = Search::of(space, block, rows, steps);
    match search.look(0, search.everyone()) {
        Some(true) => Cover::Whole(rows.to_vec()),
        Some(false) => {
            let mut point: Point = block.iter().map(|stretch| stretch.first().map_or(0, |(first, _)| *first)).collect();
            for (axis, segment) in search.axes.iter().zip(&search.path) {
                if let Some(at) = point.get_mut(axis.column) {
                    *at = *segment;
                }
            }
            Cover::Free(point)
        }
        None => Cover::Unknown,
    }
}

/// The rows that together match all of a block; none where they leave an input out, or where it can't be told.
pub(super) fn covered(space: &Space, block: &Block, rows: &[u32], steps: &mut Steps) -> Option<Vec<u32>> {
    // Where they leave something of one column out, whatever the others say, no combination needs a look.
    let all_along = |(column, stretch): (usize, &Ranges)| spanned(space, column, stretch, rows);
    if !block.iter().enumerate().all(all_along) {
        return None;
    }
    match cover(space, block, rows, steps) {
        Cover::Whole(by) => Some(by),
        Cover::Free(_) | Cover::Unknown => None,
    }
}

/// Whether each segment of a stretch is matched by one of the rows, as far as this column goes.
fn spanned(space: &Space, column: usize, stretch: &Ranges, rows: &[u32]) -> bool {
    let cells = || rows.iter().map(|row| space.cell(column, *row as usize));
    if cells().any(|cell| holds(cell, stretch)) {
        return true;
    }
    let mut parts: Ranges = cells().flatten().copied().collect();
    parts.sort_unstable();
    let mut union: Ranges = Vec::with_capacity(parts.len());
    for (first, last) in parts {
        match union.last_mut() {
            Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
            _ => union.push((first, last)),
        }
    }
    holds(&union, stretch)
}

type Set = Vec<u64>;

struct Search<'s> {
    axes: Vec<Axis>,
    rows: usize,
    /// What has been found to be covered: the axis it stands at and the rows that are left.
    covered: BTreeSet<(usize, Set)>,
    /// The segments chosen on the way to an input that is free.
    path: Point,
    steps: &'s mut Steps,
}

/// A column of the block: its pieces, each with a segment of it and the rows that match there.
struct Axis {
    column: usize,
    pieces: Vec<(u32, Set)>,
    /// The rows that match everything on this axis and all behind it.
    whole: Set,
}

impl Search<'_> {
    fn of<'s>(space: &Space, block: &Block, rows: &[u32], steps: &'s mut Steps) -> Search<'s> {
        let axis = |(column, stretch): (usize, &Ranges)| Axis {
            column,
            pieces: pieces(space, column, stretch, rows),
            whole: Set::new(),
        };
        let mut axes: Vec<Axis> = block.iter().enumerate().map(axis).collect();
        axes.sort_by_key(|axis| axis.pieces.len());
        let mut whole = full(rows.len());
        for axis in axes.iter_mut().rev() {
            axis.pieces.iter().for_each(|(_, set)| narrow(&mut whole, set));
            axis.whole.clone_from(&whole);
        }
        Search { axes, rows: rows.len(), covered: BTreeSet::new(), path: Vec::new(), steps }
    }

    fn everyone(&self) -> Set {
        full(self.rows)
    }

    /// Whether these rows cover everything from an axis on; none where the steps ran out.
    fn look(&mut self, at: usize, rows: Set) -> Option<bool> {
        if rows.iter().all(|word| *word == 0) {
            return Some(false);
        }
        let Some(axis) = self.axes.get(at) else {
            return Some(true);
        };
        if axis.whole.iter().zip(&rows).any(|(whole, row)| whole & row != 0) {
            return Some(true);
        }
        if self.covered.contains(&(at, rows.clone())) {
            return Some(true);
        }
        for n in 0..axis.pieces.len() {
            let (segment, set) = self.axes.get(at)?.pieces.get(n)?;
            let segment = *segment;
            let mut left = rows.clone();
            narrow(&mut left, set);
            if !self.steps.take(left.len() as u64 + 1) {
                return None;
            }
            self.path.push(segment);
            if !self.look(at + 1, left)? {
                return Some(false);
            }
            self.path.pop();
        }
        self.covered.insert((at, rows));
        Some(true)
    }
}

/// The pieces of a stretch that rows tell apart; those that the same rows match are one.
fn pieces(space: &Space, column: usize, stretch: &Ranges, rows: &[u32]) -> Vec<(u32, Set)> {
    let mut changes: Vec<(u32, usize)> = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        for (first, last) in both(space.cell(column, *row as usize), stretch) {
            changes.push((first, n));
            changes.push((last.saturating_add(1), n));
        }
    }
    changes.sort_unstable();
    let mut now: Set = vec![0; rows.len().div_ceil(64)];
    let mut seen: BTreeSet<Set> = BTreeSet::new();
    let mut pieces = Vec::new();
    let mut next = changes.into_iter().peekable();
    for (first, last) in stretch.iter().copied() {
        let mut at = first;
        while at <= last {
            while let Some((_, row)) = next.next_if(|(change, _)| *change <= at) {
                if let Some(word) = now.get_mut(row / 64) {
                    *word ^= 1 << (row % 64);
                }
            }
            if !seen.contains(&now) {
                seen.insert(now.clone());
                pieces.push((at, now.clone()));
            }
            // Nothing changes before the next row begins or ends.
            at = match next.peek() {
                Some((change, _)) if *change <= last => *change,
                _ => break,
            };
        }
    }
    // Where fewest rows match, a free input is found first.
    pieces.sort_by_key(|(_, set)| set.iter().map(|word| word.count_ones()).sum::<u32>());
    pieces
}

fn full(rows: usize) -> Set {
    let mut set = vec![u64::MAX; rows.div_ceil(64)];
    if let (Some(last), rest @ 1..) = (set.last_mut(), rows % 64) {
        *last = (1 << rest) - 1;
    }
    set
}

fn narrow(set: &mut Set, by: &Set) {
    set.iter_mut().zip(by).for_each(|(word, by)| *word &= by);
}
