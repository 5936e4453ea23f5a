//! One run of the program: its options, its streams, and whoever answers its calls.

use serde_json::Value as Json;

use super::{
    args::Global,
    door::{self, Door},
    failed::Failed,
    output::Output,
    progress::Progress,
};
use crate::{
    compiler,
    desk::Folder,
    server::{Answers, Call, Envelope, Problem},
};

/// One run of the program.
pub(super) struct Session<'a> {
    pub global: Global,
    pub out: &'a mut Output,
    door: Option<Door>,
}

impl<'a> Session<'a> {
    /// A session that has not asked anybody anything.
    pub fn new(global: Global, out: &'a mut Output) -> Session<'a> {
        Session { global, out, door: None }
    }

    /// The policy folder: the one named, else the nearest upward that holds a manifest.
    pub fn folder(&self) -> Result<Folder, Problem> {
        door::folder(self.global.policy.as_deref())
    }

    /// Asks whoever has the store. A daemon if one runs, else the store is opened for this run.
    pub fn ask(&mut self, call: Call) -> Result<Json, Problem> {
        let envelope = Envelope {
            call,
            by: self.global.actor.clone(),
            now: self.global.now.clone(),
            lang: self.global.language(),
        };
        let mut progress = Progress::new(self.out.talks());
        if self.door.is_none() {
            let door = Door::open(&self.global)?;
            door.remarks().iter().for_each(|remark| self.out.remark(remark));
            self.door = Some(door);
        }
        match &mut self.door {
            Some(door) => door.answer(envelope, &mut |done, total| progress.at(done, total)),
            None => Err(Problem::new("internal", "nobody answers")),
        }
    }

    /// Asks, and shows the answer.
    pub fn answer(&mut self, call: Call, human: impl FnOnce(&Json) -> String) -> Result<(), Failed> {
        let data = self.ask(call)?;
        self.out.answer(&data, human)
    }

    /// The findings of an invalid policy with the lines they are about: if the folder still reads as it did.
    pub fn drawn(&self, problem: &Problem) -> Option<String> {
        let findings = problem.details.get("findings")?;
        let compiled = self.folder().ok()?.compile().ok()?;
        let lang = self.global.language();
        (compiler::json(&compiled.findings) == *findings)
            .then(|| compiler::render_in(&compiled.findings, &compiled.sources, true, lang))
    }

    /// Lets go of the store. What was acknowledged is safe already, so a failure here is only told.
    pub fn close(&mut self) {
        if let Some(Err(problem)) = self.door.take().map(|door| door.close()) {
            self.out.remark(problem.message.text(self.global.language()));
        }
    }
}
