//! What the rules say no with is said in Chinese as well as in English, except where it is the policy's own words.

use std::collections::BTreeMap;

use salesflow::{
    compiler::Severity,
    desk::Folder,
    model::{Lang, Refusal},
    scenario::{self, Policies, Seen},
};

/// Everything that the stories of every policy in the repository are refused.
fn met() -> Vec<Refusal> {
    let mut met = Vec::new();
    for root in super::policies() {
        let compiled = Folder::at(&root).compile_with_tests().unwrap();
        if compiled.findings.iter().any(|finding| finding.severity == Severity::Error) {
            continue;
        }
        let (policy, suite, seen) = (compiled.policy.unwrap(), compiled.suite.unwrap(), Seen::default());
        let policies = Policies::new(policy, &compiled.sources, &suite, None);
        scenario::run(&policies, &suite, |_| true, Some(&seen));
        met.extend(seen.refusals());
    }
    met
}

#[test]
fn every_refusal_of_the_stories_is_said_in_chinese() {
    let met = met();
    let mut english: BTreeMap<String, &'static str> = BTreeMap::new();
    let (mut own, mut translated) = (0, 0);
    for refusal in &met {
        let (said, zh) = (&*refusal.message, refusal.message.text(Lang::Zh));
        match refusal.message.is_translated() {
            true if said == zh => own += 1,
            true => translated += 1,
            false => _ = english.insert(said.to_owned(), refusal.code.word()),
        }
    }
    println!("{} refusals: {translated} in both languages, {own} in the policy's own words", met.len());
    assert!(english.is_empty(), "{} refusals are English only: {english:#?}", english.len());
    assert!(translated > 500, "only {translated} refusals were met");
}

/// Nothing that is translated is empty, or the English again in disguise.
#[test]
fn what_is_said_in_chinese_is_chinese() {
    let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let odd: Vec<String> = met()
        .iter()
        .filter(|refusal| refusal.message.is_translated())
        .map(|refusal| (refusal.message.to_string(), refusal.message.text(Lang::Zh).to_owned()))
        .filter(|(en, zh)| en != zh && !is_chinese(zh))
        .map(|(en, zh)| format!("{en} / {zh}"))
        .collect();
    assert!(odd.is_empty(), "{odd:#?}");
}
