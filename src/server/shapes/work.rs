//! Tasks of stages, and who is away.

use serde_json::{Value as Json, json};

use super::{super::eyes::Eyes, label, moment};
use crate::{
    desk::State,
    engine,
    model::{
        Record,
        outside::CallRun,
        work::{Leave, TaskRun},
    },
};

/// A task of a stage.
pub(in crate::server) fn work(state: &Eyes, record: &Record, run: &TaskRun) -> Json {
    let rule = state.policy.rules_of(&record).and_then(|rules| rules.task(&run.task)).map(|(_, task)| task);
    json!({
        "task": record.task_id(run.n),
        "record": record.id,
        "workflow": record.workflow,
        "label": label(state, record),
        "chain": null,
        "step": run.task,
        "seat": null,
        "title": rule.map_or(&*run.task, |task| task.title.as_str()),
        "stage": run.stage,
        "state": run.state.word(),
        "who": run.holders(record),
        "since": moment(state, run.since),
        "due": run.due().map(|due| moment(state, due)),
        "helps": run.helps.map(|n| record.task_id(n)),
        "asks": rule.map(|task| task.form.iter().map(|ask| &*ask.id).collect::<Vec<_>>()).unwrap_or_default(),
        "allow": rule.map(|task| engine::task_acts(task, run)).unwrap_or_default(),
    })
}

/// A program that a stage has asked.
pub(in crate::server) fn call(state: &State, record: &Record, run: &CallRun) -> Json {
    json!({
        "call": record.task_id(run.n),
        "stage": run.stage,
        "channel": run.channel,
        "state": run.state.word(),
        "since": moment(state, run.since),
        "tries": run.tries,
        "due": run.timers.iter().find(|timer| !timer.fired).map(|timer| moment(state, timer.due)),
    })
}

/// What is checked off where a record stands: `[{item title done by at}]`.
pub(in crate::server) fn checklist(state: &State, record: &Record) -> Json {
    let rules = state.policy.rules_of(&record);
    let mut items = Vec::new();
    for token in &record.tokens {
        let Some(stage) = rules.and_then(|rules| rules.stages.get(&token.stage)) else { continue };
        for item in &stage.checklist {
            let checked = record.checked.iter().find(|one| one.token == token.id && one.item == item.id);
            items.push(json!({
                "item": item.id,
                "title": item.title,
                "stage": stage.id,
                "done": checked.is_some(),
                "by": checked.and_then(|one| one.by.as_ref()),
                "at": checked.map(|one| moment(state, one.at)),
            }));
        }
    }
    Json::Array(items)
}

/// When somebody is away.
pub(in crate::server) fn leave(state: &State, leave: &Leave) -> Json {
    json!({
        "person": leave.person,
        "name": state.policy.org.name(&leave.person),
        "from": moment(state, leave.from),
        "until": leave.until.map(|until| moment(state, until)),
        "stand_in": leave.stand_in,
    })
}
