//! Everything a policy lets somebody do, and what it says of who.

use super::{Act, Kind, Source};
use crate::{
    model::Id,
    policy::{Chain, People, Permit, Policy, StepAct, StepKind, Task, TaskAct, TaskPermit, Transition, Workflow},
};

/// All acts: workflow by workflow, then chain by chain, in file order.
pub(super) fn all(policy: &Policy) -> Vec<Act<'_>> {
    let mut acts = Vec::new();
    for rules in policy.flows() {
        let mut flow = Of { of: rules.name(), title: &rules.title, acts: &mut acts };
        flow.create(rules);
        if rules.pipeline.is_none() {
            flow.access(rules);
        }
        flow.moves(rules);
        flow.work(rules);
    }
    for chain in policy.chains.values() {
        Of { of: &chain.id, title: &chain.title, acts: &mut acts }.chain(chain);
    }
    acts
}

/// A workflow or chain whose acts are gathered.
struct Of<'p, 'a> {
    of: &'p Id,
    title: &'p str,
    acts: &'a mut Vec<Act<'p>>,
}

impl<'p> Of<'p, '_> {
    fn put(&mut self, kind: Kind, key: String, title: &str, who: Vec<Source<'p>>) {
        let (of, of_title) = (self.of, self.title);
        self.acts.push(Act { key, kind, of, of_title, title: title.to_owned(), who, held: Vec::new() });
    }

    fn key(&self, what: &str) -> String {
        format!("{}.{what}", self.of)
    }

    fn create(&mut self, rules: &'p Workflow) {
        let who = rules.new.who.as_ref().map_or_else(|| vec![Source::Anyone], places);
        self.put(Kind::Create, self.key("new"), "", who);
    }

    fn access(&mut self, rules: &'p Workflow) {
        let access = &rules.access;
        let see = access.see.as_ref().map_or_else(|| vec![Source::Anyone], |see| with(see, Source::Worker));
        self.put(Kind::See, self.key("see"), "", see);
        let change = access.change.as_ref().map_or_else(|| vec![Source::Owner, Source::Worker], places);
        self.put(Kind::Change, self.key("change"), "", change);
        if let Some(task) = &access.task {
            self.put(Kind::SeeWork, self.key("see_work"), "", with(task, Source::Worker));
        }
        for (id, field) in &access.fields {
            let title = rules.field(id).map_or(&**id, |field| &field.title);
            if let Some(see) = &field.see {
                self.put(Kind::SeeField, self.key(&format!("see:{id}")), title, places(see));
            }
            if let Some(change) = &field.change {
                self.put(Kind::ChangeField, self.key(&format!("change:{id}")), title, places(change));
            }
        }
        if let Some(pool) = &rules.pool {
            let who = pool.who.as_ref();
            let who = who.map_or_else(|| vec![Source::Seer], |who| fitting(who, pool.fits.as_ref()));
            self.put(Kind::Claim, self.key("claim"), "", who);
        }
        let checks = rules.checks.iter().map(|check| ("check", &check.id, &check.except));
        let doubles = rules.duplicates.iter().map(|rule| ("duplicate", &rule.id, &rule.except));
        for (word, id, except) in checks.chain(doubles).filter(|(.., except)| !except.is_empty()) {
            self.put(Kind::Exempt, self.key(&format!("{word}:{id}")), id, places(except));
        }
    }

    fn moves(&mut self, rules: &'p Workflow) {
        for stage in rules.stages.values().filter(|stage| !stage.editable_by.is_empty()) {
            self.put(
                Kind::Unlocked,
                self.key(&format!("unlocked:{}", stage.id)),
                &stage.title,
                places(&stage.editable_by),
            );
        }
        for transition in rules.transitions.values() {
            let mut who = Vec::new();
            for edge in transition.edges().iter().filter(|edge| is_made(edge)) {
                who.extend(
                    edge.who.as_ref().map_or_else(|| vec![Source::Owner], |who| fitting(who, edge.fits.as_ref())),
                );
            }
            if !who.is_empty() {
                self.put(Kind::Move, self.key(&transition.id), &transition.title, who);
            }
        }
        if !rules.drawn.is_empty() {
            self.put(Kind::Drawn, self.key("*"), "", vec![Source::Owner]);
        }
        if !rules.moves.except.is_empty() {
            self.put(Kind::Anywhere, self.key("anywhere"), "", places(&rules.moves.except));
        }
        if let Some(deviation) = &rules.deviation {
            let who = deviation.who.as_ref().map_or_else(|| vec![Source::Owner], places);
            self.put(Kind::Deviate, self.key("deviation"), "", who);
        }
    }

    fn work(&mut self, rules: &'p Workflow) {
        for stage in rules.stages.values() {
            for item in &stage.checklist {
                let who = item.who.as_ref().map_or_else(|| vec![Source::Changer], places);
                self.put(Kind::CheckOff, self.key(&item.id), &item.title, who);
            }
            for task in stage.tasks.values() {
                let finding = &task.finding;
                let who = finding.who.as_ref();
                let who = who.map_or_else(|| vec![Source::Owner], |who| fitting(who, finding.fits.as_ref()));
                self.put(Kind::Task, self.key(&task.id), &task.title, who);
                self.task_acts(task);
            }
        }
    }

    fn task_acts(&mut self, task: &'p Task) {
        for (word, act) in TaskAct::WORDS {
            if let TaskPermit::To(who) = task.allow.permit(act) {
                self.put(
                    Kind::TaskAct,
                    self.key(&format!("{}:{word}", task.id)),
                    &format!("{} · {word}", task.title),
                    places(who),
                );
            }
        }
    }

    fn chain(&mut self, chain: &'p Chain) {
        let prefix = format!("approval:{}", chain.id);
        for step in &chain.steps {
            if !matches!(step.kind, StepKind::Asks) {
                continue;
            }
            let mut who: Vec<Source> = Vec::new();
            for seat in &step.seats {
                who.extend(fitting(&seat.who, seat.fits.as_ref().or(seat.when.as_ref())));
            }
            let from = step.choose.iter().flat_map(|choose| choose.from.iter().chain(&choose.default));
            who.extend(from.map(Source::Chosen));
            let key = format!("{prefix}.{}", step.id);
            for (word, act) in StepAct::WORDS {
                if let Permit::To(who) = step.allow.permit(act) {
                    self.put(Kind::SeatAct, format!("{key}:{word}"), &format!("{} · {word}", step.title), places(who));
                }
            }
            self.put(Kind::Decide, key, &step.title, who);
        }
        if !chain.withdraw.is_empty() {
            self.put(Kind::Withdraw, format!("{prefix}:withdraw"), "", places(&chain.withdraw));
        }
        if !chain.editable_by.is_empty() {
            self.put(Kind::Unlocked, format!("{prefix}:unlocked"), &chain.title, places(&chain.editable_by));
        }
    }
}

/// Whether a person may take an edge; what happens by itself asks nobody.
fn is_made(edge: &Transition) -> bool {
    !edge.by_itself() || edge.who.is_some()
}

fn places(people: &People) -> Vec<Source<'_>> {
    fitting(people, None)
}

fn with<'p>(people: &'p People, more: Source<'p>) -> Vec<Source<'p>> {
    places(people).into_iter().chain([more]).collect()
}

fn fitting<'p>(people: &'p People, fits: Option<&'p crate::script::Expr>) -> Vec<Source<'p>> {
    people.iter().map(|place| Source::Place(place, fits)).collect()
}
