//! The rights as tables for people, in the policy's own language.

use super::{Act, How, Kind, Person, Presence, Rights, Source, held};
use crate::{
    model::{Id, Lang},
    policy::{PlaceKind, Policy},
    report::{
        graph::called,
        page::{Cell, Table, Tone},
    },
};

/// The language of a policy.
pub(in crate::report) fn lang(policy: &Policy) -> Lang {
    Lang::of(&policy.manifest.locale).unwrap_or_default()
}

/// The tables: what strikes, who there is, what each may, who may each, duties, stand-ins.
pub fn tables(rights: &Rights) -> Vec<Table> {
    let say = Say { lang: lang(rights.policy) };
    let mut tables = vec![remarks(rights, &say), people(rights, &say), duties(rights, &say)];
    if !rights.stand_ins.is_empty() {
        tables.push(stand_ins(rights, &say));
    }
    tables.extend(acts(rights, &say));
    tables
}

/// Words of one language.
struct Say {
    lang: Lang,
}

impl Say {
    fn say<'a>(&self, en: &'a str, zh: &'a str) -> &'a str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn table(&self, title: (&str, &str), columns: &[(&str, &str)]) -> Table {
        let columns: Vec<&str> = columns.iter().map(|(en, zh)| self.say(en, zh)).collect();
        Table::new(self.say(title.0, title.1), &columns)
    }

    fn note(&self, table: Table, en: &str, zh: &str) -> Table {
        Table { note: self.say(en, zh).to_owned(), ..table }
    }

    fn how(&self, how: How) -> &'static str {
        match (how, self.lang) {
            (How::Post, _) => "",
            (How::If, Lang::Zh) => "（附条件）",
            (How::If, Lang::En) => " (on a condition)",
            (How::Admin, Lang::Zh) => "（管理员）",
            (How::Admin, Lang::En) => " (administrator)",
        }
    }
}

fn remarks(rights: &Rights, say: &Say) -> Table {
    let columns = [("weight", "轻重"), ("remark", "事项"), ("who", "涉及人员")];
    let table = say.table(("To look at", "须留意的事项"), &columns);
    let mut table = say.note(
        table,
        "Found by itself in the policy, the people and the leaves of the day.",
        "由制度、人员与当日代理情况自动得出。",
    );
    for remark in &rights.remarks {
        let (word, tone) = match remark.grave {
            true => (say.say("put right", "须处理"), Tone::Bad),
            false => (say.say("note", "留意"), Tone::Care),
        };
        table.row(tone, vec![word.into(), remark.text.as_str().into(), names(rights, &remark.people)]);
    }
    table
}

fn names(rights: &Rights, people: &[Id]) -> Cell {
    Cell::Many(people.iter().map(|id| rights.name(id).to_owned()).collect())
}

fn people(rights: &Rights, say: &Say) -> Table {
    let columns = [
        ("name", "姓名"),
        ("unit", "部门"),
        ("roles", "岗位"),
        ("account", "账号"),
        ("state", "状态"),
        ("creates", "可新建"),
        ("moves and does", "可办理"),
        ("decides", "可审批"),
        ("special rights", "特别权限"),
    ];
    let table = say.table(("People", "人员与权限"), &columns);
    let mut table = say.note(
        table,
        "What goes with the post. What a record gives (to its owner, to a requester's manager) stands under who may do what.",
        "随岗位而来的权限。随单据而来的（负责人、申请人的上级等）见后面各流程的权限表。",
    );
    for person in &rights.people {
        table.row(tone(person), row(rights, person, say));
    }
    table
}

fn tone(person: &Person) -> Tone {
    match person.presence {
        Presence::Left if person.who.login.is_some() => Tone::Bad,
        Presence::Left | Presence::Coming => Tone::Dim,
        Presence::Here => Tone::Plain,
    }
}

fn row(rights: &Rights, person: &Person, say: &Say) -> Vec<Cell> {
    let org = &rights.policy.org;
    let unit = person.who.unit.as_ref();
    let unit = unit.map_or("", |unit| org.units.get(unit).map_or(&**unit, |known| known.title.as_str()));
    let roles = person.who.roles.iter().map(|role| org.roles.get(role).cloned().unwrap_or_else(|| role.to_string()));
    let mut may: [Vec<String>; 4] = Default::default();
    if person.admin {
        let all = say.say("everything `who`, access and locks keep back", "管理员：不受“由谁办理”、查看与锁定的限制");
        may[3].push(all.to_owned());
    }
    for (act, how) in rights.of_person(person.id).filter(|(_, how)| *how != How::Admin) {
        let anybody = act.who.iter().any(|source| is_anyone(*source));
        let name = if act.kind == Kind::Create { act.of_title.to_owned() } else { whole(rights, act) };
        let line = format!("{name}{}", say.how(how));
        match act.kind {
            Kind::Create if !anybody => may[0].push(line),
            Kind::Move | Kind::Drawn | Kind::CheckOff | Kind::Task => may[1].push(line),
            Kind::Decide => may[2].push(line),
            Kind::Create | Kind::See => {}
            _ if anybody => {}
            _ => may[3].push(line),
        }
    }
    let [creates, moves, decides, special] = may;
    vec![
        rights.name(person.id).into(),
        unit.into(),
        Cell::Many(roles.collect()),
        person.who.login.as_deref().unwrap_or_default().into(),
        state(person, say).into(),
        Cell::Many(creates),
        Cell::Many(moves),
        Cell::Many(decides),
        Cell::Many(special),
    ]
}

