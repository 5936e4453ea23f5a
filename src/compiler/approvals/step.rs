//! One step: what it is, when it is asked, what follows.

use super::{Known, acts, ladder, modes, returns, seats, steps::Around};
use crate::{
    compiler::{
        findings, places,
        site::Site,
        syntax::{Kind, Node, Reader, Table, Text},
        workflow::{ask, effects, tasks},
    },
    model::Id,
    policy::{Effects, Else, LeftOver, Process, Step, StepKind},
};

/// What steps may leave to the chain.
pub(super) struct Usual<'a> {
    pub chain: Reader<'a>,
}

impl<'a> Usual<'a> {
    /// The step where it says a key, else the chain.
    pub fn who_says(&self, step: &Reader<'a>, key: &str) -> Reader<'a> {
        if step.has(key) { *step } else { self.chain }
    }
}

pub(super) fn compile<'a>(
    site: Site<'a>,
    table: &'a Table,
    usual: &Usual<'a>,
    around: &Around<'_>,
    known: &Known<'_>,
) -> Option<Step> {
    let reader = Reader::open(site.cx, table, places::STEP);
    reader.bool("off");
    let id = reader.needed_text("id", table.span)?;
    let kind = kind(site, &reader, around, &id);
    let otherwise = [("skip", Else::Skip), ("approve", Else::Approve), ("reject", Else::Reject)];
    let rest = [("cancel", LeftOver::Cancel), ("absorb", LeftOver::Absorb), ("hold", LeftOver::Hold)];
    let seats = seats::read(site, &reader);
    let mode = modes::mode(site, &usual.who_says(&reader, "mode"));
    let everyone = reader.yes("everyone");
    modes::prove(site, &reader, usual, &mode, &seats, everyone);
    let answers = known.forms.get(&*id.value).map_or(&[][..], Vec::as_slice);
    let id = Id::from(&*id.value);
    Some(Step {
        title: site.names.title(&reader, &id),
        kind,
        follows: follows(site, &reader, around),
        branches: branches(site, &reader, around),
        row: None,
        when: site.condition(&reader, "when"),
        otherwise: reader.word("else", &otherwise).unwrap_or_default(),
        seats,
        finding: tasks::handing(site, &reader),
        begin: tasks::begin(&reader),
        needs: needs(site, &reader, around),
        during: tasks::stages(site, &reader, "during"),
        ahead: tasks::stages(site, &reader, "ahead"),
        strict: reader.yes("strict"),
        last: reader.yes("final"),
        everyone,
        veto: modes::veto(&usual.who_says(&reader, "veto"), &mode),
        rest: usual.who_says(&reader, "rest").word("rest", &rest).unwrap_or_default(),
        not_same_as: earlier(site, &reader, around, "not_same_as"),
        prefer_same_as: earlier(site, &reader, around, "prefer_same_as"),
        same_people: reader.yes("same_people"),
        choose: seats::choose(site, &reader),
        deadline: ladder::deadline(site, &usual.who_says(&reader, "deadline")),
        on_deadline: ladder::rungs(site, &reader, usual),
        remind: ladder::remind(site, &usual.who_says(&reader, "remind")),
        form: answers.iter().map(|answer| ask(site, answer, false)).collect(),
        comment: acts::comment(&usual.who_says(&reader, "comment")),
        allow: acts::allow(site, &usual.who_says(&reader, "allow")),
        on_reject: returns::on_reject(site, &usual.who_says(&reader, "on_reject"), around),
        resume: returns::resume(site, &usual.who_says(&reader, "resume"), around.material),
        cc: site.people(&reader, "cc"),
        asked: outcome(site, &reader, "asked"),
        approved: outcome(site, &reader, "approved"),
        rejected: outcome(site, &reader, "rejected"),
        mode,
        id,
    })
}

