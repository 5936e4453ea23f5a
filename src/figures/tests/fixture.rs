//! A small policy over deals and a world of records, for the stories of this room.

use std::{collections::BTreeMap, sync::Arc};

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::{super::*, names::Names};
use crate::{
    engine::{Glass, Refused, View},
    model::{
        Actor, Id, Type,
        record::{Fields, Stay},
        target::Adjustment,
        time::{Calendar, CalendarSpec, Date, Grain, Period},
    },
    policy::*,
    script::{Expect, Expr, Fault, Functions, Local, Scope, compile},
};

pub fn n(text: &str) -> Value {
    Value::Number(text.parse().expect("a number"))
}

pub fn t(text: &str) -> Value {
    Value::text(text)
}

/// Policy, records and cells in one: what the desk is in earnest.
pub struct World {
    names: Names,
    pub policy: Policy,
    pub records: BTreeMap<Id, Arc<Record>>,
    pub cells: Tally,
    /// What was adjusted of targets.
    pub adjusted: Vec<Adjustment>,
    kept: BTreeMap<Id, Vec<Contribution>>,
    now: Timestamp,
}

impl World {
    /// A company with two offices and no figures yet.
    pub fn new() -> World {
        let calendar = Calendar::new(&CalendarSpec { timezone: "Asia/Shanghai".into(), ..CalendarSpec::default() });
        let names = Names::new(calendar.expect("a calendar"));
        let workflow = workflow(&names);
        let policy = Policy {
            rows_answered: None,
            version: 1,
            fingerprint: String::new(),
            files: BTreeMap::new(),
            manifest: manifest(),
            calendar: names.calendar.clone(),
            org: names.org.clone(),
            workflows: IndexMap::from([("deal".into(), workflow)]),
            pipelines: IndexMap::new(),
            duties: Vec::new(),
            chains: IndexMap::new(),
            balances: IndexMap::new(),
            tables: IndexMap::new(),
            decisions: Default::default(),
            lists: Default::default(),
            functions: Functions::none(),
            measures: IndexMap::new(),
            kpis: IndexMap::new(),
            targets: IndexMap::new(),
            warnings: IndexMap::new(),
            trees: IndexMap::new(),
            inputs: IndexMap::new(),
            scorecards: IndexMap::new(),
            incentives: IndexMap::new(),
            forecasts: IndexMap::new(),
            analyses: IndexMap::new(),
            schedules: IndexMap::new(),
            reports: IndexMap::new(),
            matrices: IndexMap::new(),
            channels: IndexMap::new(),
            reload: Reload::default(),
            onlookers: Default::default(),
        };
        World {
            now: names.calendar.parse_timestamp("2026-02-10T10:00").unwrap(),
            names,
            policy,
            records: BTreeMap::new(),
            cells: Tally::default(),
            adjusted: Vec::new(),
            kept: BTreeMap::new(),
        }
    }

    fn expr(&self, text: &str, scope: &Scope, expect: Expect) -> Expr {
        compile(text, scope, expect).unwrap_or_else(|problems| panic!("`{text}`: {}", problems[0]))
    }

    fn on_deal(&self, text: &str, expect: Expect) -> Expr {
        self.expr(text, &Scope::on(&self.names, "deal"), expect)
    }

    /// A measure over deals by office and owner; `value` as in the language, `at` empty for a stock.
    pub fn measure(&mut self, id: &str, filter: &str, value: &str, at: &str) -> &mut World {
        let inner = |word: &str| value.strip_prefix(word)?.strip_suffix(')');
        let (aggregate, value) = match (inner("sum("), inner("avg(")) {
            (Some(x), _) => (Aggregate::Sum, Some(self.on_deal(x, Expect::Number))),
            (_, Some(x)) => (Aggregate::Avg, Some(self.on_deal(x, Expect::Number))),
            _ => (Aggregate::Count, None),
        };
        let ty = value.as_ref().map_or(Type::Number, |x| x.ty().clone());
        let by = |name: &str| (name.into(), self.on_deal(name, Expect::Any));
        let measure = Measure {
            id: id.into(),
            title: id.into(),
            of: "deal".into(),
            filter: (!filter.is_empty()).then(|| self.on_deal(filter, Expect::Condition)),
            aggregate,
            value,
            at: (!at.is_empty()).then(|| self.on_deal(at, Expect::Day)),
            by: IndexMap::from([by("office"), by("owner")]),
            ty: ty.clone(),
            fingerprint: String::new(),
        };
        self.names.figures.insert(id.into(), ty);
        self.policy.measures.insert(id.into(), measure);
        self
    }

