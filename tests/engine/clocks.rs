//! Clocks that stand still, go on and are set anew: what a story in the language does not reach.

use serde_json::json;

use crate::world::World;

const JOB: &str = r#"
== workflows/job.toml
id_format = "J-{seq:1}"
label = "{id}"
[field]
hours = { type = "number", default = 0 }
[stage.work]
sla = "2bd"
on_overdue = [{ notify = "owner", text = "{id} is late" }, { after = "1bd", notify = "manager_of(owner)" }]
[stage.work.task.survey]
who = "owner"
give = "one"
required = false
allow = { suspend = true }
[stage.work.task.photos]
who = "role:seller"
give = "offer"
required = false
allow = { suspend = true }
[stage.review]
[stage.done]
end = "done"
[transition.finish]
from = "work"
to = "done"
approval = "ok"
meanwhile = "review"
[clock.whole]
limit = "5bd"
pause_in = ["review"]
== rules/approve.toml
[[approval.ok.step]]
id = "manager"
who = ["role:manager"]
"#;

/// The moment a timer of the record's token is due.
fn due(world: &World, id: &str, name: &str) -> String {
    let record = world.record(id);
    let timers = record.tokens.iter().flat_map(|token| &token.timers);
    let timers = timers.chain(record.clocks.iter().flat_map(|run| &run.timers));
    let timer = timers.into_iter().find(|timer| &*timer.name == name).unwrap_or_else(|| panic!("no {name} on {id}"));
    world.state().policy.calendar.format_timestamp(timer.due)[..16].to_owned()
}

#[test]
fn a_stay_stands_still_while_all_its_work_rests() {
    let world = World::of(JOB);
    world.becomes("2026-03-05T15:00");
    let id = world.does("ana", json!({"new": "job"}));
    world.does("bo", json!({"claim": id, "task": "photos"}));
    world.does("ana", json!({"suspend": id, "task": "survey"}));
    // The other piece of work goes on, and with it the clock.
    assert_eq!(due(&world, &id, "sla"), "2026-03-09T15:00");
    world.becomes("2026-03-06T15:00");
    world.does("bo", json!({"suspend": id, "task": "photos"}));
    world.becomes("2026-03-12T12:00");
    assert!(world.raised("job.work").is_empty());
    world.does("ana", json!({"resume": id, "task": "survey"}));
    // One business day was used, one is left; the weekend in between was none.
    assert_eq!(
        (due(&world, &id, "sla"), due(&world, &id, "overdue:1")),
        ("2026-03-13T12:00".into(), "2026-03-16T12:00".into())
    );
    world.becomes("2026-03-13T12:00");
    assert_eq!(world.raised("job.work"), [(id, "yellow".to_owned())]);
    assert_eq!(world.told("ana"), ["J-1 is late"]);
}

#[test]
fn after_a_return_clocks_go_on_in_business_time() {
    let world = World::of(JOB);
    world.becomes("2026-03-05T15:00");
    let id = world.does("ana", json!({"new": "job"}));
    world.becomes("2026-03-06T12:00");
    world.does("ana", json!({"move": id, "do": "finish"}));
    world.becomes("2026-03-09T10:00");
    world.does("mia", json!({"return": id, "comment": "once more"}));
    world.expect(&id).stage("work");
    // Six open hours were used of eighteen: twelve are left from Monday at ten.
    assert_eq!(due(&world, &id, "sla"), "2026-03-10T13:00");
    assert_eq!(due(&world, &id, "overdue:1"), "2026-03-11T13:00");
    assert_eq!(due(&world, &id, "clock:whole:due"), "2026-03-13T13:00");
    world.becomes("2026-03-10T13:00");
    assert_eq!(world.raised("job.work").len(), 1);
    // What is overdue when it is submitted is overdue when it comes back.
    world.does("ana", json!({"move": id, "do": "finish"}));
    assert!(world.raised("job.work").is_empty());
    world.waits("3d");
    world.does("mia", json!({"return": id, "comment": "and again"}));
    assert_eq!(world.raised("job.work"), [(id.clone(), "yellow".to_owned())]);
    assert_eq!(world.told("ana").iter().filter(|text| **text == "J-1 is late").count(), 1);
}

