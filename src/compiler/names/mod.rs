//! The first pass: everything the policy declares, before any expression is read.
//!
//! A definition that is declared and wrong is here all the same, with the type [`Type::Any`], so that whoever uses it
//! stays silent: one mistake, one finding.

mod figures;
mod tables;
mod types;
mod workflows;

pub(super) use tables::{DecisionNames, ListNames, TableNames};
pub(super) use types::TypeNames;
pub(super) use workflows::{AskName, FieldName, LinesName, StageName, TaskName, TransitionName, WorkflowNames, asks};

use indexmap::IndexMap;

use super::{
    Cx, Doc, findings,
    org::Written,
    places,
    schema::distinct,
    source::{self, Span},
    syntax::{Key, Reader, Table, Text},
};
use crate::{
    model::{Id, Type, Value, people::Org, time::Calendar},
    policy::{List, answered},
    script::{BalanceSignature, Functions, Schema, TableSignature, scope::FieldInfo},
};

/// Everything declared.
pub(super) struct Names<'c> {
    pub org: Org,
    pub role_spans: IndexMap<Id, Span>,
    pub calendar: Calendar,
    pub locale: String,
    pub settings: IndexMap<Id, Setting>,
    pub workflows: IndexMap<Id, WorkflowNames<'c>>,
    /// Further pipelines over the records of a workflow, by the file's id.
    pub pipelines: IndexMap<Id, WorkflowNames<'c>>,
    pub types: TypeNames<'c>,
    pub tables: IndexMap<Id, TableNames<'c>>,
    pub decisions: IndexMap<Id, DecisionNames<'c>>,
    /// Lists as they are declared.
    pub list_names: IndexMap<Id, ListNames<'c>>,
    /// The same with their rows, once these have been read.
    pub lists: IndexMap<Id, List>,
    pub functions: Functions,
    pub function_names: Vec<Id>,
    /// Functions of scripts that could not be read, with how many arguments each takes.
    pub unread_functions: IndexMap<Id, usize>,
    pub duties: IndexMap<Id, Definition<'c>>,
    pub chains: IndexMap<Id, Definition<'c>>,
    pub measures: IndexMap<Id, Definition<'c>>,
    pub kpis: IndexMap<Id, Definition<'c>>,
    pub targets: IndexMap<Id, Definition<'c>>,
    pub balances: IndexMap<Id, Definition<'c>>,
    pub warnings: IndexMap<Id, Definition<'c>>,
    pub inputs: IndexMap<Id, Definition<'c>>,
    pub scorecards: IndexMap<Id, Definition<'c>>,
    pub incentives: IndexMap<Id, Definition<'c>>,
    pub forecasts: IndexMap<Id, Definition<'c>>,
    pub analyses: IndexMap<Id, Definition<'c>>,
    pub schedules: IndexMap<Id, Definition<'c>>,
    pub reports: IndexMap<Id, Definition<'c>>,
    pub matrices: IndexMap<Id, Definition<'c>>,
    pub channels: IndexMap<Id, Definition<'c>>,
    /// The types of measures and KPIs, as far as they are known yet.
    pub figures: IndexMap<Id, Type>,
}

/// A number many rules share.
pub(super) struct Setting {
    pub ty: Type,
    pub value: Value,
    pub span: Span,
}

/// A definition below `[kind.id]`.
#[derive(Clone, Copy)]
pub(super) struct Definition<'c> {
    pub key: &'c Key,
    pub table: &'c Table,
    /// Where it is switched off.
    pub off: Option<Span>,
}

impl<'c> Definition<'c> {
    pub fn new(key: &'c Key, table: &'c Table) -> Definition<'c> {
        Definition { key, table, off: off(table) }
    }

    pub fn id(&self) -> Id {
        Id::from(&*self.key.name)
    }
}

/// Where a table says `off = true`.
pub(super) fn off(table: &Table) -> Option<Span> {
    let (key, node) = table.entry("off")?;
    matches!(node.kind, super::syntax::Kind::Bool(true)).then_some(key.span)
}

