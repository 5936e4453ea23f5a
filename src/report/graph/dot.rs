//! The drawing in Graphviz's language.

use std::fmt::Write;

use super::{
    Drawing, Kind, Node,
    arrows::{self, Arrow, Look},
    svg::Tone,
    words::{self, Words},
};

const HEAD: &str = "  charset=\"UTF-8\"; rankdir=TB; nodesep=0.4; ranksep=0.5;
  fontname=\"Noto Sans CJK SC\"; fontsize=11; labelloc=t;
  node [fontname=\"Noto Sans CJK SC\", fontsize=12, shape=box, style=\"rounded,filled\", fillcolor=\"#eff6ff\", color=\"#3b82f6\", fontcolor=\"#1e293b\"];
  edge [fontname=\"Noto Sans CJK SC\", fontsize=10, color=\"#64748b\", fontcolor=\"#334155\", arrowsize=0.7];
";

/// The drawing as a Graphviz digraph, UTF-8.
pub fn dot(drawing: &Drawing) -> String {
    let words = words::of(drawing.lang);
    let arrows = arrows::arrows(drawing);
    let mut out = format!("digraph {} {{\n{HEAD}", quoted(&drawing.workflow));
    let heading = std::iter::once(drawing.title.clone());
    let remarks = arrows::remarks(drawing, &arrows, words);
    let label: Vec<String> = heading.chain(remarks).collect();
    let _ = writeln!(out, "  label={};", quoted_lines(&label));
    if drawing.nodes.is_empty() {
        let label = quoted(words.empty);
        let _ = writeln!(out, "  empty [label={label}, style=dashed];");
    }
    for (index, node) in drawing.nodes.iter().enumerate() {
        stage(&mut out, drawing, index, node, words);
    }
    for (place, arrow) in arrows.all.iter().enumerate() {
        lines(&mut out, drawing, place, arrow, words);
    }
    out.push_str("}\n");
    out
}

fn stage(out: &mut String, drawing: &Drawing, index: usize, node: &Node, words: &Words) {
    let sla = (node.sla.as_ref()).map(|sla| format!("{}{}{}", words.sla, words.colon, words.duration(sla)));
    let live = node.live.map(|live| words.live(live));
    let notes = node.notes.iter().map(|note| note.text.clone());
    let label: Vec<String> = std::iter::once(node.title.clone()).chain(notes).chain(sla).chain(live).collect();
    let id = quoted(&format!("stage {}", node.id));
    let mut rest = String::new();
    if let Kind::End(_) = node.kind {
        let colors = Tone::of(drawing, index).colors();
        let (fill, line, ink) = (colors.fill, colors.line, colors.ink);
        let _ = write!(rest, ", peripheries=2, fillcolor=\"{fill}\", color=\"{line}\", fontcolor=\"{ink}\"");
    } else if node.locked {
        rest.push_str(", penwidth=2");
    }
    let _ = writeln!(out, "  {id} [label={}{rest}];", quoted_lines(&label));
    if node.kind == Kind::Start {
        let _ = writeln!(out, "  start [label=\"\", shape=circle, width=0.18, fillcolor=\"#1e293b\"];");
        let _ = writeln!(out, "  start -> {id};");
    }
}

fn lines(out: &mut String, drawing: &Drawing, place: usize, arrow: &Arrow, words: &Words) {
    let mut style = match arrow.look() {
        Look::Plain => String::new(),
        Look::Automatic => ", style=dashed".to_owned(),
        Look::Drawn => ", penwidth=0.6".to_owned(),
        Look::Refused => ", style=dashed, color=\"#b4534b\", fontcolor=\"#8f3a33\"".to_owned(),
    };
    if arrow.to.is_none() {
        style.push_str(", arrowhead=none");
    }
    let label = quoted_lines(&arrow.lines(drawing, words));
    let id = |index: usize| quoted(&format!("stage {}", drawing.nodes[index].id));
    match (arrow.from.as_slice(), arrow.to) {
        // Several ways in are one label with several lines to it.
        ([_, _, ..], Some(to)) if label != "\"\"" => {
            let look = "shape=box, style=rounded, color=\"#d3dae4\", fontsize=10, margin=\"0.08,0.04\", height=0.2";
            let _ = writeln!(out, "  move{place} [label={label}, {look}];");
            for from in &arrow.from {
                let from = id(*from);
                let _ = writeln!(out, "  {from} -> move{place} [arrowhead=none{style}];");
            }
            let style = style.strip_prefix(", ").unwrap_or_default();
            let _ = writeln!(out, "  move{place} -> {} [{style}];", id(to));
        }
        (from, to) => {
            for from in from {
                let to = id(to.unwrap_or(*from));
                let _ = writeln!(out, "  {} -> {to} [label={label}{style}];", id(*from));
            }
        }
    }
    if let (true, Some(to)) = (arrow.anywhere, arrow.to) {
        let any = quoted(words.any_stage);
        let _ = writeln!(out, "  any{place} [label={any}, style=dashed, fontsize=10];");
        let _ = writeln!(out, "  any{place} -> {} [label={label}{style}];", id(to));
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn quoted_lines(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    format!("\"{}\"", lines.join("\\n"))
}

/// Text between quotes: one line, no escapes of Graphviz and no HTML entities.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
