//! The drawing as BPMN 2.0 with its diagram, for modelling tools.
//!
//! A stage is a user task, an end an end event. Where a stage can be left in several ways an exclusive gateway stands
//! behind it; a transition that opens several stages is a parallel, inclusive or exclusive gateway of its own, one that
//! waits for several a parallel gateway before its stage. Nothing here can be run by a BPMN engine: it is a picture.

mod flow;
mod place;

use std::fmt::Write;

use super::{
    Drawing,
    arrows::{self, Arrows},
    svg::xml,
    words::{self, Words},
};
use flow::{Element, Flow, Shape};
use place::Places;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" \
xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" \
xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" \
xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" \
xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
id=\"definitions\" targetNamespace=\"urn:salesflow\" exporter=\"salesflow\">\n";

/// The drawings as one BPMN document, a process and a diagram each.
pub fn bpmn(drawings: &[Drawing]) -> String {
    let flows: Vec<Flow> = drawings.iter().enumerate().map(|(n, drawing)| flow(n, drawing)).collect();
    let mut out = HEAD.to_owned();
    for (n, (flow, drawing)) in flows.iter().zip(drawings).enumerate() {
        process(&mut out, n, flow, drawing);
    }
    for (n, flow) in flows.iter().enumerate() {
        diagram(&mut out, n, flow);
    }
    out.push_str("</bpmn:definitions>\n");
    out
}

fn flow(n: usize, drawing: &Drawing) -> Flow {
    let arrows = arrows::arrows(drawing);
    Flow::of(n, drawing, &arrows, words::of(drawing.lang))
}

fn process(out: &mut String, n: usize, flow: &Flow, drawing: &Drawing) {
    let _ =
        writeln!(out, "  <bpmn:process id=\"process_{n}\" name=\"{}\" isExecutable=\"false\">", xml(&drawing.title));
    let (arrows, words) = (arrows::arrows(drawing), words::of(drawing.lang));
    for text in notes(drawing, &arrows, words) {
        let _ = writeln!(out, "    <bpmn:documentation>{}</bpmn:documentation>", xml(&text));
    }
    for (index, element) in flow.elements.iter().enumerate() {
        node(out, flow, index, element);
    }
    for line in &flow.lines {
        let (from, to) = (&flow.elements[line.from].id, &flow.elements[line.to].id);
        let name = if line.name.is_empty() { String::new() } else { format!(" name=\"{}\"", xml(&line.name)) };
        let start = format!("    <bpmn:sequenceFlow id=\"{}\"{name} sourceRef=\"{from}\" targetRef=\"{to}\"", line.id);
        let condition = match line.condition.is_empty() {
            true => String::new(),
            false => format!(
                "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">{}</bpmn:conditionExpression>",
                xml(&line.condition)
            ),
        };
        let about: String =
            line.about.iter().map(|text| format!("<bpmn:documentation>{}</bpmn:documentation>", xml(text))).collect();
        let _ = match format!("{about}{condition}").as_str() {
            "" => writeln!(out, "{start} />"),
            inner => writeln!(out, "{start}>{inner}</bpmn:sequenceFlow>"),
        };
    }
    out.push_str("  </bpmn:process>\n");
}

/// What the picture can't show: who may create, acts that do not move, what `[moves]` says in one sentence.
fn notes(drawing: &Drawing, arrows: &Arrows, words: &Words) -> Vec<String> {
    let acts = arrows.all.iter().filter(|arrow| arrow.to.is_none() && !arrow.anywhere);
    let acts = acts.map(|arrow| {
        let from: Vec<&str> = arrow.from.iter().map(|from| drawing.nodes[*from].title.as_str()).collect();
        format!("{}{}{}", from.join(words.comma), words.colon, arrow.lines(drawing, words).join(" · "))
    });
    acts.chain(arrows::remarks(drawing, arrows, words)).collect()
}

fn node(out: &mut String, flow: &Flow, index: usize, element: &Element) {
    let (tag, id) = (element.shape.tag(), &element.id);
    let _ = write!(out, "    <bpmn:{tag} id=\"{id}\"");
    if !element.name.is_empty() {
        let _ = write!(out, " name=\"{}\"", xml(&element.name));
    }
    out.push('>');
    for line in flow.lines.iter().filter(|line| line.to == index) {
        let _ = write!(out, "<bpmn:incoming>{}</bpmn:incoming>", line.id);
    }
    for line in flow.lines.iter().filter(|line| line.from == index) {
        let _ = write!(out, "<bpmn:outgoing>{}</bpmn:outgoing>", line.id);
    }
    let _ = writeln!(out, "</bpmn:{tag}>");
}

