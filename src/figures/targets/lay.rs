//! Laying an adjustment over the pieces of a target: what is inside it takes the new value in the old proportions, what
//! is beside it gives or gets the difference, or nothing.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Aim, Level, Piece, holds, share};
use crate::{
    model::{
        Id, Value,
        target::Adjustment,
        time::{Calendar, Date, Grain, Period},
    },
    policy::{Policy, Target},
};

/// Days, half-open.
type Days = (Date, Date);

/// Why a part of a target can't be adjusted so.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Unfit {
    /// It is no period.
    NoPeriod(crate::model::Said),
    /// The period does not lie in the target's.
    Outside(Period),
    /// The target is not split by that dimension.
    NotSplit(Id),
    /// There is no such part.
    NoPart(Id, Value),
    /// Nothing says what part of the figure such days have.
    NoDays,
    /// It has nothing beside it that could make up for it.
    Alone,
    /// What is beside it would be less than nothing: by so much.
    BelowZero(Decimal),
    /// The numbers grow too large.
    TooBig,
}

/// What part of a target is meant.
pub(super) struct Cut {
    pub by: BTreeMap<Id, Value>,
    pub period: Period,
}

impl Cut {
    pub fn of(policy: &Policy, target: &Target, change: &Adjustment) -> Result<Cut, Unfit> {
        let period = match &change.period {
            // A name means the same on every day.
            Some(name) => Period::parse(name, Date::constant(2001, 1, 1), policy.manifest.fiscal_year_starts)
                .map_err(|error| Unfit::NoPeriod(error.said()))?,
            None => target.period,
        };
        if !holds(&target.period, &period) {
            return Err(Unfit::Outside(period));
        }
        let by = target.by.iter().chain(&change.by).map(|(id, value)| (id.clone(), value.clone())).collect();
        Ok(Cut { by, period })
    }

    /// Whether a period lies in it.
    pub fn holds(&self, period: &Period) -> bool {
        holds(&self.period, period)
    }

    fn days(&self) -> Days {
        (self.period.start, self.period.end)
    }
}

/// The sum of what pieces of a series have in some days; none where it has no piece there, or where it would need part
/// of one and nothing divides.
pub(super) fn sum(
    pieces: &[Piece],
    calendar: &Calendar,
    by: &BTreeMap<Id, Value>,
    days: Days,
    divides: bool,
) -> Option<Decimal> {
    let mut all = None;
    for piece in pieces.iter().filter(|piece| piece.is_of(by)) {
        let Some((from, until)) = piece.overlap(days) else { continue };
        let value = match (from, until) == (piece.from, piece.until) {
            true => piece.value,
            false if divides => piece.part(calendar, (from, until))?,
            false => return None,
        };
        all = Some(all.unwrap_or(Decimal::ZERO).checked_add(value)?);
    }
    all
}

impl Piece {
    fn is_of(&self, by: &BTreeMap<Id, Value>) -> bool {
        super::is_within(by, &self.by)
    }

    fn days(&self) -> Days {
        (self.from, self.until)
    }

    fn overlap(&self, days: Days) -> Option<Days> {
        let both = (self.from.max(days.0), self.until.min(days.1));
        (both.0 < both.1).then_some(both)
    }

    /// What some of its days have of it.
    fn part(&self, calendar: &Calendar, days: Days) -> Option<Decimal> {
        let (some, all) = share::of_days(calendar, self.days(), days);
        self.value.checked_mul(some)?.checked_div(all)
    }
}