    /// A KPI over those figures.
    pub fn kpi(&mut self, id: &str, formula: &str, over: &[&str], shown_as: Type) -> &mut World {
        let figures: Vec<Id> = over.iter().map(|id| Id::from(*id)).collect();
        let local = |id: &Id| Local::new(id, self.names.figures[id].clone());
        let locals: Vec<Local> = figures.iter().map(local).collect();
        let scope = Scope { locals: &locals, figures: true, ..Scope::bare(&self.names) };
        let kpi = Kpi {
            id: id.into(),
            title: id.into(),
            formula: self.expr(formula, &scope, Expect::Number),
            figures,
            shown_as: shown_as.clone(),
            better: Better::Higher,
        };
        self.names.figures.insert(id.into(), shown_as);
        self.policy.kpis.insert(id.into(), kpi);
        self
    }

    /// A target, for an office where one is named.
    pub fn target(&mut self, figure: &str, period: &str, office: &str, value: &str) -> &mut World {
        let by = (!office.is_empty()).then(|| ("office".into(), t(office)));
        let id: Id = format!("{figure} {period} {office}").into();
        let target = Target {
            id: id.clone(),
            kpi: figure.into(),
            period: period_of(period),
            title: figure.into(),
            by: by.into_iter().collect(),
            value: value.parse().unwrap(),
            who: Vec::new(),
        };
        self.policy.targets.insert(id, target);
        self
    }

    /// A warning over a figure by office, with its levels `name: condition`; the boss hears of the highest, the head of
    /// the office of all.
    pub fn warning(&mut self, figure: &str, period: Grain, levels: &[(&str, &str)], clear: &str) -> &mut World {
        let office = self.names.fields["office"].clone();
        let ty = self.names.figures[figure].clone();
        let locals = locals::figure_warning(ty, [("office".into(), office)]);
        let over = Over::Figure { kpi: figure.into(), by: vec!["office".into()], period };
        self.any_warning(over, &locals, None, levels, clear, "unit_head(office)")
    }

    /// A warning over deals.
    pub fn deal_warning(&mut self, filter: &str, levels: &[(&str, &str)]) -> &mut World {
        let over = Over::Records { of: "deal".into(), filter: Some(self.on_deal(filter, Expect::Condition)) };
        self.any_warning(over, &locals::record_warning(), Some("deal"), levels, "", "owner")
    }

    fn any_warning(
        &mut self,
        over: Over,
        locals: &[Local],
        record: Option<&str>,
        levels: &[(&str, &str)],
        clear: &str,
        who: &str,
    ) -> &mut World {
        let scope = Scope { locals, record, ..Scope::bare(&self.names) };
        let level = |(name, when): &(&str, &str)| Level {
            name: (*name).into(),
            when: self.expr(when, &scope, Expect::Condition),
            notify: vec![Place {
                text: who.into(),
                kind: PlaceKind::Expr(Box::new(self.expr(who, &scope, Expect::People))),
            }],
        };
        let warning = Warning {
            id: "w".into(),
            title: "进度".into(),
            over,
            levels: levels.iter().map(level).collect(),
            clear: (!clear.is_empty()).then(|| self.expr(clear, &scope, Expect::Condition)),
            text: None,
            hold: None,
            repeat: None,
            group: Vec::new(),
            unless: Vec::new(),
            mute: Vec::new(),
            no_data: NoData::Keep,
            among: None,
            open: Vec::new(),
            latest: None,
        };
        self.policy.warnings.insert("w".into(), warning);
        self
    }

