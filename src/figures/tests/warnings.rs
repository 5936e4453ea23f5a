//! Warnings and their lives.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::*,
    fixture::{World, deal, n, period_of, t},
};
use crate::model::time::Grain;

/// A desk that keeps what is raised.
#[derive(Default)]
struct Desk {
    raised: BTreeMap<Series, Raised>,
    record: Option<Raised>,
}

impl Desk {
    fn judge(&mut self, world: &World, period: &str, series: Option<&[&str]>) -> Vec<Judged> {
        let warning = &world.policy.warnings["w"];
        let series: Option<BTreeSet<Series>> =
            series.map(|all| all.iter().map(|office| Series(vec![t(office)])).collect());
        let (period, now) = (period_of(period), world.now());
        let glass = world.glass();
        let watch = Watch { warning, period: &period, series: series.as_ref(), raised: &self.raised };
        let judgement = judge_figure(&world.policy, &world.cells, &glass, &watch, now);
        let judgement = judgement.unwrap();
        assert_eq!(judgement.faults, []);
        for judged in &judgement.changes {
            match judged.raised(self.raised.get(&judged.series), now) {
                Some(raised) => _ = self.raised.insert(judged.series.clone(), raised),
                None => _ = self.raised.remove(&judged.series),
            }
        }
        judgement.changes
    }

    /// The changes of a quarter's warnings: office, level, and why it ended.
    fn changes(&mut self, world: &World, period: &str) -> Vec<String> {
        self.judge(world, period, None).iter().map(told).collect()
    }

    fn judge_deal(&mut self, world: &World, record: &Record) -> Option<Judged> {
        let warning = &world.policy.warnings["w"];
        let (glass, now) = (world.glass(), world.now());
        let judgement = judge_record(&world.policy, &glass, warning, record, self.record.as_ref(), now);
        let judged = judgement.unwrap().changes.pop()?;
        self.record = judged.raised(self.record.as_ref(), now);
        Some(judged)
    }
}

fn told(judged: &Judged) -> String {
    let series = judged.series.0.iter().map(Value::to_string);
    let level = judged.level.as_deref().unwrap_or("clear");
    let rest = [level.to_owned()].into_iter().chain(judged.because.map(str::to_owned));
    series.chain(rest).collect::<Vec<_>>().join(" ")
}

fn won(world: &mut World, id: &str, office: &str, amount: &str, day: &str) {
    let record = deal(world, id, office, amount, "2026-01-01", &format!("won {day}"));
    world.put(record);
}

fn paced() -> World {
    let mut world = World::new();
    world.measure("won_amount", "outcome == 'won'", "sum(amount)", "entered('won')");
    world.target("won_amount", "2026-Q1", "east", "6400").target("won_amount", "2026-Q1", "west", "6400").warning(
        "won_amount",
        Grain::Quarter,
        &[("yellow", "value < target * elapsed * 0.9"), ("red", "value < target * elapsed * 0.75")],
        "value >= target * elapsed * 0.95",
    );
    world
}

#[test]
fn behind_the_pace_it_goes_yellow_red_yellow_and_clears() {
    let mut world = paced();
    let mut desk = Desk::default();
    won(&mut world, "D1", "east", "1000", "2026-01-08");
    won(&mut world, "D2", "west", "6000", "2026-01-08");
    // 64 business days: the target's pace is 100 a day.
    world.at("2026-01-15T10:00");
    assert_eq!(desk.changes(&world, "2026-Q1"), Vec::<String>::new());
    // 12 days gone: 1000 < 1080.
    world.at("2026-01-17T10:00");
    assert_eq!(desk.changes(&world, "2026-Q1"), ["east yellow"]);
    assert_eq!(desk.changes(&world, "2026-Q1"), Vec::<String>::new());
    // 14 days gone: 1000 < 1050.
    world.at("2026-01-21T10:00");
    assert_eq!(desk.changes(&world, "2026-Q1"), ["east red"]);
    won(&mut world, "D3", "east", "100", "2026-01-20");
    assert_eq!(desk.changes(&world, "2026-Q1"), ["east yellow"]);
    // 1290 is above yellow's 1260, but not yet 1330.
    won(&mut world, "D4", "east", "190", "2026-01-20");
    assert_eq!(desk.changes(&world, "2026-Q1"), Vec::<String>::new());
    won(&mut world, "D5", "east", "40", "2026-01-20");
    assert_eq!(desk.changes(&world, "2026-Q1"), ["east clear"]);
    assert!(desk.raised.is_empty());
}

