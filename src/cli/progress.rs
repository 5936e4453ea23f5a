//! Progress of long work: a bar with rate and time left, on standard error, for terminals only.

use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that shows itself once work has taken a while; nothing where nobody watches.
pub(super) struct Progress {
    wanted: bool,
    started: std::time::Instant,
    bar: Option<ProgressBar>,
}

/// Work that is done sooner than this needs no bar.
const PATIENCE: Duration = Duration::from_millis(400);

impl Progress {
    /// A bar, if it is wanted and standard error is a terminal.
    pub fn new(wanted: bool) -> Progress {
        let wanted = wanted && std::io::stderr().is_terminal();
        Progress { wanted, started: std::time::Instant::now(), bar: None }
    }

    /// So far done, of how many; 0 where nobody knows.
    pub fn at(&mut self, done: u64, total: u64) {
        if !self.wanted || self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| bar(total));
        if total > 0 {
            bar.set_length(total);
        }
        bar.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: u64) -> ProgressBar {
    let (bar, shape) = match total {
        0 => (ProgressBar::new_spinner(), "{spinner} {human_pos} · {per_sec} · {elapsed}"),
        _ => (ProgressBar::new(total), "{bar:32} {human_pos}/{human_len} · {per_sec} · {eta} left"),
    };
    bar.with_style(ProgressStyle::with_template(shape).unwrap_or_else(|_| ProgressStyle::default_bar()))
}
