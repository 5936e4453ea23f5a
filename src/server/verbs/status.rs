//! `status`: how things stand.

use serde_json::{Value as Json, json};

use super::Asked;
use crate::server::{Problem, shapes};

/// The policy in force, the store, what comes next.
pub(super) fn status(asked: &Asked) -> Result<Json, Problem> {
    asked.reader()?;
    let state = asked.state();
    let policy = &state.policy;
    let bad = asked.host.bad().clone();
    let findings = bad.as_ref().map_or(json!([]), |problem| problem.details["findings"].clone());
    Ok(json!({
        "daemon": asked.host.daemon,
        "pid": std::process::id(),
        "policy": {
            "name": policy.manifest.name,
            "version": policy.version,
            "fingerprint": policy.fingerprint,
            "folder": asked.host.folder.root(),
            "valid": bad.is_none(),
            "problem": bad.map(|problem| problem.message),
            "findings": findings,
        },
        "store": {
            "url": asked.host.url,
            "events": state.store().next_seq() - 1,
            "records": state.count_records()?,
        },
        "counts": policy.counts(),
        "next_due": shapes::moment(&state, asked.desk().next_due()?),
        "notes": asked.host.notes,
    }))
}
