//! Tasks of a stage: who they come to, how they begin, what is filled in, what happens when they are late.

use indexmap::IndexMap;

use super::{effects, transitions};
use crate::{
    compiler::{
        findings,
        names::{StageName, TaskName, WorkflowNames},
        site::Site,
        syntax::{Kind, Node, Reader, Table, Text, places},
    },
    model::Id,
    policy::{
        Begin, Effects, Finding, Give, Pick, Task, TaskAct, TaskAllow, TaskDeadline, TaskDue, TaskPermit, TaskReminder,
        TaskRung, locals,
    },
    script::Expect,
};

/// The tasks of a stage that are on, as written.
pub(super) fn compile<'a>(
    site: Site<'a>,
    workflow: &'a WorkflowNames<'a>,
    stage: &'a StageName<'a>,
) -> IndexMap<Id, Task> {
    let mut all = IndexMap::new();
    for (id, written) in &stage.tasks {
        let task = one(site, workflow, id, written);
        if written.off.is_none() {
            all.insert(id.clone(), task);
        }
    }
    all
}

fn one<'a>(site: Site<'a>, workflow: &'a WorkflowNames<'a>, id: &Id, written: &'a TaskName<'a>) -> Task {
    let reader = Reader::open(site.cx, written.table, places::TASK);
    reader.bool("off");
    let needs = tasks(site, workflow, &reader, "needs");
    Task {
        id: id.clone(),
        title: site.names.title(&reader, id),
        when: site.condition(&reader, "when"),
        required: site.need(&reader, "required", true),
        finding: Finding {
            not_same_as: tasks(site, workflow, &reader, "not_same_as"),
            prefer_same_as: tasks(site, workflow, &reader, "prefer_same_as"),
            ..finding(site, &reader)
        },
        begin: begin(&reader),
        form: written.asks.iter().map(|asked| transitions::ask(site, asked, false)).collect(),
        needs,
        during: stages(site, &reader, "during"),
        ahead: stages(site, &reader, "ahead"),
        strict: reader.yes("strict"),
        deadline: deadline(site, &reader),
        on_deadline: rungs(site, &reader),
        remind: remind(site, &reader),
        allow: allow(site, &reader),
        effects: effects::read(site, &reader),
    }
}

/// How the holder of work is found: the keys tasks and `[assign]` share.
pub(super) fn finding<'a>(site: Site<'a>, reader: &Reader<'a>) -> Finding {
    let considered = locals::considered();
    let person = site.with(&considered);
    Finding {
        who: reader.has("who").then(|| site.people(reader, "who")),
        fits: person.condition(reader, "where"),
        ..handing(person, reader)
    }
}

/// How work is handed out among those who may hold it: `person` is one of the names the site knows.
pub(in crate::compiler) fn handing<'a>(site: Site<'a>, reader: &Reader<'a>) -> Finding {
    let words = [("offer", Give::Offer), ("offer_one", Give::OfferOne), ("one", Give::One), ("all", Give::All)];
    let give = reader.word("give", &words).unwrap_or_default();
    let words = [
        ("round_robin", Pick::RoundRobin),
        ("least_load", Pick::LeastLoad),
        ("random", Pick::Random),
        ("best", Pick::Best),
    ];
    let pick = reader.word("pick", &words);
    if let (Some(node), false) = (reader.get("pick"), give.picks()) {
        site.cx.report(findings::idle_pick(node.span, reader.key_span("give")));
    }
    if let (Some(node), false) = (reader.get("best"), pick.is_none_or(|pick| pick == Pick::Best)) {
        site.cx.report(findings::idle_best(node.span, reader.key_span("pick")));
    }
    if pick == Some(Pick::Best) && !reader.has("best") {
        reader.missing("best", reader.key_span("pick"));
    }
    Finding {
        who: None,
        fits: None,
        give,
        pick: pick.unwrap_or(if reader.has("best") { Pick::Best } else { Pick::default() }),
        best: site.formula(reader, "best", Expect::Any),
        limit: site.formula(reader, "limit", Expect::Number),
        again: reader.table.get("again").is_none_or(|node| !matches!(node.kind, Kind::Bool(false))),
        not_same_as: Vec::new(),
        prefer_same_as: Vec::new(),
    }
}

/// When work counts as begun.
pub(in crate::compiler) fn begin(reader: &Reader<'_>) -> Begin {
    let words = [
        ("by_hand", Begin::ByHand),
        ("on_claim", Begin::OnClaim),
        ("on_creation", Begin::OnCreation),
        ("chain", Begin::Chain),
        ("pile", Begin::Pile),
    ];
    reader.word("begin", &words).unwrap_or_default()
}

/// The tasks a key names.
fn tasks(site: Site<'_>, workflow: &WorkflowNames<'_>, reader: &Reader<'_>, key: &str) -> Vec<Id> {
    let known = |text: &Text| match workflow.tasks().find(|(id, _)| ***id == **text) {
        Some((id, task)) => {
            if let Some(off) = task.off {
                site.cx.report(findings::off_used(text.span, "the task", text, off));
            }
            Some(id.clone())
        }
        None => {
            site.cx.report(findings::unknown_task(text, &workflow.id, workflow.tasks().map(|(id, _)| &**id)));
            None
        }
    };
    reader.texts(key).iter().filter_map(known).collect()
}

