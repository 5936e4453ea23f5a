//! Who stands beside whom: cells of a rank in the order that lets the fewest lines cross.

/// Work on large pictures is bounded: sweeps times lines.
const WORK_MAX: usize = 400_000;
/// Sweeps over a picture of usual size; no more is won by more.
const SWEEPS: usize = 24;

/// Cells by rank, each rank in order from left to right. `links` lead from a rank to the next.
pub(super) fn order(ranks: &[usize], links: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let near = Near::of(ranks.len(), links);
    let sweeps = (WORK_MAX / (links.len() + ranks.len() + 1)).clamp(2, SWEEPS);
    let read = untangled(first_order(ranks, &near, false), &near, sweeps);
    if read.0 == 0 || sweeps < SWEEPS {
        return read.1;
    }
    let mirrored = untangled(first_order(ranks, &near, true), &near, sweeps);
    if mirrored.0 < read.0 { mirrored.1 } else { read.1 }
}

/// The best order found from this one on, and how many lines cross in it.
fn untangled(mut layers: Vec<Vec<usize>>, near: &Near, sweeps: usize) -> (usize, Vec<Vec<usize>>) {
    let mut best = (crossings(&layers, near), layers.clone());
    for sweep in 0..sweeps {
        if best.0 == 0 {
            break;
        }
        sort_by_neighbours(&mut layers, near, sweep % 2 == 0);
        swap_where_better(&mut layers, near);
        let crossed = crossings(&layers, near);
        if crossed < best.0 {
            best = (crossed, layers.clone());
        }
    }
    best
}

/// The cells above and below each cell.
pub(super) struct Near {
    pub above: Vec<Vec<usize>>,
    pub below: Vec<Vec<usize>>,
}

impl Near {
    pub fn of(cells: usize, links: &[(usize, usize)]) -> Near {
        let mut near = Near { above: vec![Vec::new(); cells], below: vec![Vec::new(); cells] };
        for &(upper, lower) in links {
            near.below[upper].push(lower);
            near.above[lower].push(upper);
        }
        near
    }
}

/// As a reader would come upon them: from the top, following each line to its end before the next.
fn first_order(ranks: &[usize], near: &Near, mirrored: bool) -> Vec<Vec<usize>> {
    let mut layers = vec![Vec::new(); ranks.iter().max().map_or(0, |max| max + 1)];
    let mut seen = vec![false; ranks.len()];
    let mut tops: Vec<usize> = (0..ranks.len()).filter(|cell| near.above[*cell].is_empty()).collect();
    tops.sort_by_key(|cell| (ranks[*cell], *cell));
    for top in tops {
        let mut open = vec![top];
        while let Some(cell) = open.pop() {
            if std::mem::replace(&mut seen[cell], true) {
                continue;
            }
            layers[ranks[cell]].push(cell);
            let below = near.below[cell].iter().copied();
            match mirrored {
                true => open.extend(below),
                false => open.extend(below.rev()),
            }
        }
    }
    layers
}

/// The place of every cell within its layer.
pub(super) fn places(layers: &[Vec<usize>]) -> Vec<usize> {
    let cells = layers.iter().map(Vec::len).sum();
    let mut places = vec![0; cells];
    for layer in layers {
        for (place, cell) in layer.iter().enumerate() {
            places[*cell] = place;
        }
    }
    places
}

fn sort_by_neighbours(layers: &mut [Vec<usize>], near: &Near, down: bool) {
    let mut places = places(layers);
    let count = layers.len();
    for step in 0..count {
        let layer = if down { step } else { count - 1 - step };
        let cells = &mut layers[layer];
        let wish = |cell: &usize| {
            let others = if down { &near.above[*cell] } else { &near.below[*cell] };
            let sum: usize = others.iter().map(|other| places[*other]).sum();
            match others.len() {
                0 => places[*cell] as f64,
                some => sum as f64 / some as f64,
            }
        };
        let mut wishes: Vec<(f64, usize)> = cells.iter().map(|cell| (wish(cell), *cell)).collect();
        wishes.sort_by(|a, b| a.0.total_cmp(&b.0));
        *cells = wishes.into_iter().map(|(_, cell)| cell).collect();
        for (place, cell) in cells.iter().enumerate() {
            places[*cell] = place;
        }
    }
}

/// Neighbours change places while that lets fewer lines cross.
fn swap_where_better(layers: &mut [Vec<usize>], near: &Near) {
    let mut places = places(layers);
    for layer in layers.iter_mut() {
        for _ in 0..4 {
            let mut better = false;
            for place in 1..layer.len() {
                let (left, right) = (layer[place - 1], layer[place]);
                let crossed = |a: usize, b: usize| {
                    pairs(&near.above[a], &near.above[b], &places) + pairs(&near.below[a], &near.below[b], &places)
                };
                if crossed(right, left) < crossed(left, right) {
                    layer.swap(place - 1, place);
                    places[left] = place;
                    places[right] = place - 1;
                    better = true;
                }
            }
            if !better {
                break;
            }
        }
    }
}

/// How many lines to `left` cross those to `right`, where left stands to the left of right.
fn pairs(left: &[usize], right: &[usize], places: &[usize]) -> usize {
    let crosses = |a: &usize| right.iter().filter(|b| places[**b] < places[*a]).count();
    left.iter().map(crosses).sum()
}

/// How many lines cross.
pub(super) fn crossings(layers: &[Vec<usize>], near: &Near) -> usize {
    let places = places(layers);
    let mut crossed = 0;
    for (rank, layer) in layers.iter().enumerate() {
        let width = layers.get(rank + 1).map_or(0, Vec::len);
        let mut before = Counter(vec![0; width + 1]);
        let mut count = 0;
        for cell in layer {
            let ends: Vec<usize> = near.below[*cell].iter().map(|next| places[*next]).collect();
            crossed += ends.iter().map(|end| count - before.up_to(*end)).sum::<usize>();
            ends.iter().for_each(|end| before.add(*end));
            count += ends.len();
        }
    }
    crossed
}

/// Counts at places, and how many there are up to a place (a Fenwick tree).
struct Counter(Vec<usize>);

impl Counter {
    fn add(&mut self, place: usize) {
        let mut at = place + 1;
        while at < self.0.len() {
            self.0[at] += 1;
            at += at & at.wrapping_neg();
        }
    }

    fn up_to(&self, place: usize) -> usize {
        let mut at = (place + 1).min(self.0.len() - 1);
        let mut sum = 0;
        while at > 0 {
            sum += self.0[at];
            at -= at & at.wrapping_neg();
        }
        sum
    }
}
