//! Nets that nobody thought of: where `check` finds no way to a standstill, none comes to one, whatever is done in whatever
//! order.

use std::{collections::BTreeSet, fmt::Write};

use proptest::{prelude::*, test_runner::RngSeed};
use serde_json::json;

use crate::world::World;

const STAGES: usize = 5;
const STEPS: usize = 12;

/// A transition of a random net; stages are numbers, [`STAGES`] is the end.
#[derive(Clone, Debug)]
enum Rule {
    Go(usize, usize),
    Split(usize, [usize; 2]),
    Join([usize; 2], usize, &'static str),
    Stop(usize),
}

impl Rule {
    fn from(&self) -> Vec<usize> {
        match self {
            Rule::Go(from, _) | Rule::Split(from, _) | Rule::Stop(from) => vec![*from],
            Rule::Join(from, ..) => from.to_vec(),
        }
    }

    fn to(&self) -> Vec<usize> {
        match self {
            Rule::Go(_, to) | Rule::Join(_, to, _) => vec![*to],
            Rule::Split(_, to) => to.to_vec(),
            Rule::Stop(_) => Vec::new(),
        }
    }

    fn text(&self) -> String {
        match self {
            Rule::Go(from, to) => format!("from = \"s{from}\"\nto = \"s{to}\""),
            Rule::Split(from, [a, b]) => format!("from = \"s{from}\"\nto = [\"s{a}\", \"s{b}\"]"),
            Rule::Join([a, b], to, how) => format!("join = {{ stages = [\"s{a}\", \"s{b}\"]{how} }}\nto = \"s{to}\""),
            Rule::Stop(from) => format!("from = \"s{from}\"\nto = \"none\""),
        }
    }
}

fn two() -> impl Strategy<Value = [usize; 2]> {
    (0..STAGES, 1..STAGES).prop_map(|(a, more)| [a, (a + more) % STAGES])
}

fn rule() -> impl Strategy<Value = Rule> {
    let how = prop::sample::select(vec![
        "",
        ", need = \"first\"",
        ", need = \"first\", rest = \"cancel\"",
        ", need = 2",
        ", need = \"first\", rest = \"hold\"",
    ]);
    prop_oneof![
        3 => (0..STAGES, 0..=STAGES).prop_map(|(from, to)| Rule::Go(from, to)),
        3 => (0..STAGES, two()).prop_map(|(from, to)| Rule::Split(from, to)),
        4 => (two(), 0..=STAGES, how).prop_map(|(from, to, how)| Rule::Join(from, to, how)),
        1 => (0..STAGES).prop_map(Rule::Stop),
    ]
}

/// The rules that can be come to, and the stages they are about; who stands where nothing leads on goes to the end.
fn reached(rules: &[Rule]) -> (Vec<Rule>, BTreeSet<usize>) {
    let mut stages = BTreeSet::from([0]);
    for _ in 0..STAGES {
        let open = rules.iter().filter(|rule| rule.from().iter().all(|from| stages.contains(from)));
        let more: Vec<usize> = open.flat_map(Rule::to).collect();
        stages.extend(more);
    }
    let mut kept: Vec<Rule> =
        rules.iter().filter(|rule| rule.from().iter().all(|from| stages.contains(from))).cloned().collect();
    let idle = stages.iter().filter(|stage| **stage < STAGES && !kept.iter().any(|rule| rule.from().contains(stage)));
    let last: Vec<Rule> = idle.map(|stage| Rule::Go(*stage, STAGES)).collect();
    kept.extend(last);
    (kept, stages)
}

fn policy(rules: &[Rule], work: &[bool]) -> String {
    let (rules, stages) = reached(rules);
    let mut text = String::from("== workflows/net.toml\nid_format = \"N-{seq:1}\"\n");
    for stage in stages.iter().filter(|stage| **stage < STAGES) {
        let _ = writeln!(text, "[stage.s{stage}]");
        if work[*stage] {
            let _ = writeln!(text, "checklist = [\"w{stage}\"]");
        }
    }
    let _ = writeln!(text, "[stage.s{STAGES}]\nend = \"done\"");
    for (n, rule) in rules.iter().enumerate() {
        let _ = writeln!(text, "[transition.t{n}]\n{}", rule.text());
    }
    text
}

/// Does the first thing that can be done, begun with the one that is picked. Whether anything could.
fn goes_on(world: &World, id: &str, rules: usize, pick: usize) -> bool {
    let works = (0..STAGES).map(|n| json!({ "check_off": id, "item": format!("w{n}") }));
    let moves = (0..rules).map(|n| json!({ "move": id, "do": format!("t{n}") }));
    let mut all: Vec<_> = works.chain(moves).collect();
    let many = all.len();
    all.rotate_left(pick % many);
    let before = world.version(id);
    all.into_iter().any(|command| world.tries_now("ana", command) && world.version(id) != before)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 8,
        max_global_rejects: 20_000,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]
    #[test]
    fn what_is_proved_to_go_on_goes_on(
        rules in prop::collection::vec(rule(), 3..8),
        work in prop::collection::vec(any::<bool>(), STAGES),
        picks in prop::collection::vec(0..100usize, STEPS),
    ) {
        let text = policy(&rules, &work);
        // Where nothing opens two paths there is nothing to prove.
        prop_assume!(text.contains("to = [") && text.contains("join"));
        let sound = World::if_sound(&text);
        prop_assume!(sound.is_some());
        let world = sound.unwrap();
        let id = world.does("ana", json!({ "new": "net" }));
        for pick in picks {
            let record = world.record(&id);
            if record.is_closed() {
                break;
            }
            let stands: Vec<&str> = record.stages().map(|stage| &**stage).collect();
            prop_assert!(
                goes_on(&world, &id, reached(&rules).0.len(), pick),
                "{text}\nafter {:?} it stands in {stands:?} and nothing can be done",
                world.moves(&id)
            );
        }
    }
}
