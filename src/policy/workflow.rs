//! A workflow: the fields of its records, the stages they stand in, the transitions between them.

use std::sync::Arc;

use indexmap::IndexMap;
use petgraph::stable_graph::StableDiGraph;
use regex::Regex;

use super::{
    Access, Assign, Call, Clock, Duplicate, Effects, Import, InboxRule, Item, Join, Lines, On, Part, People, Pool,
    Reaction, Rung, Task, To,
};
use crate::{
    model::{
        Id, Layout, Record, Type, Value,
        record::{ChainRun, edge_key},
    },
    script::{Expr, Template},
};

/// A workflow's graph: stages as nodes, an edge for every way a token can go from one stage to another, in file order.
pub type Graph = StableDiGraph<Id, Edge>;

/// An edge of the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The transition; the target stage where the move has no name; the stage itself where its call fails.
    pub transition: Id,
    /// Which edge of the transition's `path` it is, from 0.
    pub edge: usize,
    /// On what part of the way.
    pub way: Way,
    /// Whether it belongs to a join: the token goes on together with others.
    pub joins: bool,
    /// Whether it leads from any stage that is no end (`from = "*"`).
    pub anywhere: bool,
    /// Whether a named end may be left by it.
    pub reopens: bool,
    /// Whether `[moves]` draws it.
    pub drawn: bool,
    /// Whether it leads back in file order and is drawn by `[moves] backward`.
    pub backward: bool,
}

/// Which part of a transition an edge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// The move itself, to the one stage it leads to.
    Moves,
    /// One of several stages it opens together, or of which it takes one.
    Splits,
    /// The token stays and another is put beside it.
    Beside,
    /// To where it stands while a chain runs.
    Meanwhile,
    /// On, when the chain approves.
    Approved,
    /// When the chain rejects.
    Rejected,
    /// When an approver returns it.
    Returned,
    /// When it is called back.
    Withdrawn,
    /// When the program a stage calls fails.
    Fails,
}

/// A record type and its flow. Without stages it is reference data.
#[derive(Debug)]
pub struct Workflow {
    /// The kind of its records: the file's id; on another pipeline that of the workflow whose records it moves.
    pub id: Id,
    /// The file's id, where it is another pipeline over the records of a workflow.
    pub pipeline: Option<Id>,
    /// What people call it.
    pub title: String,
    /// How ids are made.
    pub id_format: IdFormat,
    /// How a record is called in lists; none: its `title` field if it has one, else its id.
    pub label: Option<Arc<Template>>,
    /// Slots of its fields.
    pub layout: Arc<Layout>,
    /// Its fields, in slot order: `fields[n]` is what slot n holds, `owner` first. All pipelines share them.
    pub fields: Arc<Vec<Field>>,
    /// Who may create one, when.
    pub new: NewRule,
    /// Stages in file order.
    pub stages: IndexMap<Id, Stage>,
    /// The stage a new record enters; none on reference data.
    pub start: Option<Id>,
    /// Written transitions, in file order.
    pub transitions: IndexMap<Id, Transition>,
    /// Moves that `[moves]` draws, by the stage they go to. Their `from` is what the rules allow everybody.
    pub drawn: IndexMap<Id, Transition>,
    /// The rules of `[moves]`, as far as a move needs them when it runs.
    pub moves: Moves,
    /// The move off the graph, with what it asks and who must approve it; `to` and `from` say nothing in it.
    pub deviation: Option<Transition>,
    /// The stages it may lead to; empty: any.
    pub deviation_to: Vec<Id>,
    /// Rules about saving.
    pub checks: Arc<Vec<Check>>,
    /// What follows a change, in file order.
    pub reactions: Vec<Reaction>,
    /// When two records are the same, in file order.
    pub duplicates: Arc<Vec<Duplicate>>,
    /// Line items by field.
    pub lines: Arc<IndexMap<Id, Lines>>,
    /// Who sees its records and who may change them.
    pub access: Arc<Access>,
    /// Who gets a new record; none: who made it.
    pub assign: Option<Assign>,
    /// In which order its work is taken.
    pub inbox: InboxRule,
    /// What becomes of records nobody owns; none: nobody can claim one.
    pub pool: Option<Arc<Pool>>,
    /// Clocks over several stages.
    pub clocks: IndexMap<Id, Clock>,
    /// Mappings of `[import.x]`.
    pub imports: IndexMap<Id, Import>,
    /// Stages and transitions as a graph.
    pub graph: Graph,
}

