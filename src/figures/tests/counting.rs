//! Cells kept by delta equal a recount; what makes a recount needed.

use proptest::prelude::*;

use super::{
    super::*,
    fixture::{World, deal, n, t},
};
use crate::model::{Id, Type};

fn company() -> World {
    let mut world = World::new();
    world
        .measure("won", "outcome == 'won'", "count", "entered('won')")
        .measure("won_amount", "outcome == 'won'", "sum(amount)", "entered('won')")
        .measure("each", "outcome == 'won'", "avg(amount / (parts ?? 1))", "entered('won')")
        .measure("pipeline", "outcome == none", "sum(amount)", "");
    world
}

#[test]
fn unknown_or_without_a_day_counts_nowhere() {
    let mut world = company();
    world.measure("big", "amount > 100", "count", "");
    world.measure("expected", "", "sum(amount)", "expected");
    let counted = |amount| {
        let record = deal(&world, "D", "west", amount, "2026-01-05", "");
        let adds = world.counted(&record);
        adds.iter().map(|add| add.measure.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(counted("500"), ["pipeline", "big"]);
    assert_eq!(counted("50"), ["pipeline"]);
    assert_eq!(counted(""), ["pipeline"]);
}

#[test]
fn a_formula_that_fails_counts_nothing_and_is_reported() {
    let world = company();
    let mut record = deal(&world, "D", "west", "500", "2026-01-05", "won 2026-01-06");
    record.fields.set(&"parts".into(), n("0"));
    let counted = contributions(&world.policy, &world.glass(), &record, world.now()).unwrap();
    let counts: Vec<&str> = counted.adds.iter().map(|add| &*add.measure).collect();
    assert_eq!(counts, ["won", "won_amount"]);
    let (measure, fault) = &counted.faults[0];
    assert_eq!((&**measure, fault.0.kind.word()), ("each", "division"));
}

#[test]
fn a_deal_lost_after_all_leaves_the_past_month() {
    let mut world = company();
    let won = deal(&world, "D", "west", "500", "2026-01-05", "won 2026-01-06");
    world.put(won);
    assert_eq!(world.lines("won_amount", &["month"], ""), ["2026-01 500 none none"]);
    let lost = deal(&world, "D", "west", "500", "2026-01-05", "lost 2026-02-06");
    world.put(lost);
    assert!(world.lines("won_amount", &["month"], "").is_empty());
    assert_eq!(world.cells, Tally::default());
}

#[test]
fn what_a_measure_depends_on() {
    let mut world = company();
    world
        .measure("old", "age > 30", "count", "")
        .measure("due", "expected < today", "count", "")
        .measure("linked", "other.amount > 5", "count", "")
        .measure("old_linked", "other.age > 30", "count", "");
    let is = |test: fn(&Policy, &crate::policy::Measure) -> bool| -> Vec<&str> {
        let all = world.policy.measures.values();
        all.filter(|m| test(&world.policy, m)).map(|m| &*m.id).collect()
    };
    assert_eq!(is(is_timed), ["old", "due", "old_linked"]);
    assert_eq!(is(reads_others), ["linked", "old_linked"]);
}

#[test]
fn only_what_a_measure_depends_on_makes_a_recount() {
    let mut world = company();
    world.measure("linked", "other.amount > 5", "count", "");
    let files = ["salesflow.toml", "org.toml", "workflows/deal.toml", "workflows/lead.toml", "rules/figures.toml"];
    for file in files {
        world.policy.files.insert(file.into(), String::new());
    }
    let bases = |policy: &Policy| -> Vec<(Id, String)> {
        let all = policy.measures.values();
        all.map(|m| (m.id.clone(), basis(policy, m))).collect()
    };
    let before = bases(&world.policy);
    let mut changed_by = |file: &str| -> Vec<String> {
        world.policy.files.insert(file.into(), "# changed".into());
        let after = bases(&world.policy);
        world.policy.files.insert(file.into(), String::new());
        let both = before.iter().zip(after);
        both.filter(|(a, b)| **a != *b).map(|(a, _)| a.0.to_string()).collect()
    };
    assert!(changed_by("rules/figures.toml").is_empty());
    assert_eq!(changed_by("workflows/lead.toml"), ["linked"]);
    assert_eq!(changed_by("workflows/deal.toml").len(), 5);
    assert_eq!(changed_by("org.toml").len(), 5);
    let mut other = company();
    other.measure("won", "outcome == 'won'", "count", "created_at");
    assert_ne!(basis(&other.policy, &other.policy.measures["won"]), before[0].1);
}

#[test]
fn warnings_are_found_through_formulas() {
    let mut world = company();
    world
        .kpi("average", "won_amount / won", &["won_amount", "won"], Type::Money)
        .kpi("twice", "average * 2", &["average"], Type::Money)
        .warning("twice", crate::model::time::Grain::Month, &[("red", "value < 3")], "");
    let watched = |measure| watching(&world.policy, measure).len();
    assert_eq!((watched("won"), watched("won_amount"), watched("pipeline")), (1, 1, 0));
}

/// A deal as chance will have it: office, amount in cents, parts, how and when it ended.
type Chance = (u8, Option<i64>, Option<u8>, u8, u16);

fn chance() -> impl Strategy<Value = Chance> {
    let amount = prop::option::of(-1_000_000_000_000i64..1_000_000_000_000);
    (0u8..3, amount, prop::option::of(1u8..13), 0u8..3, 0u16..500)
}

fn made(world: &World, id: u8, (office, cents, parts, end, day): Chance) -> Record {
    let office = ["west", "east", ""][usize::from(office)];
    let amount = cents.map_or(String::new(), |cents| rust_decimal::Decimal::new(cents, 2).to_string());
    let first = crate::model::time::Date::constant(2025, 6, 1);
    let day = first.saturating_add(jiff::Span::new().days(i64::from(day)));
    let end = match end {
        0 => String::new(),
        1 => format!("won {day}"),
        _ => format!("lost {day}"),
    };
    let mut record = deal(world, &format!("D{id}"), office, &amount, "2025-06-01", &end);
    if let Some(parts) = parts {
        record.fields.set(&"parts".into(), Value::int(parts.into()));
    }
    if id.is_multiple_of(2) {
        record.fields.set(&"owner".into(), t("wang"));
    }
    record
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn cells_kept_by_delta_equal_a_recount(steps in prop::collection::vec((0u8..8, prop::option::weighted(0.8, chance())), 1..60)) {
        let mut world = company();
        for (id, step) in steps {
            match step {
                Some(chance) => {
                    let record = made(&world, id, chance);
                    world.put(record);
                }
                None => world.remove(&format!("D{id}")),
            }
        }
        prop_assert_eq!(&world.cells, &world.recount());
        let ids: Vec<Id> = world.records.keys().cloned().collect();
        for id in ids {
            world.remove(&id);
        }
        prop_assert_eq!(&world.cells, &Tally::default());
    }

    #[test]
    fn parts_add_up_to_the_whole(deals in prop::collection::vec(chance(), 0..40)) {
        let mut world = company();
        for (id, chance) in (0..).zip(deals) {
            let record = made(&world, id, chance);
            world.put(record);
        }
        let whole = world.ask("won_amount", &[], "").unwrap()[0].value.as_number();
        for by in ["day", "week", "month", "quarter", "year", "office"] {
            let parts = world.ask("won_amount", &[by], "").unwrap();
            let total = parts.iter().filter_map(|line| line.value.as_number()).sum();
            prop_assert_eq!(Some(total), whole);
        }
    }
}
