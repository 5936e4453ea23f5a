//! Which edge of a verb a person takes, and which token.
//!
//! Taken is the first edge whose `from`, `who`, `where` and `when` fit; where none does, the refusal is that of the edge
//! that came furthest (semantics.md, section 3).

use std::collections::BTreeMap;

use super::{locals, with_answers};
use crate::{
    engine::{Refused, access, people, work::Work},
    model::{
        Code, Id, Record, Refusal, Said, Value,
        command::With,
        record::{ChainRun, Token},
    },
    policy::{Firing, Transition, Workflow},
    said,
};

/// A transition with the tokens it takes.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Found<'a> {
    pub transition: &'a Transition,
    /// The token that goes on.
    pub token: u32,
    /// Where it stands.
    pub from: Id,
    /// What its join takes, where it has one.
    pub firing: Option<Firing>,
    /// Where a deviation leads.
    pub goal: Option<Id>,
}

/// How far an edge has come before it was refused.
type Depth = usize;

impl<'a> Found<'a> {
    /// A transition and one token.
    pub fn plain(transition: &'a Transition, token: &Token) -> Found<'a> {
        Found { transition, token: token.id, from: token.stage.clone(), firing: None, goal: None }
    }

    /// A verb with a token it can be taken with: of its edges the first that begins where one stands, else the first and
    /// this token.
    pub fn of_any(record: &Record, verb: &'a Transition, token: u32) -> Found<'a> {
        let stands = |edge: &&Transition| record.tokens.iter().find(|token| edge.from.contains(&token.stage));
        let fits = verb.edges().iter().find_map(|edge| Some((edge, stands(&edge)?)));
        match fits.or(verb.edges().first().zip(record.token(token))) {
            Some((edge, token)) => Found::plain(edge, token),
            None => Found { transition: verb, token, from: Id::default(), firing: None, goal: None },
        }
    }

    /// The same towards a stage that is no part of it.
    pub fn towards(self, goal: Id) -> Found<'a> {
        Found { goal: Some(goal), ..self }
    }
}

impl<'a> Work<'a> {
    /// The edge a command names and the tokens it would take, with what was answered.
    pub(super) fn choose(
        &self,
        rules: &'a Workflow,
        record: &Record,
        to: &Id,
        with: &With,
        at: Option<&str>,
    ) -> Result<(Found<'a>, BTreeMap<Id, Value>), Refused> {
        let verb = rules.transition(to).ok_or_else(|| {
            let known: Vec<&str> = rules.transitions.keys().chain(rules.drawn.keys()).map(|id| &**id).collect();
            Refusal::new(Code::NotFound, said!("{} has no transition `{to}`", "{} 没有流转 `{to}`", rules.id))
                .with("transitions", known)
        })?;
        let mut furthest: Option<(Depth, Refused)> = None;
        for edge in verb.edges() {
            match self.choose_edge(rules, record, edge, with, at) {
                Ok(chosen) => return Ok(chosen),
                Err((depth, refusal)) => {
                    if furthest.as_ref().is_none_or(|(known, _)| depth > *known) {
                        furthest = Some((depth, refusal));
                    }
                }
            }
        }
        Err(furthest.map_or_else(|| elsewhere(record, verb), |(_, refusal)| refusal))
    }

    fn choose_edge(
        &self,
        rules: &'a Workflow,
        record: &Record,
        edge: &'a Transition,
        with: &With,
        at: Option<&str>,
    ) -> Result<(Found<'a>, BTreeMap<Id, Value>), (Depth, Refused)> {
        let depth = |depth| move |refusal: Refused| (depth, refusal);
        let tokens = self.candidates(rules, record, edge, at).map_err(depth(0))?;
        let answers = self.read_asks(rules, &edge.ask, with).map_err(depth(1))?;
        let all = locals(edge, None, &answers);
        let asked = with_answers(record, edge, &answers);
        self.may_move(rules, &asked, edge, &all).map_err(depth(2))?;
        self.fits(&asked, edge, &all).map_err(depth(2))?;
        let found = self.ready_one(rules, record, edge, &tokens).map_err(depth(3))?;
        self.meanwhile_open(record, edge).map_err(depth(3))?;
        self.duty_lets(record, edge).map_err(depth(3))?;
        self.pass(&edge.when, &asked, &all).map_err(depth(4))?;
        self.answered(&asked, edge, &all).map_err(depth(5))?;
        Ok((found, answers))
    }