/// What was read before the names are gathered.
pub(super) struct Before {
    pub written: Written,
    pub calendar: Calendar,
    pub locale: String,
    pub settings: IndexMap<Id, Setting>,
    pub functions: Functions,
    pub function_names: Vec<Id>,
    /// Functions of scripts that could not be read, with how many arguments each takes.
    pub unread_functions: IndexMap<Id, usize>,
}

/// Gathers all names of workflows and rules.
pub(super) fn gather<'c>(cx: &'c Cx<'c>, docs: &'c [Doc], before: Before) -> Names<'c> {
    let of = |kind| docs.iter().filter(move |doc| doc.kind == kind);
    let rules: Vec<Reader<'c>> =
        of(source::Kind::Rules).map(|doc| Reader::open(cx, &doc.root, places::RULES)).collect();
    let manifest: Vec<Reader<'c>> =
        of(source::Kind::Manifest).map(|doc| Reader::quiet(cx, &doc.root, places::MANIFEST)).collect();
    let org: Vec<Reader<'c>> = of(source::Kind::Org).map(|doc| Reader::quiet(cx, &doc.root, places::ORG)).collect();
    let is_own = |doc: &&'c Doc| doc.root.get("record").is_none();
    let workflow_ids: Vec<Id> = of(source::Kind::Workflow).filter(is_own).map(|doc| Id::from(&*doc.id)).collect();
    let others = of(source::Kind::Workflow).filter_map(|doc| {
        let record = doc.root.get("record")?.text()?;
        Some((Id::from(&*doc.id), Id::from(&*record)))
    });
    let types = types::gather(cx, &rules, workflow_ids, others.collect());
    let workflows = workflows::gather(cx, of(source::Kind::Workflow).filter(is_own), &types);
    let pipelines = of(source::Kind::Workflow).filter(|doc| !is_own(doc));
    let pipelines = workflows::pipelines(cx, pipelines, &types, &workflows);
    let rows = tables::gather(cx, &rules, &types, &workflows);
    let mut names = Names {
        org: before.written.org,
        role_spans: before.written.roles,
        calendar: before.calendar,
        locale: before.locale,
        settings: before.settings,
        workflows,
        pipelines,
        types,
        tables: rows.tables,
        decisions: rows.decisions,
        list_names: rows.lists,
        lists: IndexMap::new(),
        functions: before.functions,
        function_names: before.function_names,
        unread_functions: before.unread_functions,
        duties: definitions(cx, &org, "duty", "duty"),
        chains: definitions(cx, &rules, "approval", "approval chain"),
        measures: definitions(cx, &rules, "measure", "measure"),
        kpis: definitions(cx, &rules, "kpi", "KPI"),
        targets: definitions(cx, &rules, "target", "target"),
        warnings: definitions(cx, &rules, "warning", "warning"),
        balances: definitions(cx, &rules, "balance", "balance"),
        inputs: definitions(cx, &rules, "input", "input"),
        scorecards: definitions(cx, &rules, "scorecard", "scorecard"),
        incentives: definitions(cx, &rules, "incentive", "incentive"),
        forecasts: definitions(cx, &rules, "forecast", "forecast"),
        analyses: definitions(cx, &rules, "analysis", "analysis"),
        schedules: definitions(cx, &rules, "schedule", "schedule"),
        reports: definitions(cx, &rules, "report", "report"),
        matrices: definitions(cx, &rules, "matrix", "matrix"),
        channels: definitions(cx, &manifest, "channel", "channel"),
        figures: IndexMap::new(),
    };
    figures::gather(cx, &mut names);
    names
}

/// The definitions of a kind over all files of rules, or of the organisation.
fn definitions<'c>(cx: &'c Cx<'c>, rules: &[Reader<'c>], kind: &str, word: &str) -> IndexMap<Id, Definition<'c>> {
    let mut all: IndexMap<Id, Definition<'c>> = IndexMap::new();
    for (key, table) in rules.iter().flat_map(|rules| rules.named(kind)) {
        match all.get(&*key.name) {
            Some(first) => cx.report(findings::doubled(&key.text(), word, first.key.span)),
            None => _ = all.insert(Id::from(&*key.name), Definition::new(key, table)),
        }
    }
    all
}

