//! What a scorecard comes to: its items with their values, the score they add up to, the grade of that score, and what
//! follows from it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Rated, number, period_of, row};
use crate::{
    engine::{Refused, view::Measured, work::Work},
    model::{Id, Record, Value, time::Period, work::TaskState},
    policy::{ItemSource, Missing, Rated as Whom, Scorecard, Voices, made},
};

/// What a card comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Scored {
    pub items: Vec<ItemScored>,
    /// Unrounded; none where an item that must not miss does, or nothing counts.
    pub score: Value,
    pub grade: Option<Id>,
}

/// What an item comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ItemScored {
    pub title: String,
    pub measured: Measured,
    pub weight: Decimal,
    pub score: Value,
}

/// The fields of a card's record as it is worked out.
pub(super) fn worked_out(work: &Work<'_>, card: &Scorecard, record: &Record) -> Result<BTreeMap<Id, Value>, Refused> {
    let period = period_of(work, record)?;
    let whom = whom(card, record);
    let Scored { items, score, grade } = scored(work, card, &whom, &period, Some(record))?;
    let items = items.into_iter().map(|item| {
        let number = |value: Value| if number(&value).is_some() { value } else { Value::None };
        let Measured { value, target, attainment } = item.measured;
        row([
            ("item", Value::text(item.title)),
            ("value", number(value)),
            ("target", target),
            ("attainment", attainment),
            ("weight", Value::Number(item.weight)),
            ("score", item.score),
        ])
    });
    Ok(BTreeMap::from([
        (Id::from(made::ITEMS), Value::List(items.collect())),
        (made::SCORE.into(), score),
        (made::GRADE.into(), grade.map_or(Value::None, Value::Text)),
    ]))
}

/// Whom a card's record is for.
pub(super) fn whom(card: &Scorecard, record: &Record) -> Rated {
    let rated = record.fields.get(made::RATED).and_then(|rated| rated.as_text().cloned());
    match card.rated {
        Whom::People(_) => Rated { owner: rated, rated: None },
        Whom::Units | Whom::Records(_) => Rated { owner: record.owner().cloned(), rated },
    }
}

/// What a card comes to for one of those it is for; what people say of them lies in the card's record.
pub(super) fn scored(
    work: &Work<'_>,
    card: &Scorecard,
    whom: &Rated,
    period: &Period,
    said: Option<&Record>,
) -> Result<Scored, Refused> {
    let whose = match card.rated {
        Whom::People(_) => whom.owner.as_ref(),
        Whom::Units | Whom::Records(_) => whom.rated.as_ref(),
    };
    let person = whom.owner.as_ref().filter(|_| matches!(card.rated, Whom::People(_)));
    let rated = match (&card.rated, &whom.rated) {
        (Whom::Records(_), Some(id)) => Some(work.get(id)?),
        _ => None,
    };
    let mut items = Vec::new();
    let mut all = Weighed::default();
    for item in &card.items {
        let measured = match &item.source {
            ItemSource::Figure(counted) => work.measured_of(counted, whose, period)?,
            ItemSource::Voices(voices) => {
                Measured { value: heard(work, voices, whose, period, said)?, ..Measured::default() }
            }
            ItemSource::Formula(formula) => {
                let value = match &rated {
                    Some(record) => formula.value(&work.frame(record, &[]))?,
                    None => formula.value(&work.bare(&[]))?,
                };
                Measured { value, ..Measured::default() }
            }
        };
        let locals = work.score_locals(&measured, period, person);
        let frame = match &rated {
            Some(record) => work.frame(record, &locals),
            None => work.bare(&locals),
        };
        if let Some(when) = &item.when
            && when.holds(&frame)? != Some(true)
        {
            continue;
        }
        let score = match &item.score {
            // What is not there gives no score, whatever a formula makes of none.
            _ if measured.value.is_none() => Value::None,
            Some(score) => score.value(&frame)?,
            None => measured.value.clone(),
        };
        all.weigh(number(&score), item.weight, item.missing.unwrap_or(card.missing));
        items.push(ItemScored { title: item.title.clone(), measured, weight: item.weight, score });
    }
    let score = all.value();
    let grade = grade_of(work, card, &score);
    Ok(Scored { items, score, grade })
}

