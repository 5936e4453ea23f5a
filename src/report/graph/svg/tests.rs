//! What every layout must keep to, whatever is drawn.

use super::{Layout, layout::Course, plan::Body, plan::Plan, text};
use crate::report::graph::{
    Drawing, EdgeLine, Kind, arrows, svg,
    tests::{edge, node, sale},
    words,
};

/// Lays a drawing out and checks that it can be shown.
fn laid_out(drawing: &Drawing) {
    let arrows = arrows::arrows(drawing);
    let plan = super::plan::plan(drawing, &arrows, words::of(drawing.lang));
    let layout = Layout::of(&plan);
    let boxes = boxes(&plan, &layout);
    for (place, a) in boxes.iter().enumerate() {
        assert!(a.0 >= -0.6 && a.1 >= 0.0, "{a:?} begins outside");
        let fits = a.2 <= layout.width + 0.6 && a.3 <= layout.height + 0.1;
        assert!(fits, "{a:?} ends outside {} {}", layout.width, layout.height);
        for b in &boxes[place + 1..] {
            let apart = a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1;
            assert!(apart, "{a:?} overlaps {b:?}");
        }
    }
    let mut by_rank = vec![Vec::new(); layout.ranks.len()];
    for (index, cell) in plan.cells.iter().enumerate() {
        if cell.body != Body::Bend {
            by_rank[cell.rank].push(index);
        }
    }
    for link in 0..plan.links.len() {
        runs_free(&plan, &layout, &by_rank, link);
    }
    let svg = svg(drawing);
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    assert!(svg.ends_with("</svg>\n"));
}

/// Left, top, right and bottom of everything but bends.
fn boxes(plan: &Plan, layout: &Layout) -> Vec<(f64, f64, f64, f64)> {
    let cells = plan.cells.iter().enumerate();
    cells
        .filter(|(_, cell)| cell.body != Body::Bend)
        .map(|(index, cell)| {
            let (x, top) = (layout.x[index], layout.top[index]);
            (x - cell.left, top, x + cell.right, top + cell.height)
        })
        .collect()
}

/// A line bows only between ranks, where no box stands; within a rank it is straight and touches only its own boxes.
fn runs_free(plan: &Plan, layout: &Layout, by_rank: &[Vec<usize>], link: usize) {
    let Course { from, leaves, enters, to } = layout.course(plan, link);
    let ends = [plan.links[link].upper, plan.links[link].lower];
    assert!(leaves < enters && from.1 <= leaves && enters <= to.1);
    assert_eq!(plan.cells[ends[0]].rank + 1, plan.cells[ends[1]].rank);
    for (end, side) in [(ends[0], from.0), (ends[1], to.0)] {
        let others = by_rank[plan.cells[end].rank].iter().copied();
        for other in others.filter(|other| *other != end) {
            let (x, cell) = (layout.x[other], &plan.cells[other]);
            let clear = side <= x - cell.left || side >= x + cell.right;
            assert!(clear, "a line runs through a box of its rank");
        }
    }
}

fn chain(count: usize, more: &[(usize, usize)]) -> Drawing {
    let id = |place: usize| format!("s{place}");
    let kind = |place: usize| match place {
        0 => Kind::Start,
        last if last + 1 == count => Kind::End("won".into()),
        _ => Kind::Stage,
    };
    let nodes = (0..count).map(|place| node(&id(place), &format!("阶段 {place}"), kind(place)));
    let on = (1..count).map(|place| (place - 1, place));
    let edges = on.chain(more.iter().copied());
    Drawing {
        nodes: nodes.collect(),
        edges: edges.map(|(from, to)| edge(&format!("{from}到{to}"), &id(from), &id(to))).collect(),
        ..Drawing::default()
    }
}

#[test]
fn nothing_overlaps_and_all_is_on_the_page() {
    laid_out(&sale());
    laid_out(&chain(1, &[]));
    laid_out(&chain(2, &[(0, 0), (0, 1), (1, 0)]));
    laid_out(&chain(10, &[(3, 1), (8, 2), (0, 9), (5, 5), (7, 6), (1, 6), (4, 4)]));
}

#[test]
fn no_drawing_is_too_small_or_too_strange() {
    laid_out(&Drawing::default());
    let mut lonely = chain(3, &[]);
    lonely.edges.clear();
    laid_out(&lonely);
    lonely.nodes[0].title = String::new();
    lonely.nodes[1].title = "长".repeat(400);
    lonely.edges.push(edge("", "s2", "s0"));
    lonely.edges.push(edge("回到开始", "*", "s0"));
    lonely.edges.push(edge("随处", "*", ""));
    laid_out(&lonely);
}

#[test]
fn loops_of_all_sizes_are_drawn() {
    let mut more = Vec::new();
    for from in 0..12 {
        more.extend((0..12).map(|to| (from, to)));
    }
    laid_out(&chain(12, &more));
}

#[test]
fn two_hundred_stages_are_drawn_in_time() {
    let more: Vec<(usize, usize)> = (0..80).map(|place| (place * 37 % 200, place * 101 % 200)).collect();
    laid_out(&chain(200, &more));
}

#[test]
fn moves_of_a_verb_share_one_label() {
    let svg = svg(&sale());
    let labels = svg.matches(">放弃</text>").count();
    assert_eq!(labels, 1, "{svg}");
}

#[test]
fn the_way_on_is_straight() {
    let drawing = chain(6, &[(3, 1), (0, 5), (1, 5), (4, 2)]);
    let arrows = arrows::arrows(&drawing);
    let plan = super::plan::plan(&drawing, &arrows, words::of(drawing.lang));
    let layout = Layout::of(&plan);
    let apart = (1..6).map(|stage| (layout.x[stage] - layout.x[0]).abs());
    assert!(apart.fold(0.0, f64::max) < 1.5, "{:?}", &layout.x[..6]);
}

#[test]
fn automatic_moves_are_dashed_and_ends_have_their_colours() {
    let drawing = sale();
    let svg = svg(&drawing);
    assert!(svg.contains("stroke-dasharray=\"6 4\""));
    assert!(svg.contains("#16a34a") && svg.contains("#a8716b"));
    let plain = Drawing {
        edges: drawing.edges.into_iter().map(|edge| EdgeLine { automatic: false, ..edge }).collect(),
        ..drawing
    };
    assert!(!super::svg(&plain).contains("stroke-dasharray=\"6 4\""));
}

#[test]
fn chinese_is_one_em_wide_and_breaks_anywhere_but_before_a_stop() {
    assert_eq!(text::width("线索", 10.0), 20.0);
    assert_eq!(text::width("ab", 10.0), 12.0);
    assert_eq!(text::wrap("线索收集，报价", 10.0, 45.0, 3), ["线索收", "集，报价"]);
    assert_eq!(text::wrap("amount > 0 and x", 10.0, 60.0, 3), ["amount > 0", "and x"]);
    assert_eq!(text::wrap("线索收集报价", 10.0, 30.0, 1), ["线索…"]);
    assert_eq!(text::wrap("", 10.0, 30.0, 2), Vec::<String>::new());
    assert_eq!(text::wrap("abcdefgh", 10.0, 30.0, 9), ["abcde", "fgh"]);
}

#[test]
fn coordinates_are_short() {
    assert_eq!([0.04, -0.04, 1.0, -0.25, 12.34].map(text::n), ["0", "0", "1", "-0.3", "12.3"]);
}

#[test]
fn what_xml_may_not_hold_is_a_space() {
    assert_eq!(text::xml("a\u{1}<\"\u{ffff}"), "a &lt;&quot; ");
}
