//! Approval chains: who is asked, in which order, what their answers lead to.

use salesflow::model::{Body, record::SeatState};
use serde_json::json;

use crate::world::World;

/// A deal whose `win` needs the chain `ok`; `chain` and `steps` are its text, `win` more of the transition.
fn world(chain: &str, steps: &[&str], win: &str) -> World {
    World::of(&policy(chain, steps, win))
}

fn policy(chain: &str, steps: &[&str], win: &str) -> String {
    let steps: String = steps.iter().map(|step| format!("[[approval.ok.step]]\n{step}\n")).collect();
    format!(
        r#"
== workflows/deal.toml
id_format = "D-{{seq:1}}"
label = "{{id}}"
[field]
amount = {{ type = "money", default = 500 }}
note   = {{ type = "text" }}
state  = {{ type = "text" }}
[stage.open]
[stage.review]
[stage.back]
[stage.won]
end = "won"
[stage.lost]
end = "lost"
[transition.win]
from = "open"
to = "won"
approval = "ok"
{win}
[transition.lose]
from = "*"
to = "lost"
[transition.resume]
from = ["back", "review", "open"]
to = "open"
[transition.inspect]
from = "open"
to = "review"
[transition.park]
from = "open"
to = "back"
== rules/approve.toml
[approval.ok]
{chain}
{steps}"#
    )
}

const MANAGER: &str = "id = \"manager\"\nwho = \"manager_of(requester)\"";
const LEGAL: &str = "id = \"legal\"\nwho = \"role:legal\"";
const MONEY: &str = "id = \"money\"\nwho = \"role:finance\"";

/// Ana's deal, submitted.
fn submitted(world: &World) -> String {
    let id = world.does("ana", json!({"new": "deal"}));
    world.does("ana", json!({"move": id, "do": "win"}));
    id
}

#[test]
fn one_step_after_the_other() {
    let world = world("", &[MANAGER, LEGAL, MONEY], "");
    let id = submitted(&world);
    world.expect(&id).stage("open").chain("running").seats([("manager", "mia")]).waiting_for(["mia"]);
    world.refuses("lee", json!({"approve": id}), "waiting");
    world.refuses("bo", json!({"approve": id}), "not_permitted");
    world.refuses("ana", json!({"approve": id}), "not_permitted");
    world.does("mia", json!({"approve": id}));
    world.refuses("mia", json!({"approve": id}), "closed");
    world.expect(&id).seats([("legal", "lee")]);
    world.does("lee", json!({"approve": format!("{id}~2")}));
    world.expect(&id).seats([("money", "fin+fay")]).waiting_for(["fin", "fay"]);
    world.does("fay", json!({"approve": id, "comment": "fine"}));
    world.expect(&id).stage("won").outcome("won").chain("approved").waiting_for([]);
    world.refuses("fin", json!({"approve": id}), "conflict");
    world.refuses("fin", json!({"approve": format!("{id}~3")}), "conflict");
    world.refuses("fin", json!({"approve": format!("{id}~4")}), "not_found");
    world.refuses("bo", json!({"approve": format!("{id}~3")}), "not_permitted");
}

#[test]
fn all_must_say_yes_and_one_no_ends_it_early() {
    let all = "id = \"both\"\nwho = [\"role:legal\", \"role:finance\", \"role:manager\"]\nmode = \"all\"";
    let world = world("", &[all, MANAGER], "");
    let id = submitted(&world);
    world.expect(&id).seats([("both", "lee"), ("both", "fin+fay"), ("both", "mia")]);
    world.does("lee", json!({"approve": id}));
    world.refuses("fin", json!({"reject": id}), "missing_fields");
    world.does("fin", json!({"reject": id, "comment": "too dear"}));
    world.expect(&id).stage("open").chain("rejected").waiting_for(["ana"]);
    let record = world.record(&id);
    assert_eq!(record.chains[0].steps[0].seats[2].state, SeatState::NotNeeded);
    world.refuses("mia", json!({"approve": id}), "closed");
    world.refuses("fay", json!({"approve": id}), "conflict");
    world.refuses("fin", json!({"approve": id}), "closed");
    // Once more, and all say yes: Mia once for both her seats.
    world.does("ana", json!({"move": id, "do": "win"}));
    for person in ["mia", "fay", "lee"] {
        world.does(person, json!({"approve": id}));
    }
    world.expect(&id).stage("won");
}

