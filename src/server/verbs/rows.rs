//! `import` and `export`: rows in and out.

use std::{path::PathBuf, sync::Arc};

use serde_json::{Value as Json, json};

use super::{Asked, not_found};
use crate::{
    compiler::{self, Severity, Sources},
    exchange::{self, NoRows, Order, Stopped},
    model::{Actor, Id, Said},
    policy::Policy,
    said,
    server::{Problem, problem, shapes},
};

/// How many rows one answer may hold.
const ROWS_MAX: usize = 10_000;

/// What an import is asked to do.
pub(super) struct Import {
    pub files: Vec<PathBuf>,
    pub workflow: Option<String>,
    pub map: Option<(String, String)>,
    pub dry_run: bool,
}

/// Takes rows in.
pub(super) fn import(asked: &mut Asked, import: Import) -> Result<Json, Problem> {
    asked.caller.must_be_trusted(("have files read", "让它读取文件"))?;
    let actor = asked.actor(None)?;
    let Import { files, workflow, map, dry_run } = import;
    if let Some(relative) = files.iter().find(|file| !file.is_absolute()) {
        return Err(Problem::new("usage", said!("{} is not an absolute path", "{} 不是绝对路径", relative.display())));
    }
    let policy = asked.desk().policy();
    let (policy, workflow, name) = match map {
        None => (policy, workflow.map(Id::from), None),
        Some((text, path)) => with_mapping(&policy, workflow.as_deref(), &text, &path)?,
    };
    let mapping = exchange::choose(&policy, workflow.as_deref(), name.as_deref());
    let mapping = mapping.map_err(|message| Problem::new("usage", message))?;
    let order = Order { files, import: mapping, dry_run, actor: Actor::Person(actor) };
    let report = exchange::import(&asked.host.queue, &policy, &order, asked.progress);
    asked.host.wake.ring();
    let report = report.map_err(|stopped| cut_short(&stopped))?;
    let sum = |count: fn(&exchange::FileReport) -> u64| -> u64 { report.files.iter().map(count).sum() };
    Ok(json!({
        "files": report.files,
        "rows": sum(|file| file.rows),
        "created": sum(|file| file.created),
        "updated": sum(|file| file.updated),
        "unchanged": sum(|file| file.unchanged),
        "rejected": sum(|file| file.rejected),
        "dry_run": dry_run,
    }))
}

/// A policy, a workflow of it, a mapping of that.
type Mapped = (Arc<Policy>, Option<Id>, Option<String>);

/// The policy with one more mapping: the text of a file, read as if it stood at the end of its workflow's.
fn with_mapping(policy: &Policy, workflow: Option<&str>, text: &str, path: &str) -> Result<Mapped, Problem> {
    let usage = |message: Said| Problem::new("usage", message);
    let only = || policy.workflows.keys().next().filter(|_| policy.workflows.len() == 1).map(|id| &**id);
    let workflow = workflow.or_else(only).ok_or_else(|| {
        usage(said!("{path}: say with --workflow whose rows", "{path}：请用 --workflow 指明是谁的行"))
    })?;
    if policy.workflow(workflow).is_none() {
        return Err(not_found(said!("there is no workflow `{workflow}`", "没有流程 `{workflow}`")));
    }
    let table: toml::Table = text.parse().map_err(|error| usage(format!("{path}: {error}").into()))?;
    let imports = table.get("import").and_then(toml::Value::as_table).filter(|_| table.len() == 1);
    let name = match imports.map(|all| all.keys().collect::<Vec<_>>()).as_deref() {
        Some([name]) => (*name).clone(),
        _ => {
            return Err(usage(said!(
                "{path}: a mapping file holds one [import.x] table and nothing else",
                "{path}：映射文件只含一个 [import.x] 表，别无其他"
            )));
        }
    };
    let home = format!("workflows/{workflow}.toml");
    let mut files = policy.files.clone();
    let whole = files.entry(home.clone()).or_default();
    let before = whole.lines().count();
    if !whole.ends_with('\n') {
        whole.push('\n');
    }
    whole.push_str(text);
    let compiled = compiler::compile(&Sources::new(files));
    let wrong: Vec<_> = compiled.findings.into_iter().filter(|it| it.severity == Severity::Error).collect();
    match (compiled.policy, wrong.first()) {
        (Some(policy), _) => Ok((Arc::new(policy), Some(workflow.into()), Some(name))),
        (None, first) => {
            let none = || Said::new("it does not compile", "无法编译");
            let message = first.map_or_else(none, |it| it.message.clone());
            let line = first.map_or(0, |it| it.line as usize);
            let place = if line > before { format!("{path}:{}", line - before) } else { path.to_owned() };
            Err(usage(said!("{place}: {message}", "{place}：{message}"; message))
                .with("findings", problem::findings(&wrong)))
        }
    }
}

fn cut_short(stopped: &Stopped) -> Problem {
    let code = match stopped.why {
        exchange::Why::File => "usage",
        exchange::Why::Rejected | exchange::Why::Store => "store_unavailable",
    };
    Problem::new(code, stopped.to_string())
        .with("file", stopped.file.display().to_string())
        .with("line", stopped.broken.line)
        .with("files", json!(stopped.report.files))
}

/// Hands rows out, page by page.
pub(super) fn export(asked: &Asked, what: &str, cursor: Option<&str>, limit: usize) -> Result<Json, Problem> {
    let reader = asked.reader()?;
    let page = exchange::rows(asked.desk(), &reader, what, cursor, limit.clamp(1, ROWS_MAX), shapes::event);
    let page = page.map_err(|error| match error {
        NoRows::Unknown { .. } => not_found(error.to_string()),
        NoRows::Cursor(_) => Problem::new("usage", error.to_string()),
        NoRows::Trouble(trouble) => trouble.into(),
    })?;
    Ok(json!({"rows": page.rows, "columns": page.columns, "cursor": page.cursor}))
}
