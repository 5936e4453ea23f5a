//! A small policy and world for the tests of this room: deals, customers, contracts, four people.

use std::{collections::BTreeMap, sync::Arc};

use indexmap::IndexMap;

use super::{
    BalanceSignature, Context, Expect, Expr, Fault, FaultKind, FieldInfo, Frame, Functions, Problem, Schema, Scope,
    TableSignature, compile, node::Standing,
};
use crate::model::{
    Actor, Id, Layout, Record, Type, Value,
    people::{Org, Person, Unit},
    record::{Fields, Stay, Token},
    time::{Calendar, CalendarSpec, Date, Period, Timestamp},
    value::Choices,
};

/// The policy and the world in one.
pub struct World {
    pub org: Org,
    pub calendar: Calendar,
    pub fields: BTreeMap<&'static str, Vec<(&'static str, Type)>>,
    pub layouts: BTreeMap<&'static str, Arc<Layout>>,
    pub records: Vec<Arc<Record>>,
    pub functions: Functions,
    pub actor: Actor,
    pub now: Timestamp,
}

pub fn choice(values: &[(&str, &str)]) -> Type {
    Type::Choice(Arc::new(Choices {
        values: values.iter().map(|(id, title)| (Id::from(*id), (*title).to_owned())).collect(),
    }))
}

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

pub fn n(text: &str) -> Value {
    Value::Number(text.parse().expect("a number"))
}

impl World {
    pub fn new() -> World {
        let deal = vec![
            ("owner", Type::Person),
            ("amount", Type::Money),
            ("cost", Type::Money),
            ("discount", Type::Percent),
            ("grade", choice(&[("A", "优"), ("B", "良"), ("D", "差")])),
            ("days_overdue", Type::Number),
            ("score", Type::Number),
            ("title", Type::Text),
            ("due", Type::Date),
            ("signed_at", Type::DateTime),
            ("waited", Type::Duration),
            ("urgent", Type::Bool),
            ("customer", Type::Ref("customer".into())),
            ("tags", Type::List(Box::new(Type::Text))),
            ("金额", Type::Money),
            ("case", Type::Text),
            ("unit", Type::Unit),
            ("margin", Type::Money),
            ("lines", Type::Rows("deal.lines".into())),
        ];
        let lines = vec![("product", Type::Text), ("qty", Type::Number), ("price", Type::Money)];
        let customer = vec![
            ("owner", Type::Person),
            ("name", Type::Text),
            ("grade", choice(&[("A", "优"), ("B", "良"), ("D", "差")])),
            ("group", Type::Ref("customer".into())),
        ];
        let contract = vec![
            ("owner", Type::Person),
            ("value", Type::Money),
            ("rate", Type::Percent),
            ("product", Type::Text),
            ("amount", Type::Money),
        ];
        let fields =
            BTreeMap::from([("deal", deal), ("customer", customer), ("contract", contract), ("deal.lines", lines)]);
        let layouts = fields
            .iter()
            .map(|(workflow, fields)| {
                let names = fields.iter().map(|(name, _)| Id::from(*name));
                (*workflow, Arc::new(Layout::new(names)))
            })
            .collect();
        let spec = CalendarSpec { timezone: "Asia/Shanghai".into(), ..CalendarSpec::default() };
        let files = [("rules/own.rhai", OWN)];
        World {
            org: org(),
            calendar: Calendar::new(&spec).expect("a calendar"),
            fields,
            layouts,
            records: Vec::new(),
            functions: Functions::compile(&files, Default::default()).expect("functions"),
            actor: Actor::Person("li".into()),
            now: at("2026-03-05T02:00:00Z"),
        }
    }

    /// A record with some fields.
    pub fn record(&self, workflow: &str, id: &str, with: &[(&str, Value)]) -> Record {
        let mut fields = Fields::empty(self.layouts[workflow].clone());
        for (name, value) in with {
            fields.set(&Id::from(*name), value.clone());
        }
        let entered = at("2026-03-02T01:00:00Z");
        let (made, by) = (at("2026-03-01T01:00:00Z"), Actor::Person("li".into()));
        let mut record = Record::new(id.into(), workflow.into(), 1, made, by, fields);
        record.version = 3;
        record.changed_at = entered;
        record.tokens = vec![Token::new(1, "proposal", entered)];
        record.tokens_put = 1;
        record.stays = vec![Stay { stage: "proposal".into(), token: 1, entered, left: None }];
        record
    }

    pub fn add(&mut self, record: Record) {
        self.records.push(Arc::new(record));
    }

