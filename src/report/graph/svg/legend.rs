//! The legend: only what the picture shows.

use std::fmt::Write;

use super::{
    icon::{Icon, icon},
    line::stroke,
    stage::chip,
    text::{n, width, xml},
    tone::{GREY, STAGE},
};
use crate::report::graph::{
    Drawing,
    arrows::{Arrows, Look},
    words::Words,
};

const SIZE: f64 = 11.0;
const ROW: f64 = 22.0;
const SIGN: f64 = 34.0;

/// One entry.
#[derive(Clone, Copy)]
enum Sign {
    Line(Look),
    Icon(Icon, &'static str),
    Live,
    Overdue,
    Act,
}

/// Draws the legend from here down, no wider than this; answers how high it is.
pub(super) fn legend(
    out: &mut String,
    drawing: &Drawing,
    arrows: &Arrows,
    words: &Words,
    at: (f64, f64),
    width_max: f64,
) -> f64 {
    let (mut x, mut y) = at;
    let entries = entries(drawing, arrows, words);
    for (sign, text) in &entries {
        let sign_width = match sign {
            Sign::Line(_) | Sign::Act => SIGN,
            Sign::Icon(..) => 16.0,
            Sign::Live => 27.0,
            Sign::Overdue => 27.0,
        };
        let wide = sign_width + width(text, SIZE) + 20.0;
        if x > at.0 && x + wide > at.0 + width_max {
            x = at.0;
            y += ROW;
        }
        sign.draw(out, x, y + ROW / 2.0);
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{GREY}\">{}</text>",
            n(x + sign_width),
            n(y + ROW / 2.0 + SIZE * 0.36),
            n(SIZE),
            xml(text),
        );
        x += wide;
    }
    match entries.is_empty() {
        true => 0.0,
        false => y + ROW - at.1,
    }
}

fn entries(drawing: &Drawing, arrows: &Arrows, words: &Words) -> Vec<(Sign, String)> {
    let looks = |look: Look| arrows.all.iter().any(|arrow| arrow.look() == look);
    let any = |has: fn(&crate::report::graph::arrows::Arrow) -> bool| arrows.all.iter().any(has);
    let open = || drawing.nodes.iter().filter(|node| node.outcome().is_none());
    let refused = [crate::report::graph::Part::Rejected, crate::report::graph::Part::Withdrawn];
    let all = [
        (looks(Look::Automatic), Sign::Line(Look::Automatic), words.automatic.to_owned()),
        (looks(Look::Drawn), Sign::Line(Look::Drawn), words.drawn.to_owned()),
        (looks(Look::Refused), Sign::Line(Look::Refused), refused.map(|part| words.part(part)).join(" / ")),
        (any(|arrow| arrow.to.is_none() && !arrow.anywhere), Sign::Act, words.act.to_owned()),
        (any(|arrow| !arrow.edge.approval.is_empty()), Sign::Icon(Icon::Check, "#7a4b06"), words.approval.to_owned()),
        (any(|arrow| !arrow.edge.when.is_empty()), Sign::Icon(Icon::Condition, GREY), words.condition_long.to_owned()),
        (open().any(|node| node.sla.is_some()), Sign::Icon(Icon::Clock, GREY), words.sla.to_owned()),
        (open().any(|node| node.locked), Sign::Icon(Icon::Lock, STAGE.line), words.locked.to_owned()),
        (drawing.nodes.iter().any(|node| node.live.is_some()), Sign::Live, words.here.to_owned()),
        (
            drawing.nodes.iter().any(|node| node.live.is_some_and(|live| live.overdue > 0)),
            Sign::Overdue,
            words.overdue.to_owned(),
        ),
    ];
    (all.into_iter()).filter(|(shown, ..)| *shown).map(|(_, sign, text)| (sign, text)).collect()
}

impl Sign {
    fn draw(self, out: &mut String, x: f64, y: f64) {
        match self {
            Sign::Line(look) => {
                let _ = writeln!(out, "<path d=\"M{} {}h26\" fill=\"none\"{}/>", n(x), n(y), stroke(look));
            }
            Sign::Act => {
                let _ = writeln!(
                    out,
                    "<path d=\"M{} {}h23\" fill=\"none\"{}/><circle cx=\"{}\" cy=\"{}\" r=\"3\" fill=\"{GREY}\"/>",
                    n(x + 3.0),
                    n(y),
                    stroke(Look::Plain),
                    n(x + 3.0),
                    n(y),
                );
            }
            Sign::Icon(which, color) => icon(out, which, x + 5.0, y, color),
            Sign::Live => chip(out, x, y - 8.5, "n", false),
            Sign::Overdue => chip(out, x, y - 8.5, "n", true),
        }
    }
}
