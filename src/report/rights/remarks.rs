//! What strikes in a policy's rights: what is wrong first, then what is worth a look.

use std::collections::BTreeSet;

use super::{Act, How, Kind, Person, Presence, Remark, Rights, Source, held, tables};
use crate::{
    model::{Id, Lang, Said, time::Date},
    policy::{People, PlaceKind},
    said,
};

/// How many days ahead somebody's leaving is told.
const SOON_DAYS: i64 = 30;

/// All remarks, the grave ones first.
pub(super) fn all(rights: &Rights) -> Vec<Remark> {
    let mut found = Found { lang: tables::lang(rights.policy), remarks: Vec::new() };
    duties(rights, &mut found);
    accounts(rights, &mut found);
    heads(rights, &mut found);
    named(rights, &mut found);
    unheld(rights, &mut found);
    roles(rights, &mut found);
    administrators(rights, &mut found);
    found.remarks.sort_by_key(|remark| !remark.grave);
    found.remarks
}

struct Found {
    lang: Lang,
    remarks: Vec<Remark>,
}

impl Found {
    fn put(&mut self, kind: &'static str, grave: bool, people: Vec<Id>, about: Option<&str>, said: Said) {
        let text = said.text(self.lang).to_owned();
        self.remarks.push(Remark { kind, grave, people, about: about.map(str::to_owned), text });
    }
}

fn names(rights: &Rights, people: &[Id]) -> String {
    let names: Vec<&str> = people.iter().map(|id| rights.name(id)).collect();
    names.join(if tables::lang(rights.policy) == Lang::Zh { "、" } else { ", " })
}

fn duties(rights: &Rights, found: &mut Found) {
    for apart in &rights.apart {
        let (a, b) = (tables::act(rights, &apart.a), tables::act(rights, &apart.b));
        let title = apart.title;
        let of = |wanted: fn(How) -> bool| -> Vec<Id> {
            apart.both.iter().filter(|(_, how)| wanted(*how)).map(|(id, _)| id.clone()).collect()
        };
        let meet = of(|how| how != How::Admin);
        if !meet.is_empty() {
            let who = names(rights, &meet);
            let said = said!("{title}: {who} may do both {a} and {b}", "{title}：{who} 既能做{a}，又能做{b}");
            found.put("duties_meet", true, meet, Some(apart.id), said);
        }
        let admins = of(|how| how == How::Admin);
        if !admins.is_empty() {
            let who = names(rights, &admins);
            let said = said!(
                "{title}: {who} may do both {a} and {b} as an administrator; whichever is second is refused",
                "{title}：{who} 是管理员，{a}与{b}都能做；办了其一，另一项会被拒绝"
            );
            found.put("duties_meet_in_administrator", false, admins, Some(apart.id), said);
        }
        for (person, of) in &apart.standing_in {
            let (who, whom) = (rights.name(person), rights.name(of));
            let said = said!(
                "{title}: {who} stands in for {whom}, and so comes to both {a} and {b}",
                "{title}：{who} 代理 {whom} 期间，{a}与{b}会落到同一人手上"
            );
            found.put("duties_meet_by_stand_in", true, vec![person.clone(), of.clone()], Some(apart.id), said);
        }
    }
}

fn accounts(rights: &Rights, found: &mut Found) {
    for Person { id, who, presence, .. } in &rights.people {
        let (name, until) = (rights.name(id), who.until.map(|day| day.to_string()).unwrap_or_default());
        let login = who.login.as_deref().unwrap_or_default();
        match presence {
            Presence::Left if !login.is_empty() => {
                let said = said!(
                    "{name} has left ({until}); the account {login} is still there",
                    "{name} 已于 {until} 离职，账号 {login} 仍在"
                );
                found.put("account_of_who_left", true, vec![(*id).clone()], Some(login), said);
            }
            Presence::Left if !who.roles.is_empty() => {
                let said = said!(
                    "{name} has left ({until}) and still has roles; they give nothing any more",
                    "{name} 已于 {until} 离职，岗位仍未撤销（已不起作用）"
                );
                found.put("roles_of_who_left", false, vec![(*id).clone()], None, said);
            }
            Presence::Here if who.until.is_some_and(|until| is_soon(rights.day, until)) => {
                let said = said!(
                    "{name} leaves on {until}: their account and work are to be handed over",
                    "{name} 将于 {until} 离职：账号与手上的工作须交接"
                );
                found.put("leaves_soon", false, vec![(*id).clone()], None, said);
            }
            _ => {}
        }
    }
    let mut seen: Vec<(&str, &Id)> = Vec::new();
    for Person { id, who, .. } in rights.people.iter().filter(|person| person.presence == Presence::Here) {
        let Some(login) = who.login.as_deref() else { continue };
        match seen.iter().find(|(known, _)| *known == login) {
            Some((_, other)) => {
                let (a, b) = (rights.name(other), rights.name(id));
                let said = said!("{a} and {b} have one account: {login}", "{a} 与 {b} 共用账号 {login}");
                found.put("account_shared", true, vec![(*other).clone(), (*id).clone()], Some(login), said);
            }
            None => seen.push((login, id)),
        }
    }
}

