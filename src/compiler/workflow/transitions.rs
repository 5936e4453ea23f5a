//! Transitions: from where to where, who may, when, what is asked, who must approve, what follows.

use indexmap::IndexMap;

use super::{effects, fields};
use crate::{
    compiler::{
        findings,
        names::{AskName, TransitionName, WorkflowNames},
        site::Site,
        source::Span,
        syntax::{Keys, Kind, Node, Reader, places},
    },
    model::Id,
    policy::{Approval, Ask, Effects, Need, Outcome, Transition, locals},
};

/// All transitions that are on, in file order.
pub(super) fn compile<'a>(site: Site<'a>, written: &'a WorkflowNames<'a>) -> IndexMap<Id, Transition> {
    let mut all = IndexMap::new();
    for (id, transition) in &written.transitions {
        let locals = locals::transition(transition.asks.iter().map(|ask| (Id::from(&*ask.id.value), ask.ty.clone())));
        let compiled = one(site.with_old().with(&locals), written, id, transition);
        if transition.off.is_none() {
            all.insert(id.clone(), compiled);
        }
    }
    all
}

fn one<'a>(site: Site<'a>, written: &WorkflowNames<'_>, id: &Id, transition: &TransitionName<'a>) -> Transition {
    let reader = Reader::open(site.cx, transition.table, places::TRANSITION);
    reader.bool("off");
    let (from, anywhere) = from(site, &reader, written, transition.key.span);
    let (approval, approval_or_refuse) = approval(site, &reader);
    let who = site.people(&reader, "who");
    Transition {
        id: id.clone(),
        title: site.names.title(&reader, id),
        from,
        anywhere,
        to: to(site, &reader),
        who: reader.has("who").then_some(who),
        when: site.guards(&reader),
        ask: transition.asks.iter().map(|asked| ask(site, asked, true)).collect(),
        effects: effects::read(site, &reader),
        auto: reader.yes("auto"),
        after: site.duration(&reader, "after"),
        approval,
        approval_or_refuse,
        meanwhile: reader.text("meanwhile").and_then(|text| site.stage(&text)),
        submitted: submitted(site, &reader),
        rejected: outcome(site, &reader, "rejected"),
        withdrawn: outcome(site, &reader, "withdrawn"),
        returned: outcome(site, &reader, "returned"),
        reopen: reader.yes("reopen"),
        drawn: false,
    }
}

fn from(site: Site<'_>, reader: &Reader<'_>, written: &WorkflowNames<'_>, at: Span) -> (Vec<Id>, bool) {
    if !reader.has("from") {
        // A join, and edges of their own, say so elsewhere; they have been refused as not running yet.
        if ["join", "path"].iter().all(|key| reader.table.get(key).is_none()) {
            reader.missing("from", at);
        }
        return (Vec::new(), false);
    }
    let texts = reader.texts("from");
    let except: Vec<Id> = reader.texts("except_from").iter().filter_map(|text| site.stage(text)).collect();
    if texts.iter().any(|text| &**text == "*") {
        let open = written.stages.iter().filter(|(_, stage)| stage.end.is_none()).map(|(id, _)| id.clone());
        return (open.filter(|id| !except.contains(id)).collect(), true);
    }
    if let Some(node) = reader.get("except_from") {
        site.cx.report(findings::unreadable(
            node.span,
            ("`except_from` goes with `from = \"*\"`", "`except_from` 要与 `from = \"*\"` 同用"),
        ));
    }
    (texts.iter().filter_map(|text| site.stage(text)).collect(), false)
}

fn to(site: Site<'_>, reader: &Reader<'_>) -> Option<Id> {
    let node = reader.get("to")?;
    let known = |text: &str| site.workflow().is_some_and(|workflow| workflow.stages.contains_key(text));
    match &node.kind {
        Kind::List(_) | Kind::Table(_) => {
            site.cx.report(findings::not_yet(node.span, ("a `to` with several stages", "写了几个阶段的 `to`")));
            None
        }
        Kind::Text(text) if text == "none" && !known(text) => {
            site.cx.report(findings::not_yet(node.span, ("`to = \"none\"`", "`to = \"none\"`")));
            None
        }
        _ => site.stage(&site.cx.text(node, "to")?),
    }
}

/// Something asked; whether it must be answered where it does not say.
pub(in crate::compiler) fn ask<'a>(site: Site<'a>, asked: &AskName<'a>, usually: bool) -> Ask {
    let id = Id::from(&*asked.id.value);
    let usual = match asked.is_field {
        true => fields::title(site, &id),
        false => id.to_string(),
    };
    let (title, required) = match asked.table.map(|table| Reader::quiet(site.cx, table, places::ASK)) {
        Some(reader) => (site.names.title(&reader, &usual), site.need(&reader, "required", usually)),
        None if usually => (usual, Need::Always),
        None => (usual, Need::Never),
    };
    Ask { id, title, is_field: asked.is_field, ty: asked.ty.clone(), required }
}

/// The chains, and whether the move is refused where none of them is asked.
fn approval(site: Site<'_>, reader: &Reader<'_>) -> (Vec<Approval>, bool) {
    let entries = reader.get("approval").map_or(&[][..], Node::entries);
    let mut chains = Vec::new();
    let mut refuse = false;
    for (n, entry) in entries.iter().enumerate() {
        match &entry.kind {
            Kind::Text(text) if text == "refuse" && n + 1 == entries.len() && n > 0 => refuse = true,
            Kind::Table(table) => {
                let by = Reader::open(site.cx, table, places::APPROVED_BY);
                let chain = by.needed_text("chain", table.span).and_then(|text| site.names.chain(site.cx, &text));
                let when = site.condition(&by, "when");
                chains.extend(chain.map(|chain| Approval { chain, when }));
            }
            _ => {
                let text = site.cx.text(entry, "approval");
                let chain = text.and_then(|text| site.names.chain(site.cx, &text));
                chains.extend(chain.map(|chain| Approval { chain, when: None }));
            }
        }
    }
    (chains, refuse)
}

fn submitted<'a>(site: Site<'a>, reader: &Reader<'a>) -> Effects {
    let table = reader.table("submitted");
    table.map(|table| effects::read(site, &Reader::open(site.cx, table, places::SUBMITTED))).unwrap_or_default()
}

fn outcome<'a>(site: Site<'a>, reader: &Reader<'a>, key: &str) -> Outcome {
    const KEYS: &Keys = places::OUTCOME;
    let Some(table) = reader.table(key) else {
        return Outcome::default();
    };
    let reader = Reader::open(site.cx, table, KEYS);
    Outcome { to: reader.text("to").and_then(|text| site.stage(&text)), effects: effects::read(site, &reader) }
}
