//! What pictures draw: edges of one transition to one stage taken together, and what of `[moves]` is better said than
//! drawn.

use super::{Approval, Drawing, EdgeLine, Part, words::Words};

/// What there is to draw between the nodes of a drawing.
pub(super) struct Arrows<'a> {
    pub all: Vec<Arrow<'a>>,
    /// Whether every stage may be left for any earlier one: said in one sentence instead of drawn.
    pub back_to_any: bool,
}

/// Edges of one transition that lead to one stage and mean the same.
pub(super) struct Arrow<'a> {
    /// One of them: all but `from` and `part` is the same for all.
    pub edge: &'a EdgeLine,
    /// Rejected and withdrawn are one arrow where they lead to the same stage.
    pub parts: Vec<Part>,
    /// Nodes it leads from.
    pub from: Vec<usize>,
    /// Whether it leads from any stage that is not an end.
    pub anywhere: bool,
    /// The node it leads to; none: it acts without moving.
    pub to: Option<usize>,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Somebody's move.
    Plain,
    /// It happens by itself.
    Automatic,
    /// A move that `[moves]` draws.
    Drawn,
    /// A chain said no, or was called back.
    Refused,
}

/// The arrows of a drawing, in the order of its edges.
pub(super) fn arrows(drawing: &Drawing) -> Arrows<'_> {
    let back_to_any = goes_back_to_any(drawing);
    let mut all: Vec<Arrow> = Vec::new();
    for edge in &drawing.edges {
        if back_to_any && edge.backward {
            continue;
        }
        let from = edge.from.as_deref().map(|id| drawing.index(id));
        let to = edge.to.as_deref().map(|id| drawing.index(id));
        let (None | Some(Some(_)), None | Some(Some(_))) = (from, to) else {
            debug_assert!(false, "an edge names a stage that is not drawn");
            continue;
        };
        add(&mut all, edge, from.flatten(), to.flatten());
    }
    let open = open_stages(drawing);
    for arrow in all.iter_mut().filter(|arrow| arrow.edge.drawn) {
        let to_end = arrow.to.is_some_and(|to| drawing.nodes[to].outcome().is_some());
        if to_end && open.len() >= 3 && open.iter().all(|stage| arrow.from.contains(stage)) {
            arrow.from.clear();
            arrow.anywhere = true;
        }
    }
    Arrows { all, back_to_any }
}

fn add<'a>(all: &mut Vec<Arrow<'a>>, edge: &'a EdgeLine, from: Option<usize>, to: Option<usize>) {
    let alone = from.is_some() && (to.is_none() || from == to);
    let kin = all.iter_mut().find(|arrow| {
        !alone
            && !arrow.stays()
            && arrow.to == to
            && arrow.anywhere == from.is_none()
            && arrow.edge.transition == edge.transition
            && arrow.edge.drawn == edge.drawn
            && arrow.edge.when == edge.when
            && arrow.edge.approval == edge.approval
            && (arrow.edge.part == edge.part || refuses(arrow.edge.part) && refuses(edge.part))
    });
    match kin {
        Some(arrow) => {
            arrow.from.extend(from.filter(|from| !arrow.from.contains(from)));
            if !arrow.parts.contains(&edge.part) {
                arrow.parts.push(edge.part);
            }
        }
        None => all.push(Arrow {
            edge,
            parts: vec![edge.part],
            from: from.into_iter().collect(),
            anywhere: from.is_none(),
            to,
        }),
    }
}

fn refuses(part: Part) -> bool {
    matches!(part, Part::Rejected | Part::Returned | Part::Withdrawn)
}

fn open_stages(drawing: &Drawing) -> Vec<usize> {
    (drawing.nodes.iter().enumerate()).filter(|(_, node)| node.outcome().is_none()).map(|(index, _)| index).collect()
}

/// Whether `[moves]` draws a way back from every open stage to each one before it, and these are enough to be a tangle.
fn goes_back_to_any(drawing: &Drawing) -> bool {
    let open = open_stages(drawing).len();
    let drawn = drawing.edges.iter().filter(|edge| edge.backward).count();
    open >= 3 && drawn == open * (open - 1) / 2
}

