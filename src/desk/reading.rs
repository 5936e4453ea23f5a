//! What the faces read of the state: records in order, the policy a store ran on last.

use std::ops::ControlFlow;

use super::{
    Trouble, codec, keys,
    policies::Files,
    state::{State, fault},
};
use crate::{
    model::{Body, Event, Id},
    script::Fault,
    store::Store,
};

impl State {
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
