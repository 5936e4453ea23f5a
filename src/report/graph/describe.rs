//! From a compiled workflow to what there is to see of it.

use std::collections::BTreeMap;

use super::{Approval, Drawing, EdgeLine, Kind, Lang, Live, Named, Node, Part, Split, words};
use crate::{
    model::Id,
    policy::{On, Outcome, People, Place, PlaceKind, Policy, Stage, To, Transition, Workflow},
    script::Expr,
};

/// What there is to see of a workflow. `live` says how many records stand in each stage; a stage it leaves out has none.
pub fn describe(policy: &Policy, workflow: &Workflow, live: Option<&BTreeMap<Id, Live>>) -> Drawing {
    let see = SeeFlow { see: See::at(policy), workflow };
    let lang = see.see.lang;
    Drawing {
        workflow: workflow.name().to_string(),
        title: workflow.title.clone(),
        lang,
        new_who: (workflow.new.who.as_ref()).map_or_else(Vec::new, |who| see.see.people(who)),
        free: see.see.people(&workflow.moves.except),
        nodes: (workflow.stages.values()).map(|stage| see.node(stage, live)).collect(),
        edges: workflow.edges().flat_map(|t| see.edges(t)).collect(),
    }
}

/// What is at hand while a workflow is described.
struct SeeFlow<'a> {
    see: See<'a>,
    workflow: &'a Workflow,
}

/// The policy, for the names people have for things.
pub(super) struct See<'a> {
    policy: &'a Policy,
    lang: Lang,
}

/// People as a policy calls them, in its own language.
pub(in crate::report) fn called(policy: &Policy, place: &Place) -> String {
    See::at(policy).place(place).title
}

/// What sets a transition going from elsewhere.
fn elsewhere(on: &On) -> String {
    match on {
        On::Event { name, .. } => name.to_string(),
        On::Child { workflow, .. } | On::Record { workflow, .. } => workflow.to_string(),
    }
}

/// The language of a policy.
pub(super) fn lang(policy: &Policy) -> Lang {
    match policy.manifest.locale.starts_with("zh") {
        true => Lang::Zh,
        false => Lang::En,
    }
}

impl SeeFlow<'_> {
    fn node(&self, stage: &Stage, live: Option<&BTreeMap<Id, Live>>) -> Node {
        let kind = match &stage.end {
            Some(outcome) => Kind::End(outcome.to_string()),
            None if self.workflow.start.as_ref() == Some(&stage.id) => Kind::Start,
            None => Kind::Stage,
        };
        Node {
            id: stage.id.to_string(),
            title: stage.title.clone(),
            kind,
            sla: stage.sla.as_ref().map(|sla| plain(sla.text())),
            locked: stage.locked,
            live: live.map(|live| live.get(&stage.id).copied().unwrap_or_default()),
            notes: Vec::new(),
        }
    }

    /// The edges of a transition: one for each stage it leads from, and more where it waits for an approval elsewhere.
    fn edges(&self, transition: &Transition) -> Vec<EdgeLine> {
        let from: Vec<Option<Id>> = match transition.anywhere {
            true => vec![None],
            false => transition.from.iter().cloned().map(Some).collect(),
        };
        match &transition.meanwhile {
            Some(meanwhile) if !transition.approval.is_empty() => self.edges_by_way_of(transition, &from, meanwhile),
            _ => self.edges_straight(transition, &from),
        }
    }

    fn edges_straight(&self, transition: &Transition, from: &[Option<Id>]) -> Vec<EdgeLine> {
        let mut edges = Vec::new();
        for stage in from {
            for to in targets(transition) {
                edges.push(self.edge(transition, Part::Move, stage.as_ref(), &to));
            }
        }
        let asked = !transition.approval.is_empty();
        for (part, outcome) in endings(transition).into_iter().filter(|_| asked) {
            for stage in from {
                if outcome.to.is_some() && outcome.to != *stage {
                    edges.push(self.edge(transition, part, stage.as_ref(), &outcome.to));
                }
            }
        }
        edges
    }

    /// A transition whose token stands in another stage while its chain runs.
    fn edges_by_way_of(&self, transition: &Transition, from: &[Option<Id>], meanwhile: &Id) -> Vec<EdgeLine> {
        let waits = Some(meanwhile.clone());
        let mut edges = Vec::new();
        for stage in from {
            edges.push(self.edge(transition, Part::Submitted, stage.as_ref(), &waits));
        }
        match transition.to.moves() {
            true => {
                for to in targets(transition) {
                    edges.push(self.edge(transition, Part::Approved, Some(meanwhile), &to));
                }
            }
            false => {
                for stage in from.iter().filter(|stage| stage.is_some()) {
                    edges.push(self.edge(transition, Part::Approved, Some(meanwhile), stage));
                }
            }
        }
        for (part, outcome) in endings(transition) {
            let back = match &outcome.to {
                Some(_) => std::slice::from_ref(&outcome.to),
                None => from,
            };
            for stage in back.iter().filter(|stage| stage.is_some()) {
                edges.push(self.edge(transition, part, Some(meanwhile), stage));
            }
        }
        let may_need_none = transition.approval.iter().all(|a| a.when.is_some());
        if may_need_none && !transition.approval_or_refuse {
            for stage in from {
                for to in targets(transition) {
                    let direct = self.edge(transition, Part::Move, stage.as_ref(), &to);
                    edges.push(EdgeLine { approval: Vec::new(), ..direct });
                }
            }
        }
        edges
    }

    fn edge(&self, transition: &Transition, part: Part, from: Option<&Id>, to: &Option<Id>) -> EdgeLine {
        let begins = matches!(part, Part::Move | Part::Submitted);
        let decides = matches!(part, Part::Move | Part::Approved);
        let automatic = begins && transition.by_itself();
        let written = |expr: &Option<Expr>| expr.as_ref().filter(|_| begins).map(|expr| plain(expr.text()));
        EdgeLine {
            transition: transition.id.to_string(),
            title: transition.title.clone(),
            part,
            from: from.map(|id| id.to_string()),
            to: to.as_ref().map(|id| id.to_string()),
            automatic,
            after: written(&transition.after),
            every: written(&transition.every),
            at: written(&transition.at),
            on: transition.on.as_deref().filter(|_| begins).map(elsewhere),
            beside: begins && transition.stay,
            approval: match decides {
                true => self.approvals(transition),
                false => Vec::new(),
            },
            who: match (begins && !automatic, &transition.who) {
                (true, Some(who)) => self.see.people(who),
                (true, None) => vec![self.see.named("owner")],
                (false, _) => Vec::new(),
            },
            when: match begins {
                true => (transition.when.iter())
                    .map(|guard| guard.is.text().to_owned())
                    .chain(opens_when(transition, to.as_ref()))
                    .collect(),
                false => Vec::new(),
            },
            drawn: transition.drawn,
            backward: transition.drawn && self.leads_back(from, to.as_ref()),
            split: if decides { split(transition) } else { Split::None },
            joins: decides && transition.join.is_some(),
        }
    }

    /// Whether a drawn move leads back in file order; to leave for an end never does.
    fn leads_back(&self, from: Option<&Id>, to: Option<&Id>) -> bool {
        let stages = &self.workflow.stages;
        let place = |id: Option<&Id>| id.and_then(|id| stages.get_index_of(id));
        let ends = to.and_then(|to| stages.get(to)).is_some_and(|to| to.end.is_some());
        !ends && place(to).zip(place(from)).is_some_and(|(to, from)| to < from)
    }

    fn approvals(&self, transition: &Transition) -> Vec<Approval> {
        let one = |approval: &crate::policy::Approval| Approval {
            id: approval.chain.to_string(),
            title: match self.see.policy.chains.get(&approval.chain) {
                Some(chain) => chain.title.clone(),
                None => approval.chain.to_string(),
            },
            when: approval.when.as_ref().map(|when| when.text().to_owned()),
        };
        transition.approval.iter().map(one).collect()
    }
}

