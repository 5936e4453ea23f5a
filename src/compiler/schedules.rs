//! `[schedule.x]`: what happens by itself when its time comes round.

use indexmap::IndexMap;

use super::{
    Cx,
    figures::targets,
    findings,
    names::{Definition, Names},
    places,
    site::Site,
    syntax::{Reader, Table},
    workflow::effects,
};
use crate::{
    model::{
        Id,
        time::{Grain, OnHoliday, Rhythm},
    },
    policy::{Each, Effects, Incentive, Schedule, Scorecard, locals},
    said,
};

const HOLIDAY: [(&str, OnHoliday); 3] =
    [("keep", OnHoliday::Keep), ("next", OnHoliday::Next), ("skip", OnHoliday::Skip)];

/// All schedules that are on, in file order.
pub(super) fn compile<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>) -> IndexMap<Id, Schedule> {
    let mut schedules = IndexMap::new();
    for (id, definition) in &names.schedules {
        let schedule = one(cx, names, definition);
        if let (Some(schedule), None) = (schedule, definition.off) {
            schedules.insert(id.clone(), schedule);
        }
    }
    schedules
}

fn one<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, definition: &Definition<'a>) -> Option<Schedule> {
    let reader = Reader::open(cx, definition.table, places::SCHEDULE);
    reader.bool("off");
    let id = definition.id();
    let key = definition.key.span;
    if !reader.has("every") {
        reader.missing("every", key);
    }
    let every = targets::rhythm(&reader, "every");
    let over = match reader.table("for") {
        Some(table) => each(cx, names, table)?,
        None => Each::Once,
    };
    let locals = locals::person();
    let of = match &over {
        Each::Record { of, .. } => names.workflows.get_key_value(of).map(|(id, _)| id),
        _ => None,
    };
    let site = match of {
        Some(of) => Site::on(cx, names, of),
        None => Site::bare(cx, names),
    };
    let effects = effects::read(site.with(&locals), &reader);
    let transition = reader.text("move").and_then(|text| transition(cx, names, of, &text));
    let report = reader.text("report").and_then(|text| names.defined(cx, &names.reports, "report", &text));
    let import = reader.text("import").and_then(|text| import(cx, names, &text));
    if of.is_none() {
        for key in ON_A_RECORD.iter().filter(|key| reader.has(key)) {
            let message =
                said!("`{key}` goes with `for = {{ records = … }}`", "`{key}` 须与 `for = {{ records = … }}` 一起用");
            cx.report(findings::unreadable(reader.key_span(key), message));
        }
    }
    if ACTS.iter().all(|act| definition.table.get(act).is_none()) {
        cx.report(findings::idle_schedule(definition.key));
    }
    Some(Schedule {
        title: names.title(&reader, &id),
        every: every?,
        holiday: reader.word("holiday", &HOLIDAY).unwrap_or_default(),
        over,
        effects,
        when: site.with(&locals).condition(&reader, "when"),
        transition,
        report,
        import,
        id,
    })
}

/// What scorecards and incentives bring with them: when a period is over, their records begin.
pub(super) fn of_results(
    scorecards: &IndexMap<Id, Scorecard>,
    incentives: &IndexMap<Id, Incentive>,
    fiscal_year_starts: i8,
) -> Vec<(Id, Schedule)> {
    let cards = scorecards.values().map(|card| (&card.id, &card.title, card.period));
    let paid = incentives.values().map(|incentive| (&incentive.id, &incentive.title, incentive.period));
    let all = cards.chain(paid).filter_map(|(id, title, period)| {
        let every = match period {
            Grain::Day => "day".to_owned(),
            Grain::Week => "mon".to_owned(),
            Grain::Month => "month day 1".to_owned(),
            Grain::Quarter => "quarter day 1".to_owned(),
            Grain::Year => format!("year {fiscal_year_starts:02}-01"),
        };
        let schedule = Schedule {
            // No schedule that somebody writes can be called so.
            id: format!("result:{id}").into(),
            title: title.clone(),
            every: Rhythm::parse(&every).ok()?,
            holiday: OnHoliday::Keep,
            over: Each::Result(id.clone()),
            when: None,
            effects: Effects::default(),
            transition: None,
            report: None,
            import: None,
        };
        Some((schedule.id.clone(), schedule))
    });
    all.collect()
}

/// What a schedule can do.
const ACTS: &[&str] = &[
    "set", "create", "update", "advance", "cancel", "add", "remove", "reserve", "use", "free", "adjust", "send",
    "notify", "move", "report", "import",
];

/// What it does on a record only.
const ON_A_RECORD: &[&str] = &["set", "add", "remove", "reserve", "use", "free"];

fn each<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, table: &'a Table) -> Option<Each> {
    let reader = Reader::open(cx, table, places::SCHEDULE_FOR);
    match (reader.has("people"), reader.has("records")) {
        (true, false) => Some(Each::Person(Site::bare(cx, names).people(&reader, "people"))),
        (false, true) => {
            let of = names.workflow(&reader, "records", table.span)?;
            Some(Each::Record { of: of.clone(), filter: Site::on(cx, names, of).condition(&reader, "where") })
        }
        _ => {
            cx.report(findings::unreadable(
                table.span,
                said!("`for` says either `people` or `records`", "`for` 只写 `people` 或 `records` 之一"),
            ));
            None
        }
    }
}

fn transition(cx: &Cx<'_>, names: &Names<'_>, of: Option<&Id>, text: &super::syntax::Text) -> Option<Id> {
    let Some(workflow) = of else {
        cx.report(findings::unreadable(
            text.span,
            said!("`move` goes with `for = {{ records = … }}`", "`move` 须与 `for = {{ records = … }}` 一起用"),
        ));
        return None;
    };
    let known = || names.pipelines_of(workflow).flat_map(|flow| flow.transitions.keys().chain(flow.stages.keys()));
    match known().find(|id| ***id == *text.value) {
        Some(id) => Some(id.clone()),
        None => {
            cx.report(findings::unknown_transition(text.span, text, workflow, known().map(|id| &**id)));
            None
        }
    }
}

/// `customer.crm`: the import `crm` of the workflow `customer`.
fn import(cx: &Cx<'_>, names: &Names<'_>, text: &super::syntax::Text) -> Option<(Id, Id)> {
    let known = names.workflows.values().flat_map(|workflow| {
        workflow.reader.named("import").into_iter().map(|(key, _)| format!("{}.{}", workflow.id, key.name))
    });
    let known: Vec<String> = known.collect();
    match known.iter().find(|name| **name == **text).and_then(|name| name.split_once('.')) {
        Some((of, name)) => Some((of.into(), name.into())),
        None => {
            cx.report(findings::unknown_import(text, known.iter().map(String::as_str)));
            None
        }
    }
}
