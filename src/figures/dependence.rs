//! What a figure depends on: which changes make it worth counting or judging again.

use std::collections::BTreeSet;

use crate::{
    model::{
        Id,
        time::{Date, Period},
    },
    policy::{Aggregate, Branch, Measure, Over, Policy, Share, Target, Warning},
    script::Expr,
};

/// Counted into every [`basis`]: raised when this program counts differently from the one before.
const WAY_OF_COUNTING: &str = "1";

/// The place of `elapsed` among a figure warning's locals.
const ELAPSED: usize = 3;

/// The measures over a workflow's records.
pub fn measures_of<'a>(policy: &'a Policy, workflow: &str) -> impl Iterator<Item = &'a Measure> {
    let of = move |measure: &&Measure| &*measure.of == workflow;
    policy.measures.values().filter(of)
}

/// The warnings over figures that read a measure, themselves or through KPIs.
pub fn watching<'a>(policy: &'a Policy, measure: &str) -> Vec<&'a Warning> {
    let reads = |warning: &&Warning| match &warning.over {
        Over::Figure { kpi, .. } => {
            let measures = super::measures_read(policy, kpi);
            measures.iter().any(|read| &*read.id == measure)
        }
        Over::Records { .. } => false,
    };
    policy.warnings.values().filter(reads).collect()
}

/// The targets whose parts follow what a measure counted on a day.
pub fn shaped_by<'a>(policy: &'a Policy, measure: &str, day: Option<Date>) -> Vec<&'a Target> {
    let follows = |target: &&Target| {
        let Some(tree) = policy.trees.get(&target.id) else { return false };
        let then = |period: &Period| day.is_some_and(|day| period.contains(day));
        follows(&tree.root, &then) && super::measures_read(policy, &target.kpi).iter().any(|read| &*read.id == measure)
    };
    policy.targets.values().filter(follows).collect()
}

fn follows(branch: &Branch, then: &dyn Fn(&Period) -> bool) -> bool {
    branch.splits.iter().any(|split| matches!(&split.share, Share::Like(period) if then(period)))
        || branch.parts.iter().any(|(_, part)| follows(part, then))
}

/// Whether what a record adds to the measure can change with time alone: counted anew when the local day changes.
pub fn is_timed(policy: &Policy, measure: &Measure) -> bool {
    Dependence::of(policy, expressions(measure)).time
}

/// Whether it can change when another record does: counted anew when a linked one changes.
pub fn reads_others(policy: &Policy, measure: &Measure) -> bool {
    Dependence::of(policy, expressions(measure)).others
}

/// Whether a warning can change its level with time alone: judged anew when the local day changes.
pub fn watches_time(policy: &Policy, warning: &Warning) -> bool {
    let levels = warning.levels.iter().map(|level| &level.when);
    let mut conditions: Vec<&Expr> = levels.chain(&warning.clear).collect();
    match &warning.over {
        Over::Figure { .. } => {
            let paced = |expr: &&Expr| expr.reads().locals.contains(&ELAPSED);
            if conditions.iter().any(paced) {
                return true;
            }
        }
        Over::Records { filter, .. } => conditions.extend(filter),
    }
    Dependence::of(policy, conditions.into_iter()).time
}

/// BLAKE3, in hex, of everything the cells of a measure depend on beside the records: when it changes, they are
/// counted anew from all records. A change elsewhere in the policy costs no recount.
pub fn basis(policy: &Policy, measure: &Measure) -> String {
    let dependence = Dependence::of(policy, expressions(measure));
    let mut hasher = blake3::Hasher::new();
    let mut feed = |text: &str| {
        // The length keeps neighbours apart.
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    feed(WAY_OF_COUNTING);
    feed(&measure.of);
    feed(if measure.at.is_some() { "flow" } else { "stock" });
    feed(match measure.aggregate {
        Aggregate::Count => "count",
        Aggregate::Sum => "sum",
        Aggregate::Avg => "avg",
    });
    let parts = [("where", &measure.filter), ("value", &measure.value), ("at", &measure.at)];
    for (key, expr) in parts {
        feed(key);
        feed(expr.as_ref().map_or("", Expr::text));
    }
    for (dimension, by) in &measure.by {
        feed(dimension);
        feed(by.text());
    }
    for (path, text) in &policy.files {
        if dependence.reaches(path, &measure.of) {
            feed(path);
            feed(text);
        }
    }
    hasher.finalize().to_hex().to_string()
}

fn expressions(measure: &Measure) -> impl Iterator<Item = &Expr> {
    let own = [&measure.filter, &measure.value, &measure.at];
    own.into_iter().flatten().chain(measure.by.values())
}

/// What expressions depend on, through computed fields and tables too.
#[derive(Default)]
struct Dependence {
    time: bool,
    others: bool,
    /// Whether rules are called or figures read.
    rules: bool,
}

impl Dependence {
    fn of<'a>(policy: &'a Policy, expressions: impl Iterator<Item = &'a Expr>) -> Dependence {
        let mut found = Dependence::default();
        let mut open: Vec<&Expr> = expressions.collect();
        let mut fields: BTreeSet<&(Id, Id)> = BTreeSet::new();
        let mut tables: BTreeSet<&Id> = BTreeSet::new();
        while let Some(expr) = open.pop() {
            let reads = expr.reads();
            found.time |= reads.now;
            found.others |= reads.others;
            found.rules |= !(reads.tables.is_empty() && reads.functions.is_empty() && reads.figures.is_empty());
            for field in reads.fields.iter().filter(|field| fields.insert(field)) {
                let workflow = policy.workflow(&field.0);
                let field = workflow.and_then(|workflow| workflow.field(&field.1));
                open.extend(field.and_then(|field| field.formula.as_ref()));
            }
            for table in reads.tables.iter().filter(|table| tables.insert(table)) {
                open.extend(policy.formulas_of(table));
            }
        }
        found
    }

    /// Whether a file of the policy can change what a measure over that workflow counts.
    fn reaches(&self, path: &str, workflow: &str) -> bool {
        if self.rules || path == "salesflow.toml" {
            return true;
        }
        match path.strip_prefix("workflows/") {
            Some(file) => self.others || file.strip_suffix(".toml") == Some(workflow),
            None => !path.starts_with("rules/") && !path.starts_with("tests/"),
        }
    }
}
