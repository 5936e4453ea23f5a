//! One step: of which kind it is, and what of it does not expect anything of a record.

use super::{ORDERS_MAX, Story, json, known::Meant};
use crate::{
    compiler::{
        findings,
        source::Span,
        syntax::{Node, Reader, Table, Text, places},
    },
    model::{Code, Id, command::VERBS, time::Duration},
    policy::scenario::{Deed, Step, Wait},
    said,
};

/// What a step may begin with beside the verb of a command, and what may stand beside it.
const KINDS: [(&str, &[&str]); 12] = [
    (
        "expect",
        &[
            "stage",
            "stages",
            "outcome",
            "waiting_for",
            "owner",
            "label",
            "with",
            "locked",
            "overdue",
            "fired",
            "children",
            "links",
        ],
    ),
    ("expect_inbox", &["count"]),
    ("expect_count", &["where", "value"]),
    ("expect_that", &["that"]),
    ("expect_kpi", &["by", "period", "value", "target", "attainment"]),
    ("expect_warning", &["by", "record", "period", "level"]),
    ("expect_sent", &["text", "count"]),
    ("refuse", &["code", "says"]),
    ("wait", &[]),
    ("child", &["workflow", "nth", "name"]),
    ("any_order", &[]),
    ("both", &["one"]),
];

/// Verbs of the language that may not run in this version; those that do are in [`VERBS`].
const VERBS_OF_THE_LANGUAGE: [&str; 28] = [
    "event",
    "answer",
    "return",
    "transfer",
    "delegate",
    "add_signer",
    "remove_signer",
    "abstain",
    "take_back",
    "copy",
    "remind",
    "claim",
    "start",
    "done",
    "decline",
    "release",
    "suspend",
    "resume",
    "skip",
    "redo",
    "restart",
    "give_back",
    "add_help",
    "check_off",
    "link",
    "decide",
    "leave",
    "import",
];

