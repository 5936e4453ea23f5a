//! What something elsewhere sets going: events that come in, what is kept of them, what children and other records have
//! reached. The engine says what follows on one record; here it is found which records to ask, and asked one by one.

use std::collections::BTreeSet;

use super::{Trouble, absorb, group::Writer, outside};
use crate::{
    engine::{self, Met, View},
    model::{Id, event::Draft, outside::Came, time::Timestamp},
    script::Fault,
};

/// How many events that rules have sent come in after one group; more wait for the next.
const SENT_MAX: usize = 1_000;

/// How many of them come in with one commit.
const SENT_TOGETHER: usize = 64;

/// How many kept events end with one commit.
const OVER_MAX: usize = 256;

/// What became of an event from outside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CameTo {
    /// Its name.
    pub event: Id,
    /// The records that took it.
    pub taken: Vec<Id>,
    /// Until when it is kept, where nobody took it.
    pub kept: Option<Timestamp>,
    /// What was refused: the record, or the workflow whose record it would have made, and why.
    pub refused: Vec<(Id, String)>,
}

impl Writer {
    /// An event that has been written down meets the records that may wait for it, and makes those it makes.
    pub(super) fn meet_all(&mut self, came: &Came, seqs: &mut Vec<u64>) -> Result<CameTo, Trouble> {
        let mut to = CameTo { event: came.event.clone(), ..CameTo::default() };
        let mut because = None;
        let now = self.now();
        for id in engine::takers(&self.policy(), self.state(), came)
            .map_err(|refusal| Trouble::State(refusal.message.into()))?
        {
            let met = engine::meet(&self.policy(), self.state(), now, &id, came, false);
            self.met(&mut to, &mut because, &id, met, seqs)?;
        }
        for workflow in engine::begun_by(&self.policy(), came) {
            let met = engine::begin(&self.policy(), self.state(), now, &workflow, came);
            self.met(&mut to, &mut because, &workflow, met, seqs)?;
        }
        if to.taken.is_empty() {
            let over = engine::leave_over(&self.policy(), self.state(), came, because);
            to.kept = kept_until(&over);
            seqs.extend(self.absorb(vec![over])?.0);
        }
        Ok(to)
    }

    fn met(
        &mut self,
        to: &mut CameTo,
        because: &mut Option<String>,
        id: &Id,
        met: Result<Met, engine::Refused>,
        seqs: &mut Vec<u64>,
    ) -> Result<(), Trouble> {
        let met = match met {
            Ok(met) => met,
            // Its own condition can't be looked at there: as good as not waiting for it.
            Err(fault) => {
                because.get_or_insert(fault.message.into());
                return Ok(());
            }
        };
        let taken = met.is_taken();
        let made = met.events.iter().find_map(|draft| draft.record.clone());
        seqs.extend(self.write(met.events)?);
        match (taken, met.refused) {
            (true, _) => to.taken.push(made.unwrap_or_else(|| id.clone())),
            (false, Some(why)) => to.refused.push((id.clone(), why)),
            (false, None) => {}
        }
        Ok(())
    }

    /// Records that what has been touched may set going by its marks, or that may take what was kept.
    pub(super) fn heeding(&self, touched: &absorb::Touched) -> Result<BTreeSet<Id>, Fault> {
        let reach = self.state().reach();
        let mut found = BTreeSet::new();
        if !reach.heeds_anything() {
            return Ok(found);
        }
        for id in &touched.around {
            if self.state().record(id)?.is_some_and(|record| reach.heeds(&record.workflow)) {
                found.insert(id.clone());
            }
        }
        for id in &touched.linked {
            let Some(record) = self.state().record(id)? else { continue };
            if reach.heeds(&record.workflow) {
                found.insert(id.clone());
            }
            for other in engine::heeders(&self.policy(), self.state(), &record).unwrap_or_default() {
                if self.state().record(&other)?.is_some_and(|other| reach.heeds(&other.workflow)) {
                    found.insert(other);
                }
            }
        }
        Ok(found)
    }

