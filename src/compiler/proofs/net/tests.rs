//! The search against an explorer that is slow and obvious: on random small nets both see the same.

use std::collections::BTreeSet;

use super::{game::Net, search::search};
use crate::{
    compiler::{Cx, Sources, build, source::Files},
    policy::{Policy, Workflow},
};

/// A random number generator that is the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn some(&mut self, of: usize, at_most: usize) -> Vec<usize> {
        let mut picked = BTreeSet::new();
        for _ in 0..=self.roll(at_most) {
            picked.insert(self.roll(of));
        }
        picked.into_iter().collect()
    }
}

/// A transition as the explorer knows it.
#[derive(Clone, Debug)]
struct Rule {
    from: Vec<usize>,
    to: Vec<usize>,
    /// One of `to`, not all.
    choice: bool,
    /// None: from either; some(0): all that can come; else so many.
    join: Option<usize>,
    cancel: bool,
}

const STAGES: usize = 5;
const END: usize = STAGES;
/// Nets that lead to more states, or to more tokens at once, are not compared.
const STATES_MAX: usize = 300;
const TOKENS_MAX: usize = 8;

fn rules(dice: &mut Dice) -> Vec<Rule> {
    let mut rules = Vec::new();
    for n in 0..3 + dice.roll(4) {
        let join = dice.roll(3) == 0;
        let from = if n == 0 { vec![0] } else { dice.some(STAGES, 2) };
        let to = dice.some(STAGES + 1, 2);
        let join = (join && n > 0).then(|| dice.roll(3));
        rules.push(Rule { from, choice: dice.roll(3) == 0, to, join, cancel: dice.roll(2) == 0 });
    }
    rules
}

fn written(rules: &[Rule]) -> String {
    let name = |stage: &usize| if *stage == END { "\"end\"".to_owned() } else { format!("\"s{stage}\"") };
    let names = |stages: &[usize]| stages.iter().map(name).collect::<Vec<_>>().join(", ");
    let mut text = String::new();
    for stage in 0..STAGES {
        text.push_str(&format!("[stage.s{stage}]\nchecklist = [\"x\"]\n"));
    }
    text.push_str("[stage.end]\nend = \"done\"\n");
    for (n, rule) in rules.iter().enumerate() {
        text.push_str(&format!("[transition.t{n}]\n"));
        let rest = if rule.cancel { "cancel" } else { "absorb" };
        match rule.join {
            None => text.push_str(&format!("from = [{}]\n", names(&rule.from))),
            Some(0) => text.push_str(&format!("join = [{}]\n", names(&rule.from))),
            Some(need) => {
                let stages = names(&rule.from);
                text.push_str(&format!("join = {{ stages = [{stages}], need = {need}, rest = \"{rest}\" }}\n"));
            }
        }
        match rule.choice {
            true => text.push_str(&format!("to = {{ first = [{}] }}\n", names(&rule.to))),
            false if rule.to.len() == 1 => text.push_str(&format!("to = {}\n", names(&rule.to))),
            false => text.push_str(&format!("to = [{}]\n", names(&rule.to))),
        }
    }
    text
}

fn policy(text: &str) -> Policy {
    let files = [("salesflow.toml", "name = \"x\"\n"), ("org.toml", "[person.a]\n"), ("workflows/deal.toml", text)];
    let sources = Sources::new(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
    let files = Files::of(&sources);
    let cx = Cx::new(&files);
    build(&cx, &sources).expect("the text is read").0
}

/// A token: where, its rounds, the joins it is late for.
type Token = (usize, Vec<usize>, BTreeSet<usize>);

/// What both see: stages reached, transitions taken, whether it can stand still for ever.
#[derive(Debug, Default, PartialEq, Eq)]
struct Verdict {
    stages: BTreeSet<usize>,
    taken: BTreeSet<usize>,
    stuck: bool,
}

struct Explorer<'r> {
    rules: &'r [Rule],
}