impl<'c> Names<'c> {
    /// The line items of a kind of row, as `order.lines`.
    pub fn lines(&self, kind: &str) -> Option<&LinesName<'c>> {
        let (workflow, lines) = crate::model::row::split_kind(kind)?;
        self.workflows.get(workflow)?.lines.get(lines)
    }

    /// Every workflow, and every further pipeline.
    pub fn flows(&self) -> impl Iterator<Item = &WorkflowNames<'c>> {
        self.workflows.values().chain(self.pipelines.values())
    }

    /// A workflow, or another pipeline over one, by its file's id.
    pub fn flow(&self, id: &str) -> Option<&WorkflowNames<'c>> {
        self.workflows.get(id).or_else(|| self.pipelines.get(id))
    }

    /// The pipelines the records of a workflow run in: its own first.
    pub fn pipelines_of(&self, workflow: &str) -> impl Iterator<Item = &WorkflowNames<'c>> {
        self.flows().filter(move |rules| *rules.id == *workflow)
    }

    /// The title people see, in the policy's language.
    pub fn title(&self, reader: &Reader<'_>, id: &str) -> String {
        super::manifest::title(reader, &self.locale, id)
    }

    /// The title of a measure or KPI.
    pub fn figure_title(&self, cx: &'c Cx<'c>, id: &str) -> String {
        let places = [(&self.kpis, places::KPI), (&self.measures, places::MEASURE)];
        let found = places.iter().find_map(|(all, place)| Some((all.get(id)?, *place)));
        found.map_or_else(|| id.to_owned(), |(one, place)| self.title(&Reader::quiet(cx, one.table, place), id))
    }

    /// The workflow a key names, which must be there.
    pub fn workflow(&self, reader: &Reader<'_>, key: &str, at: Span) -> Option<&Id> {
        let text = reader.needed_text(key, at)?;
        let found = self.workflows.get_key_value(&*text.value).map(|(id, _)| id);
        if found.is_none() {
            reader.cx.report(self.no_workflow(&text));
        }
        found
    }

    /// What is told where a name is no workflow's. Of a pipeline: whose records it moves.
    pub fn no_workflow(&self, text: &Text) -> findings::Draft {
        match self.pipelines.get(&*text.value) {
            Some(pipeline) => findings::pipeline_named(text, &pipeline.id),
            None => findings::unknown_workflow(text, self.workflows.keys().map(|id| &**id)),
        }
    }

    /// An approval chain by name; one that is off is reported.
    pub fn chain(&self, cx: &Cx<'_>, text: &Text) -> Option<Id> {
        match self.chains.get_key_value(&*text.value) {
            Some((id, chain)) => {
                if let Some(off) = chain.off {
                    cx.report(findings::off_used(text.span, "the approval chain", text, off));
                }
                Some(id.clone())
            }
            None => {
                cx.report(findings::unknown_chain(text, self.chains.keys().map(|id| &**id)));
                None
            }
        }
    }

    /// A definition by name, of a kind that has no finding of its own.
    pub fn defined(&self, cx: &Cx<'_>, all: &IndexMap<Id, Definition<'c>>, word: &str, text: &Text) -> Option<Id> {
        match all.get_key_value(&*text.value) {
            Some((id, definition)) => {
                if let Some(off) = definition.off {
                    cx.report(findings::off_used(text.span, word, text, off));
                }
                Some(id.clone())
            }
            None => {
                cx.report(findings::unknown_definition(text, word, all.keys().map(|id| &**id)));
                None
            }
        }
    }
}

