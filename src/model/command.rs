//! What people and programs ask for. One form everywhere: a line of `run`, a call of the socket, a verb of the CLI.
//!
//! A command holds raw values as they came; the engine reads them by the type of the field they are meant for. The
//! moment it runs at is given by the desk, never read from a clock here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::{Code, Id, Refusal, time::Timestamp};

/// Raw values by field name.
pub type With = BTreeMap<Id, Json>;

/// A command: what is asked, by whom, under which conditions.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// What is asked.
    pub act: Act,
    /// Who asks, by person id; none: whoever the face takes for the caller.
    pub by: Option<Id>,
    /// The same key with the same command is answered again and done once.
    pub key: Option<String>,
    /// Refuse if the record has moved on from this version.
    pub if_version: Option<u64>,
    /// The business time it counts at: a past moment.
    pub as_of: Option<String>,
}

/// What is asked. `record` is a record's id; `task` a task's, or a record's where one task is open for the actor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Create a record.
    New {
        /// Its workflow.
        workflow: Id,
        /// Its fields.
        with: With,
    },
    /// Change fields.
    Set {
        /// The record.
        record: Id,
        /// The new values; null or empty text empties a field.
        with: With,
    },
    /// Take a transition.
    Move {
        /// The record.
        record: Id,
        /// The transition, or the stage where the move has no name.
        to: Id,
        /// What is asked while moving.
        with: With,
        /// The stage whose token is meant, where several could be.
        at: Option<Id>,
        /// An administrator's reason to pass a guard or check.
        r#override: Option<String>,
    },
    /// Say yes or no at a seat of an approval chain.
    Decide {
        /// The task or record.
        task: Id,
        /// The step, where one person holds several.
        step: Option<Id>,
        /// Yes or no.
        yes: bool,
        /// The reason.
        comment: Option<String>,
    },
    /// Do something with a task.
    Task {
        /// The task or record.
        task: Id,
        /// The task of the policy, where one person holds several of the record's.
        name: Option<Id>,
        /// What is done.
        act: TaskVerb,
        /// What its form asks.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        with: With,
        /// The reason.
        comment: Option<String>,
    },
    /// Check an item off, or undo that.
    CheckOff {
        /// The record.
        record: Id,
        /// The item: its id or title.
        item: Id,
        /// Whether it is done.
        done: bool,
    },
    /// Somebody is away.
    Leave {
        /// Who.
        person: Id,
        /// From when; none: from now on.
        from: Option<String>,
        /// Until when; none: until it is taken back.
        until: Option<String>,
        /// Who stands in.
        stand_in: Option<Id>,
    },
    /// Somebody is not away after all.
    Back {
        /// Who.
        person: Id,
        /// The leave that begins then; none: all.
        from: Option<String>,
    },
    /// Call back what was submitted.
    Withdraw {
        /// The record.
        record: Id,
        /// The reason.
        comment: Option<String>,
    },
    /// Write something on a record.
    Comment {
        /// The record.
        record: Id,
        /// What.
        text: String,
    },
    /// Cancel a record the way its workflow says.
    Cancel {
        /// The record.
        record: Id,
        /// The reason.
        comment: Option<String>,
    },
    /// Take a row in from a file: create or update a record, then its moves, each at its own time.
    Import(Box<Row>),
    /// A timer has come due. Made by the desk only.
    Due {
        /// The record.
        record: Id,
        /// The token it stands on.
        token: Option<u32>,
        /// The task it stands on.
        task: Option<u32>,
        /// Its name.
        timer: Id,
        /// When it was due.
        due: Timestamp,
    },
}

/// What is done with a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskVerb {
    /// Take it.
    Claim,
    /// Begin it.
    Start,
    /// End it.
    Done,
    /// Not take it.
    Decline,
    /// Put it back to those it was offered to.
    Release,
    /// Give it to somebody for good.
    Transfer {
        /// To whom.
        to: Id,
    },
    /// Lend it.
    Delegate {
        /// To whom.
        to: Id,
    },
    /// Give it back, to be handed out anew.
    GiveBack,
    /// Begin it anew; the work is dropped.
    Restart,
    /// Let it rest.
    Suspend {
        /// Until when; none: until somebody goes on.
        until: Option<String>,
    },
    /// Go on with it.
    Resume,
    /// Pass it over.
    Skip,
    /// Do it once more.
    Redo,
    /// Call in somebody.
    AddHelp {
        /// Whom.
        to: Id,
    },
}

/// One cleaned row of an import. Made by `exchange` only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The workflow it becomes a record of.
    pub workflow: Id,
    /// The cleaned values by field; `other.field` names a ref by a field of it.
    pub with: With,
    /// Fields that together say which record it is.
    pub key: Vec<Id>,
    /// What happens to a row whose record is there already.
    pub on_double: OnDouble,
    /// Business time of the creation.
    pub created: Option<Timestamp>,
    /// Moves after the creation, each with its business time and what it asks.
    pub moves: Vec<RowMove>,
}

