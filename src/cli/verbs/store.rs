//! `salesflow store`: what lies below the records.

use clap::Subcommand;
use serde_json::Value as Json;

use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::{
            figure::grouped,
            json::{count, counted, value},
            table::Table,
        },
    },
    server::Call,
};

/// What lies below the records: sizes, rebuilding
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: StoreVerb,
}

#[derive(Debug, Subcommand)]
enum StoreVerb {
    /// Build everything derived anew from the journal
    #[command(after_help = "Example:\n  salesflow store rebuild")]
    Rebuild,
    /// Sizes and counts
    #[command(after_help = "Example:\n  salesflow store stat --json")]
    Stat,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    match args.verb {
        StoreVerb::Rebuild => {
            session.answer(Call::Rebuild, |data| format!("rebuilt from {}\n", counted(count(data, "events"), "event")))
        }
        StoreVerb::Stat => session.answer(Call::Stat, stat),
    }
}

fn stat(data: &Json) -> String {
    let mut table = Table::new(&["", "value>"]);
    for (name, number) in data.as_object().into_iter().flatten() {
        let shown = match number.as_u64() {
            Some(bytes) if name.ends_with("bytes") => size(bytes),
            Some(number) => grouped(&number.to_string(), 0),
            None => value(number),
        };
        table.row(vec![name.replace('_', " ").into(), shown.into()]);
    }
    table.draw()
}

/// `1.5 MB`.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut size = bytes as f64;
    let mut unit = 0;
    while size >= 1000.0 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    match unit {
        0 => format!("{bytes} B"),
        _ => format!("{size:.1} {}", UNITS[unit]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        assert_eq!(
            (size(0), size(999), size(1_500_000), size(u64::MAX)),
            ("0 B".into(), "999 B".into(), "1.5 MB".into(), "18446744.1 TB".into())
        );
    }
}
