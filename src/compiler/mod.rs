//! Floor 5: from the texts of a policy to findings and, where there is no error, a [`Policy`].
//!
//! Pure. It sees texts and answers; files, the clock, the environment, chance and unordered maps stay outside. It runs
//! in passes: syntax, names (everything declared), definitions with their types and expressions, proofs over the whole.
//! Everything wrong is gathered; one mistake gives one finding.

mod approvals;
mod balances;
mod channels;
mod cx;
mod data;
mod duties;
mod figures;
mod findings;
mod fixes;
mod format;
mod formula;
mod lanes;
mod made;
mod manifest;
mod mutants;
mod names;
mod org;
mod outline;
mod parts;
mod people;
pub mod places;
mod proofs;
mod render;
mod reports;
mod scenarios;
mod schedules;
mod schema;
mod scripts;
mod site;
mod source;
mod syntax;
mod tables;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod texts;
mod types;
mod value;
mod workflow;

pub use data::is_data;
pub use findings::{Code, Finding, Fix, Label, Page, Severity, explain, pages};
pub use fixes::{Done, Mended, mended};
pub use format::format;
pub use mutants::{Mutant, mutants};
pub use outline::{Spot, What, outline, root};
pub use parts::{Part, Written, parts, switched_on};
pub use render::{github, json, render, render_in, sarif};
pub use schema::expression;
pub use source::{Sources, World, belongs, is_test};

use cx::Cx;
use source::{Files, Kind};
use syntax::Table;

use indexmap::IndexMap;

use crate::{
    model::Id,
    policy::{Policy, Workflow, scenario::Suite},
};

/// What came of compiling a policy.
#[derive(Debug)]
pub struct Compiled {
    /// The policy; none where a finding in its files is an error. Its tests cannot keep it from running.
    pub policy: Option<Policy>,
    /// What its tests expect; none where the policy cannot run.
    pub suite: Option<Suite>,
    /// Everything found, in the order of the files.
    pub findings: Vec<Finding>,
    /// The texts it was compiled from.
    pub sources: Sources,
}

impl Compiled {
    /// The worst of the findings; none where there are none.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).min()
    }
}

/// Compiles a policy.
pub fn compile(sources: &Sources) -> Compiled {
    let files = Files::of(sources).with_made();
    let cx = Cx::new(&files);
    let built = build(&cx, sources);
    let findings = cx.findings();
    let is_error = |finding: &Finding| finding.severity == Severity::Error && !is_test(&finding.file);
    let (policy, suite) = built.filter(|_| !findings.iter().any(is_error)).unzip();
    Compiled { policy, suite, findings, sources: sources.clone() }
}

/// One parsed file.
struct Doc {
    file: u32,
    kind: Kind,
    /// The file's name without folder and ending: a workflow's id.
    id: String,
    root: Table,
}

fn build(cx: &Cx<'_>, sources: &Sources) -> Option<(Policy, Suite)> {
    let tests = parse_all(cx, |kind| kind == Kind::Test);
    let docs = parse(cx);
    assemble(cx, sources, &docs, &tests)
}

/// Parses the policy's files, each as far as it can be read.
fn parse(cx: &Cx<'_>) -> Vec<Doc> {
    let docs = parse_all(cx, |kind| !matches!(kind, Kind::Script | Kind::Test | Kind::Data));
    if !docs.iter().any(|doc| doc.kind == Kind::Manifest) {
        cx.report(findings::no_manifest());
    }
    docs
}

/// Parses all TOML files and says nothing of what is wrong with them.
fn parse_texts(files: &Files) -> Vec<Doc> {
    parse_all(&Cx::new(files), |kind| !matches!(kind, Kind::Script | Kind::Data))
}

fn parse_all(cx: &Cx<'_>, wanted: impl Fn(Kind) -> bool) -> Vec<Doc> {
    let mut docs = Vec::new();
    let files: Vec<(u32, &source::File)> = cx.files.all().filter(|(_, source)| wanted(source.kind)).collect();
    let all = lanes::each(&files, |(file, source)| {
        let mut parsed = syntax::parse(*file, &source.text);
        if source.kind == Kind::Workflow {
            workflow::path::unfold(&mut parsed.root);
        }
        parsed
    });
    for ((file, source), parsed) in files.into_iter().zip(all) {
        parsed.drafts.into_iter().for_each(|draft| cx.report(draft));
        for text in &parsed.unread {
            cx.gap(file);
            cx.mention(text);
        }
        if parsed.lost {
            cx.lose_in(file);
        }
        let id = source.name().to_owned();
        docs.push(Doc { file, kind: source.kind, id, root: parsed.root });
    }
    docs
}

