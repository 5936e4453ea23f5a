//! Parts of targets, and what changing them leaves.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    super::{Ground, adjust, parts},
    fixture::{World, t},
};
use crate::{
    model::target::Adjustment,
    policy::{Branch, Share, Split, Tree},
};

fn split(by: &str, share: Share) -> Split {
    Split { by: by.into(), share }
}

/// Won amounts: 1 000 for 2026, by office and month.
fn world(round: i64) -> World {
    let mut world = World::new();
    world.measure("won", "outcome == 'won'", "sum(amount)", "entered('won')").target("won", "2026", "", "1000");
    let offices = Share::Written(vec![(t("east"), Decimal::new(7, 1)), (t("west"), Decimal::new(3, 1))]);
    let splits = vec![split("office", offices), split("month", Share::Even)];
    let root = Branch { round: Some(round.into()), splits, ..Branch::default() };
    let id = world.policy.targets.keys().next().unwrap().clone();
    world.policy.trees.insert(id.clone(), Tree { target: id, root });
    world
}

fn change(world: &mut World, office: &str, period: &str, value: i64, spread: bool) -> Result<(), String> {
    let by = (!office.is_empty()).then(|| ("office".into(), t(office)));
    let mut change = Adjustment {
        target: "won 2026 ".into(),
        by: by.into_iter().collect(),
        period: (!period.is_empty()).then(|| period.to_owned()),
        value: value.into(),
        before: Decimal::ZERO,
        spread,
        reason: None,
    };
    let glass = world.glass();
    let ground = Ground { policy: &world.policy, cells: &*world, context: &glass, now: world.now() };
    change.before = adjust(&ground, &[], &change).map_err(|refused| refused.message.to_string())?;
    world.adjusted.push(change);
    Ok(())
}

/// The sums of all parts of each level, by office.
fn sums(world: &World) -> Vec<(usize, Decimal)> {
    let glass = world.glass();
    let ground = Ground { policy: &world.policy, cells: world, context: &glass, now: world.now() };
    let target = &world.policy.targets[0];
    let mut sums: BTreeMap<usize, Decimal> = BTreeMap::new();
    for part in parts(&ground, target, 9).unwrap() {
        *sums.entry(part.depth).or_default() += part.value;
    }
    sums.into_iter().collect()
}

#[test]
fn the_parts_of_every_level_make_the_whole_whatever_is_changed() {
    for round in [1, 3, 7, 10] {
        let mut world = world(round);
        let all = |sum: i64| [(0, sum.into()), (1, sum.into()), (2, Decimal::from(sum))].to_vec();
        assert_eq!(sums(&world), all(1000), "by {round}");
        change(&mut world, "east", "2026-Q2", 500, true).unwrap();
        assert_eq!(sums(&world), all(1000), "by {round}");
        change(&mut world, "", "2026-05", 40, true).unwrap();
        assert_eq!(sums(&world), all(1000), "by {round}");
        change(&mut world, "west", "", 100, true).unwrap();
        assert_eq!(sums(&world), all(1000), "by {round}");
        change(&mut world, "", "", 333, false).unwrap();
        assert_eq!(sums(&world), all(333), "by {round}");
    }
}

#[test]
fn days_inside_a_month_are_cut_out_of_it() {
    let mut world = world(1);
    let refused = change(&mut world, "east", "2026-03-02..2026-03-08", 1000, true).unwrap_err();
    assert!(refused.contains("below nothing"), "{refused}");
    change(&mut world, "east", "2026-03-02..2026-03-08", 30, true).unwrap();
    assert_eq!(sums(&world)[0], (0, 1000.into()));
    let week = world.ask("won", &[], "2026-03-02..2026-03-08").unwrap();
    // 30 of the east, 5 of 22 business days of 25 of the west.
    assert!(week[0].target.to_string().starts_with("35.68"), "{}", week[0].target);
}

#[test]
fn what_is_nothing_is_given_out_by_days() {
    let mut world = world(1);
    change(&mut world, "west", "", 0, false).unwrap();
    change(&mut world, "west", "", 24, false).unwrap();
    assert_eq!(sums(&world), [(0, 724.into()), (1, 724.into()), (2, Decimal::from(724))]);
}