    /// The tokens an edge would take, as far as nothing keeps them.
    pub fn would_take(&self, record: &Record, edge: &'a Transition) -> Result<Found<'a>, Refused> {
        let rules = self.rules_of(record)?;
        let tokens: Vec<&Token> = record.tokens.iter().filter(|token| edge.from.contains(&token.stage)).collect();
        match edge.by_itself() && !edge.auto && edge.join.is_none() {
            true => tokens.first().map(|token| Found::plain(edge, token)).ok_or_else(|| elsewhere(record, edge)),
            false => {
                self.meanwhile_open(record, edge)?;
                self.ready_one(rules, record, edge, &tokens)
            }
        }
    }

    /// The edge that moves a record on though nobody names its token: what an effect or a rung does. None where it stands
    /// nowhere an edge begins.
    pub fn driven(
        &self,
        rules: &'a Workflow,
        record: &Record,
        verb: &'a Transition,
        answers: &BTreeMap<Id, Value>,
    ) -> Result<Option<Found<'a>>, Refused> {
        let mut furthest: Option<Refused> = None;
        for edge in verb.edges() {
            let tokens: Vec<&Token> = record.tokens.iter().filter(|token| edge.from.contains(&token.stage)).collect();
            if tokens.is_empty() {
                continue;
            }
            let asked = with_answers(record, edge, answers);
            let passed = self.pass(&edge.when, &asked, &locals(edge, None, answers));
            let open = passed.and_then(|()| self.meanwhile_open(record, edge));
            match open.and_then(|()| self.ready_one(rules, record, edge, &tokens)) {
                Ok(found) => return Ok(Some(found)),
                Err(refusal) => furthest = furthest.or(Some(refusal)),
            }
        }
        furthest.map_or(Ok(None), Err)
    }

    /// The tokens that stand where an edge begins, oldest first.
    fn candidates<'r>(
        &self,
        rules: &Workflow,
        record: &'r Record,
        edge: &Transition,
        at: Option<&str>,
    ) -> Result<Vec<&'r Token>, Refused> {
        let anywhere = edge.drawn && self.is_excepted(rules, record)?;
        let fits = |token: &&Token| {
            at.is_none_or(|at| &*token.stage == at)
                && (edge.from.contains(&token.stage) || (anywhere && Some(&token.stage) != edge.to.single()))
        };
        let tokens: Vec<&Token> = record.tokens.iter().filter(fits).collect();
        if tokens.is_empty() { Err(elsewhere(record, edge)) } else { Ok(tokens) }
    }

    /// The oldest of these tokens that nothing keeps where it is; for a join, what it takes.
    fn ready_one(
        &self,
        rules: &Workflow,
        record: &Record,
        edge: &'a Transition,
        tokens: &[&Token],
    ) -> Result<Found<'a>, Refused> {
        if edge.join.as_ref().is_some_and(|join| !join.stages().is_empty()) {
            return match self.joined(record, edge)? {
                Some(found) => Ok(found),
                None => Err(self.not_arrived(rules, record, edge)?),
            };
        }
        let mut first = None;
        for token in tokens {
            match self.may_leave(rules, record, edge, token) {
                Ok(()) => return Ok(Found::plain(edge, token)),
                Err(refusal) => first = first.or(Some(refusal)),
            }
        }
        Err(first.unwrap_or_else(|| elsewhere(record, edge)))
    }

    /// Whether nothing keeps a token from being taken by a person.
    fn may_leave(&self, rules: &Workflow, record: &Record, edge: &Transition, token: &Token) -> Result<(), Refused> {
        keep_waiting(rules, record, edge, token.id)?;
        let any = edge.anywhere || edge.unfinished || leads_back(rules, edge, token) || self.overriding.is_some();
        if any { Ok(()) } else { self.must_be_ready(record, token) }
    }

    /// What `where` wants of who moves, holds of them.
    pub(super) fn fits(&self, record: &Record, edge: &Transition, locals: &[Value]) -> Result<(), Refused> {
        let (Some(person), Some(_), false) = (self.person()?, &edge.fits, self.trusted) else {
            return Ok(());
        };
        match people::fits(edge.fits.as_ref(), locals.len(), &person, &self.frame(record, locals))? {
            true => Ok(()),
            false => Err(access::not_permitted(&person, said!("do `{}`", "执行 `{}`", edge.id), edge.who.as_ref())
                .with("record", &*record.id)),
        }
    }

    /// Whether one of the stages is open during which alone it may be taken.
    pub(super) fn meanwhile_open(&self, record: &Record, edge: &Transition) -> Result<(), Refused> {
        match edge.during.is_empty() || edge.during.iter().any(|stage| record.is_in(stage)) {
            true => Ok(()),
            false => Err(outside(record, edge)),
        }
    }
}

