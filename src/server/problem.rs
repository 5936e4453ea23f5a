//! Every kind of no becomes a [`Problem`] here, and nowhere else.

use serde_json::{Value as Json, json};

use super::Problem;
use crate::{
    compiler::{self, Finding},
    desk::{Reply, Trouble},
    engine::Refused,
    model::{Refusal, Said},
    said,
    script::{self, Fault, FaultKind},
    store::Failure,
};

impl From<&Refusal> for Problem {
    fn from(refusal: &Refusal) -> Problem {
        Problem {
            code: refusal.code.word().to_owned(),
            message: refusal.message.clone(),
            details: Json::Object(refusal.details.clone()),
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        Problem::from(&*refused)
    }
}

impl From<Reply> for Problem {
    fn from(reply: Reply) -> Problem {
        match reply {
            Reply::Refused(refused) => refused.into(),
            Reply::Failure(message) => Problem::new("store_unavailable", message),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Problem {
        Problem::new("store_unavailable", failure.to_string())
    }
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Problem {
        Problem::new("store_unavailable", trouble.to_string())
    }
}

/// A failure of the store that an expression met stays one; every other fault is a refusal.
impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        match fault.0.kind {
            FaultKind::Store => Problem::new("store_unavailable", fault.0.message),
            _ => Refused::from(fault).into(),
        }
    }
}

impl Problem {
    /// The same with one more detail.
    pub fn with(mut self, key: &str, value: impl Into<Json>) -> Problem {
        if !self.details.is_object() {
            self.details = json!({});
        }
        self.details[key] = value.into();
        self
    }

    /// A policy that does not compile, with what is wrong with it.
    pub(super) fn policy_invalid(message: impl Into<Said>, findings: Vec<Json>) -> Problem {
        Problem::new("policy_invalid", message).with("findings", findings)
    }

    /// An expression somebody typed that is none.
    pub(super) fn expression(text: &str, problems: &[script::Problem]) -> Problem {
        let none = || Said::new("it is no expression", "不是表达式");
        let first = problems.first().map_or_else(none, |problem| problem.message.clone());
        let all: Vec<Json> = problems
            .iter()
            .map(|problem| {
                json!({
                    "message": problem.message, "start": problem.start, "end": problem.end,
                    "hint": problem.hint, "fix": problem.fix,
                })
            })
            .collect();
        Problem::new("usage", said!("`{text}`: {first}", "`{text}`：{first}"; first)).with("problems", all)
    }
}

/// Findings as `check --json` lists them.
pub(super) fn findings(findings: &[Finding]) -> Vec<Json> {
    match compiler::json(findings) {
        Json::Array(all) => all,
        other => vec![other],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Code;

    #[test]
    fn a_refusal_keeps_its_code_and_details() {
        let problem = Problem::from(Refusal::new(Code::Guard, "too little").with("condition", "amount > 5"));
        assert_eq!((problem.code.as_str(), problem.exit()), ("guard", 5));
        assert_eq!(problem.details["condition"], "amount > 5");
        assert_eq!(Problem::from(Failure::Closed).exit(), 8);
    }
}
