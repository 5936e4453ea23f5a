//! Where each kind of derived data lies: one letter, then what it is about. Ids hold no control characters, so a zero
//! byte ends each part and prefixes never run into each other.

use crate::{
    engine::Due,
    model::{Id, time::Timestamp},
};

/// Ends a part of a key.
const END: u8 = 0;

fn key(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut key = Vec::with_capacity(2 + parts.iter().map(|part| part.len() + 1).sum::<usize>());
    key.push(kind);
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            key.push(END);
        }
        key.extend_from_slice(part);
    }
    key
}

fn prefix(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut prefix = key(kind, parts);
    if !parts.is_empty() {
        prefix.push(END);
    }
    prefix
}

/// A moment so that earlier sorts first.
fn moment(at: Timestamp) -> [u8; 8] {
    ((at.as_millisecond() as u64) ^ (1 << 63)).to_be_bytes()
}

/// The moment a key of [`timer`] or [`kept_until`] begins with.
pub fn timer_due(key: &[u8]) -> Option<Timestamp> {
    let bytes: [u8; 8] = key.get(1..9)?.try_into().ok()?;
    Timestamp::from_millisecond((u64::from_be_bytes(bytes) ^ (1 << 63)) as i64).ok()
}

/// A record as it stands.
pub fn record(id: &str) -> Vec<u8> {
    key(b'r', &[id.as_bytes()])
}

/// All records.
pub fn records() -> Vec<u8> {
    vec![b'r']
}

/// Marks of a record that it no longer carries itself, by the first of them.
pub fn marks(record: &str, first: u64) -> Vec<u8> {
    key(b'l', &[record.as_bytes(), &first.to_be_bytes()])
}

/// All marks of a record that it no longer carries itself.
pub fn marks_of(record: &str) -> Vec<u8> {
    prefix(b'l', &[record.as_bytes()])
}

/// A record among those of its workflow, in order of creation.
pub fn of_workflow(workflow: &str, created: u64, id: &str) -> Vec<u8> {
    key(b'w', &[workflow.as_bytes(), &created.to_be_bytes(), id.as_bytes()])
}

/// All records of a workflow.
pub fn of_workflow_all(workflow: &str) -> Vec<u8> {
    prefix(b'w', &[workflow.as_bytes()])
}

/// A record among those another's steps made, in order of creation.
pub fn child(parent: &str, created: u64, id: &str) -> Vec<u8> {
    key(b'c', &[parent.as_bytes(), &created.to_be_bytes(), id.as_bytes()])
}

/// All records another's steps made.
pub fn children(parent: &str) -> Vec<u8> {
    prefix(b'c', &[parent.as_bytes()])
}

/// The id at the end of a key of [`of_workflow`] or [`child`]: eight bytes of order and a zero byte come before it.
pub fn id_after_order(key: &[u8], prefix: &[u8]) -> Option<Id> {
    std::str::from_utf8(key.get(prefix.len() + 9..)?).ok().map(Id::from)
}

/// The place in the order of creation that a key of [`of_workflow`] or [`child`] holds.
pub fn order(key: &[u8], prefix: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(key.get(prefix.len()..prefix.len() + 8)?.try_into().ok()?))
}

/// The record that holds a key of an index.
pub fn index(index: &str, value: &str) -> Vec<u8> {
    key(b'x', &[index.as_bytes(), value.as_bytes()])
}

/// The last number of a sequence.
pub fn sequence(name: &str) -> Vec<u8> {
    key(b'q', &[name.as_bytes()])
}

/// A record in somebody's inbox; `task` is 0 where it waits for a move.
pub fn inbox(person: &str, record: &str, task: u32) -> Vec<u8> {
    key(b'i', &[person.as_bytes(), record.as_bytes(), &task.to_be_bytes()])
}

/// Somebody's inbox.
pub fn inbox_of(person: &str) -> Vec<u8> {
    prefix(b'i', &[person.as_bytes()])
}

/// What somebody holds in a workflow: a record they own (task 0), a piece of open work.
pub fn held(person: &str, workflow: &str, record: &str, task: u32) -> Vec<u8> {
    key(b'h', &[person.as_bytes(), workflow.as_bytes(), record.as_bytes(), &task.to_be_bytes()])
}

/// All that somebody holds in a workflow.
pub fn held_of(person: &str, workflow: &str) -> Vec<u8> {
    prefix(b'h', &[person.as_bytes(), workflow.as_bytes()])
}

/// All that anybody holds.
pub fn held_all() -> Vec<u8> {
    prefix(b'h', &[])
}

/// Who holds what lies at such a key.
pub fn holder(key: &[u8]) -> Option<&str> {
    std::str::from_utf8(key.get(1..)?.split(|byte| *byte == END).next()?).ok()
}

/// When somebody is away.
pub fn leave(person: &str) -> Vec<u8> {
    key(b'v', &[person.as_bytes()])
}

/// What has become of a target since the policy stated it.
pub fn target(id: &str) -> Vec<u8> {
    key(b'g', &[id.as_bytes()])
}

/// All targets of which something has become.
pub fn targets() -> Vec<u8> {
    vec![b'g']
}

/// A timer, earliest first; those of one record that are due together in the order they were set.
pub fn timer(record: &str, timer: &Due) -> Vec<u8> {
    let on = format!("{:010}.{:010}.{:05}", timer.token.unwrap_or(0), timer.task.unwrap_or(0), timer.place);
    let mut key = vec![b't'];
    key.extend_from_slice(&moment(timer.due));
    for part in [record.as_bytes(), on.as_bytes(), timer.timer.as_bytes()] {
        key.push(END);
        key.extend_from_slice(part);
    }
    key
}