impl<'c> Story<'_, 'c> {
    pub(super) fn step(&mut self, node: &'c Node) -> Option<Step> {
        let cx = self.room.cx;
        if node.is_gap() {
            self.known.lose();
            return None;
        }
        let table = cx.table(node, "steps")?;
        let deed = self.deed(table)?;
        let now = table.get("now").filter(|_| !table.entries.is_empty()).and_then(|at| {
            let read = self.room.names.calendar.parse_timestamp(&json::plain(at)?);
            read.map_err(|error| cx.report(findings::unreadable(at.span, error.to_string()))).ok()
        });
        Some(Step { place: cx.place(span_of(table, node.span), &self.written(table, node.span)), now, deed })
    }

    /// The step as it is written; in its long form, as it would be written in one line.
    fn written(&self, table: &Table, span: Span) -> String {
        let text = self.room.cx.files.text(span);
        match text.starts_with('{') {
            true => text.split_whitespace().collect::<Vec<_>>().join(" "),
            false => {
                let pairs = table.entries.iter().map(|(key, node)| {
                    let value = self.room.cx.files.text(node.span);
                    format!("{} = {}", key.name, if value.is_empty() { "…" } else { value })
                });
                format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn deed(&mut self, table: &'c Table) -> Option<Deed> {
        let cx = self.room.cx;
        let Some((kind, beside)) = KINDS.iter().find(|(kind, _)| table.get(kind).is_some()) else {
            return self.command_or_nothing(table);
        };
        for (key, _) in &table.entries {
            if !beside.contains(&&*key.name) && ![*kind, "now"].contains(&&*key.name) {
                cx.report(findings::stray_key(&key.text(), kind, beside));
            }
        }
        let here = &Reader::quiet(cx, table, places::SCENARIO_STEP);
        match *kind {
            "refuse" => self.refuse(here),
            "wait" => self.wait(here),
            "child" => self.child(here),
            "any_order" => self.any_order(here),
            "both" => self.both(here),
            _ => self.expectation(kind, here),
        }
    }

    fn command_or_nothing(&mut self, table: &'c Table) -> Option<Deed> {
        if VERBS.iter().any(|verb| table.get(verb).is_some()) {
            return self.order(table, true).map(Deed::Order);
        }
        self.known.lose();
        self.report_no_verb(table);
        None
    }

    /// Reports a step that begins with no verb this version runs.
    pub(super) fn report_no_verb(&self, table: &Table) {
        let cx = self.room.cx;
        if let Some((key, _)) = table.entries.iter().find(|(key, _)| VERBS_OF_THE_LANGUAGE.contains(&key.name.as_str()))
        {
            return cx.report(findings::not_yet(key.span, format!("the command `{}`", key.name)));
        }
        let known = KINDS.iter().map(|(kind, _)| *kind).chain(VERBS);
        let first = table.entries.first().map(|(key, _)| key.text());
        cx.report(findings::unknown_step(&first.unwrap_or_else(|| Text::new("", table.span)), known));
    }

    fn refuse(&mut self, reader: &Reader<'c>) -> Option<Deed> {
        let cx = self.room.cx;
        let table = cx.table(reader.get("refuse")?, "refuse")?;
        let code = self.code(reader, "code");
        if !VERBS.iter().any(|verb| table.get(verb).is_some()) {
            self.report_no_verb(table);
            return None;
        }
        let order = self.order(table, false)?;
        Some(Deed::Refuse { order, code, says: reader.text("says").map(|text| text.value) })
    }

    /// The code of a refusal.
    fn code(&self, reader: &Reader<'c>, key: &str) -> Option<Code> {
        let text = reader.text(key)?;
        let found = Code::ALL.into_iter().find(|code| code.word() == &*text);
        if found.is_none() {
            let known: Vec<&str> = Code::ALL.iter().map(|code| code.word()).collect();
            self.room.cx.report(findings::unknown_word(&text, key, &known));
        }
        found
    }

    fn wait(&mut self, reader: &Reader<'c>) -> Option<Deed> {
        let node = reader.get("wait")?;
        let text = json::plain(node)?;
        if let Ok(at) = self.room.names.calendar.parse_timestamp(&text) {
            return Some(Deed::Wait(Wait::Until(at)));
        }
        match Duration::parse(&text) {
            Ok(length) => Some(Deed::Wait(Wait::For(length))),
            Err(error) => {
                self.room.cx.report(findings::unreadable(node.span, error.to_string()));
                None
            }
        }
    }

    fn child(&mut self, reader: &Reader<'c>) -> Option<Deed> {
        let cx = self.room.cx;
        let record = reader.text("child")?;
        let is_known = !matches!(self.known.meant(cx, &record), Meant::Unknown);
        let workflow = self.workflow(&reader.needed_text("workflow", reader.span())?)?;
        let name = reader.needed_text("name", reader.span())?;
        let nth = match reader.int("nth").unwrap_or(1) {
            nth @ 1.. => usize::try_from(nth).unwrap_or(usize::MAX),
            _ => {
                cx.report(findings::unreadable(
                    reader.key_span("nth"),
                    said!("the first child is number 1", "第一个下级记录是 1"),
                ));
                return None;
            }
        };
        self.known.give(cx, &name, Some(workflow.clone()));
        let record = Id::from(&*record.value);
        is_known.then(|| Deed::Child { record, workflow, nth, name: Id::from(&*name.value) })
    }

    fn any_order(&mut self, reader: &Reader<'c>) -> Option<Deed> {
        let cx = self.room.cx;
        let node = reader.get("any_order")?;
        let entries = node.entries();
        for way in 2..=entries.len() {
            self.orders = self.orders.saturating_mul(way);
        }
        if self.orders > ORDERS_MAX {
            cx.report(findings::too_many_orders(node.span, self.orders, ORDERS_MAX));
            return None;
        }
        let mut steps = Vec::with_capacity(entries.len());
        for entry in entries {
            let table = cx.table(entry, "any_order")?;
            if let Some((key, _)) = table.entries.iter().find(|(key, _)| ["any_order", "both"].contains(&&*key.name)) {
                cx.report(findings::unreadable(
                    key.span,
                    said!("`{}` can't stand inside `any_order`", "`{}` 不能放在 `any_order` 里", key.name),
                ));
                continue;
            }
            steps.extend(self.step(entry));
        }
        Some(Deed::AnyOrder(steps))
    }

    fn both(&mut self, reader: &Reader<'c>) -> Option<Deed> {
        let cx = self.room.cx;
        let node = reader.get("both")?;
        let [first, second] = node.entries() else {
            return cx.wrong(node, "both", "two commands");
        };
        let one = self.code(reader, "one");
        let mut orders = Vec::with_capacity(2);
        for entry in [first, second] {
            let table = cx.table(entry, "both")?;
            match VERBS.iter().any(|verb| table.get(verb).is_some()) {
                true => orders.extend(self.order(table, one.is_none())),
                false => self.report_no_verb(table),
            }
        }
        let orders: [_; 2] = orders.try_into().ok()?;
        Some(Deed::Both { orders: Box::new(orders), one })
    }

    /// A workflow or another pipeline over one; what is neither is reported.
    pub(super) fn flow(&self, text: &Text) -> Option<Id> {
        let policy = self.room.policy;
        if policy.workflow(text).is_none() {
            let known = policy.flows().map(|rules| &**rules.name());
            self.room.cx.report(findings::unknown_workflow(text, known));
        }
        policy.workflow(text).map(|rules| rules.name().clone())
    }

    /// A workflow; one that is none is reported.
    pub(super) fn workflow(&self, text: &Text) -> Option<Id> {
        let known = &self.room.policy.workflows;
        match known.get_key_value(&*text.value) {
            Some((id, _)) => Some(id.clone()),
            None => {
                self.room.cx.report(findings::unknown_workflow(text, known.keys().map(|id| &**id)));
                None
            }
        }
    }

    /// A person, by id or as people call them; one that is none is reported.
    pub(super) fn person(&self, text: &Text) -> Option<Id> {
        let org = &self.room.names.org;
        match org.find(text) {
            Some(id) => Some(id.clone()),
            None => {
                let known = org.people.keys().map(|id| &**id);
                self.room.cx.report(findings::unknown_person(text.span, text, known));
                None
            }
        }
    }
}

/// Where a step is shown: an inline table whole, one in its long form at its header.
fn span_of(table: &Table, node: Span) -> Span {
    if table.span.start == table.span.end { node } else { table.span }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_language_says_which_steps_run() {
        for verb in VERBS {
            assert!(places::SCENARIO_STEP.runs(verb), "`{verb}` is a command now: let it `run` in places/scenarios.rs");
        }
        for verb in VERBS_OF_THE_LANGUAGE.iter().filter(|verb| **verb != "import") {
            assert_eq!(places::SCENARIO_STEP.runs(verb), VERBS.contains(verb), "`{verb}` in places/scenarios.rs");
        }
        for (kind, beside) in KINDS {
            assert!(
                places::SCENARIO_STEP.runs(kind) && beside.iter().all(|key| places::SCENARIO_STEP.runs(key)),
                "{kind}"
            );
        }
    }
}
