//! `salesflow graph`: a picture of a workflow, with how many records stand where if wanted.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde_json::{Value as Json, json};

use crate::{
    cli::{
        failed::{self, Done, Failed, usage},
        session::Session,
        show::json::count,
    },
    compiler,
    model::Id,
    policy::{Policy, Workflow},
    report::graph::{self, Drawing, Live},
    said,
    server::{Call, Problem},
};

/// Draw a workflow: stages, moves, conditions, approvals; or an approval chain
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow graph deal -o deal.svg
  salesflow graph deal --format mermaid
  salesflow graph deal --live -o today.svg     with how many records stand in each stage
  salesflow graph deal -o deal.bpmn            BPMN 2.0 with its diagram, for modelling tools
  salesflow graph approval:contract -o c.svg   an approval chain: steps, who is asked, conditions, ways back
  salesflow graph --format dot                 all workflows")]
pub(crate) struct Args {
    /// The workflow, or `approval:ID` for a chain; none: all workflows (svg: the only one there is)
    workflow: Option<String>,
    /// As what; else by the ending of FILE, else svg
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// With how many records stand in each stage, and how many of them too long
    #[arg(long)]
    live: bool,
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Svg,
    Mermaid,
    Dot,
    Bpmn,
    Json,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let format = args.format.unwrap_or_else(|| by_ending(args.output.as_deref()));
    let policy = policy(session)?;
    let named = args.workflow.as_deref();
    let mut drawings = Vec::new();
    if let Some(chain) = named.and_then(|named| named.strip_prefix("approval:")) {
        drawings.push(chain_drawn(&policy, chain, args.live, format)?);
    }
    let workflows = if drawings.is_empty() { chosen(&policy, named, format)? } else { Vec::new() };
    for workflow in workflows {
        let live = match args.live {
            true => Some(live(session, workflow.name())?),
            false => None,
        };
        drawings.push(graph::describe(&policy, workflow, live.as_ref()));
    }
    let text = write(&drawings, format, args.workflow.is_some());
    match &args.output {
        None if session.out.is_json() => {
            let data = json!({"format": word(format), "graphs": drawings.iter().map(graph::json).collect::<Vec<_>>(), "text": text});
            session.out.answer(&data, |_| String::new())
        }
        None => session.out.print(&text),
        Some(file) => {
            std::fs::write(file, &text).map_err(|error| failed::file(file, &error))?;
            let data = json!({"format": word(format), "file": file.to_string_lossy(), "bytes": text.len()});
            session.out.answer(&data, |_| format!("wrote {}\n", file.display()))
        }
    }
}

fn policy(session: &Session) -> Result<Policy, Failed> {
    let folder = session.folder()?;
    let compiled = folder.compile().map_err(|error| failed::file(folder.root(), &error))?;
    compiled.policy.ok_or_else(|| {
        let details = json!({"findings": compiler::json(&compiled.findings)});
        Failed::Problem(Problem {
            code: "policy_invalid".to_owned(),
            message: ("the policy cannot run", "政策无法运行").into(),
            details,
        })
    })
}

/// An approval chain, which no record stands in.
fn chain_drawn(policy: &Policy, id: &str, live: bool, format: Format) -> Result<Drawing, Failed> {
    if live || format == Format::Bpmn {
        let what = if live { "--live" } else { "--format bpmn" };
        return Err(usage(format!("{what} is for workflows; an approval chain is drawn as svg, mermaid, dot or json")));
    }
    let chain = policy.chains.get(id).ok_or_else(|| {
        let details = json!({"approvals": policy.chains.keys().collect::<Vec<_>>()});
        let message = format!("there is no approval chain `{id}`");
        Failed::Problem(Problem { code: "not_found".to_owned(), message: message.into(), details })
    })?;
    Ok(graph::describe_chain(policy, chain))
}

fn chosen<'a>(policy: &'a Policy, named: Option<&str>, format: Format) -> Result<Vec<&'a Workflow>, Failed> {
    let names = || policy.flows().map(|rules| rules.name().to_string()).collect::<Vec<_>>();
    match named {
        Some(named) => match policy.workflow(named) {
            Some(workflow) => Ok(vec![workflow]),
            None => {
                let details = json!({"workflows": names()});
                let message = said!("there is no workflow `{named}`", "没有流程 `{named}`");
                Err(Failed::Problem(Problem { code: "not_found".to_owned(), message, details }))
            }
        },
        None if format == Format::Svg && policy.flows().count() != 1 => {
            Err(usage(format!("one picture shows one workflow; name it: {}", names().join(", "))))
        }
        None => Ok(policy.flows().collect()),
    }
}

fn live(session: &mut Session, workflow: &Id) -> Result<BTreeMap<Id, Live>, Failed> {
    let data = session.ask(Call::Live { workflow: workflow.to_string() })?;
    let stages = data["stages"].as_object().into_iter().flatten();
    let read = |stage: &Json| Live { count: count(stage, "count"), overdue: count(stage, "overdue") };
    Ok(stages.map(|(stage, live)| (Id::from(stage.as_str()), read(live))).collect())
}

fn write(drawings: &[Drawing], format: Format, one: bool) -> String {
    let texts = |draw: fn(&Drawing) -> String| drawings.iter().map(draw).collect::<Vec<_>>().join("\n");
    match format {
        Format::Svg => texts(graph::svg),
        Format::Mermaid => texts(graph::mermaid),
        Format::Dot => texts(graph::dot),
        Format::Bpmn => graph::bpmn(drawings),
        Format::Json => {
            let all: Vec<Json> = drawings.iter().map(graph::json).collect();
            let json = match all.as_slice() {
                [only] if one => only.clone(),
                _ => Json::Array(all),
            };
            format!("{json:#}\n")
        }
    }
}

fn by_ending(output: Option<&Path>) -> Format {
    let ending = output.and_then(|path| path.extension()).and_then(|ending| ending.to_str());
    match ending {
        Some("mmd" | "mermaid" | "md") => Format::Mermaid,
        Some("dot" | "gv") => Format::Dot,
        Some("bpmn") => Format::Bpmn,
        Some("json") => Format::Json,
        _ => Format::Svg,
    }
}

fn word(format: Format) -> &'static str {
    match format {
        Format::Svg => "svg",
        Format::Mermaid => "mermaid",
        Format::Dot => "dot",
        Format::Bpmn => "bpmn",
        Format::Json => "json",
    }
}
