//! `salesflow test`: plays the policy's scenarios in memory and says which came out otherwise than written.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value as Json, json};

use crate::{
    cli::{
        failed::{self, Done, Failed, usage},
        progress::Progress,
        session::Session,
        show::{
            json::{count, counted},
            junit, scenario,
        },
    },
    compiler::{self, Compiled, Finding, Part, Severity, Sources},
    policy::scenario::{Scenario, Suite},
    scenario::{self as play, Coverage, Failure, Fate, Policies, Seen, Verdict},
    server::Problem,
};

/// How long changes of the policy are tried.
const MUTATE_TIME: Duration = Duration::from_secs(300);

/// How often the folder is looked at under `--watch`.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Play the policy's scenarios and say which came out otherwise than written
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow test                  all scenarios of tests/**/*.toml, each in memory by a clock of its own
  salesflow test approval         those whose file or name contains it
  salesflow test --coverage       and what of the policy none of them exercises
  salesflow test --mutate         change one thing of the policy at a time: which changes does no scenario notice?
  salesflow test --watch          again whenever a file is saved
  salesflow test --format junit   for CI

Exit code 5 if a scenario failed or too little is covered, 3 if the policy or a test can't be read.")]
pub(crate) struct Args {
    /// Only scenarios whose file or name contains this
    #[arg(value_name = "FILTER")]
    filter: Option<String>,
    /// Say what of the policy no scenario exercises
    #[arg(long)]
    coverage: bool,
    /// Fail if less than this many percent are exercised
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    threshold: Option<u8>,
    /// Change one thing of the policy at a time and name every change that no scenario notices
    #[arg(long)]
    mutate: bool,
    /// Play them again whenever a file is saved
    #[arg(long, conflicts_with_all = ["mutate", "json"])]
    watch: bool,
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
    /// XML as CI systems read it
    Junit,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    if args.format == Format::Json {
        session.out.for_programs();
    }
    if args.watch {
        if args.format != Format::Human || session.out.is_json() {
            return Err(usage("--watch talks to people only"));
        }
        return watch(args, session);
    }
    let sources = read(session)?;
    let outcome = Outcome::of(&sources, args);
    match (session.out.is_json(), args.format) {
        (true, _) => {}
        (false, Format::Junit) => session.out.print(&junit::report(&outcome.data))?,
        (false, _) => session.out.print(&outcome.shown(&outcome.data))?,
    }
    let mut outcome = outcome;
    if args.mutate && outcome.problem().is_none() {
        mutate(args, session, &sources, &mut outcome)?;
    }
    match outcome.problem() {
        Some(problem) => Err(Failed::Told(problem)),
        None if session.out.is_json() => session.out.answer(&outcome.data, |_| String::new()),
        None => Ok(()),
    }
}

fn read(session: &Session) -> Result<Sources, Failed> {
    let folder = session.folder()?;
    folder.read_with_tests().map_err(|error| failed::file(folder.root(), &error))
}

/// What came of playing all scenarios once.
struct Outcome {
    data: Json,
    /// Findings as people read them.
    findings: String,
    suite: Option<Suite>,
    code: Option<(&'static str, String)>,
}

impl Outcome {
    fn of(sources: &Sources, args: &Args) -> Outcome {
        let begun = Instant::now();
        let Compiled { policy, suite, findings, sources } = compiler::compile(sources);
        let errors: Vec<Finding> = findings.into_iter().filter(|finding| finding.severity == Severity::Error).collect();
        let findings = compiler::render(&errors, &sources, true);
        let (Some(policy), Some(suite)) = (policy, suite) else {
            let data = json!({ "passed": 0, "failed": 0, "scenarios": [], "findings": compiler::json(&errors) });
            let code = Some(("policy_invalid", "the policy cannot run".to_owned()));
            return Outcome { data, findings, suite: None, code };
        };
        let seen = (args.coverage || args.threshold.is_some()).then(Seen::default);
        let policies = Policies::new(policy, &sources, &suite, seen.as_ref().map(|seen| &seen.rows));
        let wanted = |scenario: &Scenario| is_wanted(scenario, args.filter.as_deref());
        let verdicts = play::run(&policies, &suite, wanted, seen.as_ref());
        let mut data = data(&suite, &verdicts, &errors, begun.elapsed().as_secs_f64());
        let mut code = None;
        if let Some(seen) = seen {
            let covered = Coverage::of(&sources, &seen);
            if let Some(least) = args.threshold.filter(|least| covered.percent() < f64::from(*least)) {
                code =
                    Some(("coverage_low", format!("{:.1} % are exercised, {least} % are wanted", covered.percent())));
            }
            data["coverage"] = coverage(&covered);
        }
        if count(&data, "failed") > 0 {
            code = Some(("tests_failed", format!("{} failed", counted(count(&data, "failed"), "scenario"))));
        }
        if !errors.is_empty() {
            code = Some(("policy_invalid", format!("{} in the tests", counted(errors.len() as u64, "error"))));
        }
        Outcome { data, findings, suite: Some(suite), code }
    }

