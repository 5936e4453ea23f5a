//! What the verbs that change a record share: the command in its one form, and the record it led to.

use serde_json::{Map, Value as Json, json};

use crate::{
    cli::{
        failed::{Done, usage},
        given,
        session::Session,
        show::{json::list, paint::dim, record},
    },
    server::{Call, Problem},
};

/// A command being put together.
pub(super) struct Command(Map<String, Json>);

impl Command {
    /// A verb and what it is meant for.
    pub fn new(verb: &str, target: &str) -> Command {
        Command(Map::from_iter([(verb.to_owned(), json!(target))]))
    }

    /// The same with one more key, where it is given.
    pub fn with(mut self, key: &str, value: Option<&str>) -> Command {
        if let Some(value) = value {
            self.0.insert(key.to_owned(), json!(value));
        }
        self
    }

    /// The same with a list, where it is not empty.
    pub fn list(mut self, key: &str, values: &[String]) -> Command {
        if !values.is_empty() {
            self.0.insert(key.to_owned(), json!(values));
        }
        self
    }

    /// The same with a key that is true.
    pub fn yes(mut self, key: &str, yes: bool) -> Command {
        if yes {
            self.0.insert(key.to_owned(), json!(true));
        }
        self
    }

    /// The same with people picked for steps: `board=max,eve`.
    pub fn choose(mut self, words: &[String]) -> Result<Command, Problem> {
        let mut all = Map::new();
        for word in words {
            let Some((step, who)) = word.split_once('=') else {
                return Err(Problem::new(
                    "usage",
                    format!("`--choose` says whom for which step: board=max,eve, not `{word}`"),
                ));
            };
            all.insert(step.to_owned(), who.split(',').map(str::trim).collect());
        }
        if !all.is_empty() {
            self.0.insert("choose".to_owned(), Json::Object(all));
        }
        Ok(self)
    }

    /// The same with one more key.
    pub fn value(mut self, key: &str, value: Json) -> Command {
        self.0.insert(key.to_owned(), value);
        self
    }

    /// The same with field values.
    pub fn fields(mut self, words: &[String]) -> Result<Command, Problem> {
        let fields = given::fields(words).map_err(|message| Problem::new("usage", message))?;
        if !fields.is_empty() {
            self.0.insert("with".to_owned(), Json::Object(fields));
        }
        Ok(self)
    }

    /// Sends it and shows the record.
    pub fn send(self, session: &mut Session) -> Done {
        self.send_as(session, human)
    }

    /// The same where no record is meant.
    pub fn send_quietly(self, session: &mut Session) -> Done {
        self.send_as(session, |_| "done\n".to_owned())
    }

    /// Sends it and shows what came of it in words of its own.
    pub fn tell(self, session: &mut Session, human: fn(&Json) -> String) -> Done {
        self.send_as(session, human)
    }

    fn send_as(mut self, session: &mut Session, human: fn(&Json) -> String) -> Done {
        if let Some(key) = &session.global.idempotency_key {
            self.0.insert("idempotency_key".to_owned(), json!(key));
        }
        if let Some(version) = session.global.if_version {
            self.0.insert("if_version".to_owned(), json!(version));
        }
        session.answer(Call::Do { command: Json::Object(self.0) }, human)
    }
}

/// Verbs that send more than one command, or none, take no key and no version for all of them.
pub(super) fn no_conditions(session: &Session, verb: &str) -> Done {
    match (&session.global.idempotency_key, session.global.if_version) {
        (None, None) => Ok(()),
        (Some(_), _) => Err(usage(format!("`{verb}` takes no --idempotency-key: each of its commands has its own"))),
        (None, Some(_)) => Err(usage(format!("`{verb}` takes no --if-version: each of its commands has its own"))),
    }
}

fn human(data: &Json) -> String {
    let mut out = record::line(data);
    if data["unchanged"] == true || data["events"].is_array() && list(data, "events").is_empty() {
        out.push_str(&dim(" · nothing was left to do"));
    }
    out + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn the_record_is_one_line() {
        let record = json!({"id": "D-1", "label": "新线", "stages": ["open"], "waiting_for": ["mia"], "events": [7]});
        assert_eq!(plain(&human(&record)), "D-1 新线 · open · waits for mia\n");
        let same =
            json!({"id": "D-1", "label": "D-1", "stages": ["won"], "outcome": "won", "events": [], "unchanged": true});
        assert_eq!(plain(&human(&same)), "D-1 · won · nothing was left to do\n");
    }
}
