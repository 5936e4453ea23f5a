//! Floor 7: the built-in benchmark: what this machine makes of the work an engine of this kind has to do.
//!
//! Each figure names what it is measured beside, in the same run, for absolute times differ from machine to machine. It
//! works in a folder of its own and leaves nothing behind.

mod check;
mod decisions;
mod durable;
mod reload;
mod start;
mod tables;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::{
    compiler::{self, Sources},
    policy::Policy,
    server::Problem,
};

/// What is measured together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Durable transitions: one caller, then many at once.
    Durable,
    /// Deals through guards and tables.
    Decisions,
    /// One call of the program.
    Start,
    /// A policy that changes under load.
    Reload,
    /// `check` of a large policy.
    Check,
}

/// How much work to do.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Records that go through their whole life.
    pub records: usize,
    /// Callers at once, where they are grouped.
    pub callers: usize,
    /// Deals that are decided.
    pub deals: usize,
    /// Workflows of the policy that is reloaded.
    pub workflows: usize,
    /// Workflows of the policy that is checked.
    pub checked: usize,
}

impl Default for Size {
    fn default() -> Size {
        Size { records: 2_000, callers: 64, deals: 20_000, workflows: 100, checked: 1_000 }
    }
}

/// One measured figure.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// What was measured.
    pub name: &'static str,
    /// How much.
    pub value: f64,
    /// Of what: `per second`, `ms`, `ns`.
    pub unit: &'static str,
    /// What it is measured beside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<&'static str>,
    /// This figure divided by that one's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
}

/// Runs one part, or everything; `told` hears of each figure as it is there.
pub fn run(
    size: Size,
    only: Option<Part>,
    program: &Path,
    told: &mut dyn FnMut(&Figure),
) -> Result<Vec<Figure>, Problem> {
    let scratch = Scratch::new()?;
    let mut figures = Vec::new();
    let mut keep = |figure: Figure| {
        told(&figure);
        figures.push(figure);
    };
    let wanted = |part: Part| only.is_none_or(|only| only == part);
    if wanted(Part::Durable) {
        durable::measure(size, &scratch, &mut keep)?;
    }
    if wanted(Part::Decisions) {
        decisions::measure(size, &mut keep)?;
    }
    if wanted(Part::Start) {
        start::measure(&scratch, program, &mut keep)?;
    }
    if wanted(Part::Reload) {
        reload::measure(size, &scratch, &mut keep)?;
    }
    if wanted(Part::Check) {
        check::measure(size, &scratch, &mut keep)?;
    }
    Ok(figures)
}

/// A folder of our own under the system's temporary one; gone when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Scratch, Problem> {
        let path = std::env::temp_dir().join(format!("salesflow-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|error| failed(&path, &error))?;
        Ok(Scratch(path))
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _left_behind = std::fs::remove_dir_all(&self.0);
    }
}

/// Writes the files of a policy below a folder.
fn written(root: &Path, all: &[(String, String)]) -> Result<(), Problem> {
    for (path, text) in all {
        let path = root.join(path);
        let parent = path.parent().unwrap_or(root);
        let made = std::fs::create_dir_all(parent).and_then(|()| std::fs::write(&path, text));
        made.map_err(|error| failed(&path, &error))?;
    }
    Ok(())
}

fn failed(path: &Path, error: &dyn std::fmt::Display) -> Problem {
    Problem::new("internal", format!("{}: {error}", path.display()))
}

fn broke(error: impl std::fmt::Display) -> Problem {
    Problem::new("internal", format!("the benchmark broke: {error}"))
}

/// The policy the benchmark runs: six guarded stages, an approval of two steps, a table.
fn files() -> Vec<(String, String)> {
    [
        ("salesflow.toml", include_str!("policy/salesflow.toml")),
        ("org.toml", include_str!("policy/org.toml")),
        ("workflows/deal.toml", include_str!("policy/deal.toml")),
        ("rules/approval.toml", include_str!("policy/approval.toml")),
        ("rules/route.toml", include_str!("policy/route.toml")),
        ("rules/routing.csv", tables::ROUTING),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .into()
}

fn policy() -> Result<Policy, Problem> {
    let compiled = compiler::compile(&Sources::new(files()));
    compiled.policy.ok_or_else(|| broke(compiler::render(&compiled.findings, &compiled.sources, false)))
}

/// The middle one.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