#[test]
fn a_clock_waits_for_who_decides() {
    let world = World::of(JOB);
    let id = world.does("ana", json!({"new": "job"}));
    world.waits("1bd");
    world.does("ana", json!({"move": id, "do": "finish"}));
    world.waits("20bd");
    assert!(world.raised("whole").is_empty());
    world.does("mia", json!({"approve": id}));
    world.expect(&id).outcome("done");
    world.waits("20bd");
    assert!(world.levels("whole").is_empty());
}

#[test]
fn a_changed_policy_keeps_what_has_been_used() {
    let mut world = World::of(JOB);
    let id = world.does("ana", json!({"new": "job"}));
    world.waits("1bd");
    world.changes("workflows/job.toml", "sla = \"2bd\"", "sla = \"4bd\"");
    assert_eq!(due(&world, &id, "sla"), "2026-03-06T09:00");
    world.changes("workflows/job.toml", "limit = \"5bd\"", "limit = \"1d\"");
    world.waits("1m");
    assert_eq!(world.raised("whole"), [(id.clone(), "yellow".to_owned())]);
    // A clock that is new counts from where it begins.
    world.changes("workflows/job.toml", "[clock.whole]", "[clock.other]\nlimit = \"3bd\"\n[clock.whole]");
    assert_eq!(due(&world, &id, "clock:other:due"), "2026-03-05T09:00");
    world.changes("workflows/job.toml", "[clock.whole]\nlimit = \"1d\"\npause_in = [\"review\"]\n", "");
    assert!(world.raised("whole").is_empty());
    world.changes("workflows/job.toml", "sla = \"4bd\"", "sla = \"1bh\"");
    world.waits("1m");
    assert_eq!(world.raised("job.work").len(), 1);
    world.changes("workflows/job.toml", "sla = \"1bh\"", "sla = \"20bd\"");
    assert!(world.raised("job.work").is_empty());
}

const CHAIN: &str = r#"
== workflows/job.toml
id_format = "J-{seq:1}"
[field]
n = { type = "number", default = 0 }
at = { type = "datetime" }
[stage.a]
[stage.b]
sla = "30h"
on_overdue = [{ set = { n = "=n + 1", at = "=now" } }, { after = "5h", do = "on", level = "red" }]
[stage.c]
[stage.done]
end = "done"
[transition.first]
from = "a"
to = "b"
after = "1d"
[transition.on]
from = "b"
to = "c"
who = ["role:nobody"]
[transition.last]
from = "c"
to = "done"
after = "2bd"
[clock.whole]
from = "entered:b"
until = "entered:c"
limit = "20h"
"#;

/// What has happened, without when it was written down.
fn happened(world: &World, id: &str) -> Vec<String> {
    let history = world.history(id).into_iter();
    history.map(|event| format!("{} {:?}", event.moment(), event.body)).collect()
}

#[test]
fn one_leap_is_the_same_as_many() {
    let leaps = [&["8d"][..], &["1d"; 8], &["10h", "25h", "1h", "12h", "3d", "90h"]].map(|leaps| {
        let world = World::of(CHAIN);
        let id = world.does("ana", json!({"new": "job"}));
        leaps.iter().for_each(|leap| world.waits(leap));
        world.expect(&id).outcome("done").has("n", "1").has("at", "2026-03-04T15:00:00Z");
        happened(&world, &id)
    });
    assert_eq!(leaps[0], leaps[1]);
    assert_eq!(leaps[0], leaps[2]);
}

#[test]
fn what_somebody_does_before_the_clock_is_heard_is_not_undone() {
    let world = World::of(CHAIN);
    let id = world.does("ana", json!({"new": "job"}));
    world.passes("3d");
    world.does("ana", json!({"set": id, "with": {"n": 5}}));
    world.waits("1h");
    // The timer was due two days before; the record had changed since, and nothing on it happens earlier than that.
    let entered = world.record(&id).tokens[0].entered;
    assert_eq!(entered, world.moment("2026-03-05T09:00"));
    world.expect(&id).stage("b").has("n", "5");
}
