//! What the expressions of these stories may name.

use std::{collections::BTreeMap, sync::Arc};

use indexmap::IndexMap;

use crate::{
    model::{
        Id, Layout, Type, Value,
        people::{Org, Person, Unit},
        time::Calendar,
        value::Choices,
    },
    script::{FieldInfo, Schema, TableSignature},
};

/// What expressions may name.
pub struct Names {
    pub fields: IndexMap<&'static str, Type>,
    pub layout: Arc<Layout>,
    pub figures: BTreeMap<Id, Type>,
    pub org: Org,
    pub calendar: Calendar,
}

impl Names {
    pub fn new(calendar: Calendar) -> Names {
        let offices = [("west", "西部"), ("east", "东部")];
        let offices = offices.map(|(id, title)| (Id::from(id), title.to_owned()));
        let offices = Choices { values: offices.into() };
        let fields = IndexMap::from([
            ("owner", Type::Person),
            ("office", Type::Choice(Arc::new(offices))),
            ("amount", Type::Money),
            ("parts", Type::Number),
            ("expected", Type::Date),
            ("other", Type::Ref("deal".into())),
            ("age", Type::Number),
        ]);
        let mut org = Org::default();
        for (office, head) in [("east", "wang"), ("west", "zhao")] {
            let unit = Unit { head: Some(head.into()), ..Unit::default() };
            org.units.insert(office.into(), unit);
            org.people.insert(head.into(), Person::default());
        }
        org.people.insert("li".into(), Person::default());
        Names {
            layout: Arc::new(Layout::new(fields.keys().map(|id| Id::from(*id)))),
            fields,
            figures: BTreeMap::new(),
            org,
            calendar,
        }
    }
}

impl Schema for Names {
    fn field(&self, workflow: &str, name: &str) -> Option<FieldInfo> {
        let ty = self.fields.get(name).filter(|_| workflow == "deal")?;
        Some(FieldInfo { slot: self.layout.slot(name)?, ty: ty.clone(), computed: name == "age" })
    }
    fn fields(&self, _: &str) -> Option<Vec<Id>> {
        Some(self.fields.keys().map(|id| Id::from(*id)).collect())
    }
    fn stages(&self, _: &str) -> Vec<Id> {
        ["open", "won", "lost"].map(Id::from).into()
    }
    fn clocks(&self, _: &str) -> Vec<Id> {
        Vec::new()
    }

    fn outcomes(&self, _: &str) -> Vec<Id> {
        ["won", "lost"].map(Id::from).into()
    }
    fn workflows(&self) -> Vec<Id> {
        vec!["deal".into()]
    }
    fn setting(&self, _: &str) -> Option<(Type, Value)> {
        None
    }
    fn settings(&self) -> Vec<Id> {
        Vec::new()
    }
    fn table(&self, _: &str) -> Option<TableSignature> {
        None
    }
    fn function(&self, _: &str) -> Option<usize> {
        None
    }
    fn functions(&self) -> Vec<Id> {
        Vec::new()
    }
    fn has_chain(&self, _: &str) -> bool {
        false
    }
    fn figure(&self, name: &str) -> Option<Type> {
        self.figures.get(name).cloned()
    }
    fn org(&self) -> &Org {
        &self.org
    }
    fn calendar(&self) -> &Calendar {
        &self.calendar
    }
}
