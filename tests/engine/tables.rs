//! Tables, decisions and lists: what they answer, what they refuse, and why.

use salesflow::engine::{self, Evaluation};
use serde_json::{Value as Json, json};

use crate::world::World;

impl World {
    /// Asks a table or decision.
    fn decides(&self, name: &str, with: Json) -> Evaluation {
        self.asks(name, with, true).unwrap_or_else(|refusal| panic!("{name}: {refusal}"))
    }

    fn asks(&self, name: &str, with: Json, why: bool) -> Result<Evaluation, engine::Refused> {
        let state = self.state();
        let with = with.as_object().unwrap().iter().map(|(input, value)| (input.as_str().into(), value.clone()));
        let actor = salesflow::model::Actor::Policy;
        engine::evaluate(&state.policy, &state, &actor, state.now, name, &with.collect(), why)
    }

    /// The answer in words.
    fn answer(&self, name: &str, with: Json) -> String {
        self.decides(name, with).answer.to_string()
    }

    fn no(&self, name: &str, with: Json) -> String {
        match self.asks(name, with, false) {
            Ok(evaluation) => panic!("{name} answers {}", evaluation.answer),
            Err(refusal) => format!("{} {}", refusal.code.word(), refusal.message),
        }
    }
}

fn table(head: &str, rows: &str) -> World {
    World::of(&format!("== rules/t.toml\n[table.t]\n{head}\nrows = [\n{rows}\n]\n"))
}

const LEVELS: &str = r#"out = { level = { type = "choice", values = ["high", "middle", "low"] }, fee = "money" }"#;

#[test]
fn each_hit_policy_answers_as_dmn_says() {
    let rows = r#"  ["> 10", "low", 1],
  ["> 5",  "high", 10],
  ["> 20", "low", 100],
  ["> 30", "middle", 1000],"#;
    let asked = |hit: &str, n: i64| {
        table(&format!("hit = \"{hit}\"\nnothing = \"none\"\nin = {{ n = \"number\" }}\n{LEVELS}"), rows)
            .answer("t", json!({ "n": n }))
    };
    assert_eq!(asked("first", 25), "[low, 1]");
    assert_eq!(asked("priority", 25), "[high, 10]");
    assert_eq!(asked("priority", 7), "[high, 10]");
    assert_eq!(asked("collect", 25), "[[low, 1], [high, 10], [low, 100]]");
    assert_eq!(asked("ordered", 35), "[[high, 10], [middle, 1000], [low, 1], [low, 100]]");
    assert_eq!(asked("collect", 1), "[]");
    assert_eq!(asked("count", 25), "3");
    assert_eq!(asked("first", 1), "none");
}

#[test]
fn sums_count_every_row_also_equal_ones_and_nothing_is_nought() {
    let rows = r#"  ["> 10", 5],
  ["> 20", 5],
  ["> 30", 7],"#;
    let asked = |hit: &str, n: i64| {
        let head = format!("hit = \"{hit}\"\nin = {{ n = \"number\" }}\nout = {{ fee = \"money\" }}");
        table(&head, rows).answer("t", json!({ "n": n }))
    };
    assert_eq!((asked("sum", 25), asked("sum", 1)), ("10".into(), "0".into()));
    assert_eq!((asked("min", 35), asked("max", 35)), ("5".into(), "7".into()));
    assert_eq!((asked("min", 1), asked("count", 1)), ("none".into(), "0".into()));
}

#[test]
fn rows_that_clash_are_refused_by_name() {
    // Whether formula rows meet shows when they are asked.
    let rows = r#"  ["=value > 10", 5],
  ["=value > 20", 6],"#;
    let unique = table("nothing = \"none\"\nin = { n = \"number\" }\nout = { fee = \"money\" }", rows);
    assert_eq!(unique.answer("t", json!({ "n": 15 })), "5");
    let no = unique.no("t", json!({ "n": 25 }));
    assert!(no.starts_with("unique ") && no.contains("rows 1 (line 6) and 2 (line 7) both match"), "{no}");
    let any = table("hit = \"any\"\nnothing = \"none\"\nin = { n = \"number\" }\nout = { fee = \"money\" }", rows);
    assert!(any.no("t", json!({ "n": 25 })).contains("answer differently"));
    let agreed = rows.replace('6', "5");
    let any = table("hit = \"any\"\nnothing = \"none\"\nin = { n = \"number\" }\nout = { fee = \"money\" }", &agreed);
    assert_eq!(any.answer("t", json!({ "n": 25 })), "5");
}

