//! Whatever people try, in whatever order: nothing panics, what is refused changes nothing, all can be recounted.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::world::World;

const DEAL: &str = r#"
== workflows/account.toml
id_format = "A-{seq:1}"
[field]
tier = { type = "choice", values = ["gold", "plain"], default = "plain" }
won  = { type = "money", default = 0 }
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
account = { type = "ref", of = "account" }
amount  = { type = "money", min = 0, max = 900 }
code    = { type = "text", unique = true }
fee     = { type = "money", formula = "pick(account.tier == 'gold', amount * 0.1, amount * 0.2)" }
[stage.lead]
sla = "1bd"
on_overdue = [{ notify = "owner", level = "red" }]
[stage.offer]
require = ["amount"]
sla = "4h"
[stage.review]
[stage.won]
end = "won"
[stage.lost]
end = "lost"
[transition.offer]
from = "lead"
to = "offer"
ask = ["amount"]
when = "ask.amount > 10"
[transition.hurry]
from = "lead"
to = "offer"
auto = true
when = "amount > 800 and account.tier == 'gold'"
[transition.win]
from = "offer"
to = "won"
ask = [{ id = "price", type = "money" }]
approval = [{ chain = "two", when = "amount > 100" }, { chain = "one", when = "amount > 50" }]
meanwhile = "review"
set = { amount = "=ask.price" }
rejected = { to = "lead" }
update = [{ record = "account", set = { won = "=account.won + amount" } }]
create = [{ workflow = "order", with = { amount = "=amount" } }]
[transition.back]
from = "offer"
to = "lead"
[transition.lose]
from = "*"
to = "lost"
who = ["owner", "role:manager"]
[transition.lapse]
from = "review"
to = "lost"
after = "3bd"
[transition.reopen]
from = ["won", "lost"]
to = "lead"
reopen = true
who = ["role:manager"]
[check.round]
must = "amount != 666"
== workflows/order.toml
id_format = "O-{seq:1}"
[field]
amount = { type = "money", max = 500 }
[stage.begun]
[stage.done]
end = "done"
[transition.finish]
from = "begun"
to = "done"
auto = true
when = "amount < 20"
[transition.close]
from = "begun"
to = "done"
after = "2d"
== rules/rules.toml
[approval.one]
same_person = "adjacent"
[[approval.one.step]]
id = "manager"
who = "manager_of(requester)"
deadline = "2h"
on_deadline = "approve"
[approval.two]
editable_by = ["approver"]
[[approval.two.step]]
id = "all"
who = ["role:finance", "manager_of(requester)"]
mode = "all"
[[approval.two.step]]
id = "any"
who = ["role:legal", "role:nobody", "role:manager"]
mode = "any"
when = "amount > 300"
deadline = "1bd"
[measure]
pipe = { of = "deal", where = "outcome == none", value = "sum(fee)", by = { tier = "account.tier", stage = "stage" } }
won  = { of = "deal", where = "outcome == 'won'", value = "avg(amount)", at = "entered('won')", by = ["owner"] }
n    = { of = "order", value = "count", by = { done = "outcome" } }
[warning.heavy]
kpi = "pipe"
by = "tier"
period = "month"
yellow = "value > 50"
red = "value > 150"
clear = "value < 20"
notify = "role:manager"
[warning.idle]
of = "deal"
yellow = "stage == 'lead' and days_since(created_at) > 1"
"#;

/// Who acts; the last two words stand for the owner of the record that is meant, and for one it waits for.
const PEOPLE: [&str; 9] = ["ana", "bo", "mia", "zoe", "lee", "fin", "fay", OWNER, WAITING];
const OWNER: &str = "its owner";
const WAITING: &str = "whom it waits for";

