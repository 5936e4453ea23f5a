//! What makes a workflow a net: where a transition leads, what a join waits for, what from elsewhere makes it fire.

use super::effects;
use crate::{
    compiler::{
        findings,
        names::WorkflowNames,
        site::Site,
        syntax::{Key, Kind, Node, Reader, Table, Text, places},
    },
    model::{Id, Type},
    policy::{Arrivals, Call, Enough, Join, Mark, On, Opening, Outcome, Rest, Started, To},
    said,
    script::Schema as _,
    script::{Expect, Expr, Local, Scope},
};

/// `to`.
pub(super) fn to(site: Site<'_>, reader: &Reader<'_>) -> To {
    let Some(node) = reader.get("to") else {
        return To::Nowhere;
    };
    match &node.kind {
        Kind::Table(table) => choice(site, table),
        Kind::List(_) => To::Stages(stages(site, reader, "to")),
        Kind::Text(text) if text == "none" && !is_stage(site, text) => To::Nothing,
        _ => {
            let stage = site.cx.text(node, "to").and_then(|text| site.stage(&text));
            stage.map_or(To::Nothing, |id| To::Stages(vec![id]))
        }
    }
}

fn choice(site: Site<'_>, table: &Table) -> To {
    let reader = Reader::open(site.cx, table, places::TO_CHOICE);
    match (reader.get("first"), reader.get("each")) {
        (Some(first), None) => {
            if let Some(none) = reader.get("none") {
                let message = said!(
                    "`none` goes with `each`; the last entry of `first` may stand without a condition",
                    "`none` 与 `each` 搭配；`first` 的最后一项可以不写条件"
                );
                site.cx.report(findings::unreadable(none.span, message));
            }
            To::First(branches(site, first, "first"))
        }
        (None, Some(each)) => {
            let none = reader.text("none").and_then(|text| site.stage(&text));
            To::Each { branches: branches(site, each, "each"), none }
        }
        (None, None) => {
            reader.missing("each", table.span);
            To::Nothing
        }
        (Some(_), Some(each)) => {
            let message = said!(
                "`to` takes the first that holds, or each that does: not both",
                "`to` 要么取第一个成立的，要么取所有成立的，不能两者都写"
            );
            site.cx.report(findings::unreadable(each.span, message));
            To::Nothing
        }
    }
}

fn branches(site: Site<'_>, node: &Node, key: &str) -> Vec<Opening> {
    let branch = |node: &Node| match node.table() {
        Some(table) => {
            let reader = Reader::open(site.cx, table, places::TO_EDGE);
            let stage = reader.needed_text("stage", table.span).and_then(|text| site.stage(&text));
            let when = site.condition(&reader, "when");
            stage.map(|stage| Opening { stage, when })
        }
        None => {
            let stage = site.cx.text(node, key).and_then(|text| site.stage(&text));
            stage.map(|stage| Opening { stage, when: None })
        }
    };
    node.entries().iter().filter_map(branch).collect()
}

/// `join`, with the stages it takes tokens from: these are the transition's `from`.
pub(super) fn join(site: Site<'_>, reader: &Reader<'_>, written: &WorkflowNames<'_>) -> Option<(Join, Vec<Id>)> {
    let node = reader.get("join")?;
    let tokens = |from: &[Id]| Arrivals::Stages(from.iter().filter_map(|s| written.stages.get_index_of(s)).collect());
    let Some(table) = node.table() else {
        let from = stages(site, reader, "join");
        let all = Join {
            of: tokens(&from),
            need: Enough::All,
            rest: Rest::default(),
            every: None,
            matching: Vec::new(),
            coming: Vec::new(),
        };
        return Some((all, from));
    };
    let by = Reader::open(site.cx, table, places::JOIN);
    let rest = [("absorb", Rest::Absorb), ("cancel", Rest::Cancel), ("hold", Rest::Hold)];
    let rest = by.word("rest", &rest).unwrap_or_default();
    let every = by.int("every").and_then(|n| count(site, &by, "every", n));
    let (of, from) = match by.has("children") {
        true => (children(site, &by)?, Vec::new()),
        false => {
            if !by.has("stages") {
                by.missing("stages", table.span);
            }
            let from = stages(site, &by, "stages");
            (tokens(&from), from)
        }
    };
    let arrived = match &of {
        Arrivals::Children { workflows, .. } if workflows.len() == 1 => Type::Rows(workflows[0].clone()),
        _ => Type::List(Box::new(Type::Text)),
    };
    let locals: Vec<Local> = site.scope.locals.iter().cloned().chain([Local::new("arrived", arrived)]).collect();
    let need = enough(site.with(&locals), &by);
    let matching = matching(site, &by, &of);
    Some((Join { of, need, rest, every, matching, coming: Vec::new() }, from))
}

