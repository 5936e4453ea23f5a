//! `salesflow export`: records or events, as JSON lines or CSV.

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use serde_json::{Value as Json, json};

use crate::{
    cli::{
        failed::{self, Done, Failed},
        session::Session,
        show::json::{counted, list},
    },
    server::Call,
};

/// Write out records of a workflow, or all events
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow export deal -o deals.csv
  salesflow export deal | jq .amount
  salesflow export events -o events.jsonl")]
pub(crate) struct Args {
    /// A workflow, or `events`
    #[arg(default_value = "events", value_name = "WORKFLOW|events")]
    what: String,
    /// As what; else by the ending of FILE, else jsonl
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to a file. CSV files begin with a byte order mark, which spreadsheets need to read Chinese
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Csv,
    Jsonl,
}

/// How many rows a call brings.
const PAGE: usize = 1000;

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let csv =
        args.output.as_ref().and_then(|path| path.extension()).is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let format = args.format.unwrap_or(if csv { Format::Csv } else { Format::Jsonl });
    match &args.output {
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            pour(args, format, session, &mut out).map(drop)
        }
        Some(path) => {
            let rows = to_file(args, format, session, path)?;
            let data = json!({"rows": rows, "file": path.to_string_lossy()});
            session.out.answer(&data, |_| format!("wrote {} to {}\n", counted(rows, "row"), path.display()))
        }
    }
}

/// Writes beside the file and puts it in its place when it is whole.
fn to_file(args: &Args, format: Format, session: &mut Session, path: &Path) -> Result<u64, Failed> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    let wrong = |error: io::Error| failed::file(path, &error);
    let mut out = BufWriter::new(fs::File::create(&part).map_err(wrong)?);
    let poured = (|| {
        if format == Format::Csv {
            out.write_all("\u{feff}".as_bytes()).map_err(wrong)?;
        }
        let rows = pour(args, format, session, &mut out)?;
        out.flush().map_err(wrong)?;
        fs::rename(&part, path).map_err(wrong)?;
        Ok(rows)
    })();
    if poured.is_err() {
        let _ = fs::remove_file(&part);
    }
    poured
}

/// Asks for page after page and writes the rows; how many there were.
fn pour(args: &Args, format: Format, session: &mut Session, out: &mut dyn Write) -> Result<u64, Failed> {
    let mut cursor = None;
    let mut rows = 0;
    loop {
        let data = session.ask(Call::Export { what: args.what.clone(), cursor: cursor.clone(), limit: PAGE })?;
        match format {
            Format::Jsonl => list(&data, "rows").iter().try_for_each(|row| writeln!(out, "{row}"))?,
            Format::Csv => out.write_all(&csv(&data, cursor.is_none())?)?,
        }
        out.flush()?;
        rows += list(&data, "rows").len() as u64;
        match data["cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return Ok(rows),
        }
    }
}

/// A page as CSV; the first begins with the names of the columns.
fn csv(data: &Json, header: bool) -> io::Result<Vec<u8>> {
    let columns: Vec<&str> = list(data, "columns").iter().filter_map(Json::as_str).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    if header && !columns.is_empty() {
        writer.write_record(&columns)?;
    }
    if !columns.is_empty() {
        for row in list(data, "rows") {
            writer.write_record(columns.iter().map(|column| cell(&row[*column])))?;
        }
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

/// A value as one cell: lists with `; ` between, what has parts of its own as JSON.
fn cell(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) if !items.iter().any(|item| item.is_object() || item.is_array()) => {
            items.iter().map(cell).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_quotes_what_must_be_quoted() {
        let data = json!({"columns": ["id", "title", "tags", "owner"], "rows": [
            {"id": "D-1", "title": "a, \"b\"\n新", "tags": ["x", "y"], "owner": null},
            {"id": "D-2", "amount": "1.50", "tags": [{"a": 1}]}]});
        let text = String::from_utf8(csv(&data, true).unwrap()).unwrap();
        assert_eq!(text, "id,title,tags,owner\nD-1,\"a, \"\"b\"\"\n新\",x; y,\nD-2,,\"[{\"\"a\"\":1}]\",\n");
        assert!(!String::from_utf8(csv(&data, false).unwrap()).unwrap().starts_with("id,"));
    }
}
