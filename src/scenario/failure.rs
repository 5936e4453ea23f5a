//! Why a scenario failed, as a person at the file needs to know it.

use std::fmt;

use crate::{model::Refusal, script::Place};

/// Why a scenario failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The step, with its text.
    pub place: Place,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What was expected and what is.
    pub wrong: Vec<Wrong>,
    /// The refusal that nobody expected, or another than was expected.
    pub refusal: Option<Box<Refusal>>,
    /// The record at hand as it stands: name and value, in order.
    pub state: Vec<(String, String)>,
    /// In which order the steps of `any_order` happened.
    pub order: Option<String>,
}

/// One thing that is not as expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    /// What was looked at.
    pub what: String,
    /// What the scenario expects.
    pub expected: String,
    /// What there is.
    pub is: String,
}

impl Failure {
    /// A failure of a step.
    pub fn new(place: &Place, message: impl Into<String>) -> Failure {
        Failure {
            place: place.clone(),
            message: message.into(),
            wrong: Vec::new(),
            refusal: None,
            state: Vec::new(),
            order: None,
        }
    }
}

impl Wrong {
    /// What is not as expected.
    pub fn new(what: impl Into<String>, expected: impl fmt::Display, is: impl fmt::Display) -> Wrong {
        Wrong { what: what.into(), expected: shown(expected), is: shown(is) }
    }
}

fn shown(value: impl fmt::Display) -> String {
    let text = value.to_string();
    if text.is_empty() { "nothing".to_owned() } else { text }
}
