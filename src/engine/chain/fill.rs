//! Filling: who sits on a step that has been reached, after the rules for nobody, for the requester, for separated
//! duties and for who has decided before.

use rust_decimal::Decimal;

use crate::{
    engine::{
        Refused, people,
        tasks::{Considered, cover, seat_name},
        work::Work,
    },
    model::{
        Actor, Body, Code, Id, Record, Refusal, Value,
        record::{ChainRun, Seat, SeatState, StepState},
    },
    policy::{Chain, DeadlineFrom, DutyAct, Give, Mode, Nobody, Pick, PlaceKind, SamePerson, SeatRule, SelfRule, Step},
    said,
};

use super::{Reached, chain_locals, deadlines, find_run, list};

/// A seat about to be opened.
pub(super) struct Filling {
    place: Id,
    pub(super) holders: Vec<Id>,
    weight: Option<Decimal>,
    pub(super) because: Option<String>,
    /// Why it counts as approved at once.
    filled: Option<String>,
    /// Whose turn it was, where holders are picked in turn.
    pub(super) turn: Option<(Id, u64)>,
}

/// A step being filled.
pub(super) struct Filler<'w, 'a> {
    work: &'w Work<'a>,
    record: &'w Record,
    run: &'w ChainRun,
    chain: &'w Chain,
    step: &'w Step,
    locals: &'w [Value],
    /// Who may not sit here because of a step they have decided, and which.
    barred: Vec<(Id, Id)>,
}

impl<'a> Work<'a> {
    /// Asks the seats of a step.
    pub(super) fn open_step(
        &mut self,
        id: &Id,
        run: u32,
        chain: &'a Chain,
        step: &'a Step,
    ) -> Result<Reached, Refused> {
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let asked = self.as_asked(&record, state)?;
        let locals = chain_locals(chain, state, Some(step));
        let filler = Filler::new(self, &asked, state, chain, step, &locals);
        let fillings = match same_people(state, step) {
            Some(seats) => filler.again(seats),
            None => filler.fill()?,
        };
        let due = match step.deadline.as_ref().is_some_and(|deadline| deadline.from == DeadlineFrom::Offer) {
            true => deadlines::of_seat(self, step, &asked, &locals)?,
            false => deadlines::reminders(self, step, &asked, &locals)?,
        };
        drop(asked);
        drop(record);
        self.reached(id, run, step, false, None)?;
        self.tell_copies(id, run, chain, step)?;
        let mut last: Option<u32> = None;
        for filling in fillings {
            let task = self.get(id)?.tasks + 1;
            let waits = last.filter(|_| step.mode == Mode::Sequence && filling.filled.is_none());
            let idle = filling.filled.is_some() || waits.is_some() || filling.holders.is_empty();
            let timers = if idle { Vec::new() } else { due.clone() };
            self.emit(
                id,
                Body::SeatOpened {
                    run,
                    step: step.id.clone(),
                    task,
                    place: filling.place,
                    holders: filling.holders,
                    timers,
                    because: filling.because,
                    weight: filling.weight,
                    after: waits,
                    beside: None,
                },
            )?;
            match filling.filled {
                Some(because) => {
                    let facts = self.facts(id, run)?;
                    let form = Default::default();
                    self.as_policy(|work| {
                        let because = Some(because);
                        work.emit(id, Body::Decided { task, yes: true, comment: None, because, form, facts })
                    })?;
                }
                None => last = Some(task),
            }
            if let Some(turn) = filling.turn {
                self.turned(id, turn)?;
            }
        }
        self.begin_at_once(id, run, step)?;
        self.effects_of(id, run, step, &step.asked)?;
        self.judge(id, run, chain, step, None)
    }

    /// Those of these people who are with the organisation.
    pub(super) fn still_here(&self, people: Vec<Id>) -> Vec<Id> {
        people.into_iter().filter(|person| self.policy.org.is_here(person, self.today())).collect()
    }

