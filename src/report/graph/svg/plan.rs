//! What stands in the picture and how it hangs together: stages, the labels of moves, and the bends of long lines, each
//! a cell on a rank. Lines lead from a rank to the next, so that they never pass through a box.

use std::collections::{BTreeMap, BTreeSet};

use super::{label::Label, rank, stage::StageBox, text::width, tone::Tone};
use crate::report::graph::{
    Drawing, Kind,
    arrows::{Arrow, Arrows, Look},
    words::Words,
};

/// Between a stage and the acts beside it.
pub(super) const LOOP_GAP: f64 = 30.0;
/// Above the label of a move from anywhere: the chip that says so, and a short line.
pub(super) const CHIP: f64 = 25.0;
pub(super) const CHIP_LINE: f64 = 14.0;
pub(super) const DOT: f64 = 7.0;

/// Everything measured, nothing placed.
pub(super) struct Plan<'a> {
    pub boxes: Vec<StageBox<'a>>,
    /// Acts and moves that stay in their stage, by stage.
    pub loops: Vec<Vec<(usize, Label)>>,
    pub verbs: Vec<Verb>,
    pub cells: Vec<Cell>,
    pub links: Vec<Link>,
}

/// A move to be drawn: an arrow, or the part of it that leads up.
pub(super) struct Verb {
    /// Which arrow.
    pub arrow: usize,
    /// Whether it leads up the page.
    pub up: bool,
    /// How much it is worth to have it straight: the way on before the ways out and back, the short before the long.
    pub worth: u8,
    pub label: Label,
}

/// Something that takes room on a rank.
pub(super) struct Cell {
    pub body: Body,
    pub rank: usize,
    /// How far it reaches from its middle line.
    pub left: f64,
    pub right: f64,
    pub height: f64,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// Where new records come in.
    Start,
    /// A stage, by node.
    Stage(usize),
    /// The label of a verb.
    Verb(usize),
    /// A long line on its way.
    Bend,
}

/// A piece of line from a cell to one on the next rank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub upper: usize,
    pub lower: usize,
    /// Whose it is; none: the start's.
    pub verb: Option<usize>,
}

/// Lays out ranks and cells. The first cells are the stages, then the start if there is one, then the verbs.
pub(super) fn plan<'a>(drawing: &'a Drawing, arrows: &Arrows, words: &Words) -> Plan<'a> {
    let nodes = drawing.nodes.len();
    let boxes: Vec<StageBox> = (0..nodes).map(|node| StageBox::of(drawing, node, words)).collect();
    let mut loops: Vec<Vec<(usize, Label)>> = vec![Vec::new(); nodes];
    for (index, arrow) in arrows.all.iter().enumerate().filter(|(_, arrow)| arrow.stays()) {
        if let Some(from) = arrow.from.first() {
            loops[*from].push((index, Label::of(arrow, drawing, words)));
        }
    }
    let mut plan = Plan { boxes, loops, verbs: Vec::new(), cells: Vec::new(), links: Vec::new() };
    for node in 0..nodes {
        let cell = plan.stage_cell(node);
        plan.cells.push(cell);
    }
    let mut ends = Vec::new();
    let start = drawing.nodes.iter().position(|node| node.kind == Kind::Start);
    if let Some(start) = start {
        let note = start_note(drawing, words);
        let note = if note.is_empty() { 0.0 } else { width(&note, 11.0) + 8.0 };
        plan.cells.push(cell(Body::Start, DOT, DOT + note, 2.0 * DOT));
        ends.push(Ends { verb: None, above: vec![nodes], cell: None, below: vec![start] });
    }
    plan.add_verbs(drawing, arrows, words, start, &mut ends);
    plan.rank(&ends, start);
    plan.link(&ends);
    plan
}

/// What stands beside the start: who may create a record.
pub(super) fn start_note(drawing: &Drawing, words: &Words) -> String {
    let who: Vec<&str> = drawing.new_who.iter().map(|who| who.title.as_str()).collect();
    let text = match who.is_empty() {
        true => words.new.to_owned(),
        false => format!("{}{}{}", words.new, words.colon, who.join(words.comma)),
    };
    let mut lines = super::text::wrap(&text, 11.0, 260.0, 1);
    lines.pop().unwrap_or_default()
}

/// The cells a verb hangs between: those above, its own, those below.
struct Ends {
    verb: Option<usize>,
    above: Vec<usize>,
    cell: Option<usize>,
    below: Vec<usize>,
}

fn cell(body: Body, left: f64, right: f64, height: f64) -> Cell {
    Cell { body, rank: 0, left, right, height }
}

