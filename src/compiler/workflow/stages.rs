//! Stages: what must be filled, how long a record may stay, what may be edited.

use indexmap::IndexMap;

use super::net;
use crate::{
    compiler::{
        findings,
        names::{StageName, WorkflowNames},
        site::Site,
        syntax::{Node, Reader, places},
    },
    model::Id,
    policy::{Require, Rung, Stage},
};

/// All stages in file order.
pub(super) fn compile<'a>(site: Site<'a>, written: &'a WorkflowNames<'a>) -> IndexMap<Id, Stage> {
    written.stages.iter().map(|(id, stage)| (id.clone(), one(site, id, stage))).collect()
}

fn one<'a>(site: Site<'a>, id: &Id, written: &'a StageName<'a>) -> Stage {
    let reader = Reader::open(site.cx, written.table, places::STAGE);
    reader.bool("start");
    let editable = site.fields(&reader, "editable");
    // A list of what stays open, given alone, closes all else; an end is closed unless it says otherwise.
    let usually_locked = reader.has("editable") || written.end.is_some();
    Stage {
        id: id.clone(),
        title: site.names.title(&reader, id),
        end: written.end.clone(),
        require: require(site, &reader),
        sla: site.duration(&reader, "sla"),
        on_overdue: overdue(site, &reader),
        locked: reader.bool("locked").unwrap_or(usually_locked),
        editable,
        editable_by: site.people(&reader, "editable_by"),
        many: reader.yes("many"),
        waits: waits(site, &reader, written.end.is_some()),
        lock: site.template(&reader, "lock"),
        call: net::call(site, &reader),
    }
}

/// Whether an end lets the other paths finish: `rest = "wait"`.
fn waits(site: Site<'_>, reader: &Reader<'_>, is_end: bool) -> bool {
    if let (false, Some(rest)) = (is_end, reader.get("rest")) {
        site.cx.report(findings::missing_key(rest.span, "end", "a stage with `rest`"));
    }
    reader.word("rest", &[("wait", true)]).unwrap_or(false)
}

fn require(site: Site<'_>, reader: &Reader<'_>) -> Vec<Require> {
    let entries = reader.get("require").map_or(&[][..], Node::entries);
    let mut all = Vec::new();
    for entry in entries {
        match entry.table() {
            Some(table) => {
                let entry = Reader::open(site.cx, table, places::REQUIRE);
                let mut fields = site.fields(&entry, "field");
                fields.extend(site.fields(&entry, "fields"));
                if !entry.has("field") && !entry.has("fields") {
                    entry.missing("field", table.span);
                }
                all.push(Require {
                    fields,
                    when: site.condition(&entry, "when"),
                    otherwise: site.template(&entry, "otherwise"),
                });
            }
            None => {
                let field = site.cx.text(entry, "require").and_then(|text| site.field(&text));
                all.extend(field.map(|field| Require { fields: vec![field], when: None, otherwise: None }));
            }
        }
    }
    all
}

fn overdue(site: Site<'_>, reader: &Reader<'_>) -> Vec<Rung> {
    if let (Some(rungs), false) = (reader.get("on_overdue"), reader.has("sla")) {
        site.cx.report(findings::missing_key(rungs.span, "sla", "a stage with `on_overdue`"));
    }
    let rungs = reader.tables("on_overdue").into_iter();
    rungs.map(|table| rung(site, &Reader::open(site.cx, table, places::RUNG))).collect()
}

fn rung(site: Site<'_>, reader: &Reader<'_>) -> Rung {
    // `notify` is people, or one notice.
    let notice = reader.get("notify").and_then(Node::table);
    let (notify, text) = match notice.map(|table| Reader::open(site.cx, table, places::NOTICE)) {
        Some(notice) => (site.people(&notice, "to"), site.template(&notice, "text")),
        None => (site.people(reader, "notify"), None),
    };
    Rung {
        after: site.duration(reader, "after"),
        notify,
        text: text.or_else(|| site.template(reader, "text")),
        level: reader.text("level").map(|text| Id::from(&*text.value)),
    }
}
