//! Functions the compiler makes forms of their own of: choices, rows, figures. Their words for people stand here all
//! the same, and so does what this version does not run.

use super::{Function, Gives, Run, Takes, Touches, numbers::extreme};
use crate::{
    model::{Type, Value},
    script::frame::Frame,
};

const ROWS: &[(&str, Takes)] = &[("rows", Takes::Rows), ("x", Takes::Each), ("cond", Takes::Each)];
const TESTED: &[(&str, Takes)] = &[("rows", Takes::Rows), ("cond", Takes::Each)];
const OF: &[(&str, Takes)] = &[("workflow", Takes::Workflow), ("cond", Takes::Each)];

const BALANCE: &[(&str, Takes)] = &[("balance", Takes::Text), ("key", Takes::Any)];

pub(super) static FUNCTIONS: &[Function] = &[
    form("choice", "pick", &[("cond", Takes::Condition), ("a", Takes::Any), ("b", Takes::Any)], Gives::Together).docs(
        "a where the condition holds, else b (also where it is unknown).",
        "pick(amount > 100000, 'big', 'small')",
    ),
    form(
        "choice",
        "pick_first",
        &[("cond", Takes::Condition), ("a", Takes::Any), ("else", Takes::Any)],
        Gives::Together,
    )
    .many()
    .docs(
        "The value behind the first condition that holds, else the last.",
        "pick_first(score >= 80, 'A', score >= 60, 'B', 'C')",
    ),
    Function::new("blank", "is_blank", &[("x", Takes::Any)], Gives::Is(Type::Bool), Run::Blank(is_blank))
        .docs("Whether x is none, blank text or no rows.", "is_blank(company)"),
    Function::new("blank", "or_zero", &[("x", Takes::Amount)], Gives::Like(0), Run::Blank(or_zero))
        .docs("x, or 0 where it is none.", "or_zero(rebate) + or_zero(bonus)"),
    Function::new(
        "numbers",
        "min",
        &[("a", Takes::Same), ("b", Takes::Same)],
        Gives::Together,
        Run::Values(|v, f| extreme(v, f, true)),
    )
    .many()
    .optional(1)
    .docs("The least; over rows: of x in the rows that hold.", "min(quoted, budget)"),
    Function::new(
        "numbers",
        "max",
        &[("a", Takes::Same), ("b", Takes::Same)],
        Gives::Together,
        Run::Values(|v, f| extreme(v, f, false)),
    )
    .many()
    .optional(1)
    .docs("The greatest; over rows: of x in the rows that hold.", "max(0, amount - paid)"),
    form("rows", "count", TESTED, Gives::Is(Type::Number))
        .optional(1)
        .docs("How many rows hold.", "count(children('contract'), stage == 'signed')"),
    form("rows", "sum", ROWS, Gives::Like(1))
        .optional(2)
        .docs("The sum of x over the rows that hold; 0 of none.", "sum(children('contract'), amount)"),
    form("rows", "avg", ROWS, Gives::Like(1))
        .optional(2)
        .docs("The mean of x over the rows that hold; none of none.", "avg(children('visit'), score)"),
    form("rows", "any", TESTED, Gives::Is(Type::Bool))
        .docs("Whether one row holds.", "any(children('invoice'), overdue)"),
    form("rows", "all", TESTED, Gives::Is(Type::Bool))
        .docs("Whether every row holds.", "all(children('invoice'), paid >= amount)"),
    form("rows", "where", TESTED, Gives::Like(0)).docs("The rows that hold.", "count(where(children('quote'), valid))"),
    form("rows", "first", TESTED, Gives::Like(0))
        .optional(1)
        .docs("The first row that holds.", "first(children('quote'), accepted).amount"),
    form("rows", "last", TESTED, Gives::Like(0))
        .optional(1)
        .docs("The last row that holds.", "last(children('visit')).result"),
    form("rows", "distinct", ROWS, Gives::Like(1))
        .optional(2)
        .docs("The different values of x, in order of appearance.", "distinct(children('order'), product)"),
    form("rows", "list", ROWS, Gives::Like(1))
        .optional(2)
        .docs("The values of x.", "join(list(children('order'), product))"),
    form("rows", "sort_by", &[("rows", Takes::Rows), ("x", Takes::Each)], Gives::Like(0)).docs(
        "The rows by x, least first; by -x: greatest first. Those without x come last.",
        "first(sort_by(children('quote'), amount)).amount",
    ),
    form("other records", "descendants", OF, Gives::Like(0))
        .optional(1)
        .docs("Records of a workflow below this one, however deep.", "sum(descendants('delivery'), qty)"),
    form("other records", "parent", &[("workflow", Takes::Workflow)], Gives::Like(0))
        .docs("The nearest record of a workflow above this one.", "parent('contract').amount"),
    form("balances", "available", BALANCE, Gives::Is(Type::Number)).many().optional(1).docs(
        "What may still be taken from the account of a key; without a key the one this record refers to.",
        "available('stock', product, warehouse) >= qty",
    ),
    form("balances", "reserved", BALANCE, Gives::Is(Type::Number)).many().optional(1).docs(
        "What this record has reserved; with a key, what all have reserved of that account.",
        "reserved('budget')",
    ),
    form("balances", "waits_for", BALANCE, Gives::Is(Type::Number))
        .many()
        .optional(1)
        .docs("What this record waits for because the balance was short.", "waits_for('stock') == 0"),
    form("other records", "children", OF, Gives::Like(0))
        .optional(1)
        .docs("Records of a workflow that this record's steps have made.", "children('contract')"),
    form("other records", "find", OF, Gives::Like(0)).docs(
        "The one record of a workflow that holds, or none; two are a fault.",
        "find('customer', tax_no == record.tax_no).grade",
    ),
    form("other records", "records", OF, Gives::Like(0))
        .optional(1)
        .docs("All records of a workflow that hold.", "count(records('deal', owner == record.owner))"),
    form("figures", "figure", &[("name", Takes::Text), ("dimension_and_value", Takes::Any)], Gives::Is(Type::Number))
        .many()
        .optional(1)
        .docs(
            "A measure or KPI: by dimensions and values, and last, if wanted, a period.",
            "figure('won', 'region', region, 'this month')",
        ),
    Function::new("changes", "changed", &[("field", Takes::Text)], Gives::Is(Type::Bool), Run::Special)
        .docs("Whether this command changes the field.", "changed('amount')"),
];

/// Functions of the language that this version does not run.
pub const NOT_YET: &[&str] = &[
    "previous",
    "last_year",
    "rolling",
    "to_date",
    "only",
    "total",
    "share",
    "rank",
    "stdev",
    "target",
    "attainment",
    "projected",
    "slope",
    "forecast",
    "chance",
];

const fn form(
    group: &'static str,
    name: &'static str,
    takes: &'static [(&'static str, Takes)],
    gives: Gives,
) -> Function {
    Function::new(group, name, takes, gives, Run::Special).reads(Touches::Nothing)
}

fn is_blank(values: &[Value], _: &Frame) -> Result<Value, crate::script::Fault> {
    Ok(Value::Bool(values.iter().all(Value::is_blank)))
}

fn or_zero(values: &[Value], _: &Frame) -> Result<Value, crate::script::Fault> {
    Ok(match values.first() {
        None | Some(Value::None) => Value::int(0),
        Some(value) => value.clone(),
    })
}