/// Lays an adjustment over; what its part was before.
pub(super) fn lay(aim: &mut Aim, policy: &Policy, cut: &Cut, change: &Adjustment) -> Result<Decimal, Unfit> {
    known(aim, cut)?;
    divide_at(aim, policy, &cut.by, cut.days())?;
    let inside = |piece: &Piece| piece.is_of(&cut.by) && piece.overlap(cut.days()).is_some();
    let before = total(aim, &inside)?;
    if change.spread {
        let (by, days) = around(aim, policy, cut).ok_or(Unfit::Alone)?;
        divide_at(aim, policy, &by, days)?;
        let beside = |piece: &Piece| piece.is_of(&by) && piece.overlap(days).is_some() && !inside(piece);
        if !aim.pieces.iter().any(beside) {
            return Err(Unfit::Alone);
        }
        let around = total(aim, &beside)?.checked_add(before).ok_or(Unfit::TooBig)?;
        let left = around.checked_sub(change.value).ok_or(Unfit::TooBig)?;
        if left < Decimal::ZERO {
            return Err(Unfit::BelowZero(-left));
        }
        share_out(aim, policy, left, beside)?;
    }
    share_out(aim, policy, change.value, inside)?;
    // What is too large as a whole is refused, not met later.
    total(aim, &|_| true)?;
    Ok(before)
}

/// What some pieces make up together.
fn total(aim: &Aim, of: &dyn Fn(&Piece) -> bool) -> Result<Decimal, Unfit> {
    share::total(aim.pieces.iter().filter(|piece| of(piece)).map(|piece| piece.value)).ok_or(Unfit::TooBig)
}

/// Whether there is such a part.
fn known(aim: &Aim, cut: &Cut) -> Result<(), Unfit> {
    for (id, value) in &cut.by {
        if !aim.pieces.iter().any(|piece| piece.by.contains_key(id)) {
            return Err(Unfit::NotSplit(id.clone()));
        }
        if !aim.pieces.iter().any(|piece| piece.by.get(id) == Some(value)) {
            return Err(Unfit::NoPart(id.clone(), value.clone()));
        }
    }
    let is_there = |piece: &Piece| piece.is_of(&cut.by) && piece.overlap(cut.days()).is_some();
    match (aim.pieces.iter().any(is_there), cut.by.iter().next_back()) {
        (false, Some((id, value))) => Err(Unfit::NoPart(id.clone(), value.clone())),
        _ => Ok(()),
    }
}

/// Cuts pieces of a series where some days begin and end, so that each lies inside or outside.
fn divide_at(aim: &mut Aim, policy: &Policy, by: &BTreeMap<Id, Value>, days: Days) -> Result<(), Unfit> {
    let mut cut = Vec::with_capacity(aim.pieces.len());
    for piece in std::mem::take(&mut aim.pieces) {
        let both = piece.overlap(days).filter(|both| piece.is_of(by) && *both != piece.days());
        let Some((from, until)) = both else {
            cut.push(piece);
            continue;
        };
        if !aim.adds.by_days {
            return Err(Unfit::NoDays);
        }
        let mut left = piece.value;
        for (from, until) in [(piece.from, from), (from, until)] {
            if from < until {
                let value = match until == piece.until {
                    true => left,
                    false => piece.part(&policy.calendar, (from, until)).ok_or(Unfit::TooBig)?,
                };
                left -= value;
                cut.push(Piece { from, until, value, by: piece.by.clone(), path: piece.path.clone() });
            }
        }
        if until < piece.until {
            cut.push(Piece { from: until, value: left, ..piece });
        }
    }
    aim.pieces = cut;
    Ok(())
}

/// Gives some pieces a sum in the proportions they have: level by level, so that what they make up together is rounded
/// as the tree is.
fn share_out(aim: &mut Aim, policy: &Policy, whole: Decimal, of: impl Fn(&Piece) -> bool) -> Result<(), Unfit> {
    let days = (aim.target.period.start, aim.target.period.end);
    let mut some: Vec<&mut Piece> = aim.pieces.iter_mut().filter(|piece| of(piece)).collect();
    let is_nothing = some.iter().all(|piece| piece.value <= Decimal::ZERO);
    let share = |piece: &Piece| match is_nothing {
        true => share::of_days(&policy.calendar, days, piece.days()).0,
        false => piece.value.max(Decimal::ZERO),
    };
    let shares: Vec<Decimal> = some.iter().map(|piece| share(piece)).collect();
    let all: Vec<usize> = (0..some.len()).collect();
    deal(&mut some, &shares, &all, whole, aim.step, 0)
}

