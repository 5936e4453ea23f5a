//! What an incentive comes to: line by line, each rounded to the cent, so that the lines add up to what is paid.
//!
//! A statement is earned by its tiers, factor and cap; what came back is taken back at the rate it was paid at; and
//! where the figures of an earlier period are others today than when it was fixed, the difference is paid or taken with
//! this one. Only the figures are looked at again: rules that have changed since bind what comes after.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Rated, number, period_of, pool, row};
use crate::{
    engine::{Refused, index, view::Measured, work::Work},
    model::{
        Id, Record, Value,
        number::{plain, round},
        time::Period,
    },
    policy::{Clawback, Incentive, Reward, made},
    said,
};

/// So many periods back the figures of a statement are looked at once more.
const CORRECTED_PERIODS: usize = 12;

/// So many periods back something taken back is looked for among what was paid.
const PAID_PERIODS: usize = 36;

/// What a statement comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pay {
    pub base: Decimal,
    pub attainment: Value,
    /// What the period itself has earned.
    pub earned: Decimal,
    pub lines: Vec<PayLine>,
}

impl Pay {
    pub fn amount(&self) -> Decimal {
        self.lines.iter().map(|line| line.amount).sum()
    }
}

/// A line of a statement.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PayLine {
    pub what: Value,
    /// The earlier period it corrects.
    pub of_period: Option<String>,
    pub base: Option<Decimal>,
    pub rate: Option<Decimal>,
    /// What the attainment of the corrected period is known as now.
    pub attainment: Value,
    pub amount: Decimal,
}

impl PayLine {
    pub fn new(what: Value, amount: Decimal) -> PayLine {
        PayLine { what, of_period: None, base: None, rate: None, attainment: Value::None, amount }
    }
}

/// Works a statement out.
pub(super) fn work_out(work: &mut Work<'_>, incentive: &Incentive, id: &Id) -> Result<(), Refused> {
    let record = work.get(id)?;
    let period = period_of(work, &record)?;
    let whom = whom(&record);
    drop(record);
    let pay = pay(work, incentive, &whom, &period)?;
    let amount = Value::Number(pay.amount());
    let lines = pay.lines.into_iter().map(|line| {
        let number = |number: Option<Decimal>| number.map_or(Value::None, Value::Number);
        row([
            ("what", line.what),
            ("of_period", line.of_period.map_or(Value::None, Value::text)),
            ("base", number(line.base)),
            ("rate", number(line.rate)),
            ("attainment", line.attainment),
            ("amount", Value::Number(line.amount)),
        ])
    });
    let fields = BTreeMap::from([
        (Id::from(made::BASE), Value::Number(pay.base)),
        (made::ATTAINMENT.into(), pay.attainment),
        (made::EARNED.into(), Value::Number(pay.earned)),
        (made::AMOUNT.into(), amount),
        (made::LINES.into(), Value::List(lines.collect())),
    ]);
    work.change(id, fields)
}

/// Once a statement is fixed, the earlier ones it corrects know as what their figures count from now on. Not before: what
/// is sent back is worked out again, corrections and all.
pub(super) fn note_corrections(work: &mut Work<'_>, incentive: &Incentive, id: &Id) -> Result<(), Refused> {
    let record = work.get(id)?;
    let whom = whom(&record);
    let lines: Vec<Value> = record.fields.get(made::LINES).map_or(Vec::new(), |lines| lines.items().to_vec());
    drop(record);
    for line in &lines {
        let Value::Row(line) = line else { continue };
        let column = |name: &str| line.values.get(name).cloned().unwrap_or_default();
        let Value::Text(name) = column("of_period") else { continue };
        let read = Period::parse(&name, work.today(), work.policy.manifest.fiscal_year_starts);
        let Some(earlier) = read.ok().map(|period| whom.key(&period, true)) else { continue };
        let Some(earlier) = statement_of(work, &incentive.id, &earlier)? else { continue };
        let base = known(&earlier).0.saturating_add(number(&column("base")).unwrap_or_default());
        let now =
            [(Id::from(made::LATER_BASE), Value::Number(base)), (made::LATER_ATTAINMENT.into(), column("attainment"))];
        let earlier = earlier.id.clone();
        work.change(&earlier, BTreeMap::from(now))?;
    }
    Ok(())
}

