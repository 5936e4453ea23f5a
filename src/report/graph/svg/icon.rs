//! Small signs, drawn rather than written: fonts differ.

use std::fmt::Write;

use super::text::n;

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icon {
    /// An approval.
    Check,
    /// It happens by itself.
    Bolt,
    /// A condition.
    Condition,
    /// Who.
    Person,
    /// A time limit.
    Clock,
    /// No edits.
    Lock,
}

/// Draws a sign about ten wide with its middle here.
pub(super) fn icon(out: &mut String, icon: Icon, x: f64, y: f64, color: &str) {
    let (x, y) = (n(x), n(y));
    let shape = match icon {
        Icon::Check => "<circle r=\"5\" fill=\"none\"/><path d=\"M-2.3 .2L-.6 2L2.5 -1.9\" fill=\"none\"/>",
        Icon::Bolt => "<path d=\"M1 -5L-3 .8H-.2L-1 5L3 -1.2H.2Z\" stroke=\"none\"/>",
        Icon::Condition => "<path d=\"M0 -4.6L4.6 0L0 4.6L-4.6 0Z\" fill=\"none\"/>",
        Icon::Person => {
            "<circle cy=\"-2.2\" r=\"2.3\" fill=\"none\"/><path d=\"M-4 4.6C-4 -.2 4 -.2 4 4.6\" fill=\"none\"/>"
        }
        Icon::Clock => "<circle r=\"4.6\" fill=\"none\"/><path d=\"M0 -2.6V0L1.9 1.2\" fill=\"none\"/>",
        Icon::Lock => {
            "<rect x=\"-4\" y=\"-1\" width=\"8\" height=\"6\" rx=\"1\" stroke=\"none\"/><path d=\"M-2.4 -1V-2.8C-2.4 -5.8 2.4 -5.8 2.4 -2.8V-1\" fill=\"none\"/>"
        }
    };
    let _ = write!(
        out,
        "<g transform=\"translate({x} {y})\" fill=\"{color}\" stroke=\"{color}\" stroke-width=\"1.1\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\">{shape}</g>"
    );
}
