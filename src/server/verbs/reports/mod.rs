//! `report`: what is put together for people to read, as a page.

mod figures;
mod listed;

use serde_json::{Value as Json, json};

use super::{Asked, not_found};
use crate::{
    desk::State,
    engine,
    model::{Id, Lang, Said, time::Period},
    policy::{Format, PlaceKind, Policy, Report, ReportPart, Subject},
    report::{
        page::{self, Page, Part},
        rights::{self, Rights, StandIn},
    },
    said,
    server::{Problem, base64, call::Paper, eyes::Eyes, shapes},
};

/// A report; without a name those that whoever asks may ask for.
pub(super) fn report(asked: &Asked, name: Option<&str>, paper: Option<Paper>) -> Result<Json, Problem> {
    let state = asked.state();
    let Some(name) = name else { return listed(asked, &state) };
    let policy = &state.policy;
    let report = policy.reports.get(name).ok_or_else(|| {
        let known: Vec<&str> = policy.reports.keys().map(|id| &**id).collect();
        not_found(match known.is_empty() {
            true => said!("there is no report `{name}`: the policy has none", "没有报表 `{name}`：制度中没有报表"),
            false => said!("there is no report `{name}`; there are {}", "没有报表 `{name}`；有 {}", known.join(", ")),
        })
    })?;
    if !may_ask(asked, &state, report)? {
        let message = said!("the report `{name}` is not for you", "报表 `{name}` 不是给您的");
        return Err(Problem::new("not_permitted", message));
    }
    asked.look(|eyes| made(eyes, report, paper))
}

fn listed(asked: &Asked, state: &State) -> Result<Json, Problem> {
    let mut reports = Vec::new();
    for report in state.policy.reports.values() {
        if may_ask(asked, state, report)? {
            reports.push(json!({"report": report.id, "title": report.title, "period": report.period}));
        }
    }
    Ok(json!({ "reports": reports }))
}

/// Whom a report is for: those of `to`, administrators, the policy itself. One that says nothing is for everybody, but
/// who may do what is for administrators alone.
fn may_ask(asked: &Asked, state: &State, report: &Report) -> Result<bool, Problem> {
    let reader = asked.reader()?;
    let Some(person) = reader.person() else { return Ok(true) };
    let shows_rights = report.parts.iter().any(|part| matches!(part.subject, Subject::Rights(_)));
    if report.to.is_empty() && !shows_rights {
        return Ok(true);
    }
    let glass = state.glass();
    let frame = glass.frame(None, &[], state.now);
    for place in report.to.iter().chain(&state.policy.manifest.admins) {
        if !matches!(place.kind, PlaceKind::Address(_)) && engine::resolve(place, &frame)?.contains(person) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn made(state: &Eyes, report: &Report, paper: Option<Paper>) -> Result<Json, Problem> {
    let policy = &state.policy;
    let lang = lang(policy);
    let today = policy.calendar.local_date(state.now);
    let period = Period::parse(&report.period, today, policy.manifest.fiscal_year_starts);
    let period = period.map_err(|error| Problem::new("usage", error.said()))?;
    let mut parts = Vec::new();
    let mut data = Vec::new();
    for part in &report.parts {
        let (table, more) = one(state, part, &period, lang)?;
        parts.push(table);
        data.push(more);
    }
    let fact = |name: &Said, value: String| (name.text(lang).to_owned(), value);
    let mut facts = vec![fact(&Said::new("policy", "制度"), policy.manifest.name.clone())];
    if report.parts.iter().any(|part| matches!(part.subject, Subject::Figures(_))) {
        facts.push(fact(&Said::new("period", "期间"), period.name()));
    }
    let local = policy.calendar.local_datetime(state.now).strftime("%Y-%m-%d %H:%M").to_string();
    facts.push(fact(&Said::new("made", "生成于"), local));
    facts.push(fact(&Said::new("version of the policy", "制度版本"), policy.version.to_string()));
    let page = Page { title: report.title.clone(), lang, facts, parts };
    let mut json = page::json(&page);
    json["report"] = json!(report.id);
    json["period"] = json!(period.name());
    json["formats"] = report
        .formats
        .iter()
        .map(|format| match format {
            Format::Html => "html",
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
        })
        .collect();
    json["at"] = json!(shapes::moment(state, state.now));
    for (part, more) in data.into_iter().enumerate() {
        json["parts"][part]["data"] = more;
    }
    match paper {
        Some(Paper::Html) => json["text"] = json!(page::html(&page)),
        Some(Paper::Xlsx) => json["base64"] = json!(base64::encode(&page::xlsx(&page))),
        Some(Paper::Csv) => json["text"] = json!(page::csv(&page)),
        None => {}
    }
    Ok(json)
}

/// The language of what a report adds to the policy's own words.
fn lang(policy: &Policy) -> Lang {
    Lang::of(&policy.manifest.locale).unwrap_or_default()
}

/// A part as it is read, and as programs take it.
fn one(state: &Eyes, part: &ReportPart, period: &Period, lang: Lang) -> Result<(Part, Json), Problem> {
    let (tables, usual, data) = match &part.subject {
        Subject::Rights(roles) => {
            let rights = rights_of(state, roles)?;
            (rights::tables(&rights), Said::new("Who may do what", "权限"), rights::json(&rights))
        }
        Subject::Figures(all) => {
            let (tables, data) = figures::tables(state, part, all, period, lang)?;
            (tables, Said::new("Figures", "指标"), data)
        }
        Subject::Records { of, filter, columns } => {
            let title = state.policy.workflow(of).map_or("", |rules| &rules.title);
            let (table, data) = listed::table(state, of, filter.as_ref(), columns, lang)?;
            (vec![table], Said::own(title), data)
        }
        Subject::Warnings => {
            let (table, data) = listed::warnings(state, lang)?;
            (vec![table], Said::new("Warnings", "预警"), data)
        }
        // The compiler refuses what does not run.
        Subject::Forecast(_) | Subject::Analysis(_) | Subject::Scorecard(_) | Subject::Matrix(_) => {
            (Vec::new(), Said::own(""), Json::Null)
        }
    };
    let title = part.title.clone().unwrap_or_else(|| usual.text(lang).to_owned());
    Ok((Part { title, tables }, data))
}

fn rights_of<'s>(state: &'s Eyes, roles: &[Id]) -> Result<Rights<'s>, Problem> {
    let glass = state.glass();
    let frame = glass.frame(None, &[], state.now);
    let leaves = engine::leave_of(&state.policy, &**state, None, state.now)?;
    let stand_ins = leaves.into_iter().filter(|leave| leave.covers(state.now)).filter_map(|leave| {
        let until = leave.until.map(|until| state.policy.calendar.local_date(until));
        Some(StandIn { person: leave.stand_in?, of: leave.person, until })
    });
    Ok(rights::of(&state.policy, &frame, stand_ins.collect(), roles)?)
}
