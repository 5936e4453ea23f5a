//! Programs that are asked when a token enters a stage (`call`): the request goes out, and the token is not ready until
//! it has been answered.
//!
//! A call has an id of its own, the same at every try, so that a program which is asked twice can tell. Who carries it
//! there and brings the answer back is not known here.

use std::collections::BTreeMap;

use super::{Refused, effects::given_on, outside, timers, work::Work};
use crate::{
    model::{
        Body, Code, Id, Record, Refusal, Value,
        command::With,
        outside::{CallRun, CallState},
        record::{Timer, Token, split_task},
        time::Timestamp,
    },
    policy::Call,
    said,
};

/// The timer of a call that may take only so long.
const WITHIN: &str = "within";

impl<'a> Work<'a> {
    /// Asks the program of a stage a token has entered.
    pub fn ask_program(&mut self, id: &Id, token: u32, stage: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let n = record.tasks + 1;
        match self.rule_of_call(&record, stage)? {
            // What `on_enter` has led to may have moved the token on already.
            Some(call) if record.token(token).is_some_and(|token| token.stage == *stage) => {
                drop(record);
                self.ask(id, n, (token, stage), call, 1)
            }
            _ => Ok(()),
        }
    }

    fn rule_of_call(&self, record: &Record, stage: &Id) -> Result<Option<&'a Call>, Refused> {
        Ok(self.rules_of(record)?.stages.get(stage).and_then(|stage| stage.call.as_deref()))
    }

    fn ask(&mut self, id: &Id, n: u32, on: (u32, &Id), call: &Call, attempt: u32) -> Result<(), Refused> {
        let record = self.get(id)?;
        let (mut with, mut due) = (BTreeMap::new(), Vec::new());
        {
            let frame = self.frame(&record, &[]);
            for (name, given) in &call.with {
                let value = given_on(given, &frame)?;
                if !value.is_none() {
                    with.insert(name.clone(), value);
                }
            }
            if let Some(within) = &call.within
                && let Some(length) = timers::length(within, &frame)?
            {
                due.push(Timer::new(WITHIN, timers::add(&frame, frame.now, &length)?));
            }
        }
        drop(record);
        let (token, stage) = (on.0, on.1.clone());
        let channel = call.channel.clone();
        self.emit(id, Body::Called { call: n, token, stage, channel, with, attempt, timers: due })
    }

    /// A call was not answered in time: it is asked again, or has failed.
    pub fn call_timer(&mut self, id: &Id, n: u32) -> Result<(), Refused> {
        let record = self.get(id)?;
        let Some(run) = record.call(n).filter(|run| run.state == CallState::Waiting).cloned() else { return Ok(()) };
        let call = self.rule_of_call(&record, &run.stage)?;
        drop(record);
        match call {
            Some(call) if run.tries <= call.retry => self.ask(id, n, (run.token, &run.stage), call, run.tries + 1),
            _ => {
                let often = match run.tries {
                    1 => String::new(),
                    tries => format!(", asked {tries} times"),
                };
                self.call_fails(id, &run, format!("no answer in time{often}"))
            }
        }
    }

    /// A program answers, or says why it can't. What comes too late is written down, and that is all.
    pub fn answer_call(&mut self, target: &Id, with: &With, failed: Option<&str>) -> Result<Id, Refused> {
        self.person()?;
        let (id, n) = self.call_meant(target)?;
        let run = self.get(&id)?.call(n).cloned();
        let run = run.ok_or_else(|| unknown(target))?;
        let late = run.state != CallState::Waiting;
        let with = outside::raw(with);
        match failed {
            Some(because) if late => {
                self.emit(&id, Body::CallFailed { call: n, because: because.to_owned(), late })?;
            }
            Some(because) => self.call_fails(&id, &run, because.to_owned())?,
            None => {
                self.emit(&id, Body::CallAnswered { call: n, with: with.clone(), late })?;
                let record = self.get(&id)?;
                if let (Some(call), false) = (self.rule_of_call(&record, &run.stage)?, late) {
                    let value = |name: &Id| with.get(name).cloned().unwrap_or(Value::None);
                    let locals: Vec<Value> = call.answers.iter().map(value).collect();
                    drop(record);
                    self.as_policy(|work| work.apply(&id, &call.answer, &locals))?;
                }
            }
        }
        Ok(id)
    }

    /// A call has failed: `on_failure`. The token stays as unready as it was, unless it is sent elsewhere.
    fn call_fails(&mut self, id: &Id, run: &CallRun, because: String) -> Result<(), Refused> {
        self.emit(id, Body::CallFailed { call: run.n, because, late: false })?;
        let record = self.get(id)?;
        let Some(call) = self.rule_of_call(&record, &run.stage)? else { return Ok(()) };
        drop(record);
        self.as_policy(|work| {
            work.apply_set(id, &call.failure.effects, &[])?;
            if let Some(to) = &call.failure.to {
                work.withdraw_from(id, run.token)?;
                work.end_in(id, run.token, to)?;
            }
            work.apply_rest(id, &call.failure.effects, &[])
        })
    }

    /// The record and number of the call that is meant: by its own id, or by the record's where it waits for one only.
    fn call_meant(&self, target: &Id) -> Result<(Id, u32), Refused> {
        if let Some((record, n)) = split_task(target)
            && self.view.record(record)?.is_some_and(|record| record.call(n).is_some())
        {
            return Ok((record.into(), n));
        }
        let record = self.get(target).map_err(|_| unknown(target))?;
        let open: Vec<u32> = record.open_calls().map(|call| call.n).collect();
        match open.as_slice() {
            [n] => Ok((target.clone(), *n)),
            [] => match record.calls.last() {
                // The only one that can be meant has been answered: this is late.
                Some(last) => Ok((target.clone(), last.n)),
                None => Err(unknown(target)),
            },
            several => {
                let calls: Vec<String> = several.iter().map(|n| record.task_id(*n)).collect();
                Err(Refusal::new(
                    Code::Conflict,
                    said!(
                        "{target} waits for several answers: say which call",
                        "{target} 在等多个应答：请指明是哪个调用"
                    ),
                )
                .with("calls", calls))
            }
        }
    }
}

