//! Floor 3: the compiled policy as a value: people, workflows and their graphs, chains, tables, measures, warnings.
//!
//! Immutable once compiled, shared by `Arc`, swapped between commands. It holds no text to be interpreted by name and
//! decides nothing itself; the engine and the figures read it. It knows nothing of TOML, files or spans (the compiler
//! does), nor of records in motion (the engine does).

mod access;
mod approval;
mod assign;
mod balance;
mod channel;
mod clock;
mod decision;
mod duty;
mod effects;
mod figure;
mod forecast;
mod import;
mod incentive;
mod lines;
pub mod locals;
pub mod made;
mod net;
mod onlookers;
mod people;
mod report;
mod rules;
pub mod scenario;
mod schedule;
mod scorecard;
mod table;
mod target;
mod task;
mod workflow;

pub use access::{Access, FieldAccess};
pub use approval::{
    Allow, Chain, Choose, ChooseCount, Chooser, CommentRule, Deadline, DeadlineAct, DeadlineFrom, DeadlineRung, Else,
    LeftOver, Mode, NamedBranch, NoBranch, NoStep, Nobody, OnReject, Permit, Process, Remind, Resume, ReturnTo,
    SamePerson, SeatRule, SelfRule, Step, StepAct, StepKind, StepsFrom,
};
pub use assign::{Assign, AssignTable, Full, InboxRule, Order, Pool, Recycle};
pub use balance::{Balance, Short};
pub use channel::{Channel, ChannelKind, InFlight, Reload};
pub use clock::{Clock, ClockMark, Rung, RungAct};
pub use decision::{Decision, DecisionOutput, DecisionStep};
pub use duty::{Duty, DutyAct};
pub use effects::{
    Add, Adjust, Advance, Cancel, Create, Effects, Notice, Remove, Send, Take, Target as UpdateTarget, Times, Update,
};
pub use figure::{Aggregate, Better, Counted, Kpi, Level, Measure, NoData, Opened, Over, Warning};
pub use forecast::{Analysis, Forecast, Input, Method};
pub use import::{Clean, Import, ImportMove, ImportReject};
pub use incentive::{Clawback, Incentive, Paid, Reward};
pub use lines::{Lines, Part};
pub use net::{Arrivals, Call, Enough, Firing, Join, Mark, On, Opening, Rest, Spot, To};
pub use onlookers::Gathered;
pub use people::{Group, People, Place, PlaceKind};
pub use report::{Compare, Format, Matrix, Report, ReportPart, Show, Subject};
pub use rules::{Double, Duplicate, Reaction};
pub use schedule::{Each, Schedule};
pub use scorecard::{ItemSource, Missing, Rated, ScoreItem, Scorecard, Voice, Voices};
pub use table::{
    Bound, Cell, CompareOp, Hit, Index, List, Partition, Ranges, RowsAnswered, Sample, Table, TableInput, TableRow,
    Test, answered,
};
pub use target::{Branch, Share, Split, Target, Tree};
pub use task::{
    Begin, Finding, Give, Item, Pick, Task, TaskAct, TaskAllow, TaskDeadline, TaskDue, TaskPermit, TaskReminder,
    TaskRung,
};
pub use workflow::{
    Approval, Ask, Check, Edge, Field, Given, Graph, Guard, IdFormat, IdPart, Moves, Need, NewRule, Occasion, Outcome,
    Require, Stage, Started, Transition, Way, Workflow,
};

use std::{collections::BTreeMap, sync::Arc};

use indexmap::IndexMap;
use serde::Serialize;

use crate::{
    model::{Id, Layout, Record, Type, Value, people::Org, time::Calendar},
    script::{Expr, Functions},
};

