//! Joins over stages: when one has what it waits for, what it takes, and what comes too late for it.

use super::{Found, locals};
use crate::{
    engine::{Refused, work::Work},
    model::{Body, Code, Id, Record, Refusal, Said, Value, event::RemovedBy, record::Token},
    policy::{Enough, Firing, Join, Rest, Spot, Transition, Workflow},
    said,
};

impl<'a> Work<'a> {
    /// Whether nothing more is to be done where a token stands and no chain runs on it.
    pub fn is_ready(&self, record: &Record, token: &Token) -> Result<bool, Refused> {
        Ok(record.chain_on(token.id).is_none() && self.unfinished(record, token)?.is_empty())
    }

    /// What a join would take now; none: it waits.
    pub(super) fn joined(&self, record: &Record, edge: &'a Transition) -> Result<Option<Found<'a>>, Refused> {
        let Some(join) = edge.join.as_ref().filter(|join| !join.stages().is_empty()) else {
            return Ok(None);
        };
        if !edge.from.iter().any(|stage| record.is_in(stage)) {
            return Ok(None);
        }
        let rules = self.rules_of(record)?;
        let spots = self.spots(rules, record, &edge.key(), join)?;
        let firing = join.firing(&spots, |arrived| self.enough(record, edge, join, arrived))?;
        let found = firing.and_then(|firing| {
            let token = record.token(*firing.taken.first()?)?;
            Some(Found { firing: Some(firing), ..Found::plain(edge, token) })
        });
        Ok(found)
    }

    /// The tokens of a record as a join sees them.
    fn spots<'r>(&self, rules: &Workflow, record: &'r Record, key: &Id, join: &Join) -> Result<Vec<Spot<'r>>, Refused> {
        let mut spots = Vec::with_capacity(record.tokens.len());
        for token in &record.tokens {
            let Some(stage) = rules.stages.get_index_of(&token.stage) else { continue };
            // Only what stands in the join's own stages is asked whether it is ready.
            let ready = join.stages().contains(&stage) && self.is_ready(record, token)?;
            let late = token.late.contains(key);
            spots.push(Spot { token: token.id, stage, ready, rounds: &token.rounds, late });
        }
        Ok(spots)
    }

    /// Whether these arrivals are enough where an expression decides.
    fn enough(&self, record: &Record, edge: &Transition, join: &Join, arrived: &[u32]) -> Result<bool, Refused> {
        let Enough::When(when) = &join.need else { return Ok(false) };
        let stages = arrived.iter().filter_map(|token| record.token(*token));
        let stages = stages.map(|token| Value::Text(token.stage.clone())).collect();
        let mut all = locals(edge, None, &Default::default());
        all.push(Value::List(stages));
        Ok(when.holds(&self.frame(record, &all))? == Some(true))
    }

    /// A join takes its tokens: the first goes on, the others have arrived; what is late for it is so from now on.
    pub(super) fn join(&mut self, id: &Id, edge: &Transition, firing: &Firing) -> Result<(), Refused> {
        let Some((token, others)) = firing.taken.split_first() else { return Ok(()) };
        for other in others {
            self.leave(id, *other)?;
        }
        self.emit(
            id,
            Body::Joined {
                join: edge.key(),
                token: *token,
                others: others.to_vec(),
                rounds: firing.rounds.clone(),
                late: firing.late.clone(),
            },
        )?;
        if edge.join.as_ref().is_some_and(|join| join.rest == Rest::Cancel) {
            for late in &firing.late {
                self.take_away(id, *late, RemovedBy::NotNeeded)?;
            }
        }
        Ok(())
    }

    /// Ends the first token that has arrived at a join it comes late for, ready as it is. Whether there was one.
    pub(super) fn end_late(&mut self, id: &Id) -> Result<bool, Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let late = |token: &&Token| {
            let edges = rules.transitions.values().flat_map(Transition::edges);
            !token.late.is_empty()
                && edges.filter(|edge| token.late.contains(&edge.key())).any(|edge| edge.from.contains(&token.stage))
        };
        for token in record.tokens.iter().filter(late) {
            if self.is_ready(&record, token)? {
                let token = token.id;
                drop(record);
                self.leave(id, token)?;
                self.remove(id, token, RemovedBy::Late)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Why a join that a person would make does not fire: what has not arrived yet.
    pub(super) fn not_arrived(&self, rules: &Workflow, record: &Record, edge: &Transition) -> Result<Refused, Refused> {
        let mut lacking = Vec::new();
        let mut open = Vec::new();
        for stage in &edge.from {
            let here: Vec<&Token> = record.tokens.iter().filter(|token| token.stage == *stage).collect();
            if here.is_empty() {
                lacking.push(stage);
            }
            for token in here {
                open.extend(self.unfinished(record, token)?.into_iter().map(|(_, title)| title));
            }
        }
        let title = |stage: &&Id| rules.stages.get(*stage).map_or(stage.to_string(), |rule| rule.title.clone());
        let mut reasons: Vec<Said> = Vec::new();
        if !lacking.is_empty() {
            reasons.push(said!(
                "nothing has come to {}",
                "还没有到达 {}",
                lacking.iter().map(title).collect::<Vec<_>>().join(", ")
            ));
        }
        if !open.is_empty() {
            reasons.push({
                let open = Said::joined(&open, (", ", "、"));
                said!("to be done first: {open}", "要先完成：{open}"; open)
            });
        }
        if reasons.is_empty() {
            reasons.push(Said::new("more can still come", "还可能有别的到来"));
        }
        let (join, reasons) = (&edge.id, Said::joined(&reasons, ("; ", "；")));
        Ok(Refusal::new(Code::Waiting, said!("`{join}` waits: {reasons}", "`{join}` 在等：{reasons}"; reasons))
            .with("record", &*record.id)
            .with("join", &*edge.id)
            .with("waits_for", lacking.iter().map(|stage| &***stage).collect::<Vec<_>>())
            .with("unfinished", open.iter().map(|title| title.as_str()).collect::<Vec<_>>()))
    }
}
