//! Drawings by hand: what every writer must keep to.

use super::*;

/// A stage.
pub(super) fn node(id: &str, title: &str, kind: Kind) -> Node {
    Node { id: id.into(), title: title.into(), kind, sla: None, locked: false, live: None, notes: Vec::new() }
}

/// The owner's move.
pub(super) fn edge(title: &str, from: &str, to: &str) -> EdgeLine {
    EdgeLine {
        transition: title.into(),
        title: title.into(),
        part: Part::Move,
        from: (from != "*").then(|| from.into()),
        to: (!to.is_empty()).then(|| to.into()),
        automatic: false,
        after: None,
        every: None,
        at: None,
        on: None,
        beside: false,
        approval: Vec::new(),
        who: vec![Named { id: "owner".into(), title: "负责人".into() }],
        when: Vec::new(),
        drawn: false,
        backward: false,
        split: Split::None,
        joins: false,
    }
}

/// Stages with loops, an approval, an act, a move from anywhere, two ends.
pub(super) fn sale() -> Drawing {
    let ends = |word: &str| Kind::End(word.into());
    Drawing {
        workflow: "sale".into(),
        title: "大客户销售".into(),
        lang: Lang::Zh,
        nodes: vec![
            node("lead", "线索收集", Kind::Start),
            node("quote", "报价", Kind::Stage),
            node("review", "审批中", Kind::Stage),
            node("talks", "商务谈判", Kind::Stage),
            node("won", "赢单", ends("won")),
            node("lost", "输单", ends("lost")),
        ],
        edges: vec![
            edge("报价", "lead", "quote"),
            EdgeLine {
                part: Part::Submitted,
                when: vec!["discount <= 0.3 and amount > 0".into()],
                ..edge("送审", "quote", "review")
            },
            EdgeLine {
                part: Part::Approved,
                approval: vec![Approval { id: "quote".into(), title: "报价审批".into(), when: None }],
                ..edge("送审", "review", "talks")
            },
            EdgeLine { part: Part::Rejected, ..edge("送审", "review", "quote") },
            EdgeLine { part: Part::Withdrawn, ..edge("送审", "review", "quote") },
            edge("重新报价", "talks", "quote"),
            edge("登记跟进", "talks", ""),
            edge("延期", "talks", "talks"),
            EdgeLine { automatic: true, ..edge("签约", "talks", "won") },
            edge("放弃", "lead", "lost"),
            edge("放弃", "quote", "lost"),
            edge("放弃", "talks", "lost"),
            edge("作废", "*", "lost"),
        ],
        ..Drawing::default()
    }
}

#[test]
fn the_same_drawing_gives_the_same_bytes() {
    assert_eq!(svg(&sale()), svg(&sale()));
    assert_eq!(dot(&sale()), dot(&sale()));
    assert_eq!(mermaid(&sale()), mermaid(&sale()));
    assert_eq!(json(&sale()), json(&sale()));
}

#[test]
fn json_has_the_documented_shape() {
    let mut drawing = sale();
    drawing.nodes[0].sla = Some("5bd".into());
    drawing.nodes[0].live = Some(Live { count: 12, overdue: 3 });
    let json = json(&drawing);
    assert_eq!(
        json["nodes"][0],
        serde_json::json!({
            "id": "lead", "title": "线索收集", "kind": "start", "outcome": null, "sla": "5bd",
            "locked": false, "live": { "count": 12, "overdue": 3 },
        })
    );
    assert_eq!(json["nodes"][4]["outcome"], "won");
    assert_eq!(
        json["edges"][2],
        serde_json::json!({
            "transition": "送审", "title": "送审", "part": "approved", "from": "review",
            "to": "talks", "automatic": false, "after": null, "every": null, "at": null, "on": null, "beside": false,
            "approval": [{ "id": "quote", "title": "报价审批", "when": null }],
            "who": [{ "id": "owner", "title": "负责人" }], "when": [], "drawn": false,
            "backward": false, "split": null, "joins": false,
        })
    );
    assert_eq!(json["edges"][6]["to"], serde_json::Value::Null);
    assert_eq!(json["edges"][12]["from"], "*");
}

