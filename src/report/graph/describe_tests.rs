//! From a written policy to what there is to see of it.

use std::collections::BTreeMap;

use super::*;
use crate::{
    compiler::{Sources, compile, render},
    model::Id,
    policy::Policy,
};

const ORG: &str = "[role.boss]\ntitle = \"老板\"\n[person.a]\nname = \"甲\"\nroles = [\"boss\"]\n";
const CHAIN: &str =
    "[approval.deal]\ntitle = \"成交审批\"\n[[approval.deal.step]]\nid = \"boss\"\nwho = [\"role:boss\"]\n";

fn policy(workflow: &str) -> Policy {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let compiled = compile(&Sources::new([
        file("salesflow.toml", "name = \"小店\"\nlocale = \"zh-CN\"\n"),
        file("org.toml", ORG),
        file("rules/approvals.toml", CHAIN),
        file("workflows/deal.toml", workflow),
    ]));
    let findings = render(&compiled.findings, &compiled.sources, false);
    compiled.policy.unwrap_or_else(|| panic!("{findings}"))
}

fn deal(workflow: &str) -> Drawing {
    let policy = policy(workflow);
    describe(&policy, &policy.workflows["deal"], None)
}

/// An edge in one line: `submit/approved review>won`.
fn short(edge: &EdgeLine) -> String {
    let from = edge.from.as_deref().unwrap_or("*");
    let to = edge.to.as_deref().unwrap_or("-");
    format!("{}/{} {from}>{to}", edge.transition, edge.part.word())
}

#[test]
fn a_transition_that_waits_elsewhere_is_several_edges() {
    let drawing = deal(
        "[field]\namount = { type = \"money\" }\n\
         [stage.open]\ntitle = \"洽谈\"\nsla = \"5bd\"\n[stage.review]\nlocked = true\n[stage.won]\nend = \"won\"\n\
         [transition.submit]\nfrom = \"open\"\nto = \"won\"\nwhen = \"amount > 0\"\nwho = [\"role:boss\", \"manager_of(owner)\"]\n\
         approval = \"deal\"\nmeanwhile = \"review\"\n",
    );
    let edges: Vec<String> = drawing.edges.iter().map(short).collect();
    assert_eq!(
        edges,
        [
            "submit/submitted open>review",
            "submit/approved review>won",
            "submit/rejected review>open",
            "submit/withdrawn review>open",
        ]
    );
    assert_eq!(drawing.edges[0].when, ["amount > 0"]);
    let who: Vec<&str> = drawing.edges[0].who.iter().map(|who| who.title.as_str()).collect();
    assert_eq!(who, ["老板", "负责人的上级"]);
    assert_eq!(drawing.edges[1].approval[0].title, "成交审批");
    assert_eq!(drawing.nodes[0].kind, Kind::Start);
    assert_eq!(drawing.nodes[0].sla.as_deref(), Some("5bd"));
    assert!(drawing.nodes[1].locked);
    assert_eq!(drawing.nodes[2].kind, Kind::End("won".into()));
}

#[test]
fn moves_of_a_pipeline_are_drawn_and_lead_back() {
    let drawing = deal(
        "[field]\nnote = { type = \"text\" }\n[stage.a]\n[stage.b]\n[stage.won]\nend = \"won\"\n[stage.lost]\nend = \"lost\"\n\
         [moves]\nforward = \"next\"\nbackward = \"previous\"\nexcept = [\"role:boss\"]\n",
    );
    assert!(drawing.edges.iter().all(|edge| edge.drawn));
    let back: Vec<String> = drawing.edges.iter().filter(|edge| edge.backward).map(short).collect();
    assert_eq!(back, ["a/move b>a"]);
    assert_eq!(drawing.free[0].title, "老板");
}

#[test]
fn stages_that_live_leaves_out_have_no_records() {
    let policy = policy("[field]\nnote = { type = \"text\" }\n[stage.a]\n[stage.won]\nend = \"won\"\n");
    let here = Live { count: 2, overdue: 1 };
    let live = BTreeMap::from([(Id::from("a"), here)]);
    let drawing = describe(&policy, &policy.workflows["deal"], Some(&live));
    assert_eq!(drawing.nodes[0].live, Some(here));
    assert_eq!(drawing.nodes[1].live, Some(Live::default()));
}
