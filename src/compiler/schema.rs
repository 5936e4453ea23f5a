//! A compiled policy as the schema of an expression that stands in no file of it: `list --where`, `--sort`, a benchmark.

use crate::{
    figures,
    model::{Id, Type, Value, people::Org, time::Calendar},
    policy::{Policy, Workflow, answered},
    script::{self, BalanceSignature, Expect, Expr, FieldInfo, Problem, Schema, Scope, TableSignature},
};

/// Compiles an expression on a record of a workflow.
///
/// # Errors
/// Everything wrong with it, places counted in characters of the text.
pub fn expression(policy: &Policy, workflow: &str, text: &str, expect: Expect) -> Result<Expr, Vec<Problem>> {
    script::compile(text, &Scope::on(&Names(policy), workflow), expect)
}

struct Names<'a>(&'a Policy);

impl Schema for Names<'_> {
    fn field(&self, workflow: &str, name: &str) -> Option<FieldInfo> {
        if let Some(lines) = self.0.lines(workflow) {
            let column = lines.column(name)?;
            let slot = lines.layout.slot(name)?;
            return Some(FieldInfo { slot, ty: column.ty.clone(), computed: column.is_computed() });
        }
        let workflow = self.0.workflow(workflow)?;
        let slot = workflow.layout.slot(name)?;
        let field = workflow.fields.get(slot)?;
        Some(FieldInfo { slot, ty: field.ty.clone(), computed: field.is_computed() })
    }

    fn fields(&self, workflow: &str) -> Option<Vec<Id>> {
        if let Some(lines) = self.0.lines(workflow) {
            return Some(lines.columns.iter().map(|column| column.id.clone()).collect());
        }
        Some(self.0.workflow(workflow)?.fields.iter().map(|field| field.id.clone()).collect())
    }

    fn stages(&self, workflow: &str) -> Vec<Id> {
        distinct(self.0.pipelines_of(workflow).flat_map(|rules| rules.stages.keys()))
    }

    fn clocks(&self, workflow: &str) -> Vec<Id> {
        distinct(self.0.pipelines_of(workflow).flat_map(|rules| rules.clocks.keys()))
    }

    fn outcomes(&self, workflow: &str) -> Vec<Id> {
        let stages = self.0.pipelines_of(workflow).flat_map(|rules| rules.stages.values());
        distinct(stages.filter_map(|stage| stage.end.as_ref()))
    }

    fn workflows(&self) -> Vec<Id> {
        self.0.workflows.keys().cloned().collect()
    }

    fn pipelines(&self, workflow: &str) -> Vec<Id> {
        distinct(self.0.pipelines_of(workflow).map(Workflow::name))
    }

    fn setting(&self, name: &str) -> Option<(Type, Value)> {
        let value = self.0.manifest.settings.get(name)?;
        Some((shape(value), value.clone()))
    }

    fn settings(&self) -> Vec<Id> {
        self.0.manifest.settings.keys().cloned().collect()
    }

    fn table(&self, name: &str) -> Option<TableSignature> {
        let table = self.0.tables.get(name).map(|table| TableSignature {
            inputs: table.inputs.iter().map(|input| (input.id.clone(), input.ty.clone())).collect(),
            outputs: answered(table.hit, &table.outputs),
            many: table.hit.is_many(),
        });
        table.or_else(|| {
            let decision = self.0.decisions.get(name)?;
            let outputs = decision.outputs.iter().map(|output| (output.id.clone(), output.value.ty().clone()));
            Some(TableSignature { inputs: decision.inputs.clone(), outputs: outputs.collect(), many: false })
        })
    }

    fn list(&self, name: &str) -> Option<(Vec<(Id, Type)>, Value)> {
        self.0.lists.get(name).map(|list| (list.columns.clone(), list.rows.clone()))
    }

    fn function(&self, name: &str) -> Option<usize> {
        self.0.functions.arity(name)
    }

    fn functions(&self) -> Vec<Id> {
        self.0.tables.keys().chain(self.0.decisions.keys()).chain(self.0.functions.names()).cloned().collect()
    }

    fn balance(&self, name: &str) -> Option<BalanceSignature> {
        let balance = self.0.balances.get(name)?;
        let of = self.0.workflow(&balance.of)?;
        let key = balance.key.iter().filter_map(|id| Some((id.clone(), of.field(id)?.ty.clone()))).collect();
        Some(BalanceSignature { of: of.id.clone(), key, ty: of.field(&balance.total)?.ty.clone() })
    }

    fn has_chain(&self, name: &str) -> bool {
        self.0.chains.contains_key(name)
    }

    fn form(&self, workflow: &str, task: &str, id: &str) -> Option<Type> {
        let (_, task) = self.0.pipelines_of(workflow).find_map(|rules| rules.task(task))?;
        task.form.iter().find(|ask| !ask.is_field && &*ask.id == id).map(|ask| ask.ty.clone())
    }

    fn figure(&self, name: &str) -> Option<Type> {
        figures::unit(self.0, name).cloned()
    }

    fn org(&self) -> &Org {
        &self.0.org
    }

    fn calendar(&self) -> &Calendar {
        &self.0.calendar
    }

    fn minor_digits(&self) -> u32 {
        self.0.manifest.minor_digits
    }
}

/// Each of them once, in their order.
pub(super) fn distinct<'a>(ids: impl Iterator<Item = &'a Id>) -> Vec<Id> {
    let mut all: Vec<Id> = Vec::new();
    for id in ids {
        if !all.contains(id) {
            all.push(id.clone());
        }
    }
    all
}

/// The type of a setting, which the compiled policy keeps only as its value.
fn shape(value: &Value) -> Type {
    match value {
        Value::None => Type::None,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::Text(_) => Type::Text,
        Value::Date(_) => Type::Date,
        Value::Moment(_) => Type::DateTime,
        Value::Duration(_) => Type::Duration,
        Value::List(items) => Type::List(Box::new(items.first().map_or(Type::Any, shape))),
        Value::Row(_) => Type::Any,
    }
}