#[test]
fn where_no_row_matches_the_default_answers_or_it_is_refused() {
    let rows = r#"  ["> 10", 5],"#;
    let head = "hit = \"first\"\nin = { n = { type = \"number\", range = \"[0..100]\" } }\nout = { fee = \"money\" }";
    let refused = table(&format!("{head}\nnothing = \"refuse\""), rows);
    assert!(refused.no("t", json!({ "n": 5 })).starts_with("no_decision "));
    assert!(refused.no("t", json!({ "n": 500 })).starts_with("invalid_value "));
    let default = table(&format!("{head}\ndefault = \"=n * 2\""), rows);
    let answered = default.decides("t", json!({ "n": 5 }));
    assert!(answered.by_default && answered.answer.to_string() == "10");
    assert!(default.no("t", json!({ "m": 5 })).starts_with("invalid_value "));
    assert!(default.no("nothing", json!({})).starts_with("not_found "));
}

#[test]
fn cells_ask_lists_and_of_lists() {
    let world = World::of(
        r#"== rules/t.toml
[list.vips]
columns = { name = "text", since = "number" }
rows = [["State Grid", 2019], ["Tower", 2024]]
[table.t]
hit = "first"
in = { name = "text", tags = { type = "list", of = "text" }, n = "number" }
out = { said = "text" }
rows = [
  ["in vips",      "has urgent, has hot", "-",    "vip in a hurry"],
  ["not(in vips)", "-",                   "none", "nobody in particular"],
  ["'-', 甲、乙，丙", "-",                   "-",    "listed"],
  ["-",            "-",                   "not(none)", "=text(count(vips, since > 2020))"],
]
default = "else"
[decision.early]
in = { n = "number" }
out.names = "list(vips, name, since < n)"
out.newest = "first(vips, since > 2020).name"
"#,
    );
    let said = |name: &str, tags: Json, n: Json| world.answer("t", json!({ "name": name, "tags": tags, "n": n }));
    assert_eq!(said("Tower", json!(["hot"]), json!(null)), "vip in a hurry");
    assert_eq!(said("Other", json!([]), json!(null)), "nobody in particular");
    assert_eq!(said("乙", json!([]), json!(3)), "listed");
    assert_eq!(said("-", json!([]), json!(3)), "listed");
    assert_eq!(said("Tower", json!([]), json!(3)), "1");
    assert_eq!(said("Tower", json!([]), json!(null)), "else");
    assert_eq!(world.answer("early", json!({ "n": 2020 })), "[[State Grid], Tower]");
}

#[test]
fn a_decision_computes_what_is_needed_and_shows_each_step() {
    let world = World::of(
        r#"== rules/t.toml
[table.risk]
hit = "first"
in = { age = "number" }
out = { points = "number", why = "text" }
rows = [["< 30", 20, "young"], ["-", 80, "settled"]]
[decision.lending]
in = { age = "number", amount = "money" }
step.score   = "risk(age).points"
step.route   = { value = "if score > 50 { 'desk' } else { 'board' }", when = "amount > 100" }
step.whole   = "risk(age)"
step.spare   = "1 / 0"
out.route  = "route ?? 'nobody'"
out.score  = "score"
out.why    = "whole.why"
"#,
    );
    let answered = world.decides("lending", json!({ "age": 40, "amount": 500 }));
    assert_eq!(answered.answer.to_string(), "[desk, 80, settled]");
    let steps: Vec<String> = answered
        .steps
        .iter()
        .map(|step| format!("{} {} {:?} {}", step.step, step.needed, step.when, step.value))
        .collect();
    assert_eq!(
        steps,
        ["score true None 80", "route true Some(true) desk", "whole true None [80, settled]", "spare false None none"]
    );
    let asked = &answered.steps[0].asked[0];
    assert_eq!((&*asked.name, asked.rows[0].row), ("risk", 2));
    let small = world.decides("lending", json!({ "age": 20, "amount": 50 }));
    assert_eq!(small.answer.to_string(), "[nobody, 20, young]");
    assert_eq!(small.steps[1].when, Some(false));
}

#[test]
fn why_shows_the_cells_that_said_no_nearest_first() {
    let world = table(
        "hit = \"first\"\nnothing = \"none\"\nin = { grade = \"text\", overdue = { type = \"number\", value = \"days\" } }\nout = { limit = \"money\" }",
        r#"  ["A", "< 30", 100],
  ["B", "> 90", 50],
  ["A", "[30..60)", 70],"#,
    );
    let seen = world.decides("t", json!({ "grade": "A", "days": 45 }));
    let rows: Vec<(usize, bool)> = seen.rows.iter().map(|row| (row.row, row.answers)).collect();
    assert_eq!(rows, [(3, true), (1, false), (2, false)]);
    let no: Vec<&str> = seen.rows[1].cells.iter().filter(|c| c.passes == Some(false)).map(|c| &*c.test).collect();
    assert_eq!(no, ["< 30"]);
    assert_eq!((seen.rows[0].line, &*seen.rows[0].file), (9, "rules/t.toml"));
}

