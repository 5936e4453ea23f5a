//! Reading a policy folder: a policy, or why there is none.

use serde_json::{Value as Json, json};

use super::{Problem, problem};
use crate::{compiler, desk::Folder, model::Id, policy::Policy};

/// What a folder holds.
pub(super) enum Read {
    /// A policy that can run.
    Good(Box<Policy>),
    /// None.
    Bad {
        /// Why, with the findings.
        problem: Problem,
        /// The fingerprint of its texts, where they could be read.
        fingerprint: Option<String>,
    },
}

/// Reads and compiles a folder.
pub(super) fn read(folder: &Folder) -> Read {
    let sources = match folder.read() {
        Ok(sources) => sources,
        Err(error) => {
            let message = format!("the policy folder cannot be read: {error}");
            let finding = finding("unreadable", &message, "", "make it readable for this user");
            return Read::Bad { problem: Problem::policy_invalid(message, vec![finding]), fingerprint: None };
        }
    };
    let compiled = compiler::compile(&sources);
    match compiled.policy {
        Some(policy) => Read::Good(Box::new(policy)),
        None => {
            let errors = compiled.findings.iter().filter(|it| it.severity == compiler::Severity::Error).count();
            let first = compiled.findings.iter().find(|it| it.severity == compiler::Severity::Error);
            let message = match first {
                Some(it) => format!("{errors} errors, the first in {}:{}: {}", it.file, it.line, it.message),
                None => "it does not compile".to_owned(),
            };
            let message = message.strip_prefix("1 errors, the first in ").map(str::to_owned).unwrap_or(message);
            Read::Bad {
                problem: Problem::policy_invalid(message, problem::findings(&compiled.findings)),
                fingerprint: Some(sources.fingerprint()),
            }
        }
    }
}

/// A policy that leaves records without a stage, as a problem with a finding for each of them.
pub(super) fn stranded(records: &[(Id, Id, Id)]) -> Problem {
    let findings: Vec<Json> = records
        .iter()
        .map(|(record, workflow, stage)| {
            finding(
                "stranded",
                &format!("{record} stands in stage `{stage}` of `{workflow}`, which this policy does not have"),
                &format!("workflows/{workflow}.toml"),
                "keep the stage until these records have left it",
            )
        })
        .collect();
    let named: Vec<Json> = records
        .iter()
        .map(|(record, workflow, stage)| json!({"record": record, "workflow": workflow, "stage": stage}))
        .collect();
    let message = match records {
        [(record, _, stage)] => format!("{record} would have no stage: it stands in `{stage}`"),
        [(record, _, stage), ..] => {
            format!("{} records would have no stage, like {record} in `{stage}`", records.len())
        }
        [] => "records would have no stage".to_owned(),
    };
    Problem::new("conflict", message).with("records", named).with("findings", findings)
}

fn finding(code: &str, message: &str, file: &str, hint: &str) -> Json {
    json!({
        "code": code, "severity": "error", "message": message, "file": file,
        "line": 1, "column": 1, "end_line": 1, "end_column": 1,
        "hint": hint, "labels": [], "fix": null,
    })
}
