//! `salesflow verify`: the chain of events, the records and the figures, all counted again.

use serde_json::Value as Json;

use crate::{
    cli::{
        failed::{Done, Failed},
        session::Session,
        show::{
            json::{count, counted, list, value},
            paint::{bad, good},
        },
    },
    server::{Call, Problem},
};

/// Count everything again from the events
///
/// Whether any event was changed, removed or inserted, and whether records and figures follow from them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow verify\n\nExit code 1 if something does not agree.")]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, session: &mut Session) -> Done {
    let data = session.ask(Call::Verify)?;
    let problems = list(&data, "problems").len() as u64;
    if problems == 0 {
        return session.out.answer(&data, human);
    }
    if !session.out.is_json() {
        session.out.print(&human(&data))?;
    }
    let message = format!("{} found", counted(problems, "problem"));
    Err(Failed::Told(Problem { code: "internal".to_owned(), message: message.into(), details: data }))
}

fn human(data: &Json) -> String {
    let of = |key: &str, one: &str| counted(count(data, key), one);
    let seen = format!("{}, {}, {}", of("events", "event"), of("records", "record"), of("figures", "figure"));
    let problems = list(data, "problems");
    if problems.is_empty() {
        return format!("{} {seen}: everything agrees\n", good("✓"));
    }
    let mut out = format!("{} {seen}: {}\n", bad("✗"), counted(problems.len() as u64, "problem"));
    for problem in problems {
        out.push_str(&format!("  {}\n", value(problem)));
    }
    out
}
