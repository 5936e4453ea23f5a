//! Scenarios: what a policy's owner expects of it, step by step, as values.
//!
//! A suite lies beside its policy, never inside it: editing a test makes no new policy. Nothing of the engine reads it.

use serde_json::{Map, Value as Json};

use crate::{
    model::{
        Code, Id,
        time::{Duration, Timestamp},
    },
    script::Place,
};

/// Everything that the files of `tests/` expect.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// The scenarios, in the order of the files.
    pub scenarios: Vec<Scenario>,
}

/// One story that must come out as written.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What it is called.
    pub name: Id,
    /// Where it is written.
    pub place: Place,
    /// The moment it begins.
    pub now: Timestamp,
    /// Definitions that are off and run here all the same: `check.x`.
    pub on: Vec<Id>,
    /// What happens, the shared beginnings first.
    pub steps: Vec<Step>,
    /// Whether something in it cannot be read: it cannot pass.
    pub is_broken: bool,
}

/// One step of a scenario.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it is written, and its text.
    pub place: Place,
    /// The moment it becomes before anything happens, where it says one.
    pub now: Option<Timestamp>,
    /// What happens or is expected.
    pub deed: Deed,
}

/// What can be said of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Its value.
    Value,
    /// What it should be.
    Target,
    /// How much of that is reached.
    Attainment,
}

impl Said {
    /// All of them.
    pub const ALL: [Said; 3] = [Said::Value, Said::Target, Said::Attainment];

    /// The key in a step.
    pub fn word(self) -> &'static str {
        match self {
            Said::Value => "value",
            Said::Target => "target",
            Said::Attainment => "attainment",
        }
    }
}

/// What a step does or expects.
#[derive(Clone, Debug)]
pub enum Deed {
    /// A command that must be done.
    Order(Order),
    /// A command that must be refused.
    Refuse {
        /// The command.
        order: Order,
        /// The code of the refusal; none: whichever.
        code: Option<Code>,
        /// What the refusal's sentence must contain.
        says: Option<String>,
    },
    /// A record must stand so.
    Expect(Box<Expected>),
    /// Something must hold of a record.
    That {
        /// The record.
        record: Id,
        /// The condition; `'@o'` in it is the id of record `o`.
        that: String,
    },
    /// So much must lie in somebody's inbox.
    Inbox {
        /// Whose.
        person: Id,
        /// How many lines; none: at least one.
        count: Option<u64>,
    },
    /// There must be so many records.
    Count {
        /// Of which workflow.
        workflow: Id,
        /// Which of them count.
        filter: Option<String>,
        /// How many.
        value: u64,
    },
    /// A figure must have that value.
    Kpi {
        /// The measure or KPI.
        figure: Id,
        /// Dimensions held to one value.
        by: Vec<(Id, String)>,
        /// The days that count; none: all.
        period: Option<String>,
        /// What is said of it, and what that must be; none: it has none.
        says: Vec<(Said, Option<Json>)>,
    },
    /// A warning must be raised so.
    Warning {
        /// The warning.
        warning: Id,
        /// The series, as far as it is said.
        by: Vec<(Id, String)>,
        /// The record it speaks of, where it is one over records.
        record: Option<Id>,
        /// The period it speaks of, where it is said.
        period: Option<String>,
        /// Its level; none: it is not raised.
        level: Option<Id>,
    },
    /// Somebody must have been told.
    Sent {
        /// Whom.
        to: Id,
        /// What one of the notices must contain.
        text: Option<String>,
        /// How often; none: at least once.
        count: Option<u64>,
    },
    /// A table must answer so.
    Case {
        /// The table.
        table: Id,
        /// What goes in, by input.
        given: Vec<(Id, Json)>,
        /// What must come out, by output.
        expected: Vec<(Id, Json)>,
    },
    /// Time passes, and what comes due happens.
    Wait(Wait),
    /// A record that another has made gets a name.
    Child {
        /// The record that made it.
        record: Id,
        /// The workflow of the one that was made.
        workflow: Id,
        /// Which of them, from 1.
        nth: usize,
        /// The name it gets.
        name: Id,
    },
    /// These happen in every order there is, each in a world of its own.
    AnyOrder(Vec<Step>),
    /// Two commands at once.
    Both {
        /// The two.
        orders: Box<[Order; 2]>,
        /// With which code one of them is refused; none: both are done.
        one: Option<Code>,
    },
}

/// How long time passes.
#[derive(Clone, Debug)]
pub enum Wait {
    /// So long.
    For(Duration),
    /// Until that moment.
    Until(Timestamp),
}

/// A command as it is written, names of records still in it.
#[derive(Clone, Debug)]
pub struct Order {
    /// The command in the one form.
    pub form: Map<String, Json>,
    /// Its verb.
    pub verb: Id,
    /// The name the record it makes gets.
    pub name: Option<Id>,
    /// Whether it says who acts.
    pub says_who: bool,
}

/// How a record must stand; what is not said may be anything.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// The record.
    pub record: Id,
    /// A token stands there.
    pub stage: Option<Id>,
    /// Tokens stand in exactly these, in any order.
    pub stages: Option<Vec<Id>>,
    /// The outcome; `""`: none.
    pub outcome: Option<Id>,
    /// It waits for exactly these people, in any order.
    pub waiting_for: Option<Vec<Id>>,
    /// The owner; `""`: nobody.
    pub owner: Option<Id>,
    /// How it is called in lists.
    pub label: Option<String>,
    /// Fields, and what they hold.
    pub with: Vec<(Id, Json)>,
    /// Whether people cannot edit it where it stands.
    pub locked: Option<bool>,
    /// Whether it has stayed somewhere longer than it may.
    pub overdue: Option<bool>,
    /// Transitions it has taken so far, in any order.
    pub fired: Option<Vec<Id>>,
    /// How many records of a workflow it has made.
    pub children: Vec<(Id, u64)>,
    /// What is linked to it, exactly, in any order.
    pub links: Option<Vec<Id>>,
}
