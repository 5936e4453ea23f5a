//! `salesflow test`: plays the policy's scenarios in memory and says which came out otherwise than written.

use std::time::Instant;

use serde_json::{Value as Json, json};

use crate::{
    cli::{
        failed::{self, Done, Failed},
        session::Session,
        show::{
            json::{count, counted},
            scenario,
        },
    },
    compiler::{self, Compiled, Finding, Severity},
    policy::scenario::{Scenario, Suite},
    scenario::{self as play, Failure, Verdict},
    server::Problem,
};

/// Play the policy's scenarios and say which came out otherwise than written
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow test                  all scenarios of tests/**/*.toml, each in memory by a clock of its own
  salesflow test approval         those whose file or name contains it
  salesflow test --format json    for programs

Exit code 5 if a scenario failed, 3 if the policy or a test can't be read.")]
pub(crate) struct Args {
    /// Only scenarios whose file or name contains this
    #[arg(value_name = "FILTER")]
    filter: Option<String>,
    /// For whom
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line for each file, failures in full
    #[default]
    Human,
    /// The same as --json
    Json,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    if args.format == Format::Json {
        session.out.for_programs();
    }
    let begun = Instant::now();
    let folder = session.folder()?;
    let compiled = folder.compile_with_tests().map_err(|error| failed::file(folder.root(), &error))?;
    let errors: Vec<Finding> =
        compiled.findings.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect();
    let Compiled { policy: Some(policy), suite: Some(suite), sources, .. } = compiled else {
        if !session.out.is_json() {
            session.out.print(&compiler::render(&errors, &compiled.sources, true))?;
        }
        return Err(invalid("the policy cannot run", json!({ "findings": compiler::json(&errors) })));
    };
    let policy = play::shared(policy);
    let verdicts = play::run(&policy, &suite, |scenario| is_wanted(scenario, args.filter.as_deref()));
    let data = data(&suite, &verdicts, &errors, begun.elapsed().as_secs_f64());
    if !session.out.is_json() {
        session.out.print(&compiler::render(&errors, &sources, true))?;
        session.out.print(&scenario::report(&data))?;
    }
    let failed = count(&data, "failed");
    if !errors.is_empty() {
        let message = format!("{} in the tests", counted(errors.len() as u64, "error"));
        return Err(invalid(&message, data));
    }
    if failed > 0 {
        let message = format!("{} failed", counted(failed, "scenario"));
        return Err(Failed::Told(Problem { code: "tests_failed".to_owned(), message, details: data }));
    }
    match session.out.is_json() {
        true => session.out.answer(&data, |_| String::new()),
        false => Ok(()),
    }
}

fn invalid(message: &str, details: Json) -> Failed {
    Failed::Told(Problem { code: "policy_invalid".to_owned(), message: message.to_owned(), details })
}

fn is_wanted(scenario: &Scenario, filter: Option<&str>) -> bool {
    filter.is_none_or(|filter| scenario.name.contains(filter) || scenario.place.file.contains(filter))
}

fn data(suite: &Suite, verdicts: &[(usize, Verdict)], errors: &[Finding], seconds: f64) -> Json {
    let one = |(n, verdict): &(usize, Verdict)| {
        let scenario = &suite.scenarios[*n];
        json!({
            "name": &*scenario.name,
            "file": &*scenario.place.file,
            "line": scenario.place.line,
            "passed": verdict.passed(),
            "seconds": verdict.took.as_secs_f64(),
            "failure": verdict.failure.as_ref().map(failure),
        })
    };
    let passed = verdicts.iter().filter(|(_, verdict)| verdict.passed()).count();
    json!({
        "passed": passed,
        "failed": verdicts.len() - passed,
        "seconds": seconds,
        "scenarios": verdicts.iter().map(one).collect::<Vec<_>>(),
        "findings": compiler::json(errors),
    })
}

fn failure(failure: &Failure) -> Json {
    let wrong = failure.wrong.iter();
    json!({
        "file": &*failure.place.file,
        "line": failure.place.line,
        "column": failure.place.column,
        "step": &*failure.place.text,
        "message": failure.message,
        "wrong": wrong.map(|one| json!({"what": one.what, "expected": one.expected, "is": one.is})).collect::<Vec<_>>(),
        "refusal": failure.refusal.as_ref().map(|refusal| refusal.to_json()),
        "state": failure.state.iter().map(|(name, value)| json!([name, value])).collect::<Vec<_>>(),
        "order": failure.order,
    })
}