impl Explorer<'_> {
    /// Everything there is to see; none where it is too much.
    fn look(&self) -> Option<Verdict> {
        let mut verdict = Verdict::default();
        let mut open: Vec<Vec<Token>> = vec![vec![(0, vec![], BTreeSet::new())]];
        let mut known: BTreeSet<Vec<Token>> = open.iter().cloned().collect();
        while let Some(state) = open.pop() {
            verdict.stages.extend(state.iter().map(|token| token.0));
            let mut goes_on = false;
            for (n, rule) in self.rules.iter().enumerate() {
                for (rest, token) in self.take(&state, n, rule) {
                    for next in self.put(rest, token, rule) {
                        verdict.taken.insert(n);
                        let closed = next.is_none();
                        let next = next.unwrap_or_default();
                        goes_on |= closed || next != state;
                        if closed {
                            verdict.stages.insert(END);
                        } else if known.insert(next.clone()) {
                            open.push(next.clone());
                        }
                        if known.len() > STATES_MAX || next.len() > TOKENS_MAX {
                            return None;
                        }
                    }
                }
            }
            verdict.stuck |= !goes_on;
        }
        Some(verdict)
    }

    /// What a rule can take: what is left, and the token in hand.
    fn take(&self, state: &[Token], n: usize, rule: &Rule) -> Vec<(Vec<Token>, Token)> {
        let without = |taken: &[usize]| -> Vec<Token> {
            state.iter().enumerate().filter(|(at, _)| !taken.contains(at)).map(|(_, token)| token.clone()).collect()
        };
        let Some(need) = rule.join else {
            let here = (0..state.len()).filter(|at| rule.from.contains(&state[*at].0));
            return here.map(|at| (without(&[at]), state[at].clone())).collect();
        };
        let fresh = |at: &usize| !state[*at].2.contains(&n);
        let here: Vec<usize> = (0..state.len()).filter(fresh).filter(|at| rule.from.contains(&state[*at].0)).collect();
        if here.is_empty() {
            return Vec::new();
        }
        let taken: Vec<usize> = if need == 0 {
            let others: Vec<usize> = (0..state.len()).filter(fresh).filter(|at| !here.contains(at)).collect();
            let empty = rule.from.iter().filter(|stage| here.iter().all(|at| state[*at].0 != **stage));
            for stage in empty {
                if others.iter().any(|at| self.leads(state[*at].0, *stage, n)) {
                    return Vec::new();
                }
            }
            here
        } else {
            let rounds = here.iter().map(|at| state[*at].1.last().copied());
            let enough = rounds.map(|round| {
                let of = here.iter().copied().filter(|at| round.is_none_or(|round| state[*at].1.contains(&round)));
                (round, of.collect::<Vec<usize>>())
            });
            match enough.filter(|(_, of)| of.len() >= need).map(|(_, of)| of[..need].to_vec()).next() {
                Some(taken) => taken,
                None => return Vec::new(),
            }
        };
        let mut around = state[taken[0]].1.clone();
        for at in &taken {
            let same = around.iter().zip(&state[*at].1).take_while(|(a, b)| a == b).count();
            around.truncate(same);
        }
        let ended = around.pop();
        let innermost = if need == 0 { ended } else { state[taken[0]].1.last().copied().or(ended) };
        let late = taken.iter().skip(1).fold(state[taken[0]].2.clone(), |late, at| &late & &state[*at].2);
        let mut rest = Vec::new();
        for (_, token) in state.iter().enumerate().filter(|(at, _)| !taken.contains(at)) {
            let of_round = innermost.is_none_or(|round| token.1.contains(&round));
            let ahead = rule.from.iter().any(|stage| token.0 == *stage || self.leads(token.0, *stage, n));
            let mut token = token.clone();
            if need > 0 && of_round && ahead && !token.2.contains(&n) {
                if rule.cancel {
                    continue;
                }
                token.2.insert(n);
            }
            rest.push(token);
        }
        vec![(rest, (state[taken[0]].0, around, late))]
    }

    /// Every way the rule can open its stages; none within: the record closes.
    fn put(&self, rest: Vec<Token>, token: Token, rule: &Rule) -> Vec<Option<Vec<Token>>> {
        let cases: Vec<Vec<usize>> = match rule.choice {
            true => rule.to.iter().map(|to| vec![*to]).collect(),
            false => vec![rule.to.clone()],
        };
        let mut all = Vec::new();
        'cases: for case in cases {
            let mut state = rest.clone();
            let mut rounds = token.1.clone();
            if case.len() > 1 {
                rounds.push(1 + state.iter().flat_map(|t| &t.1).chain(&rounds).max().copied().unwrap_or(0));
            }
            let mut closed = false;
            for to in case {
                closed |= to == END;
                let occupied = state.iter().any(|other| other.0 == to && other.2.is_empty());
                if occupied && token.2.is_empty() && !closed {
                    continue 'cases;
                }
                state.push((to, rounds.clone(), token.2.clone()));
            }
            all.push((!closed).then(|| self.same(state)));
        }
        all
    }

    /// What comes late ends where it arrives; rounds are renamed so that equal states look equal.
    fn same(&self, mut state: Vec<Token>) -> Vec<Token> {
        state.retain(|(at, _, late)| !late.iter().any(|n| self.rules[*n].from.contains(at)));
        state.sort_by_key(|(at, rounds, late)| (*at, late.iter().fold(0u64, |all, n| all | 1 << n), rounds.len()));
        let mut names: Vec<usize> = Vec::new();
        for (_, rounds, _) in &mut state {
            for round in rounds {
                let place = names.iter().position(|name| name == round).unwrap_or(names.len());
                if place == names.len() {
                    names.push(*round);
                }
                *round = place;
            }
        }
        state.sort();
        state
    }

    /// Whether one stage leads to another without this rule.
    fn leads(&self, from: usize, to: usize, without: usize) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            for (n, rule) in self.rules.iter().enumerate() {
                if n == without || !rule.from.contains(&at) {
                    continue;
                }
                for next in &rule.to {
                    if *next == to {
                        return true;
                    }
                    if seen.insert(*next) {
                        open.push(*next);
                    }
                }
            }
        }
        false
    }
}

fn searched(workflow: &Workflow) -> Option<Verdict> {
    let net = Net::of(workflow, |_| true)?;
    let seen = search(&net, 4 * STATES_MAX);
    seen.whole.then_some(Verdict { stages: seen.stages, taken: seen.taken, stuck: !seen.stuck.is_empty() })
}

#[test]
fn the_search_sees_what_a_slow_explorer_sees() {
    let mut compared = 0;
    let mut stuck = 0;
    for seed in 0..300 {
        let mut dice = Dice(seed);
        dice.roll(2);
        let rules = rules(&mut dice);
        let Some(slow) = (Explorer { rules: &rules }).look() else { continue };
        let text = written(&rules);
        let policy = policy(&text);
        let quick = searched(&policy.workflows["deal"]);
        assert_eq!(quick.as_ref(), Some(&slow), "seed {seed}:\n{text}");
        compared += 1;
        stuck += usize::from(slow.stuck);
    }
    assert!(compared > 100 && stuck > 20 && stuck < compared - 20, "{compared} nets, {stuck} of them stuck");
}