impl Schema for Names<'_> {
    fn field(&self, workflow: &str, name: &str) -> Option<FieldInfo> {
        if let Some(lines) = self.lines(workflow) {
            let column = lines.columns.get(name)?;
            return Some(FieldInfo {
                slot: lines.layout.slot(name)?,
                ty: column.ty.clone(),
                computed: column.computed,
            });
        }
        let workflow = self.workflows.get(workflow)?;
        let field = workflow.fields.get(name)?;
        Some(FieldInfo { slot: workflow.layout.slot(name)?, ty: field.ty.clone(), computed: field.computed })
    }

    fn fields(&self, workflow: &str) -> Option<Vec<Id>> {
        match self.lines(workflow) {
            Some(lines) => Some(lines.columns.keys().cloned().collect()),
            None => Some(self.workflows.get(workflow)?.fields.keys().cloned().collect()),
        }
    }

    fn clocks(&self, workflow: &str) -> Vec<Id> {
        let clocks = self.pipelines_of(workflow).flat_map(|rules| rules.reader.named("clock"));
        let clocks: Vec<Id> = clocks.map(|(key, _)| Id::from(&*key.name)).collect();
        distinct(clocks.iter())
    }

    fn stages(&self, workflow: &str) -> Vec<Id> {
        distinct(self.pipelines_of(workflow).flat_map(|rules| rules.stages.keys()))
    }

    fn outcomes(&self, workflow: &str) -> Vec<Id> {
        let stages = self.pipelines_of(workflow).flat_map(|rules| rules.stages.values());
        distinct(stages.filter_map(|stage| stage.end.as_ref()))
    }

    fn workflows(&self) -> Vec<Id> {
        self.workflows.keys().cloned().collect()
    }

    fn pipelines(&self, workflow: &str) -> Vec<Id> {
        distinct(self.pipelines_of(workflow).map(WorkflowNames::name))
    }

    fn setting(&self, name: &str) -> Option<(Type, Value)> {
        self.settings.get(name).map(|setting| (setting.ty.clone(), setting.value.clone()))
    }

    fn settings(&self) -> Vec<Id> {
        self.settings.keys().cloned().collect()
    }

    fn table(&self, name: &str) -> Option<TableSignature> {
        let table = self.tables.get(name).filter(|table| table.definition.off.is_none());
        let table = table.map(|table| TableSignature {
            inputs: table.inputs.clone(),
            outputs: answered(table.hit, &table.outputs),
            many: table.hit.is_many(),
        });
        table.or_else(|| {
            let decision = self.decisions.get(name)?;
            let (inputs, outputs) = (decision.inputs.clone(), decision.outputs.clone());
            Some(TableSignature { inputs, outputs, many: false })
        })
    }

    fn list(&self, name: &str) -> Option<(Vec<(Id, Type)>, Value)> {
        self.lists.get(name).map(|list| (list.columns.clone(), list.rows.clone()))
    }

    fn function(&self, name: &str) -> Option<usize> {
        self.functions.arity(name).or_else(|| self.unread_functions.get(name).copied())
    }

    fn functions(&self) -> Vec<Id> {
        let on = self.tables.iter().filter(|(_, table)| table.definition.off.is_none());
        let tables = on.map(|(id, _)| id).chain(self.decisions.keys());
        tables.chain(&self.function_names).cloned().collect()
    }

    fn balance(&self, name: &str) -> Option<BalanceSignature> {
        let table = self.balances.get(name)?.table;
        let of = self.workflows.get(&*table.get("of")?.text()?.value)?;
        let field = |node: &super::syntax::Node| {
            let name = node.text()?;
            of.fields.get(&*name.value).map(|field| (Id::from(&*name.value), field.ty.clone()))
        };
        let key = table.get("key").map_or(&[][..], |node| node.entries()).iter().filter_map(field).collect();
        let ty = table.get("total").and_then(field).map_or(Type::Number, |(_, ty)| ty);
        Some(BalanceSignature { of: of.id.clone(), key, ty })
    }

    fn has_chain(&self, name: &str) -> bool {
        self.chains.contains_key(name)
    }

    fn form(&self, workflow: &str, task: &str, id: &str) -> Option<Type> {
        let mut tasks = self.pipelines_of(workflow).flat_map(WorkflowNames::tasks);
        let (_, task) = tasks.find(|(known, _)| &***known == task)?;
        task.asks.iter().find(|ask| !ask.is_field && *ask.id == *id).map(|ask| ask.ty.clone())
    }

    fn figure(&self, name: &str) -> Option<Type> {
        self.figures.get(name).cloned()
    }

    fn org(&self) -> &Org {
        &self.org
    }

    fn calendar(&self) -> &Calendar {
        &self.calendar
    }
}
