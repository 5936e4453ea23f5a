//! What the faces read of the state: inboxes, notices, records in order, the policy a store ran on last.

use std::{ops::ControlFlow, sync::Arc};

use super::{
    Trouble,
    codec::{self, Notice},
    keys,
    policies::Files,
    state::{State, fault},
};
use crate::{
    model::{Body, Event, Id, time::Timestamp},
    script::Fault,
    store::Store,
};

impl State {
    /// What waits for somebody: the record, the task (0: it waits for a move), since when.
    pub fn inbox(&self, person: &str) -> Result<Vec<(Id, u32, Timestamp)>, Fault> {
        let prefix = keys::inbox_of(person);
        let mut lines = Vec::new();
        let mut wrong = None;
        self.scan(&prefix, None, &mut |key, cell| match line(&key[prefix.len()..], &cell.bytes()) {
            Ok(line) => {
                lines.push(line);
                ControlFlow::Continue(())
            }
            Err(error) => {
                wrong = Some(codec::damaged("an inbox", &error));
                ControlFlow::Break(())
            }
        })
        .map_err(fault)?;
        wrong.map_or(Ok(lines), Err)
    }

    /// What somebody was told by events from a number on, oldest first.
    pub fn notices(&self, person: &str, from: u64) -> Result<Vec<Arc<Notice>>, Fault> {
        let mut notices = Vec::new();
        let mut wrong = None;
        self.scan(&keys::outbox_all(), Some(&keys::outbox(from)), &mut |_, cell| {
            match codec::value::<Notice>(cell, "a notice") {
                Ok(notice) => {
                    if notice.to.iter().any(|to| &**to == person) {
                        notices.push(notice);
                    }
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    wrong = Some(error);
                    ControlFlow::Break(())
                }
            }
        })
        .map_err(fault)?;
        wrong.map_or(Ok(notices), Err)
    }

    /// Visits the records of a workflow in order of creation, after one if given; each with its place in that order.
    pub fn each_of(
        &self,
        workflow: &str,
        after: Option<u64>,
        visit: &mut dyn FnMut(u64, Id) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let prefix = keys::of_workflow_all(workflow);
        let from = after.map(|after| [prefix.as_slice(), &after.saturating_add(1).to_be_bytes()].concat());
        self.scan(&prefix, from.as_deref(), &mut |key, _| {
            let order = key.get(prefix.len()..prefix.len() + 8).and_then(|bytes| bytes.try_into().ok());
            match (order.map(u64::from_be_bytes), keys::id_after_order(key, &prefix)) {
                (Some(order), Some(id)) => visit(order, id),
                _ => ControlFlow::Continue(()),
            }
        })
        .map_err(fault)
    }

    /// How many records there are.
    pub fn count_records(&self) -> Result<u64, Fault> {
        let mut count = 0;
        self.scan(&keys::records(), None, &mut |_, _| {
            count += 1;
            ControlFlow::Continue(())
        })
        .map_err(fault)?;
        Ok(count)
    }
}

fn line(key: &[u8], bytes: &[u8]) -> Result<(Id, u32, Timestamp), String> {
    let at = key.len().checked_sub(5).ok_or("a key is too short")?;
    let (record, task) = key.split_at(at);
    let record = std::str::from_utf8(record).map_err(|error| error.to_string())?;
    let task: [u8; 4] = task[1..].try_into().map_err(|_| "a key is too short")?;
    Ok((record.into(), u32::from_be_bytes(task), codec::decode(bytes)?))
}

/// The files of the policy a store ran on last, before any desk is opened on it; none where it never had one.
pub fn last_files(store: &dyn Store) -> Result<Option<Files>, Trouble> {
    let mut last = None;
    let mut wrong = None;
    let mut look = |event: Result<Event, String>| match event {
        Ok(Event { body: Body::PolicyTaken { files, .. }, .. }) => {
            last = Some(files);
            ControlFlow::Continue(())
        }
        Ok(_) => ControlFlow::Continue(()),
        Err(error) => {
            wrong = Some(Trouble::State(format!("the policy log cannot be read: {error}")));
            ControlFlow::Break(())
        }
    };
    store.scan(&keys::policies(), None, &mut |_, cell| look(codec::decode(&cell.bytes())))?;
    // What the journal has and the derived data have not.
    store.events(store.derived_through() + 1, &mut |entry| {
        entry.events.iter().try_for_each(|bytes| look(codec::event(bytes)))
    })?;
    wrong.map_or(Ok(last), Err)
}
