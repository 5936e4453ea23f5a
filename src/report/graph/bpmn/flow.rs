//! What there is in a BPMN process, before it has a place: elements and lines between them.

use super::super::{
    Drawing, Kind, Split,
    arrows::{Arrow, Arrows, approval},
    words::Words,
};

/// A process.
pub(super) struct Flow {
    pub elements: Vec<Element>,
    pub lines: Vec<Line>,
}

/// A task, an event, a gateway.
pub(super) struct Element {
    pub id: String,
    pub name: String,
    pub shape: Shape,
}

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Start,
    Task,
    End,
    Exclusive,
    Parallel,
    Inclusive,
}

impl Shape {
    pub fn tag(self) -> &'static str {
        match self {
            Shape::Start => "startEvent",
            Shape::Task => "userTask",
            Shape::End => "endEvent",
            Shape::Exclusive => "exclusiveGateway",
            Shape::Parallel => "parallelGateway",
            Shape::Inclusive => "inclusiveGateway",
        }
    }

    /// Width and height, as viewers expect them.
    pub fn size(self) -> (i64, i64) {
        match self {
            Shape::Start | Shape::End => (36, 36),
            Shape::Task => (120, 80),
            Shape::Exclusive | Shape::Parallel | Shape::Inclusive => (50, 50),
        }
    }
}

/// A sequence flow.
pub(super) struct Line {
    pub id: String,
    pub from: usize,
    pub to: usize,
    pub name: String,
    pub condition: String,
    /// Who, what chain, when by itself.
    pub about: Vec<String>,
}

impl Flow {
    pub fn of(n: usize, drawing: &Drawing, arrows: &Arrows<'_>, words: &Words) -> Flow {
        let mut making = Making { n, drawing, words, flow: Flow { elements: Vec::new(), lines: Vec::new() } };
        making.stages(arrows);
        making.arrows(arrows);
        making.flow
    }
}

struct Making<'d> {
    n: usize,
    drawing: &'d Drawing,
    words: &'d Words,
    flow: Flow,
}

/// A way out of a stage: all arrows of one transition from there.
struct Way<'a, 'd> {
    from: usize,
    arrows: Vec<&'a Arrow<'d>>,
}

impl Making<'_> {
    fn element(&mut self, shape: Shape, name: &str) -> usize {
        let index = self.flow.elements.len();
        let id = format!("e{}_{index}", self.n);
        self.flow.elements.push(Element { id, name: name.to_owned(), shape });
        index
    }

    fn line(&mut self, from: usize, to: usize, arrow: Option<&Arrow<'_>>) {
        let id = format!("f{}_{}", self.n, self.flow.lines.len());
        let mut line = Line { id, from, to, name: String::new(), condition: String::new(), about: Vec::new() };
        if let Some(arrow) = arrow {
            let (drawing, words) = (self.drawing, self.words);
            line.name = arrow.head(drawing, words);
            line.condition = arrow.edge.when.join(" && ");
            line.about.extend(
                arrow
                    .edge
                    .approval
                    .iter()
                    .map(|chain| format!("{}{}{}", words.approval, words.colon, approval(chain, words))),
            );
            line.about.extend(arrow.timing(words));
            line.about.extend(arrow.who(words));
        }
        self.flow.lines.push(line);
    }

    /// Elements of the stages come first, in file order: a node's index is its element's.
    fn stages(&mut self, arrows: &Arrows<'_>) {
        for (index, node) in self.drawing.nodes.iter().enumerate() {
            let left = arrows.all.iter().any(|arrow| arrow.from.contains(&index) && arrow.to.is_some());
            // An end that can be left again is no end event: nothing may follow one.
            let shape = if matches!(node.kind, Kind::End(_)) && !left { Shape::End } else { Shape::Task };
            self.element(shape, &node.title);
        }
        for (index, node) in self.drawing.nodes.iter().enumerate() {
            if node.kind == Kind::Start {
                let start = self.element(Shape::Start, "");
                self.line(start, index, None);
            }
            if matches!(node.kind, Kind::End(_)) && self.flow.elements[index].shape == Shape::Task {
                let end = self.element(Shape::End, "");
                self.line(index, end, None);
            }
        }
    }

    fn arrows(&mut self, arrows: &Arrows<'_>) {
        let ways = self.ways(arrows);
        let mut joins: Vec<(String, usize, usize)> = Vec::new();
        for stage in 0..self.drawing.nodes.len() {
            let here: Vec<&Way<'_, '_>> = ways.iter().filter(|way| way.from == stage).collect();
            let leaves = self.flow.lines.iter().any(|line| line.from == stage);
            let source = match here.len() + usize::from(leaves) {
                0 | 1 => stage,
                _ => {
                    let choice = self.element(Shape::Exclusive, "");
                    self.flow.lines.iter_mut().filter(|line| line.from == stage).for_each(|line| line.from = choice);
                    self.line(stage, choice, None);
                    choice
                }
            };
            for way in here {
                self.way(way, source, &mut joins);
            }
        }
    }

    fn way(&mut self, way: &Way<'_, '_>, source: usize, joins: &mut Vec<(String, usize, usize)>) {
        let [first, ..] = way.arrows[..] else { return };
        let mut from = source;
        if way.arrows.len() > 1 {
            let shape = match first.edge.split {
                Split::Each => Shape::Inclusive,
                Split::All => Shape::Parallel,
                Split::None | Split::First => Shape::Exclusive,
            };
            let gateway = self.element(shape, &first.edge.title);
            self.line(source, gateway, Some(first));
            from = gateway;
        }
        for arrow in &way.arrows {
            let Some(to) = arrow.to else { continue };
            let to = if arrow.edge.joins { self.join(arrow, to, joins) } else { to };
            self.line(from, to, (from == source).then_some(*arrow));
        }
    }

    /// The gateway where a transition waits for several.
    fn join(&mut self, arrow: &Arrow<'_>, to: usize, joins: &mut Vec<(String, usize, usize)>) -> usize {
        let same =
            |(transition, stage, _): &&(String, usize, usize)| *transition == arrow.edge.transition && *stage == to;
        if let Some((.., gateway)) = joins.iter().find(same) {
            return *gateway;
        }
        let gateway = self.element(Shape::Parallel, &arrow.edge.title);
        self.line(gateway, to, None);
        joins.push((arrow.edge.transition.clone(), to, gateway));
        gateway
    }

    /// Every way out of every stage; what leads from any stage leads from each that is open.
    fn ways<'a, 'd>(&self, arrows: &'a Arrows<'d>) -> Vec<Way<'a, 'd>> {
        let mut ways: Vec<Way<'a, 'd>> = Vec::new();
        for arrow in arrows.all.iter().filter(|arrow| arrow.to.is_some()) {
            let open =
                |index: &usize| !matches!(self.drawing.nodes[*index].kind, Kind::End(_)) && arrow.to != Some(*index);
            let from = match arrow.anywhere {
                true => (0..self.drawing.nodes.len()).filter(open).collect(),
                false => arrow.from.clone(),
            };
            for from in from {
                let splits = arrow.edge.split != Split::None;
                let same = |way: &&mut Way<'a, 'd>| {
                    way.from == from
                        && splits
                        && way.arrows[0].edge.transition == arrow.edge.transition
                        && way.arrows[0].edge.part == arrow.edge.part
                };
                match ways.iter_mut().find(same) {
                    Some(way) => way.arrows.push(arrow),
                    None => ways.push(Way { from, arrows: vec![arrow] }),
                }
            }
        }
        ways
    }
}