/// The refusal of what is allowed only while another stage is open.
fn outside(record: &Record, edge: &Transition) -> Refused {
    let during: Vec<&str> = edge.during.iter().map(|id| &**id).collect();
    Refusal::new(
        Code::NotInStage,
        {
 let (edge, id, during) = (&edge.id, &record.id, Said::either(&during));
 said!("`{edge}` can be done only while {id} stands in {during}", "`{edge}` 只能在 {id} 处于 {during} 时进行"; during)},
    )
    .with("during", during)
    .with("stages", record.stages().map(|stage| &**stage).collect::<Vec<_>>())
}

fn elsewhere(record: &Record, edge: &Transition) -> Refused {
    let standing: Vec<&str> = record.stages().map(|stage| &**stage).collect();
    let from: Vec<&str> = edge.from.iter().map(|id| &**id).collect();
    let stands = match standing.is_empty() {
        true => Said::new("nowhere any more", "已不在任何阶段"),
        false => Said::new(standing.join(", "), format!("在 {}", standing.join("、"))),
    };
    let (edge, id, begins) = (&edge.id, &record.id, Said::either(&from));
    let message = said!("`{edge}` begins in {begins}; {id} stands in {stands}", "`{edge}` 从 {begins} 开始；{id} 现{stands}"; begins, stands);
    Refusal::new(Code::NotInStage, message).with("from", from).with("stages", standing)
}

/// Whether it is a drawn move back in file order: what is to be done where the token stands does not keep it.
fn leads_back(rules: &Workflow, transition: &Transition, token: &Token) -> bool {
    let place = |stage: &Id| rules.stages.get_index_of(stage);
    let to = transition.to.single().and_then(place);
    let open = transition.to.single().and_then(|to| rules.stages.get(to)).is_some_and(|stage| stage.end.is_none());
    transition.drawn && open && to < place(&token.stage)
}

/// A chain that runs on the token keeps it, but for what may be done from anywhere. One that is back with who asked lets
/// it go where `returned` has sent it, on towards where the move begins.
fn keep_waiting(rules: &Workflow, record: &Record, transition: &Transition, token: u32) -> Result<(), Refused> {
    let Some(run) = record.chain_on(token).filter(|_| !transition.anywhere) else {
        return Ok(());
    };
    let back = rules.taken(run).filter(|_| run.back.is_some());
    let towards = back
        .filter(|back| back.returned.to.is_some() && !transition.drawn)
        .is_some_and(|back| transition.to.stages().iter().any(|to| leads_to(rules, to, &back.from)));
    if towards { Ok(()) } else { Err(kept(record, run)) }
}

/// Whether written moves lead from a stage to one of these.
fn leads_to(rules: &Workflow, from: &Id, goals: &[Id]) -> bool {
    let mut seen = vec![from];
    let mut next = 0;
    while let Some(stage) = seen.get(next).copied() {
        if goals.contains(stage) {
            return true;
        }
        let edges = rules.transitions.values().flat_map(Transition::edges);
        let on = edges.filter(|edge| edge.from.contains(stage)).flat_map(|edge| edge.to.stages());
        for to in on {
            if !seen.contains(&to) {
                seen.push(to);
            }
        }
        next += 1;
    }
    false
}

/// The refusal of what a running chain keeps waiting.
pub(in crate::engine) fn kept(record: &Record, run: &ChainRun) -> Refused {
    Refusal::new(
        Code::Waiting,
        said!(
            "{} waits for approval `{}` of `{}`",
            "{0} 在等 `{2}` 的审批链 `{1}`",
            record.id,
            run.chain,
            run.transition
        ),
    )
    .with("approval", &*run.chain)
    .with("transition", &*run.transition)
}
