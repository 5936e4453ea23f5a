//! Work in stages: who it comes to, what is done with it, what keeps a record until it is done.

use serde_json::json;

use crate::world::World;

const VISIT: &str = r#"
== org.toml
[unit.company]
head = "zoe"
[unit.sales]
parent = "company"
head = "mia"
[person.ana]
unit = "sales"
roles = ["seller", "surveyor"]
skills = ["pumps"]
[person.bo]
unit = "sales"
roles = ["seller", "surveyor"]
skills = ["pumps", "valves"]
[person.cy]
unit = "sales"
roles = ["surveyor"]
skills = ["valves"]
[person.mia]
unit = "sales"
roles = ["manager"]
[person.zoe]
unit = "company"
[person.ada]
unit = "company"
[role.seller]
[role.surveyor]
[role.manager]
== workflows/visit.toml
id_format = "V-{seq:1}"
[field]
size = { type = "number" }
[stage.plan]
checklist = ["Budget known", { id = "papers", title = "Papers ready", who = "role:manager", when = "size > 10" }]
[stage.onsite]
one_at_a_time = true
[stage.onsite.task.survey]
who = "role:surveyor"
where = "'pumps' in person.skills"
form = { finding = { type = "text", required = true }, size = {} }
deadline = "2bd"
remind = { every = "4bh", at_most = 2 }
allow = { skip = ["role:manager"], restart = true, redo = true }
[stage.onsite.task.sample]
who = "role:surveyor"
needs = ["survey"]
prefer_same_as = "survey"
[stage.onsite.task.photos]
required = false
ahead = ["plan"]
[stage.report]
[stage.done]
end = "done"
[transition.go]
from = "plan"
to = "onsite"
[transition.report]
from = "onsite"
to = "report"
when = "form.survey.finding != 'wet'"
[transition.close]
from = "report"
to = "done"
[transition.drop]
from = "*"
to = "done"
"#;

fn onsite(world: &World) -> String {
    let id = world.does("ana", json!({"new": "visit"}));
    world.does("ana", json!({"check_off": id, "item": "Budget known"}));
    world.does("ana", json!({"move": id, "do": "go"}));
    id
}

#[test]
fn a_record_goes_on_when_its_items_are_checked_off() {
    let world = World::of(VISIT);
    let id = world.does("ana", json!({"new": "visit", "with": {"size": 20}}));
    let no = world.refuses("ana", json!({"move": id, "do": "go"}), "unfinished");
    assert_eq!(no.details["unfinished"], json!(["Budget known", "papers"]));
    world.does("ana", json!({"check_off": id, "item": "Budget known"}));
    world.refuses("ana", json!({"check_off": id, "item": "papers"}), "not_permitted");
    world.refuses("ana", json!({"check_off": id, "item": "Paper"}), "not_found");
    world.refuses("bo", json!({"check_off": id, "item": "Budget known", "undo": true}), "not_permitted");
    world.does("mia", json!({"check_off": id, "item": "Papers ready"}));
    world.does("ana", json!({"check_off": id, "item": "Budget known", "undo": true}));
    world.refuses("ana", json!({"move": id, "do": "go"}), "unfinished");
    world.does("ana", json!({"set": id, "with": {"size": 2}}));
    world.does("ana", json!({"check_off": id, "item": "Budget known"}));
    world.does("ana", json!({"move": id, "do": "go"}));
    world.expect(&id).stage("onsite");
}

#[test]
fn work_is_offered_to_those_who_fit_and_the_first_taker_has_it() {
    let world = World::of(VISIT);
    let id = onsite(&world);
    world.expect(&id).stage("onsite").waiting_for(["ana", "bo"]);
    world.refuses("cy", json!({"claim": id, "task": "survey"}), "not_permitted");
    world.does("bo", json!({"claim": id}));
    world.refuses("ana", json!({"claim": id, "task": "survey"}), "conflict");
    world.does("bo", json!({"release": id}));
    world.does("ana", json!({"start": id, "task": "survey"}));
    world.refuses("bo", json!({"claim": id}), "conflict");
    world.refuses("ana", json!({"done": id, "task": "survey"}), "missing_fields");
    world.does("ana", json!({"done": id, "task": "survey", "with": {"finding": "dry", "size": 7}}));
    world.expect(&id).has("size", "7");
    world.refuses("ana", json!({"done": format!("{id}~2")}), "closed");
}

