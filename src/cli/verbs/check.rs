//! `salesflow check`: compile a policy and say what is wrong with it; nothing is run.

use std::path::Path;

use serde_json::{Value as Json, json};

use crate::{
    cli::{
        failed::{self, Done, Failed},
        session::Session,
        show::{
            findings,
            json::{contents, count, counted},
            paint::{dim, good, strong},
        },
    },
    compiler::{self, Compiled, Severity},
    desk::Folder,
    model::Lang,
    said,
    server::Problem,
};

/// Compile the policy and say what is wrong with it; nothing is run
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow check
  salesflow check --fix                       mend what can mean only one thing
  salesflow check --format sarif > findings.sarif
  salesflow check --policy ./policy --json
  salesflow explain E0204                     what a code means, with an example and its mend

Exit code 3 if the policy cannot run; warnings alone leave it at 0.")]
pub(crate) struct Args {
    /// For whom
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Mend the files where a mistake can have been meant in one way only, and say what is left
    #[arg(long)]
    fix: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Text with the lines in question
    Human,
    /// The same as --json
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands of GitHub: each finding beside its line
    Github,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    if args.format == Some(Format::Json) {
        session.out.for_programs();
    }
    let lang = session.global.language();
    let folder = session.folder()?;
    let sources = folder.read_with_tests().map_err(|error| failed::file(folder.root(), &error))?;
    let (compiled, fixed) = match args.fix {
        true => {
            let mended = compiler::mended(&sources);
            write(&folder, &sources, &mended.compiled)?;
            (mended.compiled, mended.done)
        }
        false => (compiler::compile(&sources), Vec::new()),
    };
    // The process ends with this: nobody waits until the memory of a large policy is given back piece by piece.
    let compiled: &Compiled = Box::leak(Box::new(compiled));
    let told: Vec<_> = compiled.findings.iter().map(|finding| finding.told(lang)).collect();
    let mut data = data(compiled, &told);
    if args.fix {
        data["fixed"] = fixed.iter().map(|done| fix(done, lang)).collect();
    }
    let problem = (count(&data, "errors") > 0).then(|| {
        let message = match &compiled.policy {
            Some(_) => findings::in_tests(&told, lang),
            None => findings::sentence(&told, lang),
        };
        Problem { code: "policy_invalid".to_owned(), message: message.into(), details: data.clone() }
    });
    let prefix = || prefix(folder.root());
    let text = match args.format {
        Some(Format::Sarif) => compiler::sarif(&told, &compiled.sources, &prefix(), lang).to_string(),
        Some(Format::Github) => compiler::github(&told, &prefix()),
        _ if session.out.is_json() && problem.is_none() => return session.out.answer(&data, |_| String::new()),
        _ if session.out.is_json() => String::new(),
        _ => human(compiled, &told, &fixed, &data, lang),
    };
    if !text.is_empty() {
        session.out.print(&text)?;
    }
    match (problem, args.format) {
        (None, _) => Ok(()),
        // The answer is the log; nothing else stands beside it.
        (Some(problem), Some(Format::Sarif | Format::Github)) => {
            Err(Failed::Heard(Problem { details: Json::Null, ..problem }))
        }
        (Some(problem), _) => Err(Failed::Told(problem)),
    }
}

/// Writes what was mended, each file whole or not at all.
fn write(folder: &Folder, before: &compiler::Sources, after: &Compiled) -> Result<(), Failed> {
    for (path, text) in after.sources.files().iter().chain(after.sources.tests()) {
        if before.text(path) != Some(text) {
            folder.replace(path, text).map_err(|error| failed::file(&folder.root().join(path), &error))?;
        }
    }
    Ok(())
}

fn data(compiled: &Compiled, told: &[compiler::Finding]) -> Json {
    let of = |severity| told.iter().filter(|finding| finding.severity == severity).count();
    json!({
        "findings": compiler::json(told),
        "errors": of(Severity::Error),
        "warnings": of(Severity::Warning),
        "files": compiled.sources.files().len(),
        "scenarios": compiled.suite.as_ref().map_or(0, |suite| suite.scenarios.len()),
        "policy": compiled.policy.as_ref().map(|policy| json!({
            "name": policy.manifest.name,
            "fingerprint": policy.fingerprint,
            "counts": policy.counts(),
        })),
    })
}

fn fix(done: &compiler::Done, lang: Lang) -> Json {
    json!({
        "code": done.finding.code,
        "message": done.finding.message.text(lang),
        "file": done.finding.file,
        "line": done.finding.line,
        "column": done.finding.column,
        "was": done.was,
        "now": done.now,
    })
}

fn human(compiled: &Compiled, told: &[compiler::Finding], fixed: &[compiler::Done], data: &Json, lang: Lang) -> String {
    let mut out = findings::fixed(fixed, lang);
    out.push_str(&findings::by_file(told, &compiled.sources, lang));
    if compiled.policy.is_some() {
        let name = strong(data["policy"]["name"].as_str().unwrap_or_default());
        let can_run = said!("{name} can run", "{name} 可以运行");
        let mut held = contents(&data["policy"]["counts"]);
        match count(data, "scenarios") {
            0 => {}
            scenarios => held.push_str(&format!(" · {}", counted(scenarios, "scenario"))),
        }
        out.push_str(&format!("{} {} {}\n", good("✓"), can_run.text(lang), dim(&format!("· {held}"))));
    }
    if count(data, "errors") + count(data, "warnings") > 0 {
        out.push_str(&findings::closing(told, lang));
    }
    out
}

/// The way from the root of the repository, else from here, to the policy: what findings of code scanning begin with.
fn prefix(root: &Path) -> String {
    let Ok(root) = root.canonicalize() else {
        return String::new();
    };
    let repository = root.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf);
    let base = repository.or_else(|| std::env::current_dir().ok()?.canonicalize().ok());
    let below =
        base.and_then(|base| root.strip_prefix(base).ok().map(|path| path.to_string_lossy().replace('\\', "/")));
    match below {
        Some(below) if !below.is_empty() => format!("{below}/"),
        _ => String::new(),
    }
}