/// Base and attainment of a fixed statement, as they were known when it or a correction of it was fixed last.
fn known(statement: &Record) -> (Decimal, Value) {
    let field = |name: &str| statement.fields.get(name).cloned().unwrap_or_default();
    match field(made::LATER_BASE) {
        Value::None => (number(&field(made::BASE)).unwrap_or_default(), field(made::ATTAINMENT)),
        later => (number(&later).unwrap_or_default(), field(made::LATER_ATTAINMENT)),
    }
}

/// Whom a statement is for.
pub(super) fn whom(record: &Record) -> Rated {
    let field = |name: &str| record.fields.get(name).and_then(|value| value.as_text().cloned());
    Rated { owner: field(made::PAYEE), rated: field(made::UNIT) }
}

/// What a statement comes to.
pub(super) fn pay(work: &Work<'_>, incentive: &Incentive, whom: &Rated, period: &Period) -> Result<Pay, Refused> {
    let Reward::Tiers { base, .. } = &incentive.amount else {
        return pool::share(work, incentive, whom, period);
    };
    let owner = whom.owner.as_ref();
    let figures = Figures::of(work, incentive, owner, period)?;
    let (earned, mut lines) = earned(work, incentive, owner, period, &figures)?;
    if let (Some(clawback), Some(owner)) = (&incentive.clawback, owner) {
        lines.extend(taken_back(work, incentive, base, clawback, owner, period)?);
    }
    lines.extend(corrections(work, incentive, whom, period)?);
    Ok(Pay { base: figures.base, attainment: figures.attained.attainment.clone(), earned, lines })
}

/// The figures a statement is worked out on.
#[derive(Clone, Debug, PartialEq)]
struct Figures {
    base: Decimal,
    attained: Measured,
}

impl Figures {
    fn of(work: &Work<'_>, incentive: &Incentive, owner: Option<&Id>, period: &Period) -> Result<Figures, Refused> {
        let Reward::Tiers { base, .. } = &incentive.amount else {
            return Ok(Figures { base: Decimal::ZERO, attained: Measured::default() });
        };
        let measured = work.measured_of(base, owner, period)?;
        let attained = match &incentive.attained {
            Some(attained) => work.measured_of(attained, owner, period)?,
            None => measured.clone(),
        };
        Ok(Figures { base: number(&measured.value).unwrap_or_default(), attained })
    }
}

/// What a period has earned by its tiers, factor and cap, with the lines that say how.
fn earned(
    work: &Work<'_>,
    incentive: &Incentive,
    owner: Option<&Id>,
    period: &Period,
    figures: &Figures,
) -> Result<(Decimal, Vec<PayLine>), Refused> {
    let Reward::Tiers { tiers, .. } = &incentive.amount else { return Ok((Decimal::ZERO, Vec::new())) };
    let locals = work.score_locals(&figures.attained, period, owner);
    let frame = work.bare(&locals);
    if let Some(when) = &incentive.when
        && when.holds(&frame)? != Some(true)
    {
        let what = said!("not earned: {} does not hold", "未达到条件：{}", when.text());
        return Ok((Decimal::ZERO, vec![PayLine::new(work.in_own_words(&what), Decimal::ZERO)]));
    }
    let digits = work.policy.manifest.minor_digits;
    let mut lines = Vec::new();
    for (n, (from, rate)) in tiers.iter().enumerate() {
        let until = tiers.get(n + 1).map(|(until, _)| *until);
        // Below nothing the first rate counts: what a return has made of a period is owed.
        let reaches = figures.base > *from || (n == 0 && figures.base < Decimal::ZERO);
        if !reaches {
            continue;
        }
        let part = until.map_or(figures.base, |until| until.min(figures.base)).saturating_sub(*from);
        let said = match until {
            Some(until) => said!("{} to {}", "{} 至 {}", plain(*from), plain(until)),
            None => said!("above {}", "{} 以上", plain(*from)),
        };
        lines.push(PayLine {
            base: Some(part),
            rate: Some(*rate),
            ..PayLine::new(work.in_own_words(&said), round(part.saturating_mul(*rate), digits))
        });
    }
    adjust(work, incentive, &locals, &mut lines)?;
    Ok((lines.iter().map(|line| line.amount).sum(), lines))
}

