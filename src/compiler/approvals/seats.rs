//! Who is asked: the entries of `who`, and whom somebody picks.

use crate::{
    compiler::{
        findings, people, places,
        site::Site,
        source::Span,
        syntax::{Kind, Node, Reader, Table},
    },
    model::Id,
    policy::{Choose, ChooseCount, Chooser, SeatRule},
    script::Expect,
};

/// The entries of a step's `who`.
pub(super) fn read<'a>(site: Site<'a>, reader: &Reader<'a>) -> Vec<SeatRule> {
    let entries = reader.get("who").map_or(&[][..], Node::entries);
    if let Some(node) = reader.get("who").filter(|_| entries.is_empty()) {
        site.cx.report(findings::wrong_shape(
            node,
            "who",
            ("at least one entry: who is asked", "至少一项：询问谁").into(),
        ));
    }
    let fits = || site.condition(reader, "where");
    entries
        .iter()
        .filter_map(|entry| match &entry.kind {
            Kind::Table(table) => Some(seat(site, table, fits())),
            _ => {
                let place = people::place(site.cx, &site.scope, site.names, entry, "who")?;
                Some(SeatRule { text: place.text.clone(), who: vec![place], weight: None, when: None, fits: fits() })
            }
        })
        .collect()
}

fn seat<'a>(site: Site<'a>, table: &'a Table, fits: Option<crate::script::Expr>) -> SeatRule {
    let reader = Reader::open(site.cx, table, places::SEAT);
    if !reader.has("who") {
        reader.missing("who", table.span);
    }
    let who = site.people(&reader, "who");
    let text: Vec<&str> = who.iter().map(|place| &*place.text).collect();
    SeatRule {
        text: Id::from(text.join(" | ")),
        weight: site.formula(&reader, "weight", Expect::Number),
        when: site.condition(&reader, "when"),
        fits: site.condition(&reader, "where").or(fits),
        who,
    }
}

/// Whom somebody picks for a step, and of whom.
pub(super) fn choose<'a>(site: Site<'a>, reader: &Reader<'a>) -> Option<Choose> {
    let mentions = |key: &str| reader.get(key).is_some_and(says_chosen);
    let used = mentions("who") || mentions("cc");
    let Some(table) = reader.table("choose") else {
        if let Some(span) = chosen_in(reader).filter(|_| used) {
            site.cx.report(findings::missing_key(span, "choose", "a step that asks `chosen`"));
        }
        return None;
    };
    if !used {
        site.cx.report(findings::idle_choice(reader.key_span("choose")));
    }
    let own = Reader::open(site.cx, table, places::CHOOSE);
    if !own.has("from") {
        own.missing("from", table.span);
    }
    let who = own.word("who", &[("requester", Chooser::Requester), ("previous", Chooser::Previous)]);
    Some(Choose {
        who: who.unwrap_or_default(),
        from: site.people(&own, "from"),
        count: count(&own).unwrap_or(ChooseCount::Exactly(1)),
        default: site.people(&own, "default"),
    })
}

fn count(reader: &Reader<'_>) -> Option<ChooseCount> {
    let node = reader.get("count")?;
    if matches!(&node.kind, Kind::Text(text) if text == "any") {
        return Some(ChooseCount::Any);
    }
    match usize::try_from(reader.int("count")?) {
        Ok(count) if count > 0 => Some(ChooseCount::Exactly(count)),
        _ => reader.cx.wrong(node, "count", "a number from 1 on, or \"any\""),
    }
}

fn says_chosen(node: &Node) -> bool {
    match &node.kind {
        Kind::Text(text) => text.trim() == "chosen",
        Kind::List(items) => items.iter().any(says_chosen),
        Kind::Table(table) => table.get("who").is_some_and(says_chosen),
        _ => false,
    }
}

fn chosen_in(reader: &Reader<'_>) -> Option<Span> {
    ["who", "cc"].into_iter().filter_map(|key| reader.get(key)).find(|node| says_chosen(node)).map(|node| node.span)
}
