//! The names a workflow declares: fields, stages, transitions and what these ask.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{TypeNames, off};
use crate::{
    compiler::{
        Cx, Doc, findings,
        source::Span,
        syntax::{Key, Kind, Node, Reader, Table, Text, places},
    },
    model::{Id, Layout, Type, row::kind_of},
};

/// Names that every record has and no field may take.
const RESERVED: &[&str] = &[
    "id",
    "label",
    "workflow",
    "stage",
    "stages",
    "outcome",
    "version",
    "created_at",
    "created_by",
    "changed_at",
    "policy",
    "pipeline",
    "probability",
    "forecast",
];

/// What a workflow declares.
pub(in crate::compiler) struct WorkflowNames<'c> {
    /// The kind of its records: the file's id; of a pipeline that of the workflow whose records it moves.
    pub id: Id,
    /// The file's id, where it is another pipeline over the records of a workflow.
    pub pipeline: Option<Id>,
    pub file: u32,
    pub reader: Reader<'c>,
    pub layout: Arc<Layout>,
    /// All fields, `owner` first, in the order of the layout.
    pub fields: IndexMap<Id, FieldName<'c>>,
    /// Line items: each is a field too.
    pub lines: IndexMap<Id, LinesName<'c>>,
    pub stages: IndexMap<Id, StageName<'c>>,
    pub start: Option<Id>,
    pub transitions: IndexMap<Id, TransitionName<'c>>,
    pub deviation: Option<TransitionName<'c>>,
}

/// A field; without a table it is the `owner` nobody wrote.
#[derive(Clone)]
pub(in crate::compiler) struct FieldName<'c> {
    pub written: Option<(&'c Key, &'c Table)>,
    pub ty: Type,
    pub computed: bool,
}

/// Line items.
#[derive(Clone)]
pub(in crate::compiler) struct LinesName<'c> {
    pub kind: Id,
    pub layout: Arc<Layout>,
    pub columns: IndexMap<Id, FieldName<'c>>,
}

/// A stage.
pub(in crate::compiler) struct StageName<'c> {
    pub key: &'c Key,
    pub table: &'c Table,
    pub end: Option<Id>,
    pub tasks: IndexMap<Id, TaskName<'c>>,
}

/// A task of a stage.
pub(in crate::compiler) struct TaskName<'c> {
    pub key: &'c Key,
    pub table: &'c Table,
    pub off: Option<Span>,
    /// What its form asks.
    pub asks: Vec<AskName<'c>>,
}

/// A transition.
pub(in crate::compiler) struct TransitionName<'c> {
    pub key: &'c Key,
    pub table: &'c Table,
    pub off: Option<Span>,
    pub asks: Vec<AskName<'c>>,
    /// Its edges, where it is written as a `path`.
    pub edges: Vec<TransitionName<'c>>,
}

impl<'c> TransitionName<'c> {
    /// What is taken: its edges, or itself where it has but one.
    pub fn all(&self) -> &[TransitionName<'c>] {
        if self.edges.is_empty() { std::slice::from_ref(self) } else { &self.edges }
    }
}

/// An entry of `ask`.
pub(in crate::compiler) struct AskName<'c> {
    pub id: Text,
    pub ty: Type,
    pub is_field: bool,
    pub table: Option<&'c Table>,
}

pub(super) fn gather<'c>(
    cx: &'c Cx<'c>,
    docs: impl Iterator<Item = &'c Doc>,
    types: &TypeNames,
) -> IndexMap<Id, WorkflowNames<'c>> {
    docs.map(|doc| (Id::from(&*doc.id), workflow(cx, doc, types))).collect()
}

/// Keys that say what a record is: a further pipeline has them from the workflow whose records it moves.
const OF_THE_RECORD: &[&str] =
    &["id_format", "label", "access", "field", "lines", "check", "duplicate", "import", "pool"];

/// Further pipelines: the fields of the workflow they name, stages and transitions of their own.
pub(super) fn pipelines<'c>(
    cx: &'c Cx<'c>,
    docs: impl Iterator<Item = &'c Doc>,
    types: &TypeNames,
    workflows: &IndexMap<Id, WorkflowNames<'c>>,
) -> IndexMap<Id, WorkflowNames<'c>> {
    docs.filter_map(|doc| Some((Id::from(&*doc.id), pipeline(cx, doc, types, workflows)?))).collect()
}