#[test]
fn one_who_is_asked_again_later_is_told_to_wait() {
    let world = world("", &[MANAGER, LEGAL], "");
    let id = submitted(&world);
    world.does("mia", json!({"approve": id}));
    world.does("lee", json!({"reject": id, "comment": "no"}));
    world.refuses("lee", json!({"approve": id}), "closed");
    world.does("ana", json!({"move": id, "do": "win"}));
    // Lee's seat of the first run is over; that of the second is to come.
    world.refuses("lee", json!({"approve": id}), "waiting");
    world.does("mia", json!({"approve": id}));
    world.does("lee", json!({"approve": id}));
    world.expect(&id).outcome("won");
}

#[test]
fn any_yes_is_enough_and_only_the_last_no_ends_it() {
    let any = "id = \"any\"\nwho = [\"role:legal\", \"role:finance\"]\nmode = \"any\"";
    let world = world("", &[any], "");
    let id = submitted(&world);
    world.does("lee", json!({"reject": id, "comment": "no"}));
    world.expect(&id).chain("running");
    world.does("fin", json!({"approve": id}));
    world.expect(&id).stage("won");
    let id = submitted(&world);
    world.does("lee", json!({"approve": id}));
    world.expect(&id).stage("won");
    world.refuses("fin", json!({"approve": id}), "closed");
    let id = submitted(&world);
    world.does("fay", json!({"reject": id, "comment": "no"}));
    world.does("lee", json!({"reject": id, "comment": "no"}));
    world.expect(&id).stage("open").chain("rejected");
}

#[test]
fn a_step_whose_condition_fails_is_skipped_or_ends_the_chain() {
    let step = |end: &str| format!("{LEGAL}\nwhen = \"amount > 1000\"\nelse = \"{end}\"");
    let id = "D-1";
    let skip = world("", &[&step("skip"), MANAGER], "");
    submitted(&skip);
    skip.expect(id).seats([("manager", "mia")]);
    let approve = world("", &[&step("approve"), MANAGER], "");
    submitted(&approve);
    approve.expect(id).stage("won").chain("approved");
    let reject = world("", &[&step("reject"), MANAGER], "rejected = { to = \"back\" }");
    submitted(&reject);
    reject.expect(id).stage("back").chain("rejected");
    // It is asked when the step is reached, not when the chain begins.
    let late = world("editable = [\"amount\"]", &[MANAGER, &step("skip")], "");
    submitted(&late);
    late.does("ana", json!({"set": id, "with": {"amount": 2000}}));
    late.does("mia", json!({"approve": id}));
    late.expect(id).seats([("legal", "lee")]);
}

#[test]
fn no_step_at_all() {
    let never = format!("{LEGAL}\nwhen = \"amount > 1000\"");
    let refuse = world("", &[&never], "");
    let id = refuse.does("ana", json!({"new": "deal"}));
    refuse.refuses("ana", json!({"move": id, "do": "win"}), "nobody");
    let approve = world("no_step = \"approve\"", &[&never], "");
    submitted(&approve);
    approve.expect("D-1").stage("won");
    let reject = world("no_step = \"reject\"", &[&never], "rejected = { set = { state = \"no\" } }");
    submitted(&reject);
    reject.expect("D-1").stage("open").chain("rejected").has("state", "no");
}

const SELLERS: &str = "id = \"self\"\nwho = \"requester\"";

#[test]
fn the_requester_does_not_approve_what_he_asked_for() {
    let escalate = world("", &[SELLERS], "");
    submitted(&escalate);
    escalate.expect("D-1").seats([("self", "mia")]);
    escalate.refuses("ana", json!({"approve": "D-1"}), "not_permitted");
    let skip = world("self = \"skip\"", &[SELLERS, LEGAL], "");
    submitted(&skip);
    skip.expect("D-1").seats([("legal", "lee")]);
    let ask = world("self = \"ask\"", &[SELLERS], "");
    submitted(&ask);
    ask.expect("D-1").seats([("self", "ana")]);
    ask.does("ana", json!({"approve": "D-1"}));
    ask.expect("D-1").stage("won");
    let refuse = world("self = \"refuse\"", &[LEGAL, SELLERS], "");
    submitted(&refuse);
    let no = refuse.refuses("lee", json!({"approve": "D-1"}), "separation_of_duties");
    assert_eq!(no.details["person"], "ana");
    refuse.expect("D-1").seats([("legal", "lee")]);
    // A role that others hold too is theirs.
    let others = world("self = \"refuse\"", &[MONEY], "who = \"anyone\"");
    let id = others.does("fin", json!({"new": "deal"}));
    others.does("fin", json!({"move": id, "do": "win"}));
    others.expect(&id).seats([("money", "fay")]);
    others.refuses("fin", json!({"approve": id}), "not_permitted");
}

