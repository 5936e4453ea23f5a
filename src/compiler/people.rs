//! People places: who may, who is asked, who is told.

use super::{
    Cx, findings,
    formula::{condition, expression},
    names::Names,
    syntax::{Kind, Node, Reader, Table, Text, places},
};
use crate::{
    model::{Id, Type},
    policy::{Group, People, Place, PlaceKind, locals},
    said,
    script::{Expect, Scope},
};

/// Those who are told: people, and channels and addresses outside.
pub(super) fn told(cx: &Cx<'_>, scope: &Scope<'_>, names: &Names<'_>, node: &Node, key: &str) -> People {
    node.entries().iter().filter_map(|entry| addressee(cx, scope, names, entry, key)).collect()
}

/// One of those who are told.
pub(super) fn addressee(cx: &Cx<'_>, scope: &Scope<'_>, names: &Names<'_>, node: &Node, key: &str) -> Option<Place> {
    let text = node.text().filter(|text| is_address(text));
    let Some(text) = text else {
        return place(cx, scope, names, node, key);
    };
    let (kind, name) = text.split_once(':').map(|(kind, name)| (kind.trim(), name.trim()))?;
    if kind == "channel" && !names.channels.contains_key(name) {
        cx.report(findings::unknown_definition(
            &Text::new(name, text.span),
            "channel",
            names.channels.keys().map(|id| &**id),
        ));
        return None;
    }
    if kind == "mail" && !name.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.')) {
        return cx.wrong(node, key, "an address like `mail:ana@example.com`");
    }
    let address = Id::from(format!("{kind}:{name}"));
    Some(Place { text: address.clone(), kind: PlaceKind::Address(address) })
}

fn is_address(text: &str) -> bool {
    matches!(text.split_once(':').map(|(kind, _)| kind.trim()), Some("channel" | "mail"))
}

/// A list of entries, or one without brackets.
pub(super) fn read(cx: &Cx<'_>, scope: &Scope<'_>, names: &Names<'_>, node: &Node, key: &str) -> People {
    node.entries().iter().filter_map(|entry| place(cx, scope, names, entry, key)).collect()
}

/// One entry.
pub(super) fn place(cx: &Cx<'_>, scope: &Scope<'_>, names: &Names<'_>, node: &Node, key: &str) -> Option<Place> {
    if let Kind::Table(table) = &node.kind {
        return Some(group(cx, scope, names, table));
    }
    let text = cx.text(node, key)?;
    let kind = match text.split_once(':').map(|(kind, name)| (kind.trim(), name.trim())) {
        Some(("role", name)) => role(cx, names, &text, name)?,
        Some(("person", name)) => person(cx, names, &text, name)?,
        Some(("unit", name)) => PlaceKind::Unit(unit(cx, names, &text, name)?),
        Some(("channel" | "mail", _)) => {
            return cx.wrong(node, key, "people: a channel or an address is told things, and does nothing itself");
        }
        _ if &*text == "anyone" => PlaceKind::Anyone,
        _ => expr(cx, scope, names, &text)?,
    };
    Some(Place { text: Id::from(&*text.value), kind })
}

/// `{ who = …, where = …, when = … }`.
fn group(cx: &Cx<'_>, scope: &Scope<'_>, names: &Names<'_>, table: &Table) -> Place {
    let reader = Reader::open(cx, table, places::PEOPLE_ENTRY);
    if !reader.has("who") {
        reader.missing("who", table.span);
    }
    let who = reader.get("who").map(|node| read(cx, scope, names, node, "who")).unwrap_or_default();
    let mut locals = scope.locals.to_vec();
    let person = locals.iter().position(|local| &*local.path == "person").unwrap_or_else(|| {
        locals.extend(locals::considered());
        locals.len() - 1
    });
    let considered = Scope { locals: &locals, ..*scope };
    let fits = reader.get("where").and_then(|node| condition(cx, &considered, node, "where"));
    let when = reader.get("when").and_then(|node| condition(cx, scope, node, "when"));
    let text: Vec<&str> = who.iter().map(|place| &*place.text).collect();
    let text = Id::from(text.join(" | "));
    Place { text, kind: PlaceKind::Group(Box::new(Group { who, when, fits, person })) }
}

fn role(cx: &Cx<'_>, names: &Names<'_>, text: &Text, name: &str) -> Option<PlaceKind> {
    let (role, within) = match name.split_once('@') {
        Some((role, within)) => (role, Some(within)),
        None => (name, None),
    };
    let unit = match within {
        Some(within) => Some(unit(cx, names, text, within)?),
        None => None,
    };
    let role = Id::from(role);
    cx.mention_role(&role);
    if !names.org.roles.contains_key(&role) {
        cx.report(findings::unknown_role(text.span, &role, names.org.roles.keys().map(|id| &**id)));
        return None;
    }
    Some(PlaceKind::Role { role, unit })
}

fn person(cx: &Cx<'_>, names: &Names<'_>, text: &Text, name: &str) -> Option<PlaceKind> {
    if !names.org.people.contains_key(name) {
        cx.report(findings::unknown_person(text.span, name, names.org.people.keys().map(|id| &**id)));
        return None;
    }
    Some(PlaceKind::Person(name.into()))
}

fn unit(cx: &Cx<'_>, names: &Names<'_>, text: &Text, name: &str) -> Option<Id> {
    if !names.org.units.contains_key(name) {
        cx.report(findings::unknown_unit(text.span, name, names.org.units.keys().map(|id| &**id)));
        return None;
    }
    Some(name.into())
}

fn expr(cx: &Cx<'_>, scope: &Scope<'_>, names: &Names<'_>, text: &Text) -> Option<PlaceKind> {
    let word = text.trim();
    let declared = scope.record.and_then(|workflow| names.workflows.get(workflow));
    let is_field = declared.is_some_and(|workflow| workflow.fields.contains_key(word));
    let kind = match word {
        _ if is_field || scope.locals.iter().any(|local| &*local.path == word) => None,
        _ if names.org.roles.contains_key(word) => Some("role"),
        _ if names.org.people.contains_key(word) => Some("person"),
        _ if names.org.units.contains_key(word) => Some("unit"),
        "chosen" => {
            cx.report(findings::not_yet(text.span, said!("`{word}`", "`{word}`")));
            return None;
        }
        _ => None,
    };
    if let Some(kind) = kind {
        // It was meant: that nothing uses it would be a second finding about one slip.
        cx.mention_role(&Id::from(word));
        cx.report(findings::bare_people(text, kind));
        return None;
    }
    let expr = Box::new(expression(cx, scope, text, 0, Expect::People)?);
    Some(match expr.ty() {
        Type::Unit => PlaceKind::UnitOf(expr),
        _ => PlaceKind::Expr(expr),
    })
}
