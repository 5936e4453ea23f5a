//! The words `salesflow` understands: options every verb takes, and the verbs.

use std::path::PathBuf;

use clap::{Args, Parser};

use super::verbs::Verb;
use crate::model::Lang;

const AFTER: &str = "\
Begin:
  salesflow init demo --example minimal && cd demo
  salesflow check
  salesflow new deal title=\"First deal\" amount=2000 --as ana
  salesflow inbox --as mia

Exit codes:
  0 done            3 policy invalid           6 not permitted
  1 internal fault  4 not found                7 conflict
  2 wrong usage     5 refused by the policy    8 store unavailable";

/// Runs a company's written sales policy
#[derive(Debug, Parser)]
#[command(name = "salesflow", version, after_help = AFTER, disable_help_subcommand = true, max_term_width = 100)]
pub(super) struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub verb: Verb,
}

/// Options that every verb takes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Options of every verb")]
pub(super) struct Global {
    /// The policy folder; else the nearest one upward that has a salesflow.toml
    #[arg(long, global = true, value_name = "DIR")]
    pub policy: Option<PathBuf>,
    /// Who acts, by person id; else the person whose `login` you are
    #[arg(long = "as", global = true, value_name = "PERSON", env = "SALESFLOW_ACTOR", hide_env_values = true)]
    pub actor: Option<String>,
    /// Answer with one JSON document on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// The same key with the same command answers the first result again and does nothing twice
    #[arg(long, global = true, value_name = "KEY")]
    pub idempotency_key: Option<String>,
    /// Refuse if the record has moved on from this version
    #[arg(long, global = true, value_name = "N")]
    pub if_version: Option<u64>,
    /// No progress, no remarks
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// More detail where something is refused
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// The language of findings and of what is refused: zh or en; else that of the locale
    #[arg(long, global = true, value_name = "LANG", env = "SALESFLOW_LANG", hide_env_values = true, value_parser = language)]
    pub lang: Option<Lang>,
    /// What time it is, for tests and embedded use
    #[arg(long, global = true, value_name = "MOMENT")]
    pub now: Option<String>,
    /// Another store than the policy names: `sled:FOLDER` or `memory:`
    #[arg(long, global = true, value_name = "URL")]
    pub store: Option<String>,
}

fn language(word: &str) -> Result<Lang, String> {
    Lang::of(word).ok_or_else(|| "write zh or en".to_owned())
}

impl Global {
    /// The language people are talked to in: the one that is asked for, else the locale's, else English.
    pub fn language(&self) -> Lang {
        // As the C library does: the first that says anything decides.
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        self.lang.or_else(|| Lang::of(&locale?)).unwrap_or_default()
    }
}