/// The stages a key names.
pub(in crate::compiler) fn stages(site: Site<'_>, reader: &Reader<'_>, key: &str) -> Vec<Id> {
    reader.texts(key).iter().filter_map(|text| site.stage(text)).collect()
}

/// `"2bd"`, an expression, or from when and how long.
fn deadline<'a>(site: Site<'a>, reader: &Reader<'a>) -> Option<TaskDeadline> {
    let Kind::Table(table) = &reader.get("deadline")?.kind else {
        return Some(TaskDeadline { from_start: false, limit: site.duration(reader, "deadline")? });
    };
    let own = Reader::open(site.cx, table, places::DEADLINE);
    let from_start = own.word("from", &[("offer", false), ("start", true)]).unwrap_or_default();
    if !own.has("limit") {
        own.missing("limit", table.span);
    }
    Some(TaskDeadline { from_start, limit: site.duration(&own, "limit")? })
}

/// What happens around the deadline: a word, somebody else, or a ladder of these. To the managers where nothing is said.
fn rungs<'a>(site: Site<'a>, reader: &Reader<'a>) -> Vec<TaskRung> {
    let plain = |act| TaskRung {
        offset: None,
        before: false,
        when: None,
        act,
        text: None,
        level: None,
        effects: Effects::default(),
    };
    let Some(node) = reader.get("on_deadline") else {
        return vec![plain(Some(TaskDue::Escalate))];
    };
    if !reader.has("deadline") {
        reader.missing("deadline", node.span);
    }
    let rung = |entry: &'a Node| match &entry.kind {
        Kind::Table(table) => Some(rung(site, table)),
        _ => word(site, entry, "on_deadline").map(|act| plain(Some(act))),
    };
    node.entries().iter().filter_map(rung).collect()
}

fn rung<'a>(site: Site<'a>, table: &'a Table) -> TaskRung {
    let reader = Reader::open(site.cx, table, places::RUNG);
    let act = reader.get("do").and_then(|node| word(site, node, "do"));
    let to = reader.get("to").map(|node| TaskDue::To(site.people_of(node, "to")));
    if let (Some(before), true) = (reader.get("before"), reader.has("after")) {
        site.cx.wrong::<()>(before, "before", "a while without `after` beside it");
    }
    let effects = effects::read(site, &reader);
    if act.is_none() && to.is_none() && effects.is_empty() && !reader.has("do") && !reader.has("level") {
        reader.missing("do", table.span);
    }
    let before = reader.has("before");
    TaskRung {
        offset: site.duration(&reader, if before { "before" } else { "after" }),
        before,
        when: site.condition(&reader, "when"),
        act: act.or(to),
        text: site.template(&reader, "text"),
        level: reader.text("level").map(|text| Id::from(&*text.value)),
        effects,
    }
}

fn word(site: Site<'_>, node: &Node, key: &str) -> Option<TaskDue> {
    let words = [("escalate", 0), ("remind", 1), ("skip", 2)];
    Some(match site.cx.word(node, key, &words, &[])? {
        0 => TaskDue::Escalate,
        1 => TaskDue::Remind,
        _ => TaskDue::Skip,
    })
}

/// `"4bh"`, or how often and how many times.
fn remind<'a>(site: Site<'a>, reader: &Reader<'a>) -> Option<TaskReminder> {
    let Kind::Table(table) = &reader.get("remind")?.kind else {
        return Some(TaskReminder { every: site.duration(reader, "remind")?, at_most: None });
    };
    let own = Reader::open(site.cx, table, places::REMIND);
    if !own.has("every") {
        own.missing("every", table.span);
    }
    let at_most = own.int("at_most").and_then(|n| u32::try_from(n).ok());
    Some(TaskReminder { every: site.duration(&own, "every")?, at_most })
}

/// A list of what is allowed, or act by act: true, false, or people.
fn allow(site: Site<'_>, reader: &Reader<'_>) -> TaskAllow {
    let Some(node) = reader.get("allow") else {
        return TaskAllow::default();
    };
    let Kind::Table(table) = &node.kind else {
        return TaskAllow::only(reader.texts("allow").iter().filter_map(|text| act(site, text)));
    };
    let mut allow = TaskAllow::default();
    for (key, node) in &table.entries {
        let Some(act) = act(site, &key.text()) else { continue };
        let permit = match &node.kind {
            Kind::Bool(true) => TaskPermit::Yes,
            Kind::Bool(false) => TaskPermit::No,
            _ => TaskPermit::To(site.people_of(node, &key.name)),
        };
        allow.say(act, permit);
    }
    allow
}

fn act(site: Site<'_>, text: &Text) -> Option<TaskAct> {
    let found = TaskAct::WORDS.iter().find(|(word, _)| **word == *text.value).map(|(_, act)| *act);
    if found.is_none() {
        let known = TaskAct::WORDS.map(|(word, _)| word);
        site.cx.report(findings::unknown_word(text, "allow", &known));
    }
    found
}
