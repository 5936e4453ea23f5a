//! How results begin: who is rated or paid in a period that is over, and the record that is made for each.

use std::collections::BTreeMap;

use super::result_period;
use crate::{
    engine::{Refused, people, work::Work},
    model::{
        Id, Value,
        time::{Date, Grain, Period, Timestamp},
    },
    policy::{ItemSource, Paid, People, Rated as Whom, Scorecard, made},
    script::{Expr, Fault, FaultKind, Frame},
};

/// One of those a result is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rated {
    /// The person who is rated or paid, else who leads what is rated.
    pub owner: Option<Id>,
    /// The unit or record that is rated; the unit whose pool is shared.
    pub rated: Option<Id>,
}

impl Rated {
    /// What tells its record apart from all others of the kind.
    pub(super) fn key(&self, period: &Period, owned: bool) -> String {
        let owner = self.owner.as_deref().filter(|_| owned);
        let parts = [Some(period.name().as_str()), self.rated.as_deref(), owner].map(|part| part.map(str::to_owned));
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// The period that is over at a moment: the one before the one it lies in.
pub(super) fn period_before(work: &Work<'_>, grain: Grain, due: Timestamp) -> Result<Period, Fault> {
    let day = work.policy.calendar.local_date(due);
    let this = Period::containing(grain, day, work.policy.manifest.fiscal_year_starts);
    this.previous().map_err(|error| Fault::new(FaultKind::Overflow, error.said()))
}

/// Those a result begins for at a moment: the period before it is over.
pub(in crate::engine) fn begun(work: &Work<'_>, kind: &str, due: Timestamp) -> Result<Vec<Rated>, Refused> {
    match result_period(work.policy, kind) {
        Some(grain) => rated(work, kind, &period_before(work, grain, due)?),
        None => Ok(Vec::new()),
    }
}

/// Those a result is for in a period.
pub(super) fn rated(work: &Work<'_>, kind: &str, period: &Period) -> Result<Vec<Rated>, Refused> {
    if let Some(card) = work.policy.scorecards.get(kind) {
        return rated_by(work, card, period);
    }
    let Some(incentive) = work.policy.incentives.get(kind) else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    match &incentive.paid {
        Paid::People(people) => {
            for person in people_of(work, people, period)? {
                if considered(work, &incentive.filter, &person)? {
                    all.push(Rated { owner: Some(person), rated: None });
                }
            }
        }
        Paid::Units => {
            let org = &work.policy.org;
            for unit in org.units.keys() {
                // Each person shares in the pool of their own unit, and in no other.
                let own = org.people.iter().filter(|(_, person)| person.unit.as_ref() == Some(unit));
                for (person, _) in own {
                    if was_here(work, person, period) && considered(work, &incentive.filter, person)? {
                        all.push(Rated { owner: Some(person.clone()), rated: Some(unit.clone()) });
                    }
                }
            }
        }
    }
    Ok(all)
}

fn rated_by(work: &Work<'_>, card: &Scorecard, period: &Period) -> Result<Vec<Rated>, Refused> {
    let mut all = Vec::new();
    match &card.rated {
        Whom::People(people) => {
            for person in people_of(work, people, period)? {
                if considered(work, &card.filter, &person)? {
                    all.push(Rated { owner: Some(person), rated: None });
                }
            }
        }
        Whom::Units => {
            for unit in work.policy.org.units.keys() {
                if considered(work, &card.filter, unit)? {
                    let owner = work.policy.org.unit_head(unit).cloned();
                    all.push(Rated { owner, rated: Some(unit.clone()) });
                }
            }
        }
        Whom::Records(of) => {
            for id in work.view.of_workflow(of)? {
                let record = work.get(&id)?;
                let is_meant = match &card.filter {
                    Some(filter) => filter.holds(&work.frame(&record, &[]))? == Some(true),
                    None => !record.is_closed(),
                };
                if is_meant {
                    all.push(Rated { owner: record.owner().cloned(), rated: Some(id) });
                }
            }
        }
    }
    Ok(all)
}

fn considered(work: &Work<'_>, filter: &Option<Expr>, whom: &Id) -> Result<bool, Refused> {
    Ok(match filter {
        Some(filter) => filter.holds(&work.bare(&[Value::Text(whom.clone())]))? == Some(true),
        None => true,
    })
}

/// Everybody who was meant at the period's beginning or its end: who has come or left in it counts too.
fn people_of(work: &Work<'_>, people: &People, period: &Period) -> Result<Vec<Id>, Refused> {
    let on = |day: Date| people::resolve_all(people, &Frame { today: day, ..work.bare(&[]) });
    let mut all = on(period.last_day())?;
    for person in on(period.start)? {
        if !all.contains(&person) {
            all.push(person);
        }
    }
    Ok(all)
}

fn was_here(work: &Work<'_>, person: &str, period: &Period) -> bool {
    [period.start, period.last_day()].into_iter().any(|day| work.policy.org.is_here(person, day))
}

impl Work<'_> {
    /// Makes the record of a result whose period is over at a moment.
    pub(in crate::engine) fn begin_result(&mut self, kind: &Id, due: Timestamp, whom: &Rated) -> Result<(), Refused> {
        let Some(grain) = result_period(self.policy, kind) else { return Ok(()) };
        let period = period_before(self, grain, due)?;
        let rules = self.workflow(kind)?;
        let policy = self.policy;
        let card = policy.scorecards.get(kind);
        let close = card.map_or_else(|| policy.incentives.get(kind)?.close.as_ref(), |card| card.close.as_ref());
        let over = policy.calendar.start_of_day(period.end);
        let before = Timestamp::from_second(over.as_second().saturating_sub(1)).unwrap_or(over);
        let closes = close.and_then(|close| close.next_after(before, &policy.calendar, Default::default()));
        let owned = card.is_none_or(|card| matches!(card.rated, Whom::People(_)));
        let mut fields = BTreeMap::from([
            (Id::from(made::PERIOD), Value::text(period.name())),
            (made::CLOSES.into(), Value::Moment(closes.unwrap_or(over))),
            (made::KEY.into(), Value::text(whom.key(&period, owned))),
        ]);
        let text = |id: &Option<Id>| id.clone().map_or(Value::None, Value::Text);
        let here = |person: &&Id| policy.org.is_here(person, self.today());
        let answers = whom.owner.as_ref();
        let answers = answers.filter(here).or_else(|| policy.org.manager_of(answers?)).cloned();
        fields.insert(made::OWNER.into(), text(&answers));
        match card {
            Some(card) => {
                fields.insert(made::RATED.into(), text(if owned { &whom.owner } else { &whom.rated }));
                fields.extend(self.who_speak(card, whom)?);
            }
            None => {
                fields.insert(made::PAYEE.into(), text(&whom.owner));
                if whom.rated.is_some() {
                    fields.insert(made::UNIT.into(), text(&whom.rated));
                }
            }
        }
        fields.retain(|_, value| !value.is_none());
        self.make(rules, fields, None)?;
        Ok(())
    }

    /// Who is asked to speak of somebody, by the task in which they do.
    fn who_speak(&self, card: &Scorecard, whom: &Rated) -> Result<Vec<(Id, Value)>, Refused> {
        let person = whom.owner.clone().filter(|_| !matches!(card.rated, Whom::Records(_)));
        let locals = [person.map_or(Value::None, Value::Text)];
        let record = match (&card.rated, &whom.rated) {
            (Whom::Records(_), Some(id)) => Some(self.get(id)?),
            _ => None,
        };
        let frame = match &record {
            Some(record) => self.frame(record, &locals),
            None => self.bare(&locals),
        };
        let mut fields = Vec::new();
        for item in &card.items {
            let ItemSource::Voices(voices) = &item.source else { continue };
            let mut asked: Vec<Id> = Vec::new();
            for (n, voice) in voices.from.iter().enumerate().filter(|(_, voice)| voice.figure.is_none()) {
                let mut people = people::resolve_all(&voice.who, &frame)?;
                // Nobody speaks twice, nor of themselves, but where they alone are asked.
                people.retain(|speaker| !asked.contains(speaker));
                if people.len() > 1 {
                    people.retain(|speaker| Some(speaker) != whom.owner.as_ref());
                }
                asked.extend(people.iter().cloned());
                let people: Vec<Value> = people.into_iter().map(Value::Text).collect();
                fields.push((made::voice(&voices.id, n).into(), Value::List(people.into())));
            }
        }
        Ok(fields)
    }
}