fn state(person: &Person, say: &Say) -> String {
    let day = |day: Option<crate::model::time::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    match (person.presence, person.who.until) {
        (Presence::Left, until) => format!("{} {}", say.say("left", "已离职"), day(until)),
        (Presence::Coming, _) => format!("{} {}", say.say("from", "将入职"), day(person.who.joined)),
        (Presence::Here, Some(until)) => format!("{} {until}", say.say("leaves", "在职，将离职")),
        (Presence::Here, None) => say.say("here", "在职").to_owned(),
    }
}

fn duties(rights: &Rights, say: &Say) -> Table {
    let columns = [
        ("duty", "不相容职务"),
        ("one act", "其一"),
        ("the other", "其二"),
        ("holds", "范围"),
        ("meet in", "集于一人"),
        ("may meet in", "可能集于一人"),
    ];
    let table = say.table(("Duties that must not meet", "不相容职务"), &columns);
    let mut table = say.note(
        table,
        "Who may do both: by post, as an administrator or in somebody's place. The second act is refused to them. May meet: one act goes with the post, the other comes with a record.",
        "能兼办两项的人：随岗位、作为管理员，或代理他人。办了其一，另一项在办理时拒绝。可能：其一随岗位，其二随单据。",
    );
    for apart in &rights.apart {
        let scope = match apart.per_person {
            true => say.say("in general", "任何时候"),
            false => say.say("on one record", "同一单据"),
        };
        let mut both: Vec<String> =
            apart.both.iter().map(|(person, how)| format!("{}{}", rights.name(person), say.how(*how))).collect();
        for (person, of) in &apart.standing_in {
            let (person, of) = (rights.name(person), rights.name(of));
            both.push(match say.lang {
                Lang::Zh => format!("{person}（代理 {of}）"),
                Lang::En => format!("{person} (for {of})"),
            });
        }
        let mut maybe: Vec<String> = apart.maybe.iter().map(|id| rights.name(id).to_owned()).collect();
        if apart.open {
            maybe.insert(0, say.say("whoever a record names for both", "单据同时指定的人").to_owned());
        }
        let by_post = apart.both.iter().any(|(_, how)| *how != How::Admin) || !apart.standing_in.is_empty();
        let tone = match (by_post, apart.both.is_empty()) {
            (true, _) => Tone::Bad,
            (false, false) => Tone::Care,
            _ => Tone::Plain,
        };
        let cells = vec![
            apart.title.into(),
            act(rights, &apart.a).into(),
            act(rights, &apart.b).into(),
            scope.into(),
            Cell::Many(both),
            Cell::Many(maybe),
        ];
        table.row(tone, cells);
    }
    table
}

fn stand_ins(rights: &Rights, say: &Say) -> Table {
    let mut table = say.table(("Standing in", "代理"), &[("who", "代理人"), ("for", "被代理人"), ("until", "至")]);
    for one in &rights.stand_ins {
        let until = one.until.map(|day| day.to_string()).unwrap_or_default();
        table.row(Tone::Plain, vec![rights.name(&one.person).into(), rights.name(&one.of).into(), until.into()]);
    }
    table
}

