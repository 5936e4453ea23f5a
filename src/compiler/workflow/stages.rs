//! Stages: what must be filled, how long a record may stay, what may be edited.

use indexmap::IndexMap;

use super::{effects, rungs, tasks};
use crate::{
    compiler::{
        findings,
        manifest::title_of,
        names::{StageName, WorkflowNames},
        site::Site,
        syntax::{Node, Reader, Text, places},
    },
    model::Id,
    policy::{Effects, Item, Need, Require, Rung, Stage},
};

/// All stages in file order.
pub(super) fn compile<'a>(site: Site<'a>, written: &'a WorkflowNames<'a>) -> IndexMap<Id, Stage> {
    written.stages.iter().map(|(id, stage)| (id.clone(), one(site, written, id, stage))).collect()
}

fn one<'a>(site: Site<'a>, workflow: &'a WorkflowNames<'a>, id: &Id, written: &'a StageName<'a>) -> Stage {
    let reader = Reader::open(site.cx, written.table, places::STAGE);
    reader.bool("start");
    let editable = site.fields(&reader, "editable");
    // A list of what stays open, given alone, closes all else; an end is closed unless it says otherwise.
    if written.end.is_some() {
        no_work_at_an_end(site, &reader, id);
    }
    let usually_locked = reader.has("editable") || written.end.is_some();
    Stage {
        id: id.clone(),
        title: site.names.title(&reader, id),
        end: written.end.clone(),
        require: require(site, &reader),
        sla: site.duration(&reader, "sla"),
        on_overdue: overdue(site, &reader),
        pause_in: pause_in(site, &reader, id),
        checklist: checklist(site, &reader),
        tasks: tasks::compile(site, workflow, written),
        one_at_a_time: reader.yes("one_at_a_time"),
        locked: reader.bool("locked").unwrap_or(usually_locked),
        editable,
        editable_by: site.people(&reader, "editable_by"),
        on_enter: happens(site, &reader, "on_enter"),
        on_leave: happens(site, &reader, "on_leave"),
    }
}

/// Effects below a key.
fn happens<'a>(site: Site<'a>, reader: &Reader<'a>, key: &str) -> Effects {
    let table = reader.table(key);
    table
        .map(|table| effects::read(site.with_old(), &Reader::open(site.cx, table, places::EFFECTS_ONLY)))
        .unwrap_or_default()
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

fn overdue<'a>(site: Site<'a>, reader: &Reader<'a>) -> Vec<Rung> {
    if let (Some(rungs), false) = (reader.get("on_overdue"), reader.has("sla")) {
        site.cx.report(findings::missing_key(rungs.span, "sla", "a stage with `on_overdue`"));
    }
    rungs::read(site, reader)
}

/// Stages in which a clock stands still; not the one it runs in.
fn pause_in(site: Site<'_>, reader: &Reader<'_>, id: &Id) -> Vec<Id> {
    if let (Some(node), false) = (reader.get("pause_in"), reader.has("sla")) {
        site.cx.report(findings::missing_key(node.span, "sla", "a stage with `pause_in`"));
    }
    let texts = reader.texts("pause_in");
    if let Some(own) = texts.iter().find(|text| ***text == **id) {
        site.cx.report(findings::always_paused(own));
    }
    texts.iter().filter_map(|text| site.stage(text)).filter(|stage| stage != id).collect()
}

/// What is checked off: a title, or an entry with its own id, people and condition.
fn checklist<'a>(site: Site<'a>, reader: &Reader<'a>) -> Vec<Item> {
    let entries = reader.get("checklist").map_or(&[][..], Node::entries);
    let mut items: Vec<Item> = Vec::new();
    for entry in entries {
        let item = match entry.table() {
            Some(table) => item(site, &Reader::open(site.cx, table, places::CHECKLIST)),
            None => site.cx.text(entry, "checklist").map(|text| Item {
                id: Id::from(&*text.value),
                title: text.value,
                who: None,
                when: None,
                required: Need::Always,
            }),
        };
        let Some(item) = item else { continue };
        if items.iter().any(|known| known.id == item.id) {
            let text = Text::new(&*item.id, entry.span);
            site.cx.report(findings::doubled(&text, "the item", reader.key_span("checklist")));
            continue;
        }
        items.push(item);
    }
    items
}

fn item<'a>(site: Site<'a>, reader: &Reader<'a>) -> Option<Item> {
    let id = reader.text("id");
    let title = reader.get("title").and_then(|node| title_of(site.cx, node, &site.names.locale));
    let id = match (&id, &title) {
        (Some(id), _) => Id::from(&*id.value),
        (None, Some(title)) => Id::from(&**title),
        (None, None) => {
            reader.missing("title", reader.span());
            return None;
        }
    };
    Some(Item {
        title: title.unwrap_or_else(|| id.to_string()),
        who: reader.has("who").then(|| site.people(reader, "who")),
        when: site.condition(reader, "when"),
        required: site.need(reader, "required", true),
        id,
    })
}

/// A token that enters an end closes the record: nobody can do anything there any more.
fn no_work_at_an_end(site: Site<'_>, reader: &Reader<'_>, id: &Id) {
    for key in ["checklist", "task"] {
        if let Some((key, _)) = reader.table.entry(key) {
            site.cx.report(findings::work_at_an_end(key, id));
        }
    }
}
