//! A scenario that is wrong fails, and says what was expected, what is, and how the record stands.

use std::collections::BTreeMap;

use salesflow::{
    compiler::{self, Sources},
    scenario::{self, Policies},
};

use super::told;

const DEAL: &str = r#"
id_format = "D-{seq:3}"
[field]
title  = { type = "text", required = true }
amount = { type = "money", default = 10 }
[stage.open]
sla = "2bd"
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
when = "amount < 100"
otherwise = "too much"
approval = "boss"
"#;
const ORG: &str = "[unit.s]\nhead = \"bo\"\n[person]\nana = { unit = \"s\" }\nbo = { unit = \"s\" }\n";
const RULES: &str = r#"
[[approval.boss.step]]
id = "boss"
who = "manager_of(requester)"
[measure.deals]
of = "deal"
value = "count"
"#;

/// What a scenario with these steps says when it is played; the first step makes the deal `d`.
fn plays(steps: &str) -> String {
    let text = format!(
        "[scenario.it]\nsteps = [\n  {{ new = \"deal\", as = \"ana\", name = \"d\", with = {{ title = \"One\" }} }},\n{steps}\n]\n"
    );
    let files: BTreeMap<String, String> = [
        ("salesflow.toml", "name = \"House\"\n"),
        ("org.toml", ORG),
        ("workflows/deal.toml", DEAL),
        ("rules/rules.toml", RULES),
        ("tests/it.toml", text.as_str()),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .into();
    let compiled = compiler::compile(&Sources::new(files));
    let policy =
        compiled.policy.unwrap_or_else(|| panic!("{}", compiler::render(&compiled.findings, &compiled.sources, false)));
    let suite = compiled.suite.unwrap();
    let broken: Vec<_> = compiled.findings.into_iter().filter(|finding| finding.file.starts_with("tests/")).collect();
    assert!(broken.is_empty(), "{}", compiler::render(&broken, &compiled.sources, false));
    let policies = Policies::new(policy, &compiled.sources, &suite, None);
    let verdicts = scenario::run(&policies, &suite, |_| true, None);
    verdicts[0].1.failure.as_ref().map_or_else(|| "passed".to_owned(), told)
}

#[test]
fn a_scenario_that_is_right_passes() {
    assert_eq!(plays("{ expect = \"d\", stage = \"open\" }"), "passed");
}

#[test]
fn everything_expected_of_a_record_can_fail() {
    insta::assert_snapshot!(plays(
        r#"{ expect = "d", stage = "won", stages = ["won"], outcome = "won", waiting_for = ["bo"], owner = "bo",
             label = "Two", with = { title = "Two", amount = 11 }, locked = true, overdue = true, fired = ["win"],
             children = { deal = 1 } }"#
    ));
}

#[test]
fn a_command_that_is_refused_tells_the_refusal() {
    insta::assert_snapshot!(plays(
        "{ set = \"d\", with = { amount = 500 } },\n{ move = \"d\", do = \"win\" },\n{ expect = \"d\", outcome = \"won\" }"
    ));
}

#[test]
fn a_refusal_that_does_not_come_or_is_another_is_told() {
    insta::assert_snapshot!(
        [
            plays("{ refuse = { set = \"d\", with = { amount = 5 } }, code = \"locked\" }"),
            plays("{ refuse = { move = \"d\", do = \"win\", as = \"bo\" }, code = \"guard\" }"),
            plays("{ set = \"d\", with = { amount = 500 } }, { refuse = { move = \"d\", do = \"win\" }, code = \"guard\", says = \"too little\" }"),
        ]
        .join("\n")
    );
}

#[test]
fn what_holds_counts_lies_and_was_sent_can_fail() {
    let steps = [
        r#"{ expect_that = "d", that = "amount > 50 and title == 'One'" }"#,
        r#"{ expect_that = "d", that = "id != '@d'" }"#,
        r#"{ expect_inbox = "bo" }"#,
        r#"{ expect_inbox = "ana", count = 2 }"#,
        r#"{ expect_count = "deal", where = "amount == 10", value = 2 }"#,
        r#"{ expect_kpi = "deals", value = 3 }"#,
        r#"{ expect_kpi = "deals", value = "none" }"#,
        r#"{ expect_warning = "deal.open", level = "red", record = "d" }"#,
        r#"{ wait = "3bd" }, { expect_warning = "deal.open", level = "none" }"#,
        r#"{ expect_sent = "ana", text = "hello" }"#,
        r#"{ expect_sent = "ana", count = 1 }"#,
        r#"{ child = "d", workflow = "deal", name = "k" }"#,
        r#"{ wait = "2026-03-01" }"#,
        r#"{ now = "2026-03-09T10:00", expect_that = "d", that = "now < '2026-03-09'" }"#,
    ];
    insta::assert_snapshot!(
        steps
            .map(|step| plays(step).lines().take_while(|line| !line.starts_with("    ")).collect::<Vec<_>>().join("\n"))
            .join("\n")
    );
}

#[test]
fn orders_and_races_can_fail() {
    let steps = [
        r#"{ any_order = [{ set = "d", with = { title = "A" } }, { set = "d", with = { title = "B" } }] }, { expect = "d", with = { title = "B" } }"#,
        r#"{ both = [{ set = "d", with = { title = "A" } }, { set = "d", with = { title = "B" } }], one = "conflict" }"#,
        r#"{ both = [{ set = "d", with = { title = "A" } }, { set = "d", with = { title = "B" }, as = "bo" }] }"#,
        r#"{ both = [{ set = "d", with = { title = "A" }, if_version = 1 }, { set = "d", with = { title = "B" }, if_version = 1 }], one = "conflict" }"#,
        r#"{ both = [{ set = "d", with = { amount = 500 } }, { move = "d", do = "win" }] }"#,
    ];
    insta::assert_snapshot!(
        steps
            .map(|step| plays(step).lines().take_while(|line| !line.starts_with("    ")).collect::<Vec<_>>().join("\n"))
            .join("\n")
    );
}