fn children(site: Site<'_>, by: &Reader<'_>) -> Option<Arrivals> {
    if !by.has("reaches") {
        by.missing("reaches", by.span());
    }
    let workflows: Vec<Id> = by.texts("children").iter().filter_map(|text| workflow(site, text)).collect();
    let reaches = workflows.iter().map(|workflow| marks(site, by, workflow)).collect();
    if let Some(stages) = by.get("stages") {
        let message = said!(
            "a join waits for stages or for children: not for both",
            "汇合要么等阶段，要么等子记录，不能两者都等"
        );
        site.cx.report(findings::unreadable(stages.span, message));
    }
    (!workflows.is_empty()).then_some(Arrivals::Children { workflows, reaches })
}

fn matching(site: Site<'_>, by: &Reader<'_>, of: &Arrivals) -> Vec<Expr> {
    let Some(node) = by.get("match") else {
        return Vec::new();
    };
    let Arrivals::Children { workflows, .. } = of else {
        let message =
            said!("`match` pairs children: it goes with `children`", "`match` 配对子记录，需与 `children` 同用");
        site.cx.report(findings::unreadable(node.span, message));
        return Vec::new();
    };
    let over = |workflow: &Id| {
        let scope = Scope { record: Some(workflow), around: site.scope.record, old: false, ..site.scope };
        Site { cx: site.cx, names: site.names, scope, flow: None }.formula(by, "match", Expect::Any)
    };
    workflows.iter().filter_map(over).collect()
}

fn enough(site: Site<'_>, by: &Reader<'_>) -> Enough {
    let Some(node) = by.get("need") else {
        return Enough::All;
    };
    match &node.kind {
        Kind::Text(text) if text == "all" => Enough::All,
        Kind::Text(text) if text == "first" => Enough::Count(1),
        Kind::Number(_) => {
            let need = by.int("need").and_then(|n| count(site, by, "need", n));
            need.map_or(Enough::All, Enough::Count)
        }
        Kind::Table(table) => {
            let reader = Reader::open(site.cx, table, places::SHARE);
            if !reader.has("share") {
                reader.missing("share", table.span);
            }
            let share = reader.get("share").and_then(|node| Some((node, site.cx.number(node, "share")?)));
            match share {
                Some((node, share)) if share <= 0.into() || share > 1.into() => {
                    let message = said!("a share is above 0 and at most 1", "份额大于 0，且不超过 1");
                    site.cx.report(findings::unreadable(node.span, message));
                    Enough::All
                }
                Some((_, share)) => Enough::Share(share),
                None => Enough::All,
            }
        }
        _ => site.condition(by, "need").map_or(Enough::All, |when| Enough::When(Box::new(when))),
    }
}

fn count(site: Site<'_>, by: &Reader<'_>, key: &str, n: i64) -> Option<u32> {
    let count = u32::try_from(n).ok().filter(|n| *n > 0);
    if let (None, Some(node)) = (count, by.get(key)) {
        site.cx.report(findings::unreadable(node.span, said!("`{key}` counts from 1", "`{key}` 从 1 数起")));
    }
    count
}

/// `[new] on` and `with`: the event that makes a record.
pub(super) fn started(site: Site<'_>, new: &Reader<'_>, table: &Table) -> Option<Started> {
    let with = new.get("with");
    let Some(on) = new.table("on") else {
        if let Some(with) = with {
            site.cx.report(findings::missing_key(with.span, "on", "a `[new]` with `with`"));
        }
        return None;
    };
    let (names, _) = incoming(site, table);
    let locals: Vec<Local> = names.iter().map(|id| Local::new(format!("event.{id}"), Type::Any)).collect();
    let bare = Site::bare(site.cx, site.names);
    let bare = bare.with(&locals);
    for key in ["child", "record", "keep"] {
        if let Some((key, _)) = on.entries.iter().find(|(written, _)| written.name == key) {
            let name = &key.name;
            let message = said!(
                "`{name}` makes no record: `[new]` begins with an event",
                "`[new]` 只能由事件触发，不能用 `{name}`"
            );
            site.cx.report(findings::unreadable(key.span, message));
        }
    }
    let on = self::on(bare, new, &names)?;
    let workflow = site.workflow()?;
    let given = new.table("with");
    effects::missing(site, workflow, given, table.span);
    let with = given.map(|with| effects::set(bare, with, &workflow.fields, &workflow.id)).unwrap_or_default();
    Some(Started { on: *on, with, names })
}