const EMPTY: &str = "id = \"empty\"\nwho = \"role:nobody\"";

#[test]
fn a_seat_without_anybody() {
    let escalate = world("", &[EMPTY], "who = \"anyone\"");
    submitted(&escalate);
    escalate.expect("D-1").seats([("empty", "mia")]);
    // Zoe has nobody above her, and the last resort is herself.
    let id = escalate.does("zoe", json!({"new": "deal"}));
    escalate.refuses("zoe", json!({"move": id, "do": "win"}), "nobody");
    // Ada is in the company itself; Lee asks and Zoe decides.
    let id = escalate.does("lee", json!({"new": "deal"}));
    escalate.does("lee", json!({"move": id, "do": "win"}));
    escalate.expect(&id).seats([("empty", "zoe")]);
    let skip = world("nobody = \"skip\"", &[EMPTY, LEGAL], "");
    submitted(&skip);
    skip.expect("D-1").seats([("legal", "lee")]);
    let refuse = world("nobody = \"refuse\"", &[LEGAL, EMPTY], "");
    submitted(&refuse);
    let no = refuse.refuses("lee", json!({"approve": "D-1"}), "nobody");
    assert_eq!((&no.details["step"], &no.details["who"]), (&json!("empty"), &json!("role:nobody")));
    refuse.expect("D-1").seats([("legal", "lee")]);
}

#[test]
fn one_person_is_asked_as_often_as_the_chain_says() {
    let steps = [MANAGER, LEGAL, "id = \"boss\"\nwho = \"role:manager\"", "id = \"again\"\nwho = \"person:mia\""];
    let run = |rule: &str| {
        let world = world(&format!("same_person = \"{rule}\""), &steps, "");
        let id = submitted(&world);
        world.does("mia", json!({"approve": id}));
        world.does("lee", json!({"approve": id}));
        (world, id)
    };
    let (once, id) = run("once");
    once.expect(&id).stage("won");
    let because: Vec<_> = once
        .history(&id)
        .into_iter()
        .filter_map(|event| match event.body {
            Body::Decided { because, .. } => because,
            _ => None,
        })
        .collect();
    assert_eq!(because.len(), 2);
    let (adjacent, id) = run("adjacent");
    adjacent.expect(&id).seats([("boss", "mia")]);
    adjacent.does("mia", json!({"approve": id}));
    adjacent.expect(&id).stage("won");
    let (every, id) = run("every_step");
    every.does("mia", json!({"approve": id}));
    every.expect(&id).seats([("again", "mia")]);
    every.does("mia", json!({"approve": id}));
    every.expect(&id).stage("won");
}

#[test]
fn three_seats_in_a_row_of_one_person_are_one_question() {
    let steps = [MANAGER, "id = \"boss\"\nwho = \"role:manager\"", "id = \"again\"\nwho = \"person:mia\""];
    let world = world("same_person = \"adjacent\"", &steps, "");
    let id = submitted(&world);
    world.does("mia", json!({"approve": id}));
    world.expect(&id).stage("won");
}

#[test]
fn who_stands_in_for_nobody_is_not_asked_twice_either() {
    let world = world("", &[MANAGER, EMPTY, LEGAL], "");
    let id = submitted(&world);
    world.does("mia", json!({"approve": id}));
    world.expect(&id).seats([("legal", "lee")]);
}

#[test]
fn when_a_reason_is_owed() {
    let always = world("", &[&format!("{LEGAL}\ncomment = \"always\"")], "");
    let id = submitted(&always);
    let no = always.refuses("lee", json!({"approve": id}), "missing_fields");
    assert_eq!(no.details["fields"], json!(["comment"]));
    always.refuses("lee", json!({"approve": id, "comment": "  "}), "missing_fields");
    always.does("lee", json!({"approve": id, "comment": "fine"}));
    let never = world("comment = \"never\"", &[LEGAL], "");
    let id = submitted(&never);
    never.does("lee", json!({"reject": id}));
    never.expect(&id).chain("rejected");
}

fn deadline(then: &str) -> String {
    format!("{LEGAL}\ndeadline = \"1bd\"\non_deadline = {then}")
}

