//! Good policies, each with one slip of the pen: `check` says where, says it once, and never falls over.
//!
//! A few in every run; many, with a table of the rates, by
//! `MUTATIONS=600 SEED=1 cargo test --release --test mutations -- --nocapture`.

mod dice;
mod policies;
mod sites;
mod slips;
mod verdict;

use std::collections::BTreeMap;

use dice::Dice;
use policies::Good;
use salesflow::compiler::{Sources, compile};
use sites::Sites;
use slips::{KINDS, Slip};
use verdict::{Verdict, new, verdict};

/// How many in a run of the whole suite.
const FEW: usize = 96;
/// At most so many in a hundred of those that matter may be missed.
const MISSED_MAX: usize = 3;

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

fn many() -> usize {
    number("MUTATIONS").unwrap_or(FEW)
}

/// One slip in one of the files; which, the dice say. Shipped policies come up as often as all pages together.
fn slip<'p>(all: &'p [Good], n: usize, dice: &mut Dice) -> Option<(&'p Good, &'p str, Slip)> {
    let shipped = all.iter().take_while(|it| !it.name.starts_with(['E', 'W'])).count();
    let good = if n.is_multiple_of(2) { &all[dice.below(shipped)] } else { dice.pick(&all[shipped..])? };
    let paths: Vec<&String> = good.files.keys().filter(|path| path.ends_with(".toml")).collect();
    let path = *dice.pick(&paths)?;
    let text = &good.files[path];
    let slip = KINDS[n / 2 % KINDS.len()].1(text, &Sites::of(text), dice)?;
    (slip.text != *text).then_some((good, path, slip))
}

#[test]
fn a_slip_is_told_once_and_where_it_is() {
    let all = policies::all();
    let mut dice = Dice(number("SEED").unwrap_or(2026) as u64);
    let mut counts: BTreeMap<(usize, Verdict), usize> = BTreeMap::new();
    let mut valid = Vec::new();
    let (mut n, mut told) = (0, String::new());
    let begun = n;
    while counts.values().sum::<usize>() < many() {
        let kind = n / 2 % KINDS.len();
        let found = slip(&all, n, &mut dice);
        n += 1;
        assert!(n - begun < 100 * many(), "the dice find nothing to damage");
        let Some((good, path, slip)) = found else { continue };
        let sources = Sources::new(good.files.iter().map(|(path, text)| (path.clone(), text.clone())));
        let compiled = compile(&sources.with(path, slip.text.clone()));
        let new = new(&compiled.findings, &good.found);
        let verdict = verdict(path, &slip, &new);
        *counts.entry((kind, verdict)).or_default() += 1;
        let line = slip.text[..slip.damage.start].matches('\n').count() + 1;
        let was = format!("{}: {} {path}:{line} {:?}\n", KINDS[kind].0, good.name, slip.words);
        let said =
            new.iter().map(|it| format!("    {} {}:{}:{} {}\n", it.code, it.file, it.line, it.column, &*it.message));
        if matches!(verdict, Verdict::Elsewhere | Verdict::Cascade) {
            told += &format!("{verdict:?} {was}{}", said.collect::<String>());
        } else if verdict == Verdict::Good {
            valid.push(was);
        }
    }
    println!("{}", table(&counts));
    if std::env::var_os("MUTATIONS").is_some() {
        println!("another good policy:\n{}\n{told}", valid.concat());
    }
    let of =
        |wanted: &[Verdict]| counts.iter().filter(|((_, it), _)| wanted.contains(it)).map(|(_, n)| n).sum::<usize>();
    let missed = of(&[Verdict::Elsewhere, Verdict::Cascade]);
    let wrong = of(&[Verdict::Told, Verdict::AtUse]) + missed;
    assert!(missed * 100 <= wrong * MISSED_MAX, "{missed} of {wrong} missed:\n{told}");
}

fn table(counts: &BTreeMap<(usize, Verdict), usize>) -> String {
    let columns = [Verdict::Told, Verdict::AtUse, Verdict::Elsewhere, Verdict::Cascade, Verdict::Good];
    let mut table = String::from(
        "| slip | told there | told at its use | elsewhere | cascade | another good policy |\n|---|---|---|---|---|---|\n",
    );
    for (kind, (name, _)) in KINDS.iter().enumerate() {
        let cells = columns.map(|it| counts.get(&(kind, it)).copied().unwrap_or_default().to_string());
        table += &format!("| {name} | {} |\n", cells.join(" | "));
    }
    let sum = |it: Verdict| counts.iter().filter(|((_, is), _)| *is == it).map(|(_, n)| n).sum::<usize>().to_string();
    format!("{table}| all | {} |\n", columns.map(sum).join(" | "))
}