/// `on`; what comes in with it is among the site's locals already, its names are given once more.
pub(super) fn on(site: Site<'_>, reader: &Reader<'_>, names: &[Id]) -> Option<Box<On>> {
    let table = reader.table("on")?;
    let on = Reader::open(site.cx, table, places::ON);
    let allowed = |keys: &[&str]| {
        for (key, _) in &table.entries {
            if !keys.contains(&&*key.name) && places::ON.has(&key.name) {
                let (name, with) = (&key.name, keys[0]);
                let message = said!("`{name}` does not go with `{with}`", "`{name}` 不能与 `{with}` 同用");
                site.cx.report(findings::unreadable(key.span, message));
            }
        }
    };
    let what = if let Some(name) = on.text("child") {
        allowed(&["child", "reaches"]);
        let workflow = workflow(site, &name)?;
        On::Child { reaches: needed_marks(site, &on, &workflow), workflow }
    } else if let Some(name) = on.text("record") {
        allowed(&["record", "where", "reaches"]);
        let workflow = workflow(site, &name)?;
        let scope = Scope { record: Some(&workflow), around: site.scope.record, old: false, ..site.scope };
        let other = Site { cx: site.cx, names: site.names, scope, flow: None };
        let such = other.condition(&on, "where").map(Box::new);
        On::Record { such, reaches: needed_marks(site, &on, &workflow), workflow }
    } else if let Some(name) = on.text("event") {
        allowed(&["event", "where", "key", "keep"]);
        // What tells one event from another, and how long it is kept, no record says.
        let locals: Vec<Local> = names.iter().map(|id| Local::new(format!("event.{id}"), Type::Any)).collect();
        let alone = Site::bare(site.cx, site.names);
        let alone = alone.with(&locals);
        On::Event {
            name: Id::from(&*name.value),
            such: site.condition(&on, "where").map(Box::new),
            key: alone.formula(&on, "key", Expect::Any).map(Box::new),
            keep: alone.duration(&on, "keep").map(Box::new),
        }
    } else {
        on.missing("event", table.span);
        return None;
    };
    Some(Box::new(what))
}

fn needed_marks(site: Site<'_>, reader: &Reader<'_>, workflow: &Id) -> Vec<Mark> {
    if !reader.has("reaches") {
        reader.missing("reaches", reader.span());
    }
    marks(site, reader, workflow)
}

/// What a record of a workflow can have reached: a stage, an outcome, `end`.
fn marks(site: Site<'_>, reader: &Reader<'_>, workflow: &Id) -> Vec<Mark> {
    // In whichever of its pipelines a record runs.
    let (stages, outcomes) = (site.names.stages(workflow), site.names.outcomes(workflow));
    let mark = |text: &Text| {
        if let Some(stage) = stages.iter().find(|stage| ***stage == *text.value) {
            return Some(Mark::Stage(stage.clone()));
        }
        if let Some(outcome) = outcomes.iter().find(|outcome| ***outcome == *text.value) {
            return Some(Mark::Outcome(outcome.clone()));
        }
        if &**text == "end" {
            return Some(Mark::End);
        }
        let known = stages.iter().chain(&outcomes).map(|id| &**id).chain(["end"]);
        site.cx.report(findings::unknown_stage(text.span, text, known));
        None
    };
    reader.texts("reaches").iter().filter_map(mark).collect()
}

/// What comes in with `on`, as expressions name it: the names behind `event.`, and the workflow of `child`.
pub(super) fn incoming(site: Site<'_>, table: &Table) -> (Vec<Id>, Option<Id>) {
    let Some(on) = table.get("on").and_then(Node::table) else {
        return (Vec::new(), None);
    };
    let child = on.get("child").and_then(Node::text);
    let child = child.and_then(|text| site.names.workflows.get_key_value(&*text.value).map(|(id, _)| id.clone()));
    let events = if on.get("event").is_some() { named_after(table, "event") } else { Vec::new() };
    (events, child)
}

