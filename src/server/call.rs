//! What can be asked of a desk, and what the answers look like.
//!
//! The shapes of answers (the `data` of `{"ok":true,"data":…}`) are an API: fields are added, never renamed or removed.
//! Moments are RFC 3339 in the policy's zone; money and decimals are strings. `null` stands for no value.
//!
//! | shape | fields |
//! |---|---|
//! | record | `id workflow stages outcome version label owner fields waiting_for policy created_at changed_at` ; `fields` by id, computed ones included |
//! | task | `task record workflow label chain step seat who since due allow` ; a record that waits for a move has `task: null` and `moves: [ids]`; a task of a stage has `chain: null`, its id in `step`, and `title stage state helps asks` |
//! | event | `seq at as_of record actor kind policy hash` and what it carries |
//! | figure line | `kpi period by value target attainment unit` ; `by` an object |
//! | result | `kind period owner rated label record stage value grade now unit` ; a scorecard's `value` is its score, an incentive's its amount; `stage` is `open` while the period goes on; `now` is what it would come to now, where that is not what was fixed |
//! | warning | `warning title level by period record state since value target now unit` ; `value` and `target` as its level last changed, `now` as it stands |

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::model::{Lang, Said};

/// A call: one verb of the command line that needs the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum Call {
    /// A command in the one form (`{"new":"deal",…}`). Answer: the record (for `approve`/`reject` too), with
    /// `events: [seq]` and `unchanged: true` where nothing was left to do.
    Do {
        /// The command.
        command: Json,
    },
    /// Many commands, answered in order, each as `{"ok":…}`: what `run` sends in batches. Answer: `answers: [...]`.
    Run {
        /// The commands, one form each. What is no JSON object is answered as `usage`.
        commands: Vec<Json>,
    },
    /// A record. Answer: the record; with `history: [event]` and `chains: [{run chain transition state requester
    /// started ended steps: [{step state since seats: [{task seat who state by at comment due}]}]}]`, `work: [task]`, `checklist: [{item title done by at}]`, `links: [{to by at}]`, `calls: [{call stage channel state since tries due}]` and `columns:
    /// [{id title type digits}]`, the workflow's fields in order.
    Show {
        /// The record.
        record: String,
        /// Whether its events are wanted too.
        history: bool,
    },
    /// Records of a workflow. Answer: `records: [record]`, `cursor` (null at the end), `total` where it was
    /// counted, `columns` as in `show`.
    List {
        /// The workflow.
        workflow: String,
        /// Only those in this stage.
        stage: Option<String>,
        /// Only those for which this expression holds.
        r#where: Option<String>,
        /// A field, or an expression; `-` before it: greatest first.
        sort: Option<String>,
        /// How many at most.
        limit: usize,
        /// Where an earlier answer ended.
        cursor: Option<String>,
    },
    /// Why a record stands where it stands. Answer: `id label stages outcome waiting_for since ways: [{transition
    /// title to automatic who open refusal conditions: [{text holds seen distance blank place}]}]`.
    Why {
        /// The record.
        record: String,
        /// Only of this transition.
        transition: Option<String>,
    },
    /// The path ahead of a move, which is not made. Answer: `id label transition from conditions: [as in why] steps: [{chain
    /// step title kind: asked|skipped|copy when seats: [{place who filled}] due expected_days}] expected_days stops then:
    /// {stages outcome waiting_for fields makes: [{workflow label}]}`. `expected_days` are business days: the middle of what
    /// the step has taken so far, else its deadline. `stops` says where it depends on what somebody fills in. Refused as the
    /// move would be.
    Preview {
        /// The record.
        record: String,
        /// The transition.
        transition: String,
        /// What the move asks.
        with: serde_json::Map<String, Json>,
        /// From which stage.
        at: Option<String>,
    },
    /// What open records wait for, longest first. Answer: `waits: [{record label workflow stage kind what who since due
    /// overdue business_days note stuck}] total stuck`; `kind` is approval, task, move, timer, event, join, lock, condition or
    /// nothing; the last `stuck` counts records that nothing can move any more.
    Stuck {
        /// Only records of this workflow.
        workflow: Option<String>,
        /// How many lines at most.
        limit: usize,
    },
    /// Asks a table or decision without a record. Answer: `decide kind hit inputs: {id: value} answer rows: [row]
    /// by_default`; `answer` is the value of a single output, an object of several, a list of these where the table
    /// collects, null where there is none; a row is `{row file line answers matches cells: [{input test value passes}]}`.
    /// With `why`: rows that do not answer too, nearest first; of a decision `steps: [{step title needed when value seen
    /// asked: [the same]}]`.
    Decide {
        /// The table or decision.
        name: String,
        /// Raw values by input.
        with: serde_json::Map<String, Json>,
        /// Whether to say why.
        why: bool,
    },
    /// What waits for somebody. Answer: `person name tasks: [task] hidden notices: [{at record text}]`; `hidden`: how many
    /// lines `[inbox] show` leaves out.
    Inbox {
        /// Only of records for which this expression holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        r#where: Option<String>,
        /// Whether what `[inbox] show` leaves out is wanted too.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        all: bool,
    },
    /// Who is away, from now on. Answer: `leaves: [{person name from until stand_in}]`.
    Leaves {
        /// Only theirs.
        person: Option<String>,
    },
    /// Figures. Answer: `lines: [figure line]`, `names: {id: title}`.
    Kpi {
        /// Measures and KPIs; empty: all KPIs.
        names: Vec<String>,
        /// Dimensions, `day week month quarter year` among them.
        by: Vec<String>,
        /// The period, as people write it.
        period: Option<String>,
    },
    /// Targets. Answer: `targets: [{target title kpi period stated unit parts: [figure line, with depth] history: [{seq at
    /// actor record approved_by change: {by period value before rest reason}}]}]`: the first part is the whole; a change of
    /// null is a policy that stated the target anew.
    Targets {
        /// Only this one.
        target: Option<String>,
        /// How many levels of parts.
        depth: usize,
    },
    /// A report, as a page of tables. Answer: `report title period at facts: [{name value}] parts: [{title data tables:
    /// [{title note columns: [{title right}] rows: [{tone cells: [text|[text]]}]}]}]`; `data` is what a part shows as
    /// programs take it, of `rights` the whole of who may do what. With `paper`: `text`, the file. `formats`: the files the report is made as. Without a name:
    /// `reports: [{report title period}]`.
    Report {
        /// The report; none: which there are.
        name: Option<String>,
        /// As which file it is wanted.
        paper: Option<Paper>,
    },
    /// What a scorecard or incentive comes to in a period. Answer: `results: [result]`, `title`, `period`.
    Results {
        /// The scorecard or incentive.
        kind: String,
        /// Whether an incentive is meant; else a scorecard.
        paid: bool,
        /// The period, as people write it; none: the last that is over.
        period: Option<String>,
    },
    /// Raised warnings. Answer: `warnings: [warning]`.
    Warnings {
        /// Only of this level.
        level: Option<String>,
    },
    /// Takes rows in. Answer: `files: [{file rows created updated unchanged rejected rejected_file}]` and the sums.
    Import {
        /// The files, absolute.
        files: Vec<PathBuf>,
        /// The workflow, where the mapping does not say.
        workflow: Option<String>,
        /// The text of a mapping file (one `[import.x]` table) and its path; none: a mapping of the workflow.
        map: Option<(String, String)>,
        /// Decide everything, keep nothing.
        dry_run: bool,
    },
    /// Records of a workflow, or `events`. Answer: `rows: [object]`, `columns: [id]`, `cursor`: asked again with it until
    /// it is null.
    Export {
        /// The workflow, or `events`.
        what: String,
        /// Where an earlier answer ended.
        cursor: Option<String>,
        /// How many rows at most.
        limit: usize,
    },
    /// Fires what is due. Answer: `fired now`.
    Tick {
        /// As of this moment, for tests and embedded use.
        now: Option<String>,
    },
    /// Recounts everything from the events. Answer: `events records figures problems: [text]`.
    Verify,
    /// Builds what is derived anew. Answer: `events`.
    Rebuild,
    /// Sizes and counts of the store. Answer: fields of the store's own statistics.
    Stat,
    /// Writes a backup. Answer: `file events bytes`.
    Backup {
        /// Where to, absolute.
        to: PathBuf,
    },
    /// Policies taken and rejected, newest first. Answer: `entries: [{seq at version fingerprint change: taken|rejected
    /// findings files}]` ; `files`: paths that changed against the version before.
    PolicyLog,
    /// Takes the folder's current state now. Answer: `version changed`; refused `policy_invalid` with
    /// `details.findings`, or `conflict` with `details.records` where it would strand records.
    Reload,
    /// How things stand. Answer: `daemon pid policy: {name version fingerprint folder valid findings} store: {url events
    /// records} counts next_due`.
    Status,
    /// How many records stand in each stage of a workflow. Answer: `stages: {stage: {count overdue}}`.
    Live {
        /// The workflow.
        workflow: String,
    },
}