    pub fn frame<'a>(&'a self, record: &'a Record) -> Frame<'a> {
        Frame {
            record: Some(record),
            around: None,
            old: None,
            locals: &[],
            actor: &self.actor,
            now: self.now,
            today: self.calendar.local_date(self.now),
            context: self,
        }
    }

    pub fn compile(&self, text: &str, expect: Expect) -> Result<Expr, Vec<Problem>> {
        compile(text, &Scope::on(self, "deal"), expect)
    }

    /// The value of an expression on a deal; the closures and the slow evaluator agree.
    pub fn value(&self, text: &str, with: &[(&str, Value)]) -> Result<Value, Fault> {
        let expr = match self.compile(text, Expect::Any) {
            Ok(expr) => expr,
            Err(problems) => panic!("`{text}`: {}", problems[0]),
        };
        let record = self.record("deal", "D-1", with);
        let frame = self.frame(&record);
        let value = expr.value(&frame);
        assert_eq!(value, expr.slow(&frame), "`{text}`");
        value
    }

    /// The first problem of an expression: its characters and words.
    pub fn problem(&self, text: &str) -> Problem {
        match self.compile(text, Expect::Any) {
            Ok(expr) => panic!("`{text}` compiles as {}", expr.ty().word()),
            Err(problems) => problems[0].clone(),
        }
    }
}

