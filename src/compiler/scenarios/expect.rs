//! What steps expect: of a record, of inboxes, figures, warnings, notices.

use rust_decimal::prelude::ToPrimitive;
use serde_json::Value as Json;

use super::{Room, Story, json, known::Meant};
use crate::{
    compiler::{
        Cx, findings, formula,
        site::Site,
        syntax::{Kind, Node, Reader, Text},
    },
    model::{Id, time::Period},
    policy::{
        Over, Workflow,
        scenario::{Deed, Expected, Said},
    },
};

impl<'c> Story<'_, 'c> {
    pub(super) fn expectation(&mut self, kind: &str, here: &Reader<'c>) -> Option<Deed> {
        match kind {
            "expect_inbox" => self.inbox(here),
            "expect_count" => self.count(here),
            "expect_that" => self.that(here),
            "expect_kpi" => self.kpi(here),
            "expect_warning" => self.warning(here),
            "expect_sent" => self.sent(here),
            _ => self.record(here),
        }
    }

    fn record(&mut self, reader: &Reader<'c>) -> Option<Deed> {
        let record = reader.text("expect")?;
        let meant = self.known.meant(self.room.cx, &record);
        if matches!(meant, Meant::Unknown) {
            return None;
        }
        let workflow = match &meant {
            Meant::Record(id) => self.room.policy.workflow(id),
            _ => None,
        };
        let id = |text: Text| Id::from(&*text.value);
        let ids = |key: &str| reader.has(key).then(|| reader.texts(key));
        let flag = |key: &str| if reader.has(key) { reader.bool(key) } else { None };
        let stage = reader.text("stage");
        let stages = ids("stages");
        let outcome = reader.text("outcome");
        let waiting_for = ids("waiting_for");
        let owner = reader.text("owner");
        let fired = ids("fired");
        if let Some(workflow) = workflow {
            stage.iter().chain(stages.iter().flatten()).for_each(|text| self.stage(text, workflow));
            outcome.iter().for_each(|text| self.outcome(text, workflow));
            fired.iter().flatten().for_each(|text| self.transition(text, workflow));
        }
        for text in waiting_for.iter().flatten().chain(&owner).filter(|text| !text.is_empty()) {
            self.person(text);
        }
        let with = reader.pairs("with").iter().map(|(key, node)| {
            if let Some(workflow) = workflow {
                match workflow.field(&key.name) {
                    Some(field) => self.value(node, &field.ty),
                    None => {
                        let known = workflow.fields.iter().map(|field| &*field.id);
                        self.room.cx.report(findings::unknown_field(&key.text(), &workflow.id, known));
                    }
                }
            }
            (Id::from(&*key.name), json::of(self.room.cx, node, &key.name))
        });
        let with = with.collect();
        let children = reader.pairs("children").iter().filter_map(|(key, node)| {
            let workflow = self.workflow(&key.text())?;
            Some((workflow, whole(self.room.cx, node, &key.name)?))
        });
        let children = children.collect();
        let all = |texts: Vec<Text>| texts.into_iter().map(id).collect::<Vec<Id>>();
        Some(Deed::Expect(Box::new(Expected {
            record: id(record),
            stage: stage.map(id),
            stages: stages.map(all),
            outcome: outcome.map(id),
            waiting_for: waiting_for.map(|texts| texts.iter().filter_map(|text| self.known_person(text)).collect()),
            owner: owner.map(|text| self.known_person(&text).unwrap_or_default()),
            label: reader.text("label").map(|text| text.value),
            with,
            locked: flag("locked"),
            overdue: flag("overdue"),
            fired: fired.map(all),
            children,
            links: ids("links").map(all),
        })))
    }

    fn known_person(&self, text: &Text) -> Option<Id> {
        self.room.names.org.find(text).cloned()
    }

    fn stage(&self, text: &Text, workflow: &Workflow) {
        if !workflow.stages.contains_key(&*text.value) {
            let known = workflow.stages.keys().map(|id| &**id);
            self.room.cx.report(findings::unknown_stage(text.span, text, known));
        }
    }

    fn outcome(&self, text: &Text, workflow: &Workflow) {
        let known: Vec<&str> = workflow.stages.values().filter_map(|stage| stage.end.as_deref()).collect();
        if !text.is_empty() && !known.contains(&&*text.value) {
            self.room.cx.report(findings::unknown_word(text, "outcome", &known));
        }
    }

    /// What fired; a move without a name of its own is called by the stage it went to.
    fn transition(&self, text: &Text, workflow: &Workflow) {
        if workflow.transition(text).is_none() && !workflow.stages.contains_key(&*text.value) {
            let known = workflow.transitions.keys().chain(workflow.drawn.keys()).map(|id| &**id);
            self.room.cx.report(findings::unknown_transition(text.span, text, &workflow.id, known));
        }
    }

    fn inbox(&mut self, reader: &Reader<'c>) -> Option<Deed> {
        let person = self.person(&reader.text("expect_inbox")?)?;
        Some(Deed::Inbox { person, count: self.whole(reader, "count") })
    }

    fn count(&mut self, reader: &Reader<'c>) -> Option<Deed> {
        let workflow = self.flow(&reader.text("expect_count")?)?;
        if !reader.has("value") {
            reader.missing("value", reader.span());
        }
        let filter = reader.text("where");
        if let Some(filter) = &filter {
            self.condition(filter, reader.get("where")?, &workflow);
        }
        let value = self.whole(reader, "value")?;
        Some(Deed::Count { workflow, filter: filter.map(|text| text.value), value })
    }

    fn that(&mut self, reader: &Reader<'c>) -> Option<Deed> {
        let record = reader.text("expect_that")?;
        let that = reader.needed_text("that", reader.span())?;
        match self.known.meant(self.room.cx, &record) {
            Meant::Record(workflow) => self.condition(&that, reader.get("that")?, &workflow),
            Meant::Some => {}
            Meant::Unknown => return None,
        }
        Some(Deed::That { record: Id::from(&*record.value), that: that.value })
    }

    /// Compiled to be checked; `'@o'` is only known when it runs.
    fn condition(&self, text: &Text, node: &'c Node, workflow: &str) {
        let Room { cx, names, .. } = *self.room;
        self.known.check_quoted(cx, text);
        let workflow = names.flow(workflow).map_or(workflow, |rules| &rules.id);
        let site = Site::on(cx, names, workflow);
        let _checked = formula::condition(cx, &site.scope, node, "that");
    }

    fn kpi(&mut self, reader: &Reader<'c>) -> Option<Deed> {
        let figure = reader.text("expect_kpi")?;
        let policy = self.room.policy;
        if !policy.kpis.contains_key(&*figure.value) && !policy.measures.contains_key(&*figure.value) {
            let known = policy.measures.keys().chain(policy.kpis.keys()).map(|id| &**id);
            self.room.cx.report(findings::unknown_figure(&figure, known));
            return None;
        }
        let by = self.by(reader);
        if let Some(measure) = policy.measures.get(&*figure.value) {
            for (key, _) in reader.pairs("by").iter().filter(|(key, _)| !measure.by.contains_key(&*key.name)) {
                let known = measure.by.keys().map(|id| &**id);
                self.room.cx.report(findings::unknown_dimension(&key.text(), &figure, known));
            }
        }
        let mut says = Vec::new();
        for said in Said::ALL {
            let Some(node) = reader.get(said.word()) else { continue };
            says.push(match json::of(self.room.cx, node, said.word()) {
                Json::String(text) if text.is_empty() || text == "none" => (said, None),
                value => (said, Some(value)),
            });
        }
        if says.is_empty() {
            reader.missing("value", reader.span());
            return None;
        }
        Some(Deed::Kpi { figure: Id::from(&*figure.value), by, period: self.period(reader), says })
    }

    fn by(&self, reader: &Reader<'c>) -> Vec<(Id, String)> {
        let pairs = reader.pairs("by").iter();
        pairs.filter_map(|(key, node)| Some((Id::from(&*key.name), json::plain(node)?))).collect()
    }

    fn period(&self, reader: &Reader<'c>) -> Option<String> {
        let node = reader.get("period")?;
        let text = json::plain(node)?;
        let today = self.room.names.calendar.local_date(self.room.beginning());
        if let Err(error) = Period::parse(&text, today, self.room.policy.manifest.fiscal_year_starts) {
            self.room.cx.report(findings::unreadable(node.span, error.to_string()));
        }
        Some(text)
    }

    fn warning(&mut self, reader: &Reader<'c>) -> Option<Deed> {
        let cx = self.room.cx;
        let warning = reader.text("expect_warning")?;
        let policy = self.room.policy;
        let definition = policy.warnings.get(&*warning.value);
        let stay = warning.split_once('.').and_then(|(workflow, stage)| {
            policy.workflow(workflow)?.stages.get(stage).filter(|stage| stage.sla.is_some())
        });
        let clocks = || policy.flows().flat_map(|workflow| workflow.clocks.keys());
        if definition.is_none() && stay.is_none() && !clocks().any(|clock| **clock == *warning.value) {
            let known = policy.warnings.keys().chain(clocks()).map(|id| &**id);
            cx.report(findings::unknown_warning(&warning, known));
            return None;
        }
        if !reader.has("level") {
            reader.missing("level", reader.span());
        }
        let level = reader.text("level")?;
        let is_raised = !level.is_empty() && &*level.value != "none";
        if let Some(definition) = definition.filter(|_| is_raised) {
            let known: Vec<&str> = definition.levels.iter().map(|level| &*level.name).collect();
            if !known.contains(&&*level.value) {
                cx.report(findings::unknown_level(&level, known));
            }
        }
        let record = reader.text("record");
        if let Some(record) = &record {
            self.known.meant(cx, record);
        }
        if let Some(Over::Figure { by, .. }) = definition.map(|definition| &definition.over) {
            for (key, _) in reader.pairs("by").iter().filter(|(key, _)| !by.iter().any(|id| **id == *key.name)) {
                cx.report(findings::unknown_dimension(&key.text(), &warning, by.iter().map(|id| &**id)));
            }
        }
        Some(Deed::Warning {
            warning: Id::from(&*warning.value),
            by: self.by(reader),
            record: record.map(|text| Id::from(&*text.value)),
            period: self.period(reader),
            level: is_raised.then(|| Id::from(&*level.value)),
        })
    }

    fn sent(&mut self, reader: &Reader<'c>) -> Option<Deed> {
        let named = reader.text("expect_sent")?;
        // A channel, somebody, or an address outside.
        let to = match self.channel(&named) {
            Some(channel) => channel,
            None if named.contains(':') => Id::from(&*named.value),
            None => self.person(&named)?,
        };
        let text = reader.text("text").map(|text| text.value);
        Some(Deed::Sent { to, text, count: self.whole(reader, "count") })
    }

    /// A channel that something of the policy goes out by.
    fn channel(&self, named: &str) -> Option<Id> {
        let workflows = || self.room.policy.flows();
        let calls = workflows().flat_map(|rules| rules.stages.values()).filter_map(|stage| stage.call.as_ref());
        let edges = workflows().flat_map(|rules| rules.edges());
        let sends = edges.flat_map(|edge| &edge.effects.send).filter_map(|send| send.channel.as_ref());
        calls.map(|call| &call.channel).chain(sends).find(|channel| ***channel == *named).cloned()
    }

    fn whole(&self, reader: &Reader<'c>, key: &str) -> Option<u64> {
        whole(self.room.cx, reader.get(key)?, key)
    }
}

/// How many of something.
fn whole(cx: &Cx<'_>, node: &Node, key: &str) -> Option<u64> {
    match &node.kind {
        Kind::Number(Some(n)) if n.fract().is_zero() && !n.is_sign_negative() => n.to_u64(),
        _ => cx.wrong(node, key, "how many"),
    }
}
