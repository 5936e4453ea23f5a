//! The box of a stage.

use std::fmt::Write;

use super::{
    icon::{Icon, icon},
    text::{n, width, wrap, xml},
    tone::{Colors, GREY, STAGE, Tone},
};
use crate::report::graph::{Drawing, Live, Node, Note, Sign, words::Words};

const TITLE: f64 = 14.0;
const SMALL: f64 = 11.0;
const LINE: f64 = 19.0;
const ROW: f64 = 17.0;
const CHIPS: f64 = 22.0;
const SIGN: f64 = 14.0;
const PAD_X: f64 = 16.0;
const PAD_Y: f64 = 10.0;

/// A stage's box, measured.
#[derive(Clone, Debug)]
pub(super) struct StageBox<'a> {
    node: &'a Node,
    colors: &'static Colors,
    title: Vec<String>,
    /// The time limit, or an end's outcome where its title is another word.
    below: Option<(Option<Icon>, String)>,
    /// Small lines between the title and what is below.
    notes: Vec<(Option<Icon>, String)>,
    chips: Vec<(String, bool)>,
    /// How high it has to be.
    content: f64,
    pub width: f64,
    /// How high it is: as high as what stands beside it.
    pub height: f64,
}

impl<'a> StageBox<'a> {
    /// Measures the box of a node.
    pub fn of(drawing: &'a Drawing, index: usize, words: &Words) -> StageBox<'a> {
        let node = &drawing.nodes[index];
        let title = wrap(&node.title, TITLE, 180.0, 2);
        let below = match (node.outcome(), &node.sla) {
            (Some(outcome), _) => (node.says_outcome() && outcome != node.title)
                .then(|| (None, format!("{}{}{outcome}", words.outcome, words.colon))),
            (None, Some(sla)) => Some((Some(Icon::Clock), words.duration(sla))),
            (None, None) => None,
        };
        let below = below.and_then(|(icon, text)| {
            let line = wrap(&text, SMALL, 180.0, 1).into_iter().next()?;
            Some((icon, line))
        });
        let notes: Vec<_> = node.notes.iter().flat_map(note).collect();
        let notes_width = notes.iter().map(|(_, text)| width(text, SMALL) + 16.0).fold(0.0, f64::max);
        let chips = node.live.map_or_else(Vec::new, |live| chips(live, words));
        let title_width = title.iter().map(|line| width(line, TITLE)).fold(0.0, f64::max);
        let below_width = (below.as_ref()).map_or(0.0, |(_, text)| width(text, SMALL) + 16.0);
        let chips_width: f64 = chips.iter().map(|(text, _)| chip_width(text) + 6.0).sum();
        let locks = if node.locked && node.outcome().is_none() { 14.0 } else { 0.0 };
        let inner = (title_width + locks).max(below_width).max(notes_width).max(chips_width).max(76.0);
        let rows = ROW * (notes.len() + usize::from(below.is_some())) as f64;
        let chip_rows = if chips.is_empty() { 0.0 } else { CHIPS };
        let content = LINE * title.len().max(1) as f64 + rows + chip_rows + 2.0 * PAD_Y;
        StageBox {
            node,
            colors: match node.outcome() {
                Some(_) => Tone::of(drawing, index).colors(),
                None => &STAGE,
            },
            width: inner + 2.0 * PAD_X,
            content,
            height: content,
            title,
            below,
            notes,
            chips,
        }
    }

    /// Whether it is an end.
    pub fn ends(&self) -> bool {
        self.node.outcome().is_some()
    }

    /// Draws it with the middle of its top edge here.
    pub fn draw(&self, out: &mut String, x: f64, y: f64, words: &Words) {
        let ends = self.ends();
        let (left, height) = (x - self.width / 2.0, self.height);
        let radius = if ends { (height / 2.0).min(24.0) } else { 8.0 };
        let colors = self.colors;
        let _ = writeln!(
            out,
            "<g class=\"stage\"><title>{}</title><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" \
             fill=\"{}\" stroke=\"{}\" stroke-width=\"1.5\"/>",
            xml(&self.hint(words)),
            n(left),
            n(y),
            n(self.width),
            n(height),
            n(radius),
            colors.fill,
            colors.line,
        );
        if ends {
            let _ = writeln!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"none\" stroke=\"{}\" \
                 stroke-width=\"0.8\"/>",
                n(left + 3.0),
                n(y + 3.0),
                n(self.width - 6.0),
                n(height - 6.0),
                n(radius - 3.0),
                colors.line,
            );
        } else if self.node.locked {
            icon(out, Icon::Lock, left + self.width - 13.0, y + 13.0, colors.line);
        }
        let mut top = y + PAD_Y + (height - self.content) / 2.0;
        for line in &self.title {
            let weight = " font-weight=\"600\"";
            text(out, x, top + LINE / 2.0 + TITLE * 0.36, TITLE, colors.ink, weight, line);
            top += LINE;
        }
        for (sign, line) in self.notes.iter().chain(&self.below) {
            let ink = if ends { colors.ink } else { GREY };
            let base = top + ROW / 2.0 + SMALL * 0.36;
            match sign {
                // Beside its sign, however wide the reader's font makes it.
                Some(sign) => {
                    let left = x - (width(line, SMALL) + SIGN) / 2.0;
                    icon(out, *sign, left + 5.0, top + ROW / 2.0, ink);
                    anchored(out, "start", left + SIGN, base, (SMALL, ink), "", line);
                }
                None => text(out, x, base, SMALL, ink, "", line),
            }
            top += ROW;
        }
        self.draw_chips(out, x, top + 4.0);
        out.push_str("</g>\n");
    }

