//! `salesflow check`: compile a policy and say what is wrong with it; nothing is run.

use serde_json::{Value as Json, json};

use crate::{
    cli::{
        failed::{self, Done, Failed},
        session::Session,
        show::{
            json::{contents, count, counted},
            paint::{bad, care, dim, good, strong},
        },
    },
    compiler::{self, Compiled, Severity},
    server::Problem,
};

/// Compile the policy and say what is wrong with it; nothing is run
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow check
  salesflow check --policy ./policy --json
  salesflow explain E0204     what a code means, with an example and its mend

Exit code 3 if the policy cannot run; warnings alone leave it at 0.")]
pub(crate) struct Args {
    /// For whom
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Text with the lines in question
    #[default]
    Human,
    /// The same as --json
    Json,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    if args.format == Format::Json {
        session.out.for_programs();
    }
    let folder = session.folder()?;
    let lang = session.global.language();
    let mut compiled = folder.compile_with_tests().map_err(|error| failed::file(folder.root(), &error))?;
    compiled.findings = compiled.findings.iter().map(|finding| finding.told(lang)).collect();
    let data = data(&compiled);
    if count(&data, "errors") == 0 {
        return session.out.answer(&data, |data| human(&compiled, data));
    }
    if !session.out.is_json() {
        session.out.print(&human(&compiled, &data))?;
    }
    let message = match compiled.policy {
        Some(_) => in_tests(count(&data, "errors")),
        None => sentence(count(&data, "errors"), count(&data, "warnings")),
    };
    Err(Failed::Told(Problem { code: "policy_invalid".to_owned(), message, details: data }))
}

fn data(compiled: &Compiled) -> Json {
    let of = |severity| compiled.findings.iter().filter(|finding| finding.severity == severity).count();
    json!({
        "findings": compiler::json(&compiled.findings),
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

fn human(compiled: &Compiled, data: &Json) -> String {
    let mut out = compiler::render(&compiled.findings, &compiled.sources, true);
    let (errors, warnings) = (count(data, "errors"), count(data, "warnings"));
    if compiled.policy.is_none() {
        out.push_str(&format!("{} {}\n", bad("✗"), sentence(errors, warnings)));
        return out;
    }
    let name = data["policy"]["name"].as_str().unwrap_or_default();
    let mut held = contents(&data["policy"]["counts"]);
    match count(data, "scenarios") {
        0 => {}
        scenarios => held.push_str(&format!(" · {}", counted(scenarios, "scenario"))),
    }
    out.push_str(&format!("{} {} can run {}\n", good("✓"), strong(name), dim(&format!("· {held}"))));
    if errors > 0 {
        out.push_str(&format!("{} {}\n", bad("✗"), in_tests(errors)));
    }
    if warnings > 0 {
        out.push_str(&format!("{} {}\n", care("!"), counted(warnings, "warning")));
    }
    out
}

/// The policy itself can run.
fn in_tests(errors: u64) -> String {
    format!("its tests have {} and cannot all be played", counted(errors, "error"))
}

fn sentence(errors: u64, warnings: u64) -> String {
    let also = match warnings {
        0 => String::new(),
        warnings => format!(" and {}", counted(warnings, "warning")),
    };
    format!("the policy has {}{also} and cannot run", counted(errors, "error"))
}
