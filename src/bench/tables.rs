//! Decisions by table: twelve rows and a thousand, beside code a programmer would write for just these.

use std::{collections::BTreeMap, hint::black_box, time::Instant};

use rust_decimal::Decimal;

use super::{Figure, broke};
use crate::{
    compiler,
    desk::State,
    model::{Record, Value, number},
    policy::Policy,
    script::Expect,
    server::Problem,
};

/// The thousand rows, as the policy of the benchmark takes them from a file.
pub(super) const ROUTING: &str = include_str!("policy/routing.csv");

pub(super) fn measure(
    policy: &Policy,
    state: &State,
    deals: &[Record],
    keep: &mut impl FnMut(Figure),
) -> Result<(), Problem> {
    let plain: Vec<Deal<'_>> = deals.iter().map(Deal::of).collect();
    let chain = timed(&plain, chain);
    keep(figure(
        "deals through a 12-row table",
        "route",
        "an if-chain over the same decimals",
        policy,
        state,
        deals,
        chain,
    )?);
    let rules = Rules::read(ROUTING)?;
    let indexed = timed(&plain, |deal| rules.route(deal));
    let text = "code indexed by region and product over the same decimals";
    keep(figure("deals through a 1,000-row table", "routing", text, policy, state, deals, indexed)?);
    Ok(())
}

/// What native code makes of the deals: how many a second, and the answers.
fn timed<'d>(deals: &[Deal<'d>], answer: impl Fn(&Deal<'d>) -> &'d str) -> (f64, Vec<String>) {
    let start = Instant::now();
    for deal in deals {
        black_box(answer(black_box(deal)));
    }
    let seconds = start.elapsed().as_secs_f64();
    (deals.len() as f64 / seconds, deals.iter().map(|deal| answer(deal).to_owned()).collect())
}

fn figure(
    name: &'static str,
    table: &str,
    beside: &'static str,
    policy: &Policy,
    state: &State,
    deals: &[Record],
    (native, answers): (f64, Vec<String>),
) -> Result<Figure, Problem> {
    let inputs = policy.tables.get(table).map(|table| table.inputs.as_slice()).unwrap_or_default();
    let names: Vec<&str> = inputs.iter().map(|input| &*input.id).collect();
    let call = format!("{table}({}).route", names.join(", "));
    let call = compiler::expression(policy, "deal", &call, Expect::Any).map_err(|it| broke(format!("{it:?}")))?;
    let glass = state.glass();
    let start = Instant::now();
    let mut given = Vec::with_capacity(deals.len());
    for deal in deals {
        given.push(call.value(&glass.frame(Some(deal), &[], state.now)).map_err(broke)?);
    }
    let seconds = start.elapsed().as_secs_f64();
    let differs =
        given.iter().zip(&answers).position(|(given, answer)| given.as_text().map(|text| &**text) != Some(answer));
    if let Some(at) = differs {
        return Err(broke(format!("deal {at} goes to {}, native code says {}", given[at], answers[at])));
    }
    let value = deals.len() as f64 / seconds;
    Ok(Figure { name, value, unit: "per second", beside: Some(beside), ratio: Some(value / native) })
}

/// A deal as a programmer would hold it.
struct Deal<'d> {
    amount: Decimal,
    discount: Decimal,
    used: Decimal,
    overdue: Decimal,
    grade: &'d str,
    region: &'d str,
    channel: &'d str,
    line: &'d str,
}

impl<'d> Deal<'d> {
    fn of(record: &'d Record) -> Deal<'d> {
        let number = |name: &str| record.fields.get(name).and_then(Value::as_number).unwrap_or_default();
        let text = |name: &str| record.fields.get(name).and_then(Value::as_text).map_or("", |text| &**text);
        Deal {
            amount: number("amount"),
            discount: number("discount"),
            used: number("credit_used"),
            overdue: number("days_overdue"),
            grade: text("grade"),
            region: text("region"),
            channel: text("channel"),
            line: text("product_line"),
        }
    }
}

/// The twelve rows as a programmer would write them.
fn chain<'d>(deal: &Deal<'d>) -> &'d str {
    let n = |n: i64| Decimal::new(n, 0);
    let p = |n: i64| Decimal::new(n, 2);
    match deal {
        d if d.overdue > n(90) => "legal",
        d if d.grade == "D" && d.overdue > n(30) => "credit_block",
        d if d.used >= n(1_900_000) => "credit_mgr",
        d if d.amount > n(1_000_000) => "board",
        d if d.amount > n(500_000) && d.discount > p(15) => "ceo",
        d if d.amount > n(500_000) || d.discount > p(25) => "vp",
        d if d.amount > n(200_000) && ["C", "D"].contains(&d.grade) => "director",
        d if d.discount > p(15) && ["partner", "distributor"].contains(&d.channel) => "director",
        d if d.amount > n(50_000) && ["export", "island", "coast"].contains(&d.region) => "regional_mgr",
        d if d.discount > p(5) => "manager",
        _ => "auto",
    }
}