/// A field of a record.
#[derive(Debug)]
pub struct Field {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Its type.
    pub ty: Type,
    /// Whether it must be filled.
    pub required: Need,
    /// What a new record gets.
    pub default: Option<Given>,
    /// How it is computed; such a field can't be set.
    pub formula: Option<Expr>,
    /// Whether no two records may hold the same value.
    pub unique: bool,
    /// The least value.
    pub min: Option<Expr>,
    /// The greatest value.
    pub max: Option<Expr>,
    /// What the whole text must match.
    pub pattern: Option<Regex>,
    /// The stage at whose entry the computed value is fixed.
    pub freeze: Option<Id>,
    /// Whether the record it names becomes this one's parent.
    pub parent: bool,
    /// On a column: of which amount it is the row's part.
    pub part: Option<Part>,
}

/// Whether something must be filled.
#[derive(Debug)]
pub enum Need {
    /// It need not.
    Never,
    /// It must.
    Always,
    /// It must while this holds.
    When(Box<Expr>),
}

/// A value as effects, defaults and output cells give it.
#[derive(Debug)]
pub enum Given {
    /// The value itself, already of the right type.
    Value(Value),
    /// A formula (`=…`).
    Formula(Box<Expr>),
}

/// How ids of records are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdFormat {
    /// What is written one after the other. Exactly one part is a sequence.
    pub parts: Vec<IdPart>,
}

/// A part of an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdPart {
    /// As it stands.
    Text(String),
    /// Year of creation in the policy's zone, four digits: `{yyyy}`.
    Year,
    /// Its last two digits: `{yy}`.
    ShortYear,
    /// Month, two digits: `{mm}`.
    Month,
    /// Day, two digits: `{dd}`.
    Day,
    /// A number that counts per text written before it, with at least this many digits: `{seq:5}`.
    Seq(usize),
}

/// Who may create a record, and when.
#[derive(Debug, Default)]
pub struct NewRule {
    /// Who; empty: anyone in the organisation.
    pub who: Option<People>,
    /// Conditions on the record as it would be.
    pub when: Vec<Guard>,
    /// The event that makes one.
    pub started: Option<Started>,
}

/// An event that makes a record.
#[derive(Debug)]
pub struct Started {
    /// The event.
    pub on: On,
    /// The names behind `event.` in its expressions, in order: all they see.
    pub names: Vec<Id>,
    /// The fields the record begins with.
    pub with: Vec<(Id, Given)>,
}

/// A condition with its sentence.
#[derive(Debug)]
pub struct Guard {
    /// What must hold.
    pub is: Expr,
    /// What the person is told when it does not.
    pub otherwise: Option<Template>,
}

/// A place on the way of a record.
#[derive(Debug)]
pub struct Stage {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// The outcome, where it is an end.
    pub end: Option<Id>,
    /// What must be filled to enter and while here.
    pub require: Vec<Require>,
    /// How long a record may stay.
    pub sla: Option<Expr>,
    /// What happens when it stays longer, in order of time.
    pub on_overdue: Vec<Rung>,
    /// Stages in which the clock of its stays stands still.
    pub pause_in: Vec<Id>,
    /// What is checked off here.
    pub checklist: Vec<Item>,
    /// Work that is done here.
    pub tasks: IndexMap<Id, Task>,
    /// Whether its tasks are never done two at once.
    pub one_at_a_time: bool,
    /// Whether people can't edit the record here.
    pub locked: bool,
    /// Fields that stay open where it is locked; a list given alone locks all others.
    pub editable: Vec<Id>,
    /// Whom no lock binds.
    pub editable_by: People,
    /// Whether several tokens may stand here at once.
    pub many: bool,
    /// Whether, as an end, it lets the other paths finish first.
    pub waits: bool,
    /// What only one token at a time may hold: of the record where it is plain text, of all records where it has
    /// values in it.
    pub lock: Option<Template>,
    /// The program that is asked here.
    pub call: Option<Box<Call>>,
    /// What entering does.
    pub on_enter: Effects,
    /// What leaving does.
    pub on_leave: Effects,
}

