//! Group commit: commands of many callers queue up; while one group goes to disk the next gathers.
//!
//! There is no thread of its own. Whoever finds the writer idle leads: it takes what waits, commits it as one group and
//! hands each caller its answers; the first of those still waiting leads the next. Each caller sleeps on a place of its
//! own, so that nobody is woken for what another is told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
    thread::{self, Thread},
};

use super::{Answer, Desk, Reply, Request};

/// How many commands make a group at most: one journal entry, one flush.
const GROUP_MAX: usize = 128;

/// How often a leader lets others run before it takes what waits, while they make the group larger.
const LOOKS_MAX: usize = 8;

/// A desk that many threads may ask at once.
pub struct Queue {
    desk: Arc<Desk>,
    line: Mutex<Line>,
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<Waiting>,
    led: bool,
    /// How many commands the last group had: about as many are on their way.
    last: usize,
}

/// A command in the line.
struct Waiting {
    request: Request,
    caller: Arc<Caller>,
    /// Its place among those of its caller.
    n: usize,
}

/// Somebody who waits for answers.
struct Caller {
    thread: Thread,
    told: Mutex<Told>,
}

/// What a caller has been told so far.
struct Told {
    answers: Vec<Option<Answer>>,
    missing: usize,
    /// Whether the next group is this caller's to lead.
    leads: bool,
}

impl Queue {
    /// A queue before a desk.
    pub fn new(desk: Arc<Desk>) -> Queue {
        Queue { desk, line: Mutex::default() }
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
        let missing = requests.len();
        let answers = requests.iter().map(|_| None).collect();
        let told = Mutex::new(Told { answers, missing, leads: false });
        let caller = Arc::new(Caller { thread: thread::current(), told });
        if self.joins(&caller, requests) {
            self.lead();
        }
        loop {
            let mut told = held(&caller.told);
            if std::mem::take(&mut told.leads) {
                drop(told);
                self.lead();
                continue;
            }
            if told.missing == 0 {
                return std::mem::take(&mut told.answers).into_iter().flatten().collect();
            }
            drop(told);
            thread::park();
        }
    }

    /// Puts commands at the end of the line; whether their caller leads.
    fn joins(&self, caller: &Arc<Caller>, requests: Vec<Request>) -> bool {
        let mut line = held(&self.line);
        let all = requests.into_iter().enumerate();
        line.waiting.extend(all.map(|(n, request)| Waiting { request, caller: caller.clone(), n }));
        let leads = !line.led && !line.waiting.is_empty();
        line.led |= leads;
        leads
    }

    /// Answers what waits as one group, and hands the lead on.
    fn lead(&self) {
        let group = self.gather();
        let (callers, requests): (Vec<_>, Vec<_>) =
            group.into_iter().map(|one| ((one.caller, one.n), one.request)).unzip();
        let broken = || callers.iter().map(|_| Err(Reply::Failure("the desk broke down".into()))).collect();
        let answers = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.desk.answer(requests)));
        let answers: Vec<Answer> = answers.unwrap_or_else(|_| broken());
        self.hand_on();
        for ((caller, n), answer) in callers.into_iter().zip(answers) {
            let mut told = held(&caller.told);
            if let Some(place) = told.answers.get_mut(n) {
                *place = Some(answer);
            }
            told.missing -= 1;
            let is_last = told.missing == 0;
            drop(told);
            if is_last {
                caller.thread.unpark();
            }
        }
    }

    /// What waits, after those who were just answered have had a chance to come again.
    fn gather(&self) -> Vec<Waiting> {
        let mut before = 0;
        for _ in 0..LOOKS_MAX {
            let line = held(&self.line);
            let now = line.waiting.len();
            if now >= line.last.min(GROUP_MAX) || now == before {
                break;
            }
            before = now;
            drop(line);
            thread::yield_now();
        }
        let mut line = held(&self.line);
        let many = line.waiting.len().min(GROUP_MAX);
        line.last = many;
        line.waiting.drain(..many).collect()
    }

    /// The first of those who still wait leads next.
    fn hand_on(&self) {
        let mut line = held(&self.line);
        match line.waiting.front() {
            Some(next) => {
                held(&next.caller.told).leads = true;
                next.caller.thread.unpark();
            }
            None => line.led = false,
        }
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        compiler::{self, Sources},
        desk::Clock,
        model::{Actor, Command},
        store::{self, Options},
    };

    fn queue() -> Queue {
        let files = [
            ("salesflow.toml", "name = \"House\""),
            ("org.toml", "[unit.all]\n[person.ana]\nunit = \"all\""),
            ("workflows/note.toml", "id_format = \"N-{seq:1}\"\n[field]\ntext = { type = \"text\" }"),
        ];
        let files: BTreeMap<String, String> = files.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
        let policy = compiler::compile(&Sources::new(files)).policy.unwrap();
        let opened = store::open("memory:", Options::default()).unwrap();
        let clock = Clock::set_to("2026-03-02T09:00:00Z".parse().unwrap());
        Queue::new(Arc::new(Desk::open(opened, policy, clock).unwrap()))
    }

    fn request(text: String) -> Request {
        let command = Command::from_json(serde_json::json!({"new": "note", "with": {"text": text}})).unwrap();
        Request { command, actor: Actor::Person("ana".into()), writing: |_, _, _| serde_json::Value::Null }
    }

    fn text(answer: &Answer) -> String {
        let record = answer.as_ref().unwrap().record.clone().unwrap();
        record.fields.get("text").unwrap().to_string()
    }

    #[test]
    fn everybody_hears_their_own_answers_in_order() {
        let queue = queue();
        thread::scope(|scope| {
            for caller in 0..12 {
                let queue = &queue;
                scope.spawn(move || {
                    for round in 0..20 {
                        // Some ask once, some more often than one group holds.
                        let many = if caller == 0 { GROUP_MAX + 3 } else { 1 + round % 3 };
                        let asked: Vec<String> = (0..many).map(|n| format!("{caller}/{round}/{n}")).collect();
                        let answers = queue.answer_all(asked.iter().cloned().map(request).collect());
                        assert_eq!(answers.iter().map(text).collect::<Vec<_>>(), asked);
                    }
                });
            }
        });
        assert!(queue.answer_all(Vec::new()).is_empty());
        assert_eq!(text(&queue.answer(request("last".into()))), "last");
    }

    #[test]
    fn a_desk_that_breaks_down_answers_and_goes_on() {
        let queue = queue();
        let breaks = Request { writing: |_, _, _| panic!("no answer can be written"), ..request("broken".into()) };
        let breaks = Request { command: Command { key: Some("k".into()), ..breaks.command }, ..breaks };
        assert!(matches!(queue.answer(breaks), Err(Reply::Failure(_))));
        assert_eq!(text(&queue.answer(request("after".into()))), "after");
    }
}
