//! Who holds a right on the day, as far as posts tell.

use super::{Act, How, Kind, Person, Presence, Source};
use crate::{
    engine,
    model::{Id, time::Date},
    policy::{Place, PlaceKind, Policy},
    script::{Expr, Fault, Frame},
};

/// Everybody, by file order.
pub(super) fn people<'p>(policy: &'p Policy, frame: &Frame) -> Result<Vec<Person<'p>>, Fault> {
    let org = &policy.org;
    let day = frame.today;
    let mut all = Vec::with_capacity(org.people.len());
    for (id, who) in &org.people {
        let presence = presence(who.joined, who.until, day);
        let mut admin = false;
        for place in &policy.manifest.admins {
            admin |= presence == Presence::Here && by_place(place, None, id, frame)? == Some(How::Post);
        }
        all.push(Person { id, who, presence, admin });
    }
    Ok(all)
}

fn presence(joined: Option<Date>, until: Option<Date>, day: Date) -> Presence {
    match (joined, until) {
        (_, Some(until)) if until <= day => Presence::Left,
        (Some(joined), _) if day < joined => Presence::Coming,
        _ => Presence::Here,
    }
}

/// The act with those who may do it.
pub(super) fn holders<'p>(mut act: Act<'p>, people: &[Person<'p>], frame: &Frame) -> Result<Act<'p>, Fault> {
    for person in people.iter().filter(|person| person.presence == Presence::Here) {
        let mut best = None;
        for source in &act.who {
            best = best.max(by_source(*source, person.id, frame)?);
        }
        // An administrator passes `who`, access and locks; a seat is filled by whom the chain asks, a check binds them.
        let passes = !matches!(act.kind, Kind::Decide | Kind::Exempt | Kind::SeatAct);
        if person.admin && passes && best != Some(How::Post) {
            best = Some(How::Admin);
        }
        act.held.extend(best.map(|how| (person.id.clone(), how)));
    }
    Ok(act)
}

/// How somebody comes by a right through one entry; none where they don't, or only as a record says.
fn by_source(source: Source, person: &Id, frame: &Frame) -> Result<Option<How>, Fault> {
    match source {
        Source::Anyone => Ok(Some(How::Post)),
        Source::Place(place, fits) => by_place(place, fits, person, frame),
        Source::Chosen(place) => Ok(by_place(place, None, person, frame)?.map(|_| How::If)),
        Source::Owner | Source::Worker | Source::Seer | Source::Changer => Ok(None),
    }
}

fn by_place(place: &Place, fits: Option<&Expr>, person: &Id, frame: &Frame) -> Result<Option<How>, Fault> {
    let org = frame.context.org();
    let yes = match &place.kind {
        PlaceKind::Role { role, unit } => {
            org.has_role(person, role) && unit.as_ref().is_none_or(|unit| org.in_unit(person, unit))
        }
        PlaceKind::Person(id) => id == person,
        PlaceKind::Unit(unit) => org.in_unit(person, unit),
        PlaceKind::Anyone => true,
        PlaceKind::Address(_) => false,
        PlaceKind::Expr(expr) | PlaceKind::UnitOf(expr) => {
            !asks_record(expr) && engine::resolve(place, frame)?.contains(person)
        }
        PlaceKind::Group(group) => {
            let mut best = None;
            for inner in &group.who {
                best = best.max(by_place(inner, fits, person, frame)?);
            }
            let conditional = group.when.is_some() || group.fits.is_some();
            return Ok(best.map(|how| if conditional { How::If } else { how }));
        }
    };
    Ok(yes.then_some(if fits.is_some() { How::If } else { How::Post }))
}

/// Whether who is meant is a matter of the record, or of who acts.
pub(super) fn is_open(source: Source) -> bool {
    match source {
        Source::Anyone => false,
        Source::Place(place, _) | Source::Chosen(place) => place_is_open(place),
        Source::Owner | Source::Worker | Source::Seer | Source::Changer => true,
    }
}

fn place_is_open(place: &Place) -> bool {
    match &place.kind {
        PlaceKind::Expr(expr) | PlaceKind::UnitOf(expr) => asks_record(expr),
        PlaceKind::Group(group) => group.who.iter().any(place_is_open),
        _ => false,
    }
}

fn asks_record(expr: &Expr) -> bool {
    let reads = expr.reads();
    let within = reads.fields.is_empty() && reads.locals.is_empty() && reads.stages.is_empty();
    !within || reads.history || reads.others || reads.actor
}