#[test]
fn rows_come_from_a_file_beside_and_its_lines_are_named() {
    let files = |csv: &str| {
        format!(
            "== rules/t.toml\n[table.t]\nhit = \"first\"\nin = {{ grade = {{ type = \"text\", title = \"等级\" }}, n = \"number\" }}\n\
             out = {{ limit = \"money\", terms = \"text\" }}\nrows_from = \"t.csv\"\nnothing = \"none\"\n== rules/t.csv\n{csv}"
        )
    };
    let world = World::of(&files("terms,limit,等级,n,# for people\n月结,\"2,000,000\",\"A, B\",< 30,why\n现款,,,,\n"));
    let answered = world.decides("t", json!({ "grade": "B", "n": 3 }));
    assert_eq!(answered.answer.to_string(), "[2000000, 月结]");
    assert_eq!((answered.rows[0].line, &*answered.rows[0].file), (2, "rules/t.csv"));
    assert_eq!(world.answer("t", json!({ "grade": "C", "n": 3 })), "[none, 现款]");
}

#[test]
fn answers_of_tables_are_rows_in_expressions_of_records() {
    let world = World::of(
        r#"== workflows/deal.toml
[new]
who = "anyone"
[field]
title  = { type = "text" }
amount = { type = "money" }
fees   = { type = "money", formula = "sum(charges(amount), fee)" }
first  = { type = "text", formula = "first(charges(amount), fee > 3).name" }
names  = { type = "list", of = "text", formula = "charges(amount).name" }
vip    = { type = "bool", formula = "title in vips" }
desk   = { type = "text", formula = "routing(amount).desk" }
[stage.open]
[stage.done]
end = "done"
== rules/t.toml
[table.charges]
hit = "collect"
in = { amount = "money" }
out = { fee = "money", name = "text" }
rows = [["> 10", 3, "base"], ["> 100", 5, "large"]]
[list.vips]
columns = { name = "text" }
rows = ["Grid", "Tower"]
[decision.routing]
in = { amount = "money" }
step.count = "count(charges(amount))"
out.desk = "if count > 1 { 'two' } else { 'one' }"
"#,
    );
    let id = world.does("ana", json!({ "new": "deal", "with": { "title": "Grid", "amount": "500" } }));
    let state = world.state();
    let fields = engine::fields(&state.policy, &state, &world.record(&id), state.now);
    let field = |name: &str| fields.iter().find(|(id, _)| &**id == name).unwrap().1.to_string();
    assert_eq!(["fees", "first", "names", "vip", "desk"].map(field), ["8", "large", "[base, large]", "true", "two"]);
}

#[test]
fn an_amount_goes_through_tiers_each_part_at_its_own_rate() {
    let world = World::of(
        r#"== rules/t.toml
[list.steps]
columns = { from = "money", rate = "percent" }
rows = [[0, 0.01], [100_000, 0.02], [500_000, 0.03]]
[table.bands]
in = { amount = "money" }
out = { rate = "percent" }
rows = [["[0..1000)", 0.1], ["[1000..5000)", 0.2], [">= 5000", 0.3]]
default = 0
[decision.pay]
in = { x = "money" }
out.steps = "tiered('steps', x)"
out.bands = "tiered('bands', x)"
"#,
    );
    assert_eq!(world.answer("pay", json!({ "x": 600_000 })), "[12000, 179400]");
    assert_eq!(world.answer("pay", json!({ "x": 1500 })), "[15, 200]");
    assert_eq!(world.answer("pay", json!({ "x": 0 })), "[0, 0]");
}

#[test]
fn a_type_of_ones_own_bounds_fields_and_inputs() {
    let world = World::of(
        r#"== workflows/deal.toml
[new]
who = "anyone"
[field]
title    = { type = "text" }
discount = { type = "rate" }
deeper   = { type = "rate", max = 1 }
tax_no   = { type = "tax" }
[stage.open]
[stage.done]
end = "done"
== rules/t.toml
[type]
rate = { type = "percent", min = 0, max = 0.5 }
tax  = { type = "text", pattern = '[A-Z]{2}\d+' }
[table.t]
hit = "first"
in = { rate = "rate", tax = "tax" }
out = { said = "text" }
rows = [["> 0.1", "-", "deep"], ["-", "-", "flat"]]
"#,
    );
    let new = |with: Json| json!({ "new": "deal", "with": with });
    world.does("ana", new(json!({ "discount": "0.5", "deeper": "0.9", "tax_no": "DE12" })));
    world.refuses("ana", new(json!({ "discount": "0.6" })), "invalid_value");
    world.refuses("ana", new(json!({ "tax_no": "12" })), "invalid_value");
    assert_eq!(world.answer("t", json!({ "rate": "0.2", "tax": "DE1" })), "deep");
    assert!(world.no("t", json!({ "rate": "0.6" })).starts_with("invalid_value "));
    assert!(world.no("t", json!({ "tax": "12" })).starts_with("invalid_value "));
}
