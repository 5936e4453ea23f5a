//! `[moves]`: the moves that are drawn beside the written transitions.

use indexmap::IndexMap;

use crate::{
    compiler::{
        findings,
        names::WorkflowNames,
        site::Site,
        syntax::{Reader, places},
    },
    model::Id,
    policy::{Effects, Moves, Outcome, Transition},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Forward {
    Next,
    Any,
    Listed,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Backward {
    Any,
    Previous,
    Never,
}

/// The drawn moves by the stage they lead to, and what else `[moves]` says.
pub(super) fn compile<'a>(
    site: Site<'a>,
    written: &'a WorkflowNames<'a>,
    transitions: &IndexMap<Id, Transition>,
) -> (IndexMap<Id, Transition>, Moves) {
    let moves = written.reader.table("moves").map(|table| Reader::open(site.cx, table, places::MOVES));
    let Some(moves) = moves else {
        // Beside written transitions nothing is drawn; without any, the plain pipeline is.
        let drawn = match written.transitions.is_empty() {
            true => draw(site, written, transitions, Forward::Next, Backward::Any),
            false => IndexMap::new(),
        };
        return (drawn, Moves::default());
    };
    let forward = [("next", Forward::Next), ("any", Forward::Any), ("listed", Forward::Listed)];
    let backward = [
        ("any", Backward::Any),
        ("previous", Backward::Previous),
        ("listed", Backward::Never),
        ("none", Backward::Never),
    ];
    let forward = moves.word("forward", &forward).unwrap_or(Forward::Next);
    let backward = moves.word("backward", &backward).unwrap_or(Backward::Any);
    let drawn = draw(site, written, transitions, forward, backward);
    (drawn, Moves { except: site.people(&moves, "except") })
}

fn draw(
    site: Site<'_>,
    written: &WorkflowNames<'_>,
    transitions: &IndexMap<Id, Transition>,
    forward: Forward,
    backward: Backward,
) -> IndexMap<Id, Transition> {
    let open: Vec<&Id> = written.stages.iter().filter(|(_, stage)| stage.end.is_none()).map(|(id, _)| id).collect();
    let first_end = written.stages.iter().find(|(_, stage)| stage.end.is_some()).map(|(id, _)| id);
    let mut drawn = IndexMap::new();
    for (to, stage) in &written.stages {
        let from: Vec<Id> = match open.iter().position(|id| *id == to) {
            Some(at) => open
                .iter()
                .enumerate()
                .filter(|(n, _)| goes(*n, at, forward, backward))
                .map(|(_, id)| (*id).clone())
                .collect(),
            None if forward == Forward::Listed => Vec::new(),
            // The first end closes the line; every other can be reached from any open stage.
            None if Some(to) == first_end && forward == Forward::Next => {
                open.last().map(|id| (*id).clone()).into_iter().collect()
            }
            None => open.iter().map(|id| (*id).clone()).collect(),
        };
        let edge = |from: &Id| transitions.values().any(|t| t.to.as_ref() == Some(to) && t.from.contains(from));
        let from: Vec<Id> = from.into_iter().filter(|from| !edge(from)).collect();
        if from.is_empty() {
            continue;
        }
        if let Some(transition) = written.transitions.get(to) {
            site.cx.report(findings::move_clash(transition.key, stage.key.span));
        }
        drawn.insert(to.clone(), transition(site, to, stage.table, from));
    }
    drawn
}

/// Whether a move from the n-th open stage to the one at `at` is drawn.
fn goes(n: usize, at: usize, forward: Forward, backward: Backward) -> bool {
    match (n < at, forward, backward) {
        (true, Forward::Next, _) => n + 1 == at,
        (true, Forward::Any, _) => true,
        (true, Forward::Listed, _) => false,
        (false, _, Backward::Any) => n > at,
        (false, _, Backward::Previous) => n == at + 1,
        (false, _, Backward::Never) => false,
    }
}

fn transition(site: Site<'_>, to: &Id, stage: &crate::compiler::syntax::Table, from: Vec<Id>) -> Transition {
    let reader = Reader::quiet(site.cx, stage, places::STAGE);
    let (title, _) = site.cx.silently(|| site.names.title(&reader, to));
    Transition {
        id: to.clone(),
        title,
        from,
        anywhere: false,
        to: Some(to.clone()),
        who: None,
        when: Vec::new(),
        ask: Vec::new(),
        effects: Effects::default(),
        auto: false,
        after: None,
        approval: Vec::new(),
        approval_or_refuse: false,
        meanwhile: None,
        submitted: Effects::default(),
        rejected: Outcome::default(),
        withdrawn: Outcome::default(),
        returned: Outcome::default(),
        reopen: false,
        drawn: true,
    }
}
