//! Who may do what: the rights a policy gives, person by person, on one day.
//!
//! Read off the compiled policy and the leaves that stand. No record is asked: what a record decides (its owner, the
//! requester's manager) is named so and given to nobody by name. Nothing is permitted or refused here; that is the
//! engine's.

mod acts;
mod apart;
mod held;
mod json;
mod remarks;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::{
    model::{Id, people, time::Date},
    policy::{Place, Policy},
    script::{Expr, Fault, Frame},
};

pub use json::json;
pub use tables::tables;

/// The rights of a policy on a day.
#[derive(Debug)]
pub struct Rights<'p> {
    /// The policy.
    pub policy: &'p Policy,
    /// The day.
    pub day: Date,
    /// Everybody who is looked at, those who have left too, by file order.
    pub people: Vec<Person<'p>>,
    /// Everything somebody may do, workflow by workflow, then chain by chain.
    pub acts: Vec<Act<'p>>,
    /// Duties that must not meet, with those in whom they do.
    pub apart: Vec<Apart<'p>>,
    /// Who stands in for whom on that day.
    pub stand_ins: Vec<StandIn>,
    /// What whoever reviews it should look at, the gravest first.
    pub remarks: Vec<Remark>,
}

/// Somebody of the organisation.
#[derive(Debug)]
pub struct Person<'p> {
    /// Their id.
    pub id: &'p Id,
    /// What the policy says of them.
    pub who: &'p people::Person,
    /// Whether they are there.
    pub presence: Presence,
    /// Whether they are an administrator.
    pub admin: bool,
}

/// Whether somebody is there on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// They are.
    Here,
    /// They will be.
    Coming,
    /// They have left.
    Left,
}

/// Something that may be done, and by whom.
#[derive(Debug)]
pub struct Act<'p> {
    /// What it is called in duties and JSON: `deal.sign`, `deal.see`, `approval:contract.manager`.
    pub key: String,
    /// What kind of act it is.
    pub kind: Kind,
    /// The workflow, or pipeline, or chain.
    pub of: &'p Id,
    /// What people call that.
    pub of_title: &'p str,
    /// What people call it: of the transition, step, field, task.
    pub title: String,
    /// Who may, as the policy says it.
    pub who: Vec<Source<'p>>,
    /// Who may on that day, without those who may only as a record says.
    pub held: Vec<(Id, How)>,
}

/// A kind of act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Making a record.
    Create,
    /// Seeing a record.
    See,
    /// Changing one.
    Change,
    /// Seeing open work.
    SeeWork,
    /// Seeing a field fewer people see.
    SeeField,
    /// Changing a field fewer people change.
    ChangeField,
    /// Changing what is locked.
    Unlocked,
    /// Saving what a check or duplicate rule refuses others.
    Exempt,
    /// Claiming a record nobody owns.
    Claim,
    /// Taking a transition.
    Move,
    /// Moving along, as `[moves]` draws it.
    Drawn,
    /// Moving any record anywhere.
    Anywhere,
    /// Moving off the graph.
    Deviate,
    /// Checking an item off.
    CheckOff,
    /// Doing a task.
    Task,
    /// Doing something else with a task than doing it.
    TaskAct,
    /// Sitting in a step of a chain.
    Decide,
    /// Doing something else with a seat than deciding.
    SeatAct,
    /// Calling a chain back.
    Withdraw,
}

/// Who may, as one entry of the policy says it.
#[derive(Clone, Copy, Debug)]
pub enum Source<'p> {
    /// A place, with what must hold of the person.
    Place(&'p Place, Option<&'p Expr>),
    /// Of these who is picked.
    Chosen(&'p Place),
    /// The owner of the record.
    Owner,
    /// Who holds open work on the record.
    Worker,
    /// Who may see the record.
    Seer,
    /// Who may change the record.
    Changer,
    /// Everybody of the organisation.
    Anyone,
}