fn assemble<'c>(cx: &'c Cx<'c>, sources: &Sources, docs: &'c [Doc], tests: &'c [Doc]) -> Option<(Policy, Suite)> {
    let manifest = docs.iter().find(|doc| doc.kind == Kind::Manifest)?;
    let mut basics = manifest::read(cx, manifest)?;
    let written = org::read(cx, docs.iter().filter(|doc| doc.kind == Kind::Org), &basics.locale);
    let scripts = scripts::read(cx, &basics);
    let before = names::Before {
        written,
        calendar: basics.calendar.clone(),
        locale: basics.locale.clone(),
        settings: std::mem::take(&mut basics.settings),
        functions: scripts.functions,
        function_names: scripts.names,
        unread_functions: scripts.unread,
    };
    let mut names = names::gather(cx, docs, before);
    for (id, written) in std::mem::take(&mut names.list_names) {
        let list = tables::list(cx, &names, &id, &written);
        names.lists.insert(id.clone(), list);
        names.list_names.insert(id, written);
    }
    tables::decision_types(cx, &mut names);
    for (id, ty) in figures::measure_types(cx, &names) {
        names.figures.insert(id, ty);
    }
    figures::kpi_types(cx, &mut names);
    let policy = define(cx, sources, manifest, basics, &names);
    proofs::prove(cx, &names, &policy);
    let suite = scenarios::read(cx, (docs, tests), &names, &policy);
    Some((Policy { functions: names.functions, org: names.org, calendar: names.calendar, ..policy }, suite))
}

/// Compiles every definition against the names.
fn define<'a>(
    cx: &'a Cx<'a>,
    sources: &Sources,
    doc: &'a Doc,
    basics: manifest::Basics,
    names: &'a names::Names<'a>,
) -> Policy {
    let manifest = manifest::finish(cx, doc, basics, names);
    let written: Vec<(&Id, &names::WorkflowNames<'a>)> = names.workflows.iter().collect();
    let each = |(_, written): &(&Id, &'a names::WorkflowNames<'a>)| workflow::compile(cx, names, written);
    let (compiled, tables) = cx.beside(&written, each, || tables::compile(cx, names));
    let workflows: IndexMap<Id, Workflow> = written.into_iter().map(|(id, _)| id.clone()).zip(compiled).collect();
    let pipelines = names.pipelines.iter().filter_map(|(id, written)| {
        let of = workflows.get(&written.id)?;
        Some((id.clone(), workflow::pipeline(cx, names, written, of)))
    });
    let pipelines = pipelines.collect();
    let chains = approvals::compile(cx, names);
    types::check(cx, names);
    let decisions = tables::decisions(cx, names);
    tables::no_circles(cx, names, &tables, &decisions);
    let balances = balances::compile(cx, names);
    let measures = figures::measures(cx, names, &figures::fingerprint_of_all(cx, names));
    let kpis = figures::kpis(cx, names);
    let inputs = figures::inputs(cx, names);
    let dimensions = figures::dimensions(&measures, &inputs, &kpis);
    let targets = figures::targets(cx, names, &dimensions);
    let scorecards = figures::scorecards(cx, names, &dimensions);
    let incentives = figures::incentives(cx, names, &dimensions);
    let mut schedules = schedules::compile(cx, names);
    schedules.extend(schedules::of_results(&scorecards, &incentives, names.calendar.fiscal_year_starts()));
    Policy {
        version: 0,
        rows_answered: None,
        fingerprint: sources.fingerprint(),
        files: sources.files().clone(),
        manifest,
        calendar: names.calendar.clone(),
        org: Default::default(),
        workflows,
        pipelines,
        duties: duties::compile(cx, names),
        chains,
        tables,
        decisions,
        lists: names.lists.clone(),
        balances,
        functions: crate::script::Functions::none(),
        trees: figures::trees(
            cx,
            names,
            &targets,
            figures::Known { measures: &measures, kpis: &kpis, dimensions: &dimensions },
        ),
        targets,
        scorecards,
        incentives,
        forecasts: figures::forecasts(cx, names, &dimensions),
        analyses: figures::analyses(cx, names),
        schedules,
        reports: reports::compile(cx, names, &dimensions),
        matrices: reports::matrices(cx, names),
        channels: channels::compile(cx, names),
        reload: channels::reload(cx, names, doc),
        onlookers: Default::default(),
        inputs,
        warnings: figures::warnings(cx, names, &dimensions),
        measures,
        kpis,
    }
}