    /// Those of these people who are there, or have somebody who stands in for them: seats are filled, handed on and
    /// lent through here.
    pub(super) fn present(&self, people: Vec<Id>) -> Vec<Id> {
        let today = self.today();
        let here = people.into_iter().filter(|person| self.policy.org.is_here(person, today));
        here.filter(|person| matches!(cover(self, person, self.moment), Ok(Some(_)))).collect()
    }
}

impl<'w, 'a> Filler<'w, 'a> {
    pub(super) fn new(
        work: &'w Work<'a>,
        record: &'w Record,
        run: &'w ChainRun,
        chain: &'w Chain,
        step: &'w Step,
        locals: &'w [Value],
    ) -> Filler<'w, 'a> {
        Filler { work, record, run, chain, step, locals, barred: barred(run, &step.not_same_as) }
    }
}

impl Filler<'_, '_> {
    /// One seat per role, unit or person named, one per person an expression gives, or everybody a seat.
    fn fill(&self) -> Result<Vec<Filling>, Refused> {
        let frame = self.work.frame(self.record, self.locals);
        let mut fillings: Vec<Filling> = Vec::new();
        for rule in &self.step.seats {
            if let Some(when) = &rule.when
                && when.holds(&frame)? != Some(true)
            {
                continue;
            }
            let weight = match &rule.weight {
                Some(weight) => match weight.value(&frame)? {
                    Value::Number(n) => Some(n),
                    _ => None,
                },
                None => None,
            };
            let holders = self.candidates(rule)?;
            let each = self.step.everyone || self.step.finding.give == Give::All || is_one_each(rule);
            let mut holders = holders;
            if self.step.everyone || self.step.finding.give == Give::All {
                // Role by role as written, within one by id.
                holders.sort();
            }
            let mut seats = Vec::new();
            if each && !holders.is_empty() {
                for holder in holders {
                    let sits = |filling: &Filling| filling.holders == [holder.clone()];
                    if (self.step.everyone || self.step.finding.give == Give::All)
                        && fillings.iter().chain(&seats).any(sits)
                    {
                        continue;
                    }
                    seats.extend(self.seat(rule, vec![holder], true)?);
                }
            } else {
                seats.extend(self.seat(rule, holders, false)?);
            }
            // What an entry weighs is shared by its seats.
            let share = weight.and_then(|weight| weight.checked_div(Decimal::from(seats.len().max(1))));
            seats.iter_mut().for_each(|seat| seat.weight = share);
            fillings.append(&mut seats);
        }
        Ok(fillings)
    }

    /// The seats of an earlier time as they were decided.
    fn again(&self, seats: &[Seat]) -> Vec<Filling> {
        let here = seats.iter().filter(|seat| !matches!(seat.state, SeatState::Removed));
        here.map(|seat| {
            let decided = match &seat.state {
                SeatState::Decided { by: Actor::Person(by), .. } => vec![by.clone()],
                _ => seat.holders.clone(),
            };
            Filling {
                place: seat.place.clone(),
                holders: self.work.still_here(decided),
                weight: seat.weight,
                because: Some("the same people are asked again".into()),
                filled: None,
                turn: None,
            }
        })
        .filter(|filling| !filling.holders.is_empty())
        .collect()
    }

