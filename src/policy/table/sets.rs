//! For each segment of a column, the set of rows that pass there. From one segment to the next few rows change, so only
//! some sets are kept whole; the others are the nearest kept one before them and the rows that have changed since.

use super::Ranges;

/// Sets of rows, one for each segment.
#[derive(Clone, Debug, Default)]
pub(super) struct Sets {
    words: usize,
    /// Of each segment: which kept set it goes by, and the rows to flip in it.
    steps: Vec<Step>,
    kept: Vec<u64>,
    flips: Vec<u32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Step {
    kept: u32,
    from: u32,
    to: u32,
}

/// Up to so many words every set is kept whole: it costs nothing.
const SMALL_WORDS: usize = 4;

impl Sets {
    /// The sets of rows whose segments are given, a list for each row.
    pub fn of(rows: &[Ranges], segments: u32) -> Sets {
        let words = rows.len().div_ceil(64);
        let mut changes: Vec<(u32, u32)> = Vec::new();
        for (row, ranges) in rows.iter().enumerate() {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            for (first, last) in ranges {
                changes.push((*first, row));
                changes.push((last.saturating_add(1), row));
            }
        }
        changes.sort_unstable();
        let mut sets =
            Sets { words, steps: Vec::with_capacity(segments as usize), kept: Vec::new(), flips: Vec::new() };
        let flips_max = if words <= SMALL_WORDS { 0 } else { words };
        let mut now = vec![0_u64; words];
        let mut next = changes.into_iter().peekable();
        for segment in 0..segments {
            while let Some((_, row)) = next.next_if(|(at, _)| *at <= segment) {
                flip(&mut now, row);
                sets.flips.push(row);
            }
            let last = sets.steps.last().copied();
            let to = u32::try_from(sets.flips.len()).unwrap_or(u32::MAX);
            let near = last.filter(|step| to.saturating_sub(step.from) as usize <= flips_max);
            sets.steps.push(match near {
                Some(step) => Step { to, ..step },
                None => {
                    let kept = u32::try_from(sets.kept.len() / words.max(1)).unwrap_or(u32::MAX);
                    sets.kept.extend_from_slice(&now);
                    Step { kept, from: to, to }
                }
            });
        }
        sets
    }

    /// Leaves in `rows` those that pass in a segment. `spare` is as long as `rows`, its contents do not matter.
    #[inline]
    pub fn narrow(&self, segment: u32, rows: &mut [u64], spare: &mut [u64]) {
        let Some(step) = self.steps.get(segment as usize) else {
            return rows.fill(0);
        };
        let start = step.kept as usize * self.words;
        let Some(kept) = self.kept.get(start..start + self.words) else {
            return rows.fill(0);
        };
        if step.from == step.to {
            return rows.iter_mut().zip(kept).for_each(|(row, kept)| *row &= kept);
        }
        spare.copy_from_slice(kept);
        let flips = self.flips.get(step.from as usize..step.to as usize).unwrap_or_default();
        flips.iter().for_each(|row| flip(spare, *row));
        rows.iter_mut().zip(spare.iter()).for_each(|(row, kept)| *row &= kept);
    }
}

#[inline]
fn flip(set: &mut [u64], row: u32) {
    if let Some(word) = set.get_mut(row as usize / 64) {
        *word ^= 1 << (row % 64);
    }
}