    pub fn at(&mut self, now: &str) -> &mut World {
        self.now = self.policy.calendar.parse_timestamp(now).unwrap();
        self
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Writes a record, the way the desk does: out with what it added, in with what it adds.
    pub fn put(&mut self, record: Record) {
        let id = record.id.clone();
        let adds = self.counted(&record);
        self.records.insert(id.clone(), Arc::new(record));
        self.keep(id, adds);
    }

    pub fn remove(&mut self, id: &str) {
        self.records.remove(id);
        self.keep(id.into(), Vec::new());
    }

    fn keep(&mut self, id: Id, adds: Vec<Contribution>) {
        let before = self.kept.insert(id, adds.clone()).unwrap_or_default();
        for change in difference(&before, &adds) {
            self.cells.add(&change);
        }
    }

    pub fn counted(&self, record: &Record) -> Vec<Contribution> {
        let counted = contributions(&self.policy, &self.glass(), record, self.now).unwrap();
        assert_eq!(counted.faults, []);
        counted.adds
    }

    /// All cells counted from nothing.
    pub fn recount(&self) -> Tally {
        let mut tally = Tally::default();
        for record in self.records.values() {
            self.counted(record).iter().for_each(|add| tally.add(add));
        }
        tally
    }

    pub fn glass(&self) -> Glass<'_> {
        Glass { policy: &self.policy, view: self }
    }

    pub fn ask(&self, figure: &str, by: &[&str], period: &str) -> Result<Vec<Line>, Refused> {
        let question = Question {
            by: by.iter().map(|id| Id::from(*id)).collect(),
            ..Question::total(figure, (!period.is_empty()).then(|| period_of(period)))
        };
        ask(&self.policy, self, &self.glass(), &question, self.now)
    }

    /// The answer as text, a line each: what it is cut by, value, target, attainment.
    pub fn lines(&self, figure: &str, by: &[&str], period: &str) -> Vec<String> {
        let lines = self.ask(figure, by, period).unwrap();
        let text = |line: &Line| {
            let by = line.by.iter().map(|(_, value)| value);
            let all = by.chain([&line.value, &line.target, &line.attainment]);
            all.map(Value::to_string).collect::<Vec<_>>().join(" ")
        };
        lines.iter().map(text).collect()
    }
}

pub fn period_of(text: &str) -> Period {
    Period::parse(text, crate::model::time::Date::constant(2026, 2, 10), 1).unwrap()
}

/// A deal made in the morning of a day; won or lost on another.
pub fn deal(world: &World, id: &str, office: &str, amount: &str, from: &str, end: &str) -> Record {
    let moment = |day: &str| world.policy.calendar.parse_timestamp(day).unwrap();
    let layout = world.names.layout.clone();
    let mut fields = Fields::empty(layout);
    fields.set(&"owner".into(), t("li"));
    if !office.is_empty() {
        fields.set(&"office".into(), t(office));
    }
    if !amount.is_empty() {
        fields.set(&"amount".into(), n(amount));
    }
    let stay = |stage: &str, day: &str| Stay { stage: stage.into(), token: 1, entered: moment(day), left: None };
    let end = end.split_once(' ');
    let created = moment(&format!("{from}T09:00"));
    let mut record = Record::new(id.into(), "deal".into(), 1, created, Actor::Policy, fields);
    record.version = 1;
    record.outcome = end.map(|(outcome, _)| outcome.into());
    record.stays = end.map(|(outcome, day)| stay(outcome, day)).into_iter().collect();
    record.tokens_put = 1;
    record
}

fn manifest() -> Manifest {
    Manifest {
        name: "test".into(),
        currency: "CNY".into(),
        minor_digits: 2,
        admins: Vec::new(),
        last_resort: Vec::new(),
        locale: "zh-CN".into(),
        fiscal_year_starts: 1,
        store_url: "memory:".into(),
        settings: IndexMap::new(),
    }
}

