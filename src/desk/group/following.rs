//! What follows from decided events: they are numbered and chained, folded, and whatever they set going is done too.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::Writer;
use crate::{
    desk::{Trouble, absorb, codec, judge},
    engine::{self, View},
    model::{
        Body, Event, Id, Record,
        event::{Draft, Hash},
    },
    script::Fault,
};

/// How often one record settles after one command because others around it change.
const SETTLED_MAX: usize = 100;

/// How often one record heeds others after one command: each of many children may set it going once.
const HEEDED_MAX: usize = 1_000;

impl Writer {
    /// Writes decided events down, and whatever follows: linked records that settle, warnings that change.
    pub(in crate::desk) fn write(&mut self, drafts: Vec<Draft>) -> Result<Vec<u64>, Trouble> {
        self.write_left(drafts, Vec::new())
    }

    /// The same, where it is known how the events leave records.
    pub(super) fn write_left(&mut self, drafts: Vec<Draft>, left: Vec<Arc<Record>>) -> Result<Vec<u64>, Trouble> {
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        let (mut seqs, mut touched, _) = self.absorb_left(drafts, left)?;
        let mut due = self.set_going(&touched)?;
        let mut heeding = self.heeding(&touched)?;
        let mut often: BTreeMap<Id, usize> = BTreeMap::new();
        while let Some((id, heeds)) = next_of(&mut due, &mut heeding) {
            let times = often.entry(id.clone()).or_default();
            *times += 1;
            // Two records that set each other going for ever rest here; the next change of either goes on.
            if *times > if heeds { HEEDED_MAX } else { SETTLED_MAX } {
                continue;
            }
            let also = match heeds {
                true => self.heed(&id, &mut seqs)?,
                false => self.settle(&id, &mut seqs)?,
            };
            due.extend(self.set_going(&also)?);
            heeding.extend(self.heeding(&also)?);
            touched.add(also);
        }
        let warnings = judge::after(&self.state, &touched)?;
        if !warnings.is_empty() {
            seqs.extend(self.absorb(warnings)?.0);
        }
        Ok(seqs)
    }

    /// Lets what is automatic on a record fire. What its own rules refuse leaves it as it was; `why` shows it.
    fn settle(&mut self, id: &Id, seqs: &mut Vec<u64>) -> Result<absorb::Touched, Trouble> {
        match engine::settle(&self.state.policy, &self.state, self.state.now, id) {
            Ok(drafts) if !drafts.is_empty() => {
                let (more, touched) = self.absorb(drafts)?;
                seqs.extend(more);
                Ok(touched)
            }
            Ok(_) | Err(_) => Ok(absorb::Touched::default()),
        }
    }

    /// Open records with automatic transitions that look at what has changed: records around it, figures.
    fn set_going(&self, touched: &absorb::Touched) -> Result<BTreeSet<Id>, Fault> {
        let reach = self.state.reach();
        let mut found = BTreeSet::new();
        for id in &touched.around {
            let open = self.state.record(id)?.filter(|record| !record.is_closed());
            if open.is_some_and(|record| reach.moves_with_others(&record.workflow)) {
                found.insert(id.clone());
            }
        }
        if !reach.waits_for_anything() {
            return Ok(found);
        }
        let workflows: BTreeSet<Id> =
            touched.linked.iter().filter_map(|id| Some(self.state.record(id).ok()??.workflow.clone())).collect();
        for workflow in workflows.iter().filter(|workflow| reach.waits_for_room(workflow)) {
            let planned = self.state.held(engine::PLANNED, workflow)?;
            found.extend(planned.into_iter().map(|held| held.record).filter(|id| !touched.linked.contains(id)));
        }
        let measures = touched.cells.iter().map(|(measure, _)| measure).collect();
        for workflow in reach.moved_by(&measures) {
            found.extend(self.open_records(&workflow)?);
        }
        Ok(found)
    }

    /// The open records of a workflow, oldest first.
    fn open_records(&self, workflow: &str) -> Result<Vec<Id>, Fault> {
        let mut open = Vec::new();
        for id in self.state.of_workflow(workflow)? {
            open.extend(self.state.record(&id)?.filter(|record| !record.is_closed()).map(|record| record.id.clone()));
        }
        Ok(open)
    }

    /// Lets what is automatic on the open records of these workflows fire, and what follows.
    pub(super) fn settle_all(&mut self, workflows: &[Id]) -> Result<(), Trouble> {
        for workflow in workflows {
            for id in self.open_records(workflow)? {
                if let Ok(drafts) = engine::settle(&self.state.policy, &self.state, self.state.now, &id) {
                    self.write(drafts)?;
                }
            }
        }
        Ok(())
    }

    /// Numbers, times and chains events, folds them and derives what follows.
    pub(in crate::desk) fn absorb(&mut self, drafts: Vec<Draft>) -> Result<(Vec<u64>, absorb::Touched), Trouble> {
        self.absorb_shown(drafts).map(|(seqs, touched, _)| (seqs, touched))
    }

    /// The same, and the events as they are now written.
    pub(in crate::desk) fn absorb_shown(
        &mut self,
        drafts: Vec<Draft>,
    ) -> Result<(Vec<u64>, absorb::Touched, Vec<Event>), Trouble> {
        self.absorb_left(drafts, Vec::new())
    }

    fn absorb_left(
        &mut self,
        drafts: Vec<Draft>,
        left: Vec<Arc<Record>>,
    ) -> Result<(Vec<u64>, absorb::Touched, Vec<Event>), Trouble> {
        let at = self.state.now;
        let mut events = Vec::with_capacity(drafts.len());
        for Draft { record, as_of, actor, body } in drafts {
            let event = Event {
                seq: self.next_seq,
                record,
                at,
                as_of,
                actor,
                policy: self.state.policy.version,
                body,
                hash: Hash::default(),
            };
            let (event, bytes) = codec::seal(event, &self.hash);
            self.hash = event.hash;
            self.next_seq += 1;
            self.sends_here |= matches!(event.body, Body::Sent { channel: None, .. });
            self.pending.push(bytes);
            events.push(event);
        }
        let touched = absorb::absorb(&mut self.state, &events, self.store.next_position().0, left)?;
        Ok((events.iter().map(|event| event.seq).collect(), touched, events))
    }
}

/// Who is looked at next, and whether for what others have reached: first whoever settles by itself.
fn next_of(due: &mut BTreeSet<Id>, heeding: &mut BTreeSet<Id>) -> Option<(Id, bool)> {
    due.pop_first().map(|id| (id, false)).or_else(|| heeding.pop_first().map(|id| (id, true)))
}