    fn draw_chips(&self, out: &mut String, x: f64, top: f64) {
        let all: f64 = self.chips.iter().map(|(text, _)| chip_width(text) + 6.0).sum();
        let mut left = x - (all - 6.0) / 2.0;
        for (words, warns) in &self.chips {
            let wide = chip_width(words);
            chip(out, left, top, words, *warns);
            left += wide + 6.0;
        }
    }

    /// What is shown to those who point at it.
    fn hint(&self, words: &Words) -> String {
        let node = self.node;
        let mut hint = format!("{} ({})", node.title, node.id);
        for note in &node.notes {
            let _ = write!(hint, "\n{}", note.text);
        }
        if let Some(sla) = &node.sla {
            let sla = words.duration(sla);
            let _ = write!(hint, "\n{}{}{sla}", words.sla, words.colon);
        }
        if node.locked {
            let _ = write!(hint, "\n{}", words.locked);
        }
        if let Some(live) = node.live {
            let _ = write!(hint, "\n{}", words.live(live));
        }
        hint
    }
}

/// A note as small lines, the first with its sign.
fn note(note: &Note) -> Vec<(Option<Icon>, String)> {
    let sign = match note.sign {
        Sign::Who => Icon::Person,
        Sign::Mode | Sign::Copy => Icon::Check,
        Sign::When => Icon::Condition,
    };
    let lines = wrap(&note.text, SMALL, 190.0, 2).into_iter().enumerate();
    lines.map(|(place, line)| ((place == 0).then_some(sign), line)).collect()
}

fn chips(live: Live, words: &Words) -> Vec<(String, bool)> {
    let here = (live.count.to_string(), false);
    let overdue = (format!("{} {}", words.overdue, live.overdue), true);
    match (live.count, live.overdue) {
        (_, 0) => vec![here],
        _ => vec![here, overdue],
    }
}

fn chip_width(text: &str) -> f64 {
    width(text, SMALL) + 14.0
}

/// Draws a filled chip with its upper left corner here.
pub(super) fn chip(out: &mut String, left: f64, top: f64, words: &str, warns: bool) {
    let color = match (warns, words) {
        (true, _) => "#dc2626",
        (false, "0") => "#94a3b8",
        (false, _) => "#2563eb",
    };
    let wide = chip_width(words);
    let _ = write!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"17\" rx=\"8.5\" fill=\"{color}\"/>",
        n(left),
        n(top),
        n(wide),
    );
    let weight = " font-weight=\"600\"";
    text(out, left + wide / 2.0, top + 12.5, SMALL, "#ffffff", weight, words);
}

/// Writes a line centred on `x`.
fn text(out: &mut String, x: f64, base: f64, size: f64, color: &str, more: &str, line: &str) {
    anchored(out, "middle", x, base, (size, color), more, line);
}

/// Writes a line that has its beginning, middle or end at `x`.
fn anchored(out: &mut String, at: &str, x: f64, base: f64, (size, color): (f64, &str), more: &str, line: &str) {
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{color}\"{more} text-anchor=\"{at}\">{}</text>",
        n(x),
        n(base),
        n(size),
        xml(line),
    );
}
