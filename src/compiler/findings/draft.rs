//! A finding while it is being made, with spans.

use super::{Code, Page};
use crate::{compiler::source::Span, model::Said, said};

/// A finding with spans instead of lines and columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::compiler) struct Draft {
    pub code: Code,
    pub span: Span,
    pub message: Said,
    pub hint: Option<Said>,
    pub labels: Vec<(Span, Said)>,
    pub fix: Option<(Span, String)>,
}

impl Draft {
    pub fn new(page: &Page, span: Span, message: impl Into<Said>) -> Draft {
        Draft { code: page.code, span, message: message.into(), hint: None, labels: Vec::new(), fix: None }
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

    /// Adds `did you mean …?`, or what there is where nothing is near.
    pub fn nearest<'n>(mut self, wrote: &str, known: impl IntoIterator<Item = &'n str>) -> Draft {
        let known: Vec<&str> = known.into_iter().collect();
        self.hint = nearest(wrote, &known).map(did_you_mean).or_else(|| few(&known)).or(self.hint);
        self
    }

    /// The same where the names are in the message already.
    pub fn nearest_only<'n>(mut self, wrote: &str, known: impl IntoIterator<Item = &'n str>) -> Draft {
        let known: Vec<&str> = known.into_iter().collect();
        self.hint = nearest(wrote, &known).map(did_you_mean).or(self.hint);
        self
    }
}

/// The known name nearest to what was written.
fn nearest<'n>(wrote: &str, known: &[&'n str]) -> Option<&'n str> {
    const LIKENESS_MIN: f64 = 0.8;
    let lower = wrote.to_lowercase();
    let likeness = |name: &str| strsim::jaro_winkler(&lower, &name.to_lowercase());
    let best = known.iter().map(|name| (likeness(name), *name)).filter(|(near, _)| *near >= LIKENESS_MIN);
    best.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1))).map(|(_, name)| name)
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