    /// One seat, after the rules for nobody, for the requester, and for who has decided before.
    pub(super) fn seat(&self, rule: &SeatRule, mut holders: Vec<Id>, alone: bool) -> Result<Option<Filling>, Refused> {
        if holders.is_empty() {
            return match self.chain.nobody {
                Nobody::Skip => Ok(None),
                Nobody::Refuse => Err(self.empty(rule)),
                Nobody::Escalate => {
                    let above = self.escalate(rule)?;
                    Ok(self.asked(rule, above, Some(format!("nobody holds {}", rule.text))))
                }
            };
        }
        let before = holders.clone();
        holders.retain(|holder| !self.barred.iter().any(|(person, _)| person == holder));
        if holders.is_empty() {
            return self.all_barred(rule, &before).map(Some);
        }
        if let Some(requester) = &self.run.requester
            && holders.contains(requester)
            && self.chain.self_rule != SelfRule::Ask
        {
            match (holders.len(), self.chain.self_rule) {
                (1, SelfRule::Skip) => {
                    let filled = Some(format!("{requester} is the requester"));
                    return Ok(Some(self.filling(rule, holders, None, filled)));
                }
                (1, SelfRule::Refuse) => {
                    return Err(Refusal::new(
                        Code::SeparationOfDuties,
                        said!(
                            "{requester} asked for this and would have to approve it at step `{}`",
                            "{requester} 是申请人，却要在步骤 `{}` 自己审批",
                            self.step.id
                        ),
                    )
                    .with("approval", &*self.chain.id)
                    .with("step", &*self.step.id)
                    .with("person", &**requester));
                }
                (1, _) => {
                    let above = self.escalate(rule)?;
                    return Ok(self.asked(rule, above, Some(format!("{requester} is the requester"))));
                }
                _ => holders.retain(|holder| holder != requester),
            }
        }
        let here = self.there(holders.clone())?;
        if here.is_empty() {
            let above = match self.chain.nobody {
                Nobody::Refuse => return Err(self.empty(rule)),
                // Somebody holds it, so it is not passed over because they are away.
                Nobody::Skip | Nobody::Escalate => self.escalate(rule)?,
            };
            let because = format!("{} is away and nobody stands in", list(&holders));
            return Ok(self.asked(rule, above, Some(because)));
        }
        self.handed_out(rule, self.kept_together(here)?, alone)
    }

    /// Whom an entry names, on the day, as far as its `where` holds of them.
    pub(super) fn candidates(&self, rule: &SeatRule) -> Result<Vec<Id>, Refused> {
        let frame = self.work.frame(self.record, self.locals);
        let mut holders = people::resolve_all(&rule.who, &frame)?;
        holders.retain(|person| self.work.policy.org.is_here(person, self.work.today()));
        drop_unfit(self, rule, &mut holders)?;
        Ok(holders)
    }

    /// Those who are there, or have somebody who stands in for them and may sit here.
    fn there(&self, holders: Vec<Id>) -> Result<Vec<Id>, Refused> {
        let mut there = Vec::new();
        for holder in holders {
            let Some(acts) = cover(self.work, &holder, self.work.moment)? else { continue };
            let asks = self.run.requester.as_ref() == Some(&acts) && self.chain.self_rule != SelfRule::Ask;
            let barred = self.barred.iter().any(|(person, _)| *person == acts);
            if acts == holder || !(asks || barred) {
                there.push(holder);
            }
        }
        Ok(there)
    }

