//! A file that is no TOML is read as far as it goes; what it may declare is missed nowhere; all else is checked.

use crate::compiler::testing::check;

#[test]
fn one_forgotten_bracket_is_one_finding_and_the_rest_is_checked() {
    check(
        r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = ["open"
#      ^^^^^^^ E0004 `]` is missing; write `["open"]`
to = "wonn"
#    ^^^^^^ E0204 no stage is called `wonn`; did you mean `won`?
who = "owner"
"#,
    );
}

#[test]
fn other_files_are_checked_and_miss_nothing_of_the_broken_one() {
    check(
        r#"
[field]
amount = { type = "money", min = (0 }
#                                ^^ E0004 text stands in quotes
region = { type = "choice", values = ["east", "west"] }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
# file: rules/figures.toml
[measure.won]
of = "deal"
value = "sum(amount)"
by = ["region", "regoin"]
#                ^^^^^^ E0302 `deal` has no field `regoin`; did you mean `region`?
"#,
    );
}

#[test]
fn a_header_that_is_broken_still_says_its_name() {
    check(
        r#"
[stage.open]
[stage.review is nice]
#^^^^^^^^^^^^^^^^^^^^^ E0004 this is no header of a table; write it like [stage.lead] or [person."li.na"], nothing else on the line
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
    );
}

#[test]
fn what_is_written_twice_is_told_once_with_the_first() {
    check(
        r#"
[stage.open]
title = "Open"
sla = "1d"
[stage.won]
end = "won"
[stage.open]
#      ^^^^ E0004 this key is written twice
title = "Open"
sla = "1d"
[transition.win]
from = "open"
to = "won"
from = "won"
#^^^ E0004 this key is written twice
"#,
    );
}

#[test]
fn a_text_that_never_ends_hides_names_and_nobody_misses_them() {
    check(
        r#"
title = """Deals
#       ^^^^^^^^ E0004 a closing """ is missing
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
# file: rules/figures.toml
[measure.won]
of = "deal"
value = "count"
"#,
    );
}

#[test]
fn chinese_keys_and_full_width_signs_cost_one_finding_each() {
    check(
        r#"
[field]
金额 = { type = "money" }
#^^^ E0007 the key `金额` must stand in quotes; write `"金额"`
"折扣" = { type = “percent” }
#                 ^^^^^^^^^ E0004 `“` is a full-width sign; write `"percent"`
[check."正数"]
must = "金额 > 0"
"#,
    );
}

#[test]
fn a_broken_script_leaves_its_functions_known() {
    check(
        r#"
[field]
amount = { type = "money", formula = "net(3)" }
gross = { type = "money", formula = "gros(3)" }
#                                    ^^^^ E0303 there is no function `gros`; did you mean `gross`?
# file: rules/a.rhai
fn net(a) {
    a +
}
#^ E0301 the script can't be read: Unexpected '}'
# file: rules/b.rhai
fn gross(a) { a * 2 }
"#,
    );
}

#[test]
fn mistakes_of_several_files_come_at_once_in_the_order_of_files() {
    check(
        r#"
title = "Deals
#       ^^^^^^ E0004 a closing " is missing; write `"Deals"`
[stage.open]
[stage.won]
edn = "won"
#^^ E0001 `edn` is not a key of a stage; did you mean `end`?
# file: org.toml
[role.rep]
[person.ana]
roles = ["rep]
#        ^^^^ E0004 a closing " is missing; write `"rep"`
"#,
    );
}
