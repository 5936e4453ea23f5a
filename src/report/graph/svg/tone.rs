//! Colours: one family for all pictures, and what an outcome looks like.

use crate::report::graph::Drawing;

/// Text on white.
pub(super) const INK: &str = "#1e293b";
/// Text that matters less.
pub(super) const GREY: &str = "#64748b";
/// Lines of moves.
pub(super) const LINE: &str = "#64748b";
/// Lines of moves that `[moves]` draws.
pub(super) const THIN: &str = "#a8b3c2";
/// Lines and words of a refusal.
pub(super) const RED: &str = "#b4534b";

/// What an end looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Where the flow wants to get.
    Good,
    /// Done, without a word of joy.
    Done,
    /// Lost.
    Bad,
    /// Called off.
    Off,
    /// A word of the policy's own; they take turns.
    Own(usize),
}

/// The colours of a box.
#[derive(Debug)]
pub struct Colors {
    /// Inside.
    pub fill: &'static str,
    /// The border.
    pub line: &'static str,
    /// The text.
    pub ink: &'static str,
}

/// A stage that is no end.
pub(super) const STAGE: Colors = colors("#eff6ff", "#3b82f6", INK);

const OWN: [Colors; 4] = [
    colors("#fdf3e3", "#c08a3e", "#6b4a16"),
    colors("#f3eefb", "#8b6cc4", "#4c3579"),
    colors("#e9f5f6", "#4a97a0", "#1f545b"),
    colors("#fbeef3", "#bd6a8b", "#6f2f4a"),
];

impl Tone {
    /// The tone of a node that is an end. The words `won`, `done`, `lost`, `cancelled` are the language's own. Of others
    /// the first end in file order is where forward moves lead at last, so it is the good one.
    pub fn of(drawing: &Drawing, index: usize) -> Tone {
        let own = |word: &&str| !matches!(*word, "won" | "done" | "lost" | "cancelled");
        let ends = drawing.nodes[..index].iter().filter_map(|node| node.outcome());
        let before: Vec<&str> = ends.collect();
        match drawing.nodes[index].outcome() {
            Some("won" | "approved") => Tone::Good,
            Some("done") => Tone::Done,
            Some("lost" | "rejected") => Tone::Bad,
            Some("cancelled") => Tone::Off,
            _ if before.is_empty() => Tone::Good,
            _ => Tone::Own(before.iter().filter(|word| own(word)).count() % OWN.len()),
        }
    }

    /// Whether the flow wants to get here.
    pub fn is_good(self) -> bool {
        matches!(self, Tone::Good | Tone::Done)
    }

    /// Its colours.
    pub fn colors(self) -> &'static Colors {
        const GOOD: Colors = colors("#dcfce7", "#16a34a", "#14532d");
        const DONE: Colors = colors("#e0f5f1", "#0f9488", "#134e4a");
        const BAD: Colors = colors("#f3ebea", "#a8716b", "#57342f");
        const OFF: Colors = colors("#f1f5f9", "#94a3b8", "#475569");
        match self {
            Tone::Good => &GOOD,
            Tone::Done => &DONE,
            Tone::Bad => &BAD,
            Tone::Off => &OFF,
            Tone::Own(turn) => &OWN[turn % OWN.len()],
        }
    }
}

const fn colors(fill: &'static str, line: &'static str, ink: &'static str) -> Colors {
    Colors { fill, line, ink }
}
