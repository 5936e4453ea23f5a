//! The organisation: who stands above whom, who holds what.

use super::{Function, Gives, Run, Takes, Touches, text_of, whole};
use crate::{
    model::{Id, Type, Value, people::Org, work::Leave},
    script::frame::{Fault, Frame},
};

const PERSON: &[(&str, Takes)] = &[("p", Takes::Person)];
const PLACE: &[(&str, Takes)] = &[("place", Takes::People)];

pub(super) static FUNCTIONS: &[Function] = &[
    make("manager_of", PERSON, Gives::Is(Type::Person), |v, f| Ok(or_none(f.context.org().manager_of(text_of(v, 0)?))))
        .docs("Who stands next above somebody.", "manager_of(owner)"),
    make("managers_of", &[("p", Takes::Person), ("levels_or_role", Takes::LevelsOrRole)], Gives::People, managers_of)
        .optional(1)
        .docs(
            "The line above somebody, nearest first: to the top, so many levels, or up to the first who holds a role.",
            "managers_of(owner, 2)",
        ),
    make("manages", &[("p", Takes::Person), ("q", Takes::Person)], Gives::Is(Type::Bool), |v, f| {
        Ok(Value::Bool(f.context.org().manages(text_of(v, 0)?, text_of(v, 1)?)))
    })
    .docs("Whether p stands somewhere above q.", "manages(actor, owner)"),
    make("unit_of", PERSON, Gives::Is(Type::Unit), |v, f| {
        let person = f.context.org().people.get(&**text_of(v, 0)?);
        Ok(or_none(person.and_then(|p| p.unit.as_ref())))
    })
    .docs("Somebody's unit.", "unit_of(owner)"),
    make("unit_above", &[("u", Takes::Unit)], Gives::Is(Type::Unit), |v, f| {
        let unit = f.context.org().units.get(&**text_of(v, 0)?);
        Ok(or_none(unit.and_then(|u| u.parent.as_ref())))
    })
    .docs("The unit above a unit.", "unit_above(unit_of(owner))"),
    make("unit", &[("u", Takes::Unit)], Gives::Is(Type::Unit), |v, _| Ok(v[0].clone()))
        .docs("A unit by its id.", "unit('east')"),
    make("unit_head", &[("u", Takes::UnitOrValue)], Gives::Is(Type::Person), |v, f| {
        Ok(or_none(f.context.org().unit_head(text_of(v, 0)?)))
    })
    .docs("Who leads a unit, or the unit that covers a value.", "unit_head(region)"),
    make("has_role", &[("p", Takes::Person), ("role", Takes::Role)], Gives::Is(Type::Bool), |v, f| {
        Ok(Value::Bool(f.context.org().has_role(text_of(v, 0)?, text_of(v, 1)?)))
    })
    .docs("Whether somebody holds a role.", "has_role(actor, 'finance')"),
    make("in_unit", &[("p", Takes::Person), ("u", Takes::Unit)], Gives::Is(Type::Bool), |v, f| {
        Ok(Value::Bool(f.context.org().in_unit(text_of(v, 0)?, text_of(v, 1)?)))
    })
    .docs("Whether somebody belongs to a unit or one below it.", "in_unit(actor, 'east')"),
    make("people", PLACE, Gives::People, |v, f| {
        Ok(Value::List(members(text_of(v, 0)?, f).into_iter().map(Value::Text).collect()))
    })
    .reads(Touches::Now)
    .docs("Those who are in a people place today.", "people('role:finance@east')"),
    make("headcount", PLACE, Gives::Is(Type::Number), |v, f| Ok(Value::int(members(text_of(v, 0)?, f).len() as i64)))
        .reads(Touches::Now)
        .docs("How many are in a people place today.", "headcount('unit:east')"),
    make("on_leave", &[("p", Takes::Person), ("on", Takes::Day)], Gives::Is(Type::Bool), |v, f| {
        Ok(Value::Bool(away(v, f)?.is_some()))
    })
    .optional(1)
    .reads(Touches::Now)
    .docs("Whether somebody is away: now, or as a day begins.", "on_leave(owner)"),
    make("stand_in", PERSON, Gives::Is(Type::Person), |v, f| {
        Ok(or_none(away(v, f)?.and_then(|leave| leave.stand_in).as_ref()))
    })
    .reads(Touches::Now)
    .docs("Who stands in for somebody who is away now; none where they are there.", "stand_in(owner)"),
    make("load", &[("p", Takes::Person), ("workflow", Takes::Workflow)], Gives::Is(Type::Number), |v, f| {
        Ok(Value::int(f.context.load(text_of(v, 0)?, text_of(v, 1)?)? as i64))
    })
    .reads(Touches::Now)
    .docs("How much somebody holds in a workflow: open records they own and open work.", "load(person, 'deal')"),
];

/// The leave of somebody that covers now, or the beginning of a day.
fn away(values: &[Value], frame: &Frame) -> Result<Option<Leave>, Fault> {
    let at = match values.get(1) {
        Some(Value::Date(day)) => frame.context.calendar().start_of_day(*day),
        Some(Value::Moment(at)) => *at,
        _ => frame.now,
    };
    Ok(frame.context.leaves(text_of(values, 0)?)?.into_iter().find(|leave| leave.covers(at)))
}

type Body = fn(&[Value], &Frame) -> Result<Value, Fault>;

const fn make(name: &'static str, takes: &'static [(&'static str, Takes)], gives: Gives, run: Body) -> Function {
    Function::new("organisation", name, takes, gives, Run::Values(run))
}

fn or_none(id: Option<&Id>) -> Value {
    id.cloned().map_or(Value::None, Value::Text)
}

fn managers_of(values: &[Value], frame: &Frame) -> Result<Value, Fault> {
    let org = frame.context.org();
    let mut line = org.managers_of(text_of(values, 0)?);
    match values.get(1) {
        Some(Value::Number(_)) => line.truncate(whole(values, 1, 0, 1000)? as usize),
        Some(Value::Text(role)) => {
            if let Some(at) = line.iter().position(|p| org.has_role(p, role)) {
                line.truncate(at + 1);
            } else {
                line.clear();
            }
        }
        _ => {}
    }
    Ok(Value::List(line.into_iter().map(Value::Text).collect()))
}

/// A people place in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group<'t> {
    /// `role:finance`, `role:finance@east`.
    Role(&'t str, Option<&'t str>),
    /// `unit:east`.
    Unit(&'t str),
    /// `person:li.na`.
    Person(&'t str),
    /// `anyone`.
    Anyone,
}

/// Reads a people place; none where it is none.
pub fn place(text: &str) -> Option<Group<'_>> {
    let text = text.trim();
    if text == "anyone" {
        return Some(Group::Anyone);
    }
    let (kind, name) = text.split_once(':')?;
    match kind {
        "role" => Some(match name.split_once('@') {
            Some((role, unit)) => Group::Role(role, Some(unit)),
            None => Group::Role(name, None),
        }),
        "unit" => Some(Group::Unit(name)),
        "person" => Some(Group::Person(name)),
        _ => None,
    }
}

fn members(text: &str, frame: &Frame) -> Vec<Id> {
    let org: &Org = frame.context.org();
    match place(text) {
        Some(Group::Role(role, unit)) => org.holders(role, unit, frame.today),
        Some(Group::Unit(unit)) => org.members(unit, frame.today),
        Some(Group::Person(person)) => org.find(person).cloned().into_iter().collect(),
        Some(Group::Anyone) => {
            let here = org.people.keys().filter(|id| org.is_here(id, frame.today));
            here.cloned().collect()
        }
        None => Vec::new(),
    }
}