#[test]
fn those_of_the_level_are_told_when_it_rises() {
    let mut world = paced();
    let mut desk = Desk::default();
    world.at("2026-02-10T10:00");
    won(&mut world, "D1", "west", "6400", "2026-01-08");
    // The east has sold nothing at all, and is seen by its target.
    let judged = desk.judge(&world, "2026-Q1", None).pop().unwrap();
    assert_eq!(judged.change, Change::Raised);
    assert_eq!(judged.notify, ["wang".into()]);
    assert_eq!(judged.value, n("0"));
    assert_eq!(judged.text, "进度: 东部 2026-Q1 0.00 / 6,400.00");
    won(&mut world, "D2", "east", "6400", "2026-01-08");
    let judged = desk.judge(&world, "2026-Q1", Some(&["east"])).pop().unwrap();
    assert_eq!((judged.change, judged.notify), (Change::Cleared, vec![]));
}

#[test]
fn only_the_series_asked_for_are_judged() {
    let mut world = paced();
    let mut desk = Desk::default();
    world.at("2026-02-10T10:00");
    let judged = desk.judge(&world, "2026-Q1", Some(&["west"]));
    assert_eq!(judged.iter().map(told).collect::<Vec<_>>(), ["west red"]);
    assert_eq!(desk.changes(&world, "2026-Q1"), ["east red"]);
}

#[test]
fn a_month_is_paced_by_its_share_of_the_quarter() {
    let mut world = paced();
    let mut desk = Desk::default();
    // Half of February's 20 days: 1000 of 2000.
    world.at("2026-02-14T10:00");
    won(&mut world, "D1", "west", "950", "2026-02-03");
    won(&mut world, "D2", "east", "890", "2026-02-03");
    let judged = desk.judge(&world, "2026-02", None);
    assert_eq!(judged.iter().map(told).collect::<Vec<_>>(), ["east yellow"]);
    assert_eq!(judged[0].target, n("2000"));
}

#[test]
fn silence_where_nothing_is_known() {
    let mut world = World::new();
    world
        .measure("won", "outcome == 'won'", "count", "entered('won')")
        .measure("amount", "outcome == 'won'", "avg(amount)", "entered('won')")
        .warning("amount", Grain::Quarter, &[("yellow", "value < 100"), ("red", "value < 50")], "value > 200");
    let mut desk = Desk::default();
    won(&mut world, "D1", "east", "", "2026-01-08");
    assert_eq!(desk.changes(&world, "2026-Q1"), Vec::<String>::new());
    won(&mut world, "D1", "east", "40", "2026-01-08");
    assert_eq!(desk.changes(&world, "2026-Q1"), ["east red"]);
    // The amount is taken out again: unknown keeps what is, even where no record is left.
    won(&mut world, "D1", "east", "", "2026-01-08");
    assert_eq!(desk.changes(&world, "2026-Q1"), Vec::<String>::new());
    world.remove("D1");
    assert_eq!(desk.changes(&world, "2026-Q1"), Vec::<String>::new());
    assert_eq!(desk.raised.len(), 1);
}

