//! `salesflow schema`: JSON Schemas of the policy's files, for editors.

use std::{fs, path::PathBuf};

use serde_json::{Map, Value as Json, json};

use crate::{
    cli::{
        failed::{self, Done},
        session::Session,
        show::{
            json::{list, text},
            paint::{dim, good},
        },
    },
    report::schemas::{Draft, schemas},
};

/// Write JSON Schemas of the policy's files, for completion and hover in editors
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow schema -o .schemas           salesflow.schema.json, org.schema.json, workflow.schema.json, …
  salesflow schema --json                all of them in one document
  salesflow schema -o .schemas --lang zh

docs/editors.md shows how an editor is told which file has which schema.")]
pub(crate) struct Args {
    /// The folder they are written to; else they are printed
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The version of JSON Schema
    #[arg(long, value_enum, default_value_t)]
    draft: Version,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Version {
    /// Draft 7, which every editor knows
    #[default]
    #[value(name = "7")]
    Seven,
    /// Draft 2020-12
    #[value(name = "2020-12")]
    Twenty,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let draft = match args.draft {
        Version::Seven => Draft::Seven,
        Version::Twenty => Draft::Twenty,
    };
    let schemas = schemas(draft, session.global.lang);
    let Some(folder) = &args.output else {
        let all: Map<String, Json> = schemas.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
        return session.out.answer(&Json::Object(all), pretty);
    };
    fs::create_dir_all(folder).map_err(|error| failed::file(folder, &error))?;
    let mut files = Vec::new();
    for (name, schema) in &schemas {
        let path = folder.join(format!("{name}.schema.json"));
        fs::write(&path, pretty(schema)).map_err(|error| failed::file(&path, &error))?;
        files.push(path.to_string_lossy().into_owned());
    }
    let data = json!({"folder": folder.to_string_lossy(), "files": files});
    session.out.answer(&data, human)
}

fn pretty(schema: &Json) -> String {
    format!("{schema:#}\n")
}

fn human(data: &Json) -> String {
    let count = list(data, "files").len();
    format!(
        "{} {count} schemas in {}\n{}\n",
        good("✓"),
        text(data, "folder"),
        dim("docs/editors.md shows how an editor is told of them")
    )
}
