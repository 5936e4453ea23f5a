//! A pattern: a policy folder with its `pattern.toml`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use salesflow::{
    compiler::{self, Severity, Sources},
    desk::Folder,
    policy::{
        Policy,
        scenario::{Deed, Suite},
    },
};
use serde::Deserialize;

/// What `pattern.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The folder's name.
    #[serde(skip)]
    pub folder: String,
    /// `WCP-1`, `WRP-17`, `E2`.
    pub id: String,
    /// The pattern's name as the catalogue has it.
    pub name: String,
    /// What the policy makes of it, one sentence.
    pub what: String,
    /// `+` direct, `±` with a limit that `note` tells.
    #[serde(default = "direct")]
    pub rating: String,
    /// What is to be said about the rating.
    #[serde(default)]
    pub note: String,
    /// For exceptions: the strategies its scenarios show, as the survey writes them (`SRA-CWC-NIL`).
    #[serde(default)]
    pub strategies: Vec<String>,
    /// Changes that take away what makes the pattern.
    #[serde(default, rename = "mutant")]
    pub mutants: Vec<Change>,
    /// Changes that make it wrong in a way `check` finds.
    #[serde(default)]
    pub broken: Vec<Change>,
}

/// A change of one file: this text, which stands there once, by that.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub file: String,
    pub text: String,
    #[serde(default)]
    pub by: String,
    /// The finding it gives.
    #[serde(default)]
    pub code: Option<String>,
}

/// A policy with its scenarios.
pub struct Compiled {
    pub policy: Policy,
    pub sources: Sources,
    pub suite: Suite,
}

fn direct() -> String {
    "+".into()
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/patterns")
}

/// All patterns, by their folders' names.
pub fn patterns() -> Vec<Pattern> {
    let folders = fs::read_dir(home()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut all: Vec<Pattern> = folders
        .map(|path| {
            let text = fs::read_to_string(path.join("pattern.toml")).unwrap_or_else(|e| panic!("{path:?}: {e}"));
            let mut pattern: Pattern = toml::from_str(&text).unwrap_or_else(|e| panic!("{path:?}: {e}"));
            pattern.folder = path.file_name().unwrap().to_string_lossy().into_owned();
            pattern
        })
        .collect();
    all.sort_by(|a, b| a.folder.cmp(&b.folder));
    all
}

impl Pattern {
    fn sources(&self) -> Sources {
        Folder::at(&home().join(&self.folder)).read_with_tests().unwrap()
    }

    /// The policy and its scenarios, or its errors.
    pub fn compile(&self) -> Result<Compiled, String> {
        compiled(&self.sources())
    }

    /// The same with one thing changed.
    pub fn changed(&self, change: &Change) -> Result<Sources, String> {
        let sources = self.sources();
        let Some(text) = sources.files().get(&change.file) else {
            return Err(format!("there is no file `{}`", change.file));
        };
        match text.matches(&change.text).count() {
            1 => {
                let changed = text.replace(&change.text, &change.by);
                Ok(sources.with(&change.file, changed))
            }
            n => Err(format!("`{}` stands {n} times in {}", change.text.trim(), change.file)),
        }
    }

    /// How many lines of policy it takes: those of workflows and rules that say something.
    pub fn lines(&self) -> usize {
        let sources = self.sources();
        let policy =
            sources.files().iter().filter(|(file, _)| file.starts_with("workflows") || file.starts_with("rules"));
        let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        policy.flat_map(|(_, text)| text.lines()).filter(says).count()
    }

    /// Whether a script has a part in it.
    pub fn is_scripted(&self) -> bool {
        self.sources().files().keys().any(|file| file.ends_with(".rhai"))
    }
}

/// A policy and its scenarios, or its errors.
pub fn compiled(sources: &Sources) -> Result<Compiled, String> {
    let compiled = compiler::compile(sources);
    let errors: Vec<_> = compiled.findings.iter().filter(|f| f.severity == Severity::Error).cloned().collect();
    match (compiled.policy, compiled.suite) {
        (Some(policy), Some(suite)) if errors.is_empty() => Ok(Compiled { policy, sources: sources.clone(), suite }),
        _ => Err(compiler::render(&errors, &compiled.sources, false)),
    }
}

/// Whether something is refused in one of the scenarios.
pub fn refuses(suite: &Suite) -> bool {
    fn refused(deed: &Deed) -> bool {
        match deed {
            Deed::Refuse { .. } | Deed::Both { one: Some(_), .. } => true,
            Deed::AnyOrder(steps) => steps.iter().any(|step| refused(&step.deed)),
            _ => false,
        }
    }
    suite.scenarios.iter().flat_map(|scenario| &scenario.steps).any(|step| refused(&step.deed))
}
