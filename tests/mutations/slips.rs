//! Slips of the pen: one change of one file, and where it shows.

use std::ops::Range;

use crate::{
    dice::Dice,
    sites::{self, Sites},
};

/// A kind of slip.
pub type Kind = (&'static str, fn(&str, &Sites, &mut Dice) -> Option<Slip>);

/// What was done to a file.
pub struct Slip {
    pub text: String,
    /// The bytes of the new text that are not as they were meant.
    pub damage: Range<usize>,
    /// The words that went or came: where a name is declared wrongly, it is its use that nothing fits any more.
    pub words: Vec<String>,
}

pub const KINDS: [Kind; 16] = [
    ("a key with a typing error", key_typo),
    ("a key is missing", key_missing),
    ("a key twice", key_twice),
    ("a key in another table", key_moved),
    ("a header is missing", header_missing),
    ("a header with a typing error", header_typo),
    ("a text with a typing error", text_typo),
    ("a text from elsewhere in the file", text_swapped),
    ("a number for a text", number_for_text),
    ("a text for a number", text_for_number),
    ("a quote is missing", quote_missing),
    ("typographic quotes", quote_curly),
    ("`=` is missing", equals_missing),
    ("a comma or bracket is missing", mark_missing),
    ("a formula with a typing error", formula_typo),
    ("a formula that can't be read", formula_broken),
];

fn cut(text: &str, range: Range<usize>) -> String {
    [&text[..range.start], &text[range.end..]].concat()
}

fn put(text: &str, range: Range<usize>, new: &str) -> Slip {
    let damage = range.start..range.start + new.len();
    let words = vec![text[range.clone()].trim().to_owned(), new.trim().to_owned()];
    Slip { text: [&text[..range.start], new, &text[range.end..]].concat(), damage, words }
}

fn header_keys(text: &str, sites: &Sites) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let in_header = |key: &Range<usize>| sites.headers.iter().any(|it| it.contains(&key.start));
    sites.keys.iter().filter(|key| !text[(*key).clone()].is_empty()).cloned().partition(in_header)
}

/// A word with one slip: a letter left out, doubled, replaced, or two in the wrong order.
fn typo(word: &str, dice: &mut Dice) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let places: Vec<usize> = (0..letters.len()).filter(|n| letters[*n].is_alphabetic()).collect();
    let at = *dice.pick(&places)?;
    match dice.below(4) {
        0 if letters.len() > 1 => _ = letters.remove(at),
        1 => letters.insert(at, letters[at]),
        2 if at + 1 < letters.len() && letters[at + 1].is_alphabetic() => letters.swap(at, at + 1),
        _ => letters[at] = if letters[at] == 'q' { 'z' } else { 'q' },
    }
    let word: String = letters.into_iter().collect();
    Some(word)
}

fn key_typo(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let (_, keys) = header_keys(text, sites);
    let key = dice.pick(&keys)?.clone();
    let wrong = typo(&text[key.clone()], dice)?;
    Some(put(text, key, &wrong))
}

fn header_typo(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let (keys, _) = header_keys(text, sites);
    let key = dice.pick(&keys)?.clone();
    let wrong = typo(&text[key.clone()], dice)?;
    Some(put(text, key, &wrong))
}

/// What is missing is missed by its table.
fn key_missing(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let pair = dice.pick(&sites.pairs)?.clone();
    // What it said may be missed elsewhere: a role that nobody holds any more.
    let words = text[pair.clone()].split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| word.len() > 2);
    let words = words.map(str::to_owned).collect();
    let new = cut(text, pair.clone());
    let damage = sites::table(&new, pair.start.saturating_sub(1));
    Some(Slip { text: new, damage, words })
}

fn key_twice(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let pair = dice.pick(&sites.pairs)?.clone();
    let again = text[pair.clone()].to_owned();
    Some(put(text, pair.end..pair.end, &again))
}

fn key_moved(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let pair = dice.pick(&sites.pairs)?.clone();
    let header = sites.headers.iter().find(|header| header.start >= pair.end)?.clone();
    let moved = text[pair.clone()].to_owned();
    let new = [&text[..pair.start], &text[pair.end..header.end], &moved, &text[header.end..]].concat();
    // Missed where it was, or out of place where it is.
    let end = header.end;
    let key = moved.split('=').next().unwrap_or_default().trim().to_owned();
    let damage = sites::table(&new, pair.start.saturating_sub(1)).start..end;
    Some(Slip { text: new, damage, words: vec![key] })
}

/// What stood below it now stands in the table above.
fn header_missing(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let header = dice.pick(&sites.headers)?.clone();
    let end = sites::table(text, header.start).end - header.len();
    let words = text[header.clone()].trim_matches(|c| "[]\n ".contains(c)).rsplit('.').next().map(str::to_owned);
    let new = cut(text, header.clone());
    let start = sites::table(&new, header.start.saturating_sub(1)).start;
    Some(Slip { text: new, damage: start..end, words: words.into_iter().collect() })
}