#[test]
fn a_period_ends_its_warnings_and_late_data_may_raise_for_five_days() {
    let mut world = paced();
    let mut desk = Desk::default();
    won(&mut world, "D1", "west", "6400", "2026-01-08");
    world.at("2026-03-31T10:00");
    assert_eq!(desk.changes(&world, "2026-Q1"), ["east red"]);
    assert_eq!(desk.changes(&world, "2026-Q2"), Vec::<String>::new());
    world.at("2026-04-01T00:00");
    assert_eq!(desk.changes(&world, "2026-Q1"), ["east clear period_over"]);
    world.at("2026-04-03T10:00");
    won(&mut world, "D2", "east", "100", "2026-03-30");
    assert_eq!(desk.changes(&world, "2026-Q1"), ["east red"]);
    assert_eq!(desk.changes(&world, "2026-Q1"), Vec::<String>::new());
    world.at("2026-04-06T00:00");
    assert_eq!(desk.changes(&world, "2026-Q1"), ["east clear period_over"]);
    won(&mut world, "D3", "east", "100", "2026-03-30");
    assert_eq!(desk.changes(&world, "2026-Q1"), Vec::<String>::new());
}

#[test]
fn a_warning_follows_its_record_up_and_ends_with_it() {
    let mut world = World::new();
    let late = [("提醒", "days_since(expected) > 3"), ("催收", "days_since(expected) > 30")];
    world.deal_warning("amount > 100", &late);
    assert!(watches_time(&world.policy, &world.policy.warnings["w"]));
    let mut desk = Desk::default();
    let mut record = deal(&world, "D1", "east", "500", "2026-01-01", "");
    world.at("2026-02-10T10:00");
    // Nothing is expected yet: unknown.
    assert_eq!(desk.judge_deal(&world, &record), None);
    record.fields.set(&"expected".into(), Value::Date(period_of("2026-02-01").start));
    let judged = desk.judge_deal(&world, &record).unwrap();
    assert_eq!((told(&judged).as_str(), judged.change), ("提醒", Change::Raised));
    assert_eq!((judged.text.as_str(), judged.notify), ("进度: D1", vec!["li".into()]));
    world.at("2026-03-10T10:00");
    let judged = desk.judge_deal(&world, &record).unwrap();
    assert_eq!((told(&judged).as_str(), judged.change), ("催收", Change::Up));
    record.outcome = Some("won".into());
    let judged = desk.judge_deal(&world, &record).unwrap();
    assert_eq!(told(&judged), "clear ended");
    assert_eq!(desk.judge_deal(&world, &record), None);
}

#[test]
fn what_where_no_longer_holds_of_is_let_go() {
    let mut world = World::new();
    world.deal_warning("amount > 100", &[("red", "age > 3")]);
    let mut desk = Desk::default();
    let record = deal(&world, "D1", "east", "500", "2026-01-01", "");
    assert!(desk.judge_deal(&world, &record).is_some());
    let unknown = deal(&world, "D1", "east", "", "2026-01-01", "");
    assert_eq!(desk.judge_deal(&world, &unknown), None);
    let small = deal(&world, "D1", "east", "5", "2026-01-01", "");
    assert_eq!(told(&desk.judge_deal(&world, &small).unwrap()), "clear ended");
}

#[test]
fn a_condition_that_fails_is_unknown_and_silences_no_other() {
    let mut world = World::new();
    world.measure("won", "outcome == 'won'", "count", "entered('won')").warning(
        "won",
        Grain::Quarter,
        &[("red", "10 / (value - 1) > 5")],
        "",
    );
    won(&mut world, "D1", "east", "5", "2026-01-08");
    won(&mut world, "D2", "west", "5", "2026-01-08");
    won(&mut world, "D3", "west", "5", "2026-01-08");
    let period = period_of("2026-Q1");
    let watch = Watch { warning: &world.policy.warnings["w"], period: &period, series: None, raised: &BTreeMap::new() };
    let glass = world.glass();
    let judgement = judge_figure(&world.policy, &world.cells, &glass, &watch, world.now()).unwrap();
    assert_eq!(judgement.changes.iter().map(told).collect::<Vec<_>>(), ["west red"]);
    assert_eq!(judgement.faults.len(), 1);
}
