//! Pictures of a workflow or of an approval chain, for `salesflow graph`.
//!
//! [`describe()`] and [`describe_chain()`] say plainly what there is to see; the writers turn that [`Drawing`] into [`json()`], [`mermaid()`],
//! [`dot()`], [`bpmn()`] or [`svg()`]. The same drawing always gives the same bytes. Writers know nothing of policies, and nothing
//! here reads a record: how many stand where comes in as [`Live`].

mod arrows;
mod bpmn;
mod chain;
mod describe;
#[cfg(test)]
mod describe_tests;
mod dot;
mod json;
mod mermaid;
mod svg;
#[cfg(test)]
mod tests;
mod words;

pub use bpmn::bpmn;
pub use chain::describe_chain;
pub(super) use describe::called;
pub use describe::describe;
pub use dot::dot;
pub use json::json;
pub use mermaid::mermaid;
pub use svg::svg;

/// A workflow as it is drawn. Without nodes it is reference data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// The workflow's id.
    pub workflow: String,
    /// What people call it.
    pub title: String,
    /// The language of words that pictures add; the policy's own, unless the caller says otherwise.
    pub lang: Lang,
    /// Who may create a record; empty: anyone.
    pub new_who: Vec<Named>,
    /// Who may move any record anywhere (`[moves] except`).
    pub free: Vec<Named>,
    /// The stages, in file order.
    pub nodes: Vec<Node>,
    /// The moves: written ones in file order, then drawn ones.
    pub edges: Vec<EdgeLine>,
}

/// The language of words that pictures add to the policy's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    #[default]
    En,
}

/// A stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Where it stands in the flow.
    pub kind: Kind,
    /// How long a record may stay, as written: `5bd`.
    pub sla: Option<String>,
    /// Whether people can't edit a record here, but for fields that stay open.
    pub locked: bool,
    /// How many records stand here; none: not asked for.
    pub live: Option<Live>,
    /// What else is said of it, in small lines: of a step who is asked and how they decide.
    pub notes: Vec<Note>,
}

/// A small line below a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub sign: Sign,
    /// What it says.
    pub text: String,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Who holds a seat.
    Who,
    /// How several seats decide together.
    Mode,
    /// Who gets a copy.
    Copy,
    /// When it is so.
    When,
}

impl Sign {
    /// The word programs see.
    pub fn word(self) -> &'static str {
        match self {
            Sign::Who => "who",
            Sign::Mode => "mode",
            Sign::Copy => "copy",
            Sign::When => "when",
        }
    }
}

/// Where a stage stands in the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A new record enters here.
    Start,
    /// On the way.
    Stage,
    /// An end, with its outcome.
    End(String),
}

/// How many records stand in a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Live {
    /// Records with a token here.
    pub count: u64,
    /// Those of them that have stayed longer than they may.
    pub overdue: u64,
}

/// Something with an id and a name: people (`role:finance`), an approval chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// As the policy writes it.
    pub id: String,
    /// What people call it.
    pub title: String,
}

/// A chain that may have to approve a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// When it is this one; none: always.
    pub when: Option<String>,
}

/// One way from one stage to another. A transition from several stages is several of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeLine {
    /// The transition; for a drawn move the stage it goes to.
    pub transition: String,
    /// What people call it.
    pub title: String,
    /// Which part of the transition this is.
    pub part: Part,
    /// The stage it leads from; none: from any stage that is not an end (`from = "*"`).
    pub from: Option<String>,
    /// The stage it leads to; none: it acts without moving.
    pub to: Option<String>,
    /// Whether it fires by itself.
    pub automatic: bool,
    /// It fires by itself that long after its stage was entered, as written.
    pub after: Option<String>,
    /// It fires by itself again and again, that long apart, as written.
    pub every: Option<String>,
    /// It fires by itself at that moment, as written.
    pub at: Option<String>,
    /// What sets it going from elsewhere: an event's name, or the kind of record whose step does.
    pub on: Option<String>,
    /// Whether the token stays and another is put beside it.
    pub beside: bool,
    /// The chains that may have to approve it: the first whose condition holds.
    pub approval: Vec<Approval>,
    /// Who may take it; empty where it fires by itself.
    pub who: Vec<Named>,
    /// Its conditions, as written; all must hold.
    pub when: Vec<String>,
    /// Whether `[moves]` draws it.
    pub drawn: bool,
    /// Whether it is drawn by `[moves] backward`.
    pub backward: bool,
    /// Whether its transition leads to several stages, and how.
    pub split: Split,
    /// Whether its transition waits for what stands in all stages it leads from.
    pub joins: bool,
}

/// How a transition leads to several stages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Split {
    /// It leads to one.
    #[default]
    None,
    /// It opens them all.
    All,
    /// It opens the first whose condition holds.
    First,
    /// It opens all whose conditions hold.
    Each,
}

impl Split {
    /// The word programs see; none where it leads to one.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Split::None => None,
            Split::All => Some("all"),
            Split::First => Some("first"),
            Split::Each => Some("each"),
        }
    }
}

/// Which part of a transition an edge is. One that waits for an approval elsewhere (`meanwhile`) has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Move,
    /// From where it is asked for to where it waits.
    Submitted,
    /// On, when the chain approves.
    Approved,
    /// Back, when the chain rejects.
    Rejected,
    /// Back, when an approver sends it back.
    Returned,
    /// Back, when it is called back.
    Withdrawn,
}

impl Part {
    /// The word programs see.
    pub fn word(self) -> &'static str {
        match self {
            Part::Move => "move",
            Part::Submitted => "submitted",
            Part::Approved => "approved",
            Part::Rejected => "rejected",
            Part::Returned => "returned",
            Part::Withdrawn => "withdrawn",
        }
    }
}

impl Drawing {
    /// The place of a stage among the nodes.
    fn index(&self, id: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.id == id)
    }
}

impl Node {
    /// Whether its outcome is a word of the policy's, worth saying; an end of a chain is called by what it is.
    fn says_outcome(&self) -> bool {
        self.outcome().is_some_and(|outcome| !outcome.is_empty()) && !self.id.starts_with("chain:")
    }

    /// The outcome, where it is an end.
    fn outcome(&self) -> Option<&str> {
        match &self.kind {
            Kind::End(outcome) => Some(outcome),
            Kind::Start | Kind::Stage => None,
        }
    }
}