impl<'a> See<'a> {
    pub(super) fn at(policy: &'a Policy) -> See<'a> {
        See { policy, lang: lang(policy) }
    }

    pub(super) fn workflow_title<'s>(&'s self, id: &'s str) -> &'s str {
        self.policy.workflow(id).map_or(id, |workflow| &workflow.title)
    }

    /// People as they are called.
    pub(super) fn people(&self, people: &People) -> Vec<Named> {
        people.iter().map(|place| self.place(place)).collect()
    }

    fn place(&self, place: &Place) -> Named {
        let org = &self.policy.org;
        let title = match &place.kind {
            PlaceKind::Role { role, unit } => {
                let title = org.roles.get(role).map(String::as_str);
                let unit = (unit.as_ref()).map(|unit| self.unit(unit));
                match unit {
                    Some(unit) => format!("{} · {unit}", title.unwrap_or(role)),
                    None => title.unwrap_or(role).to_owned(),
                }
            }
            PlaceKind::Person(id) => match org.people.get(id) {
                Some(person) => person.name.clone(),
                None => id.to_string(),
            },
            PlaceKind::Unit(id) => self.unit(id).to_owned(),
            PlaceKind::Address(address) => address.to_string(),
            PlaceKind::Anyone => words::of(self.lang).anyone.to_owned(),
            PlaceKind::Group(group) => {
                let titles: Vec<String> = self.people(&group.who).into_iter().map(|named| named.title).collect();
                titles.join(" | ")
            }
            PlaceKind::Expr(_) | PlaceKind::UnitOf(_) => return self.named(&place.text),
        };
        Named { id: place.text.to_string(), title }
    }

    fn unit<'s>(&'s self, id: &'s Id) -> &'s str {
        let unit = self.policy.org.units.get(id);
        unit.map_or(id, |unit| unit.title.as_str())
    }

    fn named(&self, text: &str) -> Named {
        Named { id: text.to_owned(), title: words::of(self.lang).people(text).to_owned() }
    }
}

/// A duration as the policy writes it: what stands bare in a formula place is a text literal to expressions.
pub(super) fn plain(text: &str) -> String {
    let inner = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    match inner {
        Some(inner) if !inner.contains(['\'', '\\']) => inner.to_owned(),
        _ => text.to_owned(),
    }
}

/// The stages a transition may lead to; one none where it moves nothing anywhere.
fn targets(transition: &Transition) -> Vec<Option<Id>> {
    let stages = transition.to.stages();
    if stages.is_empty() { vec![None] } else { stages.into_iter().map(|id| Some(id.clone())).collect() }
}

/// How a transition leads to several stages.
fn split(transition: &Transition) -> Split {
    match &transition.to {
        To::Stages(stages) if stages.len() > 1 => Split::All,
        To::First(_) => Split::First,
        To::Each { .. } => Split::Each,
        To::Nowhere | To::Stages(_) | To::Nothing => Split::None,
    }
}

/// The condition under which a split opens that stage.
fn opens_when(transition: &Transition, stage: Option<&Id>) -> Option<String> {
    let (To::First(openings) | To::Each { branches: openings, .. }) = &transition.to else { return None };
    let opening = openings.iter().find(|opening| Some(&opening.stage) == stage)?;
    opening.when.as_ref().map(|when| when.text().to_owned())
}

/// How a chain may end otherwise than approved.
fn endings(transition: &Transition) -> [(Part, &Outcome); 2] {
    [(Part::Rejected, &transition.rejected), (Part::Withdrawn, &transition.withdrawn)]
}
