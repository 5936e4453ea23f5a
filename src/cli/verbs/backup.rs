//! `salesflow backup`: the whole store in one file.

use std::path::PathBuf;

use serde_json::Value as Json;

use super::store::size;
use crate::{
    cli::{
        failed::{self, Done},
        session::Session,
        show::{
            json::{count, counted, text},
            paint::dim,
        },
    },
    server::Call,
};

/// Write the whole store into one file, while it runs
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow backup sales.backup && salesflow restore sales.backup --into ./look")]
pub(crate) struct Args {
    /// Where to; a file that is there is left as it is
    file: PathBuf,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let to = std::path::absolute(&args.file).map_err(|error| failed::file(&args.file, &error))?;
    session.answer(Call::Backup { to }, human)
}

fn human(data: &Json) -> String {
    let what = format!("{}, {}", counted(count(data, "events"), "event"), size(count(data, "bytes")));
    format!("wrote {} {}\n", text(data, "file"), dim(&format!("· {what}")))
}