    fn shown(&self, data: &Json) -> String {
        match self.suite {
            Some(_) => format!("{}{}", self.findings, scenario::report(data)),
            None => self.findings.clone(),
        }
    }

    fn problem(&self) -> Option<Problem> {
        let (code, message) = self.code.clone()?;
        Some(Problem { code: code.to_owned(), message: message.into(), details: self.data.clone() })
    }
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

fn coverage(coverage: &Coverage) -> Json {
    let kinds = [Part::Stage, Part::Transition, Part::Step, Part::Row, Part::Level, Part::Check];
    let kinds = kinds.into_iter().map(|part| (part, coverage.count(Some(part)))).filter(|(_, (all, _))| *all > 0);
    let missing = coverage
        .parts
        .iter()
        .filter(|(_, seen)| !seen)
        .map(|(part, _)| json!({"kind": part.part.word(), "id": &*part.id, "file": part.file, "line": part.line}));
    let (all, seen) = coverage.count(None);
    json!({
        "all": all,
        "seen": seen,
        "percent": (coverage.percent() * 10.0).round() / 10.0,
        "kinds": kinds.map(|(part, (all, seen))| json!({"kind": part.word(), "all": all, "seen": seen})).collect::<Vec<_>>(),
        "missing": missing.collect::<Vec<_>>(),
    })
}

fn mutate(args: &Args, session: &mut Session, sources: &Sources, outcome: &mut Outcome) -> Done {
    let Some(suite) = &outcome.suite else { return Ok(()) };
    let begun = Instant::now();
    let progress = std::sync::Mutex::new(Progress::new(session.out.talks()));
    let tried = play::mutate(
        sources,
        suite,
        &|scenario| is_wanted(scenario, args.filter.as_deref()),
        MUTATE_TIME,
        &|done, all| {
            let mut progress = progress.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            progress.at(done as u64, all as u64);
        },
    );
    drop(progress);
    let of = |fate: Fate| tried.iter().filter(|(_, one)| *one == fate).count();
    let survived = tried.iter().filter(|(_, fate)| *fate == Fate::Survived).map(|(mutant, _)| {
        json!({
            "file": mutant.file, "line": mutant.line, "column": mutant.column,
            "what": mutant.what, "was": mutant.was, "now": mutant.now,
        })
    });
    let counted = of(Fate::Noticed) + of(Fate::Survived);
    let score = if counted == 0 { 100.0 } else { of(Fate::Noticed) as f64 * 100.0 / counted as f64 };
    let mutation = json!({
        "changes": tried.len(),
        "noticed": of(Fate::Noticed),
        "survived": survived.collect::<Vec<_>>(),
        "invalid": of(Fate::Invalid),
        "untried": of(Fate::Untried),
        "score": (score * 10.0).round() / 10.0,
        "seconds": begun.elapsed().as_secs_f64(),
    });
    if !session.out.is_json() && args.format == Format::Human {
        session.out.print(&scenario::mutation(&mutation))?;
    }
    outcome.data["mutation"] = mutation;
    Ok(())
}

/// Plays the scenarios again whenever a file of the folder reads otherwise, and tells what came out otherwise.
fn watch(args: &Args, session: &mut Session) -> Done {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register(signal, stop.clone())?;
    }
    let mut before: Option<Sources> = None;
    let mut known: BTreeMap<(String, String), Json> = BTreeMap::new();
    while !stop.load(Ordering::Relaxed) {
        // A folder that cannot be read just now is looked at again.
        if let Ok(sources) = read(session)
            && before.as_ref() != Some(&sources)
        {
            let outcome = Outcome::of(&sources, args);
            let mut data = outcome.data.clone();
            let came_out = |one: &Json| {
                let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
                ((text("file"), text("name")), json!([one["passed"], one["failure"]]))
            };
            if before.is_some()
                && let Some(all) = data["scenarios"].as_array_mut()
            {
                all.retain(|one| {
                    let (key, value) = came_out(one);
                    known.get(&key) != Some(&value)
                });
            }
            known = outcome.data["scenarios"].as_array().into_iter().flatten().map(came_out).collect();
            session.out.print(&outcome.shown(&data))?;
            before = Some(sources);
        }
        std::thread::sleep(LOOK_EVERY);
    }
    Ok(())
}
