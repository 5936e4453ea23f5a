//! Two callers at once, for one seat, one piece of stock, one credit limit, one task: exactly one has it, always.

use std::{sync::Barrier, thread};

use serde_json::{Value as Json, json};

use crate::world::World;

const HOUSE: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[stage.open]
[stage.calling.task.call]
who = ["person:ana", "person:bo"]
give = "offer"
[stage.won]
end = "won"
[transition.sign]
from = "open"
to = "won"
approval = "deal"
[transition.call]
from = "open"
to = "calling"
[transition.win]
from = "calling"
to = "won"
== workflows/customer.toml
id_format = "C-{seq:1}"
[field]
limit = { type = "money", required = true }
== workflows/stock.toml
id_format = "S-{seq:1}"
[field]
pieces = { type = "number", required = true }
== workflows/order.toml
id_format = "O-{seq:1}"
[field]
customer = { type = "ref", of = "customer" }
stock    = { type = "ref", of = "stock" }
[stage.draft]
[stage.placed]
[stage.gone]
end = "done"
[transition.place]
from = "draft"
to = "placed"
reserve = [{ balance = "credit", amount = "=60" }]
[transition.take]
from = "draft"
to = "placed"
reserve = [{ balance = "stock", amount = "=1" }]
[transition.go]
from = "placed"
to = "gone"
== rules/rules.toml
[balance.credit]
of = "customer"
total = "limit"
[balance.stock]
of = "stock"
total = "pieces"
[approval.deal]
[[approval.deal.step]]
id = "finance"
who = "role:finance"
comment = "never"
"#;

/// What each race may be lost by.
const LOST: [&str; 3] = ["conflict", "limit", "closed"];

/// Two callers start together; one is done, the other refused, and what the loser hears says why.
fn one_of(world: &World, calls: [(&str, Json); 2]) -> String {
    let start = Barrier::new(2);
    let answers: Vec<Option<String>> = thread::scope(|scope| {
        let callers = calls.map(|(who, command)| {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                world.answered(who, command).err().map(|refusal| refusal.code.word().to_owned())
            })
        });
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    let lost: Vec<&String> = answers.iter().flatten().collect();
    assert_eq!(lost.len(), 1, "{answers:?}");
    assert!(LOST.contains(&lost[0].as_str()), "{answers:?}");
    lost[0].clone()
}

fn race(rounds: usize) {
    let world = World::of(HOUSE);
    let customer = world.does("ana", json!({"new": "customer", "with": {"limit": 100}}));
    let stock = world.does("ana", json!({"new": "stock", "with": {"pieces": 1}}));
    let order = |with: Json| world.does("ana", json!({"new": "order", "with": with}));
    let gone = |id: &str| world.record(id).stages().any(|stage| &**stage == "placed");
    for round in 0..rounds {
        let deal = world.does("ana", json!({"new": "deal"}));
        world.does("ana", json!({"move": deal, "do": "sign"}));
        let yes = ("fin", json!({"approve": deal}));
        let other = if round % 2 == 0 { json!({"approve": deal}) } else { json!({"reject": deal}) };
        assert_eq!(one_of(&world, [yes, ("fay", other)]), "conflict");

        let lead = world.does("ana", json!({"new": "deal"}));
        world.does("ana", json!({"move": lead, "do": "call"}));
        assert_eq!(one_of(&world, [("ana", json!({"claim": lead})), ("bo", json!({"claim": lead}))]), "conflict");
        let holder = world.record(&lead).work[0].holder.clone().unwrap();
        world.does(&holder, json!({"done": lead}));
        world.does("ana", json!({"move": lead, "do": "win"}));

        for (with, verb) in [(json!({"customer": customer}), "place"), (json!({"stock": stock}), "take")] {
            let orders = [order(with.clone()), order(with)];
            let calls = [0, 1].map(|n| ("ana", json!({"move": orders[n], "do": verb})));
            assert_eq!(one_of(&world, calls), "limit");
            // What has it gives it back for the next round.
            let winner = orders.iter().find(|id| gone(id)).unwrap();
            world.does("ana", json!({"move": winner, "do": "go"}));
        }
    }
}

#[test]
fn of_two_at_once_one_wins() {
    race(50);
}

#[test]
#[ignore = "long: cargo test --release --test engine -- --ignored ten_thousand"]
fn of_two_at_once_one_wins_in_ten_thousand_rounds() {
    race(10_000);
}