fn diagram(out: &mut String, n: usize, flow: &Flow) {
    let places = Places::of(flow);
    let _ = writeln!(
        out,
        "  <bpmndi:BPMNDiagram id=\"diagram_{n}\">\n    <bpmndi:BPMNPlane id=\"plane_{n}\" bpmnElement=\"process_{n}\">"
    );
    for (element, (x, y)) in flow.elements.iter().zip(&places.at) {
        let (wide, high) = element.shape.size();
        let marker = if element.shape == Shape::Exclusive { " isMarkerVisible=\"true\"" } else { "" };
        let label = match element.shape {
            Shape::Task => String::new(),
            _ if element.name.is_empty() => String::new(),
            _ => bounds_of_label(*x + wide / 2, *y + high + 6, &element.name),
        };
        let _ = writeln!(
            out,
            "      <bpmndi:BPMNShape id=\"{0}_di\" bpmnElement=\"{0}\"{marker}>\
             <dc:Bounds x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\" />{label}</bpmndi:BPMNShape>",
            element.id
        );
    }
    for (index, line) in flow.lines.iter().enumerate() {
        let points = places.course(flow, index);
        let at: String = points.iter().map(|(x, y)| format!("<di:waypoint x=\"{x}\" y=\"{y}\" />")).collect();
        let label = match line.name.is_empty() {
            true => String::new(),
            false => {
                let (x, y) = place::label(&points);
                bounds_of_label(x, y, &line.name)
            }
        };
        let _ = writeln!(
            out,
            "      <bpmndi:BPMNEdge id=\"{0}_di\" bpmnElement=\"{0}\">{at}{label}</bpmndi:BPMNEdge>",
            line.id
        );
    }
    out.push_str("    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n");
}

/// A label below a point, as wide as its text in twelve-pixel letters, up to the gap between two ranks.
fn bounds_of_label(middle: i64, top: i64, text: &str) -> String {
    let wide = i64::try_from(unicode_width::UnicodeWidthStr::width(text)).unwrap_or(i64::MAX).saturating_mul(7);
    let wide = wide.clamp(14, place::GAP - 20);
    let lines = 1 + i64::try_from(unicode_width::UnicodeWidthStr::width(text)).unwrap_or(0) * 7 / wide.max(1) / 2;
    format!(
        "<bpmndi:BPMNLabel><dc:Bounds x=\"{}\" y=\"{top}\" width=\"{wide}\" height=\"{}\" /></bpmndi:BPMNLabel>",
        middle - wide / 2,
        14 * lines
    )
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            EdgeLine, Split,
            tests::{edge, node, sale},
        },
        *,
    };
    use crate::report::graph::Kind;

    /// All values of an attribute.
    fn values<'t>(text: &'t str, attribute: &str) -> Vec<&'t str> {
        let begin = format!(" {attribute}=\"");
        text.split(&begin).skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect()
    }

    #[test]
    fn every_reference_is_to_something_and_everything_is_drawn_once() {
        let text = bpmn(&[sale()]);
        let mut ids = values(&text, "id");
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "an id is there twice");
        for attribute in ["sourceRef", "targetRef", "bpmnElement"] {
            assert!(values(&text, attribute).iter().all(|id| ids.contains(id)), "{attribute}");
        }
        let flows = text.matches("<bpmn:sequenceFlow").count();
        assert_eq!(text.matches("<bpmndi:BPMNEdge").count(), flows);
        assert_eq!(text.matches("<bpmn:incoming>").count(), flows);
        assert_eq!(text.matches("<bpmn:outgoing>").count(), flows);
    }

    #[test]
    fn splits_and_joins_are_gateways() {
        let both = |title: &str, to: &str| EdgeLine { split: Split::All, ..edge(title, "open", to) };
        let joined = |from: &str| EdgeLine { joins: true, ..edge("汇合", from, "won") };
        let drawing = Drawing {
            nodes: vec![
                node("open", "开始", Kind::Start),
                node("a", "法务", Kind::Stage),
                node("b", "财务", Kind::Stage),
                node("won", "赢单", Kind::End("won".into())),
            ],
            edges: vec![both("分头", "a"), both("分头", "b"), joined("a"), joined("b")],
            ..Drawing::default()
        };
        let text = bpmn(&[drawing]);
        assert_eq!(text.matches("<bpmn:parallelGateway").count(), 2, "{text}");
        assert!(!text.contains("<bpmn:exclusiveGateway"), "{text}");
        let one_of = EdgeLine { split: Split::Each, when: vec!["a > 1".into()], ..edge("x", "open", "a") };
        let text = bpmn(&[Drawing {
            nodes: vec![
                node("open", "开始", Kind::Start),
                node("a", "法务", Kind::Stage),
                node("b", "财务", Kind::Stage),
            ],
            edges: vec![one_of.clone(), EdgeLine { to: Some("b".into()), ..one_of }],
            ..Drawing::default()
        }]);
        assert!(text.contains("<bpmn:inclusiveGateway"), "{text}");
    }

    #[test]
    fn a_workflow_without_stages_is_an_empty_process() {
        let text = bpmn(&[Drawing { title: "a & b".into(), ..Drawing::default() }]);
        assert!(text.contains("name=\"a &amp; b\"") && !text.contains("sequenceFlow"), "{text}");
    }
}