#[test]
fn what_needs_something_else_waits_for_it_and_goes_to_who_did_it() {
    let world = World::of(VISIT);
    let id = onsite(&world);
    world.refuses("cy", json!({"start": id, "task": "sample"}), "waiting");
    world.does("bo", json!({"done": id, "task": "survey", "with": {"finding": "dry"}}));
    let holders: Vec<String> = world
        .record(&id)
        .open_work()
        .flat_map(|run| run.offered.iter().map(|p| p.to_string()).collect::<Vec<_>>())
        .collect();
    assert_eq!(holders, ["bo"]);
    world.refuses("ana", json!({"move": id, "do": "report"}), "unfinished");
    world.does("bo", json!({"done": id, "task": "sample"}));
    world.does("ana", json!({"move": id, "do": "report"}));
    let photos = world.record(&id);
    assert_eq!(photos.latest("photos").unwrap().state.word(), "not_needed");
}

#[test]
fn answers_of_a_form_can_be_read_by_what_follows() {
    let world = World::of(VISIT);
    let id = onsite(&world);
    world.does("bo", json!({"done": id, "task": "survey", "with": {"finding": "wet"}}));
    world.does("bo", json!({"done": id, "task": "sample"}));
    world.refuses("ana", json!({"move": id, "do": "report"}), "guard");
}

#[test]
fn two_tasks_of_a_stage_are_never_done_at_once_where_it_says_so() {
    let world = World::of(VISIT);
    let id = onsite(&world);
    world.does("bo", json!({"start": id, "task": "survey"}));
    world.refuses("ana", json!({"start": id, "task": "photos"}), "queued");
    world.does("bo", json!({"suspend": id, "task": "survey"}));
    world.does("ana", json!({"start": id, "task": "photos"}));
    world.refuses("bo", json!({"done": id, "task": "survey", "with": {"finding": "x"}}), "waiting");
    world.does("ana", json!({"done": id, "task": "photos"}));
    world.does("bo", json!({"resume": id}));
    world.does("bo", json!({"done": id, "task": "survey", "with": {"finding": "x"}}));
}

#[test]
fn an_act_the_task_does_not_allow_is_refused() {
    let world = World::of(VISIT);
    let id = onsite(&world);
    world.does("bo", json!({"claim": id}));
    world.refuses("bo", json!({"skip": format!("{id}~2")}), "not_permitted");
    // Who is let by name names the task, or its id.
    world.refuses("mia", json!({"skip": id}), "not_permitted");
    world.refuses("cy", json!({"skip": id, "task": "survey"}), "not_permitted");
    world.does("mia", json!({"skip": id, "task": "survey", "comment": "known"}));
    world.does("bo", json!({"start": id, "task": "sample"}));
    world.refuses("bo", json!({"skip": id}), "not_allowed_here");
    world.refuses("bo", json!({"restart": id}), "not_allowed_here");
    // Who need not do it may pass it over.
    world.does("ana", json!({"skip": id, "task": "photos"}));
}

#[test]
fn work_is_passed_on_with_what_was_done_or_lent_and_comes_back() {
    let world = World::of(VISIT);
    let id = onsite(&world);
    world.does("bo", json!({"start": id}));
    world.refuses("bo", json!({"transfer": id, "to": "cy"}), "not_permitted");
    world.does("bo", json!({"transfer": id, "to": "ana"}));
    world.refuses("bo", json!({"done": id, "task": "survey", "with": {"finding": "x"}}), "conflict");
    world.does("ana", json!({"delegate": id, "task": "survey", "to": "cy"}));
    world.does("cy", json!({"done": id, "task": "survey", "with": {"finding": "dry"}}));
    let run = world.record(&id).latest("survey").cloned().unwrap();
    assert_eq!((run.state.word(), run.holder.as_deref()), ("started", Some("ana")));
    world.does("ana", json!({"add_help": id, "task": "survey", "to": "bo"}));
    world.refuses("ana", json!({"done": format!("{id}~2")}), "waiting");
    world.does("bo", json!({"done": id, "comment": "looks fine"}));
    world.does("ana", json!({"done": format!("{id}~2")}));
    world.does("ana", json!({"redo": id, "task": "survey"}));
    let run = world.record(&id).latest("sample").cloned().unwrap();
    assert_eq!(run.state.word(), "planned");
    world.does("ana", json!({"restart": id, "task": "survey"}));
    world.refuses("ana", json!({"done": id, "task": "survey"}), "missing_fields");
}

