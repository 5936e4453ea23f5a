//! The drawing as SVG, laid out here: ranks down the page in the order of the flow, moves as labels on their lines,
//! long lines bundled.

mod icon;
mod label;
mod layout;
mod legend;
mod line;
mod order;
mod place;
mod plan;
mod rank;
mod stage;
#[cfg(test)]
mod tests;
mod text;
mod tone;

use std::fmt::Write;

use label::Label;
use layout::Layout;
use plan::{Body, CHIP, CHIP_LINE, Plan};
pub(super) use text::xml;
use text::{n, width, wrap};
pub(super) use tone::Tone;
use tone::{GREY, INK};

use super::{
    Drawing,
    arrows::{self, Arrows},
    words::{self, Words},
};

const MARGIN: f64 = 28.0;
const WIDTH_MIN: f64 = 420.0;
const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', \
                     'Noto Sans CJK SC', 'Source Han Sans SC', 'Hiragino Sans GB', 'WenQuanYi Micro Hei', sans-serif";

/// The drawing as an SVG document of its own, with a title and a description in words.
pub fn svg(drawing: &Drawing) -> String {
    let words = words::of(drawing.lang);
    let arrows = arrows::arrows(drawing);
    let plan = plan::plan(drawing, &arrows, words);
    let layout = Layout::of(&plan);
    let heading = Heading::of(drawing, words);
    let inner = layout.width.max(heading.width).max(WIDTH_MIN - 2.0 * MARGIN);

    let mut body = String::new();
    let mut y = heading.draw(&mut body, MARGIN, MARGIN);
    y += 18.0;
    if drawing.nodes.is_empty() {
        y += empty(&mut body, words, (MARGIN, y), inner);
    } else {
        let left = MARGIN + ((inner - layout.width) / 2.0).round();
        let _ = writeln!(body, "<g transform=\"translate({} {})\">", n(left), n(y));
        picture(&mut body, drawing, &plan, &layout, &arrows, words);
        body.push_str("</g>\n");
        y += layout.height + 22.0;
        y += remarks(&mut body, &arrows::remarks(drawing, &arrows, words), (MARGIN, y), inner);
        y += legend::legend(&mut body, drawing, &arrows, words, (MARGIN, y), inner);
    }
    page(drawing, &arrows, words, &body, (inner + 2.0 * MARGIN, y + MARGIN - 8.0))
}

fn page(drawing: &Drawing, arrows: &Arrows, words: &Words, body: &str, size: (f64, f64)) -> String {
    let (wide, high) = (n(size.0.ceil()), n(size.1.ceil()));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" \
         role=\"img\" font-family=\"{FONTS}\">\n<title>{}</title>\n<desc>{}</desc>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{body}</svg>\n",
        xml(&drawing.title),
        xml(&in_words(drawing, arrows, words)),
    )
}

/// The whole picture in words, for those who can't see it.
fn in_words(drawing: &Drawing, arrows: &Arrows, words: &Words) -> String {
    if drawing.nodes.is_empty() {
        return words.empty.to_owned();
    }
    let mut text: Vec<String> = Vec::new();
    for arrow in &arrows.all {
        let names = arrow.from.iter().map(|from| drawing.nodes[*from].title.as_str());
        let from = match arrow.anywhere {
            true => words.any_stage.to_owned(),
            false => names.collect::<Vec<_>>().join(words.comma),
        };
        let to = arrow.to.map_or("", |to| drawing.nodes[to].title.as_str());
        let what = arrow.lines(drawing, words).join(words.comma);
        let arrow = if to.is_empty() { "" } else { " → " };
        text.push(match what.is_empty() {
            true => format!("{from}{arrow}{to}"),
            false => format!("{from}{arrow}{to} ({what})"),
        });
    }
    text.extend(arrows::remarks(drawing, arrows, words));
    text.join("; ")
}

fn picture(out: &mut String, drawing: &Drawing, plan: &Plan, layout: &Layout, arrows: &Arrows, words: &Words) {
    line::lines(out, plan, layout, arrows);
    for (index, cell) in plan.cells.iter().enumerate() {
        let (x, top) = (layout.x[index], layout.top[index]);
        match cell.body {
            Body::Bend => {}
            Body::Start => start(out, drawing, words, (x, top)),
            Body::Stage(node) => {
                line::loops(out, plan, layout, arrows, node);
                plan.boxes[node].draw(out, x, top, words);
            }
            Body::Verb(verb) => {
                let verb = &plan.verbs[verb];
                let arrow = &arrows.all[verb.arrow];
                let mut top = top;
                if arrow.anywhere {
                    line::from_chip(out, x, top, arrow.look());
                    Label::small(words.any_stage).draw(out, x, top);
                    top += CHIP + CHIP_LINE;
                }
                verb.label.draw(out, x, top);
            }
        }
    }
}

