//! Transitions: from where to where, who may, when, what is asked, who must approve, what follows.

use indexmap::IndexMap;

use super::{effects, fields, net};
use crate::{
    compiler::{
        findings,
        names::{AskName, TransitionName, WorkflowNames},
        site::Site,
        source::Span,
        syntax::{Keys, Kind, Node, Reader, places},
        types,
    },
    model::{Id, Type},
    policy::{Approval, Ask, Effects, Need, Outcome, To, Transition, locals},
    said,
    script::{Expect, Local},
};

/// All transitions that are on, in file order.
pub(super) fn compile<'a>(site: Site<'a>, written: &'a WorkflowNames<'a>) -> IndexMap<Id, Transition> {
    let mut all = IndexMap::new();
    for (id, transition) in &written.transitions {
        let compiled = match transition.edges.is_empty() {
            true => edge(site, written, id, transition, None),
            false => path(site, written, id, transition),
        };
        if transition.off.is_none() {
            all.insert(id.clone(), compiled);
        }
    }
    all
}

/// What says nothing in a move that a person makes from any stage to one they name.
const NOT_OF_A_DEVIATION: [&str; 12] =
    ["from", "except_from", "path", "join", "stay", "close", "auto", "after", "at", "every", "on", "reopen"];

/// `[deviation]`: a move from anywhere to anywhere, or to certain stages.
pub(super) fn deviation<'a>(site: Site<'a>, written: &'a WorkflowNames<'a>) -> Option<Transition> {
    let deviation = written.deviation.as_ref()?;
    let reader = Reader::quiet(site.cx, deviation.table, places::TRANSITION);
    for key in NOT_OF_A_DEVIATION.into_iter().filter(|key| reader.has(key)) {
        let message = said!(
            "a deviation is made by hand from any open stage: leave `{key}` out",
            "例外移动由人从任何未结束的阶段做出：请去掉 `{key}`"
        );
        site.cx.report(findings::unreadable(reader.key_span(key), message));
    }
    let compiled = edge(site, written, &Id::from("deviation"), deviation, None);
    Some(Transition { anywhere: true, ..compiled })
}

/// The stages a deviation may lead to; none where it is any.
pub(super) fn deviation_to(site: Site<'_>, written: &WorkflowNames<'_>) -> Vec<Id> {
    let Some(deviation) = &written.deviation else { return Vec::new() };
    let reader = Reader::quiet(site.cx, deviation.table, places::TRANSITION);
    let stages = reader.texts("to");
    match stages.as_slice() {
        [any] if **any == *"any" => Vec::new(),
        _ => stages.iter().filter_map(|text| site.stage(text)).collect(),
    }
}

/// One verb with several edges.
fn path<'a>(site: Site<'a>, written: &'a WorkflowNames<'a>, id: &Id, transition: &'a TransitionName<'a>) -> Transition {
    let verb = Reader::open(site.cx, transition.table, places::TRANSITION);
    verb.bool("off");
    let title = site.names.title(&verb, id);
    let on = transition.edges.iter().filter(|edge| edge.off.is_none());
    let edges = on.enumerate().map(|(n, name)| {
        let edge = edge(site, written, id, name, Some(&verb));
        Transition { title: title.clone(), edge: n, ..edge }
    });
    let path: Vec<Transition> = edges.collect();
    let mut from: Vec<Id> = Vec::new();
    for stage in path.iter().flat_map(|edge| &edge.from) {
        if !from.contains(stage) {
            from.push(stage.clone());
        }
    }
    let anywhere = path.iter().any(|edge| edge.anywhere);
    Transition { id: id.clone(), title, from, anywhere, inbox: true, path, ..Transition::default() }
}

/// One edge: a transition as it is taken. `verb` is what stands beside a path and holds for all its edges.
fn edge<'a>(
    site: Site<'a>,
    written: &'a WorkflowNames<'a>,
    id: &Id,
    transition: &'a TransitionName<'a>,
    verb: Option<&Reader<'a>>,
) -> Transition {
    let (event, child) = net::incoming(site, transition.table);
    let asks = transition.asks.iter().map(|ask| (Id::from(&*ask.id.value), ask.ty.clone()));
    let locals = locals::moving(asks, &event, child);
    let site = site.with_old();
    let person: Vec<Local> = locals.iter().cloned().chain([Local::new("person", Type::Person)]).collect();
    let fits = {
        let reader = Reader::quiet(site.cx, transition.table, places::TRANSITION);
        site.with(&person).condition(&reader, "where")
    };
    let compiled = as_taken(site.with(&locals), written, id, transition, verb, &event);
    Transition { event, fits, ..compiled }
}

