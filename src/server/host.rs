//! A policy folder, its store and the desk that runs them, answering calls: in one process or inside the daemon.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value as Json, json};

use super::{
    Answers, Caller, Envelope, Problem, address,
    reading::{self, Read},
    verbs,
    wake::Wake,
};
use crate::{
    compiler::{self, Sources},
    desk::{self, Clock, Desk, Folder, Queue, Taken},
    model::time::Calendar,
    policy::Policy,
    store::{self, Failure, Opened, Options},
};

/// Whoever answers calls over a store that this process has opened.
#[derive(Clone)]
pub struct Host {
    shared: Arc<Shared>,
    caller: Caller,
}

/// What all callers of a host share.
pub(super) struct Shared {
    /// The policy folder.
    pub folder: Folder,
    /// The store's address, absolute.
    pub url: String,
    /// The desk, and the line before it.
    pub queue: Queue,
    /// Whether this is a daemon: it goes by the system's clock, whoever asks.
    pub daemon: bool,
    /// What opening had to repair, in words for people.
    pub notes: Vec<String>,
    /// Rung when something may be due earlier than before.
    pub wake: Wake,
    reloading: Mutex<()>,
    bad: Mutex<Option<Problem>>,
}

/// How a host is opened.
struct Opening<'a> {
    folder: Folder,
    store_url: Option<&'a str>,
    daemon: bool,
    clock: &'a dyn Fn(&Calendar) -> Result<Clock, Problem>,
}

impl Host {
    /// Opens the store of a policy folder and goes on under what the folder says now. A folder that does not compile
    /// leaves the last good policy in force; the findings are kept for whoever asks. `store_url`, if given, is the
    /// store instead of the manifest's; a relative path counts from the folder.
    ///
    /// # Errors
    /// `policy_invalid` where there is no good policy to go on with, `store_unavailable` where the store is in use or
    /// cannot be opened.
    pub fn open(folder: Folder, store_url: Option<&str>, clock: Clock) -> Result<Host, Problem> {
        Host::open_as(Opening { folder, store_url, daemon: false, clock: &|_| Ok(clock.clone()) })
    }

    /// The same at a moment as people write it (`--now`), in the policy's zone; none: by the system's clock.
    ///
    /// # Errors
    /// As [`Host::open`]; `usage` where it is no moment.
    pub fn open_at(folder: Folder, store_url: Option<&str>, now: Option<&str>) -> Result<Host, Problem> {
        let clock = |calendar: &Calendar| match now {
            None => Ok(Clock::system()),
            Some(text) => verbs::moment(calendar, text).map(Clock::set_to),
        };
        Host::open_as(Opening { folder, store_url, daemon: false, clock: &clock })
    }

    /// The same for a daemon.
    pub(super) fn open_daemon(folder: Folder, store_url: Option<&str>, clock: Clock) -> Result<Host, Problem> {
        Host::open_as(Opening { folder, store_url, daemon: true, clock: &|_| Ok(clock.clone()) })
    }

    fn open_as(opening: Opening) -> Result<Host, Problem> {
        let url = address::store_url(opening.folder.root(), opening.store_url);
        let (desk, bad, notes) = match reading::read(&opening.folder) {
            Read::Good(policy) => open_good(&opening, &url, *policy)?,
            Read::Bad { problem, .. } => open_bad(&opening, &url, problem)?,
        };
        let caller = Caller::this_process(opening.folder.root());
        let shared = Shared {
            folder: opening.folder,
            url,
            queue: Queue::new(Arc::new(desk)),
            daemon: opening.daemon,
            notes,
            wake: Wake::default(),
            reloading: Mutex::default(),
            bad: Mutex::new(bad),
        };
        Ok(Host { shared: Arc::new(shared), caller })
    }

    /// The same host for another caller.
    pub fn for_caller(&self, caller: Caller) -> Host {
        Host { shared: self.shared.clone(), caller }
    }

    /// The desk.
    pub fn desk(&self) -> &Arc<Desk> {
        self.shared.queue.desk()
    }

    /// What opening had to repair, in words for people.
    pub fn notes(&self) -> &[String] {
        &self.shared.notes
    }

    /// Why the folder as it stands is not in force, where it is not.
    pub fn bad_folder(&self) -> Option<Problem> {
        self.shared.bad().clone()
    }

    /// Takes the folder's current state now: the version, and whether it is a new one.
    ///
    /// # Errors
    /// `policy_invalid` with the findings; `conflict` with the records it would strand.
    pub fn reload(&self) -> Result<(u64, bool), Problem> {
        self.shared.reload()
    }

