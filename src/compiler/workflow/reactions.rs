//! `[reaction.x]`: what follows a change; `[duplicate.x]`: when two records are the same.

use indexmap::IndexMap;

use super::{checks, effects};
use crate::{
    compiler::{
        findings,
        names::{WorkflowNames, off},
        site::Site,
        syntax::{Reader, places},
    },
    model::{Id, Type},
    policy::{Double, Duplicate, Occasion, Reaction, Transition},
    script::Local,
};

/// All reactions that are on, in file order.
pub(super) fn compile<'a>(
    site: Site<'a>,
    written: &'a WorkflowNames<'a>,
    drawn: &IndexMap<Id, Transition>,
) -> Vec<Reaction> {
    let site = site.with_old();
    let mut all = Vec::new();
    for (key, table) in written.reader.named("reaction") {
        let reader = Reader::open(site.cx, table, places::REACTION);
        site.names.title(&reader, &key.name);
        reader.bool("off");
        let on = checks::occasions(site, written, drawn, &reader);
        for (field, _) in reader.pairs("set") {
            if on.iter().any(|on| matches!(on, Occasion::ChangeOf(of) if **of == *field.name)) {
                site.cx.report(findings::reacts_to_itself(field.span, &field.name));
            }
        }
        let when = site.condition(&reader, "when");
        let effects = effects::read(site, &reader);
        if off(table).is_none() {
            all.push(Reaction { id: Id::from(&*key.name), on, when, effects });
        }
    }
    all
}

/// All duplicate rules that are on, in file order.
pub(super) fn duplicates<'a>(
    site: Site<'a>,
    written: &'a WorkflowNames<'a>,
    drawn: &IndexMap<Id, Transition>,
) -> Vec<Duplicate> {
    let mut all = Vec::new();
    for (key, table) in written.reader.named("duplicate") {
        let reader = Reader::open(site.cx, table, places::DUPLICATE);
        site.names.title(&reader, &key.name);
        reader.bool("off");
        if !reader.has("same") && !reader.has("like") {
            site.cx.report(findings::nothing_alike(key.span));
        }
        let of = match reader.text("of") {
            Some(name) if !site.names.workflows.contains_key(&*name.value) => {
                let known = site.names.workflows.keys().map(|id| &**id);
                site.cx.report(findings::unknown_workflow(&name, known));
                continue;
            }
            Some(name) => Id::from(&*name.value),
            None => written.id.clone(),
        };
        // What is compared is a field of both.
        let other = Site::on(site.cx, site.names, &of);
        let both = |text: &crate::compiler::syntax::Text| {
            site.field(text).filter(|_| of == written.id || other.field(text).is_some())
        };
        let same = reader.texts("same").iter().filter_map(both).collect();
        let mut like = Vec::new();
        for (name, node) in reader.pairs("like") {
            let field = both(&name.text());
            like.extend(field.zip(site.cx.number(node, &name.name)));
        }
        let locals = [Local::new("other", Type::Ref(of.clone()))];
        let with_other = site.with_old().with(&locals);
        let words = [("refuse", Double::Refuse), ("warn", Double::Warn), ("merge", Double::Merge)];
        let rule = Duplicate {
            id: Id::from(&*key.name),
            same,
            like,
            then: reader.word("then", &words).unwrap_or_default(),
            when: with_other.condition(&reader, "when"),
            among: with_other.condition(&reader, "among"),
            on: checks::occasions(site, written, drawn, &reader),
            except: site.people(&reader, "except"),
            otherwise: with_other.template(&reader, "otherwise"),
            of,
        };
        if off(table).is_none() {
            all.push(rule);
        }
    }
    all
}