fn as_taken<'a>(
    site: Site<'a>,
    written: &'a WorkflowNames<'a>,
    id: &Id,
    transition: &'a TransitionName<'a>,
    verb: Option<&Reader<'a>>,
    event: &[Id],
) -> Transition {
    let is_deviation = written.deviation.as_ref().is_some_and(|deviation| deviation.key.span == transition.key.span);
    let reader = Reader::open(site.cx, transition.table, places::TRANSITION);
    reader.bool("off");
    let join = net::join(site, &reader, written);
    let (from, anywhere) = match &join {
        Some((_, stages)) if !stages.is_empty() => {
            if let Some(from) = reader.get("from") {
                let message = said!(
                    "a join takes its tokens from its own stages: leave `from` out",
                    "汇合从它自己的阶段取令牌：去掉 `from`"
                );
                site.cx.report(findings::unreadable(from.span, message));
            }
            (stages.clone(), false)
        }
        _ if is_deviation => (Vec::new(), true),
        _ => from(site, &reader, written, transition.key.span),
    };
    let (approval, approval_or_refuse) = approval(site, &reader);
    let who = site.people(&reader, "who");
    let mut when = verb.map(|verb| site.guards(verb)).unwrap_or_default();
    when.extend(site.guards(&reader));
    let to = if is_deviation { To::Nowhere } else { net::to(site, &reader) };
    if let (Some(stay), false) = (reader.get("stay").filter(|_| reader.yes("stay")), to.moves()) {
        site.cx.report(findings::missing_key(stay.span, "to", "a transition with `stay`"));
    }
    Transition {
        id: id.clone(),
        title: site.names.title(&reader, id),
        path: Vec::new(),
        edge: 0,
        from,
        anywhere,
        join: join.map(|(join, _)| join),
        to,
        stay: reader.yes("stay"),
        close: stages(site, &reader, "close"),
        during: stages(site, &reader, "during"),
        unfinished: reader.yes("unfinished"),
        who: reader.has("who").then_some(who),
        fits: None,
        when,
        ask: transition.asks.iter().map(|asked| ask(site, asked, true)).collect(),
        effects: effects::read(site, &reader),
        auto: reader.yes("auto"),
        after: site.duration(&reader, "after"),
        at: site.formula(&reader, "at", Expect::Day),
        every: site.duration(&reader, "every"),
        on: net::on(site, &reader, event),
        event: Vec::new(),
        inbox: reader.bool("inbox").unwrap_or(true),
        approval,
        approval_or_refuse,
        meanwhile: reader.text("meanwhile").and_then(|text| site.stage(&text)),
        submitted: submitted(site, &reader),
        rejected: outcome(site, &reader, "rejected"),
        returned: outcome(site, &reader, "returned"),
        withdrawn: outcome(site, &reader, "withdrawn"),
        again: reader.yes("again"),
        reopen: reader.yes("reopen"),
        drawn: false,
    }
}

fn stages(site: Site<'_>, reader: &Reader<'_>, key: &str) -> Vec<Id> {
    reader.texts(key).iter().filter_map(|text| site.stage(text)).collect()
}

fn from(site: Site<'_>, reader: &Reader<'_>, written: &WorkflowNames<'_>, at: Span) -> (Vec<Id>, bool) {
    if !reader.has("from") {
        // A join over stages names them itself; one that is wrong has been reported.
        let join = reader.get("join");
        let over_children = join.and_then(Node::table).is_some_and(|join| join.get("children").is_some());
        if join.is_none() || over_children {
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
    // Its own bounds, else those of its type. A field that is asked has the field's.
    let own = asked.table.filter(|_| !asked.is_field).map(|table| Reader::quiet(site.cx, table, places::ASK));
    let of_type = own.as_ref().and_then(|own| site.names.types.bounds(&own.text("type")?));
    let bound = |key: &str| {
        let own = own.as_ref()?;
        let table = if own.has(key) { own.table } else { of_type? };
        types::bound(site.cx, site.names, table, &asked.ty, key)
    };
    let pattern = || {
        let own = own.as_ref()?;
        match of_type.filter(|_| !own.has("pattern")) {
            Some(of_type) => types::pattern(&Reader::quiet(site.cx, of_type, places::TYPE), &asked.ty),
            None => types::pattern(own, &asked.ty),
        }
    };
    if let Some(table) = asked.table.filter(|_| asked.is_field) {
        for key in ["min", "max", "pattern"] {
            if let Some((key, _)) = table.entry(key) {
                let message = said!("`{}` belongs to the field that is asked", "`{}` 应写在所问的字段上", key.name);
                site.cx.report(findings::unreadable(key.span, message));
            }
        }
    }
    let (min, max) = (bound("min"), bound("max"));
    Ask { id, title, is_field: asked.is_field, ty: asked.ty.clone(), required, min, max, pattern: pattern() }
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
