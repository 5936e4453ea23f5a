//! Lines and their arrowheads.

use std::fmt::Write;

use super::{
    layout::Layout,
    plan::{Body, CHIP, CHIP_LINE, LOOP_GAP, Plan},
    text::n,
    tone::{LINE, RED, THIN},
};
use crate::report::graph::arrows::{Arrows, Look};

/// Draws all lines, those of `[moves]` first, beneath the others.
pub(super) fn lines(out: &mut String, plan: &Plan, layout: &Layout, arrows: &Arrows) {
    let look = |link: usize| plan.links[link].verb.map(|verb| arrows.all[plan.verbs[verb].arrow].look());
    let chains = chains(plan);
    let (thin, thick): (Vec<_>, Vec<_>) = (chains.into_iter()).partition(|chain| look(chain[0]) == Some(Look::Drawn));
    for chain in thin.iter().chain(&thick) {
        let look = look(chain[0]).unwrap_or(Look::Plain);
        let mut path = String::new();
        for link in chain {
            piece(&mut path, plan, layout, *link);
        }
        let _ = writeln!(out, "<path d=\"{path}\" fill=\"none\"{}/>", stroke(look));
        for link in chain {
            head_of(out, plan, layout, *link, look);
        }
    }
}

/// Links that follow one another in one stroke, so that dashes run through.
fn chains(plan: &Plan) -> Vec<Vec<usize>> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); plan.cells.len()];
    for (index, link) in plan.links.iter().enumerate() {
        below[link.upper].push(index);
    }
    let mut order: Vec<usize> = (0..plan.links.len()).collect();
    order.sort_by_key(|link| (plan.cells[plan.links[*link].upper].rank, *link));
    let mut drawn = vec![false; plan.links.len()];
    let mut chains = Vec::new();
    for first in order {
        let mut chain = Vec::new();
        let mut next = Some(first).filter(|first| !drawn[*first]);
        while let Some(link) = next {
            drawn[link] = true;
            chain.push(link);
            let lower = plan.links[link].lower;
            let passes = plan.cells[lower].body == Body::Bend;
            next = (below[lower].iter().copied()).find(|next| passes && !drawn[*next]);
        }
        if !chain.is_empty() {
            chains.push(chain);
        }
    }
    chains
}

fn piece(path: &mut String, plan: &Plan, layout: &Layout, link: usize) {
    let course = layout.course(plan, link);
    let ((x, y), (to_x, to_y)) = (course.from, course.to);
    if path.is_empty() {
        let _ = write!(path, "M{} {}", n(x), n(y));
    }
    if (x - to_x).abs() < 0.5 {
        let _ = write!(path, "L{} {}", n(to_x), n(to_y));
        return;
    }
    let middle = (course.leaves + course.enters) / 2.0;
    if course.leaves > y {
        let _ = write!(path, "L{} {}", n(x), n(course.leaves));
    }
    let _ = write!(path, "C{} {} {} {} {} {}", n(x), n(middle), n(to_x), n(middle), n(to_x), n(course.enters),);
    if to_y > course.enters {
        let _ = write!(path, "L{} {}", n(to_x), n(to_y));
    }
}

/// The arrowhead of a link that leads into a stage; those that lead up have it at their upper end.
fn head_of(out: &mut String, plan: &Plan, layout: &Layout, link: usize, look: Look) {
    let course = layout.course(plan, link);
    let is_stage = |cell: usize| matches!(plan.cells[cell].body, Body::Stage(_));
    let up = plan.links[link].verb.is_some_and(|verb| plan.verbs[verb].up);
    if up && is_stage(plan.links[link].upper) {
        head(out, course.from, (0.0, -1.0), look);
    }
    if !up && is_stage(plan.links[link].lower) {
        head(out, course.to, (0.0, 1.0), look);
    }
}

/// An arrowhead with its point here.
pub(super) fn head(out: &mut String, at: (f64, f64), towards: (f64, f64), look: Look) {
    let (long, half) = if look == Look::Drawn { (6.0, 2.8) } else { (8.0, 3.8) };
    let corner = |side: f64| {
        let x = at.0 - towards.0 * long - towards.1 * side;
        let y = at.1 - towards.1 * long + towards.0 * side;
        format!("{} {}", n(x), n(y))
    };
    let color = color(look);
    let point = format!("{} {}", n(at.0), n(at.1));
    let (a, b) = (corner(half), corner(-half));
    let _ = writeln!(out, "<path d=\"M{point}L{a}L{b}Z\" fill=\"{color}\"/>");
}

fn color(look: Look) -> &'static str {
    match look {
        Look::Plain | Look::Automatic => LINE,
        Look::Drawn => THIN,
        Look::Refused => RED,
    }
}

/// How a line is stroked.
pub(super) fn stroke(look: Look) -> String {
    let color = color(look);
    match look {
        Look::Plain => format!(" stroke=\"{color}\" stroke-width=\"1.5\""),
        Look::Automatic => {
            format!(" stroke=\"{color}\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\"")
        }
        Look::Drawn => format!(" stroke=\"{color}\" stroke-width=\"1\""),
        Look::Refused => {
            format!(" stroke=\"{color}\" stroke-width=\"1.2\" stroke-dasharray=\"2 3\"")
        }
    }
}

/// Acts and moves that stay in their stage, beside its box: out and back again, or a short line that ends in a dot.
pub(super) fn loops(out: &mut String, plan: &Plan, layout: &Layout, arrows: &Arrows, node: usize) {
    let stage = &plan.boxes[node];
    let right = layout.x[node] + stage.width / 2.0;
    let all: f64 = plan.loops[node].iter().map(|(_, label)| label.height + 8.0).sum();
    let mut top = layout.top[node] + (stage.height - (all - 8.0)) / 2.0;
    for (index, label) in &plan.loops[node] {
        let arrow = &arrows.all[*index];
        let (look, left) = (arrow.look(), right + LOOP_GAP);
        let y = top + label.height / 2.0;
        let stroke = stroke(look);
        match arrow.to {
            None => {
                let (x, y) = (n(right), n(y));
                let _ = writeln!(out, "<path d=\"M{x} {y}H{}\" fill=\"none\"{stroke}/>", n(left));
                let _ = writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"3\" fill=\"{}\"/>", color(look));
            }
            Some(_) => {
                let (up, down) = (n(y - 6.0), n(y + 6.0));
                let (right, left) = (n(right), n(left));
                let _ = writeln!(out, "<path d=\"M{right} {up}H{left}M{left} {down}H{right}\" fill=\"none\"{stroke}/>");
                let at = (layout.x[node] + stage.width / 2.0, y + 6.0);
                head(out, at, (-1.0, 0.0), look);
            }
        }
        label.draw(out, right + LOOP_GAP + label.width / 2.0, top);
        top += label.height + 8.0;
    }
}

/// The short line between the chip that says "any stage" and its move.
pub(super) fn from_chip(out: &mut String, x: f64, top: f64, look: Look) {
    let (from, to) = (n(top + CHIP), n(top + CHIP + CHIP_LINE));
    let _ = writeln!(out, "<path d=\"M{} {from}V{to}\" fill=\"none\"{}/>", n(x), stroke(look));
}
