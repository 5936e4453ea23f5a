//! Effects: fields set, rows added and removed, records made and moved on, balances taken from, people and programs told.

use indexmap::IndexMap;

use super::adjust;
use crate::{
    compiler::{
        findings,
        names::{FieldName, WorkflowNames},
        site::Site,
        source::Span,
        syntax::{Key, Keys, Kind, Node, Reader, Table, Text, places},
    },
    model::{Id, Type},
    policy::{
        Add, Advance, Cancel, Create, Effects, Given, Notice, Remove, Send, Short, Take, Times, Update, UpdateTarget,
    },
    said,
    script::{Expect, Expr, Local, Schema},
};

/// The effects a table says.
pub(in crate::compiler) fn read<'a>(site: Site<'a>, reader: &Reader<'a>) -> Effects {
    let notify = reader.get("notify").map(|node| notices(site, node)).unwrap_or_default();
    Effects { notify, ..read_but_notices(site, reader) }
}

/// The effects a table says, for a place that reads its notices itself.
pub(in crate::compiler) fn read_but_notices<'a>(site: Site<'a>, reader: &Reader<'a>) -> Effects {
    let set = match (reader.table("set"), site.workflow()) {
        (Some(table), Some(workflow)) => set(site, table, &workflow.fields, &workflow.id),
        _ => Vec::new(),
    };
    let each = |key: &str| reader.tables(key).into_iter();
    Effects {
        set,
        remove: each("remove").filter_map(|table| remove(site, table)).collect(),
        add: each("add").filter_map(|table| add(site, table)).collect(),
        create: each("create").filter_map(|table| create(site, table, places::CREATE)).collect(),
        update: each("update").filter_map(|table| update(site, table)).collect(),
        advance: each("advance").filter_map(|table| advance(site, table)).collect(),
        cancel: each("cancel").filter_map(|table| cancel(site, table)).collect(),
        reserve: takes(site, reader, "reserve"),
        used: takes(site, reader, "use"),
        free: takes(site, reader, "free"),
        adjust: each("adjust").filter_map(|table| adjust::read(site, table)).collect(),
        send: each("send").filter_map(|table| send(site, table)).collect(),
        notify: Vec::new(),
    }
}

/// New values of fields of a workflow, or of columns.
pub(in crate::compiler) fn set(
    site: Site<'_>,
    table: &Table,
    fields: &IndexMap<Id, FieldName<'_>>,
    of: &str,
) -> Vec<(Id, Given)> {
    let mut all = Vec::new();
    for (key, node) in &table.entries {
        let Some((id, field)) = fields.get_key_value(&*key.name) else {
            site.cx.report(findings::unknown_field(&key.text(), of, fields.keys().map(|id| &**id)));
            continue;
        };
        if field.computed {
            site.cx.report(findings::computed_set(key.span, id));
            continue;
        }
        all.extend(site.given(node, &field.ty, id).map(|given| (id.clone(), given)));
    }
    all
}

/// How often something is done; and the rest of it, read where it stands: on the rows of `each`, or on the record.
fn times<'a, T>(site: Site<'a>, reader: &Reader<'a>, rest: impl FnOnce(Site<'_>) -> T) -> (Times, T) {
    let has = |key: &str| reader.knows(key) && reader.has(key);
    let each = has("each").then(|| site.formula(reader, "each", Expect::Several)).flatten();
    let (count, when, rest) = on_rows(site, each.as_ref(), |inner| {
        let count = has("count").then(|| inner.formula(reader, "count", Expect::Number)).flatten();
        (count, inner.condition(reader, "when"), rest(inner))
    });
    (Times { each, count, when }, rest)
}

/// Reads something on each of some rows; on the record where there are none.
fn on_rows<T>(site: Site<'_>, rows: Option<&Expr>, read: impl FnOnce(Site<'_>) -> T) -> T {
    match rows.map(Expr::ty) {
        Some(Type::Rows(kind)) => read(site.on_rows(kind)),
        Some(Type::List(of)) => {
            let mut locals = site.scope.locals.to_vec();
            locals.push(Local::new("line", (**of).clone()));
            read(site.with(&locals))
        }
        _ => read(site),
    }
}

/// The workflow a key names.
fn workflow<'a>(site: Site<'a>, name: &Text) -> Option<&'a WorkflowNames<'a>> {
    let known = &site.names.workflows;
    if known.get(&*name.value).is_none() {
        site.cx.report(findings::unknown_workflow(name, known.keys().map(|id| &**id)));
    }
    known.get(&*name.value)
}

