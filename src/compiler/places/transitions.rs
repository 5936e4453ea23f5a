//! The keys of a transition.

use super::{
    kind::{Kind::*, Thing::*, *},
    *,
};

/// A stage, several of them, or a choice among them.
const TO: Kind = OneOf(&[STAGES, Words(&["none", "any"]), In(|| TO_CHOICE)]);

/// Stages of a choice, each with its condition.
const CHOSEN_STAGES: Kind = Several(&OneOf(&[Id(Stage), In(|| TO_EDGE)]));

places! {
    /// A transition.
    TRANSITION: "a transition", "流转" => {
        run "title": Title, "What people see.", "人们看到的名称。";
        run "from": OneOf(&[STAGES, Words(&["*"])]), "The stages it leads from; `*`: any that is no end.", "从哪些阶段出发；`*`：任何非结束阶段。";
        run "except_from": STAGES, "Stages that `*` leaves out.", "`*` 不包括的阶段。";
        run "to": TO, "The stage it leads to; several: opens each. Without it, it acts without moving.", "去往的阶段；多个：各开一路。不写则只动作不移动。";
        run "join": OneOf(&[STAGES, In(|| JOIN)]), "Waits for what was opened towards it.", "等待各路到齐。";
        run "path": Several(&In(|| TRANSITION)), "Several edges under one verb; the first that holds.", "同一动作的多条路径；取第一条成立的。";
        run "who": PEOPLE, "Who may do it; without it the owner.", "谁可以做；不写则为负责人。";
        run "where": CONDITION, "Which of these people: `person` is the one considered.", "其中哪些人：`person` 是被考察的人。";
        run "when": CONDITIONS, "What must hold.", "须满足的条件。";
        run "otherwise": Template, "What a person is told if it does not.", "不满足时告诉人什么。";
        run "ask": ASKED, "What is filled in while moving: fields, or entries of its own.", "移动时填写的内容：字段，或自定义条目。";
        run "approval": Several(&OneOf(&[Id(Chain), Words(&["refuse"]), In(|| APPROVED_BY)])), "Moves only when that chain approves.", "该审批链批准后才移动。";
        run "meanwhile": Id(Stage), "Where it stands while the chain runs; without it, where it was.", "审批期间停在哪里；不写则停在原处。";
        run "submitted": In(|| SUBMITTED), "Effects of submitting.", "提交时的动作。";
        run "rejected": In(|| OUTCOME), "What follows a rejection.", "驳回之后。";
        run "returned": In(|| OUTCOME), "What follows a return to the requester.", "退回申请人之后。";
        run "withdrawn": In(|| OUTCOME), "What follows a withdrawal.", "撤回之后。";
        later "choose": By(Step, &PEOPLE), "Whom the requester chose for a step.", "申请人为某步骤选定的人。";
        run "again": Truth, "`when` is asked once more when the chain has approved.", "批准后再次检查 `when`。", default "false";
        run "auto": Truth, "Fires by itself as soon as `when` holds.", "`when` 一成立就自动执行。", default "false";
        run "after": SPAN, "Fires that long after the stage was entered.", "进入阶段后多久自动执行。";
        run "at": MOMENT, "Fires at a moment computed from fields.", "在由字段算出的时刻执行。";
        run "every": SPAN, "Fires again and again.", "反复执行的间隔。";
        run "stay": Truth, "The token stays; those of `to` are put beside it.", "令牌留在原处，另开 `to` 的各路。", default "false";
        run "on": In(|| ON), "Fires when something happens elsewhere.", "别处发生某事时执行。";
        run "close": STAGES, "Open stages it withdraws.", "撤销哪些进行中的阶段。";
        run "during": STAGES, "Only while one of these stages is open.", "仅当这些阶段之一进行中时。";
        run "unfinished": Truth, "May go though work is open.", "有未完成的工作也可以走。", default "false";
        run "reopen": Truth, "May leave a named end.", "可以离开指定的结束阶段。", default "false";
        run "inbox": Truth, "Whether those who may do it see it in their inbox.", "是否出现在可办人的待办中。", default "true";
        run "off": Truth, "Kept and checked, never run.", "保留并检查，但不执行。", default "false";
        later "was": WAS, "Its former ids.", "原来的 id。";
        + EFFECTS run ["set" "create" "update" "advance" "cancel" "add" "remove" "reserve" "use" "free" "adjust" "send" "notify"];
    }
    /// One stage of several, or all that hold.
    TO_CHOICE: "`to`", "`to`" => {
        run "first": CHOSEN_STAGES, "The first whose condition holds.", "第一个条件成立的。";
        run "each": CHOSEN_STAGES, "All whose conditions hold.", "所有条件成立的。";
        run "none": Id(Stage), "Where it goes if none holds.", "都不成立时去往哪里。";
    }
    /// A stage with its condition.
    TO_EDGE: "an entry of `to`", "`to` 的条目" => {
        run "stage": Id(Stage), "The stage.", "阶段。";
        run "when": CONDITION, "When it goes there.", "何时去往。";
    }
    /// Waiting for several.
    JOIN: "`join`", "`join`" => {
        run "stages": STAGES, "The stages it waits for.", "等待哪些阶段。";
        run "children": Several(&WORKFLOWS), "The linked records it waits for.", "等待哪些下级记录。";
        run "reaches": Several(&OneOf(&[Words(&["end"]), Id(Stage)])), "What they must have reached.", "须到达哪里。";
        run "need": OneOf(&[Words(&["all", "first"]), Whole, In(|| SHARE), CONDITION]), "How many: `all`, `first`, a number, a share, or a formula over `arrived`.", "需要几个：`all`、`first`、数目、比例，或关于 `arrived` 的公式。", default "\"all\"";
        run "rest": Words(&["absorb", "cancel", "hold"]), "What becomes of the others.", "其余的如何处理。", default "\"absorb\"";
        run "every": Whole, "Takes them in batches of this many.", "每批取几个。";
        run "match": FORMULA, "Pairs one of each by this.", "按此配对，各取其一。";
    }
    /// A share of all.
    SHARE: "a share", "比例" => {
        run "share": AMOUNT, "The share, 0 to 1.", "比例，0 到 1。";
    }
    /// Something that happens elsewhere.
    ON: "`on`", "`on`" => {
        run "child": WORKFLOWS, "A linked record of that kind.", "某种下级记录。";
        run "record": WORKFLOWS, "A record of that kind.", "某种记录。";
        run "reaches": Several(&OneOf(&[Words(&["end"]), Id(Stage)])), "The stage it comes to.", "到达的阶段。";
        run "event": Id(Event), "An event from outside.", "外来事件。";
        run "where": CONDITION, "Which of them.", "其中哪些。";
        run "key": FORMULA, "What tells one event from its repetition.", "用来识别重复事件的键。";
        run "keep": SPAN, "How long it is kept if nobody waits for it.", "无人等待时保留多久。";
    }
    /// One condition of several.
    GUARD: "a condition", "条件" => {
        run "is": CONDITION, "What must hold.", "须满足的条件。";
        run "otherwise": Template, "What a person is told if it does not.", "不满足时告诉人什么。";
    }
    /// A chain with its condition.
    APPROVED_BY: "an entry of `approval`", "`approval` 的条目" => {
        run "chain": Id(Chain), "The chain.", "审批链。";
        run "when": CONDITION, "When it is this one.", "何时用它。";
    }
    /// Effects of submitting.
    SUBMITTED: "`submitted`", "`submitted`" => {
        + EFFECTS run ["set" "create" "update" "advance" "cancel" "add" "remove" "reserve" "use" "free" "adjust" "send" "notify"];
    }
    /// What follows where a chain did not approve.
    OUTCOME: "an outcome of a chain", "审批链的结果" => {
        run "to": Id(Stage), "Where the record goes; without it, back where it was.", "记录去往哪里；不写则回到原处。";
        + EFFECTS run ["set" "create" "update" "advance" "cancel" "add" "remove" "reserve" "use" "free" "adjust" "send" "notify"];
    }
}
