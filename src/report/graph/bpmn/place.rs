//! Where elements stand: ranks from left to right in the order of the flow, lines with square corners, those that lead
//! back or over several ranks in lanes of their own below.

use super::flow::Flow;

/// Room between two ranks, in which names of lines stand.
pub(super) const GAP: i64 = 150;
const ROW: i64 = 120;
const MARGIN: i64 = 60;
const LANE: i64 = 24;

/// The places of a flow.
pub(super) struct Places {
    /// The upper left corner of each element.
    pub at: Vec<(i64, i64)>,
    ranks: Vec<usize>,
    bottom: i64,
}

impl Places {
    pub fn of(flow: &Flow) -> Places {
        let ranks = ranks(flow);
        let count = ranks.iter().max().map_or(0, |last| last + 1);
        let wide = |rank: usize| {
            let here = flow.elements.iter().zip(&ranks).filter(|(_, at)| **at == rank);
            here.map(|(element, _)| element.shape.size().0).max().unwrap_or_default()
        };
        let mut lefts = vec![MARGIN];
        for rank in 0..count {
            lefts.push(lefts[rank] + wide(rank) + GAP);
        }
        let mut filled = vec![0_i64; count];
        let mut at = Vec::with_capacity(flow.elements.len());
        for (element, rank) in flow.elements.iter().zip(&ranks) {
            let (w, h) = element.shape.size();
            let middle = (lefts[*rank] + wide(*rank) / 2, MARGIN + filled[*rank] * ROW + 40);
            filled[*rank] += 1;
            at.push((middle.0 - w / 2, middle.1 - h / 2));
        }
        let bottom = MARGIN + filled.iter().max().copied().unwrap_or_default() * ROW;
        Places { at, ranks, bottom }
    }

    /// The corners of a line.
    pub fn course(&self, flow: &Flow, index: usize) -> Vec<(i64, i64)> {
        let line = &flow.lines[index];
        let (a, b) = (self.at[line.from], self.at[line.to]);
        let ((aw, ah), (_, bh)) = (flow.elements[line.from].shape.size(), flow.elements[line.to].shape.size());
        if self.ranks[line.to] == self.ranks[line.from] + 1 {
            let (from, to) = ((a.0 + aw, a.1 + ah / 2), (b.0, b.1 + bh / 2));
            // The name stands on the long stretch: apart for lines that part here, apart for lines that meet there.
            let bend = if from.1 < to.1 { from.0 + 16 } else { to.0 - 20 };
            return match from.1 == to.1 {
                true => vec![from, to],
                false => vec![from, (bend, from.1), (bend, to.1), to],
            };
        }
        let lane = self.bottom + LANE * i64::try_from(index).unwrap_or_default();
        let (from, to) = ((a.0 + aw / 2, a.1 + ah), (b.0, b.1 + bh / 2));
        // Beside the elements below, not through them.
        let (out, back) = (a.0 + aw + 8 + shift(index), b.0 - 12 - shift(index));
        let under = from.1 + 10 + shift(index) / 2;
        vec![from, (from.0, under), (out, under), (out, lane), (back, lane), (back, to.1), to]
    }
}

/// Lines that run side by side keep apart.
fn shift(index: usize) -> i64 {
    i64::try_from(index % 8).unwrap_or_default() * 4
}

/// Where the name of a line stands: above its first long level stretch.
pub(super) fn label(points: &[(i64, i64)]) -> (i64, i64) {
    let level = points.windows(2).find(|two| two[0].1 == two[1].1 && (two[1].0 - two[0].0).abs() > 40);
    level.map_or_else(|| points[0], |two| (i64::midpoint(two[0].0, two[1].0), two[0].1 - 18))
}

/// The rank of each element: one behind the last that leads to it, ways back aside.
fn ranks(flow: &Flow) -> Vec<usize> {
    let many = flow.elements.len();
    let mut ranks = vec![0; many];
    let forward = forward(flow);
    // A longest path has no more lines than there are elements.
    for _ in 0..many {
        let mut moved = false;
        for line in flow.lines.iter().zip(&forward).filter(|(_, forward)| **forward).map(|(line, _)| line) {
            if ranks[line.to] <= ranks[line.from] {
                ranks[line.to] = ranks[line.from] + 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    ranks
}

/// Which lines do not close a circle, walking from the elements that nothing leads to, then in order.
fn forward(flow: &Flow) -> Vec<bool> {
    let mut forward = vec![true; flow.lines.len()];
    let mut state = vec![0_u8; flow.elements.len()];
    let led_to = |index: usize| flow.lines.iter().any(|line| line.to == index);
    let (first, rest): (Vec<usize>, Vec<usize>) = (0..flow.elements.len()).partition(|index| !led_to(*index));
    for begin in first.into_iter().chain(rest) {
        let mut open = vec![(begin, 0)];
        if state[begin] != 0 {
            continue;
        }
        state[begin] = 1;
        while let Some((at, next)) = open.pop() {
            let out = flow.lines.iter().enumerate().filter(|(_, line)| line.from == at).nth(next);
            let Some((index, line)) = out else {
                state[at] = 2;
                continue;
            };
            open.push((at, next + 1));
            match state[line.to] {
                0 => {
                    state[line.to] = 1;
                    open.push((line.to, 0));
                }
                1 => forward[index] = false,
                _ => {}
            }
        }
    }
    forward
}