/// Factor and cap, as lines of their own.
pub(super) fn adjust(
    work: &Work<'_>,
    incentive: &Incentive,
    locals: &[Value],
    lines: &mut Vec<PayLine>,
) -> Result<(), Refused> {
    let digits = work.policy.manifest.minor_digits;
    let frame = work.bare(locals);
    let sum = |lines: &[PayLine]| -> Decimal { lines.iter().map(|line| line.amount).sum() };
    if let Some(factor) = &incentive.factor {
        let so_far = sum(lines);
        match number(&factor.value(&frame)?) {
            Some(factor) if factor == Decimal::ONE => {}
            Some(factor) => {
                let more = round(so_far.saturating_mul(factor.saturating_sub(Decimal::ONE)), digits);
                let what = said!("times {}", "乘以系数 {}", plain(factor));
                let line = PayLine::new(work.in_own_words(&what), more);
                lines.push(PayLine { base: Some(so_far), rate: Some(factor), ..line });
            }
            // Without a target there is nothing to measure by: it counts as it is, and the statement says so.
            None => {
                let what = said!("no factor: {} is not known", "没有系数：{} 无法得出", factor.text());
                lines.push(PayLine::new(work.in_own_words(&what), Decimal::ZERO));
            }
        }
    }
    if let Some(cap) = &incentive.cap
        && let Some(cap) = number(&cap.value(&frame)?)
    {
        let so_far = sum(lines);
        if so_far > cap {
            let what = said!("at most {}", "封顶 {}", plain(cap));
            lines.push(PayLine::new(work.in_own_words(&what), round(cap.saturating_sub(so_far), digits)));
        }
    }
    Ok(())
}

/// What came back in a period, taken back at a rate of its own or at the one it was paid at.
fn taken_back(
    work: &Work<'_>,
    incentive: &Incentive,
    base: &crate::policy::Counted,
    clawback: &Clawback,
    owner: &Id,
    period: &Period,
) -> Result<Vec<PayLine>, Refused> {
    let digits = work.policy.manifest.minor_digits;
    let only = [(clawback.of.by.clone(), Value::Text(owner.clone()))];
    let came_back = work.view.measured(&clawback.of.figure, clawback.through.as_ref(), &only, period)?;
    let mut lines = Vec::new();
    for (thing, measured) in came_back {
        let Some(amount) = number(&measured.value).filter(|amount| !amount.is_zero()) else { continue };
        let rate = match (&clawback.rate, &clawback.through) {
            (Some(rate), _) => number(&rate.value(&work.bare(&[]))?),
            (None, Some(through)) => paid_rate(work, incentive, base, (through, &thing), owner, period)?,
            (None, None) => None,
        };
        let name = match thing.as_text() {
            Some(id) => super::standing::called(work, id)?,
            None => String::new(),
        };
        let line = match rate {
            Some(rate) => {
                let what = said!("taken back {name}", "追回 {name}");
                let taken = round(amount.saturating_mul(rate), digits);
                PayLine { rate: Some(rate), ..PayLine::new(work.in_own_words(&what), -taken) }
            }
            None => {
                let what = said!("{name}: nothing was paid on it", "{name}：此前未曾计提");
                PayLine::new(work.in_own_words(&what), Decimal::ZERO)
            }
        };
        lines.push(PayLine { base: Some(amount), ..line });
    }
    Ok(lines)
}

