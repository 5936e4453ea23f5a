//! Ways back: what a no leads to, where a return goes, where the chain goes on afterwards.

use super::steps::Around;
use crate::{
    compiler::{
        findings,
        site::Site,
        syntax::{Node, Reader, Text},
    },
    policy::{OnReject, Resume, ReturnTo},
};

/// What a no leads to, the first that is possible; the end where nothing is said.
pub(super) fn on_reject(site: Site<'_>, reader: &Reader<'_>, around: &Around<'_>) -> Vec<OnReject> {
    let entries = reader.get("on_reject").map_or(&[][..], Node::entries);
    let one = |node: &Node| {
        let text = site.cx.text(node, "on_reject")?;
        match &*text.value {
            "end" => Some(OnReject::End),
            "continue" => Some(OnReject::Continue),
            "return_to_requester" => Some(OnReject::Return(ReturnTo::Requester)),
            "previous" => Some(OnReject::Return(ReturnTo::Previous)),
            other => match other.strip_prefix("return_to:") {
                Some(step) => {
                    let step = Text::new(step.trim(), text.span);
                    around.earlier(site, &step, "on_reject").map(|id| OnReject::Return(ReturnTo::Step(id)))
                }
                None => {
                    let known = ["end", "continue", "return_to_requester", "previous", "return_to:<step>"];
                    site.cx.report(findings::unknown_word(&text, "on_reject", &known));
                    None
                }
            },
        }
    };
    let ways: Vec<OnReject> = entries.iter().filter_map(one).collect();
    if ways.is_empty() { vec![OnReject::End] } else { ways }
}

/// Where a way back leads: `requester`, `previous`, or an earlier step.
pub(super) fn target(site: Site<'_>, text: &Text, around: &Around<'_>, key: &str) -> Option<ReturnTo> {
    match &*text.value {
        "requester" => Some(ReturnTo::Requester),
        "previous" => Some(ReturnTo::Previous),
        _ => around.earlier(site, text, key).map(ReturnTo::Step),
    }
}

/// Where the chain goes on: as said, else at what has changed where the chain names its facts, else straight back.
pub(super) fn resume(site: Site<'_>, reader: &Reader<'_>, material: bool) -> Resume {
    let words = [("here", Resume::Here), ("start", Resume::Start), ("changed", Resume::Changed)];
    let said = reader.word("resume", &words);
    if let (Some(Resume::Changed), false) = (said, material) {
        site.cx.report(findings::no_material(reader.key_span("resume")));
    }
    said.unwrap_or(if material { Resume::Changed } else { Resume::Here })
}
