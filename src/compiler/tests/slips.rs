//! Slips that are told with what would be right.

use crate::compiler::testing::{self, check};

#[test]
fn a_pipeline_is_no_kind_of_record_and_its_records_kind_is_named() {
    check(
        r#"
# file: workflows/deal.toml
[stage.open]
[stage.won]
end = "won"
# file: workflows/project.toml
record = "deal"
[stage.planned]
[stage.done]
end = "done"
# file: workflows/note.toml
[field]
about = { type = "ref", of = "project" }
#                            ^^^^^^^^^ E0202 `project` is a pipeline over the records of `deal`, no kind of record of its own; write `deal`; `where = "pipeline == 'project'"` picks those that run in it
# file: rules/figures.toml
[measure.projects]
of = "project"
#    ^^^^^^^^^ E0202 `project` is a pipeline over the records of `deal`, no kind of record of its own; write `deal`; `where = "pipeline == 'project'"` picks those that run in it
value = "count"
"#,
    );
}

#[test]
fn a_field_of_text_names_nobody() {
    check(
        r#"
[field]
note = { type = "text" }
boss = { type = "person" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
who = ["manager_of(note)", "manager_of(boss)", "manager_of('ana')"]
#                  ^^^^ E0305 `manager_of` takes person, this is text; `manager_of(p)`
"#,
    );
}

#[test]
fn a_brace_itself_is_written_twice() {
    let compiled = testing::compiled(
        "title = \"{{Deal}} }\"\nlabel = \"{{{title}}}\"\n[field]\ntitle = { type = \"text\" }\n[stage.open]\n[stage.won]\nend = \"won\"\n",
    );
    let policy = compiled.policy.expect("it compiles");
    assert_eq!(policy.workflows["deal"].title, "{Deal} }");
    check(
        r#"
title = "Deal {title}"
#       ^^^^^^^^^^^^^^ E0002 a title with something to fill in does not run in this version yet; a brace itself is written `{{`
[field]
title = { type = "text" }
[stage.open]
[stage.won]
end = "won"
"#,
    );
}

#[test]
fn a_deviation_says_where_to_and_nothing_else() {
    check(
        r#"
[stage.open]
[stage.held]
[stage.won]
end = "won"
[transition.win]
from = ["open", "held"]
to = "won"
[deviation]
to = ["held", "hold"]
#             ^^^^^^ E0204 no stage is called `hold`; did you mean `held`?
from = "open"
#^^^ E0102 a deviation is made by hand from any open stage: leave `from` out
"#,
    );
}

#[test]
fn a_scorecard_is_a_kind_of_record_and_may_not_have_the_name_of_another() {
    check(
        r#"
# file: workflows/bonus.toml
[field]
note = { type = "text" }
# file: rules/results.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["owner"]
[incentive.bonus]
#          ^^^^^ E0011 the kind of record `bonus` is written twice
for = "anyone"
period = "month"
base = "won"
rate = 0.1
[incentive.extra]
#          ^^^^^ E0011 the kind of record `extra` is written twice
for = "anyone"
period = "month"
base = "won"
rate = 0.1
[scorecard.extra]
for = "anyone"
period = "month"
[[scorecard.extra.item]]
kpi = "won"
weight = 1
"#,
    );
}
