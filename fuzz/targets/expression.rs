//! An expression: read, typed, lowered, told in JSON's words where it is wrong, and run on a record.
#![no_main]

use libfuzzer_sys::fuzz_target;
use salesflow::{
    compiler::expression,
    desk::{Clock, State},
    model::{Actor, Record, Value, record::Fields, time::Timestamp},
    script::Expect,
    store::{self, Options},
};
use salesflow_fuzz::good;

fuzz_target!(|text: &str| {
    let policy = good();
    let layout = policy.layout("deal").cloned().unwrap_or_default();
    let mut fields = Fields::empty(layout);
    let values = [
        ("title", Value::text("新线")),
        ("amount", Value::int(1_200_000)),
        ("discount", Value::int(0)),
        ("region", Value::text("华东")),
        ("owner", Value::text("li.na")),
    ];
    values.into_iter().for_each(|(name, value)| fields.set(&name.into(), value));
    let record = Record::new("OPP-1".into(), "deal".into(), 1, Timestamp::UNIX_EPOCH, Actor::Policy, fields);
    let now: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
    let store = store::open("memory:", Options::default()).unwrap().store;
    let state = State::new(store, policy.clone(), Clock::set_to(now).now());
    let glass = state.glass();
    let frame = glass.frame(Some(&record), &[], now);
    for expect in [Expect::Any, Expect::Condition] {
        match expression(policy, "deal", text, expect) {
            Ok(expression) => {
                let once = expression.value(&frame).map_err(|fault| fault.to_string());
                let twice = expression.value(&frame).map_err(|fault| fault.to_string());
                assert_eq!(once, twice, "the same expression has two values");
                _ = expression.explain(&frame);
                _ = expression.seen(&frame);
            }
            Err(problems) => assert!(!problems.is_empty(), "refused without a word"),
        }
    }
});
