//! What comes from elsewhere as it lies in the store: who took an event, what is kept, what a crash leaves to be done.

use salesflow::{
    desk::Taken,
    engine,
    model::{Actor, Body},
};
use serde_json::json;

use crate::world::World;

const BANK: &str = r#"
== workflows/bill.toml
id_format = "B-{seq:3}"
[field]
no     = { type = "text" }
paid   = { type = "money" }
[stage.open]
[stage.paid]
end = "done"
[transition.pay]
from = "open"
to = "paid"
on = { event = "paid", where = "event.no == no", key = "event.bank", keep = "event.days" }
set = { paid = "=event.amount" }
[check.unlucky]
must = "paid != 13"
otherwise = "13 is never booked"
[transition.tell]
from = "open"
send = [{ event = "paid", with = { no = "=no", amount = 7, bank = "=id" } }]
"#;

fn paid(no: &str, amount: i64, bank: &str) -> serde_json::Value {
    json!({"event": "paid", "with": {"no": no, "amount": amount, "bank": bank, "days": "3d"}})
}

/// The kinds of the store's events that tell of what came in, in order.
fn told(world: &World) -> Vec<&'static str> {
    let events = world.events();
    events.iter().map(|event| event.body.kind()).filter(|kind| kind.starts_with("event_")).collect()
}

#[test]
fn what_nobody_takes_is_kept_and_ends_in_its_time() {
    let world = World::of(BANK);
    let came = world.did("ana", paid("7", 70, "A1")).came.unwrap();
    assert_eq!((came.taken.len(), came.kept), (0, Some(world.moment("2026-03-05T09:00"))));
    assert_eq!(told(&world), ["event_came", "event_kept"]);
    let again = world.did("ana", paid("7", 70, "A1"));
    assert_eq!((again.events.len(), again.came), (0, None), "a key comes in once, also while it is kept");
    world.waits("2d");
    assert_eq!(told(&world), ["event_came", "event_kept"]);
    world.waits("1d");
    assert_eq!(told(&world), ["event_came", "event_kept", "event_dropped"]);
    let bill = world.does("ana", json!({"new": "bill", "with": {"no": "7"}}));
    world.expect(&bill).stage("open");
    assert!(world.did("ana", paid("7", 70, "A1")).events.is_empty(), "nor after it is over");
}

#[test]
fn an_event_without_keep_that_nobody_takes_is_dropped_and_recorded() {
    let world = World::of(BANK);
    let came = world.did("ana", json!({"event": "paid", "with": {"no": "7"}})).came.unwrap();
    assert_eq!((came.taken.len(), came.kept), (0, None));
    assert_eq!(told(&world), ["event_came", "event_dropped"]);
    world.did("ana", json!({"event": "unheard_of"}));
    assert_eq!(told(&world)[2..], ["event_came", "event_dropped"]);
}

#[test]
fn a_refusal_is_written_on_the_record_and_the_event_waits() {
    let world = World::of(BANK);
    let bill = world.does("ana", json!({"new": "bill", "with": {"no": "7"}}));
    let came = world.did("ana", paid("7", 13, "A1")).came.unwrap();
    assert_eq!(came.refused, [(bill.as_str().into(), "13 is never booked".to_owned())]);
    assert_eq!((came.taken.len(), came.kept.is_some()), (0, true));
    world.expect(&bill).stage("open");
    let refused = world
        .history(&bill)
        .into_iter()
        .any(|event| matches!(event.body, Body::EventMet { refused: Some(why), .. } if why == "13 is never booked"));
    assert!(refused);
    let state = world.state();
    let who = Actor::Person("ana".into());
    let why = engine::why(&state.policy, &state, &who, world.now(), &bill, Some("pay")).unwrap();
    assert_eq!(why.ways[0].refusal.as_ref().unwrap().code.word(), "waiting");
}

#[test]
fn two_events_at_once_are_both_met_and_one_record_takes_one() {
    let world = World::of(BANK);
    let one = world.does("ana", json!({"new": "bill", "with": {"no": "7"}}));
    let two = world.does("ana", json!({"new": "bill", "with": {"no": "7"}}));
    let answers = world.do_together(vec![("ana", paid("7", 1, "A1")), ("bo", paid("7", 2, "A2"))]);
    assert_eq!(answers, [Ok(()), Ok(())]);
    for bill in [&one, &two] {
        world.expect(bill).stage("paid").has("paid", "1");
    }
}

#[test]
fn what_a_rule_sends_here_comes_in_once_with_the_next_commit() {
    let world = World::of(BANK);
    let bill = world.does("ana", json!({"new": "bill", "with": {"no": "7"}}));
    let sent = world.did("ana", json!({"move": bill, "do": "tell"})).events;
    world.expect(&bill).stage("paid").has("paid", "7");
    world.waits("1h");
    assert_eq!(world.moves(&bill), ["tell", "pay"]);
    assert_eq!(told(&world), ["event_came", "event_met"]);
    let came = world.events().into_iter().find(|event| matches!(event.body, Body::EventCame { .. })).unwrap();
    assert!(!sent.contains(&came.seq), "it comes in with a commit of its own");
    assert!(matches!(came.body, Body::EventCame { sent: Some(seq), .. } if sent.contains(&seq)));
}

#[test]
fn what_is_waited_for_is_looked_up_anew_under_a_changed_policy() {
    let mut world = World::of(BANK);
    let bill = world.does("ana", json!({"new": "bill", "with": {"no": "7"}}));
    let taken = world.edits("workflows/bill.toml", "event.no == no", "event.other == no");
    assert!(matches!(taken, Taken::InForce { .. }));
    world.did("ana", json!({"event": "paid", "with": {"other": "7", "amount": 5}}));
    world.expect(&bill).stage("paid");
}
