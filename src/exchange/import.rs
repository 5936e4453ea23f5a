//! Taking rows in: each is an order to the desk, sent in batches, answered row by row.
//!
//! What the desk has acknowledged is safe on disk, so an import that is stopped half way is finished by running it
//! again: rows that are in already change nothing.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value as Json;

use super::{
    mapping::Fit,
    prepare::{Look, prepare},
    read::{Row, Table},
    rejected::Rejected,
    source::Broken,
};
use crate::{
    desk::{Answer, Queue, Reply, Request, Trial},
    model::{Act, Actor, Command},
    policy::{Import, Policy},
};

/// How many rows are sent at once, and how long their texts may be together.
const BATCH_ROWS: usize = 256;
const BATCH_BYTES: usize = 4 << 20;

/// How many reasons a report tells of each file.
const REASONS: usize = 5;

/// What is to be taken in.
#[derive(Debug)]
pub struct Order<'a> {
    /// The files, in order.
    pub files: Vec<PathBuf>,
    /// How their rows become records.
    pub import: &'a Import,
    /// Decide everything, keep nothing.
    pub dry_run: bool,
    /// Who takes them in.
    pub actor: Actor,
}

/// What became of the files.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// File by file.
    pub files: Vec<FileReport>,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FileReport {
    /// The file.
    pub file: PathBuf,
    /// The encoding it was read in.
    pub encoding: &'static str,
    /// How many rows it has.
    pub rows: u64,
    /// How many became new records.
    pub created: u64,
    /// How many changed records that were there.
    pub updated: u64,
    /// How many had nothing new.
    pub unchanged: u64,
    /// How many were not taken.
    pub rejected: u64,
    /// Where those are kept.
    pub rejected_file: Option<PathBuf>,
    /// The first of them.
    pub reasons: Vec<Reason>,
}

/// Why a row was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The row's line.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// An import that could not go on.
#[derive(Debug, thiserror::Error)]
#[error("{}: {broken}", file.display())]
pub struct Stopped {
    /// What kind of thing stopped it.
    pub why: Why,
    /// The file that was being taken in.
    pub file: PathBuf,
    /// What is wrong, and at which line.
    pub broken: Broken,
    /// What was taken in before.
    pub report: Report,
}

/// What stops an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A file can't be read, or lacks what the mapping names. No row of any file has been taken.
    File,
    /// Rejected rows can't be kept.
    Rejected,
    /// The store failed.
    Store,
}

