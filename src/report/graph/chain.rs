//! From a compiled approval chain to what there is to see of it: its steps as stages, the order they are asked in as
//! moves, and what ends it. The same writers draw it.

use super::{
    Drawing, EdgeLine, Kind, Named, Node, Note, Part, Sign,
    describe::{See, lang, plain},
    words::{self, Words},
};
use crate::policy::{Chain, Else, OnReject, Policy, ReturnTo, SeatRule, Step, StepKind};

/// The nodes that are no steps: no step can be called so.
const ASKED: &str = "chain:submitted";
const APPROVED: &str = "chain:approved";
const REJECTED: &str = "chain:rejected";

/// What there is to see of an approval chain.
pub fn describe_chain(policy: &Policy, chain: &Chain) -> Drawing {
    let words = words::of(lang(policy));
    let see = SeeChain { see: See::at(policy), chain, words };
    let end = |id: &str, outcome: &str, title: &str| Node {
        title: title.to_owned(),
        ..bare(id, Kind::End(outcome.to_owned()))
    };
    let steps = chain.steps.iter().map(|step| see.node(step));
    let asked = Node { title: words.submitted.to_owned(), ..bare(ASKED, Kind::Stage) };
    let edges = see.edges();
    let is_led_to = |id: &str| edges.iter().any(|edge| edge.to.as_deref() == Some(id));
    let ends =
        [end(APPROVED, "approved", words.part(Part::Approved)), end(REJECTED, "rejected", words.part(Part::Rejected))];
    let ends = ends.into_iter().filter(|end| is_led_to(&end.id));
    Drawing {
        workflow: format!("approval:{}", chain.id),
        title: chain.title.clone(),
        lang: lang(policy),
        nodes: std::iter::once(asked).chain(steps).chain(ends).collect(),
        edges,
        ..Drawing::default()
    }
}

fn bare(id: &str, kind: Kind) -> Node {
    Node { id: id.to_owned(), title: String::new(), kind, sla: None, locked: false, live: None, notes: Vec::new() }
}

struct SeeChain<'a> {
    see: See<'a>,
    chain: &'a Chain,
    words: &'static Words,
}

