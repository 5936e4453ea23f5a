//! `salesflow init`: a new policy folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::builder::PossibleValue;
use serde_json::{Value as Json, json};

use crate::{
    cli::{
        examples::{EXAMPLES, Example},
        failed::{self, Done, Failed, usage},
        session::Session,
        show::{
            json::{counted, list},
            paint::{dim, strong, typed},
        },
    },
    report::schemas::{Draft, schemas},
};

/// Begin a policy folder: the stock policy, or an example
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow init                            the stock policy, here
  salesflow init demo --example minimal     the smallest whole policy, in ./demo
  salesflow init mine --example empty       next to nothing, to fill in")]
pub(crate) struct Args {
    /// Where to; must be empty or missing
    #[arg(default_value = ".", value_name = "DIR")]
    folder: PathBuf,
    /// Which policy
    #[arg(long, value_name = "NAME", default_value = EXAMPLES[0].name, value_parser = Named)]
    example: Example,
}

/// Records and rejected rows are no part of a policy kept in git.
const IGNORED: (&str, &str) = (".gitignore", "/data\n*.rejected.*\n");

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let folder = &args.folder;
    if !is_free(folder).map_err(|error| failed::file(folder, &error))? {
        return Err(usage(format!("{} is not empty and is left as it is; name another folder", folder.display())));
    }
    let files = args.example.files.iter().chain([&IGNORED]);
    for (path, text) in files {
        write(&folder.join(path), &with_schema(path, text))?;
    }
    for (name, schema) in schemas(Draft::Seven, session.global.lang) {
        write(&folder.join(format!("{SCHEMAS}/{name}.schema.json")), &format!("{schema:#}\n"))?;
    }
    let data = json!({
        "folder": folder.to_string_lossy(),
        "example": args.example.name,
        "files": args.example.files.iter().map(|(path, _)| path).collect::<Vec<_>>(),
        "next": args.example.next,
    });
    session.out.answer(&data, |data| human(&args.example, data))
}

/// Where the schemas of the policy's files lie, for editors.
const SCHEMAS: &str = ".schemas";

/// The text of a file with the line by which editors find its schema.
fn with_schema(path: &str, text: &str) -> String {
    let kind = match path.split('/').next().unwrap_or_default() {
        _ if !path.ends_with(".toml") => None,
        "salesflow.toml" => Some("salesflow"),
        "org.toml" | "org" => Some("org"),
        "workflows" => Some("workflow"),
        "rules" => Some("rules"),
        "tests" => Some("scenario"),
        _ => None,
    };
    match kind {
        Some(kind) => {
            let up = "../".repeat(path.matches('/').count());
            format!("#:schema {up}{SCHEMAS}/{kind}.schema.json\n{text}")
        }
        None => text.to_owned(),
    }
}

/// Whether nothing lies there that we could overwrite. What begins with a dot (`.git`) may.
fn is_free(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
        Ok(entries) => {
            for entry in entries {
                let name = entry?.file_name();
                let name = name.to_string_lossy();
                if !name.starts_with('.') || name == IGNORED.0 {
                    return Ok(false);
                }
            }
            Ok(true)
        }
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failed> {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(path, text)).map_err(|error| failed::file(path, &error))
}

fn human(example: &Example, data: &Json) -> String {
    let folder = data["folder"].as_str().unwrap_or(".");
    let files = counted(list(data, "files").len() as u64, "file");
    let mut out = format!(
        "{} policy in {} {}\n",
        strong(example.name),
        strong(folder),
        dim(&format!("· {files} · {}", example.about))
    );
    out.push_str("\ntry next\n");
    if folder != "." {
        out.push_str(&format!("  {}\n", typed(&format!("cd {folder}"))));
    }
    for command in example.next {
        out.push_str(&format!("  {}\n", typed(command)));
    }
    out
}

/// Reads an example's name.
#[derive(Clone)]
struct Named;

impl clap::builder::TypedValueParser for Named {
    type Value = Example;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Example, clap::Error> {
        let names = clap::builder::PossibleValuesParser::new(EXAMPLES.iter().map(|example| example.name));
        let name = names.parse_ref(command, arg, value)?;
        let found = EXAMPLES.iter().find(|example| example.name == name);
        found.copied().ok_or_else(|| clap::Error::new(clap::error::ErrorKind::InvalidValue).with_cmd(command))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(EXAMPLES.iter().map(|example| PossibleValue::new(example.name).help(example.about))))
    }
}
