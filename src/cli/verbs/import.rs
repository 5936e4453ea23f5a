//! `salesflow import`: take rows in from files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value as Json;

use super::act;
use crate::{
    cli::{
        failed::{self, Done, Failed},
        session::Session,
        show::{
            figure::grouped,
            json::{count, list, text},
            paint::{Tone, care, dim, strong},
            table::{Cell, Table},
        },
    },
    server::Call,
};

/// Take records in from CSV, TSV or JSON lines
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow import deals.csv --workflow deal --dry-run
  salesflow import sample/accounts.csv --workflow account --map import/accounts.toml

Rows that are rejected go to FILE.rejected.*, each with its reason; mend them there and import that file.")]
pub(crate) struct Args {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What the rows are: a workflow, where the mapping does not say
    #[arg(long, value_name = "WORKFLOW")]
    workflow: Option<String>,
    /// A mapping: one [import.x] table, as in a workflow file
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Decide everything, keep nothing
    #[arg(long)]
    dry_run: bool,
}

/// How many reasons are shown of one file.
const REASONS_MAX: usize = 5;

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    act::no_conditions(session, "import")?;
    let files = args.files.iter().map(|file| found(file)).collect::<Result<Vec<_>, _>>()?;
    let map = match &args.map {
        None => None,
        Some(path) => {
            let text = fs::read_to_string(path).map_err(|error| failed::file(path, &error))?;
            Some((text, path.to_string_lossy().into_owned()))
        }
    };
    let call = Call::Import { files, workflow: args.workflow.clone(), map, dry_run: args.dry_run };
    session.answer(call, |data| human(args, data))
}

/// The file by its full path: whoever reads it may stand in another folder.
fn found(file: &Path) -> Result<PathBuf, Failed> {
    file.canonicalize().map_err(|error| failed::file(file, &error))
}

fn human(args: &Args, data: &Json) -> String {
    let files = list(data, "files");
    let mut table = Table::new(&["file", "rows>", "created>", "updated>", "unchanged>", "rejected>"]);
    for file in files {
        table.row(line(base(text(file, "file")), file));
    }
    if files.len() > 1 {
        table.row(line("together", data));
    }
    let mut out = table.draw();
    for file in files.iter().filter(|file| count(file, "rejected") > 0) {
        out.push_str(&rejected(file));
    }
    if args.dry_run {
        out.push_str(&format!("\n{}\n", care("dry run: nothing was kept")));
    }
    out
}

fn line(name: &str, counts: &Json) -> Vec<Cell> {
    let number = |key: &str| grouped(&count(counts, key).to_string(), 0);
    let rejected = if count(counts, "rejected") > 0 { Tone::Bad } else { Tone::Plain };
    vec![
        Cell::toned(name, Tone::Strong),
        number("rows").into(),
        number("created").into(),
        number("updated").into(),
        number("unchanged").into(),
        Cell::toned(number("rejected"), rejected),
    ]
}

/// Where a file's rejected rows lie, and the first reasons.
fn rejected(file: &Json) -> String {
    let at = text(file, "rejected_file");
    let mut out = String::new();
    if !at.is_empty() {
        out.push_str(&format!("\nrejected rows of {} are in {}\n", base(text(file, "file")), strong(at)));
    }
    let reasons: Vec<String> = list(file, "reasons")
        .iter()
        .take(REASONS_MAX)
        .map(|reason| format!("line {}: {}", reason["line"], text(reason, "reason")))
        .collect();
    for reason in &reasons {
        out.push_str(&format!("  {}\n", dim(reason)));
    }
    let more = (count(file, "rejected") as usize).saturating_sub(reasons.len());
    if more > 0 && !reasons.is_empty() {
        out.push_str(&dim(&format!("  and {more} more\n")));
    }
    out
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    #[test]
    fn rejected_rows_are_told_with_their_reasons() {
        let args = Line::parse_from(["import", "a.csv", "--dry-run"]).args;
        let data = json!({"files": [{"file": "/in/a.csv", "rows": 1200, "created": 1190, "updated": 3, "unchanged": 0, "rejected": 7,
            "rejected_file": "/in/a.rejected.csv", "reasons": [{"line": 4, "reason": "amount: \"x\" is not an amount of money"}]}],
            "rows": 1200, "created": 1190});
        insta::assert_snapshot!(plain(&human(&args, &data)), @r#"
        file    rows  created  updated  unchanged  rejected
        ─────────────────────────────────────────────────────
        a.csv  1,200    1,190        3          0         7

        rejected rows of a.csv are in /in/a.rejected.csv
          line 4: amount: "x" is not an amount of money
          and 6 more

        dry run: nothing was kept
        "#);
    }
}
