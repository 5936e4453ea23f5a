//! The organisation: people in units, units above units, roles, and who stands above whom.
//!
//! A value of the policy. Leave and stand-ins are facts of a day and live elsewhere; here somebody is there from
//! `joined` until the day before `until`.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::{Id, Value, time::Date};

/// Everybody, by id, in file order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Org {
    /// Units by id.
    pub units: IndexMap<Id, Unit>,
    /// People by id.
    pub people: IndexMap<Id, Person>,
    /// Roles by id, with their titles.
    pub roles: IndexMap<Id, String>,
}

/// A unit: a department, a region, a team.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unit {
    /// What people call it.
    pub title: String,
    /// The unit above.
    pub parent: Option<Id>,
    /// Who leads it.
    pub head: Option<Id>,
    /// Which value of a dimension is this unit's: `region = "华东"`.
    pub covers: IndexMap<Id, Value>,
    /// Attributes of its own.
    pub attributes: IndexMap<Id, Value>,
}

/// Somebody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// What people call them.
    pub name: String,
    /// Their unit.
    pub unit: Option<Id>,
    /// Their roles.
    pub roles: Vec<Id>,
    /// Their manager, where it is not the unit's head.
    pub manager: Option<Id>,
    /// First day.
    pub joined: Option<Date>,
    /// First day they are gone.
    pub until: Option<Date>,
    /// The operating system's user name.
    pub login: Option<String>,
    /// Attributes of their own.
    pub attributes: IndexMap<Id, Value>,
}

/// A bound on walks up the line, so that a circle in the files cannot hang us (the compiler reports circles).
const LINE_MAX: usize = 64;

impl Org {
    /// Whether that person is there on that day.
    pub fn is_here(&self, person: &str, on: Date) -> bool {
        self.people
            .get(person)
            .is_some_and(|p| p.joined.is_none_or(|joined| joined <= on) && p.until.is_none_or(|until| on < until))
    }

    /// The name people call somebody; the id where nobody has it.
    pub fn name<'a>(&'a self, person: &'a str) -> &'a str {
        match self.people.get(person) {
            Some(p) if !p.name.is_empty() => &p.name,
            _ => person,
        }
    }

    /// Somebody by id, or by a name that only one person has.
    pub fn find(&self, text: &str) -> Option<&Id> {
        if let Some((id, _)) = self.people.get_key_value(text) {
            return Some(id);
        }
        let mut named = self.people.iter().filter(|(_, p)| p.name == text);
        match (named.next(), named.next()) {
            (Some((id, _)), None) => Some(id),
            _ => None,
        }
    }

    /// Their manager: the one named, else the head of their unit; a head's manager is the head of the unit above.
    pub fn manager_of(&self, person: &str) -> Option<&Id> {
        let who = self.people.get(person)?;
        if let Some(manager) = &who.manager {
            return Some(manager);
        }
        self.line_of(who.unit.as_deref()).filter_map(|(_, unit)| unit.head.as_ref()).find(|head| &***head != person)
    }

    /// The line above somebody, nearest first.
    pub fn managers_of(&self, person: &str) -> Vec<Id> {
        let mut line: Vec<Id> = Vec::new();
        let mut at: &str = person;
        while let Some(manager) = self.manager_of(at) {
            if line.len() == LINE_MAX || &**manager == person || line.contains(manager) {
                break;
            }
            line.push(manager.clone());
            at = manager;
        }
        line
    }

    /// Whether `p` stands somewhere above `q`.
    pub fn manages(&self, p: &str, q: &str) -> bool {
        self.managers_of(q).iter().any(|manager| &**manager == p)
    }

