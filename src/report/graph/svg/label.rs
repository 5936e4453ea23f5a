//! What is written on a move: its title, its chains, its conditions, who may take it.

use std::fmt::Write;

use super::{
    icon::{Icon, icon},
    text::{n, width, wrap, xml},
    tone::{GREY, INK, RED},
};
use crate::report::graph::{
    Drawing,
    arrows::{Arrow, Look},
    words::Words,
};

const PAD_X: f64 = 9.0;
const PAD_Y: f64 = 5.0;
const TEXT_WIDTH_MAX: f64 = 190.0;
const ICON: f64 = 15.0;
/// More conditions than these are shown to those who point at the label.
const CONDITIONS_MAX: usize = 4;

/// A label: lines in a small box of their own.
#[derive(Clone, Debug, Default)]
pub(super) struct Label {
    lines: Vec<Line>,
    /// How wide it is; 0 where there is nothing to say.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// All of it, nothing left out, for those who point at it.
    full: String,
    look: Option<Look>,
}

#[derive(Clone, Debug)]
struct Line {
    style: Style,
    icon: Option<Icon>,
    text: String,
    /// Where the text begins, from the middle of the label; all but the title begin together.
    left: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Head,
    Badge,
    Small,
}

impl Style {
    fn size(self) -> f64 {
        match self {
            Style::Head => 12.5,
            Style::Badge | Style::Small => 11.0,
        }
    }

    fn height(self) -> f64 {
        match self {
            Style::Head => 17.0,
            Style::Badge => 20.0,
            Style::Small => 15.0,
        }
    }
}

impl Label {
    /// The label of an arrow.
    pub fn of(arrow: &Arrow, drawing: &Drawing, words: &Words) -> Label {
        let mut label =
            Label { full: arrow.lines(drawing, words).join("\n"), look: Some(arrow.look()), ..Label::default() };
        label.add(Style::Head, None, &arrow.head(drawing, words), 2);
        for chain in &arrow.edge.approval {
            label.add(Style::Badge, Some(Icon::Check), &chain.title, 1);
            let when = chain.when.as_deref().unwrap_or_default();
            label.add(Style::Small, Some(Icon::Condition), when, 2);
        }
        // On the way to a step the condition is all there is to say.
        let lines_max = if arrow.edge.title.is_empty() { 6 } else { 3 };
        for when in arrow.edge.when.iter().take(CONDITIONS_MAX) {
            label.add(Style::Small, Some(Icon::Condition), when, lines_max);
        }
        if arrow.edge.when.len() > CONDITIONS_MAX {
            label.add(Style::Small, None, "…", 1);
        }
        if let Some(branching) = arrow.branching(words) {
            label.add(Style::Small, None, &branching, 2);
        }
        if let Some(timing) = arrow.timing(words) {
            label.add(Style::Small, Some(Icon::Bolt), &timing, 1);
        }
        if let Some(who) = arrow.who(words) {
            label.add(Style::Small, Some(Icon::Person), &who, 2);
        }
        label.measure();
        label
    }

    /// A label of one small line.
    pub fn small(text: &str) -> Label {
        let mut label = Label { full: text.to_owned(), ..Label::default() };
        label.add(Style::Small, None, text, 1);
        label.measure();
        label
    }

    fn add(&mut self, style: Style, icon: Option<Icon>, text: &str, lines_max: usize) {
        let lines = wrap(text, style.size(), TEXT_WIDTH_MAX, lines_max);
        for (place, text) in lines.into_iter().enumerate() {
            self.lines.push(Line { style, icon: icon.filter(|_| place == 0), text, left: 0.0 });
        }
    }

    fn measure(&mut self) {
        if self.lines.is_empty() {
            return;
        }
        let wide = |line: &Line| {
            let badge = if line.style == Style::Badge { 12.0 } else { 0.0 };
            let sign = if line.style == Style::Head { 0.0 } else { ICON };
            width(&line.text, line.style.size()) + sign + badge
        };
        let text = self.lines.iter().map(wide).fold(0.0, f64::max);
        let lines: f64 = self.lines.iter().map(|line| line.style.height()).sum();
        let signs = self.lines.iter().any(|line| line.icon.is_some());
        let sign = if signs { ICON } else { 0.0 };
        let small = self.lines.iter().filter(|line| line.style != Style::Head);
        let widest = small.map(|line| width(&line.text, line.style.size()));
        let left = (sign - widest.fold(0.0, f64::max)) / 2.0;
        self.width = (text + 2.0 * PAD_X).max(34.0);
        // The round border of a chain keeps off that of the label.
        let has_chain = self.lines.iter().any(|line| line.style == Style::Badge);
        let least = if has_chain { ICON + 11.0 } else { ICON } - self.width / 2.0;
        let left = if signs { left.max(least) } else { left };
        self.lines.iter_mut().for_each(|line| line.left = left);
        self.height = lines + 2.0 * PAD_Y;
    }

    /// Draws it with the middle of its top edge here.
    pub fn draw(&self, out: &mut String, x: f64, y: f64) {
        if self.lines.is_empty() {
            return;
        }
        let refused = self.look == Some(Look::Refused);
        let (border, ink) = match refused {
            true => ("#e3c4c1", RED),
            false => ("#d3dae4", INK),
        };
        let dashes = match self.look {
            Some(Look::Automatic) => " stroke-dasharray=\"4 3\"",
            None => " stroke-dasharray=\"2 3\"",
            _ => "",
        };
        let _ = writeln!(
            out,
            "<g class=\"move\"><title>{}</title><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"9\" \
             fill=\"#ffffff\" stroke=\"{border}\"{dashes}/>",
            xml(&self.full),
            n(x - self.width / 2.0),
            n(y),
            n(self.width),
            n(self.height),
        );
        let mut top = y + PAD_Y;
        for line in &self.lines {
            line.draw(out, x, top, ink);
            top += line.style.height();
        }
        out.push_str("</g>\n");
    }
}

impl Line {
    /// Draws it below `top`, in a label with its middle at `x`.
    fn draw(&self, out: &mut String, x: f64, top: f64, ink: &str) {
        let size = self.style.size();
        let middle = top + self.style.height() / 2.0;
        let (color, weight) = match self.style {
            Style::Head => (ink, " font-weight=\"600\""),
            Style::Badge => ("#7a4b06", ""),
            Style::Small => (GREY, ""),
        };
        let left = x + self.left;
        if self.style == Style::Badge {
            let _ = write!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"17\" rx=\"8.5\" fill=\"#fef3c7\" stroke=\"#e5b64c\"/>",
                n(left - ICON - 5.0),
                n(top + 1.5),
                n(width(&self.text, size) + ICON + 12.0),
            );
        }
        if let Some(which) = self.icon {
            icon(out, which, left - ICON + 5.5, middle, color);
        }
        // A title stays in the middle though its font be narrower than thought; what has a sign stays beside it.
        let (at, anchor) = match self.style {
            Style::Head => (x, " text-anchor=\"middle\""),
            Style::Badge | Style::Small => (left, ""),
        };
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{color}\"{weight}{anchor}>{}</text>",
            n(at),
            n(middle + size * 0.36),
            n(size),
            xml(&self.text),
        );
    }
}
