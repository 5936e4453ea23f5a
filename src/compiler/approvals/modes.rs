//! How seats decide together, and quorums that can't be reached or always are.

use rust_decimal::Decimal;

use super::step::Usual;
use crate::{
    compiler::{
        findings, places,
        site::Site,
        source::Span,
        syntax::{Kind, Reader},
    },
    model::Value,
    policy::{Mode, PlaceKind, SeatRule},
    said,
    script::{Expect, Expr},
};

pub(super) fn mode(site: Site<'_>, reader: &Reader<'_>) -> Mode {
    let Some(node) = reader.get("mode") else {
        return Mode::default();
    };
    let Kind::Table(table) = &node.kind else {
        let words = [("all", 0), ("any", 1), ("first", 2), ("sequence", 3)];
        return match reader.word("mode", &words) {
            Some(1) => Mode::Any,
            Some(2) => Mode::First,
            Some(3) => Mode::Sequence,
            _ => Mode::All,
        };
    };
    let counted = Reader::open(site.cx, table, places::COUNTED);
    let one = |key: &str| site.formula(&counted, key, Expect::Number);
    let found = [one("at_least").map(Mode::AtLeast), one("share").map(Mode::Share), one("weight").map(Mode::Weight)];
    let mut found = found.into_iter().flatten();
    match (found.next(), found.next()) {
        (Some(mode), None) => mode,
        (None, _) if table.entries.is_empty() => {
            counted.missing("at_least", table.span);
            Mode::All
        }
        (Some(mode), Some(_)) => {
            let needs = "one of { at_least }, { share }, { weight }";
            site.cx.wrong::<()>(node, "mode", needs);
            mode
        }
        _ => Mode::All,
    }
}

/// Whether one no ends the step: as said, else where all must say yes.
pub(super) fn veto(reader: &Reader<'_>, mode: &Mode) -> bool {
    reader.bool("veto").unwrap_or(matches!(mode, Mode::All | Mode::Sequence))
}

/// What is wrong with how the seats of a step are counted.
pub(super) fn prove<'a>(
    site: Site<'_>,
    step: &Reader<'a>,
    usual: &Usual<'a>,
    mode: &Mode,
    seats: &[SeatRule],
    everyone: bool,
) {
    if let (Mode::Any | Mode::First, true) = (mode, step.has("veto")) {
        site.cx.report(findings::idle_veto(step.key_span("veto")));
    }
    let reader = usual.who_says(step, "mode");
    let Some(span) = reader.get("mode").map(|node| node.span).filter(|_| step.has("who")) else {
        return;
    };
    // One who is asked beside is seen where it is written; what holds for the whole chain is judged step by step.
    let at = if step.has("mode") { span } else { step.key_span("who") };
    quorum(site, mode, seats, everyone, at);
    weights(site, mode, seats, at, step.span());
}

fn quorum(site: Site<'_>, mode: &Mode, seats: &[SeatRule], everyone: bool, at: Span) {
    let seats = static_seats(seats, everyone);
    let one = Decimal::ONE;
    match mode {
        Mode::AtLeast(n) => match (number(n), seats) {
            (Some(n), _) if n <= Decimal::ZERO => site.cx.report(findings::idle_quorum(at)),
            (Some(n), Some(seats)) if n > Decimal::from(seats) => {
                let n = n.normalize();
                site.cx.report(findings::far_quorum(at, &said!("{n} of {seats} seats", "{seats} 个席位要 {n} 票")))
            }
            (Some(n), _) if !n.fract().is_zero() => {
                site.cx.report(findings::unreadable(
                    at,
                    said!("{n} seats: seats are counted whole", "{n} 个席位：席位要写整数"),
                ));
            }
            _ => {}
        },
        Mode::Share(n) | Mode::Weight(n) => match number(n) {
            Some(n) if n <= Decimal::ZERO => site.cx.report(findings::idle_quorum(at)),
            Some(n) if n > one => {
                let n = n.normalize();
                site.cx.report(findings::far_quorum(at, &said!("{n} of 1, which is all of them", "{n}，而全部是 1")))
            }
            _ => {}
        },
        _ => {}
    }
}

/// Weights that are not asked for, are missing, or are nothing.
fn weights(site: Site<'_>, mode: &Mode, seats: &[SeatRule], at: Span, step: Span) {
    let weighed = seats.iter().any(|seat| seat.weight.is_some());
    match mode {
        Mode::Weight(_) if !weighed && !seats.is_empty() => site.cx.report(findings::weightless(at, false)),
        Mode::Weight(_) => {
            let known: Option<Vec<Decimal>> =
                seats.iter().map(|seat| seat.weight.as_ref().map_or(Some(Decimal::ONE), number)).collect();
            let Some(known) = known else { return };
            if known.iter().any(|n| n.is_sign_negative()) || known.iter().all(Decimal::is_zero) {
                let what = said!("weights of nothing, or below it", "权重全为零或为负");
                site.cx.report(findings::far_quorum(at, &what));
            }
        }
        _ if weighed => site.cx.report(findings::weightless(step, true)),
        _ => {}
    }
}

/// How many seats there will be, where that does not depend on the day or the record.
fn static_seats(seats: &[SeatRule], everyone: bool) -> Option<usize> {
    let fixed = |seat: &SeatRule| {
        seat.when.is_none()
            && (seat.who.len() > 1
                || seat.who.iter().all(|place| match &place.kind {
                    PlaceKind::Expr(expr) => expr.ty() == &crate::model::Type::Person,
                    PlaceKind::Person(_) => true,
                    PlaceKind::Group(_) | PlaceKind::Address(_) => false,
                    PlaceKind::Role { .. } | PlaceKind::Unit(_) | PlaceKind::UnitOf(_) | PlaceKind::Anyone => !everyone,
                }))
    };
    seats.iter().all(fixed).then_some(seats.len())
}

pub(super) fn number(expr: &Expr) -> Option<Decimal> {
    match expr.constant() {
        Some(Value::Number(n)) => Some(*n),
        _ => None,
    }
}

/// Whether a condition can never hold, whatever the record is.
pub(in crate::compiler) fn is_never(expr: &Expr) -> bool {
    matches!(expr.constant(), Some(Value::Bool(false) | Value::None))
}