#[test]
fn a_deadline_passes() {
    let late = |then: &str| {
        let world = world("", &[&deadline(then)], "");
        let id = submitted(&world);
        world.waits("1bd");
        (world, id)
    };
    let (world, id) = late("\"escalate\"");
    world.expect(&id).seats([("legal", "zoe")]).waiting_for(["zoe"]);
    assert!(world.inbox("lee").is_empty());
    world.refuses("lee", json!({"approve": id}), "closed");
    world.does("zoe", json!({"approve": id}));
    world.expect(&id).stage("won");
    let (world, id) = late("\"approve\"");
    world.expect(&id).stage("won").chain("approved");
    let (world, id) = late("\"reject\"");
    world.expect(&id).stage("open").chain("rejected");
    let (world, id) = late("\"remind\"");
    world.expect(&id).seats([("legal", "lee")]);
    assert_eq!(world.told("lee"), ["D-1"]);
    world.waits("5bd");
    assert_eq!(world.told("lee").len(), 1);
    let (world, id) = late("{ to = \"role:finance\" }");
    world.expect(&id).seats([("legal", "fin+fay")]);
    let (world, id) = late("{ to = \"role:nobody\" }");
    world.expect(&id).seats([("legal", "lee")]);
    assert!(world.fired(&id)[0].2.is_some());
}

#[test]
fn a_deadline_does_not_hand_the_seat_to_who_asked() {
    // Mia asks; Lee, who is Zoe's, lets it pass. With Lee under Mia it would come back to her.
    let text = policy("", &[&deadline("\"escalate\"")], "");
    let world = World::of(&text.replace(
        "== rules/approve.toml",
        "== org/more.toml\n[unit.law]\nparent = \"company\"\nhead = \"mia\"\n[person.leo]\nunit = \"law\"\n[role.x]\n== rules/approve.toml",
    ).replace("role:legal", "person:leo"));
    let id = world.does("mia", json!({"new": "deal"}));
    world.does("mia", json!({"move": id, "do": "win"}));
    world.expect(&id).seats([("legal", "leo")]);
    world.waits("1bd");
    world.expect(&id).seats([("legal", "zoe")]);
}

#[test]
fn a_deadline_counts_business_time_and_ends_with_the_decision() {
    let world = world("", &[&deadline("\"reject\"")], "");
    world.becomes("2026-03-06T17:00");
    let id = submitted(&world);
    world.becomes("2026-03-09T16:59");
    world.expect(&id).chain("running");
    world.does("lee", json!({"approve": id}));
    world.waits("5bd");
    world.expect(&id).stage("won");
    assert!(world.fired(&id).is_empty());
}

#[test]
fn the_requester_calls_it_back_and_nobody_else() {
    let world =
        world("", &[LEGAL], "meanwhile = \"review\"\nwithdrawn = { to = \"back\", set = { state = \"recalled\" } }");
    let id = submitted(&world);
    world.expect(&id).stage("review");
    world.refuses("bo", json!({"withdraw": id}), "not_permitted");
    world.refuses("lee", json!({"withdraw": id}), "not_permitted");
    world.does("ana", json!({"withdraw": id, "comment": "wrong price"}));
    world.expect(&id).stage("back").chain("withdrawn").has("state", "recalled");
    world.refuses("ana", json!({"withdraw": id}), "closed");
    world.refuses("lee", json!({"approve": id}), "closed");
    let id = submitted(&world);
    world.does("ada", json!({"withdraw": id}));
    let id = world.does("ana", json!({"new": "deal"}));
    world.refuses("ana", json!({"withdraw": id}), "not_allowed_here");
    let nobody = self::world("withdraw = []", &[LEGAL], "");
    let id = submitted(&nobody);
    nobody.refuses("ana", json!({"withdraw": id}), "not_permitted");
}

#[test]
fn a_running_chain_locks_the_record_and_keeps_its_token() {
    let world = world("editable = [\"note\"]\neditable_by = [\"approver\", \"role:finance\"]", &[LEGAL, MONEY], "");
    let id = submitted(&world);
    let no = world.refuses("ana", json!({"set": id, "with": {"amount": 1, "note": "x"}}), "locked");
    assert_eq!(no.details["fields"], json!(["amount"]));
    world.does("ana", json!({"set": id, "with": {"note": "x"}}));
    world.does("lee", json!({"set": id, "with": {"amount": 600}}));
    // Whom the lock does not bind may change it, work or none.
    world.does("fay", json!({"set": id, "with": {"amount": 650}}));
    world.refuses("bo", json!({"set": id, "with": {"note": "y"}}), "not_permitted");
    let no = world.refuses("ana", json!({"move": id, "do": "win"}), "waiting");
    assert_eq!(no.details["approval"], "ok");
    world.refuses("ana", json!({"move": id, "do": "resume"}), "waiting");
    world.does("lee", json!({"approve": id}));
    world.refuses("lee", json!({"set": id, "with": {"amount": 1}}), "not_permitted");
    world.does("fin", json!({"set": id, "with": {"amount": 700}}));
    world.does("ana", json!({"move": id, "do": "lose"}));
    world.expect(&id).stage("lost").chain("withdrawn");
    assert!(world.inbox("fin").is_empty());
}

