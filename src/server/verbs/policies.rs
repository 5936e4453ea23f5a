//! `policy log` and `reload`.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::Asked;
use crate::{
    desk::{Files, PolicyChange},
    server::{Problem, host, shapes},
};

/// Policies taken and rejected, newest first.
pub(super) fn log(asked: &Asked) -> Result<Json, Problem> {
    asked.reader()?;
    let state = asked.state();
    let mut entries = Vec::new();
    let mut before = Files::new();
    let mut version = 0;
    for entry in asked.desk().policy_log()? {
        let (change, findings, files) = match entry.change {
            PolicyChange::Taken { version: taken, files } => {
                version = taken;
                let changed = changed(&before, &files);
                before = files;
                ("taken", Vec::new(), changed)
            }
            PolicyChange::Rejected { findings } => ("rejected", findings, BTreeSet::new()),
        };
        entries.push(json!({
            "seq": entry.seq,
            "at": shapes::moment(&state, entry.at),
            "version": (change == "taken").then_some(version),
            "fingerprint": entry.fingerprint,
            "change": change,
            "findings": findings,
            "files": files,
        }));
    }
    entries.reverse();
    Ok(json!({ "entries": entries }))
}

/// Paths of files that came, went or changed.
fn changed(before: &Files, after: &Files) -> BTreeSet<String> {
    let paths = before.keys().chain(after.keys());
    paths.filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

/// Takes the folder's current state now.
pub(super) fn reload(asked: &Asked) -> Result<Json, Problem> {
    asked.reader()?;
    asked.host.reload().map(host::reloaded)
}
