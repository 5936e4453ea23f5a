//! `salesflow fmt`: the policy's TOML in its canonical form, comments kept.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::{Value as Json, json};

use crate::{
    cli::{
        failed::{self, Done, Failed},
        session::Session,
        show::{
            json::{count, counted, list, text},
            paint::{bad, dim, good},
        },
    },
    compiler::{self, Finding, Sources, World},
    desk::Folder,
    server::Problem,
};

/// Write the policy's TOML in its canonical form; comments and meaning stay
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow fmt
  salesflow fmt --check           change nothing; exit 5 if a file would change
  salesflow fmt rules/deals.toml

A file that is no TOML is left as it is, and what is wrong with it is told (exit 3).")]
pub(crate) struct Args {
    /// Change nothing; say which files would change
    #[arg(long)]
    check: bool,
    /// Only these files; else all of the policy and its tests
    files: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let (root, files) = files(args, session)?;
    let (mut changed, mut findings, mut sources) = (Vec::new(), Vec::new(), Vec::new());
    for path in &files {
        let full = root.join(path);
        let before = fs::read_to_string(&full).map_err(|error| failed::file(&full, &error))?;
        match compiler::format(path, &before) {
            Ok(after) if after != before => {
                if !args.check {
                    replace(&full, &after).map_err(|error| failed::file(&full, &error))?;
                }
                changed.push(json!({"file": path, "lines": touched(&before, &after)}));
            }
            Ok(_) => {}
            Err(found) => {
                findings.extend(found.iter().map(|finding| finding.told(session.global.language())));
                sources.push((path.clone(), before));
            }
        }
    }
    let data = json!({
        "files": files.len(),
        "changed": changed,
        "written": !args.check,
        "findings": compiler::json(&findings),
    });
    if findings.is_empty() && (changed.is_empty() || !args.check) {
        return session.out.answer(&data, human);
    }
    if !session.out.is_json() {
        session.out.print(&format!("{}{}", drawn(&findings, sources), human(&data)))?;
    }
    let (code, message) = match findings.is_empty() {
        true => ("unformatted", format!("{} would change", counted(changed.len() as u64, "file"))),
        false => ("policy_invalid", "some files are no TOML".to_owned()),
    };
    Err(Failed::Told(Problem { code: code.to_owned(), message: message.into(), details: data }))
}

/// The folder, and the files in it that are formatted.
fn files(args: &Args, session: &Session) -> Result<(PathBuf, Vec<String>), Failed> {
    if !args.files.is_empty() {
        let names = args.files.iter().map(|path| path.to_string_lossy().into_owned());
        return Ok((PathBuf::new(), names.collect()));
    }
    let folder = session.folder()?;
    let wrong = |error: io::Error| failed::file(folder.root(), &error);
    let mut files: Vec<String> = folder.files().map_err(wrong)?;
    tests(&folder, "tests", 0, &mut files).map_err(wrong)?;
    files.retain(|path| path.ends_with(".toml"));
    files.sort();
    files.dedup();
    Ok((folder.root().to_path_buf(), files))
}

/// Scenarios and cases; a folder below with a manifest of its own is another policy.
fn tests(folder: &Folder, below: &str, depth: usize, found: &mut Vec<String>) -> io::Result<()> {
    const DEPTH_MAX: usize = 16;
    let full = folder.root().join(below);
    if depth > DEPTH_MAX || !full.is_dir() || full.join(crate::desk::MANIFEST).exists() {
        return Ok(());
    }
    for entry in fs::read_dir(&full)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(|name| format!("{below}/{name}")) else { continue };
        match entry.file_type()?.is_dir() {
            true => tests(folder, &name, depth + 1, found)?,
            false => found.push(name),
        }
    }
    Ok(())
}

/// Puts a text in a file's place, whole or not at all.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let real = path.canonicalize()?;
    let mut name = real.file_name().unwrap_or_default().to_owned();
    name.push(".fmt~");
    let aside = real.with_file_name(name);
    let written = fs::write(&aside, text)
        .and_then(|()| fs::set_permissions(&aside, fs::metadata(&real)?.permissions()))
        .and_then(|()| fs::rename(&aside, &real));
    if written.is_err() {
        // What was begun is of no use; the failure is what is told.
        let _ = fs::remove_file(&aside);
    }
    written
}

/// How many lines differ: those between the first and the last that does.
fn touched(before: &str, after: &str) -> usize {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), after.split('\n').collect());
    let head = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let rest = before.len().min(after.len()) - head;
    let tail = before.iter().rev().zip(after.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    (before.len().max(after.len()) - head - tail).max(1)
}

fn drawn(findings: &[Finding], sources: Vec<(String, String)>) -> String {
    compiler::render(findings, &Sources::new(sources), true)
}

fn human(data: &Json) -> String {
    let mut out = String::new();
    let written = data["written"] == true;
    for file in list(data, "changed") {
        let lines = counted(count(file, "lines"), "line");
        out += &format!(
            "{}  {}\n",
            text(file, "file"),
            dim(&format!("{lines} {}", if written { "written anew" } else { "would change" }))
        );
    }
    let wrong = list(data, "findings").len();
    if wrong > 0 {
        out += &format!("{} {} in files left as they are\n", bad("✗"), counted(wrong as u64, "fault"));
    } else if list(data, "changed").is_empty() {
        out += &format!("{} {} in canonical form\n", good("✓"), counted(count(data, "files"), "file"));
    }
    out
}
