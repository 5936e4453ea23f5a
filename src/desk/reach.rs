//! What of a policy looks beyond the record it stands on: at other records, at figures, at the clock. So the writer
//! knows what a change elsewhere may set going, and looks nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    figures,
    model::{Id, Type},
    policy::{Need, Over, People, PlaceKind, Policy, Workflow},
    script::Expr,
};

/// What expressions look at, through computed fields and tables too.
#[derive(Clone, Debug, Default)]
struct Looks {
    /// Whether time alone can change the answer.
    time: bool,
    /// Whether other records are read.
    others: bool,
    /// Whether it is read how a balance stands, or a label, which may say it.
    balances: bool,
    /// The workflows of all records read.
    workflows: BTreeSet<Id>,
    /// The measures read.
    measures: BTreeSet<Id>,
}

/// What a policy's rules look at, by the workflow they stand on.
#[derive(Debug, Default)]
pub struct Reach {
    /// Automatic transitions.
    automatic: BTreeMap<Id, Looks>,
    /// Who may move: what inboxes follow from.
    people: BTreeMap<Id, Looks>,
    /// Measures and warnings over records.
    figures: BTreeMap<Id, Looks>,
    warnings: BTreeMap<Id, Looks>,
    /// Workflows whose work may wait until somebody has room.
    limited: BTreeSet<Id>,
    /// Workflows that other records, or events that are kept, may set going.
    heeding: BTreeSet<Id>,
    /// Whether anything waits for somebody to have room, or for a figure.
    waits: bool,
    /// Whether it may matter to other records how the balances of one stand.
    balances: bool,
    /// By workflow, those with a field that refers to its records.
    referring: BTreeMap<Id, BTreeSet<Id>>,
}

impl Reach {
    /// The reach of a policy.
    pub fn of(policy: &Policy) -> Reach {
        let mut reach = Reach::default();
        for id in policy.workflows.keys() {
            let flows: Vec<&Workflow> = policy.pipelines_of(id).collect();
            let mut automatic = looks(policy, flows.iter().flat_map(|flow| conditions_of(flow)).collect());
            // What is protected for a while is looked at again when that is over.
            automatic.time |= flows.iter().any(|flow| flow.pool.as_ref().is_some_and(|pool| pool.protect.is_some()));
            reach.automatic.insert(id.clone(), automatic);
            reach.people.insert(id.clone(), looks(policy, flows.iter().flat_map(|flow| people_of(flow)).collect()));
            let seats = policy
                .chains
                .values()
                .flat_map(|chain| chain.everywhere())
                .flat_map(|chain| &chain.steps)
                .any(|step| step.finding.limit.is_some());
            if seats || flows.iter().any(|flow| limits(flow)) {
                reach.limited.insert(id.clone());
            }
            let keeps = |flow: &&Workflow| !crate::engine::may_keep(policy, flow.name()).is_empty();
            if flows.iter().any(|flow| crate::engine::heeds(flow) || keeps(flow)) {
                reach.heeding.insert(id.clone());
            }
            let measures = policy.measures.values().filter(|measure| measure.of == *id);
            let counted =
                measures.flat_map(|m| [&m.filter, &m.value, &m.at].into_iter().flatten().chain(m.by.values()));
            reach.figures.insert(id.clone(), looks(policy, counted.collect()));
            let mut judged: Vec<&Expr> = Vec::new();
            for warning in policy.warnings.values() {
                if let Over::Records { of, filter } = &warning.over
                    && of == id
                {
                    judged.extend(warning.levels.iter().map(|level| &level.when).chain(&warning.clear).chain(filter));
                }
            }
            reach.warnings.insert(id.clone(), looks(policy, judged));
            for field in flows.iter().flat_map(|flow| flow.fields.iter()) {
                if let Type::Ref(target) = &field.ty {
                    reach.referring.entry(target.clone()).or_default().insert(id.clone());
                }
            }
        }
        reach.waits = !reach.limited.is_empty() || reach.automatic.values().any(|looks| !looks.measures.is_empty());
        // What a waiting record asks of others is not among the looks.
        reach.balances = reach.heeds_anything() || reach.all().any(|looks| looks.balances);
        reach
    }

    /// Whether work of a workflow may wait until somebody has room.
    pub fn waits_for_room(&self, workflow: &str) -> bool {
        self.limited.contains(workflow)
    }

    /// Whether anything waits for somebody to have room, or for a figure.
    pub fn waits_for_anything(&self) -> bool {
        self.waits
    }

    /// Whether other records, or events that are kept, may set a workflow's records going.
    pub fn heeds(&self, workflow: &str) -> bool {
        self.heeding.contains(workflow)
    }

    /// Whether any workflow's records may be set going so.
    pub fn heeds_anything(&self) -> bool {
        !self.heeding.is_empty()
    }

    /// Whether automatic transitions of a workflow look at other records.
    pub fn moves_with_others(&self, workflow: &str) -> bool {
        self.automatic.get(workflow).is_some_and(|looks| looks.others)
    }

    /// Whether warnings over a workflow's records look at other records.
    pub fn warns_with_others(&self, workflow: &str) -> bool {
        self.warnings.get(workflow).is_some_and(|looks| looks.others)
    }

    /// Whether inboxes or figures of a workflow's records follow other records.
    pub fn follows_others(&self, workflow: &str) -> bool {
        [&self.people, &self.figures].iter().any(|all| all.get(workflow).is_some_and(|looks| looks.others))
    }

