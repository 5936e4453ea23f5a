//! `salesflow report`: what is put together for people to read.

use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use crate::{
    cli::{
        failed::{self, Done, Failed, usage},
        session::Session,
        show::{
            json::{list, text},
            paint::{Tone, dim, strong},
            table::{Cell, Table},
        },
    },
    server::{Call, Paper, base64},
};

/// A report: on the screen, or as a file
///
/// Without a name: which reports there are. A report whose part is `rights` says who may do what: person by person, with
/// duties that would meet, accounts of people who have left, rights nobody holds.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow report
  salesflow report rights
  salesflow report rights -o rights.html      a page that needs nothing else, for a browser or a printer
  salesflow report rights -o rights.xlsx
  salesflow report month -o reports           into a folder, as the policy's `format` says
  salesflow report rights --json | jq '.data.parts[0].data.remarks'")]
pub(crate) struct Args {
    /// The report; none: which there are
    name: Option<String>,
    /// As which file; else by the ending of FILE
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to a file, or into a folder
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Html,
    Xlsx,
    Csv,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let Some(name) = &args.name else {
        if args.output.is_some() || args.format.is_some() {
            return Err(usage("which report? `salesflow report` lists them".to_owned()));
        }
        return session.answer(Call::Report { name: None, paper: None }, human_list);
    };
    match (&args.output, args.format) {
        (Some(folder), format) if folder.is_dir() => into(folder, name, format, session),
        (Some(file), format) => {
            let format = format.or_else(|| by_ending(file)).ok_or_else(|| {
                let file = file.display();
                usage(format!("{file}: a report is written as .html, .xlsx or .csv; or say --format"))
            })?;
            let bytes = written(name, format, file, session)?;
            let data = json!({"report": name, "file": file.to_string_lossy(), "bytes": bytes});
            session.out.answer(&data, |_| format!("wrote {}\n", file.display()))
        }
        (None, Some(Format::Xlsx)) => Err(usage("a workbook is a file: say with -o where to".to_owned())),
        (None, Some(format)) if !session.out.is_json() => {
            let data = session.ask(asked(name, Some(format)))?;
            session.out.print(text(&data, "text"))
        }
        (None, format) => session.answer(asked(name, format), human),
    }
}

fn asked(name: &str, format: Option<Format>) -> Call {
    let paper = format.map(|format| match format {
        Format::Html => Paper::Html,
        Format::Xlsx => Paper::Xlsx,
        Format::Csv => Paper::Csv,
    });
    Call::Report { name: Some(name.to_owned()), paper }
}

/// Writes the files a report is made as into a folder, under its name.
fn into(folder: &Path, name: &str, format: Option<Format>, session: &mut Session) -> Done {
    let formats = match format {
        Some(format) => vec![format],
        None => {
            let data = session.ask(asked(name, None))?;
            let named = list(&data, "formats").iter().filter_map(Json::as_str);
            let named: Vec<Format> = named.filter_map(|word| by_ending(Path::new(&format!("x.{word}")))).collect();
            if named.is_empty() { vec![Format::Html] } else { named }
        }
    };
    let mut files = Vec::new();
    for format in formats {
        let ending = match format {
            Format::Html => "html",
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
        };
        let file = folder.join(format!("{name}.{ending}"));
        let bytes = written(name, format, &file, session)?;
        files.push(json!({"file": file.to_string_lossy(), "bytes": bytes}));
    }
    let said = |data: &Json| list(data, "files").iter().map(|it| format!("wrote {}\n", text(it, "file"))).collect();
    session.out.answer(&json!({"report": name, "files": files}), said)
}

/// Writes a report; how many bytes that were.
fn written(name: &str, format: Format, file: &Path, session: &mut Session) -> Result<usize, Failed> {
    let data = session.ask(asked(name, Some(format)))?;
    let bytes = match data["base64"].as_str() {
        Some(coded) => base64::decode(coded).unwrap_or_default(),
        None => text(&data, "text").as_bytes().to_vec(),
    };
    std::fs::write(file, &bytes).map_err(|error| failed::file(file, &error))?;
    Ok(bytes.len())
}

fn by_ending(file: &Path) -> Option<Format> {
    let ending = file.extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "html" | "htm" => Some(Format::Html),
        "xlsx" => Some(Format::Xlsx),
        "csv" => Some(Format::Csv),
        _ => None,
    }
}

fn human_list(data: &Json) -> String {
    let reports = list(data, "reports");
    if reports.is_empty() {
        return "no reports: none is written in the policy, or none is for you\n".to_owned();
    }
    let mut table = Table::new(&["report", "", "period"]);
    for report in reports {
        let cells = ["report", "title", "period"].map(|key| Cell::from(text(report, key)));
        table.row(cells.into_iter().collect());
    }
    table.draw()
}

fn human(data: &Json) -> String {
    let facts: Vec<String> =
        list(data, "facts").iter().map(|fact| format!("{} {}", text(fact, "name"), text(fact, "value"))).collect();
    let mut out = format!("{}\n{}\n", strong(text(data, "title")), dim(&facts.join(" · ")));
    for part in list(data, "parts") {
        out.push_str(&format!("\n{}\n", strong(text(part, "title"))));
        for table in list(part, "tables") {
            out.push('\n');
            if !text(table, "title").is_empty() {
                out.push_str(&format!("{}\n", strong(text(table, "title"))));
            }
            out.push_str(&drawn(table));
        }
    }
    out
}

fn drawn(table: &Json) -> String {
    let titles: Vec<String> = list(table, "columns")
        .iter()
        .map(|column| format!("{}{}", text(column, "title"), if column["right"] == true { ">" } else { "" }))
        .collect();
    let rows = list(table, "rows");
    if rows.is_empty() {
        return dim("–\n");
    }
    let mut drawn = Table::new(&titles);
    for row in rows {
        let tone = match text(row, "tone") {
            "bad" => Tone::Bad,
            "care" => Tone::Care,
            "dim" => Tone::Dim,
            _ => Tone::Plain,
        };
        let cells = list(row, "cells").iter().enumerate();
        drawn.row(cells.map(|(n, cell)| Cell::toned(one(cell), if n == 0 { tone } else { Tone::Plain })).collect());
    }
    drawn.draw()
}

fn one(cell: &Json) -> String {
    match cell {
        Json::String(text) => text.clone(),
        Json::Array(all) => all.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("; "),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn a_report_is_its_tables() {
        let data = json!({"title": "Rights", "facts": [{"name": "made", "value": "2026-03-02 09:00"}], "parts": [
            {"title": "Who may do what", "tables": [
                {"title": "People", "columns": [{"title": "name", "right": false}, {"title": "may", "right": false}],
                 "rows": [{"tone": "bad", "cells": ["Ana", ["sign", "ship"]]}]},
                {"title": "Duties", "columns": [{"title": "duty", "right": false}], "rows": []}]}]});
        insta::assert_snapshot!(plain(&human(&data)), @r"
        Rights
        made 2026-03-02 09:00

        Who may do what

        People
        name  may
        ──────────────────
        Ana   sign; ship

        Duties
        –
        ");
        assert!(human_list(&json!({"reports": []})).starts_with("no reports"));
    }
}
