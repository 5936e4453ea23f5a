//! Counting: what the seats of a step have come to, as soon as that is certain.

use rust_decimal::Decimal;

use crate::{
    engine::Refused,
    model::{
        Code, Refusal, Value,
        record::{Seat, SeatState},
    },
    policy::{Mode, Step},
    said,
    script::{Expr, Frame},
};

/// How the seats of a step have answered so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Votes {
    /// Those who said yes.
    pub yes: usize,
    /// Those who said no.
    pub no: usize,
    /// Those who said neither: they count no more.
    pub abstained: usize,
    /// All that count.
    pub seats: usize,
}

impl Votes {
    pub fn of(seats: &[Seat]) -> Votes {
        let mut votes = Votes::default();
        for seat in seats {
            votes.seats += usize::from(seat.counts());
            votes.abstained += usize::from(matches!(seat.state, SeatState::Abstained { .. }));
            match seat.answer() {
                Some(true) => votes.yes += 1,
                Some(false) => votes.no += 1,
                None => {}
            }
        }
        votes
    }
}

/// The result of a step, once it is certain: yes or no.
pub(super) fn result(step: &Step, seats: &[Seat], frame: &Frame) -> Result<Option<bool>, Refused> {
    let votes = Votes::of(seats);
    let open = votes.seats - votes.yes - votes.no;
    if step.veto && votes.no > 0 {
        return Ok(Some(false));
    }
    // No seat at all: every one was passed over, so the step stands in nobody's way.
    if votes.seats == 0 {
        return Ok(Some(true));
    }
    Ok(match &step.mode {
        Mode::All | Mode::Sequence if votes.no > 0 => Some(false),
        Mode::All | Mode::Sequence => (open == 0).then_some(true),
        Mode::Any => any(&groups(seats)),
        Mode::First => first(seats),
        Mode::AtLeast(n) => {
            let need = number(n, frame)?;
            decided(votes.yes.into(), open.into(), need)
        }
        Mode::Share(share) => {
            let need = number(share, frame)? * Decimal::from(votes.seats);
            decided(votes.yes.into(), open.into(), need)
        }
        Mode::Weight(share) => {
            let need = number(share, frame)? * weigh(seats, |_| true);
            decided(
                weigh(seats, |seat| seat.answer() == Some(true)),
                weigh(seats, |seat| seat.answer().is_none()),
                need,
            )
        }
    })
}

/// Reached counts as reached; a no is certain once all that is open would not be enough.
fn decided(yes: Decimal, open: Decimal, need: Decimal) -> Option<bool> {
    match () {
        () if yes >= need => Some(true),
        () if yes + open < need => Some(false),
        () => None,
    }
}

fn weigh(seats: &[Seat], which: impl Fn(&Seat) -> bool) -> Decimal {
    seats.iter().filter(|seat| seat.counts() && which(seat)).map(|seat| seat.weight.unwrap_or(Decimal::ONE)).sum()
}

/// Where one answer decides, a seat and the signers asked before or after it speak with one voice: yes once all of them
/// have said it.
fn groups(seats: &[Seat]) -> Vec<Vec<&Seat>> {
    let mut groups: Vec<Vec<&Seat>> = Vec::new();
    for seat in seats.iter().filter(|seat| seat.counts()) {
        let with = |group: &&mut Vec<&Seat>| {
            group.iter().any(|other| other.after == Some(seat.task) || seat.after == Some(other.task))
        };
        match groups.iter_mut().find(with) {
            Some(group) => group.push(seat),
            None => groups.push(vec![seat]),
        }
    }
    groups
}

fn voice(group: &[&Seat]) -> Option<bool> {
    if group.iter().any(|seat| seat.answer() == Some(false)) {
        return Some(false);
    }
    group.iter().all(|seat| seat.answer() == Some(true)).then_some(true)
}

fn any(groups: &[Vec<&Seat>]) -> Option<bool> {
    let voices: Vec<Option<bool>> = groups.iter().map(|group| voice(group)).collect();
    if voices.contains(&Some(true)) {
        return Some(true);
    }
    voices.iter().all(|voice| *voice == Some(false)).then_some(false)
}

fn first(seats: &[Seat]) -> Option<bool> {
    groups(seats).iter().find_map(|group| voice(group))
}

fn number(expr: &Expr, frame: &Frame) -> Result<Decimal, Refused> {
    match expr.value(frame)? {
        Value::Number(n) => Ok(n),
        other => Err(Refusal::new(
            Code::Fault,
            said!("`{}` is {other}, and seats are counted by it", "`{}` 是 {other}，而席位要按它来数", expr.text()),
        )
        .with("kind", "argument")),
    }
}

#[cfg(test)]
mod tests {
    use super::decided;

    #[test]
    fn a_result_is_known_as_soon_as_nothing_can_change_it() {
        let of = |yes: i64, open: i64, need: &str| decided(yes.into(), open.into(), need.parse().unwrap());
        assert_eq!(of(2, 1, "2"), Some(true));
        assert_eq!(of(1, 1, "2"), None);
        assert_eq!(of(1, 0, "2"), Some(false));
        // ≥ counts as reached, also on the edge of a share.
        assert_eq!(of(2, 0, "1.98"), Some(true));
        assert_eq!(of(0, 0, "0"), Some(true));
    }
}
