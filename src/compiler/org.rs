//! `org.toml` and `org/*.toml`: units, people, roles.

use indexmap::IndexMap;

use super::{
    Cx, Doc, data,
    findings::{self, quoted},
    manifest::title,
    source::Span,
    syntax::{Key, Keys, Kind, Node, Reader, Table, Text, places},
    value::{date_of, shaped},
};
use crate::model::{
    Id, Value,
    people::{Org, Person, Unit},
    time::Date,
};

/// The organisation, and where its parts are written.
#[derive(Default)]
pub(super) struct Written {
    pub org: Org,
    pub roles: IndexMap<Id, Span>,
}

/// A name that must be found once everybody is known.
enum Wanted {
    Person(Text),
    Unit(Text),
    Role(Text),
}

/// Reads all files of the organisation.
pub(super) fn read<'c>(cx: &'c Cx<'c>, docs: impl Iterator<Item = &'c Doc>, locale: &str) -> Written {
    let mut reading = Reading { cx, locale, written: Written::default(), wanted: Vec::new(), keys: IndexMap::new() };
    for doc in docs {
        let file = Reader::open(cx, &doc.root, places::ORG);
        file.named("unit").into_iter().for_each(|(key, table)| reading.unit(key, table));
        file.named("person").into_iter().for_each(|(key, table)| reading.person(key, table));
        file.named("role").into_iter().for_each(|(key, table)| reading.role(key, table));
        if let Some(name) = file.text("people_from") {
            reading.people_from(doc.file, &name);
        }
    }
    reading.find_wanted();
    reading.circles();
    reading.written
}

struct Reading<'c> {
    cx: &'c Cx<'c>,
    locale: &'c str,
    written: Written,
    wanted: Vec<Wanted>,
    /// Where `unit:east`, `person:li.na` are written.
    keys: IndexMap<String, Span>,
}

impl<'c> Reading<'c> {
    fn unit(&mut self, key: &Key, table: &Table) {
        if self.came_apart("unit", key, table, places::UNIT) || self.is_second("unit", key) {
            return;
        }
        Reader::open(self.cx, table, places::UNIT);
        let text = |name: &str| self.text(table, name);
        let (parent, head) = (text("parent"), text("head"));
        let title = table.get("title").and_then(|node| super::manifest::title_of(self.cx, node, self.locale));
        let covers = table.get("covers").and_then(|node| self.cx.table(node, "covers"));
        let unit = Unit {
            title: title.unwrap_or_else(|| key.name.clone()),
            parent: parent.as_ref().map(id),
            head: head.as_ref().map(id),
            covers: covers.map(|covers| self.attributes(covers, None)).unwrap_or_default(),
            attributes: self.attributes(table, Some(places::UNIT)),
        };
        self.wanted.extend(parent.map(Wanted::Unit));
        self.wanted.extend(head.map(Wanted::Person));
        self.written.org.units.insert(Id::from(&*key.name), unit);
    }

    fn person(&mut self, key: &Key, table: &Table) {
        if self.came_apart("person", key, table, places::PERSON) || self.is_second("person", key) {
            return;
        }
        Reader::open(self.cx, table, places::PERSON);
        let text = |name: &str| self.text(table, name);
        let (name, unit, manager, login) = (text("name"), text("unit"), text("manager"), text("login"));
        let entries = table.get("roles").map_or(&[][..], Node::entries);
        let roles: Vec<Text> = entries.iter().filter_map(|node| self.cx.text(node, "roles")).collect();
        let person = Person {
            name: name.map_or_else(|| key.name.clone(), |text| text.value),
            unit: unit.as_ref().map(id),
            roles: roles.iter().map(id).collect(),
            manager: manager.as_ref().map(id),
            joined: self.date(table, "joined"),
            until: self.date(table, "until"),
            login: login.map(|text| text.value),
            attributes: self.attributes(table, Some(places::PERSON)),
        };
        self.wanted.extend(unit.map(Wanted::Unit));
        self.wanted.extend(manager.map(Wanted::Person));
        self.wanted.extend(roles.into_iter().map(Wanted::Role));
        self.written.org.people.insert(Id::from(&*key.name), person);
    }