/// The workflow a key names, or another pipeline over one.
fn flow<'a>(site: Site<'a>, name: &Text) -> Option<&'a WorkflowNames<'a>> {
    let known = site.names.flow(name);
    if known.is_none() {
        site.cx.report(findings::unknown_workflow(name, site.names.flows().map(|rules| &**rules.name())));
    }
    known
}

fn lines<'a>(site: Site<'a>, name: &Text) -> Option<&'a crate::compiler::names::LinesName<'a>> {
    let workflow = site.workflow()?;
    if workflow.lines.get(&*name.value).is_none() {
        let known = workflow.lines.keys().map(|id| &**id);
        site.cx.report(findings::unknown_lines(name, &workflow.id, known));
    }
    workflow.lines.get(&*name.value)
}

fn add<'a>(site: Site<'a>, table: &'a Table) -> Option<Add> {
    let reader = Reader::open(site.cx, table, places::ADD);
    let name = reader.needed_text("lines", table.span)?;
    let lines = lines(site, &name)?;
    let (times, with) = times(site, &reader, |inner| {
        reader.table("with").map(|with| set(inner, with, &lines.columns, &lines.kind)).unwrap_or_default()
    });
    Some(Add { lines: Id::from(&*name.value), times, with })
}

fn remove<'a>(site: Site<'a>, table: &'a Table) -> Option<Remove> {
    let reader = Reader::open(site.cx, table, places::REMOVE);
    let name = reader.needed_text("lines", table.span)?;
    let lines = lines(site, &name)?;
    Some(Remove {
        lines: Id::from(&*name.value),
        filter: site.on_rows(&lines.kind).condition(&reader, "where"),
        when: site.condition(&reader, "when"),
    })
}

/// A record that is made.
pub(in crate::compiler) fn create<'a>(site: Site<'a>, table: &'a Table, keys: &'static Keys) -> Option<Create> {
    let reader = Reader::open(site.cx, table, keys);
    let name = reader.needed_text("workflow", table.span)?;
    let workflow = flow(site, &name)?;
    let with = reader.table("with");
    missing(site, workflow, with, name.span);
    let (times, with) = times(site, &reader, |inner| {
        with.map(|with| set(inner, with, &workflow.fields, &workflow.id)).unwrap_or_default()
    });
    let place = site.cx.place(table.span, site.cx.files.text(table.span));
    Some(Create { workflow: workflow.name().clone(), with, times, place })
}

/// Reports fields that the new record must have and gets from nobody.
pub(super) fn missing(site: Site<'_>, workflow: &WorkflowNames<'_>, with: Option<&Table>, span: Span) {
    let given = |id: &str| with.is_some_and(|with| with.get(id).is_some());
    let at_start = workflow.start.as_ref().and_then(|start| workflow.stages.get(start));
    let entries = at_start.and_then(|stage| stage.table.get("require")).map_or(&[][..], Node::entries);
    let wanted_at_start = |id: &str| entries.iter().any(|entry| matches!(&entry.kind, Kind::Text(text) if text == id));
    let missing: Vec<&str> = workflow
        .fields
        .iter()
        .filter(|(id, field)| {
            let Some((_, table)) = field.written else {
                return false;
            };
            let required = matches!(table.get("required").map(|node| &node.kind), Some(Kind::Bool(true)));
            let has = table.get("default").is_some() || field.computed || &***id == "owner" || given(id);
            (required || wanted_at_start(id)) && !has
        })
        .map(|(id, _)| &**id)
        .collect();
    if !missing.is_empty() {
        site.cx.report(findings::required_missing(span, &workflow.id, &missing));
    }
}