impl Plan<'_> {
    fn stage_cell(&mut self, node: usize) -> Cell {
        let stack: f64 = self.loops[node].iter().map(|(_, label)| label.height + 8.0).sum();
        let beside = self.loops[node].iter().map(|(_, label)| label.width).fold(0.0, f64::max);
        let stage = &mut self.boxes[node];
        stage.height = stage.height.max(stack - 8.0);
        let half = stage.width / 2.0;
        let right = if beside > 0.0 { half + LOOP_GAP + beside } else { half };
        cell(Body::Stage(node), half, right, stage.height)
    }

    fn add_verbs(
        &mut self,
        drawing: &Drawing,
        arrows: &Arrows,
        words: &Words,
        start: Option<usize>,
        ends: &mut Vec<Ends>,
    ) {
        let moves = || {
            (arrows.all.iter().enumerate())
                .filter(|(_, arrow)| !arrow.stays())
                .filter_map(|(index, arrow)| Some((index, arrow, arrow.to?)))
        };
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (_, arrow, to) in moves() {
            pairs.extend(arrow.from.iter().map(|from| (*from, to)));
            // What can be entered from anywhere stands below the start, not above it.
            pairs.extend(start.filter(|start| arrow.anywhere && *start != to).map(|start| (start, to)));
        }
        let key = |node: usize| match drawing.nodes[node].kind {
            Kind::Start => (0, node),
            Kind::Stage => (1, node),
            Kind::End(_) => (2, node),
        };
        let turned = rank::reversed(drawing.nodes.len(), key, &pairs);
        let up: BTreeMap<(usize, usize), bool> = pairs.into_iter().zip(turned).collect();
        for (index, arrow, to) in moves() {
            let leads_up = |from: &&usize| up[&(**from, to)];
            let (back, on): (Vec<usize>, Vec<usize>) = arrow.from.iter().partition(leads_up);
            if !on.is_empty() || arrow.anywhere {
                let verb = self.add_verb(index, arrow, false, drawing, words);
                let at = self.cells.len() - 1;
                ends.push(Ends { verb: Some(verb), above: on, cell: Some(at), below: vec![to] });
            }
            if !back.is_empty() {
                let verb = self.add_verb(index, arrow, true, drawing, words);
                let at = self.cells.len() - 1;
                ends.push(Ends { verb: Some(verb), above: vec![to], cell: Some(at), below: back });
            }
        }
    }

    fn add_verb(&mut self, arrow: usize, of: &Arrow, up: bool, drawing: &Drawing, words: &Words) -> usize {
        let label = Label::of(of, drawing, words);
        let to = of.to.map(|to| &drawing.nodes[to]);
        let worth = match (to.and_then(|to| to.outcome()), of.look()) {
            _ if up => 1,
            (_, Look::Refused) => 1,
            (None, _) => 4,
            (Some(_), _) if of.to.is_some_and(|to| Tone::of(drawing, to).is_good()) => 3,
            (Some(_), _) => 2,
        };
        let (mut wide, mut height) = (label.width.max(4.0), label.height);
        if of.anywhere {
            wide = wide.max(Label::small(words.any_stage).width);
            height += CHIP + CHIP_LINE;
        }
        let verb = self.verbs.len();
        self.cells.push(cell(Body::Verb(verb), wide / 2.0, wide / 2.0, height));
        self.verbs.push(Verb { arrow, up, worth, label });
        verb
    }

    fn rank(&mut self, ends: &[Ends], start: Option<usize>) {
        let mut edges = Vec::new();
        for end in ends {
            let own = end.cell.as_ref();
            let above = end.above.iter();
            // What comes from anywhere stands below the start all the same.
            let above = above.chain(start.iter().filter(|s| end.above.is_empty() && end.below != [**s]));
            let below = end.below.iter();
            edges.extend(above.flat_map(|a| own.or(end.below.first()).map(|b| (*a, *b))));
            edges.extend(below.flat_map(|b| own.map(|a| (*a, *b))));
        }
        let ranks = rank::ranks(self.cells.len(), &edges);
        let last = ranks.iter().copied().max().unwrap_or_default();
        for (cell, rank) in self.cells.iter_mut().zip(ranks) {
            cell.rank = rank;
        }
        self.sink_ends(ends, last);
        // Right above what it leads to: nothing holds it further up.
        for end in ends.iter().filter(|end| end.above.is_empty()) {
            let below = end.below.iter().map(|below| self.cells[*below].rank).min();
            if let (Some(cell), Some(below)) = (end.cell, below) {
                self.cells[cell].rank = below.saturating_sub(1);
            }
        }
    }

    /// Ends that are entered from anywhere only stand on the last rank: nothing says how far down they belong.
    fn sink_ends(&mut self, ends: &[Ends], last: usize) {
        for node in (0..self.boxes.len()).filter(|node| self.boxes[*node].ends()) {
            let mut entries = ends.iter().filter(|end| end.below.contains(&node));
            let leads_on = ends.iter().any(|end| end.above.contains(&node));
            if !leads_on && entries.clone().count() > 0 && entries.all(|end| end.above.is_empty()) {
                self.cells[node].rank = last;
            }
        }
    }

    fn link(&mut self, ends: &[Ends]) {
        for end in ends {
            let mut trunk = Trunk::default();
            for above in &end.above {
                let below = end.cell.unwrap_or(end.below[0]);
                self.line(*above, below, end.verb, &mut trunk);
            }
            let mut trunk = Trunk::default();
            for below in end.below.iter().filter(|_| end.cell.is_some()) {
                let above = end.cell.unwrap_or(*below);
                self.line(above, *below, end.verb, &mut trunk);
            }
        }
    }

    /// A line from rank to rank. Lines of one trunk share its bends, so that they join on the way.
    fn line(&mut self, upper: usize, lower: usize, verb: Option<usize>, trunk: &mut Trunk) {
        let mut from = upper;
        for rank in self.cells[upper].rank + 1..self.cells[lower].rank {
            let bend = *trunk.bends.entry(rank).or_insert_with(|| {
                let bend = cell(Body::Bend, 2.0, 2.0, 0.0);
                self.cells.push(Cell { rank, ..bend });
                self.cells.len() - 1
            });
            self.piece(from, bend, verb, trunk);
            from = bend;
        }
        self.piece(from, lower, verb, trunk);
    }

    fn piece(&mut self, upper: usize, lower: usize, verb: Option<usize>, trunk: &mut Trunk) {
        if trunk.pieces.insert((upper, lower)) {
            self.links.push(Link { upper, lower, verb });
        }
    }
}

/// What lines of one verb have in common on one side of its label.
#[derive(Default)]
struct Trunk {
    bends: BTreeMap<usize, usize>,
    pieces: BTreeSet<(usize, usize)>,
}
