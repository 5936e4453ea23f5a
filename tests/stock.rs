//! The stock policy, from a lead to the money: 华信仪器 as its files say, in one story per policy row.

use std::{fs, path::Path, sync::Arc};

use salesflow::{
    compiler::{self, Sources, belongs},
    desk::{Clock, Desk, Done, Reply, Request, State, verify},
    engine::View,
    model::{Actor, Command, Record, time::Timestamp},
    store,
};
use serde_json::{Value, json};

/// A desk on the stock policy, on a Monday morning.
struct World {
    desk: Desk,
    clock: Clock,
}

fn files(root: &Path, below: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(root.join(below)).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        if belongs(&path) {
            found.push((path, fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

impl World {
    fn new() -> World {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = Vec::new();
        for below in ["", "workflows", "rules"] {
            files(root, below, &mut found);
        }
        let compiled = compiler::compile(&Sources::new(found));
        assert!(compiled.findings.is_empty(), "{}", compiler::render(&compiled.findings, &compiled.sources, false));
        let clock = Clock::set_to(at("2026-03-02T09:30:00+08:00"));
        let opened = store::open("memory:", store::Options::default()).unwrap();
        let desk = Desk::open(opened, compiled.policy.unwrap(), clock.clone()).unwrap();
        World { desk, clock }
    }

    fn ask(&self, by: &str, command: Value) -> Result<Done, Reply> {
        let command = Command::from_json(command).unwrap();
        let writing: fn(&State, &Done) -> Value = |_, _| Value::Null;
        self.desk.answer_one(Request { command, actor: Actor::Person(by.into()), writing })
    }

    fn does(&self, by: &str, command: Value) -> Arc<Record> {
        match self.ask(by, command.clone()) {
            Ok(done) => done.record.unwrap(),
            Err(Reply::Refused(refusal)) => panic!("{by} {command}: {}", refusal.to_json()),
            Err(Reply::Failure(failure)) => panic!("{by} {command}: {failure}"),
        }
    }

    fn refuses(&self, by: &str, command: Value, code: &str) -> String {
        match self.ask(by, command.clone()) {
            Err(Reply::Refused(refusal)) => {
                assert_eq!(refusal.code.word(), code, "{by} {command}: {}", refusal.to_json());
                refusal.message
            }
            answer => panic!("{by} {command}: {answer:?}"),
        }
    }

    fn record(&self, id: &str) -> Arc<Record> {
        self.desk.state().record(id).unwrap().unwrap()
    }

    fn stands(&self, id: &str, stage: &str) {
        let record = self.record(id);
        assert!(record.is_in(stage), "{id} stands in {:?}", record.stages().collect::<Vec<_>>());
    }

    fn waits_until(&self, moment: &str) {
        self.clock.put(at(moment));
        self.desk.tick(at(moment)).unwrap();
    }

    /// Warnings that are raised: which, on what, at which level.
    fn raised(&self, warning: &str) -> Vec<(String, String)> {
        let all = self.desk.state().standing(Some(warning)).unwrap();
        let what = |s: &salesflow::desk::Standing| {
            s.record.as_deref().map(str::to_owned).or_else(|| s.by.first().map(|(_, v)| v.to_string()))
        };
        all.iter().map(|s| (what(s).unwrap_or_default(), s.raised.level.to_string())).collect()
    }

    /// A customer and a lead that is worth a deal, converted.
    fn opportunity(&self, budget: &str) -> String {
        self.does(
            "wang.lei",
            json!({"new": "customer",
            "with": {"title": "华东电力", "region": "华东", "grade": "A", "owner": "li.na"}}),
        );
        self.does(
            "li.na",
            json!({"new": "lead", "with": {"title": "电力仪表改造", "source": "展会", "region": "华东",
            "contact": "王工", "phone": "138", "budget": budget, "timing": "三个月内", "decides": "是"}}),
        );
        self.does("li.na", json!({"move": "LEAD-2026-00001", "do": "screen"}));
        self.does("li.na", json!({"move": "LEAD-2026-00001", "do": "convert", "with": {"customer.title": "华东电力"}}));
        "OPP-2026-00001".into()
    }

    /// A contract under approval.
    fn submitted(&self, amount: &str, discount: &str) -> String {
        let opp = self.opportunity("500000");
        self.does(
            "li.na",
            json!({"move": opp, "do": "propose",
            "with": {"needs": "更换仪表", "amount": amount, "expected_close": "2026-03-31",
            "urgency": 4, "importance": 4, "feasibility": 4, "fit": 4}}),
        );
        self.does("li.na", json!({"move": opp, "do": "negotiate"}));
        self.does("li.na", json!({"set": opp, "with": {"discount": discount}}));
        self.does("li.na", json!({"move": opp, "do": "draft_contract"}));
        let contract = "CON-2026-00001";
        self.does(
            "li.na",
            json!({"move": contract, "do": "submit",
            "with": {"credit_days": 60, "deliver_by": "2026-05-30"}}),
        );
        contract.into()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(verify(&self.desk).unwrap().problems, Vec::<String>::new());
        }
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn p02_a_lead_is_scored_and_the_poor_are_not_converted() {
    let world = World::new();
    world.does(
        "li.na",
        json!({"new": "lead", "with": {"title": "小单", "source": "电话", "region": "华东",
        "contact": "张", "phone": "1", "budget": "0"}}),
    );
    world.does("li.na", json!({"move": "LEAD-2026-00001", "do": "screen"}));
    let said = world.refuses("li.na", json!({"move": "LEAD-2026-00001", "do": "convert"}), "guard");
    assert!(said.contains("线索评分"), "{said}");
    world.refuses("li.na", json!({"move": "LEAD-2026-00001", "do": "drop"}), "missing_fields");
    world.does("li.na", json!({"move": "LEAD-2026-00001", "do": "drop", "with": {"drop_reason": "没有预算"}}));
    assert_eq!(world.record("LEAD-2026-00001").outcome.as_deref(), Some("dropped"));
}

#[test]
fn p01_the_links_of_the_process_are_linked_records() {
    let world = World::new();
    let contract = world.submitted("1200000", "0.02");
    world.stands(&contract, "review");
    for (by, next) in [("wang.lei", "review"), ("zhou.min", "review"), ("chen.fa", "review"), ("qian.cai", "approved")]
    {
        world.does(by, json!({"approve": contract}));
        world.stands(&contract, next);
    }
    world.does(
        "li.na",
        json!({"move": contract, "do": "sign",
        "with": {"contract_no": "HX-1", "signed_on": "2026-03-02"}}),
    );
    assert_eq!(world.record("OPP-2026-00001").outcome.as_deref(), Some("won"), "the opportunity follows its contract");
    world.does("zhao.min", json!({"move": "ORD-2026-00001", "do": "release"}));
    world.does("zhao.min", json!({"move": "ORD-2026-00001", "do": "ship", "with": {"shipped_on": "2026-03-02"}}));
    assert_eq!(world.record("AR-2026-00001").fields.get("due").unwrap().to_string(), "2026-05-01");
    world.refuses("li.na", json!({"set": "AR-2026-00001", "with": {"paid": 1}}), "locked");
    world.refuses(
        "qian.cai",
        json!({"move": "AR-2026-00001", "do": "settle",
        "with": {"paid": "200000", "settled_on": "2026-03-02"}}),
        "check",
    );
    world.does(
        "qian.cai",
        json!({"move": "AR-2026-00001", "do": "settle",
        "with": {"paid": "1,200,000", "settled_on": "2026-03-02"}}),
    );
    world.does("li.na", json!({"move": "ORD-2026-00001", "do": "accept", "with": {"accepted_on": "2026-03-02"}}));
    world.does("li.na", json!({"move": "ORD-2026-00001", "do": "close", "with": {"satisfaction": 5}}));
    let chain: Vec<_> = ["OPP-2026-00001", "CON-2026-00001", "ORD-2026-00001", "AR-2026-00001"]
        .iter()
        .map(|id| world.record(id).parent.clone().unwrap().to_string())
        .collect();
    assert_eq!(chain, ["LEAD-2026-00001", "OPP-2026-00001", "CON-2026-00001", "ORD-2026-00001"]);
}

#[test]
fn p20_who_signs_a_contract_follows_its_amount_and_discount() {
    let small = World::new();
    let contract = small.submitted("120000", "0");
    small.does("wang.lei", json!({"approve": contract}));
    small.stands(&contract, "approved");

    let discounted = World::new();
    let contract = discounted.submitted("120000", "12%");
    discounted.does("wang.lei", json!({"approve": contract}));
    discounted.refuses("chen.fa", json!({"approve": contract}), "waiting");
    discounted.does("zhou.min", json!({"approve": contract}));
    discounted.stands(&contract, "approved");

    let refused = World::new();
    let contract = refused.submitted("1200000", "0.18");
    refused.does("wang.lei", json!({"approve": contract}));
    refused.does("zhou.min", json!({"approve": contract}));
    refused.does("qian.cai", json!({"approve": contract}));
    refused.refuses("shen.yue", json!({"approve": contract}), "conflict");
    refused.refuses("chen.fa", json!({"reject": contract}), "missing_fields");
    refused.does("chen.fa", json!({"reject": contract, "comment": "违约条款不可接受"}));
    refused.stands(&contract, "draft");

    let greatest = World::new();
    let contract = greatest.submitted("3500000", "0");
    for by in ["wang.lei", "zhou.min", "chen.fa", "qian.cai"] {
        greatest.does(by, json!({"approve": contract}));
    }
    greatest.stands(&contract, "review");
    greatest.refuses("lin.guodong", json!({"approve": contract}), "missing_fields");
    greatest.does("lin.guodong", json!({"approve": contract, "comment": "同意"}));
    greatest.stands(&contract, "approved");
}

#[test]
fn p20_a_seat_left_too_long_goes_up_the_line() {
    let world = World::new();
    let contract = world.submitted("120000", "0");
    world.waits_until("2026-03-03T09:29:00+08:00");
    world.refuses("zhou.min", json!({"approve": contract}), "waiting");
    world.waits_until("2026-03-03T09:31:00+08:00");
    world.refuses("wang.lei", json!({"approve": contract}), "closed");
    world.does("zhou.min", json!({"approve": contract}));
    world.stands(&contract, "approved");
}

#[test]
fn p42_a_region_behind_its_target_is_warned_of_and_cleared() {
    let world = World::new();
    world.waits_until("2026-03-20T12:00:00+08:00");
    let before = world.raised("behind_target");
    assert!(before.contains(&("华东".into(), "red".into())), "{before:?}");
    let contract = world.submitted("16000000", "0");
    for by in ["wang.lei", "zhou.min", "chen.fa", "qian.cai"] {
        world.does(by, json!({"approve": contract}));
    }
    world.does("lin.guodong", json!({"approve": contract, "comment": "同意"}));
    world.does(
        "li.na",
        json!({"move": contract, "do": "sign",
        "with": {"contract_no": "HX-9", "signed_on": "2026-03-20"}}),
    );
    let after = world.raised("behind_target");
    assert!(!after.iter().any(|(region, _)| region == "华东"), "{after:?}");
    assert!(after.contains(&("华南".into(), "red".into())), "the others stay behind: {after:?}");
}

#[test]
fn p43_a_receivable_climbs_the_ladder_of_warnings_as_days_pass() {
    let world = World::new();
    let contract = world.submitted("120000", "0");
    world.does("wang.lei", json!({"approve": contract}));
    world.does(
        "li.na",
        json!({"move": contract, "do": "sign",
        "with": {"contract_no": "HX-2", "signed_on": "2026-03-02"}}),
    );
    world.does("zhao.min", json!({"move": "ORD-2026-00001", "do": "release"}));
    world.does("zhao.min", json!({"move": "ORD-2026-00001", "do": "ship", "with": {"shipped_on": "2026-03-02"}}));
    let level = || world.raised("overdue_receivable").into_iter().map(|(_, level)| level).next();
    let mut seen = Vec::new();
    for day in ["2026-05-01", "2026-05-04", "2026-05-05", "2026-06-01", "2026-07-01"] {
        world.waits_until(&format!("{day}T00:00:01+08:00"));
        seen.push(level());
    }
    let seen: Vec<Option<&str>> = seen.iter().map(Option::as_deref).collect();
    assert_eq!(seen, [None, None, Some("提醒"), Some("催收"), Some("律师函")]);
    world.does("qian.cai", json!({"move": "AR-2026-00001", "do": "dun"}));
    world.does(
        "qian.cai",
        json!({"move": "AR-2026-00001", "do": "settle_late",
        "with": {"paid": "120000", "settled_on": "2026-07-01"}}),
    );
    assert_eq!(level(), None, "what is paid warns nobody");
}
