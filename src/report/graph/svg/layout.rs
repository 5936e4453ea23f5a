//! From a plan to places on the page: every cell a middle line and a top, every line its course.

use std::cmp::Reverse;

use super::{
    order::{Near, order, places},
    place::{Pairs, Reach, place},
    plan::{Body, Link, Plan},
};

/// Between ranks, at least.
const GAP: f64 = 24.0;
/// A line that goes far to the side gets more height to do it in.
const GAP_MAX: f64 = 58.0;
/// Between lines that leave or enter the same box.
const PORTS_APART: f64 = 18.0;
const PORT_INSET: f64 = 14.0;

/// A plan with its places. The origin is the upper left corner of all of it.
pub(super) struct Layout {
    /// The middle line of every cell.
    pub x: Vec<f64>,
    /// The top of every cell.
    pub top: Vec<f64>,
    /// Top and bottom of every rank.
    pub ranks: Vec<(f64, f64)>,
    /// Where every link leaves its upper cell and enters its lower one, from left to right.
    pub ports: Vec<(f64, f64)>,
    pub width: f64,
    pub height: f64,
}

impl Layout {
    /// Finds a place for everything.
    pub fn of(plan: &Plan) -> Layout {
        let ranks: Vec<usize> = plan.cells.iter().map(|cell| cell.rank).collect();
        let links: Vec<(usize, usize)> = plan.links.iter().map(|link| (link.upper, link.lower)).collect();
        let layers = order(&ranks, &links);
        let near = Near::of(plan.cells.len(), &links);
        let bends: Vec<bool> = plan.cells.iter().map(|cell| cell.body == Body::Bend).collect();
        let reach: Vec<Reach> = (plan.cells.iter())
            .map(|cell| {
                let air = match cell.body {
                    Body::Stage(_) => 18.0,
                    Body::Verb(_) | Body::Start => 9.0,
                    Body::Bend => 7.0,
                };
                Reach { left: cell.left + air, right: cell.right + air }
            })
            .collect();
        let mut x = place(&layers, &near, &bends, &reach, weak(plan, &layers));
        let left = (x.iter().zip(&plan.cells)).map(|(x, cell)| x - cell.left);
        let left = left.fold(f64::INFINITY, f64::min);
        if left.is_finite() {
            x.iter_mut().for_each(|x| *x = (*x - left).round());
        }
        let right = (x.iter().zip(&plan.cells)).map(|(x, cell)| x + cell.right);
        let ports = ports(plan, &x);
        let (top, ranks) = down_the_page(plan, &layers, &ports);
        Layout {
            width: right.fold(0.0, f64::max),
            height: ranks.last().map_or(0.0, |rank| rank.1),
            x,
            top,
            ranks,
            ports,
        }
    }

    /// The course of a link: straight within ranks, in a smooth bow between them.
    pub fn course(&self, plan: &Plan, link: usize) -> Course {
        let Layout { top, ranks, ports, .. } = self;
        let (upper, lower) = (plan.links[link].upper, plan.links[link].lower);
        let bottom = top[upper] + plan.cells[upper].height;
        Course {
            from: (ports[link].0, bottom),
            leaves: ranks[plan.cells[upper].rank].1,
            enters: ranks[plan.cells[lower].rank].0,
            to: (ports[link].1, top[lower]),
        }
    }
}

/// Links of a stage that lead aside: of those worth most the middle one goes straight down the page, the others give way.
fn weak(plan: &Plan, layers: &[Vec<usize>]) -> Pairs {
    let places = places(layers);
    let short = |link: &Link| {
        let ends = [link.upper, link.lower].map(|cell| plan.cells[cell].body);
        !ends.contains(&Body::Bend)
    };
    let worth = |link: &Link| {
        let verb = link.verb.map_or(u8::MAX, |verb| plan.verbs[verb].worth);
        (verb, short(link))
    };
    let mut weak = Pairs::new();
    let mut give_way = |mut links: Vec<&Link>, other: fn(&Link) -> usize| {
        links.sort_by_key(|link| (Reverse(worth(link)), places[other(link)]));
        let best = links.iter().filter(|link| worth(link) == worth(links[0])).count();
        let straight = best.saturating_sub(1) / 2;
        let others = links.iter().enumerate().filter(|(place, _)| *place != straight);
        weak.extend(others.map(|(_, link)| (link.upper, link.lower)));
    };
    let mut below: Vec<Vec<&Link>> = vec![Vec::new(); plan.cells.len()];
    let mut above = below.clone();
    for link in &plan.links {
        below[link.upper].push(link);
        above[link.lower].push(link);
    }
    let stages = plan.boxes.len();
    for (below, above) in below.into_iter().zip(above).take(stages) {
        give_way(below, |link| link.lower);
        give_way(above, |link| link.upper);
    }
    weak
}

