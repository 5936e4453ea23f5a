//! `path`: one verb with several edges. Each edge takes every key of a transition; those written beside the path hold
//! for all, so they are put into each edge before anything is read.

use crate::compiler::syntax::{Key, Kind, Node, Table};

/// Keys of a transition that its edges do not take over: they belong to the verb, or are asked beside an edge's own.
const OF_THE_VERB: &[&str] = &["path", "title", "off", "when", "otherwise"];

/// Keys whose entries an edge adds to.
const ADDED: &[&str] = &[
    "create", "update", "notify", "advance", "cancel", "add", "remove", "reserve", "use", "free", "adjust", "send",
    "close",
];

/// Unfolds the paths of all transitions of a workflow's file.
pub(in crate::compiler) fn unfold(root: &mut Table) {
    let transitions = root.entries.iter_mut().find(|(key, _)| key.name == "transition");
    let Some((_, Node { kind: Kind::Table(transitions), .. })) = transitions else {
        return;
    };
    for (_, node) in &mut transitions.entries {
        if let Kind::Table(transition) = &mut node.kind {
            unfold_one(transition);
        }
    }
}

fn unfold_one(transition: &mut Table) {
    let shared: Vec<(Key, Node)> =
        transition.entries.iter().filter(|(key, _)| !OF_THE_VERB.contains(&&*key.name)).cloned().collect();
    let path = transition.entries.iter_mut().find(|(key, _)| key.name == "path");
    let edges: &mut [Node] = match path.map(|(_, node)| node) {
        Some(Node { kind: Kind::List(edges), .. }) => edges,
        Some(one) => std::slice::from_mut(one),
        None => return,
    };
    for edge in edges {
        if let Kind::Table(edge) = &mut edge.kind {
            shared.iter().for_each(|entry| share(edge, entry));
        }
    }
}

fn share(edge: &mut Table, (key, node): &(Key, Node)) {
    let own = edge.entries.iter_mut().find(|(own, _)| own.name == key.name);
    match (own, key.name.as_str()) {
        (None, _) => edge.entries.push((key.clone(), node.clone())),
        (Some((_, Node { kind: Kind::Table(own), .. })), "set") => {
            if let Kind::Table(all) = &node.kind {
                let missing = all.entries.iter().filter(|(field, _)| own.get(&field.name).is_none());
                let mut together: Vec<(Key, Node)> = missing.cloned().collect();
                together.append(&mut own.entries);
                own.entries = together;
            }
        }
        (Some((_, own)), name) if ADDED.contains(&name) => {
            let together = node.entries().iter().chain(own.entries()).cloned().collect();
            own.kind = Kind::List(together);
        }
        (Some(_), _) => {}
    }
}
