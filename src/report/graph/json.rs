//! The drawing as JSON, for programs.

use serde_json::{Value, json};

use super::{Drawing, EdgeLine, Live, Named, Node};

/// The drawing as JSON. This shape is an API:
///
/// ```json
/// { "workflow": "opportunity", "title": "销售机会",
///   "new_who": [{ "id": "role:sales_rep", "title": "销售员" }],
///   "free": [],
///   "nodes": [{ "id": "lead", "title": "线索", "kind": "start", "outcome": null, "sla": "5bd", "locked": false,
///               "live": { "count": 12, "overdue": 3 } }],
///   "edges": [{ "transition": "qualify", "title": "通过筛选", "part": "move", "from": "lead", "to": "qualified",
///               "automatic": false, "after": null, "every": null, "at": null, "on": null, "beside": false,
///               "approval": [{ "id": "contract", "title": "合同审批", "when": null }],
///               "who": [{ "id": "owner", "title": "负责人" }], "when": ["score >= 60"],
///               "drawn": false, "backward": false, "split": null, "joins": false }] }
/// ```
///
/// `kind` is `start`, `stage` or `end` (then `outcome` is its word); `live` is null unless it was asked for. An edge
/// leads from one stage; `from` is `"*"` where it may be any that is not an end, `to` null where it acts without moving.
/// `part` is `move`, or for a transition that waits elsewhere for its approval `submitted`, `approved`, `rejected`,
/// `withdrawn`. `split` is `all`, `first` or `each` where the transition leads to several stages; `joins` says that it
/// waits for several. An approval chain has the same shape: `workflow` is `approval:contract`, its nodes are the steps
/// (with `notes`: `about` is `who`, `mode`, `copy` or `when`) between `chain:submitted`, `chain:approved` and
/// `chain:rejected`, and `part` may be `returned`. Without `nodes` it is reference data.
pub fn json(drawing: &Drawing) -> Value {
    json!({
        "workflow": drawing.workflow,
        "title": drawing.title,
        "new_who": named(&drawing.new_who),
        "free": named(&drawing.free),
        "nodes": drawing.nodes.iter().map(node).collect::<Vec<_>>(),
        "edges": drawing.edges.iter().map(edge).collect::<Vec<_>>(),
    })
}

fn node(node: &Node) -> Value {
    let live = |live: Live| json!({ "count": live.count, "overdue": live.overdue });
    let mut said = json!({
        "id": node.id,
        "title": node.title,
        "kind": match node.kind {
            super::Kind::Start => "start",
            super::Kind::Stage => "stage",
            super::Kind::End(_) => "end",
        },
        "outcome": node.outcome(),
        "sla": node.sla,
        "locked": node.locked,
        "live": node.live.map(live),
    });
    if !node.notes.is_empty() {
        let notes = node.notes.iter().map(|note| json!({ "about": note.sign.word(), "text": note.text }));
        said["notes"] = notes.collect();
    }
    said
}

fn edge(edge: &EdgeLine) -> Value {
    let approval: Vec<Value> = (edge.approval.iter())
        .map(|chain| json!({ "id": chain.id, "title": chain.title, "when": chain.when }))
        .collect();
    json!({
        "transition": edge.transition,
        "title": edge.title,
        "part": edge.part.word(),
        "from": edge.from.as_deref().unwrap_or("*"),
        "to": edge.to,
        "automatic": edge.automatic,
        "after": edge.after,
        "every": edge.every,
        "at": edge.at,
        "on": edge.on,
        "beside": edge.beside,
        "approval": approval,
        "who": named(&edge.who),
        "when": edge.when,
        "drawn": edge.drawn,
        "backward": edge.backward,
        "split": edge.split.word(),
        "joins": edge.joins,
    })
}

fn named(all: &[Named]) -> Vec<Value> {
    (all.iter()).map(|one| json!({ "id": one.id, "title": one.title })).collect()
}