fn update<'a>(site: Site<'a>, table: &'a Table) -> Option<Update> {
    let reader = Reader::open(site.cx, table, places::UPDATE);
    let name = reader.needed_text("record", table.span)?;
    let here = site.workflow();
    let is_field = here.is_some_and(|workflow| workflow.fields.contains_key(&*name.value));
    let others = &site.names.workflows;
    let (target, changed) = match others.get(&*name.value).filter(|_| !is_field) {
        Some(workflow) => (None, workflow),
        // On no record there is no field that could name one.
        None if here.is_none() => (None, workflow(site, &name)?),
        None => {
            let field = site.field(&name)?;
            let workflow = match &here?.fields.get(&field)?.ty {
                Type::Ref(of) => others.get(of)?,
                Type::Any => return None,
                ty => {
                    let ty = ty.said();
                    let message = said!(
                        "`{name}` names no other record: it is of type {ty}",
                        "`{name}` 不指向其他记录：它是{ty}"; ty
                    );
                    site.cx.report(findings::unreadable(name.span, message));
                    return None;
                }
            };
            (Some(UpdateTarget::Field(field)), workflow)
        }
    };
    if !reader.has("set") {
        reader.missing("set", table.span);
    }
    let mut locals = site.scope.locals.to_vec();
    locals.push(Local::new("other", Type::Ref(changed.id.clone())));
    let site = site.with(&locals);
    let filter = site.condition(&reader, "where");
    Some(Update {
        target: target.unwrap_or(UpdateTarget::Workflow(changed.id.clone(), filter.map(Box::new))),
        set: reader.table("set").map(|table| set(site, table, &changed.fields, &changed.id)).unwrap_or_default(),
        when: site.condition(&reader, "when"),
    })
}

fn advance<'a>(site: Site<'a>, table: &'a Table) -> Option<Advance> {
    let reader = Reader::open(site.cx, table, places::ADVANCE);
    let name = reader.needed_text("workflow", table.span)?;
    let workflow = flow(site, &name)?;
    let verb = reader.needed_text("do", table.span)?;
    // A workflow's id means its records in whichever pipeline.
    let flows = || {
        site.names
            .pipelines_of(&workflow.id)
            .filter(|flow| workflow.pipeline.is_none() || flow.pipeline == workflow.pipeline)
    };
    let written = flows().find_map(|flow| flow.transitions.get(&*verb.value));
    if written.is_none() && !flows().any(|flow| flow.stages.contains_key(&*verb.value)) {
        let known = flows().flat_map(|flow| flow.transitions.keys()).map(|id| &**id);
        site.cx.report(findings::unknown_transition(verb.span, &verb, workflow.name(), known));
        return None;
    }
    let mut with = Vec::new();
    for (key, node) in reader.pairs("with") {
        let asked = written.and_then(|transition| transition.asks.iter().find(|ask| *ask.id == *key.name));
        match asked {
            Some(ask) => with.extend(site.given(node, &ask.ty, &key.name).map(|given| (Id::from(&*key.name), given))),
            None => {
                let known = written.map_or(&[][..], |transition| &transition.asks).iter().map(|ask| &*ask.id.value);
                site.cx.report(findings::unknown_field(&key.text(), &verb, known));
            }
        }
    }
    Some(Advance {
        workflow: workflow.name().clone(),
        transition: Id::from(&*verb.value),
        with,
        filter: site.on_rows(&workflow.id).condition(&reader, "where"),
        when: site.condition(&reader, "when"),
    })
}

fn cancel<'a>(site: Site<'a>, table: &'a Table) -> Option<Cancel> {
    let reader = Reader::open(site.cx, table, places::CANCEL);
    let name = reader.needed_text("workflow", table.span)?;
    let workflow = flow(site, &name)?;
    let ends = workflow.stages.values().filter(|stage| stage.end.as_deref() == Some("cancelled")).count();
    if !workflow.transitions.contains_key("cancel") && ends != 1 {
        site.cx.report(findings::no_cancel(name.span, &workflow.id));
    }
    Some(Cancel {
        workflow: workflow.name().clone(),
        filter: site.on_rows(&workflow.id).condition(&reader, "where"),
        when: site.condition(&reader, "when"),
    })
}

fn takes<'a>(site: Site<'a>, reader: &Reader<'a>, key: &str) -> Vec<Take> {
    let entries = reader.get(key).map_or(&[][..], Node::entries);
    entries.iter().filter_map(|entry| take(site, entry, key)).collect()
}