fn pipeline<'c>(
    cx: &'c Cx<'c>,
    doc: &'c Doc,
    types: &TypeNames,
    workflows: &IndexMap<Id, WorkflowNames<'c>>,
) -> Option<WorkflowNames<'c>> {
    let reader = opened(cx, doc);
    let record = reader.text("record")?;
    let Some(of) = workflows.get(&*record.value) else {
        cx.report(findings::unknown_workflow(&record, workflows.keys().map(|id| &**id)));
        return None;
    };
    for (key, _) in doc.root.entries.iter().filter(|(key, _)| OF_THE_RECORD.contains(&&*key.name)) {
        cx.report(findings::not_of_a_pipeline(key, &of.id));
    }
    for key in ["stage"].into_iter().filter(|key| !reader.has(key)) {
        reader.missing(key, record.span);
    }
    let own = flow(cx, doc, types, reader, (of.fields.clone(), of.lines.clone()), &of.id);
    Some(WorkflowNames { pipeline: Some(Id::from(&*doc.id)), ..own })
}

fn opened<'c>(cx: &'c Cx<'c>, doc: &'c Doc) -> Reader<'c> {
    if !findings::is_name(&doc.id) {
        cx.report(findings::bad_name(&Text::new(&doc.id, Span::top(doc.file)), "a workflow"));
    }
    Reader::open(cx, &doc.root, places::WORKFLOW)
}

fn workflow<'c>(cx: &'c Cx<'c>, doc: &'c Doc, types: &TypeNames) -> WorkflowNames<'c> {
    let reader = opened(cx, doc);
    let mut fields = fields(cx, &reader, types);
    let lines = lines(cx, &reader, types, &mut fields, &doc.id);
    flow(cx, doc, types, reader, (fields, lines), &Id::from(&*doc.id))
}

/// The stages and transitions of a file, over records of these fields and lines.
fn flow<'c>(
    cx: &'c Cx<'c>,
    doc: &'c Doc,
    types: &TypeNames,
    reader: Reader<'c>,
    (fields, lines): (IndexMap<Id, FieldName<'c>>, IndexMap<Id, LinesName<'c>>),
    id: &Id,
) -> WorkflowNames<'c> {
    let stages: IndexMap<Id, StageName<'c>> = reader
        .named("stage")
        .into_iter()
        .map(|(key, table)| {
            let end = table.get("end").and_then(|node| outcome(cx, node));
            let tasks = tasks(cx, &fields, types, table, id);
            (Id::from(&*key.name), StageName { key, table, end, tasks })
        })
        .collect();
    doubled_tasks(cx, &stages);
    let named = |key: &'c Key, table: &'c Table, edges: Vec<TransitionName<'c>>| {
        let asks = asks(cx, &fields, types, table.get("ask"), id);
        TransitionName { key, table, off: off(table), asks, edges }
    };
    let transitions = reader.named("transition").into_iter().map(|(key, table)| {
        let edges = table.get("path").map_or(&[][..], Node::entries);
        let edges = edges.iter().filter_map(|edge| cx.table(edge, "path"));
        let edges = edges.map(|table| named(key, table, Vec::new())).collect();
        (Id::from(&*key.name), named(key, table, edges))
    });
    let transitions = transitions.collect();
    let deviation = reader.table.entry("deviation");
    let deviation = deviation.and_then(|(key, node)| Some(named(key, cx.table(node, "deviation")?, Vec::new())));
    let start = start(cx, &reader, &stages);
    WorkflowNames {
        id: id.clone(),
        pipeline: None,
        file: doc.file,
        layout: Arc::new(Layout::new(fields.keys().cloned())),
        reader,
        fields,
        lines,
        stages,
        start,
        transitions,
        deviation,
    }
}

