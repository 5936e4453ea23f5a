//! The canonical form of a policy's TOML: one way to space, quote and break lines, so that a change shows only what
//! was changed.
//!
//! Pure, text to text. Nothing is ever reordered, for order carries meaning (stages, columns, steps), and no comment is
//! lost. The form: one space around `=`, but neighbours whose `=` stood below each other keep doing so; a blank line
//! before a table; a list that does not fit in 120 columns, or was written over several lines, one entry a line; rows of
//! cells in columns; `'…'` for text with double quotes in it, else `"…"`; a comment behind a line stays in its column
//! where there is room.

mod print;
mod read;
mod strings;

use super::{
    Severity, Sources,
    findings::{Draft, Finding},
    source::Files,
    syntax,
};

/// A file in its canonical form.
///
/// Keys that stand bare and must not are quoted where that is certain.
///
/// # Errors
/// The file is no TOML: what is wrong with it.
pub fn format(path: &str, text: &str) -> Result<String, Vec<Finding>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let text = quoted(text);
    let (_, drafts) = syntax::parse(0, &text);
    if drafts.is_empty() {
        return Ok(print::document(&read::document(&text)));
    }
    let files = Files::of(&Sources::alone(path, &text));
    let findings: Vec<Finding> = drafts.into_iter().map(|draft| draft.finish(&files)).collect();
    debug_assert!(findings.iter().any(|finding| finding.severity == Severity::Error));
    Err(findings)
}

/// The text with the keys quoted that must be: as often as that leaves fewer faults than before.
fn quoted(mut text: String) -> String {
    const KEYS_MAX: usize = 1000;
    for _ in 0..KEYS_MAX {
        let (_, drafts) = syntax::parse(0, &text);
        let Some((span, replacement)) = drafts.iter().find_map(certain) else { break };
        let (start, end) = (span.start as usize, span.end as usize);
        let (Some(before), Some(after)) = (text.get(..start), text.get(end..)) else { break };
        let mended = [before, replacement, after].concat();
        let (_, left) = syntax::parse(0, &mended);
        if left.len() >= drafts.len() {
            break;
        }
        text = mended;
    }
    text
}

fn certain(draft: &Draft) -> Option<&(super::source::Span, String)> {
    draft.fix.as_ref().filter(|_| draft.code.name == "unquoted-key")
}

#[cfg(test)]
mod tests;
