//! The thread that writes derived data behind. It starts when there is first something to do, so that a program
//! that opens the store for one command never pays for it.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::Core;

/// A tail too long for the next opener is written after this much quiet.
const QUIET: Duration = Duration::from_secs(2);

#[derive(Default)]
pub(super) struct Drainer {
    running: Option<(SyncSender<bool>, JoinHandle<()>)>,
}

impl Drainer {
    /// Says that a drain is due: at once, or when things have calmed down.
    pub fn nudge(&mut self, core: &Arc<Core>, now: bool) {
        if self.running.is_none() {
            let (sender, receiver) = sync_channel(1);
            let core = Arc::clone(core);
            let thread = thread::Builder::new().name("store-drain".into()).spawn(move || run(&core, &receiver));
            // Without a thread the commits drain by themselves when their bound is reached.
            let Ok(thread) = thread else { return };
            self.running = Some((sender, thread));
        }
        if let Some((sender, _)) = &self.running {
            // Full means that it has been told already.
            let _ = sender.try_send(now);
        }
    }

    pub fn stop(&mut self) {
        if let Some((sender, thread)) = self.running.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

fn run(core: &Core, nudges: &Receiver<bool>) {
    let mut quiet = None;
    loop {
        let nudge = match quiet {
            Some(wait) => nudges.recv_timeout(wait),
            None => nudges.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        let due = match nudge {
            Ok(_) => core.pending().is_full(&core.options, 1),
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        quiet = if due { None } else { Some(QUIET) };
        if due {
            // A failure comes again to whoever commits, flushes or closes, and is told there.
            let _ = core.drain();
        }
    }
}
