//! What a pool comes to for each of those who share it: whole cents that add up to the pool, the largest remainders
//! first (as semantics.md, section 9, has it for the parts of a target).

use rust_decimal::Decimal;

use super::{
    Rated, number,
    pay::{Pay, PayLine, adjust, statement_of},
};
use crate::{
    engine::{Refused, view::Measured, work::Work},
    model::{
        Id, Value,
        number::{plain, round},
        time::Period,
    },
    policy::{Counted, Incentive, Reward},
    said,
    script::functions::split,
};

/// Somebody's share of their unit's pool.
pub(super) fn share(work: &Work<'_>, incentive: &Incentive, whom: &Rated, period: &Period) -> Result<Pay, Refused> {
    let (Reward::Pool { pool, figures, share }, Some(unit), Some(owner)) =
        (&incentive.amount, &whom.rated, &whom.owner)
    else {
        return Ok(Pay::default());
    };
    let own = |counted: &Counted| {
        let only = [(counted.by.clone(), Value::Text(unit.clone()))];
        let measured = work.view.measured(&counted.figure, None, &only, period)?.pop();
        Ok::<Measured, Refused>(measured.map(|(_, measured)| measured).unwrap_or_default())
    };
    let attained = incentive.attained.as_ref().map(own).transpose()?.unwrap_or_default();
    let attainment = attained.attainment.clone();
    let mut locals = work.score_locals(&attained, period, None);
    if let Some(when) = &incentive.when
        && when.holds(&work.bare(&locals))? != Some(true)
    {
        let what = said!("not earned: {} does not hold", "未达到条件：{}", when.text());
        let lines = vec![PayLine::new(work.in_own_words(&what), Decimal::ZERO)];
        return Ok(Pay { attainment, lines, ..Pay::default() });
    }
    for counted in figures {
        locals.push(own(counted)?.value);
    }
    let digits = work.policy.manifest.minor_digits;
    let pool = round(number(&pool.value(&work.bare(&locals))?).unwrap_or_default(), digits);
    let mut weights = Vec::new();
    for member in members(work, incentive, unit, owner, period)? {
        let weight = number(&work.measured_of(share, Some(&member), period)?.value).unwrap_or_default();
        weights.push((member, weight.max(Decimal::ZERO)));
    }
    let all: Decimal = weights.iter().map(|(_, weight)| *weight).sum();
    let mine = weights.iter().position(|(member, _)| member == owner);
    let shares: Vec<Decimal> = weights.iter().map(|(_, weight)| *weight).collect();
    let parts = split(pool, &shares, digits)?;
    let of_mine = |all: &[Decimal]| mine.and_then(|at| all.get(at).copied()).unwrap_or_default();
    let (part, weight) = (of_mine(&parts), of_mine(&shares));
    let fraction = weight.checked_div(all).unwrap_or_default();
    let what = said!("share of the pool of {}", "分得奖金池 {}", plain(pool));
    let mut lines =
        vec![PayLine { base: Some(pool), rate: Some(fraction), ..PayLine::new(work.in_own_words(&what), part) }];
    adjust(work, incentive, &locals, &mut lines)?;
    let earned = lines.iter().map(|line| line.amount).sum();
    Ok(Pay { base: pool, attainment, earned, lines })
}

/// Those who share a unit's pool in a period: whoever a statement was begun for; before that, whoever it would be.
fn members(work: &Work<'_>, incentive: &Incentive, unit: &Id, owner: &Id, period: &Period) -> Result<Vec<Id>, Refused> {
    let whom = |person: &Id| Rated { owner: Some(person.clone()), rated: Some(unit.clone()) };
    if statement_of(work, &incentive.id, &whom(owner).key(period, true))?.is_none() {
        let all = super::begin::rated(work, &incentive.id, period)?;
        return Ok(all
            .into_iter()
            .filter(|one| one.rated.as_ref() == Some(unit))
            .filter_map(|one| one.owner)
            .collect());
    }
    let mut members = Vec::new();
    for person in work.policy.org.people.keys() {
        if statement_of(work, &incentive.id, &whom(person).key(period, true))?.is_some() {
            members.push(person.clone());
        }
    }
    Ok(members)
}