fn deal(
    pieces: &mut [&mut Piece],
    shares: &[Decimal],
    some: &[usize],
    whole: Decimal,
    step: Decimal,
    depth: usize,
) -> Result<(), Unfit> {
    let mut groups: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for at in some {
        groups.entry(pieces[*at].path.get(depth).copied()).or_default().push(*at);
    }
    if let (1, Some(ends)) = (groups.len(), groups.get(&None)) {
        let own: Vec<Decimal> = ends.iter().map(|at| shares[*at]).collect();
        let parts = share::divide(whole, &own, step).ok_or(Unfit::TooBig)?;
        ends.iter().zip(parts).for_each(|(at, part)| pieces[*at].value = part);
        return Ok(());
    }
    let sum = |group: &Vec<usize>| share::total(group.iter().map(|at| shares[*at])).ok_or(Unfit::TooBig);
    let sums = groups.values().map(sum).collect::<Result<Vec<Decimal>, Unfit>>()?;
    let parts = share::divide(whole, &sums, step).ok_or(Unfit::TooBig)?;
    groups.values().zip(parts).try_for_each(|(group, part)| deal(pieces, shares, group, part, step, depth + 1))
}

/// What a part and those beside it make up together: all that the split gives that the part comes of. Which that is, its
/// last level says.
fn around(aim: &Aim, policy: &Policy, cut: &Cut) -> Option<(BTreeMap<Id, Value>, Days)> {
    let whole = aim.target.period;
    let place = |level: &Level| aim.levels.iter().position(|known| known == level);
    let dimension = cut.by.keys().filter(|id| !aim.target.by.contains_key(*id));
    let dimension = dimension.filter_map(|id| Some((place(&Level::Dimension(id.clone()))?, id))).max();
    let narrows = (cut.period.start, cut.period.end) != (whole.start, whole.end);
    // Days that no level knows come below all of them.
    let time = narrows.then(|| grain_of(aim, policy, cut).map_or(usize::MAX, |(place, _)| place));
    match (dimension, time) {
        (None, None) => None,
        (Some((place, id)), time) if time.is_none_or(|time| time < place) => {
            let mut by = cut.by.clone();
            by.remove(id);
            Some((by, cut.days()))
        }
        (_, time) => {
            let above = aim.levels.iter().take(time.unwrap_or(usize::MAX)).filter_map(|level| match level {
                Level::Time(grain) => Some(*grain),
                Level::Dimension(_) => None,
            });
            let around = above.filter_map(|grain| piece_around(aim, policy, grain, &cut.period)).last();
            let around = around.unwrap_or(whole);
            Some((cut.by.clone(), (around.start, around.end)))
        }
    }
}

/// The level of time whose pieces make up the cut's period.
fn grain_of(aim: &Aim, policy: &Policy, cut: &Cut) -> Option<(usize, Grain)> {
    let fiscal = policy.manifest.fiscal_year_starts;
    let fits = |grain: Grain| {
        let pieces = aim.target.period.split(grain, fiscal);
        pieces.iter().any(|piece| piece.start == cut.period.start)
            && pieces.iter().any(|piece| piece.end == cut.period.end)
    };
    aim.levels.iter().enumerate().find_map(|(place, level)| match level {
        Level::Time(grain) if fits(*grain) => Some((place, *grain)),
        _ => None,
    })
}

/// The piece of time of a grain that holds a period; none where it reaches over one.
fn piece_around(aim: &Aim, policy: &Policy, grain: Grain, period: &Period) -> Option<Period> {
    let pieces = aim.target.period.split(grain, policy.manifest.fiscal_year_starts);
    pieces.into_iter().find(|piece| holds(piece, period))
}
