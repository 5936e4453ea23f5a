//! `[approval.x]`: chains and their steps.

use indexmap::IndexMap;

use super::{
    Cx, findings,
    names::{Definition, Names, off},
    site::Site,
    source::Span,
    syntax::{Key, Kind, Node, Reader, Table, Text, places},
};
use crate::{
    model::{Id, Type},
    policy::{
        Chain, CommentRule, Else, Mode, NoStep, Nobody, OnDeadline, People, Place, PlaceKind, SamePerson, SelfRule,
        Step, locals,
    },
    script::{Expect, Expr},
};

/// Where a chain is used.
struct Use<'a> {
    workflow: Id,
    span: Span,
    asks: Vec<(&'a Text, &'a Type)>,
}

/// All chains that are on and used, in file order.
pub(super) fn compile<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>) -> IndexMap<Id, Chain> {
    let uses = uses(cx, names);
    let mut chains = IndexMap::new();
    for (id, definition) in &names.chains {
        let uses = uses.get(id).map_or(&[][..], Vec::as_slice);
        let Some(workflow) = workflow(cx, names, definition, uses) else {
            continue;
        };
        let asks = asks(uses);
        let locals = locals::chain(asks.clone());
        let site = Site::on(cx, names, &workflow).with(&locals);
        let chain = chain(site, definition, asks.into_iter().map(|(id, _)| id).collect());
        if definition.off.is_none() {
            chains.insert(id.clone(), chain);
        }
    }
    chains
}

/// Which transitions name which chain, from the text alone.
fn uses<'a>(cx: &Cx<'_>, names: &'a Names<'a>) -> IndexMap<Id, Vec<Use<'a>>> {
    let mut uses: IndexMap<Id, Vec<Use<'a>>> = IndexMap::new();
    for (workflow, written) in &names.workflows {
        let transitions = written.transitions.values().chain(&written.deviation);
        for transition in transitions.flat_map(|transition| transition.all()) {
            let entries = transition.table.get("approval").map_or(&[][..], Node::entries);
            for text in entries.iter().filter_map(chain_name) {
                let Some((id, _)) = names.chains.get_key_value(&*text.value) else {
                    continue;
                };
                let of = uses.entry(id.clone()).or_default();
                if let Some(first) = of.first().filter(|first| first.workflow != *workflow) {
                    cx.report(findings::two_workflows(&text, &first.workflow, first.span));
                    continue;
                }
                let asks = transition.asks.iter().map(|ask| (&ask.id, &ask.ty)).collect();
                of.push(Use { workflow: workflow.clone(), span: text.span, asks });
            }
        }
    }
    uses
}

fn chain_name(entry: &Node) -> Option<Text> {
    match &entry.kind {
        Kind::Table(table) => table.get("chain")?.text(),
        _ => entry.text(),
    }
}

/// The workflow a chain belongs to. One that nothing uses belongs to the first whose names it knows.
fn workflow<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, definition: &Definition<'a>, uses: &[Use<'_>]) -> Option<Id> {
    if let Some(first) = uses.first() {
        return Some(first.workflow.clone());
    }
    let locals = locals::chain([]);
    let tries = names.workflows.keys().filter(|id| !names.workflows[*id].stages.is_empty());
    let mut faults = tries.map(|id| {
        let site = Site::on(cx, names, id).with(&locals);
        (cx.silently(|| chain(site, definition, Vec::new())).1, id.clone())
    });
    let first = faults.next()?;
    let best = faults.fold(first, |best, one| if one.0 < best.0 { one } else { best });
    Some(best.1)
}

/// What the transitions that use a chain ask, each name once; one that is asked in two types may be either.
fn asks(uses: &[Use<'_>]) -> Vec<(Id, Type)> {
    let mut all: IndexMap<Id, Type> = IndexMap::new();
    for (id, ty) in uses.iter().flat_map(|one| &one.asks) {
        let known = all.entry(Id::from(&*id.value)).or_insert_with(|| (*ty).clone());
        if *known != **ty {
            *known = Type::Any;
        }
    }
    all.into_iter().collect()
}

fn chain<'a>(site: Site<'a>, definition: &Definition<'a>, asks: Vec<Id>) -> Chain {
    let reader = Reader::open(site.cx, definition.table, places::APPROVAL);
    reader.bool("off");
    let id = definition.id();
    let same_person =
        [("once", SamePerson::Once), ("adjacent", SamePerson::Adjacent), ("every_step", SamePerson::EveryStep)];
    let self_rule = [
        ("skip", SelfRule::Skip),
        ("escalate", SelfRule::Escalate),
        ("ask", SelfRule::Ask),
        ("refuse", SelfRule::Refuse),
    ];
    let nobody = [("escalate", Nobody::Escalate), ("skip", Nobody::Skip), ("refuse", Nobody::Refuse)];
    let no_step = [("approve", NoStep::Approve), ("reject", NoStep::Reject), ("refuse", NoStep::Refuse)];
    let (approver_edits, editable_by) = editable_by(site, &reader);
    Chain {
        title: site.names.title(&reader, &id),
        show: site.fields(&reader, "show"),
        same_person: reader.word("same_person", &same_person).unwrap_or_default(),
        self_rule: reader.word("self", &self_rule).unwrap_or_default(),
        nobody: reader.word("nobody", &nobody).unwrap_or_default(),
        no_step: reader.word("no_step", &no_step).unwrap_or_default(),
        withdraw: withdraw(site, &reader),
        locked: reader.bool("locked").unwrap_or(true),
        editable: site.fields(&reader, "editable"),
        editable_by,
        approver_edits,
        asks,
        steps: steps(site, definition.key, &reader),
        id,
    }
}