fn take<'a>(site: Site<'a>, entry: &'a Node, key: &str) -> Option<Take> {
    let Some(table) = entry.table() else {
        let name = site.cx.text(entry, key)?;
        let balance = balance(site, &name, key)?;
        if key == "reserve" {
            site.cx.report(findings::missing_key(name.span, "amount", places::RESERVE.place));
        }
        return Some(Take { balance, times: Times::default(), key: Vec::new(), amount: None, short: None });
    };
    let reader = Reader::open(site.cx, table, places::RESERVE);
    let name = reader.needed_text("balance", table.span)?;
    let balance = balance(site, &name, key)?;
    let signature = site.names.balance(&balance)?;
    if key == "reserve" && !reader.has("amount") {
        reader.missing("amount", table.span);
    }
    let (times, (account, amount)) = times(site, &reader, |inner| {
        let account = reader.table("key").map(|table| account(inner, table, &signature.key, &signature.of));
        let amount = reader.get("amount").and_then(|node| inner.given(node, &signature.ty, "amount"));
        (account.unwrap_or_default(), amount)
    });
    let named = site.workflow().is_some_and(|workflow| {
        workflow.id == signature.of
            || workflow.fields.values().any(|field| matches!(&field.ty, Type::Ref(of) if *of == signature.of))
    });
    if let (true, false, false, Some(workflow)) = (key == "reserve", reader.has("key"), named, site.workflow()) {
        site.cx.report(findings::no_account(name.span, &signature.of, &workflow.id));
    }
    let words = [("refuse", Short::Refuse), ("wait", Short::Wait), ("allow", Short::Allow)];
    Some(Take { balance, times, key: account, amount, short: reader.word("short", &words) })
}

/// The key of an account.
fn account(site: Site<'_>, table: &Table, key: &[(Id, Type)], of: &str) -> Vec<(Id, Given)> {
    let mut all = Vec::new();
    for (name, node) in &table.entries {
        match key.iter().find(|(id, _)| **id == *name.name) {
            Some((id, ty)) => all.extend(site.given(node, ty, id).map(|given| (id.clone(), given))),
            None => site.cx.report(findings::unknown_field(&name.text(), of, key.iter().map(|(id, _)| &**id))),
        }
    }
    let missing: Vec<&str> = key.iter().map(|(id, _)| &**id).filter(|id| table.get(id).is_none()).collect();
    if !missing.is_empty() {
        site.cx.report(findings::half_a_key(table.span, &missing));
    }
    all
}

/// The balance a key names.
fn balance(site: Site<'_>, name: &Text, key: &str) -> Option<Id> {
    let Some((id, _)) = site.names.balances.get_key_value(&*name.value) else {
        site.cx.report(findings::unknown_balance(name, site.names.balances.keys().map(|id| &**id)));
        return None;
    };
    if key == "use"
        && let Some(workflow) = site.workflow()
    {
        let chains = site.names.chains.values().map(|chain| chain.table);
        if !std::iter::once(workflow.reader.table).chain(chains).any(|table| reserves(table, id)) {
            site.cx.report(findings::never_reserved(name.span, id, &workflow.id));
        }
    }
    Some(id.clone())
}

/// Whether anything in a table reserves of a balance.
fn reserves(table: &Table, balance: &str) -> bool {
    let named = |node: &Node| match node.table() {
        Some(table) => table.get("balance").and_then(Node::text).is_some_and(|text| *text == *balance),
        None => node.text().is_some_and(|text| *text == *balance),
    };
    table.entries.iter().any(|(key, node): &(Key, Node)| match key.name.as_str() {
        "reserve" => node.entries().iter().any(named),
        _ => node.entries().iter().filter_map(Node::table).any(|table| reserves(table, balance)),
    })
}

fn send<'a>(site: Site<'a>, table: &'a Table) -> Option<Send> {
    let reader = Reader::open(site.cx, table, places::SEND);
    let event = reader.needed_text("event", table.span)?;
    let (times, with) = times(site, &reader, |inner| {
        let pairs = reader.pairs("with").iter();
        pairs
            .filter_map(|(key, node)| Some((Id::from(&*key.name), inner.given(node, &Type::Any, &key.name)?)))
            .collect()
    });
    Some(Send {
        channel: reader.text("channel").map(|text| Id::from(&*text.value)),
        event: Id::from(&*event.value),
        with,
        times,
    })
}

/// A notice, several, or just people.
pub(super) fn notices<'a>(site: Site<'a>, node: &'a Node) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut people = Vec::new();
    for entry in node.entries() {
        let Some(table) = entry.table() else {
            people.extend(crate::compiler::people::addressee(site.cx, &site.scope, site.names, entry, "notify"));
            continue;
        };
        let reader = Reader::open(site.cx, table, places::NOTICE);
        if !reader.has("to") {
            reader.missing("to", table.span);
        }
        notices.push(Notice {
            to: site.told(&reader, "to"),
            text: site.template(&reader, "text"),
            when: site.condition(&reader, "when"),
        });
    }
    if !people.is_empty() {
        notices.insert(0, Notice { to: people, text: None, when: None });
    }
    notices
}