/// All timers.
pub fn timers() -> Vec<u8> {
    vec![b't']
}

/// When a schedule comes round.
pub fn schedule(id: &str) -> Vec<u8> {
    key(b'z', &[id.as_bytes()])
}

/// When schedules come round.
pub fn schedules() -> Vec<u8> {
    vec![b'z']
}

/// A sum of a measure: one day (or none) and one combination of dimensions.
pub fn cell(measure: &str, day: [u8; 5], dims: &[u8]) -> Vec<u8> {
    let mut key = cells(measure);
    key.extend_from_slice(&day);
    key.extend_from_slice(dims);
    key
}

/// All sums of a measure.
pub fn cells(measure: &str) -> Vec<u8> {
    prefix(b'f', &[measure.as_bytes()])
}

/// What a record adds to the measures of its workflow.
pub fn contributions(record: &str) -> Vec<u8> {
    key(b'a', &[record.as_bytes()])
}

/// A raised warning.
pub fn warning(warning: &str, series: &[u8]) -> Vec<u8> {
    key(b'n', &[warning.as_bytes(), series])
}

/// All series of a raised warning.
pub fn warning_all(warning: &str) -> Vec<u8> {
    prefix(b'n', &[warning.as_bytes()])
}

/// All raised warnings.
pub fn warnings() -> Vec<u8> {
    vec![b'n']
}

/// A notice in the outbox.
pub fn outbox(seq: u64) -> Vec<u8> {
    key(b'o', &[&seq.to_be_bytes()])
}

/// The outbox.
pub fn outbox_all() -> Vec<u8> {
    vec![b'o']
}

/// The answer an idempotency key stands for.
pub fn answer(idempotency_key: &str) -> Vec<u8> {
    key(b'k', &[idempotency_key.as_bytes()])
}

/// A record that refers to another.
pub fn referrer(target: &str, record: &str) -> Vec<u8> {
    key(b'b', &[target.as_bytes(), record.as_bytes()])
}

/// All records that refer to another.
pub fn referrers(target: &str) -> Vec<u8> {
    prefix(b'b', &[target.as_bytes()])
}

/// An entry of the policy log.
pub fn policy(seq: u64) -> Vec<u8> {
    key(b'p', &[&seq.to_be_bytes()])
}

/// The policy log.
pub fn policies() -> Vec<u8> {
    vec![b'p']
}

/// A key under which an event has come in.
pub fn came(event: &str, key: &str) -> Vec<u8> {
    self::key(b'e', &[event.as_bytes(), key.as_bytes()])
}

/// An event that has come in and that nobody has taken yet.
pub fn kept(event: &str, seq: u64) -> Vec<u8> {
    key(b'd', &[event.as_bytes(), &seq.to_be_bytes()])
}

/// All events of a name that nobody has taken yet.
pub fn kept_all(event: &str) -> Vec<u8> {
    prefix(b'd', &[event.as_bytes()])
}

/// The same by what it carries.
pub fn kept_by(event: &str, name: &str, value: &str, seq: u64) -> Vec<u8> {
    key(b'y', &[event.as_bytes(), name.as_bytes(), value.as_bytes(), &seq.to_be_bytes()])
}

/// All events of a name that nobody has taken yet and that carry a value.
pub fn kept_by_all(event: &str, name: &str, value: &str) -> Vec<u8> {
    prefix(b'y', &[event.as_bytes(), name.as_bytes(), value.as_bytes()])
}

/// The number at the end of a key of [`kept_by`].
pub fn seq_at_end(key: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(key.get(key.len().checked_sub(8)?..)?.try_into().ok()?))
}

/// When what is kept is over, earliest first.
pub fn kept_until(until: Timestamp, seq: u64) -> Vec<u8> {
    let mut key = vec![b'u'];
    key.extend_from_slice(&moment(until));
    key.extend_from_slice(&seq.to_be_bytes());
    key
}

/// The ends of all that is kept.
pub fn kept_until_all() -> Vec<u8> {
    vec![b'u']
}

/// An event that a rule has sent and that has yet to come in here.
pub fn sent_here(seq: u64) -> Vec<u8> {
    key(b's', &[&seq.to_be_bytes()])
}

/// All events that have yet to come in here.
pub fn sent_here_all() -> Vec<u8> {
    vec![b's']
}

/// Bookkeeping of the desk.
pub fn meta(name: &str) -> Vec<u8> {
    key(b'm', &[name.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_sort_by_time_before_and_after_1970() {
        let due = |second: i64| Due {
            due: Timestamp::from_second(second).unwrap(),
            token: Some(1),
            task: None,
            place: 0,
            timer: "sla".into(),
        };
        let at = |second: i64| timer("R", &due(second));
        assert!(at(-5) < at(0) && at(0) < at(7_000_000_000));
        assert_eq!(timer_due(&at(1234)), Some(Timestamp::from_second(1234).unwrap()));
    }

    #[test]
    fn a_prefix_holds_no_neighbour() {
        assert!(!of_workflow("lead2", 1, "x").starts_with(&of_workflow_all("lead")));
        let key = child("P-1", 7, "K-1");
        assert_eq!(id_after_order(&key, &children("P-1")).as_deref(), Some("K-1"));
    }
}
