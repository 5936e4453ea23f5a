//! What a policy gives to whom.

use super::*;
use crate::{
    compiler::{Sources, compile, render},
    engine::View,
    model::time::Timestamp,
};

const ORG: &str = r#"
[unit.sales]
head = "bo"
[unit.store]
head = "old"
[role]
rep = {}
boss = {}
clerk = {}
admin = {}
spare = {}
idle = {}
[person]
ana = { unit = "sales", roles = ["rep"], login = "ana", skills = ["pumps"] }
bo  = { unit = "sales", roles = ["boss"], login = "bo" }
cy  = { unit = "store", roles = ["clerk"] }
dee = { unit = "store", roles = ["admin", "idle"] }
old = { unit = "store", roles = ["rep"], login = "old", until = 2026-03-02 }
new = { unit = "store", roles = ["rep"], joined = 2026-03-03 }
soon = { unit = "sales", roles = ["rep"], until = 2026-03-20 }
[duty]
sell_and_ship = { never_both = ["deal.win", "deal.ship"], per = "person" }
ask_and_sign  = { never_both = ["deal.offer", "approval:deal"] }
"#;

const DEAL: &str = r#"
[new]
who = "role:rep"
[access]
see = ["owner", "role:boss"]
[access.field]
cost = { see = ["role:boss"] }
[field]
title = { type = "text" }
cost  = { type = "money" }
[stage.open]
[stage.open.task.check]
who = "role:rep"
where = "'pumps' in person.skills"
allow = { skip = ["role:boss"] }
[stage.sent]
[stage.won]
end = "won"
[transition.offer]
from = "open"
to = "sent"
who = "role:rep"
approval = "deal"
[transition.ship]
from = "sent"
to = "sent"
who = ["role:clerk", "unit_head('sales')"]
[transition.win]
from = "sent"
to = "won"
who = ["owner", "role:boss"]
[transition.rot]
from = "sent"
to = "won"
after = "90d"
[transition.audit]
from = "sent"
to = "sent"
who = "role:spare"
"#;

const CHAIN: &str = r#"
[[approval.deal.step]]
id = "boss"
who = "manager_of(requester)"
[[approval.deal.step]]
id = "again"
who = [{ who = "role:boss", when = "cost > 5" }]
"#;

/// A policy with nothing in the store.
struct Nothing;

impl View for Nothing {
    fn record(&self, _: &str) -> Result<Option<std::sync::Arc<crate::model::Record>>, Fault> {
        Ok(None)
    }
    fn children(&self, _: &str) -> Result<Vec<Id>, Fault> {
        Ok(Vec::new())
    }
    fn of_workflow(&self, _: &str) -> Result<Vec<Id>, Fault> {
        Ok(Vec::new())
    }
    fn find(&self, _: &str, _: &str) -> Result<Option<Id>, Fault> {
        Ok(None)
    }
    fn holders(&self, _: &str, _: &str) -> Result<Vec<Id>, Fault> {
        Ok(Vec::new())
    }
    fn last_number(&self, _: &str) -> Result<u64, Fault> {
        Ok(0)
    }
    fn leaves(&self, _: &str) -> Result<Vec<crate::model::work::Leave>, Fault> {
        Ok(Vec::new())
    }
    fn held(&self, _: &str, _: &str) -> Result<Vec<crate::model::work::Held>, Fault> {
        Ok(Vec::new())
    }
    fn figure(
        &self,
        _: &str,
        _: &[(Id, crate::model::Value)],
        _: Option<&crate::model::time::Period>,
    ) -> Result<crate::model::Value, Fault> {
        Ok(crate::model::Value::None)
    }
    fn adjusts(
        &self,
        _: &[crate::model::target::Adjustment],
        change: &crate::model::target::Adjustment,
    ) -> Result<rust_decimal::Decimal, crate::engine::Refused> {
        Ok(change.value)
    }
    fn measured(
        &self,
        _: &str,
        _: Option<&Id>,
        _: &[(Id, crate::model::Value)],
        _: &crate::model::time::Period,
    ) -> Result<Vec<(crate::model::Value, crate::engine::Measured)>, Fault> {
        Ok(Vec::new())
    }
    fn has_come(&self, _: &str, _: &str) -> Result<bool, Fault> {
        Ok(false)
    }
}

fn policy() -> Policy {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let compiled = compile(&Sources::new([
        file("salesflow.toml", "name = \"Shop\"\nlocale = \"en-GB\"\nadmins = [\"role:admin\"]\n"),
        file("org.toml", ORG),
        file("rules/approvals.toml", CHAIN),
        file("workflows/deal.toml", DEAL),
    ]));
    let findings = render(&compiled.findings, &compiled.sources, false);
    compiled.policy.unwrap_or_else(|| panic!("{findings}"))
}

