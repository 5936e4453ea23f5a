//! A good policy, damaged a thousand ways: findings, never a panic.

use super::good::GOOD;
use crate::compiler::testing;

/// A small generator: the same numbers every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

fn damaged(dice: &mut Dice) -> String {
    let mut chars: Vec<char> = GOOD.chars().collect();
    for _ in 0..=dice.below(3) {
        let at = dice.below(chars.len());
        match dice.below(7) {
            0 => chars.truncate(at),
            1 => chars.splice(at..at, "\"'“={}[]#\n=".chars()).for_each(drop),
            2 => _ = (!chars.is_empty()).then(|| chars.remove(at)),
            3 => chars.iter_mut().skip(at).take(40).filter(|c| **c == '"').for_each(|c| *c = '\''),
            4 => {
                // A line goes.
                let start = chars[..at].iter().rposition(|c| *c == '\n').map_or(0, |n| n + 1);
                let end = chars[at..].iter().position(|c| *c == '\n').map_or(chars.len(), |n| at + n);
                chars.drain(start..end);
            }
            5 => {
                // Two pieces change places.
                let other = dice.below(chars.len());
                chars.swap(at, other);
            }
            _ => {
                let odd = ['\u{0}', '\u{feff}', '🙂', '９', '\\', '}', ')', '0', '-'];
                chars[at] = odd[dice.below(odd.len())];
            }
        }
        if chars.is_empty() {
            break;
        }
    }
    chars.into_iter().collect()
}

#[test]
fn no_text_makes_the_compiler_fall_over() {
    let mut dice = Dice(7);
    for _ in 0..300 {
        let text = damaged(&mut dice);
        let compiled = testing::compiled(&text);
        crate::compiler::render(&compiled.findings, &compiled.sources, false);
        let lines = compiled.findings.iter().all(|f| f.line >= 1 && f.column >= 1 && f.end_line >= f.line);
        assert!(lines, "{:#?}", compiled.findings);
    }
}

#[test]
fn whatever_is_found_is_told_in_chinese_too() {
    let mut dice = Dice(23);
    for _ in 0..150 {
        testing::is_told_in_chinese(&damaged(&mut dice));
    }
}

#[test]
fn the_same_text_has_the_same_findings_in_the_same_order() {
    let mut dice = Dice(11);
    for _ in 0..20 {
        let text = damaged(&mut dice);
        let (one, two) = (testing::findings(&text), testing::findings(&text));
        assert_eq!(one, two);
        let mut sorted = one.clone();
        let rank = |file: &str| ["salesflow", "org", "workflows", "rules"].iter().position(|k| file.starts_with(k));
        sorted.sort_by_key(|f| (rank(&f.file), f.file.ends_with(".rhai"), f.file.clone(), f.line, f.column));
        assert_eq!(one, sorted);
    }
}
