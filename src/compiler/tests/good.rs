//! A policy with every kind of definition that runs compiles without a finding, with the defaults of the language.

use crate::{
    compiler::testing,
    model::{Type, Value},
    policy::{DeadlineAct, Given, IdPart, Mode, Over, Policy},
};

pub(super) const GOOD: &str = include_str!("good.txt");

fn policy() -> Policy {
    let compiled = testing::compiled(GOOD);
    assert!(compiled.findings.is_empty(), "{}", crate::compiler::render(&compiled.findings, &compiled.sources, false));
    compiled.policy.expect("no finding, so there is a policy")
}

#[test]
fn it_compiles_whole() {
    let policy = policy();
    let counts = policy.counts();
    assert_eq!((counts.workflows, counts.transitions, counts.approvals, counts.tables), (3, 5, 1, 1));
    assert_eq!((counts.figures, counts.warnings, counts.people), (4, 2, 2));
    assert_eq!(policy.manifest.store_url, "memory:");
    assert_eq!(policy.org.units["east"].title, "华东大区");
    assert_eq!(policy.fingerprint.len(), 64);
}

#[test]
fn values_and_formulas_are_told_apart() {
    let policy = policy();
    let deal = &policy.workflows["deal"];
    assert!(matches!(deal.field("owner").unwrap().default, Some(Given::Formula(_))));
    assert!(matches!(&deal.field("risk").unwrap().default, Some(Given::Value(Value::Text(t))) if &**t == "low"));
    assert_eq!(policy.manifest.settings["discount_cap"], Value::Number("0.3".parse().unwrap()));
    let answers = &policy.tables["terms"].rows[1].answers;
    assert!(matches!(answers[0], Given::Formula(_)));
    assert!(matches!(&answers[1], Given::Value(Value::Text(t)) if &**t == "-"));
}

#[test]
fn what_is_not_said_is_as_the_language_says() {
    let policy = policy();
    let deal = &policy.workflows["deal"];
    assert_eq!(deal.start.as_deref(), Some("lead"));
    assert!(deal.stages["won"].locked && deal.stages["talk"].locked && !deal.stages["lead"].locked);
    assert!(deal.transitions["qualify"].who.is_none());
    assert!(deal.drawn.is_empty(), "beside written transitions nothing is drawn");
    let drop = &deal.transitions["drop"];
    assert!(drop.anywhere && drop.from.len() == 2);
    let customer = &policy.workflows["customer"];
    assert!(matches!(&customer.id_format.parts[0], IdPart::Text(t) if t == "CUSTOMER-"));
    let chain = &policy.chains["sign"];
    assert!(chain.locked && chain.approver_edits && chain.withdraw.len() == 1);
    assert_eq!(chain.asks.iter().map(|id| &**id).collect::<Vec<_>>(), ["amount", "note"]);
    assert!(chain.steps[0].mode == Mode::All && matches!(chain.steps[0].on_deadline[0].act, Some(DeadlineAct::Remind)));
    assert!(chain.steps[0].deadline.is_some() && matches!(chain.steps[1].on_deadline[0].act, Some(DeadlineAct::To(_))));
}

#[test]
fn a_plain_pipeline_is_drawn() {
    let policy = policy();
    let order = &policy.workflows["order"];
    let from = |to: &str| order.drawn[to].from.iter().map(|id| &**id).collect::<Vec<_>>();
    assert_eq!(from("made"), ["open"]);
    assert_eq!(from("open"), ["made"]);
    assert_eq!(from("done"), ["made"]);
    assert_eq!(from("cancelled"), ["open", "made"]);
    let backward: Vec<_> = order.graph.edge_weights().filter(|edge| edge.backward).map(|e| &*e.transition).collect();
    assert_eq!(backward, ["open"]);
}

#[test]
fn figures_come_in_an_order_that_can_be_computed() {
    let policy = policy();
    assert_eq!(policy.kpis.keys().map(|id| &**id).collect::<Vec<_>>(), ["average", "twice"]);
    assert_eq!(policy.measures["won"].ty, Type::Money);
    assert_eq!(policy.kpis["average"].figures.iter().map(|id| &**id).collect::<Vec<_>>(), ["won", "赢单数"]);
    let late = &policy.warnings["late"];
    assert!(matches!(late.over, Over::Records { .. }));
    assert_eq!(late.levels.iter().map(|level| &*level.name).collect::<Vec<_>>(), ["提醒", "催收"]);
    assert!(late.levels.iter().all(|level| level.notify.len() == 1));
}

#[test]
fn imports_know_the_headings_they_read() {
    let policy = policy();
    let import = &policy.workflows["deal"].imports["crm"];
    assert_eq!(import.row, ["日期"]);
    assert_eq!(import.columns[1], ("客户".to_owned(), "customer.title".to_owned()));
    assert_eq!(import.moves.len(), 1);
}

#[test]
fn a_measure_is_counted_anew_when_what_it_means_changes() {
    let print = |text: &str| testing::compiled(text).policy.unwrap().measures["won"].fingerprint.clone();
    let title = GOOD.replace("title = \"线索\"", "title = \"新线索\"");
    let setting = GOOD.replace("big_deal = 1_000_000", "big_deal = 2_000_000");
    let own = GOOD.replace("value = \"sum(amount)\"", "value = \"avg(amount)\"");
    assert_eq!(print(GOOD), print(&title));
    assert_ne!(print(GOOD), print(&setting));
    assert_ne!(print(GOOD), print(&own));
}
