//! Group commit: commands of many callers queue up; while one group goes to disk the next gathers.
//!
//! There is no thread of its own. Whoever finds the writer idle leads: it takes what waits, commits it as one group and
//! wakes those it answered; one of those still waiting leads the next.

use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use super::{Answer, Desk, Reply, Request};

/// How many commands make a group at most: one journal entry, one flush.
const GROUP_MAX: usize = 128;

/// A desk that many threads may ask at once.
pub struct Queue {
    desk: Arc<Desk>,
    line: Mutex<Line>,
    turn: Condvar,
}

#[derive(Default)]
struct Line {
    waiting: Vec<(u64, Request)>,
    answered: std::collections::BTreeMap<u64, Answer>,
    next: u64,
    led: bool,
}

impl Queue {
    /// A queue before a desk.
    pub fn new(desk: Arc<Desk>) -> Queue {
        Queue { desk, line: Mutex::default(), turn: Condvar::new() }
    }

    /// The desk behind it.
    pub fn desk(&self) -> &Arc<Desk> {
        &self.desk
    }

    /// Answers a command once its events are safe on disk.
    pub fn answer(&self, request: Request) -> Answer {
        self.answer_all(vec![request]).pop().unwrap_or_else(|| Err(Reply::Failure("no answer".into())))
    }

    /// Answers commands, in order, in as few groups as they and those of others fit in.
    pub fn answer_all(&self, requests: Vec<Request>) -> Vec<Answer> {
        let mut line = self.line();
        let tickets = line.next..line.next + requests.len() as u64;
        line.next = tickets.end;
        line.waiting.extend(tickets.clone().zip(requests));
        loop {
            if line.waiting.first().is_none_or(|(first, _)| *first >= tickets.end)
                && tickets.clone().all(|ticket| line.answered.contains_key(&ticket))
            {
                return tickets.filter_map(|ticket| line.answered.remove(&ticket)).collect();
            }
            if line.led {
                line = self.turn.wait(line).unwrap_or_else(|poisoned| poisoned.into_inner());
                continue;
            }
            line = self.lead(line);
        }
    }

    fn lead<'l>(&'l self, mut line: MutexGuard<'l, Line>) -> MutexGuard<'l, Line> {
        let many = line.waiting.len().min(GROUP_MAX);
        let (tickets, group): (Vec<u64>, Vec<Request>) = line.waiting.drain(..many).unzip();
        line.led = true;
        drop(line);
        let answers = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.desk.answer(group)))
            .unwrap_or_else(|_| tickets.iter().map(|_| Err(Reply::Failure("the desk broke down".into()))).collect());
        let mut line = self.line();
        line.answered.extend(tickets.into_iter().zip(answers));
        line.led = false;
        self.turn.notify_all();
        line
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