#[test]
fn late_work_goes_to_the_manager_and_reminders_come_before() {
    let world = World::of(VISIT);
    let id = onsite(&world);
    world.does("bo", json!({"claim": id}));
    world.waits("1bd");
    assert_eq!(world.told("bo").len(), 2);
    world.waits("1bd");
    world.expect(&id).waiting_for(["ana", "mia"]);
    world.refuses("bo", json!({"done": id, "task": "survey", "with": {"finding": "late"}}), "not_permitted");
    world.does("mia", json!({"done": id, "task": "survey", "with": {"finding": "late"}}));
}

#[test]
fn a_rest_puts_the_deadline_off() {
    let world = World::of(VISIT);
    let id = onsite(&world);
    world.does("bo", json!({"start": id}));
    world.waits("1bd");
    world.does("bo", json!({"suspend": id, "until": "2026-03-06T09:00"}));
    world.becomes("2026-03-06T10:00");
    assert_eq!(world.record(&id).latest("survey").unwrap().state.word(), "started");
    world.becomes("2026-03-06T17:00");
    world.expect(&id).waiting_for(["ana", "bo"]);
    world.becomes("2026-03-09T09:00");
    world.expect(&id).waiting_for(["ana", "mia"]);
}

#[test]
fn what_may_be_done_ahead_of_its_turn_is_kept_when_the_turn_comes() {
    let world = World::of(VISIT);
    let id = world.does("ana", json!({"new": "visit"}));
    world.does("ana", json!({"done": id, "task": "photos"}));
    world.does("ana", json!({"check_off": id, "item": "Budget known"}));
    world.does("ana", json!({"move": id, "do": "go"}));
    let record = world.record(&id);
    assert_eq!(record.work.iter().filter(|run| &*run.task == "photos").count(), 1);
    assert_eq!(record.latest("photos").unwrap().state.word(), "done");
}

#[test]
fn work_of_the_owner_follows_the_owner() {
    let world = World::of(VISIT);
    let id = onsite(&world);
    world.does("ana", json!({"set": id, "with": {"owner": "mia"}}));
    world.refuses("ana", json!({"done": id, "task": "photos"}), "not_permitted");
    world.does("mia", json!({"done": id, "task": "photos"}));
}

#[test]
fn who_is_away_is_stood_in_for() {
    let world = World::of(VISIT);
    let id = onsite(&world);
    world.does("bo", json!({"claim": id}));
    world.refuses("cy", json!({"leave": "bo", "stand_in": "cy"}), "not_permitted");
    world.refuses("bo", json!({"leave": "bo", "stand_in": "bo"}), "invalid_value");
    world.does("bo", json!({"leave": "bo", "from": "2026-03-03", "until": "2026-03-05", "stand_in": "cy"}));
    world.does("cy", json!({"leave": "cy", "from": "2026-03-04", "until": "2026-03-05", "stand_in": "bo"}));
    assert!(world.inbox("cy").is_empty());
    world.becomes("2026-03-03T09:00");
    assert_eq!((world.inbox("cy"), world.inbox("bo").len()), (vec![id.clone()], 0));
    world.expect(&id).waiting_for(["ana", "cy"]);
    // Both away, each for the other: nobody is lost, and nothing goes round for ever.
    world.becomes("2026-03-04T08:00");
    assert_eq!((world.inbox("cy").len(), world.inbox("bo")), (0, vec![id.clone()]));
    // Who is back has their work again.
    world.does("mia", json!({"leave": "bo", "clear": true}));
    assert_eq!((world.inbox("bo"), world.inbox("cy").len()), (vec![id.clone()], 0));
    world.refuses("mia", json!({"leave": "bo", "clear": true}), "not_found");
}

#[test]
fn a_stand_in_acts_and_the_trail_names_both() {
    let world = World::of(VISIT);
    let id = onsite(&world);
    world.does("bo", json!({"claim": id}));
    world.does("bo", json!({"leave": "bo", "stand_in": "cy"}));
    world.does("cy", json!({"done": id, "task": "survey", "with": {"finding": "dry"}}));
    let because = world.history(&id).into_iter().filter_map(|event| match event.body {
        salesflow::model::Body::TaskActed { act, because, .. } if &*act == "done" => because,
        _ => None,
    });
    assert_eq!(because.collect::<Vec<_>>(), ["in place of bo"]);
}