    /// People of a file of rows: a column per key, and one per attribute of one's own.
    fn people_from(&mut self, from: u32, name: &Text) {
        let Some(rows) = data::rows(self.cx, from, name) else { return };
        let Some(ids) = rows.column("id") else {
            self.cx.report(findings::missing_key(rows.heading_span(), "id", "the headings of people"));
            return;
        };
        let several =
            |n: &usize| rows.rows.iter().any(|row| row.get(*n).is_some_and(|cell| data::parts(cell).len() > 1));
        let lists: Vec<usize> = (0..rows.headings.len()).filter(several).collect();
        for row in &rows.rows {
            let cell = |key: &str| rows.column(key).and_then(|n| row.get(n)).filter(|cell| !cell.value.is_empty());
            let Some(id) = row.get(ids).filter(|cell| !cell.value.is_empty()) else {
                self.cx.report(findings::missing_key(rows.row_span(row), "id", "a row of people"));
                continue;
            };
            let key = Key { name: id.value.clone(), span: id.span };
            if self.is_second("person", &key) {
                continue;
            }
            let (unit, manager) = (cell("unit").cloned(), cell("manager").cloned());
            let roles = cell("roles").map(data::parts).unwrap_or_default();
            let date = |key: &str| {
                date_of(self.cx, &Node { span: cell(key)?.span, kind: Kind::Text(cell(key)?.value.clone()) })
            };
            let own = rows
                .headings
                .iter()
                .enumerate()
                .filter(|(_, heading)| heading.value != "id" && !places::PERSON.has(&heading.value));
            let attributes = own.filter_map(|(n, heading)| {
                let cell = row.get(n).filter(|cell| !cell.value.is_empty())?;
                Some((Id::from(&*heading.value), data::shaped(cell, lists.contains(&n))))
            });
            let person = Person {
                name: cell("name").map_or_else(|| id.value.clone(), |text| text.value.clone()),
                unit: unit.as_ref().map(self::id),
                roles: roles.iter().map(self::id).collect(),
                manager: manager.as_ref().map(self::id),
                joined: date("joined"),
                until: date("until"),
                login: cell("login").map(|text| text.value.clone()),
                attributes: attributes.collect(),
            };
            self.wanted.extend(unit.map(Wanted::Unit));
            self.wanted.extend(manager.map(Wanted::Person));
            self.wanted.extend(roles.into_iter().map(Wanted::Role));
            self.written.org.people.insert(Id::from(&*key.name), person);
        }
    }

    fn role(&mut self, key: &Key, table: &Table) {
        if self.is_second("role", key) {
            return;
        }
        let reader = Reader::open(self.cx, table, places::ROLE);
        let title = title(&reader, self.locale, &key.name);
        self.written.org.roles.insert(Id::from(&*key.name), title);
        self.written.roles.insert(Id::from(&*key.name), key.span);
    }

    fn text(&self, table: &Table, key: &str) -> Option<Text> {
        self.cx.text(table.get(key)?, key)
    }

    fn date(&self, table: &Table, key: &str) -> Option<Date> {
        date_of(self.cx, table.get(key)?)
    }

    fn attributes(&self, table: &Table, keys: Option<&Keys>) -> IndexMap<Id, Value> {
        let own = table.entries.iter().filter(|(key, _)| keys.is_none_or(|keys| !keys.has(&key.name)));
        let (tables, own): (Vec<_>, Vec<_>) = own.partition(|(_, node)| matches!(node.kind, Kind::Table(_)));
        if let (Some(keys), [(first, _), _, ..]) = (keys, &tables[..]) {
            // No attribute is a table: several are definitions that have lost their header.
            self.cx.lose_in(first.span.file);
            let stray: Vec<&Key> = tables.iter().map(|(key, _)| key).collect();
            self.cx.report(findings::unknown_keys(&stray, keys));
        } else {
            tables.iter().for_each(|(key, node)| _ = shaped(self.cx, node, &key.name));
        }
        own.into_iter()
            .filter_map(|(key, node)| Some((Id::from(&*key.name), shaped(self.cx, node, &key.name)?)))
            .collect()
    }