/// Fields that must be filled.
#[derive(Debug)]
pub struct Require {
    /// The fields.
    pub fields: Vec<Id>,
    /// While this holds; none: always.
    pub when: Option<Expr>,
    /// What the person is told.
    pub otherwise: Option<Template>,
}

/// A transition: a verb that moves a record.
#[derive(Debug, Default)]
pub struct Transition {
    /// Its id; the target stage for a drawn move.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Its edges, where one verb has several: each a whole transition of the same id, the first that fits is taken.
    /// What stands beside them here is not moved by; [`Transition::edges`] gives what is.
    pub path: Vec<Transition>,
    /// Which edge of a `path` it is, from 0.
    pub edge: usize,
    /// Stages it can be taken from; those of its join.
    pub from: Vec<Id>,
    /// Whether `from = "*"`: a running chain does not keep it back.
    pub anywhere: bool,
    /// What it waits for, where it is a join.
    pub join: Option<Join>,
    /// Where it leads.
    pub to: To,
    /// Whether the token is not taken, and what it opens is put beside it.
    pub stay: bool,
    /// Open stages it withdraws.
    pub close: Vec<Id>,
    /// It can be taken only while one of these stages is open; empty: always.
    pub during: Vec<Id>,
    /// Whether it may be taken though work of the stage is open.
    pub unfinished: bool,
    /// Who may take it; none: the owner.
    pub who: Option<People>,
    /// What must hold of the `person` who takes it.
    pub fits: Option<Expr>,
    /// Its conditions.
    pub when: Vec<Guard>,
    /// What is asked while moving.
    pub ask: Vec<Ask>,
    /// What it does.
    pub effects: Effects,
    /// Whether it fires by itself as soon as `when` holds.
    pub auto: bool,
    /// Fires by itself that long after its stage was entered.
    pub after: Option<Expr>,
    /// Fires by itself at that moment.
    pub at: Option<Expr>,
    /// Fires by itself again and again, that long apart.
    pub every: Option<Expr>,
    /// Fires when something happens elsewhere.
    pub on: Option<Box<On>>,
    /// The names behind `event.` in its expressions, in order.
    pub event: Vec<Id>,
    /// Whether those who may take it have it in their inbox.
    pub inbox: bool,
    /// The chains that may have to approve it: the first whose condition holds.
    pub approval: Vec<Approval>,
    /// Whether it is refused where no chain's condition holds (`"refuse"` ends the list).
    pub approval_or_refuse: bool,
    /// Where the token stands while a chain runs; none: where it was.
    pub meanwhile: Option<Id>,
    /// What submitting does.
    pub submitted: Effects,
    /// What a rejection does.
    pub rejected: Outcome,
    /// What a return to the requester does.
    pub returned: Outcome,
    /// What withdrawing does.
    pub withdrawn: Outcome,
    /// Whether its conditions are asked again when the chain has approved.
    pub again: bool,
    /// Whether a named end may be left by it.
    pub reopen: bool,
    /// Whether `[moves]` draws it.
    pub drawn: bool,
}

impl Transition {
    /// What is taken: its edges, or itself where it has but one.
    pub fn edges(&self) -> &[Transition] {
        if self.path.is_empty() { std::slice::from_ref(self) } else { &self.path }
    }

    /// What names it among all edges of its workflow: its id, with the number of the edge behind the first.
    pub fn key(&self) -> Id {
        edge_key(&self.id, self.edge)
    }

    /// Whether its token leaves where it stands.
    pub fn takes(&self) -> bool {
        self.to.moves() && !self.stay
    }

    /// Whether it happens by itself or through something elsewhere, and no person is asked for it.
    pub fn by_itself(&self) -> bool {
        self.auto || self.is_timed() || self.on.is_some() || (self.join.is_some() && self.who.is_none())
    }

    /// Whether a moment makes it fire.
    pub fn is_timed(&self) -> bool {
        self.after.is_some() || self.at.is_some() || self.every.is_some()
    }
}

/// A chain that may have to approve a transition.
#[derive(Debug)]
pub struct Approval {
    /// The chain.
    pub chain: Id,
    /// When it is this one; none: always.
    pub when: Option<Expr>,
}