#[test]
fn what_was_asked_is_seen_while_it_is_decided_and_kept_when_approved() {
    let win = r#"ask = ["amount", { id = "why", type = "text" }]
meanwhile = "review"
submitted = { set = { state = "=ask.why" } }
rejected = { to = "back", set = { state = "='no: ' + ask.why" } }
set = { note = "=ask.why + ' by ' + text(requester)" }"#;
    let steps = [MANAGER, "id = \"legal\"\nwho = \"role:legal\"\nwhen = \"amount > 1000 and ask.why != 'small'\""];
    let text = policy("", &steps, win)
        .replace("[stage.review]", "[stage.review]\nrequire = [{ field = \"note\", when = \"amount > 5000\" }]");
    let world = World::of(&text);
    let id = world.does("ana", json!({"new": "deal"}));
    let win = |amount: i64| json!({"move": id, "do": "win", "with": {"amount": amount, "why": "big"}});
    world.refuses("ana", json!({"move": id, "do": "win", "with": {"amount": 5}}), "missing_fields");
    // The stage it waits in sees the answer too.
    world.refuses("ana", win(6000), "missing_fields");
    world.does("ana", win(2000));
    world.expect(&id).stage("review").has("amount", "500").has("state", "big");
    world.does("mia", json!({"approve": id}));
    world.expect(&id).seats([("legal", "lee")]);
    world.does("lee", json!({"reject": id, "comment": "no"}));
    world.expect(&id).stage("back").has("amount", "500").has("state", "no: big").waiting_for(["ana"]);
    world.does("ana", json!({"move": id, "do": "resume"}));
    world.does("ana", win(3000));
    world.does("mia", json!({"approve": id}));
    world.does("lee", json!({"approve": id}));
    world.expect(&id).stage("won").has("amount", "3000").has("note", "big by ana");
}

#[test]
fn the_first_approval_whose_condition_holds_or_none_or_refused() {
    let win = |list: &str| policy("", &[LEGAL], "").replace("approval = \"ok\"\n", &format!("approval = {list}\n"));
    let text = win(r#"[{ chain = "ok", when = "amount > 1000" }]"#);
    let world = World::of(&text);
    submitted(&world);
    world.expect("D-1").stage("won").chain("none");
    let world = World::of(&win(r#"[{ chain = "ok", when = "amount > 1000" }, "refuse"]"#));
    let id = world.does("ana", json!({"new": "deal"}));
    world.refuses("ana", json!({"move": id, "do": "win"}), "guard");
    world.does("ana", json!({"set": id, "with": {"amount": 1001}}));
    world.does("ana", json!({"move": id, "do": "win"}));
    world.expect(&id).seats([("legal", "lee")]);
}

#[test]
fn rules_that_refuse_the_last_decision_leave_its_seat_open() {
    let text = policy("", &[MANAGER, LEGAL], "").replace("[stage.won]", "[stage.won]\nrequire = [\"note\"]");
    let world = World::of(&text.replace("[approval.ok]", "[approval.ok]\neditable = [\"note\"]"));
    let id = submitted(&world);
    world.does("mia", json!({"approve": id}));
    let no = world.refuses("lee", json!({"approve": id}), "missing_fields");
    assert_eq!(no.details["fields"], json!(["note"]));
    world.expect(&id).chain("running").seats([("legal", "lee")]);
    world.does("ana", json!({"set": id, "with": {"note": "x"}}));
    world.does("lee", json!({"approve": id}));
    world.expect(&id).stage("won");
}

#[test]
fn two_at_once_and_one_of_them_wins() {
    let world = world("", &[MONEY], "");
    let id = submitted(&world);
    let both =
        world.do_together(vec![("fin", json!({"approve": id})), ("fay", json!({"reject": id, "comment": "no"}))]);
    assert_eq!(both, [Ok(()), Err("conflict")]);
    world.expect(&id).stage("won");
}

#[test]
fn several_seats_of_one_person_are_named_by_step() {
    let text = policy("same_person = \"every_step\"", &["id = \"both\"\nwho = [\"role:legal\", \"person:lee\"]"], "");
    let world = World::of(&text);
    let id = submitted(&world);
    world.refuses("lee", json!({"approve": id}), "usage");
    world.does("lee", json!({"approve": format!("{id}~1")}));
    world.does("lee", json!({"approve": id, "step": "both"}));
    world.expect(&id).stage("won");
}
