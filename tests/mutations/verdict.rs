//! What came of a slip: told where it is, told where it hurts, told elsewhere, or not told.

use salesflow::compiler::Finding;

use crate::slips::Slip;

/// The most different things that may be said of one slip.
const FEW: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A finding covers the damage.
    Told,
    /// A finding names the word that went or came, at a place that uses it.
    AtUse,
    /// Something is found, but neither here nor there.
    Elsewhere,
    /// Found, and with it more than a few others.
    Cascade,
    /// The text is another good policy.
    Good,
}

/// The findings that were not there before.
pub fn new<'f>(found: &'f [Finding], before: &[Finding]) -> Vec<&'f Finding> {
    let same = |a: &Finding, b: &Finding| a.code == b.code && a.file == b.file && a.message == b.message;
    found.iter().filter(|finding| !before.iter().any(|old| same(old, finding))).collect()
}

pub fn verdict(path: &str, slip: &Slip, new: &[&Finding]) -> Verdict {
    if new.is_empty() {
        return Verdict::Good;
    }
    let covers = |file: &str, from: (u32, u32), to: (u32, u32)| {
        file == path && byte(&slip.text, from) <= slip.damage.end && byte(&slip.text, to) >= slip.damage.start
    };
    let told = new.iter().any(|it| {
        covers(&it.file, (it.line, it.column), (it.end_line, it.end_column))
            || it.labels.iter().any(|it| covers(&it.file, (it.line, it.column), (it.end_line, it.end_column)))
    });
    let names = |it: &&&Finding| {
        let said = format!("{} {}", &*it.message, it.hint.as_deref().unwrap_or_default());
        slip.words.iter().any(|word| word.len() > 1 && said.contains(word.trim_matches(['"', '\''])))
    };
    let at_use = new.iter().any(|it| names(&it));
    match (told, at_use) {
        (false, false) => Verdict::Elsewhere,
        _ if different(new) > FEW => Verdict::Cascade,
        (true, _) => Verdict::Told,
        (false, true) => Verdict::AtUse,
    }
}

/// The same said of several places is one thing.
fn different(new: &[&Finding]) -> usize {
    let mut said: Vec<_> = new.iter().map(|it| (it.code, it.message.to_string())).collect();
    said.sort();
    said.dedup();
    said.len()
}

/// The byte of a place given in lines and characters.
fn byte(text: &str, (line, column): (u32, u32)) -> usize {
    let start: usize = text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
    let before = text[start..].chars().take(column as usize - 1).map(char::len_utf8).sum::<usize>();
    start + before
}