/// A compiled policy.
#[derive(Debug)]
pub struct Policy {
    /// Its version in the store it runs on: 1, 2, 3 …; 0 until a desk has taken it.
    pub version: u64,
    /// Who is told which rows of tables answer; none where nobody asks.
    pub rows_answered: Option<Arc<RowsAnswered>>,
    /// BLAKE3 of its files, in hex.
    pub fingerprint: String,
    /// The files it was compiled from, by path relative to the policy folder.
    pub files: BTreeMap<String, String>,
    /// What `salesflow.toml` says of the company.
    pub manifest: Manifest,
    /// Business time and the policy's zone.
    pub calendar: Calendar,
    /// The organisation.
    pub org: Org,
    /// Record types and their flows, in file order.
    pub workflows: IndexMap<Id, Workflow>,
    /// Further pipelines over the records of a workflow, by the file's id. No kind of record is called so.
    pub pipelines: IndexMap<Id, Workflow>,
    /// Duties that must not meet in one person.
    pub duties: Vec<Duty>,
    /// Approval chains.
    pub chains: IndexMap<Id, Chain>,
    /// Decision tables.
    pub tables: IndexMap<Id, Table>,
    /// Decisions of several steps.
    pub decisions: IndexMap<Id, Decision>,
    /// Plain rows by name.
    pub lists: IndexMap<Id, List>,
    /// Balances.
    pub balances: IndexMap<Id, Balance>,
    /// Functions of `rules/*.rhai`.
    pub functions: Functions,
    /// Measures over records.
    pub measures: IndexMap<Id, Measure>,
    /// KPIs, in an order in which each comes after those its formula names.
    pub kpis: IndexMap<Id, Kpi>,
    /// Targets.
    pub targets: IndexMap<Id, Target>,
    /// Target trees: targets that are split.
    pub trees: IndexMap<Id, Tree>,
    /// Warnings.
    pub warnings: IndexMap<Id, Warning>,
    /// Figures from outside.
    pub inputs: IndexMap<Id, Input>,
    /// Scorecards.
    pub scorecards: IndexMap<Id, Scorecard>,
    /// Incentives.
    pub incentives: IndexMap<Id, Incentive>,
    /// Forecasts.
    pub forecasts: IndexMap<Id, Forecast>,
    /// Analyses.
    pub analyses: IndexMap<Id, Analysis>,
    /// Schedules.
    pub schedules: IndexMap<Id, Schedule>,
    /// Reports.
    pub reports: IndexMap<Id, Report>,
    /// Matrices.
    pub matrices: IndexMap<Id, Matrix>,
    /// Ways out.
    pub channels: IndexMap<Id, Channel>,
    /// How a changed policy is taken in.
    pub reload: Reload,
    /// Which rules look at other workflows' records.
    pub onlookers: Gathered,
}

/// What the manifest says of the company.
#[derive(Debug)]
pub struct Manifest {
    /// The policy's name.
    pub name: String,
    /// ISO 4217 code of its currency.
    pub currency: String,
    /// Decimal places of that currency's minor unit.
    pub minor_digits: u32,
    /// Who passes `who`, locks and `withdraw`.
    pub admins: People,
    /// Where work goes that nobody can take.
    pub last_resort: People,
    /// Language and place, `zh-CN`.
    pub locale: String,
    /// Month in which the fiscal year starts, 1 to 12.
    pub fiscal_year_starts: i8,
    /// Where records live: `sled:./data`, `memory:`.
    pub store_url: String,
    /// Numbers many rules share.
    pub settings: IndexMap<Id, Value>,
}

/// How many of each kind of definition a policy has: for `status` and `check`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Workflows.
    pub workflows: usize,
    /// Stages of all workflows.
    pub stages: usize,
    /// Written transitions of all workflows.
    pub transitions: usize,
    /// Approval chains.
    pub approvals: usize,
    /// Tables.
    pub tables: usize,
    /// Measures and KPIs.
    pub figures: usize,
    /// Warnings.
    pub warnings: usize,
    /// People.
    pub people: usize,
}

impl Policy {
    /// A workflow, or another pipeline over one, by its file's id.
    pub fn workflow(&self, id: &str) -> Option<&Workflow> {
        self.workflows.get(id).or_else(|| self.pipelines.get(id))
    }

