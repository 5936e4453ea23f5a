//! What people ask, and what they are told.

use super::{
    super::*,
    fixture::{World, deal, period_of, t},
};
use crate::{
    model::{Code, Id, Type, time::Date},
    policy::Better,
    script::Fault,
};

/// Three deals won, two lost, in two offices and two quarters; one open.
fn company() -> World {
    let mut world = World::new();
    world
        .measure("won", "outcome == 'won'", "count", "entered('won')")
        .measure("lost", "outcome == 'lost'", "count", "entered('lost')")
        .measure("won_amount", "outcome == 'won'", "sum(amount)", "entered('won')")
        .measure("cycle", "outcome == 'won'", "avg(days_between(created_at, entered('won')))", "entered('won')")
        .measure("pipeline", "outcome == none", "sum(amount)", "")
        .kpi("win_rate", "won / (won + lost)", &["won", "lost"], Type::Percent)
        .kpi("average", "won_amount / won", &["won_amount", "won"], Type::Money)
        .kpi("worth", "average * win_rate", &["average", "win_rate"], Type::Money)
        .kpi("open_share", "pipeline / won_amount", &["pipeline", "won_amount"], Type::Percent);
    for (id, office, amount, from, end) in [
        ("D1", "west", "1000", "2026-01-05", "won 2026-01-15"),
        ("D2", "west", "3000", "2026-01-05", "won 2026-03-31T23:59"),
        ("D3", "west", "500", "2026-01-10", "lost 2026-02-01"),
        ("D4", "east", "2000", "2026-01-10", "won 2026-04-01"),
        ("D5", "east", "700", "2026-02-01", "lost 2026-02-09"),
        ("D6", "east", "900", "2026-02-01", ""),
    ] {
        let record = deal(&world, id, office, amount, from, end);
        world.put(record);
    }
    world
}

#[test]
fn win_rate_per_quarter_and_office_and_as_a_whole() {
    let world = company();
    assert_eq!(
        world.lines("win_rate", &["quarter", "office"], ""),
        [
            "2026-Q1 west 0.6666666666666666666666666667 none none",
            "2026-Q1 east 0 none none",
            "2026-Q2 east 1 none none",
        ]
    );
    // The whole is the formula over the whole, not a mean of the parts.
    assert_eq!(world.lines("win_rate", &[], ""), ["0.6 none none"]);
    assert_eq!(world.lines("win_rate", &[], "2026-Q1"), ["0.5 none none"]);
}

#[test]
fn formulas_over_formulas_over_measures() {
    let world = company();
    assert_eq!(world.lines("average", &["office"], ""), ["west 2000 none none", "east 2000 none none"]);
    assert_eq!(world.lines("worth", &[], ""), ["1200 none none"]);
}

#[test]
fn the_mean_cycle_counts_those_that_have_one() {
    let world = company();
    assert_eq!(
        world.lines("cycle", &["month"], "2026"),
        ["2026-01 10 none none", "2026-03 85 none none", "2026-04 81 none none",]
    );
    assert_eq!(world.lines("cycle", &[], "2026-02"), ["none none none"]);
}

#[test]
fn nothing_counts_as_nothing() {
    let world = company();
    assert_eq!(world.lines("won_amount", &[], "2025"), ["0 none none"]);
    assert_eq!(world.lines("won", &[], "2025"), ["0 none none"]);
    assert_eq!(world.lines("win_rate", &[], "2025"), ["none none none"]);
    assert!(world.lines("win_rate", &["office"], "2025").is_empty());
}

#[test]
fn the_last_minute_of_a_quarter_belongs_to_it_in_local_time() {
    let world = company();
    assert_eq!(
        world.lines("won_amount", &["quarter"], "2026-03-31..2026-04-01"),
        ["2026-03-31 3000 none none", "2026-04-01 2000 none none"]
    );
    let lines = world.ask("won", &["week", "month"], "2026-03-30..2026-04-05").unwrap();
    let periods: Vec<String> = lines.iter().filter_map(|line| line.period).map(|p| p.name()).collect();
    assert_eq!(periods, ["2026-03-30..2026-03-31", "2026-04-01..2026-04-05"]);
}