#[derive(Clone, Debug)]
enum Step {
    /// Somebody does something with a record.
    Do(&'static str, String, Json),
    New(&'static str, Json),
    Wait(&'static str),
    Import(Json),
    /// The threshold of `offer` changes.
    Policy(u32),
}

fn deal() -> impl Strategy<Value = String> {
    (1..4u32).prop_map(|n| format!("D-{n}"))
}

fn amount() -> impl Strategy<Value = u32> {
    prop::sample::select(vec![5, 15, 60, 60, 120, 120, 400, 400, 666, 850, 901])
}

/// Somebody, mostly the one who may.
fn mostly(may: &'static str) -> impl Strategy<Value = &'static str> {
    prop_oneof![4 => Just(may), 1 => prop::sample::select(PEOPLE.to_vec())]
}

fn doing(who: &'static str, command: impl Strategy<Value = (String, Json)>) -> impl Strategy<Value = Step> {
    (mostly(who), command).prop_map(|(who, (id, command))| Step::Do(who, id, command))
}

fn row((code, n, won): (u32, u32, bool)) -> Step {
    let offer = json!({"do": "offer", "at": "2026-02-10T10:00", "with": {"amount": n}});
    let win = json!({"do": "win", "at": "2026-02-11T10:00", "with": {"price": n}});
    let moves = if won { vec![offer, win] } else { vec![offer] };
    let with = json!({"code": code.to_string(), "account": "A-1", "amount": n});
    Step::Import(
        json!({"import": "deal", "key": ["code"], "created": "2026-02-02T10:00", "with": with, "moves": moves}),
    )
}

fn step() -> impl Strategy<Value = Step> {
    let win = |(id, n): (String, u32)| (id.clone(), json!({"move": id, "do": "win", "with": {"price": n}}));
    let verbs = || prop::sample::select(vec!["back", "lose", "hurry"]);
    let commands = prop_oneof![
        2 => doing(OWNER, (deal(), amount()).prop_map(|(id, n)| (id.clone(), json!({"set": id, "with": {"amount": n}})))),
        1 => doing(OWNER, (deal(), 0..3u32).prop_map(|(id, n)| {
            (id.clone(), json!({"set": id, "with": {"code": n.to_string()}}))
        })),
        1 => doing("ada", (deal(), prop::sample::select(vec!["ana", "bo", "mia", "fin"])).prop_map(|(id, owner)| {
            (id.clone(), json!({"set": id, "with": {"owner": owner}}))
        })),
        5 => doing(OWNER, (deal(), amount()).prop_map(|(id, n)| {
            (id.clone(), json!({"move": id, "do": "offer", "with": {"amount": n}}))
        })),
        6 => doing(OWNER, (deal(), amount()).prop_map(win)),
        1 => doing("ada", (deal(), amount()).prop_map(move |it| {
            let (id, mut command) = win(it);
            command["override"] = "must".into();
            (id, command)
        })),
        1 => doing(OWNER, (deal(), verbs()).prop_map(|(id, verb)| (id.clone(), json!({"move": id, "do": verb})))),
        1 => doing(OWNER, (deal(), verbs()).prop_map(|(id, verb)| {
            (id.clone(), json!({"move": id, "do": verb, "as_of": "2026-03-02T08:00"}))
        })),
        2 => doing("mia", deal().prop_map(|id| (id.clone(), json!({"move": id, "do": "reopen"})))),
        8 => doing(WAITING, (deal(), prop::bool::weighted(0.8)).prop_map(|(id, yes)| {
            (id.clone(), json!({if yes { "approve" } else { "reject" }: id, "comment": "so"}))
        })),
        1 => doing(OWNER, deal().prop_map(|id| (id.clone(), json!({"withdraw": id})))),
        1 => doing(OWNER, deal().prop_map(|id| (id.clone(), json!({"cancel": id})))),
    ];
    let account = || (1..3u32).prop_map(|n| format!("A-{n}"));
    let seller = prop::sample::select(vec!["ana", "bo", "mia"]);
    prop_oneof![
        30 => commands,
        2 => (seller, account(), amount()).prop_map(|(who, account, amount)| {
            Step::New(who, json!({"new": "deal", "with": {"account": account, "amount": amount}}))
        }),
        2 => (account(), prop::sample::select(vec!["gold", "plain"])).prop_map(|(id, tier)| {
            Step::New("ada", json!({"set": id, "with": {"tier": tier}}))
        }),
        1 => (0..3u32, amount(), any::<bool>()).prop_map(row),
        1 => prop::sample::select(vec![10, 20, 30]).prop_map(Step::Policy),
        2 => prop::sample::select(vec!["30m", "3h", "1bd", "4d"]).prop_map(Step::Wait),
    ]
}

fn who_is_meant(world: &World, who: &str, id: &str) -> String {
    let waiting = || world.waiting_for(id).into_iter().next();
    let found = match who {
        _ if !world.is_there(id) => None,
        OWNER => world.record(id).owner().map(|owner| owner.to_string()),
        WAITING => waiting(),
        other => Some(other.to_owned()),
    };
    found.unwrap_or_else(|| "ana".into())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_breaks(steps in prop::collection::vec(step(), 20..60)) {
        let mut world = World::of(DEAL);
        let mut least = 10;
        for account in ["gold", "plain"] {
            world.does("ana", json!({"new": "account", "with": {"tier": account}}));
        }
        for (who, account) in [("ana", "A-1"), ("bo", "A-2"), ("mia", "A-1")] {
            world.does(who, json!({"new": "deal", "with": {"account": account, "amount": 60}}));
        }
        for step in steps {
            match step {
                Step::Do(who, id, command) => {
                    let who = who_is_meant(&world, who, &id);
                    world.tries(&who, command);
                }
                Step::New(who, command) => _ = world.tries(who, command),
                Step::Wait(length) => world.waits(length),
                Step::Import(row) => _ = world.imports(row),
                Step::Policy(n) => {
                    let (old, new) = (format!("ask.amount > {least}"), format!("ask.amount > {n}"));
                    world.edits("workflows/deal.toml", &old, &new);
                    least = n;
                }
            }
            world.verifies();
        }
    }
}