/// The names that any text of a table writes behind a word and a dot, in the order they come.
fn named_after(table: &Table, word: &str) -> Vec<Id> {
    let mut all = Vec::new();
    table.entries.iter().for_each(|(_, node)| names_in(node, &format!("{word}."), &mut all));
    all
}

fn names_in(node: &Node, prefix: &str, all: &mut Vec<Id>) {
    match &node.kind {
        Kind::Text(text) => {
            let is_word = |c: char| c == '_' || c.is_alphanumeric();
            for (at, found) in text.match_indices(prefix) {
                let begins = !text[..at].ends_with(|c: char| is_word(c) || c == '.');
                let name: String = text[at + found.len()..].chars().take_while(|c| is_word(*c)).collect();
                if begins && !name.is_empty() && !all.iter().any(|known: &Id| **known == *name) {
                    all.push(name.into());
                }
            }
        }
        Kind::List(items) => items.iter().for_each(|item| names_in(item, prefix, all)),
        Kind::Table(table) => table.entries.iter().for_each(|(_, node)| names_in(node, prefix, all)),
        _ => {}
    }
}

/// `call`, with `answer` and `on_failure` of the stage.
pub(super) fn call<'a>(site: Site<'a>, stage: &Reader<'a>) -> Option<Box<Call>> {
    let Some(table) = stage.table("call") else {
        for key in ["answer", "on_failure"] {
            if let Some(node) = stage.get(key) {
                site.cx.report(findings::missing_key(node.span, "call", &format!("a stage with `{key}`")));
            }
        }
        return None;
    };
    let reader = Reader::open(site.cx, table, places::CALL);
    let channel = reader.needed_text("channel", table.span);
    let given = |(key, node): &(Key, Node)| Some((Id::from(&*key.name), site.given(node, &Type::Any, &key.name)?));
    let with = reader.pairs("with").iter().filter_map(given).collect();
    let answer = stage.table("answer");
    let answers = answer.map(|table| named_after(table, "answer")).unwrap_or_default();
    let locals: Vec<Local> = answers.iter().map(|id| Local::new(format!("answer.{id}"), Type::Any)).collect();
    let answer = answer.map(|table| {
        let site: Site<'_> = site.with(&locals);
        effects::read(site, &Reader::open(site.cx, table, places::EFFECTS_ONLY))
    });
    let failure = stage.table("on_failure").map(|table| {
        let reader = Reader::open(site.cx, table, places::ON_FAILURE);
        Outcome { to: reader.text("to").and_then(|text| site.stage(&text)), effects: effects::read(site, &reader) }
    });
    Some(Box::new(Call {
        channel: channel.map(|text| Id::from(&*text.value)).unwrap_or_default(),
        with,
        within: site.duration(&reader, "within"),
        retry: reader.int("retry").and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
        answers,
        answer: answer.unwrap_or_default(),
        failure: failure.unwrap_or_default(),
    }))
}

/// The stages a key names, each once.
fn stages(site: Site<'_>, reader: &Reader<'_>, key: &str) -> Vec<Id> {
    let mut all: Vec<Id> = Vec::new();
    // A stage that holds several paths may be opened several times at once.
    let again = |id: &Id| key == "to" && holds_many(site, id);
    for text in reader.texts(key) {
        match site.stage(&text) {
            Some(id) if all.contains(&id) && !again(&id) => {
                let message = said!("`{text}` is named already", "`{text}` 已经写过");
                site.cx.report(findings::unreadable(text.span, message));
            }
            Some(id) => all.push(id),
            None => {}
        }
    }
    all
}

fn workflow(site: Site<'_>, text: &Text) -> Option<Id> {
    if let Some((id, _)) = site.names.workflows.get_key_value(&*text.value) {
        return Some(id.clone());
    }
    site.cx.report(site.names.no_workflow(text));
    None
}

fn holds_many(site: Site<'_>, stage: &Id) -> bool {
    let written = site.workflow().and_then(|workflow| workflow.stages.get(stage));
    written.and_then(|stage| stage.table.get("many")).is_some_and(|many| matches!(many.kind, Kind::Bool(true)))
}

fn is_stage(site: Site<'_>, text: &str) -> bool {
    site.workflow().is_some_and(|workflow| workflow.stages.contains_key(text))
}
