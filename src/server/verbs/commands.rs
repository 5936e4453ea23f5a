//! `do` and `run`: commands, one or many.

use serde_json::{Value as Json, json};

use super::{Asked, decide};
use crate::{
    desk::{Answer, Request},
    model::{Act, Actor, Command, Lang},
    server::{Problem, shapes},
};

/// How many commands of a run go to the desk at once: what one group of events may hold.
const BATCH_MAX: usize = 128;

/// Answers one command.
pub(super) fn one(asked: &Asked, command: Json) -> Result<Json, Problem> {
    if decide::is_meant(&command) {
        return decide::command(asked, command);
    }
    let request = request(asked, command)?;
    let (keyed, actor) = (request.command.key.is_some(), request.actor.clone());
    let answer = asked.host.queue.answer(request);
    let told = told(asked, keyed, &actor, answer);
    asked.host.wake.ring();
    told
}

/// Answers commands in order, each for itself: what one is refused does not touch the others.
pub(super) fn many(asked: &mut Asked, commands: Vec<Json>) -> Result<Json, Problem> {
    let total = commands.len() as u64;
    let mut answers: Vec<Json> = Vec::with_capacity(commands.len());
    let mut commands = commands.into_iter().peekable();
    while commands.peek().is_some() {
        // A decision sees what the commands before it have done, so it parts the batch.
        if let Some(command) = commands.next_if(decide::is_meant) {
            answers.push(outcome(asked.lang, decide::command(asked, command)));
        } else {
            let plain = std::iter::from_fn(|| commands.next_if(|command| !decide::is_meant(command)));
            let read = plain.take(BATCH_MAX).map(|command| request(asked, command)).collect();
            answers.extend(batch(asked, read));
        }
        (asked.progress)(answers.len() as u64, total);
    }
    asked.host.wake.ring();
    Ok(json!({ "answers": answers }))
}

fn batch(asked: &Asked, read: Vec<Result<Request, Problem>>) -> Vec<Json> {
    let good: Vec<Request> = read.iter().filter_map(|request| request.as_ref().ok()).cloned().collect();
    let mut done = asked.host.queue.answer_all(good).into_iter();
    read.into_iter()
        .map(|request| {
            let told = request.and_then(|request| match done.next() {
                Some(answer) => told(asked, request.command.key.is_some(), &request.actor, answer),
                None => Err(Problem::new("internal", ("the desk gave no answer", "没有得到回答"))),
            });
            outcome(asked.lang, told)
        })
        .collect()
}

fn outcome(lang: Lang, told: Result<Json, Problem>) -> Json {
    match told {
        Ok(data) => json!({"ok": true, "data": data}),
        Err(problem) => json!({"ok": false, "error": problem.told(lang)}),
    }
}

fn request(asked: &Asked, command: Json) -> Result<Request, Problem> {
    let command = Command::from_json(command)?;
    // What happens outside, and what a program answers, nobody of the organisation need have brought in.
    let actor = match (&command.act, command.by.as_deref()) {
        (Act::Event { .. } | Act::Answer { .. }, None) => asked.reader()?,
        (_, named) => Actor::Person(asked.actor(named)?),
    };
    Ok(Request { command, actor, writing: shapes::done })
}

fn told(asked: &Asked, keyed: bool, actor: &Actor, answer: Answer) -> Result<Json, Problem> {
    let mut done = answer?;
    if keyed && done.again.is_none() {
        // The last event says what the key stands for and is no part of what it stands for.
        done.events.pop();
    }
    Ok(shapes::done(&asked.state(), &done, actor))
}
