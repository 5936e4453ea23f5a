//! The daemon: keeps a store open, answers at the socket, takes the policy folder as it changes, fires what is due.

use std::{path::PathBuf, sync::Arc, thread::JoinHandle, time::Duration};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    iterator::Signals,
};

use super::{Host, Problem, address::Address, host::Shared, socket::Door};
use crate::{
    desk::{self, Clock, Folder, Watch},
    model::time::Timestamp,
};

/// After something may be due earlier, the clock looks again this much later: many commands, one look.
const CALM: Duration = Duration::from_millis(50);
/// However far the next moment is, the clock looks this often: a machine may have slept.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// After a tick that failed, or that found nothing to fire though something was due.
const PAUSE: Duration = Duration::from_secs(5);

/// How a daemon is run.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// The store instead of the manifest's; a relative path counts from the folder.
    pub store_url: Option<String>,
    /// Its clock.
    pub clock: Clock,
    /// Whether it takes the folder as it changes; `reload` works either way.
    pub watch: bool,
}

impl Default for ServeOptions {
    fn default() -> ServeOptions {
        ServeOptions { store_url: None, clock: Clock::system(), watch: true }
    }
}

/// What a daemon tells whoever runs it.
#[derive(Clone, Debug)]
pub enum News {
    /// It answers from now on.
    Ready {
        /// The socket.
        socket: PathBuf,
        /// The policy version in force.
        version: u64,
        /// What opening had to repair.
        notes: Vec<String>,
    },
    /// A changed policy is in force.
    Taken {
        /// Its version.
        version: u64,
    },
    /// A changed policy is not taken; the one before goes on.
    Rejected(Problem),
    /// Something that happens by itself did not; it is tried again.
    Trouble(String),
    /// It stops.
    Stopping,
}

/// Whoever hears the news.
type Tell = Arc<dyn Fn(News) + Send + Sync>;

/// Runs a daemon until it is told to stop by SIGINT or SIGTERM.
///
/// # Errors
/// As [`Host::open`]; `store_unavailable` too where it cannot listen, or the store could not be closed in order.
pub fn serve(
    folder: Folder,
    options: ServeOptions,
    tell: impl Fn(News) + Send + Sync + 'static,
) -> Result<(), Problem> {
    let no_signals = |error: std::io::Error| Problem::new("internal", format!("no signals: {error}"));
    let mut signals = Signals::new([SIGINT, SIGTERM]).map_err(no_signals)?;
    let daemon = Daemon::start(folder, options, tell)?;
    // Sleeps until a signal comes.
    signals.forever().next();
    daemon.stop()
}

/// A daemon that runs in this process.
pub struct Daemon {
    host: Host,
    door: Door,
    watch: Option<Watch>,
    clock: Option<JoinHandle<()>>,
    tell: Tell,
}

impl Daemon {
    /// Starts one; it answers when this returns.
    ///
    /// # Errors
    /// As [`serve`].
    pub fn start(
        folder: Folder,
        options: ServeOptions,
        tell: impl Fn(News) + Send + Sync + 'static,
    ) -> Result<Daemon, Problem> {
        let tell: Tell = Arc::new(tell);
        let host = Host::open_daemon(folder, options.store_url.as_deref(), options.clock)?;
        let shared = host.shared().clone();
        let address = Address::of(shared.folder.root(), &shared.url);
        let socket = address.socket.clone();
        let door = Door::open(host.clone(), address).map_err(|error| {
            Problem::new("store_unavailable", format!("cannot listen at {}: {error}", socket.display()))
        })?;
        let clock = {
            let (shared, tell) = (shared.clone(), tell.clone());
            std::thread::Builder::new().name("clock".into()).spawn(move || keep_time(&shared, &tell))
        };
        let clock = clock.map_err(|error| Problem::new("internal", format!("no thread for the clock: {error}")))?;
        let watch = options.watch.then(|| watch(&shared, &tell));
        if let Some(problem) = host.bad_folder() {
            tell(News::Rejected(problem));
        }
        tell(News::Ready { socket, version: host.desk().policy().version, notes: host.notes().to_vec() });
        Ok(Daemon { host, door, watch, clock: Some(clock), tell })
    }

    /// The host inside.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Lets nobody in any more, finishes what runs, closes the store and takes the socket away.
    ///
    /// # Errors
    /// `store_unavailable` where the store could not be closed in order; nothing acknowledged is lost.
    pub fn stop(mut self) -> Result<(), Problem> {
        (self.tell)(News::Stopping);
        self.halt();
        self.host.close()
    }

    fn halt(&mut self) {
        self.door.close();
        self.watch = None;
        self.host.shared().wake.end();
        if let Some(clock) = self.clock.take() {
            let _ended = clock.join();
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.halt();
    }
}

/// Takes the folder whenever it changes. What the watch has read is only a reason to look: read again under the lock,
/// the later state always wins.
fn watch(shared: &Arc<Shared>, tell: &Tell) -> Watch {
    let seen = shared.desk().policy().fingerprint.clone();
    let (shared, tell) = (shared.clone(), tell.clone());
    desk::watch(shared.folder.clone(), seen, move |_| match shared.reload() {
        Ok((version, true)) => tell(News::Taken { version }),
        Ok((_, false)) => {}
        Err(problem) => tell(News::Rejected(problem)),
    })
}

/// Fires what is due when it is due.
fn keep_time(shared: &Shared, tell: &Tell) {
    loop {
        let now = shared.desk().clock().now();
        let go_on = match fire(shared, now) {
            Ok(Pulse::Sleep(length)) => shared.wake.wait(length.min(LOOK_EVERY)) && shared.wake.rest(calm(length)),
            Ok(Pulse::Again) => true,
            Ok(Pulse::Stuck) => shared.wake.rest(PAUSE),
            Err(problem) => {
                tell(News::Trouble(format!("timers are late: {}", problem.message)));
                shared.wake.rest(PAUSE)
            }
        };
        if !go_on {
            return;
        }
    }
}

/// What the clock does next.
enum Pulse {
    /// Nothing is due before that long.
    Sleep(Duration),
    /// Something was fired.
    Again,
    /// Something is due that cannot be fired.
    Stuck,
}

fn fire(shared: &Shared, now: Timestamp) -> Result<Pulse, Problem> {
    let next = shared.desk().next_due()?;
    if next > now {
        let millis = next.as_millisecond().saturating_sub(now.as_millisecond());
        return Ok(Pulse::Sleep(Duration::from_millis(millis.unsigned_abs())));
    }
    match shared.desk().tick(now)? {
        0 if shared.desk().next_due()? <= now => Ok(Pulse::Stuck),
        _ => Ok(Pulse::Again),
    }
}

/// A pause after the bell, not longer than what there is to wait.
fn calm(length: Duration) -> Duration {
    CALM.min(length)
}
