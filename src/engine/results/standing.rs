//! How a result stands in a period for each of those it is for: as it was fixed, or as it would come to now.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    begin::{self, Rated},
    pay, score,
};
use crate::{
    engine::{Glass, Refused, Sight, View, work::Work},
    model::{
        Actor, Code, Id, Record, Refusal, Value, near,
        time::{Grain, Period, Timestamp},
    },
    policy::{Policy, Rated as Whom, made},
    said,
    script::Context,
};

/// How a result stands for one of those it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The record, once the period is over.
    pub record: Option<Id>,
    /// Who is rated or paid.
    pub owner: Option<Id>,
    /// The unit or record that is rated; the unit whose pool is shared.
    pub rated: Option<Id>,
    /// What it is called.
    pub label: String,
    /// Where its record stands; `open` while the period goes on.
    pub stage: Id,
    /// The score or amount: as it was fixed, else as it would be now; none where there is none.
    pub value: Value,
    /// The grade of a scorecard.
    pub grade: Option<Id>,
    /// What it would come to now, where that is not what was fixed.
    pub now: Option<Value>,
}

/// How long the periods of a scorecard or incentive are; none where there is none of that name.
pub fn result_period(policy: &Policy, kind: &str) -> Option<Grain> {
    let card = policy.scorecards.get(kind).map(|card| card.period);
    card.or_else(|| policy.incentives.get(kind).map(|incentive| incentive.period))
}

/// How a result stands in a period, for all whom the reader may see it of; with its lines where one is asked for.
///
/// # Errors
/// `not_found` where there is no scorecard or incentive of that name; wrong usage where the period is not one of its.
pub fn standing(
    policy: &Policy,
    view: &dyn View,
    reader: &Actor,
    now: Timestamp,
    kind: &str,
    period: &Period,
) -> Result<Vec<Standing>, Refused> {
    let work = Work::quiet(policy, view, Actor::Policy, now);
    let Some(grain) = result_period(policy, kind) else {
        let known: Vec<&str> = policy.scorecards.keys().chain(policy.incentives.keys()).map(|id| &**id).collect();
        let message = match near::nearest(kind, known.iter().copied()) {
            Some(near) => said!(
                "there is no scorecard or incentive `{kind}`; did you mean `{near}`?",
                "没有评分卡或激励 `{kind}`；是否指 `{near}`？"
            ),
            None => said!("there is no scorecard or incentive `{kind}`", "没有评分卡或激励 `{kind}`"),
        };
        return Err(Refusal::new(Code::NotFound, message).with("known", known));
    };
    if period.grain() != Some(grain) {
        let message = said!(
            "`{kind}` is worked out by the {}: {period} is none",
            "`{kind}` 按{}结算：{period} 不是这样的期间",
            grain.word()
        );
        return Err(Refusal::new(Code::Usage, message));
    }
    let glass = Glass { policy, view };
    let sight = Sight::of(policy, &glass, reader, now)?;
    let card = policy.scorecards.get(kind);
    let owned = card.is_none_or(|card| matches!(card.rated, Whom::People(_)));
    let mut records: BTreeMap<String, Arc<Record>> = BTreeMap::new();
    for id in view.of_workflow(kind)? {
        let record = work.get(&id)?;
        if record.fields.get(made::PERIOD).and_then(Value::as_text).is_some_and(|name| **name == *period.name()) {
            let key = record.fields.get(made::KEY).map(ToString::to_string).unwrap_or_default();
            records.insert(key, record);
        }
    }
    let mut whom: Vec<(Rated, Option<Arc<Record>>)> = Vec::new();
    for one in begin::rated(&work, kind, period)? {
        let record = records.remove(&one.key(period, owned));
        whom.push((one, record));
    }
    // Whoever it was begun for is there, though they would not be among them today.
    let of = |record: &Record| card.map_or_else(|| pay::whom(record), |card| score::whom(card, record));
    whom.extend(records.into_values().map(|record| (of(&record), Some(record))));
    let mut all = Vec::new();
    for (whom, record) in whom {
        let visible = match &record {
            Some(record) => sight.sees(record)?,
            None => may_see(&work, reader, &whom)?,
        };
        if visible {
            all.push(one(&work, kind, period, whom, record.as_deref())?);
        }
    }
    Ok(all)
}

fn one(
    work: &Work<'_>,
    kind: &str,
    period: &Period,
    whom: Rated,
    record: Option<&crate::model::Record>,
) -> Result<Standing, Refused> {
    let policy = work.policy;
    let (value, grade) = match (policy.scorecards.get(kind), policy.incentives.get(kind)) {
        (Some(card), _) => {
            let scored = score::scored(work, card, &whom, period, record)?;
            (scored.score, scored.grade)
        }
        (None, Some(incentive)) => (Value::Number(pay::pay(work, incentive, &whom, period)?.amount()), None),
        (None, None) => (Value::None, None),
    };
    let label = match (&whom.rated, &whom.owner) {
        (Some(rated), owner) if policy.scorecards.contains_key(kind) || owner.is_none() => called(work, rated)?,
        (_, Some(owner)) => policy.org.name(owner).to_owned(),
        (_, None) => String::new(),
    };
    let standing = Standing {
        record: record.map(|record| record.id.clone()),
        owner: whom.owner,
        rated: whom.rated,
        label,
        stage: record.and_then(|record| record.tokens.first()).map_or("open".into(), |token| token.stage.clone()),
        value,
        grade,
        now: None,
    };
    let Some(record) = record.filter(|record| record.outcome.as_deref() == Some(made::FIXED)) else {
        return Ok(standing);
    };
    let field = |name: &str| record.fields.get(name).cloned().unwrap_or_default();
    let fixed = field(if policy.scorecards.contains_key(kind) { made::SCORE } else { made::AMOUNT });
    Ok(Standing {
        stage: made::FIXED.into(),
        grade: field(made::GRADE).as_text().cloned(),
        now: (fixed != standing.value).then_some(standing.value),
        value: fixed,
        ..standing
    })
}

/// What a person, unit or record is called.
pub(super) fn called(work: &Work<'_>, id: &str) -> Result<String, Refused> {
    if let Some(unit) = work.policy.org.units.get(id) {
        return Ok(unit.title.clone());
    }
    match Context::record(work, id)? {
        Some(record) => Ok(work.label(&record, &work.frame(&record, &[]))?),
        None => Ok(work.policy.org.name(id).to_owned()),
    }
}

/// Before there is a record: whoever it would be of, those above them, administrators.
fn may_see(work: &Work<'_>, reader: &Actor, whom: &Rated) -> Result<bool, Refused> {
    let Some(person) = reader.person() else { return Ok(true) };
    let of = |owner: &Id| owner == person || work.policy.org.manages(person, owner);
    Ok(work.is_admin(person)? || whom.owner.as_ref().is_some_and(of))
}
