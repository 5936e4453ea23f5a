//! What happens around the moment a stay or a clock has taken too long.

use super::{checks, effects};
use crate::{
    compiler::{
        site::Site,
        syntax::{Node, Reader, places},
    },
    model::Id,
    policy::{Rung, RungAct},
};

/// The entries of `on_overdue`, as written.
pub(super) fn read<'a>(site: Site<'a>, reader: &Reader<'a>) -> Vec<Rung> {
    let tables = reader.tables("on_overdue").into_iter();
    tables.map(|table| rung(site, &Reader::open(site.cx, table, places::RUNG))).collect()
}

fn rung<'a>(site: Site<'a>, reader: &Reader<'a>) -> Rung {
    // `notify` is people, or one notice; several notices are effects like any other.
    let node = reader.get("notify");
    let one = node.and_then(Node::table);
    let several = node.is_some_and(|node| one.is_none() && node.entries().iter().any(|entry| entry.table().is_some()));
    let (notify, text) = match one.map(|table| Reader::open(site.cx, table, places::NOTICE)) {
        Some(notice) => (site.told(&notice, "to"), site.template(&notice, "text")),
        None if several => Default::default(),
        None => (site.told(reader, "notify"), None),
    };
    let mut effects = effects::read_but_notices(site, reader);
    if several {
        effects.notify = node.map(|node| effects::notices(site, node)).unwrap_or_default();
    }
    if let (Some(before), true) = (reader.get("before"), reader.has("after")) {
        site.cx.wrong::<()>(before, "before", "a while without `after` beside it");
    }
    let before = reader.has("before");
    Rung {
        after: site.duration(reader, if before { "before" } else { "after" }),
        before,
        when: site.condition(reader, "when"),
        notify,
        text: text.or_else(|| site.template(reader, "text")),
        level: reader.text("level").map(|text| Id::from(&*text.value)),
        act: act(site, reader),
        effects,
    }
}

/// `do`: a word, or a transition of the workflow; `to`: who owns the record from then on.
fn act(site: Site<'_>, reader: &Reader<'_>) -> Option<RungAct> {
    if reader.has("to") {
        return Some(RungAct::To(site.people(reader, "to")));
    }
    let text = reader.text("do")?;
    match &*text.value {
        "escalate" => Some(RungAct::Escalate),
        "remind" => Some(RungAct::Remind),
        name => checks::written_transition(site, text.span, name).map(RungAct::Move),
    }
}