fn withdraw(site: Site<'_>, reader: &Reader<'_>) -> People {
    if reader.has("withdraw") {
        return site.people(reader, "withdraw");
    }
    let requester = crate::script::compile("requester", &site.scope, Expect::People).ok();
    let place = |expr| Place { text: "requester".into(), kind: PlaceKind::Expr(Box::new(expr)) };
    requester.map(place).into_iter().collect()
}

/// Whom the lock does not bind: whether those who hold a seat, and who else.
fn editable_by(site: Site<'_>, reader: &Reader<'_>) -> (bool, People) {
    let entries = reader.get("editable_by").map_or(&[][..], Node::entries);
    let is_approver = |node: &&Node| matches!(&node.kind, Kind::Text(text) if text == "approver");
    let others = entries.iter().filter(|node| !is_approver(node));
    let people = others.flat_map(|node| site.people_of(node, "editable_by")).collect();
    (entries.iter().any(|node| is_approver(&node)), people)
}

/// What steps may leave to the chain.
struct Usual<'a> {
    reader: Reader<'a>,
}

fn steps<'a>(site: Site<'a>, key: &Key, chain: &Reader<'a>) -> Vec<Step> {
    let tables = chain.tables("step");
    if tables.is_empty() {
        site.cx.report(findings::no_steps(key));
    }
    let usual = Usual { reader: *chain };
    let mut ids: IndexMap<String, Span> = IndexMap::new();
    let mut steps = Vec::new();
    for table in tables {
        let step = step(site, table, &usual);
        if let Some(text) = table.get("id").and_then(Node::text) {
            match ids.get(&text.value) {
                Some(first) => site.cx.report(findings::doubled(&text, "the step", *first)),
                None => _ = ids.insert(text.value, text.span),
            }
        }
        if let (Some(step), None) = (step, off(table)) {
            steps.push(step);
        }
    }
    steps
}

fn step<'a>(site: Site<'a>, table: &'a Table, usual: &Usual<'a>) -> Option<Step> {
    let reader = Reader::open(site.cx, table, places::STEP);
    reader.bool("off");
    let id = reader.needed_text("id", table.span);
    if !reader.has("who")
        && !table.entries.iter().any(|(key, _)| places::STEP.has(&key.name) && !places::STEP.runs(&key.name))
    {
        reader.missing("who", id.as_ref().map_or(table.span, |id| id.span));
    }
    let otherwise = [("skip", Else::Skip), ("approve", Else::Approve), ("reject", Else::Reject)];
    let id = Id::from(&*id?.value);
    Some(Step {
        title: site.names.title(&reader, &id),
        who: site.people(&reader, "who"),
        when: site.condition(&reader, "when"),
        otherwise: reader.word("else", &otherwise).unwrap_or_default(),
        mode: usual.mode(&reader),
        deadline: usual.deadline(site, &reader),
        on_deadline: usual.on_deadline(site, &reader),
        comment: usual.comment(&reader),
        id,
    })
}

impl<'a> Usual<'a> {
    /// The step where it says a key, else the chain.
    fn who_says(&self, step: &Reader<'a>, key: &str) -> Reader<'a> {
        if step.has(key) { *step } else { self.reader }
    }

    fn mode(&self, step: &Reader<'a>) -> Mode {
        let reader = self.who_says(step, "mode");
        if let Some(node) = reader.get("mode").filter(|node| node.table().is_some()) {
            reader.cx.report(findings::not_yet(node.span, ("counted seats", "按票数计的席位")));
            return Mode::All;
        }
        let words = [("all", Mode::All), ("any", Mode::Any)];
        reader.word_or_later("mode", &words, &["first", "sequence"]).unwrap_or_default()
    }

    fn comment(&self, step: &Reader<'a>) -> CommentRule {
        let words =
            [("never", CommentRule::Never), ("on_reject", CommentRule::OnReject), ("always", CommentRule::Always)];
        self.who_says(step, "comment").word("comment", &words).unwrap_or_default()
    }

    fn deadline(&self, site: Site<'a>, step: &Reader<'a>) -> Option<Expr> {
        let reader = self.who_says(step, "deadline");
        if let Some(node) = reader.get("deadline").filter(|node| node.table().is_some()) {
            site.cx.report(findings::not_yet(
                node.span,
                ("a deadline that runs from another moment", "从其他时刻起算的期限"),
            ));
            return None;
        }
        site.duration(&reader, "deadline")
    }

    fn on_deadline(&self, site: Site<'a>, step: &Reader<'a>) -> OnDeadline {
        let reader = self.who_says(step, "on_deadline");
        let Some(node) = reader.get("on_deadline") else {
            return OnDeadline::default();
        };
        if !step.has("deadline") && !self.reader.has("deadline") {
            reader.missing("deadline", node.span);
        }
        match &node.kind {
            Kind::Table(table) if table.get("to").is_some() && table.entries.len() == 1 => {
                table.get("to").map(|to| OnDeadline::To(site.people_of(to, "to"))).unwrap_or_default()
            }
            Kind::Table(_) | Kind::List(_) => {
                site.cx.report(findings::not_yet(node.span, ("a ladder of deadlines", "分级的期限")));
                OnDeadline::default()
            }
            _ => match node.text().as_deref() {
                Some("escalate") => OnDeadline::Escalate,
                Some("approve") => OnDeadline::Approve,
                Some("reject") => OnDeadline::Reject,
                Some("remind") => OnDeadline::Remind,
                _ => {
                    let known = ["escalate", "approve", "reject", "remind"].map(|word| (word, ()));
                    site.cx.word(node, "on_deadline", &known, &[]);
                    OnDeadline::default()
                }
            },
        }
    }
}
