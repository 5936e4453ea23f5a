//! Scorecards and incentives as kinds of record: the workflow file that each of them stands for.
//!
//! Written as the text of a workflow and compiled like one, so that whatever a record can do a scorecard can do:
//! approval, tasks, access, history, figures over it. No word of the owner's policy is repeated in it but titles and
//! deadlines: who speaks, what counts and what follows is compiled where it is written. What is wrong with such a text
//! is wrong with the definition it was made from, and is told there.

use std::fmt::Write as _;

use super::{
    source::{Files, Kind, Span},
    syntax::{self, Node, Table},
};
use crate::policy::made::*;

/// A text made from a definition.
pub(super) struct Made {
    /// What it stands for: the id of the workflow.
    pub id: String,
    pub text: String,
    /// The key of the definition.
    pub from: Span,
}

/// The texts that the scorecards and incentives of a policy stand for.
pub(super) fn texts(files: &Files) -> Vec<Made> {
    let mut made: Vec<Made> = Vec::new();
    let kinds: Vec<&str> = files.all().filter(|(_, file)| file.kind == Kind::Workflow).map(|(_, f)| f.name()).collect();
    for (number, file) in files.all().filter(|(_, file)| file.kind == Kind::Rules) {
        // Most files have none, and are not read twice.
        if !file.text.contains("scorecard") && !file.text.contains("incentive") {
            continue;
        }
        let root = syntax::parse(number, &file.text).root;
        for (word, write) in [("scorecard", scorecard as fn(&Writing) -> String), ("incentive", incentive)] {
            let Some(all) = root.get(word).and_then(Node::table) else { continue };
            for (key, node) in &all.entries {
                // A name that is taken is told where the definitions are gathered.
                let taken = kinds.contains(&key.name.as_str()) || made.iter().any(|other| other.id == key.name);
                let (Some(table), false) = (node.table(), taken) else { continue };
                let writing = Writing { files, id: &key.name, table, kinds: &kinds };
                made.push(Made { id: key.name.clone(), text: write(&writing), from: key.span });
            }
        }
    }
    made
}

/// A definition of which a workflow is written.
struct Writing<'a> {
    files: &'a Files,
    id: &'a str,
    table: &'a Table,
    /// The ids of the workflows that are files.
    kinds: &'a [&'a str],
}

impl Writing<'_> {
    /// A value as it is written, or what stands in its stead.
    fn written<'s>(&'s self, table: &'s Table, key: &str) -> Option<&'s str> {
        table.get(key).map(|node| self.files.text(node.span)).filter(|text| !text.trim().is_empty())
    }

    fn title(&self) -> String {
        self.written(self.table, "title").map_or_else(|| quoted(self.id), str::to_owned)
    }

    fn text(&self, key: &str) -> Option<String> {
        self.table.get(key).and_then(Node::text).map(|text| text.value)
    }

    /// The kind of record it is for, where it is for one.
    fn rated_kind(&self) -> Option<String> {
        self.text("for").filter(|word| self.kinds.contains(&word.as_str()))
    }
}

/// The ids below a key, and the tables there.
fn below<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = (&'t str, &'t Node)> {
    let all = table.get(key).and_then(Node::table).map_or(&[][..], |table| &table.entries);
    all.iter().map(|(key, node)| (key.name.as_str(), node))
}