/// A move of an imported row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowMove {
    /// The transition, or the stage.
    pub to: Id,
    /// Its business time; none: that of the creation.
    pub at: Option<Timestamp>,
    /// What is asked while moving.
    pub with: With,
}

/// What happens to a row whose record is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDouble {
    /// Its fields are updated, moves not yet made are made.
    #[default]
    Update,
    /// It is passed over.
    Skip,
    /// It is rejected, with the reason.
    Reject,
}

impl Act {
    /// The record or task that is meant, if one is.
    pub fn target(&self) -> Option<&Id> {
        match self {
            Act::New { .. } | Act::Import(_) | Act::Leave { .. } | Act::Back { .. } => None,
            Act::Decide { task, .. } | Act::Task { task, .. } => Some(task),
            Act::CheckOff { record, .. } => Some(record),
            Act::Set { record, .. }
            | Act::Move { record, .. }
            | Act::Withdraw { record, .. }
            | Act::Comment { record, .. }
            | Act::Cancel { record, .. }
            | Act::Due { record, .. } => Some(record),
        }
    }
}

impl From<Act> for Command {
    fn from(act: Act) -> Command {
        Command { act, by: None, key: None, if_version: None, as_of: None }
    }
}

impl Command {
    /// Reads the one form: `{"move":"D-000001","do":"qualify","with":{…},"as":"li.na"}`. Unknown verbs and keys are
    /// refused as `usage`, by name.
    pub fn from_json(json: Json) -> Result<Command, Box<Refusal>> {
        let Json::Object(map) = json else {
            return Err(Refusal::new(Code::Usage, "a command is a JSON object, like {\"new\":\"deal\",\"with\":{}}"));
        };
        let mut keys = Keys(map);
        let by = keys.id("as")?;
        let key = keys.text("idempotency_key")?;
        let as_of = keys.text("as_of")?;
        let if_version = match keys.0.remove("if_version") {
            None | Some(Json::Null) => None,
            Some(version) => Some(version.as_u64().ok_or_else(|| {
                Refusal::new(Code::Usage, format!("`if_version` is a version number, not {version}"))
            })?),
        };
        let act = keys.act()?;
        if let Some(stray) = keys.0.keys().next() {
            return Err(Refusal::new(Code::Usage, format!("a command of this kind has no key `{stray}`")));
        }
        Ok(Command { act, by, key, if_version, as_of })
    }

    /// The same form back, without who asked and under which conditions: what an idempotency key stands for.
    pub fn act_json(&self) -> Json {
        serde_json::to_value(&self.act).unwrap_or(Json::Null)
    }
}

/// The verbs a command may begin with.
pub const VERBS: [&str; 24] = [
    "new",
    "set",
    "move",
    "approve",
    "reject",
    "withdraw",
    "comment",
    "cancel",
    "claim",
    "start",
    "done",
    "decline",
    "release",
    "transfer",
    "delegate",
    "give_back",
    "restart",
    "suspend",
    "resume",
    "skip",
    "redo",
    "add_help",
    "check_off",
    "leave",
];

struct Keys(Map<String, Json>);

impl Keys {
    fn act(&mut self) -> Result<Act, Box<Refusal>> {
        let mut found: Vec<&str> = VERBS.iter().copied().filter(|verb| self.0.contains_key(*verb)).collect();
        // `comment` is a verb of its own, and beside another the reason given with it.
        if found.len() > 1 {
            found.retain(|verb| *verb != "comment");
        }
        let verb = match found.as_slice() {
            [verb] => *verb,
            [] => {
                return Err(Refusal::new(Code::Usage, format!("a command begins with one of: {}", VERBS.join(", "))));
            }
            several => {
                return Err(Refusal::new(Code::Usage, format!("one verb at a time, not {}", several.join(" and "))));
            }
        };
        let target = self.id(verb)?.ok_or_else(|| Refusal::new(Code::Usage, format!("`{verb}` of what?")))?;
        Ok(match verb {
            "new" => Act::New { workflow: target, with: self.with()? },
            "set" => Act::Set { record: target, with: self.with()? },
            "move" => Act::Move {
                record: target,
                to: self.id("do")?.ok_or_else(|| {
                    Refusal::new(Code::Usage, "`do` names the transition: {\"move\":\"D-000001\",\"do\":\"qualify\"}")
                })?,
                with: self.with()?,
                at: self.id("at")?,
                r#override: self.text("override")?,
            },
            "approve" | "reject" => Act::Decide {
                task: target,
                step: self.id("step")?,
                yes: verb == "approve",
                comment: self.text("comment")?,
            },
            "claim" | "start" | "done" | "decline" | "release" | "transfer" | "delegate" | "give_back" | "restart"
            | "suspend" | "resume" | "skip" | "redo" | "add_help" => Act::Task {
                task: target,
                name: self.id("task")?,
                act: self.task_verb(verb)?,
                with: self.with()?,
                comment: self.text("comment")?,
            },
            "check_off" => Act::CheckOff {
                record: target,
                item: self.needed("item", "the item")?,
                done: !matches!(self.0.remove("undo"), Some(Json::Bool(true))),
            },
            "leave" if matches!(self.0.remove("clear"), Some(Json::Bool(true))) => {
                Act::Back { person: target, from: self.text("from")? }
            }
            "leave" => Act::Leave {
                person: target,
                from: self.text("from")?,
                until: self.text("until")?,
                stand_in: self.id("stand_in")?,
            },
            "withdraw" => Act::Withdraw { record: target, comment: self.text("comment")? },
            "cancel" => Act::Cancel { record: target, comment: self.text("comment")? },
            _ => Act::Comment {
                record: target,
                text: self.text("text")?.ok_or_else(|| {
                    Refusal::new(Code::Usage, "`text` is what to write: {\"comment\":\"D-000001\",\"text\":\"…\"}")
                })?,
            },
        })
    }

