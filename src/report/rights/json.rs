//! The rights as JSON, for programs.

use serde_json::{Value, json};

use super::{How, Kind, Presence, Rights, Source, held, tables};

/// The rights as JSON. This shape is an API:
///
/// ```json
/// { "day": "2026-03-02",
///   "people": [{ "person": "li.na", "name": "李娜", "unit": "east", "roles": ["sales_rep"], "manager": "wang.lei",
///                "login": "lina", "joined": "2024-03-01", "until": null, "state": "here", "administrator": false,
///                "may": [{ "act": "opportunity.new", "how": "post" }] }],
///   "acts": [{ "act": "opportunity.sign", "kind": "move", "of": "opportunity", "title": "签约",
///              "who": [{ "id": "owner", "title": "负责人", "by_record": true }], "people": ["wang.lei"] }],
///   "duties": [{ "duty": "ship_and_settle", "title": "发货与结清货款", "per": "person", "acts": ["order.ship", "receivable.settle"],
///                "both": [{ "person": "tang.ning", "how": "administrator" }], "maybe": [], "stand_ins": [], "by_record": false }],
///   "stand_ins": [{ "person": "li.na", "for": "wang.lei", "until": "2026-03-10" }],
///   "remarks": [{ "kind": "account_of_who_left", "grave": true, "people": ["he.yu"], "about": "heyu", "text": "…" }] }
/// ```
///
/// `state` is `here`, `coming` or `left`; `how` is `post`, `condition` (by post, while something else holds) or
/// `administrator`. `by_record`: who is meant is for the record to say (its owner, the requester's manager), and is not
/// among `people`. `maybe` are those who may do one act by their post and come to the other as a record says.
pub fn json(rights: &Rights) -> Value {
    let may = |person: &str| -> Vec<Value> {
        rights.of_person(person).map(|(act, how)| json!({"act": act.key, "how": word(how)})).collect()
    };
    let people = rights.people.iter().map(|person| {
        json!({
            "person": person.id,
            "name": rights.name(person.id),
            "unit": person.who.unit,
            "roles": person.who.roles,
            "manager": rights.policy.org.manager_of(person.id),
            "login": person.who.login,
            "joined": person.who.joined.map(|day| day.to_string()),
            "until": person.who.until.map(|day| day.to_string()),
            "state": state(person.presence),
            "administrator": person.admin,
            "may": may(person.id),
        })
    });
    let acts = rights.acts.iter().map(|act| {
        let who = act
            .who
            .iter()
            .map(|it| json!({"id": id(*it), "title": tables::source(rights, *it), "by_record": held::is_open(*it)}));
        json!({
            "act": act.key,
            "kind": kind(act.kind),
            "of": act.of,
            "title": tables::title(rights, act),
            "who": who.collect::<Vec<_>>(),
            "people": act.held.iter().map(|(person, _)| person).collect::<Vec<_>>(),
        })
    });
    let duties = rights.apart.iter().map(|apart| {
        let both = apart.both.iter().map(|(person, how)| json!({"person": person, "how": word(*how)}));
        let stand_ins = apart.standing_in.iter().map(|(person, of)| json!({"person": person, "for": of}));
        json!({
            "duty": apart.id,
            "title": apart.title,
            "per": if apart.per_person { "person" } else { "record" },
            "acts": [apart.a, apart.b],
            "both": both.collect::<Vec<_>>(),
            "maybe": apart.maybe,
            "stand_ins": stand_ins.collect::<Vec<_>>(),
            "by_record": apart.open,
        })
    });
    let stand_ins = rights
        .stand_ins
        .iter()
        .map(|one| json!({"person": one.person, "for": one.of, "until": one.until.map(|day| day.to_string())}));
    let remarks = rights
        .remarks
        .iter()
        .map(|it| json!({"kind": it.kind, "grave": it.grave, "people": it.people, "about": it.about, "text": it.text}));
    json!({
        "day": rights.day.to_string(),
        "people": people.collect::<Vec<_>>(),
        "acts": acts.collect::<Vec<_>>(),
        "duties": duties.collect::<Vec<_>>(),
        "stand_ins": stand_ins.collect::<Vec<_>>(),
        "remarks": remarks.collect::<Vec<_>>(),
    })
}

fn state(presence: Presence) -> &'static str {
    match presence {
        Presence::Here => "here",
        Presence::Coming => "coming",
        Presence::Left => "left",
    }
}

fn word(how: How) -> &'static str {
    match how {
        How::If => "condition",
        How::Post => "post",
        How::Admin => "administrator",
    }
}

/// An entry as a policy writes it.
fn id(source: Source) -> String {
    match source {
        Source::Place(place, _) | Source::Chosen(place) => place.text.to_string(),
        Source::Owner => "owner".to_owned(),
        Source::Worker => "holder".to_owned(),
        Source::Seer => "see".to_owned(),
        Source::Changer => "change".to_owned(),
        Source::Anyone => "anyone".to_owned(),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Create => "new",
        Kind::See => "see",
        Kind::Change => "change",
        Kind::SeeWork => "see_work",
        Kind::SeeField => "see_field",
        Kind::ChangeField => "change_field",
        Kind::Unlocked => "unlocked",
        Kind::Exempt => "exempt",
        Kind::Claim => "claim",
        Kind::Move => "move",
        Kind::Drawn => "moves",
        Kind::Anywhere => "anywhere",
        Kind::Deviate => "deviation",
        Kind::CheckOff => "check_off",
        Kind::Task => "task",
        Kind::TaskAct => "task_act",
        Kind::Decide => "step",
        Kind::SeatAct => "step_act",
        Kind::Withdraw => "withdraw",
    }
}
