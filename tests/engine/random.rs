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

const PEOPLE: [&str; 8] = ["ana", "bo", "mia", "zoe", "lee", "fin", "fay", "ada"];

#[derive(Clone, Debug)]
enum Step {
    Do(&'static str, Json),
    Wait(&'static str),
}

fn step() -> impl Strategy<Value = Step> {
    let who = || prop::sample::select(PEOPLE.to_vec());
    let deal = || (1..4u32).prop_map(|n| format!("D-{n}"));
    let account = || (1..3u32).prop_map(|n| format!("A-{n}"));
    let amount = || prop::sample::select(vec![5, 15, 60, 120, 400, 666, 850, 901]);
    let seller = prop::sample::select(vec!["ana", "bo", "mia"]);
    prop_oneof![
        2 => (seller, account(), amount()).prop_map(|(who, account, amount)| {
            Step::Do(who, json!({"new": "deal", "with": {"account": account, "amount": amount}}))
        }),
        1 => (who(), deal(), amount()).prop_map(|(who, id, n)| Step::Do(who, json!({"set": id, "with": {"amount": n}}))),
        1 => (who(), deal(), 0..3u32).prop_map(|(who, id, n)| {
            Step::Do(who, json!({"set": id, "with": {"code": n.to_string()}}))
        }),
        1 => (account(), prop::sample::select(vec!["gold", "plain"])).prop_map(|(id, tier)| {
            Step::Do("ada", json!({"set": id, "with": {"tier": tier}}))
        }),
        1 => (deal(), who()).prop_map(|(id, owner)| Step::Do("ada", json!({"set": id, "with": {"owner": owner}}))),
        3 => (who(), deal(), amount()).prop_map(|(who, id, n)| {
            Step::Do(who, json!({"move": id, "do": "offer", "with": {"amount": n}}))
        }),
        5 => (prop::sample::select(vec!["ana", "bo", "mia", "ada"]), deal(), amount()).prop_map(|(who, id, n)| {
            Step::Do(who, json!({"move": id, "do": "win", "with": {"price": n}}))
        }),
        2 => (who(), deal(), prop::sample::select(vec!["back", "lose", "reopen", "hurry"])).prop_map(|(who, id, verb)| {
            Step::Do(who, json!({"move": id, "do": verb}))
        }),
        6 => (who(), deal(), any::<bool>()).prop_map(|(who, id, yes)| {
            let verb = if yes { "approve" } else { "reject" };
            Step::Do(who, json!({verb: id, "comment": "so"}))
        }),
        1 => (who(), deal()).prop_map(|(who, id)| Step::Do(who, json!({"withdraw": id}))),
        1 => (deal(), amount()).prop_map(|(id, n)| {
            Step::Do("ada", json!({"move": id, "do": "win", "with": {"price": n}, "override": "must"}))
        }),
        2 => prop::sample::select(vec!["30m", "3h", "1bd", "4d"]).prop_map(Step::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_breaks(steps in prop::collection::vec(step(), 10..40)) {
        let world = World::of(DEAL);
        world.does("ana", json!({"new": "account"}));
        world.does("ana", json!({"new": "account"}));
        for step in steps {
            match step {
                Step::Do(who, command) => _ = world.tries(who, command),
                Step::Wait(length) => world.waits(length),
            }
            world.verifies();
        }
    }
}