    /// What moves a record: the pipeline it runs in; where that is gone, the workflow it is of.
    pub fn rules_of(&self, record: &Record) -> Option<&Workflow> {
        let own = self.pipelines.get(record.pipeline()).filter(|rules| rules.id == record.workflow);
        own.or_else(|| self.workflows.get(&record.workflow))
    }

    /// Every workflow, and every further pipeline.
    pub fn flows(&self) -> impl Iterator<Item = &Workflow> {
        self.workflows.values().chain(self.pipelines.values())
    }

    /// The pipelines the records of a workflow run in: its own first.
    pub fn pipelines_of<'a>(&'a self, workflow: &'a str) -> impl Iterator<Item = &'a Workflow> {
        self.flows().filter(move |rules| *rules.id == *workflow)
    }

    /// A chain as it reads the records of a workflow.
    pub fn chain(&self, id: &str, workflow: &str) -> Option<&Chain> {
        let chain = self.chains.get(id)?;
        Some(chain.others.get(workflow).unwrap_or(chain))
    }

    /// The layout of a workflow's records.
    pub fn layout(&self, workflow: &str) -> Option<&Arc<Layout>> {
        self.workflows.get(workflow).map(|workflow| &workflow.layout)
    }

    /// The line items of a kind of row, as `order.lines`.
    pub fn lines(&self, kind: &str) -> Option<&Lines> {
        let (workflow, lines) = crate::model::row::split_kind(kind)?;
        self.workflows.get(workflow)?.lines.get(lines)
    }

    /// What the values of a figure's dimension mean; none where it has no such dimension.
    pub fn dimension(&self, figure: &str, dimension: &str) -> Option<&Type> {
        if let Some(measure) = self.measures.get(figure) {
            return measure.by.get(dimension).map(Expr::ty);
        }
        // A KPI comes after those its formula names.
        let at = self.kpis.get_index_of(figure)?;
        let parts = &self.kpis[at].figures;
        let before = |part: &&Id| self.kpis.get_index_of(&**part).is_none_or(|part| part < at);
        parts.iter().filter(before).find_map(|part| self.dimension(part, dimension))
    }

    /// What a figure's values mean; none where there is no such figure.
    pub fn figure_type(&self, figure: &str) -> Option<&Type> {
        let kpi = self.kpis.get(figure).map(|kpi| &kpi.shown_as);
        kpi.or_else(|| self.measures.get(figure).map(|measure| &measure.ty))
    }

    /// BLAKE3 of what the policy says of a target: when it changes, the policy has stated the target anew.
    pub fn stated(&self, target: &str) -> Option<String> {
        let stated = self.targets.get(target)?.statement(self.trees.get(target));
        Some(blake3::hash(stated.as_bytes()).to_hex().chars().take(32).collect())
    }

    /// The title of a figure: a measure's or KPI's.
    pub fn figure_title<'a>(&'a self, id: &'a str) -> &'a str {
        let kpi = self.kpis.get(id).map(|kpi| kpi.title.as_str());
        kpi.or_else(|| self.measures.get(id).map(|measure| measure.title.as_str())).unwrap_or(id)
    }

    /// Every formula that a table or decision of that name computes with: its answer depends on what these read.
    pub fn formulas_of(&self, table: &str) -> Vec<&Expr> {
        let decision = self.decisions.get(table).into_iter().flat_map(Decision::expressions);
        self.tables.get(table).into_iter().flat_map(Table::expressions).chain(decision).collect()
    }

    /// How much it holds.
    pub fn counts(&self) -> Counts {
        Counts {
            workflows: self.workflows.len(),
            stages: self.flows().map(|w| w.stages.len()).sum(),
            transitions: self.flows().map(|w| w.transitions.len()).sum(),
            approvals: self.chains.len(),
            tables: self.tables.len(),
            figures: self.measures.len() + self.kpis.len(),
            warnings: self.warnings.len(),
            people: self.org.people.len(),
        }
    }
}