fn tasks<'c>(
    cx: &'c Cx<'c>,
    fields: &IndexMap<Id, FieldName<'c>>,
    types: &TypeNames,
    stage: &'c Table,
    workflow: &str,
) -> IndexMap<Id, TaskName<'c>> {
    let reader = Reader::quiet(cx, stage, places::STAGE);
    let named = reader.named("task").into_iter().map(|(key, table)| {
        if !findings::is_name(&key.name) {
            cx.report(findings::bad_name(&key.text(), "a task"));
        }
        let asks = asks(cx, fields, types, table.get("form"), workflow);
        (Id::from(&*key.name), TaskName { key, table, off: off(table), asks })
    });
    named.collect()
}

/// A task is named by its id alone, so no two of a workflow may share one.
fn doubled_tasks(cx: &Cx<'_>, stages: &IndexMap<Id, StageName<'_>>) {
    let mut seen: IndexMap<&Id, Span> = IndexMap::new();
    for (id, task) in stages.values().flat_map(|stage| &stage.tasks) {
        match seen.get(id) {
            Some(first) => cx.report(findings::doubled(&task.key.text(), "the task", *first)),
            None => _ = seen.insert(id, task.key.span),
        }
    }
}

impl<'c> WorkflowNames<'c> {
    /// The file's id.
    pub fn name(&self) -> &Id {
        self.pipeline.as_ref().unwrap_or(&self.id)
    }

    /// Every task, stage by stage.
    pub fn tasks(&self) -> impl Iterator<Item = (&Id, &TaskName<'c>)> {
        self.stages.values().flat_map(|stage| &stage.tasks)
    }
}

fn outcome(cx: &Cx<'_>, node: &Node) -> Option<Id> {
    match &node.kind {
        // `end = true` is an end all the same: a second finding about it would help nobody.
        Kind::Bool(true) => cx.wrong::<()>(node, "end", "the outcome as text, like \"won\""),
        _ => None,
    };
    match &node.kind {
        Kind::Bool(true) => Some("done".into()),
        _ => cx.text(node, "end").map(|text| {
            findings::near_outcome(&text).into_iter().for_each(|draft| cx.report(draft));
            Id::from(&*text.value)
        }),
    }
}

fn fields<'c>(cx: &'c Cx<'c>, reader: &Reader<'c>, types: &TypeNames) -> IndexMap<Id, FieldName<'c>> {
    let owner = FieldName { written: None, ty: Type::Person, computed: false };
    let mut fields: IndexMap<Id, FieldName<'c>> = IndexMap::from([(Id::from("owner"), owner)]);
    for (key, table) in reader.named("field") {
        if RESERVED.contains(&key.name.as_str()) {
            cx.report(findings::reserved_field(key));
            continue;
        }
        if !findings::is_name(&key.name) {
            cx.report(findings::bad_name(&key.text(), "a field"));
        }
        let field = field(cx, key, table, types);
        if key.name == "owner" && (field.computed || field.ty != Type::Person) {
            cx.report(findings::owner_shape(key.span));
        }
        fields.insert(Id::from(&*key.name), field);
    }
    fields
}

/// A field or a column.
fn field<'c>(cx: &'c Cx<'c>, key: &'c Key, table: &'c Table, types: &TypeNames) -> FieldName<'c> {
    let field = Reader::open(cx, table, places::FIELD);
    let ty = match field.text("type") {
        Some(word) => types.of(cx, &word, table),
        None if key.name == "owner" => Type::Person,
        None if field.has("type") => Type::Any,
        None => {
            field.missing("type", key.span);
            Type::Any
        }
    };
    let computed = ["formula", "figure", "accrue", "part_of"].iter().any(|key| field.has(key));
    FieldName { written: Some((key, table)), ty, computed }
}