#[test]
fn no_text_breaks_out_of_a_picture() {
    let text = "a\"b\\c\n<d>&e;#f %%{g}%% `h` style x:#1; -->|i|";
    let mut drawing = sale();
    drawing.title = text.into();
    drawing.workflow = text.into();
    for node in &mut drawing.nodes {
        node.title = text.into();
    }
    for edge in &mut drawing.edges {
        edge.title = text.into();
        edge.when = vec![text.into()];
    }
    let svg = svg(&drawing);
    assert!(svg.contains("&lt;d&gt;&amp;e") && !svg.contains("<d>"));
    let mermaid = mermaid(&drawing);
    for line in mermaid.lines().filter(|line| line.contains('"')) {
        let inside: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        assert_eq!(line.matches('"').count() % 2, 0, "{line}");
        for label in inside {
            let label = label.replace("<br/>", "");
            assert!(!label.contains(['<', '>', '%', '`']), "{label}");
        }
    }
    let dot = dot(&drawing);
    for line in dot.lines() {
        let bare = line.replace("\\\\", "").replace("\\\"", "");
        assert_eq!(bare.matches('"').count() % 2, 0, "{line}");
    }
    assert!(dot.contains("&amp;e"));
}

#[test]
fn mermaid_does_not_take_a_title_for_a_list() {
    let mut drawing = sale();
    drawing.nodes[0].title = "1. 线索".into();
    drawing.nodes[1].title = "- 报价".into();
    let mermaid = mermaid(&drawing);
    assert!(mermaid.contains("s0[\"1#46; 线索\"]"), "{mermaid}");
    assert!(mermaid.contains("s1[\"#45; 报价\"]"), "{mermaid}");
}

#[test]
fn several_ways_in_share_one_label() {
    let drawing = sale();
    assert_eq!(mermaid(&drawing).matches("放弃").count(), 1);
    assert_eq!(dot(&drawing).matches("放弃").count(), 1);
}

#[test]
fn rejected_and_withdrawn_are_one_line_where_they_lead_to_one_stage() {
    assert!(mermaid(&sale()).contains("s2 -.->|\"驳回 / 撤回\"| s1"));
}

#[test]
fn reference_data_says_that_it_has_no_stages() {
    let drawing =
        Drawing { workflow: "product".into(), title: "产品目录".into(), lang: Lang::Zh, ..Drawing::default() };
    for picture in [svg(&drawing), dot(&drawing), mermaid(&drawing)] {
        assert!(picture.contains("没有阶段"), "{picture}");
    }
    assert_eq!(json(&drawing)["nodes"], serde_json::json!([]));
}

#[test]
fn ways_back_to_anywhere_are_said_and_not_drawn() {
    let mut drawing = sale();
    drawing.nodes.truncate(4);
    drawing.edges.clear();
    for to in 0..4 {
        for from in to + 1..4 {
            let (from, to) = (&drawing.nodes[from].id, &drawing.nodes[to].id);
            drawing.edges.push(EdgeLine { drawn: true, backward: true, ..edge("", from, to) });
        }
    }
    let mermaid = mermaid(&drawing);
    assert!(mermaid.contains("可退回之前的任何阶段"), "{mermaid}");
    assert!(!mermaid.contains("s3 -->"), "{mermaid}");
}

#[test]
fn durations_read_as_people_say_them() {
    let (zh, en) = (words::of(Lang::Zh), words::of(Lang::En));
    assert_eq!(zh.duration("5bd"), "5 个工作日");
    assert_eq!(en.duration("1mo"), "1 month");
    assert_eq!(en.duration("36h"), "36 hours");
    assert_eq!(zh.duration("days(n)"), "days(n)");
    assert_eq!(zh.duration("d"), "d");
    assert_eq!(zh.duration(""), "");
}