/// Takes files in. All of them are looked through before the first row is taken; `progress` is told how many rows are
/// done, of how many.
pub fn import(
    queue: &Queue,
    policy: &Policy,
    order: &Order<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Report, Box<Stopped>> {
    let mut report = Report::default();
    let stop = |file: &Path, why, broken, report: &Report| {
        Box::new(Stopped { why, file: file.to_path_buf(), broken, report: report.clone() })
    };
    let mut tables = Vec::new();
    for file in &order.files {
        let opened = Table::open(file).and_then(|table| Fit::new(policy, order.import, &table).map(|_| table));
        tables.push(opened.map_err(|broken| stop(file, Why::File, broken, &report))?);
    }
    let mut taking = Taking {
        desk: match order.dry_run {
            true => Desk::Trial(Box::new(queue.desk().trial())),
            false => Desk::Real(queue),
        },
        policy,
        actor: &order.actor,
        clock: queue.desk().clock().clone(),
        done: 0,
        total: tables.iter().map(Table::count).sum(),
        progress,
    };
    for (file, table) in order.files.iter().zip(&tables) {
        let mut counted = FileReport { file: file.clone(), encoding: table.text().encoding(), ..FileReport::default() };
        let taken = Fit::new(policy, order.import, table)
            .map_err(|broken| (Why::File, broken))
            .and_then(|fit| taking.file(&fit, table, &mut counted));
        report.files.push(counted);
        taken.map_err(|(why, broken)| stop(file, why, broken, &report))?;
    }
    Ok(report)
}

type Halt = (Why, Broken);

struct Taking<'a, 'p> {
    desk: Desk<'a>,
    policy: &'a Policy,
    actor: &'a Actor,
    clock: crate::desk::Clock,
    done: u64,
    total: u64,
    progress: &'p mut dyn FnMut(u64, u64),
}

/// The one that answers: the desk itself, or a trial of it.
enum Desk<'a> {
    Real(&'a Queue),
    Trial(Box<Trial>),
}

impl Taking<'_, '_> {
    fn file(&mut self, fit: &Fit<'_>, table: &Table, counted: &mut FileReport) -> Result<(), Halt> {
        let mut rejected = Rejected::beside(&counted.file, table);
        let most = if fit.looks_back { 1 } else { BATCH_ROWS };
        let (mut batch, mut bytes) = (Vec::new(), 0);
        for row in table.rows().map_err(|broken| (Why::File, broken))? {
            let row = row.map_err(|broken| (Why::File, broken))?;
            bytes += row.cells.iter().filter_map(Json::as_str).map(str::len).sum::<usize>();
            batch.push(row);
            if batch.len() >= most || bytes >= BATCH_BYTES {
                self.batch(fit, std::mem::take(&mut batch), &mut rejected, counted)?;
                bytes = 0;
            }
        }
        self.batch(fit, batch, &mut rejected, counted)?;
        if self.is_real() {
            let path = rejected.path().to_path_buf();
            counted.rejected_file = rejected.finish().map_err(|error| unkept(&path, &error))?;
        }
        Ok(())
    }

    fn batch(
        &mut self,
        fit: &Fit<'_>,
        rows: Vec<Row>,
        rejected: &mut Rejected<'_>,
        counted: &mut FileReport,
    ) -> Result<(), Halt> {
        let many = rows.len() as u64;
        let answers = self.answers(fit, &rows);
        for (row, answer) in rows.iter().zip(answers) {
            let reason = match answer {
                Ok(Ok(done)) => {
                    match (done.created, done.events.is_empty()) {
                        (true, _) => counted.created += 1,
                        (false, false) => counted.updated += 1,
                        (false, true) => counted.unchanged += 1,
                    }
                    counted.rows += 1;
                    continue;
                }
                Ok(Err(Reply::Failure(failure))) => return Err((Why::Store, Broken::at(row.line, failure))),
                Ok(Err(Reply::Refused(refusal))) => refusal.message.into(),
                Err(reason) => reason,
            };
            counted.rows += 1;
            counted.rejected += 1;
            if counted.reasons.len() < REASONS {
                counted.reasons.push(Reason { line: row.line, reason: reason.clone() });
            }
            if self.is_real() {
                rejected.keep(row, &reason).map_err(|error| unkept(rejected.path(), &error))?;
            }
        }
        self.done += many;
        (self.progress)(self.done, self.total);
        Ok(())
    }

    /// An answer for each row: the desk's, or why it was not even asked.
    fn answers(&mut self, fit: &Fit<'_>, rows: &[Row]) -> Vec<Result<Answer, String>> {
        let (policy, actor, now) = (self.policy, self.actor, self.clock.now());
        let request = |row: &Row, state: &_| {
            let look = Look { policy, state, actor, now };
            let command = Command::from(Act::Import(Box::new(prepare(fit, row, &look)?)));
            Ok(Request { command, actor: actor.clone(), writing: |_, _, _| Json::Null })
        };
        match &mut self.desk {
            Desk::Trial(trial) => {
                rows.iter().map(|row| request(row, trial.state()).map(|request| trial.answer(&request))).collect()
            }
            Desk::Real(queue) => {
                let state = queue.desk().state();
                let (mut requests, mut asked) = (Vec::new(), Vec::new());
                for row in rows {
                    asked.push(request(row, &state).map(|request| requests.push(request)));
                }
                let mut answers = queue.answer_all(requests).into_iter();
                let missing = || Err(Reply::Failure("no answer".into()));
                asked.into_iter().map(|asked| asked.map(|()| answers.next().unwrap_or_else(missing))).collect()
            }
        }
    }

    fn is_real(&self) -> bool {
        matches!(self.desk, Desk::Real(_))
    }
}

fn unkept(path: &Path, error: &std::io::Error) -> Halt {
    (Why::Rejected, Broken::whole(format!("rejected rows can't be kept in {}: {error}", path.display())))
}
