//! Durable transitions: records are made, pass six guarded stages and two people's approval, and close; every step is
//! acknowledged only when it is safe on disk.

use std::{
    fs::File,
    io::Write,
    path::Path,
    sync::{Arc, Barrier},
    thread,
    time::Instant,
};

use serde_json::{Value as Json, json};

use super::{Figure, Scratch, Size, broke, failed, policy};
use crate::{
    desk::{Clock, Desk, Done, Queue, Reply, Request, State},
    model::{Actor, Command},
    server::Problem,
    store,
};

/// Transitions of one record's life: made, six moves, submitted, two decisions (the second completes the move).
const STEPS: usize = 10;
/// What one transition weighs in the bare log it is measured beside.
const LOG_BYTES: usize = 300;

pub(super) fn measure(size: Size, scratch: &Scratch, keep: &mut impl FnMut(Figure)) -> Result<(), Problem> {
    let alone = (size.records / 20).max(20);
    let log = bare_log(&scratch.at("log-alone"), alone * STEPS, 1)?;
    let one = lives(&scratch.at("alone"), alone, 1)?;
    keep(figure("durable transitions, one caller", one, log, "a bare log, one fdatasync each"));
    let log = bare_log(&scratch.at("log-grouped"), size.records * STEPS, size.callers)?;
    let grouped = lives(&scratch.at("grouped"), size.records, size.callers)?;
    keep(figure("durable transitions, callers at once", grouped, log, "a bare log, one fdatasync a group"));
    Ok(())
}

fn figure(name: &'static str, value: f64, beside_value: f64, beside: &'static str) -> Figure {
    Figure { name, value, unit: "per second", beside: Some(beside), ratio: Some(value / beside_value) }
}

/// Transitions a second, as many callers at once.
fn lives(folder: &Path, records: usize, callers: usize) -> Result<f64, Problem> {
    let url = format!("sled:{}", folder.display());
    let opened = store::open(&url, store::Options::default()).map_err(broke)?;
    let desk = Arc::new(Desk::open(opened, policy()?, Clock::system()).map_err(broke)?);
    let queue = Arc::new(Queue::new(desk.clone()));
    let barrier = Arc::new(Barrier::new(callers + 1));
    let threads: Vec<_> = (0..callers)
        .map(|caller| {
            let (queue, barrier) = (queue.clone(), barrier.clone());
            let share = records / callers + usize::from(caller < records % callers);
            thread::spawn(move || -> Result<(), String> {
                barrier.wait();
                (0..share).try_for_each(|n| life(&queue, caller * records + n))
            })
        })
        .collect();
    barrier.wait();
    let start = Instant::now();
    for thread in threads {
        thread.join().map_err(|_| broke("a caller panicked"))?.map_err(broke)?;
    }
    let seconds = start.elapsed().as_secs_f64();
    desk.close().map_err(broke)?;
    Ok((records * STEPS) as f64 / seconds)
}

fn life(queue: &Queue, n: usize) -> Result<(), String> {
    let made = ask(
        queue,
        "ann",
        json!({ "new": "deal", "with": {
            "title": format!("deal {n}"), "amount": "250000.50", "discount": "0.12", "grade": "B", "channel": "direct",
            "credit_used": "100000", "credit_limit": "500000", "region": "coast", "product_line": "pl03"
        }}),
    )?;
    let id = made.record.ok_or("no record was made")?.id.to_string();
    for verb in ["qualify", "visit", "solve", "quote", "negotiate", "agree", "close"] {
        ask(queue, "ann", json!({ "move": id, "do": verb }))?;
    }
    ask(queue, "max", json!({ "approve": id }))?;
    let done = ask(queue, "fay", json!({ "approve": id }))?;
    match done.record.and_then(|record| record.outcome.clone()).as_deref() {
        Some("won") => Ok(()),
        outcome => Err(format!("{id} ended as {outcome:?}")),
    }
}

fn ask(queue: &Queue, by: &str, command: Json) -> Result<Done, String> {
    let command = Command::from_json(command).map_err(|refusal| refusal.message.to_string())?;
    let request = Request { command, actor: Actor::Person(by.into()), writing: unwritten };
    queue.answer(request).map_err(|reply| match reply {
        Reply::Refused(refusal) => refusal.message.into(),
        Reply::Failure(failure) => failure,
    })
}

fn unwritten(_: &State, _: &Done, _: &Actor) -> Json {
    Json::Null
}

/// Appends and fdatasyncs a second of a log that keeps nothing but bytes: the floor.
fn bare_log(path: &Path, transitions: usize, group: usize) -> Result<f64, Problem> {
    let mut file = File::create(path).map_err(|error| failed(path, &error))?;
    let bytes = vec![0xA5_u8; LOG_BYTES * group];
    let groups = transitions.div_ceil(group);
    let start = Instant::now();
    for _ in 0..groups {
        file.write_all(&bytes).and_then(|()| file.sync_data()).map_err(|error| failed(path, &error))?;
    }
    Ok((groups * group) as f64 / start.elapsed().as_secs_f64())
}
