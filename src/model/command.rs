//! What people and programs ask for. One form everywhere: a line of `run`, a call of the socket, a verb of the CLI.
//!
//! A command holds raw values as they came; the engine reads them by the type of the field they are meant for. The
//! moment it runs at is given by the desk, never read from a clock here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::{Code, Id, Refusal, Said, time::Timestamp};
use crate::said;

/// Raw values by field name.
pub type With = BTreeMap<Id, Json>;

/// People picked for steps of an approval chain, by step.
pub type Choices = BTreeMap<Id, Vec<Id>>;

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
        /// Whom the requester picks for steps of the chain that has to approve it.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        choose: Choices,
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
        /// What the step's form asks.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        with: With,
        /// Whom this approver picks for later steps.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        choose: Choices,
    },
    /// Anything else that is done with a seat of an approval chain.
    Seat {
        /// The task or record.
        task: Id,
        /// The step, where one person holds several.
        step: Option<Id>,
        /// What is done.
        act: SeatAct,
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
    /// A target is changed.
    Adjust {
        /// The target.
        target: Id,
        /// Which part of it: values of dimensions.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        by: With,
        /// Which part of its period; none: all of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        period: Option<String>,
        /// What it should be.
        value: Json,
        /// Whether the parts beside it make up for it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        spread: bool,
        /// Why.
        reason: Option<String>,
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
    /// Put a file or an address beside a record.
    Link {
        /// The record.
        record: Id,
        /// The path or address, as given: what lies there is neither read nor kept.
        to: String,
    },
    /// Cancel a record the way its workflow says.
    Cancel {
        /// The record.
        record: Id,
        /// The reason.
        comment: Option<String>,
    },
    /// Something has happened outside.
    Event {
        /// Its name.
        event: Id,
        /// What it carries.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        with: With,
        /// What makes it the same event: the same key comes in once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
    /// A program that was asked answers, or says why it can't.
    Answer {
        /// The call, or a record's id where it waits for one only.
        call: Id,
        /// What it says.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        with: With,
        /// Why it has failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failed: Option<String>,
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
    Restart {
        /// Who does it from now on; none: who has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Id>,
    },
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

/// What is done with a seat besides saying yes or no.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatAct {
    /// Say neither yes nor no (弃权).
    Abstain,
    /// Send it back (退回).
    Return {
        /// `requester` (also where nothing is said), `previous`, or an earlier step.
        to: Option<Id>,
    },
    /// Give the seat and its decision away (转办).
    Transfer {
        /// To whom.
        to: Id,
    },
    /// Ask somebody for an opinion (委派).
    Delegate {
        /// Whom.
        to: Id,
        /// Whether what they say decides.
        last: bool,
    },
    /// Give a lent seat back without an opinion.
    GiveBack,
    /// Ask more people (加签).
    AddSigner {
        /// Whom: a seat each.
        who: Vec<Id>,
        /// When they are asked.
        place: SignerPlace,
    },
    /// Take a signer out (减签).
    RemoveSigner {
        /// Whom; none: whose task it is.
        who: Option<Id>,
    },
    /// Take one's own decision back (拿回).
    TakeBack,
    /// Send a copy (抄送).
    Copy {
        /// To whom.
        to: Vec<Id>,
    },
    /// Remind who is asked (催办).
    Remind,
    /// Take an offered seat for oneself.
    Claim,
    /// Give a claimed seat back to all its holders.
    Release,
}

/// When an added signer is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignerPlace {
    /// Before the one who adds (前加签).
    Before,
    /// Together with the one who adds (并加签).
    #[default]
    Beside,
    /// After the one who adds (后加签).
    After,
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

impl SeatAct {
    /// The same done with a task; none where tasks have no such act.
    pub fn of_task(&self) -> Option<TaskVerb> {
        match self {
            SeatAct::Claim => Some(TaskVerb::Claim),
            SeatAct::Release => Some(TaskVerb::Release),
            SeatAct::Transfer { to } => Some(TaskVerb::Transfer { to: to.clone() }),
            SeatAct::Delegate { to, .. } => Some(TaskVerb::Delegate { to: to.clone() }),
            SeatAct::GiveBack => Some(TaskVerb::GiveBack),
            _ => None,
        }
    }
}

impl Act {
    /// The record or task that is meant, if one is.
    pub fn target(&self) -> Option<&Id> {
        match self {
            Act::New { .. }
            | Act::Import(_)
            | Act::Leave { .. }
            | Act::Back { .. }
            | Act::Adjust { .. }
            | Act::Event { .. } => None,
            Act::Answer { call, .. } => Some(call),
            Act::Decide { task, .. } | Act::Seat { task, .. } | Act::Task { task, .. } => Some(task),
            Act::CheckOff { record, .. } => Some(record),
            Act::Set { record, .. }
            | Act::Move { record, .. }
            | Act::Withdraw { record, .. }
            | Act::Comment { record, .. }
            | Act::Link { record, .. }
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
            return Err(Refusal::new(
                Code::Usage,
                (
                    "a command is a JSON object, like {\"new\":\"deal\",\"with\":{}}",
                    "命令是一个 JSON 对象，例如 {\"new\":\"deal\",\"with\":{}}",
                ),
            ));
        };
        let mut keys = Keys(map);
        let by = keys.id("as")?;
        let key = keys.text("idempotency_key")?;
        let as_of = keys.text("as_of")?;
        let if_version = match keys.0.remove("if_version") {
            None | Some(Json::Null) => None,
            Some(version) => Some(version.as_u64().ok_or_else(|| {
                Refusal::new(
                    Code::Usage,
                    said!("`if_version` is a version number, not {version}", "`if_version` 是版本号，而不是 {version}"),
                )
            })?),
        };
        let act = keys.act()?;
        if let Some(stray) = keys.0.keys().next() {
            return Err(Refusal::new(
                Code::Usage,
                said!("a command of this kind has no key `{stray}`", "这种命令没有键 `{stray}`"),
            ));
        }
        Ok(Command { act, by, key, if_version, as_of })
    }

    /// The same form back, without who asked and under which conditions: what an idempotency key stands for.
    pub fn act_json(&self) -> Json {
        serde_json::to_value(&self.act).unwrap_or(Json::Null)
    }
}

/// The verbs a command may begin with.
pub const VERBS: [&str; 35] = [
    "new",
    "set",
    "move",
    "approve",
    "reject",
    "abstain",
    "return",
    "transfer",
    "delegate",
    "give_back",
    "add_signer",
    "remove_signer",
    "take_back",
    "copy",
    "remind",
    "claim",
    "release",
    "withdraw",
    "comment",
    "link",
    "cancel",
    "start",
    "done",
    "decline",
    "restart",
    "suspend",
    "resume",
    "skip",
    "redo",
    "add_help",
    "check_off",
    "leave",
    "adjust",
    "event",
    "answer",
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
                return Err(Refusal::new(
                    Code::Usage,
                    said!("a command begins with one of: {}", "命令以下列之一开头：{}", VERBS.join(", ")),
                ));
            }
            several => {
                return Err(Refusal::new(
                    Code::Usage,
                    Said::new(
                        said!("one verb at a time, not {}", "一次只能有一个动作，而不是 {}", several.join(" and ")),
                        format!("一次只能有一个动作，而不是 {}", several.join(" 和 ")),
                    ),
                ));
            }
        };
        let target = self
            .id(verb)?
            .ok_or_else(|| Refusal::new(Code::Usage, said!("`{verb}` of what?", "`{verb}` 的对象是什么？")))?;
        Ok(match verb {
            "new" => Act::New { workflow: target, with: self.with()? },
            "set" => Act::Set { record: target, with: self.with()? },
            "move" => Act::Move {
                record: target,
                to: self.id("do")?.ok_or_else(|| {
                    Refusal::new(
                        Code::Usage,
                        (
                            "`do` names the transition: {\"move\":\"D-000001\",\"do\":\"qualify\"}",
                            "`do` 写流转的名称：{\"move\":\"D-000001\",\"do\":\"qualify\"}",
                        ),
                    )
                })?,
                with: self.with()?,
                at: self.id("at")?,
                r#override: self.text("override")?,
                choose: self.choose()?,
            },
            "approve" | "reject" => Act::Decide {
                task: target,
                step: self.id("step")?,
                yes: verb == "approve",
                comment: self.text("comment")?,
                with: self.with()?,
                choose: self.choose()?,
            },
            // Seats and tasks share these: with `task` a task is meant, else the engine sees what it is.
            "claim" | "release" | "transfer" | "delegate" | "give_back" if self.0.contains_key("task") => Act::Task {
                task: target,
                name: self.id("task")?,
                act: self.task_verb(verb)?,
                with: With::new(),
                comment: self.text("comment")?,
            },
            "abstain" | "return" | "transfer" | "delegate" | "give_back" | "add_signer" | "remove_signer"
            | "take_back" | "copy" | "remind" | "claim" | "release" => Act::Seat {
                task: target,
                step: self.id("step")?,
                act: self.seat_act(verb)?,
                comment: self.text("comment")?,
            },
            "start" | "done" | "decline" | "restart" | "suspend" | "resume" | "skip" | "redo" | "add_help" => {
                Act::Task {
                    task: target,
                    name: self.id("task")?.or(self.id("step")?),
                    act: self.task_verb(verb)?,
                    with: self.with()?,
                    comment: self.text("comment")?,
                }
            }
            "check_off" => Act::CheckOff {
                record: target,
                item: self.named("item", "the item")?,
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
            "adjust" => Act::Adjust {
                target,
                by: self.object("by")?,
                period: self.text("period")?,
                value: self.0.remove("value").filter(|value| !value.is_null()).ok_or_else(|| {
                    Refusal::new(
                        Code::Usage,
                        (
                            "`value` is what the target should be: {\"adjust\":\"revenue_2026\",\"value\":\"1200000\"}",
                            "`value` 写目标值：{\"adjust\":\"revenue_2026\",\"value\":\"1200000\"}",
                        ),
                    )
                })?,
                spread: self.rest()?,
                reason: self.text("reason")?,
            },
            "event" if target.trim().is_empty() => {
                return Err(Refusal::new(
                    Code::Usage,
                    (
                        "`event` names what happened: {\"event\":\"payment.received\",\"with\":{…}}",
                        "`event` 写发生的事件名：{\"event\":\"payment.received\",\"with\":{…}}",
                    ),
                ));
            }
            "event" => Act::Event { event: target, with: self.with()?, key: self.key()? },
            "answer" => Act::Answer { call: target, with: self.with()?, failed: self.text("failed")? },
            "withdraw" => Act::Withdraw { record: target, comment: self.text("comment")? },
            "cancel" => Act::Cancel { record: target, comment: self.text("comment")? },
            "link" => Act::Link {
                record: target,
                to: self.text("to")?.ok_or_else(|| {
                    Refusal::new(
                        Code::Usage,
                        (
                            "`to` is a path or an address: {\"link\":\"D-000001\",\"to\":\"https://…\"}",
                            "`to` 写路径或网址：{\"link\":\"D-000001\",\"to\":\"https://…\"}",
                        ),
                    )
                })?,
            },
            _ => Act::Comment {
                record: target,
                text: self.text("text")?.ok_or_else(|| {
                    Refusal::new(
                        Code::Usage,
                        (
                            "`text` is what to write: {\"comment\":\"D-000001\",\"text\":\"…\"}",
                            "`text` 写评论的内容：{\"comment\":\"D-000001\",\"text\":\"…\"}",
                        ),
                    )
                })?,
            },
        })
    }

    /// The key of an event: text, or a number.
    fn key(&mut self) -> Result<Option<String>, Box<Refusal>> {
        match self.0.get("key") {
            Some(Json::Number(n)) => {
                let text = n.to_string();
                self.0.remove("key");
                Ok(Some(text))
            }
            _ => self.text("key"),
        }
    }

    fn task_verb(&mut self, verb: &str) -> Result<TaskVerb, Box<Refusal>> {
        Ok(match verb {
            "claim" => TaskVerb::Claim,
            "start" => TaskVerb::Start,
            "done" => TaskVerb::Done,
            "decline" => TaskVerb::Decline,
            "release" => TaskVerb::Release,
            "transfer" => TaskVerb::Transfer { to: self.named("to", "the person")? },
            "delegate" => TaskVerb::Delegate { to: self.named("to", "the person")? },
            "give_back" => TaskVerb::GiveBack,
            "restart" => TaskVerb::Restart { to: self.id("to")? },
            "suspend" => TaskVerb::Suspend { until: self.text("until")? },
            "resume" => TaskVerb::Resume,
            "skip" => TaskVerb::Skip,
            "redo" => TaskVerb::Redo,
            _ => TaskVerb::AddHelp { to: self.named("to", "the person")? },
        })
    }

    fn named(&mut self, key: &str, what: &str) -> Result<Id, Box<Refusal>> {
        self.id(key)?.ok_or_else(|| Refusal::new(Code::Usage, format!("`{key}` names {what}")))
    }

    fn seat_act(&mut self, verb: &str) -> Result<SeatAct, Box<Refusal>> {
        Ok(match verb {
            "abstain" => SeatAct::Abstain,
            "return" => SeatAct::Return { to: self.id("to")? },
            "transfer" => SeatAct::Transfer { to: self.needed("to")? },
            "delegate" => SeatAct::Delegate { to: self.needed("to")?, last: self.yes("final")? },
            "give_back" => SeatAct::GiveBack,
            "add_signer" => SeatAct::AddSigner { who: self.several("who")?, place: self.place()? },
            "remove_signer" => SeatAct::RemoveSigner { who: self.id("who")? },
            "take_back" => SeatAct::TakeBack,
            "copy" => SeatAct::Copy { to: self.several("to")? },
            "remind" => SeatAct::Remind,
            "claim" => SeatAct::Claim,
            _ => SeatAct::Release,
        })
    }

    fn needed(&mut self, key: &str) -> Result<Id, Box<Refusal>> {
        self.id(key)?.ok_or_else(|| Refusal::new(Code::Usage, said!("`{key}` says who", "`{key}` 要写明是谁")))
    }

    fn yes(&mut self, key: &str) -> Result<bool, Box<Refusal>> {
        match self.0.remove(key) {
            None | Some(Json::Null) => Ok(false),
            Some(Json::Bool(yes)) => Ok(yes),
            Some(other) => Err(Refusal::new(
                Code::Usage,
                said!("`{key}` is true or false, not {other}", "`{key}` 只能是 true 或 false，而不是 {other}"),
            )),
        }
    }

    /// One or several ids.
    fn several(&mut self, key: &str) -> Result<Vec<Id>, Box<Refusal>> {
        let given = self.0.remove(key).unwrap_or_default();
        ids(&given).filter(|ids| !ids.is_empty()).ok_or_else(|| {
            Refusal::new(
                Code::Usage,
                said!(
                    "`{key}` says who: one or several, as text or a list, not {given}",
                    "`{key}` 写人：一个或多个，用文本或列表，而不是 {given}"
                ),
            )
        })
    }

    fn place(&mut self) -> Result<SignerPlace, Box<Refusal>> {
        match self.text("place")?.as_deref() {
            None | Some("beside") => Ok(SignerPlace::Beside),
            Some("before") => Ok(SignerPlace::Before),
            Some("after") => Ok(SignerPlace::After),
            Some(other) => Err(Refusal::new(
                Code::Usage,
                said!(
                    "`place` is `before`, `beside` or `after`, not `{other}`",
                    "`place` 只能是 `before`、`beside` 或 `after`，而不是 `{other}`"
                ),
            )),
        }
    }

    fn choose(&mut self) -> Result<Choices, Box<Refusal>> {
        let refuse = |given: &Json| {
            Refusal::new(
                Code::Usage,
                said!(
                    "`choose` says whom by step: {{\"board\":[\"li.na\"]}}, not {given}",
                    "`choose` 按步骤写选定的人：{{\"board\":[\"li.na\"]}}，而不是 {given}"
                ),
            )
        };
        match self.0.remove("choose") {
            None | Some(Json::Null) => Ok(Choices::new()),
            Some(Json::Object(map)) => map
                .into_iter()
                .map(|(step, who)| Ok((Id::from(step), ids(&who).ok_or_else(|| refuse(&who))?)))
                .collect(),
            Some(other) => Err(refuse(&other)),
        }
    }

    fn text(&mut self, key: &str) -> Result<Option<String>, Box<Refusal>> {
        match self.0.remove(key) {
            None | Some(Json::Null) => Ok(None),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(other) => {
                Err(Refusal::new(Code::Usage, said!("`{key}` is text, not {other}", "`{key}` 是文本，而不是 {other}")))
            }
        }
    }

    fn id(&mut self, key: &str) -> Result<Option<Id>, Box<Refusal>> {
        Ok(self.text(key)?.map(Id::from))
    }

    fn with(&mut self) -> Result<With, Box<Refusal>> {
        self.object("with")
    }

    /// Values by name.
    fn object(&mut self, key: &str) -> Result<With, Box<Refusal>> {
        match self.0.remove(key) {
            None | Some(Json::Null) => Ok(With::new()),
            Some(Json::Object(map)) => Ok(map.into_iter().map(|(name, value)| (Id::from(name), value)).collect()),
            Some(other) => Err(Refusal::new(
                Code::Usage,
                said!("`{key}` is an object of field values, not {other}", "`{key}` 是字段值的对象，而不是 {other}"),
            )),
        }
    }

    /// What becomes of the other parts of a target.
    fn rest(&mut self) -> Result<bool, Box<Refusal>> {
        match self.text("rest")?.as_deref() {
            None | Some("keep") => Ok(false),
            Some("spread") => Ok(true),
            Some(other) => Err(Refusal::new(
                Code::Usage,
                said!(
                    "`rest` is `keep` or `spread`, not `{other}`",
                    "`rest` 只能是 `keep` 或 `spread`，而不是 `{other}`"
                ),
            )),
        }
    }
}

/// One id, or a list of them.
fn ids(given: &Json) -> Option<Vec<Id>> {
    match given {
        Json::String(one) => Some(vec![Id::from(&**one)]),
        Json::Array(all) => all.iter().map(|one| one.as_str().map(Id::from)).collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn usage(json: Json) -> String {
        let refusal = Command::from_json(json).unwrap_err();
        assert_eq!(refusal.code, Code::Usage);
        refusal.message.into()
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
    fn what_happened_outside_has_a_name() {
        assert!(usage(json!({"event": " ", "with": {}})).contains("payment.received"));
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
