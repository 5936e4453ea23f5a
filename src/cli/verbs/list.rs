//! `salesflow list`: records of a workflow.

use serde_json::{Value as Json, json};
use unicode_width::UnicodeWidthStr;

use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::{
            field::{self, Column},
            json::{counted, joined, list, text},
            paint::{Tone, dim},
            table::{self, Cell, Table},
        },
    },
    server::Call,
};

/// List records of a workflow
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow list deal --stage open --sort -amount
  salesflow list deal --where \"amount > 100000 && owner == 'ana'\"
  salesflow list deal --all --json     one record per line")]
pub(crate) struct Args {
    /// The workflow
    workflow: String,
    /// Only those in this stage
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// Only those for which this expression holds
    #[arg(long = "where", value_name = "EXPR")]
    filter: Option<String>,
    /// A field or an expression; `-` before it: greatest first
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    sort: Option<String>,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Go on where an earlier answer ended
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
    /// All of them; under --json one record per line
    #[arg(long, conflicts_with = "cursor")]
    all: bool,
}

/// How many records a call brings when all are wanted.
const PAGE: usize = 500;

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    match args.all {
        false => {
            let call = call(args, args.limit as usize, args.cursor.clone());
            session.answer(call, |data| human(args, data))
        }
        true => all(args, session),
    }
}

fn all(args: &Args, session: &mut Session) -> Done {
    let mut gathered = Vec::new();
    let mut columns;
    let mut cursor = None;
    loop {
        let mut data = session.ask(call(args, PAGE, cursor))?;
        match session.out.is_json() {
            true => list(&data, "records").iter().try_for_each(|record| session.out.line(&record.to_string()))?,
            false => gathered.extend(list(&data, "records").iter().cloned()),
        }
        columns = data["columns"].take();
        cursor = data["cursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            break;
        }
    }
    match session.out.is_json() {
        true => Ok(()),
        false => session.out.print(&human(args, &json!({"records": gathered, "columns": columns}))),
    }
}

fn call(args: &Args, limit: usize, cursor: Option<String>) -> Call {
    Call::List {
        workflow: args.workflow.clone(),
        stage: args.stage.clone(),
        r#where: args.filter.clone(),
        sort: args.sort.clone(),
        limit,
        cursor,
    }
}

fn human(args: &Args, data: &Json) -> String {
    let records = list(data, "records");
    if records.is_empty() {
        return format!("no {} found\n", args.workflow);
    }
    let fields = fitting(data, records);
    let mut columns = ["id", "label", "stage", "owner"].map(str::to_owned).to_vec();
    columns.extend(fields.iter().map(|field| match field.is_figure() {
        true => format!("{}>", field.title),
        false => field.title.clone(),
    }));
    columns.push("waits for".to_owned());
    let mut table = Table::new(&columns);
    for record in records {
        let id = text(record, "id");
        let label = text(record, "label");
        let mut row = vec![
            Cell::toned(id, Tone::Strong),
            if label == id { "".into() } else { label.into() },
            stage(record),
            text(record, "owner").into(),
        ];
        row.extend(fields.iter().map(|field| Cell::from(field.of(record))));
        row.push(Cell::toned(joined(&record["waiting_for"]), Tone::Dim));
        table.row(row);
    }
    let drawn = table.numbers_right().draw();
    format!("{drawn}{}", foot(data, records.len()))
}

fn stage(record: &Json) -> Cell {
    let stages = joined(&record["stages"]);
    match text(record, "outcome") {
        "" => stages.into(),
        outcome if stages.is_empty() || stages == outcome => Cell::toned(outcome, Tone::Dim),
        outcome => Cell::toned(format!("{stages} ({outcome})"), Tone::Dim),
    }
}

fn foot(data: &Json, shown: usize) -> String {
    let of = match data["total"].as_u64() {
        Some(total) if total as usize > shown => format!(" of {total}"),
        _ => String::new(),
    };
    let more = match data["cursor"].as_str() {
        Some(cursor) => format!("; go on with --cursor {cursor}, or --all"),
        None => String::new(),
    };
    dim(&format!("{}{of}{more}", counted(shown as u64, "record"))) + "\n"
}

/// The fields that fit beside what every list shows, in their order: none that is empty everywhere, none that only
/// repeats the label or owner.
fn fitting(data: &Json, records: &[Json]) -> Vec<Column> {
    let repeats = |field: &Column| records.iter().all(|record| record["fields"][field.id.as_str()] == record["label"]);
    let mut room = usize::from(table::width().unwrap_or(140)).saturating_sub(fixed(records));
    let mut fields = field::columns(data, records);
    fields.retain(|field| {
        let widest = records.iter().map(|record| field.of(record).width()).max().unwrap_or(0);
        let needed = widest.max(field.title.width()) + 2;
        let fits = (1..=FIELD_WIDTH_MAX).contains(&widest) && needed <= room;
        let wanted = fits && field.id != "owner" && !repeats(field);
        if wanted {
            room -= needed;
        }
        wanted
    });
    fields
}

/// Longer texts are for `show`.
const FIELD_WIDTH_MAX: usize = 32;

/// How wide the columns are that every list has.
fn fixed(records: &[Json]) -> usize {
    let widest = |text: &dyn Fn(&Json) -> String, name: &str| {
        records.iter().map(|record| text(record).width()).max().unwrap_or(0).max(name.width()) + 2
    };
    widest(&|record| text(record, "id").to_owned(), "id")
        + widest(&|record| text(record, "label").to_owned(), "label")
        + widest(&|record| joined(&record["stages"]) + text(record, "outcome"), "stage")
        + widest(&|record| text(record, "owner").to_owned(), "owner")
        + widest(&|record| joined(&record["waiting_for"]), "waits for")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::show::plain;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    #[test]
    fn money_stands_on_the_right_and_titles_are_not_repeated() {
        let args = Line::parse_from(["list", "deal"]).args;
        let data = json!({"records": [
            {"id": "D-1", "label": "新线项目", "stages": ["open"], "owner": "ana", "waiting_for": ["mia", "leo"],
             "fields": {"title": "新线项目", "amount": "1200000", "note": null, "owner": "ana"}},
            {"id": "D-2", "label": "x", "stages": ["won"], "outcome": "won", "owner": "ana", "waiting_for": [],
             "fields": {"title": "x", "amount": "5.5", "note": null, "owner": "ana"}}],
            "cursor": "c2", "total": 7});
        insta::assert_snapshot!(plain(&human(&args, &data)), @r#"
        id   label     stage  owner   amount  waits for
        ─────────────────────────────────────────────────
        D-1  新线项目  open   ana    1200000  mia, leo
        D-2  x         won    ana        5.5
        2 records of 7; go on with --cursor c2, or --all
        "#);
        assert_eq!(human(&args, &json!({"records": []})), "no deal found\n");
    }
}
