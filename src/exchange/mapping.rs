//! Which mapping applies, and how it lies on a file: the place of each column, what the expressions' `row.x` name.

use super::{dates::Pattern, read::Table, source::Broken};
use crate::{
    model::{Id, Type},
    policy::{Clean, Import, Policy},
    script::Expr,
};

/// The mapping of a policy that applies: the one named, else the only one of the workflow, or of the policy.
pub fn choose<'p>(policy: &'p Policy, workflow: Option<&str>, name: Option<&str>) -> Result<&'p Import, String> {
    let workflows: Vec<_> = match workflow {
        Some(id) => match policy.workflows.get(id) {
            Some(workflow) => vec![workflow],
            None => {
                let known: Vec<&str> = policy.workflows.keys().map(|id| &**id).collect();
                return Err(format!("there is no workflow `{id}`; there is {}", known.join(", ")));
            }
        },
        None => policy.workflows.values().collect(),
    };
    let all: Vec<&Import> = workflows
        .iter()
        .flat_map(|workflow| workflow.imports.values())
        .filter(|import| name.is_none_or(|name| *import.id == *name))
        .collect();
    let of = workflow.map_or("the policy".to_owned(), |id| format!("`{id}`"));
    match (all.as_slice(), name) {
        ([one], _) => Ok(one),
        ([], Some(name)) => Err(format!("{of} has no [import.{name}]")),
        ([], None) => Err(format!("{of} has no [import.x]: name a mapping file with --map")),
        (several, _) => {
            let names: Vec<String> =
                several.iter().map(|import| format!("{}.{}", import.workflow, import.id)).collect();
            Err(format!("{of} has several mappings ({}): say which", names.join(", ")))
        }
    }
}

/// A mapping on a file.
pub(super) struct Fit<'i> {
    pub import: &'i Import,
    pub columns: Vec<Column<'i>>,
    /// The place of each `row.x`, in the order of the expressions' locals.
    pub row: Vec<usize>,
    pub dates: Option<Pattern>,
    /// Whether any expression looks at the row, so that a draft of its record is needed.
    pub looks: bool,
    /// Whether one looks at a record of the same workflow that an earlier row may have made.
    pub looks_back: bool,
}

/// A column that goes somewhere.
pub(super) struct Column<'i> {
    /// Its place in the file.
    pub at: usize,
    /// The field, or `other.field`.
    pub to: Id,
    /// The field.
    pub field: Id,
    pub clean: &'i [Clean],
    pub is_day: bool,
}

impl<'i> Fit<'i> {
    /// Lays a mapping on a file; what it names and the file lacks is one error that lists both.
    pub fn new(policy: &Policy, import: &'i Import, table: &Table) -> Result<Fit<'i>, Broken> {
        let dates = import.dates.as_deref().map(Pattern::parse).transpose().map_err(Broken::whole)?;
        let nothing = table.headings().is_empty();
        let named: Vec<&str> = import
            .columns
            .iter()
            .map(|(heading, _)| heading.trim())
            .chain(import.row.iter().map(String::as_str))
            .collect();
        if !nothing {
            all_there(&named, table)?;
        }
        let place = |heading: &str| place(table.headings(), heading);
        let columns = import.columns.iter().filter_map(|(heading, to)| {
            let (field, by) = to.split_once('.').map_or((to.as_str(), None), |(field, by)| (field, Some(by)));
            Some(Column {
                at: place(heading.trim())?,
                to: to.as_str().into(),
                field: field.into(),
                clean: import.clean.get(field).map_or(&[], Vec::as_slice),
                is_day: is_day(policy, &import.workflow, field, by),
            })
        });
        let columns: Vec<Column<'i>> = columns.collect();
        let own = |column: &Column<'_>| refers_to(policy, &import.workflow, &column.field) == Some(&import.workflow);
        let back: Vec<&Id> = columns.iter().filter(|column| own(column)).map(|column| &column.field).collect();
        let reads = |field: &Id| {
            expressions(import).any(|expr| expr.reads().fields.contains(&(import.workflow.clone(), field.clone())))
        };
        let looks_back = back.into_iter().any(reads) || expressions(import).any(|expr| expr.reads().others);
        Ok(Fit {
            import,
            row: import.row.iter().filter_map(|heading| place(heading)).collect(),
            dates,
            looks: expressions(import).next().is_some(),
            looks_back,
            columns,
        })
    }
}

/// A heading's place; one with blanks or signs is also found by `_` in their stead, as expressions must write it.
fn place(headings: &[String], wanted: &str) -> Option<usize> {
    let plain =
        |heading: &String| heading.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).eq(wanted.chars());
    headings.iter().position(|heading| heading == wanted).or_else(|| headings.iter().position(plain))
}

fn all_there(named: &[&str], table: &Table) -> Result<(), Broken> {
    let headings = table.headings();
    let missing = listed(named.iter().copied().filter(|heading| place(headings, heading).is_none()));
    if !missing.is_empty() {
        let there = listed(headings.iter().map(String::as_str).filter(|heading| !heading.is_empty()));
        return Err(Broken::whole(format!("has no column {missing}; its columns are {there}")));
    }
    let doubled = table.doubled();
    let twice = listed(named.iter().copied().filter(|heading| doubled.contains(heading)));
    match twice.is_empty() {
        true => Ok(()),
        false => Err(Broken::whole(format!("has the column {twice} twice: which is meant?"))),
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<String> = Vec::new();
    for name in names.map(|name| format!("`{name}`")) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all.join(", ")
}

fn expressions(import: &Import) -> impl Iterator<Item = &Expr> {
    let rejects = import.reject.iter().flat_map(|reject| {
        std::iter::once(&reject.when).chain(reject.otherwise.iter().flat_map(|otherwise| otherwise.expressions()))
    });
    let moves = import
        .moves
        .iter()
        .flat_map(|step| step.at.iter().chain(&step.when).chain(step.with.iter().map(|(_, value)| value)));
    rejects.chain(&import.created).chain(moves)
}

/// Whether a column's field, or the field of the other record it is found by, holds a date or moment.
fn is_day(policy: &Policy, workflow: &Id, field: &str, by: Option<&str>) -> bool {
    let ty = |workflow: &str, field: &str| {
        let fields = policy.workflow(workflow).map(|workflow| &workflow.fields);
        fields.and_then(|fields| fields.iter().find(|known| *known.id == *field)).map(|field| &field.ty)
    };
    let ty = match (by, ty(workflow, field)) {
        (Some(by), Some(Type::Ref(of))) => ty(of, by),
        (_, own) => own,
    };
    matches!(ty, Some(Type::Date | Type::DateTime))
}

fn refers_to<'p>(policy: &'p Policy, workflow: &str, field: &str) -> Option<&'p Id> {
    let field = policy.workflow(workflow)?.fields.iter().find(|known| *known.id == *field)?;
    match &field.ty {
        Type::Ref(of) => Some(of),
        _ => None,
    }
}