    /// `[person.li.na]`: tables where a person has values.
    fn came_apart(&self, what: &str, key: &Key, table: &Table, keys: &Keys) -> bool {
        let inner = |(name, node): &(Key, Node)| matches!(node.kind, Kind::Table(_)) && !keys.has(&name.name);
        if table.entries.is_empty() || !table.entries.iter().all(inner) {
            return false;
        }
        for (second, _) in &table.entries {
            // The second part stands right behind the first only in a header.
            self.cx.report(findings::dotted_key(what, key, second));
        }
        true
    }

    fn is_second(&mut self, what: &str, key: &Key) -> bool {
        let name = format!("{what}:{}", key.name);
        if let Some(first) = self.keys.get(&name) {
            self.cx.report(findings::doubled(&key.text(), what, *first));
            return true;
        }
        self.keys.insert(name, key.span);
        false
    }

    fn find_wanted(&mut self) {
        let org = &self.written.org;
        // Roles may be used without [role.x] only where nobody has written any.
        for wanted in &self.wanted {
            match wanted {
                Wanted::Person(text) if !org.people.contains_key(&**text) => {
                    self.cx.report(findings::unknown_person(text.span, text, ids(&org.people)));
                }
                Wanted::Unit(text) if !org.units.contains_key(&**text) => {
                    self.cx.report(findings::unknown_unit(text.span, text, ids(&org.units)));
                }
                Wanted::Role(text) if !org.roles.contains_key(&**text) => {
                    self.cx.report(findings::unknown_role(text.span, text, ids(&org.roles)));
                }
                _ => {}
            }
        }
    }

    fn circles(&self) {
        let org = &self.written.org;
        let up = |unit: &Id| org.units.get(unit).and_then(|unit| unit.parent.clone());
        for circle in circles(org.units.keys(), up) {
            let span = self.span("unit", &circle[0]);
            self.cx.report(findings::circular_units(span, &round(&circle)));
        }
        // Only managers that are named: the line through units ends where units end.
        let up = |person: &Id| org.people.get(person).and_then(|person| person.manager.clone());
        for circle in circles(org.people.keys(), up) {
            let span = self.span("person", &circle[0]);
            self.cx.report(findings::circular_managers(span, &round(&circle)));
        }
    }

    fn span(&self, what: &str, id: &str) -> Span {
        self.keys.get(&format!("{what}:{id}")).copied().unwrap_or(Span::top(0))
    }
}

fn id(text: &Text) -> Id {
    Id::from(&*text.value)
}

fn ids<T>(map: &IndexMap<Id, T>) -> impl Iterator<Item = &str> {
    map.keys().map(|id| &**id)
}

/// A circle as a sentence shows it: back to where it began.
pub(super) fn round(circle: &[Id]) -> String {
    let names: Vec<String> = circle.iter().chain(circle.first()).map(|id| quoted(&[&**id])).collect();
    names.join(" → ")
}

/// The circles of a relation in which each has at most one above it; each circle once, from its first member on.
fn circles<'i>(all: impl Iterator<Item = &'i Id>, up: impl Fn(&Id) -> Option<Id>) -> Vec<Vec<Id>> {
    let mut found: Vec<Vec<Id>> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for start in all {
        let mut path: Vec<Id> = Vec::new();
        let mut at = Some(start.clone());
        while let Some(next) = at.take() {
            if let Some(begin) = path.iter().position(|id| *id == next) {
                found.push(path[begin..].to_vec());
                break;
            }
            if !seen.insert(next.clone()) {
                break;
            }
            at = up(&next);
            path.push(next);
        }
    }
    found
}