fn rights<'p>(policy: &'p Policy, stand_ins: &[(&str, &str)], roles: &[&str]) -> Rights<'p> {
    let glass = engine_glass(policy);
    let now: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
    let frame = glass.frame(None, &[], now);
    let stand_ins =
        stand_ins.iter().map(|(person, of)| StandIn { person: Id::from(*person), of: Id::from(*of), until: None });
    let roles: Vec<Id> = roles.iter().map(|role| Id::from(*role)).collect();
    of(policy, &frame, stand_ins.collect(), &roles).unwrap()
}

fn engine_glass(policy: &Policy) -> crate::engine::Glass<'_> {
    crate::engine::Glass { policy, view: &Nothing }
}

/// Who may do something, with a sign where it isn't by their post alone.
fn may(rights: &Rights, act: &str) -> Vec<String> {
    let act = rights.acts.iter().find(|known| known.key == act).unwrap_or_else(|| panic!("no act {act}"));
    let sign = |how: How| match how {
        How::Post => "",
        How::If => "?",
        How::Admin => "!",
    };
    act.held.iter().map(|(person, how)| format!("{person}{}", sign(*how))).collect()
}

fn kinds(rights: &Rights) -> Vec<String> {
    let about = |remark: &Remark| remark.about.clone().unwrap_or_default();
    rights.remarks.iter().map(|remark| format!("{} {}", remark.kind, about(remark))).collect()
}

#[test]
fn a_right_goes_with_the_post_and_nobody_has_it_who_is_not_there() {
    let policy = policy();
    let rights = rights(&policy, &[], &[]);
    assert_eq!(may(&rights, "deal.new"), ["ana", "dee!", "soon"]);
    assert_eq!(may(&rights, "deal.see"), ["bo", "dee!"], "the owner sees it as the record says");
    assert_eq!(may(&rights, "deal.see:cost"), ["bo", "dee!"]);
    assert_eq!(may(&rights, "deal.change"), ["dee!"]);
    assert_eq!(may(&rights, "deal.win"), ["bo", "dee!"]);
    assert_eq!(may(&rights, "deal.ship"), ["bo", "cy", "dee!"], "an expression that asks no record names people");
    assert_eq!(may(&rights, "deal.check"), ["ana?", "dee!", "soon?"]);
    assert_eq!(may(&rights, "deal.check:skip"), ["bo", "dee!"]);
    assert_eq!(may(&rights, "approval:deal.boss"), [""; 0], "an administrator has no seat");
    assert_eq!(may(&rights, "approval:deal.again"), ["bo?"]);
    assert!(!rights.acts.iter().any(|act| act.key == "deal.rot"), "what happens by itself is nobody's right");
}

#[test]
fn duties_meet_by_post_as_an_administrator_and_by_what_a_record_says() {
    let policy = policy();
    let rights = rights(&policy, &[], &[]);
    let [sell, ask] = rights.apart.as_slice() else { panic!("two pairs") };
    assert_eq!(sell.both, [(Id::from("bo"), How::Post), (Id::from("dee"), How::Admin)]);
    assert_eq!(sell.maybe, [Id::from("cy")], "who ships may come to own a deal");
    assert!(ask.both.is_empty(), "{:?}", ask.both);
    assert_eq!(ask.maybe, ["ana", "dee", "soon"].map(Id::from), "who offers may be somebody's manager");
}

#[test]
fn who_stands_in_comes_to_what_must_not_meet() {
    let policy = policy();
    let rights = rights(&policy, &[("ana", "bo"), ("cy", "bo")], &[]);
    assert_eq!(rights.apart[1].standing_in, [(Id::from("ana"), Id::from("bo"))]);
    assert!(kinds(&rights).contains(&"duties_meet_by_stand_in ask_and_sign".to_owned()));
}

#[test]
fn what_strikes_is_told_and_the_grave_first() {
    let policy = policy();
    let rights = rights(&policy, &[], &[]);
    assert_eq!(
        kinds(&rights),
        [
            "duties_meet sell_and_ship",
            "account_of_who_left old",
            "head_gone store",
            "unheld deal.audit",
            "role_unheld spare",
            "duties_meet_in_administrator sell_and_ship",
            "leaves_soon ",
            "role_idle idle",
        ]
    );
    let tables = tables(&rights);
    assert_eq!(tables[0].rows[0].cells[1].text(""), "sell_and_ship: bo may do both `deal · win` and `deal · ship`");
    assert!(tables[1].rows.iter().any(|row| row.cells[0].text("") == "old" && row.cells[4].text("").contains("left")));
}

#[test]
fn a_report_of_some_roles_is_of_those_who_hold_them() {
    let policy = policy();
    let rights = rights(&policy, &[], &["clerk"]);
    let people: Vec<&str> = rights.people.iter().map(|person| &**person.id).collect();
    assert_eq!(people, ["cy"]);
    let acts: Vec<&str> = rights.acts.iter().map(|act| act.key.as_str()).collect();
    assert_eq!(acts, ["deal.ship"]);
    let json = json(&rights);
    assert_eq!(json["people"][0]["may"], serde_json::json!([{"act": "deal.ship", "how": "post"}]));
    assert_eq!(
        json["acts"][0]["who"][0],
        serde_json::json!({"id": "role:clerk", "title": "clerk", "by_record": false})
    );
}
