//! The names that come in with a frame, place by place: the compiler lays scopes out by these lists and the engine and
//! the figures fill frames by them. The order is the contract between the floors.

use crate::{
    model::{Id, Type},
    script::Local,
};

/// Expressions of a transition, its effects, `submitted`, `rejected`, `withdrawn` and people: `requester` (none where no
/// chain decided), then `ask.<id>` for each entry of [`super::Transition::ask`].
pub fn transition(asks: impl IntoIterator<Item = (Id, Type)>) -> Vec<Local> {
    let asks = asks.into_iter().map(|(id, ty)| Local::new(format!("ask.{id}"), ty));
    std::iter::once(Local::new("requester", Type::Person)).chain(asks).collect()
}

/// The same with what comes in from elsewhere, behind it: `event.<id>` for each of [`super::Transition::event`], then
/// `child` where a child's step makes it fire.
pub fn moving(asks: impl IntoIterator<Item = (Id, Type)>, events: &[Id], child: Option<Id>) -> Vec<Local> {
    let mut locals = transition(asks);
    locals.extend(events.iter().map(|id| Local::new(format!("event.{id}"), Type::Any)));
    locals.extend(child.map(|workflow| Local::new("child", Type::Ref(workflow))));
    locals
}

/// What [`chain`] adds behind the names of a transition, before the answers of forms.
pub const CHAIN: [&str; 8] =
    ["step", "chain", "votes.yes", "votes.no", "votes.abstained", "votes.seats", "approver", "chosen"];

/// Expressions of a chain and its steps: `requester`, then `ask.<id>` for each of [`super::Chain::asks`] (those that the
/// transition at hand does not ask are none), then [`CHAIN`], then `form.<step>.<id>` for each of [`super::Chain::forms`],
/// then `person`: who is considered for a seat.
pub fn chain(
    asks: impl IntoIterator<Item = (Id, Type)>,
    forms: impl IntoIterator<Item = ((Id, Id), Type)>,
) -> Vec<Local> {
    let mut all = transition(asks);
    all.extend(CHAIN.iter().map(|name| {
        let ty = match *name {
            "step" | "chain" => Type::Text,
            "approver" | "chosen" => Type::List(Box::new(Type::Person)),
            _ => Type::Number,
        };
        Local::new(name, ty)
    }));
    all.extend(forms.into_iter().map(|((step, id), ty)| Local::new(format!("form.{step}.{id}"), ty)));
    all.push(Local::new("person", Type::Person));
    all
}

/// Conditions of a warning over a figure: these, then its dimensions in order.
pub fn figure_warning(figure: Type, dimensions: impl IntoIterator<Item = (Id, Type)>) -> Vec<Local> {
    let fixed = [
        Local::new("value", figure.clone()),
        Local::new("target", figure),
        Local::new("attainment", Type::Percent),
        Local::new("elapsed", Type::Percent),
        Local::new("period", Type::Text),
        Local::new("level", Type::Text),
    ];
    fixed.into_iter().chain(dimensions.into_iter().map(|(id, ty)| Local { path: id, ty })).collect()
}

/// Expressions of a scorecard and an incentive: these, in this order.
pub fn score(figure: Type) -> Vec<Local> {
    vec![
        Local::new("value", figure.clone()),
        Local::new("target", figure),
        Local::new("attainment", Type::Percent),
        Local::new("elapsed", Type::Percent),
        Local::new("period", Type::Text),
        Local::new("person", Type::Person),
    ]
}

/// Expressions of a schedule and places where somebody is considered: `person`.
pub fn person() -> Vec<Local> {
    vec![Local::new("person", Type::Person)]
}

/// `where` of a scorecard of units: `unit`.
pub fn unit() -> Vec<Local> {
    vec![Local::new("unit", Type::Unit)]
}

/// Conditions of a warning over records.
pub fn record_warning() -> Vec<Local> {
    vec![Local::new("level", Type::Text)]
}

/// A `=formula` cell of a table, on the left or the right: its inputs in order, then `value` (this cell's input; none
/// on the right).
pub fn table(inputs: impl IntoIterator<Item = (Id, Type)>, value: Type) -> Vec<Local> {
    let inputs = inputs.into_iter().map(|(id, ty)| Local { path: id, ty });
    inputs.chain([Local::new("value", value)]).collect()
}

/// `value` of a table's input: the arguments in order, raw.
pub fn table_input(inputs: impl IntoIterator<Item = (Id, Type)>) -> Vec<Local> {
    inputs.into_iter().map(|(id, ty)| Local { path: id, ty }).collect()
}

/// Expressions of an import: `row.<heading>` as text, for each of [`super::Import::row`].
pub fn import<'a>(headings: impl IntoIterator<Item = &'a str>) -> Vec<Local> {
    headings.into_iter().map(|heading| Local::new(format!("row.{heading}"), Type::Text)).collect()
}

/// `where`, `best` and `limit` of a task, of `[assign]` and of `[pool]`: who is considered.
pub fn considered() -> Vec<Local> {
    vec![Local::new("person", Type::Person)]
}

/// People of `[access]`: who holds open work on the record; each holder is asked for in turn.
pub fn access() -> Vec<Local> {
    vec![Local::new("holder", Type::Person)]
}

/// `order` of `[inbox]`: since when the work waits and when it is due.
pub fn inbox() -> Vec<Local> {
    vec![Local::new("task.since", Type::DateTime), Local::new("task.due", Type::DateTime)]
}
