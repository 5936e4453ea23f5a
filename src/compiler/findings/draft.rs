//! A finding while it is being made, with spans.

use super::{Code, Page, Severity};
use crate::{
    compiler::source::{Files, Span},
    model::{Said, near},
    said,
};

/// A finding with spans instead of lines and columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::compiler) struct Draft {
    pub code: Code,
    pub span: Span,
    pub message: Said,
    pub hint: Option<Said>,
    pub labels: Vec<(Span, Said)>,
    pub fix: Option<(Span, String)>,
    /// A word below the span, and the one that was certainly meant.
    pub instead: Option<(String, String)>,
}

impl Draft {
    pub fn new(page: &Page, span: Span, message: impl Into<Said>) -> Draft {
        Draft {
            code: page.code,
            span,
            message: message.into(),
            hint: None,
            labels: Vec::new(),
            fix: None,
            instead: None,
        }
    }

    pub fn is_error(&self) -> bool {
        self.code.severity == Severity::Error
    }

    pub fn hint(mut self, hint: impl Into<Said>) -> Draft {
        self.hint = Some(hint.into());
        self
    }

    pub fn label(mut self, span: Span, message: impl Into<Said>) -> Draft {
        self.labels.push((span, message.into()));
        self
    }

    /// Replaces what the finding points at.
    pub fn fix(mut self, replacement: impl Into<String>) -> Draft {
        self.fix = Some((self.span, replacement.into()));
        self
    }

    /// Adds `did you mean …?`, or what there is where nothing is near; a mend where only one name can be meant.
    pub fn nearest<'n>(self, wrote: &str, known: impl IntoIterator<Item = &'n str>) -> Draft {
        let known: Vec<&str> = known.into_iter().collect();
        let few = few(&known);
        let draft = self.nearest_only(wrote, known);
        Draft { hint: draft.hint.or(few), ..draft }
    }

    /// The same where the names are in the message already.
    pub fn nearest_only<'n>(mut self, wrote: &str, known: impl IntoIterator<Item = &'n str>) -> Draft {
        let known: Vec<&str> = known.into_iter().collect();
        self.hint = near::nearest(wrote, known.iter().copied()).map(did_you_mean).or(self.hint);
        self.instead = near::certain(wrote, known).map(|name| (wrote.to_owned(), name.to_owned()));
        self
    }

    /// The mend: what the finding says, else the one word below it that was certainly meant otherwise.
    pub fn mend(&self, files: &Files) -> Option<(Span, String)> {
        if self.fix.is_some() {
            return self.fix.clone();
        }
        let (wrote, meant) = self.instead.as_ref()?;
        let below = files.text(self.span);
        let mut found = below.match_indices(wrote);
        let (Some((at, _)), None) = (found.next(), found.next()) else {
            return None;
        };
        let start = self.span.start + u32::try_from(at).ok()?;
        let span = Span { start, end: start + u32::try_from(wrote.len()).ok()?, ..self.span };
        // A bare key whose right name is no bare word.
        let bare = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        match below == wrote && bare(wrote) && !bare(meant) {
            true => None,
            false => Some((span, meant.clone())),
        }
    }
}

fn did_you_mean(near: &str) -> Said {
    said!("did you mean `{near}`?", "是不是 `{near}`？")
}

fn few(known: &[&str]) -> Option<Said> {
    const SHOWN_MAX: usize = 8;
    (!known.is_empty() && known.len() <= SHOWN_MAX).then(|| {
        let names = quoted(known);
        said!("there are {names}", "现有：{names}")
    })
}

/// Names as a sentence lists them: `` `a`, `b` ``.
pub(in crate::compiler) fn quoted<'n>(names: impl IntoIterator<Item = &'n (impl AsRef<str> + ?Sized + 'n)>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    names.join(", ")
}
