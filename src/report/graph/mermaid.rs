//! The drawing as a Mermaid flowchart, for wikis and pull requests.
//!
//! A flowchart rather than a `stateDiagram`: its labels are quoted, so that conditions and any script can stand in them,
//! and its lines can be dashed, thick and coloured.

use std::fmt::Write;

use super::{
    Drawing, Kind, Node,
    arrows::{self, Arrow, Look},
    words::{self, Words},
};

const CLASSES: &str = "  classDef stage fill:#eff6ff,stroke:#3b82f6,color:#1e293b
  classDef locked fill:#eff6ff,stroke:#3b82f6,stroke-width:2px,color:#1e293b
  classDef won fill:#dcfce7,stroke:#16a34a,color:#14532d
  classDef lost fill:#f1e9e8,stroke:#a8716b,color:#57342f
  classDef ended fill:#f1f5f9,stroke:#64748b,color:#334155
  classDef small fill:#ffffff,stroke:#94a3b8,color:#475569,stroke-dasharray:3 3
";

/// The drawing as a Mermaid flowchart, UTF-8, one statement a line.
pub fn mermaid(drawing: &Drawing) -> String {
    let words = words::of(drawing.lang);
    let arrows = arrows::arrows(drawing);
    let mut out = String::from("flowchart TB\n");
    if drawing.nodes.is_empty() {
        let text = [drawing.title.as_str(), words.empty].map(quoted).join("<br/>");
        let _ = writeln!(out, "  empty[\"{text}\"]:::small");
    }
    for (index, node) in drawing.nodes.iter().enumerate() {
        stage(&mut out, drawing, index, node, words);
    }
    for (place, arrow) in arrows.all.iter().enumerate() {
        lines(&mut out, drawing, place, arrow, words);
    }
    let remarks = arrows::remarks(drawing, &arrows, words);
    if !remarks.is_empty() {
        let text: Vec<String> = remarks.iter().map(|line| quoted(line)).collect();
        let _ = writeln!(out, "  remarks[\"{}\"]:::small", text.join("<br/>"));
    }
    out.push_str(CLASSES);
    out
}

fn stage(out: &mut String, drawing: &Drawing, index: usize, node: &Node, words: &Words) {
    let mut text = vec![quoted(&node.title)];
    text.extend(node.notes.iter().map(|note| quoted(&note.text)));
    if let Some(sla) = &node.sla {
        let sla = words.duration(sla);
        text.push(quoted(&format!("{}{}{sla}", words.sla, words.colon)));
    }
    if let Some(live) = node.live {
        text.push(quoted(&words.live(live)));
    }
    let text = text.join("<br/>");
    let (open, close) = match node.kind {
        Kind::End(_) => ("([", "])"),
        Kind::Start | Kind::Stage => ("[", "]"),
    };
    let class = match node.kind {
        Kind::End(_) => match super::svg::Tone::of(drawing, index) {
            super::svg::Tone::Good => "won",
            super::svg::Tone::Bad => "lost",
            _ => "ended",
        },
        Kind::Start | Kind::Stage if node.locked => "locked",
        Kind::Start | Kind::Stage => "stage",
    };
    let _ = writeln!(out, "  s{index}{open}\"{text}\"{close}:::{class}");
    if node.kind == Kind::Start {
        let _ = writeln!(out, "  start((\"{}\")) --> s{index}", quoted(words.start));
    }
}

fn lines(out: &mut String, drawing: &Drawing, place: usize, arrow: &Arrow, words: &Words) {
    let label: Vec<String> = (arrow.lines(drawing, words).iter()).map(|line| quoted(line)).collect();
    let text = label.join("<br/>");
    let label = match text.is_empty() {
        true => String::new(),
        false => format!("|\"{text}\"|"),
    };
    let line = match (arrow.look(), arrow.to) {
        (Look::Automatic | Look::Refused, _) => "-.->",
        (Look::Plain | Look::Drawn, None) => "---",
        (Look::Plain | Look::Drawn, Some(_)) => "-->",
    };
    match (arrow.from.as_slice(), arrow.to) {
        // Several ways in are one label with several lines to it.
        ([_, _, ..], Some(to)) if !label.is_empty() => {
            let line_in = if line == "-.->" { "-.-" } else { "---" };
            let _ = writeln!(out, "  m{place}(\"{text}\"):::small {line} s{to}");
            for from in &arrow.from {
                let _ = writeln!(out, "  s{from} {line_in} m{place}");
            }
        }
        (from, to) => {
            for from in from {
                let to = to.unwrap_or(*from);
                let _ = writeln!(out, "  s{from} {line}{label} s{to}");
            }
        }
    }
    if let (true, Some(to)) = (arrow.anywhere, arrow.to) {
        let any = quoted(words.any_stage);
        let _ = writeln!(out, "  any{place}([\"{any}\"]):::small {line}{label} s{to}");
    }
}

/// Text between quotes: one line, and nothing in it that Mermaid, Markdown or HTML would read. `#34;` is how Mermaid
/// writes a character by number.
fn quoted(text: &str) -> String {
    // Mermaid looks for `style …:…#…;` and `classDef …` anywhere in a line and takes its last `;` away.
    let keyword = text.contains("style") || text.contains("classDef");
    let list = list_marker(text);
    let mut out = String::new();
    for (place, c) in text.char_indices() {
        match c {
            '"' | '#' | '&' | '<' | '>' | '%' | '`' | '*' | '\\' | ';' | '$' => number(&mut out, c),
            ':' if keyword => number(&mut out, c),
            c if list == Some(place) => number(&mut out, c),
            c if c.is_control() || c == '\u{2028}' || c == '\u{2029}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn number(out: &mut String, c: char) {
    let _ = write!(out, "#{};", u32::from(c));
}

/// Where the mark is that would make the text a Markdown list: `1. …`, `- …`.
fn list_marker(text: &str) -> Option<usize> {
    let text = text.as_bytes();
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mark = *text.get(digits)?;
    match (digits, mark) {
        (0, b'-' | b'+') => Some(0),
        (1.., b'.' | b')') => Some(digits),
        _ => None,
    }
}
