//! A small world: a policy, a store in memory, a clock that stands still until somebody waits.

use std::{collections::BTreeMap, ops::ControlFlow, sync::Arc, thread};

use salesflow::{
    compiler::{self, Sources},
    desk::{self, Clock, Desk, Done, Reply, Request, Taken},
    engine::{self, View},
    figures::{Question, ask},
    model::{
        Actor, Body, Command, Event, Id, Record, Refusal,
        command::{Act, OnDouble, Row, RowMove},
        record::ChainState,
        time::{Duration, Period, Timestamp},
    },
    policy::Policy,
    store::{self, Options},
};
use serde_json::{Value as Json, json};

/// The company every story happens in: Ana and Bo sell under Mia, who reports to Zoe; Lee is legal, Fin and Fay finance.
const COMPANY: &str = r#"
== salesflow.toml
name = "House"
currency = "USD"
locale = "en-US"
admins = ["person:ada"]
last_resort = "person:zoe"
== org.toml
[unit.company]
head = "zoe"
[unit.sales]
parent = "company"
head = "mia"
[person.ana]
unit = "sales"
roles = ["seller"]
[person.bo]
unit = "sales"
roles = ["seller"]
[person.mia]
unit = "sales"
roles = ["manager"]
[person.zoe]
unit = "company"
[person.lee]
unit = "company"
roles = ["legal"]
[person.fin]
unit = "company"
roles = ["finance"]
[person.fay]
unit = "company"
roles = ["finance"]
[person.ada]
unit = "company"
[role.seller]
[role.manager]
[role.legal]
[role.finance]
[role.nobody]
"#;

/// A policy at work.
pub struct World {
    desk: Desk,
    clock: Clock,
    files: BTreeMap<String, String>,
}

/// What else a command says.
pub fn with(mut command: Json, key: &str, value: impl Into<Json>) -> Json {
    command[key] = value.into();
    command
}

/// Texts by path: each begins with a line `== path`.
fn texts(text: &str) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for part in text.split("\n== ").skip(1) {
        let (path, body) = part.split_once('\n').unwrap_or((part, ""));
        files.insert(path.trim().to_owned(), format!("{body}\n"));
    }
    files
}

fn compiled(files: &BTreeMap<String, String>) -> Policy {
    let mut compiled = compiler::compile(&Sources::new(files.clone()));
    compiled.findings.retain(|finding| finding.severity == compiler::Severity::Error);
    compiled.policy.unwrap_or_else(|| panic!("{}", compiler::render(&compiled.findings, &compiled.sources, false)))
}

impl World {
    /// A world under the company's policy and these files, which come on top of it or in its place. It is nine in the
    /// morning of Monday, 2 March 2026.
    pub fn of(text: &str) -> World {
        let mut files = texts(COMPANY);
        files.extend(texts(&format!("\n{text}")));
        let clock = Clock::set_to("2026-03-02T09:00:00Z".parse().unwrap());
        let store = store::open("memory:", Options::default()).unwrap();
        let desk = Desk::open(store, compiled(&files), clock.clone()).unwrap();
        World { desk, clock, files }
    }

    /// The same, where nothing in the files is wrong and nothing turns in a circle by itself.
    pub fn if_sound(text: &str) -> Option<World> {
        let mut files = texts(COMPANY);
        files.extend(texts(&format!("\n{text}")));
        let findings = compiler::compile(&Sources::new(files)).findings;
        let circle = |finding: &compiler::Finding| finding.code.to_string() == "W0202";
        let wrong = findings.iter().any(|finding| finding.severity == compiler::Severity::Error || circle(finding));
        (!wrong).then(|| World::of(text))
    }

    fn request(&self, who: &str, command: Json) -> Request {
        let command = Command::from_json(command).unwrap();
        Request { command, actor: Actor::Person(who.into()), writing: |_, done, _| json!({ "events": done.events }) }
    }

