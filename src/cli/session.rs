//! One run of the program: its options, its streams, and whoever answers its calls.

use std::path::PathBuf;

use serde_json::Value as Json;

use super::{args::Global, door, failed::Failed, output::Output, progress::Progress};
use crate::server::{Answers, Call, Envelope, Problem};

/// One run of the program.
pub(super) struct Session<'a> {
    pub global: Global,
    pub out: &'a mut Output,
    answers: Option<Box<dyn Answers>>,
}

impl<'a> Session<'a> {
    /// A session that has not asked anybody anything.
    pub fn new(global: Global, out: &'a mut Output) -> Session<'a> {
        Session { global, out, answers: None }
    }

    /// The policy folder: the one named, else the nearest upward that holds a manifest.
    pub fn folder(&self) -> Result<PathBuf, Problem> {
        door::folder(self.global.policy.as_deref())
    }

    /// Asks whoever has the store. A daemon if one runs, else the store is opened for this run.
    pub fn ask(&mut self, call: Call) -> Result<Json, Problem> {
        let envelope = Envelope { call, by: self.global.by.clone(), now: self.global.now.clone() };
        let mut progress = Progress::new(self.out.talks());
        let answers = match &mut self.answers {
            Some(answers) => answers,
            none => none.insert(door::open(&self.global)?),
        };
        answers.answer(envelope, &mut |done, total| progress.at(done, total))
    }

    /// Asks, and shows the answer.
    pub fn answer(&mut self, call: Call, human: impl FnOnce(&Json) -> String) -> Result<(), Failed> {
        let data = self.ask(call)?;
        self.out.answer(&data, human)
    }

    /// Lets go of the store.
    pub fn close(&mut self) {
        self.answers = None;
    }
}