fn texts(text: &str, sites: &Sites) -> Vec<Range<usize>> {
    let is_text = |scalar: &&Range<usize>| text[(*scalar).clone()].starts_with(['"', '\'']) && scalar.len() > 2;
    sites.scalars.iter().filter(is_text).cloned().collect()
}

/// A text that is one word: a name, a word from a list.
fn words(text: &str, sites: &Sites) -> Vec<Range<usize>> {
    let is_word = |scalar: &Range<usize>| {
        let inner = &text[scalar.start + 1..scalar.end - 1];
        inner.chars().all(|c| c.is_alphanumeric() || "_.:@".contains(c))
    };
    texts(text, sites).into_iter().filter(is_word).collect()
}

fn text_typo(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let scalar = dice.pick(&words(text, sites))?.clone();
    let inner = scalar.start + 1..scalar.end - 1;
    let wrong = typo(&text[inner.clone()], dice)?;
    Some(put(text, inner, &wrong))
}

fn text_swapped(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let all = words(text, sites);
    let (scalar, other) = (dice.pick(&all)?.clone(), dice.pick(&all)?.clone());
    Some(put(text, scalar, &text[other]))
}

fn number_for_text(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let scalar = dice.pick(&texts(text, sites))?.clone();
    Some(put(text, scalar, ["42", "true", "2026-03-02", "[]"][dice.below(4)]))
}

fn text_for_number(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let plain: Vec<_> =
        sites.scalars.iter().filter(|scalar| !text[(*scalar).clone()].starts_with(['"', '\''])).collect();
    let scalar = (*dice.pick(&plain)?).clone();
    Some(put(text, scalar, ["\"many\"", "{}", "\"\"", "yes"][dice.below(4)]))
}

fn quote_missing(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let scalar = dice.pick(&texts(text, sites))?.clone();
    let at = if dice.below(2) == 0 { scalar.start } else { scalar.end - 1 };
    let slip = put(text, at..at + 1, "");
    let damage = scalar.start..scalar.end - 1;
    Some(Slip { damage, ..slip })
}

fn quote_curly(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let scalar = dice.pick(&texts(text, sites))?.clone();
    let curly = format!("“{}”", &text[scalar.start + 1..scalar.end - 1]);
    Some(put(text, scalar, &curly))
}

fn equals_missing(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let equals = dice.pick(&sites.equals)?.clone();
    let slip = put(text, equals.clone(), "");
    Some(Slip { damage: sites::line(&slip.text, equals.start), ..slip })
}

fn mark_missing(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let mark = dice.pick(&sites.marks)?.clone();
    let slip = put(text, mark.clone(), "");
    let pair = sites.pairs.iter().find(|pair| pair.contains(&mark.start))?;
    Some(Slip { damage: pair.start..pair.end - 1, ..slip })
}

/// A text that is a formula by all that can be seen from outside.
fn formulas(text: &str, sites: &Sites) -> Vec<Range<usize>> {
    let signs = [" == ", " && ", " > ", " < ", " >= ", " + ", " * ", "(", "'"];
    let is_formula = |scalar: &Range<usize>| {
        let inner = &text[scalar.clone()];
        signs.iter().any(|sign| inner.contains(sign)) && inner.is_ascii() && !inner.contains('{')
    };
    texts(text, sites).into_iter().filter(is_formula).collect()
}

fn formula_typo(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let scalar = dice.pick(&formulas(text, sites))?.clone();
    let inner = &text[scalar.start + 1..scalar.end - 1];
    let mut names = Vec::new();
    let mut at = 0;
    for word in inner.split(|c: char| !c.is_alphanumeric() && c != '_') {
        if word.len() > 2 && word.starts_with(|c: char| c.is_alphabetic()) {
            names.push(scalar.start + 1 + at..scalar.start + 1 + at + word.len());
        }
        at += word.len() + 1;
    }
    let name = dice.pick(&names)?.clone();
    let wrong = typo(&text[name.clone()], dice)?;
    Some(put(text, name, &wrong))
}

fn formula_broken(text: &str, sites: &Sites, dice: &mut Dice) -> Option<Slip> {
    let scalar = dice.pick(&formulas(text, sites))?.clone();
    let inner = &text[scalar.clone()];
    let signs: Vec<Range<usize>> = ["==", "&&", "(", ")", ">", "<", "+", "*"]
        .iter()
        .flat_map(|sign| inner.match_indices(sign).map(|(n, sign)| scalar.start + n..scalar.start + n + sign.len()))
        .collect();
    let sign = dice.pick(&signs)?.clone();
    let slip = match dice.below(3) {
        0 => put(text, sign, ""),
        1 => put(text, sign.clone(), &format!("{0}{0}", &text[sign])),
        _ => put(text, sign, "（"),
    };
    // Where something is missing or too much inside a formula, the formula is the place.
    let end = scalar.end + slip.text.len() - text.len();
    Some(Slip { damage: scalar.start..end, ..slip })
}