    fn ask(&self, who: &str, command: Json) -> Result<Done, Box<Refusal>> {
        match self.desk.answer_one(self.request(who, command)) {
            Ok(done) => Ok(done),
            Err(Reply::Refused(refusal)) => Err(refusal),
            Err(Reply::Failure(failure)) => panic!("the store failed: {failure}"),
        }
    }

    /// Somebody does something; the id of the record that was meant.
    pub fn does(&self, who: &str, command: Json) -> String {
        let done = self.did(who, command);
        done.record.map(|record| record.id.to_string()).unwrap_or_default()
    }

    /// Somebody does something; what was done.
    pub fn did(&self, who: &str, command: Json) -> Done {
        let told = command.to_string();
        self.ask(who, command).unwrap_or_else(|no| panic!("{who} {told}: {} {no}", no.code.word()))
    }

    /// Several commands in one group.
    pub fn do_together(&self, commands: Vec<(&str, Json)>) -> Vec<Result<(), &'static str>> {
        let requests = commands.into_iter().map(|(who, command)| self.request(who, command)).collect();
        let code = |reply| match reply {
            Reply::Refused(refusal) => refusal.code.word(),
            Reply::Failure(failure) => panic!("the store failed: {failure}"),
        };
        self.desk.answer(requests).into_iter().map(|answer| answer.map(drop).map_err(code)).collect()
    }

    /// Somebody may not do something; nothing has changed.
    pub fn refuses(&self, who: &str, command: Json, code: &str) -> Box<Refusal> {
        let before = self.everything();
        let told = command.to_string();
        match self.ask(who, command) {
            Ok(_) => panic!("{who} {told} was done, not refused as {code}"),
            Err(refusal) => {
                assert_eq!(refusal.code.word(), code, "{who} {told}: {refusal}");
                assert_eq!(self.everything(), before, "a refused command has changed something: {told}");
                refusal
            }
        }
    }

    /// Tries something, whatever comes of it; whether it was done.
    pub fn tries(&self, who: &str, command: Json) -> bool {
        let before = self.everything();
        let done = self.ask(who, command).is_ok();
        if !done {
            assert_eq!(self.everything(), before, "a refused command has changed something");
        }
        done
    }

    /// The answer to a command, while others may be asking too.
    pub fn answered(&self, who: &str, command: Json) -> Result<(), Box<Refusal>> {
        self.ask(who, command).map(drop)
    }

    /// Tries something while others do too; whether it was done.
    pub fn tries_now(&self, who: &str, command: Json) -> bool {
        self.ask(who, command).is_ok()
    }

    /// Time passes, and what comes due happens.
    pub fn waits(&self, length: &str) {
        let length = Duration::parse(length).unwrap();
        let then = self.desk.policy().calendar.add(self.now(), &length).unwrap();
        self.comes(then);
    }

    /// Time passes and nobody hears the clock: the house stands still.
    pub fn passes(&self, length: &str) {
        let length = Duration::parse(length).unwrap();
        self.clock.put(self.desk.policy().calendar.add(self.now(), &length).unwrap());
    }

    /// It becomes that moment, in the policy's zone.
    pub fn becomes(&self, moment: &str) {
        self.comes(self.moment(moment));
    }

    fn comes(&self, then: Timestamp) {
        self.clock.put(then);
        self.desk.tick(then).unwrap();
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn moment(&self, text: &str) -> Timestamp {
        self.desk.policy().calendar.parse_timestamp(text).unwrap()
    }

    /// Everything as it stands.
    pub fn state(&self) -> desk::State {
        self.desk.state()
    }

    /// A record as it stands.
    pub fn record(&self, id: &str) -> Arc<Record> {
        self.desk.state().record(id).unwrap().unwrap_or_else(|| panic!("there is no {id}"))
    }

    pub fn is_there(&self, id: &str) -> bool {
        self.desk.state().record(id).unwrap().is_some()
    }

    /// What is expected of a record.
    pub fn expect(&self, id: &str) -> Expect<'_> {
        Expect { world: self, record: self.record(id) }
    }

    /// The version of a record.
    pub fn version(&self, id: &str) -> u64 {
        self.record(id).version
    }

    /// The events of a record.
    pub fn history(&self, id: &str) -> Vec<Event> {
        self.desk.history(&id.into()).unwrap()
    }

    /// The transitions a record has taken, in order.
    pub fn moves(&self, id: &str) -> Vec<String> {
        let moves = self.history(id).into_iter().filter_map(|event| match event.body {
            Body::Moved { transition, .. } => Some(transition.to_string()),
            _ => None,
        });
        moves.collect()
    }

    /// The timers of a record that have fired: their name and the moment they were due.
    pub fn fired(&self, id: &str) -> Vec<(String, Timestamp, Option<String>)> {
        let fired = self.history(id).into_iter().filter_map(|event| match event.body {
            Body::TimerFired { timer, due, refused, .. } => Some((timer.to_string(), due, refused)),
            _ => None,
        });
        fired.collect()
    }

    /// All events.
    pub fn events(&self) -> Vec<Event> {
        let mut all = Vec::new();
        self.desk
            .events(1, &mut |event| {
                all.push(event);
                ControlFlow::Continue(())
            })
            .unwrap();
        all
    }

    /// What somebody has been told, oldest first.
    pub fn told(&self, who: &str) -> Vec<String> {
        let mut texts: Vec<String> =
            self.desk.state().notices(who, 1_000).unwrap().iter().map(|notice| notice.text.clone()).collect();
        texts.reverse();
        texts
    }

    /// What waits for somebody: records.
    pub fn inbox(&self, who: &str) -> Vec<String> {
        self.desk.state().inbox(who).unwrap().into_iter().map(|(record, ..)| record.to_string()).collect()
    }

    /// Whom a record waits for.
    pub fn waiting_for(&self, id: &str) -> Vec<String> {
        let state = self.desk.state();
        let waiting = engine::waiting(&state.policy, &state, &self.record(id), self.now()).unwrap();
        waiting.people().iter().map(|person| person.to_string()).collect()
    }

    /// The level of each raised series of a warning: record, or values of its dimensions, or nothing; by that.
    pub fn raised(&self, warning: &str) -> Vec<(String, String)> {
        let standing = self.desk.state().standing(Some(warning)).unwrap();
        let mut all: Vec<_> = standing
            .iter()
            .map(|one| {
                let by: Vec<String> = one.by.iter().map(|(_, value)| value.to_string()).collect();
                let of = one.record.as_ref().map_or(by.join(","), |record| record.to_string());
                (of, one.raised.level.to_string())
            })
            .collect();
        all.sort();
        all
    }

    /// The levels a warning has gone through, `-` for cleared.
    pub fn levels(&self, warning: &str) -> Vec<String> {
        let levels = self.events().into_iter().filter_map(|event| match event.body {
            Body::Warned { warning: id, level, .. } if &*id == warning => {
                Some(level.map_or("-".to_owned(), |level| level.to_string()))
            }
            _ => None,
        });
        levels.collect()
    }

    /// A figure as a whole, as text.
    pub fn figure(&self, name: &str, period: Option<&str>) -> String {
        self.figures(name, &[], period).remove("").unwrap()
    }

    /// The target of a figure for a region, or as a whole, as text.
    pub fn target(&self, figure: &str, region: &str, period: &str) -> String {
        let state = self.desk.state();
        let period = Period::parse(period, state.policy.calendar.local_date(self.now()), 1).ok();
        let only: Vec<_> = [region].into_iter().filter(|region| !region.is_empty()).collect();
        let only = only.into_iter().map(|region| ("region".into(), salesflow::model::Value::text(region))).collect();
        let question = Question { only, ..Question::total(figure, period) };
        let lines = ask(&state.policy, &state, &state.glass(), &question, self.now()).unwrap();
        lines[0].target.to_string()
    }

    /// A figure by dimensions, as text.
    pub fn figures(&self, name: &str, by: &[&str], period: Option<&str>) -> BTreeMap<String, String> {
        let state = self.desk.state();
        let today = state.policy.calendar.local_date(self.now());
        let period = period.map(|text| Period::parse(text, today, 1).unwrap());
        let by = by.iter().map(|id| Id::from(*id)).collect();
        let question = Question { figure: name.into(), by, period, only: Vec::new() };
        let lines = ask(&state.policy, &state, &state.glass(), &question, self.now()).unwrap();
        let key = |by: &[(Id, salesflow::model::Value)]| {
            by.iter().map(|(_, value)| value.to_string()).collect::<Vec<_>>().join(",")
        };
        lines.into_iter().map(|line| (key(&line.by), line.value.to_string())).collect()
    }

    /// A row comes in from a file.
    pub fn imports(&self, row: Json) -> Result<Done, Box<Refusal>> {
        let fields = |with: &Json| {
            with.as_object().into_iter().flatten().map(|(name, value)| (Id::from(&**name), value.clone())).collect()
        };
        let at = |value: &Json| value.as_str().map(|text| self.moment(text));
        let names = |value: &Json| {
            value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(Id::from)).collect::<Vec<_>>()
        };
        let row = Row {
            workflow: row["import"].as_str().unwrap().into(),
            with: fields(&row["with"]),
            key: names(&row["key"]),
            on_double: match row["on_double"].as_str() {
                Some("skip") => OnDouble::Skip,
                Some("reject") => OnDouble::Reject,
                _ => OnDouble::Update,
            },
            created: at(&row["created"]),
            moves: row["moves"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|step| RowMove {
                    to: step["do"].as_str().unwrap().into(),
                    at: at(&step["at"]),
                    with: fields(&step["with"]),
                })
                .collect(),
        };
        let command = Command::from(Act::Import(Box::new(row)));
        let request = Request { command, actor: Actor::Person("bo".into()), writing: |_, _, _| Json::Null };
        match self.desk.answer_one(request) {
            Ok(done) => Ok(done),
            Err(Reply::Refused(refusal)) => Err(refusal),
            Err(Reply::Failure(failure)) => panic!("the store failed: {failure}"),
        }
    }

    /// The policy is edited and handed over: one text of a file for another.
    pub fn edits(&mut self, path: &str, old: &str, new: &str) -> Taken {
        let text = self.files.get_mut(path).unwrap_or_else(|| panic!("there is no {path}"));
        assert!(text.contains(old), "{path} has no {old}");
        *text = text.replace(old, new);
        self.desk.take_policy(compiled(&self.files)).unwrap()
    }

    /// As [`World::edits`], and it is in force.
    pub fn changes(&mut self, path: &str, old: &str, new: &str) {
        let taken = self.edits(path, old, new);
        assert!(matches!(taken, Taken::InForce { .. }), "{taken:?}");
    }

    /// A file of the policy is taken away, and the rest handed over.
    pub fn without(&mut self, path: &str) -> Taken {
        let mut files = self.files.clone();
        files.remove(path).unwrap_or_else(|| panic!("there is no {path}"));
        let taken = self.desk.take_policy(compiled(&files)).unwrap();
        if matches!(taken, Taken::InForce { .. }) {
            self.files = files;
        }
        taken
    }

    pub fn verifies(&self) {
        let verified = desk::verify(&self.desk).unwrap();
        assert_eq!(verified.problems, Vec::<String>::new());
    }

    /// Everything anybody could see.
    fn everything(&self) -> Vec<String> {
        let state = self.desk.state();
        let policy = self.desk.policy();
        let mut seen = Vec::new();
        for workflow in policy.workflows.keys() {
            for id in state.of_workflow(workflow).unwrap() {
                let record = state.record(&id).unwrap().unwrap();
                let fields = engine::fields(&policy, &state, &record, self.now());
                let waiting = engine::waiting(&policy, &state, &record, self.now()).unwrap();
                seen.push(format!("{} {fields:?} {waiting:?}", serde_json::to_value(&*record).unwrap()));
            }
        }
        for person in policy.org.people.keys() {
            seen.push(format!("{person} {:?} {:?}", self.inbox(person), self.told(person)));
        }
        seen.push(format!("{:?}", state.standing(None).unwrap()));
        for figure in policy.measures.keys().chain(policy.kpis.keys()) {
            seen.push(format!("{figure} {:?}", self.figure(figure, None)));
        }
        for target in policy.targets.keys() {
            seen.push(format!("{target} {:?}", state.target_lines(target).unwrap()));
        }
        seen
    }

    fn ends_well(&self) {
        self.verifies();
        let before = self.everything();
        self.desk.rebuild().unwrap();
        assert_eq!(self.everything(), before, "the store built anew differs");
        self.verifies();
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !thread::panicking() {
            self.ends_well();
        }
    }
}

