//! The world of one scenario: a desk on an empty store in memory, a clock that stands until time passes, and the names
//! its steps have given to records.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value as Json};

use crate::{
    desk::{Answer, Clock, Desk, Done, Request, State},
    engine::View,
    model::{Actor, Code, Command, Id, Record, Refusal, Type, time::Timestamp},
    policy::{Policy, Workflow, scenario::Order},
    store,
};

/// Verbs whose value is no record.
const NO_RECORD: [&str; 6] = ["new", "event", "decide", "leave", "adjust", "import"];

/// A desk and the names of its records.
pub struct World {
    pub desk: Desk,
    clock: Clock,
    pub names: BTreeMap<Id, Id>,
}

impl World {
    /// An empty world at a moment.
    pub fn new(policy: &Arc<Policy>, now: Timestamp) -> Result<World, String> {
        let clock = Clock::set_to(now);
        let store = store::open("memory:", store::Options::default()).map_err(|failure| failure.to_string())?;
        let desk = Desk::open(store, policy.clone(), clock.clone()).map_err(|trouble| trouble.to_string())?;
        Ok(World { desk, clock, names: BTreeMap::new() })
    }

    /// Forgets everything but the events, and begins anew from them.
    pub fn reopen(&mut self) -> Result<(), String> {
        let trouble = |trouble: crate::desk::Trouble| trouble.to_string();
        self.desk.rebuild().map_err(trouble)?;
        let opened = store::Opened { store: self.desk.store().clone(), notes: Vec::new() };
        self.desk = Desk::open(opened, self.desk.policy(), self.clock.clone()).map_err(trouble)?;
        Ok(())
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The id a name stands for; itself where it is no name.
    pub fn id(&self, name: &str) -> Id {
        let plain = name.strip_prefix('@').unwrap_or(name);
        self.names.get(plain).cloned().unwrap_or_else(|| name.into())
    }

    /// A record by name or id.
    pub fn record(&self, name: &str) -> Result<Arc<Record>, String> {
        let id = self.id(name);
        match self.desk.state().record(&id) {
            Ok(Some(record)) => Ok(record),
            Ok(None) => Err(format!("there is no record `{name}`")),
            Err(fault) => Err(fault.to_string()),
        }
    }

    /// A text with the ids of records in the place of `'@name'`.
    pub fn filled(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        for (name, id) in &self.names {
            for quote in ['\'', '"'] {
                filled = filled.replace(&format!("{quote}@{name}{quote}"), &format!("{quote}{id}{quote}"));
            }
        }
        filled
    }

    /// Time passes until a moment: what comes due on the way happens when it is due, as under a daemon.
    pub fn wait_until(&mut self, then: Timestamp) -> Result<(), String> {
        let trouble = |trouble: crate::desk::Trouble| trouble.to_string();
        if then < self.now() {
            let calendar = &self.desk.policy().calendar;
            return Err(format!("it is {} already", calendar.format_timestamp(self.now())));
        }
        loop {
            let next = self.desk.next_due().map_err(trouble)?;
            if next >= then {
                break;
            }
            self.clock.put(next.max(self.now()));
            let fired = self.desk.tick(self.now()).map_err(trouble)?;
            if fired == 0 && self.desk.next_due().map_err(trouble)? <= self.now() {
                break;
            }
        }
        self.clock.put(then);
        self.desk.tick(then).map(drop).map_err(trouble)
    }

    /// Commands in one group, decided one after another.
    pub fn ask(&self, orders: &[&Order]) -> Result<Vec<Answer>, String> {
        let requests = orders.iter().map(|order| self.request(order)).collect::<Result<Vec<_>, _>>()?;
        Ok(self.desk.answer(requests))
    }

    fn request(&self, order: &Order) -> Result<Request, String> {
        let form = self.form(order);
        let actor = self.actor(order, &form)?;
        let command = Command::from_json(Json::Object(form)).map_err(|refusal| refusal.message.to_string())?;
        let writing: fn(&State, &Done, &Actor) -> Json = |_, _, _| Json::Null;
        Ok(Request { command, actor, writing })
    }

    /// Who acts: who is named, else the owner of the record.
    fn actor(&self, order: &Order, form: &Map<String, Json>) -> Result<Actor, String> {
        let policy = self.desk.policy();
        let person = |text: &str| Actor::Person(policy.org.find(text).cloned().unwrap_or_else(|| text.into()));
        let text = |value: Option<&Json>| value.and_then(Json::as_str).map(str::to_owned);
        if let Some(named) = text(form.get("as")) {
            return Ok(person(&named));
        }
        if &*order.verb == "new" {
            let owner = text(form.get("with").and_then(|with| with.get("owner")));
            return owner.map(|owner| person(&owner)).ok_or_else(|| "nobody makes this record: say as = \"…\"".into());
        }
        if NO_RECORD.contains(&&*order.verb) {
            return Ok(Actor::Policy);
        }
        let target = text(form.get(&*order.verb)).unwrap_or_default();
        let record = target.split('~').next().unwrap_or_default();
        // Whom nobody can act for the engine refuses, as it would refuse anybody.
        match self.desk.state().record(record).map_err(|fault| fault.to_string())? {
            Some(record) => record
                .owner()
                .map(|owner| Actor::Person(owner.clone()))
                .ok_or_else(|| format!("{} has no owner who could act: say as = \"…\"", record.id)),
            None => Err(format!("there is no record `{target}`: say as = \"…\" to be refused")),
        }
    }

    /// A command with ids in the place of names.
    fn form(&self, order: &Order) -> Map<String, Json> {
        let mut form = order.form.clone();
        let about_a_record = !NO_RECORD.contains(&&*order.verb);
        if about_a_record && let Some(target) = form.get(&*order.verb).and_then(Json::as_str) {
            let id = self.id(target);
            form.insert(order.verb.to_string(), Json::String(id.to_string()));
        }
        let policy = self.desk.policy();
        let workflow = form.get(&*order.verb).and_then(Json::as_str).and_then(|target| match about_a_record {
            true => policy.workflow(&self.desk.state().record(target).ok()??.workflow),
            false => policy.workflow(target),
        });
        let to = form.get("do").and_then(Json::as_str).map(str::to_owned);
        if let (Some(workflow), Some(Json::Object(with))) = (workflow, form.get_mut("with")) {
            for (key, value) in with.iter_mut() {
                if type_of(workflow, to.as_deref(), key).is_some_and(is_ref) {
                    self.name_to_id(value);
                }
            }
        }
        form.values_mut().for_each(|value| self.marked_to_id(value));
        form
    }

    /// In the value of a ref field the plain name of a record will do.
    pub fn name_to_id(&self, value: &mut Json) {
        match value {
            Json::String(text) => *text = self.id(text).to_string(),
            Json::Array(items) => items.iter_mut().for_each(|item| self.name_to_id(item)),
            _ => {}
        }
    }

    /// Anywhere else a name is marked: `@o`.
    fn marked_to_id(&self, value: &mut Json) {
        match value {
            Json::String(text) if text.starts_with('@') => *text = self.id(text).to_string(),
            Json::Array(items) => items.iter_mut().for_each(|item| self.marked_to_id(item)),
            Json::Object(map) => map.values_mut().for_each(|value| self.marked_to_id(value)),
            _ => {}
        }
    }
}

fn type_of<'p>(workflow: &'p Workflow, transition: Option<&str>, key: &str) -> Option<&'p Type> {
    let plain = key.strip_prefix("ask.").unwrap_or(key);
    let asks = transition.and_then(|id| workflow.transition(id)).map_or(&[][..], |transition| &transition.ask);
    asks.iter().find(|ask| &*ask.id == plain).map(|ask| &ask.ty).or_else(|| Some(&workflow.field(plain)?.ty))
}

/// Whether values of a type are ids of records.
pub fn is_ref(ty: &Type) -> bool {
    match ty {
        Type::Ref(_) => true,
        Type::List(of) => is_ref(of),
        _ => false,
    }
}

/// A failure of the store below a scenario, as a refusal would be shown.
pub fn failed(message: String) -> Box<Refusal> {
    Refusal::new(Code::Fault, message)
}
