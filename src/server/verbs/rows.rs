//! `import` and `export`: rows in and out.

use std::path::PathBuf;

use serde_json::Value as Json;

use super::Asked;
use crate::server::Problem;

/// What an import is asked to do.
pub(super) struct Import {
    pub files: Vec<PathBuf>,
    pub workflow: Option<String>,
    pub map: Option<(String, String)>,
    pub dry_run: bool,
}

/// Takes rows in.
pub(super) fn import(asked: &mut Asked, _import: Import) -> Result<Json, Problem> {
    asked.caller.must_be_trusted("have files read")?;
    Err(Problem::new("internal", "rows cannot be taken in yet"))
}

/// Hands rows out.
pub(super) fn export(asked: &Asked, _what: &str, _cursor: Option<&str>, _limit: usize) -> Result<Json, Problem> {
    asked.reader()?;
    Err(Problem::new("internal", "rows cannot be handed out yet"))
}