    /// Workflows with automatic transitions that the clock may set going.
    pub fn moved_by_time(&self) -> Vec<Id> {
        named(&self.automatic, |looks| looks.time)
    }

    /// Workflows whose inboxes the clock may change.
    pub fn handed_by_time(&self) -> Vec<Id> {
        named(&self.people, |looks| looks.time)
    }

    /// Workflows with automatic transitions that look at one of these measures.
    pub fn moved_by(&self, measures: &BTreeSet<&Id>) -> Vec<Id> {
        named(&self.automatic, |looks| looks.measures.iter().any(|measure| measures.contains(measure)))
    }

    /// Whether something looks at records of the first workflow by way of records of the second.
    pub fn passes(&self, changed: &str, by_way_of: &str) -> bool {
        self.all().any(|looks| looks.workflows.contains(changed) && looks.workflows.contains(by_way_of))
    }

    /// Whether a change of a record of the first workflow may matter to records that refer to one of the second, or to
    /// those beyond them: where not, they need not be looked for, however many they are.
    pub fn matters_to_referrers(&self, changed: &str, of: &str) -> bool {
        let matters = |workflow: &Id| {
            self.follows_others(workflow)
                || self.moves_with_others(workflow)
                || self.warns_with_others(workflow)
                || self.heeds(workflow)
                || self.passes(changed, workflow)
        };
        self.referring.get(of).is_some_and(|referring| referring.iter().any(matters))
    }

    /// Whether it may matter to other records how the balances of one stand.
    pub fn looks_at_balances(&self) -> bool {
        self.balances
    }

    fn all(&self) -> impl Iterator<Item = &Looks> {
        [&self.automatic, &self.people, &self.figures, &self.warnings].into_iter().flat_map(BTreeMap::values)
    }
}

fn named(all: &BTreeMap<Id, Looks>, like: impl Fn(&Looks) -> bool) -> Vec<Id> {
    all.iter().filter(|(_, looks)| like(looks)).map(|(id, _)| id.clone()).collect()
}

/// What automatic transitions, joins and the pool ask.
fn conditions_of(workflow: &Workflow) -> Vec<&Expr> {
    let mut conditions: Vec<&Expr> = Vec::new();
    for edge in workflow.edges().filter(|edge| edge.by_itself()) {
        conditions.extend(edge.when.iter().map(|guard| &guard.is).chain(&edge.at));
    }
    // Work that is wanted only while something holds makes a join wait.
    let joins = workflow.edges().any(|edge| edge.join.is_some());
    for stage in workflow.stages.values().filter(|_| joins) {
        let needs = stage.tasks.values().map(|task| &task.required);
        let needs = needs.chain(stage.checklist.iter().map(|item| &item.required));
        conditions.extend(stage.checklist.iter().filter_map(|item| item.when.as_ref()));
        conditions.extend(needs.filter_map(|need| match need {
            Need::When(when) => Some(&**when),
            Need::Never | Need::Always => None,
        }));
    }
    conditions.extend(workflow.pool.iter().flat_map(|pool| &pool.recycle).map(|entry| &entry.when));
    conditions
}

/// Whether its work or its records go only to those who have room.
fn limits(workflow: &Workflow) -> bool {
    let mut tasks = workflow.stages.values().flat_map(|stage| stage.tasks.values());
    let owners = workflow.assign.as_ref().is_some_and(|assign| assign.finding.limit.is_some());
    owners || tasks.any(|task| task.finding.limit.is_some())
}

fn people_of(workflow: &Workflow) -> Vec<&Expr> {
    let mut found = Vec::new();
    workflow.access.see.iter().for_each(|people| expressions(people, &mut found));
    for edge in workflow.edges().filter(|edge| !edge.by_itself()) {
        found.extend(&edge.fits);
        edge.who.iter().for_each(|people| expressions(people, &mut found));
    }
    found
}

/// Every expression of people places.
fn expressions<'p>(people: &'p People, found: &mut Vec<&'p Expr>) {
    for place in people {
        match &place.kind {
            PlaceKind::Expr(expr) | PlaceKind::UnitOf(expr) => found.push(expr),
            PlaceKind::Group(group) => {
                found.extend(group.when.iter().chain(&group.fits));
                expressions(&group.who, found);
            }
            _ => {}
        }
    }
}

fn looks<'p>(policy: &'p Policy, mut open: Vec<&'p Expr>) -> Looks {
    let mut found = Looks::default();
    let mut fields: BTreeSet<(Id, Id)> = BTreeSet::new();
    let mut tables: BTreeSet<&Id> = BTreeSet::new();
    while let Some(expr) = open.pop() {
        let reads = expr.reads();
        found.time |= reads.now;
        found.others |= reads.others;
        found.balances |= !reads.balances.is_empty() || reads.fields.iter().any(|(_, name)| &**name == "label");
        let measures = reads.figures.iter().flat_map(|figure| figures::measures_read(policy, figure));
        found.measures.extend(measures.map(|measure| measure.id.clone()));
        for field in reads.fields.iter().filter(|field| fields.insert((*field).clone())) {
            found.workflows.insert(field.0.clone());
            let computed = policy.workflow(&field.0).and_then(|workflow| workflow.field(&field.1));
            open.extend(computed.and_then(|field| field.formula.as_ref()));
        }
        for table in reads.tables.iter().filter(|table| tables.insert(table)) {
            open.extend(policy.formulas_of(table));
        }
    }
    found
}
