//! `salesflow run`: a stream of commands, one JSON object a line, each answered on a line of its own, in order.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver},
    thread,
};

use serde_json::Value as Json;

use super::act;
use crate::{
    cli::{
        failed::{self, Done, Failed},
        output::refused,
        session::Session,
        show::json::list,
    },
    said,
    server::{Call, Problem},
};

/// Answer a stream of commands, one JSON object a line
///
/// One answer a line comes back, in the same order, as soon as it is there.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow run commands.jsonl > answers.jsonl
  echo '{\"new\":\"deal\",\"as\":\"ana\",\"with\":{\"title\":\"New\",\"amount\":\"2000\"}}' | salesflow run -

Commands: new set move approve reject withdraw comment cancel; with `as`, `idempotency_key`, `if_version`, `as_of`
beside them. A refused command is answered {\"ok\":false,…} and the stream goes on; the exit code is 0 if it ran through.")]
pub(crate) struct Args {
    /// The file; `-`: standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// How many commands are sent at once. They share a flush; more would only make the first ones wait.
const BATCH: usize = 128;
/// A line longer than this is no command.
const LINE_BYTES_MAX: u64 = 16 << 20;

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    act::no_conditions(session, "run")?;
    let input: Box<dyn Read + Send> = match args.file.as_os_str() == "-" {
        true => Box::new(io::stdin()),
        false => Box::new(File::open(&args.file).map_err(|error| failed::file(&args.file, &error))?),
    };
    let lines = lines(input);
    while let Ok(first) = lines.recv() {
        let mut batch = vec![first];
        // What has come meanwhile goes along; nobody waits for a batch to fill.
        batch.extend(lines.try_iter().take(BATCH - 1));
        answer(batch, &args.file, session)?;
    }
    Ok(())
}

/// A line as it came: a command, or why it is none.
type Line = Result<Json, Problem>;

/// Reads lines ahead, a few batches at most.
fn lines(input: Box<dyn Read + Send>) -> Receiver<io::Result<Line>> {
    let (sender, receiver) = mpsc::sync_channel(4 * BATCH);
    thread::spawn(move || {
        let mut input = BufReader::new(input);
        loop {
            let line = match next(&mut input) {
                Ok(None) => return,
                Ok(Some(line)) => line,
                Err(error) => {
                    let _ = sender.send(Err(error));
                    return;
                }
            };
            if let Some(line) = read(&line)
                && sender.send(Ok(line)).is_err()
            {
                return;
            }
        }
    });
    receiver
}

/// The next line's bytes. Of one that is too long a start is kept, so that it is no JSON and answered so.
fn next(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = input.take(LINE_BYTES_MAX).read_until(b'\n', &mut line)?;
    if read as u64 == LINE_BYTES_MAX && line.last() != Some(&b'\n') {
        line.truncate(64);
        line.push(b'\xff');
        loop {
            let (skipped, ended) = {
                let buffer = input.fill_buf()?;
                match buffer.iter().position(|byte| *byte == b'\n') {
                    Some(at) => (at + 1, true),
                    None => (buffer.len(), buffer.is_empty()),
                }
            };
            input.consume(skipped);
            if ended {
                break;
            }
        }
    }
    Ok((read > 0).then_some(line))
}

/// A line as a command; none where it is blank.
fn read(line: &[u8]) -> Option<Line> {
    if line.trim_ascii().is_empty() {
        return None;
    }
    // A byte order mark is what editors put before the first line.
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    Some(serde_json::from_slice(line).map_err(|error| {
        let start: String = String::from_utf8_lossy(line).trim().chars().take(40).collect();
        Problem::new(
            "usage",
            said!(
                "a line is one JSON object, and `{start}` is none: {error}",
                "一行是一个 JSON 对象，而 `{start}` 不是：{error}"
            ),
        )
    }))
}

/// Answers a batch in the order it came.
fn answer(batch: Vec<io::Result<Line>>, file: &Path, session: &mut Session) -> Done {
    let mut broken = None;
    let mut lines: Vec<Line> = Vec::with_capacity(batch.len());
    for line in batch {
        match line {
            Ok(line) => lines.push(line),
            Err(error) => broken = Some(failed::file(file, &error)),
        }
    }
    let commands: Vec<Json> = lines.iter().filter_map(|line| line.as_ref().ok()).cloned().collect();
    let answered = match commands.is_empty() {
        true => Ok(Json::Null),
        false => session.ask(Call::Run { commands }),
    };
    let none = Problem::new("internal", "no answer");
    let (mut answers, otherwise) = match &answered {
        Ok(data) => (list(data, "answers").iter(), &none),
        Err(problem) => (Default::default(), problem),
    };
    let (mut out, lang) = (String::new(), session.global.language());
    for line in &lines {
        let text = match line {
            Err(problem) => refused(&problem.clone().told(lang)),
            Ok(_) => match answers.next() {
                Some(answer) => ordered(answer),
                None => refused(&otherwise.clone().told(lang)),
            },
        };
        out.push_str(&text);
        out.push('\n');
    }
    session.out.line(out.trim_end_matches('\n'))?;
    match (answered, broken) {
        // Every line has its answer already; people hear it once.
        (Err(problem), _) => Err(Failed::Heard(problem)),
        (Ok(_), Some(broken)) => Err(broken),
        (Ok(_), None) => Ok(()),
    }
}

/// An answer with `ok` before the rest.
fn ordered(answer: &Json) -> String {
    match (&answer["ok"], answer.get("data"), answer.get("error")) {
        (Json::Bool(true), Some(data), _) => format!(r#"{{"ok":true,"data":{data}}}"#),
        (Json::Bool(false), _, Some(error)) => match serde_json::from_value(error.clone()) {
            Ok(problem) => refused(&problem),
            Err(_) => format!(r#"{{"ok":false,"error":{error}}}"#),
        },
        _ => answer.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_are_passed_over_and_bad_ones_answered() {
        assert!(read(b" \r\n").is_none());
        assert!(read(b"\xef\xbb\xbf{\"new\":\"deal\"}\n").unwrap().is_ok());
        assert_eq!(read(b"{oops\n").unwrap().unwrap_err().code, "usage");
        assert_eq!(read(b"\xff\xfe\n").unwrap().unwrap_err().code, "usage");
    }

    #[test]
    fn lines_come_in_order_and_a_huge_one_is_one_line() {
        let mut text = b"1\n\n".to_vec();
        text.extend(std::iter::repeat_n(b'7', LINE_BYTES_MAX as usize + 5));
        text.extend(b"\n3");
        let lines: Vec<Line> = lines(Box::new(io::Cursor::new(text))).iter().map(Result::unwrap).collect();
        assert_eq!(lines.len(), 3);
        assert_eq!((lines[0].as_ref().unwrap(), lines[2].as_ref().unwrap()), (&Json::from(1), &Json::from(3)));
        assert!(lines[1].is_err());
    }
}