/// Line items; each becomes a field of its name.
fn lines<'c>(
    cx: &'c Cx<'c>,
    reader: &Reader<'c>,
    types: &TypeNames,
    fields: &mut IndexMap<Id, FieldName<'c>>,
    workflow: &str,
) -> IndexMap<Id, LinesName<'c>> {
    let mut all = IndexMap::new();
    for (key, table) in reader.named("lines") {
        if RESERVED.contains(&key.name.as_str()) {
            cx.report(findings::reserved_field(key));
            continue;
        }
        if !findings::is_name(&key.name) {
            cx.report(findings::bad_name(&key.text(), "lines"));
        }
        if let Some((first, _)) = fields.get(&*key.name).and_then(|field| field.written) {
            cx.report(findings::doubled(&key.text(), "field", first.span));
            continue;
        }
        let mut columns: IndexMap<Id, FieldName<'c>> = IndexMap::new();
        for (name, node) in &table.entries {
            let Some(column) = cx.table(node, &name.name) else { continue };
            if name.name == "id" {
                cx.report(findings::reserved_field(name));
                continue;
            }
            if !findings::is_name(&name.name) {
                cx.report(findings::bad_name(&name.text(), "a field"));
            }
            columns.insert(Id::from(&*name.name), field(cx, name, column, types));
        }
        let kind = kind_of(workflow, &key.name);
        fields.insert(Id::from(&*key.name), FieldName { written: None, ty: Type::Rows(kind.clone()), computed: false });
        let layout = Arc::new(Layout::of_columns(columns.keys().cloned()));
        all.insert(Id::from(&*key.name), LinesName { kind, layout, columns });
    }
    all
}

/// The entries of an `ask`, as a list or keyed.
pub(in crate::compiler) fn asks<'c>(
    cx: &'c Cx<'c>,
    fields: &IndexMap<Id, FieldName<'c>>,
    types: &TypeNames,
    node: Option<&'c Node>,
    workflow: &str,
) -> Vec<AskName<'c>> {
    let Some(node) = node else { return Vec::new() };
    let mut asks = Vec::new();
    let mut add = |id: Text, table: Option<&'c Table>| {
        let reader = table.map(|table| Reader::open(cx, table, places::ASK));
        let word = reader.and_then(|reader| reader.text("type"));
        let ask = match (word, table, fields.get(&*id.value)) {
            (Some(word), Some(table), _) => {
                if !findings::is_name(&id) {
                    cx.report(findings::bad_name(&id, "something asked"));
                }
                AskName { ty: types.of(cx, &word, table), is_field: false, id, table: Some(table) }
            }
            (_, _, Some(field)) => {
                if field.computed {
                    cx.report(findings::computed_set(id.span, &id));
                }
                AskName { ty: field.ty.clone(), is_field: true, id, table }
            }
            (_, _, None) => {
                cx.report(findings::unknown_field(&id, workflow, fields.keys().map(|id| &**id)));
                return;
            }
        };
        asks.push(ask);
    };
    match &node.kind {
        Kind::Table(keyed) => {
            for (key, entry) in &keyed.entries {
                if let Some(table) = cx.table(entry, &key.name) {
                    add(key.text(), Some(table));
                }
            }
        }
        _ => {
            for entry in node.entries() {
                match &entry.kind {
                    Kind::Table(table) => match table.get("id") {
                        Some(id) => cx.text(id, "id").into_iter().for_each(|id| add(id, Some(table))),
                        None if table.gap => {}
                        None => cx.report(findings::missing_key(table.span, "id", places::ASK.place)),
                    },
                    _ => cx.text(entry, "ask").into_iter().for_each(|id| add(id, None)),
                }
            }
        }
    }
    asks
}

/// The start: the one that says so, else the first stage that is no end.
fn start<'c>(cx: &'c Cx<'c>, reader: &Reader<'c>, stages: &IndexMap<Id, StageName<'c>>) -> Option<Id> {
    let said =
        |stage: &&StageName<'_>| matches!(stage.table.get("start").map(|node| &node.kind), Some(Kind::Bool(true)));
    let mut said = stages.values().filter(said);
    let first = said.next();
    if let (Some(first), Some(second)) = (first, said.next()) {
        cx.report(findings::two_starts(second.key, first.key));
    }
    if let Some(start) = first {
        if start.end.is_some() {
            cx.report(findings::start_is_end(start.key.span, &start.key.name));
        }
        return Some(Id::from(&*start.key.name));
    }
    let open = stages.values().find(|stage| stage.end.is_none());
    if open.is_none() && !stages.is_empty() {
        cx.report(findings::only_ends(reader.key_span("stage")));
    }
    open.map(|stage| Id::from(&*stage.key.name))
}
