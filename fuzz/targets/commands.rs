//! Lines of commands, as `run` and the socket take them, answered by a desk in memory; what it did is recounted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use salesflow::{
    desk::{Clock, Desk, Request, verify},
    model::{Actor, Command, time::Timestamp},
    store::{self, Options},
};
use salesflow_fuzz::good;
use serde_json::{Value as Json, json};

fuzz_target!(|text: &str| {
    let mut now: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
    let clock = Clock::set_to(now);
    let store = store::open("memory:", Options::default()).unwrap();
    let desk = Desk::open(store, good().clone(), clock.clone()).unwrap();
    for line in text.lines().take(40) {
        let Ok(mut json) = serde_json::from_str::<Json>(line) else { continue };
        let who = json.as_object_mut().and_then(|it| it.remove("as"));
        let who = who.and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_else(|| "li.na".to_owned());
        let Ok(command) = Command::from_json(json) else { continue };
        let writing = |_: &_, done: &salesflow::desk::Done, _: &_| json!({ "events": done.events });
        _ = desk.answer_one(Request { command, actor: Actor::Person((&*who).into()), writing });
        now = Timestamp::from_second(now.as_second() + 30 * 3_600).unwrap();
        clock.put(now);
        _ = desk.tick(now);
    }
    let verified = verify(&desk).unwrap();
    assert!(verified.problems.is_empty(), "{:?}", verified.problems);
});
