//! `tick`, `verify`, `rebuild`, `stat`, `backup`: keeping a store.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::{Asked, moment};
use crate::{
    desk, said,
    server::{Problem, shapes},
};

/// Fires what is due.
pub(super) fn tick(asked: &Asked, now: Option<&str>) -> Result<Json, Problem> {
    asked.reader()?;
    let desk = asked.desk();
    let now = match now {
        None => desk.clock().now(),
        Some(text) => {
            asked.must_not_be_daemon()?;
            let now = moment(&desk.policy().calendar, text)?;
            desk.clock().put(now);
            now
        }
    };
    let fired = desk.tick(now)?;
    Ok(json!({"fired": fired, "now": shapes::moment(&asked.state(), now)}))
}

/// Recounts everything from the events.
pub(super) fn verify(asked: &Asked) -> Result<Json, Problem> {
    asked.caller.must_be_trusted(("verify the store", "核对存储"))?;
    let verified = desk::verify(asked.desk())?;
    serde_json::to_value(verified).map_err(|error| Problem::new("internal", error.to_string()))
}

/// Builds what is derived anew.
pub(super) fn rebuild(asked: &Asked) -> Result<Json, Problem> {
    asked.caller.must_be_trusted(("rebuild the store", "重建存储"))?;
    let events = asked.desk().rebuild()?;
    asked.host.wake.ring();
    Ok(json!({ "events": events }))
}

/// Sizes and counts of the store.
pub(super) fn stat(asked: &Asked) -> Result<Json, Problem> {
    asked.reader()?;
    let stat = asked.desk().store().stat()?;
    Ok(json!({
        "url": asked.host.url,
        "events": stat.events,
        "journal_bytes": stat.journal_bytes,
        "raw_bytes": stat.raw_bytes,
        "segments": stat.segments,
        "pending_keys": stat.pending_keys,
        "pending_bytes": stat.pending_bytes,
        "drained_through": stat.drained_through,
        "derived_bytes": stat.derived_bytes,
    }))
}

/// Writes a backup.
pub(super) fn backup(asked: &Asked, to: &Path) -> Result<Json, Problem> {
    asked.caller.must_be_trusted(("write a backup", "写备份"))?;
    if !to.is_absolute() {
        return Err(Problem::new("usage", said!("{} is not an absolute path", "{} 不是绝对路径", to.display())));
    }
    let report = asked.desk().store().backup(to)?;
    Ok(json!({"file": to, "events": report.events, "bytes": report.bytes, "checksum": report.checksum}))
}