impl SeeChain<'_> {
    fn node(&self, step: &Step) -> Node {
        let mut notes = Vec::new();
        let mut note = |sign, text: String| notes.push(Note { sign, text });
        if let Some(row) = step.row {
            note(Sign::When, self.words.row(row + 1));
        }
        if step.seats.len() > 1 || step.everyone || step.mode.is_counted() {
            note(Sign::Mode, self.words.mode(&step.mode));
        }
        step.seats.iter().for_each(|seat| note(Sign::Who, self.seat(seat)));
        if !step.cc.is_empty() {
            let all: Vec<String> = self.see.people(&step.cc).into_iter().map(|named| named.title).collect();
            note(Sign::Copy, format!("{}{}{}", self.words.copy, self.words.colon, all.join(self.words.comma)));
        }
        if let StepKind::Runs(process) = &step.kind {
            let made: Vec<&str> =
                process.create.iter().map(|create| self.see.workflow_title(&create.workflow)).collect();
            note(Sign::Mode, format!("{}{}{}", self.words.runs, self.words.colon, made.join(self.words.comma)));
        }
        Node {
            title: step.title.clone(),
            sla: step.deadline.as_ref().map(|deadline| plain(deadline.limit.text())),
            notes,
            ..bare(&step.id, Kind::Stage)
        }
    }

    /// Who holds a seat, when, and what it weighs.
    fn seat(&self, seat: &SeatRule) -> String {
        let who: Vec<String> = self.see.people(&seat.who).into_iter().map(|named: Named| named.title).collect();
        let who = who.join(" | ");
        let weight = seat.weight.as_ref().map(|weight| format!(" ({})", weight.text())).unwrap_or_default();
        match &seat.when {
            Some(when) => format!("{who}{weight}{}{}", self.words.colon, when.text()),
            None => format!("{who}{weight}"),
        }
    }

    fn edges(&self) -> Vec<EdgeLine> {
        let mut edges: Vec<EdgeLine> = Vec::new();
        for step in &self.chain.steps {
            edges.extend(self.ways_in(step));
        }
        for step in self.chain.steps.iter().filter(|step| self.is_last(step)) {
            edges.push(edge("approve", Part::Move, &step.id, APPROVED));
        }
        for step in &self.chain.steps {
            edges.extend(self.ways_out(step));
        }
        edges
    }

    /// From what it waits for to a step, under its condition.
    fn ways_in(&self, step: &Step) -> Vec<EdgeLine> {
        let before = match step.follows.as_slice() {
            [] => vec![ASKED],
            follows => follows.iter().map(|id| &**id).collect(),
        };
        let joins = before.len() > 1;
        let one = |from| EdgeLine { when: self.conditions(step), joins, ..edge(&step.id, Part::Move, from, &step.id) };
        before.into_iter().map(one).collect()
    }

    /// When a step is asked, and what happens when it is not.
    fn conditions(&self, step: &Step) -> Vec<String> {
        let branch = |id: &crate::model::Id| {
            let named = self.chain.branches.iter().find(|branch| branch.id == *id);
            match named.and_then(|branch| branch.when.as_ref()) {
                Some(when) => format!("{id}{}{}", self.words.colon, when.text()),
                None => id.to_string(),
            }
        };
        let branches: Vec<String> = step.branches.iter().map(branch).collect();
        let branches = (!branches.is_empty()).then(|| branches.join(" | "));
        let when = step.when.as_ref().map(|when| match step.otherwise {
            Else::Skip => when.text().to_owned(),
            Else::Approve => format!("{} ({})", when.text(), self.words.else_approves),
            Else::Reject => format!("{} ({})", when.text(), self.words.else_rejects),
        });
        branches.into_iter().chain(when).collect()
    }

    /// Whether nothing is asked after a step, so that the chain's yes hangs on it.
    fn is_last(&self, step: &Step) -> bool {
        let waits = matches!(step.kind, StepKind::Asks | StepKind::Runs(_));
        let goes_on = |other: &Step| other.follows.contains(&step.id) && !matches!(other.kind, StepKind::Copies);
        waits && !self.chain.steps.iter().any(goes_on)
    }

    /// What a no leads to; where a step that only returns leads.
    fn ways_out(&self, step: &Step) -> Vec<EdgeLine> {
        match &step.kind {
            StepKind::Copies => Vec::new(),
            StepKind::Returns(to) => self.back(step, to),
            StepKind::Asks | StepKind::Runs(_) => {
                let ways = step.on_reject.iter().map(|way| match way {
                    OnReject::End => vec![edge("reject", Part::Rejected, &step.id, REJECTED)],
                    OnReject::Continue => Vec::new(),
                    OnReject::Return(to) => self.back(step, to),
                });
                ways.flatten().collect()
            }
        }
    }

    fn back(&self, step: &Step, to: &ReturnTo) -> Vec<EdgeLine> {
        let to: Vec<&str> = match to {
            ReturnTo::Requester => vec![ASKED],
            ReturnTo::Step(id) => vec![id],
            ReturnTo::Previous if step.follows.is_empty() => vec![ASKED],
            ReturnTo::Previous => step.follows.iter().map(|id| &**id).collect(),
        };
        to.into_iter().map(|to| edge("return", Part::Returned, &step.id, to)).collect()
    }
}

