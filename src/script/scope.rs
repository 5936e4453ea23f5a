//! What names an expression may use at its place: known when the policy is compiled.

use crate::model::{Id, Type, Value, people::Org, time::Calendar};

/// What the policy declares, as far as an expression can name it.
pub trait Schema {
    /// A field of a workflow's records: its slot, its type, and whether it is computed. Knows `owner`.
    fn field(&self, workflow: &str, name: &str) -> Option<FieldInfo>;
    /// The names of a workflow's fields, for hints; none where there is no such workflow.
    fn fields(&self, workflow: &str) -> Option<Vec<Id>>;
    /// The stages of a workflow, in file order.
    fn stages(&self, workflow: &str) -> Vec<Id>;
    /// The clocks of a workflow, in file order.
    fn clocks(&self, workflow: &str) -> Vec<Id>;
    /// The outcomes its ends have.
    fn outcomes(&self, workflow: &str) -> Vec<Id>;
    /// The ids of all workflows.
    fn workflows(&self) -> Vec<Id>;
    /// The pipelines the records of a workflow run in: its own first.
    fn pipelines(&self, workflow: &str) -> Vec<Id> {
        vec![workflow.into()]
    }
    /// A number of `[setting]`.
    fn setting(&self, name: &str) -> Option<(Type, Value)>;
    /// The names of all settings.
    fn settings(&self) -> Vec<Id>;
    /// A table or decision as a function.
    fn table(&self, name: &str) -> Option<TableSignature>;
    /// A `[list.x]` as a name: its columns, and its rows, each a list of its columns' values.
    fn list(&self, _name: &str) -> Option<(Vec<(Id, Type)>, Value)> {
        None
    }
    /// What an answer of a table or decision, or a row of a list, is made of.
    fn columns(&self, name: &str) -> Option<Vec<(Id, Type)>> {
        let of_table = self.table(name).map(|table| table.outputs);
        of_table.or_else(|| self.list(name).map(|(columns, _)| columns))
    }
    /// How many arguments a function of `rules/*.rhai` takes.
    fn function(&self, name: &str) -> Option<usize>;
    /// Names of tables and script functions, for hints.
    fn functions(&self) -> Vec<Id>;
    /// Whether there is an approval chain of that name.
    fn has_chain(&self, name: &str) -> bool;
    /// What a task's form asks besides fields.
    fn form(&self, _workflow: &str, _task: &str, _id: &str) -> Option<Type> {
        None
    }
    /// A measure or KPI.
    fn figure(&self, name: &str) -> Option<Type>;
    /// A balance: whose accounts it has, and by which key.
    fn balance(&self, _name: &str) -> Option<BalanceSignature> {
        None
    }
    /// The organisation, for literals that name people, units and roles, and for attributes.
    fn org(&self) -> &Org;
    /// The calendar, for literals that are dates and moments.
    fn calendar(&self) -> &Calendar;
    /// How many decimal places the policy's currency has, for money in templates.
    fn minor_digits(&self) -> u32 {
        2
    }
}

/// A field as expressions see it.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldInfo {
    /// Its slot in the workflow's layout.
    pub slot: usize,
    /// Its type.
    pub ty: Type,
    /// Whether it is computed by a formula: read through [`super::Context::formula`], not from the slot.
    pub computed: bool,
}

/// A table or decision as a function of expressions.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSignature {
    /// The types of its inputs, in the order of `in`.
    pub inputs: Vec<(Id, Type)>,
    /// The names and types of its outputs, in the order of `out`.
    pub outputs: Vec<(Id, Type)>,
    /// Whether it answers with a list, one entry for each row that matches.
    pub many: bool,
}

/// A balance as expressions see it.
#[derive(Clone, Debug, PartialEq)]
pub struct BalanceSignature {
    /// The kind of record that is an account.
    pub of: Id,
    /// The fields of its key, with their types.
    pub key: Vec<(Id, Type)>,
    /// The type of its amounts.
    pub ty: Type,
}

/// A name whose value comes in with the frame: `ask.contract_no`, `value`, `person`, `row.engage_date`, a dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct Local {
    /// The name, dots included.
    pub path: Id,
    /// Its type.
    pub ty: Type,
}

impl Local {
    /// A local of that name and type.
    pub fn new(path: impl AsRef<str>, ty: Type) -> Local {
        Local { path: path.as_ref().into(), ty }
    }
}

/// What an expression may name at its place.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// Everything the policy declares.
    pub schema: &'a dyn Schema,
    /// The workflow whose names are bare.
    pub record: Option<&'a str>,
    /// The workflow that `record.x` reads, inside rows.
    pub around: Option<&'a str>,
    /// Whether `old.x`, `changed('x')`, `is_new` may be used.
    pub old: bool,
    /// Names that come in with the frame; they win over bare fields of the same name.
    pub locals: &'a [Local],
    /// Whether division by zero is none (figures) instead of a fault.
    pub figures: bool,
}

impl<'a> Scope<'a> {
    /// Nothing but what is known everywhere.
    pub fn bare(schema: &'a dyn Schema) -> Scope<'a> {
        Scope { schema, record: None, around: None, old: false, locals: &[], figures: false }
    }

    /// On a record of that workflow.
    pub fn on(schema: &'a dyn Schema, workflow: &'a str) -> Scope<'a> {
        Scope { record: Some(workflow), ..Scope::bare(schema) }
    }
}
