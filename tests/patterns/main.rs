//! The workflow patterns (www.workflowpatterns.com) as policies: each folder here is one, with what makes it and what it
//! comes to. A pattern counts only where all of this holds:
//!
//! 1. it is declared, without a script that decides the flow;
//! 2. its scenarios come out as written, in every order they leave open, and something in them is refused;
//! 3. they come out the same where the program begins anew from its events after every step;
//! 4. and where every command is sent twice under one key;
//! 5. without the line that makes the pattern a scenario fails (`mutant` in `pattern.toml`);
//! 6. a policy that is wrong in its way is refused by `check` (`broken`), where there is one.
//!
//! `docs/patterns.md` is made from what is found here.

mod listing;
mod pattern;

use salesflow::{
    compiler,
    scenario::{self, Manner, Policies},
};

use pattern::{Compiled, Pattern, patterns};

/// What is wrong with a pattern, a line each.
type Wrong = Vec<String>;

/// Plays a pattern in a manner.
fn play(compiled: Compiled, manner: Manner) -> Wrong {
    let Compiled { policy, sources, suite } = compiled;
    let policies = Policies::new(policy, &sources, &suite, None);
    let verdicts = scenario::run_in(manner, &policies, &suite, |_| true, None);
    let failures = verdicts.into_iter().filter_map(|(n, verdict)| Some((n, verdict.failure?)));
    failures
        .map(|(n, failure)| {
            let refusal = failure.refusal.as_ref().map(|refusal| refusal.to_json().to_string()).unwrap_or_default();
            let wrong: Vec<String> =
                failure.wrong.iter().map(|w| format!("{}: expected {}, is {}", w.what, w.expected, w.is)).collect();
            format!(
                "{} ({}:{}): {} {} {refusal}",
                suite.scenarios[n].name,
                failure.place.file,
                failure.place.line,
                failure.message,
                wrong.join("; ")
            )
        })
        .collect()
}

fn all(check: impl Fn(&Pattern) -> Wrong) {
    let mut wrong = Vec::new();
    for pattern in patterns() {
        wrong.extend(check(&pattern).into_iter().map(|line| format!("{}: {line}", pattern.folder)));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_pattern_comes_out_as_written() {
    all(|pattern| match pattern.compile() {
        Ok(compiled) => play(compiled, Manner::default()),
        Err(findings) => vec![findings],
    });
}

#[test]
fn every_pattern_comes_out_the_same_begun_anew_after_every_step() {
    let manner = Manner { reopened: true, ..Manner::default() };
    all(|pattern| pattern.compile().map_or_else(|findings| vec![findings], |compiled| play(compiled, manner)));
}

#[test]
fn every_pattern_comes_out_the_same_with_every_command_sent_twice() {
    let manner = Manner { twice: true, ..Manner::default() };
    all(|pattern| pattern.compile().map_or_else(|findings| vec![findings], |compiled| play(compiled, manner)));
}

#[test]
fn something_is_refused_in_every_pattern() {
    all(|pattern| match pattern.compile() {
        Ok(compiled) if !pattern::refuses(&compiled.suite) => vec!["nothing is refused in it".into()],
        Ok(_) => Vec::new(),
        Err(findings) => vec![findings],
    });
}

#[test]
fn without_what_makes_it_no_pattern_comes_out() {
    all(|pattern| {
        let mut wrong = Wrong::new();
        if pattern.mutants.is_empty() {
            wrong.push("it names nothing that makes it".into());
        }
        for change in &pattern.mutants {
            match pattern.changed(change) {
                Ok(sources) => {
                    let survives =
                        pattern::compiled(&sources).is_ok_and(|compiled| play(compiled, Manner::default()).is_empty());
                    if survives {
                        wrong.push(format!("nothing notices `{}` → `{}`", change.text.trim(), change.by.trim()));
                    }
                }
                Err(message) => wrong.push(message),
            }
        }
        wrong
    });
}

#[test]
fn what_is_wrong_in_a_pattern_is_found() {
    all(|pattern| {
        let mut wrong = Wrong::new();
        for change in &pattern.broken {
            match pattern.changed(change) {
                Ok(sources) => {
                    let found = compiler::compile(&sources).findings;
                    let codes: Vec<String> = found.iter().map(|finding| finding.code.to_string()).collect();
                    let code = change.code.as_deref().unwrap_or("?");
                    if !codes.iter().any(|found| found == code) {
                        wrong.push(format!("`{}` should give {code}, gives {codes:?}", change.by.trim()));
                    }
                }
                Err(message) => wrong.push(message),
            }
        }
        wrong
    });
}

#[test]
fn the_list_of_patterns_is_fresh() {
    let (path, text) = listing::page();
    let now = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(now == text, "renew it: cargo test --test patterns -- --ignored renew");
}

#[test]
#[ignore = "writes docs/patterns.md"]
fn renew() {
    let (path, text) = listing::page();
    std::fs::write(path, text).unwrap();
}