/// A way from one node to another of which nothing more is said.
fn edge(name: &str, part: Part, from: &str, to: &str) -> EdgeLine {
    EdgeLine {
        transition: name.to_owned(),
        title: String::new(),
        part,
        from: Some(from.to_owned()),
        to: Some(to.to_owned()),
        automatic: false,
        after: None,
        every: None,
        at: None,
        on: None,
        beside: false,
        approval: Vec::new(),
        who: Vec::new(),
        when: Vec::new(),
        drawn: false,
        backward: false,
        split: super::Split::None,
        joins: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compiler::{Sources, compile, render};

    const ORG: &str = "[role.boss]\ntitle = \"老板\"\n[role.legal]\ntitle = \"法务\"\n[role.finance]\ntitle = \"财务\"\n\
                       [person]\na = { roles = [\"boss\"] }\nb = { roles = [\"legal\"] }\nc = { roles = [\"finance\"] }\n";
    const DEAL: &str = "[field]\namount = { type = \"money\" }\n[stage.open]\n[stage.won]\nend = \"won\"\n\
                        [transition.win]\nfrom = \"open\"\nto = \"won\"\napproval = \"deal\"\n";
    const CHAIN: &str = r#"
[approval.deal]
title = "成交审批"
[[approval.deal.step]]
id = "boss"
title = "老板审批"
who = ["role:boss"]
deadline = "1bd"
[[approval.deal.step]]
id = "legal"
follows = ["boss"]
who = ["role:legal", "role:finance"]
mode = { at_least = 1 }
when = "amount > 1000"
on_reject = "return_to_requester"
[[approval.deal.step]]
id = "finance"
follows = ["boss"]
who = ["role:finance"]
on_reject = "return_to:boss"
[[approval.deal.step]]
id = "last"
follows = ["legal", "finance"]
who = ["role:boss"]
[[approval.deal.step]]
id = "tell"
cc = ["role:legal"]
"#;

    fn drawing() -> Drawing {
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let compiled = compile(&Sources::new([
            file("salesflow.toml", "name = \"小店\"\nlocale = \"zh-CN\"\n"),
            file("org.toml", ORG),
            file("rules/approvals.toml", CHAIN),
            file("workflows/deal.toml", DEAL),
        ]));
        let findings = render(&compiled.findings, &compiled.sources, false);
        let policy = compiled.policy.unwrap_or_else(|| panic!("{findings}"));
        describe_chain(&policy, &policy.chains["deal"])
    }

    #[test]
    fn steps_stand_in_their_order_between_what_was_asked_and_the_answer() {
        let drawing = drawing();
        let ways: Vec<String> = (drawing.edges.iter())
            .map(|edge| {
                let end = |id: &Option<String>| id.clone().unwrap_or_default();
                format!("{} {}>{}", edge.part.word(), end(&edge.from), end(&edge.to))
            })
            .collect();
        assert_eq!(
            ways,
            [
                "move chain:submitted>boss",
                "move boss>legal",
                "move boss>finance",
                "move legal>last",
                "move finance>last",
                "move last>tell",
                "move last>chain:approved",
                "rejected boss>chain:rejected",
                "returned legal>chain:submitted",
                "returned finance>boss",
                "rejected last>chain:rejected",
            ]
        );
        assert_eq!(drawing.edges[1].when, ["amount > 1000"]);
        assert!(drawing.edges[3].joins && !drawing.edges[2].joins);
    }

    #[test]
    fn a_step_says_who_is_asked_and_how_they_decide() {
        let drawing = drawing();
        let notes = |id: &str| -> Vec<String> {
            let node = drawing.nodes.iter().find(|node| node.id == id).unwrap();
            node.notes.iter().map(|note| note.text.clone()).collect()
        };
        assert_eq!(notes("boss"), ["老板"]);
        assert_eq!(notes("legal"), ["票签：至少 1", "法务", "财务"]);
        assert_eq!(notes("tell"), ["抄送：法务"]);
        assert_eq!(drawing.nodes[1].sla.as_deref(), Some("1bd"));
        for drawn in [super::super::svg(&drawing), super::super::mermaid(&drawing), super::super::dot(&drawing)] {
            assert!(drawn.contains("票签：至少 1") && drawn.contains("退回"), "{drawn}");
        }
        assert_eq!(super::super::json(&drawing)["nodes"][2]["notes"][0]["about"], "mode");
    }
}
