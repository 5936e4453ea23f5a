//! What all of the compiler's rooms share while one policy is compiled: its files, and what has been found.

use std::{cell::RefCell, collections::BTreeSet};

use super::{
    findings::{Draft, Finding, Severity},
    source::{Files, Span},
    syntax::{Quoting, Text},
};
use crate::{model::Id, script::Place};

/// The files being compiled and everything said of them so far.
pub(super) struct Cx<'s> {
    pub files: &'s Files,
    drafts: RefCell<Vec<Draft>>,
    /// Every word of every expression and template: what is never a word anywhere is used nowhere.
    words: RefCell<BTreeSet<String>>,
    /// Roles that people places name.
    roles: RefCell<BTreeSet<Id>>,
}

impl<'s> Cx<'s> {
    pub fn new(files: &'s Files) -> Cx<'s> {
        Cx { files, drafts: RefCell::default(), words: RefCell::default(), roles: RefCell::default() }
    }

    pub fn report(&self, draft: Draft) {
        self.drafts.borrow_mut().push(draft);
    }

    /// How many findings there are so far: two equal counts say that nothing was wrong in between.
    pub fn reported(&self) -> usize {
        self.drafts.borrow().len()
    }

    /// Whether an error has been found in that file. What does not run yet is read all the same, and hides nothing.
    pub fn has_errors_in(&self, file: u32) -> bool {
        let drafts = self.drafts.borrow();
        drafts.iter().any(|draft| {
            let is_error = draft.code.severity == Severity::Error && draft.code != super::findings::NOT_YET;
            draft.span.file == file && is_error
        })
    }

    /// Runs something and forgets what it reports.
    pub fn silently<T>(&self, run: impl FnOnce() -> T) -> (T, usize) {
        let before = self.reported();
        let answer = run();
        let after = self.reported();
        self.drafts.borrow_mut().truncate(before);
        (answer, after - before)
    }

    /// Notes that an expression or template says these words.
    pub fn mention(&self, text: &str) {
        let is_word = |c: char| c == '_' || c.is_alphanumeric();
        let words = text.split(|c| !is_word(c)).filter(|word| !word.is_empty());
        self.words.borrow_mut().extend(words.map(str::to_owned));
    }

    pub fn mention_role(&self, role: &Id) {
        self.roles.borrow_mut().insert(role.clone());
    }

    /// Whether any expression or template says that word.
    pub fn mentions(&self, word: &str) -> bool {
        self.words.borrow().contains(word)
    }

    pub fn mentions_role(&self, role: &str) -> bool {
        self.roles.borrow().iter().any(|named| &**named == role) || self.mentions(role)
    }

    /// Where the characters of a string stand in its file.
    pub fn quoting(&self, text: &Text) -> Quoting {
        Quoting::of(text.span, self.files.text(text.span), &text.value)
    }

    /// The place of an expression, for faults.
    pub fn place(&self, span: Span, text: &str) -> Place {
        let spot = self.files.spot(span.file, span.start);
        Place { file: self.files.path(span.file).into(), line: spot.line, column: spot.column, text: text.into() }
    }

    /// Everything found, in the order of the files.
    pub fn findings(self) -> Vec<Finding> {
        let mut drafts = self.drafts.into_inner();
        // Stable: what is found at one place stays in the order it was found in.
        drafts.sort_by_key(|draft| (draft.span, draft.code.number));
        drafts.dedup();
        drafts.into_iter().map(|draft| draft.finish(self.files)).collect()
    }
}