/// What a step is, by what it has: people who are asked, a way back, records to be made, or a copy.
fn kind<'a>(site: Site<'a>, reader: &Reader<'a>, around: &Around<'_>, id: &Text) -> StepKind {
    let others: Vec<&str> = ["who", "return_to", "create"].into_iter().filter(|key| reader.has(key)).collect();
    if let [first, second, ..] = others.as_slice() {
        site.cx.report(findings::step_of_two(reader.key_span(second), &id.value, first, second));
    }
    if reader.has("who") {
        return StepKind::Asks;
    }
    if let Some(text) = reader.text("return_to") {
        return returns::target(site, &text, around, "return_to").map(StepKind::Returns).unwrap_or_default();
    }
    if reader.has("create") {
        return StepKind::Runs(process(site, reader));
    }
    match reader.has("cc") {
        true => StepKind::Copies,
        false => {
            reader.missing("who", id.span);
            StepKind::Asks
        }
    }
}

/// Records a step makes and waits for; `reaches` stands on the step or beside what is made.
fn process<'a>(site: Site<'a>, reader: &Reader<'a>) -> Process {
    let made = reader.tables("create");
    let beside = made.iter().filter_map(|table| table.get("reaches"));
    let reaches: Vec<Text> =
        reader.get("reaches").into_iter().chain(beside).flat_map(Node::entries).filter_map(Node::text).collect();
    if reaches.is_empty() {
        reader.missing("reaches", reader.key_span("create"));
    }
    let workflows: Vec<_> = made
        .iter()
        .filter_map(|table| table.get("workflow").and_then(Node::text))
        .filter_map(|text| site.names.workflows.get(&*text.value))
        .collect();
    for text in &reaches {
        let knows = workflows.iter().any(|workflow| {
            let ends = workflow.stages.values().filter_map(|stage| stage.end.as_deref());
            workflow.stages.contains_key(&*text.value) || ends.into_iter().any(|end| *end == *text.value)
        });
        if !knows && **text != *"end" && !workflows.is_empty() {
            let stages = workflows.iter().flat_map(|workflow| workflow.stages.keys());
            site.cx.report(findings::unknown_stage(text.span, text, stages.map(|id| &**id)));
        }
    }
    let reaches = reaches.iter().map(|text| Id::from(&*text.value)).collect();
    Process {
        create: made.into_iter().filter_map(|table| effects::create(site, table, places::STEP_CREATE)).collect(),
        reaches,
    }
}

/// The steps it waits for: as said, else the one before. A step that is off is passed through to what it would wait for.
fn follows(site: Site<'_>, reader: &Reader<'_>, around: &Around<'_>) -> Vec<Id> {
    match reader.get("follows").map(|node| &node.kind) {
        None => around.last(),
        Some(Kind::List(items)) if items.is_empty() => Vec::new(),
        Some(_) => {
            let named: Vec<Id> = earlier(site, reader, around, "follows");
            if named.is_empty() { around.last() } else { named }
        }
    }
}

fn earlier(site: Site<'_>, reader: &Reader<'_>, around: &Around<'_>, key: &str) -> Vec<Id> {
    reader.texts(key).iter().filter_map(|text| around.earlier(site, text, key)).collect()
}

/// What must be over before its seats are decided: tasks of the workflow, or steps written before it.
fn needs(site: Site<'_>, reader: &Reader<'_>, around: &Around<'_>) -> Vec<Id> {
    let is_task = |text: &Text| site.workflow().is_some_and(|rules| rules.tasks().any(|(id, _)| **id == *text.value));
    let named = |text: &Text| match is_task(text) {
        true => Some(Id::from(&*text.value)),
        false => around.earlier(site, text, "needs"),
    };
    reader.texts("needs").iter().filter_map(named).collect()
}

fn branches(site: Site<'_>, reader: &Reader<'_>, around: &Around<'_>) -> Vec<Id> {
    let mut all = Vec::new();
    for text in reader.texts("branch") {
        match around.branches.iter().find(|branch| *branch.id == *text.value) {
            Some(branch) => all.push(branch.id.clone()),
            None => site.cx.report(findings::unknown_branch(&text, around.branches.iter().map(|one| &*one.id))),
        }
    }
    all
}

fn outcome<'a>(site: Site<'a>, reader: &Reader<'a>, key: &str) -> Effects {
    let table = reader.table(key);
    table.map(|table| effects::read(site, &Reader::open(site.cx, table, places::ASKED_EFFECTS))).unwrap_or_default()
}
