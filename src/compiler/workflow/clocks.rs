//! `[clock.x]`: clocks over several stages.

use indexmap::IndexMap;

use super::rungs;
use crate::{
    compiler::{
        findings,
        names::WorkflowNames,
        site::Site,
        syntax::{Reader, Text, places},
    },
    model::{Id, Type},
    policy::{Clock, ClockMark},
};

/// All clocks, in file order.
pub(super) fn compile<'a>(site: Site<'a>, written: &'a WorkflowNames<'a>) -> IndexMap<Id, Clock> {
    let clocks = written.reader.named("clock").into_iter();
    clocks.filter_map(|(key, table)| Some((Id::from(&*key.name), clock(site, &key.text(), table)?))).collect()
}

fn clock<'a>(site: Site<'a>, name: &Text, table: &'a crate::compiler::syntax::Table) -> Option<Clock> {
    let reader = Reader::open(site.cx, table, places::CLOCK);
    if !reader.has("limit") {
        reader.missing("limit", name.span);
    }
    let from = reader.text("from").map(|text| mark(site, &text));
    let until = reader.text("until").map(|text| mark(site, &text));
    let pause_in: Vec<Id> = reader.texts("pause_in").iter().filter_map(|text| site.stage(text)).collect();
    let clock = (
        site.duration(&reader, "limit"),
        site.condition(&reader, "when"),
        rungs::read(site, &reader),
        site.names.title(&reader, name),
    );
    let (limit, when, on_overdue, title) = clock;
    Some(Clock {
        id: Id::from(&*name.value),
        title,
        from: from.unwrap_or(Some(ClockMark::Created))?,
        until: match until {
            Some(mark) => Some(mark?),
            None => None,
        },
        limit: limit?,
        when,
        pause_in,
        on_overdue,
    })
}

/// `created`, `entered:<stage>`, `left:<stage>`, or a date field.
fn mark(site: Site<'_>, text: &Text) -> Option<ClockMark> {
    let named = |name: &str| Text::new(name, text.span);
    match text.split_once(':') {
        Some(("entered", stage)) => site.stage(&named(stage)).map(ClockMark::Entered),
        Some(("left", stage)) => site.stage(&named(stage)).map(ClockMark::Left),
        None if &**text == "created" => Some(ClockMark::Created),
        None => {
            let workflow = site.workflow()?;
            match workflow.fields.get(&*text.value).map(|field| &field.ty) {
                Some(Type::Date | Type::DateTime | Type::Any) => Some(ClockMark::Field(Id::from(&*text.value))),
                _ => {
                    site.cx.report(findings::bad_mark(text));
                    None
                }
            }
        }
        Some(_) => {
            site.cx.report(findings::bad_mark(text));
            None
        }
    }
}
