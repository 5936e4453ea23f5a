//! Deadlines of seats: how long, what happens around them, reminders.

use super::step::Usual;
use crate::{
    compiler::{
        places,
        site::Site,
        syntax::{Kind, Node, Reader, Table},
        workflow::effects,
    },
    policy::{Deadline, DeadlineAct, DeadlineFrom, DeadlineRung, Effects, Remind},
};

/// `"2bd"`, an expression, or from when and how long.
pub(super) fn deadline<'a>(site: Site<'a>, reader: &Reader<'a>) -> Option<Deadline> {
    let node = reader.get("deadline")?;
    let Kind::Table(table) = &node.kind else {
        return Some(Deadline { from: DeadlineFrom::Offer, limit: site.duration(reader, "deadline")? });
    };
    let own = Reader::open(site.cx, table, places::DEADLINE);
    let words = [("offer", DeadlineFrom::Offer), ("start", DeadlineFrom::Start)];
    let from = own.word("from", &words).unwrap_or_default();
    if !own.has("limit") {
        own.missing("limit", table.span);
    }
    Some(Deadline { from, limit: site.duration(&own, "limit")? })
}

/// What happens around the deadline: a word, somebody else, or a ladder of these. To the managers where nothing is said.
pub(super) fn rungs<'a>(site: Site<'a>, step: &Reader<'a>, usual: &Usual<'a>) -> Vec<DeadlineRung> {
    let reader = usual.who_says(step, "on_deadline");
    let Some(node) = reader.get("on_deadline") else {
        return vec![plain(Some(DeadlineAct::Escalate))];
    };
    if !step.has("deadline") && !usual.chain.has("deadline") {
        reader.missing("deadline", node.span);
    }
    node.entries().iter().filter_map(|entry| rung(site, entry)).collect()
}

fn plain(act: Option<DeadlineAct>) -> DeadlineRung {
    DeadlineRung { offset: None, before: false, when: None, act, effects: Effects::default() }
}

fn rung<'a>(site: Site<'a>, entry: &'a Node) -> Option<DeadlineRung> {
    let Kind::Table(table) = &entry.kind else {
        return Some(plain(Some(word(site, entry)?)));
    };
    Some(long(site, table))
}

fn long<'a>(site: Site<'a>, table: &'a Table) -> DeadlineRung {
    let reader = Reader::open(site.cx, table, places::DEADLINE_RUNG);
    let act = reader.get("do").and_then(|node| word(site, node));
    let to = reader.get("to").map(|node| DeadlineAct::To(site.people_of(node, "to")));
    if reader.has("before") && reader.has("after") {
        site.cx.wrong::<()>(reader.get("before").unwrap_or(&dummy(table)), "before", "alone, without `after`");
    }
    let before = reader.has("before");
    let effects = effects::read(site, &reader);
    if act.is_none() && to.is_none() && effects.is_empty() && !reader.has("do") {
        reader.missing("do", table.span);
    }
    DeadlineRung {
        offset: site.duration(&reader, if before { "before" } else { "after" }),
        before,
        when: site.condition(&reader, "when"),
        act: act.or(to),
        effects,
    }
}

fn dummy(table: &Table) -> Node {
    Node { span: table.span, kind: Kind::Table(table.clone()) }
}

fn word(site: Site<'_>, node: &Node) -> Option<DeadlineAct> {
    let words = [("escalate", 0), ("approve", 1), ("reject", 2), ("remind", 3)];
    Some(match site.cx.word(node, "on_deadline", &words, &[])? {
        0 => DeadlineAct::Escalate,
        1 => DeadlineAct::Approve,
        2 => DeadlineAct::Reject,
        _ => DeadlineAct::Remind,
    })
}

/// `"4bh"`, or how often and how many times.
pub(super) fn remind<'a>(site: Site<'a>, reader: &Reader<'a>) -> Option<Remind> {
    let node = reader.get("remind")?;
    let Kind::Table(table) = &node.kind else {
        return Some(Remind { every: site.duration(reader, "remind")?, at_most: None });
    };
    let own = Reader::open(site.cx, table, places::REMIND);
    if !own.has("every") {
        own.missing("every", table.span);
    }
    let at_most = own.int("at_most").and_then(|n| u32::try_from(n).ok());
    Some(Remind { every: site.duration(&own, "every")?, at_most })
}