const OWN: &str = "
fn 提成(amount, rate) { amount * rate }
fn half(n) { n / 2 }
fn grade_of(n) { if n > 10 { \"A\" } else { \"B\" } }
fn next_day() { \"2026-03-06\" }
fn forever() { loop { } }
";

fn org() -> Org {
    let mut org = Org::default();
    let unit = |title: &str, parent: Option<&str>, head: &str, region: &str| Unit {
        title: title.into(),
        parent: parent.map(Id::from),
        head: Some(head.into()),
        covers: IndexMap::from([("region".into(), Value::text(region))]),
        ..Unit::default()
    };
    org.units.insert("sales".into(), unit("销售部", None, "boss", "全国"));
    org.units.insert("east".into(), unit("华东区", Some("sales"), "wang", "华东"));
    let person = |name: &str, unit: &str, role: &str| Person {
        name: name.into(),
        unit: Some(unit.into()),
        roles: vec![role.into()],
        ..Person::default()
    };
    org.people.insert("boss".into(), person("赵总", "sales", "director"));
    org.people.insert("wang".into(), person("王芳", "east", "manager"));
    org.people.insert("li".into(), person("李娜", "east", "rep"));
    for role in ["director", "manager", "rep"] {
        org.roles.insert(role.into(), role.to_uppercase());
    }
    org
}

impl Schema for World {
    fn field(&self, workflow: &str, name: &str) -> Option<FieldInfo> {
        let fields = self.fields.get(workflow)?;
        let (_, ty) = fields.iter().find(|(known, _)| *known == name)?;
        Some(FieldInfo { slot: self.layouts[workflow].slot(name)?, ty: ty.clone(), computed: name == "margin" })
    }
    fn fields(&self, workflow: &str) -> Option<Vec<Id>> {
        let fields = self.fields.get(workflow)?;
        Some(fields.iter().map(|(name, _)| Id::from(*name)).collect())
    }
    fn stages(&self, _: &str) -> Vec<Id> {
        ["qualified", "proposal", "won", "lost"].map(Id::from).to_vec()
    }
    fn clocks(&self, _: &str) -> Vec<Id> {
        Vec::new()
    }

    fn outcomes(&self, _: &str) -> Vec<Id> {
        ["won", "lost"].map(Id::from).to_vec()
    }
    fn workflows(&self) -> Vec<Id> {
        self.fields.keys().filter(|id| !id.contains('.')).map(|id| Id::from(*id)).collect()
    }
    fn setting(&self, name: &str) -> Option<(Type, Value)> {
        (name == "big_deal").then(|| (Type::Money, n("500000")))
    }
    fn settings(&self) -> Vec<Id> {
        vec!["big_deal".into()]
    }
    fn table(&self, name: &str) -> Option<TableSignature> {
        let outputs = match name {
            "credit_terms" => vec![("limit".into(), Type::Money), ("days".into(), Type::Number)],
            "level" => vec![("level".into(), Type::Number)],
            "fees" => vec![("fee".into(), Type::Money), ("why".into(), Type::Text)],
            _ => return None,
        };
        let grade = self.field("deal", "grade")?.ty;
        Some(TableSignature { inputs: vec![("grade".into(), grade)], outputs, many: name == "fees" })
    }
    fn list(&self, name: &str) -> Option<(Vec<(Id, Type)>, Value)> {
        let row = |name: &str, since: i64| Value::List([Value::text(name), Value::int(since)].into());
        let rows = Value::List([row("华东电力", 2019), row("东方仪表", 2024)].into());
        (name == "vips").then(|| (vec![("name".into(), Type::Text), ("since".into(), Type::Number)], rows))
    }
    fn function(&self, name: &str) -> Option<usize> {
        self.functions.arity(name)
    }
    fn functions(&self) -> Vec<Id> {
        self.functions.names().cloned().collect()
    }
    fn balance(&self, name: &str) -> Option<BalanceSignature> {
        let key = vec![("product".into(), Type::Text)];
        (name == "stock").then(|| BalanceSignature { of: "contract".into(), key, ty: Type::Number })
    }
    fn has_chain(&self, name: &str) -> bool {
        name == "contract"
    }
    fn figure(&self, name: &str) -> Option<Type> {
        (name == "won").then_some(Type::Money)
    }
    fn org(&self) -> &Org {
        &self.org
    }
    fn calendar(&self) -> &Calendar {
        &self.calendar
    }
}

impl Context for World {
    fn calendar(&self) -> &Calendar {
        &self.calendar
    }
    fn org(&self) -> &Org {
        &self.org
    }
    fn record(&self, id: &str) -> Result<Option<Arc<Record>>, Fault> {
        Ok(self.records.iter().find(|r| *r.id == *id).cloned())
    }
    fn children(&self, id: &str, workflow: &str) -> Result<Vec<Arc<Record>>, Fault> {
        let of = |r: &&Arc<Record>| r.parent.as_deref() == Some(id) && *r.workflow == *workflow;
        Ok(self.records.iter().filter(of).cloned().collect())
    }
    fn all_children(&self, id: &str) -> Result<Vec<Arc<Record>>, Fault> {
        Ok(self.records.iter().filter(|r| r.parent.as_deref() == Some(id)).cloned().collect())
    }
    fn columns(&self, kind: &str) -> Option<Arc<Layout>> {
        self.layouts.get(kind).cloned()
    }
    fn balance(&self, _: &str, asked: Standing, key: &[Value], _: &Frame) -> Result<Value, Fault> {
        Ok(match asked {
            Standing::Available => Value::int(key.len() as i64),
            _ => Value::None,
        })
    }
    fn records(&self, workflow: &str) -> Result<Vec<Arc<Record>>, Fault> {
        let of = |r: &&Arc<Record>| *r.workflow == *workflow;
        Ok(self.records.iter().filter(of).cloned().collect())
    }
    fn label(&self, record: &Record, _: &Frame) -> Result<String, Fault> {
        Ok(format!("label of {}", record.id))
    }

    fn formula(&self, _: usize, frame: &Frame) -> Result<Value, Fault> {
        // margin = amount - cost
        let read = |name: &str| {
            let record = frame.record.expect("a record");
            record.fields.get(name).and_then(Value::as_number)
        };
        match (read("amount"), read("cost")) {
            (Some(a), Some(b)) => {
                a.checked_sub(b).map(Value::Number).ok_or_else(|| Fault::new(FaultKind::Overflow, "margin"))
            }
            _ => Ok(Value::None),
        }
    }
    fn table(&self, table: &str, arguments: &[Value], output: Option<usize>, _: &Frame) -> Result<Value, Fault> {
        let is_a = arguments[0] == Value::text("A");
        let fee = |amount: &str, why: &str| Value::List([n(amount), Value::text(why)].into());
        let answer = match (table, is_a) {
            ("credit_terms", true) => Value::List([n("100000"), n("60")].into()),
            ("level", _) => return Ok(n("3")),
            ("fees", true) => Value::List([fee("10", "late"), fee("20", "large")].into()),
            ("fees", false) => Value::List([].into()),
            _ => Value::None,
        };
        Ok(output.map_or(answer.clone(), |at| super::access::part(&answer, at, table == "fees")))
    }
    fn function(&self, name: &str, arguments: &[Value]) -> Result<Value, Fault> {
        self.functions.call(name, arguments)
    }
    fn leaves(&self, _: &str) -> Result<Vec<crate::model::work::Leave>, Fault> {
        Ok(Vec::new())
    }

    fn load(&self, _: &str, _: &str) -> Result<usize, Fault> {
        Ok(0)
    }

    fn figure(&self, _: &str, by: &[(Id, Value)], period: Option<&Period>) -> Result<Value, Fault> {
        let of = by.first().map_or(Value::None, |(_, value)| value.clone());
        Ok(match (of, period) {
            (Value::Text(region), Some(period)) if &*region == "华东" => Value::int(i64::from(period.start.month())),
            _ => Value::None,
        })
    }
}

pub fn day(y: i16, m: i8, d: i8) -> Value {
    Value::Date(Date::constant(y, m, d))
}