fn scorecard(of: &Writing) -> String {
    let rated = match (of.text("for").as_deref(), of.rated_kind()) {
        (Some("unit"), _) => "type = \"unit\"".to_owned(),
        (_, Some(kind)) => format!("type = \"ref\", of = {}", quoted(&kind)),
        _ => "type = \"person\"".to_owned(),
    };
    let is_person = rated.contains("person");
    let mut text = head(of, if is_person { RATED } else { OWNER });
    text += &format!("{RATED} = {{ {rated}, title = {{ zh = \"被考核\", en = \"Rated\" }} }}\n");
    let grades: Vec<String> = below(of.table, "grade").map(|(grade, _)| quoted(grade)).collect();
    text += &format!("{SCORE} = {{ type = \"number\", title = {{ zh = \"得分\", en = \"Score\" }} }}\n");
    let grade = match grades.is_empty() {
        true => "type = \"text\"".to_owned(),
        false => format!("type = \"choice\", values = [{}]", grades.join(", ")),
    };
    text += &format!("{GRADE} = {{ {grade}, title = {{ zh = \"等级\", en = \"Grade\" }} }}\n");
    text += &format!(
        "{FOLLOWED} = {{ type = \"text\", title = {{ zh = \"已按此等级办理\", en = \"Followed up as\" }} }}\n"
    );
    let voices = voices(of);
    for voice in &voices {
        text += &format!("{} = {{ type = \"people\", title = {} }}\n", quoted(&voice.id), voice.title);
    }
    text += &format!(
        "[lines.{ITEMS}]\n\
         item = {{ type = \"text\", title = {{ zh = \"考核项\", en = \"Item\" }} }}\n\
         value = {{ type = \"number\", title = {{ zh = \"数值\", en = \"Value\" }} }}\n\
         target = {{ type = \"number\", title = {{ zh = \"目标\", en = \"Target\" }} }}\n\
         attainment = {{ type = \"percent\", title = {{ zh = \"达成率\", en = \"Attainment\" }} }}\n\
         weight = {{ type = \"number\", title = {{ zh = \"权重\", en = \"Weight\" }} }}\n\
         score = {{ type = \"number\", title = {{ zh = \"得分\", en = \"Score\" }} }}\n"
    );
    let waits = waits(of);
    text += &stages(of.text("appeal").is_some());
    for voice in &voices {
        text += &format!(
            "[stage.{DRAFT}.task.{id}]\ntitle = {title}\nwho = {id}\nwhen = \"!is_blank({name})\"\n\
             give = \"all\"\nbegin = \"on_creation\"\n{deadline}\
             form = {{ score = {{ type = \"number\", required = true, min = 0, max = 100, title = {{ zh = \"打分（百分制）\", en = \"Score, 0 to 100\" }} }}, \
             remark = {{ type = \"text\", title = {{ zh = \"评语\", en = \"Remark\" }} }} }}\n",
            id = quoted(&voice.id),
            name = voice.id,
            title = voice.title,
            deadline = voice.deadline.as_ref().map_or(String::new(), |span| format!("deadline = {span}\n")),
        );
    }
    text += &closing(waits, "");
    if let Some(chain) = of.text("appeal") {
        let _ = write!(
            text,
            "[transition.{APPEAL}]\ntitle = {{ zh = \"申请复核\", en = \"Appeal\" }}\nfrom = \"{FIXED}\"\nto = \"{FIXED}\"\n\
             reopen = true\nwho = [\"{OWNER}\", \"{whose}\"]\ninbox = false\napproval = {chain}\nmeanwhile = \"{REVIEW}\"\n\
             rejected = {{ to = \"{FIXED}\" }}\nwithdrawn = {{ to = \"{FIXED}\" }}\n\
             ask = [{{ id = \"reason\", type = \"text\", title = {{ zh = \"理由\", en = \"Reason\" }} }}, \
             {{ id = \"score\", type = \"number\", title = {{ zh = \"应得分\", en = \"Score asked for\" }} }}]\n\
             set = {{ {SCORE} = \"=ask.score\" }}\n",
            chain = quoted(&chain),
            whose = if is_person { RATED } else { OWNER },
        );
    }
    text
}

fn incentive(of: &Writing) -> String {
    let mut text = head(of, PAYEE);
    text += &format!("{PAYEE} = {{ type = \"person\", title = {{ zh = \"受益人\", en = \"Payee\" }} }}\n");
    if of.text("for").as_deref() == Some("unit") {
        text += &format!("{UNIT} = {{ type = \"unit\", title = {{ zh = \"部门\", en = \"Unit\" }} }}\n");
    }
    text += &format!(
        "{BASE} = {{ type = \"money\", title = {{ zh = \"计提基数\", en = \"Base\" }} }}\n\
         {ATTAINMENT} = {{ type = \"percent\", title = {{ zh = \"达成率\", en = \"Attainment\" }} }}\n\
         {EARNED} = {{ type = \"money\", title = {{ zh = \"本期计提\", en = \"Earned\" }} }}\n\
         {AMOUNT} = {{ type = \"money\", title = {{ zh = \"应发\", en = \"Amount\" }} }}\n\
         {LATER_BASE} = {{ type = \"money\", title = {{ zh = \"更正后基数\", en = \"Base as corrected\" }} }}\n\
         {LATER_ATTAINMENT} = {{ type = \"percent\", title = {{ zh = \"更正后达成率\", en = \"Attainment as corrected\" }} }}\n\
         [lines.{LINES}]\n\
         what = {{ type = \"text\", title = {{ zh = \"事项\", en = \"What\" }} }}\n\
         of_period = {{ type = \"text\", title = {{ zh = \"所属期间\", en = \"Period\" }} }}\n\
         base = {{ type = \"money\", title = {{ zh = \"基数\", en = \"Base\" }} }}\n\
         rate = {{ type = \"number\", title = {{ zh = \"比率\", en = \"Rate\" }} }}\n\
         attainment = {{ type = \"percent\", title = {{ zh = \"达成率\", en = \"Attainment\" }} }}\n\
         amount = {{ type = \"money\", title = {{ zh = \"金额\", en = \"Amount\" }} }}\n"
    );
    let chain = of.text("approval");
    text += &stages(chain.is_some());
    let approval = chain.map_or(String::new(), |chain| {
        format!("approval = [{{ chain = {}, when = \"{AMOUNT} != 0\" }}]\nmeanwhile = \"{REVIEW}\"\n", quoted(&chain))
    });
    text += &closing(false, &approval);
    text
}

