//! Work that changes hands: what keeps it from somebody, what begins anew, what goes on only when it can.

use salesflow::engine;
use serde_json::json;

use crate::world::World;

/// A workflow `job` with this stage `open`; Ana, Bo and Cy survey, Mia is their manager, Zoe hers.
fn jobs(inbox: &str, stage: &str) -> World {
    World::of(&format!(
        "== org.toml\n[unit.company]\nhead = \"zoe\"\n[unit.sales]\nparent = \"company\"\nhead = \"mia\"\n[role.surveyor]\n\
         [role.manager]\n[person]\nana = {{ unit = \"sales\", roles = [\"surveyor\"], skills = [\"pumps\"] }}\n\
         bo = {{ unit = \"sales\", roles = [\"surveyor\"], skills = [\"pumps\"] }}\n\
         cy = {{ unit = \"sales\", roles = [\"surveyor\"], skills = [] }}\nmia = {{ unit = \"sales\", roles = [\"manager\"] }}\n\
         zoe = {{ unit = \"company\" }}\nada = {{ unit = \"company\" }}\n== workflows/job.toml\nid_format = \"J-{{seq:1}}\"\n\
         {inbox}\n[field]\nn = {{ type = \"number\" }}\n{stage}\n[stage.done]\nend = \"done\"\n[transition.close]\nfrom = \"open\"\n\
         to = \"done\"\nauto = true\n"
    ))
}

fn new(world: &World, n: i64) -> String {
    world.does("mia", json!({"new": "job", "with": {"n": n}}))
}

fn state(world: &World, id: &str, task: &str) -> (String, String) {
    let run = world.record(id).latest(task).cloned().unwrap();
    (run.state.word().to_owned(), run.holder.unwrap_or_default().to_string())
}

const TWO: &str = "[stage.open.task.write]\nwho = \"role:surveyor\"\n[stage.open.task.check]\nwho = \"role:surveyor\"\n\
                   needs = [\"write\"]\nnot_same_as = \"write\"\n";

#[test]
fn what_must_not_be_in_one_hand_is_kept_apart_however_it_gets_there() {
    let world = jobs("", TWO);
    let id = new(&world, 1);
    world.does("bo", json!({"done": id, "task": "write"}));
    world.does("ana", json!({"claim": id, "task": "check"}));
    world.refuses("ana", json!({"transfer": id, "task": "check", "to": "bo"}), "separation_of_duties");
    world.refuses("ana", json!({"delegate": id, "task": "check", "to": "bo"}), "separation_of_duties");
    // Nor in somebody's place, whether they have begun it or not.
    world.does("ana", json!({"leave": "ana", "stand_in": "bo"}));
    world.refuses("bo", json!({"start": id, "task": "check"}), "separation_of_duties");
    world.does("mia", json!({"leave": "ana", "clear": true}));
    world.does("ana", json!({"start": id, "task": "check"}));
    world.does("ana", json!({"leave": "ana", "stand_in": "bo"}));
    let no = world.refuses("bo", json!({"done": id, "task": "check"}), "separation_of_duties");
    assert_eq!(no.details["person"], "bo");
    // But whoever wrote it may be asked what was meant.
    world.does("mia", json!({"leave": "ana", "clear": true}));
    world.does("ana", json!({"add_help": id, "task": "check", "to": "bo"}));
    world.does("bo", json!({"done": id, "comment": "as we said"}));
    world.does("ana", json!({"done": id, "task": "check"}));
    world.expect(&id).outcome("done");
}

#[test]
fn work_is_given_for_good_only_to_those_it_could_have_come_to() {
    let stage = "[stage.open.task.job]\nwho = \"role:surveyor\"\nwhere = \"'pumps' in person.skills\"\n\
                 allow = { transfer = true, delegate = true, restart = true }\n";
    let world = jobs("", stage);
    let id = new(&world, 1);
    world.does("bo", json!({"claim": id}));
    for verb in ["transfer", "restart"] {
        world.refuses("bo", json!({verb: id, "to": "cy"}), "not_permitted");
        world.refuses("bo", json!({verb: id, "to": "mia"}), "not_permitted");
        world.refuses("bo", json!({verb: id, "to": "nobody"}), "invalid_value");
    }
    // An opinion may be anybody's.
    world.does("bo", json!({"delegate": id, "to": "cy"}));
    world.does("cy", json!({"done": id}));
    world.does("bo", json!({"transfer": id, "to": "ana"}));
    assert_eq!(state(&world, &id, "job"), ("started".into(), "ana".into()));
    world.does("ana", json!({"restart": id, "to": "bo"}));
    assert_eq!(state(&world, &id, "job"), ("allocated".into(), "bo".into()));
}