/// The thousand rows, found by region and product; those that name neither are asked one by one.
struct Rules {
    by_cell: BTreeMap<&'static str, BTreeMap<&'static str, Vec<Rule>>>,
    others: Vec<Rule>,
}

struct Rule {
    number: usize,
    amount: Span,
    discount: Span,
    used: Span,
    overdue: Span,
    grade: String,
    channel: String,
    route: &'static str,
}

/// Above and up to; whether the ends belong to it.
#[derive(Default)]
struct Span {
    low: Option<(Decimal, bool)>,
    high: Option<(Decimal, bool)>,
}

impl Span {
    fn read(text: &str) -> Result<Span, Problem> {
        let number = |text: &str| number::parse(text).ok_or_else(|| broke(format!("`{text}` is no number")));
        Ok(match text {
            "" => Span::default(),
            _ if text.starts_with(">=") => Span { low: Some((number(&text[2..])?, true)), high: None },
            _ if text.starts_with('>') => Span { low: Some((number(&text[1..])?, false)), high: None },
            _ if text.starts_with("<=") => Span { low: None, high: Some((number(&text[2..])?, true)) },
            _ => {
                let inner = text.trim_matches(['(', '[', ')', ']']);
                let (low, high) = inner.split_once("..").ok_or_else(|| broke(format!("`{text}` is no range")))?;
                Span {
                    low: Some((number(low)?, text.starts_with('['))),
                    high: Some((number(high)?, text.ends_with(']'))),
                }
            }
        })
    }

    fn holds(&self, n: &Decimal) -> bool {
        self.low.as_ref().is_none_or(|(low, at)| n > low || *at && n == low)
            && self.high.as_ref().is_none_or(|(high, at)| n < high || *at && n == high)
    }
}

impl Rules {
    fn read(csv: &'static str) -> Result<Rules, Problem> {
        let mut rules = Rules { by_cell: BTreeMap::new(), others: Vec::new() };
        for (number, line) in csv.lines().skip(1).enumerate() {
            let cells: Vec<&'static str> = line.split(',').collect();
            let [amount, discount, grade, used, overdue, channel, region, product, route, _] = cells[..] else {
                return Err(broke(format!("row {number} has {} cells", cells.len())));
            };
            let rule = Rule {
                number,
                amount: Span::read(amount)?,
                discount: Span::read(discount)?,
                used: Span::read(used)?,
                overdue: Span::read(overdue)?,
                grade: grade.into(),
                channel: channel.into(),
                route,
            };
            match (region, product) {
                ("", "") => rules.others.push(rule),
                _ => rules.by_cell.entry(region).or_default().entry(product).or_default().push(rule),
            }
        }
        Ok(rules)
    }

    fn route(&self, deal: &Deal<'_>) -> &'static str {
        let is = |wanted: &str, given: &str| wanted.is_empty() || wanted == given;
        let holds = |rule: &&Rule| {
            rule.overdue.holds(&deal.overdue)
                && is(&rule.grade, deal.grade)
                && is(&rule.channel, deal.channel)
                && rule.amount.holds(&deal.amount)
                && rule.discount.holds(&deal.discount)
                && rule.used.holds(&deal.used)
        };
        let cell = self.by_cell.get(deal.region).and_then(|lines| lines.get(deal.line));
        let in_cell = cell.into_iter().flatten().find(holds);
        let other = self.others.iter().find(holds);
        match (in_cell, other) {
            (Some(a), Some(b)) if b.number < a.number => b.route,
            (Some(a), _) => a.route,
            (None, Some(b)) => b.route,
            (None, None) => "",
        }
    }
}