#[test]
fn an_end_leaves_no_work_behind() {
    let world = World::of(VISIT);
    let id = onsite(&world);
    world.does("bo", json!({"start": id}));
    world.does("ana", json!({"move": id, "do": "drop"}));
    assert_eq!(world.record(&id).open_work().count(), 0);
    assert!(world.inbox("bo").is_empty());
    world.refuses("bo", json!({"done": id, "task": "survey", "with": {"finding": "x"}}), "closed");
}

/// One task of role surveyor with these keys.
fn desk(keys: &str, inbox: &str) -> World {
    let org = VISIT.split("== workflows").next().unwrap();
    World::of(&format!(
        "{}\n== workflows/job.toml\nid_format = \"J-{{seq:1}}\"\n[field]\nn = {{ type = \"number\" }}\n{inbox}\n\
         [stage.open]\n[stage.open.task.job]\nwho = \"role:surveyor\"\n{keys}\n[stage.done]\nend = \"done\"\n\
         [transition.close]\nfrom = \"open\"\nto = \"done\"\nauto = true\n",
        org.trim_start()
    ))
}

fn holder(world: &World, id: &str) -> String {
    let run = world.record(id).latest("job").cloned().unwrap();
    run.holder.unwrap_or_default().to_string()
}

#[test]
fn work_goes_round_in_turn_past_those_who_are_away() {
    let world = desk("give = \"one\"\npick = \"round_robin\"", "");
    let make = |n: i64| world.does("mia", json!({"new": "job", "with": {"n": n}}));
    let first: Vec<String> = (0..4).map(|n| holder(&world, &make(n))).collect();
    assert_eq!(first, ["ana", "bo", "cy", "ana"]);
    world.does("bo", json!({"leave": "bo"}));
    let later: Vec<String> = (0..3).map(|n| holder(&world, &make(n))).collect();
    assert_eq!(later, ["cy", "ana", "cy"]);
}

#[test]
fn the_least_loaded_gets_it_and_done_work_closes_the_record() {
    let world = desk("give = \"one\"\npick = \"least_load\"", "");
    let ids: Vec<String> = (0..3).map(|n| world.does("mia", json!({"new": "job", "with": {"n": n}}))).collect();
    assert_eq!(ids.iter().map(|id| holder(&world, id)).collect::<Vec<_>>(), ["ana", "bo", "cy"]);
    world.does("bo", json!({"done": ids[1]}));
    world.expect(&ids[1]).outcome("done");
    let next = world.does("mia", json!({"new": "job"}));
    assert_eq!(holder(&world, &next), "bo");
}

#[test]
fn who_has_enough_gets_no_more_until_something_is_done() {
    let world = desk("give = \"one\"\npick = \"least_load\"\nlimit = 1", "");
    let ids: Vec<String> = (0..5).map(|n| world.does("mia", json!({"new": "job", "with": {"n": n}}))).collect();
    assert_eq!(ids.iter().map(|id| holder(&world, id)).collect::<Vec<_>>(), ["ana", "bo", "cy", "", ""]);
    world.refuses("cy", json!({"start": ids[3]}), "waiting");
    world.does("cy", json!({"done": ids[2]}));
    assert_eq!(ids[3..].iter().map(|id| holder(&world, id)).collect::<Vec<_>>(), ["cy", ""]);
}

#[test]
fn who_declines_is_not_asked_again() {
    let world = desk("give = \"offer_one\"\nagain = false\npick = \"best\"\nbest = \"pick(person == 'cy', 2, 1)\"", "");
    let id = world.does("mia", json!({"new": "job"}));
    world.expect(&id).waiting_for(["cy"]);
    world.does("cy", json!({"decline": id}));
    world.expect(&id).waiting_for(["ana"]);
    world.does("ana", json!({"decline": id}));
    world.does("bo", json!({"decline": id}));
    // Nobody is left: it goes up the line, never nowhere.
    world.expect(&id).waiting_for(["zoe"]);
    world.does("zoe", json!({"done": id}));
    world.expect(&id).outcome("done");
}