/// The course of a piece of line down the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    pub from: (f64, f64),
    /// Where it leaves the rank.
    pub leaves: f64,
    /// Where it enters the next.
    pub enters: f64,
    pub to: (f64, f64),
}

/// Tops of cells, and top and bottom of ranks. Cells of a rank have their middles on one height.
fn down_the_page(plan: &Plan, layers: &[Vec<usize>], ports: &[(f64, f64)]) -> (Vec<f64>, Vec<(f64, f64)>) {
    let mut aside = vec![0.0f64; layers.len()];
    for (link, port) in plan.links.iter().zip(ports) {
        let rank = plan.cells[link.upper].rank;
        aside[rank] = aside[rank].max((port.0 - port.1).abs());
    }
    let mut top = vec![0.0; plan.cells.len()];
    let mut ranks = Vec::new();
    let mut y = 0.0;
    for (rank, layer) in layers.iter().enumerate() {
        let height = layer.iter().map(|cell| plan.cells[*cell].height).fold(0.0, f64::max);
        for &cell in layer {
            // A bend passes through the whole rank.
            let own = match plan.cells[cell].body {
                Body::Bend => 0.0,
                _ => (height - plan.cells[cell].height) / 2.0,
            };
            top[cell] = y + own;
        }
        ranks.push((y, y + height));
        y += height + (GAP + aside[rank] * 0.12).min(GAP_MAX).round();
    }
    (top, ranks)
}

/// Where links leave and enter. A box spreads its lines out, each as near to where it goes as it can; all else has one
/// place.
fn ports(plan: &Plan, x: &[f64]) -> Vec<(f64, f64)> {
    let links = &plan.links;
    let mut ports: Vec<(f64, f64)> = links.iter().map(|l| (x[l.upper], x[l.lower])).collect();
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); plan.cells.len()];
    let mut into = out.clone();
    for (index, link) in links.iter().enumerate() {
        out[link.upper].push(index);
        into[link.lower].push(index);
    }
    for (index, cell) in plan.cells.iter().enumerate() {
        let Body::Stage(node) = cell.body else {
            continue;
        };
        let half = plan.boxes[node].width / 2.0 - PORT_INSET;
        let spread = |mut mine: Vec<usize>, other: &dyn Fn(usize) -> usize| {
            mine.sort_by(|a, b| x[other(*a)].total_cmp(&x[other(*b)]));
            let wishes: Vec<f64> = mine.iter().map(|link| x[other(*link)]).collect();
            let places = spread_out(&wishes, x[index] - half, x[index] + half);
            mine.into_iter().zip(places).collect::<Vec<_>>()
        };
        for (link, place) in spread(out[index].clone(), &|link| links[link].lower) {
            ports[link].0 = place;
        }
        for (link, place) in spread(into[index].clone(), &|link| links[link].upper) {
            ports[link].1 = place;
        }
    }
    ports
}

/// Places between two bounds, in order, each as near to its wish as the others let it.
fn spread_out(wishes: &[f64], from: f64, until: f64) -> Vec<f64> {
    let gaps = wishes.len().saturating_sub(1).max(1) as f64;
    // Those that go far aside crowd together rather than push one that goes straight down out of its line.
    let inner: Vec<f64> = (wishes.iter().copied()).filter(|x| (from..=until).contains(x)).collect();
    let (first, last) = (inner.first().unwrap_or(&until), inner.last().unwrap_or(&from));
    let before = wishes.iter().filter(|x| **x < from).count().max(1) as f64;
    let after = wishes.iter().filter(|x| **x > until).count().max(1) as f64;
    let room = ((first - from) / before).min((until - last) / after).max(PORTS_APART / 2.0);
    let apart = PORTS_APART.min(room).min((until - from) / gaps);
    let mut places: Vec<f64> = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let least = places.last().map_or(from, |before| before + apart);
        places.push(wish.clamp(from, until).max(least));
    }
    let mut most = until;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - apart;
    }
    places
}