/// Who may do what, a table for each workflow and chain.
fn acts(rights: &Rights, say: &Say) -> Vec<Table> {
    let mut tables: Vec<(String, Table)> = Vec::new();
    for act in &rights.acts {
        let chain = act.key.starts_with("approval:");
        let of = format!("{chain}{}", act.of);
        if tables.last().is_none_or(|(last, _)| *last != of) {
            let columns = [("act", "事项"), ("who", "由谁"), ("by post", "现随岗位可办的人")];
            let kind = if chain { say.say("approval", "审批") } else { say.say("workflow", "流程") };
            let title = format!("{kind} · {}", act.of_title);
            tables.push((of, say.table((&title, &title), &columns)));
        }
        let Some((_, table)) = tables.last_mut() else { continue };
        let anyone = act.who.iter().any(|it| is_anyone(*it));
        let held = match anyone {
            true => Cell::Text(say.say("everybody", "所有在职人员").to_owned()),
            false => Cell::Many(
                act.held
                    .iter()
                    .filter(|(_, how)| *how != How::Admin)
                    .map(|(person, how)| format!("{}{}", rights.name(person), say.how(*how)))
                    .collect(),
            ),
        };
        let nobody = !act.who.is_empty()
            && act.held.iter().all(|(_, how)| *how == How::Admin)
            && !act.who.iter().any(|it| held::is_open(*it));
        let who = act.who.iter().map(|it| source(rights, *it));
        let mut listed: Vec<String> = Vec::new();
        for who in who {
            if !listed.contains(&who) {
                listed.push(who);
            }
        }
        let tone = if nobody { Tone::Bad } else { Tone::Plain };
        table.row(tone, vec![title(rights, act).into(), Cell::Many(listed), held]);
    }
    tables.into_iter().map(|(_, table)| table).collect()
}

/// What people call an act, without the workflow or chain it belongs to.
pub(super) fn title(rights: &Rights, act: &Act) -> String {
    let zh = lang(rights.policy) == Lang::Zh;
    let title = &act.title;
    let (en, zh_word) = match act.kind {
        Kind::Move | Kind::Task | Kind::Decide | Kind::TaskAct | Kind::SeatAct | Kind::CheckOff => {
            return title.clone();
        }
        Kind::Create => ("create", "新建"),
        Kind::See => ("see", "查看"),
        Kind::Change => ("change", "修改"),
        Kind::SeeWork => ("see open work", "查看在办任务"),
        Kind::SeeField => ("see", "查看"),
        Kind::ChangeField => ("change", "修改"),
        Kind::Unlocked => ("change while locked", "锁定时仍可修改"),
        Kind::Exempt => ("exempt from", "不受校验约束"),
        Kind::Claim => ("claim from the pool", "认领公海记录"),
        Kind::Drawn => ("move along", "按阶段推进"),
        Kind::Anywhere => ("move anywhere", "任意移动"),
        Kind::Deviate => ("move off the graph", "越出流程"),
        Kind::Withdraw => ("withdraw", "撤回"),
    };
    let word = if zh { zh_word } else { en };
    match (title.is_empty(), zh) {
        (true, _) => word.to_owned(),
        (false, true) => format!("{word}：{title}"),
        (false, false) => format!("{word}: {title}"),
    }
}

/// Whether an entry is everybody of the organisation.
pub(super) fn is_anyone(source: Source) -> bool {
    match source {
        Source::Anyone => true,
        Source::Place(place, None) => matches!(place.kind, PlaceKind::Anyone),
        _ => false,
    }
}

fn whole(rights: &Rights, act: &Act) -> String {
    format!("{} · {}", act.of_title, title(rights, act))
}

/// What people call an act by its key, in a sentence.
pub(super) fn act(rights: &Rights, key: &str) -> String {
    let zh = lang(rights.policy) == Lang::Zh;
    let known = rights.acts.iter().find(|act| act.key == key);
    let name = match known {
        Some(act) => format!("{} · {}", act.of_title, title(rights, act)),
        None => {
            let chain = key.strip_prefix("approval:").and_then(|chain| rights.policy.chains.get(chain));
            chain.map_or_else(|| key.to_owned(), |chain| chain.title.clone())
        }
    };
    if zh { format!("“{name}”") } else { format!("`{name}`") }
}

/// What people call an entry of who may.
pub(super) fn source(rights: &Rights, source: Source) -> String {
    let zh = lang(rights.policy) == Lang::Zh;
    let word = |en: &str, zh_word: &str| if zh { zh_word.to_owned() } else { en.to_owned() };
    match source {
        Source::Place(place, fits) => {
            let name = called(rights.policy, place);
            let group = match &place.kind {
                PlaceKind::Group(group) => [group.when.as_ref(), group.fits.as_ref()],
                _ => [None, None],
            };
            let conditions: Vec<&str> = group.into_iter().chain([fits]).flatten().map(|it| it.text()).collect();
            match (conditions.join(if zh { "；" } else { "; " }), zh) {
                (none, _) if none.is_empty() => name,
                (some, true) => format!("{name}（{some}）"),
                (some, false) => format!("{name} (if {some})"),
            }
        }
        Source::Chosen(place) => {
            let name = called(rights.policy, place);
            if zh { format!("{name}（由人选定）") } else { format!("{name} (if chosen)") }
        }
        Source::Owner => word("owner", "负责人"),
        Source::Worker => word("who holds open work on it", "手上有其任务的人"),
        Source::Seer => word("who may see it", "能查看它的人"),
        Source::Changer => word("who may change it", "能修改它的人"),
        Source::Anyone => word("anyone", "任何人"),
    }
}
