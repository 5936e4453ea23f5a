//! Where across the page: long lines straight, boxes over one another, nothing too near (after Brandes and Köpf, 2002).

use std::collections::BTreeSet;

use super::order::{Near, places};

/// How far a cell reaches from its middle line, to both sides, with the air around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    pub left: f64,
    pub right: f64,
}

/// The x of every cell's middle line. `bends` are the cells where a long line only passes; `weak` links are not worth a
/// straight line.
pub(super) fn place(layers: &[Vec<usize>], near: &Near, bends: &[bool], reach: &[Reach], weak: Pairs) -> Vec<f64> {
    let crossed = crossed(layers, near, bends, weak);
    let mut all: Vec<Vec<f64>> = Vec::new();
    for upward in [false, true] {
        for mirrored in [false, true] {
            all.push(pushed_to_a_side(layers, near, reach, &crossed, upward, mirrored));
        }
    }
    balanced(&all, reach)
}

/// Links, upper cell first.
pub(super) type Pairs = BTreeSet<(usize, usize)>;

/// Links that give way: weak ones and those that cross a long line.
fn crossed(layers: &[Vec<usize>], near: &Near, bends: &[bool], weak: Pairs) -> Pairs {
    let mut crossed = weak;
    let places = places(layers);
    for pair in layers.windows(2) {
        let (upper, lower) = (&pair[0], &pair[1]);
        let mut from = 0;
        let mut scanned = 0;
        for (place, &cell) in lower.iter().enumerate() {
            let passes = (near.above[cell].iter().copied()).find(|above| bends[cell] && bends[*above]);
            if passes.is_none() && place + 1 < lower.len() {
                continue;
            }
            let until = passes.map_or(upper.len(), |above| places[above]);
            for &other in &lower[scanned..=place] {
                for &above in &near.above[other] {
                    let outside = places[above] < from || places[above] > until;
                    if outside && !(bends[above] && bends[other]) {
                        crossed.insert((above, other));
                    }
                }
            }
            scanned = place + 1;
            from = until;
        }
    }
    crossed
}

/// One of four extreme drawings: every cell in line with a middle one of those above (or below), all of it pushed as far
/// left (or right) as it goes.
fn pushed_to_a_side(
    layers: &[Vec<usize>],
    near: &Near,
    reach: &[Reach],
    crossed: &Pairs,
    upward: bool,
    mirrored: bool,
) -> Vec<f64> {
    let mut layers = layers.to_vec();
    if upward {
        layers.reverse();
    }
    let mut reach = reach.to_vec();
    if mirrored {
        layers.iter_mut().for_each(|layer| layer.reverse());
        for one in &mut reach {
            std::mem::swap(&mut one.left, &mut one.right);
        }
    }
    let above = if upward { &near.below } else { &near.above };
    let roots = in_line(&layers, above, crossed, upward);
    let mut x = pushed_left(&layers, &roots, &reach);
    if mirrored {
        x.iter_mut().for_each(|x| *x = -*x);
    }
    x
}

/// For each cell the first of those it stands in line with.
fn in_line(layers: &[Vec<usize>], above: &[Vec<usize>], crossed: &Pairs, upward: bool) -> Vec<usize> {
    let mut roots: Vec<usize> = (0..above.len()).collect();
    let places = places(layers);
    let mut taken = vec![false; above.len()];
    for pair in layers.windows(2) {
        let mut free_from = 0;
        for &cell in &pair[1] {
            let worthy = |other: &usize| {
                let link = if upward { (cell, *other) } else { (*other, cell) };
                !crossed.contains(&link)
            };
            let mut others: Vec<usize> = above[cell].iter().copied().filter(worthy).collect();
            others.sort_by_key(|other| places[*other]);
            if others.is_empty() {
                continue;
            }
            for middle in [(others.len() - 1) / 2, others.len() / 2] {
                let other = others[middle];
                let fits = !taken[other] && places[other] >= free_from;
                if roots[cell] == cell && fits {
                    roots[cell] = roots[other];
                    taken[other] = true;
                    free_from = places[other] + 1;
                }
            }
        }
    }
    roots
}

/// Lines of cells as far left as their neighbours let them, then back to the right where that costs nothing.
fn pushed_left(layers: &[Vec<usize>], roots: &[usize], reach: &[Reach]) -> Vec<f64> {
    let mut right_of: Vec<Vec<(usize, f64)>> = vec![Vec::new(); roots.len()];
    let mut waits = vec![0usize; roots.len()];
    for layer in layers {
        for pair in layer.windows(2) {
            let apart = reach[pair[0]].right + reach[pair[1]].left;
            right_of[roots[pair[0]]].push((roots[pair[1]], apart));
            waits[roots[pair[1]]] += 1;
        }
    }
    let is_root = |cell: &usize| roots[*cell] == *cell;
    let mut ready: Vec<usize> = (0..roots.len()).filter(|c| is_root(c) && waits[*c] == 0).collect();
    let mut done = 0;
    let mut x = vec![0.0f64; roots.len()];
    while done < ready.len() {
        let root = ready[done];
        done += 1;
        for &(next, apart) in &right_of[root] {
            x[next] = x[next].max(x[root] + apart);
            waits[next] -= 1;
            if waits[next] == 0 {
                ready.push(next);
            }
        }
    }
    for &root in ready.iter().rev() {
        let room = right_of[root].iter().map(|(next, apart)| x[*next] - apart);
        let room = room.fold(f64::INFINITY, f64::min);
        if room.is_finite() {
            x[root] = x[root].max(room);
        }
    }
    (0..roots.len()).map(|cell| x[roots[cell]]).collect()
}

/// The four drawings laid on the narrowest one; each cell stands between the middle two of its places.
fn balanced(all: &[Vec<f64>], reach: &[Reach]) -> Vec<f64> {
    let span = |x: &Vec<f64>| {
        let left = x.iter().zip(reach).map(|(x, r)| x - r.left);
        let right = x.iter().zip(reach).map(|(x, r)| x + r.right);
        (left.fold(f64::INFINITY, f64::min), right.fold(f64::NEG_INFINITY, f64::max))
    };
    let spans: Vec<(f64, f64)> = all.iter().map(span).collect();
    let narrowest = (spans.iter().copied()).min_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0))).unwrap_or_default();
    let shifts: Vec<f64> = (spans.iter().enumerate())
        .map(|(which, span)| match which % 2 {
            0 => narrowest.0 - span.0,
            _ => narrowest.1 - span.1,
        })
        .collect();
    (0..reach.len())
        .map(|cell| {
            let mut x: Vec<f64> = all.iter().zip(&shifts).map(|(x, by)| x[cell] + by).collect();
            x.sort_by(f64::total_cmp);
            (x[1] + x[2]) / 2.0
        })
        .collect()
}