#[test]
fn a_target_is_attained_in_part() {
    let mut world = company();
    world.target("won_amount", "2026-Q1", "west", "8000").target("won_amount", "2026-Q1", "", "10000");
    assert_eq!(world.lines("won_amount", &["office"], "2026-Q1"), ["west 4000 8000 0.5"]);
    assert_eq!(world.lines("won_amount", &["quarter"], ""), ["2026-Q1 4000 10000 0.4", "2026-Q2 2000 none none",]);
    // A year is not made of its quarters.
    assert_eq!(world.lines("won_amount", &[], "2026"), ["6000 none none"]);
    let question = Question {
        only: vec![("office".into(), t("west"))],
        ..Question::total("won_amount", Some(period_of("2026-Q1")))
    };
    let lines = ask(&world.policy, &world.cells, &world.glass(), &question, world.now()).unwrap();
    assert_eq!(lines[0].attainment.to_string(), "0.5");
}

#[test]
fn a_part_of_a_period_has_its_share_by_business_days() {
    let mut world = company();
    // February 2026 has 20 business days, the first quarter 64.
    world.target("won_amount", "2026-Q1", "", "6400");
    world.target("win_rate", "2026", "", "0.5");
    world.target("average", "2026", "", "1000");
    let target = |figure, period| world.ask(figure, &[], period).unwrap()[0].target.to_string();
    assert_eq!(target("won_amount", "2026-02"), "2000");
    // A rate does not add up; of other formulas nobody knows.
    assert_eq!(target("win_rate", "2026-02"), "0.5");
    assert_eq!(target("average", "2026-02"), "none");
    assert_eq!(target("average", "2026"), "1000");
}

#[test]
fn where_less_is_better_attainment_turns_round() {
    let mut world = company();
    world.kpi("days", "cycle", &["cycle"], Type::Number);
    world.policy.kpis["days"].better = Better::Lower;
    world.target("days", "2026-01", "", "5");
    assert_eq!(world.lines("days", &[], "2026-01"), ["10 5 0.5"]);
}

#[test]
fn a_stock_is_known_now_and_not_then() {
    let world = company();
    assert_eq!(world.lines("pipeline", &["office"], ""), ["east 900 none none"]);
    assert_eq!(world.lines("pipeline", &[], "2026-Q1"), ["900 none none"]);
    let refused = |by: &[&str], period| world.ask("open_share", by, period).unwrap_err();
    assert!(refused(&[], "2025").message.contains("as it stands now"));
    assert!(refused(&["month"], "").message.ends_with("it has office, owner"));
}

#[test]
fn what_a_figure_has_not_is_refused_kindly() {
    let world = company();
    let refused = world.ask("win_rat", &[], "").unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
    assert!(refused.message.ends_with("did you mean `win_rate`?"));
    let refused = world.ask("win_rate", &["region"], "").unwrap_err();
    assert_eq!(refused.code, Code::Usage);
    assert_eq!(
        refused.message,
        "`win_rate` has no dimension `region`; it has office, owner, day, week, month, quarter, year"
    );
    assert_eq!(unit(&world.policy, "win_rate"), Some(&Type::Percent));
    assert_eq!(unit(&world.policy, "nothing"), None);
}

/// A store that keeps sums by month.
struct Months(Tally);

impl Cells for Months {
    fn visit(&self, measure: &str, days: Option<(Date, Date)>, each: &mut Each<'_>) -> Result<(), Fault> {
        self.0.visit(measure, days, each)
    }

    fn visit_months(&self, measure: &str, days: Option<(Date, Date)>, each: &mut Each<'_>) -> Result<(), Fault> {
        let mut months = Tally::default();
        self.0.visit(measure, days, &mut |day, dims, sum| {
            months.add(&Contribution {
                measure: measure.into(),
                day: day.map(|day| day.last_of_month()),
                dims: Series(dims.to_vec()),
                sum: *sum,
            });
        })?;
        months.visit(measure, None, each)
    }
}

#[test]
fn a_store_of_months_answers_alike() {
    let world = company();
    let months = Months(world.cells.clone());
    for by in [vec![], vec!["month"], vec!["quarter", "office"], vec!["year"], vec!["week"]] {
        for period in [None, Some("2026"), Some("2026-Q1"), Some("2026-01-10..2026-03-30")] {
            let question = Question {
                by: by.iter().map(|id| Id::from(*id)).collect(),
                ..Question::total("win_rate", period.map(period_of))
            };
            let answer = |cells| ask(&world.policy, cells, &world.glass(), &question, world.now());
            assert_eq!(answer(&months), answer(&world.cells), "{question:?}");
        }
    }
}
