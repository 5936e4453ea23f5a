//! Stages that stand open beside a path whose end closes the record: nothing need lead out of them.
//!
//! Pure. Whether such a record can come to a standstill is for the search of the net to say.

use std::collections::BTreeSet;

use petgraph::{Direction, graph::NodeIndex};

use super::reach::spread;
use crate::{
    model::Id,
    policy::{Edge, Graph, To, Transition, Workflow},
};

/// The stages that a split, or what stays, opens beside one from which an end is reached that waits for nobody, and all
/// that follows from them.
pub(super) fn beside(
    workflow: &Workflow,
    node: impl Fn(&Id) -> NodeIndex,
    counts: impl Fn(&Id, &Edge) -> bool,
) -> BTreeSet<NodeIndex> {
    let graph: &Graph = &workflow.graph;
    let closes = workflow.stages.values().filter(|stage| stage.end.is_some() && !stage.waits);
    let closing = spread(graph, closes.map(|stage| node(&stage.id)), Direction::Incoming, &counts);
    let mut opened = Vec::new();
    for edge in workflow.edges() {
        let closes = |other: &&Id| closing.contains(&node(other));
        let others: Vec<&Id> = companions(edge).into_iter().filter(closes).collect();
        let entries = edge.to.stages().into_iter().filter(|stage| others.iter().any(|other| other != stage));
        opened.extend(entries.map(&node));
    }
    spread(graph, opened, Direction::Outgoing, &counts)
}

/// The stages in which a token stands for certain when this opens others: those that stay or are opened in every case.
fn companions(edge: &Transition) -> Vec<&Id> {
    let mut always: Vec<&Id> = if edge.stay { edge.from.iter().collect() } else { Vec::new() };
    match &edge.to {
        To::Stages(stages) if stages.len() > 1 => always.extend(stages),
        To::Each { branches, .. } => {
            always.extend(branches.iter().filter(|branch| branch.when.is_none()).map(|branch| &branch.stage))
        }
        _ => {}
    }
    always
}

#[cfg(test)]
mod tests {
    use crate::compiler::testing;

    const SIDE: &str = r#"
[field]
amount = { type = "number" }
[stage]
open = {}
talking = {}
won = { end = "won" }
list = {}
changed = {}
[transition]
begin = { from = "open", to = ["talking", "list"] }
win = { from = "talking", to = "won" }
change = { from = "list", to = "changed" }
apply = { from = "changed", to = "list" }
"#;

    fn without_way_out(text: &str) -> usize {
        testing::findings(text).iter().filter(|finding| finding.code.to_string() == "E0213").count()
    }

    #[test]
    fn what_stands_beside_a_path_that_closes_the_record_needs_no_way_out() {
        assert_eq!(without_way_out(SIDE), 0);
    }

    #[test]
    fn an_end_that_waits_waits_for_it() {
        assert_eq!(without_way_out(&SIDE.replace(r#"end = "won" "#, r#"end = "won", rest = "wait" "#)), 2);
    }

    #[test]
    fn the_path_that_would_close_the_record_needs_its_own_way_out() {
        let side = SIDE.replace("list = {}", "list = {}\nparked = {}");
        assert_eq!(without_way_out(&(side + r#"park = { from = "talking", to = "parked" }"#)), 1);
    }

    #[test]
    fn what_opens_only_sometimes_closes_nothing_for_certain() {
        let sometimes = r#"to = { each = [{ stage = "talking", when = "amount > 5" }, "list"] }"#;
        assert_eq!(without_way_out(&SIDE.replace(r#"to = ["talking", "list"]"#, sometimes)), 2);
    }
}
