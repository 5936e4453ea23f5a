//! Mending a policy's texts: the mends that are certain, again and again until nothing more can be mended.
//!
//! Only errors are mended. A policy that has warnings runs, and means what it says.

use std::{collections::BTreeMap, ops::Range};

use super::{Compiled, Finding, Severity, Sources, compile, findings::Fix};

/// How often it is looked again: each time shows what the mistakes before had hidden.
const ROUNDS_MAX: usize = 12;

/// What came of mending.
#[derive(Debug)]
pub struct Mended {
    /// What was mended, in order.
    pub done: Vec<Done>,
    /// The mended policy, with what is left.
    pub compiled: Compiled,
}

/// One mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// What was found; its place is that of the text before this mend.
    pub finding: Finding,
    /// What stood there.
    pub was: String,
    /// What stands there now.
    pub now: String,
}

/// Mends a policy.
pub fn mended(sources: &Sources) -> Mended {
    let mut compiled = compile(sources);
    let mut done = Vec::new();
    for _ in 0..ROUNDS_MAX {
        let round = round(&compiled);
        if round.is_empty() {
            break;
        }
        let texts = applied(&compiled.sources, &round);
        done.extend(round.into_iter().map(|(_, one)| one));
        compiled = compile(&Sources::new(texts));
    }
    Mended { done, compiled }
}

/// A stretch of a file that is mended.
type Place = (String, Range<usize>);

/// The mends of one look, those that do not touch each other, in the order of files and places.
fn round(compiled: &Compiled) -> Vec<(Place, Done)> {
    let mut round: Vec<(Place, Done)> = Vec::new();
    for finding in compiled.findings.iter().filter(|finding| finding.severity == Severity::Error) {
        let (Some(fix), Some(text)) = (&finding.fix, compiled.sources.text(&finding.file)) else {
            continue;
        };
        let range = range(text, fix);
        let Some(was) = text.get(range.clone()).filter(|was| *was != fix.replacement) else {
            continue;
        };
        let touches = |(place, _): &(Place, Done)| {
            place.0 == finding.file && place.1.start <= range.end && range.start <= place.1.end
        };
        if round.iter().any(touches) {
            continue;
        }
        let (was, now) = (was.to_owned(), fix.replacement.clone());
        round.push(((finding.file.clone(), range), Done { finding: finding.clone(), was, now }));
    }
    round
}

fn range(text: &str, fix: &Fix) -> Range<usize> {
    let start = super::render::byte(text, (fix.line, fix.column));
    start..super::render::byte(text, (fix.end_line, fix.end_column)).max(start)
}

fn applied(sources: &Sources, round: &[(Place, Done)]) -> BTreeMap<String, String> {
    let all = sources.files().iter().chain(sources.tests());
    let mut texts: BTreeMap<String, String> = all.map(|(path, text)| (path.clone(), text.clone())).collect();
    let mut places: Vec<&(Place, Done)> = round.iter().collect();
    // From behind, so that the places before stay where they are.
    places.sort_by(|((a, x), _), ((b, y), _)| (a, y.start).cmp(&(b, x.start)));
    for ((file, range), done) in places {
        if let Some(text) = texts.get_mut(file) {
            text.replace_range(range.clone(), &done.now);
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compiler::testing;

    const BROKEN: &str = r#"# 商机流程 — comments stay
titel  =   “商机”   # and so do blanks
[field]
金额 = { type = "mony", min = "0" }
region = { type = "choice", values = ["east"，"west"], default = "esat" }
[stage.open]
require = ["region", "金额"]
[stage.won]
end = "won"
[transition.win]
from == ["open"]
to = "won"
when = "region == 'esat' and 金额 >＝ 3"
who = "rep"
off = False
[check.x]
must = "rond(金额) > 3 && region = 'east'"
# file: rules/figures.toml
[measure.won_deals]
of = "deel"
value = "count"
by = ["regoin"
"#;

    #[test]
    fn everything_certain_is_mended_and_all_else_stays_byte_by_byte() {
        let mended = mended(&testing::compiled(BROKEN).sources);
        let left: Vec<String> = mended.compiled.findings.iter().map(|f| format!("{}: {}", f.code, f.message)).collect();
        assert!(mended.compiled.policy.is_some(), "{left:#?}");
        let expected = BROKEN
            .replace("titel  =   “商机”", "title  =   \"商机\"")
            .replace("金额 = {", "\"金额\" = {")
            .replace("\"mony\", min = \"0\"", "\"money\", min = \"0\"")
            .replace("\"east\"，\"west\"", "\"east\",\"west\"")
            .replace("esat", "east")
            .replace("from ==", "from =")
            .replace(">＝", ">=")
            .replace("who = \"rep\"", "who = \"role:rep\"")
            .replace("False", "false")
            .replace("rond", "round")
            .replace("region = 'east'", "region == 'east'")
            .replace("\"deel\"", "\"deal\"")
            .replace("[\"regoin\"", "[\"region\"]");
        let (deal, figures) = expected.split_once("# file: rules/figures.toml\n").unwrap();
        assert_eq!(mended.compiled.sources.files()["workflows/deal.toml"], deal);
        assert_eq!(mended.compiled.sources.files()["rules/figures.toml"], figures);
    }

    #[test]
    fn mending_what_is_mended_changes_nothing() {
        let once = mended(&testing::compiled(BROKEN).sources);
        let twice = mended(&once.compiled.sources);
        assert!(twice.done.is_empty());
        assert_eq!(twice.compiled.sources, once.compiled.sources);
        assert!(once.done.iter().all(|done| done.was != done.now));
    }

    #[test]
    fn a_warning_is_no_reason_to_change_what_a_policy_means() {
        let text = "[field]\ndiscount = { type = \"percent\" }\n[check.fine]\nmust = \"discount < 15\"\n";
        let compiled = testing::compiled(text);
        assert!(compiled.findings.iter().any(|finding| finding.code.to_string() == "W0301" && finding.fix.is_some()));
        assert!(mended(&compiled.sources).done.is_empty());
    }
}