fn workflow(names: &Names) -> Workflow {
    let field = |(id, ty): (&&str, &Type)| Field {
        id: Id::from(*id),
        title: (*id).to_owned(),
        ty: ty.clone(),
        required: Need::Never,
        default: None,
        formula: (*id == "age").then(|| {
            let scope = Scope::on(names, "deal");
            compile("days_since(created_at)", &scope, Expect::Number).unwrap()
        }),
        unique: false,
        min: None,
        max: None,
        pattern: None,
        freeze: None,
        parent: false,
        part: None,
    };
    Workflow {
        pipeline: None,
        id: "deal".into(),
        title: "商机".into(),
        id_format: IdFormat { parts: Vec::new() },
        label: None,
        layout: names.layout.clone(),
        fields: Arc::new(names.fields.iter().map(field).collect()),
        new: NewRule::default(),
        stages: IndexMap::new(),
        start: None,
        transitions: IndexMap::new(),
        drawn: IndexMap::new(),
        moves: Moves::default(),
        checks: Default::default(),
        reactions: Vec::new(),
        duplicates: Default::default(),
        lines: Default::default(),
        access: Default::default(),
        assign: None,
        inbox: Default::default(),
        pool: None,
        clocks: Default::default(),
        imports: IndexMap::new(),
        deviation: None,
        deviation_to: Vec::new(),
        graph: Graph::new(),
    }
}

impl Cells for World {
    fn visit(&self, measure: &str, days: Option<(Date, Date)>, each: &mut super::super::Each<'_>) -> Result<(), Fault> {
        self.cells.visit(measure, days, each)
    }

    fn adjustments(&self, target: &str) -> Result<Vec<Adjustment>, Fault> {
        Ok(self.adjusted.iter().filter(|change| &*change.target == target).cloned().collect())
    }
}

impl View for World {
    fn has_come(&self, _: &str, _: &str) -> Result<bool, Fault> {
        Ok(false)
    }

    fn record(&self, id: &str) -> Result<Option<Arc<Record>>, Fault> {
        Ok(self.records.get(id).cloned())
    }
    fn children(&self, _: &str) -> Result<Vec<Id>, Fault> {
        Ok(Vec::new())
    }
    fn of_workflow(&self, _: &str) -> Result<Vec<Id>, Fault> {
        Ok(self.records.keys().cloned().collect())
    }
    fn holders(&self, _: &str, _: &str) -> Result<Vec<Id>, Fault> {
        Ok(Vec::new())
    }

    fn find(&self, _: &str, _: &str) -> Result<Option<Id>, Fault> {
        Ok(None)
    }
    fn last_number(&self, _: &str) -> Result<u64, Fault> {
        Ok(0)
    }
    fn leaves(&self, _: &str) -> Result<Vec<crate::model::work::Leave>, Fault> {
        Ok(Vec::new())
    }
    fn held(&self, _: &str, _: &str) -> Result<Vec<crate::model::work::Held>, Fault> {
        Ok(Vec::new())
    }
    fn adjusts(&self, more: &[Adjustment], change: &Adjustment) -> Result<Decimal, Refused> {
        let ground = Ground { policy: &self.policy, cells: self, context: &self.glass(), now: self.now };
        adjust(&ground, more, change)
    }
    fn figure(&self, name: &str, by: &[(Id, Value)], at: Option<&Period>) -> Result<Value, Fault> {
        value(&self.policy, &self.cells, &self.glass(), name, by, at, self.now)
    }
    fn measured(
        &self,
        figure: &str,
        by: Option<&Id>,
        only: &[(Id, Value)],
        period: &Period,
    ) -> Result<Vec<(Value, crate::engine::Measured)>, Fault> {
        measured(&self.policy, &self.cells, &self.glass(), (figure, by, only), period, self.now)
    }
}
