//! The answer to every call, one file per group of calls. No rule lives here: they ask the desk, the engine and the
//! figures, and put the answer into its shape.

mod ahead;
mod commands;
mod decide;
mod figures;
mod inbox;
mod policies;
mod records;
mod reports;
mod rows;
mod status;
mod targets;
mod upkeep;

use serde_json::Value as Json;

use super::{
    Call, Caller, Envelope, Problem,
    eyes::{self, Eyes},
    host::Shared,
};
use crate::{
    desk::{Clock, Desk, State},
    model::{
        Actor, Id, Lang, Said,
        time::{Calendar, Timestamp},
    },
    said,
};

/// A call on its way to its answer.
struct Asked<'a> {
    host: &'a Shared,
    caller: &'a Caller,
    by: Option<String>,
    lang: Lang,
    progress: &'a mut dyn FnMut(u64, u64),
}

/// Answers a call.
pub(super) fn answer(
    host: &Shared,
    caller: &Caller,
    envelope: Envelope,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Json, Problem> {
    let mut asked = Asked { host, caller, by: envelope.by, lang: envelope.lang, progress };
    asked.put_clock(envelope.now.as_deref())?;
    match envelope.call {
        Call::Do { command } => commands::one(&asked, command),
        Call::Run { commands } => commands::many(&mut asked, commands),
        Call::Show { record, history } => records::show(&asked, &record, history),
        Call::List { workflow, stage, r#where, sort, limit, cursor } => {
            let list = records::List { workflow, stage, filter: r#where, sort, limit, cursor };
            records::list(&asked, list)
        }
        Call::Live { workflow } => records::live(&asked, &workflow),
        Call::Why { record, transition } => records::why(&asked, &record, transition.as_deref()),
        Call::Preview { record, transition, with, at } => {
            ahead::preview(&asked, ahead::Ahead { record, transition, with, at })
        }
        Call::Stuck { workflow, limit } => ahead::stuck(&asked, workflow.as_deref(), limit),
        Call::Decide { name, with, why } => decide::decide(&asked, &name, with, why),
        Call::Inbox { r#where, all } => inbox::inbox(&asked, r#where.as_deref(), all),
        Call::Leaves { person } => inbox::leaves(&asked, person.as_deref()),
        Call::Kpi { names, by, period } => figures::kpi(&asked, &names, &by, period.as_deref()),
        Call::Targets { target, depth } => targets::targets(&asked, target.as_deref(), depth),
        Call::Report { name, paper } => reports::report(&asked, name.as_deref(), paper),
        Call::Results { kind, paid, period } => figures::results(&asked, &kind, paid, period.as_deref()),
        Call::Warnings { level } => figures::warnings(&asked, level.as_deref()),
        Call::Import { files, workflow, map, dry_run } => {
            rows::import(&mut asked, rows::Import { files, workflow, map, dry_run })
        }
        Call::Export { what, cursor, limit } => rows::export(&asked, &what, cursor.as_deref(), limit),
        Call::Tick { now } => upkeep::tick(&asked, now.as_deref()),
        Call::Verify => upkeep::verify(&asked),
        Call::Rebuild => upkeep::rebuild(&asked),
        Call::Stat => upkeep::stat(&asked),
        Call::Backup { to } => upkeep::backup(&asked, &to),
        Call::PolicyLog => policies::log(&asked),
        Call::Reload => policies::reload(&asked),
        Call::Status => status::status(&asked),
    }
}

impl Asked<'_> {
    fn desk(&self) -> &Desk {
        self.host.desk()
    }

    fn state(&self) -> State {
        self.desk().state()
    }

    /// Who acts.
    fn actor(&self, named: Option<&str>) -> Result<Id, Problem> {
        self.caller.actor(&self.desk().policy(), named.or(self.by.as_deref()))
    }

    /// Looks at the records with the eyes of whoever asks.
    fn look<T>(&self, seen: impl FnOnce(&Eyes) -> Result<T, Problem>) -> Result<T, Problem> {
        eyes::look(&self.state(), &self.reader()?, seen)
    }

    /// Who looks; the policy where nobody is known.
    fn reader(&self) -> Result<Actor, Problem> {
        let reader = self.caller.reader(&self.desk().policy(), self.by.as_deref())?;
        Ok(reader.map_or(Actor::Policy, Actor::Person))
    }

    fn put_clock(&self, now: Option<&str>) -> Result<(), Problem> {
        let Some(text) = now else { return Ok(()) };
        self.must_not_be_daemon()?;
        let now = moment(&self.desk().policy().calendar, text)?;
        match self.desk().clock() {
            clock @ Clock::Set(_) => clock.put(now),
            Clock::System(_) => {
                return Err(Problem::new(
                    "usage",
                    (
                        "--now needs a store opened at that moment, not one that runs",
                        "--now 只能用于在那个时刻打开的存储，不能用于正在运行的",
                    ),
                ));
            }
        }
        Ok(())
    }

    fn must_not_be_daemon(&self) -> Result<(), Problem> {
        match self.host.daemon {
            true => Err(Problem::new(
                "not_permitted",
                ("a daemon goes by its own clock: --now is for tests", "守护进程按自己的时钟：--now 只供测试"),
            )),
            false => Ok(()),
        }
    }
}

/// A moment as people write it.
pub(super) fn moment(calendar: &Calendar, text: &str) -> Result<Timestamp, Problem> {
    calendar.parse_timestamp(text).map_err(|error| {
        let error = error.said();
        Problem::new("usage", said!("`{text}` is no moment: {error}", "`{text}` 不是时刻：{error}"; error))
    })
}

/// The problem of something that is not there.
fn not_found(what: impl Into<Said>) -> Problem {
    Problem::new("not_found", what)
}