/// How somebody comes by a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// By their post, while something else holds.
    If,
    /// By their post: role, unit or name.
    Post,
    /// As an administrator.
    Admin,
}

/// Duties that must not meet: each pair of acts and those who may do both.
#[derive(Debug)]
pub struct Apart<'p> {
    /// The duty.
    pub id: &'p Id,
    /// What people call it.
    pub title: &'p str,
    /// Whether nobody may do both at all; else only not on one record.
    pub per_person: bool,
    /// One act.
    pub a: String,
    /// The other.
    pub b: String,
    /// Those who may do both by their post or as administrators, and how.
    pub both: Vec<(Id, How)>,
    /// Those who may do one by their post and come to the other as a record says.
    pub maybe: Vec<Id>,
    /// Those who may do one by their post and the other in somebody's place.
    pub standing_in: Vec<(Id, Id)>,
    /// Whether a record says who does either, so that it may be anybody.
    pub open: bool,
}

/// Somebody who stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// Who.
    pub person: Id,
    /// For whom.
    pub of: Id,
    /// The first day back, where it is known.
    pub until: Option<Date>,
}

/// Something a reviewer should look at.
#[derive(Debug)]
pub struct Remark {
    /// What it is, for programs.
    pub kind: &'static str,
    /// Whether something is wrong; else it is worth a look.
    pub grave: bool,
    /// Who.
    pub people: Vec<Id>,
    /// What it is about, for programs: an act, a role, a unit, a duty.
    pub about: Option<String>,
    /// The sentence.
    pub text: String,
}

/// The rights on the day of a frame that stands on no record: of everybody, or of those who hold one of these roles.
///
/// # Errors
/// Where an expression that names people fails.
pub fn of<'p>(policy: &'p Policy, frame: &Frame, stand_ins: Vec<StandIn>, roles: &[Id]) -> Result<Rights<'p>, Fault> {
    let day = frame.today;
    let people = held::people(policy, frame)?;
    let acts = acts::all(policy);
    let acts = acts.into_iter().map(|act| held::holders(act, &people, frame)).collect::<Result<Vec<_>, _>>()?;
    let apart = apart::all(policy, &acts, &people, &stand_ins);
    let mut rights = Rights { policy, day, people, acts, apart, stand_ins, remarks: Vec::new() };
    rights.remarks = remarks::all(&rights);
    if !roles.is_empty() {
        rights.only(roles);
    }
    Ok(rights)
}

impl Rights<'_> {
    /// What somebody may do, and how, without what only a record says.
    pub fn of_person<'a>(&'a self, person: &'a str) -> impl Iterator<Item = (&'a Act<'a>, How)> {
        self.acts.iter().filter_map(move |act| Some((act, act.how(person)?)))
    }

    /// What people call somebody.
    pub fn name<'a>(&'a self, person: &'a str) -> &'a str {
        self.policy.org.name(person)
    }

    fn only(&mut self, roles: &[Id]) {
        self.people.retain(|person| person.who.roles.iter().any(|role| roles.contains(role)));
        let kept: BTreeSet<&Id> = self.people.iter().map(|person| person.id).collect();
        for act in &mut self.acts {
            act.held.retain(|(person, _)| kept.contains(person));
        }
        self.acts.retain(|act| !act.held.is_empty());
        for apart in &mut self.apart {
            apart.both.retain(|(person, _)| kept.contains(person));
            apart.maybe.retain(|person| kept.contains(person));
            apart.standing_in.retain(|(person, _)| kept.contains(person));
        }
        self.stand_ins.retain(|one| kept.contains(&one.person) || kept.contains(&one.of));
        self.remarks.retain(|remark| remark.people.iter().any(|person| kept.contains(person)));
    }
}

impl Act<'_> {
    /// How somebody may do it, apart from what a record says.
    pub fn how(&self, person: &str) -> Option<How> {
        self.held.iter().find(|(id, _)| &**id == person).map(|(_, how)| *how)
    }
}