    /// Ends the use of the store and gives up its lock.
    ///
    /// # Errors
    /// `store_unavailable` where the store could not be closed in order; nothing acknowledged is lost.
    pub fn close(&self) -> Result<(), Problem> {
        Ok(self.desk().close()?)
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

impl Answers for Host {
    fn answer(&mut self, envelope: Envelope, progress: &mut dyn FnMut(u64, u64)) -> Result<Json, Problem> {
        // A broken promise of ours fails one call, not the daemon and everybody in it.
        let lang = envelope.lang;
        let broken = ("this call broke down: a bug of salesflow", "这次调用出了故障：salesflow 自身有缺陷");
        catch_unwind(AssertUnwindSafe(|| verbs::answer(&self.shared, &self.caller, envelope, progress)))
            .unwrap_or_else(|_| Err(Problem::new("internal", broken)))
            .map_err(|problem| problem.told(lang))
    }
}

impl Shared {
    /// The desk.
    pub fn desk(&self) -> &Arc<Desk> {
        self.queue.desk()
    }

    /// Why the folder as it stands is not in force.
    pub fn bad(&self) -> MutexGuard<'_, Option<Problem>> {
        self.bad.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the folder and takes it, one at a time: whoever comes later sees what is there later.
    pub fn reload(&self) -> Result<(u64, bool), Problem> {
        let _one_at_a_time = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = match reading::read(&self.folder) {
            Read::Good(policy) => self.take(*policy),
            Read::Bad { problem, fingerprint } => self.reject(problem, fingerprint.as_deref()),
        };
        *self.bad() = taken.as_ref().err().filter(|problem| problem.code != "store_unavailable").cloned();
        self.wake.ring();
        taken
    }

    fn take(&self, policy: Policy) -> Result<(u64, bool), Problem> {
        let fingerprint = policy.fingerprint.clone();
        match self.desk().take_policy(policy)? {
            Taken::Unchanged { version } => Ok((version, false)),
            Taken::InForce { version } => Ok((version, true)),
            Taken::Stranded { records } => self.reject(reading::stranded(&records), Some(&fingerprint)),
        }
    }

    fn reject(&self, problem: Problem, fingerprint: Option<&str>) -> Result<(u64, bool), Problem> {
        if let Some(fingerprint) = fingerprint {
            let findings = problem.details["findings"].as_array().cloned().unwrap_or_default();
            self.desk().reject_policy(fingerprint, findings)?;
        }
        Err(problem)
    }
}

type OpenDesk = (Desk, Option<Problem>, Vec<String>);

fn open_good(opening: &Opening, url: &str, policy: Policy) -> Result<OpenDesk, Problem> {
    let clock = (opening.clock)(&policy.calendar)?;
    let opened = open_store(opening, url, true)?;
    let notes = opened.notes.clone();
    let before = desk::last_files(&*opened.store)?.filter(|files| *files != policy.files);
    // What was changed while nobody ran is taken as a running desk takes it: no record is left without a stage. What
    // an earlier program compiled and this one does not is past mending.
    let Some(before) = before.and_then(|files| compiler::compile(&Sources::new(files)).policy) else {
        return Ok((Desk::open(opened, policy, clock)?, None, notes));
    };
    let desk = Desk::open(opened, before, clock)?;
    let bad = match desk.take_policy(policy)? {
        Taken::Stranded { records } => Some(reading::stranded(&records)),
        Taken::InForce { .. } | Taken::Unchanged { .. } => None,
    };
    Ok((desk, bad, notes))
}

fn open_bad(opening: &Opening, url: &str, problem: Problem) -> Result<OpenDesk, Problem> {
    let opened = match store::open(url, options(opening, false)) {
        Ok(opened) => opened,
        Err(Failure::Missing { .. }) => return Err(problem),
        Err(failure) => return Err(failure.into()),
    };
    let last = desk::last_files(&*opened.store)?;
    let Some(policy) = last.and_then(|files| compiler::compile(&Sources::new(files)).policy) else {
        return Err(problem);
    };
    let clock = (opening.clock)(&policy.calendar)?;
    let notes = opened.notes.clone();
    Ok((Desk::open(opened, policy, clock)?, Some(problem), notes))
}

fn open_store(opening: &Opening, url: &str, create: bool) -> Result<Opened, Problem> {
    Ok(store::open(url, options(opening, create))?)
}

fn options(opening: &Opening, create: bool) -> Options {
    let standard = Options::default();
    let program = if opening.daemon { "salesflow serve".to_owned() } else { standard.program.clone() };
    Options { create, program, ..standard }
}

/// The answer of a reload.
pub(super) fn reloaded((version, changed): (u64, bool)) -> Json {
    json!({"version": version, "changed": changed})
}
