//! Effects: fields set, records made and changed, people told.

use crate::{
    compiler::{
        findings,
        names::WorkflowNames,
        site::Site,
        source::Span,
        syntax::{Keys, Kind, Node, Reader, Table, places},
    },
    model::{Id, Type},
    policy::{Create, Effects, Given, Notice, Update},
    said,
};

/// The effects a table says.
pub(in crate::compiler) fn read<'a>(site: Site<'a>, reader: &Reader<'a>) -> Effects {
    let notify = reader.get("notify").map(|node| notices(site, node)).unwrap_or_default();
    Effects { notify, ..read_but_notices(site, reader) }
}

/// The same where `notify` means something of its own.
pub(in crate::compiler) fn read_but_notices<'a>(site: Site<'a>, reader: &Reader<'a>) -> Effects {
    let set = match (reader.table("set"), site.workflow()) {
        (Some(table), Some(workflow)) => set(site, table, workflow),
        _ => Vec::new(),
    };
    Effects {
        set,
        create: reader.tables("create").into_iter().filter_map(|table| create(site, table, places::CREATE)).collect(),
        update: reader.tables("update").into_iter().filter_map(|table| update(site, table)).collect(),
        notify: Vec::new(),
    }
}

/// New values of fields of a workflow.
pub(in crate::compiler) fn set<'a>(site: Site<'a>, table: &Table, workflow: &WorkflowNames<'_>) -> Vec<(Id, Given)> {
    let mut all = Vec::new();
    for (key, node) in &table.entries {
        let Some((id, field)) = workflow.fields.get_key_value(&*key.name) else {
            let known = workflow.fields.keys().map(|id| &**id);
            site.cx.report(findings::unknown_field(&key.text(), &workflow.id, known));
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

/// A record that is made.
pub(in crate::compiler) fn create<'a>(site: Site<'a>, table: &'a Table, keys: &'static Keys) -> Option<Create> {
    let reader = Reader::open(site.cx, table, keys);
    let name = reader.needed_text("workflow", table.span)?;
    let names = site.names;
    let Some((id, workflow)) = names.workflows.get_key_value(&*name.value) else {
        site.cx.report(findings::unknown_workflow(&name, names.workflows.keys().map(|id| &**id)));
        return None;
    };
    let with = reader.table("with");
    missing(site, workflow, with, name.span);
    Some(Create {
        workflow: id.clone(),
        with: with.map(|with| set(site, with, workflow)).unwrap_or_default(),
        when: site.condition(&reader, "when"),
        place: site.cx.place(table.span, site.cx.files.text(table.span)),
    })
}

/// Reports fields that the new record must have and gets from nobody.
fn missing(site: Site<'_>, workflow: &WorkflowNames<'_>, with: Option<&Table>, span: Span) {
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
    let field = site.field(&name)?;
    let workflow = site.workflow()?;
    let target = match &workflow.fields.get(&field)?.ty {
        Type::Ref(of) => site.names.workflows.get(of)?,
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
    if !reader.has("set") {
        reader.missing("set", table.span);
    }
    Some(Update {
        record: field,
        set: reader.table("set").map(|table| set(site, table, target)).unwrap_or_default(),
        when: site.condition(&reader, "when"),
    })
}

/// A notice, several, or just people.
pub(super) fn notices<'a>(site: Site<'a>, node: &'a Node) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut people = Vec::new();
    for entry in node.entries() {
        let Some(table) = entry.table() else {
            people.extend(crate::compiler::people::place(site.cx, &site.scope, site.names, entry, "notify"));
            continue;
        };
        let reader = Reader::open(site.cx, table, places::NOTICE);
        if !reader.has("to") {
            reader.missing("to", table.span);
        }
        notices.push(Notice {
            to: site.people(&reader, "to"),
            text: site.template(&reader, "text"),
            when: site.condition(&reader, "when"),
        });
    }
    if !people.is_empty() {
        notices.insert(0, Notice { to: people, text: None, when: None });
    }
    notices
}