fn start(out: &mut String, drawing: &Drawing, words: &Words, at: (f64, f64)) {
    let radius = plan::DOT;
    let _ = writeln!(
        out,
        "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{INK}\"/><text x=\"{}\" y=\"{}\" font-size=\"11\" \
         fill=\"{GREY}\">{}</text>",
        n(at.0),
        n(at.1 + radius),
        n(radius),
        n(at.0 + radius + 8.0),
        n(at.1 + radius + 4.0),
        xml(&plan::start_note(drawing, words)),
    );
}

/// What stands above the picture.
struct Heading {
    title: Vec<String>,
    below: String,
    width: f64,
}

impl Heading {
    fn of(drawing: &Drawing, words: &Words) -> Heading {
        let title = wrap(&drawing.title, 18.0, 560.0, 2);
        let live: Vec<_> = drawing.nodes.iter().filter_map(|node| node.live.map(|l| (node, l))).collect();
        let open = live.iter().filter(|(node, _)| node.outcome().is_none());
        let total = open.fold(super::Live::default(), |sum, (_, live)| super::Live {
            count: sum.count + live.count,
            overdue: sum.overdue + live.overdue,
        });
        let below = match live.is_empty() {
            true if drawing.workflow == drawing.title => String::new(),
            true => drawing.workflow.clone(),
            false => format!("{} · {}", drawing.workflow, words.live(total)),
        };
        let widest = title.iter().map(|line| width(line, 18.0)).fold(0.0, f64::max);
        Heading { width: widest.max(width(&below, 12.0)), title, below }
    }

    /// Draws it; answers where it ends.
    fn draw(&self, out: &mut String, x: f64, y: f64) -> f64 {
        let mut base = y - 4.0;
        for line in &self.title {
            base += 20.0;
            let _ = writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" font-size=\"18\" font-weight=\"700\" fill=\"{INK}\">{}</text>",
                n(x),
                n(base),
                xml(line),
            );
        }
        base += 19.0;
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" font-size=\"12\" fill=\"{GREY}\">{}</text>",
            n(x),
            n(base),
            xml(&self.below),
        );
        base + 6.0
    }
}

/// A clear word where there is nothing to draw; answers how high it is.
fn empty(out: &mut String, words: &Words, at: (f64, f64), wide: f64) -> f64 {
    let more = wrap(words.empty_more, 12.0, wide - 40.0, 3);
    let height = 62.0 + 18.0 * more.len() as f64;
    let _ = writeln!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"10\" fill=\"#f8fafc\" stroke=\"#cbd5e1\" \
         stroke-dasharray=\"5 4\"/>",
        n(at.0),
        n(at.1),
        n(wide),
        n(height),
    );
    let middle = n(at.0 + wide / 2.0);
    let mut base = at.1 + 36.0;
    let _ = writeln!(
        out,
        "<text x=\"{middle}\" y=\"{}\" font-size=\"15\" font-weight=\"600\" fill=\"{INK}\" \
         text-anchor=\"middle\">{}</text>",
        n(base),
        xml(words.empty),
    );
    base += 4.0;
    for line in &more {
        base += 18.0;
        let _ = writeln!(
            out,
            "<text x=\"{middle}\" y=\"{}\" font-size=\"12\" fill=\"{GREY}\" text-anchor=\"middle\">{}</text>",
            n(base),
            xml(line),
        );
    }
    height + 8.0
}

/// What is said rather than drawn; answers how high it is.
fn remarks(out: &mut String, remarks: &[String], at: (f64, f64), wide: f64) -> f64 {
    let mut y = at.1;
    for remark in remarks {
        for line in wrap(remark, 12.0, wide, 3) {
            y += 18.0;
            let _ = writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" font-size=\"12\" fill=\"{INK}\">{}</text>",
                n(at.0),
                n(y - 4.0),
                xml(&line),
            );
        }
    }
    match remarks.is_empty() {
        true => 0.0,
        false => y + 8.0 - at.1,
    }
}
