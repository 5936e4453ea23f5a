//! `salesflow restore`: a store out of a backup.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::{
    cli::{
        failed::{self, Done, Failed, usage},
        session::Session,
        show::json::counted,
    },
    server::Problem,
    store,
};

/// Make a store out of a backup
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow restore sales.backup                    where the policy keeps its store; must be empty or missing
  salesflow restore sales.backup --into ./look      somewhere else, to look at with --store sled:./look")]
pub(crate) struct Args {
    /// The backup
    file: PathBuf,
    /// The folder; else where the policy keeps its store. Must be empty or missing
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let into = match &args.into {
        Some(into) => into.clone(),
        None => store_folder(session)?,
    };
    if !args.file.is_file() {
        return Err(Failed::Problem(Problem::new("not_found", format!("there is no backup {}", args.file.display()))));
    }
    let report = store::restore(&args.file, &into).map_err(Problem::from)?;
    let data = json!({"file": args.file.to_string_lossy(), "into": into.to_string_lossy(), "events": report.events});
    session.out.answer(&data, |_| format!("restored {} into {}\n", counted(report.events, "event"), into.display()))
}

/// The folder of the store that `--store` or the policy names.
fn store_folder(session: &Session) -> Result<PathBuf, Failed> {
    if let Some(url) = &session.global.store {
        return sled(url, Path::new("."));
    }
    let folder = session.folder()?;
    let compiled = folder.compile().map_err(|error| failed::file(folder.root(), &error))?;
    let Some(policy) = &compiled.policy else {
        return Err(Failed::Problem(Problem::new(
            "policy_invalid",
            "the policy cannot run, so it does not say where its store is; name the folder with --into DIR",
        )));
    };
    sled(&policy.manifest.store_url, folder.root())
}

fn sled(url: &str, base: &Path) -> Result<PathBuf, Failed> {
    match url.strip_prefix("sled:") {
        Some(path) => Ok(base.join(path)),
        None => Err(usage(format!("`{url}` keeps nothing on disk; name a folder with --into DIR"))),
    }
}