const CLOCKED: &str = "[stage.open.task.job]\nwho = \"role:surveyor\"\nform = { found = { type = \"text\", required = true } }\n\
                       deadline = \"2d\"\non_deadline = [{ level = \"red\" }]\n\
                       allow = { restart = true, delegate = true, redo = true }\n\
                       [stage.open.task.last]\n";

#[test]
fn what_begins_anew_has_nothing_filled_in_and_its_clock_begins_anew() {
    let world = jobs("", CLOCKED);
    let id = new(&world, 1);
    world.does("bo", json!({"start": id, "task": "job"}));
    world.does("bo", json!({"delegate": id, "task": "job", "to": "zoe"}));
    world.does("zoe", json!({"done": id, "task": "job", "with": {"found": "dry"}}));
    world.waits("2d");
    assert_eq!(world.levels("job.job"), ["red"]);
    world.does("bo", json!({"restart": id, "task": "job"}));
    // Begun anew it is not late, and nothing of before is left but in the history.
    assert_eq!(world.levels("job.job"), ["red", "-"]);
    assert_eq!(state(&world, &id, "job"), ("allocated".into(), "bo".into()));
    world.refuses("bo", json!({"done": id, "task": "job"}), "missing_fields");
    world.waits("47h");
    assert_eq!(world.levels("job.job"), ["red", "-"]);
    world.waits("1h");
    assert_eq!(world.levels("job.job"), ["red", "-", "red"]);
}

#[test]
fn what_is_done_once_more_has_a_deadline_again() {
    let world = jobs("", CLOCKED);
    let id = new(&world, 1);
    world.refuses("bo", json!({"redo": id, "task": "job"}), "not_allowed_here");
    world.does("bo", json!({"done": id, "task": "job", "with": {"found": "dry"}}));
    world.waits("5d");
    world.does("bo", json!({"redo": id, "task": "job"}));
    world.waits("2d");
    assert_eq!(world.levels("job.job"), ["red"]);
    world.does("bo", json!({"done": id, "task": "job"}));
    world.refuses("bo", json!({"restart": id, "task": "job"}), "closed");
}

#[test]
fn what_rests_goes_on_only_where_it_could_be_begun() {
    let world = jobs("[inbox]\nwip = 1", "[stage.open.task.job]\nwho = \"role:surveyor\"\n");
    let (a, b) = (new(&world, 1), new(&world, 2));
    world.does("bo", json!({"start": a}));
    world.does("bo", json!({"suspend": a, "until": "2026-03-04"}));
    world.does("bo", json!({"start": b}));
    let no = world.refuses("bo", json!({"resume": a}), "limit");
    assert_eq!(no.details["wip"], 1);
    // The day it was to rest until has come, and its holder is in something else: it waits for them.
    world.becomes("2026-03-04T09:00");
    assert_eq!(state(&world, &a, "job"), ("allocated".into(), "bo".into()));
    world.refuses("bo", json!({"start": a}), "limit");
    world.does("bo", json!({"done": b}));
    world.does("bo", json!({"start": a}));
    world.does("bo", json!({"done": a}));
    // With nothing else in hand it goes on by itself.
    let c = new(&world, 3);
    world.does("bo", json!({"start": c}));
    world.does("bo", json!({"suspend": c, "until": "2026-03-06"}));
    world.becomes("2026-03-06T09:00");
    assert_eq!(state(&world, &c, "job"), ("started".into(), "bo".into()));
}

#[test]
fn the_next_of_a_pile_is_the_first_of_the_inbox() {
    let world = jobs("[inbox]\norder = \"n\"", "[stage.open.task.job]\nwho = \"role:surveyor\"\nbegin = \"pile\"\n");
    let ids: Vec<String> = [1, 5, 9, 7].iter().map(|n| new(&world, *n)).collect();
    world.does("bo", json!({"done": ids[1]}));
    assert_eq!(state(&world, &ids[2], "job"), ("started".into(), "bo".into()));
    world.does("bo", json!({"done": ids[2]}));
    assert_eq!(state(&world, &ids[3], "job"), ("started".into(), "bo".into()));
    assert_eq!(state(&world, &ids[0], "job").0, "offered");
}

#[test]
fn the_order_of_an_inbox_may_be_another_for_each() {
    let world =
        jobs("[inbox]\norder = \"pick(actor == 'bo', n, 0 - n)\"", "[stage.open.task.job]\nwho = \"role:surveyor\"\n");
    let ids: Vec<String> = [5, 9, 7].iter().map(|n| new(&world, *n)).collect();
    let shown = |who: &str| -> Vec<String> {
        let state = world.state();
        let lines = engine::inbox_order(&state.policy, &state, &who.into(), state.inbox(who).unwrap(), world.now());
        lines.unwrap().into_iter().map(|(record, ..)| record.to_string()).collect()
    };
    assert_eq!(shown("bo"), [&*ids[1], &ids[2], &ids[0]]);
    assert_eq!(shown("cy"), [&*ids[0], &ids[2], &ids[1]]);
}