/// What both begin with. `whose` is the field with the person it is about, who may have left and owns nothing any more.
fn head(of: &Writing, whose: &str) -> String {
    format!(
        "title = {title}\nlabel = \"{label} {{{PERIOD}}}\"\n[new]\nwho = []\n\
         [access]\nsee = [\"{OWNER}\", \"{whose}\", \"managers_of({whose})\", \"holder\"]\nchange = []\n\
         [access.task]\nsee = [\"holder\", \"managers_of({OWNER})\"]\n\
         [field]\n\
         {PERIOD} = {{ type = \"text\", required = true, title = {{ zh = \"期间\", en = \"Period\" }} }}\n\
         {CLOSES} = {{ type = \"datetime\", required = true, title = {{ zh = \"结算时间\", en = \"Closes\" }} }}\n\
         {KEY} = {{ type = \"text\", unique = true, required = true, title = {{ zh = \"标识\", en = \"Key\" }} }}\n",
        title = of.title(),
        label = match whose {
            OWNER => format!("{{{RATED}}}"),
            whose => format!("{{{whose}.name}}"),
        },
    )
}

fn stages(reviewed: bool) -> String {
    let review = match reviewed {
        true => format!("[stage.{REVIEW}]\ntitle = {{ zh = \"审批中\", en = \"Under review\" }}\n"),
        false => String::new(),
    };
    format!(
        "[stage.{DRAFT}]\ntitle = {{ zh = \"草稿\", en = \"Draft\" }}\nstart = true\neditable = []\n{review}\
         [stage.{FIXED}]\ntitle = {{ zh = \"已定\", en = \"Fixed\" }}\nend = \"{FIXED}\"\n"
    )
}

/// How it closes: by itself at its time, and by the managers' hand where it could not.
fn closing(waits: bool, approval: &str) -> String {
    let by_itself = match waits {
        true => format!("auto = true\nwhen = \"now >= {CLOSES}\""),
        false => format!("at = \"{CLOSES}\"\nunfinished = true"),
    };
    format!(
        "[transition.{FIX}]\ntitle = {{ zh = \"结算\", en = \"Close\" }}\nfrom = \"{DRAFT}\"\nto = \"{FIXED}\"\n{by_itself}\n{approval}\
         [transition.{SETTLE}]\ntitle = {{ zh = \"重新结算\", en = \"Close again\" }}\nfrom = \"{DRAFT}\"\nto = \"{FIXED}\"\n\
         who = [\"managers_of({OWNER})\"]\ninbox = false\nunfinished = true\nwhen = \"now >= {CLOSES}\"\n{approval}"
    )
}

/// Whether a card waits until everybody has spoken.
fn waits(of: &Writing) -> bool {
    let waits = |table: &Table| table.get("missing").and_then(Node::text).is_some_and(|word| &*word == "wait");
    waits(of.table) || below(of.table, "input").any(|(_, input)| input.table().is_some_and(waits))
}

/// Somebody who speaks, by a task.
struct Spoken {
    id: String,
    title: String,
    deadline: Option<String>,
}

fn voices(of: &Writing) -> Vec<Spoken> {
    let mut all = Vec::new();
    for (input, node) in below(of.table, "input") {
        let Some(table) = node.table() else { continue };
        let figures: Vec<&str> = below(table, "kpi").map(|(name, _)| name).collect();
        for (n, (name, _)) in below(table, "from").enumerate() {
            if figures.contains(&name) {
                continue;
            }
            all.push(Spoken {
                id: voice(input, n),
                title: quoted(name),
                deadline: of.written(table, "deadline").map(str::to_owned),
            });
        }
    }
    all
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => _ = write!(quoted, "\\u{:04X}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