/// Something asked while moving.
#[derive(Debug)]
pub struct Ask {
    /// Its id; the field's where it is one.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Whether the answer is the record's field of that id.
    pub is_field: bool,
    /// Its type.
    pub ty: Type,
    /// Whether it must be answered.
    pub required: Need,
    /// The least that may be answered, where it is not a field: a field has its own bounds.
    pub min: Option<Expr>,
    /// The most that may be answered.
    pub max: Option<Expr>,
    /// What the whole text must match.
    pub pattern: Option<Regex>,
}

/// What a chain's outcome does to the record.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Where the token goes; none: back where it was.
    pub to: Option<Id>,
    /// What else happens.
    pub effects: Effects,
}

/// What `[moves]` says, as far as a move needs it when it runs.
#[derive(Debug, Default)]
pub struct Moves {
    /// Who may move any record of the workflow from anywhere to anywhere.
    pub except: People,
}

/// A rule about saving.
#[derive(Debug)]
pub struct Check {
    /// Its id.
    pub id: Id,
    /// When it is asked; empty: on every save.
    pub on: Vec<Occasion>,
    /// Asked only while this holds.
    pub when: Option<Expr>,
    /// What must hold: violated only when it is false.
    pub must: Expr,
    /// What the person is told.
    pub otherwise: Option<Template>,
    /// The field the message belongs to.
    pub field: Option<Id>,
    /// Whom it does not bind.
    pub except: People,
}

/// Something a check is asked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// A record is made.
    Create,
    /// Any field changes.
    Change,
    /// That field changes.
    ChangeOf(Id),
    /// Any transition is taken.
    Move,
    /// That transition is taken.
    MoveBy(Id),
    /// That stage is entered.
    Enter(Id),
    /// That stage is left.
    Leave(Id),
    /// What the record waited for of that balance is there.
    Served(Id),
}

impl Field {
    /// Whether it is computed: it can't be set.
    pub fn is_computed(&self) -> bool {
        self.formula.is_some() || self.part.is_some()
    }
}

impl Workflow {
    /// The file's id: what `new`, `list` and `graph` call it, and `pipeline` in expressions.
    pub fn name(&self) -> &Id {
        self.pipeline.as_ref().unwrap_or(&self.id)
    }

    /// Whether a record is one of those its id names: of a workflow all, of a further pipeline those that run in it.
    pub fn names(&self, record: &Record) -> bool {
        record.workflow == self.id && (self.pipeline.is_none() || record.pipeline == self.pipeline)
    }

    /// The field in a slot's name.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.layout.slot(id).and_then(|slot| self.fields.get(slot))
    }

    /// Every edge of every transition, written ones first, each in file order.
    pub fn edges(&self) -> impl Iterator<Item = &Transition> {
        self.transitions.values().chain(self.drawn.values()).flat_map(Transition::edges)
    }

    /// A written transition, or the drawn move to a stage.
    pub fn transition(&self, id: &str) -> Option<&Transition> {
        self.transitions.get(id).or_else(|| self.drawn.get(id))
    }

    /// One edge of a written transition or a drawn move.
    pub fn edge(&self, id: &str, edge: usize) -> Option<&Transition> {
        self.transition(id).and_then(|transition| transition.edges().get(edge))
    }

    /// The edge a chain decides: of a transition, or the move off the graph.
    pub fn taken(&self, run: &ChainRun) -> Option<&Transition> {
        match &run.goal {
            Some(_) => self.deviation.as_ref(),
            None => self.edge(&run.transition, run.edge),
        }
    }

    /// A task and the stage it stands in.
    pub fn task(&self, id: &str) -> Option<(&Stage, &Task)> {
        self.stages.values().find_map(|stage| Some((stage, stage.tasks.get(id)?)))
    }

    /// Whether a move off the graph may lead to a stage.
    pub fn deviates_to(&self, stage: &Id) -> bool {
        self.deviation.is_some() && (self.deviation_to.is_empty() || self.deviation_to.contains(stage))
    }

    /// Whether it is reference data: records without stages.
    pub fn is_reference(&self) -> bool {
        self.stages.is_empty()
    }
}