#[test]
fn each_of_them_does_it() {
    let world = desk("give = \"all\"", "");
    let id = world.does("mia", json!({"new": "job"}));
    world.expect(&id).waiting_for(["ana", "bo", "cy"]);
    world.does("ana", json!({"done": id}));
    world.does("bo", json!({"done": id}));
    world.expect(&id).stage("open");
    world.does("cy", json!({"done": id}));
    world.expect(&id).outcome("done");
}

#[test]
fn ending_one_of_a_pile_begins_the_next_for_one_person_at_a_time() {
    let world = desk("begin = \"pile\"", "");
    let ids: Vec<String> = (0..3).map(|n| world.does("mia", json!({"new": "job", "with": {"n": n}}))).collect();
    world.does("ana", json!({"start": ids[0]}));
    world.refuses("bo", json!({"start": ids[1]}), "conflict");
    world.does("ana", json!({"done": ids[0]}));
    assert_eq!(holder(&world, &ids[1]), "ana");
    assert_eq!(world.record(&ids[1]).latest("job").unwrap().state.word(), "started");
    world.does("ana", json!({"done": ids[1]}));
    world.does("ana", json!({"done": ids[2]}));
    world.expect(&ids[2]).outcome("done");
}

#[test]
fn work_is_taken_in_the_order_of_the_inbox_where_it_is_strict() {
    let world = desk("", "[inbox]\norder = \"n\"\nstrict = true\nwip = 2");
    let ids: Vec<String> =
        [3, 9, 5].iter().map(|n| world.does("mia", json!({"new": "job", "with": {"n": n}}))).collect();
    world.refuses("ana", json!({"start": ids[0]}), "queued");
    world.does("ana", json!({"start": ids[1]}));
    world.refuses("bo", json!({"claim": ids[0]}), "queued");
    world.does("bo", json!({"done": ids[2]}));
    world.does("bo", json!({"claim": ids[0]}));
}

#[test]
fn nobody_works_on_more_than_is_good() {
    let world = desk("", "[inbox]\nwip = 1");
    let ids: Vec<String> = (0..2).map(|n| world.does("mia", json!({"new": "job", "with": {"n": n}}))).collect();
    world.does("ana", json!({"start": ids[0]}));
    world.refuses("ana", json!({"start": ids[1]}), "limit");
    world.does("ana", json!({"done": ids[0]}));
    world.does("ana", json!({"start": ids[1]}));
}

#[test]
fn duties_that_must_not_meet_are_refused_and_passed_over() {
    let world = World::of(&format!(
        "{}\n== workflows/bid.toml\nid_format = \"B-{{seq:1}}\"\n[stage.open]\n[stage.check]\n[stage.check.task.review]\n\
         who = \"role:surveyor\"\n[stage.done]\nend = \"done\"\n[transition.submit]\nfrom = \"open\"\nto = \"check\"\n\
         who = \"role:surveyor\"\n[transition.close]\nfrom = \"check\"\nto = \"done\"\nwho = \"anyone\"\n\
         == org/duties.toml\n[duty.submit_and_review]\nnever_both = [\"bid.submit\", \"bid.review\"]\n\
         [duty.make_and_close]\nnever_both = [\"bid.new\", \"bid.close\"]\nper = \"person\"\n",
        VISIT.split("== workflows").next().unwrap().trim_start()
    ));
    let id = world.does("mia", json!({"new": "bid"}));
    world.does("bo", json!({"move": id, "do": "submit"}));
    world.expect(&id).waiting_for(["ana", "cy"]);
    world.does("ana", json!({"claim": id}));
    let no = world.refuses("ana", json!({"transfer": id, "to": "bo"}), "separation_of_duties");
    assert_eq!(no.details["duty"], "submit_and_review");
    world.does("ana", json!({"done": id}));
    world.refuses("mia", json!({"move": id, "do": "close"}), "separation_of_duties");
    world.does("cy", json!({"move": id, "do": "close"}));
    // In general means on any record.
    let other = world.does("zoe", json!({"new": "bid"}));
    world.does("ana", json!({"move": other, "do": "submit"}));
    world.does("bo", json!({"done": other}));
    world.refuses("mia", json!({"move": other, "do": "close"}), "separation_of_duties");
    world.refuses("cy", json!({"new": "bid"}), "separation_of_duties");
}