impl Arrow<'_> {
    /// Whether it leads back to the very stage it is taken from, or does not move at all.
    pub fn stays(&self) -> bool {
        !self.anywhere && (self.to.is_none() || self.from == self.to.as_slice())
    }

    /// How its line is drawn.
    pub fn look(&self) -> Look {
        match () {
            () if refuses(self.edge.part) => Look::Refused,
            () if self.edge.automatic => Look::Automatic,
            () if self.edge.drawn => Look::Drawn,
            () => Look::Plain,
        }
    }

    /// What stands first on it: the transition's title, and how its chain ended. Empty where there is nothing to say.
    pub fn head(&self, drawing: &Drawing, words: &Words) -> String {
        let ended: Vec<&str> =
            (self.parts.iter()).map(|part| words.part(*part)).filter(|word| !word.is_empty()).collect();
        if !ended.is_empty() {
            return ended.join(" / ");
        }
        let target = self.to.map(|to| &drawing.nodes[to]);
        let says_no_more = target.is_some_and(|node| node.title == self.edge.title);
        match self.edge.drawn && says_no_more {
            true => String::new(),
            false => self.edge.title.clone(),
        }
    }

    /// That it opens several stages, or waits for several.
    pub fn branching(&self, words: &Words) -> Option<String> {
        let split = words.split(self.edge.split);
        let joins = self.edge.joins.then_some(words.joins);
        let said: Vec<&str> = joins.into_iter().chain(split).collect();
        (!said.is_empty()).then(|| said.join(words.comma))
    }

    /// When it happens by itself.
    pub fn timing(&self, words: &Words) -> Option<String> {
        let edge = self.edge;
        let said = match (&edge.after, &edge.every, &edge.at, &edge.on) {
            (Some(after), ..) => Some(words.after(after)),
            (_, Some(every), ..) => Some(words.every(every)),
            (_, _, Some(at), _) => Some(words.at(at)),
            (.., Some(on)) => Some(words.on(on)),
            _ => edge.automatic.then(|| words.automatic.to_owned()),
        };
        match (said, edge.beside) {
            (Some(said), true) => Some(format!("{said}{}{}", words.comma, words.beside)),
            (None, true) => Some(words.beside.to_owned()),
            (said, false) => said,
        }
    }

    /// Who may take it; none where that is the owner alone, as ever.
    pub fn who(&self, words: &Words) -> Option<String> {
        let who = &self.edge.who;
        let owner_alone = who.len() == 1 && who[0].id == "owner";
        let all: Vec<&str> = who.iter().map(|who| who.title.as_str()).collect();
        (!owner_alone && !all.is_empty() && !self.edge.drawn).then(|| all.join(words.comma))
    }

    /// All that is written on it, line by line: for pictures that know no type sizes.
    pub fn lines(&self, drawing: &Drawing, words: &Words) -> Vec<String> {
        let says = |heading: &str, text: &str| format!("{heading}{}{text}", words.colon);
        let approvals = (self.edge.approval.iter()).map(|chain| says(words.approval, &approval(chain, words)));
        let when = (self.edge.when.iter()).map(|when| says(words.condition, when));
        let who = (self.who(words)).map(|who| says(words.who, &who));
        std::iter::once(self.head(drawing, words))
            .filter(|head| !head.is_empty())
            .chain(approvals)
            .chain(when)
            .chain(self.branching(words))
            .chain(self.timing(words))
            .chain(who)
            .collect()
    }
}

/// A chain and when it is this one.
pub(super) fn approval(chain: &Approval, words: &Words) -> String {
    match &chain.when {
        Some(when) => format!("{}{}{when}", chain.title, words.colon),
        None => chain.title.clone(),
    }
}

/// What is said below a picture rather than drawn in it.
pub(super) fn remarks(drawing: &Drawing, arrows: &Arrows, words: &Words) -> Vec<String> {
    let mut remarks = Vec::new();
    for arrow in arrows.all.iter().filter(|arrow| arrow.anywhere && arrow.to.is_none()) {
        let lines = arrow.lines(drawing, words).join(" · ");
        remarks.push(format!("{}{}{lines}", words.any_stage, words.colon));
    }
    if arrows.back_to_any {
        remarks.push(words.back_to_any.to_owned());
    }
    if !drawing.free.is_empty() {
        let all: Vec<&str> = drawing.free.iter().map(|who| who.title.as_str()).collect();
        remarks.push(format!("{}{}{}", all.join(words.comma), words.colon, words.free));
    }
    remarks
}
