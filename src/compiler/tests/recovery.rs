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

#[test]
fn a_table_without_its_header_is_one_mistake() {
    let text = "[stage.open]\n[stage.won]\nend = 'won'\ncustomer = { type = 'text' }\nbudget = { type = 'money' }\n\
                [check.rich]\nmust = 'budget > 0'\n";
    let found = crate::compiler::testing::findings(text);
    let errors: Vec<_> = found.iter().filter(|it| it.file == "workflows/deal.toml").collect();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!((errors[0].line, errors[0].labels[0].line), (4, 5));
    assert!(errors[0].hint.as_deref().is_some_and(|hint| hint.contains("header")));
}

#[test]
fn a_definition_without_its_id_is_one_mistake() {
    let text = "[stage.open]\n[stage.won]\nend = 'won'\n[check]\non = ['create']\nmust = 'true'\notherwise = 'no'\n";
    let found = crate::compiler::testing::findings(text);
    assert_eq!(found.iter().filter(|it| it.code.to_string() == "E0003").count(), 1, "{found:#?}");
}

#[test]
fn a_missing_quote_is_put_where_it_belongs() {
    let mended = |line: &str| {
        let sources = crate::compiler::Sources::new([("workflows/deal.toml".to_owned(), format!("{line}\n"))]);
        let text = crate::compiler::mended(&sources).compiled.sources.text("workflows/deal.toml").cloned().unwrap();
        text.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(mended("title = Deals\""), "title = \"Deals\"");
    assert_eq!(mended("new = { who = [\"role:a\", role:b\"] }"), "new = { who = [\"role:a\", \"role:b\"] }");
    assert_eq!(mended("new = { when = \"a, otherwise = \"b\" }"), "new = { when = \"a\", otherwise = \"b\" }");
}

#[test]
fn a_beginning_that_is_not_there_is_one_mistake() {
    let text =
        "# file: tests/a.toml\n[scenario.x]\ngiven = 'gone'\nsteps = [{ move = 'd', do = 'win' }, { expect = 'd' }]\n";
    let found = crate::compiler::testing::findings(text);
    let codes: Vec<_> = found.iter().filter(|it| it.file == "tests/a.toml").map(|it| it.code.to_string()).collect();
    assert_eq!(codes, ["E0704"]);
}