    /// Lets a record heed what others have reached and what is kept for it. What its own rules refuse leaves it as it was.
    pub(super) fn heed(&mut self, id: &Id, seqs: &mut Vec<u64>) -> Result<absorb::Touched, Trouble> {
        let now = self.now();
        let drafts = engine::heed(&self.policy(), self.state(), now, id).unwrap_or_default();
        if !drafts.is_empty() {
            let (more, touched) = self.absorb(drafts)?;
            seqs.extend(more);
            return Ok(touched);
        }
        let Some(record) = self.state().record(id)? else { return Ok(absorb::Touched::default()) };
        for (event, carried) in engine::kept_for(&self.policy(), &record) {
            for came in outside::kept_of(self.state(), &event, carried.as_ref())? {
                let met = engine::meet(&self.policy(), self.state(), now, id, &came, true).unwrap_or_default();
                if met.is_taken() {
                    let (more, touched) = self.absorb(met.events)?;
                    seqs.extend(more);
                    return Ok(touched);
                }
            }
        }
        Ok(absorb::Touched::default())
    }

    /// What rules have sent to nobody in particular comes in, each with a commit after the one that sent it.
    pub(super) fn take_in_sent(&mut self) -> Result<(), Trouble> {
        let mut many = 0;
        while many < SENT_MAX {
            let sent = outside::sent_here(self.state(), SENT_TOGETHER)?;
            if sent.is_empty() {
                return Ok(());
            }
            many += sent.len();
            for one in sent {
                let (event, with) = (&one.event, &one.with);
                let draft = engine::comes_in(&self.policy(), self.state(), self.now(), event, with, one.seq);
                self.comes_in(draft)?;
            }
            self.commit()?;
        }
        Ok(())
    }

    fn comes_in(&mut self, draft: Draft) -> Result<(), Trouble> {
        let (mut seqs, _, events) = self.absorb_shown(vec![draft])?;
        for came in events.iter().filter_map(outside::came) {
            self.meet_all(&came, &mut seqs)?;
        }
        Ok(())
    }

    /// Ends what was kept and has not been taken in time; how many that were.
    pub(super) fn end_kept(&mut self, now: Timestamp) -> Result<usize, Trouble> {
        let mut many = 0;
        loop {
            let over = outside::over(self.state(), now, OVER_MAX)?;
            if over.is_empty() {
                return Ok(many);
            }
            many += over.len();
            self.absorb(over.iter().map(engine::is_over).collect())?;
            self.commit()?;
        }
    }
}

fn kept_until(draft: &Draft) -> Option<Timestamp> {
    match draft.body {
        crate::model::Body::EventKept { until, .. } => Some(until),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use super::*;
    use crate::{
        compiler::{self, Sources},
        desk::{Clock, Request},
        model::{Actor, Command},
        policy::Policy,
        store::{self, Options},
    };

    fn policy() -> Policy {
        let files = [
            ("salesflow.toml", "name = \"House\""),
            ("org.toml", "[unit.all]\n[person.ana]\nunit = \"all\""),
            (
                "workflows/bill.toml",
                "[stage.open]\n[stage.paid]\nend = \"done\"\n[transition.tell]\nfrom = \"open\"\n\
                 send = [{ event = \"paid\", with = { no = \"=id\" } }]\n[transition.pay]\nfrom = \"open\"\n\
                 to = \"paid\"\non = { event = \"paid\", where = \"event.no == id\" }",
            ),
        ];
        let files: BTreeMap<String, String> = files.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
        compiler::compile(&Sources::new(files)).policy.unwrap()
    }

    #[test]
    fn what_was_sent_comes_in_once_also_where_all_stopped_before_it_could() {
        let store = store::open("memory:", Options::default()).unwrap().store;
        let clock = Clock::set_to("2026-03-02T09:00:00Z".parse().unwrap());
        let request = |command: serde_json::Value| Request {
            command: Command::from_json(command).unwrap(),
            actor: Actor::Person("ana".into()),
            writing: |_, _, _| serde_json::Value::Null,
        };
        {
            let (mut writer, _) = Writer::open(store.clone(), Arc::new(policy()), &clock).unwrap();
            writer.group(vec![request(serde_json::json!({"new": "bill", "with": {}}))], &clock);
            // The group is on disk, and then the machine stops.
            writer.one(&request(serde_json::json!({"move": "BILL-000001", "do": "tell"}))).unwrap().unwrap();
            writer.commit().unwrap();
        }
        let (mut writer, _) = Writer::open(store, Arc::new(policy()), &clock).unwrap();
        let fired = |writer: &Writer| writer.state().record("BILL-000001").unwrap().unwrap().fired.clone();
        assert!(!fired(&writer).contains_key("pay"));
        for _ in 0..2 {
            writer.tick(clock.now()).unwrap();
            assert_eq!(fired(&writer).get("pay"), Some(&1));
        }
    }
}
