//! What scorecards and incentives come to, as people and programs are told.

use std::fs;

use serde_json::json;

use crate::House;

const STORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stories/figures/results");

/// The house of the stories about results, with what was won in March.
fn house() -> House {
    let house = House::bare();
    let files =
        ["salesflow.toml", "org.toml", "workflows/deal.toml", "workflows/partner.toml", "workflows/training.toml"];
    let rules = ["rules/figures.toml", "rules/scorecards.toml", "rules/incentives.toml"];
    for file in files.iter().chain(&rules) {
        let text = fs::read_to_string(format!("{STORY}/{file}")).unwrap();
        house.write(file, &text);
    }
    for (who, amount) in [("ana", "120000"), ("bo", "30000")] {
        let amount = format!("amount={amount}");
        let new = house.says_at(MARCH, &["new", "deal", "title=A deal", &amount, "--as", who], "");
        assert_eq!(new.code, 0, "{}", new.err);
    }
    for (who, deal) in [("ana", "D-001"), ("bo", "D-002")] {
        let won = house.says_at(MARCH, &["move", deal, "win", "--as", who], "");
        assert_eq!(won.code, 0, "{}", won.err);
    }
    house
}

const MARCH: &str = "2026-03-16T09:00:00Z";
const APRIL: &str = "2026-04-20T09:00:00Z";

#[test]
fn what_everybody_comes_to_is_shown_before_and_after_it_is_fixed() {
    let house = house();
    let open = house.says_at(MARCH, &["scorecard", "seller_card", "--period", "this month", "--as", "mia"], "");
    insta::assert_snapshot!("scorecard_while_the_month_goes_on", open.out);
    let tick = house.says_at(APRIL, &["tick"], "");
    assert_eq!(tick.code, 0, "{}", tick.err);
    let fixed = house.says_at(APRIL, &["scorecard", "seller_card", "--as", "mia"], "");
    insta::assert_snapshot!("scorecard_when_it_is_fixed", fixed.out);
    let paid = house.says_at(APRIL, &["incentive", "commission", "--as", "mia"], "");
    insta::assert_snapshot!("incentive_under_review", paid.out);
}

#[test]
fn programs_get_the_same_and_nobody_sees_what_others_are_paid() {
    let house = house();
    house.says_at(APRIL, &["tick"], "");
    let of = |who: &str, what: &[&str]| {
        let said = house.says_at(APRIL, &[what, &["--as", who, "--json"]].concat(), "");
        serde_json::from_str::<serde_json::Value>(&said.out).unwrap()
    };
    let mine = of("ana", &["incentive", "commission"]);
    let results = mine["data"]["results"].as_array().unwrap();
    assert_eq!(results.len(), 1, "{mine}");
    assert_eq!(
        results[0],
        json!({"kind": "commission", "period": "2026-03", "owner": "ana", "rated": null, "label": "ana",
               "record": "COMMISSION-000001", "stage": "review", "value": "2850", "grade": null, "now": null, "unit": "money"}),
    );
    assert_eq!(of("zoe", &["incentive", "commission"])["data"]["results"].as_array().unwrap().len(), 3);
    let unknown = of("ana", &["scorecard", "seller_crad"]);
    assert_eq!(unknown["error"]["code"], "not_found");
    assert!(unknown["error"]["message"].as_str().unwrap().contains("did you mean `seller_card`"), "{unknown}");
    let mistaken = of("ana", &["scorecard", "commission"]);
    assert_eq!(mistaken["error"]["code"], "not_found");
    assert!(mistaken["error"]["message"].as_str().unwrap().contains("salesflow incentive commission"), "{mistaken}");
    let odd = of("ana", &["scorecard", "seller_card", "--period", "2026-Q1"]);
    assert_eq!(odd["error"]["code"], "usage");
}

#[test]
fn what_others_said_of_somebody_is_not_shown_to_them() {
    let house = house();
    let begun = "2026-04-01T08:00:00Z";
    house.says_at(begun, &["tick"], "");
    let said = house.says_at(begun, &["done", "SELLER_CARD-000001", "score=80", "remark=fine work", "--as", "mia"], "");
    assert_eq!(said.code, 0, "{}", said.err);
    house.says_at(APRIL, &["tick"], "");
    let seen_by = |who: &str| {
        let said = house.says_at(APRIL, &["show", "SELLER_CARD-000001", "--history", "--as", who, "--json"], "");
        assert_eq!(said.code, 0, "{}", said.err);
        said.out
    };
    let (hers, above) = (seen_by("ana"), seen_by("zoe"));
    assert!(above.contains("fine work"), "{above}");
    assert!(!hers.contains("fine work"), "{hers}");
    // What it came to together is told.
    assert!(hers.contains("Reviewed by others"), "{hers}");
}