    fn task_verb(&mut self, verb: &str) -> Result<TaskVerb, Box<Refusal>> {
        Ok(match verb {
            "claim" => TaskVerb::Claim,
            "start" => TaskVerb::Start,
            "done" => TaskVerb::Done,
            "decline" => TaskVerb::Decline,
            "release" => TaskVerb::Release,
            "transfer" => TaskVerb::Transfer { to: self.needed("to", "the person")? },
            "delegate" => TaskVerb::Delegate { to: self.needed("to", "the person")? },
            "give_back" => TaskVerb::GiveBack,
            "restart" => TaskVerb::Restart,
            "suspend" => TaskVerb::Suspend { until: self.text("until")? },
            "resume" => TaskVerb::Resume,
            "skip" => TaskVerb::Skip,
            "redo" => TaskVerb::Redo,
            _ => TaskVerb::AddHelp { to: self.needed("to", "the person")? },
        })
    }

    fn needed(&mut self, key: &str, what: &str) -> Result<Id, Box<Refusal>> {
        self.id(key)?.ok_or_else(|| Refusal::new(Code::Usage, format!("`{key}` names {what}")))
    }

    fn text(&mut self, key: &str) -> Result<Option<String>, Box<Refusal>> {
        match self.0.remove(key) {
            None | Some(Json::Null) => Ok(None),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(other) => Err(Refusal::new(Code::Usage, format!("`{key}` is text, not {other}"))),
        }
    }

    fn id(&mut self, key: &str) -> Result<Option<Id>, Box<Refusal>> {
        Ok(self.text(key)?.map(Id::from))
    }

    fn with(&mut self) -> Result<With, Box<Refusal>> {
        match self.0.remove("with") {
            None | Some(Json::Null) => Ok(With::new()),
            Some(Json::Object(map)) => Ok(map.into_iter().map(|(name, value)| (Id::from(name), value)).collect()),
            Some(other) => Err(Refusal::new(Code::Usage, format!("`with` is an object of field values, not {other}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn usage(json: Json) -> String {
        let refusal = Command::from_json(json).unwrap_err();
        assert_eq!(refusal.code, Code::Usage);
        refusal.message
    }

    #[test]
    fn the_one_form_is_read() {
        let command = Command::from_json(json!({
            "move": "D-000001", "do": "qualify", "with": {"amount": "2000"}, "as": "li.na",
            "idempotency_key": "k1", "if_version": 3
        }))
        .unwrap();
        assert_eq!(command.by.as_deref(), Some("li.na"));
        assert_eq!(command.if_version, Some(3));
        let Act::Move { record, to, with, .. } = command.act else { panic!("a move") };
        assert_eq!((&*record, &*to, &with["amount"]), ("D-000001", "qualify", &json!("2000")));
    }

    #[test]
    fn a_decision_may_carry_a_comment() {
        let command = Command::from_json(json!({"reject": "D-1~1", "comment": "太低"})).unwrap();
        assert!(matches!(command.act, Act::Decide { yes: false, comment: Some(_), .. }));
        let command = Command::from_json(json!({"cancel": "D-1", "comment": "客户取消"})).unwrap();
        assert!(matches!(command.act, Act::Cancel { comment: Some(_), .. }));
    }

    #[test]
    fn what_is_no_command_is_named() {
        assert!(usage(json!([])).contains("object"));
        assert!(usage(json!({"fly": "x"})).contains("one of"));
        assert!(usage(json!({"new": "deal", "set": "x"})).contains("one verb"));
        assert!(usage(json!({"new": "deal", "witj": {}})).contains("`witj`"));
        assert!(usage(json!({"set": 5})).contains("is text"));
        assert!(usage(json!({"set": "x", "if_version": "a"})).contains("if_version"));
    }
}
