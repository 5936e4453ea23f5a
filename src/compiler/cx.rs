//! What all of the compiler's rooms share while one policy is compiled: its files, and what has been found.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

use super::{
    findings::{self, Draft, Finding, Severity},
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
    /// Whether something that could not be read may declare names.
    lost: Cell<bool>,
    /// Tests in which something could not be read that may declare names for the rest of it.
    lost_tests: RefCell<BTreeSet<u32>>,
    /// Files of which a part could not be read.
    gaps: RefCell<BTreeSet<u32>>,
    /// Roles that people places name.
    roles: RefCell<BTreeSet<Id>>,
}

impl<'s> Cx<'s> {
    pub fn new(files: &'s Files) -> Cx<'s> {
        Cx {
            files,
            drafts: RefCell::default(),
            words: RefCell::default(),
            lost: Cell::new(false),
            lost_tests: RefCell::default(),
            gaps: RefCell::default(),
            roles: RefCell::default(),
        }
    }

    pub fn report(&self, draft: Draft) {
        self.drafts.borrow_mut().push(draft);
    }

    /// How many findings there are so far: two equal counts say that nothing was wrong in between.
    pub fn reported(&self) -> usize {
        self.drafts.borrow().len()
    }

    /// Whether an error has been found in that file.
    pub fn has_errors_in(&self, file: u32) -> bool {
        let drafts = self.drafts.borrow();
        drafts.iter().any(|draft| draft.span.file == file && draft.code.severity == Severity::Error)
    }

    /// How many errors there are so far.
    pub fn errors(&self) -> usize {
        self.drafts.borrow().iter().filter(|draft| draft.code.severity == Severity::Error).count()
    }

    /// Whether an error has been found anywhere in the policy itself.
    pub fn has_errors(&self) -> bool {
        let is_test = |draft: &Draft| self.files.is_test(draft.span.file);
        self.drafts.borrow().iter().any(|draft| draft.code.severity == Severity::Error && !is_test(draft))
    }

    /// Whether an error has been found in that file other than that something does not run yet.
    pub fn has_mistakes_in(&self, file: u32) -> bool {
        let drafts = self.drafts.borrow();
        let mistake = |draft: &&Draft| draft.code.severity == Severity::Error && draft.code.name != "not-yet";
        drafts.iter().filter(mistake).any(|draft| draft.span.file == file)
    }

    /// Runs something and forgets what it reports.
    pub fn silently<T>(&self, run: impl FnOnce() -> T) -> (T, usize) {
        let before = self.reported();
        let answer = run();
        let after = self.reported();
        self.drafts.borrow_mut().truncate(before);
        (answer, after - before)
    }

    /// Notes that something could not be read which may declare names: none is unknown any more.
    pub fn lose(&self) {
        self.lost.set(true);
    }

    /// The same of one file: what a test declares is its own, what another file declares is everyone's.
    pub fn lose_in(&self, file: u32) {
        match self.files.is_test(file) {
            true => _ = self.lost_tests.borrow_mut().insert(file),
            false => self.lose(),
        }
    }

    /// Notes that a part of a file could not be read: nothing is missing from that file any more.
    pub fn gap(&self, file: u32) {
        self.gaps.borrow_mut().insert(file);
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
        let gaps = self.gaps.into_inner();
        drafts.retain(|draft| draft.code.name != "missing-key" || !gaps.contains(&draft.span.file));
        let lost_tests = self.lost_tests.into_inner();
        let lost = self.lost.get();
        let hidden = |draft: &Draft| lost || lost_tests.contains(&draft.span.file);
        drafts.retain(|draft| !draft.code.is_of_names() || !hidden(draft));
        // What stood in two scenarios and now stands in one, for want of a header, is there twice.
        drafts.retain(|draft| draft.code.name != "doubled" || !lost_tests.contains(&draft.span.file));
        let wrong: BTreeSet<u32> =
            drafts.iter().filter(|draft| draft.is_error()).map(|draft| draft.span.file).collect();
        // A definition that is wrong somewhere is not read to its end: what such a file says may well be used.
        let used =
            |draft: &Draft| wrong.iter().any(|file| self.files.says(*file, self.files.text(draft.span), draft.span));
        drafts.retain(|draft| draft.code.name != "unused" || !used(draft));
        // What somebody else wrote for them is no matter to the owner of a policy, as long as it works.
        drafts.retain(|draft| draft.is_error() || !self.files.is_made(draft.span.file));
        for draft in &mut drafts {
            if self.files.is_made(draft.span.file) {
                (draft.span, draft.fix) = (self.files.written_at(draft.span), None);
            }
            draft.labels.retain(|(span, _)| !self.files.is_made(span.file));
        }
        // Stable: what is found at one place stays in the order it was found in.
        drafts.sort_by_key(|draft| (draft.span, draft.code.number));
        drafts.dedup();
        findings::gathered(drafts).into_iter().map(|draft| draft.finish(self.files)).collect()
    }
}
