//! Duties that must not meet: in whom they do, as far as posts tell.

use super::{Act, Apart, How, Kind, Person, StandIn, held};
use crate::{
    model::Id,
    policy::{Duty, DutyAct, Policy},
};

/// Every pair of acts of every duty.
pub(super) fn all<'p>(
    policy: &'p Policy,
    acts: &[Act<'p>],
    people: &[Person<'p>],
    stand_ins: &[StandIn],
) -> Vec<Apart<'p>> {
    let mut all = Vec::new();
    for duty in &policy.duties {
        for (n, a) in duty.acts.iter().enumerate() {
            for b in duty.acts.iter().skip(n + 1) {
                all.push(pair(duty, (meant(acts, a), word(a)), (meant(acts, b), word(b)), people, stand_ins));
            }
        }
    }
    all
}

fn pair<'p>(
    duty: &'p Duty,
    (a, a_word): (Vec<&Act>, String),
    (b, b_word): (Vec<&Act>, String),
    people: &[Person<'p>],
    stand_ins: &[StandIn],
) -> Apart<'p> {
    let (a_open, b_open) = (is_open(&a), is_open(&b));
    let mut apart = Apart {
        id: &duty.id,
        title: &duty.title,
        per_person: duty.per_person,
        a: a_word,
        b: b_word,
        both: Vec::new(),
        maybe: Vec::new(),
        standing_in: Vec::new(),
        open: a_open && b_open,
    };
    for person in people {
        match (how(&a, person.id), how(&b, person.id)) {
            (Some(a), Some(b)) => apart.both.push((person.id.clone(), weaker(a, b))),
            (Some(_), None) if b_open => apart.maybe.push(person.id.clone()),
            (None, Some(_)) if a_open => apart.maybe.push(person.id.clone()),
            _ => {}
        }
    }
    for one in stand_ins {
        let crossed = |a: &[&Act], b: &[&Act]| how(a, &one.person).is_some() && by_post(b, &one.of);
        let already = apart.both.iter().any(|(person, _)| *person == one.person);
        if !already && (crossed(&a, &b) || crossed(&b, &a)) {
            apart.standing_in.push((one.person.clone(), one.of.clone()));
        }
    }
    apart
}

/// Of two ways the one that tells more of why both meet: an administrator's, then one under a condition.
fn weaker(a: How, b: How) -> How {
    match (a, b) {
        (How::Admin, _) | (_, How::Admin) => How::Admin,
        (a, b) => a.min(b),
    }
}

fn how(acts: &[&Act], person: &Id) -> Option<How> {
    acts.iter().filter_map(|act| act.how(person)).max()
}

/// What somebody does by their post somebody else does in their place; what they may as an administrator is not lent.
fn by_post(acts: &[&Act], person: &Id) -> bool {
    acts.iter()
        .any(|act| matches!(act.kind, Kind::Decide | Kind::Task) && act.how(person).is_some_and(|it| it != How::Admin))
}

fn is_open(acts: &[&Act]) -> bool {
    acts.iter().any(|act| act.who.iter().any(|source| held::is_open(*source)))
}

/// The acts a duty speaks of: of a chain all its steps, of a drawn move all of them.
fn meant<'a, 'p>(acts: &'a [Act<'p>], act: &DutyAct) -> Vec<&'a Act<'p>> {
    let keyed = |key: String| acts.iter().filter(move |act| act.key == key).collect::<Vec<_>>();
    match act {
        DutyAct::Decide(chain, None) => acts.iter().filter(|act| act.kind == Kind::Decide && act.of == chain).collect(),
        DutyAct::Move(workflow, _) => {
            let own = keyed(word(act));
            if own.is_empty() { keyed(format!("{workflow}.*")) } else { own }
        }
        _ => keyed(word(act)),
    }
}

/// An act as a policy writes it.
fn word(act: &DutyAct) -> String {
    match act {
        DutyAct::Create(workflow) => format!("{workflow}.new"),
        DutyAct::Move(workflow, name) | DutyAct::Task(workflow, name) => format!("{workflow}.{name}"),
        DutyAct::Decide(chain, None) => format!("approval:{chain}"),
        DutyAct::Decide(chain, Some(step)) => format!("approval:{chain}.{step}"),
    }
}
