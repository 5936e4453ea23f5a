//! `[access]`: who sees a record and who may change it.

use crate::{
    compiler::{
        findings,
        site::Site,
        syntax::{Reader, places},
    },
    model::Id,
    policy::{Access, FieldAccess, People, locals},
};

/// What a workflow says of access; everyone sees where it says nothing.
pub(super) fn compile<'a>(site: Site<'a>, workflow: &Reader<'a>) -> Access {
    let Some(table) = workflow.table("access") else {
        return Access::default();
    };
    let locals = locals::access();
    let site = site.with(&locals);
    let reader = Reader::open(site.cx, table, places::ACCESS);
    let task = reader.table("task").map(|table| Reader::open(site.cx, table, places::ACCESS_TASK));
    let mut access = Access {
        see: people(site, &reader, "see"),
        change: people(site, &reader, "change"),
        task: task.and_then(|task| people(site, &task, "see")),
        fields: Default::default(),
    };
    for (key, table) in reader.named("field") {
        let field = Reader::open(site.cx, table, places::ACCESS_FIELD);
        let rule = FieldAccess { see: people(site, &field, "see"), change: people(site, &field, "change") };
        if rule.see.is_none() && rule.change.is_none() {
            field.missing("see", key.span);
        }
        if let Some(id) = site.field(&key.text()) {
            if computed(site, &id) && field.has("change") {
                site.cx.report(findings::computed_set(field.key_span("change"), &id));
            }
            access.fields.insert(id, rule);
        }
    }
    access
}

fn computed(site: Site<'_>, field: &Id) -> bool {
    site.workflow().and_then(|workflow| workflow.fields.get(field)).is_some_and(|field| field.computed)
}

fn people(site: Site<'_>, reader: &Reader<'_>, key: &str) -> Option<People> {
    reader.has(key).then(|| site.people(reader, key))
}