    /// A unit and those above it, nearest first.
    pub fn line_of<'a>(&'a self, unit: Option<&str>) -> impl Iterator<Item = (&'a Id, &'a Unit)> {
        let first = unit.and_then(|unit| self.units.get_key_value(unit));
        std::iter::successors(first, |(_, unit)| self.units.get_key_value(unit.parent.as_deref()?)).take(LINE_MAX)
    }

    /// Whether somebody belongs to a unit or one below it.
    pub fn in_unit(&self, person: &str, unit: &str) -> bool {
        self.people.get(person).is_some_and(|p| self.line_of(p.unit.as_deref()).any(|(id, _)| &**id == unit))
    }

    /// Whether somebody holds a role.
    pub fn has_role(&self, person: &str, role: &str) -> bool {
        self.people.get(person).is_some_and(|p| p.roles.iter().any(|held| &**held == role))
    }

    /// The head of a unit, or of the unit that covers a value.
    pub fn unit_head(&self, unit_or_value: &str) -> Option<&Id> {
        let unit = self.units.get(unit_or_value).or_else(|| {
            self.units.values().find(|unit| {
                unit.covers.values().any(|value| match value {
                    Value::List(all) => all.iter().any(|one| one.as_text().is_some_and(|t| &**t == unit_or_value)),
                    one => one.as_text().is_some_and(|t| &**t == unit_or_value),
                })
            })
        })?;
        unit.head.as_ref()
    }

    /// An attribute of a person; where they have none of that name, of their unit or those above, `covers` included.
    pub fn attribute(&self, person: &str, name: &str) -> Value {
        let Some(who) = self.people.get(person) else {
            return Value::None;
        };
        let own = match name {
            "id" => Some(Value::text(person)),
            "name" => Some(Value::text(&who.name)),
            "unit" => Some(who.unit.clone().map_or(Value::None, Value::Text)),
            "roles" => Some(Value::List(who.roles.iter().cloned().map(Value::Text).collect())),
            "manager" => Some(self.manager_of(person).cloned().map_or(Value::None, Value::Text)),
            "login" => Some(who.login.as_ref().map_or(Value::None, Value::text)),
            "joined" => Some(who.joined.map_or(Value::None, Value::Date)),
            "until" => Some(who.until.map_or(Value::None, Value::Date)),
            _ => who.attributes.get(name).cloned(),
        };
        own.or_else(|| self.line_of(who.unit.as_deref()).find_map(|(_, unit)| unit.own(name))).unwrap_or(Value::None)
    }

    /// An attribute of a unit, or of those above it, `covers` included.
    pub fn unit_attribute(&self, unit: &str, name: &str) -> Value {
        match (name, self.units.get(unit)) {
            ("id", Some(_)) => Value::text(unit),
            ("title", Some(u)) => Value::text(&u.title),
            ("head", Some(u)) => u.head.clone().map_or(Value::None, Value::Text),
            ("parent", Some(u)) => u.parent.clone().map_or(Value::None, Value::Text),
            _ => self.line_of(Some(unit)).find_map(|(_, unit)| unit.own(name)).unwrap_or(Value::None),
        }
    }

    /// Those who hold a role on a day, in a unit and below where one is given; by file order.
    pub fn holders(&self, role: &str, unit: Option<&str>, on: Date) -> Vec<Id> {
        self.people
            .iter()
            .filter(|(id, p)| {
                p.roles.iter().any(|held| &**held == role)
                    && unit.is_none_or(|unit| self.in_unit(id, unit))
                    && self.is_here(id, on)
            })
            .map(|(id, _)| id.clone())
            .collect()
    }

    /// Those of a unit and below on a day, by file order.
    pub fn members(&self, unit: &str, on: Date) -> Vec<Id> {
        self.people.keys().filter(|id| self.in_unit(id, unit) && self.is_here(id, on)).cloned().collect()
    }

    /// Names of attributes that any person or unit has, `covers` included.
    pub fn attribute_names(&self) -> BTreeSet<Id> {
        let people = self.people.values().flat_map(|p| p.attributes.keys());
        let units = self.units.values().flat_map(|u| u.covers.keys().chain(u.attributes.keys()));
        people.chain(units).cloned().collect()
    }
}

impl Unit {
    fn own(&self, name: &str) -> Option<Value> {
        self.attributes.get(name).or_else(|| self.covers.get(name)).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org() -> Org {
        let mut org = Org::default();
        let unit = |parent: Option<&str>, head: &str| Unit {
            parent: parent.map(Id::from),
            head: Some(head.into()),
            covers: IndexMap::from([("region".into(), Value::text("华东"))]),
            ..Unit::default()
        };
        org.units.insert("sales".into(), unit(None, "boss"));
        org.units.insert("east".into(), unit(Some("sales"), "wang"));
        let person =
            |unit: &str, role: &str| Person { unit: Some(unit.into()), roles: vec![role.into()], ..Person::default() };
        org.people.insert("boss".into(), person("sales", "director"));
        org.people.insert("wang".into(), person("east", "manager"));
        org.people.insert("li".into(), Person { until: Some(Date::constant(2026, 5, 1)), ..person("east", "rep") });
        org
    }

    #[test]
    fn a_heads_manager_is_the_head_of_the_unit_above() {
        let org = org();
        assert_eq!(org.manager_of("li").map(|id| &**id), Some("wang"));
        assert_eq!(org.manager_of("wang").map(|id| &**id), Some("boss"));
        assert_eq!(org.manager_of("boss"), None);
        assert_eq!(org.managers_of("li").len(), 2);
        assert!(org.manages("boss", "li"));
    }

    #[test]
    fn who_has_left_holds_no_role() {
        let org = org();
        assert_eq!(org.holders("rep", Some("sales"), Date::constant(2026, 4, 30)).len(), 1);
        assert!(org.holders("rep", Some("sales"), Date::constant(2026, 5, 1)).is_empty());
    }

    #[test]
    fn attributes_are_looked_for_up_the_line() {
        let org = org();
        assert_eq!(org.attribute("li", "region"), Value::text("华东"));
        assert_eq!(org.attribute("li", "colour"), Value::None);
        assert_eq!(org.unit_head("华东").map(|id| &**id), Some("boss"));
    }

    #[test]
    fn a_circle_of_managers_ends() {
        let mut org = org();
        org.people["boss"].manager = Some("li".into());
        assert_eq!(org.managers_of("li").len(), 2);
    }
}