/// What is expected of a record: each word is an assertion.
pub struct Expect<'a> {
    world: &'a World,
    record: Arc<Record>,
}

impl Expect<'_> {
    pub fn stage(self, stage: &str) -> Self {
        let stages: Vec<&str> = self.record.stages().map(|stage| &**stage).collect();
        assert_eq!(stages, [stage], "stage of {}", self.record.id);
        self
    }

    pub fn outcome(self, outcome: &str) -> Self {
        assert_eq!(self.record.outcome.as_deref().unwrap_or(""), outcome, "outcome of {}", self.record.id);
        self
    }

    pub fn owner(self, owner: &str) -> Self {
        assert_eq!(self.record.owner().map_or("", |id| id), owner, "owner of {}", self.record.id);
        self
    }

    pub fn version(self, version: u64) -> Self {
        assert_eq!(self.record.version, version, "version of {}", self.record.id);
        self
    }

    pub fn waiting_for<const N: usize>(self, people: [&str; N]) -> Self {
        assert_eq!(self.world.waiting_for(&self.record.id), people, "whom {} waits for", self.record.id);
        for person in people {
            let inbox = self.world.inbox(person);
            assert!(inbox.contains(&self.record.id.to_string()), "{} is not in {person}'s inbox", self.record.id);
        }
        self
    }

    /// A field, computed or not, as text; `""` where it is empty.
    pub fn has(self, field: &str, text: &str) -> Self {
        let state = self.world.desk.state();
        let fields = engine::fields(&state.policy, &state, &self.record, self.world.now());
        let (_, value) = fields.iter().find(|(id, _)| &**id == field).unwrap_or_else(|| panic!("no field {field}"));
        assert_eq!(if value.is_none() { String::new() } else { value.to_string() }, text, "{field}");
        self
    }

    /// How its last chain stands.
    pub fn chain(self, state: &str) -> Self {
        let last = self.record.chains.last().map_or("none", |run| ChainState::word(run.state));
        assert_eq!(last, state, "the chain of {}", self.record.id);
        self
    }

    /// The holders of the open seats, step by step.
    pub fn seats<const N: usize>(self, seats: [(&str, &str); N]) -> Self {
        let open: Vec<(String, String)> = self
            .record
            .running()
            .flat_map(|run| run.open_seats())
            .map(|(step, seat)| {
                (step.step.to_string(), seat.holders.iter().map(|id| &**id).collect::<Vec<_>>().join("+"))
            })
            .collect();
        let open: Vec<(&str, &str)> = open.iter().map(|(step, who)| (&**step, &**who)).collect();
        assert_eq!(open, seats, "open seats of {}", self.record.id);
        self
    }
}
