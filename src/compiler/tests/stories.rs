//! Findings that need more than one shape: seen from where they are made.

use crate::compiler::testing::{check, findings};

fn codes(text: &str) -> Vec<String> {
    findings(text).iter().map(|f| f.code.to_string()).filter(|code| code.starts_with('E')).collect()
}

#[test]
fn one_mistake_gives_one_finding() {
    // The broken type, the broken stage and the broken chain are each told once, though all of them are used.
    check(
        r#"
[field]
amount = { type = "mony" }
#                 ^^^^^^ E0207 there is no type `mony`; did you mean `money`?
double = { type = "money", formula = "amount * 2" }
[stage.open]
require = ["amount"]
[stage.won]
end = "won"
[transition.win]
from = "opn"
#      ^^^^^ E0204 no stage is called `opn`; did you mean `open`?
to = "won"
when = "amount > 0"
"#,
    );
}

#[test]
fn spans_go_through_escapes_and_full_width_text() {
    check(
        r#"
[field]
"金额" = { type = "money" }
[check.a]
must = '金额 > 0 && 折扣率 > 1'
#                   ^^^^^^ E0302 `deal` has no field `折扣率`
[check.b]
must = "金额 == \"\" || 金客 > 1"
#               ^^^^ E0305 money is wanted here, this is text
#                       ^^^^ E0302 `deal` has no field `金客`
"#,
    );
}

#[test]
fn a_chinese_key_without_quotes_is_shown_quoted() {
    check(
        r#"
[field]
金额 = { type = "money" }
#^^^ E0007 the key `金额` must stand in quotes; write `"金额"`
"#,
    );
}

#[test]
fn what_is_off_is_checked_and_does_not_run() {
    assert_eq!(
        codes("[stage.a]\n[stage.b]\nend = 'b'\n[transition.x]\noff = true\nfrom = 'a'\nto = 'c'\n[moves]\n"),
        ["E0204"]
    );
    let good = "[stage.a]\n[stage.b]\nend = 'b'\n[transition.x]\noff = true\nfrom = 'a'\nto = 'b'\n[moves]\n";
    let compiled = crate::compiler::testing::compiled(good);
    assert!(compiled.policy.is_some_and(|policy| policy.workflows["deal"].transitions.is_empty()));
}

#[test]
fn syntax_errors_are_all_told_and_what_can_be_read_is_checked() {
    assert_eq!(codes("title = “x”\nlabel = \nstage = 3\n"), ["E0004", "E0004", "E0003"]);
}

#[test]
fn imports_are_checked_against_both_records() {
    check(
        r#"
[field]
title = { type = "text" }
parent = { type = "ref", of = "deal" }
[import.crm]
columns = { "A" = "titel", "B" = "parent.titl", "C" = "title.x" }
#                 ^^^^^^^ E0201 `deal` has no field `titel`; did you mean `title`?
#                                ^^^^^^^^^^^^^ E0201 `deal` has no field `titl`; did you mean `title`?
#                                                     ^^^^^^^^^ E0102 `title` names no other record: it is of type text
clean = { title = "trim, wash" }
#                 ^^^^^^^^^^^^ E0006 `clean` can't be `wash`: write `trim`, `half_width`, `digits`, `upper`, `lower` or `one_space`
"#,
    );
}

#[test]
fn a_kpi_is_told_which_figure_is_near() {
    check(
        r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
value = "sum(amount)"
[kpi.twice]
formula = "wonn * 2"
#          ^^^^ E0302 there is nothing called `wonn` here; did you mean `won`?
"#,
    );
}

#[test]
fn scripts_are_found_wrong_where_they_are() {
    check(
        r#"
# file: rules/score.rhai
fn rated(a) {
    a +
}
#^ E0301 the script can't be read: Unexpected '}'
"#,
    );
}

#[test]
fn what_nothing_uses_is_told_in_every_kind_of_file() {
    check(
        r#"
# file: rules/all.toml
[table.terms]
#      ^^^^^ W0203 the table `terms` is used nowhere
in = { region = "deal.region" }
out = { days = "number" }
rows = [["east", 30]]
[approval.big]
#         ^^^ W0203 the approval chain `big` is used nowhere
[[approval.big.step]]
id = "boss"
who = "role:boss"
# file: rules/score.rhai
fn rated(a) { twice(a) }
#  ^^^^^ W0203 the function `rated` is used nowhere
fn twice(a) { a * 2 }
"#,
    );
}

#[test]
fn asked_answers_are_known_to_the_chain_that_is_asked() {
    let text = |name: &str| {
        format!(
            "[stage.a]\n[stage.b]\nend = 'b'\n[transition.x]\nfrom = 'a'\nto = 'b'\nask = [{{ id = 'why', type = 'text' }}]\n\
             approval = 'big'\n# file: rules/a.toml\n[approval.big]\n[[approval.big.step]]\nid = 'boss'\n\
             who = 'role:boss'\nwhen = \"ask.{name} == 'x'\"\n"
        )
    };
    assert_eq!(codes(&text("why")), Vec::<String>::new());
    assert_eq!(codes(&text("wy")), ["E0302"]);
}

#[test]
fn the_end_that_cancelling_leads_to_needs_no_transition() {
    let text = |more: &str| {
        format!(
            "[stage.open]\n[stage.won]\nend = \"won\"\n[stage.dropped]\nend = \"cancelled\"\n{more}\
             [transition.win]\nfrom = \"open\"\nto = \"won\"\n"
        )
    };
    assert_eq!(codes(&text("")), Vec::<String>::new());
    // A transition called `cancel` is how it is cancelled then, wherever that leads.
    assert_eq!(codes(&text("[transition.cancel]\nfrom = \"open\"\nto = \"won\"\n")), ["E0212"]);
}

#[test]
fn work_and_people_are_checked_before_they_run() {
    check(
        r#"
[access]
see = ["owner", "manager_of(holder)", "role:nobody"]
#                                     ^^^^^^^^^^^^^ E0105 there is no role `nobody`; there are `rep`, `boss`
[access.field]
cost = { see = "role:boss" }
#^^^ E0201 `deal` has no field `cost`; there are `owner`, `amount`
[field]
amount = { type = "money" }
[assign]
who = [{ who = "role:rep", where = "person.unit == unit('sales')", when = "amount > 0" }]
where = "peson.unit == 'sales'"
#        ^^^^^ E0302 `deal` has no field `peson`; did you mean `person`?
give = "one"
limit = 40
[stage.open]
checklist = ["Budget known", { title = "Papers", when = "amuont > 5" }]
#                                                        ^^^^^^ E0302 `deal` has no field `amuont`; did you mean `amount`?
[stage.open.task.survey]
who = "role:rep"
form = { finding = { type = "text" }, amount = {} }
deadline = { from = "start", limit = "30m" }
on_deadline = [{ before = "4bh", do = "remind" }, { after = "1bd", to = "role:boss" }, "skipp"]
#                                                                                      ^^^^^^^ E0006 `on_deadline` can't be `skipp`: write `escalate`, `remind` or `skip`; did you mean `skip`?
allow = { skip = ["role:boss"], transfer = false, fly = true }
#                                                 ^^^ E0006 `allow` can't be `fly`: write `claim`, `decline`, `release`, `transfer`, `delegate`, `give_back`, `restart`, `suspend`, `skip`, `redo`, `add_help` or `comment`
[stage.open.task.sample]
prefer_same_as = "survey"
ahead = ["opne"]
#        ^^^^^^ E0204 no stage is called `opne`; did you mean `open`?
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
    );
}