    /// Less those whom a duty keeps from deciding here; where it keeps all of them the decision is refused, not the step.
    fn kept_together(&self, holders: Vec<Id>) -> Result<Vec<Id>, Refused> {
        let act = DutyAct::Decide(self.chain.id.clone(), Some(self.step.id.clone()));
        let mut free = Vec::new();
        for holder in &holders {
            match self.work.kept_apart(self.record, &act, holder) {
                Ok(()) => free.push(holder.clone()),
                Err(refusal) if refusal.code == Code::SeparationOfDuties => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(if free.is_empty() { holders } else { free })
    }

    /// A seat for those who have room: all of them, or the one who is picked. It waits where nobody has.
    fn handed_out(&self, rule: &SeatRule, holders: Vec<Id>, alone: bool) -> Result<Option<Filling>, Refused> {
        let finding = &self.step.finding;
        let considered = Considered { locals: self.locals, slot: self.locals.len().saturating_sub(1) };
        let name = seat_name(&self.chain.id, &self.step.id);
        let with_room = match alone {
            true => holders,
            false => self
                .work
                .with_room(self.record, finding, holders, considered, |held| held.n > 0 && held.task == name)?,
        };
        if with_room.is_empty() {
            let because = Some("nobody has room for it".to_owned());
            return Ok(Some(self.filling(rule, Vec::new(), because, None)));
        }
        let preferred = self.preferred(with_room);
        if alone || !finding.give.picks() || preferred.len() == 1 && finding.pick != Pick::RoundRobin {
            return Ok(self.asked(rule, preferred, None));
        }
        let sequence = format!("turn/{name}/{}", rule.text);
        let seed = format!("{name}/{}", rule.text);
        let (person, turn) = self.work.pick(self.record, finding, preferred, considered, &sequence, &seed)?;
        let filling = self.asked(rule, vec![person], None);
        Ok(filling.map(|filling| Filling { turn, ..filling }))
    }

    /// Those of a seat who have decided the step whose people are preferred here, where there are some.
    fn preferred(&self, holders: Vec<Id>) -> Vec<Id> {
        let steps = self.step.prefer_same_as.iter().filter_map(|id| self.run.standing(id));
        let deciders: Vec<&Id> = steps.flat_map(|reached| reached.deciders()).collect();
        let same: Vec<Id> = holders.iter().filter(|holder| deciders.contains(holder)).cloned().collect();
        if same.is_empty() { holders } else { same }
    }

    /// Everybody who could sit here has decided a step that must not be theirs too: a manager does, or nobody.
    fn all_barred(&self, rule: &SeatRule, holders: &[Id]) -> Result<Filling, Refused> {
        let (one, before) = self
            .barred
            .iter()
            .find(|(person, _)| holders.contains(person))
            .map_or(("", ""), |(person, step)| (&**person, &**step));
        let refusal = || {
            Refusal::new(
                Code::SeparationOfDuties,
                said!(
                    "{one} has decided step `{before}` and may not decide step `{}` too",
                    "{one} 已审批步骤 `{before}`，不能再审批步骤 `{}`",
                    self.step.id
                ),
            )
            .with("approval", &*self.chain.id)
            .with("step", &*self.step.id)
            .with("person", one)
        };
        match self.chain.nobody {
            Nobody::Escalate => {
                let above = self.escalate(rule).map_err(|_| refusal())?;
                let because = format!("{} has decided step `{before}`", list(holders));
                Ok(self.filling(rule, above, Some(because), None))
            }
            Nobody::Skip | Nobody::Refuse => Err(refusal()),
        }
    }

    /// Whoever the seat comes to: who has approved before is not asked again.
    fn asked(&self, rule: &SeatRule, holders: Vec<Id>, because: Option<String>) -> Option<Filling> {
        let before = match holders.as_slice() {
            [only] => {
                let acts = cover(self.work, only, self.work.moment).ok().flatten();
                let before = |person: &Id| decided_before(self.run, self.chain.same_person, person);
                before(only).or_else(|| acts.as_ref().and_then(before))
            }
            _ => None,
        };
        let filled = before.map(|before| format!("{} has approved at step `{before}`", holders[0]));
        Some(self.filling(rule, holders, because, filled))
    }

    fn filling(&self, rule: &SeatRule, holders: Vec<Id>, because: Option<String>, filled: Option<String>) -> Filling {
        Filling { place: rule.text.clone(), holders, weight: None, because, filled, turn: None }
    }

    /// The requester's nearest manager who is there and not barred, else the manifest's last resort. Never nobody.
    fn escalate(&self, rule: &SeatRule) -> Result<Vec<Id>, Refused> {
        let work = self.work;
        let requester = self.run.requester.as_ref();
        let is_barred = |person: &Id| self.barred.iter().any(|(barred, _)| barred == person);
        let line: Vec<Id> =
            requester.into_iter().flat_map(|requester| work.policy.org.managers_of(requester)).collect();
        let acts = |manager: &Id| cover(work, manager, work.moment).ok().flatten();
        let manager = work.present(line).into_iter().find(|manager| {
            !is_barred(manager) && acts(manager).is_some_and(|acts| Some(&acts) != requester && !is_barred(&acts))
        });
        let above = match manager {
            Some(manager) => vec![manager],
            None => {
                let frame = work.frame(self.record, &[]);
                let mut last = work.present(people::resolve_all(&work.policy.manifest.last_resort, &frame)?);
                last.retain(|id| Some(id) != requester && !is_barred(id));
                last
            }
        };
        match above.is_empty() {
            true => Err(self.empty(rule)),
            false => Ok(above),
        }
    }

    /// A seat for who is above, because of that.
    pub(super) fn above(&self, rule: &SeatRule, because: &str) -> Result<Filling, Refused> {
        Ok(self.filling(rule, self.escalate(rule)?, Some(because.to_owned()), None))
    }

    fn empty(&self, rule: &SeatRule) -> Refused {
        Refusal::new(
            Code::Nobody,
            said!(
                "nobody can decide step `{}` of approval `{}`: {} is nobody",
                "审批链 `{1}` 的步骤 `{0}` 无人可审批：{2} 找不到人",
                self.step.id,
                self.chain.id,
                rule.text
            ),
        )
        .with("record", &*self.record.id)
        .with("approval", &*self.chain.id)
        .with("step", &*self.step.id)
        .with("who", &*rule.text)
    }
}

/// Whether an entry gives a seat to each person: an expression alone does.
fn is_one_each(rule: &SeatRule) -> bool {
    matches!(rule.who.as_slice(), [place] if matches!(place.kind, PlaceKind::Expr(_)))
}

/// Leaves those for whom the entry's `where` holds.
fn drop_unfit(filler: &Filler<'_, '_>, rule: &SeatRule, holders: &mut Vec<Id>) -> Result<(), Refused> {
    let Some(fits) = &rule.fits else {
        return Ok(());
    };
    let mut locals = filler.locals.to_vec();
    let mut left = Vec::new();
    for holder in holders.drain(..) {
        if let Some(person) = locals.last_mut() {
            *person = Value::Text(holder.clone());
        }
        if fits.holds(&filler.work.frame(filler.record, &locals))? == Some(true) {
            left.push(holder);
        }
    }
    *holders = left;
    Ok(())
}

/// Who has decided these steps, and which.
fn barred(run: &ChainRun, steps: &[Id]) -> Vec<(Id, Id)> {
    let decided = steps.iter().filter_map(|step| run.standing(step));
    decided
        .flat_map(|reached| reached.deciders().into_iter().map(|person| (person.clone(), reached.step.clone())))
        .collect()
}

/// The seats of a step's last time, where the same people are to be asked again.
fn same_people<'r>(run: &'r ChainRun, step: &Step) -> Option<&'r [Seat]> {
    let last = run.steps.iter().rev().find(|reached| reached.step == step.id && !reached.seats.is_empty());
    last.filter(|_| step.same_people).map(|reached| reached.seats.as_slice())
}

/// The step at which somebody has approved already, as far as the chain counts that for another of their seats.
fn decided_before<'r>(run: &'r ChainRun, rule: SamePerson, person: &Id) -> Option<&'r Id> {
    let asked = run
        .steps
        .iter()
        .rev()
        .filter(|step| step.stands() && !matches!(step.state, StepState::Skipped | StepState::Copied));
    let look_at = match rule {
        SamePerson::EveryStep => 0,
        SamePerson::Adjacent => 1,
        SamePerson::Once => usize::MAX,
    };
    asked.take(look_at).find_map(|step| {
        let approved = |seat: &Seat| match &seat.state {
            _ if seat.void => false,
            SeatState::Decided { yes: true, by: Actor::Person(by), .. } => by == person,
            // Filled as it was opened, because that one person had approved before; a deadline comes later.
            SeatState::Decided { yes: true, by: Actor::Policy, at, .. } => {
                *at == seat.since && seat.holders.as_slice() == std::slice::from_ref(person)
            }
            _ => false,
        };
        step.seats.iter().any(approved).then_some(&step.step)
    })
}
