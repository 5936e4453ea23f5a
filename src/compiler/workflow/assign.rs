//! `[assign]`, `[inbox]`, `[pool]`: who gets a record, in which order work is taken, what nobody owns.

use super::{effects, tasks};
use crate::{
    compiler::{
        findings,
        site::Site,
        syntax::{Kind, Node, Reader, Table, Text, places},
    },
    model::Type,
    policy::{Assign, AssignTable, Full, InboxRule, Order, Pool, Recycle, locals},
    script::Expect,
};

/// Who gets a new record.
pub(super) fn assign<'a>(site: Site<'a>, workflow: &Reader<'a>) -> Option<Assign> {
    let reader = Reader::open(site.cx, workflow.table("assign")?, places::ASSIGN);
    if !reader.has("who") && !reader.has("table") {
        reader.missing("who", reader.span());
    }
    let owner = workflow.get("field").and_then(Node::table).and_then(|fields| fields.get("owner")?.table());
    if let Some(default) = owner.and_then(|owner| owner.get("default"))
        && default.text().is_some_and(|text| text.trim_start_matches('=').trim() == "actor")
    {
        site.cx.report(findings::idle_assign(default.span));
    }
    let table = reader.text("table").and_then(|text| assign_table(site, &text));
    let words = [("wait", Full::Wait), ("refuse", Full::Refuse), ("pool", Full::Pool)];
    let full = reader.word("full", &words).unwrap_or_default();
    if let (Full::Pool, None, Some(node)) = (full, workflow.get("pool"), reader.get("full")) {
        site.cx.report(findings::no_pool(node.span));
    }
    Some(Assign { table, finding: tasks::finding(site, &reader), full, when_gone: site.people(&reader, "when_gone") })
}

/// The table is called with the fields named like its inputs and answers with `owner`.
fn assign_table(site: Site<'_>, text: &Text) -> Option<AssignTable> {
    let names = site.names;
    let Some((id, table)) = names.tables.get_key_value(&*text.value) else {
        site.cx.report(findings::unknown_assign_table(text, names.tables.keys().map(|id| &**id)));
        return None;
    };
    site.cx.mention(text);
    if let Some(off) = table.definition.off {
        site.cx.report(findings::off_used(text.span, "the table", text, off));
    }
    let owner = table.outputs.iter().position(|(name, ty)| {
        let people =
            matches!(ty, Type::Person | Type::Text | Type::Any) || matches!(ty, Type::List(of) if **of == Type::Person);
        &**name == "owner" && people
    });
    if owner.is_none() {
        site.cx.report(findings::no_owner(text, table.definition.key.span));
    }
    let mut inputs = Vec::new();
    for (input, ty) in &table.inputs {
        if site.workflow().is_some_and(|workflow| !workflow.fields.contains_key(input)) {
            site.cx.report(findings::no_field_for_input(text, input, &site.workflow()?.id));
            return None;
        }
        inputs.push(site.expression(&Text::new(&**input, text.span), Expect::Of(ty.clone()))?);
    }
    Some(AssignTable { table: id.clone(), inputs, owner: owner? })
}

/// In which order work is taken.
pub(super) fn inbox<'a>(site: Site<'a>, workflow: &Reader<'a>) -> InboxRule {
    let Some(table) = workflow.table("inbox") else {
        return InboxRule::default();
    };
    let reader = Reader::open(site.cx, table, places::INBOX);
    InboxRule {
        order: order(site, &reader).unwrap_or_default(),
        show: site.with(&locals::inbox()).condition(&reader, "show"),
        strict: reader.yes("strict"),
        wip: reader.int("wip").and_then(|n| match u32::try_from(n) {
            Ok(n) if n > 0 => Some(n),
            _ => site.cx.wrong(reader.get("wip")?, "wip", "a number from 1 on"),
        }),
    }
}

/// A word, or an expression: highest first, dates earliest first.
fn order<'a>(site: Site<'a>, reader: &Reader<'a>) -> Option<Order> {
    let node = reader.get("order")?;
    match node.text().as_deref() {
        Some("due") => Some(Order::Due),
        Some("since") => Some(Order::Since),
        _ => {
            let locals = locals::inbox();
            site.with(&locals).formula(reader, "order", Expect::Any).map(Order::By)
        }
    }
}

/// Records nobody owns.
pub(super) fn pool<'a>(site: Site<'a>, workflow: &Reader<'a>) -> Option<Pool> {
    let reader = Reader::open(site.cx, workflow.table("pool")?, places::POOL);
    let tables = reader.tables("recycle");
    let goes_back = tables.iter().any(|table| to_pool(table));
    let falls_in =
        workflow.get("assign").and_then(|node| node.table()?.get("full")?.text()).is_some_and(|full| *full == *"pool");
    if let (Some(node), false, false) = (reader.get("claim_limit").or(reader.get("protect")), goes_back, falls_in) {
        site.cx.report(findings::idle_pool(node.span));
    }
    let considered = locals::considered();
    Some(Pool {
        who: reader.has("who").then(|| site.people(&reader, "who")),
        fits: site.with(&considered).condition(&reader, "where"),
        recycle: tables.into_iter().filter_map(|table| recycle(site, table)).collect(),
        claim_limit: site.with(&considered).formula(&reader, "claim_limit", Expect::Number),
        protect: site.duration(&reader, "protect"),
        notify: reader.get("notify").map(|node| effects::notices(site, node)).unwrap_or_default(),
    })
}

fn to_pool(table: &Table) -> bool {
    matches!(table.get("to").map(|node| &node.kind), None | Some(Kind::Text(_)))
        && table.get("to").and_then(|node| node.text()).is_none_or(|text| *text == *"pool")
}

fn recycle<'a>(site: Site<'a>, table: &'a Table) -> Option<Recycle> {
    let reader = Reader::open(site.cx, table, places::RECYCLE);
    if !reader.has("when") {
        reader.missing("when", table.span);
    }
    let to = if to_pool(table) { Vec::new() } else { site.people(&reader, "to") };
    Some(Recycle { when: site.condition(&reader, "when")?, to })
}