/// A file a report is made as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// A page for a browser, or a printer.
    Html,
    /// A workbook, a sheet for each part: the answer has it as `base64`.
    Xlsx,
    /// Its tables, one below the other.
    Csv,
}

/// A call as it goes over the socket: one line of JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// What is asked.
    #[serde(flatten)]
    pub call: Call,
    /// Who asks (`--as`); none: the person whose login the caller's OS user is.
    #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// As of this moment (`--now`): refused by a daemon to those who are not its administrator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// The language in which a no is told (`--lang`). Codes and details are the same in every language.
    #[serde(default, skip_serializing_if = "Lang::is_english")]
    pub lang: Lang,
}

/// One line of an answer: progress on the way, the outcome at the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// How far long work has come.
    Progress {
        /// Done so far.
        done: u64,
        /// Of how many; 0 where nobody knows.
        total: u64,
    },
    /// The answer's data.
    Data(Json),
    /// Why there is none.
    Error(Problem),
}

/// Why a call was not answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// A refusal's code, or `internal`, `usage`, `policy_invalid`, `store_unavailable`.
    pub code: String,
    /// What a person is told.
    pub message: Said,
    /// What a program wants to know.
    #[serde(default)]
    pub details: Json,
}

impl Problem {
    /// A problem without details.
    pub fn new(code: &str, message: impl Into<Said>) -> Problem {
        Problem { code: code.to_owned(), message: message.into(), details: Json::Object(Default::default()) }
    }

    /// The same, reading as that language: the one place where a no takes the language of who asked.
    pub fn told(self, lang: Lang) -> Problem {
        Problem { message: self.message.told(lang), ..self }
    }

    /// The exit code: the one place that turns kinds of no into numbers.
    pub fn exit(&self) -> u8 {
        match self.code.as_str() {
            "internal" => 1,
            "usage" => 2,
            "policy_invalid" => 3,
            "not_found" => 4,
            "not_permitted" => 6,
            "conflict" => 7,
            "store_unavailable" => 8,
            _ => 5,
        }
    }
}
