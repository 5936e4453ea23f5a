//! What a chain says of itself: its lock, its facts, its branches, and what holds for all of its steps.

use super::{Known, steps, table};
use crate::{
    compiler::{
        findings, places,
        site::Site,
        syntax::{Kind, Node, Reader},
    },
    model::Id,
    policy::{Chain, NamedBranch, NoBranch, NoStep, Nobody, People, Place, PlaceKind, SamePerson, SelfRule},
    script::Expect,
};

pub(super) fn compile(site: Site<'_>, known: &Known<'_>) -> Chain {
    let reader = Reader::open(site.cx, known.definition.table, places::APPROVAL);
    reader.bool("off");
    let id = known.definition.id();
    let same_person =
        [("once", SamePerson::Once), ("adjacent", SamePerson::Adjacent), ("every_step", SamePerson::EveryStep)];
    let self_rule = [
        ("skip", SelfRule::Skip),
        ("escalate", SelfRule::Escalate),
        ("ask", SelfRule::Ask),
        ("refuse", SelfRule::Refuse),
    ];
    let nobody = [("escalate", Nobody::Escalate), ("skip", Nobody::Skip), ("refuse", Nobody::Refuse)];
    let no_step = [("approve", NoStep::Approve), ("reject", NoStep::Reject), ("refuse", NoStep::Refuse)];
    let no_branch = [("skip", NoBranch::Skip), ("refuse", NoBranch::Refuse)];
    let (approver_edits, editable_by) = editable_by(site, &reader);
    let material = site.fields(&reader, "material");
    let branches = branches(site, &reader);
    let (steps_from, rows) = match table::read(site, &reader) {
        Some((steps_from, rows)) => (Some(steps_from), rows),
        None => (None, Vec::new()),
    };
    let steps = steps::compile(site, known, &reader, &branches, &rows, !material.is_empty());
    Chain {
        title: site.names.title(&reader, &id),
        show: site.fields(&reader, "show"),
        same_person: reader.word("same_person", &same_person).unwrap_or_default(),
        self_rule: reader.word("self", &self_rule).unwrap_or_default(),
        nobody: reader.word("nobody", &nobody).unwrap_or_default(),
        no_step: reader.word("no_step", &no_step).unwrap_or_default(),
        no_branch: reader.word("no_branch", &no_branch).unwrap_or_default(),
        withdraw: withdraw(site, &reader),
        material,
        branches,
        locked: reader.bool("locked").unwrap_or(true),
        editable: site.fields(&reader, "editable"),
        editable_by,
        approver_edits,
        asks: known.asks.clone(),
        forms: own_answers(known),
        steps_from,
        steps,
        of: site.scope.record.unwrap_or_default().into(),
        others: Default::default(),
        id,
    }
}

/// The names behind `form.`.
fn own_answers(known: &Known<'_>) -> Vec<(Id, Id)> {
    let all = known.forms.iter().flat_map(|(step, asks)| asks.iter().map(move |ask| (step, ask)));
    let own = all.filter(|(_, ask)| !ask.is_field);
    own.map(|(step, ask)| (step.clone(), Id::from(&*ask.id.value))).collect()
}

/// Conditions named once; `"else"` holds where none before it does.
fn branches(site: Site<'_>, reader: &Reader<'_>) -> Vec<NamedBranch> {
    let mut all = Vec::new();
    for (key, node) in reader.pairs("branch") {
        let is_else = matches!(&node.kind, Kind::Text(text) if text == "else");
        let when = match is_else {
            true => None,
            false => crate::compiler::formula::condition(site.cx, &site.scope, node, &key.name),
        };
        if !is_else && when.as_ref().is_some_and(super::modes::is_never) {
            site.cx.report(findings::dead_branch(key, true));
        }
        all.push(NamedBranch { id: Id::from(&*key.name), when });
    }
    all
}

fn withdraw(site: Site<'_>, reader: &Reader<'_>) -> People {
    if reader.has("withdraw") {
        return site.people(reader, "withdraw");
    }
    let requester = crate::script::compile("requester", &site.scope, Expect::People).ok();
    let place = |expr| Place { text: "requester".into(), kind: PlaceKind::Expr(Box::new(expr)) };
    requester.map(place).into_iter().collect()
}

/// Whom the lock does not bind: whether those who hold a seat, and who else.
fn editable_by(site: Site<'_>, reader: &Reader<'_>) -> (bool, People) {
    let entries = reader.get("editable_by").map_or(&[][..], Node::entries);
    let is_approver = |node: &&Node| matches!(&node.kind, Kind::Text(text) if text == "approver");
    let others = entries.iter().filter(|node| !is_approver(node));
    let people = others.flat_map(|node| site.people_of(node, "editable_by")).collect();
    (entries.iter().any(|node| is_approver(&node)), people)
}