/// The rate at which somebody was paid on something: what the statements it counted in have earned of their base,
/// weighed by how much of it counted in each.
fn paid_rate(
    work: &Work<'_>,
    incentive: &Incentive,
    base: &crate::policy::Counted,
    (through, thing): (&Id, &Value),
    owner: &Id,
    period: &Period,
) -> Result<Option<Decimal>, Refused> {
    let whom = Rated { owner: Some(owner.clone()), rated: None };
    let (mut counted, mut earned) = (Decimal::ZERO, Decimal::ZERO);
    for (statement, of) in statements_before(work, incentive, &whom, period, PAID_PERIODS)? {
        let field = |name: &str| statement.fields.get(name).and_then(number).unwrap_or_default();
        let Some(rate) = field(made::EARNED).checked_div(field(made::BASE)) else { continue };
        let only = [(base.by.clone(), Value::Text(owner.clone())), (through.clone(), thing.clone())];
        let part = work.view.measured(&base.figure, None, &only, &of)?.pop();
        let part = part.and_then(|(_, measured)| number(&measured.value)).unwrap_or_default();
        counted = counted.saturating_add(part);
        earned = earned.saturating_add(part.saturating_mul(rate));
    }
    Ok(earned.checked_div(counted))
}

/// Fixed statements of somebody for the periods before one, the last first.
fn statements_before(
    work: &Work<'_>,
    incentive: &Incentive,
    whom: &Rated,
    period: &Period,
    most: usize,
) -> Result<Vec<(std::sync::Arc<Record>, Period)>, Refused> {
    let mut found = Vec::new();
    let mut at = *period;
    for _ in 0..most {
        let Ok(before) = at.previous() else { break };
        at = before;
        if let Some(record) = statement_of(work, &incentive.id, &whom.key(&at, true))?
            && record.outcome.as_deref() == Some(made::FIXED)
        {
            found.push((record, at));
        }
    }
    Ok(found)
}

/// The record of a result under a key.
pub(super) fn statement_of(work: &Work<'_>, kind: &str, key: &str) -> Result<Option<std::sync::Arc<Record>>, Refused> {
    let entry = index::unique_index(work.workflow(kind)?, made::KEY);
    match work.view.find(&entry, key)? {
        Some(id) => Ok(Some(work.get(&id)?)),
        None => Ok(None),
    }
}

/// Differences of earlier statements, where their figures are others today.
fn corrections(work: &Work<'_>, incentive: &Incentive, whom: &Rated, period: &Period) -> Result<Vec<PayLine>, Refused> {
    let mut lines = Vec::new();
    let owner = whom.owner.as_ref();
    // What is stored is rounded as its field is; a difference below that is none.
    let digits = work.policy.manifest.minor_digits;
    for (statement, of) in statements_before(work, incentive, whom, period, CORRECTED_PERIODS)?.into_iter().rev() {
        let (base, attainment) = known(&statement);
        let now = Figures::of(work, incentive, owner, &of)?;
        let more = round(now.base, digits).saturating_sub(base);
        if more.is_zero() && number(&attainment) == number(&now.attained.attainment) {
            continue;
        }
        let attained = Measured { attainment, ..now.attained.clone() };
        let (before, _) = earned(work, incentive, owner, &of, &Figures { base, attained })?;
        let (after, _) = earned(work, incentive, owner, &of, &now)?;
        let difference = after.saturating_sub(before);
        if !difference.is_zero() {
            let what = said!("correction of {}", "更正 {}", of.name());
            lines.push(PayLine {
                of_period: Some(of.name()),
                base: Some(more),
                attainment: now.attained.attainment,
                ..PayLine::new(work.in_own_words(&what), difference)
            });
        }
    }
    Ok(lines)
}
