//! `[channel.x]`, `notify_via` and `[reload]` of the manifest: the ways out, and how a changed policy is taken in.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::{
    Cx, Doc, findings,
    names::{Definition, Names},
    places,
    site::Site,
    syntax::{Node, Reader, Text},
};
use crate::{
    model::{Id, time::Duration},
    policy::{Channel, ChannelKind, InFlight, People, Reload},
    said,
};

const KINDS: [(&str, ChannelKind); 7] = [
    ("webhook", ChannelKind::Webhook),
    ("command", ChannelKind::Command),
    ("email", ChannelKind::Email),
    ("file", ChannelKind::File),
    ("wecom", ChannelKind::Wecom),
    ("dingtalk", ChannelKind::Dingtalk),
    ("feishu", ChannelKind::Feishu),
];

/// What stands before the first dot of an event that belongs to no workflow.
const OTHER_EVENTS: [&str; 4] = ["approval", "warning", "policy", "balance"];

/// All channels, in file order.
pub(super) fn compile<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>) -> IndexMap<Id, Channel> {
    let all = names.channels.iter();
    all.filter_map(|(id, definition)| Some((id.clone(), one(cx, names, definition)?))).collect()
}

fn one<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, definition: &Definition<'a>) -> Option<Channel> {
    let reader = Reader::open(cx, definition.table, places::CHANNEL);
    if !reader.has("kind") {
        reader.missing("kind", definition.key.span);
    }
    let kind = reader.word("kind", &KINDS);
    if kind.is_some() {
        reader.needed_text("url", definition.key.span);
    }
    let url = reader.text("url");
    if let Some(url) = &url
        && url.contains("://")
        && url.contains('@')
    {
        cx.report(findings::plain_secret(url.span));
    }
    let events = reader.texts("events");
    events.iter().for_each(|event| event_name(cx, names, event));
    Some(Channel {
        id: definition.id(),
        kind: kind?,
        url: url.map(|url| url.value),
        events: events.into_iter().map(|event| event.value).collect(),
        retry: reader.texts("retry").iter().filter_map(|text| duration(cx, text)).collect(),
        give_up: reader.table("give_up").and_then(|table| {
            let reader = Reader::open(cx, table, places::GIVE_UP);
            let after = reader.needed_text("after", table.span).and_then(|text| duration(cx, &text));
            let notify: People = Site::bare(cx, names).told(&reader, "notify");
            Some((after?, notify))
        }),
    })
}

/// The first word of an event is a workflow or a kind of event.
fn event_name(cx: &Cx<'_>, names: &Names<'_>, event: &Text) {
    let first = event.split('.').next().unwrap_or(event);
    let known = || names.flows().map(|rules| &**rules.name()).chain(OTHER_EVENTS);
    if !first.contains('*') && !known().any(|name| name == first) {
        cx.report(findings::unknown_event(event, known()));
    }
}

fn duration(cx: &Cx<'_>, text: &Text) -> Option<Duration> {
    match Duration::parse(text) {
        Ok(duration) => Some(duration),
        Err(error) => {
            cx.report(findings::unreadable(text.span, error.said()));
            None
        }
    }
}

/// The rules of taking in a changed policy. `[reload]` has been opened with the manifest.
pub(super) fn reload<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, doc: &'a Doc) -> Reload {
    let manifest = Reader::quiet(cx, &doc.root, places::MANIFEST);
    for name in manifest.texts("notify_via") {
        names.defined(cx, &names.channels, "channel", &name);
    }
    let Some(table) = manifest.table("reload") else {
        return Reload::default();
    };
    let reader = Reader::quiet(cx, table, places::RELOAD);
    let approves = reader.get("mode").and_then(Node::text).is_some_and(|mode| &*mode == "approve");
    if approves && !reader.has("approval") {
        reader.missing("approval", reader.key_span("mode"));
    }
    let approval = reader.text("approval").and_then(|text| names.chain(cx, &text));
    let mut map = BTreeMap::new();
    for (key, node) in reader.pairs("map") {
        map.extend(moved(cx, names, &key.text(), node));
    }
    Reload {
        approval: approval.filter(|_| approves),
        emergency: Site::bare(cx, names).people(&reader, "emergency"),
        in_flight: reader
            .word("in_flight", &[("latest", InFlight::Latest), ("pin", InFlight::Pin)])
            .unwrap_or_default(),
        map,
    }
}

/// `"opportunity.stage.trial" = "negotiation"`.
fn moved(cx: &Cx<'_>, names: &Names<'_>, from: &Text, to: &Node) -> Option<((Id, Id), Id)> {
    let mut parts = from.splitn(3, '.');
    let (workflow, stage) = match (parts.next(), parts.next(), parts.next()) {
        (Some(workflow), Some("stage"), Some(stage)) => (workflow, stage),
        _ => {
            cx.report(findings::unreadable(
                from.span,
                said!("write it like \"opportunity.stage.trial\"", "写法如 \"opportunity.stage.trial\""),
            ));
            return None;
        }
    };
    let Some(workflow) = names.flow(workflow) else {
        let at = Text::new(workflow, from.span);
        cx.report(names.no_workflow(&at));
        return None;
    };
    let to = cx.text(to, "map")?;
    let Some((to, _)) = workflow.stages.get_key_value(&*to.value) else {
        cx.report(findings::unknown_stage(to.span, &to, workflow.stages.keys().map(|id| &**id)));
        return None;
    };
    Some(((workflow.name().clone(), stage.into()), to.clone()))
}
