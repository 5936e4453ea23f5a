//! Reading a policy folder: a policy, or why there is none.

use serde_json::{Value as Json, json};

use super::{Problem, problem};
use crate::{
    compiler,
    desk::Folder,
    model::{Id, Said},
    policy::Policy,
    said,
};

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
            let message = said!("the policy folder cannot be read: {error}", "无法读取政策文件夹：{error}");
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
                Some(it) => {
                    let (file, line, what) = (&it.file, it.line, it.message.clone());
                    match errors {
                        1 => said!("{file}:{line}: {what}", "{file}:{line}：{what}"; what),
                        _ => said!(
                            "{errors} errors, the first in {file}:{line}: {what}",
                            "有 {errors} 个错误，第一个在 {file}:{line}：{what}";
                            what
                        ),
                    }
                }
                None => Said::new("it does not compile", "无法编译"),
            };
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
        [(record, _, stage)] => {
            said!("{record} would have no stage: it stands in `{stage}`", "{record} 将没有阶段：它现在 `{stage}`")
        }
        [(record, _, stage), ..] => {
            said!(
                "{} records would have no stage, like {record} in `{stage}`",
                "有 {} 条记录将没有阶段，例如在 `{stage}` 的 {record}",
                records.len()
            )
        }
        [] => Said::new("records would have no stage", "有记录将没有阶段"),
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