fn unknown(target: &Id) -> Refused {
    Refusal::new(Code::NotFound, said!("there is no call `{target}`", "没有调用 `{target}`")).with("call", &**target)
}

/// The channel that a token still waits for.
pub(super) fn unanswered<'r>(record: &'r Record, token: &Token) -> Option<&'r Id> {
    let here = |call: &&CallRun| call.token == token.id && call.stage == token.stage && call.since >= token.entered;
    let last = record.calls.iter().rev().find(here)?;
    (last.state != CallState::Answered).then_some(&last.channel)
}

/// What an event of a call does to its record.
pub(super) fn fold(record: &mut Record, moment: Timestamp, body: &Body) {
    match body {
        Body::Called { call, token, stage, channel, attempt, timers, .. } => {
            record.tasks = record.tasks.max(*call);
            let (token, stage, channel) = (*token, stage.clone(), channel.clone());
            let (tries, timers, state) = (*attempt, timers.clone(), CallState::Waiting);
            match record.calls.iter_mut().find(|run| run.n == *call) {
                Some(run) => (run.tries, run.timers) = (tries, timers),
                None => {
                    record.calls.push(CallRun { n: *call, token, stage, channel, since: moment, tries, state, timers })
                }
            }
        }
        Body::CallAnswered { call, late: false, .. } => ends(record, *call, CallState::Answered),
        Body::CallFailed { call, late: false, .. } => ends(record, *call, CallState::Failed),
        _ => {}
    }
}

fn ends(record: &mut Record, call: u32, state: CallState) {
    if let Some(run) = record.calls.iter_mut().find(|run| run.n == call) {
        run.state = state;
        run.timers.clear();
    }
}

/// The token leaves where it stood: nobody waits there for an answer any more.
pub(super) fn left(record: &mut Record, token: u32) {
    for run in record.calls.iter_mut().filter(|run| run.token == token && run.state == CallState::Waiting) {
        run.state = CallState::Left;
        run.timers.clear();
    }
}