fn is_soon(day: Date, until: Date) -> bool {
    until.duration_since(day).as_hours() <= SOON_DAYS * 24
}

fn heads(rights: &Rights, found: &mut Found) {
    let org = &rights.policy.org;
    for (id, unit) in &org.units {
        let Some(head) = unit.head.as_ref().filter(|head| !org.is_here(head, rights.day)) else { continue };
        let (title, name) = (&unit.title, rights.name(head));
        let said = said!("the head of {title}, {name}, is not there", "{title} 的负责人 {name} 不在职");
        found.put("head_gone", true, vec![head.clone()], Some(id), said);
    }
}

/// People who are named in a rule and are not there.
fn named(rights: &Rights, found: &mut Found) {
    let org = &rights.policy.org;
    let mut named: Vec<(&Id, &Act)> = Vec::new();
    for act in &rights.acts {
        for source in &act.who {
            if let Source::Place(place, _) | Source::Chosen(place) = source
                && let PlaceKind::Person(id) = &place.kind
                && !org.is_here(id, rights.day)
                && !named.iter().any(|(known, _)| *known == id)
            {
                named.push((id, act));
            }
        }
    }
    for (id, act) in named {
        let (name, what) = (rights.name(id), tables::act(rights, &act.key));
        let said = said!("{name} is named for {what} and is not there", "{what}写明由 {name} 办，而其不在职");
        found.put("named_and_gone", true, vec![id.clone()], Some(&act.key), said);
    }
}

/// Rights nobody has on this day.
fn unheld(rights: &Rights, found: &mut Found) {
    for act in &rights.acts {
        let by_post = act.held.iter().any(|(_, how)| *how != How::Admin);
        // What the policy gives to nobody on purpose (`who = []`) is no oversight.
        if by_post || act.who.is_empty() || act.who.iter().any(|source| held::is_open(*source)) {
            continue;
        }
        let what = tables::act(rights, &act.key);
        let said = match act.held.is_empty() {
            true => said!("nobody may do {what}", "{what}：无人可办"),
            false => said!("only administrators may do {what}", "{what}：除管理员外无人可办"),
        };
        let grave = !matches!(act.kind, Kind::Exempt | Kind::Unlocked | Kind::SeatAct | Kind::TaskAct);
        found.put("unheld", grave, Vec::new(), Some(&act.key), said);
    }
}

/// Roles nobody has, and roles that give nothing.
fn roles(rights: &Rights, found: &mut Found) {
    let policy = rights.policy;
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut texts: Vec<&str> = Vec::new();
    note(&policy.manifest.admins, &mut used);
    note(&policy.manifest.last_resort, &mut used);
    for act in &rights.acts {
        for source in &act.who {
            let (Source::Place(place, _) | Source::Chosen(place)) = source else { continue };
            note_place(place, &mut used);
            texts.push(&place.text);
        }
    }
    for (role, title) in &policy.org.roles {
        let holders: Vec<&Person> = rights
            .people
            .iter()
            .filter(|person| person.presence == Presence::Here && person.who.roles.contains(role))
            .collect();
        if holders.is_empty() {
            let said = said!("nobody holds the role {title}", "岗位“{title}”无人担任");
            found.put("role_unheld", true, Vec::new(), Some(role), said);
        }
        let mentioned = texts.iter().any(|text| text.contains(&format!("'{role}'")));
        if !used.contains(&**role) && !mentioned {
            let said = said!("no right goes with the role {title}", "岗位“{title}”没有任何权限随附");
            let people = holders.iter().map(|person| person.id.clone()).collect();
            found.put("role_idle", false, people, Some(role), said);
        }
    }
}

fn note<'p>(people: &'p People, used: &mut BTreeSet<&'p str>) {
    people.iter().for_each(|place| note_place(place, used));
}

fn note_place<'p>(place: &'p crate::policy::Place, used: &mut BTreeSet<&'p str>) {
    match &place.kind {
        PlaceKind::Role { role, .. } => {
            used.insert(role);
        }
        PlaceKind::Group(group) => note(&group.who, used),
        _ => {}
    }
}

/// Administrators who do business too, and a policy without any.
fn administrators(rights: &Rights, found: &mut Found) {
    let admins: Vec<&Person> = rights.people.iter().filter(|person| person.admin).collect();
    if admins.is_empty() {
        let said = said!("nobody is an administrator", "没有人是管理员");
        found.put("no_administrator", false, Vec::new(), None, said);
    }
    for person in admins {
        let decides = rights.acts.iter().find(|act| {
            act.kind == Kind::Decide && act.how(person.id).is_some() && !act.who.iter().any(|it| tables::is_anyone(*it))
        });
        if let Some(act) = decides {
            let (name, what) = (rights.name(person.id), tables::act(rights, &act.key));
            let said =
                said!("{name} is an administrator and decides too: {what}", "{name} 是管理员，同时参与审批：{what}");
            found.put("administrator_decides", false, vec![person.id.clone()], Some(&act.key), said);
        }
    }
}
