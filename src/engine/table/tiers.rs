//! An amount through tiers: each part of it at the rate of its own tier.

use rust_decimal::Decimal;

use super::of_table;
use crate::{
    model::Value,
    policy::{Cell, Policy, Table, Test},
    said,
    script::{Fault, FaultKind, Frame},
};

/// The parts of an amount, each times the rate of its tier, added up. Where no tier holds nothing is added; an amount
/// below nought counts down from nought.
pub(in crate::engine) fn tiered(policy: &Policy, name: &str, x: Decimal, frame: &Frame) -> Result<Value, Fault> {
    let sum = match (policy.tables.get(name), policy.lists.get(name)) {
        (Some(table), _) => by_table(table, x, frame)?,
        (None, Some(list)) => by_list(&list.rows, x)?,
        (None, None) => {
            return Err(Fault::new(
                FaultKind::Missing,
                said!("the policy has no table or list `{name}`", "政策中没有表或清单 `{name}`"),
            ));
        }
    };
    Ok(Value::Number(sum))
}

/// Between two neighbouring numbers of its cells a table answers one thing.
fn by_table(table: &Table, x: Decimal, frame: &Frame) -> Result<Decimal, Fault> {
    let (low, high) = (x.min(Decimal::ZERO), x.max(Decimal::ZERO));
    let cells = table.rows.iter().filter_map(|row| row.cells.first()).flat_map(Cell::tests);
    let mut cuts: Vec<Decimal> = cells.flat_map(Test::constants).filter_map(Value::as_number).collect();
    cuts.retain(|cut| low < *cut && *cut < high);
    cuts.extend([low, high]);
    cuts.sort();
    cuts.dedup();
    let mut sum = Decimal::ZERO;
    for pair in cuts.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let middle = from.checked_add(to).ok_or_else(overflow)? / Decimal::TWO;
        if let Value::Number(rate) = of_table(table, &[Value::Number(middle)], Some(0), None, frame)? {
            sum = part(sum, from, to, rate)?;
        }
    }
    Ok(if x < Decimal::ZERO { -sum } else { sum })
}

/// Rows of a list: from this amount on, that rate, on the part above.
fn by_list(rows: &Value, x: Decimal) -> Result<Decimal, Fault> {
    let Value::List(rows) = rows else {
        return Ok(Decimal::ZERO);
    };
    let tier = |row: &Value| match row {
        Value::List(values) => Some((values.first()?.as_number()?, values.get(1)?.as_number()?)),
        _ => None,
    };
    let mut tiers: Vec<(Decimal, Decimal)> = rows.iter().filter_map(tier).collect();
    tiers.sort();
    let mut sum = Decimal::ZERO;
    for (n, (from, rate)) in tiers.iter().enumerate() {
        let to = tiers.get(n + 1).map_or(x, |(next, _)| x.min(*next));
        if to > *from {
            sum = part(sum, *from, to, *rate)?;
        }
    }
    Ok(sum)
}

fn part(sum: Decimal, from: Decimal, to: Decimal, rate: Decimal) -> Result<Decimal, Fault> {
    let part = to.checked_sub(from).and_then(|wide| wide.checked_mul(rate));
    part.and_then(|part| sum.checked_add(part)).ok_or_else(overflow)
}

fn overflow() -> Fault {
    Fault::new(FaultKind::Overflow, ("the tiers of this amount have too many digits", "这个数的分档结果位数太多"))
}