/// What people, and figures in their stead, say of somebody.
fn heard(
    work: &Work<'_>,
    voices: &Voices,
    whose: Option<&Id>,
    period: &Period,
    said: Option<&Record>,
) -> Result<Value, Refused> {
    let mut all = Weighed::default();
    for (n, voice) in voices.from.iter().enumerate() {
        let value = match &voice.figure {
            Some(figure) => number(&work.measured_of(figure, whose, period)?.value),
            None => said.and_then(|record| mean(record, &made::voice(&voices.id, n))),
        };
        all.weigh(value, voice.weight, voices.missing);
    }
    Ok(all.value())
}

/// The mean of what those said who have spoken in a task.
fn mean(record: &Record, task: &str) -> Option<Decimal> {
    let done = record.work.iter().filter(|run| &*run.task == task && run.state == TaskState::Done);
    let scores: Vec<Decimal> = done.filter_map(|run| run.form.get(made::SCORE).and_then(number)).collect();
    scores.iter().sum::<Decimal>().checked_div(Decimal::from(scores.len()))
}

/// Values with their weights, added up.
#[derive(Default)]
struct Weighed {
    sum: Decimal,
    weight: Decimal,
    lost: bool,
}

impl Weighed {
    fn weigh(&mut self, value: Option<Decimal>, weight: Decimal, missing: Missing) {
        match (value, missing) {
            (Some(value), _) => {
                self.sum = self.sum.saturating_add(value.saturating_mul(weight));
                self.weight += weight;
            }
            (None, Missing::Zero) => self.weight += weight,
            (None, Missing::None) => self.lost = true,
            // Who has waited long enough weighs the others.
            (None, Missing::Reweigh | Missing::Wait) => {}
        }
    }

    fn value(&self) -> Value {
        let whole = self.sum.checked_div(self.weight).filter(|_| !self.lost);
        whole.map_or(Value::None, |score| Value::Number(score.normalize()))
    }
}

fn grade_of(work: &Work<'_>, card: &Scorecard, score: &Value) -> Option<Id> {
    let passes = |(_, cell): &&(Id, crate::policy::Cell)| cell.passes(score, &work.policy.calendar);
    card.grades.iter().filter(|_| !score.is_none()).find(passes).map(|(grade, _)| grade.clone())
}

/// The grade of a fixed score, and once for each grade what follows from it.
pub(super) fn follow(work: &mut Work<'_>, card: &Scorecard, id: &Id) -> Result<(), Refused> {
    let record = work.get(id)?;
    let field = |name: &str| record.fields.get(name).cloned().unwrap_or_default();
    let (score, followed, rated) = (field(made::SCORE), field(made::FOLLOWED), field(made::RATED));
    let grade = grade_of(work, card, &score);
    let person = whom(card, &record).owner.filter(|_| !matches!(card.rated, Whom::Records(_)));
    drop(record);
    let word = grade.clone().unwrap_or_default();
    let as_text = grade.clone().map_or(Value::None, Value::Text);
    work.change(id, BTreeMap::from([(Id::from(made::GRADE), as_text)]))?;
    if followed.as_text().is_some_and(|followed| *followed == word) {
        return Ok(());
    }
    let first = followed.is_none();
    work.change(id, BTreeMap::from([(Id::from(made::FOLLOWED), Value::Text(word))]))?;
    let locals = [person.map_or(Value::None, Value::Text)];
    let on = match (&card.rated, rated.as_text()) {
        (Whom::Records(_), Some(rated)) => rated.clone(),
        _ => id.clone(),
    };
    if first {
        work.apply(&on, &card.any, &locals)?;
    }
    match card.then.iter().find(|(of, _)| Some(of) == grade.as_ref()) {
        Some((_, effects)) => work.apply(&on, effects, &locals),
        None => Ok(()),
    }
}
